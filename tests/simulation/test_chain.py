"""Several periods on one database: the first joint one, two in one season with borrowing, gross generation after it."""

import os
from datetime import UTC, datetime

import pytest

from tanshi.allocation.commands import unit_output
from tanshi.allocation.power import PowerPlan, allocate_unit
from tanshi.application.market import open_market
from tanshi.application.reconciliation import reconcile
from tanshi.application.second_check import second_check
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.core.progress import Progress
from tanshi.disclosure.timings import timings
from tanshi.journal.table import read_rows
from tanshi.journal.writer import seeded_entropy
from tanshi.mrv.tables import UnitYearRow
from tanshi.participants.roster import read_roster
from tanshi.participants.tables import UnitRow
from tanshi.rules import Law
from tanshi.rules.act import ActText
from tanshi.rules.law import Instrument
from tanshi.simulation.chain import Chain
from tanshi.simulation.population import from_roster, together

PERIODS = ("2019-2020", "2021", "2022", "2023")
#: One unit in so many of the small roster is enough.
EVERY = 6


@pytest.fixture(scope="session")
def few_units(tmp_path_factory, small_roster):
    header, *rows = small_roster.read_text("utf-8").splitlines()
    path = tmp_path_factory.mktemp("chain") / "units.csv"
    path.write_text("\n".join([header, *rows[::EVERY]]) + "\n", "utf-8")
    return path


def run(path, units, names, progress=None, law=None):
    """Run periods on a database and return the market, still open."""
    law, roster = law or Law("cn"), read_roster(units)
    periods = [Period.named(name) for name in names]
    clock = SimulatedClock(datetime(periods[0].first_year, 1, 1, tzinfo=UTC))
    market = open_market(str(path), law=law, clock=clock, entropy=seeded_entropy("1"))
    try:
        Chain(market, clock, {p: from_roster(law, roster, p, 1) for p in periods}, 1, progress).run()
    except BaseException:
        market.close()
        raise
    return market


@pytest.fixture(scope="module")
def chain(once, few_units):
    """The chain of all periods, to be read."""
    made = once("chain", lambda folder: run(folder / "chain.db", few_units, PERIODS).close())
    market = open_market(str(made / "chain.db"), write=False)
    yield market
    market.close()


def rows(market, sql, *params):
    with market.view() as view:
        return view.fetch(sql, list(params))


def test_the_books_of_a_chain_are_right(chain):
    assert chain.audit().ok
    types = {t for (t,) in rows(chain, "SELECT type FROM journal_fact_type")}
    assert {"mrv.opening_output_taken/1", "allocation.borrowing_granted/1"} <= types
    periods = rows(chain, "SELECT DISTINCT period FROM compliance_obligation ORDER BY period")
    assert [p for (p,) in periods] == list(PERIODS)
    days = rows(chain, "SELECT day FROM journal_fact ORDER BY position")
    assert days == sorted(days), "events of all periods in the order of the calendar"


