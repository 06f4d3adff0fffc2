"""What may be asked of the registry.

Trading accounts have one owner at any time: the registry, or the exchange from the handing over of positions until its
session is settled. While the exchange has them, nothing but the session's trades moves on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.ledger.book import LedgerOutcome, judge
from tanshi.registry.events import (
    BANK,
    INSTRUCTION,
    ISSUANCE,
    SURRENDERED,
    AccountOpened,
    CashDeposited,
    CashWithdrawn,
    InstrumentListed,
    Issued,
    PositionsHandedOver,
    PositionsTakenBack,
    RegistryOpened,
    Surrendered,
    TakenBack,
    TradeSettled,
    TradingFunded,
    TradingReturned,
)
from tanshi.registry.tables import CASH, AccountRow, BookRow, ExecutedRow, HoldingRow, InstrumentRow
from tanshi.rulemaking.tables import VintageRow

#: Grounds that rest on an instruction of the authority's books, and the one that rests on a paper.
INSTRUCTED = ("preallocation", "settle_up", "correction", "borrowing", "hardship")
ORDER = "order"
GROUNDS = (*INSTRUCTED, ORDER)


class RegistryOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "registry.done"
    NOT_OPENED = "registry.not_opened"
    ALREADY_OPENED = "registry.already_opened"
    BAD_ID = "registry.bad_id"
    UNKNOWN_GROUND = "registry.unknown_ground"
    NOT_INSTRUCTED = "registry.not_instructed"
    ALREADY_EXECUTED = "registry.already_executed"
    NOT_AS_INSTRUCTED = "registry.not_as_instructed"
    INSTRUMENT_NOT_FOUND = "registry.instrument_not_found"
    INSTRUMENT_EXISTS = "registry.instrument_exists"
    NOT_AN_ALLOWANCE = "registry.not_an_allowance"
    HOLDER_HAS_ACCOUNT = "registry.holder_has_account"
    ACCOUNT_NOT_FOUND = "registry.account_not_found"
    POSITIONS_WITH_EXCHANGE = "registry.positions_with_exchange"
    SESSION_OTHER = "registry.session_other"
    SESSION_NOT_LATER = "registry.session_not_later"
    SAME_PARTY = "registry.same_party"
    PRICE_NOT_POSITIVE = "registry.price_not_positive"
    ALREADY_SETTLED = "registry.already_settled"
    OUT_OF_ORDER = "registry.out_of_order"
    TRADES_MISSING = "registry.trades_missing"
    AMOUNT_NOT_POSITIVE = "registry.amount_not_positive"
    AMOUNT_TOO_LARGE = "registry.amount_too_large"
    PLAN_NOT_IN_FORCE = "registry.plan_not_in_force"
    ABOVE_TOTAL = "registry.above_total"
    EXCEEDS_HOLDING = "registry.exceeds_holding"
    EXCEEDS_CASH = "registry.exceeds_cash"


@dataclass(frozen=True, slots=True)
class OpenRegistry:
    """Begin the registry's books."""

    name: str


@dataclass(frozen=True, slots=True)
class ListInstrument:
    """Let a vintage of allowances be held; `approved_by` names the act."""

    instrument: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Open a holder's registration and trading accounts."""

    holder: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Issue allowances to a holder on the authority's instruction; on the ground `order` it names a paper."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take back allowances issued in excess, on the authority's instruction: all of it, or all that is there."""

    holder: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True)
class DepositCash:
    """Book money that arrived at the settlement bank for a holder."""

    holder: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class WithdrawCash:
    """Pay money of a holder out through the settlement bank."""

    holder: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class FundTrading:
    """Move allowances from registration to trading, to be sold."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class ReturnFromTrading:
    """Move allowances from trading back to registration."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class HandOverPositions:
    """Give the trading accounts to the exchange for a session; `digest` is of the positions handed over."""

    session: str
    digest: str


@dataclass(frozen=True, slots=True)
class SettleTrade:
    """Deliver one trade of the exchange against payment; trades are numbered from 1 and come in that order."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int


