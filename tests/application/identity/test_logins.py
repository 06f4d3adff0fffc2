import threading
from dataclasses import replace

import pytest

from tanshi.application.identity.acts import acts_on
from tanshi.application.identity.caller import anonymous, console
from tanshi.application.identity.logins import (
    Invitee,
    accept,
    disable,
    enable,
    end_sessions,
    find_login,
    grant,
    granted,
    invite,
    invite_administrator,
    list_logins,
    reset,
    set_administrator,
    withdraw,
)
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import caller_of, choose_actor
from tanshi.application.identity.sign_in import confirm, sign_in

from .people import (
    PASSWORD,
    administrator,
    code_now,
    enrolled,
    fetch,
    invited,
    member,
    ok,
    pass_time,
    refused,
    signed_in,
    strong,
)


def test_an_invitation_is_good_once_and_makes_the_login(gate):
    invitation = ok(invite(gate, console(), Invitee(" Wang.Li ", "王力", "Wang@Plant.example", ("plant", "mill"))))
    assert invitation.login == "wang.li"
    refused(sign_in(gate, "wang.li", PASSWORD), Out.SIGN_IN_FAILED)
    refused(accept(gate, invitation.token, "short"), Out.PASSWORD_TOO_SHORT)
    refused(accept(gate, invitation.token, "wang.li wang.li "), Out.PASSWORD_IS_LOGIN)
    assert ok(accept(gate, invitation.token, PASSWORD)) == "wang.li"
    refused(accept(gate, invitation.token, "another long password"), Out.INVITATION_NOT_VALID)
    assert signed_in(gate, "WANG.LI").then == "choose_actor"
    with gate.engine.snapshot() as view:
        row = find_login(view, "wang.li")
        assert row is not None
        assert (row.name, row.email, row.state, row.administrator) == ("王力", "wang@plant.example", "active", 0)
        assert [a.actor for a in granted(view, "wang.li")] == ["mill", "plant"]
        assert {a.kind for a in acts_on(view, "wang.li")} >= {"invited", "password_set", "signed_in", "sign_in_failed"}


@pytest.mark.parametrize("token", ["", "tsi_", "tsi_" + "A" * 43, "' OR 1=1 --", "\ud800", "碳" * 1000])
def test_what_was_never_an_invitation(gate, token):
    refused(accept(gate, token, PASSWORD), Out.INVITATION_NOT_VALID)


def test_an_invitation_expires_and_a_later_one_takes_its_place(gate):
    first = invited(gate, "wang")
    second = ok(reset(gate, console(), "wang"))
    refused(accept(gate, first.token, PASSWORD), Out.INVITATION_NOT_VALID)
    pass_time(gate, hours=gate.settings.invitation_h)
    refused(accept(gate, second.token, PASSWORD), Out.INVITATION_NOT_VALID)
    refused(accept(gate, second.token, "short"), Out.INVITATION_NOT_VALID)
    third = ok(reset(gate, console(), "wang"))
    pass_time(gate, hours=gate.settings.invitation_h, seconds=-1)
    ok(accept(gate, third.token, PASSWORD))


def test_an_invitation_is_taken_by_one_of_many_at_once(gate):
    token = invited(gate, "wang").token
    found = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(accept(gate, token, f"password of thread {n}")))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(f, Refused) for f in found) == [False] + [True] * 5


@pytest.mark.parametrize(
    ("invitee", "outcome"),
    [
        (Invitee("x"), Out.BAD_LOGIN),
        (Invitee("-dash"), Out.BAD_LOGIN),
        (Invitee("王力"), Out.BAD_LOGIN),
        (Invitee("a b"), Out.BAD_LOGIN),
        (Invitee("console"), Out.BAD_LOGIN),
        (Invitee("a" * 65), Out.BAD_LOGIN),
        (Invitee("fine", email="no address"), Out.BAD_EMAIL),
        (Invitee("fine", actors=("nobody",)), Out.ACTOR_NOT_FOUND),
        (Invitee("fine", actors=("plant", "gone")), Out.ACTOR_NOT_FOUND),
        (Invitee("taken"), Out.LOGIN_EXISTS),
        (Invitee("ＴＡＫＥＮ"), Out.LOGIN_EXISTS),
    ],
)
def test_who_cannot_be_invited(memory, invitee, outcome):
    invited(memory, "taken")
    before = fetch(memory, "SELECT count(*) FROM identity_login")
    refused(invite(memory, console(), invitee), outcome)
    assert fetch(memory, "SELECT count(*) FROM identity_login") == before


