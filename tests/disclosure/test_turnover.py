from tanshi.disclosure.results import results, season_of
from tanshi.disclosure.turnover import turnover


def test_turnover_by_vintage_and_way_is_that_of_the_trades(year_market):
    with year_market.view() as view:
        rows = turnover(view, season_of(view, "2022"))
        nation = results(view, "2022").nation
        trades = view.fetch("SELECT instrument, method, SUM(quantity_t), COUNT(*) FROM registry_trade GROUP BY 1, 2")
    found = {(r["instrument"], r["way"]): r["traded_t"] for r in rows}
    for instrument, method, tonnes, _ in trades:
        assert found[instrument, method] == tonnes
    assert found["all", "listing"] + found["all", "block"] == nation["traded_t"]
    assert [r["instrument"] for r in rows][-2:] == ["all", "all"]


def test_a_market_without_a_session_has_no_rows(market):
    with market.view() as view:
        assert turnover(view, season_of(view, "2022")) == []
