"""Case files on pages and through the API: the authority's file, what its subject sees, papers, what an act carries."""

import html
from datetime import UTC, datetime

import pytest
from tools.case_round import (
    ACTS,
    DECIDE,
    DONE,
    FILE,
    FILED,
    FINE_FEN,
    NOTICE,
    PLANT,
    SERVE,
    TIP,
    TOLD,
    go,
    prepare,
)

from tanshi.application.documents import can_typeset
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tests.server.world import World

FORMS = (("xlsx", b"PK"), *((("pdf", b"%PDF"),) if can_typeset() else ()))


@pytest.fixture(scope="module")
def world(law, tmp_path_factory):
    """The published case up to the order that was not followed."""
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", law=law, clock=clock)
    made = World(market)
    prepare(market, clock, tmp_path_factory.mktemp("sheets") / "s")
    made._person("K1/1")
    go(market, clock, ACTS, "walk")
    made.case_clock = clock
    yield made
    made.close()
    market.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_authority_reads_the_file(world, language):
    listed = world.sure("sd/1").get(f"/cases?lang={language}")
    assert listed.status_code == 200
    assert FILE in listed.text
    assert TIP in listed.text
    page = world.sure("mee/1").get(f"/cases/{FILE}?lang={language}")
    assert page.status_code == 200
    shown = html.unescape(page.text)
    for part in ("865,300", "423,997,000.00", "国务院令第775号", "2025-05-02", "/do/supervision.verify_correction"):
        assert part in shown, part
    assert world.sure("sd/1").get("/cases/none").status_code in (403, 404)


def test_its_subject_sees_what_it_was_told(world):
    own = world.sure("K1/1")
    assert own.get(f"/cases/{FILE}").status_code == 403
    page = html.unescape(own.get(f"/cases/{FILE}/own?lang=zh").text)
    assert "423,997,000.00" in page
    assert "配额去向不明" in page, "the doubt it explains"
    assert "清缴评估" not in page, "where the clue came from"
    assert own.get(f"/cases/{TIP}/own").status_code == 404, "a clue that was dismissed"
    assert world.sure("H1/1").get(f"/cases/{FILE}/own").status_code == 403
    key = world.key("K1/1")
    told = world.client.get(f"/api/v1/cases/{FILE}/own", headers=key).json()
    assert {"text", "source", "about"}.isdisjoint(told)
    assert told["steps"][0]["step"] == "notice_served"
    assert world.client.get(f"/api/v1/cases/{FILE}", headers=key).status_code == 403
    penalties = world.client.get("/api/v1/own-penalties", headers=key).json()["items"]
    assert [(p["docket"], p["stage"]) for p in penalties] == [(FILE, "decision"), (FILE, "notice")]


def test_the_file_through_the_api(world):
    found = world.client.get(f"/api/v1/cases/{FILE}", headers=world.key("sd/1")).json()
    assert (found["subject"], found["state"], found["owed"]["left_fen"]) == (PLANT, "not_followed", 0)
    assert [t["kind"] for t in found["tasks"]] == [
        "supervision.report_correction", "supervision.verify_correction", "supervision.appeal",
    ]  # fmt: skip
    assert found["tasks"][2]["left"] == 65, "days to sue, on 30 June"


def test_lists_and_tasks_lead_to_the_file(world):
    own = world.sure("K1/1")
    assert f'href="/cases/{FILE}/own?lang=zh"' in own.get("/lists/own-penalties?lang=zh").text
    assert f'href="/cases/{FILE}?lang=en"' in world.sure("sd/1").get("/lists/case-penalties?lang=en").text
    assert "/cases/" not in own.get("/lists/credit-record?lang=en").text.split("<main")[1]
    tasks = html.unescape(own.get("/tasks?lang=en").text)
    assert "/cases/SD-2025-001/own?lang=en" in tasks
    entity = html.unescape(own.get(f"/entity/{PLANT}?lang=en").text)
    assert f"/lists/credit-record?subject={PLANT}" in entity
    assert f"/compliance?entity={PLANT}" in entity


@pytest.mark.parametrize("paper", ["notice", "decision"])
def test_papers(world, paper):
    for language in ("zh", "en"):
        for form, begin in FORMS:
            got = world.sure("K1/1").get(f"/cases/{FILE}/own/papers/{paper}?form={form}&lang={language}")
            assert got.content.startswith(begin), (form, language)
    assert world.sure("sd/1").get(f"/cases/{FILE}/papers/{paper}?form=xlsx").status_code == 200
    assert world.sure("H1/1").get(f"/cases/{FILE}/own/papers/{paper}?form=xlsx").status_code == 403
    assert world.sure("sd/1").get(f"/cases/{TIP}/papers/{paper}?form=xlsx").status_code == 404


