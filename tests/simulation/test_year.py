"""A compliance year end to end: conservation, determinism, and completion after being broken off anywhere."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from tools.killed_years import killed_year

from tanshi.application.market import open_market
from tanshi.core.finding import Problem
from tanshi.journal.checkpoint import root_at
from tanshi.journal.sqlite import SQLiteTransaction
from tests.conftest import run_small_year


def fingerprint(market):
    size, root = market.checkpoint()
    return size, root, market.state_hash()


@pytest.fixture(scope="module")
def whole(year_db):
    """What an uninterrupted year comes to."""
    market = open_market(str(year_db), write=False)
    with market.view() as view:
        size = view.head().size
        found = size, root_at(view, size).hex(), market.state_hash()
    assert market.audit().ok
    market.close()
    return found


def test_the_year_is_conserved(year_market):
    with year_market.view() as view:
        for instrument in ("CEA22", "CNY"):
            amounts = view.fetch("SELECT amount FROM registry_holding WHERE instrument = ?", [instrument])
            assert sum(n for (n,) in amounts) == 0
        ((owed, given, short),) = view.fetch(
            "SELECT SUM(obligation_t), SUM(surrendered_t), SUM(shortfall_t) FROM compliance_obligation"
        )
        assert owed == given + short
        ((surrendered,),) = view.fetch("SELECT amount FROM registry_holding WHERE account = 'system/surrendered'")
        assert surrendered == given
        sessions = view.fetch("SELECT state, trades FROM exchange_session")
        assert {s for s, _ in sessions} == {"closed"}
        assert sum(n for _, n in sessions) == view.fetch("SELECT COUNT(*) FROM registry_trade")[0][0]
        assert view.fetch("SELECT COUNT(*) FROM journal_run WHERE state = 'open'") == [(0,)]
        ((listed, block),) = view.fetch("SELECT SUM(listed_t), SUM(block_t) FROM exchange_quote")
        assert listed + block == view.fetch("SELECT SUM(quantity_t) FROM registry_trade")[0][0] > 0


def test_every_step_of_the_tonne_is_there(year_market):
    with year_market.view() as view:
        types = {t for (t,) in view.fetch("SELECT type FROM journal_fact_type")}
    assert {
        "participants.entity_registered/1", "participants.listing_proposed/1", "participants.list_published/1",
        "participants.rows_skipped/1",
        "mrv.month_recorded/1", "mrv.report_filed/1", "mrv.report_verified/1", "mrv.emission_confirmed/1",
        "allocation.preallocated/1", "allocation.approved/1", "registry.issued/1", "registry.trading_funded/1",
        "exchange.session_closed/1", "registry.trade_settled/1", "registry.surrendered/1", "compliance.assessed/1",
        "registry.session_requested/1", "exchange.request_answered/1", "registry.session_answered/1",
        "registry.freeze_ordered/1", "registry.freeze_filled/1", "registry.freeze_released/1",
    } <= types  # fmt: skip


def test_what_is_asked_of_open_sessions_is_given_and_nothing_stays_frozen(year_market):
    with year_market.view() as view:
        asked = view.fetch("SELECT what, amount, given, moved, state FROM registry_session_request")
        frozen = view.fetch("SELECT count(*) FROM registry_holding WHERE account LIKE '%/frozen' AND amount <> 0")
    assert {what for what, *_ in asked} == {"return", "freeze"}
    assert all(amount == given == moved and state == "answered" for _, amount, given, moved, state in asked)
    assert frozen == [(0,)]


def test_verification_changed_figures(year_market):
    with year_market.view() as view:
        treatments = {t for (t,) in view.fetch("SELECT treatment FROM mrv_change")}
        changed = view.fetch(
            "SELECT COUNT(*) FROM mrv_unit_year a JOIN mrv_unit_year b ON a.unit = b.unit AND a.period = b.period"
            " WHERE a.stage = 'reported' AND b.stage = 'verified' AND a.emission_t_e2 <> b.emission_t_e2"
        )[0][0]
    assert treatments == {"corrected", "conservative"}
    assert changed > 0


def test_the_year_on_postgresql_ends_with_equal_root_and_state(whole, small_roster, pg_url):
    market = run_small_year(pg_url, small_roster)
    assert fingerprint(market) == whole
    assert market.audit().ok
    market.close()


def test_a_year_killed_on_postgresql_completes_the_same(tmp_path, small_roster, whole, postgres):
    """Real SIGKILL of the real command; `make soak` does it fifty times on each engine."""
    url = postgres.create("killed_year")
    end, kills = killed_year(small_roster, url, tmp_path / "out", [1.4, 1.1, 0.7])
    assert (end.facts, end.root, end.state_hash) == whole
    assert kills >= 1
    postgres.drop("killed_year")


def test_two_runs_are_equal_and_another_seed_is_not(whole, small_roster):
    again = run_small_year(":memory:", small_roster)
    assert fingerprint(again) == whole
    again.close()
    other = run_small_year(":memory:", small_roster, seed=2)
    assert fingerprint(other)[2] != whole[2]
    other.close()


def test_running_a_finished_year_again_changes_nothing(tmp_path, small_roster, whole):
    path = str(tmp_path / "again.db")
    run_small_year(path, small_roster).close()
    market = run_small_year(path, small_roster)
    assert fingerprint(market) == whole
    market.close()


def test_another_scenario_does_not_share_the_books(tmp_path, small_roster):
    path = str(tmp_path / "other.db")
    run_small_year(path, small_roster).close()
    with pytest.raises(Problem, match="holds another scenario"):
        run_small_year(path, small_roster, seed=2)


class PlannedCrash(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("seed", range(6 if "TANSHI_SOAK" in os.environ else 1))
def test_a_year_broken_off_at_a_commit_completes_the_same(tmp_path, small_roster, whole, monkeypatch, seed):
    """The process ends just before or just after a commit, several times, and is started again."""
    chance, path = random.Random(seed), str(tmp_path / "crash.db")
    commit = SQLiteTransaction.commit
    left = 0

    def crashing(transaction):
        nonlocal left
        left -= 1
        if left == 0:
            if chance.random() < 0.5:
                commit(transaction)
            raise PlannedCrash

        commit(transaction)

    monkeypatch.setattr(SQLiteTransaction, "commit", crashing)
    for _ in range(5):
        left = chance.randrange(2, 500)
        try:
            run_small_year(path, small_roster).close()
        except PlannedCrash:
            check = open_market(path, write=False)
            assert check.audit().ok
            check.close()
    monkeypatch.undo()
    market = run_small_year(path, small_roster)
    assert fingerprint(market) == whole
    assert market.audit().ok
    market.close()


def opened_after_a_kill(path):
    """Return the market for reading, or None where the process died before its first transaction."""
    try:
        return open_market(str(path), write=False)
    except Problem as trouble:
        if [f.code for f in trouble.findings] == ["db.empty"]:
            return None
        raise


def test_a_year_killed_at_random_moments_completes_the_same(tmp_path, small_roster, whole):
    """Real SIGKILL of the real command."""
    chance, path = random.Random(4), tmp_path / "kill.db"
    command = [
        sys.executable,
        "-m",
        "tanshi",
        "year",
        "2022",
        "--units",
        str(small_roster),
        "--db",
        str(path),
        "--json",
    ]
    kills = 0
    for _ in range(40):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.6, 1.9))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
        process.communicate()
        if process.returncode == 0 or kills >= 4:
            break
        if path.exists() and path.stat().st_size:
            check = opened_after_a_kill(path)
            if check is not None:
                assert check.audit().ok
                check.close()
    assert kills
    market = run_small_year(str(path), small_roster)
    assert fingerprint(market) == whole
    assert market.audit().ok
    market.close()


def test_a_generated_population_runs_where_no_units_are_given(law):
    from tanshi.core.period import Period
    from tanshi.simulation.population import generated

    period = Period.of(2022)
    found = generated(law, period, 1)
    assert found == generated(law, period, 1)
    assert found != generated(law, period, 2)
    assert 1500 < len(found.entities) < 2300
    gw = sum(u.capacity_kw for e in found.entities for u in e.units) / 1e6
    assert 1150 < gw < 1280
    classes = {u.unit_class for e in found.entities for u in e.units}
    assert classes == {"I", "II", "III", "IV"}
    assert all(u.modelled == "all" for e in found.entities for u in e.units)
