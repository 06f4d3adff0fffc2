"""The server beside a bare endpoint of the same framework, its pages over the nation, and 500 people at once.

python -m benchmarks.server [--db FILE] [--units FILE] [--rounds N] [--seconds S] [--users N] [--json FILE]

The server runs in a process of its own on one core, the bare endpoint in another there, the load comes from this
process on the other core: plain asyncio over kept connections. Every round asks all contestants one after the other;
ratios are of the same round, and the median is reported. Without --db the year 2022 is run first, on the generated
nation or on --units. The database is copied, so that the commands change nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.report import Figure, median_and_spread, show

CONNECTIONS = 32

#: Which people ask; each has a key of an entity's own.
PEOPLE = 64


# the servers


def serve_market(db: str, port: int) -> None:
    """Serve a market on a port until killed, without bounds on calls."""
    import uvicorn

    from tanshi.application.market import open_market
    from tanshi.server import log
    from tanshi.server.app import make_app
    from tanshi.server.platform import ServerSettings
    from tanshi.server.run import platform_of

    log.set_up("none")
    free = ServerSettings(calls_per_minute=10**9, public_calls_per_minute=10**9)
    app = make_app(platform_of(open_market(db), None, free))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_keep_alive=75)


def serve_bare(port: int) -> None:
    """Serve the least that takes an order and the least that gives holdings, as the framework's own manual does."""
    import uvicorn
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Item(BaseModel):
        holder: str
        instrument: str
        amount_t: int

    class Order(BaseModel):
        id: str
        items: list[Item]

    app = FastAPI()
    row = {"account": "a/registration", "instrument": "CEA22", "amount": 1, "overdraft": 0, "last_transfer": 1}

    # annotations are objects here: the classes are local
    async def order(order):  # type: ignore[no-untyped-def]
        return {"id": order.id, "outcome": "done", "done": True, "position": 1}

    order.__annotations__ = {"order": Order}
    app.post("/order")(order)

    @app.get("/holdings")
    async def holdings(account: str, instrument: str = "") -> dict[str, object]:
        return {"items": [{**row, "account": account}], "after": "", "position": 1}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_keep_alive=75)


@contextmanager
def served(*arguments: str) -> Iterator[int]:
    """Run one of the servers in a process of its own, on the first core, and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.server", "--port", str(port), *arguments])
    _pin(process.pid, 0)
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _pin(pid: int, core: int) -> None:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) > 1:
        os.sched_setaffinity(pid, {cores[core]})


# the load


@dataclass(slots=True)
class Load:
    """What was asked and how long it took, in milliseconds; `server_ms` is what the server says it worked."""

    taken_s: float = 0.0
    ms: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)
    bad: int = 0

    @property
    def per_s(self) -> float:
        return len(self.ms) / self.taken_s if self.taken_s else 0.0


def at(values: Sequence[float], percent: int) -> float:
    """Return a percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


class Connection:
    """One kept HTTP/1.1 connection, as thin as it can be."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, float]:
        """Send a request and return the status and the server's own time in milliseconds."""
        try:
            return await self._ask(request)
        except (OSError, EOFError):  # closed while the person thought
            self._streams = None
            return await self._ask(request)

    async def _ask(self, request: bytes) -> tuple[int, float]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length:" in head:
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        timing = head.partition(b"server-timing: app;dur=")[2].partition(b"\r\n")[0]
        return int(head[9:12]), float(timing or 0)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


def get(target: str, key: str = "") -> bytes:
    """Return a request for something."""
    return f"GET {target} HTTP/1.1\r\nhost: x\r\n{_auth(key)}accept-encoding: gzip\r\n\r\n".encode()


def post(target: str, body: object, key: str = "") -> bytes:
    """Return a request that sends JSON."""
    data = json.dumps(body).encode()
    head = f"POST {target} HTTP/1.1\r\nhost: x\r\n{_auth(key)}content-type: application/json\r\n"
    return f"{head}content-length: {len(data)}\r\n\r\n".encode() + data


def _auth(key: str) -> str:
    return f"authorization: Bearer {key}\r\n" if key else ""


Requests = Callable[[int], bytes]


async def _steadily(port: int, seconds: float, requests: Requests, connections: int) -> Load:
    """Let so many connections ask as fast as they are answered."""
    load = Load()
    until = time.perf_counter() + seconds

    async def one(me: int) -> None:
        connection = Connection(port)
        while (begin := time.perf_counter()) < until:
            status, server_ms = await connection.ask(requests(me))
            load.ms.append((time.perf_counter() - begin) * 1e3)
            load.server_ms.append(server_ms)
            load.bad += status != 200
        connection.close()

    begin = time.perf_counter()
    await asyncio.gather(*(one(n) for n in range(connections)))
    load.taken_s = time.perf_counter() - begin
    return load


def steadily(port: int, seconds: float, requests: Requests, connections: int = CONNECTIONS) -> Load:
    """Return what so many connections were answered in so many seconds."""
    return asyncio.run(_steadily(port, seconds, requests, connections))


