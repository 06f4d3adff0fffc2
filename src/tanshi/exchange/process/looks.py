"""What a client that acts for somebody is told when it looks how an account stands."""

from __future__ import annotations

import numpy as np

from tanshi.exchange.matching.standing import Standing
from tanshi.exchange.process.frames import HELD, RESTING, Records


def held_of(account: int, found: Standing) -> Records:
    """Return what an account has, as records."""
    made = np.zeros(len(found.held), HELD)
    for n, h in enumerate(found.held):
        made[n] = (account, h.instrument, h.barred, h.is_halted, h.owned, h.free, h.bought, h.buying, h.limit)
    return made


def resting_of(found: Standing) -> Records:
    """Return what rests, as records."""
    made = np.zeros(len(found.resting), RESTING)
    for n, o in enumerate(found.resting):
        made[n] = (
            o.name, o.sequence, o.account, o.other, o.instrument, o.what, o.side, 0, o.price_fen, o.left_t, o.answers
        )  # fmt: skip
    return made
