"""A holder's account at a bank (同名账户): one, in its own name, reviewed by the registry.

It changes only when no money of the holder is in the books and none moved that day, so that no payment can be on its
way to the earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import EntityRow
from tanshi.registry.account_ids import pending, registration, trading
from tanshi.registry.kinds import RegistryLaw, after_working_days
from tanshi.registry.moves import not_by, with_exchange
from tanshi.registry.outcome import DONE
from tanshi.registry.representatives import whose
from tanshi.registry.tables import (
    CASH,
    HELD_OPEN,
    AccountRow,
    BankAccountRow,
    BookRow,
    HolderRow,
    HoldingRow,
    TransferRow,
)
from tanshi.rules import Law

FILED, CONFIRMED, REFUSED, REPLACED = "filed", "confirmed", "refused", "replaced"

_ACCOUNT = re.compile(r"[0-9]{8,32}\Z")


class BankAccountOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_HOLDER_WITH_MONEY = "registry.no_holder_with_money"
    BANK_ACCOUNT_WAITS = "registry.bank_account_waits"
    NO_BANK = "registry.no_bank"
    BAD_BANK_ACCOUNT = "registry.bad_bank_account"
    NOT_OWN_NAME = "registry.not_own_name"
    SAME_BANK_ACCOUNT = "registry.same_bank_account"
    MONEY_LEFT = "registry.money_left"
    MONEY_MOVED_TODAY = "registry.money_moved_today"
    NO_BANK_ACCOUNT_WAITS = "registry.no_bank_account_waits"
    NO_REASON_FOR_BANK = "registry.no_reason_for_bank"


@dataclass(frozen=True, slots=True)
class FileBankAccount:
    """File one's account at a bank, the first or another one."""

    holder: str
    bank: str
    bank_account: str
    account_name: str


@dataclass(frozen=True, slots=True)
class DecideBankAccount:
    """Confirm a bank account that was filed, or refuse it with the reason."""

    holder: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class BankAccountFiled(Fact):
    """A holder filed its account at a bank; `due` is the last day for the answer."""

    type: ClassVar[str] = "registry.bank_account_filed/1"
    holder: str
    number: int
    bank: str
    bank_account: str
    account_name: str
    due: str


@dataclass(frozen=True, slots=True)
class BankAccountDecided(Fact):
    """A bank account was confirmed in the place of `replaces` (0: of none), or refused."""

    type: ClassVar[str] = "registry.bank_account_decided/1"
    holder: str
    number: int
    accepted: bool
    replaces: int
    reason: str
    late: bool


def bank_account_of(rows: Rows, holder: str) -> BankAccountRow | None:
    """Return the account at a bank to which a holder's money goes, or None."""
    return next(iter(rows.where(BankAccountRow, holder=holder, state=CONFIRMED)), None)


class BankAccountCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def file(self, request: FileBankAccount, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != HELD_OPEN or rows.get(AccountRow, trading(request.holder)) is None:
            return act.refuse(BankAccountOutcome.NO_HOLDER_WITH_MONEY, holder=request.holder)
        if refused := not_by("bank", registration(request.holder), rows, act):
            return refused
        if waits := _waiting(found, rows):
            return act.refuse(BankAccountOutcome.BANK_ACCOUNT_WAITS, holder=request.holder, since=waits.filed_on)
        if not request.bank.strip():
            return act.refuse(BankAccountOutcome.NO_BANK)
        if not _ACCOUNT.match(request.bank_account):
            return act.refuse(BankAccountOutcome.BAD_BANK_ACCOUNT, account=request.bank_account)
        names = _names(found, rows)
        if request.account_name.strip() not in names:
            return act.refuse(
                BankAccountOutcome.NOT_OWN_NAME, account_name=request.account_name, name=" / ".join(names)
            )
        present = bank_account_of(rows, request.holder)
        if present is not None and (present.bank, present.account) == (request.bank.strip(), request.bank_account):
            return act.refuse(BankAccountOutcome.SAME_BANK_ACCOUNT, holder=request.holder)
        if present is not None and (refused := _has_money(request.holder, rows, act)):
            return refused
        days, _ = self._law.days("bank_review_days", rows, act.day)
        act.record(
            BankAccountFiled(
                request.holder, found.bank_accounts + 1, request.bank.strip(), request.bank_account,
                request.account_name.strip(), after_working_days(act.day, days),
            )
        )  # fmt: skip
        return DONE

    def decide(self, request: DecideBankAccount, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        waits = _waiting(found, rows) if found is not None and found.state == HELD_OPEN else None
        if waits is None:
            return act.refuse(BankAccountOutcome.NO_BANK_ACCOUNT_WAITS, holder=request.holder)
        present = bank_account_of(rows, request.holder)
        if request.accepted and present is not None:
            if refused := with_exchange(rows, act) or _has_money(request.holder, rows, act):
                return refused
        elif not request.accepted and not request.reason.strip():
            return act.refuse(BankAccountOutcome.NO_REASON_FOR_BANK)
        replaces = present.number if present is not None and request.accepted else 0
        act.record(
            BankAccountDecided(
                request.holder, waits.number, request.accepted, replaces, request.reason, act.day > waits.due
            )
        )
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of bank accounts."""
        return (
            Handler("registry.file_bank_account", FileBankAccount, self.file, DONE, _touches, whose),
            Handler("registry.decide_bank_account", DecideBankAccount, self.decide, DONE, _touches, whose),
        )


def _names(found: HolderRow, rows: Rows) -> list[str]:
    """Return what a holder is called: its listed name, or those of the register of entities."""
    if found.name:
        return [found.name]
    entity = rows.get(EntityRow, found.id)
    return [name for name in (entity.name_zh, entity.name_en) if name] if entity else []


def _has_money(holder: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse while money of a holder is in the books, or moved today."""
    accounts = (trading(holder), pending(holder))
    held = [found for account in accounts if (found := rows.get(HoldingRow, (account, CASH))) is not None]
    if amount := sum(h.amount for h in held):
        return act.refuse(BankAccountOutcome.MONEY_LEFT, holder=holder, held_fen=amount)
    last = [t for h in held for t in rows.where(TransferRow, number=h.last_transfer)]
    if any(t.day == act.day for t in last):
        return act.refuse(BankAccountOutcome.MONEY_MOVED_TODAY, holder=holder, day=act.day)
    return None


def _waiting(found: HolderRow, rows: Rows) -> BankAccountRow | None:
    last = rows.get(BankAccountRow, (found.id, found.bank_accounts)) if found.bank_accounts else None
    return last if last is not None and last.state == FILED else None


def _filed(fact: BankAccountFiled, at: At, rows: Rows) -> None:
    rows.edit(HolderRow, fact.holder).bank_accounts = fact.number
    rows.put(
        BankAccountRow(
            fact.holder, fact.number, fact.bank, fact.bank_account, fact.account_name, at.day, fact.due, FILED, "", "",
            0,
        )
    )  # fmt: skip


def _decided(fact: BankAccountDecided, at: At, rows: Rows) -> None:
    row = rows.edit(BankAccountRow, (fact.holder, fact.number))
    row.state = CONFIRMED if fact.accepted else REFUSED
    row.decided_on, row.reason, row.late = at.day, fact.reason, int(fact.late)
    if fact.replaces:
        rows.edit(BankAccountRow, (fact.holder, fact.replaces)).state = REPLACED


def _touches(r: FileBankAccount | DecideBankAccount) -> Iterable[Touch]:
    yield BookRow, 1
    yield HolderRow, r.holder
    yield AccountRow, registration(r.holder)
    yield AccountRow, trading(r.holder)
    yield HoldingRow, (trading(r.holder), CASH)
    yield HoldingRow, (pending(r.holder), CASH)


FACTS = (FactType(BankAccountFiled, _filed), FactType(BankAccountDecided, _decided))
