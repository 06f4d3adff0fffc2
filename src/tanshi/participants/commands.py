"""What may be asked about participants."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Concern, Handler
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.participants.areas import areas, is_city
from tanshi.participants.coverage import in_two_markets
from tanshi.participants.events import (
    ActorAdmitted,
    ActorDismissed,
    EntityListed,
    EntityRegistered,
    MarketFounded,
    RowsSkipped,
)
from tanshi.participants.tables import ActorRow, EntityRow, ListingRow, MarketRow, ProposalRow, SkippedRow, UnitRow

#: Roles an actor can have; `application.access` says what each may ask.
ROLES = (
    "nation", "province", "city", "registry", "exchange", "entity", "group", "participant", "verifier", "laboratory",
    "voluntary", "voluntary_exchange",
)  # fmt: skip

FUELS = ("coal", "gas")
CLASSES = ("I", "II", "III", "IV")
COOLINGS = ("water", "air", "back_pressure")


class ParticipantsOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "participants.done"
    ALREADY_FOUNDED = "participants.already_founded"
    BAD_ID = "participants.bad_id"
    UNKNOWN_ROLE = "participants.unknown_role"
    UNKNOWN_AREA = "participants.unknown_area"
    ENTITY_NOT_FOUND = "participants.entity_not_found"
    ENTITY_EXISTS = "participants.entity_exists"
    UNIT_EXISTS = "participants.unit_exists"
    UNIT_IMPOSSIBLE = "participants.unit_impossible"
    ACTOR_EXISTS = "participants.actor_exists"
    ACTOR_NOT_ACTIVE = "participants.actor_not_active"
    BAD_PERIOD = "participants.bad_period"
    ALREADY_LISTED = "participants.already_listed"
    ALREADY_PROPOSED = "participants.already_proposed"


@dataclass(frozen=True, slots=True)
class Found:
    """Found a market and admit its ministry; `origin` "" means real, otherwise what models it."""

    jurisdiction: str
    origin: str
    actor: str
    organisation: str


@dataclass(frozen=True, slots=True)
class AdmitActor:
    """Admit somebody to act for an organisation."""

    actor: str
    organisation: str
    role: str
    area_gb2260: str = ""
    entity: str = ""


@dataclass(frozen=True, slots=True)
class DismissActor:
    """Withdraw somebody's power to act."""

    actor: str
    ground: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A generating unit as it is registered."""

    id: str
    name_zh: str
    name_en: str
    fuel: str
    technology: str
    coal_type: str
    unit_class: str
    capacity_kw: int
    cooling: str
    chp: int
    captive: int
    start_year: int
    retired_year: int
    modelled: str


@dataclass(frozen=True, slots=True)
class RegisterEntity:
    """Enter an entity with its units."""

    entity: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    source: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class ListEntity:
    """Decide whether an entity is covered in a period."""

    entity: str
    period: str
    covered: bool
    ground: str
    emission_t: int
    citation: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """One row that was not used."""

    row: int
    unit: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SkipRows:
    """Put on record which rows of a file were not used."""

    source: str
    period: str
    rows: tuple[Skipped, ...]


def _found(request: Found, rows: Rows, act: Act) -> Outcome:
    """The first act about participants; the ministry it admits admits everybody else."""
    if rows.get(MarketRow, 1) is not None:
        return act.refuse(ParticipantsOutcome.ALREADY_FOUNDED)
    act.record(MarketFounded(request.jurisdiction, request.origin))
    return _admit(AdmitActor(request.actor, request.organisation, "nation"), rows, act)


def _admit(request: AdmitActor, rows: Rows, act: Act) -> Outcome:
    if not is_id(request.actor) or not is_id(request.organisation):
        return act.refuse(ParticipantsOutcome.BAD_ID, id=request.actor)
    if request.role not in ROLES:
        return act.refuse(ParticipantsOutcome.UNKNOWN_ROLE, role=request.role, known=", ".join(ROLES))
    if request.area_gb2260 and not _is_area(request.area_gb2260, request.role):
        return act.refuse(ParticipantsOutcome.UNKNOWN_AREA, area=request.area_gb2260)
    if request.entity and rows.get(EntityRow, request.entity) is None:
        return act.refuse(ParticipantsOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    earlier = rows.get(ActorRow, request.actor)
    if earlier is not None and earlier.active:
        return act.refuse(ParticipantsOutcome.ACTOR_EXISTS, actor=request.actor)
    act.record(ActorAdmitted(request.actor, request.organisation, request.role, request.area_gb2260, request.entity))
    return ParticipantsOutcome.DONE


def _is_area(code: str, role: str) -> bool:
    """Tell whether a code is a province's, or for a city's actor a city's: four digits of a province (GB/T 2260)."""
    return is_city(code) if role == "city" else code in areas()


