"""Yearly scores (年度评分) of technical service bodies."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.service_bodies import BodyOutcome, BodyRow, own, touches, unshown


@dataclass(frozen=True, slots=True)
class PublishScore:
    """Publish a body's score of a year for a scope, in tenths of a point of 100, on the paper with its reasons."""

    body: str
    scope: str
    year: str
    score_e1: int
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ScorePublished(Fact):
    """A body's score of a year was published."""

    type: ClassVar[str] = "mrv.score_published/1"
    body: str
    scope: str
    year: str
    authority: str
    score_e1: int
    reason: str
    evidence_sha256: str


@table("mrv_score", key=["body", "scope", "year", "authority"], checks=["score_e1 BETWEEN 0 AND 1000"])
@dataclass(slots=True)
class ScoreRow(Row):
    """A published score, in tenths of a point."""

    body: str
    scope: str
    year: str
    authority: str
    score_e1: int
    reason: str
    evidence_sha256: str
    published_on: str


def _scored(fact: ScorePublished, at: At, rows: Rows) -> None:
    rows.put(
        ScoreRow(
            fact.body, fact.scope, fact.year, fact.authority, fact.score_e1, fact.reason, fact.evidence_sha256, at.day
        )
    )


FACTS = (FactType(ScorePublished, _scored),)
TABLES: tuple[type[Row], ...] = (ScoreRow,)


def publish(request: PublishScore, rows: Rows, act: Act) -> Outcome:
    """Publish a score of a year that is over."""
    if rows.get(BodyRow, (request.body, request.scope)) is None:
        return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
    if not is_day(f"{request.year}-01-01") or act.day[:4] < request.year:
        return act.refuse(BodyOutcome.BAD_DAYS, day=request.year)
    if not 0 <= request.score_e1 <= 1000:
        return act.refuse(BodyOutcome.BAD_SCORE, score=request.score_e1)
    if refused := unshown(request.reason, request.evidence_sha256, act):
        return refused
    authority = act.command.organisation
    if rows.get(ScoreRow, (request.body, request.scope, request.year, authority)) is not None:
        return act.refuse(BodyOutcome.ALREADY_SCORED, body=request.body, year=request.year)
    act.record(ScorePublished(**asdict(request), authority=authority))
    return BodyOutcome.DONE


HANDLERS: tuple[Handler[Any], ...] = (
    Handler("mrv.publish_score", PublishScore, publish, BodyOutcome.DONE, touches, own),
)
