"""From filled forms to commands that the real market carries out."""

from datetime import date

import pytest

from tanshi.application.forms import Context, form, take, template
from tanshi.application.forms import intake as intake_module
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import ChangeRow, ReportRow, UnitMonthRow
from tanshi.participants.tables import EntityRow, ListingRow, UnitRow
from tests.application.forms.conftest import KNOWN, OURS, month, months

POWER, REPORT, REGISTRATION, VERIFIED, LISTED = (
    form(n) for n in ("power-month", "annual-report", "entity-registration", "verification-findings", "covered-list")
)

REGISTERED = {
    "header": {
        "entity": "e7", "name_zh": "湖北某某发电有限公司", "name_en": "", "area_gb2260": "湖北",
        "sector_gbt4754": "4411", "source": "",
    },
    "rows": [
        {
            "id": "e7-1", "unit_name_zh": "1号机组", "fuel": "煤", "technology": "subcritical",
            "coal_type": "bituminous", "unit_class": "II", "capacity_mw": "330", "cooling": "水冷", "chp": "是",
            "start_year": "2010",
        },
        {
            "id": "e7-2", "unit_name_zh": "2号机组", "fuel": "天然气", "technology": "ccgt", "unit_class": "燃气机组",
            "capacity_mw": 390.5, "cooling": "air", "chp": "no",
        },
    ],
}  # fmt: skip


def send(market, intake, who):
    return [answer for chunk in intake.chunks(who, f"{who}/1") for answer in market.execute(chunk)]


def year_of_months():
    return [month(month=f"2022-{m:02d}") for m in range(1, 13)]


def test_the_whole_round_by_forms(both_books, clock):
    """Monthly records, the report, the verifier's findings: each form handed in and carried out."""
    market = both_books
    clock.put_day(date(2023, 1, 20))
    recorded = take(POWER, template(POWER, header={"entity": "e1"}, rows=[]), OURS)
    assert recorded.requests == ()
    recorded = take(POWER, months(year_of_months()), OURS)
    assert [a.done for a in send(market, recorded, "e1")] == [True] * 12
    with market.view() as view:
        rows = read_rows(view, UnitMonthRow)
    assert rows[0].generation_mwh_e3 == 120_000_000
    assert rows[0].carbon_e4 == 5_500
    assert rows[0].evidence == recorded.sha256, "the file handed in is the evidence"

    clock.put_day(date(2023, 3, 20))
    report = {"header": {"entity": "e1", "period": "2022", "declared_true": "是"}}
    assert [a.done for a in send(market, take(REPORT, report, OURS), "e1")] == [True]

    findings = {
        "header": {"entity": "e1", "period": "2022", "verifier": "v", "group": "张三、李四"},
        "rows": [
            {"unit": "u1", "month": "2022-01", "field": "燃料消耗量（t / 万Nm3）", "after": "56,000.00",
             "treatment": "已整改", "code": "燃料计量偏差"},
            {"unit": "u1", "month": "2022-02", "field": "carbon_e4", "after": "", "treatment": "conservative",
             "code": "carbon_sample_invalid"},
        ],
    }  # fmt: skip
    verified = take(VERIFIED, findings, Context("", KNOWN))
    assert verified.is_clean
    assert [a.done for a in send(market, verified, "v")] == [True]
    with market.view() as view:
        assert [(c.before, c.after) for c in read_rows(view, ChangeRow)] == [("5500000", "5600000"), ("5500", "")]
        assert read_rows(view, ReportRow)[0].verified_t == 1_319_687


def test_a_verification_without_findings_is_sent_too(books, clock):
    clock.put_day(date(2023, 3, 20))
    send(books, take(POWER, months(year_of_months()), OURS), "e1")
    send(books, take(REPORT, {"header": {"entity": "e1", "period": "2022", "declared_true": True}}, OURS), "e1")
    conforms = {"header": {"entity": "e1", "period": "2022", "verifier": "v", "group": ["甲", "乙"]}, "rows": []}
    assert [a.done for a in send(books, take(VERIFIED, conforms), "v")] == [True]


