"""Applications for an account (开户): papers, review within the working days of the kind, opened or refused.

The days count from the day on which no paper is missing; the operator can name papers that are, and then they count
anew from the day those are filed. A late answer is shown as late, not void. A holder that is closed is not
opened again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.participants.credit_code import why_not_credit_code
from tanshi.participants.tables import ACTIVE, ActorRow, EntityRow
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.accounts import is_no_holder_id
from tanshi.registry.events import ENTITY
from tanshi.registry.kinds import (
    APPLICATION,
    AUTHORITY,
    CREDIT_CODE,
    PAPER,
    AccountKind,
    RegistryLaw,
    after_working_days,
)
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.representatives import barred_role, whose
from tanshi.registry.tables import (
    APPLIED,
    CLOSED,
    HELD_OPEN,
    REFUSED,
    AccountRow,
    BookRow,
    HolderPaperRow,
    HolderRow,
)
from tanshi.rules import Law


class ApplicationOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    HOLDER_ENDED = "registry.holder_ended"
    UNKNOWN_ACCOUNT_KIND = "registry.unknown_account_kind"
    KIND_NOT_APPLIED_FOR = "registry.kind_not_applied_for"
    KIND_NOT_BROUGHT = "registry.kind_not_brought"
    NOT_OF_THIS_KIND = "registry.not_of_this_kind"
    BARRED_HOLDER = "registry.barred_holder"
    NO_HOLDER_NAME = "registry.no_holder_name"
    BAD_IDENTITY = "registry.bad_identity"
    IDENTITY_TAKEN = "registry.identity_taken"
    IDENTITY_EXPIRED = "registry.identity_expired"
    NO_APPLICATION = "registry.no_application"
    UNKNOWN_PAPER = "registry.unknown_paper"
    BAD_PAPER = "registry.bad_paper"
    NO_NEW_PAPER = "registry.no_new_paper"
    PAPERS_MISSING = "registry.papers_missing"
    NO_REASON_GIVEN = "registry.no_reason_given"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of an application, by the digest of its file."""

    paper: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ApplyAccount:
    """Apply for an account: `identity` is the credit code, or the digest of a person's identity paper."""

    holder: str
    kind: str
    name: str
    identity: str
    identity_until: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class FilePapers:
    """File further papers of an application."""

    holder: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class AskPapers:
    """Name the papers an application lacks, with blanks between; one that was filed can be asked for anew."""

    holder: str
    missing: str
    reason: str


@dataclass(frozen=True, slots=True)
class AdmitHolder:
    """Open the account that was applied for."""

    holder: str


@dataclass(frozen=True, slots=True)
class RefuseHolder:
    """Refuse the account that was applied for, with the reason."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class BringHolder:
    """Open the account of a kind that the authority brings: a province, a group, the reserve."""

    holder: str
    kind: str
    name: str
    identity: str = ""


@dataclass(frozen=True, slots=True)
class AccountApplied(Fact):
    """Somebody applied for an account; `due` is the last day for the answer, "" while papers are missing."""

    type: ClassVar[str] = "registry.account_applied/1"
    holder: str
    kind: str
    name: str
    identity: str
    identity_until: str
    papers: list[dict[str, Any]]  # paper, sha256
    missing: str  # with blanks between
    due: str


@dataclass(frozen=True, slots=True)
class PapersFiled(Fact):
    """Further papers of an application came."""

    type: ClassVar[str] = "registry.papers_filed/1"
    holder: str
    papers: list[dict[str, Any]]
    first: int  # number of the first of them among the holder's papers
    missing: str
    due: str


@dataclass(frozen=True, slots=True)
class PapersAsked(Fact):
    """The registry named the papers an application lacks; days count anew when they are there."""

    type: ClassVar[str] = "registry.papers_asked/1"
    holder: str
    missing: str
    reason: str
    late: bool  # asked after the last day for the answer


@dataclass(frozen=True, slots=True)
class HolderAdmitted(Fact):
    """A holder's account is open: on its application, or brought by the authority. `trading` "": it has none."""

    type: ClassVar[str] = "registry.holder_admitted/1"
    holder: str
    kind: str
    name: str
    identity: str
    identity_until: str
    registration: str
    trading: str
    late: bool


