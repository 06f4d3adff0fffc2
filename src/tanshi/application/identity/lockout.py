"""Lockout: failures are counted by login and by address, and cost a wait that grows.

An attempt is counted as failed before it is looked at, and taken back when it succeeds: a hundred attempts at once are
a hundred failures, not one. While the wait runs, attempts are refused unseen and do not lengthen it. The count of a
success's login is forgotten; of its address only this attempt is, so nobody clears an address with a login of his own.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from tanshi.application.identity.gate import Gate, after, digest
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.settings import Lockout
from tanshi.application.identity.tables import TallyRow
from tanshi.journal.engine import Writes

_TAKE = """INSERT INTO identity_tally (id, failures, last_at, locked_until) VALUES (?, 0, '', '')
ON CONFLICT (id) DO UPDATE SET failures = identity_tally.failures RETURNING id, failures, last_at, locked_until"""

_TAKE_BACK = """UPDATE identity_tally SET failures = failures - 1,
locked_until = CASE WHEN locked_until = ? THEN '' ELSE locked_until END WHERE id = ? AND failures > 0"""


@dataclass(frozen=True, slots=True)
class Tally:
    """Failures in a row, the last one, and until when nothing is looked at."""

    failures: int = 0
    last_at: str = ""
    locked_until: str = ""


def is_locked(tally: Tally, now: str) -> bool:
    """Tell whether attempts are refused unseen."""
    return now < tally.locked_until


def failed(tally: Tally, now: str, policy: Lockout) -> Tally:
    """Return the tally after one more failure."""
    forgotten = tally.last_at == "" or after(tally.last_at, policy.forget_s) < now
    failures = 1 if forgotten else tally.failures + 1
    wait_s = policy.wait_s(failures)
    return Tally(failures, now, after(now, wait_s) if wait_s else "")


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted: the tallies of login and address as they are until it succeeds."""

    login: TallyRow
    address: TallyRow


def attempt(gate: Gate, purpose: str, login: str, address: str) -> Attempt | Refused:
    """Count an attempt of a login from an address as failed, or refuse it because a wait runs."""
    now = gate.now()
    settings = gate.settings
    # always in this order, so that two attempts do not wait for each other
    counted = [
        (tally_id("address", network(address)), settings.lockout_address),
        (tally_id(purpose, login), settings.lockout_login),
    ]
    with gate.engine.aside() as writes:
        taken = [(_take(writes, id), policy) for id, policy in counted]
        until = max(row.locked_until for row, _ in taken)
        if now < until:
            return refuse(IdentityOutcome.LOCKED, until=until)
        rows = [_failed(row, now, policy) for row, policy in taken]
        writes.upsert(TallyRow.__table__, [TallyRow.__table__.values(row) for row in rows])
    return Attempt(address=rows[0], login=rows[1])


def succeeded(writes: Writes, counted: Attempt) -> None:
    """Take an attempt back that succeeded."""
    writes.execute(_TAKE_BACK, [counted.address.locked_until or "never", counted.address.id])
    writes.execute("DELETE FROM identity_tally WHERE id = ?", [counted.login.id])


def forgive(writes: Writes, purposes: Sequence[str], login: str) -> None:
    """Forget the failures of a login: an administrator opened it again."""
    for purpose in purposes:
        writes.execute("DELETE FROM identity_tally WHERE id = ?", [tally_id(purpose, login)])


def network(address: str) -> str:
    """Return what is counted as one place: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def tally_id(purpose: str, who: str) -> str:
    """Return the id of a tally, which does not tell whose it is."""
    return f"{purpose}:{digest(who)}"


def _take(writes: Writes, id: str) -> TallyRow:
    """Return a tally and hold it until the transaction ends."""
    return TallyRow(*writes.fetch(_TAKE, [id])[0])


def _failed(row: TallyRow, now: str, policy: Lockout) -> TallyRow:
    tally = failed(Tally(row.failures, row.last_at, row.locked_until), now, policy)
    return TallyRow(row.id, tally.failures, tally.last_at, tally.locked_until)
