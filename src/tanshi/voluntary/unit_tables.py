"""What the voluntary registry keeps of units: who has them, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table("voluntary_account", key=["holder"], checks=["late IN (0, 1)"])
@dataclass(slots=True)
class AccountRow(Row):
    """A holder's account (登记账户); `late`: opened after the time the rules give the registry."""

    holder: str
    kind: str
    name: str
    evidence_sha256: str
    opened_on: str
    late: int


@table("voluntary_instrument", key=["instrument"], checks=["used_t >= 0", "used_t <= issued_t"])
@dataclass(slots=True)
class InstrumentRow(Row):
    """Units (CCER) of a project and production year; serials 1 to `issued_t`, of which the first `used_t` are gone."""

    instrument: str
    project: str
    year: int
    issued_t: int
    used_t: int


@table("voluntary_holding", key=["holder", "instrument", "place"], checks=["amount_t >= 0"], indexes=[["instrument"]])
@dataclass(slots=True)
class HoldingRow(Row):
    """What a holder has: `free`, `trading` (with the exchange) or `frozen`."""

    holder: str
    instrument: str
    place: str
    amount_t: int


@table("voluntary_trade", key=["session", "number"], checks=["value_fen >= 0"], indexes=[["seller"], ["buyer"]])
@dataclass(slots=True)
class TradeRow(Row):
    """A trade the exchange told, booked once; `method` "", `value_fen` 0 where it did not tell what it was worth."""

    session: str
    number: int
    seller: str
    buyer: str
    instrument: str
    amount_t: int
    method: str
    value_fen: int


@table("voluntary_book", key=["id"], checks=["id = 1"])
@dataclass(slots=True)
class BookRow(Row):
    """How many cancellations there are."""

    id: int
    uses: int


@table("voluntary_use", key=["number"], indexes=[["holder"], ["beneficiary"], ["code"]])
@dataclass(slots=True)
class UseRow(Row):
    """A cancellation: who, for whom and what for, which serials; `certificate`, `code` "" if nobody asked."""

    number: int
    holder: str
    instrument: str
    amount_t: int
    first_serial: int
    last_serial: int
    purpose: str
    beneficiary: str
    period: str
    reason: str
    certificate: str
    code: str
    used_on: str


@table("voluntary_order", key=["project", "number"], checks=["amount_t > 0", "deceit IN (0, 1)"], indexes=[["owner"]])
@dataclass(slots=True)
class OrderRow(Row):
    """An order to cancel as many units as are false (Order 31, art. 43)."""

    project: str
    number: int
    owner: str
    authority: str
    amount_t: int
    deceit: int
    cancel_until: str
    banned_until: str
    evidence_sha256: str
    ordered_on: str


@table("voluntary_replacement", key=["project", "order_number", "number"], checks=["amount_t > 0", "forced IN (0, 1)"])
@dataclass(slots=True)
class ReplacementRow(Row):
    """Units cancelled on an order: by their owner, or by force."""

    project: str
    order_number: int
    number: int
    holder: str
    instrument: str
    amount_t: int
    first_serial: int
    last_serial: int
    forced: int
    cancelled_on: str


@table("voluntary_enforcement", key=["project", "order_number"])
@dataclass(slots=True)
class EnforcementRow(Row):
    """An order that was not followed in its time was enforced; `missing_t` is to be handed back."""

    project: str
    order_number: int
    missing_t: int
    enforced_on: str


@table("voluntary_order_withdrawn", key=["project", "order_number"])
@dataclass(slots=True)
class WithdrawnOrderRow(Row):
    """An order whose decision was annulled: it asks for nothing from then on; what was cancelled stays so."""

    project: str
    order_number: int
    reason: str
    withdrawn_on: str


TABLES: tuple[type[Row], ...] = (
    AccountRow, InstrumentRow, HoldingRow, TradeRow, BookRow, UseRow, OrderRow, ReplacementRow, EnforcementRow,
    WithdrawnOrderRow,
)  # fmt: skip
