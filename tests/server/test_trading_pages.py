"""The trading screen without scripts: what it shows to whom, and the orders of its forms."""

import re

import pytest

from tests.exchange.process.test_server import serving
from tests.server.test_trading import OPENING, listed, live, send, trading_world


@pytest.fixture
def world(market, tmp_path):
    with trading_world(market, tmp_path / "s") as made:
        yield made


def form(world, browser, act, **fields):
    """Send a form of the screen as a browser does and return the page it leads to."""
    shown = browser.get("/trading?lang=en").text
    key = re.search(r'name="key" value="(k/[0-9a-f]+)"', shown)[1]
    sent = {"csrf": world.csrf(browser), "key": key, "instrument": "CEA22", "act": act, **fields}
    answer = browser.post("/trading/order?lang=en", data=sent)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"].partition("#")[0]).text, sent


def said(page):
    return re.search(r'role="alert"><p>([^<]*)', page)[1]


def test_orders_of_forms_are_answered_in_words(world, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        seller, buyer = world.signed_in("H1/1"), world.signed_in("H2/1")
        page, sent = form(world, seller, "post", side="sell", price="80.50", quantity_t="1,000")
        assert said(page) == "Accepted: 0 t traded at once, 1000 t rest in the book."
        again = seller.post("/trading/order?lang=en", data=sent)  # the back button, or a double click
        assert "left=1000" in again.headers["location"]
        page, _ = form(world, buyer, "take", side="buy", price="81", quantity_t="400")
        assert said(page) == "Accepted: 400 t traded at once, 0 t rest in the book."
        assert "h2-1 (H2/1)" in page
        mine = seller.get("/trading?lang=en").text
        assert re.search(r"<td>80.50</td><td>600</td>", mine), "what rests is on the screen"


#: What is wrong with a form, and a part of what it is told.
REFUSED = [
    ({"price": "90.00"}, "outside the day"),
    ({"price": "80.005"}, "no amount in CNY"),
    ({"quantity_t": "1.5"}, "no whole number of tonnes"),
    ({"side": "x"}, "could not be read"),
    ({"quantity_t": "100000"}, "below 100,000 t"),
    ({"holder": "H2"}, "outside"),
]


def test_a_refused_form_says_why(world, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        seller = world.signed_in("H1/1")
        for fields, words in REFUSED:
            page, _ = form(world, seller, "post", **{"side": "sell", "price": "80", "quantity_t": "10", **fields})
            assert words in said(page), fields


def test_who_sees_what(world, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        send(world, "H1/1", "k", "post", **listed())
        public = world.client.get("/trading?lang=en").text
        assert "Five best levels" in public
        assert "Own orders" not in public
        assert "H1" not in public
        assert "Own orders" in world.signed_in("H1/1").get("/trading?lang=en").text
        stranger = world.signed_in("T/1").get("/trading?lang=en").text
        assert "does not trade" in stranger
        of_another = world.signed_in("H1/1").get("/trading?holder=H2&lang=en").text
        assert "Own orders" not in of_another
        assert world.client.get("/trading/own").status_code == 303  # sign in first
    live(world, is_open=False)
    closed = world.signed_in("H1/1").get("/trading?lang=en")
    assert closed.status_code == 200
    assert "No session is open" in closed.text
