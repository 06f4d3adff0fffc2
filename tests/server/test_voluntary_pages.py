"""Voluntary units on pages: lists for everybody, a holder's own units, certificates, whether one is genuine."""

import html
import json
from datetime import UTC, date, datetime

import pytest
from tools.offset_round import FIRM, OWED_T, PERIOD, ROOM_T, SESSION, acts, owes, reduction_t, write_monitored
from tools.voluntary_round import enrol, hold_voluntary_round

from tanshi.application.access import FOUR_EYES
from tanshi.application.documents import can_typeset
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tests.server.world import World

USE = {
    "holder": "H1", "instrument": "CCER-WIND1-2024", "amount_t": 400, "purpose": "local_surrender", "beneficiary": "",
    "period": "2025", "reason": "抵销清缴", "salt": "0c" * 16,
}  # fmt: skip


@pytest.fixture(scope="module")
def world(law):
    """A market in which a power firm was given units."""
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


def test_fees_and_invoices_are_their_bodies_and_their_holder_s(world):
    for who, language, words in (("ncsc/1", "en", "Exchange of voluntary reductions"), ("cbgex/1", "zh", "自愿减排")):
        page = world.sure(who).get(f"/voluntary/fees?lang={language}")
        assert page.status_code == 200
        assert all(word in page.text for word in (words, "owner/V1", "0.0003"))
        assert "/do/voluntary.issue_invoice" in page.text
    found = world.client.get("/api/v1/voluntary/fees", headers=world.key("ncsc/1")).json()
    assert [(i["invoice"], i["body"], i["left_fen"]) for i in found["invoices"]] == [
        ("owner/V1", "registry", 29_500), ("owner/V2", "exchange", 670_000),
    ]  # fmt: skip
    assert world.client.get("/api/v1/voluntary/fees", headers=world.key("T/1")).status_code == 403
    assert world.sure("ncsc/1").get("/voluntary/invoice?invoice=owner/V2&form=xlsx").content.startswith(b"PK")
    assert world.sure("H1/1").get("/voluntary/invoice?invoice=owner/V2&form=xlsx").status_code == 403
    (account, *_) = world.client.get("/api/v1/voluntary-account", headers=world.key("cbgex/1")).json()["items"]
    assert account["kind"] in ("emitter", "owner", "trader")


def test_a_firm_offsets_a_local_obligation_by_api_and_prints_the_certificate(world):
    assert world.send("T/1", "voluntary.use", USE).status_code == 403
    sent = world.send("H1/1", "voluntary.use", USE)
    assert sent.status_code == 200, sent.text
    (own,) = world.client.get("/api/v1/voluntary-use", headers=world.key("H1/1")).json()["items"]
    assert (own["amount_t"], own["purpose"], own["period"]) == (400, "local_surrender", "2025")
    assert own["beneficiary"] == "H1"
    path = f"/voluntary/certificates/{own['number']}"
    for form, begin in (("xlsx", b"PK"), *((("pdf", b"%PDF"),) if can_typeset() else ())):
        assert world.sure("H1/1").get(f"{path}?form={form}&lang=zh").content.startswith(begin)
    assert world.sure("T/1").get(f"{path}?form=xlsx").status_code == 403
    for wrong in ("x", "99"):
        assert world.sure("ncsc/1").get(f"/voluntary/certificates/{wrong}").status_code == 404
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


