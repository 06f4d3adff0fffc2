"""Frames of every kind: the same figures as a file's, the caller's kind of frame back, wrong rows named,
floats exact.
"""

import random
import warnings
from decimal import Decimal

import pytest

from tanshi.allocation.from_file import allocate_units, plan_named, plans
from tanshi.allocation.units_file import UnitRows, UnitsFile
from tanshi.core.exact import show
from tanshi.core.finding import Problem
from tanshi.core.sheets import Row
from tanshi.rules import Law

pytest.importorskip("narwhals")
pytest.importorskip("numpy")

import tanshi.allocation as library
from tanshi.allocation.frames import RowsLeftOut, allocate_all

LAW = Law("cn")
KINDS = ("pandas", "polars", "pyarrow")
COLUMNS = (
    "unit_id", "entity_id", "unit_class", "supply_mwh", "generation_mwh", "heat_gj", "heat_ratio", "load_factor",
    "cooling", "chp", "verified_t",
)  # fmt: skip
GOOD = {
    "unit_id": "u1", "entity_id": "e1", "unit_class": "I", "supply_mwh": "2500000", "generation_mwh": "2600000",
    "heat_gj": "0", "heat_ratio": "0", "load_factor": "0.72", "cooling": "water", "chp": "false",
    "verified_t": "2400000",
}  # fmt: skip


def frame(kind, columns):
    module = pytest.importorskip(kind)
    return module.table(columns) if kind == "pyarrow" else module.DataFrame(columns)


def rows_of(found):
    """Return a frame's rows, whatever its kind, as dictionaries of plain values."""
    if hasattr(found, "to_pylist"):
        return found.to_pylist()
    return found.to_dicts() if hasattr(found, "to_dicts") else found.to_dict("records")


def plain(rows, plan):
    """Return the machine interface's document of rows that were read one by one, its units in the rows' order."""
    text = plan_named(LAW, plan)
    reader = UnitRows(text)
    places = {name: n for n, name in enumerate(COLUMNS)}
    found = [reader.read(Row(n, [row[c] for c in COLUMNS], places), "frame") for n, row in enumerate(rows)]
    units = tuple(u for u in found if u)
    document = allocate_units(LAW, text, UnitsFile(units, ()), plan).as_json()
    order = {u.output.unit_id: n for n, u in enumerate(units)}
    document["units"].sort(key=lambda unit: order[unit["unit_id"]])
    document["findings"] = [*reader.findings, *reader.closing("frame")]
    return document


def agree(found, document):
    """Tell whether a frame's allocation is the document of the plain path."""
    units = [{k: v for k, v in u.items() if k not in ("electricity_t", "heat_t")} for u in rows_of(found.units)]
    assert units == document["units"]
    assert rows_of(found.entities) == document["entities"]
    assert [f["message"] for f in rows_of(found.findings)] == [f.message() for f in document["findings"]]


