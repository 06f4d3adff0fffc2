"""What the journal tells an open session: facts in their order, each as the message the session is told it by.

A message has the number of its fact: position + 1, shifted left by `SHIFT`. So a fact is told once however often it is
sent, in the order of the facts, and room is left between for what an operator sends by hand. What the books knew when
the session was opened and its opening did not is told with the fact that opened it, in the order of the accounts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.exchange.bars import FOLLOWS, Binding, Standing
from tanshi.exchange.error_trades import ErrorTradeDecided, ErrorTradeReported
from tanshi.exchange.events import SessionClosed, SessionOpened
from tanshi.exchange.interruptions import CALL_OFF, SessionInterrupted, SessionResumed
from tanshi.exchange.matching.core import Messages
from tanshi.exchange.matching.messages import CASH as MONEY
from tanshi.exchange.matching.messages import NONE, Kind, message
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.records import EXCHANGE
from tanshi.exchange.one_way.notices import AuctionAnnounced, AuctionCalledOff
from tanshi.journal.engine import Reads
from tanshi.registry.account_ids import trading
from tanshi.registry.events import CashDeposited, PositionsHandedOver, TradingFunded
from tanshi.registry.session_request import FREEZE, SessionRequested
from tanshi.registry.tables import CASH

#: Bits of a number behind the position of its fact.
SHIFT = 20

#: An instrument that no opening has: the core says so.
_NO_INSTRUMENT = MONEY - 1


@dataclass(frozen=True, slots=True)
class Request:
    """A request of the registry to a session, as its fact has it."""

    number: int
    holder: str
    instrument: str
    amount: int


@dataclass(frozen=True, slots=True)
class Instruction:
    """A fact as a message of the exchange's own client; `request`: what a release answers."""

    number: int
    frame: Messages  # one
    request: Request | None = None


#: What a fact is told by: the fields of a message; None: the session need not know.
_Told = dict[str, Any] | None


