import pytest

from tanshi.application.identity.acts import acts_on
from tanshi.application.identity.caller import console
from tanshi.application.identity.gate import open_gate
from tanshi.application.identity.logins import disable, enable
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.second_factor import recovery_codes_left
from tanshi.application.identity.sessions import caller_of
from tanshi.application.identity.settings import Settings
from tanshi.application.identity.sign_in import change_password, confirm, pass_second_factor, sign_in

from .conftest import CHEAP, KEYS, counted_entropy
from .people import PASSWORD, code_now, enrolled, fetch, invited, member, ok, pass_time, refused, signed_in, strong


def test_what_is_wrong_is_never_said(gate):
    member(gate, "wang", "plant")
    member(gate, "closed", "plant")
    invited(gate, "invited")
    invited(gate, "remote", local=False)
    ok(disable(gate, console(), "closed", ""))
    answers = {
        refused(sign_in(gate, login, password, address=f"10.0.0.{n}"), Out.SIGN_IN_FAILED).message()
        for n, (login, password) in enumerate(
            [
                ("wang", "wrong password"),
                ("wang", ""),
                ("wang", PASSWORD + "x" * 300),
                ("nobody", PASSWORD),
                ("closed", PASSWORD),
                ("invited", PASSWORD),
                ("remote", PASSWORD),
                ("' OR '1'='1", PASSWORD),
                ("\ud800", "\ud800"),
                ("x" * 100_000, PASSWORD),
            ]
        )
    }
    assert len(answers) == 1


@pytest.mark.parametrize("login", ["wang", "nobody", "closed"])
def test_every_sign_in_hashes_one_password(memory, monkeypatch, login):
    member(memory, "wang", "plant")
    invited(memory, "closed")
    calls = []
    matches = memory.hasher.matches
    monkeypatch.setattr(type(memory.hasher), "matches", lambda _, s, p: calls.append(p) or matches(s, p))
    refused(sign_in(memory, login, "not the password"), Out.SIGN_IN_FAILED)
    assert calls == ["not the password"]


def test_failures_lock_and_even_the_right_password_waits(gate):
    member(gate, "wang", "plant")
    for n in range(6):
        refused(sign_in(gate, "wang", f"wrong {n}", address="10.0.0.1"), Out.SIGN_IN_FAILED)
    refused(sign_in(gate, "wang", PASSWORD, address="10.9.9.9"), Out.LOCKED)
    for n in range(6):
        refused(sign_in(gate, "nobody", f"wrong {n}", address="10.0.0.2"), Out.SIGN_IN_FAILED)
    refused(sign_in(gate, "nobody", PASSWORD, address="10.0.0.2"), Out.LOCKED)
    ok(enable(gate, console(), "wang"))
    signed_in(gate, "wang", address="10.9.9.9")


def test_a_success_clears_the_count(gate):
    member(gate, "wang", "plant")
    for _ in range(4):
        for n in range(5):
            refused(sign_in(gate, "wang", f"wrong {n}", address="10.0.0.1"), Out.SIGN_IN_FAILED)
        signed_in(gate, "wang", address="10.0.0.1")
    assert fetch(gate, "SELECT failures FROM identity_tally WHERE id LIKE 'address:%'") == [(20,)]


def test_a_hash_of_older_parameters_is_renewed(gate, engine, clock):
    member(gate, "wang", "plant")
    (before,) = fetch(gate, "SELECT password_hash FROM identity_login")[0]
    dearer = open_gate(
        engine, KEYS, Settings(argon2_time=2, argon2_memory_kib=8, argon2_lanes=1), clock, counted_entropy("dearer")
    )
    signed_in(dearer, "wang")
    (after,) = fetch(gate, "SELECT password_hash FROM identity_login")[0]
    assert before.startswith("$argon2id$v=19$m=8,t=1")
    assert after.startswith("$argon2id$v=19$m=8,t=2")
    signed_in(dearer, "wang")
    assert fetch(gate, "SELECT password_hash FROM identity_login") == [(after,)]


def test_officials_need_a_second_factor_and_plants_do_not(gate):
    member(gate, "plant1", "plant")
    member(gate, "official", "hubei", "plant")
    assert signed_in(gate, "plant1").then == "ready"
    assert signed_in(gate, "official").then == "enrol"


def test_the_settings_can_ask_more_roles_for_a_second_factor(gate, engine, clock):
    member(gate, "wang", "lab")
    assert signed_in(gate, "wang").then == "ready"
    stricter = Settings(argon2_time=1, argon2_memory_kib=8, argon2_lanes=1, second_factor_roles=("verifier",))
    assert signed_in(open_gate(engine, KEYS, stricter, clock, counted_entropy("s")), "wang").then == "enrol"
    assert all(stricter.needs_second_factor(role) for role in ("nation", "province", "registry", "exchange"))


def test_a_code_completes_the_sign_in_once(gate):
    _, secret = strong(gate, "wang", "hubei")
    pass_time(gate, minutes=1)
    half = signed_in(gate, "wang")
    code = code_now(gate, secret)
    refused(caller_of(gate, half.token), Out.SECOND_FACTOR_NEEDED)
    refused(pass_second_factor(gate, half.token, "000000"), Out.SECOND_FACTOR_WRONG)
    done = ok(pass_second_factor(gate, half.token, code))
    assert done.then == "ready"
    assert ok(caller_of(gate, done.token)).actor == "hubei"
    refused(caller_of(gate, half.token), Out.NO_SESSION)
    refused(pass_second_factor(gate, half.token, code), Out.NO_SESSION)
    again = signed_in(gate, "wang")
    refused(pass_second_factor(gate, again.token, code), Out.SECOND_FACTOR_WRONG)
    refused(pass_second_factor(gate, again.token, code_now(gate, secret, -1)), Out.SECOND_FACTOR_WRONG)
    ok(pass_second_factor(gate, again.token, code_now(gate, secret, 1)))


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\ud800", "0" * 10_000, "-1", "12 34"]
)
def test_codes_that_are_none(memory, code):
    strong(memory, "wang", "hubei")
    pass_time(memory, minutes=1)
    refused(pass_second_factor(memory, signed_in(memory, "wang").token, code), Out.SECOND_FACTOR_WRONG)


