"""Market data to whoever listens, as server-sent events: bounded for each, and who reads too slowly is let go.

A listener that comes again says the last trade it had and is told the ones since; depths are told as they are. Events
are made once, for all.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from tanshi.exchange.gateway.feed import Feed
    from tanshi.exchange.gateway.tape import Tape, Trade

#: Listeners of one process.
MOST = 500

#: Events that wait for one listener, and trades one that comes again is told; with more it begins anew.
_WAITING, _MISSED = 2_000, 5_000

#: Seconds of silence after which a sign of life is sent, and that a browser waits before it comes again.
_SILENCE_S, _AGAIN_MS = 15.0, 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it is sent; `number` is a trade's, 0 of others."""

    session: str
    number: int
    data: bytes


class Listener:
    """One who listens, on the loop it was made on."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.waiting: asyncio.Queue[Event | None] = asyncio.Queue(_WAITING + 1)
        self.is_slow = False

    def take(self, events: Iterable[Event]) -> None:
        """Let events wait for being sent; on the loop."""
        for event in events:
            if self.is_slow:
                return
            if self.waiting.qsize() >= _WAITING:
                self.is_slow = True
                while not self.waiting.empty():
                    self.waiting.get_nowait()
                self.waiting.put_nowait(None)
            else:
                self.waiting.put_nowait(event)


class Fan:
    """All who listen; `feed.Told`."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._listeners: set[Listener] = set()
        self._ended = False

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def opened(self, tape: Tape) -> None:
        self._tell([_session(tape.opening.session, True)])

    def changed(self, tape: Tape, trades: list[Trade], depths: list[tuple[str, str]]) -> None:
        session = tape.opening.session
        self._tell([*(_traded(session, t) for t in trades), *(_depth(tape, *place) for place in depths)])

    def ended(self) -> None:
        self._tell([_session("", False)])

    def close(self) -> None:
        """Let all go, and who comes later."""
        with self._turn:
            self._ended = True
            for listener in self._listeners:
                with suppress(RuntimeError):  # its loop has ended
                    listener.loop.call_soon_threadsafe(listener.waiting.put_nowait, None)

    def join(self, listener: Listener) -> None:
        """Tell a listener from now on."""
        with self._turn:
            self._listeners.add(listener)
            if self._ended:
                listener.waiting.put_nowait(None)

    def leave(self, listener: Listener) -> None:
        """Tell it nothing more."""
        with self._turn:
            self._listeners.discard(listener)

    def _tell(self, events: list[Event]) -> None:
        loops: dict[asyncio.AbstractEventLoop, list[Listener]] = {}
        with self._turn:
            for listener in self._listeners:
                loops.setdefault(listener.loop, []).append(listener)
        for loop, listeners in loops.items():
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(_take_all, listeners, events)


@dataclass(slots=True)
class _Seen:
    """Up to where a listener was told the trades of a session."""

    session: str
    number: int

    def is_new(self, event: Event) -> bool:
        """Tell whether an event is still to be told: a feed that comes again reads its session from the beginning."""
        if event.session and event.session != self.session:
            self.session, self.number = event.session, 0
        if event.number and event.number <= self.number:
            return False
        self.number = event.number or self.number
        return True


async def events(feed: Feed, fan: Fan, last: str) -> AsyncIterator[bytes]:
    """Yield what a listener is sent; `last`: id of the last event it had ("" of none)."""
    listener = Listener()
    fan.join(listener)
    try:
        yield b"retry: %d\n\n" % _AGAIN_MS
        seen = _Seen(*_place(last))
        for event in _first(feed, seen.session, seen.number):
            if seen.is_new(event):
                yield event.data
        while True:
            try:
                came = await asyncio.wait_for(listener.waiting.get(), _SILENCE_S)
            except TimeoutError:
                yield b":\n\n"
                continue
            if came is None:
                return
            if seen.is_new(came):
                yield came.data
    finally:
        fan.leave(listener)


def _first(feed: Feed, session: str, seen: int) -> list[Event]:
    """Return what a listener that comes is told: session, the trades since its last, depths as they are."""
    with feed.tape() as tape:
        if tape is None or not feed.is_live:
            return [_session("", False)]
        now = tape.opening.session
        found = [_session(now, True)]
        missed = tape.trades[seen:] if now == session else tape.trades[len(tape.trades) :]
        if len(missed) > _MISSED:
            found.append(Event(now, len(tape.trades), b"event: reset\ndata: {}\n\n"))
            missed = []
        found += [_traded(now, trade) for trade in missed]
        if now != session and tape.trades:  # so that it may say where it was
            found.append(Event(now, len(tape.trades), f"id: {now}/{len(tape.trades)}\n\n".encode()))
        found += [_depth(tape, *place) for place in tape.depth]
        return found


def _place(last: str) -> tuple[str, int]:
    session, _, number = last.rpartition("/")
    return (session, int(number)) if number.isdecimal() and len(number) < 19 else ("", 0)


def _take_all(listeners: list[Listener], events: list[Event]) -> None:
    for listener in listeners:
        listener.take(events)


def _traded(session: str, trade: Trade) -> Event:
    data = b"id: %s/%d\nevent: trade\ndata: %s\n\n" % (session.encode(), trade.number, orjson.dumps(asdict(trade)))
    return Event(session, trade.number, data)


def _depth(tape: Tape, instrument: str, side: str) -> Event:
    levels = tape.depth[instrument, side]
    plain = orjson.dumps({"instrument": instrument, "side": side, "levels": levels})
    return Event(tape.opening.session, 0, b"event: depth\ndata: %s\n\n" % plain)


def _session(session: str, is_open: bool) -> Event:
    plain = orjson.dumps({"session": session, "open": is_open})
    return Event(session, 0, b"event: session\ndata: %s\n\n" % plain)
