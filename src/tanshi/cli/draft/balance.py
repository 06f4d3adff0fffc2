"""`tanshi draft balance`: balance values from the units, beside the published ones."""

from __future__ import annotations

from tanshi.allocation.drafting.balance import balance as balance_of
from tanshi.allocation.drafting.balance import published_surplus
from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.drafting.documents import balance_document, benchmark
from tanshi.cli import show
from tanshi.cli.draft.source import source_of
from tanshi.cli.draft.words import done, line_name, mt, note, origin, percent, table


def run_balance(what: str, plan: str, db: str, as_json: bool) -> int:
    """Show the balance values of a sector; return the exit code."""
    source = source_of(what, [plan], db)
    bench = Bench(source.plan.plan, source.observed)
    found = balance_of(bench, source.law)
    findings = (*source.observed.findings, *found.findings)
    if as_json:
        show.json_document(balance_document(source.plan.name, bench, found))
        return done(findings)
    surplus = published_surplus(bench, found)
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
