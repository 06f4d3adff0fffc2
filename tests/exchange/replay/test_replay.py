"""Files of orders played: what the machine interface promises, and the same as an order book in a few lines."""

import random
from datetime import date
from fractions import Fraction
from importlib.util import find_spec

import pytest

pytest.importorskip("numpy")

from tanshi.core.finding import Problem
from tanshi.exchange.replay import columns, play
from tanshi.exchange.replay.opening_file import read_balances
from tanshi.exchange.replay.orders_file import read_orders
from tanshi.rules import Law

HEAD = "seq,time,type,order_id,account,side,price,qty,ref_order_id\n"
DAY = date(2023, 5, 4)


@pytest.fixture(params=["compiled", "plain"])
def form(request, monkeypatch):
    """Play in either form of the core."""
    if request.param == "plain":
        monkeypatch.setattr(play, "find_spec", lambda _: None)
    elif not find_spec("numba"):
        pytest.skip("Numba is not installed")


def replayed(tmp_path, text, opening=None, plain=True, tick=1, parts=100):
    (tmp_path / "orders.csv").write_text(HEAD + text, "utf-8")
    orders = read_orders(tmp_path / "orders.csv", parts, timed=not plain)
    balances = None
    if opening is not None:
        (tmp_path / "opening.csv").write_text("account,cash,holding\n" + opening, "utf-8")
        balances = read_balances(tmp_path / "opening.csv", parts)
    terms = play.plain_terms(orders, tick) if plain else play.law_terms(Law("cn"), "allowance", DAY, 8000, tick)
    return play.play(orders, terms, balances, parts)


def test_price_then_time(tmp_path, form):
    found = replayed(
        tmp_path,
        "1,09:30:00,new,s1,A,sell,80.10,100,\n"
        "2,09:30:01,new,s2,B,sell,80.00,100,\n"
        "3,09:30:02,new,s3,C,sell,80.0,100,\n"
        "4,09:30:03,new,b1,D,buy,80.10,250,\n"
        "5,09:30:04,new,b2,D,buy,79,10,\n"
        "6,09:30:05,cancel,s1,A,,,,\n"
        "7,09:30:05,cancel,s1,A,,,,\n"
        "8,09:30:06,new,b2,D,buy,79,10,\n",
    )
    assert list(found.trades()) == [
        (4, "b1", "s2", "80.00", 100), (4, "b1", "s3", "80.00", 100), (4, "b1", "s1", "80.10", 50),
    ]  # fmt: skip
    assert list(found.rejects()) == [(7, "exchange.order_not_found"), (8, "exchange.order_id_exists")]
    assert list(found.book()) == [("b2", "D", "buy", "79.00", 10)]
    assert list(found.balances()) == [
        ("A", "4005.00", -50, "4005.00", -50), ("B", "8000.00", -100, "8000.00", -100),
        ("C", "8000.00", -100, "8000.00", -100), ("D", "-20005.00", 250, "-20795.00", 250),
    ]  # fmt: skip
    assert (found.close, found.volume, found.money(found.value)) == ("80.02", 250, "20005.00")


def test_with_an_opening_orders_reserve(tmp_path, form):
    found = replayed(
        tmp_path,
        "1,1,new,b1,A,buy,10.00,11,\n2,2,new,b2,A,buy,10.00,10,\n3,3,new,s1,B,sell,10.00,6,\n"
        "4,4,new,s2,B,sell,10.00,5,\n5,5,new,x,Z,buy,10.00,1,\n6,6,new,y,A,sell,10.00,1,\n",
        opening="A,100.00,0\nB,0,10\n",
    )
    assert [r[1] for r in found.rejects()] == [
        "exchange.exceeds_cash", "exchange.exceeds_holding", "exchange.account_not_found", "exchange.exceeds_holding",
    ]  # fmt: skip
    assert list(found.balances()) == [("A", "40.00", 6, "0.00", 6), ("B", "60.00", 4, "60.00", 4)]


def test_with_rules_orders_rest_and_are_taken(tmp_path, form):
    found = replayed(
        tmp_path,
        "1,09:29:59,new,s0,A,sell,80.00,10,\n"
        "2,09:30:00,new,s1,A,sell,80.00,10,\n"
        "3,2023-05-04T09:31:00.25,new,b1,B,buy,81.00,10,\n"
        "4,09:32,take,t1,C,buy,80.00,15,\n"
        "5,09:33,new,s2,A,sell,88.01,10,\n"
        "6,09:33,new,s3,A,sell,80.005,10,\n"
        "7,09:33,new,s4,A,sell,80,100000,\n"
        "8,09:34,take,t2,C,sell,80,1,b1\n"
        "9,09:34,take,t3,C,sell,80,1,b9\n"
        "10,11:30,new,s5,A,sell,80.00,10,\n",
        plain=False,
    )
    assert list(found.trades()) == [(4, "t1", "s1", "80.00", 10), (8, "b1", "t2", "81.00", 1)]
    assert [(s, r.split(".")[1]) for s, r in found.rejects()] == [
        (1, "out_of_hours"), (5, "outside_band"), (6, "price_off_tick"), (7, "listing_too_large"),
        (9, "order_not_found"), (10, "out_of_hours"),
    ]  # fmt: skip


