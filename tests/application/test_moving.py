"""Backup, restore, moving between databases and the upgrade: nothing is lost, nothing half-made is believed."""

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tanshi.application import moving
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.core.progress import Progress
from tanshi.journal.engine import Impossible
from tanshi.journal.writer import seeded_entropy
from tanshi.simulation.workload import Workload, opening

DATA = Path(__file__).parent.parent / "data"
QUIET = Progress()


def fill(url, law, commands=200):
    """Carry out a seeded workload, keep a file as evidence, publish a checkpoint; return root and state hash."""
    clock = SimulatedClock(datetime(2023, 1, 1, tzinfo=UTC))
    market = open_market(url, law=law, clock=clock, entropy=seeded_entropy("moving"))
    market.execute(opening())
    market.checkpoint()
    work = Workload(3)
    for _ in range(commands // 20):
        group = [work.next() for _ in range(20)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
    market.evidence.keep(b"a laboratory report" * 100_000)
    size, root = market.checkpoint()
    state = market.state_hash()
    market.close()
    return size, root, state


def found_at(url, law):
    """Return size, root and state hash of a database after a clean audit."""
    market = open_market(url, law=law, write=False)
    audit = market.audit()
    files = [market.evidence.read(name) for name in market.evidence.names()]
    market.close()
    assert audit.ok, audit.differences
    assert files == [b"a laboratory report" * 100_000]
    return audit.facts, audit.root, audit.state_hash


def refused(code, work, *arguments):
    with pytest.raises(Problem) as caught:
        work(*arguments)
    assert [f.code for f in caught.value.findings] == [code]


def test_a_backup_restores_to_equal_root_and_state(database, tmp_path, law):
    filled = fill(database, law)
    made = moving.backup(database, tmp_path / "all.backup", QUIET)
    restored = moving.restore_backup(tmp_path / "all.backup", str(tmp_path / "restored.db"), None, QUIET)
    assert (made.size, made.root, made.state_hash) == filled
    assert (restored.size, restored.root, restored.state_hash) == filled
    assert found_at(str(tmp_path / "restored.db"), law) == filled


def test_a_restored_database_goes_on(database, tmp_path, law):
    fill(database, law)
    moving.backup(database, tmp_path / "all.backup", QUIET)
    moving.restore_backup(tmp_path / "all.backup", str(tmp_path / "restored.db"), None, QUIET)
    group = [Workload(99).next() for _ in range(40)]
    ends = []
    for url in (database, str(tmp_path / "restored.db")):
        clock = SimulatedClock(datetime(2023, 2, 1, tzinfo=UTC))
        market = open_market(url, law=law, clock=clock, entropy=seeded_entropy("later"))
        answers = market.execute(group)
        ends.append(([str(a.outcome) for a in answers], market.checkpoint(), market.state_hash()))
        assert market.audit().ok
        market.close()
    assert ends[0] == ends[1]


def test_sqlite_to_postgresql_to_sqlite_with_equal_hash(postgres, tmp_path, law):
    empty = postgres.create("moved_to")
    first, last = str(tmp_path / "first.db"), str(tmp_path / "last.db")
    filled = fill(first, law)
    there = moving.move(first, empty, None, QUIET)
    assert found_at(empty, law) == filled == (there.size, there.root, there.state_hash)
    moving.move(empty, last, None, QUIET)
    assert found_at(last, law) == filled
    for old in (first, empty):
        refused("db.moved", open_market, old)
        assert found_at(old, law) == filled
    postgres.drop("moved_to")


def test_who_still_had_the_old_database_open_can_write_nothing_more(pg_url, tmp_path, law):
    fill(pg_url, law)
    open_one, work = open_market(pg_url, law=law), Workload(5)
    moving.move(pg_url, str(tmp_path / "new.db"), None, QUIET)
    with pytest.raises(Impossible, match="moved"):
        open_one.execute([work.next() for _ in range(200)])
    open_one.close()


def test_a_move_that_was_broken_off_before_its_last_step_is_finished(tmp_path, law):
    old, new = str(tmp_path / "old.db"), str(tmp_path / "new.db")
    filled = fill(old, law)
    moving.backup(old, tmp_path / "copy", QUIET)
    moving.restore_backup(tmp_path / "copy", new, None, QUIET)  # all of a move but the seal
    moving.move(old, new, None, QUIET)
    refused("db.moved", open_market, old)
    assert found_at(new, law) == filled
    refused("db.moved", moving.move, old, str(tmp_path / "third.db"), None, QUIET)


def test_a_place_that_holds_something_is_not_touched(tmp_path, law):
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    fill(one, law)
    other = fill(two, law, commands=60)
    moving.backup(one, tmp_path / "copy", QUIET)
    refused("backup.exists", moving.backup, one, tmp_path / "copy", QUIET)
    refused("restore.not_empty", moving.restore_backup, tmp_path / "copy", two, None, QUIET)
    refused("restore.not_empty", moving.move, one, two, None, QUIET)
    assert found_at(two, law) == other
    open_market(one, law=law).close()  # not sealed


def test_a_restore_that_was_broken_off_is_seen_and_done_again(tmp_path, law, monkeypatch):
    filled = fill(str(tmp_path / "one.db"), law)
    moving.backup(str(tmp_path / "one.db"), tmp_path / "copy", QUIET)
    half = str(tmp_path / "half.db")

    class Power(BaseException):
        pass

    class Cut(Progress):
        def advance(self, count=1):
            raise Power

    with pytest.raises(Power):
        moving.restore_backup(tmp_path / "copy", half, None, Cut())
    refused("db.half_made", open_market, half)
    moving.restore_backup(tmp_path / "copy", half, None, QUIET)
    assert found_at(half, law) == filled


def test_a_log_that_forks_a_published_checkpoint_is_refused(tmp_path, law):
    one, two, witness = str(tmp_path / "one.db"), str(tmp_path / "two.db"), tmp_path / "published"
    moving_on = open_market(one, law=law, witness=witness, entropy=seeded_entropy("one"))
    moving_on.execute(opening()[:20])
    moving_on.checkpoint()
    moving_on.close()
    moving.backup(one, tmp_path / "early", QUIET)
    moving_on = open_market(one, law=law, witness=witness, entropy=seeded_entropy("one"))
    moving_on.execute(opening()[20:])
    size, root = moving_on.checkpoint()
    moving_on.close()
    assert witness.read_text().splitlines()[-1] == f"{size} {root}"

    refused("witness.shorter", moving.restore_backup, tmp_path / "early", str(tmp_path / "r.db"), witness, QUIET)
    moving.restore_backup(tmp_path / "early", str(tmp_path / "older.db"), None, QUIET)
    with pytest.raises(Problem) as caught:
        open_market(str(tmp_path / "older.db"), law=law, witness=witness)
    assert caught.value.findings[0].code == "witness.shorter"

    other = open_market(two, law=law, entropy=seeded_entropy("two"))
    other.execute(opening())
    other.close()
    moving.backup(two, tmp_path / "fork", QUIET)
    refused("witness.fork", moving.restore_backup, tmp_path / "fork", str(tmp_path / "s.db"), witness, QUIET)
    refused("witness.fork", moving.move, two, str(tmp_path / "t.db"), witness, QUIET)
    open_market(one, law=law, witness=witness).close()


@pytest.mark.parametrize("line", ["12", "12 zz", "x " + "0" * 64, "12 " + "0" * 62])
def test_a_witness_that_cannot_be_read_is_not_guessed(tmp_path, law, line):
    (tmp_path / "published").write_text(line + "\n")
    with pytest.raises(Problem) as caught:
        open_market(str(tmp_path / "one.db"), law=law, witness=tmp_path / "published")
    assert caught.value.findings[0].code == "witness.not_readable"
    assert caught.value.findings[0].where.endswith("published:1")


@pytest.fixture(scope="module")
def backup_file(tmp_path_factory, law):
    folder = tmp_path_factory.mktemp("backup")
    fill(str(folder / "one.db"), law)
    moving.backup(str(folder / "one.db"), folder / "copy", QUIET)
    return folder / "copy"


def rewritten(backup_file, target, change):
    """Write a backup whose members went through `change(name, data)`; None leaves a member out."""
    with tarfile.open(backup_file) as old, tarfile.open(target, "w:gz") as new:
        for entry in old:
            data = change(entry.name, old.extractfile(entry).read())
            if data is not None:
                entry.size = len(data)
                new.addfile(entry, io.BytesIO(data))
    return target


def one_fact(change):
    def edit(name, data):
        if not name.startswith("facts/"):
            return data
        rows = [json.loads(line) for line in data.splitlines()]
        change(rows)
        return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)

    return edit


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("restore.changed_fact", one_fact(lambda rows: rows.pop())),
        ("restore.changed_fact", one_fact(lambda rows: rows.pop(5))),
        ("restore.changed_fact", one_fact(lambda rows: rows[5].__setitem__(4, rows[5][4].replace("e", "f", 1)))),
        ("restore.changed_fact", one_fact(lambda rows: rows[5].__setitem__(3, "00" * 32))),
        ("restore.changed_fact", one_fact(lambda rows: rows[5].__setitem__(5, "00" * 32))),
        ("backup.damaged", one_fact(lambda rows: rows[5].pop())),
        ("backup.damaged", lambda name, data: None if name.startswith("evidence/") else data),
        ("backup.damaged", lambda name, data: None if name == "end.json" else data),
        ("backup.damaged", lambda name, data: data.replace(b'"size"', b'"syze"')),
        ("backup.not_one", lambda name, data: None if name == "tanshi-backup.json" else data),
        ("backup.newer", lambda name, data: data.replace(b'"format":1', b'"format":9')),
        ("restore.other_state", lambda name, data: data.replace(b'"state_hash":"', b'"state_hash":"0')),
    ],
)
def test_a_changed_backup_is_refused(backup_file, tmp_path, code, change):
    changed = rewritten(backup_file, tmp_path / "changed", change)
    refused(code, moving.restore_backup, changed, str(tmp_path / "r.db"), None, QUIET)
    if (tmp_path / "r.db").exists() and (tmp_path / "r.db").stat().st_size:
        refused("db.half_made", open_market, str(tmp_path / "r.db"))


