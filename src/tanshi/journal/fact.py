"""Facts: what was officially decided, with the values that were applied.

Each system lists its fact types with a record (a frozen dataclass) and a projection that copies the decided
amounts into
rows. Projections copy and add; they never consult rules, a clock or a unit conversion, so a corrected rule never
rewrites history. A published version never changes: a newer one comes with a pure upcaster from the older.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from tanshi.core.finding import Finding, Problem
from tanshi.journal.canonical import canonical, encoded
from tanshi.journal.flat import flat

if TYPE_CHECKING:
    from tanshi.journal.rows import Rows


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

    def stored(self, fact: Fact) -> bytes:
        """Return the canonical bytes of a fact that carries no act."""
        shape = flat(type(fact))
        data = shape.of_record(fact) if shape is not None else None
        return encoded({"data": data}) if data is not None else canonical({"data": self.encode(fact)})

    def decode(self, type_name: str, body: dict[str, Any]) -> Fact:
        """Return the current record of a stored body, through the upcasters if it is older."""
        while type_name in self._upcasters:
            type_name, lift = self._upcasters[type_name]
            body = lift(body)
        found = self._current.get(type_name)
        if found is None:
            raise UnknownFactType(Finding("journal.unknown_fact_type", params={"type": type_name}))
        return found.record(**body)

    def read_plainly(self, type_name: str, envelope: Any) -> Fact | None:
        """Return the record of a stored fact that is current, flat and plainly sound and carries no act, or None."""
        found = self._current.get(type_name)
        if found is None or envelope.keys() != {"data"} or (shape := flat(found.record)) is None:
            return None
        data = envelope["data"]
        values = shape.of_mapping(data) if type(data) is dict else None
        return None if values is None else found.record(*values)

    def project(self, fact: Fact, at: At, rows: Rows) -> None:
        """Apply a fact to the rows."""
        self._current[fact.type].project(fact, at, rows)
