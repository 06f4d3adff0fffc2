"""Facts about participants and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import (
    ActorRow,
    DelegationRow,
    EntityRow,
    ListingRow,
    MandateRow,
    MarketRow,
    OtherCoverageRow,
    SectorMoveRow,
    SkippedRow,
    UnitRow,
)


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
class MandateGranted(Fact):
    """A body may act for an entity, to the last day; "" is until it is withdrawn."""

    type: ClassVar[str] = "participants.mandate_granted/1"
    organisation: str
    entity: str
    from_day: str
    until_day: str
    ground: str


@dataclass(frozen=True, slots=True)
class MandateWithdrawn(Fact):
    """A body may no longer act for an entity after a day."""

    type: ClassVar[str] = "participants.mandate_withdrawn/1"
    organisation: str
    entity: str
    last_day: str
    ground: str


@dataclass(frozen=True, slots=True)
class PowersDelegated(Fact):
    """An actor lets another one of its body act in its place, to the last day."""

    type: ClassVar[str] = "participants.powers_delegated/1"
    delegation: str
    giver: str
    taker: str
    kinds: str
    from_day: str
    until_day: str


@dataclass(frozen=True, slots=True)
class DelegationEnded(Fact):
    """A delegation ends before its day."""

    type: ClassVar[str] = "participants.delegation_ended/1"
    delegation: str
    last_day: str


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


@dataclass(frozen=True, slots=True)
class OtherCoverageNoted(Fact):
    """Another market covers an entity for a gas and sector, from a day on."""

    type: ClassVar[str] = "participants.other_coverage_noted/1"
    entity: str
    gas: str
    sector_gbt4754: str
    market: str
    credit_code: str
    name: str
    from_day: str
    until_day: str
    source: str


@dataclass(frozen=True, slots=True)
class OtherCoverageEnded(Fact):
    """Another market's coverage of an entity for a gas and sector has a last day."""

    type: ClassVar[str] = "participants.other_coverage_ended/1"
    entity: str
    gas: str
    sector_gbt4754: str
    last_day: str
    ground: str


@dataclass(frozen=True, slots=True)
class SectorMoved(Fact):
    """A sector belongs to another market for a gas from a day on."""

    type: ClassVar[str] = "participants.sector_moved/1"
    sector_gbt4754: str
    gas: str
    market: str
    from_day: str
    document: str
    citation: str


def _founded(fact: MarketFounded, at: At, rows: Rows) -> None:
    rows.put(MarketRow(1, fact.jurisdiction, fact.origin))


def _admitted(fact: ActorAdmitted, at: At, rows: Rows) -> None:
    rows.put(ActorRow(fact.actor, fact.organisation, fact.role, fact.area_gb2260, fact.entity, 1))


def _dismissed(fact: ActorDismissed, at: At, rows: Rows) -> None:
    rows.edit(ActorRow, fact.actor).active = 0


def _mandated(fact: MandateGranted, at: At, rows: Rows) -> None:
    rows.put(MandateRow(fact.organisation, fact.entity, fact.from_day, fact.until_day, fact.ground))


def _mandate_withdrawn(fact: MandateWithdrawn, at: At, rows: Rows) -> None:
    rows.edit(MandateRow, (fact.organisation, fact.entity)).until_day = fact.last_day


def _delegated(fact: PowersDelegated, at: At, rows: Rows) -> None:
    rows.put(DelegationRow(fact.delegation, fact.giver, fact.taker, fact.kinds, fact.from_day, fact.until_day))


def _delegation_ended(fact: DelegationEnded, at: At, rows: Rows) -> None:
    rows.edit(DelegationRow, fact.delegation).until_day = fact.last_day


def _registered(fact: EntityRegistered, at: At, rows: Rows) -> None:
    rows.put(EntityRow(fact.entity, fact.name_zh, fact.name_en, fact.area_gb2260, fact.sector_gbt4754, fact.source))
    for unit in fact.units:
        rows.put(UnitRow(entity=fact.entity, **unit))


def _listed(fact: EntityListed, at: At, rows: Rows) -> None:
    rows.put(ListingRow(fact.entity, fact.period, int(fact.covered), fact.ground, fact.emission_t, fact.citation))


def _skipped(fact: RowsSkipped, at: At, rows: Rows) -> None:
    for row in fact.rows:
        rows.put(SkippedRow(fact.source, fact.period, row["row"], row["unit"], row["name"], row["reason"]))


def _other_coverage(fact: OtherCoverageNoted, at: At, rows: Rows) -> None:
    rows.put(
        OtherCoverageRow(
            fact.entity, fact.gas, fact.sector_gbt4754, fact.market, fact.credit_code, fact.name, fact.from_day,
            fact.until_day, fact.source,
        )
    )  # fmt: skip


def _other_coverage_ended(fact: OtherCoverageEnded, at: At, rows: Rows) -> None:
    rows.edit(OtherCoverageRow, (fact.entity, fact.gas, fact.sector_gbt4754)).until_day = fact.last_day


def _sector_moved(fact: SectorMoved, at: At, rows: Rows) -> None:
    rows.put(SectorMoveRow(fact.sector_gbt4754, fact.gas, fact.market, fact.from_day, fact.document))


FACTS = (
    FactType(MarketFounded, _founded),
    FactType(ActorAdmitted, _admitted),
    FactType(ActorDismissed, _dismissed),
    FactType(MandateGranted, _mandated),
    FactType(MandateWithdrawn, _mandate_withdrawn),
    FactType(PowersDelegated, _delegated),
    FactType(DelegationEnded, _delegation_ended),
    FactType(EntityRegistered, _registered),
    FactType(EntityListed, _listed),
    FactType(RowsSkipped, _skipped),
    FactType(OtherCoverageNoted, _other_coverage),
    FactType(OtherCoverageEnded, _other_coverage_ended),
    FactType(SectorMoved, _sector_moved),
)
