"""The bench for drafting by page and API: who may ask whom, one answer everywhere, files that are held, what
is wrong.
"""

import csv
import gzip
import io
import json
import re
import threading
from html import unescape
from urllib.parse import urlencode

import pytest

from tanshi.server import drafting, drafting_pages
from tanshi.server.app import make_app
from tanshi.server.platform import ServerSettings
from tanshi.server.run import platform_of
from tests.cli.test_draft import HEADER, ROWS
from tests.server.browsing import Browser
from tests.server.world import World

FREELY = ServerSettings(public_calls_per_minute=10**6)

#: Each question with terms that make it one.
ASKED = {
    "impact": {"plan": "2023", "draft": "2024", "price": "80"},
    "balance": {"plan": "2021"},
    "fit": {"plan": "2023"},
    "solve": {"plan": "2023", "surplus": "-1%", "strict": "II=2"},
    "estimate": {"plan": "2024", "months": "8"},
    "path": {"plan": "2023", "until": "2030"},
}


def table(rows=ROWS, header=HEADER):
    made = io.StringIO()
    csv.writer(made).writerows([header, *rows])
    return made.getvalue().encode()


@pytest.fixture(scope="module")
def year(year_db):
    """A browser of the public before the pages of a modelled year."""
    from tanshi.application.market import open_market

    market = open_market(str(year_db), write=False)
    platform = platform_of(market, None, FREELY)
    yield Browser(make_app(platform), follow_redirects=False)
    platform.close()


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


def held(client, data, name="units.csv", **more):
    found = client.post("/api/v1/drafting/files", params={"name": name}, content=data, **more)
    assert found.status_code == 200
    return found.json()["source"]


def heads(page):
    return [unescape(h) for h in re.findall(r"<h[12]>([^<]+)</h[12]>", page.text)]


# one answer everywhere


@pytest.mark.parametrize("name", ASKED)
def test_a_file_in_the_body_and_one_that_is_held_are_answered_alike(year, name):
    sent = year.post(f"/api/v1/drafting/{name}", params={**ASKED[name], "name": "units.csv"}, content=table())
    assert sent.status_code == 200, sent.text
    source = held(year, table())
    got = year.get(f"/api/v1/drafting/{name}", params={**ASKED[name], "source": source})
    assert got.json() == sent.json()
    page = year.get(f"/drafting/{name}", params={**ASKED[name], "source": source, "lang": "zh"})
    assert (page.status_code, page.text.count("<h1")) == (200, 1)
    assert "文件 units.csv" in page.text


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_has_its_page_over_a_year_of_the_books(year, name, language):
    terms = {k: v for k, v in ASKED[name].items() if k != "plan" or name == "balance"}
    page = year.get(f"/drafting/{name}", params={**terms, "source": "2022", "lang": language})
    assert page.status_code == 200
    assert 'id="table-' in page.text
    assert 'data-kind="' in page.text
    assert ("模拟数据" if language == "zh" else "Modelled, not reported") in page.text


def test_the_page_says_what_the_document_says(year):
    query = {"source": "2022", "draft": "2023", "price": "80"}
    document = year.get("/api/v1/drafting/impact", params=query).json()
    page = year.get("/drafting/impact", params={**query, "lang": "en"}).text
    whole = document["all"]
    for shown in (f"{whole['surplus_before_t']:+,}", f"{whole['surplus_after_t']:+,}", f"{whole['winners']:,}"):
        assert shown in page
    assert f"{whole['relieved_before']} → {whole['relieved_after']}" in page
    firms = year.get("/drafting/impact/firms.csv", params=query)
    rows = list(csv.DictReader(io.StringIO(firms.content.decode("utf-8-sig"))))
    assert sum(int(r["change_t"]) for r in rows) == whole["change_t"]
    assert [r["entity_id"] for r in rows] == [f["entity_id"] for f in document["firms"]]


def test_solved_benchmarks_lead_to_what_they_do(year):
    query = {"source": "2022", "surplus": "-0.5%", "from": "balance", "lang": "en"}
    solved = year.get("/api/v1/drafting/solve", params=query).json()
    page = year.get("/drafting/solve", params=query).text
    link = unescape(re.search(r'href="(/drafting/impact\?[^"]+)"', page[page.index('id="found"') :])[1])
    shown = year.get(link)
    assert f"{solved['surplus_after_relief_t']:+,}" in shown.text
    file = year.get("/drafting/solve/draft.json", params=query)
    assert json.loads(file.content) == {"values": solved["values"]}


