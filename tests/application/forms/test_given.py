"""Files as people send them: encodings, headings in any order and language, damage and tricks."""

import io
import struct
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.application.forms import Context, form, from_file, from_json, take, template
from tanshi.application.forms import grid as grid_module
from tanshi.application.forms.given import STAMP
from tanshi.application.forms.grid import column_letters, column_number, read_file, unpack
from tanshi.core.finding import Problem
from tests.application.forms.conftest import MONTH, OURS, csv_of, month, months

POWER = form("power-month")
HEAD = [c.heading.zh for c in POWER.table.columns]


def workbook(write, name="月度数据"):
    """A workbook somebody made by hand; `write(book, sheet)` fills it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    write(book, sheet)
    book.close()
    return out.getvalue()


def rows_of(*rows, heads=HEAD):
    return workbook(lambda book, sheet: [sheet.write_row(n, 0, row) for n, row in enumerate([heads, *rows])])


def line(**changes):
    values = month(generation_mwh=120_000, **changes)
    return [values.get(c.name, "") for c in POWER.table.columns]


def codes(intake):
    return [(f.where, f.code) for f in intake.findings]


HEADER = {"header": {"entity": "e1"}}
OUR_HEADER = Context("e1", OURS.known, {"entity": "e1"})


def taken(data, name="a.xlsx", context=OUR_HEADER):
    return take(POWER, data, context, name=name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_csv_in_the_encodings_people_send(encoding, language):
    found = taken(csv_of("power-month", [MONTH], language).encode(encoding), "a.csv")
    assert codes(found) == []
    assert found.rows[0].values["generation_mwh"] == 120_000_000


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_the_separators_people_use(delimiter):
    heads = delimiter.join(["月份", "机组编号", "发电量", "own_use_mwh", "Operating hours", "fuel", "ncv"])
    data = f"{heads}\n" + delimiter.join(["2022-01", "u1", "120000", "7000", "600", "55000", "21"])
    assert len(taken(data.encode()).requests) == 1


def test_headings_in_any_order_mixed_languages_and_other_brackets():
    heads = [
        "Fuel consumed (t / 10^4nm3)",
        "机组编号",
        "发电量(MWh)",
        "Month",
        "own_use_mwh",
        "运行小时数（h）",
        "备注",
        "Weather",
        "低位发热量",
    ]
    row = ["55000", "u1", "120000", "2022-01", "7000", "600", "x", "", "21"]
    found = taken(rows_of(row, heads=heads))
    assert codes(found) == []
    assert [(f.where, f.code) for f in found.remarks][:2] == [
        ("月度数据!G1", "forms.extra_column"),
        ("月度数据!H1", "forms.extra_column"),
    ]
    assert found.rows[0].values["ncv"] == 21_000


def test_a_missing_column_is_told_and_nothing_is_sent():
    place = HEAD.index("运行小时数（h）")
    rows = [row[:place] + row[place + 1 :] for row in (HEAD, line())]
    found = taken(rows_of(rows[1], heads=rows[0]))
    assert ("月度数据", "forms.column_missing") in codes(found)
    assert found.requests == ()
    assert found.bad_rows == 1


def test_a_file_without_the_heading_is_told():
    found = taken(b"a,b,c\n1,2,3\n", "x.csv")
    assert codes(found) == [("x.csv", "forms.no_heading")]
    assert "月份" in found.findings[0].line("zh")


def test_every_bad_cell_has_its_address_and_good_rows_stay():
    bad = line(unit="u2", hours="172000", fuel="viel", own_use_mwh="")
    found = taken(rows_of(line(), bad, line(month="2022-02")))
    assert codes(found) == [
        ("月度数据!E3", "forms.missing"),
        ("月度数据!H3", "forms.outside"),
        ("月度数据!I3", "forms.not_a_number"),
    ]
    assert found.findings[1].line("en") == (
        "月度数据!H3: Operating hours 172000 is outside 0..744 (a month has at most 744 hours)."
    )
    assert found.findings[1].message("zh") == "运行小时数 172000 超出 0..744 范围（一个月最多 744 小时）。"
    assert (len(found.rows), found.bad_rows, len(found.requests)) == (2, 1, 2)


def test_dates_percents_and_errors_of_a_spreadsheet():
    def write(book, sheet):
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, line())
        sheet.write_datetime(
            1,
            0,
            datetime.fromisoformat("2022-03-01"),
            book.add_format({"num_format": "yyyy-mm"}),
        )
        sheet.write_row(2, 0, line(month="2022-02"))
        sheet.write_formula(2, HEAD.index("运行小时数（h）"), "=NA()", None, "#N/A")
        sheet.write_row(3, 0, line(month="2022-04"))
        sheet.write_number(3, HEAD.index("发电量（MWh）"), 0.5, book.add_format({"num_format": "0.0%"}))
        sheet.write_row(4, 0, line(month="2022-05"))
        sheet.write_number(4, HEAD.index("低位发热量（GJ/t / GJ/万Nm3）"), 0.1 + 20.9 + 1e-15)

    found = taken(workbook(write))
    assert codes(found) == [("月度数据!H3", "forms.error_cell"), ("月度数据!D4", "forms.percent_sign")]
    assert [r.values["month"] for r in found.rows] == ["2022-03", "2022-05"]
    assert found.rows[1].values["ncv"] == 21_000, "the noise of computing in floats is not a decimal somebody wrote"


def test_merged_cells_notes_and_blank_rows():
    def write(book, sheet):
        sheet.merge_range(0, 0, 0, 5, "湖北某某发电有限公司 2022 年 1 月", book.add_format())
        sheet.write_row(2, 0, HEAD)
        sheet.write_row(3, 0, line())
        sheet.write_row(5, 0, line(unit="u2"))
        sheet.merge_range(5, 4, 5, 6, "7000", book.add_format())
        sheet.write(8, 0, "注：以上数据经核对")

    found = taken(workbook(write))
    assert codes(found) == [
        ("月度数据!F6", "forms.merged_cell"),
        ("月度数据!G6", "forms.merged_cell"),
        ("月度数据!9", "forms.not_a_row"),
    ]
    assert (len(found.rows), found.bad_rows) == (1, 2)


def test_twice_missing_rows_and_checks_between_columns():
    wrong = line(month="2022-02", own_use_mwh="130000")
    found = taken(rows_of(line(), line(), wrong))
    assert codes(found) == [("月度数据!B3", "forms.twice"), ("月度数据!E4", "forms.check")]
    assert "row 2" in found.findings[0].message("en")
    clean = taken(rows_of(line()))
    assert [(f.where, f.code) for f in clean.remarks] == [("月度数据 2022-01", "forms.rows_missing")]
    assert "u2" in clean.remarks[0].message("zh")


def test_totals_are_exact_and_compared_with_what_was_given():
    rows = [month(fuel="0.10"), month(unit="u2", fuel="0.20")]
    assert take(POWER, months(rows, total_fuel="0.3"), OURS).is_clean
    wrong = take(POWER, months(rows, total_fuel="0.31"), OURS)
    assert codes(wrong) == [("$.header.total_fuel", "forms.check")]
    assert wrong.requests == ()
    assert wrong.totals["fuel"] == "0.30"
    open_ = take(POWER, months([*rows, month(unit="u1", hours="x")], total_fuel="0.31"), OURS)
    assert [f.code for f in open_.remarks] == ["forms.sum_open"]
    assert len(open_.requests) == 1


def test_header_fields_may_stand_as_columns_but_must_agree():
    heads = [*HEAD, "重点排放单位编号"]
    agree = take(POWER, rows_of([*line(), "e1"], [*line(unit="u2"), "e1"], heads=heads), OURS)
    assert agree.header["entity"] == "e1"
    assert codes(agree) == []
    differ = take(POWER, rows_of([*line(), "e1"], [*line(unit="u2"), "e2"], heads=heads), OURS)
    assert codes(differ) == [("月度数据!N2", "forms.different_values")]
    assert differ.requests == ()


def test_another_entity_or_unit_is_told():
    found = take(POWER, months([month(unit="u9")], entity="e2"), OURS)
    assert codes(found) == [("$.header.entity", "forms.other_entity"), ("$.rows[0].unit", "forms.unit_unknown")]


def test_a_template_of_another_form_or_version_is_told():
    old = template(form("annual-report"), header={"entity": "e1"})
    assert ("a.xlsx", "forms.other_form") in codes(taken(old))
    for name, code in (("version", "forms.other_version"), ("definition", "forms.changed_template")):
        found = taken(template(POWER, rows=[], stamp={name: "0"}))
        assert code in [c for _, c in codes(found)]
        assert found.requests == ()


def test_json_that_is_no_form():
    for data, code in [
        ([], "forms.not_an_object"),
        ({"rows": 3}, "forms.not_an_object"),
        ({"rows": [3]}, "forms.not_an_object"),
        ({"form": "x"}, "forms.other_form"),
        ({"version": 99}, "forms.other_version"),
    ]:
        given_ = from_json(POWER, data)
        assert code in [f.code for f in given_.findings]
    extra = from_json(POWER, {"header": {"colour": "red"}, "rows": [{"month": "2022-01", "shape": 1}]})
    assert [f.code for f in extra.remarks] == ["forms.extra_field", "forms.extra_field"]
    nested = take(POWER, months([month(unit={"a": 1}, fuel=[1, 2])]), OURS)
    assert [c for _, c in codes(nested)] == ["forms.not_an_id", "forms.not_a_number"]


# files that are no forms


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "forms.file_empty"),
        (b"  \n", "forms.file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "forms.old_workbook"),
        (b"PK\x03\x04" + b"0" * 100, "forms.file_damaged"),
        (b"a,b\0c", "forms.not_a_table"),
        (b"\xff\xfe\x00\xd8", "forms.unknown_text"),
        (b"\x81", "forms.unknown_text"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data, code):
    with pytest.raises(Problem) as caught:
        read_file(data, "x")
    assert [f.code for f in caught.value.findings] == [code]


def archive(*parts, **named):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in [*parts, *named.items()]:
            made.writestr(name, content)
    return out.getvalue()


def refused(data, code):
    with pytest.raises(Problem) as caught:
        from_file(POWER, data, "x.xlsx")
    assert [f.code for f in caught.value.findings] == [code]


def test_archives_that_are_no_workbooks():
    refused(archive(("a.txt", "x")), "forms.not_a_workbook")
    refused(archive(("xl/workbook.xml", "<workbook/>"), ("content.xml", "")), "forms.not_a_workbook")
    refused(archive(("xl/workbook.xml", "<workbook")), "forms.file_damaged")
    entity = '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    refused(archive(("xl/workbook.xml", entity)), "forms.archive_tricks")


def test_paths_that_lead_out_doubles_links_and_secrets_are_refused():
    for path in ("../x", "/etc/x", "a\\b", "c:x", "a/../../b"):
        refused(archive((path, "x")), "forms.archive_tricks")
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    refused(archive((link, "/etc/passwd")), "forms.archive_tricks")
    with pytest.warns(UserWarning, match="Duplicate"):
        double = archive(("x", "1"), ("x", "2"))
    refused(double, "forms.archive_tricks")
    locked = bytearray(archive(("x", "1")))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = locked.index(sign) + (6 if sign.endswith(b"\x04") else 8)
        locked[at] |= 1
    refused(bytes(locked), "forms.archive_tricks")


def test_a_zip_bomb_is_not_unpacked_whatever_it_says_of_its_size(monkeypatch):
    monkeypatch.setattr(grid_module, "LARGEST_UNPACKED", 1 << 20)
    bomb = archive(("xl/workbook.xml", b"0" * (20 << 20)))
    assert len(bomb) < 50_000
    with pytest.raises(Problem, match="larger than can be taken"):
        unpack(bomb, "x", 1 << 20)
    lying = bytearray(bomb)
    at = lying.index(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)  # ten bytes, it says
    with pytest.raises(Problem):
        unpack(bytes(lying), "x", 1 << 20)
    refused(b"0" * (grid_module.LARGEST_FILE + 1), "forms.file_too_large")


def test_a_cell_far_away_is_not_made_into_a_hall_of_empty_ones():
    def write(book, sheet):
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")

    refused(workbook(write), "forms.file_too_large")


def test_a_long_text_in_every_cell_is_refused():
    def write(book, sheet):
        for row in range(300):
            for column in range(100):
                sheet.write_string(row, column, "x" * 30_000)

    refused(workbook(write), "forms.file_too_large")


def test_letters_of_columns():
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(n)) == n for n in range(2_000))


GOOD = template(POWER, header={"entity": "e1"}, rows=[{"month": "2022-01", "unit": "u1"}], known=OURS.known)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(GOOD) - 1), st.booleans())
def test_a_damaged_workbook_is_read_or_refused(noise, at, cut):
    data = GOOD[:at] if cut else GOOD[:at] + noise + GOOD[at + len(noise) :]
    try:
        outcome = len(taken(data).rows)
    except Problem as trouble:
        outcome = len(trouble.findings)
    assert outcome >= 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=15), max_size=6))
def test_any_table_of_texts_is_taken(rows):
    text = ",".join(HEAD) + "\n" + "\n".join(",".join(f'"{c.replace(chr(34), "")}"' for c in row) for row in rows)
    data = text.encode("utf-8", "surrogatepass")
    try:
        found = taken(data, "a.csv")
    except Problem as trouble:
        told = list(trouble.findings)
    else:
        assert len(found.rows) + found.bad_rows <= len(rows) * 20
        told = [*found.findings, *found.remarks]
    assert all(f.line("zh") and f.line("en") for f in told)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
row_values = st.dictionaries(st.sampled_from([c.name for c in POWER.table.columns]), json_values, max_size=13)


@settings(max_examples=80, deadline=None)
@given(json_values | st.fixed_dictionaries({"header": json_values, "rows": st.lists(row_values, max_size=4)}))
def test_any_json_is_taken(data):
    found = take(POWER, data if isinstance(data, dict) else {"rows": data}, OURS)
    assert all(f.line("zh") and f.line("en") for f in (*found.findings, *found.remarks))
    assert found.requests == () or found.header["entity"] == "e1"


def test_the_stamp_is_hidden_and_read():
    grids = {g.name: g for g in read_file(GOOD, "x").grids}
    assert grids[STAMP].hidden
    assert from_file(POWER, GOOD).stamp["form"] == "power-month"
