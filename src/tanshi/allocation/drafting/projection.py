"""A running year carried on to its end: what units ran and emitted so far, and the rest of the year.

Rows are months, or one row a unit for the first months of the year. The rest of the year follows last year's months
where they are given: of every amount, what the months to come had last year over what the same months so far had;
months so far that last year lacks count as they are. Without last year each month to come is as the mean of those so
far. Load factor and heat-supply ratio stay as they are so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from tanshi.allocation.drafting.observed import Observed, ObservedEntity, ObservedUnit, whole_t
from tanshi.allocation.power import PowerPlan
from tanshi.allocation.units_file import FileUnit, UnitsFile, units_of
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.sheets import bytes_of

MONTHS = 12

#: A file as it was handed over: its name and content.
NamedData = tuple[str, bytes]

#: How people and spreadsheets write a month: 8, 2026-08, 2026/8, 202608, 2026年8月; a cell makes a day of it.
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?:\d{4}[-/])?(\d{1,2})",
        r"\d{4}(\d{2})",
        r"\d{4}年(\d{1,2})月",
        r"\d{4}[-/](\d{1,2})[-/]\d{1,2}(?: 00:00:00)?",
    )
)

#: The amounts of a row that grow with the year.
_AMOUNTS: Mapping[str, Callable[[FileUnit], Fraction]] = {
    "supply_mwh": lambda u: u.output.supply_mwh,
    "generation_mwh": lambda u: u.output.generation_mwh,
    "heat_gj": lambda u: u.output.heat_gj,
    "verified_t": lambda u: u.verified_t,
}


def projected(path: Path | str, plan: PowerPlan, months: int | None, last_year: Path | str | None = None) -> Observed:
    """Return the year a file's units are heading for.

    `months`: how many of the year the rows cover, where they are not by month; `last_year`: a file of the same units'
    months of the year before. `Problem` if a file cannot be used, or nobody says how far the year has come.
    """
    file, earlier = Path(path), Path(last_year) if last_year else None
    before = (earlier.name, bytes_of(earlier)) if earlier else None
    return projected_units((file.name, bytes_of(file)), plan, months, before)


def projected_units(
    so_far: NamedData, plan: PowerPlan, months: int | None, last_year: NamedData | None = None
) -> Observed:
    """Return the same of the files' names and contents."""
    file = units_of(*so_far, plan, any_year=True, by_month=True)
    before = units_of(*last_year, plan, any_year=True, by_month=True) if last_year else None
    rows, findings = _by_unit(file)
    earlier, wrong = _by_unit(before) if before else ({}, [])
    findings = [*file.findings, *findings, *(before.findings if before else ()), *wrong]
    if last_year and not any(of_unit for of_unit in earlier.values() if 0 not in of_unit):
        raise problem("draft.last_year_by_month", where=last_year[0])
    until = _until(rows, months)
    if not rows:
        raise Problem(*findings)
    units = []
    for id, of_unit in rows.items():
        if earlier and id not in earlier:
            findings.append(Finding("draft.no_last_year", next(iter(of_unit.values())).where, {"unit": id}))
        units.append(_year(of_unit, until, earlier.get(id, {})))
    entities: dict[str, ObservedEntity] = {}
    for id in dict.fromkeys(u.entity_id for u in units):
        total = whole_t(u.verified_t for u in units if u.entity_id == id)
        entities[id] = ObservedEntity(id, id, id, "", total)
    return Observed(so_far[0], tuple(units), entities, tuple(findings))


def _by_unit(file: UnitsFile) -> tuple[dict[str, dict[int, FileUnit]], list[Finding]]:
    """Return the rows by unit and month, 0 for a row without one."""
    found: dict[str, dict[int, FileUnit]] = {}
    findings = []
    for row in file.units:
        month = _month(row.month)
        of_unit = found.setdefault(row.output.unit_id, {})
        if month is None:
            findings.append(Finding("draft.bad_month", row.where, {"value": row.month}))
        elif month in of_unit or (month and 0 in of_unit) or (of_unit and not month):
            findings.append(Finding("draft.month_twice", row.where, {"value": row.month, "unit": row.output.unit_id}))
        else:
            of_unit[month] = row
    return {unit: rows for unit, rows in found.items() if rows}, findings


