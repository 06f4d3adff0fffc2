"""Tasks: what the books still wait for, by who may do it, with the due day a text sets.

A task is read from the state of the books each time, never stored: it opens and closes with the acts themselves. One
table says, for each kind, which command does it (whoever has that right over an entity has the task), where the books
show it is open, and where its due day is written. Lists are read in pages; counts stop at `MOST`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.application.access import Known
from tanshi.application.holders import LARGE_HOLDERS_TO_LOOK_AT, MATTERS
from tanshi.application.work.case_tasks import CASE_TASKS
from tanshi.application.work.correction_tasks import CORRECTION_TASKS
from tanshi.application.work.deadlines import NONE, Deadline, Due, after, deadline
from tanshi.application.work.reach import Reach, bound, reach
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law

#: Tasks of a group are counted up to here; more are shown as "more than".
MOST = 200

#: The newest listed periods that are looked at: older ones are history. Who watches sees the newest months only.
PERIODS, WATCHED_MONTHS = 2, 2

#: Tasks of one page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task. SQL is over `participants_entity AS e`, with `:period`, `:month` and `:today`.

    `source` begins with FROM and ends in a condition; `since` and `amount_t` are expressions over it.
    """

    id: str
    right: str
    source: str
    due: Due | None
    since: str = "''"
    amount_t: str = "NULL"
    monthly: bool = False
    after_period: bool = True  # only once the period is over
    roles: tuple[str, ...] = ()  # only these have the task, where the right alone says too little
    review: bool = False  # goes through the queues city, province, nation
    page: str = "/reports/{period}/{entity}"  # where the work is done
    periodic: bool = True  # about a period; if not, `source` is about holders, named as entities are
    due_day: str = "''"  # an expression for the day the books have, where it is about no period
    remind: str = ""  # a parameter with the working days before the due day; "" those of the mail settings


def _joined(table: str) -> str:
    return f"FROM {table} AS x JOIN participants_entity AS e ON e.id = x.entity WHERE x.period = :period"


#: The period of tasks that are about none.
ALL = "all"


def _about_holder(id: str, right: str, matter: str) -> TaskKind:
    return TaskKind(
        id, right, f"FROM ({MATTERS[matter]}) AS e WHERE 1 = 1", None, since="e.since", after_period=False,
        page="/holder?holder={entity}", periodic=False, due_day="e.due",
    )  # fmt: skip


_LISTED = f"{_joined('participants_listing')} AND x.covered = 1"
_NO_REPORT = "NOT EXISTS (SELECT 1 FROM mrv_report AS r WHERE r.entity = e.id AND r.period = :period)"
#: A unit must have recorded a month unless it began or ended in that year; see `mrv.commands`.
_MONTH_MISSING = (
    "EXISTS (SELECT 1 FROM participants_unit AS u WHERE u.entity = e.id AND u.start_year < :year"
    " AND (u.retired_year = 0 OR u.retired_year > :year)"
    " AND NOT EXISTS (SELECT 1 FROM mrv_unit_month AS m WHERE m.unit = u.id AND m.month = :month))"
)
#: Of a verification step by step the firm was told, and its objection is decided or its time is over.
_IS_FINAL = (
    "NOT EXISTS (SELECT 1 FROM mrv_verification AS v LEFT JOIN mrv_verification_objection AS o"
    " ON o.entity = v.entity AND o.period = v.period WHERE v.entity = e.id AND v.period = :period"
    " AND (v.told_on = '' OR o.state = 'open' OR (o.state IS NULL AND v.object_until >= :today)))"
)
_NOT_ANSWERED = (
    "NOT EXISTS (SELECT 1 FROM work_comment AS c JOIN participants_actor AS a ON a.id = c.actor"
    " WHERE c.subject = 'report/' || x.period || '/' || x.entity AND a.entity = e.id AND c.withdrawn_at = '')"
)
_NO_NOTICE = (
    "NOT EXISTS (SELECT 1 FROM documents_paper AS p WHERE p.subject = e.id AND p.state = 'issued'"
    " AND p.template = 'approval_notice' AND p.issued_on >= x.period)"
)

