"""Facts as relations: SQL that reads the JSON bodies of facts into columns, in the words of either database.

`facts.yaml` says which members of which type of fact are read. What cannot be read as it says (another kind of value,
a member that is missing) is null, so no body can stop the check: it shows as a difference of the table that should
hold the value. Bodies that are no JSON at all are left out; the caller names their positions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Protocol

from tanshi.core.texts import load_yaml
from tanshi.journal.engine import Dialect


@dataclass(frozen=True, slots=True)
class FactRelation:
    """One entry of `facts.yaml`; its words are explained there."""

    name: str
    type: str
    at: str
    text: tuple[str, ...]
    whole: tuple[str, ...]
    flag: tuple[str, ...]
    day_of: tuple[str, ...]
    each: str
    item: str
    item_text: tuple[str, ...]
    item_whole: tuple[str, ...]
    item_figure: tuple[str, ...]
    latest: tuple[str, ...]


@cache
def fact_relations() -> Mapping[str, FactRelation]:
    """Return all relations of facts, by name."""
    text = resources.files(__package__).joinpath("facts.yaml").read_text("utf-8")
    return {name: _relation(name, entry) for name, entry in load_yaml(text).items()}


def _relation(name: str, entry: Mapping[str, str]) -> FactRelation:
    def words(key: str) -> tuple[str, ...]:
        return tuple(entry.get(key, "").split())

    return FactRelation(
        name, entry.get("type", ""), entry.get("at", "data"), words("text"), words("whole"), words("flag"),
        words("day_of"), entry.get("each", ""), entry.get("item", ""), words("item_text"), words("item_whole"),
        words("item_figure"), words("latest"),
    )  # fmt: skip


class Reader(Protocol):
    """How one database reads the bodies of one relation."""

    def source(self, unreadable: Sequence[int]) -> str:
        """Return what to select from: facts `f`, and for a list its elements `e`."""

    def text(self, member: str) -> str:
        """Return the expression for a member that is text."""

    def whole(self, member: str) -> str: ...

    def flag(self, member: str) -> str: ...

    def number(self) -> str:
        """Return the expression for an element's place in its list, from 1."""

    def element(self) -> str:
        """Return the expression for an element that is text."""

    def element_text(self, member: str) -> str: ...

    def element_whole(self, member: str) -> str: ...

    def day(self, instant: str) -> str:
        """Return the expression for the day in China of an instant in UTC."""

    def figure(self, text: str) -> str:
        """Return the expression for a whole number written as text."""


@lru_cache(maxsize=500)
def relation_sql(relation: FactRelation, dialect: Dialect, unreadable: tuple[int, ...]) -> str:
    """Return the statement that reads a relation."""
    read: Reader = SQLiteReader(relation) if dialect == "sqlite" else PostgresReader(relation)
    columns = ["f.position AS position", "f.legal_day AS legal_day"]
    columns += [f"{read.text(m)} AS {m}" for m in relation.text]
    columns += [f"{read.whole(m)} AS {m}" for m in relation.whole]
    columns += [f"{read.flag(m)} AS {m}" for m in relation.flag]
    columns += [f"{read.day(read.text(m))} AS {m}_day" for m in relation.day_of]
    if relation.each:
        columns.append(f"{read.number()} AS n")
        columns += [f"{read.element()} AS {relation.item}"] if relation.item else []
        columns += [f"{read.element_text(m)} AS {m}" for m in relation.item_text]
        columns += [f"{read.element_whole(m)} AS {m}" for m in relation.item_whole]
        columns += [f"{read.figure(read.element_text(m))} AS {m}_figure" for m in relation.item_figure]
    sql = f"SELECT {', '.join(columns)} FROM {read.source(unreadable)}"
    return _latest(sql, relation) if relation.latest else sql


def _latest(sql: str, relation: FactRelation) -> str:
    """Keep the last row of each key: what a later fact says replaces what an earlier one said."""
    order = "position DESC, n DESC" if relation.each else "position DESC"
    age = f"row_number() OVER (PARTITION BY {', '.join(relation.latest)} ORDER BY {order}) AS age"
    return f"SELECT * FROM (SELECT r.*, {age} FROM ({sql}) AS r) AS aged WHERE age = 1"


