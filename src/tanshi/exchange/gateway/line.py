"""The one line to a session over which all orders of a serving process go.

A thread owns the connection. It takes the orders that wait, writes them down (`sent`), sends them together, and answers
each. When the session's process goes, it waits a little for it to come again; an order that was not answered until then
is answered by "not known yet", and asking again with its key tells what became of it, once the process is back.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tanshi.core.finding import Problem
from tanshi.exchange.client import Client, OtherSession, Refused, Unreachable, of_folder
from tanshi.exchange.gateway import sent
from tanshi.exchange.gateway.folder import opening_of
from tanshi.exchange.gateway.sent import SentRow
from tanshi.exchange.matching.messages import MESSAGE, NONE, OUTCOMES, REPLY, TRADE
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.process.frames import NotABlock
from tanshi.journal.engine import Engine

#: Orders sent together.
_AT_ONCE = 256

#: So long a process that is away is waited for: at the first try, and while orders are under way.
_FIRST_S, _PATIENCE_S = 0.3, 5.0

_IDLE_S = 0.05


class NotOpen(Exception):
    """No session is open, or its process is away: nothing was sent."""


class NotKnownYet(Exception):
    """The message may have been carried out or not; the same key tells, once the process is back."""


class KeyUsed(Exception):
    """The key was used for another order before."""


class TooManyOperators(Exception):
    """As many persons as may have sent orders for this account today."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks: for whose account, under which key, as a message of one without client and number.

    `session`: whose places the message names. `operators`: so many persons may act for the account.
    """

    session: str
    holder: str
    key: str
    actor: str
    login: str
    message: Any
    operators: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the session said to an order; `exists`: it had said it before."""

    outcome: ExchangeOutcome
    sequence: int
    order: int
    filled_t: int
    value_fen: int
    left_t: int
    exists: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """How an account stands (`frames.HELD`, `frames.RESTING`), and its trades of the session."""

    held: Any
    resting: Any
    trades: Any


@dataclass(frozen=True, slots=True)
class _Asked:
    what: Order | int  # an order, or an account that is looked at
    answer: Future[Any]


