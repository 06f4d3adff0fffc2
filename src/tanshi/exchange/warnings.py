"""The ladder of risk warnings (风险警示): each step to a participant with its evidence and the article it rests on.

The steps, their order and what they stop are law data (`exchange.warning_ladder`). A participant is taken to a step as
high as the one it stands on, or higher; a step ends when it is lifted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.outcome import DONE
from tanshi.exchange.participant_tables import ADMITTED, SUSPENDED, ParticipantRow
from tanshi.exchange.positions import NO_BUY, NO_SELL
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.representatives import whose
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

STANDING, LIFTED = "standing", "lifted"

_BITS = {"buy": NO_BUY, "sell": NO_SELL}


class WarningOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_PARTICIPANT = "exchange.warning_no_participant"
    UNKNOWN_STEP = "exchange.unknown_warning"
    BELOW = "exchange.warning_below"
    NO_ARTICLE = "exchange.warning_no_article"
    NO_TEXT = "exchange.warning_no_text"
    NO_EVIDENCE = "exchange.warning_no_evidence"
    NOT_STANDING = "exchange.warning_not_standing"


@dataclass(frozen=True, slots=True)
class WarnParticipant:
    """Take a participant to a step of the ladder: `article` is the rule it broke or came near to."""

    holder: str
    step: str
    article: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class LiftWarning:
    """End a step, by its number among the participant's."""

    holder: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ParticipantWarned(Fact):
    """A participant was warned; `stops` is what it may not do while the step stands."""

    type: ClassVar[str] = "exchange.participant_warned/1"
    holder: str
    number: int
    step: str
    level: int  # of the step in the ladder
    stops: str  # with blanks between
    article: str
    text: str
    evidence_sha256: str
    citation: str  # of the ladder


@dataclass(frozen=True, slots=True)
class WarningLifted(Fact):
    """A step ended."""

    type: ClassVar[str] = "exchange.warning_lifted/1"
    holder: str
    number: int
    text: str


@table("exchange_warning", key=["holder", "number"], checks=["state IN ('standing', 'lifted')", "level > 0"])
@dataclass(slots=True)
class WarningRow(Row):
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
    lifted_on: str = ""
    lifted: str = ""  # why


TABLES: tuple[type[Row], ...] = (WarningRow,)


class WarningCommands:
    """Judges warnings under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def warn(self, request: WarnParticipant, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ParticipantRow, request.holder)
        if found is None or found.state not in (ADMITTED, SUSPENDED):
            return act.refuse(WarningOutcome.NO_PARTICIPANT, holder=request.holder)
        law = self._laws.on(rows, act.day)
        ladder = law.table("exchange.warning_ladder", date.fromisoformat(act.day))
        if request.step not in ladder:
            return act.refuse(WarningOutcome.UNKNOWN_STEP, step=request.step, known=", ".join(ladder))
        cited = ladder[request.step]
        level = int(cited.value["step"])
        before = rows.where(WarningRow, holder=request.holder)
        standing = max((w for w in before if w.state == STANDING), key=lambda w: w.level, default=None)
        if standing is not None and level < standing.level:
            return act.refuse(WarningOutcome.BELOW, holder=request.holder, step=request.step, stands=standing.step)
        if not request.article.strip():
            return act.refuse(WarningOutcome.NO_ARTICLE)
        if not request.text.strip():
            return act.refuse(WarningOutcome.NO_TEXT)
        if not is_sha256(request.evidence_sha256):
            return act.refuse(WarningOutcome.NO_EVIDENCE, sha256=request.evidence_sha256)
        act.record(
            ParticipantWarned(
                request.holder, len(before) + 1, request.step, level, " ".join(cited.value["stops"]), request.article,
                request.text, request.evidence_sha256, law.reference(cited.citation),
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of warnings."""
        return (
            Handler("exchange.warn_participant", WarnParticipant, self.warn, DONE, _touches, whose),
            Handler("exchange.lift_warning", LiftWarning, _lift, DONE, _touches_warning, whose),
        )


def _lift(request: LiftWarning, rows: Rows, act: Act) -> Outcome:
    found = rows.get(WarningRow, (request.holder, request.number))
    if found is None or found.state != STANDING:
        return act.refuse(WarningOutcome.NOT_STANDING, holder=request.holder, number=request.number)
    if not request.text.strip():
        return act.refuse(WarningOutcome.NO_TEXT)
    act.record(WarningLifted(request.holder, request.number, request.text))
    return DONE


def _warned(fact: ParticipantWarned, at: At, rows: Rows) -> None:
    rows.put(
        WarningRow(
            fact.holder, fact.number, fact.step, fact.level, fact.stops, fact.article, fact.text,
            fact.evidence_sha256, at.day, STANDING,
        )
    )  # fmt: skip


def _lifted(fact: WarningLifted, at: At, rows: Rows) -> None:
    row = rows.edit(WarningRow, (fact.holder, fact.number))
    row.state, row.lifted_on, row.lifted = LIFTED, at.day, fact.text


def _touches(r: WarnParticipant) -> Iterable[Touch]:
    yield ParticipantRow, r.holder


def _touches_warning(r: LiftWarning) -> Iterable[Touch]:
    yield WarningRow, (r.holder, r.number)


FACTS = (FactType(ParticipantWarned, _warned), FactType(WarningLifted, _lifted))