_NOT_TOLD = (
    "NOT EXISTS (SELECT 1 FROM allocation_instruction AS i WHERE i.entity = e.id AND i.period = :period"
    " AND i.stage = '{stage}')"
)
_NOT_MOVED = "NOT EXISTS (SELECT 1 FROM registry_instruction AS n WHERE n.id = x.id)"

_ENDED = (
    "(i.state = 'resumed' OR EXISTS (SELECT 1 FROM exchange_session AS s WHERE s.day = i.day AND s.state = 'closed'))"
)
_NOT_CLOSED = (
    "NOT EXISTS (SELECT 1 FROM exchange_incident_step AS c WHERE c.day = i.day AND c.number = i.number"
    " AND c.kind = 'closing')"
)


#: Obligations whose deadline a correction moved.
_MOVED = (
    "EXISTS (SELECT 1 FROM compliance_step AS c JOIN compliance_step AS f ON f.entity = c.entity"
    " AND f.period = c.period AND f.kind IN ('set', 'opened') WHERE c.entity = {0}.entity AND c.period = {0}.period"
    " AND c.kind = 'corrected' AND c.deadline = {0}.deadline AND c.deadline > f.deadline)"
)
_DEFERRED = (
    "SELECT p.id, p.name_zh, p.name_en, p.area_gb2260, o.period AS since, o.deadline AS due,"
    " o.obligation_t - o.surrendered_t AS amount_t FROM compliance_obligation AS o"
    " JOIN participants_entity AS p ON p.id = o.entity WHERE o.state = 'open' AND o.surrendered_t < o.obligation_t"
    f" AND {_MOVED.format('o')}"
)
_MADE_GOOD = (
    "(SELECT coalesce(sum(m.amount_t), 0) FROM compliance_step AS m WHERE m.entity = x.entity AND m.period = x.period"
    " AND m.kind = 'made_good' AND m.position > (SELECT max(a.position) FROM compliance_step AS a"
    " WHERE a.entity = x.entity AND a.period = x.period AND a.kind = 'assessed'))"
)


def _incidents(due: str) -> str:
    """Return interruptions of sessions, named as entities are: the day and the number."""
    name = "i.day || '/' || CAST(i.number AS TEXT)"
    return (
        f"SELECT {name} AS id, {name} AS name_zh, {name} AS name_en, '' AS area_gb2260, i.day AS since, {due} AS due"
        " FROM exchange_interruption AS i WHERE 1 = 1"
    )


def _voluntary(state: str, who: str, since: str = "s.done_on") -> str:
    """Return voluntary projects and reductions whose last step is of a kind, named by who has to act: of each the
    first; reduction 0 is the project.
    """
    return (
        f"SELECT {who} AS id, MIN(m.title) AS name_zh, '' AS name_en, '' AS area_gb2260, MIN({since}) AS since,"
        f" MIN({since}) AS due FROM (SELECT project, 0 AS reduction, owner, body, title, notice_until"
        " FROM voluntary_project UNION ALL SELECT r.project, r.number, p.owner, r.body, p.title, r.notice_until"
        " FROM voluntary_reduction AS r JOIN voluntary_project AS p ON p.project = r.project) AS m"
        " LEFT JOIN voluntary_step AS s ON s.project = m.project AND s.reduction = m.reduction AND s.number ="
        " (SELECT MAX(l.number) FROM voluntary_step AS l WHERE l.project = m.project AND l.reduction = m.reduction)"
        f" WHERE {state} GROUP BY {who}"
    )


def _of_voluntary(
    id: str, right: str, source: str, due: Due | None = None, page: str = "", due_day: str = "''"
) -> TaskKind:
    return TaskKind(
        f"voluntary_{id}", f"voluntary.{right}", f"FROM ({source}) AS e WHERE 1 = 1", due, since="e.since",
        after_period=False, page=page or "/lists/voluntary-step", periodic=False, due_day=due_day,
    )  # fmt: skip


