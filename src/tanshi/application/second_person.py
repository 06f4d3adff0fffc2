"""From which amount on one person alone cannot do what takes something away: law data, read by day.

`registry.second_person_from` names kinds of commands with the tonnes or fen from which a second person is needed; a
kind of `access.FOUR_EYES` that it does not name always needs one. What counts is the sum over a command's items, so
that an amount cut into pieces of one command is still the amount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law

PARAMETER = "registry.second_person_from"

#: What counts of an item: whole tonnes or fen.
AMOUNTS = ("amount_t", "amount_fen")


class Thresholds:
    """The thresholds of one law, with the acts of a journal in force."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)
        self._found: dict[tuple[Law, str], Mapping[str, int]] = {}

    def least(self, kind: str, rows: Known, on: str) -> int:
        """Return the amount from which a kind of command needs a second person on a legal day; 0 is always."""
        law = self._laws.on(rows, on)
        if (law, on) not in self._found:
            if len(self._found) > _DAYS:
                self._found.clear()
            values = law.table(PARAMETER, date.fromisoformat(on))
            self._found[law, on] = {of: cited.integer for of, cited in values.items()}
        return self._found[law, on].get(kind, 0)

    def asks(self, kind: str, items: Sequence[Mapping[str, Any]], rows: Known, on: str) -> bool:
        """Tell whether a command of four eyes needs its second person; what cannot be counted does."""
        least = self.least(kind, rows, on)
        if not least:
            return True
        amounts = [amount_of(item) for item in items]
        return None in amounts or sum(amount for amount in amounts if amount is not None) >= least


#: Days whose thresholds are kept; a process judges today and, in tests and years, some days before.
_DAYS = 64


def amount_of(item: Any) -> int | None:
    """Return the amount an item of a command moves, or None if it cannot be told."""
    if not isinstance(item, Mapping):
        return None
    found = [item[name] for name in AMOUNTS if name in item]
    return found[0] if len(found) == 1 and type(found[0]) is int and found[0] >= 0 else None
