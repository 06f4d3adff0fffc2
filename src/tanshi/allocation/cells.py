"""Cells of the files people hand in for allocation: numbers, shares and words, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar
from unicodedata import normalize

from tanshi.allocation.power import VERIFIED_CLASS
from tanshi.core.catalogue import Language
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.finding import Problem, problem
from tanshi.core.sheets import Row, Sheet, nearest_header

T = TypeVar("T")

#: Words of cells. `VERIFIED` stands where other units have a class.
VERIFIED = {VERIFIED_CLASS: VERIFIED_CLASS, "等于核查排放量": VERIFIED_CLASS}
COOLING = {"": "water", "water": "water", "水冷": "water", "air": "air", "空冷": "air"}
COOLING |= {"back_pressure": "back_pressure", "背压": "back_pressure"}
FLAGS = {"": False, "false": False, "no": False, "0": False, "否": False}
FLAGS |= {"true": True, "yes": True, "1": True, "是": True}


def as_written(
    rows: Sequence[Sequence[str]], columns: Mapping[str, Sequence[str]], language: Language
) -> list[list[str]]:
    """Return a template, a row of fields and rows of cells, as people of a language write it."""
    if language == "en":
        return [list(row) for row in rows]
    fields, *cells = rows
    return [[columns[field][1] for field in fields], *([_IN_CHINESE.get(cell, cell) for cell in row] for row in cells)]


#: Words of templates in Chinese.
_IN_CHINESE = {"water": "水冷", "true": "是", VERIFIED_CLASS: "等于核查排放量"}


def no_header(
    where: str, sheets: Sequence[Sheet], columns: Mapping[str, Sequence[str]], needed: Sequence[str], command: str
) -> Problem:
    """Return what is to be said of a file without the needed columns: which of them its nearest header row lacks.

    `command` writes a file that has them.
    """
    nearest = nearest_header(sheets, columns, needed)
    if nearest is None:
        return problem("allocate.no_header", where=where, columns=_named(columns, needed), command=command)
    sheet, row, lacks = nearest
    return problem(
        "allocate.columns_missing", where=sheet or where, row=row, columns=_named(columns, lacks), command=command
    )


def _named(columns: Mapping[str, Sequence[str]], fields: Sequence[str]) -> str:
    return ", ".join(" ".join(columns[field][:2]) for field in fields)


class Wrong(Exception):
    """A cell of a row cannot be used."""

    def __init__(self, field: str, code: str, **params: object) -> None:
        self.field, self.code, self.params = field, code, {"field": field, **params}
        super().__init__(code)


def amount(row: Row, field: str, *, needed: bool = False) -> Fraction:
    text = normalize("NFKC", row.text(field)).replace(",", "")
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
    if row.text(field).endswith(("%", "％")):
        raise Wrong(field, "allocate.percent", value=row.text(field))
    found = amount(row, field, needed=needed)
    if found > 1:
        raise Wrong(field, "allocate.not_a_fraction", value=row.text(field))
    return found


def word(row: Row, field: str, words: Mapping[str, T]) -> T:
    text = row.text(field).casefold()
    if text not in words:
        raise Wrong(field, "allocate.unknown_word", value=text, known=", ".join(w for w in words if w))
    return words[text]
