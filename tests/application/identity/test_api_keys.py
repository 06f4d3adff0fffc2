from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tanshi.application.identity.api_keys import key_caller, list_keys, make_key, revoke_key
from tanshi.application.identity.caller import anonymous, console, covers
from tanshi.application.identity.gate import after
from tanshi.application.identity.logins import disable, enable, grant, reset, withdraw
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.sessions import caller_of

from .conftest import gate_in_memory
from .people import administrator, fetch, member, ok, pass_time, refused, signed_in, strong

DAY = 86_400


def caller(gate, login="wang", *actors):
    member(gate, login, *(actors or ("plant",)))
    return ok(caller_of(gate, signed_in(gate, login).token))


def test_a_key_acts_for_its_actor_within_its_scopes_until_its_date(gate):
    by = caller(gate)
    made = ok(
        make_key(gate, by, "plant", ["read", "mrv.*", "registry.surrender"], after(gate.now(), 30 * DAY), "反应堆")
    )
    assert made.text.startswith(f"tsk_{made.key.id}_")
    stored = repr(fetch(gate, "SELECT * FROM identity_api_key"))
    assert made.text.rpartition("_")[2] not in stored
    found = ok(key_caller(gate, made.text, "10.0.0.1"))
    assert (found.login, found.actor, found.how, found.session) == ("wang", "plant", "key", made.key.id)
    assert found.may_read()
    assert found.may_send("mrv.file_report")
    assert found.may_send("registry.surrender")
    assert not found.may_send("registry.fund_trading")
    assert not found.may_send("read")
    pass_time(gate, days=30, seconds=-1)
    ok(key_caller(gate, made.text))
    pass_time(gate, seconds=1)
    refused(key_caller(gate, made.text), Out.KEY_NOT_VALID)


@pytest.mark.parametrize(
    ("scopes", "kind", "covered"),
    [
        ({"mrv.*"}, "mrv.file_report", True),
        ({"mrv.*"}, "mrvx.file_report", False),
        ({"mrv.file_report"}, "mrv.file_report", True),
        ({"mrv.file_report"}, "mrv.file_report2", False),
        ({"read"}, "mrv.file_report", False),
        ({"read"}, "read", False),
        (set(), "mrv.file_report", False),
        ({"mrv.*"}, "MRV.file_report", False),
        ({"mrv.*"}, "", False),
    ],
)
def test_what_scopes_cover(scopes, kind, covered):
    assert covers(frozenset(scopes), kind) == covered


@pytest.mark.parametrize(
    "scope",
    ["", "*", "*.*", "mrv", "mrv.", "mrv.f*", "mr[v].x", "mrv.?", "Read", "read ", "mrv.x y", "\ud800", "mrv.*\n"],
)
def test_scopes_that_are_none(memory, scope):
    by = caller(memory)
    refused(make_key(memory, by, "plant", [scope], after(memory.now(), DAY)), Out.KEY_SCOPE_UNKNOWN)


def test_what_a_key_needs(gate):
    by = caller(gate)
    day = after(gate.now(), DAY)
    refused(make_key(gate, by, "plant", [], day), Out.KEY_SCOPE_UNKNOWN)
    refused(make_key(gate, by, "mill", ["read"], day), Out.ACTOR_NOT_YOURS)
    refused(make_key(gate, by, "plant\0", ["read"], day), Out.ACTOR_NOT_YOURS)
    for until in (gate.now(), "", after(gate.now(), -1), after(gate.now(), 366 * DAY + 1)):
        refused(make_key(gate, by, "plant", ["read"], until), Out.KEY_PERIOD)
    ok(make_key(gate, by, "plant", ["read"], after(gate.now(), 366 * DAY)))
    for who in (console(), anonymous(), replace(by, how="key")):
        refused(make_key(gate, who, "plant", ["read"], day), Out.NOT_BY_KEY)
    pass_time(gate, minutes=15)
    refused(make_key(gate, by, "plant", ["read"], day), Out.NOT_CONFIRMED)


def test_a_key_of_an_official_is_made_with_a_second_factor(gate):
    by = caller(gate, "wang", "plant")
    ok(grant(gate, console(), "wang", "hubei"))
    refused(make_key(gate, by, "hubei", ["read"], after(gate.now(), DAY)), Out.SECOND_FACTOR_NEEDED)
    token, _ = strong(gate, "official", "hubei")
    ok(make_key(gate, ok(caller_of(gate, token)), "hubei", ["read"], after(gate.now(), DAY)))


