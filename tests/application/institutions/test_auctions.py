"""An auction with a void trade: the same books together and apart, with a courier that is killed on the way."""

from dataclasses import replace
from datetime import time

import pytest

from tanshi.application.institutions.bodies import INSTITUTIONS
from tanshi.application.reconciliation import reconcile
from tanshi.application.second_check import second_check
from tanshi.exchange import commands as exchange
from tanshi.exchange import segment
from tanshi.exchange.matching.book import Trade
from tanshi.journal.canonical import canonical
from tanshi.registry import commands as registry
from tanshi.simulation.acts import EXCHANGE, REGISTRY, command
from tests.application.institutions.test_days import Together, TornApart
from tests.application.test_auction_day import ANNOUNCED, DAY, ENTERED, FUNDS, TRADERS, VINTAGE
from tests.application.test_void_trades import decide
from tests.exchange.clerk_day import quotes
from tests.exchange.day_table import opened
from tests.exchange.one_way.auction_table import run

#: C3-1 at the lowest accepted price; the second is found void.
TRADES = tuple(
    Trade(n, "auction", VINTAGE, "H1", buyer, 8650, tonnes, f"s{n}", f"b{n}")
    for n, (buyer, tonnes) in enumerate((("H2", 60_000), ("H3", 50_000), ("H4", 10_000)), 1)
)
RESULT = "result 1 3 3 150000 120000 1038000000 8650 8650 -> done"


class Asked:
    """A stage as tables of acts ask it; ids are its own, so both stages are sent the same commands."""

    def __init__(self, stage):
        self.stage, self._sent = stage, 0

    def execute(self, commands):
        return [self._do(sent) for sent in commands]

    def _do(self, sent):
        self._sent += 1
        return self.stage.do(replace(sent, id=f"x/{self._sent}"))

    def must(self, who, kind, request):
        (answer,) = self.execute([command("", who, kind, request)])
        assert answer.done, f"{kind}: {answer.message('en')}"


def play(stage):
    """Have an auction announced, held, recorded, one of its trades found void, and the rest settled."""
    asked, day = Asked(stage), DAY.isoformat()
    opened(asked)
    run(asked, stage.clock, ENTERED)
    for name in TRADERS:
        asked.must(REGISTRY, "registry.deposit_cash", registry.DepositCash(name, FUNDS, f"d/{name}"))
    run(asked, stage.clock, ANNOUNCED.format(mode="uniform") + "at 2026-11-30 09:10\nfree H1 1 trading -> done")
    digest = stage.keep("registry", canonical({"H1": 120_000}))
    asked.must(EXCHANGE, "registry.hand_over_positions", registry.HandOverPositions(day, digest))
    closes = (exchange.PreviousClose(VINTAGE, 8600),)
    asked.must(EXCHANGE, "exchange.open_session", exchange.OpenSession(day, digest, closes))
    stage.at(DAY, time(15, 30))
    record = stage.keep("exchange", segment.write(day, TRADES))
    told = tuple(quotes(TRADES, {VINTAGE: 8600}))
    asked.must(EXCHANGE, "exchange.close_session", exchange.CloseSession(day, 3, record, "e" * 64, told))
    run(asked, stage.clock, RESULT)
    decide(asked, 2, "H1", "H3", 8650, 50_000, day)
    for t in TRADES:
        named = (t.number, t.way, t.instrument, t.seller, t.buyer, t.price_fen, t.quantity_t)
        void_by = f"record/{record}" if t.number == 2 else ""
        asked.must(EXCHANGE, "registry.settle_trade", registry.SettleTrade(day, *named, void_by))
    asked.must(EXCHANGE, "registry.take_back_positions", registry.TakeBackPositions(day, 3, record))
    stage.end()


@pytest.mark.parametrize("seed", [1, 2])
def test_an_auction_ends_with_the_same_books_together_and_torn_apart(law, seed):
    together, apart = Together(law), TornApart(law, seed)
    for stage in (together, apart):
        play(stage)
    assert apart.cuts > 3
    for name in INSTITUTIONS:
        assert apart.markets[name].own_hash(name) == together.market.own_hash(name), name
        assert apart.markets[name].audit().ok
        check = second_check(apart.markets[name].engine)
        assert check.ok, check.differences
    left = together.rows("", "SELECT amount FROM registry_holding WHERE account = 'H1/trading' ORDER BY instrument")
    assert left == [(50_000,), (FUNDS + 70_000 * 8650,)]
    with together.market.view() as view:
        assert reconcile(view, together.market.evidence, DAY.isoformat()).differences == ()
    together.market.close()
    apart.close()
