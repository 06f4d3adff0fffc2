"""The pages in a real Chromium: they load, draw, work without scripts and by keyboard, are accessible, and print."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from pypdf import PdfReader
from tools.screenshots import SIZES, Watch, chromium, first_pages, open_browser, settle

from tanshi.application.market import open_market
from tests.server import served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed on this machine"),
    pytest.mark.xdist_group("browser"),
]

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "build" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("zh", "en")

#: Pages over all firms, large and slow to look through: in turn.
LARGE = ("impact", "fit", "path")

#: Pages that have every colour between them.
COLOURED = ("nation", "entity", "kit", "problem")

#: `make soak` tries every page in both languages, at both sizes and in both schemes.
SOAK = "TANSHI_SOAK" in os.environ


def in_turn(name, size, scheme):
    """Return the languages in which a page is tried at a size in a scheme of colours: one, the other at the other."""
    if SOAK:
        return LANGUAGES
    if (scheme == "dark" and name not in COLOURED) or (name in LARGE and size == "phone"):
        return ()
    return (LANGUAGES[(sum(map(ord, name)) + (size == "phone")) % 2],)


@pytest.fixture(scope="module")
def url(year_db):
    market = open_market(str(year_db), write=False)
    with served.serving(served.served_app(market)) as address:
        yield address
    market.close()


@pytest.fixture(scope="module")
def browser():
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def paths(browser, url):
    found = first_pages(browser, url)
    assert set(found) == {"nation", "province", "entity", "unit"}
    others = {"list": "/lists/entities", "sign_in": "/sign-in", "problem": "/2022/entity/nobody", "kit": "/kit"}
    others |= {name: f"/law/{name}" for name in ("timeline", "terms", "figures")}
    others |= {name: f"/{name}" for name in ("market", "registry", "public")}
    others |= {"bulletin": "/market/bulletins", "disclosure": "/public/2022"}
    others |= {
        "impact": "/drafting/impact?source=2022&draft=2023&price=80&benchmarks=I%3D0.79",
        "fit": "/drafting/fit?source=2022",
        "path": "/drafting/path?source=2022",
    }
    return {**found, **others}


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desktop"])
    yield context.new_page()
    context.close()


def said(path, language):
    """Return a path with the language asked for."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def opened(context, url, path, language="en"):
    """Open a path in a new page of a context and wait until it stands still."""
    page = context.new_page()
    page.goto(f"{url}{said(path, language)}")
    settle(page)
    return page


def focused(page):
    return page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")


# loading and drawing


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "light"), ("desktop", "dark")])
def test_pages_load_whole_ask_no_other_host_fit_and_axe_finds_nothing(browser, url, paths, size, scheme):
    assert AXE.exists(), "axe-core comes with the bundle: python hatch_build.py"
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)
    context.add_init_script(path=AXE)
    wrong = {}
    for name, path in paths.items():
        for language in in_turn(name, size, scheme):
            page, watch = context.new_page(), Watch(url.removeprefix("http://"))
            watch.over(page)
            page.goto(f"{url}{said(path, language)}")
            settle(page)
            found = [c for c in watch.complaints if not (name == "problem" and "404" in c)]
            if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
                found.append("something but a table or a tree is wider than the page")
            page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            violations = page.evaluate("async () => (await axe.run(document)).violations")
            found += [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations]
            if found:
                wrong[f"{name} {language}"] = found
            page.close()
    context.close()
    assert json.dumps(wrong, ensure_ascii=False, indent=1) == "{}"


def test_no_chart_is_left_empty(page, url, paths):
    drawn = {}
    for name in ("nation", "province", "entity", "unit", "kit", "impact", "fit", "path"):
        page.goto(f"{url}{said(paths[name], 'en')}")
        settle(page)
        drawn[name] = page.eval_on_selector_all(
            "figure.chart[data-kind]",
            """figures => figures.map((f) => {
                 const canvas = f.querySelector("canvas");
                 const seen = canvas && new Set(new Uint32Array(
                   canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size > 8;
                 return seen ? f.dataset.kind : `${f.dataset.kind} is empty`;
               })""",
        )
    assert drawn["nation"] == ["candles", "bars", "histogram"]
    assert drawn["province"] == ["bars", "histogram"]
    assert drawn["entity"] == ["waterfall"]
    assert drawn["unit"] == ["bars"]
    assert drawn["kit"] == ["points", "line", "bars", "candles"]
    assert drawn["impact"] == ["bars"] * 3
    assert set(drawn["fit"]) == {"scatter"}
    assert drawn["path"] == ["line"]


