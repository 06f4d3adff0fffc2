"""The market's history (时间线): dated events, the text behind each, and the values that text set.

What an event changed is never written down twice: an event names its instrument and the days from which the
instrument's values hold, and the values are read from the parameters. `unexplained` finds a value no event sets, and an
event that claims to set values and sets none.

Two days differ and both are shown: the day for which a value holds, and the day on which its text was issued. A plan of
2023 holds for the emissions of 2021; on a day of 2021 nobody could know it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from tanshi.core.citation import Citation
from tanshi.core.finding import problem
from tanshi.rules.conflicts import in_order
from tanshi.rules.law import Instrument, Law
from tanshi.rules.parameter import Cited, Entry, Parameter

Kind = Literal["text", "market", "deadline", "statement", "own"]
Precision = Literal["day", "month", "year"]

#: What stands in the list of instruments and is no text of law.
NO_TEXT = ("source", "own")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the market, told in our own words."""

    id: str
    shown_day: str  # as far as it is known: 2021-07-16, 2011-10 or 2021
    kind: Kind
    instrument: str  # "" if no text stands behind it
    sets: tuple[date, ...] | Literal["all"]  # days from which values of the instrument hold
    title: Mapping[str, str]
    what: Mapping[str, str]
    source: str
    confidence: str

    @property
    def precision(self) -> Precision:
        """How far the day is known."""
        return {10: "day", 7: "month"}.get(len(self.shown_day), "year")  # type: ignore[return-value]

    @property
    def first_day(self) -> date:
        """The first day the event can be of."""
        return date.fromisoformat((self.shown_day + "-01-01")[:10])


@dataclass(frozen=True, slots=True)
class Change:
    """A value an event set, with the value of the same parameter and key before it ("" where there was none)."""

    cited: Cited
    label: Mapping[str, str]
    before: Any

    @property
    def is_new(self) -> bool:
        """Whether the value differs from the one before; a text may also set the old value again."""
        return bool(self.before != self.cited.value)

    def as_json(self) -> dict[str, Any]:
        """Return the change as commands and the API give it."""
        return {
            "parameter": self.cited.parameter,
            "key": self.cited.key,
            "label": self.label["en"],
            "label_zh": self.label["zh"],
            "unit": self.cited.unit,
            "from": self.cited.from_day.isoformat(),
            "to": self.cited.to_day.isoformat() if self.cited.to_day else None,
            "before": self.before,
            "value": self.cited.value,
            "is_new": self.is_new,
            "status": self.cited.status,
            "confidence": str(self.cited.confidence),
            "place": self.cited.citation.place,
        }


@dataclass(frozen=True, slots=True)
class Held:
    """A value that holds on a day; `issued` is the day its text was issued, which may be later."""

    cited: Cited
    label: Mapping[str, str]
    issued: str
    known_then: bool

    def as_json(self) -> dict[str, Any]:
        """Return the value as commands and the API give it."""
        return {
            "parameter": self.cited.parameter,
            "key": self.cited.key,
            "label": self.label["en"],
            "label_zh": self.label["zh"],
            "unit": self.cited.unit,
            "value": self.cited.value,
            "from": self.cited.from_day.isoformat(),
            "to": self.cited.to_day.isoformat() if self.cited.to_day else None,
            "instrument": self.cited.citation.instrument,
            "place": self.cited.citation.place,
            "issued": self.issued,
            "known_then": self.known_then,
            "confidence": str(self.cited.confidence),
        }


def events(law: Law) -> list[Event]:
    """Return all events, oldest first."""
    found = [_event(row) for row in law.document("timeline.yaml")]
    return sorted(found, key=lambda e: (e.first_day, e.shown_day))


def _event(row: Mapping[str, Any]) -> Event:
    sets = row.get("sets", ())
    return Event(
        id=row["id"],
        shown_day=row["day"],
        kind=row["kind"],
        instrument=row.get("instrument", ""),
        sets="all" if sets == "all" else tuple(date.fromisoformat(day) for day in sets),
        title=row["title"],
        what=row["what"],
        source=row["source"],
        confidence=row["confidence"],
    )


def changes(law: Law, event: Event) -> list[Change]:
    """Return the values an event set, by parameter, day and key."""
    if not event.sets:
        return []
    found: list[Change] = []
    for parameter, entry, before in _entries(law):
        if event.sets == "all" or entry.from_day in event.sets:
            found += _set_by(parameter, entry, before, event.instrument)
    return found


