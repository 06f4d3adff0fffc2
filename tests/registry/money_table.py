"""Tables of acts on failed trades, money and the operator's day (`tests/act_table.py`)."""

from __future__ import annotations

from functools import partial
from itertools import count

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening
from tests import act_table

TRADE = ["session", "number", "seller", "buyer", "instrument", "quantity_t", "price_fen"]
TRADE_OF = ["session", "number"]
MANY = {"method": "listing", "reason": "frozen by a court"}

_NUMBERS = count(1)

#: For what does not depend on the engine: one of them is enough.
ON_SQLITE = pytest.mark.parametrize("market", ["sqlite"], indirect=True)

#: word: command, whose ("" the holder's), names of the values that follow, fixed values
ACTS = {
    "issue": (
        "registry.issue", "registry", ["holder", "instrument", "amount_t"], {"ground": "order", "instruction": "i"},
    ),
    "take_back": (
        "registry.take_back", "registry", ["holder", "instrument", "amount_t"],
        {"ground": "order", "instruction": "i"},
    ),
    "deposit": ("registry.deposit_cash", "registry", ["holder", "amount_fen", "reference"], {}),
    "fund": ("registry.fund_trading", "", ["holder", "instrument", "amount_t"], {}),
    "return": ("registry.return_from_trading", "", ["holder", "instrument", "amount_t"], {}),
    "hand_over": ("registry.hand_over_positions", "exchange", ["session"], {"digest": "d"}),
    "settle": ("registry.settle_trade", "exchange", TRADE, {"method": "listing"}),
    "settle_block": ("registry.settle_trade", "exchange", TRADE, {"method": "block"}),
    "charge_trades": ("registry.charge_trades", "exchange", ["session", "first", "last"], {}),
    "collect": ("registry.collect_trade_fees", "registry", ["holder"], {}),
    "take_positions": ("registry.take_back_positions", "exchange", ["session", "trades"], {"segment": "s"}),
    "fail": ("registry.fail_trade", "exchange", TRADE, MANY),
    "fail_silently": ("registry.fail_trade", "exchange", TRADE, {**MANY, "reason": " "}),
    "top_up": ("registry.settle_failed_trade", "registry", TRADE_OF, {}),
    "offer": ("registry.offer_cover", "", ["holder", *TRADE_OF, "price_fen"], {}),
    "cover": (
        "registry.cover_failure", "registry", [*TRADE_OF, "source", "offered_by", "costs_fen"], {"paper": "joint/1"},
    ),
    "cover_unconfirmed": (
        "registry.cover_failure", "registry", [*TRADE_OF, "source", "offered_by", "costs_fen"], {"paper": " "},
    ),
    "recover": ("registry.recover_claim", "registry", [*TRADE_OF, "amount_fen"], {}),
    "void": ("registry.void_failed_trade", "registry", TRADE_OF, {"paper": "p/1"}),
    "void_unconfirmed": ("registry.void_failed_trade", "registry", TRADE_OF, {"paper": ""}),
    "leave": ("registry.leave_failed_trade", "", ["holder", *TRADE_OF], {}),
    "object": ("registry.object_settlement", "", ["holder", "day"], {"reason": "not mine"}),
    "object_silently": ("registry.object_settlement", "", ["holder", "day"], {"reason": " "}),
    "uphold": ("registry.decide_settlement_objection", "registry", ["holder", "day"], {"upheld": True, "text": "so"}),
    "reject": ("registry.decide_settlement_objection", "registry", ["holder", "day"], {"upheld": False, "text": "no"}),
    "decide_silently": (
        "registry.decide_settlement_objection", "registry", ["holder", "day"], {"upheld": True, "text": ""},
    ),
    "reverse": ("registry.reverse_trade", "registry", ["holder", *TRADE_OF], {"paper": "p/1"}),
    "reverse_unconfirmed": ("registry.reverse_trade", "registry", ["holder", *TRADE_OF], {"paper": " "}),
    "bank": ("registry.file_bank_account", "", ["holder", "bank_account"], {"bank": "B"}),
    "bank_ok": ("registry.decide_bank_account", "registry", ["holder"], {"accepted": True, "reason": ""}),
    "restrict": (
        "registry.restrict_holder", "registry", ["holder", "ground"], {"text": "t", "evidence_sha256": "0" * 64},
    ),
    "lift": ("registry.lift_restriction", "registry", ["holder", "number"], {"text": "t"}),
    "close_holder": ("registry.close_holder", "registry", ["holder", "ground"], {"evidence_sha256": "a" * 64}),
    "freeze": (
        "registry.freeze", "registry", ["holder", "instrument", "amount_t"],
        {"place": "registration", "organ": "court", "paper": "p/1", "until_day": "2023-12-31"},
    ),
    "withdraw": ("registry.withdraw_cash", "registry", ["holder", "amount_fen", "reference"], {}),
    "ask": ("registry.request_withdrawal", "", ["holder", "amount_fen"], {}),
    "cancel": ("registry.cancel_withdrawal", "H1", ["withdrawal"], {"reason": "why"}),
    "cancel_silently": ("registry.cancel_withdrawal", "H1", ["withdrawal"], {"reason": " "}),
    "refuse": ("registry.refuse_withdrawal", "registry", ["withdrawal"], {"reason": "why"}),
    "refuse_silently": ("registry.refuse_withdrawal", "registry", ["withdrawal"], {"reason": ""}),
    "pay": ("registry.pay_withdrawal", "registry", ["withdrawal"], {}),
    "take": ("registry.take_bank_file", "registry", ["day", "sha256", "lines"], {}),
    "assign": ("registry.assign_money", "registry", ["reference", "holder"], {"paper": "p/1"}),
    "assign_unconfirmed": ("registry.assign_money", "registry", ["reference", "holder"], {"paper": " "}),
    "send_back": ("registry.return_money", "registry", ["reference"], {"paper": "p/1"}),
    "send_back_unconfirmed": ("registry.return_money", "registry", ["reference"], {"paper": ""}),
    "charge": ("registry.issue_invoice", "registry", ["holder", "from_day", "until_day"], {}),
    "charge_for": ("registry.issue_invoice", "registry", ["body", "holder", "from_day", "until_day"], {}),
    "pay_invoice": ("registry.pay_invoice", "", ["invoice"], {}),
    "credit": ("registry.credit_invoice", "registry", ["invoice", "amount_fen"], {"reason": "why"}),
    "credit_silently": ("registry.credit_invoice", "registry", ["invoice", "amount_fen"], {"reason": ""}),
    "close": ("registry.close_day", "registry", ["day"], {}),
    "note": ("registry.note_day_file", "registry", ["day", "file"], {"sha256": "a" * 64}),
    "note_without": ("registry.note_day_file", "registry", ["day", "file"], {"sha256": "A1"}),
    "reserve": ("registry.fund_reserve", "registry", ["source", "amount_fen"], {"reference": "b/1"}),
}  # fmt: skip


