"""Pages and routes are tried on SQLite; `make soak` tries them on PostgreSQL too.

What differs between the engines lies under them and is tried on both by the journal's, the registry's and the
application's own tests; the production layout runs on PostgreSQL in any case.
"""

import os
from collections.abc import Iterator

import pytest

from tanshi.application.market import Market, open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law


@pytest.fixture(params=["sqlite", "postgresql"] if "TANSHI_SOAK" in os.environ else ["sqlite"])
def market(request: pytest.FixtureRequest, law: Law, clock: SimulatedClock) -> Iterator[Market]:
    """A market; on both engines in turn if everything is tried."""
    url = ":memory:" if request.param == "sqlite" else request.getfixturevalue("pg_url")
    opened = open_market(url, law=law, clock=clock, entropy=seeded_entropy("test"))
    yield opened
    opened.close()
