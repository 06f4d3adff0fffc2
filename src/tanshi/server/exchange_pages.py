"""The exchange's day for its operator: session and process, checklists, interruptions, error trades, participants,
warnings, alerts, announcements, with its acts as forms of the commands. What needs two persons waits for the second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from tanshi.application import proposals
from tanshi.application.access import scope_of
from tanshi.core.working_days import YearNotAnnounced
from tanshi.exchange.checklists import CLOSING, OPENING, standing
from tanshi.exchange.error_trades import ErrorTradeRow
from tanshi.exchange.interruptions import InterruptionRow
from tanshi.exchange.participant_tables import APPLIED, ParticipantRow
from tanshi.exchange.surveillance.alerts import CASE, EXPLAINED_WELL, UNFOUNDED, WARNED, AlertRow, ExplanationRow
from tanshi.exchange.tables import AnnouncementRow, SessionRow
from tanshi.exchange.warnings import STANDING, WarningRow
from tanshi.rules import NoTextInForce
from tanshi.server import api, console
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import SIGNED_IN, Moved, Page, Param, Route, Trouble
from tanshi.server.trading import new_key
from tanshi.server.uploads import Upload

#: Who sees the page may tick its lists.
_RIGHT = "exchange.tick_check"

#: Commands that are asked here, and the field of each that a file is filed in.
ACTS: Mapping[str, str] = {
    "exchange.tick_check": "evidence_sha256",
    "exchange.untick_check": "",
    "exchange.halt_session": "evidence_sha256",
    "exchange.resume_session": "",
    "exchange.call_off_session": "evidence_sha256",
    "exchange.report_interruption": "report_sha256",
    "exchange.admit_participant": "",
    "exchange.refuse_participant": "",
    "exchange.lift_warning": "",
    "exchange.announce": "text_sha256",
    "exchange.assign_alert": "",
    "exchange.demand_explanation": "",
    "exchange.look_at_explanation": "",
    "exchange.conclude_alert": "",
}

#: Announcements that are shown.
_LAST = 10


def _day(visit: Visit) -> str:
    asked = visit.params.get("day", "") or visit.today
    try:
        return date.fromisoformat(asked).isoformat()
    except ValueError:
        raise Trouble(404, "http.not_found") from None


def _page(visit: Visit) -> Page:
    return _shown(visit, _day(visit))


def _shown(visit: Visit, day: str, trouble: str = "", status: int = 200) -> Page:
    rows, law = visit.rows, visit.platform.market.law_on(visit.today)
    content = {
        "day": day, "trouble": trouble, "csrf": csrf(visit), "session": rows.get(SessionRow, day),
        "process": _process(visit, day), "lists": _lists(visit, day),
        "interruptions": sorted(rows.where(InterruptionRow, day=day), key=lambda r: r.number),
        "error_trades": rows.where(ErrorTradeRow, state="open"),
        "applied": sorted(rows.where(ParticipantRow, state=APPLIED), key=lambda r: (r.due or "9", r.holder)),
        "warnings": rows.where(WarningRow, state=STANDING),
        "alerts": [a for state in _OPEN for a in rows.where(AlertRow, state=state)] if visit.may("see.alerts") else [],
        "announcements": _announcements(visit), "waiting": _waiting(visit),
        "instruments": [name for (name,) in visit.view.fetch("SELECT id FROM registry_instrument ORDER BY id")],
        "grounds": _values(law, "exchange.suspension_grounds", day),
        "announcement_kinds": _values(law, "exchange.announcement_kinds", day),
    }  # fmt: skip
    return Page("exchange_day", content, status)


_OPEN = ("raised", "assigned")


def _process(visit: Visit, day: str) -> dict[str, Any]:
    """Return what is seen of the session's process from here."""
    gateway = visit.platform.venue.gateway
    if gateway is None:
        return {"state": "not_here"}
    with gateway.feed.tape() as tape:
        if tape is None or not gateway.feed.is_live:
            return {"state": "away"}
        found = {"session": tape.opening.session, "trades": len(tape.trades), "accounts": len(tape.opening.accounts)}
    return {
        "state": "live", **found, "epoch": gateway.line.epoch, "messages": gateway.line.sequence,
        "connected": gateway.line.is_connected, "listeners": visit.platform.venue.fan.listeners,
    }  # fmt: skip


def _lists(visit: Visit, day: str) -> list[tuple[str, Any]]:
    law = visit.platform.market.law_on(visit.today)
    try:
        found = [(name, standing(law, visit.rows, day, name)) for name in (OPENING, CLOSING)]
    except (NoTextInForce, YearNotAnnounced):
        return []
    return [(name, items) for name, items in found if items]


