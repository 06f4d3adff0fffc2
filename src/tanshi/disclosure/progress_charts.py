"""The picture of a period's compliance: rates by tonnes and by count week by week, and firms by status.

Floats are for drawing only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tanshi.compliance.progress import Progress
from tanshi.compliance.status import DEFAULTED, DEFERRED, LATE, MET, NOT_SET, OPEN, PARTLY
from tanshi.core.catalogue import Language, text
from tanshi.disclosure.draft_charts import sheet
from tanshi.disclosure.panels import BLOCK, INK, LISTED, LONG, SHORT

_TONES = {
    NOT_SET: "#dfe3e7",
    OPEN: BLOCK,
    PARTLY: LISTED,
    DEFERRED: "#b08a2f",
    MET: LONG,
    LATE: "#e7a886",
    DEFAULTED: SHORT,
}


def draw_progress(found: Progress, origin: str, path: Path, language: Language) -> None:
    """Draw a report on a period's compliance (.png, .svg, .pdf)."""
    title = text("status.chart", language, {"period": found.period, "day": found.day})
    with sheet(path, title, origin, language) as figure:
        upper, lower = figure.subplots(2, 1, sharex=True)
        places = list(range(len(found.weeks)))
        _rates(upper, found, places, language)
        _firms(lower, found, places, language)


def _rates(axis: Any, found: Progress, places: list[int], language: Language) -> None:
    for name, colour in (("rate", LISTED), ("rate_by_count", SHORT)):
        values = [100 * float(getattr(tally, name) or 0) for _, tally in found.weeks]
        axis.plot(places, values, color=colour, label=text(f"status.{name}", language), linewidth=2)
    axis.set_ylim(0, 103)
    axis.set_ylabel("%")
    axis.legend(frameon=False, fontsize=9, loc="upper left")
    days = [day for day, _ in found.weeks]
    if found.deadline in days:
        axis.axvline(days.index(found.deadline), color=INK, linewidth=0.8, linestyle=":")


def _firms(axis: Any, found: Progress, places: list[int], language: Language) -> None:
    bottoms = [0] * len(places)
    for status, colour in _TONES.items():
        values = [tally.by_status[status] for _, tally in found.weeks]
        if any(values):
            axis.bar(places, values, 0.9, bottom=bottoms, color=colour, label=text(f"status.{status}", language))
            bottoms = [b + v for b, v in zip(bottoms, values, strict=True)]
    axis.set_title(text("status.firms", language), fontsize=10)
    step = max(1, len(places) // 12)
    axis.set_xticks(places[::step], [found.weeks[n][0] for n in places[::step]], rotation=30, ha="right", fontsize=8)
    axis.legend(frameon=False, fontsize=9, ncols=4, loc="upper left", bbox_to_anchor=(0, -0.25))
