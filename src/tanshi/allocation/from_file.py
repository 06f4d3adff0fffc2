"""A plan applied to somebody's own units: what each unit and entity would get, owe and lack. It gives nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.cells import as_written
from tanshi.allocation.power import (
    VERIFIED_CLASS,
    EntityAllocation,
    PowerPlan,
    UnitAllocation,
    allocate_entity,
    allocate_unit,
)
from tanshi.allocation.units_file import COLUMNS, FileUnit, UnitsFile, by_entity, read_units
from tanshi.core.catalogue import Language
from tanshi.core.exact import half_up, scaled, show
from tanshi.core.finding import Finding, problem
from tanshi.core.period import Period
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class OfEntity:
    """An entity of a file: its allocation and the most it may borrow, whole tonnes."""

    entity_id: str
    found: EntityAllocation
    borrow_limit_t: int


@dataclass(frozen=True, slots=True)
class FileAllocation:
    """A plan applied to a file; `findings` say which cells could not be used and which entities lack a row for it."""

    plan: str
    units: tuple[tuple[str, UnitAllocation], ...]
    entities: tuple[OfEntity, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the document of the machine interface."""
        return {
            "plan": self.plan,
            "units": [unit_json(entity, unit) for entity, unit in self.units],
            "entities": [_entity(e) for e in self.entities],
            "findings": [f.as_json() for f in self.findings],
        }


def plans(law: Law) -> dict[str, tuple[Period, bool]]:
    """Return the plans that can be named: period, and whether it is a draft, which is computed and decides nothing."""
    entries = law.parameter("allocation.plans").entries
    return {
        value["name"]: (Period.named(value["period"]), entry.status == "draft")
        for entry in entries
        for value, _, _ in entry.by_key.values()
    }


def newest_plan(law: Law) -> str:
    """Return the name of the newest plan that is no draft."""
    return max((period, name) for name, (period, is_draft) in plans(law).items() if not is_draft)[1]


def plan_named(law: Law, name: str) -> PowerPlan:
    """Return the plan of that name; `Problem` names those there are."""
    known = plans(law)
    if name not in known:
        raise problem("allocate.unknown_plan", value=name, known=", ".join(known))
    period, is_draft = known[name]
    return PowerPlan.of(law, period, drafts=is_draft)


def allocate_file(law: Law, path: Path | str, plan_name: str) -> FileAllocation:
    """Return what a plan gives the units of a file; `Problem` if plan or file cannot be used."""
    plan = plan_named(law, plan_name)
    return allocate_units(law, plan, read_units(path, plan), plan_name)


def allocate_units(law: Law, plan: PowerPlan, file: UnitsFile, name: str) -> FileAllocation:
    """Return what a plan gives units that were read."""
    terms = BorrowingTerms.of(law, plan.period)
    units: list[tuple[str, UnitAllocation]] = []
    entities = []
    for entity_id, of_entity in by_entity(file.units).items():
        allocated = [allocate_unit(plan, u.output) for u in of_entity]
        units += [(entity_id, a) for a in allocated]
        verified = _verified_t(of_entity)
        found = allocate_entity(plan, allocated, verified)
        limit = terms.limit_t(found.approved_t, verified, found.obligation_t) if terms else 0
        entities.append(OfEntity(entity_id, found, limit))
    return FileAllocation(name, tuple(units), tuple(entities), file.findings)


def _verified_t(units: Sequence[FileUnit]) -> int:
    """Return an entity's verified emissions: the exact sum of its units', half-up to a tonne."""
    return scaled(half_up(sum((u.verified_t for u in units), Fraction(0))), 0)


def unit_json(entity_id: str, found: UnitAllocation) -> dict[str, Any]:
    """Return a unit as the machine interface gives it."""
    irrational = found.load.exponent is not None and found.load.exponent.denominator > 1
    return {
        "unit_id": found.unit.unit_id,
        "entity_id": entity_id,
        "load_coef": _shown(found.load.value, 12, exact=not irrational),
        "heat_coef": show(found.heat_coef),
        "cooling_coef": show(found.cooling_coef),
        "electricity_allowance": _shown(found.electricity_allowance, 6, exact=not irrational),
        "heat_allowance": show(found.heat_allowance),
        "initial_t": found.initial_t,
        "relief_t": found.relief_t,
        "approved_t": found.approved_t,
    }


def _shown(value: Fraction, places: int, *, exact: bool) -> str:
    """Return a figure as it is, or half-up where it has no end."""
    return show(value) if exact else show(value, places)


def _entity(of: OfEntity) -> dict[str, Any]:
    found = of.found
    return {
        "entity_id": of.entity_id,
        "initial_t": found.initial_t,
        "relief_t": found.relief_t,
        "approved_t": found.approved_t,
        "obligation_t": found.obligation_t,
        "verified_t": found.verified_t,
        "gap_t": found.gap_t,
        "gap_rate": show(found.gap_rate),
        "borrow_limit_t": of.borrow_limit_t,
    }


def template(plan: PowerPlan, language: Language = "en") -> list[list[str]]:
    """Return the header and invented rows that a plan can compute, as a file's rows: one of each way to an amount."""
    row = {
        "unit_id": "U1", "entity_id": "E1", "unit_class": "I", "supply_mwh": "2820000", "generation_mwh": "3000000",
        "heat_gj": "1500000", "heat_ratio": "0.12", "load_factor": "0.60", "cooling": "water", "chp": "true",
        "verified_t": "2650000",
    }  # fmt: skip
    if len(plan.period.years) > 1:
        row["year"] = str(plan.period.first_year)
    rows = [row]
    if plan.given:
        rows.append({"unit_id": "U2", "entity_id": "E1", "unit_class": VERIFIED_CLASS, "verified_t": "120000"})
    names = [name for name in COLUMNS if name in row]
    return as_written([names, *([of.get(name, "") for name in names] for of in rows)], COLUMNS, language)
