"""What a session's process did, as one line of JSON now and then."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field

#: So many of the last waits for the disk are looked at.
_WAITS = 8192


@dataclass(slots=True)
class Metrics:
    """Counts since the start; `waits_s`: of the last lots for the disk."""

    lots: int = 0
    messages: int = 0
    trades: int = 0
    connections: int = 0
    refused: int = 0
    dropped: int = 0  # they read too slowly
    largest_lot: int = 0
    waits_s: deque[float] = field(default_factory=lambda: deque(maxlen=_WAITS))

    def lot(self, messages: int, trades: int, wait_s: float) -> None:
        """Count a lot."""
        self.lots += 1
        self.messages += messages
        self.trades += trades
        self.largest_lot = max(self.largest_lot, messages)
        self.waits_s.append(wait_s)

    def line(self) -> str:
        """Return the counts and the percentiles of the waits, in microseconds."""
        waits = sorted(self.waits_s) or [0.0]
        shares = {f"disk_us_p{share}": round(1e6 * waits[len(waits) * share // 100]) for share in (50, 90, 99)}
        counts = ("lots", "messages", "trades", "connections", "refused", "dropped", "largest_lot")
        return json.dumps({name: getattr(self, name) for name in counts} | shares)
