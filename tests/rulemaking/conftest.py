"""A market on a day of 2026, with a second actor of the ministry."""

from datetime import UTC, datetime

import pytest

from tanshi.core.clock import SimulatedClock
from tanshi.simulation.workload import opening
from tests.rulemaking.acts import SECOND


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2026, 11, 23, 1, 30, tzinfo=UTC))


@pytest.fixture
def books(market):
    assert all(a.done for a in market.execute([*opening(), SECOND]))
    return market
