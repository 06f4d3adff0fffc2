"""Proof codes: what stands on a paper so that anybody can ask whether it is genuine.

A code has 20 characters in five groups, `K7QM-2F9X-…`, from an alphabet without 0, O, 1 and I. Nineteen of them are 95
bits of an HMAC-SHA256 over number and digest, keyed with the paper's own salt, so that neither knowing the content nor
knowing other codes helps to guess one. The last is a check character over GF(32): one wrong character and two exchanged
characters are always noticed.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 20
GROUP = 4

_PLACE = {c: n for n, c in enumerate(ALPHABET)}
_BITS = 5


def _powers() -> tuple[int, ...]:
    """Return 2^1 … 2^19 in GF(32) with the polynomial x^5 + x^2 + 1: all different, so places can be told apart."""
    found, value = [], 1
    for _ in range(LENGTH - 1):
        value <<= 1
        if value & 32:
            value ^= 0b100101
        found.append(value)
    return tuple(found)


_WEIGHTS = _powers()


def proof_code(salt: str, *parts: str) -> str:
    """Return the code of what the parts say (number, digest …), keyed with a secret salt of 128 bits or more in hex."""
    assert len(bytes.fromhex(salt)) >= 16, "a salt has at least 128 bits"
    text = "\x1f".join(parts)
    digest = int.from_bytes(hmac.new(bytes.fromhex(salt), text.encode(), sha256).digest(), "big")
    values = [(digest >> (256 - _BITS * (n + 1))) & 31 for n in range(LENGTH - 1)]
    letters = "".join(ALPHABET[v] for v in (*values, _check(values)))
    return "-".join(letters[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str | None:
    """Return the code somebody typed in its written form, or None if no paper can have it.

    Small letters, full-width letters, missing or other hyphens and spaces are the same code.
    """
    text = unicodedata.normalize("NFKC", typed[:200]).upper()
    letters = "".join(c for c in text if c not in " \t\r\n-‐‑–—_.")
    if len(letters) != LENGTH or any(c not in _PLACE for c in letters):
        return None
    values = [_PLACE[c] for c in letters]
    if _check(values[:-1]) != values[-1]:
        return None
    return "-".join(letters[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def _check(values: Sequence[int]) -> int:
    total = 0
    for value, weight in zip(values, _WEIGHTS, strict=True):
        total ^= _times(value, weight)
    return total


def _times(a: int, b: int) -> int:
    """Multiply in GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product
