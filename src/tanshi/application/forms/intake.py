"""Intake: from what was given to commands that can be sent, with a finding for every cell that cannot be used.

Good rows stay when others are bad, where the form allows it. A command's id follows from its content, so the same file
handed in again sends the same commands, which the market answers with the stored outcomes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Any

from tanshi.application.forms.cell import Raw, Value, Wrong, blank_value, figure, is_blank, reader_of, shown
from tanshi.application.forms.definition import Check, Field, Form, Table
from tanshi.application.forms.given import (
    DifferentValues,
    ErrorCell,
    Given,
    GivenRow,
    MergedCell,
    from_file,
    from_json,
)
from tanshi.application.forms.words import FormFinding, Words
from tanshi.core.exact import show
from tanshi.core.finding import Finding
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Answer, Command

#: Bytes of one request: what follows from it must fit a fact of 64 KiB.
LARGEST_ITEM = 48 * 1024

#: Commands of a chunk: so many share a transaction.
CHUNK = 200

#: Findings of one kind that are listed; more are counted.
MOST_FINDINGS = 2_000


@dataclass(frozen=True, slots=True)
class Context:
    """Who fills the form and what is known: `subject` is the entity acted for, "" for any.

    `known`: lists of known rows by list name and id, e.g. {"units": {"u1": {"name": "1号"}}}; a list that is not given
    is not checked. `header`: values of header fields that are settled already.
    """

    subject: str = ""
    known: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    header: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row whose every cell can be used: its number in the file and its values by column."""

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Request:
    """One item for one command, and the rows it came from."""

    item: Mapping[str, Any]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a filled form.

    `findings` say what is wrong, by cell; `remarks` what is odd and was passed over. `requests` is what can be sent:
    empty when the header or the whole is in question. `totals` are exact, in the words of the column.
    """

    form: Form
    sha256: str
    header: Mapping[str, Value]
    rows: tuple[GoodRow, ...]
    bad_rows: int
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    totals: Mapping[str, str]
    requests: tuple[Request, ...]
    given: Given

    @property
    def good_rows(self) -> int:
        """Rows that can be used; a form without a table is one row."""
        return len(self.rows) if self.form.table is not None else len(self.requests)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings

    def commands(self, organisation: str, actor: str) -> list[Command]:
        """Return the commands, each with one item and an id that follows from its content."""
        return [
            Command(command_id(self.form, r.item), organisation, actor, self.form.command, [r.item])
            for r in self.requests
        ]

    def chunks(self, organisation: str, actor: str, size: int = CHUNK) -> Iterator[list[Command]]:
        """Yield the commands in chunks to be sent one after the other."""
        commands = self.commands(organisation, actor)
        for start in range(0, len(commands), size):
            yield commands[start : start + size]

    def refusals(self, answers: Sequence[Answer]) -> list[Finding]:
        """Return what the market refused as findings at the rows it came from; `answers` in the commands' order."""
        found: list[Finding] = []
        for request, answer in zip(self.requests, answers, strict=True):
            if not answer.done:
                where = self.given.address(request.rows[0], "") if request.rows else self.given.place
                message = Words(answer.message("zh"), answer.message("en"))
                code = "forms.refused" if request.rows else "forms.not_done"
                found.append(FormFinding(code, where, {"reason": message, "rows": len(request.rows)}))
        return found


def command_id(form: Form, item: Mapping[str, Any]) -> str:
    """Return the id of the command that carries an item: the same content has the same id."""
    return f"form/{form.id}/{sha256(canonical({'kind': form.command, 'item': item})).hexdigest()[:32]}"


def take(
    form: Form,
    given: bytes | Mapping[str, Any] | Given,
    context: Context | None = None,
    *,
    name: str = "",
    digest: str = "",
) -> Intake:
    """Return what a file (bytes), JSON rows or read cells come to.

    `digest`: the SHA-256 of what was handed in, where that is not the file itself (a bundle). Raises `Problem` only if
    a file cannot be read at all; everything else is a finding.
    """
    if isinstance(given, bytes):
        digest = digest or sha256(given).hexdigest()
        given = from_file(form, given, name)
    elif not isinstance(given, Given):
        digest = digest or sha256(bytes_of(given)).hexdigest()
        given = from_json(form, given)
    elif not digest:
        digest = sha256(bytes_of(given)).hexdigest()
    return _Taker(form, given, context or Context(), digest).take()


