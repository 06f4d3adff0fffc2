"""Pages of filing (填报): which forms one may file, each on a page, as a workbook, and as an offline bundle.

One form has one address, `/forms/{form}`; `?entity=` says for whom and `?period=` what is filled in beforehand. Every
page works without script. Rows that cannot be used are never lost: they stay on the page, in the draft, and in a
workbook to be corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import JSONResponse

from tanshi.application.forms import (
    Draft,
    Form,
    Given,
    forms,
    from_draft,
    from_post,
    load,
    make_bundle,
    page,
    remove,
    save,
    take,
    template,
)
from tanshi.application.forms.marked import open_cells
from tanshi.application.forms.standing import RECORDS, preview
from tanshi.core.finding import Finding, Problem
from tanshi.mrv.tables import ReportRow
from tanshi.server.console import csrf
from tanshi.server.intake import (
    Filed,
    carry_out,
    concerns,
    context_of,
    default_period,
    own_forms,
    periods,
    prefilled,
    read,
    scope_of,
    shown_findings,
    subject_of,
    subjects,
    take_typed,
)
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX, receipt_of, retaken
from tanshi.server.routing import SIGNED_IN, File, Moved, Page, Param, Route, Trouble

#: Empty rows under the filled ones, and the most a page shows at once: larger tables are handed in as files.
_EMPTY, _MOST = 3, 400

#: Findings listed on a page of results; the workbook has them all.
MOST_SHOWN = 200


def query(visit: Visit, **more: str) -> str:
    """Return the query that keeps language, entity and period on the way to another page."""
    kept = {k: v for k in ("entity", "period") if (v := visit.params.get(k, ""))}
    return urlencode({**kept, "lang": visit.language, **more})


# the index


def _index(visit: Visit) -> Page:
    own = subjects(visit)
    found = own_forms(visit)
    content = {
        "forms": [(f, f.title.in_language(visit.language), f.about.in_language(visit.language)) for f in found],
        "subjects": own,
        "subject": visit.params.get("entity", "") or (own[0].id if own else ""),
        "asks_entity": not own and any(f.command.startswith("mrv.") for f in found),
        "periods": periods(visit),
        "period": visit.params.get("period", "") or (default_period(visit, found[0]) if found else ""),
        "query": query(visit),
        "csrf": csrf(visit),
    }
    return Page("forms", content)


# one form


def _draft(visit: Visit, form: Form, subject: str) -> Draft | None:
    return load(visit.view, form.id, subject, visit.caller.actor)


def _form_page(
    visit: Visit,
    form: Form,
    cells: Mapping[str, Any],
    *,
    findings: Sequence[Finding] = (),
    revision: int = 0,
    saved_at: str = "",
    empty_rows: int = _EMPTY,
    filed: Filed | None = None,
    status: int = 200,
) -> Page:
    """Return a form's page with cells as typed (see `given.from_draft`)."""
    subject = subject_of(visit, form)
    period = default_period(visit, form)
    rows = [r for r in cells.get("rows", ()) if isinstance(r, dict)]
    context = context_of(visit, form, subject)
    shown = page(
        form, visit.language, header=cells.get("header") or {}, rows=rows[:_MOST], findings=findings,
        known=context.known, empty_rows=max(0, min(empty_rows, _MOST - len(rows))),
    )  # fmt: skip
    shown["citation"] = ""  # it stands above the form, in the words of the law
    law = visit.platform.market.law
    asks_report = form.command == "mrv.file_report" and subject
    content = {
        "page": shown,
        "form": form,
        "scope": scope_of(visit, form),
        "citation": law.reference(form.citation) if form.citation else "",
        "subject": subject,
        "subjects": subjects(visit),
        "period": period,
        "periods": periods(visit),
        "query": query(visit),
        "csrf": csrf(visit),
        "revision": revision,
        "saved_at": saved_at,
        "more_rows": max(0, len(rows) - _MOST),
        "filed": filed,
        "open_months": None,
        "preview": preview(law, visit.rows, subject, period) if asks_report else None,
        "report": visit.rows.get(ReportRow, (subject, period)) if asks_report else None,
    }
    return Page("filing", content, status)


