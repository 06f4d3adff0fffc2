"""What every step of a file shares: where the file stands, who is meant, papers, persons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Touch
from tanshi.journal.rows import Rows
from tanshi.journal.table import Key, R
from tanshi.participants.tables import ActorRow
from tanshi.supervision.events import StepDone
from tanshi.supervision.outcome import CaseOutcome
from tanshi.supervision.revision_tables import RevisionRow
from tanshi.supervision.tables import (
    ANNULLED,
    DECIDED,
    DEPOSITED,
    FILED,
    INSPECTED,
    NOTICED,
    CaseRow,
    DoubtRow,
    StepRow,
)

TEXT = 2_000


class Known(Protocol):
    """Where rows are found: the writer's rows, or a reader's snapshot."""

    def get(self, kind: type[R], key: Key) -> R | None: ...

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


def steps(rows: Known, docket: str) -> list[StepRow]:
    """Return the steps of a file in order."""
    return sorted(rows.where(StepRow, docket=docket), key=lambda s: s.number)


def state_of(rows: Known, docket: str) -> str:
    """Return where a file stands, "" if there is none."""
    found = steps(rows, docket)
    return found[-1].step if found else ""


def last(rows: Known, docket: str, *names: str) -> StepRow | None:
    """Return the last step of one of these names."""
    return next((s for s in reversed(steps(rows, docket)) if s.step in names), None)


def is_decided(rows: Known, docket: str, subject: str) -> bool:
    """Tell whether there is a decision in a file about a subject that was not annulled."""
    case = rows.get(CaseRow, docket)
    if any(r.result == ANNULLED for r in rows.where(RevisionRow, docket=docket)):
        return False
    return case is not None and case.subject == subject and last(rows, docket, DECIDED) is not None


def level_of(rows: Rows, act: Act) -> str:
    """Return at which level the actor stands: its role."""
    actor = rows.get(ActorRow, act.command.actor)
    return actor.role if actor else ""


def step(rows: Rows, docket: str, name: str, act: Act, **said: Any) -> StepDone:
    """Return the fact of the next step."""
    number = len(steps(rows, docket)) + 1
    return StepDone(
        docket, number, name, act.command.actor, level_of(rows, act), said.get("text", ""),
        said.get("evidence_sha256", ""), said.get("due", ""), said.get("late", False),
    )  # fmt: skip


def not_at(docket: str, rows: Rows, act: Act, *wanted: str) -> Outcome | None:
    """Refuse what is about no file, or one that stands elsewhere."""
    state = state_of(rows, docket)
    if not state:
        return act.refuse(CaseOutcome.CASE_NOT_FOUND, docket=docket[:96])
    if state not in wanted:
        return act.refuse(CaseOutcome.OUT_OF_ORDER, docket=docket, state=state, wanted=", ".join(wanted))
    return None


def unshown(text: str, evidence_sha256: str, act: Act) -> Outcome | None:
    """Refuse a step that says nothing or shows nothing."""
    return unsaid(text, act) or (
        None if is_sha256(evidence_sha256) else act.refuse(CaseOutcome.WITHOUT_EVIDENCE, value=evidence_sha256[:80])
    )


def unsaid(text: str, act: Act) -> Outcome | None:
    """Refuse a step without words."""
    return None if 0 < len(text.strip()) <= TEXT else act.refuse(CaseOutcome.WITHOUT_TEXT, most=TEXT)


def by_same_person(docket: str, rows: Rows, act: Act, *names: str) -> Outcome | None:
    """Refuse who did one of these steps: initiators do not approve."""
    own = [s.step for s in steps(rows, docket) if s.actor == act.command.actor and s.step in names]
    return act.refuse(CaseOutcome.SAME_PERSON, actor=act.command.actor, step=own[0]) if own else None


#: The steps that prepare a decision; who did one takes no decision and verifies no correction.
PREPARES = (DEPOSITED, INSPECTED, FILED, NOTICED)


def doubt_left(docket: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse to go on while a doubt has no explanation that another level checked."""
    left = [d.number for d in rows.where(DoubtRow, docket=docket) if not d.result]
    return act.refuse(CaseOutcome.DOUBT_OPEN, docket=docket, number=left[0], count=len(left)) if left else None


def of_case(request: Any, rows: Rows) -> Concern:
    """Return whom a step of a file concerns: who the file is about, and its province."""
    found = rows.get(CaseRow, request.docket)
    return Concern(found.subject, found.area_gb2260, found.subject) if found else Concern()


def touches(request: Any) -> Iterable[Touch]:
    """Return the row every step needs."""
    return [(CaseRow, request.docket)]
