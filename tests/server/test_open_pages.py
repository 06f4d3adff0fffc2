"""Timeline, words, figures, market, registry, open data: open to all; holders for those who may see them."""

import re
from datetime import date

import pytest

from tanshi.core.catalogue import text
from tanshi.disclosure.bulletins import Line
from tanshi.disclosure.traded import Turnover
from tanshi.rules import Law
from tanshi.server import open_pages, text_pages
from tanshi.server.app import make_app
from tanshi.server.collections import COLLECTIONS
from tanshi.server.platform import ServerSettings
from tanshi.server.run import platform_of
from tests.server.world import World

PAGES = ("/law", "/law/factors", "/law/timeline", "/law/terms", "/law/figures", "/market", "/registry", "/public")


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


@pytest.fixture(scope="module")
def year(year_db):
    """A browser of the public over the books of a finished year."""
    from tanshi.application.market import open_market
    from tests.server.browsing import Browser

    market = open_market(str(year_db), write=False)
    platform = platform_of(market, None, ServerSettings(public_calls_per_minute=10**6))
    yield Browser(make_app(platform), follow_redirects=False)
    market.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_open_in_an_empty_market_and_in_a_full_one(world, year, path, language):
    for client in (world.client, year):
        found = client.get(f"{path}?lang={language}")
        assert found.status_code == 200, found.text[:300]
        assert "{" not in re.sub(r"(?s)<(script|meta).*?>.*?(</script>|\n)", "", found.text)


def test_the_timeline_up_to_a_day_shows_what_held_and_what_was_known(world):
    found = world.client.get("/law/timeline?day=2022-06-01&lang=en").text
    assert 'id="notice_june_2022"' not in found
    assert 'id="guide_2022"' in found
    assert "issued later, 2023-03-13" in found
    assert "Texts in force on 2022-06-01" in found
    assert 'href="/law/timeline?day=2022-06-01&amp;lang=zh"' in found


@pytest.mark.parametrize("path", ["/law/timeline", "/registry", "/api/v1/law/timeline", "/api/v1/registry/totals"])
def test_what_is_no_day_is_told(world, path):
    assert world.client.get(f"{path}?day=2022-13-01&lang=en").status_code == 400
    assert "is not a day" in world.client.get(f"{path}?day=soon&lang=en").text


def test_days_far_away_are_no_trouble(year):
    for day in ("0001-01-01", "1066-10-14", "9999-12-31"):
        assert year.get(f"/law/timeline?day={day}").status_code == 200
        assert year.get(f"/registry?day={day}").status_code == 200


def test_the_api_gives_events_terms_and_figures(world):
    found = world.client.get("/api/v1/law/timeline?day=2024-05-01").json()
    assert found["as_of"] == "2024-05-01"
    assert found["events"][-1]["id"] == "regulation_in_force"
    assert "compliance.unpaid_penalty" in {c["parameter"] for c in found["events"][-1]["changes"]}
    assert "r775" in {t["id"] for t in found["texts"]}
    assert any(v["parameter"] == "compliance.ccer_share" for v in found["values"])
    (first, *_) = world.client.get("/api/v1/law/terms", params={"q": "清缴"}).json()["terms"]
    assert first["id"] == "surrender"
    figures = {f["id"]: f for f in world.client.get("/api/v1/law/figures").json()["figures"]}
    assert figures["mean_price_to_2023"]["product_value"] == "56.4"


def test_words_are_found_on_the_page(world):
    found = world.client.get("/law/terms?q=surrender&lang=en").text
    assert found.index('id="surrender"') < found.index('id="obligation"')
    assert "No term holds" in world.client.get("/law/terms?q=zzz&lang=en").text
    assert "<b>" not in world.client.get("/law/terms?q=<b>&lang=en").text


# The strip


def test_marks_of_the_strip_do_not_cover_each_other():
    law = Law("cn")
    drawn = text_pages.strip(text_pages.told(law), date(2022, 6, 1))
    places = [(m.x, m.y) for m in drawn.marks]
    assert len(set(places)) == len(places)
    assert all(0 < m.x < drawn.width and 0 < m.y < drawn.base for m in drawn.marks)
    assert [x for _, x, _ in drawn.years] == sorted(x for _, x, _ in drawn.years)
    before = max(m.x for m in drawn.marks if m.shown_day < "2022-06")
    after = min(m.x for m in drawn.marks if m.shown_day > "2022-07")
    assert before <= drawn.cursor + 15
    assert drawn.cursor <= after + 15


# Market and registry


def test_the_market_page_adds_up_what_the_exchange_has(year):
    found = year.get("/market?lang=en").text
    quotes = year.get("/api/v1/exchange-quote?limit=10000").json()["items"]
    newest = max(quotes, key=lambda q: (q["instrument"], q["day"]))
    assert f"{sum(q['listed_t'] for q in quotes if q['instrument'] == newest['instrument']):,}" in found
    assert f">{newest['close_fen'] // 100}.{newest['close_fen'] % 100:02d}<" in found
    assert found.count("<tr>") > len(quotes)  # the chart's table has every day


