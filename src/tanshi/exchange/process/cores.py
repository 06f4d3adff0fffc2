"""The forms of the core a process can run. All give equal answers; what is compiled is faster."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from tanshi.exchange.matching.core import Core
from tanshi.exchange.matching.messages import MESSAGE
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.process.journaled import MakeCore

#: Version of the core's rules. A session is finished by the version it was begun with.
VERSION = "2"

PLAIN, COMPILED = "plain", "compiled"


def make_core(form: str = "") -> MakeCore:
    """Return how a core is made: of a form, or the fastest that is installed."""
    if form == PLAIN or (not form and find_spec("numba") is None):
        from tanshi.exchange.matching.plain import Plain

        return Plain
    from tanshi.exchange.matching.ladder import Ladder

    return Ladder


def warmed(make: MakeCore, opening: Opening) -> Core:
    """Return a core that has seen an empty lot, so that nothing is compiled while clients wait."""
    core = make(opening)
    core.lot(np.zeros(0, MESSAGE), 0)
    core.lot(np.frombuffer(b"", MESSAGE), 0)  # what cannot be written is compiled apart
    return core
