"""What a form opens with: the period that is due."""

import re
from datetime import date

import pytest

from tanshi.application.market import open_market
from tanshi.journal.writer import seeded_entropy
from tests.server.plant import ENTITY, MONTHS, rows, with_plant
from tests.server.world import World


@pytest.fixture
def world(law, clock):
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test"))
    made = with_plant(World(market))
    yield made
    made.close()
    market.close()


def opened(world, form):
    """Return the period a form's page opens with."""
    shown = world.client.get(f"/forms/{form}", headers=world.key("E1/1")).text
    return re.search(r'name="period"[^>]*>.*?<option[^>]*selected[^>]*>\s*(\d{4})', shown, re.S)[1]


def record(world, year):
    body = {"header": {"entity": ENTITY}, "rows": rows([m.replace("2022", year) for m in MONTHS])}
    sent = world.client.post("/api/v1/forms/power-month", json=body, headers=world.key("E1/1"))
    assert sent.json()["taken"] == 24, sent.text


def test_the_annual_report_opens_the_year_that_has_months(world, clock):
    clock.put_day(date(2024, 6, 3))
    assert opened(world, "annual-report") == "2023"
    record(world, "2022")
    assert opened(world, "annual-report") == "2022"
    header = {"entity": ENTITY, "period": "2022", "declared_true": True}
    filed = world.client.post("/api/v1/forms/annual-report", json={"header": header}, headers=world.key("E1/1"))
    assert filed.status_code == 200, filed.text
    assert opened(world, "annual-report") == "2023"
    assert opened(world, "power-month") == "2024"
