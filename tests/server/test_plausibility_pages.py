"""Plausibility on pages and by API: shown to the plant with its months, to who reviews them, and to nobody else."""

import pytest

from tanshi.application.market import open_market
from tanshi.journal.writer import seeded_entropy
from tests.server.plant import ENTITY, rows, with_plant
from tests.server.test_filing import send
from tests.server.world import World

PATH = f"/api/v1/plausibility/2022/{ENTITY}"


@pytest.fixture(scope="module")
def world(law):
    from datetime import UTC, datetime

    from tanshi.core.clock import SimulatedClock

    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test"))
    made = with_plant(World(market))
    taken = send(made, {"header": {"entity": ENTITY}, "rows": rows(fuel="5500")}).json()
    made.taken = taken
    yield made
    made.close()
    market.close()


def test_months_that_are_odd_are_taken_and_told(world):
    assert (world.taken["taken"], world.taken["findings"]) == (24, [])
    told = {(f["where"], f["check"]) for f in world.taken["plausibility"]}
    assert (f"{ENTITY}-2 2022-12", "efficiency_condensing_impossible") in told
    assert (f"{ENTITY}-1 2022-02", "copied_month") in told
    assert {f["severity"] for f in world.taken["plausibility"]} == {"impossible", "explain", "advice"}


def test_the_year_through_the_api(world):
    found = world.client.get(PATH, headers=world.key("E1/1")).json()
    assert found["figure"]["impossible"] == 2
    assert found["figure"]["asked"] > 1000
    first = next(f for f in found["findings"] if f["check"] == "efficiency_condensing_impossible")
    assert (first["most"], first["citation"]) == ("0.52", "verification-guide-2026")
    assert first["inputs"]["fuel_gj"] == "115500"
    assert world.client.get("/api/v1/plausibility/2022/nobody", headers=world.key("mee/1")).status_code == 404
    assert world.client.get(f"/api/v1/plausibility/2019-2020/{ENTITY}", headers=world.key("mee/1")).status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_show_figure_range_and_text(world, language):
    told = {"zh": "不可能成立，应不高于 0.52", "en": "It cannot be but at most 0.52"}[language]
    for path in (f"/plausibility/2022/{ENTITY}", f"/reports/2022/{ENTITY}"):
        page = world.client.get(f"{path}?lang={language}", headers=world.key("sd/1"))
        assert page.status_code == 200
        assert told in page.text
        assert "CETS-VG-01.01-V02-2026" in page.text
    area = world.client.get(f"/plausibility/2022/area/37?lang={language}", headers=world.key("sd/1")).text
    assert f"/plausibility/2022/{ENTITY}?lang={language}" in area


def test_only_who_sees_records_sees_them(world):
    def status(path, actor):
        return world.client.get(path, headers=world.key(actor)).status_code

    assert status(PATH, "V/1") == 200
    assert status(PATH, "H1/1") == 403
    assert world.client.get(PATH).status_code in (401, 403)
    assert status("/plausibility/2022/area/37", "E1/1") == 403
    assert status("/plausibility/2022/area/3701", "jn/1") == 200
    assert status("/plausibility/2022/area/37", "jn/1") == 403
    assert status("/plausibility/2022/area/99", "mee/1") == 404