def test_the_credit_record_is_public(world):
    (entry,) = world.client.get("/api/v1/credit-record").json()["items"]
    assert (entry["subject"], entry["fine_fen"], entry["article"]) == (PLANT, 42_399_700_000, "24")


ASKED = "article=24&on=2025-01-01&short_t=865300&mean_price=98.00"


def test_what_an_act_carries(world):
    found = world.client.get(f"/api/v1/penalty?{ASKED}").json()
    assert found["entity_fine_cny"] == ["423997000.00", "847994000.00"]
    assert found["deduction_t"] == [865_300, 865_300]
    for language in ("zh", "en"):
        assert "423,997,000" in world.client.get(f"/penalty?{ASKED}&lang={language}").text
        assert world.client.get(f"/penalty?lang={language}").status_code == 200
    refused = world.client.get("/penalty?article=24&on=2023-01-01&lang=en")
    assert refused.status_code == 400
    assert "Article 24 fines nothing" in refused.text
    for wrong in ("article=24", "article=24&on=soon", "article=24&on=2025-01-01&short_t=x", "article=99&on=2025-01-01"):
        assert world.client.get(f"/api/v1/penalty?{wrong}").status_code == 400, wrong
    compete = world.client.get("/penalty?article=22&on=2026-09-01&lang=zh").text
    assert "第一千零八十八条" in compete


PERSONS = [{"person": "王五", "duty": "厂长", "fine_fen": 10_000_000}]
TWO = {"persons": PERSONS, "persons_fen": 10_000_000}
BY_PERSONS = [
    ("2025-07-01", "sd/1", "deposit_clue", {**TOLD, "docket": "P1"}),
    ("2025-07-01", "sd/1", "file_case",
     {**FILED, "docket": "P1", "offence": "false_report", "act_day": "2025-01-03", "period": ""}),
    ("2025-07-01", "sd/1", "give_notice",
     {**NOTICE, **TWO, "docket": "P1", "fine_fen": 50_000_000, "cut_t": 0, "from_period": "", "mean_price": "",
      "correct_until": "2025-09-30"}),
    ("2025-07-01", "sd/1", "serve_paper", {**SERVE, "docket": "P1", "served_on": "2025-07-01"}),
    ("2025-07-01", "sd/1", "serve_paper", {**SERVE, "docket": "P1", "served_on": "2025-07-01", "person": "王五"}),
    ("2025-07-15", "sd/2", "decide_case",
     {**DECIDE, **TWO, "docket": "P1", "fine_fen": 50_000_000, "cut_t": 0, "correct_until": "2025-09-30"}),
]  # fmt: skip


def test_persons_and_what_became_of_a_decision(world):
    """Last of the module's world: a second file, a person served, the decision annulled."""
    market, clock = world.platform.market, world.case_clock
    go(market, clock, BY_PERSONS, "persons")
    key = world.key("K1/1")
    own = world.client.get("/api/v1/cases/P1/own", headers=key).json()
    assert own["notice"]["fine_fen"] == 50_000_000
    assert own["decision"] is None, "nothing of a decision before it is served"
    assert [p["fine_fen"] for p in own["persons"]] == [0]
    page = html.unescape(world.sure("K1/1").get("/cases/P1/own?lang=zh").text)
    assert "王五" in page
    served = {**SERVE, "docket": "P1", "paper": "decision", "served_on": "2025-07-15"}
    go(market, clock, [("2025-07-15", "sd/1", "serve_paper", served),
                          ("2025-07-15", "sd/1", "serve_paper", {**served, "person": "王五"})], "served")  # fmt: skip
    found = world.client.get("/api/v1/cases/P1", headers=world.key("sd/1")).json()
    (person,) = found["persons"]
    assert (person["person"], person["fine_fen"], person["owed"]["left_fen"]) == ("王五", 10_000_000, 10_000_000)
    assert person["served"]["decision"]["until"] == "2025-07-30"
    annul = {**DONE, "docket": FILE, "result": "annulled", "fine_fen": 0}
    go(market, clock, [("2025-07-16", "sd/2", "revise_decision", annul)], "annul")
    found = world.client.get(f"/api/v1/cases/{FILE}", headers=world.key("sd/1")).json()
    assert (found["owed"]["left_fen"], found["revisions"][0]["cut_before_t"]) == (-FINE_FEN, 865_300)
    assert "supervision.note_refund" in [t["kind"] for t in found["tasks"]]
    for language in ("zh", "en"):
        page = html.unescape(world.sure("sd/1").get(f"/cases/{FILE}?lang={language}").text)
        assert "/do/supervision.note_refund" in page
        assert "李四" in page, "who presided"
        assert world.sure("sd/1").get(f"/cases/P1?lang={language}").status_code == 200
    (mark,) = world.client.get("/api/v1/credit-marks").json()["items"]
    assert (mark["docket"], mark["result"], mark["fine_fen"]) == (FILE, "annulled", 0)
