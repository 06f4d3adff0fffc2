"""Large holders' reports (大户报告): who reaches the set share of its holding limit explains itself in the days of law.

Standard and limits are law data (`exchange.large_holder_share`, `exchange.holding_limits`); where either is 0 nobody
reports. The exchange finds a holder by its whole position of a product, on whatever account of its own it stands. One
report of a holder and product is under way at a time; after it was looked at, another is due once more is held than
then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tanshi.allocation.tables import InstructionRow
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.outcome import DONE
from tanshi.exchange.participant_tables import ADMITTED, SUSPENDED, ParticipantRow
from tanshi.exchange.product_class import NO_LIMIT, holding_limits
from tanshi.exchange.tables import days_of
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import carrying, frozen, offered, pending, pledged, registration, trading
from tanshi.registry.representatives import whose
from tanshi.registry.tables import HoldingRow, InstrumentRow
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law

DUE, FILED, LOOKED_AT = "due", "filed", "looked_at"

_PLACES = (registration, trading, frozen, pledged, pending, carrying, offered)


class LargeHolderOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_PARTICIPANT = "exchange.large_holder_no_participant"
    UNKNOWN_PRODUCT = "exchange.large_holder_unknown_product"
    NO_STANDARD = "exchange.large_holder_no_standard"
    BELOW = "exchange.large_holder_below"
    UNDER_WAY = "exchange.large_holder_under_way"
    NOT_MORE = "exchange.large_holder_not_more"
    NOT_FOUND = "exchange.large_holder_not_found"
    FILED_ALREADY = "exchange.large_holder_filed"
    NO_TEXT = "exchange.large_holder_no_text"
    NO_REPORT = "exchange.large_holder_no_report"
    LOOKED_AT_ALREADY = "exchange.large_holder_looked_at"
    STILL_OPEN = "exchange.large_holder_still_open"


@dataclass(frozen=True, slots=True)
class FindLargeHolder:
    """Find that a participant's position of a product has reached the standard: a report is due."""

    holder: str
    instrument: str


@dataclass(frozen=True, slots=True)
class FileLargeHolderReport:
    """File the report that is due, by its number among the holder's of that product."""

    holder: str
    instrument: str
    number: int
    text: str
    report_sha256: str


@dataclass(frozen=True, slots=True)
class LookAtLargeHolder:
    """Look at a report, or at none when its day is past, and note what follows."""

    holder: str
    instrument: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LargeHolderFound(Fact):
    """A participant's position reached the share of its limit: it reports by a day."""

    type: ClassVar[str] = "exchange.large_holder_found/1"
    holder: str
    instrument: str
    number: int
    held_t: int
    limit_t: int
    share: str
    due: str
    citation: str


@dataclass(frozen=True, slots=True)
class LargeHolderReported(Fact):
    """A large holder reported."""

    type: ClassVar[str] = "exchange.large_holder_reported/1"
    holder: str
    instrument: str
    number: int
    text: str
    report_sha256: str
    late: bool


@dataclass(frozen=True, slots=True)
class LargeHolderLookedAt(Fact):
    """The exchange looked at a large holder's report, or noted that none came."""

    type: ClassVar[str] = "exchange.large_holder_looked_at/1"
    holder: str
    instrument: str
    number: int
    looked_by: str
    text: str


@table(
    "exchange_large_holder",
    key=["holder", "instrument", "number"],
    checks=["state IN ('due', 'filed', 'looked_at')", "late IN (0, 1)", "number > 0", "held_t > 0"],
    indexes=[["state"]],
)
@dataclass(slots=True)
class LargeHolderRow(Row):
    """A report a large holder owes on a product: what it held of its limit, by when, what it said, who looked."""

    holder: str
    instrument: str
    number: int
    held_t: int
    limit_t: int
    share: str
    citation: str
    found_on: str
    due: str
    state: str
    text: str = ""
    report_sha256: str = ""
    filed_on: str = ""
    late: int = 0
    looked_by: str = ""
    looked: str = ""  # what was noted


TABLES: tuple[type[Row], ...] = (LargeHolderRow,)


@dataclass(frozen=True, slots=True)
class Standard:
    """From how many tonnes of a product a holder reports; `reports_t` 0: no standard or no limit is set."""

    limit_t: int
    share: str
    citation: str

    @property
    def reports_t(self) -> Fraction:
        return self.limit_t * Fraction(self.share)


