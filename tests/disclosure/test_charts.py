import pytest

from tanshi.disclosure import charts
from tanshi.disclosure.results import results
from tanshi.disclosure.tables import tables_of

pytest.importorskip("matplotlib")


@pytest.mark.parametrize(("language", "names"), [("zh", charts.PICTURES), ("en", ["year", "map"])])
def test_every_chart_is_a_picture(year_market, tmp_path, language, names):
    assert charts.can_draw(), "the development install has the extra `report`"
    with year_market.view() as view:
        found = results(view, "2022")
        tables = tables_of(view, year_market.law, found)
    files = charts.draw(found, tables, tmp_path, language, names)
    assert [f.name for f in files] == [f"{name}_2022.png" for name in names]
    for file in files:
        data = file.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(data) > 20_000, file


def test_every_letter_of_the_charts_is_in_the_font(recwarn, year_market, tmp_path):
    with year_market.view() as view:
        found = results(view, "2022")
        tables = tables_of(view, year_market.law, found)
    charts.draw(found, tables, tmp_path, "zh", ["map", "gaps"])
    assert [str(w.message) for w in recwarn if "Glyph" in str(w.message)] == []


def test_a_period_without_trading_is_drawn_all_the_same(year_market, tmp_path):
    from dataclasses import replace

    with year_market.view() as view:
        found = results(view, "2022")
        tables = tables_of(view, year_market.law, found)
    empty = replace(tables, rows={**tables.rows, "bulletins": []})
    assert charts.draw(replace(found, classes=[], provinces=[], entities=[]), empty, tmp_path, "en")
