"""Pages of work, lists, look, history and papers in a real Chromium: no error, accessible, narrow, by
keyboard, on paper.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader
from tools.screenshots import SIZES, Watch, chromium, open_browser, settle

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.server.platform import ServerSettings
from tests.server import cases, served
from tests.server.test_browser import AXE
from tests.server.test_work import CHANGE
from tests.server.world import World

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed on this machine"),
    pytest.mark.xdist_group("browser"),
]

#: Who looks at which pages: an official of the province, and the plant.
PAGES = {
    "sd/1": (
        "/tasks?watch=true", "/reviews/report_to_confirm/2022/P1", "/comments/report/2022/P1", "/search?q=P1",
        "/look?place=2022/P1-1/2022-03", "/history?subject=report/2022/P1", "/lists/mrv-unit-month",
        "/papers/P1/issue/verification_conclusion/2022", "/tasks/report_to_confirm/2022", "/reviews",
        "/evidence/P1-1/2022-03/1",
    ),
    "P1/1": ("/tasks", "/notices"),
}  # fmt: skip

#: On every so many pages the keyboard is tried.
EVERY = 4

#: Steps of the keyboard on each page: past the head and into the page.
STEPS = 30


@pytest.fixture(scope="module")
def world():
    clock = SimulatedClock(datetime(2022, 1, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", clock=clock, entropy=seeded_entropy("work"))
    made = World(market, server=ServerSettings(calls_per_minute=10**6, public_calls_per_minute=10**6))
    cases.plant(market)
    made._person("P1/1")
    cases.months(market, clock)
    cases.evidence(market)
    cases.verified(market, clock, changes=[CHANGE])
    for actor in ("P1/1", "sd/1"):
        said = {"words": "The scale was calibrated; see belt2.csv. " * 4}
        path = "/api/v1/comments/report/2022/P1"
        assert made.client.post(path, json=said, headers=made.key(actor)).status_code == 200
    yield made
    made.close()
    market.close()


@pytest.fixture(scope="module")
def url(world):
    with served.serving(world.client.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with open_browser() as opened:
        yield opened


def context_of(browser, world, actor):
    headers = {"Authorization": world.key(actor)["Authorization"]}
    made = browser.new_context(viewport=SIZES["desktop"], bypass_csp=True, extra_http_headers=headers)
    made.add_init_script(path=AXE)
    return made


def test_pages_are_whole_narrow_accessible_and_reached_by_keyboard(browser, world, url):
    wrong = {}
    for actor, paths in PAGES.items():
        context = context_of(browser, world, actor)
        for number, path in enumerate(paths):
            page, watch = context.new_page(), Watch(url.removeprefix("http://"))
            watch.over(page)
            language = ("zh", "en")[number % 2]
            answer = page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang={language}")
            settle(page)
            found = [] if answer.status == 200 else [f"status {answer.status}"]
            if page.locator("h1").count() != 1:
                found.append(f"{page.locator('h1').count()} h1")
            if number % EVERY == 0:
                found += unseen(page)
            page.evaluate("() => document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
            found += violations(page, "desktop", "light") + violations(page, "phone", "dark") + watch.complaints
            if found:
                wrong[f"{actor} {path} {language}"] = found
            page.close()
        context.close()
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def violations(page, size, scheme):
    """Return what axe finds at a width and in a scheme, and whether the page is wider than the window."""
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    said = [f"{wide} px too wide at {size}"] if wide > 0 else []
    return said + [f"{size} {scheme} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def unseen(page):
    """Return what has the focus and shows no outline, over some steps of the keyboard; and whether main is reached."""
    reached, found = False, []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        inside, outline, html = page.evaluate(
            """() => { const e = document.activeElement;
               return [!!e.closest('main') || e === document.body, getComputedStyle(e).outlineStyle,
                       e === document.body ? '' : e.outerHTML.slice(0, 120)]; }"""
        )
        reached = reached or inside
        if html and outline == "none":
            found.append(f"focus is not seen: {html}")
    return found if reached else [*found, "the keyboard does not come to main"]


def test_pages_print_without_the_frame(browser, world, url):
    context = context_of(browser, world, "sd/1")
    page = context.new_page()
    for path in ("/tasks", "/comments/report/2022/P1", "/history?subject=report/2022/P1", "/lists/mrv-unit-month"):
        page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang=en")
        settle(page)
        paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
        text = "".join(sheet.extract_text() for sheet in paper.pages)
        assert 1 <= len(paper.pages) <= 6, path
        assert "Sign out" not in text
        assert "中文" not in text
        assert "2022" in text, path
    context.close()
