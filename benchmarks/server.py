"""The server beside a bare endpoint of the same framework, its pages over the nation, and 500 people at once.

python -m benchmarks.server [--db FILE] [--units FILE] [--rounds N] [--seconds S] [--users N] [--part PART]
[--json FILE]

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
from typing import Any
from urllib.parse import urlencode

from benchmarks.report import Figure, median_and_spread, show

CONNECTIONS = 32

#: What is measured: commands beside the bare endpoint, each kind of page, many people at once.
PARTS = ("bare", "pages", "crowd")

#: Which people ask; each has a key of an entity's own.
PEOPLE = 64


# the servers

#: What `tanshi serve` tells the HTTP server, told to both contestants.
_AS_SERVED: dict[str, Any] = {
    "log_level": "warning", "access_log": False, "timeout_keep_alive": 75, "server_header": False,
    "proxy_headers": False,
}  # fmt: skip


def serve_market(db: str, port: int) -> None:
    """Serve a market on a port until killed, without bounds on calls."""
    import uvicorn

    from tanshi.application.market import open_market
    from tanshi.server import log
    from tanshi.server.app import make_app
    from tanshi.server.platform import ServerSettings
    from tanshi.server.run import platform_of
    from tanshi.server.warming import settle, warm

    log.set_up("none")
    free = ServerSettings(calls_per_minute=10**9, public_calls_per_minute=10**9)
    platform = platform_of(open_market(db), None, free)
    app = make_app(platform)
    warm(platform, app.rehearse)
    settle()  # as `tanshi serve` does beside the first requests
    uvicorn.run(app, host="127.0.0.1", port=port, **_AS_SERVED)


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
    row = {"account": "a/registration", "instrument": "CEA22", "amount": 1, "overdraft": 0, "last_transfer": 1,
           "moves": 1}  # fmt: skip

    # annotations are objects here: the classes are local
    async def order(order):  # type: ignore[no-untyped-def]
        return {"id": order.id, "outcome": "done", "done": True, "position": 1}

    order.__annotations__ = {"order": Order}
    app.post("/order")(order)

    @app.get("/holdings")
    async def holdings(account: str, instrument: str = "") -> dict[str, object]:
        return {"items": [{**row, "account": account}], "after": "", "position": 1}

    uvicorn.run(app, host="127.0.0.1", port=port, **_AS_SERVED)


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
    from tanshi.application.market import open_market

    market = open_market(str(db), write=False)
    with market.view() as view:
        rows = view.fetch(
            "SELECT a.holder, h.instrument, ac.id FROM registry_holding h JOIN registry_account a ON a.id = h.account"
            " JOIN participants_actor ac ON ac.entity = a.holder"
            " WHERE h.amount > 1000 AND h.account LIKE '%/registration' AND h.instrument <> 'CNY'"
            " ORDER BY a.holder LIMIT ?",
            [PEOPLE],
        )
    market.close()
    assert len(rows) >= CONNECTIONS, f"only {len(rows)} entities hold enough"
    keys = keys_of(db, [actor for _, _, actor in rows], ("read", "registry.*", "mrv.*"))
    return [Someone(entity, instrument, key) for (entity, instrument, _), key in zip(rows, keys, strict=True)]


def keys_of(db: Path, actors: Sequence[str], may: tuple[str, ...]) -> list[str]:
    """Give actors logins and keys for a day, and return the keys."""
    from tanshi.application.identity import api_keys, logins
    from tanshi.application.identity.caller import Caller, console
    from tanshi.application.identity.gate import after
    from tanshi.application.identity.logins import Invitee
    from tanshi.application.market import open_market
    from tanshi.server.run import platform_of

    market = open_market(str(db))
    gate = platform_of(market).gate
    found = []
    for actor in actors:
        login = f"bench-{actor.lower().replace('/', '-')}"
        made = logins.invite(gate, console(), Invitee(login, login, "", (actor,)))
        logins.accept(gate, made.token, "a long enough passphrase")  # type: ignore[union-attr]
        caller = Caller(login, actor, "session", None, "s", gate.now(), "", True)
        key = api_keys.make_key(gate, caller, actor, may, after(gate.now(), 86_400))
        found.append(key.text)  # type: ignore[union-attr]
    market.close()
    return found


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of a kind, and the key they are asked with; "" is the public."""

    targets: Sequence[str]
    key: str = ""


