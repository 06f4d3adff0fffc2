"""A session by its real commands: made, served, ended, served again, closed, read."""

import json
import shlex
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

import pytest

from tanshi.application.market import open_market
from tanshi.core.finding import Problem
from tanshi.exchange.client import Client, Unreachable, of_folder
from tanshi.exchange.matching.messages import BUY, SELL, Kind, message
from tanshi.exchange.ownership import current_epoch, must_own
from tests.cli.process import tanshi
from tests.exchange.orders import an_opening, posts


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "opening.json").write_bytes(an_opening().encode())
    text = tanshi("exchange", "open", "--help").stdout
    example = shlex.split(text.partition("Example: tanshi ")[2])
    done = tanshi(*example, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "session"


@contextmanager
def served(folder, *options, kill=signal.SIGTERM):
    """Serve a folder; yields what was said when it was ready, and at the end what the process ended with."""
    command = [sys.executable, "-m", "tanshi", "exchange", "serve", str(folder), "--core", "plain", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    ready = json.loads(process.stdout.readline())
    try:
        yield ready
    finally:
        if kill is not None:
            process.send_signal(kill)
        ready["end"], ready["figures"] = process.communicate(timeout=60)
        ready["code"] = process.returncode


def test_a_session_from_its_opening_to_its_record(folder, tmp_path):
    market = open_market(str(tmp_path / "market.db"))
    db = ["--db", str(tmp_path / "market.db")]
    client = Client(of_folder(folder, 1), 1)
    operator = Client(of_folder(folder, 0), 0)
    with served(folder, *db) as first:
        client.ask(posts(0, [(0, SELL, 8000, 10)]))
    assert (first["ready"], first["epoch"], first["messages"], first["code"]) == (True, 1, 0, 0)
    assert json.loads(first["end"]) == {"closed": False}
    figures = json.loads(first["figures"].splitlines()[-1])
    assert (figures["lots"], figures["messages"]) == (1, 1)
    assert figures["disk_us_p99"] > 0
    with served(folder, *db, kill=signal.SIGKILL) as second:
        client.ask(posts(0, [(1, BUY, 8000, 4)]))
    assert (second["epoch"], second["messages"]) == (2, 1)
    assert tanshi("exchange", "record", folder / "segment", "--core", "plain").returncode == 1
    with served(folder, *db) as third:
        assert len(operator.ask(message(Kind.CLOSE))) == 1
    end = json.loads(third["end"])
    assert (end["closed"], end["messages"], end["epoch"], third["code"]) == (True, 3, 3, 0)
    record = json.loads(tanshi("exchange", "record", folder / "segment", "--core", "plain", "--json").stdout)
    assert (record["sealed"], record["segment_sha256"], record["messages"]) == (True, end["sha256"], 3)
    with market.view() as view:
        assert current_epoch(view) == 3
        with pytest.raises(Problem):
            must_own(view, 2)
    for closes in (client, operator, market):
        closes.close()


def test_a_session_of_another_owner_ends_itself(folder, tmp_path):
    market = open_market(str(tmp_path / "market.db"))
    with served(folder, "--db", str(tmp_path / "market.db"), kill=None) as served_one:
        with market.engine.aside() as writes:
            writes.execute("UPDATE exchange_epoch SET epoch = 9")
        client = Client(of_folder(folder, 1), 1, 0.1)
        with suppress(Unreachable):  # on a busy machine it has ended before anybody comes
            client.open()
            client._sock.settimeout(30)
            while client._sock.recv(1024):
                pass
        client.close()
    assert served_one["code"] == 2
    assert "another process" in served_one["figures"]
    market.close()


def test_what_is_refused(folder, tmp_path):
    assert "no session" in tanshi("exchange", "serve", tmp_path, "--core", "plain").stderr
    (tmp_path / "other.json").write_bytes(an_opening(accounts=5).encode())
    assert "another opening" in tanshi("exchange", "open", folder, "--opening", tmp_path / "other.json").stderr
    (tmp_path / "bad.json").write_bytes(b"{}")
    assert "no opening" in tanshi("exchange", "open", folder, "--opening", tmp_path / "bad.json").stderr
    with served(folder):
        done = tanshi("exchange", "serve", folder, "--core", "plain")
        assert done.returncode == 2
        assert "Another process holds" in done.stderr
