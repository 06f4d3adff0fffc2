"""What is under way for a holder: matters that end before somebody else takes its place, each by its name."""

from __future__ import annotations

from collections.abc import Iterator

from tanshi.journal.rows import Rows
from tanshi.registry import carryover, recovery_tables
from tanshi.registry.auction_offers import HELD, OfferRow
from tanshi.registry.carryover import CarryOverRow
from tanshi.registry.freeze import FreezeRow
from tanshi.registry.money_tables import (
    ClaimRow,
    FailureRow,
    InvoiceRow,
    SettlementObjectionRow,
    TradeFeeRow,
    WithdrawalRow,
)
from tanshi.registry.pledge import OFFERED, RELEASE_ASKED, PledgeRow
from tanshi.registry.recovery_tables import RecoveryRow
from tanshi.registry.transfer_tables import OPEN, OrderRow
from tanshi.registry.withdrawal import PAID, WAITING


def under_way(holder: str, rows: Rows, day: str) -> Iterator[str]:
    """Yield the names of what is open on a day: orders, applications, failed trades, claims, requests for money,
    recoveries, invoices, fees on trades, what is set aside for auctions, pledges that wait for an answer, freezes
    whose last day is over.
    """
    for side in ("holder", "receiver"):
        yield from (f"transfer {o.id}" for o in rows.where(OrderRow, **{side: holder}) if o.state in OPEN)
    yield from (
        f"carry-over {carryover.reference(a.holder, a.number)}"
        for a in rows.where(CarryOverRow, holder=holder)
        if a.state == carryover.OPEN
    )
    for side in ("seller", "buyer"):
        yield from (f"failed trade {f.id}" for f in rows.where(FailureRow, **{side: holder}, state="open"))
    yield from (
        f"claim {c.session}/{c.number}" for c in rows.where(ClaimRow, defaulter=holder) if c.paid_fen < c.due_fen
    )
    yield from (f"objection {o.day}" for o in rows.where(SettlementObjectionRow, holder=holder) if o.state == "open")
    yield from (f"withdrawal {w.id}" for w in rows.where(WithdrawalRow, holder=holder) if w.state in (WAITING, PAID))
    yield from (
        f"recovery {recovery_tables.reference(r.holder, r.number)}"
        for r in rows.where(RecoveryRow, holder=holder)
        if r.state == recovery_tables.OPEN
    )
    yield from (f"invoice {i.id}" for i in rows.where(InvoiceRow, holder=holder) if i.state == "open")
    yield from (f"fee {f.session}/{f.number}" for f in rows.where(TradeFeeRow, holder=holder, state="open"))
    yield from (f"auction {o.auction}" for o in rows.where(OfferRow, holder=holder, state=HELD))
    for side in ("holder", "pledgee"):
        yield from (
            f"pledge {p.holder}/{p.number}"
            for p in rows.where(PledgeRow, **{side: holder})
            if p.state == OFFERED or (p.state == RELEASE_ASKED and side == "holder")
        )
    yield from (
        f"freeze {f.holder}/{f.number}"
        for f in rows.where(FreezeRow, holder=holder)
        if f.amount_t and f.until_day < day
    )
