"""A period's records, reports, verification and confirmation, on their days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import sha256

from tanshi.core.period import Period
from tanshi.core.working_days import next_working_day, working_days
from tanshi.mrv import commands as mrv
from tanshi.mrv.recomputing import Change
from tanshi.mrv.unit_months import MonthOfUnit
from tanshi.simulation import acts as act
from tanshi.simulation.acts import Acts, Stage, command
from tanshi.simulation.chance import Chance
from tanshi.simulation.enrolment import VERIFIERS, Enrolment
from tanshi.simulation.event import Event, office
from tanshi.simulation.operation import MILLE, figures, months_of_unit
from tanshi.simulation.population import Population


class Monitoring:
    """From the monthly record to the confirmed emission of the entities that are covered."""

    def __init__(self, market: Stage, acts: Acts, population: Population, enrolment: Enrolment, seed: int) -> None:
        self._law = market.law
        self._acts = acts
        self._enrolment = enrolment
        self._entities = {e.entity: e for e in population.entities}
        self._seed = seed
        self._turns: dict[tuple[str, int], dict[date, list[str]]] = {}
        self._months: dict[int, dict[str, dict[str, list[MonthOfUnit]]]] = {}

    def events(self, year: int) -> Iterator[Event]:
        """Yield records, report, verification and confirmation of a year's emissions."""
        for month in Period.of(year).months:
            yield office(_twentieth_after(month), "records", partial(self._record, month=month))
        for day in working_days(date(year + 1, 3, 1), date(year + 1, 3, 31)):
            yield office(day, "reports", partial(self._report, year=year))
        days = self._verification_days(year)
        for day in days:
            yield office(day, "verification", partial(self._verify, year=year))
        yield office(next_working_day(days[-1]), "confirmation", partial(self._confirm, year=year))

    def _verification_days(self, year: int) -> list[date]:
        """Return the working days from the report's deadline, and not before there was a guide, to the plan's day."""
        guide = self._law.parameter("mrv.verification_group_size").entries[0].from_day
        return working_days(max(date(year + 1, 4, 3), guide), self._verified_by(year))

    def _verified_by(self, year: int) -> date:
        timetable = self._law.value("allocation.timetable", date(year, 1, 1)).value
        return date.fromisoformat(timetable["verification"])

    def _record(self, day: date, month: str) -> None:
        self._acts.at(day)
        modelled = self._modelled(int(month[:4]))
        commands = []
        for entity in self._enrolment.covered:
            if units := modelled[entity].get(month):
                evidence = sha256(f"modelled/{self._seed}/{entity}/{month}".encode()).hexdigest()
                record = mrv.RecordMonth(entity, month, evidence, tuple(units))
                commands.append(command(f"month/{entity}/{month}", act.entity(entity), "mrv.record_month", record))
        self._acts.send(commands)

    def _modelled(self, year: int) -> dict[str, dict[str, list[MonthOfUnit]]]:
        """Return the modelled months of a year, by entity and month; kept until the year is verified."""
        if year not in self._months:
            self._months[year] = {entity: self._months_of(entity, year) for entity in self._enrolment.covered}
        return self._months[year]

    def _months_of(self, entity: str, year: int) -> dict[str, list[MonthOfUnit]]:
        found: dict[str, list[MonthOfUnit]] = {}
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
            for entity in self._enrolment.covered:
                turns.setdefault(days[Chance(self._seed, what, entity, str(year)).below(len(days))], []).append(entity)
            self._turns[what, year] = turns
        return self._turns[what, year].get(day, [])

    def _changes(self, entity: str, year: int) -> list[Change]:
        """Return what the verification of a report changes: of a seeded share, some corrected, some replaced."""
        f = figures("operation")
        chance = Chance(self._seed, "findings", entity, str(year))
        if not chance.happens(f["nonconformity_permille"]):
            return []
        months = self._modelled(year)[entity]
        month = sorted(months)[chance.below(len(months))]
        record = months[month][chance.below(len(months[month]))]

        def change(field: str, after: int | None, treatment: str, code: str) -> list[Change]:
            shown = "" if after is None else str(after)
            return [Change(record.unit, month, field, shown, treatment, code)]

        if not chance.happens(f["corrected_permille"]):
            if chance.happens(500) and record.carbon_e4 is not None:
                return change("carbon_e4", None, "conservative", "carbon_sample_invalid")
            allowed = self._law.value("mrv.allowed_meter_error", self._verified_by(year), "belt_scale")
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
        ran = {e: self._entities[e].area_gb2260 for e in self._enrolment.covered if modelled[e]}
        self._acts.by_province(ran, str(year), "confirmation", "mrv.confirm_emission", mrv.ConfirmEmission)
        del self._months[year]


def _twentieth_after(month: str) -> date:
    """Return the 20th of the month after a month."""
    first = date.fromisoformat(f"{month}-01")
    return (first.replace(day=28) + timedelta(days=4)).replace(day=20)
