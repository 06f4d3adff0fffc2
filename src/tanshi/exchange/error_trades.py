"""Trades made in error (错误交易): reported by a party or the exchange, void only if both parties consent.

A trade is decided on before its session's settlement begins; afterwards the registry's own way is left (decision 0036).
What is decided void is announced, told to the session's process, and left out of the settlement (decision 0050).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.announcements import announced, unreadable
from tanshi.exchange.outcome import DONE
from tanshi.exchange.tables import SessionRow
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.schema import RunRow
from tanshi.journal.table import Row, table
from tanshi.registry.representatives import whose
from tanshi.registry.tables import BookRow
from tanshi.rulemaking.law import Known

OPEN, VOID, STANDS = "open", "void", "stands"


class ErrorTradeOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_SESSION = "exchange.error_no_session"
    BAD_TRADE = "exchange.error_bad_trade"
    NOT_A_PARTY = "exchange.error_not_a_party"
    NO_REASON = "exchange.error_no_reason"
    NO_EVIDENCE = "exchange.error_no_evidence"
    REPORTED = "exchange.error_reported"
    NOT_OPEN = "exchange.error_not_open"
    CONSENTED = "exchange.error_consented"
    SETTLED = "exchange.error_settled"
    CONSENT_MISSING = "exchange.error_consent_missing"


@dataclass(frozen=True, slots=True)
class ReportErrorTrade:
    """Report a trade of a session as made in error; `holder` is the party that reports it, "" the exchange."""

    holder: str
    session: str
    number: int
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ConsentErrorTrade:
    """Consent, as a party, to a trade being void."""

    holder: str
    session: str
    number: int


@dataclass(frozen=True, slots=True)
class DecideErrorTrade:
    """Decide whether a reported trade is void, and announce it."""

    session: str
    number: int
    void: bool
    reason: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class ErrorTradeReported(Fact):
    """A trade was reported as made in error."""

    type: ClassVar[str] = "exchange.error_trade_reported/1"
    session: str
    number: int
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    holder: str
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ErrorTradeConsented(Fact):
    """A party consented to a trade being void."""

    type: ClassVar[str] = "exchange.error_trade_consented/1"
    session: str
    number: int
    holder: str


@dataclass(frozen=True, slots=True)
class ErrorTradeDecided(Fact):
    """A reported trade is void, or stands."""

    type: ClassVar[str] = "exchange.error_trade_decided/1"
    session: str
    number: int
    void: bool
    reason: str


@table(
    "exchange_error_trade",
    key=["session", "number"],
    checks=[
        "state IN ('open', 'void', 'stands')",
        "seller_consents IN (0, 1)",
        "buyer_consents IN (0, 1)",
        "state <> 'void' OR seller_consents + buyer_consents = 2",
    ],
)
@dataclass(slots=True)
class ErrorTradeRow(Row):
    """A trade that was reported as made in error, who consented, and what was decided."""

    session: str
    number: int
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    reported_by: str  # "": the exchange
    reason: str
    evidence_sha256: str
    state: str
    seller_consents: int = 0
    buyer_consents: int = 0
    decided_on: str = ""
    decision: str = ""


TABLES: tuple[type[Row], ...] = (ErrorTradeRow,)


def void_numbers(rows: Known, session: str) -> tuple[int, ...]:
    """Return the numbers of a session's trades that are decided void, rising."""
    return tuple(sorted(row.number for row in rows.where(ErrorTradeRow, session=session) if row.state == VOID))


def _report(request: ReportErrorTrade, rows: Rows, act: Act) -> Outcome:
    if rows.get(SessionRow, request.session) is None:
        return act.refuse(ErrorTradeOutcome.NO_SESSION, session=request.session)
    if min(request.number, request.price_fen, request.quantity_t) <= 0 or request.seller == request.buyer:
        return act.refuse(ErrorTradeOutcome.BAD_TRADE, session=request.session, number=request.number)
    if request.holder not in ("", request.seller, request.buyer):
        return act.refuse(ErrorTradeOutcome.NOT_A_PARTY, holder=request.holder, number=request.number)
    if not request.reason.strip():
        return act.refuse(ErrorTradeOutcome.NO_REASON)
    if not is_sha256(request.evidence_sha256):
        return act.refuse(ErrorTradeOutcome.NO_EVIDENCE, sha256=request.evidence_sha256)
    if rows.get(ErrorTradeRow, (request.session, request.number)) is not None:
        return act.refuse(ErrorTradeOutcome.REPORTED, session=request.session, number=request.number)
    if refused := _settled(request.session, request.number, rows, act):
        return refused
    act.record(
        ErrorTradeReported(
            request.session, request.number, request.instrument, request.seller, request.buyer, request.price_fen,
            request.quantity_t, request.holder, request.reason, request.evidence_sha256,
        )
    )  # fmt: skip
    return DONE


