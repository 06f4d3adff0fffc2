"""Whose matters an actor's right covers, as a condition of SQL: the access table's scopes for reading many
rows at once.

`access.judge` decides about one subject; a list cannot ask it for every row. Both read the same table, and a test holds
them against each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanshi.application.access import Known, covers, in_area_sql, rights_of
from tanshi.participants.powers import stands
from tanshi.participants.tables import ActorRow, DelegationRow

_NAME = re.compile(r":([a-z_0-9]+)")


@dataclass(frozen=True, slots=True)
class Reach:
    """A condition over `participants_entity AS e`, with named values."""

    sql: str
    values: Mapping[str, Any]


EVERYWHERE = Reach("1 = 1", {})


def reach(actor: ActorRow | None, right: str, rows: Known, today: str) -> Reach | None:
    """Return which entities a right covers for an actor, what was delegated to it included; None is none at all."""
    if actor is None or not actor.active:
        return None
    givers = [actor]
    for given in rows.where(DelegationRow, taker=actor.id):
        giver = rows.get(ActorRow, given.giver)
        if giver and giver.active and stands(given.from_day, given.until_day, today) and covers(given.kinds, right):
            givers.append(giver)
    parts = [part for n, giver in enumerate(givers) if (part := _of(giver, right, today, f"g{n}"))]
    if not parts:
        return None
    values = {name: value for part in parts for name, value in part.values.items()}
    return Reach(" OR ".join(f"({part.sql})" for part in parts), values)


def _of(actor: ActorRow, right: str, today: str, name: str) -> Reach | None:
    match rights_of(actor.role).get(right):
        case "nation" | "public":
            return EVERYWHERE
        case "area" if actor.area_gb2260:
            return Reach(in_area_sql(actor.area_gb2260, "e.id", f":{name}"), {name: actor.area_gb2260})
        case "own" if actor.entity:
            return Reach(f"e.id = :{name}", {name: actor.entity})
        case "body":
            return Reach(f"e.id = :{name}", {name: actor.organisation})
        case "group":
            return Reach(
                f"e.id IN (SELECT entity FROM participants_mandate WHERE organisation = :{name}"
                f" AND from_day <= :{name}_on AND (until_day = '' OR until_day >= :{name}_on))",
                {name: actor.organisation, f"{name}_on": today},
            )
    return None


def bound(sql: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return a statement with `:name` as `?`, and its values in order."""
    found: list[Any] = []

    def place(match: re.Match[str]) -> str:
        found.append(values[match[1]])
        return "?"

    return _NAME.sub(place, sql), found
