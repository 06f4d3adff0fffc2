"""API keys: `tsk_<id>_<secret>`, for programs that act as one actor, within scopes, until a date.

A scope is `read`, a kind of command (`mrv.file_report`), or a system's commands (`mrv.*`). A key stops with its date,
when it is revoked, when its login is closed, and when its login may no longer be its actor.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tanshi.application.identity.acts import note
from tanshi.application.identity.caller import READ, Caller, recently_confirmed
from tanshi.application.identity.gate import Gate, after, digest, printable, shown_address
from tanshi.application.identity.logins import hold_login, must_administer
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.sessions import actors_of, raise_revocation
from tanshi.application.identity.tables import ApiKeyRow
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows

PREFIX = "tsk"

_KEY = re.compile(r"tsk_([a-z2-7]{16})_([a-z2-7]{52})\Z")
_SCOPE = re.compile(r"[a-z][a-z_]*\.(\*|[a-z][a-z_0-9]*)\Z")
_NAME = 100
_SPEC = ApiKeyRow.__table__

_OF = f"""SELECT {", ".join("k." + name for name in _SPEC.column_names)} FROM identity_api_key k
JOIN identity_login l ON l.id = k.login AND l.state = 'active'
JOIN identity_acts_as g ON g.login = k.login AND g.actor = k.actor
WHERE k.id = ?"""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key with its text, which is shown this once."""

    text: str = field(repr=False)
    key: ApiKeyRow


def make_key(
    gate: Gate, by: Caller, actor: str, scopes: Iterable[str], expires_at: str, name: str = ""
) -> NewKey | Refused:
    """Make a key of the caller's login for one of its actors, within scopes, until an instant."""
    if by.how not in ("session", "oidc"):
        return refuse(IdentityOutcome.NOT_BY_KEY)
    now, settings = gate.now(), gate.settings
    if not recently_confirmed(by, settings.confirmed_minutes, now):
        return refuse(IdentityOutcome.NOT_CONFIRMED, minutes=settings.confirmed_minutes)
    wanted = sorted(set(scopes))
    wrong = [scope for scope in wanted if scope != READ and not _SCOPE.match(scope)]
    if wrong or not wanted:
        return refuse(IdentityOutcome.KEY_SCOPE_UNKNOWN, scope=printable(wrong[0])[:64] if wrong else "-")
    if not now < expires_at <= after(now, 86_400 * settings.key_most_days):
        return refuse(IdentityOutcome.KEY_PERIOD, most=settings.key_most_days)
    id, secret = _letters(gate.entropy(10)), _letters(gate.entropy(32))
    shown = printable(name)[:_NAME]
    key = ApiKeyRow(id, digest(secret), by.login, actor, shown, " ".join(wanted), now, expires_at, "", "", "")
    with gate.engine.aside() as writes:
        hold_login(writes, by.login)
        roles = dict(actors_of(writes, by.login))
        if actor not in roles:
            return refuse(IdentityOutcome.ACTOR_NOT_YOURS, actor=printable(actor)[:96])
        if settings.needs_second_factor(roles[actor]) and not by.second_factor:
            return refuse(IdentityOutcome.SECOND_FACTOR_NEEDED)
        writes.insert(_SPEC, [_SPEC.values(key)])
        note(gate, writes, "key_made", by.login, by.login, by.address, f"{id} {actor} {key.scopes}")
    return NewKey(f"{PREFIX}_{id}_{secret}", key)


def key_caller(gate: Gate, text: str, address: str = "") -> Caller | Refused:
    """Return who a key acts for, and note that it is used (where the process may write)."""
    parts = _KEY.match(text)
    if not parts:
        return refuse(IdentityOutcome.KEY_NOT_VALID)
    now = gate.now()
    with gate.engine.snapshot() as view:
        found = view.fetch(_OF, [parts[1]])
    key = ApiKeyRow(*found[0]) if found else None
    same = hmac.compare_digest(key.secret_sha256 if key else digest(""), digest(parts[2]))
    if key is None or not same or key.ended_at or key.expires_at <= now:
        return refuse(IdentityOutcome.KEY_NOT_VALID)
    if gate.engine.writes and (not key.used_at or after(key.used_at, gate.settings.touch_s) <= now):
        with gate.engine.aside() as writes:
            sql = "UPDATE identity_api_key SET used_at = ?, used_from = ? WHERE id = ? AND used_at < ?"
            writes.execute(sql, [now, shown_address(address), key.id, now])
    scopes = frozenset(key.scopes.split())
    return Caller(key.login, key.actor, "key", scopes, key.id, "", shown_address(address))


def revoke_key(gate: Gate, by: Caller, key: str) -> Refused | None:
    """Revoke a key: one's own, or any as administrator."""
    key = printable(key)
    with gate.engine.snapshot() as view:
        found = read_rows(view, ApiKeyRow, id=key)
    own = bool(found) and found[0].login == by.login and by.how in ("session", "oidc")
    refused = None if own else must_administer(gate, by)
    if refused:
        return refused
    with gate.engine.aside() as writes:
        sql = "UPDATE identity_api_key SET ended_at = ? WHERE id = ? AND ended_at = '' RETURNING login"
        ended = writes.fetch(sql, [gate.now(), key])
        if not ended:
            return refuse(IdentityOutcome.KEY_NOT_FOUND, key=key[:32])
        raise_revocation(writes)
        note(gate, writes, "key_revoked", ended[0][0], by.login, by.address, key)
    return None


def list_keys(view: Reads, *, login: str = "", actor: str = "") -> list[ApiKeyRow]:
    """Return the keys of a login, or those that act as an actor, the revoked and expired ones too."""
    if login:
        return read_rows(view, ApiKeyRow, login=login)
    return read_rows(view, ApiKeyRow, actor=actor)


def _letters(chance: bytes) -> str:
    return base64.b32encode(chance).rstrip(b"=").decode("ascii").lower()
