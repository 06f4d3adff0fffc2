"""Applications for one-way auctions, their review, notice and end; bidders; each rule and refusal."""

import pytest

from tanshi.application.access import ViewRows
from tanshi.exchange.one_way.tables import AuctionRow, BidderRow
from tanshi.exchange.tables import AnnouncementRow
from tests.exchange.day_table import opened
from tests.exchange.one_way.auction_table import run
from tests.registry.money_table import ON_SQLITE

ADMITTED = """
    at 2026-11-16 09:00
    apply H1 application_form+agreement -> done
    admit H1 -> done
    apply H2 application_form+agreement -> done
    admit H2 -> done
    apply H3 application_form+agreement -> done
    admit H3 -> done
    issue H1 CEA22 300000 -> done
"""


@pytest.fixture
def traders(market, clock):
    """H1, H2 and H3 may trade; H1 has 300,000 t."""
    run(opened(market), clock, ADMITTED)
    return market


def auction(market, number=1):
    with market.view() as view:
        return ViewRows(view).get(AuctionRow, number)


@ON_SQLITE
def test_an_application_is_judged(traders, clock):
    run(traders, clock, """
        want H8 sell CEA22 120000 uniform 0 2026-11-30 application_form+commitment -> auction not admitted
        want H1 sell CEA99 120000 uniform 0 2026-11-30 application_form+commitment -> auction not of product
        want H1 sell CNY 120000 uniform 0 2026-11-30 application_form+commitment -> auction not of product
        want H1 lend CEA22 120000 uniform 0 2026-11-30 application_form+commitment -> auction bad side
        want H1 sell CEA22 0 uniform 0 2026-11-30 application_form+commitment -> auction bad quantity
        want H1 sell CEA22 99999 uniform 0 2026-11-30 application_form+commitment -> auction too small
        want H1 sell CEA22 120000 dutch 0 2026-11-30 application_form+commitment -> auction unknown mode
        want H1 sell CEA22 120000 uniform 0.05 2026-11-30 application_form+commitment -> auction unknown reserve
        want H1 sell CEA22 120000 uniform 0 2026-11-29 application_form+commitment -> auction no trading day
        want H1 sell CEA22 120000 uniform 0 soon application_form+commitment -> auction no trading day
        want H1 sell CEA22 120000 uniform 0 2026-11-27 application_form+commitment -> auction too late
        want H1 sell CEA22 120000 uniform 0 2026-11-30 application_form -> auction bad papers
        want H1 sell CEA22 120000 uniform 0 2026-11-30 application_form+blurred -> auction bad papers
        want H1 sell CEA22 100000 uniform 0.10 2026-11-30 application_form+commitment -> done
        want H1 buy CEA22 100000 pay_as_bid 0 2026-11-30 application_form+commitment -> done
    """)  # fmt: skip
    first, second = auction(traders), auction(traders, 2)
    assert (first.due, first.funded_by, first.bidders_by) == ("2026-11-19", "2026-11-23", "2026-11-27")
    assert (first.state, first.side, second.side) == ("applied", "sell", "buy")


@ON_SQLITE
def test_before_the_rule_there_was_no_auction(market, clock):
    run(opened(market), clock, """
        at 2025-06-02 09:00
        apply H1 application_form+agreement -> done
        admit H1 -> done
        want H1 sell CEA22 120000 uniform 0 2025-06-30 application_form+commitment -> no text in force
    """)  # fmt: skip


WANTED = "want H1 sell CEA22 120000 uniform 0 2026-11-30 application_form+commitment -> done\n"


def test_review_funding_and_notice(traders, clock):
    run(traders, clock, WANTED + """
        notice 1 09:30 11:30 -> auction not in state
        accept 9 -> auction unknown
        refuse_silently 1 -> auction no reason
        at 2026-11-20 09:00
        accept 1 -> done
        accept 1 -> auction not in state
        notice 1 09:30 11:30 -> auction not funded
        aside H1 1 CEA22 100000 -> done
        notice 1 09:30 11:30 -> auction not funded
        aside H1 1 CEA22 20000 -> done
        notice 1 09:00 11:30 -> auction bad hours
        notice 1 11:00 13:30 -> auction bad hours
        notice 1 11:00 10:30 -> auction bad hours
        notice_untitled 1 09:30 11:30 -> no title
        notice 1 09:30 11:30 -> done
        notice 1 09:30 11:30 -> auction not in state
        drop H1 1 -> auction not in state
    """)  # fmt: skip
    found = auction(traders)
    assert (found.state, found.late, found.notice, found.bids_from) == ("announced", 1, "2026/1", "09:30")
    with traders.view() as view:
        (published,) = ViewRows(view).where(AnnouncementRow, about="auction/1")
    assert published.kind == "auction"


