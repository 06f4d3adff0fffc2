"""Files of activity data: every wrong cell is named, good rows stay, nothing counts twice."""

import csv
import random

import pytest
import xlsxwriter

from tanshi.accounting.columns import template_rows, template_sheets
from tanshi.accounting.guide import Guide, sectors
from tanshi.accounting.report import report_of
from tanshi.core.finding import Problem
from tanshi.rules import Law

LAW = Law("cn")
HEAD = "entity_id,year,month,part,stream,item,fc,c_ar,c_ad,m_ar,m_ad,ncv,mwh,generation_mwh,capacity_mw,hours"


def made(tmp_path, *rows, head=HEAD):
    path = tmp_path / "records.csv"
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return path


def found(path, sector="power"):
    report = report_of(LAW, sector, path)
    return {(e.entity, e.year): next(iter(e.totals.values())) for e in report.entities}, [
        (f.code, f.where.partition("!")[2]) for f in report.findings
    ]


def test_months_are_summed_exactly_and_rounded_once(tmp_path):
    """60,000 t at 0.540 and 40,000 t at 0.500: 0.524 on the mean, 190,212 t."""
    path = made(tmp_path, "E1,2023,1,U1,coal,coal,60000,0.540", "E1,2023,2,U1,燃煤,燃煤,40000,0.500")
    assert found(path) == ({("E1", 2023): 190_212}, [])


def test_a_basis_is_converted(tmp_path):
    """C_ad 58 %, M_ad 2 %, M_ar 10 %: 0.532653 as received, 193,353.06 t."""
    path = made(tmp_path, "E1,2023,,U1,coal,coal,100000,,0.58,10,2")
    report = report_of(LAW, "power", path)
    assert report.as_json()["entities"][0]["by_source"] == {"fuel": "193353.06"}


def test_titles_in_chinese_with_units(tmp_path):
    path = made(
        tmp_path,
        'E1,2023年,2023-01,1号,燃煤,燃煤,"60,000",0.540',
        "E1,2023,２,1号,燃煤,燃煤,40000,0.500",
        head="重点排放单位编号,年度,月份,机组编号,源流,燃料品种,消耗量（t）,收到基元素碳含量（tC/t）",
    )
    assert found(path) == ({("E1", 2023): 190_212}, [])


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (",2023,1,U1,coal,coal,1,0.5", "emissions.blank", "A3"),
        ("E1,,,U1,coal,coal,1,0.5", "emissions.blank", "B3"),
        ("E1,23,1,U1,coal,coal,1,0.5", "emissions.bad_year", "B3"),
        ("E1,1990,1,U1,coal,coal,1,0.5", "emissions.no_guide", "B3"),
        ("E1,2023,13,U1,coal,coal,1,0.5", "emissions.bad_month", "C3"),
        ("E1,2023,2022-05,U1,coal,coal,1,0.5", "emissions.bad_month", "C3"),
        ("E1,2023,2,U1,tea,coal,1,0.5", "emissions.unknown_stream", "E3"),
        ("E1,2023,2,U1,coal,tea,1,0.5", "emissions.unknown_item", "F3"),
        ("E1,2023,2,U1,coal,,1,0.5", "emissions.blank", "F3"),
        ("E1,2023,2,U1,coal,coal,abc,0.5", "emissions.not_a_number", "G3"),
        ("E1,2023,2,U1,coal,coal,1e5,0.5", "emissions.not_a_number", "G3"),
        ("E1,2023,2,U1,coal,coal,-1,0.5", "emissions.negative", "G3"),
        ("E1,2023,2,U1,coal,coal,1,,0.5,100,2", "emissions.too_large", "J3"),
        ("E1,2023,2,U1,coal,coal,,0.5", "emissions.missing", "A3"),
        ("E1,2023,1,U1,coal,coal,1,0.5", "emissions.twice", "A3"),
        ("E1,2023,,U1,coal,coal,1,0.5", "emissions.twice", "A3"),
        ("E1,2026,1,U1,electricity,,,,,,,,5", "emissions.not_in_year", "E3"),
    ],
)
def test_a_wrong_row_is_named_by_its_cell_and_the_other_stays(tmp_path, row, code, cell):
    path = made(tmp_path, "E1,2023,1,U1,coal,coal,60000,0.540", row)
    totals, findings = found(path)
    assert totals == {("E1", 2023): 117_612}
    assert findings == [(code, cell)]


