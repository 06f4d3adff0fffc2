"""Pages and API of work: tasks, notices, review queues, comments. What is decided is decided by commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tanshi.application import proposals
from tanshi.application.kept import NO_TASK, kept
from tanshi.application.work import comments, reminders, reviews, subjects
from tanshi.application.work.deadlines import Deadline
from tanshi.application.work.subjects import Subject
from tanshi.application.work.tables import CommentRow, NoticeRow, StepRow
from tanshi.application.work.tasks import ALL, KINDS, Desk, Group, Task, TaskKind
from tanshi.core.catalogue import text
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Concern
from tanshi.participants.areas import areas
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import SIGNED_IN, Moved, Page, Param, Route, Trouble, status_of
from tanshi.server.schema import row_schema, text_members

#: What an official watches over: whatever is open of the entities whose records it may see.
WATCH = "see.records"

_OFFICIALS = ("nation", "province", "city")


# tasks


def desk(visit: Visit, right: str = "") -> Desk:
    """Return the tasks of the caller, or those it may watch."""
    return Desk(visit.view, visit.rows, visit.platform.market.law, visit.actor, visit.today, right)


def _watches(visit: Visit) -> bool:
    asked = visit.params.get("watch", "") == "true"
    if asked and (visit.actor is None or visit.actor.role not in _OFFICIALS):
        raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": WATCH})
    return asked


def _tasks(visit: Visit) -> Page:
    """Show what waits for the caller, or for those it watches over."""
    watch, actor = _watches(visit), visit.actor
    found = proposals.waiting(visit.view, actor.organisation, visit.platform.gate.now()) if actor and not watch else []
    waiting = [(row, proposals.items_of(row), row.login == visit.caller.login) for row in found]
    return Page(
        "tasks",
        {
            "waiting": waiting,
            "csrf": csrf(visit),
            "actor": actor,
            "groups": _groups(visit, watch),
            "watch": watch,
            "may_watch": actor is not None and actor.role in _OFFICIALS,
            "address": address,
            "unseen": reminders.unseen(visit.view, visit.caller.login),
        },
    )


def _groups(visit: Visit, watch: bool) -> list[Group]:
    """Return the groups of tasks of the caller, or of those it watches over: the nation is large, so they are kept."""
    if not watch:
        return desk(visit).groups()
    name = f"watched/{visit.caller.actor}/{visit.today}"
    return kept(visit.platform.market, NO_TASK).get(visit.view, name, lambda: desk(visit, WATCH).groups())


def address(task: Task) -> str:
    """Return the page where a task is done."""
    return KINDS[task.kind].page.format(period=task.period, entity=task.entity, month=task.month, name=task.name_zh)


def _group(visit: Visit) -> tuple[TaskKind, str, str]:
    """Return the kind, period and month a request is about."""
    kind, period, month = KINDS.get(visit.params["kind"]), visit.params["period"], visit.params.get("month", "")
    if kind is not None and not kind.periodic:
        if period != ALL or month:
            raise Trouble(404, "http.not_found")
        return kind, period, month
    try:
        months = Period.named(period).months
    except ValueError:
        months = ()
    if kind is None or not months or (month not in months if kind.monthly else month):
        raise Trouble(404, "http.not_found")
    return kind, period, month


def _task_list(visit: Visit) -> Page:
    kind, period, month = _group(visit)
    watch = _watches(visit)
    at = desk(visit, WATCH if watch else "")
    tasks, more = at.tasks(kind, period, month, visit.params.get("after", ""))
    content = {"kind": kind, "period": period, "month": month, "tasks": tasks, "more": more, "watch": watch}
    return Page("task_list", {**content, "deadline": at.deadline(kind, period, month), "address": address})


def _api_tasks(visit: Visit) -> Any:
    groups = _groups(visit, _watches(visit))
    return {"items": [_group_json(g, visit) for g in groups], "position": visit.position}


def _group_json(group: Group, visit: Visit) -> dict[str, Any]:
    return {
        "kind": group.kind.id,
        "label": text(f"task.{group.kind.id}", visit.language),
        "right": group.kind.right,
        "period": group.period,
        "month": group.month,
        "count": group.count,
        "more": group.is_more,
        **deadline_json(group.deadline),
        "first": [_task_json(task) for task in group.first],
    }


def deadline_json(found: Deadline) -> dict[str, Any]:
    """Return a deadline as the API gives it; days are ISO text, null where no text sets one."""
    return {
        "due": found.due.isoformat() if found.due else None,
        "do_by": found.do_by.isoformat() if found.do_by else None,
        "working_days_left": found.left,
        "citation": str(found.citation) if found.citation else "",
    }


def _task_json(task: Task) -> dict[str, Any]:
    return {**asdict(task), "id": task.id}


def _api_task_list(visit: Visit) -> Any:
    kind, period, month = _group(visit)
    at = desk(visit, WATCH if _watches(visit) else "")
    tasks, more = at.tasks(kind, period, month, visit.params.get("after", ""))
    return {
        "items": [_task_json(t) for t in tasks],
        "after": tasks[-1].entity if more else "",
        **deadline_json(at.deadline(kind, period, month)),
        "position": visit.position,
    }


# notices


def _notices(visit: Visit) -> Page:
    """Show the caller's notices and note that they were seen."""
    rows = reminders.notices(visit.view, visit.caller.login, visit.params.get("before", "~"))
    if any(not row.seen_at for row in rows) and visit.platform.market.writer is not None:
        reminders.see(visit.platform.gate, visit.caller.login)
    shown = [(row, reminders.notice_line(row, visit.language)) for row in rows]
    return Page("notices", {"notices": shown, "unseen_count": 0})


