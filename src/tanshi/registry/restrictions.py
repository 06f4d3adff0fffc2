"""Restriction of accounts (限制): on a ground of the law, which says what it stops; objection, answer, lifting.

To stop is one person's act, since it harms little and must be quick; to let go needs two. Several restrictions
can stand at once: a holder may not do what any of them stops. What runs with the exchange settles all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.kinds import Ground, RegistryLaw, after_working_days
from tanshi.registry.moves import not_by
from tanshi.registry.outcome import DONE
from tanshi.registry.representatives import whose
from tanshi.registry.tables import HELD_OPEN, AccountRow, BarredRow, HolderRow, RestrictionRow
from tanshi.rules import Law

STANDING, LIFTED = "standing", "lifted"
OPEN, UPHELD, REJECTED = "open", "upheld", "rejected"

#: The ground on which who is barred is restricted; it is noted by an act of its own, see `barred`.
BARRED = "barred"


class RestrictionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NOT_HELD_OPEN = "registry.not_held_open"
    UNKNOWN_RESTRICTION_GROUND = "registry.unknown_restriction_ground"
    RESTRICTED_ALREADY = "registry.restricted_already"
    NO_TEXT_OF_RESTRICTION = "registry.no_text_of_restriction"
    BAD_RESTRICTION_EVIDENCE = "registry.bad_restriction_evidence"
    NO_RESTRICTION = "registry.no_restriction"
    OBJECTED_ALREADY = "registry.objected_already"
    OBJECTION_TOO_LATE = "registry.objection_too_late"
    NO_OBJECTION = "registry.no_objection"


@dataclass(frozen=True, slots=True)
class RestrictHolder:
    """Restrict a holder's accounts on a ground of the law."""

    holder: str
    ground: str
    text: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class LiftRestriction:
    """Lift a restriction, since its cause is gone."""

    holder: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ObjectRestriction:
    """Object to a restriction of one's own accounts."""

    holder: str
    number: int
    reason: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRestrictionObjection:
    """Answer an objection; upheld, the restriction is lifted."""

    holder: str
    number: int
    upheld: bool
    text: str


@dataclass(frozen=True, slots=True)
class HolderRestricted(Fact):
    """A holder may not do what `stops` names; `stopped` is what all its restrictions stop from now on."""

    type: ClassVar[str] = "registry.holder_restricted/1"
    holder: str
    number: int
    ground: str
    text: str
    stops: str  # acts with blanks between
    stopped: str
    evidence_sha256: str
    citation: str
    object_by: str


@dataclass(frozen=True, slots=True)
class RestrictionLifted(Fact):
    """A restriction ended; `stopped` is what the others still stop."""

    type: ClassVar[str] = "registry.restriction_lifted/1"
    holder: str
    number: int
    text: str
    stopped: str


@dataclass(frozen=True, slots=True)
class RestrictionObjected(Fact):
    """A holder objected to a restriction; `due` is the last day for the answer."""

    type: ClassVar[str] = "registry.restriction_objected/1"
    holder: str
    number: int
    reason: str
    evidence_sha256: str
    due: str


@dataclass(frozen=True, slots=True)
class RestrictionAnswered(Fact):
    """An objection to a restriction was answered."""

    type: ClassVar[str] = "registry.restriction_answered/1"
    holder: str
    number: int
    upheld: bool
    text: str
    late: bool


class RestrictionCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def restrict(self, request: RestrictHolder, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != HELD_OPEN:
            return act.refuse(RestrictionOutcome.NOT_HELD_OPEN, holder=request.holder)
        grounds = self._law.grounds("restriction_grounds", rows, act.day)
        known = [code for code in grounds if code != BARRED]
        if request.ground not in known:
            return act.refuse(
                RestrictionOutcome.UNKNOWN_RESTRICTION_GROUND, ground=request.ground, known=", ".join(known)
            )
        same = [r for r in standing(request.holder, rows) if r.ground == request.ground]
        if same:
            return act.refuse(
                RestrictionOutcome.RESTRICTED_ALREADY, holder=request.holder, ground=request.ground,
                number=same[0].number, since=same[0].restricted_on,
            )  # fmt: skip
        if not request.text.strip():
            return act.refuse(RestrictionOutcome.NO_TEXT_OF_RESTRICTION)
        if request.evidence_sha256 and not is_sha256(request.evidence_sha256):
            return act.refuse(RestrictionOutcome.BAD_RESTRICTION_EVIDENCE, evidence=request.evidence_sha256)
        act.record(self.restriction(found, grounds[request.ground], request.text, request.evidence_sha256, rows, act))
        return DONE

    def restriction(
        self, holder: HolderRow, ground: Ground, text: str, evidence: str, rows: Rows, act: Act
    ) -> HolderRestricted:
        """Return the fact of a restriction on a ground."""
        stops = " ".join(ground.value["stops"])
        days, _ = self._law.days("restriction_objection_days", rows, act.day)
        return HolderRestricted(
            holder.id, holder.restrictions + 1, ground.code, text, stops,
            _all_stops([*(r.stops for r in standing(holder.id, rows)), stops]),
            evidence, ground.citation, after_working_days(act.day, days),
        )  # fmt: skip

    def lift(self, request: LiftRestriction, rows: Rows, act: Act) -> Outcome:
        found = rows.get(RestrictionRow, (request.holder, request.number))
        if found is None or found.state != STANDING:
            return act.refuse(RestrictionOutcome.NO_RESTRICTION, holder=request.holder, number=request.number)
        if not request.text.strip():
            return act.refuse(RestrictionOutcome.NO_TEXT_OF_RESTRICTION)
        act.record(lifted(found, request.text, rows))
        return DONE

    def object(self, request: ObjectRestriction, rows: Rows, act: Act) -> Outcome:
        found = rows.get(RestrictionRow, (request.holder, request.number))
        if found is None or found.state != STANDING:
            return act.refuse(RestrictionOutcome.NO_RESTRICTION, holder=request.holder, number=request.number)
        if refused := not_by("object", registration(request.holder), rows, act):
            return refused
        if found.objection:
            return act.refuse(RestrictionOutcome.OBJECTED_ALREADY, holder=request.holder, day=found.objected_on)
        if act.day > found.object_by:
            return act.refuse(RestrictionOutcome.OBJECTION_TOO_LATE, last=found.object_by, citation=found.citation)
        if not request.reason.strip():
            return act.refuse(RestrictionOutcome.NO_TEXT_OF_RESTRICTION)
        if request.evidence_sha256 and not is_sha256(request.evidence_sha256):
            return act.refuse(RestrictionOutcome.BAD_RESTRICTION_EVIDENCE, evidence=request.evidence_sha256)
        days, _ = self._law.days("restriction_answer_days", rows, act.day)
        act.record(
            RestrictionObjected(
                request.holder, request.number, request.reason, request.evidence_sha256,
                after_working_days(act.day, days),
            )
        )  # fmt: skip
        return DONE

    def answer(self, request: AnswerRestrictionObjection, rows: Rows, act: Act) -> Outcome:
        found = rows.get(RestrictionRow, (request.holder, request.number))
        if found is None or found.objection != OPEN:
            return act.refuse(RestrictionOutcome.NO_OBJECTION, holder=request.holder, number=request.number)
        if not request.text.strip():
            return act.refuse(RestrictionOutcome.NO_TEXT_OF_RESTRICTION)
        act.record(
            RestrictionAnswered(request.holder, request.number, request.upheld, request.text, act.day > found.due)
        )
        if request.upheld and found.state == STANDING:
            act.record(lifted(found, request.text, rows))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of restrictions."""
        return (
            Handler("registry.restrict_holder", RestrictHolder, self.restrict, DONE, _touches, whose),
            Handler("registry.lift_restriction", LiftRestriction, self.lift, DONE, _touches_one, whose),
            Handler("registry.object_restriction", ObjectRestriction, self.object, DONE, _touches_one, whose),
            Handler(
                "registry.answer_restriction_objection", AnswerRestrictionObjection, self.answer, DONE, _touches_one,
                whose,
            ),
        )  # fmt: skip


def standing(holder: str, rows: Rows) -> list[RestrictionRow]:
    """Return the restrictions of a holder that stand."""
    return rows.where(RestrictionRow, state=STANDING, holder=holder)


def lifted(found: RestrictionRow, text: str, rows: Rows) -> RestrictionLifted:
    """Return the fact of a lifting."""
    others = [r.stops for r in standing(found.holder, rows) if r.number != found.number]
    return RestrictionLifted(found.holder, found.number, text, _all_stops(others))


def _all_stops(stops: Iterable[str]) -> str:
    return " ".join(sorted({deed for one in stops for deed in one.split()}))


def _restricted(fact: HolderRestricted, at: At, rows: Rows) -> None:
    rows.edit(HolderRow, fact.holder).restrictions = fact.number
    rows.put(
        RestrictionRow(
            fact.holder, fact.number, fact.ground, fact.text, fact.stops, fact.evidence_sha256,
            fact.citation, at.day, fact.object_by, STANDING,
        )
    )  # fmt: skip
    stop(fact.holder, fact.stopped, rows)


def stop(holder: str, stopped: str, rows: Rows) -> None:
    """Write on a holder's accounts what is stopped."""
    for account in (registration(holder), trading(holder)):
        if rows.get(AccountRow, account) is not None:
            rows.edit(AccountRow, account).stopped = stopped


def _lifted(fact: RestrictionLifted, at: At, rows: Rows) -> None:
    row = rows.edit(RestrictionRow, (fact.holder, fact.number))
    row.state, row.lifted_on, row.lifted_for = LIFTED, at.day, fact.text
    if row.ground == BARRED:
        rows.edit(BarredRow, fact.holder).state = LIFTED
    stop(fact.holder, fact.stopped, rows)


def _objected(fact: RestrictionObjected, at: At, rows: Rows) -> None:
    row = rows.edit(RestrictionRow, (fact.holder, fact.number))
    row.objection, row.objected_on, row.objected_for, row.due = OPEN, at.day, fact.reason, fact.due


def _answered(fact: RestrictionAnswered, at: At, rows: Rows) -> None:
    row = rows.edit(RestrictionRow, (fact.holder, fact.number))
    row.objection = UPHELD if fact.upheld else REJECTED
    row.answered_on, row.answer, row.late = at.day, fact.text, int(fact.late)


def _touches(r: RestrictHolder) -> Iterable[Touch]:
    return [(HolderRow, r.holder), (AccountRow, registration(r.holder)), (AccountRow, trading(r.holder))]


def _touches_one(r: LiftRestriction | ObjectRestriction | AnswerRestrictionObjection) -> Iterable[Touch]:
    yield RestrictionRow, (r.holder, r.number)
    yield BarredRow, r.holder
    yield AccountRow, registration(r.holder)
    yield AccountRow, trading(r.holder)


FACTS = (
    FactType(HolderRestricted, _restricted),
    FactType(RestrictionLifted, _lifted),
    FactType(RestrictionObjected, _objected),
    FactType(RestrictionAnswered, _answered),
)
