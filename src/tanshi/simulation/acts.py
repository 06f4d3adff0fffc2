"""Sending a scenario's commands: who acts, on which simulated day, in which groups.

Command ids follow from the scenario, so whatever was carried out before a break answers EXISTS when it is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time
from typing import Any, Protocol

from tanshi.application.access import FOUR_EYES
from tanshi.core.clock import CHINA, SimulatedClock, moment
from tanshi.core.finding import Finding, Problem
from tanshi.journal.canonical import canonical, parse
from tanshi.journal.command import Answer, Command
from tanshi.journal.engine import Head
from tanshi.journal.request import plain
from tanshi.journal.run import CloseRun, OpenRun, chunked
from tanshi.rules import Law

#: Commands of one transaction, and items of one command of a bulk run: neither holds the journal for half a second.
GROUP = 200
CHUNK = 100

#: (actor, organisation)
Who = tuple[str, str]

MINISTRY: Who = ("mee/1", "mee")
REGISTRY: Who = ("registry/1", "registry")
EXCHANGE: Who = ("exchange/1", "exchange")
VOLUNTARY: Who = ("voluntary/1", "voluntary")


def province(area_gb2260: str) -> Who:
    """Return who acts for a province's ecology department."""
    return f"province/{area_gb2260}/1", f"province/{area_gb2260}"


def verifier(number: int) -> Who:
    """Return who acts for a verification body."""
    return f"verifier/{number + 1:02d}/1", f"verifier/{number + 1:02d}"


def entity(name: str) -> Who:
    """Return who acts for an entity."""
    return f"entity/{name}/1", name


def second(who: Who) -> Who:
    """Return the colleague who confirms what needs four eyes."""
    return f"{who[0].removesuffix('/1')}/2", who[1]


def command(id: str, who: Who, kind: str, *requests: object) -> Command:
    """Return a command of somebody, confirmed by a colleague where that is asked for."""
    return Command.of(id, who[1], who[0], kind, *requests, second=_second(who, kind))


def _second(who: Who, kind: str) -> str:
    return second(who)[0] if kind in FOUR_EYES else ""


class View(Protocol):
    """What a scenario reads of the books."""

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...

    def head(self) -> Head: ...


class Files(Protocol):
    """An evidence store."""

    def keep(self, data: bytes) -> str: ...

    def read(self, name: str) -> bytes: ...


class Stage(Protocol):
    """Where a scenario plays: a market on one database, or institutions apart from each other."""

    @property
    def law(self) -> Law: ...

    @property
    def where(self) -> str: ...

    def execute(self, commands: Sequence[Command]) -> list[Answer]: ...

    def view(self) -> AbstractContextManager[View]: ...

    def evidence_for(self, kind: str) -> Files: ...


class ScenarioRefused(Problem):
    """The production code refused a lawful step of the scenario: one of both is wrong."""


class Acts:
    """A scenario's way to the market."""

    def __init__(self, market: Stage, clock: SimulatedClock) -> None:
        self.market = market
        self._clock = clock

    def at(self, day: date, at: time = time(9)) -> None:
        """Put the clock on a day."""
        self._clock.put_day(day, at)

    def is_past(self, day: date, at: time) -> bool:
        """Tell whether the books hold something that was recorded after that moment."""
        with self.market.view() as view:
            recorded = view.head().recorded_at
        return bool(recorded) and moment(recorded) > datetime.combine(day, at, CHINA)

    def send(self, commands: Iterable[Command], *, group: int = GROUP) -> None:
        """Send commands in groups; all must be carried out."""
        every = list(commands)
        for start in range(0, len(every), group):
            part = every[start : start + group]
            for sent, answer in zip(part, self.market.execute(part), strict=True):
                if not answer.done:
                    raise refusal(sent, answer)

    def by_province(
        self, areas: Mapping[str, str], period: str, step: str, kind: str, request: Callable[[str, str], object]
    ) -> None:
        """Send one bulk act of all provinces in chunks, each for its own entities. `areas`: of each entity its area."""
        by_area: dict[str, list[str]] = {}
        for name, area in areas.items():
            by_area.setdefault(area, []).append(name)
        for area, part in sorted(by_area.items()):
            commands = []
            for number, some in chunked(part, 20):
                items = [request(e, period) for e in some]
                commands.append(command(f"{step}/{period}/{area}/{number:04d}", province(area), kind, *items))
            self.send(commands, group=4)

    def bulk(
        self,
        run: str,
        who: Who,
        kind: str,
        plan: Callable[[], Sequence[object]],
        size: int = CHUNK,
    ) -> None:
        """Carry out a bulk act as a run; what is to be done is planned once, and resumed from its record."""
        state, items = self._planned(run, kind, plan)
        if state == "closed":
            return
        parts = list(chunked(items, size))
        if state == "none":
            kept = self.market.evidence_for(kind).keep(canonical(items))
            opened = OpenRun(run, kind, len(parts), len(items), kept)
            self.send([command(f"{run}/open", who, "run.open", opened)])
        for number, part in parts:
            chunk = Command(f"{run}/{number:04d}", who[1], who[0], kind, part, _second(who, kind))
            self.send([chunk])
        self.send([command(f"{run}/close", who, "run.close", CloseRun(run))])

    def _planned(self, run: str, kind: str, plan: Callable[[], Sequence[object]]) -> tuple[str, list[Any]]:
        """Return a run's state (none, open, closed) and its items: as recorded, or planned now."""
        with self.market.view() as view:
            known = view.fetch("SELECT state, plan FROM journal_run WHERE id = ?", [run])
        if not known:
            return "none", [plain(item) for item in plan()]
        state, digest = known[0]
        return state, [] if state == "closed" else parse(self.market.evidence_for(kind).read(digest))


def refusal(sent: Command, answer: Answer) -> ScenarioRefused:
    """Return the problem of a step that was refused."""
    item = sent.items[answer.item] if answer.item is not None else {}
    params = {"command": sent.kind, "id": sent.id, "outcome": str(answer.outcome), "reason": answer.message()}
    return ScenarioRefused(Finding("year.refused", str(item)[:200], params))
