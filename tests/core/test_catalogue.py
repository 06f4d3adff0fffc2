import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import tanshi
from tanshi.core import catalogue
from tanshi.core.finding import Finding, problem
from tanshi.core.outcome import Outcome

SOURCE = Path(tanshi.__file__).parent


def test_every_entry_is_in_both_languages_with_the_same_placeholders():
    assert catalogue.check() == []


def test_every_outcome_has_a_message():
    for module in pkgutil.walk_packages(tanshi.__path__, "tanshi."):
        importlib.import_module(module.name)
    missing = [str(o) for kind in Outcome.__subclasses__() for o in kind if not catalogue.known(str(o))]
    assert missing == []


def test_every_code_named_in_the_source_is_known():
    pattern = re.compile(
        r'(?<!\w)(?:problem|Finding|_Wrong|Node|law_node|word|text)\(\s*(?:"[a-z]+", )?"([a-z]+\.[a-z_0-9]+)"'
    )
    found = {code for f in SOURCE.rglob("*.py") for code in pattern.findall(f.read_text("utf-8"))}
    assert len(found) > 60
    assert sorted(code for code in found if not catalogue.known(code)) == []


def test_every_code_named_in_a_template_is_known():
    pattern = re.compile(r"(?<!\w)t\('([a-z]+\.[a-z_0-9]+)'[,)]")
    found = {code for f in SOURCE.rglob("*.html") for code in pattern.findall(f.read_text("utf-8"))}
    assert found
    assert sorted(code for code in found if not catalogue.known(code)) == []


def test_an_unknown_code_is_a_programmers_error():
    with pytest.raises(catalogue.UnknownMessage):
        catalogue.text("no.such_code", "en")


def test_a_finding_says_where_and_why_in_both_languages():
    found = Finding("roster.unknown_province", "Units!F17", {"value": "Atlantis"})
    assert found.line("en").startswith("Units!F17: Atlantis is not a province")
    assert "Atlantis" in found.line("zh")
    assert found.as_json()["where"] == "Units!F17"


def test_a_problem_carries_its_findings():
    trouble = problem("input.not_found", where="x.csv")
    assert str(trouble).startswith("x.csv: There is no such file")
    assert trouble.exit_code == 2
