"""Pages and API of work: tasks by role, watching, notices, review queues, comments - and who sees none of it."""

import re
from datetime import date

import pytest

from tanshi.application.work.mail import MailSettings
from tanshi.application.work.reminders import remind
from tanshi.core.clock import CHINA, moment
from tests.server import cases
from tests.server.world import World

CHANGE = {
    "unit": "P1-1", "month": "2022-03", "field": "fuel_e2", "after": "5600000", "treatment": "corrected",
    "code": "wrong_reading",
}  # fmt: skip


@pytest.fixture
def world(market, clock):
    made = World(market)
    cases.plant(market)
    made._person("P1/1")
    made.clock = clock
    yield made
    made.close()


def kinds(world, actor, **query):
    found = world.client.get("/api/v1/tasks", headers=world.key(actor), params=query)
    assert found.status_code == 200, found.text
    return [(g["kind"], g["month"] or g["period"], g["count"], g["due"]) for g in found.json()["items"]]


def test_tasks_follow_the_books_from_role_to_role(world):
    cases.months(world.market, world.clock, until=11)
    assert kinds(world, "P1/1") == [
        ("month_missing", "2022-12", 1, "2023-02-09"),
        ("report_due", "2022", 1, "2023-03-31"),
    ]
    record = {"entity": "P1", "month": "2022-12", "evidence": "e" * 64, "units": [cases.MONTH]}
    cases.ask(world.market, "P1/1", "mrv.record_month", record)
    assert kinds(world, "P1/1") == [("report_due", "2022", 1, "2023-03-31")]
    assert kinds(world, "V/1") == []
    file = {"entity": "P1", "period": "2022", "declared_true": True}
    cases.ask(world.market, "P1/1", "mrv.file_report", file)
    assert kinds(world, "P1/1") == []
    assert kinds(world, "V/1") == [("report_to_verify", "2022", 1, "2023-06-30")]
    verify = {"entity": "P1", "period": "2022", "verifier": "V", "group": ["a", "b"], "changes": [CHANGE]}
    cases.ask(world.market, "V/1", "mrv.verify_report", verify)
    assert kinds(world, "V/1") == []
    assert kinds(world, "P1/1") == [("findings_to_answer", "2022", 1, None)]
    assert kinds(world, "sd/1") == [("report_to_confirm", "2022", 1, "2023-06-30")]
    said = world.client.post(
        "/api/v1/comments/report/2022/P1", json={"words": "The scale was calibrated; see belt2.csv."},
        headers=world.key("P1/1"),
    )  # fmt: skip
    assert said.status_code == 200
    assert kinds(world, "P1/1") == []


def test_a_group_has_the_tasks_of_its_plants_and_an_official_watches_them(world):
    assert kinds(world, "G/1") == []
    mandate = {"organisation": "G", "entity": "P1", "ground": "group"}
    cases.ask(world.market, "P1/1", "participants.grant_mandate", mandate)
    assert [k for k, *_ in kinds(world, "G/1")].count("month_missing") == 12
    assert kinds(world, "sd/1") == kinds(world, "jn/1") == []
    watched = kinds(world, "sd/1", watch="true")  # of months the newest two
    assert kinds(world, "jn/1", watch="true") == watched == kinds(world, "P1/1")[-3:]
    refused = world.client.get("/api/v1/tasks?watch=true", headers=world.key("P1/1"))
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("report_due/2022", 200),
        ("month_missing/2022?month=2022-03", 200),
        ("month_missing/2022", 404),
        ("month_missing/2022?month=2023-03", 404),
        ("report_due/2022?month=2022-03", 404),
        ("report_due/never", 404),
        ("nothing/2022", 404),
    ],
)
def test_lists_of_tasks(world, path, status):
    found = world.client.get(f"/api/v1/tasks/{path}", headers=world.key("P1/1"))
    assert found.status_code == status
    if status == 200:
        assert [(t["entity"], t["name_zh"]) for t in found.json()["items"]] == [("P1", "济南样例电厂")]
    page = world.signed_in("P1/1").get(f"/tasks/{path}")
    assert page.status_code == status
    assert ("济南样例电厂" in page.text) is (status == 200)


def test_lists_of_tasks_go_on(world):
    for n in range(2, 62):
        cases.plant(world.market, f"Q{n:03d}", "37")
    key, seen, after = world.key("sd/1"), [], ""
    while True:
        page = world.client.get("/api/v1/tasks/report_due/2022", headers=key, params={"watch": "true", "after": after})
        seen += [t["entity"] for t in page.json()["items"]]
        after = page.json()["after"]
        if not after:
            break
    assert seen == ["P1", *[f"Q{n:03d}" for n in range(2, 62)]]


