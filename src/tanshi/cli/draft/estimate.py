"""`tanshi draft estimate`: a running year before its plan exists."""

from __future__ import annotations

from pathlib import Path

from tanshi.allocation.drafting.documents import benchmark, estimate_document
from tanshi.allocation.drafting.estimate import Estimate
from tanshi.allocation.drafting.estimate import estimate as estimate_of
from tanshi.allocation.drafting.projection import MONTHS, projected
from tanshi.allocation.from_file import newest_plan, plan_named, plans
from tanshi.application.drafting import running
from tanshi.application.market import open_market
from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.cli.draft.source import in_books, period_named
from tanshi.cli.draft.words import SHOWN, done, line_name, note, percent, table
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.rules import Law


def run_estimate(
    what: str, plan: str, months: int | None, last_year: Path | None, entity: str, db: str, as_json: bool
) -> int:
    """Show what a running year may come to before its plan exists; return the exit code."""
    if in_books(what):
        found = _of_books(period_named(what), plan, months, entity, db)
    else:
        law = Law("cn")
        name = plan or newest_plan(law)
        applied = plan_named(law, name)
        found = estimate_of(law, applied, name, projected(what, applied, months, last_year))
    if as_json:
        show.json_document(estimate_document(found))
    else:
        _print_estimate(found)
    return done(found.projected.findings)


def _of_books(period: Period, plan: str, months: int | None, entity: str, db: str) -> Estimate:
    """Return the estimate of a year whose months the books have."""
    if months is not None and not 1 <= months <= MONTHS:
        raise problem("draft.bad_months", value=months)
    market = open_market(db, write=False)
    try:
        law = market.law_on(legal_today().isoformat())
        before = [name for name, (of, _) in plans(law).items() if period.first_year - 1 in of.years]
        name = plan or next(iter(before), "")
        return estimate_of(law, plan_named(law, name), name, running(market, period.first_year, months, entity))
    finally:
        market.close()


def _scenario(found: Estimate, name: str, draft: bool) -> str:
    if name in ("unchanged", "low", "high"):
        return show.word(f"draft.scenario.{name}", plan=found.plan)
    return show.word("draft.scenario.draft_step" if draft else "draft.scenario.step", year=name)


def _print_estimate(found: Estimate) -> None:
    low, high, own = (found.scenario(n) for n in ("low", "high", "unchanged"))
    rows = [
        (_scenario(found, s.name, s.draft), f"{s.sector.verified_t:,}", f"{s.sector.approved_t:,}",
         f"{s.sector.obligation_t - s.sector.approved_t:,}")
        for s in found.scenarios
    ]  # fmt: skip
    title = show.word("draft.estimate_title")
    table(title, ("scenario", "emission_t", "allowance_t", "gap_t"), rows)
    steps_of = {n: [s.changes[n] for s in found.steps] for n in own.benchmarks}
    lines = [
        (line_name(n), benchmark(v), f"{benchmark(low.benchmarks[n])} ({percent(min(steps_of[n]))})",
         f"{benchmark(high.benchmarks[n])} ({percent(max(steps_of[n]))})")
        for n, v in own.benchmarks.items()
    ]  # fmt: skip
    table(show.word("draft.estimate_lines"), ("line", "base", "low", "high"), lines)
    firms = [
        (
            id, f"{low.sector.entities[id].verified_t:,}",
            f"{low.sector.entities[id].approved_t:,} … {high.sector.entities[id].approved_t:,}",
            f"{high.sector.entities[id].gap_t:,} … {low.sector.entities[id].gap_t:,}",
        )
        for id in list(found.projected.entities)[:SHOWN]
    ]  # fmt: skip
    table(show.word("draft.estimate_firms"), ("firm", "emission_t", "range_t", "gap_range_t"), firms)
    note("draft.estimate_note")