@ON_SQLITE
def test_what_is_not_there_in_time_counts_as_withdrawn(traders, clock):
    run(traders, clock, WANTED + """
        accept 1 -> done
        lapse 1 -> auction funding time
        at 2026-11-24 09:00
        aside H1 1 CEA22 120000 -> done
        notice 1 09:30 11:30 -> auction not funded
        lapse 1 -> done
        lapse 1 -> auction not in state
        free H1 1 elsewhere -> offer bad target
        free H1 1 back -> done
        free H1 1 back -> offer not held
        aside H1 1 CEA22 120000 -> offer of other kind
    """)  # fmt: skip
    assert auction(traders).state == "lapsed"


@ON_SQLITE
def test_what_is_there_does_not_lapse_and_a_late_notice_is_refused(traders, clock):
    run(traders, clock, WANTED + """
        accept 1 -> done
        aside H1 1 CEA22 120000 -> done
        at 2026-11-26 09:00
        lapse 1 -> auction is funded
        notice 1 09:30 11:30 -> auction too late
    """)  # fmt: skip


@ON_SQLITE
def test_who_asked_withdraws_before_the_notice(traders, clock):
    run(traders, clock, WANTED * 2 + """
        drop H2 1 -> auction unknown
        drop_silently H1 1 -> auction no reason
        drop H1 1 -> done
        accept 1 -> auction not in state
        refuse 2 -> done
        drop H1 2 -> auction not in state
    """)  # fmt: skip
    assert [auction(traders, n).state for n in (1, 2)] == ["withdrawn", "refused"]


@ON_SQLITE
def test_units_set_aside_cannot_go_elsewhere(traders, clock):
    run(traders, clock, """
        aside H1 0 CEA22 10 -> offer bad auction
        aside H1 1 CEA22 300001 -> exceeds holding
        aside H1 1 CEA22 0 -> amount not positive
        aside H1 1 CEA22 299990 -> done
        aside H1 1 CNY 5 -> exceeds cash
        fund H1 CEA22 11 -> exceeds holding
        fund H1 CEA22 10 -> done
        free H1 1 back -> done
        fund H1 CEA22 299990 -> done
    """)  # fmt: skip


ANNOUNCED = (
    WANTED
    + """
    accept 1 -> done
    aside H1 1 CEA22 120000 -> done
    notice 1 09:30 11:30 -> done
"""
)


def test_bidders_ask_and_are_admitted(traders, clock):
    run(traders, clock, """
        ask H2 1 1000 -> auction unknown
    """ + ANNOUNCED + """
        ask H1 1 1000 -> auction own
        ask H8 1 1000 -> auction not admitted
        ask H2 1 0 -> auction bad quantity
        ask H2 1 120001 -> auction bad quantity
        ask H2 1 120000 -> done
        ask H2 1 120000 -> auction asked already
        ask H3 1 5000 -> done
        admit_bidder H8 1 -> auction no bidder
        refuse_bidder_silently H3 1 -> auction no reason
        refuse_bidder H3 1 -> done
        admit_bidder H3 1 -> auction no bidder
        admit_bidder H2 1 -> done
        admit_bidder H2 1 -> auction no bidder
    """)  # fmt: skip
    with traders.view() as view:
        found = [(b.holder, b.state, b.cap_t) for b in ViewRows(view).where(BidderRow, auction=1)]
    assert found == [("H2", "admitted", 120_000), ("H3", "not_admitted", 0)]


