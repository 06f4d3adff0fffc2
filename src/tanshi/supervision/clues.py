"""Clues and inspections (线索、检查): a clue is dismissed with a conclusion or inspected; doubts are explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tanshi.compliance.tables import ObligationRow
from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.exchange.surveillance.alerts import AlertRow
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.departures import departures
from tanshi.mrv.supervision import SupervisionRow
from tanshi.mrv.verification.tables import VerificationLookRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import ActorRow, EntityRow
from tanshi.registry.tables import HolderRow
from tanshi.rules import Law
from tanshi.supervision.events import ClueDeposited, DoubtChecked, DoubtExplained, Inspected
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import (
    by_same_person,
    doubt_left,
    last,
    level_of,
    not_at,
    of_case,
    step,
    touches,
    unsaid,
    unshown,
)
from tanshi.supervision.tables import (
    CLEARED,
    DEPOSITED,
    DISMISSED,
    INSPECTED,
    NOT_FOLLOWED,
    STANDS,
    CaseRow,
    DoubtRow,
    OfficialRow,
)
from tanshi.voluntary.tables import ProjectRow, ReductionRow
from tanshi.voluntary.unit_tables import AccountRow

#: Where a clue comes from. Of the first six the books hold what `about` names.
ALERT, ASSESSMENT, DEPARTURE, LOOK, EARLIER, PROJECT = "alert", "assessment", "departure", "look", "case", "project"
SOURCES = (ALERT, ASSESSMENT, DEPARTURE, LOOK, EARLIER, PROJECT, "tip", "agency")

#: What a check of an explanation comes to.
RETURN = "returned"
CHECKS = (CLEARED, STANDS, RETURN)


@dataclass(frozen=True, slots=True)
class DepositClue:
    """Open a file with a clue about a subject: an entity, a holder, a body, an owner or trader of voluntary units.

    `about` names what the books hold: an alert (day/number), a period, a month, an earlier file or a voluntary project.
    Of a tip the reporter is not named. `area_gb2260`: the province, where the subject is no entity; "" is that of the
    project, else the nation.
    """

    docket: str
    subject: str
    source: str
    about: str
    text: str
    evidence_sha256: str
    area_gb2260: str = ""


@dataclass(frozen=True, slots=True)
class DismissClue:
    """End a file without a case, with the conclusion and its evidence."""

    docket: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class Inspect:
    """Note an inspection: the day, the officials, the signed record, the doubts it left."""

    docket: str
    inspected_on: str
    officials: tuple[str, ...]
    text: str
    evidence_sha256: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainDoubt:
    """Explain a doubt, with a file."""

    docket: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class CheckDoubt:
    """Check an explanation at another level: cleared, stands, or returned to be explained again."""

    docket: str
    number: int
    result: str
    text: str


class ClueCommands:
    """Judges clues and inspections under a law."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def deposit(self, request: DepositClue, rows: Rows, act: Act) -> Outcome:
        """Record a clue, if what it names is in the books."""
        if not is_id(request.docket) or "/" in request.docket:
            return act.refuse(CaseOutcome.BAD_ID, value=request.docket[:96])
        if rows.get(CaseRow, request.docket) is not None:
            return act.refuse(CaseOutcome.CASE_EXISTS, docket=request.docket)
        if request.source not in SOURCES:
            return act.refuse(CaseOutcome.UNKNOWN_WORD, value=request.source, known=", ".join(SOURCES))
        if not _is_known(request.subject, rows):
            return act.refuse(CaseOutcome.NO_SUBJECT, subject=request.subject[:96])
        rules = self._book.on(rows, act.day)
        if not _is_behind(request, rules.law, rows):
            return act.refuse(
                CaseOutcome.NOTHING_BEHIND, source=request.source, about=request.about[:80], subject=request.subject
            )
        if refused := unshown(request.text, request.evidence_sha256, act):
            return refused
        area = _of_subject(request, rows).area
        act.record(
            ClueDeposited(
                request.docket, request.subject, area, request.source, request.about, request.text,
                request.evidence_sha256, act.command.organisation,
            )
        )  # fmt: skip
        due = rules.days_after(act.day, "clue_days")
        act.record(step(rows, request.docket, DEPOSITED, act, evidence_sha256=request.evidence_sha256, due=due))
        return DONE

    def dismiss(self, request: DismissClue, rows: Rows, act: Act) -> Outcome:
        """Record the conclusion by which a clue ends."""
        if refused := (
            not_at(request.docket, rows, act, DEPOSITED, INSPECTED)
            or unshown(request.text, request.evidence_sha256, act)
            or doubt_left(request.docket, rows, act)
            or by_same_person(request.docket, rows, act, DEPOSITED)
        ):
            return refused
        late = _is_late(request.docket, rows, act)
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, DISMISSED, act, **said, late=late))
        return DONE

    def inspect(self, request: Inspect, rows: Rows, act: Act) -> Outcome:
        """Record an inspection and its doubts."""
        if refused := not_at(request.docket, rows, act, DEPOSITED, INSPECTED):
            return refused
        if not is_day(request.inspected_on) or request.inspected_on > act.day:
            return act.refuse(CaseOutcome.BAD_DAY, day=request.inspected_on[:40])
        rules = self._book.on(rows, act.day)
        officials = sorted({p.strip() for p in request.officials if p.strip()})
        if len(officials) < rules.number("inspection_officials"):
            return act.refuse(
                CaseOutcome.TOO_FEW_OFFICIALS, least=rules.number("inspection_officials"),
                citation=rules.cited("inspection_officials"),
            )  # fmt: skip
        for text in (request.text, *request.doubts):
            if refused := unshown(text, request.evidence_sha256, act):
                return refused
        before = len(rows.where(DoubtRow, docket=request.docket))
        doubts = [{"number": before + n, "text": text} for n, text in enumerate(request.doubts, 1)]
        act.record(Inspected(request.docket, level_of(rows, act), officials, doubts))
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, INSPECTED, act, **said))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of clues and inspections."""
        return (
            Handler("supervision.deposit_clue", DepositClue, self.deposit, DONE, _touches_subject, _of_subject),
            Handler("supervision.dismiss_clue", DismissClue, self.dismiss, DONE, touches, of_case),
            Handler("supervision.inspect", Inspect, self.inspect, DONE, touches, of_case),
            Handler("supervision.explain_doubt", ExplainDoubt, _explain, DONE, _touches_doubt, of_case),
            Handler("supervision.check_doubt", CheckDoubt, _check, DONE, _touches_doubt, of_case),
        )


def _explain(request: ExplainDoubt, rows: Rows, act: Act) -> Outcome:
    found = rows.get(DoubtRow, (request.docket, request.number))
    if found is None or found.result or found.explanations > found.checks:
        return act.refuse(CaseOutcome.NO_DOUBT, docket=request.docket[:96], number=request.number)
    if refused := unshown(request.text, request.evidence_sha256, act):
        return refused
    act.record(
        DoubtExplained(
            request.docket, request.number, act.command.actor, level_of(rows, act), request.text,
            request.evidence_sha256,
        )
    )  # fmt: skip
    return DONE


def _check(request: CheckDoubt, rows: Rows, act: Act) -> Outcome:
    found = rows.get(DoubtRow, (request.docket, request.number))
    if found is None or found.result:
        return act.refuse(CaseOutcome.NO_DOUBT, docket=request.docket[:96], number=request.number)
    if found.explanations == found.checks:
        return act.refuse(CaseOutcome.NOT_EXPLAINED, docket=request.docket, number=request.number)
    if (level := level_of(rows, act)) in (found.level, found.explained_level):
        return act.refuse(CaseOutcome.SAME_LEVEL, level=level, number=request.number)
    if request.result not in CHECKS:
        return act.refuse(CaseOutcome.UNKNOWN_WORD, value=request.result[:40], known=", ".join(CHECKS))
    if refused := unsaid(request.text, act):
        return refused
    result = "" if request.result == RETURN else request.result
    act.record(DoubtChecked(request.docket, request.number, act.command.actor, level, result, request.text))
    return DONE


def _is_known(subject: str, rows: Rows) -> bool:
    """Tell whether a subject is an entity, a holder in either registry, or a body that acts in the books."""
    if any(rows.get(kind, subject) is not None for kind in (EntityRow, HolderRow, AccountRow)):
        return True
    return any(a.active for a in rows.where(ActorRow, organisation=subject))


def _is_behind(request: DepositClue, law: Law, rows: Rows) -> bool:
    """Tell whether the books hold what a clue names."""
    subject, about = request.subject, request.about
    match request.source:
        case "alert":
            day, _, number = about.partition("/")
            found = rows.get(AlertRow, (day, int(number))) if number.isascii() and number.isdigit() else None
            return found is not None and subject in found.holders.split()
        case "assessment":
            short = rows.get(ObligationRow, (subject, about))
            return short is not None and short.state == "short"
        case "departure":
            is_year = len(about) == 4 and about.isascii() and about.isdigit()
            return is_year and bool(departures(rows, law, subject, about))
        case "look":
            looks = rows.where(VerificationLookRow, entity=subject, period=about)
            return bool(looks or rows.where(SupervisionRow, entity=subject, month=about))
        case "case":
            earlier = rows.get(CaseRow, about)
            return earlier is not None and earlier.subject == subject and last(rows, about, NOT_FOLLOWED) is not None
        case "project":
            project = rows.get(ProjectRow, about)
            reductions = rows.where(ReductionRow, project=about)
            return project is not None and subject in {project.owner, project.body, *(r.body for r in reductions)}
    return True


def _is_late(docket: str, rows: Rows, act: Act) -> bool:
    deposited = last(rows, docket, DEPOSITED)
    return deposited is not None and act.day > deposited.due


def _of_subject(request: DepositClue, rows: Rows) -> Concern:
    if rows.get(EntityRow, request.subject) is not None:
        found = concern_of(request.subject, rows)
        return Concern(found.entity, found.area, request.subject)
    project = rows.get(ProjectRow, request.about) if request.source == PROJECT else None
    area = request.area_gb2260 or (project.area_gb2260[:2] if project else "")
    return Concern(request.subject, area, request.subject)


def _touches_subject(request: DepositClue) -> Iterable[Touch]:
    return [(CaseRow, request.docket), (EntityRow, request.subject)]


def _touches_doubt(request: Any) -> Iterable[Touch]:
    return [(CaseRow, request.docket), (DoubtRow, (request.docket, request.number))]


def inspected_by(rows: Rows, docket: str) -> set[str]:
    """Return the officials of a file's inspections."""
    return {o.person for o in rows.where(OfficialRow, docket=docket)}
