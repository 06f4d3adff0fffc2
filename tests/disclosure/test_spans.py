import pytest

from tanshi.core.finding import Problem
from tanshi.disclosure.spans import Span, kind_named, spans_of


@pytest.mark.parametrize(
    ("kind", "name", "first", "last"),
    [
        ("day", "2022-09-14", "2022-09-14", "2022-09-14"),
        ("week", "2022-W37", "2022-09-12", "2022-09-18"),
        ("week", "2020-W53", "2020-12-28", "2021-01-03"),
        ("month", "2024-02", "2024-02-01", "2024-02-29"),
        ("month", "2022-12", "2022-12-01", "2022-12-31"),
        ("year", "2022", "2022-01-01", "2022-12-31"),
    ],
)
def test_a_name_is_a_span(kind, name, first, last):
    span = Span.named(kind, name)
    assert (span.first, span.last) == (first, last)
    assert Span.around(kind, first) == Span.around(kind, last) == span
    assert span.holds(first)
    assert span.holds(last)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("day", "2022-02-30"), ("day", "2022-09"), ("day", ""), ("day", "０022-09-14"), ("week", "2022-37"),
        ("week", "2022-W53"), ("week", "0000-W01"), ("month", "2022-13"), ("month", "2022-00"), ("year", "0000"),
        ("year", "22"), ("year", "2022\n"),
    ],
)  # fmt: skip
def test_what_is_no_span_is_told_with_an_example(kind, name):
    with pytest.raises(Problem) as told:
        Span.named(kind, name)
    assert told.value.findings[0].code == "bulletin.bad_span"


def test_only_four_kinds_are_known():
    assert kind_named("week") == "week"
    with pytest.raises(Problem):
        kind_named("quarter")


def test_every_span_that_holds_a_day_once():
    found = [span.name for span in spans_of(["2021-01-04", "2020-12-31", "2020-12-31"])]
    assert found == ["2020-12-31", "2021-01-04", "2020-W53", "2021-W01", "2020-12", "2021-01", "2020", "2021"]
