"""What a process reads when it starts is what its pages would read: no page reads the nation after it."""

from tanshi.application import kept as kept_module
from tanshi.application import lists
from tanshi.application.market import open_market
from tanshi.registry import asof
from tanshi.server import charts, list_pages, platform
from tanshi.server.app import make_app
from tanshi.server.run import platform_of
from tanshi.server.warming import warm
from tests.server.browsing import Browser
from tests.server.world import World


def test_after_warming_neither_results_nor_lists_are_read_again(year_db, monkeypatch):
    market = open_market(str(year_db), write=False)
    served = platform_of(market)
    app = make_app(served)
    warm(served, app.rehearse)
    drawn = []
    monkeypatch.setattr(kept_module, "results", None)
    monkeypatch.setattr(charts, "emission_map", lambda *_: drawn.append("nation"))
    monkeypatch.setattr(charts, "read_quotes", lambda *_: drawn.append("market"))
    client = Browser(app)
    for page in ("/?lang=zh", "/?lang=en", "/market?lang=zh", "/market?lang=en"):
        assert client.get(page).status_code == 200
    assert drawn == []
    monkeypatch.setattr(list_pages, "year_list", None)
    with market.view() as view:
        assert kept_module.kept_results(market, view, "2022").period == "2022"
        assert len(list_pages.read_list(market, view, "2022", lists.COVER).entities) > 0
        size = view.head().size
        assert len(served.tiles._levels[0]) == size // 256
        assert served.totals.now(view) == platform.Totals().at(view, size - 1)
        assert len(served.totals._blocks) == asof.number_at(view, size) // asof.BLOCK + 1
    market.close()


def test_an_empty_market_is_warmed_as_well(market):
    world = World(market)
    warm(world.platform, world.client.app.rehearse)
    world.close()