def opened(market):
    """Open the books for H1 to H8; the exchange and H1 to H3 have two persons."""
    assert all(a.done for a in market.execute(opening()))
    for body, role in (("exchange", "exchange"), ("H1", "entity"), ("H2", "entity"), ("H3", "entity")):
        item = {"actor": f"{body}/2", "organisation": body, "role": role, "entity": body if role == "entity" else ""}
        market.execute([Command(f"second/{body}", "mee", "mee/1", "participants.admit_actor", [item])])
    return market


def run(market, clock, table):
    """Carry a table out; each line must be answered as it says."""
    act_table.run(table, clock, partial(ask, market))


def ask(market, word, values):
    kind, organisation, names, fixed = ACTS[word]
    item = {n: "" if v == "-" else int(v) if _is_number(n) else v for n, v in zip(names, values, strict=True)}
    who = organisation or item.get("holder") or values[0].partition("/")[0]
    if "lines" in item:
        item["sha256"] = item["sha256"].ljust(64, "0")
        item["lines"] = [_line(text) for text in item["lines"].split(",") if text]
    if kind == "registry.file_bank_account":
        item["account_name"] = item["holder"]
    second = f"{who}/2" if kind in FOUR_EYES else ""
    command = Command(f"t/{next(_NUMBERS)}", who, f"{who}/1", kind, [{**item, **fixed}], second)
    (answer,) = market.execute([command])
    return answer


def _line(text):
    """Return a line of the bank's file: `in:REFERENCE:HOLDER:FEN`, with `:PURPOSE` behind it or not."""
    direction, reference, holder, fen, *purpose = text.split(":")
    line = {"direction": direction, "reference": reference, "holder": holder, "amount_fen": int(fen)}
    return {**line, "purpose": "".join(purpose)}


def _is_number(name):
    return name.endswith(("_t", "_fen")) or name in ("number", "trades", "line", "first", "last")


def held(market):
    """Return what every account holds, accounts that hold nothing left out."""
    with market.view() as view:
        rows = view.fetch("SELECT account, instrument, amount FROM registry_holding WHERE amount <> 0")
    return {f"{account} {instrument}": amount for account, instrument, amount in rows}
