"""The second factor: time-based one-time codes (TOTP, RFC 6238) and recovery codes.

SHA-1, six digits, thirty seconds: what every authenticator understands. A code is good once, and so is every older one
from then on. The secret is sealed at rest; it leaves the program once, at enrolment, as address and QR code.
"""

from __future__ import annotations

import base64
import hmac
import io
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Literal
from urllib.parse import quote, urlencode

import segno

from tanshi.application.identity.acts import note
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, digest
from tanshi.application.identity.logins import hold_login, must_administer
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.sealing import Sealed
from tanshi.application.identity.sessions import SignedIn, complete, end_of_login, full_session, session_of
from tanshi.application.identity.tables import RecoveryCodeRow, SecondFactorRow, SessionRow
from tanshi.core.clock import instant, moment
from tanshi.journal.engine import Reads, Writes

STEP_S = 30
DIGITS = 6

#: Bytes of a secret (RFC 4226 recommends 160 bits) and of a recovery code (80 bits: 16 letters).
_SECRET, _RECOVERY = 20, 10

_SPEC = SecondFactorRow.__table__
_USE_STEP = """UPDATE identity_second_factor SET last_step = ?
WHERE login = ? AND stage = 'active' AND last_step < ? RETURNING login"""
_USE_RECOVERY = """UPDATE identity_recovery_code SET used_at = ?
WHERE login = ? AND code_sha256 = ? AND used_at = '' RETURNING login"""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs, shown once: the address, the secret to type, and the QR code as SVG."""

    uri: str = field(repr=False)
    secret: str = field(repr=False)  # base32
    svg: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A second factor in force, with its recovery codes, shown once, and the session under a new token."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    signed_in: SignedIn


def totp(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of a 30-second step (RFC 4226, section 5.3; RFC 6238, section 4)."""
    mac = hmac.new(secret, struct.pack(">Q", step), sha1).digest()
    offset = mac[-1] & 0x0F
    number = struct.unpack_from(">I", mac, offset)[0] & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(now: str) -> int:
    """Return the 30-second step an instant is in."""
    return int(moment(now).timestamp()) // STEP_S


def has_second_factor(view: Reads, login: str) -> bool:
    """Tell whether a login has a second factor in force."""
    return _row(view, login, "active") is not None


def enrol(gate: Gate, token: str) -> Enrolment | Refused:
    """Begin to enrol a second factor: the first one in a half session, another one in a confirmed full session."""
    session = _enrolling(gate, token)
    if isinstance(session, Refused):
        return session
    secret = gate.entropy(_SECRET)
    sealed = gate.seal(secret, _purpose(session.login))
    row = SecondFactorRow(session.login, "pending", sealed.key_id, sealed.data, 0, gate.now())
    with gate.engine.aside() as writes:
        writes.upsert(_SPEC, [_SPEC.values(row)])
    text = base64.b32encode(secret).decode("ascii")
    uri = otpauth(gate.settings.shown_name, session.login, text)
    return Enrolment(uri, text, _svg(uri))


def finish_enrolment(gate: Gate, token: str, code: str) -> Enrolled | Refused:
    """Put the enrolled second factor in force by its first code; other sessions of the login end."""
    session = _enrolling(gate, token)
    if isinstance(session, Refused):
        return session
    now = gate.now()
    with gate.engine.aside() as writes:
        hold_login(writes, session.login)
        pending = _row(writes, session.login, "pending")
        if pending is None:
            return refuse(IdentityOutcome.SECOND_FACTOR_NOT_BEGUN)
        secret = gate.keys.open(Sealed(pending.key_id, bytes(pending.sealed)), _purpose(session.login))
        step = _step_of(secret, code, step_at(instant(gate.outside.now())), gate.settings.totp_steps)
        if step is None:
            return refuse(IdentityOutcome.SECOND_FACTOR_WRONG)
        if session.stage == "half" and _row(writes, session.login, "active") is not None:
            return refuse(IdentityOutcome.SECOND_FACTOR_NEEDED)  # another half session was faster
        signed_in = complete(gate, writes, session, "totp")
        if isinstance(signed_in, Refused):
            return signed_in
        sealed = gate.seal(secret, _purpose(session.login))
        active = SecondFactorRow(session.login, "active", sealed.key_id, sealed.data, step, now)
        writes.upsert(_SPEC, [_SPEC.values(active)])
        writes.execute("DELETE FROM identity_second_factor WHERE login = ? AND stage = 'pending'", [session.login])
        codes = _new_recovery_codes(gate, writes, session.login, now)
        end_of_login(writes, session.login, now, "second factor enrolled", but=session.id)
        note(gate, writes, "second_factor_enrolled", session.login, session.login, session.address)
    return Enrolled(codes, signed_in)


def new_recovery_codes(gate: Gate, token: str) -> tuple[str, ...] | Refused:
    """Return new recovery codes in place of the old ones, in a confirmed session."""
    session = full_session(gate, token, confirmed=True)
    if isinstance(session, Refused):
        return session
    with gate.engine.aside() as writes:
        hold_login(writes, session.login)
        if _row(writes, session.login, "active") is None:
            return refuse(IdentityOutcome.SECOND_FACTOR_NOT_BEGUN)
        note(gate, writes, "recovery_codes_made", session.login, session.login, session.address)
        return _new_recovery_codes(gate, writes, session.login, gate.now())


