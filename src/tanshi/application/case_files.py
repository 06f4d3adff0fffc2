"""A case file as people read it: its steps, doubts, penalties, money, appeals, and what is to be done next by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tanshi.application.access import ViewRows
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.supervision import fines
from tanshi.supervision.owed import Owed, owed
from tanshi.supervision.rules import Rules
from tanshi.supervision.steps import state_of, steps
from tanshi.supervision.tables import (
    CLOSED,
    CORRECTED,
    DECIDED,
    DECISION,
    DEPOSITED,
    DISMISSED,
    FILED,
    HEARD,
    HEARING_ASKED,
    INSPECTED,
    NOT_FOLLOWED,
    NOTICE,
    NOTICE_SERVED,
    NOTICED,
    RETURNED,
    SERVED,
    STATED,
    VERIFIED,
    AppealRow,
    CaseRow,
    DoubtRow,
    FiledRow,
    PaymentRow,
    PenaltyRow,
    ServiceRow,
    StepRow,
)


@dataclass(frozen=True, slots=True)
class Task:
    """What can be done next: the command, its last day ("" none is set) and how many days are left, below 0 over."""

    kind: str
    due: str
    left: int | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything the books hold of a file, on a day."""

    case: CaseRow
    state: str
    steps: Sequence[StepRow]
    doubts: Sequence[DoubtRow]
    filed: FiledRow | None
    notice: PenaltyRow | None
    decision: PenaltyRow | None
    service: ServiceRow | None
    owed: Owed | None
    payments: Sequence[PaymentRow]
    appeals: Sequence[AppealRow]
    competing: Sequence[dict[str, Any]]
    tasks: Sequence[Task]

    def as_json(self, *, own: bool = False) -> dict[str, Any]:
        """Return the file as the machine interface gives it; `own`: what its subject is told."""
        case = asdict(self.case)
        if own:
            case = {name: case[name] for name in ("docket", "subject", "authority")}
        return {
            **case,
            "state": self.state,
            "steps": [asdict(s) for s in self.shown_steps(own)],
            "doubts": [asdict(d) for d in self.doubts],
            "filed": asdict(self.filed) if self.filed else None,
            "notice": asdict(self.notice) if self.notice else None,
            "decision": asdict(self.decision) if self.decision else None,
            "service": asdict(self.service) if self.service else None,
            "owed": {**asdict(self.owed), "left_fen": self.owed.left_fen} if self.owed else None,
            "payments": [asdict(p) for p in self.payments],
            "appeals": [asdict(a) for a in self.appeals],
            "competing": list(self.competing),
            "tasks": [asdict(t) for t in self.tasks],
        }

    def shown_steps(self, own: bool) -> list[StepRow]:
        """Return the steps; of those before it was told its subject sees none."""
        told = next((s.number for s in self.steps if s.step == NOTICE_SERVED), None)
        return [s for s in self.steps if not own or (told is not None and s.number >= told)]


def case_file(view: Reads, law: Law, docket: str, today: str) -> CaseFile:
    """Return a file as it stands. Raises `Problem`: there is none."""
    rows = ViewRows(view)
    case = rows.get(CaseRow, docket)
    if case is None:
        raise problem("supervision.case_not_found", where=docket, docket=docket)
    rules = Rules(LawBook(law).on(rows, today), date.fromisoformat(today))
    filed = rows.get(FiledRow, docket)
    parameter = fines.offence_named(rules.law, filed.offence) if filed else ""
    done = steps(rows, docket)
    return CaseFile(
        case,
        state_of(rows, docket),
        done,
        rows.where(DoubtRow, docket=docket),
        filed,
        rows.get(PenaltyRow, (docket, NOTICE)),
        rows.get(PenaltyRow, (docket, DECISION)),
        rows.get(ServiceRow, docket),
        owed(rows, rules, docket, today),
        rows.where(PaymentRow, docket=docket),
        rows.where(AppealRow, docket=docket),
        fines.competing(rules.law, parameter, date.fromisoformat(filed.act_day)) if filed and parameter else [],
        [_task(kind, due, today) for kind, due in _next(rows, done, docket, rules, today)],
    )


def case_list(view: Reads) -> list[tuple[CaseRow, str]]:
    """Return all files with where each stands, the newest first."""
    stands = dict(view.fetch("SELECT docket, step FROM supervision_step ORDER BY docket, number"))
    found = [(case, str(stands[case.docket])) for case in read_rows(view, CaseRow)]
    return sorted(found, key=lambda f: (f[0].opened_on, f[0].docket), reverse=True)


def _task(kind: str, due: str, today: str) -> Task:
    left = (date.fromisoformat(due) - date.fromisoformat(today)).days if due else None
    return Task(f"supervision.{kind}", due, left)


#: What may follow where a file stands, by its last step.
_FOLLOWS: dict[str, tuple[str, ...]] = {
    DEPOSITED: ("inspect", "dismiss_clue", "file_case"),
    INSPECTED: ("inspect", "dismiss_clue", "file_case"),
    FILED: ("give_notice",),
    NOTICED: ("serve_paper",),
    NOTICE_SERVED: ("state_case", "decide_case"),
    STATED: ("state_case", "decide_case"),
    HEARING_ASKED: ("hold_hearing",),
    HEARD: ("decide_case",),
    DECIDED: ("serve_paper",),
    SERVED: ("report_correction", "note_refusal"),
    RETURNED: ("report_correction", "note_refusal"),
    CORRECTED: ("verify_correction",),
    NOT_FOLLOWED: ("report_correction", "verify_correction"),
    VERIFIED: ("close_case",),
    DISMISSED: (),
    CLOSED: (),
}

#: What is due when: by the step whose deadline holds, "" is none.
_DUE = {"inspect": DEPOSITED, "dismiss_clue": DEPOSITED, "file_case": DEPOSITED, "give_notice": FILED,
        "decide_case": FILED, "hold_hearing": FILED, "state_case": NOTICE_SERVED}  # fmt: skip


def _next(rows: ViewRows, done: list[StepRow], docket: str, rules: Rules, today: str) -> list[tuple[str, str]]:
    """Return the commands that may follow, each with its last day."""
    state = done[-1].step
    due = {s.step: s.due for s in done}
    decided, served = rows.get(PenaltyRow, (docket, DECISION)), rows.get(ServiceRow, docket)
    found = []
    for doubt in rows.where(DoubtRow, docket=docket):
        if not doubt.result:
            found.append(("check_doubt" if doubt.explanations > doubt.checks else "explain_doubt", ""))
    for kind in _FOLLOWS[state]:
        last = due.get(_DUE.get(kind, ""), "")
        if kind == "serve_paper":
            last = due.get(DECIDED, due.get(FILED, "")) if state == DECIDED else due.get(FILED, "")
        elif kind in ("report_correction", "note_refusal") and decided is not None:
            last = decided.correct_until
        found.append((kind, last))
    if served is not None and state != CLOSED:
        money = owed(rows, rules, docket, today)
        found += [("note_payment", served.pay_until)] if money and money.left_fen > 0 else []
        appeals = rows.where(AppealRow, docket=docket)
        if any(not a.result for a in appeals):
            found.append(("note_appeal_result", ""))
        elif today <= served.sue_until:
            found.append(("appeal", served.sue_until))
    return list(dict.fromkeys(found))
