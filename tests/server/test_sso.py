"""Signing in at a provider through the pages: the real authorization server on the loopback, and what can go wrong."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from tanshi.application.identity.oidc import link
from tanshi.application.identity.settings import Provider as Known
from tanshi.server.platform import ServerSettings
from tests.application.identity.provider import CLIENT, SECRET, Client, Provider
from tests.server.browsing import Browser
from tests.server.world import CHEAP, FREELY, World

SITE = "http://127.0.0.1:8321"


class Registered(Client):
    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == f"{SITE}/sign-in/with/city/answer"


@pytest.fixture(scope="module")
def running():
    made = Provider(lambda: 0.0).start()
    yield made
    made.stop()


@pytest.fixture
def provider(running, clock):
    running.be_honest()
    running.now = lambda: clock.now().timestamp()
    running.client = Registered()
    return running


@pytest.fixture
def world(market, provider):
    known = Known("city", provider.issuer, CLIENT, SECRET, label_zh="市统一身份认证", label_en="City sign-on")
    made = World(market, server=replace(FREELY, site=SITE), identity=replace(CHEAP, providers=(known,)))
    provider.now = lambda: market.writer.clock.now().timestamp()
    assert link(made.gate, made.caller("mee/1"), "city", "wang@idp", "h1-1") is None
    yield made
    made.close()


@pytest.fixture
def browser(world):
    return Browser(world.client.app, base_url=SITE, follow_redirects=False)


def back(provider, began):
    """Sign in at the provider and return the address the browser is sent back to."""
    answer = provider.answer(began.headers["location"])
    return "/sign-in/with/city/answer", answer


def test_a_person_signs_in_and_is_who_they_are(world, provider, browser):
    page = browser.get("/sign-in?lang=en").text
    assert 'href="/sign-in/with/city?lang=en"' in page
    assert "City sign-on" in page
    began = browser.get("/sign-in/with/city")
    assert began.status_code == 303
    assert urlsplit(began.headers["location"]).netloc == urlsplit(provider.issuer).netloc
    asked = dict(parse_qsl(urlsplit(began.headers["location"]).query))
    assert asked["code_challenge_method"] == "S256"
    assert "httponly" in began.headers["set-cookie"].lower()
    path, answer = back(provider, began)
    done = browser.get(path, params=answer)
    assert (done.status_code, done.headers["location"]) == (303, "/me")
    assert "H1/1" in browser.get("/me").text
    again = browser.get(path, params=answer)  # an answer is taken once
    assert again.status_code == 403


def test_the_language_it_was_begun_in_comes_back_with_it(world, provider, browser):
    path, answer = back(provider, browser.get("/sign-in/with/city?lang=en"))
    assert browser.get(path, params=answer).headers["location"] == "/me?lang=en"
    assert "tanshi_sign_on_language" not in browser.cookies


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_goes_wrong_is_told_in_both_languages(world, provider, browser, language):
    headers = {"accept-language": language}
    cases = {
        "nobody": browser.get("/sign-in/with/nobody", headers=headers),
        "not begun": browser.get("/sign-in/with/city/answer?code=x&state=y", headers=headers),
    }
    began = browser.get("/sign-in/with/city")
    state = dict(parse_qsl(urlsplit(began.headers["location"]).query))["state"]
    query = {"error": "access_denied", "state": state}
    cases["denied"] = browser.get("/sign-in/with/city/answer", params=query, headers=headers)
    provider.user = {"sub": "stranger"}
    path, answer = back(provider, browser.get("/sign-in/with/city"))
    cases["not linked"] = browser.get(path, params=answer, headers=headers)
    provider.down = True
    began = browser.get("/sign-in/with/city", headers=headers)
    provider.down = False
    for name, found in cases.items():
        assert found.status_code in (403, 404), name
        assert 'role="alert"' in found.text, name
        assert ("登录" in found.text) if language == "zh" else ("Sign in" in found.text), name
    words = [found.text.partition('role="alert"')[2].partition("</p>")[0] for found in cases.values()]
    assert len(set(words)) == len(words)


def test_another_browser_cannot_use_the_answer(world, provider, browser):
    path, answer = back(provider, browser.get("/sign-in/with/city"))
    other = Browser(world.client.app, base_url=SITE, follow_redirects=False)
    assert other.get(path, params=answer).status_code == 403
    assert "tanshi_session" not in other.cookies


def test_a_forged_token_signs_nobody_in(world, provider, browser):
    provider.lies = {"nonce": "another"}
    path, answer = back(provider, browser.get("/sign-in/with/city"))
    found = browser.get(path, params=answer)
    assert found.status_code == 403
    assert "tanshi_session" not in browser.cookies


def test_without_tls_the_browser_is_not_sent_away(market, provider):
    known = Known("city", provider.issuer, CLIENT, SECRET)
    server = ServerSettings(site="http://market.example.org")
    world = World(market, server=server, identity=replace(CHEAP, providers=(known,)))
    found = world.client.get("/sign-in/with/city?lang=en")
    assert (found.status_code, "https" in found.text) == (403, True)
    world.close()
