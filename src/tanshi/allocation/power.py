"""Allowances of generating units and entities under the power sector's plans (发电行业配额核定).

Unit: electricity allowance = output x benchmark x coefficients, heat allowance = heat x benchmark, each rounded down to
whole tonnes; their sum is the initial amount. Relief in one order: gas units first, then the entity's 20 %
rule. A plan may give some units their verified emission instead (机组配额等于经核查排放量). What the plan's text leaves
open stands in parameters marked as choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tanshi.allocation.load_coefficient import ONE, Coefficient, load_coefficient
from tanshi.core.exact import decimal, floor
from tanshi.core.period import Period
from tanshi.rules import Cited, Law, Node
from tanshi.rules.trace import law as law_node
from tanshi.rules.trace import rounded

GAS_CLASS = "IV"

#: Stands where others have a class: the plan gives such a unit its verified emission, whatever it put out.
VERIFIED_CLASS = "verified"


@dataclass(frozen=True, slots=True)
class PowerPlan:
    """The texts of one plan that an allocation reads, looked up once."""

    period: Period
    vintage: str
    plan: Cited
    basis: Cited
    electricity: Mapping[str, Cited]
    heat: Mapping[str, Cited]
    coefficients: Mapping[str, Cited]
    load: Cited
    load_scope: Cited
    load_decimals: Cited
    cooling: Mapping[str, Cited]
    heat_slope: Mapping[str, Cited]
    gas: Cited
    gap: Cited
    share: Cited
    base: Cited
    timing: Cited
    rounding: Mapping[str, Cited]
    given: Cited | None  # the text that gives some units their verified emission, where the plan has one

    @staticmethod
    def of(law: Law, period: Period, *, drafts: bool = False) -> PowerPlan:
        """Return the plan of a period; a period no plan covers is refused."""
        on = period.first_day

        def value(name: str) -> Cited:
            return law.value(f"allocation.{name}", on, drafts=drafts)

        def table(name: str) -> dict[str, Cited]:
            return law.table(f"allocation.{name}", on, drafts=drafts)

        coefficients = table("coefficients")
        used = {name for cited in coefficients.values() for name in cited.value}
        plan = value("plans")
        return PowerPlan(
            period=period,
            vintage=plan.value["vintage"],
            plan=plan,
            basis=value("output_basis"),
            electricity=table("electricity_benchmark"),
            heat=table("heat_benchmark"),
            coefficients=coefficients,
            load=value("load_coefficient"),
            load_scope=value("load_coefficient_scope"),
            load_decimals=value("load_factor_decimals"),
            cooling=table("cooling_coefficient") if "cooling" in used else {},
            heat_slope=table("heat_coefficient_slope") if "heat" in used else {},
            gas=value("gas_exemption"),
            gap=value("gap_relief"),
            share=value("preallocation_share"),
            base=value("preallocation_base"),
            timing=value("timing"),
            rounding=table("rounding"),
            given=_given(table("unit_exclusions")),
        )

    @property
    def classes(self) -> tuple[str, ...]:
        """What may stand as a unit's class: those with a benchmark, and that of units given their verified emission."""
        return (*self.electricity, *([VERIFIED_CLASS] if self.given else []))

    def round(self, step: str, amount: Fraction) -> int:
        """Return an amount rounded as the plan rounds that step."""
        return floor(rounded(amount, self.rounding[step].value))


def _given(cases: Mapping[str, Cited]) -> Cited | None:
    """Return the text of the cases whose allowance is the verified emission, None if the plan has no such case."""
    found = [case for case in cases.values() if case.value["treatment"] == "verified"]
    return replace(found[0], key="", value="verified") if found else None


@dataclass(frozen=True, slots=True)
class UnitOutput:
    """What a unit brings to its allocation. Fractions are ratios (0.72), not percent."""

    unit_id: str
    unit_class: str
    supply_mwh: Fraction
    generation_mwh: Fraction
    heat_gj: Fraction
    heat_ratio: Fraction
    load_factor: Fraction
    cooling: str
    chp: bool
    verified_t: int


@dataclass(frozen=True, slots=True)
class UnitAllocation:
    """A unit's amounts, each step kept. `electricity_allowance` and `heat_allowance` are before rounding.

    Of a unit that is given its verified emission they are zero, and that emission is the initial amount.
    """

    unit: UnitOutput
    output_mwh: Fraction
    load: Coefficient
    heat_coef: Fraction
    cooling_coef: Fraction
    electricity_allowance: Fraction
    heat_allowance: Fraction
    electricity_t: int
    heat_t: int
    initial_t: int
    relief_t: int
    approved_t: int


