"""Panels of the pictures: price and volume, tile maps, classes of the gap rate, allocation by class.

Each draws on axes of matplotlib what the tables of a period hold. Floats are for drawing only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tanshi.core.catalogue import Language
from tanshi.core.exact import floor, show
from tanshi.disclosure.bulletins import ALL
from tanshi.disclosure.gap_classes import GapClass
from tanshi.disclosure.tiles import GAP_BOUNDS, TILES, area_name, plain_step

INK, LISTED, BLOCK, SHORT, LONG = "#1f2933", "#2f6f9f", "#b7c9d9", "#b5532f", "#4f8a5b"
SEQUENTIAL = ("#dcebf1", "#b3d3df", "#80b5c8", "#2f7690", "#0f4357")
DIVERGING = ("#2a6a4a", "#8cc2a4", "#d5eadd", "#fae3d5", "#e7a886", "#a3431c")
_VINTAGES = ("#1f2933", "#2f6f9f", "#b5532f", "#4f8a5b", "#8a6bb0", "#b08a2f")
_BLANK = "#f1f3f5"

Word = Callable[[str], str]
Rows = Sequence[Mapping[str, Any]]


def prices(axis: Any, days: Rows, word: Word) -> None:
    """Draw the close of each vintage that was traded, and the composite where there are several.

    `days` are bulletins of days.
    """
    places = {day: n for n, day in enumerate(sorted({row["which"] for row in days}))}
    names = sorted({row["instrument"] for row in days if row["traded_t"]} - {ALL})
    for name, colour in zip(names, _VINTAGES, strict=False):
        rows = [row for row in days if row["instrument"] == name]
        axis.plot([places[r["which"]] for r in rows], [float(r["close"]) for r in rows], color=colour, label=name)
    if len(names) > 1:
        rows = [row for row in days if row["instrument"] == ALL and row["close"] is not None]
        closes = [float(r["close"]) for r in rows]
        axis.plot([places[r["which"]] for r in rows], closes, color="#99a", linestyle=":", label=word("composite"))
        axis.legend(frameon=False, fontsize=9, ncols=3)
    axis.set_title(word("price"))
    month_ticks(axis, list(places))


def volumes(axis: Any, days: Rows, word: Word) -> None:
    """Draw a day's listing and block turnover of all vintages."""
    rows = [row for row in days if row["instrument"] == ALL]
    places = range(len(rows))
    block = [row["block_t"] / 1e4 for row in rows]
    axis.bar(places, block, color=BLOCK, width=1.0, label=word("block"))
    axis.bar(
        places, [row["listed_t"] / 1e4 for row in rows], bottom=block, color=LISTED, width=1.0, label=word("listed")
    )
    axis.set_title(word("turnover"))
    axis.legend(frameon=False, fontsize=9)
    month_ticks(axis, [row["which"] for row in rows])


def month_ticks(axis: Any, days: Sequence[str]) -> None:
    """Mark the first trading day of each month, leaving out what would stand in another's place."""
    firsts = [n for n, day in enumerate(days) if n == 0 or day[:7] != days[n - 1][:7]]
    shown: list[int] = []
    for n in reversed(firsts):
        if not shown or shown[-1] - n >= len(days) / 13:
            shown.append(n)
    axis.set_xticks(shown, [days[n][2:7] for n in shown], fontsize=9)


def emission_tiles(axis: Any, provinces: Rows, word: Word, language: Language) -> None:
    """Draw verified emissions by province; classes are fifths of the largest, rounded up to a plain number."""
    values = {row["area_gb2260"]: Fraction(row["verified_t"], 10**6) for row in provinces}
    step = plain_step(max(values.values(), default=Fraction(1)) / len(SEQUENTIAL))
    tones = {code: min(floor(value / step), len(SEQUENTIAL) - 1) for code, value in values.items()}
    shown = {code: show(value, 0 if step >= 10 else 1) for code, value in values.items()}
    legend = [f"{show(n * step)} – {show((n + 1) * step)}" for n in range(len(SEQUENTIAL))]
    _tiles(axis, {c: (shown[c], SEQUENTIAL[t], t > 2) for c, t in tones.items()}, language)
    _legend(axis, list(zip(SEQUENTIAL, legend, strict=True)), word)
    axis.set_title(word("map_verified"))


def gap_tiles(axis: Any, provinces: Rows, word: Word, language: Language) -> None:
    """Draw each province's gap in percent of its verified emissions."""
    rates = {r["area_gb2260"]: Fraction(100 * r["gap_t"], r["verified_t"]) for r in provinces if r["verified_t"]}
    tones = {code: sum(rate >= bound for bound in GAP_BOUNDS) for code, rate in rates.items()}
    bounds = [f"{bound:+d}" if bound else "0" for bound in GAP_BOUNDS]
    legend = [f"< {bounds[0]}", *(f"{low} … {high}" for low, high in pairwise(bounds)), f"≥ {bounds[-1]}"]
    shown = {code: f"{'+' if rate > 0 else ''}{show(rate, 1)}" for code, rate in rates.items()}
    _tiles(axis, {c: (shown[c], DIVERGING[t], t in (0, 5)) for c, t in tones.items()}, language)
    _legend(axis, list(zip(DIVERGING, legend, strict=True)), word)
    axis.set_title(word("map_gap"))


