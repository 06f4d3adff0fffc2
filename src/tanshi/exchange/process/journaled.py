"""A session that is on the disk: a lot is carried out by the core, written to the segment, and answered after that.

What the core does not say itself is noted from its replies: the last number of each client, and who acts for which
account (a client of which a message for the account was accepted).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from tanshi.exchange.matching.core import Core, Messages, Replies, Trades
from tanshi.exchange.matching.messages import CODES, REPLY, TRADE, Kind
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import CLIENTS, EXCHANGE
from tanshi.exchange.process.kept import Kept
from tanshi.exchange.segments.layout import Header, Lot
from tanshi.exchange.segments.reader import Sealed
from tanshi.exchange.segments.writer import ROOM, Claim, Segment, read_header

MakeCore = Callable[[Opening], Core]

_ACCEPTED = CODES[ExchangeOutcome.ACCEPTED]


class Journaled:
    """A core and its segment; `wait_s` is what the last lot waited for the disk."""

    def __init__(self, core: Core, segment: Segment) -> None:
        self.core, self.segment = core, segment
        self.wait_s = 0.0

    def lot(self, messages: Messages, time_ns: int) -> tuple[Replies, Trades]:
        """Carry out a lot and return when it is on the disk; time that ran back stands still.

        Raises `SegmentFailed`: the process must end, and nothing of the lot is answered.
        """
        self.segment.make_room()
        time_ns = max(time_ns, self.segment.time_ns)
        answered = self.core.lot(messages, time_ns)
        begin = perf_counter()
        self.segment.append(messages, time_ns)
        self.wait_s = perf_counter() - begin
        return answered


class Venue:
    """A session under way in its folder, with what it answered."""

    def __init__(
        self, folder: Path, make_core: MakeCore, claim: Claim, step: int = ROOM, keep: Claim = lambda last: last
    ) -> None:
        """Open the session's segment and replay it. Raises `Problem`, `SegmentFailed`, `OSError`.

        `keep`: takes the place of `claim` where the session is closed: nothing is written any more, so the epoch that
        closed it stays the one that ends it in the books.
        """
        self.folder = folder
        self.replies = Kept(folder / "replies", REPLY)
        self.trades = Kept(folder / "trades", TRADE)
        self.is_closed = False
        self._last = np.zeros(CLIENTS, np.uint64)
        self._acting: dict[int, tuple[int, ...]] = {}
        self._pairs: set[int] = set()
        self.opening = Opening.decode(header_of(folder).opening)
        self.core = make_core(self.opening)

        def replay(lot: Lot) -> None:
            self._note(*self.core.lot(lot.messages, lot.time_ns), lot.time_ns)

        def claimed(last: int) -> int:
            return (keep if self.is_closed else claim)(last)

        self.segment = Segment.reopen(segment_of(folder), claimed, replay, step)
        self._journaled = Journaled(self.core, self.segment)

    @property
    def wait_s(self) -> float:
        """What the last lot waited for the disk, in seconds."""
        return self._journaled.wait_s

    def lot(self, messages: Messages, time_ns: int) -> tuple[Replies, Trades]:
        """Carry out a lot, on the disk when it returns. Raises `SegmentFailed`, `OSError`: the process must end."""
        assert not self.is_closed, "a closed session takes nothing more"
        replies, trades = self._journaled.lot(self._voids_filled(messages), time_ns)
        self._note(replies, trades, self.segment.time_ns)
        return replies, trades

    def last_number(self, client: int) -> int:
        """Return the number of a client's last message."""
        return int(self._last[client])

    def acting(self, account: int) -> tuple[int, ...]:
        """Return the clients that act for an account."""
        return self._acting.get(account, ())

    def seal(self) -> Sealed:
        """End the segment of a closed session."""
        assert self.is_closed, "a session is sealed after its close"
        return self.segment.seal()

    def close(self) -> None:
        """Let go of the files; the session goes on at the next start."""
        for file in (self.segment, self.replies, self.trades):
            file.close()

    def _note(self, replies: Replies, trades: Trades, time_ns: int) -> None:
        self.replies.append(replies)
        if len(trades):
            trades["spare"] = time_ns // 10**6
            self.trades.append(trades)
        assert self.replies.count == self.core.sequence, "a core answers every message"
        np.maximum.at(self._last, replies["client"], replies["number"])
        accepted = replies[replies["outcome"] == _ACCEPTED]
        pairs = accepted["account"].astype(np.uint64) << np.uint64(32) | accepted["client"]
        for pair in set(pairs.tolist()) - self._pairs:
            self._pairs.add(pair)
            account, client = pair >> 32, pair & 0xFFFF_FFFF
            if client != EXCHANGE:
                self._acting[account] = (*self._acting.get(account, ()), client)
        self.is_closed = self.is_closed or bool((accepted["kind"] == Kind.CLOSE).any())

    def _voids_filled(self, messages: Messages) -> Messages:
        """Fill in what a trade that is to be void was, as the core needs it; a number that is none stays as it is."""
        places = np.flatnonzero(messages["kind"] == Kind.VOID)
        if not len(places):
            return messages
        filled = messages.copy()
        for place in places.tolist():
            number = int(filled["ref"][place])
            if not 1 <= number <= self.trades.count:
                continue
            trade = self.trades.read(number - 1, 1)[0]
            if filled["quantity"][place] and any(filled[field][place] != trade[of] for field, of in _OF_TRADE.items()):
                filled["ref"][place] = 0  # what was said of the trade is of another: there is none of that number
                continue
            for field, of_trade in _OF_TRADE.items():
                filled[field][place] = trade[of_trade]
        return filled


_OF_TRADE = {
    "account": "seller", "counterparty": "buyer", "instrument": "instrument", "price_fen": "price_fen",
    "quantity": "quantity_t", "extra": "way",
}  # fmt: skip


def segment_of(folder: Path) -> Path:
    """Return where a session's segment lies."""
    return folder / "segment"


def found(folder: Path, opening: Opening, parameters: str, core: str, epoch: int, step: int = ROOM) -> None:
    """Make the folder of a session with its empty segment; one that is there for the same opening stays.

    `parameters`: SHA-256 of what the opening was made from; `core`: version. Raises `SegmentFailed`,
    `FileExistsError`: the folder is of another opening.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    path = segment_of(folder)
    if path.exists():
        if header_of(folder).opening != opening.encode():
            raise FileExistsError(path)
        return
    Segment.create(path, Header(opening.encode(), parameters, core, epoch), step).close()


def header_of(folder: Path) -> Header:
    """Return the header of a folder's segment. Raises `Problem`, `FileNotFoundError`."""
    return read_header(segment_of(folder))
