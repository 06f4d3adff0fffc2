"""Benchmarks as a draft's file, and files that are none."""

import json

import pytest

from tanshi.allocation.drafting.bench import Benchmarks
from tanshi.allocation.drafting.draft_file import document_of, with_draft
from tanshi.core.finding import Problem
from tanshi.rulemaking.form import wrong_values
from tanshi.rules.act import ActText
from tanshi.rules.law import Instrument
from tests.allocation.drafting.units import LAW, plan


def written(path, document):
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_what_is_written_is_read_again_and_is_an_act_the_books_understand(tmp_path):
    benchmarks = Benchmarks.of(plan("2023"))
    document = document_of(benchmarks, 2027)
    made = with_draft(plan("2024"), written(tmp_path / "d.json", document))
    assert Benchmarks.of(made) == benchmarks
    assert made.electricity["I"].status == "draft"
    assert made.basis == plan("2024").basis
    act = Instrument("d", "草案", "draft", "", "mee", "normative document", "", "", status="draft")
    values = {row["parameter"]: row["values"] for row in document["values"]}
    assert list(wrong_values(LAW, ActText(act, values))) == []


E = "allocation.electricity_benchmark"
GOOD = {"I": "0.79", "II": "0.80", "III": "0.82", "IV": "0.33"}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "no draft's file"),
        ({"values": []}, "benchmarks only"),
        ({"values": [{"parameter": "allocation.gap_relief", "values": {}}]}, "allocation.gap_relief"),
        (
            {"values": [{"parameter": E, "values": {"2027-01-01": {"by": GOOD}, "2028-01-01": {"by": GOOD}}}]},
            "one year",
        ),
        ({"values": [{"parameter": E, "values": {"2027-01-01": {"by": {**GOOD, "III": 0.82}}}}]}, "III"),
        ({"values": [{"parameter": E, "values": {"2027-01-01": {"by": {"I": "0.79"}}}}]}, "above zero"),
        ({"values": [{"parameter": E, "values": {"2027-01-01": {"by": {**GOOD, "IV": "-1"}}}}]}, "'-1'"),
    ],
)
def test_other_files_are_refused(tmp_path, document, says):
    with pytest.raises(Problem, match=says):
        with_draft(plan("2024"), written(tmp_path / "d.json", document))
    (tmp_path / "d.json").write_bytes(b"\xff\x00")
    with pytest.raises(Problem, match="no draft's file"):
        with_draft(plan("2024"), tmp_path / "d.json")