async def _people(port: int, seconds: float, users: int, think_s: float, requests: Requests) -> Load:
    load, chance = Load(), random.Random(1)
    until = time.perf_counter() + seconds

    async def person(me: int) -> None:
        connection = Connection(port)
        await asyncio.sleep(chance.random() * think_s)
        while (begin := time.perf_counter()) < until:
            status, server_ms = await connection.ask(requests(me))
            load.ms.append((time.perf_counter() - begin) * 1e3)
            load.server_ms.append(server_ms)
            load.bad += status != 200
            pause = chance.expovariate(1 / think_s)
            if time.perf_counter() + pause >= until:
                break
            await asyncio.sleep(pause)
        connection.close()

    begin = time.perf_counter()
    await asyncio.gather(*(person(n) for n in range(users)))
    load.taken_s = min(seconds, time.perf_counter() - begin)
    return load


# the market


@dataclass(frozen=True, slots=True)
class Someone:
    """An entity that holds allowances, with a key of its own."""

    entity: str
    instrument: str
    key: str


def prepare(db: Path) -> list[Someone]:
    """Give people of entities keys, and return them."""
    from tanshi.application.identity import api_keys, logins
    from tanshi.application.identity.caller import Caller, console
    from tanshi.application.identity.gate import after
    from tanshi.application.identity.logins import Invitee
    from tanshi.application.market import open_market
    from tanshi.server.run import platform_of

    market = open_market(str(db))
    gate = platform_of(market).gate
    with market.view() as view:
        rows = view.fetch(
            "SELECT a.holder, h.instrument, ac.id FROM registry_holding h JOIN registry_account a ON a.id = h.account"
            " JOIN participants_actor ac ON ac.entity = a.holder"
            " WHERE h.amount > 1000 AND h.account LIKE '%/registration' AND h.instrument <> 'CNY'"
            " ORDER BY a.holder LIMIT ?",
            [PEOPLE],
        )
    found = []
    for entity, instrument, actor in rows:
        login = f"bench-{entity.lower()}"
        made = logins.invite(gate, console(), Invitee(login, login, "", (actor,)))
        logins.accept(gate, made.token, "a long enough passphrase")  # type: ignore[union-attr]
        caller = Caller(login, actor, "session", None, "s", gate.now(), "", True)
        key = api_keys.make_key(gate, caller, actor, ("read", "registry.*"), after(gate.now(), 86_400))
        found.append(Someone(entity, instrument, key.text))  # type: ignore[union-attr]
    market.close()
    assert len(found) >= CONNECTIONS, f"only {len(found)} entities hold enough"
    return found


def addresses(db: Path) -> dict[str, list[str]]:
    """Return pages over the nation by kind."""
    from tanshi.application.market import open_market

    market = open_market(str(db), write=False)
    with market.view() as view:
        areas = [a for (a,) in view.fetch("SELECT DISTINCT substr(area_gb2260, 1, 2) FROM participants_entity")]
        entities = [e for (e,) in view.fetch("SELECT id FROM participants_entity ORDER BY id LIMIT 200")]
        units = [u for (u,) in view.fetch("SELECT id FROM participants_unit ORDER BY id LIMIT 200")]
    market.close()
    return {
        "nation": ["/?lang=zh", "/?lang=en"],
        "province": [f"/2022/province/{area}" for area in areas],
        "entity": [f"/2022/entity/{entity}" for entity in entities],
        "unit": [f"/2022/unit/{unit}" for unit in units],
        "lists": ["/lists"],
        "list of holdings": ["/lists/holdings"],
        "search": [f"/search?q={entity[:6]}" for entity in entities],
        "law": ["/law"],
        "disclosure": ["/public"],
        "market": ["/market"],
        "registry": ["/registry"],
    }


class Commands:
    """Orders of each person: tonnes to the trading account and back, lawful for ever."""

    def __init__(self, people: Sequence[Someone]) -> None:
        self._people = people
        self._turn = [0] * len(people)
        self._mark = f"b{time.time_ns():x}"

    def request(self, me: int) -> bytes:
        """Return the next command of a connection's person."""
        me %= len(self._people)
        who, turn = self._people[me], self._turn[me]
        self._turn[me] += 1
        kind = ("registry.fund_trading", "registry.return_from_trading")[turn % 2]
        item = {"holder": who.entity, "instrument": who.instrument, "amount_t": 5}
        return post(f"/api/v1/commands/{kind}", {"id": f"{self._mark}/{me}/{turn}", "items": [item]}, who.key)


# what is measured


