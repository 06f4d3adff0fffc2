"""Places of units: only of units the market has, replaced by a later source, outside the state hash and the proof."""

from types import SimpleNamespace

from tanshi.application.places import has_places, note_places, plants
from tests.server import cases
from tests.server.world import World


def at(id, latitude, longitude):
    return SimpleNamespace(id=id, latitude_e4=latitude, longitude_e4=longitude)


def test_places_follow_the_newest_source_and_touch_nothing_that_is_proved(market):
    world = World(market)
    cases.plant(market)
    before = market.state_hash(), market.checkpoint()
    with market.view() as view:
        assert not has_places(view)
        assert plants(view, "2022") == []
    given = [at("P1-1", 366_512, 1_169_999), at("unknown", 1, 1), at("P1-9", 0, 0)]
    assert note_places(market.engine, given, "first") == 1
    with market.view() as view:
        (plant,) = plants(view, "2022")
        assert (plant.entity, plant.latitude, plant.longitude) == ("P1", 36.6512, 116.9999)
        assert plant.capacity_kw == cases.UNIT["capacity_kw"]
        assert plants(view, "2021") == []
    assert note_places(market.engine, [at("P1-1", 360_000, 1_170_000)], "second") == 1
    with market.view() as view:
        assert [p.latitude for p in plants(view, "2022")] == [36.0]
        assert view.fetch("SELECT source FROM places_unit") == [("second",)]
    assert (market.state_hash(), market.checkpoint()) == before
    world.close()


def test_the_nation_s_map_is_there_once_places_are_and_for_who_may_see_entities(market):
    world = World(market)
    cases.plant(market)
    headers = world.key("mee/1")
    assert 'id="places"' not in world.client.get("/?lang=en", headers=headers).text
    assert world.client.get("/api/v1/places/2022", headers=headers).status_code == 404
    note_places(market.engine, [at("P1-1", 366_512, 1_169_999)], "x")
    page = world.client.get("/?lang=en", headers=headers).text
    assert 'data-src="/api/v1/places/2022?lang=en"' in page
    assert "Sample plant P1" in page, "the largest stand in the table beside it"
    drawn = world.client.get("/api/v1/places/2022?lang=en", headers=headers).json()
    (point,) = drawn["points"]
    assert point[:2] == [116.9999, 36.6512]
    assert 'id="table-provinces"' in page
    assert world.client.get("/api/v1/places/2022", headers=world.key("H1/1")).status_code in (403, 404)
    world.close()
