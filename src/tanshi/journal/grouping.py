"""Many callers, one writer: whoever waits is taken along in the next transaction.

Contention is answered by grouping, not by finer locks. One thread takes all waiting commands (at most
`GROUP`), carries them
out in one transaction and gives each caller the answer to the own command. If a transaction fails for a
technical reason its
commands are sent again one by one, so that a bad one cannot take others with it; ids make that safe even if the commit
happened and only its answer was lost.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from tanshi.journal.command import Answer, Command
from tanshi.journal.engine import Unavailable
from tanshi.journal.writer import GROUP, Prepared, Writer

#: How long the writer waits for more when the last group had company: without it a group holds half of the callers,
#: because the rest has just been answered and is not back yet.
GATHER_S = 0.0005

#: More waiting commands than this are turned away at once.
WAITING = 20_000


@dataclass(slots=True)
class _Call:
    """What a caller waits for: the answers to some commands, in order."""

    commands: Sequence[Prepared]
    dry_run: bool
    answered: Future[list[Answer]]
    answers: list[Answer] = field(default_factory=list)
    failure: BaseException | None = None


class Grouping:
    """The queue in front of a writer, and its thread."""

    def __init__(self, writer: Writer, gather_s: float = GATHER_S) -> None:
        self._writer = writer
        self._gather_s = gather_s
        self._calls: deque[_Call] = deque()
        self._waiting = 0
        self._change = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="tanshi-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Commands that wait for the writer."""
        return self._waiting

    def submit(self, commands: Sequence[Command], *, dry_run: bool = False) -> Future[list[Answer]]:
        """Queue commands, to be carried out in this order, and return the future of their answers. What needs no
        journal is done here, in the caller's thread, while the writer waits for the database.

        The future raises `Unavailable` if the database cannot be worked with; sending the same commands again is safe.
        """
        call = _Call((), dry_run, Future())
        if not commands:
            call.answered.set_result([])
            return call.answered
        self._admit(len(commands))  # turned away before any work is done for it
        call.commands = [self._writer.prepare(c) for c in commands]
        with self._change:
            self._admit(len(commands))
            self._calls.append(call)
            self._waiting += len(commands)
            if len(self._calls) == 1:
                self._change.notify()
        return call.answered

    def _admit(self, number: int) -> None:
        if self._closed:
            raise Unavailable("writer.closed", self._writer.engine.url)
        if self._waiting + number > WAITING:
            raise Unavailable("writer.busy", self._writer.engine.url, waiting=self._waiting)

    def execute(self, commands: Sequence[Command], *, dry_run: bool = False) -> list[Answer]:
        """Queue commands and wait for their answers."""
        return self.submit(commands, dry_run=dry_run).result()

    def close(self) -> None:
        """Carry out what waits, then stop."""
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _work(self) -> None:
        company = False
        while True:
            with self._change:
                while not self._calls and not self._closed:
                    self._change.wait()
                if not self._calls:
                    return
            if company:
                time.sleep(self._gather_s)
            calls = self._take()
            company = len(calls) > 1
            self._carry_out(calls)

    def _take(self) -> list[_Call]:
        """Take waiting calls of one sort, up to a group's size; a larger call goes alone."""
        with self._change:
            taken = [self._calls.popleft()]
            size = len(taken[0].commands)
            while self._calls and self._calls[0].dry_run == taken[0].dry_run:
                size += len(self._calls[0].commands)
                if size > GROUP:
                    break
                taken.append(self._calls.popleft())
            self._waiting -= sum(len(c.commands) for c in taken)
        return taken

    def _carry_out(self, calls: Sequence[_Call]) -> None:
        """Carry out the calls together; what a failure leaves unanswered is sent again one by one."""
        todo = [(call, command) for call in calls for command in call.commands]
        done = 0
        try:
            while done < len(todo):
                answers = self._writer.execute_prepared([c for _, c in todo[done:]], dry_run=calls[0].dry_run)
                for (call, _), answer in zip(todo[done:], answers, strict=False):
                    _answer(call, answer)
                done += len(answers)
        except BaseException:
            self._one_by_one(todo[done:])

    def _one_by_one(self, todo: Sequence[tuple[_Call, Prepared]]) -> None:
        lost: Unavailable | None = None
        for call, command in todo:
            if call.failure is not None:
                continue  # the rest of a call whose command failed is not carried out: its order would be broken
            if lost is not None:
                _fail(call, lost)
                continue
            try:
                (answer,) = self._writer.execute_prepared([command], dry_run=call.dry_run, again=True)
            except Unavailable as error:
                lost = error  # nobody else's command will fare better now
                _fail(call, error)
            except BaseException as error:
                _fail(call, error)
            else:
                _answer(call, answer)


def _answer(call: _Call, answer: Answer) -> None:
    call.answers.append(answer)
    if len(call.answers) == len(call.commands) and not call.answered.cancelled():
        call.answered.set_result(call.answers)


def _fail(call: _Call, error: BaseException) -> None:
    call.failure = error
    if not call.answered.cancelled():
        call.answered.set_exception(error)
