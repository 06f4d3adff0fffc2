"""An audit finds and names every change of a table or a fact."""

import random
import sqlite3

import pytest

from tanshi.application.assembly import PROJECTED
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.simulation.workload import Workload, opening


@pytest.fixture
def books(tmp_path, law, clock: SimulatedClock):
    """A database on disk after a few hundred commands, with a checkpoint."""
    path = tmp_path / "books.db"
    market = open_market(str(path), law=law, clock=clock, entropy=seeded_entropy("audit"))
    market.execute(opening())
    work = Workload(7)
    for _ in range(120):
        group = [work.next() for _ in range(20)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
    market.checkpoint()
    assert market.audit().ok
    market.close()
    return path


def tamper(path, *statements):
    with sqlite3.connect(path) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for sql, params in statements:
            db.execute(sql, params)


def audit(path):
    market = open_market(str(path), write=False)
    found = market.audit()
    market.close()
    return found


def test_a_clean_database_has_no_difference(books):
    found = audit(books)
    assert found.ok
    assert found.facts > 100


@pytest.mark.parametrize("column", ["type", "day", "nonce", "body", "leaf"])
def test_one_changed_byte_of_a_fact_is_named(books, column):
    with sqlite3.connect(books) as db:
        ((value,),) = db.execute(f"SELECT {column} FROM journal_fact WHERE position = 40").fetchall()
    changed = value[:-1] + (b"\x01" if isinstance(value, bytes) else "z")
    tamper(books, (f"UPDATE journal_fact SET {column} = ? WHERE position = 40", [changed]))
    found = audit(books)
    assert not found.ok
    assert ("journal_fact", "40") in {(d.table, d.key) for d in found.differences}


def test_a_removed_fact_and_a_cut_journal_are_named(books):
    tamper(books, ("DELETE FROM journal_fact WHERE position = 40", []))
    assert any(d.table == "journal_fact" and "position 40" in d.expected for d in audit(books).differences)
    tamper(books, ("DELETE FROM journal_fact WHERE position > 60", []))
    tables = {d.table for d in audit(books).differences}
    assert {"journal_head", "journal_checkpoint"} <= tables


def test_a_fact_rewritten_with_its_leaf_is_named_by_the_checkpoint_and_the_tables(books):
    """Somebody who can compute leaves still cannot agree with the checkpoint that was shown."""
    from tanshi.journal.merkle import leaf_data, leaf_hash

    with sqlite3.connect(books) as db:
        rows = db.execute("SELECT position, type, day, nonce, body FROM journal_fact WHERE type = 'registry.issued/1'")
        position, name, day, nonce, body = rows.fetchone()
    forged = body.replace(b'"amount_t":', b'"amount_t":9', 1)
    leaf = leaf_hash(leaf_data(name, position, day, nonce, forged))
    tamper(books, ("UPDATE journal_fact SET body = ?, leaf = ? WHERE position = ?", [forged, leaf, position]))
    tables = {d.table for d in audit(books).differences}
    assert "journal_checkpoint" in tables
    assert "registry_holding" in tables


@pytest.mark.parametrize("seed", range(12))
def test_one_changed_value_of_any_table_is_named(books, seed):
    chance = random.Random(seed)
    with sqlite3.connect(books) as db:
        specs = [r.__table__ for r in PROJECTED]
        specs = [s for s in specs if db.execute(f"SELECT COUNT(*) FROM {s.name}").fetchone()[0]]
        spec = chance.choice(specs)
        row = chance.choice(db.execute(spec.select_sql()).fetchall())
    refused = {name for names in spec.unique for name in names}  # by the database itself, guards or no guards
    column = chance.choice([c for c in spec.columns if c.name not in {*spec.key, *refused}] or spec.columns)
    place = spec.column_names.index(column.name)
    value = row[place]
    changed = value + 1 if isinstance(value, int) else 1 if value is None else f"{value}x"
    where = " AND ".join(f"{name} = ?" for name in spec.key)
    key = [row[spec.column_names.index(name)] for name in spec.key]
    statement = (f"UPDATE {spec.name} SET {column.name} = ? WHERE {where}", [changed, *key])
    tamper(books, ("PRAGMA ignore_check_constraints = 1", []), statement)
    found = audit(books)
    named = [d for d in found.differences if d.table == spec.name and d.key == "/".join(map(str, key))]
    assert named, (spec.name, key, column.name)
    assert column.name in named[0].expected


def test_an_added_and_a_removed_row_are_named(books):
    tamper(
        books,
        (
            "INSERT INTO registry_account VALUES ('ghost', 'trading', 'ghost', 0, 'entity', '', 0)",
            [],
        ),
        ("DELETE FROM registry_account WHERE id = 'H3/trading'", []),
    )
    found = {(d.table, d.key): (d.expected, d.found) for d in audit(books).differences}
    assert found["registry_account", "ghost"][0] == "no row"
    assert found["registry_account", "H3/trading"][1] == "no row"


def test_the_database_refuses_what_cannot_be(books):
    """Without dropping its guards the database itself refuses an edited or a negative state."""
    with sqlite3.connect(books) as db:
        assert db.execute("SELECT COUNT(*) FROM registry_trade").fetchone()[0] > 0
        for sql in (
            "UPDATE journal_fact SET day = '2000-01-01'",
            "DELETE FROM journal_fact",
            "UPDATE registry_transfer SET amount = 1",
            "DELETE FROM registry_trade",
            "UPDATE registry_holding SET amount = -1 WHERE overdraft = 0",
            "INSERT INTO registry_transfer VALUES (99999, 1, 'd', 'k', 'a', 'a', 'x', 1, 0, 0, 0, 0, '')",
            "INSERT INTO registry_transfer VALUES (99999, 1, 'd', 'k', 'a', 'b', 'x', 0, 0, 0, 0, 0, '')",
            "UPDATE journal_head SET size = 'many'",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(sql)