def beside_bare(market: int, bare: int, people: Sequence[Someone], rounds: int, seconds: float) -> list[Figure]:
    """Measure commands and holdings beside the bare endpoints."""
    commands = Commands(people)

    def holdings(me: int) -> bytes:
        who = people[me % len(people)]
        return get(f"/api/v1/holdings?account={who.entity}/registration&instrument={who.instrument}", who.key)

    order = {"id": "x/1", "items": [{"holder": "H1", "instrument": "CEA22", "amount_t": 5}]}
    contestants: dict[str, tuple[int, Requests]] = {
        "bare order": (bare, lambda _: post("/order", order)),
        "order": (market, commands.request),
        "bare holdings": (bare, lambda _: get("/holdings?account=H1/registration&instrument=CEA22")),
        "holdings": (market, holdings),
    }
    for port, requests in contestants.values():
        steadily(port, 1.0, requests)
    loads: dict[str, list[Load]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, (port, requests) in contestants.items():
            loads[name].append(steadily(port, seconds, requests))
    assert not any(load.bad for of in loads.values() for load in of), "a request was refused"
    found = []
    for name, goal in (("order", 0.5), ("holdings", 0.3)):
        own, peer = loads[name], loads[f"bare {name}"]
        ratio = median(a.per_s / b.per_s for a, b in zip(own, peer, strict=True))
        value, spread = median_and_spread([load.per_s for load in own])
        peer_value = median(load.per_s for load in peer)
        label = f"{name} through the API, {CONNECTIONS} connections"
        found.append(
            Figure(label, value, "a second", spread, "bare endpoint", peer_value, ratio, f">= {goal}", ratio >= goal)
        )
        found += [
            Figure(f"  {name} p{p}", median(at(load.ms, p) for load in own), "ms", peer="bare endpoint",
                   peer_value=median(at(load.ms, p) for load in peer),
                   ratio=median(at(a.ms, p) / at(b.ms, p) for a, b in zip(own, peer, strict=True)))
            for p in (50, 95, 99)
        ]  # fmt: skip
    return found


def pages(port: int, kinds: dict[str, list[str]], seconds: float, people: Sequence[Someone]) -> list[Figure]:
    """Measure the server's own time for pages over the nation, while one caller writes without a pause."""
    found, chance, commands = [], random.Random(1), Commands(people)

    def one_of(targets: Sequence[str]) -> Requests:
        return lambda me: commands.request(0) if me == 0 else get(chance.choice(targets))

    async def beside_writes(targets: Sequence[str]) -> Load:
        writer = asyncio.create_task(_steadily(port, seconds, commands.request, 1))
        load = await _steadily(port, seconds, lambda _: get(chance.choice(targets)), 1)
        await writer
        return load

    for name, targets in kinds.items():
        steadily(port, 0.3, one_of(targets), 2)
        load = asyncio.run(beside_writes(targets))
        if load.bad:
            sys.stderr.write(f"{name}: {load.bad} of {len(load.ms)} pages were not there\n")
            continue
        p50, p95, p99 = (at(load.server_ms, p) for p in (50, 95, 99))
        about = f"page: {name}, server time p95"
        found.append(Figure(about, p95, "ms", f"p50 {p50:.1f} p99 {p99:.1f}", goal="< 50", met=p95 < 50))
    return found


def crowd(
    port: int, kinds: dict[str, list[str]], people: Sequence[Someone], users: int, seconds: float
) -> list[Figure]:
    """Measure what so many people with ten seconds between two requests wait for: 9 reads to 1 command."""
    commands, chance = Commands(people), random.Random(2)
    every = [target for targets in kinds.values() for target in targets[:20]]

    def request(me: int) -> bytes:
        draw = chance.random()
        who = people[me % len(people)]
        if draw < 0.1:
            return commands.request(me)
        if draw < 0.3:
            return get(f"/api/v1/holdings?account={who.entity}/registration", who.key)
        return get(chance.choice(every), who.key if draw < 0.6 else "")

    load = asyncio.run(_people(port, seconds, users, 10.0, request))
    waits = [
        Figure(f"{users} users, 90 % reads: p{p}", at(load.ms, p), "ms", f"server {at(load.server_ms, p):.1f}")
        for p in (50, 95, 99)
    ]
    served = Figure(f"{users} users: requests", load.per_s, "a second", f"{load.bad} refused", goal="none refused",
                    met=load.bad == 0)  # fmt: skip
    return [*waits, served]


def main() -> int:
    """Run the benchmark, or one of its servers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--units", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve_bare(given.port) if given.serve == "bare" else serve_market(given.serve, given.port)
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-server-") as folder:
        db = Path(folder) / "nation.db"
        if given.db:
            shutil.copy(given.db, db)
        else:
            units = ["--units", str(given.units)] if given.units else []
            command = [sys.executable, "-m", "tanshi", "year", "2022", "--db", str(db), *units]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        people, kinds = prepare(db), addresses(db)
        _pin(0, 1)
        with served("--serve", str(db)) as market, served("--serve", "bare") as bare:
            figures = beside_bare(market, bare, people, given.rounds, given.seconds)
            figures += pages(market, kinds, given.seconds, people)
            figures += crowd(market, kinds, people, given.users, max(20.0, 5 * given.seconds))
    return show(figures, given.json)


if __name__ == "__main__":
    sys.exit(main())
