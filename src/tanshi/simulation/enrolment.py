"""Who takes part in a period: entities and units entered, accounts opened, the list proposed and published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import count

from tanshi.accounting.power import PowerRules, unit_year
from tanshi.allocation.power import PowerPlan
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.core.working_days import last_working_day
from tanshi.journal.command import Command
from tanshi.journal.run import chunked
from tanshi.mrv import opening_figures
from tanshi.mrv.unit_months import MonthOfUnit, recorded_month
from tanshi.participants import changes, listing
from tanshi.participants import commands as participants
from tanshi.participants.conditions import Conditions
from tanshi.registry import commands as registry
from tanshi.simulation import acts as act
from tanshi.simulation.acts import EXCHANGE, MINISTRY, REGISTRY, Acts, Stage, command
from tanshi.simulation.candidates import MODELLED, Candidates
from tanshi.simulation.operation import emission_t, months_of_unit
from tanshi.simulation.population import Population

VERIFIERS = 12


class Enrolment:
    """The roster and the list of one period; `covered` is known once the roster is made."""

    def __init__(self, market: Stage, acts: Acts, population: Population, plan: PowerPlan, seed: int) -> None:
        self.period = plan.period
        self.plan = plan
        self.covered: list[str] = []
        self._law = market.law
        self._market = market
        self._population = population
        self._seed = seed
        self._acts = acts
        self._entities = {e.entity: e for e in population.entities}
        until, _ = Conditions(self._law).deadline(self.period)
        self.published_on = last_working_day(until)
        self.first_day = min(self.period.first_day, until - timedelta(days=30)) + timedelta(days=4)

    def make(self) -> None:
        """Enter who is new, open accounts, propose the list, take over what the pre-allocation is based on."""
        known = self.enter()
        self._openings(list(self._population.entities), known)

    def enter(self) -> set[str]:
        """Enter who is new with units and accounts, and return who was known before."""
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
        return known_entities

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
                id = f"units/{self.period}/{entity.entity}"
                commands.append(command(id, who, "participants.register_units", request))
        self._acts.send(commands)

    def _found(self) -> None:
        """Found the market, or see that the database holds this very scenario."""
        origin = f"simulation: seed {self._seed}, {self._population.origin}"
        found = participants.Found(self._law.jurisdiction, origin, *MINISTRY)
        (answer,) = self._market.execute([command("found", MINISTRY, "participants.found", found)])
        if not answer.done:
            with self._market.view() as view:
                ((here,),) = view.fetch("SELECT origin FROM participants_market") or [("",)]
            raise problem("year.other_scenario", where=self._market.where, here=here, asked=origin)

    def _admissions(self, entities: Sequence[participants.RegisterEntity]) -> list[Command]:
        admitted = [
            participants.AdmitActor(*REGISTRY, "registry"),
            participants.AdmitActor(*act.second(REGISTRY), "registry"),
            participants.AdmitActor(*EXCHANGE, "exchange"),
            participants.AdmitActor(*act.second(EXCHANGE), "exchange"),
        ]
        for code in sorted({e.area_gb2260 for e in entities}):
            for who in (act.province(code), act.second(act.province(code))):
                admitted.append(participants.AdmitActor(*who, "province", code))
        for number in range(VERIFIERS):
            admitted.append(participants.AdmitActor(*act.verifier(number), "verifier"))
        return [command(f"admit/{a.actor}", MINISTRY, "participants.admit_actor", a) for a in admitted]

    def _skipped(self) -> None:
        for number, part in enumerate(self._population.parts or (self._population,)):
            run = f"skipped/{self.period}" + (f"/{number}" if number else "")
            self._acts.bulk(run, MINISTRY, "participants.skip_rows", partial(self._skipped_of, part), size=1)

    def _skipped_of(self, part: Population) -> list[participants.SkipRows]:
        return [
            participants.SkipRows(part.source, self.period.name, tuple(some)) for _, some in chunked(part.skipped, 200)
        ]

    def _entity_actors(self, entities: Sequence[participants.RegisterEntity]) -> list[Command]:
        found = []
        for entity in entities:
            first = act.entity(entity.entity)
            admitted = [
                participants.AdmitActor(*who, "entity", "", entity.entity) for who in (first, act.second(first))
            ]
            who = act.province(entity.area_gb2260)
            found.append(command(f"admit/{first[0]}", who, "participants.admit_actor", *admitted))
        return found

    def _open_registry(self, holders: Sequence[str]) -> None:
        opened = command("open", REGISTRY, "registry.open", registry.OpenRegistry("national"))
        self._acts.send([opened, listing_of(self.plan)])
        run = f"accounts/{self.period}"
        self._acts.bulk(run, REGISTRY, "registry.open_account", lambda: list(map(registry.OpenAccount, holders)))

    def _openings(self, entities: Sequence[participants.RegisterEntity], known: set[str]) -> None:
        """List the entities by what their units emit, and take over what the pre-allocation is based on."""
        base_year = int(self.plan.base.value["year"])
        rules = PowerRules.of(self._law, Period.of(max(base_year, self.period.first_year)))
        candidates = Candidates(self._market, self.period)
        signed = self._signed(base_year)
        commands = []
        proposed: dict[str, listing.ProposeListing] = {}
        for entity in entities:
            is_new = entity.entity not in known and entity.entity not in signed
            expected, opening = self._base(rules, entity, base_year, is_new=is_new)
            covered = candidates.proposed.get(entity.entity)
            if covered is None:
                year = min(base_year, candidates.last_year)
                proposal = candidates.proposal(entity, year, self._emission(rules, entity, year), expected)
                proposed[entity.entity], covered = proposal, proposal.covered
            if covered:
                self.covered.append(entity.entity)
            who = act.province(entity.area_gb2260)
            if opening is not None:
                kind = "mrv.take_opening_" + (
                    "output" if isinstance(opening, opening_figures.TakeOpeningOutput) else "emission"
                )
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

    def publish(self, day: date) -> None:
        """Publish the list, province by province (名录公布); one act takes so many entities, the next act the rest."""
        self._acts.at(day)
        for act_number in count(1):
            areas = self._waiting_areas()
            if not areas:
                return
            last = "" if act_number == 1 else f"/{act_number}"
            self._acts.send(
                command(
                    f"publish/{self.period}/{area}{last}", act.province(area), "participants.publish_list",
                    listing.PublishList(area, self.period.name),
                )
                for area in areas
            )  # fmt: skip

    def _waiting_areas(self) -> list[str]:
        with self._market.view() as view:
            waiting = view.fetch(
                "SELECT DISTINCT area_gb2260 FROM participants_proposal WHERE period = ? AND state = 'proposed'"
                " ORDER BY area_gb2260",
                [self.period.name],
            )
        return [area for (area,) in waiting]

    def _signed(self, year: int) -> set[str]:
        """Return the entities whose year was taken over from a signed opening: what is known is not modelled."""
        kept = "mrv_opening_emission" if self.plan.base.value["of"] == "verified" else "mrv_opening_output"
        sql = f"SELECT DISTINCT entity FROM {kept} WHERE year = ? AND origin <> ?"
        with self._market.view() as view:
            return {e for (e,) in view.fetch(sql, [str(year), MODELLED])}

    def _base(
        self, rules: PowerRules, entity: participants.RegisterEntity, base_year: int, *, is_new: bool
    ) -> tuple[int, opening_figures.TakeOpeningEmission | opening_figures.TakeOpeningOutput | None]:
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
                emissions.append(opening_figures.OpeningUnit(unit.id, emission))
                if by_output:
                    outputs.append(_output(rules, unit, months))
        year, origin = str(base_year), MODELLED
        if not emissions or not is_new or base_year in self.period.years:
            return expected, None
        if by_output:
            return expected, opening_figures.TakeOpeningOutput(entity.entity, year, origin, tuple(outputs))
        return expected, opening_figures.TakeOpeningEmission(entity.entity, year, origin, tuple(emissions))


def listing_of(plan: PowerPlan) -> Command:
    """Return the registry's act that lists a plan's vintage."""
    listed = registry.ListInstrument(plan.vintage, plan.plan.value["instrument"])
    return command(f"list/{plan.vintage}", REGISTRY, "registry.list_instrument", listed)


def _output(
    rules: PowerRules, unit: participants.Unit, months: dict[str, MonthOfUnit]
) -> opening_figures.OpeningOutput:
    """Return what a unit supplied in the months of a year."""
    of_year = unit_year(
        rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw,
        months=[recorded_month(month, record) for month, record in months.items()],
    )  # fmt: skip
    return opening_figures.OpeningOutput(unit.id, of_year.supply_mwh_e3, of_year.heat_gj_e2)
