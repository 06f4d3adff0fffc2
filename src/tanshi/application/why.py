"""The tree of any figure in the books: "why this number?"

A subject is `MEASURE/PERIOD`, for a part `MEASURE/PERIOD/WHERE` with a province code, an entity or a unit:
`approved_t/2022`, `approved_t/2022/37`, `verified_t/2022/L100200`, `approved_t/2022/G100236`; `close/2023-05-04`;
`penalty/2022/L100200`; `listing/L100200/2022`; or a parameter of the law:
`allocation.electricity_benchmark[I]/2022-01-01`.

Trees are computed again from the recorded inputs and the revision of the rules that the fact names; where
today's belief differs, the node says so. They are never stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial

from tanshi.accounting import power as accounting
from tanshi.accounting.guide import Guide
from tanshi.accounting.totals import explain as explain_rows
from tanshi.allocation import commands as allocation_commands
from tanshi.allocation import power as allocation
from tanshi.allocation.tables import EntityAllocationRow, PreallocationRow
from tanshi.application.access import ViewRows
from tanshi.application.lists import why_listing
from tanshi.application.market import Market
from tanshi.application.why_versions import emission_versions, obligation_versions
from tanshi.compliance.penalty import breach_day
from tanshi.compliance.steps import ObligationStepRow
from tanshi.compliance.tables import VOID, ObligationRow, PenaltyRow, SurrenderRow
from tanshi.core.clock import legal_day_of
from tanshi.core.exact import decimal, show
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.core.period import Period
from tanshi.exchange.tables import QuoteRow
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import R, read_rows
from tanshi.mrv.activity_year import rows_of
from tanshi.mrv.emission_correction import versions
from tanshi.mrv.gases import co2e_t, gases_of
from tanshi.mrv.stages import activities_at, months_at
from tanshi.mrv.tables import REPORTED, VERIFIED, ChangeRow, GasRow, ReportRow, UnitYearRow
from tanshi.mrv.unit_months import unit_month
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law, Node
from tanshi.rules.trace import law as law_node

#: Measures that add up over units or entities, with the table and column of an entity's value.
MEASURES = {
    "reported_t": ("mrv_report", "reported_t"),
    "verified_t": ("mrv_report", "verified_t"),
    "preallocated_t": ("allocation_entity", "preallocated_t"),
    "approved_t": ("allocation_entity", "approved_t"),
    "obligation_t": ("compliance_obligation", "obligation_t"),
    "surrendered_t": ("compliance_obligation", "surrendered_t"),
    "shortfall_t": ("compliance_obligation", "shortfall_t"),
}

#: Measures of annual reports, with the stage of a unit's year; a joint period has several.
_REPORTED = {"reported_t": REPORTED, "verified_t": VERIFIED}

EXAMPLES = "approved_t/2022, approved_t/2022/37, verified_t/2022/ENTITY, approved_t/2022/UNIT, close/2023-05-04"


@dataclass(frozen=True, slots=True)
class Why:
    """A tree and the position of the journal it was read at."""

    subject: str
    node: Node
    position: int


def why(market: Market, subject: str) -> Why:
    """Return the tree of a subject; `Problem` says which subjects there are."""
    with market.view() as view:
        head = view.head()
        day = legal_day_of(head.recorded_at) if head.recorded_at else ""
        law = LawBook(market.law).on(ViewRows(view), day)  # with the acts in force when the last fact was recorded
        return Why(subject, _Trees(law, view).of(subject), head.size)


def why_law(law: Law, subject: str) -> Node:
    """Return the leaf of a parameter on a day, without a database."""
    name, _, day = subject.partition("/")
    name, _, key = name.partition("[")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise problem("why.bad_subject", where=subject, examples=EXAMPLES) from None
    return law_node(law.value(name, on, key.removesuffix("]")), "label.parameter")


class _Trees:
    """The trees of one snapshot."""

    def __init__(self, law: Law, view: Snapshot) -> None:
        self._law = law
        self._view = view

    def of(self, subject: str) -> Node:
        measure, *rest = subject.split("/")
        if "." in measure:
            return why_law(self._law, subject)
        if measure == "close" and len(rest) == 1:
            return self._close(rest[0])
        if measure == "listing" and len(rest) == 2:
            return why_listing(self._law, self._view, *rest)
        if measure == "penalty" and len(rest) == 2:
            return self._penalty(*rest)
        if measure not in MEASURES or len(rest) not in (1, 2):
            raise problem("why.bad_subject", where=subject, examples=EXAMPLES)
        try:
            period = Period.named(rest[0]).name
        except ValueError:
            raise problem("why.bad_subject", where=subject, examples=EXAMPLES) from None
        return self._sum(measure, period, rest[1] if len(rest) == 2 else "")

    # totals

    def _sum(self, measure: str, period: str, where: str) -> Node:
        if not where:
            return self._nation(measure, period)
        if where in areas():
            return self._province(measure, period, where)
        if read_rows(self._view, EntityRow, id=where):
            return self._entity(measure, period, where)
        if read_rows(self._view, UnitRow, id=where):
            return self._unit(measure, period, where)
        raise problem("why.not_found", where=f"{measure}/{period}/{where}", name=where)

    def _values(self, measure: str, period: str) -> dict[str, tuple[str, int]]:
        """Return (area, value) by entity."""
        table, column = MEASURES[measure]
        periods = _years(period) if measure in _REPORTED else [period]
        rows = self._view.fetch(
            f"SELECT t.entity, e.area_gb2260, SUM(t.{column}) FROM {table} t"
            " JOIN participants_entity e ON e.id = t.entity"
            f" WHERE t.period IN ({', '.join('?' * len(periods))}) AND t.{column} IS NOT NULL"
            " GROUP BY t.entity, e.area_gb2260 ORDER BY t.entity",
            periods,
        )
        if not rows:
            raise problem("why.nothing_yet", where=f"{measure}/{period}", period=period)
        return {entity: (area, int(value)) for entity, area, value in rows}

    def _nation(self, measure: str, period: str) -> Node:
        by_area: dict[str, int] = {}
        for area, value in self._values(measure, period).values():
            by_area[area] = by_area.get(area, 0) + value
        inputs = [self._area_node(measure, period, area, value) for area, value in sorted(by_area.items())]
        return Node(
            f"label.{measure}", sum(by_area.values()), "t", formula="sum", inputs=tuple(inputs),
            subject=f"{measure}/{period}",
        )  # fmt: skip

    def _area_node(self, measure: str, period: str, area: str, value: int) -> Node:
        found = areas()[area]
        return Node(f"label.{measure}", value, "t", note=f"{found.zh} {found.en}", subject=f"{measure}/{period}/{area}")

    def _province(self, measure: str, period: str, area: str) -> Node:
        names = {e.id: e for e in read_rows(self._view, EntityRow, area_gb2260=area)}
        inputs = [
            Node(f"label.{measure}", value, "t", note=_named(names[entity]), subject=f"{measure}/{period}/{entity}")
            for entity, (where, value) in self._values(measure, period).items()
            if where == area
        ]
        total = sum(int(n.value) for n in inputs)
        return replace(self._area_node(measure, period, area, total), formula="sum", inputs=tuple(inputs))

    # an entity

    def _entity(self, measure: str, period: str, entity: str) -> Node:
        tree: dict[str, Callable[[str, str], Node]] = {
            "reported_t": partial(self._of_report, "reported_t"),
            "verified_t": self._verified,
            "preallocated_t": self._preallocated,
            "approved_t": self._approved,
            "obligation_t": self._obligation,
            "surrendered_t": self._surrendered,
            "shortfall_t": self._shortfall,
        }
        return tree[measure](period, entity)

    def _verified(self, period: str, entity: str) -> Node:
        node = self._of_report("verified_t", period, entity)
        rows = ViewRows(self._view)
        report = rows.get(ReportRow, (entity, period))
        earlier = emission_versions(versions(rows, report)) if report is not None else ()
        if not earlier:
            return node
        return replace(node, formula="E", inputs=(replace(node, symbol="E", subject=""), *earlier), note="")

    def _of_report(self, measure: str, period: str, entity: str) -> Node:
        """Return an entity's emissions as reported or as verified."""
        if (years := _years(period)) != [period]:
            reported = [y for y in years if read_rows(self._view, ReportRow, entity=entity, period=y)]
            found = [self._of_report(measure, y, entity) for y in reported]
            return _sum_of(f"label.{measure}", found, period, entity)
        subject, stage = f"{measure}/{period}/{entity}", _REPORTED[measure]
        report = self._one(ReportRow, subject, entity=entity, period=period)
        amount = report.verified_t if stage == VERIFIED else report.reported_t
        if amount is None:
            raise problem("why.nothing_yet", where=subject, period=period)
        parts = [
            *self._of_rows(entity, period, stage),
            *(
                replace(self._unit_emission(period, year), symbol="")
                for year in read_rows(self._view, UnitYearRow, entity=entity, period=period, stage=stage)
            ),
        ]
        gases = gases_of(ViewRows(self._view), entity, period, reported=stage == REPORTED)
        by_streams = bool(rows_of(ViewRows(self._view), entity, period))
        changes = read_rows(self._view, ChangeRow, entity=entity, period=period) if stage == VERIFIED else []
        note = "; ".join(
            f"{c.unit} {c.month} {c.field}: {c.before} -> {c.after or '-'} ({c.treatment}, {c.code})" for c in changes
        )
        return Node(
            f"label.{measure}", amount, "tCO2", formula="sum", rounding="half_up 0",
            inputs=(*parts, *(_gas(gas, by_streams=by_streams) for gas in gases)), note=note, subject=subject,
        )  # fmt: skip

    def _of_rows(self, entity: str, period: str, stage: str) -> tuple[Node, ...]:
        """Return the sources of a year that was recorded as activity data; none if it was not."""
        sector, rows = activities_at(ViewRows(self._view), entity, period, stage)
        if not rows:
            return ()
        guide = Guide.of(self._law, sector, int(period))
        return explain_rows(guide, rows, guide.totals[0].code).inputs

    def _unit_emission(self, period: str, year: UnitYearRow) -> Node:
        unit = self._one(UnitRow, year.unit, id=year.unit)
        months = [unit_month(row) for row in months_at(self._view, year)]
        rules = accounting.PowerRules.of(self._law, Period.named(period))
        computed = accounting.unit_year(
            rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw, months=months
        )
        node = accounting.explain(
            rules, fuel=unit.fuel, months=months, year=computed, subject=f"{year.stage}_t/{period}/{year.unit}"
        )
        recorded = Fraction(year.emission_t_e2, 100)
        return _recorded(node, recorded)

    def _preallocated(self, period: str, entity: str) -> Node:
        plan = self._plan(period, entity)
        rows = read_rows(self._view, PreallocationRow, entity=entity, period=period)
        units = [self._unit_preallocation(plan, row) for row in rows]
        return Node(
            "label.preallocated_t", sum(r.preallocated_t for r in rows), "t", formula="sum", inputs=tuple(units),
            subject=f"preallocated_t/{period}/{entity}",
        )  # fmt: skip

    def _unit_preallocation(self, plan: allocation.PowerPlan, row: PreallocationRow) -> Node:
        by_output = plan.base.value["of"] != "verified"
        kept = "mrv_opening_output" if by_output else "mrv_opening_emission"
        sql = f"SELECT origin FROM {kept} WHERE unit = ? AND year = ?"
        origin = next((o for (o,) in self._view.fetch(sql, [row.unit, row.base_year])), "")
        label = "label.base_output" if by_output else "label.base_emission"
        base = Node(
            label, row.base_t, "tCO2", "E0", citation=plan.base.citation,
            confidence=plan.base.confidence, note=f"{row.base_year} {origin}".strip(),
        )  # fmt: skip
        return Node(
            "label.preallocated_t", row.preallocated_t, "t", formula="E0 * s",
            rounding=plan.rounding["preallocation"].value, citation=plan.share.citation,
            confidence=plan.rounding["preallocation"].confidence,
            inputs=(base, law_node(plan.share, "label.preallocation_share", "s")),
            subject=f"preallocated_t/{row.period}/{row.unit}",
        )  # fmt: skip

    def _approved(self, period: str, entity: str) -> Node:
        row = self._one(EntityAllocationRow, f"approved_t/{period}/{entity}", entity=entity, period=period)
        if row.approved_t is None or row.verified_t is None:
            raise problem("why.nothing_yet", where=f"approved_t/{period}/{entity}", period=period)
        plan = self._plan(period, entity)
        units = self._allocations(plan, period, entity)
        found = allocation.allocate_entity(plan, [u for _, u in units], row.verified_t)
        trees = [_of_year(plan, u, year, joint=year != period) for year, u in units]
        node = allocation.explain_entity(plan, found, trees, f"approved_t/{period}/{entity}")
        return _recorded(node, Fraction(row.approved_t))

    def _allocations(
        self, plan: allocation.PowerPlan, period: str, entity: str
    ) -> list[tuple[str, allocation.UnitAllocation]]:
        """Return (emission year, allowances) of an entity's units."""
        found = []
        for year in _years(period):
            for of_unit in read_rows(self._view, UnitYearRow, entity=entity, period=year, stage=VERIFIED):
                unit = self._one(UnitRow, of_unit.unit, id=of_unit.unit)
                output = allocation_commands.unit_output(of_unit, unit)
                found.append((year, allocation.allocate_unit(plan, output)))
        return found

    def _plan(self, period: str, entity: str) -> allocation.PowerPlan:
        """Return the plan as it was believed when the entity's amount was decided."""
        row = self._one(EntityAllocationRow, f"approved_t/{period}/{entity}", entity=entity, period=period)
        return allocation.PowerPlan.of(self._law.as_of(row.rules_revision), Period.named(period))

    def _period_of(self, year: str, entity: str) -> str:
        """Return the period a year's allowances of an entity belong to: the year, or the joint period it is part of."""
        rows = read_rows(self._view, EntityAllocationRow, entity=entity)
        return next((r.period for r in rows if year in _years(r.period)), year)

    def _obligation(self, period: str, entity: str) -> Node:
        row = self._one(ObligationRow, f"obligation_t/{period}/{entity}", entity=entity, period=period)
        verified = self._verified(period, entity)
        gap = self._plan(period, entity).gap
        earlier = obligation_versions(read_rows(self._view, ObligationStepRow, entity=entity, period=period))
        if row.obligation_t == verified.value:
            cited = self._law.value("compliance.obligation", date.fromisoformat(row.deadline))
            emitted = replace(verified, symbol="E")
            return Node(
                "label.obligation_t", row.obligation_t, "t", formula="E", inputs=(emitted, *earlier),
                citation=cited.citation, confidence=cited.confidence, subject=f"obligation_t/{period}/{entity}",
            )  # fmt: skip
        return Node(
            "label.obligation_t", row.obligation_t, "t", inputs=(verified, *earlier), citation=gap.citation,
            confidence=gap.confidence, subject=f"obligation_t/{period}/{entity}",
        )  # fmt: skip

    def _surrendered(self, period: str, entity: str) -> Node:
        row = self._one(ObligationRow, f"surrendered_t/{period}/{entity}", entity=entity, period=period)
        given = [
            Node("label.surrender", s.amount_t, "t", note=f"{s.surrendered_on} {s.instrument}")
            for s in read_rows(self._view, SurrenderRow, entity=entity, period=period)
            if row.state == "open" or s.surrendered_on <= row.deadline  # what came later makes good a shortfall
        ]
        return Node(
            "label.surrendered_t", row.surrendered_t, "t", formula="sum", inputs=tuple(given),
            subject=f"surrendered_t/{period}/{entity}",
        )  # fmt: skip

    def _shortfall(self, period: str, entity: str) -> Node:
        row = self._one(ObligationRow, f"shortfall_t/{period}/{entity}", entity=entity, period=period)
        owed, given = self._obligation(period, entity), self._surrendered(period, entity)
        return Node(
            "label.shortfall_t", row.shortfall_t, "t", formula="max(0, O - S)",
            inputs=(replace(owed, symbol="O"), replace(given, symbol="S")), note=row.state,
            subject=f"shortfall_t/{period}/{entity}",
        )  # fmt: skip

    # a unit

    def _unit(self, measure: str, period: str, unit: str) -> Node:
        subject = f"{measure}/{period}/{unit}"
        if (years := _years(period)) != [period] and measure in (*_REPORTED, "approved_t"):
            at = _REPORTED.get(measure, VERIFIED)
            ran = [y for y in years if read_rows(self._view, UnitYearRow, unit=unit, period=y, stage=at)]
            return _sum_of(f"label.{measure}", [self._unit(measure, y, unit) for y in ran], period, unit)
        if stage := _REPORTED.get(measure):
            return self._unit_emission(period, self._one(UnitYearRow, subject, unit=unit, period=period, stage=stage))
        if measure == "preallocated_t":
            row = self._one(PreallocationRow, subject, unit=unit, period=period)
            return self._unit_preallocation(self._plan(period, row.entity), row)
        if measure == "approved_t":
            year = self._one(UnitYearRow, subject, unit=unit, period=period, stage=VERIFIED)
            plan = self._plan(self._period_of(period, year.entity), year.entity)
            output = allocation_commands.unit_output(year, self._one(UnitRow, unit, id=unit))
            return allocation.explain_unit(plan, allocation.allocate_unit(plan, output), subject)
        raise problem("why.not_of_a_unit", where=subject, measure=measure)

    # market and penalty

    def _close(self, day: str) -> Node:
        rows = read_rows(self._view, QuoteRow, day=day)
        if not rows:
            raise problem("why.not_found", where=f"close/{day}", name=day)
        nodes = [self._close_of(row) for row in rows]
        return nodes[0] if len(nodes) == 1 else Node("label.closes", day, inputs=tuple(nodes))

    def _close_of(self, row: QuoteRow) -> Node:
        on = date.fromisoformat(row.day)
        close, rounding = (self._law.value(f"exchange.{name}", on) for name in ("close", "close_rounding"))
        before = Node("label.previous_close", Fraction(row.previous_close_fen, 100), "CNY/t", "P0")
        if not row.listed_t:
            return Node(
                "label.close", Fraction(row.close_fen, 100), "CNY/t", formula="P0", inputs=(before,), note=row.day
            )
        return Node(
            "label.close", Fraction(row.close_fen, 100), "CNY/t", formula="V / Q", rounding="half_up 2",
            citation=close.citation, confidence=rounding.confidence,
            inputs=(
                Node("label.listed_value", Fraction(row.listed_fen, 100), "CNY", "V"),
                Node("label.listed_quantity", row.listed_t, "t", "Q"),
            ),
            note=f"{row.day} {row.instrument}",
        )  # fmt: skip

    def _penalty(self, period: str, entity: str) -> Node:
        rows = [r for r in read_rows(self._view, PenaltyRow, entity=entity, period=period) if r.condition != VOID]
        if not rows:
            raise problem("why.not_found", where=f"penalty/{period}/{entity}", name=entity)
        short = self._shortfall(period, entity)
        owed = self._one(ObligationRow, entity, entity=entity, period=period)
        cited = self._law.value("compliance.unpaid_penalty", breach_day(date.fromisoformat(owed.deadline)))
        stages = [
            Node(
                "label.fine", f"{_cny(r.min_fen)} - {_cny(r.max_fen)}", "CNY", citation=cited.citation,
                confidence=cited.confidence, note=f"{r.condition} {r.measures}".strip(),
            )
            for r in rows
        ]  # fmt: skip
        return Node(
            "label.penalty", " + ".join(str(s.value) for s in stages), "CNY", inputs=(short, *stages),
            citation=cited.citation, confidence=cited.confidence, note=cited.note, subject=f"penalty/{period}/{entity}",
        )  # fmt: skip

    def _one(self, kind: type[R], subject: str, **equals: str) -> R:
        """Return the one row that is meant, or say that there is none."""
        rows = read_rows(self._view, kind, **equals)
        if not rows:
            measure, _, rest = subject.partition("/")
            period, _, name = rest.partition("/")
            if measure in MEASURES and name:
                raise problem(f"why.no_{measure}", where=subject, name=name, period=period)
            raise problem("why.not_found", where=subject, name=subject.rsplit("/", 1)[-1])
        return rows[0]


