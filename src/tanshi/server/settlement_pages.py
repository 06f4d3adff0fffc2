"""The operator's day as a page, and through the API: checklists, three-way comparison, statements."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from tanshi.application import statements
from tanshi.application.access import scope_of
from tanshi.application.documents import can_typeset
from tanshi.application.reconciliation import reconcile
from tanshi.application.registry_day import registry_day
from tanshi.core.working_days import YearNotAnnounced
from tanshi.journal.command import Concern
from tanshi.registry.statement import statement
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import File, Page, Param, Route, Trouble

_MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _day(visit: Visit) -> str:
    """Return the day that was asked for, today without one."""
    asked = visit.params.get("day", "") or visit.today
    try:
        return date.fromisoformat(asked).isoformat()
    except ValueError:
        raise Trouble(404, "http.not_found") from None


def _page(visit: Visit) -> Page:
    day = _day(visit)
    evidence = visit.platform.market.evidence
    found = registry_day(visit.platform.market.law, visit.view, evidence, day, visit.platform.gate.now())
    return Page(
        "registry_day",
        {
            "found": found, "day": day, "parts": (("open", found.opening), ("close", found.closing)),
            "may_close": visit.may("registry.close_day") and not found.is_closed, "csrf": csrf(visit),
        },
    )  # fmt: skip


def _api_day(visit: Visit) -> Any:
    market = visit.platform.market
    found = registry_day(market.law, visit.view, market.evidence, _day(visit), visit.platform.gate.now())
    return {**asdict(found), "ok": found.ok}


def _api_reconciliation(visit: Visit) -> Any:
    return reconcile(visit.view, visit.platform.market.evidence, _day(visit)).as_json()


def _api_statement(visit: Visit) -> Any:
    return asdict(statement(visit.view, visit.params["holder"], _day(visit)))


def _file(visit: Visit) -> File:
    form = visit.params.get("form", "xlsx")
    if form == "pdf" and not can_typeset():
        raise Trouble(404, "http.not_found")
    holder, day = visit.params["holder"], _day(visit)
    try:
        data = statements.made(visit.platform.market.law, visit.view, holder, day, visit.language, form)
    except YearNotAnnounced:
        raise Trouble(404, "http.not_found") from None
    return File(data, _MEDIA[form], f"{day}-{holder.replace('/', '_')}.{form}")


def _whose(visit: Visit) -> list[Concern]:
    holder = visit.params["holder"]
    found = visit.concern(holder)
    return [Concern(found.entity, found.area, holder)]


def links(visit: Visit) -> list[tuple[str, str]]:
    """Return the ways to these pages that a caller has from every page."""
    role = visit.actor.role if visit.actor else ""
    return [("/registry/day", "day.nav")] if scope_of(role, "registry.fund_reserve") else []


_DAY = Param("day", "Legal day; left out, today.", example="2023-12-29")
_HOLDER = Param("holder", "Id of a holder.", where="path", example="H1")
_FORM = Param("form", "Form of the file.", choices=statements.FORMS)
_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_TEXT, _WHOLE, _FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def _list(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


_ITEMS = _list({"code": _TEXT, "ok": _FLAG, "detail": _TEXT, "blocks": _FLAG, "asked": _FLAG})
_DIFFERENCES = _list(dict.fromkeys(("kind", "subject", "holder", "registry", "other"), _TEXT))
_BALANCES = _list(
    {"account": _TEXT, "instrument": _TEXT, "before": _WHOLE, "got": _WHOLE, "gave": _WHOLE, "after": _WHOLE}
)
_TRADES = _list(
    {
        "number": _WHOLE, "side": _TEXT, "instrument": _TEXT, "quantity_t": _WHOLE, "price_fen": _WHOLE,
        "other": _TEXT, "state": _TEXT,
    }
)  # fmt: skip
_FEES = _list(
    {
        "number": _WHOLE, "side": _TEXT, "body": _TEXT, "fee": _TEXT, "value_fen": _WHOLE, "rate": _TEXT,
        "rounding": _TEXT, "amount_fen": _WHOLE, "paid_fen": _WHOLE, "citation": _TEXT,
    }
)  # fmt: skip
_MOVEMENTS = _list(
    {
        "number": _WHOLE, "day": _TEXT, "kind": _TEXT, "account": _TEXT, "other": _TEXT, "instrument": _TEXT,
        "change": _WHOLE, "balance": _WHOLE, "reference": _TEXT, "position": _WHOLE,
    }
)  # fmt: skip
_STATEMENT = _object(
    {
        "holder": _TEXT, "day": _TEXT, "position": _WHOLE, "balances": _BALANCES, "trades": _TRADES,
        "fees": _FEES, "movements": _MOVEMENTS,
    }
)  # fmt: skip

ROUTES = [
    Route("GET", "/registry/day", "see.holdings", _page, "The operator's day.", params=(_DAY,)),
    Route(
        "GET", "/registry/statements/{holder}", "see.holdings", _file, "A holder's settlement statement as a file.",
        _whose, (_HOLDER, _DAY, _FORM), media=tuple(_MEDIA.values()),
    ),
    Route(
        "GET", "/api/v1/registry/day", "see.holdings", _api_day, "What is open before trading and before the day ends.",
        params=(_DAY, _LANG), answer=_object({"day": _TEXT, "opening": _ITEMS, "closing": _ITEMS, "ok": _FLAG}),
        tag="registry", operation="registry_day",
    ),
    Route(
        "GET", "/api/v1/registry/reconciliation", "see.holdings", _api_reconciliation,
        "Where the registry's books and the exchange's record of a day differ.", params=(_DAY, _LANG),
        answer=_object(
            {"day": _TEXT, "trades": _WHOLE, "moves": _WHOLE, "bank": _TEXT, "differences": _DIFFERENCES}
        ),
        tag="registry", operation="reconciliation",
    ),
    Route(
        "GET", "/api/v1/registry/statements/{holder}", "see.holdings", _api_statement,
        "A holder's settlement statement of a day.", _whose, (_HOLDER, _DAY, _LANG), answer=_STATEMENT,
        tag="registry", operation="settlement_statement",
    ),
]  # fmt: skip
