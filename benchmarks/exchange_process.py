"""Speed of the exchange as a process: python -m benchmarks.exchange_process [--part …] [--json FILE]

journaled  the core with its segment in this process, against the same bytes in the same groups appended and synced
           plainly, in the same run: what matching, checks and checksums cost on top of the disk (goal: 0.4 of it)
socket     one open-loop sender offers messages at fixed times, whatever comes back; latency counts from the time a
           message was meant to be sent, so a stall is not hidden (goal at 20,000/s over 60 s: p99 under 5 ms)
reopen     a session of a million messages from its segment to readiness (goal: under 5 s)
memory     resident memory after one million messages and after ten (goal: not more than a tenth above)

Wall time throughout, as the disk is waited for; processor time beside it. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import Figure, show
from tanshi.exchange.matching.messages import BUY, MESSAGE, NONE, SELL, Kind
from tanshi.exchange.matching.opening import PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.process.connection import Door
from tanshi.exchange.process.cores import VERSION, make_core, warmed
from tanshi.exchange.process.doors import door_of
from tanshi.exchange.process.frames import Blocks, What, hello
from tanshi.exchange.process.journaled import Journaled, Venue, found
from tanshi.exchange.segments.layout import Header, encode_lot, seed_of
from tanshi.exchange.segments.writer import Segment

_ACCOUNTS = 1_000
_MILLION = 1_000_000
_NOON_NS = 12 * 3600 * 10**9


def opening() -> Opening:
    """Return an opening in which nobody is short, all rules on."""
    product = Product("CEA25", PRICE_TIME, 8000, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5, False)
    limit = 1 << 50
    return Opening(
        "benchmark", tuple(f"A{n}" for n in range(_ACCOUNTS)), (product,),
        tuple(Balance(n, 0, 10**12, limit_t=limit) for n in range(_ACCOUNTS)), (10**15,) * _ACCOUNTS,
        (("listing", ((0, 24 * 60),)),),
    )  # fmt: skip


def messages(first: int, count: int, client: int = 1) -> Any:
    """Return orders of which every second meets the one before, over a resting book of a thousand at the edges."""
    made = np.zeros(count, MESSAGE)
    numbers = np.arange(first, first + count, dtype=np.uint64)
    pair = numbers // 2
    made["kind"], made["client"], made["counterparty"], made["number"] = Kind.POST, client, NONE, numbers
    made["side"] = np.where(numbers % 2 == 0, SELL, BUY)
    made["account"] = (pair * 2 + numbers % 2) % _ACCOUNTS
    made["price_fen"] = 7900 + (pair * 7919) % 200
    made["quantity"] = 1 + pair % 40
    rests = numbers <= 1000
    made["price_fen"][rests] = np.where(made["side"][rests] == SELL, 8700, 7300)
    return made


def _sliced(every: Any, group: int) -> Iterator[Any]:
    for start in range(0, len(every), group):
        yield every[start : start + group]


def _took(work: Callable[[], None]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def journaled(folder: Path, count: int, rounds: int = 5) -> list[Figure]:
    """Measure the core with its segment against plain appending, in turns of a few lots each."""
    figures = []
    for group in (64, 1024):
        ours, plain, busy = [], [], []
        for number in range(rounds):
            measured = _in_turns(folder / f"{group}-{number}", count, group)
            for times, value in zip((ours, plain, busy), measured, strict=True):
                times.append(value)
        ratios = [a / b for a, b in zip(ours, plain, strict=True)]
        ratio = statistics.median(ratios)
        figures.append(
            Figure(
                f"journaled in-process, groups of {group}", statistics.median(ours), "messages/s",
                f"ratios {min(ratios):.2f}-{max(ratios):.2f}", "raw append + fdatasync", statistics.median(plain),
                ratio, ">= 0.4", ratio >= 0.4,
            )
        )  # fmt: skip
        figures.append(Figure(f"  processor time a message, groups of {group}", statistics.median(busy), "us"))
    return figures


def _in_turns(path: Path, count: int, group: int, turn: int = 16) -> tuple[float, float, float]:
    """Return messages a second of ours and of plain appending, and our processor time a message in microseconds."""
    every, header = messages(2, count), Header(opening().encode(), "00" * 32, VERSION, 1)
    room = 2 * count * MESSAGE.itemsize
    segment = Segment.create(path.with_suffix(".ours"), header, room)
    venue = Journaled(warmed(make_core(), opening()), segment)
    raw = Segment.create(path.with_suffix(".raw"), header, room)
    file, at = os.open(raw.path, os.O_WRONLY), raw.size
    seed, first, spent = seed_of(header.encode()), 1, [0.0, 0.0, 0.0]
    lots = list(_sliced(every, group))
    for start in range(0, len(lots), turn):
        some, encoded = lots[start : start + turn], []
        for lot in some:
            encoded.append(encode_lot(seed, 1, first, _NOON_NS, lot.tobytes()))
            first += len(lot)
        wall, processor = time.perf_counter(), time.process_time()
        for lot in some:
            venue.lot(lot, _NOON_NS)
        spent[0] += time.perf_counter() - wall
        spent[2] += time.process_time() - processor
        wall = time.perf_counter()
        for data in encoded:
            os.pwrite(file, data, at)
            os.fdatasync(file)
            at += len(data)
        spent[1] += time.perf_counter() - wall
    os.close(file)
    for done in (segment, raw):
        done.close()
        done.path.unlink()
    return count / spent[0], count / spent[1], 1e6 * spent[2] / count


def over_socket(folder: Path, rate: int, seconds: float) -> list[Figure]:
    """Offer messages at a rate, open loop, and measure from the intended time of each to its reply."""
    session = folder / "session"
    found(session, opening(), "00" * 32, VERSION, 0, 256 << 20)
    command = [sys.executable, "-m", "tanshi", "exchange", "serve", str(session)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        before = _processor_s(process.pid)
        late, lag = _offered(session, rate, seconds)
        busy = _processor_s(process.pid) - before
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=60)
    said = json.loads(errors.splitlines()[-1])
    p50, p99, p999 = (float(np.percentile(late, share)) * 1e3 for share in (50, 99, 99.9))
    return [
        Figure(f"socket, {rate:,}/s over {seconds:.0f} s: p50", p50, "ms"),
        Figure(f"socket, {rate:,}/s over {seconds:.0f} s: p99", p99, "ms", goal="< 5 ms", met=p99 < 5),
        Figure(f"socket, {rate:,}/s over {seconds:.0f} s: p99.9", p999, "ms"),
        Figure("  of it the sender behind its own times: p99", float(np.percentile(lag, 99)) * 1e3, "ms"),
        Figure("  processor time of the exchange a message", 1e6 * busy / len(late), "us"),
        Figure("  messages a lot", said["messages"] / said["lots"], ""),
        Figure("  wait for the disk: p99", said["disk_us_p99"] / 1e3, "ms"),
    ]


def _processor_s(pid: int) -> float:
    """Return the processor time a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _offered(session: Path, rate: int, seconds: float) -> tuple[Any, Any]:
    """Return the latency of every message, and how late the sender itself was, in seconds."""
    count, size = int(rate * seconds), MESSAGE.itemsize
    data = memoryview(messages(1, count).tobytes())
    sock = socket.socket(socket.AF_UNIX)
    sock.connect(str(door_of(session, Door.TRADING)))
    sock.sendall(hello(1))
    sock.setblocking(False)
    blocks = Blocks()
    heard, sent_at = np.zeros(count), np.zeros(count)
    begin = time.perf_counter() + 0.5
    sent = answered = written = 0
    while answered < count:
        now = time.perf_counter()
        due = min(count, int((now - begin) * rate)) if now > begin else 0
        if due > sent:
            sent_at[sent:due] = now
            sent = due
        if written < sent * size:
            with suppress(BlockingIOError):
                written += sock.send(data[written : sent * size])
        try:
            came = sock.recv(1 << 18)
        except BlockingIOError:
            time.sleep(0.0002)
            continue
        at = time.perf_counter()
        for what, records in blocks.feed(came):
            if what is What.REPLIES:
                heard[answered : answered + len(records)] = at
                answered += len(records)
    sock.close()
    meant = begin + np.arange(1, count + 1) / rate
    return heard - meant, sent_at - meant


