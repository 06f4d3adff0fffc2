"""Technical service bodies (技术服务机构): what each is qualified for, and until when.

Their practitioners, contracts and scores are modules of their own beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.participants.tables import ActorRow

TESTING, REPORTING, REVIEW = "testing", "reporting", "review"
SCOPES = (TESTING, REPORTING, REVIEW)

_TEXT = 200


class BodyOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.body_done"
    NO_SUCH_BODY = "mrv.no_such_body"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    BAD_SCOPE = "mrv.bad_scope"
    BAD_DAYS = "mrv.bad_days"
    NOT_LISTED = "mrv.body_not_listed"
    BAD_TEXT = "mrv.bad_body_text"
    BAD_EVIDENCE = "mrv.bad_body_evidence"
    NO_PRACTITIONER = "mrv.no_practitioner"
    CONTRACT_EXISTS = "mrv.contract_exists"
    BOTH_IN_PROVINCE = "mrv.both_in_province"
    BAD_SCORE = "mrv.bad_score"
    ALREADY_SCORED = "mrv.already_scored"


@dataclass(frozen=True, slots=True)
class ListBody:
    """List a body for a scope (testing, reporting, review) until a day, on the paper that shows its qualification."""

    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class StrikeBody:
    """Strike a body off the list for a scope, from today on."""

    body: str
    scope: str
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class BodyListed(Fact):
    """A body was listed for a scope."""

    type: ClassVar[str] = "mrv.body_listed/1"
    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class BodyStruck(Fact):
    """A body was struck off the list for a scope."""

    type: ClassVar[str] = "mrv.body_struck/1"
    body: str
    scope: str
    reason: str
    evidence_sha256: str


@table("mrv_body", key=["body", "scope"], checks=["scope IN ('testing', 'reporting', 'review')"])
@dataclass(slots=True)
class BodyRow(Row):
    """A body as it is listed for a scope; `struck_on` "" while it is."""

    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str
    listed_on: str
    struck_on: str
    reason: str


def _listed(fact: BodyListed, at: At, rows: Rows) -> None:
    rows.put(BodyRow(fact.body, fact.scope, fact.certificate, fact.until_day, fact.evidence_sha256, at.day, "", ""))


def _struck(fact: BodyStruck, at: At, rows: Rows) -> None:
    row = rows.edit(BodyRow, (fact.body, fact.scope))
    row.struck_on, row.reason = at.day, fact.reason


FACTS = (FactType(BodyListed, _listed), FactType(BodyStruck, _struck))
TABLES: tuple[type[Row], ...] = (BodyRow,)


def list_body(request: ListBody, rows: Rows, act: Act) -> Outcome:
    """List a body for a scope; again: its certificate is renewed."""
    if not any(a.active for a in rows.where(ActorRow, organisation=request.body)):
        return act.refuse(BodyOutcome.NO_SUCH_BODY, body=request.body)
    if request.scope not in SCOPES:
        return act.refuse(BodyOutcome.BAD_SCOPE, scope=request.scope, known=", ".join(SCOPES))
    if not is_day(request.until_day) or request.until_day < act.day:
        return act.refuse(BodyOutcome.BAD_DAYS, day=request.until_day)
    if refused := unshown(request.certificate, request.evidence_sha256, act):
        return refused
    act.record(BodyListed(**asdict(request)))
    return BodyOutcome.DONE


def strike_body(request: StrikeBody, rows: Rows, act: Act) -> Outcome:
    """Strike a body off."""
    row = rows.get(BodyRow, (request.body, request.scope))
    if row is None or row.struck_on:
        return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
    if refused := unshown(request.reason, request.evidence_sha256, act):
        return refused
    act.record(BodyStruck(**asdict(request)))
    return BodyOutcome.DONE


def list_again(body: str, scope: str, reason: str, rows: Rows, act: Act) -> None:
    """List a body that was struck off for a reason that fell away, as far as its qualification runs."""
    row = rows.get(BodyRow, (body, scope))
    if row is not None and row.struck_on and row.reason == reason and row.until_day >= act.day:
        act.record(BodyListed(body, scope, row.certificate, row.until_day, row.evidence_sha256))


def own(request: Any, rows: Rows) -> Concern:
    """Return whom an act of a body, or about it, concerns."""
    return Concern("", "", request.body)


def touches(request: Any) -> Iterable[Touch]:
    """Return what such an act reads: the body in its scope."""
    return [(BodyRow, (request.body, request.scope))]


def is_listed(rows: Rows, body: str, scope: str, day: str) -> bool:
    """Tell whether a body is on the list for a scope on a day."""
    row = rows.get(BodyRow, (body, scope))
    return row is not None and not row.struck_on and row.until_day >= day


def unshown(text: str, sha256: str, act: Act) -> Outcome | None:
    """Return the refusal of a text that is empty or too long, or of a paper without a digest, else None."""
    if not 0 < len(text.strip()) <= _TEXT:
        return act.refuse(BodyOutcome.BAD_TEXT, most=_TEXT)
    return None if is_sha256(sha256) else act.refuse(BodyOutcome.BAD_EVIDENCE, value=sha256[:80])


HANDLERS: tuple[Handler[Any], ...] = (
    Handler("mrv.list_body", ListBody, list_body, BodyOutcome.DONE, touches, own),
    Handler("mrv.strike_body", StrikeBody, strike_body, BodyOutcome.DONE, touches, own),
)
