"""Frames of units taken into a bulk allocation, one after the other: rows that are beyond doubt as columns of whole
numbers, all others cell by cell as a file's, so that a wrong cell is found and said as there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np

from tanshi.allocation import frame_columns as read
from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.bulk import (
    AMOUNT_PLACES,
    COOLINGS,
    RATIO_PLACES,
    Bulk,
    BulkPlan,
    Columns,
    EntityAmounts,
    Ints,
    Outcome,
)
from tanshi.allocation.cells import COOLING, FLAGS, no_header
from tanshi.allocation.from_file import plan_named
from tanshi.allocation.kernel_plain import RATIOS
from tanshi.allocation.power import UnitAllocation, allocate_unit
from tanshi.allocation.units_file import COLUMNS, OUTPUT, TEMPLATE, FileUnit, UnitRows, class_words, needed_columns
from tanshi.core.finding import problem
from tanshi.core.sheets import Row, cell_text, places_of
from tanshi.rules import Law

#: Most tonnes of a unit that fit a column of sums.
_LARGEST_T = 1 << 52

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a frame's rows: those taken as columns, and those read cell by cell, by their place."""

    columns: Columns
    places: Ints  # of the columns' rows in the frame
    outcome: Outcome | None
    plain: dict[int, tuple[FileUnit, UnitAllocation]]


@dataclass(slots=True)
class _Entities:
    """Entities by name: their numbers, and the row where each first stands with a unit that can be computed."""

    numbers: dict[str, int] = field(default_factory=dict)
    first: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def seen(self, numbers: Ints, rows: Ints) -> None:
        """Note entities' units at rows, which ascend."""
        if len(self.numbers) > len(self.first):
            more = np.full(max(len(self.numbers), 2 * len(self.first)) - len(self.first), _NEVER)
            self.first = np.concatenate([self.first, more])
        here = np.full(len(self.first), _NEVER)
        here[numbers[::-1]] = rows[::-1]
        self.first = np.minimum(self.first, here)

    def in_order(self) -> tuple[list[str], Ints]:
        """Return the entities that have a unit, in the order in which they first stand, and their numbers."""
        order = np.argsort(self.first[: len(self.numbers)], kind="stable")
        order = order[self.first[order] < _NEVER]
        names = list(self.numbers)
        return [names[n] for n in order.tolist()], order


