"""Modelled sessions in processes of their own: what a session is told by name goes over the process's sockets.

The plain book stays beside the process. It shows the agents what can be seen, and it is the referee: each reply of the
process and each trade of its record must be its own, or the scenario ends. So the day's record and facts are those of a
session held in the scenario's own process.

Every message has its number of the day. A process that is gone is started again, and goes on from its segment. A
scenario that was broken off sends the day's messages again from the first: what arrived is answered with the reply it
got then.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from socket import socket
from time import monotonic, sleep
from typing import Any

import numpy as np

from tanshi.core.finding import Problem, problem
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.book import Session
from tanshi.exchange.matching.core import Trades
from tanshi.exchange.matching.messages import CODES, MESSAGE, REPLY
from tanshi.exchange.matching.opening import Opening, Product, Times
from tanshi.exchange.matching.plain import frames
from tanshi.exchange.matching.quotes import Quote
from tanshi.exchange.matching.records import EXCHANGE, Deal, Kind, Message, Reply
from tanshi.exchange.ownership import must_own
from tanshi.exchange.played import play, replies_of
from tanshi.exchange.process.cores import PLAIN, VERSION
from tanshi.exchange.process.journaled import found, segment_of
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.segments.writer import read_sealed
from tanshi.simulation.acts import Stage
from tanshi.simulation.served_process import STEP, ToldClock

#: The client that sends the agents' orders; what is the exchange's own goes by its own door.
_TRADERS = 1

#: From this kind on messages are the exchange's own.
_OWN = Kind.DEPOSIT

#: Seconds a process has to start; one that was left by a killed scenario needs a moment to end.
_START_S = 60.0

_MINUTE_NS = 60 * 10**9


class _Over(Exception):
    """The session is closed and its record is sealed: nobody listens any more."""


class Hall:
    """Where sessions are held: a folder with one of each day. `market`: whose epoch their processes take, if any's."""

    def __init__(self, folder: Path, market: Stage | None = None) -> None:
        self.starts = 0  # of processes
        self._folder, self._market = folder, market
        self._leaves: list[Callable[[], None]] = []

    def open(
        self,
        day: date,
        terms: ProductClass,
        closes: Mapping[str, int],
        positions: Sequence[tuple[str, str, int]],
        cash: Mapping[str, int],
    ) -> Session:
        """Open the session of a day, or go on with it. Raises `Problem`: the folder has one of another opening."""
        self.close()
        return terms.session(closes, positions, cash, partial(ServedSession, self, day))

    def close(self) -> None:
        """Let go of the session that is open: its process ends, and goes on when it is opened again."""
        while self._leaves:
            self._leaves.pop()()

    def process(self, opening: Opening) -> SessionProcess:
        """Return the process of a session, in its folder. Raises `Problem`: the folder has one of another opening."""
        made = SessionProcess(self, self._found(opening))
        self._leaves.append(made.leave)
        return made

    def command(self, folder: Path) -> list[str]:
        """Return how a session's process is started."""
        self.starts += 1
        epoch = ["--db", self._market.where] if self._market is not None else []
        return [sys.executable, "-m", "tanshi.simulation.served_process", str(folder), *epoch]

    def must_own(self, epoch: int) -> None:
        """Refuse a record whose process lost the exchange to another. Raises `Problem`."""
        if self._market is not None:
            with self._market.view() as view:
                must_own(view, epoch)

    def _found(self, opening: Opening) -> Path:
        folder = self._folder / opening.session
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            found(folder, opening, opening.digest, VERSION, 0, STEP)
        except FileExistsError:
            raise problem("exchange.other_opening", where=str(folder)) from None
        return folder