@dataclass(frozen=True, slots=True)
class TakeBackPositions:
    """Take the trading accounts back after a session of so many trades is settled; `segment` is the session's
    record.
    """

    session: str
    trades: int
    segment: str


@dataclass(frozen=True, slots=True)
class Surrender:
    """Surrender allowances for the obligation of a period."""

    holder: str
    instrument: str
    amount_t: int
    period: str


def registration(holder: str) -> str:
    """Return the id of a holder's registration account (登记账户)."""
    return f"{holder}/registration"


def trading(holder: str) -> str:
    """Return the id of a holder's trading account (交易账户), which also holds its money."""
    return f"{holder}/trading"


def _open_registry(request: OpenRegistry, rows: Rows, act: Act) -> Outcome:
    if rows.get(BookRow, 1) is not None:
        return act.refuse(RegistryOutcome.ALREADY_OPENED)
    act.record(RegistryOpened([ISSUANCE, SURRENDERED, BANK], [ISSUANCE, BANK]))
    act.record(InstrumentListed(CASH, "cash", "fen", "registry"))
    return RegistryOutcome.DONE


def list_instrument(request: ListInstrument, rows: Rows, act: Act) -> Outcome:
    """Judge the listing of an instrument; an opening lists what it brings in the same way."""
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if not is_id(request.instrument):
        return act.refuse(RegistryOutcome.BAD_ID, id=request.instrument)
    if rows.get(InstrumentRow, request.instrument) is not None:
        return act.refuse(RegistryOutcome.INSTRUMENT_EXISTS, instrument=request.instrument)
    act.record(InstrumentListed(request.instrument, "allowance", "t", request.approved_by))
    return RegistryOutcome.DONE


def open_account(request: OpenAccount, rows: Rows, act: Act) -> Outcome:
    """Judge the opening of a holder's accounts; an opening opens what it brings in the same way."""
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if not is_id(request.holder) or request.holder.startswith("system/") or not is_id(registration(request.holder)):
        return act.refuse(RegistryOutcome.BAD_ID, id=request.holder)
    if rows.get(AccountRow, registration(request.holder)) is not None:
        return act.refuse(RegistryOutcome.HOLDER_HAS_ACCOUNT, holder=request.holder)
    act.record(AccountOpened(request.holder, registration(request.holder), trading(request.holder)))
    return RegistryOutcome.DONE


def _deposit(request: DepositCash, rows: Rows, act: Act) -> Outcome:
    account = trading(request.holder)
    if refused := _with_exchange(rows, act) or _cannot_move(rows, act, BANK, account, CASH, request.amount_fen):
        return refused
    act.record(CashDeposited(account, request.amount_fen, request.reference))
    return RegistryOutcome.DONE


def _withdraw(request: WithdrawCash, rows: Rows, act: Act) -> Outcome:
    account = trading(request.holder)
    if refused := _with_exchange(rows, act) or _cannot_move(rows, act, account, BANK, CASH, request.amount_fen):
        return refused
    act.record(CashWithdrawn(account, request.amount_fen, request.reference))
    return RegistryOutcome.DONE


def _fund(request: FundTrading, rows: Rows, act: Act) -> Outcome:
    source, target = registration(request.holder), trading(request.holder)
    if refused := (
        _not_allowance(request.instrument, rows, act)
        or _with_exchange(rows, act)
        or _cannot_move(rows, act, source, target, request.instrument, request.amount_t)
    ):
        return refused
    act.record(TradingFunded(source, target, request.instrument, request.amount_t))
    return RegistryOutcome.DONE


def _return(request: ReturnFromTrading, rows: Rows, act: Act) -> Outcome:
    target, source = registration(request.holder), trading(request.holder)
    if refused := (
        _not_allowance(request.instrument, rows, act)
        or _with_exchange(rows, act)
        or _cannot_move(rows, act, source, target, request.instrument, request.amount_t)
    ):
        return refused
    act.record(TradingReturned(target, source, request.instrument, request.amount_t))
    return RegistryOutcome.DONE


def _hand_over(request: HandOverPositions, rows: Rows, act: Act) -> Outcome:
    book = rows.get(BookRow, 1)
    if book is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if book.state == "open":
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=book.session)
    if request.session <= book.session or not is_id(request.session):
        return act.refuse(RegistryOutcome.SESSION_NOT_LATER, session=request.session, last=book.session)
    act.record(PositionsHandedOver(request.session, request.digest))
    return RegistryOutcome.DONE


