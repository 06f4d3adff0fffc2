"""The report of a verification that went step by step, as a paper: number, process, findings, conclusion.

Numbered as CETS-VG-01.01-V02-2026 has it (accounting-facts 1.6): province, last six of the organisation's code, year,
version; five chapters, then annexes 2 to 4 (`verification_annexes`). The chapters' titles were not read: they are those
of the guide of 2021, from memory. Annex 1 was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tanshi.application.access import ViewRows
from tanshi.application.documents.library import separated
from tanshi.application.documents.library import shown as shown_day
from tanshi.application.documents.paper import Composed, Part, Table, house_words
from tanshi.application.report_figures import of_report
from tanshi.application.verification_annexes import (
    UNIT_COLUMNS,
    allocation_data,
    documents_seen,
    entity_fields,
    source_data,
)
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.mrv.emission_correction import as_verified, versions
from tanshi.mrv.tables import ReportRow
from tanshi.mrv.verification.figures import sector_of
from tanshi.mrv.verification.guide import guide_of
from tanshi.mrv.verification.tables import (
    ClauseRow,
    FindingAnswerRow,
    FindingRow,
    InternalReviewRow,
    SampleRow,
    VerificationLookRow,
    VerificationObjectionRow,
    VerificationRow,
    VerifierRow,
)
from tanshi.participants.areas import abbreviation
from tanshi.participants.tables import EntityRow
from tanshi.rules import Law

_NONE = "–"

#: Steps with the column of their day.
_STEPS = (
    ("planned", "planned_on"), ("desk", "documents_on"), ("visited", "visited_on"), ("listed", "findings_on"),
    ("reviewed", "reviewed_on"), ("concluded", "concluded_on"), ("told", "told_on"),
)  # fmt: skip


def report_number(entity: EntityRow, period: str, version: int) -> str:
    """Return a report's number, "" for an entity whose unified code the books do not hold."""
    if not entity.credit_code:
        return ""
    return f"{abbreviation(entity.area_gb2260)}{entity.credit_code[-6:]}{period}V{version:02d}"


