"""A client of a session: sends messages, waits for what is said to them, comes again when it was cut off.

Blocking and small. Messages get rising numbers; what was sent and not answered is kept. After a reconnection the
exchange tells the last number it has: those up to it will be answered, those behind it are sent again. So nothing is
lost and nothing is done twice, whichever side broke.
"""

from __future__ import annotations

import socket
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tanshi.exchange.matching.messages import REPLY, TRADE
from tanshi.exchange.matching.records import EXCHANGE
from tanshi.exchange.process.connection import Door
from tanshi.exchange.process.doors import door_of
from tanshi.exchange.process.frames import REFUSALS, Blocks, NotABlock, Refusal, What, hello, look

Connect = Callable[[], socket.socket]

_READ = 1 << 18


class Refused(Exception):
    """The exchange does not take this connection; `why` says what for. Coming again does not help."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(str(why))
        self.why = why


class Unreachable(Exception):
    """The exchange was not there in time; what was not answered is kept."""


class OtherSession(Exception):
    """The exchange is at another session, or behind what it said before: what was not answered cannot go on there."""


def of_folder(folder: Path, client: int) -> Connect:
    """Return how to reach the session of a folder; client 0 goes by the operator's door."""
    path = door_of(folder, Door.OPERATOR if client == EXCHANGE else Door.TRADING)

    def connect() -> socket.socket:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(str(path))
        except OSError:
            sock.close()
            raise
        return sock

    return connect


