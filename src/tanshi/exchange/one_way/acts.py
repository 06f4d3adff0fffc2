"""All acts on one-way auctions, gathered."""

from __future__ import annotations

from typing import Any

from tanshi.exchange.one_way import applications, bidders, notices, paid_allocation, results
from tanshi.exchange.one_way.registry_side import RegistrySide
from tanshi.exchange.one_way.tables import TABLES
from tanshi.exchange.participants import Accounts
from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.rules import Law

__all__ = ["FACTS", "TABLES", "handlers"]

FACTS: tuple[FactType, ...] = (
    *applications.FACTS,
    *paid_allocation.FACTS,
    *notices.FACTS,
    *bidders.FACTS,
    *results.FACTS,
)


def handlers(law: Law, registry: RegistrySide, accounts: Accounts) -> tuple[Handler[Any], ...]:
    """Return the handlers of all these commands, judging under a law."""
    return (
        *applications.ApplicationCommands(law, registry).handlers(),
        *paid_allocation.PaidAllocationCommands(law, registry, accounts).handlers(),
        *notices.NoticeCommands(law, registry).handlers(),
        *bidders.BidderCommands(law, registry).handlers(),
        *results.HANDLERS,
    )
