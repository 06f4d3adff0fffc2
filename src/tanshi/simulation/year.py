"""A compliance period as a scenario on the production code, under a simulated clock.

The acts of ministry, provinces, registry, exchange, verifiers and entities are commands sent on the days on which the
law has them. A period gives its acts as events of the calendar; `chain` puts the events of several periods in order and
carries them out. What was done before a break answers EXISTS when it is sent again, and a settled session is not held
twice. Operation, verification findings and trading are modelled from the seed; the market's founding fact says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from fractions import Fraction
from hashlib import sha256

from tanshi.allocation import borrowing, deduction, instruction, relief, relief_commands
from tanshi.allocation import commands as allocation
from tanshi.allocation import round as allocation_round
from tanshi.allocation.power import PowerPlan, UnitAllocation, allocate_entity, allocate_unit
from tanshi.allocation.tables import InstructionRow
from tanshi.compliance import commands as compliance
from tanshi.core.exact import show
from tanshi.core.period import Period
from tanshi.core.working_days import last_working_day, next_trading_day
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import REPORTED, UnitYearRow
from tanshi.participants.tables import UnitRow
from tanshi.registry import commands as registry
from tanshi.registry.account_ids import registration
from tanshi.simulation import acts as act
from tanshi.simulation.acts import REGISTRY, Acts, Stage, command
from tanshi.simulation.chance import Chance
from tanshi.simulation.desk import Due, Estimates, settle_up_run
from tanshi.simulation.enrolment import Enrolment, listing_of
from tanshi.simulation.event import ROSTER, Event, office
from tanshi.simulation.monitoring import Monitoring
from tanshi.simulation.offsetting import offsets, proof
from tanshi.simulation.operation import figures
from tanshi.simulation.population import Population


class Year:
    """One compliance period of a population."""

    def __init__(
        self, market: Stage, acts: Acts, population: Population, period: Period, seed: int, ccer: bool = False
    ) -> None:
        """Take a population; `ccer`: part of its obligation is offset with reductions of filed projects."""
        self.period = period
        self._law = market.law
        self._market = market
        self._seed = seed
        self._ccer = ccer
        self._acts = acts
        self.plan = PowerPlan.of(self._law, period)
        timetable = self._law.value("allocation.timetable", period.last_day).value
        self._timetable = {step: date.fromisoformat(day) for step, day in timetable.items()}
        deadline = self._law.value("compliance.surrender_deadline", period.last_day)
        self.deadline = date.fromisoformat(deadline.value)
        self.trading_from = next_trading_day(self._timetable["preallocation"])
        self._enrolment = Enrolment(market, acts, population, self.plan, seed)
        self._monitoring = Monitoring(market, acts, population, self._enrolment, seed)
        self._areas = {e.entity: e.area_gb2260 for e in population.entities}

    @property
    def first_day(self) -> date:
        """The day on which the period's roster is made."""
        return self._enrolment.first_day

    @property
    def covered(self) -> list[str]:
        return self._enrolment.covered

    def events(self) -> Iterator[Event]:
        """Yield what happens in this period, trading and surrender apart."""
        yield Event(self.first_day, ROSTER, "roster", self._enrolment.make)
        yield office(self._enrolment.published_on, "list", self._enrolment.publish)
        for year in self.period.years:
            yield from self._monitoring.events(year)
        yield office(last_working_day(self._timetable["preallocation"]), "preallocation", self._preallocate)
        yield office(last_working_day(self._timetable["approval"]), "approval", self._approve)
        yield office(last_working_day(self._timetable["issue"]), "settle_up", self._settle_up)
        if self._ccer:
            yield office(last_working_day(self._timetable["issue"]), "offset", self._offset)
        if "borrowing" in self._timetable:
            yield office(last_working_day(self._timetable["borrowing"]), "borrowing", self._borrow)
        yield office(next_trading_day(self.deadline), "assessment", self._assess)

    def due(self) -> Due:
        """Return what falls due at the deadline; the list must have been made."""
        return Due(self.period.name, self.covered, self._estimates)

    # allocation

    def _preallocate(self, day: date) -> None:
        self._acts.at(day)
        based = self._based()
        entities = [e for e in self.covered if e in based]
        self._by_province("preallocation", "allocation.preallocate", allocation.Preallocate, entities)
        self._instruct(instruction.PREALLOCATION, entities)
        self._acts.at(day, time(16))
        run = f"preallocation/{self.period}/issue"
        self._acts.bulk(run, REGISTRY, "registry.issue", lambda: self._to_issue(instruction.PREALLOCATION))
        self._report(instruction.PREALLOCATION)

    def _based(self) -> set[str]:
        """Return the entities that have what the plan bases the pre-allocation on."""
        year = self.plan.base.value["year"]
        kept = "mrv_opening_emission" if self.plan.base.value["of"] == "verified" else "mrv_opening_output"
        confirmed = "SELECT entity FROM mrv_report WHERE period = ? AND state = 'confirmed'"
        with self._market.view() as view:
            found = {e for (e,) in view.fetch(f"SELECT entity FROM {kept} WHERE year = ?", [year])}
            return found | {e for (e,) in view.fetch(confirmed, [year])}

    def _instruct(self, stage: str, entities: list[str]) -> None:
        self._by_province(
            f"instruct/{stage}", "allocation.instruct", lambda e, p: instruction.Instruct(e, p, stage), entities
        )

    def _told(self, stage: str) -> list[InstructionRow]:
        """Return a stage's instructions, by entity."""
        with self._market.view() as view:
            return list(read_rows(view, InstructionRow, period=self.period.name, stage=stage))

    def _to_issue(self, stage: str) -> list[registry.Issue]:
        return [
            registry.Issue(i.holder, i.vintage, i.amount_t, stage, i.id) for i in self._told(stage) if i.amount_t > 0
        ]

    def _report(self, stage: str) -> None:
        """Report the stage to the ministry, province by province, and publish it."""
        for step, kind, request in (
            ("report", "allocation.report_round", allocation_round.ReportRound),
            ("publication", "allocation.publish_round", allocation_round.PublishRound),
        ):
            self._acts.send(
                command(
                    f"{step}/{stage}/{self.period}/{area}", act.province(area), kind,
                    request(area, self.period.name, stage),
                )
                for area in self._allocated_areas(stage)
            )  # fmt: skip

    def _allocated_areas(self, stage: str) -> list[str]:
        return sorted({self._areas[i.entity] for i in self._told(stage)})

    def _approve(self, day: date) -> None:
        self._acts.at(day)
        self._by_province("approval", "allocation.approve", allocation.Approve, self.covered)
        self._by_province("obligation", "compliance.set_obligation", compliance.SetObligation, self.covered)

    def _settle_up(self, day: date) -> None:
        """Issue what was approved beyond the advance, take back what was issued in excess (多退少补)."""
        self._acts.at(day)
        period, stage = self.period.name, instruction.SETTLE_UP
        self._instruct(stage, self.covered)
        self._acts.bulk(f"settle_up/{period}/take_back", REGISTRY, "registry.take_back", self._to_take_back)
        self._acts.bulk(settle_up_run(period), REGISTRY, "registry.issue", lambda: self._to_issue(stage))
        self._note_not_taken_back()
        self._report(stage)

    def _to_take_back(self) -> list[registry.TakeBack]:
        """Whoever sold part of its advance gives back what it still has on its registration account."""
        with self._market.view() as view:
            sql = "SELECT account, amount FROM registry_holding WHERE instrument = ?"
            held = dict(view.fetch(sql, [self.plan.vintage]))
        found = []
        for told in self._told(instruction.SETTLE_UP):
            amount = min(-told.amount_t, held.get(registration(told.holder), 0))
            if amount > 0:
                found.append(registry.TakeBack(told.holder, told.vintage, amount, told.stage, told.id))
        return found

    def _note_not_taken_back(self) -> None:
        """Note what could not be taken back: it is withheld from later allowances."""
        with self._market.view() as view:
            moved = dict(view.fetch("SELECT id, amount_t FROM registry_instruction"))
        commands = []
        for told in self._told(instruction.SETTLE_UP):
            missing = -told.amount_t - moved.get(told.id, 0)
            if told.amount_t < 0 and missing:
                note = deduction.NoteDeduction(told.entity, "not_taken_back", told.period, missing, told.id)
                who = act.province(self._areas[told.entity])
                commands.append(self._of(told.entity, "not-taken-back", who, "allocation.note_deduction", note))
        self._acts.send(commands)

    def _offset(self, day: date) -> None:
        """Have the provinces count the reductions of filed projects that part of the entities cancelled."""
        self._acts.at(day, time(17))
        with self._market.view() as view:
            sql = "SELECT entity, obligation_t FROM compliance_obligation WHERE period = ? ORDER BY entity"
            due = {entity: int(owed) for entity, owed in view.fetch(sql, [self.period.name])}
        amounts = offsets(self._law, self._seed, self.period, day, due)
        self._by_province(
            "offset", "compliance.count_filed",
            lambda e, p: proof(self._seed, e, self.period, amounts[e], day), list(amounts),
        )  # fmt: skip

    def _borrow(self, day: date) -> None:
        """Let those borrow who may and who lack the money to buy; the vintage is issued and surrendered at once."""
        terms = borrowing.BorrowingTerms.of(self._law, self.period)
        if terms is None:
            return
        self._acts.at(day)
        granted = self._grants(terms)
        applications, grants = [], []
        for entity, amount in granted:
            evidence = sha256(f"modelled/{self._seed}/borrowing/{entity}/{self.period}".encode()).hexdigest()
            ground, period = "lacks funds (modelled)", self.period.name
            asked = relief_commands.ApplyRelief(entity, period, relief.BORROWING, amount, ground, evidence)
            request = borrowing.GrantBorrowing(entity, period, amount, ground, evidence)
            who = act.province(self._areas[entity])
            applications.append(self._of(entity, "application", act.entity(entity), "allocation.apply_relief", asked))
            grants.append(self._of(entity, "borrowing", who, "allocation.grant_borrowing", request))
        self._acts.send(applications)
        self._acts.send(grants)
        self._instruct(relief.BORROWING, [entity for entity, _ in granted])
        self._acts.send([listing_of(PowerPlan.of(self._law, Period.named(terms.out_of)))])
        run = f"borrowing/{self.period}/issue"
        self._acts.bulk(run, REGISTRY, "registry.issue", lambda: self._to_issue(relief.BORROWING))
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

    def _by_province(self, step: str, kind: str, request: Callable[[str, str], object], of: list[str]) -> None:
        areas = {e: self._areas[e] for e in of}
        self._acts.by_province(areas, self.period.name, step, kind, request)

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
        self._by_province("assessment", "compliance.assess", lambda e, p: compliance.Assess(e, p, price), self.covered)

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
