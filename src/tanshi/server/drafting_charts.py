"""Drawings of the bench for drafting, from its documents; each with the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tanshi.core.catalogue import Language, known, text
from tanshi.core.exact import decimal, floor, show
from tanshi.disclosure.tiles import area_name
from tanshi.server.charts import DIVERGING, Figure, TileMap, axis_scale, tiled, words_in

Document = Mapping[str, Any]

#: Bounds of the colour classes of a change in percent of emissions, worse above zero.
_BOUNDS = (-2, -1, 0, 1, 2)

#: The histogram of changes shows half percents between these; what lies beyond goes into the outermost bars.
_ENDS = 15

#: Rows of a scatter's table: the units furthest from the fit.
_FURTHEST = 30

_CLASS_TONES = {"I": "accent", "II": "short", "III": "long", "IV": "owed"}


def line_name(line: str, language: Language) -> str:
    """Return the name of a line of the table of benchmarks; a class without a benchmark has its own name."""
    code = f"draft.line.{line}"
    return text(code, language) if known(code) else line


def share_shown(shown: str | None, places: int = 2) -> str:
    """Return a share as percent with its sign, – for none."""
    return "–" if shown is None else signed(100 * decimal(shown), places)


def signed(number: Fraction | int, places: int = 2) -> str:
    """Return a number with its sign."""
    plain = show(Fraction(number), places)
    return f"+{plain}" if number > 0 and plain.strip("0.") else plain


# impact


def provinces(document: Document, language: Language) -> Figure:
    """Return the surplus of provinces under both plans, largest emitters first; of firms where no province is named."""
    rows = sorted((p for p in document["provinces"] if p["area_gb2260"]), key=lambda p: -p["verified_t"])
    if len(rows) > 1:
        names = [area_name(p["area_gb2260"], language) for p in rows]
        pairs = [(p["surplus_before_t"], p["surplus_after_t"]) for p in rows]
        return _pairs("chart.draft_areas_plain", "draft.column.area", names, pairs, document, language)
    firms = sorted(document["firms"], key=lambda f: (-abs(f["change_t"]), f["entity_id"]))[:_LARGEST]
    names = [firm_name(f, language) for f in firms]
    pairs = [(-f["gap_before_t"], -f["gap_after_t"]) for f in firms]
    return _pairs("chart.draft_firms_plain", "draft.column.firm", names, pairs, document, language)


#: Firms drawn by name.
_LARGEST = 16


def firm_name(firm: Mapping[str, Any], language: Language) -> str:
    """Return a firm's name in a language, or its id."""
    return str((firm["name_zh"] if language == "zh" else firm["name_en"]) or firm["entity_id"])


def classes(document: Document, language: Language) -> Figure:
    """Return the surplus of the classes' units under both plans."""
    rows = document["classes"]
    names = [line_name(r["unit_class"], language) for r in rows]
    pairs = [(r["surplus_before_t"], r["surplus_after_t"]) for r in rows]
    return _pairs("chart.draft_classes_plain", "column.unit_class", names, pairs, document, language, across=False)


def _pairs(
    title: str,
    head: str,
    names: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    document: Document,
    language: Language,
    *,
    across: bool = True,
) -> Figure:
    scale = axis_scale(max((max(abs(a), abs(b)) for a, b in pairs), default=0), language)
    plans = (document["plan"], _other(document))
    series = [
        {"name": name, "values": [pair[n] for pair in pairs], "tone": tone}
        for n, (name, tone) in enumerate(zip(plans, ("light", "accent"), strict=True))
    ]
    return Figure(
        kind="bars",
        title=text(title, language),
        unit=scale["unit"],
        data={"categories": list(names), "series": series, "horizontal": across, **scale},
        heads=(text(head, language), *(f"{name} (t)" for name in plans)),
        rows=[(name, *pair) for name, pair in zip(names, pairs, strict=True)],
    )


def _other(document: Document) -> str:
    """Return the draft's name, told apart from the plan's."""
    name = str(document["draft"])
    return f"{name} (2)" if name == document["plan"] else name


def changes(document: Document, language: Language) -> Figure:
    """Return how many firms are better or worse off by so many percent of their emissions, in half percents."""
    word = words_in(language)
    counts: dict[int, int] = {}
    for firm in document["firms"]:
        if firm["verified_t"] and firm["change_t"]:
            half = floor(Fraction(200 * firm["change_t"], firm["verified_t"]))
            place = min(max(half, -2 * _ENDS), 2 * _ENDS - 1)
            counts[place] = counts.get(place, 0) + 1
    places = range(min(counts), max(counts) + 1) if counts else range(0)
    names = [f"{_edge(n)} … {_edge(n + 1)}" for n in places]
    values = [counts.get(n, 0) for n in places]
    tones = (("draft.column.losers", "short", True), ("draft.column.winners", "long", False))
    series = [
        {"name": word(code), "tone": tone,
         "values": [v if (n < 0) == worse else 0 for n, v in zip(places, values, strict=True)]}
        for code, tone, worse in tones
    ]  # fmt: skip
    return Figure(
        kind="bars",
        title=word("chart.draft_changes"),
        note=word("drafting.changes_note"),
        unit=word("figure.entity_count"),
        data={"categories": names, "series": series, "stacked": True, "divide": 1, "unit": word("figure.entity_count")},
        heads=(word("drafting.change_percent"), word("figure.entity_count")),
        rows=[(name, n) for name, n in zip(names, values, strict=True) if n],
    )


