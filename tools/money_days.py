"""Days on which money comes and goes: bank accounts, withdrawals, the bank's file, fees, and the closing of the day.

After `settlement_days`, whose parties have money and trades. What is charged is set by an act of the sample: no amount
of a fee is known.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

from tools.settlement_days import Days

#: Amounts of the sample's act.
FEES = {
    fee: {"way": way, "rate": rate, "rounding": "half_up", "article": "sample"}
    for fee, way, rate in (("opening", "once", "100"), ("yearly", "yearly", "1200"), ("trade", "share", "0.0003"))
}


def set_fees(days: Days) -> None:
    """Let the ministry set fees from the next day on, and go there."""
    if not days.knows("mee/2"):
        days.do("mee", "participants.admit_actor", {"actor": "mee/2", "organisation": "mee", "role": "nation"})
    following = (days.day + timedelta(days=1)).isoformat()
    act: dict[str, Any] = {
        "act": "sample/fees", "kind": "parameters", "title_zh": "样例收费", "title_en": "Sample fees",
        "rank": "normative document", "text_sha256": days.market.evidence.keep("样例收费".encode()),
        "values": [{"parameter": "registry.fees", "values": {following: {"by": FEES}}}],
    }  # fmt: skip
    days.do("mee", "rulemaking.draft", act)
    days.do("mee", "rulemaking.issue", {"act": "sample/fees", "number": "1", "in_force": following})
    days.tomorrow()


def trade_once(days: Days) -> None:
    """Let S3 sell to S2 on the day, so that there is something to charge, and go to the next."""
    day = days.day.isoformat()
    days.hand_over()
    days.do("exchange", "registry.settle_trade", days.trade(1, "S3", "S2", 5, 10_000))
    days.do("exchange", "registry.take_back_positions", {"session": day, "trades": 1, "segment": "t"})
    days.tomorrow()


def ask_for_money(days: Days) -> None:
    """Let S3 ask for its money: cancelled, refused, paid and confirmed, paid, left waiting."""
    number = "6222020200118888"
    days.do(
        "S3", "registry.file_bank_account",
        {"holder": "S3", "bank": "B", "bank_account": number, "account_name": "S3"},
    )  # fmt: skip
    days.do("registry", "registry.decide_bank_account", {"holder": "S3", "accepted": True, "reason": ""})
    days.do("registry", "registry.deposit_cash", {"holder": "S3", "amount_fen": 90_000, "reference": "bank/m1"})
    for amount in (1_000, 2_000, 3_000, 4_000, 5_000):
        days.do("S3", "registry.request_withdrawal", {"holder": "S3", "amount_fen": amount})
    days.do("S3", "registry.cancel_withdrawal", {"withdrawal": "S3/W1", "reason": "test"})
    days.do("registry", "registry.refuse_withdrawal", {"withdrawal": "S3/W2", "reason": "test"})
    for paid in ("S3/W3", "S3/W4"):
        days.do("registry", "registry.pay_withdrawal", {"withdrawal": paid})


def charge(days: Days) -> None:
    """Charge two holders: one pays, one is credited in full and charged again."""
    day = (days.day - timedelta(days=1)).isoformat()
    first = (days.day - timedelta(days=5)).isoformat()
    for holder in ("S2", "S3"):
        days.do("registry", "registry.issue_invoice", {"holder": holder, "from_day": first, "until_day": day})
    days.do("S2", "registry.pay_invoice", {"invoice": "S2/I1"})
    days.do("registry", "registry.credit_invoice", {"invoice": "S2/I1", "amount_fen": 5, "reason": "test"})
    days.do("registry", "registry.credit_invoice", {"invoice": "S3/I1", "amount_fen": 15, "reason": "test"})
    days.do("registry", "registry.issue_invoice", {"holder": "S3", "from_day": first, "until_day": day})


def take_bank_file(days: Days) -> None:
    """Take a file in of which each line does something else; assign some unidentified money, and return some."""
    lines = [
        ("in", "bank/m1", "S3", 90_000, ""),
        ("in", "bank/m2", "6222020200118888", 700, ""),
        ("in", "bank/m3", "", 800, ""),
        ("in", "bank/m4", "somebody", 900, ""),
        ("in", "bank/m5", "", 1_000, ""),
        ("in", "bank/m6", "S3", 10, "S3/I2"),
        ("out", "S3/W3", "S3", 3_000, ""),
        ("out", "bank/m7", "", 5, ""),
    ]
    names = ("direction", "reference", "holder", "amount_fen", "purpose")
    file = {
        "day": days.day.isoformat(), "sha256": sha256(b"bank").hexdigest(),
        "lines": [dict(zip(names, line, strict=True)) for line in lines],
    }  # fmt: skip
    days.do("registry", "registry.take_bank_file", file)
    days.do("registry", "registry.assign_money", {"reference": "bank/m3", "holder": "S2", "paper": "p/1"})
    days.do("registry", "registry.return_money", {"reference": "bank/m4", "paper": "p/2"})


def close_day(days: Days) -> None:
    """Note the day's files and close it."""
    day = days.day.isoformat()
    for file in ("payments", "statements"):
        digest = sha256(file.encode()).hexdigest()
        days.do("registry", "registry.note_day_file", {"day": day, "file": file, "sha256": digest})
    days.do("registry", "registry.close_day", {"day": day})


def hold_money_days(days: Days) -> None:
    """Hold the days of which a sample has every fact about money, and every table a row of each state."""
    set_fees(days)
    trade_once(days)
    ask_for_money(days)
    charge(days)
    take_bank_file(days)
    close_day(days)
    days.tomorrow()
