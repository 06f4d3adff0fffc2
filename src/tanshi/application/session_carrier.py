"""Carries what the journal says to a session's process, and what the session answers back into the books.

Stateless: everything follows from the journal and the session's record. Whoever is broken off begins again at the
handing over of the accounts; what the process has already is answered, not repeated, and answers that are in the books
are not commanded again. Of a sealed session the record answers, and what never reached it was given nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tanshi.application.access import ViewRows
from tanshi.core.finding import Finding, Problem, problem
from tanshi.exchange.bars import binding
from tanshi.exchange.client import Client, OtherSession, Refused, Unreachable, of_folder
from tanshi.exchange.instructions import SHIFT, Instruction, Instructions, Request, told
from tanshi.exchange.matching.core import Messages
from tanshi.exchange.matching.messages import OUTCOMES, Kind
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import EXCHANGE
from tanshi.exchange.matching.release import ReleaseOutcome
from tanshi.exchange.played import replies_of
from tanshi.exchange.process.journaled import segment_of
from tanshi.exchange.requests import AnswerRequest
from tanshi.exchange.segments.writer import read_sealed
from tanshi.journal.command import Answer
from tanshi.journal.engine import Reads
from tanshi.journal.request import plain
from tanshi.registry.session_request import NoteAnswer
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: Sends a command of the exchange: (id, kind, items as plain data) → answer.
Send = Callable[[str, str, Sequence[Any]], Answer]

#: What a session gave of a request: the amount, and why not all of it.
Given = tuple[int, str]

_NOTHING: Given = (0, str(ReleaseOutcome.SESSION_CLOSED))


@dataclass(frozen=True, slots=True)
class Carried:
    """How many messages were carried, and which of them the session did not carry out (`where`: of the fact)."""

    messages: int
    refused: tuple[Finding, ...]


class Books(Protocol):
    """Books that know the registry and the exchange."""

    @property
    def law(self) -> Law: ...

    def view(self) -> AbstractContextManager[Reads]: ...


class Carrier:
    """What is between one session's folder and the books. `patience_s`: how long the process is waited for."""

    def __init__(self, books: Books, send: Send, folder: Path, opening: Opening, patience_s: float = 30.0) -> None:
        self._books, self._send, self._folder = books, send, folder
        self._day, self._patience_s = opening.session, patience_s
        with books.view() as view:
            law = LawBook(books.law).on(ViewRows(view), self._day)
        self._instructions = Instructions(opening, binding(law, date.fromisoformat(self._day)))
        self._position = -1
        self._waiting: list[Instruction] = []  # told by the journal, not yet by us
        self._client: Client | None = None

    def carry(self) -> Carried:
        """Carry what the journal has said since the last time.

        Raises `Problem`: the process was not reached, or the books refused an answer; nothing is lost by it.
        """
        self._look()
        waiting = self._waiting
        if not waiting:
            return Carried(0, ())
        replies = self._of_record(waiting) if self.is_sealed() else self._of_process(waiting)
        for one, reply in zip(waiting, replies, strict=True):
            _must_answer(one, reply)
            if one.request is not None:
                self._answer(one.request, _given(reply))
        self._waiting = []
        return Carried(len(waiting), tuple(_refusals(waiting, replies)))

    def tell(self, frames: Messages) -> None:
        """Tell the session what follows from the time of the day and no fact, and may be told again: auctions' steps.

        A session that is over is told nothing. Raises `Problem`: the process was not reached.
        """
        if not len(frames) or self.is_sealed():
            return
        try:
            self._connected().ask(frames)
        except (Refused, Unreachable, OtherSession) as trouble:
            self.close()
            if not self.is_sealed():
                raise problem("exchange.not_reached", where=str(self._folder), reason=str(trouble)) from trouble

    def is_sealed(self) -> bool:
        """Tell whether the session has ended and its record is sealed."""
        try:
            read_sealed(segment_of(self._folder))
        except Problem:
            return False
        return True

    def close(self) -> None:
        """Let go of the process; another carrier goes on."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _look(self) -> None:
        with self._books.view() as view:
            found, self._position = told(view, self._instructions, self._position)
        self._waiting += found

    def _of_process(self, waiting: Sequence[Instruction]) -> list[Any]:
        try:
            client = self._connected()
            numbers = client.send_numbered(np.concatenate([w.frame for w in waiting]))
            return list(client.replies(numbers))
        except (Refused, Unreachable, OtherSession) as trouble:
            self.close()
            if self.is_sealed():  # it closed while we spoke
                return self._of_record(waiting)
            raise problem("exchange.not_reached", where=str(self._folder), reason=str(trouble)) from trouble

    def _connected(self) -> Client:
        if self._client is None:
            self._client = Client(of_folder(self._folder, EXCHANGE), EXCHANGE, self._patience_s)
        return self._client

    def _of_record(self, waiting: Sequence[Instruction]) -> list[Any]:
        """Return the record's replies, None to what did not reach the session before its close."""
        known = replies_of(segment_of(self._folder).read_bytes(), EXCHANGE)
        return [known.get(w.number) for w in waiting]

    def _answer(self, request: Request, given: Given) -> None:
        said, noted = self._known(request)
        amount, reason = said or given
        if said is None:
            answer = AnswerRequest(
                self._day, request.number, request.holder, request.instrument, request.amount, amount, reason
            )
            self._do(f"answered/{self._day}/{request.number}", "exchange.answer_request", answer)
        if not noted:
            note = NoteAnswer(self._day, request.number, amount, reason)
            self._do(f"noted/{self._day}/{request.number}", "registry.note_request_answer", note)

    def _known(self, request: Request) -> tuple[Given | None, bool]:
        """Return the answer the exchange's books have, and whether the registry's have one."""
        key = [self._day, request.number]
        with self._books.view() as view:
            said = view.fetch("SELECT given, reason FROM exchange_request WHERE day = ? AND number = ?", key)
            noted = view.fetch(
                "SELECT 1 FROM registry_session_request WHERE session = ? AND number = ? AND state = 'answered'", key
            )
        return (int(said[0][0]), str(said[0][1])) if said else None, bool(noted)

    def _do(self, id: str, kind: str, item: object) -> None:
        answer = self._send(id, kind, [plain(item)])
        if not answer.done:
            raise problem("exchange.refused", where=id, kind=kind, reason=answer.message())