def _show(form: Form) -> Callable[[Visit], Page]:
    def show(visit: Visit) -> Page:
        subject = subject_of(visit, form)
        draft = _draft(visit, form, subject)
        if draft is not None:
            findings = _findings(visit, form, draft.cells)
            return _form_page(
                visit, form, draft.cells, findings=findings, revision=draft.revision, saved_at=draft.saved_at
            )
        header, rows = prefilled(visit, form, subject, default_period(visit, form))
        empty = 0 if rows else _EMPTY
        shown = _form_page(visit, form, {"header": header, "rows": rows}, empty_rows=empty)
        if form.command != RECORDS or not subject:
            return shown
        return replace(shown, content={**shown.content, "open_months": len(rows)})

    return show


def _findings(visit: Visit, form: Form, cells: Any) -> Sequence[Finding]:
    """Return what is wrong with cells so far; rows that are only prefilled are left alone."""
    given = from_draft(form, cells)
    touched = [r for r in given.rows if _is_touched(form, given, r.number)]
    found = take(form, replace(given, rows=touched), context_of(visit, form, subject_of(visit, form))).findings
    return [f for f in found if touched or f.where in {where for _, where in given.header.values()}]


def _is_touched(form: Form, given: Given, number: int) -> bool:
    """Tell whether somebody typed into a row more than what was filled in for him."""
    assert form.table is not None
    known = {"month", "unit", "unit_name"}
    row = next(r for r in given.rows if r.number == number)
    return any(
        c.name not in known and raw not in (None, "") for c, raw in zip(form.table.columns, row.cells, strict=True)
    )


def _typed(given: Given) -> dict[str, Any]:
    return open_cells(given, {r.number for r in given.rows})


def _hand_in(form: Form) -> Callable[[Visit], Any]:
    def handed(visit: Visit) -> Any:
        upload, subject = visit.body, subject_of(visit, form)
        given = from_post(form, upload.fields)
        if more := upload.get("more"):
            cells = _typed(given)
            wanted = int(more) if more.isdecimal() and len(more) < 5 else _EMPTY
            return _form_page(visit, form, cells, empty_rows=wanted, revision=_revision(visit, form, subject))
        if form.table is not None:  # what was filled in beforehand and left alone is no row
            given = replace(given, rows=[r for r in given.rows if _is_touched(form, given, r.number)])
        intake, data = take_typed(visit, form, subject, given)
        filed = carry_out(visit, subject, intake, data, "")
        if filed.all_done:
            remove(visit.platform.gate.engine, form.id, subject, visit.caller.actor)
            return _done(visit, form, filed)
        return _again(visit, form, subject, given, filed)

    return handed


def _done(visit: Visit, form: Form, filed: Filed) -> Page:
    return Page("filed", _result(visit, form, filed))


def _again(visit: Visit, form: Form, subject: str, given: Given, filed: Filed) -> Page:
    """Show the form with the rows that are still open; they are the draft from now on."""
    cells = open_cells(given, filed.open_rows)
    moved = [r.number for r in given.rows if r.number in filed.open_rows]
    findings = _renumbered(filed.findings, {old: new for new, old in enumerate(moved)})
    draft = _keep(visit, form, subject, cells)
    return _form_page(
        visit, form, cells, findings=findings, revision=draft.revision, saved_at=draft.saved_at,
        filed=filed, status=422,
    )  # fmt: skip


def _renumbered(findings: Sequence[Finding], numbers: Mapping[int, int]) -> list[Finding]:
    """Return findings at the places their rows have on the new page."""
    found = []
    for finding in findings:
        place, _, rest = finding.where.removeprefix("rows.").partition(".")
        where = finding.where
        if finding.where.startswith("rows.") and place.isdecimal() and int(place) in numbers:
            where = ".".join(filter(None, ("rows", str(numbers[int(place)]), rest)))
        found.append(replace(finding, where=where))
    return found


def _revision(visit: Visit, form: Form, subject: str) -> int:
    draft = _draft(visit, form, subject)
    return draft.revision if draft else 0


