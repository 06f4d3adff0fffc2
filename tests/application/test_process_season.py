"""A few trading days through the exchange as its own process, on both databases: the same as the session in process."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time

import numpy as np

from tanshi.application.market import open_market
from tanshi.application.reconciliation import _with_exchange
from tanshi.application.session_books import SessionBooks
from tanshi.application.session_opening import opening_of
from tanshi.core.clock import SimulatedClock
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.messages import Kind, message
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.ownership import current_epoch
from tanshi.exchange.process.cores import PLAIN
from tanshi.exchange.product_class import ProductClass
from tanshi.registry import commands as registry
from tanshi.registry.account_ids import trading
from tanshi.registry.tables import CASH
from tanshi.simulation.acts import REGISTRY, command
from tanshi.simulation.workload import opening as market_opening
from tests.application.test_session_books import ALL_DAY, STEP, sender
from tests.cli.test_exchange_steps import process
from tests.exchange.orders import posts

DAYS = (date(2023, 6, 1), date(2023, 6, 2))
HOLDERS, VINTAGE, ORDERS = ("H1", "H2", "H3"), "CEA22", 60


def begun(database, clock):
    market = open_market(database, clock=clock)
    commands = [*market_opening()]
    for name in HOLDERS:
        fund, money = registry.FundTrading(name, VINTAGE, 4_000), registry.DepositCash(name, 60_000_000, name)
        commands += [
            command(f"{name}/i", REGISTRY, "registry.issue", registry.Issue(name, VINTAGE, 5_000, "order", "p")),
            command(f"{name}/f", (f"{name}/1", name), "registry.fund_trading", fund),
            command(f"{name}/d", REGISTRY, "registry.deposit_cash", money),
        ]
    assert all(a.done for a in market.execute(commands))
    return market


def orders(chance, opening):
    """Postings and takes around the previous close."""
    which = [p.instrument for p in opening.products].index(VINTAGE)
    middle = opening.products[which].previous_close_fen
    drawn = [
        (opening.accounts.index(chance.choice(HOLDERS)), chance.randrange(2), middle + chance.randint(-9, 9),
         chance.randint(1, 90))
        for _ in range(ORDERS)
    ]  # fmt: skip
    made = posts(1, drawn)
    made["instrument"] = which
    made["kind"] = [chance.choice((Kind.POST, Kind.TAKE)) for _ in drawn]
    return made


def held(market):
    with market.view() as view:
        rows = view.fetch("SELECT account, instrument, amount FROM registry_holding WHERE amount > 0")
    return {(a, i): n for a, i, n in rows if a in {trading(h) for h in HOLDERS}}


def traded_on(held_before, opening, trades):
    """Return what is held after trades: the model."""
    found = Counter(held_before)
    for t in trades:
        what, value = opening.products[t["instrument"]].instrument, int(t["price_fen"] * t["quantity_t"])
        seller, buyer = (trading(opening.accounts[t[side]]) for side in ("seller", "buyer"))
        found.update({(buyer, what): int(t["quantity_t"]), (seller, CASH): value})
        found.subtract({(seller, what): int(t["quantity_t"]), (buyer, CASH): value})
    return {key: n for key, n in found.items() if n}


def test_days_through_a_process_of_their_own(database, tmp_path):
    clock, chance, made = SimulatedClock(datetime(2023, 6, 1, 1, 0, tzinfo=UTC)), random.Random(7), 0
    market = begun(database, clock)
    for number, day in enumerate(DAYS, 1):
        clock.put_day(day, time(9, 20))
        with market.view() as view:
            opening = replace(opening_of(view, market.law, day), hours=ALL_DAY)
        before, folder = held(market), tmp_path / day.isoformat()
        books = SessionBooks(market, sender(market), folder, opening)
        books.begin("00" * 32, STEP)
        plain, sent = Plain(opening), orders(chance, opening)
        with process(folder, database) as running:
            client, operator = Client(of_folder(folder, 1), 1), Client(of_folder(folder, 0), 0)
            said = np.concatenate([client.ask(sent[: ORDERS // 2]), client.ask(sent[ORDERS // 2 :])])
            operator.ask(message(Kind.CLOSE))
            client.close()
            operator.close()
            assert running.wait(60) == 0
        due, trades = plain.lot(sent, 0)
        assert said.tobytes() == due.tobytes()
        clock.put_day(day, time(15, 30))
        terms = ProductClass.of(market.law, "allowance", day)
        played = books.end(lambda _, value, tonnes, previous, t=terms: t.close(value, tonnes, previous), PLAIN)
        assert played.trades.tobytes() == trades.tobytes()
        assert books.settle() == len(trades)
        assert held(market) == traded_on(before, opening, trades)
        with market.view() as view:
            assert _with_exchange(view, market.evidence, day.isoformat())[1] == []
            assert current_epoch(view) == number
        made += len(trades)
    assert made > 10 * len(DAYS)
    assert market.audit().ok
    market.close()
