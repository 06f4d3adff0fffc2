"""Receipts (回执): the caller's own, what was handed in under them, and what of it still is to be corrected.

A receipt belongs to whom it was given, and to the entity it is about. What it left open is found again from the file
that is kept under its digest, so a correction can begin on any day and on any desk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.application.documents import IssuingBody, Paper, pdf, xlsx
from tanshi.application.documents.typesetting import can_typeset
from tanshi.application.forms import Given, Intake, from_draft, from_json, receipt_paper, take
from tanshi.application.forms import form as form_named
from tanshi.application.forms.given import GivenRow, from_file
from tanshi.application.forms.grid import unpack
from tanshi.application.forms.intake import command_id
from tanshi.application.forms.marked import marked
from tanshi.application.forms.standing import recorded_rows, settle
from tanshi.application.forms.tables import ReceiptRow
from tanshi.core.catalogue import text
from tanshi.core.finding import Finding
from tanshi.journal.schema import CommandRow
from tanshi.participants.tables import ActorRow, EntityRow
from tanshi.server.intake import context_of, shown_findings
from tanshi.server.platform import Visit
from tanshi.server.routing import SIGNED_IN, File, Page, Param, Route, Trouble

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Receipts of a list.
MOST = 200

#: Largest part of a bundle when unpacked again.
_LARGEST = 256 << 20


def is_visible(visit: Visit, row: ReceiptRow) -> bool:
    """Tell whether a receipt is the caller's own or about its own entity."""
    actor = visit.actor
    if actor is None or not visit.caller.may_read():
        return False
    return row.owner == actor.id or (actor.entity != "" and row.subject == actor.entity)


def own_receipts(visit: Visit) -> list[ReceiptRow]:
    """Return the newest receipts the caller may see."""
    actor = visit.actor
    if actor is None or not visit.caller.may_read():
        return []
    spec = ReceiptRow.__table__
    where, values = "owner = ?", [actor.id]
    if actor.entity:
        where, values = "owner = ? OR subject = ?", [actor.id, actor.entity]
    rows = visit.view.fetch(spec.select_sql(where, [f"number DESC LIMIT {MOST}"]), values)
    return [ReceiptRow(*row) for row in rows]


def receipt_of(visit: Visit, number: str) -> ReceiptRow:
    """Return a receipt the caller may see; others' are as if they were not there."""
    if number.isdecimal() and len(number) < 16:
        row = visit.rows.get(ReceiptRow, int(number))
        if row is not None and is_visible(visit, row):
            return row
    raise Trouble(404, "http.not_found")


@dataclass(frozen=True, slots=True)
class Retaken:
    """What was handed in, read again: rows that stand in the books are done, the others are open."""

    intake: Intake
    open_rows: frozenset[int]
    findings: tuple[Finding, ...]


def retaken(visit: Visit, row: ReceiptRow) -> Retaken:
    """Return what became of what a receipt is for, as the books have it now."""
    form = form_named(row.form)
    data = visit.platform.market.evidence.read(row.file_sha256)
    context = context_of(visit, form, row.subject)
    intake = take(form, _given(row, data), context, digest=row.file_sha256)
    organisation = _organisation(visit, row)
    settled = settle(intake, organisation, visit.rows)
    done = set(settled.same) | recorded_rows(intake.given, visit.rows)
    for request in settled.intake.requests:
        if visit.rows.get(CommandRow, (organisation, command_id(form, request.item))) is not None:
            done |= set(request.rows)
    numbers = {r.number for r in intake.given.rows}
    return Retaken(intake, frozenset(numbers - done), (*intake.findings, *settled.findings))


def _organisation(visit: Visit, row: ReceiptRow) -> str:
    owner = visit.rows.get(ActorRow, row.owner)
    return owner.organisation if owner else ""


def _given(row: ReceiptRow, data: bytes) -> Given:
    """Return the cells of what was kept: a file, a bundle's workbook, JSON of a program, or what a page sent."""
    form = form_named(row.form)
    if data[:4] == b"PK\x03\x04":
        parts = unpack(data, row.file_name, _LARGEST)
        return from_file(form, parts.get("form.xlsx", data), row.file_name)
    if row.file_name == "" and data.lstrip()[:1] == b"{":
        return _of_json(row, json.loads(data))
    return from_file(form, data, row.file_name)


