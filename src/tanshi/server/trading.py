"""A serving process at the exchange: its gateway, whom it lets trade for whom, and how orders become messages.

The session's process decides on orders; here is decided who asks. A person asks for its own holder, in a role that
trades; the holder is admitted and not barred; all of it is read from the books at each order, and what the session does
not let in it says itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from tanshi.core.identifier import is_id
from tanshi.exchange.bars import binding, standing_of
from tanshi.exchange.participant_tables import ParticipantRow
from tanshi.exchange.participants import participant_kinds
from tanshi.exchange.positions import NO_BUY, NO_SELL
from tanshi.journal.command import Concern
from tanshi.participants.tables import EntityRow
from tanshi.server.routing import Trouble

if TYPE_CHECKING:
    from tanshi.exchange.gateway.gateway import Gateway
    from tanshi.exchange.gateway.line import Said
    from tanshi.exchange.gateway.tape import Tape
    from tanshi.server.platform import Visit

#: The right to send messages to a session for an account; no command of the books.
TRADE = "exchange.trade"

#: Seconds a page waits for the session.
WAIT_S = 8.0

SIDES = ("buy", "sell")

#: What may be asked of a session: which fields each takes beside the account.
ACTS: Mapping[str, tuple[str, ...]] = {
    "post": ("instrument", "side", "price_fen", "quantity_t"),
    "take": ("instrument", "side", "price_fen", "quantity_t", "order"),
    "cancel": ("order",),
    "post_block": ("instrument", "side", "price_fen", "quantity_t"),
    "offer_block": ("instrument", "side", "price_fen", "quantity_t", "counterparty", "order"),
    "confirm_block": ("order",),
    "bid": ("instrument", "side", "price_fen", "quantity_t", "auction"),
}

#: What may be left out of them.
OPTIONAL = ("order", "counterparty")
_NEEDS_ORDER = ("cancel", "confirm_block")

_STOPS = {"buy": NO_BUY, "sell": NO_SELL}

_WORD = 1 << 64
_UNBOUND = 1 << 30
_PRICE_LIMIT = 1 << 62


def gateway_of(visit: Visit, status: int = 503) -> Gateway:
    """Return the process's way to the exchange. Raises `Trouble` of a status: it has none."""
    found = visit.platform.venue.gateway
    if found is None:
        raise Trouble(status, "trading.not_here")
    return found


def holder_of(visit: Visit) -> str:
    """Return whom a request is for: the holder it names, or the caller's own."""
    given = visit.body if isinstance(visit.body, dict) else {}
    actor = visit.actor
    own = (actor.entity or actor.organisation) if actor else ""
    return str(given.get("holder", "") or visit.params.get("holder", "")).strip()[:96] or own


def concern(visit: Visit) -> list[Concern]:
    """Return whom a request about a holder's orders concerns."""
    holder = holder_of(visit)
    found = visit.rows.get(EntityRow, holder)
    return [Concern(holder, found.area_gb2260 if found else "", holder)]


def must_trade(visit: Visit) -> str:
    """Return the holder a caller trades for. Raises `Trouble`."""
    refused = visit.refusal(TRADE, concern(visit))
    if refused is not None:
        raise Trouble(403, str(refused), details={"actor": visit.caller.actor or "-", "kind": TRADE})
    return holder_of(visit)


@dataclass(frozen=True, slots=True)
class Asked:
    """An order as somebody asks it, read and not yet sent."""

    act: str
    key: str
    fields: Mapping[str, Any]


def send(visit: Visit, asked: Asked) -> Future[Said]:
    """Send what a caller asks; the future raises `Trouble`. Raises `Trouble`: it is not sent."""
    holder = must_trade(visit)
    if asked.act != "cancel":
        _must_be_let(visit, holder, asked)
    gateway = gateway_of(visit)
    with gateway.feed.tape() as tape:
        if tape is None or not gateway.feed.is_live:
            raise Trouble(503, "trading.not_open", headers={"Retry-After": "5"})
        message = _message(tape, holder, asked)
        session = tape.opening.session
    from tanshi.exchange.gateway.line import Order

    caller, most = visit.caller, _operators(visit, holder)
    order = Order(session, holder, asked.key, caller.actor, caller.login, message, most)
    return _told(gateway.line.send(order), asked)


def _must_be_let(visit: Visit, holder: str, asked: Asked) -> None:
    """Refuse who is not admitted or suspended, and whom its kind, a warning or a restriction stops.

    A modelled market has no participants to be admitted: there an account is enough.
    """
    market, on = visit.platform.market, date.fromisoformat(visit.today)
    found = standing_of(holder, visit.rows)
    if not found.admitted and not (found.admitted is None and visit.modelled):
        raise Trouble(403, "trading.not_admitted", details={"holder": holder})
    bits = found.bits(binding(market.law, on), unknown=0)
    stops = _STOPS.get(str(asked.fields.get("side", "")), NO_BUY | NO_SELL)
    if bits & stops == stops:  # a confirmation names no side: the session knows it
        raise Trouble(403, "exchange.barred", details={"holder": holder})


