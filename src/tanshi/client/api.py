"""Records and methods of the API, made from its description by `python -m tools.client`; do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tanshi.client.base import Base, Download, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Activity."""

    entity: str
    period: str
    sector: str
    rows: list[dict[str, Any]]
    totals: list[dict[str, Any]]
    sources: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocate:
    """Allocate."""

    plan: str
    units: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    findings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateLines:
    """AllocateLines."""

    plan: str
    sector: str
    lines: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    findings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationApplicationRow:
    """An entity's application for relief of a period: borrowing, hardship; and what was decided."""

    entity: str
    period: str
    kind: str
    amount_t: int
    ground: str
    evidence_sha256: str
    applied_on: str
    state: str
    granted_t: int
    reason: str
    decided_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationApplyRelief:
    """Ask for relief of a period; `ground` says why the entity cannot buy, `evidence_sha256` is of its papers."""

    entity: str
    period: str
    kind: str
    amount_t: int
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationApprove:
    """Approve an entity's allowances of a period, from its units' confirmed output and emissions."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationBorrowingRow:
    """What an entity may use of a later period's pre-allocation for this one's obligation (预支), whole tonnes."""

    entity: str
    period: str
    gap_t: int
    limit_t: int
    amount_t: int
    out_of: str
    vintage: str
    granted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationCorrect:
    """Set an entity's pre-allocation or approved amount (stage settle_up) anew from what is confirmed now."""

    entity: str
    period: str
    stage: str
    ground: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationCorrectionRow:
    """A correcting act: what was decided before, and what stands instead, whole tonnes."""

    entity: str
    period: str
    number: int
    stage: str
    ground: str
    reason: str
    before_t: int
    after_t: int
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationDecideAllocationObjection:
    """Decide on an objection; upheld, a correction has to follow."""

    entity: str
    period: str
    stage: str
    upheld: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationDeductionLiftRow:
    """So much of a deduction stands no more, from a day on."""

    entity: str
    number: int
    lift: int
    amount_t: int
    ground: str
    lifted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationDeductionRow:
    """What is to be withheld from an entity's allowances from a period on, beside what it borrowed (扣减)."""

    entity: str
    number: int
    kind: str
    from_period: str
    amount_t: int
    ground: str
    citation: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationEntityRow:
    """An entity's allowances of a period: in advance, approved, and what it owes."""

    entity: str
    period: str
    vintage: str
    preallocated_t: int
    initial_t: int | None
    relief_t: int | None
    approved_t: int | None
    verified_t: int | None
    obligation_t: int | None
    rules_revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationGrantBorrowing:
    """Let an entity borrow; `ground` says why it cannot buy what it lacks, `evidence` is the SHA-256 of its papers."""

    entity: str
    period: str
    amount_t: int
    ground: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationGrantHardship:
    """Grant relief in hardship: allowances beside the approved amount."""

    entity: str
    period: str
    amount_t: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationInstruct:
    """Instruct the registry for an entity's stage of a period."""

    entity: str
    period: str
    stage: str
    ground: str | None = None
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationInstructionRow:
    """What the registry was told to put on an account (below zero: to take back), in whole tonnes."""

    id: str
    entity: str
    period: str
    stage: str
    vintage: str
    holder: str
    amount_t: int
    due_t: int
    deducted_t: int
    ground: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationIssueRow:
    """What the registry was told in all for an entity's period: net tonnes, what was withheld, how far it got."""

    entity: str
    period: str
    due_t: int
    instructed_t: int
    deducted_t: int
    corrections: int
    stage: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationNoteDeduction:
    """Withhold an amount from an entity's allowances from a period on; `ground` names the decision it rests on."""

    entity: str
    kind: str
    from_period: str
    amount_t: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationObjectAllocation:
    """Object to what one's own entity was allocated; `stage` is preallocation or settle_up (the approved amount)."""

    entity: str
    period: str
    stage: str
    reason: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationObjectionRow:
    """An entity's objection to what it was allocated, and the decision on it."""

    entity: str
    period: str
    stage: str
    reason: str
    evidence_sha256: str
    filed_on: str
    until: str
    state: str
    text: str
    decided_on: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPreallocate:
    """Set an entity's pre-allocation of a period, from its units' verified emissions of the plan's base year."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPreallocationRow:
    """What a unit is given in advance, and of which base."""

    unit: str
    period: str
    entity: str
    base_year: str
    base_t: int
    preallocated_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPublishRound:
    """Publish what was reported."""

    area_gb2260: str
    period: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRefuseRelief:
    """Refuse an application, with the reason."""

    entity: str
    period: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationReportRound:
    """Report a province's stage of a period (preallocation, settle_up) to the ministry."""

    area_gb2260: str
    period: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRoundRow:
    """A province's round of a period as it reported it to the ministry, and when it was published."""

    area_gb2260: str
    period: str
    stage: str
    covered: int
    allocated: int
    exceptions: int
    allocated_t: int
    instructed_t: int
    withheld_t: int
    verified_t: int
    obligation_t: int
    relieved: int
    relief_t: int
    borrowing: int
    borrowed_t: int
    deadline: str
    late: int
    digest: str
    reported_on: str
    published_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationUnitRow:
    """A unit's allowances of a year, step by step. Exact figures before rounding are decimal text."""

    unit: str
    period: str
    entity: str
    unit_class: str
    output_mwh: str
    heat_gj: str
    heat_ratio: str
    load_factor: str
    cooling: str
    chp: int
    load_coef: str
    heat_coef: str
    cooling_coef: str
    electricity_t: int
    heat_t: int
    initial_t: int
    relief_t: int
    approved_t: int
    verified_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationWithheldRow:
    """How much of a deduction a period withheld."""

    entity: str
    source: str
    period: str
    withheld_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a command."""

    id: str
    outcome: str
    message: str | None = None
    done: bool
    exists: bool
    position: int | None
    item: int | None = None
    size: int
    details: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """Approvals."""

    orders: list[RegistryTransferOrderRow]
    trusted: list[RegistryTrustedRow]
    attempts: list[PlatformAttemptRow]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionBook:
    """AuctionBook."""

    auction: int
    state: str
    bids: list[AuctionBookBid]
    demand: list[MarketDepthSideLevel]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionBookBid:
    """AuctionBookBid."""

    price_fen: int
    quantity_t: int
    filled_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Bulletin."""

    kind: str
    which: str
    first_day: str
    last_day: str
    since: str
    position: int
    trading_days: int
    trades: int
    listed_t: int
    block_t: int
    auction_t: int
    traded_t: int
    cumulated_t: int
    instrument: str
    listed_cny: str
    block_cny: str
    auction_cny: str
    value_cny: str
    cumulated_cny: str
    previous_close: str | None
    open: str | None
    high: str | None
    low: str | None
    close: str | None
    change: str | None
    change_percent: str | None
    mean_price: str | None
    vintages: list[BulletinVintage]
    ways: list[BulletinWay]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinVintage:
    """BulletinVintage."""

    trading_days: int
    trades: int
    listed_t: int
    block_t: int
    auction_t: int
    traded_t: int
    cumulated_t: int
    instrument: str
    listed_cny: str
    block_cny: str
    auction_cny: str
    value_cny: str
    cumulated_cny: str
    previous_close: str | None
    open: str | None
    high: str | None
    low: str | None
    close: str | None
    change: str | None
    change_percent: str | None
    mean_price: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinWay:
    """BulletinWay."""

    way: str
    traded_t: int
    value_cny: str
    mean_price: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """CaseFile."""

    docket: str
    subject: str
    area_gb2260: str
    source: str
    about: str
    text: str
    evidence_sha256: str
    authority: str
    opened_on: str
    state: str
    steps: list[SupervisionStepRow]
    doubts: list[SupervisionDoubtRow]
    filed: SupervisionFiledRow | None
    notice: SupervisionPenaltyRow | None
    decision: SupervisionPenaltyRow | None
    service: SupervisionServiceRow | None
    owed: CaseFileOwed | None
    payments: list[SupervisionPaymentRow]
    persons: list[SupervisionPersonRow]
    hearing: SupervisionHearingRow | None
    revisions: list[SupervisionRevisionRow]
    refunds: list[SupervisionRefundRow]
    write_offs: list[SupervisionWriteOffRow]
    made_up: CaseFileMadeUp | None
    cancellation: SupervisionCancellationRow | None
    appeals: list[SupervisionAppealRow]
    competing: list[dict[str, Any]]
    tasks: list[CaseFileTask]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFileMadeUp:
    """CaseFileMadeUp."""

    short_t: int
    since_t: int
    cut_t: int
    left_t: int
    cancelled_t: int
    open: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFileOwed:
    """CaseFileOwed."""

    fine_fen: int
    confiscated_fen: int
    surcharge_fen: int
    paid_fen: int
    refunded_fen: int
    written_off_fen: int
    left_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFileTask:
    """CaseFileTask."""

    kind: str
    due: str
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentBody:
    """CommentBody."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """Comments."""

    items_: list[WorkCommentRow] = field(metadata={"name": "items"})
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceAllowOffset:
    """Ask for room: so many tonnes more of a period's obligation are to be offset."""

    entity: str
    period: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceAssess:
    """Assess an obligation after its deadline; `mean_price_fen` is the mean of the month before it, decimal."""

    entity: str
    period: str
    mean_price_fen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceCorrectObligation:
    """Set an obligation anew from the allocation as it stands now, saying why."""

    entity: str
    period: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceCountFiled:
    """Count cancelled reductions of a filed project. `proof`: the number of the cancellation."""

    entity: str
    period: str
    project: str
    proof: str
    amount_t: int
    cancelled_on: str
    covered: bool
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceCountOffset:
    """The voluntary registry's message about a cancellation for an obligation; numbers count from 1 per entity and."""

    entity: str
    period: str
    number: int
    use: int
    instrument: str
    amount_t: int
    used_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceFiledOffsetRow:
    """A cancellation of a filed project's reductions that counts for an obligation, by its registry's proof."""

    entity: str
    period: str
    number: int
    project: str
    proof: str
    amount_t: int
    cancelled_on: str
    evidence_sha256: str
    counted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceGroup:
    """ComplianceGroup."""

    organisation: str
    period: str
    day: str
    held_t: int
    due_t: int
    short_t: int
    total: ComplianceTally
    firms: list[ComplianceStanding]
    moves: list[ComplianceMove]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceMove:
    """ComplianceMove."""

    giver: str
    taker: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceNation:
    """ComplianceNation."""

    firms: int
    not_set_firms: int
    open_firms: int
    partly_firms: int
    deferred_firms: int
    met_firms: int
    late_firms: int
    defaulted_firms: int
    obligation_t: int
    surrendered_t: int
    shortfall_t: int
    made_good_t: int
    rate_by_count: str | None
    rate: str | None
    by_kind_t: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceNoteReversal:
    """The registry's message about a reversal; `surrender` is the number of the message about the surrender."""

    entity: str
    period: str
    number: int
    surrender: int
    amount_t: int
    reversed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceNoteSurrender:
    """The registry's message about a surrender; numbers count from 1 per entity and period."""

    entity: str
    period: str
    number: int
    instrument: str
    amount_t: int
    surrendered_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceObligationRow:
    """What an entity must surrender for a period, and how far it is. The shortfall is set when it is assessed."""

    entity: str
    period: str
    obligation_t: int
    deadline: str
    surrendered_t: int
    state: str
    shortfall_t: int
    assessed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceOfFirm:
    """ComplianceOfFirm."""

    entity_id: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    period: str
    day: str
    status: str
    reason: str
    message: str
    citation: str
    deadline: str
    next: str
    obligation_t: int
    surrendered_t: int
    due_t: int
    by_others_t: int
    by_province_t: int
    borrowed_t: int
    carried_t: int
    shortfall_t: int
    made_good_t: int
    by_kind_t: dict[str, int]
    held_t: int | None
    days_left: int | None
    timeline: list[ComplianceStep]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceOffsetRoomRow:
    """How many tonnes of an obligation may be offset: with units registered after a day, cancelled up to a day."""

    entity: str
    period: str
    total_t: int
    registered_after: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceOffsetRow:
    """A cancellation of voluntary units that counts for an obligation; `use` is its number in their registry."""

    entity: str
    period: str
    number: int
    use: int
    instrument: str
    amount_t: int
    used_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompliancePenaltyRow:
    """The range of a fine that a shortfall carries; nobody has decided it. `condition` "void": it was corrected."""

    entity: str
    period: str
    stage: int
    instrument: str
    article: str
    condition: str
    min_fen: int | None
    max_fen: int | None
    deduction_t: int
    deduction: str
    measures: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceProgress:
    """ComplianceProgress."""

    period: str
    day: str
    deadline: str
    nation: ComplianceNation
    weeks: list[ComplianceWeek]
    provinces: list[ComplianceProvince]
    sectors: list[ComplianceSector]
    defaulted: list[str]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceProvince:
    """ComplianceProvince."""

    area_gb2260: str
    firms: int
    not_set_firms: int
    open_firms: int
    partly_firms: int
    deferred_firms: int
    met_firms: int
    late_firms: int
    defaulted_firms: int
    obligation_t: int
    surrendered_t: int
    shortfall_t: int
    made_good_t: int
    rate_by_count: str | None
    rate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceSector:
    """ComplianceSector."""

    sector_gbt4754: str
    firms: int
    not_set_firms: int
    open_firms: int
    partly_firms: int
    deferred_firms: int
    met_firms: int
    late_firms: int
    defaulted_firms: int
    obligation_t: int
    surrendered_t: int
    shortfall_t: int
    made_good_t: int
    rate_by_count: str | None
    rate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceSetObligation:
    """Set what an entity must surrender, from its approved allocation."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceStanding:
    """ComplianceStanding."""

    entity_id: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    period: str
    day: str
    status: str
    reason: str
    message: str
    citation: str
    deadline: str
    next: str
    obligation_t: int
    surrendered_t: int
    due_t: int
    by_others_t: int
    by_province_t: int
    borrowed_t: int
    carried_t: int
    shortfall_t: int
    made_good_t: int
    by_kind_t: dict[str, int]
    held_t: int | None
    days_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceStandings:
    """ComplianceStandings."""

    period: str
    day: str
    total: ComplianceTally
    items_: list[ComplianceStanding] = field(metadata={"name": "items"})
    after: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceStep:
    """ComplianceStep."""

    day: str
    step: str
    amount_t: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceSurrenderRow:
    """A surrender as the registry reported it."""

    entity: str
    period: str
    number: int
    instrument: str
    amount_t: int
    surrendered_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceTally:
    """ComplianceTally."""

    firms: int
    not_set_firms: int
    open_firms: int
    partly_firms: int
    deferred_firms: int
    met_firms: int
    late_firms: int
    defaulted_firms: int
    obligation_t: int
    surrendered_t: int
    shortfall_t: int
    made_good_t: int
    rate_by_count: str | None
    rate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceWeek:
    """ComplianceWeek."""

    day: str
    firms: int
    not_set_firms: int
    open_firms: int
    partly_firms: int
    deferred_firms: int
    met_firms: int
    late_firms: int
    defaulted_firms: int
    obligation_t: int
    surrendered_t: int
    shortfall_t: int
    made_good_t: int
    rate_by_count: str | None
    rate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Corrections."""

    entity: str
    years: list[CorrectionsYear]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsYear:
    """CorrectionsYear."""

    entity: str
    period: str
    behind: str
    surplus_t: int
    versions: list[CorrectionsYearVersion]
    corrections: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsYearVersion:
    """CorrectionsYearVersion."""

    number: int
    verified_t: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverFileBody:
    """DeliverFileBody."""

    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsIssuePaper:
    """Issue a paper that is made and stored: its number is `word`〔year of `day`〕`serial`号."""

    id: str
    word: str
    serial: int
    template: str
    version: int
    language: str
    title: str
    subject: str
    area_gb2260: str
    body_zh: str
    body_en: str
    day: str
    salt: str
    code: str
    data_sha256: str
    pdf_sha256: str
    xlsx_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsWithdrawPaper:
    """Withdraw a paper, saying why; `replaced_by` is the id of the paper that stands instead, or ""."""

    id: str
    ground: str
    replaced_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Draft."""

    form: str
    version: int
    revision: int
    saved_at: str
    header: dict[str, Any]
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingBalance:
    """DraftingBalance."""

    plan: str
    origin: str
    position: int | None
    units: int
    entities: int
    verified_t: int
    method: str
    lines: list[DraftingBalanceLine]
    together: dict[str, Any]
    surplus_under_published_t: int | None
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingBalanceLine:
    """DraftingBalanceLine."""

    line: str
    units: int
    emission_t: str
    weight: str
    balance_value: str | None
    balance_value_4: str | None
    published: str | None
    difference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingEstimate:
    """DraftingEstimate."""

    estimate: bool
    plan: str
    origin: str
    position: int | None
    steps: list[DraftingEstimateStep]
    scenarios: list[DraftingEstimateScenario]
    units: list[DraftingEstimateUnit]
    entities: list[DraftingEstimateEntity]
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingEstimateEntity:
    """DraftingEstimateEntity."""

    entity_id: str
    emission_t: int
    approved_low_t: int
    approved_high_t: int
    gap_low_t: int
    gap_high_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingEstimateScenario:
    """DraftingEstimateScenario."""

    name: str
    draft: bool
    benchmarks: dict[str, Any]
    emission_t: int
    approved_t: int
    obligation_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingEstimateStep:
    """DraftingEstimateStep."""

    year: str
    draft: bool
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingEstimateUnit:
    """DraftingEstimateUnit."""

    unit_id: str
    entity_id: str
    supply_mwh: str
    generation_mwh: str
    heat_gj: str
    load_factor: str
    heat_ratio: str
    emission_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingFit:
    """DraftingFit."""

    plan: str
    origin: str
    position: int | None
    units: int
    entities: int
    verified_t: int
    by_output: bool
    fits: list[DraftingFitOfFuel]
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingFitOfFuel:
    """DraftingFitOfFuel."""

    fuel: str
    n: int
    r2: float
    residual_spread: float
    residual_spread_plan: float
    bases: dict[str, Any]
    terms: list[DraftingFitOfFuelTerm]
    furthest: list[DraftingFitOfFuelFurthest]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingFitOfFuelFurthest:
    """DraftingFitOfFuelFurthest."""

    unit_id: str
    entity_id: str
    unit_class: str
    intensity: float
    residual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingFitOfFuelTerm:
    """DraftingFitOfFuelTerm."""

    name: str
    at: str
    estimate: float | None
    standard_error: float | None
    plan: float | None
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingHold:
    """DraftingHold."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingImpact:
    """DraftingImpact."""

    plan: str
    origin: str
    position: int | None
    units: int
    entities: int
    verified_t: int
    draft: str
    price_cny: str | None
    all: DraftingImpactAll
    provinces: list[DraftingImpactProvince]
    classes: list[DraftingImpactClass]
    firms: list[DraftingImpactFirm]
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingImpactAll:
    """DraftingImpactAll."""

    entities: int
    verified_t: int
    approved_before_t: int
    approved_after_t: int
    surplus_before_t: int
    surplus_after_t: int
    change_t: int
    winners: int
    won_t: int
    losers: int
    lost_t: int
    relieved_before: int
    relieved_after: int
    short_before: int
    short_after: int
    cost_cny: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingImpactClass:
    """DraftingImpactClass."""

    unit_class: str
    units: int
    verified_t: int
    initial_before_t: int
    initial_after_t: int
    approved_before_t: int
    approved_after_t: int
    surplus_before_t: int
    surplus_after_t: int
    change_t: int
    units_gaining: int
    units_losing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingImpactFirm:
    """DraftingImpactFirm."""

    entity_id: str
    name_zh: str
    name_en: str
    area_gb2260: str
    verified_t: int
    approved_before_t: int
    approved_after_t: int
    obligation_before_t: int
    obligation_after_t: int
    gap_before_t: int
    gap_after_t: int
    relief_before_t: int
    relief_after_t: int
    change_t: int
    cost_cny: str | None
    relieved_before: bool
    relieved_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingImpactProvince:
    """DraftingImpactProvince."""

    area_gb2260: str
    entities: int
    verified_t: int
    approved_before_t: int
    approved_after_t: int
    surplus_before_t: int
    surplus_after_t: int
    change_t: int
    winners: int
    won_t: int
    losers: int
    lost_t: int
    relieved_before: int
    relieved_after: int
    short_before: int
    short_after: int
    cost_cny: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingPath:
    """DraftingPath."""

    plan: str
    origin: str
    position: int | None
    entities: int
    in_force: bool
    base_t: int
    years: list[DraftingPathYear]
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingPathYear:
    """DraftingPathYear."""

    year: int
    cap_t: int
    paid_share: str
    free_t: int
    auction_t: int
    factor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingSolve:
    """DraftingSolve."""

    plan: str
    origin: str
    position: int | None
    units: int
    entities: int
    verified_t: int
    target_t: int
    after_relief: bool
    factor: str
    lines: list[DraftingSolveLine]
    initial_t: int
    approved_t: int
    obligation_t: int
    surplus_before_relief_t: int
    surplus_after_relief_t: int
    off_target_t: int
    rounding_t: str
    relieved_entities: int
    values: list[dict[str, Any]]
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingSolveLine:
    """DraftingSolveLine."""

    line: str
    start: str
    strictness: str
    change: str
    benchmark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingSteps:
    """DraftingSteps."""

    steps: list[DraftingStepsStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingStepsStep:
    """DraftingStepsStep."""

    plan: str
    line: str
    of: str
    at: str
    start: str
    step: str
    computed: str
    published: str
    difference: str
    from_unrounded: str
    implied: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAdmitParticipant:
    """Admit who applied; its trading account gets the next number."""

    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAlertRow:
    """An alert about a session, who looks into it, and how it ended; `holders` with blanks between."""

    day: str
    number: int
    detector: str
    instrument: str
    holders: str
    article: str
    evidence_sha256: str
    state: str
    raised_on: str
    officer: str
    result: str
    conclusion: str
    case_reference: str
    concluded_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAnnounce:
    """Publish an announcement of a kind; `text_sha256` is of its file, `about` what it is about, "" of nothing."""

    kind: str
    title_zh: str
    title_en: str
    text_sha256: str
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAnnouncementRow:
    """An announcement, numbered within its year; `text_sha256` is of its file."""

    year: int
    number: int
    kind: str
    title_zh: str
    title_en: str
    text_sha256: str
    about: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAnswerRequest:
    """Answer the registry's request of a number: of `amount` (tonnes, or fen of money) `given` left the session."""

    day: str
    number: int
    holder: str
    instrument: str
    amount: int
    given: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeApplyTrading:
    """Apply to be admitted to trading, or file what an application still lacks."""

    holder: str
    papers: list[ExchangeParticipantPaper]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAuctionPaperRow:
    """A paper of an application, by the digest of its file."""

    auction: int
    number: int
    paper: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAuctionRow:
    """A one-way auction: who asks for what, when it is held, what it came to."""

    number: int
    paid: int
    holder: str
    side: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    reserve_fen: int
    day: str
    state: str
    applied_on: str
    due: str
    funded_by: str
    bidders_by: str
    kinds: str
    cap_t: int
    unsold: str
    late: int
    decided_on: str
    reason: str
    bids_from: str
    bids_until: str
    notice: str
    bids: int
    bidders: int
    demand_t: int
    sold_t: int
    value_fen: int
    low_fen: int
    high_fen: int
    book_sha256: str
    result_notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeBidderRow:
    """Who asked to bid in an auction, for how much at most, and what was decided."""

    auction: int
    holder: str
    quantity_t: int
    state: str
    asked_on: str
    cap_t: int
    decided_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCallOffDay:
    """Announce that there is no session on a trading day."""

    day: str
    ground: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCallOffSession:
    """Call off the rest of an open session: nothing more is traded; trades that were made stand."""

    day: str
    ground: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCheckRow:
    """An item of a day's checklist that somebody ticked, or whose tick was taken back."""

    day: str
    list: str
    item: str
    state: str
    actor: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCloseIncident:
    """Send the closing report on an interruption to the ministry, by the digest of the report."""

    day: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCloseParticipant:
    """Close a participant's trading account; it is empty."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCloseSession:
    """Close a session; `segment` is the SHA-256 of its record in the evidence store."""

    day: str
    trades: int
    segment: str
    state_hash: str
    quotes: list[ExchangeDayQuote]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeConsentErrorTrade:
    """Consent, as a party, to a trade being void."""

    holder: str
    session: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeDayQuote:
    """What an instrument's day came to (see `exchange.tables.QuoteRow`)."""

    instrument: str
    previous_close_fen: int
    open_fen: int
    high_fen: int | None
    low_fen: int | None
    close_fen: int
    listed_t: int
    listed_fen: int
    block_t: int
    block_fen: int
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeDayRow:
    """A day that is called off, or opened, against the calendar, by the announcement of a year and number."""

    day: str
    state: str
    ground: str
    year: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeDecideErrorTrade:
    """Decide whether a reported trade is void, and announce it."""

    session: str
    number: int
    void: bool
    reason: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeErrorTradeRow:
    """A trade that was reported as made in error, who consented, and what was decided."""

    session: str
    number: int
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    reported_by: str
    reason: str
    evidence_sha256: str
    state: str
    seller_consents: int
    buyer_consents: int
    decided_on: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeExplanationRow:
    """What a participant was asked about an alert, by when, what it said, and who looked at it."""

    day: str
    number: int
    holder: str
    question: str
    due: str
    asked_by: str
    state: str
    answer: str
    evidence_sha256: str
    answered_on: str
    late: int
    looked_by: str
    looked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFileLargeHolderReport:
    """File the report that is due, by its number among the holder's of that product."""

    holder: str
    instrument: str
    number: int
    text: str
    report_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFindLargeHolder:
    """Find that a participant's position of a product has reached the standard: a report is due."""

    holder: str
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeHaltSession:
    """Halt an open session, or one product of it ("": all)."""

    day: str
    instrument: str
    ground: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeIncidentStepRow:
    """A step after an interruption: measures that were taken, or the closing report with the day it was due."""

    day: str
    number: int
    step: int
    kind: str
    text: str
    evidence_sha256: str
    noted_on: str
    due: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeInterruptionRow:
    """A halt, or the calling off, of a session, and its report; `instrument` "": of all products."""

    day: str
    number: int
    kind: str
    instrument: str
    ground: str
    text: str
    evidence_sha256: str
    state: str
    report_due: str
    resumed: str
    reported_on: str
    report_sha256: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeLargeHolderRow:
    """A report a large holder owes on a product: what it held of its limit, by when, what it said, who looked."""

    holder: str
    instrument: str
    number: int
    held_t: int
    limit_t: int
    share: str
    citation: str
    found_on: str
    due: str
    state: str
    text: str
    report_sha256: str
    filed_on: str
    late: int
    looked_by: str
    looked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeLiftWarning:
    """End a step, by its number among the participant's."""

    holder: str
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeLookAtLargeHolder:
    """Look at a report, or at none when its day is past, and note what follows."""

    holder: str
    instrument: str
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeNoteMeasures:
    """Note what was done about an interruption, by its number within its session."""

    day: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeOpenDay:
    """Announce that there is a session on a day the calendar has none for."""

    day: str
    ground: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeOpenSession:
    """Open the session of a trading day on the positions with this digest."""

    day: str
    positions: str
    previous_close: list[ExchangePreviousClose]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeParticipantPaper:
    """A paper of an application, by the digest of its file."""

    paper: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeParticipantPaperRow:
    """A paper of an application, by the digest of its file."""

    holder: str
    number: int
    paper: str
    sha256: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeParticipantRow:
    """Who may trade, or asked to: the kind of its registry account, the number of its trading account (0: none)."""

    holder: str
    kind: str
    state: str
    number: int
    applied_on: str
    due: str
    missing: str
    papers: int
    sides: str
    decided_on: str
    reason: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePreviousClose:
    """An instrument's price the day starts from, in fen."""

    instrument: str
    close_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeProvideReserve:
    """Set aside the share of law of the fees that sessions of a range of days brought, both days included."""

    from_day: str
    until_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeQuoteRow:
    """An instrument's prices (fen per t) and turnover of a day."""

    instrument: str
    day: str
    previous_close_fen: int
    open_fen: int
    high_fen: int | None
    low_fen: int | None
    close_fen: int
    listed_t: int
    listed_fen: int
    block_t: int
    block_fen: int
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRefuseParticipant:
    """Refuse who applied, with the reason."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeReportErrorTrade:
    """Report a trade of a session as made in error; `holder` is the party that reports it, "" the exchange."""

    holder: str
    session: str
    number: int
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeReportInterruption:
    """Report an interruption to the ministry, by the digest of the report."""

    day: str
    number: int
    report_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeReserveRow:
    """A booking of the risk reserve, with its balance after it."""

    number: int
    booking: str
    day: str
    from_day: str
    until_day: str
    fees_fen: int
    share: str
    rounding: str
    amount_fen: int
    balance_fen: int
    ground: str
    text: str
    evidence_sha256: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeResumeParticipant:
    """Let a suspended participant trade again."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeResumeSession:
    """End a halt, by its number within the session: its cause has ended."""

    day: str
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSessionRow:
    """A trading session; `segment` is the SHA-256 of its record."""

    day: str
    state: str
    trades: int
    segment: str
    state_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSuspendParticipant:
    """Let a participant trade no more until it is resumed."""

    holder: str
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeTickCheck:
    """Tick an item of a day's list, with the file that shows it."""

    day: str
    list: str
    item: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeUntickCheck:
    """Take back a tick of the opening list before the session opens, or of the closing list on its day."""

    day: str
    list: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeUseReserve:
    """Use the reserve for a loss of a ground law names."""

    amount_fen: int
    ground: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeWarnParticipant:
    """Take a participant to a step of the ladder: `article` is the rule it broke or came near to."""

    holder: str
    step: str
    article: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeWarningRow:
    """A step of the ladder a participant was taken to."""

    holder: str
    number: int
    step: str
    level: int
    stops: str
    article: str
    text: str
    evidence_sha256: str
    day: str
    state: str
    lifted_on: str
    lifted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact of the journal with its nonce and the proof that it stands there (RFC 9162)."""

    position: int
    type: str
    day: str
    nonce: str
    leaf: str
    body: dict[str, Any]
    size: int
    path: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorAge:
    """FactorAge."""

    year: str
    staleness_years: str
    factors: list[FactorAgeFactor]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorAgeFactor:
    """FactorAgeFactor."""

    factor: str
    value: str
    unit: str
    source: str
    emission_t: str
    source_year: int
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorChanges:
    """FactorChanges."""

    factor: str
    parameter: str
    key: str
    value: str
    unit: str
    from_: str = field(metadata={"name": "from"})
    to: str
    state: str
    computed: int
    count: int
    difference_t: int
    position: int
    reports: list[FactorChangesReport]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorChangesReport:
    """FactorChangesReport."""

    entity_id: str
    year: str
    state: str
    booked_t: int
    old_t: int
    new_t: int
    difference_t: int
    units: list[FactorChangesReportUnit]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorChangesReportUnit:
    """FactorChangesReportUnit."""

    unit_id: str
    old_t: str
    new_t: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorHistory:
    """FactorHistory."""

    parameter: str
    key: str
    count: int
    factors: list[FactorsFactor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """Factors."""

    words: str
    scope: str
    region: str
    year: int
    count: int
    factors: list[FactorsFactor]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsFactor:
    """FactorsFactor."""

    factor: str
    parameter: str | None = None
    key: str | None = None
    value: str
    unit: str
    from_: str = field(metadata={"name": "from"})
    to: str
    region: str | None = None
    uncertainty: str | None = None
    confidence: str | None = None
    instrument: str | None = None
    place: str | None = None
    source: str
    act: str | None = None
    note: str | None = None
    label: dict[str, str] | None = None
    item: dict[str, str] | None = None
    technology: dict[str, str] | None = None
    scope: list[str] | None = None
    source_year: int | None = None
    revision: int | None = None
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsNoteFactorTest:
    """Note a test of a proposed factor: so many samples, their mean in the factor's unit, the report's digest."""

    factor: str
    samples: int
    mean: str
    tested_on: str
    document_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsProposeFactor:
    """Propose a factor: a value of a parameter (and key) of the catalogue for a validity, with its source."""

    factor: str
    parameter: str
    key: str
    value: str
    unit: str
    from_day: str
    to_day: str
    source: str
    source_year: int
    document_sha256: str
    scope: list[str] | None = None
    region: str | None = None
    technology: str | None = None
    uncertainty: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsPublishFactors:
    """Publish reviewed factors under one number; they are law from a day on."""

    factors: list[str]
    number: str
    in_force: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsRetireFactor:
    """Give up a proposal, or retire a published factor with its last day; years before it stay computable."""

    factor: str
    ground: str
    last_day: str | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsReviewFactor:
    """Review a tested factor: accept it, or send it back, with reasons."""

    factor: str
    accepted: bool
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or odd, where, and the text that says so."""

    code: str
    where: str
    message: str
    message_zh: str
    citation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Forms."""

    items_: list[FormsItem] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsItem:
    """FormsItem."""

    form: str
    version: int
    title: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Gap."""

    period: str
    position: int
    entity_id: str
    obligation_t: int
    held_t: int
    gap_t: int
    due_t: int
    options: list[GapOption]
    plan: list[GapStep]
    cost_cny: str
    plain_cost_cny: str
    cost_by_scenario: list[GapCost]
    binding: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapBody:
    """GapBody."""

    entity: str
    period: str | None = None
    assumptions: dict[str, Any] | None = None
    worst: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCost:
    """GapCost."""

    scenario: str
    weight: str
    cost_cny: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapOption:
    """GapOption."""

    option: str
    scenario: str
    price_cny: str
    most_t: int
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapStep:
    """GapStep."""

    option: str
    scenario: str
    name: str
    t: int
    cost_cny: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Hand."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBody:
    """HandBody."""

    to: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """HandIn."""

    taken: int
    same: int
    open_rows: list[int]
    findings: list[Finding]
    remarks: list[Finding]
    plausibility: list[Finding]
    answers: list[Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInActivity:
    """HandInActivity."""

    recorded: int
    findings: list[dict[str, Any]]
    remarks: list[dict[str, Any]]
    plausibility: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Held."""

    amount: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """History."""

    items_: list[dict[str, Any]] = field(metadata={"name": "items"})
    before: int | None
    indexed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Index."""

    version: str
    position: int
    openapi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsMessage:
    """What one institution tells another. Who sends it, and to whom, is known from where it is delivered."""

    number: int
    position: int
    day: str
    kind: str
    body: dict[str, Any]
    files: list[str]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsReceive:
    """Take messages of another institution, in the order of their numbers; known ones among them change nothing."""

    sender: str
    messages: list[InstitutionsMessage]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCloseRun:
    """Close a run whose chunks are all carried out."""

    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalOpenRun:
    """Open a run of so many chunks and items; `plan` is the SHA-256 of its items in the evidence store."""

    run: str
    kind: str
    chunks: int
    items_: int = field(metadata={"name": "items"})
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """KeptFile."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Look."""

    way: list[LookWay]
    under: list[LookWay]
    more: bool
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookWay:
    """LookWay."""

    level: str
    place: str
    name_zh: str
    name_en: str
    page: str | None = None
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketBars:
    """MarketBars."""

    session: str
    instrument: str
    seconds: int
    bars: list[MarketBarsBar]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketBarsBar:
    """MarketBarsBar."""

    from_ms: int
    open_fen: int
    high_fen: int | None
    low_fen: int | None
    last_fen: int
    quantity_t: int
    value_fen: int
    trades: int
    day: str | None = None
    block_t: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketDepth:
    """MarketDepth."""

    session: str
    sides: list[MarketDepthSide]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketDepthSide:
    """MarketDepthSide."""

    instrument: str
    side: str
    levels: list[MarketDepthSideLevel]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketDepthSideLevel:
    """MarketDepthSideLevel."""

    price_fen: int
    quantity_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketQuotes:
    """MarketQuotes."""

    session: str
    quotes: list[MarketQuotesQuote]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketQuotesQuote:
    """MarketQuotesQuote."""

    instrument: str
    previous_close_fen: int
    open_fen: int | None
    high_fen: int | None
    low_fen: int | None
    last_fen: int | None
    listed_t: int
    listed_fen: int
    block_t: int
    block_fen: int
    trades: int
    auction_t: int
    auction_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketSession:
    """MarketSession."""

    session: str
    open: bool
    products: list[dict[str, Any]]
    hours: dict[str, Any]
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTrades:
    """MarketTrades."""

    session: str
    trades: list[MarketTradesTrade]
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTradesTrade:
    """MarketTradesTrade."""

    number: int
    time_ms: int
    price_fen: int
    quantity_t: int
    instrument: str
    way: str
    taker_side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who is calling: login, actor and what the actor's role may."""

    login: str
    actor: str
    organisation: str
    role: str
    area_gb2260: str
    entity: str
    how: str
    rights: dict[str, str]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvActivityCorrectionRow:
    """A corrected figure of a row; `version` 1 is what was recorded first, so the first correction makes 2."""

    entity: str
    period: str
    number: int
    version: int
    name: str
    before: str
    after: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    corrected_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvActivityFigureRow:
    """A figure of a row, by the name of the stream's input, as exact decimal text; "" is not measured."""

    entity: str
    period: str
    number: int
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvActivityRow:
    """A row of a firm's activity data: one source stream in a month, or in the whole year (`month` "")."""

    entity: str
    period: str
    number: int
    sector: str
    month: str
    part: str
    stream: str
    item: str
    place: str
    evidence: str
    late: int
    recorded_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvBodyRow:
    """A body as it is listed for a scope; `struck_on` "" while it is."""

    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str
    listed_on: str
    struck_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvCalibrationRow:
    """A meter's calibration."""

    entity: str
    meter: str
    day: str
    until_day: str
    file_name: str
    file_bytes: int
    file_sha256: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvChange:
    """One figure of a month that does not stand; `after` "" means the month has no measured value."""

    unit: str
    month: str
    field: str
    after: str
    treatment: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvChangeRow:
    """A figure of a month that verification changed, and why; `before` and `after` as recorded, "" is not measured."""

    entity: str
    period: str
    number: int
    unit: str
    month: str
    field: str
    before: str
    after: str
    treatment: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvClauseRow:
    """What going through a clause came to."""

    entity: str
    period: str
    clause: str
    stage: str
    result: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvConfirmEmission:
    """Confirm an entity's verified emissions."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvContractRow:
    """A contract of a body with an entity about a year's report."""

    body: str
    number: str
    entity: str
    province: str
    scope: str
    year: str
    signed_on: str
    evidence_sha256: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvControlPlanRow:
    """A version of an entity's plan for a year; `answer` is what the province wrote to one it sent back."""

    entity: str
    year: str
    version: int
    reason: str
    state: str
    late: int
    file_name: str
    file_bytes: int
    file_sha256: str
    filed_on: str
    decided_on: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvCorrectActivity:
    """Correct figures of a row of a year, by its number, saying why, on the paper whose digest is given."""

    entity: str
    period: str
    number: int
    figures: list[MrvFigure]
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvCorrectMonth:
    """Correct figures of a unit's recorded month, saying why, on the paper whose digest is given."""

    entity: str
    unit: str
    month: str
    figures: list[MrvCorrected]
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvCorrected:
    """A figure as it should be; "" means the month has no measured value (elemental carbon alone)."""

    field: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvCorrectionRow:
    """A corrected figure; `version` 1 is what was recorded first, so the first correction makes 2."""

    unit: str
    month: str
    version: int
    field: str
    entity: str
    before: str
    after: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    corrected_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvDecideControlPlan:
    """Accept the newest version of a year's plan, or send it back and say what is wrong with it."""

    entity: str
    year: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvDecideEmissionCorrection:
    """Decide on a proposal; granted, the emission has a new version."""

    entity: str
    period: str
    number: int
    granted: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvDepositEvidence:
    """Deposit a meter reading, a laboratory's report or another paper behind a unit's month, by its file's digest."""

    entity: str
    unit: str
    month: str
    kind: str
    file_name: str
    file_bytes: int
    file_sha256: str
    field: str | None = None
    value: str | None = None
    value_unit: str | None = None
    source: str | None = None
    laboratory: str | None = None
    secret: bool | None = None
    moisture_ar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvDepositLaboratoryReport:
    """Deposit a report of one's own on a sample of a unit's month, or of a stream. `mark`: CMA or CNAS."""

    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sample: MrvSample
    values: list[MrvMeasured]
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str
    sector: str | None = None
    part: str | None = None
    stream: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvEmissionCorrectionRow:
    """A correction of a confirmed emission, proposed and decided; whole tonnes."""

    entity: str
    period: str
    number: int
    state: str
    source: str
    reference: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    before_t: int
    after_t: int
    output_changed: int
    first_change: int
    proposed_by: str
    proposed_on: str
    decide_until: str
    decided_by: str
    decided_on: str
    late: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvEvidenceRow:
    """A piece of evidence behind a unit's month: what was read or measured, and the digest of its file."""

    unit: str
    month: str
    number: int
    entity: str
    kind: str
    field: str
    value: str
    value_unit: str
    source: str
    laboratory: str
    file_name: str
    file_bytes: int
    file_sha256: str
    secret: int
    depositor: str
    deposited_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvFigure:
    """A figure by the name of the stream's input, as decimal text in the unit the input has."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvFileControlPlan:
    """File the next version of the plan for a year; `reason` says why ("first" for the first)."""

    entity: str
    year: str
    reason: str
    figures: list[MrvPlannedFigure]
    meters: list[MrvPlannedMeter]
    persons: list[MrvPlannedPerson]
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvFileReport:
    """File the annual report of a period; `declared_true` is the declaration the law asks for."""

    entity: str
    period: str
    declared_true: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvFindingAnswerRow:
    """A version of the firm's answer to a finding; `changes` 1: it corrects the figure to `after`."""

    entity: str
    period: str
    number: int
    version: int
    answer: str
    changes: int
    after: str
    file_name: str
    file_sha256: str
    late: int
    answered_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvFindingRow:
    """A nonconformity, about a figure or none. `how` "" while open; `changes` 1: `after` takes the figure's place."""

    entity: str
    period: str
    number: int
    code: str
    clause: str
    severity: str
    unit: str
    month: str
    field: str
    text: str
    how: str
    changes: int
    after: str
    reason: str
    settled_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvGasMass:
    """A gas's mass in a year, kg with three decimals; where it came from; SHA-256 of the papers behind it, or ""."""

    gas: str
    mass_kg_e3: int
    source: str
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvGasRow:
    """Another gas of an entity's year; `potential` is t CO2e per t, `counts` says whether the obligation has it."""

    entity: str
    period: str
    stage: str
    gas: str
    mass_kg_e3: int
    potential: str
    potential_set: str
    counts: int
    source: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvInternalReviewRow:
    """A review within the body, before the conclusion is issued, by somebody outside the group."""

    entity: str
    period: str
    number: int
    person: str
    passed: int
    text: str
    reviewed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvLaboratoryReportRow:
    """A laboratory's report on a sample of a unit's month, or of a stream's month or year (`unit` "")."""

    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sample: str
    sample_kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str
    late: int
    deposited_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvLaboratoryStreamRow:
    """The source stream a report is of: `part` a line or unit, "" the firm; `period` a month or a year."""

    laboratory: str
    number: str
    entity: str
    sector: str
    period: str
    part: str
    stream: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvLaboratoryValueRow:
    """A value of a report, as its exact decimal text; of a stream the guide's figure in the guide's unit."""

    laboratory: str
    number: str
    figure: str
    basis: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvLine:
    """One source stream: `part` a line or unit ("" the firm), `place` the row's cell in the file it came from."""

    stream: str
    item: str
    figures: list[MrvFigure]
    part: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvListBody:
    """List a body for a scope (testing, reporting, review) until a day, on the paper that shows its qualification."""

    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvMeasured:
    """A value of a unit's coal: carbon, hydrogen, sulphur, ash, moisture in %, ncv in GJ/t; on the basis it was."""

    figure: str
    basis: str
    value: str
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvMonthOfUnit:
    """One unit's figures of a month (see `accounting.power.UnitMonth`)."""

    unit: str
    generation_mwh_e3: int
    own_use_mwh_e3: int
    network_use_mwh_e3: int
    heat_gj_e2: int
    hours_e2: int
    fuel_e2: int
    fuel_for_heat_e2: int
    ncv_e3: int
    carbon_e4: int | None
    purchased_mwh_e3: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvNoteCalibration:
    """Note that a meter was calibrated: the day, until when it holds, and the certificate's digest."""

    entity: str
    meter: str
    day: str
    until_day: str
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvNoteContract:
    """Note a contract of one's own body with an entity to prepare or to review its report of a year."""

    body: str
    number: str
    entity: str
    scope: str
    year: str
    signed_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvNotePractitioner:
    """Note a practitioner of one's own body: certificate, scope, until when it holds. Again: it is replaced."""

    body: str
    person: str
    certificate: str
    scope: str
    until_day: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvNoteSupervision:
    """Note what a look at an entity's month came to: in order, asked, wrong; the last two say what."""

    entity: str
    month: str
    result: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvOpeningEmissionRow:
    """A unit's verified emissions of a year before the first one kept here, in whole tonnes."""

    unit: str
    year: str
    entity: str
    emission_t: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvOpeningOutput:
    """What a unit supplied in a year: electricity to the grid in MWh with 3 decimals, heat in GJ with 2."""

    unit: str
    supply_mwh_e3: int
    heat_gj_e2: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvOpeningOutputRow:
    """What a unit supplied in a year before the first one kept here: the base of a pre-allocation by output."""

    unit: str
    year: str
    entity: str
    supply_mwh_e3: int
    heat_gj_e2: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvOpeningUnit:
    """A unit's verified emissions, whole tonnes."""

    unit: str
    emission_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPlannedFigure:
    """How a figure of a unit's month, or `stream.figure` of a line or the firm (`unit` ""), is got."""

    unit: str
    field: str
    way: str
    meter: str
    frequency: str
    gap: str
    department: str
    records: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPlannedFigureRow:
    """How a figure is got under a version of the plan."""

    entity: str
    year: str
    version: int
    unit: str
    field: str
    way: str
    meter: str
    frequency: str
    gap: str
    department: str
    records: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPlannedMeter:
    """A meter: its number, what and where it is, its accuracy in %, months between two calibrations."""

    number: str
    model: str
    place: str
    accuracy_percent: str
    calibration_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPlannedMeterRow:
    """A meter of a version of the plan."""

    entity: str
    year: str
    version: int
    number: str
    model: str
    place: str
    accuracy_percent: str
    calibration_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPlannedPerson:
    """Who is responsible for what."""

    name: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPlannedPersonRow:
    """Who is responsible for what under a version of the plan."""

    entity: str
    year: str
    version: int
    name: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPractitionerRow:
    """A practitioner of a body."""

    body: str
    person: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvProposeEmissionCorrection:
    """Propose other figures of a confirmed report, saying why, on the paper whose digest is given."""

    entity: str
    period: str
    source: str
    reference: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    changes: list[MrvChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvProposedChangeRow:
    """A figure that a correction changes, as proposed; `before` and `after` as recorded, "" is not measured."""

    entity: str
    period: str
    correction: int
    number: int
    unit: str
    month: str
    field: str
    before: str
    after: str
    treatment: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPublicationRow:
    """What an entity published of a year's report, version by version; whole tonnes."""

    entity: str
    period: str
    number: int
    sector: str
    guide: str
    basis: str
    verified_t: int
    due: str
    late: int
    published_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPublishEmission:
    """Make public what the law orders of one's confirmed report of a year."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPublishScore:
    """Publish a body's score of a year for a scope, in tenths of a point of 100, on the paper with its reasons."""

    body: str
    scope: str
    year: str
    score_e1: int
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvPublishedItemRow:
    """An emission of a source in t CO2e, a facility, or the way a figure was got, with the records that went it."""

    entity: str
    period: str
    number: int
    place: int
    kind: str
    part: str
    name: str
    value: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvRecordActivity:
    """Record rows of a month (2024-03) or a whole year (2024), on the papers with this digest."""

    entity: str
    sector: str
    month: str
    evidence: str
    rows: list[MrvLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvRecordMonth:
    """Record a month of an entity's units; `evidence` is the SHA-256 of the deposited papers."""

    entity: str
    month: str
    evidence: str
    units: list[MrvMonthOfUnit]


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvReportGases:
    """Report other gases of a year before its report is filed; the same gas again replaces what was stated."""

    entity: str
    period: str
    gases: list[MrvGasMass]


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvReportRow:
    """An entity's annual report and what became of it. Emissions in whole tonnes."""

    entity: str
    period: str
    state: str
    reported_t: int
    verified_t: int | None
    nonconformities: int
    verifier: str
    filed_on: str
    verified_on: str
    confirmed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvSample:
    """The sample and its days: taken from and to, received, tested. `kind`: daily, batch, or composite (缩分样)."""

    number: str
    kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvSampleRow:
    """A record that is looked at."""

    entity: str
    period: str
    unit: str
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvScoreRow:
    """A published score, in tenths of a point."""

    body: str
    scope: str
    year: str
    authority: str
    score_e1: int
    reason: str
    evidence_sha256: str
    published_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvSourceRow:
    """What a source of a part came to, tCO2e as the guide rounds it."""

    entity: str
    period: str
    stage: str
    part: str
    source: str
    emission_t: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvStrikeBody:
    """Strike a body off the list for a scope, from today on."""

    body: str
    scope: str
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvSupervisionRow:
    """A note of an authority on an entity's month."""

    entity: str
    month: str
    number: int
    authority: str
    result: str
    text: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvTakeOpeningEmission:
    """Take over an entity's verified emissions of an earlier year; `origin` says where they are from."""

    entity: str
    year: str
    origin: str
    units: list[MrvOpeningUnit]


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvTakeOpeningOutput:
    """Take over the verified output of an entity's units in an earlier year; `origin` says where it is from."""

    entity: str
    year: str
    origin: str
    units: list[MrvOpeningOutput]


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvTieRow:
    """What ties a practitioner to an entity, as the body declared it."""

    body: str
    person: str
    entity: str
    certificate: str
    kind: str
    until_day: str
    declared_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvTotalRow:
    """A total the guide names, whole tonnes CO2e; `counts` 1: the one allocation and compliance read."""

    entity: str
    period: str
    stage: str
    total: str
    emission_t: int
    counts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvUnitMonthRow:
    """A unit's month as recorded, and as verification left it where it changed a figure."""

    unit: str
    month: str
    entity: str
    generation_mwh_e3: int
    own_use_mwh_e3: int
    network_use_mwh_e3: int
    heat_gj_e2: int
    hours_e2: int
    fuel_e2: int
    fuel_for_heat_e2: int
    ncv_e3: int
    carbon_e4: int | None
    purchased_mwh_e3: int
    evidence: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvUnitYearRow:
    """A unit's year, as reported or as verified."""

    unit: str
    period: str
    stage: str
    entity: str
    generation_mwh_e3: int
    supply_mwh_e3: int
    heat_gj_e2: int
    heat_ratio_e4: int
    hours_e2: int
    load_factor_e4: int
    fuel_e2: int
    ncv_e3: int
    carbon_e4: int
    months_without_carbon: int
    combustion_t_e2: int
    purchased_t_e2: int
    emission_t_e2: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvVerificationLookRow:
    """A look of a city, a province or the nation at a verification."""

    entity: str
    period: str
    number: int
    authority: str
    result: str
    text: str
    looked_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvVerificationObjectionRow:
    """A firm's objection (异议) to the result, and the province's decision."""

    entity: str
    period: str
    reason: str
    evidence_sha256: str
    state: str
    filed_on: str
    decide_until: str
    text: str
    decided_on: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvVerificationRow:
    """A verification and the days of its steps."""

    entity: str
    period: str
    body: str
    scope: str
    from_day: str
    until_day: str
    planned_on: str
    documents_on: str
    visited_on: str
    findings_on: str
    mend_until: str
    reviewed_by: str
    reviewed_on: str
    concluded_on: str
    late: int
    told_on: str
    told_late: int
    object_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvVerifierRow:
    """A member of the group that verifies."""

    entity: str
    period: str
    person: str
    certificate: str
    leader: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvVerifyGases:
    """Say what verification found of other gases before it is concluded; gases not named stand as reported."""

    entity: str
    period: str
    gases: list[MrvGasMass]


@dataclass(frozen=True, slots=True, kw_only=True)
class MrvVerifyReport:
    """Conclude the verification of a report with its changes (none if all conforms)."""

    entity: str
    period: str
    verifier: str
    group: list[str]
    changes: list[MrvChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Notices."""

    items_: list[WorkNoticeRow] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayAnnounceAuction:
    """Announce an accepted auction with the minutes in which bids are taken, as 09:30."""

    number: int
    bids_from: str
    bids_until: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayApplyAuction:
    """Ask for an auction on a day: sell or buy so much, with a reserve price so far from the previous close."""

    holder: str
    side: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    day: str
    papers: list[OneWayAuctionPaper]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayAskToBid:
    """Ask to bid in an announced auction, for so much at most."""

    holder: str
    number: int
    quantity_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayAuctionPaper:
    """A paper of an application, by the digest of its file."""

    paper: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayCallOffAuction:
    """Call an announced auction off on a ground, and announce it."""

    number: int
    ground: str
    reason: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayDecideBidder:
    """Admit who asked to bid, or refuse with the reason."""

    holder: str
    number: int
    admit: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayLapseAuction:
    """Note that what an auction offers was not set aside in time: it counts as withdrawn."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayOrderPaidAllocation:
    """Have allowances of the authority's account auctioned on a day, by an order."""

    holder: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    reserve_fen: int
    day: str
    unsold: str
    order_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayRecordAuctionResult:
    """Record what an auction came to, and announce it. `book_sha256`: its ranked bids, a file of the evidence store."""

    number: int
    bids: int
    bidders: int
    demand_t: int
    sold_t: int
    value_fen: int
    low_fen: int
    high_fen: int
    book_sha256: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayReviewAuction:
    """Accept an application, or refuse it with the reason."""

    number: int
    accept: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWayWithdrawAuction:
    """Withdraw an application before the auction is announced."""

    holder: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataPackage:
    """OpenDataPackage."""

    profile: str
    name: str
    title: str
    title_zh: str
    description: str
    description_zh: str
    resources: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvidenceBody:
    """OpenEvidenceBody."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCase:
    """An open case."""

    entity: str
    ground: str
    document: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningControlTotal:
    """A control total: of a sheet, about an instrument, year or period, in decimal text."""

    sheet: str
    about: str
    measure: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFrozen:
    """A freeze: whole tonnes, or fen of cash."""

    holder: str
    instrument: str
    document: str
    amount: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHeld:
    """What an account holds of an instrument: whole tonnes, or fen of cash; `account`: registration or trading."""

    holder: str
    account: str
    instrument: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOwed:
    """An obligation that is still open: tonnes owed, tonnes surrendered for it already."""

    entity: str
    period: str
    obligation_t: int
    surrendered_t: int
    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSheetSigned:
    """A sheet and how many rows it has."""

    sheet: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSignOpening:
    """Sign a file of opening sheets, named by its SHA-256; `first` is the digest of the first of its parts."""

    opening: str
    name: str
    parts: int
    first: str
    sheets: list[OpeningSheetSigned]
    totals: list[OpeningControlTotal]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTakeOpening:
    """Take over the part of a signed file that is due; `due` is the digest of the one after it, "" for the last."""

    opening: str
    number: int
    due: str
    held: list[OpeningHeld] | None = None
    emissions: list[MrvTakeOpeningEmission] | None = None
    outputs: list[MrvTakeOpeningOutput] | None = None
    owed: list[OpeningOwed] | None = None
    frozen: list[OpeningFrozen] | None = None
    cases: list[OpeningCase] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCaseFile:
    """OwnCaseFile."""

    docket: str
    subject: str
    authority: str
    state: str
    steps: list[SupervisionStepRow]
    doubts: list[SupervisionDoubtRow]
    filed: SupervisionFiledRow | None
    notice: SupervisionPenaltyRow | None
    decision: SupervisionPenaltyRow | None
    service: SupervisionServiceRow | None
    owed: CaseFileOwed | None
    payments: list[SupervisionPaymentRow]
    persons: list[SupervisionPersonRow]
    hearing: SupervisionHearingRow | None
    revisions: list[SupervisionRevisionRow]
    refunds: list[SupervisionRefundRow]
    write_offs: list[SupervisionWriteOffRow]
    made_up: CaseFileMadeUp | None
    cancellation: SupervisionCancellationRow | None
    appeals: list[SupervisionAppealRow]
    competing: list[dict[str, Any]]
    tasks: list[CaseFileTask]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTrades:
    """OwnTrades."""

    holder: str
    session: str
    trades: list[OwnTradesTrade]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTradesTrade:
    """OwnTradesTrade."""

    instrument: str
    way: str
    side: str
    counterparty: str
    order: str
    number: int
    time_ms: int
    price_fen: int
    quantity_t: int
    value_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Papers."""

    items_: list[PapersItem] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersItem:
    """PapersItem."""

    number: str
    title: str
    code: str
    issued_on: str
    state: str
    pdf_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsAdmitActor:
    """Admit somebody to act for an organisation."""

    actor: str
    organisation: str
    role: str
    area_gb2260: str | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsChangeEntity:
    """Change an entity's names, credit code or owner: all four as they are from today on, "" where not known."""

    entity: str
    name_zh: str
    name_en: str
    credit_code: str
    owner: str
    ground: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsCommentListing:
    """Say for the city whether a proposal is right; who disagrees says why."""

    entity: str
    period: str
    agrees: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsDecideObjection:
    """Decide on an objection: upheld with what the list is to say, or rejected with what it says."""

    entity: str
    period: str
    upheld: bool
    reporting: bool
    covered: bool
    ground: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsDelegate:
    """Let another actor of the same body act in one's place; `kinds`: command kinds or `system.*`, blanks."""

    delegation: str
    taker: str
    kinds: str
    until_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsDismissActor:
    """Withdraw somebody's power to act."""

    actor: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsEndDelegation:
    """End a delegation; today is its last day."""

    delegation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsEndOtherCoverage:
    """Note the last day of another market's coverage of an entity for a gas and sector."""

    entity: str
    gas: str
    sector_gbt4754: str
    last_day: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsEntityCityRow:
    """The city (设区的市) an entity is placed in since a day; no row: its province has placed it in none."""

    entity: str
    city_gb2260: str
    from_day: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsEntityRow:
    """An entity (重点排放单位 or candidate): the legal person that reports, holds and surrenders."""

    id: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    source: str
    credit_code: str
    owner: str
    state: str
    last_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsGrantMandate:
    """Let a body act for an entity from today (or a later day) to the last day; "" is until it is withdrawn."""

    organisation: str
    entity: str
    ground: str
    from_day: str | None = None
    until_day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsHeir:
    """One of those an entity is split into, with the units it takes."""

    entity: str
    name_zh: str
    name_en: str
    units: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsListEntity:
    """Decide whether an entity is covered in a period."""

    entity: str
    period: str
    covered: bool
    ground: str
    emission_t: int
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsListingRow:
    """What the published list of a period (重点排放单位名录) says of an entity: two lists, each with the ground."""

    entity: str
    period: str
    covered: int
    ground: str
    emission_t: int
    citation: str
    reporting: int
    years: str
    published_on: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsMandateRow:
    """A body (a group's head office, 集团) that may act for an entity, from one legal day to another."""

    organisation: str
    entity: str
    from_day: str
    until_day: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsMergeEntities:
    """Merge entities into another one that is in the register."""

    heir: str
    merged: list[str]
    ground: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsMoveSector:
    """Move a sector to the national market for a gas, from a day on; `document` says so."""

    sector_gbt4754: str
    gas: str
    market: str
    from_day: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsNoteOtherCoverage:
    """Note that another market covers an entity for a gas and sector; `source` is that market's list."""

    entity: str
    market: str
    gas: str
    sector_gbt4754: str
    from_day: str
    source: str
    credit_code: str | None = None
    name: str | None = None
    until_day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsObjectListing:
    """Object to what the list says of one's own entity."""

    entity: str
    period: str
    reason: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsPlaceEntity:
    """Place an entity in a city of its province; who places it anew says why, such as areas that were redrawn."""

    entity: str
    city_gb2260: str
    ground: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsProposeListing:
    """Propose what the list of a period says of an entity."""

    entity: str
    period: str
    reporting: bool
    covered: bool
    ground: str
    emission_t: int
    years: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsPublishList:
    """Publish what is proposed for an area; where more waits than one act may take, the next act takes the rest."""

    area_gb2260: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsRegisterEntity:
    """Enter an entity with its units."""

    entity: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    source: str
    units: list[ParticipantsUnit]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsRegisterUnits:
    """Enter more units of an entity."""

    entity: str
    units: list[ParticipantsUnit]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsShutEntity:
    """Put on record that an entity is shut with all its units; it ran until within `last_year`."""

    entity: str
    last_year: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsShutUnit:
    """Put on record that a unit is shut; it ran until within `last_year`."""

    unit: str
    last_year: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsSkipRows:
    """Put on record which rows of a file were not used."""

    source: str
    period: str
    rows: list[ParticipantsSkipped]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsSkipped:
    """One row that was not used."""

    row: int
    unit: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsSplitEntity:
    """Split an entity into at least two; it may be one of them itself, under its names."""

    entity: str
    heirs: list[ParticipantsHeir]
    ground: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsUnit:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsUnitRow:
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
    start_year: int
    retired_year: int
    modelled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsWithdrawMandate:
    """Withdraw a mandate; today is its last day."""

    organisation: str
    entity: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """Penalty."""

    article: str
    on: str
    offence: str
    who: str
    confiscate_cny: str
    citation: str
    confidence: str
    entity_fine_cny: list[str] | None
    person_fine_cny: list[str] | None
    deduction_t: list[int] | None
    stages: list[dict[str, Any]]
    measures: list[str]
    offences: list[dict[str, Any]]
    lighter: dict[str, Any]
    competing: list[dict[str, Any]]
    competing_settled: str
    missing: list[str]
    trace: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Places."""

    points: list[list[Any]]
    words: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformAttemptRow:
    """What was tried and refused: how often on a day, first and last, from where."""

    day: str
    login: str
    actor: str
    kind: str
    holder: str
    outcome: str
    organisation: str
    how: str
    address: str
    first_at: str
    last_at: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausibility:
    """Plausibility."""

    figure: PlausibilityFigure
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlausibilityFigure:
    """PlausibilityFigure."""

    asked: int
    impossible: int
    explain: int
    advice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A command that waits for a second person of the same body."""

    proposal: str
    command: str | None = None
    kind: str
    items_: list[Any] = field(metadata={"name": "items"})
    actor: str
    made_at: str
    ends_at: str
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Proposals."""

    items_: list[Proposal] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Publication."""

    entity: str
    period: str
    number: int
    sector: str | None = None
    guide: str | None = None
    basis: str | None = None
    verified_t: int
    due: str | None = None
    late: int | None = None
    published_on: str | None = None
    items_: list[dict[str, Any]] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """Receipts."""

    items_: list[ReceiptsItem] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsItem:
    """ReceiptsItem."""

    number: int
    form: str
    version: int
    subject: str
    owner: str
    file_name: str
    file_sha256: str
    received_at: str
    good_rows: int
    bad_rows: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """How far another institution's messages have come."""

    sender: str
    receiver: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Reconciliation."""

    day: str
    trades: int
    moves: int
    bank: str
    differences: list[ReconciliationDifference]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationDifference:
    """ReconciliationDifference."""

    kind: str
    subject: str
    holder: str
    registry: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAcceptPledge:
    """Accept a pledge as the creditor: the units stand still from now on."""

    pledgee: str
    holder: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAccountRow:
    """An account. System accounts (issuance, bank) may be below zero by what others hold."""

    id: str
    kind: str
    holder: str
    overdraft: int
    holder_kind: str
    stopped: str
    represented: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAdmitHolder:
    """Open the account that was applied for."""

    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAnswerRestrictionObjection:
    """Answer an objection; upheld, the restriction is lifted."""

    holder: str
    number: int
    upheld: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryApplyAccount:
    """Apply for an account: `identity` is the credit code, or the digest of a person's identity paper."""

    holder: str
    kind: str
    name: str
    identity: str
    identity_until: str
    papers: list[RegistryPaper]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryApplyCarryOver:
    """Apply for the carry-over of tonnes of one vintage; they stand still until it is decided."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAskClosing:
    """Ask that one's own account be closed."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAskPapers:
    """Name the papers an application lacks, with blanks between; one that was filed can be asked for anew."""

    holder: str
    missing: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAskPledgeRelease:
    """Ask the creditor to release a pledge; `reason` in the holder's words."""

    holder: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAssignMoney:
    """Give unidentified money to the holder it is found to be of."""

    reference: str
    holder: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAuctionOfferRow:
    """What a holder set aside for an auction: tonnes, or fen of CNY; `since` when all of it is there."""

    auction: int
    holder: str
    instrument: str
    amount: int
    state: str
    since: str
    freed_to: str
    freed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBankAccountRow:
    """A holder's account at a bank, in its own name (同名账户); one is confirmed at most."""

    holder: str
    number: int
    bank: str
    account: str
    account_name: str
    filed_on: str
    due: str
    state: str
    decided_on: str
    reason: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBankFileRow:
    """A file of the bank that was taken in."""

    sha256: str
    day: str
    lines: int
    in_fen: int
    out_fen: int
    taken_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBankLineRow:
    """A line of the bank's file, and what became of it."""

    direction: str
    reference: str
    day: str
    named: str
    holder: str
    amount_fen: int
    purpose: str
    state: str
    reason: str
    paper: str
    changed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBarredRow:
    """A holder that may not hold any more (禁入): what it has is to be sold by a day, and reported."""

    holder: str
    ground: str
    citation: str
    noted_on: str
    sell_by: str
    state: str
    reported_on: str
    evidence_sha256: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBookPaidAllocation:
    """Book the proceeds of a paid allocation of a settled session; `unsold`: keep or cancel what is left."""

    holder: str
    auction: int
    session: str
    unsold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBookingRow:
    """What people or acts booked through the clients' bank account; the bank's line of the reference should."""

    direction: str
    reference: str
    holder: str
    amount_fen: int
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBringHolder:
    """Open the account of a kind that the authority brings: a province, a group, the reserve."""

    holder: str
    kind: str
    name: str
    identity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCancel:
    """Cancel units on the registration account for good; `beneficiary` is in whose name, "" the holder's own."""

    holder: str
    instrument: str
    amount_t: int
    reason: str
    beneficiary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCancelTransfer:
    """Cancel an order of transfer that was not carried out; its units are free again."""

    transfer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCancelWithdrawal:
    """Take a request for money back before it is paid."""

    withdrawal: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCancellationRow:
    """A cancellation, by the transfer it made."""

    transfer: int
    holder: str
    instrument: str
    amount_t: int
    reason: str
    beneficiary: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCarryOutTransfer:
    """Carry out an order of transfer that is due."""

    transfer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCarryOver:
    """Carry out an application: its tonnes become tonnes of the later vintage."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCarryOverRow:
    """An application for a carry-over, and what became of it."""

    holder: str
    number: int
    instrument: str
    carried_into: str
    amount_t: int
    corrected_t: int
    state: str
    applied_on: str
    due: str
    decided_on: str
    late: int
    reason: str
    transfer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCertificateRow:
    """The certificate of a cancellation: its number, its proof code, and when it was made."""

    transfer: int
    number: str
    code: str
    certified_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCertifyCancellation:
    """Have the certificate of a cancellation made; `transfer` is the number of the transfer that made it."""

    holder: str
    transfer: int
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryChangeHolder:
    """File a change of a holder's listed data: name, identity and its last day, all three as they are now."""

    holder: str
    name: str
    identity: str
    identity_until: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryChargeTrades:
    """Charge the settled trades of a session from a number to another, both included."""

    session: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryClaimRow:
    """What a party owes because its trade was covered: principal and costs; units held until it has paid are."""

    session: str
    number: int
    defaulter: str
    source: str
    due_fen: int
    paid_fen: int
    instrument: str
    held_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCloseDay:
    """Close a legal day and all before it."""

    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCloseHolder:
    """Close a holder's accounts on a ground of the law."""

    holder: str
    ground: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCloseRecovery:
    """End a recovery without the rest of its tonnes: it is withheld later (`deduction`: its number), or by a paper."""

    holder: str
    number: int
    ground: str
    deduction: int | None = None
    paper: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCollectRecovery:
    """Take tonnes from a holder's account for what is to be recovered, of its vintage or of one that replaces it."""

    holder: str
    number: int
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCollectTradeFees:
    """Take from a holder's money what it owes of trade fees, the oldest first, as far as the money goes."""

    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCorrectCarryOver:
    """Undo so much of a carry-over by a paper: the old tonnes come back, as many new ones end."""

    holder: str
    number: int
    amount_t: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCoverFailure:
    """Stand in for a failing party with the settlement reserve (`reserve`) or the operator's money (`own`)."""

    session: str
    number: int
    source: str
    offered_by: str
    costs_fen: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCreditInvoice:
    """Credit a holder what an invoice charged wrongly; what was paid of it comes back."""

    invoice: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDay:
    """RegistryDay."""

    day: str
    opening: list[RegistryDayOpening]
    closing: list[RegistryDayOpening]
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDayFileRow:
    """A file that was made of a day: the payments for the bank, the holders' statements."""

    day: str
    kind: str
    sha256: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDayOpening:
    """RegistryDayOpening."""

    code: str
    ok: bool
    detail: str
    blocks: bool
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDayRow:
    """A closed day: what was held for whom when it was closed, in fen; no act of settlement or money is of it."""

    day: str
    closed_on: str
    clients_fen: int
    unidentified_fen: int
    reserve_fen: int
    own_fen: int
    auction_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDecideBankAccount:
    """Confirm a bank account that was filed, or refuse it with the reason."""

    holder: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDecideHolderChange:
    """Accept a change of listed data, or refuse it with the reason."""

    holder: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDecideSettlementObjection:
    """Decide on an objection; upheld, a contrary act has to follow."""

    holder: str
    day: str
    upheld: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDeduct:
    """Take frozen units away by a paper: to `taker`, or if that is "" to the operator's enforcement account."""

    holder: str
    number: int
    amount_t: int
    taker: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDepositCash:
    """Book money that arrived at the settlement bank for a holder."""

    holder: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDistrustAccount:
    """Take an account off the trusted list at once."""

    holder: str
    receiver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEndFreeze:
    """End a freeze whose last day has passed."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEndRepresentatives:
    """End the power of representatives at once: actors with blanks between."""

    holder: str
    representatives: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEnforcePledge:
    """Move pledged units to `taker`, the creditor or a buyer, by a paper on a ground of `enforcement_grounds`."""

    holder: str
    number: int
    amount_t: int
    taker: str
    ground: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFailTrade:
    """Note the next trade of a session as failed; `reason` says in words why units or money are not there."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFailureRow:
    """A trade that could not be delivered or paid when it was to be settled, by the trade's own number."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    failing: str
    missing_t: int
    missing_fen: int
    reason: str
    failed_on: str
    until: str
    state: str
    ended_on: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFees:
    """RegistryFees."""

    day: str
    fees: list[RegistryFeesFee]
    invoices: list[RegistryFeesInvoice]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFeesFee:
    """RegistryFeesFee."""

    body: str
    fee: str
    way: str
    rate: str
    rounding: str
    citation: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFeesInvoice:
    """RegistryFeesInvoice."""

    invoice: str
    body: str
    holder: str
    from_day: str
    until_day: str
    due: str
    amount_fen: int
    left_fen: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFileBankAccount:
    """File one's account at a bank, the first or another one."""

    holder: str
    bank: str
    bank_account: str
    account_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFilePapers:
    """File further papers of an application."""

    holder: str
    papers: list[RegistryPaper]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFillFreeze:
    """Freeze what is there now of what a freeze still waits for."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFreeFromAuction:
    """Free what is set aside: into `trading` for the session of the auction, or `back` since it is not held."""

    holder: str
    auction: int
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFreeze:
    """Freeze an amount of a product on a holder's `registration` or `trading` account until the end of a day."""

    holder: str
    place: str
    instrument: str
    amount_t: int
    organ: str
    paper: str
    until_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFreezeRow:
    """A freeze as it stands: what is still ordered, and how much of it is frozen; nothing ordered: it is over."""

    holder: str
    number: int
    account: str
    instrument: str
    amount_t: int
    frozen_t: int
    organ: str
    paper: str
    until_day: str
    ordered_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFreezeTransfer:
    """Stop an order of transfer at once; only the registry can lift the freeze."""

    transfer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFundReserve:
    """Book money that arrived in the bank account of the reserve (`reserve`) or of the operator (`own`)."""

    source: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFundTrading:
    """Move allowances from registration to trading, to be sold."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryGivenLine:
    """A line as the bank gives it; `holder` is a holder's id or its account at a bank, "" where none is known."""

    direction: str
    reference: str
    holder: str
    amount_fen: int
    purpose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryHandOverPositions:
    """Give the trading accounts to the exchange for a session; `digest` is of the positions handed over."""

    session: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryHolderChangeRow:
    """A change of a holder's listed data, as it was filed, what stood before, and what became of it."""

    holder: str
    number: int
    name: str
    identity: str
    identity_until: str
    was_name: str
    was_identity: str
    was_identity_until: str
    evidence_sha256: str
    filed_on: str
    due: str
    state: str
    decided_on: str
    late: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryHolderPaperRow:
    """A paper a holder filed, by the digest of its file."""

    holder: str
    number: int
    paper: str
    sha256: str
    filed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryHolderRow:
    """Who holds an account, or asked for one: its kind, its listed data, and how the application went."""

    id: str
    kind: str
    name: str
    identity: str
    identity_until: str
    state: str
    applied_on: str
    complete_on: str
    due: str
    missing: str
    decided_on: str
    late: int
    reason: str
    opened_on: str
    closing_asked_on: str
    closed_on: str
    papers: int
    changes: int
    restrictions: int
    bank_accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryHoldingRow:
    """What an account holds of an instrument now, and by which transfer."""

    account: str
    instrument: str
    amount: int
    overdraft: int
    last_transfer: int
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryInstrumentRow:
    """Something that can be held, in whole units: a vintage of allowances in tonnes, cash in fen."""

    id: str
    kind: str
    unit: str
    approved_by: str
    acts: str
    holders: str
    valid_from: str
    valid_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryInvoiceLineRow:
    """A line of an invoice: the fee, what it was reckoned on (times, or fen of trades), at which rate."""

    invoice: str
    number: int
    fee: str
    basis: int
    rate: str
    rounding: str
    amount_fen: int
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryInvoiceRow:
    """An invoice for a body's fees: what was charged, paid and credited, in fen."""

    id: str
    body: str
    holder: str
    from_day: str
    until_day: str
    issued_on: str
    due: str
    amount_fen: int
    paid_fen: int
    credited_fen: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryIssue:
    """Issue allowances to a holder on the authority's instruction; on the ground `order` it names a paper."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryIssueInvoice:
    """Charge a holder the fees of a range of days, both included. `body`: whose, `registry` or `exchange`."""

    holder: str
    from_day: str
    until_day: str
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryLeaveFailedTrade:
    """Step back from a trade the other side of which failed; what was handed in comes back."""

    holder: str
    session: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryLiftRestriction:
    """Lift a restriction, since its cause is gone."""

    holder: str
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryListInstrument:
    """List a product: a vintage of allowances, or one of another kind; `approved_by` names the act."""

    instrument: str
    approved_by: str
    kind: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryNameRepresentatives:
    """Name representatives of a holder."""

    holder: str
    named: list[RegistryNamed]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryNamed:
    """Somebody named: initiator, approver or viewer, from a day on."""

    actor: str
    role: str
    from_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryNoteAnswer:
    """The exchange's answer to the request of a number: so much left the session; `reason`: why not all of it."""

    session: str
    number: int
    given: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryNoteBarred:
    """Note that a holder may not hold any more; what it has is to be sold and reported."""

    holder: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryNoteDayFile:
    """Note a file that was made of a day: `payments` for the bank, `statements` of the holders."""

    day: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryObjectRestriction:
    """Object to a restriction of one's own accounts."""

    holder: str
    number: int
    reason: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryObjectSettlement:
    """Object to one's own settlement of a day."""

    holder: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryOfferCover:
    """Offer the units that a failed trade lacks, at a price a tonne."""

    holder: str
    session: str
    number: int
    price_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryOfferPledge:
    """Offer units on the registration account as a pledge to a creditor that has an account, by a contract."""

    holder: str
    pledgee: str
    instrument: str
    amount_t: int
    contract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryOpenAccount:
    """Open a holder's registration and trading accounts."""

    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryOpenRegistry:
    """Begin the registry's books."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryOrderRecovery:
    """Order a holder to bring what was to be taken back and is not there, by the instruction or paper of it."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryOrderTransfer:
    """Order a transfer to another holder; its units are reserved and it waits before it is carried out."""

    holder: str
    receiver: str
    instrument: str
    amount_t: int
    ground: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryPaidAllocationRow:
    """A paid allocation as the registry booked it: tonnes sold and not sold, proceeds in fen."""

    auction: int
    holder: str
    session: str
    instrument: str
    trades: int
    sold_t: int
    revenue_fen: int
    unsold_t: int
    unsold: str
    booked_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryPaper:
    """A paper of an application, by the digest of its file."""

    paper: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryPart:
    """What one successor gets: of `registration` or `trading` an amount of an instrument (t or fen), or a right."""

    heir: str
    what: str
    instrument: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryPayInvoice:
    """Pay what is left of one's own invoice from one's money in the books."""

    invoice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryPayWithdrawal:
    """Pay a holder the money it asked for; the day's file of payments takes it to the bank."""

    withdrawal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryPledgeRow:
    """A pledge and what became of it."""

    holder: str
    number: int
    pledgee: str
    instrument: str
    amount_t: int
    contract: str
    state: str
    offered_on: str
    changed_on: str
    enforced_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRecoverClaim:
    """Take from the money of a defaulter what it owes for a trade that was covered."""

    session: str
    number: int
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRecoveryRow:
    """Tonnes a holder is to bring back, and what became of the claim."""

    holder: str
    number: int
    instrument: str
    amount_t: int
    taken_t: int
    ground: str
    instruction: str
    ordered_on: str
    due: str
    state: str
    ended_on: str
    ending: str
    deduction: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRefuseCarryOver:
    """Refuse an application; its tonnes are the holder's to use again."""

    holder: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRefuseHolder:
    """Refuse the account that was applied for, with the reason."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRefuseWithdrawal:
    """Refuse a holder's request for money, with the reason."""

    withdrawal: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReleaseFreeze:
    """Release so much of what a freeze ordered, by a paper of its organ; what waits is released first."""

    holder: str
    number: int
    amount_t: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReleaseHeld:
    """Give an entity what is left of its allowances on the account of its province (差异化发放)."""

    holder: str
    entity: str
    instrument: str
    amount_t: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReleasePledge:
    """Consent as the creditor to the release that was asked for: the units are the holder's to use again."""

    pledgee: str
    holder: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReleaseTransfer:
    """Lift the freeze of an order of transfer; its waiting time begins anew."""

    transfer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRenewFreeze:
    """Let a freeze stand until a later day, by another paper of its organ."""

    holder: str
    number: int
    paper: str
    until_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReportDisposal:
    """Report that one's earlier holdings are sold."""

    holder: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRepresentativeRow:
    """Somebody named to act for a holder in one role, from a day to a last one ("" goes on)."""

    holder: str
    actor: str
    role: str
    from_day: str
    until_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRequestFreeze:
    """Ask the exchange for the units a freeze on a trading account waits for, while a session is open."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRequestMoney:
    """Ask for money that is with the exchange, to be paid to one's own account at a bank."""

    holder: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRequestReturn:
    """Ask the exchange for a holder's units on the trading account, back to registration while a session is open."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRequestWithdrawal:
    """Ask to be paid money to one's own account at a bank."""

    holder: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRestrictHolder:
    """Restrict a holder's accounts on a ground of the law."""

    holder: str
    ground: str
    text: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRestrictionRow:
    """A restriction (限制) of a holder: ground, acts it stops, objection, lifting."""

    holder: str
    number: int
    ground: str
    text: str
    stops: str
    evidence_sha256: str
    citation: str
    restricted_on: str
    object_by: str
    state: str
    lifted_on: str
    lifted_for: str
    objection: str
    objected_on: str
    objected_for: str
    due: str
    answered_on: str
    answer: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReturnFromTrading:
    """Move allowances from trading back to registration."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReturnMoney:
    """Send unidentified money back to where it came from."""

    reference: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReverseSurrender:
    """Take a surrender back, all or a part of it; `transfer` is the number of the transfer that made it."""

    holder: str
    transfer: int
    amount_t: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReverseTrade:
    """Move a settled trade back, units and money at once, on an objection of `holder` that was upheld."""

    holder: str
    session: str
    number: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySessionRequestRow:
    """What was asked of a session, and what was given and moved: tonnes, or fen of money."""

    session: str
    number: int
    what: str
    holder: str
    account: str
    instrument: str
    amount: int
    freeze_number: int
    asked_by: str
    approved_by: str
    state: str
    given: int
    moved: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySetAsideForAuction:
    """Set units (or money: instrument CNY) aside for an auction, by its number at the exchange; add to it."""

    holder: str
    auction: int
    instrument: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettleFailedTrade:
    """Settle a failed trade, since what was missing has come."""

    session: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettleTrade:
    """Deliver one trade of the exchange against payment; trades are numbered from 1 and come in that order."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    void_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettlementObjectionRow:
    """A participant's objection to its settlement of a day, and what became of it."""

    holder: str
    day: str
    reason: str
    objected_on: str
    state: str
    text: str
    decided_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySucceed:
    """Put successors in a holder's place: one, who gets everything, or several with their parts."""

    holder: str
    ground: str
    evidence_sha256: str
    heir: str | None = None
    parts: list[RegistryPart] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySurrender:
    """Surrender allowances for the obligation of a period."""

    holder: str
    instrument: str
    amount_t: int
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySurrenderFor:
    """Surrender the holder's allowances for another entity's obligation; `consent` names the paper they agreed by."""

    holder: str
    entity: str
    instrument: str
    amount_t: int
    period: str
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTakeBack:
    """Take back allowances issued in excess, on the authority's instruction: all of it, or all that is there."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTakeBackPositions:
    """Take the trading accounts back after a session of so many trades is settled; `segment` is the session's."""

    session: str
    trades: int
    segment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTakeBankFile:
    """Take the bank's file of a day in, whole; `sha256` is of the file as it came."""

    day: str
    sha256: str
    lines: list[RegistryGivenLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTotals:
    """RegistryTotals."""

    items_: list[RegistryTotalsItem] | None = field(default=None, metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTotalsItem:
    """RegistryTotalsItem."""

    instrument: str | None = None
    kind: str | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTradeFeeRow:
    """What one side of a settled trade is charged by a fee of the exchange or the registry, and what of it is paid."""

    session: str
    number: int
    side: str
    body: str
    fee: str
    holder: str
    value_fen: int
    rate: str
    rounding: str
    amount_fen: int
    paid_fen: int
    citation: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTradeRow:
    """A trade of the exchange as settled: allowances against cash at one moment."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTransferOrderRow:
    """An order of transfer to another holder: who ordered and approved it, when it is due, what became of it."""

    id: str
    holder: str
    receiver: str
    instrument: str
    amount_t: int
    ground: str
    reference: str
    trusted: int
    ordered_by: str
    approved_by: str
    ordered_at: str
    due_at: str
    state: str
    reason: str
    changed_by: str
    changed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTransferRow:
    """Whole units moved from one account to another, with both balances after it."""

    number: int
    position: int
    day: str
    kind: str
    debit: str
    credit: str
    instrument: str
    amount: int
    debit_after: int
    credit_after: int
    debit_before: int
    credit_before: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTrustAccount:
    """Put another holder's account on the trusted list; orders to it wait a shorter time, from a later moment on."""

    holder: str
    receiver: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTrustedRow:
    """An account a holder trusts: from an instant on, until it is removed."""

    holder: str
    receiver: str
    reason: str
    added_by: str
    approved_by: str
    from_at: str
    removed_at: str
    removed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryVoidFailedTrade:
    """Let a trade go in which both sides failed."""

    session: str
    number: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryWithdrawCash:
    """Pay money of a holder out through the settlement bank."""

    holder: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryWithdrawPledge:
    """Withdraw an offer that was not accepted."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryWithdrawalRow:
    """A holder's request to be paid its money: reserved until it is paid, then what the bank said of it."""

    id: str
    holder: str
    amount_fen: int
    bank: str
    bank_account: str
    asked_by: str
    approved_by: str
    asked_on: str
    state: str
    reason: str
    paid_on: str
    changed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDraft:
    """RemoveDraft."""

    removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """Reviews."""

    items_: list[ReviewsItem] = field(metadata={"name": "items"})
    after: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsItem:
    """ReviewsItem."""

    kind: str | None = None
    period: str | None = None
    entity: str | None = None
    subject: str
    level: str
    since: str
    age_working_days: int | None = None
    amount_t: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingAmendAct:
    """Replace the text and all values of a draft."""

    act: str
    text_sha256: str
    values: list[RulemakingProposedValues]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingAnswerComment:
    """Answer a comment; `taken`: the draft follows it."""

    act: str
    number: int
    answer: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingCommentOnAct:
    """Comment on a draft, or on one parameter of it."""

    act: str
    words: str
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingDraftAct:
    """Put a draft on the table: a plan, a scope or a set of parameters; `text_sha256` names its full text."""

    act: str
    kind: str
    title_zh: str
    title_en: str
    rank: str
    text_sha256: str
    values: list[RulemakingProposedValues]
    special_over: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingFactorRow:
    """A factor (排放因子) beside those of the shipped texts: proposed, tested, reviewed, published, retired."""

    id: str
    parameter: str
    key: str
    value: str
    unit: str
    from_day: str
    to_day: str
    scope: str
    region: str
    technology: str
    uncertainty: str
    source: str
    source_year: int
    document_sha256: str
    organisation: str
    proposer: str
    proposed_on: str
    round: int
    replaces: str
    state: str
    tests: int
    reviewer: str
    reviewed_on: str
    reasons: str
    act: str
    number: str
    in_force: str
    revision: int
    replaced_by: str
    last_day: str
    ground: str
    successor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingFactorTestRow:
    """An institute's test of a proposed factor."""

    factor: str
    round: int
    number: int
    organisation: str
    samples: int
    mean: str
    agrees: str
    tested_on: str
    document_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingIssueAct:
    """Issue an act under a number; it is in force from a day, to `until` if it says so, and replaces earlier acts."""

    act: str
    number: str
    in_force: str
    until: str | None = None
    replaces: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingNoteConsent:
    """Note a body's consent or approval to the text as it stands, with its document."""

    act: str
    body: str
    document: str
    given_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingOpenConsultation:
    """Open a draft for comments from one day to another, both included."""

    act: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingProposedValues:
    """What a draft sets of one parameter: rows by from-day in the form of the files in rules/."""

    parameter: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingStateTotal:
    """State a vintage's total under its plan, and of it reserve, paid share and market adjustment, in t."""

    plan: str
    vintage: str
    total_t: int
    reserve_t: int
    paid_t: int
    adjustment_t: int
    verified_t: int
    verified_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulemakingWithdrawAct:
    """Give up a draft, or repeal an act with its last day."""

    act: str
    ground: str
    last_day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the session said to an order."""

    id: str
    outcome: str
    message: str
    order: str
    done: bool
    exists: bool
    sequence: int
    filled_t: int
    value_fen: int
    left_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """SaveDraft."""

    revision: int
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraftActivityCorrectionBody:
    """SaveDraftActivityCorrectionBody."""

    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Search."""

    items_: list[SearchItem] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchItem:
    """SearchItem."""

    kind: str
    id: str
    name_zh: str | None = None
    name_en: str | None = None
    entity: str
    area_gb2260: str | None = None
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOrderBody:
    """SendOrderBody."""

    act: str
    id: str | None = None
    holder: str | None = None
    instrument: str | None = None
    side: str | None = None
    price_fen: int | None = None
    quantity_t: int | None = None
    order: str | None = None
    counterparty: str | None = None
    auction: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOrders:
    """SentOrders."""

    holder: str
    session: str
    sent: list[SentOrdersSent]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOrdersSent:
    """SentOrdersSent."""

    id: str
    actor: str
    login: str
    at: str
    act: str
    instrument: str
    side: str
    ref: str
    outcome: str
    message: str
    order: str
    price_fen: int
    quantity_t: int
    filled_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementStatement:
    """SettlementStatement."""

    holder: str
    day: str
    position: int
    balances: list[SettlementStatementBalance]
    trades: list[SettlementStatementTrade]
    fees: list[SettlementStatementFee]
    movements: list[SettlementStatementMovement]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementStatementBalance:
    """SettlementStatementBalance."""

    account: str
    instrument: str
    before: int
    got: int
    gave: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementStatementFee:
    """SettlementStatementFee."""

    number: int
    side: str
    body: str
    fee: str
    value_fen: int
    rate: str
    rounding: str
    amount_fen: int
    paid_fen: int
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementStatementMovement:
    """SettlementStatementMovement."""

    number: int
    day: str
    kind: str
    account: str
    other: str
    instrument: str
    change: int
    balance: int
    reference: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementStatementTrade:
    """SettlementStatementTrade."""

    number: int
    side: str
    instrument: str
    quantity_t: int
    price_fen: int
    other: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Standing."""

    holder: str
    session: str
    money: StandingMoney
    units: list[StandingUnit]
    resting: list[StandingResting]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingMoney:
    """StandingMoney."""

    owned_fen: int
    free_fen: int
    barred: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingResting:
    """StandingResting."""

    order: str
    what: str
    from_: str = field(metadata={"name": "from"})
    to: str
    instrument: str
    side: str
    answers: str
    mine: bool
    to_me: bool
    price_fen: int
    left_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingUnit:
    """StandingUnit."""

    instrument: str
    halted: bool
    owned_t: int
    free_t: int
    bought_t: int
    buying_t: int
    limit_t: int
    barred: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionAppeal:
    """Appeal against a decision: reconsideration or suit."""

    docket: str
    kind: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionAppealRow:
    """An appeal against a decision: reconsideration or suit; `result` "" while it is open."""

    docket: str
    number: int
    kind: str
    text: str
    evidence_sha256: str
    suspends: int
    filed_on: str
    result: str
    fine_fen: int
    remark: str
    decided_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCallHearing:
    """Tell the subject when and where it is heard and who presides, with the receipt."""

    docket: str
    hear_on: str
    place: str
    chair: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCancellationRow:
    """False units of which a decision orders as many cancelled (Order 31, art. 43); `order_number` 0 until served."""

    docket: str
    project: str
    amount_t: int
    deceit: int
    order_number: int
    left_t: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCaseRow:
    """A file as its clue opened it: about whom, from which source."""

    docket: str
    subject: str
    area_gb2260: str
    source: str
    about: str
    text: str
    evidence_sha256: str
    authority: str
    opened_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCheckDoubt:
    """Check an explanation at another level: cleared, stands, or returned to be explained again."""

    docket: str
    number: int
    result: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCloseCase:
    """Close a file, with the conclusion and its evidence."""

    docket: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCreditMarkRow:
    """What became of an entry of the credit record, which stays: the penalty behind it was changed or annulled."""

    docket: str
    number: int
    subject: str
    result: str
    fine_fen: int
    cut_t: int
    bar: str
    published: int
    marked_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCreditRow:
    """An entry of the credit record (信用记录): a penalty that was decided and served."""

    docket: str
    subject: str
    offence: str
    instrument: str
    article: str
    fine_fen: int
    cut_t: int
    bar: str
    authority: str
    published: int
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionDecideCase:
    """Decide: a penalty in the range of the notice and not above it, or none, with reasons."""

    docket: str
    fine_fen: int
    persons_fen: int
    cut_t: int
    bar: str
    correct_until: str
    text: str
    evidence_sha256: str
    penalize: bool | None = None
    collective: list[str] | None = None
    persons: list[SupervisionPersonFine] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionDepositClue:
    """Open a file with a clue about a subject: an entity, a holder, a body, an owner or trader of voluntary units."""

    docket: str
    subject: str
    source: str
    about: str
    text: str
    evidence_sha256: str
    area_gb2260: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionDismissClue:
    """End a file without a case, with the conclusion and its evidence."""

    docket: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionDoubtRow:
    """A doubt an inspection left, its explanation, and what another level made of it; `result` "" while open."""

    docket: str
    number: int
    text: str
    level: str
    explained_by: str
    explained_level: str
    explanation: str
    evidence_sha256: str
    explained_on: str
    checked_by: str
    checked_level: str
    result: str
    remark: str
    checked_on: str
    explanations: int
    checks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionExplainDoubt:
    """Explain a doubt, with a file."""

    docket: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionFileCase:
    """File a case: the offence, the day of the act or of its end, whether it did harm."""

    docket: str
    offence: str
    act_day: str
    period: str
    harm: bool
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionFiledRow:
    """A case that was filed (立案): the offence, the day of the act, and by when it is decided."""

    docket: str
    offence: str
    act_day: str
    period: str
    harm: int
    limit_until: str
    decide_by: str
    filed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionGiveNotice:
    """Announce a penalty: facts and reasons, what is known of the act, amounts in the range that follows."""

    docket: str
    text: str
    evidence_sha256: str
    fine_fen: int
    persons_fen: int | None = None
    cut_t: int | None = None
    from_period: str | None = None
    bar: str | None = None
    correct_until: str | None = None
    reading: str | None = None
    corrected: bool | None = None
    illegal_income_fen: int | None = None
    mean_price: str | None = None
    value_traded_fen: int | None = None
    next_allocation_t: int | None = None
    unreported_t: int | None = None
    persons: list[SupervisionPersonFine] | None = None
    project: str | None = None
    false_t: int | None = None
    deceit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionGrantInstalments:
    """Grant payment in parts, before the fine is due; together they are the fine."""

    docket: str
    instalments: list[SupervisionInstalment]
    text: str
    evidence_sha256: str
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionHearingRow:
    """A hearing as it was called, and what it came to by its minutes; `conclusion` "" until it is held."""

    docket: str
    hear_on: str
    place: str
    chair: str
    called_on: str
    conclusion: str
    text: str
    minutes_sha256: str
    held_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionHoldHearing:
    """Note a hearing: its day, who presided, what it came to (proven, in_part, not_proven), the signed minutes."""

    docket: str
    heard_on: str
    chair: str
    text: str
    evidence_sha256: str
    conclusion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionInspect:
    """Note an inspection: the day, the officials, the signed record, the doubts it left."""

    docket: str
    inspected_on: str
    officials: list[str]
    text: str
    evidence_sha256: str
    doubts: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionInstalment:
    """A part of a fine and its last day."""

    due: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionNoteAppealResult:
    """Note how an appeal ended: upheld, changed or annulled; `fine_fen` is the fine from then on."""

    docket: str
    number: int
    result: str
    fine_fen: int
    text: str
    evidence_sha256: str
    cut_less_t: int | None = None
    bar_lifted: bool | None = None
    persons: list[SupervisionPersonFine] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionNotePayment:
    """Note what was paid on a fine, from the treasury's paper."""

    docket: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionNoteRefund:
    """Note what was given back of a fine that is not owed any more, from the treasury's paper."""

    docket: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionNoteRefusal:
    """Note that an order was not followed in its time; what depends on that takes effect."""

    docket: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionPaymentRow:
    """Money that was paid on a fine."""

    docket: str
    number: int
    amount_fen: int
    paid_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionPenaltyRow:
    """A penalty as announced or decided, with the range of the text it is in. Amounts in fen, the cut in t."""

    docket: str
    stage: str
    instrument: str
    article: str
    reading: str
    part: int
    low_fen: int
    high_fen: int
    fine_fen: int
    persons_fen: int
    confiscated_fen: int
    cut_t: int
    cut_if: str
    from_period: str
    bar: str
    measures: str
    correct_until: str
    hearing: int
    collective: str
    set_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionPersonFine:
    """A person that is fined (直接负责的主管人员和其他直接责任人员): name, duty, amount."""

    person: str
    duty: str
    fine_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionPersonRow:
    """A person a notice names, with its duty (职务) and range; `decided_on` "" before a decision."""

    docket: str
    person: str
    duty: str
    low_fen: int
    high_fen: int
    notice_fen: int
    fine_fen: int
    decided_on: str
    decided_fen: int
    served: dict[str, Any] | None = None
    owed: CaseFileOwed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionPersonRow2:
    """A person a notice names, with its duty (职务) and range; `decided_on` "" before a decision."""

    docket: str
    person: str
    duty: str
    low_fen: int
    high_fen: int
    notice_fen: int
    fine_fen: int
    decided_on: str
    decided_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRefundRow:
    """Money of a fine that was given back; `person` "" is who the file is about."""

    docket: str
    number: int
    person: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionReportCorrection:
    """Report what one did to correct."""

    docket: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionReviseDecision:
    """Change or annul one's own decision that was served: what the fine is from now on, what is not cut any more."""

    docket: str
    result: str
    fine_fen: int
    text: str
    evidence_sha256: str
    cut_less_t: int | None = None
    bar_lifted: bool | None = None
    persons: list[SupervisionPersonFine] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRevisionRow:
    """What a decision was before and is since: by reconsideration, suit, or of the authority's own accord."""

    docket: str
    number: int
    cause: str
    result: str
    fine_before_fen: int
    fine_fen: int
    cut_before_t: int
    cut_t: int
    bar_before: str
    bar: str
    text: str
    evidence_sha256: str
    revised_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionServePaper:
    """Note the service of a notice or a decision: day, way, signed receipt. Served, a decision takes effect."""

    docket: str
    paper: str
    served_on: str
    way: str
    evidence_sha256: str
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionServiceRow:
    """A decision as it was served, and the days that follow: to pay, to appeal, to sue."""

    docket: str
    served_on: str
    way: str
    pay_until: str
    reconsider_until: str
    sue_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionStateCase:
    """State one's case on a penalty that was announced; `hearing`: ask to be heard."""

    docket: str
    text: str
    evidence_sha256: str
    hearing: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionStepRow:
    """A step of a file: who did it at which level, with which paper, and the deadline that follows from it."""

    docket: str
    number: int
    step: str
    actor: str
    level: str
    text: str
    evidence_sha256: str
    due: str
    late: int
    done_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionVerifyCorrection:
    """Verify a correction as another person than who prepared the case."""

    docket: str
    passed: bool
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionWriteOffFine:
    """Order that what is left of a fine is not collected any more, with reasons."""

    docket: str
    text: str
    evidence_sha256: str
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionWriteOffRow:
    """What is not collected any more by a reasoned order; `person` "" is who the file is about."""

    docket: str
    person: str
    amount_fen: int
    text: str
    evidence_sha256: str
    written_off_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceAssignAlert:
    """Give an alert, by its number within its day, to an officer."""

    day: str
    number: int
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceConcludeAlert:
    """Conclude an alert; `case_reference` is of the case it is handed to, "" otherwise."""

    day: str
    number: int
    result: str
    text: str
    case_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceDemandExplanation:
    """Demand an explanation of a participant the alert names; the day it is due follows from the law."""

    day: str
    number: int
    holder: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceExplain:
    """Explain what was demanded; `evidence_sha256` "" if nothing is added."""

    holder: str
    day: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceLookAtExplanation:
    """Look at an explanation, or at none when its day is past, as a second person."""

    day: str
    number: int
    holder: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceRaiseAlert:
    """Raise an alert about a closed session: what a detector, or a person, saw; `evidence_sha256` is of its file."""

    day: str
    detector: str
    instrument: str
    holders: list[str]
    article: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """TaskList."""

    items_: list[TasksItemFirst] = field(metadata={"name": "items"})
    after: str | None = None
    due: str | None = None
    do_by: str | None = None
    working_days_left: int | None = None
    citation: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """Tasks."""

    items_: list[TasksItem] = field(metadata={"name": "items"})
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksItem:
    """TasksItem."""

    kind: str
    label: str | None = None
    right: str | None = None
    period: str
    month: str | None = None
    count: int
    more: bool | None = None
    due: str | None = None
    do_by: str | None = None
    working_days_left: int | None = None
    citation: str | None = None
    first: list[TasksItemFirst]


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksItemFirst:
    """TasksItemFirst."""

    id: str
    kind: str
    period: str
    month: str
    entity: str
    name_zh: str | None = None
    name_en: str | None = None
    area_gb2260: str | None = None
    since: str | None = None
    amount_t: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Terms."""

    terms: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFigures:
    """TextFigures."""

    figures: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Timeline."""

    events: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Messages in the order of their numbers."""

    sender: str
    receiver: str
    items_: list[InstitutionsMessage] = field(metadata={"name": "items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationAnswerFinding:
    """Answer a finding; again: the next version. `corrects`: the figure is `after`, on the paper with this digest."""

    entity: str
    period: str
    number: int
    answer: str
    corrects: bool | None = None
    after: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationAnswered:
    """What going through a clause came to: conforms, nonconforming (say what), not_applicable."""

    clause: str
    result: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationConcludeVerification:
    """Issue the conclusion."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationDecideVerificationObjection:
    """Decide on an objection; upheld, with the figures that change."""

    entity: str
    period: str
    upheld: bool
    text: str
    changes: list[MrvChange] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationDeclareTie:
    """Declare what ties a practitioner of one's own body to an entity."""

    body: str
    person: str
    entity: str
    kind: str
    until_day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationFound:
    """A finding by the library's code. `unit`, `month`, `field` name the figure it is about, "" if it is about none."""

    code: str
    text: str
    clause: str | None = None
    unit: str | None = None
    month: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationIssueFindings:
    """Send the list of findings to the firm; none if all conforms."""

    entity: str
    period: str
    findings: list[VerificationFound]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationLookAtVerification:
    """Note what a look at a verification came to: in order, asked, wrong; the last two say what."""

    entity: str
    period: str
    result: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationObjectVerification:
    """Object to the result of one's own verification (申请复核), on the paper with this digest."""

    entity: str
    period: str
    reason: str
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPlanVerification:
    """Plan the verification of a report. `sampled` empty: the sample the rule proposes."""

    entity: str
    period: str
    body: str
    scope: str
    from_day: str
    until_day: str
    leader: str
    group: list[str]
    sampled: list[VerificationSampled] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReviewConclusion:
    """Review a conclusion within one's own body before it is issued; not passed: it goes back, saying why."""

    entity: str
    period: str
    person: str
    passed: bool
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReviewDocuments:
    """Note the review of a report's documents at the desk, clause by clause."""

    entity: str
    period: str
    clauses: list[VerificationAnswered]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationSampled:
    """A record that is looked at: a unit's month."""

    unit: str
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationSettleFinding:
    """Settle a finding: corrected as the firm did, conservative, or withdrawn."""

    entity: str
    period: str
    number: int
    how: str
    reason: str | None = None
    found_error: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationTellResult:
    """Tell the firm what its verification came to (核查结论告知)."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationVisitSite:
    """Note the visit on site: days, who was there, the checklist, the digest of the signed record."""

    entity: str
    period: str
    from_day: str
    until_day: str
    persons: list[str]
    evidence_sha256: str
    clauses: list[VerificationAnswered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Verify."""

    state: str
    kind: str
    code: str
    number: str
    title: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryAccountRow:
    """A holder's account (登记账户); `late`: opened after the time the rules give the registry."""

    holder: str
    kind: str
    name: str
    evidence_sha256: str
    opened_on: str
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryAdmitBody:
    """Admit a body for these methodologies. `experienced` of its `able` full-time staff have enough years in it."""

    body: str
    methodologies: list[str]
    able: int
    experienced: int
    last_dishonest_on: str
    approval: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryAmountRow:
    """What was generated in a year, whole tonnes: `reported` by the owner, `verified` by the body."""

    project: str
    reduction: int
    stage: str
    year: int
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryApply:
    """Apply for registration; `declared`: unique, true, complete, valid. Amounts are those that were verified."""

    owner: str
    project: str
    reduction: int
    amounts: list[VoluntaryYearAmount]
    declared: bool
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryBodyRow:
    """A body that validates and verifies (审定与核查机构); `fields`: methodologies' fields with blanks between."""

    body: str
    fields: str
    able: int
    experienced: int
    approval: str
    evidence_sha256: str
    admitted_on: str
    struck_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryBookTrade:
    """Book a trade of a closed session; money is the exchange's own business."""

    session: str
    number: int
    seller: str
    buyer: str
    instrument: str
    amount_t: int
    method: str | None = None
    value_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryBulletin:
    """VoluntaryBulletin."""

    first: str
    last: str
    sessions: int
    projects_in_notice: int
    projects_registered: int
    reductions_in_notice: int
    reductions_registered: int
    issued_t: int
    used_t: int
    traded_t: int
    value_fen: int
    used_by_purpose_t: dict[str, int]
    fees: list[dict[str, Any]]
    products: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryCancelFalse:
    """Cancel units on an order, before it is enforced or to hand back what was missing."""

    owner: str
    project: str
    order: int
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryCancelProject:
    """Cancel a registered project: its owner or itself is gone, or the owner wishes it."""

    project: str
    ground: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryCertify:
    """Ask for the certificate of a cancellation that was made without one; `salt` as in `Use`."""

    holder: str
    number: int
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryCloseSession:
    """Tell that trading of a day is over, how many trades there were, and what was traded of each product."""

    session: str
    trades: int
    quotes: list[VoluntaryQuote]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryComment:
    """Comment on a project (reduction 0) or a reduction while its notice runs."""

    project: str
    reduction: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryCommentRow:
    """A comment made during public notice."""

    project: str
    reduction: int
    number: int
    author: str
    text: str
    made_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryConclude:
    """Hand in the body's report: validation of a project, verification of a reduction with its amounts."""

    body: str
    project: str
    reduction: int
    positive: bool
    amounts: list[VoluntaryYearAmount]
    handled: list[VoluntaryHandled]
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryCreditInvoice:
    """Credit a holder what an invoice charged wrongly; what was paid of it is returned to it."""

    invoice: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryDecide:
    """Register what is complete, or refuse it with what is missing."""

    project: str
    reduction: int
    accepted: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryDeclareTie:
    """Declare what ties a body to an owner; it validates and verifies nothing of that owner."""

    body: str
    owner: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryDepositDesign:
    """Hand in a project. `plots`: corners as `longitude,latitude` in millionths of a degree with blanks between."""

    project: str
    owner: str
    title: str
    methodology: str
    area_gb2260: str
    construction_on: str
    crediting_from: str
    crediting_until: str
    capacity_kw: int
    under_quota: bool
    legal_duty: bool
    additional: str
    figures: list[VoluntaryFigure]
    plots: list[str]
    body: str
    file_name: str
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryEnforceOrder:
    """Cancel by force what an order's owner holds, once its time is over."""

    project: str
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryEnforcementRow:
    """An order that was not followed in its time was enforced; `missing_t` is to be handed back."""

    project: str
    order_number: int
    missing_t: int
    enforced_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryFigure:
    """A figure the methodology's scope asks for, as decimal text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryFigureRow:
    """A figure of a project by which the scope of its methodology was judged, as decimal text."""

    project: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryFreeze:
    """Freeze free units on a court's paper."""

    holder: str
    instrument: str
    amount_t: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryGreenCertificateRow:
    """A green certificate (绿证) for electricity of a project in a month."""

    certificate: str
    project: str
    month: str
    mwh_e3: int
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryHandled:
    """What a report says of a comment (`comment/1`) or of another scheme's project (`CDM/1234`)."""

    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryHandledRow:
    """What a report says of a comment (`comment/1`) or of another scheme's project (`CDM/1234`)."""

    project: str
    reduction: int
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryHoldingRow:
    """What a holder has: `free`, `trading` (with the exchange) or `frozen`."""

    holder: str
    instrument: str
    place: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryInstrumentRow:
    """Units (CCER) of a project and production year; serials 1 to `issued_t`, of which the first `used_t` are gone."""

    instrument: str
    project: str
    year: int
    issued_t: int
    used_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryInvoiceLineRow:
    """A line of an invoice: the fee, what it was reckoned on (times, or fen of trades), at which rate."""

    invoice: str
    number: int
    fee: str
    basis: int
    rate: str
    rounding: str
    amount_fen: int
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryInvoiceRow:
    """An invoice for fees of the voluntary registry or its exchange: what was charged, paid and credited, in fen."""

    id: str
    body: str
    holder: str
    from_day: str
    until_day: str
    issued_on: str
    due: str
    amount_fen: int
    paid_fen: int
    credited_fen: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryIssueInvoice:
    """Charge a holder the own body's fees of a range of days, both included. `body`: `registry` or `exchange`."""

    body: str
    holder: str
    from_day: str
    until_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryKnownRow:
    """A project that another scheme registered; `cell` "" if its place is not known."""

    scheme: str
    number: str
    name: str
    name_key: str
    capacity_kw: int
    longitude_e6: int
    latitude_e6: int
    cell: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryMatchRow:
    """Another scheme's project that is like this one, and in what; whoever validates explains it."""

    project: str
    scheme: str
    number: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryMoveIn:
    """Put free units with the exchange, to be sold."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryMoveOut:
    """Take units back from the exchange."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryNoteCertificate:
    """Note a green certificate for electricity of a project in a month, MWh with 3 decimals."""

    certificate: str
    project: str
    month: str
    mwh_e3: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryNoteKnown:
    """Note a project another scheme registered; place in millionths of a degree, 0 and 0 if it is not known."""

    scheme: str
    number: str
    name: str
    capacity_kw: int
    longitude_e6: int | None = None
    latitude_e6: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryNotePayment:
    """Note what arrived for an invoice in the own body's bank account, by the bank's reference."""

    invoice: str
    amount_fen: int
    reference: str
    paid_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryOpenAccount:
    """Open an account on papers that were complete on `papers_on`. `kind`: owner, emitter or trader."""

    holder: str
    kind: str
    name: str
    papers_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryOpenSession:
    """Tell that trading of a day begins; `session` is the day."""

    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryOrderCancellation:
    """Find tonnes of a project false and order its owner to cancel as many until a day; `deceit`: deliberate."""

    project: str
    amount_t: int
    deceit: bool
    cancel_until: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryOrderRow:
    """An order to cancel as many units as are false (Order 31, art. 43)."""

    project: str
    number: int
    owner: str
    authority: str
    amount_t: int
    deceit: int
    cancel_until: str
    banned_until: str
    evidence_sha256: str
    ordered_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryPaymentRow:
    """A payment of an invoice that arrived in a body's bank account, by the bank's reference."""

    body: str
    reference: str
    invoice: str
    amount_fen: int
    paid_on: str
    noted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryPlotRow:
    """A plot of a project: `corners` are longitude,latitude in millionths of a degree with blanks between."""

    project: str
    number: int
    corners: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryProjectOf:
    """VoluntaryProjectOf."""

    project: str
    owner: str
    title: str
    methodology: str
    area_gb2260: str
    construction_on: str
    crediting_from: str
    crediting_until: str
    capacity_kw: int
    body: str
    file_name: str
    file_sha256: str
    notice_from: str
    notice_until: str
    matters: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    products: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryProjectRow:
    """A project as its design document says (项目设计文件), in public notice up to `notice_until`."""

    project: str
    owner: str
    title: str
    methodology: str
    area_gb2260: str
    construction_on: str
    crediting_from: str
    crediting_until: str
    capacity_kw: int
    body: str
    file_name: str
    file_sha256: str
    notice_from: str
    notice_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryQuote:
    """What was traded of a product on a day: tonnes and value in fen of listing trades, and of block trades."""

    instrument: str
    listing_t: int
    listing_fen: int
    block_t: int
    block_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryQuoteRow:
    """What was traded of a product on a day, by way of trading; `base_fen` is the next day's base price."""

    session: str
    instrument: str
    listing_t: int
    listing_fen: int
    block_t: int
    block_fen: int
    base_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryReductionRow:
    """A period's reductions as the owner reports them (减排量核算报告), in public notice up to `notice_until`."""

    project: str
    number: int
    first_day: str
    last_day: str
    body: str
    file_name: str
    file_sha256: str
    notice_from: str
    notice_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryRelease:
    """Release frozen units on a court's paper."""

    holder: str
    instrument: str
    amount_t: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryReplacementRow:
    """Units cancelled on an order: by their owner, or by force."""

    project: str
    order_number: int
    number: int
    holder: str
    instrument: str
    amount_t: int
    first_serial: int
    last_serial: int
    forced: int
    cancelled_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryReportReduction:
    """Report what was reduced from a day to a day, both included, by the year in which it was generated."""

    owner: str
    project: str
    first_day: str
    last_day: str
    amounts: list[VoluntaryYearAmount]
    body: str
    file_name: str
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntarySessionRow:
    """A trading day of voluntary units, and how many trades it came to."""

    session: str
    state: str
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryStepRow:
    """A step of a project or reduction; the last one says where it stands."""

    project: str
    reduction: int
    number: int
    step: str
    body: str
    text: str
    file_sha256: str
    late: int
    done_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryStrikeBody:
    """Strike a body off from today on."""

    body: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryTransfer:
    """Move free units to another holder on proof: succession, merger, enforcement."""

    holder: str
    to: str
    instrument: str
    amount_t: int
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryUse:
    """Cancel free units. `beneficiary` "" is the holder; `period` names the obligation's, for `surrender`."""

    holder: str
    instrument: str
    amount_t: int
    purpose: str
    beneficiary: str
    period: str
    reason: str
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryUseRow:
    """A cancellation: who, for whom and what for, which serials; `certificate`, `code` "" if nobody asked."""

    number: int
    holder: str
    instrument: str
    amount_t: int
    first_serial: int
    last_serial: int
    purpose: str
    beneficiary: str
    period: str
    reason: str
    certificate: str
    code: str
    used_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryWithdraw:
    """Withdraw a project or a reduction before it is registered."""

    owner: str
    project: str
    reduction: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryYearAmount:
    """Whole tonnes generated in a year."""

    year: int
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOfATonne:
    """WayOfATonne."""

    serial: str
    instrument: str
    block: WayOfATonneBlock
    account: str
    way: list[WayOfATonneWay]
    hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOfATonneBlock:
    """WayOfATonneBlock."""

    first: str
    last: str
    account: str
    ground: str
    amount_t: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOfATonneWay:
    """WayOfATonneWay."""

    number: int
    day: str
    kind: str
    debit: str
    credit: str
    reference: str
    amount_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawComment:
    """WithdrawComment."""

    outcome: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCommentBody:
    """WithdrawCommentBody."""

    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCommentRow:
    """A comment on a subject. Ids sort by time; a withdrawn one has no words any more."""

    id: str
    subject: str
    login: str
    actor: str
    organisation: str
    at: str
    words: str
    withdrawn_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkNoticeRow:
    """A reminder as a person gets it: so many tasks of a kind at a stage. Holds no address. Ids sort by time."""

    id: str
    login: str
    actor: str
    kind: str
    period: str
    stage: str
    due: str
    tasks: int
    first: str
    made_at: str
    mail: str
    mail_at: str
    mail_code: str
    seen_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearList:
    """YearList."""

    year: str
    kind: str
    previous: str
    after: str
    count: int
    count_before: int | None = None
    position: int
    entities: list[YearListEntity]
    entered: list[YearListEntity]
    left: list[YearListEntity]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearListEntity:
    """YearListEntity."""

    entity_id: str
    name: str
    name_zh: str | None = None
    name_en: str | None = None
    area_gb2260: str
    sector: str
    since: str
    ground: str
    citation: str
    years: str | None = None
    published_on: str | None = None
    emission_t: int | None = None
    late: bool | None = None
    heirs: list[str] | None = None


class Client(Base):
    """The API of one server; see `Base` for what every call does."""

    def tasks(self, *, watch: bool | None = None) -> Tasks:
        """What waits for the caller, most urgent first."""
        found: Tasks = self._get(Tasks, "/api/v1/tasks", {"watch": watch})
        return found

    def task_list(
        self, kind: str, period: str, *, month: str | None = None, after: str | None = None, watch: bool | None = None
    ) -> TaskList:
        """Tasks of a kind, by entity."""
        found: TaskList = self._get(
            TaskList, f"/api/v1/tasks/{kind}/{period}", {"month": month, "after": after, "watch": watch}
        )
        return found

    def notices(self, *, before: str | None = None) -> Notices:
        """Reminders of the caller, the newest first."""
        found: Notices = self._get(Notices, "/api/v1/notices", {"before": before})
        return found

    def reviews(
        self, *, level: str | None = None, kind: str | None = None, area: str | None = None, after: str | None = None
    ) -> Reviews:
        """What waits for review at a level."""
        found: Reviews = self._get(
            Reviews, "/api/v1/reviews", {"level": level, "kind": kind, "area": area, "after": after}
        )
        return found

    def hand(self, subject: str, body: HandBody | Mapping[str, Any]) -> Hand:
        """Hand a matter on or back."""
        found: Hand = self._send(Hand, "POST", f"/api/v1/reviews/{subject}", {}, self._encoded(body))
        return found

    def withdraw_comment(self, body: WithdrawCommentBody | Mapping[str, Any]) -> WithdrawComment:
        """Withdraw one's own comment."""
        found: WithdrawComment = self._send(
            WithdrawComment, "POST", "/api/v1/comments/withdraw", {}, self._encoded(body)
        )
        return found

    def comments(self, subject: str, *, after: str | None = None) -> Comments:
        """Comments on a subject."""
        found: Comments = self._get(Comments, f"/api/v1/comments/{subject}", {"after": after})
        return found

    def comment(self, subject: str, body: CommentBody | Mapping[str, Any]) -> WorkCommentRow:
        """Comment on a subject."""
        found: WorkCommentRow = self._send(
            WorkCommentRow, "POST", f"/api/v1/comments/{subject}", {}, self._encoded(body)
        )
        return found

    def look(self, place: str) -> Look:
        """A place, the way to it, what is under it."""
        found: Look = self._get(Look, f"/api/v1/look/{place}", {})
        return found

    def open_evidence(self, unit: str, month: str, number: str, body: OpenEvidenceBody | Mapping[str, Any]) -> Look:
        """Look at what is secret in a piece of evidence; the look is written down."""
        found: Look = self._send(Look, "POST", f"/api/v1/evidence/{unit}/{month}/{number}", {}, self._encoded(body))
        return found

    def why(self, subject: str) -> dict[str, Any]:
        """The tree of a figure: formula, inputs, text."""
        found: dict[str, Any] = self._get(dict[str, Any], f"/api/v1/why/{subject}", {})
        return found

    def history(self, subject: str, *, before: int | None = None) -> History:
        """Facts about a subject, newest first."""
        found: History = self._get(History, f"/api/v1/history/{subject}", {"before": before})
        return found

    def search(self, *, q: str | None = None) -> Search:
        """Find entities, units and accounts by name or number."""
        found: Search = self._get(Search, "/api/v1/search", {"q": q})
        return found

    def places(self, period: str) -> Places:
        """Covered entities on the map: longitude, latitude, MW, name; the largest first."""
        found: Places = self._get(Places, f"/api/v1/places/{period}", {})
        return found

    def registry_day(self, *, day: str | None = None) -> RegistryDay:
        """What is open before trading and before the day ends."""
        found: RegistryDay = self._get(RegistryDay, "/api/v1/registry/day", {"day": day})
        return found

    def reconciliation(self, *, day: str | None = None) -> Reconciliation:
        """Where the registry's books and the exchange's record of a day differ."""
        found: Reconciliation = self._get(Reconciliation, "/api/v1/registry/reconciliation", {"day": day})
        return found

    def settlement_statement(self, holder: str, *, day: str | None = None) -> SettlementStatement:
        """A holder's settlement statement of a day."""
        found: SettlementStatement = self._get(
            SettlementStatement, f"/api/v1/registry/statements/{holder}", {"day": day}
        )
        return found

    def hand_in_bank_file(self, body: bytes, *, day: str | None = None) -> Proposal:
        """Hand the bank's file of a day in, as it came."""
        found: Proposal = self._send(Proposal, "POST", "/api/v1/registry/bank-file", {"day": day}, body)
        return found

    def registry_fees(self) -> RegistryFees:
        """Fees, and invoices that are not paid."""
        found: RegistryFees = self._get(RegistryFees, "/api/v1/registry/fees", {})
        return found

    def voluntary_fees(self) -> RegistryFees:
        """Fees, and invoices that are not paid."""
        found: RegistryFees = self._get(RegistryFees, "/api/v1/voluntary/fees", {})
        return found

    def way_of_a_tonne(self, serial: str, *, holder: str | None = None) -> WayOfATonne:
        """The way of a tonne from its issue to where it is."""
        found: WayOfATonne = self._get(WayOfATonne, f"/api/v1/registry/blocks/{serial}", {"holder": holder})
        return found

    def voluntary_project_of(self, project: str) -> VoluntaryProjectOf:
        """A voluntary project: its steps, and what it waits for."""
        found: VoluntaryProjectOf = self._get(VoluntaryProjectOf, f"/api/v1/voluntary/projects/{project}", {})
        return found

    def voluntary_bulletin(self, *, first: str | None = None, last: str | None = None) -> VoluntaryBulletin:
        """The voluntary market of a span of days."""
        found: VoluntaryBulletin = self._get(
            VoluntaryBulletin, "/api/v1/voluntary/bulletin", {"first": first, "last": last}
        )
        return found

    def compliance_standings(
        self,
        period: str,
        *,
        on: str | None = None,
        status: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> ComplianceStandings:
        """Where firms stand on a day, by entity."""
        found: ComplianceStandings = self._get(
            ComplianceStandings,
            f"/api/v1/compliance/{period}",
            {"on": on, "status": status, "after": after, "limit": limit},
        )
        return found

    def compliance_progress(self, period: str, *, on: str | None = None) -> ComplianceProgress:
        """Compliance week by week."""
        found: ComplianceProgress = self._get(ComplianceProgress, f"/api/v1/compliance/{period}/progress", {"on": on})
        return found

    def compliance_group(
        self, period: str, *, organisation: str | None = None, on: str | None = None
    ) -> ComplianceGroup:
        """A group's firms together."""
        found: ComplianceGroup = self._get(
            ComplianceGroup, f"/api/v1/compliance/{period}/group", {"organisation": organisation, "on": on}
        )
        return found

    def compliance_standing(self, period: str, entity: str, *, on: str | None = None) -> ComplianceOfFirm:
        """Where a firm stands, and what happened."""
        found: ComplianceOfFirm = self._get(ComplianceOfFirm, f"/api/v1/compliance/{period}/firms/{entity}", {"on": on})
        return found

    def gap(self, body: GapBody | Mapping[str, Any]) -> Gap:
        """The cheapest way of a firm to fulfil its obligation. Nothing is kept."""
        found: Gap = self._send(Gap, "POST", "/api/v1/gap", {}, self._encoded(body))
        return found

    def case_file(self, docket: str) -> CaseFile:
        """A case file with what comes next."""
        found: CaseFile = self._get(CaseFile, f"/api/v1/cases/{docket}", {})
        return found

    def own_case_file(self, docket: str) -> OwnCaseFile:
        """A file as its subject sees it."""
        found: OwnCaseFile = self._get(OwnCaseFile, f"/api/v1/cases/{docket}/own", {})
        return found

    def penalty(
        self,
        *,
        article: str | None = None,
        on: str | None = None,
        short_t: int | None = None,
        mean_price: str | None = None,
        income: str | None = None,
        value: str | None = None,
        next_t: int | None = None,
        unreported_t: int | None = None,
        instrument: str | None = None,
        offence: str | None = None,
        decided_on: str | None = None,
        corrected: bool | None = None,
    ) -> Penalty:
        """What an article fines on a day, with its trace."""
        found: Penalty = self._get(
            Penalty,
            "/api/v1/penalty",
            {
                "article": article,
                "on": on,
                "short_t": short_t,
                "mean_price": mean_price,
                "income": income,
                "value": value,
                "next_t": next_t,
                "unreported_t": unreported_t,
                "instrument": instrument,
                "offence": offence,
                "decided_on": decided_on,
                "corrected": corrected,
            },
        )
        return found

    def allocate(self, body: bytes, *, plan: str | None = None, name: str | None = None) -> Allocate:
        """What a plan gives the units of a file (CSV, XLSX or Parquet as the body). Nothing is kept."""
        found: Allocate = self._send(Allocate, "POST", "/api/v1/allocate", {"plan": plan, "name": name}, body)
        return found

    def allocate_lines(
        self,
        body: bytes,
        *,
        sector: str | None = None,
        plan: str | None = None,
        balance: str | None = None,
        name: str | None = None,
    ) -> AllocateLines:
        """What a sector's plan gives the lines of a file (CSV or XLSX as the body). Nothing is kept."""
        found: AllocateLines = self._send(
            AllocateLines,
            "POST",
            "/api/v1/allocate/lines",
            {"sector": sector, "plan": plan, "balance": balance, "name": name},
            body,
        )
        return found

    def drafting_hold(self, body: bytes, *, name: str | None = None) -> DraftingHold:
        """Hold a file of units in the server's memory for several questions; it goes when others take its place."""
        found: DraftingHold = self._send(DraftingHold, "POST", "/api/v1/drafting/files", {"name": name}, body)
        return found

    def drafting_steps(self) -> DraftingSteps:
        """Benchmarks of past plans by their stated steps, beside the published ones."""
        found: DraftingSteps = self._get(DraftingSteps, "/api/v1/drafting/steps", {})
        return found

    def drafting_impact(
        self,
        *,
        source: str | None = None,
        area: str | None = None,
        plan: str | None = None,
        draft: str | None = None,
        benchmarks: str | None = None,
        price: str | None = None,
    ) -> DraftingImpact:
        """What a draft does to all firms against the plan in force: provinces, classes, each firm, relief, cost."""
        found: DraftingImpact = self._get(
            DraftingImpact,
            "/api/v1/drafting/impact",
            {"source": source, "area": area, "plan": plan, "draft": draft, "benchmarks": benchmarks, "price": price},
        )
        return found

    def drafting_impact_of_file(
        self,
        body: bytes,
        *,
        name: str | None = None,
        plan: str | None = None,
        draft: str | None = None,
        benchmarks: str | None = None,
        price: str | None = None,
    ) -> DraftingImpact:
        """What a draft does to all firms against the plan in force: provinces, classes, each firm, relief, cost. Of
        a file (CSV, XLSX or Parquet) as the body."""
        found: DraftingImpact = self._send(
            DraftingImpact,
            "POST",
            "/api/v1/drafting/impact",
            {"name": name, "plan": plan, "draft": draft, "benchmarks": benchmarks, "price": price},
            body,
        )
        return found

    def drafting_balance(
        self, *, source: str | None = None, area: str | None = None, plan: str | None = None
    ) -> DraftingBalance:
        """Balance values of units beside the published ones."""
        found: DraftingBalance = self._get(
            DraftingBalance, "/api/v1/drafting/balance", {"source": source, "area": area, "plan": plan}
        )
        return found

    def drafting_balance_of_file(
        self, body: bytes, *, name: str | None = None, plan: str | None = None
    ) -> DraftingBalance:
        """Balance values of units beside the published ones. Of a file (CSV, XLSX or Parquet) as the body."""
        found: DraftingBalance = self._send(
            DraftingBalance, "POST", "/api/v1/drafting/balance", {"name": name, "plan": plan}, body
        )
        return found

    def drafting_fit(
        self,
        *,
        source: str | None = None,
        area: str | None = None,
        plan: str | None = None,
        by_output: bool | None = None,
    ) -> DraftingFit:
        """Load, heat and cooling coefficients fitted to units, with residuals."""
        found: DraftingFit = self._get(
            DraftingFit, "/api/v1/drafting/fit", {"source": source, "area": area, "plan": plan, "by_output": by_output}
        )
        return found

    def drafting_fit_of_file(
        self, body: bytes, *, name: str | None = None, plan: str | None = None, by_output: bool | None = None
    ) -> DraftingFit:
        """Load, heat and cooling coefficients fitted to units, with residuals. Of a file (CSV, XLSX or Parquet) as
        the body."""
        found: DraftingFit = self._send(
            DraftingFit, "POST", "/api/v1/drafting/fit", {"name": name, "plan": plan, "by_output": by_output}, body
        )
        return found

    def drafting_solve(
        self,
        *,
        source: str | None = None,
        area: str | None = None,
        plan: str | None = None,
        surplus: str | None = None,
        from_: str | None = None,
        start: str | None = None,
        strict: str | None = None,
        after_relief: bool | None = None,
    ) -> DraftingSolve:
        """Benchmarks for a target surplus with a chosen strictness."""
        found: DraftingSolve = self._get(
            DraftingSolve,
            "/api/v1/drafting/solve",
            {
                "source": source,
                "area": area,
                "plan": plan,
                "surplus": surplus,
                "from": from_,
                "start": start,
                "strict": strict,
                "after_relief": after_relief,
            },
        )
        return found

    def drafting_solve_of_file(
        self,
        body: bytes,
        *,
        name: str | None = None,
        plan: str | None = None,
        surplus: str | None = None,
        from_: str | None = None,
        start: str | None = None,
        strict: str | None = None,
        after_relief: bool | None = None,
    ) -> DraftingSolve:
        """Benchmarks for a target surplus with a chosen strictness. Of a file (CSV, XLSX or Parquet) as the body."""
        found: DraftingSolve = self._send(
            DraftingSolve,
            "POST",
            "/api/v1/drafting/solve",
            {
                "name": name,
                "plan": plan,
                "surplus": surplus,
                "from": from_,
                "start": start,
                "strict": strict,
                "after_relief": after_relief,
            },
            body,
        )
        return found

    def drafting_estimate(
        self,
        *,
        source: str | None = None,
        area: str | None = None,
        plan: str | None = None,
        months: int | None = None,
        entity: str | None = None,
        last_year: str | None = None,
    ) -> DraftingEstimate:
        """A running year before its plan exists: emission, and allowance over plausible benchmarks."""
        found: DraftingEstimate = self._get(
            DraftingEstimate,
            "/api/v1/drafting/estimate",
            {"source": source, "area": area, "plan": plan, "months": months, "entity": entity, "last_year": last_year},
        )
        return found

    def drafting_estimate_of_file(
        self,
        body: bytes,
        *,
        name: str | None = None,
        plan: str | None = None,
        months: int | None = None,
        last_year: str | None = None,
    ) -> DraftingEstimate:
        """A running year before its plan exists: emission, and allowance over plausible benchmarks. Of a file (CSV,
        XLSX or Parquet) as the body."""
        found: DraftingEstimate = self._send(
            DraftingEstimate,
            "POST",
            "/api/v1/drafting/estimate",
            {"name": name, "plan": plan, "months": months, "last_year": last_year},
            body,
        )
        return found

    def drafting_path(
        self,
        *,
        source: str | None = None,
        area: str | None = None,
        plan: str | None = None,
        until: int | None = None,
        first_year: int | None = None,
        cut: str | None = None,
        paid_from: int | None = None,
        paid_first: str | None = None,
        paid_step: str | None = None,
        paid_most: str | None = None,
    ) -> DraftingPath:
        """A scenario, not in force: a cap that falls and a paid share."""
        found: DraftingPath = self._get(
            DraftingPath,
            "/api/v1/drafting/path",
            {
                "source": source,
                "area": area,
                "plan": plan,
                "until": until,
                "first_year": first_year,
                "cut": cut,
                "paid_from": paid_from,
                "paid_first": paid_first,
                "paid_step": paid_step,
                "paid_most": paid_most,
            },
        )
        return found

    def drafting_path_of_file(
        self,
        body: bytes,
        *,
        name: str | None = None,
        plan: str | None = None,
        until: int | None = None,
        first_year: int | None = None,
        cut: str | None = None,
        paid_from: int | None = None,
        paid_first: str | None = None,
        paid_step: str | None = None,
        paid_most: str | None = None,
    ) -> DraftingPath:
        """A scenario, not in force: a cap that falls and a paid share. Of a file (CSV, XLSX or Parquet) as the body."""
        found: DraftingPath = self._send(
            DraftingPath,
            "POST",
            "/api/v1/drafting/path",
            {
                "name": name,
                "plan": plan,
                "until": until,
                "first_year": first_year,
                "cut": cut,
                "paid_from": paid_from,
                "paid_first": paid_first,
                "paid_step": paid_step,
                "paid_most": paid_most,
            },
            body,
        )
        return found

    def market_session(self) -> MarketSession:
        """The session that is open: products with their limits, hours."""
        found: MarketSession = self._get(MarketSession, "/api/v1/market/session", {})
        return found

    def market_quotes(self, *, day: str | None = None) -> MarketQuotes:
        """Prices and turnover of each instrument."""
        found: MarketQuotes = self._get(MarketQuotes, "/api/v1/market/quotes", {"day": day})
        return found

    def market_depth(self) -> MarketDepth:
        """The five best levels of each side, as they are."""
        found: MarketDepth = self._get(MarketDepth, "/api/v1/market/depth", {})
        return found

    def market_trades(
        self,
        *,
        day: str | None = None,
        instrument: str | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> MarketTrades:
        """Trades of a session without names."""
        found: MarketTrades = self._get(
            MarketTrades,
            "/api/v1/market/trades",
            {"day": day, "instrument": instrument, "after": after, "limit": limit},
        )
        return found

    def market_bars(
        self,
        *,
        instrument: str | None = None,
        day: str | None = None,
        seconds: str | None = None,
        way: str | None = None,
    ) -> MarketBars:
        """Bars of an instrument: 1 or 5 minutes of a session, or days."""
        found: MarketBars = self._get(
            MarketBars, "/api/v1/market/bars", {"instrument": instrument, "day": day, "seconds": seconds, "way": way}
        )
        return found

    def send_order(self, body: SendOrderBody | Mapping[str, Any]) -> Said:
        """Send an order to the open session, once for each key (`Idempotency-Key` or `id`)."""
        found: Said = self._send(Said, "POST", "/api/v1/trading/orders", {}, self._encoded(body))
        return found

    def sent_orders(self, *, holder: str | None = None) -> SentOrders:
        """What was sent for an account in the session, and by whom."""
        found: SentOrders = self._get(SentOrders, "/api/v1/trading/orders", {"holder": holder})
        return found

    def standing(self, *, holder: str | None = None) -> Standing:
        """Money, units and what rests of an account."""
        found: Standing = self._get(Standing, "/api/v1/trading/standing", {"holder": holder})
        return found

    def own_trades(self, *, holder: str | None = None) -> OwnTrades:
        """An account's trades of the session."""
        found: OwnTrades = self._get(OwnTrades, "/api/v1/trading/trades", {"holder": holder})
        return found

    def auction_book(self, number: str) -> AuctionBook:
        """The ranked bids of an auction after its end, without names, and the demand they make."""
        found: AuctionBook = self._get(AuctionBook, f"/api/v1/auctions/{number}/book", {})
        return found

    def year_list(
        self, year: str, *, kind: str | None = None, after: str | None = None, limit: int | None = None
    ) -> YearList:
        """Who must report or is covered in a year, who entered, who left, on which ground."""
        found: YearList = self._get(YearList, f"/api/v1/lists/{year}", {"kind": kind, "after": after, "limit": limit})
        return found

    def bulletin(self, kind: str, which: str) -> Bulletin:
        """The market of a day, week, month or year: prices, turnover by vintage and way, cumulated."""
        found: Bulletin = self._get(Bulletin, f"/api/v1/bulletins/{kind}/{which}", {})
        return found

    def bulletin_file(self, kind: str, which: str) -> Download:
        """A bulletin as a CSV file."""
        return self._download("GET", f"/api/v1/bulletins/{kind}/{which}/csv", {})

    def bulletin_paper(self, kind: str, which: str, *, form: str | None = None) -> Download:
        """A bulletin as the exchange's paper: PDF or workbook."""
        return self._download("GET", f"/api/v1/bulletins/{kind}/{which}/paper", {"form": form})

    def open_data_package(self, period: str) -> OpenDataPackage:
        """The schema of a period's published tables, as a tabular data package."""
        found: OpenDataPackage = self._get(OpenDataPackage, f"/api/v1/open-data/{period}/datapackage.json", {})
        return found

    def open_data_file(self, period: str, file: str) -> Download:
        """A published table of a period as CSV."""
        return self._download("GET", f"/api/v1/open-data/{period}/{file}", {})

    def registry_totals(self, *, day: str | None = None) -> RegistryTotals:
        """What all accounts of a kind hold together, now or at the end of a day."""
        found: RegistryTotals = self._get(RegistryTotals, "/api/v1/registry/totals", {"day": day})
        return found

    def list_schema(self, collection: str) -> dict[str, Any]:
        """The columns of a list, as JSON Schema."""
        found: dict[str, Any] = self._get(dict[str, Any], f"/api/v1/schemas/{collection}", {})
        return found

    def timeline(self, *, day: str | None = None) -> Timeline:
        """Dated events with the values each set; with a day also what held on it."""
        found: Timeline = self._get(Timeline, "/api/v1/law/timeline", {"day": day})
        return found

    def terms(self, *, q: str | None = None) -> Terms:
        """The words of the market with their definitions."""
        found: Terms = self._get(Terms, "/api/v1/law/terms", {"q": q})
        return found

    def text_figures(self) -> TextFigures:
        """Every figure of the texts: reading, value, and what the product has of it."""
        found: TextFigures = self._get(TextFigures, "/api/v1/law/figures", {})
        return found

    def approvals(self) -> Approvals:
        """Orders of transfer, trusted accounts and refused attempts."""
        found: Approvals = self._get(Approvals, "/api/v1/approvals", {})
        return found

    def messages_to(self, receiver: str, *, after: int | None = None, limit: int | None = None) -> Told:
        """What this institution tells another one."""
        found: Told = self._get(Told, f"/api/v1/messages/{receiver}", {"after": after, "limit": limit})
        return found

    def message_file(self, receiver: str, number: int, name: str) -> Download:
        """A file that a message names."""
        return self._download("GET", f"/api/v1/messages/{receiver}/{number}/files/{name}", {})

    def received_from(self, sender: str) -> Received:
        """How far the messages of another institution have come."""
        found: Received = self._get(Received, f"/api/v1/received/{sender}", {})
        return found

    def deliver_file(self, sender: str, body: DeliverFileBody | Mapping[str, Any]) -> KeptFile:
        """Hand over a file before the message that names it."""
        found: KeptFile = self._send(KeptFile, "POST", f"/api/v1/received/{sender}/files", {}, self._encoded(body))
        return found

    def index(self) -> Index:
        """What is here."""
        found: Index = self._get(Index, "/api/v1", {})
        return found

    def me(self) -> Me:
        """Who is calling, and what it may."""
        found: Me = self._get(Me, "/api/v1/me", {})
        return found

    def run_open(self, *items: JournalOpenRun | Mapping[str, Any], id: str = "", dry_run: bool = False) -> Answer:
        """Open a run of so many chunks and items; `plan` is the SHA-256 of its items in the evidence store."""
        found: Answer = self._command(Answer, "run.open", items, id, dry_run)
        return found

    def run_close(self, *items: JournalCloseRun | Mapping[str, Any], id: str = "", dry_run: bool = False) -> Answer:
        """Close a run whose chunks are all carried out."""
        found: Answer = self._command(Answer, "run.close", items, id, dry_run)
        return found

    def participants_admit_actor(
        self, *items: ParticipantsAdmitActor | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Admit somebody to act for an organisation."""
        found: Answer = self._command(Answer, "participants.admit_actor", items, id, dry_run)
        return found

    def participants_dismiss_actor(
        self, *items: ParticipantsDismissActor | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Withdraw somebody's power to act."""
        found: Answer = self._command(Answer, "participants.dismiss_actor", items, id, dry_run)
        return found

    def participants_register_entity(
        self, *items: ParticipantsRegisterEntity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Enter an entity with its units."""
        found: Answer = self._command(Answer, "participants.register_entity", items, id, dry_run)
        return found

    def participants_list_entity(
        self, *items: ParticipantsListEntity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Decide whether an entity is covered in a period."""
        found: Answer = self._command(Answer, "participants.list_entity", items, id, dry_run)
        return found

    def participants_skip_rows(
        self, *items: ParticipantsSkipRows | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Put on record which rows of a file were not used."""
        found: Answer = self._command(Answer, "participants.skip_rows", items, id, dry_run)
        return found

    def participants_note_other_coverage(
        self, *items: ParticipantsNoteOtherCoverage | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note that another market covers an entity for a gas and sector; `source` is that market's list."""
        found: Answer = self._command(Answer, "participants.note_other_coverage", items, id, dry_run)
        return found

    def participants_end_other_coverage(
        self, *items: ParticipantsEndOtherCoverage | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note the last day of another market's coverage of an entity for a gas and sector."""
        found: Answer = self._command(Answer, "participants.end_other_coverage", items, id, dry_run)
        return found

    def participants_move_sector(
        self, *items: ParticipantsMoveSector | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Move a sector to the national market for a gas, from a day on; `document` says so."""
        found: Answer = self._command(Answer, "participants.move_sector", items, id, dry_run)
        return found

    def participants_register_units(
        self, *items: ParticipantsRegisterUnits | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Enter more units of an entity."""
        found: Answer = self._command(Answer, "participants.register_units", items, id, dry_run)
        return found

    def participants_shut_unit(
        self, *items: ParticipantsShutUnit | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Put on record that a unit is shut; it ran until within `last_year`."""
        found: Answer = self._command(Answer, "participants.shut_unit", items, id, dry_run)
        return found

    def participants_change_entity(
        self, *items: ParticipantsChangeEntity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Change an entity's names, credit code or owner: all four as they are from today on, "" where not known."""
        found: Answer = self._command(Answer, "participants.change_entity", items, id, dry_run)
        return found

    def participants_merge_entities(
        self, *items: ParticipantsMergeEntities | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Merge entities into another one that is in the register."""
        found: Answer = self._command(Answer, "participants.merge_entities", items, id, dry_run)
        return found

    def participants_split_entity(
        self, *items: ParticipantsSplitEntity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Split an entity into at least two; it may be one of them itself, under its names."""
        found: Answer = self._command(Answer, "participants.split_entity", items, id, dry_run)
        return found

    def participants_shut_entity(
        self, *items: ParticipantsShutEntity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Put on record that an entity is shut with all its units; it ran until within `last_year`."""
        found: Answer = self._command(Answer, "participants.shut_entity", items, id, dry_run)
        return found

    def participants_place_entity(
        self, *items: ParticipantsPlaceEntity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Place an entity in a city of its province; who places it anew says why, such as areas that were redrawn."""
        found: Answer = self._command(Answer, "participants.place_entity", items, id, dry_run)
        return found

    def participants_propose_listing(
        self, *items: ParticipantsProposeListing | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Propose what the list of a period says of an entity."""
        found: Answer = self._command(Answer, "participants.propose_listing", items, id, dry_run)
        return found

    def participants_comment_listing(
        self, *items: ParticipantsCommentListing | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Say for the city whether a proposal is right; who disagrees says why."""
        found: Answer = self._command(Answer, "participants.comment_listing", items, id, dry_run)
        return found

    def participants_publish_list(
        self, *items: ParticipantsPublishList | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Publish what is proposed for an area; where more waits than one act may take, the next act takes the rest."""
        found: Answer = self._command(Answer, "participants.publish_list", items, id, dry_run)
        return found

    def participants_object_listing(
        self, *items: ParticipantsObjectListing | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Object to what the list says of one's own entity."""
        found: Answer = self._command(Answer, "participants.object_listing", items, id, dry_run)
        return found

    def participants_decide_objection(
        self, *items: ParticipantsDecideObjection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Decide on an objection: upheld with what the list is to say, or rejected with what it says."""
        found: Answer = self._command(Answer, "participants.decide_objection", items, id, dry_run)
        return found

    def participants_grant_mandate(
        self, *items: ParticipantsGrantMandate | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Let a body act for an entity from today (or a later day) to the last day; "" is until it is withdrawn."""
        found: Answer | Proposal = self._command(Answer | Proposal, "participants.grant_mandate", items, id, dry_run)
        return found

    def participants_withdraw_mandate(
        self, *items: ParticipantsWithdrawMandate | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Withdraw a mandate; today is its last day."""
        found: Answer = self._command(Answer, "participants.withdraw_mandate", items, id, dry_run)
        return found

    def participants_delegate(
        self, *items: ParticipantsDelegate | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Let another actor of the same body act in one's place; `kinds`: command kinds or `system.*`, blanks."""
        found: Answer = self._command(Answer, "participants.delegate", items, id, dry_run)
        return found

    def participants_end_delegation(
        self, *items: ParticipantsEndDelegation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """End a delegation; today is its last day."""
        found: Answer = self._command(Answer, "participants.end_delegation", items, id, dry_run)
        return found

    def rulemaking_draft(
        self, *items: RulemakingDraftAct | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Put a draft on the table: a plan, a scope or a set of parameters; `text_sha256` names its full text."""
        found: Answer = self._command(Answer, "rulemaking.draft", items, id, dry_run)
        return found

    def rulemaking_amend(
        self, *items: RulemakingAmendAct | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Replace the text and all values of a draft."""
        found: Answer = self._command(Answer, "rulemaking.amend", items, id, dry_run)
        return found

    def rulemaking_consult(
        self, *items: RulemakingOpenConsultation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Open a draft for comments from one day to another, both included."""
        found: Answer = self._command(Answer, "rulemaking.consult", items, id, dry_run)
        return found

    def rulemaking_comment(
        self, *items: RulemakingCommentOnAct | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Comment on a draft, or on one parameter of it."""
        found: Answer = self._command(Answer, "rulemaking.comment", items, id, dry_run)
        return found

    def rulemaking_answer(
        self, *items: RulemakingAnswerComment | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Answer a comment; `taken`: the draft follows it."""
        found: Answer = self._command(Answer, "rulemaking.answer", items, id, dry_run)
        return found

    def rulemaking_note_consent(
        self, *items: RulemakingNoteConsent | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a body's consent or approval to the text as it stands, with its document."""
        found: Answer = self._command(Answer, "rulemaking.note_consent", items, id, dry_run)
        return found

    def rulemaking_issue(
        self, *items: RulemakingIssueAct | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Issue an act under a number; it is in force from a day, to `until` if it says so, and replaces earlier
        acts."""
        found: Answer | Proposal = self._command(Answer | Proposal, "rulemaking.issue", items, id, dry_run)
        return found

    def rulemaking_withdraw(
        self, *items: RulemakingWithdrawAct | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Give up a draft, or repeal an act with its last day."""
        found: Answer = self._command(Answer, "rulemaking.withdraw", items, id, dry_run)
        return found

    def rulemaking_state_total(
        self, *items: RulemakingStateTotal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """State a vintage's total under its plan, and of it reserve, paid share and market adjustment, in t."""
        found: Answer | Proposal = self._command(Answer | Proposal, "rulemaking.state_total", items, id, dry_run)
        return found

    def rulemaking_propose_factor(
        self, *items: FactorsProposeFactor | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Propose a factor: a value of a parameter (and key) of the catalogue for a validity, with its source."""
        found: Answer = self._command(Answer, "rulemaking.propose_factor", items, id, dry_run)
        return found

    def rulemaking_test_factor(
        self, *items: FactorsNoteFactorTest | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a test of a proposed factor: so many samples, their mean in the factor's unit, the report's digest."""
        found: Answer = self._command(Answer, "rulemaking.test_factor", items, id, dry_run)
        return found

    def rulemaking_review_factor(
        self, *items: FactorsReviewFactor | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Review a tested factor: accept it, or send it back, with reasons."""
        found: Answer = self._command(Answer, "rulemaking.review_factor", items, id, dry_run)
        return found

    def rulemaking_publish_factors(
        self, *items: FactorsPublishFactors | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Publish reviewed factors under one number; they are law from a day on."""
        found: Answer | Proposal = self._command(Answer | Proposal, "rulemaking.publish_factors", items, id, dry_run)
        return found

    def rulemaking_retire_factor(
        self, *items: FactorsRetireFactor | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Give up a proposal, or retire a published factor with its last day; years before it stay computable."""
        found: Answer = self._command(Answer, "rulemaking.retire_factor", items, id, dry_run)
        return found

    def mrv_report_gases(
        self, *items: MrvReportGases | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Report other gases of a year before its report is filed; the same gas again replaces what was stated."""
        found: Answer = self._command(Answer, "mrv.report_gases", items, id, dry_run)
        return found

    def mrv_verify_gases(
        self, *items: MrvVerifyGases | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Say what verification found of other gases before it is concluded; gases not named stand as reported."""
        found: Answer = self._command(Answer, "mrv.verify_gases", items, id, dry_run)
        return found

    def mrv_deposit_evidence(
        self, *items: MrvDepositEvidence | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Deposit a meter reading, a laboratory's report or another paper behind a unit's month, by its file's
        digest."""
        found: Answer = self._command(Answer, "mrv.deposit_evidence", items, id, dry_run)
        return found

    def mrv_record_month(
        self, *items: MrvRecordMonth | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Record a month of an entity's units; `evidence` is the SHA-256 of the deposited papers."""
        found: Answer = self._command(Answer, "mrv.record_month", items, id, dry_run)
        return found

    def mrv_file_report(self, *items: MrvFileReport | Mapping[str, Any], id: str = "", dry_run: bool = False) -> Answer:
        """File the annual report of a period; `declared_true` is the declaration the law asks for."""
        found: Answer = self._command(Answer, "mrv.file_report", items, id, dry_run)
        return found

    def mrv_verify_report(
        self, *items: MrvVerifyReport | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Conclude the verification of a report with its changes (none if all conforms)."""
        found: Answer = self._command(Answer, "mrv.verify_report", items, id, dry_run)
        return found

    def mrv_confirm_emission(
        self, *items: MrvConfirmEmission | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Confirm an entity's verified emissions."""
        found: Answer = self._command(Answer, "mrv.confirm_emission", items, id, dry_run)
        return found

    def mrv_take_opening_emission(
        self, *items: MrvTakeOpeningEmission | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take over an entity's verified emissions of an earlier year; `origin` says where they are from."""
        found: Answer = self._command(Answer, "mrv.take_opening_emission", items, id, dry_run)
        return found

    def mrv_take_opening_output(
        self, *items: MrvTakeOpeningOutput | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take over the verified output of an entity's units in an earlier year; `origin` says where it is from."""
        found: Answer = self._command(Answer, "mrv.take_opening_output", items, id, dry_run)
        return found

    def mrv_record_activity(
        self, *items: MrvRecordActivity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Record rows of a month (2024-03) or a whole year (2024), on the papers with this digest."""
        found: Answer = self._command(Answer, "mrv.record_activity", items, id, dry_run)
        return found

    def mrv_correct_activity(
        self, *items: MrvCorrectActivity | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Correct figures of a row of a year, by its number, saying why, on the paper whose digest is given."""
        found: Answer = self._command(Answer, "mrv.correct_activity", items, id, dry_run)
        return found

    def mrv_declare_tie(
        self, *items: VerificationDeclareTie | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Declare what ties a practitioner of one's own body to an entity."""
        found: Answer = self._command(Answer, "mrv.declare_tie", items, id, dry_run)
        return found

    def mrv_plan_verification(
        self, *items: VerificationPlanVerification | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Plan the verification of a report. `sampled` empty: the sample the rule proposes."""
        found: Answer = self._command(Answer, "mrv.plan_verification", items, id, dry_run)
        return found

    def mrv_review_documents(
        self, *items: VerificationReviewDocuments | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note the review of a report's documents at the desk, clause by clause."""
        found: Answer = self._command(Answer, "mrv.review_documents", items, id, dry_run)
        return found

    def mrv_visit_site(
        self, *items: VerificationVisitSite | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note the visit on site: days, who was there, the checklist, the digest of the signed record."""
        found: Answer = self._command(Answer, "mrv.visit_site", items, id, dry_run)
        return found

    def mrv_issue_findings(
        self, *items: VerificationIssueFindings | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Send the list of findings to the firm; none if all conforms."""
        found: Answer = self._command(Answer, "mrv.issue_findings", items, id, dry_run)
        return found

    def mrv_answer_finding(
        self, *items: VerificationAnswerFinding | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Answer a finding; again: the next version. `corrects`: the figure is `after`, on the paper with this
        digest."""
        found: Answer = self._command(Answer, "mrv.answer_finding", items, id, dry_run)
        return found

    def mrv_settle_finding(
        self, *items: VerificationSettleFinding | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Settle a finding: corrected as the firm did, conservative, or withdrawn."""
        found: Answer = self._command(Answer, "mrv.settle_finding", items, id, dry_run)
        return found

    def mrv_review_conclusion(
        self, *items: VerificationReviewConclusion | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Review a conclusion within one's own body before it is issued; not passed: it goes back, saying why."""
        found: Answer = self._command(Answer, "mrv.review_conclusion", items, id, dry_run)
        return found

    def mrv_conclude_verification(
        self, *items: VerificationConcludeVerification | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Issue the conclusion."""
        found: Answer = self._command(Answer, "mrv.conclude_verification", items, id, dry_run)
        return found

    def mrv_tell_result(
        self, *items: VerificationTellResult | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Tell the firm what its verification came to (核查结论告知)."""
        found: Answer = self._command(Answer, "mrv.tell_result", items, id, dry_run)
        return found

    def mrv_object_verification(
        self, *items: VerificationObjectVerification | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Object to the result of one's own verification (申请复核), on the paper with this digest."""
        found: Answer = self._command(Answer, "mrv.object_verification", items, id, dry_run)
        return found

    def mrv_decide_verification_objection(
        self, *items: VerificationDecideVerificationObjection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Decide on an objection; upheld, with the figures that change."""
        found: Answer = self._command(Answer, "mrv.decide_verification_objection", items, id, dry_run)
        return found

    def mrv_look_at_verification(
        self, *items: VerificationLookAtVerification | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note what a look at a verification came to: in order, asked, wrong; the last two say what."""
        found: Answer = self._command(Answer, "mrv.look_at_verification", items, id, dry_run)
        return found

    def mrv_propose_emission_correction(
        self, *items: MrvProposeEmissionCorrection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Propose other figures of a confirmed report, saying why, on the paper whose digest is given."""
        found: Answer = self._command(Answer, "mrv.propose_emission_correction", items, id, dry_run)
        return found

    def mrv_decide_emission_correction(
        self, *items: MrvDecideEmissionCorrection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Decide on a proposal; granted, the emission has a new version."""
        found: Answer = self._command(Answer, "mrv.decide_emission_correction", items, id, dry_run)
        return found

    def mrv_deposit_laboratory_report(
        self, *items: MrvDepositLaboratoryReport | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Deposit a report of one's own on a sample of a unit's month, or of a stream. `mark`: CMA or CNAS."""
        found: Answer = self._command(Answer, "mrv.deposit_laboratory_report", items, id, dry_run)
        return found

    def mrv_file_control_plan(
        self, *items: MrvFileControlPlan | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """File the next version of the plan for a year; `reason` says why ("first" for the first)."""
        found: Answer = self._command(Answer, "mrv.file_control_plan", items, id, dry_run)
        return found

    def mrv_decide_control_plan(
        self, *items: MrvDecideControlPlan | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Accept the newest version of a year's plan, or send it back and say what is wrong with it."""
        found: Answer = self._command(Answer, "mrv.decide_control_plan", items, id, dry_run)
        return found

    def mrv_note_calibration(
        self, *items: MrvNoteCalibration | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note that a meter was calibrated: the day, until when it holds, and the certificate's digest."""
        found: Answer = self._command(Answer, "mrv.note_calibration", items, id, dry_run)
        return found

    def mrv_publish_emission(
        self, *items: MrvPublishEmission | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Make public what the law orders of one's confirmed report of a year."""
        found: Answer = self._command(Answer, "mrv.publish_emission", items, id, dry_run)
        return found

    def mrv_note_supervision(
        self, *items: MrvNoteSupervision | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note what a look at an entity's month came to: in order, asked, wrong; the last two say what."""
        found: Answer = self._command(Answer, "mrv.note_supervision", items, id, dry_run)
        return found

    def mrv_correct_month(
        self, *items: MrvCorrectMonth | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Correct figures of a unit's recorded month, saying why, on the paper whose digest is given."""
        found: Answer = self._command(Answer, "mrv.correct_month", items, id, dry_run)
        return found

    def mrv_list_body(self, *items: MrvListBody | Mapping[str, Any], id: str = "", dry_run: bool = False) -> Answer:
        """List a body for a scope (testing, reporting, review) until a day, on the paper that shows its
        qualification."""
        found: Answer = self._command(Answer, "mrv.list_body", items, id, dry_run)
        return found

    def mrv_strike_body(self, *items: MrvStrikeBody | Mapping[str, Any], id: str = "", dry_run: bool = False) -> Answer:
        """Strike a body off the list for a scope, from today on."""
        found: Answer = self._command(Answer, "mrv.strike_body", items, id, dry_run)
        return found

    def mrv_note_practitioner(
        self, *items: MrvNotePractitioner | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a practitioner of one's own body: certificate, scope, until when it holds. Again: it is replaced."""
        found: Answer = self._command(Answer, "mrv.note_practitioner", items, id, dry_run)
        return found

    def mrv_note_contract(
        self, *items: MrvNoteContract | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a contract of one's own body with an entity to prepare or to review its report of a year."""
        found: Answer = self._command(Answer, "mrv.note_contract", items, id, dry_run)
        return found

    def mrv_publish_score(
        self, *items: MrvPublishScore | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Publish a body's score of a year for a scope, in tenths of a point of 100, on the paper with its reasons."""
        found: Answer = self._command(Answer, "mrv.publish_score", items, id, dry_run)
        return found

    def allocation_preallocate(
        self, *items: AllocationPreallocate | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Set an entity's pre-allocation of a period, from its units' verified emissions of the plan's base year."""
        found: Answer = self._command(Answer, "allocation.preallocate", items, id, dry_run)
        return found

    def allocation_approve(
        self, *items: AllocationApprove | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Approve an entity's allowances of a period, from its units' confirmed output and emissions."""
        found: Answer = self._command(Answer, "allocation.approve", items, id, dry_run)
        return found

    def allocation_grant_borrowing(
        self, *items: AllocationGrantBorrowing | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Let an entity borrow; `ground` says why it cannot buy what it lacks, `evidence` is the SHA-256 of its
        papers."""
        found: Answer = self._command(Answer, "allocation.grant_borrowing", items, id, dry_run)
        return found

    def allocation_apply_relief(
        self, *items: AllocationApplyRelief | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask for relief of a period; `ground` says why the entity cannot buy, `evidence_sha256` is of its papers."""
        found: Answer = self._command(Answer, "allocation.apply_relief", items, id, dry_run)
        return found

    def allocation_refuse_relief(
        self, *items: AllocationRefuseRelief | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Refuse an application, with the reason."""
        found: Answer = self._command(Answer, "allocation.refuse_relief", items, id, dry_run)
        return found

    def allocation_grant_hardship(
        self, *items: AllocationGrantHardship | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Grant relief in hardship: allowances beside the approved amount."""
        found: Answer | Proposal = self._command(Answer | Proposal, "allocation.grant_hardship", items, id, dry_run)
        return found

    def allocation_note_deduction(
        self, *items: AllocationNoteDeduction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Withhold an amount from an entity's allowances from a period on; `ground` names the decision it rests on."""
        found: Answer = self._command(Answer, "allocation.note_deduction", items, id, dry_run)
        return found

    def allocation_instruct(
        self, *items: AllocationInstruct | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Instruct the registry for an entity's stage of a period."""
        found: Answer | Proposal = self._command(Answer | Proposal, "allocation.instruct", items, id, dry_run)
        return found

    def allocation_object(
        self, *items: AllocationObjectAllocation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Object to what one's own entity was allocated; `stage` is preallocation or settle_up (the approved
        amount)."""
        found: Answer = self._command(Answer, "allocation.object", items, id, dry_run)
        return found

    def allocation_decide_objection(
        self, *items: AllocationDecideAllocationObjection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Decide on an objection; upheld, a correction has to follow."""
        found: Answer = self._command(Answer, "allocation.decide_objection", items, id, dry_run)
        return found

    def allocation_correct(
        self, *items: AllocationCorrect | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Set an entity's pre-allocation or approved amount (stage settle_up) anew from what is confirmed now."""
        found: Answer | Proposal = self._command(Answer | Proposal, "allocation.correct", items, id, dry_run)
        return found

    def allocation_report_round(
        self, *items: AllocationReportRound | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Report a province's stage of a period (preallocation, settle_up) to the ministry."""
        found: Answer = self._command(Answer, "allocation.report_round", items, id, dry_run)
        return found

    def allocation_publish_round(
        self, *items: AllocationPublishRound | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Publish what was reported."""
        found: Answer = self._command(Answer, "allocation.publish_round", items, id, dry_run)
        return found

    def registry_open_account(
        self, *items: RegistryOpenAccount | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Open a holder's registration and trading accounts."""
        found: Answer = self._command(Answer, "registry.open_account", items, id, dry_run)
        return found

    def registry_deposit_cash(
        self, *items: RegistryDepositCash | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Book money that arrived at the settlement bank for a holder."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.deposit_cash", items, id, dry_run)
        return found

    def registry_withdraw_cash(
        self, *items: RegistryWithdrawCash | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Pay money of a holder out through the settlement bank."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.withdraw_cash", items, id, dry_run)
        return found

    def registry_fund_trading(
        self, *items: RegistryFundTrading | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Move allowances from registration to trading, to be sold."""
        found: Answer = self._command(Answer, "registry.fund_trading", items, id, dry_run)
        return found

    def registry_return_from_trading(
        self, *items: RegistryReturnFromTrading | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Move allowances from trading back to registration."""
        found: Answer = self._command(Answer, "registry.return_from_trading", items, id, dry_run)
        return found

    def registry_hand_over_positions(
        self, *items: RegistryHandOverPositions | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Give the trading accounts to the exchange for a session; `digest` is of the positions handed over."""
        found: Answer = self._command(Answer, "registry.hand_over_positions", items, id, dry_run)
        return found

    def registry_settle_trade(
        self, *items: RegistrySettleTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Deliver one trade of the exchange against payment; trades are numbered from 1 and come in that order."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.settle_trade", items, id, dry_run)
        return found

    def registry_take_back_positions(
        self, *items: RegistryTakeBackPositions | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take the trading accounts back after a session of so many trades is settled; `segment` is the session's."""
        found: Answer = self._command(Answer, "registry.take_back_positions", items, id, dry_run)
        return found

    def registry_surrender(
        self, *items: RegistrySurrender | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Surrender allowances for the obligation of a period."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.surrender", items, id, dry_run)
        return found

    def registry_freeze(
        self, *items: RegistryFreeze | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Freeze an amount of a product on a holder's `registration` or `trading` account until the end of a day."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.freeze", items, id, dry_run)
        return found

    def registry_fill_freeze(
        self, *items: RegistryFillFreeze | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Freeze what is there now of what a freeze still waits for."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.fill_freeze", items, id, dry_run)
        return found

    def registry_renew_freeze(
        self, *items: RegistryRenewFreeze | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Let a freeze stand until a later day, by another paper of its organ."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.renew_freeze", items, id, dry_run)
        return found

    def registry_release_freeze(
        self, *items: RegistryReleaseFreeze | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Release so much of what a freeze ordered, by a paper of its organ; what waits is released first."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.release_freeze", items, id, dry_run)
        return found

    def registry_end_freeze(
        self, *items: RegistryEndFreeze | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """End a freeze whose last day has passed."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.end_freeze", items, id, dry_run)
        return found

    def registry_deduct(
        self, *items: RegistryDeduct | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Take frozen units away by a paper: to `taker`, or if that is "" to the operator's enforcement account."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.deduct", items, id, dry_run)
        return found

    def registry_offer_pledge(
        self, *items: RegistryOfferPledge | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Offer units on the registration account as a pledge to a creditor that has an account, by a contract."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.offer_pledge", items, id, dry_run)
        return found

    def registry_withdraw_pledge(
        self, *items: RegistryWithdrawPledge | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Withdraw an offer that was not accepted."""
        found: Answer = self._command(Answer, "registry.withdraw_pledge", items, id, dry_run)
        return found

    def registry_accept_pledge(
        self, *items: RegistryAcceptPledge | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Accept a pledge as the creditor: the units stand still from now on."""
        found: Answer = self._command(Answer, "registry.accept_pledge", items, id, dry_run)
        return found

    def registry_ask_pledge_release(
        self, *items: RegistryAskPledgeRelease | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask the creditor to release a pledge; `reason` in the holder's words."""
        found: Answer = self._command(Answer, "registry.ask_pledge_release", items, id, dry_run)
        return found

    def registry_release_pledge(
        self, *items: RegistryReleasePledge | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Consent as the creditor to the release that was asked for: the units are the holder's to use again."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.release_pledge", items, id, dry_run)
        return found

    def registry_enforce_pledge(
        self, *items: RegistryEnforcePledge | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Move pledged units to `taker`, the creditor or a buyer, by a paper on a ground of `enforcement_grounds`."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.enforce_pledge", items, id, dry_run)
        return found

    def registry_cancel(
        self, *items: RegistryCancel | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Cancel units on the registration account for good; `beneficiary` is in whose name, "" the holder's own."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.cancel", items, id, dry_run)
        return found

    def registry_certify_cancellation(
        self, *items: RegistryCertifyCancellation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Have the certificate of a cancellation made; `transfer` is the number of the transfer that made it."""
        found: Answer = self._command(Answer, "registry.certify_cancellation", items, id, dry_run)
        return found

    def registry_request_return(
        self, *items: RegistryRequestReturn | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask the exchange for a holder's units on the trading account, back to registration while a session is
        open."""
        found: Answer = self._command(Answer, "registry.request_return", items, id, dry_run)
        return found

    def registry_request_money(
        self, *items: RegistryRequestMoney | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Ask for money that is with the exchange, to be paid to one's own account at a bank."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.request_money", items, id, dry_run)
        return found

    def registry_request_freeze(
        self, *items: RegistryRequestFreeze | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Ask the exchange for the units a freeze on a trading account waits for, while a session is open."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.request_freeze", items, id, dry_run)
        return found

    def registry_note_request_answer(
        self, *items: RegistryNoteAnswer | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """The exchange's answer to the request of a number: so much left the session; `reason`: why not all of it."""
        found: Answer = self._command(Answer, "registry.note_request_answer", items, id, dry_run)
        return found

    def registry_set_aside_for_auction(
        self, *items: RegistrySetAsideForAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Set units (or money: instrument CNY) aside for an auction, by its number at the exchange; add to it."""
        found: Answer = self._command(Answer, "registry.set_aside_for_auction", items, id, dry_run)
        return found

    def registry_free_from_auction(
        self, *items: RegistryFreeFromAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Free what is set aside: into `trading` for the session of the auction, or `back` since it is not held."""
        found: Answer = self._command(Answer, "registry.free_from_auction", items, id, dry_run)
        return found

    def registry_book_paid_allocation(
        self, *items: RegistryBookPaidAllocation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Book the proceeds of a paid allocation of a settled session; `unsold`: keep or cancel what is left."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.book_paid_allocation", items, id, dry_run)
        return found

    def registry_reverse_surrender(
        self, *items: RegistryReverseSurrender | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Take a surrender back, all or a part of it; `transfer` is the number of the transfer that made it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.reverse_surrender", items, id, dry_run)
        return found

    def registry_surrender_for(
        self, *items: RegistrySurrenderFor | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Surrender the holder's allowances for another entity's obligation; `consent` names the paper they agreed
        by."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.surrender_for", items, id, dry_run)
        return found

    def registry_release_held(
        self, *items: RegistryReleaseHeld | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Give an entity what is left of its allowances on the account of its province (差异化发放)."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.release_held", items, id, dry_run)
        return found

    def registry_succeed(
        self, *items: RegistrySucceed | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Put successors in a holder's place: one, who gets everything, or several with their parts."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.succeed", items, id, dry_run)
        return found

    def registry_apply_carry_over(
        self, *items: RegistryApplyCarryOver | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Apply for the carry-over of tonnes of one vintage; they stand still until it is decided."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.apply_carry_over", items, id, dry_run)
        return found

    def registry_carry_over(
        self, *items: RegistryCarryOver | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Carry out an application: its tonnes become tonnes of the later vintage."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.carry_over", items, id, dry_run)
        return found

    def registry_refuse_carry_over(
        self, *items: RegistryRefuseCarryOver | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Refuse an application; its tonnes are the holder's to use again."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.refuse_carry_over", items, id, dry_run)
        return found

    def registry_correct_carry_over(
        self, *items: RegistryCorrectCarryOver | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Undo so much of a carry-over by a paper: the old tonnes come back, as many new ones end."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.correct_carry_over", items, id, dry_run)
        return found

    def registry_open(
        self, *items: RegistryOpenRegistry | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Begin the registry's books."""
        found: Answer = self._command(Answer, "registry.open", items, id, dry_run)
        return found

    def registry_list_instrument(
        self, *items: RegistryListInstrument | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """List a product: a vintage of allowances, or one of another kind; `approved_by` names the act."""
        found: Answer = self._command(Answer, "registry.list_instrument", items, id, dry_run)
        return found

    def registry_apply_account(
        self, *items: RegistryApplyAccount | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Apply for an account: `identity` is the credit code, or the digest of a person's identity paper."""
        found: Answer = self._command(Answer, "registry.apply_account", items, id, dry_run)
        return found

    def registry_file_papers(
        self, *items: RegistryFilePapers | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """File further papers of an application."""
        found: Answer = self._command(Answer, "registry.file_papers", items, id, dry_run)
        return found

    def registry_ask_papers(
        self, *items: RegistryAskPapers | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Name the papers an application lacks, with blanks between; one that was filed can be asked for anew."""
        found: Answer = self._command(Answer, "registry.ask_papers", items, id, dry_run)
        return found

    def registry_admit_holder(
        self, *items: RegistryAdmitHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Open the account that was applied for."""
        found: Answer = self._command(Answer, "registry.admit_holder", items, id, dry_run)
        return found

    def registry_refuse_holder(
        self, *items: RegistryRefuseHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Refuse the account that was applied for, with the reason."""
        found: Answer = self._command(Answer, "registry.refuse_holder", items, id, dry_run)
        return found

    def registry_bring_holder(
        self, *items: RegistryBringHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Open the account of a kind that the authority brings: a province, a group, the reserve."""
        found: Answer = self._command(Answer, "registry.bring_holder", items, id, dry_run)
        return found

    def registry_change_holder(
        self, *items: RegistryChangeHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """File a change of a holder's listed data: name, identity and its last day, all three as they are now."""
        found: Answer = self._command(Answer, "registry.change_holder", items, id, dry_run)
        return found

    def registry_decide_holder_change(
        self, *items: RegistryDecideHolderChange | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Accept a change of listed data, or refuse it with the reason."""
        found: Answer = self._command(Answer, "registry.decide_holder_change", items, id, dry_run)
        return found

    def registry_name_representatives(
        self, *items: RegistryNameRepresentatives | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Name representatives of a holder."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.name_representatives", items, id, dry_run)
        return found

    def registry_end_representatives(
        self, *items: RegistryEndRepresentatives | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """End the power of representatives at once: actors with blanks between."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.end_representatives", items, id, dry_run)
        return found

    def registry_restrict_holder(
        self, *items: RegistryRestrictHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Restrict a holder's accounts on a ground of the law."""
        found: Answer = self._command(Answer, "registry.restrict_holder", items, id, dry_run)
        return found

    def registry_lift_restriction(
        self, *items: RegistryLiftRestriction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Lift a restriction, since its cause is gone."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.lift_restriction", items, id, dry_run)
        return found

    def registry_object_restriction(
        self, *items: RegistryObjectRestriction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Object to a restriction of one's own accounts."""
        found: Answer = self._command(Answer, "registry.object_restriction", items, id, dry_run)
        return found

    def registry_answer_restriction_objection(
        self, *items: RegistryAnswerRestrictionObjection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Answer an objection; upheld, the restriction is lifted."""
        found: Answer | Proposal = self._command(
            Answer | Proposal, "registry.answer_restriction_objection", items, id, dry_run
        )
        return found

    def registry_note_barred(
        self, *items: RegistryNoteBarred | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note that a holder may not hold any more; what it has is to be sold and reported."""
        found: Answer = self._command(Answer, "registry.note_barred", items, id, dry_run)
        return found

    def registry_report_disposal(
        self, *items: RegistryReportDisposal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Report that one's earlier holdings are sold."""
        found: Answer = self._command(Answer, "registry.report_disposal", items, id, dry_run)
        return found

    def registry_ask_closing(
        self, *items: RegistryAskClosing | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask that one's own account be closed."""
        found: Answer = self._command(Answer, "registry.ask_closing", items, id, dry_run)
        return found

    def registry_close_holder(
        self, *items: RegistryCloseHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Close a holder's accounts on a ground of the law."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.close_holder", items, id, dry_run)
        return found

    def registry_file_bank_account(
        self, *items: RegistryFileBankAccount | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """File one's account at a bank, the first or another one."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.file_bank_account", items, id, dry_run)
        return found

    def registry_decide_bank_account(
        self, *items: RegistryDecideBankAccount | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Confirm a bank account that was filed, or refuse it with the reason."""
        found: Answer = self._command(Answer, "registry.decide_bank_account", items, id, dry_run)
        return found

    def registry_issue(
        self, *items: RegistryIssue | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Issue allowances to a holder on the authority's instruction; on the ground `order` it names a paper."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.issue", items, id, dry_run)
        return found

    def registry_take_back(
        self, *items: RegistryTakeBack | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Take back allowances issued in excess, on the authority's instruction: all of it, or all that is there."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.take_back", items, id, dry_run)
        return found

    def registry_order_recovery(
        self, *items: RegistryOrderRecovery | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Order a holder to bring what was to be taken back and is not there, by the instruction or paper of it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.order_recovery", items, id, dry_run)
        return found

    def registry_collect_recovery(
        self, *items: RegistryCollectRecovery | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Take tonnes from a holder's account for what is to be recovered, of its vintage or of one that replaces
        it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.collect_recovery", items, id, dry_run)
        return found

    def registry_close_recovery(
        self, *items: RegistryCloseRecovery | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """End a recovery without the rest of its tonnes: it is withheld later (`deduction`: its number), or by a
        paper."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.close_recovery", items, id, dry_run)
        return found

    def registry_order_transfer(
        self, *items: RegistryOrderTransfer | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Order a transfer to another holder; its units are reserved and it waits before it is carried out."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.order_transfer", items, id, dry_run)
        return found

    def registry_cancel_transfer(
        self, *items: RegistryCancelTransfer | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Cancel an order of transfer that was not carried out; its units are free again."""
        found: Answer = self._command(Answer, "registry.cancel_transfer", items, id, dry_run)
        return found

    def registry_freeze_transfer(
        self, *items: RegistryFreezeTransfer | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Stop an order of transfer at once; only the registry can lift the freeze."""
        found: Answer = self._command(Answer, "registry.freeze_transfer", items, id, dry_run)
        return found

    def registry_release_transfer(
        self, *items: RegistryReleaseTransfer | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Lift the freeze of an order of transfer; its waiting time begins anew."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.release_transfer", items, id, dry_run)
        return found

    def registry_carry_out_transfer(
        self, *items: RegistryCarryOutTransfer | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Carry out an order of transfer that is due."""
        found: Answer = self._command(Answer, "registry.carry_out_transfer", items, id, dry_run)
        return found

    def registry_trust_account(
        self, *items: RegistryTrustAccount | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Put another holder's account on the trusted list; orders to it wait a shorter time, from a later moment
        on."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.trust_account", items, id, dry_run)
        return found

    def registry_distrust_account(
        self, *items: RegistryDistrustAccount | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take an account off the trusted list at once."""
        found: Answer = self._command(Answer, "registry.distrust_account", items, id, dry_run)
        return found

    def registry_fail_trade(
        self, *items: RegistryFailTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Note the next trade of a session as failed; `reason` says in words why units or money are not there."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.fail_trade", items, id, dry_run)
        return found

    def registry_settle_failed_trade(
        self, *items: RegistrySettleFailedTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Settle a failed trade, since what was missing has come."""
        found: Answer = self._command(Answer, "registry.settle_failed_trade", items, id, dry_run)
        return found

    def registry_offer_cover(
        self, *items: RegistryOfferCover | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Offer the units that a failed trade lacks, at a price a tonne."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.offer_cover", items, id, dry_run)
        return found

    def registry_cover_failure(
        self, *items: RegistryCoverFailure | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Stand in for a failing party with the settlement reserve (`reserve`) or the operator's money (`own`)."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.cover_failure", items, id, dry_run)
        return found

    def registry_recover_claim(
        self, *items: RegistryRecoverClaim | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Take from the money of a defaulter what it owes for a trade that was covered."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.recover_claim", items, id, dry_run)
        return found

    def registry_void_failed_trade(
        self, *items: RegistryVoidFailedTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Let a trade go in which both sides failed."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.void_failed_trade", items, id, dry_run)
        return found

    def registry_leave_failed_trade(
        self, *items: RegistryLeaveFailedTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Step back from a trade the other side of which failed; what was handed in comes back."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.leave_failed_trade", items, id, dry_run)
        return found

    def registry_fund_reserve(
        self, *items: RegistryFundReserve | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Book money that arrived in the bank account of the reserve (`reserve`) or of the operator (`own`)."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.fund_reserve", items, id, dry_run)
        return found

    def registry_object_settlement(
        self, *items: RegistryObjectSettlement | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Object to one's own settlement of a day."""
        found: Answer = self._command(Answer, "registry.object_settlement", items, id, dry_run)
        return found

    def registry_decide_settlement_objection(
        self, *items: RegistryDecideSettlementObjection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Decide on an objection; upheld, a contrary act has to follow."""
        found: Answer = self._command(Answer, "registry.decide_settlement_objection", items, id, dry_run)
        return found

    def registry_reverse_trade(
        self, *items: RegistryReverseTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Move a settled trade back, units and money at once, on an objection of `holder` that was upheld."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.reverse_trade", items, id, dry_run)
        return found

    def registry_request_withdrawal(
        self, *items: RegistryRequestWithdrawal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Ask to be paid money to one's own account at a bank."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.request_withdrawal", items, id, dry_run)
        return found

    def registry_cancel_withdrawal(
        self, *items: RegistryCancelWithdrawal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take a request for money back before it is paid."""
        found: Answer = self._command(Answer, "registry.cancel_withdrawal", items, id, dry_run)
        return found

    def registry_refuse_withdrawal(
        self, *items: RegistryRefuseWithdrawal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Refuse a holder's request for money, with the reason."""
        found: Answer = self._command(Answer, "registry.refuse_withdrawal", items, id, dry_run)
        return found

    def registry_pay_withdrawal(
        self, *items: RegistryPayWithdrawal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Pay a holder the money it asked for; the day's file of payments takes it to the bank."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.pay_withdrawal", items, id, dry_run)
        return found

    def registry_take_bank_file(
        self, *items: RegistryTakeBankFile | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Take the bank's file of a day in, whole; `sha256` is of the file as it came."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.take_bank_file", items, id, dry_run)
        return found

    def registry_assign_money(
        self, *items: RegistryAssignMoney | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Give unidentified money to the holder it is found to be of."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.assign_money", items, id, dry_run)
        return found

    def registry_return_money(
        self, *items: RegistryReturnMoney | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Send unidentified money back to where it came from."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.return_money", items, id, dry_run)
        return found

    def registry_issue_invoice(
        self, *items: RegistryIssueInvoice | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Charge a holder the fees of a range of days, both included. `body`: whose, `registry` or `exchange`."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.issue_invoice", items, id, dry_run)
        return found

    def registry_pay_invoice(
        self, *items: RegistryPayInvoice | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Pay what is left of one's own invoice from one's money in the books."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.pay_invoice", items, id, dry_run)
        return found

    def registry_credit_invoice(
        self, *items: RegistryCreditInvoice | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Credit a holder what an invoice charged wrongly; what was paid of it comes back."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.credit_invoice", items, id, dry_run)
        return found

    def registry_charge_trades(
        self, *items: RegistryChargeTrades | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Charge the settled trades of a session from a number to another, both included."""
        found: Answer = self._command(Answer, "registry.charge_trades", items, id, dry_run)
        return found

    def registry_collect_trade_fees(
        self, *items: RegistryCollectTradeFees | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take from a holder's money what it owes of trade fees, the oldest first, as far as the money goes."""
        found: Answer = self._command(Answer, "registry.collect_trade_fees", items, id, dry_run)
        return found

    def registry_close_day(
        self, *items: RegistryCloseDay | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Close a legal day and all before it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "registry.close_day", items, id, dry_run)
        return found

    def registry_note_day_file(
        self, *items: RegistryNoteDayFile | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a file that was made of a day: `payments` for the bank, `statements` of the holders."""
        found: Answer = self._command(Answer, "registry.note_day_file", items, id, dry_run)
        return found

    def exchange_open_session(
        self, *items: ExchangeOpenSession | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Open the session of a trading day on the positions with this digest."""
        found: Answer = self._command(Answer, "exchange.open_session", items, id, dry_run)
        return found

    def exchange_close_session(
        self, *items: ExchangeCloseSession | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Close a session; `segment` is the SHA-256 of its record in the evidence store."""
        found: Answer = self._command(Answer, "exchange.close_session", items, id, dry_run)
        return found

    def exchange_answer_request(
        self, *items: ExchangeAnswerRequest | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Answer the registry's request of a number: of `amount` (tonnes, or fen of money) `given` left the session."""
        found: Answer = self._command(Answer, "exchange.answer_request", items, id, dry_run)
        return found

    def exchange_apply_trading(
        self, *items: ExchangeApplyTrading | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Apply to be admitted to trading, or file what an application still lacks."""
        found: Answer = self._command(Answer, "exchange.apply_trading", items, id, dry_run)
        return found

    def exchange_admit_participant(
        self, *items: ExchangeAdmitParticipant | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Admit who applied; its trading account gets the next number."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.admit_participant", items, id, dry_run)
        return found

    def exchange_refuse_participant(
        self, *items: ExchangeRefuseParticipant | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Refuse who applied, with the reason."""
        found: Answer = self._command(Answer, "exchange.refuse_participant", items, id, dry_run)
        return found

    def exchange_suspend_participant(
        self, *items: ExchangeSuspendParticipant | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Let a participant trade no more until it is resumed."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.suspend_participant", items, id, dry_run)
        return found

    def exchange_resume_participant(
        self, *items: ExchangeResumeParticipant | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Let a suspended participant trade again."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.resume_participant", items, id, dry_run)
        return found

    def exchange_close_participant(
        self, *items: ExchangeCloseParticipant | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Close a participant's trading account; it is empty."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.close_participant", items, id, dry_run)
        return found

    def exchange_announce(
        self, *items: ExchangeAnnounce | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Publish an announcement of a kind; `text_sha256` is of its file, `about` what it is about, "" of nothing."""
        found: Answer = self._command(Answer, "exchange.announce", items, id, dry_run)
        return found

    def exchange_call_off_day(
        self, *items: ExchangeCallOffDay | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Announce that there is no session on a trading day."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.call_off_day", items, id, dry_run)
        return found

    def exchange_open_day(
        self, *items: ExchangeOpenDay | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Announce that there is a session on a day the calendar has none for."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.open_day", items, id, dry_run)
        return found

    def exchange_tick_check(
        self, *items: ExchangeTickCheck | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Tick an item of a day's list, with the file that shows it."""
        found: Answer = self._command(Answer, "exchange.tick_check", items, id, dry_run)
        return found

    def exchange_untick_check(
        self, *items: ExchangeUntickCheck | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take back a tick of the opening list before the session opens, or of the closing list on its day."""
        found: Answer = self._command(Answer, "exchange.untick_check", items, id, dry_run)
        return found

    def exchange_halt_session(
        self, *items: ExchangeHaltSession | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Halt an open session, or one product of it ("": all)."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.halt_session", items, id, dry_run)
        return found

    def exchange_resume_session(
        self, *items: ExchangeResumeSession | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """End a halt, by its number within the session: its cause has ended."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.resume_session", items, id, dry_run)
        return found

    def exchange_call_off_session(
        self, *items: ExchangeCallOffSession | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Call off the rest of an open session: nothing more is traded; trades that were made stand."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.call_off_session", items, id, dry_run)
        return found

    def exchange_report_interruption(
        self, *items: ExchangeReportInterruption | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Report an interruption to the ministry, by the digest of the report."""
        found: Answer = self._command(Answer, "exchange.report_interruption", items, id, dry_run)
        return found

    def exchange_warn_participant(
        self, *items: ExchangeWarnParticipant | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take a participant to a step of the ladder: `article` is the rule it broke or came near to."""
        found: Answer = self._command(Answer, "exchange.warn_participant", items, id, dry_run)
        return found

    def exchange_lift_warning(
        self, *items: ExchangeLiftWarning | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """End a step, by its number among the participant's."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.lift_warning", items, id, dry_run)
        return found

    def exchange_report_error_trade(
        self, *items: ExchangeReportErrorTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Report a trade of a session as made in error; `holder` is the party that reports it, "" the exchange."""
        found: Answer = self._command(Answer, "exchange.report_error_trade", items, id, dry_run)
        return found

    def exchange_consent_error_trade(
        self, *items: ExchangeConsentErrorTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Consent, as a party, to a trade being void."""
        found: Answer = self._command(Answer, "exchange.consent_error_trade", items, id, dry_run)
        return found

    def exchange_decide_error_trade(
        self, *items: ExchangeDecideErrorTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Decide whether a reported trade is void, and announce it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.decide_error_trade", items, id, dry_run)
        return found

    def exchange_apply_auction(
        self, *items: OneWayApplyAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask for an auction on a day: sell or buy so much, with a reserve price so far from the previous close."""
        found: Answer = self._command(Answer, "exchange.apply_auction", items, id, dry_run)
        return found

    def exchange_withdraw_auction(
        self, *items: OneWayWithdrawAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Withdraw an application before the auction is announced."""
        found: Answer = self._command(Answer, "exchange.withdraw_auction", items, id, dry_run)
        return found

    def exchange_review_auction(
        self, *items: OneWayReviewAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Accept an application, or refuse it with the reason."""
        found: Answer = self._command(Answer, "exchange.review_auction", items, id, dry_run)
        return found

    def exchange_order_paid_allocation(
        self, *items: OneWayOrderPaidAllocation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Have allowances of the authority's account auctioned on a day, by an order."""
        found: Answer | Proposal = self._command(
            Answer | Proposal, "exchange.order_paid_allocation", items, id, dry_run
        )
        return found

    def exchange_announce_auction(
        self, *items: OneWayAnnounceAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Announce an accepted auction with the minutes in which bids are taken, as 09:30."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.announce_auction", items, id, dry_run)
        return found

    def exchange_lapse_auction(
        self, *items: OneWayLapseAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note that what an auction offers was not set aside in time: it counts as withdrawn."""
        found: Answer = self._command(Answer, "exchange.lapse_auction", items, id, dry_run)
        return found

    def exchange_call_off_auction(
        self, *items: OneWayCallOffAuction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Call an announced auction off on a ground, and announce it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.call_off_auction", items, id, dry_run)
        return found

    def exchange_ask_to_bid(
        self, *items: OneWayAskToBid | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask to bid in an announced auction, for so much at most."""
        found: Answer = self._command(Answer, "exchange.ask_to_bid", items, id, dry_run)
        return found

    def exchange_decide_bidder(
        self, *items: OneWayDecideBidder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Admit who asked to bid, or refuse with the reason."""
        found: Answer = self._command(Answer, "exchange.decide_bidder", items, id, dry_run)
        return found

    def exchange_record_auction_result(
        self, *items: OneWayRecordAuctionResult | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Record what an auction came to, and announce it. `book_sha256`: its ranked bids, a file of the evidence
        store."""
        found: Answer | Proposal = self._command(
            Answer | Proposal, "exchange.record_auction_result", items, id, dry_run
        )
        return found

    def exchange_raise_alert(
        self, *items: SurveillanceRaiseAlert | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Raise an alert about a closed session: what a detector, or a person, saw; `evidence_sha256` is of its
        file."""
        found: Answer = self._command(Answer, "exchange.raise_alert", items, id, dry_run)
        return found

    def exchange_assign_alert(
        self, *items: SurveillanceAssignAlert | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Give an alert, by its number within its day, to an officer."""
        found: Answer = self._command(Answer, "exchange.assign_alert", items, id, dry_run)
        return found

    def exchange_demand_explanation(
        self, *items: SurveillanceDemandExplanation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Demand an explanation of a participant the alert names; the day it is due follows from the law."""
        found: Answer = self._command(Answer, "exchange.demand_explanation", items, id, dry_run)
        return found

    def exchange_explain(
        self, *items: SurveillanceExplain | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Explain what was demanded; `evidence_sha256` "" if nothing is added."""
        found: Answer = self._command(Answer, "exchange.explain", items, id, dry_run)
        return found

    def exchange_look_at_explanation(
        self, *items: SurveillanceLookAtExplanation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Look at an explanation, or at none when its day is past, as a second person."""
        found: Answer = self._command(Answer, "exchange.look_at_explanation", items, id, dry_run)
        return found

    def exchange_conclude_alert(
        self, *items: SurveillanceConcludeAlert | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Conclude an alert; `case_reference` is of the case it is handed to, "" otherwise."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.conclude_alert", items, id, dry_run)
        return found

    def exchange_note_measures(
        self, *items: ExchangeNoteMeasures | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note what was done about an interruption, by its number within its session."""
        found: Answer = self._command(Answer, "exchange.note_measures", items, id, dry_run)
        return found

    def exchange_close_incident(
        self, *items: ExchangeCloseIncident | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Send the closing report on an interruption to the ministry, by the digest of the report."""
        found: Answer = self._command(Answer, "exchange.close_incident", items, id, dry_run)
        return found

    def exchange_find_large_holder(
        self, *items: ExchangeFindLargeHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Find that a participant's position of a product has reached the standard: a report is due."""
        found: Answer = self._command(Answer, "exchange.find_large_holder", items, id, dry_run)
        return found

    def exchange_file_large_holder(
        self, *items: ExchangeFileLargeHolderReport | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """File the report that is due, by its number among the holder's of that product."""
        found: Answer = self._command(Answer, "exchange.file_large_holder", items, id, dry_run)
        return found

    def exchange_look_at_large_holder(
        self, *items: ExchangeLookAtLargeHolder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Look at a report, or at none when its day is past, and note what follows."""
        found: Answer = self._command(Answer, "exchange.look_at_large_holder", items, id, dry_run)
        return found

    def exchange_provide_reserve(
        self, *items: ExchangeProvideReserve | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Set aside the share of law of the fees that sessions of a range of days brought, both days included."""
        found: Answer = self._command(Answer, "exchange.provide_reserve", items, id, dry_run)
        return found

    def exchange_use_reserve(
        self, *items: ExchangeUseReserve | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Use the reserve for a loss of a ground law names."""
        found: Answer | Proposal = self._command(Answer | Proposal, "exchange.use_reserve", items, id, dry_run)
        return found

    def compliance_set_obligation(
        self, *items: ComplianceSetObligation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Set what an entity must surrender, from its approved allocation."""
        found: Answer = self._command(Answer, "compliance.set_obligation", items, id, dry_run)
        return found

    def compliance_note_surrender(
        self, *items: ComplianceNoteSurrender | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """The registry's message about a surrender; numbers count from 1 per entity and period."""
        found: Answer = self._command(Answer, "compliance.note_surrender", items, id, dry_run)
        return found

    def compliance_assess(
        self, *items: ComplianceAssess | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Assess an obligation after its deadline; `mean_price_fen` is the mean of the month before it, decimal."""
        found: Answer = self._command(Answer, "compliance.assess", items, id, dry_run)
        return found

    def compliance_note_reversal(
        self, *items: ComplianceNoteReversal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """The registry's message about a reversal; `surrender` is the number of the message about the surrender."""
        found: Answer = self._command(Answer, "compliance.note_reversal", items, id, dry_run)
        return found

    def compliance_allow_offset(
        self, *items: ComplianceAllowOffset | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask for room: so many tonnes more of a period's obligation are to be offset."""
        found: Answer = self._command(Answer, "compliance.allow_offset", items, id, dry_run)
        return found

    def compliance_count_offset(
        self, *items: ComplianceCountOffset | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """The voluntary registry's message about a cancellation for an obligation; numbers count from 1 per entity
        and."""
        found: Answer = self._command(Answer, "compliance.count_offset", items, id, dry_run)
        return found

    def compliance_count_filed(
        self, *items: ComplianceCountFiled | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Count cancelled reductions of a filed project. `proof`: the number of the cancellation."""
        found: Answer = self._command(Answer, "compliance.count_filed", items, id, dry_run)
        return found

    def compliance_correct_obligation(
        self, *items: ComplianceCorrectObligation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Set an obligation anew from the allocation as it stands now, saying why."""
        found: Answer = self._command(Answer, "compliance.correct_obligation", items, id, dry_run)
        return found

    def documents_issue(
        self, *items: DocumentsIssuePaper | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Issue a paper that is made and stored: its number is `word`〔year of `day`〕`serial`号."""
        found: Answer = self._command(Answer, "documents.issue", items, id, dry_run)
        return found

    def documents_withdraw(
        self, *items: DocumentsWithdrawPaper | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Withdraw a paper, saying why; `replaced_by` is the id of the paper that stands instead, or ""."""
        found: Answer = self._command(Answer, "documents.withdraw", items, id, dry_run)
        return found

    def opening_sign(
        self, *items: OpeningSignOpening | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Sign a file of opening sheets, named by its SHA-256; `first` is the digest of the first of its parts."""
        found: Answer | Proposal = self._command(Answer | Proposal, "opening.sign", items, id, dry_run)
        return found

    def opening_take(
        self, *items: OpeningTakeOpening | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take over the part of a signed file that is due; `due` is the digest of the one after it, "" for the last."""
        found: Answer = self._command(Answer, "opening.take", items, id, dry_run)
        return found

    def institutions_receive(
        self, *items: InstitutionsReceive | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take messages of another institution, in the order of their numbers; known ones among them change nothing."""
        found: Answer = self._command(Answer, "institutions.receive", items, id, dry_run)
        return found

    def voluntary_open_account(
        self, *items: VoluntaryOpenAccount | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Open an account on papers that were complete on `papers_on`. `kind`: owner, emitter or trader."""
        found: Answer = self._command(Answer, "voluntary.open_account", items, id, dry_run)
        return found

    def voluntary_admit_body(
        self, *items: VoluntaryAdmitBody | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Admit a body for these methodologies. `experienced` of its `able` full-time staff have enough years in it."""
        found: Answer = self._command(Answer, "voluntary.admit_body", items, id, dry_run)
        return found

    def voluntary_strike_body(
        self, *items: VoluntaryStrikeBody | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Strike a body off from today on."""
        found: Answer = self._command(Answer, "voluntary.strike_body", items, id, dry_run)
        return found

    def voluntary_declare_tie(
        self, *items: VoluntaryDeclareTie | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Declare what ties a body to an owner; it validates and verifies nothing of that owner."""
        found: Answer = self._command(Answer, "voluntary.declare_tie", items, id, dry_run)
        return found

    def voluntary_note_known(
        self, *items: VoluntaryNoteKnown | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a project another scheme registered; place in millionths of a degree, 0 and 0 if it is not known."""
        found: Answer = self._command(Answer, "voluntary.note_known", items, id, dry_run)
        return found

    def voluntary_deposit_design(
        self, *items: VoluntaryDepositDesign | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Hand in a project. `plots`: corners as `longitude,latitude` in millionths of a degree with blanks between."""
        found: Answer = self._command(Answer, "voluntary.deposit_design", items, id, dry_run)
        return found

    def voluntary_report_reduction(
        self, *items: VoluntaryReportReduction | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Report what was reduced from a day to a day, both included, by the year in which it was generated."""
        found: Answer = self._command(Answer, "voluntary.report_reduction", items, id, dry_run)
        return found

    def voluntary_comment(
        self, *items: VoluntaryComment | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Comment on a project (reduction 0) or a reduction while its notice runs."""
        found: Answer = self._command(Answer, "voluntary.comment", items, id, dry_run)
        return found

    def voluntary_conclude(
        self, *items: VoluntaryConclude | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Hand in the body's report: validation of a project, verification of a reduction with its amounts."""
        found: Answer = self._command(Answer, "voluntary.conclude", items, id, dry_run)
        return found

    def voluntary_apply(
        self, *items: VoluntaryApply | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Apply for registration; `declared`: unique, true, complete, valid. Amounts are those that were verified."""
        found: Answer = self._command(Answer, "voluntary.apply", items, id, dry_run)
        return found

    def voluntary_decide(
        self, *items: VoluntaryDecide | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Register what is complete, or refuse it with what is missing."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.decide", items, id, dry_run)
        return found

    def voluntary_withdraw(
        self, *items: VoluntaryWithdraw | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Withdraw a project or a reduction before it is registered."""
        found: Answer = self._command(Answer, "voluntary.withdraw", items, id, dry_run)
        return found

    def voluntary_cancel_project(
        self, *items: VoluntaryCancelProject | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Cancel a registered project: its owner or itself is gone, or the owner wishes it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.cancel_project", items, id, dry_run)
        return found

    def voluntary_note_certificate(
        self, *items: VoluntaryNoteCertificate | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a green certificate for electricity of a project in a month, MWh with 3 decimals."""
        found: Answer = self._command(Answer, "voluntary.note_certificate", items, id, dry_run)
        return found

    def voluntary_move_in(
        self, *items: VoluntaryMoveIn | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Put free units with the exchange, to be sold."""
        found: Answer = self._command(Answer, "voluntary.move_in", items, id, dry_run)
        return found

    def voluntary_move_out(
        self, *items: VoluntaryMoveOut | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Take units back from the exchange."""
        found: Answer = self._command(Answer, "voluntary.move_out", items, id, dry_run)
        return found

    def voluntary_transfer(
        self, *items: VoluntaryTransfer | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Move free units to another holder on proof: succession, merger, enforcement."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.transfer", items, id, dry_run)
        return found

    def voluntary_freeze(
        self, *items: VoluntaryFreeze | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Freeze free units on a court's paper."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.freeze", items, id, dry_run)
        return found

    def voluntary_release(
        self, *items: VoluntaryRelease | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Release frozen units on a court's paper."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.release", items, id, dry_run)
        return found

    def voluntary_book_trade(
        self, *items: VoluntaryBookTrade | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Book a trade of a closed session; money is the exchange's own business."""
        found: Answer = self._command(Answer, "voluntary.book_trade", items, id, dry_run)
        return found

    def voluntary_open_session(
        self, *items: VoluntaryOpenSession | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Tell that trading of a day begins; `session` is the day."""
        found: Answer = self._command(Answer, "voluntary.open_session", items, id, dry_run)
        return found

    def voluntary_close_session(
        self, *items: VoluntaryCloseSession | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Tell that trading of a day is over, how many trades there were, and what was traded of each product."""
        found: Answer = self._command(Answer, "voluntary.close_session", items, id, dry_run)
        return found

    def voluntary_use(self, *items: VoluntaryUse | Mapping[str, Any], id: str = "", dry_run: bool = False) -> Answer:
        """Cancel free units. `beneficiary` "" is the holder; `period` names the obligation's, for `surrender`."""
        found: Answer = self._command(Answer, "voluntary.use", items, id, dry_run)
        return found

    def voluntary_certify(
        self, *items: VoluntaryCertify | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Ask for the certificate of a cancellation that was made without one; `salt` as in `Use`."""
        found: Answer = self._command(Answer, "voluntary.certify", items, id, dry_run)
        return found

    def voluntary_order_cancellation(
        self, *items: VoluntaryOrderCancellation | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Find tonnes of a project false and order its owner to cancel as many until a day; `deceit`: deliberate."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.order_cancellation", items, id, dry_run)
        return found

    def voluntary_cancel_false(
        self, *items: VoluntaryCancelFalse | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Cancel units on an order, before it is enforced or to hand back what was missing."""
        found: Answer = self._command(Answer, "voluntary.cancel_false", items, id, dry_run)
        return found

    def voluntary_enforce_order(
        self, *items: VoluntaryEnforceOrder | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Cancel by force what an order's owner holds, once its time is over."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.enforce_order", items, id, dry_run)
        return found

    def voluntary_issue_invoice(
        self, *items: VoluntaryIssueInvoice | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Charge a holder the own body's fees of a range of days, both included. `body`: `registry` or `exchange`."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.issue_invoice", items, id, dry_run)
        return found

    def voluntary_note_payment(
        self, *items: VoluntaryNotePayment | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Note what arrived for an invoice in the own body's bank account, by the bank's reference."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.note_payment", items, id, dry_run)
        return found

    def voluntary_credit_invoice(
        self, *items: VoluntaryCreditInvoice | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer | Proposal:
        """Credit a holder what an invoice charged wrongly; what was paid of it is returned to it."""
        found: Answer | Proposal = self._command(Answer | Proposal, "voluntary.credit_invoice", items, id, dry_run)
        return found

    def supervision_deposit_clue(
        self, *items: SupervisionDepositClue | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Open a file with a clue about a subject: an entity, a holder, a body, an owner or trader of voluntary
        units."""
        found: Answer = self._command(Answer, "supervision.deposit_clue", items, id, dry_run)
        return found

    def supervision_dismiss_clue(
        self, *items: SupervisionDismissClue | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """End a file without a case, with the conclusion and its evidence."""
        found: Answer = self._command(Answer, "supervision.dismiss_clue", items, id, dry_run)
        return found

    def supervision_inspect(
        self, *items: SupervisionInspect | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note an inspection: the day, the officials, the signed record, the doubts it left."""
        found: Answer = self._command(Answer, "supervision.inspect", items, id, dry_run)
        return found

    def supervision_explain_doubt(
        self, *items: SupervisionExplainDoubt | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Explain a doubt, with a file."""
        found: Answer = self._command(Answer, "supervision.explain_doubt", items, id, dry_run)
        return found

    def supervision_check_doubt(
        self, *items: SupervisionCheckDoubt | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Check an explanation at another level: cleared, stands, or returned to be explained again."""
        found: Answer = self._command(Answer, "supervision.check_doubt", items, id, dry_run)
        return found

    def supervision_file_case(
        self, *items: SupervisionFileCase | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """File a case: the offence, the day of the act or of its end, whether it did harm."""
        found: Answer = self._command(Answer, "supervision.file_case", items, id, dry_run)
        return found

    def supervision_give_notice(
        self, *items: SupervisionGiveNotice | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Announce a penalty: facts and reasons, what is known of the act, amounts in the range that follows."""
        found: Answer = self._command(Answer, "supervision.give_notice", items, id, dry_run)
        return found

    def supervision_state_case(
        self, *items: SupervisionStateCase | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """State one's case on a penalty that was announced; `hearing`: ask to be heard."""
        found: Answer = self._command(Answer, "supervision.state_case", items, id, dry_run)
        return found

    def supervision_call_hearing(
        self, *items: SupervisionCallHearing | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Tell the subject when and where it is heard and who presides, with the receipt."""
        found: Answer = self._command(Answer, "supervision.call_hearing", items, id, dry_run)
        return found

    def supervision_hold_hearing(
        self, *items: SupervisionHoldHearing | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note a hearing: its day, who presided, what it came to (proven, in_part, not_proven), the signed minutes."""
        found: Answer = self._command(Answer, "supervision.hold_hearing", items, id, dry_run)
        return found

    def supervision_decide_case(
        self, *items: SupervisionDecideCase | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Decide: a penalty in the range of the notice and not above it, or none, with reasons."""
        found: Answer = self._command(Answer, "supervision.decide_case", items, id, dry_run)
        return found

    def supervision_serve_paper(
        self, *items: SupervisionServePaper | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note the service of a notice or a decision: day, way, signed receipt. Served, a decision takes effect."""
        found: Answer = self._command(Answer, "supervision.serve_paper", items, id, dry_run)
        return found

    def supervision_grant_instalments(
        self, *items: SupervisionGrantInstalments | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Grant payment in parts, before the fine is due; together they are the fine."""
        found: Answer = self._command(Answer, "supervision.grant_instalments", items, id, dry_run)
        return found

    def supervision_note_payment(
        self, *items: SupervisionNotePayment | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note what was paid on a fine, from the treasury's paper."""
        found: Answer = self._command(Answer, "supervision.note_payment", items, id, dry_run)
        return found

    def supervision_note_refund(
        self, *items: SupervisionNoteRefund | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note what was given back of a fine that is not owed any more, from the treasury's paper."""
        found: Answer = self._command(Answer, "supervision.note_refund", items, id, dry_run)
        return found

    def supervision_write_off_fine(
        self, *items: SupervisionWriteOffFine | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Order that what is left of a fine is not collected any more, with reasons."""
        found: Answer = self._command(Answer, "supervision.write_off_fine", items, id, dry_run)
        return found

    def supervision_note_refusal(
        self, *items: SupervisionNoteRefusal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note that an order was not followed in its time; what depends on that takes effect."""
        found: Answer = self._command(Answer, "supervision.note_refusal", items, id, dry_run)
        return found

    def supervision_report_correction(
        self, *items: SupervisionReportCorrection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Report what one did to correct."""
        found: Answer = self._command(Answer, "supervision.report_correction", items, id, dry_run)
        return found

    def supervision_verify_correction(
        self, *items: SupervisionVerifyCorrection | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Verify a correction as another person than who prepared the case."""
        found: Answer = self._command(Answer, "supervision.verify_correction", items, id, dry_run)
        return found

    def supervision_close_case(
        self, *items: SupervisionCloseCase | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Close a file, with the conclusion and its evidence."""
        found: Answer = self._command(Answer, "supervision.close_case", items, id, dry_run)
        return found

    def supervision_appeal(
        self, *items: SupervisionAppeal | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Appeal against a decision: reconsideration or suit."""
        found: Answer = self._command(Answer, "supervision.appeal", items, id, dry_run)
        return found

    def supervision_note_appeal_result(
        self, *items: SupervisionNoteAppealResult | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Note how an appeal ended: upheld, changed or annulled; `fine_fen` is the fine from then on."""
        found: Answer = self._command(Answer, "supervision.note_appeal_result", items, id, dry_run)
        return found

    def supervision_revise_decision(
        self, *items: SupervisionReviseDecision | Mapping[str, Any], id: str = "", dry_run: bool = False
    ) -> Answer:
        """Change or annul one's own decision that was served: what the fine is from now on, what is not cut any
        more."""
        found: Answer = self._command(Answer, "supervision.revise_decision", items, id, dry_run)
        return found

    def batch(self, commands: Sequence[Mapping[str, Any]], *, dry_run: bool | None = None) -> list[Answer]:
        """Send up to 256 commands in order; each has its own outcome."""
        found: list[Answer] = self._send(
            list[Answer], "POST", "/api/v1/batch", {"dry_run": dry_run}, self._with_ids(commands), again=True
        )
        return found

    def proposals(self) -> Proposals:
        """What waits for a second person of one's own body."""
        found: Proposals = self._get(Proposals, "/api/v1/proposals", {})
        return found

    def confirm(self, proposal: str) -> Answer:
        """Confirm a request of a colleague; it is carried out."""
        found: Answer = self._send(Answer, "POST", f"/api/v1/proposals/{proposal}/confirm", {}, None)
        return found

    def withdraw(self, proposal: str) -> Proposal:
        """Withdraw what one's own body asked."""
        found: Proposal = self._send(Proposal, "POST", f"/api/v1/proposals/{proposal}/withdraw", {}, None)
        return found

    def list_projects_in_notice(
        self,
        *,
        project: str | None = None,
        owner: str | None = None,
        title: str | None = None,
        methodology: str | None = None,
        area_gb2260: str | None = None,
        construction_on: str | None = None,
        crediting_from: str | None = None,
        crediting_until: str | None = None,
        capacity_kw: int | None = None,
        body: str | None = None,
        file_name: str | None = None,
        file_sha256: str | None = None,
        notice_from: str | None = None,
        notice_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryProjectRow]:
        """A project as its design document says (项目设计文件), in public notice up to `notice_until`."""
        return self._listing(
            VoluntaryProjectRow,
            "/api/v1/projects-in-notice",
            {
                "project": project,
                "owner": owner,
                "title": title,
                "methodology": methodology,
                "area_gb2260": area_gb2260,
                "construction_on": construction_on,
                "crediting_from": crediting_from,
                "crediting_until": crediting_until,
                "capacity_kw": capacity_kw,
                "body": body,
                "file_name": file_name,
                "file_sha256": file_sha256,
                "notice_from": notice_from,
                "notice_until": notice_until,
                "limit": limit,
            },
        )

    def list_registered_projects(
        self,
        *,
        project: str | None = None,
        owner: str | None = None,
        title: str | None = None,
        methodology: str | None = None,
        area_gb2260: str | None = None,
        construction_on: str | None = None,
        crediting_from: str | None = None,
        crediting_until: str | None = None,
        capacity_kw: int | None = None,
        body: str | None = None,
        file_name: str | None = None,
        file_sha256: str | None = None,
        notice_from: str | None = None,
        notice_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryProjectRow]:
        """A project as its design document says (项目设计文件), in public notice up to `notice_until`."""
        return self._listing(
            VoluntaryProjectRow,
            "/api/v1/registered-projects",
            {
                "project": project,
                "owner": owner,
                "title": title,
                "methodology": methodology,
                "area_gb2260": area_gb2260,
                "construction_on": construction_on,
                "crediting_from": crediting_from,
                "crediting_until": crediting_until,
                "capacity_kw": capacity_kw,
                "body": body,
                "file_name": file_name,
                "file_sha256": file_sha256,
                "notice_from": notice_from,
                "notice_until": notice_until,
                "limit": limit,
            },
        )

    def list_reductions_in_notice(
        self,
        *,
        project: str | None = None,
        number: int | None = None,
        first_day: str | None = None,
        last_day: str | None = None,
        body: str | None = None,
        file_name: str | None = None,
        file_sha256: str | None = None,
        notice_from: str | None = None,
        notice_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryReductionRow]:
        """A period's reductions as the owner reports them (减排量核算报告), in public notice up to `notice_until`."""
        return self._listing(
            VoluntaryReductionRow,
            "/api/v1/reductions-in-notice",
            {
                "project": project,
                "number": number,
                "first_day": first_day,
                "last_day": last_day,
                "body": body,
                "file_name": file_name,
                "file_sha256": file_sha256,
                "notice_from": notice_from,
                "notice_until": notice_until,
                "limit": limit,
            },
        )

    def list_registered_reductions(
        self,
        *,
        project: str | None = None,
        number: int | None = None,
        first_day: str | None = None,
        last_day: str | None = None,
        body: str | None = None,
        file_name: str | None = None,
        file_sha256: str | None = None,
        notice_from: str | None = None,
        notice_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryReductionRow]:
        """A period's reductions as the owner reports them (减排量核算报告), in public notice up to `notice_until`."""
        return self._listing(
            VoluntaryReductionRow,
            "/api/v1/registered-reductions",
            {
                "project": project,
                "number": number,
                "first_day": first_day,
                "last_day": last_day,
                "body": body,
                "file_name": file_name,
                "file_sha256": file_sha256,
                "notice_from": notice_from,
                "notice_until": notice_until,
                "limit": limit,
            },
        )

    def list_voluntary_body(
        self,
        *,
        body: str | None = None,
        fields: str | None = None,
        able: int | None = None,
        experienced: int | None = None,
        approval: str | None = None,
        evidence_sha256: str | None = None,
        admitted_on: str | None = None,
        struck_on: str | None = None,
        reason: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryBodyRow]:
        """A body that validates and verifies (审定与核查机构); `fields`: methodologies' fields with blanks between."""
        return self._listing(
            VoluntaryBodyRow,
            "/api/v1/voluntary-body",
            {
                "body": body,
                "fields": fields,
                "able": able,
                "experienced": experienced,
                "approval": approval,
                "evidence_sha256": evidence_sha256,
                "admitted_on": admitted_on,
                "struck_on": struck_on,
                "reason": reason,
                "limit": limit,
            },
        )

    def list_voluntary_known(
        self,
        *,
        scheme: str | None = None,
        number: str | None = None,
        name: str | None = None,
        name_key: str | None = None,
        capacity_kw: int | None = None,
        longitude_e6: int | None = None,
        latitude_e6: int | None = None,
        cell: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryKnownRow]:
        """A project that another scheme registered; `cell` "" if its place is not known."""
        return self._listing(
            VoluntaryKnownRow,
            "/api/v1/voluntary-known",
            {
                "scheme": scheme,
                "number": number,
                "name": name,
                "name_key": name_key,
                "capacity_kw": capacity_kw,
                "longitude_e6": longitude_e6,
                "latitude_e6": latitude_e6,
                "cell": cell,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_voluntary_project(
        self,
        *,
        project: str | None = None,
        owner: str | None = None,
        title: str | None = None,
        methodology: str | None = None,
        area_gb2260: str | None = None,
        construction_on: str | None = None,
        crediting_from: str | None = None,
        crediting_until: str | None = None,
        capacity_kw: int | None = None,
        body: str | None = None,
        file_name: str | None = None,
        file_sha256: str | None = None,
        notice_from: str | None = None,
        notice_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryProjectRow]:
        """A project as its design document says (项目设计文件), in public notice up to `notice_until`."""
        return self._listing(
            VoluntaryProjectRow,
            "/api/v1/voluntary-project",
            {
                "project": project,
                "owner": owner,
                "title": title,
                "methodology": methodology,
                "area_gb2260": area_gb2260,
                "construction_on": construction_on,
                "crediting_from": crediting_from,
                "crediting_until": crediting_until,
                "capacity_kw": capacity_kw,
                "body": body,
                "file_name": file_name,
                "file_sha256": file_sha256,
                "notice_from": notice_from,
                "notice_until": notice_until,
                "limit": limit,
            },
        )

    def list_voluntary_figure(
        self, *, project: str | None = None, name: str | None = None, value: str | None = None, limit: int | None = None
    ) -> Listing[VoluntaryFigureRow]:
        """A figure of a project by which the scope of its methodology was judged, as decimal text."""
        return self._listing(
            VoluntaryFigureRow,
            "/api/v1/voluntary-figure",
            {"project": project, "name": name, "value": value, "limit": limit},
        )

    def list_voluntary_plot(
        self,
        *,
        project: str | None = None,
        number: int | None = None,
        corners: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryPlotRow]:
        """A plot of a project: `corners` are longitude,latitude in millionths of a degree with blanks between."""
        return self._listing(
            VoluntaryPlotRow,
            "/api/v1/voluntary-plot",
            {"project": project, "number": number, "corners": corners, "limit": limit},
        )

    def list_voluntary_match(
        self,
        *,
        project: str | None = None,
        scheme: str | None = None,
        number: str | None = None,
        why: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryMatchRow]:
        """Another scheme's project that is like this one, and in what; whoever validates explains it."""
        return self._listing(
            VoluntaryMatchRow,
            "/api/v1/voluntary-match",
            {"project": project, "scheme": scheme, "number": number, "why": why, "limit": limit},
        )

    def list_voluntary_reduction(
        self,
        *,
        project: str | None = None,
        number: int | None = None,
        first_day: str | None = None,
        last_day: str | None = None,
        body: str | None = None,
        file_name: str | None = None,
        file_sha256: str | None = None,
        notice_from: str | None = None,
        notice_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryReductionRow]:
        """A period's reductions as the owner reports them (减排量核算报告), in public notice up to `notice_until`."""
        return self._listing(
            VoluntaryReductionRow,
            "/api/v1/voluntary-reduction",
            {
                "project": project,
                "number": number,
                "first_day": first_day,
                "last_day": last_day,
                "body": body,
                "file_name": file_name,
                "file_sha256": file_sha256,
                "notice_from": notice_from,
                "notice_until": notice_until,
                "limit": limit,
            },
        )

    def list_voluntary_amount(
        self,
        *,
        project: str | None = None,
        reduction: int | None = None,
        stage: str | None = None,
        year: int | None = None,
        amount_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryAmountRow]:
        """What was generated in a year, whole tonnes: `reported` by the owner, `verified` by the body."""
        return self._listing(
            VoluntaryAmountRow,
            "/api/v1/voluntary-amount",
            {
                "project": project,
                "reduction": reduction,
                "stage": stage,
                "year": year,
                "amount_t": amount_t,
                "limit": limit,
            },
        )

    def list_voluntary_comment(
        self,
        *,
        project: str | None = None,
        reduction: int | None = None,
        number: int | None = None,
        author: str | None = None,
        text: str | None = None,
        made_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryCommentRow]:
        """A comment made during public notice."""
        return self._listing(
            VoluntaryCommentRow,
            "/api/v1/voluntary-comment",
            {
                "project": project,
                "reduction": reduction,
                "number": number,
                "author": author,
                "text": text,
                "made_on": made_on,
                "limit": limit,
            },
        )

    def list_voluntary_handled(
        self,
        *,
        project: str | None = None,
        reduction: int | None = None,
        about: str | None = None,
        text: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryHandledRow]:
        """What a report says of a comment (`comment/1`) or of another scheme's project (`CDM/1234`)."""
        return self._listing(
            VoluntaryHandledRow,
            "/api/v1/voluntary-handled",
            {"project": project, "reduction": reduction, "about": about, "text": text, "limit": limit},
        )

    def list_voluntary_step(
        self,
        *,
        project: str | None = None,
        reduction: int | None = None,
        number: int | None = None,
        step: str | None = None,
        body: str | None = None,
        text: str | None = None,
        file_sha256: str | None = None,
        late: int | None = None,
        done_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryStepRow]:
        """A step of a project or reduction; the last one says where it stands."""
        return self._listing(
            VoluntaryStepRow,
            "/api/v1/voluntary-step",
            {
                "project": project,
                "reduction": reduction,
                "number": number,
                "step": step,
                "body": body,
                "text": text,
                "file_sha256": file_sha256,
                "late": late,
                "done_on": done_on,
                "limit": limit,
            },
        )

    def list_voluntary_green_certificate(
        self,
        *,
        certificate: str | None = None,
        project: str | None = None,
        month: str | None = None,
        mwh_e3: int | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryGreenCertificateRow]:
        """A green certificate (绿证) for electricity of a project in a month."""
        return self._listing(
            VoluntaryGreenCertificateRow,
            "/api/v1/voluntary-green-certificate",
            {
                "certificate": certificate,
                "project": project,
                "month": month,
                "mwh_e3": mwh_e3,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_voluntary_instrument(
        self,
        *,
        instrument: str | None = None,
        project: str | None = None,
        year: int | None = None,
        issued_t: int | None = None,
        used_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryInstrumentRow]:
        """Units (CCER) of a project and production year; serials 1 to `issued_t`, of which the first `used_t` are
        gone."""
        return self._listing(
            VoluntaryInstrumentRow,
            "/api/v1/voluntary-instrument",
            {
                "instrument": instrument,
                "project": project,
                "year": year,
                "issued_t": issued_t,
                "used_t": used_t,
                "limit": limit,
            },
        )

    def list_voluntary_order(
        self,
        *,
        project: str | None = None,
        number: int | None = None,
        owner: str | None = None,
        authority: str | None = None,
        amount_t: int | None = None,
        deceit: int | None = None,
        cancel_until: str | None = None,
        banned_until: str | None = None,
        evidence_sha256: str | None = None,
        ordered_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryOrderRow]:
        """An order to cancel as many units as are false (Order 31, art. 43)."""
        return self._listing(
            VoluntaryOrderRow,
            "/api/v1/voluntary-order",
            {
                "project": project,
                "number": number,
                "owner": owner,
                "authority": authority,
                "amount_t": amount_t,
                "deceit": deceit,
                "cancel_until": cancel_until,
                "banned_until": banned_until,
                "evidence_sha256": evidence_sha256,
                "ordered_on": ordered_on,
                "limit": limit,
            },
        )

    def list_voluntary_replacement(
        self,
        *,
        project: str | None = None,
        order_number: int | None = None,
        number: int | None = None,
        holder: str | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        first_serial: int | None = None,
        last_serial: int | None = None,
        forced: int | None = None,
        cancelled_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryReplacementRow]:
        """Units cancelled on an order: by their owner, or by force."""
        return self._listing(
            VoluntaryReplacementRow,
            "/api/v1/voluntary-replacement",
            {
                "project": project,
                "order_number": order_number,
                "number": number,
                "holder": holder,
                "instrument": instrument,
                "amount_t": amount_t,
                "first_serial": first_serial,
                "last_serial": last_serial,
                "forced": forced,
                "cancelled_on": cancelled_on,
                "limit": limit,
            },
        )

    def list_voluntary_enforcement(
        self,
        *,
        project: str | None = None,
        order_number: int | None = None,
        missing_t: int | None = None,
        enforced_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryEnforcementRow]:
        """An order that was not followed in its time was enforced; `missing_t` is to be handed back."""
        return self._listing(
            VoluntaryEnforcementRow,
            "/api/v1/voluntary-enforcement",
            {
                "project": project,
                "order_number": order_number,
                "missing_t": missing_t,
                "enforced_on": enforced_on,
                "limit": limit,
            },
        )

    def list_voluntary_session(
        self,
        *,
        session: str | None = None,
        state: str | None = None,
        trades: int | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntarySessionRow]:
        """A trading day of voluntary units, and how many trades it came to."""
        return self._listing(
            VoluntarySessionRow,
            "/api/v1/voluntary-session",
            {"session": session, "state": state, "trades": trades, "limit": limit},
        )

    def list_voluntary_quote(
        self,
        *,
        session: str | None = None,
        instrument: str | None = None,
        listing_t: int | None = None,
        listing_fen: int | None = None,
        block_t: int | None = None,
        block_fen: int | None = None,
        base_fen: int | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryQuoteRow]:
        """What was traded of a product on a day, by way of trading; `base_fen` is the next day's base price."""
        return self._listing(
            VoluntaryQuoteRow,
            "/api/v1/voluntary-quote",
            {
                "session": session,
                "instrument": instrument,
                "listing_t": listing_t,
                "listing_fen": listing_fen,
                "block_t": block_t,
                "block_fen": block_fen,
                "base_fen": base_fen,
                "limit": limit,
            },
        )

    def list_voluntary_account(
        self,
        *,
        holder: str | None = None,
        kind: str | None = None,
        name: str | None = None,
        evidence_sha256: str | None = None,
        opened_on: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryAccountRow]:
        """A holder's account (登记账户); `late`: opened after the time the rules give the registry."""
        return self._listing(
            VoluntaryAccountRow,
            "/api/v1/voluntary-account",
            {
                "holder": holder,
                "kind": kind,
                "name": name,
                "evidence_sha256": evidence_sha256,
                "opened_on": opened_on,
                "late": late,
                "limit": limit,
            },
        )

    def list_voluntary_holding(
        self,
        *,
        holder: str | None = None,
        instrument: str | None = None,
        place: str | None = None,
        amount_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryHoldingRow]:
        """What a holder has: `free`, `trading` (with the exchange) or `frozen`."""
        return self._listing(
            VoluntaryHoldingRow,
            "/api/v1/voluntary-holding",
            {"holder": holder, "instrument": instrument, "place": place, "amount_t": amount_t, "limit": limit},
        )

    def list_voluntary_use(
        self,
        *,
        number: int | None = None,
        holder: str | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        first_serial: int | None = None,
        last_serial: int | None = None,
        purpose: str | None = None,
        beneficiary: str | None = None,
        period: str | None = None,
        reason: str | None = None,
        certificate: str | None = None,
        code: str | None = None,
        used_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryUseRow]:
        """A cancellation: who, for whom and what for, which serials; `certificate`, `code` "" if nobody asked."""
        return self._listing(
            VoluntaryUseRow,
            "/api/v1/voluntary-use",
            {
                "number": number,
                "holder": holder,
                "instrument": instrument,
                "amount_t": amount_t,
                "first_serial": first_serial,
                "last_serial": last_serial,
                "purpose": purpose,
                "beneficiary": beneficiary,
                "period": period,
                "reason": reason,
                "certificate": certificate,
                "code": code,
                "used_on": used_on,
                "limit": limit,
            },
        )

    def list_voluntary_invoice(
        self,
        *,
        id: str | None = None,
        body: str | None = None,
        holder: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        issued_on: str | None = None,
        due: str | None = None,
        amount_fen: int | None = None,
        paid_fen: int | None = None,
        credited_fen: int | None = None,
        state: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryInvoiceRow]:
        """An invoice for fees of the voluntary registry or its exchange: what was charged, paid and credited, in
        fen."""
        return self._listing(
            VoluntaryInvoiceRow,
            "/api/v1/voluntary-invoice",
            {
                "id": id,
                "body": body,
                "holder": holder,
                "from_day": from_day,
                "until_day": until_day,
                "issued_on": issued_on,
                "due": due,
                "amount_fen": amount_fen,
                "paid_fen": paid_fen,
                "credited_fen": credited_fen,
                "state": state,
                "limit": limit,
            },
        )

    def list_voluntary_invoice_line(
        self,
        *,
        invoice: str | None = None,
        number: int | None = None,
        fee: str | None = None,
        basis: int | None = None,
        rate: str | None = None,
        rounding: str | None = None,
        amount_fen: int | None = None,
        citation: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryInvoiceLineRow]:
        """A line of an invoice: the fee, what it was reckoned on (times, or fen of trades), at which rate."""
        return self._listing(
            VoluntaryInvoiceLineRow,
            "/api/v1/voluntary-invoice-line",
            {
                "invoice": invoice,
                "number": number,
                "fee": fee,
                "basis": basis,
                "rate": rate,
                "rounding": rounding,
                "amount_fen": amount_fen,
                "citation": citation,
                "limit": limit,
            },
        )

    def list_voluntary_payment(
        self,
        *,
        body: str | None = None,
        reference: str | None = None,
        invoice: str | None = None,
        amount_fen: int | None = None,
        paid_on: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[VoluntaryPaymentRow]:
        """A payment of an invoice that arrived in a body's bank account, by the bank's reference."""
        return self._listing(
            VoluntaryPaymentRow,
            "/api/v1/voluntary-payment",
            {
                "body": body,
                "reference": reference,
                "invoice": invoice,
                "amount_fen": amount_fen,
                "paid_on": paid_on,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_cases(
        self,
        *,
        docket: str | None = None,
        subject: str | None = None,
        area_gb2260: str | None = None,
        source: str | None = None,
        about: str | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        authority: str | None = None,
        opened_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionCaseRow]:
        """A file as its clue opened it: about whom, from which source."""
        return self._listing(
            SupervisionCaseRow,
            "/api/v1/cases",
            {
                "docket": docket,
                "subject": subject,
                "area_gb2260": area_gb2260,
                "source": source,
                "about": about,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "authority": authority,
                "opened_on": opened_on,
                "limit": limit,
            },
        )

    def list_credit_record(
        self,
        *,
        docket: str | None = None,
        subject: str | None = None,
        offence: str | None = None,
        instrument: str | None = None,
        article: str | None = None,
        fine_fen: int | None = None,
        cut_t: int | None = None,
        bar: str | None = None,
        authority: str | None = None,
        published: int | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionCreditRow]:
        """An entry of the credit record (信用记录): a penalty that was decided and served."""
        return self._listing(
            SupervisionCreditRow,
            "/api/v1/credit-record",
            {
                "docket": docket,
                "subject": subject,
                "offence": offence,
                "instrument": instrument,
                "article": article,
                "fine_fen": fine_fen,
                "cut_t": cut_t,
                "bar": bar,
                "authority": authority,
                "published": published,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_credit_marks(
        self,
        *,
        docket: str | None = None,
        number: int | None = None,
        subject: str | None = None,
        result: str | None = None,
        fine_fen: int | None = None,
        cut_t: int | None = None,
        bar: str | None = None,
        published: int | None = None,
        marked_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionCreditMarkRow]:
        """What became of an entry of the credit record, which stays: the penalty behind it was changed or annulled."""
        return self._listing(
            SupervisionCreditMarkRow,
            "/api/v1/credit-marks",
            {
                "docket": docket,
                "number": number,
                "subject": subject,
                "result": result,
                "fine_fen": fine_fen,
                "cut_t": cut_t,
                "bar": bar,
                "published": published,
                "marked_on": marked_on,
                "limit": limit,
            },
        )

    def list_case_persons(
        self,
        *,
        docket: str | None = None,
        person: str | None = None,
        duty: str | None = None,
        low_fen: int | None = None,
        high_fen: int | None = None,
        notice_fen: int | None = None,
        fine_fen: int | None = None,
        decided_on: str | None = None,
        decided_fen: int | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionPersonRow2]:
        """A person a notice names, with its duty (职务) and range; `decided_on` "" before a decision."""
        return self._listing(
            SupervisionPersonRow2,
            "/api/v1/case-persons",
            {
                "docket": docket,
                "person": person,
                "duty": duty,
                "low_fen": low_fen,
                "high_fen": high_fen,
                "notice_fen": notice_fen,
                "fine_fen": fine_fen,
                "decided_on": decided_on,
                "decided_fen": decided_fen,
                "limit": limit,
            },
        )

    def list_case_hearings(
        self,
        *,
        docket: str | None = None,
        hear_on: str | None = None,
        place: str | None = None,
        chair: str | None = None,
        called_on: str | None = None,
        conclusion: str | None = None,
        text: str | None = None,
        minutes_sha256: str | None = None,
        held_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionHearingRow]:
        """A hearing as it was called, and what it came to by its minutes; `conclusion` "" until it is held."""
        return self._listing(
            SupervisionHearingRow,
            "/api/v1/case-hearings",
            {
                "docket": docket,
                "hear_on": hear_on,
                "place": place,
                "chair": chair,
                "called_on": called_on,
                "conclusion": conclusion,
                "text": text,
                "minutes_sha256": minutes_sha256,
                "held_on": held_on,
                "limit": limit,
            },
        )

    def list_case_revisions(
        self,
        *,
        docket: str | None = None,
        number: int | None = None,
        cause: str | None = None,
        result: str | None = None,
        fine_before_fen: int | None = None,
        fine_fen: int | None = None,
        cut_before_t: int | None = None,
        cut_t: int | None = None,
        bar_before: str | None = None,
        bar: str | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        revised_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionRevisionRow]:
        """What a decision was before and is since: by reconsideration, suit, or of the authority's own accord."""
        return self._listing(
            SupervisionRevisionRow,
            "/api/v1/case-revisions",
            {
                "docket": docket,
                "number": number,
                "cause": cause,
                "result": result,
                "fine_before_fen": fine_before_fen,
                "fine_fen": fine_fen,
                "cut_before_t": cut_before_t,
                "cut_t": cut_t,
                "bar_before": bar_before,
                "bar": bar,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "revised_on": revised_on,
                "limit": limit,
            },
        )

    def list_case_refunds(
        self,
        *,
        docket: str | None = None,
        number: int | None = None,
        person: str | None = None,
        amount_fen: int | None = None,
        paid_on: str | None = None,
        evidence_sha256: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionRefundRow]:
        """Money of a fine that was given back; `person` "" is who the file is about."""
        return self._listing(
            SupervisionRefundRow,
            "/api/v1/case-refunds",
            {
                "docket": docket,
                "number": number,
                "person": person,
                "amount_fen": amount_fen,
                "paid_on": paid_on,
                "evidence_sha256": evidence_sha256,
                "limit": limit,
            },
        )

    def list_case_write_offs(
        self,
        *,
        docket: str | None = None,
        person: str | None = None,
        amount_fen: int | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        written_off_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionWriteOffRow]:
        """What is not collected any more by a reasoned order; `person` "" is who the file is about."""
        return self._listing(
            SupervisionWriteOffRow,
            "/api/v1/case-write-offs",
            {
                "docket": docket,
                "person": person,
                "amount_fen": amount_fen,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "written_off_on": written_off_on,
                "limit": limit,
            },
        )

    def list_case_doubts(
        self,
        *,
        docket: str | None = None,
        number: int | None = None,
        text: str | None = None,
        level: str | None = None,
        explained_by: str | None = None,
        explained_level: str | None = None,
        explanation: str | None = None,
        evidence_sha256: str | None = None,
        explained_on: str | None = None,
        checked_by: str | None = None,
        checked_level: str | None = None,
        result: str | None = None,
        remark: str | None = None,
        checked_on: str | None = None,
        explanations: int | None = None,
        checks: int | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionDoubtRow]:
        """A doubt an inspection left, its explanation, and what another level made of it; `result` "" while open."""
        return self._listing(
            SupervisionDoubtRow,
            "/api/v1/case-doubts",
            {
                "docket": docket,
                "number": number,
                "text": text,
                "level": level,
                "explained_by": explained_by,
                "explained_level": explained_level,
                "explanation": explanation,
                "evidence_sha256": evidence_sha256,
                "explained_on": explained_on,
                "checked_by": checked_by,
                "checked_level": checked_level,
                "result": result,
                "remark": remark,
                "checked_on": checked_on,
                "explanations": explanations,
                "checks": checks,
                "limit": limit,
            },
        )

    def list_case_penalties(
        self,
        *,
        docket: str | None = None,
        stage: str | None = None,
        instrument: str | None = None,
        article: str | None = None,
        reading: str | None = None,
        part: int | None = None,
        low_fen: int | None = None,
        high_fen: int | None = None,
        fine_fen: int | None = None,
        persons_fen: int | None = None,
        confiscated_fen: int | None = None,
        cut_t: int | None = None,
        cut_if: str | None = None,
        from_period: str | None = None,
        bar: str | None = None,
        measures: str | None = None,
        correct_until: str | None = None,
        hearing: int | None = None,
        collective: str | None = None,
        set_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionPenaltyRow]:
        """A penalty as announced or decided, with the range of the text it is in. Amounts in fen, the cut in t."""
        return self._listing(
            SupervisionPenaltyRow,
            "/api/v1/case-penalties",
            {
                "docket": docket,
                "stage": stage,
                "instrument": instrument,
                "article": article,
                "reading": reading,
                "part": part,
                "low_fen": low_fen,
                "high_fen": high_fen,
                "fine_fen": fine_fen,
                "persons_fen": persons_fen,
                "confiscated_fen": confiscated_fen,
                "cut_t": cut_t,
                "cut_if": cut_if,
                "from_period": from_period,
                "bar": bar,
                "measures": measures,
                "correct_until": correct_until,
                "hearing": hearing,
                "collective": collective,
                "set_on": set_on,
                "limit": limit,
            },
        )

    def list_case_payments(
        self,
        *,
        docket: str | None = None,
        number: int | None = None,
        amount_fen: int | None = None,
        paid_on: str | None = None,
        evidence_sha256: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionPaymentRow]:
        """Money that was paid on a fine."""
        return self._listing(
            SupervisionPaymentRow,
            "/api/v1/case-payments",
            {
                "docket": docket,
                "number": number,
                "amount_fen": amount_fen,
                "paid_on": paid_on,
                "evidence_sha256": evidence_sha256,
                "limit": limit,
            },
        )

    def list_case_appeals(
        self,
        *,
        docket: str | None = None,
        number: int | None = None,
        kind: str | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        suspends: int | None = None,
        filed_on: str | None = None,
        result: str | None = None,
        fine_fen: int | None = None,
        remark: str | None = None,
        decided_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionAppealRow]:
        """An appeal against a decision: reconsideration or suit; `result` "" while it is open."""
        return self._listing(
            SupervisionAppealRow,
            "/api/v1/case-appeals",
            {
                "docket": docket,
                "number": number,
                "kind": kind,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "suspends": suspends,
                "filed_on": filed_on,
                "result": result,
                "fine_fen": fine_fen,
                "remark": remark,
                "decided_on": decided_on,
                "limit": limit,
            },
        )

    def list_own_doubts(
        self,
        *,
        docket: str | None = None,
        number: int | None = None,
        text: str | None = None,
        level: str | None = None,
        explained_by: str | None = None,
        explained_level: str | None = None,
        explanation: str | None = None,
        evidence_sha256: str | None = None,
        explained_on: str | None = None,
        checked_by: str | None = None,
        checked_level: str | None = None,
        result: str | None = None,
        remark: str | None = None,
        checked_on: str | None = None,
        explanations: int | None = None,
        checks: int | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionDoubtRow]:
        """A doubt an inspection left, its explanation, and what another level made of it; `result` "" while open."""
        return self._listing(
            SupervisionDoubtRow,
            "/api/v1/own-doubts",
            {
                "docket": docket,
                "number": number,
                "text": text,
                "level": level,
                "explained_by": explained_by,
                "explained_level": explained_level,
                "explanation": explanation,
                "evidence_sha256": evidence_sha256,
                "explained_on": explained_on,
                "checked_by": checked_by,
                "checked_level": checked_level,
                "result": result,
                "remark": remark,
                "checked_on": checked_on,
                "explanations": explanations,
                "checks": checks,
                "limit": limit,
            },
        )

    def list_own_penalties(
        self,
        *,
        docket: str | None = None,
        stage: str | None = None,
        instrument: str | None = None,
        article: str | None = None,
        reading: str | None = None,
        part: int | None = None,
        low_fen: int | None = None,
        high_fen: int | None = None,
        fine_fen: int | None = None,
        persons_fen: int | None = None,
        confiscated_fen: int | None = None,
        cut_t: int | None = None,
        cut_if: str | None = None,
        from_period: str | None = None,
        bar: str | None = None,
        measures: str | None = None,
        correct_until: str | None = None,
        hearing: int | None = None,
        collective: str | None = None,
        set_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[SupervisionPenaltyRow]:
        """A penalty as announced or decided, with the range of the text it is in. Amounts in fen, the cut in t."""
        return self._listing(
            SupervisionPenaltyRow,
            "/api/v1/own-penalties",
            {
                "docket": docket,
                "stage": stage,
                "instrument": instrument,
                "article": article,
                "reading": reading,
                "part": part,
                "low_fen": low_fen,
                "high_fen": high_fen,
                "fine_fen": fine_fen,
                "persons_fen": persons_fen,
                "confiscated_fen": confiscated_fen,
                "cut_t": cut_t,
                "cut_if": cut_if,
                "from_period": from_period,
                "bar": bar,
                "measures": measures,
                "correct_until": correct_until,
                "hearing": hearing,
                "collective": collective,
                "set_on": set_on,
                "limit": limit,
            },
        )

    def list_entities(
        self,
        *,
        id: str | None = None,
        name_zh: str | None = None,
        name_en: str | None = None,
        area_gb2260: str | None = None,
        sector_gbt4754: str | None = None,
        source: str | None = None,
        credit_code: str | None = None,
        owner: str | None = None,
        state: str | None = None,
        last_year: int | None = None,
        limit: int | None = None,
    ) -> Listing[ParticipantsEntityRow]:
        """An entity (重点排放单位 or candidate): the legal person that reports, holds and surrenders."""
        return self._listing(
            ParticipantsEntityRow,
            "/api/v1/entities",
            {
                "id": id,
                "name_zh": name_zh,
                "name_en": name_en,
                "area_gb2260": area_gb2260,
                "sector_gbt4754": sector_gbt4754,
                "source": source,
                "credit_code": credit_code,
                "owner": owner,
                "state": state,
                "last_year": last_year,
                "limit": limit,
            },
        )

    def list_entity_cities(
        self,
        *,
        entity: str | None = None,
        city_gb2260: str | None = None,
        from_day: str | None = None,
        ground: str | None = None,
        limit: int | None = None,
    ) -> Listing[ParticipantsEntityCityRow]:
        """The city (设区的市) an entity is placed in since a day; no row: its province has placed it in none."""
        return self._listing(
            ParticipantsEntityCityRow,
            "/api/v1/entity-cities",
            {"entity": entity, "city_gb2260": city_gb2260, "from_day": from_day, "ground": ground, "limit": limit},
        )

    def list_units(
        self,
        *,
        id: str | None = None,
        entity: str | None = None,
        name_zh: str | None = None,
        name_en: str | None = None,
        fuel: str | None = None,
        technology: str | None = None,
        coal_type: str | None = None,
        unit_class: str | None = None,
        capacity_kw: int | None = None,
        cooling: str | None = None,
        chp: int | None = None,
        captive: int | None = None,
        start_year: int | None = None,
        retired_year: int | None = None,
        modelled: str | None = None,
        limit: int | None = None,
    ) -> Listing[ParticipantsUnitRow]:
        """A generating unit (机组). What the source did not say and was modelled is named in `modelled`."""
        return self._listing(
            ParticipantsUnitRow,
            "/api/v1/units",
            {
                "id": id,
                "entity": entity,
                "name_zh": name_zh,
                "name_en": name_en,
                "fuel": fuel,
                "technology": technology,
                "coal_type": coal_type,
                "unit_class": unit_class,
                "capacity_kw": capacity_kw,
                "cooling": cooling,
                "chp": chp,
                "captive": captive,
                "start_year": start_year,
                "retired_year": retired_year,
                "modelled": modelled,
                "limit": limit,
            },
        )

    def list_listings(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        covered: int | None = None,
        ground: str | None = None,
        emission_t: int | None = None,
        citation: str | None = None,
        reporting: int | None = None,
        years: str | None = None,
        published_on: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[ParticipantsListingRow]:
        """What the published list of a period (重点排放单位名录) says of an entity: two lists, each with the ground."""
        return self._listing(
            ParticipantsListingRow,
            "/api/v1/listings",
            {
                "entity": entity,
                "period": period,
                "covered": covered,
                "ground": ground,
                "emission_t": emission_t,
                "citation": citation,
                "reporting": reporting,
                "years": years,
                "published_on": published_on,
                "late": late,
                "limit": limit,
            },
        )

    def list_mandates(
        self,
        *,
        organisation: str | None = None,
        entity: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        ground: str | None = None,
        limit: int | None = None,
    ) -> Listing[ParticipantsMandateRow]:
        """A body (a group's head office, 集团) that may act for an entity, from one legal day to another."""
        return self._listing(
            ParticipantsMandateRow,
            "/api/v1/mandates",
            {
                "organisation": organisation,
                "entity": entity,
                "from_day": from_day,
                "until_day": until_day,
                "ground": ground,
                "limit": limit,
            },
        )

    def list_accounts(
        self,
        *,
        id: str | None = None,
        kind: str | None = None,
        holder: str | None = None,
        overdraft: int | None = None,
        holder_kind: str | None = None,
        stopped: str | None = None,
        represented: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryAccountRow]:
        """An account. System accounts (issuance, bank) may be below zero by what others hold."""
        return self._listing(
            RegistryAccountRow,
            "/api/v1/accounts",
            {
                "id": id,
                "kind": kind,
                "holder": holder,
                "overdraft": overdraft,
                "holder_kind": holder_kind,
                "stopped": stopped,
                "represented": represented,
                "limit": limit,
            },
        )

    def list_holders(
        self,
        *,
        id: str | None = None,
        kind: str | None = None,
        name: str | None = None,
        identity: str | None = None,
        identity_until: str | None = None,
        state: str | None = None,
        applied_on: str | None = None,
        complete_on: str | None = None,
        due: str | None = None,
        missing: str | None = None,
        decided_on: str | None = None,
        late: int | None = None,
        reason: str | None = None,
        opened_on: str | None = None,
        closing_asked_on: str | None = None,
        closed_on: str | None = None,
        papers: int | None = None,
        changes: int | None = None,
        restrictions: int | None = None,
        bank_accounts: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryHolderRow]:
        """Who holds an account, or asked for one: its kind, its listed data, and how the application went."""
        return self._listing(
            RegistryHolderRow,
            "/api/v1/holders",
            {
                "id": id,
                "kind": kind,
                "name": name,
                "identity": identity,
                "identity_until": identity_until,
                "state": state,
                "applied_on": applied_on,
                "complete_on": complete_on,
                "due": due,
                "missing": missing,
                "decided_on": decided_on,
                "late": late,
                "reason": reason,
                "opened_on": opened_on,
                "closing_asked_on": closing_asked_on,
                "closed_on": closed_on,
                "papers": papers,
                "changes": changes,
                "restrictions": restrictions,
                "bank_accounts": bank_accounts,
                "limit": limit,
            },
        )

    def list_holder_papers(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        paper: str | None = None,
        sha256: str | None = None,
        filed_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryHolderPaperRow]:
        """A paper a holder filed, by the digest of its file."""
        return self._listing(
            RegistryHolderPaperRow,
            "/api/v1/holder-papers",
            {
                "holder": holder,
                "number": number,
                "paper": paper,
                "sha256": sha256,
                "filed_on": filed_on,
                "limit": limit,
            },
        )

    def list_holder_changes(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        name: str | None = None,
        identity: str | None = None,
        identity_until: str | None = None,
        was_name: str | None = None,
        was_identity: str | None = None,
        was_identity_until: str | None = None,
        evidence_sha256: str | None = None,
        filed_on: str | None = None,
        due: str | None = None,
        state: str | None = None,
        decided_on: str | None = None,
        late: int | None = None,
        reason: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryHolderChangeRow]:
        """A change of a holder's listed data, as it was filed, what stood before, and what became of it."""
        return self._listing(
            RegistryHolderChangeRow,
            "/api/v1/holder-changes",
            {
                "holder": holder,
                "number": number,
                "name": name,
                "identity": identity,
                "identity_until": identity_until,
                "was_name": was_name,
                "was_identity": was_identity,
                "was_identity_until": was_identity_until,
                "evidence_sha256": evidence_sha256,
                "filed_on": filed_on,
                "due": due,
                "state": state,
                "decided_on": decided_on,
                "late": late,
                "reason": reason,
                "limit": limit,
            },
        )

    def list_restrictions(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        ground: str | None = None,
        text: str | None = None,
        stops: str | None = None,
        evidence_sha256: str | None = None,
        citation: str | None = None,
        restricted_on: str | None = None,
        object_by: str | None = None,
        state: str | None = None,
        lifted_on: str | None = None,
        lifted_for: str | None = None,
        objection: str | None = None,
        objected_on: str | None = None,
        objected_for: str | None = None,
        due: str | None = None,
        answered_on: str | None = None,
        answer: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryRestrictionRow]:
        """A restriction (限制) of a holder: ground, acts it stops, objection, lifting."""
        return self._listing(
            RegistryRestrictionRow,
            "/api/v1/restrictions",
            {
                "holder": holder,
                "number": number,
                "ground": ground,
                "text": text,
                "stops": stops,
                "evidence_sha256": evidence_sha256,
                "citation": citation,
                "restricted_on": restricted_on,
                "object_by": object_by,
                "state": state,
                "lifted_on": lifted_on,
                "lifted_for": lifted_for,
                "objection": objection,
                "objected_on": objected_on,
                "objected_for": objected_for,
                "due": due,
                "answered_on": answered_on,
                "answer": answer,
                "late": late,
                "limit": limit,
            },
        )

    def list_representatives(
        self,
        *,
        holder: str | None = None,
        actor: str | None = None,
        role: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryRepresentativeRow]:
        """Somebody named to act for a holder in one role, from a day to a last one ("" goes on)."""
        return self._listing(
            RegistryRepresentativeRow,
            "/api/v1/representatives",
            {
                "holder": holder,
                "actor": actor,
                "role": role,
                "from_day": from_day,
                "until_day": until_day,
                "limit": limit,
            },
        )

    def list_barred(
        self,
        *,
        holder: str | None = None,
        ground: str | None = None,
        citation: str | None = None,
        noted_on: str | None = None,
        sell_by: str | None = None,
        state: str | None = None,
        reported_on: str | None = None,
        evidence_sha256: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryBarredRow]:
        """A holder that may not hold any more (禁入): what it has is to be sold by a day, and reported."""
        return self._listing(
            RegistryBarredRow,
            "/api/v1/barred",
            {
                "holder": holder,
                "ground": ground,
                "citation": citation,
                "noted_on": noted_on,
                "sell_by": sell_by,
                "state": state,
                "reported_on": reported_on,
                "evidence_sha256": evidence_sha256,
                "late": late,
                "limit": limit,
            },
        )

    def list_bank_accounts(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        bank: str | None = None,
        account: str | None = None,
        account_name: str | None = None,
        filed_on: str | None = None,
        due: str | None = None,
        state: str | None = None,
        decided_on: str | None = None,
        reason: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryBankAccountRow]:
        """A holder's account at a bank, in its own name (同名账户); one is confirmed at most."""
        return self._listing(
            RegistryBankAccountRow,
            "/api/v1/bank-accounts",
            {
                "holder": holder,
                "number": number,
                "bank": bank,
                "account": account,
                "account_name": account_name,
                "filed_on": filed_on,
                "due": due,
                "state": state,
                "decided_on": decided_on,
                "reason": reason,
                "late": late,
                "limit": limit,
            },
        )

    def list_instruments(
        self,
        *,
        id: str | None = None,
        kind: str | None = None,
        unit: str | None = None,
        approved_by: str | None = None,
        acts: str | None = None,
        holders: str | None = None,
        valid_from: str | None = None,
        valid_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryInstrumentRow]:
        """Something that can be held, in whole units: a vintage of allowances in tonnes, cash in fen."""
        return self._listing(
            RegistryInstrumentRow,
            "/api/v1/instruments",
            {
                "id": id,
                "kind": kind,
                "unit": unit,
                "approved_by": approved_by,
                "acts": acts,
                "holders": holders,
                "valid_from": valid_from,
                "valid_until": valid_until,
                "limit": limit,
            },
        )

    def list_holdings(
        self,
        *,
        account: str | None = None,
        instrument: str | None = None,
        amount: int | None = None,
        overdraft: int | None = None,
        last_transfer: int | None = None,
        moves: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryHoldingRow]:
        """What an account holds of an instrument now, and by which transfer."""
        return self._listing(
            RegistryHoldingRow,
            "/api/v1/holdings",
            {
                "account": account,
                "instrument": instrument,
                "amount": amount,
                "overdraft": overdraft,
                "last_transfer": last_transfer,
                "moves": moves,
                "limit": limit,
            },
        )

    def list_transfers(
        self,
        *,
        number: int | None = None,
        position: int | None = None,
        day: str | None = None,
        kind: str | None = None,
        debit: str | None = None,
        credit: str | None = None,
        instrument: str | None = None,
        amount: int | None = None,
        debit_after: int | None = None,
        credit_after: int | None = None,
        debit_before: int | None = None,
        credit_before: int | None = None,
        reference: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryTransferRow]:
        """Whole units moved from one account to another, with both balances after it."""
        return self._listing(
            RegistryTransferRow,
            "/api/v1/transfers",
            {
                "number": number,
                "position": position,
                "day": day,
                "kind": kind,
                "debit": debit,
                "credit": credit,
                "instrument": instrument,
                "amount": amount,
                "debit_after": debit_after,
                "credit_after": credit_after,
                "debit_before": debit_before,
                "credit_before": credit_before,
                "reference": reference,
                "limit": limit,
            },
        )

    def list_transfer_orders(
        self,
        *,
        id: str | None = None,
        holder: str | None = None,
        receiver: str | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        ground: str | None = None,
        reference: str | None = None,
        trusted: int | None = None,
        ordered_by: str | None = None,
        approved_by: str | None = None,
        ordered_at: str | None = None,
        due_at: str | None = None,
        state: str | None = None,
        reason: str | None = None,
        changed_by: str | None = None,
        changed_at: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryTransferOrderRow]:
        """An order of transfer to another holder: who ordered and approved it, when it is due, what became of it."""
        return self._listing(
            RegistryTransferOrderRow,
            "/api/v1/transfer-orders",
            {
                "id": id,
                "holder": holder,
                "receiver": receiver,
                "instrument": instrument,
                "amount_t": amount_t,
                "ground": ground,
                "reference": reference,
                "trusted": trusted,
                "ordered_by": ordered_by,
                "approved_by": approved_by,
                "ordered_at": ordered_at,
                "due_at": due_at,
                "state": state,
                "reason": reason,
                "changed_by": changed_by,
                "changed_at": changed_at,
                "limit": limit,
            },
        )

    def list_carry_overs(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        instrument: str | None = None,
        carried_into: str | None = None,
        amount_t: int | None = None,
        corrected_t: int | None = None,
        state: str | None = None,
        applied_on: str | None = None,
        due: str | None = None,
        decided_on: str | None = None,
        late: int | None = None,
        reason: str | None = None,
        transfer: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryCarryOverRow]:
        """An application for a carry-over, and what became of it."""
        return self._listing(
            RegistryCarryOverRow,
            "/api/v1/carry-overs",
            {
                "holder": holder,
                "number": number,
                "instrument": instrument,
                "carried_into": carried_into,
                "amount_t": amount_t,
                "corrected_t": corrected_t,
                "state": state,
                "applied_on": applied_on,
                "due": due,
                "decided_on": decided_on,
                "late": late,
                "reason": reason,
                "transfer": transfer,
                "limit": limit,
            },
        )

    def list_recoveries(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        taken_t: int | None = None,
        ground: str | None = None,
        instruction: str | None = None,
        ordered_on: str | None = None,
        due: str | None = None,
        state: str | None = None,
        ended_on: str | None = None,
        ending: str | None = None,
        deduction: int | None = None,
        paper: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryRecoveryRow]:
        """Tonnes a holder is to bring back, and what became of the claim."""
        return self._listing(
            RegistryRecoveryRow,
            "/api/v1/recoveries",
            {
                "holder": holder,
                "number": number,
                "instrument": instrument,
                "amount_t": amount_t,
                "taken_t": taken_t,
                "ground": ground,
                "instruction": instruction,
                "ordered_on": ordered_on,
                "due": due,
                "state": state,
                "ended_on": ended_on,
                "ending": ending,
                "deduction": deduction,
                "paper": paper,
                "limit": limit,
            },
        )

    def list_trusted_accounts(
        self,
        *,
        holder: str | None = None,
        receiver: str | None = None,
        reason: str | None = None,
        added_by: str | None = None,
        approved_by: str | None = None,
        from_at: str | None = None,
        removed_at: str | None = None,
        removed_by: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryTrustedRow]:
        """An account a holder trusts: from an instant on, until it is removed."""
        return self._listing(
            RegistryTrustedRow,
            "/api/v1/trusted-accounts",
            {
                "holder": holder,
                "receiver": receiver,
                "reason": reason,
                "added_by": added_by,
                "approved_by": approved_by,
                "from_at": from_at,
                "removed_at": removed_at,
                "removed_by": removed_by,
                "limit": limit,
            },
        )

    def list_freezes(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        account: str | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        frozen_t: int | None = None,
        organ: str | None = None,
        paper: str | None = None,
        until_day: str | None = None,
        ordered_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryFreezeRow]:
        """A freeze as it stands: what is still ordered, and how much of it is frozen; nothing ordered: it is over."""
        return self._listing(
            RegistryFreezeRow,
            "/api/v1/freezes",
            {
                "holder": holder,
                "number": number,
                "account": account,
                "instrument": instrument,
                "amount_t": amount_t,
                "frozen_t": frozen_t,
                "organ": organ,
                "paper": paper,
                "until_day": until_day,
                "ordered_on": ordered_on,
                "limit": limit,
            },
        )

    def list_waiting_freezes(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        account: str | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        frozen_t: int | None = None,
        organ: str | None = None,
        paper: str | None = None,
        until_day: str | None = None,
        ordered_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryFreezeRow]:
        """A freeze as it stands: what is still ordered, and how much of it is frozen; nothing ordered: it is over."""
        return self._listing(
            RegistryFreezeRow,
            "/api/v1/waiting-freezes",
            {
                "holder": holder,
                "number": number,
                "account": account,
                "instrument": instrument,
                "amount_t": amount_t,
                "frozen_t": frozen_t,
                "organ": organ,
                "paper": paper,
                "until_day": until_day,
                "ordered_on": ordered_on,
                "limit": limit,
            },
        )

    def list_pledges(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        pledgee: str | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        contract: str | None = None,
        state: str | None = None,
        offered_on: str | None = None,
        changed_on: str | None = None,
        enforced_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryPledgeRow]:
        """A pledge and what became of it."""
        return self._listing(
            RegistryPledgeRow,
            "/api/v1/pledges",
            {
                "holder": holder,
                "number": number,
                "pledgee": pledgee,
                "instrument": instrument,
                "amount_t": amount_t,
                "contract": contract,
                "state": state,
                "offered_on": offered_on,
                "changed_on": changed_on,
                "enforced_t": enforced_t,
                "limit": limit,
            },
        )

    def list_cancellations(
        self,
        *,
        transfer: int | None = None,
        holder: str | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        reason: str | None = None,
        beneficiary: str | None = None,
        day: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryCancellationRow]:
        """A cancellation, by the transfer it made."""
        return self._listing(
            RegistryCancellationRow,
            "/api/v1/cancellations",
            {
                "transfer": transfer,
                "holder": holder,
                "instrument": instrument,
                "amount_t": amount_t,
                "reason": reason,
                "beneficiary": beneficiary,
                "day": day,
                "limit": limit,
            },
        )

    def list_certificates(
        self,
        *,
        transfer: int | None = None,
        number: str | None = None,
        code: str | None = None,
        certified_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryCertificateRow]:
        """The certificate of a cancellation: its number, its proof code, and when it was made."""
        return self._listing(
            RegistryCertificateRow,
            "/api/v1/certificates",
            {"transfer": transfer, "number": number, "code": code, "certified_on": certified_on, "limit": limit},
        )

    def list_session_requests(
        self,
        *,
        session: str | None = None,
        number: int | None = None,
        what: str | None = None,
        holder: str | None = None,
        account: str | None = None,
        instrument: str | None = None,
        amount: int | None = None,
        freeze_number: int | None = None,
        asked_by: str | None = None,
        approved_by: str | None = None,
        state: str | None = None,
        given: int | None = None,
        moved: int | None = None,
        reason: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistrySessionRequestRow]:
        """What was asked of a session, and what was given and moved: tonnes, or fen of money."""
        return self._listing(
            RegistrySessionRequestRow,
            "/api/v1/session-requests",
            {
                "session": session,
                "number": number,
                "what": what,
                "holder": holder,
                "account": account,
                "instrument": instrument,
                "amount": amount,
                "freeze_number": freeze_number,
                "asked_by": asked_by,
                "approved_by": approved_by,
                "state": state,
                "given": given,
                "moved": moved,
                "reason": reason,
                "limit": limit,
            },
        )

    def list_trades(
        self,
        *,
        session: str | None = None,
        number: int | None = None,
        method: str | None = None,
        instrument: str | None = None,
        seller: str | None = None,
        buyer: str | None = None,
        price_fen: int | None = None,
        quantity_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryTradeRow]:
        """A trade of the exchange as settled: allowances against cash at one moment."""
        return self._listing(
            RegistryTradeRow,
            "/api/v1/trades",
            {
                "session": session,
                "number": number,
                "method": method,
                "instrument": instrument,
                "seller": seller,
                "buyer": buyer,
                "price_fen": price_fen,
                "quantity_t": quantity_t,
                "limit": limit,
            },
        )

    def list_failures(
        self,
        *,
        session: str | None = None,
        number: int | None = None,
        method: str | None = None,
        instrument: str | None = None,
        seller: str | None = None,
        buyer: str | None = None,
        price_fen: int | None = None,
        quantity_t: int | None = None,
        failing: str | None = None,
        missing_t: int | None = None,
        missing_fen: int | None = None,
        reason: str | None = None,
        failed_on: str | None = None,
        until: str | None = None,
        state: str | None = None,
        ended_on: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryFailureRow]:
        """A trade that could not be delivered or paid when it was to be settled, by the trade's own number."""
        return self._listing(
            RegistryFailureRow,
            "/api/v1/failures",
            {
                "session": session,
                "number": number,
                "method": method,
                "instrument": instrument,
                "seller": seller,
                "buyer": buyer,
                "price_fen": price_fen,
                "quantity_t": quantity_t,
                "failing": failing,
                "missing_t": missing_t,
                "missing_fen": missing_fen,
                "reason": reason,
                "failed_on": failed_on,
                "until": until,
                "state": state,
                "ended_on": ended_on,
                "late": late,
                "limit": limit,
            },
        )

    def list_claims(
        self,
        *,
        session: str | None = None,
        number: int | None = None,
        defaulter: str | None = None,
        source: str | None = None,
        due_fen: int | None = None,
        paid_fen: int | None = None,
        instrument: str | None = None,
        held_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryClaimRow]:
        """What a party owes because its trade was covered: principal and costs; units held until it has paid are."""
        return self._listing(
            RegistryClaimRow,
            "/api/v1/claims",
            {
                "session": session,
                "number": number,
                "defaulter": defaulter,
                "source": source,
                "due_fen": due_fen,
                "paid_fen": paid_fen,
                "instrument": instrument,
                "held_t": held_t,
                "limit": limit,
            },
        )

    def list_settlement_objections(
        self,
        *,
        holder: str | None = None,
        day: str | None = None,
        reason: str | None = None,
        objected_on: str | None = None,
        state: str | None = None,
        text: str | None = None,
        decided_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistrySettlementObjectionRow]:
        """A participant's objection to its settlement of a day, and what became of it."""
        return self._listing(
            RegistrySettlementObjectionRow,
            "/api/v1/settlement-objections",
            {
                "holder": holder,
                "day": day,
                "reason": reason,
                "objected_on": objected_on,
                "state": state,
                "text": text,
                "decided_on": decided_on,
                "limit": limit,
            },
        )

    def list_withdrawals(
        self,
        *,
        id: str | None = None,
        holder: str | None = None,
        amount_fen: int | None = None,
        bank: str | None = None,
        bank_account: str | None = None,
        asked_by: str | None = None,
        approved_by: str | None = None,
        asked_on: str | None = None,
        state: str | None = None,
        reason: str | None = None,
        paid_on: str | None = None,
        changed_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryWithdrawalRow]:
        """A holder's request to be paid its money: reserved until it is paid, then what the bank said of it."""
        return self._listing(
            RegistryWithdrawalRow,
            "/api/v1/withdrawals",
            {
                "id": id,
                "holder": holder,
                "amount_fen": amount_fen,
                "bank": bank,
                "bank_account": bank_account,
                "asked_by": asked_by,
                "approved_by": approved_by,
                "asked_on": asked_on,
                "state": state,
                "reason": reason,
                "paid_on": paid_on,
                "changed_on": changed_on,
                "limit": limit,
            },
        )

    def list_invoices(
        self,
        *,
        id: str | None = None,
        body: str | None = None,
        holder: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        issued_on: str | None = None,
        due: str | None = None,
        amount_fen: int | None = None,
        paid_fen: int | None = None,
        credited_fen: int | None = None,
        state: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryInvoiceRow]:
        """An invoice for a body's fees: what was charged, paid and credited, in fen."""
        return self._listing(
            RegistryInvoiceRow,
            "/api/v1/invoices",
            {
                "id": id,
                "body": body,
                "holder": holder,
                "from_day": from_day,
                "until_day": until_day,
                "issued_on": issued_on,
                "due": due,
                "amount_fen": amount_fen,
                "paid_fen": paid_fen,
                "credited_fen": credited_fen,
                "state": state,
                "limit": limit,
            },
        )

    def list_bank_lines(
        self,
        *,
        direction: str | None = None,
        reference: str | None = None,
        day: str | None = None,
        named: str | None = None,
        holder: str | None = None,
        amount_fen: int | None = None,
        purpose: str | None = None,
        state: str | None = None,
        reason: str | None = None,
        paper: str | None = None,
        changed_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryBankLineRow]:
        """A line of the bank's file, and what became of it."""
        return self._listing(
            RegistryBankLineRow,
            "/api/v1/bank-lines",
            {
                "direction": direction,
                "reference": reference,
                "day": day,
                "named": named,
                "holder": holder,
                "amount_fen": amount_fen,
                "purpose": purpose,
                "state": state,
                "reason": reason,
                "paper": paper,
                "changed_on": changed_on,
                "limit": limit,
            },
        )

    def list_bookings(
        self,
        *,
        direction: str | None = None,
        reference: str | None = None,
        holder: str | None = None,
        amount_fen: int | None = None,
        day: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryBookingRow]:
        """What people or acts booked through the clients' bank account; the bank's line of the reference should."""
        return self._listing(
            RegistryBookingRow,
            "/api/v1/bookings",
            {
                "direction": direction,
                "reference": reference,
                "holder": holder,
                "amount_fen": amount_fen,
                "day": day,
                "limit": limit,
            },
        )

    def list_invoice_lines(
        self,
        *,
        invoice: str | None = None,
        number: int | None = None,
        fee: str | None = None,
        basis: int | None = None,
        rate: str | None = None,
        rounding: str | None = None,
        amount_fen: int | None = None,
        citation: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryInvoiceLineRow]:
        """A line of an invoice: the fee, what it was reckoned on (times, or fen of trades), at which rate."""
        return self._listing(
            RegistryInvoiceLineRow,
            "/api/v1/invoice-lines",
            {
                "invoice": invoice,
                "number": number,
                "fee": fee,
                "basis": basis,
                "rate": rate,
                "rounding": rounding,
                "amount_fen": amount_fen,
                "citation": citation,
                "limit": limit,
            },
        )

    def list_bank_files(
        self,
        *,
        sha256: str | None = None,
        day: str | None = None,
        lines: int | None = None,
        in_fen: int | None = None,
        out_fen: int | None = None,
        taken_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryBankFileRow]:
        """A file of the bank that was taken in."""
        return self._listing(
            RegistryBankFileRow,
            "/api/v1/bank-files",
            {
                "sha256": sha256,
                "day": day,
                "lines": lines,
                "in_fen": in_fen,
                "out_fen": out_fen,
                "taken_on": taken_on,
                "limit": limit,
            },
        )

    def list_days(
        self,
        *,
        day: str | None = None,
        closed_on: str | None = None,
        clients_fen: int | None = None,
        unidentified_fen: int | None = None,
        reserve_fen: int | None = None,
        own_fen: int | None = None,
        auction_fen: int | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryDayRow]:
        """A closed day: what was held for whom when it was closed, in fen; no act of settlement or money is of it."""
        return self._listing(
            RegistryDayRow,
            "/api/v1/days",
            {
                "day": day,
                "closed_on": closed_on,
                "clients_fen": clients_fen,
                "unidentified_fen": unidentified_fen,
                "reserve_fen": reserve_fen,
                "own_fen": own_fen,
                "auction_fen": auction_fen,
                "limit": limit,
            },
        )

    def list_day_files(
        self,
        *,
        day: str | None = None,
        kind: str | None = None,
        sha256: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryDayFileRow]:
        """A file that was made of a day: the payments for the bank, the holders' statements."""
        return self._listing(
            RegistryDayFileRow,
            "/api/v1/day-files",
            {"day": day, "kind": kind, "sha256": sha256, "noted_on": noted_on, "limit": limit},
        )

    def list_mrv_unit_month(
        self,
        *,
        unit: str | None = None,
        month: str | None = None,
        entity: str | None = None,
        generation_mwh_e3: int | None = None,
        own_use_mwh_e3: int | None = None,
        network_use_mwh_e3: int | None = None,
        heat_gj_e2: int | None = None,
        hours_e2: int | None = None,
        fuel_e2: int | None = None,
        fuel_for_heat_e2: int | None = None,
        ncv_e3: int | None = None,
        carbon_e4: int | None = None,
        purchased_mwh_e3: int | None = None,
        evidence: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[MrvUnitMonthRow]:
        """A unit's month as recorded, and as verification left it where it changed a figure."""
        return self._listing(
            MrvUnitMonthRow,
            "/api/v1/mrv-unit-month",
            {
                "unit": unit,
                "month": month,
                "entity": entity,
                "generation_mwh_e3": generation_mwh_e3,
                "own_use_mwh_e3": own_use_mwh_e3,
                "network_use_mwh_e3": network_use_mwh_e3,
                "heat_gj_e2": heat_gj_e2,
                "hours_e2": hours_e2,
                "fuel_e2": fuel_e2,
                "fuel_for_heat_e2": fuel_for_heat_e2,
                "ncv_e3": ncv_e3,
                "carbon_e4": carbon_e4,
                "purchased_mwh_e3": purchased_mwh_e3,
                "evidence": evidence,
                "late": late,
                "limit": limit,
            },
        )

    def list_mrv_report(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        state: str | None = None,
        reported_t: int | None = None,
        verified_t: int | None = None,
        nonconformities: int | None = None,
        verifier: str | None = None,
        filed_on: str | None = None,
        verified_on: str | None = None,
        confirmed_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvReportRow]:
        """An entity's annual report and what became of it. Emissions in whole tonnes."""
        return self._listing(
            MrvReportRow,
            "/api/v1/mrv-report",
            {
                "entity": entity,
                "period": period,
                "state": state,
                "reported_t": reported_t,
                "verified_t": verified_t,
                "nonconformities": nonconformities,
                "verifier": verifier,
                "filed_on": filed_on,
                "verified_on": verified_on,
                "confirmed_on": confirmed_on,
                "limit": limit,
            },
        )

    def list_mrv_unit_year(
        self,
        *,
        unit: str | None = None,
        period: str | None = None,
        stage: str | None = None,
        entity: str | None = None,
        generation_mwh_e3: int | None = None,
        supply_mwh_e3: int | None = None,
        heat_gj_e2: int | None = None,
        heat_ratio_e4: int | None = None,
        hours_e2: int | None = None,
        load_factor_e4: int | None = None,
        fuel_e2: int | None = None,
        ncv_e3: int | None = None,
        carbon_e4: int | None = None,
        months_without_carbon: int | None = None,
        combustion_t_e2: int | None = None,
        purchased_t_e2: int | None = None,
        emission_t_e2: int | None = None,
        limit: int | None = None,
    ) -> Listing[MrvUnitYearRow]:
        """A unit's year, as reported or as verified."""
        return self._listing(
            MrvUnitYearRow,
            "/api/v1/mrv-unit-year",
            {
                "unit": unit,
                "period": period,
                "stage": stage,
                "entity": entity,
                "generation_mwh_e3": generation_mwh_e3,
                "supply_mwh_e3": supply_mwh_e3,
                "heat_gj_e2": heat_gj_e2,
                "heat_ratio_e4": heat_ratio_e4,
                "hours_e2": hours_e2,
                "load_factor_e4": load_factor_e4,
                "fuel_e2": fuel_e2,
                "ncv_e3": ncv_e3,
                "carbon_e4": carbon_e4,
                "months_without_carbon": months_without_carbon,
                "combustion_t_e2": combustion_t_e2,
                "purchased_t_e2": purchased_t_e2,
                "emission_t_e2": emission_t_e2,
                "limit": limit,
            },
        )

    def list_mrv_change(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        unit: str | None = None,
        month: str | None = None,
        field: str | None = None,
        before: str | None = None,
        treatment: str | None = None,
        code: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvChangeRow]:
        """A figure of a month that verification changed, and why; `before` and `after` as recorded, "" is not
        measured."""
        return self._listing(
            MrvChangeRow,
            "/api/v1/mrv-change",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "unit": unit,
                "month": month,
                "field": field,
                "before": before,
                "treatment": treatment,
                "code": code,
                "limit": limit,
            },
        )

    def list_mrv_opening_emission(
        self,
        *,
        unit: str | None = None,
        year: str | None = None,
        entity: str | None = None,
        emission_t: int | None = None,
        origin: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvOpeningEmissionRow]:
        """A unit's verified emissions of a year before the first one kept here, in whole tonnes."""
        return self._listing(
            MrvOpeningEmissionRow,
            "/api/v1/mrv-opening-emission",
            {"unit": unit, "year": year, "entity": entity, "emission_t": emission_t, "origin": origin, "limit": limit},
        )

    def list_mrv_opening_output(
        self,
        *,
        unit: str | None = None,
        year: str | None = None,
        entity: str | None = None,
        supply_mwh_e3: int | None = None,
        heat_gj_e2: int | None = None,
        origin: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvOpeningOutputRow]:
        """What a unit supplied in a year before the first one kept here: the base of a pre-allocation by output."""
        return self._listing(
            MrvOpeningOutputRow,
            "/api/v1/mrv-opening-output",
            {
                "unit": unit,
                "year": year,
                "entity": entity,
                "supply_mwh_e3": supply_mwh_e3,
                "heat_gj_e2": heat_gj_e2,
                "origin": origin,
                "limit": limit,
            },
        )

    def list_mrv_evidence(
        self,
        *,
        unit: str | None = None,
        month: str | None = None,
        number: int | None = None,
        entity: str | None = None,
        kind: str | None = None,
        field: str | None = None,
        value: str | None = None,
        value_unit: str | None = None,
        source: str | None = None,
        laboratory: str | None = None,
        file_name: str | None = None,
        file_bytes: int | None = None,
        file_sha256: str | None = None,
        secret: int | None = None,
        depositor: str | None = None,
        deposited_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvEvidenceRow]:
        """A piece of evidence behind a unit's month: what was read or measured, and the digest of its file."""
        return self._listing(
            MrvEvidenceRow,
            "/api/v1/mrv-evidence",
            {
                "unit": unit,
                "month": month,
                "number": number,
                "entity": entity,
                "kind": kind,
                "field": field,
                "value": value,
                "value_unit": value_unit,
                "source": source,
                "laboratory": laboratory,
                "file_name": file_name,
                "file_bytes": file_bytes,
                "file_sha256": file_sha256,
                "secret": secret,
                "depositor": depositor,
                "deposited_on": deposited_on,
                "limit": limit,
            },
        )

    def list_mrv_gas(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        stage: str | None = None,
        gas: str | None = None,
        mass_kg_e3: int | None = None,
        potential: str | None = None,
        potential_set: str | None = None,
        counts: int | None = None,
        source: str | None = None,
        evidence: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvGasRow]:
        """Another gas of an entity's year; `potential` is t CO2e per t, `counts` says whether the obligation has it."""
        return self._listing(
            MrvGasRow,
            "/api/v1/mrv-gas",
            {
                "entity": entity,
                "period": period,
                "stage": stage,
                "gas": gas,
                "mass_kg_e3": mass_kg_e3,
                "potential": potential,
                "potential_set": potential_set,
                "counts": counts,
                "source": source,
                "evidence": evidence,
                "limit": limit,
            },
        )

    def list_mrv_laboratory_report(
        self,
        *,
        laboratory: str | None = None,
        number: str | None = None,
        entity: str | None = None,
        unit: str | None = None,
        month: str | None = None,
        sample: str | None = None,
        sample_kind: str | None = None,
        taken_from: str | None = None,
        taken_to: str | None = None,
        received_on: str | None = None,
        tested_on: str | None = None,
        issued_on: str | None = None,
        mark: str | None = None,
        signed_by: str | None = None,
        file_name: str | None = None,
        file_bytes: int | None = None,
        file_sha256: str | None = None,
        late: int | None = None,
        deposited_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvLaboratoryReportRow]:
        """A laboratory's report on a sample of a unit's month, or of a stream's month or year (`unit` "")."""
        return self._listing(
            MrvLaboratoryReportRow,
            "/api/v1/mrv-laboratory-report",
            {
                "laboratory": laboratory,
                "number": number,
                "entity": entity,
                "unit": unit,
                "month": month,
                "sample": sample,
                "sample_kind": sample_kind,
                "taken_from": taken_from,
                "taken_to": taken_to,
                "received_on": received_on,
                "tested_on": tested_on,
                "issued_on": issued_on,
                "mark": mark,
                "signed_by": signed_by,
                "file_name": file_name,
                "file_bytes": file_bytes,
                "file_sha256": file_sha256,
                "late": late,
                "deposited_on": deposited_on,
                "limit": limit,
            },
        )

    def list_mrv_laboratory_value(
        self,
        *,
        laboratory: str | None = None,
        number: str | None = None,
        figure: str | None = None,
        basis: str | None = None,
        value: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvLaboratoryValueRow]:
        """A value of a report, as its exact decimal text; of a stream the guide's figure in the guide's unit."""
        return self._listing(
            MrvLaboratoryValueRow,
            "/api/v1/mrv-laboratory-value",
            {
                "laboratory": laboratory,
                "number": number,
                "figure": figure,
                "basis": basis,
                "value": value,
                "limit": limit,
            },
        )

    def list_mrv_laboratory_stream(
        self,
        *,
        laboratory: str | None = None,
        number: str | None = None,
        entity: str | None = None,
        sector: str | None = None,
        period: str | None = None,
        part: str | None = None,
        stream: str | None = None,
        item: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvLaboratoryStreamRow]:
        """The source stream a report is of: `part` a line or unit, "" the firm; `period` a month or a year."""
        return self._listing(
            MrvLaboratoryStreamRow,
            "/api/v1/mrv-laboratory-stream",
            {
                "laboratory": laboratory,
                "number": number,
                "entity": entity,
                "sector": sector,
                "period": period,
                "part": part,
                "stream": stream,
                "item": item,
                "limit": limit,
            },
        )

    def list_mrv_control_plan(
        self,
        *,
        entity: str | None = None,
        year: str | None = None,
        version: int | None = None,
        reason: str | None = None,
        state: str | None = None,
        late: int | None = None,
        file_name: str | None = None,
        file_bytes: int | None = None,
        file_sha256: str | None = None,
        filed_on: str | None = None,
        decided_on: str | None = None,
        answer: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvControlPlanRow]:
        """A version of an entity's plan for a year; `answer` is what the province wrote to one it sent back."""
        return self._listing(
            MrvControlPlanRow,
            "/api/v1/mrv-control-plan",
            {
                "entity": entity,
                "year": year,
                "version": version,
                "reason": reason,
                "state": state,
                "late": late,
                "file_name": file_name,
                "file_bytes": file_bytes,
                "file_sha256": file_sha256,
                "filed_on": filed_on,
                "decided_on": decided_on,
                "answer": answer,
                "limit": limit,
            },
        )

    def list_mrv_planned_figure(
        self,
        *,
        entity: str | None = None,
        year: str | None = None,
        version: int | None = None,
        unit: str | None = None,
        field: str | None = None,
        way: str | None = None,
        meter: str | None = None,
        frequency: str | None = None,
        gap: str | None = None,
        department: str | None = None,
        records: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvPlannedFigureRow]:
        """How a figure is got under a version of the plan."""
        return self._listing(
            MrvPlannedFigureRow,
            "/api/v1/mrv-planned-figure",
            {
                "entity": entity,
                "year": year,
                "version": version,
                "unit": unit,
                "field": field,
                "way": way,
                "meter": meter,
                "frequency": frequency,
                "gap": gap,
                "department": department,
                "records": records,
                "limit": limit,
            },
        )

    def list_mrv_planned_meter(
        self,
        *,
        entity: str | None = None,
        year: str | None = None,
        version: int | None = None,
        number: str | None = None,
        model: str | None = None,
        place: str | None = None,
        accuracy_percent: str | None = None,
        calibration_months: int | None = None,
        limit: int | None = None,
    ) -> Listing[MrvPlannedMeterRow]:
        """A meter of a version of the plan."""
        return self._listing(
            MrvPlannedMeterRow,
            "/api/v1/mrv-planned-meter",
            {
                "entity": entity,
                "year": year,
                "version": version,
                "number": number,
                "model": model,
                "place": place,
                "accuracy_percent": accuracy_percent,
                "calibration_months": calibration_months,
                "limit": limit,
            },
        )

    def list_mrv_planned_person(
        self,
        *,
        entity: str | None = None,
        year: str | None = None,
        version: int | None = None,
        name: str | None = None,
        duty: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvPlannedPersonRow]:
        """Who is responsible for what under a version of the plan."""
        return self._listing(
            MrvPlannedPersonRow,
            "/api/v1/mrv-planned-person",
            {"entity": entity, "year": year, "version": version, "name": name, "duty": duty, "limit": limit},
        )

    def list_mrv_calibration(
        self,
        *,
        entity: str | None = None,
        meter: str | None = None,
        day: str | None = None,
        until_day: str | None = None,
        file_name: str | None = None,
        file_bytes: int | None = None,
        file_sha256: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvCalibrationRow]:
        """A meter's calibration."""
        return self._listing(
            MrvCalibrationRow,
            "/api/v1/mrv-calibration",
            {
                "entity": entity,
                "meter": meter,
                "day": day,
                "until_day": until_day,
                "file_name": file_name,
                "file_bytes": file_bytes,
                "file_sha256": file_sha256,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_mrv_supervision(
        self,
        *,
        entity: str | None = None,
        month: str | None = None,
        number: int | None = None,
        authority: str | None = None,
        result: str | None = None,
        text: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvSupervisionRow]:
        """A note of an authority on an entity's month."""
        return self._listing(
            MrvSupervisionRow,
            "/api/v1/mrv-supervision",
            {
                "entity": entity,
                "month": month,
                "number": number,
                "authority": authority,
                "result": result,
                "text": text,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_mrv_correction(
        self,
        *,
        unit: str | None = None,
        month: str | None = None,
        version: int | None = None,
        field: str | None = None,
        entity: str | None = None,
        before: str | None = None,
        reason: str | None = None,
        file_name: str | None = None,
        file_bytes: int | None = None,
        file_sha256: str | None = None,
        corrected_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvCorrectionRow]:
        """A corrected figure; `version` 1 is what was recorded first, so the first correction makes 2."""
        return self._listing(
            MrvCorrectionRow,
            "/api/v1/mrv-correction",
            {
                "unit": unit,
                "month": month,
                "version": version,
                "field": field,
                "entity": entity,
                "before": before,
                "reason": reason,
                "file_name": file_name,
                "file_bytes": file_bytes,
                "file_sha256": file_sha256,
                "corrected_on": corrected_on,
                "limit": limit,
            },
        )

    def list_mrv_emission_correction(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        state: str | None = None,
        source: str | None = None,
        reference: str | None = None,
        reason: str | None = None,
        file_name: str | None = None,
        file_bytes: int | None = None,
        file_sha256: str | None = None,
        before_t: int | None = None,
        after_t: int | None = None,
        output_changed: int | None = None,
        first_change: int | None = None,
        proposed_by: str | None = None,
        proposed_on: str | None = None,
        decide_until: str | None = None,
        decided_by: str | None = None,
        decided_on: str | None = None,
        late: int | None = None,
        text: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvEmissionCorrectionRow]:
        """A correction of a confirmed emission, proposed and decided; whole tonnes."""
        return self._listing(
            MrvEmissionCorrectionRow,
            "/api/v1/mrv-emission-correction",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "state": state,
                "source": source,
                "reference": reference,
                "reason": reason,
                "file_name": file_name,
                "file_bytes": file_bytes,
                "file_sha256": file_sha256,
                "before_t": before_t,
                "after_t": after_t,
                "output_changed": output_changed,
                "first_change": first_change,
                "proposed_by": proposed_by,
                "proposed_on": proposed_on,
                "decide_until": decide_until,
                "decided_by": decided_by,
                "decided_on": decided_on,
                "late": late,
                "text": text,
                "limit": limit,
            },
        )

    def list_mrv_proposed_change(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        correction: int | None = None,
        number: int | None = None,
        unit: str | None = None,
        month: str | None = None,
        field: str | None = None,
        before: str | None = None,
        treatment: str | None = None,
        code: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvProposedChangeRow]:
        """A figure that a correction changes, as proposed; `before` and `after` as recorded, "" is not measured."""
        return self._listing(
            MrvProposedChangeRow,
            "/api/v1/mrv-proposed-change",
            {
                "entity": entity,
                "period": period,
                "correction": correction,
                "number": number,
                "unit": unit,
                "month": month,
                "field": field,
                "before": before,
                "treatment": treatment,
                "code": code,
                "limit": limit,
            },
        )

    def list_mrv_body(
        self,
        *,
        body: str | None = None,
        scope: str | None = None,
        certificate: str | None = None,
        until_day: str | None = None,
        evidence_sha256: str | None = None,
        listed_on: str | None = None,
        struck_on: str | None = None,
        reason: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvBodyRow]:
        """A body as it is listed for a scope; `struck_on` "" while it is."""
        return self._listing(
            MrvBodyRow,
            "/api/v1/mrv-body",
            {
                "body": body,
                "scope": scope,
                "certificate": certificate,
                "until_day": until_day,
                "evidence_sha256": evidence_sha256,
                "listed_on": listed_on,
                "struck_on": struck_on,
                "reason": reason,
                "limit": limit,
            },
        )

    def list_mrv_practitioner(
        self,
        *,
        body: str | None = None,
        person: str | None = None,
        scope: str | None = None,
        certificate: str | None = None,
        until_day: str | None = None,
        evidence_sha256: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvPractitionerRow]:
        """A practitioner of a body."""
        return self._listing(
            MrvPractitionerRow,
            "/api/v1/mrv-practitioner",
            {
                "body": body,
                "person": person,
                "scope": scope,
                "certificate": certificate,
                "until_day": until_day,
                "evidence_sha256": evidence_sha256,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_mrv_contract(
        self,
        *,
        body: str | None = None,
        number: str | None = None,
        entity: str | None = None,
        province: str | None = None,
        scope: str | None = None,
        year: str | None = None,
        signed_on: str | None = None,
        evidence_sha256: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvContractRow]:
        """A contract of a body with an entity about a year's report."""
        return self._listing(
            MrvContractRow,
            "/api/v1/mrv-contract",
            {
                "body": body,
                "number": number,
                "entity": entity,
                "province": province,
                "scope": scope,
                "year": year,
                "signed_on": signed_on,
                "evidence_sha256": evidence_sha256,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_mrv_score(
        self,
        *,
        body: str | None = None,
        scope: str | None = None,
        year: str | None = None,
        authority: str | None = None,
        score_e1: int | None = None,
        reason: str | None = None,
        evidence_sha256: str | None = None,
        published_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvScoreRow]:
        """A published score, in tenths of a point."""
        return self._listing(
            MrvScoreRow,
            "/api/v1/mrv-score",
            {
                "body": body,
                "scope": scope,
                "year": year,
                "authority": authority,
                "score_e1": score_e1,
                "reason": reason,
                "evidence_sha256": evidence_sha256,
                "published_on": published_on,
                "limit": limit,
            },
        )

    def list_mrv_activity(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        sector: str | None = None,
        month: str | None = None,
        part: str | None = None,
        stream: str | None = None,
        item: str | None = None,
        place: str | None = None,
        evidence: str | None = None,
        late: int | None = None,
        recorded_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvActivityRow]:
        """A row of a firm's activity data: one source stream in a month, or in the whole year (`month` "")."""
        return self._listing(
            MrvActivityRow,
            "/api/v1/mrv-activity",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "sector": sector,
                "month": month,
                "part": part,
                "stream": stream,
                "item": item,
                "place": place,
                "evidence": evidence,
                "late": late,
                "recorded_on": recorded_on,
                "limit": limit,
            },
        )

    def list_mrv_activity_figure(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        name: str | None = None,
        value: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvActivityFigureRow]:
        """A figure of a row, by the name of the stream's input, as exact decimal text; "" is not measured."""
        return self._listing(
            MrvActivityFigureRow,
            "/api/v1/mrv-activity-figure",
            {"entity": entity, "period": period, "number": number, "name": name, "value": value, "limit": limit},
        )

    def list_mrv_source(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        stage: str | None = None,
        part: str | None = None,
        source: str | None = None,
        emission_t: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvSourceRow]:
        """What a source of a part came to, tCO2e as the guide rounds it."""
        return self._listing(
            MrvSourceRow,
            "/api/v1/mrv-source",
            {
                "entity": entity,
                "period": period,
                "stage": stage,
                "part": part,
                "source": source,
                "emission_t": emission_t,
                "limit": limit,
            },
        )

    def list_mrv_total(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        stage: str | None = None,
        total: str | None = None,
        emission_t: int | None = None,
        counts: int | None = None,
        limit: int | None = None,
    ) -> Listing[MrvTotalRow]:
        """A total the guide names, whole tonnes CO2e; `counts` 1: the one allocation and compliance read."""
        return self._listing(
            MrvTotalRow,
            "/api/v1/mrv-total",
            {
                "entity": entity,
                "period": period,
                "stage": stage,
                "total": total,
                "emission_t": emission_t,
                "counts": counts,
                "limit": limit,
            },
        )

    def list_mrv_activity_correction(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        version: int | None = None,
        name: str | None = None,
        before: str | None = None,
        reason: str | None = None,
        file_name: str | None = None,
        file_bytes: int | None = None,
        file_sha256: str | None = None,
        corrected_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvActivityCorrectionRow]:
        """A corrected figure of a row; `version` 1 is what was recorded first, so the first correction makes 2."""
        return self._listing(
            MrvActivityCorrectionRow,
            "/api/v1/mrv-activity-correction",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "version": version,
                "name": name,
                "before": before,
                "reason": reason,
                "file_name": file_name,
                "file_bytes": file_bytes,
                "file_sha256": file_sha256,
                "corrected_on": corrected_on,
                "limit": limit,
            },
        )

    def list_mrv_tie(
        self,
        *,
        body: str | None = None,
        person: str | None = None,
        entity: str | None = None,
        certificate: str | None = None,
        kind: str | None = None,
        until_day: str | None = None,
        declared_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvTieRow]:
        """What ties a practitioner to an entity, as the body declared it."""
        return self._listing(
            MrvTieRow,
            "/api/v1/mrv-tie",
            {
                "body": body,
                "person": person,
                "entity": entity,
                "certificate": certificate,
                "kind": kind,
                "until_day": until_day,
                "declared_on": declared_on,
                "limit": limit,
            },
        )

    def list_mrv_verification(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        body: str | None = None,
        scope: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        planned_on: str | None = None,
        documents_on: str | None = None,
        visited_on: str | None = None,
        findings_on: str | None = None,
        mend_until: str | None = None,
        reviewed_by: str | None = None,
        reviewed_on: str | None = None,
        concluded_on: str | None = None,
        late: int | None = None,
        told_on: str | None = None,
        told_late: int | None = None,
        object_until: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvVerificationRow]:
        """A verification and the days of its steps."""
        return self._listing(
            MrvVerificationRow,
            "/api/v1/mrv-verification",
            {
                "entity": entity,
                "period": period,
                "body": body,
                "scope": scope,
                "from_day": from_day,
                "until_day": until_day,
                "planned_on": planned_on,
                "documents_on": documents_on,
                "visited_on": visited_on,
                "findings_on": findings_on,
                "mend_until": mend_until,
                "reviewed_by": reviewed_by,
                "reviewed_on": reviewed_on,
                "concluded_on": concluded_on,
                "late": late,
                "told_on": told_on,
                "told_late": told_late,
                "object_until": object_until,
                "limit": limit,
            },
        )

    def list_mrv_verifier(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        person: str | None = None,
        certificate: str | None = None,
        leader: int | None = None,
        limit: int | None = None,
    ) -> Listing[MrvVerifierRow]:
        """A member of the group that verifies."""
        return self._listing(
            MrvVerifierRow,
            "/api/v1/mrv-verifier",
            {
                "entity": entity,
                "period": period,
                "person": person,
                "certificate": certificate,
                "leader": leader,
                "limit": limit,
            },
        )

    def list_mrv_sample(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        unit: str | None = None,
        month: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvSampleRow]:
        """A record that is looked at."""
        return self._listing(
            MrvSampleRow,
            "/api/v1/mrv-sample",
            {"entity": entity, "period": period, "unit": unit, "month": month, "limit": limit},
        )

    def list_mrv_clause(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        clause: str | None = None,
        stage: str | None = None,
        result: str | None = None,
        text: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvClauseRow]:
        """What going through a clause came to."""
        return self._listing(
            MrvClauseRow,
            "/api/v1/mrv-clause",
            {
                "entity": entity,
                "period": period,
                "clause": clause,
                "stage": stage,
                "result": result,
                "text": text,
                "limit": limit,
            },
        )

    def list_mrv_finding(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        code: str | None = None,
        clause: str | None = None,
        severity: str | None = None,
        unit: str | None = None,
        month: str | None = None,
        field: str | None = None,
        text: str | None = None,
        how: str | None = None,
        changes: int | None = None,
        reason: str | None = None,
        settled_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvFindingRow]:
        """A nonconformity, about a figure or none. `how` "" while open; `changes` 1: `after` takes the figure's
        place."""
        return self._listing(
            MrvFindingRow,
            "/api/v1/mrv-finding",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "code": code,
                "clause": clause,
                "severity": severity,
                "unit": unit,
                "month": month,
                "field": field,
                "text": text,
                "how": how,
                "changes": changes,
                "reason": reason,
                "settled_on": settled_on,
                "limit": limit,
            },
        )

    def list_mrv_finding_answer(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        version: int | None = None,
        answer: str | None = None,
        changes: int | None = None,
        file_name: str | None = None,
        file_sha256: str | None = None,
        late: int | None = None,
        answered_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvFindingAnswerRow]:
        """A version of the firm's answer to a finding; `changes` 1: it corrects the figure to `after`."""
        return self._listing(
            MrvFindingAnswerRow,
            "/api/v1/mrv-finding-answer",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "version": version,
                "answer": answer,
                "changes": changes,
                "file_name": file_name,
                "file_sha256": file_sha256,
                "late": late,
                "answered_on": answered_on,
                "limit": limit,
            },
        )

    def list_mrv_internal_review(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        person: str | None = None,
        passed: int | None = None,
        text: str | None = None,
        reviewed_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvInternalReviewRow]:
        """A review within the body, before the conclusion is issued, by somebody outside the group."""
        return self._listing(
            MrvInternalReviewRow,
            "/api/v1/mrv-internal-review",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "person": person,
                "passed": passed,
                "text": text,
                "reviewed_on": reviewed_on,
                "limit": limit,
            },
        )

    def list_mrv_verification_objection(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        reason: str | None = None,
        evidence_sha256: str | None = None,
        state: str | None = None,
        filed_on: str | None = None,
        decide_until: str | None = None,
        text: str | None = None,
        decided_on: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[MrvVerificationObjectionRow]:
        """A firm's objection (异议) to the result, and the province's decision."""
        return self._listing(
            MrvVerificationObjectionRow,
            "/api/v1/mrv-verification-objection",
            {
                "entity": entity,
                "period": period,
                "reason": reason,
                "evidence_sha256": evidence_sha256,
                "state": state,
                "filed_on": filed_on,
                "decide_until": decide_until,
                "text": text,
                "decided_on": decided_on,
                "late": late,
                "limit": limit,
            },
        )

    def list_mrv_verification_look(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        authority: str | None = None,
        result: str | None = None,
        text: str | None = None,
        looked_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvVerificationLookRow]:
        """A look of a city, a province or the nation at a verification."""
        return self._listing(
            MrvVerificationLookRow,
            "/api/v1/mrv-verification-look",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "authority": authority,
                "result": result,
                "text": text,
                "looked_on": looked_on,
                "limit": limit,
            },
        )

    def list_mrv_publication(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        sector: str | None = None,
        guide: str | None = None,
        basis: str | None = None,
        verified_t: int | None = None,
        due: str | None = None,
        late: int | None = None,
        published_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[MrvPublicationRow]:
        """What an entity published of a year's report, version by version; whole tonnes."""
        return self._listing(
            MrvPublicationRow,
            "/api/v1/mrv-publication",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "sector": sector,
                "guide": guide,
                "basis": basis,
                "verified_t": verified_t,
                "due": due,
                "late": late,
                "published_on": published_on,
                "limit": limit,
            },
        )

    def list_mrv_published_item(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        place: int | None = None,
        kind: str | None = None,
        part: str | None = None,
        name: str | None = None,
        value: str | None = None,
        records: int | None = None,
        limit: int | None = None,
    ) -> Listing[MrvPublishedItemRow]:
        """An emission of a source in t CO2e, a facility, or the way a figure was got, with the records that went it."""
        return self._listing(
            MrvPublishedItemRow,
            "/api/v1/mrv-published-item",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "place": place,
                "kind": kind,
                "part": part,
                "name": name,
                "value": value,
                "records": records,
                "limit": limit,
            },
        )

    def list_allocation_preallocation(
        self,
        *,
        unit: str | None = None,
        period: str | None = None,
        entity: str | None = None,
        base_year: str | None = None,
        base_t: int | None = None,
        preallocated_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationPreallocationRow]:
        """What a unit is given in advance, and of which base."""
        return self._listing(
            AllocationPreallocationRow,
            "/api/v1/allocation-preallocation",
            {
                "unit": unit,
                "period": period,
                "entity": entity,
                "base_year": base_year,
                "base_t": base_t,
                "preallocated_t": preallocated_t,
                "limit": limit,
            },
        )

    def list_allocation_unit(
        self,
        *,
        unit: str | None = None,
        period: str | None = None,
        entity: str | None = None,
        unit_class: str | None = None,
        output_mwh: str | None = None,
        heat_gj: str | None = None,
        heat_ratio: str | None = None,
        load_factor: str | None = None,
        cooling: str | None = None,
        chp: int | None = None,
        load_coef: str | None = None,
        heat_coef: str | None = None,
        cooling_coef: str | None = None,
        electricity_t: int | None = None,
        heat_t: int | None = None,
        initial_t: int | None = None,
        relief_t: int | None = None,
        approved_t: int | None = None,
        verified_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationUnitRow]:
        """A unit's allowances of a year, step by step. Exact figures before rounding are decimal text."""
        return self._listing(
            AllocationUnitRow,
            "/api/v1/allocation-unit",
            {
                "unit": unit,
                "period": period,
                "entity": entity,
                "unit_class": unit_class,
                "output_mwh": output_mwh,
                "heat_gj": heat_gj,
                "heat_ratio": heat_ratio,
                "load_factor": load_factor,
                "cooling": cooling,
                "chp": chp,
                "load_coef": load_coef,
                "heat_coef": heat_coef,
                "cooling_coef": cooling_coef,
                "electricity_t": electricity_t,
                "heat_t": heat_t,
                "initial_t": initial_t,
                "relief_t": relief_t,
                "approved_t": approved_t,
                "verified_t": verified_t,
                "limit": limit,
            },
        )

    def list_allocation_entity(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        vintage: str | None = None,
        preallocated_t: int | None = None,
        initial_t: int | None = None,
        relief_t: int | None = None,
        approved_t: int | None = None,
        verified_t: int | None = None,
        obligation_t: int | None = None,
        rules_revision: int | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationEntityRow]:
        """An entity's allowances of a period: in advance, approved, and what it owes."""
        return self._listing(
            AllocationEntityRow,
            "/api/v1/allocation-entity",
            {
                "entity": entity,
                "period": period,
                "vintage": vintage,
                "preallocated_t": preallocated_t,
                "initial_t": initial_t,
                "relief_t": relief_t,
                "approved_t": approved_t,
                "verified_t": verified_t,
                "obligation_t": obligation_t,
                "rules_revision": rules_revision,
                "limit": limit,
            },
        )

    def list_allocation_borrowing(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        gap_t: int | None = None,
        limit_t: int | None = None,
        amount_t: int | None = None,
        out_of: str | None = None,
        vintage: str | None = None,
        granted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationBorrowingRow]:
        """What an entity may use of a later period's pre-allocation for this one's obligation (预支), whole tonnes."""
        return self._listing(
            AllocationBorrowingRow,
            "/api/v1/allocation-borrowing",
            {
                "entity": entity,
                "period": period,
                "gap_t": gap_t,
                "limit_t": limit_t,
                "amount_t": amount_t,
                "out_of": out_of,
                "vintage": vintage,
                "granted_on": granted_on,
                "limit": limit,
            },
        )

    def list_allocation_instruction(
        self,
        *,
        id: str | None = None,
        entity: str | None = None,
        period: str | None = None,
        stage: str | None = None,
        vintage: str | None = None,
        holder: str | None = None,
        amount_t: int | None = None,
        due_t: int | None = None,
        deducted_t: int | None = None,
        ground: str | None = None,
        day: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationInstructionRow]:
        """What the registry was told to put on an account (below zero: to take back), in whole tonnes."""
        return self._listing(
            AllocationInstructionRow,
            "/api/v1/allocation-instruction",
            {
                "id": id,
                "entity": entity,
                "period": period,
                "stage": stage,
                "vintage": vintage,
                "holder": holder,
                "amount_t": amount_t,
                "due_t": due_t,
                "deducted_t": deducted_t,
                "ground": ground,
                "day": day,
                "limit": limit,
            },
        )

    def list_allocation_issue(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        due_t: int | None = None,
        instructed_t: int | None = None,
        deducted_t: int | None = None,
        corrections: int | None = None,
        stage: str | None = None,
        day: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationIssueRow]:
        """What the registry was told in all for an entity's period: net tonnes, what was withheld, how far it got."""
        return self._listing(
            AllocationIssueRow,
            "/api/v1/allocation-issue",
            {
                "entity": entity,
                "period": period,
                "due_t": due_t,
                "instructed_t": instructed_t,
                "deducted_t": deducted_t,
                "corrections": corrections,
                "stage": stage,
                "day": day,
                "limit": limit,
            },
        )

    def list_allocation_deduction(
        self,
        *,
        entity: str | None = None,
        number: int | None = None,
        kind: str | None = None,
        from_period: str | None = None,
        amount_t: int | None = None,
        ground: str | None = None,
        citation: str | None = None,
        noted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationDeductionRow]:
        """What is to be withheld from an entity's allowances from a period on, beside what it borrowed (扣减)."""
        return self._listing(
            AllocationDeductionRow,
            "/api/v1/allocation-deduction",
            {
                "entity": entity,
                "number": number,
                "kind": kind,
                "from_period": from_period,
                "amount_t": amount_t,
                "ground": ground,
                "citation": citation,
                "noted_on": noted_on,
                "limit": limit,
            },
        )

    def list_allocation_deduction_lift(
        self,
        *,
        entity: str | None = None,
        number: int | None = None,
        lift: int | None = None,
        amount_t: int | None = None,
        ground: str | None = None,
        lifted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationDeductionLiftRow]:
        """So much of a deduction stands no more, from a day on."""
        return self._listing(
            AllocationDeductionLiftRow,
            "/api/v1/allocation-deduction-lift",
            {
                "entity": entity,
                "number": number,
                "lift": lift,
                "amount_t": amount_t,
                "ground": ground,
                "lifted_on": lifted_on,
                "limit": limit,
            },
        )

    def list_allocation_withheld(
        self,
        *,
        entity: str | None = None,
        source: str | None = None,
        period: str | None = None,
        withheld_t: int | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationWithheldRow]:
        """How much of a deduction a period withheld."""
        return self._listing(
            AllocationWithheldRow,
            "/api/v1/allocation-withheld",
            {"entity": entity, "source": source, "period": period, "withheld_t": withheld_t, "limit": limit},
        )

    def list_allocation_application(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        kind: str | None = None,
        amount_t: int | None = None,
        ground: str | None = None,
        evidence_sha256: str | None = None,
        applied_on: str | None = None,
        state: str | None = None,
        granted_t: int | None = None,
        reason: str | None = None,
        decided_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationApplicationRow]:
        """An entity's application for relief of a period: borrowing, hardship; and what was decided."""
        return self._listing(
            AllocationApplicationRow,
            "/api/v1/allocation-application",
            {
                "entity": entity,
                "period": period,
                "kind": kind,
                "amount_t": amount_t,
                "ground": ground,
                "evidence_sha256": evidence_sha256,
                "applied_on": applied_on,
                "state": state,
                "granted_t": granted_t,
                "reason": reason,
                "decided_on": decided_on,
                "limit": limit,
            },
        )

    def list_allocation_objection(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        stage: str | None = None,
        reason: str | None = None,
        evidence_sha256: str | None = None,
        filed_on: str | None = None,
        until: str | None = None,
        state: str | None = None,
        text: str | None = None,
        decided_on: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationObjectionRow]:
        """An entity's objection to what it was allocated, and the decision on it."""
        return self._listing(
            AllocationObjectionRow,
            "/api/v1/allocation-objection",
            {
                "entity": entity,
                "period": period,
                "stage": stage,
                "reason": reason,
                "evidence_sha256": evidence_sha256,
                "filed_on": filed_on,
                "until": until,
                "state": state,
                "text": text,
                "decided_on": decided_on,
                "late": late,
                "limit": limit,
            },
        )

    def list_allocation_correction(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        stage: str | None = None,
        ground: str | None = None,
        reason: str | None = None,
        before_t: int | None = None,
        after_t: int | None = None,
        day: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationCorrectionRow]:
        """A correcting act: what was decided before, and what stands instead, whole tonnes."""
        return self._listing(
            AllocationCorrectionRow,
            "/api/v1/allocation-correction",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "stage": stage,
                "ground": ground,
                "reason": reason,
                "before_t": before_t,
                "after_t": after_t,
                "day": day,
                "limit": limit,
            },
        )

    def list_allocation_round(
        self,
        *,
        area_gb2260: str | None = None,
        period: str | None = None,
        stage: str | None = None,
        covered: int | None = None,
        allocated: int | None = None,
        exceptions: int | None = None,
        allocated_t: int | None = None,
        instructed_t: int | None = None,
        withheld_t: int | None = None,
        verified_t: int | None = None,
        obligation_t: int | None = None,
        relieved: int | None = None,
        relief_t: int | None = None,
        borrowing: int | None = None,
        borrowed_t: int | None = None,
        deadline: str | None = None,
        late: int | None = None,
        digest: str | None = None,
        reported_on: str | None = None,
        published_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[AllocationRoundRow]:
        """A province's round of a period as it reported it to the ministry, and when it was published."""
        return self._listing(
            AllocationRoundRow,
            "/api/v1/allocation-round",
            {
                "area_gb2260": area_gb2260,
                "period": period,
                "stage": stage,
                "covered": covered,
                "allocated": allocated,
                "exceptions": exceptions,
                "allocated_t": allocated_t,
                "instructed_t": instructed_t,
                "withheld_t": withheld_t,
                "verified_t": verified_t,
                "obligation_t": obligation_t,
                "relieved": relieved,
                "relief_t": relief_t,
                "borrowing": borrowing,
                "borrowed_t": borrowed_t,
                "deadline": deadline,
                "late": late,
                "digest": digest,
                "reported_on": reported_on,
                "published_on": published_on,
                "limit": limit,
            },
        )

    def list_compliance_obligation(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        obligation_t: int | None = None,
        deadline: str | None = None,
        surrendered_t: int | None = None,
        state: str | None = None,
        shortfall_t: int | None = None,
        assessed_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[ComplianceObligationRow]:
        """What an entity must surrender for a period, and how far it is. The shortfall is set when it is assessed."""
        return self._listing(
            ComplianceObligationRow,
            "/api/v1/compliance-obligation",
            {
                "entity": entity,
                "period": period,
                "obligation_t": obligation_t,
                "deadline": deadline,
                "surrendered_t": surrendered_t,
                "state": state,
                "shortfall_t": shortfall_t,
                "assessed_on": assessed_on,
                "limit": limit,
            },
        )

    def list_compliance_surrender(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        surrendered_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[ComplianceSurrenderRow]:
        """A surrender as the registry reported it."""
        return self._listing(
            ComplianceSurrenderRow,
            "/api/v1/compliance-surrender",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "instrument": instrument,
                "amount_t": amount_t,
                "surrendered_on": surrendered_on,
                "limit": limit,
            },
        )

    def list_compliance_penalty(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        stage: int | None = None,
        instrument: str | None = None,
        article: str | None = None,
        condition: str | None = None,
        min_fen: int | None = None,
        max_fen: int | None = None,
        deduction_t: int | None = None,
        deduction: str | None = None,
        measures: str | None = None,
        limit: int | None = None,
    ) -> Listing[CompliancePenaltyRow]:
        """The range of a fine that a shortfall carries; nobody has decided it. `condition` "void": it was corrected."""
        return self._listing(
            CompliancePenaltyRow,
            "/api/v1/compliance-penalty",
            {
                "entity": entity,
                "period": period,
                "stage": stage,
                "instrument": instrument,
                "article": article,
                "condition": condition,
                "min_fen": min_fen,
                "max_fen": max_fen,
                "deduction_t": deduction_t,
                "deduction": deduction,
                "measures": measures,
                "limit": limit,
            },
        )

    def list_compliance_offset_room(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        total_t: int | None = None,
        registered_after: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Listing[ComplianceOffsetRoomRow]:
        """How many tonnes of an obligation may be offset: with units registered after a day, cancelled up to a day."""
        return self._listing(
            ComplianceOffsetRoomRow,
            "/api/v1/compliance-offset-room",
            {
                "entity": entity,
                "period": period,
                "total_t": total_t,
                "registered_after": registered_after,
                "until": until,
                "limit": limit,
            },
        )

    def list_compliance_offset(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        use: int | None = None,
        instrument: str | None = None,
        amount_t: int | None = None,
        used_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[ComplianceOffsetRow]:
        """A cancellation of voluntary units that counts for an obligation; `use` is its number in their registry."""
        return self._listing(
            ComplianceOffsetRow,
            "/api/v1/compliance-offset",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "use": use,
                "instrument": instrument,
                "amount_t": amount_t,
                "used_on": used_on,
                "limit": limit,
            },
        )

    def list_compliance_filed_offset(
        self,
        *,
        entity: str | None = None,
        period: str | None = None,
        number: int | None = None,
        project: str | None = None,
        proof: str | None = None,
        amount_t: int | None = None,
        cancelled_on: str | None = None,
        evidence_sha256: str | None = None,
        counted_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[ComplianceFiledOffsetRow]:
        """A cancellation of a filed project's reductions that counts for an obligation, by its registry's proof."""
        return self._listing(
            ComplianceFiledOffsetRow,
            "/api/v1/compliance-filed-offset",
            {
                "entity": entity,
                "period": period,
                "number": number,
                "project": project,
                "proof": proof,
                "amount_t": amount_t,
                "cancelled_on": cancelled_on,
                "evidence_sha256": evidence_sha256,
                "counted_on": counted_on,
                "limit": limit,
            },
        )

    def list_exchange_session(
        self,
        *,
        day: str | None = None,
        state: str | None = None,
        trades: int | None = None,
        segment: str | None = None,
        state_hash: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeSessionRow]:
        """A trading session; `segment` is the SHA-256 of its record."""
        return self._listing(
            ExchangeSessionRow,
            "/api/v1/exchange-session",
            {
                "day": day,
                "state": state,
                "trades": trades,
                "segment": segment,
                "state_hash": state_hash,
                "limit": limit,
            },
        )

    def list_exchange_quote(
        self,
        *,
        instrument: str | None = None,
        day: str | None = None,
        previous_close_fen: int | None = None,
        open_fen: int | None = None,
        high_fen: int | None = None,
        low_fen: int | None = None,
        close_fen: int | None = None,
        listed_t: int | None = None,
        listed_fen: int | None = None,
        block_t: int | None = None,
        block_fen: int | None = None,
        trades: int | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeQuoteRow]:
        """An instrument's prices (fen per t) and turnover of a day."""
        return self._listing(
            ExchangeQuoteRow,
            "/api/v1/exchange-quote",
            {
                "instrument": instrument,
                "day": day,
                "previous_close_fen": previous_close_fen,
                "open_fen": open_fen,
                "high_fen": high_fen,
                "low_fen": low_fen,
                "close_fen": close_fen,
                "listed_t": listed_t,
                "listed_fen": listed_fen,
                "block_t": block_t,
                "block_fen": block_fen,
                "trades": trades,
                "limit": limit,
            },
        )

    def list_exchange_announcement(
        self,
        *,
        year: int | None = None,
        number: int | None = None,
        kind: str | None = None,
        title_zh: str | None = None,
        title_en: str | None = None,
        text_sha256: str | None = None,
        about: str | None = None,
        day: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeAnnouncementRow]:
        """An announcement, numbered within its year; `text_sha256` is of its file."""
        return self._listing(
            ExchangeAnnouncementRow,
            "/api/v1/exchange-announcement",
            {
                "year": year,
                "number": number,
                "kind": kind,
                "title_zh": title_zh,
                "title_en": title_en,
                "text_sha256": text_sha256,
                "about": about,
                "day": day,
                "limit": limit,
            },
        )

    def list_exchange_day(
        self,
        *,
        day: str | None = None,
        state: str | None = None,
        ground: str | None = None,
        year: int | None = None,
        number: int | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeDayRow]:
        """A day that is called off, or opened, against the calendar, by the announcement of a year and number."""
        return self._listing(
            ExchangeDayRow,
            "/api/v1/exchange-day",
            {"day": day, "state": state, "ground": ground, "year": year, "number": number, "limit": limit},
        )

    def list_exchange_interruption(
        self,
        *,
        day: str | None = None,
        number: int | None = None,
        kind: str | None = None,
        instrument: str | None = None,
        ground: str | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        state: str | None = None,
        report_due: str | None = None,
        resumed: str | None = None,
        reported_on: str | None = None,
        report_sha256: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeInterruptionRow]:
        """A halt, or the calling off, of a session, and its report; `instrument` "": of all products."""
        return self._listing(
            ExchangeInterruptionRow,
            "/api/v1/exchange-interruption",
            {
                "day": day,
                "number": number,
                "kind": kind,
                "instrument": instrument,
                "ground": ground,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "state": state,
                "report_due": report_due,
                "resumed": resumed,
                "reported_on": reported_on,
                "report_sha256": report_sha256,
                "late": late,
                "limit": limit,
            },
        )

    def list_trading_participants(
        self,
        *,
        holder: str | None = None,
        kind: str | None = None,
        state: str | None = None,
        number: int | None = None,
        applied_on: str | None = None,
        due: str | None = None,
        missing: str | None = None,
        papers: int | None = None,
        sides: str | None = None,
        decided_on: str | None = None,
        reason: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeParticipantRow]:
        """Who may trade, or asked to: the kind of its registry account, the number of its trading account (0: none)."""
        return self._listing(
            ExchangeParticipantRow,
            "/api/v1/trading-participants",
            {
                "holder": holder,
                "kind": kind,
                "state": state,
                "number": number,
                "applied_on": applied_on,
                "due": due,
                "missing": missing,
                "papers": papers,
                "sides": sides,
                "decided_on": decided_on,
                "reason": reason,
                "late": late,
                "limit": limit,
            },
        )

    def list_trading_papers(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        paper: str | None = None,
        sha256: str | None = None,
        day: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeParticipantPaperRow]:
        """A paper of an application, by the digest of its file."""
        return self._listing(
            ExchangeParticipantPaperRow,
            "/api/v1/trading-papers",
            {"holder": holder, "number": number, "paper": paper, "sha256": sha256, "day": day, "limit": limit},
        )

    def list_trading_warnings(
        self,
        *,
        holder: str | None = None,
        number: int | None = None,
        step: str | None = None,
        level: int | None = None,
        stops: str | None = None,
        article: str | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        day: str | None = None,
        state: str | None = None,
        lifted_on: str | None = None,
        lifted: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeWarningRow]:
        """A step of the ladder a participant was taken to."""
        return self._listing(
            ExchangeWarningRow,
            "/api/v1/trading-warnings",
            {
                "holder": holder,
                "number": number,
                "step": step,
                "level": level,
                "stops": stops,
                "article": article,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "day": day,
                "state": state,
                "lifted_on": lifted_on,
                "lifted": lifted,
                "limit": limit,
            },
        )

    def list_trading_checks(
        self,
        *,
        day: str | None = None,
        list: str | None = None,
        item: str | None = None,
        state: str | None = None,
        actor: str | None = None,
        evidence_sha256: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeCheckRow]:
        """An item of a day's checklist that somebody ticked, or whose tick was taken back."""
        return self._listing(
            ExchangeCheckRow,
            "/api/v1/trading-checks",
            {
                "day": day,
                "list": list,
                "item": item,
                "state": state,
                "actor": actor,
                "evidence_sha256": evidence_sha256,
                "limit": limit,
            },
        )

    def list_error_trades(
        self,
        *,
        session: str | None = None,
        number: int | None = None,
        instrument: str | None = None,
        seller: str | None = None,
        buyer: str | None = None,
        price_fen: int | None = None,
        quantity_t: int | None = None,
        reported_by: str | None = None,
        reason: str | None = None,
        evidence_sha256: str | None = None,
        state: str | None = None,
        seller_consents: int | None = None,
        buyer_consents: int | None = None,
        decided_on: str | None = None,
        decision: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeErrorTradeRow]:
        """A trade that was reported as made in error, who consented, and what was decided."""
        return self._listing(
            ExchangeErrorTradeRow,
            "/api/v1/error-trades",
            {
                "session": session,
                "number": number,
                "instrument": instrument,
                "seller": seller,
                "buyer": buyer,
                "price_fen": price_fen,
                "quantity_t": quantity_t,
                "reported_by": reported_by,
                "reason": reason,
                "evidence_sha256": evidence_sha256,
                "state": state,
                "seller_consents": seller_consents,
                "buyer_consents": buyer_consents,
                "decided_on": decided_on,
                "decision": decision,
                "limit": limit,
            },
        )

    def list_auctions(
        self,
        *,
        number: int | None = None,
        paid: int | None = None,
        holder: str | None = None,
        side: str | None = None,
        instrument: str | None = None,
        quantity_t: int | None = None,
        mode: str | None = None,
        reserve: str | None = None,
        reserve_fen: int | None = None,
        day: str | None = None,
        state: str | None = None,
        applied_on: str | None = None,
        due: str | None = None,
        funded_by: str | None = None,
        bidders_by: str | None = None,
        kinds: str | None = None,
        cap_t: int | None = None,
        unsold: str | None = None,
        late: int | None = None,
        decided_on: str | None = None,
        reason: str | None = None,
        bids_from: str | None = None,
        bids_until: str | None = None,
        notice: str | None = None,
        bids: int | None = None,
        bidders: int | None = None,
        demand_t: int | None = None,
        sold_t: int | None = None,
        value_fen: int | None = None,
        low_fen: int | None = None,
        high_fen: int | None = None,
        book_sha256: str | None = None,
        result_notice: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeAuctionRow]:
        """A one-way auction: who asks for what, when it is held, what it came to."""
        return self._listing(
            ExchangeAuctionRow,
            "/api/v1/auctions",
            {
                "number": number,
                "paid": paid,
                "holder": holder,
                "side": side,
                "instrument": instrument,
                "quantity_t": quantity_t,
                "mode": mode,
                "reserve": reserve,
                "reserve_fen": reserve_fen,
                "day": day,
                "state": state,
                "applied_on": applied_on,
                "due": due,
                "funded_by": funded_by,
                "bidders_by": bidders_by,
                "kinds": kinds,
                "cap_t": cap_t,
                "unsold": unsold,
                "late": late,
                "decided_on": decided_on,
                "reason": reason,
                "bids_from": bids_from,
                "bids_until": bids_until,
                "notice": notice,
                "bids": bids,
                "bidders": bidders,
                "demand_t": demand_t,
                "sold_t": sold_t,
                "value_fen": value_fen,
                "low_fen": low_fen,
                "high_fen": high_fen,
                "book_sha256": book_sha256,
                "result_notice": result_notice,
                "limit": limit,
            },
        )

    def list_auction_applications(
        self,
        *,
        number: int | None = None,
        paid: int | None = None,
        holder: str | None = None,
        side: str | None = None,
        instrument: str | None = None,
        quantity_t: int | None = None,
        mode: str | None = None,
        reserve: str | None = None,
        reserve_fen: int | None = None,
        day: str | None = None,
        state: str | None = None,
        applied_on: str | None = None,
        due: str | None = None,
        funded_by: str | None = None,
        bidders_by: str | None = None,
        kinds: str | None = None,
        cap_t: int | None = None,
        unsold: str | None = None,
        late: int | None = None,
        decided_on: str | None = None,
        reason: str | None = None,
        bids_from: str | None = None,
        bids_until: str | None = None,
        notice: str | None = None,
        bids: int | None = None,
        bidders: int | None = None,
        demand_t: int | None = None,
        sold_t: int | None = None,
        value_fen: int | None = None,
        low_fen: int | None = None,
        high_fen: int | None = None,
        book_sha256: str | None = None,
        result_notice: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeAuctionRow]:
        """A one-way auction: who asks for what, when it is held, what it came to."""
        return self._listing(
            ExchangeAuctionRow,
            "/api/v1/auction-applications",
            {
                "number": number,
                "paid": paid,
                "holder": holder,
                "side": side,
                "instrument": instrument,
                "quantity_t": quantity_t,
                "mode": mode,
                "reserve": reserve,
                "reserve_fen": reserve_fen,
                "day": day,
                "state": state,
                "applied_on": applied_on,
                "due": due,
                "funded_by": funded_by,
                "bidders_by": bidders_by,
                "kinds": kinds,
                "cap_t": cap_t,
                "unsold": unsold,
                "late": late,
                "decided_on": decided_on,
                "reason": reason,
                "bids_from": bids_from,
                "bids_until": bids_until,
                "notice": notice,
                "bids": bids,
                "bidders": bidders,
                "demand_t": demand_t,
                "sold_t": sold_t,
                "value_fen": value_fen,
                "low_fen": low_fen,
                "high_fen": high_fen,
                "book_sha256": book_sha256,
                "result_notice": result_notice,
                "limit": limit,
            },
        )

    def list_auction_papers(
        self,
        *,
        auction: int | None = None,
        number: int | None = None,
        paper: str | None = None,
        sha256: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeAuctionPaperRow]:
        """A paper of an application, by the digest of its file."""
        return self._listing(
            ExchangeAuctionPaperRow,
            "/api/v1/auction-papers",
            {"auction": auction, "number": number, "paper": paper, "sha256": sha256, "limit": limit},
        )

    def list_auction_bidders(
        self,
        *,
        auction: int | None = None,
        holder: str | None = None,
        quantity_t: int | None = None,
        state: str | None = None,
        asked_on: str | None = None,
        cap_t: int | None = None,
        decided_on: str | None = None,
        reason: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeBidderRow]:
        """Who asked to bid in an auction, for how much at most, and what was decided."""
        return self._listing(
            ExchangeBidderRow,
            "/api/v1/auction-bidders",
            {
                "auction": auction,
                "holder": holder,
                "quantity_t": quantity_t,
                "state": state,
                "asked_on": asked_on,
                "cap_t": cap_t,
                "decided_on": decided_on,
                "reason": reason,
                "limit": limit,
            },
        )

    def list_auction_offers(
        self,
        *,
        auction: int | None = None,
        holder: str | None = None,
        instrument: str | None = None,
        amount: int | None = None,
        state: str | None = None,
        since: str | None = None,
        freed_to: str | None = None,
        freed_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryAuctionOfferRow]:
        """What a holder set aside for an auction: tonnes, or fen of CNY; `since` when all of it is there."""
        return self._listing(
            RegistryAuctionOfferRow,
            "/api/v1/auction-offers",
            {
                "auction": auction,
                "holder": holder,
                "instrument": instrument,
                "amount": amount,
                "state": state,
                "since": since,
                "freed_to": freed_to,
                "freed_on": freed_on,
                "limit": limit,
            },
        )

    def list_paid_allocations(
        self,
        *,
        auction: int | None = None,
        holder: str | None = None,
        session: str | None = None,
        instrument: str | None = None,
        trades: int | None = None,
        sold_t: int | None = None,
        revenue_fen: int | None = None,
        unsold_t: int | None = None,
        unsold: str | None = None,
        booked_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryPaidAllocationRow]:
        """A paid allocation as the registry booked it: tonnes sold and not sold, proceeds in fen."""
        return self._listing(
            RegistryPaidAllocationRow,
            "/api/v1/paid-allocations",
            {
                "auction": auction,
                "holder": holder,
                "session": session,
                "instrument": instrument,
                "trades": trades,
                "sold_t": sold_t,
                "revenue_fen": revenue_fen,
                "unsold_t": unsold_t,
                "unsold": unsold,
                "booked_on": booked_on,
                "limit": limit,
            },
        )

    def list_factor_proposals(
        self,
        *,
        id: str | None = None,
        parameter: str | None = None,
        key: str | None = None,
        value: str | None = None,
        unit: str | None = None,
        from_day: str | None = None,
        to_day: str | None = None,
        scope: str | None = None,
        region: str | None = None,
        technology: str | None = None,
        uncertainty: str | None = None,
        source: str | None = None,
        source_year: int | None = None,
        document_sha256: str | None = None,
        organisation: str | None = None,
        proposer: str | None = None,
        proposed_on: str | None = None,
        round: int | None = None,
        replaces: str | None = None,
        state: str | None = None,
        tests: int | None = None,
        reviewer: str | None = None,
        reviewed_on: str | None = None,
        reasons: str | None = None,
        act: str | None = None,
        number: str | None = None,
        in_force: str | None = None,
        revision: int | None = None,
        replaced_by: str | None = None,
        last_day: str | None = None,
        ground: str | None = None,
        successor: str | None = None,
        limit: int | None = None,
    ) -> Listing[RulemakingFactorRow]:
        """A factor (排放因子) beside those of the shipped texts: proposed, tested, reviewed, published, retired."""
        return self._listing(
            RulemakingFactorRow,
            "/api/v1/factor-proposals",
            {
                "id": id,
                "parameter": parameter,
                "key": key,
                "value": value,
                "unit": unit,
                "from_day": from_day,
                "to_day": to_day,
                "scope": scope,
                "region": region,
                "technology": technology,
                "uncertainty": uncertainty,
                "source": source,
                "source_year": source_year,
                "document_sha256": document_sha256,
                "organisation": organisation,
                "proposer": proposer,
                "proposed_on": proposed_on,
                "round": round,
                "replaces": replaces,
                "state": state,
                "tests": tests,
                "reviewer": reviewer,
                "reviewed_on": reviewed_on,
                "reasons": reasons,
                "act": act,
                "number": number,
                "in_force": in_force,
                "revision": revision,
                "replaced_by": replaced_by,
                "last_day": last_day,
                "ground": ground,
                "successor": successor,
                "limit": limit,
            },
        )

    def list_factor_tests(
        self,
        *,
        factor: str | None = None,
        round: int | None = None,
        number: int | None = None,
        organisation: str | None = None,
        samples: int | None = None,
        mean: str | None = None,
        agrees: str | None = None,
        tested_on: str | None = None,
        document_sha256: str | None = None,
        limit: int | None = None,
    ) -> Listing[RulemakingFactorTestRow]:
        """An institute's test of a proposed factor."""
        return self._listing(
            RulemakingFactorTestRow,
            "/api/v1/factor-tests",
            {
                "factor": factor,
                "round": round,
                "number": number,
                "organisation": organisation,
                "samples": samples,
                "mean": mean,
                "agrees": agrees,
                "tested_on": tested_on,
                "document_sha256": document_sha256,
                "limit": limit,
            },
        )

    def list_large_holders(
        self,
        *,
        holder: str | None = None,
        instrument: str | None = None,
        number: int | None = None,
        held_t: int | None = None,
        limit_t: int | None = None,
        share: str | None = None,
        citation: str | None = None,
        found_on: str | None = None,
        due: str | None = None,
        state: str | None = None,
        text: str | None = None,
        report_sha256: str | None = None,
        filed_on: str | None = None,
        late: int | None = None,
        looked_by: str | None = None,
        looked: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeLargeHolderRow]:
        """A report a large holder owes on a product: what it held of its limit, by when, what it said, who looked."""
        return self._listing(
            ExchangeLargeHolderRow,
            "/api/v1/large-holders",
            {
                "holder": holder,
                "instrument": instrument,
                "number": number,
                "held_t": held_t,
                "limit_t": limit_t,
                "share": share,
                "citation": citation,
                "found_on": found_on,
                "due": due,
                "state": state,
                "text": text,
                "report_sha256": report_sha256,
                "filed_on": filed_on,
                "late": late,
                "looked_by": looked_by,
                "looked": looked,
                "limit": limit,
            },
        )

    def list_incident_steps(
        self,
        *,
        day: str | None = None,
        number: int | None = None,
        step: int | None = None,
        kind: str | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        noted_on: str | None = None,
        due: str | None = None,
        late: int | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeIncidentStepRow]:
        """A step after an interruption: measures that were taken, or the closing report with the day it was due."""
        return self._listing(
            ExchangeIncidentStepRow,
            "/api/v1/incident-steps",
            {
                "day": day,
                "number": number,
                "step": step,
                "kind": kind,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "noted_on": noted_on,
                "due": due,
                "late": late,
                "limit": limit,
            },
        )

    def list_risk_reserve(
        self,
        *,
        number: int | None = None,
        booking: str | None = None,
        day: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        fees_fen: int | None = None,
        share: str | None = None,
        rounding: str | None = None,
        amount_fen: int | None = None,
        balance_fen: int | None = None,
        ground: str | None = None,
        text: str | None = None,
        evidence_sha256: str | None = None,
        citation: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeReserveRow]:
        """A booking of the risk reserve, with its balance after it."""
        return self._listing(
            ExchangeReserveRow,
            "/api/v1/risk-reserve",
            {
                "number": number,
                "booking": booking,
                "day": day,
                "from_day": from_day,
                "until_day": until_day,
                "fees_fen": fees_fen,
                "share": share,
                "rounding": rounding,
                "amount_fen": amount_fen,
                "balance_fen": balance_fen,
                "ground": ground,
                "text": text,
                "evidence_sha256": evidence_sha256,
                "citation": citation,
                "limit": limit,
            },
        )

    def list_trade_fees(
        self,
        *,
        session: str | None = None,
        number: int | None = None,
        side: str | None = None,
        body: str | None = None,
        fee: str | None = None,
        holder: str | None = None,
        value_fen: int | None = None,
        rate: str | None = None,
        rounding: str | None = None,
        amount_fen: int | None = None,
        paid_fen: int | None = None,
        citation: str | None = None,
        state: str | None = None,
        limit: int | None = None,
    ) -> Listing[RegistryTradeFeeRow]:
        """What one side of a settled trade is charged by a fee of the exchange or the registry, and what of it is
        paid."""
        return self._listing(
            RegistryTradeFeeRow,
            "/api/v1/trade-fees",
            {
                "session": session,
                "number": number,
                "side": side,
                "body": body,
                "fee": fee,
                "holder": holder,
                "value_fen": value_fen,
                "rate": rate,
                "rounding": rounding,
                "amount_fen": amount_fen,
                "paid_fen": paid_fen,
                "citation": citation,
                "state": state,
                "limit": limit,
            },
        )

    def list_alerts(
        self,
        *,
        day: str | None = None,
        number: int | None = None,
        detector: str | None = None,
        instrument: str | None = None,
        holders: str | None = None,
        article: str | None = None,
        evidence_sha256: str | None = None,
        state: str | None = None,
        raised_on: str | None = None,
        officer: str | None = None,
        result: str | None = None,
        conclusion: str | None = None,
        case_reference: str | None = None,
        concluded_on: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeAlertRow]:
        """An alert about a session, who looks into it, and how it ended; `holders` with blanks between."""
        return self._listing(
            ExchangeAlertRow,
            "/api/v1/alerts",
            {
                "day": day,
                "number": number,
                "detector": detector,
                "instrument": instrument,
                "holders": holders,
                "article": article,
                "evidence_sha256": evidence_sha256,
                "state": state,
                "raised_on": raised_on,
                "officer": officer,
                "result": result,
                "conclusion": conclusion,
                "case_reference": case_reference,
                "concluded_on": concluded_on,
                "limit": limit,
            },
        )

    def list_explanations(
        self,
        *,
        day: str | None = None,
        number: int | None = None,
        holder: str | None = None,
        question: str | None = None,
        due: str | None = None,
        asked_by: str | None = None,
        state: str | None = None,
        answer: str | None = None,
        evidence_sha256: str | None = None,
        answered_on: str | None = None,
        late: int | None = None,
        looked_by: str | None = None,
        looked: str | None = None,
        limit: int | None = None,
    ) -> Listing[ExchangeExplanationRow]:
        """What a participant was asked about an alert, by when, what it said, and who looked at it."""
        return self._listing(
            ExchangeExplanationRow,
            "/api/v1/explanations",
            {
                "day": day,
                "number": number,
                "holder": holder,
                "question": question,
                "due": due,
                "asked_by": asked_by,
                "state": state,
                "answer": answer,
                "evidence_sha256": evidence_sha256,
                "answered_on": answered_on,
                "late": late,
                "looked_by": looked_by,
                "looked": looked,
                "limit": limit,
            },
        )

    def measures(self) -> list[str]:
        """Measures that can be asked why."""
        found: list[str] = self._get(list[str], "/api/v1/measures", {})
        return found

    def balance(self, account: str, instrument: str, *, at: int | None = None) -> Held:
        """What an account holds, now or at a position of the journal."""
        found: Held = self._get(Held, f"/api/v1/balances/{account}/{instrument}", {"at": at})
        return found

    def fact(self, position: int) -> Fact:
        """A fact with nonce and proof of inclusion."""
        found: Fact = self._get(Fact, f"/api/v1/facts/{position}", {})
        return found

    def forms(self, *, entity: str | None = None) -> Forms:
        """Forms one may file."""
        found: Forms = self._get(Forms, "/api/v1/forms", {"entity": entity})
        return found

    def form_activity_correction(self) -> dict[str, Any]:
        """Correction of a row of activity data: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/activity-correction", {})
        return found

    def hand_in_activity_correction(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Correction of a row of activity data: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or
        multipart."""
        found: HandIn = self._send(
            HandIn,
            "POST",
            "/api/v1/forms/activity-correction",
            {"entity": entity, "dry_run": dry_run, "name": name},
            body,
        )
        return found

    def template_activity_correction(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Correction of a row of activity data: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/activity-correction/template", {"entity": entity, "period": period})

    def bundle_activity_correction(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Correction of a row of activity data: an offline bundle."""
        return self._download("POST", "/api/v1/forms/activity-correction/bundle", {"entity": entity, "period": period})

    def draft_activity_correction(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Correction of a row of activity data: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/activity-correction/draft", {"entity": entity, "period": period})
        return found

    def save_draft_activity_correction(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Correction of a row of activity data: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/activity-correction/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_activity_correction(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Correction of a row of activity data: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/activity-correction/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_annual_report(self) -> dict[str, Any]:
        """Filing of the annual emission report: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/annual-report", {})
        return found

    def hand_in_annual_report(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Filing of the annual emission report: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or
        multipart."""
        found: HandIn = self._send(
            HandIn, "POST", "/api/v1/forms/annual-report", {"entity": entity, "dry_run": dry_run, "name": name}, body
        )
        return found

    def template_annual_report(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Filing of the annual emission report: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/annual-report/template", {"entity": entity, "period": period})

    def bundle_annual_report(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Filing of the annual emission report: an offline bundle."""
        return self._download("POST", "/api/v1/forms/annual-report/bundle", {"entity": entity, "period": period})

    def draft_annual_report(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Filing of the annual emission report: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/annual-report/draft", {"entity": entity, "period": period})
        return found

    def save_draft_annual_report(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Filing of the annual emission report: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/annual-report/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_annual_report(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Filing of the annual emission report: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/annual-report/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_covered_list(self) -> dict[str, Any]:
        """Yearly list of covered entities: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/covered-list", {})
        return found

    def hand_in_covered_list(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Yearly list of covered entities: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or
        multipart."""
        found: HandIn = self._send(
            HandIn, "POST", "/api/v1/forms/covered-list", {"entity": entity, "dry_run": dry_run, "name": name}, body
        )
        return found

    def template_covered_list(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Yearly list of covered entities: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/covered-list/template", {"entity": entity, "period": period})

    def bundle_covered_list(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Yearly list of covered entities: an offline bundle."""
        return self._download("POST", "/api/v1/forms/covered-list/bundle", {"entity": entity, "period": period})

    def draft_covered_list(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Yearly list of covered entities: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/covered-list/draft", {"entity": entity, "period": period})
        return found

    def save_draft_covered_list(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Yearly list of covered entities: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/covered-list/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_covered_list(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Yearly list of covered entities: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/covered-list/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_entity_cities(self) -> dict[str, Any]:
        """Cities of entities: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/entity-cities", {})
        return found

    def hand_in_entity_cities(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Cities of entities: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or multipart."""
        found: HandIn = self._send(
            HandIn, "POST", "/api/v1/forms/entity-cities", {"entity": entity, "dry_run": dry_run, "name": name}, body
        )
        return found

    def template_entity_cities(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Cities of entities: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/entity-cities/template", {"entity": entity, "period": period})

    def bundle_entity_cities(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Cities of entities: an offline bundle."""
        return self._download("POST", "/api/v1/forms/entity-cities/bundle", {"entity": entity, "period": period})

    def draft_entity_cities(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Cities of entities: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/entity-cities/draft", {"entity": entity, "period": period})
        return found

    def save_draft_entity_cities(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Cities of entities: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/entity-cities/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_entity_cities(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Cities of entities: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/entity-cities/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_entity_registration(self) -> dict[str, Any]:
        """Registration of an entity with its units: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/entity-registration", {})
        return found

    def hand_in_entity_registration(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Registration of an entity with its units: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle)
        or multipart."""
        found: HandIn = self._send(
            HandIn,
            "POST",
            "/api/v1/forms/entity-registration",
            {"entity": entity, "dry_run": dry_run, "name": name},
            body,
        )
        return found

    def template_entity_registration(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Registration of an entity with its units: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/entity-registration/template", {"entity": entity, "period": period})

    def bundle_entity_registration(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Registration of an entity with its units: an offline bundle."""
        return self._download("POST", "/api/v1/forms/entity-registration/bundle", {"entity": entity, "period": period})

    def draft_entity_registration(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Registration of an entity with its units: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/entity-registration/draft", {"entity": entity, "period": period})
        return found

    def save_draft_entity_registration(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Registration of an entity with its units: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/entity-registration/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_entity_registration(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Registration of an entity with its units: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/entity-registration/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_other_gases(self) -> dict[str, Any]:
        """Other greenhouse gases of a report: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/other-gases", {})
        return found

    def hand_in_other_gases(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Other greenhouse gases of a report: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or
        multipart."""
        found: HandIn = self._send(
            HandIn, "POST", "/api/v1/forms/other-gases", {"entity": entity, "dry_run": dry_run, "name": name}, body
        )
        return found

    def template_other_gases(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Other greenhouse gases of a report: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/other-gases/template", {"entity": entity, "period": period})

    def bundle_other_gases(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Other greenhouse gases of a report: an offline bundle."""
        return self._download("POST", "/api/v1/forms/other-gases/bundle", {"entity": entity, "period": period})

    def draft_other_gases(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Other greenhouse gases of a report: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/other-gases/draft", {"entity": entity, "period": period})
        return found

    def save_draft_other_gases(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Other greenhouse gases of a report: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/other-gases/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_other_gases(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Other greenhouse gases of a report: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/other-gases/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_power_month(self) -> dict[str, Any]:
        """Monthly record of generating units: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/power-month", {})
        return found

    def hand_in_power_month(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Monthly record of generating units: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or
        multipart."""
        found: HandIn = self._send(
            HandIn, "POST", "/api/v1/forms/power-month", {"entity": entity, "dry_run": dry_run, "name": name}, body
        )
        return found

    def template_power_month(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Monthly record of generating units: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/power-month/template", {"entity": entity, "period": period})

    def bundle_power_month(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Monthly record of generating units: an offline bundle."""
        return self._download("POST", "/api/v1/forms/power-month/bundle", {"entity": entity, "period": period})

    def draft_power_month(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Monthly record of generating units: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/power-month/draft", {"entity": entity, "period": period})
        return found

    def save_draft_power_month(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Monthly record of generating units: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/power-month/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_power_month(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Monthly record of generating units: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/power-month/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_stream_report(self) -> dict[str, Any]:
        """Laboratory report on a source stream: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/stream-report", {})
        return found

    def hand_in_stream_report(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Laboratory report on a source stream: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or
        multipart."""
        found: HandIn = self._send(
            HandIn, "POST", "/api/v1/forms/stream-report", {"entity": entity, "dry_run": dry_run, "name": name}, body
        )
        return found

    def template_stream_report(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Laboratory report on a source stream: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/stream-report/template", {"entity": entity, "period": period})

    def bundle_stream_report(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Laboratory report on a source stream: an offline bundle."""
        return self._download("POST", "/api/v1/forms/stream-report/bundle", {"entity": entity, "period": period})

    def draft_stream_report(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Laboratory report on a source stream: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/stream-report/draft", {"entity": entity, "period": period})
        return found

    def save_draft_stream_report(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Laboratory report on a source stream: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/stream-report/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_stream_report(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Laboratory report on a source stream: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/stream-report/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_verified_gases(self) -> dict[str, Any]:
        """Other greenhouse gases as verified: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/verified-gases", {})
        return found

    def hand_in_verified_gases(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Other greenhouse gases as verified: hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or
        multipart."""
        found: HandIn = self._send(
            HandIn, "POST", "/api/v1/forms/verified-gases", {"entity": entity, "dry_run": dry_run, "name": name}, body
        )
        return found

    def template_verified_gases(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Other greenhouse gases as verified: the workbook to fill in."""
        return self._download("GET", "/api/v1/forms/verified-gases/template", {"entity": entity, "period": period})

    def bundle_verified_gases(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Other greenhouse gases as verified: an offline bundle."""
        return self._download("POST", "/api/v1/forms/verified-gases/bundle", {"entity": entity, "period": period})

    def draft_verified_gases(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Other greenhouse gases as verified: the draft."""
        found: Draft = self._get(Draft, "/api/v1/forms/verified-gases/draft", {"entity": entity, "period": period})
        return found

    def save_draft_verified_gases(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Other greenhouse gases as verified: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/verified-gases/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_verified_gases(self, *, entity: str | None = None, period: str | None = None) -> RemoveDraft:
        """Other greenhouse gases as verified: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft, "DELETE", "/api/v1/forms/verified-gases/draft", {"entity": entity, "period": period}, None
        )
        return found

    def form_verification_findings(self) -> dict[str, Any]:
        """Verification conclusion and changed figures: the JSON schema of its rows."""
        found: dict[str, Any] = self._get(dict[str, Any], "/api/v1/forms/verification-findings", {})
        return found

    def hand_in_verification_findings(
        self,
        body: bytes | Mapping[str, Any],
        *,
        entity: str | None = None,
        dry_run: bool | None = None,
        name: str | None = None,
    ) -> HandIn:
        """Verification conclusion and changed figures: hand in rows as JSON, or a file as the body (XLSX, CSV,
        bundle) or multipart."""
        found: HandIn = self._send(
            HandIn,
            "POST",
            "/api/v1/forms/verification-findings",
            {"entity": entity, "dry_run": dry_run, "name": name},
            body,
        )
        return found

    def template_verification_findings(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Verification conclusion and changed figures: the workbook to fill in."""
        return self._download(
            "GET", "/api/v1/forms/verification-findings/template", {"entity": entity, "period": period}
        )

    def bundle_verification_findings(self, *, entity: str | None = None, period: str | None = None) -> Download:
        """Verification conclusion and changed figures: an offline bundle."""
        return self._download(
            "POST", "/api/v1/forms/verification-findings/bundle", {"entity": entity, "period": period}
        )

    def draft_verification_findings(self, *, entity: str | None = None, period: str | None = None) -> Draft:
        """Verification conclusion and changed figures: the draft."""
        found: Draft = self._get(
            Draft, "/api/v1/forms/verification-findings/draft", {"entity": entity, "period": period}
        )
        return found

    def save_draft_verification_findings(
        self,
        body: SaveDraftActivityCorrectionBody | Mapping[str, Any],
        *,
        entity: str | None = None,
        period: str | None = None,
    ) -> SaveDraft:
        """Verification conclusion and changed figures: save the draft on top of a revision."""
        found: SaveDraft = self._send(
            SaveDraft,
            "PUT",
            "/api/v1/forms/verification-findings/draft",
            {"entity": entity, "period": period},
            self._encoded(body),
        )
        return found

    def remove_draft_verification_findings(
        self, *, entity: str | None = None, period: str | None = None
    ) -> RemoveDraft:
        """Verification conclusion and changed figures: remove the draft."""
        found: RemoveDraft = self._send(
            RemoveDraft,
            "DELETE",
            "/api/v1/forms/verification-findings/draft",
            {"entity": entity, "period": period},
            None,
        )
        return found

    def receipts(self) -> Receipts:
        """One's newest receipts."""
        found: Receipts = self._get(Receipts, "/api/v1/receipts", {})
        return found

    def receipt(self, number: int) -> ReceiptsItem:
        """A receipt, and what of it is still open."""
        found: ReceiptsItem = self._get(ReceiptsItem, f"/api/v1/receipts/{number}", {})
        return found

    def receipt_pdf(self, number: int) -> Download:
        """A receipt: as PDF."""
        return self._download("GET", f"/api/v1/receipts/{number}/pdf", {})

    def receipt_xlsx(self, number: int) -> Download:
        """A receipt: as a workbook."""
        return self._download("GET", f"/api/v1/receipts/{number}/xlsx", {})

    def receipt_file(self, number: int) -> Download:
        """A receipt: what was handed in."""
        return self._download("GET", f"/api/v1/receipts/{number}/file", {})

    def receipt_open(self, number: int) -> Download:
        """A receipt: its open rows as a workbook, with findings at the cells."""
        return self._download("GET", f"/api/v1/receipts/{number}/open", {})

    def verify(self, proof: str) -> Verify:
        """Whether a paper or receipt is genuine."""
        found: Verify = self._get(Verify, f"/api/v1/verify/{proof}", {})
        return found

    def verify_file(self, proof: str, body: bytes) -> Verify:
        """Whether a file (the body) is that paper."""
        found: Verify = self._send(Verify, "POST", f"/api/v1/verify/{proof}", {}, body)
        return found

    def papers(self, entity: str) -> Papers:
        """Papers about an entity."""
        found: Papers = self._get(Papers, f"/api/v1/papers/{entity}", {})
        return found

    def paper(self, entity: str, proof: str, kind: str) -> Download:
        """A paper as it was issued."""
        return self._download("GET", f"/api/v1/papers/{entity}/{proof}/{kind}", {})

    def activity(self, period: str, entity: str) -> Activity:
        """Activity data and what they come to."""
        found: Activity = self._get(Activity, f"/api/v1/activity/{period}/{entity}", {})
        return found

    def hand_in_activity(
        self, entity: str, body: bytes, *, sector: str | None = None, name: str | None = None
    ) -> HandInActivity:
        """Record the good rows of a file (CSV or XLSX as the body); bad ones are named with their cells."""
        found: HandInActivity = self._send(
            HandInActivity, "POST", f"/api/v1/activity/{entity}", {"sector": sector, "name": name}, body
        )
        return found

    def publication(self, period: str, entity: str, *, number: str | None = None) -> Publication:
        """What an entity published of a year."""
        found: Publication = self._get(Publication, f"/api/v1/publications/{period}/{entity}", {"number": number})
        return found

    def corrections(self, entity: str) -> Corrections:
        """Confirmed emissions by version."""
        found: Corrections = self._get(Corrections, f"/api/v1/corrections/{entity}", {})
        return found

    def plausibility(self, period: str, entity: str) -> Plausibility:
        """What the plausibility checks find in an entity's year, and how many were asked."""
        found: Plausibility = self._get(Plausibility, f"/api/v1/plausibility/{period}/{entity}", {})
        return found

    def factors(
        self,
        *,
        q: str | None = None,
        scope: str | None = None,
        region: str | None = None,
        year: str | None = None,
        all: str | None = None,
    ) -> Factors:
        """Search the factor database."""
        found: Factors = self._get(
            Factors, "/api/v1/factors", {"q": q, "scope": scope, "region": region, "year": year, "all": all}
        )
        return found

    def factor_history(self, parameter: str, *, key: str | None = None) -> FactorHistory:
        """A factor's values through time."""
        found: FactorHistory = self._get(FactorHistory, f"/api/v1/factors/{parameter}", {"key": key})
        return found

    def factor_changes(self, *, factor: str | None = None) -> FactorChanges:
        """Reports a factor changes, computed again without it and with it; the books stay as they are."""
        found: FactorChanges = self._get(FactorChanges, "/api/v1/factor-changes", {"factor": factor})
        return found

    def factor_age(self, period: str) -> FactorAge:
        """How old the factors in use are, weighted by the emission computed by each."""
        found: FactorAge = self._get(FactorAge, f"/api/v1/factor-age/{period}", {})
        return found