def _values(law: Any, parameter: str, day: str) -> list[str]:
    try:
        return list(law.value(parameter, date.fromisoformat(day)).value)
    except NoTextInForce:
        return []


def _announcements(visit: Visit) -> list[AnnouncementRow]:
    sql = AnnouncementRow.__table__.select_sql(order=["year DESC", "number DESC"])
    return [AnnouncementRow(*row) for row in visit.view.fetch(f"{sql} LIMIT {_LAST}")]


def _waiting(visit: Visit) -> list[str]:
    """Return the kinds of what waits for a second person of the exchange."""
    actor = visit.actor
    if actor is None:
        return []
    found = proposals.waiting(visit.view, actor.organisation, visit.platform.gate.now())
    return [row.kind for row in found if row.kind.startswith("exchange.")]


def _act(visit: Visit) -> Moved | Page:
    """Send a command of the page; its file, if it has one, is kept as evidence first."""
    upload: Upload = visit.body
    kind, day = upload.get("act"), upload.get("page_day")
    visit.params = {**visit.params, "day": day}
    try:
        if kind not in ACTS:
            raise Trouble(404, "command.unknown", details={"kind": kind[:60]})
        if not visit.may(kind):
            raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": kind})
        answer = api.send(visit, kind, {"id": new_key(), "items": [_item(visit, upload, kind)]})
    except Trouble as wrong:
        if upload.get("alert"):
            return _alert_shown(visit, wrong.words(visit.language), wrong.status)
        return _shown(visit, _day(visit), wrong.words(visit.language), wrong.status)
    if "proposal" in answer:
        return Moved(f"/approvals?lang={visit.language}")
    if upload.get("alert"):
        return Moved(f"/exchange/alert?alert={upload.get('alert')}&lang={visit.language}")
    return Moved(f"/exchange/day?day={_day(visit)}&lang={visit.language}")


def _item(visit: Visit, upload: Upload, kind: str) -> dict[str, Any]:
    given = dict(upload.fields)
    field = ACTS[kind]
    if field:
        if not upload.data:
            raise Trouble(400, "holders.no_file")
        given[field] = visit.platform.market.evidence_for(kind).keep(upload.data)
    return console.item_of(console.request_of(visit, kind), given)


# an alert


def _alert(visit: Visit) -> Page:
    return _alert_shown(visit)


def _alert_shown(visit: Visit, trouble: str = "", status: int = 200) -> Page:
    asked = visit.params.get("alert", "")
    if isinstance(visit.body, Upload):
        asked = visit.body.get("alert")
    day, _, number = asked.rpartition("/")
    row = visit.rows.get(AlertRow, (day, int(number))) if number.isdecimal() and len(number) < 18 else None
    if row is None:
        raise Trouble(404, "http.not_found")
    content = {
        "alert": row, "words": _words(visit, row), "trouble": trouble, "csrf": csrf(visit),
        "explanations": visit.rows.where(ExplanationRow, day=row.day, number=row.number),
        "results": (UNFOUNDED, EXPLAINED_WELL, WARNED, CASE),
    }  # fmt: skip
    return Page("exchange_alert", content, status)


def _words(visit: Visit, row: AlertRow) -> dict[str, Any]:
    """Return what the evidence of an alert says, if it is one of the detectors' files."""
    try:
        found = json.loads(visit.platform.market.evidence_for("exchange.raise_alert").read(row.evidence_sha256))
        return {
            "found": found["words"][visit.language], "messages": found["messages"], "trades": found["trades"],
            "figures": found["figures"], "limits": found["limits"],
        }  # fmt: skip
    except Exception:  # whatever it is, it is somebody's file and not ours
        return {}


def links(visit: Visit) -> list[tuple[str, str]]:
    """Return the way to these pages that the exchange's people have from every page."""
    role = visit.actor.role if visit.actor else ""
    return [("/exchange/day", "exchange_page.nav")] if scope_of(role, _RIGHT) else []


_DAY = Param("day", "Legal day; left out, today.", example="2023-12-29")
_ALERT = Param("alert", "Day and number of an alert.", example="2026-11-23/1")

ROUTES = [
    Route("GET", "/exchange/day", _RIGHT, _page, "The exchange operator's day.", params=(_DAY,)),
    Route("POST", "/exchange/day", SIGNED_IN, _act, "Ask one of its acts.", takes="upload"),
    Route("GET", "/exchange/alert", "see.alerts", _alert, "An alert.", params=(_ALERT,)),
]