class Line:
    """The line of one serving process, as one client.

    `find`: returns the folder of the session that is open, or None; `now`: the instant, as it is written down.
    """

    def __init__(
        self,
        engine: Engine,
        find: Callable[[], Path | None],
        number: int,
        now: Callable[[], str],
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._engine, self._find, self._number, self._now, self._patience_s = engine, find, number, now, patience_s
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._client: Client | None = None
        self._opening: Opening | None = None
        self._operators: dict[str, set[str]] = {}
        self._unwritten: dict[int, bytes] = {}
        self._trades = np.zeros(0, TRADE)
        self._ends = False
        self._thread = threading.Thread(target=self._run, name="tanshi-line", daemon=True)
        self._thread.start()

    def send(self, order: Order) -> Future[Said]:
        """Send an order; the future raises `NotOpen`, `NotKnownYet`, `KeyUsed`, `TooManyOperators`."""
        return self._put(order)

    def look(self, account: int) -> Future[Seen]:
        """Look how an account stands; the future raises `NotOpen`."""
        return self._put(account)

    @property
    def is_connected(self) -> bool:
        """Whether the process answers, as far as is known."""
        return self._client is not None

    @property
    def epoch(self) -> int:
        """Epoch of the process as it said last; 0 while it is away."""
        return self._client.epoch if self._client is not None else 0

    @property
    def sequence(self) -> int:
        """Messages of the session up to the last one answered here; 0 while its process is away."""
        return self._client.sequence if self._client is not None else 0

    def close(self) -> None:
        """Write down what is not yet, and end."""
        self._ends = True
        self._asked.put(None)
        self._thread.join(2 * self._patience_s)

    def _put(self, what: Order | int) -> Future[Any]:
        answer: Future[Any] = Future()
        if self._ends:
            answer.set_exception(NotOpen())
        else:
            self._asked.put(_Asked(what, answer))
        return answer

    # the thread

    def _run(self) -> None:
        while not self._ends:
            group = self._taken()
            try:
                self._work(group)
            except Exception as trouble:  # the database, a foreign process: whoever asked is told, the line goes on
                self._let_go()
                for asked in group:
                    if not asked.answer.done():
                        asked.answer.set_exception(trouble)
        self._quietly_written()
        self._let_go()
        for asked in self._taken():
            asked.answer.set_exception(NotOpen())

    def _taken(self) -> list[_Asked]:
        """Return what waits; nothing after an idle moment."""
        group: list[_Asked] = []
        with suppress(queue.Empty):
            one = self._asked.get(timeout=_IDLE_S)
            while one is not None:
                group.append(one)
                if len(group) == _AT_ONCE:
                    break
                one = self._asked.get_nowait()
        return [asked for asked in group if asked.answer.set_running_or_notify_cancel()]

    def _work(self, group: list[_Asked]) -> None:
        if not group:
            self._idle()
            return
        try:
            client = self._connected()
        except (Unreachable, Refused, OtherSession, NotABlock, Problem, OSError):
            self._let_go()
            for asked in group:
                asked.answer.set_exception(NotOpen())
            return
        orders = [a for a in group if isinstance(a.what, Order)]
        if orders:
            self._send(client, orders)
        for asked in group:
            if isinstance(asked.what, int):
                self._look(asked.what, asked.answer)

    def _idle(self) -> None:
        self._quietly_written()
        if (client := self._client) is not None:
            client.patience_s = _FIRST_S  # nobody waits
            try:
                client.listen(0.001)
                self._take_trades(client)
            except (Unreachable, Refused, OtherSession, NotABlock):
                self._let_go()
            client.patience_s = self._patience_s

    # the connection

    def _connected(self) -> Client:
        """Return the client, at a new connection after finding out what of an earlier one arrived."""
        if self._client is not None:
            return self._client
        self._quietly_written()
        folder = self._find()
        if folder is None:
            raise Unreachable("no session")
        opening = opening_of(folder)
        session = opening.session
        with self._engine.snapshot() as view:
            last, unknown = sent.standing_of(view, session, self._number)
            self._operators = sent.operators(view, session)
        client = Client(of_folder(folder, self._number), self._number, _FIRST_S)
        client.begin_behind(last, unknown)
        try:
            client.look(NONE)
            known = {number: reply.tobytes() for number, reply in client.known().items()}
            if unknown:
                lost = set(unknown) - set(known)
                with self._engine.aside() as writes:
                    sent.settle(writes, session, self._number, known, sorted(lost))
        except BaseException:
            client.close()
            raise
        client.patience_s = self._patience_s
        self._opening, self._client, self._unwritten = opening, client, {}
        self._trades = np.zeros(0, TRADE)
        self._take_trades(client)
        return client

    def _let_go(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    # orders

    def _send(self, client: Client, asked: list[_Asked]) -> None:
        assert self._opening is not None
        fresh, again = self._noted(client, asked)
        if fresh:
            frames = np.concatenate([one.what.message for one in fresh if isinstance(one.what, Order)])
            try:
                replies = client.ask(frames)
            except (Unreachable, Refused, OtherSession, NotABlock):
                self._let_go()
                for one in (*fresh, *again):
                    one.answer.set_exception(NotKnownYet())
                return
            self._take_trades(client)
            for one, reply in zip(fresh, replies, strict=True):
                self._unwritten[int(reply["number"])] = reply.tobytes()
                one.answer.set_result(_said(reply, exists=False))
        self._answer_again(again)

    def _noted(self, client: Client, asked: list[_Asked]) -> tuple[list[_Asked], list[_Asked]]:
        """Write orders down that are new; return them, and those whose key was used for the same order before."""
        assert self._opening is not None
        session, at = self._opening.session, self._now()
        fresh: dict[tuple[str, str], _Asked] = {}
        again, rows = [], []
        with self._engine.aside() as writes:
            self._write(writes)
            for one in asked:
                order = one.what
                assert isinstance(order, Order)
                body, key = order.message.tobytes(), (order.holder, order.key)
                known = sent.of_key(writes, session, *key)
                if known is not None and known.lost:
                    sent.drop(writes, known)
                    known = None
                same = known.message if known else _body(fresh[key]) if key in fresh else body
                if order.session != session:
                    one.answer.set_exception(NotOpen())
                elif same != body:
                    one.answer.set_exception(KeyUsed())
                elif known or key in fresh:
                    again.append(one)
                elif not self._may_operate(order):
                    one.answer.set_exception(TooManyOperators())
                else:
                    fresh[key] = one
                    number = client.last + len(fresh)
                    rows.append(
                        SentRow(session, self._number, number, *key, order.actor, order.login, at, body, b"", 0)
                    )
            sent.add(writes, rows)
        return list(fresh.values()), again

    def _may_operate(self, order: Order) -> bool:
        persons = self._operators.setdefault(order.holder, set())
        if order.actor not in persons and len(persons) >= order.operators:
            return False
        persons.add(order.actor)
        return True

    def _answer_again(self, again: list[_Asked]) -> None:
        """Answer with what was said the first time."""
        if not again:
            return
        assert self._opening is not None
        with self._engine.aside() as writes:
            self._write(writes)
            for one in again:
                order = one.what
                assert isinstance(order, Order)
                known = sent.of_key(writes, self._opening.session, order.holder, order.key)
                if known is None or not known.reply:
                    one.answer.set_exception(NotKnownYet())
                else:
                    one.answer.set_result(_said(np.frombuffer(known.reply, REPLY)[0], exists=True))

    def _write(self, writes: Any) -> None:
        """Write down the replies that came since the last time; they are at the session too, should this fail."""
        if self._unwritten and self._opening is not None:
            sent.settle(writes, self._opening.session, self._number, self._unwritten)
            self._unwritten = {}

    def _quietly_written(self) -> None:
        if self._unwritten:
            with suppress(Problem), self._engine.aside() as writes:
                self._write(writes)

    # looking

    def _look(self, account: int, answer: Future[Any]) -> None:
        try:
            held, resting = self._connected().look(account)
        except (Unreachable, Refused, OtherSession, NotABlock, OSError):
            self._let_go()
            answer.set_exception(NotOpen())
            return
        client = self._client
        assert client is not None
        self._take_trades(client)
        self._quietly_written()  # who looks may read what was sent, too
        mine = (self._trades["seller"] == account) | (self._trades["buyer"] == account)
        answer.set_result(Seen(held, resting, self._trades[mine]))

    def _take_trades(self, client: Client) -> None:
        if len(came := client.trades()):
            self._trades = np.concatenate([self._trades, came])


def _body(asked: _Asked) -> bytes:
    assert isinstance(asked.what, Order)
    body: bytes = asked.what.message.tobytes()
    return body


def _said(reply: Mapping[str, Any], *, exists: bool) -> Said:
    return Said(
        OUTCOMES[int(reply["outcome"])], int(reply["sequence"]), int(reply["order"]), int(reply["filled_t"]),
        int(reply["value_fen"]), int(reply["left_t"]), exists,
    )  # fmt: skip


def frame(fields: Mapping[str, int]) -> Any:
    """Return a message of one for a line: client and number are the line's."""
    made = np.zeros(1, MESSAGE)
    made["counterparty"] = NONE
    for name, value in fields.items():
        made[name] = value
    return made