def _dismiss(request: DismissActor, rows: Rows, act: Act) -> Outcome:
    actor = rows.get(ActorRow, request.actor)
    if actor is None or not actor.active:
        return act.refuse(ParticipantsOutcome.ACTOR_NOT_ACTIVE, actor=request.actor)
    act.record(ActorDismissed(request.actor, request.ground))
    return ParticipantsOutcome.DONE


def _register(request: RegisterEntity, rows: Rows, act: Act) -> Outcome:
    if not is_id(request.entity) or not all(is_id(u.id) for u in request.units):
        return act.refuse(ParticipantsOutcome.BAD_ID, id=request.entity)
    if request.area_gb2260 not in areas():
        return act.refuse(ParticipantsOutcome.UNKNOWN_AREA, area=request.area_gb2260)
    if rows.get(EntityRow, request.entity) is not None:
        return act.refuse(ParticipantsOutcome.ENTITY_EXISTS, entity=request.entity)
    seen: set[str] = set()
    for unit in request.units:
        if unit.id in seen or rows.get(UnitRow, unit.id) is not None:
            return act.refuse(ParticipantsOutcome.UNIT_EXISTS, unit=unit.id)
        if not is_possible(unit):
            return act.refuse(ParticipantsOutcome.UNIT_IMPOSSIBLE, unit=unit.id)
        seen.add(unit.id)
    act.record(
        EntityRegistered(
            request.entity, request.name_zh, request.name_en, request.area_gb2260, request.sector_gbt4754,
            request.source, [plain(u) for u in request.units],
        )
    )  # fmt: skip
    return ParticipantsOutcome.DONE


def is_possible(unit: Unit) -> bool:
    """Tell whether there can be such a unit."""
    return (
        unit.capacity_kw > 0
        and unit.fuel in FUELS
        and unit.unit_class in CLASSES
        and unit.cooling in COOLINGS
        and unit.chp in (0, 1)
        and unit.captive in (0, 1)
        and (unit.retired_year == 0 or unit.retired_year >= unit.start_year)
    )


def _list(request: ListEntity, rows: Rows, act: Act) -> Outcome:
    try:
        Period.named(request.period)
    except ValueError:
        return act.refuse(ParticipantsOutcome.BAD_PERIOD, period=request.period)
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(ParticipantsOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    if rows.get(ListingRow, (request.entity, request.period)) is not None:
        return act.refuse(ParticipantsOutcome.ALREADY_LISTED, entity=request.entity, period=request.period)
    if rows.get(ProposalRow, (request.entity, request.period)) is not None:
        return act.refuse(ParticipantsOutcome.ALREADY_PROPOSED, entity=request.entity, period=request.period)
    if request.covered and (refused := in_two_markets(request.entity, request.period, rows, act)):
        return refused
    act.record(
        EntityListed(
            request.entity, request.period, request.covered, request.ground, request.emission_t, request.citation
        )
    )
    return ParticipantsOutcome.DONE


def _skip(request: SkipRows, rows: Rows, act: Act) -> Outcome:
    act.record(RowsSkipped(request.source, request.period, [plain(r) for r in request.rows]))
    return ParticipantsOutcome.DONE


def concern_of(entity: str, rows: Rows) -> Concern:
    """Return whom something about an entity concerns: the entity and its province."""
    found = rows.get(EntityRow, entity)
    return Concern(entity, found.area_gb2260 if found else "")


DONE = ParticipantsOutcome.DONE

HANDLERS = (
    Handler("participants.found", Found, _found, DONE, touch=lambda r: [(ActorRow, r.actor)]),
    Handler(
        "participants.admit_actor",
        AdmitActor,
        _admit,
        DONE,
        touch=lambda r: [(ActorRow, r.actor), (EntityRow, r.entity)],
        concern=lambda r, rows: concern_of(r.entity, rows) if r.entity else Concern("", r.area_gb2260, r.organisation),
    ),
    Handler("participants.dismiss_actor", DismissActor, _dismiss, DONE, touch=lambda r: [(ActorRow, r.actor)]),
    Handler(
        "participants.register_entity",
        RegisterEntity,
        _register,
        DONE,
        touch=lambda r: [(EntityRow, r.entity), *((UnitRow, u.id) for u in r.units)],
        concern=lambda r, rows: Concern(r.entity, r.area_gb2260),
    ),
    Handler(
        "participants.list_entity",
        ListEntity,
        _list,
        DONE,
        touch=lambda r: [
            (EntityRow, r.entity),
            (ListingRow, (r.entity, r.period)),
            (ProposalRow, (r.entity, r.period)),
        ],
        concern=lambda r, rows: concern_of(r.entity, rows),
    ),
    Handler(
        "participants.skip_rows",
        SkipRows,
        _skip,
        DONE,
        touch=lambda r: [(SkippedRow, (r.source, r.period, s.row)) for s in r.rows],
    ),
)
