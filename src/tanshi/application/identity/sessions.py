"""Sessions: a random token in the cookie, its SHA-256 in the table.

A session lives while it is used (idle limit), at most so long (absolute limit), and until it is ended. Its token is
changed whenever it may do more than before: at sign-in, at the second factor, at the choice of an actor; the old token
is dead at once. A `half` session waits for its second factor and can do nothing else.

A process may keep callers for some seconds (`callers.CallerCache`) as long as the revocation number stays the same:
everything that takes something away raises it in its own transaction.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from tanshi.application.identity.acts import note
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, after, digest, printable, shown_address, shown_agent
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.tables import LoginRow, SessionRow
from tanshi.journal.engine import Reads, Writes

#: Where a browser goes next.
Next = Literal["ready", "choose_actor", "second_factor", "enrol"]

PREFIX = "tss"

_RAISE = """INSERT INTO identity_revocation (id, number) VALUES (1, 1)
ON CONFLICT (id) DO UPDATE SET number = identity_revocation.number + 1"""

_ACTORS = """SELECT a.id, a.role FROM identity_acts_as g JOIN participants_actor a ON a.id = g.actor
WHERE g.login = ? AND a.active = 1 ORDER BY a.id"""

_SPEC = SessionRow.__table__


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session with its token for the cookie, which is shown this once."""

    token: str = field(repr=False)
    session: SessionRow
    then: Next


def session_of(gate: Gate, token: str) -> SessionRow | Refused:
    """Return the living session of a cookie, half or full, and note that it is used (where the process may write)."""
    now = gate.now()
    with gate.engine.snapshot() as view:
        found = view.fetch(_SPEC.select_sql("token_sha256 = ?"), [digest(token)])
    session = SessionRow(*found[0]) if found else None
    if session is None or not is_alive(gate, session, now):
        return refuse(IdentityOutcome.NO_SESSION)
    if gate.engine.writes and after(session.seen_at, gate.settings.touch_s) <= now:
        with gate.engine.aside() as writes:
            sql = "UPDATE identity_session SET seen_at = ? WHERE id = ? AND ended_at = '' AND seen_at < ?"
            writes.execute(sql, [now, session.id, now])
        session.seen_at = now
    return session


def caller_of(gate: Gate, token: str, address: str = "") -> Caller | Refused:
    """Return who a cookie's session is; a half session is refused."""
    session = session_of(gate, token)
    if isinstance(session, Refused):
        return session
    if session.stage != "full":
        return refuse(IdentityOutcome.SECOND_FACTOR_NEEDED)
    return _caller(session, address)


def full_session(gate: Gate, token: str, *, confirmed: bool = False) -> SessionRow | Refused:
    """Return a living session that has passed everything, and if wanted was confirmed of late."""
    session = session_of(gate, token)
    if isinstance(session, Refused):
        return session
    if session.stage != "full":
        return refuse(IdentityOutcome.SECOND_FACTOR_NEEDED)
    minutes = gate.settings.confirmed_minutes
    if confirmed and not (session.confirmed_at and gate.now() < after(session.confirmed_at, 60 * minutes)):
        return refuse(IdentityOutcome.NOT_CONFIRMED, minutes=minutes)
    return session


def is_alive(gate: Gate, session: SessionRow, now: str) -> bool:
    """Tell whether a session was not ended and neither of its limits is over."""
    return session.ended_at == "" and now < min(session.ends_at, after(session.seen_at, gate.settings.session_idle_s))


