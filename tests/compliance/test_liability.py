"""The legal liabilities, by cases a practitioner can work by hand, and which of two texts is lighter."""

from datetime import date
from fractions import Fraction

import pytest

from tanshi.compliance.liability import Circumstances, liability, lighter_of, of_article, offences
from tanshi.compliance.liability_trace import tree_of
from tanshi.core.catalogue import entries
from tanshi.core.finding import Problem
from tanshi.core.money import fen, yuan
from tanshi.rules import Law

LAW = Law("cn")
CASES = LAW.document("cases/liability.yaml")


def known(case):
    def whole(name):
        return int(case[name]) if name in case else None

    return Circumstances(
        illegal_income_fen=fen(case.get("income", "0")),
        unpaid_t=whole("unpaid"),
        mean_price_fen=Fraction(case["price"]) * 100 if "price" in case else None,
        value_traded_fen=fen(case["value"]) if "value" in case else None,
        next_allocation_t=whole("next"),
        unreported_t=whole("unreported"),
    )


def cny(ends):
    return "open" if ends is None else [yuan(fen_) for fen_ in ends]


def cut(found):
    if found.cut == "none":
        return None
    return found.cut if found.cut_t is None else [str(t) for t in found.cut_t]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['article']} {c['on']} {c['offence']} {c.get('income', '')}")
def test_cases(case):
    found = {
        one.offence.rpartition(".")[2]: one
        for one in of_article(LAW, case["article"], date.fromisoformat(case["on"]), known(case))
    }[case["offence"]]
    assert cny(found.at_once) == case["fine"]
    assert (cny(found.persons) if found.persons else None) == case.get("persons")
    assert yuan(found.confiscated_fen) == case.get("taken", "0.00")
    assert cut(found) == case.get("cut")
    if "overdue" in case:
        assert cny(found.stages[1].fine) == case["overdue"]
    assert tree_of(found, known(case)).check() == []


def test_every_offence_of_every_text_has_a_case():
    told = {(c["offence"], LAW.value(_name(c["offence"]), date.fromisoformat(c["on"])).from_day) for c in CASES}
    held = {(n.rpartition(".")[2], e.from_day) for n in offences(LAW) for e in LAW.parameter(n).entries}
    assert told == held


def _name(offence):
    return next(n for n in offences(LAW) if n.rpartition(".")[2] == offence)


def test_every_measure_and_condition_has_words():
    said = [c.value for n in offences(LAW) for e in LAW.parameter(n).entries for c in [LAW.parameter(n).cited(e, "")]]
    measures = {
        m
        for value in said
        for part in (value, *value["stages"])
        for key, found in part.items()
        if key.startswith("measures")
        for m in found
    }
    conditions = {s["if"] for value in said for s in value["stages"] if "if" in s}
    codes = {f"measure.{m}" for m in measures} | {f"penalty.if_{c}" for c in conditions}
    assert measures
    assert conditions
    assert codes <= set(entries())


def test_an_article_of_another_day_says_when_it_holds_and_what_holds_instead():
    with pytest.raises(Problem, match=r"2024-05-01 – 2026-08-14 → 生态环境法典 第一千二百二十六条第二款"):
        of_article(LAW, "24", date(2026, 9, 1), Circumstances())
    with pytest.raises(Problem, match="999"):
        of_article(LAW, "999", date(2026, 9, 1), Circumstances())


def test_a_text_is_named_by_id_number_or_title():
    for name in ("r775", "国务院令第775号", "碳排放权交易管理暂行条例"):
        assert of_article(LAW, "26", date(2025, 1, 1), Circumstances(), name)
    with pytest.raises(Problem):
        of_article(LAW, "26", date(2025, 1, 1), Circumstances(), "o31")


#: act, decision, corrected in time, unpaid t, price: which text is lighter
LIGHTER = [
    ("2026-01-01", "2026-08-14", False, 100_000, 80, "same"),
    ("2026-01-01", "2026-09-01", True, 100_000, 80, "now"),  # market-facts E4: 1-5 M against 40-80 M
    ("2026-01-01", "2026-09-01", True, 2_000, 80, "then"),  # E3: 0.8-1.6 M against 1-5 M
    ("2026-01-01", "2026-09-01", False, 100_000, 80, "open"),  # both fines add now, but nothing is cut
    ("2026-01-01", "2026-09-01", True, 2_500, 80, "then"),  # 1-2 M against 1-5 M: the least is equal
    ("2022-03-01", "2025-06-30", True, 100_000, 80, "then"),  # Order 19
]


@pytest.mark.parametrize(("act", "decision", "corrected", "unpaid", "price", "expected"), LIGHTER)
def test_the_lighter_text(act, decision, corrected, unpaid, price, expected):
    given = Circumstances(unpaid_t=unpaid, mean_price_fen=Fraction(price * 100))
    days = date.fromisoformat(act), date.fromisoformat(decision)
    found = lighter_of(LAW, "compliance.unpaid_penalty", *days, given, corrected)
    assert found.lighter == expected


def test_without_the_price_which_is_lighter_stays_open():
    found = lighter_of(
        LAW, "compliance.unpaid_penalty", date(2026, 1, 1), date(2026, 9, 1), Circumstances(unpaid_t=1), True
    )
    assert (found.lighter, found.reason) == ("open", "base_not_known")


def test_fines_of_stages_add_or_the_last_holds():
    given = Circumstances(unpaid_t=100_000, mean_price_fen=Fraction(8000))
    found = liability(LAW, "compliance.unpaid_penalty", date(2027, 1, 1), given)
    assert cny(found.in_the_end(add=True)) == ["41000000.00", "85000000.00"]
    assert cny(found.in_the_end(add=False)) == ["40000000.00", "80000000.00"]
