"""Upkeep: what is over goes, in its time; a job calls `sweep` once a day."""

from __future__ import annotations

from tanshi.application.identity.gate import Gate, after
from tanshi.application.identity.tables import RetentionRow

_DAY = 86_400

_ADVANCE = """INSERT INTO identity_retention (id, erased_before) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET erased_before = excluded.erased_before
WHERE identity_retention.erased_before < excluded.erased_before"""


def sweep(gate: Gate) -> dict[str, int]:
    """Remove what is past its time and return how many rows went, by table.

    Ended sessions, invitations and sign-ons go after `ended_days`, tallies when they are forgotten, looks and acts
    after `looks_days` and `acts_days`; the retention of the last two is recorded first.
    """
    settings, now = gate.settings, gate.now()
    ended = after(now, -_DAY * settings.ended_days)
    forgotten = after(now, -max(settings.lockout_login.forget_s, settings.lockout_address.forget_s))
    gone = {
        "identity_session": _delete(gate, "identity_session", "ends_at < ?", ended),
        "identity_invitation": _delete(gate, "identity_invitation", "expires_at < ?", ended),
        "identity_oidc_flow": _delete(gate, "identity_oidc_flow", "expires_at < ?", ended),
        "identity_tally": _delete(gate, "identity_tally", "last_at < ?", forgotten),
    }
    for name, days in (("identity_look", settings.looks_days), ("identity_act", settings.acts_days)):
        gone[name] = _erase(gate, name, after(now, -_DAY * days))
    return gone


def _delete(gate: Gate, name: str, where: str, value: str) -> int:
    with gate.engine.aside() as writes:
        return len(writes.fetch(f"DELETE FROM {name} WHERE {where} RETURNING 1", [value]))


def _erase(gate: Gate, name: str, before: str) -> int:
    """Record that a log is erased before an instant, and erase it; what was recorded only goes forward."""
    sql = RetentionRow.__table__.select_sql("id = ?")
    with gate.engine.aside() as writes:
        found = writes.fetch(sql, [name])
        if not found or RetentionRow(*found[0]).erased_before < before:
            writes.execute(_ADVANCE, [name, before])
        horizon = RetentionRow(*writes.fetch(sql, [name])[0]).erased_before
        return len(writes.fetch(f"DELETE FROM {name} WHERE at < ? RETURNING 1", [horizon]))
