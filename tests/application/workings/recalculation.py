"""Workbooks recalculated by LibreOffice, as whoever opens them sees them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tanshi.application.workings.grid import HEADING_ROWS

#: Rows of a sheet under its heading, each by the name of its column in English.
Rows = list[dict[str, Any]]


def libreoffice() -> str | None:
    """Return the program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def recalculated(files: Sequence[Path], folder: Path) -> dict[str, dict[str, Rows]]:
    """Return the sheets of workbooks by the files' names, after LibreOffice opened and saved them."""
    program = libreoffice()
    assert program is not None
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [
        program,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "saved"),
    ]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=600)
    return {file.stem: sheets(folder / "saved" / file.name) for file in files}


def sheets(file: Path) -> dict[str, Rows]:
    """Return the sheets of a workbook with a heading, as they are stored."""
    book = CalamineWorkbook.from_path(str(file))
    return {name: _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names[:4]}


def _rows(cells: list[list[Any]]) -> Rows:
    heads = cells[HEADING_ROWS - 1]
    return [dict(zip(heads, row, strict=True)) for row in cells[HEADING_ROWS:] if row[0] != ""]