def start(
    gate: Gate,
    writes: Writes,
    login: LoginRow,
    how: Literal["password", "oidc"],
    *,
    second: str = "",
    confirmed_at: str = "",
    address: str = "",
    agent: str = "",
    previous: str = "",
) -> SignedIn:
    """Start a session of a login, in its transaction; the session of the browser's `previous` cookie ends."""
    now = gate.now()
    if previous:
        _end(writes, "token_sha256 = ?", digest(previous), now, "replaced")
    step = _step(gate, writes, login, second)
    token = gate.token(PREFIX)
    settings = gate.settings
    session = SessionRow(
        id=gate.entropy(8).hex(),
        token_sha256=digest(token),
        login=login.id,
        actor="",
        stage="half" if step else "full",
        how=how,
        second=second,
        made_at=now,
        seen_at=now,
        ends_at=after(now, settings.half_session_s if step else settings.session_most_s),
        confirmed_at=confirmed_at,
        address=shown_address(address),
        agent=shown_agent(agent),
        ended_at="",
        ended_why="",
    )
    then = step or _settle(writes, session)
    writes.insert(_SPEC, [_SPEC.values(session)])
    note(gate, writes, "signed_in", login.id, login.id, session.address, f"{how} {then}")
    return SignedIn(token, session, then)


def complete(gate: Gate, writes: Writes, session: SessionRow, second: str) -> SignedIn | Refused:
    """Give a session that showed its second factor a new token and, if it was half, the whole length."""
    now = gate.now()
    token = gate.token(PREFIX)
    old = session.token_sha256
    session.token_sha256, session.second, session.confirmed_at, session.seen_at = digest(token), second, now, now
    then: Next = "ready"
    if session.stage == "half":
        session.stage, session.ends_at = "full", after(now, gate.settings.session_most_s)
        then = _settle(writes, session)
    if not _replace(writes, session, old):
        return refuse(IdentityOutcome.NO_SESSION)
    raise_revocation(writes)
    return SignedIn(token, session, then)


def rotate(gate: Gate, writes: Writes, session: SessionRow) -> SignedIn | Refused:
    """Give a session a new token; whoever holds the old one has nothing."""
    token = gate.token(PREFIX)
    old, session.token_sha256 = session.token_sha256, digest(token)
    if not _replace(writes, session, old):
        return refuse(IdentityOutcome.NO_SESSION)
    raise_revocation(writes)
    return SignedIn(token, session, "ready")


def choose_actor(gate: Gate, token: str, actor: str) -> SignedIn | Refused:
    """Let a session act as one of its login's actors, with a new token."""
    session = full_session(gate, token)
    if isinstance(session, Refused):
        return session
    with gate.engine.aside() as writes:
        roles = dict(writes.fetch(_ACTORS, [session.login]))
        if actor not in roles:
            return refuse(IdentityOutcome.ACTOR_NOT_YOURS, actor=printable(actor)[:96])
        if gate.settings.needs_second_factor(roles[actor]) and not session.second:
            return refuse(IdentityOutcome.SECOND_FACTOR_NEEDED)
        session.actor = actor
        return rotate(gate, writes, session)


def actors_of(view: Reads, login: str) -> list[tuple[str, str]]:
    """Return the active actors a login may be, with their roles."""
    return [(actor, role) for actor, role in view.fetch(_ACTORS, [login])]


def sign_out(gate: Gate, token: str) -> None:
    """End the session of a cookie."""
    with gate.engine.aside() as writes:
        _end(writes, "token_sha256 = ?", digest(token), gate.now(), "signed out")
        raise_revocation(writes)


def own_sessions(gate: Gate, login: str, limit: int = 50) -> list[SessionRow]:
    """Return the living sessions of a login, the last used first: when, from where, with what."""
    now = gate.now()
    with gate.engine.snapshot() as view:
        sql = _SPEC.select_sql("login = ? AND ended_at = '' AND ends_at > ?", ["seen_at DESC", "id LIMIT ?"])
        rows = [SessionRow(*row) for row in view.fetch(sql, [login, now, limit])]
    return [row for row in rows if is_alive(gate, row, now)]


def end_own(gate: Gate, by: Caller, session: str) -> Refused | None:
    """End one session of the caller's login, by its id."""
    if by.how not in ("session", "oidc"):
        return refuse(IdentityOutcome.NOT_BY_KEY)
    with gate.engine.aside() as writes:
        now = gate.now()
        sql = """UPDATE identity_session SET ended_at = ?, ended_why = 'ended by its owner'
WHERE id = ? AND login = ? AND ended_at = '' RETURNING id"""
        if not writes.fetch(sql, [now, printable(session), by.login]):
            return refuse(IdentityOutcome.SESSION_NOT_FOUND, session=printable(session)[:32])
        raise_revocation(writes)
        note(gate, writes, "session_ended", by.login, by.login, by.address, session)
    return None