def _consent(request: ConsentErrorTrade, rows: Rows, act: Act) -> Outcome:
    found = rows.get(ErrorTradeRow, (request.session, request.number))
    if found is None or found.state != OPEN:
        return act.refuse(ErrorTradeOutcome.NOT_OPEN, session=request.session, number=request.number)
    if request.holder not in (found.seller, found.buyer):
        return act.refuse(ErrorTradeOutcome.NOT_A_PARTY, holder=request.holder, number=request.number)
    if found.seller_consents if request.holder == found.seller else found.buyer_consents:
        return act.refuse(ErrorTradeOutcome.CONSENTED, holder=request.holder, number=request.number)
    act.record(ErrorTradeConsented(request.session, request.number, request.holder))
    return DONE


def _decide(request: DecideErrorTrade, rows: Rows, act: Act) -> Outcome:
    found = rows.get(ErrorTradeRow, (request.session, request.number))
    if found is None or found.state != OPEN:
        return act.refuse(ErrorTradeOutcome.NOT_OPEN, session=request.session, number=request.number)
    if not request.reason.strip():
        return act.refuse(ErrorTradeOutcome.NO_REASON)
    if request.void and (refused := _settled(request.session, request.number, rows, act)):
        return refused
    missing = [
        party
        for party, consents in ((found.seller, found.seller_consents), (found.buyer, found.buyer_consents))
        if not consents
    ]
    if request.void and missing:
        return act.refuse(ErrorTradeOutcome.CONSENT_MISSING, number=request.number, missing=", ".join(missing))
    if refused := unreadable(request, act):
        return refused
    act.record(ErrorTradeDecided(request.session, request.number, request.void, request.reason))
    act.record(announced(request, "error_trade", f"{request.session}/{request.number}", rows, act))
    return DONE


def _settled(session: str, number: int, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what is settled as far as these books know: the trade, or a later session; once the settlement of a
    session has begun, what is void in it stands.
    """
    if rows.get(RunRow, f"settle/{session}") is not None:
        return act.refuse(ErrorTradeOutcome.SETTLED, session=session, number=number)
    book = rows.get(BookRow, 1)
    if book is not None and (book.session > session or (book.session == session and book.settled >= number)):
        return act.refuse(ErrorTradeOutcome.SETTLED, session=session, number=number)
    return None


def _of_reporter(request: ReportErrorTrade, rows: Rows) -> Concern:
    return whose(request, rows) if request.holder else Concern()


def _reported(fact: ErrorTradeReported, at: At, rows: Rows) -> None:
    rows.put(
        ErrorTradeRow(
            fact.session, fact.number, fact.instrument, fact.seller, fact.buyer, fact.price_fen, fact.quantity_t,
            fact.holder, fact.reason, fact.evidence_sha256, OPEN,
        )
    )  # fmt: skip


def _consented(fact: ErrorTradeConsented, at: At, rows: Rows) -> None:
    row = rows.edit(ErrorTradeRow, (fact.session, fact.number))
    if fact.holder == row.seller:
        row.seller_consents = 1
    else:
        row.buyer_consents = 1


def _decided(fact: ErrorTradeDecided, at: At, rows: Rows) -> None:
    row = rows.edit(ErrorTradeRow, (fact.session, fact.number))
    row.state, row.decided_on, row.decision = VOID if fact.void else STANDS, at.day, fact.reason


def _touches(r: Any) -> Iterable[Touch]:
    yield ErrorTradeRow, (r.session, r.number)
    yield SessionRow, r.session
    yield RunRow, f"settle/{r.session}"
    yield BookRow, 1


FACTS = (
    FactType(ErrorTradeReported, _reported),
    FactType(ErrorTradeConsented, _consented),
    FactType(ErrorTradeDecided, _decided),
)

HANDLERS: tuple[Handler[Any], ...] = (
    Handler("exchange.report_error_trade", ReportErrorTrade, _report, DONE, _touches, _of_reporter),
    Handler("exchange.consent_error_trade", ConsentErrorTrade, _consent, DONE, _touches, whose),
    Handler("exchange.decide_error_trade", DecideErrorTrade, _decide, DONE, _touches),
)
