"""What is kept of a verification. A case is named by entity and period; days are "" until something happened."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

PLANNED, DESK, VISITED, LISTED, REVIEWED, CONCLUDED, TOLD = (
    "planned", "desk", "visited", "listed", "reviewed", "concluded", "told",
)  # fmt: skip

CORRECTED, CONSERVATIVE, WITHDRAWN = "corrected", "conservative", "withdrawn"
OPEN, UPHELD, REJECTED = "open", "upheld", "rejected"

#: What ties a person to an entity; a tie that has not ended has no `until_day`.
TIES = ("employed", "prepared", "advised", "tested", "family", "shares")


@table("mrv_tie", key=["body", "person", "entity"], indexes=[["entity"], ["certificate"]])
@dataclass(slots=True)
class TieRow(Row):
    """What ties a practitioner to an entity, as the body declared it."""

    body: str
    person: str
    entity: str
    certificate: str
    kind: str
    until_day: str
    declared_on: str


@table(
    "mrv_verification",
    key=["entity", "period"],
    checks=["late IN (0, 1)", "told_late IN (0, 1)"],
    indexes=[["body", "period"], ["period"]],
)
@dataclass(slots=True)
class VerificationRow(Row):
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
    mend_until: str  # the last day to answer findings, "" if there are none
    reviewed_by: str
    reviewed_on: str
    concluded_on: str
    late: int
    told_on: str
    told_late: int
    object_until: str

    @property
    def step(self) -> str:
        """Return how far it is."""
        reached = (
            (TOLD, self.told_on), (CONCLUDED, self.concluded_on), (REVIEWED, self.reviewed_on),
            (LISTED, self.findings_on), (VISITED, self.visited_on), (DESK, self.documents_on),
        )  # fmt: skip
        return next((step for step, day in reached if day), PLANNED)


@table("mrv_verifier", key=["entity", "period", "person"], checks=["leader IN (0, 1)"])
@dataclass(slots=True)
class VerifierRow(Row):
    """A member of the group that verifies."""

    entity: str
    period: str
    person: str
    certificate: str
    leader: int


@table("mrv_sample", key=["entity", "period", "unit", "month"])
@dataclass(slots=True)
class SampleRow(Row):
    """A record that is looked at."""

    entity: str
    period: str
    unit: str
    month: str


@table(
    "mrv_clause",
    key=["entity", "period", "clause"],
    checks=["result IN ('conforms', 'nonconforming', 'not_applicable')"],
)
@dataclass(slots=True)
class ClauseRow(Row):
    """What going through a clause came to."""

    entity: str
    period: str
    clause: str
    stage: str
    result: str
    text: str


@table("mrv_finding", key=["entity", "period", "number"], checks=["number > 0", "changes IN (0, 1)"])
@dataclass(slots=True)
class FindingRow(Row):
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


@table(
    "mrv_finding_answer",
    key=["entity", "period", "number", "version"],
    checks=["version > 0", "changes IN (0, 1)", "late IN (0, 1)"],
)
@dataclass(slots=True)
class FindingAnswerRow(Row):
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


@table("mrv_internal_review", key=["entity", "period", "number"], checks=["passed IN (0, 1)"])
@dataclass(slots=True)
class InternalReviewRow(Row):
    """A review within the body, before the conclusion is issued, by somebody outside the group."""

    entity: str
    period: str
    number: int
    person: str
    passed: int
    text: str
    reviewed_on: str


@table(
    "mrv_verification_objection",
    key=["entity", "period"],
    checks=["state IN ('open', 'upheld', 'rejected')", "late IN (0, 1)"],
)
@dataclass(slots=True)
class VerificationObjectionRow(Row):
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


@table(
    "mrv_verification_look",
    key=["entity", "period", "number"],
    checks=["result IN ('in_order', 'asked', 'wrong')"],
    indexes=[["authority", "period"]],
)
@dataclass(slots=True)
class VerificationLookRow(Row):
    """A look of a city, a province or the nation at a verification."""

    entity: str
    period: str
    number: int
    authority: str
    result: str
    text: str
    looked_on: str


TABLES: tuple[type[Row], ...] = (
    TieRow,
    VerificationRow,
    VerifierRow,
    SampleRow,
    ClauseRow,
    FindingRow,
    FindingAnswerRow,
    InternalReviewRow,
    VerificationObjectionRow,
    VerificationLookRow,
)
