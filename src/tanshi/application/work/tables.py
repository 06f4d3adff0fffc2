"""What is kept of work beside the facts. Instants are UTC text with milliseconds, "" is never or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tanshi.journal.table import Row, table


def _grows(name: str, change: str = "") -> Mapping[str, Sequence[str]]:
    """Return guards of a table that only grows; `change` is the one change of a row that is let through."""
    allowed = f"NOT ({change})" if change else "1 = 1"
    after = f"ON {name} FOR EACH"
    let = f"IF TG_OP = 'UPDATE' THEN IF {change} THEN RETURN NEW; END IF; END IF;" if change else ""
    return {
        "sqlite": (
            f"""CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} WHEN {allowed}
BEGIN SELECT RAISE(ABORT, '{name} only grows'); END""",
            f"""CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name}
WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{name} only grows'); END""",
            f"""CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name}
BEGIN SELECT RAISE(ABORT, '{name} only grows'); END""",
        ),
        "postgresql": (
            f"""CREATE FUNCTION {name}_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {let}
  RAISE EXCEPTION '{name} only grows' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
            f"CREATE TRIGGER {name}_grows BEFORE UPDATE OR DELETE {after} ROW EXECUTE FUNCTION {name}_grows()",
            f"CREATE TRIGGER {name}_stays BEFORE TRUNCATE {after} STATEMENT EXECUTE FUNCTION {name}_grows()",
        ),
    }


#: Withdrawing a comment takes its words away; that there was one, whose and when, stays.
_WITHDRAWN = (
    "OLD.withdrawn_at = '' AND NEW.withdrawn_at <> '' AND NEW.words = '' AND NEW.id = OLD.id "
    "AND NEW.subject = OLD.subject AND NEW.login = OLD.login AND NEW.actor = OLD.actor "
    "AND NEW.organisation = OLD.organisation AND NEW.at = OLD.at"
)


@table(
    "work_comment",
    key=["id"],
    hashed=False,
    indexes=[["subject", "id"]],
    guards=_grows("work_comment", _WITHDRAWN),
)
@dataclass(slots=True)
class CommentRow(Row):
    """A comment on a subject. Ids sort by time; a withdrawn one has no words any more."""

    id: str
    subject: str
    login: str
    actor: str
    organisation: str
    at: str
    words: str
    withdrawn_at: str


@table(
    "work_review",
    key=["subject"],
    hashed=False,
    checks=["level IN ('city', 'province', 'nation')"],
    indexes=[["level", "subject"]],
)
@dataclass(slots=True)
class ReviewRow(Row):
    """At which level a matter waits, once somebody handed it on or back; until then it waits where it begins."""

    subject: str  # kind/period/entity
    level: str
    since: str  # day


@table("work_step", key=["id"], hashed=False, indexes=[["subject", "id"]], guards=_grows("work_step"))
@dataclass(slots=True)
class StepRow(Row):
    """A matter was handed from one level to another, with a note. Ids sort by time."""

    id: str
    subject: str
    at: str
    day: str
    login: str
    actor: str
    organisation: str
    from_level: str
    to_level: str
    note: str


@table("work_reminded", key=["task", "stage", "login"], hashed=False, indexes=[["notice"]])
@dataclass(slots=True)
class RemindedRow(Row):
    """A person was reminded of a task at a stage; the key is why nobody is reminded of the same twice."""

    task: str  # kind/period/entity[/month]
    stage: str  # open, due/N working days before, overdue
    login: str
    notice: str


@table(
    "work_notice",
    key=["id"],
    hashed=False,
    checks=["tasks > 0", "mail IN ('none', 'pending', 'sending', 'sent', 'refused', 'unknown')"],
    indexes=[["login", "seen_at", "id"], ["mail", "login"]],
)
@dataclass(slots=True)
class NoticeRow(Row):
    """A reminder as a person gets it: so many tasks of a kind at a stage. Holds no address. Ids sort by time."""

    id: str
    login: str
    actor: str
    kind: str
    period: str
    stage: str
    due: str  # day; "" no text sets one
    tasks: int
    first: str  # entity of the first task
    made_at: str
    mail: str
    mail_at: str
    mail_code: str  # what the mail server answered
    seen_at: str


@table("work_touched", key=["subject", "position"], hashed=False)
@dataclass(slots=True)
class TouchedRow(Row):
    """A fact that says something about a subject; `act` is the position of its command's first fact."""

    subject: str  # entity/…, account/…, unit/…, report/entity/period
    position: int
    act: int
    type: str


@table("work_indexed", key=["id"], hashed=False, checks=["id = 1"])
@dataclass(slots=True)
class IndexedRow(Row):
    """How far the journal is in the index of what facts are about, and the act of the last fact read."""

    id: int
    size: int
    act: int


@table(
    "work_job",
    key=["job", "day"],
    hashed=False,
    checks=["outcome IN ('', 'done', 'differs', 'failed')", "(outcome = '') = (ended_at = '')"],
)
@dataclass(slots=True)
class JobRow(Row):
    """A run of a serving process' daily job; the key is why one process runs it and the others do not."""

    job: str
    day: str
    started_at: str
    ended_at: str
    outcome: str  # "" while it runs
    said: str  # what came out, as JSON


TABLES: tuple[type[Row], ...] = (
    CommentRow,
    ReviewRow,
    StepRow,
    RemindedRow,
    NoticeRow,
    TouchedRow,
    IndexedRow,
    JobRow,
)
