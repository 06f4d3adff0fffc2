"""What a list covers is what the access table allows one by one: the condition in SQL against `access.judge`."""

import pytest

from tanshi.application.access import ViewRows, judge, rights_of
from tanshi.application.work.reach import bound, reach
from tanshi.journal.command import Concern
from tanshi.participants.commands import ROLES
from tanshi.participants.tables import ActorRow
from tests.server import cases
from tests.server.world import PEOPLE, World

AREAS = ("37", "37", "13", "3701", "3702", "44")


@pytest.fixture
def world(market):
    made = World(market)
    for number, area in enumerate(AREAS):
        cases.plant(market, f"E{number}", area)
    cases.ask(market, "E2/1", "participants.grant_mandate", {"organisation": "G", "entity": "E2", "ground": "g"})
    given = {"delegation": "d/1", "taker": "registry/2", "kinds": "see.entity registry.*", "until_day": "2030-01-01"}
    cases.ask(market, "registry/1", "participants.delegate", given)
    yield made
    made.close()


@pytest.mark.parametrize("role", ROLES)
def test_a_list_covers_what_the_table_allows(world, role):
    today = "2026-11-22"
    with world.market.view() as view:
        rows = ViewRows(view)
        actors = [rows.get(ActorRow, PEOPLE[role][0])]
        if role == "registry":
            actors.append(rows.get(ActorRow, "registry/2"))
        entities = view.fetch("SELECT id, area_gb2260 FROM participants_entity ORDER BY id")
        for actor in actors:
            for right in sorted(rights_of(role)):
                allowed = {
                    id for id, area in entities
                    if judge(actor.id, actor.organisation, right, [Concern(id, area, id)], rows, today) is None
                }  # fmt: skip
                found = reach(actor, right, rows, today)
                covered = set()
                if found is not None:
                    sql, values = bound(f"SELECT e.id FROM participants_entity AS e WHERE {found.sql}", found.values)
                    covered = {id for (id,) in view.fetch(sql, values)}
                assert covered == allowed, (actor.id, right)


def test_who_is_dismissed_reaches_nobody(world):
    with world.market.view() as view:
        rows = ViewRows(view)
        gone = ActorRow("x/1", "x", "nation", "", "", 0)
        assert reach(gone, "see.entity", rows, "2026-11-22") is None
        assert reach(None, "see.entity", rows, "2026-11-22") is None
