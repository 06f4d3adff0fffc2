"""The plain book, by text tables: one line a message, its outcome, and what it leads to."""

from datetime import date

import pytest

from tanshi.exchange.matching.book import ExchangeOutcome
from tanshi.exchange.product_class import ProductClass
from tanshi.rules import Law

LAW = Law("cn")
DAY = date(2023, 5, 4)
TERMS = ProductClass.of(LAW, "allowance", DAY)


def session(close=8000, holding=None, cash=None):
    """A session of CEA22 with a previous close in fen; holdings in t, cash in fen."""
    holding = {"A": 10_000, "B": 0, "C": 5_000} if holding is None else holding
    cash = {"A": 0, "B": 10**9, "C": 10**8, **(cash or {})}
    return TERMS.session({"CEA22": close}, [(a, "CEA22", t) for a, t in holding.items()], cash)


def run(found, table):
    """Run lines `HH:MM message fields -> outcome`; prices are CNY with two decimals."""
    for line in filter(None, map(str.strip, table.splitlines())):
        request, _, expected = line.partition("->")
        at, word, *fields = request.split()
        hour, minute = at.split(":")
        found.at(int(hour) * 60 + int(minute))
        outcome = _send(found, word, fields)
        assert outcome.name.lower().replace("_", " ") == expected.strip(), line
    return found


def _send(found, word, fields):
    if word in ("post", "take"):
        id, account, side, price, quantity, *counterpart = fields
        extra = {"counterpart": counterpart[0]} if counterpart else {}
        return getattr(found, word)(id, account, "CEA22", side, _fen(price), int(quantity), **extra)
    if word == "block":
        id, account, other, side, price, quantity = fields
        return found.block(id, account, other, "CEA22", side, _fen(price), int(quantity))
    return getattr(found, word)(*fields)


def _fen(price):
    whole, _, rest = price.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def trades(found):
    return [(t.seller, t.buyer, t.price_fen / 100, t.quantity_t, t.way) for t in found.trades]


def test_sizes_of_listing_and_block():
    """B10, H1: 99,999 t is listing, 100,000 t is block."""
    run(
        session(holding={"A": 500_000}, cash={"B": 10**12}),
        """
        13:00 post  l1 A sell 80.00 99999    -> accepted
        13:00 post  l2 A sell 80.00 100000   -> listing too large
        13:00 post  l2 A sell 80.00 0        -> quantity not positive
        13:00 post  l2 A sell 80.00 -5       -> quantity not positive
        13:00 block b1 A B sell 80.00 99999  -> block too small
        13:00 block b1 A B sell 80.00 100000 -> accepted
        """,
    )


def test_bands_around_the_previous_close():
    """H2: 80.00 gives 72.00-88.00 for listing and 56.00-104.00 for block."""
    assert TERMS.band("listing", 8000) == (7200, 8800)
    assert TERMS.band("block", 8000) == (5600, 10400)
    run(
        session(holding={"A": 500_000}, cash={"B": 10**12}),
        """
        13:00 post  l1 A sell 71.99 1        -> outside band
        13:00 post  l1 A sell 72.00 1        -> accepted
        13:00 post  l2 A sell 88.00 1        -> accepted
        13:00 post  l3 A sell 88.01 1        -> outside band
        13:00 block b1 A B sell 55.99 100000 -> outside band
        13:00 block b1 A B sell 56.00 100000 -> accepted
        13:00 block b2 A B sell 104.00 100000 -> accepted
        13:00 block b3 A B sell 104.01 100000 -> outside band
        """,
    )


def test_band_limits_are_rounded_half_up_to_the_tick():
    """97.49: 87.741 and 107.239; 48.00 on the first day reached 52.80."""
    assert TERMS.band("listing", 9749) == (8774, 10724)
    assert TERMS.band("block", 9749) == (6824, 12674)
    assert TERMS.band("listing", 4800) == (4320, 5280)


