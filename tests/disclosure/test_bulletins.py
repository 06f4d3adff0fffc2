from collections import defaultdict
from fractions import Fraction

import pytest

from tanshi.core.exact import show
from tanshi.core.finding import Problem
from tanshi.disclosure.bulletins import (
    ALL,
    Quotes,
    bulletin,
    bulletins_of,
    column_head,
    sentence,
    trading_days,
)
from tanshi.disclosure.composite import composite_on
from tanshi.disclosure.spans import Span
from tanshi.disclosure.traded import Turnover
from tanshi.exchange.tables import QuoteRow
from tanshi.rules import Law
from tanshi.rules.law import UnknownParameter


def quotes(table, first=(), law=None, auctions=()):
    """Return the days of a table: day, vintage, close before, open, high, low, close, listed t and fen, block
    t and fen.

    Prices in fen, `-` for none.
    """
    rows = []
    for line in table.strip().splitlines():
        day, vintage, *cells = line.split()
        numbers = [None if cell == "-" else int(cell) for cell in cells]
        rows.append(QuoteRow(vintage, day, *numbers, trades=sum(bool(n) for n in (numbers[5], numbers[7]))))
    return Quotes.of(rows, law or Law("cn"), dict(first), dict(auctions))


def line_of(book, kind, name, instrument=ALL):
    (found,) = [line.row() for line in book.bulletin(Span.named(kind, name)).lines if line.instrument == instrument]
    return found


ONE_DAY = "2024-05-06 CEA23 8000 8100 8250 8100 8190 500 4095000 150000 1050000000"


def test_block_trades_count_for_turnover_and_not_for_the_close():
    """200 t at 81.00, 300 t at 82.50, block of 150,000 t at 70.00: close 81.90, 150,500 t, 10,540,950 CNY."""
    for instrument in (ALL, "CEA23"):
        row = line_of(quotes(ONE_DAY, {"2024-05-06": 8100}), "day", "2024-05-06", instrument)
        assert (row["close"], row["traded_t"], row["value_cny"]) == ("81.90", 150_500, "10540950.00")
        assert (row["open"], row["high"], row["low"]) == ("81.00", "82.50", "81.00")
        assert (row["previous_close"], row["change"], row["change_percent"]) == ("80.00", "1.90", "2.38")
        assert row["mean_price"] == show(Fraction(10540950, 150500), 2) == "70.04"


TWO_VINTAGES = """
    2024-05-06 CEA22 7000 7000    -    - 7000   0       0 100000 700000000
    2024-05-06 CEA23 8000 8100 8300 8000 8200 300 2460000      0         0
    2024-05-07 CEA22 7000 7100 7200 7100 7150 200 1430000      0         0
    2024-05-07 CEA23 8200 8300 8400 8200 8350 100  835000      0         0
    2024-06-03 CEA22 7150 7150    -    - 7150   0       0      0         0
    2024-06-03 CEA23 8350 8350    -    - 8350   0       0      0         0
"""


def test_the_composite_is_of_all_vintages():
    book = quotes(TWO_VINTAGES, {"2024-05-06": 8100, "2024-05-07": 7100})
    first, second = line_of(book, "day", "2024-05-06"), line_of(book, "day", "2024-05-07")
    assert (first["previous_close"], first["open"], first["close"], first["change"]) == (None, "81.00", "82.00", None)
    assert first["change_percent"] is None
    assert (second["previous_close"], second["open"], second["high"], second["low"]) == (
        "82.00",
        "71.00",
        "84.00",
        "71.00",
    )
    assert second["close"] == show(Fraction(1430000 + 835000, 300 * 100), 2) == "75.50"
    assert second["change_percent"] == "-7.93"


class Without:
    """A law without a composite, or one with a text from some day on."""

    def __init__(self, since=""):
        self._since = since

    def table(self, name, day):
        if not self._since or day.isoformat() < self._since:
            raise UnknownParameter(name)
        return Law("cn").table(name, day)


