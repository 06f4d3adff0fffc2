"""A session's trades, its settlement, fees by a rate that an act sets, the bulletin, statements and the comparison."""

from datetime import date, time

import pytest

from tanshi.application.reconciliation import booked, reconcile
from tanshi.application.second_check import second_check
from tanshi.application.session_books import SessionBooks
from tanshi.application.statements import made
from tanshi.disclosure.bulletins import bulletin
from tanshi.disclosure.spans import Span
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.messages import BUY, SELL, Kind, message
from tanshi.exchange.process.cores import PLAIN
from tanshi.registry import commands as registry
from tanshi.registry.statement import statement
from tanshi.registry.tables import CASH
from tanshi.registry.trade_fees import ChargeTrades, CollectTradeFees
from tanshi.simulation.acts import EXCHANGE, REGISTRY, command
from tests.application.test_session_books import (
    DAYS,
    HOLDERS,
    STEP,
    funded,
    holdings,
    must,
    opening_of,
    sender,
    served,
    trade,
    weighted,
)  # fmt: skip
from tests.application.test_statements import cells
from tests.application.test_void_trades import decide
from tests.exchange.orders import posts
from tests.registry.money_table import ON_SQLITE
from tests.registry.test_trade_fees import SHARE
from tests.rulemaking import acts

__all__ = ["funded"]

DAY, NEXT = DAYS[1].isoformat(), date(2023, 6, 5)

#: What an act of a trial charges of each side: 2 in 1,000 for the exchange, 1 in 1,000 for the registry.
RATES = {
    "exchange.fees": {"by": {"trade": {**SHARE, "rate": "0.002", "methods": ["listing", "block", "auction"]}}},
    "registry.fees": {"by": {"trade": {**SHARE, "rate": "0.001", "methods": ["listing", "block", "auction"]}}},
}

#: What `trade` comes to in fen: H1 sells 300 t at 79.90 and 100 t at 80.00 to H2, 50 t at 80.00 to H3.
VALUES = {1: 2_397_000, 2: 800_000, 3: 400_000}


@pytest.fixture
def charged(funded, clock):
    """H3 has the money for its trade and for nothing else."""
    acts.set_values(funded, clock, DAY, RATES)
    clock.put_day(DAYS[1], time(9))
    out = registry.WithdrawCash("H3", 20_000_000 - VALUES[3], "w/H3")
    must(funded, command("out/H3", REGISTRY, "registry.withdraw_cash", out))
    return funded


def begun(market, clock, folder, day):
    clock.put_day(day, time(9, 20))
    books = SessionBooks(market, sender(market), folder, opening_of(market, day))
    books.begin("00" * 32, STEP)
    return books


def ended(books, clock, day):
    clock.put_day(day, time(15, 30))
    books.end(weighted, PLAIN)
    books.settle()


def fee(value):
    """Return what both bodies take of one side of a trade; in these values nothing is rounded."""
    return value * 3 // 1000


def test_from_trades_to_fees_statements_and_the_comparison(charged, clock, tmp_path):
    books = begun(charged, clock, tmp_path / "s", DAYS[1])
    trade(tmp_path / "s")
    ended(books, clock, DAYS[1])
    money = {name: fen for (name, what), fen in holdings(charged).items() if what == CASH}
    total, bought = sum(VALUES.values()), VALUES[1] + VALUES[2]
    assert money == {"H1": 20_000_000 + total - fee(total), "H2": 20_000_000 - bought - fee(bought), "H3": 0}
    with charged.view() as view:
        told = reconcile(view, charged.evidence, DAY, booked(view, DAY), "bank")
        handed = sorted(line.amount_fen for line in booked(view, DAY) if line.direction == "out" and not line.holder)
        said = bulletin(view, charged.law, Span.named("day", DAY)).all.turnover
        found = {name: statement(view, name, DAY) for name in HOLDERS}
        paper = [str(cell) for row in cells(made(charged.law, view, "H3", DAY, "en", "xlsx")) for cell in row]
    assert told.differences == ()
    assert handed == [(total + bought) // 1000, (total + bought) * 2 // 1000], "one payment for each body"
    assert (said.trades, said.value_fen) == (3, total), "a fee is no turnover"
    stated = {name: [(f.number, f.body, f.amount_fen, f.paid_fen) for f in s.fees] for name, s in found.items()}
    assert stated["H3"] == [(3, "exchange", 800, 0), (3, "registry", 400, 0)]
    assert [sum(amount for *_, amount, _ in stated[name]) for name in HOLDERS] == [fee(total), fee(bought), 1200]
    assert {"8.0", "4.0"} <= set(paper)
    clock.put_day(DAYS[1], time(16))
    for kind, asked in (
        ("registry.deposit_cash", registry.DepositCash("H3", 1000, "b/H3")),
        ("registry.collect_trade_fees", CollectTradeFees("H3")),
    ):
        must(charged, command(f"{kind}/H3", REGISTRY, kind, asked))
    with charged.view() as view:
        paid = [(f.body, f.paid_fen) for f in statement(view, "H3", DAY).fees]
        assert reconcile(view, charged.evidence, DAY).differences == ()
    assert paid == [("exchange", 800), ("registry", 200)]
    assert charged.audit().ok
    assert second_check(charged.engine).ok


@ON_SQLITE
def test_a_session_of_void_trades_alone_is_charged_nothing_and_can_be_charged_later(charged, clock, tmp_path):
    books = begun(charged, clock, tmp_path / "s", DAYS[1])
    with served(tmp_path / "s", 1):
        client, operator = Client(of_folder(tmp_path / "s", 1), 1), Client(of_folder(tmp_path / "s", 0), 0)
        client.ask(posts(0, [(0, SELL, 8001, 20), (2, BUY, 8001, 20)]))
        operator.ask(message(Kind.CLOSE))
        client.close()
        operator.close()
    clock.put_day(DAYS[1], time(15, 30))
    books.end(weighted, PLAIN)
    decide(charged, 1, session=DAY)
    books._charge = lambda: None  # whoever charges comes a session late
    books.settle()
    begun(charged, clock, tmp_path / "t", NEXT)
    must(
        charged,
        command("late", EXCHANGE, "registry.take_back_positions", registry.TakeBackPositions(NEXT.isoformat(), 0, "s")),
    )
    must(charged, command("fees", EXCHANGE, "registry.charge_trades", ChargeTrades(DAY, 1, 1)))
    with charged.view() as view:
        assert view.fetch("SELECT count(*) FROM registry_trade_fee") == [(0,)]
        assert view.fetch("SELECT upto FROM registry_charged_session") == [(1,)]
    assert second_check(charged.engine).ok
