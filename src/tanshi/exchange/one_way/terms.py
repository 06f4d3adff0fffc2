"""What the law says about one-way auctions of a class of products on a day, in integers and fractions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.core.working_days import working_day_before
from tanshi.exchange.one_way.tables import SELL
from tanshi.exchange.product_class import ProductClass
from tanshi.rules import Law

#: The classes auctions are held in: those whose terms have the parameters of auctions.
_TERMS = "exchange"


@dataclass(frozen=True, slots=True)
class AuctionTerms:
    """Terms of auctions on a day. Days are working days, shares of the previous close; hours (first, last) as 09:30."""

    product: ProductClass
    minimum_t: int
    modes: tuple[str, ...]
    reserves: tuple[str, ...]
    limit: Fraction
    apply_days: int
    review_days: int
    funding_days: int
    notice_days: int
    bidder_days: int
    deposit_share: Fraction
    papers: tuple[str, ...]
    hours: tuple[tuple[str, str], ...]
    citation: str

    @staticmethod
    def of(law: Law, kind: str, day: date) -> AuctionTerms | None:
        """Return the terms of a kind of products; None: it is not auctioned. Raises `NoTextInForce`."""
        classes = law.table("exchange.product_classes", day)
        if kind not in classes or classes[kind].value["terms"] != _TERMS:
            return None
        names = ("minimum_t", "modes", "reserves", "limit", "deposit_share", "papers")
        found = {name: law.value(f"{_TERMS}.auction_{name}", day) for name in names}
        days = {
            name: law.value(f"{_TERMS}.auction_{name}_days", day).integer
            for name in ("apply", "review", "funding", "notice", "bidder")
        }
        hours = law.table(f"{_TERMS}.auction_hours", day)["auction"].value
        return AuctionTerms(
            product=ProductClass.of(law, kind, day),
            minimum_t=found["minimum_t"].integer,
            modes=tuple(found["modes"].value),
            reserves=tuple(found["reserves"].value),
            limit=found["limit"].number,
            deposit_share=found["deposit_share"].number,
            papers=tuple(found["papers"].value),
            hours=tuple((first, last) for first, last in hours),
            citation=law.reference(found["minimum_t"].citation),
            **{f"{name}_days": count for name, count in days.items()},
        )

    def prices(self, side: str, reserve: str, reserve_fen: int, close_fen: int) -> tuple[int, int]:
        """Return the reserve price and the limit of bids from the previous close, in fen, on the tick.

        A seller takes bids from its reserve up to the limit, a buyer from the limit up to its reserve.
        """
        down, up = (Fraction(reserve or 0), self.limit) if side == SELL else (self.limit, Fraction(reserve or 0))
        low, high = self.product.limits(1 - down, 1 + up, close_fen)
        asked, limit = (low, high) if side == SELL else (high, low)
        return reserve_fen or asked, limit

    def is_within(self, opens: str, closes: str) -> bool:
        """Tell whether bids may be taken from one minute to another: within one of the law's hours."""
        return opens < closes and any(first <= opens and closes <= last for first, last in self.hours)

    def shown_hours(self) -> str:
        """Return the law's hours as text."""
        return ", ".join(f"{first}–{last}" for first, last in self.hours)


def day_before(day: str, count: int) -> str:
    """Return the working day that lies so many working days before a legal day."""
    return working_day_before(date.fromisoformat(day), count).isoformat()


def is_whole(quantity_t: int, lot_t: int) -> bool:
    """Tell whether a quantity is above zero and of whole lots."""
    return quantity_t > 0 and quantity_t % lot_t == 0


def named(words: Iterable[str]) -> str:
    """Return words as messages list them."""
    return ", ".join(words)