@pytest.mark.parametrize(
    ("since", "closes", "change"),
    [("", [None, None, None], None), ("2024-05-07", [None, "75.50", "75.50"], None),
     ("2024-05-06", ["82.00", "75.50", "75.50"], "-6.50")],
)  # fmt: skip
def test_a_composite_is_made_from_the_day_a_text_makes_one(since, closes, change):
    book = quotes(TWO_VINTAGES, {"2024-05-06": 8100, "2024-05-07": 7100}, Without(since))
    days = [line_of(book, "day", day) for day in ("2024-05-06", "2024-05-07", "2024-06-03")]
    assert [row["close"] for row in days] == closes
    assert days[1]["change"] == change
    assert [row["traded_t"] for row in days] == [100_300, 300, 0]
    only = line_of(quotes(ONE_DAY, {}, Without()), "day", "2024-05-06")
    assert (only["previous_close"], only["close"]) == ("80.00", "81.90"), "one vintage is its own line of all"


@pytest.mark.parametrize(("day", "is_published"), [("2021-07-16", False), ("2023-08-27", False), ("2023-08-28", True)])
def test_the_exchange_publishes_a_composite_since_a_day(law, day, is_published):
    found = composite_on(law, day)
    assert (found.open, found.close, found.is_published) == ("first_listing", "weighted_mean", is_published)


def test_there_is_no_composite_before_the_market(law):
    assert composite_on(law, "2021-07-15") is None


def test_a_day_without_listing_trades_stands_at_the_close_before():
    book = quotes(TWO_VINTAGES, {"2024-05-06": 8100, "2024-05-07": 7100})
    for instrument, close in ((ALL, "75.50"), ("CEA22", "71.50"), ("CEA23", "83.50")):
        row = line_of(book, "day", "2024-06-03", instrument)
        assert (row["open"], row["high"], row["low"], row["close"], row["mean_price"]) == (
            close,
            None,
            None,
            close,
            None,
        )
        assert (row["trades"], row["traded_t"], row["value_cny"], row["change"]) == (0, 0, "0.00", "0.00")


def test_days_of_a_span_are_one_line():
    book = quotes(TWO_VINTAGES, {"2024-05-06": 8100, "2024-05-07": 7100})
    week = line_of(book, "week", "2024-W19")
    assert week == {**line_of(book, "month", "2024-05")}
    assert (week["trading_days"], week["traded_t"], week["trades"]) == (2, 100_600, 4)
    assert (week["open"], week["high"], week["low"], week["close"]) == ("81.00", "84.00", "71.00", "75.50")
    year = line_of(book, "year", "2024", "CEA22")
    assert (year["previous_close"], year["open"], year["low"], year["close"]) == ("70.00", "70.00", "71.00", "71.50")
    assert year["cumulated_t"] == year["traded_t"] == 100_200


def test_what_is_cumulated_goes_on_over_spans():
    book = quotes(TWO_VINTAGES, {})
    june = book.bulletin(Span.named("month", "2024-06"))
    assert (june.since, june.days) == ("2024-05-06", ("2024-06-03",))
    assert june.all.turnover.traded_t == 0
    assert [line.cumulated.traded_t for line in june.lines] == [100_600, 100_200, 400]
    assert [line.instrument for line in june.vintages] == ["CEA22", "CEA23"]


def test_a_vintage_appears_when_it_is_quoted():
    book = quotes(ONE_DAY + "\n2024-05-07 CEA24 8190 8190 - - 8190 0 0 0 0")
    assert [line.instrument for line in book.bulletin(Span.named("day", "2024-05-06")).lines] == [ALL, "CEA23"]
    assert [line.instrument for line in book.bulletin(Span.named("week", "2024-W19")).lines] == [ALL, "CEA23", "CEA24"]


