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
        self._added: dict[type[Row], list[tuple[object, ...]]] = {}
        self._begun: dict[type[Row], dict[Key, tuple[object, ...]]] = {}  # rows a guard will post to, as they begin
        self._undo: list[tuple[type[Row], Key, object, bool]] = []  # what it was; whether it was changed before
        self._undo_added: dict[type[Row], int] = {}
        self._in_hand: dict[type[Row], dict[Key, Row]] = {}  # what this command has saved and marked as changed

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
            candidates: list[Row] = [*stored, *[spec.make(*values) for values in self._added.get(kind, ())]]
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
            if part := [key for key in keys if key not in cached]:
                found[kind] = (kind.__table__, list(dict.fromkeys(part)))
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
        row = self.edit_known(kind, key)
        assert row is not None, f"{kind.__table__.name} has no row {key!r}"
        return row

    def in_hand(self, kind: type[R]) -> Mapping[Key, R]:
        """Return the rows of a table that this command has taken to change; `edit_known` takes another one."""
        hand = self._in_hand.get(kind)
        if hand is None:
            hand = self._in_hand[kind] = {}
        return cast("Mapping[Key, R]", hand)

    def edit_known(self, kind: type[R], key: Key) -> R | None:
        """Return the row with that key to be changed in place, or None if there is none."""
        hand = self._in_hand.get(kind)
        if hand is None:
            hand = self._in_hand[kind] = {}
        row = hand.get(key)
        if row is None and (row := self.get(kind, key)) is not None:
            dirty = self._dirty.get(kind)
            if dirty is None:
                dirty = self._dirty[kind] = {}
            if self._can_undo:
                # a row that nobody changed since it was written is read again, should this be taken back
                changed = key in dirty
                self._undo.append((kind, key, row.__table__.values(row) if changed else _UNKNOWN, changed))
            dirty[key] = hand[key] = row
        return row  # type: ignore[return-value]

    def put(self, row: Row) -> None:
        """Insert a row or replace the one with its key."""
        kind = type(row)
        spec = kind.__table__
        assert not spec.append_only, f"{spec.name} only grows: use add"
        key = spec.key_of(row)
        cached = self._cache.setdefault(kind, {})
        hand = self._in_hand.setdefault(kind, {})
        before = cached.get(key, _UNKNOWN)
        if spec.posted and self._guarded and not isinstance(before, Row):
            self._begun.setdefault(kind, {})[key] = spec.values(row)
        if key in hand:
            self._dirty[kind][key] = row
        else:
            self._take(kind, key, spec.values(before) if isinstance(before, Row) else before, row)
        cached[key] = hand[key] = row

    def add(self, row: Row) -> None:
        """Insert a row into a table that only grows."""
        kind = type(row)
        self.adding(kind).append(kind.__table__.values(row))

    def adding(self, kind: type[Row]) -> list[tuple[object, ...]]:
        """Return where this command puts new rows of a table that only grows, each as the values of all columns."""
        added = self._added.get(kind)
        if added is None:
            assert kind.__table__.append_only, f"{kind.__table__.name} does not only grow: use put"
            added = self._added[kind] = []
        if self._can_undo and kind not in self._undo_added:
            self._undo_added[kind] = len(added)
        return added

    # one command

    def begin(self) -> None:
        """Start a command: from here on it can be taken back."""
        self._undo.clear()
        self._undo_added.clear()
        self._in_hand.clear()

    def take_back(self) -> None:
        """Undo everything since `begin`."""
        for kind, key, old, was_dirty in reversed(self._undo):
            if isinstance(old, tuple):
                row = self._cache[kind][key] = kind.__table__.make(*old)
                if was_dirty:
                    self._dirty[kind][key] = row
                    continue
            elif old is _UNKNOWN:  # never read: what the database has counts again
                del self._cache[kind][key]
            else:
                self._cache[kind][key] = None
            del self._dirty[kind][key]
            self._begun.get(kind, {}).pop(key, None)
        for kind, length in self._undo_added.items():
            del self._added[kind][length:]
        self.begin()

    def _take(self, kind: type[Row], key: Key, before: object, row: Row) -> None:
        """Mark a row as changed, for the first time in this command; `before`: its old values, None or `_UNKNOWN`."""
        dirty = self._dirty.get(kind)
        if dirty is None:
            dirty = self._dirty[kind] = {}
        if self._can_undo:
            self._undo.append((kind, key, before, key in dirty))
        dirty[key] = row

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
                source.insert(kind.__table__, added)
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
