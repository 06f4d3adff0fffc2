"""The round of monitoring: plans, meters, laboratories, looks at months, corrections."""

from datetime import date

import pytest

from tanshi.core.exact import decimal
from tanshi.journal.table import read_rows
from tanshi.mrv.control_plan_tables import ControlPlanRow
from tanshi.mrv.correction import CorrectionRow
from tanshi.mrv.laboratory import carbon_as_received
from tanshi.mrv.laboratory_tables import LaboratoryReportRow
from tanshi.mrv.supervision import SupervisionRow
from tanshi.mrv.tables import UnitMonthRow
from tests.mrv import round_table


@pytest.fixture
def played(market, clock):
    clock.put_day(date(2022, 12, 1))
    round_table.opened(market)

    def play(table):
        round_table.run(market, clock, table)
        return market

    return play


def rows(market, kind, **where):
    with market.view() as view:
        return list(read_rows(view, kind, **where))


def test_a_plan_is_filed_sent_back_and_accepted(played):
    market = played(
        """
        day 2022-12-20
        P1: plan reason=fuel                           -> plan bad reason
        P1: plan entity=P9                             -> out of scope
        P1: plan year=22                               -> bad period
        P1: plan figures.fuel_e2.unit=P1-9             -> unit not of entity
        P1: plan figures.fuel_e2.way=guessed           -> plan bad figure
        P1: plan figures.fuel_e2.frequency=seldom      -> plan bad figure
        P1: plan figures.fuel_e2.gap=nothing           -> plan bad figure
        P1: plan figures.fuel_e2.department=-          -> plan bad figure
        P1: plan figures.fuel_e2.field=ncv_e3          -> plan figure twice
        P1: plan figures.fuel_e2=gone                  -> plan figure missing
        P1: plan figures.fuel_e2.meter=belt+9          -> plan meter not there
        P1: plan meters.1.number=belt+1 figures.generation_mwh_e3.meter=- -> plan bad meter
        P1: plan meters.0.accuracy_percent=0           -> plan bad meter
        P1: plan meters.0.calibration_months=0         -> plan bad meter
        P1: plan meters.0.place=-                      -> plan bad meter
        P1: plan persons.0.name=李四                   -> plan no person
        P1: plan persons.0.duty=-                      -> plan no person
        P1: plan file_sha256=abc                       -> bad evidence file
        hebei: accept                                  -> out of scope
        shandong: accept                               -> plan not there
        P1: plan                                       -> done
        P1: accept                                     -> not permitted
        shandong: return reason=-                      -> plan without reason
        shandong: return                               -> done
        shandong: accept                               -> plan not filed
        P1: plan                                       -> plan bad reason
        P1: plan reason=error                          -> done
        shandong: accept                               -> done
        day 2023-01-10
        P1: plan year=2024 reason=first figures.carbon_e4.way=default -> plan back to default
        P1: plan reason=fuel figures.carbon_e4.way=default            -> plan back to default
        P1: plan year=2022 reason=first                -> plan year over
        P1: plan reason=fuel figures.heat_gj_e2.way=default -> done
        day 2024-01-02
        P1: plan year=2024 reason=first                -> done
        """
    )
    found = rows(market, ControlPlanRow)
    assert [(p.year, p.version, p.state, p.late) for p in found] == [
        ("2023", 1, "returned", 0), ("2023", 2, "accepted", 0), ("2023", 3, "filed", 0), ("2024", 1, "filed", 1),
    ]  # fmt: skip
    assert market.audit().ok


def test_calibrations_are_of_meters_in_a_plan_and_hold_no_longer_than_allowed(played):
    played(
        """
        day 2022-12-20
        P1: calibrate                                        -> plan meter not there
        P1: plan                                             -> done
        P1: calibrate until_day=2023-12-02                   -> bad calibration
        P1: calibrate until_day=2022-11-30                   -> bad calibration
        P1: calibrate day=2022-12-21                         -> bad calibration
        P1: calibrate day=someday                            -> bad calibration
        P1: calibrate file_bytes=0                           -> bad evidence file
        P1: calibrate until_day=2023-12-01                   -> done
        """
    )


