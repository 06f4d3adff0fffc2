"""The transfers of one account and instrument, followed from each to the one before it.

An index by account would be written at another place for every side of every transfer, which costs a day's settlement
more than all its judgement. Transfers are written one after the other instead, and each names those before it on both
its sides; a holding names its last, and `registry_waymark` every `SPACING`-th, where a look into the past enters.
"""

from __future__ import annotations

from collections.abc import Iterable

from tanshi.journal.engine import Reads
from tanshi.registry.tables import TransferRow

_COLUMNS = TransferRow.__table__.column_names
_OF_TRANSFER = ", ".join(f"t.{name}" for name in _COLUMNS)
_EARLIER = "CASE t.debit WHEN ? THEN t.debit_before ELSE t.credit_before END"
_BACK = f"""
WITH RECURSIVE way AS (
  SELECT {_OF_TRANSFER}, {_EARLIER} AS earlier FROM registry_transfer AS t WHERE t.number = coalesce(
    (SELECT number FROM registry_waymark WHERE account = ? AND instrument = ? AND position > ?
      ORDER BY position, number LIMIT 1),
    (SELECT last_transfer FROM registry_holding WHERE account = ? AND instrument = ?))
  UNION ALL
  SELECT {_OF_TRANSFER}, {_EARLIER} FROM way JOIN registry_transfer AS t ON t.number = way.earlier
  WHERE way.position > ?
)
SELECT {", ".join(_COLUMNS)} FROM way WHERE position <= ? AND position > ? LIMIT ?"""
#: More than any position or number there is.
ALL = 2**62


def back(
    view: Reads, account: str, instrument: str, *, upto: int = ALL, after: int = -1, most: int = ALL
) -> list[TransferRow]:
    """Return the transfers of an account in an instrument, the newest first.

    `upto`: the last position that counts; `after`: the last that does not; `most`: no more than so many.
    """
    whose = (account, instrument)
    asked = [account, *whose, upto, *whose, account, after, upto, after, most]
    return [TransferRow(*values) for values in view.fetch(_BACK, asked)]


def of_accounts(
    view: Reads, accounts: Iterable[str], *, upto: int = ALL, after: int = -1, most: int = ALL
) -> list[tuple[str, TransferRow]]:
    """Return each account with each of its transfers in whatever it holds or held, the newest first; see `back`.

    A transfer between two of the accounts stands there for both of them. `most` counts for each account and instrument.
    """
    found = [
        (account, transfer)
        for account in accounts
        for (instrument,) in view.fetch("SELECT instrument FROM registry_holding WHERE account = ?", [account])
        for transfer in back(view, account, instrument, upto=upto, after=after, most=most)
    ]
    return sorted(found, key=lambda each: (-each[1].number, each[0] == each[1].credit))
