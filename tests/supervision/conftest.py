"""Books of a short obligation that was assessed, to begin case files from."""

from datetime import UTC, date, datetime
from shutil import copy

import pytest
from tools.case_round import prepare

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.simulation.workload import opening
from tests.supervision import case_table


def prepared(market, clock, folder):
    assert all(a.done for a in market.execute(opening()))
    prepare(market, clock, folder)
    return market


@pytest.fixture
def books(market, clock, tmp_path):
    """On both engines in turn."""
    return prepared(market, clock, tmp_path / "sheets")


@pytest.fixture(scope="session")
def begun(law, tmp_path_factory):
    """A database with the short obligation assessed, to be copied."""
    folder = tmp_path_factory.mktemp("cases")
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    prepared(open_market(str(folder / "market.db"), law=law, clock=clock), clock, folder / "sheets").close()
    return folder / "market.db"


@pytest.fixture
def played(begun, law, clock, tmp_path):
    clock.put_day(date(2025, 1, 2))
    market = open_market(str(copy(begun, tmp_path / "market.db")), law=law, clock=clock)

    def play(*tables):
        for table in tables:
            case_table.run(market, clock, table)
        return market

    yield play
    market.close()
