"""What the round of monitoring is made of beside months and reports: plans, laboratories, looks, versions, bodies,
verification.
"""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.journal.table import Row
from tanshi.mrv import (
    activity_events,
    activity_tables,
    body_contracts,
    body_scores,
    control_plan,
    correction,
    laboratory,
    practitioners,
    publication,
    service_bodies,
    supervision,
)
from tanshi.mrv.activity import ActivityCommands
from tanshi.mrv.commands import MrvCommands
from tanshi.mrv.verification import events as verification_events
from tanshi.mrv.verification import tables as verification_tables
from tanshi.mrv.verification.checking import CheckingCommands
from tanshi.mrv.verification.conclusion import ConclusionCommands
from tanshi.mrv.verification.planning import PlanningCommands
from tanshi.mrv.verification.result import ResultCommands
from tanshi.rules import Law

TABLES: tuple[type[Row], ...] = (
    *laboratory.TABLES,
    *control_plan.TABLES,
    *supervision.TABLES,
    *correction.TABLES,
    *service_bodies.TABLES,
    *practitioners.TABLES,
    *body_contracts.TABLES,
    *body_scores.TABLES,
    *activity_tables.TABLES,
    *publication.TABLES,
    *verification_tables.TABLES,
)
FACTS: tuple[FactType, ...] = (
    *laboratory.FACTS,
    *control_plan.FACTS,
    *supervision.FACTS,
    *correction.FACTS,
    *service_bodies.FACTS,
    *practitioners.FACTS,
    *body_contracts.FACTS,
    *body_scores.FACTS,
    *activity_events.FACTS,
    *publication.FACTS,
    *verification_events.FACTS,
)


def handlers(law: Law) -> tuple[Handler[Any], ...]:
    """Return the handlers of the round's commands, and of reports and their verification."""
    mrv = MrvCommands(law)
    return (
        *mrv.handlers(),
        *ActivityCommands(law).handlers(),
        *PlanningCommands(law).handlers(),
        *CheckingCommands(law).handlers(),
        *ConclusionCommands(law, mrv).handlers(),
        *ResultCommands(law, mrv).handlers(),
        *laboratory.LaboratoryCommands(law).handlers(),
        *control_plan.PlanCommands(law).handlers(),
        *publication.PublicationCommands(law).handlers(),
        *supervision.HANDLERS,
        *correction.HANDLERS,
        *service_bodies.HANDLERS,
        *practitioners.HANDLERS,
        *body_contracts.ContractCommands(law).handlers(),
        *body_scores.HANDLERS,
    )
