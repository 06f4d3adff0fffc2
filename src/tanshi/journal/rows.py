"""The working set: the rows a group of commands judges and changes, in memory.

Judging reads rows here, projections change them here, and the writer flushes what changed by a few set-based
statements. A command that is refused half-way is taken back completely: the first time it changes a row, the old one is
kept. Between groups the rows stay cached as long as nobody else wrote (the writer knows by the journal's size).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from tanshi.journal.engine import Values, Wanted, Writes
from tanshi.journal.table import Key, R, Row

#: Above this many cached rows the cache is emptied after a commit.
CACHE_LIMIT = 400_000

_UNKNOWN = object()


class Rows:
    """Rows by table and key, with undo for the command at hand.

    `guarded`: the database has its guards on, so what they post is not written here. `undo`: commands can be taken
    back; a rebuild applies facts, which cannot.
    """

    def __init__(self, *, guarded: bool = True, undo: bool = True) -> None:
        self._guarded = guarded
        self._can_undo = undo
        self._source: Writes | None = None
        self._cache: dict[type[Row], dict[Key, Row | None]] = {}
        self._dirty: dict[type[Row], dict[Key, Row]] = {}
        self._added: dict[type[Row], list[Row]] = {}
        self._begun: dict[type[Row], dict[Key, tuple[object, ...]]] = {}  # rows a guard will post to, as they begin
        self._undo: list[tuple[type[Row], Key, object, bool]] = []
        self._undo_added: dict[type[Row], int] = {}
        self._saved: set[tuple[type[Row], Key]] = set()
        self._in_hand: dict[tuple[type[Row], Key], Row] = {}  # what this command has saved and marked as changed

    # reading

    def get(self, kind: type[R], key: Key) -> R | None:
        """Return the row with that key, or None. Do not change it: use `edit`."""
        try:
            return self._cache[kind][key]  # type: ignore[return-value]
        except KeyError:
            self.prefetch(kind, [key])
            return self._cache[kind][key]  # type: ignore[return-value]

    def known(self, kind: type[R]) -> Mapping[Key, R | None]:
        """Return the rows of a table that are in memory, for reading; what is absent from it may be in the database."""
        return cast("Mapping[Key, R | None]", self._cache.setdefault(kind, {}))

    def need(self, kind: type[R], key: Key) -> R:
        """Return the row with that key, which must exist."""
        row = self.get(kind, key)
        assert row is not None, f"{kind.__table__.name} has no row {key!r}"
        return row

    def where(self, kind: type[R], **equals: int | str) -> list[R]:
        """Return all rows whose columns equal the given values, in key order, pending changes included."""
        spec = kind.__table__
        sql = spec.select_sql(" AND ".join(f"{name} = ?" for name in equals))
        stored = [spec.make(*values) for values in self._from().fetch(sql, list(equals.values()))]
        if spec.append_only:
            candidates: list[Row] = [*stored, *self._added.get(kind, ())]
        else:
            cached = self._cache.setdefault(kind, {})
            for row in stored:
                cached.setdefault(spec.key_of(row), row)
            keys = {**{spec.key_of(r): 0 for r in stored}, **dict.fromkeys(self._dirty.get(kind, ()), 0)}
            candidates = [row for key in keys if (row := cached[key]) is not None]
        found = [r for r in candidates if all(getattr(r, name) == value for name, value in equals.items())]
        return cast("list[R]", sorted(found, key=spec.key_of))

    def prefetch(self, kind: type[Row], keys: Iterable[Key]) -> None:
        """Read rows of one table in as few statements as possible; what is not there is known to be absent."""
        wanted = self.missing({kind: keys})
        self.learn(wanted, [self._from().pick(spec, part) for spec, part in wanted.values()])

    def missing(self, touched: Mapping[type[Row], Iterable[Key]]) -> dict[type[Row], Wanted]:
        """Return which of these rows are not in memory."""
        found: dict[type[Row], Wanted] = {}
        for kind, keys in touched.items():
            cached = self._cache.get(kind, {})
            if part := [key for key in dict.fromkeys(keys) if key not in cached]:
                found[kind] = (kind.__table__, part)
        return found

    def learn(self, wanted: Mapping[type[Row], Wanted], answers: Sequence[Values]) -> None:
        """Take in the rows that were wanted; what was not found is absent."""
        for (kind, (spec, keys)), found in zip(wanted.items(), answers, strict=True):
            cached = self._cache.setdefault(kind, {})
            cached.update(dict.fromkeys(keys))
            for values in found:
                row = spec.make(*values)
                cached[spec.key_of(row)] = row

    # changing

    def edit(self, kind: type[R], key: Key) -> R:
        """Return the row with that key to be changed in place; it must exist."""
        row = self._in_hand.get((kind, key)) or self.edit_known(kind, key)
        assert row is not None, f"{kind.__table__.name} has no row {key!r}"
        return row  # type: ignore[return-value]

    def edit_known(self, kind: type[R], key: Key) -> R | None:
        """Return the row with that key to be changed in place, or None if there is none."""
        place = (kind, key)
        if (known := self._in_hand.get(place)) is not None:
            return known  # type: ignore[return-value]
        row = self.get(kind, key)
        if row is not None:
            self._remember(kind, key, row)
            self._dirty.setdefault(kind, {})[key] = row
            self._in_hand[place] = row
        return row

    def put(self, row: Row) -> None:
        """Insert a row or replace the one with its key."""
        kind = type(row)
        assert not kind.__table__.append_only, f"{kind.__table__.name} only grows: use add"
        key = kind.__table__.key_of(row)
        cached = self._cache.setdefault(kind, {})
        before = cached.get(key, _UNKNOWN)
        self._remember(kind, key, before)
        if kind.__table__.posted and self._guarded and not isinstance(before, Row):
            self._begun.setdefault(kind, {})[key] = kind.__table__.values(row)
        cached[key] = row
        self._dirty.setdefault(kind, {})[key] = row
        self._in_hand[kind, key] = row

    def add(self, row: Row) -> None:
        """Insert a row into a table that only grows."""
        kind = type(row)
        added = self._added.get(kind)
        if added is None:
            assert kind.__table__.append_only, f"{kind.__table__.name} does not only grow: use put"
            added = self._added[kind] = []
        if self._can_undo and kind not in self._undo_added:
            self._undo_added[kind] = len(added)
        added.append(row)

    # one command

    def begin(self) -> None:
        """Start a command: from here on it can be taken back."""
        self._undo.clear()
        self._undo_added.clear()
        self._saved.clear()
        self._in_hand.clear()

    def take_back(self) -> None:
        """Undo everything since `begin`."""
        for kind, key, old, was_dirty in reversed(self._undo):
            if old is _UNKNOWN:  # never read: what the database has counts again
                del self._cache[kind][key]
            else:
                self._cache[kind][key] = cast("Row | None", old)
            if was_dirty:
                self._dirty[kind][key] = cast("Row", old)
            else:
                self._dirty[kind].pop(key, None)
                self._begun.get(kind, {}).pop(key, None)
        for kind, length in self._undo_added.items():
            del self._added[kind][length:]
        self.begin()

    def _remember(self, kind: type[Row], key: Key, row: object) -> None:
        """Keep a row as it was before this command; `_UNKNOWN` if it is replaced without having been read."""
        if not self._can_undo or (kind, key) in self._saved:
            return
        self._saved.add((kind, key))
        if isinstance(row, Row):
            spec = kind.__table__
            row = spec.make(*spec.values(row))
        self._undo.append((kind, key, row, key in self._dirty.get(kind, ())))

    # one transaction

    def attach(self, source: Writes) -> None:
        """Work on a transaction from here on."""
        self._source = source

    def flush(self) -> None:
        """Write all changes to the transaction by set-based statements, in table order; what only grows comes last."""
        source = self._from()
        self._in_hand.clear()
        for kind in sorted(self._dirty, key=_name):
            spec, changed = kind.__table__, self._dirty[kind]
            if changed and not (spec.posted and self._guarded):
                write = source.insert if spec.immutable else source.upsert
                write(spec, [spec.values(r) for r in changed.values()])
            self._dirty[kind] = {}
        for kind, begun in self._begun.items():
            if begun:
                source.begin_posted(kind.__table__, list(begun.values()))
                self._begun[kind] = {}
        for kind in sorted(self._added, key=_name):
            if added := self._added[kind]:
                spec = kind.__table__
                source.insert(spec, [spec.values(r) for r in added])
                self._added[kind] = []
                self._undo_added.pop(kind, None)

    def detach(self) -> None:
        """The transaction is committed; the cache stays unless it grew too large."""
        self._source = None
        if sum(map(len, self._cache.values())) > CACHE_LIMIT:
            self.forget()

    def forget(self) -> None:
        """Drop everything in memory: after a failed transaction, or when somebody else wrote."""
        for store in (self._cache, self._dirty, self._added, self._begun):
            store.clear()
        self.begin()

    def _from(self) -> Writes:
        assert self._source is not None, "rows are read and changed inside a transaction"
        return self._source


def _name(kind: type[Row]) -> str:
    return kind.__table__.name
