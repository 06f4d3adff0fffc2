"""What may be asked of openings: sign a file, take over the next of its parts.

Signing names the digest of the first part, and each part names the digest of the next one. So a part that is not the
signed one is refused, whoever sends it, and taking parts over needs no further signature. Each part is one transaction;
whoever was interrupted goes on with the part that is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tanshi.application.opening.events import CasesTaken, FreezesTaken, OpeningSigned, PartTaken
from tanshi.application.opening.tables import OpeningCaseRow, OpeningFreezeRow, OpeningRow, OpeningSheetRow
from tanshi.compliance.events import ObligationOpened
from tanshi.compliance.tables import ObligationRow
from tanshi.core.outcome import Outcome
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.mrv import opening_figures
from tanshi.mrv.commands import MrvOutcome
from tanshi.mrv.tables import OpeningEmissionRow, OpeningOutputRow, ReportRow
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.registry import accounts
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.events import OPENING, OpeningTaken
from tanshi.registry.outcome import DONE
from tanshi.registry.products import ListInstrument, ProductCommands
from tanshi.registry.tables import AccountRow, BookRow, HoldingRow, InstrumentRow, TransferRow
from tanshi.rulemaking.commands import planned_vintages
from tanshi.rules import Law

#: The sheets of a file, in the order in which they are taken over.
SHEETS = ("holdings", "cash", "emissions", "obligations", "freezes", "cases")


class OpeningOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    SIGNED = "opening.signed"
    TAKEN = "opening.taken"
    ALREADY_SIGNED = "opening.already_signed"
    NOTHING_TO_TAKE = "opening.nothing_to_take"
    UNKNOWN_SHEET = "opening.unknown_sheet"
    SHEET_TAKEN = "opening.sheet_taken"
    NOT_FIRST = "opening.not_first"
    NOT_SIGNED = "opening.not_signed"
    NOT_THE_SIGNED_PART = "opening.not_the_signed_part"
    HOLDER_NOT_FOUND = "opening.holder_not_found"
    INSTRUMENT_NOT_FOUND = "opening.instrument_not_found"
    BAD_AMOUNT = "opening.bad_amount"
    ENTITY_NOT_FOUND = "opening.entity_not_found"
    ALREADY_IN_BOOKS = "opening.already_in_books"


@dataclass(frozen=True, slots=True)
class SheetSigned:
    """A sheet and how many rows it has."""

    sheet: str
    lines: int


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A control total: of a sheet, about an instrument, year or period, in decimal text."""

    sheet: str
    about: str
    measure: str
    total: str


