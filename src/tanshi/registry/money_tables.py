"""What the registry keeps of failed trades, requests for money, the bank, fees and its day."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table(
    "registry_failure",
    key=["session", "number"],
    checks=[
        "failing IN ('seller', 'buyer', 'both')",
        "state IN ('open', 'topped_up', 'covered', 'void')",
        "quantity_t > 0",
        "price_fen > 0",
    ],
    indexes=[["state"], ["seller"], ["buyer"]],
)
@dataclass(slots=True)
class FailureRow(Row):
    """A trade that could not be delivered or paid when it was to be settled, by the trade's own number.

    `until` is the moment up to which the failing party may bring what is missing; `late` is 1 where it came after.
    """

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    failing: str
    missing_t: int
    missing_fen: int
    reason: str
    failed_on: str
    until: str
    state: str
    ended_on: str
    late: int

    @property
    def id(self) -> str:
        return f"{self.session}/{self.number}"

    @property
    def value_fen(self) -> int:
        return self.price_fen * self.quantity_t

    @property
    def defaulter(self) -> str:
        return self.seller if self.failing == "seller" else self.buyer


@table(
    "registry_cover_offer", key=["session", "number", "holder"], checks=["price_fen > 0", "state IN ('open', 'taken')"]
)
@dataclass(slots=True)
class CoverOfferRow(Row):
    """What a holder offers the units for that a failed trade lacks."""

    session: str
    number: int
    holder: str
    price_fen: int
    state: str


@table(
    "registry_claim",
    key=["session", "number"],
    checks=["source IN ('reserve', 'own')", "paid_fen >= 0", "paid_fen <= due_fen", "held_t >= 0"],
    indexes=[["defaulter"]],
)
@dataclass(slots=True)
class ClaimRow(Row):
    """What a party owes because its trade was covered: principal and costs; units held until it has paid are
    its own.
    """

    session: str
    number: int
    defaulter: str
    source: str
    due_fen: int
    paid_fen: int
    instrument: str
    held_t: int


@table(
    "registry_settlement_objection",
    key=["holder", "day"],
    checks=["state IN ('open', 'upheld', 'rejected')"],
    indexes=[["day"]],
)
@dataclass(slots=True)
class SettlementObjectionRow(Row):
    """A participant's objection to its settlement of a day, and what became of it."""

    holder: str
    day: str
    reason: str
    objected_on: str
    state: str
    text: str
    decided_on: str


@table("registry_trade_reversal", key=["session", "number"])
@dataclass(slots=True)
class TradeReversalRow(Row):
    """A settled trade that a contrary act moved back, on whose objection and by which paper."""

    session: str
    number: int
    holder: str
    paper: str
    day: str


@table(
    "registry_withdrawal",
    key=["id"],
    checks=["amount_fen > 0", "state IN ('waiting', 'paid', 'confirmed', 'cancelled', 'refused')"],
    indexes=[["holder"], ["state", "paid_on"]],
)
@dataclass(slots=True)
class WithdrawalRow(Row):
    """A holder's request to be paid its money: reserved until it is paid, then what the bank said of it."""

    id: str
    holder: str
    amount_fen: int
    bank: str
    bank_account: str
    asked_by: str  # actor
    approved_by: str  # actor; "" where one person was enough
    asked_on: str
    state: str
    reason: str  # why it was cancelled or refused
    paid_on: str
    changed_on: str


@table("registry_day", key=["day"])
@dataclass(slots=True)
class DayRow(Row):
    """A closed day: what was held for whom when it was closed, in fen; no act of settlement or money is of it
    any more.
    """

    day: str
    closed_on: str
    clients_fen: int
    unidentified_fen: int
    reserve_fen: int
    own_fen: int
    auction_fen: int


@table("registry_day_file", key=["day", "kind"], checks=["kind IN ('payments', 'statements')"])
@dataclass(slots=True)
class DayFileRow(Row):
    """A file that was made of a day: the payments for the bank, the holders' statements."""

    day: str
    kind: str
    sha256: str
    noted_on: str


