"""Who of a model nation offsets part of its obligation with reductions of filed projects, and how much.

The nation's total follows `figures/offsets.yaml` in proportion to what is due. Entities are taken in a drawn order,
each with as much as the law allows it, until the total is reached. The reductions were bought and cancelled elsewhere;
the province counts them by their proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from tanshi.compliance.eligibility import has_text, most_t
from tanshi.compliance.filed_offsets import CountFiled
from tanshi.core.period import Period
from tanshi.rules import Law
from tanshi.simulation.chance import Chance
from tanshi.simulation.operation import figures

_ORDERS = 1_000_000_000


def offsets(law: Law, seed: int, period: Period, day: date, due: Mapping[str, int]) -> dict[str, int]:
    """Return how many tonnes each entity offsets, by entity; nothing where no text or no figure covers the period."""
    share = figures("offsets").get(period.name)
    if share is None or not has_text(law, period.name):
        return {}
    left = sum(due.values()) * share["total_t"] // share["of_t"]
    found = {}
    for entity in _drawn(seed, period, sorted(due)):
        amount = min(left, most_t(law, due[entity], day.isoformat()))
        if amount > 0:
            found[entity] = amount
            left -= amount
        if not left:
            break
    return dict(sorted(found.items()))


def proof(seed: int, entity: str, period: Period, amount_t: int, day: date) -> CountFiled:
    """Return the request by which a province counts what an entity offsets."""
    name = f"modelled/{seed}/ccer/{entity}/{period}"
    digest = sha256(name.encode()).hexdigest()
    return CountFiled(entity, period.name, "modelled filed project", name, amount_t, day.isoformat(), False, digest)


def _drawn(seed: int, period: Period, entities: Sequence[str]) -> list[str]:
    return sorted(entities, key=lambda e: (Chance(seed, "ccer", e, period.name).below(_ORDERS), e))
