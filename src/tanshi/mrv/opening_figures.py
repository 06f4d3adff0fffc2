"""Verified emissions and output of years before these books, taken over from outside with where they are from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.mrv.commands import MrvOutcome
from tanshi.mrv.events import OpeningEmissionTaken, OpeningOutputTaken
from tanshi.mrv.tables import OpeningEmissionRow, OpeningOutputRow
from tanshi.participants.commands import concern_of
from tanshi.participants.listing import period_named
from tanshi.participants.tables import EntityRow, UnitRow


@dataclass(frozen=True, slots=True)
class OpeningUnit:
    """A unit's verified emissions, whole tonnes."""

    unit: str
    emission_t: int


@dataclass(frozen=True, slots=True)
class TakeOpeningEmission:
    """Take over an entity's verified emissions of an earlier year; `origin` says where they are from."""

    entity: str
    year: str
    origin: str
    units: tuple[OpeningUnit, ...]


@dataclass(frozen=True, slots=True)
class OpeningOutput:
    """What a unit supplied in a year: electricity to the grid in MWh with 3 decimals, heat in GJ with 2."""

    unit: str
    supply_mwh_e3: int
    heat_gj_e2: int


@dataclass(frozen=True, slots=True)
class TakeOpeningOutput:
    """Take over the verified output of an entity's units in an earlier year; `origin` says where it is from."""

    entity: str
    year: str
    origin: str
    units: tuple[OpeningOutput, ...]


def take_emission(request: TakeOpeningEmission, rows: Rows, act: Act) -> Outcome:
    """Judge emissions and record them."""
    return _take_opening(request, OpeningEmissionRow, OpeningEmissionTaken, rows, act)


def take_output(request: TakeOpeningOutput, rows: Rows, act: Act) -> Outcome:
    """Judge output and record it."""
    return _take_opening(request, OpeningOutputRow, OpeningOutputTaken, rows, act)


def _take_opening(
    request: TakeOpeningEmission | TakeOpeningOutput,
    kept: type[OpeningEmissionRow | OpeningOutputRow],
    fact: type[OpeningEmissionTaken | OpeningOutputTaken],
    rows: Rows,
    act: Act,
) -> Outcome:
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(MrvOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    period = period_named(request.year)
    if period is None or len(period.years) > 1:
        return act.refuse(MrvOutcome.BAD_PERIOD, period=request.year)
    seen: set[str] = set()
    for opening in request.units:
        unit = rows.get(UnitRow, opening.unit)
        if unit is None or unit.entity != request.entity:
            return act.refuse(MrvOutcome.UNIT_NOT_OF_ENTITY, unit=opening.unit, entity=request.entity)
        if opening.unit in seen:
            return act.refuse(MrvOutcome.UNIT_TWICE, unit=opening.unit)
        seen.add(opening.unit)
        if min(_quantities(opening)) < 0:
            return act.refuse(MrvOutcome.BAD_EMISSION, unit=opening.unit)
        if rows.get(kept, (opening.unit, request.year)) is not None:
            return act.refuse(MrvOutcome.ALREADY_RECORDED, unit=opening.unit, month=request.year)
    act.record(fact(request.entity, request.year, request.origin, [plain(u) for u in request.units]))
    return MrvOutcome.DONE


def _quantities(opening: OpeningUnit | OpeningOutput) -> tuple[int, ...]:
    if isinstance(opening, OpeningUnit):
        return (opening.emission_t,)
    return opening.supply_mwh_e3, opening.heat_gj_e2


def _touches_opening(
    r: TakeOpeningEmission | TakeOpeningOutput, kept: type[OpeningEmissionRow | OpeningOutputRow]
) -> Iterable[Touch]:
    yield EntityRow, r.entity
    for unit in r.units:
        yield UnitRow, unit.unit
        yield kept, (unit.unit, r.year)


def _whose(r: TakeOpeningEmission | TakeOpeningOutput, rows: Rows) -> Concern:
    return concern_of(r.entity, rows)


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "mrv.take_opening_emission", TakeOpeningEmission, take_emission, MrvOutcome.DONE,
        lambda r: _touches_opening(r, OpeningEmissionRow), _whose,
    ),
    Handler(
        "mrv.take_opening_output", TakeOpeningOutput, take_output, MrvOutcome.DONE,
        lambda r: _touches_opening(r, OpeningOutputRow), _whose,
    ),
)  # fmt: skip