def end_of_login(writes: Writes, login: str, now: str, why: str, *, but: str = "") -> None:
    """End all sessions of a login, but for one, in the transaction that gives the reason."""
    sql = "UPDATE identity_session SET ended_at = ?, ended_why = ? WHERE login = ? AND ended_at = '' AND id <> ?"
    writes.execute(sql, [now, why, login, but])
    raise_revocation(writes)


def end_of_actor(writes: Writes, actor: str, now: str, why: str, *, login: str = "") -> None:
    """End all sessions that act as an actor (of one login, if given)."""
    sql = "UPDATE identity_session SET ended_at = ?, ended_why = ? WHERE actor = ? AND ended_at = ''"
    writes.execute(sql + (" AND login = ?" if login else ""), [now, why, actor, *([login] if login else [])])
    raise_revocation(writes)


def revocation_number(view: Reads) -> int:
    """Return how often something cached may have been taken away."""
    found = view.fetch("SELECT number FROM identity_revocation WHERE id = 1")
    return int(found[0][0]) if found else 0


def raise_revocation(writes: Writes) -> None:
    """Tell all processes that what they keep of callers is to be read anew."""
    writes.execute(_RAISE)


def csrf_of(session: SessionRow) -> str:
    """Return the text a form or header has to carry with a session's cookie; it changes with the token."""
    made = hmac.new(bytes.fromhex(session.token_sha256), b"tanshi csrf", sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode("ascii")


def csrf_ok(session: SessionRow, given: str) -> bool:
    """Tell whether a form came from a page of this session."""
    return hmac.compare_digest(csrf_of(session).encode(), given.encode("utf-8", "surrogatepass"))


def _caller(session: SessionRow, address: str) -> Caller:
    return Caller(
        login=session.login,
        actor=session.actor,
        how="oidc" if session.how == "oidc" else "session",
        scopes=None,
        session=session.id,
        confirmed_at=session.confirmed_at,
        address=shown_address(address) or session.address,
        second_factor=session.second != "",
    )


def _step(gate: Gate, writes: Writes, login: LoginRow, second: str) -> Literal["", "second_factor", "enrol"]:
    """Return what a sign-in still has to show, and "" if nothing."""
    if second:
        return ""
    if writes.fetch("SELECT 1 FROM identity_second_factor WHERE login = ? AND stage = 'active'", [login.id]):
        return "second_factor"
    roles = (role for _, role in writes.fetch(_ACTORS, [login.id]))
    if login.administrator or any(map(gate.settings.needs_second_factor, roles)):
        return "enrol"
    return ""


def _settle(writes: Writes, session: SessionRow) -> Next:
    """Choose the actor where there is no choice, and return where the browser goes."""
    actors = writes.fetch(_ACTORS, [session.login])
    if len(actors) > 1:
        return "choose_actor"
    session.actor = actors[0][0] if actors else ""
    return "ready"


def _replace(writes: Writes, session: SessionRow, old_sha256: str) -> bool:
    """Store a changed session if it still lives under its old token."""
    sql = """UPDATE identity_session SET token_sha256 = ?, actor = ?, stage = ?, second = ?, seen_at = ?, ends_at = ?,
confirmed_at = ? WHERE id = ? AND token_sha256 = ? AND ended_at = '' RETURNING id"""
    changed = [session.token_sha256, session.actor, session.stage, session.second, session.seen_at, session.ends_at]
    return bool(writes.fetch(sql, [*changed, session.confirmed_at, session.id, old_sha256]))


def _end(writes: Writes, where: str, value: str, now: str, why: str) -> None:
    sql = f"UPDATE identity_session SET ended_at = ?, ended_why = ? WHERE {where} AND ended_at = ''"
    writes.execute(sql, [now, why, value])
