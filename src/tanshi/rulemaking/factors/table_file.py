"""Tables of factors as files: which cell is which factor, as proposals.

A table is known by its titles (`rules/cn/factor_tables.yaml`, or a mapping of the caller's own). A cell that cannot be
a proposal is a finding; all others stay. A proposal's id follows from what it says, so the same cell proposes once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

from tanshi.core.exact import NotADecimal, decimal, show
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.sheets import Row, Sheet, nearest_header, sheets_of, table_in
from tanshi.rulemaking.factors.requests import ProposeFactor
from tanshi.rules import Law
from tanshi.rules.factors import parameters

#: The mappings that come with the law.
MAPPINGS = "factor_tables.yaml"

#: A number, with the range it is from in brackets, which a proposal cannot carry.
_WITH_RANGE = re.compile(r"(\S+) \([^()]*\d[^()]*\)\Z")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_FACTOR = re.compile(r"([a-z0-9_.]+)(?:\[(.*)\])?\Z")
_TIMES = re.compile(r"(.*?) \* ([\d.]+)\Z")

#: Characters of a source.
_SOURCE = 300


@dataclass(frozen=True, slots=True)
class Common:
    """What the caller says of all proposals of a file, where its rows say nothing."""

    document_sha256: str
    from_day: str = ""
    to_day: str = ""
    source_year: int = 0


@dataclass(slots=True)
class FactorFile:
    """The proposals of a file with the cells they are from, by which mapping, and what is wrong with other cells."""

    mapping: str = ""
    offered: dict[str, ProposeFactor] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Wrong(Exception):
    def __init__(self, field: str, code: str, **params: object) -> None:
        self.field, self.code, self.params = field, code, params
        super().__init__(code)


def read_factors(
    law: Law, name: str, data: bytes, common: Common, mappings: Mapping[str, Any] | None = None
) -> FactorFile:
    """Return the proposals a CSV or workbook makes; `Problem` if no table in it is known."""
    known: Mapping[str, Any] = law.document(MAPPINGS) if mappings is None else mappings
    sheets = sheets_of(Path(name), data)
    found = FactorFile()
    for sheet in sheets:
        for called, mapping in known.items():
            table = table_in([sheet], _columns(mapping), _needed(mapping))
            if table is not None:
                found.mapping = called
                _Reader(law, name, mapping, common, found).table(*table)
                break
    if not found.mapping:
        raise Problem(Finding("factors.no_table", name, {"known": _nearest(sheets, known)}))
    return found


def own_mappings(name: str, document: Any) -> Mapping[str, Any]:
    """Return a caller's mappings; `Problem` if the document is none."""
    good = isinstance(document, Mapping) and document and all(_is_mapping(m) for m in document.values())
    if not good:
        raise problem("factors.bad_mapping", where=name)
    return document  # type: ignore[no-any-return]


def _is_mapping(mapping: Any) -> bool:
    if not isinstance(mapping, Mapping) or not isinstance(mapping.get("columns"), Mapping):
        return False
    values = mapping.get("values")
    return isinstance(values, list) and all(
        isinstance(v, Mapping) and v.get("value") in mapping["columns"] and isinstance(v.get("factor"), str)
        for v in values
    )


