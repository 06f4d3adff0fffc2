"""Commands are let in as they are carried out: in groups.

Before a command waits for the writer, only who sends it is asked: of all that came in one turn of the event loop, in
one view of the books. Who is not that simple - a cookie, a credential not met lately - goes the way of any other
request. So a command costs two changes of thread between many, and none of its own.

On SQLite the loop itself asks: some microseconds of reading rows that are in memory, which no writer blocks, cost less
than another thread. What PostgreSQL is asked travels, so a thread waits for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from fastapi import Request

from tanshi.core.catalogue import Language
from tanshi.journal.engine import Snapshot
from tanshi.server.mailbox import Mailbox, Mailboxes
from tanshi.server.platform import Platform, Visit
from tanshi.server.reception import Reception
from tanshi.server.routing import Later, Route

#: Requests looked at in one view.
_AT_ONCE = 256


class Asked:
    """A request that waits to be let in and then for the writer.

    `answered` brings the writer's answer; None, with `later` None, if the request goes the way of any other.
    """

    __slots__ = ("_box", "answered", "body", "error", "language", "later", "looked_at", "request", "route", "visit")

    def __init__(self, request: Request, route: Route, body: Any, language: Language, box: Mailbox) -> None:
        self.request = request
        self.route = route
        self.body = body
        self.language = language
        self.looked_at = False
        self.visit: Visit | None = None
        self.later: Later | None = None
        self.error: Exception | None = None
        self.answered = box.promise()
        self._box = box

    def tell(self) -> None:
        """Bring what was found to the loop: now, or when the writer has answered."""
        done: Future[Any] = self.later.future if self.later is not None else Future()
        if self.error is not None:
            done.set_exception(self.error)
        elif self.later is None:
            done.set_result(None)
        done.add_done_callback(lambda done: self._box.put(self.answered, done))


class Admission:
    """The door to the writer's queue."""

    def __init__(self, platform: Platform, reception: Reception, mail: Mailboxes) -> None:
        self._market = platform.market
        self._reception = reception
        self._mail = mail
        self._thread = ThreadPoolExecutor(1, "tanshi-admission")
        self._at_once = platform.market.engine.dialect == "sqlite"
        self._waiting: deque[Asked] = deque()
        self._called = False

    def ask(self, request: Request, route: Route, body: Any, language: Language) -> Asked:
        """Let a request wait at the door; who comes in the same turn of the loop is looked at together."""
        asked = Asked(request, route, body, language, self._mail.box())
        self._waiting.append(asked)
        if not self._called:
            self._called = True
            asyncio.get_running_loop().call_soon(self._open)
        return asked

    def _open(self) -> None:
        if self._at_once:
            self._work()
        else:
            self._thread.submit(self._work)

    def _work(self) -> None:
        self._called = False  # before the first is taken: who comes from here on calls again
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
            try:
                self._look_at(group)
            except Exception as error:  # the books cannot be read now
                for asked in group:
                    if not asked.looked_at:
                        asked.error = error
            for asked in group:  # the view is closed: nobody is answered while it is held
                asked.tell()

    def _look_at(self, group: list[Asked]) -> None:
        with self._market.view() as view:
            opening = self._reception.opening(view)
            for asked in group:
                try:
                    self._let_in(asked, view, opening)
                except Exception as error:
                    asked.error = error
                asked.looked_at = True

    def _let_in(self, asked: Asked, view: Snapshot, opening: tuple[int, int]) -> None:
        visit = self._reception.visit_of_known(asked.request, asked.route, asked.body, asked.language, view, opening)
        if visit is None:
            return
        later = asked.route.handler(visit)
        assert isinstance(later, Later), f"{asked.route.path} does more than queue"
        asked.visit, asked.later = visit, later
