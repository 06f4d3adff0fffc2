"""Orders through the API: sent to the session under keys, and how an account stands there."""

from __future__ import annotations

from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tanshi.core.catalogue import Language, text
from tanshi.exchange.matching.orders import BID, OFFER, ORDER, POSTING
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import CASH, NONE
from tanshi.exchange.matching.standing import ASKED
from tanshi.server import trading
from tanshi.server.platform import Visit
from tanshi.server.routing import SIGNED_IN, Later, Param, Route, Trouble
from tanshi.server.schema import ID

if TYPE_CHECKING:
    from tanshi.exchange.gateway.line import Said, Seen

#: Sent orders of an account that are shown.
MOST = 200

WHAT = {ORDER: "order", POSTING: "posting", OFFER: "offer", BID: "bid", ASKED: "auction"}


def answer_of(said: Said, key: str, language: Language) -> dict[str, Any]:
    """Return what was said to an order as a program reads it."""
    return {
        "id": key,
        "outcome": str(said.outcome),
        "message": text(str(said.outcome), language),
        "done": said.outcome is ExchangeOutcome.ACCEPTED,
        "exists": said.exists,
        "sequence": said.sequence,
        "order": str(said.order) if said.order else "",
        "filled_t": said.filled_t,
        "value_fen": said.value_fen,
        "left_t": said.left_t,
    }


def _order(visit: Visit) -> Later:
    asked = trading.read(visit.body, visit.idempotency_key)
    language = visit.language

    def then(said: Said) -> Any:
        plain = answer_of(said, asked.key, language)
        if not plain["done"]:
            raise Trouble(409, plain["outcome"], more={"answer": plain})
        return plain

    return Later(trading.send(visit, asked), then)


@dataclass(frozen=True, slots=True)
class Stand:
    """How a holder stands in the session that is open."""

    holder: str
    session: str
    account: int
    accounts: tuple[str, ...]
    instruments: tuple[str, ...]
    seen: Seen


def stand_of(visit: Visit, holder: str) -> Stand:
    """Return how a holder stands. Raises `Trouble`: no session, not of it, or its process is away."""
    gateway = trading.gateway_of(visit, 404)
    with gateway.feed.tape() as tape:
        if tape is None or not gateway.feed.is_live:
            raise Trouble(404, "trading.not_open")
        account, opening = tape.accounts.get(holder), tape.opening
    if account is None:
        raise Trouble(409, "exchange.account_not_found")
    try:
        seen = gateway.line.look(account).result(trading.WAIT_S)
    except Late:
        raise Trouble(503, "trading.not_open", headers={"Retry-After": "5"}) from None
    except Exception as trouble:
        raise trading.as_trouble(trouble) from None
    names = tuple(p.instrument for p in opening.products)
    return Stand(holder, opening.session, account, opening.accounts, names, seen)


def money_of(stand: Stand) -> dict[str, int]:
    """Return a holder's money in fen: all of it, and what is not reserved by orders."""
    row = next(h for h in stand.seen.held if h["instrument"] == CASH)
    return {"owned_fen": int(row["owned"]), "free_fen": int(row["free"]), "barred": int(row["barred"])}


def units_of(stand: Stand) -> list[dict[str, Any]]:
    """Return what a holder has of each instrument, in tonnes."""
    names = ("owned", "free", "bought", "buying", "limit")
    return [
        {"instrument": stand.instruments[h["instrument"]], **{f"{n}_t": int(h[n]) for n in names},
         "barred": int(h["barred"]), "halted": bool(h["halted"])}
        for h in stand.seen.held if h["instrument"] != CASH
    ]  # fmt: skip


