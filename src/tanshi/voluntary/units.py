"""Units (核证自愿减排量) change place and holder: to and from the exchange, by proof, frozen by a court.

Conservation: of each product, what was issued is held somewhere or cancelled. Serials run from 1 in each product; what
is cancelled takes the lowest that are left, so a serial is cancelled once.
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
from tanshi.participants.tables import ActorRow
from tanshi.voluntary.accounts import TEXT, is_text, of_holder
from tanshi.voluntary.holdings import FREE, give
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.remedy_days import is_suspended
from tanshi.voluntary.sessions import open_session
from tanshi.voluntary.unit_tables import AccountRow, HoldingRow, InstrumentRow

TRADING, FROZEN = "trading", "frozen"

#: The role of those who act for the exchange of voluntary units.
EXCHANGE = "voluntary_exchange"

#: Why units change hands without a trade (rules on registration, art. 14).
GROUNDS = ("succession", "merger", "enforcement")


@dataclass(frozen=True, slots=True)
class MoveIn:
    """Put free units with the exchange, to be sold."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class MoveOut:
    """Take units back from the exchange."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """Move free units to another holder on proof: succession, merger, enforcement."""

    holder: str
    to: str
    instrument: str
    amount_t: int
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class Freeze:
    """Freeze free units on a court's paper."""

    holder: str
    instrument: str
    amount_t: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """Release frozen units on a court's paper."""

    holder: str
    instrument: str
    amount_t: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class Moved(Fact):
    """Units changed place or holder."""

    type: ClassVar[str] = "voluntary.moved/1"
    kind: str
    holder: str
    place: str
    receiver: str
    to_place: str
    instrument: str
    amount_t: int
    text: str
    evidence_sha256: str


def _moved(fact: Moved, at: At, rows: Rows) -> None:
    give(rows, fact.holder, fact.instrument, fact.place, -fact.amount_t)
    give(rows, fact.receiver, fact.instrument, fact.to_place, fact.amount_t)


FACTS = (FactType(Moved, _moved),)


def held_t(rows: Any, holder: str, instrument: str, place: str) -> int:
    """Return what a holder has at a place."""
    row = rows.get(HoldingRow, (holder, instrument, place))
    return row.amount_t if row is not None else 0


def cannot_give(rows: Rows, act: Act, holder: str, instrument: str, place: str, amount_t: int) -> Outcome | None:
    """Refuse to take what is not there."""
    if amount_t <= 0:
        return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=amount_t)
    if rows.get(AccountRow, holder) is None:
        return act.refuse(VoluntaryOutcome.NO_ACCOUNT, holder=holder[:96])
    if rows.get(InstrumentRow, instrument) is None:
        return act.refuse(VoluntaryOutcome.UNKNOWN_INSTRUMENT, instrument=instrument[:96])
    held = held_t(rows, holder, instrument, place)
    if held < amount_t:
        return act.refuse(
            VoluntaryOutcome.EXCEEDS_HOLDING, holder=holder, instrument=instrument, held=held, amount=amount_t
        )
    return None


def _move_in(request: MoveIn, rows: Rows, act: Act) -> Outcome:
    if is_suspended(rows, request.holder):
        return act.refuse(VoluntaryOutcome.SUSPENDED, holder=request.holder)
    return _between(request, FREE, TRADING, rows, act)


def _move_out(request: MoveOut, rows: Rows, act: Act) -> Outcome:
    session = open_session(rows)
    if session and rows.need(ActorRow, act.command.actor).role != EXCHANGE:  # an order may rest on them
        return act.refuse(VoluntaryOutcome.SESSION_OPEN, session=session)
    return _between(request, TRADING, FREE, rows, act)


def _between(request: MoveIn | MoveOut, place: str, to_place: str, rows: Rows, act: Act) -> Outcome:
    if refused := cannot_give(rows, act, request.holder, request.instrument, place, request.amount_t):
        return refused
    kind = "to_exchange" if to_place == TRADING else "from_exchange"
    act.record(
        Moved(kind, request.holder, place, request.holder, to_place, request.instrument, request.amount_t, "", "")
    )  # fmt: skip
    return DONE


def _transfer(request: Transfer, rows: Rows, act: Act) -> Outcome:
    if request.ground not in GROUNDS:
        return act.refuse(VoluntaryOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(GROUNDS))
    if not is_sha256(request.evidence_sha256):
        return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.ground)
    if request.holder == request.to:
        return act.refuse(VoluntaryOutcome.SAME_HOLDER, holder=request.holder[:96])
    if rows.get(AccountRow, request.to) is None:
        return act.refuse(VoluntaryOutcome.NO_ACCOUNT, holder=request.to[:96])
    if refused := cannot_give(rows, act, request.holder, request.instrument, FREE, request.amount_t):
        return refused
    act.record(
        Moved(
            "transfer", request.holder, FREE, request.to, FREE, request.instrument, request.amount_t, request.ground,
            request.evidence_sha256,
        )
    )  # fmt: skip
    return DONE


def _freeze(request: Freeze, rows: Rows, act: Act) -> Outcome:
    return _by_court(request, "freeze", FREE, FROZEN, rows, act)


def _release(request: Release, rows: Rows, act: Act) -> Outcome:
    return _by_court(request, "release", FROZEN, FREE, rows, act)


def _by_court(request: Freeze | Release, kind: str, place: str, to_place: str, rows: Rows, act: Act) -> Outcome:
    if not is_text(request.text):
        return act.refuse(VoluntaryOutcome.WITHOUT_REASON, most=TEXT)
    if not is_sha256(request.evidence_sha256):
        return act.refuse(VoluntaryOutcome.BAD_FILE, file=kind)
    if refused := cannot_give(rows, act, request.holder, request.instrument, place, request.amount_t):
        return refused
    act.record(
        Moved(
            kind, request.holder, place, request.holder, to_place, request.instrument, request.amount_t, request.text,
            request.evidence_sha256,
        )
    )  # fmt: skip
    return DONE


def _touches(request: Any) -> Iterable[Touch]:
    return [
        (AccountRow, request.holder),
        (InstrumentRow, request.instrument),
        *((HoldingRow, (request.holder, request.instrument, place)) for place in (FREE, TRADING, FROZEN)),
    ]


HANDLERS: tuple[Handler[Any], ...] = (
    Handler("voluntary.move_in", MoveIn, _move_in, DONE, _touches, of_holder),
    Handler("voluntary.move_out", MoveOut, _move_out, DONE, _touches, of_holder),
    Handler("voluntary.transfer", Transfer, _transfer, DONE, _touches, of_holder),
    Handler("voluntary.freeze", Freeze, _freeze, DONE, _touches, of_holder),
    Handler("voluntary.release", Release, _release, DONE, _touches, of_holder),
)