def bytes_of(given: Mapping[str, Any] | Given) -> bytes:
    """Return what was handed in without a file, as the bytes that are kept and whose digest the intake names."""
    data: Any = given
    if isinstance(given, Given):
        rows = [[r.number, list(r.cells)] for r in given.rows]
        data = {"form": given.form.id, "header": {k: v for k, (v, _) in given.header.items()}, "rows": rows}
    return json.dumps(data, ensure_ascii=True, sort_keys=True, default=str).encode()


class _Taker:
    """Takes one form; findings are kept in the order of the file."""

    def __init__(self, form: Form, given: Given, context: Context, digest: str) -> None:
        self._form = form
        self._given = given
        self._context = context
        self._digest = digest
        self._findings: list[Finding] = list(given.findings)
        self._remarks: list[Finding] = list(given.remarks)
        self._suppressed = 0

    def take(self) -> Intake:
        form, given = self._form, self._given
        header, header_is_good = self._header()
        rows: list[GoodRow] = []
        bad = 0
        if form.table is not None:
            rows, bad = self._rows(form.table, header)
            self._missing_rows(form.table, rows, bad)
        sums_agree = self._sums(header, rows, complete=not bad)
        usable = header_is_good and not given.findings and sums_agree and (form.partial or not bad)
        requests = tuple(self._requests(header, rows)) if usable else ()
        if self._suppressed:
            self._findings.append(Finding("forms.more_findings", given.place, {"count": self._suppressed}))
        return Intake(
            form, self._digest, header, tuple(rows), bad, tuple(self._findings), tuple(self._remarks),
            self._totals(rows), requests, given,
        )  # fmt: skip

    def _wrong(self, where: str, code: str, citation: Any = None, **params: object) -> None:
        if len(self._findings) < MOST_FINDINGS:
            self._findings.append(FormFinding(code, where, params, citation))
        else:
            self._suppressed += 1

    # the header

    def _header(self) -> tuple[dict[str, Value], bool]:
        values: dict[str, Value] = {}
        good = True
        for asked in self._form.header:
            settled = self._context.header.get(asked.name)
            raw, where = self._given.header.get(asked.name, (None, asked.name))
            if is_blank(raw) and settled is not None:
                raw = settled
            try:
                values[asked.name] = self._value(asked, raw, values)
                self._must_be_own(asked, values[asked.name], settled)
            except Wrong as wrong:
                self._wrong(where, wrong.code, asked.citation, **wrong.params)
                good = False
        return values, good

    def _must_be_own(self, asked: Field, value: Value, settled: str | None) -> None:
        if asked.kind == "entity" and self._context.subject and value != self._context.subject:
            raise Wrong("forms.other_entity", value=value, subject=self._context.subject)
        if settled is not None and shown(asked, value) != settled and value != settled:
            raise Wrong("forms.settled", column=asked.label, value=str(value), settled=settled)

    def _value(self, asked: Field, raw: Raw, others: Mapping[str, Value]) -> Value:
        """Return the value of a cell, or raise `Wrong`."""
        if isinstance(raw, ErrorCell | MergedCell | DifferentValues):
            raise Wrong(_SPECIAL[type(raw)], column=asked.label, values=str(raw))
        applies = asked.when is None or others.get(asked.when.field) in asked.when.values
        if is_blank(raw):
            if asked.required and applies:
                raise Wrong("forms.missing", column=asked.label)
            return blank_value(asked, self._digest)
        if not applies:
            assert asked.when is not None
            raise Wrong("forms.not_applicable", column=asked.label, other=_label(self._form, asked.when.field))
        if asked.kind == "figure":
            which = others.get(asked.of)
            if not isinstance(which, str):
                raise Wrong("forms.figure_unknown", column=asked.label, other=_label(self._form, asked.of))
            return figure(asked, which, raw)
        value = reader_of(asked)(raw)
        if asked.kind == "unit" and (units := self._context.known.get("units")) is not None and value not in units:
            raise Wrong("forms.unit_unknown", value=value)
        return value

    # the rows

    def _rows(self, table: Table, header: Mapping[str, Value]) -> tuple[list[GoodRow], int]:
        columns = [(c, c.name, None if _needs_care(c) else reader_of(c)) for c in table.columns]
        checks = [(c, c.that.judge({n: self._form.column(n).places for n in c.that.names})) for c in table.checks]
        blanks = {c.name: blank_value(c, self._digest) for c in table.columns if not c.required}
        keys = [n for n in table.key if n not in header]
        seen: dict[tuple[Value, ...], int] = {}
        rows: list[GoodRow] = []
        bad = 0
        given = self._given.rows
        if len(given) > table.most:
            self._wrong(self._given.place, "forms.too_many_rows", most=table.most, found=len(given))
            given = given[: table.most]
            bad += len(self._given.rows) - len(given)
        for row in given:
            if self._is_note(table, row):
                self._wrong(self._given.address(row.number, ""), "forms.not_a_row")
                bad += 1
                continue
            values: dict[str, Value] = {}
            good = True
            for (column, name, read), raw in zip(columns, row.cells, strict=True):
                try:
                    if raw is None or raw == "":
                        if name in blanks and column.when is None:
                            values[name] = blanks[name]
                            continue
                    elif read is not None and type(raw) in _PLAIN:
                        values[name] = read(raw)
                        continue
                    values[name] = self._value(column, raw, values)
                except Wrong as wrong:
                    self._wrong(self._given.address(row.number, name), wrong.code, column.citation, **wrong.params)
                    good = False
            good = self._holds(checks, values, row.number) and good
            if good and keys:
                key = tuple(values[n] for n in keys)
                if (first := seen.setdefault(key, row.number)) != row.number:
                    words = ", ".join(str(k) for k in key)
                    self._wrong(self._given.address(row.number, keys[-1]), "forms.twice", key=words, first=first)
                    good = False
            if good:
                rows.append(GoodRow(row.number, values))
            else:
                bad += 1
        return rows, bad

    def _is_note(self, table: Table, row: GivenRow) -> bool:
        """Tell whether a row has one filled cell where several are needed: a note or a title, not a record."""
        needed = sum(c.required for c in table.columns)
        return needed > 2 and sum(not is_blank(c) for c in row.cells if not isinstance(c, MergedCell)) < 2

    def _holds(self, checks: Sequence[tuple[Check, Any]], values: Mapping[str, Value], number: int) -> bool:
        good = True
        for check, judge in checks:
            numbers = {n: v for n in check.that.names if isinstance(v := values.get(n), int)}
            if len(numbers) == len(check.that.names) and not judge(numbers):
                where = self._given.address(number, check.at)
                shown_values = ", ".join(shown(self._form.column(n), v) for n, v in numbers.items())
                self._wrong(where, "forms.check", check.citation, words=check.words, values=shown_values)
                good = False
        return good

    def _missing_rows(self, table: Table, rows: Sequence[GoodRow], bad: int) -> None:
        """Report known rows the form does not have; a group (a month) is looked at by itself."""
        if len(rows) + bad < table.least:
            self._wrong(self._given.place, "forms.too_few_rows", least=table.least)
        known = self._context.known.get(table.known) if table.known else None
        if not known or bad:
            return
        column = next((n for n in table.key if n not in table.group), "")
        groups: dict[tuple[Value, ...], set[Value]] = {}
        for row in rows:
            groups.setdefault(tuple(row.values[n] for n in table.group), set()).add(row.values[column])
        for group, present in sorted(groups.items(), key=str):
            if missing := [k for k in known if k not in present]:
                words = ", ".join(missing[:20]) + (" …" if len(missing) > 20 else "")
                where = " ".join([self._given.place, *map(str, group)])
                self._remarks.append(Finding("forms.rows_missing", where, {"rows": words, "count": len(missing)}))

    # all rows together

    def _sums(self, header: Mapping[str, Value], rows: Sequence[GoodRow], *, complete: bool) -> bool:
        agree = True
        for check in self._form.sums:
            places, numbers = {}, {}
            for name in check.that.names:
                found = self._sum_of(name, header, rows)
                if found is None:  # a total that was not given is not checked
                    break
                numbers[name], places[name] = found
            else:
                where = self._given.header.get(check.at, (None, check.at))[1]
                if not complete:
                    self._remarks.append(FormFinding("forms.sum_open", where, {"words": check.words}))
                elif not check.that.judge(places)(numbers):
                    self._wrong(
                        where, "forms.check", check.citation, words=check.words, values=_listed(numbers, places)
                    )
                    agree = False
        return agree

    def _sum_of(self, name: str, header: Mapping[str, Value], rows: Sequence[GoodRow]) -> tuple[int, int] | None:
        if name == "count()":
            return len(rows), 0
        if name.startswith("sum("):
            column = self._form.column(name[4:-1])
            return sum(v for r in rows if isinstance(v := r.values[column.name], int)), column.places
        value = header.get(name)
        asked = next(f for f in self._form.header if f.name == name)
        return (value, asked.places) if isinstance(value, int) else None

    def _totals(self, rows: Sequence[GoodRow]) -> dict[str, str]:
        table = self._form.table
        if table is None:
            return {}
        found = {}
        for name in table.totals:
            column = self._form.column(name)
            unbounded = sum(v for r in rows if isinstance(v := r.values[name], int))
            found[name] = _number_text(unbounded, column.places)
        return found

    # what is sent

    def _requests(self, header: Mapping[str, Value], rows: Sequence[GoodRow]) -> Iterator[Request]:
        form, table = self._form, self._form.table
        head = _nested({f.field: header[f.name] for f in form.header if f.field})
        if table is None:
            yield Request(head, ())
            return
        sent = [(c.field, c.name) for c in table.columns if c.field and c.name not in table.group]
        made: Iterator[Request]
        if table.each_row:
            made = (Request({**head, **_picked(sent, r), **table.constants}, (r.number,)) for r in rows)
        else:
            made = self._grouped(table, head, sent, rows)
        for request in made:
            if len(canonical(request.item)) > LARGEST_ITEM:
                where = self._given.address(request.rows[0], "") if request.rows else self._given.place
                self._wrong(where, "forms.too_large_to_send", rows=len(request.rows))
            else:
                yield request

    def _grouped(
        self, table: Table, head: Mapping[str, Any], sent: Sequence[tuple[str, str]], rows: Sequence[GoodRow]
    ) -> Iterator[Request]:
        groups: dict[tuple[Value, ...], list[GoodRow]] = {}
        for row in rows:
            groups.setdefault(tuple(row.values[n] for n in table.group), []).append(row)
        if not table.group and not groups and table.least == 0:
            groups[()] = []  # a form whose table may be empty
        fields = [self._form.column(n).field for n in table.group]
        for values, of_group in groups.items():
            items = [{**_picked(sent, r), **table.constants} for r in of_group]
            of_item = dict(zip(fields, values, strict=True))
            yield Request({**head, **of_item, table.into: items}, tuple(r.number for r in of_group))


_SPECIAL: Mapping[type, str] = {
    ErrorCell: "forms.error_cell",
    MergedCell: "forms.merged_cell",
    DifferentValues: "forms.different_values",
}

#: Types of cells that a column's reader takes as they are.
_PLAIN = frozenset({str, int, float})


def _needs_care(column: Field) -> bool:
    return column.when is not None or column.kind in ("figure", "unit")


def _nested(flat: Mapping[str, Value]) -> dict[str, Any]:
    """Return fields as a command takes them: `sample.number` is the number in the sample."""
    found: dict[str, Any] = {}
    for name, value in flat.items():
        within, _, own = name.rpartition(".")
        (found.setdefault(within, {}) if within else found)[own] = value
    return found


def _picked(sent: Sequence[tuple[str, str]], row: GoodRow) -> dict[str, Value]:
    return {field_name: row.values[name] for field_name, name in sent}


def _label(form: Form, name: str) -> Words:
    return next(f.label for f in form.fields() if f.name == name)


def _number_text(value: int, places: int) -> str:
    return show(Fraction(value, 10**places), places)


def _listed(numbers: Mapping[str, int], places: Mapping[str, int]) -> str:
    return ", ".join(_number_text(v, places[n]) for n, v in numbers.items())
