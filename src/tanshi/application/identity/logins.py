"""Logins: invited, enabled, disabled and given their actors by an administrator; the first one from the console.

An administrator never sets or sees a password: an invitation is a one-time token with an expiry, of which only the hash
is kept, and a reset is an invitation again. A reset leaves the second factor alone, so it does not open an account by
itself. Every act asks for an administrator with a second factor and a recent confirmation, or the console.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from tanshi.application.identity import password as passwords
from tanshi.application.identity.acts import note
from tanshi.application.identity.caller import Caller, console, recently_confirmed
from tanshi.application.identity.gate import Gate, after, digest, printable, shown_address
from tanshi.application.identity.lockout import forgive
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.sessions import end_of_actor, end_of_login
from tanshi.application.identity.tables import ActsAsRow, InvitationRow, LoginRow
from tanshi.journal.engine import Reads, Writes
from tanshi.journal.table import read_rows

PREFIX = "tsi"

#: What attempts are counted for.
PURPOSES = ("password", "second_factor")

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}\Z")
_RESERVED = frozenset({"console", "public", "anonymous"})
_EMAIL = re.compile(r"[^@\s\x00]{1,64}@[^@\s\x00]{1,190}\Z")
_NAME = 100

_HOLD = "UPDATE identity_login SET state = state WHERE id = ? RETURNING " + ", ".join(LoginRow.__table__.column_names)
_VOID = "UPDATE identity_invitation SET used_at = ? WHERE login = ? AND used_at = ''"
_USE = """UPDATE identity_invitation SET used_at = ? WHERE token_sha256 = ? AND used_at = '' AND expires_at > ?
RETURNING login"""


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is invited. `local` False: signs in through a provider only, and needs no invitation token."""

    login: str
    name: str = ""
    email: str = ""
    actors: tuple[str, ...] = ()
    administrator: bool = False
    local: bool = True


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation; its token is shown this once. A login that is not local has none, and the token is ""."""

    login: str
    token: str = field(repr=False)
    expires_at: str


def login_of(text: str) -> str:
    """Return what somebody typed as a login in the form it is kept."""
    return printable(unicodedata.normalize("NFKC", text[:256]).strip().casefold())


def find_login(view: Reads, login: str) -> LoginRow | None:
    """Return a login."""
    found = view.fetch(LoginRow.__table__.select_sql("id = ?"), [printable(login)])
    return LoginRow(*found[0]) if found else None


def hold_login(writes: Writes, login: str) -> LoginRow | None:
    """Return a login, held until the transaction ends: what is judged on it stays true."""
    found = writes.fetch(_HOLD, [printable(login)])
    return LoginRow(*found[0]) if found else None


def list_logins(view: Reads, limit: int = 100, beyond: str = "") -> list[LoginRow]:
    """Return logins in order of their ids, beyond one of them."""
    sql = LoginRow.__table__.select_sql("id > ?", ["id LIMIT ?"])
    return [LoginRow(*row) for row in view.fetch(sql, [beyond, limit])]


def granted(view: Reads, login: str) -> list[ActsAsRow]:
    """Return the actors a login was given, active or not."""
    return read_rows(view, ActsAsRow, login=login)


@dataclass(frozen=True, slots=True)
class Invitable:
    """An actor a login can be invited for, and how many logins may act as it already."""

    id: str
    role: str
    organisation: str
    area_gb2260: str
    entity: str
    logins: int


_INVITABLE = """SELECT a.id, a.role, a.organisation, a.area_gb2260, a.entity,
(SELECT count(*) FROM identity_acts_as g WHERE g.actor = a.id) FROM participants_actor a
WHERE a.active = 1 AND (a.id >= ? AND a.id < ? OR a.organisation = ?)
ORDER BY CASE WHEN a.entity = '' THEN 0 ELSE 1 END, a.id LIMIT ?"""


def invitable(view: Reads, begins: str, most: int) -> list[Invitable]:
    """Return the actors whose id begins so, or that are of that organisation; those of authorities first."""
    said = printable(begins)
    return [Invitable(*row) for row in view.fetch(_INVITABLE, [said, said + "\x7f", said, most])]


def must_administer(gate: Gate, by: Caller) -> Refused | None:
    """Return why somebody may not administer logins, or None."""
    if by.how == "console":
        return None
    if by.how == "key":
        return refuse(IdentityOutcome.NOT_BY_KEY)
    with gate.engine.snapshot() as view:
        login = find_login(view, by.login) if by.login else None
    if login is None or login.state != "active" or not login.administrator:
        return refuse(IdentityOutcome.NOT_ADMINISTRATOR)
    if not by.second_factor:
        return refuse(IdentityOutcome.SECOND_FACTOR_NEEDED)
    if not recently_confirmed(by, gate.settings.confirmed_minutes, gate.now()):
        return refuse(IdentityOutcome.NOT_CONFIRMED, minutes=gate.settings.confirmed_minutes)
    return None


def invite(gate: Gate, by: Caller, invitee: Invitee) -> Invitation | Refused:
    """Make a login and invite its person to set a password."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    login, email = login_of(invitee.login), invitee.email.strip().lower()
    if not _LOGIN.match(login) or login in _RESERVED:
        return refuse(IdentityOutcome.BAD_LOGIN, login=login[:64])
    if email and not (_EMAIL.match(email) and email.isprintable()):
        return refuse(IdentityOutcome.BAD_EMAIL)
    now = gate.now()
    with gate.engine.aside() as writes:
        unknown = _unknown_actor(writes, invitee.actors)
        if unknown:
            return unknown
        name = printable(invitee.name)[:_NAME]
        state = "invited" if invitee.local else "active"
        row = LoginRow(login, name, email, state, int(invitee.administrator), int(invitee.local), "", "", now, by.login)
        sql = LoginRow.__table__.insert_sql + " ON CONFLICT (id) DO NOTHING RETURNING id"
        if not writes.fetch(sql, LoginRow.__table__.values(row)):
            return refuse(IdentityOutcome.LOGIN_EXISTS, login=login)
        for actor in sorted(set(invitee.actors)):
            _grant(writes, login, actor, now, by)
        note(gate, writes, "invited", login, by.login, by.address, " ".join(sorted(set(invitee.actors))))
        return _invitation(gate, writes, row, by, now)


