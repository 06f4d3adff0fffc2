"""A compliance period as a scenario on the production code, under a simulated clock.

The acts of ministry, provinces, registry, exchange, verifiers and entities are commands sent on the days on which the
law has them. A period gives its acts as events of the calendar; `chain` puts the events of several periods in order and
carries them out. What was done before a break answers EXISTS when it is sent again, and a settled session is not held
twice. Operation, verification findings and trading are modelled from the seed; the market's founding fact says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction
from functools import partial
from hashlib import sha256

from tanshi.accounting.power import PowerRules, unit_year
from tanshi.allocation import borrowing
from tanshi.allocation import commands as allocation
from tanshi.allocation.power import PowerPlan, UnitAllocation, allocate_entity, allocate_unit
from tanshi.application.market import Market
from tanshi.compliance import commands as compliance
from tanshi.core.exact import show
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.core.working_days import last_working_day, next_trading_day, next_working_day, working_days
from tanshi.journal.command import Command
from tanshi.journal.run import chunked
from tanshi.journal.table import read_rows
from tanshi.mrv import commands as mrv
from tanshi.mrv.tables import REPORTED, UnitYearRow
from tanshi.participants import changes, listing
from tanshi.participants import commands as participants
from tanshi.participants.conditions import Conditions
from tanshi.participants.tables import UnitRow
from tanshi.registry import commands as registry
from tanshi.simulation import acts as act
from tanshi.simulation.acts import EXCHANGE, MINISTRY, REGISTRY, Acts, command
from tanshi.simulation.candidates import Candidates
from tanshi.simulation.chance import Chance
from tanshi.simulation.desk import Due, Estimates, settle_up_run
from tanshi.simulation.operation import MILLE, emission_t, figures, months_of_unit
from tanshi.simulation.population import Population

VERIFIERS = 12


@dataclass(frozen=True, slots=True)
class Event:
    """Something a scenario does on a day; on one day by `order`, then in the order in which it was planned."""

    day: date
    order: int
    step: str  # under which its seconds are counted
    what: Callable[[], None]


#: Orders of events on one day. Trading has the day; surrender comes after it.
ROSTER, OFFICE, MARKET, AFTER = 0, 1, 2, 3


class Year:
    """One compliance period of a population."""

    def __init__(self, market: Market, acts: Acts, population: Population, period: Period, seed: int) -> None:
        self.period = period
        self._law = market.law
        self._market = market
        self._population = population
        self._seed = seed
        self._acts = acts
        self.plan = PowerPlan.of(self._law, period)
        on = period.last_day
        self._timetable = self._dates(on)
        self.deadline = date.fromisoformat(self._law.value("compliance.surrender_deadline", on).value)
        self.trading_from = next_trading_day(self._timetable["preallocation"])
        until, _ = Conditions(self._law).deadline(period)
        self._published_on = last_working_day(until)
        self.first_day = min(period.first_day, until - timedelta(days=30)) + timedelta(days=4)
        self._entities = {e.entity: e for e in population.entities}
        self.covered: list[str] = []
        self._turns: dict[tuple[str, int], dict[date, list[str]]] = {}
        self._months: dict[int, dict[str, dict[str, list[mrv.MonthOfUnit]]]] = {}

    def _dates(self, on: date) -> dict[str, date]:
        timetable = self._law.value("allocation.timetable", on).value
        return {step: date.fromisoformat(day) for step, day in timetable.items()}

    # the calendar

    def events(self) -> Iterator[Event]:
        """Yield what happens in this period, trading and surrender apart."""
        yield Event(self.first_day, ROSTER, "roster", self._roster)
        yield self._office(self._published_on, "list", self._publish)
        for year in self.period.years:
            yield from self._emission_year(year)
        yield self._office(last_working_day(self._timetable["preallocation"]), "preallocation", self._preallocate)
        approval = last_working_day(self._timetable["approval"])
        yield self._office(approval, "approval", self._approve)
        yield self._office(last_working_day(self._timetable["issue"]), "settle_up", self._settle_up)
        if "borrowing" in self._timetable:
            yield self._office(last_working_day(self._timetable["borrowing"]), "borrowing", self._borrow)
        yield self._office(next_trading_day(self.deadline), "assessment", self._assess)

    def _emission_year(self, year: int) -> Iterator[Event]:
        """Yield records, report, verification and confirmation of a year's emissions."""
        period = Period.of(year)
        for month in period.months:
            yield self._office(_twentieth_after(month), "records", partial(self._record, month=month))
        for day in working_days(date(year + 1, 3, 1), date(year + 1, 3, 31)):
            yield self._office(day, "reports", partial(self._report, year=year))
        days = self._verification_days(year)
        for day in days:
            yield self._office(day, "verification", partial(self._verify, year=year))
        yield self._office(next_working_day(days[-1]), "confirmation", partial(self._confirm, year=year))

    def _verification_days(self, year: int) -> list[date]:
        """Return the working days from the report's deadline, and not before there was a guide, to the
        timetable's day.
        """
        guide = self._law.parameter("mrv.verification_group_size").entries[0].from_day
        first = max(date(year + 1, 4, 3), guide)
        return working_days(first, self._dates(date(year, 1, 1))["verification"])

    def _office(self, day: date, step: str, what: Callable[[date], None]) -> Event:
        return Event(day, OFFICE, step, partial(what, day))

    def due(self) -> Due:
        """Return what falls due at the deadline; the list must have been made."""
        return Due(self.period.name, self.covered, self._estimates)

    # the roster

    def _roster(self) -> None:
        entities = list(self._population.entities)
        self._acts.at(self.first_day)
        self._found()
        known_entities, known_units = self._known()
        self._acts.send(self._admissions(entities))
        new = [e for e in entities if e.entity not in known_entities]
        self._acts.bulk(f"register/{self.period}", MINISTRY, "participants.register_entity", lambda: new, size=20)
        self._register_units([e for e in entities if e.entity in known_entities], known_units)
        self._skipped()
        self._acts.send(self._entity_actors(entities))
        self._open_registry([e.entity for e in new])
        self._openings(entities, known_entities)

    def _known(self) -> tuple[set[str], set[str]]:
        """Return the entities that were on the table for the lists of other periods, and all units there are."""
        with self._market.view() as view:
            listed = view.fetch(
                "SELECT DISTINCT entity FROM participants_proposal WHERE period <> ?", [self.period.name]
            )
            units = view.fetch("SELECT id FROM participants_unit")
        return {e for (e,) in listed}, {u for (u,) in units}

    def _register_units(self, entities: Sequence[participants.RegisterEntity], known: set[str]) -> None:
        commands = []
        for entity in entities:
            if more := tuple(u for u in entity.units if u.id not in known):
                who = act.province(entity.area_gb2260)
                request = changes.RegisterUnits(entity.entity, more)
                commands.append(self._of(entity.entity, "units", who, "participants.register_units", request))
        self._acts.send(commands)

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
        source, period = self._population.source, self.period.name

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

    def _open_registry(self, holders: Sequence[str]) -> None:
        opened = command("open", REGISTRY, "registry.open", registry.OpenRegistry("national"))
        self._acts.send([opened, self._listing(self.plan)])
        run = f"accounts/{self.period}"
        self._acts.bulk(run, REGISTRY, "registry.open_account", lambda: list(map(registry.OpenAccount, holders)))

    def _listing(self, plan: PowerPlan) -> Command:
        listed = registry.ListInstrument(plan.vintage, plan.plan.value["instrument"])
        return command(f"list/{plan.vintage}", REGISTRY, "registry.list_instrument", listed)

    def _openings(self, entities: Sequence[participants.RegisterEntity], known: set[str]) -> None:
        """List the entities by what their units emit, and take over what the pre-allocation is based on."""
        base_year = int(self.plan.base.value["year"])
        rules = PowerRules.of(self._law, Period.of(max(base_year, self.period.first_year)))
        candidates = Candidates(self._market, self.period)
        commands = []
        proposed: dict[str, listing.ProposeListing] = {}
        for entity in entities:
            expected, opening = self._base(rules, entity, base_year, is_new=entity.entity not in known)
            covered = candidates.proposed.get(entity.entity)
            if covered is None:
                year = min(base_year, candidates.last_year)
                proposal = candidates.proposal(entity, year, self._emission(rules, entity, year), expected)
                proposed[entity.entity], covered = proposal, proposal.covered
            if covered:
                self.covered.append(entity.entity)
            who = act.province(entity.area_gb2260)
            if opening is not None:
                kind = "mrv.take_opening_" + ("output" if isinstance(opening, mrv.TakeOpeningOutput) else "emission")
                commands.append(command(f"opening/{base_year}/{entity.entity}", who, kind, opening))
        self._acts.send(commands)
        gone = [(area, p) for area, p in candidates.gone(self._entities) if p.entity not in candidates.proposed]
        areas = {e: self._entities[e].area_gb2260 for e in proposed} | {p.entity: area for area, p in gone}
        proposed |= {p.entity: p for _, p in gone}
        self._propose(areas, proposed)

    def _propose(self, areas: Mapping[str, str], proposed: Mapping[str, listing.ProposeListing]) -> None:
        """Send the provinces' proposals; the books change what is proposed, so what was sent before is not in here."""
        commands = []
        for area in sorted(set(areas.values())):
            for _, part in chunked([e for e in proposed if areas[e] == area], 20):
                id = f"list/{self.period}/{area}/{part[0]}"
                items = [proposed[e] for e in part]
                commands.append(command(id, act.province(area), "participants.propose_listing", *items))
        self._acts.send(commands, group=4)

    def _emission(self, rules: PowerRules, entity: participants.RegisterEntity, year: int) -> int:
        """Return what an entity's units are modelled to emit in a year, in whole tonnes."""
        found = 0
        for unit in entity.units:
            if months := months_of_unit(self._seed, unit, entity.area_gb2260, year):
                found += emission_t(rules, unit, months)
        return found

    def _publish(self, day: date) -> None:
        """Publish the list, province by province (名录公布)."""
        self._acts.at(day)
        with self._market.view() as view:
            waiting = view.fetch(
                "SELECT DISTINCT area_gb2260 FROM participants_proposal WHERE period = ? AND state = 'proposed'"
                " ORDER BY area_gb2260",
                [self.period.name],
            )
        self._acts.send(
            command(
                f"publish/{self.period}/{area}", act.province(area), "participants.publish_list",
                listing.PublishList(area, self.period.name),
            )
            for (area,) in waiting
        )  # fmt: skip

    def _base(
        self, rules: PowerRules, entity: participants.RegisterEntity, base_year: int, *, is_new: bool
    ) -> tuple[int, mrv.TakeOpeningEmission | mrv.TakeOpeningOutput | None]:
        """Return what the list expects an entity to emit, and what these books must take over of its base year.

        A unit that starts later has nothing in the base year; the list counts what it emits in its first year. What the
        books hold themselves is not taken over: an entity known from before, or a base year within the period.
        """
        by_output = self.plan.base.value["of"] != "verified"
        emissions, outputs, expected = [], [], 0
        for unit in entity.units:
            months = months_of_unit(self._seed, unit, entity.area_gb2260, max(base_year, unit.start_year))
            emission = emission_t(rules, unit, months) if months else 0
            expected += emission
            if months and unit.start_year <= base_year:
                emissions.append(mrv.OpeningUnit(unit.id, emission))
                if by_output:
                    outputs.append(_output(rules, unit, months))
        year, origin = str(base_year), "modelled"
        if not emissions or not is_new or base_year in self.period.years:
            return expected, None
        if by_output:
            return expected, mrv.TakeOpeningOutput(entity.entity, year, origin, tuple(outputs))
        return expected, mrv.TakeOpeningEmission(entity.entity, year, origin, tuple(emissions))

    # records, reports, verification

    def _record(self, day: date, month: str) -> None:
        self._acts.at(day)
        modelled = self._modelled(int(month[:4]))
        commands = []
        for entity in self.covered:
            if units := modelled[entity].get(month):
                evidence = sha256(f"modelled/{self._seed}/{entity}/{month}".encode()).hexdigest()
                record = mrv.RecordMonth(entity, month, evidence, tuple(units))
                commands.append(command(f"month/{entity}/{month}", act.entity(entity), "mrv.record_month", record))
        self._acts.send(commands)

    def _modelled(self, year: int) -> dict[str, dict[str, list[mrv.MonthOfUnit]]]:
        """Return the modelled months of a year, by entity and month; kept until the year is verified."""
        if year not in self._months:
            self._months[year] = {entity: self._months_of(entity, year) for entity in self.covered}
        return self._months[year]

    def _months_of(self, entity: str, year: int) -> dict[str, list[mrv.MonthOfUnit]]:
        found: dict[str, list[mrv.MonthOfUnit]] = {}
        area = self._entities[entity].area_gb2260
        for unit in self._entities[entity].units:
            for month, record in months_of_unit(self._seed, unit, area, year).items():
                found.setdefault(month, []).append(record)
        return found

    def _report(self, day: date, year: int) -> None:
        self._acts.at(day)
        days = working_days(date(year + 1, 3, 1), date(year + 1, 3, 31))
        modelled = self._modelled(year)
        self._acts.send(
            command(f"report/{year}/{e}", act.entity(e), "mrv.file_report", mrv.FileReport(e, str(year), True))
            for e in self._on("report", year, day, days)
            if modelled[e]
        )

    def _verify(self, day: date, year: int) -> None:
        self._acts.at(day)
        days = self._verification_days(year)
        modelled = self._modelled(year)
        commands = []
        for entity in self._on("verification", year, day, days):
            if not modelled[entity]:
                continue
            who = act.verifier(Chance(self._seed, "verifier", entity).below(VERIFIERS))
            group = (f"{who[1]}/lead", f"{who[1]}/reviewer")
            found = tuple(self._changes(entity, year))
            request = mrv.VerifyReport(entity, str(year), who[1], group, found)
            commands.append(command(f"verification/{year}/{entity}", who, "mrv.verify_report", request))
        self._acts.send(commands)

    def _on(self, what: str, year: int, day: date, days: Sequence[date]) -> list[str]:
        """Return the covered entities whose turn it is on a day; the seed spreads them over the days."""
        if (what, year) not in self._turns:
            turns: dict[date, list[str]] = {}
            for entity in self.covered:
                turns.setdefault(days[Chance(self._seed, what, entity, str(year)).below(len(days))], []).append(entity)
            self._turns[what, year] = turns
        return self._turns[what, year].get(day, [])

    def _changes(self, entity: str, year: int) -> list[mrv.Change]:
        """Return what the verification of a report changes: of a seeded share, some corrected, some replaced."""
        f = figures("operation")
        chance = Chance(self._seed, "findings", entity, str(year))
        if not chance.happens(f["nonconformity_permille"]):
            return []
        months = self._modelled(year)[entity]
        month = sorted(months)[chance.below(len(months))]
        record = months[month][chance.below(len(months[month]))]

        def change(field: str, after: int | None, treatment: str, code: str) -> list[mrv.Change]:
            shown = "" if after is None else str(after)
            return [mrv.Change(record.unit, month, field, shown, treatment, code)]

        if not chance.happens(f["corrected_permille"]):
            if chance.happens(500) and record.carbon_e4 is not None:
                return change("carbon_e4", None, "conservative", "carbon_sample_invalid")
            allowed = self._law.value(
                "mrv.allowed_meter_error", self._dates(date(year, 1, 1))["verification"], "belt_scale"
            )
            fuel = record.fuel_e2 * (1 + allowed.number)
            return change("fuel_e2", -(-fuel.numerator // fuel.denominator), "conservative", "scale_not_calibrated")
        if chance.happens(700):
            more = max(1, chance.around(*f["fuel_error_permille"]))
            return change("fuel_e2", record.fuel_e2 * (MILLE + more) // MILLE, "corrected", "fuel_weighing_error")
        less = max(1, chance.around(*f["generation_error_permille"]))
        generation = max(record.generation_mwh_e3 * (MILLE - less) // MILLE, record.own_use_mwh_e3)
        return change("generation_mwh_e3", generation, "corrected", "meter_reading_error")

    def _confirm(self, day: date, year: int) -> None:
        self._acts.at(day)
        modelled = self._modelled(year)
        ran = [e for e in self.covered if modelled[e]]
        self._by_province(str(year), "confirmation", "mrv.confirm_emission", mrv.ConfirmEmission, ran)
        del self._months[year]

    # allocation

    def _preallocate(self, day: date) -> None:
        self._acts.at(day)
        based = self._based()
        self._by_province(
            self.period.name, "preallocation", "allocation.preallocate", allocation.Preallocate,
            [e for e in self.covered if e in based],
        )  # fmt: skip
        self._acts.at(day, time(16))
        run = f"preallocation/{self.period}/issue"
        self._acts.bulk(run, REGISTRY, "registry.issue", self._to_issue_in_advance)

    def _based(self) -> set[str]:
        """Return the entities that have what the plan bases the pre-allocation on."""
        year = self.plan.base.value["year"]
        kept = "mrv_opening_emission" if self.plan.base.value["of"] == "verified" else "mrv_opening_output"
        confirmed = "SELECT entity FROM mrv_report WHERE period = ? AND state = 'confirmed'"
        with self._market.view() as view:
            found = {e for (e,) in view.fetch(f"SELECT entity FROM {kept} WHERE year = ?", [year])}
            return found | {e for (e,) in view.fetch(confirmed, [year])}

    def _amounts(self) -> list[tuple[str, int, int | None]]:
        """Return (entity, to issue in advance, to issue in all): what was borrowed before is deducted from both."""
        with self._market.view() as view:
            rows = view.fetch(
                "SELECT entity, preallocated_t, approved_t FROM allocation_entity WHERE period = ? ORDER BY entity",
                [self.period.name],
            )
            borrowed = dict(
                view.fetch(
                    "SELECT entity, SUM(amount_t) FROM allocation_borrowing WHERE out_of = ? GROUP BY entity",
                    [self.period.name],
                )
            )
        return [
            (e, max(0, before - int(taken)), None if approved is None else max(0, approved - int(taken)))
            for e, before, approved in rows
            for taken in [borrowed.get(e, 0)]
        ]

    def _to_issue_in_advance(self) -> list[registry.Issue]:
        period, vintage = self.period.name, self.plan.vintage
        return [
            registry.Issue(entity, vintage, before, "preallocation", f"preallocation/{period}/{entity}")
            for entity, before, _ in self._amounts()
            if before
        ]

    def _approve(self, day: date) -> None:
        self._acts.at(day)
        period = self.period.name
        self._by_province(period, "approval", "allocation.approve", allocation.Approve, self.covered)
        self._by_province(period, "obligation", "compliance.set_obligation", compliance.SetObligation, self.covered)

    def _settle_up(self, day: date) -> None:
        """Issue what was approved beyond the advance, take back what was issued in excess (多退少补)."""
        self._acts.at(day)
        period = self.period.name
        self._acts.bulk(f"settle_up/{period}/take_back", REGISTRY, "registry.take_back", self._to_take_back)
        self._acts.bulk(settle_up_run(period), REGISTRY, "registry.issue", self._to_issue)

    def _to_issue(self) -> list[registry.Issue]:
        period, vintage = self.period.name, self.plan.vintage
        return [
            registry.Issue(e, vintage, approved - before, "settle_up", f"settle_up/{period}/{e}")
            for e, before, approved in self._amounts()
            if approved is not None and approved > before
        ]

    def _to_take_back(self) -> list[registry.TakeBack]:
        """Whoever sold part of its advance gives back what it still has on its registration account."""
        vintage = self.plan.vintage
        with self._market.view() as view:
            sql = "SELECT account, amount FROM registry_holding WHERE instrument = ?"
            held = dict(view.fetch(sql, [vintage]))
        found = []
        for e, before, approved in self._amounts():
            amount = min(before - (approved or 0), held.get(registry.registration(e), 0))
            if amount > 0:
                found.append(registry.TakeBack(e, vintage, amount, "settle_up", f"settle_up/{self.period}/{e}"))
        return found

    def _borrow(self, day: date) -> None:
        """Let those borrow who may and who lack the money to buy; the vintage is issued and surrendered at once."""
        terms = borrowing.BorrowingTerms.of(self._law, self.period)
        if terms is None:
            return
        self._acts.at(day)
        granted = self._grants(terms)
        commands = []
        for entity, amount in granted:
            evidence = sha256(f"modelled/{self._seed}/borrowing/{entity}/{self.period}".encode()).hexdigest()
            request = borrowing.GrantBorrowing(entity, self.period.name, amount, "lacks funds (modelled)", evidence)
            who = act.province(self._entities[entity].area_gb2260)
            commands.append(self._of(entity, "borrowing", who, "allocation.grant_borrowing", request))
        self._acts.send(commands)
        self._acts.send([self._listing(PowerPlan.of(self._law, Period.named(terms.out_of)))])
        issued = [
            registry.Issue(e, terms.vintage, amount, "borrowing", f"borrowing/{self.period}/{e}")
            for e, amount in granted
        ]
        self._acts.bulk(f"borrowing/{self.period}/issue", REGISTRY, "registry.issue", lambda: issued)
        self._acts.send(
            self._of(
                e, "surrender-borrowed", act.entity(e), "registry.surrender",
                registry.Surrender(e, terms.vintage, amount, self.period.name),
            )
            for e, amount in granted
        )  # fmt: skip

    def _grants(self, terms: borrowing.BorrowingTerms) -> list[tuple[str, int]]:
        """Return who borrows how much: of those the plan lets borrow a seeded share, each all it may."""
        share = figures("operation")["borrowing_permille"]
        with self._market.view() as view:
            rows = view.fetch(
                "SELECT entity, approved_t, verified_t, obligation_t FROM allocation_entity"
                " WHERE period = ? AND approved_t IS NOT NULL ORDER BY entity",
                [self.period.name],
            )
        limits = [(entity, terms.limit_t(*amounts)) for entity, *amounts in rows if amounts[1]]
        return [
            (entity, limit)
            for entity, limit in limits
            if limit and Chance(self._seed, "borrowing", entity, self.period.name).happens(share)
        ]

    def _by_province(
        self, period: str, step: str, kind: str, request: Callable[[str, str], object], entities: Sequence[str]
    ) -> None:
        """Send one bulk act of all provinces, each for its own entities, in chunks."""
        by_area: dict[str, list[str]] = {}
        for entity in entities:
            by_area.setdefault(self._entities[entity].area_gb2260, []).append(entity)
        for area, part in sorted(by_area.items()):
            commands = []
            for number, some in chunked(part, 20):
                items = [request(e, period) for e in some]
                commands.append(command(f"{step}/{period}/{area}/{number:04d}", act.province(area), kind, *items))
            self._acts.send(commands, group=4)

    def _estimates(self) -> Estimates:
        """Return what each entity expects before approval: allocation and obligation by its own reports."""
        years = [str(y) for y in self.period.years]
        marks = ", ".join("?" * len(years))
        found: dict[str, list[UnitAllocation]] = {e: [] for e in self.covered}
        with self._market.view() as view:
            units = {u.id: u for u in read_rows(view, UnitRow)}
            for year in years:
                for of_unit in read_rows(view, UnitYearRow, period=year, stage=REPORTED):
                    output = allocation.unit_output(of_unit, units[of_unit.unit])
                    found[of_unit.entity].append(allocate_unit(self.plan, output))
            sql = f"SELECT entity, SUM(reported_t) FROM mrv_report WHERE period IN ({marks}) GROUP BY entity"
            reported = {e: int(total) for e, total in view.fetch(sql, years)}
        expected = {e: allocate_entity(self.plan, of, reported.get(e, 0)) for e, of in found.items()}
        return {e: (x.approved_t, x.obligation_t) for e, x in expected.items()}

    # the end

    def _assess(self, day: date) -> None:
        self._acts.at(day)
        price = self._mean_price_of_last_month()
        self._by_province(
            self.period.name, "assessment", "compliance.assess", lambda e, p: compliance.Assess(e, p, price),
            self.covered,
        )  # fmt: skip

    def _mean_price_of_last_month(self) -> str:
        """Return the mean price of the month of the deadline in fen, from all trades; "" if none."""
        with self._market.view() as view:
            ((tonnes, fen),) = view.fetch(
                "SELECT COALESCE(SUM(listed_t + block_t), 0), COALESCE(SUM(listed_fen + block_fen), 0)"
                " FROM exchange_quote WHERE day >= ? AND day <= ?",
                [f"{self.deadline:%Y-%m}-01", self.deadline.isoformat()],
            )
        return show(Fraction(int(fen), int(tonnes)), 0) if tonnes else ""

    def _of(self, entity: str, step: str, who: act.Who, kind: str, request: object) -> Command:
        return command(f"{step}/{self.period.name}/{entity}", who, kind, request)


def _output(rules: PowerRules, unit: participants.Unit, months: dict[str, mrv.MonthOfUnit]) -> mrv.OpeningOutput:
    """Return what a unit supplied in the months of a year."""
    of_year = unit_year(
        rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw,
        months=[mrv.recorded_month(month, record) for month, record in months.items()],
    )  # fmt: skip
    return mrv.OpeningOutput(unit.id, of_year.supply_mwh_e3, of_year.heat_gj_e2)


def _twentieth_after(month: str) -> date:
    """Return the 20th of the month after a month."""
    first = date.fromisoformat(f"{month}-01")
    return (first.replace(day=28) + timedelta(days=4)).replace(day=20)