def test_own_benchmarks_and_balance_values_are_drafts(year):
    source = held(year, table())
    balance = year.get("/api/v1/drafting/balance", params={"source": source, "plan": "2023"}).json()
    named = ",".join(f"{r['line']}={r['balance_value_4']}" for r in balance["lines"] if r["balance_value_4"])
    by_name = {"source": source, "plan": "2023", "draft": "balance"}
    ours = {"source": source, "plan": "2023", "benchmarks": named}
    one, other = (year.get("/api/v1/drafting/impact", params=q).json() for q in (by_name, ours))
    assert one["all"] == other["all"]
    assert (one["draft"], other["draft"]) == ("balance", "2023 *")


def test_the_steps_stand_for_themselves(year):
    assert len(year.get("/api/v1/drafting/steps").json()["steps"]) == 22
    assert "15 of 22 agree" in year.get("/drafting/steps?lang=en").text


def test_a_scenario_and_an_estimate_say_that_they_are_none_of_the_law(year):
    assert "not in force" in year.get("/drafting/path?lang=en").text
    assert "非现行规定" in year.get("/drafting/path?source=2022&lang=zh").text
    assert "no allocation" in year.get("/drafting/estimate?lang=en").text
    assert year.get("/api/v1/drafting/path?source=2022").json()["in_force"] is False


def test_last_year_s_months_are_handed_in_beside(year):
    header = ("unit_id", "month", "unit_class", "generation_mwh", "load_factor", "verified_t")
    now = table([("U", f"2025-{m:02d}", "I", "1000", "0.8", "800") for m in range(1, 9)], header)
    before = table(
        [("U", f"2024-{m:02d}", "I", "1000" if m < 9 else "3000", "0.8", "800") for m in range(1, 13)], header
    )
    source, last = held(year, now), held(year, before, "before.csv")
    plain = year.get("/api/v1/drafting/estimate", params={"source": source}).json()
    carried = year.get("/api/v1/drafting/estimate", params={"source": source, "last_year": last}).json()
    assert plain["units"][0]["generation_mwh"] == "12000.000"
    assert carried["units"][0]["generation_mwh"] == "20000.000"
    sent = year.post(
        "/drafting/estimate?lang=en",
        data={"which": "last_year", "source": source, "plan": "2024"},
        files={"file": ("before.csv", before)},
    )
    assert "last_year=file" in sent.headers["location"]
    assert year.get(sent.headers["location"]).status_code == 200


# who may ask


def test_a_firm_gets_the_estimate_of_its_own_and_nothing_of_the_bench(world):
    key = world.key("H1/1")
    own = world.client.post("/api/v1/drafting/estimate", params={"months": "8"}, content=table(), headers=key)
    assert own.status_code == 200
    assert own.json()["estimate"] is True
    for name in ("impact", "balance", "fit", "solve", "path"):
        for found in (
            world.client.get(f"/api/v1/drafting/{name}", headers=key),
            world.client.post(f"/api/v1/drafting/{name}", content=table(), headers=key),
            world.client.get(f"/drafting/{name}", headers=key),
        ):
            assert found.status_code == 403, name
    browser = world.signed_in("H1/1")
    assert heads(browser.get("/drafting?lang=en")) == ["Drafting bench"]
    tabs = re.findall(r'href="/drafting/(\w+)', browser.get("/drafting?lang=en").text)
    assert tabs == ["steps", "estimate"]
    months = {"source": "2022", "entity": "H1"}
    assert world.client.get("/api/v1/drafting/estimate", params=months, headers=key).status_code == 404  # none recorded
    months = {"source": "2022", "entity": "H2"}
    assert world.client.get("/api/v1/drafting/estimate", params=months, headers=key).status_code == 403


def test_a_province_asks_about_its_own_firms(world):
    key = world.key("sd/1")
    own = world.client.get("/api/v1/drafting/impact", params={"source": "2022", "draft": "2023"}, headers=key)
    assert own.json()["outcome"] == "allocate.nothing_confirmed"
    asked = {"source": "2022", "draft": "2023", "area": "44"}
    assert world.client.get("/api/v1/drafting/impact", params=asked, headers=key).status_code == 403
    assert world.client.get("/drafting/impact", params=asked, headers=key).status_code == 403
    assert world.client.get("/api/v1/drafting/impact", params={**asked, "area": "99"}, headers=key).status_code == 404
    assert world.client.get("/api/v1/drafting/impact", params=asked, headers=world.key("mee/1")).status_code == 404


