"""What case files are made of: their tables, facts and commands."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.rules import Law
from tanshi.supervision import events, penalty_events
from tanshi.supervision.appeals import AppealCommands
from tanshi.supervision.carrying_out import ExecutionCommands
from tanshi.supervision.clues import ClueCommands
from tanshi.supervision.deciding import DecisionCommands
from tanshi.supervision.filing import FilingCommands
from tanshi.supervision.tables import TABLES

__all__ = ["FACTS", "TABLES", "handlers"]

FACTS = (*events.FACTS, *penalty_events.FACTS)


def handlers(law: Law, *, apart: bool = False) -> tuple[Handler[Any], ...]:
    """Return the handlers of all commands; `apart`: registry and exchange have books of their own."""
    return (
        *ClueCommands(law).handlers(),
        *FilingCommands(law).handlers(),
        *DecisionCommands(law).handlers(),
        *ExecutionCommands(law, apart=apart).handlers(),
        *AppealCommands(law).handlers(),
    )
