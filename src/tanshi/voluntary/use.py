"""Use is cancellation (Order 31, art. 28): who, for whom, what for, which serials; with a certificate if asked for.

Units offset an obligation of the national market only within what compliance allowed before, so that nothing is
cancelled in vain; the cancellation is then told to compliance, which counts it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.voluntary.accounts import TEXT, is_text, of_holder
from tanshi.voluntary.holdings import FREE, give
from tanshi.voluntary.offset_room import Rooms, outside
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.unit_tables import AccountRow, BookRow, HoldingRow, InstrumentRow, UseRow
from tanshi.voluntary.units import cannot_give

SURRENDER, LOCAL_SURRENDER = "surrender", "local_surrender"

#: What units are used for: an obligation of the national market or a local one, a large event, the holder's own
#: emissions, or nothing but their end.
PURPOSES = (SURRENDER, LOCAL_SURRENDER, "event", "own_emissions", "voluntary")

#: A certificate's number: the word of its kind, the year, the number of the cancellation.
NUMBER = "减排量注销〔{year}〕第{number}号"

#: Makes a proof code of a secret salt and what is proved.
Prove = Callable[..., str]

_SALT = re.compile(r"([0-9a-f]{2}){16,32}\Z")


@dataclass(frozen=True, slots=True)
class Use:
    """Cancel free units. `beneficiary` "" is the holder; `period` names the obligation's, for `surrender`.

    `salt`: 16 to 32 random bytes in hex for the certificate's proof code; "" asks for none.
    """

    holder: str
    instrument: str
    amount_t: int
    purpose: str
    beneficiary: str
    period: str
    reason: str
    salt: str


@dataclass(frozen=True, slots=True)
class Certify:
    """Ask for the certificate of a cancellation that was made without one; `salt` as in `Use`."""

    holder: str
    number: int
    salt: str


@dataclass(frozen=True, slots=True)
class Used(Fact):
    """Units were used and are gone; serials from first to last, both included."""

    type: ClassVar[str] = "voluntary.used/1"
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
    salt: str
    code: str


@dataclass(frozen=True, slots=True)
class Certified(Fact):
    """A cancellation has its certificate."""

    type: ClassVar[str] = "voluntary.certified/1"
    number: int
    certificate: str
    salt: str
    code: str


_SAID = tuple(name for name in UseRow.__table__.column_names if name != "used_on")
_DIGESTED = tuple(name for name in _SAID if name not in ("certificate", "code"))


def _used(fact: Used, at: At, rows: Rows) -> None:
    rows.put(UseRow(**{name: getattr(fact, name) for name in _SAID}, used_on=at.day))
    if rows.get(BookRow, 1) is None:
        rows.put(BookRow(1, 0))
    rows.edit(BookRow, 1).uses = fact.number
    consume(rows, fact.holder, fact.instrument, fact.amount_t)


def consume(rows: Rows, holder: str, instrument: str, amount_t: int, place: str = FREE) -> None:
    """Take units of a holder out of the books for good."""
    give(rows, holder, instrument, place, -amount_t)
    rows.edit(InstrumentRow, instrument).used_t += amount_t


def _certified(fact: Certified, at: At, rows: Rows) -> None:
    row = rows.edit(UseRow, fact.number)
    row.certificate, row.code = fact.certificate, fact.code


FACTS = (FactType(Used, _used), FactType(Certified, _certified))


def serials(rows: Rows, instrument: str, amount_t: int) -> tuple[int, int]:
    """Return the first and last serial that is cancelled next."""
    gone = rows.need(InstrumentRow, instrument).used_t
    return gone + 1, gone + amount_t


class UseCommands:
    """Judges uses; `prove` makes the proof codes of certificates, `rooms` says what may be offset."""

    def __init__(self, prove: Prove, rooms: Rooms) -> None:
        self._prove = prove
        self._rooms = rooms

    def use(self, request: Use, rows: Rows, act: Act) -> Outcome:
        if request.purpose not in PURPOSES:
            return act.refuse(VoluntaryOutcome.UNKNOWN_PURPOSE, purpose=request.purpose, known=", ".join(PURPOSES))
        if not is_text(request.reason) or len(request.beneficiary) > TEXT:
            return act.refuse(VoluntaryOutcome.WITHOUT_REASON, most=TEXT)
        named = is_id(request.beneficiary or request.holder) and is_id(request.period)
        if request.purpose in (SURRENDER, LOCAL_SURRENDER) and not named:
            return act.refuse(VoluntaryOutcome.NO_OBLIGATION_NAMED, holder=request.holder)
        if request.salt and not _SALT.match(request.salt):
            return act.refuse(VoluntaryOutcome.BAD_SALT)
        if refused := cannot_give(rows, act, request.holder, request.instrument, FREE, request.amount_t):
            return refused
        if request.purpose == SURRENDER and (refused := self._not_allowed(request, rows, act)):
            return refused
        book = rows.get(BookRow, 1)
        number = (book.uses if book else 0) + 1
        first, last = serials(rows, request.instrument, request.amount_t)
        said: dict[str, Any] = {
            "number": number, "holder": request.holder, "instrument": request.instrument,
            "amount_t": request.amount_t, "first_serial": first, "last_serial": last, "purpose": request.purpose,
            "beneficiary": _beneficiary(request), "period": request.period,
            "reason": request.reason,
        }  # fmt: skip
        certificate, code = self._paper(said, act.day, request.salt) if request.salt else ("", "")
        act.record(Used(**said, certificate=certificate, salt=request.salt, code=code))
        return DONE

    def certify(self, request: Certify, rows: Rows, act: Act) -> Outcome:
        row = rows.get(UseRow, request.number)
        if row is None or row.holder != request.holder:
            return act.refuse(VoluntaryOutcome.NO_SUCH_USE, number=request.number, holder=request.holder[:96])
        if row.code:
            return act.refuse(VoluntaryOutcome.CERTIFIED, number=request.number, certificate=row.certificate)
        if not _SALT.match(request.salt):
            return act.refuse(VoluntaryOutcome.BAD_SALT)
        said = {name: getattr(row, name) for name in _DIGESTED}
        certificate, code = self._paper(said, row.used_on, request.salt)
        act.record(Certified(row.number, certificate, request.salt, code))
        return DONE

    def _paper(self, said: dict[str, Any], day: str, salt: str) -> tuple[str, str]:
        """Return number and proof code of a cancellation's certificate."""
        certificate = NUMBER.format(year=day[:4], number=said["number"])
        return certificate, self._prove(salt, certificate, sha256(canonical({**said, "day": day})).hexdigest())

    def _not_allowed(self, request: Use, rows: Rows, act: Act) -> Outcome | None:
        entity = _beneficiary(request)
        room = self._rooms.find(entity, request.period, rows)
        used_t = sum(use.amount_t for use in offsets_of(rows, entity, request.period))
        return outside(room, entity, request.period, request.instrument, used_t, request.amount_t, rows, act)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of uses and their certificates."""
        return (
            Handler("voluntary.use", Use, self.use, DONE, self._touches, of_holder),
            Handler("voluntary.certify", Certify, self.certify, DONE, _touches_use, of_holder),
        )

    def _touches(self, request: Use) -> Iterable[Touch]:
        return [
            (BookRow, 1),
            (AccountRow, request.holder),
            (InstrumentRow, request.instrument),
            (HoldingRow, (request.holder, request.instrument, FREE)),
            *self._rooms.touches(_beneficiary(request), request.period),
        ]


def _touches_use(request: Certify) -> Iterable[Touch]:
    return [(UseRow, request.number)]


def _beneficiary(request: Use) -> str:
    return request.beneficiary.strip() or request.holder


def offsets_of(rows: Any, entity: str, period: str) -> list[UseRow]:
    """Return the cancellations that stand for an entity's obligation of a period, in their order."""
    found: list[UseRow] = rows.where(UseRow, beneficiary=entity)
    return [row for row in found if row.purpose == SURRENDER and row.period == period]
