"""What a draft does to every firm: two plans over the same units, side by side.

A firm's position is what it is given less what it owes, after relief. It wins where the draft betters its position, and
loses where it worsens it; a price makes money of the tonnes. Whole tonnes and fen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tanshi.allocation.drafting.bench import Bench, Sector, is_relieved
from tanshi.allocation.drafting.observed import Observed, ObservedEntity
from tanshi.allocation.power import EntityAllocation


@dataclass(frozen=True, slots=True)
class EntityImpact:
    """An entity under the plan it is compared with, and under the draft."""

    entity: ObservedEntity
    before: EntityAllocation
    after: EntityAllocation

    @property
    def change_t(self) -> int:
        """How much better off it is; below zero worse."""
        return self.before.gap_t - self.after.gap_t


@dataclass(frozen=True, slots=True)
class Impact:
    """Two plans over the same units."""

    before: str
    after: str
    observed: Observed
    sectors: tuple[Sector, Sector]
    entities: tuple[EntityImpact, ...]
    price_fen: int | None

    def row(self, of: Iterable[EntityImpact] | None = None) -> dict[str, Any]:
        """Return the figures of entities (all without `of`).

        `surplus_*_t`: given less owed after relief. `cost_fen`: what worse positions cost at the price less what better
        ones are worth: the change of the whole, as others have to pay or receive it.
        """
        every = list(self.entities if of is None else of)
        changes = [e.change_t for e in every]
        won, lost = sum(c for c in changes if c > 0), -sum(c for c in changes if c < 0)
        return {
            "entities": len(every),
            "verified_t": sum(e.before.verified_t for e in every),
            "approved_before_t": sum(e.before.approved_t for e in every),
            "approved_after_t": sum(e.after.approved_t for e in every),
            "surplus_before_t": -sum(e.before.gap_t for e in every),
            "surplus_after_t": -sum(e.after.gap_t for e in every),
            "change_t": won - lost,
            "winners": sum(c > 0 for c in changes),
            "won_t": won,
            "losers": sum(c < 0 for c in changes),
            "lost_t": lost,
            "relieved_before": sum(is_relieved(e.before) for e in every),
            "relieved_after": sum(is_relieved(e.after) for e in every),
            "short_before": sum(e.before.gap_t > 0 for e in every),
            "short_after": sum(e.after.gap_t > 0 for e in every),
            "cost_fen": None if self.price_fen is None else (lost - won) * self.price_fen,
        }

    def by_area(self) -> list[dict[str, Any]]:
        """Return the figures by province, in the order of their codes."""
        return [{"area_gb2260": area, **self.row(of)} for area, of in _grouped(self.entities, _area)]

    def by_class(self) -> list[dict[str, Any]]:
        """Return the units' figures by class, before what the 20 % rule adds to an entity."""
        before, after = self.sectors
        classes = sorted({u.unit.unit_class for u in before.units})
        return [{"unit_class": c, **_units(before, after, c)} for c in classes]


def impact(before: Bench, after: Bench, names: tuple[str, str], price_fen: int | None = None) -> Impact:
    """Return the impact of the second plan against the first; both benches hold the same units."""
    assert before.observed is after.observed, "two plans are compared over the same units"
    sectors = before.own(), after.own()
    entities = tuple(
        EntityImpact(entity, sectors[0].entities[id], sectors[1].entities[id])
        for id, entity in before.observed.entities.items()
    )
    return Impact(*names, before.observed, sectors, entities, price_fen)


def _area(impact: EntityImpact) -> str:
    return impact.entity.area_gb2260


def _grouped(
    entities: Iterable[EntityImpact], key: Callable[[EntityImpact], str]
) -> list[tuple[str, list[EntityImpact]]]:
    groups: dict[str, list[EntityImpact]] = {}
    for entity in entities:
        groups.setdefault(key(entity), []).append(entity)
    return sorted(groups.items())


def _units(before: Sector, after: Sector, unit_class: str) -> Mapping[str, int]:
    old = [u for u in before.units if u.unit.unit_class == unit_class]
    new = [u for u in after.units if u.unit.unit_class == unit_class]
    verified, was, now = (
        sum(u.unit.verified_t for u in old), sum(u.approved_t for u in old), sum(u.approved_t for u in new)
    )  # fmt: skip
    changes = [b.approved_t - a.approved_t for a, b in zip(old, new, strict=True)]
    return {
        "units": len(old),
        "verified_t": verified,
        "initial_before_t": sum(u.initial_t for u in old),
        "initial_after_t": sum(u.initial_t for u in new),
        "approved_before_t": was,
        "approved_after_t": now,
        "surplus_before_t": was - verified,
        "surplus_after_t": now - verified,
        "change_t": now - was,
        "units_gaining": sum(c > 0 for c in changes),
        "units_losing": sum(c < 0 for c in changes),
    }
