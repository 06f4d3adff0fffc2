"""A factor that sectors other than power take: which reports it changes and by how much, and its age in use."""

from datetime import date

import pytest

from tanshi.application.factor_reports import changed_reports, staleness
from tanshi.journal.command import Command
from tests.mrv.test_activity import FUEL, books, line, must, rows
from tests.rulemaking.factors.factor_table import PROPOSAL, admit

__all__ = ["books"]
PROPOSED = {
    **PROPOSAL, "factor": "F", "parameter": "factors.steel.carbon_materials", "key": "limestone", "value": "0.4500",
    "unit": "tCO2/t", "from_day": "2024-01-01", "to_day": "2024-12-31",
}  # fmt: skip


def propose(market):
    act = Command("f/1", "institute", "institute/1", "rulemaking.propose_factor", [PROPOSED])
    (answer,) = admit(market).execute([act])
    must(answer)


@pytest.fixture
def works(books):
    """A works of 2024 whose limestone takes the text's factor, and a proposal of another one."""
    books.clock.put_day(date(2025, 1, 20))
    flux = line("flux", "limestone", q="300000")
    must(books("S1", "mrv.record_activity", rows("2024", FUEL, flux)))
    must(books("S1", "mrv.file_report", {"entity": "S1", "period": "2024", "declared_true": True}))
    books.clock.put_day(date(2026, 11, 21))
    propose(books.market)
    return books.market


def test_the_reports_a_factor_changes_and_how_old_it_is(works):
    market = works
    with market.view() as view:
        found = changed_reports(market, view, "F", "2026-11-21")
        ages = {a.factor.name: a for a in staleness(market, view, "2024", "2026-11-21").factors}
    (report,) = found.reports
    # 300,000 t x (0.45 - 0.44)
    assert (report.entity, report.difference_t, found.computed) == ("S1", 3_000, 1)
    assert report.units == (("carbonate", "132000.00", "135000.00"),)
    limestone = ages["factors.steel.carbon_materials[limestone]"]
    assert int(limestone.emission_t) == 132_000
    assert "factors.cets_steel.cc[cleaned_coal]" in ages


def test_a_row_that_gives_its_own_factor_is_not_changed(books):
    books.clock.put_day(date(2025, 1, 20))
    must(books("S1", "mrv.record_activity", rows("2024", FUEL, line("flux", "limestone", q="300000", ef="0.43"))))
    must(books("S1", "mrv.file_report", {"entity": "S1", "period": "2024", "declared_true": True}))
    books.clock.put_day(date(2026, 11, 21))
    market = books.market
    propose(market)
    with market.view() as view:
        found = changed_reports(market, view, "F", "2026-11-21")
    assert (found.reports, found.computed) == ((), 1)