@dataclass(frozen=True, slots=True)
class EntityAllocation:
    """An entity's amounts: the sum of its units, the relief of the 20 % rule, and what it owes."""

    units: tuple[UnitAllocation, ...]
    initial_t: int  # sum of the units' approved amounts
    relief_t: int  # what the 20 % rule adds
    approved_t: int
    verified_t: int
    obligation_t: int

    @property
    def gap_t(self) -> int:
        """What is owed beyond what is approved; negative is a surplus."""
        return self.obligation_t - self.approved_t

    @property
    def gap_rate(self) -> Fraction:
        """Gap over verified emissions, unrounded: the limits of the law are judged on it."""
        return Fraction(self.gap_t, self.verified_t) if self.verified_t else Fraction(0)


def allocate_unit(plan: PowerPlan, unit: UnitOutput) -> UnitAllocation:
    """Return a unit's allowances under a plan."""
    if unit.unit_class == VERIFIED_CLASS:
        return _given_its_emission(plan, unit)
    names = plan.coefficients[unit.unit_class].value
    output = unit.supply_mwh if plan.basis.value == "net_supply" else unit.generation_mwh
    load = _load(plan, unit) if "load" in names else ONE
    heat_coef = _heat_coefficient(plan, unit) if "heat" in names else Fraction(1)
    cooling_coef = plan.cooling[unit.cooling].number if "cooling" in names else Fraction(1)
    plain = output * plan.electricity[unit.unit_class].number * cooling_coef * heat_coef
    heat = unit.heat_gj * plan.heat[unit.unit_class].number
    electricity_t = _electricity_t(plan, plain, load)
    heat_t = plan.round("heat_allowance", heat)
    initial = electricity_t + heat_t
    approved = max(initial, unit.verified_t) if _raised_as_gas(plan, unit) else initial
    return UnitAllocation(
        unit=unit,
        output_mwh=output,
        load=load,
        heat_coef=heat_coef,
        cooling_coef=cooling_coef,
        electricity_allowance=plain * load.value,
        heat_allowance=heat,
        electricity_t=electricity_t,
        heat_t=heat_t,
        initial_t=initial,
        relief_t=approved - initial,
        approved_t=approved,
    )


def _given_its_emission(plan: PowerPlan, unit: UnitOutput) -> UnitAllocation:
    assert plan.given is not None, "the plan gives no unit its verified emission"
    return UnitAllocation(
        unit=unit,
        output_mwh=unit.supply_mwh if plan.basis.value == "net_supply" else unit.generation_mwh,
        load=ONE,
        heat_coef=Fraction(1),
        cooling_coef=Fraction(1),
        electricity_allowance=Fraction(0),
        heat_allowance=Fraction(0),
        electricity_t=0,
        heat_t=0,
        initial_t=unit.verified_t,
        relief_t=0,
        approved_t=unit.verified_t,
    )


def _electricity_t(plan: PowerPlan, plain: Fraction, load: Coefficient) -> int:
    assert plan.rounding["electricity_allowance"].value == "floor", "an irrational product is only floored"
    return load.floor_of(plain)


def _load(plan: PowerPlan, unit: UnitOutput) -> Coefficient:
    scope = plan.load_scope.value
    if unit.unit_class not in scope["classes"] or (unit.chp and scope["chp"] != "true"):
        return ONE
    return load_coefficient(
        plan.load.value,
        unit.load_factor,
        decimals=plan.load_decimals.integer,
        rounding=plan.rounding["load_coefficient"].value,
    )


def _heat_coefficient(plan: PowerPlan, unit: UnitOutput) -> Fraction:
    slope = plan.heat_slope["gas" if unit.unit_class == GAS_CLASS else "coal"]
    return 1 - slope.number * unit.heat_ratio


def _raised_as_gas(plan: PowerPlan, unit: UnitOutput) -> bool:
    return unit.unit_class == GAS_CLASS and plan.gas.value == "raises_allocation"


