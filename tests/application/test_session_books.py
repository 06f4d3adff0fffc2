"""A session through its process, from the books and back, on both databases; broken off anywhere and continued."""

import threading
from contextlib import contextmanager
from datetime import date, time

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.application.reconciliation import _with_exchange
from tanshi.application.session_books import SessionBooks, differences
from tanshi.core.finding import Problem
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.messages import BUY, SELL, Kind, message
from tanshi.exchange.matching.opening import Balance, Opening, Product
from tanshi.exchange.ownership import raise_epoch
from tanshi.exchange.process.cores import PLAIN, make_core
from tanshi.exchange.process.doors import unix_doors
from tanshi.exchange.process.journaled import Venue
from tanshi.exchange.process.server import Server
from tanshi.journal.command import Command
from tanshi.registry import commands as registry
from tanshi.registry.account_ids import trading
from tanshi.registry.tables import CASH
from tanshi.simulation.acts import EXCHANGE, REGISTRY, command
from tanshi.simulation.workload import opening as market_opening
from tests.exchange.orders import posts

DAYS = (date(2023, 6, 1), date(2023, 6, 2))
VINTAGE, CLOSE_FEN, STEP = "CEA22", 8000, 1 << 20
HOLDERS = ("H1", "H2", "H3")
ALL_DAY = tuple((way, ((0, 1440),)) for way in ("auction", "block", "listing", "move_out"))


class Broken(Exception):
    """The shell was broken off."""


def must(market, sent):
    (answer,) = market.execute([sent])
    assert answer.done, answer.message()


@pytest.fixture
def funded(market, clock):
    clock.put_day(DAYS[0], time(9))
    for sent in market_opening():
        must(market, sent)
    for name in HOLDERS:
        for kind, request in (
            ("registry.issue", registry.Issue(name, VINTAGE, 5_000, "order", "p")),
            ("registry.deposit_cash", registry.DepositCash(name, 20_000_000, f"d/{name}")),
        ):
            must(market, command(f"{name}/{kind}", REGISTRY, kind, request))
        fund = registry.FundTrading(name, VINTAGE, 2_000)
        must(market, command(f"{name}/fund", (f"{name}/1", name), "registry.fund_trading", fund))
    return market


def holdings(market):
    with market.view() as view:
        rows = view.fetch("SELECT account, instrument, amount FROM registry_holding")
    mine = {trading(name): name for name in HOLDERS}
    return {(mine[a], i): n for a, i, n in rows if a in mine}


def opening_of(market, day):
    held = holdings(market)
    product = Product(VINTAGE, "price_time", CLOSE_FEN, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5)
    return Opening(
        day.isoformat(), HOLDERS, (product,),
        tuple(Balance(n, 0, held[name, VINTAGE]) for n, name in enumerate(HOLDERS)),
        tuple(held[name, CASH] for name in HOLDERS), ALL_DAY,
    )  # fmt: skip


@contextmanager
def served(folder, epoch):
    venue = Venue(folder, make_core(PLAIN), lambda last: max(last, epoch), STEP)
    with unix_doors(folder) as doors:
        server = Server(venue, doors, lambda: 10 * 3600 * 10**9)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield
        finally:
            server.end() if thread.is_alive() else None
            thread.join(60)
            if venue.is_closed:
                venue.seal()
            venue.close()


def trade(folder, epoch=1):
    """Trade over the socket and close; the process is ended once in between."""
    with served(folder, epoch):
        seller = Client(of_folder(folder, 1), 1)
        seller.ask(posts(0, [(0, SELL, 7990, 300), (0, SELL, 8000, 200)]))
    with served(folder, epoch):
        buyer, operator = Client(of_folder(folder, 2), 2), Client(of_folder(folder, 0), 0)
        buyer.ask(posts(0, [(1, BUY, 8010, 400), (2, BUY, 8000, 50), (2, BUY, 7900, 10)]))
        operator.ask(message(Kind.CLOSE))
        for one in (seller, buyer, operator):
            one.close()