def test_a_backup_that_breaks_off_anywhere_is_refused(backup_file, tmp_path):
    whole = backup_file.read_bytes()
    for part in (0, 1, 100, len(whole) // 3, len(whole) // 2, len(whole) * 9 // 10):
        (tmp_path / "part").write_bytes(whole[:part])
        with pytest.raises(Problem) as caught:
            moving.restore_backup(tmp_path / "part", str(tmp_path / "r.db"), None, QUIET)
        assert caught.value.findings[0].code in ("backup.damaged", "backup.not_one"), part


def test_a_backup_is_readable_by_its_owner_only(backup_file):
    assert backup_file.stat().st_mode & 0o077 == 0  # it holds the nonces


@pytest.fixture
def schema_1(tmp_path):
    """A database of schema 1 as the first version of the program wrote it."""
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((DATA / "schema_1.db.gz").read_bytes()))
    return str(path)


ROOT_1 = "ad4e900804b0b5ab5b170da12ea94224140a7fca46da7180c4eee557a8f2afc9"
STATE_1 = "423d0f9d693422123d3bbdce65ef033491a399e9b2f53fc2f0734ce6b064702f"


def test_a_database_of_the_first_schema_is_upgraded(schema_1, law):
    refused("db.older", open_market, schema_1)
    done = moving.upgrade(schema_1, QUIET)
    assert (done.size, done.root, done.state_hash) == (145, ROOT_1, STATE_1)
    market = open_market(schema_1, law=law)
    assert market.audit().ok
    fresh = open_market(":memory:", law=law)
    with market.view() as one, fresh.view() as other:
        objects = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
        assert _plain(one.fetch(objects)) == _plain(other.fetch(objects))
    market.close()
    refused("db.current", moving.upgrade, schema_1, QUIET)


