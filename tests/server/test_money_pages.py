"""The bank's file handed in by page and API, what is to be cleared, fees and invoices: who sees and does what."""

import re
from datetime import UTC, datetime

import pytest

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tests.server.world import World

DAY = "2023-05-04"
GOOD = f"""direction,reference,holder,amount,day
in,b/1,H1,1234.56,{DAY}
in,b/2,,2.00,{DAY}
total,in,2,1236.56,{DAY}
total,out,0,0.00,{DAY}
"""


@pytest.fixture(scope="module")
def world():
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", clock=clock, entropy=seeded_entropy("test"))
    made = World(market)
    yield made
    made.close()
    market.close()


def hand_in(browser, data, day=DAY):
    token = re.search(r'name="token" value="([^"]+)"', browser.get("/registry/bank?lang=en").text)[1]
    return browser.post("/registry/bank?lang=en", data={"token": token, "day": day}, files={"file": ("b.csv", data)})


def money(world):
    with world.market.view() as view:
        rows = view.fetch("SELECT account, amount FROM registry_holding WHERE instrument = 'CNY' AND amount > 0")
    return dict(rows)


def test_a_file_with_findings_is_refused_whole_and_all_of_them_are_shown(world):
    browser = world.sure("registry/1")
    bad = GOOD.replace("1234.56", "many").replace("in,b/2", "up,b/2")
    page = hand_in(browser, bad)
    assert page.status_code == 422
    assert page.text.count('class="finding-bad"') == 3  # two rows, and the total that does not fit any more
    assert hand_in(browser, GOOD, "someday").status_code == 400
    assert world.client.get("/api/v1/proposals", headers=world.key("registry/1")).json()["items"] == []


def test_a_file_is_handed_in_by_one_and_taken_in_by_another_person(world):
    browser = world.sure("registry/1")
    found = hand_in(browser, GOOD)
    assert (found.status_code, found.headers["location"]) == (303, "/approvals?lang=en")
    assert money(world) == {}
    (waits,) = world.client.get("/api/v1/proposals", headers=world.key("registry/1")).json()["items"]
    assert world.confirm(waits["proposal"], "registry/2").status_code == 200
    assert money(world) == {"H1/trading": 123_456, "system/unidentified": 200}
    for language, word in (("en", "Assign"), ("zh", "认领入账")):
        page = browser.get(f"/registry/bank?lang={language}").text
        assert "b/2" in page
        assert word in page
    assert hand_in(browser, GOOD).status_code == 409
    overlapping = hand_in(browser, GOOD.replace("b/2", "b/9"))
    assert overlapping.status_code == 409
    assert "b/1" in overlapping.text


def test_the_api_takes_the_file_as_it_came(world):
    key = {**world.key("registry/1"), "content-type": "text/csv"}
    path = f"/api/v1/registry/bank-file?day={DAY}"
    wrong = world.client.post(path, content=b"no file", headers=key)
    assert (wrong.status_code, wrong.json()["findings"][0]["code"]) == (422, "bank.bad_header")
    data = GOOD.replace("b/1", "b/3").replace("b/2", "b/4").encode()
    assert world.client.post(path, content=data, headers=key).json()["outcome"] == "proposal.proposed"


def test_others_neither_hand_in_nor_charge(world):
    browser = world.signed_in("H1/1")
    for path in ("/registry/bank", "/registry/fees"):
        assert browser.get(path).status_code == 403
    key = {**world.key("H1/1"), "content-type": "text/csv"}
    assert world.client.post(f"/api/v1/registry/bank-file?day={DAY}", content=b"", headers=key).status_code == 403
    assert "/registry/bank" not in browser.get("/?lang=en").text
    assert browser.get("/registry/invoice?invoice=H1/I1").status_code == 404


def test_fees_of_which_no_amount_is_known_are_shown_as_that(world):
    browser = world.sure("registry/1")
    assert browser.get("/registry/fees?lang=en").text.count("not found, not charged") == 6
    assert browser.get("/registry/fees?lang=zh").text.count("未见规定，不收取") == 6
    found = world.client.get("/api/v1/registry/fees", headers=world.key("registry/1")).json()
    assert [fee["known"] for fee in found["fees"]] == [False] * 6