@dataclass(frozen=True, slots=True)
class HolderRefused(Fact):
    """An application was refused."""

    type: ClassVar[str] = "registry.holder_refused/1"
    holder: str
    reason: str
    late: bool


class ApplicationCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def apply(self, request: ApplyAccount, rows: Rows, act: Act) -> Outcome:
        if refused := _cannot_hold(request.holder, rows, act):
            return refused
        kinds = self._law.account_kinds(rows, act.day)
        if request.kind not in kinds:
            return act.refuse(ApplicationOutcome.UNKNOWN_ACCOUNT_KIND, kind=request.kind, known=", ".join(kinds))
        kind = kinds[request.kind]
        if kind.opens != APPLICATION:
            return act.refuse(ApplicationOutcome.KIND_NOT_APPLIED_FOR, kind=kind.code)
        if refused := self._is_not_of_kind(request.holder, kind, rows, act):
            return refused
        if refused := self._is_nobody(request, kind, rows, act):
            return refused
        if refused := _bad_papers(request.papers, kind, act):
            return refused
        missing = _missing(kind, [p.paper for p in request.papers])
        act.record(
            AccountApplied(
                request.holder, kind.code, request.name.strip(), request.identity, request.identity_until,
                [plain(p) for p in request.papers], " ".join(missing), _due(kind, missing, act.day),
            )
        )  # fmt: skip
        return DONE

    def file_papers(self, request: FilePapers, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != APPLIED:
            return act.refuse(ApplicationOutcome.NO_APPLICATION, holder=request.holder)
        kind = self._law.account_kinds(rows, act.day)[found.kind]
        if refused := _bad_papers(request.papers, kind, act):
            return refused
        if not request.papers:
            return act.refuse(ApplicationOutcome.NO_NEW_PAPER, holder=request.holder)
        came = {p.paper for p in request.papers}
        missing = [paper for paper in found.missing.split() if paper not in came]
        due = found.due if found.complete_on else _due(kind, missing, act.day)
        act.record(
            PapersFiled(request.holder, [plain(p) for p in request.papers], found.papers + 1, " ".join(missing), due)
        )
        return DONE

    def ask_papers(self, request: AskPapers, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != APPLIED:
            return act.refuse(ApplicationOutcome.NO_APPLICATION, holder=request.holder)
        kind = self._law.account_kinds(rows, act.day)[found.kind]
        missing = list(dict.fromkeys(request.missing.split()))
        unknown = [paper for paper in missing if paper not in kind.papers]
        if unknown or not missing:
            return act.refuse(
                ApplicationOutcome.UNKNOWN_PAPER, paper=" ".join(unknown) or "–", kind=kind.code,
                known=", ".join(kind.papers),
            )  # fmt: skip
        if not request.reason.strip():
            return act.refuse(ApplicationOutcome.NO_REASON_GIVEN)
        act.record(PapersAsked(request.holder, " ".join(missing), request.reason, _is_late(found, act.day)))
        return DONE

    def admit(self, request: AdmitHolder, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != APPLIED:
            return act.refuse(ApplicationOutcome.NO_APPLICATION, holder=request.holder)
        kind = self._law.account_kinds(rows, act.day)[found.kind]
        if refused := self._is_not_of_kind(request.holder, kind, rows, act):
            return refused
        if found.identity_until and found.identity_until < act.day:
            return act.refuse(ApplicationOutcome.IDENTITY_EXPIRED, holder=request.holder, last=found.identity_until)
        if found.missing:
            return act.refuse(ApplicationOutcome.PAPERS_MISSING, holder=request.holder, missing=found.missing)
        act.record(
            _admitted(
                kind, request.holder, found.name, found.identity, found.identity_until, late=_is_late(found, act.day)
            )
        )
        return DONE

    def refuse(self, request: RefuseHolder, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != APPLIED:
            return act.refuse(ApplicationOutcome.NO_APPLICATION, holder=request.holder)
        if not request.reason.strip():
            return act.refuse(ApplicationOutcome.NO_REASON_GIVEN)
        act.record(HolderRefused(request.holder, request.reason, _is_late(found, act.day)))
        return DONE

    def bring(self, request: BringHolder, rows: Rows, act: Act) -> Outcome:
        if refused := _cannot_hold(request.holder, rows, act):
            return refused
        kinds = self._law.account_kinds(rows, act.day)
        if request.kind not in kinds:
            return act.refuse(ApplicationOutcome.UNKNOWN_ACCOUNT_KIND, kind=request.kind, known=", ".join(kinds))
        if kinds[request.kind].opens != AUTHORITY:
            return act.refuse(ApplicationOutcome.KIND_NOT_BROUGHT, kind=request.kind)
        if not request.name.strip():
            return act.refuse(ApplicationOutcome.NO_HOLDER_NAME)
        act.record(
            _admitted(kinds[request.kind], request.holder, request.name.strip(), request.identity, "", late=False)
        )
        return DONE

    def _is_not_of_kind(self, holder: str, kind: AccountKind, rows: Rows, act: Act) -> Outcome | None:
        """Refuse who is not of the bodies a kind is for, and who may not hold at all."""
        entity = rows.get(EntityRow, holder)
        bodies = {a.role for a in rows.where(ActorRow, organisation=holder) if a.active} - {ENTITY}
        if entity is not None and entity.state == ACTIVE:
            bodies.add(ENTITY)
        if not bodies & set(kind.bodies):
            return act.refuse(
                ApplicationOutcome.NOT_OF_THIS_KIND, holder=holder, kind=kind.code, bodies=", ".join(kind.bodies)
            )
        roles, citation = self._law.barred_roles(rows, act.day)
        if role := barred_role(rows, holder, roles):
            return act.refuse(ApplicationOutcome.BARRED_HOLDER, holder=holder, role=role, citation=citation)
        return None

    def _is_nobody(self, request: ApplyAccount, kind: AccountKind, rows: Rows, act: Act) -> Outcome | None:
        """Refuse listed data that say of nobody who he is."""
        if not request.name.strip():
            return act.refuse(ApplicationOutcome.NO_HOLDER_NAME)
        return bad_identity(request.holder, kind, request.identity, request.identity_until, rows, act)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of applications."""
        return (
            Handler("registry.apply_account", ApplyAccount, self.apply, DONE, _touches, whose),
            Handler("registry.file_papers", FilePapers, self.file_papers, DONE, _touches, whose),
            Handler("registry.ask_papers", AskPapers, self.ask_papers, DONE, _touches, whose),
            Handler("registry.admit_holder", AdmitHolder, self.admit, DONE, _touches, whose),
            Handler("registry.refuse_holder", RefuseHolder, self.refuse, DONE, _touches, whose),
            Handler("registry.bring_holder", BringHolder, self.bring, DONE, _touches, whose),
        )


def bad_identity(holder: str, kind: AccountKind, identity: str, until: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what does not say who a holder is, is another holder's, or is valid no more."""
    wrong = ""
    if kind.identity == CREDIT_CODE:
        wrong = why_not_credit_code(identity)
        entity = rows.get(EntityRow, holder)
        if not wrong and entity is not None and entity.credit_code not in ("", identity):
            wrong = "entity"
    elif kind.identity == PAPER and not is_sha256(identity):
        wrong = "digest"
    if wrong:
        return act.refuse(ApplicationOutcome.BAD_IDENTITY, identity=identity, wrong=wrong)
    others = [h for h in rows.where(HolderRow, identity=identity) if h.id != holder and h.state in (APPLIED, HELD_OPEN)]
    if identity and others:
        return act.refuse(ApplicationOutcome.IDENTITY_TAKEN, identity=identity, holder=others[0].id)
    if until and (not is_day(until) or until < act.day):
        return act.refuse(ApplicationOutcome.IDENTITY_EXPIRED, holder=holder, last=until)
    return None


def _cannot_hold(holder: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse before the books are open, an id no holder can have, and who has, asked for, or had an account."""
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if is_no_holder_id(holder):
        return act.refuse(RegistryOutcome.BAD_ID, id=holder)
    found = rows.get(HolderRow, holder)
    if found is not None and found.state == CLOSED:
        return act.refuse(ApplicationOutcome.HOLDER_ENDED, holder=holder, day=found.closed_on)
    if rows.get(AccountRow, registration(holder)) is not None:
        return act.refuse(RegistryOutcome.HOLDER_HAS_ACCOUNT, holder=holder)
    if found is not None and found.state == APPLIED:
        return act.refuse(RegistryOutcome.HOLDER_APPLIED, holder=holder, since=found.applied_on)
    return None


def _bad_papers(papers: Sequence[Paper], kind: AccountKind, act: Act) -> Outcome | None:
    for paper in papers:
        if paper.paper not in kind.papers:
            return act.refuse(
                ApplicationOutcome.UNKNOWN_PAPER, paper=paper.paper, kind=kind.code, known=", ".join(kind.papers)
            )
        if not is_sha256(paper.sha256):
            return act.refuse(ApplicationOutcome.BAD_PAPER, paper=paper.paper, sha256=paper.sha256)
    return None


def _missing(kind: AccountKind, there: Iterable[str]) -> list[str]:
    filed = set(there)
    return [paper for paper in kind.papers if paper not in filed]


def _due(kind: AccountKind, missing: Sequence[str], day: str) -> str:
    return "" if missing else after_working_days(day, kind.review_days)


def _is_late(found: HolderRow, day: str) -> bool:
    return bool(found.due) and day > found.due


def _admitted(kind: AccountKind, holder: str, name: str, identity: str, until: str, *, late: bool) -> HolderAdmitted:
    its_trading = trading(holder) if kind.trading else ""
    return HolderAdmitted(holder, kind.code, name, identity, until, registration(holder), its_trading, late)


def _applied(fact: AccountApplied, at: At, rows: Rows) -> None:
    """A holder that was refused before keeps its papers, changes and numbers."""
    earlier = rows.get(HolderRow, fact.holder)
    kept = earlier.papers if earlier else 0
    rows.put(
        HolderRow(
            fact.holder, fact.kind, fact.name, fact.identity, fact.identity_until, APPLIED, at.day,
            "" if fact.missing else at.day, fact.due, fact.missing, papers=kept + len(fact.papers),
        )
    )  # fmt: skip
    _keep(fact.holder, fact.papers, kept + 1, at.day, rows)


def _filed(fact: PapersFiled, at: At, rows: Rows) -> None:
    row = rows.edit(HolderRow, fact.holder)
    row.papers += len(fact.papers)
    row.missing, row.due = fact.missing, fact.due
    if not fact.missing and not row.complete_on:
        row.complete_on = at.day
    _keep(fact.holder, fact.papers, fact.first, at.day, rows)


def _keep(holder: str, papers: Sequence[dict[str, Any]], first: int, day: str, rows: Rows) -> None:
    for number, paper in enumerate(papers, first):
        rows.put(HolderPaperRow(holder, number, paper["paper"], paper["sha256"], day))


def _asked(fact: PapersAsked, at: At, rows: Rows) -> None:
    row = rows.edit(HolderRow, fact.holder)
    row.missing, row.reason, row.complete_on, row.due = fact.missing, fact.reason, "", ""
    row.late = max(row.late, int(fact.late))


def _opened(fact: HolderAdmitted, at: At, rows: Rows) -> None:
    if rows.get(HolderRow, fact.holder) is None:
        rows.put(HolderRow(fact.holder, fact.kind, fact.name, fact.identity, fact.identity_until, HELD_OPEN))
    row = rows.edit(HolderRow, fact.holder)
    row.state, row.decided_on, row.opened_on, row.reason = HELD_OPEN, at.day, at.day, ""
    row.late = max(row.late, int(fact.late))
    rows.put(AccountRow(fact.registration, "registration", fact.holder, 0, fact.kind))
    if fact.trading:
        rows.put(AccountRow(fact.trading, "trading", fact.holder, 0, fact.kind))


def _refused(fact: HolderRefused, at: At, rows: Rows) -> None:
    row = rows.edit(HolderRow, fact.holder)
    row.state, row.decided_on, row.reason = REFUSED, at.day, fact.reason
    row.late = max(row.late, int(fact.late))


def _touches(r: Any) -> Iterable[Touch]:
    return [
        (BookRow, 1),
        (HolderRow, r.holder),
        (AccountRow, registration(r.holder)),
        (AccountRow, trading(r.holder)),
        (EntityRow, r.holder),
    ]


FACTS = (
    FactType(AccountApplied, _applied),
    FactType(PapersFiled, _filed),
    FactType(PapersAsked, _asked),
    FactType(HolderAdmitted, _opened),
    FactType(HolderRefused, _refused),
)