def test_only_a_confirmed_administrator_with_second_factor_administers(gate):
    acts = [
        lambda by: invite(gate, by, Invitee("new")),
        lambda by: reset(gate, by, "plain"),
        lambda by: disable(gate, by, "plain", "left"),
        lambda by: enable(gate, by, "plain"),
        lambda by: grant(gate, by, "plain", "plant"),
        lambda by: withdraw(gate, by, "plain", "plant"),
        lambda by: set_administrator(gate, by, "plain", True),
        lambda by: end_sessions(gate, by, login="plain"),
    ]
    member(gate, "plain", "plant")
    plain = ok(caller_of(gate, signed_in(gate, "plain").token))
    admin = administrator(gate)
    for act in acts:
        refused(act(anonymous()), Out.NOT_ADMINISTRATOR)
        refused(act(plain), Out.NOT_ADMINISTRATOR)
        refused(act(replace(admin, how="key")), Out.NOT_BY_KEY)
        refused(act(replace(admin, second_factor=False)), Out.SECOND_FACTOR_NEEDED)
    pass_time(gate, minutes=15)
    for act in acts:
        refused(act(admin), Out.NOT_CONFIRMED)
    pass_time(gate, minutes=-15)
    for act in acts:
        ok(act(admin))


def test_an_administrator_has_to_enrol_before_anything_else(gate):
    member(gate, "admin", administrator=True)
    half = signed_in(gate, "admin")
    assert half.then == "enrol"
    refused(caller_of(gate, half.token), Out.SECOND_FACTOR_NEEDED)
    _, done = enrolled(gate, half.token)
    assert ok(caller_of(gate, done.signed_in.token)).second_factor


def test_what_is_not_there_is_not_found(memory):
    for result in (
        reset(memory, console(), "nobody"),
        disable(memory, console(), "nobody", ""),
        enable(memory, console(), "nobody"),
        grant(memory, console(), "nobody", "plant"),
        withdraw(memory, console(), "nobody", "plant"),
        set_administrator(memory, console(), "nobody", True),
    ):
        refused(result, Out.LOGIN_NOT_FOUND)
    invited(memory, "wang")
    refused(grant(memory, console(), "wang", "gone"), Out.ACTOR_NOT_FOUND)
    refused(withdraw(memory, console(), "wang", "plant"), Out.ACTOR_NOT_FOUND)


def test_a_disabled_login_is_out_at_once_and_comes_back_when_enabled(gate):
    member(gate, "wang", "plant")
    token = signed_in(gate, "wang").token
    invitation = invited(gate, "li")
    ok(disable(gate, console(), "wang", "left the plant"))
    ok(disable(gate, console(), "li", "never came"))
    refused(caller_of(gate, token), Out.NO_SESSION)
    refused(sign_in(gate, "wang", PASSWORD), Out.SIGN_IN_FAILED)
    refused(accept(gate, invitation.token, PASSWORD), Out.INVITATION_NOT_VALID)
    refused(accept(gate, ok(reset(gate, console(), "li")).token, PASSWORD), Out.INVITATION_NOT_VALID)
    ok(enable(gate, console(), "wang"))
    assert signed_in(gate, "wang").then == "ready"
    refused(caller_of(gate, token), Out.NO_SESSION)


def test_a_reset_takes_the_password_and_sessions_but_not_the_second_factor(gate):
    token, secret = strong(gate, "wang", "hubei")
    invitation = ok(reset(gate, console(), "wang"))
    refused(caller_of(gate, token), Out.NO_SESSION)
    refused(sign_in(gate, "wang", PASSWORD), Out.SIGN_IN_FAILED)
    ok(accept(gate, invitation.token, "another fine password"))
    pass_time(gate, minutes=1)
    assert signed_in(gate, "wang", "another fine password").then == "second_factor"
    assert secret


