"""What waits (待办复核): requests for a second person, orders of transfer, the trusted list, and what was tried in
vain.

Everything here is done by commands; a button sends one. The registry sees the orders and attempts of all, a holder's
people those of their own holders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tanshi.application import attempts, proposals
from tanshi.application.attempts import AttemptRow
from tanshi.application.identity import second_factor, sign_in
from tanshi.application.identity.refusal import Refused
from tanshi.core.catalogue import Language, known, text
from tanshi.core.said import said
from tanshi.journal.command import Concern
from tanshi.participants.powers import stands
from tanshi.participants.tables import MandateRow
from tanshi.registry.transfer_tables import CARRIED_OUT, FROZEN, OPEN, OrderRow, TrustedRow
from tanshi.server import api
from tanshi.server.console import csrf, label_of
from tanshi.server.platform import COOKIE, Visit
from tanshi.server.routing import SIGNED_IN, Moved, Page, Route, Trouble
from tanshi.server.schema import row_schema
from tanshi.server.sureness import is_sure

PATH = "/approvals"

#: Orders and trusted accounts shown at once.
_MOST = 200

#: What a button of an order sends.
_ACTS = {
    "cancel": "registry.cancel_transfer",
    "freeze": "registry.freeze_transfer",
    "release": "registry.release_transfer",
    "carry_out": "registry.carry_out_transfer",
}

_ORDER, _TRUSTED = OrderRow.__table__, TrustedRow.__table__


def holders_of(visit: Visit) -> list[str]:
    """Return the holders a caller acts for: its entity, its own body, those that gave it a mandate."""
    actor = visit.actor
    if actor is None:
        return []
    given = visit.rows.where(MandateRow, organisation=actor.organisation)
    mandates = [m.entity for m in given if stands(m.from_day, m.until_day, visit.today)]
    return list(dict.fromkeys([*filter(None, (actor.entity, actor.organisation)), *mandates]))


def watches_all(visit: Visit) -> bool:
    """Tell whether the caller is of the registry, which sees the orders of all holders."""
    return visit.actor is not None and visit.actor.role == "registry"


def orders(visit: Visit) -> list[OrderRow]:
    """Return the open orders the caller may know of, the one due first before the others, then the last that ended."""
    states = ", ".join(f"'{state}'" for state in OPEN)
    where, values = _of_holders(visit, "holder")
    ended = f"id IN (SELECT id FROM registry_transfer_order WHERE state NOT IN ({states}) ORDER BY changed_at DESC"
    sql = _ORDER.select_sql(f"{where} AND (state IN ({states}) OR {ended} LIMIT 20))", [f"due_at, id LIMIT {_MOST}"])
    found = [OrderRow(*row) for row in visit.view.fetch(sql, values)]
    return sorted(found, key=lambda o: (o.state not in OPEN, o.due_at, o.id))


def trusted(visit: Visit) -> list[TrustedRow]:
    """Return the trusted accounts the caller may know of."""
    where, values = _of_holders(visit, "holder")
    sql = _TRUSTED.select_sql(f"{where} AND removed_at = ''", [f"holder, receiver LIMIT {_MOST}"])
    return [TrustedRow(*row) for row in visit.view.fetch(sql, values)]


def tried(visit: Visit) -> list[AttemptRow]:
    """Return the attempts that were refused: the registry sees all, others those on their holders or by their
    people.
    """
    if watches_all(visit):
        return attempts.last(visit.view)
    actor = visit.actor
    return attempts.on_holders(visit.view, holders_of(visit), actor.organisation) if actor else []


def _of_holders(visit: Visit, column: str) -> tuple[str, list[Any]]:
    if watches_all(visit):
        return "1 = 1", []
    holders = holders_of(visit)
    return (f"{column} IN ({', '.join('?' * len(holders))})", list(holders)) if holders else ("1 = 0", [])


def buttons(visit: Visit, order: OrderRow) -> list[str]:
    """Return what the caller may do about an order, in the words of the buttons."""
    if order.state not in OPEN:
        return []
    due = visit.platform.gate.now() >= order.due_at
    fits = {
        "cancel": True,
        "freeze": order.state != FROZEN,
        "release": order.state == FROZEN,
        "carry_out": order.state != FROZEN and due,
    }
    concern = Concern(entity=order.holder, organisation=order.holder)
    return [name for name, kind in _ACTS.items() if fits[name] and visit.may(kind, concern)]


def _shown(visit: Visit, trouble: str = "", said: str = "", status: int = 200) -> Page:
    actor, gate = visit.actor, visit.platform.gate
    found = proposals.waiting(visit.view, actor.organisation, gate.now()) if actor else []
    return Page(
        "approvals",
        {
            "waiting": [(row, _fields(visit, row), row.login == visit.caller.login) for row in found],
            "orders": [(order, buttons(visit, order)) for order in orders(visit)],
            "trusted": [(row, row.from_at > gate.now()) for row in trusted(visit)],
            "attempts": [(row, why_not(row, visit.language)) for row in tried(visit)],
            "sure": is_sure(visit),
            "has_factor": second_factor.has_second_factor(visit.view, visit.caller.login),
            "all": watches_all(visit),
            "may_order": visit.may("registry.order_transfer", _own(visit)),
            "done": CARRIED_OUT,
            "trouble": trouble,
            "said": said,
            "known_word": known,
            "csrf": csrf(visit),
        },
        status,
    )


def _fields(visit: Visit, row: proposals.ProposalRow) -> list[list[tuple[str, Any]]]:
    """Return the items of a request with the words of their fields."""
    return [
        [(label_of(name, visit.language, row.kind), value) for name, value in item.items()]
        for item in proposals.items_of(row)
    ]


def why_not(row: AttemptRow, language: Language) -> str:
    """Return why an attempt was refused; values of the refusal that are not kept are left open."""
    if not known(row.outcome):
        return row.outcome
    kept = {"holder": row.holder or "…", "actor": row.actor or row.login, "kind": row.kind}
    return text(row.outcome, language, defaultdict(lambda: "…", said(kept, language)))


def _own(visit: Visit) -> Concern:
    holder = next(iter(holders_of(visit)), "")
    return Concern(entity=holder, organisation=holder)


def _page(visit: Visit) -> Page:
    return _shown(visit)


def _sent(visit: Visit, kind: str, item: dict[str, str]) -> Page | Moved:
    """Send a button's command; what is refused is shown on the page it was pressed on."""
    try:
        api.send(visit, kind, {"items": [item]})
    except Trouble as wrong:
        return _shown(visit, wrong.words(visit.language), status=wrong.status)
    return Moved(f"{PATH}?lang={visit.language}")


