"""The second check: everything that follows from the facts, reckoned again by the database itself.

The audit rebuilds a database with the program's own projections; if one of them is wrong, the rebuilt table is wrong
in the same way. This check shares nothing with them. It reads the facts' bodies with the database's JSON functions,
says in SQL what each table should hold, and compares set against set. It looks, in this order, at: each fact against
its leaf, with the database's SHA-256; positions without gap; what the database says of itself; what facts must agree
on, acts and time among it; every table; the units of each instrument; the evidence; the checkpoints against the tree.

It reads one snapshot and writes nothing, so it can run beside the market at any time.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, NoReturn

from tanshi.application.second_check.evidence import TABLE as EVIDENCE
from tanshi.application.second_check.evidence import check_evidence
from tanshi.application.second_check.facts import fact_relations
from tanshi.application.second_check.statements import Agreement, Assembler, TableStatement, statements
from tanshi.application.second_check.tree import HASH_BYTES, Tree
from tanshi.core.catalogue import Language, text
from tanshi.core.progress import Progress
from tanshi.journal.engine import Dialect, Engine, Snapshot

#: More differences of one table than this are counted, not listed: one changed fact can shift every row after it.
LISTED = 50

#: The schema of the tables that the statements were written for.
SCHEMA = "11"

#: With more facts that cannot be read than this there is no use in comparing tables.
_UNREADABLE = 10_000

_SHOWN = 5_000

#: The leaf of a fact (RFC 9162 leaf hash over type, position, day and commitment), reckoned by the database.
_LEAF: Mapping[Dialect, str] = {
    "sqlite": "sha256(CAST(x'00' || type || char(10) || position || char(10) || day || char(10) "
    "|| lower(hex(sha256(CAST(nonce || body AS BLOB)))) AS BLOB))",
    "postgresql": r"sha256('\x00'::bytea || convert_to(concat_ws(chr(10), type, position, day, "
    "encode(sha256(nonce || body), 'hex')), 'UTF8'))",
}
#: A statement over a long journal takes longer than one of a page may.
#: Of relations read out of JSON the server's planner knows nothing and takes them for small; loop in loop is then
#: its choice, and takes a hundred times as long.
_LONG_READS = (
    "SELECT set_config('statement_timeout', '0', true), set_config('enable_nestloop', 'off', true), "
    "set_config('work_mem', '256MB', true), set_config('jit', 'off', true)"
)
_CHECKPOINTS = "SELECT size, root, peaks FROM journal_checkpoint ORDER BY size"
_END = "SELECT coalesce(max(size), 0) FROM journal_head"
_META = "SELECT name, value FROM journal_meta ORDER BY name"
_META_NAMES = {"schema", "jurisdiction", "created_by", "moved_to"}
_MADE_BY = re.compile(r"tanshi \d[\w.+-]*")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the database is not what its facts say, or a fact is not what it should be."""

    table: str
    key: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class InstrumentTotals:
    """What became of an instrument by the facts: whole tonnes, or fen of cash.

    Issued = recovered + surrendered + cancelled + carried over + held. For cash, paid in counts as issued and paid out
    as recovered. Carried over is below zero in the vintage into which it went; over all vintages it is zero.
    What stands still counts as held on registration: frozen, pledged, reserved by an order, taken by enforcement.
    """

    instrument: str
    kind: str
    unit: str
    issued: int
    recovered: int
    surrendered: int
    held_registration: int
    held_trading: int
    cancelled: int
    carried_over: int

    @property
    def accounted(self) -> int:
        """The units whose whereabouts are known; all that were issued, if none was made or lost."""
        held = self.held_registration + self.held_trading
        return self.recovered + self.surrendered + self.cancelled + self.carried_over + held


@dataclass(slots=True)
class SecondCheck:
    """What the second check found."""

    facts: int = 0
    root: str = ""
    instruments: list[InstrumentTotals] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    more: int = 0

    @property
    def ok(self) -> bool:
        return not self.differences


def second_check(
    engine: Engine,
    *,
    published: Mapping[int, bytes] | None = None,
    language: Language = "en",
    progress: Progress | None = None,
) -> SecondCheck:
    """Check the database at `engine` against its facts.

    `published`: roots of checkpoints that are kept elsewhere, by size; the journal must continue them, and must not
    have forgotten them. `language`: of the words in what was expected and found.
    """
    check = _Check(engine, language, progress or Progress())
    with engine.snapshot() as view:
        check.read(view)
    check.compare_roots(published or {})
    return check.result


