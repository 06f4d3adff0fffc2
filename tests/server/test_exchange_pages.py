"""The exchange operator's pages: who sees them, what they show, and acts asked there, by two persons where due."""

from datetime import date

import pytest

from tanshi.journal.command import Command
from tests.exchange.process.test_server import serving
from tests.server.test_trading import OPENING, SHA, live, send, trading_world
from tests.server.test_trading import listed as an_order

DAY = "2023-05-04"


@pytest.fixture
def world(market, tmp_path):
    with trading_world(market, tmp_path / "s") as made:
        opened = {"day": DAY, "positions": SHA, "previous_close": [{"instrument": "CEA22", "close_fen": 8000}]}
        handed = {"session": DAY, "digest": SHA}
        for kind, item in (("registry.hand_over_positions", handed), ("exchange.open_session", opened)):
            (answer,) = market.execute([Command(kind, "exchange", "exchange/1", kind, [item])])
            assert answer.done, answer.message()
        yield made


def ask(world, actor, act, file=b"", **fields):
    """Send a form of the page with its file."""
    browser = world.sure(actor)
    sent = {"token": world.csrf(browser), "act": f"exchange.{act}", "page_day": DAY} | fields
    files = {"file": ("paper.pdf", file)} if file else {"file": ("", b"")}
    return browser.post("/exchange/day?lang=en", data=sent, files=files)


def page(world, actor="exchange/1", path="/exchange/day?lang=en"):
    return world.sure(actor).get(path)


def test_who_sees_the_page(world):
    assert {who: page(world, who).status_code for who in ("exchange/1", "registry/1", "H1/1", "mee/1")} == {
        "exchange/1": 200, "registry/1": 403, "H1/1": 403, "mee/1": 403,
    }  # fmt: skip
    assert world.client.get("/exchange/day").status_code == 303
    assert ask(world, "H1/1", "announce", b"x").status_code == 403


def test_the_page_shows_session_and_process(world, tmp_path):
    with serving(tmp_path / "s", OPENING):
        live(world)
        send(world, "H1/1", "k", "post", **an_order())
        shown = page(world).text
        for words in ("answers", "open", "Serves"):
            assert words in shown, words
    live(world, is_open=False)
    assert "away" in page(world).text


def test_a_halt_waits_for_a_second_person(world):
    halt = {"day": DAY, "instrument": "CEA22", "ground": "accident", "text": "power cut"}
    without = ask(world, "exchange/1", "halt_session", **halt)
    assert (without.status_code, "No file was chosen" in without.text) == (400, True)
    asked = ask(world, "exchange/1", "halt_session", b"%PDF the paper", **halt)
    assert asked.headers["location"].startswith("/approvals")
    assert "wait for a second person" in page(world).text
    (waits,) = world.sure("exchange/2").get("/api/v1/proposals").json()["items"]
    assert world.confirm(waits["proposal"], "exchange/2").json()["done"]
    shown = page(world).text
    assert "power cut" in shown
    assert "standing" in shown or "Resume" in shown


def test_a_form_that_is_refused_says_why_on_the_page(world):
    refused = ask(world, "exchange/1", "report_interruption", b"report", day=DAY, number="7")
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert ask(world, "exchange/1", "open_session", b"x").status_code == 404


def test_an_item_is_ticked_with_its_file_and_taken_back(world, clock):
    clock.put_day(date(2026, 12, 2))
    day = "2026-12-02"
    item = {"day": day, "list": "opening", "item": "channels_tested", "page_day": day}
    path = f"/exchange/day?day={day}&lang=en"
    assert "channels are tested" in page(world, path=path).text
    assert ask(world, "exchange/1", "tick_check", b"log of the test", **item).status_code == 303
    assert "exchange/1" in page(world, path=path).text.partition("channels are tested")[2][:400]
    assert ask(world, "exchange/1", "tick_check", b"log of the test", **item).status_code == 409
    assert ask(world, "exchange/1", "untick_check", reason="the wrong day", **item).status_code == 303


def test_an_announcement_is_published_with_its_file(world):
    sent = ask(world, "exchange/1", "announce", b"text", kind="other", title_zh="公告", title_en="Closed on Friday")
    assert sent.status_code == 303, sent.text
    assert "Closed on Friday" in page(world).text


def test_an_alert_is_worked_on_its_page(world, market):
    closed = {"day": DAY, "trades": 0, "segment": SHA, "state_hash": SHA, "quotes": []}
    raised = {
        "day": DAY, "detector": "spoofing", "instrument": "CEA22", "holders": ["H1"], "article": "44(4)",
        "evidence_sha256": SHA,
    }  # fmt: skip
    for kind, item in (("exchange.close_session", closed), ("exchange.raise_alert", raised)):
        (answer,) = market.execute([Command(kind, "exchange", "exchange/1", kind, [item])])
        assert answer.done, answer.message()
    about = {"alert": f"{DAY}/1", "day": DAY, "number": "1"}
    assert f"{DAY}/1" in page(world).text
    assert ask(world, "exchange/1", "assign_alert", officer="exchange/1", **about).status_code == 303
    asked = ask(world, "exchange/1", "demand_explanation", holder="H1", question="Why withdrawn?", **about)
    assert asked.status_code == 303, asked.text
    shown = page(world, path=f"/exchange/alert?alert={DAY}/1&lang=en").text
    assert "Why withdrawn?" in shown
    early = ask(world, "exchange/2", "look_at_explanation", holder="H1", text="seen", **about)
    assert (early.status_code, 'role="alert"' in early.text) == (409, True)
    assert page(world, "H1/1", f"/exchange/alert?alert={DAY}/1").status_code == 403
    assert page(world, path="/exchange/alert?alert=x").status_code == 404
