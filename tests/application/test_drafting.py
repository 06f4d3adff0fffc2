"""What the books have confirmed, on the bench for drafting."""

import pytest

from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.from_file import plan_named
from tanshi.application.drafting import confirmed
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.disclosure.results import results


def test_the_bench_gives_what_the_books_approved(year_market):
    found = confirmed(year_market, Period.named("2022"))
    sector = Bench(plan_named(year_market.law, "2022"), found).own()
    with year_market.view() as view:
        year = results(view, "2022")
    assert {id: e.approved_t for id, e in sector.entities.items()} == {
        e["entity_id"]: e["approved_t"] for e in year.entities
    }
    assert (sector.verified_t, sector.relieved) == (year.nation["verified_t"], year.nation["relieved_entities"])
    assert len(found.units) == year.nation["units"]
    assert found.position == year.position
    assert found.origin == year.origin
    assert {e.area_gb2260 for e in found.entities.values()} == {p["area_gb2260"] for p in year.provinces}


def test_a_period_without_confirmed_emissions_is_refused(year_market):
    with pytest.raises(Problem, match="no confirmed emissions of 2021"):
        confirmed(year_market, Period.named("2021"))