class _Check:
    """One run of the check."""

    def __init__(self, engine: Engine, language: Language, progress: Progress) -> None:
        self.result = SecondCheck()
        self._engine = engine
        self._language = language
        self._progress = progress
        self._leaves = bytearray()
        self._unreadable: list[int] = []
        self._checkpoints: list[tuple[int, bytes, bytes]] = []
        self._listed: Counter[str] = Counter()

    def read(self, view: Snapshot) -> None:
        """Do all that needs the database."""
        if self._engine.dialect == "postgresql":
            view.fetch(_LONG_READS)
        self._facts(view)
        self._checkpoints = [(size, bytes(root), bytes(peaks)) for size, root, peaks in view.fetch(_CHECKPOINTS)]
        if len(self._unreadable) > _UNREADABLE:
            return
        assembler = Assembler(self._engine.dialect, self._unreadable)
        if self._meta(view, assembler):
            self._tables(view, assembler)
        named = [str(name) for sql in assembler.evidence() for (name,) in view.fetch(sql)]
        check_evidence(self._engine, view, named, self._evidence_differs)

    # facts

    def _facts(self, view: Snapshot) -> None:
        """Check each fact by itself, and that none is missing."""
        ((end,),) = view.fetch(_END)
        self._progress.step("facts", end)
        known = {relation.type for relation in fact_relations().values()}
        due = 0
        for position, type_name, leaf, reckoned, body in view.stream(_facts_sql(self._engine.dialect)):
            self._missing(due, position)
            due = position + 1
            self._fact(position, type_name, bytes(leaf), bytes(reckoned), bytes(body))
            if type_name not in known:
                self._differs("journal_fact", position, self._word("check.known_type"), f"type={type_name!r}")
        self._missing(due, end)

    def _fact(self, position: int, type_name: str, leaf: bytes, reckoned: bytes, body: bytes) -> None:
        if leaf != reckoned:
            self._differs("journal_fact", position, f"leaf={reckoned.hex()}", f"leaf={leaf.hex()}")
        if not _is_readable(body):
            self._unreadable.append(position)
            self._differs("journal_fact", position, self._word("check.readable"), self._word("check.unreadable"))
        self._leaves += leaf[:HASH_BYTES].ljust(HASH_BYTES, b"\0")
        self.result.facts += 1
        if self.result.facts % _SHOWN == 0:
            self._progress.advance(_SHOWN)

    def _missing(self, first: int, end: int) -> None:
        """Name the positions from `first` to before `end`, which have no fact."""
        if first < end:
            key = str(first) if end - first == 1 else f"{first}-{end - 1}"
            self._differs("journal_fact", key, self._word("check.a_fact"), self._word("check.no_row"))

    # tables

    def _meta(self, view: Snapshot, assembler: Assembler) -> bool:
        """Check what the database says of itself; tell whether its tables are the ones we know."""
        meta: dict[str, str] = dict(view.fetch(_META))
        founded = view.fetch(assembler.select("jurisdiction", "market_founded"))
        due = {"schema": SCHEMA, "jurisdiction": founded[-1][0] if founded else meta.get("jurisdiction", "…")}
        for name, value in due.items():
            if meta.get(name) != value:
                self._differs("journal_meta", name, f"value={value!r}", self._value(meta.get(name)))
        if not _MADE_BY.fullmatch(meta.get("created_by", "")):
            self._differs("journal_meta", "created_by", "value='tanshi …'", self._value(meta.get("created_by")))
        for name in sorted(meta.keys() - _META_NAMES):
            self._differs("journal_meta", name, self._word("check.no_row"), self._value(meta[name]))
        return meta.get("schema") == SCHEMA

    def _tables(self, view: Snapshot, assembler: Assembler) -> None:
        found = statements()
        self._progress.step("tables", len(found.agreements) + len(found.tables))
        for agreement in found.agreements:
            self._agree(view, assembler, agreement)
            self._progress.advance()
        for table in found.tables:
            self._compare(view, assembler, table)
            self._progress.advance()
        self._conserve(view, assembler)

    def _agree(self, view: Snapshot, assembler: Assembler, agreement: Agreement) -> None:
        for position, expected, found in view.stream(assembler.disagreements(agreement)):
            shown = [f"{agreement.member}={_plain(value)!r}" for value in (expected, found)]
            self._differs("journal_fact", position, *shown)

    def _compare(self, view: Snapshot, assembler: Assembler, table: TableStatement) -> None:
        width = len(table.key)
        rows = view.stream(assembler.differing_rows(table))
        for key, group in groupby(rows, key=itemgetter(slice(1, 1 + width))):
            sides: tuple[list[list[Any]], list[list[Any]]] = ([], [])
            for side, *values in group:
                sides[side].append([_plain(value) for value in values])
            shown = "/".join(str(_plain(value)) for value in key)
            self._differs(table.table, shown, *self._row_texts(table, sides[0], sides[1]))

    def _row_texts(
        self, table: TableStatement, expected: Sequence[Sequence[Any]], found: Sequence[Sequence[Any]]
    ) -> tuple[str, str]:
        """Return two rows in words: of rows on both sides only the columns that differ."""
        places = range(len(table.columns))
        if len(expected) == len(found) == 1:
            places_shown = [n for n in places if expected[0][n] != found[0][n]]
        else:
            places_shown = list(places)
        texts = [
            "; ".join(", ".join(f"{table.columns[n]}={row[n]!r}" for n in places_shown) for row in rows)
            for rows in (expected, found)
        ]
        return texts[0] or self._word("check.no_row"), texts[1] or self._word("check.no_row")

    def _conserve(self, view: Snapshot, assembler: Assembler) -> None:
        """Check that no unit was made or lost, by the facts and by the tables."""
        held = {row[0]: [_plain(value) for value in row[1:]] for row in view.fetch(assembler.totals("tables"))}
        for row in view.fetch(assembler.totals("facts")):
            totals = InstrumentTotals(*[_plain(value) for value in row])
            self.result.instruments.append(totals)
            if totals.issued != totals.accounted:
                self._differs(
                    "registry_instrument", totals.instrument, f"issued={totals.issued}", f"accounted={totals.accounted}"
                )
            by_facts = [
                totals.issued - totals.recovered, totals.surrendered, totals.held_registration, totals.held_trading,
                totals.cancelled, totals.carried_over,
            ]  # fmt: skip
            by_tables = held.get(totals.instrument, [0] * len(by_facts))
            if by_facts != by_tables:
                self._differs("registry_holding", totals.instrument, _units(by_facts), _units(by_tables))
        if carried := sum(i.carried_over for i in self.result.instruments):
            self._differs("registry_instrument", "*", "carried_over=0", f"carried_over={carried}")

    def _evidence_differs(self, key: str, expected: str, found: str) -> None:
        self._differs(EVIDENCE, key, self._word(expected), self._word(found))

    # the tree

    def compare_roots(self, published: Mapping[int, bytes]) -> None:
        """Compare the tree with the checkpoints kept in the database and with those kept elsewhere."""
        tree = Tree(bytes(self._leaves))
        self.result.root = tree.root().hex()
        for size, root, peaks in self._checkpoints:
            self._compare_root(tree, size, "root", root)
            if 0 <= size <= tree.size and peaks != tree.peaks(size):
                self._differs("journal_checkpoint", size, f"peaks={tree.peaks(size).hex()}", f"peaks={peaks.hex()}")
        kept = {size for size, _, _ in self._checkpoints}
        for size, root in sorted(published.items()):
            self._compare_root(tree, size, "published", root)
            if size not in kept:
                self._differs("journal_checkpoint", size, f"root={root.hex()}", self._word("check.no_row"))

    def _compare_root(self, tree: Tree, size: int, what: str, root: bytes) -> None:
        if not 0 <= size <= tree.size:
            self._differs("journal_checkpoint", size, f"size <= {tree.size}", f"size={size}")
        elif tree.root(size) != root:
            self._differs("journal_checkpoint", size, f"root={tree.root(size).hex()}", f"{what}={root.hex()}")

    # words

    def _differs(self, table: str, key: object, expected: str, found: str) -> None:
        self._listed[table] += 1
        if self._listed[table] <= LISTED:
            self.result.differences.append(Difference(table, str(key), _short(expected), _short(found)))
        else:
            self.result.more += 1

    def _word(self, code: str) -> str:
        return text(code, self._language)

    def _value(self, value: str | None) -> str:
        return self._word("check.no_row") if value is None else f"value={value!r}"


def _facts_sql(dialect: Dialect) -> str:
    return f"SELECT position, type, leaf, {_LEAF[dialect]}, body FROM journal_fact ORDER BY position"


def _units(values: Sequence[int]) -> str:
    names = ("issued", "surrendered", "held_registration", "held_trading", "cancelled", "carried_over")
    return ", ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))


def _is_readable(body: bytes) -> bool:
    """Tell whether a body is JSON that either database can read: UTF-8, whole numbers, text it can hold."""
    try:
        value = json.loads(body.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        return b"\\u" not in body or all(map(_can_be_held, _texts(value)))
    except (ValueError, RecursionError):
        return False


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts of a JSON value, names of members included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _texts(member)
    elif isinstance(value, list):
        for element in value:
            yield from _texts(element)


def _can_be_held(text: str) -> bool:
    """Tell whether a database can hold a text: PostgreSQL knows no NUL, and neither knows half a character."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is not a whole number")


def _plain(value: Any) -> Any:
    """Return a value as this program writes it: PostgreSQL gives sums and JSON numbers as decimals."""
    if isinstance(value, int | str | None):
        return value
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return int(value) if value == int(value) else value


def _short(words: str) -> str:
    return words if len(words) <= 300 else words[:300] + "…"
