"""A Parquet file in parts gives what the plain path gives, whichever rows are wrong, large or stand twice."""

import pytest

from tanshi.allocation.from_file import allocate_file
from tanshi.core.finding import Problem
from tanshi.rules import Law

pa = pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")
pytest.importorskip("numba")

from pyarrow import parquet  # noqa: E402

from tanshi.allocation import parquet_stream  # noqa: E402
from tanshi.allocation.large_file import rows_in  # noqa: E402
from tests.allocation.test_frames import COLUMNS, GOOD, random_rows  # noqa: E402

LAW = Law("cn")


def written(path, rows, **more):
    columns = {name: [r[name] for r in rows] for name in COLUMNS} | more
    parquet.write_table(pa.table(columns), path, row_group_size=90)
    return path


def same(found, plain):
    assert found.entities == tuple(
        type(e)(e.entity_id, type(e.found)((), *(getattr(e.found, n) for n in e.found.__slots__[1:])), e.borrow_limit_t)
        for e in plain.entities
    )
    assert found.findings == plain.findings


@pytest.fixture(autouse=True)
def short_parts(monkeypatch):
    monkeypatch.setattr(parquet_stream, "PART", 64)


@pytest.mark.parametrize("plan", ["2022", "2026-draft"])
def test_entities_and_findings_are_those_of_the_plain_path(tmp_path, plan):
    file = written(tmp_path / "u.parquet", random_rows(300, seed=21))
    same(parquet_stream.allocate_parquet(LAW, file, plan), allocate_file(LAW, file, plan))


def test_a_unit_that_stands_twice_is_found_wherever_it_stands(tmp_path):
    rows = [GOOD | {"unit_id": f"u{n}", "entity_id": f"e{n % 7}"} for n in range(200)]
    rows[3]["verified_t"] = "x"  # the first row of u3 is wrong, so its second counts
    rows[190]["unit_id"], rows[151]["unit_id"] = "u3", " u100"
    file = written(tmp_path / "u.parquet", rows)
    found = parquet_stream.allocate_parquet(LAW, file, "2022")
    assert [f.code for f in found.findings] == [
        "allocate.not_a_number", "allocate.duplicate_unit", "allocate.entity_incomplete", "allocate.entity_incomplete",
    ]  # fmt: skip
    same(found, allocate_file(LAW, file, "2022"))


@pytest.mark.parametrize("whole", [True, False])
def test_a_unit_may_stand_once_for_each_year(tmp_path, whole):
    rows = [GOOD | {"unit_id": f"u{n // 2}"} for n in range(150)]
    years = [2019 + n % 2 for n in range(150)]
    years[80] = 2020
    units = {"unit_id": [n // 2 for n in range(150)]} if whole else {}
    file = written(tmp_path / "u.parquet", rows, year=years if whole else [str(y) for y in years], **units)
    found = parquet_stream.allocate_parquet(LAW, file, "2019-2020")
    assert [f.code for f in found.findings] == ["allocate.duplicate_unit", "allocate.entity_incomplete"]
    same(found, allocate_file(LAW, file, "2019-2020"))


def test_numbers_of_every_type_are_read(tmp_path):
    rows = [GOOD | {"unit_id": f"u{n}"} for n in range(70)]
    numbers = {
        "supply_mwh": pa.array([str(n) + ".125" for n in range(70)]).cast(pa.decimal128(18, 6)),
        "heat_gj": [n * 1.1 for n in range(70)], "verified_t": list(range(70)),
        "load_factor": [0.3 + n / 173 for n in range(70)], "chp": [n % 2 == 0 for n in range(70)],
    }  # fmt: skip
    file = written(tmp_path / "u.parquet", rows, **numbers)
    same(parquet_stream.allocate_parquet(LAW, file, "2021"), allocate_file(LAW, file, "2021"))


def test_what_cannot_be_used_at_all(tmp_path):
    damaged = tmp_path / "z.parquet"
    damaged.write_bytes(b"PAR1 not really")
    assert rows_in(damaged) == 0
    assert rows_in(tmp_path) == 0
    with pytest.raises(Problem):
        parquet_stream.allocate_parquet(LAW, damaged, "2022")
    with pytest.raises(Problem, match="No row"):
        parquet_stream.allocate_parquet(LAW, written(tmp_path / "w.parquet", [GOOD | {"unit_class": "V"}]), "2022")
    assert rows_in(written(tmp_path / "v.parquet", [GOOD])) == 1


def test_the_command_shows_the_same_of_a_large_file(tmp_path, monkeypatch, capsys):
    from tanshi.allocation import large_file
    from tanshi.cli.main import run

    file = written(tmp_path / "u.parquet", random_rows(200, seed=4))
    shown = []
    for many in (10**9, 100):
        monkeypatch.setattr(large_file, "MANY", many)
        with pytest.raises(SystemExit) as end:
            run(["allocate", str(file), "--plan", "2022"])
        captured = capsys.readouterr()
        shown.append((captured.out, end.value.code))
        findings = [line for line in captured.err.splitlines() if "u.parquet!" in line]
        assert findings
    assert shown[0] == shown[1]
    assert shown[0][1] == 1


def test_names_that_share_a_number_are_told_apart_by_the_names(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_stream, "hash_texts", lambda ends, text: (ends[1:] - ends[:-1]).astype("uint64"))
    file = written(tmp_path / "u.parquet", random_rows(150, seed=9))
    same(parquet_stream.allocate_parquet(LAW, file, "2023"), allocate_file(LAW, file, "2023"))
