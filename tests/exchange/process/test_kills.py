"""A loaded session under kill -9, in short; `make soak` has 200 kills."""

import pytest
from tools.exchange_kills import trial


@pytest.mark.slow
def test_a_killed_session_loses_nothing_and_does_nothing_twice():
    found = trial(kills=2, seed=11, clients=2, core="plain")
    assert found["kills"] == 2
    assert found["acknowledged"] > 0