def resting_of(stand: Stand) -> list[dict[str, Any]]:
    """Return what rests of a holder, for it, and for everybody: `mine` tells which is its own."""
    return [
        {
            "order": str(r["name"]), "what": WHAT[int(r["what"])], "mine": int(r["account"]) == stand.account,
            "to_me": int(r["other"]) == stand.account and int(r["what"]) == OFFER,
            "from": _name(stand, r["account"]), "to": _name(stand, r["other"] if r["what"] == OFFER else NONE),
            "instrument": stand.instruments[r["instrument"]], "side": trading.SIDES[int(r["side"])],
            "price_fen": int(r["price_fen"]), "left_t": int(r["left_t"]), "answers": str(r["answers"] or ""),
        }
        for r in stand.seen.resting
    ]  # fmt: skip


def trades_of(stand: Stand, most: int = MOST) -> list[dict[str, Any]]:
    """Return a holder's last trades of the session, the newest first: counterparties are known to the parties."""
    found = []
    last = stand.seen.trades[-most:][::-1]
    for fields in last.tolist():
        t = dict(zip(last.dtype.names, fields, strict=True))
        sells = t["seller"] == stand.account
        found.append(
            {
                "number": t["number"], "time_ms": t["spare"], "instrument": stand.instruments[t["instrument"]],
                "way": _WAYS[t["way"]], "side": "sell" if sells else "buy", "price_fen": t["price_fen"],
                "quantity_t": t["quantity_t"], "value_fen": t["price_fen"] * t["quantity_t"],
                "counterparty": _name(stand, t["buyer"] if sells else t["seller"]),
                "order": str(t["sell_order"] if sells else t["buy_order"]),
            }
        )  # fmt: skip
    return found


def sent_of(visit: Visit, stand: Stand, most: int = MOST) -> list[dict[str, Any]]:
    """Return a holder's last messages of the session, the newest first: who sent which, and what was said to it."""
    from tanshi.exchange.gateway import sent
    from tanshi.exchange.matching.messages import MESSAGE, OUTCOMES, REPLY, Kind

    names = {
        Kind.POST: "post", Kind.TAKE: "take", Kind.CANCEL: "cancel", Kind.BLOCK_POST: "post_block",
        Kind.BLOCK_OFFER: "offer_block", Kind.BLOCK_CONFIRM: "confirm_block", Kind.BID: "bid",
    }  # fmt: skip
    with visit.platform.market.view() as view:  # newer than the visit's: replies were written down for the look
        rows = sent.of_holder(view, stand.session, stand.holder, most)
    found = []
    for row in rows:
        message = _fields(row.message, MESSAGE)
        reply = _fields(row.reply, REPLY) if row.reply else None
        act = names[Kind(message["kind"])]
        outcome = "trading.lost" if row.lost else "trading.waits" if reply is None else str(OUTCOMES[reply["outcome"]])
        priced = act not in ("cancel", "confirm_block")
        found.append(
            {
                "id": row.key, "actor": row.actor, "login": row.login, "at": row.at, "act": act,
                "instrument": stand.instruments[message["instrument"]] if priced else "",
                "side": trading.SIDES[message["side"]] if priced else "", "price_fen": message["price_fen"],
                "quantity_t": message["quantity"], "ref": str(message["ref"] or ""), "outcome": outcome,
                "message": text(outcome, visit.language), "order": str(reply["order"] or "") if reply else "",
                "filled_t": reply["filled_t"] if reply else 0,
            }
        )  # fmt: skip
    return found


def _fields(data: bytes, dtype: Any) -> dict[str, Any]:
    """Return the fields of a frame."""
    import numpy as np

    (values,) = np.frombuffer(data, dtype).tolist()
    return dict(zip(dtype.names, values, strict=True))


def _name(stand: Stand, account: Any) -> str:
    return stand.accounts[int(account)] if int(account) < len(stand.accounts) else ""


_WAYS = ("listing", "block", "auction")


def _stand(visit: Visit) -> Any:
    stand = stand_of(visit, trading.must_trade(visit))
    return {
        "holder": stand.holder, "session": stand.session, "money": money_of(stand), "units": units_of(stand),
        "resting": resting_of(stand),
    }  # fmt: skip


