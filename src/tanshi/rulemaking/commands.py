"""What may be asked of rule making: from a draft to an act in force, and what a plan states of a vintage.

A draft is put on the table, opened for comments, answered, consented to, issued under a number with the day from which
it is in force; a later act replaces it or its issuer withdraws it. Which steps a kind of act needs, and what
it may set,
is law of its own (`rulemaking.kinds`). A consent is to one version of the text: a draft that is amended needs it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from tanshi.core.identifier import is_id, is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.rulemaking.events import (
    ActAmended,
    ActDrafted,
    ActIssued,
    ActWithdrawn,
    CommentAnswered,
    CommentMade,
    ConsentNoted,
    ConsultationOpened,
    TotalStated,
    ValuesProposed,
)
from tanshi.rulemaking.form import vintages_of, wrong_values
from tanshi.rulemaking.law import LawBook, edition_after, text_of
from tanshi.rulemaking.tables import (
    CONSULTATION,
    DRAFT,
    FACTOR,
    ISSUED,
    ActRow,
    CommentRow,
    ConsentRow,
    LawRow,
    VintageRow,
)
from tanshi.rules import Cited, Law
from tanshi.rules.act import ActText
from tanshi.rules.law import Instrument

#: Bytes of one parameter's values: a fact holds 64 KiB, act and signs of the text included.
VALUES_BYTES = 32 * 1024

#: Parameters of one act; each is a fact.
MOST_PARAMETERS = 200

#: Characters of a title, and of a comment or answer.
_TITLE, _WORDS = 300, 5_000


class RulemakingOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "rulemaking.done"
    BAD_ID = "rulemaking.bad_id"
    ACT_EXISTS = "rulemaking.act_exists"
    ACT_NOT_FOUND = "rulemaking.act_not_found"
    NOT_A_DRAFT = "rulemaking.not_a_draft"
    UNKNOWN_KIND = "rulemaking.unknown_kind"
    BAD_TITLE = "rulemaking.bad_title"
    BAD_RANK = "rulemaking.bad_rank"
    GENERAL_TEXT_NOT_FOUND = "rulemaking.general_text_not_found"
    BAD_TEXT = "rulemaking.bad_text"
    NO_VALUES = "rulemaking.no_values"
    PARAMETER_UNKNOWN = "rulemaking.parameter_unknown"
    PARAMETER_TWICE = "rulemaking.parameter_twice"
    NOT_OF_THIS_KIND = "rulemaking.not_of_this_kind"
    TOO_LARGE = "rulemaking.too_large"
    BAD_VALUES = "rulemaking.bad_values"
    UNCHANGED = "rulemaking.unchanged"
    BAD_DAYS = "rulemaking.bad_days"
    TOO_SHORT = "rulemaking.too_short"
    NOT_IN_CONSULTATION = "rulemaking.not_in_consultation"
    NOT_OPEN_YET = "rulemaking.not_open_yet"
    CLOSED = "rulemaking.closed"
    BAD_WORDS = "rulemaking.bad_words"
    NOT_IN_THE_DRAFT = "rulemaking.not_in_the_draft"
    COMMENT_NOT_FOUND = "rulemaking.comment_not_found"
    ALREADY_ANSWERED = "rulemaking.already_answered"
    UNKNOWN_BODY = "rulemaking.unknown_body"
    BAD_DOCUMENT = "rulemaking.bad_document"
    CONSENT_EXISTS = "rulemaking.consent_exists"
    CONSULTATION_MISSING = "rulemaking.consultation_missing"
    CONSULTATION_OPEN = "rulemaking.consultation_open"
    COMMENTS_UNANSWERED = "rulemaking.comments_unanswered"
    CONSENT_MISSING = "rulemaking.consent_missing"
    NUMBER_USED = "rulemaking.number_used"
    REACHES_BACK = "rulemaking.reaches_back"
    NOT_REPLACEABLE = "rulemaking.not_replaceable"
    ALREADY_ENDED = "rulemaking.already_ended"
    IS_A_FACTOR = "rulemaking.is_a_factor"
    PLAN_NOT_FOUND = "rulemaking.plan_not_found"
    VINTAGE_NOT_OF_PLAN = "rulemaking.vintage_not_of_plan"
    BAD_AMOUNTS = "rulemaking.bad_amounts"
    BAD_YEAR = "rulemaking.bad_year"


@dataclass(frozen=True, slots=True)
class ProposedValues:
    """What a draft sets of one parameter: rows by from-day in the form of the files in rules/."""

    parameter: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DraftAct:
    """Put a draft on the table: a plan, a scope or a set of parameters; `text_sha256` names its full text."""

    act: str
    kind: str
    title_zh: str
    title_en: str
    rank: str
    text_sha256: str
    values: tuple[ProposedValues, ...]
    special_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmendAct:
    """Replace the text and all values of a draft."""

    act: str
    text_sha256: str
    values: tuple[ProposedValues, ...]


@dataclass(frozen=True, slots=True)
class OpenConsultation:
    """Open a draft for comments from one day to another, both included."""

    act: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class CommentOnAct:
    """Comment on a draft, or on one parameter of it."""

    act: str
    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class AnswerComment:
    """Answer a comment; `taken`: the draft follows it."""

    act: str
    number: int
    answer: str
    taken: bool


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """Note a body's consent or approval to the text as it stands, with its document."""

    act: str
    body: str
    document: str
    given_on: str


