"""Charts as plain data: what `static/charts.js` draws, and the table that says the same.

A page hands its template a mapping of names to drawings, for instance `charts=nation(law, view, results)`; the
template asks for one in the language of the page, `{{ chart(charts.market(lang), t) }}`. Figures are read from
the books or from `Results`; nothing is added up here that the books do not hold. Floats are for drawing only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any, Literal

from tanshi.allocation.power import PowerPlan
from tanshi.allocation.tables import EntityAllocationRow, UnitAllocationRow
from tanshi.application.places import Plant
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import decimal, floor, show
from tanshi.core.money import yuan
from tanshi.core.period import Period
from tanshi.disclosure.gap_classes import GapClass, gap_classes
from tanshi.disclosure.results import Results
from tanshi.disclosure.tiles import GAP_BOUNDS, TILES, area_name, plain_step
from tanshi.exchange.tables import QuoteRow
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import read_rows
from tanshi.participants.areas import areas
from tanshi.rules import Law

Cell = str | int | None
Kind = Literal["candles", "bars", "line", "waterfall", "histogram", "points", "scatter"]

#: Trading days of the market chart; about a year.
DAYS_SHOWN = 250

#: The gap histogram shows whole percents between these; what lies beyond goes into the outermost bars.
GAP_RANGE = (-25, 25)

LARGEST_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and its text alternative: the same numbers as a table. Whole numbers are shown with separators."""

    kind: Kind
    title: str
    data: dict[str, Any]
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    note: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the tile map; `tone` names its colour class, "" where there is no value."""

    code: str
    name: str
    short: str
    row: int
    column: int
    shown: str
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """A tile map (方格示意图) with its legend: colour class and what it stands for."""

    title: str
    note: str
    unit: str
    tiles: list[Tile]
    legend: list[tuple[str, str]]


Drawing = Callable[[Language], Figure]
Mapped = Callable[[Language], TileMap]


# What the pages show


def nation(law: Law, view: Snapshot, found: Results) -> dict[str, Drawing | Mapped]:
    """Return the drawings of the nation's page."""
    emissions = {p["area_gb2260"]: p["verified_t"] for p in found.provinces}
    link = f"/{found.period}/province/{{code}}"
    drawings: dict[str, Drawing | Mapped] = {
        "map_verified": partial(emission_map, emissions, link),
        "map_gap": partial(gap_map, found.provinces, link),
        "provinces": partial(provinces, found.provinces),
        "gaps": partial(gaps, found.entities, gap_limit(law, found.period)),
    }
    if view.fetch("SELECT 1 FROM exchange_quote LIMIT 1"):
        drawings["market"] = lambda language: market(read_quotes(view), language)
    return drawings


def province(law: Law, found: Results, code: str) -> dict[str, Drawing | Mapped]:
    """Return the drawings of a province's page."""
    rows = [e for e in found.entities if e["area_gb2260"] == code]
    return {
        "entities": partial(entities, rows),
        "gaps": partial(gaps, rows, gap_limit(law, found.period)),
    }


def entity(law: Law, view: Snapshot, period: str, id: str) -> dict[str, Drawing | Mapped]:
    """Return the drawings of an entity's page; none before its allowances are approved."""
    steps = read_steps(law, view, period, id)
    return {"waterfall": partial(waterfall, steps)} if steps else {}


def unit(months: Sequence[Sequence[Any]]) -> dict[str, Drawing | Mapped]:
    """Return the drawings of a unit's page from rows of month and generation in thousandths of a MWh."""
    return {"months": partial(generation, [(m[0], m[1]) for m in months])} if months else {}


def gap_limit(law: Law, period: str) -> int | None:
    """Return the limit on the gap of a period in percent, or None where its plan has none."""
    shown = law.value("allocation.gap_relief", Period.named(period).first_day).value.get("limit")
    return floor(100 * decimal(shown)) if shown else None


# The market


