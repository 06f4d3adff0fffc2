"""The power report with the guide's tables: the books' figures, the year's tables, the same from a file of months."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tools.activity_round import hold_activity

from tanshi.application.documents import xlsx
from tanshi.application.forms import form
from tanshi.application.market import open_market
from tanshi.application.power_report import of_books, of_months
from tanshi.application.power_report_paper import paper
from tanshi.cli.power_report import run_file, run_report
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.core.sheets import sheets_of
from tanshi.journal.table import read_rows
from tanshi.mrv.plausibility.records import FIGURES, Unit
from tanshi.mrv.tables import VERIFIED, UnitYearRow
from tanshi.server.app import make_app
from tanshi.server.run import platform_of
from tanshi.simulation.workload import opening
from tests.server.browsing import Browser

ENTITY = "T13-02"
DAY = "2024-01-03"
CODES = ["basic", "units", "fuel", "electricity", "output", "determined", "auxiliary"]


def number(cell):
    return round(float(str(cell).replace(",", "")) * 100)


def tables_of(found):
    """Return {heading: table} of a paper."""
    tables, heading = {}, ""
    for part in found.parts:
        heading = part.text if part.kind == "heading" else heading
        if part.table:
            tables[heading] = part.table
    return tables


def test_the_tables_have_the_figures_of_the_books(year_market):
    with year_market.view() as view:
        report = of_books(view, ENTITY, "2022")
        years = {y.unit: y for y in read_rows(view, UnitYearRow, entity=ENTITY, period="2022", stage=VERIFIED)}
    tables = tables_of(paper(report, year_market.law, "en", DAY))
    fuel, output = tables["Emission of burning fossil fuels"], tables["Output and emission"]
    of_year = {row[0]: row for row in fuel.rows if row[1] == "Year"}
    assert {u: number(row[7]) for u, row in of_year.items()} == {u: y.combustion_t_e2 for u, y in years.items()}
    assert number(fuel.total[7]) == sum(y.combustion_t_e2 for y in years.values())
    for unit, year in years.items():
        months = [row for row in fuel.rows if row[0] == unit and row[1] != "Year"]
        assert len(months) == 12
        assert abs(sum(number(row[7]) for row in months) - year.combustion_t_e2) <= 6  # each month is shown rounded
        assert sum(number(row[2]) for row in months) == year.fuel_e2
        (own,) = [row for row in output.rows if row[:2] == (unit, "Year")]
        assert (number(own[6]), number(own[3])) == (year.emission_t_e2, year.heat_gj_e2)
        assert {row[3] == "–" for row in months} == {year.months_without_carbon == 12}
    assert output.total[-1] == f"{report.total_t:,}"
    ways = [row[2] for row in tables["How calorific value and carbon were determined"].rows]
    assert ways.count("not measured, default") == sum(y.months_without_carbon for y in years.values())
    coal = {row[0]: row for row in tables["Auxiliary figures"].rows}
    for unit, year in years.items():
        heat_e5 = sum(m.fuel_e2 * m.ncv_e3 for u in report.units if u.unit.id == unit for m in u.months)
        for_heat_e5 = sum(m.fuel_for_heat_e2 * m.ncv_e3 for u in report.units if u.unit.id == unit for m in u.months)
        rate = (heat_e5 - for_heat_e5) / 10**5 * 0.03412 / (year.supply_mwh_e3 / 1000)
        assert abs(float(coal[unit][4]) - rate) < 0.0001


@pytest.mark.parametrize(
    ("year", "numbers"),
    [
        ("2022", [""] * 7),
        ("2024", ["表C.1", "表C.2", "表C.3", "表C.4", "表C.5", "表C.6", "表C.7"]),
        ("2026", ["表C.1", "表C.2", "表C.3", "表C.4", "表C.5", "表C.6"]),
    ],
)
def test_the_tables_of_a_year_are_those_of_its_guide(law, year, numbers):
    value = law.value("mrv.report_tables", Period.named(year).first_day)
    assert [t["number"] for t in value.value] == numbers
    assert [t["code"] for t in value.value] == [c for c in CODES if c != "electricity" or year != "2026"]
    unit = Unit("u", "E", "coal", "", "", 300_000, False, False)
    months = [("u", f"{year}-01", tuple(dict.fromkeys(FIGURES, 1).values()))]
    (report,) = of_months("E", [unit], months)
    for language in ("zh", "en"):
        made = paper(report, law, language, DAY)
        headings = [p.text for p in made.parts if p.kind == "heading"][:-1]
        assert headings == [f"{t['number']} {t[language]}".strip() for t in value.value]
        assert made.mark  # from a file: nothing was filed
        oxidised = next(line for line in made.parts[-1].text.splitlines() if "xidation" in line or "碳氧化率" in line)
        assert oxidised.endswith("(D)" if year == "2026" else "(F)")  # the database of 2026 was not seen


def test_each_table_is_a_sheet_called_as_the_guide_calls_it(law):
    unit = Unit("u", "E", "gas", "", "", 300_000, True, False)
    (report,) = of_months("E", [unit], [("u", "2024-03", (1000, 10, 0, 0, 700, 0, 0, 0, None, 5))])
    data = xlsx(paper(report, law, "zh", DAY), by_heading=True)
    sheets = dict(sheets_of(Path("r.xlsx"), data))
    assert [re.match(r"表C\.(\d)", name)[1] for name in list(sheets)[1:-1]] == list("1234567")
    assert any("账册未载" in str(cell) for row in sheets["表C.1 重点排放单位基本信息"] for cell in row)


def test_a_report_of_a_file_is_that_of_the_books(year_market, tmp_path, capsys):
    where = year_market.where.removeprefix("sqlite:///")
    run_report(where, ENTITY, "2022", tmp_path / "books.pdf")
    assert (tmp_path / "books.pdf").read_bytes().startswith(b"%PDF")
    with year_market.view() as view:
        report = of_books(view, ENTITY, "2022")
    known = {c.field or c.name: c.label.in_language("en") for c in form("power-month").table.columns}
    titles = [known[name] for name in ("month", "unit", *FIGURES)]
    file = tmp_path / "months.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(titles)
        for u in report.units:
            for m in u.months:
                scaled = [getattr(m, f) for f in FIGURES]
                shown = [
                    "" if v is None else f"{v / 10 ** int(f[-1]):.{f[-1]}f}"
                    for f, v in zip(FIGURES, scaled, strict=True)
                ]
                writer.writerow([m.month, u.unit.id, *shown])
    assert run_file(file, where, ENTITY, Unit("", "", "coal", "", "", 0, False, False), tmp_path / "file.xlsx") == 0
    assert f"{report.total_t:,} t" in capsys.readouterr().out
    for wrong in (
        lambda: run_file(file, "", ENTITY, Unit("", "", "coal", "", "", 0, False, False), tmp_path / "x.pdf"),
        lambda: run_file(file, where, "T13-01", Unit("", "", "coal", "", "", 0, False, False), tmp_path / "x.pdf"),
        lambda: run_report(where, ENTITY, "2031", tmp_path / "x.pdf"),
        lambda: run_report(where, ENTITY, "2022", tmp_path / "x.doc"),
    ):
        with pytest.raises(Problem):
            wrong()


def test_the_report_s_page_gives_it_as_a_file(year_market):
    client = Browser(make_app(platform_of(year_market)), follow_redirects=False)
    assert f"/reports/2022/{ENTITY}/tables?form=xlsx" in client.get(f"/reports/2022/{ENTITY}?lang=en").text
    for form_of_file, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        found = client.get(f"/reports/2022/{ENTITY}/tables?form={form_of_file}&lang=zh")
        assert (found.status_code, found.content[:4].startswith(start)) == (200, True)
    assert client.get(f"/reports/2031/{ENTITY}/tables").status_code == 404


def test_a_year_of_activity_data_has_no_tables_of_units(tmp_path):
    market = open_market(str(tmp_path / "works.db"), clock=(clock := SimulatedClock(datetime(2024, 1, 1, tzinfo=UTC))))
    market.execute(opening())
    hold_activity(market, clock)
    with market.view() as view, pytest.raises(Problem, match="activity data"):
        of_books(view, "S1", "2024")
    market.close()
