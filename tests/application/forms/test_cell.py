"""Cells: what people type, what it means, and that nothing they type breaks the program."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.application.forms import form, forms
from tanshi.application.forms.cell import Percent, Wrong, blank_value, is_blank, reader_of, shown
from tanshi.application.forms.definition import define
from tanshi.application.forms.words import FormFinding

FORM = define("""
id: cells
version: 1
title: {zh: 表, en: form}
about: {zh: 表, en: form}
command: c
filled_by: [nation]
partial: "yes"
header:
  - {name: whole, type: whole, zh: 整数, en: Whole, min: "-5", max: "1000000000000"}
  - {name: mwh, type: decimal, places: "3", unit: MWh, zh: 电量, en: Energy, min: "-1", max: "2000000000000"}
  - {name: ratio, type: decimal, places: "4", unit: "1", zh: 比例, en: Ratio, min: "0", max: "1"}
  - {name: percent, type: decimal, places: "2", unit: "%", zh: 百分比, en: Percent}
  - {name: month, type: month, zh: 月份, en: Month}
  - {name: day, type: day, zh: 日期, en: Day}
  - {name: period, type: period, zh: 年度, en: Period}
  - name: chosen
    type: choice
    zh: 燃料
    en: Fuel
    options: {coal: {zh: 煤, en: coal}, gas: {zh: 天然气, en: natural gas}}
  - {name: agreed, type: yes_no, zh: 同意, en: Agreed}
  - {name: flag, type: yes_no, as: flag, zh: 标志, en: Flag}
  - {name: id, type: id, zh: 编号, en: Id}
  - {name: names, type: names, zh: 姓名, en: Names}
  - {name: digest, type: sha256, zh: 摘要, en: Digest}
  - {name: text, type: text, longest: "5", zh: 文本, en: Text}
  - {name: code, type: text, pattern: "[0-9]{4}", zh: 代码, en: Code}
  - {name: province, type: choice, options: areas, zh: 省份, en: Province}