def read_quotes(view: Snapshot, days: int = DAYS_SHOWN) -> list[QuoteRow]:
    """Return the quotes of all vintages over the last trading days, by vintage and day."""
    last = view.fetch("SELECT DISTINCT day FROM exchange_quote ORDER BY day DESC LIMIT ?", [days])
    if not last:
        return []
    names = QuoteRow.__dataclass_fields__
    rows = view.fetch(
        f"SELECT {', '.join(names)} FROM exchange_quote WHERE day >= ? ORDER BY instrument, day", [last[-1][0]]
    )
    return [QuoteRow(*row) for row in rows]


def market(quotes: Sequence[QuoteRow], language: Language) -> Figure:
    """Return the candles and the turnover of each vintage, newest vintage first."""
    word = words_in(language)
    vintages: dict[str, list[QuoteRow]] = {}
    for quote in quotes:
        vintages.setdefault(quote.instrument, []).append(quote)
    named = dict(sorted(vintages.items(), reverse=True))
    heads = ("vintage", "day", "open", "high", "low", "close")
    return Figure(
        kind="candles",
        title=word("figure.market"),
        note=word("figure.market_note"),
        unit=word("figure.price_unit"),
        data={
            "vintages": [_vintage(name, rows) for name, rows in named.items()],
            "words": {
                "open": word("figure.open"), "close": word("figure.close"), "low": word("figure.low"),
                "high": word("figure.high"), "price": word("figure.price"), "listed": word("chart.listed"),
                "block": word("chart.block"), "vintage": word("figure.vintage"), "tonnes": word("figure.unit_1"),
            },
            **axis_scale(max((max(q.listed_t + q.block_t, 0) for q in quotes), default=0), language),
        },
        heads=(*(word(f"figure.{h}") for h in heads), word("column.listed"), word("column.block")),
        rows=[_quote_cells(quote) for rows in named.values() for quote in reversed(rows)],
    )  # fmt: skip


def _vintage(name: str, rows: Sequence[QuoteRow]) -> dict[str, Any]:
    return {
        "name": name,
        "days": [q.day for q in rows],
        "candles": [[_cny(fen) for fen in _candle(q)] for q in rows],
        "listed": [q.listed_t for q in rows],
        "block": [q.block_t for q in rows],
    }


def _candle(quote: QuoteRow) -> tuple[int, int, int, int]:
    """Return open, close, low and high of a day; a day without listing trades stands at its close."""
    low = min(quote.open_fen, quote.close_fen) if quote.low_fen is None else quote.low_fen
    high = max(quote.open_fen, quote.close_fen) if quote.high_fen is None else quote.high_fen
    return quote.open_fen, quote.close_fen, low, high


def _quote_cells(quote: QuoteRow) -> tuple[Cell, ...]:
    high = yuan(quote.high_fen) if quote.high_fen is not None else None
    low = yuan(quote.low_fen) if quote.low_fen is not None else None
    prices = (yuan(quote.open_fen), high, low, yuan(quote.close_fen))
    return (quote.instrument, quote.day, *prices, quote.listed_t, quote.block_t)


def _cny(fen: int) -> float:
    return fen / 100


# Provinces and entities


def provinces(rows: Sequence[Mapping[str, Any]], language: Language) -> Figure:
    """Return verified emissions beside approved allowances, largest province first."""
    ordered = sorted(rows, key=lambda r: (-r["verified_t"], r["area_gb2260"]))
    names = [areas()[r["area_gb2260"]].zh if language == "zh" else r["name_en"] for r in ordered]
    return _beside("figure.provinces", "column.province", names, ordered, language)


def entities(rows: Sequence[Mapping[str, Any]], language: Language) -> Figure:
    """Return the largest emitters of a province."""
    ordered = sorted(rows, key=lambda r: (-r["verified_t"], r["entity_id"]))[:LARGEST_SHOWN]
    names = [(r["name_zh"] if language == "zh" else r["name_en"]) or r["entity_id"] for r in ordered]
    return _beside("figure.entities", "column.entity", names, ordered, language)


