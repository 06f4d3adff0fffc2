"""Products (交易产品): what may be held is listed by an approval act, with what the law says of its kind that day.

A new product needs no code: its kind stands in `registry.product_kinds`, and everything else asks for what the listing
kept of it: the acts that may be done with it, who may hold it, and the days on which it is issued and traded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.kinds import RegistryLaw
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import BookRow, InstrumentRow
from tanshi.rules import Law


class ProductOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    UNKNOWN_PRODUCT_KIND = "registry.unknown_product_kind"
    NO_APPROVAL = "registry.no_approval"
    BAD_VALIDITY = "registry.bad_validity"


@dataclass(frozen=True, slots=True)
class ListInstrument:
    """List a product: a vintage of allowances, or one of another kind; `approved_by` names the act.

    It is issued and traded from `valid_from` to `valid_until`, both included; left out, the act sets no limit.
    """

    instrument: str
    approved_by: str
    kind: str = "allowance"
    valid_from: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class InstrumentListed(Fact):
    """A product may be held, by an approval act; `acts` may be done with it, `holders` are kinds of accounts."""

    type: ClassVar[str] = "registry.instrument_listed/2"
    instrument: str
    kind: str
    unit: str
    approved_by: str
    acts: str  # with blanks between
    holders: str  # with blanks between; "" is all
    valid_from: str
    valid_until: str


def _from_first(body: dict[str, Any]) -> dict[str, Any]:
    """Return the second version of a listing: the first knew allowances, which all acts moved, and cash."""
    acts = "issue trade transfer surrender cancel freeze pledge carry_over"
    if body.get("kind") == "cash":
        acts = "deposit withdraw"
    return {**body, "acts": acts, "holders": "", "valid_from": "", "valid_until": ""}


def _listed(fact: InstrumentListed, at: At, rows: Rows) -> None:
    rows.put(
        InstrumentRow(
            fact.instrument, fact.kind, fact.unit, fact.approved_by, fact.acts, fact.holders,
            fact.valid_from, fact.valid_until,
        )
    )  # fmt: skip


FACTS = (FactType(InstrumentListed, _listed),)

UPCASTERS = {"registry.instrument_listed/1": (InstrumentListed.type, _from_first)}


class ProductCommands:
    """Judges listings under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def list_instrument(self, request: ListInstrument, rows: Rows, act: Act) -> Outcome:
        """Judge the listing of a product; an opening lists what it brings in the same way."""
        if rows.get(BookRow, 1) is None:
            return act.refuse(RegistryOutcome.NOT_OPENED)
        if not is_id(request.instrument):
            return act.refuse(RegistryOutcome.BAD_ID, id=request.instrument)
        if rows.get(InstrumentRow, request.instrument) is not None:
            return act.refuse(RegistryOutcome.INSTRUMENT_EXISTS, instrument=request.instrument)
        kinds = self._law.product_kinds(rows, act.day)
        if request.kind not in kinds:
            return act.refuse(ProductOutcome.UNKNOWN_PRODUCT_KIND, kind=request.kind, known=", ".join(kinds))
        if not request.approved_by.strip():
            return act.refuse(ProductOutcome.NO_APPROVAL, instrument=request.instrument)
        days = (request.valid_from, request.valid_until)
        if not all(day == "" or is_day(day) for day in days) or (all(days) and days[0] > days[1]):
            return act.refuse(ProductOutcome.BAD_VALIDITY, first=request.valid_from, last=request.valid_until)
        act.record(self.listing(request, rows, act))
        return DONE

    def listing(self, request: ListInstrument, rows: Rows, act: Act) -> InstrumentListed:
        """Return the fact of a listing, with what the law says of its kind today."""
        kind = self._law.product_kinds(rows, act.day)[request.kind]
        return InstrumentListed(
            request.instrument, kind.code, kind.unit, request.approved_by, " ".join(kind.acts), " ".join(kind.holders),
            request.valid_from, request.valid_until,
        )  # fmt: skip

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of listings."""
        return (
            Handler(
                "registry.list_instrument",
                ListInstrument,
                self.list_instrument,
                DONE,
                touch=lambda r: [(InstrumentRow, r.instrument), (BookRow, 1)],
            ),
        )
