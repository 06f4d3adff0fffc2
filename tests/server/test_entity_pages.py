"""An entity before there are results: its page, the ways to it, and addresses with a wrong year."""

import re
from html import unescape

import pytest

from tanshi.application.market import open_market
from tanshi.core.catalogue import text
from tanshi.journal.writer import seeded_entropy
from tests.server.plant import ENTITY, with_plant
from tests.server.test_filing import file_report, months, send
from tests.server.world import World

#: Years nobody keeps books of, as somebody types them or a page without one would make them.
WRONG = ("None", "22", "2022-2021", "0000", "2022x")


@pytest.fixture
def world(law, clock):
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test"))
    made = with_plant(World(market), listed=False)
    yield made
    made.close()
    market.close()


def links(page):
    return [unescape(h) for h in re.findall(r'href="(/[^"]*)"', page.text) if "/static/" not in h]


def filed(world):
    assert send(world, months()).status_code == 200
    assert file_report(world).status_code == 200


def test_a_search_leads_to_what_was_found_when_no_year_has_results(world):
    browser = world.signed_in("E1/1")
    found = [h for h in links(browser.get(f"/search?q={ENTITY}&lang=en")) if ENTITY in h and "/search" not in h]
    assert len([h for h in found if "/unit/" in h]) == 2
    for href in found:
        assert "None" not in href
        assert browser.get(href).status_code == 200, href


@pytest.mark.parametrize("year", WRONG)
def test_a_wrong_year_in_an_address_is_told_in_words(world, year):
    values = {
        "period": year, "entity": ENTITY, "unit": f"{ENTITY}-1", "code": "37", "area": "37", "month": "2022-01",
        "kind": "report_due",
    }  # fmt: skip
    ministry = world.key("mee/1")
    asked = [r for r in every_get(world) if "{period}" in r]
    assert len(asked) > 8
    for path in asked:
        address = re.sub(r"\{(\w+)(:path)?\}", lambda m: values.get(m[1], "x"), path)
        page = world.client.get(f"{address}?lang=en", headers=ministry)
        assert page.status_code == 404, address
        assert "Internal" not in page.text, address


def test_a_year_nobody_kept_books_of_is_told_in_words(world):
    page = world.client.get(f"/9999/entity/{ENTITY}?lang=en", headers=world.key("mee/1"))
    assert page.status_code == 404
    assert text("why.nothing_yet", "en", {"period": "9999"}) in page.text


def every_get(world):
    return [r.path for r in world.client.app.router.routes if "GET" in (r.methods or ())]


def test_an_entity_has_a_page_before_it_has_results(world):
    filed(world)
    browser = world.signed_in("E1/1")
    for address in (f"/entity/{ENTITY}", f"/2022/entity/{ENTITY}"):
        page = browser.get(f"{address}?lang=en")
        assert page.status_code == 200, address
        assert f"/reports/2022/{ENTITY}?lang=en" in links(page)
        assert {f"/2022/unit/{ENTITY}-{n}?lang=en" for n in (1, 2)} <= set(links(page))
        assert text("filing.waits_filed", "en") in unescape(page.text)
        assert "2,635,380" in page.text
    assert world.client.get("/entity/nobody", headers=world.key("mee/1")).status_code == 404


def test_who_may_see_no_records_of_an_entity_sees_no_report_of_it(world):
    filed(world)
    assert world.client.get(f"/entity/{ENTITY}").status_code == 303
    assert world.signed_in("H1/1").get(f"/entity/{ENTITY}").status_code == 403


def test_the_first_page_leads_a_plant_to_its_own_work(world):
    browser = world.signed_in("E1/1")
    page = browser.get("/?lang=en")
    assert {f"/entity/{ENTITY}?lang=en", "/forms?lang=en", "/tasks?lang=en"} <= set(links(page))
    assert "/reports/" not in page.text
    filed(world)
    page = browser.get("/?lang=en")
    assert f"/reports/2022/{ENTITY}?lang=en" in links(page)
    assert text("filing.waits_filed", "en") in unescape(page.text)
    assert ENTITY not in world.client.get("/?lang=en").text


def test_it_does_so_beside_results_as_well(world):
    listed = {
        "entity": ENTITY, "period": "2022", "covered": True, "ground": "test", "emission_t": 1_000_000, "citation": "",
    }  # fmt: skip
    assert world.send("mee/1", "participants.list_entity", listed).status_code == 200
    page = world.signed_in("E1/1").get("/?lang=en")
    assert f"/entity/{ENTITY}?lang=en" in links(page)


def test_forms_offer_the_periods_of_the_books(world):
    filed(world)
    page = world.signed_in("E1/1").get("/forms?lang=en").text
    assert re.findall(r'<option value="([^"]+)"', page) == ["2023", "2022"]
