"""How the accounts of a holder are called."""

from __future__ import annotations


def registration(holder: str) -> str:
    """Return the id of a holder's registration account (登记账户)."""
    return f"{holder}/registration"


def trading(holder: str) -> str:
    """Return the id of a holder's trading account (交易账户), which also holds its money."""
    return f"{holder}/trading"


def frozen(holder: str) -> str:
    """Return the id of the account on which a holder's frozen units (冻结) stand."""
    return f"{holder}/frozen"


def pledged(holder: str) -> str:
    """Return the id of the account on which a holder's pledged units (质押) stand."""
    return f"{holder}/pledged"


def pending(holder: str) -> str:
    """Return the id of the account on which the units of a holder's open orders of transfer (待转让) stand."""
    return f"{holder}/pending"


def offered(holder: str) -> str:
    """Return the id of the account on which what a holder set aside for one-way auctions stands."""
    return f"{holder}/offered"


def carrying(holder: str) -> str:
    """Return the id of the account on which the units of a holder's open applications for a carry-over stand."""
    return f"{holder}/carrying"
