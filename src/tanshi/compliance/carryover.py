"""Carry-over (结转): how much of its old vintages an entity may turn into a later one, by what it sold on the market.

Only the amount is computed here; the acts of applying, freezing and converting are the registry's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.core.exact import decimal, floor
from tanshi.journal.engine import Reads
from tanshi.rules import Cited, Law


@dataclass(frozen=True, slots=True)
class CarryOverTerms:
    """The terms of a carry-over: days are legal days, both ends included."""

    base_t: int
    times: Fraction
    sold_from: str
    sold_to: str
    held_on: str
    vintages: tuple[str, ...]
    into: str
    not_late_for: tuple[str, ...]
    cited: Cited

    @staticmethod
    def newest(law: Law) -> CarryOverTerms:
        """Return the terms of the newest carry-over there is."""
        return CarryOverTerms.of(law, max(e.from_day for e in law.parameter("compliance.carry_over").entries))

    @staticmethod
    def of(law: Law, on: date) -> CarryOverTerms:
        """Return the terms that hold on a day; `NoTextInForce` if there is no carry-over then."""
        cited = law.value("compliance.carry_over", on)
        v = cited.value
        return CarryOverTerms(
            int(v["base_t"]), decimal(v["times"]), v["sold_from"], v["sold_to"], v["held_on"], tuple(v["vintages"]),
            v["into"], tuple(v["not_late_for"]), cited,
        )  # fmt: skip

    def most_t(self, sold_t: int, bought_t: int, held_t: int) -> int:
        """Return the most that is carried over, in whole tonnes."""
        net = max(0, sold_t - bought_t)
        return min(held_t, self.base_t + floor(net * self.times))


@dataclass(frozen=True, slots=True)
class CarryOver:
    """What an entity may carry over. `late_for`: periods for which it was late, which bar it; amounts in tonnes."""

    entity: str
    sold_t: int
    bought_t: int
    held_t: int
    late_for: tuple[str, ...]
    most_t: int


def carry_overs(terms: CarryOverTerms, view: Reads) -> list[CarryOver]:
    """Return what every holder of the old vintages may carry over by these books, by entity.

    Held is what stood on both accounts at the end of the day: the balance after the last transfer up to it.
    """
    sold, bought = (_traded(terms, view, side) for side in ("seller", "buyer"))
    held = _held(terms, view)
    late = _late(terms, view)
    found = []
    for entity in sorted(held):
        sold_t, bought_t, barred = sold.get(entity, 0), bought.get(entity, 0), late.get(entity, ())
        most = 0 if barred else terms.most_t(sold_t, bought_t, held[entity])
        found.append(CarryOver(entity, sold_t, bought_t, held[entity], barred, most))
    return found


def _marks(terms: CarryOverTerms) -> str:
    return ", ".join("?" * len(terms.vintages))


def _traded(terms: CarryOverTerms, view: Reads, side: str) -> Mapping[str, int]:
    rows = view.fetch(
        f"SELECT {side}, SUM(quantity_t) FROM registry_trade WHERE session >= ? AND session <= ?"
        f" AND instrument IN ({_marks(terms)}) GROUP BY {side}",
        [terms.sold_from, terms.sold_to, *terms.vintages],
    )
    return {entity: int(tonnes) for entity, tonnes in rows}


def _held(terms: CarryOverTerms, view: Reads) -> dict[str, int]:
    """Return what each holder's accounts had of the vintages at the end of the day: what came less what went."""
    found: dict[str, int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = view.fetch(
            f"SELECT a.holder, SUM(t.amount) FROM registry_transfer AS t JOIN registry_account AS a ON a.id = t.{side}"
            f" WHERE a.kind <> 'system' AND t.day <= ? AND t.instrument IN ({_marks(terms)}) GROUP BY a.holder",
            [terms.held_on, *terms.vintages],
        )
        for holder, tonnes in rows:
            found[holder] = found.get(holder, 0) + sign * int(tonnes)
    return {holder: tonnes for holder, tonnes in found.items() if tonnes}


def _late(terms: CarryOverTerms, view: Reads) -> Mapping[str, tuple[str, ...]]:
    marks = ", ".join("?" * len(terms.not_late_for))
    rows = view.fetch(
        f"SELECT entity, period FROM compliance_obligation WHERE state = 'short' AND period IN ({marks})"
        " ORDER BY entity, period",
        list(terms.not_late_for),
    )
    found: dict[str, tuple[str, ...]] = {}
    for entity, period in rows:
        found[entity] = (*found.get(entity, ()), period)
    return found
