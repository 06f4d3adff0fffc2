"""Holders of accounts as people look at them: what waits for the registry or for a holder, and a holder's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.participants.tables import EntityRow
from tanshi.registry.chain import of_accounts
from tanshi.registry.kinds import APPLICATION, AccountKind, RegistryLaw
from tanshi.registry.tables import (
    AccountRow,
    BankAccountRow,
    BarredRow,
    HolderChangeRow,
    HolderPaperRow,
    HolderRow,
    HoldingRow,
    RepresentativeRow,
    RestrictionRow,
    TransferRow,
)
from tanshi.rulemaking.law import Known
from tanshi.rules import Law

#: Matters of one kind that are named at once, and movements of a holder.
MOST, MOVEMENTS = 200, 20

_NAMED = (
    "SELECT h.id, coalesce(nullif(h.name, ''), n.name_zh, h.id) AS name_zh, coalesce(n.name_en, '') AS name_en,"
    " coalesce(n.area_gb2260, '') AS area_gb2260, {since} AS since, {due} AS due, {number} AS number"
    " FROM registry_holder AS h LEFT JOIN participants_entity AS n ON n.id = h.id {join} WHERE {condition}"
)


def _matter(condition: str, since: str, due: str = "''", number: str = "0", join: str = "") -> str:
    return _NAMED.format(condition=condition, since=since, due=due, number=number, join=join)


def _first_open(table: str, since: str) -> str:
    """Return what is open of a table that numbers matters of a holder: of each holder the one that is due first."""
    first = f"SELECT o.number FROM {table} AS o WHERE o.holder = h.id AND o.state = 'open' ORDER BY o.due, o.number"
    join = f"JOIN {table} AS x ON x.holder = h.id"
    return _matter(f"x.number = ({first} LIMIT 1)", f"x.{since}", "x.due", "x.number", join)


def _first_large(condition: str) -> str:
    """Return large holders' reports: of each holder the one that is due first."""
    first = (
        f"SELECT x.instrument || '/' || CAST(x.number AS TEXT) FROM exchange_large_holder AS x WHERE x.holder = h.id"
        f" AND {condition} ORDER BY x.due, x.instrument, x.number LIMIT 1"
    )
    join = "JOIN exchange_large_holder AS l ON l.holder = h.id"
    return _matter(
        f"l.instrument || '/' || CAST(l.number AS TEXT) = ({first})", "l.found_on", "l.due", "l.number", join
    )


#: What of large holders' reports waits for the exchange: those that came, and those that did not in their days.
LARGE_HOLDERS_TO_LOOK_AT = _first_large("(x.state = 'filed' OR (x.state = 'due' AND x.due < :today))")

#: What can wait about a holder: rows of id, names, area, the day it waits since, its due day, its number.
MATTERS: Mapping[str, str] = {
    "application": _matter("h.state = 'applied' AND h.missing = ''", "h.complete_on", "h.due"),
    "papers": _matter("h.state = 'applied' AND h.missing <> ''", "h.applied_on"),
    "change": _matter(
        "x.state = 'open'", "x.filed_on", "x.due", "x.number",
        "JOIN registry_holder_change AS x ON x.holder = h.id",
    ),
    "bank_account": _matter(
        "x.state = 'filed'", "x.filed_on", "x.due", "x.number", "JOIN registry_bank_account AS x ON x.holder = h.id"
    ),
    "objection": _matter(
        "x.objection = 'open'", "x.objected_on", "x.due", "x.number",
        "JOIN registry_restriction AS x ON x.holder = h.id",
    ),
    "closing": _matter("h.state = 'open' AND h.closing_asked_on <> ''", "h.closing_asked_on"),
    "disposal": _matter(
        "x.state = 'to_sell'", "x.noted_on", "x.sell_by", join="JOIN registry_barred AS x ON x.holder = h.id"
    ),
    "withdrawal": _matter(
        "x.id = (SELECT w.id FROM registry_withdrawal AS w WHERE w.holder = h.id AND w.state = 'waiting'"
        " ORDER BY w.asked_on, w.id LIMIT 1)",
        "x.asked_on", join="JOIN registry_withdrawal AS x ON x.holder = h.id",
    ),
    "invoice": _matter(
        "x.id = (SELECT i.id FROM registry_invoice AS i WHERE i.holder = h.id AND i.state = 'open'"
        " ORDER BY i.due, i.id LIMIT 1)",
        "x.issued_on", "x.due", join="JOIN registry_invoice AS x ON x.holder = h.id",
    ),
    "large_holder": _first_large("x.state = 'due'"),
    "carry_over": _first_open("registry_carry_over", "applied_on"),
    "recovery": _first_open("registry_recovery", "ordered_on"),
    "expired": _matter("h.state = 'open' AND h.identity_until <> '' AND h.identity_until < :today", "h.identity_until"),
}  # fmt: skip

