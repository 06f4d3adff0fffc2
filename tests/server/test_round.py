"""A province's round as a page: steps in bulk, exceptions by name, two signatures, and who may see and do what."""

import re
from datetime import UTC, datetime

import pytest
from tools.allocation_round import AREA, PROVINCE, Round

from tanshi.application.identity import settings
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tests.server.world import World

PAGE, EN = f"/rounds/2022/{AREA}", "?lang=en"


@pytest.fixture
def world(monkeypatch):
    clock = SimulatedClock(datetime(2026, 11, 23, 2, tzinfo=UTC))
    market = open_market(":memory:", clock=clock)
    monkeypatch.setattr(settings, "ALWAYS_SECOND_FACTOR", frozenset())  # how officials sign in is tested elsewhere
    world = World(market)
    Round(market).enrol()
    for actor in (f"{PROVINCE}/1", f"{PROVINCE}/2", "N1/1", "mee/2"):
        world._person(actor)
    yield world
    world.close()
    market.close()


def token(page):
    return re.search(r'name="csrf" value="([^"]+)"', page.text)[1]


def waiting(page):
    """Return how many entities each step waits for, in the order of the page."""
    table = page.text.partition('id="table-steps"')[2].partition("</table>")[0]
    return [int(n) for n in re.findall(r"</th><td>(\d+)</td>", table)]


def do(browser, step):
    page = browser.get(PAGE + EN)
    return browser.post(f"{PAGE}/{step}{EN}", data={"csrf": token(page)})


def test_the_steps_follow_the_books_and_who_has_no_base_is_named(world):
    browser = world.signed_in(f"{PROVINCE}/1")
    assert waiting(browser.get(PAGE + EN)) == [3, 0, 1, 0, 3, 0, 1, 0]
    done = do(browser, "preallocate")
    assert "2 done" in done.text
    exceptions = re.findall(r'<span class="where">(\w+)</span>([^<]+)', done.text)
    assert exceptions == [("N3", "N3 has no verified emissions of 2021, on which the plan bases the pre-allocation.")]
    assert waiting(browser.get(PAGE + EN)) == [1, 2, 1, 0, 3, 0, 1, 0]
    again = do(browser, "preallocate")
    assert "0 done" in again.text


def test_the_instruction_waits_for_a_colleague(world):
    browser = world.signed_in(f"{PROVINCE}/1")
    do(browser, "preallocate")
    assert "2 wait for a second signature" in do(browser, "instruct_advance").text
    assert waiting(browser.get(PAGE + EN))[1] == 2
    waits = world.client.get("/api/v1/proposals", headers=world.key(f"{PROVINCE}/2")).json()["items"]
    assert [(p["kind"], len(p["items"])) for p in waits] == [("allocation.instruct", 2)]
    assert world.confirm(waits[0]["proposal"], f"{PROVINCE}/1").status_code == 409
    assert world.confirm(waits[0]["proposal"], f"{PROVINCE}/2").status_code == 200
    page = browser.get(PAGE + EN)
    assert waiting(page)[1] == 0
    assert "1,400,000" in page.text  # told to the registry, and waiting there


def test_report_and_publication(world):
    browser = world.signed_in(f"{PROVINCE}/1")
    do(browser, "preallocate")
    assert "1 done" in do(browser, "report_advance").text
    page = browser.get(PAGE + EN)
    assert "3 exceptions" in page.text  # nobody was instructed, one has no base
    assert waiting(page)[2:4] == [0, 1]
    assert "1 done" in do(browser, "publish_advance").text
    assert "published 2026-11-23" in browser.get(PAGE + EN).text


@pytest.mark.parametrize(("actor", "status"), [("mee/2", 200), ("N1/1", 403), ("H1/1", 403)])
def test_who_sees_it(world, actor, status):
    page = world.signed_in(actor).get(PAGE + EN)
    assert page.status_code == status
    if status == 200:  # the ministry sees the round, its steps are the province's
        assert '<button type="submit" class="button">Do for' not in page.text


def test_the_ministry_cannot_do_the_provinces_steps(world):
    browser = world.signed_in("mee/2")
    found = browser.post(f"{PAGE}/preallocate{EN}", data={"csrf": token(browser.get("/me"))})
    assert "0 done" in found.text
    assert "2 done" in do(world.signed_in(f"{PROVINCE}/1"), "preallocate").text  # so nothing was done before


