"""In which city (设区的市) an entity lies: its province places it there, and may place it anew with a reason.

Registration knows the province only. A city's authority sees, comments on and reviews the entities placed in it; an
entity that is placed nowhere is looked after by its province alone. A code has four digits, the first two its
province's (GB/T 2260); names of cities are not in the product, so the code is what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.participants.areas import PROVINCE, is_city
from tanshi.participants.commands import concern_of
from tanshi.participants.events import EntityPlaced
from tanshi.participants.tables import ACTIVE, EntityCityRow, EntityRow


class CitiesOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "cities.done"
    NO_CITY = "cities.no_city"
    ENTITY_NOT_FOUND = "cities.entity_not_found"
    ENTITY_ENDED = "cities.entity_ended"
    OTHER_PROVINCE = "cities.other_province"
    ALREADY_THERE = "cities.already_there"
    NO_GROUND = "cities.no_ground"


@dataclass(frozen=True, slots=True)
class PlaceEntity:
    """Place an entity in a city of its province; who places it anew says why, such as areas that were redrawn."""

    entity: str
    city_gb2260: str
    ground: str = ""


def _place(request: PlaceEntity, rows: Rows, act: Act) -> Outcome:
    if not is_city(request.city_gb2260):
        return act.refuse(CitiesOutcome.NO_CITY, city=request.city_gb2260)
    entity = rows.get(EntityRow, request.entity)
    if entity is None:
        return act.refuse(CitiesOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    if entity.state != ACTIVE:
        return act.refuse(CitiesOutcome.ENTITY_ENDED, entity=entity.id, year=entity.last_year)
    if request.city_gb2260[:PROVINCE] != entity.area_gb2260:
        return act.refuse(
            CitiesOutcome.OTHER_PROVINCE, city=request.city_gb2260, entity=entity.id, area=entity.area_gb2260
        )
    before = rows.get(EntityCityRow, entity.id)
    if before is not None and before.city_gb2260 == request.city_gb2260:
        return act.refuse(CitiesOutcome.ALREADY_THERE, entity=entity.id, city=before.city_gb2260, since=before.from_day)
    if before is not None and not request.ground.strip():
        return act.refuse(CitiesOutcome.NO_GROUND, entity=entity.id, city=before.city_gb2260)
    was = before.city_gb2260 if before is not None else ""
    act.record(EntityPlaced(entity.id, request.city_gb2260, was, request.ground))
    return CitiesOutcome.DONE


HANDLERS = (
    Handler(
        "participants.place_entity",
        PlaceEntity,
        _place,
        CitiesOutcome.DONE,
        touch=lambda r: [(EntityRow, r.entity), (EntityCityRow, r.entity)],
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
)