def random_rows(count, seed):
    """Return rows of text: digits beyond the law's, ties, every class, and some that no plan can use."""
    chance = random.Random(seed)

    def amount():
        digits = chance.choice([0, 0, 1, 3, 3, 4, 9])
        value = chance.choice([0, chance.randrange(1, 10**7), chance.randrange(1, 10**4), 10**10])
        return f"{value}.{chance.randrange(10**digits):0{digits}d}" if digits else str(value)

    def share():
        ties = ("0.64995", "0.649949999", "0.65", "0.6499", "0.49995", "0.5", "0.74995", "0.75", "0.8", "0.85", "1")
        return chance.choice([*ties, f"0.{chance.randrange(10**4):04d}", f"0.{chance.randrange(10**17):017d}"])

    wrong = {"unit_class": "V", "entity_id": " ", "supply_mwh": "-1", "generation_mwh": "x", "heat_gj": "1e3",
             "load_factor": "72", "heat_ratio": "1.0001", "cooling": "ice",
             "chp": "maybe", "verified_t": "", "unit_id": "u0"}  # fmt: skip
    rows = []
    for n in range(count):
        row = {
            "unit_id": f"u{n}", "entity_id": f"e{chance.randrange(count // 3 + 1)}",
            "unit_class": chance.choice(["I", "ii", "Ⅲ", "IV", " I ", "II类", "Verified"]),
            "supply_mwh": amount(), "generation_mwh": amount(), "heat_gj": chance.choice(["", amount()]),
            "heat_ratio": chance.choice(["", "0", "1", "0.25", share()]), "load_factor": share(),
            "cooling": chance.choice(["", "water", "air", "空冷", "背压"]),
            "chp": chance.choice(["", "true", "是", "FALSE"]),
            "verified_t": chance.choice([amount(), f"{chance.randrange(10**6)}.5"]),
        }  # fmt: skip
        if row["unit_class"] == "Verified" and chance.random() < 0.5:
            row |= dict.fromkeys(("generation_mwh", "heat_gj", "load_factor"), "")
        if chance.random() < 0.05:
            field = chance.choice(list(wrong))
            row[field] = wrong[field]
        rows.append(row)
    return rows


@pytest.mark.parametrize("plan", plans(LAW))
def test_texts_of_any_number_of_decimals_are_computed_as_in_a_file(plan):
    rows = random_rows(400, seed=5)
    document = plain(rows, plan)
    given = {name: [r[name] for r in rows] for name in COLUMNS}
    found = allocate_all(frame("pyarrow", given), plan)
    agree(found, document)
    assert 50 < found.by_reference < 400


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_frame_gives_its_own_kind_and_the_same(kind):
    rows = random_rows(120, seed=8)
    given = frame(kind, {name: [r[name] or None for r in rows] for name in COLUMNS})
    found = allocate_all(given, "2022")
    assert {type(found.units), type(found.entities), type(found.findings)} == {type(given)}
    agree(found, plain(rows, "2022"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_float_stands_for_its_shortest_decimal(kind):
    chance = random.Random(3)
    numbers = [0.1, 2.675, 1234567.891, 1e-7, 0.30000000000000004, 1e15, 450359962737049.75, 2400000.0, 0.0]
    numbers += [round(chance.uniform(0, 9e6), chance.choice([0, 2, 3, 5])) for _ in range(60)]
    ratios = [0.65, 0.64995, 0.6499499999999999, 0.64999, 0.7, 1.0, 0.0, *(chance.random() for _ in range(62))]
    columns = {
        "unit_id": [f"u{n}" for n in range(69)], "unit_class": ["I", "II", "IV"] * 23, "supply_mwh": numbers,
        "heat_gj": numbers[::-1], "heat_ratio": ratios[::-1], "load_factor": ratios,
        "verified_t": numbers[5:] + numbers[:5],
    }  # fmt: skip
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"entity_id": values[0]}  # without the column every unit is its own entity
        | {c: f"{Decimal(repr(v)):f}" if isinstance(v, float) else v for c, v in zip(columns, values, strict=True)}
        for values in zip(*columns.values(), strict=True)
    ]
    found = allocate_all(frame(kind, columns), "2022")
    agree(found, plain(rows, "2022"))


@pytest.mark.parametrize("kind", KINDS)
def test_decimals_whole_numbers_and_flags_are_read_as_they_are(kind):
    columns = {
        "机组编号": [7, 8, 9], "单位编号": [1, 1, 2], "机组类别": ["I", "IV", "II"],
        "供电量": [Decimal("2500000.125"), Decimal("1000000.000"), Decimal("0.0005")], "供热量": [0, 10**6, None],
        "供热比": [Decimal("0.12"), None, Decimal("0.1234567")],
        "负荷系数": [Decimal("0.72"), Decimal("0.50"), Decimal("1")],
        "冷却方式": ["空冷", None, "水冷"], "热电联产": [True, None, False], "核查排放量": [2400000, 900000, 5],
    }  # fmt: skip
    found = allocate_all(frame(kind, columns), "2022")
    assert len(rows_of(found.findings)) == 0
    units = rows_of(found.units)
    assert [u["unit_id"] for u in units] == [7, 8, 9]
    assert [u["heat_coef"] for u in units] == ["0.9736", "1", "0.972839526"]
    assert [e["entity_id"] for e in rows_of(found.entities)] == ["1", "2"]
    assert rows_of(found.entities)[0]["verified_t"] == 3_300_000


