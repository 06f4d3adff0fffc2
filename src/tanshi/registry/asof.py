"""What an account held at a position of the journal, or at the end of a legal day.

Each transfer keeps both balances after it, so the answer is the last transfer of the account up to the position: one
seek in the index of each side, however long the history is.
"""

from __future__ import annotations

from tanshi.journal.engine import Reads

_LAST = """
SELECT number, balance FROM (
  SELECT * FROM (SELECT number, debit_after AS balance FROM registry_transfer
    WHERE debit = ? AND instrument = ? AND position <= ? ORDER BY position DESC, number DESC LIMIT 1) AS given
  UNION ALL
  SELECT * FROM (SELECT number, credit_after AS balance FROM registry_transfer
    WHERE credit = ? AND instrument = ? AND position <= ? ORDER BY position DESC, number DESC LIMIT 1) AS taken
) AS sides ORDER BY number DESC LIMIT 1"""
_FLOWS = """
SELECT t.instrument, CASE a.kind WHEN 'system' THEN a.id ELSE a.kind END,
  CASE b.kind WHEN 'system' THEN b.id ELSE b.kind END, sum(t.amount) FROM registry_transfer AS t
JOIN registry_account AS a ON a.id = t.debit JOIN registry_account AS b ON b.id = t.credit
WHERE t.position <= ? GROUP BY 1, 2, 3"""
_DAY = "SELECT last_position FROM journal_day WHERE day <= ? ORDER BY day DESC LIMIT 1"


def holding_at(view: Reads, account: str, instrument: str, position: int) -> int:
    """Return the whole units (t, or fen of cash) an account held when the journal had facts 0 to `position`."""
    side = [account, instrument, position]
    for _, balance in view.fetch(_LAST, side + side):
        return int(balance)
    return 0


def position_of_day(view: Reads, day: str) -> int:
    """Return the last position recorded on a legal day (ISO text) or before it; -1 if there is none."""
    for (position,) in view.fetch(_DAY, [day]):
        return int(position)
    return -1


def totals_at(view: Reads, position: int) -> dict[str, dict[str, int]]:
    """Return what all accounts of a kind held together, by instrument, when the journal had facts 0 to `position`.

    System accounts stand by their own id; the totals of an instrument sum to zero.
    """
    found: dict[str, dict[str, int]] = {}
    for instrument, debit, credit, amount in view.fetch(_FLOWS, [position]):
        of = found.setdefault(instrument, {})
        of[debit] = of.get(debit, 0) - int(amount)
        of[credit] = of.get(credit, 0) + int(amount)
    return {instrument: dict(sorted(of.items())) for instrument, of in sorted(found.items())}
