"""Drawings of the bench: what is drawn is what the document and the table say."""

from fractions import Fraction

from tanshi.server import drafting_charts as charts


def document(*rates):
    """Return an impact over firms of 1,000 t each that change by so many thousandths."""
    firms = [
        {"entity_id": f"E{n}", "name_zh": "", "name_en": "", "area_gb2260": "37", "verified_t": 1000, "change_t": rate,
         "gap_before_t": 0, "gap_after_t": -rate}
        for n, rate in enumerate(rates)
    ]  # fmt: skip
    area = {"area_gb2260": "37", "verified_t": 1000 * len(rates), "change_t": sum(rates), "surplus_before_t": 0,
            "surplus_after_t": sum(rates)}  # fmt: skip
    return {"plan": "2023", "draft": "2023", "provinces": [area], "classes": [], "firms": firms}


def test_signs():
    assert [charts.signed(Fraction(n, 1000)) for n in (0, 4, -4, 1500, -1500)] == [
        "0.00", "0.00", "0.00", "+1.50", "-1.50",
    ]  # fmt: skip


def test_firms_are_counted_by_half_percents_worse_below_zero():
    found = charts.changes(document(-6, -5, -1, 0, 1, 4, 900), "en")
    assert found.rows == [("-1 … -0.5", 1), ("-0.5 … 0", 2), ("0 … +0.5", 2), ("+14.5 … +15", 1)]
    worse, better = found.data["series"]
    assert (sum(worse["values"]), sum(better["values"])) == (3, 3)
    assert len(worse["values"]) == len(found.data["categories"])


def test_nothing_changes():
    found = charts.changes(document(0, 0), "zh")
    assert (found.rows, found.data["categories"]) == ([], [])


def test_one_province_is_drawn_by_firms_and_plans_of_one_name_are_told_apart():
    found = charts.provinces(document(3, -7), "en")
    assert [row[0] for row in found.rows] == ["E1", "E0"]
    assert [s["name"] for s in found.data["series"]] == ["2023", "2023 (2)"]


def test_the_map_is_darker_where_the_draft_takes_more():
    tiles = {}
    for rate in (-30, -5, 5, 30):
        drawn = charts.change_map(document(rate), "/2022/province/{code}", "en")
        tiles[rate] = next(t for t in drawn.tiles if t.code == "37")
    assert [t.tone for t in tiles.values()] == ["d6", "d4", "d3", "d1"]
    assert [t.shown for t in tiles.values()] == ["-3.0", "-0.5", "+0.5", "+3.0"]
    assert {t.href for t in tiles.values()} == {"/2022/province/37"}
