"""The catalogue of plausibility checks: each has a text, both languages, a failing and a passing example."""

from fractions import Fraction

import pytest

from tanshi.accounting.formula import symbols_of
from tanshi.mrv.plausibility.check import LEVELS, WORDS, Catalogue, _Reader
from tanshi.mrv.plausibility.finding import Implausible
from tanshi.mrv.plausibility.frames import frames
from tanshi.mrv.plausibility.judging import Odd, judge_one, numbers_of, reference
from tanshi.mrv.plausibility.records import Filed, Records, Reported, Unit
from tanshi.rules import Law

CATALOGUE = Catalogue.of(Law("cn"))


def judged(check, example):
    """Return what the check says of its example; the example's unit gets the classes its capacity gives it."""
    unit = {word: example.words.get(word, "") for word in WORDS}
    words = CATALOGUE.words_of(unit, example.values.get("capacity_mw", Fraction(0)))
    given = numbers_of(CATALOGUE, check, example.day, words, example.values)
    assert given is not None, "the check is not asked of its own example"
    return given, judge_one(check, given)


def test_there_are_more_than_forty_on_every_level():
    assert len(CATALOGUE.checks) >= 40
    assert {c.level for c in CATALOGUE.checks} == set(LEVELS)


@pytest.mark.parametrize("check", CATALOGUE.checks, ids=lambda c: c.code)
def test_each_check_finds_its_failing_example_and_passes_the_other(check):
    given, found = judged(check, check.fails)
    assert found is not None
    odd = Odd(check, "e", "u 2022", check.fails.day, *found, {n: Fraction(*p) for n, p in given.items()})
    finding = Implausible(odd)
    for language in ("zh", "en"):
        assert check.label[language] in finding.message(language)
    assert finding.as_json()["citation"]
    assert judged(check, check.passes)[1] is None


@pytest.mark.parametrize("check", CATALOGUE.checks, ids=lambda c: c.code)
def test_each_check_is_written_somewhere(check):
    assert check.citation.place or check.citation.source
    for symbol, said in check.law.items():
        parameter, key, word = reference(said)
        CATALOGUE.law.parameter(parameter)
        assert not word or word in (*WORDS, *CATALOGUE.words), symbol
        if key:
            entries = CATALOGUE.law.parameter(parameter).entries
            assert any(key in e.by_key for e in entries), f"{parameter} has no {key}"


def test_the_variables_that_are_told_are_those_that_rows_have():
    unit = Unit("u", "e", "coal", "subcritical", "bituminous", 300_000, False, False)
    month = ("u", "2022-01", (1,) * 8 + (None, 1))
    rows = frames(
        CATALOGUE, Records(2022, [unit], [month], [Filed("u", (1,) * 13)], [Reported("e", 1, Fraction(0), 1)])
    )
    assert set(rows) == {"month", "year", "entity"}
    for kind, frame in rows.items():
        assert set(frame.columns) == set(CATALOGUE.variables[kind]), kind


def test_terms_are_put_in():
    names = {s for c in CATALOGUE.checks for f in c.formulas() for s in symbols_of(f)}
    assert not names & set(CATALOGUE.terms)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": "moonlight"}, "nothing gives"),
        ({"most": ""}, "no bound"),
        ({"law": {"x": "accounting.co2_per_carbon"}}, "used nowhere"),
        ({"when": {"colour": "red"}}, "unknown word"),
        ({"severity": "dire"}, "severity dire"),
        ({"cite": {"instrument": "nobody"}}, "cites nobody"),
        ({"label": {"zh": "小时"}}, "no en label"),
    ],
)
def test_data_that_do_not_hold_together_are_refused(change, says):
    class Changed(Law):
        def document(self, path):
            found = super().document(path)
            if path != "checks/power.yaml":
                return found
            return {**found, "checks": [{**found["checks"][0], **change}]}

    with pytest.raises(AssertionError, match=says):
        _Reader(Changed("cn")).read()


def test_a_check_without_both_examples_is_refused():
    class Changed(Law):
        def document(self, path):
            found = super().document(path)
            if path != "checks/power.yaml":
                return found
            first = {k: v for k, v in found["checks"][0].items() if k != "passes"}
            return {**found, "checks": [first]}

    with pytest.raises(KeyError, match="passes"):
        _Reader(Changed("cn")).read()
