"""The operator's day: what must be so before trading opens, and before the day is closed; read from the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanshi.application.access import ViewRows
from tanshi.application.due_by_law import due_by_law
from tanshi.application.reconciliation import reconcile
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import Problem
from tanshi.core.working_days import previous_trading_day
from tanshi.journal.engine import Reads
from tanshi.journal.evidence import Evidence
from tanshi.registry.day_closing import DayCommands
from tanshi.registry.money import (
    AUCTION,
    AUCTION_BANK,
    EXCHANGE_BANK,
    EXCHANGE_FEES,
    FEES,
    OWN,
    OWN_BANK,
    RESERVE,
    RESERVE_BANK,
    UNIDENTIFIED,
)
from tanshi.registry.tables import CASH
from tanshi.rules import Law

#: What lies in each bank account of the operator.
_POOLS = {
    RESERVE_BANK: (RESERVE,), OWN_BANK: (OWN, FEES), AUCTION_BANK: (AUCTION,), EXCHANGE_BANK: (EXCHANGE_FEES,),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check: its code (`day.CODE` in the catalogue), whether it is so, and what is open.

    `blocks`: the day is not closed, or trading not opened, without it. `asked` false: nobody has to do it.
    """

    code: str
    ok: bool
    detail: str = ""
    blocks: bool = False
    asked: bool = True

    def words(self, language: Language) -> str:
        """Return what is checked."""
        return text(f"day.{self.code}", language)


@dataclass(frozen=True, slots=True)
class RegistryDay:
    """The checklists of a day."""

    day: str
    opening: tuple[Item, ...]
    closing: tuple[Item, ...]

    @property
    def ok(self) -> bool:
        return all(item.ok or not item.asked for item in (*self.opening, *self.closing))

    @property
    def is_closed(self) -> bool:
        return any(item.ok for item in self.closing if item.code == "closed")


def registry_day(law: Law, view: Reads, evidence: Evidence, day: str, now: str) -> RegistryDay:
    """Return the checklists of a legal day as the books stand; `now` is the instant by which times are over."""
    required = DayCommands(law).required(ViewRows(view), day)
    return RegistryDay(day, _opening(view, day, now), _closing(view, evidence, day, required))


def _opening(view: Reads, day: str, now: str) -> tuple[Item, ...]:
    book = view.fetch("SELECT session, state FROM registry_book")
    if not book:
        return (Item("books_open", False),)
    session, state = book[0]
    left = [session] if state == "open" and session < day else []
    left += [d for (d,) in view.fetch("SELECT day FROM exchange_session WHERE state = 'open' AND day < ?", [day])]
    runs = [r for (r,) in view.fetch("SELECT id FROM journal_run WHERE state = 'open' ORDER BY id")]
    overdue = view.fetch(
        "SELECT session, number FROM registry_failure WHERE state = 'open' AND until < ? ORDER BY session, number",
        [now],
    )
    pools = _unequal_pools(view)
    return (
        Item("books_open", True),
        _day_before(view, day),
        Item("last_settled", not left, _named(sorted(set(left)))),
        Item("no_run", not runs, _named(runs)),
        Item("no_overdue", not overdue, _named([f"{s}/{n}" for s, n in overdue])),
        Item("pools", not pools, _named(pools)),
    )


def _day_before(view: Reads, day: str) -> Item:
    """Return whether the trading day before is closed; books that never closed a day need not."""
    ((closed,),) = view.fetch("SELECT closed_day FROM registry_book")
    if not closed:
        return Item("before_closed", True)
    before = previous_trading_day(date.fromisoformat(day)).isoformat()
    return Item("before_closed", before <= closed, before, blocks=True)


def _closing(view: Reads, evidence: Evidence, day: str, required: tuple[str, ...]) -> tuple[Item, ...]:
    found = []
    session = view.fetch("SELECT state FROM exchange_session WHERE day = ?", [day])
    if session:
        book = view.fetch("SELECT 1 FROM registry_book WHERE state = 'closed' AND session >= ?", [day])
        found.append(Item("session_settled", session[0][0] == "closed" and bool(book), blocks=True))
        found.append(_agreement(view, evidence, day))
    failed = view.fetch(
        "SELECT number FROM registry_failure WHERE session = ? AND state = 'open' ORDER BY number", [day]
    )
    found.append(Item("no_failure", not failed, _named([f"{day}/{n}" for (n,) in failed])))
    objected = view.fetch(
        "SELECT holder FROM registry_settlement_objection WHERE day = ? AND state = 'open' ORDER BY holder", [day]
    )
    found.append(Item("no_objection", not objected, _named([h for (h,) in objected])))
    found += _files(view, day, required)
    unknown = view.fetch(
        "SELECT amount FROM registry_holding WHERE account = ? AND instrument = ? AND amount <> 0", [UNIDENTIFIED, CASH]
    )
    found.append(Item("no_unidentified", not unknown))
    claims = view.fetch("SELECT session, number FROM registry_claim WHERE paid_fen < due_fen ORDER BY session, number")
    found.append(Item("no_claim", not claims, _named([f"{s}/{n}" for s, n in claims])))
    found += [Item(code, not names, _named(names)) for code, names in due_by_law(view, day).items()]
    ((closed,),) = view.fetch("SELECT closed_day FROM registry_book") or [("",)]
    found.append(Item("closed", day <= closed, closed, asked=False))
    return tuple(found)


def _files(view: Reads, day: str, required: tuple[str, ...]) -> list[Item]:
    """Return what of a day's files is there: the bank's with its lines, the payments, the statements."""
    taken = view.fetch("SELECT lines FROM registry_bank_file WHERE day = ?", [day])
    open_lines = view.fetch(
        "SELECT reference FROM registry_bank_line WHERE day = ? AND state = 'open' ORDER BY reference", [day]
    )
    unpaid = view.fetch(
        "SELECT id FROM registry_withdrawal WHERE state = 'paid' AND paid_on <= ? AND NOT EXISTS (SELECT 1 FROM"
        " registry_day_file WHERE kind = 'payments' AND day = paid_on) ORDER BY id",
        [day],
    )
    stated = view.fetch("SELECT sha256 FROM registry_day_file WHERE day = ? AND kind = 'statements'", [day])
    return [
        _file("bank_file", str(sum(n for (n,) in taken)) if taken else "", required),
        Item("bank_lines", not open_lines, _named([r for (r,) in open_lines])),
        Item("payments", not unpaid, _named([w for (w,) in unpaid]), "payments" in required),
        _file("statements", stated[0][0][:16] if stated else "", required),
    ]


def _file(code: str, detail: str, required: tuple[str, ...]) -> Item:
    """Return whether a file that the law may ask for is there; `detail` says so, "" where it is not."""
    return Item(code, bool(detail), detail, code in required, code in required)


def _agreement(view: Reads, evidence: Evidence, day: str) -> Item:
    try:
        differences = reconcile(view, evidence, day).differences
    except Problem as trouble:
        return Item("trades_agree", False, str(trouble))
    return Item("trades_agree", not differences, _named([f"{d.kind} {d.subject}" for d in differences]))


def _unequal_pools(view: Reads) -> list[str]:
    held = dict(view.fetch("SELECT account, amount FROM registry_holding WHERE instrument = ?", [CASH]))
    return [b for b, members in _POOLS.items() if held.get(b, 0) + sum(held.get(m, 0) for m in members)]


def _named(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" … ({len(names)})" if len(names) > most else "")
