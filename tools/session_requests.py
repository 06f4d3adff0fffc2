"""What passes between institutions, for the corpus: requests to an open session, a surrender for another taken back."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.journal.command import Command

DAY = "2023-05-04"
_FILE = b"the record of a session"
_RECORD = sha256(_FILE).hexdigest()
_ORDER = {"ground": "order", "instruction": "paper/1"}
_UNITS = {"holder": "H1", "instrument": "CEA22"}
_SHORT = {"reason": "release.rests_in_orders"}

#: Who asks, for what, with which item.
_ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("registry", "registry.issue", {**_UNITS, "amount_t": 100, **_ORDER}),
    ("H1", "registry.fund_trading", {**_UNITS, "amount_t": 100}),
    ("H2", "registry.file_bank_account", {
        "holder": "H2", "bank": "ICBC", "bank_account": "6222020200112233", "account_name": "H2"}),
    ("registry", "registry.decide_bank_account", {"holder": "H2", "accepted": True, "reason": ""}),
    ("registry", "registry.deposit_cash", {"holder": "H2", "amount_fen": 90_000, "reference": "d/1"}),
    ("exchange", "registry.hand_over_positions", {"session": DAY, "digest": _RECORD}),
    ("exchange", "exchange.open_session", {"day": DAY, "positions": _RECORD, "previous_close": []}),
    ("H1", "registry.request_return", {**_UNITS, "amount_t": 30}),
    ("H2", "registry.request_money", {"holder": "H2", "amount_fen": 60_000}),
    ("registry", "registry.freeze", {
        **_UNITS, "place": "trading", "amount_t": 50, "organ": "court", "paper": "f/1", "until_day": "2023-12-31"}),
    ("registry", "registry.request_freeze", {"holder": "H1", "number": 1}),
    ("exchange", "exchange.answer_request", {"day": DAY, "number": 1, **_UNITS, "amount": 30, "given": 30}),
    ("exchange", "exchange.answer_request", {
        "day": DAY, "number": 2, "holder": "H2", "instrument": "CNY", "amount": 60_000, "given": 20_000, **_SHORT}),
    ("exchange", "exchange.answer_request", {"day": DAY, "number": 3, **_UNITS, "amount": 50, "given": 40, **_SHORT}),
    ("exchange", "registry.note_request_answer", {"session": DAY, "number": 1, "given": 30}),
    ("exchange", "registry.note_request_answer", {"session": DAY, "number": 2, "given": 20_000, **_SHORT}),
    ("exchange", "registry.note_request_answer", {"session": DAY, "number": 3, "given": 40, **_SHORT}),
    ("H1", "registry.request_return", {**_UNITS, "amount_t": 1}),
    ("H1", "registry.surrender_for", {**_UNITS, "entity": "H2", "amount_t": 9, "period": "2022", "consent": "c/1"}),
    ("exchange", "registry.settle_trade", {
        "session": DAY, "number": 1, "method": "listing", "instrument": "CEA22", "seller": "H1", "buyer": "H2",
        "price_fen": 5_000, "quantity_t": 3, "void_by": f"record/{_RECORD}"}),
)  # fmt: skip


def ask_a_session(market: Market) -> None:
    """Ask a session for units, money and a freeze, and note what it gave; the last request waits. Leave a void
    trade out. Take back a surrender that was made for another entity.
    """
    market.evidence.keep(_FILE)
    for number, (who, kind, item) in enumerate(_ACTS):
        _do(market, f"session/{number}", who, kind, item)
    with market.view() as view:
        ((surrender,),) = view.fetch("SELECT max(number) FROM registry_transfer WHERE kind = 'surrender'")
    back = {"holder": "H1", "transfer": int(surrender), "amount_t": 4, "reason": "typed twice"}
    _do(market, "session/reverse", "H1", "registry.reverse_surrender", back)


def _do(market: Market, id: str, who: str, kind: str, item: dict[str, Any]) -> None:
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(id, who, f"{who}/1", kind, [item], second)])
    assert answer.done, (kind, answer.message("en"))
