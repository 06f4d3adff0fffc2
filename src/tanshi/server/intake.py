"""What pages and API do with a filled form: whose it is, what is known for it, and carrying it out.

The right to a form is the right to its command, over the entity it is filled in for; so the access table alone says who
may file what. A receipt is given for everything of which something can be used, before anything is carried out, and
the file is kept under its digest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from tanshi.application.access import rights_of
from tanshi.application.forms import (
    Context,
    Form,
    Given,
    HandedIn,
    Intake,
    bytes_of,
    forms,
    from_file,
    hand_in,
    take,
    take_bundle,
)
from tanshi.application.forms.archive import Damaged, archive_of
from tanshi.application.forms.bundle import MANIFEST
from tanshi.application.forms.plausible import of_handed_in
from tanshi.application.forms.standing import known_lists, open_months, settle, still_missing
from tanshi.application.forms.tables import ReceiptRow
from tanshi.core.finding import Finding
from tanshi.journal.command import Answer, Concern
from tanshi.participants.powers import stands
from tanshi.participants.tables import EntityRow, MandateRow
from tanshi.server.platform import Visit
from tanshi.server.routing import Trouble
from tanshi.server.uploads import Upload

# whose it is


def scope_of(visit: Visit, form: Form) -> str:
    """Return the scope in which the caller's own role may file a form, or ""."""
    return rights_of(visit.actor.role).get(form.command, "") if visit.actor else ""


def subjects(visit: Visit) -> list[EntityRow]:
    """Return the entities the caller's body files for: its own, or those that gave it a mandate."""
    actor = visit.actor
    if actor is None:
        return []
    ids = [actor.entity] if actor.entity else []
    if actor.role == "group":
        today = visit.today
        mandates = visit.rows.where(MandateRow, organisation=actor.organisation)
        ids = sorted(m.entity for m in mandates if stands(m.from_day, m.until_day, today))
    return [row for id in ids if (row := visit.rows.get(EntityRow, id)) is not None]


def subject_of(visit: Visit, form: Form) -> str:
    """Return the entity a form is filled in for: the one asked for, or the caller's first; "" is any."""
    asked = visit.params.get("entity", "").replace("\0", "")[:96]
    if asked or scope_of(visit, form) not in ("own", "group"):
        return asked
    return next((e.id for e in subjects(visit)), "")


def concerns(form: Form) -> Callable[[Visit], Sequence[Concern]]:
    """Return what tells whom a visit to a form concerns."""

    def found(visit: Visit) -> Sequence[Concern]:
        body = visit.actor.organisation if visit.actor else ""
        if subject := subject_of(visit, form):
            return [replace(visit.concern(subject), organisation=body)]
        return [Concern("", visit.actor.area_gb2260 if visit.actor else "", body)]

    return found


def own_forms(visit: Visit) -> list[Form]:
    """Return the forms the caller may file, for the entity asked for or its first."""
    found = [form for form in forms().values() if visit.refusal(form.command, concerns(form)(visit)) is None]
    return sorted(found, key=lambda form: form.table is None)  # what is computed from the others comes after them


def context_of(visit: Visit, form: Form, subject: str) -> Context:
    """Return what is known and settled: own entity, own body, units of the entity."""
    actor = visit.actor
    scope = scope_of(visit, form)
    area = actor.area_gb2260 if actor and scope == "area" else ""
    known = known_lists(form, visit.view, visit.rows, subject, area)
    settled = {}
    names = {f.name for f in form.header}
    if subject and "entity" in names and form.command != "participants.register_entity":
        settled["entity"] = subject
    if actor is not None:
        settled |= {body: actor.organisation for body in ("verifier", "laboratory") if body in names}
    return Context(subject if scope in ("own", "group") else "", known, settled)


def default_period(visit: Visit, form: Form) -> str:
    """Return the period asked for, or the one that is due: the last month's year; for a report, see `_due_report`."""
    if asked := visit.params.get("period", ""):
        return asked[:9]
    year, month = int(visit.today[:4]), int(visit.today[5:7])
    if form.table is None:
        return _due_report(visit, subject_of(visit, form), str(year - 1))
    return str(year - 1 if month == 1 else year)


def _due_report(visit: Visit, subject: str, last: str) -> str:
    """Return the last full year, or, if it has no months to report, the newest year that has and is not reported."""
    recorded = "SELECT DISTINCT substr(month, 1, 4) FROM mrv_unit_month WHERE entity = ?"
    filed = {period for (period,) in visit.view.fetch("SELECT period FROM mrv_report WHERE entity = ?", [subject])}
    waiting = {year for (year,) in visit.view.fetch(recorded, [subject])} - filed
    return last if last in waiting or not waiting else max(waiting)


def periods(visit: Visit) -> list[str]:
    """Return the periods to choose from: those in the books, the years of the caller's months, this year and
    the last.
    """
    year = int(visit.today[:4])
    known = {str(year), str(year - 1)}
    for table in ("participants_listing", "mrv_report"):
        known |= {str(period) for (period,) in visit.view.fetch(f"SELECT DISTINCT period FROM {table}")}
    months = "SELECT DISTINCT substr(month, 1, 4) FROM mrv_unit_month WHERE entity = ?"
    for entity in {visit.params.get("entity", ""), *(e.id for e in subjects(visit))}:
        known |= {str(year) for (year,) in visit.view.fetch(months, [entity])}
    return sorted(known, reverse=True)


