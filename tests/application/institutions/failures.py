"""Trades that fail on seeded days: somebody takes units or money after the positions of a session were drawn.

A court freezes units on a trading account and a payment by hand takes money out before the positions are handed over,
so the session sells what is no longer there. Each trade it hits is noted as failed. What misses is brought on the same
afternoon or after the time for it, or somebody stands in on the next morning, or the side that was kept steps back.
"""

from __future__ import annotations

from tanshi.registry.commands import DepositCash, FundTrading, Issue, WithdrawCash
from tanshi.registry.failure import (
    BOTH,
    BUYER,
    SELLER,
    CoverFailure,
    FailTrade,
    FundReserve,
    LeaveFailedTrade,
    OfferCover,
    RecoverClaim,
    SettleFailedTrade,
    VoidFailedTrade,
)
from tanshi.registry.freeze import Freeze
from tanshi.simulation.acts import EXCHANGE, REGISTRY

COSTS_FEN = 700


class Failures:
    """What goes wrong between the positions and the settlement, and what becomes of it; `do`: who, kind, request."""

    def __init__(self, do, rows, chance, holders):
        self._do, self._rows, self._chance, self._holders = do, rows, chance, holders
        self._references = 0

    def take_before_the_open(self, positions, cash):
        """Freeze most of somebody's units, and pay most of another's money out, that stand in drawn positions."""
        for name, instrument, there in positions:
            if self._chance.random() < 0.4 and (amount := there * 9 // 10):
                frozen = Freeze(name, "trading", instrument, amount, "court", "p", "2023-12-31")
                self._do(REGISTRY, "registry.freeze", frozen)
        for name, fen in sorted(cash.items()):
            if self._chance.random() < 0.4 and (amount := fen * 9 // 10):
                self._do(REGISTRY, "registry.withdraw_cash", WithdrawCash(name, amount, self._reference()))

    def note(self, trade):
        """Note a trade of the session as failed."""
        named = {k: v for k, v in trade.items() if k != "void_by"}
        self._do(EXCHANGE, "registry.fail_trade", FailTrade(**named, reason="frozen or paid out before the open"))

    def in_the_afternoon(self):
        """Bring what misses for some of the failed trades, before the time for it is over."""
        for found in self._open():
            if self._chance.random() < 0.4:
                self._top_up(*found)

    def in_the_morning(self):
        """End every failed trade once the time is over, before the next positions are drawn."""
        for found in self._open():
            way = self._chance.random()
            if found[2] == BOTH:
                self._do(REGISTRY, "registry.void_failed_trade", VoidFailedTrade(*found[:2], "p"))
            elif way < 0.2:
                self._top_up(*found)
            elif way < 0.9:
                self._cover(*found)
            else:
                self._leave(*found)
        self._recover()

    def _open(self):
        return self._rows(
            "SELECT session, number, failing, instrument, seller, buyer, price_fen, quantity_t FROM registry_failure"
            " WHERE state = 'open' ORDER BY session, number"
        )

    def _top_up(self, session, number, failing, instrument, seller, buyer, price_fen, quantity_t):
        if failing != BUYER:
            self._bring(seller, instrument, quantity_t)
        if failing != SELLER:
            self._deposit(buyer, price_fen * quantity_t)
        self._do(REGISTRY, "registry.settle_failed_trade", SettleFailedTrade(session, number))

    def _cover(self, session, number, failing, instrument, seller, buyer, price_fen, quantity_t):
        source, by = self._chance.choice(("reserve", "own")), ""
        if failing == SELLER:
            by = next(h for h in self._holders if h not in (seller, buyer))
            self._bring(by, instrument, quantity_t)
            offer = OfferCover(by, session, number, price_fen + self._chance.randint(-50, 50))
            self._do((f"{by}/1", by), "registry.offer_cover", offer)
        money = FundReserve(source, price_fen * quantity_t, self._reference())
        self._do(REGISTRY, "registry.fund_reserve", money)
        asked = CoverFailure(session, number, source, by, COSTS_FEN, "joint/1")
        self._do(REGISTRY, "registry.cover_failure", asked)

    def _leave(self, session, number, failing, instrument, seller, buyer, *_):
        keeper = buyer if failing == SELLER else seller
        leave = LeaveFailedTrade(keeper, session, number)
        self._do((f"{keeper}/1", keeper), "registry.leave_failed_trade", leave)

    def _recover(self):
        """Take the half of each claim that is open, or all of it, from what the defaulter brings."""
        for session, number, defaulter, left in self._rows(
            "SELECT session, number, defaulter, due_fen - paid_fen FROM registry_claim WHERE paid_fen < due_fen"
            " ORDER BY session, number"
        ):
            amount = left if self._chance.random() < 0.6 else (left + 1) // 2
            self._deposit(defaulter, amount)
            self._do(REGISTRY, "registry.recover_claim", RecoverClaim(session, number, amount))

    def _bring(self, name, instrument, amount_t):
        self._do(REGISTRY, "registry.issue", Issue(name, instrument, amount_t, "order", "p"))
        self._do((f"{name}/1", name), "registry.fund_trading", FundTrading(name, instrument, amount_t))

    def _deposit(self, name, fen):
        self._do(REGISTRY, "registry.deposit_cash", DepositCash(name, fen, self._reference()))

    def _reference(self):
        self._references += 1
        return f"f/{self._references}"
