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
        ("E1,2023,2,U1,coal,coal,1,55.2", "emissions.too_large", "H3"),  # percent, not tC/t
        ("E1,2023,2,U1,coal,coal,1,,,,,20000", "emissions.too_large", "L3"),  # kJ/kg, not GJ/t
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


def test_a_row_of_sums_may_say_so_where_the_entity_stands(tmp_path):
    path = made(tmp_path, "E1,2023,1,U1,coal,coal,60000,0.540", "合计,,,,,,60000")
    assert found(path) == ({("E1", 2023): 117_612}, [])


def test_a_gas_may_have_more_carbon_than_a_tonne_of_coal(tmp_path):
    assert found(made(tmp_path, "E1,2023,1,U1,gas,natural_gas,10,5.2"))[1] == []


@pytest.mark.parametrize(
    ("column", "totals", "findings", "remarks"),
    [
        ("低位发热量（kcal/kg）", {}, ["emissions.other_unit F1"], []),  # not the default in its place
        ("低位发热量(ＭＪ/kg)", {("E1", 2023): 2240}, [], []),  # is GJ/t
        ("备注", {("E1", 2023): 2990}, [], ["emissions.unread_column F1"]),
    ],
)
def test_a_column_that_is_not_read_is_told(tmp_path, column, totals, findings, remarks):
    path = made(tmp_path, "E1,2023,燃煤,燃煤,1000,20", head=f"单位编号,年度,源流,品种,消耗量（吨）,{column}")
    if not totals:
        with pytest.raises(Problem) as told:
            report_of(LAW, "power", path)
        codes = [f"{f.code} {f.where.partition('!')[2]}" for f in told.value.findings]
        assert codes == ["emissions.no_rows ", *findings]
        return
    assert found(path) == (totals, findings)
    read = report_of(LAW, "power", path).read
    assert [f"{f.code} {f.where.partition('!')[2]}" for f in read.remarks] == remarks


def test_a_file_without_a_figure_says_so(tmp_path):
    with pytest.raises(Problem) as told:
        report_of(LAW, "power", made(tmp_path, "E1,2023,1,U1,coal,coal"))
    assert [f.code for f in told.value.findings] == ["emissions.no_figures"]


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
    (remark,) = report_of(LAW, "cement", tmp_path / "r.xlsx").read.remarks
    assert (remark.code, remark.where) == ("emissions.unread_sheet", "说明")


def test_a_cell_without_a_value_is_no_empty_cell(tmp_path):
    """#N/A, and a formula no program has computed: the rows are wrong, and not rows that were not needed."""
    book = xlsxwriter.Workbook(tmp_path / "r.xlsx")
    sheet = book.add_worksheet("熔剂")
    sheet.write_row(0, 0, ["单位编号", "年度", "月份", "品种", "数量"])
    for number, month in enumerate((1, 2, 3), 1):
        sheet.write_row(number, 0, ["E1", 2024, month, "石灰石"])
    sheet.write_formula(1, 4, "=50+50", None, 100)
    sheet.write_formula(2, 4, "=50+50", None, "")
    sheet.write_formula(3, 4, "=NA()", None, "#N/A")
    book.close()
    wrong = [("emissions.not_a_number", "E3"), ("emissions.not_a_number", "E4")]
    assert found(tmp_path / "r.xlsx", "steel") == ({("E1", 2024): 44}, wrong)


@pytest.mark.parametrize("sector", sectors(LAW))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_can_be_filled_in(tmp_path, sector, language):
    guide = Guide.every(LAW, sector)[-1]
    chance = random.Random(sector)
    rows = template_rows(guide, language)
    names = [*template_rows(guide, "en")[0]]
    for row, stream in zip(rows[1:], guide.streams.values(), strict=True):
        for place, name in enumerate(names):
            if name in stream.method.inputs:
                most = stream.method.inputs[name].limit(None)
                row[place] = (
                    f"{chance.uniform(0.1, 0.9) if most is not None and most < 100 else chance.uniform(1, 99):.2f}"
                )
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
