"""Fees and invoices of the national and the voluntary market: tables, what is to be paid, an invoice as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from tanshi.application import fees
from tanshi.application.access import scope_of
from tanshi.application.documents import can_typeset
from tanshi.core.money import yuan
from tanshi.journal.command import Concern
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Page, Param, Route, Trouble

_MEDIA = {"pdf": "application/pdf", "xlsx": XLSX}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a market's fees are shown: its part of the addresses, its books, who sees a holder's invoices."""

    system: str
    books: fees.Books
    see: str
    title: str

    @property
    def right(self) -> str:
        return f"{self.system}.issue_invoice"


DESKS = (
    Desk("registry", fees.NATIONAL, "see.holdings", "fees.nav"),
    Desk("voluntary", fees.VOLUNTARY, "see.units", "voluntary.fees_nav"),
)


def _page(desk: Desk) -> Callable[[Visit], Page]:
    def page(visit: Visit) -> Page:
        law = visit.platform.market.law_on(visit.today)
        kinds = ("issue_invoice", "credit_invoice")
        content = {
            "fees": fees.fee_table(law, visit.today, desk.books),
            "invoices": fees.open_invoices(visit.view, visit.today, desk.books),
            "csrf": csrf(visit), "yuan": yuan, "words": fees.fee_words, "typeset": can_typeset(),
            "may": {kind: visit.may(f"{desk.system}.{kind}") for kind in kinds}, "system": desk.system,
            "title": desk.title, "bodies": [(b, desk.books.body(b, visit.language)) for b in desk.books.tables],
        }  # fmt: skip
        return Page("registry_fees", content)

    return page


def _api(desk: Desk) -> Callable[[Visit], Any]:
    def answer(visit: Visit) -> Any:
        law = visit.platform.market.law_on(visit.today)
        open_ = fees.open_invoices(visit.view, visit.today, desk.books)
        return {
            "day": visit.today,
            "fees": [asdict(fee) for fee in fees.fee_table(law, visit.today, desk.books)],
            "invoices": [asdict(invoice) for invoice in open_],
        }

    return answer


def _asked(visit: Visit, desk: Desk) -> fees.Invoice | None:
    return fees.invoice_of(visit.view, visit.params.get("invoice", "").replace("\0", ""), desk.books)


def _whose(desk: Desk) -> Callable[[Visit], list[Concern]]:
    def concern(visit: Visit) -> list[Concern]:
        found = _asked(visit, desk)
        if found is None:
            return []
        whose = visit.concern(found.holder)
        return [Concern(whose.entity, whose.area, found.holder)]

    return concern


def _file(desk: Desk) -> Callable[[Visit], File]:
    def file(visit: Visit) -> File:
        form, found = visit.params.get("form", "xlsx"), _asked(visit, desk)
        if found is None or (form == "pdf" and not can_typeset()):
            raise Trouble(404, "http.not_found")
        data = fees.made(visit.view, found, visit.language, form)
        return File(data, _MEDIA[form], f"{quote(found.id, safe='').replace('%2F', '_')}.{form}")

    return file


def links(visit: Visit) -> list[tuple[str, str]]:
    """Return the ways to these pages that a caller has from every page."""
    role = visit.actor.role if visit.actor else ""
    return [(f"/{desk.system}/fees", desk.title) for desk in DESKS if scope_of(role, desk.right)]


_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_INVOICE = Param("invoice", "Number of an invoice.", example="H1/I1")
_FORM = Param("form", "Form of the file.", choices=fees.FORMS)
_TEXT, _WHOLE, _FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def _list(properties: dict[str, Any]) -> dict[str, Any]:
    one = {"type": "object", "required": list(properties), "properties": properties}
    return {"type": "array", "items": one}


_FEE_LIST = _list({**dict.fromkeys(("body", "fee", "way", "rate", "rounding", "citation"), _TEXT), "known": _FLAG})
_INVOICE_LIST = _list(
    {
        **dict.fromkeys(("invoice", "body", "holder", "from_day", "until_day", "due"), _TEXT),
        **dict.fromkeys(("amount_fen", "left_fen", "overdue"), _WHOLE),
    }
)
_ABOUT = "Fees, and invoices that are not paid."


def _routes(desk: Desk) -> list[Route]:
    return [
        Route("GET", f"/{desk.system}/fees", desk.right, _page(desk), _ABOUT),
        Route(
            "GET", f"/{desk.system}/invoice", desk.see, _file(desk), "An invoice as a file.", _whose(desk),
            (_INVOICE, _FORM, _LANG), media=tuple(_MEDIA.values()),
        ),
        Route(
            "GET", f"/api/v1/{desk.system}/fees", desk.right, _api(desk), _ABOUT, params=(_LANG,),
            answer={
                "type": "object", "required": ["day", "fees", "invoices"],
                "properties": {"day": _TEXT, "fees": _FEE_LIST, "invoices": _INVOICE_LIST},
            },
            tag=desk.system, operation=f"{desk.system}_fees",
        ),
    ]  # fmt: skip


ROUTES = [route for desk in DESKS for route in _routes(desk)]
