"""Papers (文书) about an entity, and the public page that says whether a paper or receipt is genuine.

The public page shows what stands on a paper anyway: number, body, day, whether it stands; its content it does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from tanshi.application import certificates, voluntary_certificates
from tanshi.application.documents import Verification, matches, verify
from tanshi.application.documents.tables import PaperRow
from tanshi.application.forms import form as form_named
from tanshi.application.forms import verify_receipt
from tanshi.application.forms.tables import ReceiptRow
from tanshi.core.clock import CHINA, legal_day_of, moment
from tanshi.journal.command import Concern
from tanshi.journal.table import read_rows
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Moved, Page, Param, Route, Trouble

# is it genuine


def verified(visit: Visit, typed: str, data: bytes | None = None) -> dict[str, Any]:
    """Return what the public may know of a code; with a file, whether it is that paper or what was handed in."""
    found = verify(visit.view, typed)
    if found.state == "unknown" and (certified := certificates.by_code(visit.view, typed)) is not None:
        return certificates.told(visit.view, certified, visit.language)
    if found.state == "unknown" and (use := voluntary_certificates.use_by_code(visit.view, typed)) is not None:
        return voluntary_certificates.told(visit.view, use, visit.language)
    if found.state == "unknown" and (receipt := verify_receipt(visit.view, typed)) is not None:
        return _of_receipt(visit, receipt, data)
    return _of_paper(visit, found, data)


def _of_paper(visit: Visit, found: Verification, data: bytes | None) -> dict[str, Any]:
    same = matches(visit.view, found.code, data) if data is not None else None
    body = found.body_zh if visit.language == "zh" else found.body_en or found.body_zh
    kind = "paper" if found.number else ""
    return {
        "state": found.state, "kind": kind, "code": found.code, "number": found.number, "title": found.title,
        "body": body, "day": found.day, "withdrawn_on": found.withdrawn_on, "ground": found.ground,
        "replaced_by_number": found.replaced_by_number, "same_file": same,
    }  # fmt: skip


def _of_receipt(visit: Visit, row: ReceiptRow, data: bytes | None) -> dict[str, Any]:
    day = legal_day_of(row.received_at)
    received = moment(row.received_at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S (UTC+8)")
    return {
        "state": "valid", "kind": "receipt", "code": row.code, "number": f"{day[:4]}-{row.number:08d}",
        "title": form_named(row.form).title.in_language(visit.language), "body": "", "day": received,
        "withdrawn_on": "", "ground": "", "replaced_by_number": "", "file_sha256": row.file_sha256,
        "good_rows": row.good_rows, "bad_rows": row.bad_rows,
        "same_file": None if data is None else sha256(data).hexdigest() == row.file_sha256,
    }  # fmt: skip


def _ask(visit: Visit) -> Page | Moved:
    if code := visit.params.get("code", "").strip():
        return _code_page(visit, code)
    return Page("verify", {"found": None, "code": "", "csrf": csrf(visit)})


def _code_page(visit: Visit, code: str, data: bytes | None = None) -> Page:
    found = verified(visit, code[:200], data)
    content = {"found": found, "code": found["code"], "csrf": csrf(visit)}
    return Page("verify", content, 200 if found["kind"] else 404)


def _show(visit: Visit) -> Page:
    return _code_page(visit, visit.params["proof"])


def _compare(visit: Visit) -> Page:
    upload = visit.body
    return _code_page(visit, visit.params["proof"], upload.data)


# papers about an entity


def whose(visit: Visit) -> Sequence[Concern]:
    """Return the entity a path names."""
    return [visit.concern(visit.params["entity"])]


def papers_about(visit: Visit, entity: str) -> list[PaperRow]:
    """Return the papers about an entity, newest first."""
    found = read_rows(visit.view, PaperRow, subject=entity)
    return sorted(found, key=lambda p: (p.issued_on, p.year, p.serial, p.id), reverse=True)


def paper_file(visit: Visit) -> File:
    """Return a paper about an entity as it was issued: PDF or workbook."""
    kind, code = visit.params["kind"], visit.params["proof"]
    paper = next((p for p in papers_about(visit, visit.params["entity"]) if p.code == code), None)
    if paper is None or kind not in ("pdf", "xlsx"):
        raise Trouble(404, "http.not_found")
    name = f"{paper.number}.{kind}"
    files = visit.platform.market.evidence
    if kind == "pdf":
        return File(files.read(paper.pdf_sha256), "application/pdf", name)
    return File(files.read(paper.xlsx_sha256), XLSX, name)


CODE = Param("proof", "Proof code, as it stands on the paper.", "path", example="K7QM-2F9X-ABCD-EFGH-JKLM")
ENTITY = Param("entity", "Entity id.", "path")
KIND = Param("kind", "pdf or xlsx.", "path", example="pdf")

#: The right everybody has, to ask whether a paper is genuine.
SEE_PAPER, SEE_ENTITY = "see.paper", "see.entity"

ROUTES = [
    Route("GET", "/verify", SEE_PAPER, _ask, "Is it genuine?", params=(Param("code", "Proof code."),)),
    Route("GET", "/verify/{proof}", SEE_PAPER, _show, "Is it genuine?", params=(CODE,)),
    Route("POST", "/verify/{proof}", SEE_PAPER, _compare, "Is it this file?", params=(CODE,), takes="upload"),
    Route("GET", "/papers/{entity}/{proof}/{kind}", SEE_ENTITY, paper_file, "A paper.", whose, (ENTITY, CODE, KIND)),
]
