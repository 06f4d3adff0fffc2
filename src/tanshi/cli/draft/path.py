"""`tanshi draft path`: a falling cap and a paid share over the firms of a file or a year. A scenario, not in force."""

from __future__ import annotations

from tanshi.allocation.cap_path import CapPath, cap_years
from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.drafting.documents import path_document
from tanshi.cli import show
from tanshi.cli.draft.source import source_of
from tanshi.cli.draft.words import done
from tanshi.core import exact
from tanshi.core.finding import problem


def run_path(what: str, plan: str, db: str, until: int, given: dict[str, str], as_json: bool) -> int:
    """Show what a cap and a paid share leave the firms year by year; return the exit code."""
    try:
        path = CapPath.of(**given)
    except ValueError as error:
        raise problem("draft.bad_path", reason=str(error)) from None
    if until < path.first_year:
        raise problem("draft.bad_path", reason=f"--until {until} < {path.first_year}")
    source = source_of(what, [plan], db)
    sector = Bench(source.plan.plan, source.observed).own()
    approved = {entity: found.approved_t for entity, found in sector.entities.items()}
    base = sum(approved.values())
    years = cap_years(path, base, approved, range(path.first_year, until + 1))
    if as_json:
        show.json_document(path_document(source.plan.name, base, len(approved), years, source.observed))
        return done(source.observed.findings)
    heads = [show.word(f"draft.path_{name}") for name in ("year", "cap", "paid", "free", "auction", "factor")]
    rows = [
        (
            str(y.year), f"{y.cap_t:,}", f"{exact.show(100 * y.paid_share, 1)} %", f"{y.free_t:,}", f"{y.auction_t:,}",
            exact.show(y.factor, 4),
        )
        for y in years
    ]  # fmt: skip
    show.table(show.word("draft.path_title", plan=source.plan.name, count=len(approved), base=f"{base:,}"), heads, rows)
    show.out.print(show.word("draft.path_note"), markup=False, soft_wrap=True)
    return done(source.observed.findings)
