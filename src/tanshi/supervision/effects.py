"""What a served decision does elsewhere in the books: allowances withheld, trading barred, a body struck, credit."""

from __future__ import annotations

from tanshi.allocation.deduction import DeductionCommands, DeductionOutcome, NoteDeduction, lifted, on_ground
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act
from tanshi.journal.rows import Rows
from tanshi.mrv.service_bodies import BodyOutcome, StrikeBody, list_again, strike_body
from tanshi.registry.barred import BarredCommands, NoteBarred
from tanshi.registry.outcome import DONE as REGISTRY_DONE
from tanshi.rules import Law
from tanshi.supervision.penalty_events import CreditNoted
from tanshi.supervision.revision_events import CancellationTold
from tanshi.supervision.revision_tables import CancellationRow
from tanshi.supervision.rules import Rules
from tanshi.supervision.tables import CaseRow, FiledRow, PenaltyRow
from tanshi.voluntary.bodies import BodyCommands as VoluntaryBodies
from tanshi.voluntary.bodies import StrikeBody as StrikeVoluntaryBody
from tanshi.voluntary.false_units import OrderCancellation, RemedyCommands
from tanshi.voluntary.outcome import DONE as VOLUNTARY_DONE
from tanshi.voluntary.unit_tables import OrderRow

#: The kind of deduction of an unpaid obligation, and of every other offence.
UNPAID, ENFORCEMENT = "unpaid", "enforcement"

#: Bars that stand in the books of registry and exchange: apart they are told, and note them by their own commands.
_THEIRS = ("trading", "voluntary")

_MEANT = (DeductionOutcome.DONE, BodyOutcome.DONE, REGISTRY_DONE, VOLUNTARY_DONE)


class Effects:
    """Carries decisions into the books of those who act on them, by their own commands."""

    def __init__(self, law: Law, *, apart: bool = False) -> None:
        self._apart = apart
        self._deductions = DeductionCommands(law)
        self._bars = BarredCommands(law)
        self._voluntary = VoluntaryBodies(law)
        self._remedies = RemedyCommands(law)

    def withhold(
        self, case: CaseRow, filed: FiledRow, set_: PenaltyRow, rows: Rows, act: Act, cut_t: int | None = None
    ) -> Outcome | None:
        """Note the cut of a decision, or `cut_t` of it, for the next allocation; return why it cannot be."""
        kind = UNPAID if filed.offence == UNPAID else ENFORCEMENT
        ground = f"{case.docket} {set_.instrument} {set_.article}"
        wanted = NoteDeduction(case.subject, kind, set_.from_period, set_.cut_t if cut_t is None else cut_t, ground)
        return _refused(self._deductions.note(wanted, rows, act))

    def bar(self, case: CaseRow, set_: PenaltyRow, evidence: str, rows: Rows, act: Act) -> Outcome | None:
        """Bar the subject from what a decision names; return why it cannot be."""
        if not set_.bar or (self._apart and set_.bar in _THEIRS):
            return None
        if set_.bar == "trading":
            return _refused(self._bars.note(NoteBarred(case.subject, case.docket), rows, act))
        if set_.bar == "voluntary":
            return _refused(self._voluntary.strike(StrikeVoluntaryBody(case.subject, case.docket), rows, act))
        return _refused(strike_body(StrikeBody(case.subject, set_.bar, case.docket, evidence), rows, act))

    def order(self, case: CaseRow, set_: PenaltyRow, evidence: str, rows: Rows, act: Act) -> Outcome | None:
        """Order the owner to cancel as many units as are false; return why that cannot be."""
        announced = rows.get(CancellationRow, case.docket)
        if announced is None or self._apart:
            return None
        wanted = OrderCancellation(
            announced.project, announced.amount_t, bool(announced.deceit), set_.correct_until, evidence
        )
        if refused := _refused(self._remedies.order(wanted, rows, act)):
            return refused
        act.record(CancellationTold(case.docket, len(rows.where(OrderRow, project=announced.project))))
        return None

    def undo(self, case: CaseRow, was: PenaltyRow, cut_t: int, bar: str, annulled: bool, rows: Rows, act: Act) -> None:
        """Let no more than `cut_t` of a cut stand, lift what bars the subject no more, withdraw an order to cancel."""
        for deduction in on_ground(rows, case.subject, case.docket):
            if fact := lifted(deduction, cut_t, case.docket, rows):
                act.record(fact)
        announced = rows.get(CancellationRow, case.docket)
        if annulled and announced is not None and announced.order_number:
            self._remedies.withdraw(announced.project, announced.order_number, case.docket, rows, act)
        if was.bar == bar or (self._apart and was.bar in _THEIRS):
            return
        if was.bar == "trading":
            self._bars.free(case.subject, case.docket, case.docket, rows, act)
        elif was.bar == "voluntary":
            self._voluntary.admit_again(case.subject, case.docket, rows, act)
        elif was.bar:
            list_again(case.subject, was.bar, case.docket, rows, act)


def _refused(outcome: Outcome) -> Outcome | None:
    return None if outcome in _MEANT else outcome


def credit(case: CaseRow, filed: FiledRow, set_: PenaltyRow, rules: Rules) -> CreditNoted:
    """Return the entry of the credit record a served decision makes."""
    return CreditNoted(
        case.docket, case.subject, filed.offence, set_.instrument, set_.article, set_.fine_fen, set_.cut_t, set_.bar,
        case.authority, rules.is_published(),
    )  # fmt: skip
