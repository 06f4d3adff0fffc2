"""Compliance as pages and API: who sees which firms, a firm, progress with its paper, a group, the cheapest way."""

import re

import pytest
from tools.allocation_round import PERIOD
from tools.compliance_round import Emitted, approved, emitting

from tests.server.world import World


@pytest.fixture
def world(market, clock):
    """N1 and N2 owe 1,000 t each for 2022, N1 surrendered 600; the group G acts for both."""
    made = World(market)
    clock.put(clock.now().replace(month=8))
    with emitting(Emitted(1_000)):
        rounds = approved(market)
        rounds.confirm("N2", PERIOD, 50_000_00)
        rounds.must("round", "allocation.approve", rounds.of("N2"))
    for plant in ("N1", "N2"):
        rounds.must("round", "compliance.set_obligation", rounds.of(plant))
    note = {"number": 1, "instrument": "CEA22", "amount_t": 600, "surrendered_on": "2023-08-04"}
    rounds.must("registry", "compliance.note_surrender", rounds.of("N1", **note))
    for plant, amount in (("N1", 100), ("N2", 1_300)):
        issued = {"holder": plant, "instrument": "CEA22", "amount_t": amount, "ground": "order"}
        rounds.must("registry", "registry.issue", {**issued, "instruction": f"paper {plant}"})
        mandate = {"organisation": "G", "entity": plant, "ground": "group"}
        rounds.must(plant, "participants.grant_mandate", mandate)
    for actor in ("N1/1", "N2/1", "round/1"):
        made._person(actor)
    yield made
    made.close()


def firms(page):
    return sorted(set(re.findall(r"/compliance/2022/([A-Z]+[0-9]+)", page)))


def test_everybody_sees_the_firms_its_right_covers(world):
    on = "&on=2023-08-04&lang=en"
    seen = {
        who: firms(world.sure(who).get(f"/compliance?period=2022{on}").text)
        for who in ("mee/1", "round/1", "sd/1", "N1/1", "G/1")
    }
    assert seen["round/1"] == ["N1", "N2", "N3"]
    assert set(seen["round/1"]) <= set(seen["mee/1"])
    assert (seen["sd/1"], seen["N1/1"]) == ([], ["N1"])
    assert set(seen["G/1"]) >= {"N1", "N2"}
    assert world.client.get("/compliance").status_code == 303, "the public signs in"


def test_the_list_is_filtered(world):
    browser = world.sure("round/1")
    asked = "/compliance?period=2022&on=2023-08-04&lang=en"
    assert firms(browser.get(f"{asked}&status=partly").text) == ["N1"]
    assert firms(browser.get(f"{asked}&status=not_set&q=n3").text) == ["N3"]
    assert browser.get("/compliance?period=1999").status_code == 404
    assert browser.get("/compliance?on=soon").status_code == 400
    moved = browser.get("/compliance?period=2022&entity=N1")
    assert moved.headers["location"].startswith("/compliance/2022/N1")


def test_a_firms_page_says_where_it_stands_why_and_what_to_do(world):
    page = world.sure("N1/1").get("/compliance/2022/N1?on=2023-08-04&lang=en").text
    assert "A part is surrendered; 400 t more are due by 2023-12-31" in page
    assert "Buy what is missing, then surrender." in page
    assert re.search(r"obligation set.*surrendered", page, re.S)
    assert "/do/registry.surrender" in page
    assert world.sure("sd/1").get("/compliance/2022/N1").status_code == 403
    assert world.sure("mee/1").get("/compliance/2022/nobody").status_code == 404


def test_progress_of_the_firms_one_may_see_with_its_papers(world):
    browser = world.sure("round/1")
    page = browser.get("/compliance/progress?period=2022&on=2023-08-10&lang=en").text
    assert "30.00" in page
    assert "2023-08-06" in page
    paper = browser.get("/compliance/progress/report.xlsx?period=2022&on=2023-08-10&lang=en")
    assert paper.content[:2] == b"PK"
    assert world.sure("mee/1").get("/compliance/progress?period=2022&on=2023-08-10").status_code == 200


def test_a_groups_firms_together_and_what_could_move_between_them(world):
    page = world.sure("G/1").get("/compliance/group?period=2022&on=2023-08-04&lang=en").text
    assert re.search(r'scope="row">N2</th><td class="text">N1</td><td>300</td>', page), "N1 lacks 300 of its 400"
    assert world.sure("sd/1").get("/compliance/group?organisation=G&period=2022").status_code == 403
    nobody = world.sure("mee/1").get("/compliance/group?organisation=X&period=2022&lang=en")
    assert "No firm gave X a mandate" in nobody.text


def test_the_api_says_the_same(world):
    key = world.key("G/1")
    found = world.client.get("/api/v1/compliance/2022?on=2023-08-04", headers=key).json()
    one = next(i for i in found["items"] if i["entity_id"] == "N1")
    assert (one["status"], one["due_t"], one["held_t"], one["by_kind_t"]["allowance"]) == ("partly", 400, 100, 600)
    alone = world.client.get("/api/v1/compliance/2022/firms/N1?on=2023-08-04", headers=key).json()
    assert [h["step"] for h in alone["timeline"]] == ["set", "surrendered"]
    group = world.client.get("/api/v1/compliance/2022/group?organisation=G&on=2023-08-04", headers=key).json()
    assert group["moves"] == [{"giver": "N2", "taker": "N1", "amount_t": 300}]
    weeks = world.client.get("/api/v1/compliance/2022/progress?on=2023-08-10", headers=key).json()
    assert weeks["nation"]["rate"] == "0.300000"
    paged = world.client.get("/api/v1/compliance/2022?limit=1", headers=key).json()
    assert (len(paged["items"]), paged["after"]) == (1, paged["items"][0]["entity_id"])


def test_the_cheapest_way_as_a_form_with_its_paper(world):
    pytest.importorskip("highspy")
    browser = world.sure("N1/1")
    page = browser.get("/gap?entity=N1&lang=en").text
    given = {
        "csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1], "entity": "N1", "period": "2022",
        "price_cny": "95.00", "offset_cny": "80", "scenarios": "low, 0.5, 85, 88\nhigh, 0.5, 110, 115",
        "measures": "biomass, 20, 60",
    }  # fmt: skip
    answer = browser.post("/gap?lang=en", data=given)
    assert answer.status_code == 200, answer.text[:500]
    assert "use CCER" in answer.text
    assert "生态环境部令第19号 第二十九条" in answer.text
    wrong = browser.post("/gap?lang=en", data={**given, "scenarios": "low"})
    assert wrong.status_code == 422
    assert "scenarios[1]" in wrong.text
    other = browser.post("/gap?lang=en", data={**given, "entity": "N2"})
    assert other.status_code == 403
    paper = browser.post("/gap?lang=en", data={**given, "want": "paper"})
    assert paper.content[:4] == b"%PDF"


def test_the_cheapest_way_through_the_api(world):
    pytest.importorskip("highspy")
    asked = {"entity": "N1", "period": "2022", "assumptions": {"price_cny": "95.00"}}
    key = world.key("N1/1", "read")
    found = world.client.post("/api/v1/gap", json=asked, headers=key)
    assert found.status_code == 200, found.text
    assert (found.json()["gap_t"], found.json()["cost_cny"]) == (300, "28500.00")
    bad = world.client.post("/api/v1/gap", json={**asked, "assumptions": {"price": 1}}, headers=key)
    assert (bad.status_code, bad.json()["type"].rpartition("/")[2]) == (422, "gap.unknown_field")
