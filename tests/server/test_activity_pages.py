"""Activity data of every sector from a filled file to the confirmed emission: by pages and by API."""

import re
from datetime import UTC, date, datetime

import pytest

from tanshi.application.identity import settings
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.core.sheets import workbook_of
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import ReportRow
from tests.mrv import firms
from tests.mrv.test_activity import ACTORS, BODY, FIRM
from tests.server import cases
from tests.server.world import World


@pytest.fixture
def made(tmp_path, clock, monkeypatch):
    """Return trial books with a firm of no sector yet: `made(sector)` is the world, its market and the year."""
    monkeypatch.setattr(settings, "ALWAYS_SECOND_FACTOR", frozenset())  # how officials sign in is tested elsewhere
    open_books = []

    def make(sector, path=":memory:"):
        clock.put_day(date(firms.year(sector) + 1, 1, 20))
        market = open_market(str(path), clock=clock)
        world = World(market, modelled=True)
        cases.ask(market, "mee/1", "participants.register_entity", FIRM)
        cases.ask(market, "mee/1", "participants.admit_actor", *ACTORS)
        open_books.append((world, market))
        return world, market, str(firms.year(sector))

    yield make
    for world, market in open_books:
        world.close()
        market.close()


def confirmed(market, entity):
    with market.view() as view:
        (report,) = read_rows(view, ReportRow, entity=entity)
    return report.state, report.verified_t


def enrol(market):
    """Register a firm of each sector, named by it."""
    for sector in firms.SECTORS:
        name = sector.upper()
        cases.ask(market, "mee/1", "participants.register_entity", {**FIRM, "entity": name})
        actor = {**ACTORS[0], "actor": f"{name}/1", "organisation": name, "entity": name}
        cases.ask(market, "mee/1", "participants.admit_actor", actor)


@pytest.fixture(scope="module")
def works():
    """Books with a firm of each sector, and browsers of who acts in them."""
    always, settings.ALWAYS_SECOND_FACTOR = settings.ALWAYS_SECOND_FACTOR, frozenset()
    market = open_market(":memory:", clock=SimulatedClock(datetime(2026, 1, 20, 2, tzinfo=UTC)))
    world = World(market, modelled=True)
    cases.ask(market, "mee/1", "participants.admit_actor", *ACTORS[1:])
    enrol(market)
    for actor in (*(f"{sector.upper()}/1" for sector in firms.SECTORS), f"{BODY}/1", "shandong/1"):
        world._person(actor)
    yield world, world.signed_in("shandong/1")
    world.close()
    market.close()
    settings.ALWAYS_SECOND_FACTOR = always


def token(page, name="csrf"):
    return re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]


@pytest.mark.parametrize("sector", [s for s in firms.SECTORS if s != "copper"])  # that firm publishes below
def test_by_pages_and_by_api(works, sector):
    world, province = works
    name, year = sector.upper(), str(firms.year(sector))
    firm = world.signed_in(f"{name}/1")
    path = f"/activity/{year}/{name}"
    book = workbook_of([("数据", firms.table(sector, name))])
    page = firm.get(f"{path}?lang=en")
    taken = firm.post(
        f"{path}?lang=en", data={"token": token(page, "token"), "sector": sector}, files={"file": ("data.xlsx", book)}
    )
    assert f"{len(firms.table(sector)) - 1} rows are recorded." in taken.text
    assert f"{firms.total(sector):,}" in taken.text
    assert ("Iron making) is of the guide" in taken.text) == (sector not in ("steel", "power", "buildings"))
    found = world.client.get(f"/api/v1/activity/{year}/{name}", headers=world.key(f"{name}/1")).json()
    assert (found["sector"], found["totals"][0]["emission_t"]) == (sector, firms.total(sector))
    report = {"entity": name, "period": year}
    steps = (
        (f"{name}/1", "mrv.file_report", {**report, "declared_true": True}),
        (f"{BODY}/1", "mrv.verify_report", {**report, "verifier": BODY, "group": ["a", "b"], "changes": []}),
    )
    for actor, kind, item in steps:
        answer = world.client.post(
            f"/api/v1/commands/{kind}", headers=world.key(actor), json={"id": f"{name}/{kind}", "items": [item]}
        )
        assert answer.status_code == 200, answer.text
    form = province.get("/do/mrv.confirm_emission")
    province.post("/do/mrv.confirm_emission", data={"csrf": token(form), **report})
    assert confirmed(world.market, name) == ("confirmed", firms.total(sector))
    for language in ("zh", "en"):
        assert f"{firms.total(sector):,}" in firm.get(f"{path}?lang={language}").text