def _edge(half: int) -> str:
    return f"{half / 2:+g}" if half else "0"


def change_map(document: Document, link: str, language: Language) -> TileMap:
    """Return the change of each province in percent of its emissions; worse is drawn as a gap is."""
    found = {}
    for row in document["provinces"]:
        if row["area_gb2260"] and row["verified_t"]:
            rate = Fraction(100 * row["change_t"], row["verified_t"])
            found[row["area_gb2260"]] = (signed(rate, 1), DIVERGING[sum(-rate >= bound for bound in _BOUNDS)])
    edges = [f"{-b:+d}" if b else "0" for b in _BOUNDS]
    ranges = [f"> {edges[0]}", *(f"{a} … {b}" for a, b in pairwise(edges)), f"≤ {edges[-1]}"]
    legend = list(zip(DIVERGING, ranges, strict=True))
    return tiled("drafting.map", "%", found, legend, link, language)


# balance values, benchmarks, steps


def balance(document: Document, language: Language) -> Figure | None:
    """Return by how much balance values differ from the published ones, None where none are."""
    rows = [line for line in document["lines"] if line["difference"] is not None]
    if not rows:
        return None
    shares = [100 * decimal(line["difference"]) for line in rows]
    names = [line_name(line["line"], language) for line in rows]
    return _two_toned("drafting.balance_chart", "draft.column.line", names, shares, language)


def solved(document: Document, language: Language) -> Figure:
    """Return by how much each line's benchmark moves."""
    names = [line_name(line["line"], language) for line in document["lines"]]
    shares = [100 * decimal(line["change"]) for line in document["lines"]]
    return _two_toned("drafting.solve_chart", "draft.column.line", names, shares, language)


def _two_toned(title: str, head: str, names: Sequence[str], shares: Sequence[Fraction], language: Language) -> Figure:
    """Return bars of percent, one colour below zero and another above."""
    word = words_in(language)
    tones = (("drafting.lower", "short", -1), ("drafting.higher", "long", 1))
    series = [
        {"name": word(code), "tone": tone, "values": [round(float(s), 3) if s * sign > 0 else 0 for s in shares]}
        for code, tone, sign in tones
    ]
    return Figure(
        kind="bars",
        title=word(title),
        unit="%",
        data={"categories": list(names), "series": series, "stacked": True, "divide": 1, "unit": "%"},
        heads=(word(head), "%"),
        rows=[(name, signed(s)) for name, s in zip(names, shares, strict=True)],
    )


def steps(document: Document, language: Language) -> Figure:
    """Return the stated steps beside the changes that the published values show."""
    word = words_in(language)
    rows = document["steps"]
    names = [f"{r['plan']} {line_name(r['line'], language)}" for r in rows]
    told = [(100 * decimal(r["step"]), 100 * decimal(r["implied"])) for r in rows]
    named = (("drafting.stated", "light"), ("drafting.shown", "accent"))
    series = [
        {"name": word(code), "values": [round(float(pair[n]), 2) for pair in told], "tone": tone}
        for n, (code, tone) in enumerate(named)
    ]
    return Figure(
        kind="bars",
        title=word("drafting.steps_chart"),
        unit="%",
        data={"categories": names, "series": series, "horizontal": True, "divide": 1, "unit": "%"},
        heads=(word("draft.column.line"), *(word(code) for code, _ in named)),
        rows=[(name, signed(a), signed(b)) for name, (a, b) in zip(names, told, strict=True)],
    )


# an estimate and a path


def scenario_name(scenario: Mapping[str, Any], plan: str, language: Language) -> str:
    """Return what benchmarks a scenario takes."""
    name = scenario["name"]
    if name in ("unchanged", "low", "high"):
        return text(f"draft.scenario.{name}", language, {"plan": plan})
    return text("draft.scenario.draft_step" if scenario["draft"] else "draft.scenario.step", language, {"year": name})


def estimate(document: Document, language: Language) -> Figure:
    """Return the gap under each scenario of benchmarks; a surplus is below zero."""
    word = words_in(language)
    rows = document["scenarios"]
    gaps = [r["obligation_t"] - r["approved_t"] for r in rows]
    scale = axis_scale(max((abs(g) for g in gaps), default=0), language)
    names = [scenario_name(r, document["plan"], language) for r in rows]
    tones = (("figure.surplus", "long", -1), ("figure.short", "short", 1))
    series = [
        {"name": word(code), "values": [g if sign * g > 0 else 0 for g in gaps], "tone": tone}
        for code, tone, sign in tones
    ]
    return Figure(
        kind="bars",
        title=word("drafting.estimate_chart"),
        unit=scale["unit"],
        data={"categories": names, "series": series, "stacked": True, "horizontal": True, **scale},
        heads=(word("draft.column.scenario"), word("draft.column.gap_t")),
        rows=list(zip(names, gaps, strict=True)),
    )


