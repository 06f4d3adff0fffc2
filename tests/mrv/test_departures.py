"""Records against the control plan."""

from datetime import date

import pytest

from tanshi.application.access import ViewRows
from tanshi.mrv.departures import departures
from tanshi.rules import Law
from tests.mrv import round_table

LAW = Law("cn")


@pytest.fixture
def played(market, clock):
    clock.put_day(date(2022, 12, 1))
    round_table.opened(market)

    def play(table, year="2023"):
        round_table.run(market, clock, table)
        with market.view() as view:
            found = departures(ViewRows(view), LAW, "P1", year)
        assert all("<" not in f.message(lang) and f.citation for f in found for lang in ("zh", "en"))
        return [(f.code.removeprefix("mrv.departure_"), f.where) for f in found]

    return play


def test_no_record_departs_from_nothing(played):
    assert played("day 2022-12-20") == []


def test_months_without_an_accepted_plan(played):
    assert played("day 2023-02-10\nP1: record -> done") == [("no_plan", "P1")]
    assert played("P1: plan -> done") == [("not_accepted", "P1")]
    assert played("shandong: accept -> done") == [
        ("late_plan", "P1"), ("calibration", "P1-1/2023-01"), ("calibration", "P1-1/2023-01"),
    ]  # fmt: skip


CALIBRATED = """
day 2022-12-20
P1: plan                                                                     -> done
shandong: accept                                                             -> done
P1: calibrate day=2022-12-01 until_day=2023-01-20                            -> done
P1: calibrate meter=meter+1 day=2022-12-02 until_day=2023-12-01              -> done
day 2023-02-10
P1: calibrate day=2023-01-20 until_day=2024-01-19                            -> done
"""


def test_two_calibrations_that_meet_cover_a_month_and_one_that_lapsed_does_not(played):
    assert played(CALIBRATED + "P1: record -> done") == []
    assert played("day 2024-02-10\nP1: record month=2023-12 -> done") == [("calibration", "P1-1/2023-12")]


def test_carbon_that_should_have_been_measured_and_another_meter_s_reading(played):
    reading = "P1: rest_on kind=meter_reading laboratory=- field=fuel_e2 value=55000 value_unit=t"
    assert played(
        CALIBRATED
        + f"""
        P1: record                                      -> done
        P1: correct figures.0.after=-                   -> done
        {reading} source=belt+1                         -> done
        {reading} source=belt+2                         -> done
        """
    ) == [("not_measured", "P1-1/2023-01"), ("meter", "P1-1/2023-01")]
