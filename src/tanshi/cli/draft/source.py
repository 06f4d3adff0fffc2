"""Where the bench for drafting takes its units and plans from: a file, the books, a journal's draft, a draft's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tanshi.allocation.drafting.draft_file import with_draft
from tanshi.allocation.drafting.observed import Observed, observed_file
from tanshi.allocation.from_file import newest_plan, plan_named
from tanshi.application.draft_plans import NamedPlan, drafted_plan, plan_asked
from tanshi.application.drafting import confirmed
from tanshi.application.market import Market, open_market
from tanshi.application.practice import legal_today
from tanshi.application.trial import DRAFT
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class Source:
    """What a command of the bench works on."""

    law: Law
    observed: Observed
    plans: tuple[NamedPlan, ...]

    @property
    def plan(self) -> NamedPlan:
        return self.plans[0]


def source_of(what: str, names: Sequence[str], db: str) -> Source:
    """Return the units of a file or of a year of the books, and the plans of these names.

    The first name is the plan whose form counts: "" is that of the year, and for a file the newest in force.
    """
    books = in_books(what)
    if not books and not any(n.startswith(DRAFT) for n in names):
        law = Law("cn")
        plans = _plans(law, names, newest_plan(law), None, None)
        return Source(law, observed_file(what, *(p.plan for p in plans)), plans)
    period = period_named(what) if books else None
    market = open_market(db, write=False)
    try:
        law = market.law_on(_today())
        plans = _plans(law, names, newest_plan(law), market, period)
        observed = confirmed(market, period) if period else observed_file(what, *(p.plan for p in plans))
        return Source(law, observed, plans)
    finally:
        market.close()


def in_books(what: str) -> bool:
    """Tell whether a source is a year of the books, or was meant for one, and not a file."""
    return not Path(what).suffix and not Path(what).exists()


def period_named(name: str) -> Period:
    """Return the period of that name; `Problem` for what is none."""
    try:
        return Period.named(name)
    except ValueError:
        raise problem("year.bad_period", value=name) from None


def _plans(
    law: Law, names: Sequence[str], newest: str, market: Market | None, period: Period | None
) -> tuple[NamedPlan, ...]:
    found: list[NamedPlan] = []
    for name in names:
        if name.startswith(DRAFT):
            assert market is not None, "a draft of a journal is asked for with its market"
            found.append(drafted_plan(market, name, _today(), period or found[0].plan.period))
        elif name.endswith(".json"):
            base = found[0].plan if found else plan_named(law, newest)
            found.append(NamedPlan(Path(name).stem, with_draft(base, Path(name))))
        else:
            found.append(plan_asked(law, name, period))
    return tuple(found)


def _today() -> str:
    return legal_today().isoformat()
