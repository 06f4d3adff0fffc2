"""What a page shows of an answer of the drafting bench: figures, drawings, tables and notes, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tanshi.allocation.drafting.steps import BALANCE
from tanshi.application.draft_bench import Answer
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import decimal, show
from tanshi.disclosure.text_figures import text_figures
from tanshi.disclosure.tiles import area_name
from tanshi.rules import Law
from tanshi.server import drafting_charts as drawings
from tanshi.server.charts import Figure, TileMap
from tanshi.server.drafting_charts import firm_name, line_name, scenario_name, share_shown, signed

Document = Mapping[str, Any]
Cell = str

#: Firms in a table.
LISTED = 20

#: The year whose relieved entities the ministry's answers name, and the figure's id.
_TOLD_YEAR, _TOLD = "2021", "relieved_entities"


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure in large type."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns as key, head and class; each row begins with its head. `foot`: the last row."""

    id: str
    title: str
    columns: tuple[tuple[str, str, str], ...]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a page shows it."""

    tiles: Sequence[Tile] = ()
    maps: Sequence[TileMap] = ()
    charts: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    head: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


class _Words:
    """The catalogue in one language; marks of the command line are left out."""

    def __init__(self, language: Language, law: Law) -> None:
        self.language, self.law = language, law

    def __call__(self, code: str, **params: object) -> str:
        return text(code, self.language, params).replace("`", "")

    def line(self, name: str) -> str:
        return line_name(name, self.language)

    def table(
        self, id: str, title: str, heads: Iterable[str], rows: Sequence[Sequence[Cell]], texts: int = 1, **more: Any
    ) -> Table:
        """Return a table whose heads are words already; the first `texts` columns are texts."""
        columns = tuple((f"c{n}", head, "text" if n < texts else "n") for n, head in enumerate(heads))
        return Table(id, title, columns, rows, **more)


def tonnes(value: int, *, sign: bool = False) -> str:
    """Return whole tonnes with separators."""
    return f"{value:+,}" if sign and value else f"{value:,}"


def money(shown: str) -> str:
    """Return an amount in CNY with separators, rounded down to whole CNY towards zero."""
    return f"{int(decimal(shown)):,}"


def shown(name: str, answer: Answer, language: Language, law: Law, link: str = "") -> Shown:
    """Return what a page shows of an answer; `link`: the address of a province's page, with {code}."""
    return _SHOWN[name](answer, _Words(language, law), link)


def _impact(answer: Answer, word: _Words, link: str) -> Shown:
    document, language = answer.document, word.language
    whole, before, after = document["all"], document["plan"], document["draft"]
    named = {"before": before, "after": after}
    priced = document["price_cny"] is not None
    tiles = [
        Tile(word("drafting.winners"), tonnes(whole["winners"]), f"{tonnes(whole['won_t'], sign=True)} t"),
        Tile(word("drafting.losers"), tonnes(whole["losers"]), f"{tonnes(-whole['lost_t'], sign=True)} t"),
        Tile(word("drafting.surplus_of", plan=before), tonnes(whole["surplus_before_t"], sign=True), "t"),
        Tile(word("drafting.surplus_of", plan=after), tonnes(whole["surplus_after_t"], sign=True), "t"),
        Tile(word("drafting.relieved"), f"{whole['relieved_before']:,} → {whole['relieved_after']:,}"),
        Tile(word("drafting.short"), f"{whole['short_before']:,} → {whole['short_after']:,}"),
    ]
    if priced:
        tiles.append(Tile(word("drafting.cost_at", price=document["price_cny"]), money(whole["cost_cny"]), "CNY"))
    charts = [f(document, language) for f in (drawings.provinces, drawings.classes, drawings.changes)]
    notes = [word("drafting.impact_method")]
    if _TOLD_YEAR in (before, after):
        told = next(f.value for f in text_figures(word.law) if f.id == _TOLD)
        notes.append(word("draft.impact_text_figure", count=told))
    return Shown(
        tiles=tiles,
        maps=[drawings.change_map(document, link, language)] if link and len(document["provinces"]) > 1 else [],
        charts=charts,
        tables=_impact_tables(document, word, named, priced=priced),
        notes=notes,
        head=word("draft.impact_title", **named),
    )


