"""What may be asked of factors: propose, test, review, publish, retire.

A proposal is tested by a body that did not make it and reviewed by a person who neither made nor tested it; what is
sent back is proposed anew under its id. A publication is an act of rule making (`publication`), so a revision stands
beside what it replaces and an older day is judged as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.core.exact import decimal
from tanshi.core.identifier import is_id, is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.rulemaking.factors.events import FactorProposed, FactorRetired, FactorReviewed, FactorTested
from tanshi.rulemaking.factors.judging import bad_metadata, bad_value, day_of, not_alone, number_of
from tanshi.rulemaking.factors.outcome import FactorOutcome
from tanshi.rulemaking.factors.publication import PROCEDURE, act_of, publish, withdraw
from tanshi.rulemaking.factors.requests import (
    NoteFactorTest,
    ProposeFactor,
    PublishFactors,
    RetireFactor,
    ReviewFactor,
)
from tanshi.rulemaking.factors.tables import (
    AGREES,
    DEVIATES,
    PROPOSED,
    PUBLISHED,
    REPLACED,
    RETIRED,
    REVIEWED,
    SENT_BACK,
    TESTED,
    UNSAID,
    FactorRow,
    FactorTestRow,
)
from tanshi.rulemaking.law import LawBook
from tanshi.rulemaking.tables import ActRow, LawRow
from tanshi.rules import Cited, Law
from tanshi.rules.factors import FactorSet, set_of

#: Factors of one publication; each is four facts.
MOST = 100

#: Characters of a number, and of reasons.
_NAME, _WORDS = 300, 5_000


class FactorCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def propose(self, request: ProposeFactor, rows: Rows, act: Act) -> Outcome:
        law = self._laws.on(rows, act.day)
        if not is_id(request.factor) or not is_id(act_of(request.factor)):
            return act.refuse(FactorOutcome.BAD_ID, id=request.factor[:100])
        found = rows.get(FactorRow, request.factor)
        if found is not None and not (found.state == SENT_BACK and found.organisation == act.command.organisation):
            return act.refuse(FactorOutcome.FACTOR_EXISTS, factor=request.factor, state=found.state)
        about = set_of(law, request.parameter) if request.parameter in set(law.names()) else None
        if about is None:
            return act.refuse(FactorOutcome.NOT_A_FACTOR, parameter=request.parameter[:100])
        if refused := bad_metadata(law, request, act):
            return refused
        row = _row(law, request, about, act, 1 if found is None else found.round + 1)
        procedure = _procedure(law, act)
        if refused := bad_value(law, row, procedure, act) or not_alone(law, row, rows, act):
            return refused
        act.record(
            FactorProposed(
                row.id, row.parameter, row.key, row.value, row.unit, row.from_day, row.to_day, row.scope, row.region,
                row.technology, row.uncertainty, row.source, row.source_year, row.document_sha256, row.organisation,
                row.proposer, row.round, row.replaces,
            )
        )  # fmt: skip
        return FactorOutcome.DONE

    def test(self, request: NoteFactorTest, rows: Rows, act: Act) -> Outcome:
        found = rows.get(FactorRow, request.factor)
        if found is None:
            return act.refuse(FactorOutcome.FACTOR_NOT_FOUND, factor=request.factor[:100])
        if found.state not in (PROPOSED, TESTED):
            return act.refuse(FactorOutcome.NOT_IN_TEST, factor=found.id, state=found.state)
        if act.command.organisation == found.organisation:
            return act.refuse(FactorOutcome.OWN_TEST, factor=found.id, organisation=found.organisation)
        if request.samples <= 0:
            return act.refuse(FactorOutcome.NO_SAMPLES, samples=request.samples)
        mean = number_of(request.mean)
        if mean is None or mean < 0:
            return act.refuse(FactorOutcome.BAD_MEAN, mean=request.mean[:100], unit=found.unit)
        if day_of(request.tested_on) is None or request.tested_on > act.day:
            return act.refuse(FactorOutcome.BAD_DAY, shown=request.tested_on[:20], today=act.day)
        if not is_sha256(request.document_sha256):
            return act.refuse(FactorOutcome.BAD_DOCUMENT)
        act.record(
            FactorTested(
                found.id, found.round, found.tests + 1, act.command.organisation, request.samples, request.mean,
                agreement(found, mean), request.tested_on, request.document_sha256,
            )
        )  # fmt: skip
        return FactorOutcome.DONE

    def review(self, request: ReviewFactor, rows: Rows, act: Act) -> Outcome:
        found = rows.get(FactorRow, request.factor)
        if found is None:
            return act.refuse(FactorOutcome.FACTOR_NOT_FOUND, factor=request.factor[:100])
        if found.state not in (PROPOSED, TESTED):
            return act.refuse(FactorOutcome.NOT_IN_TEST, factor=found.id, state=found.state)
        procedure = _procedure(self._laws.on(rows, act.day), act)
        if request.accepted and found.tests < int(procedure.value["tests"]):
            return act.refuse(
                FactorOutcome.TOO_FEW_TESTS, factor=found.id, tests=found.tests, least=procedure.value["tests"]
            )
        tested = rows.where(FactorTestRow, factor=found.id)
        if act.command.actor == found.proposer or any(t.organisation == act.command.organisation for t in tested):
            return act.refuse(FactorOutcome.OWN_REVIEW, factor=found.id, actor=act.command.actor)
        if not 0 < len(request.reasons.strip()) <= _WORDS:
            return act.refuse(FactorOutcome.BAD_REASONS, most=_WORDS)
        act.record(FactorReviewed(found.id, found.round, request.accepted, request.reasons, act.command.actor))
        return FactorOutcome.DONE

    def publish(self, request: PublishFactors, rows: Rows, act: Act) -> Outcome:
        if not 0 < len(request.factors) <= MOST:
            return act.refuse(FactorOutcome.NO_FACTORS, most=MOST)
        if twice := next((f for f in request.factors if request.factors.count(f) > 1), ""):
            return act.refuse(FactorOutcome.FACTOR_TWICE, factor=twice[:100])
        chosen = []
        for name in request.factors:
            found = rows.get(FactorRow, name)
            if found is None:
                return act.refuse(FactorOutcome.FACTOR_NOT_FOUND, factor=name[:100])
            if found.state != REVIEWED:
                return act.refuse(FactorOutcome.NOT_REVIEWED, factor=name, state=found.state)
            chosen.append(found)
        law = self._laws.on(rows, act.day)
        if not 0 < len(request.number.strip()) <= _NAME:
            return act.refuse(FactorOutcome.BAD_NUMBER, most=_NAME)
        if _number_used(law, request.number, rows):
            return act.refuse(FactorOutcome.NUMBER_USED, number=request.number)
        if day_of(request.in_force) is None or request.in_force < act.day:
            return act.refuse(FactorOutcome.BAD_DAY, shown=request.in_force[:20], today=act.day)
        procedure = _procedure(law, act)
        for row in chosen:
            if rows.get(ActRow, act_of(row.id)) is not None:
                return act.refuse(FactorOutcome.FACTOR_EXISTS, factor=row.id, state=row.state)
            # the law may have changed since the proposal, by another factor of this very publication too
            if refused := bad_value(law, row, procedure, act) or not_alone(law, row, rows, act):
                return refused
            publish(law, row, request.number, request.in_force, procedure, rows, act)
        return FactorOutcome.DONE

    def retire(self, request: RetireFactor, rows: Rows, act: Act) -> Outcome:
        found = rows.get(FactorRow, request.factor)
        if found is None:
            return act.refuse(FactorOutcome.FACTOR_NOT_FOUND, factor=request.factor[:100])
        if found.state in (REPLACED, RETIRED):
            return act.refuse(FactorOutcome.ALREADY_RETIRED, factor=found.id, state=found.state)
        if not 0 < len(request.ground.strip()) <= _WORDS:
            return act.refuse(FactorOutcome.BAD_REASONS, most=_WORDS)
        is_published = found.state == PUBLISHED
        is_last = day_of(request.last_day) is not None and request.last_day >= act.day
        if is_last != is_published or (request.last_day and not is_published):
            return act.refuse(FactorOutcome.BAD_LAST_DAY, shown=request.last_day[:20], today=act.day, state=found.state)
        if request.successor:
            next_one = rows.get(FactorRow, request.successor)
            if next_one is None or next_one.parameter != found.parameter or next_one.id == found.id:
                return act.refuse(
                    FactorOutcome.BAD_SUCCESSOR, factor=request.successor[:100], parameter=found.parameter
                )
        if is_published:
            withdraw(found, request.last_day, request.ground, rows, act)
        act.record(FactorRetired(found.id, request.last_day, request.ground, request.successor))
        return FactorOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all commands about factors."""
        return (
            Handler("rulemaking.propose_factor", ProposeFactor, self.propose, FactorOutcome.DONE, _touches),
            Handler("rulemaking.test_factor", NoteFactorTest, self.test, FactorOutcome.DONE, _touches),
            Handler("rulemaking.review_factor", ReviewFactor, self.review, FactorOutcome.DONE, _touches),
            Handler(
                "rulemaking.publish_factors",
                PublishFactors,
                self.publish,
                FactorOutcome.DONE,
                lambda r: [*((FactorRow, f) for f in r.factors), (LawRow, 1)],
            ),
            Handler("rulemaking.retire_factor", RetireFactor, self.retire, FactorOutcome.DONE, _touches),
        )