def invite_administrator(
    gate: Gate, login: str, actors: tuple[str, ...] = (), name: str = "", email: str = ""
) -> Invitation | Refused:
    """Invite an administrator from the console: the first one, or one whose way in was lost.

    An existing login becomes administrator, is enabled and gets an invitation again.
    """
    made = invite(gate, console(), Invitee(login, name, email, actors, administrator=True))
    if not isinstance(made, Refused) or made.outcome != IdentityOutcome.LOGIN_EXISTS:
        return made
    known = login_of(login)
    for actor in actors:
        refused = grant(gate, console(), known, actor)
        if refused:
            return refused
    with gate.engine.aside() as writes:
        writes.execute("UPDATE identity_login SET administrator = 1, local = 1 WHERE id = ?", [known])
        note(gate, writes, "administrator_made", known, "console")
    return enable(gate, console(), known) or reset(gate, console(), known)


def reset(gate: Gate, by: Caller, login: str) -> Invitation | Refused:
    """Take a login's password away, end its sessions and invite its person to set a new one."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    now = gate.now()
    with gate.engine.aside() as writes:
        row = hold_login(writes, login)
        if row is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        if not row.local:
            return refuse(IdentityOutcome.LOGIN_NOT_LOCAL, login=login)
        writes.execute("UPDATE identity_login SET password_hash = '', password_at = '' WHERE id = ?", [login])
        end_of_login(writes, login, now, "password reset")
        forgive(writes, PURPOSES, login)
        note(gate, writes, "password_reset", login, by.login, by.address)
        return _invitation(gate, writes, row, by, now)


def accept(gate: Gate, token: str, password: str, address: str = "") -> str | Refused:
    """Set the password an invitation was made for, and return the login. An invitation is good once."""
    now = gate.now()
    with gate.engine.snapshot() as view:
        found = view.fetch(InvitationRow.__table__.select_sql("token_sha256 = ?"), [digest(token)])
        invitation = InvitationRow(*found[0]) if found else None
        login = find_login(view, invitation.login) if invitation else None
    if invitation is None or login is None or invitation.used_at or invitation.expires_at <= now:
        return refuse(IdentityOutcome.INVITATION_NOT_VALID)
    refused = passwords.refusal_of(password, login.id, gate.settings)
    if refused:
        return refused
    hashed = gate.hasher.hash(password)
    with gate.engine.aside() as writes:
        row = hold_login(writes, login.id)
        if row is None or row.state == "disabled" or not writes.fetch(_USE, [now, digest(token), now]):
            return refuse(IdentityOutcome.INVITATION_NOT_VALID)
        sql = "UPDATE identity_login SET password_hash = ?, password_at = ?, state = 'active' WHERE id = ?"
        writes.execute(sql, [hashed, now, login.id])
        note(gate, writes, "password_set", login.id, login.id, shown_address(address))
    return login.id


def disable(gate: Gate, by: Caller, login: str, reason: str) -> Refused | None:
    """Close a login: its sessions end, its keys and invitations stop."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    now = gate.now()
    with gate.engine.aside() as writes:
        row, is_last = _hold_administration(writes, login)
        if row is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        if is_last:
            return refuse(IdentityOutcome.LAST_ADMINISTRATOR)
        writes.execute("UPDATE identity_login SET state = 'disabled' WHERE id = ?", [login])
        writes.execute(_VOID, [now, login])
        end_of_login(writes, login, now, "login disabled")
        note(gate, writes, "disabled", login, by.login, by.address, reason)
    return None