class VerificationReport:
    """A verification's report in one language; `Problem` until it is concluded."""

    def __init__(self, law: Law, view: Reads, entity: str, period: str, language: Language) -> None:
        self._law, self._rows, self._language = law, ViewRows(view), language
        case, report = self._rows.get(VerificationRow, (entity, period)), self._rows.get(ReportRow, (entity, period))
        row = self._rows.get(EntityRow, entity)
        if case is None or report is None or row is None or not case.concluded_on:
            raise problem("verification_report.none", where=f"{entity} {period}")
        self._case, self._report, self._entity = case, report, row
        self._of = {"entity": entity, "period": period}
        self._objection = self._rows.get(VerificationObjectionRow, (entity, period))
        self._figures = of_report(self._rows, law, entity, period)
        self._guide = guide_of(law, sector_of(self._rows, entity, period))
        upheld = self._objection is not None and self._objection.state == "upheld"
        self.number = report_number(row, period, 2 if upheld else 1)

    def paper(self) -> Composed:
        """Return the report as a paper of the body that verified."""
        parts: list[Part] = []
        for title, found in (
            ("overview", [Part("figures", "", self._cover())]), ("process", self._process()),
            ("checked", self._checked()), ("conclusion", [*self._conclusion(), *self._other()]),
            ("annexes", [Part("paragraph", self._word("annex_list"))]), ("annex_2", self._allocation_data()),
            ("annex_3", self._findings()), ("annex_4", self._documents()),
        ):  # fmt: skip
            parts += [Part("heading", self._word(title)), *found]
        parts.append(Part("paragraph", self._word("not_had")))
        day = self._case.concluded_on
        return Composed(
            layout="filing", language=self._language, title=self._word("title", name=self._name(), period=self._period),
            addressee="", parts=parts, annexes=(), issuing_body=self._case.body,
            day=shown_day("day", day, self._language), iso_day=day, number=self.number, code="", verify="", mark="",
            landscape=True, words=house_words(self._language),
        )  # fmt: skip

    @property
    def _period(self) -> str:
        return self._report.period

    def _name(self) -> str:
        names = (self._entity.name_zh, self._entity.name_en)
        return next(filter(None, names if self._language == "zh" else reversed(names)), self._entity.id)

    def _cover(self) -> list[tuple[str, str]]:
        case = self._case
        group = sorted(self._rows.where(VerifierRow, **self._of), key=lambda v: (-v.leader, v.person))
        leader = text("verification.leader", self._language)
        basis = self._law.value("mrv.verification_deadline", date.fromisoformat(case.concluded_on))
        return [
            (self._word("number"), self.number or self._word("no_code")), (self._word("entity"), self._name()),
            (self._word("credit_code"), self._entity.credit_code or _NONE), (self._word("period"), self._period),
            (self._word("body"), case.body), (self._word("scope"), case.scope),
            (self._word("days"), f"{case.from_day} – {case.until_day}"),
            (self._word("group"), "; ".join(v.person + (f" ({leader})" if v.leader else "") for v in group)),
            (self._word("basis"), self._law.reference(basis.citation)),
        ]  # fmt: skip

    def _allocation_data(self) -> list[Part]:
        of, period = self._entity.id, self._period
        heads = [Part("figures", "", entity_fields(self._entity, self._word, self._language))]
        if units := allocation_data(self._law, self._rows, of, period, self._language):
            return [*heads, self._table(UNIT_COLUMNS, units)]
        sources = source_data(self._law, self._rows, of, period, self._language)
        return [*heads, self._table(("part", "source", "unit_emission"), sources)]

    def _documents(self) -> list[Part]:
        said = [
            (text(f"verification_report.paper_{kind}", self._language), name, digest)
            for kind, name, digest in documents_seen(self._rows, self._entity.id, self._period)
        ]
        if not said:
            return [Part("paragraph", self._word("no_papers"))]
        return [self._table(("paper_kind", "paper", "digest"), said, (1, 3, 1))]

    def _process(self) -> list[Part]:
        steps = [(text(f"verification.step_{s}", self._language), getattr(self._case, d) or _NONE) for s, d in _STEPS]
        sampled = [f"{s.unit} {s.month}" for s in self._rows.where(SampleRow, **self._of)]
        reviews = [
            (
                r.reviewed_on,
                r.person,
                text(f"verification.{'passed' if r.passed else 'returned'}", self._language),
                r.text,
            )
            for r in self._rows.where(InternalReviewRow, **self._of)
        ]
        return [
            self._table(("step", "day"), steps), Part("paragraph", f"{self._word('sample')}: {'; '.join(sampled)}"),
            *([self._table(("day", "person", "result", "text"), reviews)] if reviews else []),
        ]  # fmt: skip

    def _checked(self) -> list[Part]:
        rows = []
        for clause in self._rows.where(ClauseRow, **self._of):
            known = self._guide.clauses.get(clause.clause)
            title = known.title[self._language] if known else ""
            result = text(f"verification.result_{clause.result}", self._language)
            rows.append((clause.clause, title, result, clause.text or _NONE))
        return [self._table(("clause", "what", "result", "text"), rows, (0, 4, 1, 2))]

    def _findings(self) -> list[Part]:
        answers: dict[int, FindingAnswerRow] = {}
        for given in sorted(self._rows.where(FindingAnswerRow, **self._of), key=lambda a: a.version):
            answers[given.number] = given
        rows = []
        for found in sorted(self._rows.where(FindingRow, **self._of), key=lambda f: f.number):
            kind = self._guide.findings.get(found.code)
            answer = answers[found.number].answer if found.number in answers else _NONE
            how = text(f"verification.how_{found.how}", self._language)
            after = self._shown(found.field, found.after) if found.changes else _NONE
            rows.append(
                (str(found.number), kind.title[self._language] if kind else found.code,
                 self._about(found.unit, found.month, found.field), found.text, answer, how, after)
            )  # fmt: skip
        if not rows:
            return [Part("paragraph", text("verification.none", self._language))]
        return [self._table(("no", "finding", "figure", "text", "answer", "how", "after"), rows)]

    def _conclusion(self) -> list[Part]:
        report = self._report
        found, made = as_verified(self._rows, report)
        verified = report.reported_t if found is None else found
        totals = [
            (self._word("reported"), separated(str(report.reported_t))),
            (self._word("verified"), separated(str(verified))),
            (self._word("difference"), separated(str(verified - report.reported_t))),
        ]
        changes = [
            (self._about(c.unit, c.month, c.field), self._shown(c.field, c.before), self._shown(c.field, c.after),
             text(f"treatment.{c.treatment}", self._language))
            for c in made
        ]  # fmt: skip
        tables = [self._table(("figure", "before", "after", "treatment"), changes)] if changes else []
        return [Part("figures", "", totals), *tables]

    def _other(self) -> list[Part]:
        said = []
        if (objection := self._objection) is not None:
            state = text(f"round.state_{objection.state}", self._language)
            words = (
                f"{self._word('objection')}: {objection.filed_on} {objection.reason}; {state} {objection.decided_on}"
            )
            said.append(f"{words} {objection.text}".strip())
        for look in self._rows.where(VerificationLookRow, **self._of):
            result = text(f"list_value.result.{look.result}", self._language)
            said.append(f"{self._word('look')}: {look.looked_on} {look.authority} {result} {look.text}".strip())
        for version in versions(self._rows, self._report)[1:]:
            after = text("emission_correction.later", self._language, {
                "day": version.since, "amount": separated(str(version.verified_t))})  # fmt: skip
            said.append(after)
        return [Part("paragraph", "\n".join(said))] if said else []

    def _about(self, unit: str, month: str, field: str) -> str:
        if not field:
            return _NONE
        figure = self._figures.get(field)
        return " ".join(filter(None, (unit, month, figure.label[self._language] if figure else field)))

    def _shown(self, field: str, value: str) -> str:
        return self._figures[field].shown(value) if field in self._figures else value or _NONE

    def _table(self, names: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int] = ()) -> Part:
        widths = list(shares) + [0] * (len(names) - len(shares))
        return Part("table", "", table=Table([self._word(n) for n in names], rows, (), [False] * len(names), widths))

    def _word(self, word: str, /, **params: object) -> str:
        return text(f"verification_report.{word}", self._language, params)
