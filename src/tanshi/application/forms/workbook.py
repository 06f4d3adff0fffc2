"""The form as an Excel workbook: headings in both languages, units, drop-downs, checks, what is known filled in.

The heading is protected, the cells under it are not. A hidden sheet says which form, version and definition it is, so
that a filled one is recognised. The same form and the same known rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from tanshi.application.forms.cell import range_of, shown
from tanshi.application.forms.definition import FILE, Field, Form, Table
from tanshi.application.forms.given import STAMP
from tanshi.application.forms.grid import column_letters
from tanshi.application.forms.words import Words
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import show

#: Templates carry no time: what they are made from says which one it is.
_TIMELESS = datetime(2021, 1, 1)  # noqa: DTZ001 - a spreadsheet has no time zones

_NONE: Mapping[str, Any] = {}

#: Rows under the heading that are prepared for filling in, beyond the known ones.
_PREPARED = 500

#: Longest list of choices Excel takes in the drop-down itself; longer ones stand on the hidden sheet.
_INLINE = 250

#: Rows of the heading: Chinese and English.
HEADING_ROWS = 2


def template(
    form: Form,
    *,
    language: Language = "zh",
    header: Mapping[str, Any] | None = None,
    rows: Sequence[Mapping[str, Any]] = (),
    known: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    stamp: Mapping[str, str] | None = None,
) -> bytes:
    """Return the workbook of a form.

    `header` and `rows` hold values by field name as `Intake` gives them; they are filled in. `known`: lists for
    drop-downs, as in `Context.known`. `stamp`: more to be said on the hidden sheet, e.g. the bundle.
    """
    return Workbook(form, language, known or {}, stamp or {}).write(header or {}, rows)


def known_rows(form: Form, known: Mapping[str, Mapping[str, str]], **settled: Any) -> list[dict[str, Any]]:
    """Return the rows to fill in for a list of known ones: their ids, what is known of them, and settled columns."""
    table = form.table
    assert table is not None
    column = next(n for n in table.key if n not in table.group and n not in settled)
    return [
        {column: id, **settled, **{c.name: facts[c.known] for c in table.columns if c.known and c.known in facts}}
        for id, facts in known.items()
    ]


def stamp_of(form: Form) -> dict[str, str]:
    """Return what a template says of itself."""
    return {"form": form.id, "version": str(form.version), "definition": form.sha256}


class Workbook:
    """Writes a form as a workbook; `more` is for those who fill in something else than known rows."""

    def __init__(
        self,
        form: Form,
        language: Language,
        known: Mapping[str, Mapping[str, Mapping[str, str]]],
        stamp: Mapping[str, str],
    ) -> None:
        import xlsxwriter

        self._form, self._language, self._known, self._more = form, language, known, stamp
        self._out = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._out, options)
        self._book.set_properties({"title": form.title.zh, "comments": form.id, "created": _TIMELESS})
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._lists: dict[tuple[str, ...], str] = {}
        self._hidden: Any = None

    def write(self, header: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
        form = self._form
        first = self._book.add_worksheet(self._word("fill_in")) if form.header else None
        table = self._book.add_worksheet(form.table.sheet.in_language(self._language)) if form.table else None
        help_sheet = self._book.add_worksheet(self._word("help"))
        self._hidden = self._book.add_worksheet(STAMP)
        self._stamp()
        if first is not None:
            self._header(first, header)
        if table is not None and form.table is not None:
            self._table(table, form.table, rows)
        self.more(first, table)
        self._help(help_sheet)
        self._hidden.very_hidden()
        self._book.close()
        return self._out.getvalue()

    def more(self, header: Any, table: Any) -> None:
        """Write more into the sheets of header and table, each None where the form has none."""

    def _word(self, name: str, **params: object) -> str:
        return text(f"forms.word_{name}", self._language, params)

    def _format(self, **shape: object) -> Any:
        key = tuple(sorted(shape.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(shape))
        return self._formats[key]

    def _stamp(self) -> None:
        for row, (name, value) in enumerate({**stamp_of(self._form), **self._more}.items()):
            self._hidden.write_string(row, 0, name)
            self._hidden.write_string(row, 1, value)

    # sheets

    def _header(self, sheet: Any, values: Mapping[str, Any]) -> None:
        form = self._form
        sheet.set_column(0, 1, 34)
        sheet.set_column(2, 2, 44)
        sheet.set_column(3, 3, 60)
        sheet.merge_range(0, 0, 0, 3, form.title.zh, self._format(bold=True, font_size=14))
        sheet.merge_range(1, 0, 1, 3, form.title.en, self._format(bold=True))
        about = self._format(text_wrap=True, valign="top", font_color="#555555")
        sheet.merge_range(2, 0, 2, 3, form.about.in_language(self._language), about)
        sheet.set_row(2, 32)
        for row, asked in enumerate(form.header, 4):
            label = self._format(bold=asked.required, bg_color="#EEF2F6", border=1, text_wrap=True)
            sheet.write_string(row, 0, asked.heading.zh, label)
            sheet.write_string(row, 1, asked.heading.en, label)
            self._cell(sheet, row, 2, asked, values.get(asked.name))
            sheet.write_string(row, 3, self._explained(asked), self._format(text_wrap=True, font_color="#555555"))
            self._validate(sheet, row, row, 2, asked)
        sheet.protect("", _MAY)

    def _table(self, sheet: Any, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        last = min(table.most, len(rows) + _PREPARED) + HEADING_ROWS - 1
        for place, column in enumerate(table.columns):
            must = column.required and not column.when
            colour = "#D9E6F2" if must else "#EEF2F6"
            head = self._format(bold=must, bg_color=colour, border=1, text_wrap=True, align="center", valign="vcenter")
            sheet.write_string(0, place, column.heading.zh, head)
            sheet.write_string(1, place, column.heading.en, head)
            width = max(len(column.heading.zh) * 2, len(column.heading.en)) + 2
            sheet.set_column(place, place, min(max(width, 12), 34), self._open(column))
            self._validate(sheet, HEADING_ROWS, last, place, column)
        for number, values in enumerate(rows, HEADING_ROWS):
            for place, column in enumerate(table.columns):
                if (value := values.get(column.name)) is not None:
                    self._cell(sheet, number, place, column, value, values)
        sheet.freeze_panes(HEADING_ROWS, min(len(table.key), 3))
        sheet.protect("", _MAY)

    def _cell(
        self, sheet: Any, row: int, place: int, field: Field, value: Any, others: Mapping[str, Any] = _NONE
    ) -> None:
        shape = self._open(field)
        if value is None:
            sheet.write_blank(row, place, None, shape)
            return
        words = shown(field, value, language=self._language, others=others)
        if field.is_number and words and abs(value) < 10**15:
            sheet.write_number(row, place, float(words), shape)  # at most 15 digits: exact in a spreadsheet
        else:
            sheet.write_string(row, place, words, shape)

    def _open(self, field: Field) -> Any:
        if not field.is_number:
            return self._format(locked=False, num_format="@")
        if field.plain:
            return self._format(locked=False, num_format="0")
        return self._format(locked=False, num_format="#,##0" + ("." + "0" * field.places if field.places else ""))

    # validation

    def _validate(self, sheet: Any, first: int, last: int, place: int, field: Field) -> None:
        rule = self._rule(field)
        if rule is None:
            return
        title = field.label.in_language(self._language)[:32]
        rule |= {
            "ignore_blank": True,
            "input_title": title,
            "input_message": self._explained(field)[:255],
            "error_title": title,
            "error_message": self._explained(field)[:255] or self._word("out_of_range"),
        }
        sheet.data_validation(first, place, last, place, rule)

    def _rule(self, field: Field) -> dict[str, Any] | None:
        if field.kind == "choice":
            return {
                "validate": "list",
                "source": self._list([w.in_language(self._language) for w in field.options.values()]),
            }
        if field.kind == "yes_no":
            return {"validate": "list", "source": [self._word("yes"), self._word("no")]}
        if field.kind == "unit" and (units := self._known.get("units")):
            return {"validate": "list", "source": self._list(list(units)), "error_type": "warning"}
        if field.is_number and field.least is not None and field.most is not None:
            kind = "integer" if field.kind == "whole" else "decimal"
            bounds = {"minimum": float(show(field.least)), "maximum": float(show(field.most))}  # a hint, not the check
            return {"validate": kind, "criteria": "between", **bounds}
        return {"validate": "any"} if field.help else None

    def _list(self, values: Sequence[str]) -> Any:
        """Return the source of a drop-down; a long list is written to the hidden sheet, once."""
        if len(",".join(values)) <= _INLINE and not any("," in v for v in values):
            return list(values)
        key = tuple(values)
        if key not in self._lists:
            place = 3 + len(self._lists)
            for row, value in enumerate(values):
                self._hidden.write_string(row, place, value)
            letter = column_letters(place)
            self._lists[key] = f"='{STAMP}'!${letter}$1:${letter}${len(values)}"
        return self._lists[key]

    # help

    def _explained(self, field: Field) -> str:
        return " ".join(p.in_language(self._language) for p in explained(self._form, field))

    def _help(self, sheet: Any) -> None:
        heads = ("field", "field", "unit", "kind", "range", "required", "note", "citation")
        for place, (name, width) in enumerate(zip(heads, (28, 34, 16, 26, 16, 10, 60, 30), strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, self._word(name), self._format(bold=True, bg_color="#EEF2F6", border=1))
        wrap = self._format(text_wrap=True, valign="top")
        for row, field in enumerate(self._form.fields(), 1):
            bounds = range_of(field) if field.least is not None or field.most is not None else ""
            cells = [
                field.label.zh, field.label.en, field.unit, kind_words(field).in_language(self._language), bounds,
                self._word("yes" if field.required else "no"), self._explained(field), str(field.citation or ""),
            ]  # fmt: skip
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, wrap)
        row += 2
        for name, value in (("version", str(self._form.version)), ("citation", str(self._form.citation or ""))):
            sheet.write_string(row, 0, self._word(name), self._format(bold=True))
            sheet.write_string(row, 1, value)
            row += 1
        sheet.protect("", _MAY)


_MAY = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "insert_rows": True}


def kind_words(field: Field) -> Words:
    """Return what kind of value a field takes, in words."""
    params = {"places": field.places}
    return Words(text(f"forms.kind_{field.kind}", "zh", params), text(f"forms.kind_{field.kind}", "en", params))


def explained(form: Form, field: Field) -> Iterable[Words]:
    """Yield what is to be known to fill a field in: help, reason of the range, when it applies, what empty means."""
    if field.help:
        yield field.help
    if field.reason:
        yield field.reason
    if field.when:
        other = next(f for f in form.fields() if f.name == field.when.field)
        values = [other.options.get(v, Words(v, v)) for v in field.when.values]
        zh = {"other": other.label.zh, "values": "、".join(w.zh for w in values)}
        en = {"other": other.label.en, "values": ", ".join(w.en for w in values)}
        yield Words(text("forms.word_only_when", "zh", zh), text("forms.word_only_when", "en", en))
    if field.blank and field.blank not in (FILE, "none"):
        yield Words(*(text("forms.word_blank", lang, {"value": field.blank}) for lang in _BOTH))


_BOTH: tuple[Language, Language] = ("zh", "en")
