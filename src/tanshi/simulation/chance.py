"""Chance from a seed, in whole numbers.

The numbers follow from a keyed hash of seed, path and counter, so they are the same on every machine and
Python, and what one entity draws does not depend on how many others drew before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b


class Chance:
    """A stream of chance with a name."""

    __slots__ = ("_count", "_key", "_left")

    def __init__(self, seed: int, *path: object) -> None:
        self._key = blake2b("/".join(map(str, (seed, *path))).encode(), digest_size=32).digest()
        self._count = 0
        self._left: list[int] = []

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1."""
        assert 0 < limit <= 1 << 32
        if not self._left:
            block = blake2b(self._count.to_bytes(8, "big"), key=self._key).digest()
            self._left = [int.from_bytes(block[n : n + 8], "big") for n in range(0, 64, 8)]
            self._count += 1
        return self._left.pop() * limit >> 64

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def around(self, mean: int, spread: int) -> int:
        """Return a whole number from mean - spread to mean + spread, the middle more likely (three draws)."""
        width = 2 * spread + 1
        return mean - spread + (self.below(width) + self.below(width) + self.below(width)) // 3

    def happens(self, permille: int) -> bool:
        """Tell whether something happens that happens so many times in a thousand."""
        return self.below(1000) < permille

    def pick(self, weights: Sequence[int]) -> int:
        """Return an index, each as likely as its weight."""
        at = self.below(sum(weights))
        for index, weight in enumerate(weights):
            if at < weight:
                return index
            at -= weight
        raise AssertionError("weights do not add up")
