import json

import pytest

from tanshi.application.forms import form, forms, schema, take
from tests.application.forms.conftest import OURS, month, months
from tests.application.forms.test_intake import REGISTERED

jsonschema = pytest.importorskip("jsonschema")


def valid(name, data):
    return jsonschema.Draft202012Validator(schema(form(name))).is_valid(data)


@pytest.mark.parametrize("name", sorted(forms()))
def test_every_schema_is_a_schema_and_plain_json(name):
    made = schema(form(name))
    jsonschema.Draft202012Validator.check_schema(made)
    assert json.loads(json.dumps(made)) == made


def test_what_the_schema_admits_the_intake_takes():
    good = months([month(generation_mwh="120000", fuel=55000.25, carbon=None)], evidence="ab" * 32)
    assert valid("power-month", good)
    assert take(form("power-month"), good, OURS).is_clean
    report = {"header": {"entity": "e1", "period": "2022", "declared_true": True}}
    assert valid("annual-report", report)
    registered = {**REGISTERED, "header": {**REGISTERED["header"], "area_gb2260": "42"}, "rows": []}
    row = {**REGISTERED["rows"][0], "fuel": "coal", "cooling": "water", "chp": "yes"}
    assert valid("entity-registration", {**registered, "rows": [row]})
    assert not valid("entity-registration", registered), "at least one unit"


WRONG = [
    {"month": "2022-13"},
    {"unit": "机组"},
    {"generation_mwh": "1.2345"},
    {"fuel": "viel"},
    {"colour": "red"},
    {"hours": None},
]


@pytest.mark.parametrize("changes", WRONG)
def test_what_is_wrong_in_form_is_wrong_in_the_schema(changes):
    good = month(generation_mwh="120000")
    assert valid("power-month", months([good]))
    assert not valid("power-month", months([{**good, **changes}]))


def test_the_schema_names_units_ranges_and_texts():
    row = schema(form("power-month"))["properties"]["rows"]["items"]
    assert row["properties"]["hours"]["x-maximum"] == "744"
    assert row["properties"]["hours"]["x-unit"] == "h"
    assert "carbon" not in row["required"]
    assert "null" in row["properties"]["carbon"]["type"]
    declared = schema(form("annual-report"))["properties"]["header"]["properties"]["declared_true"]
    assert declared["x-citation"] == "r775 第十一条"
