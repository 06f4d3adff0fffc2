"""What a plan of fulfilment starts from: the position of a firm, prices as scenarios, measures that save emissions.

Tonnes are whole, money is fen; weights of scenarios are exact shares that add to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from tanshi.compliance.carryover import CarryOverTerms
from tanshi.compliance.eligibility import has_text
from tanshi.core.exact import floor
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.rules import Cited, Law
from tanshi.rules.law import NoTextInForce


@dataclass(frozen=True, slots=True)
class Keeping:
    """How much a firm may carry over of what is left: `base_t` and `times` its net sales; nothing if it was late.

    `net_sold_t` is of the selling days so far, below zero if more was bought; `selling`: they are not over.
    """

    base_t: int
    times: Fraction
    net_sold_t: int
    selling: bool
    late: bool
    source: str

    def most_t(self, sold_t: int) -> int:
        """Return the most that may be kept if so much is sold from now on."""
        net = self.net_sold_t + (sold_t if self.selling else 0)
        return 0 if self.late else self.base_t + floor(max(0, net) * self.times)


@dataclass(frozen=True, slots=True)
class Position:
    """What a firm owes and has. `held_t`: allowances that may be surrendered for it, with what was surrendered."""

    entity: str
    obligation_t: int
    held_t: int
    borrow_limit_t: int = 0
    surrendered_t: int = 0  # of `held_t`: it cannot be sold any more
    offset_t: int = 0  # of `surrendered_t`: credits, which count against their share
    keeping: Keeping | None = None  # None: no text limits what is kept

    @property
    def gap_t(self) -> int:
        """Allowances that miss; negative: left over."""
        return self.obligation_t - self.held_t


@dataclass(frozen=True, slots=True)
class Scenario:
    """A price of allowances until the deadline, and next year's, at which a borrowed or kept tonne counts."""

    name: str
    weight: Fraction
    price_fen: int
    next_fen: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A step of the marginal cost curve: from `least_t`, if it is taken at all, to `most_t`; `fixed_fen` once.

    `lost_share`: of each saved tonne, what the allocation loses with it, because less is made.
    """

    name: str
    most_t: int
    cost_fen: int  # per t
    fixed_fen: int = 0
    least_t: int = 0
    entity: str = ""  # "": of every firm
    lost_share: Fraction = Fraction(0)

    def lost_t(self, saved_t: int) -> int:
        """Return what the allocation loses, rounded up."""
        return ceil(saved_t * self.lost_share)


@dataclass(frozen=True, slots=True)
class Terms:
    """Prices and what may be done. `offset_fen` None: no credits to be had; `keep_share`: of the next year's price
    that a kept tonne is worth to the firm; None: all of it where a text lets it be carried over, nothing elsewhere.
    """

    price_fen: int
    scenarios: tuple[Scenario, ...]
    offset_share: Cited
    offset_fen: int | None = None
    offset_most_t: int | None = None
    keep_share: Fraction | None = None
    fee_share: Fraction = Fraction(0)  # of the value, on buying and on selling
    measures: tuple[Measure, ...] = ()

    def of(self, entity: str) -> tuple[Measure, ...]:
        """Return the measures a firm may take."""
        return tuple(m for m in self.measures if m.entity in ("", entity))

    def kept_share(self, position: Position) -> Fraction:
        """Return what share of the next year's price a tonne is worth that a firm keeps."""
        if self.keep_share is not None:
            return self.keep_share
        return Fraction(0 if position.keeping is None else 1)

    @property
    def later(self) -> bool:
        """Whether waiting can bring another price than today's."""
        return any(s.price_fen != self.price_fen for s in self.scenarios)


def offset_share(law: Law, on: date) -> Cited:
    """Return the greatest share of an obligation that credits may cover on a day."""
    return law.value("compliance.ccer_share", on)


def must_serve(law: Law, terms: Terms, period: str) -> None:
    """Refuse credits in a plan for a period of which no text says which serve. Raises `Problem`."""
    if terms.offset_fen is not None and period and not has_text(law, period):
        raise problem("offset.no_text", where="offset_cny", period=period)


def carrying(law: Law, period: str, on: date) -> CarryOverTerms | None:
    """Return the terms by which what is left of a period's vintages may be carried over, if a text has any on a day."""
    try:
        terms = CarryOverTerms.of(law, on)
        vintages = law.value("compliance.eligible_vintages", Period.named(period).first_day).value
    except (NoTextInForce, ValueError):
        return None
    applies = not set(vintages).isdisjoint(terms.vintages) and on.isoformat() <= terms.apply_until
    return terms if applies else None


def keeping(terms: CarryOverTerms | None, law: Law, on: date, net_sold_t: int, late: bool = False) -> Keeping | None:
    """Return a firm's limit under the terms of a carry-over."""
    if terms is None:
        return None
    selling = on.isoformat() <= terms.sold_to
    return Keeping(terms.base_t, terms.times, net_sold_t, selling, late, law.reference(terms.cited.citation))