def _keep(visit: Visit, form: Form, subject: str, cells: Mapping[str, Any]) -> Draft:
    """Put cells in the place of the draft, whatever its revision."""
    gate = visit.platform.gate
    for _ in range(5):
        with gate.engine.snapshot() as view:
            draft = load(view, form.id, subject, visit.caller.actor)
        revision = draft.revision if draft else 0
        saved = save(gate.engine, form, subject, visit.caller.actor, cells, revision=revision, now=gate.now())
        if saved.done:
            return saved.draft
    raise Trouble(409, "forms.draft_changed", details={"revision": saved.draft.revision})


# files


def _take_file(form: Form) -> Callable[[Visit], Any]:
    def taken(visit: Visit) -> Any:
        upload, subject = visit.body, subject_of(visit, form)
        if not upload.data and not upload.name:
            raise Trouble(400, "forms.no_file")
        try:
            intake, data = read(visit, form, subject, upload)
        except Problem as trouble:
            return Page("filed", _result(visit, form, None, trouble.findings, upload.name), 422)
        filed = carry_out(visit, subject, intake, data, upload.name, dry_run=bool(upload.get("dry_run")))
        content = _result(visit, form, filed, name=upload.name, dry_run=bool(upload.get("dry_run")))
        return Page("filed", content, 200 if filed.all_done else 422)

    return taken


def _result(
    visit: Visit,
    form: Form,
    filed: Filed | None,
    findings: Sequence[Finding] = (),
    name: str = "",
    *,
    dry_run: bool = False,
) -> dict[str, Any]:
    every = (*findings, *(filed.findings if filed else ()))
    header = filed.intake.header if filed else {}
    entity, period = header.get("entity", ""), header.get("period") or visit.params.get("period", "")
    if filed and not period and (first := next(iter(filed.intake.rows), None)) and "month" in first.values:
        period = str(first.values["month"])[:4]
    return {
        "form": form,
        "title": form.title.in_language(visit.language),
        "filed": filed,
        "file_name": name,
        "dry_run": dry_run,
        "findings": shown_findings(visit, every[:MOST_SHOWN]),
        "more_findings": max(0, len(every) - MOST_SHOWN),
        "remarks": shown_findings(visit, filed.remarks[:MOST_SHOWN] if filed else ()),
        "odd": shown_findings(visit, filed.odd[:MOST_SHOWN] if filed else ()),
        "entity": entity,
        "report_period": period,
        "query": query(visit),
        "csrf": csrf(visit),
    }


def _open_rows(form: Form) -> Callable[[Visit], Any]:
    """Take the rows that a receipt left open to the page, behind what the draft holds already."""

    def opened(visit: Visit) -> Any:
        subject = subject_of(visit, form)
        row = receipt_of(visit, visit.body.get("receipt"))
        if row.form != form.id or row.subject != subject:
            raise Trouble(404, "http.not_found")
        again = retaken(visit, row)
        cells = open_cells(again.intake.given, again.open_rows)
        draft = _draft(visit, form, subject)
        if draft is not None:
            kept = [r for r in draft.cells.get("rows", ()) if isinstance(r, dict)]
            kept += [r for r in cells["rows"] if r not in kept]
            cells = {"header": {**cells["header"], **(draft.cells.get("header") or {})}, "rows": kept}
        _keep(visit, form, subject, cells)
        return Moved(f"/forms/{form.id}?{query(visit)}")

    return opened


def template_file(visit: Visit, form: Form) -> File:
    """Return a form's workbook with what is known filled in."""
    subject, period = subject_of(visit, form), default_period(visit, form)
    header, rows = prefilled(visit, form, subject, period)
    context = context_of(visit, form, subject)
    data = template(form, language=visit.language, header=header, rows=rows, known=context.known)
    parts = [form.title.in_language(visit.language), subject, period if rows or "period" in header else ""]
    return File(data, XLSX, " ".join(filter(None, parts)).replace("/", "-") + ".xlsx")


def bundle_file(visit: Visit, form: Form) -> File:
    """Return an offline bundle, and keep that it was given out."""
    subject, period = subject_of(visit, form), default_period(visit, form)
    header, rows = prefilled(visit, form, subject, period)
    gate, known = visit.platform.gate, context_of(visit, form, subject).known
    if visit.platform.grouping is None:
        raise Trouble(503, "http.read_only")
    made = make_bundle(
        gate.engine, form, subject, visit.caller.actor, gate.now(), language=visit.language, header=header, rows=rows,
        known=known,
    )  # fmt: skip
    return File(made.data, "application/zip", f"{form.id}-{subject or 'any'}-{period}.zip".replace("/", "-"))


