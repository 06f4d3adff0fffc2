"""Until when records are kept."""

from datetime import date

import pytest

from tanshi.mrv.retention import kept_until
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce


@pytest.mark.parametrize(("period", "until"), [("2022", "2027-12-31"), ("2019-2020", "2025-12-31")])
def test_records_are_kept_five_years_from_the_end_of_the_year(period, until):
    last, text = kept_until(Law(), period, date(2024, 4, 1))
    assert (last.isoformat(), text.citation.instrument) == (until, "o19")
    assert kept_until(Law(), period, date(2024, 5, 1))[1].citation.place == "第十一条"


def test_before_the_first_text_nothing_is_said():
    with pytest.raises(NoTextInForce):
        kept_until(Law(), "2019", date(2020, 1, 1))
