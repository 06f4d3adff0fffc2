"""By which text and stage a case is fined, and what may compete, as the facts work the cases out."""

from datetime import date
from fractions import Fraction

import pytest

from tanshi.compliance.liability import UNPAID, Circumstances
from tanshi.rules import Law
from tanshi.supervision import fines

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


def test_articles_that_compete_are_named_with_their_fines():
    assert fines.competing(LAW, "compliance.liability.false_report", date(2026, 9, 1)) == [
        {"articles": ["1088"], "fine_fen": [10_000_000, 100_000_000], "citation": "生态环境法典 第一千零八十八条"}
    ]
    assert fines.competing(LAW, "compliance.liability.false_report", date(2026, 8, 14)) == []
    assert fines.competing(LAW, UNPAID, date(2026, 9, 1)) == []


def test_offences_are_named_shortly():
    assert fines.offence_named(LAW, "unpaid") == UNPAID
    assert fines.offence_named(LAW, "false_report") == "compliance.liability.false_report"
    assert fines.offence_named(LAW, "theft") == ""
    assert "manipulation" in fines.names(LAW)
