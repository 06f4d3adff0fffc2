"""What case files are made of: their tables, facts and commands."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.rules import Law
from tanshi.supervision import (
    events,
    penalty_events,
    person_events,
    person_tables,
    revision_events,
    revision_tables,
    tables,
)
from tanshi.supervision.appeals import AppealCommands
from tanshi.supervision.clues import ClueCommands
from tanshi.supervision.collecting import CollectionCommands
from tanshi.supervision.correcting import CorrectionCommands
from tanshi.supervision.deciding import DecisionCommands
from tanshi.supervision.filing import FilingCommands
from tanshi.supervision.hearing import HearingCommands
from tanshi.supervision.notice import NoticeCommands
from tanshi.supervision.revising import RevisionCommands
from tanshi.supervision.service import ServiceCommands

FACTS = (*events.FACTS, *penalty_events.FACTS, *person_events.FACTS, *revision_events.FACTS)
TABLES = (*tables.TABLES, *person_tables.TABLES, *revision_tables.TABLES)


def handlers(law: Law, *, apart: bool = False) -> tuple[Handler[Any], ...]:
    """Return the handlers of all commands; `apart`: registry and exchange have books of their own."""
    return (
        *ClueCommands(law).handlers(),
        *FilingCommands(law).handlers(),
        *NoticeCommands(law).handlers(),
        *HearingCommands(law).handlers(),
        *DecisionCommands(law).handlers(),
        *ServiceCommands(law, apart=apart).handlers(),
        *CollectionCommands(law).handlers(),
        *CorrectionCommands(law, apart=apart).handlers(),
        *AppealCommands(law, apart=apart).handlers(),
        *RevisionCommands(law, apart=apart).handlers(),
    )
