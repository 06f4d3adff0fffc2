"""An act beside the shipped texts: a plan, a scope or a set of parameters that a market's own journal records.

Its values have the form of the files in rules/ without what the parameter says already (label, unit, axis):

    {"allocation.preallocation_share": {"2027-01-01": {"value": "0.50", "cite": {"place": "五(一)"}}}}

A value cites the act itself; `cite` may name the place. What an act sets holds while the act does: an entry ends with
the act's last day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tanshi.rules.parameter import JOURNAL, Entry, Parameter, parse

if TYPE_CHECKING:
    from tanshi.rules.law import Instrument

#: How well we know what a journal's own act says: its text is what was read.
_CONFIDENCE = "F"

#: What a row of a value may say.
ROW_FIELDS = frozenset({"value", "by", "to", "cite", "note"})


class BadValues(ValueError):
    """An act's values do not have the form of the files in rules/; the message says what and where."""


@dataclass(frozen=True, slots=True)
class ActText:
    """An act as the law reads it; a draft answers only who asks for drafts."""

    instrument: Instrument
    values: Mapping[str, Mapping[str, Any]]  # by parameter, by from-day
    special_over: frozenset[str] = frozenset()  # general texts of the same rank it prevails over

    @property
    def is_draft(self) -> bool:
        return self.instrument.status == "draft"

    def line(self, parameter: Parameter) -> Parameter | None:
        """Return what the act sets of a parameter, or None. Raises `BadValues`."""
        rows = self.values.get(parameter.name)
        if rows is None:
            return None
        status = "draft" if self.is_draft else "in force"
        made = {
            day: {**_row(parameter.name, day, row, self.instrument.id), "status": status} for day, row in rows.items()
        }
        document = {"label": parameter.label, "description": parameter.description, "unit": parameter.unit}
        try:
            parsed = parse(parameter.name, {**document, "axis": parameter.axis, "values": made})
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise BadValues(f"{parameter.name}: {error}") from error
        return replace(parsed, entries=tuple(e for e in map(self._held, parsed.entries) if e is not None))

    def _held(self, entry: Entry) -> Entry | None:
        """Return an entry as far as the act holds."""
        if not self.instrument.until:
            return entry
        last = date.fromisoformat(self.instrument.until)
        if entry.from_day > last:
            return None
        return replace(entry, to_day=last if entry.to_day is None else min(last, entry.to_day))


def _row(parameter: str, day: str, row: Any, act: str) -> dict[str, Any]:
    if not isinstance(row, dict) or ("value" in row) == ("by" in row):
        raise BadValues(f"{parameter} from {day} has neither or both of value and by")
    if unknown := sorted(set(row) - ROW_FIELDS):
        raise BadValues(f"{parameter} from {day} says {unknown[0]}, which an act does not")
    if "by" in row and not isinstance(row["by"], dict):
        raise BadValues(f"{parameter} from {day}: by is not a table")
    cite = row.get("cite", {})
    if not isinstance(cite, dict):
        raise BadValues(f"{parameter} from {day}: cite is not an object")
    return {
        **row,
        "confidence": _CONFIDENCE,
        "cite": {"instrument": act, "place": cite.get("place", ""), "source": JOURNAL},
    }


def only_text(value: Any) -> bool:
    """Tell whether a value holds nothing but text, lists and objects, as values of the law do."""
    if isinstance(value, dict):
        return all(isinstance(k, str) and only_text(v) for k, v in value.items())
    return all(map(only_text, value)) if isinstance(value, list) else isinstance(value, str)
