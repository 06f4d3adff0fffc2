"""The years 2019-2020 to 2024 end in the reading of standings as in each year's own figures, on both engines."""

import os
from pathlib import Path

import pytest

from tanshi.application import moving
from tanshi.application.market import open_market
from tanshi.application.standings import last_day, lines, obligations, period_of
from tanshi.compliance.progress import progress, tally
from tanshi.compliance.status import DEFAULTED, MET, STATUSES, periods
from tanshi.core.finding import Problem
from tanshi.core.progress import Progress
from tanshi.disclosure.results import results

PERIODS = ("2019-2020", "2021", "2022", "2023", "2024")

#: What a year's figures call how an obligation ended.
STATES = {"met": MET, "short": DEFAULTED}

SAMPLE = Path(__file__).parent.parent / "data" / "corpus" / "2026-11-years" / "years.backup"


def restored(url):
    """Return the books of all years of twelve units (`tools.corpus`), rebuilt from their journal."""
    moving.restore_backup(SAMPLE, url, None, Progress())
    return open_market(url, write=False)


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    market = restored(str(tmp_path_factory.mktemp("years") / "years.db"))
    yield market
    market.close()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"] if "TANSHI_SOAK" in os.environ else ["sqlite"])
def test_every_year_ends_as_its_own_figures_say(request, years, engine):
    if engine == "sqlite":
        assert ended(years) == list(PERIODS)
        return
    postgres = request.getfixturevalue("postgres")
    url = postgres.create("five_years")
    market = restored(url)
    try:
        assert ended(market) == list(PERIODS)
        assert shown(market) == shown(years), "what is held on a day is the same on both engines"
    finally:
        market.close()
        postgres.drop("five_years")


def shown(market):
    """Return the lines of a period on a day within it."""
    with market.view() as view:
        found = lines(market.law, view, obligations(market.law, view, "2022"), "2023-12-20")
    assert any(line.held_t for line in found)
    return [line.as_json() for line in found]


def ended(market):
    """Return the periods of the books, each of which must end as its own figures say."""
    with market.view() as view:
        day, found = last_day(view), periods(view)
        assert period_of(view, "") == found[-1]
        for period in found:
            said = {s.entity: s for s in obligations(market.law, view, period).on(day)}
            own = results(view, period)
            assert {
                e["entity_id"]: (STATES[e["state"]], e["obligation_t"], e["surrendered_t"], e["shortfall_t"])
                for e in own.entities
            } == {e: (s.status, s.obligation_t, s.surrendered_t, s.shortfall_t) for e, s in said.items()}, period
            whole = tally(said.values())
            assert whole.by_status[DEFAULTED] == own.nation["short_entities"]
            assert whole.surrendered_t == own.nation["surrendered_t"]
            assert whole.shortfall_t == own.nation["shortfall_t"]
    return found


def test_borrowing_shows_as_such(years):
    with years.view() as view:
        found = lines(years.law, view, obligations(years.law, view, "2021"), last_day(view))
        ((granted,),) = view.fetch("SELECT coalesce(sum(amount_t), 0) FROM allocation_borrowing WHERE period = '2021'")
    assert sum(line.standing.borrowed_t for line in found) == granted
    assert sum(line.standing.by_kind["borrowed"] for line in found) == granted
    assert granted > 0


def test_the_weeks_of_a_year_only_rise_to_its_end(years):
    with years.view() as view:
        found = progress(view, obligations(years.law, view, "2023"), "2024-12-31", view.head().size)
    rates = [float(t.rate or 0) for _, t in found.weeks]
    assert rates == sorted(rates)
    assert rates[0] < 0.5 < rates[-1]
    assert sum(t.firms for t in found.provinces.values()) == found.nation.firms
    assert sum(found.nation.by_status[s] for s in STATUSES) == found.nation.firms
    assert sum(t.surrendered_t for t in found.sectors.values()) == found.nation.surrendered_t


def test_what_was_held_on_an_earlier_day_is_what_was_held(years):
    """The books as of a day before the first surrender hold what the last ones hold, with what was surrendered."""
    with years.view() as view:
        vintages = obligations(years.law, view, "2019-2020")
        before = lines(years.law, view, vintages, "2021-12-31")
        after = lines(years.law, view, vintages, last_day(view))
    assert sum(line.held_t for line in before) >= sum(line.held_t for line in after)
    assert all(line.standing.deadline == "2021-12-31" for line in before)


def test_periods_and_firms_that_are_not_there_are_named(years):
    with years.view() as view, pytest.raises(Problem, match="2019-2020, 2021"):
        period_of(view, "1999")
