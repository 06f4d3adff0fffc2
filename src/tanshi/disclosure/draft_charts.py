"""Pictures of the bench for drafting as PNG: what a draft does to firms, and how units lie about fitted coefficients.

Floats are for drawing only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tanshi.allocation.drafting.fit import Fit
from tanshi.allocation.drafting.impact import EntityImpact, Impact
from tanshi.core.catalogue import Language, text
from tanshi.disclosure.charts import style
from tanshi.disclosure.panels import BLOCK, INK, LISTED, LONG, SHORT
from tanshi.disclosure.tiles import area_name

_SIZE, _DPI = (13, 8.4), 130

#: Firms shown by name where the source names no provinces; the histogram's ends, in percent; points of the curves.
_FIRMS, _ENDS, _CURVE = 16, 15, 120


def draw_impact(found: Impact, path: Path, language: Language) -> None:
    """Draw two plans side by side: provinces (or firms), classes, firms by change."""
    whole = found.row()
    surplus = {k: f"{whole[f'{k}_t'] / 1e6:+,.1f}" for k in ("surplus_before", "surplus_after")}
    shown = {**whole, **surplus, "before": found.before, "after": found.after}
    with sheet(path, text("chart.draft_impact", language, shown), found.observed.origin, language) as figure:
        grid = figure.add_gridspec(2, 2, height_ratios=[1.15, 1])
        _places(figure.add_subplot(grid[0, :]), found, language)
        _classes(figure.add_subplot(grid[1, 0]), found, language)
        _changes(figure.add_subplot(grid[1, 1]), found, language)


def draw_fit(fits: Sequence[Fit], plan: str, origin: str, path: Path, language: Language) -> None:
    """Draw units about the fitted load and heat coefficients, with the plan's own curves."""
    with sheet(path, text("chart.draft_fit", language, {"plan": plan}), origin, language) as figure:
        left, right = figure.subplots(1, 2)
        for fit in fits:
            _by_heat(right, fit, plan, language)
            if fit.pieces:
                _by_load(left, fit, plan, language)
        for axis, name in ((left, "load"), (right, "heat")):
            axis.set_title(text(f"chart.draft_{name}", language))
            axis.set_ylim(0.6, 1.5)
            axis.legend(frameon=False, fontsize=9)


