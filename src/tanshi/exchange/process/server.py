"""The loop of a session's process: read all that is ready, carry it out as one lot, write it, answer.

Clients number their messages; a connection begins with a hello that says whose messages come, and what the client has
seen. It is told the last number that arrived, gets the answers it has not seen, from the files they are kept in, and is
then up to date. Nobody is waited for: who does not take what is sent is dropped, and resumes when it comes again.
"""

from __future__ import annotations

import selectors
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from tanshi.exchange.matching.core import Messages, Replies, Trades
from tanshi.exchange.matching.messages import MESSAGE
from tanshi.exchange.matching.records import CLIENTS, EXCHANGE
from tanshi.exchange.process.connection import Connection, Door, Gone
from tanshi.exchange.process.doors import user_of
from tanshi.exchange.process.frames import FRAME, HELLO, LOOK, NOTICE, VERSION, Refusal, What, refusal
from tanshi.exchange.process.journaled import Venue
from tanshi.exchange.process.looks import held_of, resting_of
from tanshi.exchange.process.market_data import changed, depths, nameless
from tanshi.exchange.process.metrics import Metrics
from tanshi.exchange.segments.layout import MAX_LOT

#: Kept answers a connection that is behind is given in one turn of the loop.
_CHUNK = 8_192

_WOKEN = object()


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a process; sizes in bytes, times in seconds."""

    connections: int = 256
    unread: int = 8 << 20  # more than this waiting for a reader, and it is dropped
    hello_s: float = 10.0
    farewell_s: float = 1.0  # given to readers when the process ends
    depths_s: float = 0.1  # between two looks at the best levels
    metrics_s: float = 60.0


class NotOwner(Exception):
    """Somebody else owns the session now: this process acknowledges nothing more."""


class Server:
    """A session's process.

    `clock`: nanoseconds since midnight in China; `owns`: tells whether it still owns the session; `asked`: whether it
    was asked to end; `told`: takes a line of metrics.
    """

    def __init__(
        self,
        venue: Venue,
        doors: Mapping[socket.socket, Door],
        clock: Callable[[], int],
        *,
        owns: Callable[[], bool] = lambda: True,
        asked: Callable[[], bool] = lambda: False,
        told: Callable[[str], None] = lambda line: None,
        limits: Limits | None = None,
    ) -> None:
        self.metrics = Metrics()
        self._venue, self._doors, self._clock = venue, dict(doors), clock
        self._owns, self._asked, self._told, self._limits = owns, asked, told, limits or Limits()
        self._selector = selectors.DefaultSelector()
        self._woken, self._wakes = socket.socketpair()
        self._connections: set[Connection] = set()
        self._behind: set[Connection] = set()
        self._said: set[Connection] = set()
        self._writing: set[Connection] = set()
        self._clients: dict[int, Connection] = {}
        self._users: dict[int, int | None] = {}  # who a client's number belongs to
        self._came: list[bytes] = []
        self._looks: list[tuple[Connection, int]] = []
        self._depths: Any = None
        self._next_depths_s = self._next_second_s = self._next_metrics_s = monotonic()
        self._ends = False

    # the loop

    def run(self) -> bool:
        """Serve until the session is closed or the process is asked to end; tell whether it was closed.

        Raises `SegmentFailed`, `OSError`, `NotOwner`: nothing more was acknowledged.
        """
        self._selector.register(self._woken, selectors.EVENT_READ, _WOKEN)
        for sock in self._doors:
            self._selector.register(sock, selectors.EVENT_READ)
        try:
            with self._woken_by_signals():
                while not (self._ends or self._asked() or self._venue.is_closed):
                    self.turn()
                self._farewell()
        finally:
            self._told(self.metrics.line())
            for connection in list(self._connections):
                self._drop(connection)
            for closes in (self._selector, self._woken, self._wakes):
                closes.close()
        return self._venue.is_closed

    def turn(self) -> None:
        """Wait for what comes, and do it."""
        for key, mask in self._selector.select(self._patience()):
            if key.data is _WOKEN:
                self._wake()
            elif isinstance(key.fileobj, Connection):
                self._served(key.fileobj, mask)
            elif isinstance(key.fileobj, socket.socket):
                self._welcome_all(key.fileobj)
        self._carry_out()
        for connection in list(self._behind):
            self._catch_up(connection)
        self._answer_looks()
        self._now_and_then()
        self._send()

    def end(self) -> None:
        """Ask the loop to end after this turn; from any thread."""
        self._ends = True
        with suppress(OSError):  # it has ended by itself
            self._wakes.send(b"\0")

    def _wake(self) -> None:
        self._woken.recv(64)

    def _patience(self) -> float:
        if any(not c.waiting for c in self._behind):
            return 0.0
        next_s = min(self._next_second_s, self._next_depths_s) if self._watched() else self._next_second_s
        return max(0.0, next_s - monotonic())

    @contextmanager
    def _woken_by_signals(self) -> Iterator[None]:
        """Let a signal end the waiting, where signals can be taken: in the main thread. What it means `asked` tells."""
        self._wakes.setblocking(False)
        try:
            was = signal.set_wakeup_fd(self._wakes.fileno())
        except ValueError:
            yield
            return
        try:
            yield
        finally:
            signal.set_wakeup_fd(was)

    # connections

    def _welcome_all(self, door: socket.socket) -> None:
        while True:
            try:
                sock, _ = door.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError:  # no more files: who waits is seen later
                self.metrics.refused += 1
                return
            if sock.family != socket.AF_UNIX:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(sock, self._doors[door], user_of(sock), monotonic())
            self._connections.add(connection)
            self._selector.register(connection, selectors.EVENT_READ)
            self.metrics.connections += 1
            if len(self._connections) > self._limits.connections:
                self._refuse(connection, Refusal.FULL)
            elif connection.door is Door.MARKET:
                self._say(connection, What.DEPTHS, self._all_depths())
                self._behind.add(connection)

    def _served(self, connection: Connection, mask: int) -> None:
        if connection not in self._connections:
            return
        if mask & selectors.EVENT_WRITE:
            self._said.add(connection)
        if not mask & selectors.EVENT_READ:
            return
        try:
            frames = connection.receive()
        except Gone:
            self._drop(connection)
            return
        if frames and connection.door is not Door.MARKET:  # what the market says is not listened to
            self._take(connection, frames)

    def _take(self, connection: Connection, frames: bytes) -> None:
        """Take the frames of a connection into the lot, as far as they are its own."""
        if connection.client is None:
            first, frames = frames[:FRAME], frames[FRAME:]
            if not self._is_welcome(connection, np.frombuffer(first, MESSAGE)[0]):
                return
        if not frames:
            return
        foreign = np.flatnonzero(np.frombuffer(frames, MESSAGE)["client"] != connection.client)
        if len(foreign):
            frames = frames[: int(foreign[0]) * FRAME]
        if frames and (messages := self._without_looks(connection, frames)):
            self._came.append(messages)
        if len(foreign):
            self._refuse(connection, Refusal.NOT_YOURS)

    def _without_looks(self, connection: Connection, frames: bytes) -> bytes:
        """Return frames but for the looks among them, which are noted."""
        messages = np.frombuffer(frames, MESSAGE)
        looks = messages["kind"] == LOOK
        if not looks.any():
            return frames
        self._looks += [(connection, int(account)) for account in messages["account"][looks]]
        rest: bytes = messages[~looks].tobytes()
        return rest

    def _answer_looks(self) -> None:
        """Say to who has all its replies how accounts stand."""
        waiting, self._looks = self._looks, []
        for connection, account in waiting:
            if connection in self._behind:
                self._looks.append((connection, account))
            elif connection in self._connections:
                found = self._venue.core.standing(account)
                self._say(connection, What.HELD, held_of(account, found))
                self._say(connection, What.RESTING, resting_of(found))

    def _is_welcome(self, connection: Connection, hello: Any) -> bool:
        if (why := self._why_not(connection, hello)) is not None:
            self._refuse(connection, why)
            return False
        client = int(hello["client"])
        if (older := self._clients.get(client)) is not None:
            self._refuse(older, Refusal.TAKEN)
        connection.client = client
        self._clients[client], self._users[client] = connection, connection.user
        connection.number = int(hello["number"])
        connection.reply = min(int(hello["ref"]), self._venue.replies.count)
        connection.trade = min(max(0, int(hello["extra"])), self._venue.trades.count)
        self._say(connection, What.WELCOME, self._notice(client))
        self._behind.add(connection)
        return True

    def _why_not(self, connection: Connection, hello: Any) -> Refusal | None:
        client = int(hello["client"])
        if hello["kind"] != HELLO:
            return Refusal.NO_HELLO
        if hello["spare"] != VERSION:
            return Refusal.VERSION
        if client >= CLIENTS or (client == EXCHANGE) != (connection.door is Door.OPERATOR):
            return Refusal.CLIENT
        if client in self._users and self._users[client] != connection.user:
            return Refusal.TAKEN
        if connection.user is None and client in self._clients:  # TCP: nobody can tell whether it is the same
            return Refusal.TAKEN
        return None

    def _notice(self, client: int) -> Any:
        made = np.zeros(1, NOTICE)
        made["client"], made["number"] = client, self._venue.last_number(client)
        made["sequence"], made["trades"] = self._venue.replies.count, self._venue.trades.count
        made["epoch"] = self._venue.segment.epoch
        made["opening"] = np.void(bytes.fromhex(self._venue.opening.digest)[:24])
        return made

    def _refuse(self, connection: Connection, why: Refusal) -> None:
        """Say why, if the other side takes it at once, and end the connection."""
        self.metrics.refused += 1
        connection.say_bytes(refusal(why))
        with suppress(Gone):
            connection.flush()
        self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        if connection not in self._connections:
            return
        self._selector.unregister(connection)
        for of in (self._connections, self._behind, self._said, self._writing):
            of.discard(connection)
        if connection.client is not None and self._clients.get(connection.client) is connection:
            del self._clients[connection.client]
        connection.close()

    # lots

    def _carry_out(self) -> None:
        if not self._came:
            return
        came = np.frombuffer(b"".join(self._came), MESSAGE)
        self._came.clear()
        for start in range(0, len(came), MAX_LOT):
            if self._venue.is_closed:
                return
            self._lot(came[start : start + MAX_LOT])

    def _lot(self, messages: Messages) -> None:
        replies, trades = self._venue.lot(messages, self._clock())
        self.metrics.lot(len(messages), len(trades), self._venue.wait_s)
        self._answer(replies)
        if len(trades):
            self._tell(trades)

    def _answer(self, replies: Replies) -> None:
        """Give every client that is up to date the replies to its messages."""
        senders = replies["client"]
        for client in set(senders.tolist()):
            connection = self._clients.get(client)
            if connection is not None and connection.is_live:
                self._say(connection, What.REPLIES, replies[senders == client])

    def _tell(self, trades: Trades) -> None:
        """Give trades to the clients that act for their parties, and to the market."""
        told: dict[int, list[int]] = {}
        for place, parties in enumerate(zip(trades["seller"].tolist(), trades["buyer"].tolist(), strict=True)):
            for client in {c for account in parties for c in self._venue.acting(account)}:
                told.setdefault(client, []).append(place)
        for client, places in told.items():
            connection = self._clients.get(client)
            if connection is not None and connection.is_live:
                self._say(connection, What.TRADES, trades[places])
        for connection in self._watching():
            if connection.is_live:
                self._say(connection, What.TRADES, nameless(trades))

    # those that are behind

    def _catch_up(self, connection: Connection) -> None:
        """Give a connection the next of what it has not seen, as far as it takes it; at the end it is live."""
        if connection.waiting:
            return
        if connection.door is Door.MARKET:
            connection.reply = self._venue.replies.count  # they are not for it
        if (connection.reply, connection.trade) == (self._venue.replies.count, self._venue.trades.count):
            connection.is_live = True
            self._behind.discard(connection)
            return
        kept = self._venue.replies.read(connection.reply, _CHUNK)
        connection.reply += len(kept)
        mine = kept[(kept["client"] == connection.client) & (kept["number"] >= connection.number)]
        if len(mine):
            self._say(connection, What.REPLIES, mine)
        made = self._venue.trades.read(connection.trade, _CHUNK)
        connection.trade += len(made)
        if connection.door is Door.MARKET:
            self._say(connection, What.TRADES, nameless(made))
            return
        known = [place for place, trade in enumerate(made) if self._is_party(connection, trade)]
        if known:
            self._say(connection, What.TRADES, made[known])

    def _is_party(self, connection: Connection, trade: Any) -> bool:
        return any(connection.client in self._venue.acting(int(trade[side])) for side in ("seller", "buyer"))

    # the market

    def _watched(self) -> bool:
        return any(c.door is Door.MARKET for c in self._connections)

    def _watching(self) -> list[Connection]:
        return [c for c in self._connections if c.door is Door.MARKET]

    def _all_depths(self) -> Any:
        return depths(self._venue.core, len(self._venue.opening.products))

    def _publish(self) -> None:
        now = self._all_depths()
        new = changed(self._depths, now)
        self._depths = now
        if len(new):
            for connection in self._watching():
                self._say(connection, What.DEPTHS, new)

    # what is looked at by time

    def _now_and_then(self) -> None:
        now_s = monotonic()
        if now_s >= self._next_depths_s and self._watched():
            self._next_depths_s = now_s + self._limits.depths_s
            self._publish()
        if now_s >= self._next_second_s:
            self._next_second_s = now_s + 1.0
            self._each_second(now_s)

    def _each_second(self, now_s: float) -> None:
        if not self._owns():
            raise NotOwner
        for connection in list(self._connections):
            late = now_s - connection.since_s > self._limits.hello_s
            if late and connection.client is None and connection.door is not Door.MARKET:
                self._refuse(connection, Refusal.NO_HELLO)
        if now_s >= self._next_metrics_s + self._limits.metrics_s:
            self._next_metrics_s = now_s
            self._told(self.metrics.line())

    # sending

    def _say(self, connection: Connection, what: What, records: Any) -> None:
        connection.say(what, records)
        self._said.add(connection)

    def _send(self) -> None:
        for connection in list(self._said):
            try:
                connection.flush()
            except Gone:
                self._drop(connection)
                continue
            if connection.waiting > self._limits.unread and connection not in self._behind:
                self.metrics.dropped += 1
                self._drop(connection)
                continue
            self._wait_to_write(connection)
        self._said.clear()

    def _wait_to_write(self, connection: Connection) -> None:
        """Be told when a connection takes more, as long as something waits for it."""
        waits, is_told = connection.waiting > 0, connection in self._writing
        if waits == is_told:
            return
        self._selector.modify(connection, selectors.EVENT_READ | (selectors.EVENT_WRITE if waits else 0))
        (self._writing.add if waits else self._writing.discard)(connection)

    def _farewell(self) -> None:
        """Give readers a moment for what is on its way to them."""
        until = monotonic() + self._limits.farewell_s
        while self._behind and monotonic() < until:
            for connection in list(self._behind):
                self._catch_up(connection)
            self._send()
        while any(c.waiting for c in self._connections) and monotonic() < until:
            self._selector.select(0.01)
            self._said |= {c for c in self._connections if c.waiting}
            self._send()
