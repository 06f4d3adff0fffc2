import csv
import io

import pytest

from tanshi.application.identity.caller import Caller, anonymous
from tanshi.application.identity.looks import What, export_looks, look, look_at, looks_at_subject, looks_by_login
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.upkeep import sweep
from tanshi.journal.engine import Impossible

from .people import fetch, member, pass_time, refused

WANG = Caller("wang", "hubei", "session", None, "s1", "", "10.0.0.1", second_factor=True)
LI = Caller("li", "ministry", "key", frozenset({"read"}), "k1", "", "10.0.0.2")


def test_a_look_says_who_when_at_what_and_why(gate):
    assert look(gate, WANG, "complainant/7", "supervision.complaint/7", "案件核查", ["phone", "name", "name"]) is None
    with gate.engine.snapshot() as view:
        (row,) = looks_at_subject(view, "complainant/7")
    assert (row.login, row.actor, row.how, row.session, row.address) == ("wang", "hubei", "session", "s1", "10.0.0.1")
    assert (row.at, row.record, row.fields, row.reason) == (
        gate.now(),
        "supervision.complaint/7",
        "name phone",
        "案件核查",
    )


def test_looks_nobody_may_take(memory):
    refused(look(memory, anonymous(), "s", "r", "curious"), Out.NOT_SIGNED_IN)
    for reason in ("", "  \n"):
        refused(look(memory, WANG, "s", "r", reason), Out.REASON_NEEDED)
    refused(look(memory, WANG, "", "r", "why"), Out.NOTHING_LOOKED_AT)
    refused(look(memory, WANG, "s", "", "why"), Out.NOTHING_LOOKED_AT)
    refused(look_at(memory, WANG, [], "why"), Out.NOTHING_LOOKED_AT)
    refused(look_at(memory, WANG, [What("s", "r"), What("", "r")], "why"), Out.NOTHING_LOOKED_AT)
    assert fetch(memory, "SELECT count(*) FROM identity_look") == [(0,)]


def test_looks_are_read_by_subject_and_by_login_in_pages(gate):
    whats = [What(f"plant{n % 2}", f"registry.holding/{n}", ("holding_t",)) for n in range(10)]
    assert look_at(gate, WANG, whats, "supervision") is None
    pass_time(gate, seconds=1)
    assert look(gate, LI, "plant0", "registry.holding/0", "audit\0of\nthe year") is None
    with gate.engine.snapshot() as view:
        newest = looks_at_subject(view, "plant0", limit=4)
        rest = looks_at_subject(view, "plant0", limit=40, before=newest[-1].id)
        assert [len(newest), len(rest)] == [4, 2]
        assert newest[0].login == "li"
        assert newest[0].reason == "audit?of?the year"
        assert len(looks_by_login(view, "wang")) == 10
        assert len(looks_by_login(view, "li")) == 1
        assert looks_by_login(view, "x\0") == []
    assert len({row.id for row in newest + rest}) == 6


def test_looks_are_exported_as_csv_that_starts_no_formula(gate):
    start = gate.now()
    look(gate, WANG, "a,b", 'say "x"', "=HYPERLINK(1)", ["+1"])
    pass_time(gate, days=1)
    look(gate, LI, "later", "r", "why")
    with gate.engine.snapshot() as view:
        all_rows = list(csv.reader(io.StringIO("".join(export_looks(view, start, "~")))))
        first_day = list(export_looks(view, start, gate.now()))
    assert all_rows[0] == [
        "id",
        "at",
        "login",
        "actor",
        "how",
        "session",
        "address",
        "subject",
        "record",
        "fields",
        "reason",
    ]
    assert all_rows[1][1:] == [
        start,
        "wang",
        "hubei",
        "session",
        "s1",
        "10.0.0.1",
        "a,b",
        'say "x"',
        "'+1",
        "'=HYPERLINK(1)",
    ]
    assert len(all_rows) == 3
    assert len(first_day) == 2


@pytest.mark.parametrize("name", ["identity_look", "identity_act"])
def test_a_log_only_grows(gate, name):
    look(gate, WANG, "s", "r", "why")
    member(gate, "wang", "plant")
    before = fetch(gate, f"SELECT * FROM {name}")
    assert before
    for sql in (
        f"DELETE FROM {name}",
        f"UPDATE {name} SET login = 'nobody'",
        f"UPDATE {name} SET at = '1900-01-01T00:00:00.000Z'",
    ):
        with pytest.raises(Impossible), gate.engine.aside() as writes:
            writes.execute(sql)
    if gate.engine.dialect == "sqlite":
        with pytest.raises(Impossible), gate.engine.aside() as writes:
            writes.execute(f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}")
    else:
        with pytest.raises(Impossible), gate.engine.aside() as writes:
            writes.execute(f"TRUNCATE {name}")
    assert fetch(gate, f"SELECT * FROM {name}") == before


def test_looks_go_after_their_retention_and_that_is_recorded(gate):
    look(gate, WANG, "old", "r", "why")
    start = gate.now()
    pass_time(gate, days=gate.settings.looks_days)
    look(gate, WANG, "new", "r", "why")
    assert sweep(gate)["identity_look"] == 0
    pass_time(gate, seconds=1)
    assert sweep(gate)["identity_look"] == 1
    assert fetch(gate, "SELECT subject FROM identity_look") == [("new",)]
    ((horizon,),) = fetch(gate, "SELECT erased_before FROM identity_retention WHERE id = 'identity_look'")
    assert horizon > start
    pass_time(gate, days=-5)
    assert sweep(gate)["identity_look"] == 0
    assert fetch(gate, "SELECT erased_before FROM identity_retention WHERE id = 'identity_look'") == [(horizon,)]


def test_what_was_erased_stays_recorded(gate):
    sweep(gate)
    statements = [
        "DELETE FROM identity_retention",
        "UPDATE identity_retention SET erased_before = ''",
        "UPDATE identity_retention SET id = 'x' || id",
    ]
    if gate.engine.dialect == "sqlite":
        statements.append("INSERT OR REPLACE INTO identity_retention VALUES ('identity_look', '')")
    else:
        statements.append("TRUNCATE identity_retention")
    for sql in statements:
        with pytest.raises(Impossible), gate.engine.aside() as writes:
            writes.execute(sql)