def agreement(row: FactorRow, mean: Fraction) -> str:
    """Return whether a test's mean lies within the proposal's uncertainty."""
    if not row.uncertainty:
        return UNSAID
    value = decimal(row.value)
    return AGREES if abs(mean - value) <= decimal(row.uncertainty) * value else DEVIATES


def _touches(r: Any) -> Iterable[Touch]:
    return [(FactorRow, r.factor), (LawRow, 1)]


def _procedure(law: Law, act: Act) -> Cited:
    return law.value(PROCEDURE, date.fromisoformat(act.day))


def _row(law: Law, request: ProposeFactor, about: FactorSet, act: Act, round: int) -> FactorRow:
    """Return what a proposal would be kept as."""
    region = request.region or about.region_of(law, request.key)
    return FactorRow(
        request.factor, request.parameter, request.key, request.value, request.unit, request.from_day, request.to_day,
        " ".join(request.scope or about.scope), region, request.technology, request.uncertainty, request.source,
        request.source_year, request.document_sha256, act.command.organisation, act.command.actor, act.day, round,
        request.replaces, PROPOSED, 0, "", "", "", "", "", "", 0, "", "", "", "",
    )  # fmt: skip


def _number_used(law: Law, number: str, rows: Rows) -> bool:
    return any(text.number == number for text in law.instruments().values()) or any(
        other.number == number for other in rows.where(ActRow, state="issued")
    )
