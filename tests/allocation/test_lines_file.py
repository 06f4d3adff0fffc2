"""A sector's file: the balance value closes it, special lines stand apart, a bad row is named by its cell."""

from fractions import Fraction

import pytest

from tanshi.allocation.industry import IndustryPlan
from tanshi.allocation.lines_file import COLUMNS, allocate_lines_file, template
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.rules import Law

LAW = Law("cn")
GOOD = [
    "L1,E1,10000000,5000000,8000000,,",
    "L2,E1,10000000,5000000,6000000,,",
    "L3,E2,10000000,5000000,9600000,,",
    "L4,E3,500000,,,white_clinker,",
    "L5,E3,700000,1000000,700000,carbide_slag,0.10",
]


def plan(sector="cement", year="2025"):
    return IndustryPlan.of(LAW, sector, Period.named(year))


HEADER = ",".join(COLUMNS)


def written(tmp_path, rows, header=HEADER):
    file = tmp_path / "lines.csv"
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return file


def test_the_sector_closes_and_what_is_special_stands_apart(tmp_path):
    found = allocate_lines_file(plan(), written(tmp_path, GOOD), "2025")
    taking = [a for _, a in found.lines if a.adjustment is not None]
    assert [a.line.line_id for a in taking] == ["L1", "L2", "L3", "L5"]  # carbide slag up to 15 % is no special case
    surplus = sum(a.line.verified_t - a.line.verified_t * (1 + a.adjustment) for a in taking)
    assert surplus == 0
    assert 0 <= sum(a.line.verified_t - a.approved_t for a in taking) < len(taking)  # each floored
    assert {a.line.line_id: a.approved_t for _, a in found.lines}["L4"] == 500_000
    assert found.as_json()["entities"][2]["entity_id"] == "E3"


def test_a_published_balance_value_is_used_as_it_is(tmp_path):
    found = allocate_lines_file(plan(), written(tmp_path, GOOD[:1]), "2025", Fraction(2))
    ((_, line),) = found.lines
    assert line.adjustment == Fraction(3, 100)  # (2 - 1.6) / 2 is exactly the reach
    assert line.approved_t == 10_300_000


def test_2024_gives_what_was_verified_without_intensity(tmp_path):
    found = allocate_lines_file(plan(year="2024"), written(tmp_path, ["L1,E1,123.5,,,,"]), "2024")
    assert (found.balance, found.lines[0][1].approved_t) == (None, 124)


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (",E1,1,1,1,,", "allocate.missing", "A3"),
        ("L1,E1,1,1,1,,", "allocate.duplicate_line", "A3"),
        ("X,E1,,1,1,,", "allocate.missing", "C3"),
        ("X,E1,-1,1,1,,", "allocate.negative", "C3"),
        ("X,E1,1,many,1,,", "allocate.not_a_number", "D3"),
        ("X,E1,1,0,1,,", "allocate.zero", "D3"),
        ("X,E1,1,1,0,,", "allocate.zero", "E3"),
        ("X,E1,1,1,,,", "allocate.missing", "E3"),
        ("X,E1,1,1,1,luck,", "allocate.unknown_word", "F3"),
        ("X,E1,1,1,1,carbide_slag,", "allocate.missing", "G3"),
        ("X,E1,1,1,1,carbide_slag,15", "allocate.not_a_fraction", "G3"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_stay(tmp_path, row, code, cell):
    found = allocate_lines_file(plan(), written(tmp_path, [GOOD[0], row]), "2025")
    assert [(f.code, f.where) for f in found.findings] == [
        (code, f"lines.csv!{cell}"), ("allocate.sector_incomplete", "lines.csv"),
    ]  # fmt: skip
    assert [a.line.line_id for _, a in found.lines] == ["L1"]


def test_a_file_without_the_columns_or_rows(tmp_path):
    with pytest.raises(Problem, match="line_id"):
        allocate_lines_file(plan(), written(tmp_path, GOOD, "a,b,c"), "2025")
    with pytest.raises(Problem, match="row"):
        allocate_lines_file(plan(), written(tmp_path, []), "2025")


@pytest.mark.parametrize("sector", ["steel", "cement", "aluminium"])
@pytest.mark.parametrize("year", ["2024", "2025", "2026"])
def test_the_template_computes(tmp_path, sector, year):
    header, *rows = template(plan(sector, year))
    found = allocate_lines_file(plan(sector, year), written(tmp_path, map(",".join, rows), ",".join(header)), year)
    assert found.findings == ()
    assert len(found.lines) == 2
