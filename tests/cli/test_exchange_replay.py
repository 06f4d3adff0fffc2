"""`tanshi exchange replay`, by its own example, on the screen, into a folder, and with files it cannot use."""

import csv
import json
import shlex

import pytest

from tests.cli.process import tanshi

pytest.importorskip("numpy")

ORDERS = """seq,time,type,order_id,account,side,price,qty
1,09:30:00,new,s1,A,sell,80.10,100
2,09:30:01,new,b1,B,buy,80.2,60
3,09:30:02,cancel,x,B,,,
"""


@pytest.fixture
def orders(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    return tmp_path


def test_the_example_runs(orders):
    text = " ".join(tanshi("exchange", "replay", "--help").stdout.split())
    done = tanshi(*shlex.split(text.partition("Example: tanshi ")[2]), cwd=orders)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found.pop("state_hash")) == 64
    assert found == {
        "messages": 3,
        "trades": [[2, "b1", "s1", "80.10", 60]],
        "rejects": [{"seq": 3, "reason": "exchange.order_not_found"}],
        "book": [{"order_id": "s1", "account": "A", "side": "sell", "price": "80.10", "qty": 40}],
        "balances": [
            {"account": "A", "cash": "4806.00", "holding": -60, "cash_free": "4806.00", "holding_free": -100},
            {"account": "B", "cash": "-4806.00", "holding": 60, "cash_free": "-4806.00", "holding_free": 60},
        ],
        "close": "80.10",
        "volume": 60,
        "value": "4806.00",
        "findings": [],
    }


def test_long_lists_go_to_a_folder(orders):
    done = tanshi("exchange", "replay", "orders.csv", "--plain", "--out", "lists", "--json", cwd=orders)
    assert "trades" not in json.loads(done.stdout)
    with (orders / "lists" / "trades.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["seq", "buy_order", "sell_order", "price", "qty"],
            ["2", "b1", "s1", "80.10", "60"],
        ]


def test_on_the_screen_by_the_rules_of_a_day(orders):
    """By agreement nothing meets by itself."""
    done = tanshi("exchange", "replay", "orders.csv", "--date", "2023-05-04", "--previous-close", "80", cwd=orders)
    assert done.returncode == 0, done.stderr
    assert "exchange.order_not_found" in done.stdout
    assert "buy_order" not in done.stdout


def test_a_bad_row_ends_with_1_and_a_bad_file_with_2(orders):
    with (orders / "orders.csv").open("a") as file:
        file.write("4,09:31,new,s2,A,sell,eighty,1\n")
    done = tanshi("exchange", "replay", "orders.csv", "--plain", "--json", cwd=orders)
    assert done.returncode == 1
    assert json.loads(done.stdout)["messages"] == 3
    assert "orders.csv:5:price" in done.stderr
    assert tanshi("exchange", "replay", "nowhere.csv", cwd=orders).returncode == 2
    assert tanshi("exchange", "replay", "orders.csv", "--tick", "0", cwd=orders).returncode == 2
