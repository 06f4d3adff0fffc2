"""Corrections of an emission after its confirmation (已核定排放量更正): a province proposes, another authority decides.

An emission is never typed: the proposal names figures of the report, on a paper with its digest, and the report is
computed again from them by the rules of its year. What stood before stays asked as of its day. Allocation, obligation
and publication read what is confirmed now; that they follow is a task until they do, and nothing is assessed before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import add_working_days
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.emission_correction_events import (
    MADE,
    OPEN,
    EmissionCorrected,
    EmissionCorrectionDecided,
    EmissionCorrectionProposed,
    EmissionCorrectionRow,
    ProposedChangeRow,
)
from tanshi.mrv.laboratory import is_file
from tanshi.mrv.recomputing import Change, Recomputed, Reports, refused
from tanshi.mrv.supervision import IN_ORDER, SupervisionRow
from tanshi.mrv.tables import VERIFIED, ChangeRow, ReportRow, UnitYearRow
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: What a correction rests on: what the firm found itself, an authority's look at a month, a decided case, a later
#: verification.
OWN_FINDING, LOOK, CASE, VERIFICATION = "own_finding", "supervision_look", "case_decision", "later_verification"
SOURCES = (OWN_FINDING, LOOK, CASE, VERIFICATION)

_TEXT, _REFERENCE = 1_000, 200

#: What a unit generated or supplied: allocation reads it beside the emission.
_OUTPUT = ("generation_mwh_e3", "supply_mwh_e3", "heat_gj_e2", "heat_ratio_e4", "load_factor_e4")

#: Whether a case (its number) about an entity is decided; whoever knows case files says it.
CaseDecided = Callable[[Rows, str, str], bool]


class EmissionCorrectionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.emission_correction_done"
    NOT_CONFIRMED = "mrv.correction_of_nothing_confirmed"
    UNKNOWN_SOURCE = "mrv.correction_unknown_source"
    NO_SUCH_REFERENCE = "mrv.correction_without_reference"
    STILL_OPEN = "mrv.correction_still_open"
    NOT_OPEN = "mrv.correction_not_open"
    PROPOSER = "mrv.correction_by_its_proposer"
    WITHOUT_REASON = "mrv.verification_without_text"
    BAD_FILE = "mrv.bad_evidence_file"
    CHANGE_NOT_POSSIBLE = "mrv.change_not_possible"
    NOTHING_CHANGES = "mrv.correction_changes_nothing"


@dataclass(frozen=True, slots=True)
class ProposeEmissionCorrection:
    """Propose other figures of a confirmed report, saying why, on the paper whose digest is given.

    `reference`: of a look MONTH/NUMBER, of a case its number, of a later verification the body and its report. A change
    without a `code` has the source as its code.
    """

    entity: str
    period: str
    source: str
    reference: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class DecideEmissionCorrection:
    """Decide on a proposal; granted, the emission has a new version."""

    entity: str
    period: str
    number: int
    granted: bool
    text: str


class EmissionCorrections:
    """Judges proposals and decisions under the law of the day."""

    def __init__(self, law: Law, reports: Reports, case_decided: CaseDecided) -> None:
        self._laws = LawBook(law)
        self._reports, self._case_decided = reports, case_decided

    def propose(self, request: ProposeEmissionCorrection, rows: Rows, act: Act) -> Outcome:
        """Record a proposal and what the report would come to."""
        report = rows.get(ReportRow, (request.entity, request.period))
        if report is None or report.state != "confirmed" or report.verified_t is None:
            return act.refuse(EmissionCorrectionOutcome.NOT_CONFIRMED, entity=request.entity, period=request.period)
        if request.source not in SOURCES:
            return act.refuse(EmissionCorrectionOutcome.UNKNOWN_SOURCE, source=request.source, known=", ".join(SOURCES))
        if not self._is_there(request, rows):
            return act.refuse(
                EmissionCorrectionOutcome.NO_SUCH_REFERENCE, reference=request.reference[:80] or "-",
                source=request.source, entity=request.entity,
            )  # fmt: skip
        before = corrections(rows, request.entity, request.period)
        if any(c.state == OPEN for c in before):
            return act.refuse(
                EmissionCorrectionOutcome.STILL_OPEN, entity=request.entity, period=request.period,
                number=before[-1].number,
            )  # fmt: skip
        if not 0 < len(request.reason.strip()) <= _TEXT:
            return act.refuse(EmissionCorrectionOutcome.WITHOUT_REASON, most=_TEXT)
        if not is_file(request.file_name, request.file_bytes, request.file_sha256):
            return act.refuse(EmissionCorrectionOutcome.BAD_FILE, file=request.file_name[:80])
        law = self._laws.on(rows, act.day)
        changes = [replace(change, code=change.code or request.source) for change in request.changes]
        found = self._reports.recomputed(law, rows, request.entity, request.period, changes)
        if isinstance(found, Change):
            outcome = EmissionCorrectionOutcome.CHANGE_NOT_POSSIBLE
            return refused(found, rows, request.entity, request.period, outcome, act)
        if all(change["before"] == change["after"] for change in found.changes):
            return act.refuse(EmissionCorrectionOutcome.NOTHING_CHANGES, entity=request.entity, period=request.period)
        days = law.value("mrv.emission_correction_days", date.fromisoformat(act.day)).integer
        until = add_working_days(date.fromisoformat(act.day), days).isoformat()
        act.record(
            EmissionCorrectionProposed(
                request.entity, request.period, len(before) + 1, request.source, request.reference.strip(),
                request.reason.strip(), request.file_name, request.file_bytes, request.file_sha256,
                act.command.organisation, until, report.verified_t, found.total_t, _numbered(found.changes, 0),
            )
        )  # fmt: skip
        return EmissionCorrectionOutcome.DONE

    def _is_there(self, request: ProposeEmissionCorrection, rows: Rows) -> bool:
        """Tell whether what a correction rests on is in the books, or is named where it is not kept here."""
        said = request.reference.strip()
        if len(said) > _REFERENCE:
            return False
        if request.source == LOOK:
            month, _, number = said.rpartition("/")
            if not (number.isascii() and number.isdigit() and len(number) < 8) or month[:4] != request.period:
                return False
            look = rows.get(SupervisionRow, (request.entity, month, int(number)))
            return look is not None and look.result != IN_ORDER
        if request.source == CASE:
            return self._case_decided(rows, said, request.entity)
        return bool(said) or request.source == OWN_FINDING

    def decide(self, request: DecideEmissionCorrection, rows: Rows, act: Act) -> Outcome:
        """Record a decision, and if it is granted the new version of the emission."""
        key = (request.entity, request.period, request.number)
        proposal = rows.get(EmissionCorrectionRow, key)
        if proposal is None or proposal.state != OPEN:
            return act.refuse(
                EmissionCorrectionOutcome.NOT_OPEN, entity=request.entity, period=request.period,
                number=request.number,
            )  # fmt: skip
        if act.command.organisation == proposal.proposed_by:
            return act.refuse(EmissionCorrectionOutcome.PROPOSER, authority=proposal.proposed_by)
        if not 0 < len(request.text.strip()) <= _TEXT:
            return act.refuse(EmissionCorrectionOutcome.WITHOUT_REASON, most=_TEXT)
        late = act.day > proposal.decide_until
        decided = EmissionCorrectionDecided(*key, act.command.organisation, request.granted, request.text.strip(), late)
        if not request.granted:
            act.record(decided)
            return EmissionCorrectionOutcome.DONE
        law = self._laws.on(rows, act.day)
        found = self._reports.recomputed(law, rows, request.entity, request.period, _changes(rows, key))
        if isinstance(found, Change):
            outcome = EmissionCorrectionOutcome.CHANGE_NOT_POSSIBLE
            return refused(found, rows, request.entity, request.period, outcome, act)
        act.record(decided)
        act.record(_corrected(key, found, law.revision, rows))
        return EmissionCorrectionOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of proposing and deciding."""
        done = EmissionCorrectionOutcome.DONE

        def touches(r: ProposeEmissionCorrection | DecideEmissionCorrection) -> Iterable[Touch]:
            return [(ReportRow, (r.entity, r.period)), (EmissionCorrectionRow, (r.entity, r.period, 1))]

        def whose(r: ProposeEmissionCorrection | DecideEmissionCorrection, rows: Rows) -> Concern:
            return concern_of(r.entity, rows)

        return (
            Handler("mrv.propose_emission_correction", ProposeEmissionCorrection, self.propose, done, touches, whose),
            Handler("mrv.decide_emission_correction", DecideEmissionCorrection, self.decide, done, touches, whose),
        )


