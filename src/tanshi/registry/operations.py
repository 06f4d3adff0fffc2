"""The registry's other operations, gathered: what each law word asks, records and keeps."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.journal.table import Row
from tanshi.registry import (
    auction_offers,
    cancellation,
    carryover,
    freeze,
    paid_allocation,
    pledge,
    pledge_enforcement,
    recovery,
    recovery_tables,
    reversal,
    serials,
    session_request,
    succession,
)
from tanshi.rules import Law

TABLES: tuple[type[Row], ...] = (
    *serials.TABLES,
    *freeze.TABLES,
    *pledge.TABLES,
    *cancellation.TABLES,
    *reversal.TABLES,
    *carryover.TABLES,
    *recovery_tables.TABLES,
    *session_request.TABLES,
    *auction_offers.TABLES,
    *paid_allocation.TABLES,
)

FACTS: tuple[FactType, ...] = (
    *freeze.FACTS,
    *pledge.FACTS,
    *pledge_enforcement.FACTS,
    *cancellation.FACTS,
    *reversal.FACTS,
    *carryover.FACTS,
    *recovery.FACTS,
    *succession.FACTS,
    *session_request.FACTS,
    *auction_offers.FACTS,
    *paid_allocation.FACTS,
)


def handlers(law: Law, prove: cancellation.Prove) -> list[Handler[Any]]:
    """Return the handlers of all these commands, judging under a law; `prove` makes proof codes."""
    return [
        *freeze.HANDLERS,
        *pledge.HANDLERS,
        *pledge_enforcement.EnforcementCommands(law).handlers(),
        *cancellation.HANDLERS,
        *cancellation.CertificateCommands(prove).handlers(),
        *session_request.HANDLERS,
        *auction_offers.HANDLERS,
        *paid_allocation.HANDLERS,
        *reversal.ReversalCommands(law).handlers(),
        *succession.SuccessionCommands(law).handlers(),
    ]