def _beside(
    title: str, head: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]], language: Language
) -> Figure:
    word = words_in(language)
    measures = (("chart.verified", "verified_t", "owed"), ("chart.approved", "approved_t", "light"))
    scale = axis_scale(max((max(r["verified_t"], r["approved_t"]) for r in rows), default=0), language)
    series = [{"name": word(c), "values": [r[key] for r in rows], "tone": tone} for c, key, tone in measures]
    return Figure(
        kind="bars",
        title=text(title, language, {"count": len(rows)}),
        unit=scale["unit"],
        data={"categories": list(names), "series": series, "horizontal": True, **scale},
        heads=(word(head), *(f"{word(code)} (t)" for code, _, _ in measures)),
        rows=[(name, r["verified_t"], r["approved_t"]) for name, r in zip(names, rows, strict=True)],
    )


def gaps(rows: Sequence[Mapping[str, Any]], limit: int | None, language: Language) -> Figure:
    """Return how many entities have a gap of so many percent of their verified emissions."""
    word = words_in(language)
    low, high = GAP_RANGE
    counts = [0] * (high - low)
    for row in rows:
        if row["verified_t"]:
            percent = 100 * row["gap_t"] // row["verified_t"]
            counts[min(max(percent, low), high - 1) - low] += 1
    edges = list(range(low, high + 1))
    return Figure(
        kind="histogram",
        title=word("figure.gaps"),
        note=word("figure.gaps_note"),
        data={
            "edges": edges,
            "counts": counts,
            "limit": limit,
            "words": {
                "count": word("figure.entity_count"), "bin": word("figure.gap_percent"), "limit": word("figure.limit"),
                "above": word("figure.short"), "below": word("figure.surplus"),
            },
        },
        heads=(word("figure.gap_percent"), word("figure.entity_count")),
        rows=[(f"{e} … {e + 1}", n) for e, n in zip(edges, counts, strict=False) if n],
    )  # fmt: skip


def disclosure(found: Results) -> dict[str, Drawing | Mapped]:
    """Return the drawings of a period's disclosure."""
    link = f"/{found.period}/province/{{code}}"
    classes = gap_classes(found.entities)
    return {
        "map_verified": partial(emission_map, {p["area_gb2260"]: p["verified_t"] for p in found.provinces}, link),
        "map_gap": partial(gap_map, found.provinces, link),
        "gap_shares": partial(gap_shares, classes),
        "gap_tonnes": partial(gap_tonnes, classes),
        "classes": partial(unit_classes, found.classes),
    }


def gap_shares(classes: Sequence[GapClass], language: Language) -> Figure:
    """Return each class's share of entities and of emissions in percent; the table has entities and tonnes too."""
    word = words_in(language)
    entities, verified = sum(c.entities for c in classes) or 1, sum(c.verified_t for c in classes) or 1
    measures = (("share_of_entities", "light"), ("share_of_verified", "accent"))
    shares = [
        [Fraction(100 * c.entities, entities) for c in classes],
        [Fraction(100 * c.verified_t, verified) for c in classes],
    ]
    series = [
        {"name": word(f"figure.{name}"), "values": [round(float(v), 2) for v in values], "tone": tone}
        for (name, tone), values in zip(measures, shares, strict=True)
    ]
    heads = ("figure.gap_percent", "figure.entity_count", "figure.share_of_entities", "column.verified_t")
    return Figure(
        kind="bars",
        title=word("figure.gap_shares"),
        note=word("figure.gap_shares_note"),
        unit=word("figure.percent"),
        data={"categories": [c.name for c in classes], "series": series, "divide": 1, "unit": word("figure.percent")},
        heads=(*(word(h) for h in heads), word("figure.share_of_verified")),
        rows=[
            (c.name, c.entities, show(by_count, 2), c.verified_t, show(by_tonnes, 2))
            for c, by_count, by_tonnes in zip(classes, *shares, strict=True)
        ],
    )