def corrections(rows: Any, entity: str, period: str) -> list[EmissionCorrectionRow]:
    """Return the corrections of a firm's year in order; `rows` has `where(kind, **equals)`."""
    found: list[EmissionCorrectionRow] = rows.where(EmissionCorrectionRow, entity=entity, period=period)
    return sorted(found, key=lambda c: c.number)


@dataclass(frozen=True, slots=True)
class Version:
    """What was confirmed of a firm's year from a day on, in whole tonnes; version 1 has no correction."""

    number: int
    verified_t: int
    since: str
    correction: EmissionCorrectionRow | None = None


def versions(rows: Any, report: ReportRow) -> list[Version]:
    """Return the versions of a confirmed emission in order; `rows` has `where(kind, **equals)`."""
    if report.state != "confirmed" or report.verified_t is None:
        return []
    made = [c for c in corrections(rows, report.entity, report.period) if c.state == MADE]
    first = made[0].before_t if made else report.verified_t
    later = [Version(n, c.after_t, c.decided_on, c) for n, c in enumerate(made, 2)]
    return [Version(1, first, report.confirmed_on), *later]


def as_verified(rows: Any, report: ReportRow) -> tuple[int | None, list[ChangeRow]]:
    """Return what verification came to, in whole tonnes, and its changes in order: nothing of later corrections."""
    made = [c for c in corrections(rows, report.entity, report.period) if c.state == MADE]
    changes = sorted(rows.where(ChangeRow, entity=report.entity, period=report.period), key=lambda c: c.number)
    if not made:
        return report.verified_t, changes
    return made[0].before_t, [c for c in changes if c.number < made[0].first_change]


