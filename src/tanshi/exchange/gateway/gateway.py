"""A serving process's way to the session that is open: one line for orders, one feed of what everybody may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from tanshi.exchange.gateway.feed import Feed, Told
from tanshi.exchange.gateway.folder import open_session
from tanshi.exchange.gateway.line import Line
from tanshi.journal.engine import Engine


class Gateway:
    """Both ways to the sessions below a folder, as the client of a number."""

    def __init__(self, engine: Engine, base: Path, number: int, now: Callable[[], str], told: Told) -> None:
        find = partial(open_session, base)
        self.line = Line(engine, find, number, now)
        self.feed = Feed(find, told)

    def close(self) -> None:
        """End both."""
        self.feed.close()
        self.line.close()
