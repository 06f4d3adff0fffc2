"""What can be done next in a case file, by when, and how many days are left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanshi.application.access import ViewRows
from tanshi.supervision.correcting import to_give_back
from tanshi.supervision.owed import claims, owed
from tanshi.supervision.person_tables import PersonFineRow, PersonServiceRow
from tanshi.supervision.rules import Rules
from tanshi.supervision.tables import (
    AFTER_DECISION,
    BEFORE_DECISION,
    CLOSED,
    CORRECTED,
    DECIDED,
    DECISION,
    DEPOSITED,
    DISMISSED,
    FILED,
    HEARD,
    HEARING_ASKED,
    HEARING_CALLED,
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
    DoubtRow,
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


def next_tasks(rows: ViewRows, done: list[StepRow], docket: str, rules: Rules, today: str) -> list[Task]:
    """Return what can be done next in a file."""
    return [_task(kind, due, today) for kind, due in _following(rows, done, docket, rules, today)]


def _task(kind: str, due: str, today: str) -> Task:
    left = (date.fromisoformat(due) - date.fromisoformat(today)).days if due else None
    return Task(kind if "." in kind else f"supervision.{kind}", due, left)


#: What may follow where a file stands, by its last step.
_FOLLOWS: dict[str, tuple[str, ...]] = {
    DEPOSITED: ("inspect", "dismiss_clue", "file_case"),
    INSPECTED: ("inspect", "dismiss_clue", "file_case"),
    FILED: ("give_notice",),
    NOTICED: ("serve_paper",),
    NOTICE_SERVED: ("state_case", "decide_case"),
    STATED: ("state_case", "decide_case"),
    HEARING_ASKED: ("call_hearing",),
    HEARING_CALLED: ("hold_hearing", "call_hearing"),
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
_DUE = {
    **dict.fromkeys(("inspect", "dismiss_clue", "file_case"), DEPOSITED),
    **dict.fromkeys(("give_notice", "decide_case", "call_hearing"), FILED),
    "hold_hearing": HEARING_CALLED,
    "state_case": NOTICE_SERVED,
}


def _following(rows: ViewRows, done: list[StepRow], docket: str, rules: Rules, today: str) -> list[tuple[str, str]]:
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
    found += _of_persons(rows, state, docket)
    if served is not None and state != CLOSED:
        found += _of_money(rows, docket, rules, today)
        appeals = rows.where(AppealRow, docket=docket)
        if any(not a.result for a in appeals):
            found.append(("note_appeal_result", ""))
        elif today <= served.sue_until:
            found.append(("appeal", served.sue_until))
        back = to_give_back(rows, docket)
        found += [("allocation.instruct", "")] if back else []
        if decided is not None and not decided.correct_until:  # nothing is ordered, or no more
            found = [f for f in found if f[0] not in _ORDERED]
            is_open = back or any(not a.result for a in appeals) or any(f[0] in _MONEY for f in found)
            found += [] if is_open else [("close_case", "")]
    return list(dict.fromkeys(found))


#: What follows only from an order to correct, and what is done about money.
_ORDERED = ("report_correction", "note_refusal", "verify_correction")
_MONEY = ("note_payment", "note_refund", "serve_paper")


def _of_persons(rows: ViewRows, state: str, docket: str) -> list[tuple[str, str]]:
    """Return the service of what persons who are fined were not served yet."""
    paper = NOTICE if state in BEFORE_DECISION else DECISION if state in AFTER_DECISION else ""
    waiting = [
        p for p in rows.where(PersonFineRow, docket=docket)
        if paper and (paper == NOTICE or p.fine_fen) and rows.get(PersonServiceRow, (docket, p.person, paper)) is None
    ]  # fmt: skip
    return [("serve_paper", "")] if waiting else []


def _of_money(rows: ViewRows, docket: str, rules: Rules, today: str) -> list[tuple[str, str]]:
    """Return what is to be paid, by the first day, and to be given back."""
    left = [(c, due.left_fen) for c in claims(rows, docket) if (due := owed(rows, rules, docket, today, c.person))]
    pay = sorted(c.pay_until for c, left_fen in left if left_fen > 0)
    back = [("note_refund", "")] if any(left_fen < 0 for _, left_fen in left) else []
    return [*([("note_payment", pay[0])] if pay else []), *back]