def test_nobody_asks_about_books_that_are_not_open(world):
    assert world.client.get("/api/v1/drafting/impact").status_code == 401
    assert world.client.get("/api/v1/drafting/estimate?source=2022").status_code == 401
    assert world.client.get("/drafting/impact").headers["location"].startswith("/sign-in")
    assert world.client.get("/drafting/estimate?lang=en").status_code == 200


def test_one_province_of_the_nation(year):
    query = {"source": "2022", "draft": "2023"}
    every = year.get("/api/v1/drafting/impact", params=query).json()
    area = every["provinces"][0]["area_gb2260"]
    one = year.get("/api/v1/drafting/impact", params={**query, "area": area}).json()
    assert one["all"] == {k: v for k, v in every["provinces"][0].items() if k != "area_gb2260"}
    assert {f["area_gb2260"] for f in one["firms"]} == {area}


def test_a_held_file_is_its_owner_s(world):
    source = held(world.client, table(), headers=world.key("mee/1"))
    query = {"source": source, "plan": "2023"}
    assert world.client.get("/api/v1/drafting/balance", params=query, headers=world.key("mee/1")).status_code == 200
    other = world.client.get("/api/v1/drafting/balance", params=query, headers=world.key("sd/1"))
    assert (other.status_code, other.json()["outcome"]) == (404, "drafting.file_gone")


# forms, files, and what is wrong


def test_a_form_leads_to_an_address_that_says_what_was_asked(world):
    key = world.key("sd/1")
    fields = {"plan": "2023", "surplus": "-1%", "strict.II": "2", "strict.IV": "0", "from": "plan"}
    file = {"file": ("我的机组.csv", table())}
    sent = world.client.post("/drafting/solve?lang=en", data=fields, files=file, headers=key)
    assert sent.status_code == 303
    shown = world.client.get(sent.headers["location"], headers=key)
    assert shown.status_code == 200
    assert "The file 我的机组.csv" in shown.text
    assert re.search(r'name="strict.II" value="2"', shown.text)
    assert 'value="-1%"' in shown.text
    tab = unescape(re.search(r'href="(/drafting/fit\?[^"]+)"', shown.text)[1])
    assert "The file 我的机组.csv" in world.client.get(tab, headers=key).text


def test_a_form_of_a_session_says_where_it_came_from(world):
    browser = world.signed_in("H1/1")
    token = re.search(r'name="token" value="([^"]+)"', browser.get("/drafting/estimate?lang=en").text)[1]
    file = {"file": ("u.csv", table())}
    sent = browser.post("/drafting/estimate", data={"token": token, "months": "8"}, files=file)
    assert browser.get(sent.headers["location"]).status_code == 200
    assert browser.post("/drafting/estimate", data={"token": "x", "months": "8"}, files=file).status_code == 403


def test_a_bad_file_is_told_by_its_cells_and_loses_nothing(year):
    bad = table([*ROWS, ("U5", "D", "", "I", "1", "1", "0", "0", "90", "water", "false", "1")])
    sent = year.post(
        "/drafting/impact?lang=en",
        data={"plan": "2023", "draft": "2024", "price": "77"},
        files={"file": ("u.csv", bad)},
    )
    page = year.get(sent.headers["location"])
    assert page.status_code == 200
    assert "u.csv!I6" in page.text
    assert "above 1" in page.text
    assert "table-provinces" in page.text
    worse = year.post(
        "/drafting/impact?lang=en",
        data={"plan": "2023", "draft": "2024", "price": "77"},
        files={"file": ("u.csv", b"a\n")},
    )
    page = year.get(worse.headers["location"])
    assert page.status_code == 422
    assert "No row of the first twenty" in page.text
    assert 'value="77"' in page.text
    assert "The file u.csv" in page.text


def test_a_file_that_is_not_held_any_more_is_said_and_the_form_stays(year):
    page = year.get("/drafting/solve", params={"source": "file:gone", "surplus": "-3%", "lang": "en"})
    assert page.status_code == 404
    assert "Choose it again" in page.text
    assert 'value="-3%"' in page.text


