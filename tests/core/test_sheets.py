"""What a cell says, whatever kind of value a file or frame gives."""

from decimal import Decimal
from pathlib import Path

import pytest

from tanshi.core.sheets import cell_text, nearest_header, places_of, sheets_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("  a  b ", "a b"), (3, "3"), (True, "True"), (3.0, "3"), (0.1, "0.1"), (2400000.5, "2400000.5"),
        (0.00001, "0.00001"), (1e22, "10000000000000000000000"), (1.5e-7, "0.00000015"), (Decimal("1E-7"), "0.0000001"),
        (Decimal("2.50"), "2.50"), (float("nan"), "nan"), (float("inf"), "inf"),
    ],
)  # fmt: skip
def test_a_number_is_its_shortest_decimal_without_an_exponent(value, text):
    assert cell_text(value) == text


COLUMNS = {"unit": ("unit_id", "机组编号"), "output": ("generation_mwh", "发电量", "发电量（MWh）")}


@pytest.mark.parametrize(
    "header", [["机组编号", "发电量(MWh)"], ["机组\n编号", " 发电量 （ＭＷｈ）"], ["Unit_ID", "GENERATION_MWH"]]
)
def test_titles_are_the_same_in_any_case_and_width_and_over_two_lines(header):
    assert places_of(header, COLUMNS) == {"unit": 0, "output": 1}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_cells_may_be_separated_by_what_the_first_line_has(mark):
    ((_, rows),) = sheets_of(Path("u.csv"), f"\na{mark}b\n1{mark}2\n".encode())
    assert rows == [[], ["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_texts_are_read_in_what_spreadsheets_write(encoding):
    assert sheets_of(Path("u.csv"), "机组编号\n1号机\n".encode(encoding)) == [("", [["机组编号"], ["1号机"]])]


def test_the_nearest_header_says_what_is_missing():
    sheets = [("notes", [["read me"]]), ("units", [["title", ""], ["x", "机组编号"]])]
    assert nearest_header(sheets, COLUMNS, ("unit", "output")) == ("units", 2, ["output"])
    assert nearest_header(sheets[:1], COLUMNS, ("unit", "output")) is None
