"""Tables of acts are tried on SQLite; `make soak` tries them on PostgreSQL too.

What differs between the engines - guards, the chain of transfers, batches - is tried on both by the modules that are
about it, and the seeded workload asks every command of both engines.
"""

import os
from collections.abc import Iterator

import pytest

from tanshi.application.market import Market, open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law

#: Modules about what differs between the engines.
_ON_BOTH = ("test_guards", "test_chain", "test_commands", "test_settlement", "test_asof", "test_serials")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a market the engines it is tried on, unless it names them itself."""
    named = any("market" in str(m.args[0]) for m in metafunc.definition.iter_markers("parametrize"))
    if "market" in metafunc.fixturenames and not named:
        both = "TANSHI_SOAK" in os.environ or metafunc.module.__name__.rpartition(".")[2] in _ON_BOTH
        metafunc.parametrize("market", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture
def market(request: pytest.FixtureRequest, law: Law, clock: SimulatedClock) -> Iterator[Market]:
    """A market on the engine asked for."""
    url = ":memory:" if request.param == "sqlite" else request.getfixturevalue("pg_url")
    opened = open_market(url, law=law, clock=clock, entropy=seeded_entropy("test"))
    yield opened
    opened.close()
