"""Frames: the same figures as of a file, in the caller's kind of frame."""

import random

import pytest

from tanshi.accounting import emissions, emissions_all
from tanshi.accounting.report import report_of
from tanshi.core.finding import Problem
from tanshi.rules import Law

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")

KINDS = {"pandas": pandas.DataFrame, "polars": polars.DataFrame, "pyarrow": pyarrow.table}


def columns(seed, count=60):
    chance = random.Random(seed)
    rows = []
    for n in range(count):
        row = {"entity_id": f"E{n // 6}", "year": chance.choice([2022, 2023]), "month": n % 12 + 1, "part": f"U{n % 3}",
               "stream": "coal", "item": chance.choice(["coal", "lignite"]), "fc": round(chance.uniform(1, 99999), 2),
               "c_ar": None, "ncv": None, "mwh": None}  # fmt: skip
        kind = chance.randrange(4)
        if kind == 0:
            row |= {"stream": "electricity", "item": None, "fc": None, "mwh": round(chance.uniform(0, 999), 3)}
        elif kind == 1:
            row["c_ar"] = round(chance.uniform(0.3, 0.7), 4)
        else:
            row["ncv"] = round(chance.uniform(12, 27), 3)
        rows.append(row)
    rows[7] |= {"stream": "coal", "item": "coal", "fc": -1.0}
    return {name: [row[name] for row in rows] for name in rows[0]}


def listed(frame):
    if isinstance(frame, pandas.DataFrame):
        return frame.to_dict("list")
    return frame.to_dict(as_series=False) if isinstance(frame, polars.DataFrame) else frame.to_pydict()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_frame_comes_to_what_its_file_comes_to(kind, seed, tmp_path):
    given = columns(seed)
    frame = KINDS[kind](given)
    found = emissions_all(frame, "power")
    polars.DataFrame(given).write_csv(tmp_path / "r.csv")
    report = report_of(Law("cn"), "power", tmp_path / "r.csv")
    assert type(found.entities) is type(frame)
    due = [report.entity(e) for e in report.entities]
    entities = listed(found.entities)
    assert entities["entity_id"] == [e["entity_id"] for e in due]
    assert entities["emissions_t"] == [e["emissions_t"] for e in due]
    assert entities["covered_t"] == [e["totals"]["covered"] for e in due]
    findings = listed(found.findings)
    assert findings["code"] == [f.code for f in report.findings]
    assert "emissions.negative" in findings["code"]
    place = findings["code"].index("emissions.negative")
    assert (findings["row"][place], findings["column"][place]) == (7, "fc")
    sources = listed(found.by_source)
    assert sum(part == "" for part in sources["unit_id"]) == sum(len(e["by_source"]) for e in due)


def test_rows_that_do_not_count_warn():
    with pytest.warns(UserWarning, match="row 7, fc"):
        emissions(polars.DataFrame(columns(3)), "power")


def test_a_frame_that_cannot_be_used():
    with pytest.raises(Problem, match="stream"):
        emissions(pandas.DataFrame({"entity_id": ["E1"]}), "power")
    with pytest.raises(Problem, match="No row"):
        emissions(pandas.DataFrame({"entity_id": ["E1"], "stream": ["coal"], "year": [2023], "fc": ["x"]}), "power")
