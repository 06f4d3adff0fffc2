"""A session that was: whoever changes what it came to, changes the core's version, and says so."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from tanshi.exchange.matching.messages import MESSAGE
from tanshi.exchange.matching.opening import Opening
from tests.exchange.matching.forms import FORMS

DATA = Path(__file__).parents[2] / "data" / "exchange"


@pytest.mark.parametrize("form", FORMS)
def test_the_first_session_comes_to_what_it_came_to(form):
    """1,200 random messages of all kinds to 20 accounts and 4 products, a seventh of them rare, then the close."""
    expected = json.loads((DATA / "session-1.json").read_text("utf-8"))
    opening = Opening.decode((DATA / "session-1.opening.json").read_bytes().strip())
    messages = np.frombuffer(gzip.decompress((DATA / "session-1.messages.gz").read_bytes()), MESSAGE)
    core = FORMS[form](opening)
    core.lot(messages[:-1], 10 * 3600 * 10**9)
    assert core.state_hash() == expected["before_close"]
    core.lot(messages[-1:], 15 * 3600 * 10**9)
    assert (core.sequence, core.trades) == (expected["messages"], expected["trades"])
    assert core.state_hash() == expected["closed"]
