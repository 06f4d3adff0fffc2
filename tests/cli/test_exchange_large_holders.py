"""`tanshi exchange large-holders` by its real command: the day's sweep, done again without harm."""

import json
from datetime import UTC, datetime

import pytest

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tests.cli.process import tanshi
from tests.exchange.day_table import opened, run
from tests.exchange.test_large_holders import LIMITS
from tests.rulemaking import acts


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """H1 holds 900 t of a limit of 1,000 t since a day before the computer's clock."""
    file, clock = tmp_path_factory.mktemp("large") / "market.db", SimulatedClock(datetime(2023, 5, 4, tzinfo=UTC))
    market = opened(open_market(str(file), clock=clock))
    values = {"exchange.holding_limits": {"by": LIMITS}, "exchange.large_holder_share": {"value": "0.8"}}
    acts.set_values(market, clock, "2026-11-17", values)
    run(market, clock, """
        at 2026-11-18 09:00
        apply H1 application_form+agreement -> done
        admit H1 -> done
        issue H1 CEA22 900 -> done
    """)  # fmt: skip
    market.close()
    return file


def sweep(books, *more):
    done = tanshi("exchange", "large-holders", "--db", books, *more, "--json")
    found = json.loads(done.stdout)
    told = [(x["holder"], x["held_t"], x["last"] and x["last"]["number"], x["is_due"]) for x in found["large_holders"]]
    return done.returncode, found["left"], told


def test_a_sweep_tells_and_finds_each_once(books):
    assert sweep(books) == (1, 1, [("H1", 900, None, True)])
    assert "H1/1 may not" in tanshi("exchange", "large-holders", "--db", books, "--as", "H1/1").stderr
    for _ in range(2):
        assert sweep(books, "--as", "exchange/1") == (0, 0, [("H1", 900, 1, False)])
    shown = tanshi("exchange", "large-holders", "--db", books).stdout
    assert "H1" in shown
    assert "1 (due)" in shown
