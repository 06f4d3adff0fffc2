"""What the round of monitoring is made of beside months and reports: plans, laboratories, looks, versions, bodies."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.journal.table import Row
from tanshi.mrv import control_plan, correction, laboratory, service_bodies, supervision
from tanshi.rules import Law

TABLES: tuple[type[Row], ...] = (
    *laboratory.TABLES,
    *control_plan.TABLES,
    *supervision.TABLES,
    *correction.TABLES,
    *service_bodies.TABLES,
)
FACTS: tuple[FactType, ...] = (
    *laboratory.FACTS,
    *control_plan.FACTS,
    *supervision.FACTS,
    *correction.FACTS,
    *service_bodies.FACTS,
)


def handlers(law: Law) -> tuple[Handler[Any], ...]:
    """Return the handlers of the round's commands."""
    return (
        *laboratory.LaboratoryCommands(law).handlers(),
        *control_plan.PlanCommands(law).handlers(),
        *supervision.HANDLERS,
        *correction.HANDLERS,
        *service_bodies.BodyCommands(law).handlers(),
    )
