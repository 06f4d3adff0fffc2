"""The registry's requests to an open session, and what the exchange answered: numbered per session from 1 without gap.

While a session is open the exchange has the trading accounts, so what is to leave them is asked of it. It answers each
request once, in their order, with what it gave; after the close it gives nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.exchange.matching.release import REASONS
from tanshi.exchange.outcome import SessionOutcome
from tanshi.exchange.tables import SessionRow
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table


class AnswerOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    SESSION_UNKNOWN = "session.unknown"
    ALREADY_ANSWERED = "session.request_answered"
    OUT_OF_ORDER = "session.request_out_of_order"
    BAD_AMOUNT = "session.request_amount"
    GIVEN_AFTER_CLOSE = "session.given_after_close"
    BAD_REASON = "session.release_reason"


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """Answer the registry's request of a number: of `amount` (tonnes, or fen of money) `given` left the session.

    `reason`: why not all of it; "" if all was given.
    """

    day: str
    number: int
    holder: str
    instrument: str
    amount: int
    given: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RequestAnswered(Fact):
    """The exchange gave so much of what the registry asked of a session."""

    type: ClassVar[str] = "exchange.request_answered/1"
    day: str
    number: int
    holder: str
    instrument: str
    amount: int
    given: int
    reason: str


@table(
    "exchange_request", key=["day", "number"], checks=["number > 0", "given >= 0", "given <= amount"], immutable=True
)
@dataclass(slots=True)
class RequestRow(Row):
    """What left a session on the registry's request: tonnes, or fen of money."""

    day: str
    number: int
    holder: str
    instrument: str
    amount: int
    given: int
    reason: str


TABLES: tuple[type[Row], ...] = (RequestRow,)


def _answer(request: AnswerRequest, rows: Rows, act: Act) -> Outcome:
    session = rows.get(SessionRow, request.day)
    if session is None:
        return act.refuse(AnswerOutcome.SESSION_UNKNOWN, day=request.day)
    if rows.get(RequestRow, (request.day, request.number)) is not None:
        return act.refuse(AnswerOutcome.ALREADY_ANSWERED, day=request.day, number=request.number)
    if request.number != 1 and rows.get(RequestRow, (request.day, request.number - 1)) is None:
        return act.refuse(AnswerOutcome.OUT_OF_ORDER, day=request.day, number=request.number)
    if request.amount <= 0 or not 0 <= request.given <= request.amount:
        return act.refuse(AnswerOutcome.BAD_AMOUNT, number=request.number, asked=request.amount, given=request.given)
    if request.given and session.state != "open":
        return act.refuse(AnswerOutcome.GIVEN_AFTER_CLOSE, day=request.day, number=request.number)
    if not (request.reason in REASONS if request.given < request.amount else request.reason == ""):
        return act.refuse(AnswerOutcome.BAD_REASON, reason=request.reason, known=", ".join(sorted(REASONS)))
    act.record(
        RequestAnswered(
            request.day, request.number, request.holder, request.instrument, request.amount, request.given,
            request.reason,
        )
    )  # fmt: skip
    return SessionOutcome.DONE


def _answered(fact: RequestAnswered, at: At, rows: Rows) -> None:
    rows.put(
        RequestRow(
            fact.day, fact.number, fact.holder, fact.instrument, fact.amount, fact.given, fact.reason
        )
    )  # fmt: skip


FACTS = (FactType(RequestAnswered, _answered),)

HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "exchange.answer_request",
        AnswerRequest,
        _answer,
        SessionOutcome.DONE,
        lambda r: [
            (SessionRow, r.day), (RequestRow, (r.day, r.number)), (RequestRow, (r.day, r.number - 1)),
        ],
    ),
)  # fmt: skip