def sender(market, fails_after=None):
    """Return how the exchange sends its commands; broken off after so many, before or behind the last one."""
    sent = 0

    def send(id, kind, items):
        nonlocal sent
        sent += 1
        if fails_after is not None and sent > fails_after // 2 and fails_after % 2 == 0:
            raise Broken
        second = "exchange/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(id, EXCHANGE[1], EXCHANGE[0], kind, items, second)])
        if fails_after is not None and sent > fails_after // 2:
            raise Broken
        return answer

    return send


def weighted(_, value, tonnes, previous):
    return round(value / tonnes) if tonnes else previous


def steps(market, clock, folder, opening, send):
    """All steps of a day, as a shell does them that knows nothing of what was done before."""
    books = SessionBooks(market, send, folder, opening)
    day = date.fromisoformat(opening.session)
    clock.put_day(day, time(9, 20))
    books.begin("00" * 32, STEP)
    yield
    clock.put_day(day, time(15, 30))
    books.end(weighted, PLAIN)
    books.settle()


def test_a_day_through_the_process(funded, clock, tmp_path):
    opening = opening_of(funded, DAYS[0])
    day = steps(funded, clock, tmp_path / "s", opening, sender(funded))
    next(day)
    trade(tmp_path / "s")
    assert list(day) == []
    before = {(w, VINTAGE): 2_000 for w in HOLDERS} | {(w, CASH): 20_000_000 for w in HOLDERS}
    paid = {"H1": 300 * 7990 + 150 * 8000, "H2": -(300 * 7990 + 100 * 8000), "H3": -50 * 8000}
    moved = {"H1": -450, "H2": 400, "H3": 50}
    assert holdings(funded) == {key: n + (paid if key[1] == CASH else moved)[key[0]] for key, n in before.items()}
    with funded.view() as view:
        assert _with_exchange(view, funded.evidence, opening.session)[1] == []
        ((state, trades, state_hash),) = view.fetch("SELECT state, trades, state_hash FROM exchange_session")
        assert view.fetch("SELECT open_fen, high_fen, low_fen, close_fen, listed_t, trades FROM exchange_quote") == [
            (7990, 8000, 7990, 7993, 450, 3)
        ]
    assert (state, trades, len(state_hash)) == ("closed", 3, 64)
    assert funded.audit().ok


def test_a_day_broken_off_at_every_step_ends_the_same(funded, clock, tmp_path):
    opening, folder = opening_of(funded, DAYS[0]), tmp_path / "s"
    traded, ended = False, False
    for moment in range(60):
        day = steps(funded, clock, folder, opening, sender(funded, moment))
        try:
            next(day)
            if not traded:
                trade(folder)
                traded = True
            ended = list(day) == []
            break
        except Broken:
            continue
    assert traded
    assert ended
    assert sum(n for (_, what), n in holdings(funded).items() if what == VINTAGE) == 6_000
    with funded.view() as view:
        assert view.fetch("SELECT trades FROM exchange_session") == [(3,)]
        assert _with_exchange(view, funded.evidence, opening.session)[1] == []


def test_no_session_opens_on_other_balances(funded, clock, tmp_path):
    right = opening_of(funded, DAYS[0])
    wrong = Opening(
        right.session, right.accounts, right.products, (Balance(0, 0, 1_999), *right.balances[1:]),
        (right.cash_fen[0] + 1, *right.cash_fen[1:]), ALL_DAY,
    )  # fmt: skip
    with pytest.raises(Problem) as caught:
        next(steps(funded, clock, tmp_path / "s", wrong, sender(funded)))
    assert [(f.code, f.where) for f in caught.value.findings] == [("exchange.balance_differs", "H1/trading")] * 2
    assert not (tmp_path / "s").exists()
    with funded.view() as view:
        assert list(differences(view, right)) == []


def test_who_lost_the_epoch_closes_nothing(funded, clock, tmp_path):
    epoch = raise_epoch(funded.engine, 0)
    day = steps(funded, clock, tmp_path / "s", opening_of(funded, DAYS[0]), sender(funded))
    next(day)
    trade(tmp_path / "s", epoch)
    raise_epoch(funded.engine, epoch)
    with pytest.raises(Problem) as caught:
        next(day)
    assert caught.value.findings[0].code == "exchange.epoch_lost"
    with funded.view() as view:
        assert view.fetch("SELECT state FROM exchange_session") == [("open",)]
