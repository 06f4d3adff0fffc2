"""Records as rows of variables: months, years of units, years of entities, with what they are compared with.

Names, units and meaning of the variables stand in `rules/cn/checks/variables.yaml`.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from tanshi.mrv.plausibility.check import OF_UNITS, Catalogue
from tanshi.mrv.plausibility.columns import Column, Flags, Frame, Whole
from tanshi.mrv.plausibility.records import FIGURES, FILED, Records

#: The figures of a month: name in formulas, denominator.
_FIGURES = {
    "generation_mwh_e3": ("generation_mwh", 1000),
    "own_use_mwh_e3": ("own_use_mwh", 1000),
    "network_use_mwh_e3": ("network_use_mwh", 1000),
    "heat_gj_e2": ("heat_gj", 100),
    "hours_e2": ("hours", 100),
    "fuel_e2": ("fuel", 100),
    "fuel_for_heat_e2": ("fuel_for_heat", 100),
    "ncv_e3": ("ncv", 1000),
    "carbon_e4": ("carbon", 10_000),
    "purchased_mwh_e3": ("purchased_mwh", 1000),
}
assert tuple(_FIGURES) == FIGURES

#: What a year sums up.
_SUMMED = ("generation_mwh", "own_use_mwh", "network_use_mwh", "heat_gj", "hours", "fuel", "fuel_for_heat",
           "purchased_mwh", "fuel_gj", "heat_fuel_gj")  # fmt: skip

#: Figures that no two months have alike by chance.
_REPEATED = ("generation_mwh", "own_use_mwh", "heat_gj", "hours", "fuel", "ncv", "carbon", "purchased_mwh")
_TWINS = ("generation_mwh", "own_use_mwh", "heat_gj", "fuel")


@dataclass(frozen=True, slots=True)
class _Months:
    """Months in the order of unit and month; `month` counts from the year 0."""

    unit: Whole
    month: Whole
    columns: dict[str, Column]


def frames(catalogue: Catalogue, records: Records) -> dict[str, Frame]:
    """Return the rows of each kind, by what `LEVELS` calls it."""
    months = _months(records)
    words = _words(catalogue, records)
    entities = sorted({u.entity for u in records.units})
    number = {e: n for n, e in enumerate(entities)}
    of_unit = np.array([number[u.entity] for u in records.units], dtype=np.int64)
    return {
        "month": _month_frame(records, months, words, entities, of_unit),
        "year": _year_frame(records, months, words, entities, of_unit),
        "entity": _entity_frame(records, entities, number),
    }


def _months(records: Records) -> _Months:
    at = {u.id: n for n, u in enumerate(records.units)}
    known = [m for m in records.months if m[0] in at]
    number: dict[str, int] = {m: int(m[:4]) * 12 + int(m[5:]) - 1 for _, m, _ in known}
    unit = np.array([at[u] for u, _, _ in known], dtype=np.int64)
    month = np.array([number[m] for _, m, _ in known], dtype=np.int64)
    order = np.lexsort((month, unit))
    columns = {}
    for place, (name, denominator) in enumerate(_FIGURES.values()):
        values = [f[place] for _, _, f in known]
        measured = None
        if name == "carbon":
            measured = np.array([v is not None for v in values], dtype=bool)[order]
        numerators = np.array([v or 0 for v in values], dtype=np.int64)[order]
        columns[name] = Column(numerators, denominator, measured)
    columns |= _products(columns)
    return _Months(unit[order], month[order], columns)


def _products(of: Mapping[str, Column]) -> dict[str, Column]:
    """Return heat and carbon of the fuel; carbon where it is measured."""
    fuel, ncv, carbon = of["fuel"].numerators, of["ncv"].numerators, of["carbon"]
    return {
        "fuel_gj": Column(fuel * ncv, 100_000),
        "heat_fuel_gj": Column(of["fuel_for_heat"].numerators * ncv, 100_000),
        "fuel_tc": Column(fuel * carbon.numerators, 1_000_000, carbon.known),
    }


def _words(catalogue: Catalogue, records: Records) -> dict[str, tuple[Whole, list[str]]]:
    """Return for each word a code of each unit, and what the codes stand for."""
    told: dict[tuple[object, ...], dict[str, str]] = {}
    of_unit = []
    for unit in records.units:
        key = (*unit.words().values(), unit.capacity_kw)
        if key not in told:
            told[key] = catalogue.words_of(unit.words(), Fraction(unit.capacity_kw, 1000))
        of_unit.append(told[key])
    found = {}
    for word in (*OF_UNITS, *catalogue.words):
        names = sorted({w[word] for w in of_unit})
        code = {n: at for at, n in enumerate(names)}
        found[word] = (np.array([code[w[word]] for w in of_unit], dtype=np.int64), names)
    return found


# months


def _month_frame(
    records: Records,
    months: _Months,
    words: Mapping[str, tuple[Whole, Sequence[str]]],
    entities: Sequence[str],
    entity_of: Whole,
) -> Frame:
    unit, month = months.unit, months.month
    numbers, day = np.unique(month, return_inverse=True)
    days = [_last_day(int(n)) for n in numbers]
    before = np.arange(len(unit)) - 1
    has_before = np.zeros(len(unit), dtype=bool)
    has_before[1:] = (unit[1:] == unit[:-1]) & (month[1:] == month[:-1] + 1)
    keys = unit * 100_000 + month
    last = np.searchsorted(keys, keys - 12)
    has_last = keys[np.minimum(last, len(keys) - 1)] == keys - 12 if len(keys) else has_before
    columns = dict(months.columns)
    capacity = np.array([u.capacity_kw for u in records.units], dtype=np.int64)
    hours = np.array([d.day * 24 for d in days], dtype=np.int64)
    columns["capacity_mw"] = Column(capacity[unit], 1000, capacity[unit] > 0)
    columns["calendar_hours"] = Column(hours[day] if days else day)
    columns["repeats_prev"] = _repeats(months, before, has_before)
    columns["repeats_last"] = _repeats(months, last, has_last)
    columns |= {f"{n}_run": _run(months.columns[n], has_before) for n in ("ncv", "carbon")}
    columns["round_figures"] = _round_figures(months)
    columns["twins"] = _twins(months, entity_of[unit])
    columns |= _of_plant(months, entity_of[unit], words)
    for prefix, at, known in (("prev_", before, has_before), ("last_", last, has_last)):
        columns |= {f"{prefix}{n}": _taken(c, at, known) for n, c in months.columns.items()}
    names = [u.id for u in records.units]
    return Frame(
        where=_Places(names, unit, month),
        entities=entities,
        entity=entity_of[unit],
        days=days,
        day=day.astype(np.int64),
        words={w: (codes[unit], said) for w, (codes, said) in words.items()},
        columns=columns,
        asked=month // 12 == records.year,
    )


class _Places(Sequence[str]):
    """The rows' places, made when they are asked for: "unit 2022-03"."""

    def __init__(self, names: Sequence[str], unit: Whole, month: Whole) -> None:
        self._names, self._unit, self._month = names, unit, month

    def __len__(self) -> int:
        return len(self._unit)

    def __getitem__(self, row):  # type: ignore[no-untyped-def]
        year, month = divmod(int(self._month[row]), 12)
        return f"{self._names[int(self._unit[row])]} {year}-{month + 1:02d}"