#: What waits for the holder itself; all else waits for the registry.
OF_HOLDERS = ("papers", "disposal", "invoice", "large_holder", "recovery")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits about a holder. `due` "": no text sets a day, or papers are missing."""

    matter: str
    holder: str
    name: str
    since: str
    due: str
    number: int

    def is_late(self, today: str) -> bool:
        """Tell whether its due day has passed."""
        return bool(self.due) and self.due < today


def waiting(view: Reads, today: str, holder: str = "") -> list[Waiting]:
    """Return what waits, of one holder or of all, the most urgent first; what has no due day comes last."""
    found = []
    for matter, sql in MATTERS.items():
        rows = f"SELECT id, name_zh, since, due, number FROM ({sql}) AS e WHERE ? IN ('', id)"
        values = [today, holder] if ":today" in rows else [holder]
        ordered = f"{rows} ORDER BY due, id LIMIT {MOST}".replace(":today", "?")
        for id, name, since, due, number in view.fetch(ordered, values):
            found.append(Waiting(matter, id, name, since, due, number))
    return sorted(found, key=lambda w: (w.due or "9999", w.since, w.holder))


def to_bar(view: Reads, rows: Known, law: Law, day: str) -> list[tuple[str, str]]:
    """Return holders, with a role, of whose body somebody acts in a role that may not hold, and that are not noted."""
    registry = RegistryLaw(law)
    roles, _ = registry.barred_roles(rows, day)
    applied = [kind.code for kind in registry.account_kinds(rows, day).values() if kind.opens == APPLICATION]
    sql = (
        "SELECT h.id, min(a.role) FROM registry_holder AS h"
        " JOIN participants_actor AS a ON a.organisation = h.id AND a.active = 1"
        f" WHERE h.state = 'open' AND a.role IN ({', '.join('?' * len(roles))})"
        f" AND h.kind IN ({', '.join('?' * len(applied))})"
        " AND NOT EXISTS (SELECT 1 FROM registry_barred AS b WHERE b.holder = h.id AND b.state <> 'lifted')"
        f" GROUP BY h.id ORDER BY h.id LIMIT {MOST}"
    )
    return [(holder, role) for holder, role in view.fetch(sql, [*roles, *applied])]


@dataclass(frozen=True, slots=True)
class HolderFile:
    """All that is on record about one holder."""

    holder: HolderRow
    name: str
    kind: AccountKind
    accounts: Sequence[AccountRow]
    holdings: Sequence[HoldingRow]
    papers: Sequence[HolderPaperRow]
    changes: Sequence[HolderChangeRow]
    representatives: Sequence[RepresentativeRow]
    restrictions: Sequence[RestrictionRow]
    bank_accounts: Sequence[BankAccountRow]
    bar: BarredRow | None
    waiting: Sequence[Waiting]
    movements: Sequence[TransferRow]  # the newest first

    @property
    def stopped(self) -> str:
        """What is stopped now, "" nothing."""
        return next((account.stopped for account in self.accounts), "")


def file_of(view: Reads, rows: Known, law: Law, holder: str, today: str) -> HolderFile | None:
    """Return a holder's file, or None if nobody of that id holds, held or asked for an account."""
    found = next(iter(read_rows(view, HolderRow, id=holder)), None)
    if found is None:
        return None
    entity = next(iter(read_rows(view, EntityRow, id=holder)), None)
    accounts = read_rows(view, AccountRow, holder=holder)
    return HolderFile(
        found,
        found.name or (entity.name_zh if entity else "") or holder,
        RegistryLaw(law).account_kinds(rows, today)[found.kind],
        accounts,
        [h for a in accounts for h in read_rows(view, HoldingRow, account=a.id) if h.amount],
        read_rows(view, HolderPaperRow, holder=holder),
        read_rows(view, HolderChangeRow, holder=holder),
        read_rows(view, RepresentativeRow, holder=holder),
        read_rows(view, RestrictionRow, holder=holder),
        read_rows(view, BankAccountRow, holder=holder),
        next(iter(read_rows(view, BarredRow, holder=holder)), None),
        waiting(view, today, holder),
        _movements(view, [account.id for account in accounts]),
    )


def _movements(view: Reads, accounts: Sequence[str]) -> list[TransferRow]:
    """Return the last movements of units and money on some accounts."""
    found = {t.number: t for _, t in of_accounts(view, accounts, most=MOVEMENTS)}
    return list(found.values())[:MOVEMENTS]