def gap_tonnes(classes: Sequence[GapClass], language: Language) -> Figure:
    """Return the gap that each class adds up to; below zero is a surplus."""
    word = words_in(language)
    scale = axis_scale(max((abs(c.gap_t) for c in classes), default=0), language)
    tones = (("figure.surplus", "long", -1), ("figure.short", "short", 1))
    series = [
        {"name": word(name), "values": [c.gap_t if sign * c.gap_t > 0 else 0 for c in classes], "tone": tone}
        for name, tone, sign in tones
    ]
    return Figure(
        kind="bars",
        title=word("figure.gap_tonnes"),
        unit=scale["unit"],
        data={"categories": [c.name for c in classes], "series": series, "stacked": True, **scale},
        heads=(word("figure.gap_percent"), f"{word('column.gap_t')} (t)"),
        rows=[(c.name, c.gap_t) for c in classes],
    )


def unit_classes(rows: Sequence[Mapping[str, Any]], language: Language) -> Figure:
    """Return verified emissions beside approved allowances of each class of units."""
    names = [text(f"chart.class_{r['unit_class']}", language) for r in rows]
    return _beside("figure.classes", "column.unit_class", names, rows, language)


# The waterfall of an entity


@dataclass(frozen=True, slots=True)
class Step:
    """A step from the benchmark to the gap: what it adds to what stands, or a total that stands by itself."""

    code: str
    amount_t: int
    total_t: int
    tone: Literal["total", "add", "owed", "short", "surplus"]


@dataclass(slots=True)
class _Stair:
    """Steps as they are added up."""

    steps: list[Step] = field(default_factory=list)
    total_t: int = 0

    def add(self, code: str, amount_t: int) -> None:
        if amount_t:
            self.total_t += amount_t
            self.steps.append(Step(code, amount_t, self.total_t, "add"))


def read_steps(law: Law, view: Snapshot, period: str, entity: str) -> list[Step]:
    """Return an entity's way from output times benchmark to its gap, or nothing before its approval.

    The amount before coefficients is output times benchmark; each coefficient is shown by what it changes, in the
    order in which the plan multiplies. The last one also holds the rounding down, so that the steps add up to
    what was approved, to the tonne.
    """
    whole = read_rows(view, EntityAllocationRow, entity=entity, period=period)
    if not whole or whole[0].approved_t is None or whole[0].obligation_t is None:
        return []
    years = Period.named(period).years
    units = [u for year in years for u in read_rows(view, UnitAllocationRow, entity=entity, period=str(year))]
    plan = PowerPlan.of(law, Period.named(period))
    stair = _Stair()
    levels = [
        sum(floor(level) for level in of_unit) for of_unit in zip(*(_levels(plan, u) for u in units), strict=True)
    ]
    levels[-1] = sum(u.electricity_t for u in units)
    before = 0
    for code, level in zip(("standard_electricity", "cooling", "heat_coefficient", "load"), levels, strict=True):
        stair.add(code, level - before)
        before = level
    stair.add("heat", sum(u.heat_t for u in units))
    stair.add("gas_relief", sum(u.relief_t for u in units))
    stair.add("relief", whole[0].relief_t or 0)
    assert stair.total_t == whole[0].approved_t, f"{entity} {period}: steps do not add up to what was approved"
    gap = whole[0].obligation_t - whole[0].approved_t
    return [
        *stair.steps,
        Step("approved", whole[0].approved_t, whole[0].approved_t, "total"),
        Step("obligation", whole[0].obligation_t, whole[0].obligation_t, "owed"),
        Step("short" if gap > 0 else "surplus", abs(gap), whole[0].approved_t, "short" if gap > 0 else "surplus"),
    ]


