"""Enforcement of a pledge (质权实现): the registry moves pledged units to the creditor, or to who bought them.

It rests on a paper: what holder and creditor agreed once the debt was due, or what a court ordered. Who takes the units
must be able to hold them. Part of a pledge can be enforced; the rest stands still until it is enforced or released.
What the units are worth against the debt is between the parties and not in these books.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import pledged, registration
from tanshi.registry.events import move
from tanshi.registry.kinds import RegistryLaw
from tanshi.registry.moves import cannot_move, own, stopped
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.pledge import ENFORCED, RELEASE_ASKED, STANDING, PledgeOutcome, PledgeRow
from tanshi.registry.tables import AccountRow
from tanshi.rules import Law

#: Law data: on what an enforcement may rest.
GROUNDS = "enforcement_grounds"


class EnforcementOutcome(Outcome):
    """Outcomes of enforcement, in the order in which they are checked."""

    UNKNOWN_GROUND = "registry.unknown_enforcement_ground"
    NO_PAPER = "registry.no_enforcement_paper"
    EXCEEDS_PLEDGE = "registry.exceeds_pledge"


@dataclass(frozen=True, slots=True)
class EnforcePledge:
    """Move pledged units to `taker`, the creditor or a buyer, by a paper on a ground of `enforcement_grounds`."""

    holder: str
    number: int
    amount_t: int
    taker: str
    ground: str
    paper: str


@dataclass(frozen=True, slots=True)
class PledgeEnforced(Fact):
    """Pledged units went from `account` to another holder's account `credit`."""

    type: ClassVar[str] = "registry.pledge_enforced/1"
    holder: str
    number: int
    account: str
    taker: str
    credit: str
    instrument: str
    amount_t: int
    ground: str
    citation: str
    paper: str


class EnforcementCommands:
    """Judges enforcement under a law: its grounds."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def enforce(self, request: EnforcePledge, rows: Rows, act: Act) -> Outcome:
        grounds = self._law.grounds(GROUNDS, rows, act.day)
        ground = grounds.get(request.ground)
        if ground is None:
            return act.refuse(
                EnforcementOutcome.UNKNOWN_GROUND, enforcement=request.ground, known=", ".join(sorted(grounds))
            )
        if not request.paper.strip():
            return act.refuse(EnforcementOutcome.NO_PAPER, holder=request.holder, number=request.number)
        found = rows.get(PledgeRow, (request.holder, request.number))
        if refused := _not_enforced(found, request, rows, act):
            return refused
        assert found is not None
        act.record(
            PledgeEnforced(
                found.holder, found.number, pledged(found.holder), request.taker, registration(request.taker),
                found.instrument, request.amount_t, ground.code, ground.citation, request.paper,
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of enforcement."""
        return (Handler("registry.enforce_pledge", EnforcePledge, self.enforce, DONE, _touches, own),)


def _not_enforced(found: PledgeRow | None, request: EnforcePledge, rows: Rows, act: Act) -> Outcome | None:
    """Return why so much of a pledge does not go to a taker, or None."""
    if found is None:
        return act.refuse(PledgeOutcome.PLEDGE_NOT_FOUND, holder=request.holder, number=request.number)
    if found.state not in (STANDING, RELEASE_ASKED):
        return act.refuse(
            PledgeOutcome.PLEDGE_OTHER_STATE, holder=found.holder, number=found.number, state=found.state,
            needed=STANDING,
        )  # fmt: skip
    if request.amount_t <= 0:
        return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
    if request.amount_t > found.left_t:
        return act.refuse(
            EnforcementOutcome.EXCEEDS_PLEDGE, holder=found.holder, number=found.number, asked=request.amount_t,
            most=found.left_t,
        )  # fmt: skip
    if request.taker == found.holder:
        return act.refuse(RegistryOutcome.SAME_PARTY, holder=found.holder)
    taker = registration(request.taker)
    return stopped("receive", taker, rows, act) or cannot_move(
        rows, act, pledged(found.holder), taker, found.instrument, request.amount_t
    )


def _enforced(fact: PledgeEnforced, at: At, rows: Rows) -> None:
    row = rows.edit(PledgeRow, (fact.holder, fact.number))
    row.enforced_t += fact.amount_t
    row.changed_on = at.day
    if not row.left_t:
        row.state = ENFORCED
    move(rows, at, "pledge_enforcement", fact.account, fact.credit, fact.instrument, fact.amount_t, fact.paper)


FACTS = (FactType(PledgeEnforced, _enforced),)


def _touches(r: EnforcePledge) -> Iterable[Touch]:
    yield PledgeRow, (r.holder, r.number)
    yield AccountRow, pledged(r.holder)
    yield AccountRow, registration(r.taker)
