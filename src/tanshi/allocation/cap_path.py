"""A scenario, not in force: an absolute cap that falls year by year, and a paid share sold in one-way auctions.

The cap of a year is split to the tonne: each entity's free part is its benchmark amount scaled to the free part of the
cap, rounded down; everything else is offered in auctions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib import resources

from tanshi.core.exact import decimal, floor
from tanshi.core.texts import load_yaml


@dataclass(frozen=True, slots=True)
class CapPath:
    """The numbers of a scenario. `cut`: share of the base total by which the cap falls each year."""

    first_year: int
    cut: Fraction
    paid_from: int
    paid_first: Fraction
    paid_step: Fraction
    paid_most: Fraction

    @staticmethod
    def of(**given: str) -> CapPath:
        """Return the scenario of our own data, with what is given instead; ValueError where a number cannot be."""
        value = dict(load_yaml(resources.files("tanshi.allocation").joinpath("cap_path.yaml").read_text("utf-8")))
        value |= {name: number for name, number in given.items() if number}
        found = CapPath(
            int(value["first_year"]), decimal(value["cut"]), int(value["paid_from"]), decimal(value["paid_first"]),
            decimal(value["paid_step"]), decimal(value["paid_most"]),
        )  # fmt: skip
        shares = (found.cut, found.paid_first, found.paid_step, found.paid_most)
        if any(not 0 <= share <= 1 for share in shares) or found.paid_first > found.paid_most:
            raise ValueError("shares are between 0 and 1, and the first paid share is not above the most")
        return found

    def cap_t(self, base_t: int, year: int) -> int:
        """Return a year's cap in whole tonnes; before the first year it is the base."""
        years = max(0, year - self.first_year + 1)
        return max(0, floor(base_t * (1 - self.cut * years)))

    def paid_share(self, year: int) -> Fraction:
        """Return the share of a year's cap that is offered in auctions."""
        if year < self.paid_from:
            return Fraction(0)
        return min(self.paid_most, self.paid_first + self.paid_step * (year - self.paid_from))


@dataclass(frozen=True, slots=True)
class CapYear:
    """A year of the path. Whole tonnes; `free`: of each entity; `cap_t` is free and auction together."""

    year: int
    cap_t: int
    paid_share: Fraction
    free_t: int
    auction_t: int
    factor: Fraction
    free: Mapping[str, int]

    @property
    def without_entities(self) -> CapYear:
        return replace(self, free={})


def cap_years(path: CapPath, base_t: int, by_benchmark: Mapping[str, int], years: Sequence[int]) -> list[CapYear]:
    """Return the years of a path over entities whose benchmark amounts stay as they are; `base_t` precedes the cuts."""
    total = sum(by_benchmark.values())
    found = []
    for year in years:
        cap = path.cap_t(base_t, year)
        share = path.paid_share(year)
        wanted = cap - floor(cap * share)
        factor = min(Fraction(1), Fraction(wanted, total)) if total else Fraction(0)
        free = {entity: floor(amount * factor) for entity, amount in by_benchmark.items()}
        given = sum(free.values())
        found.append(CapYear(year, cap, share, given, cap - given, factor, free))
    return found
