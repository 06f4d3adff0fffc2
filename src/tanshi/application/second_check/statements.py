"""The statements of the check: for each table the rows it should hold, for facts what they must agree on.

They stand in the `.sql` files beside this module, one file a system, in sections:

  -- relation NAME                      a SELECT other sections may read from
  -- table NAME (KEY) COLUMN, ...       the rows a table should hold: its key, then its other columns
  -- agreement MEMBER                   position, what a member of a fact should be, what it is
  -- totals facts | tables              units per instrument
  -- evidence NAME                      names of evidence files

A header may go on in lines of comment indented by three blanks. The statements are plain SQL that both databases
read alike; only the facts are read in each one's own words (`facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from tanshi.application.second_check.facts import fact_relations, relation_sql
from tanshi.journal.engine import Dialect

_HEADER = re.compile(r"-- (relation|table|agreement|totals|evidence) (\w+)(?: \(([\w, ]+)\) ?([\w, ]*))?$")
_READ_FROM = re.compile(r"\b(?:FROM|JOIN) ([a-z_]+)")


@dataclass(frozen=True, slots=True)
class TableStatement:
    """The rows a table should hold, by the facts."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]  # the key first
    select: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a member of facts must agree with."""

    member: str
    select: str


@dataclass(slots=True)
class Statements:
    """All statements of all files."""

    relations: dict[str, str] = field(default_factory=dict)
    tables: list[TableStatement] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)


@cache
def statements() -> Statements:
    """Return all statements, tables in the order of their names."""
    found = Statements()
    for file in sorted(resources.files(__package__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            for header, select in _sections(file.read_text("utf-8")):
                _take(header, select, found)
    found.tables.sort(key=lambda t: t.table)
    return found


def _sections(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the header and the statement of each section; other comments are for the reader of the file."""
    joined = text.replace("\n--   ", " ")
    header: re.Match[str] | None = None
    lines: list[str] = []
    for line in joined.splitlines():
        if found := _HEADER.match(line):
            if header:
                yield header, "\n".join(lines).strip()
            header, lines = found, []
        elif not line.startswith("--"):
            lines.append(line)
    if header:
        yield header, "\n".join(lines).strip()


def _take(header: re.Match[str], select: str, into: Statements) -> None:
    kind, name, key, rest = header.groups()
    assert select, f"{name} has no statement"
    if kind == "table":
        keys = tuple(key.split(", "))
        columns = (*keys, *(rest.split(", ") if rest else ()))
        into.tables.append(TableStatement(name, keys, columns, select))
    elif kind == "agreement":
        into.agreements.append(Agreement(name, select))
    else:
        by_name = {"relation": into.relations, "totals": into.totals, "evidence": into.evidence}[kind]
        assert name not in by_name, f"{kind} {name} stands twice"
        by_name[name] = select


class Assembler:
    """Completes statements with the relations they read from, for one database and one state of its journal."""

    def __init__(self, dialect: Dialect, unreadable: Iterable[int]) -> None:
        self._dialect: Dialect = dialect
        self._unreadable = tuple(unreadable)

    def differing_rows(self, table: TableStatement) -> str:
        """Return the statement for rows that differ: side (0 expected, 1 found) and columns, in key order."""
        columns = ", ".join(table.columns)
        expected, found = f"SELECT {columns} FROM expected", f"SELECT {columns} FROM {table.table}"
        order = ", ".join(str(n + 2) for n in range(len(table.key)))
        return (
            f"{self._with(table.select, f'expected ({columns})')}, "
            f"ahead AS ({expected} EXCEPT {found}), behind AS ({found} EXCEPT {expected}) "
            f"SELECT 0 AS side, ahead.* FROM ahead UNION ALL SELECT 1, behind.* FROM behind ORDER BY {order}, 1"
        )

    def disagreements(self, agreement: Agreement) -> str:
        """Return the statement for facts that do not agree: position, expected, found."""
        return (
            f"{self._with(agreement.select, 'agreed (position, expected, found)')} "
            "SELECT position, expected, found FROM agreed WHERE expected <> found "
            "OR (expected IS NULL AND found IS NOT NULL) OR (expected IS NOT NULL AND found IS NULL) ORDER BY position"
        )

    def totals(self, of: str) -> str:
        """Return the statement for the totals per instrument by the facts or by the tables."""
        return f"{self._with(statements().totals[of], 'totals')} SELECT * FROM totals"

    def evidence(self) -> list[str]:
        """Return the statements for the names of the evidence files that facts name."""
        return [f"{self._with(select, 'named')} SELECT * FROM named" for select in statements().evidence.values()]

    def select(self, column: str, relation: str) -> str:
        """Return the statement for a column of a relation, in the order of the facts."""
        every = self._with(f"SELECT position, {column} FROM {relation}", "every")
        return f"{every} SELECT {column} FROM every ORDER BY position"

    def _with(self, select: str, name: str) -> str:
        needed: dict[str, str] = {}
        self._need(select, needed)
        parts = [f"{relation} AS ({sql})" for relation, sql in needed.items()]
        return f"WITH {', '.join([*parts, f'{name} AS ({select})'])}"

    def _need(self, select: str, needed: dict[str, str]) -> None:
        """Add the relations a statement reads from, those they read from before them."""
        for name in _READ_FROM.findall(select):
            if name in needed:
                continue
            if name in statements().relations:
                inner = statements().relations[name]
                self._need(inner, needed)
                needed[name] = inner
            elif name in fact_relations():
                needed[name] = relation_sql(fact_relations()[name], self._dialect, self._unreadable)


def checked_tables() -> Mapping[str, tuple[str, ...]]:
    """Return the tables the check compares, with their columns."""
    return {t.table: t.columns for t in statements().tables}
