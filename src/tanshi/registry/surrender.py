"""Surrender (清缴): allowances leave their holder for the obligation of a period."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration
from tanshi.registry.events import SURRENDERED, Surrendered
from tanshi.registry.moves import cannot_move, not_by, not_for, own, touch_pair
from tanshi.registry.outcome import DONE


@dataclass(frozen=True, slots=True)
class Surrender:
    """Surrender allowances for the obligation of a period."""

    holder: str
    instrument: str
    amount_t: int
    period: str


def _surrender(request: Surrender, rows: Rows, act: Act) -> Outcome:
    account = registration(request.holder)
    if refused := not_for("surrender", request.instrument, rows, act) or not_by("surrender", account, rows, act):
        return refused
    if refused := cannot_move(rows, act, account, SURRENDERED, request.instrument, request.amount_t):
        return refused
    act.record(Surrendered(request.holder, account, request.instrument, request.amount_t, request.period))
    return DONE


HANDLERS = (
    Handler(
        "registry.surrender",
        Surrender,
        _surrender,
        DONE,
        touch=lambda r: touch_pair(registration(r.holder), SURRENDERED, r.instrument),
        concern=own,
    ),
)
