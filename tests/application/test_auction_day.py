"""One-way auctions from the application to the money in the seller's account, on both databases; paid allocation."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import numpy as np
import pytest

from tanshi.application.access import ViewRows
from tanshi.application.auction_day import AuctionDay
from tanshi.application.reconciliation import reconcile
from tanshi.application.second_check import second_check
from tanshi.application.session_books import SessionBooks
from tanshi.application.session_carrier import Carrier
from tanshi.disclosure.bulletins import bulletin
from tanshi.disclosure.spans import Span
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.messages import BUY, OUTCOMES, SELL, Kind, message
from tanshi.exchange.matching.opening import Balance, Opening, Product
from tanshi.exchange.one_way.book_file import demand_of, read_book
from tanshi.exchange.one_way.outcome import AuctionOutcome
from tanshi.exchange.one_way.session import AT_ONCE
from tanshi.exchange.one_way.tables import AuctionRow
from tanshi.exchange.process.cores import PLAIN
from tanshi.journal.command import Command
from tanshi.registry.account_ids import offered, registration, trading
from tanshi.registry.auction_offers import OfferOutcome
from tanshi.registry.money import AUCTION, AUCTION_BANK
from tanshi.registry.money_tables import BookingRow
from tanshi.registry.paid_allocation import PaidAllocationRow, PaidOutcome
from tanshi.registry.tables import CASH
from tests.application.test_session_books import ALL_DAY, STEP, sender, served, weighted
from tests.application.test_void_trades import decide
from tests.exchange.day_table import SHA, opened
from tests.exchange.one_way.auction_table import run
from tests.registry.money_table import ON_SQLITE

DAY, VINTAGE, CLOSE_FEN = date(2026, 11, 30), "CEA22", 8600
TRADERS = ("H1", "H2", "H3", "H4")
FUNDS = 1_500_000_000

#: C3-1: who, price in fen, tonnes.
BIDS = (("H2", 8800, 60_000), ("H3", 8650, 50_000), ("H4", 8650, 40_000), ("H2", 8500, 80_000))

ENTERED = """
    at 2026-11-16 09:00
    {admitted}
""".format(admitted="\n".join(f"apply {h} application_form+agreement -> done\nadmit {h} -> done" for h in TRADERS))


@pytest.fixture
def traders(market, clock):
    run(opened(market), clock, ENTERED)
    for name in TRADERS:
        item = {"holder": name, "amount_fen": FUNDS, "reference": f"d/{name}"}
        send(market, "registry", f"cash/{name}", "registry.deposit_cash", item)
    return market


def send(market, who, id, kind, item):
    """Have a body's two persons do something."""
    (answer,) = market.execute([Command(id, who, f"{who}/1", kind, [item], f"{who}/2")])
    assert answer.done, answer.message()


def held(market, account, instrument):
    with market.view() as view:
        rows = view.fetch(
            "SELECT amount FROM registry_holding WHERE account = ? AND instrument = ?", [account, instrument]
        )
    return rows[0][0] if rows else 0


def auction(market, number=1):
    with market.view() as view:
        return ViewRows(view).get(AuctionRow, number)


def opening_of(market, accounts):
    product = Product(VINTAGE, "agreement", CLOSE_FEN, 7740, 9460, 6020, 11180, 1, 1, 1, 100_000, 100_000, 5)
    units = [held(market, trading(name), VINTAGE) for name in accounts]
    return Opening(
        DAY.isoformat(), accounts, (product,), tuple(Balance(n, 0, t) for n, t in enumerate(units) if t),
        tuple(held(market, trading(name), CASH) for name in accounts), ALL_DAY,
    )  # fmt: skip