class _Reader:
    """Reads the rows of one table by one mapping."""

    def __init__(self, law: Law, name: str, mapping: Mapping[str, Any], common: Common, found: FactorFile) -> None:
        self._law, self._name, self._mapping, self._common, self._found = law, name, mapping, common, found
        self._factors = frozenset(parameters(law))
        self._items = _item_names(law) if mapping.get("items") else {}
        self._ids = {proposal.factor: cell for cell, proposal in found.offered.items()}

    def table(self, sheet: str, places: Mapping[str, int], rows: Sequence[Sequence[Any]], header: int) -> None:
        for number, cells in enumerate(rows[header:], header + 1):
            row = Row(number, cells, places)
            if row.is_blank():
                continue
            for said in self._mapping["values"]:
                try:
                    self._take(row, said, sheet or self._name)
                except _Wrong as wrong:
                    place = wrong.field if row.has(wrong.field) else said["value"]
                    where = f"{sheet or self._name}!{row.cell(place)}"
                    finding = Finding(wrong.code, where, wrong.params)
                    if finding not in self._found.findings[-len(self._mapping["values"]) :]:  # of the same row
                        self._found.findings.append(finding)

    def _take(self, row: Row, said: Mapping[str, Any], sheet: str) -> None:
        column = said["value"]
        if not row.text(column):
            return
        self._refused(row)
        factor, times = self._factor(row, said)
        parameter, key = factor
        if parameter not in self._factors:
            raise _Wrong(_first(said["factor"], column), "factors.cell_no_factor", value=f"{parameter} {key}".strip())
        value = _number(row.text(column), column) * decimal(times) * decimal(said.get("times", "1"))
        value *= self._of_unit(row, said)
        first, last = self._validity(row, said)
        if not first:
            raise _Wrong(said.get("from", "")[1:-1] or column, "factors.cell_no_validity")
        year = self._filled(said.get("source_year", ""), row) or str(self._common.source_year or "")
        if not (year.isascii() and year.isdigit()):
            raise _Wrong(_first(said.get("source_year", ""), column), "factors.cell_no_source_year", value=year)
        where = f"{sheet}!{row.cell(column)}"
        source = self._filled(said.get("source", ""), row) or f"{self._name} {row.cell(column)} {row.text('source')}"
        stated = row.text(said["stated"]) if "stated" in said else ""
        told = (parameter, key, show(value), first, last)
        proposal = ProposeFactor(
            factor=f"{parameter}/{sha256(chr(0).join(told).encode()).hexdigest()[:12]}", parameter=parameter, key=key,
            value=show(value), unit=stated or self._law.parameter(parameter).unit, from_day=first, to_day=last,
            source=source.strip()[:_SOURCE], source_year=int(year), document_sha256=self._common.document_sha256,
            scope=tuple(self._filled(said.get("scope", ""), row).split()),
            region=self._filled(said.get("region", ""), row), technology=self._filled(said.get("technology", ""), row),
            uncertainty=self._filled(said.get("uncertainty", ""), row),
            replaces=self._filled(said.get("replaces", ""), row),
        )  # fmt: skip
        if proposal.factor in self._ids:
            raise _Wrong(column, "factors.cell_twice", first=self._ids[proposal.factor])
        self._ids[proposal.factor] = where
        self._found.offered[where] = proposal

    def _refused(self, row: Row) -> None:
        for column, texts in self._mapping.get("refused", {}).items():
            reason = _word(texts, row.text(column))
            if reason is not None:
                raise _Wrong(column, "factors.cell_refused", value=row.text(column), reason=reason)

    def _factor(self, row: Row, said: Mapping[str, Any]) -> tuple[tuple[str, str], str]:
        """Return parameter and key of a cell, and times what its number is ours."""
        filled, times = self._filled(said["factor"], row), "1"
        if with_times := _TIMES.match(filled):
            filled, times = with_times[1], with_times[2]
        found = _FACTOR.match(filled)
        if found is None:
            raise _Wrong(_first(said["factor"], said["value"]), "factors.cell_no_factor", value=filled[:100])
        return (found[1], found[2] or ""), times

    def _of_unit(self, row: Row, said: Mapping[str, Any]) -> Any:
        if "unit" not in said:
            return 1
        given = row.text(said["unit"])
        if given not in said["units"]:
            raise _Wrong(said["unit"], "factors.cell_unit", value=given, known=", ".join(said["units"]))
        return decimal(said["units"][given])

    def _validity(self, row: Row, said: Mapping[str, Any]) -> tuple[str, str]:
        """Return the first and the last day; a word may say both, divided by a stroke."""
        first, _, both = self._filled(said.get("from", ""), row).partition("/")
        last = self._filled(said.get("to", ""), row)
        if first:
            return first, both or last
        return self._common.from_day, last or self._common.to_day

    def _filled(self, template: str, row: Row) -> str:
        return _PLACEHOLDER.sub(lambda found: self._said(found[1], row), template)

    def _said(self, columns: str, row: Row) -> str:
        """Return what a column, or several read together, stand for."""
        names = columns.split(" | ")
        text = " | ".join(row.text(name) for name in names)
        words = self._mapping.get("words", {}).get(columns)
        found = None if words is None else _word(words, text)
        if found is None and columns in self._mapping.get("items", ()):
            found = self._items.get(_plain(text))
        if found is None and (len(names) > 1 or columns in self._mapping.get("items", ())):
            raise _Wrong(names[0], "factors.cell_unknown", value=text[:200])
        return text if found is None else str(found)


def _word(words: Mapping[str, str], text: str) -> str | None:
    """Return what a text stands for: the whole of it, or its beginning where the word ends with a star."""
    if text in words:
        return words[text]
    return next((word for start, word in words.items() if start.endswith("*") and text.startswith(start[:-1])), None)


def _number(text: str, column: str) -> Any:
    plain = normalize("NFKC", text)
    if with_range := _WITH_RANGE.match(plain):
        plain = with_range[1]
    try:
        return decimal(plain)
    except NotADecimal:
        raise _Wrong(column, "factors.cell_no_number", value=text[:100]) from None


def _first(template: str, otherwise: str) -> str:
    """Return the first column a template names: where its finding points."""
    found = _PLACEHOLDER.search(template)
    return found[1].split(" | ")[0] if found else otherwise


def _columns(mapping: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    columns: Mapping[str, Sequence[str]] = mapping["columns"]
    return columns


def _needed(mapping: Mapping[str, Any]) -> Sequence[str]:
    needed: Sequence[str] = mapping.get("needed") or list(mapping["columns"])
    return needed


def _nearest(sheets: Sequence[Sheet], known: Mapping[str, Any]) -> str:
    """Return the titles of the table that lacks the fewest, for who has to mend a file."""
    lacking = {
        name: near[2]
        for name, mapping in known.items()
        if (near := nearest_header(sheets, _columns(mapping), _needed(mapping))) is not None
    }
    name = min(lacking, key=lambda n: len(lacking[n]), default=next(iter(known)))
    return f"{name}: {', '.join(titles[0] for titles in _columns(known[name]).values())}"


def _item_names(law: Law) -> Mapping[str, str]:
    return dict(_names(law))


def _names(law: Law) -> Iterator[tuple[str, str]]:
    for name, row in law.document("guides/items.yaml").items():
        yield _plain(row["en"]), name
        yield _plain(row["zh"]), name
    for name in law.document("guides/items.yaml"):
        yield _plain(name), name


def _plain(text: str) -> str:
    """Return a name as names are compared; the guides write 其它 and 其他."""
    return "".join(normalize("NFKC", text).split()).casefold().replace("其它", "其他")
