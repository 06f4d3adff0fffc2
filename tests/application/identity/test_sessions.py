import threading

import pytest
from hypothesis import settings as budget
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from tanshi.application.identity.caller import console, recently_confirmed
from tanshi.application.identity.gate import after
from tanshi.application.identity.logins import disable, enable, end_sessions, grant
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import (
    caller_of,
    choose_actor,
    csrf_of,
    csrf_ok,
    end_own,
    own_sessions,
    revocation_number,
    rotate,
    session_of,
    sign_out,
)
from tanshi.application.identity.sign_in import sign_in

from .conftest import gate_in_memory
from .people import PASSWORD, enrolled, fetch, member, ok, pass_time, refused, signed_in, strong


def number_of(gate):
    with gate.engine.snapshot() as view:
        return revocation_number(view)


def test_only_the_hash_of_the_token_is_stored(gate):
    member(gate, "wang", "plant")
    done = signed_in(gate, "wang")
    stored = repr(fetch(gate, "SELECT * FROM identity_session"))
    assert done.token.startswith("tss_")
    assert len(done.token) == 4 + 43
    assert done.token not in stored
    assert done.token[4:] not in stored
    assert ok(caller_of(gate, done.token)).session == done.session.id


@pytest.mark.parametrize("token", ["", "tss_", "tss_" + "A" * 43, "\ud800", "\0", "' OR ''='", "x" * 100_000])
def test_what_is_no_session(memory, token):
    member(memory, "wang", "plant")
    signed_in(memory, "wang")
    refused(session_of(memory, token), Out.NO_SESSION)
    refused(caller_of(memory, token), Out.NO_SESSION)
    refused(choose_actor(memory, token, "plant"), Out.NO_SESSION)
    sign_out(memory, token)


def test_a_session_ends_when_it_is_not_used(gate):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    for _ in range(3):
        pass_time(gate, seconds=gate.settings.session_idle_s - 1)
        ok(caller_of(gate, token))
    pass_time(gate, seconds=gate.settings.session_idle_s)
    refused(caller_of(gate, token), Out.NO_SESSION)
    refused(caller_of(gate, token), Out.NO_SESSION)