def test_a_month_after_its_year_counts_once(tmp_path):
    path = made(tmp_path, "E1,2023,,U1,coal,coal,60000,0.540", "E1,2023,3,U1,coal,coal,5,0.540")
    assert found(path) == ({("E1", 2023): 117_612}, [("emissions.twice", "A3")])


def test_rows_of_sums_and_blank_rows_are_no_data(tmp_path):
    path = made(tmp_path, "E1,2023,1,U1,coal,coal,60000,0.540", "", ",,,,合计,,60000", "E2,2023,1,U1,coal,coal,,")
    assert found(path) == ({("E1", 2023): 117_612}, [])


def test_a_missing_month_takes_the_mean_in_the_years_whose_text_says_so(tmp_path):
    """2022: three measured months lend the fourth their mean, 0.52: 4,000 t x 0.52 x 0.99 x 44/12 = 7,550.4 t.

    With two measured, and in 2023, it takes the default by heat: (500 + 520 + 26,700 x 0.03085) tC x 0.99 x 44/12.
    """
    measured = [f"{m},U1,coal,coal,1000,{c}" for m, c in ((1, "0.50"), (2, "0.52"), (3, "0.54"))]
    missing = "4,U1,coal,coal,1000,"
    assert found(made(tmp_path, *[f"E1,2022,{r}" for r in (*measured, missing)])) == ({("E1", 2022): 7_550}, [])
    assert found(made(tmp_path, *[f"E1,2022,{r}" for r in (*measured[:2], missing)])) == ({("E1", 2022): 6_693}, [])
    assert found(made(tmp_path, *[f"E1,2023,{r}" for r in (*measured[:2], missing)])) == ({("E1", 2023): 6_693}, [])


def test_back_to_the_default_is_told_with_its_article(tmp_path):
    path = made(tmp_path, "E1,2022,,U1,coal,coal,100,0.5", "E1,2023,,U1,coal,coal,100,,,,,21")
    report = report_of(LAW, "power", path)
    (finding,) = report.findings
    assert (finding.code, str(finding.citation)) == ("emissions.back_to_default", "steel-guide-2024 6.2.2.2")
    assert len(report.entities) == 2


def test_a_sheet_for_each_stream(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "r.xlsx")
    for name, rows in (
        ("说明", [["any text"]]),
        (
            "熟料产量",
            [["单位编号", "年度", "生产线编号", "品种", "数量（t）"], ["E1", 2024, "L1", "硅酸盐水泥熟料", 1_500_000]],
        ),
        (
            "替代原料",
            [
                ["单位编号", "年度", "生产线编号", "品种", "数量"],
                ["E1", 2024, "L1", "电石渣", 100_000],
                ["E1", 2024, "L1", "茶", 1],
            ],
        ),
    ):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    assert found(tmp_path / "r.xlsx", "cement") == ({("E1", 2024): 754_500}, [("emissions.unknown_item", "D3")])


@pytest.mark.parametrize("sector", sectors(LAW))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_can_be_filled_in(tmp_path, sector, language):
    guide = Guide.every(LAW, sector)[-1]
    chance = random.Random(sector)
    rows = template_rows(guide, language)
    inputs = {s.name: s for stream in guide.streams.values() for s in stream.method.inputs.values()}
    names = [*template_rows(guide, "en")[0]]
    for row, stream in zip(rows[1:], guide.streams.values(), strict=True):
        for place, name in enumerate(names):
            if name in stream.method.inputs:
                most = inputs[name].most
                row[place] = f"{chance.uniform(0.1, 0.9) if most is not None else chance.uniform(1, 99):.2f}"
    with (tmp_path / "t.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    report = report_of(LAW, sector, tmp_path / "t.csv")
    assert report.findings == ()
    (entity,) = report.entities
    assert set(entity.sources) == {s.source for s in guide.streams.values() if s.gas}
    for total in guide.totals:
        assert report.why("E1", guide.year, total.code).check() == []
    names = [name for name, _ in template_sheets(guide, language)]
    assert len(set(names)) == len(names)


def test_a_file_without_a_table(tmp_path):
    path = made(tmp_path, "1,2", head="a,b")
    with pytest.raises(Problem) as told:
        report_of(LAW, "power", path)
    assert told.value.findings[0].code == "emissions.no_table"
    with pytest.raises(Problem) as told:
        report_of(LAW, "power", made(tmp_path, "E1,2023,2,U1,coal,coal,x,0.5"))
    assert [f.code for f in told.value.findings] == ["emissions.no_rows", "emissions.not_a_number"]
