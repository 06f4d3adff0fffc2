"""Laboratory reports on a source stream of any sector: which stream, item and figures a report may say.

Streams and figures are those of the guide of the sample's year; a figure is a laboratory's if the guide's data say
`tested`. What a firm's rows must say then: `stream_matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tanshi.accounting.columns import item_named, plain, streams_by_title, unit_of
from tanshi.accounting.guide import Guide, Input, Stream
from tanshi.core.exact import NotADecimal, digits
from tanshi.core.finding import Finding, Problem
from tanshi.mrv.laboratory_request import DepositLaboratoryReport, Measured
from tanshi.mrv.month import last_day_of
from tanshi.rules import Law

_PART = 96


@dataclass(frozen=True, slots=True)
class Tested:
    """The stream, part and item a report is of."""

    stream: Stream
    part: str
    item: str

    @property
    def known(self) -> str:
        """The figures a report on the stream may say, with their units."""
        return ", ".join(f"{name} ({self._unit(said)})" for name, said in figures(self.stream).items())

    def figure(self, said: str) -> Input | None:
        """Return the figure of that name or title a report on the stream may say, None if there is none such."""
        known = figures(self.stream)
        titled = (f for f in known.values() if plain(said) in map(plain, f.label.values()))
        return known.get(said) or next(titled, None)

    def bad_value(self, values: Iterable[Measured]) -> str:
        """Return the first value that cannot be, "-" if there is none, or ""."""
        seen: set[str] = set()
        for v in values:
            said = self.figure(v.figure)
            if (
                said is None
                or v.basis
                or said.name in seen
                or v.unit != self._unit(said)
                or not self._can_be(said, v.value)
            ):
                return f"{v.figure} {v.value} {v.unit}".strip()
            seen.add(said.name)
        return "" if seen else "-"

    def _can_be(self, said: Input, value: str) -> bool:
        """Tell whether a value is a number the figure can have."""
        try:
            found = Fraction(*digits(value))
        except NotADecimal:
            return False
        most = said.limit(self.stream.items.get(self.item))
        return (found >= 0 or said.less) and (most is None or found <= most)

    def _unit(self, said: Input) -> str:
        return unit_of(said, self.stream.items.get(self.item))


def figures(stream: Stream) -> Mapping[str, Input]:
    """Return the figures of a stream that a laboratory may report."""
    return {name: said for name, said in stream.method.inputs.items() if said.tested}


def tested(law: Law, request: DepositLaboratoryReport) -> Tested | Finding:
    """Return what a report is of, or why it is of nothing a guide knows."""
    month = request.month
    if last_day_of(month if len(month) != 4 else f"{month}-12") is None:
        return Finding("mrv.bad_month", params={"month": month})
    try:
        guide = Guide.of(law, request.sector, int(month[:4]))
    except Problem as told:
        return told.findings[0]
    stream = streams_by_title(guide.streams.values()).get(plain(request.stream))
    if stream is None or not figures(stream):
        known = ", ".join(f"{s.code} {s.label['zh']}" for s in guide.streams.values() if figures(s))
        return Finding("mrv.stream_not_tested", params={"stream": request.stream, "known": known})
    part = request.part.strip()
    if request.unit or len(part) > _PART or (part and stream.level == "entity"):
        return Finding("mrv.report_bad_part", params={"part": request.unit or part, "stream": stream.code})
    item = item_named(stream, request.item) if request.item else stream.default
    if (stream.items and not item) or (request.item and not stream.items):
        known = ", ".join(f"{name} {i.label['zh']}" for name, i in stream.items.items())
        return Finding("emissions.unknown_item", params={"value": request.item or "-", "known": known or "-"})
    return Tested(stream, part, item or "")
