"""Reminders: who has a task is told when it opens, some working days before its due day, and when that has passed.

`remind` may run as often as one likes: a person is reminded of a task at a stage once, because task, stage and login
are the key of what was reminded. What is new is put together into one notice for each kind of task, period and stage;
notices are shown on the platform and, where a mail server is set, go out in one mail a person. A mail is marked before
it is handed to the server: if the process dies just then, it is not sent again, and the notice says that nobody knows.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from tanshi.application import proposals
from tanshi.application.access import ViewRows
from tanshi.application.identity.gate import Gate, after
from tanshi.application.work.deadlines import Deadline, on_calendar
from tanshi.application.work.mail import Delivery, MailSettings, Post, connected, message
from tanshi.application.work.tables import NoticeRow, RemindedRow
from tanshi.application.work.tasks import ALL, PAGE, Desk, TaskKind
from tanshi.core.catalogue import Language, text
from tanshi.core.clock import legal_day_of
from tanshi.journal.engine import Impossible, Reads, Snapshot
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law

_log = logging.getLogger("tanshi.work")

_NOTICE, _REMINDED = NoticeRow.__table__, RemindedRow.__table__

#: Notices written out in one mail; more are counted.
_LINES = 40

#: A mail that was begun so long ago was not finished by anybody.
_BEGUN_S = 3_600

#: Who is to be reminded: logins in use with the actors they act as.
_PEOPLE = (
    "SELECT a.login, a.actor FROM identity_acts_as AS a JOIN identity_login AS l ON l.id = a.login"
    " WHERE l.state = 'active' AND (a.login, a.actor) > (?, ?) ORDER BY a.login, a.actor LIMIT 200"
)


@dataclass(slots=True)
class Reminded:
    """What a run did: new notices and tasks in them, and mails by what became of them."""

    notices: int = 0
    tasks: int = 0
    mails: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)  # login and the server's answer
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """Tasks at a stage, as one notice tells of them."""

    kind: str
    period: str
    stage: str
    due: str
    ids: Sequence[str]
    first: str


def remind(gate: Gate, law: Law, mail: MailSettings, language: Language = "zh") -> Reminded:
    """Write down who is to be reminded of what, and send what waits to be sent."""
    found = Reminded()
    now = gate.now()
    with gate.engine.snapshot() as view:
        today = legal_day_of(max(now, view.head().recorded_at or now))
        for login, actor in _people(view):
            for tasks in _open_tasks(view, law, login, actor, now, today, mail.days):
                _notify(gate, login, actor.id, tasks, mail, found)
    if mail.host:
        _send(gate, mail, language, found)
    _log.info("reminded", extra={"notices": found.notices, "tasks": found.tasks, **found.mails})
    return found


def _people(view: Snapshot) -> Iterator[tuple[str, ActorRow]]:
    at = ("", "")
    while rows := view.fetch(_PEOPLE, list(at)):
        for login, actor in rows:
            spec = ActorRow.__table__
            known = view.fetch(spec.select_sql("id = ? AND active = 1"), [actor])
            if known:
                yield login, ActorRow(*known[0])
        at = rows[-1]


def stage_of(deadline: Deadline, days: Sequence[int]) -> str:
    """Return the stage of a task: open, due/N from N working days before its due day on, or overdue."""
    if deadline.left is None:
        return "open"
    if deadline.left < 0:
        return "overdue"
    near = [d for d in sorted(days) if deadline.left <= d]
    return f"due/{near[0]}" if near else "open"


def days_of(kind: TaskKind, law: Law, today: str, days: Sequence[int]) -> Sequence[int]:
    """Return the working days before its due day on which one is reminded of a kind of task."""
    if not kind.remind:
        return days
    return [int(day) for day in law.value(kind.remind, date.fromisoformat(today)).value]


def _open_tasks(
    view: Snapshot, law: Law, login: str, actor: ActorRow, now: str, today: str, days: Sequence[int]
) -> Iterator[_Open]:
    desk = Desk(view, ViewRows(view), law, actor, today)
    for kind, period, month in desk.places():
        due = desk.deadline(kind, period, month)
        stage, ids, first, at = stage_of(due, days_of(kind, law, today, days)), list[str](), "", ""
        while True:
            tasks, more = desk.tasks(kind, period, month, at, 10 * PAGE)
            ids += [t.id for t in tasks]
            first = first or (tasks[0].entity if tasks else "")
            if not more:
                break
            at = tasks[-1].entity
        if ids:
            yield _Open(kind.id, period, stage, due.due.isoformat() if due.due else "", ids, first)
    for row in proposals.waiting(view, actor.organisation, now):
        if row.login != login and row.actor != actor.id:
            day = legal_day_of(row.ends_at)
            ends = on_calendar(date.fromisoformat(day), date.fromisoformat(today))
            yield _Open("proposal", "", stage_of(ends, days), day, [f"proposal/{row.id}"], row.kind)


def _notify(gate: Gate, login: str, actor: str, tasks: _Open, mail: MailSettings, found: Reminded) -> None:
    """Write one notice about the tasks of which this person was not reminded at this stage."""
    now = gate.now()
    try:
        with gate.engine.aside() as writes:
            keys = [(id, tasks.stage, login) for id in tasks.ids]
            known = {row[0] for row in writes.pick(_REMINDED, keys)}
            new = [id for id in tasks.ids if id not in known]
            if not new:
                return
            ((email,),) = writes.fetch("SELECT email FROM identity_login WHERE id = ?", [login])
            notice = NoticeRow(
                gate.serial(now), login, actor, tasks.kind, tasks.period, tasks.stage, tasks.due, len(new), tasks.first,
                now, "pending" if mail.host and email else "none", "", "", "",
            )  # fmt: skip
            writes.insert(_NOTICE, [_NOTICE.values(notice)])
            writes.insert(_REMINDED, [(id, tasks.stage, login, notice.id) for id in new])
    except Impossible:
        return  # another run reminds of the same at this moment
    found.notices += 1
    found.tasks += len(new)


# mail


def _send(gate: Gate, mail: MailSettings, language: Language, found: Reminded) -> None:
    """Send each person one mail about its pending notices."""
    _give_up(gate, found)
    with gate.engine.snapshot() as view:
        waiting = view.fetch("SELECT DISTINCT login FROM work_notice WHERE mail = 'pending' ORDER BY login")
    if not waiting:
        return
    with connected(mail) as post:
        if post is None:
            found.unreachable = True
            found.mails["pending"] += len(waiting)
            return
        for (login,) in waiting:
            _mail(gate, mail, post, login, language, found)


def _give_up(gate: Gate, found: Reminded) -> None:
    """Mark mails that were begun and never finished: whether they went out nobody knows, so they are not repeated."""
    with gate.engine.aside() as writes:
        sql = "UPDATE work_notice SET mail = 'unknown' WHERE mail = 'sending' AND mail_at < ? RETURNING id"
        found.mails["unknown"] += len(writes.fetch(sql, [after(gate.now(), -_BEGUN_S)]))


def _mail(gate: Gate, mail: MailSettings, post: Post, login: str, language: Language, found: Reminded) -> None:
    with gate.engine.aside() as writes:
        sql = "UPDATE work_notice SET mail = 'sending', mail_at = ? WHERE mail = 'pending' AND login = ? RETURNING id"
        ids = sorted(id for (id,) in writes.fetch(sql, [gate.now(), login]))
        if not ids:
            return
        rows = sorted((NoticeRow(*r) for r in writes.pick(_NOTICE, ids)), key=lambda n: n.id)
        ((email,),) = writes.fetch("SELECT email FROM identity_login WHERE id = ?", [login])
    delivery = _deliver(mail, post, email, rows, language)
    with gate.engine.aside() as writes:
        for id in ids:
            sql = "UPDATE work_notice SET mail = ?, mail_at = ?, mail_code = ? WHERE id = ?"
            writes.execute(sql, [delivery.state, gate.now(), delivery.code, id])
    found.mails[delivery.state] += 1
    if delivery.state == "refused":
        found.refused.append((login, delivery.code))


def _deliver(mail: MailSettings, post: Post, email: str, rows: Sequence[NoticeRow], language: Language) -> Delivery:
    if not _is_address(email):
        return Delivery("refused", "address")
    count = sum(n.tasks for n in rows)
    lines = [notice_line(n, language) for n in rows[:_LINES]]
    if len(rows) > _LINES:
        lines.append(text("work.mail_more", language, {"count": len(rows) - _LINES}))
    site = mail.site.rstrip("/")
    words = text("work.mail_words", language, {"lines": "\n".join(lines), "site": f"{site}/tasks"})
    id = rows[0].id.replace(":", "").replace("/", ".")
    return post.deliver(message(mail, id, email, text("work.mail_subject", language, {"count": count}), words))


def _is_address(email: str) -> bool:
    name, at, host = email.rpartition("@")
    return bool(name and at and host) and email.isprintable() and not any(c in email for c in ' ,;<>"')


def notice_line(notice: NoticeRow, language: Language) -> str:
    """Return a notice in one line: what, how many, until when."""
    kind = text(f"task.{notice.kind}", language)
    stage, _, days = notice.stage.partition("/")
    code = f"work.notice_{stage}" if notice.due or stage != "open" else "work.notice_no_due"
    period = text("work.at_present", language) if notice.period == ALL else notice.period
    return text(code, language, {
        "kind": kind, "period": period, "count": notice.tasks, "first": notice.first, "due": notice.due,
        "days": days,
    })  # fmt: skip


# on the platform


def unseen(view: Reads, login: str, most: int = 99) -> int:
    """Return how many notices a person has not seen yet, at most so many."""
    sql = f"SELECT 1 FROM work_notice WHERE login = ? AND seen_at = '' LIMIT {most}"
    return len(view.fetch(sql, [login])) if login else 0


def notices(view: Reads, login: str, before: str = "~", limit: int = PAGE) -> list[NoticeRow]:
    """Return the newest notices of a person, those before the one given."""
    sql = _NOTICE.select_sql("login = ? AND id < ?", [f"id DESC LIMIT {limit}"])
    return [NoticeRow(*row) for row in view.fetch(sql, [login, before])]


def see(gate: Gate, login: str) -> None:
    """Note that a person has seen its notices."""
    with gate.engine.aside() as writes:
        writes.execute("UPDATE work_notice SET seen_at = ? WHERE login = ? AND seen_at = ''", [gate.now(), login])
