"""What the voluntary market is made of: its tables, facts and commands."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.journal.table import Row
from tanshi.rules import Law
from tanshi.voluntary import (
    accounts,
    bodies,
    false_units,
    green,
    invoice_tables,
    invoices,
    known,
    projects,
    reductions,
    sessions,
    step_facts,
    steps,
    tables,
    trades,
    unit_tables,
    units,
    use,
)
from tanshi.voluntary.offset_room import Rooms

TABLES: tuple[type[Row], ...] = (*tables.TABLES, *unit_tables.TABLES, *sessions.TABLES, *invoice_tables.TABLES)

FACTS: tuple[FactType, ...] = (
    *accounts.FACTS,
    *bodies.FACTS,
    *known.FACTS,
    *projects.FACTS,
    *reductions.FACTS,
    *step_facts.FACTS,
    *green.FACTS,
    *units.FACTS,
    *trades.FACTS,
    *sessions.FACTS,
    *use.FACTS,
    *false_units.FACTS,
    *invoices.FACTS,
)

UPCASTERS = trades.UPCASTERS


def handlers(law: Law, prove: use.Prove, rooms: Rooms) -> tuple[Handler[Any], ...]:
    """Return the handlers of all commands; `prove` makes proof codes of certificates, `rooms` says what compliance
    allowed to offset.
    """
    return (
        *accounts.AccountCommands(law).handlers(),
        *bodies.BodyCommands(law).handlers(),
        *known.HANDLERS,
        *projects.ProjectCommands(law).handlers(),
        *reductions.ReductionCommands(law).handlers(),
        *steps.StepCommands(law).handlers(),
        *green.HANDLERS,
        *units.HANDLERS,
        *trades.TradeCommands(law).handlers(),
        *sessions.HANDLERS,
        *use.UseCommands(prove, rooms).handlers(),
        *false_units.RemedyCommands(law).handlers(),
        *invoices.InvoiceCommands(law).handlers(),
    )