def addresses(db: Path, people: Sequence[Someone]) -> dict[str, Pages]:
    """Return pages over the nation by kind: for everybody, for an entity's people, and for the ministry's."""
    from tanshi.application.market import open_market
    from tanshi.server.collections import COLLECTIONS

    ministry = _key_of_ministry(db)
    market = open_market(str(db), write=False)
    with market.view() as view:
        areas = [a for (a,) in view.fetch("SELECT DISTINCT substr(area_gb2260, 1, 2) FROM participants_entity")]
        listed = "SELECT entity FROM participants_listing WHERE covered = 1 AND period ="
        listed += " (SELECT max(period) FROM participants_listing)"
        entities = [e for (e,) in view.fetch(f"{listed} ORDER BY entity LIMIT 200")]
        units = [u for (u,) in view.fetch(f"SELECT id FROM participants_unit WHERE entity IN ({listed}) LIMIT 200")]
        days = [d for (d,) in view.fetch("SELECT day FROM journal_day ORDER BY day")]
        periods = [p for (p,) in view.fetch("SELECT DISTINCT period FROM participants_listing ORDER BY period")]
        ((size,),) = view.fetch("SELECT size FROM journal_head")
        lists = {name: _deep(view, collection) for name, collection in COLLECTIONS.items()}
    market.close()
    last = periods[-1]
    months = [f"{last[:4]}-{month:02d}" for month in range(1, 13)]
    public = {
        "nation": ["/?lang=zh", "/?lang=en", *(f"/?period={period}" for period in periods)],
        "province": [f"/{last}/province/{area}" for area in areas],
        "entity": [f"/{last}/entity/{entity}" for entity in entities],
        "entity as registered": [f"/entity/{entity}" for entity in entities],
        "unit": [f"/{last}/unit/{unit}" for unit in units],
        "unit's month": [f"/{last}/unit/{unit}/{month}" for unit in units[:20] for month in months],
        "lists": ["/lists"],
        "list": [f"/lists/{name}{after}" for name, after in lists.items() for after in ("", after)],
        "list of a year": [f"/lists/{period}" for period in periods],
        "search": [f"/search?q={entity[:6]}" for entity in entities],
        "why": [f"/why?subject=approved_t/{last}/{entity}" for entity in entities],
        "look": [f"/look?place={last}/{entity}" for entity in entities[:50]],
        "history": [f"/history?subject=entity/{entity}" for entity in entities],
        "law": ["/law"],
        "timeline": ["/law/timeline", "/law/timeline?day=2023-06-30"],
        "terms": ["/law/terms"],
        "figures of the texts": ["/law/figures"],
        "disclosure": ["/public"],
        "disclosure of a period": [f"/public/{period}" for period in periods],
        "market": ["/market"],
        "registry": ["/registry"],
        "registry on a day": [f"/registry?day={day}" for day in days],
        "papers": [f"/papers/{entity}" for entity in entities],
        "bulletins": ["/market/bulletins"],
        "allocate": ["/allocate"],
        "verify": ["/verify"],
        "API: list": [f"/api/v1/{name}{after}" for name, after in lists.items() for after in ("", after)],
        "API: list of a year": [f"/api/v1/lists/{period}" for period in periods],
        "API: registry's totals on a day": [f"/api/v1/registry/totals?day={day}" for day in days],
        "API: fact with its proof": [f"/api/v1/facts/{n * size // 200}" for n in range(200)],
    }
    official = {
        "tasks watched": ["/tasks?watch=true"],
        "list of tasks": [f"/tasks/report_due/{last}?watch=true"],
        "tasks": ["/tasks"],
        "reviews": ["/reviews"],
        "reports": ["/reports"],
        "report": [f"/reports/{last}/{entity}" for entity in entities],
        "round": [f"/rounds/{last}/{area}" for area in areas],
        "form": ["/forms/covered-list", "/forms/entity-registration"],
        "notices": ["/notices"],
        "comments": [f"/comments/entity/{entity}" for entity in entities],
        "forms": ["/forms"],
        "receipts": ["/receipts"],
        "console": ["/console"],
    }
    own = {"own tasks": ["/tasks"], "own forms": ["/forms"], "own receipts": ["/receipts"], "commands": ["/do"]}
    own |= {"own form": ["/forms/power-month", "/forms/annual-report"], "command": ["/do/registry.surrender"]}
    return {
        **{name: Pages(targets) for name, targets in public.items()},
        **{name: Pages(targets, ministry) for name, targets in official.items()},
        **{name: Pages(targets, people[0].key) for name, targets in own.items()},
    }


