"""Pictures of plans of fulfilment as PNG: what covers an obligation, and what the plan costs under each scenario.

Floats are for drawing only.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from tanshi.compliance.cheapest.solving import Solved
from tanshi.compliance.cheapest.terms import Terms
from tanshi.compliance.cheapest.told import steps
from tanshi.core.catalogue import Language, text
from tanshi.disclosure.draft_charts import sheet
from tanshi.disclosure.panels import BLOCK, INK, LISTED, LONG, SHORT

#: Firms with a bar of their own.
_FIRMS = 12

_PARTS = (
    ("use_held", LISTED),
    ("buy_now", SHORT),
    ("buy_later", BLOCK),
    ("offset", LONG),
    ("borrow", "#b58"),
    ("measure", "#7a5"),
)
_COLOURS = {**dict(_PARTS), "sell_now": "#47a", "sell_later": "#8ac", "keep": "#a85"}


def draw_plans(solved: Sequence[Solved], terms: Terms, path: Path, language: Language) -> None:
    """Draw the firms with the largest gaps; the costs are of all firms together."""
    shown = sorted(solved, key=lambda s: (-abs(s.position.gap_t), s.position.entity))[:_FIRMS]
    title = text("gap.chart", language, {"count": len(solved)})
    with sheet(path, title, text("gap.chart_origin", language), language) as figure:
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [2, 1]})
        if len(solved) == 1:
            _steps(left, solved[0], terms, language)
        else:
            _cover(left, shown, terms, language)
        _cost(right, solved, terms, language)


def picture(solved: Solved, terms: Terms, language: Language) -> str:
    """Return a firm's steps and costs as SVG, for a paper."""
    out = BytesIO()
    with sheet(out, solved.position.entity, text("gap.chart_origin", language), language, (11, 4.2)) as figure:
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [3, 2]})
        _steps(left, solved, terms, language)
        _cost(right, [solved], terms, language)
    return out.getvalue().decode()


def _steps(axis: Any, solved: Solved, terms: Terms, language: Language) -> None:
    """Draw what is done beside using what is held: one bar a step, those of a scenario by its name."""
    done = [s for s in steps(solved, terms) if s["option"] != "use_held"]
    names = [f"{text('gap.' + s['option'], language)} {s['name'] or s['scenario']}".strip() for s in done]
    bars = axis.barh(range(len(done)), [s["t"] for s in done], 0.6, color=[_COLOURS[s["option"]] for s in done])
    axis.bar_label(bars, [f"{s['t']:,}" for s in done], padding=3, fontsize=9)
    axis.set_yticks(range(len(done)), names)
    axis.set_ylim(max(len(done), 3) - 0.5, -0.5)
    axis.margins(x=0.18)
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axis.set_title(text("gap.chart_steps", language))


def _cover(axis: Any, shown: Sequence[Solved], terms: Terms, language: Language) -> None:
    names, bottoms = [s.position.entity for s in shown], [0.0] * len(shown)
    for part, colour in _PARTS:
        values = [_tonnes(s, terms, part) for s in shown]
        if any(values):
            axis.barh(names, values, 0.6, left=bottoms, color=colour, label=text(f"gap.{part}", language))
            bottoms = [b + v for b, v in zip(bottoms, values, strict=True)]
    for n, s in enumerate(shown):
        axis.plot([s.position.obligation_t] * 2, [n - 0.36, n + 0.36], color=INK, linewidth=1.4)
    axis.set_ylim(max(len(shown), 4) - 0.5, -0.5)  # from above, and one firm is no wall
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axis.set_title(text("gap.chart_cover", language))
    axis.legend(frameon=False, fontsize=9, loc="lower right", ncols=3)


def _tonnes(solved: Solved, terms: Terms, part: str) -> int:
    plan, position = solved.plan, solved.position
    first = plan.later[0]
    return {
        "use_held": position.held_t - plan.lost_t(position, terms) - plan.sell_t - first.sell_t - first.keep_t,
        "buy_now": plan.buy_t,
        "buy_later": first.buy_t,
        "offset": plan.offset_t,
        "borrow": plan.borrow_t,
        "measure": sum(plan.saved_t),
    }[part]


def _cost(axis: Any, solved: Sequence[Solved], terms: Terms, language: Language) -> None:
    costs = [float(sum(s.costs[n] for s in solved)) / 1e6 for n in range(len(terms.scenarios))]
    axis.bar([s.name for s in terms.scenarios], costs, width=0.5, color=[SHORT if c > 0 else LONG for c in costs])
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.4g}")
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set_title(text("gap.chart_cost", language))