class LargeHolderCommands:
    """Judges large holders' reports under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def find(self, request: FindLargeHolder, rows: Rows, act: Act) -> Outcome:
        participant = rows.get(ParticipantRow, request.holder)
        if participant is None or participant.state not in (ADMITTED, SUSPENDED):
            return act.refuse(LargeHolderOutcome.NO_PARTICIPANT, holder=request.holder)
        if rows.get(InstrumentRow, request.instrument) is None:
            return act.refuse(LargeHolderOutcome.UNKNOWN_PRODUCT, instrument=request.instrument)
        law = self._laws.on(rows, act.day)
        standard = standard_of(law, rows, act.day, participant.kind, request.holder, request.instrument)
        if not standard.reports_t:
            return act.refuse(LargeHolderOutcome.NO_STANDARD, holder=request.holder, instrument=request.instrument)
        held = position_t(rows, request.holder, request.instrument)
        if held < standard.reports_t:
            return act.refuse(
                LargeHolderOutcome.BELOW, holder=request.holder, instrument=request.instrument, held=held,
                share=standard.share, limit=standard.limit_t,
            )  # fmt: skip
        last = last_report(rows, request.holder, request.instrument)
        if last is not None and last.state != LOOKED_AT:
            return act.refuse(LargeHolderOutcome.UNDER_WAY, due=last.due, **_named(last))
        if last is not None and held <= last.held_t:
            return act.refuse(LargeHolderOutcome.NOT_MORE, held=last.held_t, **_named(last))
        on = date.fromisoformat(act.day)
        days = law.value("exchange.large_holder_report_days", on).integer
        due = days_of(rows).after(on, days).isoformat() if days else act.day
        act.record(
            LargeHolderFound(
                request.holder, request.instrument, last.number + 1 if last else 1, held, standard.limit_t,
                standard.share, due, standard.citation,
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of large holders' reports."""
        return (
            Handler("exchange.find_large_holder", FindLargeHolder, self.find, DONE, _touches, whose),
            Handler("exchange.file_large_holder", FileLargeHolderReport, _file, DONE, _touches_report, whose),
            Handler("exchange.look_at_large_holder", LookAtLargeHolder, _look, DONE, _touches_report, whose),
        )


@dataclass(frozen=True, slots=True)
class Large:
    """A participant whose position of a product has reached the standard: what it holds, and its last report."""

    holder: str
    instrument: str
    held_t: int
    limit_t: int
    share: str
    last: LargeHolderRow | None

    @property
    def is_due(self) -> bool:
        """Tell whether it is to be found now: no report is under way, and more is held than at the last one."""
        return self.last is None or (self.last.state == LOOKED_AT and self.held_t > self.last.held_t)


def large_holders(law: Law, rows: Known, day: str) -> list[Large]:
    """Return who has reached the standard on a day, by product and holder; `law`: with the acts in force by then."""
    if not Fraction(law.value("exchange.large_holder_share", date.fromisoformat(day)).value):
        return []
    participants = {p.holder: p for state in (ADMITTED, SUSPENDED) for p in rows.where(ParticipantRow, state=state)}
    found = []
    for product in rows.where(InstrumentRow, unit="t"):
        held = Counter[str]()
        for place in rows.where(HoldingRow, instrument=product.id):
            held[place.account.rpartition("/")[0]] += place.amount
        for holder in sorted(held.keys() & participants.keys()):
            standard = standard_of(law, rows, day, participants[holder].kind, holder, product.id)
            if standard.reports_t and held[holder] >= standard.reports_t:
                last = last_report(rows, holder, product.id)
                found.append(Large(holder, product.id, held[holder], standard.limit_t, standard.share, last))
    return found


def last_report(rows: Known, holder: str, instrument: str) -> LargeHolderRow | None:
    """Return the last report of a holder on a product."""
    reports = rows.where(LargeHolderRow, holder=holder, instrument=instrument)
    return max(reports, key=lambda r: r.number, default=None)


def standard_of(law: Law, rows: Known, day: str, kind: str, holder: str, instrument: str) -> Standard:
    """Return the standard of a participant of a kind for a product on a day."""
    on = date.fromisoformat(day)
    limit = holding_limits(law, on).get(kind, NO_LIMIT)
    share = law.value("exchange.large_holder_share", on)
    allowance = allocated_t(rows, holder, instrument) if limit.plus_allowance else 0
    return Standard(limit.of(allowance), share.value, law.reference(share.citation))


