"""Pages about holders of accounts: the registry's queue with due days, a holder's file, and an application of
one's own.

What can be done stands on the file as forms of the commands themselves; the pages decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from tanshi.application.access import scope_of
from tanshi.application.documents import can_typeset
from tanshi.application.holder_ties import history_page, ties_of
from tanshi.application.holders import HolderFile, file_of, to_bar, waiting
from tanshi.core.catalogue import known
from tanshi.core.money import yuan
from tanshi.journal.command import Concern
from tanshi.participants.tables import EntityRow
from tanshi.registry.kinds import APPLICATION, AccountKind, RegistryLaw
from tanshi.registry.tables import APPLIED
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import Moved, Page, Param, Route, Trouble
from tanshi.server.uploads import Upload

_SEE = "see.holdings"


def _asked(visit: Visit) -> str:
    return visit.params.get("holder", "").strip()[:96] or _own(visit)


def _own(visit: Visit) -> str:
    """Return the holder a caller is itself: its entity, or its body."""
    actor = visit.actor
    return (actor.entity or actor.organisation) if actor else ""


def _of_holder(visit: Visit) -> Sequence[Concern]:
    holder = _asked(visit)
    found = visit.rows.get(EntityRow, holder)
    return [Concern(holder, found.area_gb2260 if found else "", holder)]


def _queue(visit: Visit) -> Page:
    """Show what waits about all holders, with due days, and who should be noted as barred."""
    law = visit.platform.market.law
    return Page(
        "holders",
        {
            "waiting": waiting(visit.view, visit.today),
            "to_bar": to_bar(visit.view, visit.rows, law, visit.today),
            "today": visit.today,
            "csrf": csrf(visit),
            "may_bar": visit.may("registry.note_barred"),
        },
    )


def _file(visit: Visit) -> Page:
    """Show a holder's file; somebody without an account sees how to apply for one."""
    holder = _asked(visit)
    found = file_of(visit.view, visit.rows, visit.platform.market.law, holder, visit.today)
    if found is not None:
        return _file_page(visit, found)
    if holder and holder == _own(visit):
        return _apply_page(visit)
    raise Trouble(404, "http.not_found")


def _file_page(visit: Visit, found: HolderFile, trouble: str = "", status: int = 200) -> Page:
    concern = _of_holder(visit)[0]
    kinds = (
        "admit_holder", "refuse_holder", "ask_papers", "file_papers", "decide_holder_change", "decide_bank_account",
        "lift_restriction", "object_restriction", "answer_restriction_objection", "close_holder",
        "certify_cancellation",
    )  # fmt: skip
    may = {kind: visit.may(f"registry.{kind}", concern) for kind in kinds}
    content = {"file": found, "may": may, "today": visit.today, "csrf": csrf(visit), "trouble": trouble}
    content |= {"ties": ties_of(visit.view, found.holder.id), "printable": can_typeset(), "yuan": yuan}
    return Page("holder", {**content, "applied": found.holder.state == APPLIED, "known_word": known}, status)


def _history(visit: Visit) -> Page:
    """Show a holder's movements, the newest first, a page at a time."""
    holder, before = _asked(visit), visit.params.get("before", "")
    found = file_of(visit.view, visit.rows, visit.platform.market.law, holder, visit.today)
    if found is None:
        raise Trouble(404, "http.not_found")
    page = history_page(visit.view, holder, int(before)) if before else history_page(visit.view, holder)
    content = {"holder": found.holder, "name": found.name, "found": page, "before": before, "known_word": known}
    return Page("holder_history", {**content, "printable": can_typeset(), "yuan": yuan})


def _kinds(visit: Visit) -> list[AccountKind]:
    """Return the kinds of accounts that the caller's body can apply for."""
    actor = visit.actor
    found = RegistryLaw(visit.platform.market.law).account_kinds(visit.rows, visit.today).values()
    return [k for k in found if actor is not None and k.opens == APPLICATION and actor.role in k.bodies]


def _apply_page(visit: Visit, trouble: str = "", given: dict[str, Any] | None = None, status: int = 200) -> Page:
    actor = visit.actor
    may = actor is not None and scope_of(actor.role, "registry.apply_account") is not None
    content = {"kinds": _kinds(visit) if may else [], "given": given or {}, "trouble": trouble, "csrf": csrf(visit)}
    return Page("holder_apply", content, status)


def _apply(visit: Visit) -> Moved | Page:
    """Send an application with the data entered; its papers are filed on the file's page."""
    given = {name: str(value).strip() for name, value in visit.body.items()}
    item = {
        "holder": _own(visit), "kind": given.get("kind", ""), "name": given.get("name", ""),
        "identity": given.get("identity", ""), "identity_until": given.get("identity_until", ""), "papers": [],
    }  # fmt: skip
    try:
        api.send(visit, "registry.apply_account", {"items": [item]})
    except Trouble as wrong:
        return _apply_page(visit, wrong.words(visit.language), given, wrong.status)
    return Moved(_address(visit, _own(visit)))


def _file_paper(visit: Visit) -> Moved | Page:
    """Keep a paper's file as evidence and file it by its digest."""
    upload: Upload = visit.body
    holder = upload.get("holder") or _own(visit)
    visit.params = {**visit.params, "holder": holder}
    try:
        if not upload.data:
            raise Trouble(400, "holders.no_file")
        if not visit.may("registry.file_papers", _of_holder(visit)[0]):
            details = {"actor": visit.caller.actor or "-", "kind": "registry.file_papers"}
            raise Trouble(403, "command.not_permitted", details=details)
        digest = visit.platform.market.evidence_for("registry.file_papers").keep(upload.data)
        paper = {"paper": upload.get("paper"), "sha256": digest}
        api.send(visit, "registry.file_papers", {"items": [{"holder": holder, "papers": [paper]}]})
    except Trouble as wrong:
        found = file_of(visit.view, visit.rows, visit.platform.market.law, holder, visit.today)
        if found is None or not visit.may(_SEE, _of_holder(visit)[0]):
            raise
        return _file_page(visit, found, wrong.words(visit.language), wrong.status)
    return Moved(_address(visit, holder))


def _address(visit: Visit, holder: str) -> str:
    return f"/holder?holder={quote(holder)}&lang={visit.language}"


def links(visit: Visit) -> list[tuple[str, str]]:
    """Return the ways to these pages that a caller has from every page."""
    role = visit.actor.role if visit.actor else ""
    if scope_of(role, "registry.admit_holder"):
        return [("/holders", "holders.title")]
    return [("/holder", "holders.own")] if scope_of(role, "registry.apply_account") in ("own", "body") else []


_HOLDER = Param("holder", "Id of a holder; left out, the caller itself.", example="H1")
_BEFORE = Param("before", "Movements before this position of the journal.", kind="integer", least=0)

ROUTES = [
    Route("GET", "/holders", _SEE, _queue, "What waits about holders of accounts."),
    Route("GET", "/holder", _SEE, _file, "A holder's file.", _of_holder, (_HOLDER,)),
    Route("GET", "/holder/history", _SEE, _history, "A holder's movements.", _of_holder, (_HOLDER, _BEFORE)),
    Route("POST", "/holder/apply", "registry.apply_account", _apply, "Apply for an account.", _of_holder, takes="form"),
    Route("POST", "/holder/paper", "registry.file_papers", _file_paper, "File a paper.", _of_holder, takes="upload"),
]
