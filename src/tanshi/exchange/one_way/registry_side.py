"""What the exchange knows of the registry's books when it judges auctions."""

from __future__ import annotations

from typing import Protocol

from tanshi.registry.account_ids import trading
from tanshi.registry.auction_offers import HELD, OfferRow
from tanshi.registry.moves import is_tradable
from tanshi.registry.tables import CASH, HoldingRow, InstrumentRow
from tanshi.rulemaking.law import Known
from tanshi.rulemaking.tables import VintageRow


class RegistrySide(Protocol):
    """What the registry has told, or what its rows say where both keep one database."""

    def product(self, instrument: str, day: str, rows: Known) -> str:
        """Return the kind of a product that may be traded on a day, "" if there is none of that name."""
        ...

    def offered(self, auction: int, holder: str, rows: Known) -> tuple[int, str]:
        """Return what is set aside for an auction (tonnes, or fen of a buyer), and since which day all of it is."""
        ...

    def trading_balance(self, holder: str, instrument: str, rows: Known) -> int:
        """Return what a holder has on its trading account: tonnes, or fen of `CASH`."""
        ...


class RegistryRows:
    """The registry's own rows."""

    def product(self, instrument: str, day: str, rows: Known) -> str:
        found = rows.get(InstrumentRow, instrument)
        return found.kind if found is not None and is_tradable(found, day) else ""

    def offered(self, auction: int, holder: str, rows: Known) -> tuple[int, str]:
        found = rows.get(OfferRow, (auction, holder))
        return (found.amount, found.since) if found is not None and found.state == HELD else (0, "")

    def trading_balance(self, holder: str, instrument: str, rows: Known) -> int:
        found = rows.get(HoldingRow, (trading(holder), instrument))
        return found.amount if found is not None else 0


def paid_left_t(instrument: str, day: str, rows: Known) -> int:
    """Return the paid share (有偿分配部分) a vintage's plan states on a day, in tonnes."""
    found = rows.get(VintageRow, instrument)
    return found.paid_t if found is not None and found.stands_on(day) else 0


__all__ = ["CASH", "RegistryRows", "RegistrySide", "paid_left_t"]
