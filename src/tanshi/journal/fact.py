"""Facts: what was officially decided, with the values that were applied.

Each system lists its fact types with a record (a frozen dataclass) and a projection that copies the decided
amounts into
rows. Projections copy and add; they never consult rules, a clock or a unit conversion, so a corrected rule never
rewrites history. A published version never changes: a newer one comes with a pure upcaster from the older.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, starmap
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from tanshi.core.finding import Finding, Problem
from tanshi.journal.canonical import canonical, encoded
from tanshi.journal.flat import Flat, flat

if TYPE_CHECKING:
    from tanshi.journal.rows import Rows


_DATA_ALONE = {"data"}


class Fact:
    """Base of all fact records; `type` is the published name with its version, e.g. `registry.issued/1`."""

    __slots__ = ()
    type: ClassVar[str]


class At(NamedTuple):
    """Where and when a fact stands: position, legal day, instant of recording."""

    position: int
    day: str
    recorded_at: str


Projection = Callable[[Any, At, "Rows"], None]
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FactType:
    """A current fact type: its record and its projection."""

    record: type[Fact]
    project: Projection


class UnknownFactType(Problem):
    """The journal holds facts that this version of the program does not know."""


class FactTypes:
    """All fact types of an assembly, and the way from older versions to them."""

    def __init__(self, types: Iterable[FactType], upcasters: Mapping[str, tuple[str, Upcaster]] | None = None) -> None:
        self._current = {t.record.type: t for t in types}
        self._upcasters = dict(upcasters or {})
        self._fields = {
            name: tuple(f.name for f in dataclasses.fields(t.record))  # type: ignore[arg-type]
            for name, t in self._current.items()
        }
        for old, (new, _) in self._upcasters.items():
            assert old not in self._current, f"{old} is current and has an upcaster"
            assert new in self._current or new in self._upcasters, f"{old} leads to {new}, which is not known"

    def names(self) -> list[str]:
        """Return all type names that can be read, sorted."""
        return sorted([*self._current, *self._upcasters])

    def current(self) -> list[FactType]:
        """Return the current types, by name."""
        return [self._current[name] for name in sorted(self._current)]

    def encode(self, fact: Fact) -> dict[str, Any]:
        """Return the body of a fact."""
        return {name: getattr(fact, name) for name in self._fields[fact.type]}

    def stored(self, facts: Iterable[Fact]) -> list[bytes]:
        """Return the canonical bytes of facts that carry no act."""
        found: list[bytes] = []
        for kind, same in groupby(facts, type):
            run, shape = list(same), flat(kind)
            plain = shape.of_records(run) if shape is not None else None
            if plain is not None:
                found += [encoded({"data": data}) for data in plain]
            else:
                found += [canonical({"data": self.encode(fact)}) for fact in run]
        return found

    def decode(self, type_name: str, body: dict[str, Any]) -> Fact:
        """Return the current record of a stored body, through the upcasters if it is older."""
        while type_name in self._upcasters:
            type_name, lift = self._upcasters[type_name]
            body = lift(body)
        found = self._current.get(type_name)
        if found is None:
            raise UnknownFactType(Finding("journal.unknown_fact_type", params={"type": type_name}))
        return found.record(**body)

    def values(self, type_name: str, envelope: Any) -> tuple[Any, ...] | None:
        """Return the fields' values of a stored fact of a current, flat type that carries no act, or None."""
        shape = self._shape(type_name)
        if shape is None or envelope.keys() != _DATA_ALONE or type(data := envelope["data"]) is not dict:
            return None
        return shape.of_keys(data)

    def plain_records(self, type_name: str, values: Sequence[tuple[Any, ...]]) -> list[Fact]:
        """Return the records with these values, or none if not all are plainly sound."""
        shape = self._shape(type_name)
        return list(starmap(shape.make, values)) if shape is not None and shape.are_plain(values) else []

    def _shape(self, type_name: str) -> Flat | None:
        found = self._current.get(type_name)
        return None if found is None else flat(found.record)

    def project(self, fact: Fact, at: At, rows: Rows) -> None:
        """Apply a fact to the rows."""
        self._current[fact.type].project(fact, at, rows)
