"""Work that may take longer than a page should: done on threads of its own, asked for by its name, taken once
it is done.

Who asks for the same while it is under way waits for the same. What is done stays until it is fetched or others take
its place. Files that were handed in for more than one question are held in memory, a few for each owner: a page that
asks for one that has gone says so. Nothing here outlives the process, and nothing is a fact.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as until_done
from dataclasses import dataclass
from typing import Any

#: Tells how much of the work is done, of how much.
Tell = Callable[[int, int], None]

#: Works under way at once, and those waiting or waiting to be fetched.
_THREADS, _MOST = 2, 16

#: Files held in all, and of one owner.
_FILES, _FILES_OF_ONE = 32, 8


class Busy(Exception):
    """So much is under way that nothing more is taken on."""


class Work:
    """One piece of work: how far it is, and what came out."""

    def __init__(self) -> None:
        self.future: Future[Any] = Future()
        self._told = (0, 1)

    def tell(self, done: int, of: int) -> None:
        """Note how far it is; `of` may be an estimate."""
        self._told = (min(done, of), max(of, 1))

    @property
    def percent(self) -> int:
        """How much is done; 100 only when it is."""
        done, of = self._told
        return 100 if self.future.done() else min(99, 100 * done // of)

    def waited(self, seconds: float) -> bool:
        """Wait no longer than so many seconds, and tell whether it is done."""
        return bool(until_done([self.future], seconds).done)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file somebody handed in."""

    id: str
    owner: str
    name: str
    data: bytes


class Workbench:
    """The works and files of one process."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._works: OrderedDict[str, Work] = OrderedDict()
        self._files: OrderedDict[str, HeldFile] = OrderedDict()
        self._threads: ThreadPoolExecutor | None = None

    def ask(self, name: str, make: Callable[[Tell], Any]) -> Work:
        """Return the work of a name, begun if it is not there; `Busy` where too much waits."""
        with self._turn:
            if name in self._works:
                return self._works[name]
            self._drop_done()
            if len(self._works) >= _MOST:
                raise Busy
            if self._threads is None:
                self._threads = ThreadPoolExecutor(_THREADS, "tanshi-bench")
            self._works[name] = work = Work()
        self._threads.submit(_carry_out, work, make)
        return work

    def fetch(self, name: str, work: Work) -> Any:
        """Return what came out of a work that is done, and let go of it; raises what it raised."""
        with self._turn:
            if self._works.get(name) is work:
                del self._works[name]
        return work.future.result(0)

    def _drop_done(self) -> None:
        """Let go of what is done and was not fetched, the oldest first, where there are too many."""
        for name in [name for name, work in self._works.items() if work.future.done()]:
            if len(self._works) < _MOST:
                return
            del self._works[name]

    def hold(self, owner: str, name: str, data: bytes) -> HeldFile:
        """Hold a file and return it with its id."""
        file = HeldFile(secrets.token_urlsafe(12), owner, name, data)
        with self._turn:
            own = [id for id, other in self._files.items() if other.owner == owner]
            for id in own[: max(0, len(own) - _FILES_OF_ONE + 1)]:
                del self._files[id]
            while len(self._files) >= _FILES:
                self._files.popitem(last=False)
            self._files[file.id] = file
        return file

    def file(self, owner: str, id: str) -> HeldFile | None:
        """Return a file its owner handed in, or None where it is not held any more."""
        with self._turn:
            found = self._files.get(id)
            if found is None or found.owner != owner:
                return None
            self._files.move_to_end(id)
            return found

    def close(self) -> None:
        """Take on nothing more."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)


def _carry_out(work: Work, make: Callable[[Tell], Any]) -> None:
    try:
        made = make(work.tell)
    except BaseException as error:
        work.future.set_exception(error)
    else:
        work.future.set_result(made)