def test_a_way_of_trading_can_be_switched_off_by_keyboard(page, url):
    page.goto(f"{url}/?lang=en")
    settle(page)
    switch = page.locator("#market .chart-switch", has_text="Block")
    before = page.locator("#market canvas").screenshot()
    switch.focus()
    page.keyboard.press("Enter")
    assert switch.get_attribute("aria-pressed") == "false"
    assert "Block" in focused(page)
    page.wait_for_timeout(350)
    assert page.locator("#market canvas").screenshot() != before


def test_another_vintage_can_be_shown(page, url):
    page.goto(f"{url}/kit?lang=en")
    settle(page)
    figure = page.locator("figure[data-kind=candles]")
    before = figure.locator("canvas").screenshot()
    assert figure.locator(".chart-switch[aria-pressed=true]").all_inner_texts()[0] == "CEA22"
    figure.get_by_role("button", name="CEA21").click()
    page.wait_for_timeout(350)
    assert figure.locator(".chart-switch[aria-pressed=true]").all_inner_texts()[0] == "CEA21"
    assert figure.locator("canvas").screenshot() != before


def test_a_chart_tells_its_numbers_under_the_pointer(page, url):
    page.goto(f"{url}/2022/entity/T13-02?lang=en")
    settle(page)
    box = page.locator("#waterfall .chart-box").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    tip = page.locator(".chart-tip")
    tip.wait_for()
    assert tip.locator("strong").inner_text() == "Output × benchmark"
    listed = page.locator("#waterfall details")
    listed.evaluate("e => e.open = true")
    first = listed.locator("tbody tr").first.inner_text().split()
    assert tip.locator("dd").inner_text() == f"{first[-1]} t", "what the pointer shows is what the table holds"


def test_charts_follow_the_width_of_the_page(page, url):
    page.goto(f"{url}/?lang=en")
    settle(page)
    page.set_viewport_size(SIZES["phone"])
    page.wait_for_timeout(300)
    assert page.locator("#market canvas").bounding_box()["width"] < 390
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_the_tile_map_leads_to_the_provinces(page, url):
    page.goto(f"{url}/?lang=en")
    page.locator(".tiles a", has_text="Shandong").first.click()
    page.wait_for_url("**/province/37**")
    assert page.locator("h1").inner_text().startswith("Shandong")


# without what scripts bring


