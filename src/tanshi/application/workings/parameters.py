"""The sheet of parameters: each value a plan brings to the formulas, with its text, confidence and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.industry import IndustryPlan
from tanshi.allocation.power import GAS_CLASS, VERIFIED_CLASS, PowerPlan
from tanshi.application.workings.grid import HEADING_ROWS, Column, Content, Grid
from tanshi.core.catalogue import text
from tanshi.core.exact import NotADecimal, decimal
from tanshi.rules import Cited, Law

#: The two forms of the relief of gas units and of the 20 % rule.
RAISES, LIMITS = "raises_allocation", "limits_obligation"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that formulas look up: under a name of ours and a key, e.g. a class of units."""

    name: str
    key: str
    value: float | str
    cited: Cited


class Parameters:
    """The entries of a plan and their addresses. Tables by class of units have the classes in one order."""

    def __init__(self, law: Law, entries: Sequence[Entry]) -> None:
        self._law = law
        self.entries = entries
        self._rows = {(e.name, e.key): row for row, e in enumerate(self.entries, HEADING_ROWS + 1)}
        assert len(self._rows) == len(self.entries), "two parameters have one name and key"
        self.grid: Grid[Entry] = Grid(text("workings.sheet_parameters", "en"), self._columns(), self.entries)

    def value(self, name: str, key: str = "") -> str:
        """Return the address of a value."""
        return f"'{self.grid.title}'!{_VALUE}${self._rows[name, key]}"

    def values(self, name: str) -> str:
        """Return the address of all values of a name."""
        return self._span(name, _VALUE)

    def keys(self, name: str) -> str:
        """Return the address of all keys of a name."""
        return self._span(name, _KEY)

    def has(self, name: str) -> bool:
        """Tell whether the plan has values of that name."""
        return any(e.name == name for e in self.entries)

    def _span(self, name: str, column: str) -> str:
        rows = [row for (of, _), row in self._rows.items() if of == name]
        assert rows[-1] - rows[0] + 1 == len(rows), f"{name} does not stand together"
        return f"'{self.grid.title}'!{column}${rows[0]}:{column}${rows[-1]}"

    def _columns(self) -> Sequence[Column[Entry]]:
        def column(name: str, found: Any, kind: str = "text") -> Column[Entry]:
            def content(_: int, entry: Entry) -> Content:
                value: Content = found(entry)
                return value

            return Column(name, content, kind, "law")

        return (
            column("parameter", lambda e: e.cited.name),
            column("key", lambda e: e.key),
            column("name_zh", lambda e: text(f"workings.value_{e.name}", "zh")),
            column("name_en", lambda e: text(f"workings.value_{e.name}", "en")),
            column("value", lambda e: e.value, "word"),
            column("unit", lambda e: e.cited.unit),
            column("confidence", lambda e: str(e.cited.confidence)),
            column("instrument", lambda e: self._law.reference(e.cited.citation)),
            column("source", lambda e: e.cited.citation.source),
            column("status", lambda e: e.cited.status),
        )


#: Columns of keys and values on the sheet.
_KEY, _VALUE = "$B", "$E"


def power_entries(plan: PowerPlan, terms: BorrowingTerms | None) -> list[Entry]:
    """Return what a plan of the power sector brings to the formulas; `terms` of borrowing where it has it."""
    classes = plan.classes
    rules = {c: plan.coefficients.get(c, plan.given) for c in classes}
    used = {c: set(plan.coefficients[c].value) if c in plan.coefficients else set() for c in classes}
    scope = plan.load_scope.value
    found = []
    for name, table in (("electricity_benchmark", plan.electricity), ("heat_benchmark", plan.heat)):
        found += [_number(name, c, table[c]) if c in table else Entry(name, c, 0, _need(plan.given)) for c in classes]
    if plan.given:
        found += [Entry("gives_verified", c, int(c == VERIFIED_CLASS), plan.given) for c in classes]
    if plan.cooling:
        found += [Entry("cooling_applies", c, int("cooling" in used[c]), _need(rules[c])) for c in classes]
        found += [_number("cooling_coefficient", kind, cited) for kind, cited in plan.cooling.items()]
    if plan.heat_slope:
        slopes = {c: plan.heat_slope["gas" if c == GAS_CLASS else "coal"] for c in classes}
        found += [Entry("heat_slope", c, float(s.number) if "heat" in used[c] else 0, s) for c, s in slopes.items()]
    applies = {c: int("load" in used[c] and c in scope["classes"]) for c in classes}
    found += [Entry("load_applies", c, applies[c], plan.load_scope) for c in classes]
    found.append(Entry("load_applies_chp", "", int(scope["chp"] == "true"), plan.load_scope))
    found += [Entry("load_piece", key, value, plan.load) for key, value in _pieces(plan.load.value).items()]
    found += [Entry("gas_class", c, int(c == GAS_CLASS), plan.gas) for c in classes]
    found += [Entry("gas_form", "", plan.gas.value, plan.gas), Entry("gap_form", "", plan.gap.value["form"], plan.gap)]
    found.append(Entry("gap_limit", "", float(decimal(plan.gap.value["limit"])), plan.gap))
    if terms is not None:
        found.append(Entry("borrow_from", "", float(terms.gap_rate_from), terms.cited))
        found.append(Entry("borrow_share", "", float(terms.share_of_gap), terms.cited))
    found.append(Entry("load_decimals", "", plan.load_decimals.integer, plan.load_decimals))
    return found + [Entry("rounding", step, cited.value or "–", cited) for step, cited in plan.rounding.items()]


def industry_entries(plan: IndustryPlan) -> list[Entry]:
    """Return what a sector's plan brings to the formulas: numbers of the intensity, special cases, roundings."""
    found = [Entry("industry_method", "", plan.method.value["method"], plan.method)]
    if plan.by_intensity:
        numbers = (("slope", plan.slope), ("reach", plan.reach), ("cap", plan.cap))
        found += [Entry(f"industry_{name}", "", float(number), plan.method) for name, number in numbers]
        found += [Entry("industry_special", case, _over(cited), cited) for case, cited in plan.special.items()]
    return found + [Entry("rounding", step, cited.value or "–", cited) for step, cited in plan.rounding.items()]


def _over(case: Cited) -> float:
    """Return the share a special case must pass; below zero where any share will do."""
    return float(decimal(case.value["over"])) if case.value["over"] else -1


def _need(cited: Cited | None) -> Cited:
    assert cited is not None, "a class has benchmarks, or the plan gives it its verified emission"
    return cited


def _number(name: str, key: str, cited: Cited) -> Entry:
    return Entry(name, key, float(cited.number), cited)


def _pieces(pieces: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the numbers of the load coefficient's pieces as `PIECE.NAME`, the highest piece first."""
    found: dict[str, float] = {}
    for place, piece in enumerate(pieces, 1):
        flat = {**piece, **{f"{n}{i}": v for i, t in enumerate(piece.get("terms", ()), 1) for n, v in t.items()}}
        found |= {f"{place}.{name}": float(v) for name, value in flat.items() if (v := _as_number(value)) is not None}
    return found


def _as_number(value: Any) -> Fraction | None:
    try:
        return decimal(value)
    except NotADecimal:
        return None
