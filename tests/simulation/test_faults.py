"""Faults: after each nothing acknowledged is lost, nothing is applied twice, and the books are right.

The long form of these trials is `make soak`; its last results are in docs/soak.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tools.faults import PostgresStage, SQLiteStage, Trial, TrialFailed

from tanshi.application.market import open_market
from tanshi.journal.engine import Unavailable
from tanshi.journal.writer import seeded_entropy
from tanshi.simulation.auditor import Auditor
from tanshi.simulation.faults import Boundaries, Crash, CrashingEngine, JumpingClock
from tanshi.simulation.referee import Referee, Sent
from tanshi.simulation.workload import Workload, opening

#: Groups that crash at every operation; `make soak` tries more.
SOAK = "TANSHI_SOAK" in os.environ
GROUPS = 30 if SOAK else 3

#: Commands and faults of a trial of killed processes; `tools.soak` has the long ones.
LENGTH, FAULTS = (1_200, 9) if SOAK else (360, 6)


def opened(url, boundaries, seed):
    """Return a market whose writer's engine can crash."""
    market = open_market(
        url, clock=JumpingClock(datetime(2023, 6, 1, tzinfo=UTC), seed), entropy=seeded_entropy("faults")
    )
    market.writer.engine = CrashingEngine(market.engine, boundaries)
    return replace(market)


def judged(referee, work, group, answers):
    wrong = referee.judge([Sent(c, a) for c, a in zip(group, answers, strict=True)])
    for command, answer in zip(group, answers, strict=True):
        work.noticed(command, answer.done and not answer.exists)
    return wrong


def test_a_crash_at_every_operation_loses_and_doubles_nothing(database):
    boundaries, referee = Boundaries(), Referee(Auditor())
    work = Workload(7, known=referee.auditor)
    market = opened(database, boundaries, 0)
    assert judged(referee, work, opening(), market.execute(opening())) == []
    crashes = 0
    for number in range(GROUPS):
        group = [work.next() for _ in range(1 + 5 * number % 23)]
        crash_at = 1
        while True:  # crash before the first operation, the second, … until the group gets through
            boundaries.arm(crash_at)
            try:
                answers = market.execute(group)
                break
            except Crash:
                crashes += 1
                crash_at += 1
                market.close()
                market = opened(database, boundaries, crashes)
        boundaries.arm(0)
        assert judged(referee, work, group, answers) == []
        with market.view() as view:
            assert referee.auditor.compare(view) == []
    assert market.audit().ok
    assert crashes > 8 * GROUPS
    assert {"before begin", "before insert journal_fact", "before head", "before commit", "after commit"} <= (
        boundaries.names
    )
    assert referee.lost_answers > GROUPS / 2  # crashes after the commit
    market.close()


def test_killed_processes_torn_logs_and_a_full_disk_on_sqlite(tmp_path):
    report = Trial(SQLiteStage(tmp_path), seed=21).run(LENGTH, faults=FAULTS)
    assert report.faults["kill"] + report.faults["kill while busy"] >= 3
    assert report.faults["disk full"] >= 1
    assert report.torn_states >= 12
    times_run_forward(tmp_path / "trial.db")


@pytest.mark.skipif(not SOAK, reason="servers killed and begun again: `make soak` runs it")
def test_killed_processes_and_servers_and_cut_connections_on_postgresql(postgres, tmp_path):
    stage = PostgresStage(postgres, "trial")
    try:
        report = Trial(stage, seed=22).run(LENGTH, faults=FAULTS)
    finally:
        stage.end()
    assert report.faults["server kill"] >= 1
    assert report.faults["connection cut"] + report.faults["answer cut"] >= 2


def times_run_forward(path):
    """Check that the clock's jumps are not in the journal: neither instants nor legal days run against position."""
    market = open_market(str(path), write=False)
    with market.view() as view:
        rows = view.fetch("SELECT recorded_at FROM journal_command ORDER BY first_position")
        days = view.fetch("SELECT day FROM journal_fact ORDER BY position")
    market.close()
    assert rows == sorted(rows)
    assert days == sorted(days)
    assert len(set(days)) > 1


def test_a_trial_notices_a_commit_that_was_answered_but_not_made(tmp_path):
    with pytest.raises(TrialFailed, match=r"seed 23, after [1-9]"):
        Trial(SQLiteStage(tmp_path), 23, "tests.simulation.forgetful_worker").run(LENGTH // 2, faults=1)


def test_a_full_database_refuses_and_goes_on_when_there_is_room(tmp_path, clock):
    market = open_market(str(tmp_path / "full.db"), clock=clock)
    referee, work = Referee(Auditor()), Workload(3)
    assert judged(referee, work, opening(), market.execute(opening())) == []
    connection = market.engine.connection()
    ((pages,),) = connection.execute("PRAGMA page_count").fetchall()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    group = [work.next() for _ in range(200)]
    with pytest.raises(Unavailable) as full:
        market.execute(group)
    assert full.value.findings[0].code == "db.cannot_write"
    connection.execute("PRAGMA max_page_count = 1000000")
    for _ in range(10):
        assert judged(referee, work, group, market.execute(group)) == []
        group = [work.next() for _ in range(20)]
    with market.view() as view:
        assert referee.auditor.compare(view) == []
    assert market.audit().ok
    market.close()
