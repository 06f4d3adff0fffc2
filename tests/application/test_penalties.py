"""What a reader may ask of `tanshi penalty` by mistake: each answer says what is wrong and what does."""

from datetime import date

import pytest

from tanshi.application.penalties import Asked, answer, circumstances
from tanshi.core.finding import Problem
from tanshi.rules import Law

LAW = Law()
DAY = date(2025, 1, 1)


def asked(article="24", on=DAY, short_t=5, price="90", income="", value="", **more):
    known = circumstances(income, short_t, price, value, None, None)
    return answer(LAW, Asked(article, on, **more), known)


WRONG = [
    ({"article": "二十四"}, "penalty.unknown_article", "23.1, 23.2, 24, 25.1"),
    ({"article": ""}, "penalty.unknown_article", "24 or 23.1"),
    ({"article": "99"}, "penalty.unknown_article", "99"),
    ({"article": "24", "on": date(2020, 6, 1)}, "penalty.no_article", "2024-05-01"),
    ({"article": "40", "on": date(2021, 1, 31)}, "penalty.no_article", "2021-02-01"),
    ({"article": "24", "on": date(2027, 12, 31)}, "penalty.no_article", "第一千二百二十六条第二款"),
    ({"instrument": "碳法"}, "penalty.no_instrument", "r775"),
    ({"offence": "theft"}, "penalty.no_offence", "unpaid_penalty"),
    ({"article": "23", "offence": "theft"}, "penalty.no_offence", "false_laboratory_report, false_service"),
    ({"article": "23"}, "penalty.which", "false_service"),
    ({"decided_on": date(2024, 12, 31)}, "penalty.decided_before", "2025-01-01"),
    ({"short_t": 0}, "penalty.nothing_unpaid", "24"),
    ({"article": "1226.2", "on": date(2027, 1, 1), "short_t": 0}, "penalty.nothing_unpaid", "1226.2"),
    ({"price": "九十八"}, "penalty.bad_number", "九十八"),
    ({"price": "-3"}, "penalty.bad_number", "-3"),
    ({"price": "1e400"}, "penalty.bad_number", "1e400"),
    ({"article": "22", "income": "0.001"}, "penalty.bad_number", "two decimals"),
    ({"article": "22", "income": "-1"}, "penalty.bad_number", "-1"),
    ({"article": "20", "value": "12345678901234567890.123"}, "penalty.bad_number", "two decimals"),
]


@pytest.mark.parametrize(("given", "code", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_a_mistake_is_answered_with_what_does(given, code, said):
    with pytest.raises(Problem) as refused:
        asked(**given)
    (finding,) = refused.value.findings
    assert finding.code == code
    assert said in finding.message("en")
    assert finding.message("zh")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"short_t": None, "price": ""}, ["--short-t", "--mean-price"]),
        ({"price": ""}, ["--short-t", "--mean-price"]),
        ({"article": "20"}, ["--value"]),
        ({"article": "22"}, ["--next-allocation-t"]),
        ({"article": "39", "on": date(2023, 1, 1), "offence": "false_report"}, ["--unreported-t"]),
        ({"article": "40", "on": date(2021, 6, 1), "short_t": None}, ["--short-t"]),
        ({}, []),
    ],
)
def test_what_is_missing_is_named(given, missing):
    assert asked(**given).document["missing"] == missing


def test_a_huge_amount_is_exact():
    found = asked(short_t=99_999_999_999_999_999_999, price="98.005")
    assert found.document["entity_fine_cny"][0] == "49002499999999999999509.98"


def test_the_trace_names_what_may_compete():
    document = asked("23.2", date(2026, 9, 1)).document
    nodes = [n for n in document["trace"]["inputs"] if n["label"] == "May compete"]
    assert [n["note"] for n in nodes][:2] == ["1091 fraud own", "1091 serious other"]
    assert document["competing_settled"] == "open"
