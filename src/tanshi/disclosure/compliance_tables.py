"""Compliance of a period as the ministry publishes it: by count of entities and by tonnes, nation and provinces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tanshi.disclosure.results import share
from tanshi.participants.areas import areas

#: Code of the nation's row.
NATION = "CN"


def compliance(entities: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the nation's row, then one for each province with entities; entities as `Results` has them."""
    every = list(entities)
    found = [_row(NATION, "全国", "China", every)]
    for code, area in sorted(areas().items()):
        if of_area := [e for e in every if e["area_gb2260"] == code]:
            found.append(_row(code, area.zh, area.en, of_area))
    return found


def _row(code: str, zh: str, en: str, entities: list[Mapping[str, Any]]) -> dict[str, Any]:
    states = [e["state"] for e in entities]
    owed, given = sum(e["obligation_t"] for e in entities), sum(e["surrendered_t"] for e in entities)
    met = states.count("met")
    return {
        "area_gb2260": code,
        "name_zh": zh,
        "name_en": en,
        "entities": len(entities),
        "met_entities": met,
        "short_entities": states.count("short"),
        "pending_entities": len(states) - met - states.count("short"),
        "compliance_rate_by_count": share(met, len(entities)),
        "obligation_t": owed,
        "surrendered_t": given,
        "shortfall_t": sum(e["shortfall_t"] for e in entities),
        "compliance_rate": share(given, owed),
    }
