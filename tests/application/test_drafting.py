"""What the books have confirmed, on the bench for drafting."""

from fractions import Fraction

import pytest

from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.from_file import plan_named
from tanshi.application.drafting import confirmed, running
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.disclosure.results import results
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import UnitMonthRow


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


def test_a_year_that_has_run_its_course_is_heading_for_itself(year_market):
    year, done = running(year_market, 2022), confirmed(year_market, Period.named("2022"))
    assert [u.output for u in year.units] == [u.output for u in done.units]
    assert [u.verified_t for u in year.units] == [u.verified_t for u in done.units]


def test_a_running_year_is_carried_on_from_its_months(year_market):
    done = confirmed(year_market, Period.named("2022"))
    year = running(year_market, 2022, until=8)
    entity = next(iter(done.entities))
    one = running(year_market, 2022, 8, entity)
    assert [u.entity_id for u in one.units] == [u.entity_id for u in year.units if u.entity_id == entity]
    unit = one.units[0]
    with year_market.view() as view:
        rows = read_rows(view, UnitMonthRow, unit=unit.output.unit_id)
    so_far = sum(r.generation_mwh_e3 for r in rows if r.month <= "2022-08")
    months = sum(r.month <= "2022-08" for r in rows)
    assert unit.output.generation_mwh == Fraction(so_far, 1000) * (months + 4) / months
    assert year.entities[entity].verified_t == one.entities[entity].verified_t
    with pytest.raises(Problem, match="no month of 2021"):
        running(year_market, 2021)


def test_a_period_without_confirmed_emissions_is_refused(year_market):
    with pytest.raises(Problem, match="no confirmed emissions of 2021"):
        confirmed(year_market, Period.named("2021"))
