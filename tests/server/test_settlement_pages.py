"""The operator's day in a browser and by the API: who sees it, what it says, statements as files."""

import pytest

from tests.server.world import World


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


def test_the_operator_sees_its_day_in_both_languages(world):
    browser = world.sure("registry/1")
    for language, words in (("en", "Before trading opens"), ("zh", "开市前")):
        page = browser.get(f"/registry/day?lang={language}&day=2023-05-04")
        assert page.status_code == 200
        assert words in page.text
    assert "/registry/day" in browser.get("/?lang=en").text
    assert browser.get("/registry/day?day=yesterday").status_code == 404


def test_who_does_not_see_all_holdings_does_not_see_the_day(world):
    assert world.signed_in("H1/1").get("/registry/day").status_code == 403
    key = world.key("H1/1")
    for path in ("day", "reconciliation"):
        assert world.client.get(f"/api/v1/registry/{path}", headers=key).status_code == 403


def test_a_holder_gets_its_own_statement_and_no_other(world):
    key = world.key("H1/1")
    own = world.client.get("/api/v1/registry/statements/H1?day=2023-05-04", headers=key)
    assert own.json()["holder"] == "H1"
    assert world.client.get("/api/v1/registry/statements/H2?day=2023-05-04", headers=key).status_code == 403
    file = world.client.get("/registry/statements/H1?day=2023-05-04&form=xlsx", headers=key)
    assert file.content.startswith(b"PK")
    assert "2023-05-04-H1.xlsx" in file.headers["content-disposition"]


def test_the_api_says_what_is_open_and_what_differs(world):
    key = world.key("registry/1")
    found = world.client.get("/api/v1/registry/day?day=2023-05-04", headers=key).json()
    assert {i["code"] for i in found["opening"]} >= {"books_open", "last_settled", "no_run"}
    assert world.client.get("/api/v1/registry/reconciliation?day=2023-05-04", headers=key).json()["differences"] == []
