"""What is read ahead in a rebuild is what the careful look finds, whatever happened to the facts."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.journal.canonical import canonical
from tanshi.journal.fact import Fact, FactType, FactTypes
from tanshi.journal.merkle import leaf_data, leaf_hash
from tanshi.journal.rebuild import Rebuild, plain_fact, read_ahead
from tanshi.journal.schema import CommandRow, DayRow, HeadRow
from tanshi.journal.sqlite import SQLiteEngine
from tanshi.journal.table import Row, table


@table("weighed_thing", key=["name"])
@dataclass(slots=True)
class Weight(Row):
    name: str
    weight_kg: int


@dataclass(frozen=True, slots=True)
class Weighed(Fact):
    """A flat fact, as most are."""

    type: ClassVar[str] = "thing.weighed/2"
    name: str
    weight_kg: int


def project(fact, at, rows):
    rows.put(Weight(fact.name, fact.weight_kg))


TYPES = FactTypes(
    [FactType(Weighed, project)],
    {"thing.weighed/1": ("thing.weighed/2", lambda body: {"name": body["name"], "weight_kg": body["weight_t"] * 1000})},
)
DAY = "2023-05-04"


def fact(position, body, type_name="thing.weighed/2"):
    nonce = bytes([position % 256]) * 32
    leaf = leaf_hash(leaf_data(type_name, position, DAY, nonce, body))
    return (position, type_name, DAY, nonce, body, leaf)


def acts(sizes):
    """Return the stored facts of acts with so many facts each."""
    found = []
    for number, size in enumerate(sizes):
        act = {"actor": "x/1", "at": f"2023-05-04T01:30:{number:02}.000000Z", "facts": size, "id": f"c{number}"}
        act |= {"kind": "k", "organisation": "x", "outcome": "done", "sha256": "0"}
        for n in range(size):
            position = len(found)
            data = {"name": f"n{position % 7}", "weight_kg": position}
            found.append(fact(position, canonical({"data": data} if n else {"act": act, "data": data})))
    return found


def old_version(p, t, d, n, b, le):
    return fact(p, canonical({"data": {"name": "old", "weight_t": 3}}), "thing.weighed/1")


#: What may have happened to a stored fact; None: it is gone.
DAMAGE = {
    "nothing": lambda *stored: stored,
    "another leaf": lambda p, t, d, n, b, le: (p, t, d, n, b, bytes(32)),
    "another body": lambda p, t, d, n, b, le: (p, t, d, n, b[:-2] + b"1}}", le),
    "not canonical, leaf and all": lambda p, t, d, n, b, le: fact(p, b.replace(b'{"data":{', b'{"data": {')),
    "a key twice, leaf and all": lambda p, t, d, n, b, le: fact(p, b'{"data":{"name":"a","name":"b","weight_kg":1}}'),
    "no JSON, leaf and all": lambda p, t, d, n, b, le: fact(p, b'{"data":'),
    "another field, leaf and all": lambda p, t, d, n, b, le: fact(p, b'{"data":{"name":"a"}}'),
    "a number as text, leaf and all": lambda p, t, d, n, b, le: fact(p, b'{"data":{"name":"a","weight_kg":"1"}}'),
    "a field more beside the data": lambda p, t, d, n, b, le: fact(p, b'{"data":{"name":"a","weight_kg":1},"x":1}'),
    "other letters": lambda p, t, d, n, b, le: fact(p, canonical({"data": {"name": "鄂", "weight_kg": 1}})),
    "an older version": old_version,
    "an unknown type": lambda p, t, d, n, b, le: fact(p, b, "thing.lost/1"),
    "text for bytes": lambda p, t, d, n, b, le: (p, t, d, n, b.decode(), le),
    "another position": lambda p, t, d, n, b, le: fact(p + 3, b),
    "gone": lambda *stored: None,
}


def rebuilt(stored, *, ahead):
    """Rebuild facts, one by one or read ahead; return what was found wrong, the root and the rows."""
    engine, found = SQLiteEngine(":memory:"), []
    engine.create([HeadRow, CommandRow, DayRow, Weight], [HeadRow(1, 0, "")], guarded=False)
    with engine.alone() as target:
        rebuild = Rebuild(target, TYPES, lambda *what: found.append(what))
        for each, ready in read_ahead(stored, TYPES) if ahead else [(each, None) for each in stored]:
            try:
                if ahead:
                    rebuild.take_next(each, ready)
                else:
                    rebuild.take(plain_fact(each))
            except Exception as error:
                found.append((each[0], type(error).__name__))
        rebuild.end()
        root, head = rebuild.edge.root(), rebuild.head
    with engine.snapshot() as view:
        rows = [view.fetch(f"SELECT * FROM {t.__table__.name} ORDER BY 1, 2") for t in (Weight, CommandRow, DayRow)]
    engine.close()
    return found, root, head, rows


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    st.dictionaries(st.integers(0, 50), st.sampled_from(sorted(DAMAGE)), max_size=4),
)
def test_reading_ahead_changes_nothing_of_what_is_found(sizes, damages):
    stored = acts(sizes)
    damaged = [DAMAGE[damages.get(n, "nothing")](*each) for n, each in enumerate(stored)]
    left = [each for each in damaged if each is not None]
    assert rebuilt(left, ahead=True) == rebuilt(left, ahead=False)


#: What a fact may well be, or what only shows in the tables that are compared.
IN_ORDER = (
    "nothing",
    "other letters",
    "an older version",
    "a number as text, leaf and all",
    "a field more beside the data",
)


@pytest.mark.parametrize("what", [d for d in DAMAGE if d not in IN_ORDER])
def test_damage_is_found_where_facts_are_read_ahead(what):
    stored = acts([9])
    changed = DAMAGE[what](*stored[4])
    after = [*stored[:4], *([] if changed is None else [changed]), *stored[5:]]
    assert rebuilt(stored, ahead=True)[0] == []
    # text that stands for the very bytes is what a driver may hand out
    assert bool(rebuilt(after, ahead=True)[0]) == (what != "text for bytes")


def test_sound_facts_are_read_ahead():
    ready = [record for _, record in read_ahead(acts([300, 2]), TYPES)]
    assert [n for n, record in enumerate(ready) if record is None] == [0, 300]  # they carry the act
    assert ready[5] == Weighed("n5", 5)
