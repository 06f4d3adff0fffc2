"""By which text and stage a case is fined, and what may compete, as the facts work the cases out."""

from datetime import date
from fractions import Fraction

import pytest

from tanshi.compliance.liability import UNPAID, Circumstances, liability
from tanshi.rules import Law
from tanshi.supervision import competing, fines

LAW = Law()
ENDED = date(2027, 1, 1)  # the day after the deadline of 2025


def known(unpaid_t, price="80"):
    return Circumstances(unpaid_t=unpaid_t, mean_price_fen=Fraction(price) * 100)


@pytest.mark.parametrize(
    ("act", "today", "part", "expected"),
    [
        (ENDED, date(2027, 3, 1), 1, (100_000_000, 500_000_000)),  # E1
        (ENDED, date(2027, 3, 1), 2, (4_000_000_000, 8_000_000_000)),
        (date(2026, 1, 1), date(2026, 3, 1), 1, (4_000_000_000, 8_000_000_000)),  # E2
        (date(2026, 1, 1), date(2026, 3, 1), 2, (4_000_000_000, 8_000_000_000)),
        (date(2022, 1, 1), date(2022, 3, 1), 1, (2_000_000, 3_000_000)),
    ],
)
def test_the_range_of_a_stage(act, today, part, expected):
    found = fines.found(LAW, UNPAID, act, today, known(100_000), False, "")
    assert fines.of_part(found.liability, part) == expected


@pytest.mark.parametrize(
    ("unpaid_t", "corrected", "chosen", "reading"),
    [
        (100_000, True, "", "now"),  # E4: mended in time, the new text is lighter
        (2_000, False, "", ""),  # E3: which is lighter stays open
        (2_000, False, "then", "then"),
        (2_000, False, "now", "now"),
    ],
)
def test_the_lighter_text(unpaid_t, corrected, chosen, reading):
    act, today = date(2026, 1, 1), date(2026, 9, 1)
    assert fines.found(LAW, UNPAID, act, today, known(unpaid_t), corrected, chosen).reading == reading


A_DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("offence", "income", "expected", "settled"),
    [
        # 22: 500,000 to 2,000,000 below the threshold, against 1088: 100,000 to 1,000,000
        ("false_report", 0, [("1088", "plain", "own")], "own"),
        # 23.2: 200,000 to 1,000,000
        ("false_service", 0, [("1091", "fraud", "own"), ("1091", "serious", "other"), ("1230", "plain", "own"),
                              ("1230", "fraud", "own"), ("1230", "serious", "other")], "open"),
        # 23.2: 5 to 10 times 300,000
        ("false_service", 30_000_000, [("1091", "fraud", "own"), ("1091", "serious", "own"), ("1230", "plain", "own"),
                                       ("1230", "fraud", "own"), ("1230", "serious", "own")], "own"),
        # 23.1: 20,000 to 100,000
        ("false_laboratory_report", 0, [("1091", "fraud", "other"), ("1091", "serious", "other"),
                                        ("1230", "plain", "other"), ("1230", "fraud", "other"),
                                        ("1230", "serious", "other")], "open"),
        ("no_report", 0, [], ""),
    ],
)  # fmt: skip
def test_one_act_is_fined_once_by_the_higher_fine(offence, income, expected, settled):
    name = f"compliance.liability.{offence}"
    own = liability(LAW, name, A_DAY, Circumstances(illegal_income_fen=income)).at_once
    found = competing.rivals(LAW, name, A_DAY, own)
    assert [(r.article, r.degree, r.heavier) for r in found] == expected
    assert competing.settled(found) == settled
    assert competing.rivals(LAW, name, date(2026, 8, 14), own) == [], "the Code is not in force"


def test_which_range_is_higher_is_open_where_each_is_at_one_end():
    assert competing.heavier((3, 8), (2, 9)) == competing.heavier((1, 10), (2, 9)) == "open"
    assert competing.heavier((2, 9), (2, 9)) == "own"
    assert competing.heavier(None, (2, 9)) == "base_not_known"


def test_offences_are_named_shortly():
    assert fines.offence_named(LAW, "unpaid") == UNPAID
    assert fines.offence_named(LAW, "false_report") == "compliance.liability.false_report"
    assert fines.offence_named(LAW, "theft") == ""
    assert "manipulation" in fines.names(LAW)
