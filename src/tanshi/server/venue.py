"""What a serving process has of the exchange: its gateway, made when first asked for, and who listens to its feed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tanshi.core.finding import problem
from tanshi.journal.engine import Engine
from tanshi.server.stream import Fan

if TYPE_CHECKING:
    from tanshi.exchange.gateway.gateway import Gateway


class Venue:
    """The way to the sessions below a folder, "" of a process that has none; `number`: its client's there."""

    def __init__(self, engine: Engine, folder: str, number: int, now: Callable[[], str]) -> None:
        self.fan = Fan()
        self._engine, self._folder, self._number, self._now = engine, folder, number, now
        self._gateway: Gateway | None = None
        self._turn = Lock()

    @property
    def is_here(self) -> bool:
        """Whether this process has a way to the exchange."""
        return bool(self._folder)

    @property
    def gateway(self) -> Gateway | None:
        """The way, or None."""
        if not self._folder:
            return None
        with self._turn:
            if self._gateway is None:
                from tanshi.exchange.gateway.gateway import Gateway  # needs NumPy, which whoever has sessions has

                self._gateway = Gateway(self._engine, Path(self._folder), self._number, self._now, self.fan)
            return self._gateway

    def open(self) -> None:
        """Make the way, so that the first who asks does not wait for it. Raises `Problem`: NumPy is not installed."""
        if self._folder and not find_spec("numpy"):
            raise problem("exchange.needs_extra", extra="exchange")
        assert (self.gateway is not None) == self.is_here

    def close(self) -> None:
        """End the gateway, and let go who listens."""
        self.fan.close()
        if self._gateway is not None:
            self._gateway.close()
