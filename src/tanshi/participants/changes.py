"""What changes about entities and units once they are registered: more units, names, owners, mergers, shutdowns.

Who takes over an entity that was merged or split (合并、分立) is kept as its heirs; rights and duties follow them
(O19 art. 18). An entity that ended stays in the register with its last year, and nothing more can be changed of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tanshi.core.identifier import is_id, is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.participants.commands import Unit, concern_of, is_possible
from tanshi.participants.credit_code import why_not_credit_code
from tanshi.participants.events import (
    EntitiesMerged,
    EntityChanged,
    EntityShut,
    EntitySplit,
    UnitShut,
    UnitsRegistered,
)
from tanshi.participants.tables import ACTIVE, EntityChangeRow, EntityRow, UnitRow


class ChangesOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "changes.done"
    NO_GROUND = "changes.no_ground"
    BAD_EVIDENCE = "changes.bad_evidence"
    BAD_ID = "changes.bad_id"
    ENTITY_NOT_FOUND = "changes.entity_not_found"
    ENTITY_ENDED = "changes.entity_ended"
    ENTITY_TWICE = "changes.entity_twice"
    ENTITY_EXISTS = "changes.entity_exists"
    TOO_FEW = "changes.too_few"
    NO_NAME = "changes.no_name"
    NAME_DIFFERS = "changes.name_differs"
    BAD_CREDIT_CODE = "changes.bad_credit_code"
    CREDIT_CODE_TAKEN = "changes.credit_code_taken"
    NOTHING_CHANGES = "changes.nothing_changes"
    UNIT_NOT_FOUND = "changes.unit_not_found"
    UNIT_EXISTS = "changes.unit_exists"
    UNIT_IMPOSSIBLE = "changes.unit_impossible"
    UNIT_NOT_OF_ENTITY = "changes.unit_not_of_entity"
    UNIT_TWICE = "changes.unit_twice"
    UNIT_LEFT_OVER = "changes.unit_left_over"
    BAD_YEAR = "changes.bad_year"
    ALREADY_SHUT = "changes.already_shut"


@dataclass(frozen=True, slots=True)
class RegisterUnits:
    """Enter more units of an entity."""

    entity: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class ShutUnit:
    """Put on record that a unit is shut; it ran until within `last_year`."""

    unit: str
    last_year: int
    ground: str


@dataclass(frozen=True, slots=True)
class ChangeEntity:
    """Change an entity's names, credit code or owner: all four as they are from today on, "" where not known."""

    entity: str
    name_zh: str
    name_en: str
    credit_code: str
    owner: str
    ground: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class MergeEntities:
    """Merge entities into another one that is in the register."""

    heir: str
    merged: tuple[str, ...]
    ground: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Heir:
    """One of those an entity is split into, with the units it takes."""

    entity: str
    name_zh: str
    name_en: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitEntity:
    """Split an entity into at least two; it may be one of them itself, under its names."""

    entity: str
    heirs: tuple[Heir, ...]
    ground: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ShutEntity:
    """Put on record that an entity is shut with all its units; it ran until within `last_year`."""

    entity: str
    last_year: int
    ground: str


def _register_units(request: RegisterUnits, rows: Rows, act: Act) -> Outcome:
    if refused := _not_there(request.entity, rows, act):
        return refused
    if not request.units:
        return act.refuse(ChangesOutcome.TOO_FEW, least=1)
    seen: set[str] = set()
    for unit in request.units:
        if not is_id(unit.id):
            return act.refuse(ChangesOutcome.BAD_ID, id=unit.id)
        if unit.id in seen or rows.get(UnitRow, unit.id) is not None:
            return act.refuse(ChangesOutcome.UNIT_EXISTS, unit=unit.id)
        if not is_possible(unit):
            return act.refuse(ChangesOutcome.UNIT_IMPOSSIBLE, unit=unit.id)
        seen.add(unit.id)
    act.record(UnitsRegistered(request.entity, [plain(u) for u in request.units]))
    return ChangesOutcome.DONE