@pytest.mark.parametrize(
    ("sums", "closes", "mean", "change"),
    [
        ((2, 1, 20000), (6100, 6000), "66.67", "+1.67"),
        ((3, 0, 10000), (5900, 6000), "33.33", "-1.67"),
        ((0, 0, 0), (6000, 6000), "", "0.00"),
        ((1, 0, 101), (20025, 20000), "1.01", "+0.13"),
        ((0, 0, 0), (6000, None), "", ""),
    ],
)
def test_means_and_changes_are_rounded_half_up_where_they_are_shown(sums, closes, mean, change):
    listed_t, block_t, fen = sums
    traded = Turnover(listed_t, fen, block_t)
    line = Line("CEA22", 1, closes[1], None, None, None, closes[0], traded, traded)
    found = open_pages.Quoted("CEA22", "2023-11-02", line)
    assert (found.mean, found.change) == (mean, change)


def test_the_market_page_begins_with_the_composite(year):
    """All vintages together, as the last day's bulletin has them."""
    page = year.get("/market?lang=en").text
    row = re.search(r'<th scope="row">Composite</th>(.*?)</tr>', page).group(1)
    last = max(q["day"] for q in year.get("/api/v1/exchange-quote?limit=10000").json()["items"])
    every = year.get(f"/api/v1/bulletins/day/{last}").json()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    assert cells[0] == every["close"]
    assert cells[7].replace(",", "") == every["cumulated_cny"]


def test_an_empty_market_says_so(world):
    assert text("market.none", "en") in world.client.get("/market?lang=en").text


def test_totals_of_the_registry_are_zero_in_all_and_grow_by_the_day(year):
    now = year.get("/api/v1/registry/totals").json()
    assert now["day"] is None
    sums = {}
    for row in now["items"]:
        sums[row["instrument"]] = sums.get(row["instrument"], 0) + row["amount"]
    assert set(sums.values()) == {0}
    before = year.get("/api/v1/registry/totals?day=2000-01-01").json()
    assert (before["items"], before["position"]) == ([], -1)
    last = year.get("/api/v1/registry/totals?day=2030-01-01").json()
    assert last["items"] == now["items"]
    held = {r["account"]: r["amount"] for r in year.get("/api/v1/holdings?limit=10000").json()["items"]
            if r["instrument"] == "CEA22"}  # fmt: skip
    told = {r["kind"]: r["amount"] for r in now["items"] if r["instrument"] == "CEA22"}
    assert told["trading"] == sum(v for k, v in held.items() if k.endswith("/trading"))
    assert told["system/surrendered"] == held["system/surrendered"]


def test_holders_are_shown_to_those_who_may_see_them(world):
    closed = text("holdings.closed", "en")
    assert closed in world.client.get("/registry?lang=en").text
    registrar = world.client.get("/registry?lang=en", headers=world.key("registry/1")).text
    assert closed not in registrar
    assert ">H2 <small>" in registrar
    own = world.client.get("/registry?lang=en", headers=world.key("H1/1")).text
    assert ">H1 <small>" in own
    assert ">H2 <small>" not in own
    other = world.client.get("/registry?holder=H2&lang=en", headers=world.key("H1/1")).text
    assert ">H2 <small>" not in other


def test_holders_are_paged(year):
    first = year.get("/registry?lang=en").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = year.get(following[1].replace("&amp;", "&"))
    assert second.status_code == 200
    rows = [set(re.findall(r'<th scope="row">([^< ]+) <small>[^<]*</small></th><td class="text">', t)) for t in
            (first, second.text)]  # fmt: skip
    assert rows[0]
    assert rows[1]
    assert len(rows[0] & rows[1]) <= 1  # one holder's two accounts may fall on two pages


# What is open


def test_every_link_of_the_public_page_leads_somewhere_for_the_public(world, year):
    for client in (world.client, year):
        page = client.get("/public?lang=en").text
        links = {link.replace("&amp;", "&") for link in re.findall(r'<main.*</main>', page, re.DOTALL)
                 for link in re.findall(r'href="([^"#]+)"', link)}  # fmt: skip
        assert len(links) > 15
        for link in sorted(links):
            assert client.get(link).status_code == 200, link


def test_the_public_page_of_a_real_market_lists_no_holdings(world, year):
    names = re.compile(r'href="/lists/([a-z-]+)\?')
    real = set(names.findall(world.client.get("/public?lang=en").text))
    assert "entities" in real
    assert not real & {"holdings", "accounts", "transfers", "units"}
    assert "holdings" in names.findall(year.get("/public?lang=en").text)


def test_every_list_has_a_schema_its_rows_keep(year):
    jsonschema = pytest.importorskip("jsonschema")
    for name, collection in COLLECTIONS.items():
        schema = year.get(f"/api/v1/schemas/{name}").json()
        jsonschema.Draft202012Validator.check_schema(schema)
        found = year.get(f"/api/v1/{name}?limit=3")
        if collection.right in ("see.alerts", "see.explanations"):  # what somebody is asked is nobody else's to see
            assert found.status_code == 401
            continue
        for row in found.json()["items"]:
            jsonschema.validate(row, schema)
    assert year.get("/api/v1/schemas/nothing").status_code == 404
