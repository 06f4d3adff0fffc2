"""What a plan of fulfilment starts from: the position of a firm, prices as scenarios, measures that save emissions.

Tonnes are whole, money is fen; weights of scenarios are exact shares that add to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.compliance.eligibility import has_text
from tanshi.core.finding import problem
from tanshi.rules import Cited, Law


@dataclass(frozen=True, slots=True)
class Position:
    """What a firm owes and has. `held_t`: allowances that may be surrendered for it, with what was surrendered."""

    entity: str
    obligation_t: int
    held_t: int
    borrow_limit_t: int = 0
    surrendered_t: int = 0  # of `held_t`: it cannot be sold any more
    offset_t: int = 0  # of `surrendered_t`: credits, which count against their share

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
    """A step of the marginal cost curve: from `least_t`, if it is taken at all, to `most_t`; `fixed_fen` once."""

    name: str
    most_t: int
    cost_fen: int  # per t
    fixed_fen: int = 0
    least_t: int = 0
    entity: str = ""  # "": of every firm


@dataclass(frozen=True, slots=True)
class Terms:
    """Prices and what may be done. `offset_fen` None: no credits to be had; `keep_share`: of the next year's price
    that a kept tonne is worth to the firm, 0 where nothing may be carried over.
    """

    price_fen: int
    scenarios: tuple[Scenario, ...]
    offset_share: Cited
    offset_fen: int | None = None
    offset_most_t: int | None = None
    keep_share: Fraction = Fraction(0)
    fee_share: Fraction = Fraction(0)  # of the value, on buying and on selling
    measures: tuple[Measure, ...] = ()

    def of(self, entity: str) -> tuple[Measure, ...]:
        """Return the measures a firm may take."""
        return tuple(m for m in self.measures if m.entity in ("", entity))


def offset_share(law: Law, on: date) -> Cited:
    """Return the greatest share of an obligation that credits may cover on a day."""
    return law.value("compliance.ccer_share", on)


def must_serve(law: Law, terms: Terms, period: str) -> None:
    """Refuse credits in a plan for a period of which no text says which serve. Raises `Problem`."""
    if terms.offset_fen is not None and period and not has_text(law, period):
        raise problem("offset.no_text", where="offset_cny", period=period)