@dataclass(frozen=True, slots=True)
class SQLiteReader:
    """The JSON functions of SQLite, over the body as text."""

    relation: FactRelation

    def source(self, unreadable: Sequence[int]) -> str:
        body = _guarded("CAST(body AS TEXT)", unreadable)
        where = _of_type(self.relation) or f" WHERE json_type({body}, {self._path()}) = 'object'"
        facts = f"(SELECT position, day AS legal_day, {body} AS body FROM journal_fact{where}) AS f"
        return f"{facts}, json_each(f.body, {self._path(self.relation.each)}) AS e" if self.relation.each else facts

    def text(self, member: str) -> str:
        return f"json_extract(f.body, {self._path(member)})"

    def whole(self, member: str) -> str:
        return self.text(member)  # a number is a number already

    def flag(self, member: str) -> str:
        return f"CASE json_type(f.body, {self._path(member)}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"

    def number(self) -> str:
        return "e.key + 1"

    def element(self) -> str:
        return "e.value"

    def element_text(self, member: str) -> str:
        return f"json_extract(CASE e.type WHEN 'object' THEN e.value ELSE '{{}}' END, '$.{member}')"

    def element_whole(self, member: str) -> str:
        return self.element_text(member)

    def day(self, instant: str) -> str:
        return f"date({instant}, '+8 hours')"

    def figure(self, text: str) -> str:
        digits = f"ltrim({text}, '-')"
        return f"CASE WHEN {digits} <> '' AND {digits} NOT GLOB '*[^0-9]*' THEN CAST({text} AS INTEGER) END"

    def _path(self, member: str = "") -> str:
        return f"'$.{self.relation.at}.{member}'" if member else f"'$.{self.relation.at}'"


@dataclass(frozen=True, slots=True)
class PostgresReader:
    """The JSON functions of PostgreSQL. Numbers are numeric, so none is too large to be read."""

    relation: FactRelation

    def source(self, unreadable: Sequence[int]) -> str:
        body = _guarded("convert_from(body, 'UTF8')::jsonb", unreadable)
        # OFFSET 0 keeps the server from parsing a body anew for every column
        facts = (
            f"(SELECT position, day AS legal_day, {body} -> '{self.relation.at}' AS member FROM journal_fact"
            f"{_of_type(self.relation)} OFFSET 0) AS f"
        )
        if not self.relation.type:
            return f"(SELECT * FROM {facts} WHERE jsonb_typeof(member) = 'object') AS f"
        if not self.relation.each:
            return facts
        listed = _postgres_list(f"f.member -> '{self.relation.each}'")
        return f"{facts} CROSS JOIN LATERAL jsonb_array_elements({listed}) WITH ORDINALITY AS e(element, n)"

    def text(self, member: str) -> str:
        return _postgres_text(f"f.member -> '{member}'")

    def whole(self, member: str) -> str:
        return _postgres_whole(f"f.member -> '{member}'")

    def flag(self, member: str) -> str:
        return f"CASE f.member -> '{member}' WHEN 'true'::jsonb THEN 1 WHEN 'false'::jsonb THEN 0 END"

    def number(self) -> str:
        return "e.n"

    def element(self) -> str:
        return _postgres_text("e.element")

    def element_text(self, member: str) -> str:
        return _postgres_text(f"e.element -> '{member}'")

    def element_whole(self, member: str) -> str:
        return _postgres_whole(f"e.element -> '{member}'")

    def day(self, instant: str) -> str:
        # from the month's first day on, since a cast refuses days that do not exist
        month = f"make_date(substr({instant}, 1, 4)::int, substr({instant}, 6, 2)::int, 1)"
        days = f"substr({instant}, 9, 2)::int - 1 + (substr({instant}, 12, 2)::int + 8) / 24"
        return f"CASE WHEN {instant} ~ '{_INSTANT}' THEN to_char({month} + ({days}), 'YYYY-MM-DD') END"

    def figure(self, text: str) -> str:
        return f"CASE WHEN {text} ~ '^-{{0,1}}[0-9]+$' THEN CAST({text} AS numeric) END"


_INSTANT = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):"


def _postgres_text(value: str) -> str:
    return f"CASE jsonb_typeof({value}) WHEN 'string' THEN ({value}) #>> '{{}}' END"


def _postgres_whole(value: str) -> str:
    return f"CASE jsonb_typeof({value}) WHEN 'number' THEN (({value}) #>> '{{}}')::numeric END"


def _postgres_list(value: str) -> str:
    return f"CASE jsonb_typeof({value}) WHEN 'array' THEN {value} ELSE '[]'::jsonb END"


def _of_type(relation: FactRelation) -> str:
    return f" WHERE type = '{relation.type}'" if relation.type else ""


def _guarded(body: str, unreadable: Sequence[int]) -> str:
    """Return the expression for a body that is null where it cannot be read."""
    if not unreadable:
        return body
    return f"CASE WHEN position NOT IN ({', '.join(map(str, unreadable))}) THEN {body} END"
