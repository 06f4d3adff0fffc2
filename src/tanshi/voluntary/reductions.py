"""Reductions of a period are reported (减排量核算报告), with public notice from that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.voluntary.accounts import of_owner
from tanshi.voluntary.bodies import unfit
from tanshi.voluntary.green import certificate_within
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.remedy_days import banned_until
from tanshi.voluntary.rules import Book, Rules
from tanshi.voluntary.standing import REGISTERED, RELEASED, amounts_fit, state_of
from tanshi.voluntary.step_facts import REPORTED, YearAmount
from tanshi.voluntary.tables import AmountRow, ProjectRow, ReductionRow


@dataclass(frozen=True, slots=True)
class ReportReduction:
    """Report what was reduced from a day to a day, both included, by the year in which it was generated."""

    owner: str
    project: str
    first_day: str
    last_day: str
    amounts: tuple[YearAmount, ...]
    body: str
    file_name: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class ReductionReported(Fact):
    """An owner reported reductions, and they are in public notice."""

    type: ClassVar[str] = "voluntary.reduction_reported/1"
    project: str
    number: int
    first_day: str
    last_day: str
    body: str
    file_name: str
    file_sha256: str
    notice_from: str
    notice_until: str
    amounts: list[dict[str, int]]


_SAID = ReductionRow.__table__.column_names


def _reported(fact: ReductionReported, at: At, rows: Rows) -> None:
    rows.put(ReductionRow(**{name: getattr(fact, name) for name in _SAID}))
    for amount in fact.amounts:
        rows.put(AmountRow(fact.project, fact.number, REPORTED, amount["year"], amount["amount_t"]))


FACTS = (FactType(ReductionReported, _reported),)


class ReductionCommands:
    """Judges reports."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def report(self, request: ReportReduction, rows: Rows, act: Act) -> Outcome:
        project = rows.get(ProjectRow, request.project)
        if project is None or project.owner != request.owner:
            return act.refuse(VoluntaryOutcome.PROJECT_NOT_FOUND, project=request.project[:96])
        rules = self._book.on(rows, act.day)
        assert rules is not None
        if until := banned_until(rows, request.owner, act.day):
            return act.refuse(VoluntaryOutcome.BANNED, owner=request.owner, until=until)
        if state_of(rows, request.project, 0) != REGISTERED:
            return act.refuse(VoluntaryOutcome.PROJECT_NOT_REGISTERED, project=request.project)
        if request.body == project.body:
            return act.refuse(VoluntaryOutcome.SAME_BODY, body=request.body, project=request.project)
        if refused := unfit(request.body, request.owner, project.methodology, rows, act):
            return refused
        if not is_sha256(request.file_sha256) or not 0 < len(request.file_name) <= 200:
            return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.file_name[:80])
        if refused := _wrong_period(request, project, rules, rows, act):
            return refused
        years = set(range(int(request.first_day[:4]), int(request.last_day[:4]) + 1))
        if not amounts_fit(request.amounts, years):
            return act.refuse(VoluntaryOutcome.BAD_AMOUNTS, years=", ".join(map(str, sorted(years))))
        if certificate := certificate_within(rows, request.project, request.first_day, request.last_day):
            return act.refuse(VoluntaryOutcome.GREEN_CERTIFICATE, project=request.project, certificate=certificate)
        first, last = rules.notice()
        number = len(rows.where(ReductionRow, project=request.project)) + 1
        amounts = [{"year": a.year, "amount_t": a.amount_t} for a in request.amounts]
        act.record(
            ReductionReported(
                request.project, number, request.first_day, request.last_day, request.body, request.file_name,
                request.file_sha256, first, last, amounts,
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of reports."""
        return (Handler("voluntary.report_reduction", ReportReduction, self.report, DONE, _touches, of_owner),)


def _wrong_period(request: ReportReduction, project: ProjectRow, rules: Rules, rows: Rows, act: Act) -> Outcome | None:
    first, last = request.first_day, request.last_day
    if not is_day(first) or not is_day(last) or not first <= last < act.day:
        return act.refuse(VoluntaryOutcome.BAD_DAYS, day=f"{first} – {last}"[:40])
    limit = rules.value("reduction_after").value
    if not rules.counts("reduction", first, limit):
        return act.refuse(
            VoluntaryOutcome.TOO_EARLY, day=first, limit=limit, citation=rules.cited("reduction_after")
        )  # fmt: skip
    if first < project.crediting_from or last > project.crediting_until:
        return act.refuse(
            VoluntaryOutcome.OUTSIDE_CREDITING, project=project.project, first=project.crediting_from,
            last=project.crediting_until,
        )  # fmt: skip
    for other in rows.where(ReductionRow, project=project.project):
        meets = other.first_day <= last and first <= other.last_day
        if meets and state_of(rows, project.project, other.number) not in RELEASED:
            return act.refuse(VoluntaryOutcome.PERIOD_USED, project=project.project, number=other.number)
    return None


def _touches(request: ReportReduction) -> Iterable[Touch]:
    return [(ProjectRow, request.project)]
