"""What the registry keeps.

A transfer is one row with both after-balances, so an unbalanced state cannot be written at all. Transfers are
numbered by the registry itself; the journal position beside the number answers "as of". Cash is an instrument of fen.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Position, Row, table
from tanshi.registry import guards

#: Cash in these books: whole fen.
CASH = "CNY"


@table(
    "registry_account",
    key=["id"],
    checks=["overdraft IN (0, 1)", "kind IN ('registration', 'trading', 'frozen', 'pledged', 'pending', 'system')"],
    indexes=[["holder"]],
    guards=guards.ACCOUNT,
)
@dataclass(slots=True)
class AccountRow(Row):
    """An account. System accounts (issuance, bank) may be below zero by what others hold.

    What a holder has but may not move stands on accounts of their own kind (decision 0034): `frozen` by a court or an
    authority, `pledged` to a creditor, `pending` for an order of transfer that waits.
    What its holder is and may not do stands here too, so that a movement is judged by rows it reads anyway.
    """

    id: str
    kind: str
    holder: str
    overdraft: int
    holder_kind: str = ""  # "" of system accounts, and of accounts that only keep what a holder may not move
    stopped: str = ""  # acts a restriction stops, with blanks between; "*" of a closed holder
    represented: int = 0  # how many representatives are named; 0: whoever the access table lets act


@table("registry_instrument", key=["id"], checks=["kind <> ''"])
@dataclass(slots=True)
class InstrumentRow(Row):
    """Something that can be held, in whole units: a vintage of allowances in tonnes, cash in fen.

    What may be done with it, and by which kinds of holders, is what the law said of its kind when it was listed.
    """

    id: str
    kind: str
    unit: str
    approved_by: str
    acts: str  # with blanks between
    holders: str  # kinds of accounts, with blanks between; "" is all
    valid_from: str  # days on which it may be issued and traded, both included; "" is open
    valid_until: str


@table(
    "registry_holding",
    key=["account", "instrument"],
    posted=True,
    checks=["overdraft IN (0, 1)", "amount >= 0 OR overdraft = 1"],
    guards=guards.HOLDING,
)
@dataclass(slots=True)
class HoldingRow(Row):
    """What an account holds of an instrument now, and by which transfer."""

    account: str
    instrument: str
    amount: int
    overdraft: int
    last_transfer: int
    moves: int  # transfers that made it


@table(
    "registry_transfer",
    key=["number"],
    append_only=True,
    dense=True,
    checks=["amount > 0", "debit <> credit", "number > 0"],
    guards=guards.TRANSFER,
)
@dataclass(slots=True)
class TransferRow(Row):
    """Whole units moved from one account to another, with both balances after it.

    Each side names the transfer before it on that account and instrument, 0 for none: `registry.chain` follows them.
    """

    number: int
    position: Position
    day: str
    kind: str
    debit: str
    credit: str
    instrument: str
    amount: int
    debit_after: int
    credit_after: int
    debit_before: int  # the number of the transfer before this one, on the side that gives
    credit_before: int
    reference: str


#: Every so many transfers of an account and instrument have a waymark: what a look into the past walks at most.
SPACING = 64


@table(
    "registry_waymark",
    key=["account", "instrument", "number"],
    append_only=True,
    indexes=[["account", "instrument", "position"]],
    guards=guards.WAYMARK,
)
@dataclass(slots=True)
class WaymarkRow(Row):
    """Every so many transfers of an account one is named, so that a long chain is entered in the middle."""

    account: str
    instrument: str
    number: int
    position: Position


@table("registry_book", key=["id"], checks=["id = 1", "state IN ('closed', 'open')"])
@dataclass(slots=True)
class BookRow(Row):
    """The registry's counters, and whether the exchange has the trading accounts."""

    id: int
    transfers: int
    session: str
    state: str
    settled: int  # trades of the session that are settled
    closed_day: str = ""  # the last legal day that is closed; "" while no day ever was


@table("registry_instruction", key=["id"], checks=["amount_t > 0"])
@dataclass(slots=True)
class ExecutedRow(Row):
    """An instruction of the authority that was carried out, so that it is carried out once."""

    id: str
    holder: str
    instrument: str
    amount_t: int  # as moved; of a taking back what there was
    day: str


@table("registry_paid_issue", key=["instrument"], checks=["amount_t > 0"])
@dataclass(slots=True)
class PaidIssueRow(Row):
    """What of a vintage was issued to be auctioned, against its plan's paid share."""

    instrument: str
    amount_t: int


