"""Operational tables beside a backup: all of them come back, sealed with a key, and nothing changed is taken."""

import base64
import io
import json
import tarfile
from datetime import date

import pytest

from tanshi.application import moving, operational
from tanshi.application.assembly import OPERATIONAL
from tanshi.application.identity import sign_in
from tanshi.application.market import open_market
from tanshi.application.work.mail import MailSettings
from tanshi.application.work.reminders import remind
from tanshi.core.finding import Problem
from tanshi.core.progress import Progress
from tanshi.journal.open import open_engine
from tests.server import cases
from tests.server.world import PASSWORD, World

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
QUIET = Progress()
SPECS = {t.__table__.name: t.__table__ for t in OPERATIONAL}


def fill(url, clock):
    """Serve a plant with people, a comment, a sheet handed in, reminders and a session; then a row of every table."""
    market = open_market(url, clock=clock)
    world = World(market)
    cases.plant(market, area="37")
    world._person("P1/1")
    cases.months(market, clock, until=2)
    clock.put_day(date(2023, 3, 30))
    body = {"rows": [{"entity": "P1", "city_gb2260": "3701"}]}
    assert world.client.post("/api/v1/forms/entity-cities", json=body, headers=world.key("sd/1")).status_code == 200
    said = world.client.post("/api/v1/comments/entity/P1", json={"words": "请补充"}, headers=world.key("sd/1"))
    assert said.status_code == 200
    remind(world.gate, market.law, MailSettings(), "zh")
    assert sign_in.sign_in(world.gate, "sd-1", PASSWORD).token
    rows = {}
    with market.engine.aside() as writes:
        for name, spec in SPECS.items():
            if not writes.fetch(f"SELECT 1 FROM {name} LIMIT 1"):
                writes.insert(spec, [made_up(spec)])
            rows[name] = writes.fetch(spec.select_sql())
    state = market.state_hash()
    world.close()
    market.close()
    assert all(rows.values())
    return rows, state


def made_up(spec):
    """Return a row of a table that its checks allow."""
    words = {
        "stage": "active",
        "how": "password",
        "state": "waiting",
        "level": "city",
        "outcome": "done",
        "mail": "none",
    }
    values = {int: 1, str: "x", bytes: b"\x00\xff"}
    return tuple(words.get(c.name, values[c.type]) for c in spec.columns)


def rows_of(url):
    engine = open_engine(url, write=False)
    with engine.snapshot() as view:
        found = {name: view.fetch(spec.select_sql()) for name, spec in SPECS.items()}
    engine.close()
    return found


def refused(code, work, *arguments):
    with pytest.raises(Problem) as caught:
        work(*arguments)
    (finding,) = caught.value.findings
    assert finding.code == code
    for language in ("zh", "en"):
        assert finding.message(language)


@pytest.fixture
def filled(tmp_path, clock):
    """A database with rows in every operational table, its backup with a key, its rows and state."""
    url, file = str(tmp_path / "one.db"), tmp_path / "with.backup"
    rows, state = fill(url, clock)
    made = moving.backup(url, file, QUIET, KEY)
    assert made.state_hash == state
    assert made.operational == sum(len(found) for name, found in rows.items() if name not in operational.STAYS)
    return url, file, rows, state


def travelled(rows):
    return {name: [] if name in operational.STAYS else found for name, found in rows.items()}


def test_everything_but_what_stays_comes_back_and_the_state_is_the_same(filled, tmp_path):
    _, file, rows, state = filled
    new = str(tmp_path / "new.db")
    back = moving.restore_backup(file, new, None, QUIET, KEY)
    assert back.state_hash == state
    assert rows_of(new) == travelled(rows)
    assert set(SPECS) > operational.STAYS
    market = open_market(new)
    assert market.audit().ok
    assert market.state_hash() == state
    market.close()


def test_without_a_key_they_are_left_out_on_either_way(filled, tmp_path):
    url, file, rows, state = filled
    none = {name: [] for name in rows}
    bare = moving.backup(url, tmp_path / "bare.backup", QUIET)
    assert (bare.operational, bare.state_hash) == (None, state)
    with tarfile.open(tmp_path / "bare.backup") as tar:
        assert not [n for n in tar.getnames() if n.startswith("apart/")]
        assert json.loads(tar.extractfile("tanshi-backup.json").read())["format"] == 1, "older programs read it"
    for number, (source, key) in enumerate([(file, None), (tmp_path / "bare.backup", KEY)]):
        back = moving.restore_backup(source, str(tmp_path / f"{number}.db"), None, QUIET, key)
        assert (back.operational, back.state_hash) == (None, state)
        assert rows_of(str(tmp_path / f"{number}.db")) == none


def test_nothing_of_them_can_be_read_in_the_file(filled):
    _, file, _, _ = filled
    with tarfile.open(file) as tar:
        parts = [tar.extractfile(n).read() for n in tar.getnames() if n.startswith("apart/")]
    assert len(parts) > 10
    for word in (b"sd-1", b"identity_login", "请补充".encode(), b"argon2"):
        assert not [p for p in parts if word in p]