def test_everything_works_without_scripts(browser, url, paths):
    context = browser.new_context(viewport=SIZES["desktop"], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/?lang=en")
    assert not page.locator("#market .chart-box").is_visible()
    page.locator("#market summary").click()
    assert page.locator("#market tbody tr").first.is_visible()
    page.locator("#table-provinces tbody a").first.click()
    page.locator("#table-entities tbody a").first.click()
    page.locator("#table-units tbody a").first.click()
    assert "/unit/" in page.url
    page.goto(f"{url}/kit?lang=en")
    page.get_by_role("link", name="Next").click()
    assert "11 – 20 of 42" in page.locator("#list").inner_text()
    page.get_by_role("link", name="Amount").click()
    assert page.locator("#list tbody td").first.inner_text() == "1,764,000"
    page.fill("#field-q", "plant 4")
    page.get_by_role("button", name="Filter").click()
    assert "1 – 3 of 3" in page.locator("#list").inner_text()
    page.get_by_role("link", name="History").click()
    assert page.locator("#tabbed").inner_text() == "Shown: history"
    context.close()


def test_the_menu_of_a_phone_opens_without_scripts(browser, url):
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/?lang=en")
    assert page.locator("nav.site-nav:visible").count() == 0
    page.locator(".site-menu summary").click()
    assert page.locator("nav.site-nav:visible").count() == 1
    context.close()


def test_without_the_bundle_figures_show_their_tables(page, url):
    page.route("**/static/vendor/**", lambda route: route.abort())
    page.goto(f"{url}/?lang=en")
    settle(page)
    assert page.locator("#market").get_attribute("data-ready") == "table"
    assert page.locator("#market .chart-missing").is_visible()
    assert page.locator("#market tbody tr").first.is_visible()
    head = page.locator("#table-provinces thead th").nth(2)
    assert head.evaluate("th => getComputedStyle(th).textAlign") == "right"


# partial updates


def test_paging_sorting_and_filters_replace_only_the_list(page, url):
    page.goto(f"{url}/kit?lang=en")
    page.wait_for_load_state("networkidle")
    page.evaluate("() => { window.still = true; }")
    page.locator("#list-page-next").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#list').innerText.includes('11 – 20')")
    assert "list-page-next" in focused(page)
    assert "page=2" in page.url
    page.locator("#list-sort-amount_t").click()
    page.wait_for_function("() => document.querySelector('#list tbody td').innerText === '1,764,000'")
    assert page.locator("#list th[aria-sort=descending]").inner_text().startswith("Amount")
    page.fill("#field-q", "plant 4")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#list').innerText.includes('1 – 3 of 3')")
    page.get_by_role("link", name="History").click()
    page.wait_for_function("() => document.querySelector('#tabbed').innerText === 'Shown: history'")
    assert page.evaluate("() => window.still") is True
    page.go_back()
    page.wait_for_function("() => document.querySelector('#tabbed').innerText === 'Shown: units'")


def test_a_part_that_is_refused_shows_the_page_that_says_why(page, url):
    page.goto(f"{url}/kit?lang=en")
    page.wait_for_load_state("networkidle")
    page.locator("#list-page-next").evaluate("a => { a.setAttribute('hx-get', '/2022/entity/nobody'); }")
    page.locator("#list-page-next").click()
    page.wait_for_url("**/2022/entity/nobody")
    assert page.locator("h1").inner_text() in ("Nothing here", "没有内容")


def test_a_whole_table_sorts_by_its_heads(page, url):
    page.goto(f"{url}/kit?lang=en")
    settle(page)
    head = page.locator("#whole thead th").nth(1)
    names = page.locator("#whole tbody th")
    head.locator("button").click()
    assert (head.get_attribute("aria-sort"), names.all_inner_texts()) == ("descending", ["b", "a", "c"])
    head.locator("button").click()
    assert (head.get_attribute("aria-sort"), names.all_inner_texts()) == ("ascending", ["a", "b", "c"])
    page.locator("#whole thead th button").first.click()
    assert names.all_inner_texts() == ["a", "b", "c"]
    assert head.get_attribute("aria-sort") is None


# keyboard and assistive technology


def test_the_keyboard_reaches_skip_link_navigation_and_tables(page, url):
    page.goto(f"{url}/?lang=en")
    settle(page)
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(focused(page))
        if page.evaluate("() => document.activeElement.getAttribute('aria-label') === 'Table: Provinces'"):
            break
    assert 'class="skip"' in reached[0]
    assert 'class="brand"' in reached[1]
    assert "aria-current" in reached[2]
    assert "Table: Provinces" in reached[-1]


def test_the_skip_link_leads_to_the_content(page, url):
    page.goto(f"{url}/?lang=en")
    settle(page)
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_what_has_the_focus_is_seen(page, url):
    page.goto(f"{url}/kit?lang=en")
    settle(page)
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        on_page = page.evaluate("() => document.activeElement !== document.body")
        if on_page and page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "none":
            unseen.append(focused(page))
    assert unseen == []


# paper


@pytest.mark.parametrize("language", LANGUAGES if SOAK else ("zh",))
def test_pages_print(page, url, paths, year_db, language):
    market = open_market(str(year_db), write=False)
    with market.view() as view:
        ((verified,),) = view.fetch("SELECT SUM(verified_t) FROM mrv_report WHERE state = 'confirmed'")
    market.close()
    for name in ("nation", "entity", "unit", "timeline", "terms", "public", "impact"):
        page.goto(f"{url}{said(paths[name], language)}")
        settle(page)
        paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
        text = "".join(sheet.extract_text() for sheet in paper.pages)
        assert 1 <= len(paper.pages) <= 8, name
        assert f"{verified:,}" in text or name != "nation"
        assert "2022" in text
        assert "English" not in text
        assert "中文" not in text


def test_the_policy_allows_files_of_ours_and_nothing_inline(page, url):
    policy = page.goto(f"{url}/").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in policy


def test_a_dark_page_prints_black_on_white(browser, url):
    context = browser.new_context(color_scheme="dark")
    page = opened(context, url, "/")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate("() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]; }")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    context.close()
