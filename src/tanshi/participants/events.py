"""Facts about participants and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import (
    AGREES,
    DISAGREES,
    MERGED,
    OPEN,
    PROPOSED,
    PUBLISHED,
    REJECTED,
    SHUT,
    SPLIT,
    UPHELD,
    ActorRow,
    DelegationRow,
    EntityChangeRow,
    EntityCityRow,
    EntityRow,
    ListingRow,
    MandateRow,
    MarketRow,
    ObjectionRow,
    OtherCoverageRow,
    ProposalRow,
    SectorMoveRow,
    SkippedRow,
    SuccessionRow,
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
class UnitsRegistered(Fact):
    """More units of an entity that is in the register."""

    type: ClassVar[str] = "participants.units_registered/1"
    entity: str
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class UnitShut(Fact):
    """A unit is shut; it ran until within its last year."""

    type: ClassVar[str] = "participants.unit_shut/1"
    unit: str
    entity: str
    last_year: int
    ground: str


@dataclass(frozen=True, slots=True)
class EntityChanged(Fact):
    """An entity has another name, credit code or owner; `was_…` is what held until now."""

    type: ClassVar[str] = "participants.entity_changed/1"
    entity: str
    number: int
    name_zh: str
    name_en: str
    credit_code: str
    owner: str
    was_name_zh: str
    was_name_en: str
    was_credit_code: str
    was_owner: str
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class EntityPlaced(Fact):
    """An entity lies in a city of its province from today on; `was_city_gb2260` "" is placed for the first time."""

    type: ClassVar[str] = "participants.entity_placed/1"
    entity: str
    city_gb2260: str
    was_city_gb2260: str
    ground: str


@dataclass(frozen=True, slots=True)
class EntitiesMerged(Fact):
    """Entities go into another one, which takes their units, rights and duties."""

    type: ClassVar[str] = "participants.entities_merged/1"
    heir: str
    merged: list[dict[str, Any]]  # entity
    last_year: int
    units: list[dict[str, Any]]  # unit, entity it was of
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class EntitySplit(Fact):
    """An entity's units, rights and duties go to several; `last_year` 0 says that it is one of them itself."""

    type: ClassVar[str] = "participants.entity_split/1"
    entity: str
    last_year: int
    area_gb2260: str
    sector_gbt4754: str
    source: str
    heirs: list[dict[str, Any]]  # heir, name_zh, name_en of those that are new
    units: list[dict[str, Any]]  # unit, heir that takes it
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class EntityShut(Fact):
    """An entity is shut with those of its units that still ran."""

    type: ClassVar[str] = "participants.entity_shut/1"
    entity: str
    last_year: int
    units: list[dict[str, Any]]  # unit
    ground: str


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
class ListingProposed(Fact):
    """A province proposes what the list of a period is to say of an entity; it replaces an earlier proposal."""

    type: ClassVar[str] = "participants.listing_proposed/1"
    entity: str
    period: str
    area_gb2260: str
    reporting: bool
    covered: bool
    ground: str
    emission_t: int
    years: str
    citation: str
    threshold_t: int
    rules_revision: int


@dataclass(frozen=True, slots=True)
class ListingCommented(Fact):
    """The city says whether it agrees with a proposal."""

    type: ClassVar[str] = "participants.listing_commented/1"
    entity: str
    period: str
    agrees: bool
    text: str


@dataclass(frozen=True, slots=True)
class ListPublished(Fact):
    """A province publishes its list of a period, or a part of it: what was proposed holds."""

    type: ClassVar[str] = "participants.list_published/1"
    area_gb2260: str
    period: str
    deadline: str
    late: bool
    entities: list[dict[str, Any]]  # entity, reporting, covered (0, 1), ground, emission_t, years, citation


@dataclass(frozen=True, slots=True)
class ListingObjected(Fact):
    """An entity objects to what the list says of it; the list holds until it is decided."""

    type: ClassVar[str] = "participants.listing_objected/1"
    entity: str
    period: str
    reason: str
    evidence_sha256: str
    until: str


@dataclass(frozen=True, slots=True)
class ObjectionDecided(Fact):
    """A province decides on an objection; what the list says is as given here."""

    type: ClassVar[str] = "participants.objection_decided/1"
    entity: str
    period: str
    upheld: bool
    reporting: bool
    covered: bool
    ground: str
    emission_t: int
    years: str
    citation: str
    text: str
    late: bool
    rules_revision: int


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


def _units_registered(fact: UnitsRegistered, at: At, rows: Rows) -> None:
    for unit in fact.units:
        rows.put(UnitRow(entity=fact.entity, **unit))


def _unit_shut(fact: UnitShut, at: At, rows: Rows) -> None:
    rows.edit(UnitRow, fact.unit).retired_year = fact.last_year


