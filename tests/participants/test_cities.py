"""An entity's city: placed by its province, seen by that city alone, placed anew with a reason; by sheet as well."""

from datetime import UTC, date, datetime

import pytest

from tanshi.application.forms import Context, form, take, template
from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.participants.areas import is_city
from tanshi.participants.tables import EntityCityRow
from tests.server import cases

AREAS = {"A": "37", "B": "37", "C": "13"}


@pytest.fixture
def books(market, clock):
    """Plants of two provinces, the provinces, and two cities of one of them."""
    clock.put_day(date(2026, 11, 20))
    found = {"jurisdiction": "cn", "origin": "", "actor": "mee/1", "organisation": "mee"}
    cases.ask(market, "mee/1", "participants.found", found)
    for name, area in AREAS.items():
        cases.plant(market, name, area)
    for who, role, area in (("sd", "province", "37"), ("jn", "city", "3701"), ("qd", "city", "3702")):
        actor = {"actor": f"{who}/1", "organisation": who, "role": role, "area_gb2260": area}
        cases.ask(market, "mee/1", "participants.admit_actor", actor)
    return market


def place(market, *items, who="sd"):
    """Send placements of (entity, city[, ground]) and return the outcome's last word."""
    names = ("entity", "city_gb2260", "ground")
    number = place.number = getattr(place, "number", 0) + 1
    requests = [dict(zip(names, item, strict=False)) for item in items]
    (answer,) = market.execute([Command(f"p/{number}", who, f"{who}/1", "participants.place_entity", requests)])
    for language in ("zh", "en"):
        assert "<" not in answer.message(language), answer.message(language)
    return str(answer.outcome).partition(".")[2]


def cities(market):
    with market.view() as view:
        return {r.entity: (r.city_gb2260, r.from_day, r.ground) for r in read_rows(view, EntityCityRow)}


def test_placements(books, clock):
    for item, who, outcome in [
        (("A", "37"), "sd", "no_city"),
        (("A", "37０1"), "sd", "no_city"),
        (("A", "9901"), "sd", "no_city"),
        (("Z", "3701"), "mee", "entity_not_found"),
        (("Z", "3701"), "sd", "out_of_scope"),
        (("A", "1301"), "sd", "other_province"),
        (("C", "1301"), "sd", "out_of_scope"),  # a plant of another province
        (("A", "3701"), "jn", "not_permitted"),  # a city places nobody
        (("A", "3701"), "sd", "done"),
        (("A", "3701"), "sd", "already_there"),
        (("A", "3702"), "sd", "no_ground"),
        (("A", "3702", "  "), "sd", "no_ground"),
        (("C", "1301"), "mee", "done"),
    ]:
        assert place(books, item, who=who) == outcome, (item, who)
    assert cities(books) == {"A": ("3701", "2026-11-20", ""), "C": ("1301", "2026-11-20", "")}
    clock.put(datetime(2026, 11, 23, 4, tzinfo=UTC))
    assert place(books, ("A", "3702", "行政区划调整"), ("B", "3702")) == "done"
    assert cities(books)["A"] == ("3702", "2026-11-23", "行政区划调整")
    cases.ask(books, "sd/1", "participants.shut_entity", {"entity": "B", "last_year": 2026, "ground": "关停"})
    assert place(books, ("B", "3701", "调整")) == "entity_ended"
    assert books.audit().ok
    assert second_check(books.engine).ok


def test_a_city_comments_on_the_plants_placed_in_it(books):
    assert place(books, ("A", "3701")) == "done"
    said = {"period": "2022", "agrees": True, "text": ""}
    outcomes = {}
    for who in ("jn", "qd"):
        for entity in ("A", "B"):
            asked = Command(
                f"{who}/{entity}", who, f"{who}/1", "participants.comment_listing", [said | {"entity": entity}]
            )
            outcomes[who, entity] = str(books.execute([asked])[0].outcome)
    assert outcomes == {
        ("jn", "A"): "listing.not_proposed", ("jn", "B"): "command.out_of_scope",
        ("qd", "A"): "command.out_of_scope", ("qd", "B"): "command.out_of_scope",
    }  # fmt: skip


def test_codes_of_cities():
    assert [code for code in ("3701", "37", "370100", "9901", "37a1", "３７０１", "") if is_city(code)] == ["3701"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_province_places_many_at_once_by_sheet(books, kind):
    sheet = form("entity-cities")
    known = {"entities": {name: {"name": name} for name, area in AREAS.items() if area == "37"}}
    rows = [{"entity": "A", "city_gb2260": "3701"}, {"entity": "B", "city_gb2260": "37"}]
    if kind == "csv":
        lines = ["单位编号,所在市（GB/T 2260）", *(f"{r['entity']},{r['city_gb2260']}" for r in rows)]
        data = "\n".join(lines).encode()
    else:
        data = template(sheet, rows=rows)
    intake = take(sheet, data, Context("", known), name=f"cities.{kind}")
    assert len(intake.findings) == 1
    assert ("B3" if kind == "csv" else "C4") in intake.findings[0].where
    answers = [a for chunk in intake.chunks("sd", "sd/1") for a in books.execute(chunk)]
    assert [a.done for a in answers] == [True]
    assert {name: city for name, (city, *_) in cities(books).items()} == {"A": "3701"}
