"""Where units stand, as the source of a roster gives it: for maps only.

A place is no fact: nobody decided it and nothing follows from it, so it is in no proof and outside the state hash, and
a better source simply replaces it. Degrees x 10^4, WGS 84.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tanshi.journal.engine import Engine, Reads
from tanshi.journal.table import Row, table
from tanshi.participants.roster import RosterUnit

#: Places of one statement.
_STEP = 1_000

#: Plants of one map; the largest are shown.
MOST = 1_500

_KNOWN = "SELECT id FROM participants_unit WHERE id IN ({})"
_PLANTS = """
SELECT e.id, e.name_zh, e.name_en, min(p.longitude_e4), min(p.latitude_e4), sum(u.capacity_kw)
FROM places_unit AS p JOIN participants_unit AS u ON u.id = p.unit
JOIN participants_listing AS l ON l.entity = u.entity AND l.period = ? AND l.covered = 1
JOIN participants_entity AS e ON e.id = u.entity
GROUP BY e.id, e.name_zh, e.name_en ORDER BY 6 DESC, 1 LIMIT ?"""


@table(
    "places_unit",
    key=["unit"],
    hashed=False,
    checks=["latitude_e4 BETWEEN -900000 AND 900000", "longitude_e4 BETWEEN -1800000 AND 1800000"],
)
@dataclass(slots=True)
class UnitPlaceRow(Row):
    """Where a unit stands, in degrees x 10^4, and which source says so."""

    unit: str
    latitude_e4: int
    longitude_e4: int
    source: str


TABLES: tuple[type[Row], ...] = (UnitPlaceRow,)


@dataclass(frozen=True, slots=True)
class Plant:
    """A covered entity on the map, at the south-west corner of its units' places, with the capacity of those units."""

    entity: str
    name_zh: str
    name_en: str
    longitude: float
    latitude: float
    capacity_kw: int


def note_places(engine: Engine, units: Iterable[RosterUnit], source: str) -> int:
    """Write the places of those units the market has, in place of earlier ones, and return how many it were."""
    given = {u.id: u for u in units if u.latitude_e4 or u.longitude_e4}
    ids, count = sorted(given), 0
    for start in range(0, len(ids), _STEP):
        step = ids[start : start + _STEP]
        with engine.aside() as writes:
            known = [id for (id,) in writes.fetch(_KNOWN.format(", ".join("?" * len(step))), step)]
            rows = [(id, given[id].latitude_e4, given[id].longitude_e4, source) for id in sorted(known)]
            writes.upsert(UnitPlaceRow.__table__, rows)
            count += len(rows)
    return count


def has_places(view: Reads) -> bool:
    """Tell whether any unit's place is known."""
    return bool(view.fetch("SELECT 1 FROM places_unit LIMIT 1"))


def plants(view: Reads, period: str, most: int = MOST) -> list[Plant]:
    """Return the covered entities of a period whose units have places, the largest first."""
    rows = view.fetch(_PLANTS, [period, most])
    return [Plant(id, zh, en, x / 1e4, y / 1e4, int(kw)) for id, zh, en, x, y, kw in rows]
