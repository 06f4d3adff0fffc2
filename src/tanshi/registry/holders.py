"""Everything about holders in one place, for the assembly: who judges, and which facts there are."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.registry import applications, bank_accounts, barred, closing, holder_data, representatives, restrictions
from tanshi.registry.closing import Owes
from tanshi.rules import Law

FACTS = (
    *applications.FACTS,
    *holder_data.FACTS,
    *representatives.FACTS,
    *restrictions.FACTS,
    *barred.FACTS,
    *closing.FACTS,
    *bank_accounts.FACTS,
)


def handlers(law: Law, owes: Owes) -> tuple[Handler[Any], ...]:
    """Return the handlers of all commands about holders, judging under a law."""
    return (
        *applications.ApplicationCommands(law).handlers(),
        *holder_data.HolderDataCommands(law).handlers(),
        *representatives.RepresentativeCommands(law).handlers(),
        *restrictions.RestrictionCommands(law).handlers(),
        *barred.BarredCommands(law).handlers(),
        *closing.ClosingCommands(law, owes).handlers(),
        *bank_accounts.BankAccountCommands(law).handlers(),
    )