def position_t(rows: Known, holder: str, instrument: str) -> int:
    """Return all a holder has of a product, in tonnes, on whatever account of its own."""
    held = (rows.get(HoldingRow, (place(holder), instrument)) for place in _PLACES)
    return sum(h.amount for h in held if h is not None)


def allocated_t(rows: Known, holder: str, instrument: str) -> int:
    """Return what the authority had put on a holder's account of a vintage, less what it had taken back."""
    return sum(i.amount_t for i in rows.where(InstructionRow, entity=holder) if i.vintage == instrument)


def _file(request: FileLargeHolderReport, rows: Rows, act: Act) -> Outcome:
    found = _report(request, rows)
    if found is None:
        return act.refuse(LargeHolderOutcome.NOT_FOUND, **_asked(request))
    if found.state != DUE:
        return act.refuse(LargeHolderOutcome.FILED_ALREADY, **_named(found))
    if not request.text.strip():
        return act.refuse(LargeHolderOutcome.NO_TEXT)
    if not is_sha256(request.report_sha256):
        return act.refuse(LargeHolderOutcome.NO_REPORT, sha256=request.report_sha256)
    act.record(
        LargeHolderReported(
            request.holder, request.instrument, request.number, request.text, request.report_sha256,
            act.day > found.due,
        )
    )  # fmt: skip
    return DONE


def _look(request: LookAtLargeHolder, rows: Rows, act: Act) -> Outcome:
    found = _report(request, rows)
    if found is None:
        return act.refuse(LargeHolderOutcome.NOT_FOUND, **_asked(request))
    if found.state == LOOKED_AT:
        return act.refuse(LargeHolderOutcome.LOOKED_AT_ALREADY, **_named(found))
    if found.state == DUE and act.day <= found.due:
        return act.refuse(LargeHolderOutcome.STILL_OPEN, due=found.due, **_named(found))
    if not request.text.strip():
        return act.refuse(LargeHolderOutcome.NO_TEXT)
    act.record(LargeHolderLookedAt(request.holder, request.instrument, request.number, act.command.actor, request.text))
    return DONE


_OfReport = FileLargeHolderReport | LookAtLargeHolder


def _report(request: _OfReport, rows: Rows) -> LargeHolderRow | None:
    return rows.get(LargeHolderRow, (request.holder, request.instrument, request.number))


def _asked(request: _OfReport) -> dict[str, object]:
    return {"holder": request.holder, "instrument": request.instrument, "number": request.number}


def _named(row: LargeHolderRow) -> dict[str, object]:
    return {"holder": row.holder, "instrument": row.instrument, "number": row.number}


def _found(fact: LargeHolderFound, at: At, rows: Rows) -> None:
    rows.put(
        LargeHolderRow(
            fact.holder, fact.instrument, fact.number, fact.held_t, fact.limit_t, fact.share, fact.citation, at.day,
            fact.due, DUE,
        )
    )  # fmt: skip


def _reported(fact: LargeHolderReported, at: At, rows: Rows) -> None:
    row = rows.edit(LargeHolderRow, (fact.holder, fact.instrument, fact.number))
    row.state, row.text, row.report_sha256 = FILED, fact.text, fact.report_sha256
    row.filed_on, row.late = at.day, int(fact.late)


def _looked_at(fact: LargeHolderLookedAt, at: At, rows: Rows) -> None:
    row = rows.edit(LargeHolderRow, (fact.holder, fact.instrument, fact.number))
    row.state, row.looked_by, row.looked = LOOKED_AT, fact.looked_by, fact.text


def _touches(r: FindLargeHolder) -> Iterable[Touch]:
    yield ParticipantRow, r.holder
    yield InstrumentRow, r.instrument
    for place in _PLACES:
        yield HoldingRow, (place(r.holder), r.instrument)


def _touches_report(r: _OfReport) -> Iterable[Touch]:
    yield LargeHolderRow, (r.holder, r.instrument, r.number)


FACTS = (
    FactType(LargeHolderFound, _found),
    FactType(LargeHolderReported, _reported),
    FactType(LargeHolderLookedAt, _looked_at),
)
