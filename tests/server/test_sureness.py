"""Who may confirm, and who may do alone what a raised threshold lets one person do."""

from datetime import timedelta
from functools import partial

import pytest

from tanshi.application.access import authorize
from tanshi.application.work.transfers import carry_out_due
from tests.application.test_second_person import thresholds
from tests.server.world import World

SURRENDER = {"holder": "H1", "instrument": "CEA22", "amount_t": 10, "period": "2022"}
URL = "/api/v1/commands/registry.surrender"


@pytest.fixture
def world(market):
    made = World(market)
    issue = {"holder": "H1", "instrument": "CEA22", "amount_t": 100, "ground": "order", "instruction": "i"}
    proposal = made.send("registry/1", "registry.issue", issue).json()["proposal"]
    assert made.confirm(proposal, "registry/2").json()["done"]
    yield made
    made.close()


def asked(world):
    return world.send("H1/1", "registry.surrender", SURRENDER).json()["proposal"]


def test_a_key_a_session_without_a_factor_and_an_old_one_do_not_confirm(world, clock):
    url = f"/api/v1/proposals/{asked(world)}/confirm"
    assert world.client.post(url, headers=world.key("H1/2")).json()["outcome"] == "identity.not_by_key"
    plain = world.signed_in("H1/2")
    plain.headers["x-csrf-token"] = world.csrf(plain)
    assert plain.post(url).json()["outcome"] == "identity.second_factor_needed"
    sure = world.sure("H1/2")
    clock.put(clock.now() + timedelta(minutes=10))
    assert sure.post(url).json()["outcome"] == "identity.not_confirmed"
    assert world.sure("H1/2").post(url).json()["done"]


def test_below_a_raised_threshold_one_sure_person_is_enough(world, clock):
    raised = thresholds(surrender=50)
    world.platform.thresholds = raised
    world.market.writer._authorize = partial(authorize, asks=raised.asks)
    body = {"items": [SURRENDER]}
    by_key = world.client.post(URL, json=body, headers=world.key("H1/1"))
    assert by_key.json()["outcome"] == "proposal.proposed"  # a key waits for a person
    plain = world.signed_in("H1/1")
    plain.headers["x-csrf-token"] = world.csrf(plain)
    assert plain.post(URL, json=body).json()["outcome"] == "identity.second_factor_needed"
    assert world.sure("H1/1").post(URL, json=body).json()["done"]
    more = {"items": [{**SURRENDER, "amount_t": 25}, {**SURRENDER, "amount_t": 25}]}
    assert world.sure("H1/1").post(URL, json=more).json()["outcome"] == "proposal.proposed"


def test_the_page_takes_the_reason_and_shows_what_is_refused(world, clock):
    order = {"holder": "H1", "receiver": "H2", "instrument": "CEA22", "amount_t": 30, "ground": "within_group"}
    proposal = world.send("H1/1", "registry.order_transfer", order).json()["proposal"]
    one, other = world.sure("H1/1"), world.sure("H1/2")
    page = other.get("/approvals?lang=en").text
    assert "registry.order_transfer" in page
    assert "Confirm" in page
    assert "asked by yourself" in one.get("/approvals?lang=en").text or "H1/1" in page
    assert other.post("/approvals/confirm", data={"proposal": proposal}).status_code == 303
    found = one.post("/approvals/order", data={"act": "cancel", "transfer": "H1/T1", "reason": ""})
    assert (found.status_code, "Say why" in found.text) == (409, True)
    assert one.post("/approvals/order", data={"act": "freeze", "transfer": "H1/T1", "reason": "r"}).status_code == 303
    assert "frozen" in one.get("/approvals?lang=en").text
    shown = world.sure("registry/1").get("/api/v1/approvals").json()["orders"]
    assert [(o["id"], o["state"], o["ordered_by"], o["approved_by"]) for o in shown] == [
        ("H1/T1", "frozen", "H1/1", "H1/2")
    ]
    assert world.sure("exchange/1").get("/api/v1/approvals").json()["orders"] == []
    assert one.post("/approvals/order", data={"act": "cancel", "transfer": "H1/T1", "reason": "r"}).status_code == 303
    assert one.post("/approvals/order", data={"act": "steal", "transfer": "H1/T1"}).status_code == 404


def test_the_daily_job_carries_out_what_is_due(world, clock):
    order = {"holder": "H1", "receiver": "H2", "instrument": "CEA22", "amount_t": 30, "ground": "within_group"}
    proposal = world.send("H1/1", "registry.order_transfer", order).json()["proposal"]
    assert world.confirm(proposal, "H1/2").json()["done"]
    assert carry_out_due(world.gate, world.market, "registry/1").said["due"] == 0
    clock.put(clock.now() + timedelta(days=7))
    assert carry_out_due(world.gate, world.market, "nobody/1").outcome == "failed"
    assert carry_out_due(world.gate, world.market, "H1/1").said["refused"] == ["command.not_permitted"]
    done = carry_out_due(world.gate, world.market, "registry/1")
    assert (done.outcome, done.said["carried_out"]) == ("done", 1)
    with world.market.view() as view:
        sql = "SELECT amount FROM registry_holding WHERE account = 'H2/registration'"
        assert view.fetch(sql) == [(30,)]
