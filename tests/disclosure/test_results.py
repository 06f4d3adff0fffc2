from tanshi.disclosure.results import results, share
from tanshi.disclosure.traded import yuan_per_t


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
