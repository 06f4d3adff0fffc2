import csv

from tanshi.disclosure.charts import can_draw, draw_year
from tanshi.disclosure.results import results, share, yuan_per_t
from tanshi.disclosure.tables import write_csv


def found(market):
    with market.view() as view:
        return results(view, "2022")


def test_tables_agree_with_each_other(year_market):
    r = found(year_market)
    for name in ("verified_t", "approved_t", "surrendered_t", "shortfall_t"):
        assert r.nation[name] == sum(p[name] for p in r.provinces) == sum(e[name] for e in r.entities)
    assert r.nation["units"] == sum(c["units"] for c in r.classes)
    assert r.nation["traded_t"] == sum(m["listed_t"] + m["block_t"] for m in r.months)
    assert r.nation["traded_t"] == sum(e["bought_t"] for e in r.entities) == sum(e["sold_t"] for e in r.entities)
    assert r.nation["entities"] == len(r.entities) == sum(p["entities"] for p in r.provinces)
    assert r.origin.startswith("simulation: seed 1, roster small_roster.csv")


def test_rows_that_were_not_used_are_listed_with_their_reason(year_market):
    reasons = {s["unit"]: s["reason"] for s in found(year_market).skipped}
    assert reasons == {"T13-01-9": "retired in 2010", "T13-01-8": "not built (construction)", "T13-01-7": "mothballed"}


def test_shares_and_means():
    assert share(1, 3) == "0.333333"
    assert share(0, 0) is None
    assert yuan_per_t(1000, 3) == "3.33"
    assert yuan_per_t(0, 0) is None


def test_csv_files_hold_the_tables(year_market, tmp_path):
    files = write_csv(found(year_market), tmp_path / "out")
    assert {f.name for f in files} >= {
        "nation_2022.csv",
        "entities_2022.csv",
        "market_days_2022.csv",
        "skipped_rows_2022.csv",
    }
    with (tmp_path / "out" / "provinces_2022.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {r["name_zh"] for r in rows} == {"河北", "山西", "内蒙古", "江苏", "山东", "广东", "新疆"}
    assert all(r["verified_t"].isdigit() for r in rows)


def test_the_chart_is_a_picture(year_market, tmp_path):
    assert can_draw(), "the development install has the extra `report`"
    for language in ("zh", "en"):
        path = draw_year(found(year_market), tmp_path / f"{language}.png", language)
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(data) > 30_000
