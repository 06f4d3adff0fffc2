"""Orders under keys over the line of a serving process: one key is one message, whichever side breaks."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from tanshi.application.market import open_market
from tanshi.exchange.gateway.folder import open_session
from tanshi.exchange.gateway.line import KeyUsed, Line, NotKnownYet, NotOpen, Order, TooManyOperators, frame
from tanshi.exchange.gateway.sent import of_holder
from tanshi.exchange.matching.messages import BUY, SELL, Kind
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.process.cores import VERSION
from tanshi.exchange.process.journaled import found, segment_of
from tanshi.exchange.segments.reader import Reader
from tests.exchange.orders import an_opening
from tests.exchange.process.test_server import serving

OPENING = an_opening()
KILLS = 20 if "TANSHI_SOAK" in os.environ else 1


@pytest.fixture
def engine(database):
    market = open_market(database)
    yield market.engine
    market.close()


@contextmanager
def line(engine, folder, number=1, patience_s=5.0):
    made = Line(engine, partial(open_session, folder), number, lambda: "2026-11-23T02:00:00.000000Z", patience_s)
    try:
        yield made
    finally:
        made.close()


def post(key, account=0, side=SELL, price=8000, tonnes=10, actor="A/1", operators=5):
    fields = {
        "kind": Kind.POST, "side": side, "account": account, "price_fen": price, "quantity": tonnes,
    }  # fmt: skip
    return Order(OPENING.session, f"A{account}", key, actor, actor.lower(), frame(fields), operators)


def said(over, order):
    return over.send(order).result(30)


def test_a_key_is_one_message_and_its_answer_stays(engine, tmp_path):
    with serving(tmp_path / "s", OPENING):
        with line(engine, tmp_path / "s") as first:
            one = said(first, post("k1"))
            assert (one.outcome, one.left_t, one.exists) == (ExchangeOutcome.ACCEPTED, 10, False)
            assert said(first, post("k1")) == replace(one, exists=True)
            with pytest.raises(KeyUsed):
                said(first, post("k1", tonnes=11))
            other = said(first, post("k1", account=1))
            assert other.order != one.order
        with line(engine, tmp_path / "s") as second:  # the server's process is another one
            assert said(second, post("k1")) == replace(one, exists=True)
            assert said(second, post("k2")).sequence == 3


def test_the_same_key_in_one_group_is_one_message(engine, tmp_path):
    with serving(tmp_path / "s", OPENING), line(engine, tmp_path / "s") as over:
        answers = [f.result(30) for f in [over.send(post("k")) for _ in range(20)]]
        assert {a.order for a in answers} == {answers[0].order}
        assert [a.exists for a in answers].count(False) == 1


def test_without_a_session_nothing_is_sent(engine, tmp_path):
    with line(engine, tmp_path / "s") as over:
        with pytest.raises(NotOpen):
            said(over, post("k1"))
        with pytest.raises(NotOpen):
            over.look(0).result(30)
        with serving(tmp_path / "s", OPENING):
            assert not said(over, post("k1")).exists
            with pytest.raises(NotOpen):  # its places are another session's
                said(over, replace(post("k2"), session="2026-11-20"))


def test_so_many_persons_act_for_an_account(engine, tmp_path):
    with serving(tmp_path / "s", OPENING), line(engine, tmp_path / "s") as over:
        said(over, post("k1", operators=2))
        said(over, post("k2", actor="A/2", operators=2))
        with pytest.raises(TooManyOperators):
            said(over, post("k3", actor="A/3", operators=2))
        said(over, post("k4", operators=2))
    with engine.snapshot() as view:
        kept = of_holder(view, OPENING.session, "A0", 10)
    assert [(row.key, row.actor, len(row.reply)) for row in kept] == [
        ("k4", "A/1", 64), ("k2", "A/2", 64), ("k1", "A/1", 64),
    ]  # fmt: skip


def test_a_look_shows_what_orders_did(engine, tmp_path):
    with serving(tmp_path / "s", OPENING), line(engine, tmp_path / "s") as over:
        said(over, post("k1"))
        said(over, post("k2", account=1, side=BUY, tonnes=4))
        seen = over.look(0).result(30)
        assert [(r["left_t"], r["price_fen"]) for r in seen.resting] == [(6, 8000)]
        assert [(t["quantity_t"], t["seller"], t["buyer"]) for t in seen.trades] == [(4, 0, 1)]


class Process:
    """A session's own process, killed and started again."""

    def __init__(self, folder):
        found(folder, OPENING, "00" * 32, VERSION, 0, 1 << 20)
        self._folder = folder
        self.start()

    def start(self):
        command = [sys.executable, "-m", "tanshi", "exchange", "serve", str(self._folder), "--core", "plain"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert "ready" in self._process.stdout.readline()

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()


def messages_of(folder):
    return np.concatenate([lot.messages for lot in Reader(segment_of(folder).read_bytes())])


def test_whichever_side_is_killed_no_key_is_done_twice_or_never(tmp_path):
    """Traders ask again with their keys until they are answered; process and line die meanwhile."""
    folder, orders = tmp_path / "s", 100 * KILLS
    market = open_market(str(tmp_path / "market.db"))
    process, lines, answered, done = Process(folder), [], {}, threading.Event()

    def new_line():
        lines.append(Line(market.engine, partial(open_session, folder), 1, lambda: "2026-11-23T02:00:00Z", 0.5))

    def trader(first):
        for n in range(first, orders, 4):
            while n not in answered:
                with suppress(NotOpen, NotKnownYet, TimeoutError):
                    answered[n] = lines[-1].send(post(f"k{n}", price=7500 + n, tonnes=1 + n)).result(2)
                time.sleep(0.002)

    new_line()
    threads = [threading.Thread(target=trader, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(KILLS):
            time.sleep(0.15)
            process.kill()
            time.sleep(0.7)  # longer than the line waits
            process.start()
            time.sleep(0.15)
            lines[-1].close()
            new_line()
        for thread in threads:
            thread.join(60)
        done.set()
    finally:
        lines[-1].close()
        process.kill()
        market.close()
    kept = messages_of(folder)
    assert sorted(kept["quantity"].tolist()) == list(range(1, orders + 1))
    assert {n: a.outcome for n, a in answered.items()} == dict.fromkeys(range(orders), ExchangeOutcome.ACCEPTED)