def _impact_tables(document: Document, word: _Words, named: Mapping[str, str], *, priced: bool) -> list[Table]:
    language = word.language
    sums = ("verified", "before", "after", "change", "winners", "losers", "relieved")
    heads = [_impact_head(word, c, named) for c in ("area", "entities", *sums, *(("cost",) if priced else ()))]
    areas = document["provinces"]
    foot = (word("drafting.all"), *_sums(document["all"], priced=priced))
    rows = [
        (area_name(r["area_gb2260"], language) if r["area_gb2260"] else "–", *_sums(r, priced=priced)) for r in areas
    ]
    found = [word.table("table-provinces", word("page.provinces"), heads, rows, foot=foot if len(rows) > 1 else ())]
    of_class = [_impact_head(word, c, named) for c in ("line", "units", "verified", "before", "after", "change")]
    of_class += [word("draft.column.gaining"), word("draft.column.losing")]
    rows_of_class = [
        (word.line(r["unit_class"]), tonnes(r["units"]), tonnes(r["verified_t"]),
         tonnes(r["surplus_before_t"], sign=True), tonnes(r["surplus_after_t"], sign=True),
         tonnes(r["change_t"], sign=True), tonnes(r["units_gaining"]), tonnes(r["units_losing"]))
        for r in document["classes"]
    ]  # fmt: skip
    found.append(word.table("table-classes", word("draft.impact_classes"), of_class, rows_of_class))
    by_change = sorted(document["firms"], key=lambda f: (f["change_t"], f["entity_id"]))
    lost = [f for f in by_change[:LISTED] if f["change_t"] < 0]
    won = [f for f in reversed(by_change[-LISTED:]) if f["change_t"] > 0]
    relieved = sorted(
        (f for f in document["firms"] if f["relieved_before"] or f["relieved_after"]),
        key=lambda f: (f["relieved_before"] == f["relieved_after"], -f["verified_t"]),
    )
    for id, code, firms in (("lost", "draft.impact_lost_most", lost), ("won", "draft.impact_won_most", won)):
        if firms:
            found.append(_firms(f"table-{id}", word(code), firms, word, named, priced=priced))
    if relieved:
        found.append(_relieved(relieved, word, named))
    return found


def _impact_head(word: _Words, column: str, named: Mapping[str, str]) -> str:
    if column in ("before", "after"):
        return word("drafting.surplus_t", plan=named[column])
    own = {"verified": "drafting.verified_t", "change": "drafting.change_t", "cost": "drafting.cost_cny"}
    return word(own.get(column, f"draft.column.{column}"))


def _sums(row: Document, *, priced: bool) -> tuple[Cell, ...]:
    return (
        tonnes(row["entities"]), tonnes(row["verified_t"]), tonnes(row["surplus_before_t"], sign=True),
        tonnes(row["surplus_after_t"], sign=True), tonnes(row["change_t"], sign=True), tonnes(row["winners"]),
        tonnes(row["losers"]), f"{row['relieved_before']} → {row['relieved_after']}",
        *((money(row["cost_cny"]),) if priced else ()),
    )  # fmt: skip


def _firms(
    id: str, title: str, firms: Sequence[Document], word: _Words, named: Mapping[str, str], *, priced: bool
) -> Table:
    columns = ("firm", "area", "verified", "before", "after", "change", *(("cost",) if priced else ()))
    rows = [
        (firm_name(f, word.language), _area(f, word), tonnes(f["verified_t"]), tonnes(-f["gap_before_t"], sign=True),
         tonnes(-f["gap_after_t"], sign=True), tonnes(f["change_t"], sign=True),
         *((money(f["cost_cny"]),) if priced else ()))
        for f in firms
    ]  # fmt: skip
    return word.table(id, title, [_impact_head(word, c, named) for c in columns], rows, texts=2)


