"""A loaded session under kill -9 at random moments, torn ends and full disks: every order once, as the oracle says.

python -m tools.exchange_kills [--kills N] [--seed S] [--clients N] [--core plain|compiled]

Several clients, each with a process of its own, send orders without pause. The exchange is killed at random moments and
started again; now and then the end of its segment is torn as a power cut would leave it, and its disk is full. Clients
resume by themselves. At the end every message that a client sent was done once and answered once, the record read by
the plain core gives the same replies, trades and state hash, and each client has heard of each of its trades once.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.messages import MESSAGE, NONE, REPLY, TRADE, Kind, message
from tanshi.exchange.matching.opening import PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.process.cores import VERSION
from tanshi.exchange.process.journaled import found, segment_of
from tanshi.exchange.segments.layout import encode_lot, seed_of
from tanshi.exchange.segments.reader import Reader
from tanshi.exchange.segments.writer import lots_of

_ACCOUNTS = 24
_ALL_DAY = ((0, 24 * 60),)

#: A process may be killed after so many seconds at most.
_LONGEST_S = 0.4

#: A client waits as long as the trial may last: on a busy machine a process needs many times as long to start as it is
#: let live, so a client may find it gone for minutes. What is lost is seen when nothing is killed any more.
_PATIENCE_S = 4 * 3600.0
_AT_LAST_S = 300.0


class Differs(AssertionError):
    """Something was lost, done twice or answered otherwise; the message has the seed."""


def opening() -> Opening:
    """Return an opening in which all may trade all day."""
    product = Product(
        instrument="CEA25", matching=PRICE_TIME, previous_close_fen=8000, listing_low_fen=7200, listing_high_fen=8800,
        block_low_fen=5600, block_high_fen=10400, tick_fen=1, lot_t=1, listing_minimum_t=1, listing_limit_t=100_000,
        block_minimum_t=100_000, levels=5,
    )  # fmt: skip
    return Opening(
        session="2026-11-23",
        accounts=tuple(f"A{n}" for n in range(_ACCOUNTS)),
        products=(product,),
        balances=tuple(Balance(n, 0, 10**7) for n in range(_ACCOUNTS)),
        cash_fen=(10**12,) * _ACCOUNTS,
        hours=(("listing", _ALL_DAY), ("block", _ALL_DAY), ("auction", _ALL_DAY), ("move_out", _ALL_DAY)),
    )


def orders(chance: Random, size: int, accounts: list[int], known: list[int]) -> Any:
    """Return orders of some accounts, and cancels of orders that were answered."""
    made = np.zeros(size, MESSAGE)
    made["counterparty"] = NONE
    for place in range(size):
        made["account"][place] = accounts[0]
        if known and chance.random() < 0.3:
            made["kind"][place], made["ref"][place] = Kind.CANCEL, known.pop(chance.randrange(len(known)))
            continue
        side = chance.randrange(2)
        made["kind"][place], made["side"][place] = Kind.POST, side
        made["account"][place] = accounts[side]  # a party that meets itself is refused: one buys, the other sells
        made["price_fen"][place] = 8000 + chance.randint(-30, 30)
        made["quantity"][place] = chance.randint(1, 40)
    return made


def trader(folder: Path, number: int, seed: int, until: Any, out: Path) -> None:
    """Send orders until told to stop; leave all replies and trades that were heard."""
    chance = Random(f"{seed}/{number}")
    client = Client(of_folder(folder, number), number, patience_s=_PATIENCE_S)
    accounts = [2 * (number - 1), 2 * (number - 1) + 1]
    heard: list[Any] = []
    known: list[int] = []
    while not until.is_set():
        numbers: list[int] = []
        for _ in range(chance.randint(1, 4)):
            numbers += client.send(orders(chance, chance.randint(1, 60), accounts, known))
        replies = client.replies(numbers)
        heard.append(replies)
        known += [int(r["order"]) for r in replies if r["left_t"] and r["kind"] == Kind.POST]
        del known[:-200]
    client.listen(0.5)
    np.save(out / f"replies{number}", np.concatenate(heard) if heard else np.zeros(0, REPLY))
    np.save(out / f"trades{number}", client.trades())
    client.close()


def must_work(processes: Mapping[str, Any]) -> None:
    """Raise `Differs` if one of the trial's own processes has failed."""
    if failed := [name for name, process in processes.items() if process.exitcode]:
        raise Differs(f"{', '.join(failed)} failed: its traceback is above")