def allocate_entity(plan: PowerPlan, units: Sequence[UnitAllocation], verified_t: int) -> EntityAllocation:
    """Return an entity's allowances and obligation from its units' and its verified emissions (whole tonnes)."""
    initial = sum(u.approved_t for u in units)
    approved, obligation = initial, verified_t
    limit = decimal(plan.gap.value["limit"])
    if plan.gap.value["form"] == "raises_allocation":
        least = (1 - limit) * verified_t
        if initial < least:
            approved = plan.round("approved", least)
    else:
        obligation = _limited_obligation(plan, units, verified_t, initial, limit)
    return EntityAllocation(tuple(units), initial, approved - initial, approved, verified_t, obligation)


def _limited_obligation(
    plan: PowerPlan, units: Sequence[UnitAllocation], verified_t: int, free_t: int, limit: Fraction
) -> int:
    """Return the obligation of the first period: gas units owe at most their free amount, the entity at most
    its free allocation plus 20 % of its verified emissions.
    """
    owed = verified_t
    if plan.gas.value == "limits_obligation":
        owed -= sum(max(0, u.unit.verified_t - u.initial_t) for u in units if u.unit.unit_class == GAS_CLASS)
    return min(owed, free_t + plan.round("approved", limit * verified_t))


def advance_base_t(plan: PowerPlan, unit_class: str, supply_mwh: Fraction, heat_gj: Fraction) -> int:
    """Return a unit's base of a pre-allocation by output: supply and heat by their benchmarks, for every year of the
    period, without coefficients. Rounded down, as what is issued of it.
    """
    one_year = supply_mwh * plan.electricity[unit_class].number + heat_gj * plan.heat[unit_class].number
    return len(plan.period.years) * plan.round("preallocation", one_year)


def preallocated_t(plan: PowerPlan, base_t: int) -> int:
    """Return what a unit is given in advance of a base amount (its verified emissions of the plan's base year).

    Whole tonnes are issued, so the product is rounded down: a unit is never pre-allocated more than the share allows.
    """
    return plan.round("preallocation", base_t * plan.share.number)


def applied(plan: PowerPlan, entity: EntityAllocation) -> list[dict[str, object]]:
    """Return the parameters that went into an entity's allocation, as its fact carries them."""
    classes = sorted({u.unit.unit_class for u in entity.units})
    cited: list[Cited] = [plan.plan, plan.basis, plan.gap, plan.gas, plan.load]
    for unit_class in classes:
        cited += texts_of_class(plan, unit_class)
    return [flat(c) for c in cited]


def texts_of_class(plan: PowerPlan, unit_class: str) -> list[Cited]:
    """Return what gives the units of a class their allowance: two benchmarks, or the text that gives the emission."""
    if unit_class == VERIFIED_CLASS:
        assert plan.given is not None
        return [plan.given]
    return [plan.electricity[unit_class], plan.heat[unit_class]]


def applied_in_advance(plan: PowerPlan) -> list[dict[str, object]]:
    """Return the parameters that went into a pre-allocation."""
    return [flat(c) for c in (plan.plan, plan.share, plan.base)]


def flat(cited: Cited) -> dict[str, object]:
    """Return a parameter as facts carry it: its value in words."""
    found = cited.as_json()
    if not isinstance(found["value"], str):
        found["value"] = _words(found["value"])
    return found


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_words(v) for v in value)
    return str(value)


def explain_unit(plan: PowerPlan, found: UnitAllocation, subject: str = "") -> Node:
    """Return the tree of a unit's approved amount."""
    unit = found.unit
    initial = _initial_node(plan, found)
    if not _raised_as_gas(plan, unit):
        return Node(
            "label.approved_amount", found.approved_t, "t", "A", "A0", inputs=(initial,), subject=subject,
            note=unit.unit_id,
        )  # fmt: skip
    verified = Node("label.verified_emission", unit.verified_t, "tCO2", "E")
    return Node(
        "label.approved_amount",
        found.approved_t,
        "t",
        "A",
        "max(A0, E)",
        citation=plan.gas.citation,
        confidence=plan.gas.confidence,
        inputs=(initial, verified),
        note=unit.unit_id,
        subject=subject,
    )


def _initial_node(plan: PowerPlan, found: UnitAllocation) -> Node:
    if found.unit.unit_class == VERIFIED_CLASS:
        assert plan.given is not None
        verified = Node("label.verified_emission", found.unit.verified_t, "tCO2", "E")
        return Node(
            "label.initial_amount", found.initial_t, "t", "A0", "E", citation=plan.given.citation,
            confidence=plan.given.confidence, inputs=(verified,),
        )  # fmt: skip
    return Node(
        "label.initial_amount",
        found.initial_t,
        "t",
        "A0",
        "Ae + Ah",
        inputs=(_electricity_node(plan, found), _heat_node(plan, found)),
    )


