"""Results of threads brought to the event loop, many with one wake-up.

A wake-up costs a write to a socket and a turn of the interpreter. The writer answers a group of commands at once, so
their answers need one between them and not one each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary


class Mailbox:
    """The results that wait for one event loop; every thread may put one in."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._wake: Callable[..., Any] = loop.call_soon_threadsafe
        self._new_future: Callable[[], asyncio.Future[Any]] = loop.create_future
        self._waiting: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._woken = False

    def awaited(self, work: Future[Any]) -> asyncio.Future[Any]:
        """Return a future of the loop for work of a thread. Who gives it up does not stop the work."""
        found = self.promise()
        work.add_done_callback(lambda done: self.put(found, done))
        return found

    def promise(self) -> asyncio.Future[Any]:
        """Return a future of the loop for a result that will be put in."""
        return self._new_future()

    def put(self, found: asyncio.Future[Any], done: Future[Any]) -> None:
        """Bring a finished result to the loop's future that waits for it."""
        self._waiting.append((found, done))
        if not self._woken:  # two threads may both wake the loop: the second finds nothing, and none is left lying
            self._woken = True
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._wake(self._deliver)

    def _deliver(self) -> None:
        self._woken = False  # before the first is taken: what comes from here on wakes again
        while self._waiting:
            found, done = self._waiting.popleft()
            if found.done():
                continue  # given up
            if (error := done.exception()) is not None:
                found.set_exception(error)
            else:
                found.set_result(done.result())


class Mailboxes:
    """A mailbox for each event loop that serves."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[asyncio.AbstractEventLoop, Mailbox] = WeakKeyDictionary()

    def awaited(self, work: Future[Any]) -> asyncio.Future[Any]:
        """Return a future of the running loop for work of a thread."""
        return self.box().awaited(work)

    def box(self) -> Mailbox:
        """Return the mailbox of the running loop."""
        loop = asyncio.get_running_loop()
        box = self._known.get(loop)
        if box is None:
            box = self._known[loop] = Mailbox(loop)
        return box
