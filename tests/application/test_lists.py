"""Lists by year, and why an entity is on one or not, as program, command line and server give it."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from tanshi.application.lists import year_list
from tanshi.application.market import open_market
from tanshi.application.why import why
from tanshi.cli.main import app
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.journal.writer import seeded_entropy
from tanshi.server.app import make_app
from tanshi.server.platform import ServerSettings
from tanshi.server.run import platform_of
from tests.participants.test_listing import ask, at, books, decision, proposed
from tests.server.browsing import Browser

__all__ = ["books"]


@pytest.fixture
def two_years(books, clock):
    """Lists of 2022 and 2023: SMALL is on neither, EDGE leaves, UNKNOWN enters, BIG is merged into UNKNOWN and gone."""
    at(clock, "2022-10-20")
    ask(books, "propose_listing", proposed("BIG"), proposed("EDGE"), proposed("STEEL", "R"),
        proposed("SMALL", "-", "below_threshold"))  # fmt: skip
    ask(books, "comment_listing", {"entity": "BIG", "period": "2022", "agrees": True, "text": "属实"}, who="c3702")
    ask(books, "publish_list", {"area_gb2260": "37", "period": "2022"})
    ask(books, "object_listing", {"entity": "BIG", "period": "2022", "reason": "数据有误"}, who="big")
    ask(books, "decide_objection", decision("BIG", False, "RC", "emission_at_threshold"))
    ask(books, "merge_entities", {"heir": "UNKNOWN", "merged": ["BIG"], "ground": "g", "evidence_sha256": ""})
    at(clock, "2023-11-20")
    later = {"period": "2023", "years": "2022"}
    steel, edge = proposed("STEEL", "R", tonnes=900_000, **later), proposed("EDGE", "R", "moved_out", 30_000, **later)
    ask(books, "propose_listing", proposed("UNKNOWN", "RC", "heir", 0, "", "2023"), edge, steel)
    ask(books, "publish_list", {"area_gb2260": "37", "period": "2023"})
    return books


def listed(market, year, kind="covered"):
    with market.view() as view:
        return year_list(view, year, kind)


def names(entries):
    return [e.entity_id for e in entries]


def test_a_list_against_the_one_before(two_years):
    first, second = listed(two_years, "2022"), listed(two_years, "2023")
    assert (names(first.entities), first.previous, names(first.left)) == (["BIG", "EDGE"], "", [])
    assert names(second.entities) == names(second.entered) == ["UNKNOWN"]
    assert names(second.left) == ["BIG", "EDGE"]
    big, edge = second.left
    assert (big.ground, big.heirs, big.since) == ("merged", ("UNKNOWN",), "2022")  # nobody proposed anything of it
    assert (edge.ground, edge.citation, edge.late) == ("moved_out", "o19 第九条", True)
    reports = listed(two_years, "2023", "report")
    assert names(reports.entities) == ["EDGE", "STEEL", "UNKNOWN"]
    assert [e.since for e in reports.entities] == ["2022", "2022", "2023"]
    assert len(reports.entered) - len(reports.left) == len(reports.entities) - reports.size_before


@pytest.mark.parametrize(
    ("year", "code"),
    [("2021", "list.none"), ("2022年", "list.bad_year"), ("", "list.bad_year"), ("0000", "list.bad_year")],
)
def test_a_year_without_a_list_is_told(two_years, year, code):
    with pytest.raises(Problem) as caught:
        listed(two_years, year)
    assert caught.value.findings[0].code == code
    assert "<" not in caught.value.findings[0].message("zh")


def test_a_year_of_a_joint_period_has_its_list(books):
    ask(books, "propose_listing", proposed("BIG", tonnes=500_000, years="2019", period="2019-2020"))
    ask(books, "publish_list", {"area_gb2260": "37", "period": "2019-2020"})
    assert [listed(books, y).period for y in ("2019", "2020", "2019-2020")] == ["2019-2020"] * 3


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("entity", "year", "value", "within"),
    [
        ("BIG", "2022", "must report, covered", ["emission_at_threshold", "500000", "499000", "26000", "power",
                                                 "属实", "rejected", "merged"]),
        ("SMALL", "2022", "on neither list", ["below_threshold", "9000", "8000"]),
        ("STEEL", "2022", "must report", ["steel", "outside"]),
        ("STEEL", "2024", "not on the list", ["steel", "none in the books"]),
        ("BIG", "2024", "not on the list", ["merged", "none in the books"]),
        ("GLASS", "2022", "not on the list", ["glass", "outside"]),
        ("PASTRY", "2027", "not on the list", ["outside", "26000"]),
    ],
)  # fmt: skip
def test_why_an_entity_is_on_a_list_or_not(two_years, entity, year, value, within):
    node = why(two_years, f"listing/{entity}/{year}").node
    assert node.value == value
    shown = json.dumps(node.as_json(), ensure_ascii=False)
    assert [word for word in within if word not in shown] == []
    assert node.check() == []


@pytest.mark.parametrize(
    "subject", ["listing/NOBODY/2022", "listing/BIG/1999", "listing/BIG/x", "listing/BIG", "listing"]
)
def test_what_cannot_be_asked_is_told(two_years, subject):
    with pytest.raises(Problem):
        why(two_years, subject)


@pytest.fixture
def file(tmp_path, law, request):
    """A database file with the two lists, as the command line opens it."""

    clock = SimulatedClock(datetime(2022, 1, 4, tzinfo=UTC))
    market = open_market(str(tmp_path / "lists.db"), law=law, clock=clock, entropy=seeded_entropy("lists"))
    two_years.__wrapped__(books.__wrapped__(market, clock), clock)
    market.close()
    return str(tmp_path / "lists.db")


def test_the_command_line(file):
    done = CliRunner().invoke(app, ["list", "2023", "--db", file, "--json"])
    found = json.loads(done.stdout)
    assert (done.exit_code, found["year"], found["kind"], found["previous"]) == (0, "2023", "covered", "2022")
    assert {e["entity_id"]: e["ground"] for e in found["left"]} == {"BIG": "merged", "EDGE": "moved_out"}
    (entry,) = found["entities"]
    assert entry.keys() >= {"entity_id", "name", "area_gb2260", "sector", "since", "ground", "citation"}
    shown = CliRunner().invoke(app, ["list", "2023", "--db", file, "--kind", "report"]).stdout
    assert "3 entities: 3 on the list before (2022), 1 entered, 1 left." in shown
    assert "merged or split" in shown
    tree = CliRunner().invoke(app, ["why", "listing/EDGE/2023", "--db", file]).stdout
    assert "生态环境部令第19号 第九条" in tree


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["2021"], "list.none"), (["2023", "--kind", "all"], "list.bad_kind"), (["-"], "list.bad_year")],
)
def test_wrong_use_of_the_command_line(file, arguments, code):
    done = CliRunner().invoke(app, ["list", *arguments, "--db", file])
    assert isinstance(done.exception, Problem)
    assert done.exception.findings[0].code == code


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_page_and_api(two_years):
    client = Browser(make_app(platform_of(two_years, None, ServerSettings(public_calls_per_minute=10**6))))
    for language in ("zh", "en"):
        page = client.get(f"/lists/2023?lang={language}")
        assert page.status_code == 200
        assert "/why?subject=listing/UNKNOWN/2023" in page.text
    left = client.get("/lists/2023?show=left&kind=report&lang=en").text
    assert "BIG plant" in left
    assert "EDGE plant" not in left
    assert "→ UNKNOWN" in left
    assert "EDGE plant" in client.get("/lists/2023?kind=report&q=edge&lang=en").text
    assert "EDGE plant" not in client.get("/lists/2023?kind=report&area=13&lang=en").text
    for query in ("page=9", "page=x", "page=-1", "sort=since&order=desc", "sort=x", "kind=x", "show=x", "page=２"):
        assert client.get(f"/lists/2022?{query}").status_code == 200, query
    assert "/lists/2023" in client.get("/lists").text
    assert client.get("/lists/2019").status_code == 404
    assert client.get("/lists/nothing").status_code == 404
    why_page = client.get("/why?subject=listing/BIG/2024&lang=en")
    assert why_page.status_code == 200
    assert "not on the list" in why_page.text


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_the_api_gives_lists_in_pages(two_years):
    client = Browser(make_app(platform_of(two_years, None, ServerSettings(public_calls_per_minute=10**6))))
    first = client.get("/api/v1/lists/2022?limit=1").json()
    assert (first["count"], names_of(first), first["after"]) == (2, ["BIG"], "BIG")
    second = client.get("/api/v1/lists/2022?limit=1&after=BIG").json()
    assert (names_of(second), second["after"]) == (["EDGE"], "")
    assert names_of(client.get("/api/v1/lists/2022?kind=report").json()) == ["BIG", "EDGE", "STEEL"]
    assert client.get("/api/v1/lists/2022?kind=x").status_code == 400
    assert client.get("/api/v1/lists/2022?limit=0").status_code == 400
    assert client.get("/api/v1/lists/1999").status_code == 404
    assert client.get("/api/v1/lists/x").status_code in (400, 404)
    assert client.get("/api/v1/why/listing/EDGE/2023").json()["value"] == "must report"


def names_of(answer):
    return [e["entity_id"] for e in answer["entities"]]
