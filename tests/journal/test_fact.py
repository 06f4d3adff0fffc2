"""Old facts are read through pure upcasters; projections know the newest version only."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from tanshi.journal.canonical import canonical
from tanshi.journal.engine import Head
from tanshi.journal.fact import Fact, FactType, FactTypes, UnknownFactType
from tanshi.journal.merkle import leaf_data, leaf_hash
from tanshi.journal.rebuild import Rebuild
from tanshi.journal.schema import CommandRow, DayRow, FactRow, HeadRow
from tanshi.journal.sqlite import SQLiteEngine
from tanshi.journal.table import Row, table


@table("thing_weight", key=["name"])
@dataclass(slots=True)
class Weight(Row):
    name: str
    weight_kg: int
    measured: str


@dataclass(frozen=True, slots=True)
class Weighed(Fact):
    """The third version: kilograms, and how it was measured."""

    type: ClassVar[str] = "thing.weighed/3"
    name: str
    weight_kg: int
    measured: str


def project(fact, at, rows):
    rows.put(Weight(fact.name, fact.weight_kg, fact.measured))


def to_2(body):
    """Version 1 had tonnes."""
    return {"name": body["name"], "weight_kg": body["weight_t"] * 1000}


def to_3(body):
    """Version 2 did not say how it was measured."""
    return {**body, "measured": "unknown"}


TYPES = FactTypes(
    [FactType(Weighed, project)],
    {"thing.weighed/1": ("thing.weighed/2", to_2), "thing.weighed/2": ("thing.weighed/3", to_3)},
)

BODIES = [
    ("thing.weighed/1", {"name": "a", "weight_t": 3}),
    ("thing.weighed/2", {"name": "b", "weight_kg": 70}),
    ("thing.weighed/3", {"name": "c", "weight_kg": 5, "measured": "scale"}),
]


def stored(position, type_name, data):
    act = {"actor": "x/1", "at": "2023-05-04T01:30:00.000000Z", "facts": 1, "id": f"c{position}", "kind": "k"}
    act |= {"organisation": "x", "outcome": "done", "sha256": "0"}
    body, nonce = canonical({"act": act, "data": data}), bytes(32)
    leaf = leaf_hash(leaf_data(type_name, position, "2023-05-04", nonce, body))
    return FactRow(position, type_name, "2023-05-04", nonce, body, leaf)


def never(position, expected, found):
    raise AssertionError((position, expected, found))


def test_a_journal_of_three_versions_leads_to_today_s_rows():
    engine = SQLiteEngine(":memory:")
    engine.create([HeadRow, CommandRow, DayRow, Weight], [HeadRow(1, 0, "")], guarded=False)
    with engine.alone() as target:
        rebuild = Rebuild(target, TYPES, never)
        for position, (type_name, data) in enumerate(BODIES):
            rebuild.take(stored(position, type_name, data))
        rebuild.end()
        assert rebuild.head == Head(3, "2023-05-04T01:30:00.000000Z")
    with engine.snapshot() as view:
        rows = view.fetch("SELECT name, weight_kg, measured FROM thing_weight ORDER BY name")
    assert rows == [("a", 3000, "unknown"), ("b", 70, "unknown"), ("c", 5, "scale")]
    engine.close()


def test_upcasters_leave_the_stored_body_as_it_is():
    body = {"name": "a", "weight_t": 3}
    assert TYPES.decode("thing.weighed/1", body) == Weighed("a", 3000, "unknown")
    assert body == {"name": "a", "weight_t": 3}


def test_only_the_newest_version_is_written():
    assert TYPES.names() == ["thing.weighed/1", "thing.weighed/2", "thing.weighed/3"]
    assert [t.record.type for t in TYPES.current()] == ["thing.weighed/3"]
    assert TYPES.encode(Weighed("a", 1, "scale")) == {"name": "a", "weight_kg": 1, "measured": "scale"}


def test_a_type_of_a_newer_program_is_refused():
    with pytest.raises(UnknownFactType, match=r"thing\.weighed/4"):
        TYPES.decode("thing.weighed/4", {})


@pytest.mark.parametrize(
    "upcasters",
    [
        {"thing.weighed/3": ("thing.weighed/4", to_3)},  # the current one has none
        {"thing.weighed/1": ("thing.weighed/2", to_2)},  # leads nowhere
    ],
)
def test_a_chain_with_a_hole_is_a_programmer_s_error(upcasters):
    with pytest.raises(AssertionError):
        FactTypes([FactType(Weighed, project)], upcasters)
