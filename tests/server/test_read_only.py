"""A process that only reads: keys and sessions work, what would write is a clear refusal."""

from datetime import timedelta

import pytest

from tanshi.application.identity.gate import open_gate
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.server.app import make_app
from tanshi.server.platform import Platform
from tests.server.browsing import Browser
from tests.server.world import CHEAP, FREELY, PASSWORD, World


@pytest.fixture
def beside(tmp_path, law, clock):
    """A server that only reads, a day later, on books that another process served."""
    path = str(tmp_path / "books.db")
    market = open_market(path, law=law, clock=clock, entropy=seeded_entropy("test"))
    world = World(market)
    key, cookie = world.key("H1/1"), world.signed_in("H1/1").cookies["tanshi_session"]
    world.close()
    market.close()
    reading = open_market(path, law=law, write=False)
    later = SimulatedClock(clock.now() + timedelta(minutes=10))
    gate = open_gate(reading.engine, (("k1", bytes(range(32))),), CHEAP, clock=later)
    client = Browser(make_app(Platform(reading, gate, FREELY)), follow_redirects=False)
    yield client, key, cookie
    reading.close()


def test_a_key_and_a_session_are_known_and_their_use_is_not_noted(beside):
    client, key, cookie = beside
    assert client.get("/api/v1/me", headers=key).json()["actor"] == "H1/1"
    client.cookies.set("tanshi_session", cookie)
    assert client.get("/api/v1/me").json()["actor"] == "H1/1"


def test_a_command_is_refused_with_the_reason(beside):
    client, key, _ = beside
    item = {"holder": "H1", "instrument": "CEA22", "amount_t": 1}
    for _ in range(2):  # looked up, then remembered
        found = client.post("/api/v1/commands/registry.fund_trading", json={"items": [item]}, headers=key)
        assert (found.status_code, found.headers["content-type"]) == (503, "application/problem+json")
        assert found.json()["outcome"] == "http.read_only"


def test_what_is_kept_beside_the_journal_is_refused_too(beside):
    client, _, _ = beside
    found = client.post("/sign-in", data={"login": "h1-1", "password": PASSWORD})
    assert found.status_code == 503
    assert "只读" in found.text
