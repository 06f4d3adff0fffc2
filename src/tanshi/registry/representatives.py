"""Representatives (账户代表人): who acts for a holder, each in one role, named and ended by two persons.

A holder that named nobody is acted for by whoever the access table lets act; once it named somebody, only those it
named act: who initiates never approves, who looks does neither. There is always at least one of each of the two, or
nobody at all; what a holder cannot settle itself any more, two persons of the registry do on a paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.participants.powers import stands
from tanshi.participants.tables import ActorRow, MandateRow
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.kinds import RegistryLaw
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import HELD_OPEN, AccountRow, HolderRow, RepresentativeRow
from tanshi.rules import Law

INITIATOR, APPROVER, VIEWER = "initiator", "approver", "viewer"
ROLES = (INITIATOR, APPROVER, VIEWER)


class RepresentativeOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    HOLDER_NOT_OPEN = "registry.holder_not_open"
    NOT_FOR_REPRESENTATIVES = "registry.not_for_representatives"
    NOBODY_NAMED = "registry.nobody_named"
    UNKNOWN_REPRESENTATIVE_ROLE = "registry.unknown_representative_role"
    BAD_FROM_DAY = "registry.bad_from_day"
    NOT_OF_HOLDER = "registry.not_of_holder"
    BARRED_REPRESENTATIVE = "registry.barred_representative"
    ALREADY_NAMED = "registry.already_named"
    NOT_NAMED = "registry.not_named"
    TOO_MANY_REPRESENTATIVES = "registry.too_many_representatives"
    NEEDS_BOTH_ROLES = "registry.needs_both_roles"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named: initiator, approver or viewer, from a day on."""

    actor: str
    role: str
    from_day: str


@dataclass(frozen=True, slots=True)
class NameRepresentatives:
    """Name representatives of a holder."""

    holder: str
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class EndRepresentatives:
    """End the power of representatives at once: actors with blanks between."""

    holder: str
    representatives: str
    ground: str


@dataclass(frozen=True, slots=True)
class RepresentativesNamed(Fact):
    """Representatives were named, or named anew."""

    type: ClassVar[str] = "registry.representatives_named/1"
    holder: str
    named: list[dict[str, Any]]  # actor, role, from_day


@dataclass(frozen=True, slots=True)
class RepresentativesEnded(Fact):
    """Representatives act no more."""

    type: ClassVar[str] = "registry.representatives_ended/1"
    holder: str
    ended: list[str]
    ground: str


def may_initiate(rows: Rows, holder: str, actor: str, day: str) -> bool:
    """Tell whether an actor may begin an act of a holder on a day, as far as the holder named representatives."""
    return _may(rows, holder, actor, day, INITIATOR)


def may_approve(rows: Rows, holder: str, actor: str, day: str) -> bool:
    """Tell whether an actor may approve what another one of the holder began."""
    return _may(rows, holder, actor, day, APPROVER)


def _may(rows: Rows, holder: str, actor: str, day: str, role: str) -> bool:
    account = rows.get(AccountRow, registration(holder))
    if account is None or not account.represented:
        return True
    found = rows.get(RepresentativeRow, (holder, actor))
    return found is not None and found.role == role and found.from_day <= day and not found.until_day


def is_of(rows: Rows, holder: str, actor: str, day: str) -> bool:
    """Tell whether an actor stands on a holder's side: of its body, bound to it, or of a group with its mandate."""
    found = rows.get(ActorRow, actor)
    if found is None or not found.active:
        return False
    if holder in (found.organisation, found.entity):
        return True
    mandate = rows.get(MandateRow, (found.organisation, holder))
    return mandate is not None and stands(mandate.from_day, mandate.until_day, day)


def barred_role(rows: Rows, organisation: str, roles: Iterable[str]) -> str:
    """Return a role in which somebody of a body acts and which bars it from holding (Decree 775 art. 7), or ""."""
    barred = frozenset(roles)
    actors = rows.where(ActorRow, organisation=organisation)
    return next((a.role for a in actors if a.active and a.role in barred), "")


class RepresentativeCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def name(self, request: NameRepresentatives, rows: Rows, act: Act) -> Outcome:
        if refused := _may_not_settle(request.holder, rows, act):
            return refused
        if not request.named:
            return act.refuse(RepresentativeOutcome.NOBODY_NAMED)
        standing = _standing(request.holder, rows)
        for named in request.named:
            if refused := self._may_not_be(request.holder, named, rows, act):
                return refused
            if named.actor in standing:
                return act.refuse(RepresentativeOutcome.ALREADY_NAMED, actor=named.actor, role=standing[named.actor])
            standing[named.actor] = named.role
        kind = self._law.account_kinds(rows, act.day)[rows.need(HolderRow, request.holder).kind]
        if len(standing) > kind.representatives:
            return act.refuse(
                RepresentativeOutcome.TOO_MANY_REPRESENTATIVES, holder=request.holder, most=kind.representatives
            )
        if not {INITIATOR, APPROVER} <= set(standing.values()):
            return act.refuse(RepresentativeOutcome.NEEDS_BOTH_ROLES, holder=request.holder)
        act.record(RepresentativesNamed(request.holder, [plain(n) for n in request.named]))
        return DONE

    def end(self, request: EndRepresentatives, rows: Rows, act: Act) -> Outcome:
        if refused := _may_not_settle(request.holder, rows, act):
            return refused
        actors = list(dict.fromkeys(request.representatives.split()))
        if not actors:
            return act.refuse(RepresentativeOutcome.NOBODY_NAMED)
        standing = _standing(request.holder, rows)
        for actor in actors:
            if standing.pop(actor, None) is None:
                return act.refuse(RepresentativeOutcome.NOT_NAMED, actor=actor, holder=request.holder)
        if standing and not {INITIATOR, APPROVER} <= set(standing.values()):
            return act.refuse(RepresentativeOutcome.NEEDS_BOTH_ROLES, holder=request.holder)
        act.record(RepresentativesEnded(request.holder, actors, request.ground))
        return DONE

    def _may_not_be(self, holder: str, named: Named, rows: Rows, act: Act) -> Outcome | None:
        if named.role not in ROLES:
            return act.refuse(
                RepresentativeOutcome.UNKNOWN_REPRESENTATIVE_ROLE, role=named.role, known=", ".join(ROLES)
            )
        if not is_day(named.from_day) or named.from_day < act.day:
            return act.refuse(RepresentativeOutcome.BAD_FROM_DAY, day=named.from_day, today=act.day)
        if not is_of(rows, holder, named.actor, act.day):
            return act.refuse(RepresentativeOutcome.NOT_OF_HOLDER, actor=named.actor, holder=holder)
        roles, citation = self._law.barred_roles(rows, act.day)
        organisation = rows.need(ActorRow, named.actor).organisation
        if organisation != holder and (role := barred_role(rows, organisation, roles)):
            return act.refuse(
                RepresentativeOutcome.BARRED_REPRESENTATIVE, actor=named.actor, role=role, citation=citation
            )
        if (role := rows.need(ActorRow, named.actor).role) in roles:
            return act.refuse(
                RepresentativeOutcome.BARRED_REPRESENTATIVE, actor=named.actor, role=role, citation=citation
            )
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of naming and ending."""
        return (
            Handler("registry.name_representatives", NameRepresentatives, self.name, DONE, _touches, whose),
            Handler("registry.end_representatives", EndRepresentatives, self.end, DONE, _touches, whose),
        )


def _may_not_settle(holder: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse for a holder without open account, and two of its side who are not its initiator and approver."""
    found = rows.get(HolderRow, holder)
    if found is None or found.state != HELD_OPEN:
        return act.refuse(RepresentativeOutcome.HOLDER_NOT_OPEN, holder=holder)
    first, second = act.command.actor, act.command.second
    if not is_of(rows, holder, first, act.day):  # two persons of the registry, on a paper
        return None
    if may_initiate(rows, holder, first, act.day) and may_approve(rows, holder, second, act.day):
        return None
    return act.refuse(RepresentativeOutcome.NOT_FOR_REPRESENTATIVES, holder=holder, first=first, second=second)


def _standing(holder: str, rows: Rows) -> dict[str, str]:
    """Return actor and role of all whose power has not ended."""
    return {r.actor: r.role for r in rows.where(RepresentativeRow, holder=holder) if not r.until_day}


def _named(fact: RepresentativesNamed, at: At, rows: Rows) -> None:
    for named in fact.named:
        rows.put(RepresentativeRow(fact.holder, named["actor"], named["role"], named["from_day"], ""))
    _count(fact.holder, len(fact.named), rows)


def _ended(fact: RepresentativesEnded, at: At, rows: Rows) -> None:
    for actor in fact.ended:
        rows.edit(RepresentativeRow, (fact.holder, actor)).until_day = at.day
    _count(fact.holder, -len(fact.ended), rows)


def _count(holder: str, more: int, rows: Rows) -> None:
    for account in (registration(holder), trading(holder)):
        if rows.get(AccountRow, account) is not None:
            rows.edit(AccountRow, account).represented += more


def whose(r: Any, rows: Rows) -> Concern:
    """Return whom a request about a holder concerns."""
    return Concern(organisation=r.holder, entity=r.holder)


def _touches(r: NameRepresentatives | EndRepresentatives) -> Iterable[Touch]:
    return [(HolderRow, r.holder), (AccountRow, registration(r.holder)), (AccountRow, trading(r.holder))]


FACTS = (FactType(RepresentativesNamed, _named), FactType(RepresentativesEnded, _ended))