class ServedSession(Session):
    """A session by name that a process of its own carries out."""

    def __init__(
        self,
        hall: Hall,
        day: date,
        products: Sequence[Product],
        hours: Times,
        positions: Iterable[tuple[str, str, int]],
        cash: Mapping[str, int],
    ) -> None:
        super().__init__(products, hours, positions, cash)
        opening = replace(self.opening, session=day.isoformat())
        self.process = hall.process(opening)
        self._numbers = {EXCHANGE: 0, _TRADERS: 0}
        self._made: list[Deal] = []

    def at(self, minute: int) -> None:
        """Put session and process at a minute of the day."""
        super().at(minute)
        self.process.clock.put(minute * _MINUTE_NS)

    def close(self) -> Mapping[str, Quote]:
        """Close the session and wait until its record is sealed. Raises `Problem`: it is another one, or not owned."""
        quotes = super().close()
        made = frames(self._made)
        due = self._oracle.state(sha256(made.tobytes()).hexdigest()).digest()
        self.process.end(due, made)
        return quotes

    def _handle(self, asked: Message) -> tuple[Reply, list[Deal]]:
        client = EXCHANGE if asked.kind >= _OWN else _TRADERS
        self._numbers[client] += 1
        sent = asked._replace(client=client, number=self._numbers[client])
        said, deals = super()._handle(sent)
        self._made += deals
        due = (
            CODES[said.outcome], sent.kind, 0, client, sent.account, sent.number, self._oracle.sequence, said.order,
            said.filled_t, said.value_fen, said.left_t,
        )  # fmt: skip
        if self.process.answer(sent).tobytes() != np.array([due], REPLY).tobytes():
            raise _differs(self.process.folder, f"{Kind(sent.kind).name} {sent.number}")
        return said, deals


class SessionProcess:
    """The process of one session."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self.folder, self.clock = folder, ToldClock(folder)
        self.running: subprocess.Popen[str] | None = None
        self._hall = hall
        self._clients: dict[int, Client] = {}
        self._earlier: dict[int, dict[int, Any]] = {}

    def answer(self, sent: Message) -> Any:
        """Return the reply to a message, as an array of one; to one that arrived in another life, the one it got."""
        try:
            client = self._client(sent.client)
            if (known := self._earlier[sent.client].get(sent.number)) is not None:
                return known
            return client.replies(client.send_numbered(np.array([tuple(sent)], MESSAGE)))
        except _Over:
            return replies_of(self._record(), sent.client, PLAIN)[sent.number]

    def end(self, state_hash: str, made: Trades) -> None:
        """Wait until the closed session's record is sealed, and compare what it comes to. Raises `Problem`."""
        if self.running is not None:
            self.running.wait(_START_S)
        self.leave()
        with suppress(_Over):
            self._must_run()
        self._hall.must_own(read_sealed(segment_of(self.folder)).epoch)
        played = play(self._record(), PLAIN)
        if played.state_hash != state_hash or played.trades.tobytes() != made.tobytes():
            raise _differs(self.folder, "CLOSE")

    def leave(self) -> None:
        """Let the process end and let go of it; what comes next starts it again."""
        while self._clients:
            self._clients.popitem()[1].close()
        if self.running is not None:
            self.running.communicate()
        self.running = None

    def _client(self, number: int) -> Client:
        """Return the client of a number, with the replies that its messages got in another life."""
        if number not in self._clients:
            made = self._connected(number)
            made.open()
            arrived = list(range(1, made.last + 1))
            if arrived:
                made.close()
                made = self._connected(number)
                made.begin_behind(arrived[-1], arrived)
            self._earlier[number] = dict(zip(arrived, made.replies(arrived), strict=True))
            self._clients[number] = made
        return self._clients[number]

    def _connected(self, number: int) -> Client:
        to = of_folder(self.folder, number)

        def connect() -> socket:
            self._must_run()
            return to()

        return Client(connect, number, _START_S)

    def _must_run(self) -> None:
        """See that the process runs. Raises `_Over`, `Problem`: it does not start."""
        until = monotonic() + _START_S
        while self.running is None or self.running.poll() is not None:
            if self.running is not None:
                self.running.communicate()  # its pipes are closed by that
            if self._is_sealed():
                raise _Over
            if errors := self._start():
                if monotonic() > until:
                    raise problem("year.no_process", where=str(self.folder), reason=errors[-300:])
                sleep(0.05)

    def _start(self) -> str:
        """Start the process and wait until it listens; return what it says if it ends instead."""
        command, pipe = self._hall.command(self.folder), subprocess.PIPE
        self.running = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        assert self.running.stdout is not None
        if self.running.stdout.readline():
            return ""
        return self.running.communicate()[1] or "-"

    def _is_sealed(self) -> bool:
        try:
            read_sealed(segment_of(self.folder))
        except Problem:
            return False
        return True

    def _record(self) -> bytes:
        return segment_of(self.folder).read_bytes()


def _differs(folder: Path, where: str) -> Problem:
    return problem("year.process_differs", where=str(folder), message=where)