class Intake:
    """Takes frames under one plan. `sheet` and `first_row` are how findings name a place."""

    def __init__(self, law: Law, plan_name: str, columns: list[str], *, sheet: str, first_row: int) -> None:
        plan = plan_named(law, plan_name)
        self.places = places_of(columns, COLUMNS)
        needed = needed_columns(plan)
        if not all(name in self.places for name in needed):
            raise no_header(sheet, [("", [columns])], COLUMNS, needed, TEMPLATE)
        self.plan = BulkPlan.of(plan)
        self.rows = UnitRows(plan)
        self.bulk = Bulk(self.plan, 0)
        self.count = 0
        self._terms = BorrowingTerms.of(law, plan.period)
        self._entities = _Entities()
        self._sheet, self._next_row = sheet, first_row

    def take(self, frame: Any, *, each: bool, suspects: read.Bools | None = None) -> Taken:
        """Take a frame's units; `each` keeps the amounts of each, else only their entities' sums are kept.

        `suspects`: rows whose unit may stand elsewhere too; where not given, they are looked for in this frame.
        """
        size = len(frame)
        series = {name: frame[frame.columns[place]] for name, place in self.places.items()}
        columns, sure = self._columns(frame, series, size)
        sure &= ~(self._twice(series) if suspects is None else suspects)
        places = np.flatnonzero(sure)
        chosen = columns if len(places) == size else columns.at(places)
        self.bulk.grow(len(self._entities.numbers))
        outcome = None
        if each:
            outcome = self.bulk.allocate(chosen)
        else:
            self.bulk.add(chosen)
        self._entities.seen(chosen.entity.astype(np.int64), places + self.count)
        plain = self._plain(frame, sure) if len(places) < size else {}
        self.count += size
        self._next_row += size
        return Taken(chosen, places, outcome, plain)

    def entities(self) -> tuple[list[str], EntityAmounts]:
        """Return the entities in the order in which they first stand, and their amounts."""
        names, numbers = self._entities.in_order()
        found = self.bulk.entities(self._terms, len(self._entities.numbers))
        return names, EntityAmounts(*(getattr(found, name)[numbers] for name in EntityAmounts.__slots__))

    def _columns(self, frame: Any, series: dict[str, Any], size: int) -> tuple[Columns, read.Bools]:
        basis = OUTPUT[self.plan.plan.basis.value]
        unused = [s for name, s in series.items() if name in OUTPUT.values() and name != basis]
        kind, known = self._kinds(series, size)
        needed = self.plan.numbers.gives[np.maximum(kind, 0)] == 0
        parsed = {
            "output": read.amounts(series[basis], AMOUNT_PLACES, needed=needed),
            "heat": self._optional(series, "heat_gj", size),
            "heat_ratio": self._heat_ratio(series, size),
            "load_factor": read.load_factors(series["load_factor"], needed=needed),
            "verified": read.amounts(series["verified_t"], AMOUNT_PLACES, needed=True),
        }
        entity, named = self._names(series, size)
        sure = known & named
        for column in (*parsed.values(), *(read.not_read(s) for s in unused)):
            sure &= column.sure
        return Columns(kind=kind, entity=entity, **{n: c.values for n, c in parsed.items()}), sure

    def _optional(self, series: dict[str, Any], name: str, size: int) -> read.Parsed:
        if name not in series:
            return read.absent(size, needed=False)
        return read.amounts(series[name], AMOUNT_PLACES, needed=False)

    def _heat_ratio(self, series: dict[str, Any], size: int) -> read.Parsed:
        if "heat_ratio" not in series:
            return read.absent(size, needed=False)
        if not self.plan.numbers.slope.any():
            return read.not_read(series["heat_ratio"], share=True)
        return read.amounts(series["heat_ratio"], RATIO_PLACES, needed=False, most=RATIOS)

    def _kinds(self, series: dict[str, Any], size: int) -> tuple[Any, read.Bools]:
        numbers = {name: n for n, name in enumerate(self.plan.plan.classes)}
        classes = {word: numbers[name] for word, name in class_words(self.plan.plan).items()}
        coolings = {word: COOLINGS.index(name) for word, name in COOLING.items()}
        flags = {word: int(flag) for word, flag in FLAGS.items()}
        unit_class = read.words(series["unit_class"], classes, upper=True)
        zeros = np.zeros(size, dtype=np.int64)
        cooling = read.words(series["cooling"], coolings) if "cooling" in series else zeros
        chp = read.words(series["chp"], flags) if "chp" in series else zeros
        kind = (unit_class * len(COOLINGS) + cooling) * 2 + chp
        return kind.astype(np.int8), (unit_class >= 0) & (cooling >= 0) & (chp >= 0)

    def _names(self, series: dict[str, Any], size: int) -> tuple[Any, read.Bools]:
        """Return the entities' numbers, and which rows have names and stand once."""
        unit = read.ids(series["unit_id"])
        sure = ~read.blank(unit)
        if "year" in series:
            years = {str(y): 1 for y in self.plan.plan.period.years} | {"": 1}
            sure &= read.words(series["year"], years) == 1
        numbers, values = read.codes(series.get("entity_id", unit))
        names = [cell_text(v) for v in values]
        mapped = np.array([*(self._entities.number(n) if n else -1 for n in names), -1], dtype=np.int32)
        entity = mapped[numbers]
        return entity, sure & (entity >= 0)

    def _twice(self, series: dict[str, Any]) -> read.Bools:
        """Tell which rows' unit (and year) stands in another row of the frame too."""
        unit = read.ids(series["unit_id"])
        keys = {"unit": unit}
        if "year" in series:
            year = read.ids(series["year"])
            keys["year"] = year.fill_null("") if year.dtype == nw.String else year
        own = nw.from_dict({n: s.to_native() for n, s in keys.items()}, backend=unit.implementation)
        return np.asarray(own.is_duplicated().to_numpy(), dtype=bool)

    def _plain(self, frame: Any, sure: read.Bools) -> dict[int, tuple[FileUnit, UnitAllocation]]:
        """Read the rows that are not sure cell by cell."""
        found, numbers = {}, []
        places = np.flatnonzero(~sure).tolist()
        for place, cells in zip(places, frame.filter((~sure).tolist()).iter_rows(), strict=True):
            row = Row(self._next_row + place, _cells(frame, cells), self.places)
            unit = self.rows.read(row, self._sheet)
            if unit is None:
                continue
            allocated = allocate_unit(self.plan.plan, unit.output)
            if allocated.approved_t >= _LARGEST_T or unit.verified_t >= _LARGEST_T:
                raise problem("allocate.too_large", where=f"{self._sheet}!{row.cell('unit_id')}")
            number = self._entities.number(unit.entity_id)
            self.bulk.grow(len(self._entities.numbers))
            self.bulk.add_unit(number, allocated, unit.verified_t)
            self.bulk.by_reference += 1
            numbers.append(number)
            found[place] = (unit, allocated)
        if found:
            self._entities.seen(np.array(numbers), np.array(list(found)) + self.count)
        return found


def _cells(frame: Any, cells: tuple[Any, ...]) -> list[Any]:
    """Return a row's cells; what pandas has for an empty cell becomes None."""
    if not frame.implementation.is_pandas_like():
        return list(cells)
    is_missing = frame.implementation.to_native_namespace().isna
    return [None if is_missing(cell) else cell for cell in cells]