class Day:
    """The session of the day with its process: what the exchange does from the morning to the evening."""

    def __init__(self, market, clock, folder, accounts=TRADERS):
        self.market, self.clock, self.folder = market, clock, folder
        clock.put_day(DAY, time(9, 20))
        self.auctions = AuctionDay(market, sender(market), DAY.isoformat())
        self.auctions.bring()
        self.auctions.bring()  # again changes nothing
        self.opening = opening_of(market, accounts)
        self.books = SessionBooks(market, sender(market), folder, self.opening)
        self.books.begin("00" * 32, STEP)
        self.steps = self.auctions.steps(self.opening)

    def trade(self, bids, minute=9 * 60 + 40, side=BUY):
        """Tell the process each step twice, bid at a minute, and close; return what each bid was answered."""
        with served(self.folder, 1):
            operator, clients = Client(of_folder(self.folder, 0), 0), {}
            for step in self.steps:
                if step.minute <= minute:
                    operator.ask(step.frame)
                    operator.ask(step.frame)
            answers = []
            for who, price, quantity in bids:
                place = self.opening.accounts.index(who)
                clients.setdefault(who, Client(of_folder(self.folder, place + 1), place + 1))
                frame = message(Kind.BID, side=side, account=place, price_fen=price, quantity=quantity, ref=1)
                answers.append(OUTCOMES[int(clients[who].ask(frame)[0]["outcome"])].name)
            for step in self.steps:
                if step.minute > minute:
                    operator.ask(step.frame)
                    operator.ask(step.frame)
            for one in (*clients.values(), operator):
                one.close()
            self.close()
        return answers

    def close(self):
        """Have the process close the session."""
        operator = Client(of_folder(self.folder, 0), 0)
        operator.ask(message(Kind.CLOSE))
        operator.close()

    def end(self):
        """Close, settle and record; return the numbers of the auctions that have results."""
        self.clock.put_day(DAY, time(15, 30))
        self.books.end(weighted, PLAIN)
        self.books.settle()
        found = self.auctions.conclude(PLAIN)
        assert self.auctions.conclude(PLAIN) == ()
        self.auctions.give_back()
        return found


ANNOUNCED = """
    issue H1 CEA22 200000 -> done
    want H1 sell CEA22 120000 {mode} 0.10 2026-11-30 application_form+commitment -> done
    accept 1 -> done
    aside H1 1 CEA22 120000 -> done
    notice 1 09:30 11:30 -> done
    ask H2 1 120000 -> done
    ask H3 1 50000 -> done
    ask H4 1 120000 -> done
    admit_bidder H2 1 -> done
    admit_bidder H3 1 -> done
    admit_bidder H4 1 -> done
"""


def test_an_auction_from_the_application_to_the_money(traders, clock, tmp_path):
    """C3-1 through books and process, all at the lowest accepted price: 10,380,000.00."""
    held_as_c3_1(traders, clock, tmp_path, "uniform", (8650,) * 3, 1_038_000_000)
    assert traders.audit().ok
    assert second_check(traders.engine).differences == []


@ON_SQLITE
def test_the_same_paid_as_bid(traders, clock, tmp_path):
    """Each at its own price: 10,470,000.00."""
    held_as_c3_1(traders, clock, tmp_path, "pay_as_bid", (8800, 8650, 8650), 1_047_000_000)


