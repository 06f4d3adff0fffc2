"""What is kept of proposed and published factors, and of their tests."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

#: States of a factor. What is published holds by the act that carries it, from its day.
PROPOSED, TESTED, REVIEWED, SENT_BACK = "proposed", "tested", "reviewed", "sent_back"
PUBLISHED, REPLACED, RETIRED = "published", "replaced", "retired"

#: What a test says of the proposed value.
AGREES, DEVIATES, UNSAID = "agrees", "deviates", "unsaid"


@table(
    "rulemaking_factor",
    key=["id"],
    checks=[
        "state IN ('proposed', 'tested', 'reviewed', 'sent_back', 'published', 'replaced', 'retired')",
        "round > 0",
        "tests >= 0",
        "revision >= 0",
    ],
    indexes=[["parameter", "key"], ["state"]],
)
@dataclass(slots=True)
class FactorRow(Row):
    """A factor (排放因子) beside those of the shipped texts: proposed, tested, reviewed, published, retired."""

    id: str
    parameter: str
    key: str  # "" where the parameter is one value
    value: str  # exact decimal text
    unit: str
    from_day: str  # of its validity
    to_day: str  # the last day; "" is open
    scope: str  # who computes with it, blanks between
    region: str
    technology: str
    uncertainty: str  # share, half-width of the 95 % interval; "" is unsaid
    source: str
    source_year: int
    document_sha256: str  # of its source, in the evidence store
    organisation: str  # who proposes it
    proposer: str
    proposed_on: str
    round: int  # of the proposal; 1 more each time it was sent back
    replaces: str  # the published factor it revises, or ""
    state: str
    tests: int  # of this round
    reviewer: str
    reviewed_on: str
    reasons: str
    act: str  # that carries it, once published
    number: str
    in_force: str
    revision: int  # 0 until published; 1 more than what it replaces
    replaced_by: str
    last_day: str  # of a retired one that was published
    ground: str
    successor: str


@table(
    "rulemaking_factor_test",
    key=["factor", "round", "number"],
    checks=["number > 0", "samples > 0", "agrees IN ('agrees', 'deviates', 'unsaid')"],
)
@dataclass(slots=True)
class FactorTestRow(Row):
    """An institute's test of a proposed factor."""

    factor: str
    round: int
    number: int
    organisation: str
    samples: int
    mean: str  # what the samples give, in the factor's unit
    agrees: str  # within the proposal's uncertainty
    tested_on: str
    document_sha256: str


TABLES: tuple[type[Row], ...] = (FactorRow, FactorTestRow)
