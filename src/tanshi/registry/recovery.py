"""Recovery (追回): tonnes that were issued in excess and are no longer on their holder's account.

Taking back takes what is there (`issuance`). What is missing is ordered to be brought by a day: a claim by holder and
vintage, collected from what comes to the account, each time by an act of two persons. Another vintage may stand in
where the law's data say so; it then rests on `RECOVERED`, which nothing leaves, since the plan of that vintage did not
change. A claim ends when it is met, when the rest is withheld from the next allowances, or by a decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration
from tanshi.registry.events import INSTRUCTION, ISSUANCE, move, open_on_need
from tanshi.registry.issuance import GROUNDS, ORDER, Instructions
from tanshi.registry.kinds import RegistryLaw, after_working_days
from tanshi.registry.moves import cannot_give, holding, not_allowance, own, touch_pair
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.recovery_tables import CLOSED, MET, OPEN, RecoveryRow, claimed, reference
from tanshi.registry.tables import AccountRow, BookRow, ExecutedRow, HoldingRow, InstrumentRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: The account on which tonnes rest that stand in for others which were to be recovered; nothing leaves it.
RECOVERED = "system/recovered"

KIND = "recovery"


class RecoveryOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    TAKE_BACK_FIRST = "registry.take_back_first"
    NOTHING_TO_RECOVER = "registry.nothing_to_recover"
    ALREADY_CLAIMED = "registry.recovery_already_ordered"
    NOT_THE_REST = "registry.recovery_not_the_rest"
    NO_CLAIM = "registry.no_open_recovery"
    NOT_REPLACEABLE = "registry.recovery_not_replaceable"
    ABOVE_CLAIM = "registry.recovery_above_claim"
    UNKNOWN_ENDING = "registry.unknown_recovery_ending"
    NO_DEDUCTION = "registry.recovery_no_deduction"
    NO_PAPER = "registry.recovery_no_paper"


class Deduction(Protocol):
    """What the authority noted to be withheld from an entity's next allowances, in tonnes."""

    @property
    def kind(self) -> str: ...
    @property
    def amount_t(self) -> int: ...


class Deductions(Protocol):
    """Where the authority's deductions are found; what it allocates is a system of its own."""

    def find(self, entity: str, number: int, rows: Rows) -> Deduction | None: ...


#: The kind of a deduction that stands for what could not be taken back.
NOT_TAKEN_BACK = "not_taken_back"


@dataclass(frozen=True, slots=True)
class OrderRecovery:
    """Order a holder to bring what was to be taken back and is not there, by the instruction or paper of it."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True)
class CollectRecovery:
    """Take tonnes from a holder's account for what is to be recovered, of its vintage or of one that replaces it."""

    holder: str
    number: int
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class CloseRecovery:
    """End a recovery without the rest of its tonnes: it is withheld later (`deduction`: its number), or by a paper."""

    holder: str
    number: int
    ground: str
    deduction: int = 0
    paper: str = ""


@dataclass(frozen=True, slots=True)
class RecoveryOrdered(Fact):
    """A holder is to bring tonnes that were issued to it in excess, until a day."""

    type: ClassVar[str] = "registry.recovery_ordered/1"
    holder: str
    number: int
    instrument: str
    amount_t: int
    ground: str
    instruction: str
    due: str
    citation: str


@dataclass(frozen=True, slots=True)
class RecoveryCollected(Fact):
    """Tonnes were taken for a recovery; `left_t` are still to be brought."""

    type: ClassVar[str] = "registry.recovery_collected/1"
    holder: str
    number: int
    account: str
    taker: str
    instrument: str
    amount_t: int
    left_t: int


@dataclass(frozen=True, slots=True)
class RecoveryClosed(Fact):
    """A recovery ended without `left_t` of its tonnes."""

    type: ClassVar[str] = "registry.recovery_closed/1"
    holder: str
    number: int
    left_t: int
    ground: str
    deduction: int
    paper: str
    citation: str