def _changed(fact: EntityChanged, at: At, rows: Rows) -> None:
    rows.put(
        EntityChangeRow(
            fact.entity, fact.number, at.day, fact.was_name_zh, fact.was_name_en, fact.was_credit_code,
            fact.was_owner, fact.ground, fact.evidence_sha256,
        )
    )  # fmt: skip
    entity = rows.edit(EntityRow, fact.entity)
    entity.name_zh, entity.name_en = fact.name_zh, fact.name_en
    entity.credit_code, entity.owner = fact.credit_code, fact.owner


def _placed(fact: EntityPlaced, at: At, rows: Rows) -> None:
    rows.put(EntityCityRow(fact.entity, fact.city_gb2260, at.day, fact.ground))


def _merged(fact: EntitiesMerged, at: At, rows: Rows) -> None:
    for one in fact.merged:
        _end(rows, one["entity"], MERGED, fact.last_year)
        rows.put(SuccessionRow(one["entity"], fact.heir, MERGED, at.day, fact.ground, fact.evidence_sha256))
    for unit in fact.units:
        rows.edit(UnitRow, unit["unit"]).entity = fact.heir


def _split(fact: EntitySplit, at: At, rows: Rows) -> None:
    if fact.last_year:
        _end(rows, fact.entity, SPLIT, fact.last_year)
    for heir in fact.heirs:
        rows.put(
            EntityRow(
                heir["heir"], heir["name_zh"], heir["name_en"], fact.area_gb2260, fact.sector_gbt4754, fact.source
            )
        )
        rows.put(SuccessionRow(fact.entity, heir["heir"], SPLIT, at.day, fact.ground, fact.evidence_sha256))
    for unit in fact.units:
        rows.edit(UnitRow, unit["unit"]).entity = unit["heir"]


def _shut(fact: EntityShut, at: At, rows: Rows) -> None:
    _end(rows, fact.entity, SHUT, fact.last_year)
    for unit in fact.units:
        rows.edit(UnitRow, unit["unit"]).retired_year = fact.last_year


def _end(rows: Rows, entity: str, state: str, last_year: int) -> None:
    ended = rows.edit(EntityRow, entity)
    ended.state, ended.last_year = state, last_year


def _listed(fact: EntityListed, at: At, rows: Rows) -> None:
    """A decision without a round: who is covered must report; of the others nothing else was decided."""
    covered = int(fact.covered)
    rows.put(
        ListingRow(
            fact.entity, fact.period, covered, fact.ground, fact.emission_t, fact.citation, covered, "", at.day, 0
        )
    )


def _proposed(fact: ListingProposed, at: At, rows: Rows) -> None:
    rows.put(
        ProposalRow(
            fact.entity, fact.period, fact.area_gb2260, int(fact.reporting), int(fact.covered), fact.ground,
            fact.emission_t, fact.years, fact.citation, PROPOSED, at.day, "", "", "",
        )
    )  # fmt: skip


def _commented(fact: ListingCommented, at: At, rows: Rows) -> None:
    proposal = rows.edit(ProposalRow, (fact.entity, fact.period))
    proposal.comment, proposal.comment_text = (AGREES if fact.agrees else DISAGREES), fact.text
    proposal.commented_on = at.day


def _published(fact: ListPublished, at: At, rows: Rows) -> None:
    for one in fact.entities:
        rows.put(
            ListingRow(
                one["entity"], fact.period, one["covered"], one["ground"], one["emission_t"], one["citation"],
                one["reporting"], one["years"], at.day, int(fact.late),
            )
        )  # fmt: skip
        rows.edit(ProposalRow, (one["entity"], fact.period)).state = PUBLISHED


def _objected(fact: ListingObjected, at: At, rows: Rows) -> None:
    rows.put(
        ObjectionRow(fact.entity, fact.period, fact.reason, fact.evidence_sha256, at.day, fact.until, OPEN, "", "", 0)
    )


def _decided(fact: ObjectionDecided, at: At, rows: Rows) -> None:
    objection = rows.edit(ObjectionRow, (fact.entity, fact.period))
    objection.state, objection.text = (UPHELD if fact.upheld else REJECTED), fact.text
    objection.decided_on, objection.late = at.day, int(fact.late)
    listing = rows.edit(ListingRow, (fact.entity, fact.period))
    listing.reporting, listing.covered = int(fact.reporting), int(fact.covered)
    listing.ground, listing.citation = fact.ground, fact.citation
    listing.emission_t, listing.years = fact.emission_t, fact.years


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
    FactType(UnitsRegistered, _units_registered),
    FactType(UnitShut, _unit_shut),
    FactType(EntityChanged, _changed),
    FactType(EntityPlaced, _placed),
    FactType(EntitiesMerged, _merged),
    FactType(EntitySplit, _split),
    FactType(EntityShut, _shut),
    FactType(EntityListed, _listed),
    FactType(ListingProposed, _proposed),
    FactType(ListingCommented, _commented),
    FactType(ListPublished, _published),
    FactType(ListingObjected, _objected),
    FactType(ObjectionDecided, _decided),
    FactType(RowsSkipped, _skipped),
    FactType(OtherCoverageNoted, _other_coverage),
    FactType(OtherCoverageEnded, _other_coverage_ended),
    FactType(SectorMoved, _sector_moved),
)