@contextmanager
def sheet(
    path: Path | BinaryIO, title: str, origin: str, language: Language, size: tuple[float, float] = _SIZE
) -> Iterator[Any]:
    """Give a figure with title and origin that is written when it is done (.png, .svg, .pdf; to a stream as SVG)."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    with plt.rc_context(style()):
        figure = plt.figure(figsize=size)
        try:
            yield figure
            figure.suptitle(title, fontsize=14, x=0.02, ha="left")
            figure.text(0.02, 0.005, text("chart.draft_origin", language, {"origin": origin}), fontsize=8, color="#667")
            figure.tight_layout(rect=(0, 0.02, 1, 0.97))
            if isinstance(path, Path):
                figure.savefig(path, dpi=_DPI)
            else:
                figure.savefig(path, format="svg", metadata={"Date": None})
        finally:
            plt.close(figure)


def _places(axis: Any, found: Impact, language: Language) -> None:
    rows: Sequence[Mapping[str, Any]] = [r for r in found.by_area() if r["area_gb2260"]]
    if rows:
        rows = sorted(rows, key=lambda r: -r["verified_t"])
        names = [area_name(r["area_gb2260"], language) for r in rows]
        pairs = [(r["surplus_before_t"], r["surplus_after_t"]) for r in rows]
    else:
        most = sorted(found.entities, key=lambda e: (-abs(e.change_t), e.entity.entity_id))[:_FIRMS]
        names = [e.entity.entity_id for e in most]
        pairs = [(-e.before.gap_t, -e.after.gap_t) for e in most]
    _pairs(axis, names, pairs, found)
    axis.tick_params(axis="x", labelsize=8, rotation=0 if language == "zh" and rows else 60)
    axis.set_title(text("chart.draft_areas" if rows else "chart.draft_firms", language))
    axis.legend(loc="upper right", frameon=False, fontsize=9)


def _classes(axis: Any, found: Impact, language: Language) -> None:
    rows = found.by_class()
    names = [text(f"chart.class_{r['unit_class']}", language) for r in rows]
    bars = _pairs(axis, names, [(r["surplus_before_t"], r["surplus_after_t"]) for r in rows], found)
    for of_plan in bars:
        axis.bar_label(of_plan, fmt="{:+,.1f}", fontsize=8, padding=2)
    axis.margins(y=0.15)
    axis.tick_params(axis="x", labelsize=9)
    axis.set_title(text("chart.draft_classes", language))


def _pairs(axis: Any, names: Sequence[str], pairs: Sequence[tuple[int, int]], found: Impact) -> list[Any]:
    """Draw a bar for each plan at every name, in Mt."""
    places = range(len(names))
    bars = [
        axis.bar([p + shift for p in places], [pair[n] / 1e6 for pair in pairs], width=0.38, color=colour, label=label)
        for n, (shift, colour, label) in enumerate(((-0.2, BLOCK, found.before), (0.2, LISTED, found.after)))
    ]
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set_xticks(list(places), names)
    return bars


def _changes(axis: Any, found: Impact, language: Language) -> None:
    rates = [_rate(e) for e in found.entities if e.before.verified_t and e.change_t]
    clipped = [min(max(r, -_ENDS), _ENDS - 1e-9) for r in rates]
    _, edges, patches = axis.hist(clipped, bins=[x / 2 for x in range(-2 * _ENDS, 2 * _ENDS + 1)], color=LONG)
    for edge, patch in zip(edges, patches, strict=False):
        if edge < 0:
            patch.set_facecolor(SHORT)
    axis.axvline(0, color=INK, linewidth=0.8)
    axis.set_title(text("chart.draft_changes", language))


def _rate(impact: EntityImpact) -> float:
    return 100 * impact.change_t / impact.before.verified_t


def _by_load(axis: Any, fit: Fit, plan: str, language: Language) -> None:
    shown = [p for p in fit.points if p.in_scope]
    if not shown:
        return
    axis.scatter([p.load_factor for p in shown], [p.by_load for p in shown], s=5, color=BLOCK, alpha=0.5, linewidths=0)
    loads = _between(min(p.load_factor for p in shown), max(p.load_factor for p in shown))
    axis.plot(loads, [fit.load_curve(x) for x in loads], color=LISTED, label=text("chart.draft_fitted", language))
    axis.plot(loads, [fit.plan_curve(x) for x in loads], color=SHORT, linestyle="--", label=plan)


def _by_heat(axis: Any, fit: Fit, plan: str, language: Language) -> None:
    slope = next((t for t in fit.terms if t.name == "heat_slope"), None)
    if slope is None:
        return
    dots, line = (LISTED, LISTED) if fit.fuel == "coal" else (LONG, LONG)
    fuel = text(f"draft.fuel.{fit.fuel}", language)
    shown = [p for p in fit.points if p.heat_ratio]
    axis.scatter([p.heat_ratio for p in shown], [p.by_heat for p in shown], s=5, color=dots, alpha=0.3, linewidths=0)
    ratios = _between(0.0, max(p.heat_ratio for p in shown))
    fitted = text("chart.draft_fitted", language)
    axis.plot(ratios, [fit.heat_curve(x) for x in ratios], color=line, label=f"{fuel}: {fitted}")
    if slope.plan is not None:
        of_plan = [1 - slope.plan * x for x in ratios]
        axis.plot(ratios, of_plan, color=line, linestyle="--", label=f"{fuel}: {plan}")


def _between(low: float, high: float) -> list[float]:
    return [low + (high - low) * n / _CURVE for n in range(_CURVE + 1)]
