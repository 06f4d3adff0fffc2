"""Shared fixtures: where the real data are if they are there, a small roster, and a market in memory."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tools.postgres import Server

from tanshi.application.market import Market, open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("TANSHI_SHARED", HERE.parent.parent / "shared"))

os.environ["TANSHI_LANG"] = "en"


def shared(path: str) -> Path:
    """Return a file beside the repository; the test is skipped where it is not there."""
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"{file} is not here")
    return file


@pytest.fixture(scope="session")
def law() -> Law:
    return Law("cn")


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with an empty market as template `empty`; it ends with the tests."""
    server = Server(in_memory=True).start()
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


@pytest.fixture(scope="session")
def year_db(tmp_path_factory: pytest.TempPathFactory, small_roster: Path) -> Path:
    """The database of a finished small year."""
    path = tmp_path_factory.mktemp("year") / "year.db"
    market = run_small_year(str(path), small_roster)
    market.checkpoint()
    market.close()
    return path


@pytest.fixture
def year_market(year_db: Path) -> Iterator[Market]:
    opened = open_market(str(year_db), write=False)
    yield opened
    opened.close()
