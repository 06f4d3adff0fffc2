"""Several compliance periods on one database: their events in the order of the calendar, their obligations in seasons.

A season is the trading days up to a deadline; periods that fall due together share it (2021 and 2022), so that who is
short for one and long for the other settles both at once. Before its pre-allocation no modelled entity knows what it
needs, so a season begins the day after, not before the market opened, and not before the last one ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from time import perf_counter

from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.core.progress import Progress
from tanshi.core.working_days import next_trading_day, trading_days
from tanshi.simulation.acts import Acts, Stage
from tanshi.simulation.desk import Desk, Opens, in_process
from tanshi.simulation.event import AFTER, MARKET, Event
from tanshi.simulation.population import Population
from tanshi.simulation.season import Season
from tanshi.simulation.year import Year


class Chain:
    """Periods of a nation, one after the other and beside each other."""

    def __init__(
        self,
        market: Stage,
        clock: SimulatedClock,
        populations: Mapping[Period, Population],
        seed: int,
        progress: Progress | None = None,
        opens: Opens = in_process,
        ccer: bool = False,
    ) -> None:
        self.seconds: dict[str, float] = {}
        self._market = market
        self._seed = seed
        self._opens = opens
        self._progress = progress or Progress()
        self._acts = Acts(market, clock)
        self._years = [
            Year(market, self._acts, population, period, seed, ccer)
            for period, population in sorted(populations.items())
        ]

    def run(self) -> None:
        """Run all periods; on a database that has part of them, the rest."""
        self._must_continue()
        events = sorted(self._events(), key=lambda e: (e.day, e.order))
        for year, of_year in groupby(events, key=lambda e: e.day.year):
            todo = list(of_year)
            self._progress.step(str(year), len(todo))
            for event in todo:
                begin = perf_counter()
                event.what()
                self.seconds[event.step] = self.seconds.get(event.step, 0.0) + perf_counter() - begin
                self._progress.advance()

    def _events(self) -> Iterator[Event]:
        for year in self._years:
            yield from year.events()
        after: date | None = None
        for deadline, years in groupby(sorted(self._years, key=lambda y: y.deadline), key=lambda y: y.deadline):
            yield from self._season(deadline, list(years), after)
            after = deadline

    def _season(self, deadline: date, years: Sequence[Year], after: date | None) -> Iterator[Event]:
        law = self._market.law
        opening = law.parameter("exchange.opening_reference_fen").entries[0].from_day
        first = max(min(y.trading_from for y in years), opening, after + timedelta(days=1) if after else opening)
        days = tuple(trading_days(next_trading_day(first - timedelta(days=1)), deadline))
        desk = _Later(partial(self._desk, years, days))
        for day in days:
            yield Event(day, MARKET, "trading", partial(desk.trade, day))
            yield Event(day, AFTER, "surrender", partial(desk.surrender, day))

    def _desk(self, years: Sequence[Year], days: tuple[date, ...]) -> Desk:
        law = self._market.law
        counting = law.value("compliance.eligible_vintages", years[-1].period.first_day).value
        with self._market.view() as view:
            listed = {i for (i,) in view.fetch("SELECT id FROM registry_instrument")}
        season = Season(
            seed=self._seed,
            name="+".join(y.plan.vintage for y in years),
            vintages=tuple(v for v in counting if v in listed),
            days=days,
            reference_fen=law.value("exchange.opening_reference_fen", days[0]).integer,
        )
        return Desk(self._acts, season, [y.due() for y in years], self._opens)

    def _must_continue(self) -> None:
        """Refuse a period whose deadline these books have passed without it: nobody could surrender for it in time."""
        with self._market.view() as view:
            recorded = view.head().recorded_at[:10]
            known = {p for (p,) in view.fetch("SELECT DISTINCT period FROM participants_listing")}
        for year in self._years:
            if recorded > year.deadline.isoformat() and year.period.name not in known:
                raise problem(
                    "year.too_late", where=self._market.where, period=year.period.name,
                    deadline=str(year.deadline), now=recorded, known=", ".join(sorted(known)),
                )  # fmt: skip


class _Later:
    """A desk that is set up on its first day, when the lists are made and the vintages listed."""

    def __init__(self, make: partial[Desk]) -> None:
        self._make = make
        self._desk: Desk | None = None

    def trade(self, day: date) -> None:
        self._of().trade(day)

    def surrender(self, day: date) -> None:
        self._of().surrender(day)

    def _of(self) -> Desk:
        if self._desk is None:
            self._desk = self._make()
        return self._desk