def _of_voluntary_fees() -> Iterator[TaskKind]:
    """Yield who has to do with invoices of the voluntary market: the holder, and once it is late the body."""
    for id, roles, state in (
        ("invoice", ("entity", "group", "participant"), ""),
        ("registry_invoice", ("voluntary",), " AND i.body = 'registry' AND i.due < :today"),
        ("exchange_invoice", ("voluntary_exchange",), " AND i.body = 'exchange' AND i.due < :today"),
    ):
        source = (
            "SELECT h.holder AS id, MIN(h.name) AS name_zh, '' AS name_en, '' AS area_gb2260, "
            "MIN(i.issued_on) AS since, MIN(i.due) AS due FROM voluntary_invoice AS i"
            " JOIN voluntary_account AS h ON h.holder = i.holder"
            f" WHERE i.state = 'open'{state} GROUP BY h.holder"
        )
        yield TaskKind(
            f"voluntary_{id}", "see.units", f"FROM ({source}) AS e WHERE 1 = 1", None, since="e.since",
            after_period=False, roles=roles, page="/lists/voluntary-invoice?holder={entity}", periodic=False,
            due_day="e.due",
        )  # fmt: skip


def _of_cases() -> Iterator[TaskKind]:
    for id, task in CASE_TASKS.items():
        yield TaskKind(
            f"case_{id}", f"supervision.{task.right}", f"FROM ({task.source}) AS e WHERE 1 = 1", None, since="e.since",
            after_period=False, roles=task.roles, page=task.page, periodic=False,
            due_day="e.due" if task.dated else "''",
        )  # fmt: skip


def _of_corrections() -> Iterator[TaskKind]:
    for id, task in CORRECTION_TASKS.items():
        yield TaskKind(
            id, task.right, f"FROM ({task.source}) AS e WHERE 1 = 1", None, since="e.since", amount_t="e.amount_t",
            after_period=False, page=task.page, periodic=False, due_day="e.due",
        )  # fmt: skip