def _named(entity: EntityRow) -> str:
    return f"{entity.name_zh} {entity.name_en}".strip()


def _cny(fen: int | None) -> str:
    return "?" if fen is None else yuan(fen)


def _gas(gas: GasRow, *, by_streams: bool = False) -> Node:
    """Return the node of another gas of a report: its CO2e if it counts, else nothing of the sum.

    `by_streams`: of activity data a gas that counts is among the guide's sources already.
    """
    mass = Node("label.gas_mass", Fraction(gas.mass_kg_e3, 1000), "kg", "m", note=gas.source)
    potential = Node("label.warming_potential", decimal(gas.potential), "tCO2e/t", "GWP", note=gas.potential_set)
    co2e, inputs = co2e_t([gas]), (mass, potential)
    if not gas.counts:
        return Node("label.gas_outside_scope", 0, "tCO2e", inputs=inputs, note=f"{gas.gas}: {show(co2e)} tCO2e")
    if by_streams:
        return Node("label.gas_in_streams", 0, "tCO2e", inputs=inputs, note=f"{gas.gas}: {show(co2e)} tCO2e")
    return Node("label.other_gas", co2e, "tCO2e", formula="m * GWP / 1000", inputs=inputs, note=gas.gas)


def _recorded(node: Node, recorded: Fraction) -> Node:
    """Return the tree with a word about what was recorded, where it differs from what is computed now."""
    if isinstance(node.value, str) or node.value == recorded:
        return node
    return replace(node, note=f"recorded: {show(recorded)} {node.note}".strip())


def _years(period: str) -> list[str]:
    """Return the emission years of a period; of a single year, itself."""
    return [str(year) for year in Period.named(period).years]


def _of_year(plan: allocation.PowerPlan, found: allocation.UnitAllocation, year: str, *, joint: bool) -> Node:
    """Return a unit's tree; of a joint period it says of which year it is."""
    node = allocation.explain_unit(plan, found, f"approved_t/{year}/{found.unit.unit_id}")
    return replace(node, note=f"{node.note} {year}") if joint else node


def _sum_of(label: str, years: list[Node], period: str, where: str) -> Node:
    """Return the node of a joint period over the nodes of its years."""
    total = sum((Fraction(n.value) for n in years), Fraction(0))
    unit = years[0].unit if years else "t"
    measure = label.removeprefix("label.")
    return Node(label, total, unit, formula="sum", inputs=tuple(years), subject=f"{measure}/{period}/{where}")
