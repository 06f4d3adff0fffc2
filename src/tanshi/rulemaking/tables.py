"""What is kept of acts: texts with their values, comments, consents, and what a plan states of a vintage."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

#: States of an act. It is in force on the days from `in_force` to `until`; no fact is needed on those days.
DRAFT, CONSULTATION, ISSUED, REPLACED, WITHDRAWN = "draft", "consultation", "issued", "replaced", "withdrawn"

#: The kind of the acts that carry factors; only a publication of factors makes them.
FACTOR = "factor"


@table(
    "rulemaking_act",
    key=["id"],
    checks=["state IN ('draft', 'consultation', 'issued', 'replaced', 'withdrawn')", "comments >= answers"],
    indexes=[["state"]],
)
@dataclass(slots=True)
class ActRow(Row):
    """An act (文件): an allocation plan, a scope of gases and sectors, or a set of parameters."""

    id: str
    kind: str
    title_zh: str
    title_en: str
    rank: str
    organisation: str  # who drafts it
    special_over: str  # ids of general texts of the same rank it prevails over, blanks between
    text_sha256: str  # its full text in the evidence store
    digest: str  # of text and values as they stand now
    state: str
    drafted_on: str
    opens: str
    closes: str
    comments: int
    answers: int
    number: str  # 文号
    issued_on: str
    in_force: str
    until: str  # the last day; "" is open
    replaced_by: str


@table("rulemaking_values", key=["act", "digest", "parameter"])
@dataclass(slots=True)
class ValuesRow(Row):
    """What one version of an act sets of one parameter: canonical JSON in the form of the files in rules/."""

    act: str
    digest: str
    parameter: str
    content: str


@table(
    "rulemaking_comment", key=["act", "number"], checks=["number > 0", "taken IN (0, 1)"], indexes=[["organisation"]]
)
@dataclass(slots=True)
class CommentRow(Row):
    """A comment on a draft, and its answer."""

    act: str
    number: int
    organisation: str
    place: str  # the parameter it is about, or ""
    words: str
    made_on: str
    answer: str
    taken: int  # the draft follows it
    answered_on: str


@table("rulemaking_consent", key=["act", "body"])
@dataclass(slots=True)
class ConsentRow(Row):
    """A body's consent (会签) or approval (批准), to the version of the text with this digest."""

    act: str
    body: str
    document: str
    given_on: str
    digest: str


@table(
    "rulemaking_vintage",
    key=["vintage"],
    checks=[
        "reserve_t >= 0",
        "paid_t >= 0",
        "adjustment_t >= 0",
        "verified_t >= 0",
        "total_t IS NULL OR total_t >= reserve_t + paid_t + adjustment_t",
    ],
)
@dataclass(slots=True)
class VintageRow(Row):
    """A vintage as its plan has it: from when the plan is in force, and the total it states (配额总量)."""

    vintage: str
    plan: str
    from_day: str  # "": the plan is a draft, or was withdrawn before it was in force
    until_day: str  # the plan's last day; "" is open
    citation: str  # of what binds issuance to the plan
    total_t: int | None
    reserve_t: int
    paid_t: int
    adjustment_t: int
    verified_t: int
    verified_of: str  # the year whose verified emissions the total is set against

    def stands_on(self, day: str) -> bool:
        """Tell whether the plan is in force on a day."""
        return self.from_day != "" and self.from_day <= day and (self.until_day == "" or day <= self.until_day)

    @property
    def free_t(self) -> int | None:
        """What may be issued free of charge: the total without reserve, paid share and market adjustment."""
        return None if self.total_t is None else self.total_t - self.reserve_t - self.paid_t - self.adjustment_t


@table("rulemaking_law", key=["id"], checks=["id = 1"])
@dataclass(slots=True)
class LawRow(Row):
    """The edition of the law: a digest over all acts that were issued and withdrawn, in order."""

    id: int
    edition: str
    changes: int


TABLES: tuple[type[Row], ...] = (ActRow, ValuesRow, CommentRow, ConsentRow, VintageRow, LawRow)