@pytest.mark.parametrize(
    ("name", "query", "status", "outcome"),
    [
        ("impact", {}, 400, "draft.needs_draft"),
        ("impact", {"draft": "2099"}, 404, "allocate.unknown_plan"),
        ("impact", {"draft": "draft:x"}, 404, "rulemaking.no_such_draft"),
        ("impact", {"draft": "2023", "price": "80.123"}, 400, "draft.bad_price"),
        ("impact", {"draft": "2023", "price": "9" * 300}, 400, "draft.bad_price"),
        ("impact", {"draft": "2023", "benchmarks": "V=1"}, 400, "draft.bad_pair"),
        ("impact", {"draft": "2023", "benchmarks": "I=" + "9" * 300}, 400, "draft.bad_pair"),
        ("balance", {"source": "soon"}, 404, "year.bad_period"),
        ("balance", {"source": "2021"}, 404, "allocate.nothing_confirmed"),
        ("solve", {"surplus": "much"}, 400, "draft.bad_target"),
        ("solve", {"from": "air"}, 400, "http.bad_parameter"),
        ("solve", {"strict": "I=-2"}, 400, "draft.bad_pair"),
        ("solve", {"surplus": "-99%", "strict": "heat.gas=9"}, 400, "draft.unreachable"),
        ("estimate", {"months": "13"}, 400, "http.bad_parameter"),
        ("estimate", {"entity": "nobody", "source": "2022", "plan": "2021"}, 404, "draft.no_months"),
        ("estimate", {"source": "2022", "plan": "2021", "last_year": "file:x"}, 404, "drafting.file_gone"),
        ("path", {"until": "2199"}, 400, "draft.bad_path"),
        ("path", {"cut": "2"}, 400, "draft.bad_path"),
    ],
)
def test_what_cannot_be_asked(year, name, query, status, outcome):
    found = year.get(f"/api/v1/drafting/{name}", params={"source": "2022", **query})
    assert (found.status_code, found.json()["outcome"]) == (status, outcome)
    page = year.get(f"/drafting/{name}", params={"source": "2022", **query, "lang": "en"})
    assert page.status_code in (200, 400, 404, 422)


@pytest.mark.parametrize(
    ("content", "status", "outcome"),
    [
        (b"", 400, "forms.no_file"),
        (b"a,b\n1,2\n", 422, "allocate.no_header"),
        (b"PK\x03\x04broken", 422, "input.damaged"),
        (b"x" * 2_000_001, 413, "drafting.file_too_large"),
        (gzip.compress(bytes(25 << 20)), 413, "drafting.unfolds"),
        (b"", 422, "draft.too_many_units"),
    ],
)
def test_files_that_cannot_be_used(year, content, status, outcome):
    if outcome == "draft.too_many_units":
        rows = [(f"U{n}", "A", "", "I", "1", "1", "0", "0", "0.8", "water", "false", "1") for n in range(12_001)]
        content = table(rows)
    found = year.post("/api/v1/drafting/balance", params={"plan": "2023"}, content=content)
    assert (found.status_code, found.json()["outcome"]) == (status, outcome)


# what takes long, and what is kept


def test_long_work_shows_how_far_it_is_and_then_its_answer(year, monkeypatch):
    gate, real = threading.Event(), drafting.answer

    def slow(market, asked, tell):
        tell(2, 5)
        assert gate.wait(20)
        return real(market, asked, tell)

    monkeypatch.setattr(drafting, "answer", slow)
    monkeypatch.setattr(drafting_pages, "_PAGE_WAITS", 0.2)
    address = f"/drafting/balance?{urlencode({'source': held(year, table()), 'plan': '2022', 'lang': 'en'})}"
    page = year.get(address)
    assert 'role="status"' in page.text
    assert 'value="40"' in page.text
    assert unescape(re.search(r'hx-get="([^"]+)"', page.text)[1]).startswith("/drafting/balance?")
    assert "Look again" in page.text
    gate.set()
    monkeypatch.setattr(drafting_pages, "_PAGE_WAITS", 10)
    assert "table-lines" in year.get(address).text


def test_an_answer_is_kept_until_a_fact_concerns_it(world, monkeypatch):
    made = []
    real = drafting.answer
    monkeypatch.setattr(drafting, "answer", lambda *given: made.append(1) or real(*given))
    key = world.key("mee/1")
    source = held(world.client, table(), headers=key)

    def ask():
        query = {"source": source, "plan": "2023"}
        return world.client.get("/api/v1/drafting/balance", params=query, headers=key).json()

    first = ask()
    assert (ask(), len(made)) == (first, 1)
    world.send("H1/1", "participants.withdraw_mandate", {"organisation": "G", "entity": "H1"})
    assert (ask(), len(made)) == (first, 1)
    listing = {"period": "2022", "entity": "H1", "covered": True}
    world.send("sd/1", "participants.list_entity", listing)
    ask()
    assert len(made) in (1, 2)
