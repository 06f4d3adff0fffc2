"""Reading connections of SQLite: kept while nobody reads, and never with an old state of the books."""

import sqlite3

import pytest

from tanshi.journal.sqlite import SQLiteEngine


@pytest.fixture
def engine(tmp_path):
    made = SQLiteEngine(str(tmp_path / "x.db"))
    with made.aside() as writes:
        writes.run("CREATE TABLE n (n INTEGER)")
        for n in range(1000):
            writes.execute("INSERT INTO n VALUES (?)", [n])
    yield made
    made.close()


def sizes(engine):
    with engine.snapshot() as view:
        return view.fetch("SELECT count(*) FROM n")[0][0]


def add(engine):
    with engine.aside() as writes:
        writes.execute("INSERT INTO n VALUES (1)")


def test_a_connection_is_used_again_and_sees_what_was_written_since(engine):
    for size in range(1000, 1005):
        assert sizes(engine) == size
        assert len(engine._idle) == 1
        add(engine)


def test_a_stream_broken_off_does_not_hold_an_old_state_for_the_next_reader(engine):
    with engine.snapshot() as view:
        stream = view.stream("SELECT n FROM n")
        next(stream)
    add(engine)
    assert sizes(engine) == 1001
    del stream


def test_a_reader_that_gives_up_leaves_a_good_connection(engine):
    def give_up():
        with engine.snapshot() as view:
            view.fetch("SELECT 1")
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    add(engine)
    assert sizes(engine) == 1001


def test_a_statement_that_fails_is_told_and_its_connection_is_not_kept(engine):
    with pytest.raises(sqlite3.OperationalError), engine.snapshot() as view:
        view.fetch("SELECT * FROM not_there")
    assert engine._idle == []


def test_closing_closes_the_idle_ones_and_a_late_reader_s(tmp_path):
    engine = SQLiteEngine(str(tmp_path / "y.db"))
    assert engine.is_empty()
    with engine.snapshot() as view:
        engine.close()
        view.fetch("SELECT 1")
    assert engine._idle == []
