"""Outcomes: the answer to a lawful request, as a value with a stable name.

Each system lists its outcomes in one enum derived from `Outcome`, in the order in which they are checked.
A published name stays; a retired one is marked, not used again. Exceptions are for broken files and programmers.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Base of all outcome enums; the value is the stable name (`registry.exceeds_holding`)."""