def _area(firm: Document, word: _Words) -> str:
    return area_name(firm["area_gb2260"], word.language) if firm["area_gb2260"] else "–"


def _relieved(firms: Sequence[Document], word: _Words, named: Mapping[str, str]) -> Table:
    """Return the entities the 20 % rule helps, those it begins or ceases to help first."""
    heads = (
        *(_impact_head(word, c, named) for c in ("firm", "area", "verified")),
        *(word("drafting.relief_under", plan=named[c]) for c in ("before", "after")),
    )
    rows = [
        (firm_name(f, word.language), _area(f, word), tonnes(f["verified_t"]),
         *(tonnes(_relief(f, when)) if f[f"relieved_{when}"] else "–" for when in ("before", "after")))
        for f in firms[:LISTED]
    ]  # fmt: skip
    more = len(firms) - len(rows)
    note = word("drafting.more_in_csv", count=more) if more else ""
    return word.table("table-relieved", word("drafting.relieved_title"), heads, rows, texts=2, note=note)


def _relief(firm: Document, when: str) -> int:
    """Return what relief gives or forgives a firm, in tonnes."""
    return int(firm[f"relief_{when}_t"] or firm["verified_t"] - firm[f"obligation_{when}_t"])


def _balance(answer: Answer, word: _Words, _: str) -> Shown:
    document = answer.document
    heads = [
        word("draft.column.line"), word("draft.column.units"), word("drafting.emission_t"), word("draft.column.ours"),
        word("draft.column.published"), word("draft.column.difference_percent"), word("draft.column.together"),
    ]  # fmt: skip
    rows = [
        (word.line(r["line"]), tonnes(r["units"]), show_whole(r["emission_t"]), r["balance_value_4"] or "–",
         r["published"] or "–", share_shown(r["difference"]), share_shown(document["together"].get(r["line"])))
        for r in document["lines"]
    ]  # fmt: skip
    surplus = document["surplus_under_published_t"]
    notes = [word("draft.balance_method")]
    if surplus is None:
        notes.append(word("draft.balance_none", plan=document["plan"]))
    else:
        notes.append(word("draft.balance_why", surplus=f"{surplus:,}"))
    chart = drawings.balance(document, word.language)
    title = word("draft.balance_title", plan=document["plan"])
    return Shown(
        charts=[chart] if chart else [], tables=[word.table("table-lines", title, heads, rows)], notes=notes, head=title
    )


def show_whole(exact: str) -> str:
    """Return an exact amount in whole tonnes, half-up, with separators."""
    return f"{int(show(decimal(exact), 0)):,}"


def _fit(answer: Answer, word: _Words, _: str) -> Shown:
    document, language = answer.document, word.language
    tables, charts, notes = [], [], []
    heads = [word(f"draft.column.{c}") for c in ("parameter", "estimate", "error", "plan", "units")]
    for found, drawn in zip(document["fits"], answer.drawn, strict=True):
        fuel = word(f"draft.fuel.{found['fuel']}")
        title = word("draft.fit_title", fuel=fuel, n=f"{found['n']:,}", plan=document["plan"])
        rows = [
            (word(f"draft.term.{t['name']}", at=t["at"]), *map(_decimals, (t["estimate"], t["standard_error"],
             t["plan"])), tonnes(t["units"]))
            for t in found["terms"]
        ]  # fmt: skip
        note = word(
            "draft.fit_quality",
            r2=f"{found['r2']:.3f}",
            spread=f"{100 * found['residual_spread']:.2f}",
            spread_plan=f"{100 * found['residual_spread_plan']:.2f}",
            bases=", ".join(f"{c} {value:.4f}" for c, value in found["bases"].items()),
            furthest=", ".join(f"{p['unit_id']} {100 * p['residual']:+.1f} %" for p in found["furthest"][:3]),
        )
        tables.append(word.table(f"table-{found['fuel']}", title, heads, rows, note=note))
        drawing = (
            drawings.residuals(drawn, language),
            drawings.by_load(drawn, document["plan"], language),
            drawings.by_heat(drawn, document["plan"], language),
        )
        charts += [figure for figure in drawing if figure is not None]
    if not document["fits"]:
        notes.append(word("drafting.no_fit"))
    notes.append(word("draft.fit_by_output" if document["by_output"] else "draft.fit_statistics"))
    return Shown(charts=charts, tables=tables, notes=notes, head=word("drafting.fit_of", plan=document["plan"]))