def test_laboratories_deposit_their_own_reports_and_the_firm_s_figure_must_be_theirs(played):
    market = played(
        """
        day 2023-02-10
        P1: report                                     -> not permitted
        lab: report laboratory=other                   -> out of scope
        lab: report unit=P1-9                          -> unit not of entity
        lab: report month=2023-13                      -> bad month
        lab: report number=-                           -> bad report number
        lab: report sample.taken_to=2023-02-01         -> bad sample
        lab: report sample.received_on=2023-01-20      -> bad sample
        lab: report sample.kind=handful                -> bad sample
        lab: report issued_on=2023-02-11               -> bad sample
        lab: report mark=ISO                           -> bad laboratory mark
        lab: report signed_by=-                        -> bad laboratory mark
        lab: report values.carbon.value=101            -> bad laboratory values
        lab: report values.carbon.basis=wet            -> bad laboratory values
        lab: report values.carbon.figure=gold          -> bad laboratory values
        lab: report values.moisture.value=2,0          -> bad laboratory values
        lab: report file_sha256=-                      -> bad evidence file
        P1: rest_on                                    -> done
        lab: report                                    -> done
        lab: report                                    -> report number used
        lab: report number=L-2                         -> sample used
        lab: report number=L-2 sample.number=S-9       -> report file used
        P1: rest_on file_sha256=66                     -> bad evidence file
        P1: rest_on source=L-9                         -> laboratory report not there
        P1: rest_on month=2023-02                      -> laboratory report used
        P1: rest_on value=0.5918 file_name=x           -> not the laboratory s value
        P1: rest_on moisture_ar=9.00 file_name=x       -> not the laboratory s value
        P1: rest_on moisture_ar=- file_name=x          -> not the laboratory s value
        P1: rest_on moisture_ar=wet file_name=x        -> not the laboratory s value
        P1: rest_on field=fuel_e2 value=5 value_unit=t -> not the laboratory s value
        P1: rest_on field=ncv_e3 value=21.36 value_unit=GJ/t -> not the laboratory s value
        P1: rest_on field=ncv_e3 value=21.35 value_unit=GJ/t -> done
        P1: rest_on                                    -> already deposited
        """
    )
    (report,) = rows(market, LaboratoryReportRow)
    assert (report.number, report.late, report.deposited_on) == ("L-2023-001", 0, "2023-02-10")


def test_a_report_of_another_month_supports_none(played):
    played(
        """
        day 2023-03-20
        lab: report                                    -> done
        P1: rest_on month=2023-02                      -> laboratory report of other
        """
    )


def test_a_report_late_after_its_sample_is_marked(played):
    market = played(
        """
        day 2023-03-20
        lab: report issued_on=2023-03-13                                    -> done
        """
    )
    assert [r.late for r in rows(market, LaboratoryReportRow)] == [1]


def test_a_month_is_looked_at_corrected_by_versions_and_filed_as_its_laboratory_says(played):
    market = played(
        """
        day 2023-02-10
        lab: report                                          -> done
        P1: rest_on                                          -> done
        shandong: note                                       -> nothing recorded
        P1: correct                                          -> month not recorded
        P1: record                                           -> done
        P1: note                                             -> not permitted
        hebei: note                                          -> out of scope
        shandong: note month=2023-00                         -> bad month
        shandong: note result=fine                           -> bad supervision result
        shandong: note result=wrong                          -> supervision without text
        shandong: note result=wrong text=carbon              -> done
        P1: correct figures.0.field=smoke                    -> bad corrected figure
        P1: correct figures.0.after=0.5327                   -> bad corrected figure
        P1: correct figures.0.field=fuel_e2 figures.0.after=- -> bad corrected figure
        P1: correct figures.0.after=5300                     -> nothing corrected
        P1: correct figures.0.after=100001                   -> value impossible
        P1: correct reason=-                                 -> correction without reason
        P1: correct file_name=-                              -> bad evidence file
        P1: correct figures.0.after=-                        -> done
        P1: correct figures.0.after=5310                     -> done
        shandong: note                                       -> done
        """
    )
    assert [(c.version, c.before, c.after) for c in rows(market, CorrectionRow)] == [(2, "5300", ""), (3, "", "5310")]
    assert [(s.number, s.result, s.authority) for s in rows(market, SupervisionRow)] == [
        (1, "wrong", "shandong"), (2, "in_order", "shandong"),
    ]  # fmt: skip
    assert rows(market, UnitMonthRow)[0].carbon_e4 == 5310
    months = "\n".join(f"P1: record month=2023-{m:02d} -> done" for m in range(2, 13))
    played(
        f"""
        day 2024-01-20
        {months}
        P1: file                                             -> differs from laboratory
        P1: correct                                          -> done
        P1: file                                             -> done
        P1: correct figures.0.after=5000                     -> filed with it
        """
    )
    assert market.audit().ok


@pytest.mark.parametrize(
    ("values", "moisture", "due"),
    [
        ({("carbon", "ar"): "53.27"}, None, "0.5327"),
        ({("carbon", "ad"): "58", ("moisture", "ad"): "2"}, "10", "0.5327"),
        ({("carbon", "ad"): "58", ("moisture", "ad"): "2", ("moisture", "ar"): "10"}, None, "0.5327"),
        ({("carbon", "ad"): "58"}, "10", None),
        ({("carbon", "ad"): "58", ("moisture", "ad"): "2"}, None, None),
        ({("carbon", "d"): "60"}, "10", "0.54"),
        ({("carbon", "d"): "60.005"}, "10", "0.54"),
        ({("carbon", "d"): "60.006"}, "10", "0.5401"),
        ({("ncv", "ar"): "21"}, "10", None),
    ],
)
def test_carbon_is_brought_to_as_received(values, moisture, due):
    found = carbon_as_received({k: decimal(v) for k, v in values.items()}, moisture and decimal(moisture))
    assert found == (due and decimal(due))