def test_the_first_period_is_one_obligation_over_two_annual_reports(chain):
    reports = rows(chain, "SELECT DISTINCT period FROM mrv_report ORDER BY period")
    assert [p for (p,) in reports] == ["2019", "2020", "2021", "2022", "2023"]
    both = dict(
        rows(chain, "SELECT entity, SUM(verified_t) FROM mrv_report WHERE period IN ('2019', '2020') GROUP BY entity")
    )
    joint = rows(
        chain, "SELECT entity, verified_t, approved_t, obligation_t FROM allocation_entity WHERE period = '2019-2020'"
    )
    assert joint
    for entity, verified, approved, obligation in joint:
        assert verified == both[entity]
        assert obligation == min(verified, approved + verified * 20 // 100), "20 % over both years together"
    unit_years = rows(
        chain, "SELECT period, COUNT(*) FROM allocation_unit WHERE period IN ('2019', '2020') GROUP BY period"
    )
    assert len(unit_years) == 2, "a unit's allowances of either year stand apart"
    deadlines = rows(chain, "SELECT DISTINCT deadline FROM compliance_obligation WHERE period = '2019-2020'")
    assert deadlines == [("2021-12-31",)]


def test_the_pre_allocation_of_the_first_period_is_by_the_output_of_2018(chain):
    law = Law("cn")
    on = Period.named("2019-2020").first_day
    advance = rows(
        chain,
        "SELECT p.base_t, p.preallocated_t, o.supply_mwh_e3, o.heat_gj_e2, u.unit_class FROM allocation_preallocation p"
        " JOIN mrv_opening_output o ON o.unit = p.unit AND o.year = '2018' JOIN participants_unit u ON u.id = p.unit"
        " WHERE p.period = '2019-2020'",
    )
    assert advance
    for base, given, supply, heat, unit_class in advance:
        electricity = law.value("allocation.electricity_benchmark", on, unit_class).number
        of_heat = law.value("allocation.heat_benchmark", on, unit_class).number
        exact = electricity * supply / 1000 + of_heat * heat / 100
        assert base == 2 * (exact.numerator // exact.denominator), "the same for each of the two years"
        assert given == base * 70 // 100


def test_two_years_share_one_season_and_older_vintages_count(chain):
    seasons = dict(rows(chain, "SELECT substr(day, 1, 4), COUNT(DISTINCT day) FROM exchange_quote GROUP BY 1"))
    assert set(seasons) == {"2021", "2023", "2024"}
    vintages = {i for (i,) in rows(chain, "SELECT DISTINCT instrument FROM exchange_quote WHERE day LIKE '2023-%'")}
    assert vintages == {"CEA19-20", "CEA21", "CEA22"}
    given = rows(chain, "SELECT DISTINCT period, instrument FROM compliance_surrender ORDER BY period, instrument")
    assert ("2021", "CEA19-20") in given, "what was left of the first period serves the second"
    assert all(instrument == "CEA19-20" for period, instrument in given if period == "2019-2020")


def test_what_is_borrowed_comes_off_the_issue_it_was_borrowed_from(chain):
    borrowed = rows(chain, "SELECT entity, period, amount_t, limit_t, gap_t, vintage FROM allocation_borrowing")
    assert borrowed
    for entity, period, amount, limit, gap, vintage in borrowed:
        assert (period, vintage) in (("2021", "CEA23"), ("2022", "CEA23"))
        assert 0 < amount <= limit == gap // 2
        noted = (
            "SELECT SUM(amount_t) FROM compliance_surrender WHERE entity = ? AND period = ? AND instrument = 'CEA23'"
        )
        assert rows(chain, noted, entity, period) == [(amount,)]
        ((issued,),) = rows(
            chain, "SELECT SUM(amount) FROM registry_transfer WHERE debit = 'system/issuance' AND instrument = 'CEA23'"
            " AND credit = ?", f"{entity}/registration",
        )  # fmt: skip
        ((returned,),) = rows(
            chain, "SELECT COALESCE(SUM(amount), 0) FROM registry_transfer WHERE credit = 'system/issuance'"
            " AND instrument = 'CEA23' AND debit = ?", f"{entity}/registration",
        )  # fmt: skip
        ((approved,),) = rows(
            chain, "SELECT approved_t FROM allocation_entity WHERE entity = ? AND period = '2023'", entity
        )
        assert issued - returned == approved, "borrowed and given later are the approved amount together"


class Stop(Exception):
    pass


class Stopping(Progress):
    """Breaks a run off after so many events."""

    def __init__(self, after):
        self.left = after

    def advance(self, count=1):
        self.left -= count
        if self.left == 0:
            raise Stop


@pytest.mark.parametrize("after", [1, 37, 160, 333] if "TANSHI_SOAK" in os.environ else [333])
def test_a_chain_that_was_broken_off_completes_to_the_same_books(tmp_path, few_units, after):
    whole = run(tmp_path / "whole.db", few_units, ["2021", "2022"])
    state = whole.state_hash(), whole.checkpoint()
    whole.close()
    with pytest.raises(Stop):
        run(tmp_path / "broken.db", few_units, ["2021", "2022"], Stopping(after))
    again = run(tmp_path / "broken.db", few_units, ["2021", "2022"])
    assert (again.state_hash(), again.checkpoint()) == state
    again.close()


def test_a_period_that_follows_in_a_run_of_its_own_takes_over_what_there_is(tmp_path, few_units):
    run(tmp_path / "a.db", few_units, ["2023"]).close()
    market = run(tmp_path / "a.db", few_units, ["2024"])
    assert market.audit().ok
    openings = rows(market, "SELECT DISTINCT year FROM mrv_opening_emission")
    assert openings == [("2022",)], "the base of 2024 is what these books confirmed for 2023"
    bases = rows(market, "SELECT SUM(base_t) FROM allocation_preallocation WHERE period = '2024'")
    ((confirmed,),) = rows(market, "SELECT SUM(verified_t) FROM mrv_report WHERE period = '2023'")
    assert abs(bases[0][0] - confirmed) < 100, "units are rounded apart"
    given = {i for (i,) in rows(market, "SELECT DISTINCT instrument FROM compliance_surrender WHERE period = '2024'")}
    assert "CEA23" in given
    market.close()


def test_a_period_whose_deadline_has_passed_is_refused(tmp_path, few_units):
    run(tmp_path / "a.db", few_units, ["2022"]).close()
    with pytest.raises(Problem) as refused:
        run(tmp_path / "a.db", few_units, ["2021"])
    assert refused.value.findings[0].code == "year.too_late"
    assert "tanshi year 2021 2022" in refused.value.findings[0].message()


def test_three_timings_of_one_year(chain):
    """After, within, before: what is given early and what settling up moves always come to what the year earns."""
    law = Law("cn")
    with chain.view() as view:
        found = timings(law, view, "2022")
        plan = PowerPlan.of(law, Period.named("2022"))
        units = {u.id: u for u in read_rows(view, UnitRow)}
        before = [
            allocate_unit(plan, unit_output(y, units[y.unit])).initial_t
            for y in read_rows(view, UnitYearRow, period="2021", stage="verified")
            if y.entity in {e.entity for e in found.entities}
        ]
    approved = dict(rows(chain, "SELECT entity, approved_t FROM allocation_entity WHERE period = '2022'"))
    assert {e.entity: e.earned_t for e in found.entities} == approved
    for timing in ("after", "within", "before"):
        row = found.row(timing)
        assert row["given_t"] + row["issued_after_t"] - row["taken_back_t"] == row["earned_t"] == sum(approved.values())
        by_area = found.by_area(timing)
        assert sum(r["given_t"] for r in by_area) == row["given_t"]
        assert row["balance_t"] == found.row("after")["balance_t"], "settled up, the timing changes nobody's balance"
    assert found.row("after")["given_t"] == 0
    assert found.row("before")["given_t"] == sum(before)
    assert found.row("before")["entities_giving_back"] > 0
    assert found.in_force == "after"


def test_a_timing_needs_the_year_before(chain):
    with chain.view() as view, pytest.raises(Problem) as refused:
        timings(Law("cn"), view, "2019-2020")
    assert "2018" in refused.value.findings[0].message()


def test_two_rosters_make_one_nation(few_units, tmp_path):
    law, roster = Law("cn"), read_roster(few_units)
    when = Period.named("2022")
    header, *lines = few_units.read_text("utf-8").splitlines()
    other = tmp_path / "other.csv"
    other.write_text("\n".join([header, *(line.replace("T", "S", 2) for line in lines[:2]), "bad row"]) + "\n", "utf-8")
    parts = [from_roster(law, r, when, 1) for r in (roster, read_roster(other))]
    both = together(parts)
    assert len(both.entities) == sum(len(p.entities) for p in parts)
    assert both.skipped == parts[0].skipped + parts[1].skipped
    assert both.findings == parts[0].findings + parts[1].findings != ()
    with pytest.raises(Problem) as refused:
        together([parts[0], parts[0]])
    assert refused.value.findings[0].code == "roster.in_two_files"


def test_a_model_year_with_fees_on_trades_agrees_with_the_exchange_every_day(tmp_path, few_units):
    """A trial's act charges each side 1 in 1,000; what it takes leaves the clients' bank for the exchange's own."""
    share = {"way": "share", "rounding": "half_up", "charged": "settlement", "article": "trial"}
    fees = {"trade": {**share, "rate": "0.001", "methods": ["listing", "block"]}}
    trial = Instrument("trial", "试", "Trial", "1", "mee", "normative document", "2021-07-16", "2021-07-16")
    law = Law("cn").with_acts([ActText(trial, {"exchange.fees": {"2021-07-16": {"by": fees}}})])
    market = run(tmp_path / "fees.db", few_units, ("2019-2020",), law=law)
    with market.view() as view:
        sessions = view.fetch("SELECT day, trades FROM exchange_session WHERE trades > 0")
        assert view.fetch("SELECT session, upto FROM registry_charged_session ORDER BY session") == sorted(sessions)
        wrong = [d for day, _ in sessions for d in reconcile(view, market.evidence, day).differences]
        ((taken,),) = view.fetch("SELECT sum(paid_fen) FROM registry_trade_fee")
        held = dict(view.fetch("SELECT account, amount FROM registry_holding WHERE account LIKE '%exchange%'"))
    assert wrong == []
    assert held == {"system/exchange_fees": taken, "system/bank/exchange": -taken}
    assert taken
    assert second_check(market.engine).ok
    market.close()
