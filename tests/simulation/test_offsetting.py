"""A model nation that offsets part of its obligations: who, how much, and the year closed with it on both engines."""

from datetime import UTC, date, datetime

import pytest

from tanshi.application.documents.drafting import About, drafted
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.compliance.eligibility import most_t
from tanshi.core.clock import SimulatedClock
from tanshi.core.period import Period
from tanshi.disclosure.results import results
from tanshi.journal.table import read_rows
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.roster import read_roster
from tanshi.participants.tables import EntityRow
from tanshi.rules import Law
from tanshi.simulation.chain import Chain
from tanshi.simulation.offsetting import offsets
from tanshi.simulation.population import from_roster

LAW = Law("cn")
DAY = date(2021, 11, 30)
#: 9 Gt in all, as the nation of the first period.
NATION = {f"E{n:04d}": 4_500_000 for n in range(2_000)}


def test_the_first_period_offsets_what_was_offset_within_each_one_s_share():
    found = offsets(LAW, 1, Period.named("2019-2020"), DAY, NATION)
    assert sum(found.values()) == 32_730_000
    assert all(0 < t <= most_t(LAW, NATION[e], DAY.isoformat()) == 225_000 for e, t in found.items())
    assert found != offsets(LAW, 2, Period.named("2019-2020"), DAY, NATION)


@pytest.mark.parametrize("period", ["2024", "2025"])
def test_without_a_text_or_a_figure_nobody_offsets(period):
    assert offsets(LAW, 1, Period.named(period), date(2025, 12, 1), NATION) == {}


def test_nothing_is_offset_beyond_what_all_may():
    assert offsets(LAW, 1, Period.named("2019-2020"), DAY, {"E1": 19, "E2": 0}) == {}  # 5 % of 19 t is no whole tonne


def test_a_year_with_offsets_is_closed_alike_on_both_engines(pg_url, small_roster, tmp_path):
    header, *rows = small_roster.read_text("utf-8").splitlines()
    few = tmp_path / "few.csv"
    few.write_text("\n".join([header, *rows[::15]]) + "\n", "utf-8")
    hashes = {played(url, few) for url in (":memory:", pg_url)}
    assert len(hashes) == 1


def played(url, units):
    """Run the first period with offsets, look at its books and return their state hash."""
    period = Period.named("2019-2020")
    clock = SimulatedClock(datetime(2019, 1, 1, tzinfo=UTC))
    market = open_market(url, law=LAW, clock=clock, entropy=seeded_entropy("1"))
    try:
        Chain(market, clock, {period: from_roster(LAW, read_roster(units), period, 1)}, 1, ccer=True).run()
        with market.view() as view:
            counted = view.fetch(
                "SELECT f.entity, f.amount_t, o.obligation_t, o.surrendered_t, o.state"
                " FROM compliance_filed_offset AS f"
                " JOIN compliance_obligation AS o ON o.entity = f.entity AND o.period = f.period"
            )
            assert counted
            assert all(t <= owed // 20 and (given, state) == (owed, "met") for _, t, owed, given, state in counted)
            nation = results(view, period.name).nation
            assert nation["ccer_t"] == sum(t for _, t, *_ in counted) < nation["surrendered_t"]
            (row,) = read_rows(view, EntityRow, id=counted[0][0])
            paper = drafted("surrender_certificate", About(view, LAW, row, period.name, "en"))
            assert paper["of_which_ccer_t"] == counted[0][1]
        if url == ":memory:":  # the other is equal to it
            assert market.audit().ok
            check = second_check(market.engine)
            assert check.ok, check.differences[:4]
        return market.state_hash()
    finally:
        market.close()