def test_notices_count_in_the_navigation_until_they_are_seen(world):
    found = remind(world.gate, world.market.law, MailSettings(), "en")
    assert found.notices > 0
    browser = world.signed_in("P1/1")
    page = browser.get("/tasks?lang=en").text
    assert "Reminders (13)" in page
    lines = [n["line"] for n in world.client.get("/api/v1/notices", headers=world.key("P1/1")).json()["items"]]
    assert "Annual report is to be filed, 2022: 1 (first P1), was due 2023-03-31" in lines
    assert "was due 2023-03-31" in browser.get("/notices?lang=en").text
    assert "Reminders (" not in browser.get("/tasks?lang=en").text
    assert world.client.get("/api/v1/notices", headers=world.key("V/1")).json()["items"] == []


# reviews


def matters(world, actor, **query):
    found = world.client.get("/api/v1/reviews", headers=world.key(actor), params=query)
    assert found.status_code == 200, found.text
    return [(m["subject"], m["level"], m["age_working_days"]) for m in found.json()["items"]]


def test_a_matter_goes_from_city_to_nation_and_back(world):
    cases.months(world.market, world.clock)
    cases.verified(world.market, world.clock)
    subject = "report_to_confirm/2022/P1"
    assert matters(world, "jn/1") == [(subject, "city", 0)]
    assert matters(world, "sd/1") == matters(world, "mee/1") == []
    assert matters(world, "mee/1", level="city") == [(subject, "city", 0)]

    def hand(actor, to, note=""):
        found = world.client.post(f"/api/v1/reviews/{subject}", json={"to": to, "note": note}, headers=world.key(actor))
        return found.json()["outcome"]

    assert ">3701<" in world.client.get("/reviews?level=city", headers=world.key("mee/1")).text
    assert matters(world, "mee/1", level="city", area="3701") == matters(world, "mee/1", level="city", area="37")
    assert matters(world, "mee/1", level="city", area="3702") == []
    assert hand("sd/1", "nation") == "review.not_here"
    assert hand("jn/1", "nation") == "review.no_level"
    assert hand("jn/1", "province", "齐全") == "review.done"
    assert hand("jn/1", "province") == "review.not_here"
    assert hand("sd/1", "city") == "review.note_needed"
    assert hand("sd/1", "nation") == "review.done"
    assert matters(world, "mee/1") == [(subject, "nation", 0)]
    assert hand("mee/1", "province", "请核对热值") == "review.done"
    world.clock.put_day(date(2023, 5, 15))
    assert [age for _, _, age in matters(world, "sd/1")] == [8]  # 5, 6 (a worked Saturday), 8 to 12, 15 May
    page = world.client.get(f"/reviews/{subject}?lang=en", headers=world.key("sd/1")).text
    assert "请核对热值" in page
    assert "Hand on to Nation" in page
    assert "Hand back to City" in page
    cases.ask(world.market, "sd/1", "mrv.confirm_emission", {"entity": "P1", "period": "2022"})
    assert matters(world, "sd/1") == []
    assert hand("sd/1", "nation") == "review.not_waiting"


def test_queues_are_for_officials_in_their_area(world):
    cases.months(world.market, world.clock)
    cases.verified(world.market, world.clock)
    cases.ask(world.market, "mee/1", "participants.admit_actor",
              {"actor": "hb/1", "organisation": "hb", "role": "province", "area_gb2260": "13"})  # fmt: skip
    world._person("hb/1")
    assert matters(world, "hb/1", level="city") == []
    other = world.client.get("/reviews/report_to_confirm/2022/P1", headers=world.key("hb/1"))
    assert other.status_code == 409
    for actor in ("P1/1", "V/1", "registry/1", "L/1"):
        assert world.client.get("/api/v1/reviews", headers=world.key(actor)).status_code == 403
    assert world.client.get("/api/v1/reviews").status_code == 401
    assert matters(world, "sd/1", level="city", kind="shortfall") == []
    assert matters(world, "mee/1", level="city", area="13") == []
    assert world.client.get("/api/v1/reviews?level=moon", headers=world.key("mee/1")).status_code == 400


# comments


