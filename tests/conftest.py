"""Shared fixtures: where the real data are if they are there, a small roster, and a market in memory."""

from __future__ import annotations

import fcntl
import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tools.postgres import Server

from tanshi.application.market import Market, open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("TANSHI_SHARED", HERE.parent.parent / "shared"))

os.environ["TANSHI_LANG"] = "en"

#: On a machine that does other work as well, the time an example takes says nothing.
settings.register_profile("tanshi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tanshi")


def shared(path: str) -> Path:
    """Return a file beside the repository; the test is skipped where it is not there."""
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"{file} is not here")
    return file


#: Modules that take longest, longest first: with several processes each begins with some, so that none ends with them.
HEAVY = (
    "docs/test_reference.py", "simulation/test_apart.py", "server/test_browser.py", "simulation/test_faults.py",
    "server/test_schemathesis.py", "application/test_mutations.py", "simulation/test_broken_off.py",
    "journal/test_concurrency.py", "docs/test_questions.py", "server/test_filing_browser.py",
    "exchange/process/test_kills.py", "server/test_production.py", "simulation/test_year.py",
    "simulation/test_served.py", "cli/test_exchange.py", "cli/test_exchange_steps.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the heavy modules among the shares in which processes take the tests, each at the head of one."""
    shares = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if shares == 1:
        return
    of: dict[str, list[pytest.Item]] = {name: [] for name in HEAVY}
    light = []
    for item in items:
        of.get(item.path.relative_to(HERE).as_posix(), light).append(item)
    heads: list[list[pytest.Item]] = [[] for _ in range(shares)]
    for number, name in enumerate(HEAVY):
        heads[number % shares] += of[name]
    size, dealt = -(-len(items) // shares), []
    for head in heads:
        rest = max(0, size - len(head))
        dealt += head + light[:rest]
        light = light[rest:]
    items[:] = dealt + light


def pytest_collection_finish() -> None:
    """Leave what was collected and imported out of the search for garbage: it stays until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def law() -> Law:
    return Law("cn")


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with an empty market as template `empty`; it ends with the tests."""
    server = Server(in_memory=True, autovacuum="off", fsync="off").start()
    open_market(server.create("empty")).close()
    yield server
    server.stop()


_numbers = itertools.count(1)


@pytest.fixture
def pg_url(postgres: Server) -> Iterator[str]:
    """The URL of a PostgreSQL database with an empty market."""
    name = f"t{next(_numbers)}"
    yield postgres.create(name, "empty")
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of its own, on both engines in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "market.db")
    url: str = request.getfixturevalue("pg_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def market(request: pytest.FixtureRequest, law: Law, clock: SimulatedClock) -> Iterator[Market]:
    """A market, on both engines in turn."""
    url = ":memory:" if request.param == "sqlite" else request.getfixturevalue("pg_url")
    opened = open_market(url, law=law, clock=clock, entropy=seeded_entropy("test"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def small_roster() -> Path:
    """A roster of a few dozen units in our own layout."""
    return HERE / "data" / "small_roster.csv"


def run_small_year(path: str, roster: Path, seed: int = 1, period: str = "2022") -> Market:
    """Run a year of the small roster on a database and return the market, still open."""
    from tanshi.core.period import Period
    from tanshi.participants.roster import read_roster
    from tanshi.simulation.chain import Chain
    from tanshi.simulation.population import from_roster

    law, when = Law("cn"), Period.named(period)
    clock = SimulatedClock(datetime(2022, 1, 1, tzinfo=UTC))
    market = open_market(path, law=law, clock=clock, entropy=seeded_entropy(str(seed)))
    try:
        Chain(market, clock, {when: from_roster(law, read_roster(roster), when, seed)}, seed).run()
    except BaseException:
        market.close()
        raise
    return market


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return a folder of a name that is filled once for all processes of a run; nobody writes to it after that."""
    own = tmp_path_factory.getbasetemp()
    shared_by_all = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def filled(name: str, fill: Callable[[Path], object]) -> Path:
        folder = shared_by_all / f"once-{name}"
        with (shared_by_all / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                part = shared_by_all / f"once-{name}.part"
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                fill(part)
                part.rename(folder)
        return folder

    return filled


@pytest.fixture(scope="session")
def year_db(once: Once, small_roster: Path) -> Path:
    """The database of a finished small year."""

    def fill(folder: Path) -> None:
        market = run_small_year(str(folder / "year.db"), small_roster)
        market.checkpoint()
        market.close()

    return once("year", fill) / "year.db"


@pytest.fixture
def year_market(year_db: Path) -> Iterator[Market]:
    opened = open_market(str(year_db), write=False)
    yield opened
    opened.close()
