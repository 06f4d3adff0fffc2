"""The root of a Merkle tree as RFC 9162 (2.1.1) defines it: by halves, not by growing.

MTH of one leaf is its hash; MTH of n leaves is SHA-256(0x01 || MTH(first k) || MTH(the rest)), where k is the largest
power of two below n. A journal keeps leaf hashes, so they are where the recursion ends.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

#: Bytes of a hash.
HASH_BYTES = 32

#: Halves of at least so many leaves are remembered: the checkpoints of one journal have most of them in common.
_REMEMBERED = 1_024


class Tree:
    """The tree over leaf hashes that stand one after the other in `leaves`."""

    def __init__(self, leaves: bytes | bytearray) -> None:
        assert len(leaves) % HASH_BYTES == 0, "a leaf hash has 32 bytes"
        self.size = len(leaves) // HASH_BYTES
        self._leaves = leaves
        self._remembered = lru_cache(maxsize=None)(self._halves)

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves, by default over all."""
        count = self.size if size is None else size
        assert 0 <= count <= self.size, f"{count} leaves of {self.size}"
        return self._hash(0, count) if count else sha256(b"").digest()

    def peaks(self, size: int) -> bytes:
        """Return the roots of the complete subtrees that make up the first `size` leaves, largest first."""
        found, start = b"", 0
        while start < size:
            width = 1 << ((size - start).bit_length() - 1)
            found += self._hash(start, start + width)
            start += width
        return found

    def _hash(self, start: int, end: int) -> bytes:
        if end - start == 1:
            return bytes(self._leaves[start * HASH_BYTES : end * HASH_BYTES])
        return self._remembered(start, end) if end - start >= _REMEMBERED else self._halves(start, end)

    def _halves(self, start: int, end: int) -> bytes:
        half = start + (1 << ((end - start - 1).bit_length() - 1))
        return sha256(b"\x01" + self._hash(start, half) + self._hash(half, end)).digest()
