"""What leaves a session while it is open: units and money the registry asks for, and how much of it is given."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.outcome import Outcome


class ReleaseOutcome(Outcome):
    """Why nothing, or less than was asked, is given, in the order in which it is looked at; `GIVEN`: all of it."""

    GIVEN = "release.given"
    SESSION_CLOSED = "release.session_closed"
    ACCOUNT_NOT_FOUND = "release.account_not_found"
    OUT_OF_HOURS = "release.out_of_hours"
    RESTS_IN_ORDERS = "release.rests_in_orders"
    NOT_SETTLED = "release.not_settled"
    NOT_THERE = "release.not_there"


#: What a released amount may be short for.
REASONS = frozenset(str(o) for o in ReleaseOutcome if o is not ReleaseOutcome.GIVEN)


@dataclass(frozen=True, slots=True)
class Release:
    """A request of the registry to a session. `amount`: tonnes, or fen of `exchange.matching.release.CASH`.

    `by_force`: of an organ. It is bound to no hours, and what it is short of cannot be offered again in this session.
    """

    number: int  # from 1, of the registry's requests to this session
    account: str
    instrument: str
    amount: int
    by_force: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """What a session gave of what it was asked for."""

    amount: int
    outcome: ReleaseOutcome


#: Money in a session's requests: whole fen.
CASH = "CNY"
