"""The working set against a plain model: a dictionary of dictionaries, copied before each command."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.journal.engine import Impossible
from tanshi.journal.rows import Rows
from tanshi.journal.schema import HeadRow
from tanshi.journal.sqlite import SQLiteEngine
from tanshi.journal.table import Row, table


@table("thing", key=["group_id", "name"], indexes=[["group_id"]])
@dataclass(slots=True)
class Thing(Row):
    """A row to play with."""

    group_id: str
    name: str
    amount: int


@table("note", key=["number"], append_only=True)
@dataclass(slots=True)
class Note(Row):
    """A row that only grows."""

    number: int
    thing: str


actions = st.lists(
    st.tuples(
        st.sampled_from(["put", "edit", "add", "where", "take back", "accept", "flush", "commit"]),
        st.sampled_from("ab"),
        st.sampled_from("xyz"),
        st.integers(0, 99),
    ),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(actions)
def test_random_commands_agree_with_the_plain_model(steps):
    engine = SQLiteEngine(":memory:")
    engine.create([HeadRow, Thing, Note], [HeadRow(1, 0, "")])
    rows, model, notes = Rows(), {}, []
    before, notes_before = {}, 0
    transaction = engine.begin()
    rows.attach(transaction)
    rows.begin()
    changed = False
    for action, group, name, amount in steps:
        key = (group, name)
        if action == "put":
            rows.put(Thing(group, name, amount))
            model[key], changed = amount, True
        elif action == "edit" and rows.get(Thing, key) is not None:
            rows.edit(Thing, key).amount += amount
            model[key], changed = model[key] + amount, True
        elif action == "add":
            rows.add(Note(len(notes), name))
            notes.append(name)
            changed = True
        elif action == "where":
            found = {r.name: r.amount for r in rows.where(Thing, group_id=group)}
            assert found == {n: a for (g, n), a in model.items() if g == group}
            assert [n.number for n in rows.where(Note, thing=name)] == [i for i, n in enumerate(notes) if n == name]
        elif action == "take back":
            rows.take_back()
            model, changed = dict(before), False
            del notes[notes_before:]
        elif action == "accept" or (action in ("flush", "commit") and changed):
            rows.begin()
            before, notes_before, changed = dict(model), len(notes), False
        if action in ("flush", "commit") and not changed:
            rows.flush()
            rows.begin()
            before, notes_before = dict(model), len(notes)
        if action == "commit":
            transaction.commit()
            rows.detach()
            if amount % 2:
                rows.forget()
            transaction = engine.begin()
            rows.attach(transaction)
        row = rows.get(Thing, key)
        assert (row.amount if row else None) == model.get(key)
    rows.begin()
    rows.flush()
    transaction.commit()
    with engine.snapshot() as view:
        stored = {(g, n): a for g, n, a in view.fetch("SELECT group_id, name, amount FROM thing")}
        assert stored == model
        assert [n for (n,) in view.fetch("SELECT thing FROM note ORDER BY number")] == notes
    engine.close()


def test_a_row_as_it_was_written_is_read_again_when_a_command_is_taken_back():
    engine = SQLiteEngine(":memory:")
    engine.create([HeadRow, Thing], [HeadRow(1, 0, "")])
    transaction, rows = engine.begin(), Rows()
    rows.attach(transaction)
    rows.put(Thing("a", "x", 1))
    rows.flush()
    rows.begin()
    rows.edit(Thing, ("a", "x")).amount = 5
    rows.take_back()
    assert rows.need(Thing, ("a", "x")).amount == 1
    transaction.rollback()
    engine.close()


@pytest.mark.parametrize("number", [0, 1, 75, 76, 77, 1_000])
def test_many_rows_are_written_as_one_by_one(number):
    engine = SQLiteEngine(":memory:")
    engine.create([HeadRow, Note], [HeadRow(1, 0, "")])
    with engine.aside() as writes:
        writes.insert(Note.__table__, [(n, f"n{n}") for n in range(number)])
        if number:
            with pytest.raises(Impossible, match="only grows"):
                writes.insert(Note.__table__, [(n, "again") for n in range(number - 1, number + 2_000)])
    with engine.snapshot() as view:
        assert view.fetch("SELECT number, thing FROM note ORDER BY 1") == [(n, f"n{n}") for n in range(number)]
    engine.close()


def test_a_row_that_only_grows_cannot_be_changed_in_the_database():
    engine = SQLiteEngine(":memory:")
    engine.create([HeadRow, Note], [HeadRow(1, 0, "")])
    transaction = engine.begin()
    transaction.insert(Note.__table__, [(1, "x")])
    for sql in ("UPDATE note SET thing = 'y'", "DELETE FROM note"):
        with pytest.raises(Impossible, match="only grows"):
            transaction.execute(sql)
    transaction.rollback()
    engine.close()
