"""A loaded session under kill -9, in short; `make soak` has 200 kills."""

import pytest
from tools.carrier_kills import trial as carrier_trial
from tools.exchange_kills import trial


@pytest.mark.slow
def test_a_killed_session_loses_nothing_and_does_nothing_twice():
    found = trial(kills=2, seed=11, clients=2, core="plain")
    assert found["kills"] == 2
    assert found["acknowledged"] > 0


@pytest.mark.slow
def test_a_killed_carrier_tells_a_killed_session_everything_once():
    found = carrier_trial(kills=2, seed=5, core="plain")
    assert found["kills"] + found["carrier_kills"] >= 2
    assert found["instructions"] > 0
