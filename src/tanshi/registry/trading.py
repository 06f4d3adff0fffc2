"""Between registration and trading (登记账户与交易账户): what is to be sold moves over and back."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.events import TradingFunded, TradingReturned
from tanshi.registry.moves import cannot_move, not_allowance, not_by, not_for, own, touch_pair, with_exchange
from tanshi.registry.outcome import DONE


@dataclass(frozen=True, slots=True)
class FundTrading:
    """Move allowances from registration to trading, to be sold."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class ReturnFromTrading:
    """Move allowances from trading back to registration."""

    holder: str
    instrument: str
    amount_t: int


def _fund(request: FundTrading, rows: Rows, act: Act) -> Outcome:
    source, target = registration(request.holder), trading(request.holder)
    if refused := (
        not_for("trade", request.instrument, rows, act)
        or with_exchange(rows, act)
        or not_by("fund", source, rows, act)
        or cannot_move(rows, act, source, target, request.instrument, request.amount_t)
    ):
        return refused
    act.record(TradingFunded(source, target, request.instrument, request.amount_t))
    return DONE


def _return(request: ReturnFromTrading, rows: Rows, act: Act) -> Outcome:
    target, source = registration(request.holder), trading(request.holder)
    if refused := (
        not_allowance(request.instrument, rows, act)
        or with_exchange(rows, act)
        or not_by("return", source, rows, act)
        or cannot_move(rows, act, source, target, request.instrument, request.amount_t)
    ):
        return refused
    act.record(TradingReturned(target, source, request.instrument, request.amount_t))
    return DONE


HANDLERS = (
    Handler(
        "registry.fund_trading",
        FundTrading,
        _fund,
        DONE,
        touch=lambda r: touch_pair(registration(r.holder), trading(r.holder), r.instrument),
        concern=own,
    ),
    Handler(
        "registry.return_from_trading",
        ReturnFromTrading,
        _return,
        DONE,
        touch=lambda r: touch_pair(registration(r.holder), trading(r.holder), r.instrument),
        concern=own,
    ),
)
