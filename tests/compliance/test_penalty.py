from datetime import date
from fractions import Fraction

import pytest

from tanshi.compliance.penalty import breach_day, unpaid_penalty
from tanshi.core.finding import Problem
from tanshi.core.money import fen, yuan
from tanshi.rules import Law

LAW = Law("cn")


@pytest.mark.parametrize("case", LAW.document("cases/unpaid_penalty.yaml"), ids=lambda c: f"{c['on']} {c['unpaid_t']}")
def test_cases(case):
    price = Fraction(fen(case["price"])) if case["price"] else None
    found = unpaid_penalty(LAW, date.fromisoformat(case["on"]), int(case["unpaid_t"]), price)
    assert [[yuan(f) for f in s.fine] for s in found.stages] == case["stages"]
    assert found.article == case["article"]
    assert found.cut_t == (int(case["deduction_t"]),) * 2


def test_without_a_price_a_multiple_stays_open():
    found = unpaid_penalty(LAW, date(2025, 1, 1), 100, None)
    assert found.stages[0].fine is None


def test_before_any_text_nothing_is_fined():
    with pytest.raises(Problem, match="2021-02-01"):
        unpaid_penalty(LAW, date(2021, 1, 31), 100, None)


def test_the_breach_is_the_day_after_the_deadline():
    assert breach_day(date(2023, 12, 31)) == date(2024, 1, 1)


def test_the_worked_cases_that_came_with_the_product():
    """B01 and B03 of the shared cases."""
    import json

    from tests.conftest import shared

    cases = {c["id"]: c for c in json.loads(shared("reference/cases.json").read_text("utf-8"))}
    for id in ("B01", "B03"):
        given, expected = cases[id]["input"], cases[id]["expected"]
        unpaid = int(given.get("unsurrendered") or int(given["obligation"]) - int(given["surrendered"]))
        price = Fraction(fen(given["avg_price"])) if "avg_price" in given else None
        (stage,) = unpaid_penalty(LAW, date.fromisoformat(given["date"]), unpaid, price).stages
        assert stage.fine == (fen(expected["fine_min"]), fen(expected["fine_max"]))
