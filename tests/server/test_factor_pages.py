"""The factor database on pages and by API: open to everybody, but not which reports a factor changes."""

import shutil
from datetime import timedelta

import pytest

from tanshi.application.factor_reports import changed_reports, staleness
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock, instant, legal_day_of, moment
from tests.rulemaking.factors.factor_table import COAL, admit, run
from tests.server.world import World


@pytest.fixture(scope="module")
def served(year_db, tmp_path_factory):
    """A finished year with a proposed factor and one that was published for 2024; its market and its day."""
    path = tmp_path_factory.mktemp("factors") / "year.db"
    shutil.copy(year_db, path)
    market = open_market(str(path), write=False)
    with market.view() as view:
        recorded = moment(view.head().recorded_at)
    market.close()
    clock = SimulatedClock(recorded + timedelta(days=1))
    market = open_market(str(path), clock=clock)
    world = World(market)
    today = legal_day_of(instant(clock.now()))
    run(admit(market), clock, f"""
        propose F source_year=2022 -> done
        propose G source_year=2022 from_day=2024-01-01 to_day=2024-12-31 -> done
        test G 3 0.0295 tested_on={today} -> done
        review G -> done
        publish G 公告G {today} -> done
    """)  # fmt: skip
    yield world, market, today
    world.close()
    market.close()


def ask(served, path, actor="mee/1"):
    world = served[0]
    return world.client.get(path, headers=world.key(actor) if actor else {})


def test_anybody_searches_and_reads_a_factor_through_time(served):
    found = ask(served, "/api/v1/factors?q=燃煤 未实测&scope=firms&year=2022", "").json()
    assert (found["count"], found["factors"][0]["value"]) == (1, "0.03085")
    told = ask(served, f"/api/v1/factors/{COAL}?key=coal", "").json()["factors"]
    assert [f["value"] for f in told if f["act"]] == ["0.02950"]
    assert [f["from"][:4] for f in told] == sorted(f["from"][:4] for f in told)
    of_2024 = ask(served, "/api/v1/factors?q=燃煤 未实测&year=2024").json()["factors"]
    assert {f["value"] for f in of_2024} == {"0.03085", "0.02950"}
    for wrong, status in (("/api/v1/factors?year=22", 400), ("/api/v1/factors?scope=cities", 400),
                          ("/api/v1/factors/market.band", 404), ("/law/factors/nothing", 404)):  # fmt: skip
        assert ask(served, wrong, "").status_code == status


def test_the_api_says_what_the_library_says(served):
    _, market, today = served
    with market.view() as view:
        changes, age = changed_reports(market, view, "F", today), staleness(market, view, "2022", today)
    assert ask(served, "/api/v1/factor-changes?factor=F").json() == changes.as_json()
    assert ask(served, "/api/v1/factor-age/2022").json() == age.as_json()
    assert ask(served, "/api/v1/factor-changes?factor=none").status_code == 404
    assert ask(served, "/api/v1/factor-age/2031").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages(served, language):
    _, market, today = served
    with market.view() as view:
        first = changed_reports(market, view, "F", today).reports[0]
    pages = {
        "/law/factors?q=燃煤&": "0.03085",
        f"/law/factors/{COAL}?key=coal&": "公告G",
        f"/law/factors/{COAL}?": "/factors/changed?factor=F",
        "/factors/changed?factor=F&": f"/reports/2022/{first.entity}",
        "/factors/age/2022?": f"/law/factors/{COAL}",
    }
    for path, said in pages.items():
        page = ask(served, f"{path}lang={language}")
        assert page.status_code == 200, path
        assert said in page.text, path
    for form, start in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")):
        assert ask(served, f"/factors/changed/file?factor=F&form={form}&lang={language}").content.startswith(start)


def test_who_sees_one_province_or_firm_does_not_see_whom_a_factor_changes(market, clock):
    world = World(market)
    run(admit(market), clock, "propose F source_year=2022 -> done")
    paths = ("/api/v1/factor-changes?factor=F", "/factors/changed?factor=F", "/factors/changed/file?factor=F")
    for path in (*paths, "/factors/age/2022"):
        asked = {a: world.client.get(path, headers=world.key(a) if a else {}).status_code for a in ("H1/1", "sd/1", "")}
        assert set(asked.values()) <= {303, 401, 403}, (path, asked)  # 303: to sign in
    assert world.client.get(paths[0], headers=world.key("mee/1")).json()["count"] == 0
    page = f"/law/factors/{COAL}"
    assert "/factors/changed" not in world.client.get(page, headers=world.key("H1/1")).text
    assert "/factors/changed?factor=F" in world.client.get(page, headers=world.key("mee/1")).text
    world.close()