def _plain(objects):
    return [(kind, name, " ".join(sql.split()).replace('"', "")) for kind, name, sql in objects]


def test_an_older_database_can_be_backed_up_and_moved(schema_1, tmp_path, law, postgres):
    moving.backup(schema_1, tmp_path / "copy", QUIET)
    restored = moving.restore_backup(tmp_path / "copy", str(tmp_path / "new.db"), None, QUIET)
    assert (restored.root, restored.state_hash) == (ROOT_1, STATE_1)
    empty = postgres.create("from_schema_1")
    moving.move(schema_1, empty, None, QUIET)
    market = open_market(empty, law=law)
    assert (market.audit().ok, market.state_hash()) == (True, STATE_1)
    market.close()
    postgres.drop("from_schema_1")


def test_an_upgrade_that_is_broken_off_leaves_the_old_database(schema_1, law):
    copy = schema_1 + ".copy"
    shutil.copy(schema_1, copy)

    class Power(BaseException):
        pass

    class Cut(Progress):
        def advance(self, count=1):
            raise Power

    with pytest.raises(Power):
        moving.upgrade(schema_1, Cut())
    dumps = [list(sqlite3.connect(path).iterdump()) for path in (schema_1, copy)]
    assert dumps[0] == dumps[1]
    assert moving.upgrade(schema_1, QUIET).state_hash == STATE_1


def test_an_upgrade_of_a_changed_journal_is_refused(schema_1):
    with sqlite3.connect(schema_1) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE journal_fact SET day = '2023-01-09' WHERE position = 7")
    refused("upgrade.changed_fact", moving.upgrade, schema_1, QUIET)
