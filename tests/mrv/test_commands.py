"""The round of one entity: month, report, verification, confirmation, and every refusal on the way."""

from dataclasses import replace
from datetime import date

import pytest

from tanshi.journal.command import Command
from tanshi.journal.request import plain
from tanshi.journal.table import read_rows
from tanshi.mrv import opening_figures
from tanshi.mrv.commands import ConfirmEmission, FileReport, MrvOutcome, RecordMonth, VerifyReport
from tanshi.mrv.recomputing import Change
from tanshi.mrv.tables import ChangeRow, ReportRow, UnitMonthRow, UnitYearRow
from tanshi.mrv.unit_months import MonthOfUnit

GOOD = MonthOfUnit(
    unit="u1",
    generation_mwh_e3=120_000_000,
    own_use_mwh_e3=7_000_000,
    network_use_mwh_e3=0,
    heat_gj_e2=0,
    hours_e2=60_000,
    fuel_e2=5_500_000,
    fuel_for_heat_e2=0,
    ncv_e3=21_000,
    carbon_e4=5_500,
    purchased_mwh_e3=0,
)


_count = iter(range(10**6))


def ask(market, who, kind, request):
    (answer,) = market.execute([Command(f"t{next(_count)}", who, f"{who}/1", kind, [plain(request)])])
    return answer


def record(market, month, **changes):
    return ask(market, "e1", "mrv.record_month", RecordMonth("e1", month, "00", (replace(GOOD, **changes),))).outcome


def record_year(market, clock, skip=()):
    for month in range(1, 13):
        if month not in skip:
            clock.put_day(date(2022 + (month == 12), month % 12 + 1, 20))
            assert record(market, f"2022-{month:02d}") is MrvOutcome.DONE
    clock.put_day(date(2023, 3, 20))


def test_a_month_is_recorded_after_it_ends_and_once(plant, clock):
    clock.put_day(date(2022, 1, 31))
    assert record(plant, "2022-01") is MrvOutcome.MONTH_NOT_OVER
    clock.put_day(date(2022, 2, 1))
    assert record(plant, "2022-01") is MrvOutcome.DONE
    assert record(plant, "2022-01") is MrvOutcome.ALREADY_RECORDED
    assert record(plant, "2022-13") is MrvOutcome.BAD_MONTH
    assert record(plant, "January") is MrvOutcome.BAD_MONTH


@pytest.mark.parametrize(("day", "late"), [(date(2022, 3, 12), 0), (date(2022, 3, 13), 1)])
def test_a_month_is_late_after_forty_days(plant, clock, day, late):
    clock.put_day(day)
    assert record(plant, "2022-01") is MrvOutcome.DONE
    with plant.view() as view:
        (row,) = read_rows(view, UnitMonthRow)
    assert row.late == late


@pytest.mark.parametrize(
    "changes",
    [
        {"fuel_e2": -1},
        {"generation_mwh_e3": -1},
        {"hours_e2": 31 * 2400 + 1},
        {"generation_mwh_e3": 300_000 * 660 + 1},
        {"own_use_mwh_e3": 120_000_001},
        {"network_use_mwh_e3": 7_000_001},
        {"fuel_for_heat_e2": 5_500_001},
        {"carbon_e4": 100_001},
    ],
)
def test_impossible_values_are_refused(plant, clock, changes):
    clock.put_day(date(2022, 2, 10))
    assert record(plant, "2022-01", **changes) is MrvOutcome.VALUE_IMPOSSIBLE


def test_the_largest_possible_month_is_taken(plant, clock):
    clock.put_day(date(2022, 2, 10))
    assert record(plant, "2022-01", hours_e2=31 * 2400, generation_mwh_e3=300_000 * 744 * 11 // 10) is MrvOutcome.DONE


def test_units_must_be_the_entitys_own_and_stand_once(plant, clock):
    clock.put_day(date(2022, 2, 10))
    assert record(plant, "2022-01", unit="u9") is MrvOutcome.UNIT_NOT_OF_ENTITY
    twice = RecordMonth("e1", "2022-01", "00", (GOOD, GOOD))
    assert ask(plant, "e1", "mrv.record_month", twice).outcome is MrvOutcome.UNIT_TWICE
    none = RecordMonth("e1", "2022-01", "00", ())
    assert ask(plant, "e1", "mrv.record_month", none).outcome is MrvOutcome.NO_UNITS


def test_a_report_needs_every_month_and_the_declaration(plant, clock):
    record_year(plant, clock, skip=(5,))
    answer = ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True))
    assert answer.outcome is MrvOutcome.MONTH_MISSING
    assert answer.details["month"] == "2022-05"
    assert record(plant, "2022-05") is MrvOutcome.DONE
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", False)).outcome is MrvOutcome.NOT_DECLARED_TRUE
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2023", True)).outcome is MrvOutcome.PERIOD_NOT_OVER
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "x", True)).outcome is MrvOutcome.BAD_PERIOD
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True)).done
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True)).outcome is MrvOutcome.ALREADY_FILED


@pytest.mark.parametrize("missing", [1, 12])
def test_the_first_and_the_last_month_may_not_be_missing_either(plant, clock, missing):
    record_year(plant, clock, skip=(missing,))
    answer = ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True))
    assert answer.details["month"] == f"2022-{missing:02d}"


def verify(market, *changes, group=("a", "b")):
    return ask(market, "v", "mrv.verify_report", VerifyReport("e1", "2022", "v", group, changes))


