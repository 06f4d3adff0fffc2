"""Bulletins and disclosure: open pages, the API, files of open data with their schema."""

import json

import pytest

from tanshi.application.market import open_market
from tanshi.core.catalogue import text
from tanshi.disclosure.bulletins import bulletin, trading_days
from tanshi.disclosure.open_data import tables
from tanshi.disclosure.results import results
from tanshi.disclosure.spans import KINDS, Span
from tanshi.disclosure.tables import write_tables
from tanshi.rules import Law
from tanshi.server import charts
from tanshi.server.app import make_app
from tanshi.server.platform import ServerSettings
from tanshi.server.run import platform_of
from tests.application.test_statements import cells
from tests.disclosure.validation import validated
from tests.server.world import World


@pytest.fixture(scope="module")
def year(year_db):
    """A browser of the public over the books of a finished year."""
    from tests.server.browsing import Browser

    market = open_market(str(year_db), write=False)
    platform = platform_of(market, None, ServerSettings(public_calls_per_minute=10**6))
    yield Browser(make_app(platform), follow_redirects=False)
    market.close()


@pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_a_bulletin_is_a_paper_in_the_language_asked_for(year, form, begins):
    page = year.get("/market/bulletins?kind=month&lang=en").text
    link = f"/api/v1/bulletins/month/2023-12/paper?lang=en&amp;form={form}"
    assert link in page
    answer = year.get(link.replace("&amp;", "&"))
    assert answer.content.startswith(begins)
    if form == "xlsx":
        said = {str(cell) for row in cells(answer.content) for cell in row}
        assert "National carbon market, bulletin of 2023-12" in said
        assert any("Modelled trading" in cell for cell in said)


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_and_the_api_show_the_last_bulletin(year, year_market, kind):
    with year_market.view() as view:
        found = bulletin(view, Law("cn"), Span.around(kind, trading_days(view)[-1]))
    answer = year.get(f"/api/v1/bulletins/{kind}/latest").json()
    assert {**found.as_json(), "position": answer["position"]} == answer
    page = year.get(f"/market/bulletins?kind={kind}&lang=en").text
    assert f"Market bulletin, {found.span.name}" in page
    assert f"{found.all.cumulated.traded_t:,}" in page


def test_bulletins_lead_to_the_ones_before_and_after(year):
    page = year.get("/market/bulletins?kind=month&which=2023-10&lang=zh").text
    assert "which=2023-09&amp;lang=zh" in page or "which=2023-09&lang=zh" in page
    assert "2023-11" in page
    assert "行情快报 2023-10" in page


def test_a_bulletin_comes_as_a_file(year):
    found = year.get("/api/v1/bulletins/month/2023-10/csv")
    assert found.headers["content-type"].startswith("text/csv")
    head, *rows = found.content.decode("utf-8-sig").splitlines()
    assert head.split(",") == list(tables()["bulletins"].columns)
    assert len(rows) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/bulletins/quarter/latest", "/api/v1/bulletins/day/2023-13-01", "/api/v1/bulletins/day/1999-01-01",
        "/market/bulletins?which=soon", "/public/1999", "/api/v1/open-data/1999/datapackage.json",
        "/api/v1/open-data/2022/nothing.csv", "/api/v1/open-data/2022/..%2Fsecret",
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(year, path):
    assert year.get(path).status_code == 404


def test_a_market_without_trading_says_so(world):
    assert text("bulletin.none", "en") in world.client.get("/market/bulletins?lang=en").text
    assert world.client.get("/api/v1/bulletins/day/latest").status_code == 404
    assert world.client.get("/public?lang=en").status_code == 200


def test_the_disclosure_shows_tables_charts_and_files(year, year_market):
    with year_market.view() as view:
        found = results(view, "2022")
    for language in ("zh", "en"):
        page = year.get(f"/public/2022?lang={language}").text
        assert text("disclose.title", language, {"period": "2022"}) in page
        assert f"{found.nation['surrendered_t']:,}" in page
        for name in tables():
            assert f'href="/api/v1/open-data/2022/{name}_2022.csv"' in page
        for chart in ("gap-shares", "gap-tonnes", "classes"):
            assert f'id="{chart}"' in page
    assert 'href="/public/2022?lang=en"' in year.get("/public?lang=en").text


def test_files_of_the_server_are_those_of_the_command(year, year_market, tmp_path):
    from tanshi.disclosure.tables import tables_of

    package = year.get("/api/v1/open-data/2022/datapackage.json")
    (tmp_path / "datapackage.json").write_bytes(package.content)
    for resource in json.loads(package.content)["resources"]:
        (tmp_path / resource["path"]).write_bytes(year.get(f"/api/v1/open-data/2022/{resource['path']}").content)
    assert len(validated(tmp_path / "datapackage.json")) == len(tables())
    with year_market.view() as view:
        *files, _ = write_tables([tables_of(view, year_market.law, results(view, "2022"))], tmp_path / "command")
    for file in files:
        assert file.read_bytes() == (tmp_path / file.name).read_bytes()


# The charts


@pytest.fixture
def found(year_market):
    with year_market.view() as view:
        yield results(view, "2022")


def test_shares_of_the_classes_of_gap_are_whole(found):
    figure = charts.disclosure(found)["gap_shares"]("en")
    by_count, by_tonnes = (s["values"] for s in figure.data["series"])
    assert round(sum(by_count)) == round(sum(by_tonnes)) == 100
    assert sum(row[1] for row in figure.rows) == found.nation["entities"]
    assert sum(row[3] for row in figure.rows) == found.nation["verified_t"]


def test_gaps_of_the_classes_add_up(found):
    figure = charts.disclosure(found)["gap_tonnes"]("zh")
    surplus, short = (s["values"] for s in figure.data["series"])
    assert sum(surplus) + sum(short) == sum(e["gap_t"] for e in found.entities)
    assert max(surplus) <= 0 <= min(short)


def test_every_class_has_its_emissions_and_allowances(found):
    figure = charts.disclosure(found)["classes"]("en")
    assert [row[1:] for row in figure.rows] == [
        (c["verified_t"], c["approved_t"]) for c in sorted(found.classes, key=lambda c: c["unit_class"])
    ]