@dataclass(frozen=True, slots=True)
class IssueAct:
    """Issue an act under a number; it is in force from a day, to `until` if it says so, and replaces earlier acts."""

    act: str
    number: str
    in_force: str
    until: str = ""
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawAct:
    """Give up a draft, or repeal an act with its last day."""

    act: str
    ground: str
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class StateTotal:
    """State a vintage's total under its plan, and of it reserve, paid share and market adjustment, in t.

    `verified_t` of `verified_of` are the sector's verified emissions it is set against.
    """

    plan: str
    vintage: str
    total_t: int
    reserve_t: int
    paid_t: int
    adjustment_t: int
    verified_t: int
    verified_of: str


class RulemakingCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    # a draft

    def draft(self, request: DraftAct, rows: Rows, act: Act) -> Outcome:
        law = self._laws.on(rows, act.day)
        if not is_id(request.act):
            return act.refuse(RulemakingOutcome.BAD_ID, id=request.act)
        if rows.get(ActRow, request.act) is not None or request.act in law.instruments():
            return act.refuse(RulemakingOutcome.ACT_EXISTS, act=request.act)
        kinds = law.table("rulemaking.kinds", date.fromisoformat(act.day))
        if request.kind not in kinds:
            return act.refuse(RulemakingOutcome.UNKNOWN_KIND, kind=request.kind, known=", ".join(kinds))
        if not all(0 < len(title.strip()) <= _TITLE for title in (request.title_zh, request.title_en)):
            return act.refuse(RulemakingOutcome.BAD_TITLE, most=_TITLE)
        kind = kinds[request.kind]
        if request.rank not in kind.value["ranks"]:
            return act.refuse(RulemakingOutcome.BAD_RANK, rank=request.rank, known=", ".join(kind.value["ranks"]))
        if unknown := [text for text in request.special_over if text not in law.instruments()]:
            return act.refuse(RulemakingOutcome.GENERAL_TEXT_NOT_FOUND, text=unknown[0])
        if refused := self._cannot_be_text(law, kind, request, act):
            return refused
        digest = _digest(request)
        act.record(
            ActDrafted(
                request.act, request.kind, request.title_zh, request.title_en, request.rank, act.command.organisation,
                " ".join(request.special_over), request.text_sha256, digest,
                self._unplanned(law, request.act, request.values, rows, act),
            )
        )  # fmt: skip
        _propose(request, digest, act)
        return RulemakingOutcome.DONE

    def amend(self, request: AmendAct, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ActRow, request.act)
        if refused := _not_a_draft(request.act, found, act):
            return refused
        assert found is not None
        law = self._laws.on(rows, act.day)
        kind = law.value("rulemaking.kinds", date.fromisoformat(act.day), found.kind)
        if refused := self._cannot_be_text(law, kind, request, act):
            return refused
        digest = _digest(request)
        if digest == found.digest:
            return act.refuse(RulemakingOutcome.UNCHANGED, act=request.act)
        vintages = self._unplanned(law, request.act, request.values, rows, act)
        act.record(ActAmended(request.act, request.text_sha256, digest, vintages))
        _propose(request, digest, act)
        return RulemakingOutcome.DONE

    def _cannot_be_text(self, law: Law, kind: Cited, request: DraftAct | AmendAct, act: Act) -> Outcome | None:
        """Return why these values cannot be the text of an act of a kind, or None."""
        if not is_sha256(request.text_sha256):
            return act.refuse(RulemakingOutcome.BAD_TEXT)
        if not 0 < len(request.values) <= MOST_PARAMETERS:
            return act.refuse(RulemakingOutcome.NO_VALUES, most=MOST_PARAMETERS)
        known, seen = set(law.names()), set[str]()
        for proposed in request.values:
            parameter = proposed.parameter
            if parameter not in known:
                return act.refuse(RulemakingOutcome.PARAMETER_UNKNOWN, parameter=parameter[:100])
            if parameter in seen:
                return act.refuse(RulemakingOutcome.PARAMETER_TWICE, parameter=parameter)
            seen.add(parameter)
            if not _may_set(kind, parameter):
                return act.refuse(
                    RulemakingOutcome.NOT_OF_THIS_KIND, parameter=parameter, kind=kind.key,
                    sets=", ".join(kind.value["sets"]), citation=law.reference(kind.citation),
                )  # fmt: skip
            size = len(canonical(proposed.values))
            if size > VALUES_BYTES:
                return act.refuse(RulemakingOutcome.TOO_LARGE, parameter=parameter, bytes=size, most=VALUES_BYTES)
        text = ActText(_trial(request.act), {p.parameter: p.values for p in request.values})
        reason = next(wrong_values(law, text), None)
        return None if reason is None else act.refuse(RulemakingOutcome.BAD_VALUES, reason=reason[:1_000])

    def _unplanned(
        self, law: Law, name: str, values: Sequence[ProposedValues], rows: Rows, act: Act
    ) -> list[dict[str, Any]]:
        """Return the vintages that stand on no plan but this draft: as long as it is one, nothing is issued of them."""
        planned = planned_vintages(law)
        found = []
        for vintage in vintages_of({p.parameter: p.values for p in values}):
            row = rows.get(VintageRow, vintage)
            if vintage not in planned and (row is None or row.from_day == ""):
                found.append(_standing(vintage, name, "", "", self._binding(law, act)))
        return found

    def _binding(self, law: Law, act: Act) -> str:
        return law.reference(law.value("rulemaking.issue_by_plan", date.fromisoformat(act.day)).citation)

    # consultation

    def consult(self, request: OpenConsultation, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ActRow, request.act)
        if refused := _not_a_draft(request.act, found, act):
            return refused
        assert found is not None
        if found.state == CONSULTATION and act.day <= found.closes:
            return act.refuse(RulemakingOutcome.CONSULTATION_OPEN, act=request.act, closes=found.closes)
        first, last = _day(request.opens), _day(request.closes)
        if first is None or last is None or last < first or request.opens < act.day:
            return act.refuse(RulemakingOutcome.BAD_DAYS, first=request.opens[:20], last=request.closes[:20])
        law = self._laws.on(rows, act.day)
        kind = law.value("rulemaking.kinds", date.fromisoformat(act.day), found.kind)
        days = (last - first).days + 1
        if days < int(kind.value["days"]):
            return act.refuse(RulemakingOutcome.TOO_SHORT, days=days, least=kind.value["days"])
        act.record(ConsultationOpened(request.act, request.opens, request.closes, law.reference(kind.citation)))
        return RulemakingOutcome.DONE

    def comment(self, request: CommentOnAct, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ActRow, request.act)
        if found is None:
            return act.refuse(RulemakingOutcome.ACT_NOT_FOUND, act=request.act)
        if found.state != CONSULTATION:
            return act.refuse(RulemakingOutcome.NOT_IN_CONSULTATION, act=request.act)
        if act.day < found.opens:
            return act.refuse(RulemakingOutcome.NOT_OPEN_YET, act=request.act, opens=found.opens)
        if act.day > found.closes:
            return act.refuse(RulemakingOutcome.CLOSED, act=request.act, closes=found.closes)
        if not 0 < len(request.words.strip()) <= _WORDS:
            return act.refuse(RulemakingOutcome.BAD_WORDS, most=_WORDS)
        if request.place and request.place not in text_of(found, rows).values:
            return act.refuse(RulemakingOutcome.NOT_IN_THE_DRAFT, parameter=request.place[:100], act=request.act)
        number = found.comments + 1
        act.record(CommentMade(request.act, number, act.command.organisation, request.place, request.words))
        return RulemakingOutcome.DONE

    def answer(self, request: AnswerComment, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ActRow, request.act)
        if refused := _not_a_draft(request.act, found, act):
            return refused
        comment = rows.get(CommentRow, (request.act, request.number))
        if comment is None:
            return act.refuse(RulemakingOutcome.COMMENT_NOT_FOUND, act=request.act, number=request.number)
        if comment.answered_on:
            return act.refuse(RulemakingOutcome.ALREADY_ANSWERED, act=request.act, number=request.number)
        if not 0 < len(request.answer.strip()) <= _WORDS:
            return act.refuse(RulemakingOutcome.BAD_WORDS, most=_WORDS)
        act.record(CommentAnswered(request.act, request.number, request.answer, request.taken))
        return RulemakingOutcome.DONE

    # consent and issue

    def note_consent(self, request: NoteConsent, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ActRow, request.act)
        if refused := _not_a_draft(request.act, found, act):
            return refused
        assert found is not None
        law = self._laws.on(rows, act.day)
        kind = law.value("rulemaking.kinds", date.fromisoformat(act.day), found.kind)
        if request.body not in kind.value["consents"]:
            known = ", ".join(kind.value["consents"])
            return act.refuse(RulemakingOutcome.UNKNOWN_BODY, body=request.body[:100], known=known)
        if not 0 < len(request.document.strip()) <= _TITLE:
            return act.refuse(RulemakingOutcome.BAD_DOCUMENT, most=_TITLE)
        if _day(request.given_on) is None or not found.drafted_on <= request.given_on <= act.day:
            return act.refuse(RulemakingOutcome.BAD_DAYS, first=found.drafted_on, last=request.given_on[:20])
        given = rows.get(ConsentRow, (request.act, request.body))
        if given is not None and given.digest == found.digest:
            return act.refuse(RulemakingOutcome.CONSENT_EXISTS, body=request.body, document=given.document)
        act.record(ConsentNoted(request.act, request.body, request.document, request.given_on, found.digest))
        return RulemakingOutcome.DONE

    def issue(self, request: IssueAct, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ActRow, request.act)
        if refused := _not_a_draft(request.act, found, act):
            return refused
        assert found is not None
        law = self._laws.on(rows, act.day)
        kind = law.value("rulemaking.kinds", date.fromisoformat(act.day), found.kind)
        if refused := self._not_ready(law, kind, found, rows, act) or _bad_issue(law, request, rows, act):
            return refused
        text = text_of(found, rows)
        if refused := _reaches_back(law, text, request.in_force, act):
            return refused
        replaces = []
        for older in request.replaces:
            row = rows.get(ActRow, older)
            if row is None or row.state != ISSUED or row.kind != found.kind:
                return act.refuse(RulemakingOutcome.NOT_REPLACEABLE, older=older, kind=found.kind)
            last = (date.fromisoformat(request.in_force) - timedelta(days=1)).isoformat()
            replaces.append({"older": older, "until": min(last, row.until or last)})
        edition = edition_after(
            _edition(rows), act.day, request.act, found.digest, request.number, request.in_force, request.until,
            *(f"{r['older']} {r['until']}" for r in replaces),
        )  # fmt: skip
        act.record(
            ActIssued(
                request.act, request.number, found.digest, request.in_force, request.until, replaces,
                self._issued_vintages(law, request, text, rows, act), law.reference(kind.citation), edition,
            )
        )  # fmt: skip
        return RulemakingOutcome.DONE

    def _not_ready(self, law: Law, kind: Cited, found: ActRow, rows: Rows, act: Act) -> Outcome | None:
        """Return which step before the issue is missing, or None."""
        citation = law.reference(kind.citation)
        if kind.value["consultation"] == "true" and found.state == DRAFT:
            return act.refuse(RulemakingOutcome.CONSULTATION_MISSING, act=found.id, citation=citation)
        if found.state == CONSULTATION and act.day <= found.closes:
            return act.refuse(RulemakingOutcome.CONSULTATION_OPEN, act=found.id, closes=found.closes)
        if found.answers < found.comments:
            open_ = found.comments - found.answers
            return act.refuse(RulemakingOutcome.COMMENTS_UNANSWERED, act=found.id, open=open_, citation=citation)
        for body in kind.value["consents"]:
            given = rows.get(ConsentRow, (found.id, body))
            if given is None or given.digest != found.digest:
                return act.refuse(RulemakingOutcome.CONSENT_MISSING, act=found.id, body=body, citation=citation)
        return None

    def _issued_vintages(
        self, law: Law, request: IssueAct, text: ActText, rows: Rows, act: Act
    ) -> list[dict[str, Any]]:
        """Return how vintages stand by an issue: those of the act, and those of replaced acts it says nothing of."""
        planned, own, binding = planned_vintages(law), vintages_of(text.values), self._binding(law, act)
        found = []
        for vintage in own:
            row = rows.get(VintageRow, vintage)
            if row is not None and row.from_day and row.plan in request.replaces:
                found.append(
                    _standing(vintage, request.act, min(row.from_day, request.in_force), request.until, binding)
                )
            elif vintage not in planned and (row is None or row.from_day == ""):
                found.append(_standing(vintage, request.act, request.in_force, request.until, binding))
        last = (date.fromisoformat(request.in_force) - timedelta(days=1)).isoformat()
        for older in request.replaces:
            for row in sorted(rows.where(VintageRow, plan=older), key=lambda r: r.vintage):
                if row.vintage not in own and row.from_day:
                    found.append(
                        _standing(row.vintage, older, row.from_day, min(last, row.until_day or last), row.citation)
                    )
        return found

    def withdraw(self, request: WithdrawAct, rows: Rows, act: Act) -> Outcome:
        found = rows.get(ActRow, request.act)
        if found is None:
            return act.refuse(RulemakingOutcome.ACT_NOT_FOUND, act=request.act)
        if found.state not in (DRAFT, CONSULTATION, ISSUED):
            return act.refuse(RulemakingOutcome.ALREADY_ENDED, act=request.act)
        if found.kind == FACTOR:
            return act.refuse(RulemakingOutcome.IS_A_FACTOR, act=found.id, factor=found.id.partition("/")[2])
        if not 0 < len(request.ground.strip()) <= _WORDS:
            return act.refuse(RulemakingOutcome.BAD_WORDS, most=_WORDS)
        is_last = _day(request.last_day) is not None and request.last_day >= act.day
        if is_last != (found.state == ISSUED) or (found.state != ISSUED and request.last_day):
            return act.refuse(RulemakingOutcome.BAD_DAYS, first=act.day, last=request.last_day[:20])
        vintages = []
        if found.state == ISSUED:
            for row in sorted(rows.where(VintageRow, plan=found.id), key=lambda r: r.vintage):
                last = min(request.last_day, row.until_day or request.last_day)
                vintages.append(_standing(row.vintage, row.plan, row.from_day, last, row.citation))
        edition = edition_after(_edition(rows), act.day, request.act, "withdrawn", request.last_day)
        act.record(ActWithdrawn(request.act, request.last_day, request.ground, vintages, edition))
        return RulemakingOutcome.DONE

    # totals

    def state_total(self, request: StateTotal, rows: Rows, act: Act) -> Outcome:
        law = self._laws.on(rows, act.day)
        found = rows.get(ActRow, request.plan)
        shipped = law.instruments().get(request.plan)
        if (found is None or found.state not in (DRAFT, CONSULTATION, ISSUED)) and shipped is None:
            return act.refuse(RulemakingOutcome.PLAN_NOT_FOUND, plan=request.plan)
        row = rows.get(VintageRow, request.vintage)
        stands = row is not None and row.plan == request.plan
        if not stands and planned_vintages(law).get(request.vintage) != request.plan:
            return act.refuse(RulemakingOutcome.VINTAGE_NOT_OF_PLAN, vintage=request.vintage, plan=request.plan)
        parts = (request.reserve_t, request.paid_t, request.adjustment_t)
        if request.total_t <= 0 or request.verified_t < 0 or min(parts) < 0 or sum(parts) > request.total_t:
            return act.refuse(RulemakingOutcome.BAD_AMOUNTS, total=request.total_t, parts=sum(parts))
        if not _is_period(request.verified_of):
            return act.refuse(RulemakingOutcome.BAD_YEAR, year=request.verified_of[:20])
        if row is not None and stands:
            days, binding = (row.from_day, row.until_day), row.citation
        else:
            assert shipped is not None
            days, binding = (shipped.in_force, shipped.until), self._binding(law, act)
        act.record(
            TotalStated(
                request.plan, request.vintage, *days, binding, request.total_t, *parts, request.verified_t,
                request.verified_of,
            )
        )  # fmt: skip
        return RulemakingOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all commands of this system."""
        done = RulemakingOutcome.DONE
        return (
            Handler("rulemaking.draft", DraftAct, self.draft, done, _touches),
            Handler("rulemaking.amend", AmendAct, self.amend, done, _touches),
            Handler("rulemaking.consult", OpenConsultation, self.consult, done, _touches),
            Handler("rulemaking.comment", CommentOnAct, self.comment, done, _touches),
            Handler("rulemaking.answer", AnswerComment, self.answer, done, _touches),
            Handler("rulemaking.note_consent", NoteConsent, self.note_consent, done, _touches),
            Handler("rulemaking.issue", IssueAct, self.issue, done, _touches),
            Handler("rulemaking.withdraw", WithdrawAct, self.withdraw, done, _touches),
            Handler(
                "rulemaking.state_total",
                StateTotal,
                self.state_total,
                done,
                lambda r: [(ActRow, r.plan), (VintageRow, r.vintage), (LawRow, 1)],
            ),
        )


def _touches(r: Any) -> Iterable[Touch]:
    return [(ActRow, r.act), (LawRow, 1)]


def planned_vintages(law: Law) -> dict[str, str]:
    """Return the vintages that plans in force set, each with the last plan that does."""
    found: dict[str, str] = {}
    for line in law.lines("allocation.plans"):
        for entry in line.entries:
            if entry.status != "draft":
                found |= {value["vintage"]: cite.instrument for value, _, cite in entry.by_key.values()}
    return found


def _not_a_draft(name: str, found: ActRow | None, act: Act) -> Outcome | None:
    if found is None:
        return act.refuse(RulemakingOutcome.ACT_NOT_FOUND, act=name)
    if found.state not in (DRAFT, CONSULTATION):
        return act.refuse(RulemakingOutcome.NOT_A_DRAFT, act=name, state=found.state)
    return None


def _may_set(kind: Cited, parameter: str) -> bool:
    def named(names: Sequence[str]) -> bool:
        return any(parameter == name or parameter.startswith(f"{name}.") for name in names)

    return named(kind.value["sets"]) and not named(kind.value["not"])


def _bad_issue(law: Law, request: IssueAct, rows: Rows, act: Act) -> Outcome | None:
    if not 0 < len(request.number.strip()) <= _TITLE:
        return act.refuse(RulemakingOutcome.BAD_DOCUMENT, most=_TITLE)
    first, last = _day(request.in_force), _day(request.until)
    if first is None or request.in_force < act.day or (request.until and (last is None or last < first)):
        return act.refuse(RulemakingOutcome.BAD_DAYS, first=request.in_force[:20], last=request.until[:20])
    if any(text.number == request.number for text in law.instruments().values()) or any(
        other.number == request.number for other in rows.where(ActRow, state=ISSUED)
    ):
        return act.refuse(RulemakingOutcome.NUMBER_USED, number=request.number)
    return None


def _reaches_back(law: Law, text: ActText, in_force: str, act: Act) -> Outcome | None:
    """Refuse a text that sets what is done on a day for days on which it was not there yet."""
    for name in text.values:
        line = text.line(law.parameter(name))
        assert line is not None
        for entry in line.entries:
            if line.axis == "act" and entry.from_day.isoformat() < in_force:
                return act.refuse(
                    RulemakingOutcome.REACHES_BACK, parameter=name, day=entry.from_day.isoformat(), in_force=in_force
                )
    return None


def _propose(request: DraftAct | AmendAct, digest: str, act: Act) -> None:
    for proposed in request.values:
        content = canonical(proposed.values).decode()
        act.record(ValuesProposed(request.act, digest, proposed.parameter, content))


def _digest(request: DraftAct | AmendAct) -> str:
    values = {p.parameter: p.values for p in request.values}
    return sha256(canonical({"text": request.text_sha256, "values": values})).hexdigest()


def _trial(name: str) -> Instrument:
    """Return the instrument of a draft while its values are looked at."""
    return Instrument(name, name, name, "", "", "normative document", "", "", status="draft")


def _standing(vintage: str, plan: str, from_day: str, until_day: str, citation: str) -> dict[str, Any]:
    return {"vintage": vintage, "plan": plan, "from_day": from_day, "until_day": until_day, "citation": citation}


def _edition(rows: Rows) -> str:
    known = rows.get(LawRow, 1)
    return known.edition if known else ""


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def _is_period(name: str) -> bool:
    try:
        Period.named(name)
    except ValueError:
        return False
    return True