def test_hours():
    run(
        session(holding={"A": 500_000}, cash={"B": 10**12}),
        """
        09:29 post  l1 A sell 80.00 1        -> out of hours
        09:30 post  l1 A sell 80.00 1        -> accepted
        10:00 block b1 A B sell 80.00 100000 -> out of hours
        11:29 post  l2 A sell 80.00 1        -> accepted
        11:30 post  l3 A sell 80.00 1        -> out of hours
        12:59 post  l3 A sell 80.00 1        -> out of hours
        13:00 post  l3 A sell 80.00 1        -> accepted
        14:59 block b1 A B sell 80.00 100000 -> accepted
        15:00 post  l4 A sell 80.00 1        -> out of hours
        15:00 confirm b1 B                   -> out of hours
        """,
    )


def test_a_taker_trades_at_the_posted_prices_best_first():
    found = run(
        session(),
        """
        09:30 post s1 A sell 81.00 100       -> accepted
        09:30 post s2 A sell 80.50 100       -> accepted
        09:30 post s3 C sell 80.50 100       -> accepted
        09:31 take t1 B buy  81.00 250       -> accepted
        09:31 take t2 B buy  80.00 10        -> no counterpart
        """,
    )
    assert trades(found) == [
        ("A", "B", 80.5, 100, "listing"),
        ("C", "B", 80.5, 100, "listing"),
        ("A", "B", 81.0, 50, "listing"),
    ]
    assert found.depth("CEA22", "sell") == [(8100, 50)]


def test_what_a_taker_finds_no_counterpart_for_is_not_left_in_the_book():
    found = run(
        session(),
        """
        09:30 post s1 A sell 81.00 100       -> accepted
        09:31 take t1 B buy  81.00 250       -> accepted
        """,
    )
    assert trades(found) == [("A", "B", 81.0, 100, "listing")]
    assert found.depth("CEA22", "buy") == []
    assert found.cash("B") == 10**9 - 810_000


def test_at_the_best_price_a_taker_may_choose_its_counterparty():
    found = run(
        session(),
        """
        09:30 post s1 A sell 80.50 100       -> accepted
        09:30 post s2 C sell 80.50 100       -> accepted
        09:30 post s3 C sell 80.60 100       -> accepted
        09:31 take t1 B buy  81.00 60 s2     -> accepted
        09:31 take t2 B buy  81.00 60 s3     -> not at best price
        09:31 take t2 B buy  81.00 60 s9     -> order not found
        09:31 take t2 C buy  81.00 60 s2     -> same party
        """,
    )
    assert trades(found) == [("C", "B", 80.5, 60, "listing")]


def test_a_taker_sees_five_levels():
    found = session()
    lines = [f"09:30 post s{n} A sell 80.0{n} 10 -> accepted" for n in range(1, 8)]
    run(found, "\n".join([*lines, "09:31 take t1 B buy 88.00 1000 -> accepted"]))
    assert [t.price_fen for t in found.trades] == [8001, 8002, 8003, 8004, 8005]
    assert found.depth("CEA22", "sell") == [(8006, 10), (8007, 10)]


def test_own_orders_are_never_met():
    found = run(
        session(cash={"A": 10**8}),
        """
        09:30 post s1 A sell 80.00 100       -> accepted
        09:31 take t1 A buy  80.00 100       -> no counterpart
        09:31 post s2 C sell 80.10 100       -> accepted
        09:32 take t2 A buy  80.10 100       -> accepted
        """,
    )
    assert trades(found) == [("C", "A", 80.1, 100, "listing")]


def test_bought_today_is_sold_tomorrow():
    """H4: holds 500, buys 1,000: 500 can be sold today."""
    found = run(
        session(holding={"A": 10_000, "B": 500}),
        """
        09:30 post s1 A sell 80.00 1000      -> accepted
        09:31 take t1 B buy  80.00 1000      -> accepted
        09:32 post x1 B sell 80.00 501       -> exceeds holding
        09:32 post x1 B sell 80.00 500       -> accepted
        """,
    )
    assert found.holding("B", "CEA22") == 1000
    assert found.sellable("B", "CEA22") == 0


def test_money_of_a_sale_is_used_the_same_day():
    """B12, H5: sell 1,000 at 50.00, then buy for 40,000 with it."""
    found = run(
        session(close=5000, holding={"A": 1000, "C": 1000}, cash={"A": 0, "B": 10**9}),
        """
        09:30 post b1 B buy  50.00 1200      -> accepted
        09:31 take t1 A sell 50.00 1000      -> accepted
        09:32 post s1 C sell 50.00 800       -> accepted
        09:33 take t2 A buy  50.00 800       -> accepted
        """,
    )
    assert trades(found) == [("A", "B", 50.0, 1000, "listing"), ("C", "A", 50.0, 800, "listing")]


