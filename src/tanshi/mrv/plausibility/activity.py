"""Checks of activity data: a firm's rows of a year, beside those of the year before, by the guide of its sector.

Exact throughout: a firm has some hundred rows. What a check asks for and a row does not give is not asked of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.guide import Guide, Stream
from tanshi.accounting.totals import Totals
from tanshi.accounting.ways import Ways
from tanshi.mrv.plausibility.check import Catalogue
from tanshi.mrv.plausibility.judging import Odd, Verdict, judge_one, numbers_of
from tanshi.rules import Law, NoTextInForce

Values = dict[str, Fraction]

#: Figures a row may give that checks name.
_GIVEN = ("ncv", "cc", "c_ar", "of", "ef")

#: Figures a text may give in their place.
_DEFAULTS = ("ncv", "cc", "ef")

#: The stream of every guide that says what was made.
OUTPUT = "output"

_THOUSAND = 1_000

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a row of variables is about: its words for checks, where it stands, what is known."""

    words: Mapping[str, str]
    where: str
    values: Values


@dataclass(slots=True)
class _Year:
    """A year's rows and what they come to."""

    guide: Guide
    rows: Sequence[Activity]
    ways: Ways = field(init=False)

    def __post_init__(self) -> None:
        self.ways = Ways(self.guide)

    def stream(self, row: Activity) -> Stream:
        return self.guide.streams[row.stream]

    def emission_t(self, row: Activity) -> Fraction | None:
        """Return what a row emits in t CO2e, None for a reading or a row that cannot be computed."""
        stream = self.stream(row)
        if not stream.gas:
            return None
        try:
            mass = Fraction(*self.ways.mass(stream, row))
        except CannotCompute:
            return None
        return mass if stream.gas == "CO2" else mass * self.guide.potential(stream.gas)

    def by_place(self) -> dict[Place, list[Activity]]:
        """Return rows by line or unit, stream and item."""
        found: dict[Place, list[Activity]] = {}
        for row in self.rows:
            found.setdefault(_place(row), []).append(row)
        return found

    def amount(self, rows: Iterable[Activity]) -> Fraction | None:
        """Return the amount of rows together, None where one does not tell it."""
        found = [_amount(self.stream(row), row) for row in rows]
        return None if None in found else sum((a for a in found if a is not None), Fraction(0))

    def output(self) -> Fraction | None:
        """Return what was made, where it is of one kind."""
        made = [row for row in self.rows if row.stream == OUTPUT and not self.stream(row).gas]
        return self.amount(made) if len({row.item for row in made}) == 1 else None

    def moved_t(self, sign: int) -> Fraction:
        """Return what the streams that are added, or taken off, of the counted total come to."""
        counted = self.guide.totals[0].sources
        rows = [r for r in self.rows if self.stream(r).sign == sign and self.stream(r).source in counted]
        return sum((self.emission_t(row) or Fraction(0) for row in rows), Fraction(0))

    def totals(self) -> tuple[Fraction, Fraction] | None:
        """Return the counted total and what its sources come to together."""
        totals = Totals(self.guide)
        totals.add(self.rows)
        found = totals.finished()
        if not found:
            return None
        first = self.guide.totals[0]
        sources = sum((v for code, v in found[0].sources.items() if code in first.sources), Fraction(0))
        return Fraction(found[0].totals[first.code]), sources


def review_activity(law: Law, sector: str, rows: Sequence[Activity], before: Sequence[Activity]) -> Verdict:
    """Return what the checks find in one entity's rows of a year; `before`: those of the year before."""
    if not rows:
        return Verdict()
    catalogue = Catalogue.of(law)
    this = _Year(Guide.of(law, sector, rows[0].year), rows)
    last = _Year(Guide.of(law, sector, before[0].year), before) if before else None
    found = Verdict()
    entity, day = rows[0].entity, date(rows[0].year, 12, 31)
    for kind, asked in (("row", _rows(this, last)), ("stream", _streams(this, last)), ("firm", _firm(this, last))):
        for about in asked:
            _judge(catalogue, kind, entity, day, about, found)
    return found


def _judge(catalogue: Catalogue, kind: str, entity: str, day: date, about: _Asked, found: Verdict) -> None:
    for check in catalogue.of_rows(kind):
        given = numbers_of(catalogue, check, day, about.words, about.values)
        if given is None:
            continue
        found.asked[entity] = found.asked.get(entity, 0) + 1
        found.asked_by_check[check.code] = found.asked_by_check.get(check.code, 0) + 1
        if (judged := judge_one(check, given)) is not None:
            inputs = {name: Fraction(*pair) for name, pair in given.items()}
            found.odd.append(Odd(check, entity, about.where, day, *judged, inputs))


