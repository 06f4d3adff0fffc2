"""Accounts: the books begin, and a holder that the authority brings gets its accounts.

Who is not brought by the authority's list applies; see `applications`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.events import BANK, ISSUANCE, SURRENDERED, AccountOpened, RegistryOpened
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.products import ListInstrument, ProductCommands
from tanshi.registry.tables import APPLIED, CASH, AccountRow, BookRow, HolderRow
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class OpenRegistry:
    """Begin the registry's books."""

    name: str


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Open a holder's registration and trading accounts."""

    holder: str


class BookCommands:
    """Judges the beginning of the books under a law: it lists the money they are kept in."""

    def __init__(self, law: Law) -> None:
        self._products = ProductCommands(law)

    def open(self, request: OpenRegistry, rows: Rows, act: Act) -> Outcome:
        if rows.get(BookRow, 1) is not None:
            return act.refuse(RegistryOutcome.ALREADY_OPENED)
        act.record(RegistryOpened([ISSUANCE, SURRENDERED, BANK], [ISSUANCE, BANK]))
        act.record(self._products.listing(ListInstrument(CASH, "registry", "cash"), rows, act))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the beginning and of listings."""
        return (Handler("registry.open", OpenRegistry, self.open, DONE), *self._products.handlers())


def open_account(request: OpenAccount, rows: Rows, act: Act) -> Outcome:
    """Judge the opening of a holder's accounts; an opening opens what it brings in the same way."""
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if is_no_holder_id(request.holder):
        return act.refuse(RegistryOutcome.BAD_ID, id=request.holder)
    if rows.get(AccountRow, registration(request.holder)) is not None:
        return act.refuse(RegistryOutcome.HOLDER_HAS_ACCOUNT, holder=request.holder)
    asked = rows.get(HolderRow, request.holder)
    if asked is not None and asked.state == APPLIED:
        return act.refuse(RegistryOutcome.HOLDER_APPLIED, holder=request.holder, since=asked.applied_on)
    act.record(AccountOpened(request.holder, registration(request.holder), trading(request.holder)))
    return DONE


def is_no_holder_id(holder: str) -> bool:
    """Tell whether an id cannot be a holder's: the books' own accounts have theirs."""
    return not is_id(holder) or holder.startswith("system/") or not is_id(registration(holder))


def _touches(r: OpenAccount) -> Iterable[Touch]:
    return [(AccountRow, registration(r.holder)), (HolderRow, r.holder), (BookRow, 1)]


HANDLERS = (Handler("registry.open_account", OpenAccount, open_account, DONE, touch=_touches),)
