"""Looking through: nation to file hash in six clicks and back, secrets masked and looks written down; why, history."""

import re

import pytest

from tanshi.application.identity.looks import looks_at_subject
from tests.server import cases
from tests.server.world import World

WAY = ("2022", "2022/37", "2022/P1", "2022/P1-1", "2022/P1-1/2022-03", "2022/P1-1/2022-03/4")
SECRETS = ("2022-0117.pdf", ">L<", "2022-0117<")


@pytest.fixture
def world(market, clock):
    made = World(market)
    cases.plant(market, area="37")
    made._person("P1/1")
    cases.months(market, clock)
    cases.evidence(market)
    cases.verified(market, clock)
    made.clock = clock
    yield made
    made.close()


@pytest.fixture
def approved(world):
    """The world with an approved amount, so that the nation's pages have results."""
    cases.ask(world.market, "sd/1", "mrv.confirm_emission", {"entity": "P1", "period": "2022"})
    return world


def look(world, place, actor="mee/1"):
    return world.client.get(f"/api/v1/look/{place}", headers=world.key(actor) if actor else {})


@pytest.mark.parametrize("depth", range(len(WAY)))
def test_a_look_shows_the_way_and_what_is_under_it(world, depth):
    found = look(world, WAY[depth]).json()
    assert [p["place"] for p in found["way"]] == list(WAY[: depth + 1])
    assert [p["level"] for p in found["way"]] == ["nation", "province", "entity", "unit", "month", "evidence"][
        : depth + 1
    ]
    under = [p["place"] for p in found["under"]]
    assert (WAY[depth + 1] in under) if depth + 1 < len(WAY) else under == []


def test_a_month_says_where_record_and_evidence_differ(world):
    month = look(world, "2022/P1-1/2022-03").json()["way"][-1]["figures"]
    assert (month["pieces"], month["agrees"], month["differs"]) == (4, ["carbon_e4", "fuel_e2"], ["hours_e2"])


def test_a_file_s_digest_leads_back_to_the_nation(world):
    found = look(world, "a" * 64).json()
    assert [p["place"] for p in found["way"]] == [*WAY[:-1], "2022/P1-1/2022-03/1"]
    missing = look(world, "9" * 64)
    assert (missing.status_code, missing.json()["outcome"]) == (404, "look.no_file")


@pytest.mark.parametrize(
    "place", ["moon", "2022/nobody", "2022/P1-1/2021-03", "2022/P1-1/2022-03/9", "2022/P1-1/2022-03/x", "2022/37/P1"]
)
def test_places_that_are_none(world, place):
    found = look(world, place)
    assert found.status_code == 404
    assert found.json()["detail"]


SEES = {
    "": (True, True, False, False),
    "mee/1": (True, True, True, True),
    "sd/1": (True, True, True, True),
    "P1/1": (True, True, True, True),
    "V/1": (True, True, True, True),
    "registry/1": (True, True, True, False),
    "H1/1": (True, True, False, False),
    "L/1": (True, True, False, False),
}


@pytest.mark.parametrize("actor", SEES)
def test_who_may_look_how_deep(world, actor):
    got = [look(world, place, actor).status_code == 200 for place in WAY[:4]]
    assert tuple(got) == SEES[actor]
    assert (look(world, WAY[5], actor).status_code == 200) is SEES[actor][3]
    assert (look(world, "a" * 64, actor).status_code == 200) is SEES[actor][3]


def test_secrets_are_masked_until_a_reason_is_given_and_the_look_is_written_down(world):
    url, key = "/api/v1/evidence/P1-1/2022-03/4", world.key("sd/1")
    masked = look(world, WAY[5], "sd/1").json()["way"][-1]["figures"]
    assert {masked[n] for n in ("source", "laboratory", "file_name", "file_bytes", "depositor")} == {"•••"}
    assert (masked["value"], masked["file_sha256"], masked["secret"]) == ("0.5512", "c" * 64, True)
    assert world.client.post(url, json={"reason": "  "}, headers=key).json()["outcome"] == "identity.reason_needed"
    opened = world.client.post(url, json={"reason": "日常监督"}, headers=key).json()["way"][-1]["figures"]
    assert [opened[n] for n in ("source", "laboratory", "file_name")] == ["2022-0117", "L", "2022-0117.pdf"]
    with world.market.view() as view:
        (row,) = looks_at_subject(view, "entity/P1")
    assert (row.actor, row.record, row.reason) == ("sd/1", "mrv.evidence/P1-1/2022-03/4", "日常监督")
    for actor in ("registry/1", "H1/1", "L/1"):
        assert world.client.post(url, json={"reason": "x"}, headers=world.key(actor)).status_code == 403
    assert world.client.post(url, json={"reason": "x"}).status_code == 401
    # what is not secret is not masked
    assert look(world, "2022/P1-1/2022-03/1", "sd/1").json()["way"][-1]["figures"]["file_name"] == "belt1.csv"


