"""What a file says of a unit beside what a plan gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tanshi.allocation.from_file import FileAllocation
from tanshi.allocation.power import UnitAllocation
from tanshi.allocation.units_file import FileUnit, by_entity


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A row of a file: its unit (in a joint period, in one year) and the unit's allocation."""

    unit: FileUnit
    found: UnitAllocation


def unit_lines(units: Sequence[FileUnit], found: FileAllocation) -> list[UnitLine]:
    """Return the units entity by entity, as `allocate_units` has them, each with its allocation."""
    in_order = [unit for of_entity in by_entity(units).values() for unit in of_entity]
    return [UnitLine(unit, given) for unit, (_, given) in zip(in_order, found.units, strict=True)]
