"""What an entity makes public: only what is confirmed, once for each state of the books, late marked."""

from datetime import date

import pytest
from tools.mrv_round import RECORD

from tanshi.application.publications import publication
from tanshi.application.why import why
from tanshi.journal.table import read_rows
from tanshi.mrv.publication import PublicationRow, PublishedItemRow
from tests.act_table import must_be_answered
from tests.mrv.test_activity import BODY, FUEL, books, line, must, rows

__all__ = ["books"]
REPORT = {"entity": "S1", "period": "2024"}
UNIT = {
    "id": "S1-1", "name_zh": "1号", "name_en": "1", "fuel": "coal", "technology": "subcritical",
    "coal_type": "bituminous", "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0, "captive": 1,
    "start_year": 2010, "retired_year": 0, "modelled": "",
}  # fmt: skip


def confirm(do, changes=()):
    must(do("S1", "mrv.file_report", {**REPORT, "declared_true": True}))
    do.clock.put_day(date(2025, 5, 6))
    must(do(BODY, "mrv.verify_report", {**REPORT, "verifier": BODY, "group": ["a", "b"], "changes": list(changes)}))
    must(do("shandong", "mrv.confirm_emission", REPORT))


def items(do, number=1):
    with do.market.view() as view:
        found = read_rows(view, PublishedItemRow, entity="S1", period="2024", number=number)
    return [(i.kind, i.part, i.name, i.value, i.records) for i in sorted(found, key=lambda i: i.place)]


def test_what_is_published_and_when_it_is_refused(books):
    before_any_text = books("S1", "mrv.publish_emission", REPORT)
    must_be_answered(before_any_text, "publication without text", "2020")
    books.clock.put_day(date(2025, 1, 20))
    must(books("S1", "mrv.record_activity", rows("2024", FUEL, line("flux", "limestone", part="", q="300000"))))
    for other, expected in (({}, "publication not confirmed"), ({"entity": "S9"}, "out of scope")):
        must_be_answered(books("S1", "mrv.publish_emission", {**REPORT, **other}), expected, str(other))
    confirm(books)
    must_be_answered(books("shandong", "mrv.publish_emission", REPORT), "not permitted", "not its own")
    must(books("S1", "mrv.publish_emission", REPORT))
    must_be_answered(books("S1", "mrv.publish_emission", REPORT), "already published", "again")
    assert items(books) == [
        ("method", "", "flux", "by_factor", 1), ("method", "", "fuel", "by_heat", 1),
        ("source", "", "carbonate", "132000.00", 0), ("source", "", "fuel", "4908940.96", 0),
    ]  # fmt: skip
    with books.market.view() as view:
        (row,) = read_rows(view, PublicationRow)
        shown = publication(books.market.law, view, "S1", "2024", "en")
        assert ("Carbonate fluxes", "132,000.00") in [r[1:] for r in shown.sections()[0][3]]
        assert ("Confirmed emission (t)", f"{row.verified_t:,}") in shown.figures()
    assert (row.number, row.due, row.late, row.basis) == (1, "2025-12-31", 0, "r775 第十一条")
    assert row.verified_t == int(why(books.market, "verified_t/2024/S1").node.value)
    assert books.market.audit().ok


@pytest.mark.parametrize("measured", [12, 5])
def test_a_power_plant_publishes_units_and_how_carbon_was_got(books, measured):
    books.clock.put_day(date(2025, 1, 20))
    must(books("shandong", "participants.register_units", {"entity": "S1", "units": [UNIT]}))
    for n in range(1, 13):
        record = {**RECORD, "unit": "S1-1", "carbon_e4": RECORD["carbon_e4"] if n <= measured else None}
        month = {"entity": "S1", "month": f"2024-{n:02d}", "evidence": "e" * 64, "units": [record]}
        must(books("S1", "mrv.record_month", month))
    confirm(books)
    books.clock.put_day(date(2026, 1, 4))
    must(books("S1", "mrv.publish_emission", REPORT))
    ways = [("measured", 12)] if measured == 12 else [("default", 7), ("measured", 5)]
    found = items(books)
    assert [(i[3], i[4]) for i in found if i[0] == "method"] == ways
    assert [i[1:4] for i in found if i[0] == "facility"] == [("S1-1", "coal/subcritical", "300000")]
    with books.market.view() as view:
        (row,) = read_rows(view, PublicationRow)
        assert row.late == 1
        paper = publication(books.market.law, view, "S1", "2024", "zh").paper()
    assert [p.text for p in paper.parts if p.kind == "heading"] == [
        "分排放源排放量（tCO2e）",
        "排放设施",
        "统计核算方法",
    ]
