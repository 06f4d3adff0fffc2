"""Coverage by other markets (全国与地方市场的衔接): who is covered elsewhere, and sectors that move.

An entity is in one market only for the same gas and sector. What another market covers is noted here as a fact, and the
list asks before it covers somebody. When a sector moves to the national market, holdings of local allowances stay
where they are and earlier obligations stay owed; for periods from the day of the move on nobody of it is
listed or owes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tanshi.core.identifier import is_id, is_uscc
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Concern, Handler
from tanshi.journal.rows import Rows
from tanshi.participants.events import OtherCoverageEnded, OtherCoverageNoted, SectorMoved
from tanshi.participants.tables import EntityRow, MarketRow, OtherCoverageRow, SectorMoveRow
from tanshi.rules import Cited, Law

#: Gases that markets cover, as their texts name them.
GASES = ("CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6", "NF3", "CF4", "C2F6")

#: What the list covers where nothing else is said.
CO2 = ("CO2",)

_WORDS = 300


class CoverageOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "coverage.done"
    ENTITY_NOT_FOUND = "coverage.entity_not_found"
    NOT_ANOTHER_MARKET = "coverage.not_another_market"
    NOT_THE_MARKET_ABOVE = "coverage.not_the_market_above"
    BAD_GAS = "coverage.bad_gas"
    BAD_SECTOR = "coverage.bad_sector"
    BAD_CREDIT_CODE = "coverage.bad_credit_code"
    BAD_DAYS = "coverage.bad_days"
    BAD_SOURCE = "coverage.bad_source"
    COVERAGE_EXISTS = "coverage.exists"
    COVERAGE_NOT_FOUND = "coverage.not_found"
    ALREADY_MOVED = "coverage.already_moved"
    IN_TWO_MARKETS = "coverage.in_two_markets"
    SECTOR_MOVED = "coverage.sector_moved"


@dataclass(frozen=True, slots=True)
class NoteOtherCoverage:
    """Note that another market covers an entity for a gas and sector; `source` is that market's list."""

    entity: str
    market: str
    gas: str
    sector_gbt4754: str
    from_day: str
    source: str
    credit_code: str = ""
    name: str = ""
    until_day: str = ""


@dataclass(frozen=True, slots=True)
class EndOtherCoverage:
    """Note the last day of another market's coverage of an entity for a gas and sector."""

    entity: str
    gas: str
    sector_gbt4754: str
    last_day: str
    ground: str


@dataclass(frozen=True, slots=True)
class MoveSector:
    """Move a sector to the national market for a gas, from a day on; `document` says so."""

    sector_gbt4754: str
    gas: str
    market: str
    from_day: str
    document: str


def in_two_markets(
    entity: str, period: str, rows: Rows, act: Act, gases: Sequence[str] = CO2, sector_gbt4754: str = ""
) -> Outcome | None:
    """Return the refusal to cover an entity in a period that another market covers for the same gas and sector.

    The sector is the entity's own if none is said. None: it may be covered here. The entity and period must exist.
    """
    found = rows.need(EntityRow, entity)
    sector = sector_gbt4754 or found.sector_gbt4754
    named = Period.named(period)
    for gas in gases:
        if refused := _moved_away(sector, gas, named, rows, act):
            return refused
        other = rows.get(OtherCoverageRow, (entity, gas, sector))
        if other is not None and _overlaps(other, named) and _is_forbidden(act.day):
            return act.refuse(
                CoverageOutcome.IN_TWO_MARKETS, entity=entity, market=other.market, gas=gas, sector=sector,
                first=other.from_day, last=other.until_day or "…", citation=_cited("double_coverage", act.day),
            )  # fmt: skip
    return None


def moved_on(sector_gbt4754: str, gas: str, period: Period, rows: Rows) -> SectorMoveRow | None:
    """Return the move by which a sector's periods from this one on belong to another market, or None."""
    move = rows.get(SectorMoveRow, (sector_gbt4754, gas))
    return move if move is not None and move.from_day <= period.first_day.isoformat() else None


def _moved_away(sector: str, gas: str, period: Period, rows: Rows, act: Act) -> Outcome | None:
    move = moved_on(sector, gas, period, rows)
    if move is None:
        return None
    return act.refuse(
        CoverageOutcome.SECTOR_MOVED, sector=sector, gas=gas, market=move.market, first=move.from_day,
        document=move.document, citation=_cited("double_coverage", act.day),
    )  # fmt: skip


def _overlaps(other: OtherCoverageRow, period: Period) -> bool:
    return other.from_day <= period.last_day.isoformat() and (
        other.until_day == "" or other.until_day >= period.first_day.isoformat()
    )


@cache
def national() -> Law:
    """Return the national law, which says how the markets stand to each other."""
    return Law("cn")


def rule(name: str, day: str) -> Cited:
    """Return the national law's rule on the markets on a day."""
    return national().value(f"participants.{name}", date.fromisoformat(day))


def _is_forbidden(day: str) -> bool:
    return str(rule("double_coverage", day).value) == "forbidden"


def _cited(name: str, day: str) -> str:
    return national().reference(rule(name, day).citation)


