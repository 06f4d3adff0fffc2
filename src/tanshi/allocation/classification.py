"""The class of a unit (机组类别) by its fuels and rated power, and whether it is allocated by benchmark at all.

Shares are of the year's fuel heat, exact fractions. A unit that meets a case of the plan's list gets nothing, or its
verified emission, as the plan says; a unit that fits no class is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tanshi.core.exact import decimal
from tanshi.core.period import Period
from tanshi.rules import Cited, Law

COAL, UNCONVENTIONAL, NATURAL_GAS = "coal", "unconventional_coal", "natural_gas"

#: Fuels whose shares are told apart. `coal` is conventional coal; `own_energy` is secondary energy of the plant itself.
FUELS = (COAL, UNCONVENTIONAL, NATURAL_GAS, "oil", "special_gas", "own_waste_gas", "biomass", "own_energy")

BY_BENCHMARK, VERIFIED, EXCLUDED = "benchmark", "verified", "excluded"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What decides a unit's class. `shares`: of the year's fuel heat by fuel; `marks`: cases stated for the unit."""

    rated_mw: Fraction
    shares: Mapping[str, Fraction]
    technology: str = ""
    marks: frozenset[str] = field(default_factory=frozenset)

    def share(self, fuel: str) -> Fraction:
        """Return a fuel's share, 0 if it is not burned."""
        return self.shares.get(fuel, Fraction(0))


@dataclass(frozen=True, slots=True)
class Classified:
    """A unit's treatment (benchmark, verified, excluded), its class where it has one, and the text that says so."""

    treatment: str
    unit_class: str
    case: str
    cited: Cited | None


class ClassRules:
    """The tests of a period's plan."""

    def __init__(self, law: Law, period: Period, *, drafts: bool = False) -> None:
        self._cases = law.table("allocation.unit_exclusions", period.first_day, drafts=drafts)
        self._classes = law.table("allocation.unit_classes", period.first_day, drafts=drafts)
        self._benchmarks = law.table("allocation.electricity_benchmark", period.first_day, drafts=drafts)

    @property
    def marks(self) -> tuple[str, ...]:
        """The cases that are stated for a unit, not measured."""
        return tuple(name for name, case in self._cases.items() if case.value["test"] == "mark")

    def classify(self, unit: UnitFacts) -> Classified:
        """Return how a unit is treated. ValueError where shares are no shares or a mark is unknown."""
        _check(unit, self.marks)
        for name, case in self._cases.items():
            if _meets(unit, name, case):
                return Classified(str(case.value["treatment"]), self._class(unit), name, case)
        unit_class = self._class(unit)
        return Classified(BY_BENCHMARK if unit_class else "", unit_class, "", self._classes.get(unit_class))

    def _class(self, unit: UnitFacts) -> str:
        """Return a unit's class, "" where its fuels fit none: neither gas nor mainly coal."""
        others = 1 - unit.share(NATURAL_GAS)
        if others <= decimal(self._classes["IV"].value["other_up_to"]):
            return "IV"
        if unit.share(COAL) + unit.share(UNCONVENTIONAL) <= decimal(self._classes["II"].value["coal_over"]):
            return ""
        unconventional = self._classes["III"].value
        if unit.technology in unconventional["technologies"] or unit.share(UNCONVENTIONAL) > decimal(
            unconventional["unconventional_over"]
        ):
            return "III"
        return "I" if unit.rated_mw >= decimal(self._classes["I"].value["rated_mw_from"]) else "II"

    def least_favourable(self, classes: Iterable[str]) -> str:
        """Return the class of a reporting unit that merges units of these classes: the lowest benchmark among them."""
        return min(classes, key=lambda c: (self._benchmarks[c].number, c))


def _check(unit: UnitFacts, marks: Iterable[str]) -> None:
    for what, used, known in (("case", unit.marks, marks), ("fuel", unit.shares, FUELS)):
        if unknown := sorted(set(used) - set(known)):
            raise ValueError(f"no {what} {', '.join(unknown)}; known are {', '.join(known)}")
    if any(s < 0 for s in unit.shares.values()) or sum(unit.shares.values()) != 1:
        raise ValueError("the shares of the year's fuel heat are not below 0 and sum to 1")


def _meets(unit: UnitFacts, name: str, case: Cited) -> bool:
    if case.value["test"] == "mark":
        return name in unit.marks
    share = unit.share(case.value["share"])
    if "from" in case.value:
        return share >= decimal(case.value["from"])
    return share > decimal(case.value["over"])