def test_a_key_stops_with_its_login_and_its_actor(gate):
    by = caller(gate, "wang", "plant", "mill")
    made = ok(make_key(gate, by, "plant", ["read"], after(gate.now(), DAY)))
    ok(disable(gate, console(), "wang", "left"))
    refused(key_caller(gate, made.text), Out.KEY_NOT_VALID)
    ok(enable(gate, console(), "wang"))
    ok(key_caller(gate, made.text))
    ok(withdraw(gate, console(), "wang", "plant"))
    refused(key_caller(gate, made.text), Out.KEY_NOT_VALID)


def test_a_key_is_revoked_by_its_owner_or_an_administrator(gate):
    wang, li = caller(gate, "wang"), caller(gate, "li")
    day = after(gate.now(), DAY)
    one, two = (ok(make_key(gate, wang, "plant", ["read"], day)) for _ in range(2))
    refused(revoke_key(gate, li, one.key.id), Out.NOT_ADMINISTRATOR)
    refused(revoke_key(gate, replace(wang, how="key"), one.key.id), Out.NOT_BY_KEY)
    refused(revoke_key(gate, console(), "nothing\0"), Out.KEY_NOT_FOUND)
    assert revoke_key(gate, wang, one.key.id) is None
    refused(revoke_key(gate, wang, one.key.id), Out.KEY_NOT_FOUND)
    refused(key_caller(gate, one.text), Out.KEY_NOT_VALID)
    ok(key_caller(gate, two.text))
    assert revoke_key(gate, administrator(gate), two.key.id) is None
    refused(key_caller(gate, two.text), Out.KEY_NOT_VALID)
    with gate.engine.snapshot() as view:
        assert {k.id for k in list_keys(view, login="wang")} == {one.key.id, two.key.id}
        assert {k.id for k in list_keys(view, actor="plant")} == {one.key.id, two.key.id}
        assert list_keys(view, login="li") == []


def test_last_use_is_noted_now_and_then(gate):
    made = ok(make_key(gate, caller(gate), "plant", ["read"], after(gate.now(), DAY)))
    used = "SELECT used_at, used_from FROM identity_api_key"
    first = gate.now()
    ok(key_caller(gate, made.text, "10.0.0.1"))
    pass_time(gate, seconds=59)
    ok(key_caller(gate, made.text, "10.0.0.2"))
    assert fetch(gate, used) == [(first, "10.0.0.1")]
    pass_time(gate, seconds=1)
    ok(key_caller(gate, made.text, "10.0.0.2"))
    assert fetch(gate, used) == [(gate.now(), "10.0.0.2")]


def test_a_key_survives_a_new_password(gate):
    made = ok(make_key(gate, caller(gate), "plant", ["read"], after(gate.now(), DAY)))
    ok(reset(gate, console(), "wang"))
    ok(key_caller(gate, made.text))


@budget(max_examples=60, deadline=None)
@given(st.data())
def test_only_the_exact_key_opens(data):
    gate = gate_in_memory()
    keys = [
        ok(make_key(gate, by, "plant", ["read"], after(gate.now(), DAY))) for by in [caller(gate)] for _ in range(2)
    ]
    text = keys[0].text
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("abcxyz237_-. A\0"))
    changed = text[:at] + other + text[at + 1 :]
    for wrong in (changed, text + other, text[:-1], f"tsk_{keys[1].key.id}_{text.rpartition('_')[2]}"):
        if wrong != text:
            refused(key_caller(gate, wrong), Out.KEY_NOT_VALID)
    assert ok(key_caller(gate, text)).session == keys[0].key.id
    gate.engine.close()


@budget(deadline=None)
@given(st.text(max_size=100))
def test_no_other_text_is_a_key(text):
    gate = _shared()
    refused(key_caller(gate, text), Out.KEY_NOT_VALID)
    refused(key_caller(gate, "tsk_" + text), Out.KEY_NOT_VALID)


def _shared(made=[]):  # noqa: B006 - one gate for all examples
    if not made:
        made.append(gate_in_memory())
    return made[0]