@table(
    "registry_booking",
    key=["direction", "reference"],
    checks=["direction IN ('in', 'out')", "amount_fen > 0"],
    indexes=[["day"]],
)
@dataclass(slots=True)
class BookingRow(Row):
    """What people or acts booked through the clients' bank account; the bank's line of the reference should
    say so too.
    """

    direction: str
    reference: str
    holder: str  # "" of nobody's money; "*" of several
    amount_fen: int
    day: str  # of the first


@table("registry_bank_file", key=["sha256"], checks=["lines >= 0"], indexes=[["day"]])
@dataclass(slots=True)
class BankFileRow(Row):
    """A file of the bank that was taken in."""

    sha256: str
    day: str
    lines: int
    in_fen: int
    out_fen: int
    taken_on: str


@table(
    "registry_bank_line",
    key=["direction", "reference"],
    checks=[
        "direction IN ('in', 'out')",
        "amount_fen > 0",
        "state IN ('credited', 'unidentified', 'assigned', 'returned', 'confirmed', 'booked', 'open')",
    ],
    indexes=[["day"], ["state"]],
)
@dataclass(slots=True)
class BankLineRow(Row):
    """A line of the bank's file, and what became of it."""

    direction: str
    reference: str
    day: str
    named: str  # whom the bank names
    holder: str  # whose it is by the books
    amount_fen: int
    purpose: str
    state: str
    reason: str  # why it is unidentified
    paper: str  # by which it was assigned or returned
    changed_on: str


@table(
    "registry_invoice",
    key=["id"],
    checks=[
        "body IN ('exchange', 'registry')",
        "amount_fen > 0",
        "paid_fen >= 0",
        "credited_fen >= 0",
        "paid_fen + credited_fen <= amount_fen",
        "state IN ('open', 'paid', 'void')",
    ],
    indexes=[["holder"], ["state", "due"]],
)
@dataclass(slots=True)
class InvoiceRow(Row):
    """An invoice for a body's fees: what was charged, paid and credited, in fen."""

    id: str
    body: str  # exchange, registry
    holder: str
    from_day: str
    until_day: str
    issued_on: str
    due: str
    amount_fen: int
    paid_fen: int
    credited_fen: int
    state: str

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.paid_fen - self.credited_fen


@table("registry_invoice_line", key=["invoice", "number"], checks=["number > 0", "amount_fen >= 0"])
@dataclass(slots=True)
class InvoiceLineRow(Row):
    """A line of an invoice: the fee, what it was reckoned on (times, or fen of trades), at which rate."""

    invoice: str
    number: int
    fee: str
    basis: int
    rate: str
    rounding: str
    amount_fen: int
    citation: str


@table(
    "registry_trade_fee",
    key=["session", "number", "side", "body", "fee"],
    checks=[
        "side IN ('sell', 'buy')", "body IN ('exchange', 'registry')", "state IN ('open', 'paid')", "amount_fen > 0",
        "paid_fen >= 0", "paid_fen <= amount_fen",
    ],
    indexes=[["holder", "state"]],
)  # fmt: skip
@dataclass(slots=True)
class TradeFeeRow(Row):
    """What one side of a settled trade is charged by a fee of the exchange or the registry, and what of it is paid."""

    session: str
    number: int
    side: str
    body: str
    fee: str
    holder: str
    value_fen: int
    rate: str
    rounding: str
    amount_fen: int
    paid_fen: int
    citation: str
    state: str


@table("registry_charged_session", key=["session"], checks=["upto > 0"])
@dataclass(slots=True)
class ChargedRow(Row):
    """A session whose trades are charged up to a number."""

    session: str
    upto: int


TABLES: tuple[type[Row], ...] = (
    FailureRow,
    CoverOfferRow,
    ClaimRow,
    SettlementObjectionRow,
    TradeReversalRow,
    WithdrawalRow,
    DayRow,
    DayFileRow,
    BookingRow,
    BankFileRow,
    BankLineRow,
    InvoiceRow,
    InvoiceLineRow,
    TradeFeeRow,
    ChargedRow,
)
