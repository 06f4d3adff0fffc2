"""`tanshi allocate`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from tanshi.application.market import open_market
from tanshi.application.trial import Tried, try_plan
from tanshi.cli import show
from tanshi.core.clock import legal_day
from tanshi.core.finding import problem
from tanshi.core.period import Period

#: Entities shown on the screen; --json has all.
_SHOWN = 10


def run_allocate(period: str, plan: str, db: str, day: str, as_json: bool) -> int:
    """Try a plan on what is confirmed and show what it would give; return the exit code."""
    try:
        named = Period.named(period)
    except ValueError:
        raise problem("year.bad_period", value=period) from None
    market = open_market(db, write=False)
    try:
        trial = try_plan(market, named, plan, day or legal_day(datetime.now(UTC)).isoformat())
    finally:
        market.close()
    if as_json:
        show.json_document(asdict(trial))
        return 0
    changed = sorted(trial.entities, key=lambda t: (-abs(t.tried_t - (t.approved_t or 0)), t.entity))
    rows = [_row(t) for t in changed[:_SHOWN]]
    total = Tried(
        show.word("allocate.all", count=len(trial.entities)),
        sum(t.verified_t for t in trial.entities),
        sum(t.approved_t or 0 for t in trial.entities),
        sum(t.tried_t for t in trial.entities),
        sum(t.obligation_t for t in trial.entities),
    )
    columns = [show.word(f"allocate.{name}") for name in ("entity", "verified", "approved", "tried", "change")]
    show.table(f"{trial.plan} → {trial.period}  ({trial.law})", columns, [*rows, _row(total)])
    show.out.print(show.word("allocate.gives_nothing"), markup=False, soft_wrap=True)
    return 0


def _row(tried: Tried) -> tuple[str, ...]:
    before = tried.approved_t
    change = "" if before is None else f"{tried.tried_t - before:+,}"
    return tried.entity, f"{tried.verified_t:,}", "" if before is None else f"{before:,}", f"{tried.tried_t:,}", change