def path(document: Document, language: Language) -> Figure:
    """Return cap, free part and auctions year by year."""
    word = words_in(language)
    rows = document["years"]
    scale = axis_scale(max((r["cap_t"] for r in rows), default=0), language)
    measures = (("cap", "owed"), ("free", "accent"), ("auction", "short"))
    return Figure(
        kind="line",
        title=word("drafting.path_chart"),
        note=word("draft.path_note"),
        unit=scale["unit"],
        data={
            "categories": [str(r["year"]) for r in rows],
            "series": [
                {"name": word(f"drafting.path_{m}"), "values": [r[f"{m}_t"] for r in rows], "tone": tone}
                for m, tone in measures
            ],
            **scale,
        },
        heads=(word("draft.path_year"), *(word(f"draft.path_{m}") for m, _ in measures)),
        rows=[(str(r["year"]), *(r[f"{m}_t"] for m, _ in measures)) for r in rows],
    )


# fits


def residuals(drawn: Mapping[str, Any], language: Language) -> Figure:
    """Return how far units lie from the fit, by load factor."""
    words = ("drafting.load_percent", "drafting.residual_percent")
    zero = [{"name": text("drafting.no_residual", language), "tone": "ink", "points": _level(drawn, "load")}]
    return _scatter("drafting.residuals", words, drawn, ("load", "residual"), zero, language)


def by_load(drawn: Mapping[str, Any], plan: str, language: Language) -> Figure | None:
    """Return intensity over base, heat and cooling by load factor, with fitted and the plan's curve."""
    if not drawn["load_curve"]:
        return None
    words = ("drafting.load_percent", "drafting.relative")
    inside = {**drawn, "points": [p for p in drawn["points"] if p["in_scope"]]}
    curves = _curves(drawn["load_curve"], plan, language)
    return _scatter("chart.draft_load", words, inside, ("load", "by_load"), curves, language)


def by_heat(drawn: Mapping[str, Any], plan: str, language: Language) -> Figure | None:
    """Return intensity over base, load and cooling by heat-supply ratio, with fitted and the plan's line."""
    if not drawn["heat_curve"]:
        return None
    words = ("drafting.heat_ratio", "drafting.relative")
    heated = {**drawn, "points": [p for p in drawn["points"] if p["ratio"]]}
    curves = _curves(drawn["heat_curve"], plan, language)
    return _scatter("chart.draft_heat", words, heated, ("ratio", "by_heat"), curves, language)


def _curves(rows: Sequence[tuple[float, float, float | None]], plan: str, language: Language) -> list[dict[str, Any]]:
    fitted = {"name": text("chart.draft_fitted", language), "tone": "ink", "points": [[x, y] for x, y, _ in rows]}
    if rows[0][2] is None:
        return [fitted]
    return [fitted, {"name": plan, "tone": "up", "dashed": True, "points": [[x, z] for x, _, z in rows]}]


def _level(drawn: Mapping[str, Any], axis: str) -> list[list[float]]:
    """Return the line of zero from the least to the largest value of an axis."""
    values = [p[axis] for p in drawn["points"]]
    return [[min(values), 0], [max(values), 0]] if values else []


def _scatter(
    title: str,
    words: tuple[str, str],
    drawn: Mapping[str, Any],
    axes: tuple[str, str],
    curves: list[dict[str, Any]],
    language: Language,
) -> Figure:
    x, y = axes
    groups: dict[str, list[list[Any]]] = {}
    for p in drawn["points"]:
        groups.setdefault(p["class"], []).append([p[x], p[y], p["unit"]])
    furthest = sorted(drawn["points"], key=lambda p: (-abs(p["residual"]), p["unit"]))[:_FURTHEST]
    heads = (text("column.unit", language), text("column.unit_class", language), *(text(w, language) for w in words))
    every = drawn["every"]
    told = {"shown": f"{len(drawn['points']):,}", "all": f"{drawn['n']:,}", "every": every, "listed": len(furthest)}
    return Figure(
        kind="scatter",
        title=f"{text('draft.fuel.' + drawn['fuel'], language)}: {_plain_title(title, language)}",
        note=text("drafting.thinned" if every > 1 else "drafting.furthest", language, told),
        data={
            "groups": [
                {"name": line_name(c, language), "tone": _CLASS_TONES.get(c, "light"), "points": points}
                for c, points in sorted(groups.items())
            ],
            "curves": curves,
            "words": {"x": heads[2], "y": heads[3]},
        },
        heads=heads,
        rows=[(p["unit"], line_name(p["class"], language), f"{p[x]:g}", f"{p[y]:g}") for p in furthest],
    )


def _plain_title(code: str, language: Language) -> str:
    """Return a title as it goes on behind a fuel's name."""
    plain = text(code, language).removeprefix("Coal: ").removeprefix("燃煤：")
    return plain[:1].lower() + plain[1:]
