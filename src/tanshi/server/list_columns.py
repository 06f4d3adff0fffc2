"""Heads and cells of the lists as people read them: titles of the catalogue, decimals, yuan, yes and no.

Machines get the columns as their tables have them; only pages show them so.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tanshi.core.catalogue import Language, entries, known, text
from tanshi.core.exact import show
from tanshi.core.money import yuan
from tanshi.journal.table import Column
from tanshi.server.collections import Collection

#: Columns that hold 0 or 1.
FLAGS = frozenset(
    {
        "chp", "captive", "covered", "reporting", "late", "overdraft", "secret", "counts", "trusted",
        "seller_consents", "buyer_consents", "paid", "leader", "passed", "changes", "told_late",
        "harm", "hearing", "published", "suspends",
    }
)  # fmt: skip

#: Whole numbers that are names and not amounts: without separators.
_NAMES = frozenset(
    {
        "start_year",
        "retired_year",
        "last_year",
        "base_year",
        "year",
        "number",
        "position",
        "last_transfer",
        "stage",
        "auction",
    }
)

#: Exact figures that are kept as decimal text.
_FIGURES = frozenset(
    {"output_mwh", "heat_gj", "heat_ratio", "load_factor", "load_coef", "heat_coef", "cooling_coef", "potential"}
)

#: Columns whose codes have their words elsewhere in the catalogue.
_WORDS = {"ground": "ground", "treatment": "treatment", "code": "nonconformity"}

_SCALED = re.compile(r"_e([0-9])\Z")


def code_of(collection: Collection, column: str) -> str:
    """Return the code of a column's title: the list's own, or the one that all lists share."""
    own = f"list_column.{collection.name.replace('-', '_')}.{column}"
    return own if known(own) else f"list_column.{column}"


def list_name(collection: Collection, language: Language) -> str:
    """Return what a list is, in the reader's language."""
    code = f"list.{collection.name.replace('-', '_')}"
    return text(code, language) if known(code) else collection.description


def heads(collection: Collection, language: Language) -> list[tuple[str, str, str]]:
    """Return key, title and class of each column, as tables of pages take them."""
    return [(c.name, text(code_of(collection, c.name), language), _class(c)) for c in collection.spec.columns]


def is_number(column: Column) -> bool:
    """Tell whether a column is set as numbers are: to the right."""
    return column.name in _FIGURES or (column.type is int and column.name not in FLAGS | _NAMES)


def _class(column: Column) -> str:
    return "n" if is_number(column) else "text"


def shown(column: Column, value: Any, language: Language) -> str:
    """Return a value as people read it; – is nothing."""
    if value is None or value == "":
        return "–"
    if column.name in FLAGS:
        return text("list_shown.yes" if value else "list_shown.no", language)
    if column.type is not int:
        return _text_shown(column, str(value), language)
    if column.name in _NAMES:
        return str(value) if value else "–"
    if column.name.endswith("_fen"):
        return _grouped(yuan(value))
    scaled = _SCALED.search(column.name)
    return _grouped(show(Fraction(value, 10 ** int(scaled[1])), int(scaled[1]))) if scaled else f"{value:,}"


def _text_shown(column: Column, value: str, language: Language) -> str:
    """Return a text: an exact figure with separators, a code in words; what has no words stands as it is."""
    if column.name in _FIGURES:
        return _grouped(value)
    codes = (f"list_value.{column.name}.{value}", f"{_WORDS.get(column.name, '')}.{value}")
    return next((text(code, language) for code in codes if known(code)), value)


def code_of_word(column: str, said: str) -> str:
    """Return the code that a page shows as these words in either language, or what was said if none is."""
    begin = f"list_value.{column}."
    found = (code for code, texts in entries().items() if code.startswith(begin) and said in texts.values())
    return next(found, said).removeprefix(begin)


def _grouped(shown: str) -> str:
    whole, point, rest = shown.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-") != "0" else shown
