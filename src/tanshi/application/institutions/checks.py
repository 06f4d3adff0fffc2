"""What an institution that is apart judges its acts by: what the others told it, in place of their tables.

Second adapters of the ports that one database serves from its own tables, and, where one database needs no port
because both sides are there, a check before the judgement.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tanshi.allocation.deduction import DeductionNoted
from tanshi.allocation.instruction import Instructed, Instruction
from tanshi.application.institutions.bodies import AUTHORITY, EXCHANGE, REGISTRY
from tanshi.application.institutions.commands import InstitutionOutcome
from tanshi.application.institutions.kinds import REVERSALS, SURRENDERS, counted_about, offer_about, request_about
from tanshi.application.institutions.tables import NoticeRow
from tanshi.compliance.commands import NoteSurrender
from tanshi.compliance.reversal import NoteReversal
from tanshi.core.outcome import Outcome
from tanshi.exchange.commands import OpenSession
from tanshi.exchange.events import SessionClosed
from tanshi.exchange.one_way.results import AuctionEnded
from tanshi.exchange.requests import AnswerRequest, RequestAnswered
from tanshi.journal.canonical import parse
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.journal.table import Key, Row
from tanshi.registry.applications import HolderAdmitted
from tanshi.registry.auction_offers import AuctionFreed, AuctionSetAside
from tanshi.registry.barred import BarredNoted
from tanshi.registry.closing import HolderClosed
from tanshi.registry.commands import TakeBackPositions
from tanshi.registry.events import ENTITY, AccountOpened, PositionsHandedOver
from tanshi.registry.paid_allocation import BookPaidAllocation
from tanshi.registry.products import InstrumentListed
from tanshi.registry.session_request import NoteAnswer, SessionRequested
from tanshi.rulemaking.law import Known


class ToldInstructions:
    """The authority's instructions as it told them, for the registry."""

    def touches(self, instruction: str) -> Iterable[Touch]:
        """Return the rows that hold an instruction."""
        return [(NoticeRow, (Instructed.type, instruction))]

    def find(self, instruction: str, rows: Rows) -> Instruction | None:
        """Return an instruction, or None if none of that id was told."""
        notice = rows.get(NoticeRow, (Instructed.type, instruction))
        if notice is None:
            return None
        told = parse(notice.content.encode())
        return Instruction(told["holder"], told["vintage"], told["amount_t"], told["stage"])


class ToldAccounts:
    """Accounts as the registry told them, for the exchange."""

    def touches(self, holder: str) -> Iterable[Touch]:
        """Return the rows that hold what was told of a holder."""
        told = (HolderAdmitted, AccountOpened, BarredNoted, HolderClosed)
        return [(NoticeRow, (fact.type, holder)) for fact in told]

    def kind(self, holder: str, rows: Rows) -> str:
        """Return the kind of an open account of a holder that may hold, "" if none was told."""
        admitted, opened, barred, closed = (rows.get(NoticeRow, key) for _, key in self.touches(holder))
        if barred is not None or closed is not None:
            return ""
        if admitted is None:
            return ENTITY if opened is not None else ""  # who comes by the authority's list is a covered entity
        return str(parse(admitted.content.encode())["kind"])


class ToldBooks:
    """The registry's books as it told of them, for the exchange's auctions."""

    def product(self, instrument: str, day: str, rows: Known) -> str:
        """Return the kind of a product that may be traded, "" if none was told."""
        notice = rows.get(NoticeRow, (InstrumentListed.type, instrument))
        if notice is None:
            return ""
        told = parse(notice.content.encode())
        valid = told["valid_from"] <= day and (not told["valid_until"] or day <= told["valid_until"])
        return str(told["kind"]) if valid else ""

    def offered(self, auction: int, holder: str, rows: Known) -> tuple[int, str]:
        """Return what is set aside for an auction as far as was told, and the day of the last message."""
        about = offer_about(holder, auction)
        notice = rows.get(NoticeRow, (AuctionSetAside.type, about))
        if notice is None or rows.get(NoticeRow, (AuctionFreed.type, about)) is not None:
            return 0, ""
        return int(parse(notice.content.encode())["total"]), notice.sent_day

    def trading_balance(self, holder: str, instrument: str, rows: Known) -> int:
        """Return 0: balances are not told between sessions, so a deposit cannot be shown here."""
        return 0


@dataclasses.dataclass(frozen=True, slots=True)
class ToldDeduction:
    """A deduction as the authority told it."""

    kind: str
    amount_t: int