class RecoveryCommands:
    """Judges the commands under a law, by the authority's instructions and deductions."""

    def __init__(self, law: Law, instructions: Instructions, deductions: Deductions) -> None:
        self._law = RegistryLaw(law)
        self._laws = LawBook(law)
        self._instructions = instructions
        self._deductions = deductions

    def order(self, request: OrderRecovery, rows: Rows, act: Act) -> Outcome:
        if refused := not_allowance(request.instrument, rows, act):
            return refused
        account = registration(request.holder)
        if rows.get(AccountRow, account) is None:
            return act.refuse(RegistryOutcome.ACCOUNT_NOT_FOUND, account=account)
        if request.amount_t <= 0:
            return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        if refused := self._not_ordered(request, rows, act):
            return refused
        days, citation = self._law.days("recovery_days", rows, act.day)
        number = 1 + len(rows.where(RecoveryRow, holder=request.holder))
        act.record(
            RecoveryOrdered(
                request.holder, number, request.instrument, request.amount_t, request.ground, request.instruction,
                after_working_days(act.day, days), citation,
            )
        )  # fmt: skip
        return DONE

    def _not_ordered(self, request: OrderRecovery, rows: Rows, act: Act) -> Outcome | None:
        """Refuse what rests on nothing, is there to be taken, was claimed before, or is not the rest."""
        if request.ground not in GROUNDS:
            return act.refuse(RegistryOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(GROUNDS))
        by_paper = request.ground == ORDER and not request.instruction.startswith(INSTRUCTION)
        told = None if by_paper else self._instructions.find(request.instruction, rows)
        if (by_paper and not request.instruction.strip()) or (not by_paper and told is None):
            return act.refuse(RegistryOutcome.NOT_INSTRUCTED, instruction=request.instruction, holder=request.holder)
        if told is None:
            return None
        if (request.holder, request.instrument, request.ground) != (told.holder, told.instrument, told.ground):
            return act.refuse(
                RegistryOutcome.NOT_AS_INSTRUCTED, instruction=request.instruction, holder=told.holder,
                instrument=told.instrument, amount=-told.amount_t, ground=told.ground,
            )  # fmt: skip
        done = rows.get(ExecutedRow, request.instruction)
        held = holding(rows, registration(request.holder), request.instrument)
        if done is None and told.amount_t < 0 and held is not None and held.amount:
            return act.refuse(
                RecoveryOutcome.TAKE_BACK_FIRST, holder=request.holder, instrument=request.instrument, held=held.amount
            )
        rest = -told.amount_t - (done.amount_t if done is not None else 0)
        if rest <= 0:
            return act.refuse(RecoveryOutcome.NOTHING_TO_RECOVER, instruction=request.instruction)
        if claimed(request.instruction, rows):
            return act.refuse(RecoveryOutcome.ALREADY_CLAIMED, instruction=request.instruction)
        if request.amount_t != rest:
            return act.refuse(
                RecoveryOutcome.NOT_THE_REST, instruction=request.instruction, asked=request.amount_t, rest=rest
            )
        return None

    def collect(self, request: CollectRecovery, rows: Rows, act: Act) -> Outcome:
        found = _open(request, rows)
        if found is None:
            return act.refuse(RecoveryOutcome.NO_CLAIM, holder=request.holder, number=request.number)
        if refused := not_allowance(request.instrument, rows, act) or self._not_the_same(found, request, rows, act):
            return refused
        if request.amount_t > found.left_t:
            return act.refuse(
                RecoveryOutcome.ABOVE_CLAIM, holder=found.holder, number=found.number, asked=request.amount_t,
                left=found.left_t,
            )  # fmt: skip
        account = registration(found.holder)
        if refused := cannot_give(rows, act, account, request.instrument, request.amount_t):
            return refused
        taker = ISSUANCE if request.instrument == found.instrument else RECOVERED
        left = found.left_t - request.amount_t
        act.record(
            RecoveryCollected(found.holder, found.number, account, taker, request.instrument, request.amount_t, left)
        )
        return DONE

    def _not_the_same(self, found: RecoveryRow, request: CollectRecovery, rows: Rows, act: Act) -> Outcome | None:
        """Refuse a product that does not replace the one that is to be recovered."""
        if request.instrument == found.instrument:
            return None
        of = rows.need(InstrumentRow, found.instrument).kind
        kinds = self._laws.on(rows, act.day).table("registry.recovery_replacements", date.fromisoformat(act.day))
        known = tuple(kinds[of].value) if of in kinds else ()
        if rows.need(InstrumentRow, request.instrument).kind in known:
            return None
        return act.refuse(
            RecoveryOutcome.NOT_REPLACEABLE, instrument=found.instrument, other=request.instrument,
            kinds=", ".join(known) or "–",
        )  # fmt: skip

    def close(self, request: CloseRecovery, rows: Rows, act: Act) -> Outcome:
        found = _open(request, rows)
        if found is None:
            return act.refuse(RecoveryOutcome.NO_CLAIM, holder=request.holder, number=request.number)
        endings = self._law.grounds("recovery_endings", rows, act.day)
        ending = endings.get(request.ground)
        if ending is None:
            return act.refuse(RecoveryOutcome.UNKNOWN_ENDING, ground=request.ground, known=", ".join(endings))
        deduction = 0
        if ending.value["needs"] == "deduction":
            deduction = request.deduction
            if not self._is_withheld(found, deduction, rows):
                return act.refuse(
                    RecoveryOutcome.NO_DEDUCTION, holder=found.holder, deduction=deduction, left=found.left_t
                )
        elif not request.paper.strip():
            return act.refuse(RecoveryOutcome.NO_PAPER, holder=found.holder, number=found.number)
        act.record(
            RecoveryClosed(
                found.holder, found.number, found.left_t, ending.code, deduction, request.paper, ending.citation
            )
        )
        return DONE

    def _is_withheld(self, found: RecoveryRow, number: int, rows: Rows) -> bool:
        """Tell whether a deduction of the holder stands for exactly the rest, and for no other recovery."""
        noted = self._deductions.find(found.holder, number, rows) if number > 0 else None
        if noted is None or (noted.kind, noted.amount_t) != (NOT_TAKEN_BACK, found.left_t):
            return False
        return all(r.deduction != number for r in rows.where(RecoveryRow, holder=found.holder))

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of recovery."""

        def ordered(r: OrderRecovery) -> Iterable[Touch]:
            yield from touch_pair(ISSUANCE, registration(r.holder), r.instrument)
            if r.instruction.startswith(INSTRUCTION):
                yield ExecutedRow, r.instruction
                yield from self._instructions.touches(r.instruction)

        return (
            Handler("registry.order_recovery", OrderRecovery, self.order, DONE, ordered, own),
            Handler("registry.collect_recovery", CollectRecovery, self.collect, DONE, _touches_collected, own),
            Handler("registry.close_recovery", CloseRecovery, self.close, DONE, _touches, own),
        )


def _open(request: CollectRecovery | CloseRecovery, rows: Rows) -> RecoveryRow | None:
    found = rows.get(RecoveryRow, (request.holder, request.number))
    return found if found is not None and found.state == OPEN else None


def _ordered(fact: RecoveryOrdered, at: At, rows: Rows) -> None:
    rows.put(
        RecoveryRow(
            fact.holder, fact.number, fact.instrument, fact.amount_t, 0, fact.ground, fact.instruction, at.day,
            fact.due, OPEN, "", "", 0, "",
        )
    )  # fmt: skip


def _collected(fact: RecoveryCollected, at: At, rows: Rows) -> None:
    if fact.taker == RECOVERED:
        open_on_need(rows, RECOVERED, "system", "registry")
    of = reference(fact.holder, fact.number)
    move(rows, at, KIND, fact.account, fact.taker, fact.instrument, fact.amount_t, of)
    row = rows.edit(RecoveryRow, (fact.holder, fact.number))
    row.taken_t += fact.amount_t
    if not fact.left_t:
        row.state, row.ended_on = MET, at.day


def _closed(fact: RecoveryClosed, at: At, rows: Rows) -> None:
    row = rows.edit(RecoveryRow, (fact.holder, fact.number))
    row.state, row.ended_on, row.ending = CLOSED, at.day, fact.ground
    row.deduction, row.paper = fact.deduction, fact.paper


FACTS = (
    FactType(RecoveryOrdered, _ordered),
    FactType(RecoveryCollected, _collected),
    FactType(RecoveryClosed, _closed),
)


def _touches(r: CollectRecovery | CloseRecovery) -> Iterable[Touch]:
    yield BookRow, 1
    yield RecoveryRow, (r.holder, r.number)
    yield AccountRow, registration(r.holder)


def _touches_collected(r: CollectRecovery) -> Iterable[Touch]:
    yield from _touches(r)
    yield InstrumentRow, r.instrument
    yield HoldingRow, (registration(r.holder), r.instrument)