def test_registration_from_json_and_from_the_workbook_is_the_same(books):
    from_json = take(REGISTRATION, REGISTERED)
    assert from_json.is_clean, [f.line() for f in from_json.findings]
    rows = [dict(r.values) for r in from_json.rows]
    from_file = take(REGISTRATION, template(REGISTRATION, header=from_json.header, rows=rows))
    assert from_file.requests[0].item == from_json.requests[0].item
    assert from_json.totals == {"capacity_mw": "720.500"}
    assert [a.done for a in send(books, from_file, "p")] == [True]
    with books.view() as view:
        (entity,) = read_rows(view, EntityRow, id="e7")
        units = read_rows(view, UnitRow, entity="e7")
    assert (entity.area_gb2260, entity.name_zh) == ("42", "湖北某某发电有限公司")
    assert [(u.capacity_kw, u.chp, u.fuel, u.start_year, u.captive) for u in units] == [
        (330_000, 1, "coal", 2010, 0),
        (390_500, 0, "gas", 0, 0),
    ]


def test_the_list_of_a_province_takes_effect_row_by_row(books):
    rows = [
        {
            "entity": e,
            "period": "2022",
            "covered": "是",
            "ground": "超过门槛",
            "emission_t": "30,000",
            "citation": "o19",
        }
        for e in ("e1", "e9")
    ]
    listed = take(LISTED, {"rows": rows})
    answers = send(books, listed, "p")
    assert [a.done for a in answers] == [True, False]
    (refused,) = listed.refusals(answers)
    assert refused.where == "$.rows[1]"
    assert refused.code == "forms.refused"
    assert "范围" in refused.message("zh") or "辖区" in refused.message("zh")
    with books.view() as view:
        assert [r.entity for r in read_rows(view, ListingRow)] == ["e1"]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_adds(books, clock):
    clock.put_day(date(2022, 3, 5))
    first = take(POWER, months([month(), month(month="2022-02", hours="x")], evidence="ab" * 32), OURS)
    assert (len(first.rows), first.bad_rows) == (1, 1)
    assert [a.done for a in send(books, first, "e1")] == [True]
    assert [a.exists for a in send(books, first, "e1")] == [True]
    corrected = take(POWER, months([month(), month(month="2022-02")], evidence="ab" * 32), OURS)
    assert [(a.done, a.exists) for a in send(books, corrected, "e1")] == [(True, True), (True, False)]


def test_ids_follow_from_content():
    one, other = (take(POWER, months([month(fuel=fuel)]), OURS) for fuel in ("1", "2"))
    ids = [c.id for i in (one, other) for c in i.commands("e1", "e1/1")]
    assert len(set(ids)) == 2
    assert take(POWER, months([month(fuel="1")]), OURS).commands("x", "y")[0].id == ids[0]
    assert ids[0].startswith("form/power-month/")


def test_a_form_that_is_one_act_waits_until_every_row_is_good():
    wrong = {**REGISTERED, "rows": [*REGISTERED["rows"], {"id": "e7-3"}]}
    found = take(REGISTRATION, wrong)
    assert (len(found.rows), found.bad_rows, found.requests) == (2, 1, ())
    none = take(REGISTRATION, {**REGISTERED, "rows": []})
    assert [f.code for f in none.findings] == ["forms.too_few_rows"]


def test_what_applies_only_sometimes_is_asked_for_then_and_refused_otherwise():
    coal, gas = REGISTERED["rows"]
    missing = take(REGISTRATION, {**REGISTERED, "rows": [{k: v for k, v in coal.items() if k != "coal_type"}]})
    assert [(f.where, f.code) for f in missing.findings] == [("$.rows[0].coal_type", "forms.missing")]
    extra = take(REGISTRATION, {**REGISTERED, "rows": [{**gas, "coal_type": "lignite"}]})
    assert [(f.where, f.code) for f in extra.findings] == [("$.rows[0].coal_type", "forms.not_applicable")]
    assert "燃料" in extra.findings[0].message("zh")


def test_the_declaration_must_be_given():
    found = take(REPORT, {"header": {"entity": "e1", "period": "2022", "declared_true": "否"}}, OURS)
    assert [f.code for f in found.findings] == ["forms.must_be"]
    assert str(found.findings[0].citation) == "r775 第十一条"
    assert "r775" in found.findings[0].line("zh")
    assert found.requests == ()


