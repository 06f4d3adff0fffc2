"""The words of the market: about a hundred, each once, short, of our own words, used, and where the product
has them.
"""

import importlib
import re
from pathlib import Path

import pytest
from typer.main import get_command

from tanshi.cli.main import app
from tanshi.core import catalogue
from tanshi.rules import Law
from tanshi.rules.terms import matching, terms
from tests.conftest import SHARED
from tests.texts import bare, copied, source_text

LAW = Law("cn")
TERMS = terms(LAW)
ROOT = Path(__file__).parent.parent.parent


def test_about_a_hundred_words_and_no_word_twice():
    assert 90 <= len(TERMS) <= 120
    for language in ("zh", "en"):
        names = [t.name(language) for t in TERMS]
        assert sorted({n for n in names if names.count(n) > 1}) == []


def test_catalogue_and_law_name_the_same_words():
    for prefix in ("term.", "define."):
        named = {c.removeprefix(prefix) for c in catalogue.entries() if c.startswith(prefix)}
        assert named == {t.id for t in TERMS}


def test_definitions_are_one_short_sentence():
    for term in TERMS:
        zh, en = term.definition("zh"), term.definition("en")
        assert len(en.split()) <= 60, term.id
        assert len(re.findall(r"[\u4e00-\u9fff]", zh)) <= 60, term.id
        assert (zh.count("。"), zh[-1]) == (1, "。"), term.id
        assert en.endswith("."), term.id
        assert not re.search(r"[\u4e00-\u9fff]", en + term.name("en")), term.id


def test_definitions_are_ours():
    source = source_text()
    assert [c for t in TERMS for c in copied(t.definition("zh"), source)] == []


def test_every_citation_module_and_command_is_there():
    commands = get_command(app)
    for term in TERMS:
        if term.citation is not None:
            assert term.citation.instrument in LAW.instruments(), term.id
        if term.module:
            importlib.import_module(f"tanshi.{term.module}")
        if term.command:
            name, *rest = term.command.split()
            assert name in commands.commands, term.id
            if term.command.startswith("rules show"):
                assert rest[1] in LAW.names(), term.id


#: Standard words of the trade that neither the texts nor the rest of the product write yet.
STANDARD = {"监测、报告与核查", "活动数据", "额外性", "冻结", "最大持仓量", "操纵市场", "能源平衡表"}


def used_in() -> str:
    """Return the Chinese our product and the texts it was ordered with use, apart from the words themselves."""
    files = [p for p in (ROOT / "src").rglob("*") if p.suffix in (".py", ".yaml") and p.name != "terms.yaml"]
    files += [p for p in (ROOT / "docs").rglob("*.md") if p.name != "terms.md"]
    files += [p for p in (ROOT / "README.zh.md",) if p.exists()]
    files += [p for p in (SHARED / "reference").glob("*") if p.suffix in (".md", ".txt")] if SHARED.exists() else []
    return "".join(bare(p.read_text("utf-8")) for p in files)


@pytest.mark.skipif(not SHARED.exists(), reason="the texts are not beside the repository")
def test_every_word_is_used_as_the_texts_or_the_product_write_it():
    used = used_in()
    assert {t.name("zh") for t in TERMS if bare(t.name("zh")) not in used} <= STANDARD


def test_searching_finds_the_word_first_then_what_holds_it():
    found = [t.id for t in matching(LAW, "清缴")]
    assert found[0] == "surrender"
    assert "obligation" in found
    assert next(t.id for t in matching(LAW, "CCER")) == "ccer"
    assert matching(LAW, "no such word") == []
    assert len(matching(LAW, " ")) == len(TERMS)
