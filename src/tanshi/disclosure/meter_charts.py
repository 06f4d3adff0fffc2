"""A unit's hourly CO2 as a picture (PNG, SVG, PDF): days with their gaps, months measured beside calculated."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tanshi.core.catalogue import Language, text
from tanshi.disclosure.draft_charts import sheet
from tanshi.disclosure.panels import BLOCK, LISTED, SHORT
from tanshi.mrv.hourly import GAP, MonthOfHours, UnitHours


def draw_hours(found: UnitHours, path: Path, origin: str, language: Language) -> None:
    """Draw a unit's year into a file; the ending says the form."""

    def word(name: str) -> str:
        return text(f"meters.chart_{name}", language)

    title = text("meters.chart", language, {"unit": found.unit, "year": found.year})
    with sheet(path, title, origin, language) as figure:
        above, below = figure.subplots(2, 1, height_ratios=(3, 2))
        days = np.where(found.filled == GAP, np.nan, found.filled / 1000).reshape(-1, 24)
        above.plot(np.arange(len(days)), days.mean(axis=1), color=LISTED, linewidth=1)
        for gap in found.gaps:
            above.axvspan(gap.first / 24, (gap.first + gap.hours) / 24, color=SHORT, alpha=0.35, linewidth=0)
        above.set_title(word("days"))
        above.set_ylim(bottom=0)
        first = [sum(calendar.monthrange(found.year, m)[1] for m in range(1, month)) for month in range(1, 13)]
        above.set_xticks(first, [f"{found.year % 100}-{month:02d}" for month in range(1, 13)])
        _months(below, found.months, word("measured"), word("calculated"))
        below.set_title(word("months"))


def _months(axis, months: Sequence[MonthOfHours], measured: str, calculated: str) -> None:  # type: ignore[no-untyped-def]
    places = np.arange(len(months))
    axis.bar(places - 0.2, [float(m.total_t) / 1000 for m in months], 0.4, color=LISTED, label=measured)
    known = [(p + 0.2, float(m.calculated_t) / 1000) for p, m in zip(places, months, strict=True) if m.calculated_t]
    axis.bar([p for p, _ in known], [t for _, t in known], 0.4, color=BLOCK, label=calculated)
    for place, month in zip(places, months, strict=True):
        if month.is_beyond:
            high = float(max(month.total_t, month.calculated_t or 0)) / 1000
            axis.text(place, high, "!", ha="center", va="bottom", color=SHORT, fontsize=14)
    axis.set_xticks(places, [m.month[2:] for m in months])
    axis.legend(frameon=False, fontsize=9, ncols=2, loc="lower right", bbox_to_anchor=(1, 1))