def prefilled(visit: Visit, form: Form, subject: str, period: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return header and rows that need not be typed: who, for when, and the unit months that are open."""
    header = dict(context_of(visit, form, subject).header)
    if any(f.name == "period" for f in form.header):
        header["period"] = period
    rows = []
    if form.table is not None and {"month", "unit", "unit_name"} <= {c.name for c in form.table.columns} and subject:
        found = open_months(visit.rows, subject, period, visit.today)
        rows = [{"month": m, "unit": unit, "unit_name": name} for m, unit, name in found]
    return header, rows


# reading


def read(visit: Visit, form: Form, subject: str, upload: Upload) -> tuple[Intake, bytes]:
    """Return what an uploaded file comes to, and the file; `Problem` if it cannot be read at all.

    A bundle, or the workbook out of one, is judged by what was given out. JSON is taken as `json_schema` has it.
    """
    data = upload.data
    if data is None:
        raise Trouble(400, "forms.no_file")
    context, digest = context_of(visit, form, subject), sha256(data).hexdigest()
    if upload.media_type == "application/json":
        return take(form, _json(data), context, digest=digest), data
    if _is_bundle(data):
        return take_bundle(visit.view, form, data, context, name=upload.name), data
    given = from_file(form, data, upload.name)
    if given.stamp.get("bundle"):
        return take_bundle(visit.view, form, data, context, name=upload.name), data
    return take(form, given, context, digest=digest), data


def _json(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Trouble(400, "http.not_json", details={"reason": str(error)[:200]}) from error
    if not isinstance(found, dict):
        raise Trouble(400, "http.not_json", details={"reason": "an object with `header` and `rows`"})
    return found


def _is_bundle(data: bytes) -> bool:
    """Tell whether an archive says it is a bundle; what is broken is told by the one who reads it."""
    if data[:4] != b"PK\x03\x04":
        return False
    try:
        with archive_of(data) as archive:
            return MANIFEST in archive.namelist()
    except Damaged:
        return False


# carrying out


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a filled form. Numbers are rows, or 1 for a form without rows.

    `same`: stood in the books already with the same values. `open_rows`: numbers of the rows that were not taken.
    """

    intake: Intake
    receipt: ReceiptRow | None
    answers: tuple[Answer, ...]
    taken: int
    same: int
    open_rows: frozenset[int]
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    odd: tuple[Finding, ...] = ()  # what plausibility checks find in the months; it holds nothing up

    @property
    def all_done(self) -> bool:
        """Whether nothing is left to do."""
        return not self.findings and not self.open_rows and self.taken + self.same > 0


def carry_out(visit: Visit, subject: str, intake: Intake, data: bytes, name: str, *, dry_run: bool = False) -> Filed:
    """Give a receipt for a filled form, send its commands as the caller, and return what became of each row.

    Sending again what was sent changes nothing. `dry_run`: judge on the present state, without receipt or effect.
    """
    actor, grouping = visit.actor, visit.platform.grouping
    assert actor is not None, "the route's right was asked for"
    if grouping is None:
        raise Trouble(503, "http.read_only")
    receipt = None
    if intake.requests and not dry_run:
        receipt = _receipt(visit, subject, intake, data, name)
    intake = replace(intake, remarks=still_missing(intake, visit.rows), findings=_told(intake))
    settled = settle(intake, actor.organisation, visit.rows)
    answers: list[Answer] = []
    for chunk in settled.intake.chunks(actor.organisation, actor.id):
        answers += grouping.execute(chunk, dry_run=dry_run)
    visit.position = max([visit.position, *(a.size for a in answers)])
    filed = _filed(intake, settled.intake, receipt, answers, settled.same, settled.findings)
    return replace(filed, odd=of_handed_in(visit.platform.market.law, intake, visit.rows))


def _told(intake: Intake) -> tuple[Finding, ...]:
    """Return the findings; where nothing was filled in and nothing is wrong, that is what is told."""
    if intake.findings or intake.requests or intake.given.rows:
        return intake.findings
    return (Finding("forms.too_few_rows", intake.given.place, {"least": 1}),)


def _receipt(visit: Visit, subject: str, intake: Intake, data: bytes, name: str) -> ReceiptRow:
    gate, market = visit.platform.gate, visit.platform.market
    handed = HandedIn(data, name, subject, visit.caller.actor, gate.now())
    return hand_in(market.engine, market.evidence, handed, intake, gate.entropy(32).hex())


def _filed(
    intake: Intake,
    sent: Intake,
    receipt: ReceiptRow | None,
    answers: Sequence[Answer],
    same: frozenset[int],
    findings: Sequence[Finding],
) -> Filed:
    done: set[int] = set(same)
    taken = stood = 0
    for request, answer in zip(sent.requests, answers, strict=True):
        if answer.done:
            done |= set(request.rows)
            size = len(request.rows) or 1
            taken, stood = taken + (0 if answer.exists else size), stood + (size if answer.exists else 0)
    open_rows = frozenset(row.number for row in intake.given.rows) - done
    wrong = (*intake.findings, *findings, *sent.refusals(answers))
    return Filed(intake, receipt, tuple(answers), taken, stood + len(same), open_rows, wrong, intake.remarks)


def take_typed(visit: Visit, form: Form, subject: str, given: Given) -> tuple[Intake, bytes]:
    """Return what was typed into a page comes to, and the bytes that are kept of it."""
    return take(form, given, context_of(visit, form, subject)), bytes_of(given)


def shown_findings(visit: Visit, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as the list of components shows them."""
    law = visit.platform.market.law
    return [
        {
            "where": f.where,
            "message": f.message(visit.language),
            "law": law.reference(f.citation) if f.citation else "",
            "severe": True,
        }
        for f in findings
    ]