def _must_answer(instruction: Instruction, reply: Any) -> None:
    """Refuse a reply to another message under an instruction's number. A trade that is void was filled in."""
    if reply is None:
        return
    frame = instruction.frame[0]
    same = reply["kind"] == frame["kind"] and (reply["kind"] == Kind.VOID or reply["account"] == frame["account"])
    if not same:
        raise problem("exchange.other_instruction", where=str(instruction.number), kind=int(reply["kind"]))


def _given(reply: Any) -> Given:
    """Return what the reply to a release gave; after the close nothing is given."""
    if reply is None:
        return _NOTHING
    match OUTCOMES[reply["outcome"]]:
        case ExchangeOutcome.ACCEPTED:
            return int(reply["value_fen"]), ""
        case ExchangeOutcome.INSTRUMENT_NOT_TRADED:
            return 0, str(ReleaseOutcome.NOT_THERE)
        case outcome:
            return int(reply["value_fen"]), str(ReleaseOutcome[outcome.name])


def _refusals(waiting: Sequence[Instruction], replies: Sequence[Any]) -> Iterator[Finding]:
    """Yield what the session did not carry out, requests apart: those are answered."""
    for one, reply in zip(waiting, replies, strict=True):
        if one.request is None:
            outcome = ExchangeOutcome.SESSION_CLOSED if reply is None else OUTCOMES[reply["outcome"]]
            if outcome is not ExchangeOutcome.ACCEPTED:
                params = {"kind": Kind(int(one.frame["kind"][0])).name, "outcome": str(outcome)}
                yield Finding("exchange.not_carried_out", str((one.number >> SHIFT) - 1), params)
