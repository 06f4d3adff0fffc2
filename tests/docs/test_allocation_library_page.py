"""The scripts in docs/allocation-library.md, run one after the other: they print what is shown."""

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent.parent / "docs" / "allocation-library.md"
BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def test_the_scripts_print_what_the_page_shows(tmp_path, monkeypatch):
    for module in ("narwhals", "pandas", "pyarrow", "numba"):
        pytest.importorskip(module)
    monkeypatch.chdir(tmp_path)
    names = {}
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) == 4
    for script, shown in blocks:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(script, names)
        assert [line.rstrip() for line in out.getvalue().splitlines()] == shown.splitlines()
