"""Orders and market data through the API, over a session that is served: who may, what is refused, what stays."""

import asyncio
import itertools
import json
import threading
import urllib.request
from contextlib import contextmanager

import pytest

from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.messages import Kind, message
from tanshi.exchange.matching.opening import AGREEMENT, Balance, Opening, Product
from tanshi.journal.command import Command
from tanshi.server.platform import ServerSettings
from tanshi.server.stream import Event, Listener
from tests.exchange.process.test_server import serving
from tests.server.served import serving as served
from tests.server.world import World

SHA = "a" * 64
PRODUCT = Product("CEA22", AGREEMENT, 8000, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5)
HOLDERS = ("H1", "H2", "H3")
OPENING = Opening(
    "2023-05-04", HOLDERS, (PRODUCT,), tuple(Balance(n, 0, 500_000) for n in range(3)), (10**11,) * 3,
    tuple((way, ((0, 1440),)) for way in ("auction", "block", "listing", "move_out")),
)  # fmt: skip


def admit(market, holder):
    """Make a participant of a holder of an account."""
    papers = [{"paper": p, "sha256": SHA} for p in ("application_form", "agreement")]
    for command in (
        Command(f"a/{holder}", holder, f"{holder}/1", "exchange.apply_trading", [{"holder": holder, "papers": papers}]),
        Command(f"b/{holder}", "exchange", "exchange/1", "exchange.admit_participant", [{"holder": holder}],
                "exchange/2"),
    ):  # fmt: skip
        (answer,) = market.execute([command])
        assert answer.done, answer.message()


@contextmanager
def trading_world(market, folder):
    """A served market whose people trade in the session of a folder; H1 and H2 are admitted."""
    made = World(market, server=ServerSettings(10**6, 10**6, exchange=str(folder)))
    made._person("H2/1")
    for holder in ("H1", "H2"):
        admit(market, holder)
    try:
        yield made
    finally:
        made.platform.venue.close()
        made.close()


@pytest.fixture
def world(market, tmp_path):
    with trading_world(market, tmp_path / "s") as made:
        yield made


def live(world, is_open=True):
    """Wait until the server sees the session, or that it is gone."""
    gateway = world.platform.venue.gateway
    done = threading.Event()
    for _ in range(400):
        if gateway.feed.is_live is is_open:
            return gateway
        done.wait(0.01)
    raise AssertionError("the feed did not see it")


def seen(world, wanted, until=lambda found: True):
    """Read market data until it is as it should be: the feed follows the session by a moment."""
    for _ in range(400):
        found = world.client.get(f"/api/v1/market/{wanted}").json()
        if until(found):
            return found
        threading.Event().wait(0.01)
    raise AssertionError(found)


def send(world, actor, key, act, headers=None, **fields):
    given = {**(headers or world.key(actor)), "idempotency-key": key}
    return world.client.post("/api/v1/trading/orders", json={"act": act, **fields}, headers=given)


def listed(side="sell", price=8000, tonnes=100):
    return {"instrument": "CEA22", "side": side, "price_fen": price, "quantity_t": tonnes}