def _trades(visit: Visit) -> Any:
    stand = stand_of(visit, trading.must_trade(visit))
    return {"holder": stand.holder, "session": stand.session, "trades": trades_of(stand)}


def _sent(visit: Visit) -> Any:
    stand = stand_of(visit, trading.must_trade(visit))
    return {"holder": stand.holder, "session": stand.session, "sent": sent_of(visit, stand)}


_TEXT, _WHOLE, _FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
_COUNT = {"type": "integer", "minimum": 0}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}


_BODY = {
    "type": "object",
    "required": ["act"],
    "additionalProperties": False,
    "properties": {
        "act": {"enum": list(trading.ACTS)}, "id": ID, "holder": _TEXT, "instrument": _TEXT,
        "side": {"enum": list(trading.SIDES)}, "price_fen": _COUNT, "quantity_t": _COUNT, "order": _TEXT,
        "counterparty": _TEXT, "auction": _COUNT,
    },
}  # fmt: skip
_ANSWER = {
    "title": "Said",
    "description": "What the session said to an order.",
    **_object(
        {
            **dict.fromkeys(("id", "outcome", "message", "order"), _TEXT),
            **dict.fromkeys(("done", "exists"), _FLAG),
            **dict.fromkeys(("sequence", "filled_t", "value_fen", "left_t"), _WHOLE),
        }
    ),
}
_UNITS = _list(
    {
        "instrument": _TEXT, "halted": _FLAG,
        **dict.fromkeys(("owned_t", "free_t", "bought_t", "buying_t", "limit_t", "barred"), _WHOLE),
    }
)  # fmt: skip
_RESTING = _list(
    {
        **dict.fromkeys(("order", "what", "from", "to", "instrument", "side", "answers"), _TEXT),
        **dict.fromkeys(("mine", "to_me"), _FLAG), **dict.fromkeys(("price_fen", "left_t"), _WHOLE),
    }
)  # fmt: skip
_TRADED = _list(
    {
        **dict.fromkeys(("instrument", "way", "side", "counterparty", "order"), _TEXT),
        **dict.fromkeys(("number", "time_ms", "price_fen", "quantity_t", "value_fen"), _WHOLE),
    }
)
_SENT = _list(
    {
        **dict.fromkeys(
            ("id", "actor", "login", "at", "act", "instrument", "side", "ref", "outcome", "message", "order"), _TEXT
        ),
        **dict.fromkeys(("price_fen", "quantity_t", "filled_t"), _WHOLE),
    }
)
_WHOSE = {"holder": _TEXT, "session": _TEXT}
_HOLDER = Param("holder", "Whose account; left out, the caller's own.", example="H1")
_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_MONEY = _object(dict.fromkeys(("owned_fen", "free_fen", "barred"), _WHOLE))

ROUTES = [
    Route(
        "POST", "/api/v1/trading/orders", SIGNED_IN, _order,
        "Send an order to the open session, once for each key (`Idempotency-Key` or `id`).", params=(_LANG,),
        body=_BODY, answer=_ANSWER, tag="trading", operation="send_order", takes="json", queues=True,
    ),
    Route(
        "GET", "/api/v1/trading/orders", SIGNED_IN, _sent, "What was sent for an account in the session, and by whom.",
        params=(_HOLDER, _LANG), answer=_object({**_WHOSE, "sent": _SENT}), tag="trading", operation="sent_orders",
    ),
    Route(
        "GET", "/api/v1/trading/standing", SIGNED_IN, _stand, "Money, units and what rests of an account.",
        params=(_HOLDER, _LANG), answer=_object({**_WHOSE, "money": _MONEY, "units": _UNITS, "resting": _RESTING}),
        tag="trading", operation="standing",
    ),
    Route(
        "GET", "/api/v1/trading/trades", SIGNED_IN, _trades, "An account's trades of the session.",
        params=(_HOLDER, _LANG), answer=_object({**_WHOSE, "trades": _TRADED}), tag="trading", operation="own_trades",
    ),
]  # fmt: skip