def confirmed_on_day(rows: Any, report: ReportRow, day: str) -> int | None:
    """Return what was confirmed at the end of a legal day, in whole tonnes; None if nothing was yet."""
    return next((v.verified_t for v in reversed(versions(rows, report)) if v.since <= day), None)


def _corrected(key: tuple[str, str, int], found: Recomputed, revision: int, rows: Rows) -> EmissionCorrected:
    entity, period, _ = key
    report = rows.need(ReportRow, (entity, period))
    assert report.verified_t is not None
    begin = max((c.number for c in rows.where(ChangeRow, entity=entity, period=period)), default=0)
    activity = found.activity
    return EmissionCorrected(
        *key, report.verified_t, found.total_t, _output_changed(found.units, rows, entity, period), revision,
        _numbered(found.changes, begin), found.units, activity.sources if activity else [],
        activity.totals if activity else [],
    )  # fmt: skip


def _numbered(changes: Sequence[Mapping[str, Any]], before: int) -> list[dict[str, Any]]:
    return [{**change, "number": n} for n, change in enumerate(changes, before + 1)]


def _changes(rows: Rows, key: tuple[str, str, int]) -> list[Change]:
    entity, period, number = key
    found = rows.where(ProposedChangeRow, entity=entity, period=period, correction=number)
    return [
        Change(c.unit, c.month, c.field, c.after, c.treatment, c.code) for c in sorted(found, key=lambda c: c.number)
    ]


def _output_changed(units: Sequence[Mapping[str, Any]], rows: Rows, entity: str, period: str) -> bool:
    before = {u.unit: u for u in rows.where(UnitYearRow, entity=entity, period=period, stage=VERIFIED)}
    return any(getattr(before[u["unit"]], name) != u[name] for u in units for name in _OUTPUT)