def _note(request: NoteOtherCoverage, rows: Rows, act: Act) -> Outcome:
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(CoverageOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    if not is_id(request.market) or request.market == rows.need(MarketRow, 1).jurisdiction:
        return act.refuse(CoverageOutcome.NOT_ANOTHER_MARKET, market=request.market[:_WORDS])
    if refused := _bad_scope(request.gas, request.sector_gbt4754, act):
        return refused
    if request.credit_code and not is_uscc(request.credit_code):
        return act.refuse(CoverageOutcome.BAD_CREDIT_CODE, code=request.credit_code[:_WORDS])
    if not _are_days(request.from_day, request.until_day):
        return act.refuse(CoverageOutcome.BAD_DAYS, first=request.from_day[:20], last=request.until_day[:20])
    if not 0 < len(request.source.strip()) <= _WORDS or len(request.name) > _WORDS:
        return act.refuse(CoverageOutcome.BAD_SOURCE, most=_WORDS)
    known = rows.get(OtherCoverageRow, (request.entity, request.gas, request.sector_gbt4754))
    if known is not None and (known.until_day == "" or known.until_day >= request.from_day):
        return act.refuse(CoverageOutcome.COVERAGE_EXISTS, entity=request.entity, market=known.market)
    act.record(
        OtherCoverageNoted(
            request.entity, request.gas, request.sector_gbt4754, request.market, request.credit_code, request.name,
            request.from_day, request.until_day, request.source,
        )
    )  # fmt: skip
    return CoverageOutcome.DONE


def _end(request: EndOtherCoverage, rows: Rows, act: Act) -> Outcome:
    known = rows.get(OtherCoverageRow, (request.entity, request.gas, request.sector_gbt4754))
    if known is None:
        return act.refuse(CoverageOutcome.COVERAGE_NOT_FOUND, entity=request.entity)
    if not request.last_day or not _are_days(known.from_day, request.last_day):
        return act.refuse(CoverageOutcome.BAD_DAYS, first=known.from_day, last=request.last_day[:20])
    if not 0 < len(request.ground.strip()) <= _WORDS:
        return act.refuse(CoverageOutcome.BAD_SOURCE, most=_WORDS)
    act.record(
        OtherCoverageEnded(request.entity, request.gas, request.sector_gbt4754, request.last_day, request.ground)
    )
    return CoverageOutcome.DONE


def _move(request: MoveSector, rows: Rows, act: Act) -> Outcome:
    above = Law(rows.need(MarketRow, 1).jurisdiction).above
    if above is None or request.market != above.jurisdiction:
        market = above.jurisdiction if above is not None else ""
        return act.refuse(CoverageOutcome.NOT_THE_MARKET_ABOVE, market=request.market[:_WORDS], above=market)
    if refused := _bad_scope(request.gas, request.sector_gbt4754, act):
        return refused
    if not _are_days(request.from_day, ""):
        return act.refuse(CoverageOutcome.BAD_DAYS, first=request.from_day[:20], last="")
    if not 0 < len(request.document.strip()) <= _WORDS:
        return act.refuse(CoverageOutcome.BAD_SOURCE, most=_WORDS)
    known = rows.get(SectorMoveRow, (request.sector_gbt4754, request.gas))
    if known is not None:
        return act.refuse(CoverageOutcome.ALREADY_MOVED, sector=request.sector_gbt4754, first=known.from_day)
    citation = _cited("double_coverage", act.day)
    act.record(
        SectorMoved(
            request.sector_gbt4754, request.gas, request.market, request.from_day, request.document, citation
        )
    )  # fmt: skip
    return CoverageOutcome.DONE


def _bad_scope(gas: str, sector: str, act: Act) -> Outcome | None:
    if gas not in GASES:
        return act.refuse(CoverageOutcome.BAD_GAS, gas=gas[:_WORDS], known=", ".join(GASES))
    if not (sector.isascii() and sector.isdecimal() and len(sector) in (2, 3, 4)):
        return act.refuse(CoverageOutcome.BAD_SECTOR, sector=sector[:_WORDS])
    return None


def _are_days(first: str, last: str) -> bool:
    try:
        days = [date.fromisoformat(day) for day in (first, last or first)]
    except ValueError:
        return False
    return days[0] <= days[1] and all(len(day) == len("2026-01-01") for day in (first, last or first))


def _whose(r: NoteOtherCoverage | EndOtherCoverage, rows: Rows) -> Concern:
    found = rows.get(EntityRow, r.entity)
    return Concern(r.entity, found.area_gb2260 if found else "")


def _touch(r: NoteOtherCoverage | EndOtherCoverage) -> Any:
    return [(EntityRow, r.entity), (OtherCoverageRow, (r.entity, r.gas, r.sector_gbt4754)), (MarketRow, 1)]


DONE = CoverageOutcome.DONE

HANDLERS: tuple[Handler[Any], ...] = (
    Handler("participants.note_other_coverage", NoteOtherCoverage, _note, DONE, _touch, _whose),
    Handler("participants.end_other_coverage", EndOtherCoverage, _end, DONE, _touch, _whose),
    Handler("participants.move_sector", MoveSector, _move, DONE, lambda r: [(MarketRow, 1)]),
)
