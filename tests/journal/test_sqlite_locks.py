"""Looking at a file whose connections are open in this process must not let go of what they hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from tanshi.application.market import open_market
from tanshi.core.finding import Problem
from tanshi.exchange.ownership import current_epoch, raise_epoch
from tanshi.journal.sqlite import SQLiteEngine

_OTHER = """
import sys
from tanshi.exchange.ownership import current_epoch
from tanshi.journal.sqlite import SQLiteEngine
engine = SQLiteEngine(sys.argv[1], write=False)
with engine.snapshot() as view:
    print(current_epoch(view))
engine.close()
"""


def other(path):
    """Read the epoch in a process of its own, whose connections close in order."""
    done = subprocess.run([sys.executable, "-c", _OTHER, path], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_a_second_look_leaves_the_first_its_locks(tmp_path):
    path = str(tmp_path / "market.db")
    market = open_market(path)
    assert raise_epoch(market.engine, 0) == 1
    SQLiteEngine(path, write=False).close()
    assert other(path) == 1
    assert Path(path + "-wal").exists(), "who was not the last to close has taken the log away"
    assert raise_epoch(market.engine, 1) == 2
    assert other(path) == 2
    with market.view() as view:
        assert current_epoch(view) == 2
    market.close()


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"SQLite format 4\0" + bytes(4080)])
@pytest.mark.parametrize("write", [True, False])
def test_another_kind_of_file_is_no_database(tmp_path, content, write):
    path = tmp_path / "x.db"
    path.write_bytes(content)
    with pytest.raises(Problem) as caught:
        SQLiteEngine(str(path), write=write)
    assert caught.value.findings[0].code == "db.not_a_database"
    assert path.read_bytes() == content
