"""Eight callers at once on each engine: nothing lost, nothing negative, and one order that everybody agrees with."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from tools.faults import Worker

from tanshi.application.market import open_market
from tanshi.journal.command import Command
from tanshi.journal.grouping import Grouping
from tanshi.simulation.auditor import Auditor
from tanshi.simulation.chance import Chance
from tanshi.simulation.referee import Referee, Sent, out_of_order
from tanshi.simulation.workload import CONFIRMS, Workload, opening

CALLERS, EACH = 8, 120


def calls(execute, seed):
    """Send commands one after the other and return what was answered when."""
    work, sent = Workload(seed), []
    for _ in range(EACH):
        command, at = work.next(), time.monotonic()
        answer = execute(command)
        work.noticed(command, answer.done and not answer.exists)
        sent.append(Sent(command, answer, at, time.monotonic()))
    return sent


def set_stage(market):
    """Send the opening commands and return what was answered."""
    return [Sent(c, a) for c, a in zip(opening(), market.execute(opening()), strict=True)]


def judge(url, stage, sent):
    """Replay all answers in the order of the journal, compare the books, audit."""
    market = open_market(url)
    try:
        referee = Referee(Auditor())
        assert referee.judge(stage + sent) == []
        assert out_of_order(sent) == []
        with market.view() as view:
            assert referee.auditor.compare(view) == []
            assert view.fetch("SELECT count(*) FROM registry_holding WHERE amount < 0 AND overdraft = 0") == [(0,)]
        assert market.audit().ok
    finally:
        market.close()


def test_eight_threads_with_one_writer(database):
    market = open_market(database)
    stage = set_stage(market)
    grouping = Grouping(market.writer)
    with ThreadPoolExecutor(CALLERS) as pool:
        found = pool.map(lambda seed: calls(lambda c: grouping.execute([c])[0], seed), range(CALLERS))
        sent = [s for part in found for s in part]
    grouping.close()
    market.close()
    assert len(sent) == CALLERS * EACH
    judge(database, stage, sent)


def test_eight_processes_on_postgresql(pg_url):
    market = open_market(pg_url)
    stage = set_stage(market)
    market.close()
    workers = [Worker(pg_url, seed) for seed in range(CALLERS)]

    def execute_by(worker, numbers):
        def execute(command):
            assert worker.send(next(numbers), command)
            said = worker.next(60)
            assert said is not None
            assert said[1] is not None, "the database turned a command away"
            return said[1]

        return execute

    with ThreadPoolExecutor(CALLERS) as pool:
        jobs = [pool.submit(calls, execute_by(w, iter(range(EACH))), 100 + n) for n, w in enumerate(workers)]
        sent = [s for job in jobs for s in job.result()]
    for worker in workers:
        worker.gone()
    judge(pg_url, stage, sent)


def test_transfers_between_a_few_accounts_keep_the_total(database):
    """The classic: eight threads move units to and fro among three holders as fast as they can."""
    market = open_market(database)
    set_stage(market)
    grouping = Grouping(market.writer)

    def issue_to(holder):
        item = {"holder": holder, "instrument": "CEA22", "amount_t": 90, "ground": "order", "instruction": "i"}
        return Command(f"i/{holder}", "registry", "registry/1", "registry.issue", [item], "registry/2")

    assert all(a.done for a in grouping.execute([issue_to(h) for h in ("H1", "H2", "H3")]))
    refused = threading.Semaphore(0)

    def mover(number):
        chance = Chance(number, "mover")
        for n in range(150):
            holder = f"H{chance.between(1, 3)}"
            kind = ("registry.fund_trading", "registry.return_from_trading")[chance.below(2)]
            item = {"holder": holder, "instrument": "CEA22", "amount_t": chance.between(1, 40)}
            (answer,) = grouping.execute([Command(f"m/{number}/{n}", holder, f"{holder}/1", kind, [item])])
            assert answer.done or str(answer.outcome) == "registry.exceeds_holding"
            if not answer.done:
                refused.release()

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(mover, range(CALLERS)))
    grouping.close()
    with market.view() as view:
        by_holder = view.fetch(
            "SELECT substr(account, 1, 2) AS holder, SUM(amount) FROM registry_holding WHERE account LIKE 'H%' "
            "GROUP BY 1 ORDER BY 1"
        )
        assert [(h, int(total)) for h, total in by_holder] == [("H1", 90), ("H2", 90), ("H3", 90)]
    assert refused.acquire(timeout=0), "some move must have met an empty account"
    assert market.audit().ok
    market.close()


def test_two_writers_on_postgresql_see_each_others_writes(pg_url):
    """What one process has in memory is not believed once another has written."""
    one, other = open_market(pg_url), open_market(pg_url)
    work, referee = Workload(5), Referee(Auditor())
    assert referee.judge(set_stage(one)) == []
    for number in range(60):
        market = (one, other)[number % 3 % 2]
        group = [work.next() for _ in range(1 + number % 7)]
        answers = market.execute(group)
        assert referee.judge([Sent(c, a) for c, a in zip(group, answers, strict=True)]) == []
        for command, answer in zip(group, answers, strict=True):
            work.noticed(command, answer.done and not answer.exists)
    assert one.state_hash() == other.state_hash()
    assert other.audit().ok
    one.close()
    other.close()


@pytest.mark.parametrize("seed", range(3))
def test_the_referee_notices_answers_in_a_wrong_order(market, seed):
    work, referee = Workload(seed), Referee(Auditor())
    sent = set_stage(market)
    for n in range(200):
        command = work.next()
        (answer,) = market.execute([command])
        work.noticed(command, answer.done)
        sent.append(Sent(command, answer, 2 * n, 2 * n + 1))
    assert referee.judge(sent) == []
    assert out_of_order(sent) == []
    done = [s for s in sent[30:] if s.answer.done and not s.answer.exists]
    late = Sent(done[0].command, done[0].answer, 9_000, 9_001)
    assert out_of_order([*sent[31:], late]) != []


def test_a_lost_answer_to_somebody_who_was_dismissed_meanwhile_is_found_in_the_books(market):
    """Sent again it is refused, because access is checked first; the answers alone do not say that it was done."""
    referee = Referee(Auditor())
    assert referee.judge(set_stage(market)) == []
    issue = {"holder": "H1", "instrument": "CEA22", "amount_t": 9, "ground": "order", "instruction": "i"}
    lost = Command("lost", "registry", "registry/1", "registry.issue", [issue], CONFIRMS)
    (answer,) = market.execute([lost])
    assert answer.done
    dismissed = Command(
        "gone", "mee", "mee/1", "participants.dismiss_actor", [{"actor": "registry/1", "ground": "drill"}]
    )
    spend = {"holder": "H1", "instrument": "CEA22", "amount_t": 9}
    after = [dismissed, lost, Command("spend", "H1", "H1/1", "registry.fund_trading", [spend])]
    sent = [Sent(c, a) for c, a in zip(after, market.execute(after), strict=True)]
    assert [s.answer.done for s in sent] == [True, False, True]
    assert Referee(Auditor()).judge(sent) != []
    assert referee.judge(sent, [(lost, answer.position)]) == []
    assert referee.lost_answers == 1


def test_who_opens_the_books_waits_for_a_transaction_that_outlived_its_process(pg_url):
    """The server may still be at the last commit of a killed process: what is read must not be older than it."""
    open_market(pg_url).close()
    with psycopg.connect(pg_url) as left_behind, ThreadPoolExecutor(1) as pool:
        left_behind.execute("SELECT pg_advisory_xact_lock(7241001)")
        opening_again = pool.submit(open_market, pg_url)
        with pytest.raises(TimeoutError):
            opening_again.result(0.3)
        left_behind.commit()
        opening_again.result(20).close()
