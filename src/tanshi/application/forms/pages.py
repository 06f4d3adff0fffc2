"""The form as a page: plain data that `server/templates/form.html` shows, with values, findings and input attributes.

Names of inputs are `header.<field>` and `rows.<number>.<column>`; `given.from_post` reads them back. The page works
without script; `static/form.js` adds pasting of blocks, autosave and findings while typing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tanshi.application.forms.definition import Field, Form
from tanshi.application.forms.words import Words
from tanshi.application.forms.workbook import explained
from tanshi.core.catalogue import Language
from tanshi.core.exact import show
from tanshi.core.finding import Finding

#: Empty rows offered under the filled ones.
EMPTY_ROWS = 5


def page(
    form: Form,
    language: Language,
    *,
    header: Mapping[str, str] | None = None,
    rows: Sequence[Mapping[str, str]] = (),
    findings: Iterable[Finding] = (),
    known: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    empty_rows: int = EMPTY_ROWS,
) -> dict[str, Any]:
    """Return what a page shows of a form; values are the text somebody typed, findings stand at their inputs' names."""
    lists = known or {}
    by_place: dict[str, list[str]] = {}
    for found in findings:
        by_place.setdefault(found.where, []).append(found.message(language))
    values = header or {}
    lines = [_cells(form, n, dict(row), by_place) for n, row in enumerate([*rows, *({} for _ in range(empty_rows))])]
    names = {f"header.{f.name}" for f in form.header} | {c["name"] for line in lines for c in line["cells"]}
    table = form.table
    return {
        "form": form.id,
        "version": form.version,
        "title": form.title.in_language(language),
        "about": form.about.in_language(language),
        "citation": str(form.citation or ""),
        "fields": [_field(form, f, language, values.get(f.name, ""), by_place, lists) for f in form.header],
        "columns": [_described(form, c, language, lists) for c in table.columns] if table else [],
        "rows": lines if table else [],
        "most": table.most if table else 0,
        "findings": [m for where, messages in by_place.items() if where not in names for m in messages],
        "has_table": table is not None,
    }


def _cells(form: Form, number: int, row: Mapping[str, str], findings: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    assert form.table is not None or not row
    cells = []
    for column in form.table.columns if form.table else ():
        name = f"rows.{number}.{column.name}"
        cells.append({"name": name, "value": row.get(column.name) or "", "findings": findings.get(name, [])})
    return {"number": number, "cells": cells, "findings": findings.get(f"rows.{number}", [])}


def _field(
    form: Form,
    field: Field,
    language: Language,
    value: str,
    findings: Mapping[str, Sequence[str]],
    lists: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> dict[str, Any]:
    name = f"header.{field.name}"
    shown = {"name": name, "value": value, "findings": findings.get(name, [])}
    return {**_described(form, field, language, lists), **shown}


def _described(
    form: Form, field: Field, language: Language, lists: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> dict[str, Any]:
    """Return a field's label, help, choices and the attributes of its input."""
    choices = _choices(field, language)
    suggestions = list(lists.get("units", {})) if field.kind == "unit" else []
    return {
        "field": field.name,
        "label": field.heading.in_language(language),
        "help": " ".join(w.in_language(language) for w in explained(form, field)),
        "citation": str(field.citation or ""),
        "required": field.required,
        "numeric": field.is_number or field.kind == "figure",
        "choices": choices,
        "suggestions": suggestions,
        "input": _attributes(field),
    }


def _choices(field: Field, language: Language) -> list[tuple[str, str]]:
    if field.kind == "yes_no":
        return [("yes", _YES.in_language(language)), ("no", _NO.in_language(language))]
    return [(code, words.in_language(language)) for code, words in field.options.items()]


_YES, _NO = Words("是", "yes"), Words("否", "no")


#: Characters an input shows.
_SIZES = {"month": 8, "day": 10, "period": 9, "whole": 10, "decimal": 13, "figure": 13, "sha256": 64}


def _attributes(field: Field) -> dict[str, str]:
    """Return the attributes of the input. Numbers are text inputs: they are pasted with separators, and no digit may
    be lost in the browser."""
    found = {"type": "text", "autocomplete": "off", "size": str(_SIZES.get(field.kind, 16))}
    if field.required and not field.when:
        found["aria-required"] = "true"
    if field.is_number:
        found["inputmode"] = "decimal" if field.places else "numeric"
        for name, bound in (("data-min", field.least), ("data-max", field.most)):
            if bound is not None:
                found[name] = show(bound)
        found["data-places"] = str(field.places)
    elif field.kind == "month":
        found["placeholder"] = "2022-01"
    elif field.kind == "day":
        found["placeholder"] = "2022-01-31"
    elif field.longest:
        found["maxlength"] = str(field.longest)
    return found
