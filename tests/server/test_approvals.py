"""What the page of what waits says of attempts in vain, in the reader's language."""

import html

import pytest

from tanshi.application.attempts import AttemptRow
from tanshi.core.catalogue import LANGUAGES, entries
from tanshi.server.approvals import why_not
from tests.registry.money_table import ON_SQLITE
from tests.server.world import World


def attempt(outcome, holder="H1"):
    at = "2023-05-04T01:00:00.000Z"
    return AttemptRow("2023-05-04", "l", "H1/1", "registry.surrender", holder, outcome, "H1", "key", "", at, at, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_an_outcome_names_can_be_said_without_it(language):
    for code in entries():
        assert why_not(attempt(code), language)


@pytest.mark.parametrize(
    ("outcome", "language", "words"),
    [
        ("registry.restricted", "en", "H1 is restricted and may not do this: …."),
        ("registry.restricted", "zh", "H1 的账户受限，不能办理：…。"),
        ("command.not_permitted", "en", "H1/1 may not ask surrender (registry.surrender) in its role."),
        ("command.not_permitted", "zh", "H1/1 的角色无权提交 清缴（registry.surrender）。"),
        ("identity.not_by_key", "zh", entries()["identity.not_by_key"]["zh"]),
        ("nobody.knows", "zh", "nobody.knows"),
    ],
)
def test_an_attempt_says_why_it_was_refused(outcome, language, words):
    assert why_not(attempt(outcome), language).startswith(words)


def test_an_attempt_that_names_no_holder_leaves_it_open():
    assert why_not(attempt("registry.restricted", ""), "en").startswith("… is restricted")


@ON_SQLITE
def test_the_page_shows_the_words_and_the_code(market):
    world = World(market)
    lots = {"holder": "H1", "instrument": "CEA22", "amount_t": 10, "period": "2022"}
    refused = world.send("V/1", "registry.surrender", lots).json()["outcome"]
    watcher = world.sure("registry/1")
    for language in LANGUAGES:
        page = html.unescape(watcher.get(f"/approvals?lang={language}").text)
        row = page[page.index('id="table-attempts"') :]
        assert why_not(attempt(refused), language).replace("H1/1", "V/1") in row
        assert f'<small class="soft">{refused}</small>' in row
    world.close()
