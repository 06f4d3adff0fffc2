"""What is kept of participants."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table("participants_market", key=["id"], checks=["id = 1"])
@dataclass(slots=True)
class MarketRow(Row):
    """The market these books are of. `origin` says when they are modelled, and by what."""

    id: int
    jurisdiction: str
    origin: str


@table(
    "participants_actor",
    key=["id"],
    checks=["active IN (0, 1)"],
    indexes=[["organisation"]],
)
@dataclass(slots=True)
class ActorRow(Row):
    """Somebody who may act for an organisation in a role, within an area or for one entity."""

    id: str
    organisation: str
    role: str
    area_gb2260: str  # "" is the nation
    entity: str  # "" unless the role is bound to one entity
    active: int


@table("participants_mandate", key=["organisation", "entity"], indexes=[["entity"]])
@dataclass(slots=True)
class MandateRow(Row):
    """A body (a group's head office, 集团) that may act for an entity, from one legal day to another."""

    organisation: str
    entity: str
    from_day: str
    until_day: str  # the last day; "" is until it is withdrawn
    ground: str


@table("participants_delegation", key=["id"], indexes=[["taker"]])
@dataclass(slots=True)
class DelegationRow(Row):
    """What an actor may do another one of the same body may do in its place, to the last day (委托)."""

    id: str
    giver: str
    taker: str
    kinds: str  # command kinds with blanks between, `mrv.*` for all of a system
    from_day: str
    until_day: str


#: What became of an entity: it goes on, or it went into others (merger, division), or shut.
ACTIVE, MERGED, SPLIT, SHUT = "active", "merged", "split", "shut"


@table(
    "participants_entity",
    key=["id"],
    checks=["state IN ('active', 'merged', 'split', 'shut')", "(state = 'active') = (last_year = 0)"],
    indexes=[["area_gb2260"], ["credit_code"]],
)
@dataclass(slots=True)
class EntityRow(Row):
    """An entity (重点排放单位 or candidate): the legal person that reports, holds and surrenders."""

    id: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    source: str  # where it comes from: file digest, or "generated"
    credit_code: str = ""  # 统一社会信用代码; "" is not known
    owner: str = ""
    state: str = ACTIVE
    last_year: int = 0  # the last year it was there; 0: goes on


@table("participants_entity_city", key=["entity"], indexes=[["city_gb2260", "entity"]])
@dataclass(slots=True)
class EntityCityRow(Row):
    """The city (设区的市) an entity is placed in since a day; no row: its province has placed it in none."""

    entity: str
    city_gb2260: str  # four digits, the first two its province's
    from_day: str
    ground: str  # why it was placed anew; "" the first time


@table("participants_entity_change", key=["entity", "number"], checks=["number > 0"])
@dataclass(slots=True)
class EntityChangeRow(Row):
    """What an entity was called, and whose it was, until a change."""

    entity: str
    number: int
    changed_on: str
    name_zh: str
    name_en: str
    credit_code: str
    owner: str
    ground: str
    evidence_sha256: str


@table("participants_succession", key=["entity", "heir"], checks=["kind IN ('merged', 'split')"], indexes=[["heir"]])
@dataclass(slots=True)
class SuccessionRow(Row):
    """An heir of an entity that was merged or split: it takes units, rights and duties."""

    entity: str
    heir: str
    kind: str
    since: str  # the legal day of the act
    ground: str
    evidence_sha256: str


@table(
    "participants_unit",
    key=["id"],
    checks=["capacity_kw > 0", "chp IN (0, 1)", "captive IN (0, 1)"],
    indexes=[["entity"]],
)
@dataclass(slots=True)
class UnitRow(Row):
    """A generating unit (机组). What the source did not say and was modelled is named in `modelled`."""

    id: str
    entity: str
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
    start_year: int  # 0: the source gives none
    retired_year: int  # 0: runs on
    modelled: str


@table(
    "participants_listing",
    key=["entity", "period"],
    checks=["covered IN (0, 1)", "reporting IN (0, 1)", "covered <= reporting", "late IN (0, 1)"],
    indexes=[["period"]],
)
@dataclass(slots=True)
class ListingRow(Row):
    """What the published list of a period (重点排放单位名录) says of an entity: two lists, each with the ground.

    `reporting` 1: it must report; `covered` 1: it owes allowances; both 0: why it is on neither.
    """

    entity: str
    period: str
    covered: int
    ground: str
    emission_t: int
    citation: str
    reporting: int
    years: str  # whose emission it is, "2020" or "2020 2021"
    published_on: str
    late: int


#: A proposal waits or is published; the city agrees or does not; an objection waits or is decided.
PROPOSED, PUBLISHED = "proposed", "published"
AGREES, DISAGREES = "agrees", "disagrees"
OPEN, UPHELD, REJECTED = "open", "upheld", "rejected"


@table(
    "participants_proposal",
    key=["entity", "period"],
    checks=[
        "covered IN (0, 1)",
        "reporting IN (0, 1)",
        "covered <= reporting",
        "state IN ('proposed', 'published')",
        "comment IN ('', 'agrees', 'disagrees')",
    ],
    indexes=[["area_gb2260", "period", "state"]],
)
@dataclass(slots=True)
class ProposalRow(Row):
    """What a province proposes for the list of a period, and what the city said; it is no listing yet."""

    entity: str
    period: str
    area_gb2260: str
    reporting: int
    covered: int
    ground: str
    emission_t: int
    years: str
    citation: str
    state: str
    proposed_on: str
    comment: str
    comment_text: str
    commented_on: str


@table(
    "participants_objection",
    key=["entity", "period"],
    checks=["state IN ('open', 'upheld', 'rejected')", "late IN (0, 1)"],
    indexes=[["state", "period"]],
)
@dataclass(slots=True)
class ObjectionRow(Row):
    """An entity's objection to its listing, and what the province decided."""

    entity: str
    period: str
    reason: str
    evidence_sha256: str
    filed_on: str
    until: str  # the last day for the decision
    state: str
    text: str
    decided_on: str
    late: int


@table("participants_skipped_row", key=["source", "period", "row"])
@dataclass(slots=True)
class SkippedRow(Row):
    """A row of a roster file that was not used, and why."""

    source: str
    period: str
    row: int
    unit: str
    name: str
    reason: str


@table("participants_other_coverage", key=["entity", "gas", "sector_gbt4754"])
@dataclass(slots=True)
class OtherCoverageRow(Row):
    """An entity's coverage by another market for a gas and sector, as that market's list has it."""

    entity: str
    gas: str
    sector_gbt4754: str
    market: str
    credit_code: str  # 统一社会信用代码, "" if the list gives none
    name: str
    from_day: str
    until_day: str  # the last day; "" is open
    source: str


@table("participants_sector_move", key=["sector_gbt4754", "gas"])
@dataclass(slots=True)
class SectorMoveRow(Row):
    """A sector that another market covers for a gas from a day on; holdings stay, obligations of later periods end."""

    sector_gbt4754: str
    gas: str
    market: str
    from_day: str
    document: str


TABLES: tuple[type[Row], ...] = (
    MarketRow,
    ActorRow,
    MandateRow,
    DelegationRow,
    EntityRow,
    EntityCityRow,
    EntityChangeRow,
    SuccessionRow,
    UnitRow,
    ListingRow,
    ProposalRow,
    ObjectionRow,
    SkippedRow,
    OtherCoverageRow,
    SectorMoveRow,
)