class Instructions:
    """Follows the facts of a journal from its beginning; tells a session's messages from its opening to its close."""

    def __init__(self, opening: Opening, binds: Binding) -> None:
        self._session, self._binds = opening.session, binds
        self._accounts = {name: number for number, name in enumerate(opening.accounts)}
        self._of_trading = {trading(name): name for name in opening.accounts}
        self._instruments = {p.instrument: number for number, p in enumerate(opening.products)} | {CASH: MONEY}
        given = dict(opening.barred)
        self._opened_with = [given.get(number, 0) for number in range(len(opening.accounts))]
        self._standing: dict[str, Standing] = {}
        self._halted: dict[int, str] = {}  # instrument of each interruption
        self._in_error: dict[int, Mapping[str, Any]] = {}  # trades reported as made in error, by number
        self._auctions: set[int] = set()  # announced for the session's day
        self._is_begun = False  # the exchange has the accounts for it
        self._is_open = False
        self._tells: Mapping[str, Callable[[Mapping[str, Any]], _Told]] = {
            SessionInterrupted.type: self._interrupted,
            SessionResumed.type: self._resumed,
            SessionRequested.type: self._requested,
            ErrorTradeReported.type: self._reported,
            ErrorTradeDecided.type: self._decided,
            AuctionAnnounced.type: self._announced,
            AuctionCalledOff.type: self._called_off,
            CashDeposited.type: self._deposited,
            TradingFunded.type: self._funded,
        }

    def has_begun(self) -> bool:
        """Tell whether the accounts were handed over for the session."""
        return self._is_begun

    def follow(self, position: int, type: str, fact: Mapping[str, Any]) -> list[Instruction]:
        """Take in the next fact and return what the session is told by it."""
        if type in FOLLOWS:
            found = self._standing.setdefault(fact["holder"], Standing())
            FOLLOWS[type](found, fact)
            told = self._barred(fact["holder"])
            return self._as_instructions(position, [told] if told else [])
        if type == PositionsHandedOver.type:
            self._is_begun = self._is_begun or fact["session"] == self._session
            return []
        if type == SessionOpened.type and fact["day"] == self._session:
            self._is_open = True
            return self._as_instructions(position, list(self._not_in_opening()))
        if type == SessionClosed.type and fact["day"] == self._session:
            self._is_open = False
            return []
        told = self._tells[type](fact) if type in self._tells else None
        if told is None:
            return []
        request = None
        if type == SessionRequested.type:
            request = Request(fact["number"], fact["holder"], fact["instrument"], fact["amount"])
        elif told["kind"] == Kind.DEPOSIT:
            told["ref"] = position + 1
        return self._as_instructions(position, [told], request)

    def _as_instructions(
        self, position: int, told: list[dict[str, Any]], request: Request | None = None
    ) -> list[Instruction]:
        """Return messages; while the books have no open session requests alone, which have to be answered."""
        if not self._is_open and request is None:
            return []
        made = []
        for place, fields in enumerate(told):
            number = _number(position, place)
            frame = message(fields.pop("kind"), client=EXCHANGE, number=number, **fields)
            made.append(Instruction(number, frame, request))
        return made

    # one fact each

    def _interrupted(self, fact: Mapping[str, Any]) -> _Told:
        if fact["day"] != self._session:
            return None
        self._halted[fact["number"]] = fact["instrument"]
        if fact["kind"] == CALL_OFF:
            return {"kind": Kind.CLOSE}
        return self._halt(Kind.HALT, fact["instrument"])

    def _resumed(self, fact: Mapping[str, Any]) -> _Told:
        if fact["day"] != self._session:
            return None
        return self._halt(Kind.RESUME, self._halted[fact["number"]])

    def _halt(self, kind: Kind, instrument: str) -> _Told:
        place = self._instruments.get(instrument or CASH)
        return None if place is None else {"kind": kind, "instrument": place}

    def _requested(self, fact: Mapping[str, Any]) -> _Told:
        if fact["session"] != self._session:
            return None
        return {
            "kind": Kind.RELEASE, "side": int(fact["what"] == FREEZE),
            "account": self._accounts.get(fact["holder"], NONE),
            "instrument": self._instruments.get(fact["instrument"], _NO_INSTRUMENT),
            "quantity": fact["amount"], "ref": fact["number"],
        }  # fmt: skip

    def _reported(self, fact: Mapping[str, Any]) -> _Told:
        if fact["session"] == self._session:
            self._in_error[fact["number"]] = fact
        return None

    def _decided(self, fact: Mapping[str, Any]) -> _Told:
        """Move a trade back, as it was reported: the process refuses it where it knows another under that number."""
        if fact["session"] != self._session or not fact["void"]:
            return None
        trade = self._in_error[fact["number"]]
        return {
            "kind": Kind.VOID, "ref": fact["number"], "account": self._accounts.get(trade["seller"], NONE),
            "counterparty": self._accounts.get(trade["buyer"], NONE),
            "instrument": self._instruments.get(trade["instrument"], _NO_INSTRUMENT),
            "price_fen": trade["price_fen"], "quantity": trade["quantity_t"],
        }  # fmt: skip

    def _announced(self, fact: Mapping[str, Any]) -> _Told:
        """Know an auction of the day; that it begins, takes bids and ends is told by the clock."""
        if fact["day"] == self._session:
            self._auctions.add(fact["number"])
        return None

    def _called_off(self, fact: Mapping[str, Any]) -> _Told:
        return {"kind": Kind.AUCTION_CALL_OFF, "ref": fact["number"]} if fact["number"] in self._auctions else None

    def _deposited(self, fact: Mapping[str, Any]) -> _Told:
        return self._entered(fact["account"], CASH, fact["amount_fen"])

    def _funded(self, fact: Mapping[str, Any]) -> _Told:
        return self._entered(fact["trading"], fact["instrument"], fact["amount_t"])

    def _entered(self, account: str, instrument: str, amount: int) -> _Told:
        """Let in what the registry let in; it lets in nothing while the exchange has the accounts, by today's rules."""
        holder, place = self._of_trading.get(account), self._instruments.get(instrument)
        if holder is None or place is None:
            return None
        return {
            "kind": Kind.DEPOSIT, "account": self._accounts[holder], "instrument": place, "quantity": amount,
        }  # fmt: skip

    # bars

    def _barred(self, holder: str) -> _Told:
        if holder not in self._accounts:
            return None
        return {"kind": Kind.BAR, "account": self._accounts[holder], "side": self._bits(holder)}

    def _not_in_opening(self) -> Iterator[dict[str, Any]]:
        for holder, number in self._accounts.items():
            if (bits := self._bits(holder)) != self._opened_with[number]:
                yield {"kind": Kind.BAR, "account": number, "side": bits}

    def _bits(self, holder: str) -> int:
        """Return what a holder may not do; who is no participant of these books stays as the opening has it."""
        known = self._standing.get(holder, Standing())
        return known.bits(self._binds, self._opened_with[self._accounts[holder]])


#: The facts a session's instructions follow from: before the accounts are handed over for it, and after.
_BEFORE = (*FOLLOWS, PositionsHandedOver.type, AuctionAnnounced.type)
_AFTER = (
    *FOLLOWS, SessionOpened.type, SessionClosed.type, SessionInterrupted.type, SessionResumed.type,
    SessionRequested.type, ErrorTradeReported.type, ErrorTradeDecided.type, CashDeposited.type, TradingFunded.type,
    AuctionAnnounced.type, AuctionCalledOff.type,
)  # fmt: skip


def told(view: Reads, instructions: Instructions, after: int) -> tuple[list[Instruction], int]:
    """Let instructions follow the facts behind a position (-1: all), and return what a session is told by them, and
    the position they stand at now.
    """
    head = view.fetch("SELECT size FROM journal_head")[0][0] - 1
    found: list[Instruction] = []
    if not instructions.has_begun():
        for position, type, fact in _facts(view, after, _BEFORE):
            found += instructions.follow(position, type, fact)
            if instructions.has_begun():
                after = position
                break
    if instructions.has_begun():
        for position, type, fact in _facts(view, after, _AFTER):
            found += instructions.follow(position, type, fact)
    return found, head


def _facts(view: Reads, after: int, types: Sequence[str]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    sql = (
        f"SELECT position, type, body FROM journal_fact WHERE position > ? AND type IN ({', '.join('?' * len(types))})"
        " ORDER BY position"
    )
    for position, type, body in view.fetch(sql, [after, *types]):
        yield position, type, json.loads(bytes(body))["data"]


def _number(position: int, place: int) -> int:
    return position + 1 << SHIFT | place