class Client:
    """A client by its number. `patience_s`: how long it tries to reach the exchange, and waits for an answer."""

    def __init__(self, connect: Connect, number: int, patience_s: float = 30.0) -> None:
        self.number = number
        self.epoch = 0  # of the process, as it said last
        self.opening = b""  # the first 24 bytes of the opening's digest
        self._connect, self.patience_s = connect, patience_s
        self._sock: socket.socket | None = None
        self._blocks = Blocks()
        self._unanswered: OrderedDict[int, bytes] = OrderedDict()
        self._replies: dict[int, Any] = {}
        self._expected: set[int] = set()  # sent in another life
        self._looked: list[Any] = []
        self._trades: list[Any] = []
        self._last = 0  # number of the last message
        self._sequence = self._trade = 0  # of what was seen

    def open(self) -> None:
        """Connect, so that numbers go on where the exchange has them. Raises `Refused`, `Unreachable`."""
        self._retried(lambda: None)

    @property
    def sequence(self) -> int:
        """The highest sequence of a reply it has seen, or was told of when it came."""
        return self._sequence

    @property
    def last(self) -> int:
        """The number of the last message."""
        return self._last

    def begin_behind(self, last: int, expected: Iterable[int]) -> None:
        """Go on behind the numbers of another life, of which some replies were not seen; before the first `open`.

        What of them arrived is answered like one's own (`known`), before the first look is; the rest never will be, as
        nothing sends it again and the exchange has dropped the connection it was on.
        """
        assert self._sock is None, "not connected yet"
        self._last, self._expected = last, set(expected)

    def known(self) -> dict[int, Any]:
        """Return the replies to messages of another life that came, by number, each once."""
        found = {n: self._replies.pop(n) for n in list(self._expected) if n in self._replies}
        self._expected -= set(found)
        return found

    def look(self, account: int) -> tuple[Any, Any]:
        """Return how an account stands: what it has and what rests (`frames.HELD`, `frames.RESTING`).

        Raises as `ask`.
        """

        def once() -> None:
            assert self._sock is not None
            self._looked = []
            self._push(look(self.number, account))
            self._receive_until(lambda: len(self._looked) == 2)

        self._retried(once)
        held, resting = self._looked
        return held, resting

    def ask(self, messages: Any) -> Any:
        """Send messages and return the replies to them, in their order.

        Their client and numbers are filled in. Raises `Refused`, `Unreachable`, `OtherSession`.
        """
        numbers = self.send(messages)
        return self.replies(numbers)

    def send(self, messages: Any) -> list[int]:
        """Send messages without waiting for replies and return their numbers."""
        if self._sock is None:
            self.open()
        made = messages.copy()
        made["client"] = self.number
        made["number"] = np.arange(self._last + 1, self._last + 1 + len(made))
        numbers = list(range(self._last + 1, self._last + 1 + len(made)))
        data = made.tobytes()
        size = made.dtype.itemsize
        for place, number in enumerate(numbers):
            self._unanswered[number] = data[place * size : (place + 1) * size]
        self._last += len(made)
        try:
            self._push(data)
        except OSError:
            self._cut()
        return numbers

    def send_numbered(self, messages: Any) -> list[int]:
        """Send messages that have rising numbers of their own, and return those.

        What arrived before under such a number is not done again: the reply it got then comes once more.
        """
        numbers: list[int] = messages["number"].tolist()
        assert not numbers or self._sock is None or numbers[0] > self._last, "numbers of a client rise"
        for place, number in enumerate(numbers):
            self._unanswered[number] = messages[place : place + 1].tobytes()
        self._last = max([self._last, *numbers])
        if self._sock is None:
            self.open()
            return numbers
        try:
            self._push(messages.tobytes())
        except OSError:
            self._cut()
        return numbers

    def replies(self, numbers: list[int]) -> Any:
        """Wait for the replies to messages and return them. Raises as `ask`."""
        self._retried(lambda: self._receive_until(lambda: all(n in self._replies for n in numbers)))
        return np.array([self._replies.pop(n) for n in numbers], REPLY)

    def trades(self) -> Any:
        """Return the trades of the client's accounts that came since the last call, each once, in their order."""
        came, self._trades = self._trades, []
        return np.array(came, TRADE) if came else np.zeros(0, TRADE)

    def listen(self, seconds: float) -> None:
        """Take in what comes for a while."""
        until = time.monotonic() + seconds
        self._retried(lambda: self._receive_until(lambda: False, until))

    def close(self) -> None:
        """End the connection."""
        self._cut()

    # the connection

    def _retried(self, work: Callable[[], None]) -> None:
        """Do something over a connection, over a new one when it breaks, as long as patience lasts."""
        until, wait_s = time.monotonic() + self.patience_s, 0.01
        while True:
            try:
                if self._sock is None:
                    self._resume()
                return work()
            except (OSError, NotABlock) as trouble:
                self._cut()
                if time.monotonic() + wait_s > until:
                    raise Unreachable(str(trouble)) from trouble
                time.sleep(wait_s)
                wait_s = min(0.5, 2 * wait_s)

    def _resume(self) -> None:
        """Connect, say what was seen, send again what did not arrive."""
        self._sock, self._blocks = self._connect(), Blocks()
        self._sock.settimeout(self.patience_s)
        first = min(next(iter(self._unanswered), self._last + 1), *self._expected, self._last + 1)
        self._sock.sendall(hello(self.number, first, self._sequence, self._trade))
        welcome = self._welcome()
        arrived, self.epoch = int(welcome["number"]), int(welcome["epoch"])
        if not self.opening:
            self.opening = welcome["opening"].tobytes()
        if welcome["opening"].tobytes() != self.opening or welcome["sequence"] < self._sequence:
            raise OtherSession
        self._last = max(self._last, arrived)
        again = b"".join(data for number, data in self._unanswered.items() if number > arrived)
        self._push(again)

    def _welcome(self) -> Any:
        found: list[Any] = []
        while not found:
            for what, records in self._blocks.feed(self._read()):
                if what is What.WELCOME:
                    found.append(records[0])
                else:
                    self._take(what, records)
        return found[0]

    def _push(self, data: bytes) -> None:
        """Send, taking in what comes meanwhile: the exchange drops who does not read."""
        assert self._sock is not None
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(0.05)
            try:
                rest = rest[self._sock.send(rest[:_READ]) :]
            except TimeoutError:
                self._receive(0.0)
        self._sock.settimeout(self.patience_s)

    def _receive_until(self, is_done: Callable[[], bool], until: float | None = None) -> None:
        while not is_done():
            left_s = self.patience_s if until is None else until - time.monotonic()
            if left_s <= 0:
                return
            if not self._receive(left_s) and until is None:
                raise TimeoutError("no answer")

    def _receive(self, seconds: float) -> bool:
        """Take in what is there, waiting for it for a while; tell whether something came."""
        assert self._sock is not None
        self._sock.settimeout(max(seconds, 0.001))
        try:
            data = self._read()
        except TimeoutError:
            return False
        for what, records in self._blocks.feed(data):
            self._take(what, records)
        return True

    def _read(self) -> bytes:
        assert self._sock is not None
        data = self._sock.recv(_READ)
        if not data:
            raise ConnectionError("the exchange closed the connection")
        return data

    def _take(self, what: What, records: Any) -> None:
        if what is What.REFUSED:
            self._cut()
            raise Refused(REFUSALS[int(records["code"][0])])
        if what is What.REPLIES:
            for reply in records:
                self._take_reply(reply)
        if what in (What.HELD, What.RESTING):
            self._looked.append(records)
        if what is What.TRADES:
            new = records[records["number"] > self._trade]
            self._trades.extend(new)
            self._trade = int(records["number"][-1])

    def _take_reply(self, reply: Any) -> None:
        self._sequence = max(self._sequence, int(reply["sequence"]))
        number = int(reply["number"])
        if self._unanswered.pop(number, None) is not None or number in self._expected:
            self._replies[number] = reply

    def _cut(self) -> None:
        if self._sock is not None:
            self._sock.close()
        self._sock = None