def _set_by(parameter: Parameter, entry: Entry, before: Entry | None, instrument: str) -> Iterator[Change]:
    for key in sorted(entry.by_key):
        cited = parameter.cited(entry, key)
        assert cited is not None
        if cited.citation.instrument == instrument:
            old = before.by_key.get(key) if before is not None else None
            yield Change(cited, parameter.label, old[0] if old is not None else "")


def _entries(law: Law) -> Iterator[tuple[Parameter, Entry, Entry | None]]:
    """Yield every entry of every parameter as we now believe it, with the entry before it."""
    for name in law.names():
        parameter = law.parameter(name)
        newest: dict[date, Entry] = {}
        for entry in parameter.entries:  # within a day by revision, so the last one is our belief
            newest[entry.from_day] = entry
        before: Entry | None = None
        for entry in newest.values():
            yield parameter, entry, before
            if entry.status != "draft":
                before = entry


def unexplained(law: Law) -> list[str]:
    """Return what timeline and parameters do not agree on, one sentence each; an empty list is a complete timeline."""
    wrong: list[str] = []
    setting = [event for event in events(law) if event.sets]
    told: dict[tuple[str, date], list[str]] = {}
    for event in events(law):
        if event.instrument and event.instrument not in law.instruments():
            wrong.append(f"event {event.id} names {event.instrument!r}, which is not in instruments.yaml")
    for event in setting:
        days = {change.cited.from_day for change in changes(law, event)}
        for day in sorted(days):
            told.setdefault((event.instrument, day), []).append(event.id)
        none = [] if event.sets == "all" else [day for day in event.sets if day not in days]
        if none or not days:
            wrong.append(
                f"event {event.id} claims to set values of {event.instrument} and sets none {none or ''}".strip()
            )
    for (instrument, day), ids in told.items():
        if len(ids) > 1:
            wrong.append(f"values of {instrument} from {day} are set by two events: {', '.join(ids)}")
    for parameter, entry, _ in _entries(law):
        for instrument in sorted({citation.instrument for _, _, citation in entry.by_key.values()}):
            if (instrument, entry.from_day) not in told:
                wrong.append(
                    f"{parameter.name} from {entry.from_day} is set by {instrument}, and no event of the timeline says"
                    f" so: add an event of {instrument} to timeline.yaml, or {entry.from_day} to the `sets` of one"
                )
    return wrong


def held_on(law: Law, day: date) -> list[Held]:
    """Return every value that holds on a day, in the order of the parameters."""
    found = []
    for name in law.names():
        parameter = law.parameter(name)
        entry = parameter.find(day, drafts=False, revision=None)
        for key in sorted(entry.by_key) if entry else ():
            cited = law.value(name, day, key)
            text = law.instruments()[cited.citation.instrument]
            found.append(Held(cited, parameter.label, text.issued, text.issued <= day.isoformat()))
    return found


def texts_on(law: Law, day: date) -> list[Instrument]:
    """Return the texts in force on a day with their exact rank, the one that prevails over all others first.

    Sources only report a text, and our own readings fill what all texts leave open: neither is a text in force.
    """
    found = {i.id: i for i in law.instruments().values() if i.rank not in NO_TEXT and i.holds_on(day)}
    return [replace(found[place.id], rank=place.rank) for place in in_order([law.standing(id) for id in found])]


def as_json(law: Law, event: Event) -> dict[str, Any]:
    """Return an event with what it set, as commands and the API give it."""
    return {
        "id": event.id,
        "day": event.shown_day,
        "precision": event.precision,
        "kind": event.kind,
        "title": event.title["en"],
        "title_zh": event.title["zh"],
        "what": event.what["en"],
        "what_zh": event.what["zh"],
        "instrument": event.instrument,
        "number": law.reference(Citation(event.instrument)) if event.instrument else "",
        "source": event.source,
        "confidence": event.confidence,
        "changes": [change.as_json() for change in changes(law, event)],
    }


def day_of(shown: str) -> date:
    """Return the day a reader asked for; a problem says how to write one."""
    try:
        return date.fromisoformat(shown)
    except ValueError:
        raise problem("rules.bad_day", value=shown[:40]) from None
