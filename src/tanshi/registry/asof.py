"""What an account held at a position of the journal, or at the end of a legal day.

Each transfer keeps both balances after it, so the answer is the last transfer of the account up to the position: found
from the next waymark by a short walk (`registry.chain`), however long the history is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from tanshi.journal.engine import Reads
from tanshi.registry.chain import back

_NOW = """
SELECT h.instrument, CASE a.kind WHEN 'system' THEN a.id ELSE a.kind END, sum(h.amount)
FROM registry_holding AS h JOIN registry_account AS a ON a.id = h.account GROUP BY 1, 2"""
_FLOWS = """
SELECT (t.number - 1) / {block}, t.instrument, CASE a.kind WHEN 'system' THEN a.id ELSE a.kind END,
  CASE b.kind WHEN 'system' THEN b.id ELSE b.kind END, sum(t.amount) FROM registry_transfer AS t
JOIN registry_account AS a ON a.id = t.debit JOIN registry_account AS b ON b.id = t.credit
WHERE t.number > ? AND t.number <= ? GROUP BY 1, 2, 3, 4 ORDER BY 1"""
_LATEST = "SELECT coalesce(max(number), 0) FROM registry_transfer"
_PLACE = "SELECT position FROM registry_transfer WHERE number = ?"
_DAY = "SELECT last_position FROM journal_day WHERE day <= ? ORDER BY day DESC LIMIT 1"


def holding_at(view: Reads, account: str, instrument: str, position: int) -> int:
    """Return the whole units (t, or fen of cash) an account held when the journal had facts 0 to `position`."""
    for transfer in back(view, account, instrument, upto=position, most=1):
        return transfer.debit_after if transfer.debit == account else transfer.credit_after
    return 0


@dataclass(frozen=True, slots=True)
class Held:
    """What an account holds of an instrument: tonnes, or fen of cash."""

    holder: str
    account: str
    kind: str
    instrument: str
    amount: int


def holdings_at(view: Reads, position: int, holder: str = "") -> list[Held]:
    """Return what accounts held when the journal had facts 0 to `position`, nothing that is zero; `holder`: of one.

    System accounts are the registry's; they are there when nobody is named.
    """
    where, asked = ("WHERE a.holder = ?", [holder]) if holder else ("", [])
    keys = view.fetch(
        "SELECT a.holder, h.account, a.kind, h.instrument, h.amount, t.position FROM registry_holding AS h"
        " JOIN registry_account AS a ON a.id = h.account JOIN registry_transfer AS t ON t.number = h.last_transfer"
        f" {where} ORDER BY a.holder, h.account, h.instrument",
        asked,
    )
    found = [
        Held(holder, account, kind, instrument,
             int(amount) if last <= position else holding_at(view, account, instrument, position))
        for holder, account, kind, instrument, amount, last in keys
    ]  # fmt: skip
    return [held for held in found if held.amount]


def position_of_day(view: Reads, day: str) -> int:
    """Return the last position recorded on a legal day (ISO text) or before it; -1 if there is none."""
    for (position,) in view.fetch(_DAY, [day]):
        return int(position)
    return -1


#: What accounts of a kind hold together, by instrument; system accounts stand by their own id.
TotalsByKind = Mapping[str, Mapping[str, int]]

#: Transfers between two states of the totals that are kept.
BLOCK = 4_096


class Totals:
    """What all accounts of a kind held together: now from the holdings, at a position from the nearest state kept.

    Transfers only grow, so the totals after each `BLOCK` of them are reckoned once in a process and stay; a question
    then reads the transfers of one block at most. Every thread may ask. The totals of an instrument sum to zero.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._blocks: list[TotalsByKind] = [{}]
        self._latest: tuple[int, TotalsByKind] | None = None

    def now(self, view: Reads) -> TotalsByKind:
        """Return the totals of a snapshot: its holdings, or those seen before with the transfers since."""
        ((number,),) = view.fetch(_LATEST)
        latest = self._latest
        if latest is None or not latest[0] <= number <= latest[0] + BLOCK:
            found = _ordered((i, kind, int(amount)) for i, kind, amount in view.fetch(_NOW))
        elif latest[0] == number:
            return latest[1]
        else:
            found = _moved(latest[1], _flows(view, latest[0], number))
        self._latest = (number, found)
        return found

    def at(self, view: Reads, position: int) -> TotalsByKind:
        """Return the totals when the journal had facts 0 to `position`."""
        number = number_at(view, position)
        with self._turn:
            self._follow(view, number // BLOCK)
        block = number // BLOCK
        return _moved(self._blocks[block], _flows(view, block * BLOCK, number))

    def _follow(self, view: Reads, blocks: int) -> None:
        """Reckon the blocks that were filled since."""
        known = len(self._blocks) - 1
        if blocks <= known:
            return
        of: dict[int, list[tuple[str, str, str, int]]] = {}
        for block, *flow in view.fetch(_FLOWS.format(block=BLOCK), [known * BLOCK, blocks * BLOCK]):
            of.setdefault(int(block), []).append((flow[0], flow[1], flow[2], int(flow[3])))
        for block in range(known, blocks):
            self._blocks.append(_moved(self._blocks[-1], of.get(block, [])))


def number_at(view: Reads, position: int) -> int:
    """Return the number of the last transfer up to a position, 0 if there is none; numbers follow positions."""
    ((most,),) = view.fetch(_LATEST)
    least, most = 0, int(most)
    while least < most:
        middle = (least + most + 1) // 2
        ((at,),) = view.fetch(_PLACE, [middle])
        if at <= position:
            least = middle
        else:
            most = middle - 1
    return least


def _flows(view: Reads, after: int, last: int) -> list[tuple[str, str, str, int]]:
    if after == last:
        return []
    rows = view.fetch(_FLOWS.format(block=BLOCK), [after, last])
    return [(instrument, debit, credit, int(amount)) for _, instrument, debit, credit, amount in rows]


def _moved(before: TotalsByKind, flows: Iterable[tuple[str, str, str, int]]) -> TotalsByKind:
    """Return totals after transfers between kinds of accounts."""
    held = [(i, kind, amount) for i, of in before.items() for kind, amount in of.items()]
    for instrument, debit, credit, amount in flows:
        held += [(instrument, debit, -amount), (instrument, credit, amount)]
    return _ordered(held)


def _ordered(held: Iterable[tuple[str, str, int]]) -> TotalsByKind:
    found: dict[str, dict[str, int]] = {}
    for instrument, kind, amount in held:
        of = found.setdefault(instrument, {})
        of[kind] = of.get(kind, 0) + amount
    return {instrument: dict(sorted(of.items())) for instrument, of in sorted(found.items())}
