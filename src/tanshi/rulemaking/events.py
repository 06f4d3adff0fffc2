"""Facts of rule making and their projection.

A fact that changes which plan a vintage stands on says so in `vintages`: the plan, the days on which it is in force
(from "" where it is not), and what binds issuance to it. Facts that change the law carry the edition that follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.rulemaking.tables import (
    CONSULTATION,
    DRAFT,
    ISSUED,
    REPLACED,
    WITHDRAWN,
    ActRow,
    CommentRow,
    ConsentRow,
    LawRow,
    ValuesRow,
    VintageRow,
)


@dataclass(frozen=True, slots=True)
class ActDrafted(Fact):
    """A draft is on the table; the values it proposes follow, one fact a parameter."""

    type: ClassVar[str] = "rulemaking.act_drafted/1"
    act: str
    kind: str
    title_zh: str
    title_en: str
    rank: str
    organisation: str
    special_over: str
    text_sha256: str
    digest: str
    vintages: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ActAmended(Fact):
    """A draft has another text; all its values follow anew."""

    type: ClassVar[str] = "rulemaking.act_amended/1"
    act: str
    text_sha256: str
    digest: str
    vintages: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ValuesProposed(Fact):
    """What a version of a draft sets of one parameter; `content` is canonical JSON."""

    type: ClassVar[str] = "rulemaking.values_proposed/1"
    act: str
    digest: str
    parameter: str
    content: str


@dataclass(frozen=True, slots=True)
class ConsultationOpened(Fact):
    """A draft is open for comments from one day to another (征求意见)."""

    type: ClassVar[str] = "rulemaking.consultation_opened/1"
    act: str
    opens: str
    closes: str
    citation: str


@dataclass(frozen=True, slots=True)
class CommentMade(Fact):
    """Somebody commented on a draft."""

    type: ClassVar[str] = "rulemaking.comment_made/1"
    act: str
    number: int
    organisation: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class CommentAnswered(Fact):
    """The drafter answered a comment."""

    type: ClassVar[str] = "rulemaking.comment_answered/1"
    act: str
    number: int
    answer: str
    taken: bool


@dataclass(frozen=True, slots=True)
class ConsentNoted(Fact):
    """A body consented to a version of the text, or approved it."""

    type: ClassVar[str] = "rulemaking.consent_noted/1"
    act: str
    body: str
    document: str
    given_on: str
    digest: str


@dataclass(frozen=True, slots=True)
class ActIssued(Fact):
    """An act was issued: number, day, the day from which it is in force, the acts it replaces."""

    type: ClassVar[str] = "rulemaking.act_issued/1"
    act: str
    number: str
    digest: str
    in_force: str
    until: str
    replaces: list[dict[str, Any]]
    vintages: list[dict[str, Any]]
    citation: str
    edition: str


@dataclass(frozen=True, slots=True)
class ActWithdrawn(Fact):
    """A draft was given up, or an act was repealed with its last day."""

    type: ClassVar[str] = "rulemaking.act_withdrawn/1"
    act: str
    until: str
    ground: str
    vintages: list[dict[str, Any]]
    edition: str


@dataclass(frozen=True, slots=True)
class TotalStated(Fact):
    """A plan states a vintage's total and its parts, against the verified emissions of a year."""

    type: ClassVar[str] = "rulemaking.total_stated/1"
    plan: str
    vintage: str
    from_day: str
    until_day: str
    citation: str
    total_t: int
    reserve_t: int
    paid_t: int
    adjustment_t: int
    verified_t: int
    verified_of: str


def _drafted(fact: ActDrafted, at: At, rows: Rows) -> None:
    rows.put(
        ActRow(
            fact.act, fact.kind, fact.title_zh, fact.title_en, fact.rank, fact.organisation, fact.special_over,
            fact.text_sha256, fact.digest, DRAFT, at.day, "", "", 0, 0, "", "", "", "", "",
        )
    )  # fmt: skip
    _stand(fact.vintages, rows)


