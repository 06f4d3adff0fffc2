"""Identifiers: our own, and the check digits of the ones the trade uses.

Our ids are chosen by the caller or come from counters and sources, never from chance, and stay readable in logs.
"""

from __future__ import annotations

import re

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,95}\Z")

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def is_id(text: str) -> bool:
    """Tell whether a text can be an id: 1-96 ASCII letters, digits, `. _ : / -`, not starting with a sign."""
    return isinstance(text, str) and _ID.match(text) is not None


def is_sha256(text: str) -> bool:
    """Tell whether a text is a SHA-256 as facts and papers write it: 64 hexadecimal digits in lower case."""
    return _SHA256.match(text) is not None


def uscc_check_digit(first17: str) -> str:
    """Return the last character of a unified social credit code (统一社会信用代码, GB 32100-2015)."""
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def is_uscc(text: str) -> bool:
    """Tell whether a text is a unified social credit code with the right check digit."""
    return len(text) == 18 and all(c in _USCC_ALPHABET for c in text) and uscc_check_digit(text[:17]) == text[17]


def is_lei(text: str) -> bool:
    """Tell whether a text is a legal entity identifier (ISO 17442) with the right check digits (mod 97-10)."""
    if not re.match(r"[A-Z0-9]{18}\d\d\Z", text):
        return False
    return int("".join(str(int(c, 36)) for c in text)) % 97 == 1
