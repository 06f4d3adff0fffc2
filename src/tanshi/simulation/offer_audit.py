"""The auditor's opinion on one-way auctions: what is set aside and freed, and the booking of a paid allocation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_CASH = "CNY"

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.set_aside_for_auction": {"holder": str, "auction": int, "instrument": str, "amount": int},
    "registry.free_from_auction": {"holder": str, "auction": int, "target": str},
    "registry.book_paid_allocation": {"holder": str, "auction": int, "session": str, "unsold": str},
}
OF_ENTITIES = OF_AUTHORITY = {"registry.set_aside_for_auction"}
OF_EXCHANGE = {"registry.free_from_auction"}
OF_REGISTRY = {"registry.book_paid_allocation"}
CONFIRMED = {"registry.book_paid_allocation"}


class OfferAudit(AuditPart):
    """A mixin of the auditor: what the books must say of what was set aside for auctions.

    An offer: instrument, amount, where it is: held, or the account it was freed to. Booked: sold, revenue, not sold.
    """

    def begin_offers(self) -> None:
        """Nothing was set aside yet."""
        self.set_aside: dict[tuple[int, str], tuple[str, int, str]] = {}
        self.paid: dict[int, tuple[int, int, int]] = {}

    def offers_something(self, holder: str) -> bool:
        """Tell whether something of a holder is set aside."""
        return any(of == holder and place == "held" for (_, of), (_, _, place) in self.set_aside.items())

    def _registry_set_aside_for_auction(self, item: Mapping[str, Any]) -> None:
        holder, auction, instrument, amount = item["holder"], item["auction"], item["instrument"], item["amount"]
        if auction <= 0:
            self.refuse("registry.offer_bad_auction")
        if instrument == _CASH:
            self.free()
        else:
            self.is_unit(instrument)
        self.by_holder(holder, "fund")
        source = self._home(holder, instrument)
        self._may_leave(source, instrument, amount)
        what, before, place = self.set_aside.get((auction, holder), (instrument, 0, "held"))
        if (what, place) != (instrument, "held"):
            self.refuse("registry.offer_of_other_kind")
        self.accounts.add(f"{holder}/offered")
        self.move(source, f"{holder}/offered", instrument, amount)
        self.set_aside[auction, holder] = (instrument, before + amount, "held")

    def _may_leave(self, account: str, instrument: str, amount: int) -> None:
        if account not in self.accounts:
            if amount <= 0:
                self.refuse("registry.amount_not_positive")
            self.refuse("registry.account_not_found")
        self.may_move(account, "system/surrendered", instrument, amount)

    def _home(self, holder: str, instrument: str) -> str:
        return f"{holder}/trading" if instrument == _CASH else f"{holder}/registration"

    def _registry_free_from_auction(self, item: Mapping[str, Any]) -> None:
        holder, auction = item["holder"], item["auction"]
        instrument, amount, place = self.set_aside.get((auction, holder), ("", 0, ""))
        if place != "held":
            self.refuse("registry.offer_not_held")
        if item["target"] not in ("trading", "back"):
            self.refuse("registry.offer_bad_target")
        target = f"{holder}/trading" if item["target"] == "trading" else self._home(holder, instrument)
        if target == f"{holder}/trading":
            self.free()
        if item["target"] == "trading":
            self.not_stopped(holder, "fund")
        self.move(f"{holder}/offered", target, instrument, amount)
        self.set_aside[auction, holder] = (instrument, amount, target)

    def _registry_book_paid_allocation(self, item: Mapping[str, Any]) -> None:
        """Book it; the clock knows whether the offer was freed on the session's day or before."""
        holder, auction, account = item["holder"], item["auction"], f"{item['holder']}/trading"
        if self.listed.get(holder, ("",))[0] != "reserve":
            self.refuse("registry.paid_not_authoritys")
        self.free()
        if auction in self.paid:
            self.refuse("registry.paid_booked")
        instrument, amount, place = self.set_aside.get((auction, holder), ("", 0, ""))
        if place != account or self.answered == "registry.paid_no_offer":
            self.refuse("registry.paid_no_offer")
        if item["unsold"] not in ("keep", "cancel"):
            self.refuse("registry.paid_unknown_unsold")
        sold, revenue = self._sold(holder, instrument, item["session"])
        for what, much in ((_CASH, revenue), (instrument, amount - sold)):
            if much:
                self._may_leave(account, what, much)
        if revenue:
            self._cross(account, "system/bank", "system/bank/auction", "system/auction_revenue", revenue)
        if amount - sold:
            to = "system/cancelled" if item["unsold"] == "cancel" else f"{holder}/registration"
            self.accounts.add(to)
            self.move(account, to, instrument, amount - sold)
        self.paid[auction] = (sold, revenue, amount - sold)

    def _sold(self, holder: str, instrument: str, session: str) -> tuple[int, int]:
        """Return tonnes and fen of a holder's auctioned trades of a session."""
        theirs = [
            trade for (of, _), trade in self.trades.items()
            if (of, trade["seller"], trade["instrument"], trade["method"]) == (session, holder, instrument, "auction")
        ]  # fmt: skip
        return sum(t["quantity_t"] for t in theirs), sum(t["quantity_t"] * t["price_fen"] for t in theirs)

    def rows_of_offers(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        return {
            "SELECT auction, holder, instrument, amount, freed_to FROM registry_auction_offer": {
                (*key, what, amount, "" if place == "held" else place)
                for key, (what, amount, place) in self.set_aside.items()
            },
            "SELECT auction, sold_t, revenue_fen, unsold_t FROM registry_paid_allocation": {
                (auction, *booked) for auction, booked in self.paid.items()
            },
        }