def rewritten(file, target, change):
    """Write a backup anew with its sealed parts changed; the numbers in the end fit what it holds."""
    with tarfile.open(file) as tar:
        entries = [(m.name, tar.extractfile(m).read()) for m in tar.getmembers()]
    parts = change([data for name, data in entries if name.startswith("apart/")])
    end = json.loads(entries[-1][1]) | {"apart": len(parts)}
    kept = [e for e in entries[:-1] if not e[0].startswith("apart/")]
    kept += [(f"apart/{n:08d}", data) for n, data in enumerate(parts)]
    with tarfile.open(target, "w:gz", compresslevel=1) as tar:
        for name, data in [*kept, ("end.json", json.dumps(end).encode())]:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("backup.seal_broken", lambda p: [flipped(p[0], 30), *p[1:]]),
        ("backup.seal_broken", lambda p: [flipped(p[0], 10), *p[1:]]),
        ("backup.seal_broken", lambda p: [*p[:-1], flipped(p[-1], -1)]),
        ("backup.other_key", lambda p: [flipped(p[0], 0), *p[1:]]),
        ("backup.seal_broken", lambda p: p[:-1]),
        ("backup.seal_broken", lambda p: p[1:]),
        ("backup.seal_broken", lambda p: []),
        ("backup.seal_broken", lambda p: [p[1], p[0], *p[2:]]),
        ("backup.seal_broken", lambda p: [p[0], *p]),
        ("backup.seal_broken", lambda p: [*p, p[-1]]),
        ("backup.seal_broken", lambda p: [p[0][:25], *p[1:]]),
    ],
)
def test_a_changed_part_is_refused_and_the_database_is_not_believed(filled, tmp_path, code, change):
    _, file, _, _ = filled
    rewritten(file, tmp_path / "changed", change)
    place = str(tmp_path / "new.db")
    refused(code, moving.restore_backup, tmp_path / "changed", place, None, QUIET, KEY)
    refused("db.half_made", open_market, place)
    moving.restore_backup(file, place, None, QUIET, KEY)  # done again, it is whole
    open_market(place).close()


def test_another_key_and_a_part_of_another_backup_are_refused(filled, tmp_path):
    url, file, _, _ = filled
    refused("backup.other_key", moving.restore_backup, file, str(tmp_path / "a.db"), None, QUIET, OTHER)
    market = open_market(url)
    cases.ask(market, "mee/1", "participants.place_entity", {"entity": "H1", "city_gb2260": "3701"})
    market.close()
    moving.backup(url, tmp_path / "later", QUIET, KEY)
    with tarfile.open(file) as tar:
        older = [tar.extractfile(n).read() for n in tar.getnames() if n.startswith("apart/")]
    rewritten(tmp_path / "later", tmp_path / "mixed", lambda parts: older)
    refused("backup.seal_broken", moving.restore_backup, tmp_path / "mixed", str(tmp_path / "b.db"), None, QUIET, KEY)


def test_a_move_takes_them_along_without_a_key(filled, tmp_path):
    url, _, rows, state = filled
    there = moving.move(url, str(tmp_path / "there.db"), None, QUIET)
    assert (there.state_hash, rows_of(str(tmp_path / "there.db"))) == (state, travelled(rows))
    assert there.operational > 0


def test_mail_that_waited_is_not_sent_twice_by_a_restored_database(filled, tmp_path):
    url, _, _, _ = filled
    engine = open_engine(url, write=True)
    with engine.aside() as writes:
        writes.execute("UPDATE work_notice SET mail = 'pending'")
    engine.close()
    moving.backup(url, tmp_path / "waiting", QUIET, KEY)
    moving.restore_backup(tmp_path / "waiting", str(tmp_path / "r.db"), None, QUIET, KEY)
    moving.move(url, str(tmp_path / "m.db"), None, QUIET)
    place = SPECS["work_notice"].column_names.index("mail")
    assert {row[place] for row in rows_of(str(tmp_path / "r.db"))["work_notice"]} == {"unknown"}
    assert {row[place] for row in rows_of(str(tmp_path / "m.db"))["work_notice"]} == {"pending"}


def test_sqlite_to_postgresql(filled, postgres):
    _, file, rows, state = filled
    empty = postgres.create("operational")
    back = moving.restore_backup(file, empty, None, QUIET, KEY)
    assert (back.state_hash, rows_of(empty)) == (state, travelled(rows))
    postgres.drop("operational")


def test_keys(tmp_path):
    text = base64.b64encode(KEY).decode()
    file = tmp_path / "backup.key"
    file.write_text(text + "\n")
    assert operational.read_key(file, {}) == KEY
    assert operational.read_key(None, {operational.KEY: text}) == KEY
    assert operational.read_key(None, {}) is None
    for bad in ("", "x", text[:-4], base64.b64encode(KEY + b"1").decode(), "密钥"):
        file.write_text(bad)
        refused("backup.bad_key", operational.read_key, file, {})
    refused("input.not_found", operational.read_key, tmp_path / "nowhere", {})
    refused("backup.bad_key", operational.read_key, None, {operational.KEY: "short"})