def test_what_pandas_has_for_an_empty_cell_is_empty():
    pandas = pytest.importorskip("pandas")
    rows = {name: [GOOD[name], "u2" if name == "unit_id" else None] for name in COLUMNS}
    rows |= {"entity_id": ["e1", "e1"], "heat_gj": [float("nan"), 1.0]}
    found = allocate_all(pandas.DataFrame(rows, index=["a", "b"]), "2022")
    assert list(found.units.index) == ["a"]
    assert found.findings[["row", "column", "code"]].to_numpy().tolist()[0] == [
        1,
        "unit_class",
        "allocate.unknown_class",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_unit_stands_once_and_the_first_good_row_counts(kind):
    rows = [GOOD | {"load_factor": "72"}, GOOD, GOOD | {"unit_id": " u1 "}, GOOD | {"unit_id": "u2"}]
    columns = {name: [r[name] for r in rows] for name in COLUMNS}
    found = allocate_all(frame(kind, columns), "2022")
    assert len(rows_of(found.units)) == 2
    assert [(f["row"], f["code"]) for f in rows_of(found.findings)] == [
        (0, "allocate.not_a_fraction"), (2, "allocate.duplicate_unit"), (0, "allocate.entity_incomplete"),
    ]  # fmt: skip
    years = {**columns, "year": ["2019", "2019", "2020", None]}
    assert len(rows_of(allocate_all(frame(kind, years), "2019-2020").units)) == 3


def test_allocate_returns_the_units_and_warns_of_rows_left_out():
    pandas = pytest.importorskip("pandas")
    good = pandas.DataFrame([GOOD, GOOD | {"unit_id": "u2"}])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        units = library.allocate(good, plan="2023")
        amounts = library.allocate(good, plan="2023", exact=False)
    assert units["approved_t"].tolist() == amounts["approved_t"].tolist() == [2067000, 2067000]
    assert "electricity_allowance" in units
    assert "electricity_allowance" not in amounts
    with pytest.warns(RowsLeftOut, match="row 1, unit_class"):
        library.allocate(pandas.DataFrame([GOOD, GOOD | {"unit_id": "u2", "unit_class": "V"}]), plan="2023")


def test_what_cannot_be_used_at_all():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(Problem, match="no plan 2018"):
        library.allocate(pandas.DataFrame([GOOD]), plan="2018")
    with pytest.raises(Problem, match="generation_mwh"):
        library.allocate(pandas.DataFrame([{"unit_id": "u"}]), plan="2023")
    with pytest.raises(Problem, match="No row"):
        library.allocate(pandas.DataFrame([GOOD | {"unit_class": "V"}]), plan="2023")
    with pytest.raises(Problem, match="2\\^52"):
        library.allocate(pandas.DataFrame([GOOD | {"verified_t": "9" * 20}]), plan="2023")
    with pytest.raises(AttributeError):
        _ = library.nothing


def test_exact_figures_are_those_of_the_file_to_the_last_digit():
    rows = [GOOD | {"unit_id": f"u{n}", "load_factor": f"0.{n:02d}", "heat_ratio": show(n, 0)} for n in (0, 1)]
    rows += [GOOD | {"unit_id": f"v{n}", "load_factor": f"0.{n:02d}", "heat_gj": f"{n}.001"} for n in range(2, 99, 5)]
    columns = {name: [r[name] for r in rows] for name in COLUMNS}
    for plan in ("2021", "2024", "2026-draft"):
        agree(allocate_all(frame("pyarrow", columns), plan), plain(rows, plan))
