"""A market with everybody who takes part in the voluntary market."""

from datetime import date

import pytest

from tests.voluntary import voluntary_table


@pytest.fixture
def played(market, clock):
    clock.put_day(date(2023, 1, 5))
    voluntary_table.opened(market)

    def play(table):
        voluntary_table.run(market, clock, table)
        return market

    return play
