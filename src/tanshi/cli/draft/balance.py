"""`tanshi draft balance`: balance values from the units, beside the published ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tanshi.allocation.drafting.balance import Balance
from tanshi.allocation.drafting.balance import balance as balance_of
from tanshi.allocation.drafting.bench import Bench, Benchmarks, lines_of
from tanshi.cli import show
from tanshi.cli.draft.source import Source, source_of
from tanshi.cli.draft.words import benchmark, done, found_json, head, line_name, mt, note, origin, percent, table
from tanshi.core import exact
from tanshi.core.catalogue import text
from tanshi.core.finding import Finding


def run_balance(what: str, plan: str, db: str, as_json: bool) -> int:
    """Show the balance values of a sector; return the exit code."""
    source = source_of(what, [plan], db)
    bench = Bench(source.plan.plan, source.observed)
    found = balance_of(bench, source.law)
    findings = (*source.observed.findings, *found.findings)
    surplus = _published_surplus(bench, found)
    if as_json:
        show.json_document(_balance_document(source, found, surplus, findings))
        return done(findings)
    heads = ("line", "units", "emission", "ours", "published", "difference_percent", "together")
    rows = [
        (
            line_name(line.line), f"{line.units:,}", mt(line.emission), benchmark(line.value),
            line.published.value if line.published else "", percent(line.difference),
            percent(found.together.get(line.line)),
        )
        for line in found.lines
    ]  # fmt: skip
    name = source.plan.name
    origin(source)
    table(show.word("draft.balance_title", plan=name), heads, rows)
    note("draft.balance_method")
    if surplus is None:
        note("draft.balance_none", plan=name)
    else:
        note("draft.balance_why", surplus=f"{surplus:,}")
    return done(findings)


def _published_surplus(bench: Bench, found: Balance) -> int | None:
    """Return the surplus before relief that the published balance values would leave the units."""
    values = {line.line: line.published.number for line in found.lines if line.published}
    if set(lines_of(bench.plan)) - set(values):
        return None
    return bench.under(Benchmarks.by_line(values, bench.plan.electricity)).surplus_t(after_relief=False)


def _balance_document(
    source: Source, found: Balance, surplus: int | None, findings: Sequence[Finding]
) -> dict[str, Any]:
    return {
        **head(source),
        "method": text("draft.balance_method", "en"),
        "lines": [
            {
                "line": line.line,
                "units": line.units,
                "emission_t": exact.show(line.emission),
                "weight": exact.show(line.weight),
                "balance_value": None if line.value is None else exact.show(line.value),
                "balance_value_4": benchmark(line.value) or None,
                "published": line.published.value if line.published else None,
                "difference": None if line.difference is None else exact.show(line.difference, 6),
            }
            for line in found.lines
        ],
        "together": {c: exact.show(share, 6) for c, share in found.together.items()},
        "surplus_under_published_t": surplus,
        "findings": found_json(findings),
    }
