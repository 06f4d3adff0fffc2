"""Emissions and output of a generating unit from its monthly records (发电设施核算).

Combustion: E = sum(FC x C) x OF x 44/12, C the elemental carbon as received (收到基元素碳含量). A month without
measured
carbon takes the mean of the measured months where the text of the year says so and enough are measured, otherwise
calorific value x default carbon content. Electricity bought is added in the years in which it counts. Records are
whole numbers of their last decimal (`fuel_e2` is hundredths); sums are exact and the total is rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tanshi.core.exact import half_up, scaled
from tanshi.core.period import Period
from tanshi.rules import Cited, Law, Node
from tanshi.rules.trace import law as law_node

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """A unit's month as recorded; the suffix `_eN` says how many decimals the number carries.

    Fuel is in t (coal) or 10^4 Nm3 (gas); `ncv` in GJ per that; `carbon` in tC per that, None if not measured.
    """

    month: str
    generation_mwh_e3: int
    own_use_mwh_e3: int
    network_use_mwh_e3: int  # of the own use: the heat network's
    heat_gj_e2: int
    hours_e2: int
    fuel_e2: int
    fuel_for_heat_e2: int
    ncv_e3: int
    carbon_e4: int | None
    purchased_mwh_e3: int


@dataclass(frozen=True, slots=True)
class UnitYear:
    """What a unit's period comes to; units as in `UnitMonth`."""

    generation_mwh_e3: int
    supply_mwh_e3: int
    heat_gj_e2: int
    heat_ratio_e4: int
    hours_e2: int
    load_factor_e4: int
    fuel_e2: int
    ncv_e3: int
    carbon_e4: int
    months_without_carbon: int
    combustion_t_e2: int
    purchased_t_e2: int
    emission_t_e2: int


@dataclass(frozen=True, slots=True)
class PowerRules:
    """The texts that hold for one period; no grid factor where bought electricity is not reported."""

    oxidation: Mapping[str, Cited]
    default_carbon: Mapping[str, Cited]
    missing_carbon: Cited
    co2_per_carbon: Cited
    grid_factor: Cited | None
    purchased: Cited
    decimals: Mapping[str, Cited]

    @staticmethod
    def of(law: Law, period: Period) -> PowerRules:
        """Return the rules of a period."""
        on = period.first_day
        purchased = law.value("accounting.power.purchased_electricity", on)
        reported = purchased.value["in_report"] == "true"
        return PowerRules(
            oxidation=law.table("accounting.power.oxidation", on),
            default_carbon=law.table("accounting.power.default_carbon", on),
            missing_carbon=law.value("accounting.power.missing_carbon", on),
            co2_per_carbon=law.value("accounting.co2_per_carbon", on),
            grid_factor=law.value("accounting.power.grid_factor", on) if reported else None,
            purchased=purchased,
            decimals=law.table("accounting.power.decimals", on),
        )

    @property
    def ratio(self) -> Fraction:
        """CO2 per carbon, 44/12."""
        above, below = self.co2_per_carbon.value
        return Fraction(int(above), int(below))


def unit_year(rules: PowerRules, *, fuel: str, chp: bool, rated_kw: int, months: Sequence[UnitMonth]) -> UnitYear:
    """Return what a unit's months come to; `fuel` is "coal" or "gas"."""
    assert months, "a unit that ran has at least one month"
    fuel_e2 = sum(m.fuel_e2 for m in months)
    generation = sum(m.generation_mwh_e3 for m in months)
    hours = sum(m.hours_e2 for m in months)
    ratio = heat_ratio(rules, months)
    combustion = half_up(carbon_burnt(rules, fuel, months) * _oxidised(rules, fuel), _places(rules, "emission"))
    purchased = purchased_emission(rules, months)
    return UnitYear(
        generation_mwh_e3=generation,
        supply_mwh_e3=scaled(net_supply(months, chp=chp, ratio=ratio, places=3), 3),
        heat_gj_e2=sum(m.heat_gj_e2 for m in months),
        heat_ratio_e4=scaled(ratio, 4),
        hours_e2=hours,
        load_factor_e4=scaled(load_factor(rules, generation, hours, rated_kw), 4),
        fuel_e2=fuel_e2,
        ncv_e3=_mean(sum(m.fuel_e2 * m.ncv_e3 for m in months), fuel_e2),
        carbon_e4=_mean(carbon_burnt(rules, fuel, months) * 10**6, fuel_e2),
        months_without_carbon=sum(m.carbon_e4 is None for m in months),
        combustion_t_e2=scaled(combustion, 2),
        purchased_t_e2=scaled(purchased, 2),
        emission_t_e2=scaled(combustion + purchased, 2),
    )