def _api_notices(visit: Visit) -> Any:
    rows = reminders.notices(visit.view, visit.caller.login, visit.params.get("before", "~"))
    return {"items": [{**_plain(row), "line": reminders.notice_line(row, visit.language)} for row in rows]}


def _plain(row: NoticeRow | CommentRow | StepRow) -> dict[str, Any]:
    spec = row.__table__
    return dict(zip(spec.column_names, spec.values(row), strict=True))


# reviews


def _own_area(visit: Visit) -> Sequence[Concern]:
    """A queue concerns the official's own area; the queue itself holds nothing else."""
    actor = visit.actor
    return [Concern("", actor.area_gb2260)] if actor else [Concern()]


def _queues(visit: Visit) -> reviews.Queues:
    return reviews.Queues(visit.view, visit.rows, visit.actor, visit.today)


def _asked_level(visit: Visit) -> str:
    role = visit.actor.role if visit.actor else ""
    level = visit.params.get("level") or (role if role in reviews.LEVELS else "nation")
    if level not in reviews.LEVELS:
        raise Trouble(400, "http.bad_parameter", details={"name": "level", "value": level, "reason": "no level"})
    return level


def _waiting(visit: Visit) -> tuple[str, list[reviews.Matter], str]:
    level, asked = _asked_level(visit), visit.params
    found, after = _queues(visit).waiting(level, asked.get("kind", ""), asked.get("area", ""), asked.get("after", ""))
    return level, found, after


def _reviews(visit: Visit) -> Page:
    level, found, after = _waiting(visit)
    counts = _queues(visit).counts()
    chosen = {name: visit.params.get(name, "") for name in ("kind", "area")}
    content = {"level": level, "matters": found, "after": after, "counts": counts, **chosen}
    kinds = [k.id for k in reviews.review_kinds()]
    return Page("reviews", {**content, "levels": reviews.LEVELS, "kinds": kinds, "areas": areas()})


def _matter(visit: Visit) -> reviews.Matter:
    found = _queues(visit).matter(visit.params["subject"])
    if found is None:
        raise _refused(reviews.ReviewOutcome.NOT_WAITING, subject=visit.params["subject"])
    return found


def _review(visit: Visit) -> Page:
    matter = _matter(visit)
    to = reviews.neighbours(matter) if visit.actor and visit.actor.role == matter.level else []
    report = f"report/{matter.period}/{matter.entity}"
    said, more = comments.comments_on(visit.view, report)
    content = {"matter": matter, "to": to, "steps": reviews.steps(visit.view, matter.subject), "levels": reviews.LEVELS}
    return Page("review", {**content, "comments": said, "more": more, "report": report, "csrf": csrf(visit)})


def _hand(visit: Visit) -> Outcome:
    matter, actor, given = _matter(visit), visit.actor, visit.body
    if actor is None or not isinstance(given, dict):
        raise _refused(reviews.ReviewOutcome.NOT_HERE)
    to, note = str(given.get("to", "")), str(given.get("note", ""))
    done = reviews.hand(visit.platform.gate, visit.caller, actor, matter, to, note, visit.today)
    if done is not reviews.ReviewOutcome.DONE:
        raise _refused(done)
    return done


def _hand_page(visit: Visit) -> Moved:
    _hand(visit)
    return Moved("/reviews")


def _api_reviews(visit: Visit) -> Any:
    level, found, after = _waiting(visit)
    items = [{**asdict(m), "subject": m.subject, "age_working_days": m.age_days} for m in found]
    return {"level": level, "items": items, "after": after, "position": visit.position}


def _api_hand(visit: Visit) -> Any:
    return {"outcome": str(_hand(visit))}


def _refused(outcome: Outcome, **details: object) -> Trouble:
    return Trouble(status_of(outcome), str(outcome), details=details)


# comments


