"""Cells without a value, and workbooks whose parts are no XML or are made to be slow."""

import io
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from tanshi.core.finding import Problem
from tanshi.core.sheet_cells import without_value
from tanshi.core.sheets import sheets_of

WHERE = Path("u.xlsx")


def _book(write):
    file = io.BytesIO()
    book = Workbook(file)
    write(book.add_worksheet("机组 & 数据"))
    book.close()
    return file.getvalue()


def _with_sheet(data, xml):
    """A workbook with another text as its first sheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return file.getvalue()


def test_errors_and_formulas_without_a_result_are_read_as_they_are_written():
    def write(sheet):
        sheet.write_row(0, 0, ["a", 1])
        sheet.write_formula(0, 2, "=NA()", None, "#N/A")
        sheet.write_formula(1, 1, "=B1*2", None, "")
        sheet.write_formula(2, 0, '=IF(A1>0,"",1)', None, "x")
        sheet.write_formula(27, 28, "=1/0", None, "#DIV/0!")

    data = _book(write)
    assert without_value(data) == {"机组 & 数据": {(0, 2): "#N/A", (1, 1): "=B1*2", (27, 28): "#DIV/0!"}}
    ((_, rows),) = sheets_of(WHERE, data)
    assert rows[0] == ["a", 1.0, "#N/A"] + [""] * (len(rows[0]) - 3)
    assert rows[27][28] == "#DIV/0!"


@pytest.mark.parametrize("xml", ["<worksheet><sheetData>", "", '<a t="e"></b>', '<c t="e"' * 3])
def test_a_sheet_that_is_no_xml_makes_the_file_damaged(xml):
    data = _with_sheet(_book(lambda sheet: sheet.write(0, 0, 1)), xml)
    with pytest.raises(Problem) as refused:
        sheets_of(WHERE, data)
    assert [found.code for found in refused.value.findings] == ["input.damaged"]


def test_many_cells_that_never_end_are_refused_at_once():
    """A reader by patterns looks from each of them to the end of the file."""
    data = _with_sheet(_book(lambda sheet: sheet.write(0, 0, 1)), '<worksheet t="e">' + '<c r="A1">' * 300_000)
    with pytest.raises(Problem):
        sheets_of(WHERE, data)
