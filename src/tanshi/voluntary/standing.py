"""Where a project or a reduction stands: its last step.

notice → concluded → applied → registered → (a project) cancelled, revoked
       → negative    ↑        → refused ─┘
before registration: withdrawn
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from tanshi.journal.command import Act
from tanshi.journal.table import Key, R
from tanshi.voluntary.step_facts import StepDone, YearAmount
from tanshi.voluntary.tables import ProjectRow, ReductionRow, StepRow

NOTICE, CONCLUDED, NEGATIVE, APPLIED = "notice", "concluded", "negative", "applied"
REGISTERED, REFUSED, WITHDRAWN, CANCELLED, REVOKED = "registered", "refused", "withdrawn", "cancelled", "revoked"

#: Where a project no longer holds its site.
RELEASED = (NEGATIVE, WITHDRAWN)


class Known(Protocol):
    """Where rows are found: the writer's rows, or a reader's snapshot."""

    def get(self, kind: type[R], key: Key) -> R | None: ...

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


def state_of(rows: Known, project: str, reduction: int) -> str:
    """Return where a project (reduction 0) or a reduction stands."""
    steps = rows.where(StepRow, project=project, reduction=reduction)
    return steps[-1].step if steps else NOTICE


def step(rows: Known, project: str, reduction: int, name: str, act: Act, **said: Any) -> StepDone:
    """Return the fact of the next step."""
    number = len(rows.where(StepRow, project=project, reduction=reduction)) + 1
    body, text = act.command.organisation, said.get("text", "")
    return StepDone(project, reduction, number, name, body, text, said.get("file_sha256", ""), said.get("late", False))


def matter(rows: Known, project: str, reduction: int) -> tuple[ProjectRow, ReductionRow | None] | None:
    """Return a project and, if asked for, one of its reductions; None if there is no such thing."""
    found = rows.get(ProjectRow, project)
    if found is None:
        return None
    if reduction == 0:
        return found, None
    part = rows.get(ReductionRow, (project, reduction))
    return (found, part) if part is not None else None


def instrument_of(project: str, year: int) -> str:
    """Return the name of a project's units of a production year."""
    return f"CCER-{project}-{year}"


def amounts_fit(amounts: Iterable[YearAmount], years: set[int]) -> bool:
    """Tell whether amounts are for these years, each once, none below 0 and not all 0."""
    given = list(amounts)
    return (
        len(given) == len(years)
        and {a.year for a in given} == years
        and all(a.amount_t >= 0 for a in given)
        and any(a.amount_t for a in given)
    )
