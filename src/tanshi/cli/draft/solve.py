"""`tanshi draft solve`: benchmarks for a target surplus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from tanshi.allocation.drafting.asked import pairs, target_t
from tanshi.allocation.drafting.balance import balance as balance_of
from tanshi.allocation.drafting.bench import Bench, Benchmarks, lines_of
from tanshi.allocation.drafting.documents import benchmark, solution_document
from tanshi.allocation.drafting.draft_file import document_of
from tanshi.allocation.drafting.solve import Solution, solve
from tanshi.cli import show
from tanshi.cli.draft.source import Source, source_of
from tanshi.cli.draft.words import done, line_name, note, origin, percent, table, written
from tanshi.core import exact
from tanshi.core.finding import problem


def run_solve(
    what: str,
    surplus: str,
    start: str,
    strict: Sequence[str],
    fixed: Sequence[str],
    after_relief: bool,
    plan: str,
    db: str,
    out: Path | None,
    as_json: bool,
) -> int:
    """Show benchmarks for a target surplus; return the exit code."""
    if start not in ("plan", "balance"):
        raise problem("draft.bad_base", value=start)
    source = source_of(what, [plan], db)
    bench = Bench(source.plan.plan, source.observed)
    lines = lines_of(source.plan.plan)
    base = Benchmarks.of(source.plan.plan).lines()
    findings = source.observed.findings
    if start == "balance":
        balance = balance_of(bench)
        base |= balance.values()
        findings = (*findings, *balance.findings)
    base |= pairs(fixed, lines, above=0)
    strictness = {line: Fraction(1) for line in lines} | pairs(strict, lines, above=-1)
    verified = sum(e.verified_t for e in source.observed.entities.values())
    found = solve(bench, base, strictness, target_t(surplus, verified), after_relief=after_relief)
    if out is not None:
        year = source.plan.plan.period.last_year
        content = json.dumps(document_of(found.benchmarks, year), ensure_ascii=False, indent=2)
        written(out, lambda: _write_text(out, content))
    if as_json:
        show.json_document(solution_document(source.plan.name, source.observed, found, findings))
    else:
        _print_solution(source, found)
    return done(findings)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content + "\n", "utf-8")


def _print_solution(source: Source, found: Solution) -> None:
    rows = [
        (line_name(n.line), benchmark(n.base), exact.show(n.strictness), percent(n.change), benchmark(n.value))
        for n in found.lines
    ]
    origin(source)
    title = show.word("draft.solve_title", form=source.plan.name)
    table(title, ("line", "base", "strictness", "change", "value"), rows)
    sector = found.sector
    note(
        "draft.solved", target=f"{found.target_t:,}", factor=exact.show(found.factor, 6),
        when=show.word("draft.after_relief" if found.after_relief else "draft.before_relief"),
        verified=f"{sector.verified_t:,}", initial=f"{sector.surplus_t(after_relief=False):,}",
        approved=f"{sector.surplus_t(after_relief=True):,}", relieved=f"{sector.relieved:,}",
        off=f"{found.surplus_t - found.target_t:,}", rounding=f"{float(found.rounding_t):,.0f}",
    )  # fmt: skip
    if found.factor < 0 and len({n.strictness for n in found.lines if n.strictness}) > 1:
        note("draft.rises")