def _of_json(row: ReceiptRow, data: Any) -> Given:
    form = form_named(row.form)
    if any(isinstance(r, dict) for r in data.get("rows", ())) or not data.get("rows"):
        return from_json(form, data)
    names = [c.name for c in form.table.columns] if form.table else []
    given = from_draft(form, {"header": data.get("header", {}), "rows": []})
    rows: Sequence[GivenRow] = [GivenRow(number, cells) for number, cells in data["rows"] if len(cells) == len(names)]
    return Given(form, "page", given.header, rows, given.address, given.place)


# pages


def paper_of(visit: Visit, row: ReceiptRow, findings: Sequence[Finding] = ()) -> Paper:
    """Return a receipt as a paper."""
    body = IssuingBody(text("filing.platform", "zh"), text("filing.platform", "en"), "碳平台")
    entity = visit.rows.get(EntityRow, row.subject) if row.subject else None
    owner = visit.rows.get(ActorRow, row.owner)
    name = (entity.name_zh or entity.name_en) if entity else ""
    return receipt_paper(
        row, body, visit.language, subject_name=name or (owner.organisation if owner else row.owner),
        findings=tuple(findings), site=visit.site,
    )  # fmt: skip


def _list(visit: Visit) -> Page:
    rows = own_receipts(visit)
    titles = {r.form: form_named(r.form).title.in_language(visit.language) for r in rows}
    return Page("receipts", {"receipts": rows, "titles": titles})


def _show(visit: Visit) -> Page:
    row = receipt_of(visit, visit.params["number"])
    again = retaken(visit, row)
    content = {
        "receipt": row,
        "number": paper_of(visit, row).number,
        "title": form_named(row.form).title.in_language(visit.language),
        "open_rows": again.open_rows,
        "findings": shown_findings(visit, again.findings[:MOST]),
        "can_typeset": can_typeset(),
    }
    return Page("receipt", content)


def receipt_pdf(visit: Visit) -> File:
    """Return a receipt as PDF."""
    row = receipt_of(visit, visit.params["number"])
    paper = paper_of(visit, row, retaken(visit, row).intake.findings)
    return File(pdf(paper).data, "application/pdf", f"{paper.number}.pdf")


def receipt_xlsx(visit: Visit) -> File:
    """Return a receipt as a workbook."""
    row = receipt_of(visit, visit.params["number"])
    paper = paper_of(visit, row, retaken(visit, row).intake.findings)
    return File(xlsx(paper), XLSX, f"{paper.number}.xlsx")


def receipt_file(visit: Visit) -> File:
    """Return what was handed in, byte for byte."""
    row = receipt_of(visit, visit.params["number"])
    data = visit.platform.market.evidence.read(row.file_sha256)
    return File(data, "application/octet-stream", row.file_name or f"{row.form}-{row.number}.json")


def open_file(visit: Visit) -> File:
    """Return the rows that are still open as a workbook, with the findings beside the cells."""
    row = receipt_of(visit, visit.params["number"])
    again = retaken(visit, row)
    known = context_of(visit, form_named(row.form), row.subject).known
    data = marked(again.intake.given, again.open_rows, again.findings, visit.language, known)
    return File(data, XLSX, f"{row.form}-{row.number}-open.xlsx")


NUMBER = Param("number", "Number of the receipt.", "path", "integer")

ROUTES = [
    Route("GET", "/receipts", SIGNED_IN, _list, "One's receipts."),
    Route("GET", "/receipts/{number}", SIGNED_IN, _show, "A receipt.", params=(NUMBER,)),
    Route("GET", "/receipts/{number}/pdf", SIGNED_IN, receipt_pdf, "A receipt as PDF.", params=(NUMBER,)),
    Route("GET", "/receipts/{number}/xlsx", SIGNED_IN, receipt_xlsx, "A receipt as a workbook.", params=(NUMBER,)),
    Route("GET", "/receipts/{number}/file", SIGNED_IN, receipt_file, "What was handed in.", params=(NUMBER,)),
    Route("GET", "/receipts/{number}/open", SIGNED_IN, open_file, "What is to be corrected.", params=(NUMBER,)),
]