def test_a_take_beyond_the_holding_is_refused_whole():
    """B12: 1,000 held and 500 bought today: 1,200 cannot be sold, 1,000 can."""
    found = run(
        session(close=5000, holding={"A": 1000, "C": 500}, cash={"A": 10**7, "B": 10**9}),
        """
        09:30 post s1 C sell 50.00 500       -> accepted
        09:31 take t1 A buy  50.00 500       -> accepted
        09:32 post b1 B buy  50.00 2000      -> accepted
        09:33 take t2 A sell 50.00 1200      -> exceeds holding
        09:33 take t2 A sell 50.00 1000      -> accepted
        """,
    )
    assert found.sellable("A", "CEA22") == 0
    assert found.holding("A", "CEA22") == 500


def test_an_order_reserves():
    """H7: 440,000 CNY do not buy 5,000 t at 90."""
    found = run(
        session(close=9000, cash={"B": 44_000_000}),
        """
        09:30 post b1 B buy  90.00 5000      -> exceeds cash
        09:30 post b1 B buy  90.00 4000      -> accepted
        09:30 post b2 B buy  90.00 889       -> exceeds cash
        09:30 post b2 B buy  90.00 888       -> accepted
        09:31 cancel b1 B                    -> accepted
        09:31 cancel b1 B                    -> order not found
        09:31 cancel b2 A                    -> not your order
        09:32 post s1 A sell 90.00 10001     -> exceeds holding
        09:32 post s1 A sell 90.00 10000     -> accepted
        09:32 post s2 A sell 90.00 1         -> exceeds holding
        """,
    )
    assert found.cash("B") == 44_000_000 - 888 * 9000


def test_blocks_need_both_confirmations():
    found = run(
        session(holding={"A": 300_000}, cash={"B": 1_100_000_000}),
        """
        13:00 block b1 A B sell 70.00 150000 -> accepted
        13:01 confirm b1 C                   -> not your order
        13:01 confirm b9 B                   -> order not found
        13:01 confirm b1 B                   -> accepted
        13:02 block b2 B A buy  70.00 100000 -> exceeds cash
        13:02 block b2 A A sell 70.00 100000 -> same party
        13:02 block b2 A Z sell 70.00 100000 -> account not found
        13:02 block b2 A C sell 70.00 150000 -> accepted
        13:03 confirm b2 C                   -> exceeds cash
        13:03 cancel b2 C                    -> not your order
        13:03 cancel b2 A                    -> accepted
        """,
    )
    assert trades(found) == [("A", "B", 70.0, 150_000, "block")]
    assert found.sellable("A", "CEA22") == 150_000


def test_messages_that_cannot_be():
    run(
        session(),
        """
        09:30 post s1 Z sell 80.00 10        -> account not found
        09:30 post s1 A hold 80.00 10        -> bad side
        09:30 post s1 A sell 80.00 10        -> accepted
        09:30 post s1 A sell 80.00 10        -> order id exists
        """,
    )
    found = session()
    found.at(600)
    assert found.post("x", "A", "CEA99", "sell", 8000, 1) is ExchangeOutcome.INSTRUMENT_NOT_TRADED


def test_lots_and_ticks_are_parameters():
    from dataclasses import replace

    coarse = replace(TERMS, tick_fen=10, lot_t=100)
    found = coarse.session({"CEA22": 8000}, [("A", "CEA22", 10_000)], {"A": 0})
    found.at(600)
    assert found.post("x", "A", "CEA22", "sell", 8005, 100) is ExchangeOutcome.PRICE_OFF_TICK
    assert found.post("x", "A", "CEA22", "sell", 8010, 150) is ExchangeOutcome.QUANTITY_OFF_LOT
    assert found.post("x", "A", "CEA22", "sell", 8010, 100) is ExchangeOutcome.ACCEPTED