def _tiles(axis: Any, found: Mapping[str, tuple[str, str, bool]], language: Language) -> None:
    """Draw the squares: value, colour, and whether the colour is dark."""
    for code, (row, column, letters) in TILES.items():
        shown, colour, dark = found.get(code, ("", _BLANK, False))
        ink = "white" if dark else INK if shown else "#99a"
        axis.add_patch(_square(column, row, colour))
        name = area_name(code, language) if language == "zh" else letters
        axis.text(column, row - (0.16 if shown else 0), name, ha="center", va="center", fontsize=9, color=ink)
        axis.text(column, row + 0.2, shown, ha="center", va="center", fontsize=9, color=ink)
    axis.set(xlim=(0.4, 8.6), ylim=(9.3, 0.4), aspect="equal")
    axis.axis("off")


def _square(column: int, row: int, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, facecolor=colour, edgecolor="none")


def _legend(axis: Any, classes: Sequence[tuple[str, str]], word: Word) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=colour, label=name) for colour, name in [*classes, (_BLANK, word("no_data"))]]
    axis.legend(handles=patches, loc="lower center", ncols=4, frameon=False, fontsize=8)


def gap_shares(axis: Any, classes: Sequence[GapClass], word: Word) -> None:
    """Draw each class's share of entities and of emissions, in percent."""
    entities, verified = sum(c.entities for c in classes) or 1, sum(c.verified_t for c in classes) or 1
    counts = [100 * c.entities / entities for c in classes]
    tonnes = [100 * c.verified_t / verified for c in classes]
    colours = [SHORT if c.short else LONG for c in classes]
    places = range(len(classes))
    _labelled(
        axis.bar([p - 0.2 for p in places], counts, width=0.38, color=colours), axis, [c.entities for c in classes]
    )
    axis.bar([p + 0.2 for p in places], tonnes, width=0.38, color=colours, alpha=0.5)
    axis.set_xticks(list(places), [c.name for c in classes], fontsize=9)
    axis.legend(handles=_plain(word("by_count"), word("by_tonnes")), frameon=False, fontsize=9)
    axis.set_title(word("gap_shares"))
    axis.set_xlabel(word("gap_axis"), fontsize=9)


def _plain(*names: str) -> list[Any]:
    from matplotlib.patches import Patch

    return [Patch(facecolor="#667", alpha=alpha, label=name) for name, alpha in zip(names, (1, 0.5), strict=True)]


def _labelled(bars: Any, axis: Any, numbers: Sequence[int]) -> None:
    axis.bar_label(bars, [f"{n:,}" if n else "" for n in numbers], fontsize=8, padding=2)


def gap_tonnes(axis: Any, classes: Sequence[GapClass], word: Word) -> None:
    """Draw the gap that each class adds up to, in Mt; below zero is a surplus."""
    bars = axis.bar(
        [c.name for c in classes], [c.gap_t / 1e6 for c in classes], color=[SHORT if c.short else LONG for c in classes]
    )
    axis.bar_label(bars, [f"{c.gap_t / 1e6:+,.1f}" if c.gap_t else "" for c in classes], fontsize=8, padding=2)
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.margins(y=0.12)
    axis.tick_params(axis="x", labelsize=9)
    axis.set_title(word("gap_tonnes"))
    axis.set_xlabel(word("gap_axis"), fontsize=9)


def class_amounts(axis: Any, classes: Rows, word: Word) -> None:
    """Draw verified emissions beside approved allowances of each class of units, in Mt."""
    places = range(len(classes))
    for key, name, colour, shift in (("verified_t", "verified", SHORT, -0.2), ("approved_t", "approved", LONG, 0.2)):
        values = [row[key] / 1e6 for row in classes]
        bars = axis.bar([p + shift for p in places], values, width=0.38, color=colour, label=word(name))
        axis.bar_label(bars, [f"{v:,.1f}" for v in values], fontsize=8, padding=2)
    axis.set_xticks(list(places), [word(f"class_{row['unit_class']}") for row in classes], fontsize=9)
    axis.legend(loc="upper right", frameon=False, fontsize=9)
    axis.set_title(word("classes"))


def class_rates(axis: Any, classes: Rows, word: Word) -> None:
    """Draw each class's gap in percent of its verified emissions."""
    rates = [100 * row["gap_t"] / row["verified_t"] if row["verified_t"] else 0 for row in classes]
    names = [word(f"class_{row['unit_class']}") for row in classes]
    bars = axis.bar(names, rates, width=0.5, color=[SHORT if rate > 0 else LONG for rate in rates])
    axis.bar_label(bars, [f"{rate:+.2f}" if round(rate, 2) else "0.00" for rate in rates], fontsize=8, padding=2)
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.margins(y=0.15)
    axis.tick_params(axis="x", labelsize=9)
    axis.set_title(word("class_rates"))
