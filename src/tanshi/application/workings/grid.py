"""Sheets of columns known by name, and what stands in their cells: text, numbers, formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tanshi.application.forms.grid import column_letters
from tanshi.core.catalogue import LANGUAGES, text

T = TypeVar("T")

#: Rows over the first row of data: two of title, two of headings.
HEADING_ROWS = 4


class Formula(str):
    """A formula, beginning with `=`; any other text is only text, whatever it begins with."""

    __slots__ = ()


Content = Formula | str | float | int | None


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: what a row (its number on the sheet, and what it is of) shows, as which kind of figure, in which part.

    `part`: input, law, step, own (tanshi's exact figures, as values) or check.
    """

    name: str
    content: Callable[[int, T], Content]
    kind: str = "tonnes"
    part: str = "step"


class Grid(Generic[T]):
    """A sheet and the addresses of its cells."""

    def __init__(self, title: str, columns: Sequence[Column[T]], items: Sequence[T]) -> None:
        self.title = title
        self.columns = columns
        self.items = items
        self._letters = {column.name: column_letters(place) for place, column in enumerate(columns)}
        assert len(self._letters) == len(columns), "two columns have one name"

    def has(self, name: str) -> bool:
        """Tell whether the sheet has a column."""
        return name in self._letters

    def cell(self, name: str, row: int) -> str:
        """Return the address of a cell, as formulas of the same sheet write it."""
        return f"${self._letters[name]}{row}"

    def far(self, name: str, row: int) -> str:
        """Return the address of a cell, as formulas of any sheet write it."""
        return f"'{self.title}'!{self.cell(name, row)}"

    def span(self, name: str, first: int, last: int) -> str:
        """Return the address of a column's cells from one row to another, as formulas of any sheet write it."""
        letter = self._letters[name]
        return f"'{self.title}'!${letter}${first}:${letter}${last}"

    @property
    def last(self) -> int:
        """The row of the last item."""
        return HEADING_ROWS + len(self.items)


#: Tints of the parts of a sheet.
_TINTS = {"input": "#E2EFDA", "law": "#FFF2CC", "step": "#DDEBF7", "own": "#EDEDED", "check": "#FCE4D6"}

_SHAPES = {
    "text": "@",
    "word": "General",
    "whole": "0",
    "tonnes": "#,##0",
    "amount": "#,##0.000",
    "exact": "#,##0.000000",
    "ratio": "0.0000",
    "coefficient": "0.000000000000",
    "percent": '0.00"%"',
}

#: Widths of columns, and what stands in the wide ones.
_NARROW, _WIDE = 16, 30
_WORDS = {("law", "text"), ("check", "word")}

#: Without a stored result every program computes a formula when it opens the file; with one, some would not.
_NOT_COMPUTED = ""


class Writer:
    """Writes grids into a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **shape: object) -> Any:
        """Return a format, made once."""
        key = tuple(sorted(shape.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(shape))
        return self._formats[key]

    def write(self, grid: Grid[Any], titles: Sequence[str], *, totals: Sequence[str] = ()) -> None:
        """Write a sheet: titles, headings in both languages, a row for each item, and sums of the named columns."""
        sheet = self._book.add_worksheet(grid.title)
        for row, title in enumerate(titles):
            sheet.write_string(row, 0, title, self.format(bold=True, font_size=14 if row == 0 else 11))
        for place, column in enumerate(grid.columns):
            self._head(sheet, place, column)
            shape = self.format(num_format=_SHAPES[column.kind])
            for row, item in enumerate(grid.items, HEADING_ROWS + 1):
                self._cell(sheet, row - 1, place, column.content(row, item), shape)
            if column.name in totals:
                span = grid.span(column.name, HEADING_ROWS + 1, grid.last)
                shape = self.format(num_format=_SHAPES[column.kind], bold=True, top=1)
                self._cell(sheet, grid.last, place, Formula(f"=SUM({span})"), shape)
        if totals:
            sheet.write_string(grid.last, 0, text("workings.total", "en"), self.format(bold=True, top=1))
        sheet.freeze_panes(HEADING_ROWS, 1)

    def _head(self, sheet: Any, place: int, column: Column[Any]) -> None:
        shape = self.format(
            bold=True, border=1, text_wrap=True, align="center", valign="vcenter", bg_color=_TINTS[column.part]
        )
        name, _, place_of_piece = column.name.partition(".")
        for row, language in enumerate(LANGUAGES, HEADING_ROWS - len(LANGUAGES)):
            words = f"{text(f'workings.head_{name}', language)} {place_of_piece}".strip()
            sheet.write_string(row, place, words, shape)
        sheet.set_column(place, place, _WIDE if (column.part, column.kind) in _WORDS else _NARROW)

    @staticmethod
    def _cell(sheet: Any, row: int, place: int, content: Content, shape: Any) -> None:
        if content is None:
            return
        if isinstance(content, Formula):
            sheet.write_formula(row, place, content, shape, _NOT_COMPUTED)
        elif isinstance(content, str):
            sheet.write_string(row, place, content, shape)
        else:
            sheet.write_number(row, place, content, shape)