@table(
    "registry_trade",
    key=["session", "number"],
    append_only=True,
    checks=["quantity_t > 0", "price_fen > 0", "buyer <> seller"],
)
@dataclass(slots=True)
class TradeRow(Row):
    """A trade of the exchange as settled: allowances against cash at one moment."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int


#: What became of a holder: it asked for an account, has one, was refused, or is gone.
APPLIED, HELD_OPEN, REFUSED, CLOSED = "applied", "open", "refused", "closed"


@table(
    "registry_holder",
    key=["id"],
    checks=["state IN ('applied', 'open', 'refused', 'closed')", "kind <> ''", "late IN (0, 1)"],
    indexes=[["state", "due"], ["identity"]],
)
@dataclass(slots=True)
class HolderRow(Row):
    """Who holds an account, or asked for one: its kind, its listed data, and how the application went."""

    id: str
    kind: str
    name: str  # "" of an entity whose account the authority's list brought: the register of entities has it
    identity: str  # credit code, or the digest of a person's paper
    identity_until: str  # last day on which licence or paper is valid; "" is open
    state: str
    applied_on: str = ""
    complete_on: str = ""  # when no paper was missing any more; "" papers are missing
    due: str = ""  # last working day for the answer
    missing: str = ""  # papers that are asked for, with blanks between
    decided_on: str = ""
    late: int = 0
    reason: str = ""  # of a refusal, a request for papers, or the closing
    opened_on: str = ""
    closing_asked_on: str = ""
    closed_on: str = ""
    papers: int = 0  # how many there are of what is numbered by holder
    changes: int = 0
    restrictions: int = 0
    bank_accounts: int = 0


@table("registry_holder_paper", key=["holder", "number"], checks=["number > 0"])
@dataclass(slots=True)
class HolderPaperRow(Row):
    """A paper a holder filed, by the digest of its file."""

    holder: str
    number: int
    paper: str
    sha256: str
    filed_on: str


@table(
    "registry_holder_change",
    key=["holder", "number"],
    checks=["number > 0", "state IN ('open', 'accepted', 'refused')", "late IN (0, 1)"],
    indexes=[["state", "due"]],
)
@dataclass(slots=True)
class HolderChangeRow(Row):
    """A change of a holder's listed data, as it was filed, what stood before, and what became of it."""

    holder: str
    number: int
    name: str
    identity: str
    identity_until: str
    was_name: str
    was_identity: str
    was_identity_until: str
    evidence_sha256: str
    filed_on: str
    due: str
    state: str
    decided_on: str
    late: int
    reason: str


@table(
    "registry_restriction",
    key=["holder", "number"],
    checks=[
        "number > 0",
        "state IN ('standing', 'lifted')",
        "objection IN ('', 'open', 'upheld', 'rejected')",
        "late IN (0, 1)",
    ],
    indexes=[["state", "holder"], ["objection", "due"]],
)
@dataclass(slots=True)
class RestrictionRow(Row):
    """A restriction (限制) of a holder: ground, acts it stops, objection, lifting."""

    holder: str
    number: int
    ground: str
    text: str
    stops: str  # with blanks between
    evidence_sha256: str
    citation: str
    restricted_on: str
    object_by: str
    state: str
    lifted_on: str = ""
    lifted_for: str = ""
    objection: str = ""
    objected_on: str = ""
    objected_for: str = ""
    due: str = ""  # last day for the answer
    answered_on: str = ""
    answer: str = ""
    late: int = 0


@table(
    "registry_representative",
    key=["holder", "actor"],
    checks=["role IN ('initiator', 'approver', 'viewer')"],
    indexes=[["actor"]],
)
@dataclass(slots=True)
class RepresentativeRow(Row):
    """Somebody named to act for a holder in one role, from a day to a last one ("" goes on)."""

    holder: str
    actor: str
    role: str
    from_day: str
    until_day: str


@table(
    "registry_barred",
    key=["holder"],
    checks=["state IN ('to_sell', 'reported', 'lifted')", "late IN (0, 1)"],
    indexes=[["state", "sell_by"]],
)
@dataclass(slots=True)
class BarredRow(Row):
    """A holder that may not hold any more (禁入): what it has is to be sold by a day, and reported."""

    holder: str
    ground: str
    citation: str
    noted_on: str
    sell_by: str
    state: str
    reported_on: str
    evidence_sha256: str
    late: int


@table(
    "registry_bank_account",
    key=["holder", "number"],
    checks=["number > 0", "state IN ('filed', 'confirmed', 'refused', 'replaced')", "late IN (0, 1)"],
    indexes=[["state", "due"], ["account"]],
)
@dataclass(slots=True)
class BankAccountRow(Row):
    """A holder's account at a bank, in its own name (同名账户); one is confirmed at most."""

    holder: str
    number: int
    bank: str
    account: str
    account_name: str
    filed_on: str
    due: str
    state: str
    decided_on: str
    reason: str
    late: int


TABLES: tuple[type[Row], ...] = (
    AccountRow,
    InstrumentRow,
    HoldingRow,
    TransferRow,
    WaymarkRow,
    BookRow,
    ExecutedRow,
    PaidIssueRow,
    TradeRow,
    HolderRow,
    HolderPaperRow,
    HolderChangeRow,
    RestrictionRow,
    RepresentativeRow,
    BarredRow,
    BankAccountRow,
)