def must_end(processes: Mapping[str, Any]) -> None:
    """Wait for the trial's own processes, to which nothing is done any more. Raises `Differs`."""
    until = time.monotonic() + _AT_LAST_S
    for process in processes.values():
        process.join(max(0.0, until - time.monotonic()))
    must_work(processes)
    if waiting := [name for name, process in processes.items() if process.exitcode is None]:
        raise Differs(f"{', '.join(waiting)} still waits for an answer after {_AT_LAST_S:.0f} s")


@dataclass(slots=True)
class Faults:
    """What was done to the process, and how it went."""

    kills: int = 0
    torn: int = 0
    full_disks: int = 0
    messages: int = 0
    trades: int = 0
    acknowledged: int = 0
    replays_s: list[float] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        longest = round(max(self.replays_s), 2)
        counts = ("kills", "torn", "full_disks", "messages", "trades", "acknowledged")
        return {name: getattr(self, name) for name in counts} | {"longest_replay_s": longest}


class Stage:
    """A session in a folder, its process and what happens to it."""

    def __init__(self, folder: Path, core: str, seed: int) -> None:
        self._set(folder / "session", core, seed, [])
        found(self.folder, opening(), "00" * 32, VERSION, 0)

    def _set(self, folder: Path, core: str, seed: int, options: list[str]) -> None:
        self.folder, self.faults = folder, Faults()
        self._core, self._chance, self._options = core, Random(seed), options
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process and wait until it listens."""
        self._process = self._begun()
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Differs(f"the exchange did not start: {self._process.communicate()[1][-1000:]}")
        self.faults.replays_s.append(json.loads(line)["replay_s"])

    def _begun(self, *before: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tanshi", "exchange", "serve", str(self.folder), "--core", self._core]
        command += self._options
        return subprocess.Popen([*before, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kill(self) -> None:
        """Kill the process at a random moment."""
        assert self._process is not None
        time.sleep(self._chance.random() * _LONGEST_S)
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()
        self.faults.kills += 1

    def fill_disk(self) -> None:
        """Let the process run until its files may not grow: it takes what fits, perhaps a part of a lot, and ends."""
        limit = self._read().at + self._chance.randint(0, 60_000)
        process = self._begun("prlimit", f"--fsize={limit}")
        try:
            _, errors = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:  # nobody sends so much
            process.kill()
            process.communicate()
            return
        if process.returncode != 2:
            raise Differs(f"a full disk ended it with {process.returncode}: {errors[-1000:]}")
        self.faults.full_disks += 1

    def _read(self) -> Reader:
        reader = Reader(segment_of(self.folder).read_bytes())
        for _ in reader:
            pass
        return reader

    def tear(self) -> None:
        """Leave the end of the segment as a power cut in the middle of a write would: part of a lot, never answered."""
        reader = self._read()
        assert reader.header is not None
        size = self._chance.randint(1, 400)
        chance = Random(self._chance.random())
        more = orders(chance, size, [0, 1], [])
        lot = encode_lot(
            seed_of(reader.header.encode()), reader.epoch, reader.sequence + 1, reader.time_ns, more.tobytes()
        )
        torn = bytearray(lot[: self._chance.randint(1, len(lot) - 1)])
        if self._chance.random() < 0.5:  # sectors reach the disk in any order
            missing = min(512, len(torn))
            torn[:missing] = bytes(missing)
        with segment_of(self.folder).open("r+b") as file:
            file.seek(reader.at)
            file.write(torn)
        self.faults.torn += 1

    def close(self) -> None:
        """Close the session by the operator's hand, and wait for the end of the process."""
        operator = Client(of_folder(self.folder, 0), 0)
        operator.ask(message(Kind.CLOSE))
        operator.close()
        assert self._process is not None
        output, errors = self._process.communicate(timeout=120)
        if self._process.returncode:
            raise Differs(f"the close ended with {self._process.returncode}: {errors[-1000:]}")
        if not json.loads(output)["closed"]:
            raise Differs("the session was not sealed")


