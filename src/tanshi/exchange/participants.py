"""Participants (交易主体): admission by kind, the trading account's number, suspension, closing, and who operates it.

Whether a kind is admitted at all, its papers and days are law data (`exchange.participant_kinds`): a kind is closed
until an act opens it. Who applies has an account at the registry and is of no body that may not trade; what became of
the account there is asked through a port, since the exchange may keep books of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.outcome import DONE
from tanshi.exchange.participant_tables import (
    ADMITTED,
    APPLIED,
    CLOSED,
    REFUSED,
    SUSPENDED,
    CounterRow,
    ParticipantPaperRow,
    ParticipantRow,
)
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.kinds import RESERVE_KIND, RegistryLaw, after_working_days
from tanshi.registry.representatives import barred_role, whose
from tanshi.registry.restrictions import LIFTED
from tanshi.registry.tables import HELD_OPEN, BarredRow, HolderRow, HoldingRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


class ParticipantOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_ACCOUNT = "exchange.no_registry_account"
    APPLIED_ALREADY = "exchange.applied_already"
    KIND_NOT_ADMITTED = "exchange.kind_not_admitted"
    BARRED_PARTICIPANT = "exchange.barred_participant"
    UNKNOWN_PAPER = "exchange.unknown_paper"
    BAD_PAPER = "exchange.bad_paper"
    NO_APPLICATION = "exchange.no_application"
    PAPERS_MISSING = "exchange.papers_missing"
    NOT_ADMITTED = "exchange.not_admitted"
    NOT_SUSPENDED = "exchange.not_suspended"
    NO_REASON = "exchange.no_reason_given"
    NOT_EMPTY = "exchange.account_not_empty"


@dataclass(frozen=True, slots=True)
class ParticipantPaper:
    """A paper of an application, by the digest of its file."""

    paper: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ApplyTrading:
    """Apply to be admitted to trading, or file what an application still lacks."""

    holder: str
    papers: tuple[ParticipantPaper, ...]


@dataclass(frozen=True, slots=True)
class AdmitParticipant:
    """Admit who applied; its trading account gets the next number."""

    holder: str


@dataclass(frozen=True, slots=True)
class RefuseParticipant:
    """Refuse who applied, with the reason."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class SuspendParticipant:
    """Let a participant trade no more until it is resumed."""

    holder: str
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ResumeParticipant:
    """Let a suspended participant trade again."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloseParticipant:
    """Close a participant's trading account; it is empty."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class TradingApplied(Fact):
    """Somebody applied for admission; `due`: the last day for the answer, "" while papers are missing."""

    type: ClassVar[str] = "exchange.trading_applied/1"
    holder: str
    kind: str
    papers: list[dict[str, Any]]  # paper, sha256
    first: int  # number of the first of them among the holder's papers
    missing: str  # with blanks between
    due: str


@dataclass(frozen=True, slots=True)
class ParticipantAdmitted(Fact):
    """A participant may trade, under the number of its trading account."""

    type: ClassVar[str] = "exchange.participant_admitted/1"
    holder: str
    number: int
    sides: str  # what its kind may do, with blanks between
    citation: str
    late: bool


@dataclass(frozen=True, slots=True)
class ParticipantRefused(Fact):
    """An application for admission was refused."""

    type: ClassVar[str] = "exchange.participant_refused/1"
    holder: str
    reason: str
    late: bool


@dataclass(frozen=True, slots=True)
class ParticipantSuspended(Fact):
    """A participant may not trade for the time being."""

    type: ClassVar[str] = "exchange.participant_suspended/1"
    holder: str
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ParticipantResumed(Fact):
    """A participant may trade again."""

    type: ClassVar[str] = "exchange.participant_resumed/1"
    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParticipantClosed(Fact):
    """A trading account is closed; its number is not given again."""

    type: ClassVar[str] = "exchange.participant_closed/1"
    holder: str
    reason: str


class Accounts(Protocol):
    """What the exchange knows of accounts at the registry."""

    def touches(self, holder: str) -> Iterable[Touch]: ...

    def kind(self, holder: str, rows: Rows) -> str:
        """Return the kind of a holder's open account, "" if there is none."""
        ...


class RegistryAccounts:
    """The registry's own rows, where both keep one database."""

    def touches(self, holder: str) -> Iterable[Touch]:
        return [(HolderRow, holder), (BarredRow, holder)]

    def kind(self, holder: str, rows: Rows) -> str:
        found = rows.get(HolderRow, holder)
        return found.kind if found is not None and found.state == HELD_OPEN else ""


@dataclass(frozen=True, slots=True)
class ParticipantKind:
    """A kind of participants as the law has it on a day."""

    open: bool
    papers: tuple[str, ...]
    review_days: int
    operators: int
    sides: tuple[str, ...]
    citation: str