def _levels(plan: PowerPlan, unit: UnitAllocationRow) -> list[Fraction]:
    """Return a unit's electricity allowance before coefficients and after each of them."""
    level = decimal(unit.output_mwh) * plan.electricity[unit.unit_class].number
    found = [level]
    for coefficient in (unit.cooling_coef, unit.heat_coef, unit.load_coef):
        level *= decimal(coefficient)
        found.append(level)
    return found


def waterfall(steps: Sequence[Step], language: Language) -> Figure:
    """Return the waterfall from the benchmark to the gap."""
    word = words_in(language)
    scale = axis_scale(max(max(s.total_t, s.amount_t) for s in steps), language)
    named = [(word(f"figure.{s.code}"), s) for s in steps]
    start = _axis_start(steps)
    return Figure(
        kind="waterfall",
        title=word("figure.waterfall"),
        note=text("figure.waterfall_note", language, {"start": f"{start:,}"}) if start else "",
        unit=scale["unit"],
        data={
            "steps": [{"name": name, "tone": s.tone, "amount": s.amount_t, **_span(s)} for name, s in named],
            "start": start,
            "words": {"tonnes": word("figure.unit_1")},
            **scale,
        },
        heads=(word("figure.step"), word("figure.amount"), word("figure.total")),
        rows=[(name, s.amount_t, s.total_t if s.tone == "add" else None) for name, s in named],
    )


