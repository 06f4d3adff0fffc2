"""`tanshi registry transfer …` through the real commands: each act, dry run, JSON, refusals."""

import json

import pytest

from tanshi.application.market import open_market
from tanshi.cli.asking import Asking, ask
from tanshi.client import Refused
from tanshi.client.api import Proposal
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A database in which H1 has 1,000 t."""
    path = str(tmp_path_factory.mktemp("transfer") / "market.db")
    market = open_market(path)
    item = {"holder": "H1", "instrument": "CEA22", "amount_t": 1_000, "ground": "order", "instruction": "i"}
    issue = Command("i", "registry", "registry/1", "registry.issue", [item], "registry/2")
    assert all(a.done for a in market.execute([*opening(), issue]))
    market.close()
    return path


@pytest.fixture
def call(tanshi, made):
    """Run a command and return its JSON document; `code` is the exit code it must have."""

    def run(*arguments, code=0):
        done = tanshi("registry", "transfer", *arguments, "--db", made, "--json")
        assert done.returncode == code, done.stderr + done.stdout
        return json.loads(done.stdout) if done.stdout else done.stderr

    return run


BY = ("--as", "H1/1", "--second", "H1/2")
ORDER = ("order", "H1", "H2", "CEA22", "300", "--ground", "within_group")


def test_an_order_is_tried_made_frozen_released_and_cancelled(call):
    tried = call(*ORDER, *BY, "--dry-run")
    assert (tried["done"], tried["dry_run"]) == (True, True)
    assert call("list")["orders"] == []
    first = call(*ORDER, *BY, "--id", "o/1")
    assert (first["done"], first["exists"], first["outcome"]) == (True, False, "registry.done")
    assert call(*ORDER, *BY, "--id", "o/1")["exists"]
    (order,) = call("list", "H2")["orders"]
    assert (order["id"], order["amount_t"], order["state"]) == ("H1/T1", 300, "waiting")
    assert call("carry-out", "H1/T1", "--as", "registry/1", code=1)["outcome"] == "registry.order_not_due"
    assert call("freeze", "H1/T1", "--reason", "doubt", "--as", "registry/1")["done"]
    assert call("list")["orders"][0]["state"] == "frozen"
    released = call("release", "H1/T1", "--reason", "checked", "--as", "registry/1", "--second", "registry/2")
    assert released["done"]
    assert call("cancel", "H1/T1", "--reason", "typo", "--as", "H1/2")["done"]
    assert call("list")["orders"] == []
    assert call("list", "--all")["orders"][0]["reason"] == "typo"


def test_accounts_are_trusted_by_two_and_distrusted_by_one(call):
    assert call("trust", "H1", "H3", "--reason", "same group", "--as", "H1/1", code=1)["outcome"] == (
        "command.second_missing"
    )
    assert call("trust", "H1", "H3", "--reason", "same group", *BY)["done"]
    assert [t["receiver"] for t in call("trusted", "H1")["trusted"]] == ["H3"]
    assert call("trusted", "H2")["trusted"] == []
    assert call("distrust", "H1", "H3", "--as", "H1/2")["done"]
    assert call("trusted")["trusted"] == []


def test_nothing_that_is_due_is_no_failure(tanshi, made):
    done = tanshi("registry", "transfer", "carry-out", "--as", "registry/1", "--db", made)
    assert done.returncode == 0
    assert "No order is due" in done.stderr


def test_tables_are_in_words(tanshi, call, made):
    assert call(*ORDER, *BY, "--id", "words")["done"]  # of its own: another process may have the tests before it
    done = tanshi("registry", "transfer", "list", "--all", "--db", made)
    assert done.returncode == 0
    assert "within a group" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("cancel", "H1/T1", "--reason", "x"), "--as"),
        ((*ORDER, "--server", "http://127.0.0.1:1"), "TANSHI_KEY"),
    ],
)
def test_who_asks_must_be_said(tanshi, made, monkeypatch, arguments, words):
    monkeypatch.delenv("TANSHI_KEY", raising=False)
    done = tanshi("registry", "transfer", *arguments, "--db", made)
    assert done.returncode != 0
    assert words in done.stderr


class Answering:
    """A client that proposes orders and is refused everything else."""

    def __init__(self, server, key):
        assert (server, key) == ("http://market", "k")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def registry_order_transfer(self, item, *, id, dry_run):
        return Proposal(
            proposal="p/1", command="c/1", kind="registry.order_transfer", items_=[item], actor="H1/1", made_at="",
            ends_at="",
        )  # fmt: skip

    def registry_cancel_transfer(self, item, *, id, dry_run):
        raise Refused(409, {"outcome": "registry.order_ended", "detail": "ended"})


def test_a_key_proposes_and_is_told_what_the_server_refuses(monkeypatch, capsys):
    monkeypatch.setenv("TANSHI_KEY", "k")
    monkeypatch.setattr("tanshi.client.Client", Answering)
    at = Asking("http://market", "", "", "", "", False, True)
    assert ask(at, "registry.order_transfer", {"holder": "H1"}) == 0
    assert json.loads(capsys.readouterr().out)["proposal"] == "p/1"
    assert ask(at, "registry.cancel_transfer", {"transfer": "H1/T1"}) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "registry.order_ended"
