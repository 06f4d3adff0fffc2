"""Canonical bytes of a fact or command body.

Bodies hold ASCII keys, strings, integers below 2^53, booleans, null, lists and objects. No floats: decimals
are strings.
For such bodies the encoding below is RFC 8785 (JSON Canonicalization Scheme): keys sorted, no spaces, UTF-8,
shortest escapes. The bytes are what is hashed and stored; they are never parsed and written again.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

#: Integers from here on are not exact in every JSON reader (IEEE 754 doubles).
LIMIT = 2**53

#: One fact is one legal act; larger inputs go to the evidence store and enter by their SHA-256.
MAX_BYTES = 64 * 1024


class NotCanonical(TypeError):
    """A body holds something that has no canonical form."""


def canonical(body: Any) -> bytes:
    """Return the canonical bytes of a body; `NotCanonical` names what does not belong in one."""
    _check(body)
    try:
        return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:  # what `_check` lets through is refused for half a character, or for its depth
        raise NotCanonical(f"a text holds a lone surrogate, or the body is nested too deep: {error}") from None


def encoded(body: Any) -> bytes:
    """Return the canonical bytes of a body that is known to have a canonical form: it was read field by field."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def parse(data: bytes) -> Any:
    """Return the body that canonical bytes stand for."""
    return json.loads(data)


def parse_stored(data: bytes) -> Any:
    """Return the body of bytes that will be compared with their canonical form: whatever is odd about them shows."""
    return orjson.loads(data)


def _check(body: Any) -> None:
    """Refuse what has no canonical form. Leaves are looked at where they stand: every fact and command passes here."""
    left = [[body]]
    while left:
        value: Any = left.pop()
        if type(value) is dict:
            for key in value:
                if type(key) is not str or not key.isascii():
                    raise NotCanonical(f"key {key!r} is not ASCII text")
            value = value.values()
        for leaf in value:
            kind = type(leaf)
            if kind is str:
                if "\0" in leaf:
                    raise NotCanonical("a text holds NUL, which databases refuse")
            elif kind is int:
                if not -LIMIT < leaf < LIMIT:
                    raise NotCanonical(f"{leaf} is not below 2^53; write it as text")
            elif kind is dict or kind is list or kind is tuple:
                left.append(leaf)
            elif leaf is not None and kind is not bool:
                raise NotCanonical(f"{leaf!r} is a {kind.__name__}; bodies hold text, integers, lists, objects")
