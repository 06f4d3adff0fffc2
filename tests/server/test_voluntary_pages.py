"""Voluntary units on pages: lists for everybody, a holder's own units, certificates, whether one is genuine."""

from datetime import UTC, datetime

import pytest
from tools.voluntary_round import hold_voluntary_round

from tanshi.application.access import FOUR_EYES
from tanshi.application.documents import can_typeset
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tests.server.world import World

USE = {
    "holder": "H1", "instrument": "CCER-WIND1-2024", "amount_t": 400, "purpose": "surrender", "beneficiary": "",
    "period": "2025", "reason": "抵销清缴", "salt": "0c" * 16,
}  # fmt: skip


@pytest.fixture(scope="module")
def world(law):
    """A market in which a power firm was given units and has an obligation to offset."""
    clock = SimulatedClock(datetime(2026, 1, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", law=law, clock=clock)
    made = World(market)
    hold_voluntary_round(market, clock)
    account = {
        "holder": "H1",
        "kind": "emitter",
        "name": "电厂",
        "papers_on": "2026-01-05",
        "evidence_sha256": "ab" * 32,
    }
    moved = {
        "holder": "trader", "to": "H1", "instrument": USE["instrument"], "amount_t": 1_000, "ground": "merger",
        "evidence_sha256": "ab" * 32,
    }  # fmt: skip
    for kind, item in (("voluntary.open_account", account), ("voluntary.transfer", moved)):
        second = "ncsc/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(f"p/{kind}", "ncsc", "ncsc/1", kind, [item], second)])
        assert answer.done, answer.message("en")
    yield made
    made.close()
    market.close()


def test_a_firm_offsets_its_obligation_by_api_and_prints_the_certificate(world):
    assert world.send("T/1", "voluntary.use", USE).status_code == 403
    sent = world.send("H1/1", "voluntary.use", USE)
    assert sent.status_code == 200, sent.text
    (own,) = world.client.get("/api/v1/voluntary-use", headers=world.key("H1/1")).json()["items"]
    assert (own["amount_t"], own["purpose"], own["period"], own["beneficiary"]) == (400, "surrender", "2025", "H1")
    path = f"/voluntary/certificates/{own['number']}"
    for form, begin in (("xlsx", b"PK"), *((("pdf", b"%PDF"),) if can_typeset() else ())):
        assert world.sure("H1/1").get(f"{path}?form={form}&lang=zh").content.startswith(begin)
    assert world.sure("T/1").get(f"{path}?form=xlsx").status_code == 403
    for wrong in ("x", "99"):
        assert world.sure("registry/1").get(f"/voluntary/certificates/{wrong}").status_code == 404
    found = world.client.get(f"/api/v1/verify/{own['code']}").json()
    assert (found["state"], found["says"]["amount_t"], found["says"]["period"]) == ("valid", 400, "2025")
    assert own["certificate"] in world.client.get(f"/verify/{own['code']}?lang=zh").text


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("projects-in-notice", []),
        ("registered-projects", []),  # it was revoked for deceit
        ("reductions-in-notice", []),
        ("registered-reductions", [("WIND1", 1)]),
        ("voluntary-project", [("WIND1", None)]),
    ],
)
def test_public_lists(world, name, keys):
    rows = world.client.get(f"/api/v1/{name}").json()["items"]
    assert [(r["project"], r.get("number")) for r in rows] == keys
    for language in ("zh", "en"):
        assert world.client.get(f"/lists/{name}?lang={language}").status_code == 200


def test_units_issued_are_public_and_holdings_are_not(world):
    (product,) = world.client.get("/api/v1/voluntary-instrument").json()["items"]
    assert product["issued_t"] == 548_000
    assert world.client.get("/api/v1/voluntary-holding").status_code in (401, 403)