def test_a_bulletin_in_a_sentence():
    found = quotes(ONE_DAY, {"2024-05-06": 8100}).bulletin(Span.named("day", "2024-05-06"))
    assert sentence(found, "en") == (
        "2024-05-06: 150,500 t for 10,540,950.00 CNY, 150,000 t of it by block agreement. The composite closed at "
        "81.90 CNY/t, +2.38 % against the close before. Since 2024-05-06: 150,500 t for 10,540,950.00 CNY."
    )
    assert sentence(found, "zh").startswith("2024-05-06 成交 150,500 吨、10,540,950.00 元，其中大宗协议 150,000 吨。")


def test_a_sentence_leaves_out_what_there_is_not():
    """Two vintages on the first day of all: no composite before it; an auction is named where there was one."""
    days = "2024-05-06 CEA22 8100 8100 8200 8000 8150 100 815000 0 0\n2024-05-06 CEA23 8000 8000 - - 8000 0 0 0 0"
    auctions = {("2024-05-06", "CEA23"): Turnover(trades=2, auction_t=120_000, auction_fen=936_000_000)}
    found = quotes(days, {"2024-05-06": 8100}, auctions=auctions).bulletin(Span.named("day", "2024-05-06"))
    assert found.all.change_percent is None
    assert sentence(found, "en") == (
        "2024-05-06: 120,100 t for 9,368,150.00 CNY, 0 t of it by block agreement and 120,000 t by one-way auction. "
        "The composite closed at 81.50 CNY/t. Since 2024-05-06: 120,100 t for 9,368,150.00 CNY."
    )
    assert sentence(found, "zh") == (
        "2024-05-06 成交 120,100 吨、9,368,150.00 元，其中大宗协议 0 吨、单向竞价 120,000 吨。综合收盘价 81.50 元/吨。"
        "自 2024-05-06 起累计成交 120,100 吨、9,368,150.00 元。"
    )


# On the books of a year


def test_every_bulletin_adds_up_to_the_trades_in_the_books(year_market):
    with year_market.view() as view:
        trades = view.fetch("SELECT session, method, instrument, quantity_t, price_fen FROM registry_trade")
        found = bulletins_of(view, year_market.law, trading_days(view))
    expected = defaultdict(int)
    for day, method, instrument, tonnes, fen in trades:
        for span in {b.span for b in found if b.span.holds(day)}:
            for name in (instrument, ALL):
                expected[span, name, method] += tonnes
                expected[span, name, f"{method} fen"] += tonnes * fen
                expected[span, name, "trades"] += 1
    assert {b.span.kind for b in found} == {"day", "week", "month", "year"}
    for b in found:
        for line in b.lines:
            at = (b.span, line.instrument)
            assert (line.turnover.listed_t, line.turnover.block_t, line.turnover.trades) == tuple(
                expected[*at, name] for name in ("listing", "block", "trades")
            )
            assert line.turnover.listed_fen == expected[*at, "listing fen"]
            assert line.turnover.block_fen == expected[*at, "block fen"]
    assert found[-1].all.cumulated.value_fen == sum(t[3] * t[4] for t in trades)


def test_with_one_vintage_the_composite_is_that_vintage(year_market):
    with year_market.view() as view:
        found = bulletins_of(view, year_market.law, trading_days(view))
    for b in found:
        (only,) = b.vintages
        assert {**b.all.row(), "instrument": ""} == {**only.row(), "instrument": ""}


def test_days_without_trading_have_no_bulletin(year_market):
    with year_market.view() as view, pytest.raises(Problem) as told:
        bulletin(view, year_market.law, Span.named("day", "2023-10-01"))
    assert told.value.findings[0].code == "bulletin.no_day"


def test_every_column_has_a_head():
    from tanshi.core.catalogue import known

    assert all(
        known(column_head(c))
        for c in line_of(quotes(ONE_DAY), "day", "2024-05-06")
        if c not in {"instrument", "traded_t"}
    )
