"""Pages of the registry's money: the bank's file handed in and what of it is to be cleared, fees and invoices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import quote

from tanshi.application import fees
from tanshi.application.access import scope_of
from tanshi.application.bank_taking import files, handed, taken_before, to_clear, to_pay
from tanshi.application.documents import can_typeset
from tanshi.core.finding import Finding
from tanshi.core.money import yuan
from tanshi.journal.command import Concern
from tanshi.journal.request import plain
from tanshi.registry.money_tables import InvoiceRow
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import File, Moved, Page, Param, Route, Trouble
from tanshi.server.schema import PROPOSAL
from tanshi.server.uploads import Upload

_TAKE, _SEE = "registry.take_bank_file", "see.holdings"
_MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


# the bank


def _bank(visit: Visit) -> Page:
    return _bank_page(visit)


def _bank_page(visit: Visit, trouble: str = "", findings: tuple[Finding, ...] = (), status: int = 200) -> Page:
    content = {
        "files": files(visit.view), "lines": to_clear(visit.view), "withdrawals": to_pay(visit.view),
        "findings": findings, "trouble": trouble, "csrf": csrf(visit),
        "may_take": visit.may(_TAKE), "day": visit.params.get("day", "") or visit.today, "yuan": yuan,
    }  # fmt: skip
    return Page("registry_bank", content, status)


def _take(visit: Visit) -> Moved | Page:
    """Read a file that was handed in; without findings it is asked for, and waits for a second person."""
    upload: Upload = visit.body
    visit.params = {**visit.params, "day": upload.get("day")}
    try:
        _send_file(visit, upload.data or b"", _day(upload.get("day")))
    except _Unusable as wrong:
        return _bank_page(visit, "", wrong.findings, 422)
    except Trouble as wrong:
        return _bank_page(visit, wrong.words(visit.language), (), wrong.status)
    return Moved(f"/approvals?lang={visit.language}")


def _api_take(visit: Visit) -> Any:
    upload: Upload = visit.body
    try:
        return _send_file(visit, upload.data or b"", _day(visit.params.get("day", "")))
    except _Unusable as wrong:
        found = [{"code": f.code, "message": f.message(visit.language)} for f in wrong.findings]
        raise Trouble(422, "bank.unusable", details={"count": len(found)}, more={"findings": found}) from None


class _Unusable(Exception):
    """The file cannot be read as a whole, and nothing of it is used."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("unusable")


def _send_file(visit: Visit, data: bytes, day: str) -> Any:
    if not visit.may(_TAKE):
        raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": _TAKE})
    given = handed(data, day)
    if given.request is None:
        raise _Unusable(given.findings)
    if (before := taken_before(visit.view, given.request)) is not None:
        raise Trouble(409, before.code, details=before.params)
    visit.platform.market.evidence_for(_TAKE).keep(data)
    return api.send(visit, _TAKE, {"items": [plain(given.request)]})


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        details = {"name": "day", "value": text[:40], "reason": "2023-12-29"}
        raise Trouble(400, "http.bad_parameter", details=details) from None


# fees


def _fees(visit: Visit) -> Page:
    law = visit.platform.market.law_on(visit.today)
    content = {
        "fees": fees.fee_table(law, visit.today), "invoices": fees.open_invoices(visit.view, visit.today),
        "csrf": csrf(visit), "yuan": yuan, "words": fees.fee_words, "typeset": can_typeset(),
        "may": {kind: visit.may(f"registry.{kind}") for kind in ("issue_invoice", "credit_invoice")},
    }  # fmt: skip
    return Page("registry_fees", content)


def _api_fees(visit: Visit) -> Any:
    law = visit.platform.market.law_on(visit.today)
    return {
        "day": visit.today,
        "fees": [asdict(fee) for fee in fees.fee_table(law, visit.today)],
        "invoices": [asdict(invoice) for invoice in fees.open_invoices(visit.view, visit.today)],
    }


def _asked(visit: Visit) -> InvoiceRow | None:
    return fees.invoice_of(visit.view, visit.params.get("invoice", "").replace("\0", ""))


def _whose(visit: Visit) -> list[Concern]:
    found = _asked(visit)
    if found is None:
        return []
    concern = visit.concern(found.holder)
    return [Concern(concern.entity, concern.area, found.holder)]


def _invoice(visit: Visit) -> File:
    form, found = visit.params.get("form", "xlsx"), _asked(visit)
    if found is None or (form == "pdf" and not can_typeset()):
        raise Trouble(404, "http.not_found")
    data = fees.made(visit.view, found, visit.language, form)
    return File(data, _MEDIA[form], f"{quote(found.id, safe='').replace('%2F', '_')}.{form}")


def links(visit: Visit) -> list[tuple[str, str]]:
    """Return the ways to these pages that a caller has from every page."""
    role = visit.actor.role if visit.actor else ""
    return [("/registry/bank", "bank.nav"), ("/registry/fees", "fees.nav")] if scope_of(role, _TAKE) else []


_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_DAY = Param("day", "Legal day of the file.", example="2023-12-29")
_INVOICE = Param("invoice", "Number of an invoice.", example="H1/I1")
_FORM = Param("form", "Form of the file.", choices=fees.FORMS)
_TEXT, _WHOLE, _FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def _list(properties: dict[str, Any]) -> dict[str, Any]:
    one = {"type": "object", "required": list(properties), "properties": properties}
    return {"type": "array", "items": one}


_FEE_LIST = _list({**dict.fromkeys(("fee", "way", "rate", "rounding", "citation"), _TEXT), "known": _FLAG})
_INVOICE_LIST = _list(
    {
        **dict.fromkeys(("invoice", "holder", "from_day", "until_day", "due"), _TEXT),
        **dict.fromkeys(("amount_fen", "left_fen", "overdue"), _WHOLE),
    }
)

ROUTES = [
    Route(
        "GET", "/registry/bank", _TAKE, _bank, "The bank's files, and what of them is to be cleared.", params=(_DAY,)
    ),
    Route("POST", "/registry/bank", _TAKE, _take, "Hand the bank's file of a day in.", takes="upload"),
    Route("GET", "/registry/fees", "registry.issue_invoice", _fees, "Fees, and invoices that are not paid."),
    Route(
        "GET", "/registry/invoice", _SEE, _invoice, "An invoice as a file.", _whose, (_INVOICE, _FORM, _LANG),
        media=tuple(_MEDIA.values()),
    ),
    Route(
        "POST", "/api/v1/registry/bank-file", _TAKE, _api_take, "Hand the bank's file of a day in, as it came.",
        params=(_DAY, _LANG), answer=PROPOSAL, tag="registry", operation="hand_in_bank_file", takes="upload",
    ),
    Route(
        "GET", "/api/v1/registry/fees", "registry.issue_invoice", _api_fees, "Fees, and invoices that are not paid.",
        params=(_LANG,),
        answer={
            "type": "object", "required": ["day", "fees", "invoices"],
            "properties": {"day": _TEXT, "fees": _FEE_LIST, "invoices": _INVOICE_LIST},
        },
        tag="registry", operation="registry_fees",
    ),
]  # fmt: skip