@ON_SQLITE
def test_bidders_come_in_time(traders, clock):
    run(traders, clock, ANNOUNCED + """
        ask H3 1 5000 -> done
        at 2026-11-30 08:00
        ask H2 1 1000 -> auction bidders closed
        admit_bidder H3 1 -> auction bidding began
        suspend H3 -> done
        refuse_bidder H3 1 -> done
    """)  # fmt: skip


@ON_SQLITE
def test_who_may_not_buy_any_more_is_not_admitted(traders, clock):
    run(traders, clock, ANNOUNCED + """
        ask H3 1 5000 -> done
        suspend H3 -> done
        admit_bidder H3 1 -> auction not admitted
    """)  # fmt: skip


@ON_SQLITE
def test_what_a_restriction_stops_in_trading_it_stops_in_auctions(traders, clock):
    """Who is barred sells and does not buy; who is restricted by a measure does neither."""
    run(traders, clock, """
        note_barred H1 -> done
        restrict H2 exchange_measure -> done
        want H1 buy CEA22 100000 uniform 0.10 2026-11-30 application_form+commitment -> auction not admitted
        want H2 sell CEA22 100000 uniform 0.10 2026-11-30 application_form+commitment -> auction not admitted
    """ + ANNOUNCED + """
        note_barred H3 -> done
        ask H3 1 5000 -> auction not admitted
    """)  # fmt: skip


@ON_SQLITE
def test_an_auction_is_called_off_on_a_ground(traders, clock):
    run(traders, clock, WANTED + """
        call_off 1 technical_fault -> auction not in state
        accept 1 -> done
        aside H1 1 CEA22 120000 -> done
        notice 1 13:00 15:00 -> done
        call_off 1 mood -> auction unknown ground
        call_off_silently 1 technical_fault -> auction no reason
        call_off_untitled 1 technical_fault -> no title
        call_off 1 technical_fault -> done
        ask H2 1 1000 -> auction not in state
    """)  # fmt: skip
    found = auction(traders)
    assert (found.state, found.result_notice) == ("called_off", "2026/2")


@ON_SQLITE
def test_a_buyer_sets_its_money_aside(traders, clock):
    run(traders, clock, """
        want H2 buy CEA22 100000 uniform 0.10 2026-11-30 application_form+commitment -> done
        accept 1 -> done
        aside H2 1 CNY 5 -> exceeds cash
        aside H2 1 CEA22 5 -> exceeds holding
    """)  # fmt: skip


@ON_SQLITE
@pytest.mark.parametrize(
    "figures",
    [
        "4 3 230000 120000 10380000 86 86",  # value is not price x quantity
        "4 3 230000 119999 10319914 86 86",  # not filled though there was demand
        "4 3 100 120000 10320000 86 86",  # more sold than asked for
        "0 0 230000 120000 10320000 86 86",  # nobody bid
        "3 4 230000 120000 10320000 86 86",  # more bidders than bids
        "4 3 230000 120000 10320000 85 87",  # uniform has one price
        "1 1 0 0 0 0 86",  # a bid for nothing
    ],
)
def test_a_result_fits_itself(traders, clock, figures):
    run(traders, clock, ANNOUNCED + f"""
        result 1 {figures} -> auction session goes on
        at 2026-11-30 09:15
        hand_over 2026-11-30 -> done
        open 2026-11-30 -> done
        result 1 {figures} -> auction session goes on
        end 2026-11-30 -> done
        result 1 {figures} -> auction bad result
        result_unshown 1 4 3 230000 120000 10320000 86 86 -> auction bad result
        result 1 4 3 230000 120000 10320000 86 86 -> done
        result 1 4 3 230000 120000 10320000 86 86 -> auction not in state
    """)  # fmt: skip
    assert auction(traders).state == "sold"


@ON_SQLITE
@pytest.mark.parametrize(
    ("figures", "state"), [("0 0 0 0 0 0 0", "failed"), ("1 1 500 500 43000 86 86", "partly_sold")]
)
def test_an_auction_fails_or_sells_a_part(traders, clock, figures, state):
    run(traders, clock, ANNOUNCED + f"""
        at 2026-11-30 09:15
        hand_over 2026-11-30 -> done
        open 2026-11-30 -> done
        end 2026-11-30 -> done
        result 1 {figures} -> done
    """)  # fmt: skip
    assert auction(traders).state == state
