"""Activity data in somebody's own file: one table with a column for the stream, or a sheet for each stream.

What cannot be read is a finding with its cell; all other rows stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import normalize

from tanshi.accounting.activity import Activity
from tanshi.accounting.columns import BASE, NEEDED, columns_of, item_named, plain, streams_by_title, unit_of, unread
from tanshi.accounting.formula import Pair
from tanshi.accounting.guide import Guide, Input, Item, Stream
from tanshi.core.exact import NotADecimal, digits, show
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.sheets import Row, bytes_of, sheets_of, table_in
from tanshi.rules import Law

_YEAR = re.compile(r"(\d{4})(?:\.0)?年?\Z")
_MONTH = re.compile(r"(?:(\d{4})[-/.年])?0?(\d{1,2})月?(?:[-/]0?1)?(?: 00:00:00)?\Z")


@dataclass(slots=True)
class ActivityFile:
    """Rows of a file by emission year, the guides they are computed by, what is wrong with other rows, and what of the
    file was not read (`remarks`).
    """

    sector: str
    guides: dict[int, Guide] = field(default_factory=dict)
    rows: dict[int, list[Activity]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)


class _Wrong(Exception):
    def __init__(self, field: str, code: str, **params: object) -> None:
        self.field, self.code, self.params = field, code, {"field": field, **params}
        super().__init__(code)


def read_activity(law: Law, sector: str, path: Path | str, year: int = 0) -> ActivityFile:
    """Return the rows of a CSV or workbook; `year` is that of rows that name none. `Problem` if none can be used."""
    file = Path(path)
    return read_activity_of(law, sector, file.name, bytes_of(file), year)


def read_activity_of(law: Law, sector: str, name: str, data: bytes, year: int = 0) -> ActivityFile:
    """Return the same of a file's content; `name` is what findings call it."""
    return Reader(law, sector, name, year).of(data)


