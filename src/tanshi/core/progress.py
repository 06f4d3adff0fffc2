"""Progress of long work, told to whoever shows it."""

from __future__ import annotations


class Progress:
    """Where long work says how far it is; this base says nothing."""

    def step(self, name: str, total: int) -> None:
        """Begin a step of so many units of work."""

    def advance(self, count: int = 1) -> None:
        """Note that so much of the step is done."""
