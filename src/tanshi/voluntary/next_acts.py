"""What a project or reduction waits for: who may do what next, from when, until when, and where that is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tanshi.core.working_days import YearNotAnnounced, add_working_days, working_days
from tanshi.voluntary.remedy_days import Known, missing_t
from tanshi.voluntary.rules import Rules
from tanshi.voluntary.standing import APPLIED, CONCLUDED, NOTICE, REFUSED, REGISTERED, state_of
from tanshi.voluntary.tables import ProjectRow, ReductionRow, StepRow
from tanshi.voluntary.unit_tables import EnforcementRow, OrderRow

#: Who acts: a named body, or everybody of a role.
PUBLIC, REGISTRY = "public", "registry"


@dataclass(frozen=True, slots=True)
class NextAct:
    """An act that is open. `who`: a body, `registry` or `public`; days as ISO text, "" where no text sets one.

    `left`: days up to `until`, today not counted, below zero when it is over; working days if `working`.
    """

    kind: str
    who: str
    since: str
    until: str
    left: int | None
    working: bool
    cited: str
    values: Mapping[str, str]

    def is_open(self, today: str) -> bool:
        """Tell whether the act can be done today."""
        return self.since <= today


class Desk:
    """What is open of one project on a day."""

    def __init__(self, rules: Rules, rows: Known, project: ProjectRow) -> None:
        self._rules, self._rows, self._project = rules, rows, project

    def acts(self, reduction: int) -> list[NextAct]:
        """Return what is open of the project (0) or of one of its reductions, the one that moves it on first."""
        part = self._rows.get(ReductionRow, (self._project.project, reduction)) if reduction else None
        notice = part or self._project
        state = state_of(self._rows, self._project.project, reduction)
        return list(self._acts(state, notice, reduction))

    def _acts(self, state: str, notice: ProjectRow | ReductionRow, reduction: int) -> Iterator[NextAct]:
        about = {"project": self._project.project, "reduction": str(reduction)}
        owner = {**about, "owner": self._project.owner}
        if state == NOTICE:
            after = _day(notice.notice_until) + timedelta(days=1)
            late = _day(notice.notice_from) + timedelta(days=self._rules.number("validation_report_days"))
            body = {**about, "body": notice.body}
            yield self._act("conclude", notice.body, after.isoformat(), late, "validation_report_days", body)
            until = _day(notice.notice_until)
            yield self._act("comment", PUBLIC, notice.notice_from, until, "notice_working_days", about, working=True)
        if state == APPLIED:
            applied = self._rows.where(StepRow, project=self._project.project, reduction=reduction)[-1].done_on
            yield self._working("decide", REGISTRY, applied, "registration_working_days", about)
        if state in (CONCLUDED, REFUSED):
            yield self._act("apply", self._project.owner, "", None, "", owner)
        if state == REGISTERED and reduction == 0:
            yield self._act("report_reduction", self._project.owner, "", None, "", owner)
            yield self._act("cancel_project", REGISTRY, "", None, "", about)
        if state in (NOTICE, CONCLUDED, APPLIED, REFUSED):
            yield self._act("withdraw", self._project.owner, "", None, "", owner)

    def orders(self) -> list[NextAct]:
        """Return what is open of orders on false units."""
        found = []
        for order in self._rows.where(OrderRow, project=self._project.project):
            values = {"project": order.project, "order": str(order.number), "owner": order.owner}
            until = _day(order.cancel_until)
            if missing_t(self._rows, order):
                found.append(self._act("cancel_false", order.owner, order.ordered_on, until, "", values))
                if self._rows.get(EnforcementRow, (order.project, order.number)) is None:
                    after = (until + timedelta(days=1)).isoformat()
                    found.append(self._act("enforce_order", REGISTRY, after, None, "", values))
        return found

    def _working(self, name: str, who: str, since: str, rule: str, values: Mapping[str, str]) -> NextAct:
        try:
            until = add_working_days(_day(since), self._rules.number(rule))
        except YearNotAnnounced:
            return self._act(name, who, since, None, rule, values)
        return self._act(name, who, since, until, rule, values, working=True)

    def _act(
        self, name: str, who: str, since: str, until: date | None, rule: str, values: Mapping[str, str],
        *, working: bool = False,
    ) -> NextAct:  # fmt: skip
        cited = self._rules.cited(rule) if rule else ""
        shown = until.isoformat() if until else ""
        return NextAct(f"voluntary.{name}", who, since, shown, self._left(until, working), working, cited, values)

    def _left(self, until: date | None, working: bool) -> int | None:
        if until is None:
            return None
        if not working:
            return (until - self._rules.today).days
        try:
            if until < self._rules.today:
                return -len(working_days(until, self._rules.today - timedelta(days=1)))
            return len(working_days(self._rules.today + timedelta(days=1), until))
        except YearNotAnnounced:
            return None


def as_json(act: NextAct, today: str) -> dict[str, Any]:
    """Return an act as the machine interface gives it."""
    return {
        "command": act.kind, "who": act.who, "since": act.since, "until": act.until, "left": act.left,
        "working_days": act.working, "open": act.is_open(today), "citation": act.cited, "values": dict(act.values),
    }  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(text)
