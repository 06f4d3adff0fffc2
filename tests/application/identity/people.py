"""People at the gate, as tests need them: an administrator, an official, somebody of a plant."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any, TypeVar

from tanshi.application.identity.caller import Caller, console
from tanshi.application.identity.gate import Gate
from tanshi.application.identity.logins import Invitation, Invitee, accept, invite
from tanshi.application.identity.refusal import IdentityOutcome, Refused
from tanshi.application.identity.second_factor import Enrolled, Enrolment, enrol, finish_enrolment, step_at, totp
from tanshi.application.identity.sessions import SignedIn, caller_of
from tanshi.application.identity.sign_in import sign_in

PASSWORD = "a tonne is a tonne is a tonne"

T = TypeVar("T")


def ok(result: T | Refused) -> T:
    """Return what was asked for; a refusal fails the test with its words."""
    assert not isinstance(result, Refused), result.message()
    return result


def refused(result: object, outcome: IdentityOutcome) -> Refused:
    """Return the refusal, of which both texts can be filled."""
    assert isinstance(result, Refused), result
    assert result.outcome == outcome
    assert "<" not in result.message("en")
    assert "{" not in result.message("en") + result.message("zh")
    return result


def pass_time(gate: Gate, **span: float) -> None:
    clock: Any = gate.clock
    clock.put(clock.now() + timedelta(**span))


def invited(gate: Gate, login: str, *actors: str, **more: Any) -> Invitation:
    return ok(invite(gate, console(), Invitee(login, actors=actors, **more)))


def member(gate: Gate, login: str, *actors: str, password: str = PASSWORD, **more: Any) -> str:
    """Make a login with a password."""
    return ok(accept(gate, invited(gate, login, *actors, **more).token, password))


def signed_in(gate: Gate, login: str, password: str = PASSWORD, **more: Any) -> SignedIn:
    return ok(sign_in(gate, login, password, **more))


def secret_of(enrolment: Enrolment) -> bytes:
    return base64.b32decode(enrolment.secret)


def code_now(gate: Gate, secret: bytes, steps: int = 0) -> str:
    return totp(secret, step_at(gate.now()) + steps)


def enrolled(gate: Gate, token: str) -> tuple[bytes, Enrolled]:
    """Enrol a second factor and return its secret and what came of it."""
    secret = secret_of(ok(enrol(gate, token)))
    return secret, ok(finish_enrolment(gate, token, code_now(gate, secret)))


def strong(gate: Gate, login: str, *actors: str, **more: Any) -> tuple[str, bytes]:
    """Make a login with a second factor, signed in with it; return the cookie and the secret."""
    member(gate, login, *actors, **more)
    secret, done = enrolled(gate, signed_in(gate, login).token)
    return done.signed_in.token, secret


def administrator(gate: Gate, login: str = "admin") -> Caller:
    token, _ = strong(gate, login, administrator=True)
    return ok(caller_of(gate, token))


def fetch(gate: Gate, sql: str, *params: object) -> list[tuple[Any, ...]]:
    with gate.engine.snapshot() as view:
        return view.fetch(sql, params)
