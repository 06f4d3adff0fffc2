"""Checks of the law as data: is every value cited, dated, in a known unit, in both languages?

`check` finds what is wrong with the data whatever the day. `check_today` says what a day finds missing:
parameters of the law in force that no text covers then, and drafts that stand alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tanshi.core.catalogue import LANGUAGES
from tanshi.core.quantity import UNITS
from tanshi.rules.law import Law
from tanshi.rules.parameter import Entry, Parameter

#: What stands in the place of a rank while a text is a draft.
DRAFT = "draft"


def check(law: Law) -> list[str]:
    """Return what is wrong, one sentence each; an empty list is clean data."""
    wrong: list[str] = []
    for instrument in law.instruments().values():
        if not instrument.title_zh or not instrument.title_en:
            wrong.append(f"instrument {instrument.id} has no title in both languages")
        if instrument.rank not in law.ranks() and instrument.rank != DRAFT:
            wrong.append(f"instrument {instrument.id} has the unknown rank {instrument.rank!r}")
    newest = law.revision
    for name in law.names():
        try:
            parameter = law.parameter(name)
        except (KeyError, ValueError, TypeError) as error:
            wrong.append(f"{name} cannot be read: {error!r}")
            continue
        wrong += check_parameter(law, parameter, newest)
    return wrong


def check_parameter(law: Law, parameter: Parameter, newest: int) -> Iterator[str]:
    """Yield what is wrong with a parameter whose texts are in `law`, one sentence each."""
    name = parameter.name
    if missing := [lang for lang in LANGUAGES if not parameter.label.get(lang)]:
        yield f"{name} has no label in {', '.join(missing)}"
    if parameter.unit not in UNITS:
        yield f"{name} has the unknown unit {parameter.unit!r}"
    if parameter.axis not in ("emission", "act"):
        yield f"{name} has the unknown axis {parameter.axis!r}"
    seen: set[tuple[date, int]] = set()
    for entry in parameter.entries:
        yield from _entry(law, name, entry, newest)
        if (entry.from_day, entry.revision) in seen:
            yield f"{name} has two values from {entry.from_day} in revision {entry.revision}"
        seen.add((entry.from_day, entry.revision))


def _entry(law: Law, name: str, entry: Entry, newest: int) -> Iterator[str]:
    if entry.to_day is not None and entry.to_day < entry.from_day:
        yield f"{name} from {entry.from_day} ends before it begins"
    if entry.revision > newest:
        yield f"{name} from {entry.from_day} is of revision {entry.revision}, newer than revisions.yaml"
    if entry.status not in ("in force", "draft"):
        yield f"{name} from {entry.from_day} has the unknown status {entry.status!r}"
    for key, (value, _, citation) in entry.by_key.items():
        place = f"{name}[{key}]" if key else name
        if citation.instrument not in law.instruments():
            yield f"{place} from {entry.from_day} cites {citation.instrument!r}, which is not in instruments.yaml"
        elif (law.instruments()[citation.instrument].status == "draft") != (entry.status == "draft"):
            yield f"{place} from {entry.from_day} is {entry.status}, its instrument is not"
        if not citation.place and not citation.source:
            yield f"{place} from {entry.from_day} says neither place nor source"
        if value is None:
            yield f"{place} from {entry.from_day} has no value"


def check_today(law: Law, today: date) -> list[str]:
    """Return what a day finds missing, one sentence each."""
    found = []
    for name in law.names():
        parameter = law.parameter(name)
        if parameter.find(today, drafts=False, revision=None) is not None:
            continue
        last = max(e.from_day for e in parameter.entries)
        drafted = parameter.find(today, drafts=True, revision=None) is not None
        what = "only a draft" if drafted else "no text"
        found.append(f"{name} ({parameter.label['zh']}): {what} on {today}; the last value holds from {last}")
    return found


def diff(law: Law, before: date, after: date) -> list[dict[str, Any]]:
    """Return the values that differ between two days: parameter, key, value then and now ("" where none)."""
    found = []
    for name in law.names():
        parameter = law.parameter(name)
        old, new = _values(parameter, before), _values(parameter, after)
        for key in sorted({**old, **new}):
            if old.get(key) != new.get(key):
                found.append(
                    {
                        "parameter": name,
                        "key": key,
                        "unit": parameter.unit,
                        "before": old.get(key, ""),
                        "after": new.get(key, ""),
                        "label": parameter.label["en"],
                        "label_zh": parameter.label["zh"],
                    }
                )
    return found


def _values(parameter: Parameter, on: date) -> dict[str, Any]:
    entry = parameter.find(on, drafts=False, revision=None)
    return {} if entry is None else {key: value for key, (value, _, _) in entry.by_key.items()}
