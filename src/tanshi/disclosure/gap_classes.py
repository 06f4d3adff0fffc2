"""Gap rates of entities in classes (缺口率分布): how many entities and tonnes each class holds.

The gap rate is the gap in percent of verified emissions; above zero an entity is short. A class holds its lower bound
and not its upper one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tanshi.core.exact import show
from tanshi.disclosure.results import share

#: Bounds between the classes, in percent; the outermost classes have no end.
BOUNDS = (-20, -10, -5, 0, 5, 10, 20)
_ENDS: tuple[int | None, ...] = (None, *BOUNDS, None)


@dataclass(frozen=True, slots=True)
class GapClass:
    """Entities whose gap rate lies in a class, with their emissions and gaps in tonnes."""

    number: int
    from_percent: int | None
    to_percent: int | None
    entities: int
    verified_t: int
    gap_t: int

    @property
    def short(self) -> bool:
        """Whether its entities lack allowances."""
        return self.from_percent is not None and self.from_percent >= 0

    @property
    def name(self) -> str:
        """The class as a chart names it, in percent."""
        if self.from_percent is None:
            return f"< {self.to_percent}"
        if self.to_percent is None:
            return f"≥ {self.from_percent}"
        return f"{self.from_percent}…{self.to_percent}"


def gap_classes(entities: Iterable[Mapping[str, Any]]) -> list[GapClass]:
    """Return the classes from the largest surplus to the largest shortage; entities without emissions are in none."""
    sums = [[0, 0, 0] for _ in range(len(BOUNDS) + 1)]
    for entity in entities:
        verified, gap = entity["verified_t"], entity["gap_t"]
        if verified:
            place = sum(100 * gap >= bound * verified for bound in BOUNDS)
            for n, value in enumerate((1, verified, gap)):
                sums[place][n] += value
    return [GapClass(n, *ends, *found) for n, (ends, found) in enumerate(zip(pairwise(_ENDS), sums, strict=True), 1)]


def rows(classes: Iterable[GapClass]) -> list[dict[str, Any]]:
    """Return the classes as files and programs get them, with their shares of all."""
    every = list(classes)
    entities, verified = sum(c.entities for c in every), sum(c.verified_t for c in every)
    return [
        {
            "gap_class": c.number,
            "from_percent": None if c.from_percent is None else show(c.from_percent),
            "to_percent": None if c.to_percent is None else show(c.to_percent),
            "entities": c.entities,
            "share_of_entities": share(c.entities, entities),
            "verified_t": c.verified_t,
            "share_of_verified": share(c.verified_t, verified),
            "gap_t": c.gap_t,
        }
        for c in every
    ]
