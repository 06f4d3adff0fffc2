"""Looks: every look at personal or secret data is written down before it is shown.

Which data that is - a complainant's identity, bank details, nonces of facts, holdings of others - the page that shows
them says, with a reason its user gave. The table only grows; after `looks_days` the oldest rows go, and the table of
retention says up to when. A deletion before that is refused by the database.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, printable
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.tables import LookRow
from tanshi.journal.engine import Reads, Snapshot

_SPEC = LookRow.__table__
_REASON = 500


@dataclass(frozen=True, slots=True)
class What:
    """What is looked at: whose data (`subject`), in which record, which of its fields."""

    subject: str
    record: str
    fields: tuple[str, ...] = ()


def look(
    gate: Gate, caller: Caller, subject: str, what: str, reason: str, fields: Sequence[str] = ()
) -> Refused | None:
    """Write down one look at a record; only after this returns None may the data be shown."""
    return look_at(gate, caller, [What(subject, what, tuple(fields))], reason)


def look_at(gate: Gate, caller: Caller, whats: Sequence[What], reason: str) -> Refused | None:
    """Write down a look at many records in one transaction."""
    if caller.is_public or not caller.login:
        return refuse(IdentityOutcome.NOT_SIGNED_IN)
    if not reason.strip():
        return refuse(IdentityOutcome.REASON_NEEDED)
    if not whats or any(not what.subject or not what.record for what in whats):
        return refuse(IdentityOutcome.NOTHING_LOOKED_AT)
    now = gate.now()
    why = printable(reason.strip())[:_REASON]
    rows = [_row(gate, caller, what, why, now) for what in whats]
    with gate.engine.aside() as writes:
        writes.insert(_SPEC, [_SPEC.values(row) for row in rows])
    return None


def looks_at_subject(view: Reads, subject: str, limit: int = 100, before: str = "~") -> list[LookRow]:
    """Return the newest looks at somebody's data, at most so many, older than the look with id `before`."""
    sql = _SPEC.select_sql("subject = ? AND id < ?", ["id DESC LIMIT ?"])
    return [LookRow(*row) for row in view.fetch(sql, [printable(subject), printable(before), limit])]


def looks_by_login(view: Reads, login: str, limit: int = 100, before: str = "~") -> list[LookRow]:
    """Return the newest looks of a login, at most so many, older than the look with id `before`."""
    sql = _SPEC.select_sql("login = ? AND id < ?", ["id DESC LIMIT ?"])
    return [LookRow(*row) for row in view.fetch(sql, [printable(login), printable(before), limit])]


def export_looks(view: Snapshot, since: str, until: str) -> Iterator[str]:
    """Yield the looks from one instant to before another as lines of CSV (UTF-8, header first, times in UTC)."""
    yield _line(_SPEC.column_names)
    for row in view.stream(_SPEC.select_sql("id >= ? AND id < ?"), [since, until]):
        yield _line(row)


def _row(gate: Gate, caller: Caller, what: What, reason: str, now: str) -> LookRow:
    return LookRow(
        gate.serial(now),
        now,
        caller.login,
        caller.actor,
        caller.how,
        caller.session,
        caller.address,
        printable(what.subject),
        printable(what.record),
        printable(" ".join(sorted(set(what.fields)))),
        reason,
    )


def _line(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_cell(value) for value in values])
    return out.getvalue()


def _cell(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
