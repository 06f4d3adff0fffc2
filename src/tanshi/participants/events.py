"""Facts about participants and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import ActorRow, EntityRow, ListingRow, MarketRow, SkippedRow, UnitRow


@dataclass(frozen=True, slots=True)
class MarketFounded(Fact):
    """The first fact: which market these books are of, and whether they are modelled."""

    type: ClassVar[str] = "participants.market_founded/1"
    jurisdiction: str
    origin: str


@dataclass(frozen=True, slots=True)
class ActorAdmitted(Fact):
    """Somebody may act for an organisation."""

    type: ClassVar[str] = "participants.actor_admitted/1"
    actor: str
    organisation: str
    role: str
    area_gb2260: str
    entity: str


@dataclass(frozen=True, slots=True)
class ActorDismissed(Fact):
    """Somebody may no longer act."""

    type: ClassVar[str] = "participants.actor_dismissed/1"
    actor: str
    ground: str


@dataclass(frozen=True, slots=True)
class EntityRegistered(Fact):
    """An entity and its units enter the register of participants."""

    type: ClassVar[str] = "participants.entity_registered/1"
    entity: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    source: str
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class EntityListed(Fact):
    """It is decided whether an entity is covered in a period, on which ground."""

    type: ClassVar[str] = "participants.entity_listed/1"
    entity: str
    period: str
    covered: bool
    ground: str
    emission_t: int
    citation: str


@dataclass(frozen=True, slots=True)
class RowsSkipped(Fact):
    """Rows of a roster file were not used."""

    type: ClassVar[str] = "participants.rows_skipped/1"
    source: str
    period: str
    rows: list[dict[str, Any]]


def _founded(fact: MarketFounded, at: At, rows: Rows) -> None:
    rows.put(MarketRow(1, fact.jurisdiction, fact.origin))


def _admitted(fact: ActorAdmitted, at: At, rows: Rows) -> None:
    rows.put(ActorRow(fact.actor, fact.organisation, fact.role, fact.area_gb2260, fact.entity, 1))


def _dismissed(fact: ActorDismissed, at: At, rows: Rows) -> None:
    rows.edit(ActorRow, fact.actor).active = 0


def _registered(fact: EntityRegistered, at: At, rows: Rows) -> None:
    rows.put(EntityRow(fact.entity, fact.name_zh, fact.name_en, fact.area_gb2260, fact.sector_gbt4754, fact.source))
    for unit in fact.units:
        rows.put(UnitRow(entity=fact.entity, **unit))


def _listed(fact: EntityListed, at: At, rows: Rows) -> None:
    rows.put(ListingRow(fact.entity, fact.period, int(fact.covered), fact.ground, fact.emission_t, fact.citation))


def _skipped(fact: RowsSkipped, at: At, rows: Rows) -> None:
    for row in fact.rows:
        rows.put(SkippedRow(fact.source, fact.period, row["row"], row["unit"], row["name"], row["reason"]))


FACTS = (
    FactType(MarketFounded, _founded),
    FactType(ActorAdmitted, _admitted),
    FactType(ActorDismissed, _dismissed),
    FactType(EntityRegistered, _registered),
    FactType(EntityListed, _listed),
    FactType(RowsSkipped, _skipped),
)