KINDS: dict[str, TaskKind] = {
    kind.id: kind
    for kind in (
        TaskKind(
            "month_missing", "mrv.record_month", f"{_LISTED} AND {_NO_REPORT} AND {_MONTH_MISSING}",
            Due("mrv.month_upload_days", "days_after_month"), monthly=True, after_period=False,
            page="/forms/power-month?entity={entity}&period={period}",
        ),
        TaskKind(
            "report_due", "mrv.file_report", f"{_LISTED} AND {_NO_REPORT}",
            Due("mrv.report_deadline", "day_of_next_year"),
            page="/forms/annual-report?entity={entity}&period={period}",
        ),
        TaskKind(
            "report_to_verify", "mrv.verify_report", f"{_joined('mrv_report')} AND x.state = 'filed'",
            Due("mrv.verification_deadline", "day_of_next_year"), since="x.filed_on", amount_t="x.reported_t",
            review=True,
        ),
        TaskKind(
            "findings_to_answer", "mrv.file_report",
            f"{_joined('mrv_report')} AND x.state = 'verified' AND x.nonconformities > 0 AND {_NOT_ANSWERED}",
            None, since="x.verified_on", amount_t="x.verified_t",
        ),
        TaskKind(
            "verification_to_answer", "mrv.answer_finding",
            f"{_joined('mrv_verification')} AND x.concluded_on = '' AND EXISTS (SELECT 1 FROM mrv_finding AS f"
            " WHERE f.entity = e.id AND f.period = x.period AND f.how = '' AND NOT EXISTS (SELECT 1 FROM"
            " mrv_finding_answer AS a WHERE a.entity = f.entity AND a.period = f.period AND a.number = f.number))",
            None, since="x.findings_on", page="/verification/{period}/{entity}",
        ),
        TaskKind(
            "verification_to_tell", "mrv.tell_result",
            f"{_joined('mrv_verification')} AND x.concluded_on <> '' AND x.told_on = ''",
            None, since="x.concluded_on", page="/verification/{period}/{entity}",
        ),
        TaskKind(
            "verification_objection", "mrv.decide_verification_objection",
            f"{_joined('mrv_verification_objection')} AND x.state = 'open'",
            None, since="x.filed_on", page="/verification/{period}/{entity}",
        ),
        TaskKind(
            "report_to_confirm", "mrv.confirm_emission",
            f"{_joined('mrv_report')} AND x.state = 'verified' AND {_IS_FINAL}",
            Due("allocation.timetable", "timetable", "verification"), since="x.verified_on", amount_t="x.verified_t",
            review=True,
        ),
        TaskKind(
            "publication_due", "mrv.publish_emission",
            f"{_joined('mrv_report')} AND x.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM mrv_publication AS p"
            " WHERE p.entity = e.id AND p.period = x.period AND p.verified_t = x.verified_t)",
            Due("mrv.publication", "day_of_next_year", "day"), since="x.confirmed_on", amount_t="x.verified_t",
            page="/publications/{period}/{entity}",
        ),
        TaskKind(
            "preallocation", "allocation.preallocate",
            f"{_LISTED} AND EXISTS (SELECT 1 FROM mrv_opening_emission AS o WHERE o.entity = e.id)"
            " AND NOT EXISTS (SELECT 1 FROM allocation_entity AS n WHERE n.entity = e.id AND n.period = :period)",
            Due("allocation.timetable", "timetable", "preallocation"), page="/do/allocation.preallocate",
        ),
        TaskKind(
            "approval", "allocation.approve",
            f"{_joined('mrv_report')} AND x.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM allocation_entity AS n"
            " WHERE n.entity = e.id AND n.period = :period AND n.approved_t IS NOT NULL)",
            Due("allocation.timetable", "timetable", "approval"), since="x.confirmed_on", amount_t="x.verified_t",
            page="/do/allocation.approve",
        ),
        TaskKind(
            "advance_to_instruct", "allocation.instruct",
            f"{_joined('allocation_entity')} AND x.approved_t IS NULL AND {_NOT_TOLD.format(stage='preallocation')}",
            Due("allocation.timetable", "timetable", "preallocation"), amount_t="x.preallocated_t",
            page="/do/allocation.instruct",
        ),
        TaskKind(
            "approval_to_instruct", "allocation.instruct",
            f"{_joined('allocation_entity')} AND x.approved_t IS NOT NULL AND {_NOT_TOLD.format(stage='settle_up')}",
            Due("allocation.timetable", "timetable", "issue"), amount_t="x.approved_t", page="/do/allocation.instruct",
        ),
        TaskKind(
            "issue_to_carry_out", "registry.issue",
            f"{_joined('allocation_instruction')} AND x.amount_t > 0 AND {_NOT_MOVED}",
            None, since="x.day", amount_t="x.amount_t", page="/do/registry.issue",
        ),
        TaskKind(
            "excess_to_take_back", "registry.take_back",
            f"{_joined('allocation_instruction')} AND x.amount_t < 0 AND {_NOT_MOVED}",
            None, since="x.day", amount_t="-x.amount_t", page="/do/registry.take_back",
        ),
        TaskKind(
            "allocation_objection", "allocation.decide_objection",
            f"{_joined('allocation_objection')} AND x.state = 'open'",
            None, since="x.filed_on", page="/do/allocation.decide_objection",
        ),
        TaskKind(
            "upheld_to_correct", "allocation.correct",
            f"{_joined('allocation_objection')} AND x.state = 'upheld' AND NOT EXISTS (SELECT 1 FROM"
            " allocation_correction AS n WHERE n.entity = e.id AND n.period = :period AND n.stage = x.stage"
            " AND n.day >= x.decided_on)",
            None, since="x.decided_on", page="/do/allocation.correct",
        ),
        TaskKind(
            "borrowing_to_decide", "allocation.grant_borrowing",
            f"{_joined('allocation_application')} AND x.kind = 'borrowing' AND x.state = 'open'",
            None, since="x.applied_on", amount_t="x.amount_t", page="/do/allocation.grant_borrowing",
        ),
        TaskKind(
            "hardship_to_decide", "allocation.grant_hardship",
            f"{_joined('allocation_application')} AND x.kind = 'hardship' AND x.state = 'open'",
            None, since="x.applied_on", amount_t="x.amount_t", page="/do/allocation.grant_hardship",
        ),
        TaskKind(
            "allocation_notice", "documents.issue",
            f"{_joined('allocation_entity')} AND x.approved_t IS NOT NULL AND {_NO_NOTICE}",
            None, amount_t="x.approved_t", roles=("province",), page="/papers/{entity}",
        ),
        TaskKind(
            "obligation_to_set", "compliance.set_obligation",
            f"{_joined('allocation_entity')} AND x.approved_t IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
            " compliance_obligation AS n WHERE n.entity = e.id AND n.period = :period)",
            None, amount_t="x.obligation_t", page="/do/compliance.set_obligation",
        ),
        TaskKind(
            "surrender_due", "registry.surrender",
            f"{_joined('compliance_obligation')} AND x.state = 'open' AND x.surrendered_t < x.obligation_t"
            f" AND NOT {_MOVED.format('x')}",
            Due("compliance.surrender_deadline", "day"), amount_t="x.obligation_t - x.surrendered_t",
            page="/compliance/{period}/{entity}", remind="compliance.reminder_days",
        ),
        TaskKind(
            "surrender_deferred", "registry.surrender", f"FROM ({_DEFERRED}) AS e WHERE 1 = 1", None,
            amount_t="e.amount_t", after_period=False, page="/compliance?entity={entity}", periodic=False,
            due_day="e.due", remind="compliance.reminder_days",
        ),
        TaskKind(
            "compliance_to_assess", "compliance.assess",
            f"{_joined('compliance_obligation')} AND x.state = 'open' AND x.deadline < :today",
            None, since="x.deadline", amount_t="x.obligation_t - x.surrendered_t", page="/do/compliance.assess",
        ),
        TaskKind(
            "shortfall", "registry.surrender",
            f"{_joined('compliance_obligation')} AND x.state = 'short' AND x.shortfall_t > {_MADE_GOOD}",
            None, since="x.assessed_on", amount_t=f"x.shortfall_t - {_MADE_GOOD}", review=True,
            page="/compliance/{period}/{entity}",
        ),
        _about_holder("account_application", "registry.admit_holder", "application"),
        _about_holder("account_papers", "registry.file_papers", "papers"),
        _about_holder("account_change", "registry.decide_holder_change", "change"),
        _about_holder("account_bank", "registry.decide_bank_account", "bank_account"),
        _about_holder("account_objection", "registry.answer_restriction_objection", "objection"),
        _about_holder("account_closing", "registry.close_holder", "closing"),
        _about_holder("account_disposal", "registry.report_disposal", "disposal"),
        _about_holder("account_withdrawal", "registry.pay_withdrawal", "withdrawal"),
        _about_holder("account_invoice", "registry.pay_invoice", "invoice"),
        _about_holder("large_holder_report", "exchange.file_large_holder", "large_holder"),
        TaskKind(
            "large_holder_look", "exchange.look_at_large_holder", f"FROM ({LARGE_HOLDERS_TO_LOOK_AT}) AS e WHERE 1 = 1",
            None, since="e.since", after_period=False, page="/list/large-holders", periodic=False, due_day="e.due",
        ),
        TaskKind(
            "interruption_to_report", "exchange.report_interruption",
            f"FROM ({_incidents('i.report_due')} AND i.reported_on = '') AS e WHERE 1 = 1", None, since="e.since",
            after_period=False, page="/exchange/day", periodic=False, due_day="e.due",
        ),
        TaskKind(
            "incident_to_close", "exchange.close_incident",
            f"FROM ({_incidents('i.day')} AND i.reported_on <> '' AND {_ENDED} AND {_NOT_CLOSED}) AS e WHERE 1 = 1",
            Due("exchange.incident_report_days", "working_days_after"), since="e.since", after_period=False,
            page="/exchange/day", periodic=False, due_day="e.due",
        ),
        _about_holder("account_carry_over", "registry.carry_over", "carry_over"),
        _about_holder("account_recovery", "registry.collect_recovery", "recovery"),
        _about_holder("account_owed", "registry.return_from_trading", "recovery"),
        _about_holder("account_expired", "registry.restrict_holder", "expired"),
        _of_voluntary(
            "conclude", "conclude",
            _voluntary("s.step IS NULL AND m.notice_until < :today", "m.body", "m.notice_until"),
            page="/lists/voluntary-project?body={entity}",
        ),
        _of_voluntary(
            "apply", "apply", _voluntary("s.step IN ('concluded', 'refused')", "m.owner"),
            page="/lists/voluntary-project?owner={entity}",
        ),
        _of_voluntary(
            "decide", "decide", _voluntary("s.step = 'applied'", "m.project"),
            Due("voluntary.registration_working_days", "working_days_after"), "/voluntary/projects/{entity}", "e.due",
        ),
        _of_voluntary(
            "order", "cancel_false",
            "SELECT o.owner AS id, MIN(o.project) AS name_zh, '' AS name_en, '' AS area_gb2260,"
            " MIN(o.ordered_on) AS since, MIN(o.cancel_until) AS due FROM voluntary_order AS o"
            " WHERE o.amount_t > (SELECT COALESCE(SUM(r.amount_t), 0) FROM voluntary_replacement AS r"
            " WHERE r.project = o.project AND r.order_number = o.number) GROUP BY o.owner",
            page="/lists/voluntary-order?owner={entity}", due_day="e.due",
        ),
        *_of_voluntary_fees(),
        TaskKind(
            "voluntary_offset", "compliance.count_offset",
            "FROM (SELECT u.beneficiary AS id, u.beneficiary AS name_zh, '' AS name_en, '' AS area_gb2260,"
            " MIN(u.used_on) AS since, '' AS due FROM voluntary_use AS u WHERE u.purpose = 'surrender' AND NOT EXISTS"
            " (SELECT 1 FROM compliance_offset AS c WHERE c.use = u.number) GROUP BY u.beneficiary) AS e WHERE 1 = 1",
            None, since="e.since", after_period=False, page="/do/compliance.count_offset?entity={entity}",
            periodic=False,
        ),
        *_of_corrections(),
        *_of_cases(),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do about one entity. `since` is the day it opened, "" if the books do not say."""

    kind: str
    period: str
    month: str
    entity: str
    name_zh: str
    name_en: str
    area_gb2260: str
    since: str
    amount_t: int | None

    @property
    def id(self) -> str:
        """Return kind/period/entity, with the month where it is about one."""
        return "/".join(part for part in (self.kind, self.period, self.entity, self.month) if part)


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one kind, period and month: how many (`MOST` + 1 is more than that), until when, and the first."""

    kind: TaskKind
    period: str
    month: str
    deadline: Deadline
    count: int
    first: tuple[Task, ...]

    @property
    def is_more(self) -> bool:
        return self.count > MOST


class Desk:
    """The tasks of an actor on a day, in one snapshot. `right` "" is what it may do; another is what it may watch."""

    def __init__(self, view: Reads, rows: Known, law: Law, actor: ActorRow | None, today: str, right: str = "") -> None:
        self._view, self._rows, self._law = view, rows, law
        self._actor, self._today, self._right = actor, today, right
        self._reaches: dict[str, Reach | None] = {}

    def reach(self, kind: TaskKind) -> Reach | None:
        """Return whose tasks of a kind the actor has."""
        if kind.roles and not self._right and (self._actor is None or self._actor.role not in kind.roles):
            return None
        right = self._right or kind.right
        if right not in self._reaches:
            self._reaches[right] = reach(self._actor, right, self._rows, self._today)
        return self._reaches[right]

    def groups(self, first: int = 5) -> list[Group]:
        """Return all groups that have tasks, the most urgent first; those without a due day come last."""
        found = [g for kind, period, month in self.places() if (g := self._group(kind, period, month, first))]
        return sorted(found, key=lambda g: (g.deadline.due or date.max, g.period, g.month, g.kind.id))

    def count(self) -> int:
        """Return how many groups of tasks there are."""
        return len(self.groups(1))

    def places(self) -> Iterator[tuple[TaskKind, str, str]]:
        """Yield the kinds, periods and months where the actor may have tasks."""
        periods = newest_periods(self._view)
        for kind in KINDS.values():
            if self.reach(kind) is None:
                continue
            if not kind.periodic:
                if not self._right:
                    yield kind, ALL, ""
                continue
            for period in periods:
                if kind.after_period and Period.named(period).last_day.isoformat() >= self._today:
                    continue
                for month in self._months(period) if kind.monthly else [""]:
                    yield kind, period, month

    def _months(self, period: str) -> list[str]:
        ended = [m for m in Period.named(period).months if m < self._today[:7]]
        return ended[-WATCHED_MONTHS:] if self._right else ended

    def deadline(self, kind: TaskKind, period: str, month: str = "") -> Deadline:
        """Return the deadline of a group; of what is about no period the first that the books have."""
        if not kind.periodic:
            due = self._fetch(kind, ALL, "", kind.due_day, f"AND {kind.due_day} <> :after ORDER BY 1 LIMIT 1", "")
            return after(self._law, kind.due, due[0][0], date.fromisoformat(self._today)) if due else NONE
        return deadline(self._law, kind.due, Period.named(period), month, date.fromisoformat(self._today))

    def _group(self, kind: TaskKind, period: str, month: str, first: int) -> Group | None:
        tasks, more = self.tasks(kind, period, month, limit=first)
        if not tasks:
            return None
        count = self._count(kind, period, month) if more else len(tasks)
        return Group(kind, period, month, self.deadline(kind, period, month), count, tuple(tasks))

    def tasks(
        self, kind: TaskKind, period: str, month: str = "", after: str = "", limit: int = PAGE
    ) -> tuple[list[Task], bool]:
        """Return tasks of a group in the order of entities, after the entity given, and whether there are more."""
        columns = f"e.id, e.name_zh, e.name_en, e.area_gb2260, {kind.since}, {kind.amount_t}"
        found = self._fetch(kind, period, month, columns, f"AND e.id > :after ORDER BY e.id LIMIT {limit + 1}", after)
        tasks = [Task(kind.id, period, month, *row) for row in found[:limit]]
        return tasks, len(found) > limit

    def _count(self, kind: TaskKind, period: str, month: str) -> int:
        return len(self._fetch(kind, period, month, "1", f"AND e.id > :after LIMIT {MOST + 1}", ""))

    def _fetch(
        self, kind: TaskKind, period: str, month: str, columns: str, rest: str, after: str
    ) -> list[tuple[Any, ...]]:
        covered = self.reach(kind)
        if covered is None:
            return []
        values: Mapping[str, Any] = {
            **covered.values, "period": period, "month": month, "year": int(month[:4] or 0), "today": self._today,
            "after": after,
        }  # fmt: skip
        return self._view.fetch(*bound(f"SELECT {columns} {kind.source} AND ({covered.sql}) {rest}", values))


def newest_periods(view: Reads, most: int = PERIODS) -> list[str]:
    """Return the newest periods that have a list, the newest first; each is one step down an index."""
    found: list[str] = []
    sql = "SELECT max(period) FROM participants_listing"
    ((newest,),) = view.fetch(sql)
    while newest is not None and len(found) < most:
        found.append(newest)
        ((newest,),) = view.fetch(f"{sql} WHERE period < ?", [newest])
    return found
