"""What `rules check` finds: each kind of mistake planted once."""

from datetime import date

import pytest

from tanshi.rules import check as checking
from tanshi.rules.parameter import parse

CLEAN = {
    "label": {"zh": "比例", "en": "Share"},
    "unit": "1",
    "axis": "emission",
    "values": {
        "2021-01-01": {"value": "0.7", "confidence": "F", "cite": {"instrument": "plan-2021-2022", "source": "x"}}
    },
}


def _with(**changes):
    document = {**CLEAN, **changes}
    return parse("test.share", document)


def _entry(**changes):
    return {"2021-01-01": {**CLEAN["values"]["2021-01-01"], **changes}}


@pytest.mark.parametrize(
    ("parameter", "says"),
    [
        (_with(label={"zh": "比例"}), "no label in en"),
        (_with(unit="stone"), "unknown unit 'stone'"),
        (_with(axis="moon"), "unknown axis"),
        (_with(values=_entry(to="2020-12-31")), "ends before it begins"),
        (_with(values=_entry(revision="99")), "newer than revisions.yaml"),
        (_with(values=_entry(cite={"instrument": "nobody", "source": "x"})), "not in instruments.yaml"),
        (_with(values=_entry(cite={"instrument": "plan-2021-2022"})), "neither place nor source"),
        (_with(values=_entry(status="draft")), "its instrument is not"),
    ],
)
def test_mistakes_are_named(law, parameter, says):
    lines = list(checking.check_parameter(law, parameter, law.revision))
    assert any(says in line for line in lines), lines


def test_clean_data_stay_silent(law):
    assert list(checking.check_parameter(law, _with(), law.revision)) == []


def test_an_unknown_confidence_cannot_be_read():
    with pytest.raises(ValueError, match="rumour"):
        _with(values=_entry(confidence="rumour"))


def test_axis_days():
    found = _with().find(date(2021, 6, 1), drafts=False, revision=None)
    assert found is not None
    assert found.by_key[""][0] == "0.7"