def _electricity_node(plan: PowerPlan, found: UnitAllocation) -> Node:
    unit = found.unit
    names = plan.coefficients[unit.unit_class].value
    label = "label.net_supply" if plan.basis.value == "net_supply" else "label.gross_generation"
    inputs = [
        Node(label, found.output_mwh, "MWh", "Qe", citation=plan.basis.citation, confidence=plan.basis.confidence),
        law_node(plan.electricity[unit.unit_class], "label.electricity_benchmark", "Be"),
    ]
    if "cooling" in names:
        inputs.append(law_node(plan.cooling[unit.cooling], "label.cooling_coefficient", "Fl"))
    if "heat" in names:
        inputs.append(_heat_coefficient_node(plan, found))
    if "load" in names:
        inputs.append(_load_node(plan, found))
    return Node(
        "label.electricity_allowance",
        found.electricity_t,
        "t",
        "Ae",
        " * ".join(n.symbol for n in inputs),
        plan.rounding["electricity_allowance"].value,
        citation=plan.plan.citation,
        confidence=plan.rounding["electricity_allowance"].confidence,
        inputs=tuple(inputs),
    )


def _heat_coefficient_node(plan: PowerPlan, found: UnitAllocation) -> Node:
    slope = plan.heat_slope["gas" if found.unit.unit_class == GAS_CLASS else "coal"]
    return Node(
        "label.heat_coefficient",
        found.heat_coef,
        "1",
        "Fr",
        "1 - s * r",
        citation=slope.citation,
        confidence=slope.confidence,
        inputs=(
            law_node(slope, "label.heat_coefficient_slope", "s"),
            Node("label.heat_ratio", found.unit.heat_ratio, "1", "r"),
        ),
    )


def _load_node(plan: PowerPlan, found: UnitAllocation) -> Node:
    if found.load is ONE:
        return Node(
            "label.load_coefficient", Fraction(1), "1", "Ff", citation=plan.load_scope.citation,
            confidence=plan.load_scope.confidence, note="outside the scope of the load coefficient",
        )  # fmt: skip
    factor = Node("label.load_factor", found.unit.load_factor, "1", "F")
    used = rounded(found.unit.load_factor, f"half_up {plan.load_decimals.integer + 2}")
    if used != factor.value:
        factor = Node(
            "label.load_factor", used, "1", "F", "F0", f"half_up {plan.load_decimals.integer + 2}",
            inputs=(Node("label.load_factor", factor.value, "1", "F0"),), citation=plan.load_decimals.citation,
        )  # fmt: skip
    return Node(
        "label.load_coefficient",
        found.load.value,
        "1",
        "Ff",
        found.load.formula,
        plan.rounding["load_coefficient"].value,
        citation=plan.load.citation,
        confidence=plan.load.confidence,
        inputs=(factor,),
    )


def _heat_node(plan: PowerPlan, found: UnitAllocation) -> Node:
    return Node(
        "label.heat_allowance",
        found.heat_t,
        "t",
        "Ah",
        "Qh * Bh",
        plan.rounding["heat_allowance"].value,
        confidence=plan.rounding["heat_allowance"].confidence,
        inputs=(
            Node("label.heat_supply", found.unit.heat_gj, "GJ", "Qh"),
            law_node(plan.heat[found.unit.unit_class], "label.heat_benchmark", "Bh"),
        ),
    )


def explain_entity(plan: PowerPlan, found: EntityAllocation, units: Sequence[Node], subject: str = "") -> Node:
    """Return the tree of an entity's approved amount over its units' trees."""
    total = Node("label.units_total", found.initial_t, "t", "U", "sum", inputs=tuple(units))
    if plan.gap.value["form"] != "raises_allocation" or found.relief_t == 0:
        return Node("label.approved_amount", found.approved_t, "t", formula="U", inputs=(total,), subject=subject)
    limit = decimal(plan.gap.value["limit"])
    return Node(
        "label.approved_amount",
        found.approved_t,
        "t",
        formula="max(U, (1 - L) * E)",
        rounding=plan.rounding["approved"].value,
        citation=plan.gap.citation,
        confidence=plan.gap.confidence,
        inputs=(
            total,
            Node("label.gap_limit", limit, "1", "L", citation=plan.gap.citation, confidence=plan.gap.confidence),
            Node("label.verified_emission", found.verified_t, "tCO2", "E"),
        ),
        subject=subject,
    )