def test_a_withdrawn_actor_ends_its_sessions_only(gate):
    member(gate, "wang", "plant", "mill")
    as_plant = ok(choose_actor(gate, signed_in(gate, "wang").token, "plant")).token
    as_mill = ok(choose_actor(gate, signed_in(gate, "wang").token, "mill")).token
    member(gate, "li", "plant")
    other = signed_in(gate, "li").token
    ok(withdraw(gate, console(), "wang", "plant"))
    refused(caller_of(gate, as_plant), Out.NO_SESSION)
    assert ok(caller_of(gate, as_mill)).actor == "mill"
    assert ok(caller_of(gate, other)).actor == "plant"
    refused(choose_actor(gate, as_mill, "plant"), Out.ACTOR_NOT_YOURS)


def test_sessions_of_a_login_or_of_an_actor_end_together(gate):
    member(gate, "wang", "plant")
    member(gate, "li", "plant")
    member(gate, "zhao", "mill")
    wang, li, zhao = (signed_in(gate, login).token for login in ("wang", "li", "zhao"))
    ok(end_sessions(gate, console(), actor="plant"))
    refused(caller_of(gate, wang), Out.NO_SESSION)
    refused(caller_of(gate, li), Out.NO_SESSION)
    ok(caller_of(gate, zhao))
    ok(end_sessions(gate, console(), login="zhao"))
    refused(caller_of(gate, zhao), Out.NO_SESSION)


def test_the_last_administrator_stays(gate):
    administrator(gate, "first")
    refused(disable(gate, console(), "first", ""), Out.LAST_ADMINISTRATOR)
    refused(set_administrator(gate, console(), "first", False), Out.LAST_ADMINISTRATOR)
    administrator(gate, "second")
    ok(set_administrator(gate, console(), "first", False))
    refused(disable(gate, console(), "second", ""), Out.LAST_ADMINISTRATOR)
    ok(disable(gate, console(), "first", "left"))


def test_two_administrators_cannot_end_each_other_at_the_same_moment(gate):
    one, two = administrator(gate, "one"), administrator(gate, "two")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(disable(gate, one, "two", "x"))),
        threading.Thread(target=lambda: found.append(disable(gate, two, "one", "x"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fetch(gate, "SELECT count(*) FROM identity_login WHERE state = 'active'") == [(1,)]
    assert len(found) == 2


def test_the_console_makes_the_first_administrator_and_brings_a_lost_one_back(gate):
    first = ok(invite_administrator(gate, "Admin", ("ministry",)))
    ok(accept(gate, first.token, PASSWORD))
    half = signed_in(gate, "admin")
    secret, done = enrolled(gate, half.token)
    assert ok(caller_of(gate, done.signed_in.token)).actor == "ministry"
    refused(invite_administrator(gate, "Admin", ("nobody",)), Out.ACTOR_NOT_FOUND)
    again = ok(invite_administrator(gate, "admin", ("hubei",)))
    ok(accept(gate, again.token, "another fine password"))
    pass_time(gate, minutes=1)
    assert signed_in(gate, "admin", "another fine password").then == "second_factor"
    assert code_now(gate, secret)


def test_logins_are_listed_in_pages(memory):
    for n in range(7):
        invited(memory, f"login{n}")
    with memory.engine.snapshot() as view:
        first = list_logins(view, limit=5)
        rest = list_logins(view, limit=5, beyond=first[-1].id)
    assert [row.id for row in first + rest] == [f"login{n}" for n in range(7)]


def test_a_login_for_single_sign_on_has_no_password_and_no_invitation(memory):
    assert invited(memory, "wang", local=False).token == ""
    refused(reset(memory, console(), "wang"), Out.LOGIN_NOT_LOCAL)
    refused(sign_in(memory, "wang", ""), Out.SIGN_IN_FAILED)


def test_confirming_makes_an_administrator_current_again(gate):
    member(gate, "admin", administrator=True)
    secret, done = enrolled(gate, signed_in(gate, "admin").token)
    pass_time(gate, minutes=20)
    refused(invite(gate, ok(caller_of(gate, done.signed_in.token)), Invitee("new")), Out.NOT_CONFIRMED)
    fresh = ok(confirm(gate, done.signed_in.token, code=code_now(gate, secret)))
    ok(invite(gate, ok(caller_of(gate, fresh.token)), Invitee("new")))
