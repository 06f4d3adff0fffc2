"""A day with an auction by its commands: brought before the opening, held in the process, recorded, settled."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from tanshi.application.auction_day import AuctionDay
from tanshi.application.market import open_market
from tanshi.application.session_opening import opening_of
from tanshi.core.clock import SimulatedClock
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.messages import BUY, OUTCOMES, Kind, message
from tanshi.exchange.matching.opening import Balance
from tanshi.registry.commands import DepositCash
from tanshi.simulation.acts import REGISTRY, command
from tests.application.test_auction_day import ANNOUNCED, ENTERED, FUNDS, TRADERS, VINTAGE
from tests.cli.process import tanshi
from tests.cli.test_exchange_steps import ALL_DAY, act, process, seen, step
from tests.exchange.day_table import opened
from tests.exchange.one_way.auction_table import run

#: A Monday.
DAY = "2025-09-01"

#: Tonnes of each bid, at the close of the day before; 120,000 are offered, so the last is filled in part.
BIDS = (("H2", 60_000), ("H3", 50_000), ("H4", 40_000))


def announced(db):
    """Open the books, and have an auction of 120,000 t of H1 announced for the day; return the day's opening."""
    clock = SimulatedClock(datetime(2023, 5, 4, tzinfo=UTC))
    market = opened(open_market(db, clock=clock))
    run(market, clock, ENTERED.replace("2026-11-16", "2025-08-11"))
    run(market, clock, ANNOUNCED.format(mode="uniform").replace("2026-11-30", DAY))
    market.close()
    act(db, *(command(f"d/{n}", REGISTRY, "registry.deposit_cash", DepositCash(n, FUNDS, f"d/{n}")) for n in TRADERS))


def opening(db):
    """Return the day's opening as it is once the auction is brought, open for bids whatever the clock says."""
    market = open_market(db, write=False)
    with market.view() as view:
        made = opening_of(view, market.law, date.fromisoformat(DAY))
    market.close()
    place = [p.instrument for p in made.products].index(VINTAGE)
    assert made.balances == ()
    return replace(made, hours=ALL_DAY, balances=(Balance(made.accounts.index("H1"), place, 120_000),))


def bid(db, folder, made):
    """Tell the session what is due by the forenoon, and bid; return what each bid was answered."""
    market = open_market(str(db), write=False)
    steps = AuctionDay(market, None, DAY).steps(made)
    market.close()
    operator, answers = Client(of_folder(folder, 0), 0), []
    for due in steps:
        if due.minute <= 600:
            operator.ask(due.frame)
    for n, (who, tonnes) in enumerate(BIDS, 1):
        client = Client(of_folder(folder, n), n)
        (close,) = [p.previous_close_fen for p in made.products if p.instrument == VINTAGE]
        place = made.accounts.index(who)
        frame = message(Kind.BID, side=BUY, account=place, price_fen=close, quantity=tonnes, ref=1)
        frame["instrument"] = [p.instrument for p in made.products].index(VINTAGE)
        answers.append(OUTCOMES[int(client.ask(frame)[0]["outcome"])].name)
        client.close()
    operator.close()
    return answers, close


def test_a_day_with_an_auction_by_its_commands(tmp_path):
    db, folder, file = str(tmp_path / "market.db"), tmp_path / "s", tmp_path / "opening.json"
    announced(db)
    made = opening(db)
    file.write_bytes(made.encode())
    day = (DAY, "--folder", folder, "--db", db, "--second", "exchange/2")
    offered = "SELECT state, freed_to FROM registry_auction_offer"
    assert seen(db, offered) == [("held", "")]
    assert step("begin", *day, "--opening", file)["commands"] == 3
    assert seen(db, offered) == [("freed", "H1/trading")]
    with process(folder, db) as running:
        answers, close = bid(db, folder, made)
        assert answers == ["ACCEPTED"] * 3
        ended = step("end", *day, "--core", "plain")
        assert (ended["trades"], ended["auctions"]) == (3, 1), ended
        assert running.wait(60) == 0
    assert step("settle", *day)["trades"] == 3
    (found,) = json.loads(tanshi("exchange", "auctions", "1", "--db", db, "--json").stdout)["auctions"]
    assert (found["state"], found["sold_t"], found["value_fen"]) == ("sold", 120_000, 120_000 * close)
    money = "SELECT amount FROM registry_holding WHERE account = 'H1/trading' AND instrument = 'CNY'"
    assert seen(db, money) == [(FUNDS + 120_000 * close,)]