def test_what_is_not_there(world):
    browser = world.signed_in("mee/2")
    assert browser.get("/rounds/2022/99").status_code == 404
    assert browser.get(f"/rounds/1999/{AREA}").status_code == 404


def test_the_papers_of_the_round_as_drafts_and_issued(world):
    browser = world.signed_in(f"{PROVINCE}/1")
    do(browser, "preallocate")
    do(browser, "instruct_advance")
    (waits,) = world.client.get("/api/v1/proposals", headers=world.key(f"{PROVINCE}/2")).json()["items"]
    world.confirm(waits["proposal"], f"{PROVINCE}/2")
    paper = f"{PAGE}/papers/issue_instruction/preallocation"
    assert browser.get(f"{PAGE}/papers/round_report/preallocation/pdf").status_code == 404  # not reported yet
    do(browser, "report_advance")
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        for name in ("issue_instruction", "round_report"):
            draft = browser.get(f"{PAGE}/papers/{name}/preallocation/{kind}")
            assert (draft.status_code, draft.content[: len(begins)]) == (200, begins)
    body = {"csrf": token(browser.get(PAGE + EN)), "body_zh": "某省生态环境厅", "word": "某环函"}
    assert browser.post(paper + EN, data={**body, "word": ""}).status_code == 409
    assert browser.post(paper + EN, data=body).status_code == 303
    page = browser.get(PAGE + EN).text
    assert "某环函〔2026〕1号" in page
    assert browser.get(f"{paper}/pdf").headers["content-disposition"].count("2026") == 2
    assert world.signed_in("mee/2").post(paper, data={"csrf": "x"}).status_code == 403
    for wrong in ("/papers/other/preallocation/pdf", "/papers/issue_instruction/other/pdf",
                  "/papers/issue_instruction/preallocation/doc"):  # fmt: skip
        assert browser.get(PAGE + wrong).status_code == 404


def tasks(world, actor):
    found = world.client.get("/api/v1/tasks", headers=world.key(actor)).json()["items"]
    return {g["kind"]: g["count"] for g in found if g["period"] == "2022"}


def test_each_step_is_a_task_of_who_does_it(world):
    made, in_advance = Round(world.market), {"stage": "preallocation"}
    made._number = 10_000
    for plant in ("N1", "N2"):
        made.must(PROVINCE, "allocation.preallocate", made.of(plant))
    assert tasks(world, f"{PROVINCE}/1")["advance_to_instruct"] == 2
    made.must(PROVINCE, "allocation.instruct", made.of("N1", **in_advance))
    assert tasks(world, f"{PROVINCE}/1")["advance_to_instruct"] == 1
    assert tasks(world, "registry/1")["issue_to_carry_out"] == 1
    made.move("instruction/preallocation/2022/N1")
    assert "issue_to_carry_out" not in tasks(world, "registry/1")
    made.must("N1", "allocation.object", made.of("N1", **in_advance, reason="排放量"))
    assert tasks(world, f"{PROVINCE}/1")["allocation_objection"] == 1
    made.confirm("N1", "2021", 40_000_00)
    made.must(PROVINCE, "allocation.decide_objection", made.of("N1", **in_advance, upheld=True, text="属实"))
    assert tasks(world, f"{PROVINCE}/1")["upheld_to_correct"] == 1
    corrected = made.of("N1", **in_advance, ground="objection", reason="更正")
    made.must(PROVINCE, "allocation.correct", corrected)
    assert "upheld_to_correct" not in tasks(world, f"{PROVINCE}/1")
    made.must(PROVINCE, "allocation.instruct", made.of("N1", stage="correction"))
    assert tasks(world, "registry/1")["excess_to_take_back"] == 1
    made.confirm("N2", "2022", 62_000_00)
    made.must(PROVINCE, "allocation.approve", made.of("N2"))
    assert tasks(world, f"{PROVINCE}/1")["approval_to_instruct"] == 1
    wanted = made.of("N2", kind="borrowing", amount_t=5, ground="资金", evidence_sha256="e" * 64)
    made.must("N2", "allocation.apply_relief", wanted)
    assert tasks(world, f"{PROVINCE}/1")["borrowing_to_decide"] == 1
