"""What is done about money and the day, gathered: withdrawals, the bank's lines, fees, the closing of the day."""

from __future__ import annotations

from typing import Any

from tanshi.journal.command import Handler
from tanshi.journal.fact import FactType
from tanshi.registry import bank_lines, day_closing, invoices, trade_fees, withdrawal
from tanshi.rules import Law

FACTS: tuple[FactType, ...] = (
    *withdrawal.FACTS,
    *bank_lines.FACTS,
    *invoices.FACTS,
    *trade_fees.FACTS,
    *day_closing.FACTS,
)

UPCASTERS = invoices.UPCASTERS


def handlers(law: Law) -> list[Handler[Any]]:
    """Return the handlers of all these commands, judging under a law."""
    return [
        *withdrawal.HANDLERS,
        *bank_lines.HANDLERS,
        *invoices.InvoiceCommands(law).handlers(),
        *trade_fees.TradeFeeCommands(law).handlers(),
        *day_closing.DayCommands(law).handlers(),
    ]