def _shut_unit(request: ShutUnit, rows: Rows, act: Act) -> Outcome:
    if not request.ground.strip():
        return act.refuse(ChangesOutcome.NO_GROUND)
    unit = rows.get(UnitRow, request.unit)
    if unit is None:
        return act.refuse(ChangesOutcome.UNIT_NOT_FOUND, unit=request.unit)
    if refused := _not_there(unit.entity, rows, act):
        return refused
    if not max(1, unit.start_year) <= request.last_year <= _year(act):
        return act.refuse(
            ChangesOutcome.BAD_YEAR, subject=unit.id, year=request.last_year, first=unit.start_year, last=_year(act)
        )
    if unit.retired_year and unit.retired_year <= request.last_year:
        return act.refuse(ChangesOutcome.ALREADY_SHUT, subject=unit.id, year=unit.retired_year)
    act.record(UnitShut(unit.id, unit.entity, request.last_year, request.ground))
    return ChangesOutcome.DONE


def _change(request: ChangeEntity, rows: Rows, act: Act) -> Outcome:
    if refused := _not_reasoned(request.ground, request.evidence_sha256, act):
        return refused
    if refused := _not_there(request.entity, rows, act):
        return refused
    if not request.name_zh.strip() and not request.name_en.strip():
        return act.refuse(ChangesOutcome.NO_NAME, entity=request.entity)
    if request.credit_code and why_not_credit_code(request.credit_code):
        return act.refuse(ChangesOutcome.BAD_CREDIT_CODE, code=request.credit_code)
    if request.credit_code:
        for other in rows.where(EntityRow, credit_code=request.credit_code):
            if other.id != request.entity:
                return act.refuse(ChangesOutcome.CREDIT_CODE_TAKEN, code=request.credit_code, entity=other.id)
    was = rows.need(EntityRow, request.entity)
    before = (was.name_zh, was.name_en, was.credit_code, was.owner)
    after = (request.name_zh, request.name_en, request.credit_code, request.owner)
    if before == after:
        return act.refuse(ChangesOutcome.NOTHING_CHANGES, entity=request.entity)
    number = len(rows.where(EntityChangeRow, entity=request.entity)) + 1
    act.record(EntityChanged(request.entity, number, *after, *before, request.ground, request.evidence_sha256))
    return ChangesOutcome.DONE


def _merge(request: MergeEntities, rows: Rows, act: Act) -> Outcome:
    if refused := _not_reasoned(request.ground, request.evidence_sha256, act):
        return refused
    for entity in (request.heir, *request.merged):
        if refused := _not_there(entity, rows, act):
            return refused
    if twice := _twice((request.heir, *request.merged)):
        return act.refuse(ChangesOutcome.ENTITY_TWICE, entity=twice)
    if not request.merged:
        return act.refuse(ChangesOutcome.TOO_FEW, least=1)
    units = [{"unit": u.id, "entity": entity} for entity in request.merged for u in rows.where(UnitRow, entity=entity)]
    merged = [{"entity": entity} for entity in request.merged]
    act.record(EntitiesMerged(request.heir, merged, _year(act), units, request.ground, request.evidence_sha256))
    return ChangesOutcome.DONE


def _split(request: SplitEntity, rows: Rows, act: Act) -> Outcome:
    if refused := _not_reasoned(request.ground, request.evidence_sha256, act):
        return refused
    for heir in request.heirs:
        if not is_id(heir.entity):
            return act.refuse(ChangesOutcome.BAD_ID, id=heir.entity)
    if refused := _not_there(request.entity, rows, act):
        return refused
    if twice := _twice(h.entity for h in request.heirs):
        return act.refuse(ChangesOutcome.ENTITY_TWICE, entity=twice)
    entity = rows.need(EntityRow, request.entity)
    new = [h for h in request.heirs if h.entity != entity.id]
    for heir in new:
        if rows.get(EntityRow, heir.entity) is not None:
            return act.refuse(ChangesOutcome.ENTITY_EXISTS, entity=heir.entity)
    if len(request.heirs) < 2:
        return act.refuse(ChangesOutcome.TOO_FEW, least=2)
    for heir in request.heirs:
        if not heir.name_zh.strip() and not heir.name_en.strip():
            return act.refuse(ChangesOutcome.NO_NAME, entity=heir.entity)
        if heir.entity == entity.id and (heir.name_zh, heir.name_en) != (entity.name_zh, entity.name_en):
            return act.refuse(ChangesOutcome.NAME_DIFFERS, entity=entity.id)
    if refused := _not_divided(request, rows, act):
        return refused
    act.record(
        EntitySplit(
            entity.id,
            0 if len(new) < len(request.heirs) else _year(act),
            entity.area_gb2260,
            entity.sector_gbt4754,
            entity.source,
            [{"heir": h.entity, "name_zh": h.name_zh, "name_en": h.name_en} for h in new],
            [{"unit": unit, "heir": h.entity} for h in new for unit in h.units],
            request.ground,
            request.evidence_sha256,
        )
    )
    return ChangesOutcome.DONE


