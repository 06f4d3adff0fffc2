"""Cells of the files people hand in for allocation: numbers, shares and words, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from tanshi.allocation.power import VERIFIED_CLASS
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.sheets import Row

T = TypeVar("T")

#: Words of cells. `VERIFIED` stands where other units have a class.
VERIFIED = {VERIFIED_CLASS: VERIFIED_CLASS, "等于核查排放量": VERIFIED_CLASS}
COOLING = {"": "water", "water": "water", "水冷": "water", "air": "air", "空冷": "air"}
FLAGS = {"": False, "false": False, "no": False, "0": False, "否": False}
FLAGS |= {"true": True, "yes": True, "1": True, "是": True}


class Wrong(Exception):
    """A cell of a row cannot be used."""

    def __init__(self, field: str, code: str, **params: object) -> None:
        self.field, self.code, self.params = field, code, {"field": field, **params}
        super().__init__(code)


def amount(row: Row, field: str, *, needed: bool = False) -> Fraction:
    text = row.text(field).replace(",", "")
    if not text:
        if needed:
            raise Wrong(field, "allocate.missing")
        return Fraction(0)
    try:
        found = decimal(text)
    except NotADecimal:
        raise Wrong(field, "allocate.not_a_number", value=text) from None
    if found < 0:
        raise Wrong(field, "allocate.negative", value=text)
    return found


def ratio(row: Row, field: str, *, needed: bool = False) -> Fraction:
    """Return a share between 0 and 1; what looks like percent is refused, not divided."""
    found = amount(row, field, needed=needed)
    if found > 1:
        raise Wrong(field, "allocate.not_a_fraction", value=row.text(field))
    return found


def word(row: Row, field: str, words: Mapping[str, T]) -> T:
    text = row.text(field).casefold()
    if text not in words:
        raise Wrong(field, "allocate.unknown_word", value=text, known=", ".join(w for w in words if w))
    return words[text]
