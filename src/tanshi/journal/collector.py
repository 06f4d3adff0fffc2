"""The garbage collector looks less often while rows are made by the thousand that live on; none is in a ring."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects between two looks at the young, young looks between two at the middle, and middle ones before all.
_SELDOM = (50_000, 20, 50)


def seldom() -> None:
    """Let the collector of this process look less often: for processes of our own, which make rows by the million."""
    gc.set_threshold(*_SELDOM)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector wait, if it is on, until the work is done."""
    waits = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if waits:
            gc.enable()
