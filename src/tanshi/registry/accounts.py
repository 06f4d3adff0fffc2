"""Accounts and instruments: the books begin, a vintage is listed, a holder gets its accounts."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.events import BANK, ISSUANCE, SURRENDERED, AccountOpened, InstrumentListed, RegistryOpened
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import CASH, AccountRow, BookRow, InstrumentRow


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


def _open_registry(request: OpenRegistry, rows: Rows, act: Act) -> Outcome:
    if rows.get(BookRow, 1) is not None:
        return act.refuse(RegistryOutcome.ALREADY_OPENED)
    act.record(RegistryOpened([ISSUANCE, SURRENDERED, BANK], [ISSUANCE, BANK]))
    act.record(InstrumentListed(CASH, "cash", "fen", "registry"))
    return DONE


def list_instrument(request: ListInstrument, rows: Rows, act: Act) -> Outcome:
    """Judge the listing of an instrument; an opening lists what it brings in the same way."""
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if not is_id(request.instrument):
        return act.refuse(RegistryOutcome.BAD_ID, id=request.instrument)
    if rows.get(InstrumentRow, request.instrument) is not None:
        return act.refuse(RegistryOutcome.INSTRUMENT_EXISTS, instrument=request.instrument)
    act.record(InstrumentListed(request.instrument, "allowance", "t", request.approved_by))
    return DONE


def open_account(request: OpenAccount, rows: Rows, act: Act) -> Outcome:
    """Judge the opening of a holder's accounts; an opening opens what it brings in the same way."""
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if not is_id(request.holder) or request.holder.startswith("system/") or not is_id(registration(request.holder)):
        return act.refuse(RegistryOutcome.BAD_ID, id=request.holder)
    if rows.get(AccountRow, registration(request.holder)) is not None:
        return act.refuse(RegistryOutcome.HOLDER_HAS_ACCOUNT, holder=request.holder)
    act.record(AccountOpened(request.holder, registration(request.holder), trading(request.holder)))
    return DONE


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
)
