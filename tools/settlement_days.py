"""Days of the registry on which not everything goes well: trades fail and are topped up, covered, let go.

Every table of failed trades, money and the operator's day gets rows of each state, for the samples of facts and for
the changes the checks must notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import CHINA, SimulatedClock, instant, legal_day
from tanshi.core.working_days import next_trading_day, previous_trading_day
from tanshi.journal.command import Command

#: Who trades, and with what.
PARTIES = ("S1", "S2", "S3")
VINTAGE = "CEA-S"


class Days:
    """Acts of the parties, the exchange and the registry on a market whose clock is simulated."""

    def __init__(self, market: Market, name: str = "days") -> None:
        assert market.writer is not None
        clock = market.writer.clock
        assert isinstance(clock, SimulatedClock)
        self.market, self._clock, self._numbers, self._name = market, clock, count(1), name
        with market.view() as view:
            at = max(instant(clock.now()), view.head().recorded_at or "")
        self.day = next_trading_day(legal_day(datetime.fromisoformat(at)))

    def at(self, hour: int, minute: int = 0) -> None:
        """Put the clock to a time of the day."""
        self._clock.put(datetime.combine(self.day, time(hour, minute), CHINA))

    def tomorrow(self) -> date:
        """Go to the next trading day's morning."""
        self.day = next_trading_day(self.day)
        self.at(9, 1)
        return self.day

    def do(self, organisation: str, kind: str, *items: Mapping[str, Any]) -> None:
        """Carry a command out; one that is refused is a mistake here."""
        self._clock.put(self._clock.now() + timedelta(seconds=1))
        second = f"{organisation}/2" if kind in FOUR_EYES else ""
        id = f"{self._name}/{next(self._numbers)}"
        command = Command(id, organisation, f"{organisation}/1", kind, list(items), second)
        (answer,) = self.market.execute([command])
        assert answer.done, (kind, items, answer.message())

    def knows(self, actor: str) -> bool:
        """Tell whether an actor is admitted."""
        with self.market.view() as view:
            return bool(view.fetch("SELECT 1 FROM participants_actor WHERE id = ?", [actor]))

    def hand_over(self) -> None:
        """Give the positions to the exchange, the trading day before closed where days are closed."""
        before = previous_trading_day(self.day).isoformat()
        with self.market.view() as view:
            ((closed,),) = view.fetch("SELECT closed_day FROM registry_book")
        if "" < closed < before:
            self.do("registry", "registry.close_day", {"day": before})
        self.do("exchange", "registry.hand_over_positions", {"session": self.day.isoformat(), "digest": "t"})

    def trade(self, number: int, seller: str, buyer: str, quantity_t: int, price_fen: int) -> dict[str, Any]:
        """Return a trade of the day's session."""
        return {
            "session": self.day.isoformat(), "number": number, "method": "listing", "instrument": VINTAGE,
            "seller": seller, "buyer": buyer, "price_fen": price_fen, "quantity_t": quantity_t,
        }  # fmt: skip


def enrol(days: Days) -> None:
    """Register the parties with two persons each, and give them units and money."""
    days.at(8)
    if not days.knows("exchange/2"):
        days.do(
            "mee", "participants.admit_actor", {"actor": "exchange/2", "organisation": "exchange", "role": "exchange"}
        )
    for party in PARTIES:
        entity = {
            "entity": party, "name_zh": party, "name_en": party, "area_gb2260": "37", "sector_gbt4754": "4411",
            "source": "test", "units": [],
        }  # fmt: skip
        days.do("mee", "participants.register_entity", entity)
        for person in (1, 2):
            actor = {"actor": f"{party}/{person}", "organisation": party, "role": "entity", "entity": party}
            days.do("mee", "participants.admit_actor", actor)
        days.do("registry", "registry.open_account", {"holder": party})
    days.do("registry", "registry.list_instrument", {"instrument": VINTAGE, "approved_by": "test"})
    for party, funded_t in (("S1", 50), ("S3", 80)):
        issued = {"holder": party, "instrument": VINTAGE, "amount_t": 100, "ground": "order", "instruction": "t"}
        days.do("registry", "registry.issue", issued)
        days.do(party, "registry.fund_trading", {"holder": party, "instrument": VINTAGE, "amount_t": funded_t})
    days.do("registry", "registry.deposit_cash", {"holder": "S2", "amount_fen": 500_000, "reference": "bank/s"})


def let_trades_fail(days: Days) -> None:
    """Let five trades fail: one is topped up, two are covered, one is let go by each way, one stays open."""
    day = days.day.isoformat()
    for source in ("reserve", "own"):
        days.do("registry", "registry.fund_reserve", {"source": source, "amount_fen": 900_000, "reference": "bank/r"})
    days.at(9, 15)
    days.hand_over()
    days.at(15, 30)
    trades = [
        days.trade(1, "S1", "S2", 60, 1_000),  # units miss, topped up
        days.trade(2, "S1", "S2", 40, 20_000),  # money misses, the reserve pays
        days.trade(3, "S1", "S2", 70, 2_000),  # units miss, S3 delivers
        days.trade(4, "S1", "S2", 90, 90_000),  # both miss, void
        days.trade(5, "S1", "S2", 80, 1_000),  # units miss, S2 steps back
        days.trade(6, "S1", "S2", 75, 1_000),  # stays open
    ]
    for trade in trades:
        days.do("exchange", "registry.fail_trade", {**trade, "reason": "test"})
    days.do("exchange", "registry.take_back_positions", {"session": day, "trades": len(trades), "segment": "t"})
    days.do("S1", "registry.fund_trading", {"holder": "S1", "instrument": VINTAGE, "amount_t": 50})
    days.do("registry", "registry.settle_failed_trade", {"session": day, "number": 1})
    for party, price in (("S3", 2_500), ("S3", 2_600)):
        days.do(party, "registry.offer_cover", {"holder": party, "session": day, "number": 3, "price_fen": price})
    days.tomorrow()
    paper = {"costs_fen": 1_000, "paper": "joint/1", "session": day}
    days.do("registry", "registry.cover_failure", {**paper, "number": 2, "source": "reserve", "offered_by": ""})
    days.do("registry", "registry.cover_failure", {**paper, "number": 3, "source": "own", "offered_by": "S3"})
    days.do("registry", "registry.recover_claim", {"session": day, "number": 2, "amount_fen": 20_000})
    days.do("registry", "registry.void_failed_trade", {"session": day, "number": 4, "paper": "void/1"})
    days.do("S2", "registry.leave_failed_trade", {"holder": "S2", "session": day, "number": 5})


def object_to_settlements(days: Days) -> None:
    """Let a trade settle and be moved back on an objection; others are rejected, or wait."""
    day = days.day.isoformat()
    days.hand_over()
    days.do("exchange", "registry.settle_trade", days.trade(1, "S3", "S2", 5, 1_000))
    days.do("exchange", "registry.take_back_positions", {"session": day, "trades": 1, "segment": "t"})
    for party in PARTIES:
        days.do(party, "registry.object_settlement", {"holder": party, "day": day, "reason": "test"})
    for party, upheld in (("S2", True), ("S1", False)):
        decided = {"holder": party, "day": day, "upheld": upheld, "text": "test"}
        days.do("registry", "registry.decide_settlement_objection", decided)
    days.do("registry", "registry.reverse_trade", {"holder": "S2", "session": day, "number": 1, "paper": "p/1"})


def hold_settlement_days(market: Market) -> None:
    """Hold the days of which a sample has every fact and every table a row."""
    days = Days(market)
    enrol(days)
    let_trades_fail(days)
    object_to_settlements(days)
