"""What the round of monitoring is made of beside months and reports: plans, laboratories, looks, versions."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.journal.table import Row
from tanshi.mrv import control_plan, correction, laboratory, supervision
from tanshi.rules import Law

TABLES: tuple[type[Row], ...] = (
    *laboratory.TABLES,
    *control_plan.TABLES,
    *supervision.TABLES,
    *correction.TABLES,
)
FACTS: tuple[FactType, ...] = (
    *laboratory.FACTS,
    *control_plan.FACTS,
    *supervision.FACTS,
    *correction.FACTS,
)


def handlers(law: Law) -> tuple[Handler[Any], ...]:
    """Return the handlers of the round's commands."""
    return (
        *laboratory.LaboratoryCommands(law).handlers(),
        *control_plan.PlanCommands(law).handlers(),
        *supervision.HANDLERS,
        *correction.HANDLERS,
    )