def test_a_bad_row_is_named_and_the_others_stay(made):
    world, _, year = made("steel")
    world._person("S1/1")
    rows = [["entity_id", "year", "stream", "item", "fc", "ncv", "q"]]
    rows += [["S1", year, "fuel", "cleaned_coal", "1000", "26.344", ""], ["S1", year, "flux", "limestone", "", "", "x"]]
    rows += [["S1", year, "flux", "dolomite", "", "", "5"], ["S2", year, "flux", "dolomite", "", "", "5"]]
    url = "/api/v1/activity/S1?sector=steel&name=works.csv"
    headers = {**world.key("S1/1"), "content-type": "text/csv"}
    found = world.client.post(url, headers=headers, content=firms.csv_of(rows)).json()
    assert found["recorded"] == 2
    assert [(f["where"], f["code"]) for f in found["findings"]] == [
        ("works.csv!G3", "emissions.not_a_number"), ("works.csv!A5", "activity.of_other"),
    ]  # fmt: skip
    again = [rows[0], rows[1], ["S1", year, "flux", "limestone", "", "", "7"]]
    found = world.client.post(url, headers=headers, content=firms.csv_of(again)).json()
    assert (found["recorded"], [f["where"] for f in found["findings"]]) == (1, ["works.csv!A2"])
    assert world.client.post(url, headers=headers, content=b"nothing").status_code == 422
    other = {**world.key("H1/1"), "content-type": "text/csv"}
    assert world.client.post(url, headers=other, content=firms.csv_of(rows)).status_code == 403
    coal = [["entity_id", "year", "stream", "item", "fc", "ncv"], ["S1", year, "fuel", "anthracite", "1000", "60"]]
    odd = world.client.post(url, headers=headers, content=firms.csv_of(coal)).json()
    assert (odd["recorded"], odd["findings"]) == (1, [])
    asked = world.client.get(f"/api/v1/plausibility/{year}/S1", headers=headers).json()
    assert [f["where"] for f in odd["plausibility"]] == [f["where"] for f in asked["findings"]] != []
    template = world.client.get(f"/activity/template/steel/{year}")
    assert (template.status_code, template.content[:2]) == (200, b"PK")
    assert world.client.get("/activity/template/tea/2024").status_code == 404


def test_what_is_published_is_open_to_everybody(works):
    world, _ = works
    year = str(firms.year("copper"))
    path = f"/publications/{year}/COPPER"
    firm = world.signed_in("COPPER/1")
    assert firm.get(path).status_code == 404
    book = workbook_of([("数据", firms.table("copper", "COPPER"))])
    page = firm.get(f"/activity/{year}/COPPER")
    done = {"token": token(page, "token"), "sector": "copper"}
    firm.post(f"/activity/{year}/COPPER", data=done, files={"file": ("data.xlsx", book)})
    report = {"entity": "COPPER", "period": year}
    cases.ask(world.market, "COPPER/1", "mrv.file_report", {**report, "declared_true": True})
    verified = {**report, "verifier": BODY, "group": ["a", "b"], "changes": []}
    cases.ask(world.market, f"{BODY}/1", "mrv.verify_report", verified)
    cases.ask(world.market, "shandong/1", "mrv.confirm_emission", report)
    assert world.client.get(path).status_code == 404
    open_page = firm.get(f"{path}?lang=en")
    assert "Nothing is published yet." in open_page.text
    for _ in range(2):  # the same again changes nothing
        assert firm.post(path, data={"csrf": token(open_page)}).status_code == 303
    for language, words in (("zh", "分排放源排放量"), ("en", "Emissions by source")):
        shown = world.client.get(f"{path}?lang={language}").text
        assert words in shown
        assert f"{firms.total('copper'):,}" in shown
        assert "COPPER" in world.client.get(f"/publications?lang={language}").text
    found = world.client.get(f"/api/v1{path}").json()
    assert (found["verified_t"], found["number"]) == (firms.total("copper"), 1)
    assert {i["kind"] for i in found["items"]} == {"source", "method"}
    assert world.client.get(f"{path}/xlsx").content[:2] == b"PK"
    assert world.client.get(f"{path}/xlsx?number=2").status_code == 404
