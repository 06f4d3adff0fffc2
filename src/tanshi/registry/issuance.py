"""Issue and taking back (发放、收回): what the authority instructed, once, and no more than the plan gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration
from tanshi.registry.events import INSTRUCTION, ISSUANCE, PAID, Issued, TakenBack
from tanshi.registry.kinds import RESERVE_KIND
from tanshi.registry.moves import cannot_move, holding, not_allowance, not_for, own, stopped, touch_pair
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.recovery_tables import claimed
from tanshi.registry.tables import AccountRow, ExecutedRow, PaidIssueRow
from tanshi.rulemaking.tables import VintageRow

#: Grounds that rest on an instruction of the authority's books, and the one that rests on a paper.
INSTRUCTED = ("preallocation", "settle_up", "correction", "borrowing", "hardship")


ORDER = "order"


#: What is issued to be auctioned, on an order too (`events.PAID`).
GROUNDS = (*INSTRUCTED, ORDER, PAID)


@dataclass(frozen=True, slots=True)
class Issue:
    """Issue allowances to a holder on the authority's instruction; on the ground `order` it names a paper."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take back allowances issued in excess, on the authority's instruction: all of it, or all that is there."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


class Instruction(Protocol):
    """What the authority instructed: tonnes to put on a holder's account, below zero to take back."""

    @property
    def holder(self) -> str: ...
    @property
    def instrument(self) -> str: ...
    @property
    def amount_t(self) -> int: ...
    @property
    def ground(self) -> str: ...


class Instructions(Protocol):
    """Where the authority's instructions are found; what it approves is a system of its own."""

    def touches(self, instruction: str) -> Iterable[Touch]: ...

    def find(self, instruction: str, rows: Rows) -> Instruction | None: ...


def _beyond_plan(request: Issue, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what the vintage's plan does not give: a draft gives nothing, a stated total no more than it says.

    What is issued of a vintage, less what was taken back, is what the issuing account is below zero. Allowances that
    are given free of charge come out of the total without its reserve, paid share and market adjustment; those to be
    auctioned out of the paid share alone, so a plan has to state one.
    """
    vintage = rows.get(VintageRow, request.instrument)
    if vintage is None:
        return _beyond_share(request, None, 0, rows, act) if request.ground == PAID else None
    if not vintage.stands_on(act.day):
        return act.refuse(
            RegistryOutcome.PLAN_NOT_IN_FORCE,
            instrument=request.instrument,
            plan=vintage.plan,
            citation=vintage.citation,
        )
    noted = rows.get(PaidIssueRow, request.instrument)
    auctioned = noted.amount_t if noted is not None else 0
    if request.ground == PAID:
        return _beyond_share(request, vintage, auctioned, rows, act)
    free = vintage.free_t
    given = holding(rows, ISSUANCE, request.instrument)
    issued = (-given.amount if given is not None else 0) - auctioned
    if free is None or issued + request.amount_t <= free:
        return None
    return act.refuse(
        RegistryOutcome.ABOVE_TOTAL, instrument=request.instrument, asked=request.amount_t, issued=issued, free=free,
        total=vintage.total_t, plan=vintage.plan, citation=vintage.citation,
    )  # fmt: skip


def _beyond_share(request: Issue, vintage: VintageRow | None, before_t: int, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what is to be auctioned beyond the plan's paid share, or for somebody who is not the authority."""
    account = rows.get(AccountRow, registration(request.holder))
    if vintage is None or not vintage.paid_t or account is None or account.holder_kind != RESERVE_KIND:
        return act.refuse(RegistryOutcome.NO_PAID_SHARE, instrument=request.instrument, holder=request.holder)
    if before_t + request.amount_t > vintage.paid_t:
        return act.refuse(
            RegistryOutcome.ABOVE_PAID_SHARE, instrument=request.instrument, asked=request.amount_t, issued=before_t,
            paid=vintage.paid_t, plan=vintage.plan,
        )  # fmt: skip
    return None


class IssuingCommands:
    """Judges issue and taking back by the authority's instructions."""

    def __init__(self, instructions: Instructions) -> None:
        self._instructions = instructions

    def issue(self, request: Issue, rows: Rows, act: Act) -> Outcome:
        if refused := self._not_instructed(request, rows, act, 1):
            return refused
        account = registration(request.holder)
        if refused := not_for("issue", request.instrument, rows, act) or stopped("issue", account, rows, act):
            return refused
        if refused := cannot_move(rows, act, ISSUANCE, account, request.instrument, request.amount_t) or _beyond_plan(
            request, rows, act
        ):
            return refused
        act.record(Issued(account, request.instrument, request.amount_t, request.ground, request.instruction))
        return DONE

    def take_back(self, request: TakeBack, rows: Rows, act: Act) -> Outcome:
        if refused := self._not_instructed(request, rows, act, -1):
            return refused
        if refused := not_allowance(request.instrument, rows, act):
            return refused
        account = registration(request.holder)
        if refused := cannot_move(rows, act, account, ISSUANCE, request.instrument, request.amount_t):
            return refused
        act.record(TakenBack(account, request.instrument, request.amount_t, request.ground, request.instruction))
        return DONE

    def _not_instructed(self, request: Issue | TakeBack, rows: Rows, act: Act, sign: int) -> Outcome | None:
        """Refuse what nobody instructed, or otherwise, or twice."""
        if request.ground not in GROUNDS or (sign < 0 and request.ground == PAID):
            return act.refuse(RegistryOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(GROUNDS))
        if (
            request.ground in (ORDER, PAID)
            and request.instruction.strip()
            and not request.instruction.startswith(INSTRUCTION)
        ):
            return None
        found = self._instructions.find(request.instruction, rows)
        if found is None:
            return act.refuse(RegistryOutcome.NOT_INSTRUCTED, instruction=request.instruction, holder=request.holder)
        if rows.get(ExecutedRow, request.instruction) is not None:
            return act.refuse(RegistryOutcome.ALREADY_EXECUTED, instruction=request.instruction)
        if sign < 0 and claimed(request.instruction, rows):  # what was missing is collected by its own act
            return act.refuse(RegistryOutcome.ALREADY_EXECUTED, instruction=request.instruction)
        told = sign * found.amount_t
        if sign < 0:  # what was sold cannot be taken back
            held = holding(rows, registration(found.holder), found.instrument)
            told = min(told, held.amount if held else 0)
        if (request.holder, request.instrument, request.amount_t, request.ground) != (
            found.holder, found.instrument, told, found.ground,
        ):  # fmt: skip
            return act.refuse(
                RegistryOutcome.NOT_AS_INSTRUCTED, instruction=request.instruction, holder=found.holder,
                instrument=found.instrument, amount=told, ground=found.ground,
            )  # fmt: skip
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of issue and taking back."""

        def touches(r: Issue | TakeBack) -> Iterable[Touch]:
            yield from touch_pair(ISSUANCE, registration(r.holder), r.instrument)
            yield VintageRow, r.instrument
            yield PaidIssueRow, r.instrument
            if r.instruction.startswith(INSTRUCTION):
                yield ExecutedRow, r.instruction
                yield from self._instructions.touches(r.instruction)

        return (
            Handler("registry.issue", Issue, self.issue, DONE, touches, own),
            Handler("registry.take_back", TakeBack, self.take_back, DONE, touches, own),
        )