def held_as_c3_1(traders, clock, tmp_path, mode, prices, value):
    """60,000, 50,000 and 10,000 t of 120,000; a bid beyond the bidder's cap is none."""
    run(traders, clock, ANNOUNCED.format(mode=mode))
    assert held(traders, offered("H1"), VINTAGE) == 120_000
    day = Day(traders, clock, tmp_path / "s")
    assert [s.minute for s in day.steps] == [AT_ONCE, 570, 570, 570, 690]
    assert day.trade(BIDS) == ["ACCEPTED", "ACCEPTED", "ACCEPTED", "ABOVE_CAP"]
    assert day.end() == (1,)
    found = auction(traders)
    assert (found.state, found.bids, found.bidders, found.demand_t) == ("sold", 3, 3, 150_000)
    assert (found.sold_t, found.value_fen, found.low_fen, found.high_fen) == (120_000, value, min(prices), max(prices))
    assert held(traders, trading("H1"), CASH) == FUNDS + value
    parts = dict(zip(("H2", "H3", "H4"), zip((60_000, 50_000, 10_000), prices, strict=True), strict=True))
    for name, (part, price) in parts.items():
        assert (held(traders, trading(name), VINTAGE), held(traders, trading(name), CASH)) == (
            part,
            FUNDS - part * price,
        )
    assert sum(held(traders, trading(name), CASH) for name in TRADERS) == 4 * FUNDS
    book = read_book(traders.evidence.read(found.book_sha256))
    assert book == [(8800, 60_000, 60_000), (8650, 50_000, 50_000), (8650, 40_000, 10_000)]
    assert demand_of(book) == [(8800, 60_000), (8650, 150_000)]
    with traders.view() as view:
        assert view.fetch("SELECT method, count(*) FROM registry_trade GROUP BY method") == [("auction", 3)]
        said = bulletin(view, traders.law, Span.named("day", DAY.isoformat())).all.turnover
    assert said.ways() == {"listing": (0, 0), "block": (0, 0), "auction": (120_000, value)}
    assert (said.trades, said.traded_t, said.value_fen) == (3, 120_000, value), "an auction counts once"


def test_a_buying_auction_from_the_application_to_the_money(traders, clock, tmp_path):
    """The mirror: H1 buys 120,000 t, its money set aside; the cheapest offers first, all at the highest one taken."""
    most = 94_60 * 120_000
    run(traders, clock, f"""
        issue H2 CEA22 60000 -> done
        fund H2 CEA22 60000 -> done
        issue H3 CEA22 50000 -> done
        fund H3 CEA22 50000 -> done
        issue H4 CEA22 40000 -> done
        fund H4 CEA22 40000 -> done
        want H1 buy CEA22 120000 uniform 0.10 2026-11-30 application_form+commitment -> done
        accept 1 -> done
        aside H1 1 CNY {most} -> done
        notice 1 09:30 11:30 -> done
        ask H2 1 60000 -> done
        ask H3 1 50000 -> done
        ask H4 1 40000 -> done
        admit_bidder H2 1 -> done
        admit_bidder H3 1 -> done
        admit_bidder H4 1 -> done
    """)  # fmt: skip
    assert (held(traders, offered("H1"), CASH), held(traders, trading("H1"), CASH)) == (most, FUNDS - most)
    day = Day(traders, clock, tmp_path / "s")
    offers = (("H2", 8000, 60_000), ("H3", 8650, 50_000), ("H4", 8700, 40_000), ("H4", 9461, 1_000))
    assert day.trade(offers, side=SELL) == ["ACCEPTED", "ACCEPTED", "ACCEPTED", "OUTSIDE_BAND"]
    assert day.end() == (1,)
    found = auction(traders)
    assert (found.state, found.sold_t, found.low_fen, found.high_fen) == ("sold", 120_000, 8700, 8700)
    value = 120_000 * 8700
    assert (held(traders, trading("H1"), VINTAGE), held(traders, trading("H1"), CASH)) == (120_000, FUNDS - value)
    for name, sold, left in (("H2", 60_000, 0), ("H3", 50_000, 0), ("H4", 10_000, 30_000)):
        assert (held(traders, trading(name), VINTAGE), held(traders, trading(name), CASH)) == (
            left, FUNDS + sold * 8700,
        )  # fmt: skip
    assert held(traders, offered("H1"), CASH) == 0
    with traders.view() as view:
        assert reconcile(view, traders.evidence, DAY.isoformat()).differences == ()
    assert traders.audit().ok
    assert second_check(traders.engine).differences == []


