"""Serial numbers (序列号): every tonne of a vintage has one from its issue, and its way can be told.

Tonnes of a vintage are alike, so no row says where each one is. What is kept is the block each issue made: its first
and last number. The rest follows from the transfers by one rule: what comes to an account first goes from it first.
So the tonne that came to an account as its k-th is the k-th that leaves it, and a way is found by counting, forward
to where a tonne is now, backward to the numbers a transfer moved.

Two kinds of accounts have no queue. An account that may go below zero makes tonnes and ends them: every tonne it gives
is new, and what it takes back does not come again. What was surrendered, or carried over, stays with the transfer that
did it, so what takes it back gives back the tonnes of the transfer it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tanshi.journal.engine import Reads
from tanshi.journal.fact import At
from tanshi.journal.rows import Rows
from tanshi.journal.table import Position, Row, table
from tanshi.registry.chain import back
from tanshi.registry.tables import TransferRow

#: Digits of a number as it is written, at least.
_DIGITS = 9

#: How a transfer that gives back names the one whose tonnes it gives back.
OF_TRANSFER = "transfer/"

#: The account on which tonnes rest that became tonnes of a later vintage.
CARRIED_OVER = "system/carried_over"

_ONE = "SELECT number, day, kind, debit, credit, amount, reference FROM registry_transfer WHERE number = ?"
_BLOCK_OF = (
    "SELECT instrument, first, last, account, ground, transfer, position FROM registry_block"
    " WHERE instrument = ? AND first <= ? ORDER BY first DESC LIMIT 1"
)
_BLOCK_BY = (
    "SELECT instrument, first, last, account, ground, transfer, position FROM registry_block"
    " WHERE instrument = ? AND transfer = ?"
)
_SOURCES = "SELECT id FROM registry_account WHERE overdraft = 1"


@table("registry_serial", key=["instrument"], checks=["last > 0"])
@dataclass(slots=True)
class SerialRow(Row):
    """The last serial number (序列号) given in a vintage; numbers count from 1."""

    instrument: str
    last: int


@table(
    "registry_block",
    key=["instrument", "first"],
    append_only=True,
    checks=["first > 0", "last >= first"],
    unique=[["instrument", "transfer"]],
    indexes=[["account"]],
)
@dataclass(slots=True)
class BlockRow(Row):
    """The tonnes of one issue by their serial numbers, both ends included, and by which transfer whom they came to."""

    instrument: str
    first: int
    last: int
    account: str
    ground: str
    transfer: int
    position: Position


TABLES: tuple[type[Row], ...] = (SerialRow, BlockRow)


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Tonnes of a vintage by number, both ends included."""

    instrument: str
    first: int
    last: int

    @property
    def amount_t(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        ends = [serial(self.instrument, self.first), serial(self.instrument, self.last)]
        return " – ".join(dict.fromkeys(ends))


@dataclass(frozen=True, slots=True)
class Moved:
    """A transfer as the way of tonnes needs it; amounts in tonnes."""

    number: int
    day: str
    kind: str
    debit: str
    credit: str
    amount_t: int
    reference: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Tonnes of one block that went one way: each transfer in turn; `account` has them, or ended them."""

    range: Range
    account: str
    way: tuple[Moved, ...]


def serial(instrument: str, number: int) -> str:
    """Return a number as it is written, e.g. CEA22-000000123."""
    return f"{instrument}-{number:0{_DIGITS}d}"


def read_serial(text: str) -> tuple[str, int] | None:
    """Return the instrument and number of a written serial number; None if it is none."""
    instrument, _, digits = text.strip().rpartition("-")
    if not instrument or not (digits.isascii() and digits.isdigit()) or len(digits) > 16 or not int(digits):
        return None
    return instrument, int(digits)


def give_numbers(rows: Rows, at: At, instrument: str, account: str, amount_t: int, ground: str, transfer: int) -> None:
    """Project the numbers of tonnes that were just issued by a transfer: the next ones of their vintage."""
    before = rows.get(SerialRow, instrument)
    first = (before.last if before is not None else 0) + 1
    last = first + amount_t - 1
    rows.put(SerialRow(instrument, last))
    rows.add(BlockRow(instrument, first, last, account, ground, transfer, at.position))


def block_of(view: Reads, instrument: str, number: int) -> BlockRow | None:
    """Return the block a number is in; None if no such tonne was issued."""
    found = [BlockRow(*values) for values in view.fetch(_BLOCK_OF, [instrument, number])]
    return found[0] if found and number <= found[0].last else None


@dataclass(slots=True)
class _Queue:
    """What came to a place and went from it, in order; each with the count of tonnes before it."""

    came: list[tuple[int, Moved]]
    went: list[tuple[int, Moved]]


class Ways:
    """The ways of a vintage's tonnes, as a snapshot has them. Accounts are read once each, when a way meets them."""

    def __init__(self, view: Reads, instrument: str, surrendered: str) -> None:
        self._view = view
        self._instrument = instrument
        self._by_lot = (surrendered, CARRIED_OVER)
        self._queues: dict[tuple[str, int], _Queue] = {}
        self._sources = {str(account) for (account,) in view.fetch(_SOURCES)}

    def forward(self, of: Range) -> list[Piece]:
        """Return where tonnes went, by number; empty if no block has them."""
        block = block_of(self._view, self._instrument, of.first)
        if block is None or of.last > block.last:
            return []
        start = self._transfer(block.transfer)
        open_pieces: list[tuple[Range, Moved, int, tuple[Moved, ...]]] = [(of, start, of.first - block.first, (start,))]
        done: list[Piece] = []
        while open_pieces:
            piece, came, offset, way = open_pieces.pop()
            for part, went, inner in self._left(piece, came, offset):
                if went is None:
                    done.append(Piece(part, came.credit, way))
                else:
                    open_pieces.append((part, went, inner, (*way, went)))
        return sorted(done, key=lambda p: p.range)

    def moved_by(self, number: int) -> list[Range]:
        """Return the numbers of the tonnes a transfer moved, in order."""
        found = self._transfer(number)
        return _joined(self._back(found, 0, found.amount_t))

    def held(self, account: str) -> list[Range]:
        """Return the numbers of the tonnes an account has now, in order."""
        if account in self._sources:
            return []
        queue = self._queue(account, 0)
        gone = sum(m.amount_t for _, m in queue.went)
        found: list[Range] = []
        for before, came in queue.came:
            first = self._gone_of(came) if account in self._by_lot else max(0, gone - before)
            if first < came.amount_t:
                found += self._back(came, first, came.amount_t)
        return _joined(found)

    def _gone_of(self, came: Moved) -> int:
        return sum(m.amount_t for _, m in self._queue(came.credit, came.number).went)

    def _left(self, piece: Range, came: Moved, offset: int) -> Iterator[tuple[Range, Moved | None, int]]:
        """Yield how tonnes that came with a transfer left the account: each part with the transfer, or None: there."""
        if came.credit in self._sources:
            yield piece, None, 0
            return
        queue = self._queue_of(came.credit, came)
        start = offset + next(before for before, moved in queue.came if moved.number == came.number)
        end, first = start + piece.amount_t, piece.first
        for before, went in queue.went:
            low, high = max(start, before), min(end, before + went.amount_t)
            if low < high:
                yield Range(piece.instrument, first, first + high - low - 1), went, low - before
                first += high - low
        if first <= piece.last:
            yield Range(piece.instrument, first, piece.last), None, 0

    def _back(self, moved: Moved, low: int, high: int) -> list[Range]:
        """Return the numbers of the tonnes `low` to before `high` of a transfer."""
        found: list[tuple[int, Range]] = []
        open_parts = [(0, moved, low, high)]
        while open_parts:
            place, transfer, low, high = open_parts.pop()
            if transfer.debit in self._sources:
                block = self._block(transfer)
                found.append((place, Range(block.instrument, block.first + low, block.first + high - 1)))
                continue
            queue = self._queue_out_of(transfer.debit, transfer)
            start = next(before for before, went in queue.went if went.number == transfer.number)
            for before, came in queue.came:
                first, last = max(start + low, before), min(start + high, before + came.amount_t)
                if first < last:
                    open_parts.append((place + first - start - low, came, first - before, last - before))
        return [each for _, each in sorted(found)]

    def _queue_of(self, account: str, came: Moved) -> _Queue:
        return self._queue(account, came.number if account in self._by_lot else 0)

    def _queue_out_of(self, account: str, went: Moved) -> _Queue:
        lot = int(went.reference.removeprefix(OF_TRANSFER)) if account in self._by_lot else 0
        return self._queue(account, lot)

    def _queue(self, account: str, lot: int) -> _Queue:
        """Return the queue of an account; of what was surrendered that of one surrender, by its transfer."""
        found = self._queues.get((account, lot))
        if found is None:
            moves = self._of_lot(account, lot) if lot else self._of_account(account)
            came = [m for m in moves if m.credit == account]
            went = [m for m in moves if m.debit == account]
            found = self._queues[account, lot] = _Queue(_counted(came), _counted(went))
        return found

    def _of_account(self, account: str) -> list[Moved]:
        return [_moved(t) for t in reversed(back(self._view, account, self._instrument))]

    def _of_lot(self, account: str, lot: int) -> list[Moved]:
        ((position,),) = self._view.fetch("SELECT position FROM registry_transfer WHERE number = ?", [lot])
        later = back(self._view, account, self._instrument, after=position)
        given_back = [_moved(t) for t in later if (t.debit, t.reference) == (account, f"{OF_TRANSFER}{lot}")]
        return [self._transfer(lot), *reversed(given_back)]

    def _transfer(self, number: int) -> Moved:
        (values,) = self._view.fetch(_ONE, [number])
        return Moved(*values)

    def _block(self, transfer: Moved) -> BlockRow:
        (values,) = self._view.fetch(_BLOCK_BY, [self._instrument, transfer.number])
        return BlockRow(*values)


def _moved(t: TransferRow) -> Moved:
    return Moved(t.number, t.day, t.kind, t.debit, t.credit, t.amount, t.reference)


def _counted(moves: Iterable[Moved]) -> list[tuple[int, Moved]]:
    before, found = 0, []
    for moved in moves:
        found.append((before, moved))
        before += moved.amount_t
    return found


def _joined(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in order, neighbours as one."""
    found: list[Range] = []
    for each in sorted(ranges):
        if found and found[-1].instrument == each.instrument and found[-1].last + 1 == each.first:
            found[-1] = Range(each.instrument, found[-1].first, each.last)
        else:
            found.append(each)
    return found