@pytest.mark.parametrize("bulk", [True, False])
def test_bad_cells_are_reported_and_the_good_rows_stay(tmp_path, monkeypatch, bulk):
    if not bulk:
        monkeypatch.setattr(columns, "find_spec", lambda _: None)
    found = replayed(
        tmp_path,
        "1,x,new,s1,A,sell,80.10,100,\n"
        "two,x,new,s2,A,sell,80.10,100,\n"
        "3,x,swap,s3,A,sell,80.10,100,\n"
        "4,x,new,s4,A,hold,80.10,100,\n"
        "5,x,new,s5,A,sell,1e2,100,\n"
        "6,x,new,s6,A,sell,80.10,1.5,\n"
        "7,x,new,,A,sell,80.10,1,\n"
        "8,x,new,s8,,sell,80.10,1,\n"
        "9,x,cancel,,,,,,s1\n"
        "10,x,new,s9,A,sell,9223372036854775807,1,\n",
    )
    assert [f.where.split(":", 1)[1] for f in found.orders.findings] == [
        "3:seq", "4:type", "5:side", "6:price", "7:qty", "8:order_id", "9:account", "11:price",
    ]  # fmt: skip
    assert list(found.rejects()) == []
    assert list(found.book()) == []


def test_a_row_of_another_width_is_reported(tmp_path):
    found = replayed(tmp_path, "1,x,new,s1,A,sell,80.10,100,\n2,x,new\n\n3,x,new,s3,A,sell,80.10,7,\n")
    assert [f.where for f in found.orders.findings] == ["orders.csv:3"]
    assert [row[0] for row in found.book()] == ["s1", "s3"]


def test_a_file_without_its_columns_cannot_be_played(tmp_path):
    (tmp_path / "orders.csv").write_text("seq,type\n1,new\n", "utf-8")
    with pytest.raises(Problem, match="time, order_id"):
        read_orders(tmp_path / "orders.csv", 100, timed=False)
    with pytest.raises(Problem, match="cannot be read"):
        read_orders(tmp_path / "nowhere.csv", 100, timed=False)


def test_an_empty_file_is_a_session_without_messages(tmp_path, form):
    found = replayed(tmp_path, "")
    assert (found.as_json(lists=True)["messages"], found.close, found.volume) == (0, None, 0)


def test_a_tick_below_a_fen(tmp_path, form):
    found = replayed(
        tmp_path,
        "1,x,new,s1,A,sell,0.1230,3,\n2,x,new,s2,A,sell,0.1235,3,\n3,x,new,b1,B,buy,0.123,2,\n",
        tick=1, parts=1000,
    )  # fmt: skip
    assert list(found.trades()) == [(3, "b1", "s1", "0.123", 2)]
    assert list(found.rejects()) == [(2, "exchange.price_off_tick")]
    assert found.money(found.value) == "0.246"


def test_prices_too_far_apart_for_a_ladder_are_played_all_the_same(tmp_path):
    found = replayed(
        tmp_path, "1,x,new,s1,A,sell,0.01,3,\n2,x,new,s2,A,sell,999999999.00,3,\n3,x,new,b1,B,buy,0.01,2,\n"
    )
    assert found.volume == 2


def book_in_a_few_lines(rows):
    """Price, then time, on a list: trades as (seq, buy, sell, price, qty) and what rests."""
    resting, trades = [], []
    for seq, kind, order, side, price, asked in rows:
        quantity = asked
        if kind == "cancel":
            resting = [r for r in resting if r[0] != order]
            continue
        sign = 1 if side == "buy" else -1
        for other in sorted((r for r in resting if r[1] != side), key=lambda r: sign * r[2]):
            if sign * other[2] > sign * price or not quantity:
                break
            part = min(quantity, other[3])
            trades.append((seq, *((order, other[0]) if side == "buy" else (other[0], order)), other[2], part))
            other[3] -= part
            quantity -= part
        resting = [r for r in resting if r[3]]
        if quantity:
            resting.append([order, side, price, quantity])
    return trades, resting


@pytest.mark.parametrize("seed", range(5))
def test_a_random_file_is_played_as_on_a_list(tmp_path, form, seed):
    chance = random.Random(seed)
    rows, known = [], []
    for seq in range(1, 400):
        if known and chance.random() < 0.3:
            rows.append((seq, "cancel", known.pop(chance.randrange(len(known))), "", 0, 0))
        else:
            known.append(f"o{seq}")
            rows.append(
                (
                    seq,
                    "new",
                    f"o{seq}",
                    chance.choice(("buy", "sell")),
                    chance.randint(7990, 8010),
                    chance.randint(1, 50),
                )
            )
    text = "".join(
        f"{s},x,{k},{o},A,{side},{p / 100 if p else ''},{q or ''},\n" for s, k, o, side, p, q in rows
    )  # fmt: skip
    found = replayed(tmp_path, text)
    trades, resting = book_in_a_few_lines(rows)
    assert [(s, b, a, int(Fraction(p) * 100), q) for s, b, a, p, q in found.trades()] == trades
    assert [(o, side, q) for o, _, side, _, q in found.book()] == [(o, side, q) for o, side, _, q in resting]
