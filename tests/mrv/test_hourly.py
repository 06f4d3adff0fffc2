"""Hourly series: gaps against a plain model, what a file may have, measured beside calculated."""

import csv
import json
from datetime import date, datetime, timedelta
from fractions import Fraction

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.cli.meters import run_meters
from tanshi.core.finding import Problem
from tanshi.journal.table import read_rows
from tanshi.mrv.hourly import GAP, calculated_t, fill, hours_of, unit_hours
from tanshi.mrv.hourly_file import read_hours
from tanshi.mrv.tables import UnitMonthRow
from tanshi.mrv.unit_months import unit_month
from tanshi.rules import Law

LAW = Law("cn")
RULE = LAW.value("mrv.hourly_series", date(2023, 1, 1))
UNIT = "T13-02-1"


def series(year=2023, **values):
    """Return a year of hours: 100 t in each, but `hNN=kg` sets hour NN, None is a gap."""
    found = np.full(hours_of(year), 100_000, dtype=np.int64)
    for hour, kg in values.items():
        found[int(hour[1:])] = GAP if kg is None else kg
    return found


def plainly(measured):
    """Return the series filled hour by hour, as the rule reads."""
    known = [n for n, kg in enumerate(measured) if kg != GAP]
    filled, hour = list(measured), 0
    starts = [sum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][:m]) * 24 for m in range(13)]
    begin = max(s for s in starts if s <= known[0])
    end = min(s for s in starts if s > known[-1])
    hour = begin
    while hour < end:
        if measured[hour] != GAP:
            hour += 1
            continue
        last = hour
        while last + 1 < end and measured[last + 1] == GAP:
            last += 1
        if last - hour < 24 and known[0] < hour and last < known[-1]:
            value = (measured[hour - 1] + measured[last + 1] + 1) // 2
        else:
            before = [measured[n] for n in known if n < hour][-720:]
            value = max(before or [measured[n] for n in known][:720])
        filled[hour : last + 1] = [value] * (last + 1 - hour)
        hour = last + 1
    return filled


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 8759), st.integers(1, 900)), max_size=12),
    st.lists(st.tuples(st.integers(0, 8759), st.integers(0, 300_000)), max_size=30),
)
def test_gaps_are_filled_as_the_rule_reads(gaps, values):
    measured = series()
    for hour, kg in values:
        measured[hour] = kg
    for first, hours in gaps:
        measured[first : first + hours] = GAP
    if not (measured != GAP).any():
        return
    filled, _ = fill(measured, RULE)
    assert filled.tolist() == plainly(measured.tolist())


@pytest.mark.parametrize(
    ("first", "hours", "way", "value"),
    [
        (1000, 24, "mean", 100_500),  # a day: the mean of the hour before (100 t) and after (101 t)
        (1000, 25, "most", 150_000),  # longer: the greatest of the 720 valid hours before
        (0, 3, "most", 150_000),  # nothing before: of those after
        (8757, 3, "most", 100_000),
    ],
)
def test_a_gap_by_its_length_and_place(first, hours, way, value):
    measured = series(h500=150_000, h100=140_000, h1024=101_000, h1025=101_000)
    measured[first : first + hours] = GAP
    filled, (gap,) = fill(measured, RULE)
    assert (gap.first, gap.hours, gap.way, gap.value_kg) == (first, hours, way, value)
    assert set(filled[first : first + hours].tolist()) == {value}
    assert (filled == measured).sum() == len(measured) - hours


def test_what_was_measured_and_what_was_filled_stand_apart_and_little_is_not_compared():
    measured = series()
    measured[: 31 * 24] = GAP  # nothing in January, and nothing is put there
    measured[31 * 24 : 31 * 24 + 200] = GAP  # 472 of 672 hours are 70 %
    found = unit_hours(LAW, "u", 2023, measured, {"2023-02": Fraction(50_000), "2023-03": Fraction(67_000)})
    first, second, *others = found.months
    assert (first.month, first.valid, first.measured_kg, first.filled_kg) == ("2023-02", 472, 47_200_000, 20_000_000)
    assert (first.compared, first.difference) == (False, None)
    assert (second.month, second.total_t, second.is_beyond) == ("2023-03", 74_400, True)
    assert second.difference == Fraction(74_400 - 67_000, 67_000)
    assert {m.calculated_t for m in others} == {None}


