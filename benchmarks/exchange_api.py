"""Orders through the API as it is, and the trading screen: python -m benchmarks.exchange_api [--seconds S]

A session's process, a server with its journal on SQLite beside it, and this process as the load: kept connections, each
asking when it is answered (closed loop). Every order has a key of its own, is written down, sent, carried out, on the
disk of the session and answered. Half of them trade. On two cores the three share them.
"""

from __future__ import annotations

import argparse
import itertools
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from benchmarks.report import Figure, show
from benchmarks.server import at, get, keys_of, post, steadily
from tanshi.exchange.matching.opening import PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.process.cores import VERSION
from tanshi.exchange.process.journaled import found

HOLDERS = tuple(f"H{n}" for n in range(1, 9))

#: Connections that ask at once: one trader, and a busy market.
CONNECTIONS = (1, 32, 128)


def opening() -> Opening:
    """Return an opening in which nobody is short."""
    product = Product("CEA22", PRICE_TIME, 8000, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5, True)
    balances = tuple(Balance(n, 0, 10**12) for n in range(len(HOLDERS)))
    hours = tuple((way, ((0, 24 * 60),)) for way in ("block", "listing"))
    return Opening("2023-05-04", HOLDERS, (product,), balances, (10**15,) * len(HOLDERS), hours)


def books(db: Path) -> list[str]:
    """Make a small modelled market and return a key for each holder."""
    from tanshi.application.market import open_market
    from tanshi.simulation.workload import opening as commands

    market = open_market(str(db))
    assert all(answer.done for answer in market.execute(commands()))
    market.close()
    return keys_of(db, [f"{holder}/1" for holder in HOLDERS], ("read", "exchange.*"))


@contextmanager
def session(folder: Path) -> Iterator[None]:
    """Serve a session in a process of its own."""
    found(folder, opening(), "00" * 32, VERSION, 0)
    command = [sys.executable, "-m", "tanshi", "exchange", "serve", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.wait()


def serve(db: str, port: int, folder: str) -> None:
    """Serve the market with its session until killed, without bounds on calls."""
    import uvicorn

    from tanshi.application.market import open_market
    from tanshi.server import log
    from tanshi.server.app import make_app
    from tanshi.server.platform import ServerSettings
    from tanshi.server.run import platform_of

    log.set_up("none")
    free = ServerSettings(calls_per_minute=10**9, public_calls_per_minute=10**9, exchange=folder)
    platform = platform_of(open_market(db), None, free)
    platform.venue.open()
    uvicorn.run(make_app(platform), host="127.0.0.1", port=port, log_level="warning", access_log=False)


@contextmanager
def server(db: Path, folder: Path) -> Iterator[int]:
    """Run the server in a process of its own and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.exchange_api", "--serve", str(db), str(port), str(folder)]
    process = subprocess.Popen(command)
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                break
            time.sleep(0.1)
        time.sleep(1.0)
        yield port
    finally:
        process.terminate()
        process.wait()


def orders(port: int, keys: list[str], seconds: float) -> list[Figure]:
    """Send orders over so many connections, half of which meet the other half."""
    numbers, figures = itertools.count(), []

    def order(me: int) -> bytes:
        number = next(numbers)
        body = {
            "act": "post", "id": f"b/{number}", "instrument": "CEA22", "side": ("sell", "buy")[number % 2],
            "price_fen": 7900 + number // 2 % 200, "quantity_t": 1 + number // 2 % 40,
        }  # fmt: skip
        return post("/api/v1/trading/orders", body, keys[me % len(keys)])

    steadily(port, 1.0, order, 8)
    for connections in CONNECTIONS:
        load = steadily(port, seconds, order, connections)
        assert not load.bad, f"{load.bad} orders were not accepted"
        name = f"orders through the API, {connections} connection{'s' * (connections > 1)}"
        figures.append(Figure(name, load.per_s, "orders/s"))
        figures += [Figure(f"  p{share}", at(load.ms, share), "ms") for share in (50, 99)]
    return figures


def pages(port: int, keys: list[str], seconds: float) -> list[Figure]:
    """Ask for the screen and market data over one connection and over four at once; nobody sends orders beside."""
    figures = []
    asked = {
        "trading screen, signed in": ("/trading?lang=en", keys[0]), "the account's part": ("/trading/own", keys[0]),
        "standing": ("/api/v1/trading/standing", keys[0]), "quotes": ("/api/v1/market/quotes", ""),
        "bars": ("/api/v1/market/bars?instrument=CEA22&seconds=60", ""),
    }  # fmt: skip
    for name, (target, key) in asked.items():
        one, four = (steadily(port, seconds, partial(_same, get(target, key)), n) for n in (1, 4))
        assert not one.bad + four.bad, name
        p95, crowded = at(one.server_ms, 95), at(four.server_ms, 95)
        about = f"p50 {at(one.server_ms, 50):.1f}, four at once p95 {crowded:.1f}"
        figures.append(Figure(f"{name}: p95 in the server", p95, "ms", about, goal="< 50 ms", met=p95 < 50))
    return figures


def _same(request: bytes, me: int) -> bytes:
    return request


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--folder", type=Path, help="on the disk that is measured; default: a temporary one")
    parser.add_argument("--serve", nargs=3, metavar=("DB", "PORT", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.serve:
        db, port, folder = options.serve
        serve(db, int(port), folder)
        return 0
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        db, folder = Path(name) / "market.db", Path(name) / "session"
        keys = books(db)
        with session(folder), server(db, folder) as port:
            figures = [*orders(port, keys, options.seconds), *pages(port, keys, min(5.0, options.seconds))]
    return show(figures, options.json)


if __name__ == "__main__":
    sys.exit(main())
