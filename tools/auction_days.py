"""Auctions for the corpus: every fact of them; held, refused, lapsed, called off, and a paid allocation."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command

_DAY, _VINTAGE = "2026-11-30", "CEA22"
_FILE = b"what it says"
_PAPER = sha256(_FILE).hexdigest()
_TITLES = {"title_zh": "公告", "title_en": "Announcement", "text_sha256": _PAPER}
_WHY = {"reason": "as its paper says"}
_PAPERS = [{"paper": paper, "sha256": _PAPER} for paper in ("application_form", "commitment")]
_CASH_FEN = 2_000_000_000

Asked = tuple[str, str, dict[str, Any]]


def _admitted(holder: str, *papers: str) -> list[Asked]:
    filed = [{"paper": paper, "sha256": _PAPER} for paper in papers]
    return [
        (holder, "apply_trading", {"holder": holder, "papers": filed}),
        ("exchange", "admit_participant", {"holder": holder}),
    ]


def _wanted(holder: str, mode: str, reserve: str = "0") -> Asked:
    item = {
        "holder": holder, "side": "sell", "instrument": _VINTAGE, "quantity_t": 100_000, "mode": mode,
        "reserve": reserve, "day": _DAY, "papers": _PAPERS,
    }  # fmt: skip
    return holder, "apply_auction", item


def _aside(holder: str, number: int, amount: int) -> Asked:
    item = {"holder": holder, "auction": number, "instrument": _VINTAGE, "amount": amount}
    return holder, "registry.set_aside_for_auction", item


def _issued(holder: str, ground: str) -> Asked:
    item = {"holder": holder, "instrument": _VINTAGE, "amount_t": 400_000, "ground": ground, "instruction": "order"}
    return "registry", "registry.issue", item


def _notice(number: int) -> Asked:
    return "exchange", "announce_auction", {"number": number, "bids_from": "09:30", "bids_until": "11:30", **_TITLES}


def _reviewed(number: int, accept: bool) -> Asked:
    return "exchange", "review_auction", {"number": number, "accept": accept, **_WHY}


def _settled(number: int, seller: str, buyer: str, quantity_t: int) -> Asked:
    item = {
        "session": _DAY, "number": number, "method": "auction", "instrument": _VINTAGE, "seller": seller,
        "buyer": buyer, "price_fen": 8000, "quantity_t": quantity_t,
    }  # fmt: skip
    return "exchange", "registry.settle_trade", item


def _result(number: int, bids: int, bidders: int, demand_t: int, sold_t: int) -> Asked:
    price = 8000 if sold_t else 0
    item = {
        "number": number, "bids": bids, "bidders": bidders, "demand_t": demand_t, "sold_t": sold_t,
        "value_fen": price * sold_t, "low_fen": price, "high_fen": price, "book_sha256": _PAPER, **_TITLES,
    }  # fmt: skip
    return "exchange", "record_auction_result", item


_OPENED = {"open": "true", "kinds": ["entity"], "bidder_share": "0.40", "unsold": ["keep", "cancel"], "article": "3"}
_ACT = {
    "act": "s/paid", "kind": "parameters", "title_zh": "情景", "title_en": "Scenario", "text_sha256": _PAPER,
    "rank": "normative document",
    "values": [
        {
            "parameter": "exchange.paid_allocation",
            "values": {"2026-11-16": {"by": {"nation": {"value": _OPENED, "cite": {"place": "三"}}}}},
        }
    ],
}  # fmt: skip
_TOTAL = {
    "vintage": _VINTAGE, "plan": "plan-2021-2022", "total_t": 9_000_000_000, "reserve_t": 0, "paid_t": 500_000,
    "adjustment_t": 0, "verified_t": 4_500_000_000, "verified_of": "2022",
}  # fmt: skip
_ORDER = {
    "holder": "mee", "instrument": _VINTAGE, "quantity_t": 50_000, "mode": "uniform", "reserve": "",
    "reserve_fen": 8000, "day": _DAY, "unsold": "cancel", "order_sha256": _PAPER,
}  # fmt: skip

#: 1 is held and sold in part, 2 withdrawn, 3 refused, 4 lapses, 5 is called off, 6 is the authority's, 7 waits.
_BEFORE: tuple[Asked, ...] = (
    ("mee", "rulemaking.draft", _ACT),
    ("mee", "rulemaking.issue", {"act": "s/paid", "number": "情景〔1〕号", "in_force": "2026-11-16"}),
    ("mee", "rulemaking.state_total", _TOTAL),
    ("registry", "registry.bring_holder", {"holder": "mee", "kind": "reserve", "name": "储备", "identity": ""}),
    *_admitted("H1", "application_form", "agreement"),
    *_admitted("H2", "application_form", "agreement"),
    *_admitted("H3", "application_form", "agreement"),
    *_admitted("mee", "order"),
    _issued("H1", "order"),
    _issued("mee", "paid_allocation"),
    ("registry", "registry.deposit_cash", {"holder": "H2", "amount_fen": _CASH_FEN, "reference": "d/2"}),
    _wanted("H1", "uniform"),
    _wanted("H1", "uniform"),
    _wanted("H1", "pay_as_bid", "0.10"),
    _wanted("H1", "uniform"),
    _wanted("H1", "uniform"),
    ("mee", "order_paid_allocation", _ORDER),
    _wanted("H2", "uniform"),
    ("H1", "withdraw_auction", {"holder": "H1", "number": 2, **_WHY}),
    _reviewed(1, True),
    _reviewed(3, False),
    _reviewed(4, True),
    _reviewed(5, True),
    _aside("H1", 1, 60_000),
    _aside("H1", 1, 40_000),
    _aside("H1", 4, 10_000),
    _aside("H1", 5, 100_000),
    _aside("mee", 6, 50_000),
    _notice(1),
    _notice(5),
    _notice(6),
    ("H2", "ask_to_bid", {"holder": "H2", "number": 1, "quantity_t": 90_000}),
    ("H3", "ask_to_bid", {"holder": "H3", "number": 1, "quantity_t": 90_000}),
    ("H2", "ask_to_bid", {"holder": "H2", "number": 6, "quantity_t": 50_000}),
    ("H3", "ask_to_bid", {"holder": "H3", "number": 6, "quantity_t": 50_000}),
    ("exchange", "decide_bidder", {"holder": "H2", "number": 1, "admit": True, "reason": ""}),
    ("exchange", "decide_bidder", {"holder": "H3", "number": 1, "admit": False, **_WHY}),
    ("exchange", "decide_bidder", {"holder": "H2", "number": 6, "admit": True, "reason": ""}),
    ("exchange", "call_off_auction", {"number": 5, "ground": "technical_fault", **_WHY, **_TITLES}),
)


def _freed(holder: str, number: int, target: str) -> Asked:
    return "exchange", "registry.free_from_auction", {"holder": holder, "auction": number, "target": target}


_ON_THE_DAY: tuple[Asked, ...] = (
    ("exchange", "lapse_auction", {"number": 4}),
    _freed("H1", 4, "back"),
    _freed("H1", 5, "back"),
    _freed("H1", 1, "trading"),
    _freed("mee", 6, "trading"),
    ("exchange", "registry.hand_over_positions", {"session": _DAY, "digest": _PAPER}),
    ("exchange", "open_session", {"day": _DAY, "positions": _PAPER, "previous_close": []}),
    ("exchange", "close_session", {"day": _DAY, "trades": 2, "segment": _PAPER, "state_hash": _PAPER, "quotes": []}),
    _settled(1, "H1", "H2", 80_000),
    _settled(2, "mee", "H2", 20_000),
    ("exchange", "registry.take_back_positions", {"session": _DAY, "trades": 2, "segment": _PAPER}),
    _result(1, 2, 1, 80_000, 80_000),
    _result(6, 1, 1, 20_000, 20_000),
    (
        "registry",
        "registry.book_paid_allocation",
        {"holder": "mee", "auction": 6, "session": _DAY, "unsold": "cancel"},
    ),
)


def hold_auctions(market: Market, clock: SimulatedClock, book_sha256: str = _PAPER) -> None:
    """Apply for, refuse, let lapse, call off and hold auctions of 2026-11-30; allocate against payment.

    `book_sha256`: of the file of ranked bids, where somebody reads it.
    """
    market.evidence.keep(_FILE)
    for body, role in (("exchange", "exchange"), ("registry", "registry"), ("mee", "nation")):
        item = {"actor": f"{body}/2", "organisation": body, "role": role, "entity": ""}
        market.execute([Command(f"auctions/{body}", "mee", "mee/1", "participants.admit_actor", [item])])
    for number, asked in enumerate(_BEFORE):
        _do(market, f"auctions/{number}", *asked)
    clock.put(datetime(2026, 11, 30, 1, 0, tzinfo=UTC))
    for number, asked in enumerate(_ON_THE_DAY, len(_BEFORE)):
        _do(market, f"auctions/{number}", *_with_book(asked, book_sha256))


def _with_book(asked: Asked, book_sha256: str) -> Asked:
    who, name, item = asked
    return who, name, {**item, "book_sha256": book_sha256} if "book_sha256" in item else item


def _do(market: Market, id: str, who: str, name: str, item: dict[str, Any]) -> None:
    kind = name if "." in name else f"exchange.{name}"
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(id, who, f"{who}/1", kind, [item], second)])
    assert answer.done, (kind, answer.message("en"))
