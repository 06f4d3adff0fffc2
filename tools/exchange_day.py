"""The exchange's own day, for the corpus: who is admitted, checklists, a session that is interrupted, warnings."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command

DAY = "2026-12-01"
_FILE = b"what shows it"
_PAPER = sha256(_FILE).hexdigest()
_TITLES = {"title_zh": "公告", "title_en": "Announcement", "text_sha256": _PAPER}
_STOP = {"ground": "technical_fault", "text": "the quotes stood still", "evidence_sha256": _PAPER}
_WARNING = {"article": "交易规则第二十三条", "text": "orders and cancels", "evidence_sha256": _PAPER}
_WHY = {"reason": "as its paper says"}
_TRADE = {
    "session": DAY, "instrument": "CEA22", "seller": "H1", "buyer": "H2", "price_fen": 7000, "quantity_t": 10, **_WHY,
    "evidence_sha256": _PAPER,
}  # fmt: skip

#: Who asks, for what, with which item, a day at a time.
_BEFORE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("H1", "apply_trading", {"holder": "H1", "papers": [{"paper": "application_form", "sha256": _PAPER}]}),
    ("H1", "apply_trading", {"holder": "H1", "papers": [{"paper": "agreement", "sha256": _PAPER}]}),
    ("exchange", "admit_participant", {"holder": "H1"}),
    ("H2", "apply_trading", {
        "holder": "H2",
        "papers": [{"paper": "application_form", "sha256": _PAPER}, {"paper": "agreement", "sha256": _PAPER}]}),
    ("exchange", "refuse_participant", {"holder": "H2", **_WHY}),
    ("H2", "apply_trading", {"holder": "H2", "papers": [{"paper": "application_form", "sha256": _PAPER}]}),
    ("H2", "apply_trading", {"holder": "H2", "papers": [{"paper": "agreement", "sha256": _PAPER}]}),
    ("exchange", "admit_participant", {"holder": "H2"}),
    ("exchange", "suspend_participant", {"holder": "H2", **_WHY, "evidence_sha256": _PAPER}),
    ("exchange", "resume_participant", {"holder": "H2", **_WHY}),
    ("exchange", "close_participant", {"holder": "H2", **_WHY}),
    ("exchange", "announce", {"kind": "rules", "about": "", **_TITLES}),
    ("exchange", "call_off_day", {"day": "2026-12-02", "ground": "technical_fault", **_TITLES}),
    ("exchange", "open_day", {"day": "2026-12-05", "ground": "other", **_TITLES}),
)  # fmt: skip


def _tick(list: str, item: str) -> tuple[str, str, dict[str, Any]]:
    return "exchange", "tick_check", {"day": DAY, "list": list, "item": item, "evidence_sha256": _PAPER}


_ALERT = {"day": DAY, "detector": "spoofing", "instrument": "CEA22", "article": "44(4)", "holders": ["H1", "H2"]}
_NAMED = {"day": DAY, "number": 1}
_ALERTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("exchange", "raise_alert", {**_ALERT, "evidence_sha256": _PAPER}),
    ("exchange", "raise_alert", {**_ALERT, "evidence_sha256": sha256(b"another").hexdigest()}),
    ("exchange", "raise_alert", {**_ALERT, "evidence_sha256": sha256(b"a third").hexdigest()}),
    ("exchange", "assign_alert", {**_NAMED, "officer": "exchange/2"}),
    ("exchange", "assign_alert", {**_NAMED, "officer": "exchange/1"}),
    ("exchange", "assign_alert", {"day": DAY, "number": 2, "officer": "exchange/1"}),
    ("exchange", "demand_explanation", {**_NAMED, "holder": "H1", "question": "why so many orders"}),
    ("exchange", "demand_explanation", {"day": DAY, "number": 2, "holder": "H1", "question": "and these"}),
    ("exchange", "demand_explanation", {"day": DAY, "number": 2, "holder": "H2", "question": "and yours"}),
    ("H1", "explain", {**_NAMED, "holder": "H1", "text": "prices moved", "evidence_sha256": _PAPER}),
    ("H1", "explain", {"day": DAY, "number": 2, "holder": "H1", "text": "the same", "evidence_sha256": ""}),
    ("exchange/2", "look_at_explanation", {**_NAMED, "holder": "H1", "text": "they did not"}),
    ("exchange", "conclude_alert", {**_NAMED, "result": "case", "text": "handed on", "case_reference": "2026-7"}),
)  # fmt: skip


_ON_THE_DAY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("exchange", "registry.hand_over_positions", {"session": DAY, "digest": _PAPER}),
    _tick("opening", "balances_equal"),
    ("exchange", "untick_check", {"day": DAY, "list": "opening", "item": "balances_equal", "reason": "of yesterday"}),
    _tick("opening", "balances_equal"),
    _tick("opening", "epoch_taken"),
    _tick("opening", "terms_checked"),
    _tick("opening", "channels_tested"),
    ("exchange", "open_session", {"day": DAY, "positions": _PAPER, "previous_close": []}),
    ("exchange", "halt_session", {"day": DAY, "instrument": "", **_STOP}),
    ("H1", "report_error_trade", {"holder": "H1", "number": 1, **_TRADE}),
    ("exchange", "report_error_trade", {"holder": "", "number": 2, **_TRADE}),
    ("H1", "consent_error_trade", {"holder": "H1", "session": DAY, "number": 1}),
    ("H2", "consent_error_trade", {"holder": "H2", "session": DAY, "number": 1}),
    ("exchange", "decide_error_trade", {"session": DAY, "number": 1, "void": True, **_WHY, **_TITLES}),
    ("exchange", "decide_error_trade", {"session": DAY, "number": 2, "void": False, **_WHY, **_TITLES}),
    ("exchange", "resume_session", {"day": DAY, "number": 1, "text": "the quotes move"}),
    ("exchange", "call_off_session", {"day": DAY, **_STOP}),
    ("exchange", "report_interruption", {"day": DAY, "number": 1, "report_sha256": _PAPER}),
    ("exchange", "close_session", {"day": DAY, "trades": 0, "segment": _PAPER, "state_hash": _PAPER, "quotes": []}),
    ("exchange", "registry.take_back_positions", {"session": DAY, "trades": 0, "segment": _PAPER}),
    _tick("closing", "balances_reconciled"),
    ("exchange", "untick_check", {"day": DAY, "list": "closing", "item": "balances_reconciled", **_WHY}),
    ("exchange", "warn_participant", {"holder": "H1", "step": "telephone", **_WARNING}),
    ("exchange", "warn_participant", {"holder": "H1", "step": "limit_trading", **_WARNING}),
    ("exchange", "lift_warning", {"holder": "H1", "number": 2, "text": "made good"}),
    *_ALERTS,
)


def hold_exchange_day(market: Market, clock: SimulatedClock) -> None:
    """Admit, refuse, suspend and close participants; open, interrupt and close the session of 2026-12-01; warn."""
    market.evidence.keep(_FILE)
    for body in ("exchange", "registry"):
        item = {"actor": f"{body}/2", "organisation": body, "role": body, "entity": ""}
        market.execute([Command(f"exchange_day/{body}", "mee", "mee/1", "participants.admit_actor", [item])])
    for number, (who, kind, item) in enumerate(_BEFORE):
        _do(market, f"exchange_day/{number}", who, kind, item)
    clock.put(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))
    for number, (who, kind, item) in enumerate(_ON_THE_DAY, len(_BEFORE)):
        _do(market, f"exchange_day/{number}", who, kind, item)


def _do(market: Market, id: str, who: str, name: str, item: dict[str, Any]) -> None:
    kind = name if "." in name else f"exchange.{name}"
    body, _, person = who.partition("/")
    second = f"{body}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(id, body, f"{body}/{person or 1}", kind, [item], second)])
    assert answer.done, (kind, answer.message("en"))