def subject_of(visit: Visit, name: str) -> Subject:
    """Return a subject that the caller may see; what it may not see it is not told of."""
    found = subjects.find(name, visit.rows)
    refused = visit.refusal(found.right, [found.concern]) if found else None
    if found is None or refused is not None:
        # a body's own requests and commands are open to itself, whatever else it may see of the journal
        own = visit.actor.organisation if visit.actor else ""
        if found is None or not found.concern.organisation or found.concern.organisation != own:
            raise Trouble(404, "http.not_found")
    return found


def _comments(visit: Visit) -> Page:
    return _thread(visit, "")


def _thread(visit: Visit, trouble: str, words: str = "", status: int = 200) -> Page:
    subject = subject_of(visit, visit.params["subject"])
    rows, more = comments.comments_on(visit.view, subject.name, visit.params.get("after", ""))
    content = {"subject": subject, "comments": rows, "more": more, "csrf": csrf(visit), "trouble": trouble}
    return Page("comments", {**content, "words": words}, status)


def _say(visit: Visit, words: str) -> CommentRow:
    subject, actor = subject_of(visit, visit.params["subject"]), visit.actor
    organisation = actor.organisation if actor else ""
    done = comments.comment(visit.platform.gate, visit.caller, organisation, subject.name, words)
    if isinstance(done, comments.CommentOutcome):
        raise _refused(done)
    return done


def _say_page(visit: Visit) -> Page | Moved:
    words = str(visit.body.get("words", ""))
    try:
        _say(visit, words)
    except Trouble as wrong:
        if wrong.status == 404:
            raise
        return _thread(visit, wrong.words(visit.language), words, wrong.status)
    return Moved(f"/comments/{visit.params['subject']}?lang={visit.language}")


def _withdraw(visit: Visit) -> str:
    """Withdraw the caller's own comment and return what it was about."""
    given: Mapping[str, Any] = visit.body if isinstance(visit.body, dict) else {}
    row = comments.comment_of(visit.view, str(given.get("comment", "")))
    if row is None:
        raise _refused(comments.CommentOutcome.NOT_FOUND)
    subject_of(visit, row.subject)
    done = comments.withdraw(visit.platform.gate, visit.caller, row.id)
    if done is not comments.CommentOutcome.DONE:
        raise _refused(done)
    return row.subject


def _withdraw_page(visit: Visit) -> Moved:
    return Moved(f"/comments/{_withdraw(visit)}?lang={visit.language}")


def _api_comments(visit: Visit) -> Any:
    subject = subject_of(visit, visit.params["subject"])
    rows, more = comments.comments_on(visit.view, subject.name, visit.params.get("after", ""))
    return {"items": [_plain(row) for row in rows], "after": rows[-1].id if more else ""}


def _api_say(visit: Visit) -> Any:
    given = visit.body if isinstance(visit.body, dict) else {}
    return _plain(_say(visit, str(given.get("words", ""))))


def _api_withdraw(visit: Visit) -> Any:
    return {"outcome": str(comments.CommentOutcome.DONE), "subject": _withdraw(visit)}


# routes

_LANG = Param("lang", "Language of messages: zh or en.", example="en")
_KIND = Param("kind", "Kind of task.", "path", example="report_due")
_PERIOD = Param("period", "Compliance period.", "path", example="2022")
_MONTH = Param("month", "Month, where a task is about one.", example="2022-03")
_AFTER = Param("after", "Where the page begins: `after` of the page before.")
_BEFORE = Param("before", "Notices older than the one with this id.")
_WATCHED = Param("watch", "Of those one watches over, in place of one's own.", kind="boolean")
_LEVEL = Param("level", "city, province or nation; without it one's own.")
_OF_KIND = Param("kind", "Only this kind of matter.")
_AREA = Param("area", "Only this province or city.")
_MATTER = Param("subject", "KIND/PERIOD/ENTITY.", "path", example="report_to_confirm/2022/H1")
_SUBJECT = Param("subject", "entity/E, report/PERIOD/E, command/BODY/ID, proposal/N ...", "path", example="entity/H1")

_TASK = {
    "type": "object",
    "required": ["id", "kind", "period", "month", "entity"],
    "properties": {
        **text_members("id", "kind", "period", "month", "entity", "name_zh", "name_en", "area_gb2260", "since"),
        "amount_t": {"type": ["integer", "null"]},
    },
}  # fmt: skip
_DEADLINE = {
    "due": {"type": ["string", "null"]},
    "do_by": {"type": ["string", "null"]},
    "working_days_left": {"type": ["integer", "null"]},
    "citation": {"type": "string"},
}


def _items(item: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": item}, **more},
    }  # fmt: skip


def _object(*required: str) -> dict[str, Any]:
    return {
        "type": "object", "required": list(required), "properties": text_members(*required),
    }  # fmt: skip