def _axis_start(steps: Sequence[Step]) -> int:
    """Return where the axis starts: above zero where the steps would else be too thin to be seen."""
    levels = [level for s in steps for level in _span(s).values() if level]
    least, most = min(levels), max(levels)
    power: int = 10 ** (len(str(max(1, most - least))) - 1)
    start = max(0, least - (most - least) // 2) // power * power
    return start if least < most and 3 * start > most else 0


def _span(step: Step) -> dict[str, int]:
    """Return from where to where a step's bar reaches."""
    if step.tone == "add":
        return {"from": step.total_t - step.amount_t, "to": step.total_t}
    if step.tone == "short":
        return {"from": step.total_t, "to": step.total_t + step.amount_t}
    if step.tone == "surplus":
        return {"from": step.total_t, "to": step.total_t - step.amount_t}
    return {"from": 0, "to": step.amount_t}


# Units


def generation(months: Sequence[tuple[str, int]], language: Language) -> Figure:
    """Return a unit's gross generation by month."""
    word = words_in(language)
    heads = (word("column.month"), word("label.gross_generation"))
    return Figure(
        kind="bars",
        title=word("figure.months"),
        unit=word("figure.unit_mwh"),
        data={
            "categories": [month for month, _ in months],
            "series": [{"name": heads[1], "values": [value / 1000 for _, value in months], "tone": "accent"}],
            "divide": 1,
            "unit": word("figure.unit_mwh"),
        },
        heads=(heads[0], f"{heads[1]} (MWh)"),
        rows=[(month, _grouped(show(Fraction(value, 1000), 3))) for month, value in months],
    )


#: Rows of the table beside the map of dots: the largest.
PLACES_LISTED = 50


def units_map(places: Sequence[Plant], language: Language) -> Figure:
    """Return entities as dots by longitude and latitude; the table has the largest."""
    word = words_in(language)
    named = [((p.name_zh if language == "zh" else p.name_en) or p.entity, p) for p in places]
    heads = ("column.entity", "figure.longitude", "figure.latitude", "column.capacity_mw")
    return Figure(
        kind="points",
        title=word("figure.units_map"),
        note=text("figure.units_map_note", language, {"listed": min(len(places), PLACES_LISTED)}),
        data={
            "points": [[p.longitude, p.latitude, p.capacity_kw // 1000, name] for name, p in named],
            "words": {"x": word(heads[1]), "y": word(heads[2]), "size": word(heads[3])},
        },
        heads=tuple(word(h) for h in heads),
        rows=[
            (name, f"{p.longitude:.4f}", f"{p.latitude:.4f}", p.capacity_kw // 1000)
            for name, p in named[:PLACES_LISTED]
        ],
    )


# The tile map

#: Colour classes of a quantity that starts at zero, light to dark, and of one around zero, surplus to short.
SEQUENTIAL = ("s1", "s2", "s3", "s4", "s5")
DIVERGING = ("d1", "d2", "d3", "d4", "d5", "d6")


def emission_map(values_t: Mapping[str, int], link: str, language: Language) -> TileMap:
    """Return emissions by province; classes are fifths of the largest value, rounded up to a plain number."""
    scale = axis_scale(max(values_t.values(), default=0), language)
    divide = scale["divide"]
    step = plain_step(Fraction(max(values_t.values(), default=1), divide * len(SEQUENTIAL)))

    def tone(value: int) -> str:
        return SEQUENTIAL[min(floor(Fraction(value, divide) / step), len(SEQUENTIAL) - 1)]

    def shown(value: int) -> str:
        return f"{value // divide:,}" if step >= 10 else show(Fraction(value, divide), 1)

    legend = [(tone, f"{_bare(n * step)} – {_bare((n + 1) * step)}") for n, tone in enumerate(SEQUENTIAL)]
    found = {code: (shown(value), tone(value)) for code, value in values_t.items()}
    return tiled("figure.map_verified", scale["unit"], found, legend, link, language)


def gap_map(rows: Sequence[Mapping[str, Any]], link: str, language: Language) -> TileMap:
    """Return the gap of each province in percent of its verified emissions."""
    rates = {r["area_gb2260"]: Fraction(100 * r["gap_t"], r["verified_t"]) for r in rows if r["verified_t"]}
    found = {
        code: (_signed(rate), DIVERGING[sum(rate >= bound for bound in GAP_BOUNDS)]) for code, rate in rates.items()
    }
    bounds = [f"{b:+d}" if b else "0" for b in GAP_BOUNDS]
    ranges = [f"< {bounds[0]}", *(f"{a} … {b}" for a, b in pairwise(bounds)), f"≥ {bounds[-1]}"]
    return tiled("figure.map_gap", "", found, list(zip(DIVERGING, ranges, strict=True)), link, language)


def tiled(
    title: str,
    unit: str,
    found: Mapping[str, tuple[str, str]],
    legend: list[tuple[str, str]],
    link: str,
    language: Language,
) -> TileMap:
    """Return a tile map of what is shown of each province, with its colour class."""
    none = text("figure.no_data", language)
    tiles = []
    for code, (row, column, letters) in sorted(TILES.items(), key=lambda item: item[1][:2]):
        shown, tone = found.get(code, ("", ""))
        name = area_name(code, language)
        short = letters if language == "en" else name
        tiles.append(Tile(code, name, short, row, column, shown, tone, link.format(code=code) if shown else ""))
    return TileMap(
        title=text(title, language),
        note=text("figure.map_note", language),
        unit=unit,
        tiles=tiles,
        legend=[*legend, ("", none)],
    )


def _bare(number: Fraction) -> str:
    """Return a number without needless zeros."""
    return f"{int(number):,}" if number.denominator == 1 else show(number, 2).rstrip("0")


def _grouped(shown: str) -> str:
    """Return a decimal text with separators in its whole part."""
    whole, _, rest = shown.partition(".")
    return f"{int(whole):,}.{rest}"


def _signed(rate: Fraction) -> str:
    shown = show(rate, 1)
    return f"+{shown}" if rate > 0 else shown


# Words and scales


def words_in(language: Language) -> Callable[[str], str]:
    """Return what gives the words of the catalogue in a language."""
    return lambda code: text(code, language)


def axis_scale(largest_t: int, language: Language) -> dict[str, Any]:
    """Return by what tonnes are divided on an axis, and the name of the unit: 万吨 and 亿吨, or kt and Mt."""
    powers = (10**8, 10**4) if language == "zh" else (10**6, 10**3)
    divide = next((p for p in powers if largest_t >= 10 * p), 1)
    return {"divide": divide, "unit": text(f"figure.unit_{divide}", language)}