def _deep(view: Any, collection: Any) -> str:
    """Return the query of a page in the middle of a list, or ""."""
    spec = collection.spec
    keys = ", ".join(spec.key)
    middle = view.fetch(f"SELECT {keys} FROM {spec.name} ORDER BY {keys} LIMIT 1 OFFSET"
                        f" (SELECT count(*) / 2 FROM {spec.name})")  # fmt: skip
    return "?" + urlencode({"after": "|".join(str(part) for part in middle[0])}) if middle else ""


def _key_of_ministry(db: Path) -> str:
    """Return a key of an official over the nation."""
    from tanshi.application.market import open_market

    market = open_market(str(db), write=False)
    with market.view() as view:
        rows = view.fetch("SELECT id FROM participants_actor WHERE role = 'nation' AND active = 1 ORDER BY id LIMIT 1")
    market.close()
    return keys_of(db, [actor for (actor,) in rows], ("read", "participants.*"))[0]


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


def pages(port: int, kinds: dict[str, Pages], seconds: float, people: Sequence[Someone]) -> list[Figure]:
    """Measure the server's own time for pages over the nation, while one caller writes without a pause."""
    found, chance, commands = [], random.Random(1), Commands(people)

    def one_of(asked: Pages) -> bytes:
        return get(chance.choice(asked.targets), asked.key)

    async def warmed(asked: Pages) -> Load:
        return await _steadily(port, 0.3, lambda me: one_of(asked) if me else commands.request(0), 2)

    async def beside_writes(asked: Pages) -> Load:
        writer = asyncio.create_task(_steadily(port, seconds, commands.request, 1))
        load = await _steadily(port, seconds, lambda _: one_of(asked), 1)
        await writer
        return load

    for name, asked in kinds.items():
        asyncio.run(warmed(asked))
        load = asyncio.run(beside_writes(asked))
        if load.bad:
            sys.stderr.write(f"{name}: {load.bad} of {len(load.ms)} pages were not there\n")
            continue
        p50, p95, p99 = (at(load.server_ms, p) for p in (50, 95, 99))
        about = f"page: {name}, server time p95"
        found.append(Figure(about, p95, "ms", f"p50 {p50:.1f} p99 {p99:.1f}", goal="< 50", met=p95 < 50))
    return found


def crowd(port: int, kinds: dict[str, Pages], people: Sequence[Someone], users: int, seconds: float) -> list[Figure]:
    """Measure what so many people with ten seconds between two requests wait for: 9 reads to 1 command."""
    commands, chance = Commands(people), random.Random(2)
    every = [target for asked in kinds.values() if not asked.key for target in asked.targets[:20]]

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
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; all without it")
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
        people = prepare(db)
        kinds, parts, figures = addresses(db, people), given.part or PARTS, []
        _pin(0, 1)
        with served("--serve", str(db)) as market, served("--serve", "bare") as bare:
            if "bare" in parts:
                figures += beside_bare(market, bare, people, given.rounds, given.seconds)
            if "pages" in parts:
                figures += pages(market, kinds, given.seconds, people)
            if "crowd" in parts:
                figures += crowd(market, kinds, people, given.users, max(20.0, 5 * given.seconds))
    return show(figures, given.json)


if __name__ == "__main__":
    sys.exit(main())
