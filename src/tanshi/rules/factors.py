"""The factor database (排放因子库): the part of the law that is factors, one record for all who compute with it.

A record is a value of a parameter for one key and validity, with unit, source, confidence and what the catalogue
(`factor_sets.yaml`) says of its parameter: scope, region, technology, uncertainty. Records of the shipped texts and of
a market's journal stand side by side; which of them the law answers by, the law says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from tanshi.core.exact import show
from tanshi.rules.law import Law, NoTextInForce
from tanshi.rules.parameter import JOURNAL, Cited, Entry, Parameter

Label = Mapping[str, str]

#: The region of what holds everywhere.
NATION = "cn"

#: In the catalogue: each key of a parameter is a region.
_BY_KEY = "key"

_UNCERTAINTY = "accounting.uncertainty"


@dataclass(frozen=True, slots=True)
class FactorSet:
    """What the catalogue says of a group of parameters."""

    of: str
    scope: tuple[str, ...]
    region: str
    technology: Label
    uncertainty: str

    def region_of(self, law: Law, key: str) -> str:
        """Return the region of a key."""
        return self.region if self.region != _BY_KEY else key if key in regions(law) else NATION


@dataclass(frozen=True, slots=True)
class FactorRecord:
    """A factor: one value of a parameter and key, from a day to a day."""

    parameter: str
    key: str
    label: Label
    item: Label  # what the key is called; empty where nothing names it
    value: str
    unit: str
    from_day: date
    to_day: date | None
    scope: tuple[str, ...]
    region: str
    technology: Label
    uncertainty: str  # share, half-width of the 95 % interval; "" is unsaid
    cited: Cited
    source: str
    source_year: int
    holds: bool  # the law answers by it on the first day of its validity

    @property
    def name(self) -> str:
        return f"{self.parameter}[{self.key}]" if self.key else self.parameter

    @property
    def act(self) -> str:
        """The act of the journal that set it, "" for a shipped text."""
        return self.cited.citation.instrument if self.cited.citation.source == JOURNAL else ""

    def as_json(self) -> dict[str, Any]:
        """Return the record as the machine interface gives it."""
        return {
            "factor": self.name,
            "parameter": self.parameter,
            "key": self.key,
            "label": dict(self.label),
            "item": dict(self.item),
            "value": self.value,
            "unit": self.unit,
            "from": self.from_day.isoformat(),
            "to": self.to_day.isoformat() if self.to_day else "",
            "scope": list(self.scope),
            "region": self.region,
            "technology": dict(self.technology),
            "uncertainty": self.uncertainty,
            "confidence": str(self.cited.confidence),
            "instrument": self.cited.citation.instrument,
            "place": self.cited.citation.place,
            "source": self.source,
            "source_year": self.source_year,
            "revision": self.cited.revision,
            "act": self.act,
            "holds": self.holds,
            "note": self.cited.note,
        }

    def _words(self) -> str:
        said = (
            self.parameter, self.key, self.unit, self.region, self.source, *self.label.values(), *self.item.values(),
            *self.technology.values(),
        )  # fmt: skip
        return "\n".join(said).casefold()

    def is_about(self, words: Sequence[str]) -> bool:
        """Tell whether every word stands somewhere in the record."""
        text = self._words()
        return all(word.casefold() in text for word in words)

    def covers(self, year: int) -> bool:
        """Tell whether the record's validity meets a year."""
        return self.from_day <= date(year, 12, 31) and (self.to_day is None or self.to_day >= date(year, 1, 1))


def scopes(law: Law) -> Mapping[str, Label]:
    """Return who computes with factors, with their names."""
    found: Mapping[str, Label] = law.document("factor_sets.yaml")["scopes"]
    return found


def set_of(law: Law, parameter: str) -> FactorSet | None:
    """Return what the catalogue says of a parameter, or None if it is no factor."""
    rows = [r for r in law.document("factor_sets.yaml")["sets"] if _is_within(parameter, r["of"])]
    if not rows:
        return None
    row = max(rows, key=lambda r: len(r["of"]))
    return FactorSet(row["of"], tuple(row["scope"]), row["region"], row["technology"], row["uncertainty"])


