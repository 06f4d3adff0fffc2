"""What the parts of the auditor have in common: its books, and what they ask of each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, NoReturn


class AuditPart(ABC):
    """A part of the auditor; whole, it answers everything that a part asks here. Amounts in tonnes, or fen of cash."""

    balances: dict[tuple[str, str], int]
    accounts: set[str]
    instruments: set[str]
    entities: set[str]
    areas: dict[str, str]  # of entities
    closed: set[str]
    merged: dict[str, str]
    listed: dict[str, tuple[str, str, str, str]]

    actors: dict[str, tuple[str, str, bool]]
    bound_to: dict[str, str]  # an entity's actor to its entity

    freezes: dict[tuple[str, int], tuple[str, str, int, int]]
    pledges: dict[tuple[str, int], tuple[str, str, int, str]]
    trades: dict[tuple[str, int], dict[str, Any]]
    failures: dict[tuple[str, int], dict[str, Any]]
    claims: dict[tuple[str, int], dict[str, Any]]
    reversed: set[tuple[str, int]]
    once_failed: set[tuple[str, int]]
    invoices: dict[str, tuple[str, str, int, int, int]]
    at_bank: dict[str, tuple[str, str]]
    withdrawals: dict[str, tuple[str, int, str]]

    session: str
    is_open: bool
    settled: int
    transfers: int

    actor: str  # who asks
    second: str  # who confirms
    answered: str  # for what only a clock knows

    @abstractmethod
    def refuse(self, outcome: str) -> NoReturn:
        """Say that the command must be refused so."""

    @abstractmethod
    def free(self) -> None:
        """Refuse while the exchange has the trading accounts."""

    @abstractmethod
    def by_holder(self, holder: str, deed: str) -> None:
        """Refuse who may not ask or confirm a deed for a holder, and what is stopped for it."""

    @abstractmethod
    def stopped(self, holder: str, deed: str) -> str:
        """Return why a deed is stopped for a holder, "" if it is not."""

    @abstractmethod
    def not_stopped(self, holder: str, deed: str) -> None:
        """Refuse a deed that is stopped for a holder."""

    @abstractmethod
    def is_unit(self, instrument: str) -> None:
        """Refuse what is not listed, and money."""

    @abstractmethod
    def is_under_way(self, holder: str) -> bool:
        """Tell whether something of a holder has to end before its account does."""

    @abstractmethod
    def why_not_move(self, debit: str, credit: str, instrument: str, amount: int) -> str:
        """Return why an amount cannot move, "" if it can."""

    @abstractmethod
    def may_move(self, debit: str, credit: str, instrument: str, amount: int) -> None:
        """Refuse an amount that cannot move."""

    @abstractmethod
    def move(self, debit: str, credit: str, instrument: str, amount: int) -> None:
        """Move an amount, or refuse it."""

    @abstractmethod
    def _cross(self, debit: str, out_of: str, into: str, credit: str, amount: int) -> None:
        """Move money from one pool into another."""

    @abstractmethod
    def next_trade(self, item: Mapping[str, Any]) -> tuple[str, str]:
        """Return the trading accounts of a trade whose turn it is, or refuse it."""

    @abstractmethod
    def surrendered(self, item: Mapping[str, Any]) -> None:
        """Remember the surrender that was just moved."""

    @abstractmethod
    def cancelled(self, item: Mapping[str, Any]) -> None:
        """Remember the cancellation that was just moved."""

    @abstractmethod
    def pay(self, invoice: str, fen: int) -> None:
        """Pay so much of an invoice."""

    @abstractmethod
    def _owes_nothing(self, holder: str) -> None:
        """Refuse a holder that still owes."""