def test_a_page_masks_as_the_api_does(world):
    key = world.key("sd/1")
    page = world.client.get("/evidence/P1-1/2022-03/4?lang=en", headers=key).text
    assert "•••" in page
    assert not any(secret in page for secret in SECRETS)
    month = world.client.get("/2022/unit/P1-1/2022-03?lang=en", headers=key).text
    assert not any(secret in month for secret in SECRETS)


def links(page):
    main = re.findall(r"<main.*</main>", page, re.S)[0]
    return {href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', main)}


def test_six_clicks_from_the_nation_to_a_file_and_back(world, approved):
    way = [
        "/look?place=2022", "/2022/province/37", "/2022/entity/P1", "/2022/unit/P1-1", "/2022/unit/P1-1/2022-03",
        "/evidence/P1-1/2022-03/1",
    ]  # fmt: skip
    key = world.key("mee/1")
    for page in ("2022/P1-1/2022-03", "2022/P1-1/2022-03/1"):
        assert look(world, page).status_code == 200
    evidence = world.client.get("/evidence/P1-1/2022-03/1?lang=en", headers=key).text
    assert "a" * 64 in evidence
    back = links(evidence)
    assert {f"{path}?lang=en" for path in way[1:5]} <= back
    month = links(world.client.get("/2022/unit/P1-1/2022-03?lang=en", headers=key).text)
    assert {f"{path}?lang=en" for path in [*way[1:4], way[5]]} <= month


# why


@pytest.mark.parametrize(
    ("subject", "actor", "status"),
    [
        ("verified_t/2022", "", 200),
        ("verified_t/2022/37", "", 200),
        ("verified_t/2022/P1", "", 401),
        ("reported_t/2022", "", 401),
        ("reported_t/2022/37", "", 401),
        ("reported_t/2022/37", "sd/1", 200),
        ("reported_t/2022", "sd/1", 403),
        ("reported_t/2022/P1", "P1/1", 200),
        ("reported_t/2022/P1-1", "P1/1", 200),
        ("verified_t/2022/P1-1", "", 401),
        ("verified_t/2022/P1", "registry/1", 200),
        ("verified_t/2022/P1-1", "registry/1", 403),
        ("verified_t/2022/P1-1", "P1/1", 200),
        ("verified_t/2022/P1", "H1/1", 403),
        ("verified_t/2022/nobody", "mee/1", 404),
        ("nonsense", "mee/1", 404),
        ("allocation.electricity_benchmark[I]/2022-01-01", "", 200),
    ],
)
def test_a_tree_is_shown_to_who_may_see_its_inputs(world, subject, actor, status):
    headers = world.key(actor) if actor else {}
    assert world.client.get(f"/api/v1/why/{subject}", headers=headers).status_code == status
    page = world.client.get("/why", params={"subject": subject, "lang": "en"}, headers=headers)
    assert page.status_code == (303 if status == 401 else status)
    if status == 200:
        assert "<details open>" in page.text or "benchmark" in subject


def test_a_tree_leads_up_to_the_sums_it_is_part_of(world):
    page = world.client.get("/why?subject=verified_t/2022/P1-1&lang=en", headers=world.key("mee/1")).text
    for above in ("verified_t/2022", "verified_t/2022/37", "verified_t/2022/P1"):
        assert f"/why?subject={above.replace('/', '%2F')}&" in page or f"/why?subject={above}&" in page, above


def test_a_tree_leads_only_to_sums_its_reader_may_see(world):
    page = world.client.get("/why?subject=reported_t/2022/P1-1&lang=en", headers=world.key("P1/1")).text
    assert re.search(r"/why\?subject=reported_t(/|%2F)2022(/|%2F)P1&", page)
    assert not re.search(r"/why\?subject=reported_t(/|%2F)2022(/|%2F)37&", page)


# history


def history(world, subject, actor="mee/1", **query):
    return world.client.get(f"/api/v1/history/{subject}", headers=world.key(actor), params=query)


def test_a_history_has_every_fact_that_touched_an_entity_with_who_did_it(world):
    found = history(world, "entity/P1").json()
    assert found["indexed"] == found["position"]
    types = [e["type"] for e in found["items"]]
    assert types[0] == "mrv.report_verified/1"
    assert types[-4] == "participants.entity_listed/1"
    assert types[-3:] == [*["participants.actor_admitted/1"] * 2, types[-1]]
    assert types[-1].startswith("participants.entity_registered/")
    assert types.count("mrv.month_recorded/1") == 12
    assert types.count("mrv.evidence_deposited/1") == 4
    assert [e["position"] for e in found["items"]] == sorted((e["position"] for e in found["items"]), reverse=True)
    by = {e["type"]: e for e in found["items"]}
    assert by["mrv.report_verified/1"]["actor"] == "V/1"
    assert by["mrv.month_recorded/1"]["kind"] == "mrv.record_month"
    assert [e["type"] for e in history(world, "report/2022/P1").json()["items"]] == [
        "mrv.report_verified/1", "mrv.report_filed/1",
    ]  # fmt: skip


def test_a_second_fact_of_a_command_has_its_actor_too(world):
    readings = [e for e in history(world, "unit/P1-1").json()["items"] if e["type"] == "mrv.evidence_deposited/1"]
    assert {e["actor"] for e in readings} == {"P1/1", "•••"}  # the laboratory's report is secret
    assert len({e["command"] for e in readings}) == 2


def test_a_history_shows_what_the_viewer_may_see(world):
    everything = {e["type"].partition(".")[0] for e in history(world, "entity/P1").json()["items"]}
    registry = {e["type"].partition(".")[0] for e in history(world, "entity/P1", "registry/1").json()["items"]}
    assert (everything, registry) == ({"participants", "mrv"}, {"participants"})
    assert history(world, "entity/P1", "H1/1").status_code == 404
    assert history(world, "account/H1/registration", "H1/1").status_code == 200
    assert history(world, "account/H2/registration", "H1/1").status_code == 404
    for name in ("entity/nobody", "proposal/1", "moon/1"):
        assert history(world, name).status_code == 404


def test_a_history_goes_on(world):
    seen, before = [], None
    while True:
        page = history(world, "entity/P1", **({"before": before} if before is not None else {})).json()
        seen += [e["position"] for e in page["items"]]
        before = page["before"]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 22
    assert history(world, "entity/P1", before="x").status_code == 400


# search


@pytest.mark.parametrize(
    ("asked", "actor", "found"),
    [
        ("P1", "mee/1", ["entity/P1", "unit/P1-1"]),
        ("p1", "mee/1", ["entity/P1", "unit/P1-1"]),
        ("样例", "mee/1", ["entity/P1"]),
        ("济南样例电厂", "", ["entity/P1"]),
        ("号机", "mee/1", ["unit/P1-1"]),
        ("号机", "", []),
        ("P1", "", ["entity/P1"]),
        ("P1", "H1/1", ["entity/P1"]),
        ("H1/reg", "mee/1", ["account/H1/registration"]),
        ("H1/reg", "H1/1", ["account/H1/registration"]),
        ("H1/reg", "P1/1", []),
        ("91370100MA3C0000X1", "", ["entity/P1"]),
        ("91370100ma", "mee/1", ["entity/P1"]),
        ("%", "mee/1", []),
        ("_", "mee/1", []),
        ("", "mee/1", []),
        ("x" * 500, "mee/1", []),
    ],
)
def test_search(world, asked, actor, found):
    with world.gate.engine.aside() as writes:
        writes.execute("UPDATE participants_entity SET credit_code = '91370100MA3C0000X1' WHERE id = 'P1'")
    headers = world.key(actor) if actor else {}
    answer = world.client.get("/api/v1/search", params={"q": asked}, headers=headers).json()["items"]
    assert [f"{h['kind']}/{h['id']}" for h in answer] == found
    page = world.client.get("/search", params={"q": asked, "lang": "en"}, headers=headers)
    assert page.status_code == 200
    assert all(h["id"] in page.text for h in answer)
