"""Templates: what stands in them, and that a filled one comes back as it was."""

import re
import unicodedata
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.application.forms import Context, form, forms, known_rows, take, template
from tanshi.application.forms.grid import read_file
from tests.application.forms.conftest import KNOWN, OURS

POWER, REGISTRATION, VERIFIED = (form(n) for n in ("power-month", "entity-registration", "verification-findings"))


def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as book:
        return {n: book.read(n).decode() for n in book.namelist() if n.endswith(".xml")}


@pytest.mark.parametrize("name", sorted(forms()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_has_a_template_and_it_is_the_same_bytes_each_time(name, language):
    made = template(form(name), language=language)
    assert made == template(form(name), language=language)
    names = [g.name for g in read_file(made).grids]
    assert names[-1] == "_tanshi"
    found = take(form(name), made)
    assert {f.code for f in found.findings} <= {"forms.missing", "forms.too_few_rows"}
    assert found.bad_rows == 0


def test_headings_in_both_languages_units_help_and_known_rows():
    rows = known_rows(POWER, KNOWN["units"], month="2022-01")
    grids = {g.name: g for g in read_file(template(POWER, rows=rows, header={"entity": "e1"}, known=KNOWN)).grids}
    table = grids["月度数据"].rows
    assert table[0][3] == "发电量（MWh）"
    assert table[1][3] == "Generation (MWh)"
    assert [row[:3] for row in table[2:4]] == [["2022-01", "u1", "1号机组"], ["2022-01", "u2", "2号机组"]]
    assert ["重点排放单位编号", "Covered entity id", "e1"] in [row[:3] for row in grids["填写"].rows]
    shown = [cell for row in grids["填写说明"].rows for cell in row]
    assert "0..744" in shown
    assert "一个月最多 744 小时" in shown
    assert "notice-2025-140" in shown


def test_drop_downs_bounds_and_protection():
    xml = parts(template(REGISTRATION))
    sheets = [v for n, v in xml.items() if "worksheets/sheet" in n]
    assert all('<sheetProtection sheet="1"' in s for s in sheets[:3])
    units = sheets[1]
    assert "<formula1>&quot;煤,天然气&quot;</formula1>" in units or '<formula1>"煤,天然气"</formula1>' in units
    assert 'type="decimal"' in units
    assert "<formula1>0.001</formula1><formula2>2000.0</formula2>" in units
    many = {"units": {f"unit-{n}": {} for n in range(60)}}
    months = parts(template(POWER, known=many))["xl/worksheets/sheet2.xml"]
    assert re.search(r"<formula1>'_tanshi'!\$\w+\$1:\$\w+\$60</formula1>", months), "a long list stands aside"
    assert 'state="veryHidden"' in xml["xl/workbook.xml"]


def test_nothing_of_the_data_becomes_a_formula():
    rows = [{"month": "2022-01", "unit": "u1", "unit_name": "=1+1"}]
    xml = parts(template(POWER, rows=rows))
    assert not any("<f>" in v for n, v in xml.items() if "worksheets" in n)


def numbers(name, *columns):
    """Strategies for numbers of a form's columns, as the whole number of the last place."""
    found = {}
    for column in columns:
        field = form(name).column(column)
        scale = 10**field.places
        found[column] = st.integers(int(field.least * scale), int(field.most * scale))
    return found


words = st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"], codec="utf-8"), min_size=1, max_size=20).map(
    lambda t: " ".join(t.split())
)
names = words.filter(lambda t: t and unicodedata.normalize("NFC", t) == t)


@st.composite
def power_rows(draw):
    keys = draw(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["u1", "u2"])), unique=True, max_size=6))
    rows = []
    for number, unit in keys:
        free = draw(st.fixed_dictionaries(numbers("power-month", "generation_mwh", "heat_gj", "hours", "fuel", "ncv")))
        own = draw(st.integers(0, free["generation_mwh"]))
        bought = draw(st.integers(0, 10**9))
        row = {
            "month": f"2022-{number:02d}", "unit": unit, "unit_name": draw(st.just("") | names), **free,
            "own_use_mwh": own, "network_use_mwh": draw(st.integers(0, own)),
            "fuel_for_heat": draw(st.integers(0, free["fuel"])), "purchased_mwh": bought,
            "carbon": draw(st.none() | st.integers(0, 100_000)),
        }  # fmt: skip
        rows.append(row)
    return rows


@settings(max_examples=25, deadline=None)
@given(power_rows(), st.sampled_from(["zh", "en"]))
def test_a_filled_monthly_record_comes_back_as_it_was(rows, language):
    found = take(POWER, template(POWER, rows=rows, header={"entity": "e1"}, known=KNOWN, language=language), OURS)
    assert found.findings == ()
    assert [dict(r.values) for r in found.rows] == rows
    assert found.header["entity"] == "e1"


@st.composite
def unit_rows(draw):
    rows = []
    for number in range(draw(st.integers(1, 4))):
        fuel = draw(st.sampled_from(["coal", "gas"]))
        rows.append(
            {
                "id": f"U{number}", "unit_name_zh": draw(names), "unit_name_en": draw(st.just("") | names),
                "fuel": fuel, "technology": draw(names), "coal_type": draw(names) if fuel == "coal" else "",
                "unit_class": draw(st.sampled_from(["I", "II", "III", "IV"])),
                "capacity_mw": draw(st.integers(1, 2_000_000)), "cooling": draw(st.sampled_from(["water", "air"])),
                "chp": draw(st.integers(0, 1)), "captive": draw(st.integers(0, 1)),
                "start_year": draw(st.just(0) | st.integers(1900, 2100)), "retired_year": draw(st.just(0)),
            }
        )  # fmt: skip
    return rows


@settings(max_examples=25, deadline=None)
@given(unit_rows(), names, st.sampled_from(["zh", "en"]))
def test_a_filled_registration_comes_back_as_it_was(rows, name, language):
    header = {
        "entity": "E1", "name_zh": name, "name_en": "", "area_gb2260": "42", "sector_gbt4754": "4411", "source": "s",
    }  # fmt: skip
    found = take(REGISTRATION, template(REGISTRATION, header=header, rows=rows, language=language))
    assert found.findings == ()
    assert dict(found.header) == header
    assert [dict(r.values) for r in found.rows] == rows


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 10**9)), unique_by=lambda t: t[0], max_size=5))
def test_filled_findings_come_back_with_figures_in_the_unit_of_the_column(changes):
    rows = [
        {
            "unit": "u1", "month": f"2022-{m:02d}", "field": "fuel_e2", "after": str(v), "treatment": "corrected",
            "code": "meter_reading_error",
        }
        for m, v in changes
    ]  # fmt: skip
    header = {"entity": "e1", "period": "2022", "verifier": "v", "group": ["张三", "李四"]}
    made = template(VERIFIED, header=header, rows=rows)
    found = take(VERIFIED, made)
    assert found.findings == ()
    assert [dict(r.values) for r in found.rows] == rows
    assert found.requests[0].item["changes"] == rows


def test_a_prefilled_template_sent_back_empty_names_the_cells_to_fill():
    rows = known_rows(POWER, KNOWN["units"], month="2022-01")
    found = take(POWER, template(POWER, header={"entity": "e1"}, rows=rows), Context("e1", KNOWN))
    assert {f.code for f in found.findings} == {"forms.missing"}
    assert found.findings[0].where == "月度数据!D3"
    assert found.bad_rows == 2
