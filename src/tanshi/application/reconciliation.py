"""Three-way comparison of a day (三方核对): what the registry's books say, the exchange's record, the bank's file.

Positions: the digest that was handed over and the one the session opened with. Requests to the open session: what the
exchange gave, and what the registry noted. Trades: each of the exchange's record
against the settled or failed trade of its number. Units and money: what the record gives each holder, trades that
failed left out, against what was delivered and paid. Bank: each payment of the day against the bank's line of its
reference, from the bank's files that were taken in, or from one at hand. What does not agree is listed by holder.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from tanshi.application.void_trades import void_numbers
from tanshi.exchange import segment
from tanshi.exchange.matching.book import Trade
from tanshi.journal.engine import Reads
from tanshi.journal.evidence import Evidence
from tanshi.registry.asof import number_at, position_of_day
from tanshi.registry.bank_file import IN, OUT, BankLine
from tanshi.registry.events import BANK, OPENING
from tanshi.registry.tables import CASH

#: Kinds of movements that the bank knows by their own reference; any other by the number of its transfer.
_REFERENCED = ("cash_deposit", "cash_withdrawal", "withdrawal_paid", "bank_credited", "bank_unidentified")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something two books say differently; "" is nothing said. Tonnes, or fen of cash."""

    kind: str  # positions, request, trade, units, money, not_settled, deposit, withdrawal
    subject: str
    holder: str
    registry: str
    other: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was compared of a day, and what differs."""

    day: str
    trades: int
    moves: int
    bank: str  # SHA-256 of the bank's file; "" where none was given
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as the machine interface gives it."""
        return {**asdict(self), "differences": [asdict(d) for d in self.differences]}


def reconcile(
    view: Reads, evidence: Evidence, day: str, bank: Sequence[BankLine] | None = None, digest: str = ""
) -> Reconciliation:
    """Compare the books of a day; `bank`: the lines of a bank's file that was not taken in.

    Without one, the lines that were taken in for the day are compared; if there are none, the bank is left out.
    Raises `Problem` if the exchange's record is not kept here or was changed.
    """
    recorded, found = _with_exchange(view, evidence, day)
    moves = booked(view, day)
    taken = [d for (d,) in view.fetch("SELECT sha256 FROM registry_bank_file WHERE day = ? ORDER BY sha256", [day])]
    if bank is not None and digest not in taken:
        found += list(_with_bank(moves, bank))
    elif taken:
        found += list(_with_taken(view, day))
        digest = digest or " ".join(taken)
    return Reconciliation(day, len(recorded), len(moves), digest, tuple(found))


def booked(view: Reads, day: str) -> list[BankLine]:
    """Return what the registry booked through the clients' bank account on a day, in the bank's form."""
    sql = (
        "SELECT t.debit, t.kind, t.number, t.reference, a.kind, a.holder, t.amount FROM registry_transfer AS t"
        " JOIN registry_account AS a ON a.id = CASE t.debit WHEN ? THEN t.credit ELSE t.debit END"
        " WHERE t.position > ? AND t.position <= ? AND ? IN (t.debit, t.credit) AND t.kind <> ? ORDER BY t.number"
    )
    found: dict[tuple[str, str], BankLine] = {}
    for debit, kind, number, reference, place, holder, amount in view.fetch(
        sql, [BANK, *_positions(view, day), BANK, OPENING]
    ):
        key = (IN if debit == BANK else OUT, reference if kind in _REFERENCED else f"T{number}")
        whose = "" if place == "system" else holder
        known = found.get(key)
        if known is not None and whose != known.holder:
            whose = ""
        before = known.amount_fen if known is not None else 0
        found[key] = BankLine(*key, whose, before + int(amount), day)
    return list(found.values())


def _positions(view: Reads, day: str) -> tuple[int, int]:
    """Return the last positions before a day and on it."""
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return position_of_day(view, before), position_of_day(view, day)


def _numbers(view: Reads, day: str) -> list[int]:
    """Return the numbers of the last transfers before a day and on it."""
    return [number_at(view, position) for position in _positions(view, day)]


