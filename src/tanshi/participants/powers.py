"""Acting for somebody else: a group for its plants by mandate, an actor in another one's place by delegation.

Both have a last day and are facts, because what a command may do depends on them when it is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.participants.events import DelegationEnded, MandateGranted, MandateWithdrawn, PowersDelegated
from tanshi.participants.tables import ActorRow, DelegationRow, EntityRow, MandateRow

#: The end of a mandate that has none.
OPEN = ""


class PowersOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "powers.done"
    BAD_ID = "powers.bad_id"
    BAD_DAYS = "powers.bad_days"
    ENTITY_NOT_FOUND = "powers.entity_not_found"
    MANDATE_EXISTS = "powers.mandate_exists"
    MANDATE_NOT_FOUND = "powers.mandate_not_found"
    ACTOR_NOT_FOUND = "powers.actor_not_found"
    OTHER_BODY = "powers.other_body"
    SAME_ACTOR = "powers.same_actor"
    NOT_THE_GIVER = "powers.not_the_giver"
    DELEGATION_EXISTS = "powers.delegation_exists"
    DELEGATION_NOT_FOUND = "powers.delegation_not_found"


@dataclass(frozen=True, slots=True)
class GrantMandate:
    """Let a body act for an entity from today (or a later day) to the last day; "" is until it is withdrawn."""

    organisation: str
    entity: str
    ground: str
    from_day: str = ""
    until_day: str = OPEN


@dataclass(frozen=True, slots=True)
class WithdrawMandate:
    """Withdraw a mandate; today is its last day."""

    organisation: str
    entity: str
    ground: str


@dataclass(frozen=True, slots=True)
class Delegate:
    """Let another actor of the same body act in one's place; `kinds`: command kinds or `system.*`, blanks
    between them.
    """

    delegation: str
    taker: str
    kinds: str
    until_day: str


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """End a delegation; today is its last day."""

    delegation: str


def stands(from_day: str, until_day: str, on: str) -> bool:
    """Tell whether a power with these days stands on a legal day."""
    return from_day <= on and (until_day == OPEN or on <= until_day)


def _grant(request: GrantMandate, rows: Rows, act: Act) -> Outcome:
    first = request.from_day or act.day
    if not is_id(request.organisation):
        return act.refuse(PowersOutcome.BAD_ID, id=request.organisation)
    if not _are_days(first, request.until_day) or first < act.day:
        return act.refuse(PowersOutcome.BAD_DAYS, first=first, last=request.until_day)
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(PowersOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    known = rows.get(MandateRow, (request.organisation, request.entity))
    if known is not None and (known.until_day == OPEN or known.until_day >= act.day):
        return act.refuse(PowersOutcome.MANDATE_EXISTS, organisation=request.organisation, entity=request.entity)
    act.record(MandateGranted(request.organisation, request.entity, first, request.until_day, request.ground))
    return PowersOutcome.DONE


def _withdraw(request: WithdrawMandate, rows: Rows, act: Act) -> Outcome:
    known = rows.get(MandateRow, (request.organisation, request.entity))
    if known is None or not (known.until_day == OPEN or known.until_day >= act.day):
        return act.refuse(PowersOutcome.MANDATE_NOT_FOUND, organisation=request.organisation, entity=request.entity)
    act.record(MandateWithdrawn(request.organisation, request.entity, act.day, request.ground))
    return PowersOutcome.DONE


def _delegate(request: Delegate, rows: Rows, act: Act) -> Outcome:
    giver, taker = act.command.actor, rows.get(ActorRow, request.taker)
    if not is_id(request.delegation) or not request.kinds.split() or not all(map(_is_kind, request.kinds.split())):
        return act.refuse(PowersOutcome.BAD_ID, id=request.delegation)
    if not _are_days(act.day, request.until_day) or request.until_day == OPEN:
        return act.refuse(PowersOutcome.BAD_DAYS, first=act.day, last=request.until_day)
    if taker is None or not taker.active:
        return act.refuse(PowersOutcome.ACTOR_NOT_FOUND, actor=request.taker)
    if taker.organisation != act.command.organisation:
        return act.refuse(PowersOutcome.OTHER_BODY, actor=request.taker)
    if taker.id == giver:
        return act.refuse(PowersOutcome.SAME_ACTOR, actor=giver)
    if rows.get(DelegationRow, request.delegation) is not None:
        return act.refuse(PowersOutcome.DELEGATION_EXISTS, delegation=request.delegation)
    fact = PowersDelegated(request.delegation, giver, request.taker, request.kinds, act.day, request.until_day)
    act.record(fact)
    return PowersOutcome.DONE


def _end(request: EndDelegation, rows: Rows, act: Act) -> Outcome:
    known = rows.get(DelegationRow, request.delegation)
    if known is None or known.until_day < act.day:
        return act.refuse(PowersOutcome.DELEGATION_NOT_FOUND, delegation=request.delegation)
    if known.giver != act.command.actor:
        return act.refuse(PowersOutcome.NOT_THE_GIVER, delegation=request.delegation, giver=known.giver)
    act.record(DelegationEnded(request.delegation, act.day))
    return PowersOutcome.DONE


def _is_kind(kind: str) -> bool:
    system, dot, act = kind.partition(".")
    return bool(dot) and system.isidentifier() and (act == "*" or act.isidentifier())


def _are_days(first: str, last: str) -> bool:
    try:
        return last == OPEN or date.fromisoformat(first) <= date.fromisoformat(last)
    except ValueError:
        return False


DONE = PowersOutcome.DONE

HANDLERS = (
    Handler(
        "participants.grant_mandate",
        GrantMandate,
        _grant,
        DONE,
        touch=lambda r: [(EntityRow, r.entity), (MandateRow, (r.organisation, r.entity))],
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
    Handler(
        "participants.withdraw_mandate",
        WithdrawMandate,
        _withdraw,
        DONE,
        touch=lambda r: [(EntityRow, r.entity), (MandateRow, (r.organisation, r.entity))],
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
    Handler(
        "participants.delegate",
        Delegate,
        _delegate,
        DONE,
        touch=lambda r: [(ActorRow, r.taker), (DelegationRow, r.delegation)],
    ),
    Handler(
        "participants.end_delegation",
        EndDelegation,
        _end,
        DONE,
        touch=lambda r: [(DelegationRow, r.delegation)],
    ),
)