def _fields(item):
    """Return what is typed into a form: lists and numbers as JSON."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in item.items()}


class Way:
    """The whole way on a server: everybody fills in the form of the own act, colleagues confirm."""

    def __init__(self, market, clock):
        self.world, self.clock = World(market), clock
        enrol(market)
        for actor in ("owner/1", "validator/1", "verifier/1", "ncsc/2", "mee/2"):
            self.world._person(actor)

    def act(self, day, who, kind, item):
        self.clock.put_day(date.fromisoformat(day))
        if kind in FOUR_EYES:
            proposed = self.world.send(f"{who}/1", kind, item)
            assert proposed.status_code == 200, proposed.text
            assert self.world.confirm(proposed.json()["proposal"], f"{who}/2").status_code == 200
            return
        page = self.world.sure(f"{who}/1").post(f"/do/{kind}?lang=en", data=_fields(item))
        assert page.status_code == 200, html.unescape(page.text)

    def project(self, actor=""):
        reader = self.world.sure(actor) if actor else self.world.client
        return html.unescape(reader.get("/voluntary/projects/WIND1?lang=en").text)


@pytest.fixture(scope="module")
def way(law, tmp_path_factory):
    clock = SimulatedClock(datetime(2026, 1, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", law=law, clock=clock)
    made = Way(market, clock)
    folder = tmp_path_factory.mktemp("way")
    owes(market, folder)
    made.issued = reduction_t(write_monitored(folder / "monitored.xlsx"))
    yield made
    made.world.close()
    market.close()


def test_users_take_a_reduction_from_design_to_offset_by_forms(way):
    client, seen = way.world.client, {}
    for day, who, kind, item in acts(way.issued):
        if kind == "voluntary.use":
            refused = way.world.sure("H1/1").post("/do/voluntary.use?lang=en", data=_fields({**item, "period": "2024"}))
            assert refused.status_code == 409
            assert "was not allowed to offset anything of 2024" in html.unescape(refused.text)
        way.act(day, who, kind, item)
        if kind in ("voluntary.deposit_design", "voluntary.apply"):
            seen[kind, item.get("reduction", 0)] = (way.project(), way.project(f"{who}/1"), way.project("ncsc/1"))
    public, owner, _ = seen["voluntary.deposit_design", 0]
    assert "In public notice 2026-01-07 – 2026-02-03" in public
    assert "19 working days" in public
    assert "/do/voluntary.withdraw?project=WIND1&reduction=0&owner=owner&lang=en" in owner
    assert "/do/voluntary.withdraw" not in public
    _, _, registry = seen["voluntary.apply", 1]
    assert "/do/voluntary.decide?project=WIND1&reduction=1" in registry
    assert "15 working days" in registry
    form = way.world.sure("ncsc/1").get("/do/voluntary.decide?project=WIND1&reduction=1&lang=en").text
    assert 'value="WIND1"' in form
    found = client.get("/api/v1/voluntary/projects/WIND1").json()
    assert [m["state"] for m in found["matters"]] == ["registered", "registered"]
    assert found["products"] == [
        {"instrument": "CCER-WIND1-2024", "year": 2024, "issued_t": way.issued, "used_t": ROOM_T}
    ]
    (counted,) = client.get("/api/v1/compliance-offset", headers=way.world.key("H1/1")).json()["items"]
    assert (counted["entity"], counted["period"], counted["amount_t"]) == (FIRM, PERIOD, ROOM_T)
    owed = client.get("/api/v1/compliance-obligation", headers=way.world.key("H1/1")).json()["items"]
    assert [o["surrendered_t"] for o in owed] == [OWED_T]


def test_the_bulletin_of_a_day_and_of_the_year(way):
    day = way.world.client.get(f"/api/v1/voluntary/bulletin?first={SESSION}&last={SESSION}").json()
    assert (day["sessions"], day["traded_t"], day["value_fen"], day["issued_t"]) == (1, ROOM_T, ROOM_T * 7_076, 0)
    year = way.world.client.get("/api/v1/voluntary/bulletin").json()
    assert year["used_by_purpose_t"] == {"surrender": ROOM_T}
    (line,) = year["products"]
    assert (line["issued_t"], line["mean_fen"], line["base_fen"]) == (way.issued, 7_076, 7_076)
    assert (year["projects_in_notice"], year["projects_registered"], year["reductions_registered"]) == (1, 1, 1)
    for language in ("zh", "en"):
        page = way.world.client.get(f"/voluntary/bulletin?lang={language}")
        assert page.status_code == 200
        assert "70.76" in page.text
    assert way.world.client.get("/voluntary/bulletin?first=2026-02-30").status_code == 400
    assert way.world.client.get("/voluntary/bulletin?first=2026-03-01&last=2026-02-01").status_code == 400
    assert way.world.client.get("/voluntary/projects/NONE").status_code == 404