def _month(text: str) -> int | None:
    """Return the number of a month, 0 of a blank, None of what is no month; a cell with a day is its month."""
    if not text:
        return 0
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    month = int(found[1]) if found else 0
    return month if 1 <= month <= MONTHS else None


def _until(units: Mapping[str, Mapping[int, FileUnit]], months: int | None) -> int:
    """Return the last month the rows cover."""
    last = max((month for of_unit in units.values() for month in of_unit), default=0)
    if months is None and any(0 in of_unit for of_unit in units.values()):
        raise problem("draft.how_many_months")
    if months is not None and not 1 <= months <= MONTHS:
        raise problem("draft.bad_months", value=months)
    return max(last, months or 0)


def _year(rows: Mapping[int, FileUnit], until: int, before: Mapping[int, FileUnit]) -> ObservedUnit:
    """Return the year a unit of a file is heading for."""
    so_far = list(rows.values())
    covered = range(1, until + 1) if 0 in rows else sorted(rows)
    both = [m for m in covered if m in before]
    if 0 in rows and len(both) < until:
        both = []  # a sum of months cannot be divided into those that last year has and those it has not
    amounts = {}
    for name, amount in _AMOUNTS.items():
        total = sum((amount(r) for r in so_far), Fraction(0))
        shared = total if 0 in rows else sum((amount(rows[m]) for m in both), Fraction(0))
        same = sum((amount(before[m]) for m in both), Fraction(0))
        rest = sum((amount(row) for m, row in before.items() if m > until), Fraction(0))
        amounts[name] = total + to_come(total, shared, same, rest, len(covered), until)
    first = so_far[0]
    output = replace(first.output, load_factor=_load_factor(so_far), heat_ratio=_heat_ratio(so_far))
    return with_amounts(ObservedUnit(first.entity_id, output, Fraction(0), first.where), amounts)


def to_come(total: Fraction, shared: Fraction, same: Fraction, rest: Fraction, covered: int, until: int) -> Fraction:
    """Return what the months after `until` will bring to a `total` of the `covered` ones.

    `shared`: what of the total lies in months that last year has too; `same`, `rest`: what last year had in those and
    in the months to come. Where last year has none of them, each month to come is as the mean of those so far.
    """
    return shared * rest / same if same else total * Fraction(MONTHS - until, covered)


def with_amounts(unit: ObservedUnit, amounts: Mapping[str, Fraction]) -> ObservedUnit:
    """Return a unit with the amounts of a year."""
    verified = amounts["verified_t"]
    output = replace(
        unit.output,
        supply_mwh=amounts["supply_mwh"],
        generation_mwh=amounts["generation_mwh"],
        heat_gj=amounts["heat_gj"],
        verified_t=whole_t([verified]),
    )
    return replace(unit, output=output, verified_t=verified)


def _load_factor(rows: Sequence[FileUnit]) -> Fraction:
    """Return the load factor over months: output over what the running hours could have given."""
    weights = [(_output(r), r.output.load_factor) for r in rows]
    possible = sum((w / f for w, f in weights if f), Fraction(0))
    return sum((w for w, f in weights if f), Fraction(0)) / possible if possible else rows[0].output.load_factor


def _output(row: FileUnit) -> Fraction:
    return row.output.generation_mwh or row.output.supply_mwh


def _heat_ratio(rows: Sequence[FileUnit]) -> Fraction:
    """Return the heat-supply ratio over months, weighted by emissions as fuel is."""
    total = sum((r.verified_t for r in rows), Fraction(0))
    return sum((r.verified_t * r.output.heat_ratio for r in rows), Fraction(0)) / total if total else Fraction(0)