def _settle(request: SettleTrade, rows: Rows, act: Act) -> Outcome:
    book = rows.get(BookRow, 1)
    if book is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if refused := _not_allowance(request.instrument, rows, act):
        return refused
    if book.state != "open" or book.session != request.session:
        return act.refuse(RegistryOutcome.SESSION_OTHER, session=request.session, open=book.session)
    if request.seller == request.buyer:
        return act.refuse(RegistryOutcome.SAME_PARTY, holder=request.seller)
    if request.price_fen <= 0:
        return act.refuse(RegistryOutcome.PRICE_NOT_POSITIVE, price_fen=request.price_fen)
    if request.number <= book.settled:
        return act.refuse(RegistryOutcome.ALREADY_SETTLED, session=request.session, number=request.number)
    if request.number != book.settled + 1:
        return act.refuse(RegistryOutcome.OUT_OF_ORDER, number=request.number, next=book.settled + 1)
    seller, buyer = trading(request.seller), trading(request.buyer)
    value = request.price_fen * request.quantity_t
    if refused := _cannot_move(rows, act, seller, buyer, request.instrument, request.quantity_t) or _cannot_move(
        rows, act, buyer, seller, CASH, value
    ):
        return refused
    act.record(
        TradeSettled(
            request.session, request.number, request.method, request.instrument, request.seller, request.buyer,
            request.price_fen, request.quantity_t, seller, buyer,
        )
    )  # fmt: skip
    return RegistryOutcome.DONE


def _take_back_positions(request: TakeBackPositions, rows: Rows, act: Act) -> Outcome:
    book = rows.get(BookRow, 1)
    if book is None or book.state != "open" or book.session != request.session:
        return act.refuse(RegistryOutcome.SESSION_OTHER, session=request.session, open=book.session if book else "")
    if book.settled != request.trades:
        return act.refuse(RegistryOutcome.TRADES_MISSING, trades=request.trades, settled=book.settled)
    act.record(PositionsTakenBack(request.session, request.trades, request.segment))
    return RegistryOutcome.DONE


def _surrender(request: Surrender, rows: Rows, act: Act) -> Outcome:
    if refused := _not_allowance(request.instrument, rows, act):
        return refused
    account = registration(request.holder)
    if refused := _cannot_move(rows, act, account, SURRENDERED, request.instrument, request.amount_t):
        return refused
    act.record(Surrendered(request.holder, account, request.instrument, request.amount_t, request.period))
    return RegistryOutcome.DONE


# What several commands check, each returning the refusal or None.


def _not_allowance(instrument: str, rows: Rows, act: Act) -> Outcome | None:
    found = rows.get(InstrumentRow, instrument)
    if found is None:
        return act.refuse(RegistryOutcome.INSTRUMENT_NOT_FOUND, instrument=instrument)
    if found.kind != "allowance":
        return act.refuse(RegistryOutcome.NOT_AN_ALLOWANCE, instrument=instrument)
    return None


