"""Compliance for samples and tests: an obligation that was corrected twice, a shortfall that was made good.

No act changes what was confirmed; `emitting` puts another amount into what the allocation is approved with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from tanshi.allocation.commands import AllocationCommands
from tanshi.allocation.events import Approved
from tanshi.application.market import Market
from tanshi.core.clock import CHINA, SimulatedClock
from tools.allocation_round import PERIOD, PROVINCE, Round


@dataclass(slots=True)
class Emitted:
    """What the plant is found to have emitted, in tonnes."""

    t: int


@contextmanager
def emitting(found: Emitted) -> Iterator[None]:
    """Approve allocations with what is found, while it lasts."""
    computed = AllocationCommands.approval

    def approval(self: AllocationCommands, request: Any, rows: Any, act: Any) -> Any:
        judged = computed(self, request, rows, act)
        return replace(judged, obligation_t=found.t, verified_t=found.t) if isinstance(judged, Approved) else judged

    with patch.object(AllocationCommands, "approval", approval):
        yield


def approved(market: Market) -> Round:
    """Return the round with N1's year confirmed and its allocation approved."""
    made = Round(market)
    made.enrol()
    made.confirm("N1", PERIOD, 50_000_00)
    made.must(PROVINCE, "allocation.approve", made.of("N1"))
    return made


def hold_compliance(market: Market, clock: SimulatedClock) -> None:
    """Set an obligation, correct it, fall short, make it good, correct it again and assess anew."""
    found = Emitted(1_000)
    with emitting(found):
        made = approved(market)
        made.must(PROVINCE, "compliance.set_obligation", made.of("N1"))
        note = {"instrument": "CEA22", "surrendered_on": "2023-08-01"}
        made.must("registry", "compliance.note_surrender", made.of("N1", number=1, amount_t=600, **note))
        _correct(made, found, 1_100)
        clock.put(clock.now().astimezone(CHINA).replace(year=2024, month=1, day=2))
        made.must(PROVINCE, "compliance.assess", made.of("N1", mean_price_fen="8000"))
        late = {**note, "surrendered_on": "2024-01-02"}
        made.must("registry", "compliance.note_surrender", made.of("N1", number=2, amount_t=100, **late))
        _correct(made, found, 900)
        made.must(PROVINCE, "compliance.assess", made.of("N1", mean_price_fen="8000"))
        made.must("registry", "compliance.note_surrender", made.of("N1", number=3, amount_t=200, **late))


def _correct(made: Round, found: Emitted, amount: int) -> None:
    found.t = amount
    reason = {"reason": "核查结果更正"}
    correct = made.of("N1", stage="settle_up", ground="emission_changed", **reason)
    made.must(PROVINCE, "allocation.correct", correct)
    made.must(PROVINCE, "compliance.correct_obligation", made.of("N1", **reason))