_GROUP = {
    "type": "object",
    "required": ["kind", "period", "count", "first"],
    "properties": {
        **text_members("kind", "label", "right", "period", "month"),
        "count": {"type": "integer"}, "more": {"type": "boolean"}, **_DEADLINE,
        "first": {"type": "array", "items": _TASK},
    },
}  # fmt: skip
_MATTERS = {
    "type": "object",
    "required": ["subject", "level", "since"],
    "properties": {
        **text_members("kind", "period", "entity", "subject", "level", "since"),
        "age_working_days": {"type": ["integer", "null"]},
        "amount_t": {"type": ["integer", "null"]},
    },
}
_POSITION = {"position": {"type": "integer"}}
_AFTER_GIVEN = {"after": {"type": "string"}}

ROUTES = [
    Route("GET", "/tasks", SIGNED_IN, _tasks, "What waits for the caller.", params=(_WATCHED,)),
    Route(
        "GET", "/tasks/{kind}/{period}", SIGNED_IN, _task_list, "Tasks of a kind.",
        params=(_KIND, _PERIOD, _MONTH, _AFTER, _WATCHED),
    ),
    Route("GET", "/notices", SIGNED_IN, _notices, "Reminders.", params=(_BEFORE,)),
    Route(
        "GET", "/reviews", reviews.RIGHT, _reviews, "Review queues.", _own_area,
        params=(_LEVEL, _OF_KIND, _AREA, _AFTER),
    ),
    Route("GET", "/reviews/{subject:path}", reviews.RIGHT, _review, "A matter.", _own_area, (_MATTER,)),
    Route(
        "POST", "/reviews/{subject:path}", reviews.RIGHT, _hand_page, "Hand it on or back.", _own_area, (_MATTER,),
        takes="form",
    ),
    Route("POST", "/comments/withdraw", SIGNED_IN, _withdraw_page, "Withdraw one's own comment.", takes="form"),
    Route("GET", "/comments/{subject:path}", SIGNED_IN, _comments, "Comments.", params=(_SUBJECT, _AFTER)),
    Route("POST", "/comments/{subject:path}", SIGNED_IN, _say_page, "Comment.", params=(_SUBJECT,), takes="form"),
    Route(
        "GET", "/api/v1/tasks", SIGNED_IN, _api_tasks, "What waits for the caller, most urgent first.",
        params=(_WATCHED, _LANG), answer=_items(_GROUP, **_POSITION), tag="work", operation="tasks",
    ),
    Route(
        "GET", "/api/v1/tasks/{kind}/{period}", SIGNED_IN, _api_task_list, "Tasks of a kind, by entity.",
        params=(_KIND, _PERIOD, _MONTH, _AFTER, _WATCHED, _LANG),
        answer=_items(_TASK, **_AFTER_GIVEN, **_DEADLINE, **_POSITION), tag="work", operation="task_list",
    ),
    Route(
        "GET", "/api/v1/notices", SIGNED_IN, _api_notices, "Reminders of the caller, the newest first.",
        params=(_BEFORE, _LANG), answer=_items(row_schema(NoticeRow.__table__)), tag="work", operation="notices",
    ),
    Route(
        "GET", "/api/v1/reviews", reviews.RIGHT, _api_reviews, "What waits for review at a level.", _own_area,
        (_LEVEL, _OF_KIND, _AREA, _AFTER, _LANG), answer=_items(_MATTERS, **_AFTER_GIVEN, **_POSITION), tag="work",
        operation="reviews",
    ),
    Route(
        "POST", "/api/v1/reviews/{subject:path}", reviews.RIGHT, _api_hand, "Hand a matter on or back.", _own_area,
        (_MATTER, _LANG), body=_object("to", "note"), answer=_object("outcome"), tag="work", operation="hand",
        takes="json",
    ),
    Route(
        "POST", "/api/v1/comments/withdraw", SIGNED_IN, _api_withdraw, "Withdraw one's own comment.", params=(_LANG,),
        body=_object("comment"), answer=_object("outcome", "subject"), tag="work", operation="withdraw_comment",
        takes="json",
    ),
    Route(
        "GET", "/api/v1/comments/{subject:path}", SIGNED_IN, _api_comments, "Comments on a subject.",
        params=(_SUBJECT, _AFTER, _LANG), answer=_items(row_schema(CommentRow.__table__), **_AFTER_GIVEN), tag="work",
        operation="comments",
    ),
    Route(
        "POST", "/api/v1/comments/{subject:path}", SIGNED_IN, _api_say, "Comment on a subject.",
        params=(_SUBJECT, _LANG), body=_object("words"), answer=row_schema(CommentRow.__table__), tag="work",
        operation="comment", takes="json",
    ),
]  # fmt: skip
