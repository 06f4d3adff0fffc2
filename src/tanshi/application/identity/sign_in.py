"""Sign-in: what a person shows - password, code - is looked at here, and nowhere else.

Order of a sign-in: the attempt is counted (`lockout`), the login is read, the password is hashed outside of any
transaction, and only then a transaction takes the attempt back and makes the session. A login that does not exist, is
closed or has no password costs the same work and gets the same answer as a wrong password.
"""

from __future__ import annotations

from tanshi.application.identity import password as passwords
from tanshi.application.identity.acts import note
from tanshi.application.identity.gate import Gate, shown_address
from tanshi.application.identity.lockout import Attempt, attempt, succeeded
from tanshi.application.identity.logins import find_login, hold_login, login_of
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.second_factor import has_second_factor, use_code
from tanshi.application.identity.sessions import (
    SignedIn,
    complete,
    end_of_login,
    full_session,
    rotate,
    session_of,
    start,
)
from tanshi.application.identity.tables import LoginRow, SessionRow


def sign_in(
    gate: Gate, login: str, password: str, *, address: str = "", agent: str = "", previous: str = ""
) -> SignedIn | Refused:
    """Start a session by login and password; `previous` is the cookie the browser still has, whose session ends.

    What comes next stands in the answer: nothing, the choice of an actor, the second factor, or its enrolment.
    """
    known = login_of(login)
    counted = attempt(gate, "password", known, address)
    if isinstance(counted, Refused):
        return counted
    row = _shown(gate, known, password, address)
    if row is None:
        return refuse(IdentityOutcome.SIGN_IN_FAILED)
    stale = gate.hasher.is_stale(row.password_hash)
    fresh_hash = gate.hasher.hash(password) if stale else row.password_hash
    with gate.engine.aside() as writes:
        held = hold_login(writes, known)
        if held is None or held.state != "active" or held.password_hash != row.password_hash:
            return refuse(IdentityOutcome.SIGN_IN_FAILED)  # changed while we looked
        succeeded(writes, counted)
        if stale:
            writes.execute("UPDATE identity_login SET password_hash = ? WHERE id = ?", [fresh_hash, known])
        return start(
            gate,
            writes,
            held,
            "password",
            confirmed_at=gate.now(),
            address=address,
            agent=agent,
            previous=previous,
        )


def pass_second_factor(gate: Gate, token: str, code: str, *, address: str = "") -> SignedIn | Refused:
    """Complete a half session by a code of the authenticator or a recovery code; the session gets a new token."""
    session = session_of(gate, token)
    if isinstance(session, Refused):
        return session
    return _with_code(gate, session, code, address)


def confirm(gate: Gate, token: str, *, password: str = "", code: str = "", address: str = "") -> SignedIn | Refused:
    """Confirm a full session anew, as an approval asks: by code where there is a second factor, else by password.

    The session gets a new token. A login without either (single sign-on only) signs in again with `oidc.begin(fresh)`.
    """
    session = full_session(gate, token)
    if isinstance(session, Refused):
        return session
    with gate.engine.snapshot() as view:
        by_code = has_second_factor(view, session.login)
    if by_code:
        return _with_code(gate, session, code, address)
    counted = attempt(gate, "password", session.login, address)
    if isinstance(counted, Refused):
        return counted
    if _shown(gate, session.login, password, address) is None:
        return refuse(IdentityOutcome.SIGN_IN_FAILED)
    with gate.engine.aside() as writes:
        hold_login(writes, session.login)
        succeeded(writes, counted)
        return complete(gate, writes, session, session.second)


def change_password(gate: Gate, token: str, old: str, new: str, *, address: str = "") -> SignedIn | Refused:
    """Change one's own password; all other sessions of the login end, this one gets a new token."""
    session = full_session(gate, token)
    if isinstance(session, Refused):
        return session
    counted = attempt(gate, "password", session.login, address)
    if isinstance(counted, Refused):
        return counted
    row = _shown(gate, session.login, old, address)
    if row is None:
        return refuse(IdentityOutcome.SIGN_IN_FAILED)
    refused = passwords.refusal_of(new, session.login, gate.settings)
    if refused is None and gate.hasher.matches(row.password_hash, new):
        refused = refuse(IdentityOutcome.PASSWORD_UNCHANGED)
    hashed = "" if refused else gate.hasher.hash(new)
    with gate.engine.aside() as writes:
        held = hold_login(writes, session.login)
        succeeded(writes, counted)
        if refused:
            return refused
        if held is None or held.state != "active" or held.password_hash != row.password_hash:
            return refuse(IdentityOutcome.SIGN_IN_FAILED)
        signed_in = rotate(gate, writes, session)
        if isinstance(signed_in, Refused):
            return signed_in
        sql = "UPDATE identity_login SET password_hash = ?, password_at = ? WHERE id = ?"
        writes.execute(sql, [hashed, gate.now(), session.login])
        end_of_login(writes, session.login, gate.now(), "password changed", but=session.id)
        note(gate, writes, "password_changed", session.login, session.login, shown_address(address))
    return signed_in


def _shown(gate: Gate, login: str, password: str, address: str) -> LoginRow | None:
    """Return the login if it is open and the password is its own; otherwise note the failure."""
    with gate.engine.snapshot() as view:
        row = find_login(view, login)
    is_open = row is not None and row.state == "active" and row.local == 1
    fits = len(password) <= gate.settings.password_max
    stored = row.password_hash if row is not None and is_open and fits else ""
    if gate.hasher.matches(stored, password[: gate.settings.password_max]):
        return row
    with gate.engine.aside() as writes:
        note(gate, writes, "sign_in_failed", login if row else "", "", shown_address(address), "password")
    return None


def _with_code(gate: Gate, session: SessionRow, code: str, address: str) -> SignedIn | Refused:
    counted = attempt(gate, "second_factor", session.login, address)
    if isinstance(counted, Refused):
        return counted
    return _use(gate, session, code, address, counted)


def _use(gate: Gate, session: SessionRow, code: str, address: str, counted: Attempt) -> SignedIn | Refused:
    with gate.engine.aside() as writes:
        used = use_code(gate, writes, session.login, code)
        if used is None:
            detail = "second factor"
            note(gate, writes, "sign_in_failed", session.login, session.login, shown_address(address), detail)
            return refuse(IdentityOutcome.SECOND_FACTOR_WRONG)
        succeeded(writes, counted)
        if used == "recovery":
            note(gate, writes, "recovery_code_used", session.login, session.login, shown_address(address))
        return complete(gate, writes, session, used)
