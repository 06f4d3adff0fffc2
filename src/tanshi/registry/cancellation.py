"""Voluntary cancellation (自愿注销): a holder gives tonnes up for good; nothing brings them back.

What was cancelled stands on one account that nothing leaves, so the serial numbers a certificate names stay true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import registration
from tanshi.registry.events import move, open_on_need
from tanshi.registry.moves import cannot_give, not_by, not_for, own, touch_pair
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import BookRow

#: The account nothing leaves.
CANCELLED = "system/cancelled"


class CancellationOutcome(Outcome):
    """Outcomes of cancellation, in the order in which they are checked."""

    NO_REASON = "registry.no_reason"


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel units on the registration account for good; `beneficiary` is in whose name, "" the holder's own."""

    holder: str
    instrument: str
    amount_t: int
    reason: str
    beneficiary: str


@dataclass(frozen=True, slots=True)
class Cancelled(Fact):
    """A holder cancelled units of its own will."""

    type: ClassVar[str] = "registry.cancelled/1"
    holder: str
    account: str
    instrument: str
    amount_t: int
    reason: str
    beneficiary: str


@table("registry_cancellation", key=["transfer"], checks=["amount_t > 0"], indexes=[["holder"]])
@dataclass(slots=True)
class CancellationRow(Row):
    """A cancellation, by the transfer it made."""

    transfer: int
    holder: str
    instrument: str
    amount_t: int
    reason: str
    beneficiary: str
    day: str


TABLES: tuple[type[Row], ...] = (CancellationRow,)


def _cancel(request: Cancel, rows: Rows, act: Act) -> Outcome:
    account = registration(request.holder)
    if refused := not_for("cancel", request.instrument, rows, act) or not_by("cancel", account, rows, act):
        return refused
    if not request.reason.strip():
        return act.refuse(CancellationOutcome.NO_REASON, holder=request.holder)
    if refused := cannot_give(rows, act, account, request.instrument, request.amount_t):
        return refused
    act.record(
        Cancelled(
            request.holder, account, request.instrument, request.amount_t, request.reason,
            request.beneficiary.strip() or request.holder,
        )
    )  # fmt: skip
    return DONE


def _cancelled(fact: Cancelled, at: At, rows: Rows) -> None:
    open_on_need(rows, CANCELLED, "system", "registry")
    move(rows, at, "cancellation", fact.account, CANCELLED, fact.instrument, fact.amount_t, fact.beneficiary)
    number = rows.need(BookRow, 1).transfers
    rows.put(
        CancellationRow(number, fact.holder, fact.instrument, fact.amount_t, fact.reason, fact.beneficiary, at.day)
    )


FACTS = (FactType(Cancelled, _cancelled),)

HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "registry.cancel",
        Cancel,
        _cancel,
        DONE,
        lambda r: touch_pair(registration(r.holder), CANCELLED, r.instrument),
        own,
    ),
)
