"""`tanshi draft solve`: benchmarks for a target surplus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.allocation.drafting.balance import balance as balance_of
from tanshi.allocation.drafting.bench import Bench, Benchmarks, lines_of
from tanshi.allocation.drafting.draft_file import document_of
from tanshi.allocation.drafting.solve import Solution, solve
from tanshi.cli import show
from tanshi.cli.draft.source import Source, source_of
from tanshi.cli.draft.words import benchmark, done, found_json, head, line_name, note, origin, percent, table, written
from tanshi.core import exact
from tanshi.core.exact import NotADecimal, decimal, half_up, scaled
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
    base |= _pairs(fixed, lines, above=0)
    strictness = {line: Fraction(1) for line in lines} | _pairs(strict, lines, above=-1)
    verified = sum(e.verified_t for e in source.observed.entities.values())
    found = solve(bench, base, strictness, _target(surplus, verified), after_relief=after_relief)
    if out is not None:
        year = source.plan.plan.period.last_year
        content = json.dumps(document_of(found.benchmarks, year), ensure_ascii=False, indent=2)
        written(out, lambda: _write_text(out, content))
    if as_json:
        show.json_document({**head(source), **_solution_document(found), "findings": found_json(findings)})
    else:
        _print_solution(source, found)
    return done(findings)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content + "\n", "utf-8")


def _target(text: str, verified_t: int) -> int:
    """Return a target in whole tonnes; percent are of verified emissions, rounded half-up."""
    try:
        if text.endswith("%"):
            return scaled(half_up(decimal(text[:-1].strip()) * verified_t / 100), 0)
        value = decimal(text.replace(",", ""))
    except NotADecimal:
        raise problem("draft.bad_target", value=text) from None
    if value.denominator != 1:
        raise problem("draft.bad_target", value=text)
    return int(value)


def _pairs(texts: Sequence[str], lines: Sequence[str], *, above: int) -> dict[str, Fraction]:
    """Return what is said of lines; a number must be above the bound."""
    found = {}
    for text in texts:
        line, _, number = text.partition("=")
        try:
            if line not in lines:
                raise NotADecimal(text)
            found[line] = decimal(number)
            if found[line] <= above:
                raise NotADecimal(text)
        except NotADecimal:
            raise problem("draft.bad_pair", value=text, lines=" ".join(lines)) from None
    return found


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


def _solution_document(found: Solution) -> dict[str, Any]:
    sector = found.sector
    return {
        "target_t": found.target_t,
        "after_relief": found.after_relief,
        "factor": exact.show(found.factor, 12),
        "lines": [
            {
                "line": n.line, "start": exact.show(n.base), "strictness": exact.show(n.strictness),
                "change": exact.show(n.change, 6), "benchmark": benchmark(n.value),
            }
            for n in found.lines
        ],
        "initial_t": sector.initial_t,
        "approved_t": sector.approved_t,
        "obligation_t": sector.obligation_t,
        "surplus_before_relief_t": sector.surplus_t(after_relief=False),
        "surplus_after_relief_t": sector.surplus_t(after_relief=True),
        "off_target_t": found.surplus_t - found.target_t,
        "rounding_t": exact.show(found.rounding_t, 0),
        "relieved_entities": sector.relieved,
    }  # fmt: skip