def test_comments_are_seen_by_who_sees_the_subject(world):
    cases.months(world.market, world.clock)
    cases.verified(world.market, world.clock)
    url = "/api/v1/comments/report/2022/P1"
    assert world.client.post(url, json={"words": "Why so little?"}, headers=world.key("sd/1")).status_code == 200
    for actor, sees in (("P1/1", True), ("V/1", True), ("jn/1", True), ("H1/1", False), ("registry/1", False)):
        found = world.client.get(url, headers=world.key(actor))
        assert found.status_code == (200 if sees else 404), actor
        if sees:
            assert [c["words"] for c in found.json()["items"]] == ["Why so little?"]
    assert world.client.get(url).status_code == 401
    for name in ("report/2022/nobody", "report", "moon/1", "entity/", "entity/%01"):
        assert world.client.get(f"/api/v1/comments/{name}", headers=world.key("mee/1")).status_code == 404


@pytest.mark.parametrize(
    ("words", "outcome"),
    [("", "comment.empty"), ("  \n ", "comment.empty"), ("x" * 4_001, "comment.too_long"), ("x" * 4_000, None)],
)
def test_what_a_comment_can_say(world, words, outcome):
    found = world.client.post("/api/v1/comments/entity/P1", json={"words": words}, headers=world.key("sd/1"))
    assert found.json().get("outcome") == outcome


def test_one_s_own_comment_can_be_withdrawn_and_leaves_a_mark(world):
    url, key = "/api/v1/comments/entity/P1", world.key("sd/1")
    id = world.client.post(url, json={"words": "a mistake"}, headers=key).json()["id"]

    def withdraw(actor, comment=id):
        found = world.client.post("/api/v1/comments/withdraw", json={"comment": comment}, headers=world.key(actor))
        return found.json()["outcome"]

    assert withdraw("mee/1") == "comment.of_another"
    assert withdraw("H1/1") == "http.not_found"  # it may not even know of it
    assert withdraw("sd/1", "nothing") == "comment.not_found"
    assert withdraw("sd/1") == "comment.done"
    assert withdraw("sd/1") == "comment.withdrawn"
    (left,) = world.client.get(url, headers=key).json()["items"]
    assert (left["words"], left["actor"], left["withdrawn_at"] != "") == ("", "sd/1", True)


def test_a_body_comments_on_its_own_requests_and_nobody_else_does(world):
    issue = {"holder": "H1", "instrument": "CEA22", "amount_t": 100, "ground": "order", "instruction": "i"}
    proposal = world.send("registry/1", "registry.issue", issue).json()["proposal"]
    url = f"/api/v1/comments/proposal/{proposal}"
    assert world.client.post(url, json={"words": "Please look."}, headers=world.key("registry/1")).status_code == 200
    assert len(world.client.get(url, headers=world.key("registry/2")).json()["items"]) == 1
    for actor in ("mee/1", "exchange/1", "H1/1"):
        assert world.client.get(url, headers=world.key(actor)).status_code == 404


def test_pages_of_comments_are_written_in_the_browser(world):
    browser = world.signed_in("V/1")
    page = browser.get("/comments/entity/P1?lang=en")
    csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
    assert browser.post("/comments/entity/P1", data={"words": "<b>bold</b>"}).status_code == 403
    done = browser.post("/comments/entity/P1", data={"words": "<b>bold</b>", "csrf": csrf})
    assert done.status_code == 303
    page = browser.get("/comments/entity/P1?lang=en").text
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    wrong = browser.post("/comments/entity/P1?lang=en", data={"words": " ", "csrf": csrf})
    assert (wrong.status_code, "The comment is empty." in wrong.text) == (409, True)


def test_times_are_shown_as_the_clock_in_china_has_them_and_say_so(world):
    cases.months(world.market, world.clock)
    cases.verified(world.market, world.clock)
    said = world.client.post("/api/v1/comments/report/2022/P1", json={"words": "x"}, headers=world.key("P1/1")).json()
    assert said["at"].endswith("Z"), "machines get UTC"
    shown = moment(said["at"]).astimezone(CHINA).strftime("%Y-%m-%d %H:%M (UTC+8)")
    for path in ("/comments/report/2022/P1", "/me", "/notices", "/tasks", "/history?subject=report/2022/P1"):
        page = world.client.get(path, headers=world.key("P1/1")).text
        text = re.sub(r"<[^>]*>", " ", page)
        bare = re.findall(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?!:?\d* ?\(UTC\+8\)).{0,20}", text)
        assert bare == [], path
        assert shown in text or not path.startswith("/comments")
