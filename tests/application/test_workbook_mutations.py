"""Spoiled workbooks are answered clearly: the short form of `python -m tools.workbook_mutations`."""

from dataclasses import replace

import pytest
from tools.workbook_mutations import Change, Spoiled, books, change, judge, run, written

from tanshi.core.finding import Finding, Problem
from tanshi.simulation.chance import Chance


def test_spoiled_workbooks_are_answered():
    outcome = run(46, seed=20261123)  # each book twice
    assert outcome.made == 46
    assert min(outcome.by_answer[a] for a in ("all", "part", "problem")) > 0


def test_the_same_number_is_the_same_workbook():
    book = books()[0]
    one, other = (change(book, Chance(3, "workbook", 5)) for _ in range(2))
    assert (one.kind, one.said, one.line) == (other.kind, other.said, other.line)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("loses", "gone and nothing is said"),
        ("changes", "is another one"),
        ("invents", "from nowhere"),
        ("mute", "without a finding"),
        ("wordless", "no_such_words"),
    ],
)
def test_what_is_answered_badly_is_named(answers, told):
    book = books()[-1]
    good = book.read(written(book.sheets))
    first, second, *_ = good[0]

    def read(_):
        rows = dict(good[0])
        if answers == "loses":
            del rows[second]
        elif answers == "changes":
            rows[second] = rows[first]
        elif answers == "invents":
            rows["factors!C99"] = rows[first]
        elif answers == "mute":
            raise Problem
        else:
            return rows, [Finding("no_such_words", "factors!C2")]
        return rows, []

    with pytest.raises((Spoiled, LookupError), match=told):
        judge(replace(book, read=read), Change("cell", "", b"", ("factors", 2)), good)