def test_closing_price_is_the_mean_of_listing_trades():
    """B11: 100 t at 50.00 and 300 t at 52.00 close at 51.50; the open is the first trade."""
    found = run(
        session(close=4980),
        """
        09:30 post s1 A sell 50.00 100       -> accepted
        09:30 take t1 B buy  50.00 100       -> accepted
        09:31 post s2 A sell 52.00 300       -> accepted
        09:31 take t2 B buy  52.00 300       -> accepted
        """,
    )
    quote = found.quotes["CEA22"]
    assert TERMS.closes(found.close()) == {"CEA22": 5150}
    assert (quote.open_fen, quote.high_fen, quote.low_fen) == (5000, 5200, 5000)


def test_without_a_listing_trade_the_previous_close_stays():
    assert TERMS.closes(session(close=4980).close()) == {"CEA22": 4980}


def test_blocks_count_for_volume_and_not_for_the_close():
    """H3: listing 200 at 81.00 and 300 at 82.50, block 150,000 at 70.00: close 81.90, value 10,540,950."""
    found = run(
        session(holding={"A": 300_000}, cash={"B": 10**10}),
        """
        09:30 post s1 A sell 81.00 200       -> accepted
        09:30 take t1 B buy  81.00 200       -> accepted
        09:31 post s2 A sell 82.50 300       -> accepted
        09:31 take t2 B buy  82.50 300       -> accepted
        13:00 block b1 A B sell 70.00 150000 -> accepted
        13:00 confirm b1 B                   -> accepted
        """,
    )
    quote = found.quotes["CEA22"]
    assert TERMS.closes(found.close()) == {"CEA22": 8190}
    assert quote.listed_t + quote.block_t == 150_500
    assert quote.listed_fen + quote.block_fen == 1_054_095_000


def test_closing_frees_what_orders_reserved():
    found = run(
        session(holding={"A": 300_000, "C": 200_000}),
        """
        09:30 post s1 A sell 81.00 200       -> accepted
        09:30 post b1 B buy  79.00 300       -> accepted
        13:00 block x1 C A sell 80.00 100000 -> accepted
        """,
    )
    found.close()
    assert found.open_orders() == []
    assert found.sellable("A", "CEA22") == 300_000
    assert found.sellable("C", "CEA22") == 200_000
    assert found.cash("B") == 10**9


def test_time_does_not_run_back():
    found = session()
    found.at(600)
    with pytest.raises(AssertionError, match="run back"):
        found.at(599)


def test_the_worked_cases_that_came_with_the_product():
    """B10, B11, B12 of the shared cases."""
    import json

    from tests.conftest import shared

    cases = {c["id"]: c for c in json.loads(shared("reference/cases.json").read_text("utf-8"))}
    for (way, quantity), accepted in zip(
        cases["B10"]["input"]["orders"], cases["B10"]["expected"]["accepted"], strict=True
    ):
        found = session(holding={"A": 500_000}, cash={"B": 10**12})
        found.at(13 * 60)
        if way == "listing":
            outcome = found.post("x", "A", "CEA22", "sell", 8000, quantity)
        else:
            outcome = found.block("x", "A", "B", "CEA22", "sell", 8000, quantity)
        assert (outcome is ExchangeOutcome.ACCEPTED) == accepted, (way, quantity)
    close = cases["B11"]
    prices = [(_fen(price), quantity) for price, quantity in close["input"]["trades"]]
    mean = TERMS.close(sum(p * q for p, q in prices), sum(q for _, q in prices), 8000)
    assert mean == _fen(close["expected"]["close"])
    same_day = cases["B12"]["input"]
    found = session(close=5000, holding={"A": same_day["hold_start"], "C": 900}, cash={"A": 2_500_000, "B": 10**9})
    found.at(600)
    assert found.post("c", "C", "CEA22", "sell", 5000, same_day["buy"]) is ExchangeOutcome.ACCEPTED
    assert found.take("t", "A", "CEA22", "buy", 5000, same_day["buy"]) is ExchangeOutcome.ACCEPTED
    sell = found.post("s", "A", "CEA22", "sell", 5000, same_day["sell_try"])
    assert (sell is ExchangeOutcome.ACCEPTED) == cases["B12"]["expected"]["sell_1200_allowed"]
    assert found.sellable("A", "CEA22") == cases["B12"]["expected"]["max_sell"]
