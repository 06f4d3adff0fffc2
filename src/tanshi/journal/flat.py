"""Flat records: dataclasses of nothing but text and whole numbers, looked at all fields at once.

Most requests and facts are flat, and a day's end brings a million of them. Here one look at a whole record says that it
is what it claims to be; whatever is not plainly so - other types, other alphabets, large numbers - is left to the
careful reader, which knows the rules and says what is wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, get_type_hints

#: Whole numbers within this are small enough for every rule there is about numbers.
_SMALL = 2**53


class Flat:
    """How to take records of one flat type apart, and to make them: `make` takes the values of all fields."""

    def __init__(self, kind: type, names: Sequence[str], types: Sequence[type]) -> None:
        self.names = tuple(names)
        self.keys = frozenset(names)
        self.make = maker(kind)
        self._types = tuple(types)
        self._texts = _several([n for n, kind in enumerate(types) if kind is str])
        self._numbers = _several([n for n, kind in enumerate(types) if kind is int])
        self._of_mapping = _by_name(itemgetter, names)
        self._of_record = _by_name(attrgetter, names)

    def of_mapping(self, data: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the values of a plain object that has exactly these fields and is plainly sound, or None."""
        if data.keys() != self.keys:
            return None
        values = self._of_mapping(data)
        return values if self._is_plain(values) else None

    def of_keys(self, data: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the values of a plain object that has exactly these fields, whatever they are, or None."""
        return self._of_mapping(data) if data.keys() == self.keys else None

    def of_mappings(self, items: Sequence[Any]) -> list[tuple[Any, ...]] | None:
        """Return the values of plain objects that all have exactly these fields and are plainly sound, or None."""
        if not all(type(item) is dict and item.keys() == self.keys for item in items):
            return None
        values = list(map(self._of_mapping, items))
        return values if self.are_plain(values) else None

    def of_records(self, records: Sequence[Any]) -> list[dict[str, Any]] | None:
        """Return the plain objects of records that are all plainly sound, or None."""
        values = list(map(self._of_record, records))
        return [dict(zip(self.names, each)) for each in values] if self.are_plain(values) else None  # noqa: B905

    def are_plain(self, rows: Sequence[tuple[Any, ...]]) -> bool:
        """Tell what `_is_plain` does of each row, a column at a time."""
        for column, due in zip(zip(*rows, strict=True), self._types, strict=bool(rows)):
            if set(map(type, column)) != {due}:
                return False
            if due is str:
                text = "".join(column)
                if not text.isascii() or "\0" in text:
                    return False
            elif min(column) <= -_SMALL or max(column) >= _SMALL:
                return False
        return True

    def _is_plain(self, values: tuple[Any, ...]) -> bool:
        """Tell whether all values are of their types, texts ASCII without NUL, numbers within 2^53."""
        if tuple(map(type, values)) != self._types:
            return False
        text = "".join(self._texts(values))
        if not text.isascii() or "\0" in text:
            return False
        numbers = self._numbers(values)
        return not numbers or (min(numbers) > -_SMALL and max(numbers) < _SMALL)


_KNOWN: dict[type, Flat | None] = {}


def flat(kind: type) -> Flat | None:
    """Return how to take records of a type apart, or None if it has other fields than text and whole numbers."""
    if kind not in _KNOWN:
        _KNOWN[kind] = _flat(kind)
    return _KNOWN[kind]


def _flat(kind: type) -> Flat | None:
    hints = get_type_hints(kind)
    names = [f.name for f in dataclasses.fields(kind)]
    types = [hints[name] for name in names]
    return Flat(kind, names, types) if names and all(t in (str, int) for t in types) else None


def maker(kind: type) -> Callable[..., Any]:
    """Return what makes records of a type from the values of all its fields, without its own ceremony.

    A frozen record sets each field past its own refusal, which costs thrice what the fields cost. Here an open twin
    of the same slots takes them and then becomes a record of the type.
    """
    if not (kind.__dataclass_params__.frozen and "__slots__" in vars(kind)) or hasattr(kind, "__post_init__"):  # type: ignore[attr-defined]
        return kind
    fields = [(f.name, object) for f in dataclasses.fields(kind)]
    twin = dataclasses.make_dataclass(kind.__name__, fields, bases=kind.__bases__, slots=True)

    def make(*values: Any) -> Any:
        record = twin(*values)
        record.__class__ = kind
        return record

    return make


def _several(places: Sequence[int]) -> Callable[[tuple[Any, ...]], Sequence[Any]]:
    """Return what picks the values at these places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[n] for n in places]


def _by_name(getter: Any, names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    get: Callable[[Any], Any] = getter(*names)
    return get if len(names) > 1 else lambda source: (get(source),)
