"""Pages of commands and the console: fields with words, actors to invite for."""

import dataclasses
import html
import re
from collections import Counter

import pytest

from tanshi.application.assembly import handlers
from tanshi.core.catalogue import LANGUAGES, known, text
from tanshi.rules import Law
from tanshi.server.console import label_of
from tests.server.world import World


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


def test_every_field_of_a_command_has_words():
    fields = {f.name for h in handlers(Law("cn")) for f in dataclasses.fields(h.request)}
    without = sorted(name for name in fields for language in LANGUAGES if label_of(name, language) == name)
    assert not without, "give them an entry `input.FIELD` in core/messages/inputs.yaml"


def test_every_command_has_a_name_of_its_own_and_a_sentence_in_both_languages():
    kinds = [h.kind for h in handlers(Law("cn"))]
    without = [code for kind in kinds for code in (f"act.{kind}", f"act_lead.{kind}") if not known(code)]
    assert not without, "give them entries in core/messages: act_names.yaml, registry_act_names.yaml, act_leads.yaml"
    for language in LANGUAGES:
        twice = [name for name, n in Counter(text(f"act.{kind}", language) for kind in kinds).items() if n > 1]
        assert not twice


@pytest.mark.parametrize(
    ("language", "title", "lead"),
    [
        ("zh", "转入交易账户", "将配额由登记账户转入交易账户，供出售。"),
        ("en", "Move to trading", "Move allowances from registration to trading, to be sold."),
    ],
)
def test_a_command_s_page_says_in_the_reader_s_language_what_it_is(world, language, title, lead):
    browser = world.signed_in("H1/1")
    page = html.unescape(browser.get(f"/do/registry.fund_trading?lang={language}").text)
    assert f"<h1>{title}</h1>\n<p>{lead}</p>" in page
    assert f"<title>{title}" in page
    listed = html.unescape(browser.get(f"/do?lang={language}").text)
    assert f">{title}</a>" in listed
    assert lead in listed


def test_a_command_s_page_asks_in_words_and_marks_only_what_may_be_left_out(world):
    browser = world.signed_in("H1/1")
    page = browser.get("/do/registry.fund_trading?lang=zh").text
    labels = re.findall(r'<label for="field-(\w+)">([^<]+)', page)
    assert dict(labels)["instrument"].strip() == "品种"
    assert "选填" not in page
    draft = world.client.get("/do/rulemaking.draft?lang=en", headers=world.key("mee/1")).text
    assert re.findall(r'for="field-(\w+)">[^<]+<span class="hint">\(optional\)', draft) == ["special_over"]
    succeed = world.client.get("/do/registry.succeed", headers=world.key("registry/1")).text
    assert re.findall(r"<textarea[^>]*>([^<]*)<", succeed) == ["[]"], "a list that is left out is shown as one"


def test_the_console_lists_the_actors_one_may_invite_for(world):
    ministry = world.key("mee/1")
    page = world.client.get("/console?lang=en", headers=ministry).text
    shown = re.findall(r"<code>([^<]+)</code>", page.partition('id="actors"')[2])
    assert {"mee/1", "sd/1", "registry/2", "H1/1"} <= set(shown)
    assert shown.index("sd/1") < shown.index("H1/1"), "authorities come first"
    found = world.client.get("/console?lang=en&actor=registry/", headers=ministry).text
    assert re.findall(r"<code>([^<]+)</code>", found.partition('id="actors"')[2]) == ["registry/1", "registry/2"]
    assert "no such actor" in world.client.get("/console?lang=en&actor=nobody", headers=ministry).text