@ON_SQLITE
def test_an_auction_nobody_bids_in_fails(traders, clock, tmp_path):
    run(traders, clock, ANNOUNCED.format(mode="uniform"))
    day = Day(traders, clock, tmp_path / "s")
    assert day.trade([("H2", 7739, 1_000), ("H3", 9461, 1_000)]) == ["OUTSIDE_BAND"] * 2
    assert day.end() == (1,)
    assert auction(traders).state == "failed"
    assert held(traders, trading("H1"), VINTAGE) == 120_000


@ON_SQLITE
def test_what_is_called_off_is_not_told_and_goes_back(traders, clock, tmp_path):
    run(traders, clock, ANNOUNCED.format(mode="uniform") + "call_off 1 technical_fault -> done")
    day = Day(traders, clock, tmp_path / "s")
    assert day.steps == ()
    assert day.trade([("H2", 8800, 1_000)]) == ["AUCTION_NOT_FOUND"]
    assert day.end() == ()
    assert held(traders, registration("H1"), VINTAGE) == 200_000


@ON_SQLITE
def test_an_auction_called_off_while_bids_are_taken(traders, clock, tmp_path):
    """The carrier tells the session what the clock says, and the calling off, which is a fact."""
    run(traders, clock, ANNOUNCED.format(mode="uniform"))
    day = Day(traders, clock, tmp_path / "s")
    bid = message(Kind.BID, side=BUY, account=1, price_fen=8800, quantity=1_000, ref=1)
    with served(day.folder, 1):
        carrier = Carrier(traders, sender(traders), day.folder, day.opening)
        carrier.tell(np.concatenate([step.frame for step in day.steps[:-1]]))
        carrier.carry()
        client = Client(of_folder(day.folder, 2), 2)
        assert OUTCOMES[int(client.ask(bid)[0]["outcome"])].name == "ACCEPTED"
        run(traders, clock, "call_off 1 technical_fault -> done")
        assert carrier.carry().refused == ()
        carrier.tell(day.steps[-1].frame)
        assert OUTCOMES[int(client.ask(bid)[0]["outcome"])].name == "AUCTION_NOT_FOUND"
        carrier.close()
        client.close()
        day.close()
    assert day.end() == ()
    assert auction(traders).state == "called_off"
    assert [held(traders, trading(name), VINTAGE) for name in TRADERS] == [120_000, 0, 0, 0]


@ON_SQLITE
def test_who_was_not_admitted_bids_nothing(traders, clock, tmp_path):
    run(traders, clock, ANNOUNCED.format(mode="uniform").replace("admit_bidder H4", "refuse_bidder H4"))
    day = Day(traders, clock, tmp_path / "s")
    assert day.trade([("H4", 8800, 1_000), ("H2", 8800, 1_000)]) == ["NOT_ADMITTED", "ACCEPTED"]
    assert day.end() == (1,)
    assert (auction(traders).state, auction(traders).sold_t) == ("partly_sold", 1_000)


# Paid allocation: closed by law; a scenario's act opens it.

_OPEN = {
    "nation": {
        "value": {
            "open": "true",
            "kinds": ["entity"],
            "bidder_share": "0.40",
            "unsold": ["keep", "cancel"],
            "article": "3",
        },
        "cite": {"place": "三"},
    }
}


def issued(market, parameter, values):
    """Issue an act that sets a parameter from 2026-11-17 on."""
    item = {"actor": "mee/2", "organisation": "mee", "role": "nation", "entity": ""}
    market.execute([Command("mee/2", "mee", "mee/1", "participants.admit_actor", [item])])
    text = market.evidence.keep("情景文件".encode())
    act = {
        "act": f"s/{parameter}", "kind": "parameters", "title_zh": "情景", "title_en": "Scenario", "text_sha256": text,
        "rank": "normative document", "values": [{"parameter": parameter, "values": {"2026-11-17": values}}],
    }  # fmt: skip
    send(market, "mee", f"draft/{parameter}", "rulemaking.draft", act)
    issue = {"act": f"s/{parameter}", "number": "情景〔1〕号", "in_force": "2026-11-17"}
    send(market, "mee", f"issue/{parameter}", "rulemaking.issue", issue)


