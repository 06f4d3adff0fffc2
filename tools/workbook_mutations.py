"""Workbooks somebody spoiled: each is a clear error, or a correct part of it is taken; never a traceback.

A good workbook of every sector, of the months of generating units and of a table of factors is changed by chance: a
cell, a heading, rows, columns, sheets, or bytes of the file. What comes of it is either a problem, or rows and findings
with their places; all words stand in both languages; and rows of other lines than the changed cell are as they were,
unless a finding says at their place why not.

python -m tools.workbook_mutations [--count N] [--seed S] [--only NUMBER]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from tanshi.accounting.activity_file import read_activity_of
from tanshi.accounting.columns import template_sheets
from tanshi.accounting.guide import Guide, Stream, sectors
from tanshi.accounting.report import computed
from tanshi.application.forms import Context, form, take, template
from tanshi.core.catalogue import LANGUAGES
from tanshi.core.exact import show
from tanshi.core.finding import Finding, Problem
from tanshi.core.sheets import sheets_of
from tanshi.rulemaking.factors.table_file import Common, read_factors
from tanshi.rules import Law
from tanshi.simulation.chance import Chance

LAW = Law("cn")

Sheets = list[tuple[str, list[list[Any]]]]

#: Rows taken, by their place, and what was found.
Taken = tuple[Mapping[str, Any], Sequence[Finding]]

#: What people and programs leave in a cell.
JUNK: Sequence[Any] = (
    "", " ", "-", "–", "n/a", "#REF!", "#DIV/0!", "=1+1", "＝A1", "abc", "无", "约100", "100吨", "１００", "1,000",
    "1，000", "1 000", "1e3", "1E+400", "-5", -5, -0.0, 0, 1e-9, 1e18, 99999999999999999999, "99999999999999999999999",
    "5%", "150%", 0.1 + 0.2, "NaN", "inf", True, "2022-13", "2022-02-30", "13", "1900", "3000", "20225", "２０２２",
    "x" * 5000, "\n", "a\nb", "<script>", "'; DROP", "\u202e12", "😀", "\ufeff1", "０．５", "0.5.5", "+3", "1/3", "½",
    "合计", "total", "{x}", "{0}", "%s", "E1", "2022", "2022-01", "12月",
)  # fmt: skip


class Spoiled(AssertionError):
    """A workbook was not answered as it has to be."""


@dataclass(slots=True)
class Outcome:
    """How many workbooks were changed, by what was changed and what came of it."""

    seed: int
    made: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    by_answer: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "seed": self.seed, "workbooks": self.made, "changed": dict(sorted(self.by_kind.items())),
            "answered": dict(sorted(self.by_answer.items())),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """A good workbook, and what reads it; `key` says by its place which row a reader's row is."""

    name: str
    sheets: Sheets
    read: Callable[[bytes], Taken]


@cache
def books() -> tuple[Book, ...]:
    """Return a good workbook of every kind that is taken."""
    found = [_of_sector(sector, year) for sector in sectors(LAW) for year in (2024, 2021) if _has(sector, year)]
    return (*found, _of_months(), _of_factors())


def _has(sector: str, year: int) -> bool:
    try:
        Guide.of(LAW, sector, year)
    except Problem:
        return False
    return True


def _of_sector(sector: str, year: int) -> Book:
    guide = Guide.of(LAW, sector, year)
    chance = Chance(1, sector, year)
    sheets: Sheets = []
    streams = guide.streams.values()
    for (name, (heads,)), stream in zip(template_sheets(guide, "en"), streams, strict=True):
        rows = [_good(heads, stream, year, item, chance) for item in list(stream.items or [""])[:3]]
        sheets.append((name, [list(heads), *rows]))

    def read(data: bytes) -> Taken:
        report = computed(read_activity_of(LAW, sector, "book.xlsx", data, 0))
        report.as_json()
        return {row.where: row for rows in report.read.rows.values() for row in rows}, report.findings

    return Book(f"{sector} {year}", sheets, read)


def _good(heads: Sequence[str], stream: Stream, year: int, item: str, chance: Chance) -> list[Any]:
    known: dict[str, Any] = {"entity_id": "E1", "year": year, "part": "1", "item": item}
    for name, said in stream.method.inputs.items():
        most = min(said.most or 1000, 1000)
        known[name] = show(Fraction(most) * chance.between(1, 999) / 1000, 3)
    return [known.get(head, "") for head in heads]


