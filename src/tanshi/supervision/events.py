"""Facts of files up to the case (线索、检查、疑点、立案) and their steps, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.supervision.tables import CaseRow, DoubtRow, FiledRow, OfficialRow, StepRow


@dataclass(frozen=True, slots=True)
class ClueDeposited(Fact):
    """A clue opened a file."""

    type: ClassVar[str] = "supervision.clue_deposited/1"
    docket: str
    subject: str
    area_gb2260: str
    source: str
    about: str
    text: str
    evidence_sha256: str
    authority: str


@dataclass(frozen=True, slots=True)
class StepDone(Fact):
    """A step of a file was done; what is special to it stands in a fact of its own."""

    type: ClassVar[str] = "supervision.step_done/1"
    docket: str
    number: int
    step: str
    actor: str
    level: str
    text: str
    evidence_sha256: str
    due: str
    late: bool


@dataclass(frozen=True, slots=True)
class Inspected(Fact):
    """Officials were on site and left doubts, numbered on from those before."""

    type: ClassVar[str] = "supervision.inspected/1"
    docket: str
    level: str
    officials: list[str]
    doubts: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DoubtExplained(Fact):
    """A doubt was explained, for the first time or after it was given back."""

    type: ClassVar[str] = "supervision.doubt_explained/1"
    docket: str
    number: int
    person: str
    level: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class DoubtChecked(Fact):
    """Another level checked an explanation; `result` "" gives it back."""

    type: ClassVar[str] = "supervision.doubt_checked/1"
    docket: str
    number: int
    person: str
    level: str
    result: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseFiled(Fact):
    """A case was filed: which offence, since when, until when it could be taken up."""

    type: ClassVar[str] = "supervision.case_filed/1"
    docket: str
    offence: str
    act_day: str
    period: str
    harm: bool
    limit_until: str
    decide_by: str


def _deposited(fact: ClueDeposited, at: At, rows: Rows) -> None:
    rows.put(
        CaseRow(
            fact.docket, fact.subject, fact.area_gb2260, fact.source, fact.about, fact.text, fact.evidence_sha256,
            fact.authority, at.day,
        )
    )  # fmt: skip


def _done(fact: StepDone, at: At, rows: Rows) -> None:
    rows.put(
        StepRow(
            fact.docket, fact.number, fact.step, fact.actor, fact.level, fact.text, fact.evidence_sha256, fact.due,
            int(fact.late), at.day,
        )
    )  # fmt: skip


def _inspected(fact: Inspected, at: At, rows: Rows) -> None:
    for person in fact.officials:
        rows.put(OfficialRow(fact.docket, person))
    for doubt in fact.doubts:
        rows.put(
            DoubtRow(
                fact.docket, doubt["number"], doubt["text"], fact.level, "", "", "", "", "", "", "", "", "", "", 0, 0
            )
        )  # fmt: skip


def _explained(fact: DoubtExplained, at: At, rows: Rows) -> None:
    row = rows.edit(DoubtRow, (fact.docket, fact.number))
    row.explained_by, row.explained_level, row.explanation = fact.person, fact.level, fact.text
    row.evidence_sha256, row.explained_on = fact.evidence_sha256, at.day
    row.explanations += 1


def _checked(fact: DoubtChecked, at: At, rows: Rows) -> None:
    row = rows.edit(DoubtRow, (fact.docket, fact.number))
    row.checked_by, row.checked_level, row.result = fact.person, fact.level, fact.result
    row.remark, row.checked_on = fact.text, at.day
    row.checks += 1


def _filed(fact: CaseFiled, at: At, rows: Rows) -> None:
    rows.put(
        FiledRow(
            fact.docket, fact.offence, fact.act_day, fact.period, int(fact.harm), fact.limit_until, fact.decide_by,
            at.day,
        )
    )  # fmt: skip


FACTS = (
    FactType(ClueDeposited, _deposited),
    FactType(StepDone, _done),
    FactType(Inspected, _inspected),
    FactType(DoubtExplained, _explained),
    FactType(DoubtChecked, _checked),
    FactType(CaseFiled, _filed),
)
