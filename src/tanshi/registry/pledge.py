"""Pledge (质押): units of a holder stand still for its creditor, by the consent of both.

The holder offers, the creditor accepts, and the units go to the holder's pledged account. The holder asks for the
release, the creditor consents, and they come back. A creditor never takes them itself (`pledge_enforcement`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import pledged, registration
from tanshi.registry.events import move, open_on_need
from tanshi.registry.moves import cannot_give, not_by, not_for, own, stopped, touch_pair
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import AccountRow

#: What becomes of a pledge.
OFFERED, STANDING, RELEASE_ASKED, RELEASED, WITHDRAWN = "offered", "standing", "release_asked", "released", "withdrawn"
ENFORCED, SUCCEEDED = "enforced", "succeeded"


class PledgeOutcome(Outcome):
    """Outcomes of pledges, in the order in which they are checked."""

    PLEDGEE_NOT_FOUND = "registry.pledgee_not_found"
    NO_CONTRACT = "registry.no_contract"
    PLEDGE_NOT_FOUND = "registry.pledge_not_found"
    PLEDGE_OTHER_STATE = "registry.pledge_other_state"


@dataclass(frozen=True, slots=True)
class OfferPledge:
    """Offer units on the registration account as a pledge to a creditor that has an account, by a contract."""

    holder: str
    pledgee: str
    instrument: str
    amount_t: int
    contract: str


@dataclass(frozen=True, slots=True)
class WithdrawPledge:
    """Withdraw an offer that was not accepted."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class AcceptPledge:
    """Accept a pledge as the creditor: the units stand still from now on."""

    pledgee: str
    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class AskPledgeRelease:
    """Ask the creditor to release a pledge; `reason` in the holder's words."""

    holder: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReleasePledge:
    """Consent as the creditor to the release that was asked for: the units are the holder's to use again."""

    pledgee: str
    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class PledgeOffered(Fact):
    """A holder offered units as a pledge."""

    type: ClassVar[str] = "registry.pledge_offered/1"
    holder: str
    number: int
    pledgee: str
    instrument: str
    amount_t: int
    contract: str


@dataclass(frozen=True, slots=True)
class PledgeWithdrawn(Fact):
    """A holder withdrew its offer."""

    type: ClassVar[str] = "registry.pledge_withdrawn/1"
    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class Pledged(Fact):
    """A creditor accepted a pledge, and the units stand still."""

    type: ClassVar[str] = "registry.pledged/1"
    holder: str
    number: int
    account: str
    instrument: str
    amount_t: int
    contract: str


@dataclass(frozen=True, slots=True)
class PledgeReleaseAsked(Fact):
    """A holder asked for the release of a pledge."""

    type: ClassVar[str] = "registry.pledge_release_asked/1"
    holder: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class PledgeReleased(Fact):
    """A creditor consented to the release of a pledge, and the units came back."""

    type: ClassVar[str] = "registry.pledge_released/1"
    holder: str
    number: int
    account: str
    instrument: str
    amount_t: int
    contract: str


@table(
    "registry_pledge",
    key=["holder", "number"],
    checks=[
        "number > 0",
        "amount_t > 0",
        "enforced_t >= 0",
        "enforced_t <= amount_t",
        "state IN ('offered', 'standing', 'release_asked', 'released', 'withdrawn', 'enforced', 'succeeded')",
    ],
    indexes=[["pledgee"]],
)
@dataclass(slots=True)
class PledgeRow(Row):
    """A pledge and what became of it."""

    holder: str
    number: int  # from 1 in the order in which they were offered
    pledgee: str
    instrument: str
    amount_t: int
    contract: str
    state: str
    offered_on: str
    changed_on: str
    enforced_t: int = 0  # of the amount what creditor or buyer took

    @property
    def left_t(self) -> int:
        return self.amount_t - self.enforced_t


TABLES: tuple[type[Row], ...] = (PledgeRow,)


def _offer(request: OfferPledge, rows: Rows, act: Act) -> Outcome:
    account = registration(request.holder)
    if refused := not_for("pledge", request.instrument, rows, act) or not_by("pledge", account, rows, act):
        return refused
    if request.pledgee == request.holder:
        return act.refuse(RegistryOutcome.SAME_PARTY, holder=request.holder)
    if rows.get(AccountRow, registration(request.pledgee)) is None:
        return act.refuse(PledgeOutcome.PLEDGEE_NOT_FOUND, pledgee=request.pledgee)
    if not request.contract.strip():
        return act.refuse(PledgeOutcome.NO_CONTRACT, holder=request.holder)
    if refused := cannot_give(rows, act, account, request.instrument, request.amount_t):
        return refused
    number = len(rows.where(PledgeRow, holder=request.holder)) + 1
    act.record(
        PledgeOffered(request.holder, number, request.pledgee, request.instrument, request.amount_t, request.contract)
    )
    return DONE


