"""The market's socket read once for all who look: one thread, one tape, and whoever listens is told what is new."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from tanshi.core.finding import Problem
from tanshi.exchange.gateway.folder import opening_of
from tanshi.exchange.gateway.tape import Tape, Trade
from tanshi.exchange.process.connection import Door
from tanshi.exchange.process.doors import door_of
from tanshi.exchange.process.frames import Blocks, NotABlock, What

_READ = 1 << 18
_POLL_S = 0.25
_AGAIN_S = 0.3


class Told(Protocol):
    """Who is told, on the feed's thread, with nobody changing the tape meanwhile."""

    def opened(self, tape: Tape) -> None:
        """A session is seen, from its first trade on."""

    def changed(self, tape: Tape, trades: list[Trade], depths: list[tuple[str, str]]) -> None:
        """Trades were made, and the levels of these instruments and sides are others."""

    def ended(self) -> None:
        """The process is away: the session was closed, or it will come again."""


class Feed:
    """Reads the market data of whatever session is open. `find`: returns its folder, or None."""

    def __init__(self, find: Callable[[], Path | None], told: Told) -> None:
        self._find, self._told = find, told
        self._turn = threading.Lock()
        self._tape: Tape | None = None
        self._ends = threading.Event()
        self._is_live = False
        self._thread = threading.Thread(target=self._run, name="tanshi-feed", daemon=True)
        self._thread.start()

    @property
    def is_live(self) -> bool:
        """Whether the process tells what is new."""
        return self._is_live

    @contextmanager
    def tape(self) -> Iterator[Tape | None]:
        """Hold the tape of the session that is, or was last, open; None if none was seen."""
        with self._turn:
            yield self._tape

    def close(self) -> None:
        """End."""
        self._ends.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._ends.is_set():
            with suppress(OSError, NotABlock, Problem):
                self._follow()
            if self._is_live:
                self._is_live = False
                self._told.ended()
            self._ends.wait(_AGAIN_S)

    def _follow(self) -> None:
        """Read one connection to its end; it begins with all trades, so the tape begins anew."""
        folder = self._find()
        if folder is None:
            return
        tape, blocks = Tape(opening_of(folder)), Blocks()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.connect(str(door_of(folder, Door.MARKET)))
            sock.settimeout(_POLL_S)
            with self._turn:
                self._tape, self._is_live = tape, True
                self._told.opened(tape)
            while not self._ends.is_set():
                try:
                    data = sock.recv(_READ)
                except TimeoutError:
                    continue
                if not data:
                    return
                self._take(tape, blocks, data)

    def _take(self, tape: Tape, blocks: Blocks, data: bytes) -> None:
        trades: list[Trade] = []
        depths: dict[tuple[str, str], None] = {}
        with self._turn:
            for what, records in blocks.feed(data):
                if what is What.TRADES:
                    trades += tape.take_trades(records)
                elif what is What.DEPTHS:
                    depths |= dict.fromkeys(tape.take_depths(records))
            if trades or depths:
                self._told.changed(tape, trades, list(depths))
