"""The trading screen in a real Chromium: two traders see each other's orders as they come, by keyboard alone; the
session's process goes and comes again under them; nothing is wider than a phone.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from tools.screenshots import SIZES, Watch, chromium, open_browser

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tests.exchange.process.test_server import serving
from tests.server import served
from tests.server.test_browser import AXE
from tests.server.test_trading import OPENING, live, send, trading_world

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed on this machine"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def opened_browser():
    with open_browser() as opened:
        yield opened


@pytest.fixture
def browser(opened_browser, world):
    yield opened_browser
    for context in opened_browser.contexts:
        context.close()


@pytest.fixture
def world(tmp_path):
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", clock=clock, entropy=seeded_entropy("screen"))
    with trading_world(market, tmp_path / "s") as made:
        yield made
    market.close()


def screen(browser, world, url, actor, size="desktop", watch=None, path="/trading?lang=en"):
    context = browser.new_context(viewport=SIZES[size], color_scheme="light")
    context.add_init_script(path=AXE)
    context.add_cookies([{"name": "tanshi_session", "value": world.sure(actor).cookies["tanshi_session"], "url": url}])
    page = context.new_page()
    if watch is not None:
        watch.over(page)
    page.goto(url + path)
    return page


def enter(page, side, price, tonnes, act):
    """Fill in the order's form and send it, with the keyboard alone."""
    page.locator("#listing-side").focus()
    page.keyboard.type(side)
    page.keyboard.press("Tab")
    page.keyboard.type(price)
    page.keyboard.press("Tab")
    page.keyboard.type(tonnes)
    for _ in range(("Post", "Take").index(act) + 1):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def said(page):
    return page.locator("#order [role=alert]")


def test_two_traders_trade_and_both_see_it(browser, world, tmp_path):
    watch = Watch("")
    with served.serving(world.client.app) as url:
        watch = Watch(url.removeprefix("http://"))
        with serving(tmp_path / "s", OPENING, depths_s=0.05):
            live(world)
            seller = screen(browser, world, url, "H1/1", watch=watch)
            buyer = screen(browser, world, url, "H2/1", "phone", watch)
            for page in (seller, buyer):
                expect(page.locator("[data-live]")).to_have_text("live")
            enter(seller, "sell", "80.50", "1000", "Post")
            expect(said(seller)).to_contain_text("1000 t rest")
            best = buyer.locator('.depth tbody[data-side="sell"] tr[data-level="1"]')
            expect(best).to_contain_text("80.50")
            best.locator("button").press("Enter")  # a level gives its price to the form
            expect(buyer.locator("#listing-price")).to_have_value("80.50")
            enter(buyer, "buy", "80.50", "400", "Take")
            expect(said(buyer)).to_contain_text("400 t traded at once")
            for page, other in ((seller, "H2"), (buyer, "H1")):
                expect(page.locator('[data-quote="last"]')).to_have_text("80.50")
                expect(page.locator("#tape tr").first).to_contain_text("400")
                expect(page.locator("#table-trades tbody")).to_contain_text(other)
            expect(seller.locator("#table-resting tbody")).to_contain_text("600")
            assert not watch.complaints
            for page in (seller, buyer):
                assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
                page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
                wrong = page.evaluate("async () => (await axe.run(document)).violations")
                assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in wrong] == []
        for page in (seller, buyer):
            expect(page.locator("[data-live]")).to_have_text("not live; trying again")
        with serving(tmp_path / "s", OPENING, depths_s=0.05, epoch=2):  # the process comes again
            for page in (seller, buyer):
                expect(page.locator("[data-live]")).to_have_text("live")
            send(world, "H2/1", "after", "take", instrument="CEA22", side="buy", price_fen=8050, quantity_t=100)
            expect(seller.locator("#tape tr")).to_have_count(2)  # each trade once
            expect(seller.locator("#table-resting tbody")).to_contain_text("500")
            seller.locator("#table-resting button").first.press("Enter")
            expect(seller.locator("#own")).to_contain_text("Nothing rests in the book.")
            for page in (seller, buyer):
                page.context.close()


def test_the_operators_page_is_accessible_and_narrow(browser, world, tmp_path):
    with serving(tmp_path / "s", OPENING), served.serving(world.client.app) as url:
        live(world)
        for size in SIZES:
            page = screen(browser, world, url, "exchange/1", size, path="/exchange/day?lang=en")
            expect(page.locator("h1")).to_contain_text("The exchange's day")
            assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
            page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            wrong = page.evaluate("async () => (await axe.run(document)).violations")
            assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in wrong] == []