def _amended(fact: ActAmended, at: At, rows: Rows) -> None:
    act = rows.edit(ActRow, fact.act)
    act.text_sha256, act.digest = fact.text_sha256, fact.digest
    _stand(fact.vintages, rows)


def _proposed(fact: ValuesProposed, at: At, rows: Rows) -> None:
    rows.put(ValuesRow(fact.act, fact.digest, fact.parameter, fact.content))


def _opened(fact: ConsultationOpened, at: At, rows: Rows) -> None:
    act = rows.edit(ActRow, fact.act)
    act.state, act.opens, act.closes = CONSULTATION, fact.opens, fact.closes


def _commented(fact: CommentMade, at: At, rows: Rows) -> None:
    rows.edit(ActRow, fact.act).comments = fact.number
    rows.put(CommentRow(fact.act, fact.number, fact.organisation, fact.place, fact.words, at.day, "", 0, ""))


def _answered(fact: CommentAnswered, at: At, rows: Rows) -> None:
    rows.edit(ActRow, fact.act).answers += 1
    comment = rows.edit(CommentRow, (fact.act, fact.number))
    comment.answer, comment.taken, comment.answered_on = fact.answer, int(fact.taken), at.day


def _consented(fact: ConsentNoted, at: At, rows: Rows) -> None:
    rows.put(ConsentRow(fact.act, fact.body, fact.document, fact.given_on, fact.digest))


def _issued(fact: ActIssued, at: At, rows: Rows) -> None:
    act = rows.edit(ActRow, fact.act)
    act.state, act.number, act.issued_on = ISSUED, fact.number, at.day
    act.in_force, act.until = fact.in_force, fact.until
    for older in fact.replaces:
        replaced = rows.edit(ActRow, older["older"])
        replaced.state, replaced.until, replaced.replaced_by = REPLACED, older["until"], fact.act
    _stand(fact.vintages, rows)
    _edition(fact.edition, rows)


def _withdrawn(fact: ActWithdrawn, at: At, rows: Rows) -> None:
    act = rows.edit(ActRow, fact.act)
    act.state, act.until = WITHDRAWN, fact.until
    _stand(fact.vintages, rows)
    _edition(fact.edition, rows)


def _stated(fact: TotalStated, at: At, rows: Rows) -> None:
    rows.put(
        VintageRow(
            fact.vintage, fact.plan, fact.from_day, fact.until_day, fact.citation, fact.total_t, fact.reserve_t,
            fact.paid_t, fact.adjustment_t, fact.verified_t, fact.verified_of,
        )
    )  # fmt: skip


def _stand(vintages: list[dict[str, Any]], rows: Rows) -> None:
    for standing in vintages:
        if rows.get(VintageRow, standing["vintage"]) is None:
            rows.put(
                VintageRow(
                    **standing, total_t=None, reserve_t=0, paid_t=0, adjustment_t=0, verified_t=0, verified_of=""
                )
            )
        else:
            row = rows.edit(VintageRow, standing["vintage"])
            row.plan, row.citation = standing["plan"], standing["citation"]
            row.from_day, row.until_day = standing["from_day"], standing["until_day"]


def _edition(edition: str, rows: Rows) -> None:
    known = rows.get(LawRow, 1)
    rows.put(LawRow(1, edition, known.changes + 1 if known else 1))


FACTS = (
    FactType(ActDrafted, _drafted),
    FactType(ActAmended, _amended),
    FactType(ValuesProposed, _proposed),
    FactType(ConsultationOpened, _opened),
    FactType(CommentMade, _commented),
    FactType(CommentAnswered, _answered),
    FactType(ConsentNoted, _consented),
    FactType(ActIssued, _issued),
    FactType(ActWithdrawn, _withdrawn),
    FactType(TotalStated, _stated),
)