def enable(gate: Gate, by: Caller, login: str) -> Refused | None:
    """Open a disabled or locked login again. One without a password needs an invitation (`reset`)."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    with gate.engine.aside() as writes:
        row = hold_login(writes, login)
        if row is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        if row.state == "disabled":
            state = "active" if row.password_hash or not row.local else "invited"
            writes.execute("UPDATE identity_login SET state = ? WHERE id = ?", [state, login])
        forgive(writes, PURPOSES, login)
        note(gate, writes, "enabled", login, by.login, by.address)
    return None


def set_administrator(gate: Gate, by: Caller, login: str, administrator: bool) -> Refused | None:
    """Make a login administrator, or no longer; its sessions end."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    with gate.engine.aside() as writes:
        row, is_last = _hold_administration(writes, login)
        if row is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        if is_last and not administrator:
            return refuse(IdentityOutcome.LAST_ADMINISTRATOR)
        writes.execute("UPDATE identity_login SET administrator = ? WHERE id = ?", [int(administrator), login])
        end_of_login(writes, login, gate.now(), "administration changed")
        kind = "administrator_made" if administrator else "administrator_ended"
        note(gate, writes, kind, login, by.login, by.address)
    return None


def grant(gate: Gate, by: Caller, login: str, actor: str) -> Refused | None:
    """Let a login be an actor, too."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    with gate.engine.aside() as writes:
        if hold_login(writes, login) is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        unknown = _unknown_actor(writes, (actor,))
        if unknown:
            return unknown
        _grant(writes, login, actor, gate.now(), by)
        note(gate, writes, "granted", login, by.login, by.address, actor)
    return None


def withdraw(gate: Gate, by: Caller, login: str, actor: str) -> Refused | None:
    """Let a login no longer be an actor: such sessions end, such keys stop."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    with gate.engine.aside() as writes:
        if hold_login(writes, login) is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        gone = "DELETE FROM identity_acts_as WHERE login = ? AND actor = ? RETURNING actor"
        known = printable(actor)
        if not writes.fetch(gone, [login, known]):
            return refuse(IdentityOutcome.ACTOR_NOT_FOUND, actor=known)
        end_of_actor(writes, known, gate.now(), "actor withdrawn", login=login)
        note(gate, writes, "withdrawn", login, by.login, by.address, actor)
    return None


def end_sessions(gate: Gate, by: Caller, *, login: str = "", actor: str = "") -> Refused | None:
    """End all sessions of a login, or all that act as an actor."""
    assert bool(login) != bool(actor), "of a login or of an actor"
    refused = must_administer(gate, by)
    if refused:
        return refused
    login, actor = printable(login), printable(actor)
    with gate.engine.aside() as writes:
        if login:
            end_of_login(writes, login, gate.now(), "ended by an administrator")
        else:
            end_of_actor(writes, actor, gate.now(), "ended by an administrator")
        note(gate, writes, "sessions_ended", login, by.login, by.address, actor)
    return None


def _invitation(gate: Gate, writes: Writes, login: LoginRow, by: Caller, now: str) -> Invitation:
    """Make an invitation; it takes the place of earlier ones."""
    if not login.local:
        return Invitation(login.id, "", "")
    token = gate.token(PREFIX)
    expires = after(now, 3_600 * gate.settings.invitation_h)
    writes.execute(_VOID, [now, login.id])
    row = InvitationRow(digest(token), login.id, now, by.login, expires, "")
    writes.insert(InvitationRow.__table__, [InvitationRow.__table__.values(row)])
    return Invitation(login.id, token, expires)


def _grant(writes: Writes, login: str, actor: str, now: str, by: Caller) -> None:
    row = ActsAsRow(login, actor, now, by.login)
    writes.upsert(ActsAsRow.__table__, [ActsAsRow.__table__.values(row)])


def _unknown_actor(writes: Writes, actors: tuple[str, ...]) -> Refused | None:
    for actor in actors:
        known = printable(actor)
        if not writes.fetch("SELECT 1 FROM participants_actor WHERE id = ? AND active = 1", [known]):
            return refuse(IdentityOutcome.ACTOR_NOT_FOUND, actor=known)
    return None


def _hold_administration(writes: Writes, login: str) -> tuple[LoginRow | None, bool]:
    """Return a login and whether it is the last open administrator.

    All administrators are held, in order of their ids, so that two of them cannot end each other at the same moment.
    """
    found = writes.fetch("SELECT id FROM identity_login WHERE administrator = 1")
    held = {id: hold_login(writes, id) for id in sorted({login, *(id for (id,) in found)})}
    administrators = [id for id, row in held.items() if row and row.administrator and row.state == "active"]
    return held[login], administrators == [login]
