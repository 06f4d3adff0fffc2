"""The registry's other operations, gathered: what each law word asks, records and keeps."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.journal.table import Row
from tanshi.registry import cancellation, carryover, freeze, pledge, reversal, serials
from tanshi.rules import Law

TABLES: tuple[type[Row], ...] = (
    *serials.TABLES,
    *freeze.TABLES,
    *pledge.TABLES,
    *cancellation.TABLES,
    *reversal.TABLES,
    *carryover.TABLES,
)

FACTS: tuple[FactType, ...] = (
    *freeze.FACTS,
    *pledge.FACTS,
    *cancellation.FACTS,
    *reversal.FACTS,
    *carryover.FACTS,
)


def handlers(law: Law) -> list[Handler[Any]]:
    """Return the handlers of all these commands, judging under a law."""
    return [
        *freeze.HANDLERS,
        *pledge.HANDLERS,
        *cancellation.HANDLERS,
        *reversal.ReversalCommands(law).handlers(),
    ]