def test_two_traders_trade_and_a_key_is_one_order(world, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        posted = send(world, "H1/1", "k1", "post", **listed()).json()
        assert (posted["outcome"], posted["left_t"], posted["exists"]) == ("exchange.accepted", 100, False)
        again = send(world, "H1/1", "k1", "post", **listed()).json()
        assert again == {**posted, "exists": True}
        other = send(world, "H1/1", "k1", "post", **listed(tonnes=7))
        assert (other.status_code, other.json()["outcome"]) == (409, "trading.key_used")
        taken = send(world, "H2/1", "k1", "take", **listed("buy", tonnes=40)).json()
        assert (taken["filled_t"], taken["value_fen"]) == (40, 320_000)

        stand = world.client.get("/api/v1/trading/standing", headers=world.key("H1/1")).json()
        assert stand["money"] == {"owned_fen": 10**11 + 320_000, "free_fen": 10**11 + 320_000, "barred": 0}
        assert stand["units"][0]["free_t"] == 500_000 - 100
        (rests,) = stand["resting"]
        assert (rests["order"], rests["left_t"], rests["mine"]) == (posted["order"], 60, True)
        (trade,) = world.client.get("/api/v1/trading/trades", headers=world.key("H2/1")).json()["trades"]
        assert (trade["side"], trade["quantity_t"], trade["counterparty"]) == ("buy", 40, "H1")

        gone = send(world, "H1/2", "k2", "cancel", order=posted["order"])
        assert gone.json()["done"]
        sent = world.client.get("/api/v1/trading/orders", headers=world.key("H1/1")).json()["sent"]
        assert [(s["id"], s["actor"], s["act"], s["outcome"]) for s in sent] == [
            ("k2", "H1/2", "cancel", "exchange.accepted"), ("k1", "H1/1", "post", "exchange.accepted"),
        ]  # fmt: skip


def test_a_block_is_offered_and_confirmed(world, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        block = listed(tonnes=100_000, price=7000)
        offered = send(world, "H1/1", "k1", "offer_block", counterparty="H2", **block).json()
        (waits,) = world.client.get("/api/v1/trading/standing", headers=world.key("H2/1")).json()["resting"]
        assert (waits["order"], waits["to_me"], waits["from"]) == (offered["order"], True, "H1")
        assert send(world, "H2/1", "k1", "confirm_block", order=offered["order"]).json()["filled_t"] == 100_000
        posted = send(world, "H1/1", "k2", "post_block", **block).json()
        for actor, whose in (("H1/1", "H1"), ("H2/1", "")):  # who posted is for the party to know
            (row,) = world.client.get("/api/v1/trading/standing", headers=world.key(actor)).json()["resting"]
            assert (row["order"], row["from"]) == (posted["order"], whose)


#: who, act, fields, status, outcome
REFUSED = [
    ("H1/1", "post", listed(price=9000), 409, "exchange.outside_band"),
    ("H1/1", "post", listed(tonnes=100_000), 409, "exchange.listing_too_large"),
    ("H1/1", "post", listed() | {"instrument": "CEA99"}, 409, "exchange.instrument_not_traded"),
    ("H1/1", "post", listed() | {"side": "hold"}, 400, "command.malformed"),
    ("H1/1", "post", listed() | {"price_fen": "8000"}, 400, "command.malformed"),
    ("H1/1", "post", listed() | {"order": "1"}, 400, "command.malformed"),
    ("H1/1", "sell", {}, 400, "command.malformed"),
    ("H1/1", "cancel", {}, 400, "command.malformed"),
    ("H1/1", "cancel", {"order": "77"}, 409, "exchange.order_not_found"),
    ("H1/1", "offer_block", listed(tonnes=100_000) | {"counterparty": "H9"}, 409, "exchange.account_not_found"),
    ("H1/1", "post", listed() | {"holder": "H2"}, 403, "command.out_of_scope"),
    ("T/1", "post", listed(), 403, "trading.not_admitted"),
    ("V/1", "post", listed(), 403, "command.not_permitted"),
    ("exchange/1", "post", listed() | {"holder": "H1"}, 403, "command.not_permitted"),
    ("mee/1", "cancel", {"order": "77", "holder": "H1"}, 403, "command.not_permitted"),
]


def test_what_is_refused_and_why(world, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        found = []
        for n, (who, act, fields, _, _) in enumerate(REFUSED):
            said = send(world, who, f"k{n}", act, **fields)
            found.append((who, act, fields, said.status_code, said.json()["outcome"]))
        assert found == REFUSED
        nobody = world.client.post("/api/v1/trading/orders", json={"act": "post", **listed()})
        assert nobody.status_code == 401
        keyless = world.client.post(
            "/api/v1/trading/orders", json={"act": "post", **listed()}, headers=world.key("H1/1")
        )
        assert (keyless.status_code, keyless.json()["outcome"]) == (400, "trading.no_key")
        reads_alone = world.key("H1/1", "read")
        assert send(world, "H1/1", "k", "post", reads_alone, **listed()).status_code == 403
        assert world.client.get("/api/v1/trading/standing", headers=reads_alone).status_code == 403


def test_who_is_suspended_may_withdraw_and_nothing_else(world, market, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        order = send(world, "H1/1", "k1", "post", **listed()).json()["order"]
        item = {"holder": "H1", "reason": "r", "evidence_sha256": SHA}
        (answer,) = market.execute(
            [Command("s", "exchange", "exchange/1", "exchange.suspend_participant", [item], "exchange/2")]
        )
        assert answer.done, answer.message()
        assert send(world, "H1/1", "k2", "post", **listed()).json()["outcome"] == "trading.not_admitted"
        assert send(world, "H1/1", "k3", "cancel", order=order).json()["done"]


def test_without_a_session_the_answer_is_clear_and_nothing_is_sent(world, market, tmp_path):
    for path in ("market/session", "market/depth", "market/quotes", "market/trades", "market/bars?instrument=CEA22"):
        found = world.client.get(f"/api/v1/{path}")
        assert (found.status_code, found.json()["outcome"]) == (404, "trading.not_open"), path
    assert send(world, "H1/1", "k1", "post", **listed()).json()["outcome"] == "trading.not_open"
    with serving(tmp_path / "s", OPENING):
        live(world)
        assert send(world, "H1/1", "k1", "post", **listed()).json()["sequence"] == 1
        operator = Client(of_folder(tmp_path / "s", 0), 0)
        operator.ask(message(Kind.CLOSE))
        operator.close()
        live(world, is_open=False)
    assert send(world, "H1/1", "k2", "post", **listed()).json()["outcome"] == "trading.not_open"
    assert world.client.get("/api/v1/trading/standing", headers=world.key("H1/1")).status_code == 404


def test_a_server_without_the_exchange_says_so(market):
    made = World(market)
    try:
        for path in ("session", "depth", "trades"):
            assert made.client.get(f"/api/v1/market/{path}").json()["outcome"] == "trading.not_here"
        assert made.client.get("/market/stream").status_code == 404
        assert send(made, "H1/1", "k", "cancel", order="1").json()["outcome"] == "trading.not_here"
    finally:
        made.close()


def test_market_data_names_nobody(world, tmp_path):
    with serving(tmp_path / "s", OPENING, depths_s=0.0):
        live(world)
        send(world, "H1/1", "k1", "post", **listed())
        send(world, "H2/1", "k1", "take", **listed("buy", tonnes=40))
        (trade,) = seen(world, "trades", lambda found: found["trades"])["trades"]
        assert trade == {
            "number": 1, "time_ms": 12 * 3_600_000, "instrument": "CEA22", "way": "listing", "taker_side": "buy",
            "price_fen": 8000, "quantity_t": 40,
        }  # fmt: skip
        (quote,) = seen(world, "quotes")["quotes"]
        assert (quote["last_fen"], quote["listed_t"], quote["previous_close_fen"]) == (8000, 40, 8000)
        (bar,) = seen(world, "bars?instrument=CEA22&seconds=300")["bars"]
        assert (bar["from_ms"], bar["open_fen"], bar["quantity_t"]) == (12 * 3_600_000, 8000, 40)
        sides = seen(world, "depth", lambda found: found["sides"][1]["levels"])["sides"]
        assert [(s["side"], s["levels"]) for s in sides] == [
            ("buy", []), ("sell", [{"price_fen": 8000, "quantity_t": 60}])
        ]  # fmt: skip
        every = world.client.get("/api/v1/market/session").text
        assert not any(name in every for name in HOLDERS)


# the stream


def listening(address, last=""):
    """Yield (id, event, data) as a browser would, over the network."""
    asked = urllib.request.Request(f"{address}/market/stream", headers={"last-event-id": last})
    with urllib.request.urlopen(asked, timeout=20) as came:
        assert came.headers["content-type"].startswith("text/event-stream")
        found = {}
        for line in came:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                found[name] = value
                continue
            if "event" in found or "id" in found:
                yield found.get("id", ""), found.get("event", ""), json.loads(found.get("data", "null"))
            found = {}


def trades_in(events, count):
    return [data["number"] for _, event, data in itertools.islice((e for e in events if e[1] == "trade"), count)]


def test_who_listens_is_told_and_comes_again_where_it_was(world, tmp_path):
    with serving(tmp_path / "s", OPENING, depths_s=0.0), served(world.client.app) as address:
        live(world)
        send(world, "H1/1", "k0", "post", **listed())
        events = listening(address)
        assert next(events)[1:] == ("session", {"session": "2023-05-04", "open": True})
        for n in range(3):
            send(world, "H2/1", f"k{n}", "take", **listed("buy", tonnes=10))
        told = list(itertools.islice((e for e in events if e[1] == "trade"), 3))
        assert [(id, data["number"]) for id, _, data in told] == [(f"2023-05-04/{n}", n) for n in (1, 2, 3)]
        events.close()
        send(world, "H2/1", "k3", "take", **listed("buy", tonnes=10))
        assert trades_in(listening(address, "2023-05-04/2"), 2) == [3, 4]  # what was missed, and once
        gone = world.platform.venue.fan
        for _ in range(500):
            if not gone.listeners:
                break
            threading.Event().wait(0.01)
        assert gone.listeners == 0


def test_a_slow_reader_is_let_go_and_holds_a_bounded_heap():
    async def slowly():
        listener = Listener()
        listener.take(Event("s", n, b"x") for n in range(1, 10_000))
        assert listener.is_slow
        return listener.waiting.qsize(), await listener.waiting.get()

    assert asyncio.run(slowly()) == (1, None)