def judge(folder: Path, out: Path, clients: int, faults: Faults) -> None:
    """Compare what clients heard with what the plain core says to the record. Raises `Differs`."""
    oracle = Plain(opening())
    said, made = [], []
    for lot in lots_of(segment_of(folder).read_bytes()):
        replies, trades = oracle.lot(lot.messages, lot.time_ns)
        trades["spare"] = lot.time_ns // 10**6
        said.append(replies)
        made.append(trades)
    due, trades = np.concatenate(said), np.concatenate(made)
    faults.messages, faults.trades = len(due), len(trades)
    for number in range(1, clients + 1):
        heard = np.load(out / f"replies{number}.npy")
        mine = due[due["client"] == number]
        faults.acknowledged += len(heard)
        if heard["number"].tolist() != list(range(1, len(heard) + 1)):
            raise Differs(f"client {number}: not every message was answered once, in its order")
        if mine.tobytes() != heard.tobytes():
            raise Differs(f"client {number}: heard {len(heard)} replies, the record gives {len(mine)}, or others")
        known = np.load(out / f"trades{number}.npy")
        accounts = [2 * (number - 1), 2 * (number - 1) + 1]
        of_mine = trades[np.isin(trades["seller"], accounts) | np.isin(trades["buyer"], accounts)]
        if known.astype(TRADE).tobytes() != of_mine.tobytes():
            raise Differs(f"client {number}: heard of {len(known)} trades, had {len(of_mine)}")
    kept = [np.fromfile(folder / name, dtype) for name, dtype in (("replies", REPLY), ("trades", TRADE))]
    if kept[0].tobytes() != due.tobytes() or kept[1].tobytes() != trades.tobytes():
        raise Differs("what the process answered is not what the record gives")


def trial(kills: int, seed: int, clients: int = 4, core: str = "compiled") -> dict[str, Any]:
    """Kill a loaded session so many times. Raises `Differs`."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        folder, until = Path(name), context.Event()
        stage = Stage(folder, core, seed)
        traders = {
            f"seed {seed}: client {n}": context.Process(target=trader, args=(stage.folder, n, seed, until, folder))
            for n in range(1, clients + 1)
        }
        for process in traders.values():
            process.start()
        chance = Random(seed)
        try:
            while stage.faults.kills < kills:
                stage.start()
                stage.kill()
                if chance.random() < 0.3:
                    stage.tear()
                if chance.random() < 0.1:
                    stage.fill_disk()
                must_work(traders)
                sys.stderr.write(f"\r{stage.faults.kills} kills ")
            stage.start()
            time.sleep(_LONGEST_S)
            until.set()
            must_end(traders)
            stage.close()
        finally:
            for process in traders.values():
                if process.is_alive():
                    process.kill()
        sys.stderr.write("\n")
        judge(stage.folder, folder, clients, stage.faults)
        return stage.faults.plain() | {"state_hash": _hash(stage.folder)}


def _hash(folder: Path) -> str:
    """Return the state hash, the same by both cores."""
    from tanshi.exchange.process.cores import COMPILED, PLAIN, make_core

    hashes = set()
    for form in (PLAIN, COMPILED):
        session = make_core(form)(opening())
        for lot in lots_of(segment_of(folder).read_bytes()):
            session.lot(lot.messages, lot.time_ns)
        hashes.add(session.state_hash())
    if len(hashes) != 1:
        raise Differs("the cores come to different states")
    return hashes.pop()


def main() -> int:
    """Run the trial and print what it came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20231229)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--core", choices=["plain", "compiled"], default="compiled")
    options = parser.parse_args()
    found_ = trial(options.kills, options.seed, options.clients, options.core)
    sys.stdout.write(json.dumps(found_, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
