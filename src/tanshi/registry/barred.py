"""Who may not hold (禁入, Decree 775 art. 7): staff of regulators, registry, exchange and technical bodies.

Applications and representatives of such bodies are refused where they are made. A holder that becomes barred later is
noted: it may sell and be paid, gets no money to buy with, and reports by a day that nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.kinds import AUTHORITY, RegistryLaw, after_working_days
from tanshi.registry.moves import TONNES, left_on, not_by
from tanshi.registry.outcome import DONE
from tanshi.registry.representatives import whose
from tanshi.registry.restrictions import BARRED, LIFTED, RestrictionCommands, lifted, standing
from tanshi.registry.tables import HELD_OPEN, AccountRow, BarredRow, HolderRow
from tanshi.rules import Law

TO_SELL, REPORTED = "to_sell", "reported"


class BarredOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    HOLDS_NO_ACCOUNT = "registry.holds_no_account"
    HOLDS_BY_OFFICE = "registry.holds_by_office"
    BARRED_ALREADY = "registry.barred_already"
    NO_GROUND_OF_BAR = "registry.no_ground_of_bar"
    NOT_BARRED = "registry.not_barred"
    BAD_REPORT_EVIDENCE = "registry.bad_report_evidence"
    NOT_SOLD = "registry.not_sold"


@dataclass(frozen=True, slots=True)
class NoteBarred:
    """Note that a holder may not hold any more; what it has is to be sold and reported."""

    holder: str
    ground: str


@dataclass(frozen=True, slots=True)
class ReportDisposal:
    """Report that one's earlier holdings are sold."""

    holder: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class BarredNoted(Fact):
    """A holder became barred; `sell_by` is the last day to sell and report."""

    type: ClassVar[str] = "registry.barred_noted/1"
    holder: str
    ground: str
    citation: str
    sell_by: str


@dataclass(frozen=True, slots=True)
class DisposalReported(Fact):
    """A barred holder reported that nothing is left."""

    type: ClassVar[str] = "registry.disposal_reported/1"
    holder: str
    evidence_sha256: str
    late: bool


class BarredCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)
        self._restrictions = RestrictionCommands(law)

    def note(self, request: NoteBarred, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != HELD_OPEN:
            return act.refuse(BarredOutcome.HOLDS_NO_ACCOUNT, holder=request.holder)
        if self._law.account_kinds(rows, act.day)[found.kind].opens == AUTHORITY:
            return act.refuse(BarredOutcome.HOLDS_BY_OFFICE, holder=request.holder, kind=found.kind)
        earlier = rows.get(BarredRow, request.holder)
        if earlier is not None and earlier.state != LIFTED:
            return act.refuse(BarredOutcome.BARRED_ALREADY, holder=request.holder, since=earlier.noted_on)
        if not request.ground.strip():
            return act.refuse(BarredOutcome.NO_GROUND_OF_BAR)
        _, citation = self._law.barred_roles(rows, act.day)
        days, _ = self._law.days("barred_disposal_days", rows, act.day)
        act.record(BarredNoted(request.holder, request.ground, citation, after_working_days(act.day, days)))
        ground = self._law.grounds("restriction_grounds", rows, act.day)[BARRED]
        act.record(self._restrictions.restriction(found, ground, request.ground, "", rows, act))
        return DONE

    def free(self, holder: str, ground: str, text: str, rows: Rows, act: Act) -> None:
        """Lift the bar of a holder that rests on a ground, since that fell away; nothing if it rests on another."""
        found = rows.get(BarredRow, holder)
        if found is None or found.state == LIFTED or found.ground != ground:
            return
        for restriction in standing(holder, rows):
            if restriction.ground == BARRED:
                act.record(lifted(restriction, text, rows))

    def report(self, request: ReportDisposal, rows: Rows, act: Act) -> Outcome:
        found = rows.get(BarredRow, request.holder)
        if found is None or found.state != TO_SELL:
            return act.refuse(BarredOutcome.NOT_BARRED, holder=request.holder)
        if refused := not_by("report", registration(request.holder), rows, act):
            return refused
        if not is_sha256(request.evidence_sha256):
            return act.refuse(BarredOutcome.BAD_REPORT_EVIDENCE, evidence=request.evidence_sha256)
        if left := left_on(rows, request.holder, TONNES):
            return act.refuse(
                BarredOutcome.NOT_SOLD, holder=request.holder, account=left.account, instrument=left.instrument,
                held=left.amount,
            )  # fmt: skip
        act.record(DisposalReported(request.holder, request.evidence_sha256, act.day > found.sell_by))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the bar."""
        return (
            Handler("registry.note_barred", NoteBarred, self.note, DONE, _touches, whose),
            Handler("registry.report_disposal", ReportDisposal, self.report, DONE, _touches, whose),
        )


def _noted(fact: BarredNoted, at: At, rows: Rows) -> None:
    rows.put(BarredRow(fact.holder, fact.ground, fact.citation, at.day, fact.sell_by, TO_SELL, "", "", 0))


def _reported(fact: DisposalReported, at: At, rows: Rows) -> None:
    row = rows.edit(BarredRow, fact.holder)
    row.state, row.reported_on, row.evidence_sha256 = REPORTED, at.day, fact.evidence_sha256
    row.late = int(fact.late)


def _touches(r: NoteBarred | ReportDisposal) -> Iterable[Touch]:
    yield HolderRow, r.holder
    yield BarredRow, r.holder
    yield AccountRow, registration(r.holder)
    yield AccountRow, trading(r.holder)


FACTS = (FactType(BarredNoted, _noted), FactType(DisposalReported, _reported))