@pytest.mark.parametrize(
    "text",
    [
        "重点排放单位编号,e1\n报告年度,2022\ndeclared_true,是\n",
        "period,declared_true,entity\n2022,yes,e1\n",
    ],
)
def test_a_form_without_rows_as_csv_with_labels_beside_or_above(text):
    found = take(REPORT, text.encode(), OURS, name="r.csv")
    assert found.is_clean
    assert found.requests[0].item == {"entity": "e1", "period": "2022", "declared_true": True}


def test_what_is_settled_is_filled_in_and_not_changed():
    settled = Context("e1", KNOWN, {"entity": "e1", "total_fuel": "55000.00"})
    filled = take(POWER, {"rows": [month()]}, settled)
    assert filled.is_clean
    assert filled.header["total_fuel"] == 5_500_000
    changed = take(POWER, months([month(fuel="1", fuel_for_heat="0")], total_fuel="1"), settled)
    assert [f.code for f in changed.findings] == ["forms.settled"]


def test_a_figure_needs_to_say_of_what_it_is():
    row = {"unit": "u1", "month": "2022-01", "field": "colour", "after": "1", "treatment": "corrected",
           "code": "meter_reading_error"}  # fmt: skip
    found = take(
        VERIFIED, {"header": {"entity": "e1", "period": "2022", "verifier": "v", "group": "a;b"}, "rows": [row]}
    )
    assert [f.code for f in found.findings] == ["forms.not_a_choice", "forms.figure_unknown"]
    row |= {"field": "hours_e2", "after": "745"}
    found = take(
        VERIFIED, {"header": {"entity": "e1", "period": "2022", "verifier": "v", "group": "a;b"}, "rows": [row]}
    )
    assert [f.code for f in found.findings] == ["forms.outside"], "a figure lies in the range of its column"


def test_too_many_rows_and_too_large_acts_are_told(monkeypatch):
    header = REGISTERED["header"]
    rows = [{**REGISTERED["rows"][0], "id": f"u{n}", "unit_name_zh": "机" * 100} for n in range(151)]
    many = take(REGISTRATION, {"header": header, "rows": rows})
    assert [f.code for f in many.findings] == ["forms.too_many_rows"]
    assert many.requests == ()
    monkeypatch.setattr(intake_module, "LARGEST_ITEM", 2_000)
    large = take(REGISTRATION, {"header": header, "rows": rows[:20]})
    assert [f.code for f in large.findings] == ["forms.too_large_to_send"]


def test_the_largest_registration_fits_a_fact(books):
    rows = [
        {**REGISTERED["rows"][0], "id": f"u-{n}", "unit_name_zh": "机" * 60, "technology": "t" * 60} for n in range(150)
    ]
    found = take(REGISTRATION, {**REGISTERED, "rows": rows})
    answers = send(books, found, "p")
    assert found.findings == () or [f.code for f in found.findings] == ["forms.too_large_to_send"]
    assert [a.done for a in answers] == [True] * len(found.requests)


def test_findings_are_counted_beyond_a_limit(monkeypatch):
    monkeypatch.setattr(intake_module, "MOST_FINDINGS", 5)
    found = take(POWER, months([month(unit="u1", month=f"20{n}-01", hours="x") for n in range(10, 30)]), OURS)
    assert len(found.findings) == 6
    assert found.findings[-1].message("en") == "15 more findings are not listed."
    assert found.bad_rows == 20


def test_a_command_goes_out_in_chunks():
    rows = [month(month=f"{y}-{m:02d}") for y in range(2000, 2030) for m in range(1, 13)]
    found = take(POWER, months(rows), OURS)
    assert [len(c) for c in found.chunks("e1", "e1/1")] == [200, 160]


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_taken():
    head = ",".join(c.heading.zh for c in LISTED.table.columns)
    lines = [f"E{n},名称,2022,是,超过门槛,{n},o19" for n in range(100_000)]
    lines[49_999] = "E49999,名称,2022,或许,超过门槛,1e6,o19"
    found = take(LISTED, "\n".join([head, *lines]).encode("gb18030"), name="list.csv")
    assert len(found.rows) == 99_999
    assert [f.where for f in found.findings] == ["list.csv!D50001", "list.csv!F50001"]
    assert found.totals["emission_t"] == str(sum(range(100_000)) - 49_999)
    assert len({c.id for c in found.commands("p", "p/1")}) == 99_999
