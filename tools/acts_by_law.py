"""What becomes of holdings by law, one act of every kind: for the samples of the corpus."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command

_NUMBERS = count(1)
_ORDER = {"ground": "order", "instruction": "paper/1"}

Acts = tuple[tuple[str, str, dict[str, Any]], ...]


#: Who asks, for what, with which item; the workload's opening set the stage.
CARRY_OVER: Acts = (
    ("registry", "registry.carry_over", {"holder": "H1", "number": 1}),
    ("registry", "registry.refuse_carry_over", {"holder": "H1", "number": 2, "reason": "withdrawn by the holder"}),
    ("registry", "registry.correct_carry_over", {"holder": "H1", "number": 1, "amount_t": 30, "paper": "p/1"}),
)


def carry_over(market: Market, clock: SimulatedClock) -> None:
    """Apply three times; one is carried out and corrected in part, one refused, one waits."""
    do(market, "registry", "registry.list_instrument", {"instrument": "CEA25", "approved_by": "plan"})
    do(market, "registry", "registry.issue", {"holder": "H1", "instrument": "CEA22", "amount_t": 500, **_ORDER})
    clock.put_day(date(2026, 2, 2))
    for amount in (100, 50, 25):
        do(market, "H1", "registry.apply_carry_over", {"holder": "H1", "instrument": "CEA22", "amount_t": amount})
    for act in CARRY_OVER:
        do(market, *act)


def do(market: Market, who: str, kind: str, item: dict[str, Any]) -> None:
    """Do an act that must be done."""
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"law/{next(_NUMBERS)}", who, f"{who}/1", kind, [item], second)])
    assert answer.done, (kind, answer.message("en"))
