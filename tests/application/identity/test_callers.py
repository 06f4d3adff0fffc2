from dataclasses import replace

import pytest

from tanshi.application.identity.api_keys import make_key, revoke_key
from tanshi.application.identity.caller import Caller, anonymous, console
from tanshi.application.identity.callers import CallerCache, resolve
from tanshi.application.identity.gate import after
from tanshi.application.identity.logins import disable, withdraw
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.sessions import caller_of, choose_actor, revocation_number, sign_out

from .people import member, ok, pass_time, refused, signed_in


def test_the_public_has_no_login_no_actor_and_no_scope():
    nobody = anonymous("10.0.0.1")
    assert nobody.is_public
    assert not nobody.may_read()
    assert not nobody.may_send("mrv.file_report")
    assert not console().is_public


def test_a_session_without_an_actor_sends_nothing():
    assert not Caller("wang", "", "session", None, "s", "", "").may_send("mrv.file_report")


def test_a_credential_is_a_cookie_or_a_key(gate):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    key = ok(make_key(gate, ok(caller_of(gate, token)), "plant", ["read"], after(gate.now(), 60)))
    assert ok(resolve(gate, token)).how == "session"
    assert ok(resolve(gate, key.text)).how == "key"
    refused(resolve(gate, "tsk_nothing"), Out.KEY_NOT_VALID)
    refused(resolve(gate, ""), Out.NO_SESSION)


def counted(gate, monkeypatch):
    reads = []
    monkeypatch.setattr(
        "tanshi.application.identity.callers.resolve", lambda *given: reads.append(given[1]) or resolve(*given)
    )
    return CallerCache(gate), reads


def test_a_caller_is_remembered_for_half_a_minute(gate, monkeypatch):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    cache, reads = counted(gate, monkeypatch)
    for _ in range(5):
        assert ok(cache.caller(token)).login == "wang"
    assert len(reads) == 1
    pass_time(gate, seconds=30)
    ok(cache.caller(token))
    assert len(reads) == 2
    assert ok(cache.caller(token, "10.0.0.2")).address == "10.0.0.2"
    assert len(reads) == 3


@pytest.mark.parametrize("act", ["sign_out", "disable", "withdraw", "choose", "revoke"])
def test_what_another_process_takes_away_is_gone_at_once(gate, act):
    member(gate, "wang", "plant", "mill")
    token = ok(choose_actor(gate, signed_in(gate, "wang").token, "plant")).token
    by = ok(caller_of(gate, token))
    key = ok(make_key(gate, by, "plant", ["read"], after(gate.now(), 3_600)))
    cache = CallerCache(gate)
    ok(cache.caller(token))
    ok(cache.caller(key.text))
    if act == "sign_out":
        sign_out(gate, token)
    elif act == "disable":
        disable(gate, console(), "wang", "left")
    elif act == "withdraw":
        withdraw(gate, console(), "wang", "plant")
    elif act == "choose":
        choose_actor(gate, token, "mill")
    else:
        revoke_key(gate, by, key.key.id)
    if act == "revoke":
        ok(cache.caller(token))
    else:
        refused(cache.caller(token), Out.NO_SESSION)
    if act in ("disable", "withdraw", "revoke"):
        refused(cache.caller(key.text), Out.KEY_NOT_VALID)
    else:
        ok(cache.caller(key.text))


def test_a_page_gives_the_number_it_has_read(gate, monkeypatch):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    cache, reads = counted(gate, monkeypatch)
    with gate.engine.snapshot() as view:
        number = revocation_number(view)
    ok(cache.caller(token, "", number))
    ok(cache.caller(token, "", number))
    assert len(reads) == 1
    ok(cache.caller(token, "", number + 1))
    assert len(reads) == 2


def test_refusals_are_not_remembered_and_the_memory_is_bounded(gate, monkeypatch):
    small = replace(gate, settings=replace(gate.settings, cache_entries=3))
    member(gate, "wang", "plant")
    cache, reads = counted(small, monkeypatch)
    for _ in range(3):
        refused(cache.caller("tss_nothing"), Out.NO_SESSION)
    assert len(reads) == 3
    tokens = [signed_in(gate, "wang").token for _ in range(5)]
    for token in tokens:
        ok(cache.caller(token))
    assert len(cache._kept) == 3
