"""The chart of an instrument that is traded: minutes and five minutes of the session, then its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tanshi.core.catalogue import Language, text
from tanshi.core.money import yuan
from tanshi.exchange.tables import QuoteRow
from tanshi.server import charts

_MINUTE_MS = 60_000


def clock(time_ms: int, *, seconds: bool = False) -> str:
    """Return a time of the day as a clock in China shows it."""
    minutes, rest = divmod(time_ms, _MINUTE_MS)
    shown = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{shown}:{rest // 1000:02}" if seconds else shown


def chart(
    instrument: str, bars: Mapping[int, Sequence[Mapping[str, int]]], days: Sequence[QuoteRow], language: Language
) -> charts.Figure:
    """Return candles of listing trades: `bars` of the session by their seconds, the shortest first, and days."""
    drawn = charts.market(days, language)
    groups = [_group(text(f"trading.bars_{seconds}", language), rows) for seconds, rows in sorted(bars.items()) if rows]
    daily = [{**group, "name": text("trading.bars_0", language)} for group in drawn.data["vintages"]]
    shown = bars[min(bars)] if bars else ()
    traded = [bar["quantity_t"] for rows in bars.values() for bar in rows] + [d.listed_t + d.block_t for d in days]
    return charts.Figure(
        kind="candles",
        title=text("trading.chart", language, {"instrument": instrument}),
        unit=drawn.unit,
        data={**drawn.data, "vintages": [*groups, *daily], **charts.axis_scale(max(traded, default=0), language)},
        heads=tuple(text(code, language) for code in _HEADS),
        rows=[
            (clock(b["from_ms"]), *(yuan(b[k]) for k in _PRICES), b["quantity_t"], b["trades"]) for b in reversed(shown)
        ],
    )


_PRICES = ("open_fen", "high_fen", "low_fen", "last_fen")
_HEADS = (
    "trading.time", "figure.open", "figure.high", "figure.low", "figure.close", "trading.tonnes", "trading.count",
)  # fmt: skip


def _group(name: str, bars: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    return {
        "name": name,
        "days": [clock(b["from_ms"]) for b in bars],
        "candles": [[b[k] / 100 for k in ("open_fen", "last_fen", "low_fen", "high_fen")] for b in bars],
        "listed": [b["quantity_t"] for b in bars],
        "block": [0] * len(bars),
    }
