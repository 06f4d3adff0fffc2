"""A market with one plant."""

from datetime import date

import pytest

from tanshi.journal.command import Command
from tanshi.journal.request import plain
from tanshi.participants.commands import RegisterEntity, Unit

UNIT = Unit("u1", "1号", "1", "coal", "subcritical", "bituminous", "II", 300_000, "water", 0, 0, 2010, 0, "")


@pytest.fixture
def plant(market, clock):
    """A market with one entity, its actor, a verifier and a province."""
    clock.put_day(date(2022, 1, 5))
    entity = RegisterEntity("e1", "甲", "A", "37", "4411", "test", (UNIT,))

    def admit(actor, role, **scope):
        return {"actor": f"{actor}/1", "organisation": actor, "role": role, **scope}

    found = {"jurisdiction": "cn", "origin": "test", "actor": "mee/1", "organisation": "mee"}
    steps = [
        ("found", "mee", "participants.found", found),
        ("e", "mee", "participants.register_entity", plain(entity)),
        ("a1", "mee", "participants.admit_actor", admit("e1", "entity", entity="e1")),
        ("a2", "mee", "participants.admit_actor", admit("v", "verifier")),
        ("a3", "mee", "participants.admit_actor", admit("p", "province", area_gb2260="37")),
        ("a4", "mee", "participants.admit_actor", admit("q", "province", area_gb2260="13")),
    ]
    answers = market.execute([Command(i, o, f"{o}/1", k, [item]) for i, o, k, item in steps])
    assert all(a.done for a in answers)
    return market