def _with_exchange(view: Reads, evidence: Evidence, day: str) -> tuple[Sequence[Trade], list[Difference]]:
    sessions = view.fetch("SELECT state, segment FROM exchange_session WHERE day = ?", [day])
    if not sessions:
        return (), []
    found = [*_positions_differ(view, day), *_requests_differ(view, day)]
    state, record = sessions[0]
    if state != "closed" or view.fetch("SELECT 1 FROM registry_book WHERE state = 'open' AND session = ?", [day]):
        return (), [*found, Difference("not_settled", day, "", "", state)]
    recorded = segment.read(evidence.read(record))
    trades = recorded.trades
    failed, left_out = (
        {n for (n,) in view.fetch(f"SELECT number FROM {table} WHERE session = ?", [day])}
        for table in ("registry_failure", "registry_void_trade")
    )
    found += list(_trades_differ(view, day, trades))
    found += list(_voids_differ(day, trades, left_out, void_numbers(view, day, recorded)))
    given = _given(t for t in trades if t.number not in failed | left_out)
    found += list(_sums_differ(given, _moved(view, day, failed)))
    return trades, found


def _positions_differ(view: Reads, day: str) -> Iterable[Difference]:
    sql = (
        "SELECT type, body FROM journal_fact WHERE position > ? AND position <= ?"
        " AND type IN ('registry.positions_handed_over/1', 'exchange.session_opened/1')"
    )
    said = {"registry": "", "exchange": ""}
    for type_name, body in view.fetch(sql, list(_positions(view, day))):
        data = json.loads(bytes(body))["data"]
        if type_name.startswith("registry.") and data["session"] == day:
            said["registry"] = data["digest"]
        if type_name.startswith("exchange.") and data["day"] == day:
            said["exchange"] = data["positions"]
    if said["registry"] != said["exchange"]:
        yield Difference("positions", day, "", said["registry"], said["exchange"])


def _requests_differ(view: Reads, day: str) -> Iterable[Difference]:
    ours = view.fetch(
        "SELECT number, holder, instrument, amount, given, reason FROM registry_session_request"
        " WHERE session = ? AND state = 'answered'",
        [day],
    )
    theirs = view.fetch(
        "SELECT number, holder, instrument, amount, given, reason FROM exchange_request WHERE day = ?", [day]
    )
    noted, given = ({row[0]: tuple(row[1:]) for row in said} for said in (ours, theirs))
    for number in sorted({*noted, *given}):
        one, other = noted.get(number), given.get(number)
        if one != other:
            holder = (one or other or ("",))[0]
            yield Difference("request", f"{day}/{number}", holder, _words(one), _words(other))


def _trades_differ(view: Reads, day: str, trades: Sequence[Trade]) -> Iterable[Difference]:
    columns = "number, method, instrument, seller, buyer, price_fen, quantity_t"
    held: dict[int, tuple[Any, ...]] = {}
    for table in ("registry_trade", "registry_failure", "registry_void_trade"):
        for row in view.fetch(f"SELECT {columns} FROM {table} WHERE session = ?", [day]):
            held[row[0]] = tuple(row[1:])
    told = {t.number: (t.way, t.instrument, t.seller, t.buyer, t.price_fen, t.quantity_t) for t in trades}
    for number in sorted({*held, *told}):
        ours, theirs = held.get(number), told.get(number)
        if ours != theirs:
            parties = sorted({p for row in (ours, theirs) if row for p in row[2:4]})
            yield Difference("trade", f"{day}/{number}", " ".join(parties), _words(ours), _words(theirs))


def _voids_differ(
    day: str, trades: Iterable[Trade], ours: Collection[int], theirs: Collection[int]
) -> Iterable[Difference]:
    """Yield trades that one side took for void and the other did not."""
    said = ("settled", "void")
    for t in trades:
        left_out, void = t.number in ours, t.number in theirs
        if left_out != void:
            yield Difference("void", f"{day}/{t.number}", f"{t.buyer} {t.seller}", said[left_out], said[void])


def _given(trades: Iterable[Trade]) -> Counter[tuple[str, str]]:
    """Return what the record gives (or takes from) each holder of each instrument."""
    found: Counter[tuple[str, str]] = Counter()
    for t in trades:
        value = t.price_fen * t.quantity_t
        for holder, sign in ((t.buyer, 1), (t.seller, -1)):
            found[holder, t.instrument] += sign * t.quantity_t
            found[holder, CASH] -= sign * value
    return found