""")
#: What a spreadsheet gives has no time zone.
NOON = datetime.fromisoformat("2022-01-31T12:00")
FIELDS = {f.name: f for f in FORM.header}


def read(name, raw):
    try:
        return reader_of(FIELDS[name])(raw)
    except Wrong as wrong:
        FormFinding(wrong.code, "A1", wrong.params).line("zh")
        FormFinding(wrong.code, "A1", wrong.params).line("en")
        return wrong.code


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("whole", "12", 12),
        ("whole", 12.0, 12),
        ("whole", " +12 ", 12),
        ("whole", "1,234,567", 1_234_567),
        ("whole", "1 234 567", 1_234_567),
        ("whole", "１２，３４５", 12_345),
        ("whole", "－３", -3),
        ("whole", "−3", -3),
        ("whole", "12.00", 12),
        ("whole", "12.", 12),
        ("whole", "12.5", "forms.not_whole"),
        ("whole", "1,23,456", "forms.not_a_number"),
        ("whole", "12,5", "forms.not_a_number"),
        ("whole", "-6", "forms.outside"),
        ("whole", "", "forms.not_a_number"),
        ("whole", "12 t", "forms.not_a_number"),
        ("whole", "一百", "forms.not_a_number"),
        ("whole", True, "forms.not_a_number"),
        ("whole", "1.2E+05", "forms.scientific"),
        ("whole", 1e300, "forms.not_a_number"),
        ("whole", float("nan"), "forms.not_a_number"),
        ("whole", float("inf"), "forms.not_a_number"),
        ("whole", 9e15, "forms.outside"),
        ("whole", "9" * 29, "forms.number_too_large"),
        ("whole", "9" * 31, "forms.not_a_number"),
        ("whole", "٣", "forms.not_a_number"),
        ("mwh", "0.1", 100),
        ("mwh", 0.1 + 0.2, 300),
        ("mwh", 1234567.891, 1_234_567_891),
        ("mwh", "1,234.5", 1_234_500),
        ("mwh", "1.2340", 1_234),
        ("mwh", "1.2345", "forms.too_many_decimals"),
        ("mwh", 1.2345, "forms.too_many_decimals"),
        ("mwh", "-0.5", -500),
        ("mwh", "12%", "forms.percent_sign"),
        ("mwh", Percent("12%"), "forms.percent_sign"),
        ("mwh", date(2022, 1, 1), "forms.not_a_number"),
        ("ratio", "0.75", 7_500),
        ("ratio", "75%", 7_500),
        ("ratio", "７５．５％", 7_550),
        ("ratio", "1.0001", "forms.outside"),
        ("ratio", "172%", "forms.outside"),
        ("ratio", "0.123%", "forms.too_many_decimals"),
        ("percent", "12.3%", 1_230),
        ("percent", "12.3", 1_230),
        ("month", "2022-01", "2022-01"),
        ("month", "2022年1月", "2022-01"),
        ("month", "２０２２年１２月", "2022-12"),
        ("month", "2022/1", "2022-01"),
        ("month", "202201", "2022-01"),
        ("month", date(2022, 1, 1), "2022-01"),
        ("month", NOON.replace(month=12, day=1, hour=0), "2022-12"),
        ("month", date(2022, 1, 15), "forms.not_a_month"),
        ("month", "2022-13", "forms.not_a_month"),
        ("month", 44562.0, "forms.not_a_month"),
        ("month", "January", "forms.not_a_month"),
        ("day", "2022-01-31", "2022-01-31"),
        ("day", "2022年1月31日", "2022-01-31"),
        ("day", date(2022, 1, 31), "2022-01-31"),
        ("day", NOON, "2022-01-31"),
        ("day", "2022-02-30", "forms.not_a_day"),
        ("day", "0000-01-01", "forms.not_a_day"),
        ("period", "2022", "2022"),
        ("period", 2022.0, "2022"),
        ("period", "2019—2020年度", "2019-2020"),
        ("period", "2020-2019", "forms.not_a_period"),
        ("chosen", "coal", "coal"),
        ("chosen", "天然气", "gas"),
        ("chosen", "Natural  Gas", "gas"),
        ("chosen", "wood", "forms.not_a_choice"),
        ("province", "湖北", "42"),
        ("province", 42.0, "42"),
        ("province", "Hubei", "42"),
        ("agreed", "是", True),
        ("agreed", "No", False),
        ("agreed", True, True),
        ("agreed", 1.0, True),
        ("agreed", "maybe", "forms.not_yes_or_no"),
        ("flag", "√", 1),
        ("flag", "否", 0),
        ("id", " E-42:1 ", "E-42:1"),
        ("id", "Ｅ１", "E1"),
        ("id", "机组1", "forms.not_an_id"),
        ("id", "-x", "forms.not_an_id"),
        ("names", "张三、李四；王 五\n赵六", ["张三", "李四", "王 五", "赵六"]),
        ("digest", "AB" * 32, "ab" * 32),
        ("digest", "ab", "forms.not_a_digest"),
        ("text", "  a  b ", "a b"),
        ("text", 37.0, "37"),
        ("text", "abcdef", "forms.too_long"),
        ("text", "a\x00b", "forms.bad_characters"),
        ("text", "\ud800", "forms.bad_characters"),
        ("text", "\x07", "forms.bad_characters"),
        ("text", "x" * 10_001, "forms.too_long"),
        ("code", "4411", "4411"),
        ("code", "441", "forms.not_like"),
        ("code", "４４１１", "forms.not_like"),
    ],
)
def test_what_is_typed_is_read_or_told(name, raw, expected):
    found = read(name, raw)
    assert found == expected
    assert type(found) is type(expected)


def test_what_empty_means():
    columns = {c.name: c for c in form("power-month").table.columns}
    assert blank_value(columns["heat_gj"]) == 0
    assert blank_value(columns["carbon"]) is None
    assert blank_value(columns["unit_name"]) == ""
    units = {c.name: c for c in form("entity-registration").table.columns}
    assert blank_value(units["retired_year"]) == 0, "no unit retires in the year 0; it means none is known"
    assert blank_value(units["captive"]) == 0
    evidence = form("power-month").header[1]
    assert blank_value(evidence, "ab" * 32) == "ab" * 32
    assert all(map(is_blank, (None, "", " \t", "\u3000")))


anything = st.one_of(
    st.none(), st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(),
    st.text(alphabet="0123456789.,-+%eE（）－．，年月日/ ", max_size=14), st.characters(codec=None).map(str),
)  # fmt: skip
FIELDS_OF_ALL = [f for made in [FORM, *forms().values()] for f in made.fields() if f.kind != "figure"]


@given(st.sampled_from(FIELDS_OF_ALL), anything)
def test_no_cell_breaks_the_program(field, raw):
    try:
        value = reader_of(field)(raw)
    except Wrong as wrong:
        told = FormFinding(wrong.code, "A1", wrong.params).line("zh")
    else:
        told = "read"
    assert told
    if told != "read":
        return
    assert value is None or isinstance(value, str | int | bool | list)
    again = reader_of(field)(shown(field, value)) if not is_blank(shown(field, value)) else blank_value(field)
    if not is_blank(raw):
        assert again == value or (value in (0, "", []) and not field.required) or value in ("", [])


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_numbers_of_a_spreadsheet_are_read_to_the_last_digit(scaled):
    """Fifteen digits go through a float and come back; more would not, and are not written as numbers."""
    field = FIELDS["mwh"]
    if field.least * 1000 <= scaled <= field.most * 1000:
        assert reader_of(field)(float(shown(field, scaled))) == scaled
