"""The yearly run needs neither NumPy nor Numba: its session is plain Python."""

import subprocess
import sys

import pytest

BARE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "numba", "llvmlite"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
import {module}
"""


@pytest.mark.parametrize("module", ["tanshi.exchange.matching.book", "tanshi.simulation.desk", "tanshi.cli.main"])
def test_what_the_year_imports_needs_no_extra(module):
    subprocess.run([sys.executable, "-c", BARE.format(module=module)], check=True)
