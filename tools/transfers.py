"""Transfers between holders for the corpus: every fact of them, in the books of the seeded workload."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening

_ORDER = {"holder": "H1", "receiver": "H2", "instrument": "CEA22", "amount_t": 300, "ground": "within_group"}
_HELP = {**_ORDER, "receiver": "H3", "amount_t": 200, "ground": "surrender_help", "reference": "协议2023-17"}

#: Moment, who asks, what.
_ACTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("2023-05-08 10:00", "registry", "issue",
     {"holder": "H1", "instrument": "CEA22", "amount_t": 1_000, "ground": "order", "instruction": "i"}),
    ("2023-05-08 10:05", "H1", "order_transfer", _ORDER),
    ("2023-05-08 10:10", "H1", "trust_account", {"holder": "H1", "receiver": "H2", "reason": "同一集团"}),
    ("2023-05-08 11:00", "H1", "order_transfer", _HELP),
    ("2023-05-08 11:05", "registry", "freeze_transfer", {"transfer": "H1/T2", "reason": "核实中"}),
    ("2023-05-09 09:30", "registry", "release_transfer", {"transfer": "H1/T2", "reason": "已核实"}),
    ("2023-05-10 10:05", "registry", "carry_out_transfer", {"transfer": "H1/T1"}),
    ("2023-05-10 10:10", "H1", "cancel_transfer", {"transfer": "H1/T2", "reason": "不再需要"}),
    ("2023-05-15 10:00", "H1", "order_transfer", {**_ORDER, "amount_t": 50}),
    ("2023-05-15 10:05", "H1", "order_transfer", {**_ORDER, "amount_t": 60, "receiver": "H4"}),
    ("2023-05-15 10:10", "H1", "distrust_account", {"holder": "H1", "receiver": "H2"}),
    ("2023-05-15 10:15", "H1", "freeze_transfer", {"transfer": "H1/T4", "reason": "误操作"}),
    ("2023-05-15 11:00", "registry", "restrict_holder", {"holder": "H1", "ground": "inquiry", "text": "调查"}),
    ("2023-05-15 14:00", "registry", "carry_out_transfer", {"transfer": "H1/T3"}),
)  # fmt: skip


def order_transfers(market: Market, clock: SimulatedClock) -> None:
    """Order, freeze, release, carry out and cancel transfers, trust an account and distrust it."""
    market.execute(opening())
    for number, (moment, body, word, item) in enumerate(_ACTS):
        day, at = moment.split()
        clock.put_day(date.fromisoformat(day), time.fromisoformat(at))
        kind = f"registry.{word}"
        second = f"{body}/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(f"transfers/{number}", body, f"{body}/1", kind, [item], second)])
        assert answer.done, answer