ROWS = """机组编号,时间,二氧化碳排放量（t）,数据标识
u,2023-01-01 00:00,100.5,有效
u,2023-01-01T01:00:00+08:00,101,N
u,2023-01-01 02:00,,
u,2023-01-01 03:00,102,维护
u,2023-01-01 04:00,abc,
u,2023-01-01 05:00,-3,
u,2023-13-01 06:00,1,
u,2023-01-01 06:00:00Z,1,
u,2023-01-01,1,
,2023-01-01 07:00,1,
u,2023-01-01 01:00,7,
v,2024-12-31 23:00,3,
"""


def test_rows_of_a_file_are_hours_gaps_or_findings(tmp_path):
    file = tmp_path / "h.csv"
    file.write_text(ROWS, "utf-8")
    read = read_hours(file)
    assert sorted(read.series) == [("u", 2023), ("v", 2024)]
    assert read.series["u", 2023][:7].tolist() == [100_500, 101_000, GAP, GAP, GAP, GAP, GAP]
    assert (len(read.series["v", 2024]), read.series["v", 2024][-1]) == (8784, 3000)
    assert sorted(f"{f.where} {f.code}" for f in read.findings) == sorted([
        "h.csv row 11 meters.no_unit", "h.csv row 8 meters.bad_hour", "h.csv row 9 meters.bad_hour",
        "h.csv row 10 meters.bad_hour", "h.csv row 6 meters.bad_value", "h.csv row 7 meters.bad_value",
        "h.csv row 12 meters.hour_twice",
    ])  # fmt: skip


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "unit,hour,co2_t\n", "unit,hour,co2_t\nu,never,1\n"])
def test_a_file_without_hours_is_a_problem(tmp_path, text):
    file = tmp_path / "h.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(Problem):
        read_hours(file)
    with pytest.raises(Problem):
        read_hours(tmp_path / "none.csv")


def write_parquet(path, unit, months, factor):
    """Write hours that come to `factor` times each month's tonnes, spread evenly."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    at, hours, values = datetime.fromisoformat("2022-01-01"), [], []
    while at.year == 2022:
        hours.append(at)
        values.append(at.strftime("%Y-%m"))
        at += timedelta(hours=1)
    each = {m: float(t) * factor / values.count(m) for m, t in months.items()}
    table = pa.table({"unit": [unit] * len(hours), "hour": hours, "co2_t": [each[m] for m in values]})
    pq.write_table(table, path)


def test_the_command_compares_with_the_books_and_draws(year_market, tmp_path, capsys):
    where = year_market.where.removeprefix("sqlite:///")
    with year_market.view() as view:
        rows = [unit_month(m) for m in read_rows(view, UnitMonthRow, unit=UNIT)]
        fuel = "coal"
    months = calculated_t(LAW, fuel, 2022, sorted(rows, key=lambda m: m.month))
    close, far = tmp_path / "close.parquet", tmp_path / "far.parquet"
    write_parquet(close, UNIT, months, 1.05)
    write_parquet(far, UNIT, months, 1.12)
    assert run_meters(close, where, tmp_path / "c.svg", as_json=True) == 0
    told = json.loads(capsys.readouterr().out)["units"][0]["months"]
    assert len(told) == 12
    assert all(abs(float(m["difference"]) - 0.05) < 0.0001 for m in told)
    assert [m["calculated_t"] for m in told] == [f"{float(months[m['month']]):.2f}" for m in told]
    assert "<svg" in (tmp_path / "c.svg").read_text("utf-8")
    assert run_meters(far, where, tmp_path / "c.pdf", as_json=False) == 1
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(Problem):
        run_meters(close, where, tmp_path / "c.gif", as_json=True)
    with (tmp_path / "x.csv").open("w") as out:
        csv.writer(out).writerows([["unit", "hour", "co2_t"], ["nobody", "2022-01-01 00:00", "1"]])
    with pytest.raises(Problem, match="no unit"):
        run_meters(tmp_path / "x.csv", where, None, as_json=True)


def test_instants_of_a_parquet_file_are_hours_of_china(tmp_path):
    duckdb.sql("SELECT 'U1' AS unit, timestamptz '2023-12-31 16:00:00+00' AS hour, 250.25 AS co2_t").write_parquet(
        str(tmp_path / "h.parquet")
    )
    read = read_hours(tmp_path / "h.parquet")
    assert (read.findings, read.series["U1", 2024][0]) == ([], 250_250)


def test_hours_may_come_in_gb_18030(tmp_path):
    text = "机组编号,监测时间,二氧化碳排放量（吨）\n一号,2024-01-01 24:00,200\n"
    (tmp_path / "h.csv").write_bytes(text.encode("gb18030"))
    assert read_hours(tmp_path / "h.csv").series["一号", 2024][24] == 200_000