def _decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _solve(answer: Answer, word: _Words, _: str) -> Shown:
    document = answer.document
    heads = [word(f"draft.column.{c}") for c in ("line", "base", "strictness", "change", "value")]
    rows = [
        (word.line(r["line"]), show(decimal(r["start"]), 4), r["strictness"], share_shown(r["change"]), r["benchmark"])
        for r in document["lines"]
    ]
    tiles = [
        Tile(word("drafting.target"), tonnes(document["target_t"], sign=True), "t"),
        Tile(word("drafting.surplus_before_relief"), tonnes(document["surplus_before_relief_t"], sign=True), "t"),
        Tile(word("drafting.surplus_after_relief"), tonnes(document["surplus_after_relief_t"], sign=True), "t"),
        Tile(word("drafting.off_target"), tonnes(document["off_target_t"], sign=True),
             word("drafting.rounding_may", most=f"{int(document['rounding_t']):,}")),
        Tile(word("drafting.relieved"), tonnes(document["relieved_entities"])),
    ]  # fmt: skip
    notes = [word("drafting.factor", factor=show(decimal(document["factor"]), 6))]
    moving = {r["strictness"] for r in document["lines"] if decimal(r["strictness"])}
    if decimal(document["factor"]) < 0 and len(moving) > 1:
        notes.append(word("drafting.rises"))
    title = word("draft.solve_title", form=document["plan"])
    return Shown(
        tiles=tiles, charts=[drawings.solved(document, word.language)],
        tables=[word.table("table-lines", title, heads, rows)], notes=notes, head=title,
        more={"benchmarks": ",".join(f"{r['line']}={r['benchmark']}" for r in document["lines"])},
    )  # fmt: skip


def _steps(answer: Answer, word: _Words, _: str) -> Shown:
    document = answer.document
    columns = (
        "plan", "line", "start", "step", "computed", "published", "difference", "unrounded", "implied", "confidence",
    )  # fmt: skip
    rows = [
        (r["plan"], word.line(r["line"]), f"{r['start']} ({'=' if r['of'] == BALANCE else ''}{r['at'][:4]})",
         share_shown(r["step"]), r["computed"], r["published"], r["difference"] if decimal(r["difference"]) else "0",
         r["from_unrounded"], share_shown(r["implied"]), r["confidence"])
        for r in document["steps"]
    ]  # fmt: skip
    equal = sum(not decimal(r["difference"]) for r in document["steps"])
    heads = [word(f"draft.column.{c}") for c in columns]
    return Shown(
        tiles=[Tile(word("drafting.agree"), f"{equal} / {len(rows)}")],
        charts=[drawings.steps(document, word.language)],
        tables=[word.table("table-steps", word("draft.steps_title"), heads, rows, texts=3)],
        notes=[word("draft.steps_note", equal=equal, all=len(rows)), word("drafting.steps_2021")],
        head=word("draft.steps_title"),
    )


