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
