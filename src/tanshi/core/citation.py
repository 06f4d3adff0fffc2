"""Citations: which text sets a value, where in it, and how well we know it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How a value was come by. Shown wherever the value is shown (`why`, notices, pages)."""

    STATED = "S"  # stated in the texts the product was ordered with
    READ = "F"  # read in a public source
    READ_SECOND_HAND = "F2"  # read in a source that embeds or quotes the official text
    READ_LOW = "F-low"  # read, but on a page of low quality
    DERIVED = "D"  # derived here
    MEMORY_CHECKED = "M+"  # from memory, and a numeric check against a read figure fits
    MEMORY = "M"  # from memory, not seen
    CHOICE = "choice"  # the texts leave it open; our reading, a parameter


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a value is written."""

    instrument: str  # id of the legal text or source in rules/…/instruments.yaml
    place: str = ""  # article, annex, table, paragraph
    source: str = ""  # what was read, if not the text itself

    def __str__(self) -> str:
        return f"{self.instrument} {self.place}".strip()
