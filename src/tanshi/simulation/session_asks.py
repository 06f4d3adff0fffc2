"""What is asked of a modelled session while it is open: units a holder will surrender, and units an organ freezes.

Requests are made and answered on the afternoon, and noted when the session is closed, so that until then the registry's
holdings are those of the opening: a day that was broken off asks the same again. Who asks takes no part in that day's
trade, and a freeze is released before the next session, so prices and surrenders are what they would be without. All of
it is modelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from tanshi.exchange.matching.book import Session
from tanshi.exchange.matching.release import Release, ReleaseOutcome
from tanshi.exchange.requests import AnswerRequest
from tanshi.journal.command import Command
from tanshi.registry.freeze import TRADING, Freeze, ReleaseFreeze
from tanshi.registry.session_request import NoteAnswer, RequestFreeze, RequestReturn
from tanshi.simulation.acts import EXCHANGE, REGISTRY, Acts, command, entity

_AT = time(14, 30)

#: Whose papers the model's freezes are; others' are left alone.
_ORGAN = "modelled court"
_STANDS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Tonnes of a vintage that are to leave an entity's trading account; `by_force`: an organ freezes them."""

    entity: str
    vintage: str
    amount_t: int
    by_force: bool = False


class SessionAsks:
    """Sends the requests of a day, the answers, and what follows of them."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._market = acts.market

    def ask(self, day: date, session: Session, wanted: Sequence[Wanted]) -> None:
        """Ask an open session, in order, and let it answer at once."""
        if not wanted:
            return
        self._acts.at(day, _AT)
        session.at(_AT.hour * 60 + _AT.minute)
        self._acts.send([_frozen(day, w) for w in wanted if w.by_force])
        self._acts.send([self._request(day, number, w) for number, w in enumerate(wanted, 1)])
        self._acts.send([_answer(day, session, number, w) for number, w in enumerate(wanted, 1)])

    def note(self, day: date) -> None:
        """Note what a session that is closed had given."""
        with self._market.view() as view:
            answers = view.fetch(
                "SELECT number, given, reason FROM exchange_request WHERE day = ? ORDER BY number", [day.isoformat()]
            )
        noted = [NoteAnswer(day.isoformat(), *row) for row in answers]
        self._acts.send(
            [command(f"noted/{day}/{n.number}", EXCHANGE, "registry.note_request_answer", n) for n in noted]
        )

    def release(self, day: date) -> None:
        """Let go what was frozen on an earlier day."""
        with self._market.view() as view:
            standing = view.fetch(
                "SELECT holder, number, amount_t FROM registry_freeze WHERE organ = ? AND amount_t > 0"
                " AND ordered_on < ? ORDER BY holder, number",
                [_ORGAN, day.isoformat()],
            )
        released = [ReleaseFreeze(holder, number, amount, f"release/{day}") for holder, number, amount in standing]
        self._acts.send(
            [command(f"unfreeze/{r.holder}/{r.number}", REGISTRY, "registry.release_freeze", r) for r in released]
        )

    def _request(self, day: date, number: int, wanted: Wanted) -> Command:
        id = f"asked/{day}/{number}"
        if not wanted.by_force:
            back = RequestReturn(wanted.entity, wanted.vintage, wanted.amount_t)
            return command(id, entity(wanted.entity), "registry.request_return", back)
        with self._market.view() as view:
            ((freeze,),) = view.fetch(
                "SELECT number FROM registry_freeze WHERE holder = ? AND paper = ?", [wanted.entity, _paper(day)]
            )
        return command(id, REGISTRY, "registry.request_freeze", RequestFreeze(wanted.entity, freeze))


def _frozen(day: date, wanted: Wanted) -> Command:
    until = (day + _STANDS).isoformat()
    order = Freeze(wanted.entity, TRADING, wanted.vintage, wanted.amount_t, _ORGAN, _paper(day), until)
    return command(f"freeze/{day}/{wanted.entity}", REGISTRY, "registry.freeze", order)


def _paper(day: date) -> str:
    return f"freeze/{day}"


def _answer(day: date, session: Session, number: int, wanted: Wanted) -> Command:
    asked = Release(number, wanted.entity, wanted.vintage, wanted.amount_t, wanted.by_force)
    gave = session.release(asked)
    reason = "" if gave.outcome is ReleaseOutcome.GIVEN else str(gave.outcome)
    said = AnswerRequest(day.isoformat(), number, wanted.entity, wanted.vintage, wanted.amount_t, gave.amount, reason)
    return command(f"answered/{day}/{number}", EXCHANGE, "exchange.answer_request", said)
