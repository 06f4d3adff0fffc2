"""How the accounts of a holder are called."""

from __future__ import annotations


def registration(holder: str) -> str:
    """Return the id of a holder's registration account (登记账户)."""
    return f"{holder}/registration"


def trading(holder: str) -> str:
    """Return the id of a holder's trading account (交易账户), which also holds its money."""
    return f"{holder}/trading"