def carbon_burnt(rules: PowerRules, fuel: str, months: Sequence[UnitMonth]) -> Fraction:
    """Return the carbon in the fuel burnt, in tC, before oxidation; exact."""
    mean = mean_of_measured(rules, months)
    return sum((carbon_of_month(rules, fuel, m, mean) for m in months), Fraction(0))


def carbon_of_month(rules: PowerRules, fuel: str, m: UnitMonth, mean: Fraction | None) -> Fraction:
    """Return the carbon of one month: measured, or by the mean of the measured months, or by default."""
    if m.carbon_e4 is not None:
        return Fraction(m.fuel_e2 * m.carbon_e4, 10**6)
    if mean is not None:
        return Fraction(m.fuel_e2, HUNDRED) * mean
    return Fraction(m.fuel_e2 * m.ncv_e3, 10**5) * rules.default_carbon[fuel].number


def mean_of_measured(rules: PowerRules, months: Sequence[UnitMonth]) -> Fraction | None:
    """Return the mean a month without measured carbon takes, in tC per unit of fuel, or None where the default
    holds.
    """
    measured = [m.carbon_e4 for m in months if m.carbon_e4 is not None]
    rule = rules.missing_carbon.value
    if rule["rule"] != "mean" or len(measured) < int(rule["mean_from"]):
        return None
    places = _places(rules, "elemental_carbon")
    return half_up(Fraction(sum(measured), len(measured) * 10**4), places)


def _oxidised(rules: PowerRules, fuel: str) -> Fraction:
    return rules.oxidation[fuel].number * rules.ratio


def purchased_emission(rules: PowerRules, months: Sequence[UnitMonth]) -> Fraction:
    """Return the emission of electricity bought, in t, rounded as reported; 0 in years in which it does not count."""
    if rules.grid_factor is None or rules.purchased.value["in_allocation"] != "true":
        return Fraction(0)
    bought = Fraction(sum(m.purchased_mwh_e3 for m in months), 1000)
    return half_up(bought * rules.grid_factor.number, _places(rules, "emission"))


def heat_ratio(rules: PowerRules, months: Sequence[UnitMonth]) -> Fraction:
    """Return the heat-supply ratio (供热比): fuel for heat over all fuel, rounded as reported."""
    all_fuel = sum(m.fuel_e2 for m in months)
    if all_fuel == 0:
        return Fraction(0)
    return half_up(Fraction(sum(m.fuel_for_heat_e2 for m in months), all_fuel), _places(rules, "heat_ratio"))


def net_supply(months: Sequence[UnitMonth], *, chp: bool, ratio: Fraction, places: int) -> Fraction:
    """Return the net supply of electricity (供电量) in MWh.

    A condensing unit's own use is taken off whole; of a CHP unit's, the part for electricity: without the heat
    network's, times 1 - heat-supply ratio.
    """
    gross = Fraction(sum(m.generation_mwh_e3 for m in months), 1000)
    own = Fraction(sum(m.own_use_mwh_e3 for m in months), 1000)
    if not chp:
        return gross - own
    network = Fraction(sum(m.network_use_mwh_e3 for m in months), 1000)
    return half_up(gross - (own - network) * (1 - ratio), places)


def load_factor(rules: PowerRules, generation_mwh_e3: int, hours_e2: int, rated_kw: int) -> Fraction:
    """Return the load (output) factor (负荷系数) as a fraction: generation over rated power times hours run."""
    if hours_e2 == 0:
        return Fraction(0)
    exact = Fraction(generation_mwh_e3 * HUNDRED, rated_kw * hours_e2)
    return half_up(exact, _places(rules, "load_factor_percent") + 2)


