"""A day of the exchange by its commands: begin, serve, carry, end, settle; on both databases, tried before done."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tanshi.application.market import open_market
from tanshi.application.reconciliation import _with_exchange
from tanshi.application.session_opening import opening_of
from tanshi.core.clock import SimulatedClock
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.interruptions import CallOffSession, HaltSession, ResumeSession
from tanshi.exchange.matching.messages import BUY, SELL
from tanshi.exchange.ownership import current_epoch
from tanshi.registry import commands as registry
from tanshi.registry.session_request import RequestReturn
from tanshi.simulation.acts import EXCHANGE, REGISTRY, command
from tanshi.simulation.workload import opening as market_opening
from tests.cli.process import tanshi
from tests.exchange.orders import posts

DAY = "2023-06-01"
VINTAGE = "CEA22"
SHA = "a" * 64
ALL_DAY = tuple((way, ((0, 1440),)) for way in ("auction", "block", "listing", "move_out"))
HALT = HaltSession(DAY, "", "accident", "why", SHA)


@pytest.fixture
def books(database):
    """Three holders with units and money on their trading accounts."""
    clock = SimulatedClock(datetime(2023, 6, 1, 1, 0, tzinfo=UTC))
    market = open_market(database, clock=clock)
    commands = [*market_opening()]
    for name in ("H1", "H2", "H3"):
        issue, fund = registry.Issue(name, VINTAGE, 5_000, "order", "p"), registry.FundTrading(name, VINTAGE, 2_000)
        commands += [
            command(f"{name}/i", REGISTRY, "registry.issue", issue),
            command(f"{name}/f", (f"{name}/1", name), "registry.fund_trading", fund),
            command(f"{name}/d", REGISTRY, "registry.deposit_cash", registry.DepositCash(name, 20_000_000, name)),
        ]
    assert all(a.done for a in market.execute(commands))
    market.close()
    return database


def act(database, *commands):
    market = open_market(database)
    answers = market.execute(commands)
    market.close()
    assert all(a.done for a in answers), [a.message() for a in answers]


def seen(database, sql):
    market = open_market(database, write=False)
    with market.view() as view:
        found = view.fetch(sql)
    market.close()
    return found


def step(name, *options, **given):
    done = tanshi("exchange", name, *options, "--as", "exchange/1", "--json", **given)
    return json.loads(done.stdout) if done.returncode == 0 else {"said": done.stderr}


@contextmanager
def process(folder, database):
    """Serve a folder in a process of its own, with the epoch of a database."""
    serve = [sys.executable, "-m", "tanshi", "exchange", "serve", str(folder), "--core", "plain", "--db", database]
    running = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert json.loads(running.stdout.readline())["ready"]
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)


def test_a_day_by_its_commands(books, tmp_path):
    folder, made = tmp_path / "s", tmp_path / "opening.json"
    day = (DAY, "--folder", folder, "--db", books)
    market = open_market(books, write=False)
    with market.view() as view:
        opening = opening_of(view, market.law, date.fromisoformat(DAY))
    market.close()
    assert opening.cash_fen.count(20_000_000) == 3
    assert {b.sellable_t for b in opening.balances} == {2_000}
    made.write_bytes(replace(opening, hours=ALL_DAY).encode())

    tried = step("begin", *day, "--dry-run")
    assert (tried["step"], tried["dry_run"], tried["commands"], tried["opening"]) == ("begun", True, 2, opening.digest)
    assert not folder.exists()
    assert seen(books, "SELECT day FROM exchange_session") == []
    begun = step("begin", *day, "--opening", made)
    assert begun == step("begin", *day, "--opening", made)
    assert (begun["accounts"], begun["products"], begun["commands"]) == (
        len(opening.accounts),
        len(opening.products),
        2,
    )

    with process(folder, books) as running:
        client = Client(of_folder(folder, 1), 1)
        place = {name: n for n, name in enumerate(opening.accounts)}
        which = [p.instrument for p in opening.products].index(VINTAGE)
        orders = posts(0, [(place["H1"], SELL, opening.products[which].previous_close_fen, 300)])
        orders["instrument"] = which
        client.ask(orders)
        act(books, command("h", EXCHANGE, "exchange.halt_session", HALT))
        ask = RequestReturn("H1", VINTAGE, 1_900)
        act(books, command("r", ("H1/1", "H1"), "registry.request_return", ask))
        assert step("carry", folder, "--db", books) == {
            "day": DAY, "step": "carried", "dry_run": False, "messages": 2, "refused": 0,
        }  # fmt: skip
        act(books, command("g", EXCHANGE, "exchange.resume_session", ResumeSession(DAY, 1, "mended")))
        assert step("carry", folder, "--db", books)["messages"] == 3  # another carrier: answered, not repeated
        taken = posts(0, [(place["H2"], BUY, opening.products[which].previous_close_fen, 100)])
        taken["instrument"], taken["kind"] = which, 2
        (said,) = client.ask(taken)
        assert said["filled_t"] == 100
        client.close()
        ended = step("end", *day, "--core", "plain")
        assert running.wait(60) == 0
    assert (ended["trades"], ended["commands"]) == (1, 1)
    assert "needs two persons" in step("settle", *day)["said"]
    tried = step("settle", *day, "--second", "exchange/2", "--dry-run")
    assert tried == {"day": DAY, "step": "settled", "dry_run": True, "trades": 1, "commands": 4}
    assert seen(books, "SELECT state FROM registry_book") == [("open",)]
    assert step("settle", *day, "--second", "exchange/2")["trades"] == 1
    assert seen(books, "SELECT number, given, reason FROM exchange_request") == [(1, 1_700, "release.rests_in_orders")]
    assert seen(books, "SELECT seller, buyer, quantity_t FROM registry_trade") == [("H1", "H2", 100)]
    market = open_market(books, write=False)
    with market.view() as view:
        differ = {d.kind for d in _with_exchange(view, market.evidence, DAY)[1]}
        assert differ <= {"units", "money"}  # what moved on a day: this day is long over by the computer's clock
        assert current_epoch(view) == 1
    market.close()


def test_what_a_step_says_when_it_cannot(books, tmp_path):
    folder = tmp_path / "s"
    day = ("--folder", folder, "--db", books)
    assert "There is no session in this folder" in step("end", DAY, *day)["said"]
    assert "2023-06-03 is not a trading day" in step("begin", "2023-06-03", *day)["said"]
    assert not folder.exists()
    assert "H1/1 may not" in tanshi("exchange", "begin", DAY, *day, "--as", "H1/1").stderr
    assert step("begin", DAY, *day)["step"] == "begun"
    assert "has the session of 2023-06-01" in step("end", "2023-06-02", *day)["said"]
    assert "did not answer" in step("end", DAY, *day, "--patience", "0.1")["said"]
    assert "sealed" in step("settle", DAY, *day, "--second", "exchange/2")["said"]
    off = CallOffSession(DAY, "accident", "why", SHA)
    act(books, command("o", EXCHANGE, "exchange.call_off_session", off))
    with process(folder, books) as running:
        assert step("carry", folder, "--db", books, "--every", "0.05")["messages"] == 1
        assert running.wait(60) == 0
    assert step("end", DAY, *day, "--dry-run")["dry_run"] is True
    assert step("end", DAY, *day)["trades"] == 0
