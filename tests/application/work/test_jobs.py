"""Daily jobs: when they are due, that one process runs them, what is left of a run that broke or was left."""

import threading
from datetime import date, datetime, time, timedelta

import pytest

from tanshi.application.work.jobs import DIFFERS, DONE, FAILED, Ended, Job, Jobs, last_run, last_runs, said_of
from tanshi.core.clock import CHINA, SimulatedClock


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "daily", "worked"),
    [
        ("2023-05-05T07:29:59", False, False),
        ("2023-05-05T07:30", True, True),  # a Friday
        ("2023-05-05T11:30", True, True),
        ("2023-05-05T11:30:01", False, False),  # four hours late is enough
        ("2023-05-06T08:00", True, True),  # a worked Saturday
        ("2023-05-07T08:00", True, False),  # a Sunday
        ("2023-05-01T08:00", True, False),  # Labour Day
        ("2099-05-04T08:00", True, True),  # a Monday of a year without notice
        ("2099-05-03T08:00", True, False),  # a Sunday of it
    ],
)
def test_when_a_job_is_due(now, daily, worked):
    job = Job("j", time(7, 30), lambda: Ended(DONE))
    assert job.is_due(at(now)) is daily
    assert Job("j", time(7, 30), lambda: Ended(DONE), working_days=True).is_due(at(now)) is worked


class Runs:
    """A job that notes its runs and ends as it is told."""

    def __init__(self, *ends):
        self.ends, self.count = list(ends), 0

    def __call__(self):
        self.count += 1
        end = self.ends[min(self.count, len(self.ends)) - 1] if self.ends else Ended(DONE)
        if isinstance(end, BaseException):
            raise end
        return end


def rows(market):
    with market.view() as view:
        return [(r.job, r.day, r.outcome, said_of(r)) for r in last_runs(view)]


def test_one_of_several_processes_runs_a_job_and_once_a_day(market, clock):
    clock.put(at("2023-05-05T02:14"))
    work = Runs(Ended(DONE, {"facts": 3}), Ended(DIFFERS, {"differences": 2}))
    processes = [Jobs(market.engine, clock, [Job("check", time(2, 15), work)]) for _ in range(3)]

    def turns():
        for process in processes:
            process.turn()
        return work.count

    assert turns() == 0
    clock.put(at("2023-05-05T02:15"))
    assert turns() == 1
    assert rows(market) == [("check", "2023-05-05", DONE, {"facts": 3})]
    clock.put(at("2023-05-05T03:30"))
    assert turns() == 1
    clock.put(at("2023-05-06T02:20"))
    assert turns() == 2
    assert rows(market) == [("check", "2023-05-06", DIFFERS, {"differences": 2})]
    with market.view() as view:
        assert last_run(view, "reminders") is None
        assert last_run(view, "check").started_at == "2023-05-05T18:20:00.000Z"


def test_processes_that_see_the_time_together_run_a_job_once(market, clock):
    clock.put(at("2023-05-05T02:15"))
    work, together = Runs(), threading.Barrier(4)

    def process():
        jobs = Jobs(market.engine, SimulatedClock(clock.now()), [Job("check", time(2, 15), work)])
        together.wait()
        jobs.turn()

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert work.count == 1


def test_a_job_that_breaks_is_told_without_its_words_and_the_others_go_on(market, clock, caplog):
    clock.put(at("2023-05-05T08:00"))
    broken, whole = Runs(ValueError("secret words")), Runs()
    jobs = Jobs(market.engine, clock, [Job("a", time(8), broken), Job("b", time(8), whole)])
    with caplog.at_level("INFO", "tanshi.work"):
        jobs.turn()
        jobs.turn()
    assert (broken.count, whole.count) == (1, 1)
    assert rows(market) == [("a", "2023-05-05", FAILED, {"error": "ValueError"}), ("b", "2023-05-05", DONE, {})]
    assert "secret words" not in caplog.text


def test_a_run_whose_process_died_is_taken_over_after_an_hour(market, clock):
    clock.put(at("2023-05-05T02:15"))
    died = Jobs(market.engine, clock, [Job("check", time(2, 15), Runs(KeyboardInterrupt()))])
    with pytest.raises(KeyboardInterrupt):
        died.turn()
    work = Runs()
    other = Jobs(market.engine, clock, [Job("check", time(2, 15), work)])
    for later, count in ((timedelta(minutes=59), 0), (timedelta(minutes=61), 1), (timedelta(hours=3), 1)):
        clock.put(at("2023-05-05T02:15") + later)
        other.turn()
        assert work.count == count, later
    assert rows(market) == [("check", "2023-05-05", DONE, {})]


def test_the_thread_begins_what_is_due_and_ends_when_it_is_stopped(market, clock):
    clock.put(at("2023-05-05T02:15"))
    begun = threading.Event()

    def work():
        begun.set()
        return Ended(DONE)

    jobs = Jobs(market.engine, clock, [Job("check", time(2, 15), work)])
    jobs.start()
    assert begun.wait(10)
    jobs.stop()
    assert "tanshi-jobs" not in {t.name for t in threading.enumerate()}
    clock.put_day(date(2023, 5, 6), time(2, 15))
    jobs.turn()
    assert rows(market) == [("check", "2023-05-05", DONE, {})]


def test_without_jobs_there_is_no_thread(market, clock):
    jobs = Jobs(market.engine, clock, [])
    jobs.start()
    assert "tanshi-jobs" not in {t.name for t in threading.enumerate()}
    jobs.stop()
