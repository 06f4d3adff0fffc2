"""Requests: the typed items of a command, read strictly from plain data.

A request is a frozen dataclass of text, integers, booleans, optional values, lists and further such records.
What does not fit is malformed, with the field named; nothing is converted silently.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Sequence
from itertools import starmap
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from tanshi.journal.canonical import LIMIT
from tanshi.journal.flat import flat

Q = TypeVar("Q")
_Reader = Callable[[Any, str], Any]


class Malformed(ValueError):
    """A field of a request is missing, unknown or of the wrong type."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")


def read(kind: type[Q], data: Any, where: str = "item") -> Q:
    """Return the request a plain object stands for; `Malformed` names the field that does not fit."""
    found: Q = _record_reader(kind)(data, where)
    return found


def read_all(kind: type[Q], items: Sequence[Any], where: str = "items") -> list[Q]:
    """Return the requests that plain objects stand for, as `read` does one by one."""
    shape = flat(kind)
    if shape is not None and (values := shape.of_mappings(items)) is not None:
        return list(starmap(shape.make, values))
    return [read(kind, item, f"{where}[{n}]") for n, item in enumerate(items)]


_READERS: dict[type, _Reader] = {}


def _record_reader(kind: type) -> _Reader:
    if kind not in _READERS:
        _READERS[kind] = _make_reader(kind)
    return _READERS[kind]


def _make_reader(kind: type) -> _Reader:
    hints = get_type_hints(kind)
    fields = dataclasses.fields(kind)
    readers = tuple((f.name, _reader(hints[f.name])) for f in fields)
    required = {f.name for f in fields if f.default is f.default_factory is dataclasses.MISSING}
    names = {f.name for f in fields}
    shape = flat(kind)
    known = f"its fields: {', '.join(f.name for f in fields)}"

    def read_record(data: Any, where: str) -> Any:
        if type(data) is not dict:
            raise Malformed(where, f"is not an object ({known})")
        if shape is not None and (values := shape.of_mapping(data)) is not None:
            return shape.make(*values)
        if data.keys() != names:
            if unknown := sorted(set(data) - names):
                raise Malformed(f"{where}.{unknown[0]}", f"is not a field of this request ({known})")
            if missing := sorted(required - set(data)):
                raise Malformed(f"{where}.{missing[0]}", "is missing")
        return kind(**{name: reader(data[name], f"{where}.{name}") for name, reader in readers if name in data})

    return read_record


def _reader(hint: Any) -> _Reader:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (inner,) = [a for a in args if a is not type(None)]
        read_inner = _reader(inner)
        return lambda data, where: None if data is None else read_inner(data, where)
    if origin is tuple:
        read_one = _reader(args[0])
        return lambda data, where: tuple(read_one(d, f"{where}[{n}]") for n, d in enumerate(_list(data, where)))
    if dataclasses.is_dataclass(hint):
        return _record_reader(hint)  # type: ignore[arg-type]
    if origin is dict:
        return _same(dict, "an object")
    return {str: _text, int: _whole, bool: _same(bool, "true or false")}[hint]


def _same(kind: type, words: str) -> _Reader:
    def check(data: Any, where: str) -> Any:
        if type(data) is not kind:
            raise Malformed(where, f"is not {words}")
        return data

    return check


def _text(data: Any, where: str) -> str:
    if type(data) is not str:
        raise Malformed(where, "is not text")
    if "\0" in data:
        raise Malformed(where, "holds a NUL character")
    if not data.isascii():
        try:
            data.encode()
        except UnicodeEncodeError as error:
            raise Malformed(where, "holds half a character (a lone surrogate)") from error
    return data


def _whole(data: Any, where: str) -> int:
    if type(data) is not int:
        raise Malformed(where, "is not a whole number")
    if not -LIMIT < data < LIMIT:
        raise Malformed(where, "is beyond 2^53 - 1, the largest whole number every reader keeps exactly")
    return data


def _list(data: Any, where: str) -> list[Any] | tuple[Any, ...]:
    if type(data) not in (list, tuple):
        raise Malformed(where, "is not a list")
    return data  # type: ignore[no-any-return]


_CLOSED: dict[type, bool] = {}


def is_closed(kind: type) -> bool:
    """Tell whether everything in a request of this type is read field by field, so that what was read is canonical."""
    if kind not in _CLOSED:
        _CLOSED[kind] = all(_is_closed(hint) for hint in get_type_hints(kind).values())
    return _CLOSED[kind]


def _is_closed(hint: Any) -> bool:
    if get_origin(hint) is dict:
        return False
    if dataclasses.is_dataclass(hint):
        return is_closed(hint)  # type: ignore[arg-type]
    return all(_is_closed(arg) for arg in get_args(hint))


def plain(request: Any) -> dict[str, Any]:
    """Return the plain object of a request: what travels and is hashed."""
    return {name: _plain(getattr(request, name)) for name in _names(type(request))}


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in dataclasses.fields(kind))
    return _NAMES[kind]


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return plain(value) if dataclasses.is_dataclass(value) else value
