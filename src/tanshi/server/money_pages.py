"""Pages of the registry's money: the bank's file handed in, and what of it is to be cleared."""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.access import scope_of
from tanshi.application.bank_taking import files, handed, taken_before, to_clear, to_pay
from tanshi.core.finding import Finding
from tanshi.core.money import yuan
from tanshi.journal.request import plain
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import Moved, Page, Param, Route, Trouble
from tanshi.server.schema import PROPOSAL
from tanshi.server.uploads import Upload

_TAKE = "registry.take_bank_file"


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


def links(visit: Visit) -> list[tuple[str, str]]:
    """Return the ways to these pages that a caller has from every page."""
    role = visit.actor.role if visit.actor else ""
    return [("/registry/bank", "bank.nav")] if scope_of(role, _TAKE) else []


_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_DAY = Param("day", "Legal day of the file.", example="2023-12-29")
ROUTES = [
    Route(
        "GET", "/registry/bank", _TAKE, _bank, "The bank's files, and what of them is to be cleared.", params=(_DAY,)
    ),
    Route("POST", "/registry/bank", _TAKE, _take, "Hand the bank's file of a day in.", takes="upload"),
    Route(
        "POST", "/api/v1/registry/bank-file", _TAKE, _api_take, "Hand the bank's file of a day in, as it came.",
        params=(_DAY, _LANG), answer=PROPOSAL, tag="registry", operation="hand_in_bank_file", takes="upload",
    ),
]  # fmt: skip
