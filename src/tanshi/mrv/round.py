"""What the round of monitoring is made of beside months and reports: plans, laboratories, looks, versions, bodies,
verification.
"""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.journal.table import Row
from tanshi.mrv import (
    activity_correction,
    activity_events,
    activity_tables,
    body_contracts,
    body_scores,
    calibration,
    control_plan,
    control_plan_tables,
    correction,
    emission_correction_events,
    laboratory,
    laboratory_tables,
    opening_figures,
    practitioners,
    publication,
    service_bodies,
    supervision,
)
from tanshi.mrv.activity import ActivityCommands
from tanshi.mrv.commands import MrvCommands
from tanshi.mrv.emission_correction import CaseDecided, EmissionCorrections
from tanshi.mrv.recomputing import Reports
from tanshi.mrv.verification import events as verification_events
from tanshi.mrv.verification import tables as verification_tables
from tanshi.mrv.verification.checking import CheckingCommands
from tanshi.mrv.verification.conclusion import ConclusionCommands
from tanshi.mrv.verification.planning import PlanningCommands
from tanshi.mrv.verification.result import ResultCommands
from tanshi.rules import Law

TABLES: tuple[type[Row], ...] = (
    *laboratory_tables.TABLES,
    *control_plan_tables.TABLES,
    *calibration.TABLES,
    *supervision.TABLES,
    *correction.TABLES,
    *emission_correction_events.TABLES,
    *service_bodies.TABLES,
    *practitioners.TABLES,
    *body_contracts.TABLES,
    *body_scores.TABLES,
    *activity_tables.TABLES,
    *activity_correction.TABLES,
    *publication.TABLES,
    *verification_tables.TABLES,
)
FACTS: tuple[FactType, ...] = (
    *laboratory_tables.FACTS,
    *control_plan_tables.FACTS,
    *calibration.FACTS,
    *supervision.FACTS,
    *correction.FACTS,
    *emission_correction_events.FACTS,
    *service_bodies.FACTS,
    *practitioners.FACTS,
    *body_contracts.FACTS,
    *body_scores.FACTS,
    *activity_events.FACTS,
    *activity_correction.FACTS,
    *publication.FACTS,
    *verification_events.FACTS,
)
UPCASTERS = laboratory_tables.UPCASTERS


def handlers(law: Law, case_decided: CaseDecided) -> tuple[Handler[Any], ...]:
    """Return the handlers of the round's commands, and of reports and their verification.

    `case_decided` tells of a case file whether it is about an entity and decided.
    """
    reports = Reports()
    mrv = MrvCommands(law, reports)
    return (
        *mrv.handlers(),
        *opening_figures.HANDLERS,
        *ActivityCommands(law).handlers(),
        *activity_correction.RowCorrectionCommands(law).handlers(),
        *PlanningCommands(law).handlers(),
        *CheckingCommands(law).handlers(),
        *ConclusionCommands(law, mrv, reports).handlers(),
        *ResultCommands(law, reports).handlers(),
        *EmissionCorrections(law, reports, case_decided).handlers(),
        *laboratory.LaboratoryCommands(law).handlers(),
        *control_plan.PlanCommands(law).handlers(),
        *calibration.CalibrationCommands(law).handlers(),
        *publication.PublicationCommands(law).handlers(),
        *supervision.HANDLERS,
        *correction.HANDLERS,
        *service_bodies.HANDLERS,
        *practitioners.HANDLERS,
        *body_contracts.ContractCommands(law).handlers(),
        *body_scores.HANDLERS,
    )