@dataclass(frozen=True, slots=True)
class SignOpening:
    """Sign a file of opening sheets, named by its SHA-256; `first` is the digest of the first of its parts."""

    opening: str
    name: str
    parts: int
    first: str
    sheets: tuple[SheetSigned, ...]
    totals: tuple[ControlTotal, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What an account holds of an instrument: whole tonnes, or fen of cash; `account`: registration or trading."""

    holder: str
    account: str
    instrument: str
    amount: int


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation that is still open: tonnes owed, tonnes surrendered for it already."""

    entity: str
    period: str
    obligation_t: int
    surrendered_t: int
    deadline: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """A freeze: whole tonnes, or fen of cash."""

    holder: str
    instrument: str
    document: str
    amount: int
    ground: str


@dataclass(frozen=True, slots=True)
class Case:
    """An open case."""

    entity: str
    ground: str
    document: str
    stage: str


@dataclass(frozen=True, slots=True)
class TakeOpening:
    """Take over the part of a signed file that is due; `due` is the digest of the one after it, "" for the last."""

    opening: str
    number: int
    due: str
    held: tuple[Held, ...] = ()
    emissions: tuple[opening_figures.TakeOpeningEmission, ...] = ()
    outputs: tuple[opening_figures.TakeOpeningOutput, ...] = ()
    owed: tuple[Owed, ...] = ()
    frozen: tuple[Frozen, ...] = ()
    cases: tuple[Case, ...] = ()


def digest_of(part: TakeOpening) -> str:
    """Return the SHA-256 of a part as hex, by which the one before it, or the signature, names it."""
    return sha256(canonical(plain(part))).hexdigest()


class OpeningCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._products = ProductCommands(law)
        self._law = law

    def sign(self, request: SignOpening, rows: Rows, act: Act) -> Outcome:
        if rows.get(OpeningRow, request.opening) is not None:
            return act.refuse(OpeningOutcome.ALREADY_SIGNED, opening=request.opening)
        if request.parts < 1 or not request.sheets:
            return act.refuse(OpeningOutcome.NOTHING_TO_TAKE, opening=request.opening)
        for signed in request.sheets:
            if signed.sheet not in SHEETS or signed.lines < 1:
                return act.refuse(OpeningOutcome.UNKNOWN_SHEET, sheet=signed.sheet, known=", ".join(SHEETS))
            if (earlier := rows.get(OpeningSheetRow, signed.sheet)) is not None:
                return act.refuse(OpeningOutcome.SHEET_TAKEN, sheet=signed.sheet, opening=earlier.opening)
            if has_begun(signed.sheet, rows):
                return act.refuse(OpeningOutcome.NOT_FIRST, sheet=signed.sheet)
        act.record(
            OpeningSigned(
                request.opening, request.name, request.parts, request.first,
                [plain(s) for s in request.sheets], [plain(t) for t in request.totals],
            )
        )  # fmt: skip
        return OpeningOutcome.SIGNED

    def take(self, request: TakeOpening, rows: Rows, act: Act) -> Outcome:
        row = rows.get(OpeningRow, request.opening)
        if row is None:
            return act.refuse(OpeningOutcome.NOT_SIGNED, opening=request.opening)
        if row.state != "open" or request.number != row.taken + 1 or digest_of(request) != row.due:
            return act.refuse(OpeningOutcome.NOT_THE_SIGNED_PART, number=request.number, opening=request.opening)
        refused = (
            self._take_held(request, rows, act)
            or self._take_mrv(request, rows, act)
            or _take_owed(request, rows, act)
            or self._take_frozen(request, rows, act)
            or _take_cases(request, rows, act)
        )
        if refused:
            return refused
        act.record(PartTaken(request.opening, request.number, request.due))
        return OpeningOutcome.TAKEN

    def _has_account(self, holder: str, rows: Rows, act: Act) -> Outcome | None:
        """Open the accounts of a holder the opening brings, where there are none yet."""
        if rows.get(AccountRow, registration(holder)) is not None:
            return None
        if rows.get(EntityRow, holder) is None:
            return act.refuse(OpeningOutcome.HOLDER_NOT_FOUND, holder=holder)
        found = accounts.open_account(accounts.OpenAccount(holder), rows, act)
        return None if found is DONE else found

    def _is_listed(self, instrument: str, rows: Rows, act: Act) -> Outcome | None:
        """List a vintage the opening brings, where it is not listed yet, by the plan that approved it."""
        if rows.get(InstrumentRow, instrument) is not None:
            return None
        plan = planned_vintages(self._law).get(instrument)
        if plan is None:
            return act.refuse(OpeningOutcome.INSTRUMENT_NOT_FOUND, instrument=instrument)
        found = self._products.list_instrument(ListInstrument(instrument, plan), rows, act)
        return None if found is DONE else found

    def _take_held(self, request: TakeOpening, rows: Rows, act: Act) -> Outcome | None:
        if not request.held:
            return None
        for held in request.held:
            if refused := self._has_account(held.holder, rows, act) or self._is_listed(held.instrument, rows, act):
                return refused
            if held.amount <= 0:
                return act.refuse(OpeningOutcome.BAD_AMOUNT, holder=held.holder, amount=held.amount)
        holdings = [{"account": account_of(h), "instrument": h.instrument, "amount": h.amount} for h in request.held]
        act.record(OpeningTaken(request.opening, holdings))
        return None

    def _take_frozen(self, request: TakeOpening, rows: Rows, act: Act) -> Outcome | None:
        if not request.frozen:
            return None
        for frozen in request.frozen:
            if refused := self._has_account(frozen.holder, rows, act):
                return refused
            if frozen.amount <= 0:
                return act.refuse(OpeningOutcome.BAD_AMOUNT, holder=frozen.holder, amount=frozen.amount)
            if rows.get(OpeningFreezeRow, (frozen.holder, frozen.instrument, frozen.document)) is not None:
                return act.refuse(OpeningOutcome.ALREADY_IN_BOOKS, subject=f"{frozen.holder} {frozen.document}")
        act.record(FreezesTaken(request.opening, [plain(f) for f in request.frozen]))
        return None

    def _take_mrv(self, request: TakeOpening, rows: Rows, act: Act) -> Outcome | None:
        """Take emissions and outputs over by the commands that MRV has for them."""
        for emission in request.emissions:
            if (found := opening_figures.take_emission(emission, rows, act)) is not MrvOutcome.DONE:
                return found
        for output in request.outputs:
            if (found := opening_figures.take_output(output, rows, act)) is not MrvOutcome.DONE:
                return found
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all commands of this system."""
        return (
            Handler("opening.sign", SignOpening, self.sign, OpeningOutcome.SIGNED, _touches_signing),
            Handler("opening.take", TakeOpening, self.take, OpeningOutcome.TAKEN, _touches_part),
        )


def has_begun(sheet: str, rows: Rows) -> bool:
    """Tell whether the books have ordinary acts of the kind a sheet opens: an opening comes before all of them."""
    if sheet in ("holdings", "cash"):
        book = rows.get(BookRow, 1)
        if book is None or book.transfers == 0:
            return False
        # transfers have no gap, so if the last one is of an opening, none before it is anything else
        return book.session != "" or rows.need(TransferRow, book.transfers).kind != OPENING
    if sheet == "emissions":
        return any(rows.where(ReportRow, state=state) for state in ("filed", "verified", "confirmed"))
    if sheet == "obligations":
        return any(rows.where(ObligationRow, state=state) for state in ("open", "met", "short"))
    return False


def account_of(held: Held) -> str:
    """Return the id of the account that holds it."""
    return trading(held.holder) if held.account == "trading" else registration(held.holder)


def _take_owed(request: TakeOpening, rows: Rows, act: Act) -> Outcome | None:
    for owed in request.owed:
        if rows.get(EntityRow, owed.entity) is None:
            return act.refuse(OpeningOutcome.ENTITY_NOT_FOUND, entity=owed.entity)
        if not 0 <= owed.surrendered_t <= owed.obligation_t:
            return act.refuse(OpeningOutcome.BAD_AMOUNT, holder=owed.entity, amount=owed.surrendered_t)
        if rows.get(ObligationRow, (owed.entity, owed.period)) is not None:
            return act.refuse(OpeningOutcome.ALREADY_IN_BOOKS, subject=f"{owed.entity} {owed.period}")
        act.record(
            ObligationOpened(
                owed.entity, owed.period, owed.obligation_t, owed.surrendered_t, owed.deadline, request.opening
            )
        )
    return None


def _take_cases(request: TakeOpening, rows: Rows, act: Act) -> Outcome | None:
    if not request.cases:
        return None
    for case in request.cases:
        if rows.get(EntityRow, case.entity) is None:
            return act.refuse(OpeningOutcome.ENTITY_NOT_FOUND, entity=case.entity)
        if rows.get(OpeningCaseRow, (case.entity, case.ground, case.document)) is not None:
            return act.refuse(OpeningOutcome.ALREADY_IN_BOOKS, subject=f"{case.entity} {case.document}")
    act.record(CasesTaken(request.opening, [plain(c) for c in request.cases]))
    return None


def _touches_signing(r: SignOpening) -> Iterable[Touch]:
    yield OpeningRow, r.opening
    yield BookRow, 1
    for signed in r.sheets:
        yield OpeningSheetRow, signed.sheet


def _touches_part(r: TakeOpening) -> Iterable[Touch]:
    yield OpeningRow, r.opening
    yield BookRow, 1
    for held in r.held:
        yield EntityRow, held.holder
        yield AccountRow, registration(held.holder)
        yield AccountRow, trading(held.holder)
        yield InstrumentRow, held.instrument
        yield HoldingRow, (account_of(held), held.instrument)
    for emission in r.emissions:
        yield EntityRow, emission.entity
        for unit in emission.units:
            yield UnitRow, unit.unit
            yield OpeningEmissionRow, (unit.unit, emission.year)
    for output in r.outputs:
        yield EntityRow, output.entity
        for supplied in output.units:
            yield UnitRow, supplied.unit
            yield OpeningOutputRow, (supplied.unit, output.year)
    for owed in r.owed:
        yield EntityRow, owed.entity
        yield ObligationRow, (owed.entity, owed.period)
    for frozen in r.frozen:
        yield AccountRow, registration(frozen.holder)
        yield OpeningFreezeRow, (frozen.holder, frozen.instrument, frozen.document)
    for case in r.cases:
        yield EntityRow, case.entity
        yield OpeningCaseRow, (case.entity, case.ground, case.document)
