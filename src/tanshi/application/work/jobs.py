"""Daily jobs of a serving process: begun at a time of the legal day in China, by one process only.

A run is a row of `work_job` with job and day as its key: whoever writes it runs the job, the other processes of that
database see it and do not. Who died over a run leaves it open; after `_TAKEN_OVER_S` another one begins it anew. A job
whose time passed while nobody served is begun late, but not after `most_late`. The clock comes from outside; `turn`
does what is due now, and a thread calls it until it is stopped.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from tanshi.application.identity.gate import after
from tanshi.application.work.tables import JobRow
from tanshi.core.clock import CHINA, Clock, instant
from tanshi.core.working_days import YearNotAnnounced, is_working_day
from tanshi.journal.engine import Engine, Reads

_log = logging.getLogger("tanshi.work")

_JOB = JobRow.__table__

#: How a run ended.
DONE, DIFFERS, FAILED = "done", "differs", "failed"

#: A run that was begun so long ago and has not ended was not finished by anybody.
_TAKEN_OVER_S = 3_600

#: How often the thread looks at the clock.
_EVERY_S = 30.0

_CLAIM = (
    "INSERT INTO work_job (job, day, started_at, ended_at, outcome, said) VALUES (?, ?, ?, '', '', '')"
    " ON CONFLICT (job, day) DO UPDATE SET started_at = excluded.started_at"
    " WHERE work_job.outcome = '' AND work_job.started_at < ? RETURNING 1"
)
_END = (
    "UPDATE work_job SET ended_at = ?, outcome = ?, said = ?"
    " WHERE job = ? AND day = ? AND started_at = ? AND outcome = ''"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended, and what is told of it: plain data without anybody's."""

    outcome: str
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """What is done once a day, from a time on; `working_days` leaves out the others."""

    name: str
    at: time
    work: Callable[[], Ended]
    working_days: bool = False
    most_late: timedelta = timedelta(hours=4)

    def is_due(self, now: datetime) -> bool:
        """Tell whether the job is to be begun at a moment, if nobody has done so that day."""
        here = now.astimezone(CHINA)
        if self.working_days and not _is_worked(here.date()):
            return False
        return timedelta(0) <= here - datetime.combine(here.date(), self.at, CHINA) <= self.most_late


class Jobs:
    """The jobs of one process."""

    def __init__(self, engine: Engine, clock: Clock, jobs: Sequence[Job]) -> None:
        self._engine, self._clock, self._jobs = engine, clock, jobs
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def turn(self) -> None:
        """Do the jobs that are due and that no process has begun today."""
        for job in self._jobs:
            now = self._clock.now()
            if not self._stopped.is_set() and job.is_due(now) and self._claimed(job, now):
                self._run(job, now)

    def start(self) -> None:
        """Look at the clock from a thread until stopped; without jobs there is no thread."""
        if self._jobs:
            self._thread = threading.Thread(target=self._watch, name="tanshi-jobs", daemon=True)
            self._thread.start()

    def stop(self, wait_s: float = 5.0) -> None:
        """Begin nothing more; a run that does not end in time is left to another process."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(wait_s)

    def _watch(self) -> None:
        while not self._stopped.is_set():
            try:
                self.turn()
            except Exception as error:  # a database that is away comes back; the process serves on
                _log.error("jobs", extra={"fields": {"error": type(error).__name__}})
            self._stopped.wait(_EVERY_S)

    def _claimed(self, job: Job, now: datetime) -> bool:
        """Tell whether this process has the run: nobody began it today, or who began it is gone."""
        begun, day = instant(now), now.astimezone(CHINA).date().isoformat()
        gone = after(begun, -_TAKEN_OVER_S)
        with self._engine.snapshot() as view:
            known = view.fetch(_JOB.select_sql("job = ? AND day = ?"), [job.name, day])
        if known and (JobRow(*known[0]).outcome or JobRow(*known[0]).started_at >= gone):
            return False
        with self._engine.aside() as writes:
            return bool(writes.fetch(_CLAIM, [job.name, day, begun, gone]))

    def _run(self, job: Job, begun: datetime) -> None:
        _log.info("job begins", extra={"fields": {"job": job.name}})
        try:
            ended = job.work()
        except Exception as error:  # told by its class: words of a driver may repeat what was sent
            ended = Ended(FAILED, {"error": type(error).__name__})
        told = {"job": job.name, "outcome": ended.outcome, **ended.said}
        _log.log(logging.INFO if ended.outcome == DONE else logging.ERROR, "job ended", extra={"fields": told})
        day = begun.astimezone(CHINA).date().isoformat()
        said = json.dumps(ended.said, ensure_ascii=False, separators=(",", ":"))
        with self._engine.aside() as writes:
            writes.execute(_END, [instant(self._clock.now()), ended.outcome, said, job.name, day, instant(begun)])


def last_runs(view: Reads) -> list[JobRow]:
    """Return the last run of each job that ended, by name."""
    newest = "SELECT max(j.day) FROM work_job AS j WHERE j.job = work_job.job AND j.outcome <> ''"
    return [JobRow(*row) for row in view.fetch(_JOB.select_sql(f"outcome <> '' AND day = ({newest})"))]


def last_run(view: Reads, job: str) -> JobRow | None:
    """Return the last run of a job that ended."""
    found = view.fetch(_JOB.select_sql("job = ? AND outcome <> ''", ["day DESC LIMIT 1"]), [job])
    return JobRow(*found[0]) if found else None


def said_of(run: JobRow) -> dict[str, Any]:
    """Return what a run told."""
    with suppress(ValueError):
        return dict(json.loads(run.said))
    return {}


def _is_worked(day: date) -> bool:
    """Tell whether a day is a working day; where its holidays are not known yet, Monday to Friday are."""
    try:
        return is_working_day(day)
    except YearNotAnnounced:
        return day.weekday() < 5
