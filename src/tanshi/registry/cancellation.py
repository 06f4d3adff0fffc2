"""Voluntary cancellation (自愿注销): a holder gives tonnes up for good; nothing brings them back.

What was cancelled stands on one account that nothing leaves, so the serial numbers a certificate names stay true. A
cancellation has one certificate (自愿注销证明): its holder or the registry has it made, and its number and proof
code are in the books, so that it says what they say whenever and in whatever form it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import registration
from tanshi.registry.events import move, open_on_need
from tanshi.registry.moves import cannot_give, not_by, not_for, own, touch_pair
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import AccountRow, BookRow

#: The account nothing leaves.
CANCELLED = "system/cancelled"

#: A certificate's number: the word of its kind, the year of the cancellation, the number of its transfer.
NUMBER = "自愿注销〔{year}〕第{transfer}号"

#: Makes a proof code of a secret salt and what is proved.
Prove = Callable[..., str]

_SALT = re.compile(r"([0-9a-f]{2}){16,32}\Z")


class CancellationOutcome(Outcome):
    """Outcomes of cancellation, in the order in which they are checked."""

    NO_REASON = "registry.no_reason"
    CANCELLATION_NOT_FOUND = "registry.cancellation_not_found"
    ALREADY_CERTIFIED = "registry.already_certified"
    BAD_SALT = "registry.bad_certificate_salt"


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


@dataclass(frozen=True, slots=True)
class CertifyCancellation:
    """Have the certificate of a cancellation made; `transfer` is the number of the transfer that made it.

    `salt`: 16 to 32 random bytes in hex, which keep the proof code from being guessed.
    """

    holder: str
    transfer: int
    salt: str


@dataclass(frozen=True, slots=True)
class CancellationCertified(Fact):
    """A cancellation has its certificate, with number and proof code."""

    type: ClassVar[str] = "registry.cancellation_certified/1"
    holder: str
    transfer: int
    certificate: str
    salt: str
    code: str


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

    def digest(self) -> str:
        """Return the SHA-256 of what the certificate says."""
        said = {
            "transfer": self.transfer, "holder": self.holder, "instrument": self.instrument,
            "amount_t": self.amount_t, "reason": self.reason, "beneficiary": self.beneficiary, "day": self.day,
        }  # fmt: skip
        return sha256(canonical(said)).hexdigest()


@table("registry_certificate", key=["transfer"], unique=[["code"]])
@dataclass(slots=True)
class CertificateRow(Row):
    """The certificate of a cancellation: its number, its proof code, and when it was made."""

    transfer: int
    number: str
    code: str
    certified_on: str


TABLES: tuple[type[Row], ...] = (CancellationRow, CertificateRow)


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


class CertificateCommands:
    """Judges the making of certificates; `prove` makes their proof codes."""

    def __init__(self, prove: Prove) -> None:
        self._prove = prove

    def certify(self, request: CertifyCancellation, rows: Rows, act: Act) -> Outcome:
        account = registration(request.holder)
        theirs = act.command.organisation == request.holder
        if theirs and (refused := not_by("certify", account, rows, act)):
            return refused
        found = rows.get(CancellationRow, request.transfer)
        if found is None or found.holder != request.holder:
            return act.refuse(
                CancellationOutcome.CANCELLATION_NOT_FOUND, holder=request.holder, transfer=request.transfer
            )
        if (made := rows.get(CertificateRow, found.transfer)) is not None:
            return act.refuse(
                CancellationOutcome.ALREADY_CERTIFIED, transfer=found.transfer, certificate=made.number,
                day=made.certified_on,
            )  # fmt: skip
        if not _SALT.match(request.salt):
            return act.refuse(CancellationOutcome.BAD_SALT)
        number = NUMBER.format(year=found.day[:4], transfer=found.transfer)
        code = self._prove(request.salt, number, found.digest())
        act.record(CancellationCertified(found.holder, found.transfer, number, request.salt, code))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of certificates."""
        return (
            Handler(
                "registry.certify_cancellation",
                CertifyCancellation,
                self.certify,
                DONE,
                lambda r: [
                    (CancellationRow, r.transfer), (CertificateRow, r.transfer), (AccountRow, registration(r.holder)),
                ],
                own,
            ),
        )  # fmt: skip


def _certified(fact: CancellationCertified, at: At, rows: Rows) -> None:
    rows.put(CertificateRow(fact.transfer, fact.certificate, fact.code, at.day))


def _cancelled(fact: Cancelled, at: At, rows: Rows) -> None:
    open_on_need(rows, CANCELLED, "system", "registry")
    move(rows, at, "cancellation", fact.account, CANCELLED, fact.instrument, fact.amount_t, fact.beneficiary)
    number = rows.need(BookRow, 1).transfers
    rows.put(
        CancellationRow(number, fact.holder, fact.instrument, fact.amount_t, fact.reason, fact.beneficiary, at.day)
    )


FACTS = (FactType(Cancelled, _cancelled), FactType(CancellationCertified, _certified))

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
