"""A confirmed emission corrected by pages: the province proposes, the ministry decides, whom it concerns reads both."""

import re
from datetime import UTC, datetime

import pytest
from tools.allocation_round import PERIOD, PROVINCE
from tools.correction_round import PLANT, WORKS, confirmed, follow, works_confirmed

from tanshi.application.identity import settings
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.simulation.workload import opening
from tests.server.world import World

PAGE = f"/corrections/{PLANT}"
PAPER = {"file_name": "说明.pdf", "file_bytes": "9000", "file_sha256": "9" * 64}


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(settings, "ALWAYS_SECOND_FACTOR", frozenset())  # how officials sign in is tested elsewhere
    market = open_market(":memory:", clock=SimulatedClock(datetime(2023, 8, 1, 2, tzinfo=UTC)))
    world = World(market)
    market.execute(opening())
    found = confirmed(market)
    works_confirmed(found)
    for actor in (f"{PROVINCE}/1", f"{PLANT}/1", f"{WORKS}/1"):
        world._person(actor)
    found.world = world
    yield found
    world.close()
    market.close()


def forms(page, address=PAGE):
    return sorted(set(re.findall(rf'action="{address}/(\w+)\?', page.text)))


def do(browser, step, address=PAGE, **fields):
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get(address).text)[1]
    return browser.post(f"{address}/{step}", data={"csrf": token, **fields}, follow_redirects=False)


def test_a_correction_goes_from_page_to_page(made):
    firm, works, province = (made.world.signed_in(f"{body}/1") for body in (PLANT, WORKS, PROVINCE))
    ministry = made.world.sure("mee/1")
    assert (forms(firm.get(PAGE)), forms(province.get(PAGE)), forms(ministry.get(PAGE))) == ([], ["propose"], [])
    assert works.get(PAGE).status_code == 403
    asked = {
        "period": PERIOD, "source": "own_finding", "reason": "入炉煤量漏计", **PAPER, "unit_0": f"{PLANT}-1",
        "month_0": f"{PERIOD}-03", "field_0": "fuel_e2", "after_0": "56000", "treatment_0": "corrected",
    }  # fmt: skip
    refused = do(province, "propose", **{**asked, "file_sha256": "9"})
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert do(province, "propose", **{**asked, "file_bytes": "many"}).status_code == 400
    assert do(province, "propose", **asked).status_code == 303
    assert PAGE in ministry.get("/tasks?lang=en").text
    assert (forms(province.get(PAGE)), forms(ministry.get(PAGE))) == ([], ["decide"])
    assert do(ministry, "decide", period=PERIOD, number="1", granted="yes", text="依据充分").status_code == 303

    page = firm.get(f"{PAGE}?lang=en").text
    assert all(said in page for said in ("1,197,900", "1,209,879", "56,000.00", "do not follow yet"))
    assert "do not follow yet" in firm.get(f"/compliance/{PERIOD}/{PLANT}?lang=en").text
    follow(made)
    assert "do not follow yet" not in firm.get(f"{PAGE}?lang=en").text
    (year,) = firm.get(f"/api/v1/corrections/{PLANT}").json()["years"]
    assert [v["verified_t"] for v in year["versions"]] == [1_197_900, 1_209_879]
    assert (year["behind"], year["surplus_t"], year["corrections"][0]["changes"][0]["after"]) == ("", 0, "5600000")
    assert f"{PAGE}?lang=en#year-{PERIOD}" in firm.get(f"/reports/{PERIOD}/{PLANT}?lang=en").text


def test_rows_of_activity_data_are_corrected_by_their_number(made):
    address = f"/corrections/{WORKS}"
    province = made.world.signed_in(f"{PROVINCE}/1")
    asked = {
        "period": PERIOD, "source": "later_verification", "reference": "核查〔2023〕7号", "reason": "石灰石", **PAPER,
        "unit_0": "1", "month_0": f"{PERIOD}-03", "field_0": "q", "after_0": "290000", "treatment_0": "conservative",
    }  # fmt: skip
    assert do(province, "propose", address, **asked).status_code == 303
    page = province.get(f"{address}?lang=zh").text
    assert all(said in page for said in ("220,000 t 将更正为 215,600 t", "后续核查", "核查〔2023〕7号"))
    ministry = made.world.sure("mee/1")
    assert ministry.get("/corrections/none").status_code == 404
    assert ministry.get("/api/v1/corrections/none").status_code == 404
