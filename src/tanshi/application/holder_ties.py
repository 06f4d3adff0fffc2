"""What of a holder's stands still or went for good, with the paper it rests on; and its movements page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tanshi.application.certificates import Certified, cancellations
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.registry.chain import ALL, of_accounts
from tanshi.registry.freeze import FreezeRow
from tanshi.registry.history import Movement, accounts_of, movement
from tanshi.registry.pledge import PledgeRow
from tanshi.registry.transfer_tables import OPEN, OrderRow

#: Movements on one page of a holder's history.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Ties:
    """Freezes that stand or wait, pledges as holder and as creditor, open orders of transfer, and cancellations."""

    freezes: Sequence[FreezeRow]
    pledges: Sequence[PledgeRow]
    orders: Sequence[OrderRow]
    cancellations: Sequence[Certified]


def ties_of(view: Reads, holder: str) -> Ties:
    """Return what ties a holder's units now, and all it cancelled."""
    pledges = [*read_rows(view, PledgeRow, holder=holder), *read_rows(view, PledgeRow, pledgee=holder)]
    return Ties(
        [f for f in read_rows(view, FreezeRow, holder=holder) if f.amount_t],
        sorted(pledges, key=lambda p: (p.holder, p.number)),
        [o for o in read_rows(view, OrderRow, holder=holder) if o.state in OPEN],
        cancellations(view, holder),
    )


@dataclass(frozen=True, slots=True)
class History:
    """Movements of a holder, the newest first; `older` is the position before which there are more, None: no more."""

    movements: Sequence[Movement]
    older: int | None


def history_page(view: Reads, holder: str, before: int = ALL) -> History:
    """Return a page of a holder's movements before a position; what one fact moved stands on one page."""
    newest = of_accounts(view, accounts_of(view, holder), upto=before - 1, most=PAGE + 1)
    if len(newest) <= PAGE:
        return History([movement(account, t) for account, t in newest], None)
    last = newest[PAGE - 1][1].position
    whole = of_accounts(view, accounts_of(view, holder), upto=before - 1, after=last - 1)
    more = any(t.position < last for _, t in newest)
    return History([movement(account, t) for account, t in whole], last if more else None)
