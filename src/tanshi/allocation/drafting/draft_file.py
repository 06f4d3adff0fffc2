"""Benchmarks as a draft act writes them: a JSON document with the values in the form `rulemaking.draft` takes.

{"values": [{"parameter": "allocation.electricity_benchmark", "values": {"2027-01-01": {"by": {"I": "0.7800", …}}}},
            {"parameter": "allocation.heat_benchmark", "values": {"2027-01-01": {"by": {"I": "0.1020", …}}}}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.allocation.drafting.bench import PLACES, Benchmarks, heat_line
from tanshi.allocation.power import PowerPlan
from tanshi.core.exact import NotADecimal, decimal, show
from tanshi.core.finding import Problem, problem
from tanshi.core.sheets import bytes_of
from tanshi.rules import Cited

_PARAMETERS = {"electricity": "allocation.electricity_benchmark", "heat": "allocation.heat_benchmark"}


def document_of(benchmarks: Benchmarks, year: int) -> dict[str, Any]:
    """Return benchmarks as the values of a draft act for a year."""
    tables = {"electricity": benchmarks.electricity, "heat": benchmarks.heat}
    return {
        "values": [
            {"parameter": name, "values": {f"{year}-01-01": {"by": _written(tables[table]), "to": f"{year}-12-31"}}}
            for table, name in _PARAMETERS.items()
        ]
    }


def _written(values: Mapping[str, Fraction]) -> dict[str, str]:
    return {unit_class: show(value, PLACES) for unit_class, value in values.items()}


def with_draft(plan: PowerPlan, path: Path) -> PowerPlan:
    """Return a plan with the benchmarks of a draft's file in place of its own; everything else stays the plan's.

    `Problem` if the file is none of ours, sets more than benchmarks, several years, or lacks a class.
    """
    rows = _rows(path)
    tables = {"electricity": plan.electricity, "heat": plan.heat}
    for table, name in _PARAMETERS.items():
        if name in rows:
            tables[table] = {c: _value(path, cited, rows[name]) for c, cited in tables[table].items()}
    return replace(plan, electricity=tables["electricity"], heat=tables["heat"])


def with_benchmarks(plan: PowerPlan, values: Mapping[str, Fraction], name: str) -> PowerPlan:
    """Return a plan with other benchmarks for some lines, as a draft of that name; everything else stays."""

    def drafted(cited: Cited, line: str) -> Cited:
        if line not in values:
            return cited
        source = replace(cited.citation, instrument=name, source="")
        return replace(cited, value=show(values[line]), status="draft", citation=source)

    return replace(
        plan,
        electricity={c: drafted(cited, c) for c, cited in plan.electricity.items()},
        heat={c: drafted(cited, heat_line(c)) for c, cited in plan.heat.items()},
    )


def _value(path: Path, cited: Cited, by: Mapping[str, Any]) -> Cited:
    text = by.get(cited.key)
    try:
        positive = decimal(text) > 0 if isinstance(text, str) else False
    except NotADecimal:
        positive = False
    if not positive:
        raise problem("draft.bad_benchmark", where=path.name, line=cited.name, value=text)
    return replace(cited, value=text, status="draft", citation=replace(cited.citation, instrument=path.stem, source=""))


def _rows(path: Path) -> dict[str, Mapping[str, Any]]:
    try:
        document = json.loads(bytes_of(path))
        rows = {row["parameter"]: row["values"] for row in document["values"]}
        known = set(_PARAMETERS.values())
        if not rows or set(rows) - known:
            raise problem("draft.only_benchmarks", where=path.name, names=", ".join(sorted(set(rows) - known)) or "-")
        if any(len(by_day) != 1 for by_day in rows.values()):
            raise problem("draft.one_year", where=path.name)
        return {name: dict(next(iter(by_day.values()))["by"]) for name, by_day in rows.items()}
    except Problem:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise problem("draft.no_draft_file", where=path.name, reason=repr(error)) from None
