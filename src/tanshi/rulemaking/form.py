"""The form of an act's values: does the program understand them?

A text can only set what the program has: known parameters, and within them numbers where numbers stand, days where days
stand, and words for forms of calculation that exist. What an act brings is compared with all values the shipped
texts have of the same parameter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tanshi.core.exact import NotADecimal, decimal
from tanshi.rules import Law, Parameter
from tanshi.rules.act import ActText, BadValues, only_text
from tanshi.rules.check import check_parameter

#: Members of values that name things, where any text may stand.
_NAMES = frozenset({"name", "instrument", "period", "vintage", "article"})


#: A flag can be set either way, whichever the shipped texts have.
_FLAGS = ("true", "false")


def wrong_values(law: Law, act: ActText) -> Iterator[str]:
    """Yield what is wrong with the values of an act, one sentence each."""
    trial = law.with_acts([act])
    for name in sorted(act.values):
        shipped = law.parameter(name)
        if not only_text(act.values[name]) or not act.values[name]:
            yield f"{name}: values are text, lists and tables of text, by day"
            continue
        try:
            line = act.line(shipped)
        except BadValues as reason:
            yield str(reason)
            continue
        assert line is not None
        yield from check_parameter(trial, line, trial.revision)
        yield from _overlaps(line)
        yield from _forms(line, law.lines(name))


def _overlaps(line: Parameter) -> Iterator[str]:
    for entry, following in zip(line.entries, line.entries[1:], strict=False):
        if entry.to_day is not None and entry.to_day >= following.from_day:
            yield f"{line.name} from {entry.from_day} to {entry.to_day} overlaps the value from {following.from_day}"


def _forms(line: Parameter, known: Sequence[Parameter]) -> Iterator[str]:
    models = [value for other in known for entry in other.entries for value, _, _ in entry.by_key.values()]
    is_table = any(key for other in known for entry in other.entries for key in entry.by_key)
    for entry in line.entries:
        if any(bool(key) != is_table for key in entry.by_key):
            given = "as one value" if is_table else "by key"
            yield f"{line.name} from {entry.from_day} is given {given}, its law is not"
        for key, (value, _, _) in entry.by_key.items():
            if not any(_alike(value, model, models) for model in models):
                place = f"{line.name}[{key}]" if key else line.name
                yield f"{place} from {entry.from_day}: {value!r} has no form the program knows, such as {models[-1]!r}"


def _alike(value: Any, model: Any, models: Sequence[Any], name: str = "") -> bool:
    """Tell whether a value has the form of a known one; `models` are all known values at this place."""
    if isinstance(model, dict):
        beside = [m for m in models if isinstance(m, dict)]
        return (
            isinstance(value, dict)
            and value.keys() == model.keys()
            and all(_alike(value[k], model[k], [m[k] for m in beside if k in m], k) for k in model)
        )
    if isinstance(model, list):
        inner = [element for m in models if isinstance(m, list) for element in m]
        return isinstance(value, list) and all(
            isinstance(v, str) and isinstance(model[0], str)
            if not isinstance(model[0], dict | list)
            else _one(v, inner)
            for v in value
            if model
        )
    if not isinstance(value, str):
        return False
    if _is_number(model):
        signs = [decimal(m) > 0 for m in models if _is_number(m)]
        return _is_number(value) and (decimal(value) > 0 or not all(signs))
    if _is_day(model):
        return _is_day(value)
    if model in _FLAGS:
        return value in _FLAGS
    return name in _NAMES or value in [m for m in models if isinstance(m, str)]


def _one(value: Any, models: Sequence[Any]) -> bool:
    """Tell whether an element of a list has the form of a known one; plain words of a list are names."""
    return any(_alike(value, model, models) for model in models)


def _is_number(text: Any) -> bool:
    try:
        decimal(text)
    except NotADecimal:
        return False
    return True


def _is_day(text: str) -> bool:
    """Tell whether a text is a day as the law writes it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-01")


def vintages_of(values: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the vintages an act's plans name, in order."""
    rows = values.get("allocation.plans", {}).values()
    return list(dict.fromkeys(str(row["value"]["vintage"]) for row in rows))