def test_guessing_codes_locks_the_second_factor(gate):
    _, secret = strong(gate, "wang", "hubei")
    pass_time(gate, minutes=1)
    half = signed_in(gate, "wang")
    for n in range(6):
        refused(pass_second_factor(gate, half.token, f"{n:06d}"), Out.SECOND_FACTOR_WRONG)
    refused(pass_second_factor(gate, half.token, code_now(gate, secret)), Out.LOCKED)
    refused(pass_second_factor(gate, signed_in(gate, "wang").token, code_now(gate, secret)), Out.LOCKED)


def test_a_recovery_code_is_good_once_however_it_is_typed(gate):
    member(gate, "wang", "hubei")
    _, done = enrolled(gate, signed_in(gate, "wang").token)
    code = done.recovery_codes[3]
    ok(pass_second_factor(gate, signed_in(gate, "wang").token, f" {code.lower().replace('-', ' ')} "))
    refused(pass_second_factor(gate, signed_in(gate, "wang").token, code), Out.SECOND_FACTOR_WRONG)
    with gate.engine.snapshot() as view:
        assert recovery_codes_left(view, "wang") == 9
        assert "recovery_code_used" in {act.kind for act in acts_on(view, "wang")}
    ok(pass_second_factor(gate, signed_in(gate, "wang").token, done.recovery_codes[0]))


def test_a_half_session_is_short(gate):
    _, secret = strong(gate, "wang", "hubei")
    half = signed_in(gate, "wang")
    pass_time(gate, seconds=gate.settings.half_session_s)
    refused(pass_second_factor(gate, half.token, code_now(gate, secret)), Out.NO_SESSION)


def test_confirming_by_password_where_there_is_no_second_factor(gate):
    member(gate, "wang", "plant")
    first = signed_in(gate, "wang")
    pass_time(gate, minutes=20)
    refused(confirm(gate, first.token, password="wrong"), Out.SIGN_IN_FAILED)
    refused(confirm(gate, "tss_nothing", password=PASSWORD), Out.NO_SESSION)
    fresh = ok(confirm(gate, first.token, password=PASSWORD))
    assert fresh.session.id == first.session.id
    assert ok(caller_of(gate, fresh.token)).confirmed_at == gate.now()
    refused(caller_of(gate, first.token), Out.NO_SESSION)


def test_confirming_by_code_where_there_is_one(gate):
    token, secret = strong(gate, "wang", "hubei")
    pass_time(gate, minutes=20)
    refused(confirm(gate, token, password=PASSWORD), Out.SECOND_FACTOR_WRONG)
    assert ok(confirm(gate, token, code=code_now(gate, secret))).session.confirmed_at == gate.now()


def test_confirming_is_locked_like_signing_in(gate):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    for n in range(6):
        refused(confirm(gate, token, password=f"wrong {n}"), Out.SIGN_IN_FAILED)
    refused(confirm(gate, token, password=PASSWORD), Out.LOCKED)
    refused(change_password(gate, token, PASSWORD, "another fine password"), Out.LOCKED)


def test_changing_the_password_ends_all_other_sessions(gate):
    member(gate, "wang", "plant")
    here, there = signed_in(gate, "wang"), signed_in(gate, "wang")
    new = "another fine password"
    refused(change_password(gate, here.token, "wrong", new), Out.SIGN_IN_FAILED)
    refused(change_password(gate, here.token, PASSWORD, "short"), Out.PASSWORD_TOO_SHORT)
    refused(change_password(gate, here.token, PASSWORD, PASSWORD), Out.PASSWORD_UNCHANGED)
    changed = ok(change_password(gate, here.token, PASSWORD, new))
    refused(caller_of(gate, there.token), Out.NO_SESSION)
    refused(caller_of(gate, here.token), Out.NO_SESSION)
    assert ok(caller_of(gate, changed.token)).actor == "plant"
    refused(sign_in(gate, "wang", PASSWORD), Out.SIGN_IN_FAILED)
    signed_in(gate, "wang", new)


def test_a_half_session_changes_no_password(gate):
    strong(gate, "wang", "hubei")
    half = signed_in(gate, "wang")
    refused(change_password(gate, half.token, PASSWORD, "another fine password"), Out.SECOND_FACTOR_NEEDED)
    refused(confirm(gate, half.token, password=PASSWORD), Out.SECOND_FACTOR_NEEDED)


def test_what_people_type_into_the_login_field_is_not_kept(gate):
    member(gate, "wang", "plant")
    refused(sign_in(gate, "my secret password", "x"), Out.SIGN_IN_FAILED)
    for (name,) in fetch(gate, _TABLE_NAMES[gate.engine.dialect]):
        assert "my secret password" not in repr(fetch(gate, f"SELECT * FROM {name}"))


_TABLE_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'identity%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE tablename LIKE 'identity%'",
}


def test_the_cheap_settings_of_tests_are_not_the_defaults():
    assert CHEAP.argon2_memory_kib < 100
    assert Settings().argon2_memory_kib >= 19_456