def _not_divided(request: SplitEntity, rows: Rows, act: Act) -> Outcome | None:
    """Refuse unless each unit of the entity goes to exactly one heir."""
    units = {u.id for u in rows.where(UnitRow, entity=request.entity)}
    given: set[str] = set()
    for heir in request.heirs:
        for unit in heir.units:
            if unit not in units:
                return act.refuse(ChangesOutcome.UNIT_NOT_OF_ENTITY, unit=unit, entity=request.entity)
            if unit in given:
                return act.refuse(ChangesOutcome.UNIT_TWICE, unit=unit)
            given.add(unit)
    if left := units - given:
        return act.refuse(ChangesOutcome.UNIT_LEFT_OVER, unit=min(left))
    return None


def _shut(request: ShutEntity, rows: Rows, act: Act) -> Outcome:
    if not request.ground.strip():
        return act.refuse(ChangesOutcome.NO_GROUND)
    if refused := _not_there(request.entity, rows, act):
        return refused
    units = rows.where(UnitRow, entity=request.entity)
    first = max((u.start_year for u in units), default=0)
    if not max(1, first) <= request.last_year <= _year(act):
        return act.refuse(
            ChangesOutcome.BAD_YEAR, subject=request.entity, year=request.last_year, first=first, last=_year(act)
        )
    running = [{"unit": u.id} for u in units if u.retired_year == 0 or u.retired_year > request.last_year]
    act.record(EntityShut(request.entity, request.last_year, running, request.ground))
    return ChangesOutcome.DONE


def _not_reasoned(ground: str, evidence_sha256: str, act: Act) -> Outcome | None:
    if not ground.strip():
        return act.refuse(ChangesOutcome.NO_GROUND)
    if evidence_sha256 and not is_sha256(evidence_sha256):
        return act.refuse(ChangesOutcome.BAD_EVIDENCE, evidence=evidence_sha256)
    return None


def _not_there(entity: str, rows: Rows, act: Act) -> Outcome | None:
    found = rows.get(EntityRow, entity)
    if found is None:
        return act.refuse(ChangesOutcome.ENTITY_NOT_FOUND, entity=entity)
    if found.state != ACTIVE:
        return act.refuse(ChangesOutcome.ENTITY_ENDED, entity=entity, year=found.last_year)
    return None


def _twice(names: Iterable[str]) -> str:
    """Return the first name that stands twice, or ""."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _year(act: Act) -> int:
    return int(act.day[:4])


def _of_unit(request: ShutUnit, rows: Rows) -> Concern:
    unit = rows.get(UnitRow, request.unit)
    return concern_of(unit.entity, rows) if unit else Concern()


def _of_all(request: MergeEntities, rows: Rows) -> Concern:
    """A merger across provinces concerns the nation."""
    concerns = {concern_of(entity, rows).area for entity in (request.heir, *request.merged)}
    return Concern(request.heir, concerns.pop() if len(concerns) == 1 else "")


def _touch_split(request: SplitEntity) -> list[Touch]:
    units = [(UnitRow, unit) for heir in request.heirs for unit in heir.units]
    return [(EntityRow, request.entity), *((EntityRow, h.entity) for h in request.heirs), *units]


DONE = ChangesOutcome.DONE

HANDLERS = (
    Handler(
        "participants.register_units",
        RegisterUnits,
        _register_units,
        DONE,
        touch=lambda r: [(EntityRow, r.entity), *((UnitRow, u.id) for u in r.units)],
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
    Handler(
        "participants.shut_unit", ShutUnit, _shut_unit, DONE, touch=lambda r: [(UnitRow, r.unit)], concern=_of_unit
    ),
    Handler(
        "participants.change_entity",
        ChangeEntity,
        _change,
        DONE,
        touch=lambda r: [(EntityRow, r.entity)],
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
    Handler(
        "participants.merge_entities",
        MergeEntities,
        _merge,
        DONE,
        touch=lambda r: [(EntityRow, entity) for entity in (r.heir, *r.merged)],
        concern=_of_all,
    ),
    Handler(
        "participants.split_entity",
        SplitEntity,
        _split,
        DONE,
        touch=_touch_split,
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
    Handler(
        "participants.shut_entity",
        ShutEntity,
        _shut,
        DONE,
        touch=lambda r: [(EntityRow, r.entity)],
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
)