def _beyond_plan(request: Issue, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what the vintage's plan does not give: a draft gives nothing, a stated total no more than it says.

    What is issued of a vintage, less what was taken back, is what the issuing account is below zero. Allowances that
    are given free of charge come out of the total without its reserve, paid share and market adjustment.
    """
    vintage = rows.get(VintageRow, request.instrument)
    if vintage is None:
        return None
    if not vintage.stands_on(act.day):
        return act.refuse(
            RegistryOutcome.PLAN_NOT_IN_FORCE,
            instrument=request.instrument,
            plan=vintage.plan,
            citation=vintage.citation,
        )
    free = vintage.free_t
    given = holding(rows, ISSUANCE, request.instrument)
    issued = -given.amount if given is not None else 0
    if free is None or issued + request.amount_t <= free:
        return None
    return act.refuse(
        RegistryOutcome.ABOVE_TOTAL, instrument=request.instrument, asked=request.amount_t, issued=issued, free=free,
        total=vintage.total_t, plan=vintage.plan, citation=vintage.citation,
    )  # fmt: skip


def _with_exchange(rows: Rows, act: Act) -> Outcome | None:
    book = rows.get(BookRow, 1)
    if book is not None and book.state == "open":
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=book.session)
    return None


_FROM_LEDGER = {
    LedgerOutcome.AMOUNT_NOT_POSITIVE: RegistryOutcome.AMOUNT_NOT_POSITIVE,
    LedgerOutcome.AMOUNT_TOO_LARGE: RegistryOutcome.AMOUNT_TOO_LARGE,
    LedgerOutcome.DEBIT_ACCOUNT_NOT_FOUND: RegistryOutcome.ACCOUNT_NOT_FOUND,
    LedgerOutcome.CREDIT_ACCOUNT_NOT_FOUND: RegistryOutcome.ACCOUNT_NOT_FOUND,
    LedgerOutcome.SAME_ACCOUNT: RegistryOutcome.SAME_PARTY,
}


def _cannot_move(rows: Rows, act: Act, debit: str, credit: str, instrument: str, amount: int) -> Outcome | None:
    """Return why an amount cannot move between two accounts, or None."""
    giving, taking = holding(rows, debit, instrument), holding(rows, credit, instrument)
    verdict = judge(giving, taking, amount)
    if verdict is LedgerOutcome.POSTED:
        return None
    if verdict is LedgerOutcome.EXCEEDS_BALANCE:
        assert giving is not None
        outcome = RegistryOutcome.EXCEEDS_CASH if instrument == CASH else RegistryOutcome.EXCEEDS_HOLDING
        return act.refuse(outcome, account=debit, instrument=instrument, asked=amount, held=giving.amount)
    missing = debit if giving is None else credit
    return act.refuse(_FROM_LEDGER[verdict], account=missing, amount=amount, holder=debit)


def holding(rows: Rows, account: str, instrument: str) -> HoldingRow | None:
    """Return what an account holds of an instrument; an account that never held it has nothing; None: no account."""
    found = rows.get(HoldingRow, (account, instrument))
    if found is None and (opened := rows.get(AccountRow, account)) is not None:
        return HoldingRow(account, instrument, 0, opened.overdraft, 0)
    return found


def _touch_pair(debit: str, credit: str, *instruments: str) -> Iterable[Touch]:
    yield BookRow, 1
    for account in (debit, credit):
        yield AccountRow, account
        for instrument in instruments:
            yield HoldingRow, (account, instrument)
    for instrument in instruments:
        yield InstrumentRow, instrument


def _own(r: Any, rows: Rows) -> Concern:
    return Concern(organisation=r.holder, entity=r.holder)


DONE = RegistryOutcome.DONE


class Instruction(Protocol):
    """What the authority instructed: tonnes to put on a holder's account, below zero to take back."""

    @property
    def holder(self) -> str: ...
    @property
    def instrument(self) -> str: ...
    @property
    def amount_t(self) -> int: ...
    @property
    def ground(self) -> str: ...


class Instructions(Protocol):
    """Where the authority's instructions are found; what it approves is a system of its own."""

    def touches(self, instruction: str) -> Iterable[Touch]: ...

    def find(self, instruction: str, rows: Rows) -> Instruction | None: ...


class IssuingCommands:
    """Judges issue and taking back by the authority's instructions."""

    def __init__(self, instructions: Instructions) -> None:
        self._instructions = instructions

    def issue(self, request: Issue, rows: Rows, act: Act) -> Outcome:
        if refused := self._not_instructed(request, rows, act, 1):
            return refused
        if refused := _not_allowance(request.instrument, rows, act):
            return refused
        account = registration(request.holder)
        if refused := _cannot_move(rows, act, ISSUANCE, account, request.instrument, request.amount_t) or _beyond_plan(
            request, rows, act
        ):
            return refused
        act.record(Issued(account, request.instrument, request.amount_t, request.ground, request.instruction))
        return RegistryOutcome.DONE

    def take_back(self, request: TakeBack, rows: Rows, act: Act) -> Outcome:
        if refused := self._not_instructed(request, rows, act, -1):
            return refused
        if refused := _not_allowance(request.instrument, rows, act):
            return refused
        account = registration(request.holder)
        if refused := _cannot_move(rows, act, account, ISSUANCE, request.instrument, request.amount_t):
            return refused
        act.record(TakenBack(account, request.instrument, request.amount_t, request.ground, request.instruction))
        return RegistryOutcome.DONE

    def _not_instructed(self, request: Issue | TakeBack, rows: Rows, act: Act, sign: int) -> Outcome | None:
        """Refuse what nobody instructed, or otherwise, or twice."""
        if request.ground not in GROUNDS:
            return act.refuse(RegistryOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(GROUNDS))
        if request.ground == ORDER and request.instruction.strip() and not request.instruction.startswith(INSTRUCTION):
            return None
        found = self._instructions.find(request.instruction, rows)
        if found is None:
            return act.refuse(RegistryOutcome.NOT_INSTRUCTED, instruction=request.instruction, holder=request.holder)
        if rows.get(ExecutedRow, request.instruction) is not None:
            return act.refuse(RegistryOutcome.ALREADY_EXECUTED, instruction=request.instruction)
        told = sign * found.amount_t
        if sign < 0:  # what was sold cannot be taken back
            held = holding(rows, registration(found.holder), found.instrument)
            told = min(told, held.amount if held else 0)
        if (request.holder, request.instrument, request.amount_t, request.ground) != (
            found.holder, found.instrument, told, found.ground,
        ):  # fmt: skip
            return act.refuse(
                RegistryOutcome.NOT_AS_INSTRUCTED, instruction=request.instruction, holder=found.holder,
                instrument=found.instrument, amount=told, ground=found.ground,
            )  # fmt: skip
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of issue and taking back."""

        def touches(r: Issue | TakeBack) -> Iterable[Touch]:
            yield from _touch_pair(ISSUANCE, registration(r.holder), r.instrument)
            yield VintageRow, r.instrument
            if r.instruction.startswith(INSTRUCTION):
                yield ExecutedRow, r.instruction
                yield from self._instructions.touches(r.instruction)

        return (
            Handler("registry.issue", Issue, self.issue, DONE, touches, _own),
            Handler("registry.take_back", TakeBack, self.take_back, DONE, touches, _own),
        )


HANDLERS = (
    Handler("registry.open", OpenRegistry, _open_registry, DONE),
    Handler("registry.list_instrument", ListInstrument, list_instrument, DONE),
    Handler(
        "registry.open_account",
        OpenAccount,
        open_account,
        DONE,
        touch=lambda r: [(AccountRow, registration(r.holder)), (BookRow, 1)],
    ),
    Handler(
        "registry.deposit_cash",
        DepositCash,
        _deposit,
        DONE,
        touch=lambda r: _touch_pair(BANK, trading(r.holder), CASH),
    ),
    Handler(
        "registry.withdraw_cash",
        WithdrawCash,
        _withdraw,
        DONE,
        touch=lambda r: _touch_pair(BANK, trading(r.holder), CASH),
    ),
    Handler(
        "registry.fund_trading",
        FundTrading,
        _fund,
        DONE,
        touch=lambda r: _touch_pair(registration(r.holder), trading(r.holder), r.instrument),
        concern=_own,
    ),
    Handler(
        "registry.return_from_trading",
        ReturnFromTrading,
        _return,
        DONE,
        touch=lambda r: _touch_pair(registration(r.holder), trading(r.holder), r.instrument),
        concern=_own,
    ),
    Handler("registry.hand_over_positions", HandOverPositions, _hand_over, DONE),
    Handler(
        "registry.settle_trade",
        SettleTrade,
        _settle,
        DONE,
        touch=lambda r: _touch_pair(trading(r.seller), trading(r.buyer), r.instrument, CASH),
    ),
    Handler("registry.take_back_positions", TakeBackPositions, _take_back_positions, DONE),
    Handler(
        "registry.surrender",
        Surrender,
        _surrender,
        DONE,
        touch=lambda r: _touch_pair(registration(r.holder), SURRENDERED, r.instrument),
        concern=_own,
    ),
)