def participant_kinds(law: Law, day: str) -> dict[str, ParticipantKind]:
    """Return the kinds of participants on a legal day, by the kind of the registry's account."""
    return {
        kind: ParticipantKind(
            cited.value["open"] == "true", tuple(cited.value["papers"]), int(cited.value["review_days"]),
            int(cited.value["operators"]), tuple(cited.value["sides"]), law.reference(cited.citation),
        )
        for kind, cited in law.table("exchange.participant_kinds", date.fromisoformat(day)).items()
    }  # fmt: skip


class ParticipantCommands:
    """Judges admissions under a law."""

    def __init__(self, law: Law, accounts: Accounts) -> None:
        self._laws = LawBook(law)
        self._registry = RegistryLaw(law)
        self._accounts = accounts

    def apply(self, request: ApplyTrading, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ParticipantRow, request.holder)
        if found is not None and found.state not in (APPLIED, REFUSED, CLOSED):
            return act.refuse(ParticipantOutcome.APPLIED_ALREADY, holder=request.holder, state=found.state)
        kind = self._kind(request.holder, rows, act)
        if isinstance(kind, Outcome):
            return kind
        code, terms = kind
        if refused := self._barred(request.holder, code, rows, act) or _bad_papers(request.papers, code, terms, act):
            return refused
        filed = {p.paper for p in request.papers}
        lacks = found.missing.split() if found is not None and found.state == APPLIED else terms.papers
        missing = [paper for paper in lacks if paper not in filed]
        due = "" if missing else after_working_days(act.day, terms.review_days)
        first = found.papers + 1 if found else 1
        act.record(
            TradingApplied(request.holder, code, [plain(p) for p in request.papers], first, " ".join(missing), due)
        )
        return DONE

    def admit(self, request: AdmitParticipant, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ParticipantRow, request.holder)
        if found is None or found.state != APPLIED:
            return act.refuse(ParticipantOutcome.NO_APPLICATION, holder=request.holder)
        kind = self._kind(request.holder, rows, act)
        if isinstance(kind, Outcome):
            return kind
        code, terms = kind
        if refused := self._barred(request.holder, code, rows, act):
            return refused
        if found.missing:
            return act.refuse(ParticipantOutcome.PAPERS_MISSING, holder=request.holder, missing=found.missing)
        counter = rows.get(CounterRow, 1)
        number = found.number or (counter.participants if counter else 0) + 1
        act.record(
            ParticipantAdmitted(request.holder, number, " ".join(terms.sides), terms.citation, act.day > found.due)
        )
        return DONE

    def _kind(self, holder: str, rows: Rows, act: Act) -> tuple[str, ParticipantKind] | Outcome:
        code = self._accounts.kind(holder, rows)
        if not code:
            return act.refuse(ParticipantOutcome.NO_ACCOUNT, holder=holder)
        terms = participant_kinds(self._laws.on(rows, act.day), act.day).get(code)
        if terms is None or not terms.open:
            return act.refuse(
                ParticipantOutcome.KIND_NOT_ADMITTED,
                holder=holder,
                kind=code,
                citation=terms.citation if terms else "–",
            )
        return code, terms

    def _barred(self, holder: str, kind: str, rows: Rows, act: Act) -> Outcome | None:
        """Refuse bodies that may not trade; the authority's own account sells by order and is not one of theirs."""
        roles, citation = self._registry.barred_roles(rows, act.day)
        noted = rows.get(BarredRow, holder)
        if (kind != RESERVE_KIND and barred_role(rows, holder, roles)) or (noted is not None and noted.state != LIFTED):
            return act.refuse(ParticipantOutcome.BARRED_PARTICIPANT, holder=holder, citation=citation)
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of admissions."""

        def touches(r: Any) -> Iterable[Touch]:
            yield ParticipantRow, r.holder
            yield CounterRow, 1
            yield from self._accounts.touches(r.holder)

        return (
            Handler("exchange.apply_trading", ApplyTrading, self.apply, DONE, touches, whose),
            Handler("exchange.admit_participant", AdmitParticipant, self.admit, DONE, touches, whose),
            Handler("exchange.refuse_participant", RefuseParticipant, _refuse, DONE, touches, whose),
            Handler("exchange.suspend_participant", SuspendParticipant, _suspend, DONE, touches, whose),
            Handler("exchange.resume_participant", ResumeParticipant, _resume, DONE, touches, whose),
            Handler("exchange.close_participant", CloseParticipant, _close, DONE, touches, whose),
        )


def _bad_papers(papers: Sequence[ParticipantPaper], kind: str, terms: ParticipantKind, act: Act) -> Outcome | None:
    for paper in papers:
        if paper.paper not in terms.papers:
            return act.refuse(
                ParticipantOutcome.UNKNOWN_PAPER, paper=paper.paper, kind=kind, known=", ".join(terms.papers)
            )
        if not is_sha256(paper.sha256):
            return act.refuse(ParticipantOutcome.BAD_PAPER, paper=paper.paper, sha256=paper.sha256)
    return None


def _refuse(request: RefuseParticipant, rows: Rows, act: Act) -> Outcome:
    found = rows.get(ParticipantRow, request.holder)
    if found is None or found.state != APPLIED:
        return act.refuse(ParticipantOutcome.NO_APPLICATION, holder=request.holder)
    if not request.reason.strip():
        return act.refuse(ParticipantOutcome.NO_REASON)
    act.record(ParticipantRefused(request.holder, request.reason, bool(found.due) and act.day > found.due))
    return DONE


def _suspend(request: SuspendParticipant, rows: Rows, act: Act) -> Outcome:
    found = rows.get(ParticipantRow, request.holder)
    if found is None or found.state != ADMITTED:
        return act.refuse(ParticipantOutcome.NOT_ADMITTED, holder=request.holder)
    if not request.reason.strip():
        return act.refuse(ParticipantOutcome.NO_REASON)
    if not is_sha256(request.evidence_sha256):
        return act.refuse(ParticipantOutcome.BAD_PAPER, paper="evidence", sha256=request.evidence_sha256)
    act.record(ParticipantSuspended(request.holder, request.reason, request.evidence_sha256))
    return DONE


def _resume(request: ResumeParticipant, rows: Rows, act: Act) -> Outcome:
    found = rows.get(ParticipantRow, request.holder)
    if found is None or found.state != SUSPENDED:
        return act.refuse(ParticipantOutcome.NOT_SUSPENDED, holder=request.holder)
    if not request.reason.strip():
        return act.refuse(ParticipantOutcome.NO_REASON)
    act.record(ParticipantResumed(request.holder, request.reason))
    return DONE


def _close(request: CloseParticipant, rows: Rows, act: Act) -> Outcome:
    found = rows.get(ParticipantRow, request.holder)
    if found is None or found.state not in (ADMITTED, SUSPENDED):
        return act.refuse(ParticipantOutcome.NOT_ADMITTED, holder=request.holder)
    if not request.reason.strip():
        return act.refuse(ParticipantOutcome.NO_REASON)
    for held in rows.where(HoldingRow, account=trading(request.holder)):
        if held.amount:
            return act.refuse(
                ParticipantOutcome.NOT_EMPTY, holder=request.holder, instrument=held.instrument, amount=held.amount
            )
    act.record(ParticipantClosed(request.holder, request.reason))
    return DONE


def _applied(fact: TradingApplied, at: At, rows: Rows) -> None:
    """Who applies again keeps its number, its papers and what was decided before."""
    if rows.get(ParticipantRow, fact.holder) is None:
        rows.put(ParticipantRow(fact.holder, fact.kind, APPLIED, 0, at.day))
    row = rows.edit(ParticipantRow, fact.holder)
    row.kind, row.state, row.applied_on = fact.kind, APPLIED, at.day
    row.missing, row.due, row.papers = fact.missing, fact.due, row.papers + len(fact.papers)
    for number, paper in enumerate(fact.papers, fact.first):
        rows.put(ParticipantPaperRow(fact.holder, number, paper["paper"], paper["sha256"], at.day))


def _admitted(fact: ParticipantAdmitted, at: At, rows: Rows) -> None:
    row = rows.edit(ParticipantRow, fact.holder)
    row.state, row.number, row.sides, row.decided_on = ADMITTED, fact.number, fact.sides, at.day
    row.reason, row.late = "", int(fact.late)
    counter = rows.get(CounterRow, 1)
    if counter is None or counter.participants < fact.number:
        rows.put(CounterRow(1, fact.number))


def _decided(state: str) -> Any:
    """Return the projection of a decision that puts a participant into a state."""

    def project(fact: Any, at: At, rows: Rows) -> None:
        row = rows.edit(ParticipantRow, fact.holder)
        row.state, row.reason, row.decided_on = state, fact.reason, at.day
        row.late = int(getattr(fact, "late", False))

    return project


FACTS = (
    FactType(TradingApplied, _applied),
    FactType(ParticipantAdmitted, _admitted),
    FactType(ParticipantRefused, _decided(REFUSED)),
    FactType(ParticipantSuspended, _decided(SUSPENDED)),
    FactType(ParticipantResumed, _decided(ADMITTED)),
    FactType(ParticipantClosed, _decided(CLOSED)),
)