def _estimate(answer: Answer, word: _Words, _: str) -> Shown:
    document, language = answer.document, word.language
    named = {s["name"]: s for s in document["scenarios"]}
    low, high, own = named["low"], named["high"], named["unchanged"]
    tiles = [
        Tile(word("drafting.emission"), tonnes(own["emission_t"]), "t"),
        Tile(word("drafting.allowance_range"), f"{low['approved_t']:,} … {high['approved_t']:,}", "t"),
        Tile(word("drafting.gap_range"),
             f"{high['obligation_t'] - high['approved_t']:+,} … {low['obligation_t'] - low['approved_t']:+,}", "t"),
    ]  # fmt: skip
    heads = [word(f"draft.column.{c}") for c in ("scenario", "emission_t", "allowance_t", "gap_t")]
    rows = [
        (scenario_name(s, document["plan"], language), tonnes(s["emission_t"]), tonnes(s["approved_t"]),
         tonnes(s["obligation_t"] - s["approved_t"], sign=True))
        for s in document["scenarios"]
    ]  # fmt: skip
    tables = [word.table("table-scenarios", word("draft.estimate_title"), heads, rows)]
    changes = {line: [decimal(s["changes"][line]) for s in document["steps"]] for line in own["benchmarks"]}

    def ended(scenario: Document, line: str, of: Callable[[list[Fraction]], Fraction]) -> str:
        return f"{scenario['benchmarks'][line]} ({signed(100 * of(changes[line]))} %)"

    heads = [word(f"draft.column.{c}") for c in ("line", "base", "low", "high")]
    rows_of_line = [
        (word.line(line), value, ended(low, line, min), ended(high, line, max))
        for line, value in own["benchmarks"].items()
    ]
    tables.append(word.table("table-lines", word("draft.estimate_lines"), heads, rows_of_line))
    heads = [word(f"draft.column.{c}") for c in ("firm", "emission_t", "range_t", "gap_range_t")]
    firms = [
        (e["entity_id"], tonnes(e["emission_t"]), f"{e['approved_low_t']:,} … {e['approved_high_t']:,}",
         f"{tonnes(e['gap_low_t'], sign=True)} … {tonnes(e['gap_high_t'], sign=True)}")
        for e in document["entities"][:LISTED]
    ]  # fmt: skip
    more = len(document["entities"]) - len(firms)
    note = word("drafting.more_firms", count=f"{more:,}") if more else ""
    tables.append(word.table("table-firms", word("draft.estimate_firms"), heads, firms, note=note))
    return Shown(
        tiles=tiles, charts=[drawings.estimate(document, language)], tables=tables, notes=[word("draft.estimate_note")],
        head=word("draft.estimate_title"),
    )  # fmt: skip


def _path(answer: Answer, word: _Words, _: str) -> Shown:
    document = answer.document
    heads = [word(f"draft.path_{c}") for c in ("year", "cap", "paid", "free", "auction", "factor")]
    rows = [
        (str(y["year"]), tonnes(y["cap_t"]), f"{show(100 * decimal(y['paid_share']), 1)} %", tonnes(y["free_t"]),
         tonnes(y["auction_t"]), show(decimal(y["factor"]), 4))
        for y in document["years"]
    ]  # fmt: skip
    first, last = document["years"][0], document["years"][-1]
    tiles = [
        Tile(word("drafting.base"), tonnes(document["base_t"]), "t"),
        *(Tile(word("drafting.cap_of", year=y["year"]), tonnes(y["cap_t"]), "t") for y in (first, last)),
        Tile(word("drafting.auction_of", year=last["year"]), tonnes(last["auction_t"]), "t"),
    ]
    title = word("draft.path_title", plan=document["plan"], count=document["entities"], base=f"{document['base_t']:,}")
    return Shown(
        tiles=tiles, charts=[drawings.path(document, word.language)],
        tables=[word.table("table-years", title, heads, rows)], head=title,
    )  # fmt: skip


_SHOWN: Mapping[str, Callable[[Answer, _Words, str], Shown]] = {
    "impact": _impact,
    "balance": _balance,
    "fit": _fit,
    "solve": _solve,
    "steps": _steps,
    "estimate": _estimate,
    "path": _path,
}