def entity_total(rules: PowerRules, units: Sequence[UnitYear], others_t: Fraction = Fraction(0)) -> int:
    """Return an entity's emissions in whole tonnes: its units' and `others_t` of counted other gases, rounded once."""
    total = Fraction(sum(u.emission_t_e2 for u in units), HUNDRED) + others_t
    return scaled(half_up(total, _places(rules, "entity_total")), 0)


def _mean(weighted: Fraction | int, weight: int) -> int:
    return scaled(half_up(Fraction(weighted, weight)), 0) if weight else 0


def _places(rules: PowerRules, figure: str) -> int:
    return rules.decimals[figure].integer


def explain(rules: PowerRules, *, fuel: str, months: Sequence[UnitMonth], year: UnitYear, subject: str = "") -> Node:
    """Return the tree of a unit's emission."""
    mean = mean_of_measured(rules, months)
    burnt = Node(
        "label.carbon_burnt",
        carbon_burnt(rules, fuel, months),
        "tC",
        "C",
        "sum",
        inputs=tuple(_month_node(rules, fuel, m, mean) for m in months),
    )
    combustion = Node(
        "label.combustion_emission",
        Fraction(year.combustion_t_e2, HUNDRED),
        "tCO2",
        "Ec",
        "C * OF * R",
        f"half_up {rules.decimals['emission'].value}",
        inputs=(
            burnt,
            law_node(rules.oxidation[fuel], "label.oxidation", "OF"),
            law_node(rules.co2_per_carbon, "label.co2_per_carbon", "R", rules.ratio),
        ),
    )
    return Node(
        "label.unit_emission",
        Fraction(year.emission_t_e2, HUNDRED),
        "tCO2",
        formula="Ec + Ep",
        inputs=(combustion, _purchased_node(rules, months, year)),
        subject=subject,
    )


def _purchased_node(rules: PowerRules, months: Sequence[UnitMonth], year: UnitYear) -> Node:
    value = Fraction(year.purchased_t_e2, HUNDRED)
    if rules.grid_factor is None or rules.purchased.value["in_allocation"] != "true":
        return Node("label.purchased_emission", value, "tCO2", "Ep", citation=rules.purchased.citation)
    bought = Fraction(sum(m.purchased_mwh_e3 for m in months), 1000)
    return Node(
        "label.purchased_emission",
        value,
        "tCO2",
        "Ep",
        "AD * EF",
        f"half_up {rules.decimals['emission'].value}",
        inputs=(
            Node("label.purchased_electricity", bought, "MWh", "AD"),
            law_node(rules.grid_factor, "label.grid_factor", "EF"),
        ),
    )


def _month_node(rules: PowerRules, fuel: str, m: UnitMonth, mean: Fraction | None) -> Node:
    """Return the tree of one month's carbon."""
    burnt = Node("label.fuel", Fraction(m.fuel_e2, HUNDRED), "t" if fuel == "coal" else "10^4Nm3", "FC")
    value = carbon_of_month(rules, fuel, m, mean)
    if m.carbon_e4 is not None:
        measured = Node("label.elemental_carbon", Fraction(m.carbon_e4, 10**4), "tC/t", "Cm")
        return Node("label.month_carbon", value, "tC", formula="FC * Cm", inputs=(burnt, measured), note=m.month)
    missing = rules.missing_carbon
    if mean is not None:
        taken = Node("label.elemental_carbon_mean", mean, "tC/t", "Cm")
        inputs: tuple[Node, ...] = (burnt, taken)
        formula = "FC * Cm"
    else:
        heat = Node("label.ncv", Fraction(m.ncv_e3, 1000), "GJ/t", "NCV")
        inputs = (burnt, heat, law_node(rules.default_carbon[fuel], "label.default_carbon", "CC"))
        formula = "FC * NCV * CC"
    return Node(
        "label.month_carbon", value, "tC", formula=formula, inputs=inputs, note=m.month,
        citation=missing.citation, confidence=missing.confidence,
    )  # fmt: skip
