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


#: A freeze, a pledge that was given and one that was taken, money: all of it goes to H2.
_FREEZE = {"holder": "H1", "place": "trading", "instrument": "CEA22", "amount_t": 30, "organ": "court", "paper": "f/1"}
SUCCESSION: Acts = (
    ("registry", "registry.issue", {"holder": "H1", "instrument": "CEA22", "amount_t": 500, **_ORDER}),
    ("H1", "registry.fund_trading", {"holder": "H1", "instrument": "CEA22", "amount_t": 20}),
    ("registry", "registry.freeze", {**_FREEZE, "until_day": "2027-12-31"}),
    ("H1", "registry.offer_pledge", {
        "holder": "H1", "pledgee": "H3", "instrument": "CEA22", "amount_t": 10, "contract": "c/1"}),
    ("H3", "registry.accept_pledge", {"pledgee": "H3", "holder": "H1", "number": 1}),
    ("registry", "registry.issue", {"holder": "H4", "instrument": "CEA22", "amount_t": 9, **_ORDER}),
    ("H4", "registry.offer_pledge", {
        "holder": "H4", "pledgee": "H1", "instrument": "CEA22", "amount_t": 9, "contract": "c/2"}),
    ("H1", "registry.accept_pledge", {"pledgee": "H1", "holder": "H4", "number": 1}),
    ("mee", "participants.merge_entities", {"heir": "H2", "merged": ["H1"], "ground": "p/1"}),
    ("registry", "registry.succeed", {
        "holder": "H1", "ground": "merger", "evidence_sha256": "a" * 64, "heir": "H2"}),
)  # fmt: skip


def succeed(market: Market) -> None:
    """Put one holder in the place of another, with a freeze and pledges."""
    for act in SUCCESSION:
        do(market, *act)


#: More was issued than was due; some of it is brought, some replaced, and the rest ends by a decision.
RECOVERY: Acts = (
    ("registry", "registry.issue", {"holder": "H1", "instrument": "CEA22", "amount_t": 20, **_ORDER}),
    ("registry", "registry.issue", {"holder": "H1", "instrument": "CEA21", "amount_t": 20, **_ORDER}),
    ("registry", "registry.order_recovery", {"holder": "H1", "instrument": "CEA22", "amount_t": 50, **_ORDER}),
    ("registry", "registry.collect_recovery", {"holder": "H1", "number": 1, "instrument": "CEA22", "amount_t": 20}),
    ("registry", "registry.collect_recovery", {"holder": "H1", "number": 1, "instrument": "CEA21", "amount_t": 10}),
    ("registry", "registry.close_recovery", {"holder": "H1", "number": 1, "ground": "decision", "paper": "p/1"}),
    ("registry", "registry.order_recovery", {"holder": "H1", "instrument": "CEA21", "amount_t": 5, **_ORDER}),
    ("registry", "registry.collect_recovery", {"holder": "H1", "number": 2, "instrument": "CEA21", "amount_t": 5}),
    ("registry", "registry.order_recovery", {"holder": "H2", "instrument": "CEA21", "amount_t": 9, **_ORDER}),
)  # fmt: skip


def recover(market: Market) -> None:
    """Recover what was issued in excess: in part, in whole, and not yet."""
    for act in RECOVERY:
        do(market, *act)


def do(market: Market, who: str, kind: str, item: dict[str, Any]) -> None:
    """Do an act that must be done."""
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"law/{next(_NUMBERS)}", who, f"{who}/1", kind, [item], second)])
    assert answer.done, (kind, answer.message("en"))