class ToldDeductions:
    """The authority's deductions as it told them, for the registry."""

    def find(self, entity: str, number: int, rows: Rows) -> ToldDeduction | None:
        """Return what was told of an entity's deduction, or None."""
        notice = rows.get(NoticeRow, (DeductionNoted.type, f"{entity}/{number}"))
        if notice is None:
            return None
        told = parse(notice.content.encode())
        return ToldDeduction(told["kind"], told["amount_t"])


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """An act must be as another institution told it: the notice it rests on, and what of it must be equal."""

    kinds: tuple[str, ...]  # the notice is of one of them
    about: Callable[[Any], str]
    asked: Callable[[Any], Mapping[str, Any]]
    day: Callable[[Any], str] = lambda request: ""

    def keys(self, request: Any) -> list[tuple[str, str]]:
        """Return where the notice may be found."""
        return [(kind, self.about(request)) for kind in self.kinds]

    def refusal(self, request: Any, rows: Rows, act: Act) -> Outcome | None:
        """Return why the act cannot be carried out, or None."""
        found = [notice for key in self.keys(request) if (notice := rows.get(NoticeRow, key)) is not None]
        if not found:
            return act.refuse(
                InstitutionOutcome.NOT_TOLD, kind=" | ".join(self.kinds), about=self.about(request)
            )  # fmt: skip
        notice = found[0]
        kind, about = notice.kind, notice.about
        day, asked = self.day(request), self.asked(request)
        told = parse(notice.content.encode()) if asked else {}
        for name, value in asked.items():
            if told[name] != value:
                return act.refuse(
                    InstitutionOutcome.NOT_AS_TOLD, kind=kind, about=about, name=name, told=told[name], asked=value
                )
        if day and notice.sent_day != day:
            return act.refuse(
                InstitutionOutcome.NOT_AS_TOLD, kind=kind, about=about, name="day", told=notice.sent_day, asked=day
            )
        return None


def _session(request: TakeBackPositions) -> Mapping[str, Any]:
    return {"trades": request.trades, "segment": request.segment}


def _paid(request: BookPaidAllocation) -> Mapping[str, Any]:
    return {"holder": request.holder, "session": request.session, "unsold": request.unsold}


def _positions(request: OpenSession) -> Mapping[str, Any]:
    return {"digest": request.positions}


def _reversal(request: NoteReversal) -> Mapping[str, Any]:
    return {"amount_t": request.amount_t}


def _surrender(request: NoteSurrender) -> Mapping[str, Any]:
    return {"instrument": request.instrument, "amount_t": request.amount_t}


def _request(request: AnswerRequest) -> Mapping[str, Any]:
    return {"holder": request.holder, "instrument": request.instrument, "amount": request.amount}


def _answer(request: NoteAnswer) -> Mapping[str, Any]:
    return {"given": request.given, "reason": request.reason}


_CHECKS: Mapping[str, Mapping[str, Told]] = {
    AUTHORITY: {
        "compliance.note_surrender": Told(
            SURRENDERS,
            lambda r: counted_about(r.entity, r.period, r.number),
            _surrender,
            lambda r: r.surrendered_on,
        ),
        "compliance.note_reversal": Told(
            REVERSALS,
            lambda r: counted_about(r.entity, r.period, r.number),
            _reversal,
            lambda r: r.reversed_on,
        ),
    },
    REGISTRY: {
        "registry.settle_trade": Told((SessionClosed.type,), lambda r: r.session, lambda r: {}),
        "registry.note_request_answer": Told(
            (RequestAnswered.type,), lambda r: request_about(r.session, r.number), _answer
        ),
        "registry.take_back_positions": Told((SessionClosed.type,), lambda r: r.session, _session),
        "registry.book_paid_allocation": Told((AuctionEnded.type,), lambda r: str(r.auction), _paid),
    },
    EXCHANGE: {
        "exchange.open_session": Told((PositionsHandedOver.type,), lambda r: r.day, _positions),
        "exchange.answer_request": Told((SessionRequested.type,), lambda r: request_about(r.day, r.number), _request),
    },
}


def checked(institution: str, handlers: Iterable[Handler[Any]]) -> list[Handler[Any]]:
    """Return the handlers of an institution that is apart, with what it was told checked before the judgement."""
    checks = _CHECKS.get(institution, {})
    return [_with(handler, checks[handler.kind]) if handler.kind in checks else handler for handler in handlers]


def _with(handler: Handler[Any], told: Told) -> Handler[Any]:
    def judge(request: Any, rows: Rows, act: Act) -> Outcome:
        return told.refusal(request, rows, act) or handler.judge(request, rows, act)

    def touch(request: Any) -> Iterable[Touch]:
        yield from ((NoticeRow, key) for key in told.keys(request))
        yield from handler.touch(request)

    wrapped = dataclasses.replace(handler, judge=judge, touch=touch)
    return wrapped if handler.judge_all is None else _with_all(handler, wrapped, told)


def _with_all(handler: Handler[Any], wrapped: Handler[Any], told: Told) -> Handler[Any]:
    """Return the same for a handler that judges the items of a command together."""
    assert handler.judge_all is not None
    assert handler.touch_all is not None
    judged, touched = handler.judge_all, handler.touch_all

    def judge_all(requests: Sequence[Any], rows: Rows, act: Act) -> tuple[Outcome, int]:
        for number, request in enumerate(requests):
            if refused := told.refusal(request, rows, act):
                return refused, number
        return judged(requests, rows, act)

    def touch_all(requests: Sequence[Any]) -> Mapping[type[Row], Iterable[Key]]:
        return {**touched(requests), NoticeRow: {key for request in requests for key in told.keys(request)}}

    return dataclasses.replace(wrapped, judge_all=judge_all, touch_all=touch_all)