def _given(visit: Visit, name: str) -> str:
    return str(visit.body.get(name, "")) if isinstance(visit.body, dict) else ""


def _order(visit: Visit) -> Page | Moved:
    kind = _ACTS.get(_given(visit, "act"))
    if kind is None:
        raise Trouble(404, "http.not_found")
    item = {"transfer": _given(visit, "transfer")}
    if kind != "registry.carry_out_transfer":
        item["reason"] = _given(visit, "reason")
    return _sent(visit, kind, item)


def _distrust(visit: Visit) -> Page | Moved:
    item = {"holder": _given(visit, "holder"), "receiver": _given(visit, "receiver")}
    return _sent(visit, "registry.distrust_account", item)


def _confirm(visit: Visit) -> Page | Moved:
    visit.params = {**visit.params, "proposal": _given(visit, "proposal")}
    try:
        api.confirm(visit)
    except Trouble as wrong:
        return _shown(visit, wrong.words(visit.language), status=wrong.status)
    return Moved(f"{PATH}?lang={visit.language}")


def _withdraw(visit: Visit) -> Page | Moved:
    visit.params = {**visit.params, "proposal": _given(visit, "proposal")}
    try:
        api.withdraw(visit)
    except Trouble as wrong:
        return _shown(visit, wrong.words(visit.language), status=wrong.status)
    return Moved(f"{PATH}?lang={visit.language}")


def _show_factor(visit: Visit) -> Page | Moved:
    """Take the code of a person who is about to confirm; the session gets a new token."""
    found = sign_in.confirm(
        visit.platform.gate, visit.cookies.get(COOKIE, ""), code=_given(visit, "code"), address=visit.caller.address
    )
    if isinstance(found, Refused):
        return _shown(visit, found.message(visit.language), status=403)
    return Moved(f"{PATH}?lang={visit.language}", {COOKIE: found.token})


def _plain(rows: Sequence[OrderRow | TrustedRow | AttemptRow]) -> list[dict[str, Any]]:
    return [dict(zip(r.__table__.column_names, r.__table__.values(r), strict=True)) for r in rows]


def _api(visit: Visit) -> Any:
    return {
        "orders": _plain(orders(visit)), "trusted": _plain(trusted(visit)), "attempts": _plain(tried(visit)),
        "position": visit.position,
    }  # fmt: skip


_ANSWER = {
    "type": "object",
    "required": ["orders", "trusted", "attempts", "position"],
    "properties": {
        "orders": {"type": "array", "items": row_schema(_ORDER)},
        "trusted": {"type": "array", "items": row_schema(_TRUSTED)},
        "attempts": {"type": "array", "items": row_schema(AttemptRow.__table__)},
        "position": {"type": "integer"},
    },
}

ROUTES = [
    Route("GET", PATH, SIGNED_IN, _page, "What waits for a second person or for its time."),
    Route("POST", f"{PATH}/order", SIGNED_IN, _order, "Cancel, freeze, release or carry out an order.", takes="form"),
    Route("POST", f"{PATH}/distrust", SIGNED_IN, _distrust, "Take an account off the trusted list.", takes="form"),
    Route("POST", f"{PATH}/confirm", SIGNED_IN, _confirm, "Confirm a colleague's request.", takes="form"),
    Route("POST", f"{PATH}/withdraw", SIGNED_IN, _withdraw, "Withdraw a request of one's own body.", takes="form"),
    Route("POST", f"{PATH}/factor", SIGNED_IN, _show_factor, "Show a second factor before confirming.", takes="form"),
    Route(
        "GET", "/api/v1/approvals", SIGNED_IN, _api, "Orders of transfer, trusted accounts and refused attempts.",
        answer=_ANSWER, tag="commands", operation="approvals",
    ),
]  # fmt: skip
