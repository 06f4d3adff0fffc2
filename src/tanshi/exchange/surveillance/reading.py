"""Making a tape of what is there: a session's arrays, its segment, or trades alone where the segment is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tanshi.core.finding import problem
from tanshi.exchange.matching.core import Core, Messages, Replies, Trades
from tanshi.exchange.matching.messages import MESSAGE, REPLY, TRADE
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.records import AUCTION, BLOCK, LISTING, Kind
from tanshi.exchange.process.cores import make_core
from tanshi.exchange.segments.layout import Header
from tanshi.exchange.segments.reader import Reader, Stopped
from tanshi.exchange.surveillance.tape import ACCEPTED, DEAL, EVENT, UNKNOWN_NS, UNKNOWN_SIDE, Table, Tape

WAYS = {"listing": LISTING, "block": BLOCK, "auction": AUCTION}

_MINUTE_NS = 60 * 10**9

#: Puts a name behind all others that begin alike.
_AFTER = "+"


@dataclass(frozen=True, slots=True)
class Played:
    """A session carried out: its opening, messages with their times and replies, and trades."""

    opening: Opening
    messages: Messages
    times_ns: Table
    replies: Replies
    trades: Trades


@dataclass(frozen=True, slots=True)
class Deal:
    """A trade of a session whose record has names and amounts alone."""

    number: int
    way: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int


def played(data: Any, core: str = "", where: str = "") -> Played:
    """Carry a session's segment out again, from its bytes. Raises `Problem`: it is not one, or is damaged."""
    return played_watching(data, lambda at_ns, core: None, core, where)


def played_watching(data: Any, before: Callable[[int, Core], None], core: str = "", where: str = "") -> Played:
    """The same; `before` each lot it is told the lot's time and the core as it is before the lot."""
    opening = opening_of(data, where)
    reader, session = Reader(data), make_core(core)(opening)
    lots, said = [], []
    for lot in reader:
        before(lot.time_ns, session)
        lots.append(lot)
        said.append(session.lot(lot.messages, lot.time_ns))
    if reader.stopped is not Stopped.END:
        raise problem("segment.not_sealed", where=where, at=reader.at)
    return Played(
        opening,
        np.concatenate([np.zeros(0, MESSAGE), *(lot.messages for lot in lots)]),
        np.concatenate([np.zeros(0, np.int64), *(np.full(len(x.messages), x.time_ns, np.int64) for x in lots)]),
        np.concatenate([np.zeros(0, REPLY), *(replies for replies, _ in said)]),
        np.concatenate([np.zeros(0, TRADE), *(trades for _, trades in said)]),
    )


def opening_of(data: Any, where: str = "") -> Opening:
    """Return the opening of a segment. Raises `Problem`: it is none."""
    header = Header.decode(data)
    if header is None:
        raise problem("segment.no_header", where=where)
    return Opening.decode(header.opening)


def bytes_of(file: Path) -> bytes:
    """Return a session's segment: of a file, or of a session's folder. Raises `Problem`: it is not there."""
    found = file / "segment" if file.is_dir() else file
    try:
        return found.read_bytes()
    except FileNotFoundError:
        raise problem("input.not_found", where=str(found)) from None


def tape_of(found: Played) -> Tape:
    """Return the tape of a session, without sessions before it."""
    opening = found.opening
    events = _events(found)
    deals = standing(found)
    holdings = np.zeros((len(opening.accounts), len(opening.products)), np.int64)
    for balance in opening.balances:
        holdings[balance.account, balance.instrument] = balance.sellable_t + balance.locked_t
    return Tape(
        (opening.session,), opening.accounts, opening.products, events, deals, np.zeros(0, DEAL), holdings,
        listing_end_ns=_end_ns(opening),
    )  # fmt: skip


def standing(found: Played) -> Table:
    """Return the deals of a session that were not moved back, with their times."""
    deals = np.zeros(len(found.trades), DEAL)
    for name in _SHARED:
        deals[name] = found.trades[name]
    deals["time_ns"] = found.times_ns[found.trades["sequence"].astype(np.int64) - 1]
    void = (found.messages["kind"] == Kind.VOID) & (found.replies["outcome"] == ACCEPTED)
    return deals[~np.isin(deals["number"], found.messages["ref"][void].astype(np.int64))]


def with_earlier(tape: Tape, sessions: Mapping[str, Iterable[Deal]]) -> Tape:
    """Return the tape with trades of sessions before it, by their names.

    Instruments that the watched session does not trade are left out; accounts it does not know are added.
    """
    names = (*sorted(sessions), tape.session)
    assert names == tuple(sorted(set(names))), "sessions before are before, each once"
    accounts = {name: number for number, name in enumerate(tape.accounts)}
    instruments = {product.instrument: number for number, product in enumerate(tape.products)}
    rows = [
        (place, d.number, 0, UNKNOWN_NS, instruments[d.instrument], WAYS[d.way], UNKNOWN_SIDE,
         accounts.setdefault(d.seller, len(accounts)), accounts.setdefault(d.buyer, len(accounts)), d.price_fen,
         d.quantity_t, 0, 0)
        for place, name in enumerate(names[:-1]) for d in sessions[name] if d.instrument in instruments
    ]  # fmt: skip
    deals = tape.deals.copy()
    deals["session"] = len(names) - 1
    holdings = tape.holdings_t
    if holdings is not None:
        holdings = np.pad(holdings, ((0, len(accounts) - len(tape.accounts)), (0, 0)))
    return replace(
        tape, sessions=names, accounts=tuple(accounts), earlier=np.array(rows, DEAL), deals=deals, holdings_t=holdings
    )


def tape_of_deals(opening: Opening, deals: Sequence[Deal]) -> Tape:
    """Return the tape of a session of which only trades are left: who looks at orders or times finds nothing.

    `opening` names its products, with their previous close.
    """
    empty = Tape(
        (opening.session + _AFTER,), opening.accounts, opening.products, np.zeros(0, EVENT), np.zeros(0, DEAL),
        np.zeros(0, DEAL), listing_end_ns=_end_ns(opening),
    )  # fmt: skip
    whole = with_earlier(empty, {opening.session: deals})
    return replace(whole, sessions=(opening.session,), deals=whole.earlier, earlier=whole.deals)


def _events(found: Played) -> Table:
    events = np.zeros(len(found.messages), EVENT)
    for name in ("kind", "side", "instrument", "account", "price_fen", "ref"):
        events[name] = found.messages[name]
    events["quantity_t"] = found.messages["quantity"]
    for name in ("sequence", "outcome", "order", "filled_t", "left_t"):
        events[name] = found.replies[name]
    events["time_ns"] = found.times_ns
    return events


def _end_ns(opening: Opening) -> int:
    times = dict(opening.hours).get("listing", ())
    return max((last for _, last in times), default=0) * _MINUTE_NS


_SHARED = (
    "number", "sequence", "instrument", "way", "taker_side", "seller", "buyer", "price_fen", "quantity_t",
    "sell_order", "buy_order",
)  # fmt: skip
