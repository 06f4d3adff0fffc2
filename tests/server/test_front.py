"""What surrounds every request: proxies, headers, files, compression, counters, and lines in the log without
secrets.
"""

import io
import json
import re

import pytest

from tanshi.application.identity import sign_in
from tanshi.core.finding import Problem
from tanshi.journal.engine import Unavailable
from tanshi.server import log, report_pages
from tanshi.server.platform import ServerSettings
from tanshi.server.run import read_server_settings
from tanshi.server.statics import FOLDER, Statics
from tests.server.browsing import Browser
from tests.server.world import PASSWORD, World


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


@pytest.fixture
def lines():
    """The lines that the server writes, as objects."""
    out = io.StringIO()
    log.set_up("json", out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    log.set_up("none", io.StringIO())


# files


def test_a_file_is_kept_for_a_year_under_its_hash_and_asked_about_without(world):
    address = Statics().address("tanshi.css")
    found = world.client.get(address)
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-type"] == "text/css; charset=utf-8"
    assert found.content == (FOLDER / "tanshi.css").read_bytes()
    plain = world.client.get("/static/tanshi.css")
    assert plain.headers["cache-control"] == "no-cache"
    again = world.client.get("/static/tanshi.css", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert world.client.get("/static/tanshi.css?v=other").headers["cache-control"] == "no-cache"


def test_files_are_compressed_and_have_the_headers_of_pages(world):
    found = world.client.get("/static/tanshi.css")
    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "content-encoding" not in world.client.get("/static/tanshi.css", headers={"accept-encoding": "br"}).headers


@pytest.mark.parametrize(
    "path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "nothing.css", "", "vendor", "tanshi.css%00", "/etc/passwd"]
)
def test_nothing_but_the_files_is_given(world, path):
    assert world.client.get(f"/static/{path}").status_code == 404


def test_pages_name_their_files_by_hash(world):
    assert re.search(r"/static/tanshi\.css\?v=[0-9a-f]{16}", world.client.get("/").text)


# answers


def test_long_answers_are_compressed_but_not_a_signed_in_person_s_pages(world):
    listed = world.client.get("/api/v1/openapi.json")
    assert listed.headers["content-encoding"] == "gzip"
    assert listed.json()["openapi"] == "3.1.0"
    assert world.client.get("/law").headers["content-encoding"] == "gzip"
    own = world.signed_in("H1/1").get("/law")
    assert (own.status_code, "content-encoding" in own.headers) == (200, False)
    raw = world.client.get("/law", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in raw.headers


def test_the_language_link_keeps_the_question(world):
    page = world.client.get("/search?q=H1%26a&lang=en").text
    assert 'href="/search?q=H1%26a&amp;lang=zh"' in page


def test_a_method_that_is_not_offered_is_told(world):
    found = world.client.put("/api/v1/me")
    assert (found.status_code, found.json()["outcome"]) == (405, "http.method_not_allowed")


def test_head_is_get_without_a_body(world):
    assert world.client.head("/api/v1").status_code == 200


# health


def test_alive_needs_no_books_and_ready_does(world, monkeypatch):
    assert world.client.get("/readyz").json()["writes"] is True

    def lost():
        raise Unavailable("db.unreachable", "postgresql://", reason="gone")

    monkeypatch.setattr(type(world.market.engine), "snapshot", lambda self: lost())
    alive, ready = world.client.get("/healthz"), world.client.get("/readyz")
    assert (alive.status_code, alive.json()["ok"]) == (200, True)
    assert (ready.status_code, ready.headers["retry-after"]) == (503, "2")


def test_metrics_count_by_template_and_never_by_address(world):
    key = world.key("mee/1")
    world.client.get("/api/v1/balances/H1/registration/CEA22", headers=key)
    found = world.client.get("/metrics", headers=key).text
    assert 'route="/api/v1/balances/{account:path}/{instrument}",status="200"} 1' in found
    assert "H1/registration" not in found
    for name in (
        "tanshi_request_seconds_bucket", "tanshi_journal_size", "tanshi_commands_waiting", "tanshi_writes 1",
        "process_cpu_seconds_total", "tanshi_requests_running 1", "tanshi_logins_living",
    ):  # fmt: skip
        assert name in found
    last = 0
    for line in found.splitlines():
        if line.startswith('tanshi_request_seconds_bucket{method="GET",route="/metrics"'):
            assert int(line.rpartition(" ")[2]) >= last
            last = int(line.rpartition(" ")[2])


# proxies


def seen_as(settings, headers, client=("10.0.0.9", 1)):
    """Return address, scheme and number as the application sees them."""
    from tanshi.server.front import About, Front
    from tanshi.server.meter import Meter

    seen = {}

    async def app(scope, receive, send):
        seen.update(client=scope["client"][0], scheme=scope["scheme"], number=About.of(scope)["number"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    front = Front(app, settings=settings, meter=Meter(), statics=Statics(), direct={}, broken=None)
    Browser(front, client=client).get("/x", headers=headers)
    return seen


def test_only_proxies_we_trust_are_believed():
    told = {"x-forwarded-for": "1.2.3.4, 5.6.7.8", "x-forwarded-proto": "https", "x-request-id": "abcdefgh12"}
    trusted = ServerSettings(trusted_proxies=("10.0.0.9",))
    assert seen_as(trusted, told) == {"client": "5.6.7.8", "scheme": "https", "number": "abcdefgh12"}
    stranger = seen_as(ServerSettings(), told)
    assert (stranger["client"], stranger["scheme"]) == ("10.0.0.9", "http")
    assert stranger["number"] != "abcdefgh12"
    chain = ServerSettings(trusted_proxies=("10.0.0.9", "5.6.7.8"))
    assert seen_as(chain, told)["client"] == "1.2.3.4"
    assert seen_as(trusted, {**told, "x-request-id": "a\tb", "x-forwarded-proto": "gopher"})["scheme"] == "http"


def test_tls_asks_browsers_to_stay_with_it(market):
    world = World(market, server=ServerSettings(secure_cookies=True))
    assert world.client.get("/").headers["strict-transport-security"] == "max-age=31536000"
    world.close()


# the log


FUND = {"holder": "H1", "instrument": "CEA22", "amount_t": 777_123}


def test_a_request_s_line_names_template_status_time_and_organisation(world, lines):
    answer = world.send("H1/1", "registry.fund_trading", FUND)
    line = next(line for line in lines() if line["route"] == "/api/v1/commands/registry.fund_trading")
    assert line["request"] == answer.headers["tanshi-request"]
    assert (line["method"], line["status"], line["organisation"]) == ("POST", 409, "H1")
    assert set(line) == {
        "time", "level", "event", "request", "method", "route", "status", "ms", "bytes", "organisation",
    }  # fmt: skip


def test_no_secret_gets_into_the_log(world, lines, monkeypatch):
    """Keys, cookies, passwords, codes, bodies, names, queries: what is sent and what is answered."""
    key = world.key("H1/1")
    secrets = [key["Authorization"].removeprefix("Bearer "), PASSWORD, "h1-1", "777123", "777_123"]
    world.client.post("/api/v1/commands/registry.fund_trading", json={"items": [FUND]}, headers=key)
    world.client.post("/sign-in", data={"login": "h1-1", "password": PASSWORD})
    world.client.post("/sign-in", data={"login": "h1-1", "password": "wrong and secret"})
    session = sign_in.sign_in(world.gate, "h1-1", PASSWORD)
    secrets += [session.token, "wrong and secret", "a secret search", "tsi_invitation", "tsk_wrong_secret"]
    browser = Browser(world.client.app, follow_redirects=False)
    browser.cookies.set("tanshi_session", session.token)
    browser.get("/search", params={"q": "a secret search"})
    browser.get("/invitation/tsi_invitation")
    browser.get("/api/v1/me", headers={"Authorization": "Bearer tsk_wrong_secret"})
    browser.get("/nothing/a secret search")
    browser.post("/api/v1/commands/registry.fund_trading", content=b'{"items": "a secret search')

    def break_down(self):
        raise ValueError(f"{session.token} {PASSWORD} a secret search")

    monkeypatch.setattr(type(world.market.engine), "snapshot", break_down)
    broken = browser.get("/me")
    assert broken.status_code == 500
    written = json.dumps(lines(), ensure_ascii=False)
    assert [secret for secret in secrets if secret in written] == []
    (trouble,) = [line for line in lines() if line["event"] == "request failed"]
    assert trouble["error"] == "ValueError"
    assert trouble["request"] in broken.text
    assert any("break_down" in place for place in trouble["at"])
    assert len(lines()) >= 9


def test_lines_for_people_and_none(world):
    out = io.StringIO()
    log.set_up("text", out)
    world.client.get("/api/v1")
    assert "route=/api/v1 status=200" in out.getvalue()
    log.set_up("none", out)
    before = out.getvalue()
    world.client.get("/api/v1")
    assert out.getvalue() == before


# settings


def test_settings_of_the_server_come_from_the_file(tmp_path):
    file = tmp_path / "tanshi.toml"
    file.write_text(
        '[server]\ntrusted_proxies = ["10.0.0.9"]\nsecure_cookies = true\nlog = "json"\nwait_for_position_s = 3\n'
    )
    found = read_server_settings(file)
    assert found == ServerSettings(
        trusted_proxies=("10.0.0.9",), secure_cookies=True, log="json", wait_for_position_s=3.0
    )


@pytest.mark.parametrize(
    "line", ["colour = 1", 'upload_bytes = "1"', "upload_bytes = -1", "secure_cookies = 1", 'log = "loud"', "site = 3"]
)
def test_a_setting_that_is_not_one_is_refused(tmp_path, line):
    file = tmp_path / "tanshi.toml"
    file.write_text(f"[server]\n{line}\n")
    with pytest.raises(Problem):
        read_server_settings(file)


def test_what_breaks_is_told_by_number_and_never_by_its_words(world, lines, monkeypatch):
    """Of a page found by one look, and of one that the framework finds by its path."""

    def breaks(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(report_pages, "listed", breaks)
    monkeypatch.setattr(report_pages, "months_of", breaks)
    for path in ("/reports?lang=en", "/reports/2022/H1?lang=en"):
        found = world.client.get(path, headers=world.key("mee/1"))
        assert found.status_code == 500, path
        assert "tanshi-request" in found.headers
        assert "Something went wrong here" in found.text
        assert "a secret" not in found.text
    assert "a secret" not in json.dumps(lines())
