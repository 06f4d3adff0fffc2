"""Classes and exclusions at their limits, as a table: plan, MW, shares, technology, marks -> treatment, class, case."""

from fractions import Fraction

import pytest

from tanshi.allocation.classification import ClassRules, UnitFacts
from tanshi.core.period import Period
from tanshi.rules import Law

CASES = """
2022 | 400 | coal 1 |  |  | benchmark I
2022 | 399.99 | coal 1 |  |  | benchmark II
2023 | 1000 | coal 1 | cfb |  | benchmark III
2023 | 600 | coal 0.5, unconventional_coal 0.5 |  |  | benchmark I
2023 | 600 | coal 0.4999, unconventional_coal 0.5001 |  |  | benchmark III
2023 | 50 | natural_gas 0.9, coal 0.1 |  |  | benchmark IV
2023 | 50 | natural_gas 0.8999, coal 0.1001 |  |  | none
2023 | 600 | coal 0.9, biomass 0.1 |  |  | benchmark I
2023 | 600 | coal 0.8999, biomass 0.1001 |  |  | excluded I biomass
2025 | 600 | coal 0.8999, biomass 0.1001 |  |  | benchmark I
2025 | 600 | coal 0.8, biomass 0.2 |  |  | benchmark I
2025 | 600 | coal 0.7999, biomass 0.2001 |  |  | verified I biomass
2023 | 30 | biomass 1 |  |  | excluded - biomass
2025 | 30 | biomass 1 |  |  | verified - biomass
2023 | 600 | coal 0.9, own_energy 0.1 |  |  | benchmark I
2023 | 600 | coal 0.89, own_energy 0.11 |  |  | excluded I own_energy
2023 | 50 | special_gas 1 |  |  | excluded - special_gas
2023 | 50 | special_gas 0.6, coal 0.4 |  |  | none
2023 | 50 | own_waste_gas 1 |  |  | excluded - own_waste_gas
2023 | 50 | oil 0.51, coal 0.49 |  |  | excluded - oil
2023 | 200 | natural_gas 1 |  | converted_gas_boiler | excluded IV converted_gas_boiler
2023 | 200 | natural_gas 1 |  | internal_combustion | excluded IV internal_combustion
2023 | 600 | coal 1 | igcc | igcc | excluded I igcc
2023 | 600 | coal 1 |  | new_in_year | excluded I new_in_year
2025 | 600 | coal 1 |  | new_in_year | verified I new_in_year
2023 | 600 | coal 1 |  | shut_before_approval | excluded I shut_before_approval
2023 | 600 | coal 1 |  | separate_heat | excluded I separate_heat
"""


def rules(year):
    return ClassRules(Law("cn"), Period.named(year), drafts=int(year) > 2024)


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_a_unit(line):
    year, mw, shares, technology, marks, expected = (part.strip() for part in line.split("|"))
    burned = {fuel: Fraction(share) for fuel, share in (s.split() for s in shares.split(","))}
    found = rules(year).classify(UnitFacts(Fraction(mw), burned, technology, frozenset(marks.split())))
    if expected == "none":
        assert (found.treatment, found.unit_class) == ("", "")
    else:
        assert f"{found.treatment} {found.unit_class or '-'} {found.case}".strip() == expected
        assert found.cited is not None


@pytest.mark.parametrize("year", ["2019", "2021", "2022", "2023", "2024", "2025", "2026"])
def test_a_merged_unit_takes_the_lowest_benchmark(year):
    of = rules(year)
    assert of.least_favourable(["II", "III", "I"]) == "I"
    assert of.least_favourable(["III", "II"]) == "II"
    assert of.least_favourable(["I", "IV"]) == "IV"


def test_what_is_no_share_is_refused():
    of = rules("2023")
    for shares in ({"coal": Fraction(1, 2)}, {"coal": Fraction(2), "oil": Fraction(-1)}, {"peat": Fraction(1)}):
        with pytest.raises(ValueError, match=r"share|fuel"):
            of.classify(UnitFacts(Fraction(600), shares))
    with pytest.raises(ValueError, match="new_in_year"):
        of.classify(UnitFacts(Fraction(600), {"coal": Fraction(1)}, "", frozenset(["luck"])))
