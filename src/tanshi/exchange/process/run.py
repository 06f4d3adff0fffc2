"""A session's process from its start to its end: hold the folder, replay, take the epoch, listen, serve, seal."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tanshi.core.finding import problem
from tanshi.exchange.ownership import Lock, current_epoch, locked, raise_epoch
from tanshi.exchange.process.connection import Door
from tanshi.exchange.process.cores import VERSION, make_core, warmed
from tanshi.exchange.process.doors import tcp_door, unix_doors
from tanshi.exchange.process.journaled import Venue, header_of
from tanshi.exchange.process.server import Limits, NotOwner, Server
from tanshi.exchange.segments.reader import Sealed
from tanshi.exchange.segments.writer import ROOM, Claim, SegmentFailed
from tanshi.journal.engine import Engine, Unavailable

_DAY_NS = 24 * 3600 * 10**9
_CHINA_NS = 8 * 3600 * 10**9


@dataclass(frozen=True, slots=True)
class Started:
    """A process that listens: whose session, with which epoch, after how many messages and seconds of replay."""

    session: str
    epoch: int
    messages: int
    replay_s: float


def china_ns() -> int:
    """Return the nanoseconds since midnight in China."""
    return (time.time_ns() + _CHINA_NS) % _DAY_NS


def serve(
    folder: Path,
    *,
    form: str = "",
    engine: Engine | None = None,
    port: int | None = None,
    clock: Callable[[], int] = china_ns,
    started: Callable[[Started], None] = lambda started: None,
    told: Callable[[str], None] = lambda line: None,
    limits: Limits | None = None,
    step: int = ROOM,
) -> Sealed | None:
    """Serve the session of a folder until it is closed, then seal it; None if the process was asked to end before.

    `engine`: the main database, whose epoch is raised; without one the epoch rises in the segment alone.
    Raises `Problem`: no session, not the owner, damaged, or a write failed.
    """
    with _asked_to_end() as asked, locked(folder) as lock, ExitStack() as open_files:
        try:
            begin = time.monotonic()
            venue = _opened(folder, form, engine, step)
            open_files.callback(venue.close)
            now = Started(venue.opening.session, venue.segment.epoch, venue.segment.sequence, time.monotonic() - begin)
            if not venue.is_closed:
                with _listening(venue.folder, port) as doors:
                    started(now)
                    Server(
                        venue,
                        doors,
                        clock,
                        owns=lambda: _owns(venue, lock, engine),
                        asked=asked,
                        told=told,
                        limits=limits,
                    ).run()
            return venue.seal() if venue.is_closed and _owns(venue, lock, engine) else None
        except (SegmentFailed, OSError) as trouble:
            raise problem("exchange.write_failed", where=str(folder), reason=str(trouble)) from trouble
        except NotOwner:
            raise problem("exchange.not_owner", where=str(folder)) from None


def _opened(folder: Path, form: str, engine: Engine | None, step: int) -> Venue:
    try:
        begun = header_of(folder).core
    except FileNotFoundError:
        raise problem("exchange.no_session", where=str(folder)) from None
    if begun != VERSION:
        raise problem("exchange.other_core", where=str(folder), begun=begun, here=VERSION)
    make = make_core(form)
    return Venue(folder, lambda opening: warmed(make, opening), _claim(engine), step, _keep(engine))


def _claim(engine: Engine | None) -> Claim:
    if engine is None:
        return lambda last: last + 1

    def raised(last: int) -> int:
        with engine.snapshot() as view:
            seen = current_epoch(view)
        return raise_epoch(engine, seen, last)

    return raised


def _keep(engine: Engine | None) -> Claim:
    """Return what leaves a closed session its epoch; books that never heard of it (a backup has none) take it over."""

    def kept(last: int) -> int:
        if engine is not None:
            with engine.snapshot() as view:
                seen = current_epoch(view)
            if seen < last:
                return raise_epoch(engine, seen, last - 1)
        return last

    return kept


@contextmanager
def _asked_to_end() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether SIGTERM or SIGINT came: neither breaks off a replay or a seal.

    Signals can be taken in the main thread alone.
    """
    came: list[int] = []
    before: dict[int, Any] = {}
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, lambda number, _: came.append(number))
    except ValueError:
        pass
    try:
        yield lambda: bool(came)
    finally:
        for taken, handler in before.items():
            signal.signal(taken, handler)


@contextmanager
def _listening(folder: Path, port: int | None) -> Iterator[dict[socket.socket, Door]]:
    with unix_doors(folder) as doors:
        if port is None:
            yield doors
            return
        with tcp_door(port) as door:
            yield {**doors, door: Door.TRADING}


def _owns(venue: Venue, lock: Lock, engine: Engine | None) -> bool:
    """Tell whether lock and epoch are this process's. A database that cannot be asked takes nothing away: the lock
    keeps others of this machine out, and a session is closed in the books only by who has the epoch then.
    """
    if engine is None or not lock.holds():
        return lock.holds()
    try:
        with engine.snapshot() as view:
            return current_epoch(view) == venue.segment.epoch
    except Unavailable:
        return True
