"""Control plans of a works without units: streams of its guide, what is refused, and rows against the plan."""

from datetime import date

from tanshi.application.access import ViewRows
from tanshi.mrv.departures import departures
from tanshi.rules import Law
from tests.act_table import must_be_answered
from tests.mrv.test_activity import FUEL, books, line, must, rows

__all__ = ["books"]
METER = {"number": "belt 1", "model": "ICS", "place": "焦煤", "accuracy_percent": "0.5", "calibration_months": 12}


def figure(field, way="measured", unit="", meter=""):
    return {
        "unit": unit, "field": field, "way": way, "meter": meter, "frequency": "monthly", "gap": "default",
        "department": "能源部", "records": "台账",
    }  # fmt: skip


def plan(*figures, meters=()):
    return {
        "entity": "S1", "year": "2024", "reason": "first", "figures": list(figures), "meters": list(meters),
        "persons": [{"name": "张三", "duty": "负责人"}], "file_name": "方案.pdf", "file_bytes": 9,
        "file_sha256": "1" * 64,
    }  # fmt: skip


AMOUNT = figure("fuel.fc", meter="belt 1")
TABLE = [
    (plan(), "plan figure missing"),
    (plan(figure("fuel_e2")), "unit not of entity"),
    (plan(figure("tea.fc")), "plan bad figure"),
    (plan(figure("fuel.tea")), "plan bad figure"),
    (plan(figure("fuel.ncv")), "plan figure missing"),
    (plan(figure("fuel.fc"), figure("fuel.ncv", "dreamt")), "plan bad figure"),
    (plan(AMOUNT), "plan meter not there"),
    (plan(AMOUNT, figure("fuel.ncv"), figure("fuel.cc", "default"), meters=[METER]), "done"),
]


def test_a_plan_names_figures_of_the_guide_s_streams(books):
    books.clock.put_day(date(2023, 12, 20))
    for item, expected in TABLE:
        must_be_answered(books("S1", "mrv.file_control_plan", item), expected, str(item["figures"])[:90])


def test_rows_against_the_plan(books):
    books.clock.put_day(date(2023, 12, 20))
    must(books("S1", "mrv.file_control_plan", TABLE[-1][0]))
    must(books("shandong", "mrv.decide_control_plan", {"entity": "S1", "year": "2024", "accepted": True, "reason": ""}))
    calibration = {"entity": "S1", "meter": "belt 1", "day": "2023-12-01", "until_day": "2024-03-31"}
    must(
        books("S1", "mrv.note_calibration", {**calibration, "file_name": "c", "file_bytes": 1, "file_sha256": "2" * 64})
    )
    books.clock.put_day(date(2025, 1, 20))
    coal = {"fc": "1000", "ncv": "26.3"}
    for month, given in (("2024-03", coal), ("2024-04", coal), ("2024-05", {"fc": "1", "cc": "0.025"})):
        must(books("S1", "mrv.record_activity", rows(month, line("fuel", "cleaned_coal", **given))))
    must(books("S1", "mrv.record_activity", rows("2024", line("flux", "limestone", q="5"))))
    with books.market.view() as view:
        found = departures(ViewRows(view), Law(), "S1", "2024")
    assert sorted((f.code.removeprefix("mrv.departure_"), f.where) for f in found) == [
        ("calibration", "fuel cleaned_coal 2024-04"), ("calibration", "fuel cleaned_coal 2024-05"),
        ("stream", "flux limestone 2024"), ("stream_measured", "fuel cleaned_coal 2024-05"),
        ("stream_not_measured", "fuel cleaned_coal 2024-05"),
    ]  # fmt: skip
    assert all(f.message("zh") and f.message("en") and f.citation for f in found)


def test_without_a_plan_that_is_the_finding(books):
    books.clock.put_day(date(2025, 1, 20))
    must(books("S1", "mrv.record_activity", rows("2024", FUEL)))
    with books.market.view() as view:
        (found,) = departures(ViewRows(view), Law(), "S1", "2024")
    assert found.code == "mrv.departure_no_plan"
