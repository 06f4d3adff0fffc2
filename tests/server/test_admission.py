"""Commands are let in in groups: one snapshot for all of one turn, each with its own answer and its own rights."""

import asyncio
import json

import pytest

from tanshi.application.identity import api_keys
from tanshi.journal.engine import Unavailable
from tests.server.world import World

FUND = {"holder": "H1", "instrument": "CEA22", "amount_t": 1}


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


async def post(app, kind, items, headers):
    """Send one command into the application and return status and body."""
    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": f"/api/v1/commands/{kind}",
        "query_string": b"", "headers": given, "client": ("127.0.0.1", 1), "scheme": "http", "root_path": "",
        "server": ("x", 80),
    }  # fmt: skip
    told = []

    async def receive():
        return {"type": "http.request", "body": json.dumps({"items": items}).encode(), "more_body": False}

    async def send(message):
        told.append(message)

    await app(scope, receive, send)
    return told[0]["status"], json.loads(b"".join(m.get("body", b"") for m in told[1:]))


def together(world, *commands):
    """Send commands in one turn of the loop, after each key was met once."""

    async def run():
        app = world.client.app
        for _, _, headers in commands:
            await post(app, "registry.fund_trading", [FUND], headers)
        counted = views(world)
        return await asyncio.gather(*(post(app, *command) for command in commands)), counted

    return asyncio.run(run())


def views(world):
    """Return a list that grows with every snapshot that is opened."""
    opened, real = [], world.market.engine.snapshot

    def snapshot():
        opened.append(1)
        return real()

    world.market.engine.snapshot = snapshot
    return opened


def test_keys_met_lately_are_looked_at_in_one_view(world):
    key = world.key("H1/1")
    commands = [("registry.fund_trading", [{**FUND, "amount_t": n}], key) for n in range(1, 21)]
    answers, opened = together(world, *commands)
    assert {status for status, _ in answers} == {409}
    assert [body["answer"]["details"]["asked"] for _, body in answers] == list(range(1, 21))
    assert len(opened) == 1


def test_each_has_its_own_answer(world):
    mine, theirs, narrow = world.key("H1/1"), world.key("V/1"), world.key("H1/1", "read")
    (wrong, other, unread, small), _ = together(
        world,
        ("registry.fund_trading", [FUND], mine),
        ("registry.fund_trading", [FUND], theirs),
        ("registry.fund_trading", [{**FUND, "amount_t": "1"}], mine),
        ("registry.fund_trading", [FUND], narrow),
    )
    assert [wrong[0], other[0], unread[0], small[0]] == [409, 403, 400, 403]
    assert wrong[1]["outcome"] == "registry.exceeds_holding"
    assert (other[1]["outcome"], unread[1]["outcome"]) == ("command.not_permitted", "command.malformed")


def test_a_key_that_was_taken_away_is_nobody_s_at_once(world):
    key = world.key("H1/1")
    world.client.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]}, headers=key)
    id = key["Authorization"].split("_")[1]
    assert api_keys.revoke_key(world.gate, world.caller("H1/1"), id) is None
    found = world.client.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]}, headers=key)
    assert (found.status_code, found.json()["outcome"]) == (401, "identity.key_not_valid")


def test_where_the_books_cannot_be_read_everybody_is_told(world, monkeypatch):
    key = world.key("H1/1")
    world.client.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]}, headers=key)

    def gone():
        raise Unavailable("db.busy", "x", reason="y")

    monkeypatch.setattr(world.market.engine, "snapshot", gone)
    found = world.client.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]}, headers=key)
    assert (found.status_code, found.headers["retry-after"]) == (503, "2")


def test_too_many_commands_of_a_key_are_turned_away(world):
    key = world.key("H1/1")
    world.client.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]}, headers=key)
    world.platform.meter.allowed = lambda *_: False
    found = world.client.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]}, headers=key)
    assert found.status_code == 429


def test_a_browser_s_command_must_come_from_our_page(world):
    browser = world.signed_in("H1/1")
    found = browser.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]})
    assert (found.status_code, found.json()["outcome"]) == (403, "http.csrf")