def opened_by_act(market, **terms):
    """Let an act open paid allocation by the ministry, and state the paid share of the vintage: 100,000 t."""
    nation = {**_OPEN["nation"], "value": {**_OPEN["nation"]["value"], **terms}}
    issued(market, "exchange.paid_allocation", {"by": {"nation": nation}})
    total = {
        "vintage": VINTAGE, "plan": "plan-2021-2022", "total_t": 9_000_000_000, "reserve_t": 0, "paid_t": 100_000,
        "adjustment_t": 0, "verified_t": 4_500_000_000, "verified_of": "2022",
    }  # fmt: skip
    send(market, "mee", "s/total", "rulemaking.state_total", total)


@pytest.fixture
def authority(traders, clock):
    """The ministry has an account to sell from, and trades."""
    item = {"actor": "mee/2", "organisation": "mee", "role": "nation", "entity": ""}
    traders.execute([Command("mee/2", "mee", "mee/1", "participants.admit_actor", [item])])
    bring = {"holder": "mee", "kind": "reserve", "name": "储备", "identity": ""}
    send(traders, "registry", "bring", "registry.bring_holder", bring)
    run(traders, clock, """
        apply mee order -> done
        admit mee -> done
    """)  # fmt: skip
    return traders


ORDER = "CEA22 100000 uniform 0.10 0 2026-11-30"


@ON_SQLITE
def test_no_text_opens_paid_allocation(authority, clock):
    run(authority, clock, f"""
        order {ORDER} keep -> paid allocation closed
        issue_paid mee CEA22 100000 -> no paid share
    """)  # fmt: skip


@ON_SQLITE
def test_an_authority_sells_from_its_own_account(traders, clock):
    opened_by_act(traders)
    run(traders, clock, f"""
        at 2026-11-17 09:00
        order {ORDER} keep -> paid allocation not authoritys
        book_of H1 1 2026-11-30 keep -> paid not authoritys
    """)  # fmt: skip


@ON_SQLITE
def test_only_the_kinds_bid_that_the_text_names(authority, clock):
    opened_by_act(authority, kinds=["person"])
    run(authority, clock, f"""
        at 2026-11-17 09:00
        order {ORDER} keep -> done
        issue_paid mee CEA22 100000 -> done
        aside mee 1 CEA22 100000 -> done
        notice 1 13:00 15:00 -> done
        ask H2 1 1000 -> auction kind may not bid
    """)  # fmt: skip


@ON_SQLITE
def test_a_text_can_ask_for_a_deposit(traders, clock):
    """A tenth of 20,000 t at the reserve price by the last close, 90.00: 180,000.00; H3 has a fen less."""
    issued(traders, "exchange.auction_deposit_share", {"value": "0.10"})
    run(traders, clock, """
        at 2026-11-17 09:00
        hand_over 2026-11-17 -> done
        open 2026-11-17 -> done
    """)  # fmt: skip
    quote = {
        "instrument": VINTAGE, "previous_close_fen": 8600, "open_fen": 8600, "high_fen": None, "low_fen": None,
        "close_fen": 10_000, "listed_t": 0, "listed_fen": 0, "block_t": 0, "block_fen": 0, "trades": 0,
    }  # fmt: skip
    closed = {"day": "2026-11-17", "trades": 0, "segment": SHA, "state_hash": SHA, "quotes": [quote]}
    send(traders, "exchange", "close", "exchange.close_session", closed)
    back = {"session": "2026-11-17", "trades": 0, "segment": SHA}
    send(traders, "exchange", "back", "registry.take_back_positions", back)
    cash = {"holder": "H3", "amount_fen": FUNDS - 17_999_999, "reference": "out"}
    send(traders, "registry", "out", "registry.withdraw_cash", cash)
    run(traders, clock, """
        issue H1 CEA22 200000 -> done
        want H1 sell CEA22 120000 uniform 0.10 2026-12-02 application_form+commitment -> done
        accept 1 -> done
        aside H1 1 CEA22 120000 -> done
        notice 1 09:30 11:30 -> done
        ask H2 1 20000 -> done
        ask H3 1 20000 -> done
        admit_bidder H2 1 -> done
        admit_bidder H3 1 -> auction deposit missing
    """)  # fmt: skip


