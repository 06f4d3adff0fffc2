"""A parameter: one value of the law through time, each with the text that sets it.

There are two times. `from_day` is the day from which a value holds in the market. `revision` is our belief: since which
revision of our data we hold it to be so; when a value is corrected, the older belief stays readable, and
facts name the revision they were made with.

A file holds, by from-day, either `value` (one for all) or `by` (one for each key, e.g. unit class):

    label: {zh: 预分配比例, en: Pre-allocation share}
    unit: "1"
    axis: emission            # the day is the first day of the emission period; `act`: the day of the act
    values:
      2021-01-01:
        value: "0.70"
        confidence: S
        cite: {instrument: plan-2021-2022, place: 五(一), source: source text L91}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from tanshi.core.citation import Citation, Confidence
from tanshi.core.exact import decimal

Axis = Literal["emission", "act"]
Status = Literal["in force", "draft"]


#: Source of a value that an act in the market's own journal sets.
JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Cited:
    """A value together with the text that sets it; a value never travels without."""

    parameter: str
    key: str
    value: Any  # text, or lists and mappings of text where the law gives a table
    unit: str
    from_day: date
    to_day: date | None
    confidence: Confidence
    citation: Citation
    revision: int
    status: Status = "in force"
    note: str = ""

    @property
    def number(self) -> Fraction:
        """The value as an exact number; `NotADecimal` if the law did not write a number."""
        return decimal(self.value)

    @property
    def integer(self) -> int:
        """The value as a whole number."""
        number = self.number
        assert number.denominator == 1, f"{self.name} = {self.value} is not a whole number"
        return number.numerator

    @property
    def name(self) -> str:
        return f"{self.parameter}[{self.key}]" if self.key else self.parameter

    def as_json(self) -> dict[str, object]:
        """Return the value as facts carry it: what was applied, not where to look it up."""
        return {
            "parameter": self.name,
            "value": self.value,
            "unit": self.unit,
            "from": self.from_day.isoformat(),
            "revision": self.revision,
            **({"act": self.citation.instrument} if self.citation.source == JOURNAL else {}),
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """What holds from one day, in one revision of our belief."""

    from_day: date
    to_day: date | None
    revision: int
    status: Status
    note: str
    by_key: Mapping[str, tuple[Any, Confidence, Citation]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """All values of one parameter through time."""

    name: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    unit: str
    axis: Axis
    entries: tuple[Entry, ...]  # by from-day, and within it by revision

    def find(self, on: date, *, drafts: bool, revision: int | None) -> Entry | None:
        """Return the entry that holds on a day, as believed in a revision (default: now), or None."""
        found: Entry | None = None
        for entry in self.entries:
            if entry.from_day > on:
                break
            if entry.status == "draft" and not drafts:
                continue
            if revision is None or entry.revision <= revision:
                found = entry
        if found is not None and found.to_day is not None and on > found.to_day:
            return None
        return found

    def cited(self, entry: Entry, key: str) -> Cited | None:
        """Return one key's value of an entry, or None if the entry has no such key."""
        row = entry.by_key.get(key)
        if row is None:
            return None
        value, confidence, citation = row
        return Cited(
            self.name, key, value, self.unit, entry.from_day, entry.to_day, confidence, citation, entry.revision,
            entry.status, entry.note,
        )  # fmt: skip


def parse(name: str, document: Mapping[str, Any]) -> Parameter:
    """Return the parameter a YAML document describes."""
    entries: list[Entry] = []
    for day, row in document["values"].items():
        for version in [row, *row.get("corrected", [])]:
            entries.append(_entry(date.fromisoformat(day), row, version))
    entries.sort(key=lambda e: (e.from_day, e.revision))
    return Parameter(
        name=name,
        label=document["label"],
        description=document.get("description", {}),
        unit=document["unit"],
        axis=document["axis"],
        entries=tuple(entries),
    )


def _entry(from_day: date, row: Mapping[str, Any], version: Mapping[str, Any]) -> Entry:
    """Return one belief; what a corrected version does not say again stands in the newest."""
    merged = {**row, **version}
    cite = merged["cite"]
    citation = Citation(cite["instrument"], cite.get("place", ""), cite.get("source", ""))
    confidence = merged["confidence"]
    values = version["by"] if "by" in version else {"": version["value"]}
    return Entry(
        from_day=from_day,
        to_day=date.fromisoformat(merged["to"]) if "to" in merged else None,
        revision=int(version.get("revision", "1")),
        status=merged.get("status", "in force"),
        note=merged.get("note", ""),
        by_key={key: _value(value, confidence, citation) for key, value in values.items()},
    )


def _value(value: Any, confidence: str, citation: Citation) -> tuple[Any, Confidence, Citation]:
    """Return a key's value; a key may state its own confidence and source beside `value`."""
    if isinstance(value, dict) and "value" in value:
        cite = value.get("cite", {})
        own = Citation(
            cite.get("instrument", citation.instrument),
            cite.get("place", citation.place),
            cite.get("source", citation.source),
        )
        return value["value"], Confidence(value.get("confidence", confidence)), own
    return value, Confidence(confidence), citation
