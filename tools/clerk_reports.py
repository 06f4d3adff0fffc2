"""What the exchange's clerks book and report, for the corpus: fees, the reserve, a large holder, an incident."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command

DAY, RATES_FROM = "2026-12-01", "2026-11-24"
_FILE = b"what shows it"
_PAPER = sha256(_FILE).hexdigest()
_SHARE = {"way": "share", "rounding": "half_up", "charged": "settlement", "article": "trial"}
_METHODS = ["listing", "block", "auction"]
_LIMIT = {"limit_t": "1000", "plus_allowance": "false", "article": "trial"}

#: Figures of no text: an act of a trial sets them.
VALUES: dict[str, dict[str, Any]] = {
    "exchange.fees": {"by": {"trade": {**_SHARE, "rate": "0.0003", "methods": _METHODS}}},
    "registry.fees": {"by": {"trade": {**_SHARE, "rate": "0.0001", "methods": _METHODS}}},
    "exchange.risk_reserve_share": {"by": {"share": "0.2", "rounding": "half_up"}},
    "exchange.holding_limits": {"by": {"entity": _LIMIT}},
    "exchange.large_holder_share": {"value": "0.8"},
}
_SHOWN = {"text": "what was done", "evidence_sha256": _PAPER}
_STOP = {"ground": "technical_fault", "text": "the quotes stood still", "evidence_sha256": _PAPER, "instrument": ""}
_TRADE = {"session": DAY, "method": "listing", "instrument": "CEA22", "seller": "H1", "price_fen": 8123}
_PAPERS = [{"paper": "application_form", "sha256": _PAPER}, {"paper": "agreement", "sha256": _PAPER}]


def _tick(item: str) -> tuple[str, str, dict[str, Any]]:
    return "exchange", "tick_check", {"day": DAY, "list": "opening", "item": item, "evidence_sha256": _PAPER}


_BEFORE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("registry", "registry.issue", {
        "holder": "H1", "instrument": "CEA22", "amount_t": 3000, "ground": "order", "instruction": "p"}),
    ("H1", "registry.fund_trading", {"holder": "H1", "instrument": "CEA22", "amount_t": 3000}),
    ("registry", "registry.deposit_cash", {"holder": "H2", "amount_fen": 8_124_000, "reference": "b/1"}),
    ("registry", "registry.deposit_cash", {"holder": "H3", "amount_fen": 9_000_000, "reference": "b/2"}),
    ("H2", "apply_trading", {"holder": "H2", "papers": _PAPERS}),
    ("exchange", "admit_participant", {"holder": "H2"}),
)  # fmt: skip

_ON_THE_DAY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("exchange", "registry.hand_over_positions", {"session": DAY, "digest": _PAPER}),
    *(_tick(item) for item in ("balances_equal", "epoch_taken", "terms_checked", "channels_tested")),
    ("exchange", "open_session", {"day": DAY, "positions": _PAPER, "previous_close": []}),
    ("exchange", "halt_session", {"day": DAY, **_STOP}),
    ("exchange", "report_interruption", {"day": DAY, "number": 1, "report_sha256": _PAPER}),
    ("exchange", "note_measures", {"day": DAY, "number": 1, **_SHOWN}),
    ("exchange", "resume_session", {"day": DAY, "number": 1, "text": "the quotes move"}),
    ("exchange", "close_session", {"day": DAY, "trades": 2, "segment": _PAPER, "state_hash": _PAPER, "quotes": []}),
    ("exchange", "registry.settle_trade", {**_TRADE, "number": 1, "buyer": "H2", "quantity_t": 1000}),
    ("exchange", "registry.settle_trade", {**_TRADE, "number": 2, "buyer": "H3", "quantity_t": 1000}),
    ("exchange", "registry.charge_trades", {"session": DAY, "first": 1, "last": 2}),
    ("exchange", "registry.take_back_positions", {"session": DAY, "trades": 2, "segment": _PAPER}),
    ("registry", "registry.deposit_cash", {"holder": "H2", "amount_fen": 1000, "reference": "b/3"}),
    ("registry", "registry.collect_trade_fees", {"holder": "H2"}),
    ("exchange", "close_incident", {"day": DAY, "number": 1, **_SHOWN}),
    ("exchange", "find_large_holder", {"holder": "H2", "instrument": "CEA22"}),
    ("H2", "file_large_holder", {
        "holder": "H2", "instrument": "CEA22", "number": 1, "text": "for the obligation", "report_sha256": _PAPER}),
    ("exchange", "look_at_large_holder", {
        "holder": "H2", "instrument": "CEA22", "number": 1, "text": "as its obligation shows"}),
)  # fmt: skip

_LATER: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("exchange", "provide_reserve", {"from_day": DAY, "until_day": DAY}),
    ("exchange", "use_reserve", {"amount_fen": 100, "ground": "technical_fault", **_SHOWN}),
)


def report(market: Market, clock: SimulatedClock) -> None:
    """Set fees and standards by an act; hold a session that is interrupted, settle and charge it; report and book."""
    market.evidence.keep(_FILE)
    for body, role in (("exchange", "exchange"), ("registry", "registry"), ("mee", "nation")):
        item = {"actor": f"{body}/2", "organisation": body, "role": role, "entity": ""}
        market.execute([Command(f"clerk/{body}", "mee", "mee/1", "participants.admit_actor", [item])])
    clock.put(datetime(2026, 11, 23, 4, tzinfo=UTC))
    _set_values(market)
    for day, acts in (((2026, 11, 30), _BEFORE), ((2026, 12, 1), _ON_THE_DAY), ((2026, 12, 2), _LATER)):
        when = datetime(*day, 1, tzinfo=UTC)
        clock.put(when)
        for number, (who, kind, item) in enumerate(acts):
            _do(market, f"clerk/{when:%m%d}/{number}", who, kind, item)


def _set_values(market: Market) -> None:
    values = [{"parameter": name, "values": {RATES_FROM: value}} for name, value in VALUES.items()]
    draft = {
        "act": "rates", "kind": "parameters", "title_zh": "rates 方案", "title_en": "Rates", "values": values,
        "rank": "normative document", "text_sha256": market.evidence.keep(b"rates"),
    }  # fmt: skip
    _do(market, "clerk/draft", "mee", "rulemaking.draft", draft)
    _do(market, "clerk/issue", "mee", "rulemaking.issue", {"act": "rates", "number": "1", "in_force": RATES_FROM})


def _do(market: Market, id: str, who: str, name: str, item: dict[str, Any]) -> None:
    kind = name if "." in name else f"exchange.{name}"
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(id, who, f"{who}/1", kind, [item], second)])
    assert answer.done, (kind, answer.message("en"))
