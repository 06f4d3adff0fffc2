"""Filing through the API: each form with its schema, template, draft, bundle and hand-in; receipts, papers, proofs.

Findings name their cell: `$.rows[3].hours` for JSON, `Months!I5` for a workbook, `form.csv!I5` for CSV. What can be
used is taken and the rest told (200 with findings); if nothing could be used it is a problem, 422.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.application.forms import Form, forms, load, remove, schema
from tanshi.application.forms.tables import ReceiptRow
from tanshi.core.finding import Problem
from tanshi.server import papers, receipts
from tanshi.server.api import _LANG, _plain
from tanshi.server.filing import PERIOD, bundle_file, save_draft, template_file
from tanshi.server.intake import Filed, carry_out, concerns, own_forms, read, subject_of
from tanshi.server.papers import CODE, ENTITY, KIND, SEE_ENTITY, SEE_PAPER
from tanshi.server.platform import Visit
from tanshi.server.receipts import NUMBER
from tanshi.server.routing import SIGNED_IN, Param, Route, Trouble
from tanshi.server.schema import ANSWER, FINDING
from tanshi.server.uploads import Upload

_ENTITY = Param("entity", "The entity it is filled in for; without it the caller's own, or its first.")
_DRY = Param("dry_run", "Judge on the present state: no receipt, no effect.", kind="boolean")
_NAME = Param("name", "File name of a body that is a file.", example="months.xlsx")

_TEXT: Mapping[str, Any] = {"type": "string"}
_INT: Mapping[str, Any] = {"type": "integer"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_FINDING = FINDING
_RECEIPT = _object(
    number=_INT, form=_TEXT, version=_INT, subject=_TEXT, owner=_TEXT, file_name=_TEXT, file_sha256=_TEXT,
    received_at=_TEXT, good_rows=_INT, bad_rows=_INT, code=_TEXT,
)  # fmt: skip
_FILED = _object(
    taken=_INT,
    same=_INT,
    open_rows={"type": "array", "items": _INT},
    findings={"type": "array", "items": _FINDING},
    remarks={"type": "array", "items": _FINDING},
    plausibility={"type": "array", "items": _FINDING},
    answers={"type": "array", "items": ANSWER},
)
_DRAFT = _object(
    form=_TEXT, version=_INT, revision=_INT, saved_at=_TEXT, header={"type": "object"},
    rows={"type": "array", "items": {"type": "object"}},
)  # fmt: skip
_SAVED = _object(revision=_INT, findings={"type": "array", "items": _FINDING})
_PROOF = _object(state=_TEXT, kind=_TEXT, code=_TEXT, number=_TEXT, title=_TEXT, day=_TEXT)
_PAPER = _object(number=_TEXT, title=_TEXT, code=_TEXT, issued_on=_TEXT, state=_TEXT, pdf_sha256=_TEXT)


def routes() -> list[Route]:
    """Return the routes of all forms, of receipts, papers and proofs."""
    listing = _object(items={"type": "array", "items": _object(form=_TEXT, version=_INT, title=_TEXT, command=_TEXT)})
    found = [
        Route(
            "GET", "/api/v1/forms", SIGNED_IN, _index, "Forms one may file.", params=(_ENTITY, _LANG), answer=listing,
            tag="forms", operation="forms",
        )
    ]  # fmt: skip
    for form in forms().values():
        found += _routes_of(form)
    return [*found, *_receipt_routes(), *_proof_routes()]


def _index(visit: Visit) -> Any:
    return {
        "items": [
            {"form": f.id, "version": f.version, "title": f.title.in_language(visit.language), "command": f.command}
            for f in own_forms(visit)
        ]
    }


def _routes_of(form: Form) -> list[Route]:
    right, whose, path = form.command, concerns(form), f"/api/v1/forms/{form.id}"
    name = form.id.replace("-", "_")
    params = (_ENTITY, PERIOD, _LANG)

    def route(method: Any, more: str, handler: Any, summary: str, operation: str, **rest: Any) -> Route:
        return Route(
            method, path + more, right, handler, f"{form.title.en}: {summary}", whose, rest.pop("params", params),
            tag="forms", operation=operation, **rest,
        )  # fmt: skip

    def shape(_: Visit) -> Any:
        return schema(form)

    return [
        Route(
            "GET", path, "see.form", shape, f"{form.title.en}: the JSON schema of its rows.", params=(_LANG,),
            answer={"type": "object"}, tag="forms", operation=f"form_{name}",
        ),
        route(
            "POST", "", _hand_in(form), "hand in rows as JSON, or a file as the body (XLSX, CSV, bundle) or multipart.",
            f"hand_in_{name}", params=(_ENTITY, _DRY, _NAME, _LANG), body=schema(form), answer=_FILED, takes="upload",
        ),
        route(
            "GET", "/template", lambda v: template_file(v, form), "the workbook to fill in.", f"template_{name}",
            media=(receipts.XLSX,),
        ),
        route(
            "POST", "/bundle", lambda v: bundle_file(v, form), "an offline bundle.", f"bundle_{name}",
            media=("application/zip",),
        ),
        route("GET", "/draft", lambda v: _draft(v, form), "the draft.", f"draft_{name}", answer=_DRAFT),
        route(
            "PUT", "/draft", lambda v: _save(v, form), "save the draft on top of a revision.", f"save_draft_{name}",
            body={"type": "object", "required": ["revision"], "properties": {"revision": {"type": "integer"}}},
            answer=_SAVED, takes="json",
        ),
        route(
            "DELETE", "/draft", lambda v: _remove(v, form), "remove the draft.", f"remove_draft_{name}",
            answer=_object(removed={"type": "boolean"}),
        ),
    ]  # fmt: skip


def _hand_in(form: Form) -> Any:
    def handed(visit: Visit) -> Any:
        upload, subject = visit.body, subject_of(visit, form)
        if upload.data is not None and not upload.name:
            upload = Upload(upload.fields, upload.data, visit.params.get("name", "")[:200], upload.media_type)
        try:
            intake, data = read(visit, form, subject, upload)
        except Problem as trouble:
            raise Trouble(422, trouble.findings[0].code, findings=trouble.findings) from trouble
        filed = carry_out(visit, subject, intake, data, upload.name, dry_run=visit.params.get("dry_run") == "true")
        plain = shown(visit, filed)
        if not filed.taken and not filed.same:
            raise Trouble(422, "forms.nothing_taken", findings=filed.findings, more={"filed": plain})
        return plain

    return handed


def shown(visit: Visit, filed: Filed) -> dict[str, Any]:
    """Return what became of a filled form as plain data."""
    return {
        "taken": filed.taken,
        "same": filed.same,
        "open_rows": sorted(filed.open_rows),
        "findings": [f.as_json() for f in filed.findings],
        "remarks": [f.as_json() for f in filed.remarks],
        "plausibility": [f.as_json() for f in filed.odd],
        "answers": [_plain(visit, a) for a in filed.answers],
        "receipt": _receipt(filed.receipt) if filed.receipt else None,
        "totals": dict(filed.intake.totals),
    }


def _receipt(row: ReceiptRow) -> dict[str, Any]:
    spec = ReceiptRow.__table__
    return dict(zip(spec.column_names, spec.values(row), strict=True))


def _draft(visit: Visit, form: Form) -> Any:
    found = load(visit.view, form.id, subject_of(visit, form), visit.caller.actor)
    if found is None:
        raise Trouble(404, "forms.no_draft")
    return {
        "form": form.id,
        "version": found.version,
        "revision": found.revision,
        "saved_at": found.saved_at,
        "header": found.cells.get("header") or {},
        "rows": found.cells.get("rows") or [],
    }


def _save(visit: Visit, form: Form) -> Any:
    done, draft, findings = save_draft(visit, form)
    if not done:
        more = {"revision": draft.revision, "draft": dict(draft.cells)}
        raise Trouble(409, "forms.draft_changed", details={"revision": draft.revision}, more=more)
    return {"revision": draft.revision, "findings": [f.as_json() for f in findings]}


def _remove(visit: Visit, form: Form) -> Any:
    if visit.platform.grouping is None:
        raise Trouble(503, "http.read_only")
    remove(visit.platform.gate.engine, form.id, subject_of(visit, form), visit.caller.actor)
    return {"removed": True}


# receipts, papers, proofs


def _receipt_routes() -> list[Route]:
    path, tag = "/api/v1/receipts/{number}", "receipts"
    params = (NUMBER, _LANG)
    listing = _object(items={"type": "array", "items": _RECEIPT})
    files = (
        ("pdf", receipts.receipt_pdf, "as PDF.", "application/pdf"),
        ("xlsx", receipts.receipt_xlsx, "as a workbook.", receipts.XLSX),
        ("file", receipts.receipt_file, "what was handed in.", "application/octet-stream"),
        ("open", receipts.open_file, "its open rows as a workbook, with findings at the cells.", receipts.XLSX),
    )
    return [
        Route(
            "GET", "/api/v1/receipts", SIGNED_IN, _receipts, "One's newest receipts.", params=(_LANG,),
            answer=listing, tag=tag, operation="receipts",
        ),
        Route(
            "GET", path, SIGNED_IN, _one_receipt, "A receipt, and what of it is still open.", params=params,
            answer=_RECEIPT, tag=tag, operation="receipt",
        ),
        *[
            Route(
                "GET", f"{path}/{kind}", SIGNED_IN, handler, f"A receipt: {what}", params=params, tag=tag,
                operation=f"receipt_{kind}", media=(media,),
            )
            for kind, handler, what, media in files
        ],
    ]  # fmt: skip


def _receipts(visit: Visit) -> Any:
    return {"items": [_receipt(row) for row in receipts.own_receipts(visit)]}


def _one_receipt(visit: Visit) -> Any:
    row = receipts.receipt_of(visit, visit.params["number"])
    again = receipts.retaken(visit, row)
    findings = [f.as_json() for f in again.findings]
    return {**_receipt(row), "open_rows": sorted(again.open_rows), "findings": findings}


def _proof_routes() -> list[Route]:
    path = "/api/v1/papers/{entity}"
    listing = _object(items={"type": "array", "items": _PAPER})
    return [
        Route(
            "GET", "/api/v1/verify/{proof}", SEE_PAPER, _verify, "Whether a paper or receipt is genuine.",
            params=(CODE, _LANG), answer=_PROOF, tag="papers", operation="verify",
        ),
        Route(
            "POST", "/api/v1/verify/{proof}", SEE_PAPER, _verify, "Whether a file (the body) is that paper.",
            params=(CODE, _LANG), answer=_PROOF, tag="papers", operation="verify_file", takes="upload",
        ),
        Route(
            "GET", path, SEE_ENTITY, _papers, "Papers about an entity.", papers.whose, (ENTITY, _LANG), answer=listing,
            tag="papers", operation="papers",
        ),
        Route(
            "GET", path + "/{proof}/{kind}", SEE_ENTITY, papers.paper_file, "A paper as it was issued.", papers.whose,
            (ENTITY, CODE, KIND, _LANG), tag="papers", operation="paper", media=("application/pdf", receipts.XLSX),
        ),
    ]  # fmt: skip


def _verify(visit: Visit) -> Any:
    data = visit.body.data if isinstance(visit.body, Upload) else None
    found = papers.verified(visit, visit.params["proof"], data)
    if not found["kind"]:
        raise Trouble(404, f"filing.code_{found['state']}", details={"code": found["code"]})
    return found


def _papers(visit: Visit) -> Any:
    names = ("id", "number", "title", "code", "template", "issued_on", "state", "pdf_sha256", "xlsx_sha256")
    return {
        "items": [
            {name: getattr(p, name) for name in names} for p in papers.papers_about(visit, visit.params["entity"])
        ]
    }
