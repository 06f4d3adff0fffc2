"""Runs: bulk acts in chunks.

Nobody holds the journal for a nation at once. A run is opened with the digest of its plan (all its items, kept in the
evidence store), its chunks are commands with the ids `run/0001`, `run/0002` …, and it is closed when all are carried
out. Whoever resumes it reads the plan and does not plan again: the state the plan was made on has changed since. While
a run is open it is visible; others do not act on it before it is closed. Whether a single item is carried out is
decided per item's command, never per nation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.schema import RunRow

T = TypeVar("T")


class RunOutcome(Outcome):
    """Outcomes of opening and closing a run, in the order of the checks."""

    OPENED = "run.opened"
    CLOSED = "run.closed"
    ALREADY_OPEN = "run.already_open"
    NOT_OPEN = "run.not_open"


@dataclass(frozen=True, slots=True)
class RunOpened(Fact):
    """A bulk act begins."""

    type: ClassVar[str] = "journal.run_opened/1"
    run: str
    kind: str
    chunks: int
    items: int
    plan: str


@dataclass(frozen=True, slots=True)
class RunClosed(Fact):
    """A bulk act is complete; from here on others may act on it."""

    type: ClassVar[str] = "journal.run_closed/1"
    run: str


@dataclass(frozen=True, slots=True)
class OpenRun:
    """Open a run of so many chunks and items; `plan` is the SHA-256 of its items in the evidence store."""

    run: str
    kind: str
    chunks: int
    items: int
    plan: str


@dataclass(frozen=True, slots=True)
class CloseRun:
    """Close a run whose chunks are all carried out."""

    run: str


def _open(request: OpenRun, rows: Rows, act: Act) -> Outcome:
    if rows.get(RunRow, request.run) is not None:
        return act.refuse(RunOutcome.ALREADY_OPEN, run=request.run)
    act.record(RunOpened(request.run, request.kind, request.chunks, request.items, request.plan))
    return RunOutcome.OPENED


def _close(request: CloseRun, rows: Rows, act: Act) -> Outcome:
    run = rows.get(RunRow, request.run)
    if run is None or run.state != "open":
        return act.refuse(RunOutcome.NOT_OPEN, run=request.run)
    act.record(RunClosed(request.run))
    return RunOutcome.CLOSED


def _opened(fact: RunOpened, at: At, rows: Rows) -> None:
    rows.put(RunRow(fact.run, fact.kind, "open", fact.chunks, fact.items, fact.plan))


def _closed(fact: RunClosed, at: At, rows: Rows) -> None:
    rows.edit(RunRow, fact.run).state = "closed"


HANDLERS = (
    Handler("run.open", OpenRun, _open, RunOutcome.OPENED, touch=lambda r: [(RunRow, r.run)]),
    Handler("run.close", CloseRun, _close, RunOutcome.CLOSED, touch=lambda r: [(RunRow, r.run)]),
)
FACTS = (FactType(RunOpened, _opened), FactType(RunClosed, _closed))


def chunked(items: Sequence[T], size: int) -> Iterator[tuple[int, Sequence[T]]]:
    """Yield the chunks of a run with their numbers, from 1."""
    for start in range(0, len(items), size):
        yield start // size + 1, items[start : start + size]