# drafts


def _is_draft(body: Any) -> bool:
    """Tell whether what was sent has the shape of a draft: a revision, a header, and rows as objects."""
    if not isinstance(body, dict) or not isinstance(body.get("header", {}), dict):
        return False
    revision, rows = body.get("revision", 0), body.get("rows", [])
    whole = isinstance(revision, int) and not isinstance(revision, bool) and 0 <= revision < 2**31
    return whole and isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def save_draft(visit: Visit, form: Form) -> tuple[bool, Draft, list[Finding]]:
    """Save what a page or program sends as the draft; whether it was saved, the draft as it stands, its findings."""
    body = visit.body
    if not _is_draft(body):
        raise Trouble(400, "http.not_json", details={"reason": "an object with `revision`, `header` and `rows`"})
    if body.get("form", form.id) != form.id:
        raise Trouble(422, "forms.other_form", details={"form": form.id, "found": str(body["form"])[:60]})
    if body.get("version", form.version) != form.version:
        raise Trouble(
            422, "forms.other_version", details={"version": str(form.version), "found": str(body["version"])[:20]}
        )
    if visit.platform.grouping is None:
        raise Trouble(503, "http.read_only")
    subject, gate = subject_of(visit, form), visit.platform.gate
    cells = {"header": body.get("header", {}), "rows": body.get("rows", [])}
    revision = body.get("revision", 0)
    try:
        saved = save(gate.engine, form, subject, visit.caller.actor, cells, revision=revision, now=gate.now())
    except Problem as trouble:
        raise Trouble(422, trouble.findings[0].code, findings=trouble.findings) from trouble
    return saved.done, saved.draft, list(_findings(visit, form, cells)) if saved.done else []


def _put_draft(form: Form) -> Callable[[Visit], Any]:
    def put(visit: Visit) -> Any:
        done, draft, findings = save_draft(visit, form)
        if not done:
            return JSONResponse({"revision": draft.revision}, 409)
        shown: list[dict[str, str]] = [{"name": f.where, "message": f.message(visit.language)} for f in findings]
        return {"revision": draft.revision, "findings": shown}

    return put


def _discard(form: Form) -> Callable[[Visit], Any]:
    def discard(visit: Visit) -> Any:
        remove(visit.platform.gate.engine, form.id, subject_of(visit, form), visit.caller.actor)
        return Moved(f"/forms/{form.id}?{query(visit)}")

    return discard


_ENTITY = Param("entity", "The entity it is filled in for; without it the caller's own, or its first.")
PERIOD = Param("period", "What is filled in beforehand.", example="2022")


def routes() -> list[Route]:
    """Return the pages of all forms."""
    found = [Route("GET", "/forms", SIGNED_IN, _index, "Forms one may file.", params=(_ENTITY, PERIOD))]
    for form in forms().values():
        found += _routes_of(form)
    return found


def _routes_of(form: Form) -> list[Route]:
    right, whose, params = form.command, concerns(form), (_ENTITY, PERIOD)
    path, title = f"/forms/{form.id}", form.title.en

    def workbook(visit: Visit) -> File:
        return template_file(visit, form)

    def bundle(visit: Visit) -> File:
        return bundle_file(visit, form)

    return [
        Route("GET", path, right, _show(form), f"{title}.", whose, params),
        Route("POST", path, right, _hand_in(form), f"{title}: hand in.", whose, params, takes="upload"),
        Route("POST", f"{path}/file", right, _take_file(form), f"{title}: a file.", whose, params, takes="upload"),
        Route("POST", f"{path}/open", right, _open_rows(form), f"{title}: open rows.", whose, params, takes="upload"),
        Route("PUT", f"{path}/draft", right, _put_draft(form), f"{title}: the draft.", whose, params, takes="json"),
        Route("POST", f"{path}/discard", right, _discard(form), f"{title}: no draft.", whose, params, takes="upload"),
        Route("GET", f"{path}/template", right, workbook, f"{title}: the workbook.", whose, params),
        Route("POST", f"{path}/bundle", right, bundle, f"{title}: the bundle.", whose, params, takes="upload"),
    ]
