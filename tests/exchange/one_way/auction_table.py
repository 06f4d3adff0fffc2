"""Words of tables about one-way auctions, beside those of the exchange's day."""

from __future__ import annotations

from functools import partial
from itertools import count

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tests import act_table
from tests.exchange import day_table
from tests.exchange.day_table import SHA

_NUMBERS = count(1)
_TITLES = {"title_zh": "公告", "title_en": "Notice", "text_sha256": SHA}
_APPLIED = ["holder", "side", "instrument", "quantity_t", "mode", "reserve", "day", "papers"]
_ORDERED = ["instrument", "quantity_t", "mode", "reserve", "reserve_fen", "day", "unsold"]
_RESULT = ["number", "bids", "bidders", "demand_t", "sold_t", "value_fen", "low_fen", "high_fen"]
_BIDDER = ["holder", "number"]
_NAMED = ["number"]
_WHY = {"reason": "why"}

#: As `day_table.ACTS`.
ACTS = {
    "want": ("apply_auction", "", _APPLIED, {}),
    "drop": ("withdraw_auction", "", _BIDDER, _WHY),
    "drop_silently": ("withdraw_auction", "", _BIDDER, {"reason": " "}),
    "accept": ("review_auction", "exchange", _NAMED, {"accept": True, "reason": ""}),
    "refuse": ("review_auction", "exchange", _NAMED, {"accept": False, **_WHY}),
    "refuse_silently": ("review_auction", "exchange", _NAMED, {"accept": False, "reason": ""}),
    "aside": ("registry.set_aside_for_auction", "", ["holder", "auction", "instrument", "amount"], {}),
    "free": ("registry.free_from_auction", "exchange", ["holder", "auction", "target"], {}),
    "notice": ("announce_auction", "exchange", ["number", "bids_from", "bids_until"], _TITLES),
    "notice_untitled": (
        "announce_auction", "exchange", ["number", "bids_from", "bids_until"], {**_TITLES, "title_en": ""},
    ),
    "lapse": ("lapse_auction", "exchange", _NAMED, {}),
    "call_off": ("call_off_auction", "exchange", ["number", "ground"], {**_WHY, **_TITLES}),
    "call_off_silently": ("call_off_auction", "exchange", ["number", "ground"], {"reason": "", **_TITLES}),
    "call_off_untitled": (
        "call_off_auction", "exchange", ["number", "ground"], {**_WHY, **_TITLES, "title_zh": " "},
    ),
    "ask": ("ask_to_bid", "", [*_BIDDER, "quantity_t"], {}),
    "admit_bidder": ("decide_bidder", "exchange", _BIDDER, {"admit": True, "reason": ""}),
    "refuse_bidder": ("decide_bidder", "exchange", _BIDDER, {"admit": False, **_WHY}),
    "refuse_bidder_silently": ("decide_bidder", "exchange", _BIDDER, {"admit": False, "reason": ""}),
    "result": ("record_auction_result", "exchange", _RESULT, {"book_sha256": SHA, **_TITLES}),
    "result_unshown": ("record_auction_result", "exchange", _RESULT, {"book_sha256": "", **_TITLES}),
    "order": ("order_paid_allocation", "mee", _ORDERED, {"holder": "mee", "order_sha256": SHA}),
    "order_of": ("order_paid_allocation", "mee", ["holder", *_ORDERED], {"order_sha256": SHA}),
    "order_unshown": ("order_paid_allocation", "mee", _ORDERED, {"holder": "mee", "order_sha256": ""}),
    "book": ("registry.book_paid_allocation", "registry", ["auction", "session", "unsold"], {"holder": "mee"}),
    "book_of": ("registry.book_paid_allocation", "registry", ["holder", "auction", "session", "unsold"], {}),
    "issue_paid": (
        "registry.issue", "registry", ["holder", "instrument", "amount_t"],
        {"ground": "paid_allocation", "instruction": "order"},
    ),
}  # fmt: skip

_WHOLE = frozenset((*_RESULT, "amount", "auction", "amount_t", "quantity_t", "reserve_fen"))


def run(market, clock, table):
    """Carry a table out; words that are not here are those of the exchange's day."""
    act_table.run(table, clock, partial(ask, market))


def ask(market, word, values):
    """Carry out one act."""
    if word not in ACTS:
        return day_table.ask(market, word, values)
    name, who, names, fixed = ACTS[word]
    item = {n: _value(n, v) for n, v in zip(names, values, strict=True)} | fixed
    kind = name if "." in name else f"exchange.{name}"
    asks = who or item["holder"]
    second = f"{asks}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"a/{next(_NUMBERS)}", asks, f"{asks}/1", kind, [item], second)])
    return answer


def _value(name, text):
    if name == "papers":
        return [{"paper": p, "sha256": SHA if p != "blurred" else "x"} for p in text.split("+") if p != "-"]
    return int(text) if name in _WHOLE else text.replace("_", " ").strip() if name == "reserve" else text