class Reader:
    """Reads rows of one sector; `read` is what it read."""

    def __init__(self, law: Law, sector: str, name: str, year: int) -> None:
        self._law, self._name, self._year = law, name, year
        self.read = ActivityFile(sector)
        self._all = [stream for guide in Guide.every(law, sector) for stream in guide.streams.values()]
        self._streams = streams_by_title(self._all)
        self._seen: dict[tuple[object, ...], str] = {}
        self._times: dict[tuple[str, str], tuple[int, str]] = {}

    def of(self, data: bytes) -> ActivityFile:
        """Return what a file's content says."""
        sheets = sheets_of(Path(self._name), data)
        is_table = False
        for name, rows in sheets:
            stream = self._streams.get(plain(name)) if name else None
            columns = columns_of([s for s in self._all if stream is None or s.code == stream.code])  # of every year
            table = table_in([(name, rows)], columns, NEEDED if stream else (*NEEDED, "stream"))
            if table is not None:
                is_table = True
                self._table(stream, *table, columns)
            elif any(str(cell or "").strip() for row in rows for cell in row):
                self.read.remarks.append(Finding("emissions.unread_sheet", name or self._name))
        if not is_table:
            columns_named = ", ".join(f"{BASE[n][0]} {BASE[n][1]}" for n in (*NEEDED, "stream"))
            raise problem("emissions.no_table", where=self._name, columns=columns_named, sector=self.read.sector)
        if not any(self.read.rows.values()):
            code = "emissions.no_rows" if self.read.findings else "emissions.no_figures"
            raise Problem(Finding(code, self._name), *(self.read.findings or self.read.remarks)[:20])
        return self.read

    def _table(
        self,
        stream: Stream | None,
        sheet: str,
        places: Mapping[str, int],
        rows: Sequence[Sequence[Any]],
        header: int,
        columns: Mapping[str, Sequence[str]],
    ) -> None:
        sheet = sheet or self._name
        others, left = unread(rows[header - 1], places, columns)
        self.read.findings += [Finding("emissions.other_unit", f"{sheet}!{at}{header}", said) for at, said in others]
        self.read.remarks += [Finding("emissions.unread_column", f"{sheet}!{at}{header}", said) for at, said in left]
        if others:  # a default would take the place of what stands there
            return
        for number, cells in enumerate(rows[header:], header + 1):
            row = Row(number, cells, places)
            if row.is_blank() or row.is_total("entity_id"):
                continue
            self.take(stream, row, sheet)

    @property
    def streams(self) -> list[Stream]:
        """The streams of every year."""
        return self._all

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of a table that may hold rows of any stream."""
        return columns_of(self._all)

    def take(self, stream: Stream | None, row: Row, sheet: str) -> None:
        """Take a row; what is wrong with it is a finding with its cell."""
        try:
            self._row(stream, row, sheet)
        except _Wrong as wrong:
            self.read.findings.append(Finding(wrong.code, f"{sheet}!{row.cell(wrong.field)}", wrong.params))
        except Problem as told:
            where = f"{sheet}!{row.cell('year')}"
            self.read.findings += [Finding(f.code, where, f.params, f.citation) for f in told.findings]

    def _row(self, stream: Stream | None, row: Row, sheet: str) -> None:
        entity = row.text("entity_id")
        if not entity:
            raise _Wrong("entity_id", "emissions.blank")
        year, month = self._time(row)
        guide = self._guide(year)
        stream = guide.streams.get(stream.code) if stream else self._named(row, guide)
        if stream is None:
            raise _Wrong("year", "emissions.not_in_year", year=year)
        item = _item(row, stream)
        values = {
            name: value
            for name, said in stream.method.inputs.items()
            if row.has(name) and (value := _value(row, said, stream.items.get(item))) is not None
        }
        if not values:  # a row of the template that was not needed
            return
        part = row.text("part") if stream.level != "entity" else ""
        found = Activity(entity, year, month, part, stream.code, item, values, f"{sheet}!{row.cell('entity_id')}")
        self.note(found)
        self.read.rows.setdefault(year, []).append(found)

    def _time(self, row: Row) -> tuple[int, str]:
        """Return year and month of a row; the month alone may name its year."""
        said, told = row.text("year"), row.text("month")
        if (known := self._times.get((said, told))) is not None:
            return known
        found = self._times[said, told] = self._time_of(normalize("NFKC", said), normalize("NFKC", told))
        return found

    def _time_of(self, said: str, told: str) -> tuple[int, str]:
        year = self._year
        if said:
            found = _YEAR.match(said)
            if not found:
                raise _Wrong("year", "emissions.bad_year", value=said)
            year = int(found[1])
        if not told:
            if not year:
                raise _Wrong("year", "emissions.blank")
            return year, ""
        found = _MONTH.match(told)
        if not found or not 1 <= int(found[2]) <= 12 or (said and found[1] and int(found[1]) != year):
            raise _Wrong("month", "emissions.bad_month", value=told)
        year = int(found[1]) if found[1] else year
        if not year:
            raise _Wrong("year", "emissions.blank")
        return year, f"{year}-{int(found[2]):02d}"

    def _guide(self, year: int) -> Guide:
        if year not in self.read.guides:
            self.read.guides[year] = Guide.of(self._law, self.read.sector, year)
        return self.read.guides[year]

    def _named(self, row: Row, guide: Guide) -> Stream:
        said = row.text("stream")
        known = self._streams.get(plain(said))
        if known is None:
            names = ", ".join(f"{s.code} {s.label['zh']}" for s in guide.streams.values())
            raise _Wrong("stream", "emissions.unknown_stream", value=said, known=names)
        if known.code not in guide.streams:
            raise _Wrong("stream", "emissions.not_in_year", year=guide.year)
        return guide.streams[known.code]

    def note(self, row: Activity) -> None:
        """Note that a row is there: what stands twice would count twice; a year and its months are the same twice."""
        key = (row.entity, row.year, row.part, row.stream, row.item)
        for other in (row.month, *(["*"] if not row.month else [""])):
            first = self._seen.get((*key, other))
            if first is not None:
                raise _Wrong("entity_id", "emissions.twice", first=first)
        self._seen[*key, row.month] = row.where
        if row.month:
            self._seen.setdefault((*key, "*"), row.where)


def _item(row: Row, stream: Stream) -> str:
    said = row.text("item")
    if not stream.items:
        return ""
    if not said:
        if stream.default:
            return stream.default
        raise _Wrong("item", "emissions.blank")
    if (found := item_named(stream, said)) is not None:
        return found
    known = ", ".join(f"{name} {item.label['zh']}" for name, item in stream.items.items())
    raise _Wrong("item", "emissions.unknown_item", value=said, known=known)


def _value(row: Row, said: Input, item: Item | None) -> Pair | None:
    text = row.text(said.name)
    if not text:
        return None
    try:
        value = digits(text)
    except NotADecimal:
        value = _unusual(text, said)
    if value[0] < 0 and not said.less:
        raise _Wrong(said.name, "emissions.negative", value=text)
    most = said.limit(item)
    if most is not None and Fraction(*value) > most:
        raise _Wrong(said.name, "emissions.too_large", value=text, most=show(most), unit=unit_of(said, item))
    return value


def _unusual(text: str, said: Input) -> Pair:
    """Return a number written with separators, in full width, or with the sign of a percentage."""
    bare = normalize("NFKC", text).replace(",", "")
    try:
        return digits(bare.removesuffix("%") if said.unit == "%" else bare)
    except NotADecimal:
        raise _Wrong(said.name, "emissions.not_a_number", value=text) from None