def _of_months() -> Book:
    kind = form("power-month")
    figures = {
        "generation_mwh": 120_000_000, "own_use_mwh": 7_000_000, "hours": 60_000, "fuel": 5_500_000, "ncv": 21_000,
        "carbon": 5_500,
    }  # fmt: skip
    rows = [
        {**figures, "month": f"2022-{month:02d}", "unit": f"E1-{unit}"} for month in range(1, 13) for unit in (1, 2)
    ]
    data = template(kind, language="en", header={"entity": "E1"}, rows=rows)

    def read(data: bytes) -> Taken:
        intake = take(kind, data, Context("E1", {}, {}), name="book.xlsx", digest=sha256(data).hexdigest())
        name = "" if kind.table is None else kind.table.sheet.en
        return {f"{name}!A{row.number}": dict(row.values) for row in intake.rows}, (*intake.findings, *intake.remarks)

    return Book("power-month", [(n, [list(r) for r in rows]) for n, rows in sheets_of(Path("m"), data)], read)


def _of_factors() -> Book:
    head = ["parameter", "key", "value", "unit", "valid from", "last day", "source year"]
    rows = [
        ["factors.carbonates", "calcium_carbonate", "0.44", "tCO2/t", "2026-01-01", "", 2025],
        ["factors.heat", "", "0.1", "tCO2/GJ", "2026-01-01", "2026-12-31", 2025],
        ["accounting.power.default_carbon", "coal", "0.0295", "tC/GJ", "2022-01-01", "2022-12-31", 2025],
    ]

    def read(data: bytes) -> Taken:
        found = read_factors(LAW, "book.xlsx", data, Common("0" * 64, source_year=2025))
        return dict(found.offered), found.findings

    return Book("factors", [("factors", [head, *rows])], read)