def recovery_codes_left(view: Reads, login: str) -> int:
    """Return how many recovery codes of a login are unused."""
    sql = "SELECT count(*) FROM identity_recovery_code WHERE login = ? AND used_at = ''"
    return int(view.fetch(sql, [login])[0][0])


def drop(gate: Gate, by: Caller, login: str, reason: str) -> Refused | None:
    """Take a lost second factor away, as administrator; its person enrols anew at the next sign-in."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    with gate.engine.aside() as writes:
        if hold_login(writes, login) is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        writes.execute("DELETE FROM identity_second_factor WHERE login = ?", [login])
        writes.execute("DELETE FROM identity_recovery_code WHERE login = ?", [login])
        end_of_login(writes, login, gate.now(), "second factor dropped")
        note(gate, writes, "second_factor_dropped", login, by.login, by.address, reason)
    return None


def use_code(gate: Gate, writes: Writes, login: str, code: str) -> Literal["totp", "recovery"] | None:
    """Use up a code of a login in a transaction and return what it was; None if it is not good, or not any more."""
    now = gate.now()
    hold_login(writes, login)  # so that the secret is not changed meanwhile
    typed = code.strip().replace(" ", "").replace("-", "")[:64].upper()
    if re.fullmatch(r"[0-9]{6}", typed):
        row = _row(writes, login, "active")
        if row is None:
            return None
        secret = gate.keys.open(Sealed(row.key_id, bytes(row.sealed)), _purpose(login))
        step = _step_of(secret, typed, step_at(instant(gate.outside.now())), gate.settings.totp_steps)
        if step is None or not writes.fetch(_USE_STEP, [step, login, step]):
            return None
        return "totp"
    return "recovery" if writes.fetch(_USE_RECOVERY, [now, login, digest(typed)]) else None


def reseal(gate: Gate) -> int:
    """Seal all secrets with the current key and return how many were not; after that the old key can go."""
    current = gate.keys.current
    with gate.engine.snapshot() as view:
        old = [SecondFactorRow(*row) for row in view.fetch(_SPEC.select_sql("key_id <> ?"), [current])]
    done = 0
    for row in old:
        secret = gate.keys.open(Sealed(row.key_id, bytes(row.sealed)), _purpose(row.login))
        sealed = gate.seal(secret, _purpose(row.login))
        sql = """UPDATE identity_second_factor SET key_id = ?, sealed = ?
WHERE login = ? AND stage = ? AND key_id = ? AND made_at = ? RETURNING login"""
        with gate.engine.aside() as writes:
            changed = [sealed.key_id, sealed.data, row.login, row.stage, row.key_id, row.made_at]
            done += len(writes.fetch(sql, changed))
    return done


def otpauth(shown_name: str, login: str, secret: str) -> str:
    """Return the address authenticators read (Key Uri Format)."""
    label = f"{quote(shown_name)}:{quote(login)}"
    query = {"secret": secret, "issuer": shown_name, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_S}
    return f"otpauth://totp/{label}?{urlencode(query, quote_via=quote)}"


def _enrolling(gate: Gate, token: str) -> SessionRow | Refused:
    """Return the session if it may enrol: half and without a factor, or full and confirmed."""
    session = session_of(gate, token)
    if isinstance(session, Refused):
        return session
    if session.stage == "full":
        return full_session(gate, token, confirmed=True)
    with gate.engine.snapshot() as view:
        if has_second_factor(view, session.login):
            return refuse(IdentityOutcome.SECOND_FACTOR_NEEDED)
    return session


def _row(view: Reads, login: str, stage: str) -> SecondFactorRow | None:
    found = view.fetch(_SPEC.select_sql("login = ? AND stage = ?"), [login, stage])
    return SecondFactorRow(*found[0]) if found else None


def _purpose(login: str) -> str:
    return f"totp/{login}"


def _step_of(secret: bytes, code: str, now: int, width: int) -> int | None:
    """Return the newest step near now that has a code, looking at all of them."""
    typed = code.strip().replace(" ", "").encode("utf-8", "surrogatepass")
    good = [s for s in _steps(now, width) if hmac.compare_digest(totp(secret, s).encode(), typed)]
    return max(good, default=None)


def _steps(now: int, width: int) -> Iterable[int]:
    return range(max(0, now - width), now + width + 1)


def _new_recovery_codes(gate: Gate, writes: Writes, login: str, now: str) -> tuple[str, ...]:
    writes.execute("DELETE FROM identity_recovery_code WHERE login = ?", [login])
    plain = [base64.b32encode(gate.entropy(_RECOVERY)).decode("ascii") for _ in range(gate.settings.recovery_codes)]
    rows = [RecoveryCodeRow(login, digest(code), now, "") for code in plain]
    writes.insert(RecoveryCodeRow.__table__, [RecoveryCodeRow.__table__.values(row) for row in rows])
    return tuple("-".join(code[n : n + 4] for n in range(0, len(code), 4)) for code in plain)


def _svg(uri: str) -> str:
    out = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(out, kind="svg", scale=5, xmldecl=False, dark="#000", light="#fff")
    return out.getvalue().decode("utf-8")
