"""What an entity makes public of its annual report (信息公开): emissions by source, facilities, method of accounting.

The entity publishes once its emission is confirmed (Decree 775, art. 11). Late is marked, never refused. A correction
is a further publication; the earlier ones stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tanshi.accounting.guide import Guide
from tanshi.accounting.ways import Ways
from tanshi.core.exact import half_up, show
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.activity_tables import ActivityRow, SourceRow
from tanshi.mrv.activity_year import activities, figures_of, rows_of
from tanshi.mrv.gases import co2e_t, gases_of
from tanshi.mrv.tables import VERIFIED, ReportRow, UnitYearRow
from tanshi.mrv.verification.figures import POWER
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Cited, Law, NoTextInForce

PUBLICATION = "mrv.publication"

#: Kinds of what is published.
SOURCE, FACILITY, METHOD = "source", "facility", "method"


class PublicationOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.emission_published"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    NO_DUTY = "mrv.publication_without_text"
    NOT_CONFIRMED = "mrv.publication_not_confirmed"
    ALREADY_PUBLISHED = "mrv.already_published"


@dataclass(frozen=True, slots=True)
class PublishEmission:
    """Make public what the law orders of one's confirmed report of a year."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True)
class EmissionPublished(Fact):
    """An entity published; `guide` and `basis` are citations, `due` the last day in time."""

    type: ClassVar[str] = "mrv.emission_published/1"
    entity: str
    period: str
    number: int
    sector: str
    guide: str
    basis: str
    verified_t: int
    due: str
    late: bool
    items: list[dict[str, Any]]


@table(
    "mrv_publication", key=["entity", "period", "number"], checks=["number > 0", "late IN (0, 1)"], indexes=[["period"]]
)
@dataclass(slots=True)
class PublicationRow(Row):
    """What an entity published of a year's report, version by version; whole tonnes."""

    entity: str
    period: str
    number: int
    sector: str
    guide: str
    basis: str
    verified_t: int
    due: str
    late: int
    published_on: str