def _last_day(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _taken(column: Column, at: Whole, known: Flags) -> Column:
    """Return a column's values at other rows."""
    at = np.where(known, at, 0)
    if column.known is not None and len(at):
        known = known & column.known[at]
    return Column(column.numerators[at] if len(at) else column.numerators, column.denominator, known)


def _repeats(months: _Months, at: Whole, known: Flags) -> Column:
    """Return how many figures are the same as in another row, those that are nought left out."""
    count = np.zeros(len(at), dtype=np.int64)
    for name in _REPEATED:
        column = months.columns[name]
        other = _taken(column, at, known)
        same = (column.numerators == other.numerators) & (column.numerators > 0)
        for flags in (column.known, other.known):
            if flags is not None:
                same &= flags
        count += same
    return Column(count, 1, known)


def _run(column: Column, has_before: Flags) -> Column:
    """Return in how many months in a row, this one the last, a figure is the same; known where it is given."""
    given = column.numerators > 0
    if column.known is not None:
        given &= column.known
    same = np.zeros(len(given), dtype=bool)
    same[1:] = has_before[1:] & given[1:] & given[:-1] & (column.numerators[1:] == column.numerators[:-1])
    at = np.arange(len(given))
    start = np.maximum.accumulate(np.where(same, 0, at)) if len(at) else at
    return Column(at - start + 1, 1, given)


def _round_figures(months: _Months) -> Column:
    """Return how many of generation, fuel and heat are whole thousands."""
    count = np.zeros(len(months.unit), dtype=np.int64)
    for name in ("generation_mwh", "fuel", "heat_gj"):
        column = months.columns[name]
        count += (column.numerators > 0) & (column.numerators % (1000 * column.denominator) == 0)
    return Column(count)


def _twins(months: _Months, entity: Whole) -> Column:
    """Return how many figures of a month another unit of the entity has too."""
    count = np.zeros(len(entity), dtype=np.int64)
    for name in _TWINS:
        values = months.columns[name].numerators
        order = np.lexsort((values, months.month, entity))
        same = np.ones(max(0, len(order) - 1), dtype=bool)
        for of in (entity, months.month, values):
            same &= of[order][1:] == of[order][:-1]
        twin = np.zeros(len(order), dtype=bool)
        twin[1:] |= same
        twin[:-1] |= same
        count[order] += twin & (values[order] > 0)
    return Column(count)


def _of_plant(months: _Months, entity: Whole, words: Mapping[str, tuple[Whole, Sequence[str]]]) -> dict[str, Column]:
    """Return the sums over the entity's units of one fuel and coal in a month, and how many others there are."""
    if not len(entity):
        return {}
    kind = words["burns"][0][months.unit] * len(words["coal"][1]) + words["coal"][0][months.unit]
    keys = (entity * 100_000 + months.month) * (int(kind.max()) + 1) + kind
    _, group, sizes = np.unique(keys, return_inverse=True, return_counts=True)

    def summed(values: Whole) -> Whole:
        total = np.zeros(len(sizes), dtype=np.int64)
        np.add.at(total, group, values)
        return total[group]

    of = months.columns
    measured = of["carbon"].known
    assert measured is not None
    found = {f"plant_{n}": Column(summed(of[n].numerators), of[n].denominator)
             for n in ("generation_mwh", "fuel", "fuel_gj", "heat_fuel_gj")}  # fmt: skip
    found["plant_others"] = Column(sizes[group] - 1)
    found["plant_fuel_tc"] = Column(summed(of["fuel_tc"].numerators * measured), of["fuel_tc"].denominator)
    found["plant_measured_gj"] = Column(summed(of["fuel_gj"].numerators * measured), of["fuel_gj"].denominator)
    return found


# years


def _year_frame(
    records: Records,
    months: _Months,
    words: Mapping[str, tuple[Whole, Sequence[str]]],
    entities: Sequence[str],
    entity_of: Whole,
) -> Frame:
    year, count = records.year, len(records.units)
    columns = _sums(months, months.month // 12 == year, count)
    before = _sums(months, months.month // 12 == year - 1, count)
    has_before = before["months"].numerators > 0
    columns |= {f"last_{n}": Column(c.numerators, c.denominator, has_before) for n, c in before.items()}
    capacity = np.array([u.capacity_kw for u in records.units], dtype=np.int64)
    columns["capacity_mw"] = Column(capacity, 1000, capacity > 0)
    columns["calendar_hours"] = Column(np.full(count, (366 if calendar.isleap(year) else 365) * 24, dtype=np.int64))
    latest = np.zeros(len(entities), dtype=np.int64)  # how many months of the year are due: to the last one recorded
    of_year = months.month // 12 == year
    np.maximum.at(latest, entity_of[months.unit[of_year]], months.month[of_year] % 12 + 1)
    runs = np.array([u.runs_all(year) for u in records.units], dtype=bool)
    columns["months_due"] = Column(np.where(runs, latest[entity_of] if count else 0, 0))
    columns |= _filed(records)
    return Frame(
        where=[f"{u.id} {year}" for u in records.units],
        entities=entities,
        entity=entity_of,
        days=[date(year, 12, 31)],
        day=np.zeros(count, dtype=np.int64),
        words=words,
        columns=columns,
        asked=(columns["months"].numerators > 0) | (columns["months_due"].numerators > 0),
    )


def _sums(months: _Months, of: Flags, count: int) -> dict[str, Column]:
    unit = months.unit[of]

    def summed(values: Whole, denominator: int = 1) -> Column:
        total = np.zeros(count, dtype=np.int64)
        np.add.at(total, unit, values)
        return Column(total, denominator)

    columns = months.columns
    measured = columns["carbon"].known
    assert measured is not None
    measured = measured[of]
    found = {n: summed(columns[n].numerators[of], columns[n].denominator) for n in _SUMMED}
    found["fuel_tc"] = summed(columns["fuel_tc"].numerators[of] * measured, columns["fuel_tc"].denominator)
    found["measured_gj"] = summed(columns["fuel_gj"].numerators[of] * measured, columns["fuel_gj"].denominator)
    found["months"] = summed(np.ones(len(unit), dtype=np.int64))
    burning = columns["fuel"].numerators[of] > 0
    found["burning_months"] = summed(burning.astype(np.int64))
    found["measured_months"] = summed((measured & burning).astype(np.int64))
    return found


def _filed(records: Records) -> dict[str, Column]:
    at = {f.unit: f.figures for f in records.filed}
    known = np.array([u.id in at for u in records.units], dtype=bool)
    found = {}
    for place, name in enumerate(FILED):
        base, _, places = name.rpartition("_e")
        short, denominator = (base, 10 ** int(places)) if base else (name, 1)
        values = [at[u.id][place] if u.id in at else 0 for u in records.units]
        found[f"filed_{short}"] = Column(np.array(values, dtype=np.int64), denominator, known)
    return found


# entities


def _entity_frame(records: Records, entities: Sequence[str], number: Mapping[str, int]) -> Frame:
    """Return the rows of entities with a report; gases are kept to the gram, which their masses are given in."""
    units: dict[str, int] = {}
    owner = {u.id: u.entity for u in records.units}
    emission = FILED.index("emission_t_e2")
    for filed in records.filed:
        if filed.unit in owner:
            units[owner[filed.unit]] = units.get(owner[filed.unit], 0) + filed.figures[emission]
    rows = [r for r in records.reports if r.entity in number]
    last = [r.last_t for r in rows]
    scale = 10**6
    columns = {
        "report_t": Column(np.array([r.total_t for r in rows], dtype=np.int64)),
        "units_t": Column(np.array([units.get(r.entity, 0) for r in rows], dtype=np.int64), 100),
        "gases_t": Column(np.array([int(r.gases_t * scale) for r in rows], dtype=np.int64), scale),
        "last_report_t": Column(
            np.array([v or 0 for v in last], dtype=np.int64), 1, np.array([v is not None for v in last], dtype=bool)
        ),
    }
    return Frame(
        where=[f"{r.entity} {records.year}" for r in rows],
        entities=entities,
        entity=np.array([number[r.entity] for r in rows], dtype=np.int64),
        days=[date(records.year, 12, 31)],
        day=np.zeros(len(rows), dtype=np.int64),
        words={},
        columns=columns,
    )