def _withdraw(request: WithdrawPledge, rows: Rows, act: Act) -> Outcome:
    if (theirs := not_by("consent", registration(request.holder), rows, act)) is not None:
        return theirs
    found, refused = _in(OFFERED, request.holder, request.number, rows, act)
    if found is None:
        return refused
    act.record(PledgeWithdrawn(found.holder, found.number))
    return DONE


def _accept(request: AcceptPledge, rows: Rows, act: Act) -> Outcome:
    if (theirs := not_by("consent", registration(request.pledgee), rows, act)) is not None:
        return theirs
    found, refused = _in(OFFERED, request.holder, request.number, rows, act, request.pledgee)
    if found is None:
        return refused
    account = registration(found.holder)
    if refusal := stopped("pledge", account, rows, act) or cannot_give(
        rows, act, account, found.instrument, found.amount_t
    ):
        return refusal
    act.record(Pledged(found.holder, found.number, account, found.instrument, found.amount_t, found.contract))
    return DONE


def _ask_release(request: AskPledgeRelease, rows: Rows, act: Act) -> Outcome:
    if (theirs := not_by("consent", registration(request.holder), rows, act)) is not None:
        return theirs
    found, refused = _in(STANDING, request.holder, request.number, rows, act)
    if found is None:
        return refused
    act.record(PledgeReleaseAsked(found.holder, found.number, request.reason))
    return DONE


def _release(request: ReleasePledge, rows: Rows, act: Act) -> Outcome:
    if (theirs := not_by("consent", registration(request.pledgee), rows, act)) is not None:
        return theirs
    found, refused = _in(RELEASE_ASKED, request.holder, request.number, rows, act, request.pledgee)
    if found is None:
        return refused
    account = registration(found.holder)
    act.record(PledgeReleased(found.holder, found.number, account, found.instrument, found.left_t, found.contract))
    return DONE


def _in(
    state: str, holder: str, number: int, rows: Rows, act: Act, pledgee: str | None = None
) -> tuple[PledgeRow | None, Outcome]:
    """Return a pledge in a state, of a creditor if one is named, or None and why not."""
    found = rows.get(PledgeRow, (holder, number))
    if found is None or pledgee not in (None, found.pledgee):
        return None, act.refuse(PledgeOutcome.PLEDGE_NOT_FOUND, holder=holder, number=number)
    if found.state != state:
        return None, act.refuse(
            PledgeOutcome.PLEDGE_OTHER_STATE, holder=holder, number=number, state=found.state, needed=state
        )
    return found, DONE


def _offered(fact: PledgeOffered, at: At, rows: Rows) -> None:
    rows.put(
        PledgeRow(
            fact.holder, fact.number, fact.pledgee, fact.instrument, fact.amount_t, fact.contract, OFFERED, at.day,
            at.day,
        )
    )  # fmt: skip


def _to(state: str, fact: Any, at: At, rows: Rows) -> None:
    row = rows.edit(PledgeRow, (fact.holder, fact.number))
    row.state, row.changed_on = state, at.day


def _withdrawn(fact: PledgeWithdrawn, at: At, rows: Rows) -> None:
    _to(WITHDRAWN, fact, at, rows)


def _pledged(fact: Pledged, at: At, rows: Rows) -> None:
    _to(STANDING, fact, at, rows)
    open_on_need(rows, pledged(fact.holder), "pledged", fact.holder)
    move(rows, at, "pledge", fact.account, pledged(fact.holder), fact.instrument, fact.amount_t, fact.contract)


def _release_asked(fact: PledgeReleaseAsked, at: At, rows: Rows) -> None:
    _to(RELEASE_ASKED, fact, at, rows)


def _released(fact: PledgeReleased, at: At, rows: Rows) -> None:
    _to(RELEASED, fact, at, rows)
    move(rows, at, "pledge_release", pledged(fact.holder), fact.account, fact.instrument, fact.amount_t, fact.contract)


FACTS = (
    FactType(PledgeOffered, _offered),
    FactType(PledgeWithdrawn, _withdrawn),
    FactType(Pledged, _pledged),
    FactType(PledgeReleaseAsked, _release_asked),
    FactType(PledgeReleased, _released),
)


def _touches(r: Any) -> Iterable[Touch]:
    yield PledgeRow, (r.holder, r.number)
    yield AccountRow, registration(r.holder)


def _of_pledgee(r: Any, rows: Rows) -> Concern:
    return Concern(organisation=r.pledgee, entity=r.pledgee)


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "registry.offer_pledge",
        OfferPledge,
        _offer,
        DONE,
        lambda r: touch_pair(registration(r.holder), registration(r.pledgee), r.instrument),
        own,
    ),
    Handler("registry.withdraw_pledge", WithdrawPledge, _withdraw, DONE, _touches, own),
    Handler("registry.accept_pledge", AcceptPledge, _accept, DONE, _touches, _of_pledgee),
    Handler("registry.ask_pledge_release", AskPledgeRelease, _ask_release, DONE, _touches, own),
    Handler("registry.release_pledge", ReleasePledge, _release, DONE, _touches, _of_pledgee),
)