def test_every_outcome_appears_in_a_table():
    text = "".join(
        p.read_text("utf-8")
        for p in (*(Path(__file__).parents[1] / "exchange" / "one_way").glob("*.py"), Path(__file__))
    )
    kinds = (AuctionOutcome, OfferOutcome, PaidOutcome)
    names = [outcome.value.split(".")[1].replace("_", " ") for kind in kinds for outcome in kind]
    assert [name for name in names if f"-> {name}" not in text] == []


@ON_SQLITE
def test_an_order_is_within_law_and_plan(authority, clock):
    opened_by_act(authority)
    run(authority, clock, f"""
        order {ORDER} keep -> paid allocation closed
        at 2026-11-17 09:00
        order_of H1 {ORDER} keep -> out of scope
        order CEA99 100000 uniform 0.10 0 2026-11-30 keep -> auction not of product
        order CEA22 0 uniform 0.10 0 2026-11-30 keep -> auction bad quantity
        order CEA22 100001 uniform 0.10 0 2026-11-30 keep -> above paid share
        order CEA22 1000 dutch 0.10 0 2026-11-30 keep -> auction unknown mode
        order CEA22 1000 uniform 0.07 0 2026-11-30 keep -> auction unknown reserve
        order CEA22 1000 uniform 0.10 -1 2026-11-30 keep -> auction unknown reserve
        order CEA22 1000 uniform 0.10 0 2026-11-30 burn -> auction unknown unsold
        order CEA22 1000 uniform 0.10 0 2026-11-29 keep -> auction no trading day
        order CEA22 1000 uniform 0.10 0 2026-11-23 keep -> auction too late
        order_unshown CEA22 1000 uniform 0.10 0 2026-11-30 keep -> auction bad papers
        order CEA22 1000 uniform 0.10 8000 2026-11-30 keep -> done
        order CEA22 1000 uniform 0.10 0 2026-11-30 keep -> paid allocation one a day
        order CEA22 99001 uniform 0.10 0 2026-12-01 keep -> above paid share
        issue_paid H1 CEA22 100000 -> no paid share
        issue_paid mee CEA22 100001 -> above paid share
        issue_paid mee CEA22 60000 -> done
        issue_paid mee CEA22 40001 -> above paid share
        issue_paid mee CEA22 40000 -> done
        book 1 2026-11-30 keep -> paid no offer
    """)  # fmt: skip


def test_a_paid_allocation_from_the_order_to_the_proceeds(authority, clock, tmp_path):
    """No bidder is above 40 % of the offer; the proceeds lie in their own bank account, and the bank is told."""
    allocated_against_payment(authority, clock, tmp_path, "cancel", 0, 20_000)
    assert authority.audit().ok
    assert second_check(authority.engine).differences == []


@ON_SQLITE
def test_what_is_not_sold_stays_if_the_order_says_so(authority, clock, tmp_path):
    allocated_against_payment(authority, clock, tmp_path, "keep", 20_000, 0)


def allocated_against_payment(authority, clock, tmp_path, unsold, kept, cancelled):
    """Auction 80,000 of 100,000 t, and book it."""
    day = announced_for_payment(authority, clock, tmp_path, unsold)
    allocated(authority, clock, day, unsold, kept, cancelled)


