import pytest

from tanshi.exchange import segment
from tanshi.exchange.matching.book import Trade


def test_a_sessions_record_gives_back_its_trades():
    trades = [Trade(n, "listing", "CEA22", "甲", "B", 5000 + n, 10 * n, f"s{n}", f"b{n}") for n in range(1, 4)]
    found = segment.read(segment.write("2023-05-04", trades))
    assert found == ("2023-05-04", trades, frozenset())


def test_a_cut_record_is_noticed():
    data = segment.write("2023-05-04", [Trade(1, "listing", "CEA22", "A", "B", 1, 1, "s", "b")] * 2)
    with pytest.raises(AssertionError, match="not complete"):
        segment.read(data[: data.rindex(b"{")])