def test_a_session_ends_however_much_it_is_used(gate):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    for _ in range(30):
        ok(caller_of(gate, token))
        pass_time(gate, seconds=gate.settings.session_most_s // 30)
    refused(caller_of(gate, token), Out.NO_SESSION)


def test_use_is_written_down_now_and_then_only(gate):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    seen = "SELECT seen_at FROM identity_session"
    first = fetch(gate, seen)
    pass_time(gate, seconds=59)
    ok(caller_of(gate, token))
    assert fetch(gate, seen) == first
    pass_time(gate, seconds=1)
    ok(caller_of(gate, token))
    assert fetch(gate, seen) == [(gate.now(),)]


def test_signing_in_again_ends_the_session_the_browser_had(gate):
    member(gate, "wang", "plant")
    first = signed_in(gate, "wang")
    second = ok(sign_in(gate, "wang", PASSWORD, previous=first.token))
    refused(caller_of(gate, first.token), Out.NO_SESSION)
    ok(caller_of(gate, second.token))


def test_the_choice_of_an_actor_changes_the_token(gate):
    member(gate, "wang", "plant", "mill")
    first = signed_in(gate, "wang")
    assert ok(caller_of(gate, first.token)).actor == ""
    second = ok(choose_actor(gate, first.token, "mill"))
    refused(caller_of(gate, first.token), Out.NO_SESSION)
    assert ok(caller_of(gate, second.token)).actor == "mill"
    for actor in ("hubei", "gone", "nobody", ""):
        refused(choose_actor(gate, second.token, actor), Out.ACTOR_NOT_YOURS)
    assert second.session.id == first.session.id


def test_a_token_is_changed_once_by_many_at_once(gate):
    member(gate, "wang", "plant", "mill")
    token, found = signed_in(gate, "wang").token, []
    ready = threading.Barrier(6)

    def choose():
        ready.wait()
        found.append(choose_actor(gate, token, "mill"))

    threads = [threading.Thread(target=choose) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(not isinstance(f, Refused) for f in found) == 1


def test_a_rotation_that_comes_too_late_changes_nothing(gate):
    member(gate, "wang", "plant", "mill")
    first = signed_in(gate, "wang")
    stale = ok(session_of(gate, first.token))
    second = ok(choose_actor(gate, first.token, "mill"))
    with gate.engine.aside() as writes:
        refused(rotate(gate, writes, stale), Out.NO_SESSION)
    assert ok(caller_of(gate, second.token)).actor == "mill"


def test_an_actor_that_is_no_longer_admitted_cannot_be_chosen(gate):
    member(gate, "wang", "plant", "mill")
    token = signed_in(gate, "wang").token
    with gate.engine.aside() as writes:
        writes.execute("UPDATE participants_actor SET active = 0 WHERE id = 'mill'")
    refused(choose_actor(gate, token, "mill"), Out.ACTOR_NOT_YOURS)
    assert signed_in(gate, "wang").session.actor == "plant"


def test_an_official_role_granted_later_needs_a_second_factor(gate):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    ok(grant(gate, console(), "wang", "hubei"))
    refused(choose_actor(gate, token, "hubei"), Out.SECOND_FACTOR_NEEDED)
    ok(choose_actor(gate, token, "plant"))


def test_the_second_factor_changes_the_token(gate):
    member(gate, "wang", "hubei")
    half = signed_in(gate, "wang")
    _, done = enrolled(gate, half.token)
    refused(session_of(gate, half.token), Out.NO_SESSION)
    assert done.signed_in.token != half.token
    assert ok(session_of(gate, done.signed_in.token)).stage == "full"


def test_signing_out_ends_one_session(gate):
    member(gate, "wang", "plant")
    here, there = signed_in(gate, "wang"), signed_in(gate, "wang")
    sign_out(gate, here.token)
    refused(caller_of(gate, here.token), Out.NO_SESSION)
    ok(caller_of(gate, there.token))


def test_own_sessions_say_when_from_where_and_with_what(gate):
    member(gate, "wang", "plant")
    member(gate, "li", "plant")
    old = signed_in(gate, "wang", address="10.0.0.1", agent="phone\n\0" + "x" * 500)
    pass_time(gate, minutes=10)
    new = signed_in(gate, "wang", address="10.0.0.2", agent="desk")
    other = signed_in(gate, "li")
    found = own_sessions(gate, "wang")
    assert [(s.id, s.address, s.agent[:8]) for s in found] == [
        (new.session.id, "10.0.0.2", "desk"),
        (old.session.id, "10.0.0.1", "phone??x"),
    ]
    assert len(found[1].agent) == 200
    by = ok(caller_of(gate, new.token))
    refused(end_own(gate, by, other.session.id), Out.SESSION_NOT_FOUND)
    refused(end_own(gate, by, "no\0such"), Out.SESSION_NOT_FOUND)
    refused(end_own(gate, console(), old.session.id), Out.NOT_BY_KEY)
    assert end_own(gate, by, old.session.id) is None
    refused(end_own(gate, by, old.session.id), Out.SESSION_NOT_FOUND)
    refused(caller_of(gate, old.token), Out.NO_SESSION)
    assert [s.id for s in own_sessions(gate, "wang")] == [new.session.id]
    pass_time(gate, minutes=40)
    assert own_sessions(gate, "wang") == []


def test_whatever_takes_something_away_raises_the_revocation_number(gate):
    member(gate, "wang", "plant", "mill")
    first = signed_in(gate, "wang")
    before = number_of(gate)
    ok(caller_of(gate, first.token))
    assert number_of(gate) == before
    for act in (
        lambda: choose_actor(gate, first.token, "mill"),
        lambda: end_sessions(gate, console(), login="wang"),
        lambda: end_sessions(gate, console(), actor="plant"),
        lambda: disable(gate, console(), "wang", ""),
        lambda: sign_out(gate, first.token),
    ):
        act()
        assert number_of(gate) > before
        before = number_of(gate)


def test_csrf_is_bound_to_the_token(gate):
    member(gate, "wang", "plant", "mill")
    one, two = signed_in(gate, "wang"), signed_in(gate, "wang")
    text = csrf_of(one.session)
    assert csrf_ok(ok(session_of(gate, one.token)), text)
    for wrong in ("", text[:-1], text + "=", csrf_of(two.session), "\ud800", "碳"):
        assert not csrf_ok(one.session, wrong)
    rotated = ok(choose_actor(gate, one.token, "mill"))
    assert not csrf_ok(rotated.session, text)


def test_a_confirmation_is_young_for_some_minutes(gate):
    member(gate, "wang", "plant")
    session = signed_in(gate, "wang").session
    assert recently_confirmed(session, 5, gate.now())
    assert not recently_confirmed(session, 5, after(gate.now(), 300))
    assert recently_confirmed(session, 5, after(gate.now(), 299))
    session.confirmed_at = ""
    assert not recently_confirmed(session, 10_000, gate.now())


def test_a_caller_says_how_it_came(gate):
    token, _ = strong(gate, "wang", "hubei")
    caller = ok(caller_of(gate, token, "10.0.0.9"))
    assert (caller.how, caller.scopes, caller.second_factor, caller.address) == ("session", None, True, "10.0.0.9")
    assert caller.may_read()
    assert caller.may_send("mrv.confirm_emission")


class Sessions(RuleBasedStateMachine):
    """Sessions of two logins against a model that knows each token's login, actor, birth and last use."""

    tokens = Bundle("tokens")

    def __init__(self):
        super().__init__()
        self.gate = gate_in_memory()
        self.second = 0
        self.model = {}
        self.open = {"wang": True, "li": True}
        for login in self.open:
            member(self.gate, login, "plant", "mill")

    def teardown(self):
        self.gate.engine.close()

    def lives(self, token):
        known = self.model.get(token)
        limits = self.gate.settings
        return (
            known is not None
            and self.second - known["used"] < limits.session_idle_s
            and self.second - known["born"] < limits.session_most_s
        )

    @rule(target=tokens, login=st.sampled_from(["wang", "li"]))
    def sign_in(self, login):
        found = sign_in(self.gate, login, PASSWORD)
        assert isinstance(found, Refused) != self.open[login]
        if isinstance(found, Refused):
            return "tss_none"
        self.model[found.token] = {"login": login, "actor": "", "born": self.second, "used": self.second}
        return found.token

    @rule(token=tokens)
    def use(self, token):
        found = caller_of(self.gate, token)
        if not self.lives(token):
            assert isinstance(found, Refused)
            return
        assert isinstance(found, type(console()))
        known = self.model[token]
        assert (found.login, found.actor) == (known["login"], known["actor"])
        if self.second - known["used"] >= self.gate.settings.touch_s:
            known["used"] = self.second

    @rule(target=tokens, token=tokens, actor=st.sampled_from(["plant", "mill", "hubei"]))
    def choose(self, token, actor):
        lived = self.lives(token)
        found = choose_actor(self.gate, token, actor)
        if lived and self.second - self.model[token]["used"] >= self.gate.settings.touch_s:
            self.model[token]["used"] = self.second
        assert isinstance(found, Refused) == (not lived or actor == "hubei")
        if isinstance(found, Refused):
            return token
        self.model[found.token] = self.model.pop(token) | {"actor": actor}
        return found.token

    @rule(token=tokens)
    def leave(self, token):
        sign_out(self.gate, token)
        self.model.pop(token, None)

    @rule(actor=st.sampled_from(["plant", "mill"]))
    def end_actor(self, actor):
        ok(end_sessions(self.gate, console(), actor=actor))
        self.model = {t: known for t, known in self.model.items() if known["actor"] != actor}

    @rule(login=st.sampled_from(["wang", "li"]))
    def close(self, login):
        ok(disable(self.gate, console(), login, "left"))
        self.open[login] = False
        self.model = {t: known for t, known in self.model.items() if known["login"] != login}

    @rule(login=st.sampled_from(["wang", "li"]))
    def reopen(self, login):
        ok(enable(self.gate, console(), login))
        self.open[login] = True

    @rule(seconds=st.sampled_from([1, 59, 60, 900, 1_799, 1_800, 43_199]))
    def wait(self, seconds):
        pass_time(self.gate, seconds=seconds)
        self.second += seconds

    @invariant()
    def own_sessions_are_the_living_ones(self):
        for login in self.open:
            living = sum(self.lives(t) for t, known in self.model.items() if known["login"] == login)
            assert len(own_sessions(self.gate, login)) == living


TestSessions = Sessions.TestCase
TestSessions.settings = budget(max_examples=40, stateful_step_count=30, deadline=None)
