"""What a run came to beside published figures: nothing is scaled to them, so the deviation is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tanshi.cli import show
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.simulation.deviation import deviations_of_books


def deviation_rows(view: Snapshot, period: Period) -> list[dict[str, Any]]:
    """Return a row for each year and published figure, as data; `permille` says how far the run stands over it."""
    return [
        {
            "year": year,
            "measure": d.measure,
            "unit": d.unit,
            "modelled": d.modelled,
            "published": d.published,
            "permille": d.permille,
            "cite": d.cite,
        }
        for year in period.years
        for d in deviations_of_books(view, year)
    ]


def print_deviation(rows: Sequence[dict[str, Any]]) -> None:
    """Print the rows of a run over a nation; a few plants of somebody's own are not held against it."""
    if not _is_a_nation(rows):
        return
    lines = [
        (
            str(r["year"]),
            show.word(f"deviation.{r['measure']}"),
            f"{r['modelled']:,}",
            f"{r['published']:,}",
            f"{r['permille'] / 10:+.1f} %",
        )
        for r in rows
    ]
    heads = ["", "", *(show.word(f"deviation.column.{c}") for c in ("modelled", "published", "over"))]
    show.table(show.word("deviation.title"), heads, lines, left=2)


def _is_a_nation(rows: Sequence[dict[str, Any]]) -> bool:
    """Tell whether a fifth of the published entities ran."""
    return any(r["measure"] == "entities" and 5 * r["modelled"] >= r["published"] for r in rows)
