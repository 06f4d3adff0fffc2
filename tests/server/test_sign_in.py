"""Signing in through the pages from an invitation on: the language that was asked for stays."""

import base64
import re

import pytest

from tanshi.application.identity import logins
from tanshi.application.identity.caller import console
from tanshi.application.identity.logins import Invitee
from tanshi.application.market import open_market
from tanshi.core.catalogue import text
from tanshi.journal.writer import seeded_entropy
from tests.application.identity.people import code_now, pass_time
from tests.server.browsing import Browser
from tests.server.world import PASSWORD, World

LANG = {"zh": "zh-CN", "en": "en"}


@pytest.fixture
def world(law, clock):
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test"))
    made = World(market)
    yield made
    made.close()
    market.close()


class Person:
    """Somebody who opens a page and sends its form, in one language, with a browser that prefers the other."""

    def __init__(self, world, language):
        other = {"zh": "en", "en": "zh"}[language]
        self.language = language
        self.browser = Browser(world.client.app, headers={"accept-language": other})
        self.page = None

    def see(self, response):
        assert response.status_code == 200, response.text
        assert f'<html lang="{LANG[self.language]}">' in response.text, response.url
        self.page = response.text

    def opens(self, address):
        self.see(self.browser.get(address))

    def sends(self, path, **fields):
        (action,) = re.findall(rf'action="({path}[^"]*)"', self.page)
        csrf = re.search(r'name="csrf" value="([^"]*)"', self.page.partition(f'action="{action}"')[2])
        self.see(self.browser.post(action, data={"csrf": csrf[1] if csrf else "", **fields}))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_language_asked_for_stays_from_the_invitation_to_the_way_out(world, language):
    made = logins.invite(world.gate, console(), Invitee("chief", actors=("H1/1",), administrator=True))
    person = Person(world, language)
    person.opens(f"/invitation/{made.token}?lang={language}")
    assert text("web.second_factor_ahead", language) in person.page
    person.sends("/invitation/", password=PASSWORD, again=PASSWORD)
    person.sends("/sign-in", login="chief", password=PASSWORD)
    secret = base64.b32decode(re.search(r"<p><code>([A-Z2-7 ]+)</code>", person.page)[1].replace(" ", ""))
    person.sends("/sign-in/enrol", code=code_now(world.gate, secret))
    person.opens(re.search(r'class="button button-main" href="([^"]+)"', person.page)[1])
    person.sends("/sign-out")
    pass_time(world.gate, seconds=60)
    person.opens(re.search(r'href="(/sign-in[^"]*)"', person.page)[1])
    person.sends("/sign-in", login="chief", password=PASSWORD)
    person.sends("/sign-in/code", code=code_now(world.gate, secret))
    assert "chief" in person.page