def test_verification_changes_figures_and_the_total_follows(plant, clock):
    record_year(plant, clock)
    assert verify(plant).outcome is MrvOutcome.NOT_FILED
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True)).done
    with plant.view() as view:
        reported = read_rows(view, ReportRow)[0].reported_t
    # 12 x 55,000 t x 0.55 x 0.99 x 44/12
    assert reported == 1_317_690
    assert verify(plant, group=("a", "a")).outcome is MrvOutcome.GROUP_TOO_SMALL
    for bad in (
        Change("u9", "2022-01", "fuel_e2", "1", "corrected", "c"),
        Change("u1", "2021-01", "fuel_e2", "1", "corrected", "c"),
        Change("u1", "2022-01", "colour", "1", "corrected", "c"),
        Change("u1", "2022-01", "fuel_e2", "-1", "corrected", "c"),
        Change("u1", "2022-01", "fuel_e2", "", "corrected", "c"),
        Change("u1", "2022-01", "fuel_e2", "1", "forgiven", "c"),
        Change("u1", "2022-01", "generation_mwh_e3", "999999999999", "corrected", "c"),
    ):
        assert verify(plant, bad).outcome is MrvOutcome.CHANGE_NOT_POSSIBLE, bad
    answer = verify(
        plant,
        Change("u1", "2022-01", "fuel_e2", "5600000", "corrected", "fuel_weighing_error"),
        Change("u1", "2022-02", "carbon_e4", "", "conservative", "carbon_sample_invalid"),
    )
    assert answer.done
    with plant.view() as view:
        (report,) = read_rows(view, ReportRow)
        verified, reported_year = sorted(read_rows(view, UnitYearRow), key=lambda y: y.stage, reverse=True)
        changes = read_rows(view, ChangeRow)
        months = {m.month: m for m in read_rows(view, UnitMonthRow)}
    # one month 1,000 t more; the month without carbon takes the mean of the others, which is the same 0.55
    assert report.verified_t == 1_319_687
    assert verified.emission_t_e2 == 131968650
    assert reported_year.emission_t_e2 == 131769000
    assert [(c.before, c.after) for c in changes] == [("5500000", "5600000"), ("5500", "")]
    assert months["2022-01"].fuel_e2 == 5_600_000
    assert months["2022-02"].carbon_e4 is None
    assert verify(plant).outcome is MrvOutcome.NOT_FILED


def test_only_the_own_province_confirms_and_only_what_is_verified(plant, clock):
    record_year(plant, clock)
    confirm = ConfirmEmission("e1", "2022")
    assert ask(plant, "p", "mrv.confirm_emission", confirm).outcome is MrvOutcome.NOT_VERIFIED
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True)).done
    assert ask(plant, "p", "mrv.confirm_emission", confirm).outcome is MrvOutcome.NOT_VERIFIED
    assert verify(plant).done
    assert str(ask(plant, "q", "mrv.confirm_emission", confirm).outcome) == "command.out_of_scope"
    assert ask(plant, "p", "mrv.confirm_emission", confirm).done
    assert ask(plant, "p", "mrv.confirm_emission", confirm).outcome is MrvOutcome.NOT_VERIFIED
    assert plant.audit().ok


def test_opening_emissions(plant):
    def take(entity, year, unit, emission, *more):
        units = [(unit, emission), *more]
        request = opening_figures.TakeOpeningEmission(
            entity, year, "test", tuple(opening_figures.OpeningUnit(*u) for u in units)
        )
        return ask(plant, "mee", "mrv.take_opening_emission", request).outcome

    assert take("e9", "2021", "u1", 1) is MrvOutcome.ENTITY_NOT_FOUND
    assert take("e1", "last year", "u1", 1) is MrvOutcome.BAD_PERIOD
    assert take("e1", "2021", "u9", 1) is MrvOutcome.UNIT_NOT_OF_ENTITY
    assert take("e1", "2021", "u1", 1, ("u1", -1)) is MrvOutcome.UNIT_TWICE
    assert take("e1", "2021", "u1", -1, ("u1", 1)) is MrvOutcome.BAD_EMISSION
    assert take("e1", "2021", "u1", 5) is MrvOutcome.DONE
    assert take("e1", "2021", "u1", 5) is MrvOutcome.ALREADY_RECORDED


def test_a_unit_that_starts_in_the_year_may_begin_in_any_month():
    from tanshi.core.period import Period
    from tanshi.mrv.unit_months import missing_month, unit_month
    from tanshi.participants.tables import UnitRow

    def missing(start, retired, *months):
        unit = UnitRow("u1", "e1", "", "", "coal", "", "", "II", 1, "water", 0, 0, start, retired, "")
        rows = [
            unit_month(UnitMonthRow("u1", f"2022-{m:02d}", "e1", 0, 0, 0, 0, 0, 0, 0, 0, None, 0, "", 0))
            for m in months
        ]
        return missing_month(unit, rows, Period.of(2022))

    assert missing(2010, 0, *range(1, 13)) == ""
    assert missing(2010, 0, *range(2, 13)) == "2022-01"
    assert missing(2010, 0) == "2022-01"
    assert missing(2022, 0, *range(7, 13)) == ""
    assert missing(2022, 0, 7, 9, 10, 11, 12) == "2022-08"
    assert missing(2022, 0, 7, 8) == "2022-09"
    assert missing(2010, 2022, *range(1, 7)) == ""
    assert missing(2010, 2022, 2, 3) == "2022-01"
    assert missing(2023, 0) == ""
    assert missing(2000, 2021) == ""
