"""What case files are made of: their tables, facts and commands."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.rules import Law
from tanshi.supervision.appeals import AppealCommands
from tanshi.supervision.carrying_out import ExecutionCommands
from tanshi.supervision.clues import ClueCommands
from tanshi.supervision.deciding import DecisionCommands
from tanshi.supervision.events import FACTS
from tanshi.supervision.tables import TABLES

__all__ = ["FACTS", "TABLES", "handlers"]


def handlers(law: Law) -> tuple[Handler[Any], ...]:
    """Return the handlers of all commands."""
    return (
        *ClueCommands(law).handlers(),
        *DecisionCommands(law).handlers(),
        *ExecutionCommands(law).handlers(),
        *AppealCommands(law).handlers(),
    )
