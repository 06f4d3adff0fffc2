"""`tanshi draft fit`: coefficients fitted to units."""

from __future__ import annotations

from pathlib import Path

from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.drafting.documents import fits_document
from tanshi.allocation.drafting.fit import Fit, Term, fit
from tanshi.cli import show
from tanshi.cli.draft.source import source_of
from tanshi.cli.draft.words import done, must_draw, note, origin, table, written


def run_fit(what: str, plan: str, by_output: bool, db: str, chart: Path | None, as_json: bool) -> int:
    """Show coefficients fitted to units; return the exit code."""
    must_draw(chart)
    source = source_of(what, [plan], db)
    found = fit(Bench(source.plan.plan, source.observed), by_output=by_output)
    findings = (*source.observed.findings, *found.findings)
    name = source.plan.name
    if as_json:
        show.json_document(fits_document(name, source.observed, found, by_output=by_output))
    else:
        origin(source)
        for of_fuel in found.fits:
            fuel = show.word(f"draft.fuel.{of_fuel.fuel}")
            title = show.word("draft.fit_title", fuel=fuel, n=f"{of_fuel.n:,}", plan=name)
            table(title, ("parameter", "estimate", "error", "plan", "units"), map(_term, of_fuel.terms))
            note("draft.fit_quality", **_quality(of_fuel))
        note("draft.fit_by_output" if by_output else "draft.fit_statistics")
    if chart is not None:
        from tanshi.disclosure.draft_charts import draw_fit

        written(chart, lambda: draw_fit(found.fits, name, source.observed.origin, chart, show.language()))
    return done(findings)


def _term(term: Term) -> tuple[str, ...]:
    """Return a row; a slope per unit of load is percent per point of load."""
    cells = ("" if v is None else f"{v:.3f}" for v in (term.estimate, term.error, term.plan))
    return show.word(f"draft.term.{term.name}", at=term.at), *cells, f"{term.units:,}"


def _quality(found: Fit) -> dict[str, str]:
    return {
        "r2": f"{found.r2:.3f}",
        "spread": f"{100 * found.spread:.2f}",
        "spread_plan": f"{100 * found.spread_plan:.2f}",
        "bases": ", ".join(f"{c} {value:.4f}" for c, value in found.bases.items()),
        "furthest": ", ".join(f"{p.unit_id} {100 * p.residual:+.1f} %" for p in found.furthest()[:3]),
    }