def announced_for_payment(authority, clock, tmp_path, unsold):
    """Have the authority order an auction of 100,000 t, and begin its day."""
    opened_by_act(authority)
    run(authority, clock, f"""
        at 2026-11-17 09:00
        order {ORDER} {unsold} -> done
        issue_paid mee CEA22 100000 -> done
        aside mee 1 CEA22 100000 -> done
        notice 1 13:00 15:00 -> done
        ask H2 1 100000 -> done
        ask H3 1 30000 -> done
        ask H4 1 10000 -> done
        admit_bidder H2 1 -> done
        admit_bidder H3 1 -> done
        admit_bidder H4 1 -> done
    """)  # fmt: skip
    return Day(authority, clock, tmp_path / "s", (*TRADERS, "mee"))


def allocated(authority, clock, day, unsold, kept, cancelled):
    """Bid for 80,000 t, and book what they bring."""
    bids = [("H2", 9000, 40_001), ("H2", 9000, 40_000), ("H3", 8000, 30_000), ("H4", 7740, 10_000), ("H2", 8000, 1)]
    assert day.trade(bids, minute=13 * 60) == ["ABOVE_CAP", "ACCEPTED", "ACCEPTED", "ACCEPTED", "ABOVE_CAP"]
    run(authority, clock, f"book 1 2026-11-30 {unsold} -> positions with exchange")
    assert day.end() == (1,)
    revenue = 80_000 * 7740
    assert held(authority, trading("mee"), CASH) == revenue
    run(authority, clock, f"""
        book 1 2026-11-30 burn -> paid unknown unsold
        book 1 2026-11-30 {unsold} -> done
        book 1 2026-11-30 {unsold} -> paid booked
    """)  # fmt: skip
    with authority.view() as view:
        rows = ViewRows(view)
        booked = rows.get(PaidAllocationRow, 1)
        out = [b.amount_fen for b in rows.where(BookingRow, direction="out", holder="mee")]
    assert (booked.trades, booked.sold_t, booked.revenue_fen, booked.unsold_t) == (3, 80_000, revenue, 20_000)
    assert (held(authority, AUCTION, CASH), held(authority, AUCTION_BANK, CASH)) == (revenue, -revenue)
    assert held(authority, trading("mee"), CASH) == 0
    assert (held(authority, registration("mee"), VINTAGE), held(authority, "system/cancelled", VINTAGE)) == (
        kept,
        cancelled,
    )
    assert out == [revenue]


def test_a_trade_found_void_after_the_result(authority, clock, tmp_path):
    """The result says what the auction came to; money, units, the bulletin and the booking leave the trade out."""
    day = announced_for_payment(authority, clock, tmp_path, "keep")
    day.trade([("H2", 7740, 40_000), ("H3", 7740, 30_000)], minute=13 * 60)
    clock.put_day(DAY, time(15, 30))
    day.books.end(weighted, PLAIN)
    assert day.auctions.conclude(PLAIN) == (1,)
    decide(authority, 2, "mee", "H3", 7740, 30_000, DAY.isoformat())
    day.books.settle()
    assert (auction(authority).state, auction(authority).sold_t) == ("partly_sold", 70_000)
    assert (held(authority, trading("H3"), VINTAGE), held(authority, trading("H3"), CASH)) == (0, FUNDS)
    run(authority, clock, "book 1 2026-11-30 keep -> done")
    with authority.view() as view:
        booked = ViewRows(view).get(PaidAllocationRow, 1)
        said = bulletin(view, authority.law, Span.named("day", DAY.isoformat())).all.turnover
        assert reconcile(view, authority.evidence, DAY.isoformat()).differences == ()
    assert (booked.sold_t, booked.revenue_fen, booked.unsold_t) == (40_000, 40_000 * 7740, 60_000)
    assert (said.auction_t, said.trades) == (40_000, 1)
    assert second_check(authority.engine).differences == []


def test_a_step_needs_its_party_in_the_opening(traders, clock, tmp_path):
    run(traders, clock, ANNOUNCED.format(mode="uniform"))
    found = opening_of(traders, TRADERS)
    auctions = AuctionDay(traders, sender(traders), DAY.isoformat())
    assert auctions.steps(replace(found, accounts=("X", *TRADERS[1:]))) == ()
