"""Orders to cancel as many units as are false (Order 31, art. 43): announced, ordered with the decision, fulfilled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act
from tanshi.journal.rows import Rows
from tanshi.supervision.outcome import CaseOutcome
from tanshi.supervision.revision_tables import CancellationRow
from tanshi.supervision.steps import Known
from tanshi.supervision.tables import CaseRow
from tanshi.voluntary.remedy_days import missing_t
from tanshi.voluntary.tables import ProjectRow
from tanshi.voluntary.unit_tables import OrderRow

#: The measure by which false units are made good.
CANCEL = "cancel_false_units"


def wrong_units(request: Any, measures: Sequence[str], article: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse an order to cancel that the text does not know, or about no project of the subject."""
    if not request.false_t and not request.project and not request.deceit:
        return None
    project = rows.get(ProjectRow, request.project)
    owner = rows.need(CaseRow, request.docket).subject
    if CANCEL in measures and request.false_t > 0 and project is not None and project.owner == owner:
        return None
    return act.refuse(
        CaseOutcome.NO_SUCH_UNITS, project=request.project[:96] or "-", amount=request.false_t, citation=article
    )  # fmt: skip


def left_to_cancel_t(rows: Known, docket: str) -> int:
    """Return how much of an order to cancel that a decision gave is not cancelled yet."""
    announced = rows.get(CancellationRow, docket)
    if announced is None or not announced.order_number:
        return 0
    order = rows.get(OrderRow, (announced.project, announced.order_number))
    return missing_t(rows, order) if order else 0
