"""The yearly list through the API, by five: ministry, province, city, the entity, and anybody who asks why."""

import json
from datetime import date

import pytest

from tests.server import cases
from tests.server.world import World

PERIOD = {"entity": "Q", "period": "2022"}
PROPOSED = PERIOD | {
    "reporting": True, "covered": True, "ground": "emission_at_threshold", "emission_t": 30_000, "years": "2020 2021",
}  # fmt: skip
DECIDED = {"ground": "moved_out", "text": "经核实，机组已迁出"}


@pytest.fixture
def round_(market, clock):
    """A province with two plants of which the books know the emissions; nobody is placed or proposed."""
    clock.put_day(date(2023, 4, 20))
    world = World(market)
    world.clock = clock
    for name in ("Q", "R"):
        unit = {**cases.UNIT, "id": f"{name}1"}
        cases.ask(market, "mee/1", "participants.register_entity", {
            "entity": name, "name_zh": f"{name}电厂", "name_en": "", "area_gb2260": "37", "sector_gbt4754": "4411",
            "source": "sample", "units": [unit],
        })  # fmt: skip
        actor = {"actor": f"{name}/1", "organisation": name, "role": "entity", "entity": name}
        cases.ask(market, "mee/1", "participants.admit_actor", actor)
        world._person(f"{name}/1")
        for year, tonnes in (("2020", 29_000), ("2021", 30_000)):
            of_unit = [{"unit": unit["id"], "emission_t": tonnes}]
            taken = {"entity": name, "year": year, "origin": "sample", "units": of_unit}
            cases.ask(market, "mee/1", "mrv.take_opening_emission", taken)
    yield world
    world.close()


def ask(world, actor, kind, item):
    """Send a command of the round and return its outcome, without the system's name where that is `listing`."""
    found = world.send(actor, f"participants.{kind}", item).json()
    return found.get("outcome", found.get("code", "")).removeprefix("listing.")


def sheet(world, actor, *rows):
    """Hand in the sheet of cities as (entity, city) and return how many rows took effect."""
    body = {"rows": [{"entity": entity, "city_gb2260": city} for entity, city in rows]}
    return world.client.post("/api/v1/forms/entity-cities", json=body, headers=world.key(actor)).json()["taken"]


def cities(world, actor):
    """Return the placements an actor sees."""
    found = world.client.get("/api/v1/entity-cities", headers=world.key(actor)).json()
    return [(r["entity"], r["city_gb2260"]) for r in found["items"]]


def why(world):
    """Ask as nobody in particular why the entity is on the list or not, and return all that is told."""
    return json.dumps(world.client.get("/api/v1/why/listing/Q/2022").json(), ensure_ascii=False)


def published(world):
    """Go through the round up to publication on 4 May 2023: the city disagrees."""
    assert ask(world, "jn/1", "comment_listing", PERIOD | {"agrees": True, "text": ""}) == "command.out_of_scope"
    assert cities(world, "jn/1") == []
    assert sheet(world, "sd/1", ("Q", "3701"), ("R", "3702")) == 2
    assert cities(world, "jn/1") == [("Q", "3701")]
    assert cities(world, "sd/1") == [("Q", "3701"), ("R", "3702")]
    assert ask(world, "jn/1", "comment_listing", PERIOD | {"agrees": True, "text": ""}) == "not_proposed"
    assert ask(world, "sd/1", "propose_listing", PROPOSED) == "done"
    assert ask(world, "sd/1", "propose_listing", PROPOSED | {"entity": "R"}) == "done"
    assert ask(world, "jn/1", "comment_listing", PERIOD | {"agrees": False, "text": " "}) == "no_reason"
    assert ask(world, "jn/1", "comment_listing", PERIOD | {"agrees": False, "text": "机组正在迁出本市"}) == "done"
    assert ask(world, "jn/1", "comment_listing", PERIOD | {"entity": "R", "agrees": True, "text": ""}) == (
        "command.out_of_scope"
    )
    assert ask(world, "Q/1", "object_listing", PERIOD | {"reason": "已迁出"}) == "not_listed"
    world.clock.put_day(date(2023, 5, 4))
    assert ask(world, "jn/1", "publish_list", {"area_gb2260": "37", "period": "2022"}) == "command.not_permitted"
    assert ask(world, "sd/1", "publish_list", {"area_gb2260": "37", "period": "2022"}) == "done"


def test_a_round_with_a_city_that_disagrees_and_an_objection_that_is_upheld(round_):
    world = round_
    published(world)
    told = why(world)
    assert "must report, covered" in told
    assert "disagrees" in told
    assert "机组正在迁出本市" in told
    world.clock.put_day(date(2023, 5, 12))  # the seventh working day: 6 May is a worked Saturday
    objection = PERIOD | {"reason": "机组已整体迁出", "evidence_sha256": "a" * 64}
    assert ask(world, "R/1", "object_listing", objection) == "command.out_of_scope"
    assert ask(world, "Q/1", "object_listing", objection) == "done"
    out = PERIOD | DECIDED | {"upheld": True, "reporting": False, "covered": False}
    assert ask(world, "jn/1", "decide_objection", out) == "command.not_permitted"
    world.clock.put_day(date(2023, 5, 26))
    assert ask(world, "sd/1", "decide_objection", out) == "done"
    told = why(world)
    for word in (
        "on neither list", "moved_out", "2023-05-04", "disagrees", "机组正在迁出本市", "2023-05-12", "机组已整体迁出",
        "upheld", "2023-05-26", "经核实，机组已迁出", "emission_at_threshold", "30000", "26000",
    ):  # fmt: skip
        assert word in told, word
    assert "2023-05-26, late" not in told
    assert world.market.audit().ok


def test_an_objection_that_comes_too_late(round_):
    world = round_
    published(world)
    world.clock.put_day(date(2023, 5, 15))
    objection = PERIOD | {"reason": "机组已整体迁出"}
    refused = world.send("Q/1", "participants.object_listing", objection)
    assert refused.status_code == 409
    assert "2023-05-12" in refused.text
    out = PERIOD | DECIDED | {"upheld": True, "reporting": False, "covered": False}
    assert ask(world, "sd/1", "decide_objection", out) == "no_objection"
    told = why(world)
    assert "must report, covered" in told
    assert "机组正在迁出本市" in told
    assert "机组已整体迁出" not in told, "what was refused left no trace"
