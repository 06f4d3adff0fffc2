"""Reversal of a surrender (清缴撤销), and surrender for somebody else's obligation.

A surrender can be taken back until the deadline of its period, by its holder or the operator: the very tonnes come
back, so the transfer names the one it reverses. What another holder surrenders for an entity (a helping firm, or the
province from its account of differentiated issue) leaves the account of that holder and counts for the entity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.finding import Problem
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Concern, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.participants.tables import EntityRow
from tanshi.registry.account_ids import registration
from tanshi.registry.events import SURRENDERED, move
from tanshi.registry.moves import cannot_move, not_by, not_for, own, stopped, touch_pair
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.serials import OF_TRANSFER
from tanshi.registry.tables import BookRow, TransferRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: How a province's account of differentiated issue is called: province/37.
PROVINCE = "province/"


class ReversalOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    SURRENDER_NOT_FOUND = "registry.surrender_not_found"
    NO_REASON = "registry.no_reversal_reason"
    PERIOD_UNKNOWN = "registry.period_unknown"
    AFTER_DEADLINE = "registry.after_deadline"
    EXCEEDS_SURRENDER = "registry.exceeds_surrender"
    ENTITY_UNKNOWN = "registry.entity_unknown"
    NO_CONSENT = "registry.no_consent"
    NOT_OF_PROVINCE = "registry.not_of_province"


@dataclass(frozen=True, slots=True)
class ReverseSurrender:
    """Take a surrender back, all or a part of it; `transfer` is the number of the transfer that made it."""

    holder: str
    transfer: int
    amount_t: int
    reason: str


@dataclass(frozen=True, slots=True)
class SurrenderFor:
    """Surrender the holder's allowances for another entity's obligation; `consent` names the paper they agreed by."""

    holder: str
    entity: str
    instrument: str
    amount_t: int
    period: str
    consent: str


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """Give an entity what is left of its allowances on the account of its province (差异化发放)."""

    holder: str
    entity: str
    instrument: str
    amount_t: int
    paper: str


@dataclass(frozen=True, slots=True)
class SurrenderReversed(Fact):
    """A surrender was taken back before the deadline."""

    type: ClassVar[str] = "registry.surrender_reversed/1"
    holder: str
    transfer: int
    account: str
    instrument: str
    amount_t: int
    period: str
    reason: str


@dataclass(frozen=True, slots=True)
class SurrenderedFor(Fact):
    """A holder surrendered for another entity's obligation."""

    type: ClassVar[str] = "registry.surrendered_for/1"
    holder: str
    entity: str
    account: str
    instrument: str
    amount_t: int
    period: str
    consent: str


@dataclass(frozen=True, slots=True)
class SurrenderForReversed(Fact):
    """A surrender that was made for another entity was taken back before the deadline; it counts for `entity`."""

    type: ClassVar[str] = "registry.surrender_for_reversed/1"
    holder: str
    entity: str
    transfer: int
    account: str
    instrument: str
    amount_t: int
    period: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeldReleased(Fact):
    """A province gave an entity what it held for it."""

    type: ClassVar[str] = "registry.held_released/1"
    holder: str
    entity: str
    account: str
    taker: str
    instrument: str
    amount_t: int
    paper: str


@table(
    "registry_reversal",
    key=["transfer"],
    checks=["reversed_t > 0"],
)
@dataclass(slots=True)
class ReversalRow(Row):
    """How much of a surrender was taken back, by the transfer that made it."""

    transfer: int
    reversed_t: int
    last_on: str


@table("registry_surrender_for", key=["transfer"], immutable=True)
@dataclass(slots=True)
class SurrenderForRow(Row):
    """For whom a surrender counts that is not of its holder's own obligation, by the transfer that made it."""

    transfer: int
    entity: str


TABLES: tuple[type[Row], ...] = (ReversalRow, SurrenderForRow)


class ReversalCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def reverse(self, request: ReverseSurrender, rows: Rows, act: Act) -> Outcome:
        account = registration(request.holder)
        theirs = act.command.organisation == request.holder
        may_not = not_by if theirs else stopped  # nothing comes back to an account that is closed, whoever asks
        if refused := may_not("reversal", account, rows, act):
            return refused
        found = rows.where(TransferRow, number=request.transfer)
        if not found or found[0].credit != SURRENDERED or found[0].debit != account:
            return act.refuse(ReversalOutcome.SURRENDER_NOT_FOUND, holder=request.holder, transfer=request.transfer)
        (surrender,) = found
        if not request.reason.strip():
            return act.refuse(ReversalOutcome.NO_REASON, holder=request.holder)
        deadline = self._deadline(surrender.reference, rows, act)
        if deadline is None:
            return act.refuse(ReversalOutcome.PERIOD_UNKNOWN, period=surrender.reference)
        if act.day > deadline:
            return act.refuse(
                ReversalOutcome.AFTER_DEADLINE, period=surrender.reference, deadline=deadline, day=act.day
            )
        if request.amount_t <= 0:
            return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        before = rows.get(ReversalRow, request.transfer)
        left = surrender.amount - (before.reversed_t if before else 0)
        if request.amount_t > left:
            return act.refuse(
                ReversalOutcome.EXCEEDS_SURRENDER, transfer=request.transfer, asked=request.amount_t, left=left
            )
        what = (
            request.transfer, account, surrender.instrument, request.amount_t, surrender.reference, request.reason,
        )  # fmt: skip
        other = rows.get(SurrenderForRow, request.transfer)
        act.record(
            SurrenderForReversed(request.holder, other.entity, *what)
            if other is not None
            else SurrenderReversed(request.holder, *what)
        )
        return DONE

    def _deadline(self, period: str, rows: Rows, act: Act) -> str | None:
        """Return the last day on which a period is surrendered for; None if the law knows no such period."""
        try:
            on = Period.named(period).first_day
            return str(self._laws.on(rows, act.day).value("compliance.surrender_deadline", on).value)
        except (Problem, ValueError):
            return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of these commands."""
        return (
            Handler(
                "registry.reverse_surrender",
                ReverseSurrender,
                self.reverse,
                DONE,
                lambda r: [(ReversalRow, r.transfer), *touch_pair(registration(r.holder), SURRENDERED)],
                own,
            ),
            Handler(
                "registry.surrender_for",
                SurrenderFor,
                _surrender_for,
                DONE,
                lambda r: [
                    *touch_pair(registration(r.holder), SURRENDERED, r.instrument),
                    (EntityRow, r.entity),
                ],
                _whose,
            ),
            Handler(
                "registry.release_held",
                ReleaseHeld,
                _release_held,
                DONE,
                lambda r: [
                    *touch_pair(registration(r.holder), registration(r.entity), r.instrument),
                    (EntityRow, r.entity),
                ],
                _whose,
            ),
        )


def _surrender_for(request: SurrenderFor, rows: Rows, act: Act) -> Outcome:
    account = registration(request.holder)
    if refused := not_for("surrender", request.instrument, rows, act) or not_by("surrender", account, rows, act):
        return refused
    if refused := _not_theirs(request.holder, request.entity, rows, act):
        return refused
    if not request.consent.strip():
        return act.refuse(ReversalOutcome.NO_CONSENT, holder=request.holder, entity=request.entity)
    if refused := cannot_move(rows, act, account, SURRENDERED, request.instrument, request.amount_t):
        return refused
    act.record(
        SurrenderedFor(
            request.holder, request.entity, account, request.instrument, request.amount_t, request.period,
            request.consent,
        )
    )  # fmt: skip
    return DONE


def _release_held(request: ReleaseHeld, rows: Rows, act: Act) -> Outcome:
    account, taker = registration(request.holder), registration(request.entity)
    if refused := not_for("transfer", request.instrument, rows, act):
        return refused
    if not request.holder.startswith(PROVINCE):
        return act.refuse(ReversalOutcome.NOT_OF_PROVINCE, holder=request.holder, entity=request.entity)
    if refused := _not_theirs(request.holder, request.entity, rows, act):
        return refused
    if not request.paper.strip():
        return act.refuse(ReversalOutcome.NO_CONSENT, holder=request.holder, entity=request.entity)
    if refused := stopped("receive", taker, rows, act) or cannot_move(
        rows, act, account, taker, request.instrument, request.amount_t
    ):
        return refused
    act.record(
        HeldReleased(
            request.holder, request.entity, account, taker, request.instrument, request.amount_t, request.paper
        )
    )
    return DONE


def _not_theirs(holder: str, entity: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse an entity nobody knows, the holder itself, and what a province holds for entities of another."""
    found = rows.get(EntityRow, entity)
    if found is None:
        return act.refuse(ReversalOutcome.ENTITY_UNKNOWN, entity=entity)
    if entity == holder:
        return act.refuse(RegistryOutcome.SAME_PARTY, holder=holder)
    if holder.startswith(PROVINCE) and found.area_gb2260[:2] != holder.removeprefix(PROVINCE):
        return act.refuse(ReversalOutcome.NOT_OF_PROVINCE, holder=holder, entity=entity)
    return None


def _whose(r: Any, rows: Rows) -> Concern:
    """A province's account is its province's; any other its holder's."""
    if r.holder.startswith(PROVINCE):
        return Concern(area=r.holder.removeprefix(PROVINCE))
    return Concern(organisation=r.holder, entity=r.holder)


def _reversed(fact: SurrenderReversed | SurrenderForReversed, at: At, rows: Rows) -> None:
    before = rows.get(ReversalRow, fact.transfer)
    rows.put(ReversalRow(fact.transfer, (before.reversed_t if before else 0) + fact.amount_t, at.day))
    reference = f"{OF_TRANSFER}{fact.transfer}"
    move(rows, at, "surrender_reversal", SURRENDERED, fact.account, fact.instrument, fact.amount_t, reference)


def _surrendered_for(fact: SurrenderedFor, at: At, rows: Rows) -> None:
    move(rows, at, "surrender", fact.account, SURRENDERED, fact.instrument, fact.amount_t, fact.period)
    rows.put(SurrenderForRow(rows.need(BookRow, 1).transfers, fact.entity))


def _held_released(fact: HeldReleased, at: At, rows: Rows) -> None:
    move(rows, at, "release_held", fact.account, fact.taker, fact.instrument, fact.amount_t, fact.paper)


FACTS = (
    FactType(SurrenderReversed, _reversed),
    FactType(SurrenderForReversed, _reversed),
    FactType(SurrenderedFor, _surrendered_for),
    FactType(HeldReleased, _held_released),
)
