"""Which factors a generating unit's year applied, and for how much of its emission."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tanshi.accounting.power import PowerRules, UnitMonth, carbon_burnt, mean_of_measured, purchased_emission
from tanshi.rules import Cited


def factors_used(rules: PowerRules, fuel: str, months: Sequence[UnitMonth]) -> list[tuple[Cited, Fraction]]:
    """Return each factor with the emission that was computed by it, in t; what applies to nothing is not used.

    Oxidation applies to all that was burnt, the default carbon content to months that have neither a measured one nor
    the mean of enough measured ones, the grid factor to electricity bought in the years that count it.
    """
    per_carbon = rules.oxidation[fuel].number * rules.ratio
    by_default = Fraction(0)
    if mean_of_measured(rules, months) is None:
        by_default = carbon_burnt(rules, fuel, [m for m in months if m.carbon_e4 is None])
    found = [
        (rules.oxidation[fuel], carbon_burnt(rules, fuel, months) * per_carbon),
        (rules.default_carbon[fuel], by_default * per_carbon),
        (rules.grid_factor, purchased_emission(rules, months)),
    ]
    return [(factor, emission) for factor, emission in found if factor is not None and emission]