def _moved(view: Reads, day: str, failed: set[int]) -> Counter[tuple[str, str]]:
    """Return what was delivered to and paid by each holder on the day for the session's trades that did not fail."""
    sql = (
        "SELECT t.reference, d.holder, c.holder, t.instrument, t.amount FROM registry_transfer AS t"
        " JOIN registry_account AS d ON d.id = t.debit JOIN registry_account AS c ON c.id = t.credit"
        " WHERE t.number > ? AND t.number <= ? AND t.kind IN ('trade_delivery', 'trade_payment')"
    )
    left_out = {f"{day}/{number}" for number in failed}
    found: Counter[tuple[str, str]] = Counter()
    for reference, giver, taker, instrument, amount in view.fetch(sql, _numbers(view, day)):
        if reference.startswith(f"{day}/") and reference not in left_out:
            found[giver, instrument] -= int(amount)
            found[taker, instrument] += int(amount)
    return found


def _sums_differ(told: Mapping[tuple[str, str], int], moved: Mapping[tuple[str, str], int]) -> Iterable[Difference]:
    for holder, instrument in sorted({*told, *moved}):
        ours, theirs = moved.get((holder, instrument), 0), told.get((holder, instrument), 0)
        if ours != theirs:
            kind = "money" if instrument == CASH else "units"
            yield Difference(kind, instrument, holder, str(ours), str(theirs))


def _with_bank(moves: Sequence[BankLine], bank: Sequence[BankLine]) -> Iterable[Difference]:
    """Compare by direction and reference; a reference that was booked twice differs by the second time."""
    lines = {(line.direction, line.reference): line for line in bank}
    for move in moves:
        line = lines.pop((move.direction, move.reference), None)
        same = line is not None and line.amount_fen == move.amount_fen and line.holder in ("", move.holder)
        if not same:
            yield _bank_difference(move, line)
    for line in lines.values():
        yield _bank_difference(None, line)


def _with_taken(view: Reads, day: str) -> Iterable[Difference]:
    """Yield lines of a day that fit no booking of their reference, and bookings and payments of it that no
    line tells.
    """
    lines = (
        "SELECT l.direction, l.reference, l.named, l.amount_fen, l.state, b.holder, b.amount_fen"
        " FROM registry_bank_line AS l"
        " LEFT JOIN registry_booking AS b ON b.direction = l.direction AND b.reference = l.reference"
        " WHERE l.day = ? AND l.state IN ('open', 'booked') ORDER BY l.direction, l.reference"
    )
    for direction, reference, named, amount, state, holder, fen in view.fetch(lines, [day]):
        if fen != amount or (state == "open" and named not in ("", holder)):
            move = None if fen is None else BankLine(direction, reference, holder, int(fen), day)
            yield _bank_difference(move, BankLine(direction, reference, named, int(amount), day))
    untold = (
        "SELECT direction, reference, holder, amount_fen FROM registry_booking WHERE day = ?"
        " UNION ALL SELECT 'out', id, holder, amount_fen FROM registry_withdrawal WHERE paid_on = ?"
    )
    known = "SELECT 1 FROM registry_bank_line AS l WHERE l.direction = m.direction AND l.reference = m.reference"
    sql = f"SELECT * FROM ({untold}) AS m WHERE NOT EXISTS ({known}) ORDER BY direction, reference"
    for direction, reference, holder, fen in view.fetch(sql, [day, day]):
        yield _bank_difference(BankLine(direction, reference, holder, int(fen), day), None)


def _bank_difference(move: BankLine | None, line: BankLine | None) -> Difference:
    known = move or line
    assert known is not None
    kind = "deposit" if known.direction == IN else "withdrawal"
    said = [f"{side.amount_fen} {side.holder}".strip() if side else "" for side in (move, line)]
    return Difference(kind, known.reference, known.holder, said[0], said[1])


def _words(row: tuple[Any, ...] | None) -> str:
    return " ".join(map(str, row)) if row else ""