def written(sheets: Sheets) -> bytes:
    """Return sheets as a workbook; texts stay texts."""
    import xlsxwriter

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    book = xlsxwriter.Workbook(out, options)
    for place, (name, rows) in enumerate(sheets):
        sheet = book.add_worksheet(name[:31] or str(place))
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, bool):
                    sheet.write_boolean(at, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(at, column, cell)
                elif str(cell):
                    sheet.write_string(at, column, str(cell))
    book.close()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a workbook; `line` is sheet and row of a changed cell, None where more was changed."""

    kind: str
    said: str
    data: bytes
    line: tuple[str, int] | None = None


def _one(chance: Chance, of: Sequence[Any]) -> Any:
    return of[chance.below(len(of))]


def change(book: Book, chance: Chance) -> Change:
    """Return a changed workbook."""
    sheets: Sheets = [(name, [list(row) for row in rows]) for name, rows in book.sheets]
    kind = _one(chance, ("cell", "cell", "cell", "cell", "heading", "row", "column", "sheet", "bytes"))
    if kind == "bytes":
        return _bytes(written(sheets), chance)
    place = chance.between(0, len(sheets) - 1)
    name, rows = sheets[place]
    if kind == "sheet" or len(rows) < 2 or not rows[0]:
        return _sheet(sheets, place, chance)
    return {"cell": _cell, "heading": _heading, "row": _row, "column": _column}[kind](sheets, name, rows, chance)


def _cell(sheets: Sheets, name: str, rows: list[list[Any]], chance: Chance) -> Change:
    at = chance.between(1, len(rows) - 1)
    row = rows[at]
    if not row:
        row.append("")
    column, junk = chance.between(0, len(row) - 1), _one(chance, JUNK)
    row[column] = junk
    return Change("cell", f"{name} row {at + 1} column {column + 1} = {junk!r:.60}", written(sheets), (name, at + 1))


def _heading(sheets: Sheets, name: str, rows: list[list[Any]], chance: Chance) -> Change:
    at = chance.between(0, min(len(rows), 4) - 1)
    row = rows[at] or [""]
    column, junk = chance.between(0, len(row) - 1), _one(chance, ("", "x", row[0], "月份", "year", "合计", 7))
    row[column], rows[at] = junk, row
    return Change("heading", f"{name} row {at + 1} column {column + 1} = {junk!r:.40}", written(sheets))


def _row(sheets: Sheets, name: str, rows: list[list[Any]], chance: Chance) -> Change:
    at, way = chance.between(0, len(rows) - 1), _one(chance, ("twice", "gone", "blank", "moved", "totals"))
    if way == "twice":
        rows.insert(at, list(rows[at]))
    elif way == "gone":
        del rows[at]
    elif way == "blank":
        rows.insert(at, [])
    elif way == "moved":
        rows.insert(0, rows.pop(at))
    else:
        rows.append(["合计", *["1"] * (len(rows[0]) - 1)])
    return Change("row", f"{name} row {at + 1} {way}", written(sheets))


def _column(sheets: Sheets, name: str, rows: list[list[Any]], chance: Chance) -> Change:
    at, way = (
        chance.between(0, max(len(row) for row in rows) - 1),
        _one(chance, ("twice", "gone", "shifted", "reversed")),
    )
    for row in rows:
        if way == "twice" and at < len(row):
            row.insert(at, row[at])
        elif way == "gone" and at < len(row):
            del row[at]
        elif way == "shifted":
            row.insert(0, "")
        elif way == "reversed":
            row.reverse()
    return Change("column", f"{name} column {at + 1} {way}", written(sheets))


def _sheet(sheets: Sheets, place: int, chance: Chance) -> Change:
    name, rows = sheets[place]
    way = _one(chance, ("gone", "renamed", "empty", "twice", "last"))
    if way == "gone" and len(sheets) > 1:
        del sheets[place]
    elif way == "renamed":
        sheets[place] = (_one(chance, ("Sheet1", "x", "月度", "Ünïcode")), rows)
    elif way == "twice":
        sheets.append(("again", [list(row) for row in rows]))
    elif way == "last":
        sheets.append(sheets.pop(place))
    else:
        sheets[place] = (name, [])
    return Change("sheet", f"{name} {way}", written(sheets))


def _bytes(data: bytes, chance: Chance) -> Change:
    way, at = _one(chance, ("cut", "flipped", "empty_end", "text", "nothing")), chance.between(0, len(data) - 1)
    if way == "cut":
        data = data[:at]
    elif way == "flipped":
        data = data[:at] + bytes([data[at] ^ (1 << chance.between(0, 7))]) + data[at + 1 :]
    elif way == "empty_end":
        data += b"\0" * 100
    elif way == "text":
        data = _one(
            chance, (b"PK", b"\xff\xfe", b"\x1f\x8b\x08", b"a,b\n\x00", "单位编号\nE1\n".encode("gb18030"), b"%PDF-1.7")
        )
    else:
        data = b""
    return Change("bytes", f"{way} at {at}", data)


def judge(book: Book, changed: Change, good: Taken) -> str:
    """Return what came of a changed workbook: a problem, a part, or all; `Spoiled` if it is not as it has to be."""
    try:
        rows, findings = book.read(changed.data)
    except Problem as told:
        if not told.findings:
            raise Spoiled("a problem without a finding") from None
        _said(told.findings)
        return "problem"
    _said(findings)
    if changed.line is not None:
        _only_its_row(changed.line, rows, findings, good)
    return "part" if findings else "all"


def _said(findings: Sequence[Finding]) -> None:
    for finding in findings:
        for language in LANGUAGES:
            if not finding.line(language).strip():
                raise Spoiled(f"{finding.code} says nothing")


_ROW = re.compile(r"(?:(.*)!)?\$?[A-Z]*\$?(\d+)\Z", re.DOTALL)


def _line(where: str) -> tuple[str, int] | None:
    found = _ROW.match(where)
    return (found[1] or "", int(found[2])) if found else None


def _only_its_row(line: tuple[str, int], rows: Mapping[str, Any], findings: Sequence[Finding], good: Taken) -> None:
    """Raise `Spoiled` where a row of another line is not as it was and no finding stands at it."""
    told = {_line(f.where) for f in findings}
    for where, row in good[0].items():
        at = _line(where)
        if at is None or (at[1] == line[1] and at[0] in ("", line[0])):
            continue
        if where not in rows and at not in told:
            raise Spoiled(f"the row at {where} is gone and nothing is said")
        if where in rows and rows[where] != row:
            raise Spoiled(f"the row at {where} is another one")
    more = [w for w in rows if w not in good[0] and _line(w) != line]
    if more:
        raise Spoiled(f"rows came from nowhere: {more[:3]}")


def run(count: int, seed: int, only: int | None = None) -> Outcome:
    """Change `count` workbooks; `Spoiled` names the first that is not answered well, with what reproduces it."""
    outcome, kept = Outcome(seed), {}
    for number in range(count) if only is None else [only]:
        book = books()[number % len(books())]
        if book.name not in kept:
            kept[book.name] = book.read(written(book.sheets))
            if [f for f in kept[book.name][1] if f.code.endswith(("blank", "unknown"))] or not kept[book.name][0]:
                raise Spoiled(f"{book.name}: the good workbook is none")
        changed = change(book, Chance(seed, "workbook", number))
        try:
            answer = judge(book, changed, kept[book.name])
        except Exception as wrong:
            raise Spoiled(
                f"{book.name}, number {number}, seed {seed}: {changed.kind} {changed.said}: {wrong!r}"
            ) from wrong
        outcome.made += 1
        outcome.by_kind[changed.kind] += 1
        outcome.by_answer[answer] += 1
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    sys.stdout.write(f"{run(options.count, options.seed, options.only).as_json()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