def parameters(law: Law) -> list[str]:
    """Return the parameters that are factors, sorted."""
    return [name for name in law.names() if set_of(law, name) is not None]


def regions(law: Law) -> frozenset[str]:
    """Return the regions a factor may be of: the nation, provinces by code, power grids."""
    grids = {key for key in law.document("guides/items.yaml") if key.startswith("grid_")}
    return frozenset({NATION, *law.document("classifications/area_gb2260.yaml"), *grids})


@lru_cache(maxsize=8)
def all_records(law: Law) -> tuple[FactorRecord, ...]:
    """Return every factor of a law, by parameter, key and validity; a law does not change, so they are kept."""
    return tuple(record for name in parameters(law) for record in history(law, name))


def search(
    law: Law, words: str = "", *, scope: str = "", region: str = "", year: int = 0, superseded: bool = False
) -> list[FactorRecord]:
    """Return the factors that hold all words; `superseded`: also what the law does not answer by any more."""
    asked = words.split()
    return [
        r
        for r in all_records(law)
        if (superseded or r.holds)
        and (not scope or scope in r.scope)
        and (not region or region == r.region)
        and (not year or r.covers(year))
        and r.is_about(asked)
    ]


def history(law: Law, parameter: str, key: str | None = None) -> list[FactorRecord]:
    """Return all values of a factor, the shipped texts' and the journal's, by key, validity and age."""
    found = [
        record
        for line in law.lines(parameter)
        for place, entry in enumerate(line.entries)
        for record in _records(law, line, entry, _next_day(line, place))
        if key is None or record.key == key
    ]
    levels = {r.cited.citation.instrument: law.standing(r.cited.citation.instrument).dated for r in found}
    return sorted(
        found, key=lambda r: (r.key, r.from_day, r.cited.revision, r.act != "", levels[r.cited.citation.instrument])
    )


def _next_day(line: Parameter, place: int) -> date | None:
    """Return the day from which the same text has another value."""
    return next((e.from_day for e in line.entries[place + 1 :] if e.from_day > line.entries[place].from_day), None)


def _records(law: Law, line: Parameter, entry: Entry, following: date | None) -> Iterator[FactorRecord]:
    about = set_of(law, line.name)
    assert about is not None, f"{line.name} is no factor"
    to_day = entry.to_day
    if following is not None and (to_day is None or to_day >= following):
        to_day = date.fromordinal(following.toordinal() - 1)
    for key in entry.by_key:
        cited = line.cited(entry, key)
        assert cited is not None
        yield FactorRecord(
            parameter=line.name,
            key=key,
            label=line.label,
            item=_item(law, key),
            value=str(cited.value),
            unit=line.unit,
            from_day=entry.from_day,
            to_day=to_day,
            scope=about.scope,
            region=about.region_of(law, key),
            technology=about.technology,
            uncertainty=_uncertainty(law, about, line.unit, entry.from_day),
            cited=cited,
            source=law.reference(cited.citation),
            source_year=source_year(law, cited),
            holds=_holds(law, cited),
        )


def source_year(law: Law, cited: Cited) -> int:
    """Return the year of the text a value is from: the older its text, the staler the factor."""
    text = law.instruments()[cited.citation.instrument]
    return int((text.issued or text.in_force)[:4])


def _holds(law: Law, cited: Cited) -> bool:
    try:
        found = law.value(cited.parameter, cited.from_day, cited.key)
    except NoTextInForce:
        return False
    return (found.citation, found.revision) == (cited.citation, cited.revision)


def _uncertainty(law: Law, about: FactorSet, unit: str, on: date) -> str:
    if not about.uncertainty:
        return ""
    known = law.table(_UNCERTAINTY, on)
    found = known.get(f"{about.uncertainty}:{unit}") or known[about.uncertainty]
    return show(Fraction(found.number))


def _item(law: Law, key: str) -> Label:
    if not key:
        return {}
    items: Mapping[str, Label] = law.document("guides/items.yaml")
    areas: Mapping[str, Label] = law.document("classifications/area_gb2260.yaml")
    row = items.get(key) or areas.get(key)
    return {} if row is None else {"zh": row["zh"], "en": row["en"]}


def _is_within(parameter: str, beginning: str) -> bool:
    return parameter == beginning or parameter.startswith(f"{beginning}.")
