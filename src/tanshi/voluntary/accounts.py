"""Accounts of the voluntary registry (登记账户), one for each holder; who may not hold has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_id, is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.rules import Book
from tanshi.voluntary.unit_tables import AccountRow

#: Kinds that hold units: project owners, key emitters, other traders (rules on registration, art. 5).
KINDS = ("owner", "emitter", "trader")

#: Roles whose bodies may not trade (Order 31, art. 37).
_BARRED = ("nation", "province", "city", "registry", "exchange", "voluntary", "voluntary_exchange", "verifier")

TEXT = 1_000


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Open an account on papers that were complete on `papers_on`. `kind`: owner, emitter or trader."""

    holder: str
    kind: str
    name: str
    papers_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class AccountOpened(Fact):
    """A holder has an account."""

    type: ClassVar[str] = "voluntary.account_opened/1"
    holder: str
    kind: str
    name: str
    evidence_sha256: str
    late: bool


def _opened(fact: AccountOpened, at: At, rows: Rows) -> None:
    rows.put(AccountRow(fact.holder, fact.kind, fact.name, fact.evidence_sha256, at.day, int(fact.late)))


FACTS = (FactType(AccountOpened, _opened),)


class AccountCommands:
    """Judges the opening of accounts."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def open(self, request: OpenAccount, rows: Rows, act: Act) -> Outcome:
        rules = self._book.on(rows, act.day)
        if rules is None:
            return act.refuse(VoluntaryOutcome.NOT_OPEN_YET, day=act.day)
        if not is_id(request.holder):
            return act.refuse(VoluntaryOutcome.BAD_ID, id=request.holder[:96])
        if not is_text(request.name):
            return act.refuse(VoluntaryOutcome.BAD_TEXT, most=TEXT)
        if not is_sha256(request.evidence_sha256):
            return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.holder)
        if not is_day(request.papers_on) or request.papers_on > act.day:
            return act.refuse(VoluntaryOutcome.BAD_DAYS, day=request.papers_on)
        if request.kind not in KINDS:
            return act.refuse(VoluntaryOutcome.UNKNOWN_KIND, kind=request.kind, known=", ".join(KINDS))
        actors = rows.where(ActorRow, organisation=request.holder)
        if (barred := next((a.role for a in actors if a.role in _BARRED), "")) != "":
            return act.refuse(VoluntaryOutcome.BARRED, holder=request.holder, role=barred)
        if rows.get(AccountRow, request.holder) is not None:
            return act.refuse(VoluntaryOutcome.ACCOUNT_EXISTS, holder=request.holder)
        late = rules.is_late(request.papers_on, "account_working_days")
        act.record(AccountOpened(request.holder, request.kind, request.name, request.evidence_sha256, late))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of openings."""
        return (Handler("voluntary.open_account", OpenAccount, self.open, DONE, _touches),)


def _touches(request: OpenAccount) -> Iterable[Touch]:
    return [(AccountRow, request.holder)]


def is_text(text: str) -> bool:
    """Tell whether a text says something, and not too much."""
    return len(text.strip()) > 0 and len(text) <= TEXT


def of_holder(request: Any, rows: Rows) -> Concern:
    """Return whom what a holder asks concerns."""
    return Concern(entity=request.holder, organisation=request.holder)


def of_owner(request: Any, rows: Rows) -> Concern:
    """Return whom what an owner asks concerns."""
    return Concern(entity=request.owner, organisation=request.owner)


def of_body(request: Any, rows: Rows) -> Concern:
    """Return whom what a body asks concerns."""
    return Concern(organisation=request.body)