def reopen(folder: Path, count: int, group: int = 64) -> list[Figure]:
    """Write a session and open it again."""
    path = folder / "again"
    found(path, opening(), "00" * 32, VERSION, 0, 256 << 20)
    segment = Segment.reopen(path / "segment", lambda _: 1, lambda lot: None, 256 << 20)
    for lot in _sliced(messages(2, count), group):
        segment.make_room()
        segment.append(lot, _NOON_NS)
    segment.close()
    make = make_core()
    warmed(make, opening())
    times, busy = [], []
    for _ in range(3):
        wall, processor = _took(lambda: Venue(path, make, lambda last: last + 1).close())
        times.append(wall)
        busy.append(processor)
    middle = statistics.median(times)
    return [
        Figure(f"reopen {count:,} messages in lots of {group}", middle, "s", goal="< 5 s", met=middle < 5),
        Figure("  processor time", statistics.median(busy), "s"),
    ]


def memory(folder: Path, count: int) -> list[Figure]:
    """Watch resident memory while a session takes ten times as many messages as it had."""
    path = folder / "long"
    found(path, opening(), "00" * 32, VERSION, 0, 256 << 20)
    venue = Venue(path, lambda given: warmed(make_core(), given), lambda last: last + 1, 256 << 20)
    after: list[float] = []
    for first in range(2, count + 2, 1024):
        venue.lot(messages(first, 1024), _NOON_NS)
        if first // (count // 10) > len(after):
            after.append(_resident_mb())
    after.append(_resident_mb())
    venue.close()
    ratio = after[-1] / after[0]
    return [
        Figure(
            f"memory after {count:,} messages", after[-1], "MB", "", f"after {count // 10:,}", after[0], ratio,
            "<= 1.1", ratio <= 1.1,
        )
    ]  # fmt: skip


def _resident_mb() -> float:
    fields = Path("/proc/self/statm").read_text("ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    """Measure the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["journaled", "socket", "reopen", "memory"], action="append")
    parser.add_argument("--messages", type=int, default=100_000, help="of each round of `journaled`")
    parser.add_argument("--rate", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--folder", type=Path, help="on the disk that is measured; default: a temporary one")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        parts: dict[str, Callable[[], list[Figure]]] = {
            "journaled": lambda: journaled(Path(name), options.messages),
            "socket": lambda: over_socket(Path(name), options.rate, options.seconds),
            "reopen": lambda: reopen(Path(name), _MILLION),
            "memory": lambda: memory(Path(name), 10 * _MILLION),
        }
        for part in options.part or parts:
            figures += parts[part]()
    return show(figures, options.json)


if __name__ == "__main__":
    sys.exit(main())
