"""A whole compliance year as a scenario on the production code, under a simulated clock.

The acts of ministry, provinces, registry, exchange, verifiers and entities are commands sent on the days on
which the law has
them. A year that was broken off anywhere is run again from the start and completes: what was done answers EXISTS, and a
settled session is not held twice. Operation, verification findings and trading are modelled from the seed; the
market's founding fact says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from fractions import Fraction
from functools import partial
from hashlib import sha256
from time import perf_counter

from tanshi.accounting.power import PowerRules
from tanshi.allocation import commands as allocation
from tanshi.allocation.power import PowerPlan, UnitAllocation, allocate_entity, allocate_unit
from tanshi.application.market import Market
from tanshi.compliance import commands as compliance
from tanshi.core.clock import SimulatedClock
from tanshi.core.exact import show
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.core.progress import Progress
from tanshi.core.working_days import last_working_day, next_trading_day, trading_days, working_days
from tanshi.journal.command import Command
from tanshi.journal.run import chunked
from tanshi.journal.table import read_rows
from tanshi.mrv import commands as mrv
from tanshi.mrv.tables import REPORTED, UnitYearRow
from tanshi.participants import commands as participants
from tanshi.participants.tables import UnitRow
from tanshi.registry import commands as registry
from tanshi.simulation import acts as act
from tanshi.simulation.acts import EXCHANGE, MINISTRY, REGISTRY, Acts, command
from tanshi.simulation.chance import Chance
from tanshi.simulation.desk import Desk, Estimates, settle_up_run
from tanshi.simulation.operation import MILLE, emission_t, figures, months_of_unit
from tanshi.simulation.population import Population
from tanshi.simulation.season import Season

VERIFIERS = 12


class Year:
    """One compliance year of a population."""

    def __init__(
        self,
        market: Market,
        clock: SimulatedClock,
        population: Population,
        period: Period,
        seed: int,
        progress: Progress | None = None,
    ) -> None:
        self.seconds: dict[str, float] = {}
        self._law = market.law
        self._market = market
        self._period = period
        self._population = population
        self._seed = seed
        self._acts = Acts(market, clock, progress or Progress())
        self._progress = self._acts.progress
        self._plan = PowerPlan.of(self._law, period)
        on = period.first_day
        timetable = self._law.value("allocation.timetable", on).value
        self._timetable = {step: date.fromisoformat(day) for step, day in timetable.items()}
        self._deadline = date.fromisoformat(self._law.value("compliance.surrender_deadline", on).value)
        self._entities = {e.entity: e for e in population.entities}
        self._covered: list[str] = []

    def run(self) -> None:
        """Run the whole year; on a database that has part of it, the rest."""
        self._timed("roster", self._roster)
        self._timed("records", self._records)
        self._timed("reports", self._reports)
        self._season()
        self._timed("assessment", self._assessment)

    # the roster

    def _roster(self) -> None:
        entities = list(self._population.entities)
        self._progress.step("roster", 4 * len(entities))
        self._acts.at(self._period.first_day + timedelta(days=4))
        self._found()
        self._acts.send(self._admissions(entities), counted=False)
        self._acts.bulk("register", MINISTRY, "participants.register_entity", lambda: entities, size=20)
        self._skipped()
        self._acts.send(self._entity_actors(entities))
        self._open_registry()
        self._openings(entities)

    def _found(self) -> None:
        """Found the market, or see that the database holds this very scenario."""
        origin = f"simulation: seed {self._seed}, {self._population.origin}"
        found = participants.Found(self._law.jurisdiction, origin, *MINISTRY)
        (answer,) = self._market.execute([command("found", MINISTRY, "participants.found", found)])
        if not answer.done:
            with self._market.view() as view:
                ((here,),) = view.fetch("SELECT origin FROM participants_market") or [("",)]
            raise problem("year.other_scenario", where=self._market.engine.url, here=here, asked=origin)

    def _admissions(self, entities: Sequence[participants.RegisterEntity]) -> list[Command]:
        admitted = [
            participants.AdmitActor(*REGISTRY, "registry"),
            participants.AdmitActor(*act.second(REGISTRY), "registry"),
            participants.AdmitActor(*EXCHANGE, "exchange"),
        ]
        for code in sorted({e.area_gb2260 for e in entities}):
            admitted.append(participants.AdmitActor(*act.province(code), "province", code))
        for number in range(VERIFIERS):
            admitted.append(participants.AdmitActor(*act.verifier(number), "verifier"))
        return [command(f"admit/{a.actor}", MINISTRY, "participants.admit_actor", a) for a in admitted]

    def _skipped(self) -> None:
        source, period = self._population.source, self._period.name

        def planned() -> list[participants.SkipRows]:
            return [
                participants.SkipRows(source, period, tuple(part)) for _, part in chunked(self._population.skipped, 200)
            ]

        self._acts.bulk(f"skipped/{period}", MINISTRY, "participants.skip_rows", planned, size=1)

    def _entity_actors(self, entities: Sequence[participants.RegisterEntity]) -> list[Command]:
        found = []
        for entity in entities:
            admit = participants.AdmitActor(*act.entity(entity.entity), "entity", "", entity.entity)
            who = act.province(entity.area_gb2260)
            found.append(command(f"admit/{admit.actor}", who, "participants.admit_actor", admit))
        return found

    def _open_registry(self) -> None:
        vintage = self._plan.vintage
        listed = registry.ListInstrument(vintage, self._plan.plan.value["instrument"])
        self._acts.send(
            [
                command("open", REGISTRY, "registry.open", registry.OpenRegistry("national")),
                command(f"list/{vintage}", REGISTRY, "registry.list_instrument", listed),
            ],
            counted=False,
        )
        holders = list(self._entities)
        self._acts.bulk("accounts", REGISTRY, "registry.open_account", lambda: list(map(registry.OpenAccount, holders)))

    def _openings(self, entities: Sequence[participants.RegisterEntity]) -> None:
        """List the entities by what their units emit, and take over the base year's emissions as opening emissions."""
        base_year = int(self._plan.base.value["year"])
        threshold = self._law.value("participants.listing_threshold_t", self._period.first_day)
        rules = PowerRules.of(self._law, Period.of(base_year))
        commands = []
        for entity in entities:
            units, expected = self._base_emissions(rules, entity, base_year)
            covered = expected >= threshold.integer
            if covered:
                self._covered.append(entity.entity)
            who = act.province(entity.area_gb2260)
            if units:
                taken = mrv.TakeOpeningEmission(entity.entity, str(base_year), "modelled", tuple(units))
                id = f"opening/{base_year}/{entity.entity}"
                commands.append(command(id, who, "mrv.take_opening_emission", taken))
            ground = "emission" if covered else "below threshold"
            listed = participants.ListEntity(
                entity.entity, self._period.name, covered, ground, expected, str(threshold.citation)
            )
            commands.append(self._of(entity.entity, "list", who, "participants.list_entity", listed))
        self._acts.send(commands)

    def _base_emissions(
        self, rules: PowerRules, entity: participants.RegisterEntity, base_year: int
    ) -> tuple[list[mrv.OpeningUnit], int]:
        """Return the modelled emissions of an entity's units in the base year, and what the list expects of it.

        A unit that starts later has no emissions then; the list counts what it emits in its first year.
        """
        found, expected = [], 0
        for unit in entity.units:
            months = months_of_unit(self._seed, unit, entity.area_gb2260, max(base_year, unit.start_year))
            emission = emission_t(rules, unit, months) if months else 0
            expected += emission
            if months and unit.start_year <= base_year:
                found.append(mrv.OpeningUnit(unit.id, emission))
        return found, expected

    # records, reports, verification

    def _records(self) -> None:
        self._progress.step("records", len(self._covered) * len(self._period.months))
        modelled = {entity: self._months_of(entity) for entity in self._covered}
        for month in self._period.months:
            self._acts.at(_twentieth_after(month))
            commands = []
            for entity in self._covered:
                if units := modelled[entity].get(month):
                    evidence = sha256(f"modelled/{self._seed}/{entity}/{month}".encode()).hexdigest()
                    record = mrv.RecordMonth(entity, month, evidence, tuple(units))
                    commands.append(command(f"month/{entity}/{month}", act.entity(entity), "mrv.record_month", record))
            self._acts.send(commands)

    def _months_of(self, entity: str) -> dict[str, list[mrv.MonthOfUnit]]:
        found: dict[str, list[mrv.MonthOfUnit]] = {}
        area = self._entities[entity].area_gb2260
        for unit in self._entities[entity].units:
            for year in self._period.years:
                for month, record in months_of_unit(self._seed, unit, area, year).items():
                    found.setdefault(month, []).append(record)
        return found

    def _reports(self) -> None:
        self._progress.step("reports", len(self._covered))
        year = self._period.last_year + 1
        for day, entities in self._spread("report", working_days(date(year, 3, 1), date(year, 3, 31))).items():
            self._acts.at(day)
            self._acts.send(
                self._of(e, "report", act.entity(e), "mrv.file_report", mrv.FileReport(e, self._period.name, True))
                for e in entities
            )

    def _verify(self, day: date, entities: Sequence[str]) -> None:
        self._acts.at(day)
        commands = []
        for entity in entities:
            who = act.verifier(Chance(self._seed, "verifier", entity).below(VERIFIERS))
            group = (f"{who[1]}/lead", f"{who[1]}/reviewer")
            request = mrv.VerifyReport(entity, self._period.name, who[1], group, tuple(self._changes(entity)))
            commands.append(self._of(entity, "verification", who, "mrv.verify_report", request))
        self._acts.send(commands, counted=False)

    def _changes(self, entity: str) -> list[mrv.Change]:
        """Return what the verification of a report changes: of a seeded share, some corrected, some replaced."""
        f = figures("operation")
        chance = Chance(self._seed, "findings", entity, self._period.name)
        if not chance.happens(f["nonconformity_permille"]):
            return []
        months = self._months_of(entity)
        month = sorted(months)[chance.below(len(months))]
        record = months[month][chance.below(len(months[month]))]

        def change(field: str, after: int | None, treatment: str, code: str) -> list[mrv.Change]:
            shown = "" if after is None else str(after)
            return [mrv.Change(record.unit, month, field, shown, treatment, code)]

        if not chance.happens(f["corrected_permille"]):
            if chance.happens(500) and record.carbon_e4 is not None:
                return change("carbon_e4", None, "conservative", "carbon_sample_invalid")
            allowed = self._law.value("mrv.allowed_meter_error", self._timetable["verification"], "belt_scale")
            fuel = record.fuel_e2 * (1 + allowed.number)
            return change("fuel_e2", -(-fuel.numerator // fuel.denominator), "conservative", "scale_not_calibrated")
        if chance.happens(700):
            more = max(1, chance.around(*f["fuel_error_permille"]))
            return change("fuel_e2", record.fuel_e2 * (MILLE + more) // MILLE, "corrected", "fuel_weighing_error")
        less = max(1, chance.around(*f["generation_error_permille"]))
        generation = max(record.generation_mwh_e3 * (MILLE - less) // MILLE, record.own_use_mwh_e3)
        return change("generation_mwh_e3", generation, "corrected", "meter_reading_error")

    def _confirm(self, day: date) -> None:
        self._acts.at(day)
        self._by_province("confirmation", "mrv.confirm_emission", mrv.ConfirmEmission, self._covered)

    # allocation

    def _preallocate(self, day: date) -> None:
        self._acts.at(day)
        base = [self._plan.base.value["year"]]
        with self._market.view() as view:
            based = {e for (e,) in view.fetch("SELECT entity FROM mrv_opening_emission WHERE year = ?", base)}
            confirmed = "SELECT entity FROM mrv_report WHERE period = ? AND state = 'confirmed'"
            based |= {e for (e,) in view.fetch(confirmed, base)}
        self._by_province(
            "preallocation",
            "allocation.preallocate",
            allocation.Preallocate,
            [e for e in self._covered if e in based],
        )
        period = self._period.name

        def planned() -> list[registry.Issue]:
            return [
                registry.Issue(entity, self._plan.vintage, before, "preallocation", f"preallocation/{period}/{entity}")
                for entity, before, _ in self._amounts()
                if before
            ]

        self._acts.at(day, time(16))
        self._acts.bulk(f"preallocation/{period}/issue", REGISTRY, "registry.issue", planned, counted=False)

    def _amounts(self) -> list[tuple[str, int, int | None]]:
        """Return (entity, preallocated, approved) of the period."""
        with self._market.view() as view:
            return view.fetch(
                "SELECT entity, preallocated_t, approved_t FROM allocation_entity WHERE period = ? ORDER BY entity",
                [self._period.name],
            )

    def _approve(self, day: date) -> None:
        self._acts.at(day)
        self._by_province("approval", "allocation.approve", allocation.Approve, self._covered)
        self._by_province("obligation", "compliance.set_obligation", compliance.SetObligation, self._covered)

    def _settle_up(self, day: date) -> None:
        """Issue what was approved beyond the advance, take back what was issued in excess (多退少补)."""
        self._acts.at(day)
        period = self._period.name
        self._acts.bulk(
            f"settle_up/{period}/take_back", REGISTRY, "registry.take_back", self._to_take_back, counted=False
        )
        self._acts.bulk(settle_up_run(period), REGISTRY, "registry.issue", self._to_issue, counted=False)

    def _to_issue(self) -> list[registry.Issue]:
        return [
            registry.Issue(e, self._plan.vintage, approved - before, "settle_up", f"settle_up/{self._period.name}/{e}")
            for e, before, approved in self._amounts()
            if approved is not None and approved > before
        ]

    def _to_take_back(self) -> list[registry.TakeBack]:
        """Whoever sold part of its advance gives back what it still has on its registration account."""
        vintage = self._plan.vintage
        with self._market.view() as view:
            sql = "SELECT account, amount FROM registry_holding WHERE instrument = ?"
            held = dict(view.fetch(sql, [vintage]))
        found = []
        for e, before, approved in self._amounts():
            amount = min(before - (approved or 0), held.get(registry.registration(e), 0))
            if amount > 0:
                found.append(registry.TakeBack(e, vintage, amount, "settle_up", f"settle_up/{self._period.name}/{e}"))
        return found

    def _by_province(
        self,
        step: str,
        kind: str,
        request: Callable[[str, str], object],
        entities: Sequence[str],
    ) -> None:
        """Send one bulk act of all provinces, each for its own entities, in chunks."""
        by_area: dict[str, list[str]] = {}
        for entity in entities:
            by_area.setdefault(self._entities[entity].area_gb2260, []).append(entity)
        for area, part in sorted(by_area.items()):
            commands = []
            for number, some in chunked(part, 20):
                items = [request(e, self._period.name) for e in some]
                id = f"{step}/{self._period.name}/{area}/{number:04d}"
                commands.append(command(id, act.province(area), kind, *items))
            self._acts.send(commands, group=4, counted=False)

    def _estimates(self) -> Estimates:
        """Return what each entity expects before approval: allocation and obligation by its own report."""
        with self._market.view() as view:
            units = {u.id: u for u in read_rows(view, UnitRow)}
            found: dict[str, list[UnitAllocation]] = {e: [] for e in self._covered}
            for year in read_rows(view, UnitYearRow, period=self._period.name, stage=REPORTED):
                output = allocation.unit_output(year, units[year.unit])
                found[year.entity].append(allocate_unit(self._plan, output))
            reported = dict(
                view.fetch("SELECT entity, reported_t FROM mrv_report WHERE period = ?", [self._period.name])
            )
        expected = {e: allocate_entity(self._plan, of, reported[e]) for e, of in found.items()}
        return {e: (x.approved_t, x.obligation_t) for e, x in expected.items()}

    # the season

    def _season(self) -> None:
        """Hold the trading days up to the deadline; verification and allocation run before and beside them."""
        preallocation = last_working_day(self._timetable["preallocation"])
        days = trading_days(next_trading_day(self._timetable["preallocation"]), self._deadline)
        reference = self._law.value("exchange.opening_reference_fen", days[0]).integer
        season = Season(self._seed, self._plan.vintage, tuple(days), reference)
        desk = Desk(self._acts, season, self._period.name, self._covered, self._estimates)
        events: dict[date, list[tuple[str, Callable[[date], None]]]] = {}

        def plan(day: date, name: str, what: Callable[[date], None]) -> None:
            events.setdefault(day, []).append((name, what))

        year = self._period.last_year + 1
        verification = self._spread("verification", working_days(date(year, 4, 3), self._timetable["verification"]))
        for day in verification:
            plan(day, "verification", lambda d: self._verify(d, verification[d]))
        plan(preallocation, "preallocation", self._preallocate)
        approval = last_working_day(self._timetable["approval"])
        plan(approval, "confirmation", self._confirm)
        plan(approval, "approval", self._approve)
        plan(last_working_day(self._timetable["issue"]), "settle_up", self._settle_up)
        for day in days:
            plan(day, "trading", desk.trade)
            plan(day, "surrender", desk.surrender)
        self._progress.step("season", len(events))
        for day in sorted(events):
            for name, what in events[day]:
                self._timed(name, partial(what, day))
            self._progress.advance()

    # the end

    def _assessment(self) -> None:
        self._acts.at(next_trading_day(self._deadline))
        price = self._mean_price_of_last_month()
        self._progress.step("assessment", len(self._covered))
        self._by_province("assessment", "compliance.assess", lambda e, p: compliance.Assess(e, p, price), self._covered)

    def _mean_price_of_last_month(self) -> str:
        """Return the mean price of the month of the deadline in fen, from all trades of the vintage; "" if none."""
        with self._market.view() as view:
            rows = view.fetch(
                "SELECT listed_t, listed_fen, block_t, block_fen FROM exchange_quote"
                " WHERE instrument = ? AND day >= ? AND day <= ?",
                [self._plan.vintage, f"{self._deadline:%Y-%m}-01", self._deadline.isoformat()],
            )
        tonnes = sum(r[0] + r[2] for r in rows)
        return show(Fraction(sum(r[1] + r[3] for r in rows), tonnes), 0) if tonnes else ""

    # helpers

    def _of(self, entity: str, step: str, who: act.Who, kind: str, request: object) -> Command:
        return command(f"{step}/{self._period.name}/{entity}", who, kind, request)

    def _spread(self, what: str, days: Sequence[date]) -> dict[date, list[str]]:
        """Return the covered entities spread over days by the seed."""
        found: dict[date, list[str]] = {day: [] for day in days}
        for entity in self._covered:
            found[days[Chance(self._seed, what, entity, self._period.name).below(len(days))]].append(entity)
        return {day: entities for day, entities in found.items() if entities}

    def _timed(self, name: str, what: Callable[[], None]) -> None:
        start = perf_counter()
        what()
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start


def _twentieth_after(month: str) -> date:
    """Return the 20th of the month after a month."""
    first = date.fromisoformat(f"{month}-01")
    return (first.replace(day=28) + timedelta(days=4)).replace(day=20)