@table(
    "mrv_published_item",
    key=["entity", "period", "number", "place"],
    checks=["kind IN ('source', 'facility', 'method')", "records >= 0"],
)
@dataclass(slots=True)
class PublishedItemRow(Row):
    """An emission of a source in t CO2e, a facility, or the way a figure was got, with the records that went it.

    `part`: a unit or line, "" the firm; `name`: source, fuel and technology, or stream; `value`: tonnes, kW, or way.
    """

    entity: str
    period: str
    number: int
    place: int
    kind: str
    part: str
    name: str
    value: str
    records: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be published; the fields as in `PublishedItemRow`."""

    kind: str
    part: str
    name: str
    value: str
    records: int = 0


def _published(fact: EmissionPublished, at: At, rows: Rows) -> None:
    rows.put(
        PublicationRow(
            fact.entity, fact.period, fact.number, fact.sector, fact.guide, fact.basis, fact.verified_t, fact.due,
            int(fact.late), at.day,
        )
    )  # fmt: skip
    for item in fact.items:
        rows.put(PublishedItemRow(entity=fact.entity, period=fact.period, number=fact.number, **item))


FACTS = (FactType(EmissionPublished, _published),)
TABLES: tuple[type[Row], ...] = (PublicationRow, PublishedItemRow)


class PublicationCommands:
    """Judges publications under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def publish(self, request: PublishEmission, rows: Rows, act: Act) -> Outcome:
        """Publish what stands in the confirmed report, if that is not published already."""
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(PublicationOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        law = self._laws.on(rows, act.day)
        try:
            duty = law.value(PUBLICATION, date.fromisoformat(act.day))
        except NoTextInForce:
            return act.refuse(PublicationOutcome.NO_DUTY, day=act.day)
        report = rows.get(ReportRow, (request.entity, request.period))
        if report is None or report.state != "confirmed" or report.verified_t is None:
            return act.refuse(PublicationOutcome.NOT_CONFIRMED, entity=request.entity, period=request.period)
        sector, items = published(rows, law, request.entity, request.period)
        asked = str(duty.value["items"]).split()
        placed = [{"place": n, **asdict(i)} for n, i in enumerate((i for i in items if i.kind in asked), 1)]
        before = rows.where(PublicationRow, entity=request.entity, period=request.period)
        if before and _same(rows, max(before, key=lambda p: p.number), report.verified_t, placed):
            return act.refuse(
                PublicationOutcome.ALREADY_PUBLISHED, entity=request.entity, period=request.period,
                day=max(p.published_on for p in before),
            )  # fmt: skip
        due = last_day(duty, request.period)
        act.record(
            EmissionPublished(
                request.entity, request.period, len(before) + 1, sector,
                str(Guide.of(law, sector, int(request.period)).citation), str(duty.citation), report.verified_t,
                due.isoformat(), not before and act.day > due.isoformat(), placed,
            )
        )  # fmt: skip
        return PublicationOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of publishing."""

        def touches(r: PublishEmission) -> Iterable[Touch]:
            return [(EntityRow, r.entity), (ReportRow, (r.entity, r.period))]

        return (
            Handler(
                "mrv.publish_emission", PublishEmission, self.publish, PublicationOutcome.DONE, touches,
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )  # fmt: skip


def last_day(duty: Cited, period: str) -> date:
    """Return the last day on which a year's report is published in time."""
    return date.fromisoformat(f"{int(period) + 1}-{duty.value['day']}")


def _same(rows: Rows, last: PublicationRow, verified_t: int, items: Sequence[Mapping[str, Any]]) -> bool:
    found = rows.where(PublishedItemRow, entity=last.entity, period=last.period, number=last.number)
    kept = sorted(found, key=lambda i: i.place)
    names = ("place", "kind", "part", "name", "value", "records")
    return last.verified_t == verified_t and [{n: getattr(i, n) for n in names} for i in kept] == list(items)


def published(rows: Any, law: Law, entity: str, period: str) -> tuple[str, list[Item]]:
    """Return the sector of a confirmed report and what is published of it; `rows` has `where(kind, **equals)`."""
    if recorded := rows_of(rows, entity, period):
        sector = recorded[0].sector
        found = [*_of_activity(rows, law, recorded)]
    else:
        sector, found = POWER, [*_of_units(rows, entity, period)]
    gases = [Item(SOURCE, "", f"gas_{g.gas}", show(half_up(co2e_t([g]), 2), 2)) for g in gases_of(rows, entity, period)]
    return sector, sorted([*found, *gases], key=lambda i: (i.kind, i.part, i.name, i.value))


def _of_units(rows: Any, entity: str, period: str) -> Iterator[Item]:
    """Yield facilities, emissions and how carbon was got, unit by unit."""
    units = {u.id: u for u in rows.where(UnitRow, entity=entity)}
    for year in rows.where(UnitYearRow, entity=entity, period=period, stage=VERIFIED):
        unit = units[year.unit]
        yield Item(FACILITY, unit.id, f"{unit.fuel}/{unit.technology}", str(unit.capacity_kw))
        yield Item(SOURCE, unit.id, "fuel", show(Fraction(year.combustion_t_e2, 100), 2))
        yield Item(SOURCE, unit.id, "electricity", show(Fraction(year.purchased_t_e2, 100), 2))
        measured = 12 - year.months_without_carbon
        for way, months in (("measured", measured), ("default", year.months_without_carbon)):
            if months:
                yield Item(METHOD, unit.id, unit.fuel, way, months)


def _of_activity(rows: Any, law: Law, recorded: Sequence[ActivityRow]) -> Iterator[Item]:
    """Yield lines and units, emissions by source, and the ways the guide's formulas were gone."""
    entity, period, sector = recorded[0].entity, recorded[0].period, recorded[0].sector
    guide = Guide.of(law, sector, int(period))
    for part, level in sorted({(r.part, guide.streams[r.stream].level) for r in recorded if r.part}):
        yield Item(FACILITY, part, level, "")
    for source in rows.where(SourceRow, entity=entity, period=period, stage=VERIFIED):
        yield Item(SOURCE, source.part, source.source, source.emission_t)
    ways, gone = Ways(guide), dict[tuple[str, str, str], int]()
    for row in activities(recorded, figures_of(rows, entity, period)):
        stream = guide.streams[row.stream]
        if stream.gas:
            key = (row.part, row.stream, ways.plan(stream, row.item, tuple(row.values)).way.name)
            gone[key] = gone.get(key, 0) + 1
    for (part, code, way), count in gone.items():
        yield Item(METHOD, part, code, way, count)
