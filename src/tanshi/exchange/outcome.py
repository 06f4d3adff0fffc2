"""What the exchange says to a command about its sessions."""

from __future__ import annotations

from tanshi.core.outcome import Outcome


class SessionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "session.done"
    NOT_A_TRADING_DAY = "session.not_a_trading_day"
    SESSION_EXISTS = "session.exists"
    OPENING_INCOMPLETE = "session.opening_incomplete"
    SESSION_NOT_OPEN = "session.not_open"


DONE = SessionOutcome.DONE
