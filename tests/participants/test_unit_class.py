from datetime import date
from fractions import Fraction

import pytest

from tanshi.participants.unit_class import unit_class

DAY = date(2022, 1, 1)


@pytest.mark.parametrize(
    ("fuel", "technology", "coal", "mw", "expected"),
    [
        ("coal", "subcritical", "bituminous", "1000", "I"),
        ("coal", "subcritical", "bituminous", "400", "I"),
        ("coal", "subcritical", "bituminous", "399.999", "II"),
        ("coal", "subcritical", "lignite", "50", "II"),
        ("coal", "cfb", "bituminous", "660", "III"),
        ("coal", "supercritical", "waste coal", "660", "III"),
        ("coal", "unknown", "unknown", "300", "II"),
        ("gas", "combined cycle", "", "460", "IV"),
    ],
)
def test_classes_at_their_edges(law, fuel, technology, coal, mw, expected):
    found = unit_class(law, DAY, fuel=fuel, technology=technology, coal_type=coal, rated_mw=Fraction(mw))
    assert found == expected
