"""The data of charts against the books they are read from."""

import json
from collections import Counter
from fractions import Fraction

import pytest

from tanshi.core.catalogue import LANGUAGES
from tanshi.disclosure.results import results
from tanshi.exchange.tables import QuoteRow
from tanshi.participants.areas import areas
from tanshi.server import charts


@pytest.fixture
def view(year_market):
    with year_market.view() as opened:
        yield opened


@pytest.fixture
def found(view):
    return results(view, "2022")


def quote(instrument, day, prices, listed_t=0, block_t=0):
    previous, opening, high, low, close = prices
    return QuoteRow(instrument, day, previous, opening, high, low, close, listed_t, 0, block_t, 0, 0)


# the market


def test_the_market_is_that_of_the_books(view, found):
    figure = charts.market(charts.read_quotes(view), "en")
    (vintage,) = figure.data["vintages"]
    assert vintage["name"] == "CEA22"
    assert vintage["days"] == [d["day"] for d in found.days]
    assert [round(100 * close) for _, close, _, _ in vintage["candles"]] == [d["close_fen"] for d in found.days]
    assert sum(vintage["listed"]) + sum(vintage["block"]) == found.nation["traded_t"]
    assert len(figure.rows) == len(found.days)
    assert figure.rows[0][1] == found.days[-1]["day"]


def test_only_the_last_days_are_read(view, found):
    assert [q.day for q in charts.read_quotes(view, days=5)] == [d["day"] for d in found.days[-5:]]


def test_a_day_without_listing_trades_stands_at_its_close():
    figure = charts.market([quote("CEA22", "2023-05-04", (5500, 5500, None, None, 5500))], "en")
    assert figure.data["vintages"][0]["candles"] == [[55.0, 55.0, 55.0, 55.0]]
    assert figure.rows == [("CEA22", "2023-05-04", "55.00", None, None, "55.00", 0, 0)]


def test_the_newest_vintage_comes_first():
    quotes = [quote(v, "2023-05-04", (1, 2, 4, 1, 3), 7, 8) for v in ("CEA19-20", "CEA22", "CEA21")]
    figure = charts.market(quotes, "zh")
    assert [v["name"] for v in figure.data["vintages"]] == ["CEA22", "CEA21", "CEA19-20"]
    assert figure.data["vintages"][0]["candles"] == [[0.02, 0.03, 0.01, 0.04]]
    assert figure.heads[:2] == ("配额品种", "日期")


# the waterfall


def test_the_steps_of_every_entity_add_up_to_what_was_approved(year_market, view, found):
    seen = Counter()
    for row in found.entities:
        steps = charts.read_steps(year_market.law, view, "2022", row["entity_id"])
        added = [s for s in steps if s.tone == "add"]
        approved, obligation, gap = steps[-3:]
        assert sum(s.amount_t for s in added) == approved.amount_t == row["approved_t"]
        assert obligation.amount_t == row["obligation_t"]
        assert (gap.amount_t if gap.tone == "short" else -gap.amount_t) == row["gap_t"]
        seen.update(s.code for s in added)
    assert {"standard_electricity", "cooling", "heat_coefficient", "load", "heat"} <= set(seen)


def test_the_first_step_is_output_times_benchmark(year_market, view):
    steps = charts.read_steps(year_market.law, view, "2022", "T13-01")
    output = view.fetch("SELECT unit_class, output_mwh FROM allocation_unit WHERE entity = ?", ["T13-01"])
    law = year_market.law.table("allocation.electricity_benchmark", charts.Period.named("2022").first_day)
    assert steps[0].code == "standard_electricity"
    assert steps[0].amount_t == sum(int(Fraction(mwh) * law[kind].number) for kind, mwh in output)


def test_nobody_has_steps_before_approval(year_market, view):
    assert charts.read_steps(year_market.law, view, "2022", "nobody") == []
    assert charts.entity(year_market.law, view, "2022", "nobody") == {}


def test_bars_of_a_waterfall_hang_together():
    steps = [
        charts.Step("standard_electricity", 1000, 1000, "add"),
        charts.Step("load", -100, 900, "add"),
        charts.Step("approved", 900, 900, "total"),
        charts.Step("obligation", 950, 950, "owed"),
        charts.Step("short", 50, 900, "short"),
    ]
    spans = [(s["from"], s["to"]) for s in charts.waterfall(steps, "en").data["steps"]]
    assert spans == [(0, 1000), (1000, 900), (0, 900), (0, 950), (900, 950)]


def test_the_axis_of_a_waterfall_starts_at_zero_unless_it_says_so():
    tall = [charts.Step("heat", 10, 10, "add"), charts.Step("approved", 10, 10, "total")]
    assert (charts.waterfall(tall, "en").data["start"], charts.waterfall(tall, "en").note) == (0, "")
    thin = [charts.Step("heat", 1_000_000, 1_000_000, "add"), charts.Step("load", 10_000, 1_010_000, "add")]
    figure = charts.waterfall(thin, "en")
    assert figure.data["start"] == 990_000
    assert "990,000" in figure.note


# histogram, bars


def test_every_entity_with_emissions_is_in_the_histogram_once(year_market, found):
    figure = charts.gaps(found.entities, charts.gap_limit(year_market.law, "2022"), "en")
    assert sum(figure.data["counts"]) == len(found.entities)
    assert figure.data["limit"] == 20


@pytest.mark.parametrize(
    ("gap_t", "edge"), [(0, 0), (9, 0), (10, 1), (-1, -1), (-10, -1), (-11, -2), (900, 24), (-900, -25)]
)
def test_a_gap_falls_into_its_percent(gap_t, edge):
    figure = charts.gaps([{"verified_t": 1000, "gap_t": gap_t}, {"verified_t": 0, "gap_t": 5}], None, "en")
    counts = dict(zip(figure.data["edges"], figure.data["counts"], strict=False))
    assert [e for e, n in counts.items() if n] == [edge]