def _operators(visit: Visit, holder: str) -> int:
    """Return how many persons may act for a holder's account."""
    row = visit.rows.get(ParticipantRow, holder)
    kind = participant_kinds(visit.platform.market.law, visit.today).get(row.kind) if row else None
    return kind.operators if kind else _UNBOUND


def _message(tape: Tape, holder: str, asked: Asked) -> Any:
    """Return the message of an order, with the places its names have in the session."""
    from tanshi.exchange.gateway.line import frame
    from tanshi.exchange.matching.records import Kind

    kinds = {
        "post": Kind.POST, "take": Kind.TAKE, "cancel": Kind.CANCEL, "post_block": Kind.BLOCK_POST,
        "offer_block": Kind.BLOCK_OFFER, "confirm_block": Kind.BLOCK_CONFIRM, "bid": Kind.BID,
    }  # fmt: skip
    account = tape.accounts.get(holder)
    if account is None:
        raise Trouble(409, "exchange.account_not_found")
    given = asked.fields
    fields = {"kind": int(kinds[asked.act]), "account": account}
    if "instrument" in given:
        if given["instrument"] not in tape.instruments:
            raise Trouble(409, "exchange.instrument_not_traded")
        fields["instrument"] = tape.instruments[given["instrument"]]
        fields["side"] = SIDES.index(given["side"])
        fields["price_fen"], fields["quantity"] = given["price_fen"], given["quantity_t"]
    if given.get("order"):
        fields["ref"] = int(given["order"])
    if given.get("auction"):
        fields["ref"] = given["auction"]
    if given.get("counterparty"):
        if given["counterparty"] not in tape.accounts:
            raise Trouble(409, "exchange.account_not_found")
        fields["counterparty"] = tape.accounts[given["counterparty"]]
    return frame(fields)


def _told(sent: Future[Said], asked: Asked) -> Future[Said]:
    """Return a future whose refusals are said as a server says them."""
    found: Future[Said] = Future()

    def done(future: Future[Said]) -> None:
        trouble = future.exception()
        if trouble is None:
            found.set_result(future.result())
        else:
            found.set_exception(as_trouble(trouble, asked.key))

    sent.add_done_callback(done)
    return found


def as_trouble(trouble: BaseException, key: str = "") -> BaseException:
    """Return what the line raises as the server says it."""
    from tanshi.exchange.gateway import line

    if isinstance(trouble, line.NotOpen):
        return Trouble(503, "trading.not_open", headers={"Retry-After": "5"})
    if isinstance(trouble, line.NotKnownYet):
        return Trouble(504, "trading.not_known_yet", details={"key": key}, headers={"Retry-After": "2"})
    if isinstance(trouble, line.KeyUsed):
        return Trouble(409, "trading.key_used", details={"key": key})
    if isinstance(trouble, line.TooManyOperators):
        return Trouble(403, "trading.too_many_operators")
    return trouble


def new_key() -> str:
    """Return a key nobody used."""
    return f"k/{token_hex(12)}"


def read(body: Any, key: str) -> Asked:
    """Return what a program's body asks, under the key it gives. Raises `Trouble`: it is not one of our acts."""
    if not isinstance(body, dict):
        raise _malformed("body", "an object")
    act = body.get("act")
    if not isinstance(act, str) or act not in ACTS:
        raise _malformed("act", " | ".join(ACTS))
    key = key or str(body.get("id", ""))
    if not is_id(key):
        raise Trouble(400, "trading.no_key")
    known = {"act", "id", "holder", *ACTS[act]}
    if unknown := sorted(str(name)[:40] for name in body if name not in known):
        raise _malformed(unknown[0], "is not asked for here")
    return Asked(act, key, {name: _read(name, body.get(name), act) for name in ACTS[act]})


def _read(name: str, value: Any, act: str) -> Any:
    if value in (None, "") and name in OPTIONAL and act not in _NEEDS_ORDER:
        return ""
    if name in ("price_fen", "quantity_t", "auction"):
        if type(value) is not int or not 0 <= value < _PRICE_LIMIT:
            raise _malformed(name, "a whole number")
        return value
    if name == "order":
        text = str(value)
        if not text.isascii() or not text.isdecimal() or not 0 < int(text[:21]) < _WORD:
            raise _malformed(name, "an order's number")
        return text
    if name == "side" and value not in SIDES:
        raise _malformed(name, " | ".join(SIDES))
    if not isinstance(value, str) or not value:
        raise _malformed(name, "a text")
    return value[:96]


def _malformed(where: str, reason: str) -> Trouble:
    return Trouble(400, "command.malformed", details={"where": where, "reason": reason})