def _rows(this: _Year, last: _Year | None) -> Iterator[_Asked]:
    earlier = {(*_place(r), r.month[5:]): r for r in last.rows} if last else {}
    by_month = {(*_place(r), r.month): r for r in this.rows}
    for row in this.rows:
        stream = this.stream(row)
        values = _figures(this, row)
        values |= _defaults(this.guide, stream, row)
        if (emitted := this.emission_t(row)) is not None:
            values["emission_t"] = emitted
        amount = values.get("amount")
        if amount:
            values["round_amount"] = Fraction(int(amount % _THOUSAND == 0))
        values["twins"] = Fraction(max((_same(row, r) for r in this.rows if _beside(row, r)), default=0))
        previous = by_month.get((*_place(row), _month_before(row.month)))
        for prefix, other, year in (
            ("prev_", previous, this),
            ("last_", earlier.get((*_place(row), row.month[5:])), last),
        ):
            if other is not None and year is not None:
                figures = _figures(year, other)
                values |= {f"{prefix}{n}": v for n, v in figures.items() if n != "of"}
                values[f"repeats_{prefix[:-1]}"] = Fraction(_same(row, other))
        yield _Asked(_words(this.guide, stream, row), _where(row), values)


def _streams(this: _Year, last: _Year | None) -> Iterator[_Asked]:
    earlier = last.by_place() if last else {}
    for place, rows in this.by_place().items():
        values: Values = {}
        if any(row.month for row in rows):
            values |= {"months": Fraction(len({row.month for row in rows})), "months_due": Fraction(12)}
        for prefix, year, found in (("", this, rows), ("last_", last, earlier.get(place, []))):
            if year is None or not found:
                continue
            if (amount := year.amount(found)) is not None:
                values[f"{prefix}amount"] = amount
            emitted = [e for row in found if (e := year.emission_t(row)) is not None]
            if emitted:
                values[f"{prefix}emission_t"] = sum(emitted, Fraction(0))
        words = _words(this.guide, this.stream(rows[0]), rows[0])
        yield _Asked(words, _where(replace(rows[0], month="")), values)


def _firm(this: _Year, last: _Year | None) -> Iterator[_Asked]:
    values: Values = {"in_t": this.moved_t(1), "out_t": this.moved_t(-1)}
    for prefix, year in (("", this), ("last_", last)):
        totals = year.totals() if year else None
        if year is not None and totals is not None:
            values[f"{prefix}report_t"] = totals[0]
            if (made := year.output()) is not None:
                values[f"{prefix}output"] = made
            if not prefix:
                values["sources_t"] = totals[1]
    if last is not None:
        now, then = ({r.stream for r in year.rows} for year in (this, last))
        known = set(this.guide.streams)
        values |= {"gone_streams": Fraction(len((then & known) - now)), "new_streams": Fraction(len(now - then))}
    yield _Asked({"sector": this.guide.sector}, f"{this.rows[0].entity} {this.rows[0].year}", values)


def _place(row: Activity) -> Place:
    return row.part, row.stream, row.item


def _where(row: Activity) -> str:
    return " ".join(filter(None, (row.entity, row.part, row.stream, row.item, row.month or str(row.year))))


def _words(guide: Guide, stream: Stream, row: Activity) -> dict[str, str]:
    item = stream.items.get(row.item or stream.default)
    return {
        "sector": guide.sector, "stream": stream.code, "source": stream.source, "per": item.unit if item else "",
    }  # fmt: skip


def _amount(stream: Stream, row: Activity) -> Fraction | None:
    """Return the first figure of the stream that the row gives: how much there was of it."""
    name = next((n for n in stream.method.inputs if n in row.values), "")
    return Fraction(*row.values[name]) if name and name not in _GIVEN else None


def _figures(year: _Year, row: Activity) -> Values:
    found = {name: Fraction(*row.values[name]) for name in _GIVEN if name in row.values}
    amount = _amount(year.stream(row), row)
    return found if amount is None else {**found, "amount": amount}


def _defaults(guide: Guide, stream: Stream, row: Activity) -> Values:
    found = {}
    for symbol in _DEFAULTS:
        if symbol in stream.fill:
            try:
                found[f"default_{symbol}"] = Fraction(guide.filled(stream, symbol, row.item or stream.default).value)
            except NoTextInForce:
                continue
    return found


def _beside(row: Activity, other: Activity) -> bool:
    return other is not row and row.month == other.month and row.stream == other.stream


def _same(row: Activity, other: Activity) -> int:
    """Return how many figures above nought two rows have in common."""
    return sum(value[0] > 0 and other.values.get(name) == value for name, value in row.values.items())


def _month_before(month: str) -> str:
    if not month or month.endswith("-01"):
        return "none"
    return f"{month[:4]}-{int(month[5:]) - 1:02d}"