def test_provinces_come_largest_first_with_the_sums_of_the_books(found):
    figure = charts.provinces(found.provinces, "en")
    verified, approved = (s["values"] for s in figure.data["series"])
    assert verified == sorted(verified, reverse=True)
    assert (sum(verified), sum(approved)) == (found.nation["verified_t"], found.nation["approved_t"])
    assert figure.rows[0] == (figure.data["categories"][0], verified[0], approved[0])


# the tile map


def test_every_province_has_a_square_of_its_own():
    assert set(charts.TILES) == {*areas(), "71", "81", "82"}
    assert len(charts.TILES) == 34
    assert len({place[:2] for place in charts.TILES.values()}) == 34
    assert len({place[2] for place in charts.TILES.values()}) == 34
    assert all(1 <= row <= 8 and 1 <= column <= 8 for row, column, _ in charts.TILES.values())


@pytest.mark.parametrize(("west", "east"), [("65", "62"), ("51", "42"), ("61", "37"), ("53", "44"), ("13", "11")])
def test_squares_lie_as_provinces_do_from_west_to_east(west, east):
    assert charts.TILES[west][1] < charts.TILES[east][1]


@pytest.mark.parametrize(("north", "south"), [("23", "22"), ("15", "61"), ("37", "32"), ("43", "44"), ("44", "81")])
def test_squares_lie_as_provinces_do_from_north_to_south(north, south):
    assert charts.TILES[north][0] < charts.TILES[south][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_taiwan_hong_kong_and_macao_are_on_the_map(language):
    named = {t.code: t.name for t in charts.emission_map({"37": 5}, "/{code}", language).tiles}
    expected = {"en": ["Taiwan", "Hong Kong", "Macao"], "zh": ["台湾", "香港", "澳门"]}
    assert [named["71"], named["81"], named["82"]] == expected[language]


@pytest.mark.parametrize(
    ("largest_t", "legend", "shown"),
    [
        (18_500_000, "0 – 5", "18.5"),
        (550_000_000, "0 – 150", "550"),
        (30_000, "0 – 10", "30"),
        (4, "0 – 1", "4.0"),
    ],
)
def test_classes_of_emissions_are_plain_numbers(largest_t, legend, shown):
    map = charts.emission_map({"37": largest_t, "11": 0}, "/{code}", "en")
    tiles = {t.code: t for t in map.tiles}
    assert (map.legend[0][1], tiles["37"].shown, tiles["37"].href) == (legend, shown, "/37")
    assert tiles["11"].tone == "s1"
    assert (tiles["71"].tone, tiles["71"].href) == ("", "")


@pytest.mark.parametrize(
    ("gap_t", "shown", "tone"),
    [
        (-101, "-10.1", "d1"),
        (-100, "-10.0", "d2"),
        (-1, "-0.1", "d3"),
        (0, "0.0", "d4"),
        (50, "+5.0", "d5"),
        (100, "+10.0", "d6"),
    ],
)
def test_gaps_are_coloured_by_their_class(gap_t, shown, tone):
    map = charts.gap_map([{"area_gb2260": "37", "gap_t": gap_t, "verified_t": 1000}], "/{code}", "en")
    tile = next(t for t in map.tiles if t.code == "37")
    assert (tile.shown, tile.tone) == (shown, tone)
    assert [text for _, text in map.legend][:3] == ["< -10", "-10 … -5", "-5 … 0"]


# all of them


def every_figure(market, view, found):
    of_entity = charts.entity(market.law, view, "2022", found.entities[0]["entity_id"])
    of_unit = charts.unit([("2022-01", 136_265_991, 0)])
    drawings = [charts.nation(market.law, view, found), charts.province(market.law, found, "37"), of_entity, of_unit]
    return [d for of_page in drawings for d in of_page.values()]


def test_each_figure_is_json_and_says_the_same_in_its_table(year_market, view, found):
    for drawing in every_figure(year_market, view, found):
        for language in LANGUAGES:
            figure = drawing(language)
            if isinstance(figure, charts.Figure):
                assert json.loads(json.dumps(figure.data)) == figure.data
                assert figure.rows, figure.title
                assert {len(row) for row in figure.rows} == {len(figure.heads)}, figure.title


def test_words_are_in_the_language_of_the_page(year_market, view, found):
    for drawing in every_figure(year_market, view, found):
        chinese, english = drawing("zh"), drawing("en")
        for zh, en in [(chinese.title, english.title), (chinese.note, english.note)]:
            assert any("一" <= c <= "鿿" for c in zh) or zh == en == ""
            assert not any("一" <= c <= "鿿" for c in en)


def test_large_amounts_are_shown_in_the_units_of_the_trade():
    assert charts.axis_scale(5_000_000_000, "zh") == {"divide": 10**8, "unit": "亿吨"}
    assert charts.axis_scale(18_000_000, "zh") == {"divide": 10**4, "unit": "万吨"}
    assert charts.axis_scale(18_000_000, "en") == {"divide": 10**6, "unit": "Mt"}
    assert charts.axis_scale(40_000, "en") == {"divide": 10**3, "unit": "kt"}
    assert charts.axis_scale(40_000, "zh") == {"divide": 1, "unit": "吨"}


def test_generation_is_shown_exactly_in_its_table():
    figure = charts.generation([("2022-01", 136_265_991), ("2022-02", 5)], "en")
    assert figure.rows == [("2022-01", "136,265.991"), ("2022-02", "0.005")]
    assert figure.data["series"][0]["values"] == [136_265.991, 0.005]
