"""`tanshi draft impact`: what a draft does to every firm."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tanshi.allocation.drafting.asked import price_fen
from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.drafting.documents import firm_row, impact_document
from tanshi.allocation.drafting.impact import EntityImpact, Impact
from tanshi.allocation.drafting.impact import impact as impact_of
from tanshi.cli import show
from tanshi.cli.draft.source import Source, source_of
from tanshi.cli.draft.words import SHOWN, done, line_name, mt, must_draw, note, origin, table, written
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.participants.areas import areas
from tanshi.rules import Law

#: The year whose relieved entities the ministry's answers name, and the figure's id.
_TOLD_YEAR, _TOLD = "2021", "relieved_entities"


def run_impact(
    what: str, draft: str, plan: str, price: str, db: str, chart: Path | None, out: Path | None, as_json: bool
) -> int:
    """Show what a draft does to every firm; return the exit code."""
    if not draft:
        raise problem("draft.needs_draft")
    must_draw(chart)
    fen = price_fen(price)
    source = source_of(what, [plan, draft], db)
    before, after = source.plans
    found = impact_of(
        Bench(before.plan, source.observed), Bench(after.plan, source.observed), (before.name, after.name), fen
    )
    if chart is not None:
        from tanshi.disclosure.draft_charts import draw_impact

        written(chart, lambda: draw_impact(found, chart, show.language()))
    if out is not None:
        written(out, lambda: _write_firms(out, found))
    if as_json:
        show.json_document(impact_document(before.name, found))
    else:
        _print_impact(source, found)
    return done(source.observed.findings)


def _write_firms(path: Path, found: Impact) -> None:
    rows = [firm_row(e, found.price_fen) for e in found.entities]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _print_impact(source: Source, found: Impact) -> None:
    whole = found.row()
    named = {"before": found.before, "after": found.after}
    origin(source)
    title = show.word("draft.impact_title", **named)
    priced = found.price_fen is not None
    sums = ("verified", "surplus_before", "surplus_after", "change_t", "winners", "losers", "relieved")
    heads = ("area", "entities", *sums, *(("cost",) if priced else ()))
    names = {code: f"{code} {area.zh} {area.en}" for code, area in areas().items()}
    rows = [(names.get(r["area_gb2260"], "-"), *_sums(r, priced)) for r in found.by_area()]
    everybody = (show.word("allocate.all", count=whole["entities"]), *_sums(whole, priced))
    table(title, heads, [everybody, *(rows if len(rows) > 1 else ())], named=named)
    classes = [
        (
            line_name(r["unit_class"]), f"{r['units']:,}", mt(r["verified_t"]), mt(r["surplus_before_t"], signed=True),
            mt(r["surplus_after_t"], signed=True), mt(r["change_t"], signed=True), f"{r['units_gaining']:,}",
            f"{r['units_losing']:,}",
        )
        for r in found.by_class()
    ]  # fmt: skip
    of_class = ("line", "units", "verified", "surplus_before", "surplus_after", "change_t", "gaining", "losing")
    table(show.word("draft.impact_classes"), of_class, classes, named=named)
    _print_firms(found, named)
    tonnes = {k: f"{whole[f'{k}_t']:,}" for k in ("won", "lost")}
    counts = ("winners", "losers", "relieved_before", "relieved_after", "short_before", "short_after")
    note("draft.impact_sums", **named, **tonnes, **{c: f"{whole[c]:,}" for c in counts})
    if whole["cost_fen"] is not None and found.price_fen is not None:
        note("draft.impact_cost", price=yuan(found.price_fen), cost=_grouped(whole["cost_fen"]))
    if _TOLD_YEAR in (found.before, found.after):
        note("draft.impact_text_figure", count=_told())


def _grouped(amount_fen: int) -> str:
    """Return an amount in CNY with separators."""
    whole, _, rest = yuan(abs(amount_fen)).partition(".")
    return f"{'-' if amount_fen < 0 else ''}{int(whole):,}.{rest}"


def _told() -> str:
    from tanshi.disclosure.text_figures import text_figures

    return next(f.value for f in text_figures(Law("cn")) if f.id == _TOLD)


def _sums(row: Mapping[str, Any], priced: bool) -> tuple[str, ...]:
    cost = (f"{row['cost_fen'] / 1e8:+,.2f}",) if priced else ()
    return (
        f"{row['entities']:,}", mt(row["verified_t"]), mt(row["surplus_before_t"], signed=True),
        mt(row["surplus_after_t"], signed=True), mt(row["change_t"], signed=True), f"{row['winners']:,}",
        f"{row['losers']:,}", f"{row['relieved_before']:,} → {row['relieved_after']:,}", *cost,
    )  # fmt: skip


def _print_firms(found: Impact, named: Mapping[str, str]) -> None:
    by_change = sorted(found.entities, key=lambda e: (e.change_t, e.entity.entity_id))
    lost = [e for e in by_change[:SHOWN] if e.change_t < 0]
    won = [e for e in reversed(by_change[-SHOWN:]) if e.change_t > 0]
    for code, firms in (("draft.impact_lost_most", lost), ("draft.impact_won_most", won)):
        rows = [
            (
                _name(e), mt(e.entity.verified_t), mt(-e.before.gap_t, signed=True), mt(-e.after.gap_t, signed=True),
                mt(e.change_t, signed=True),
            )
            for e in firms
        ]  # fmt: skip
        if rows:
            heads = ("firm", "verified", "surplus_before", "surplus_after", "change_t")
            table(show.word(code), heads, rows, named=named)


def _name(impact: EntityImpact) -> str:
    entity = impact.entity
    name = entity.name_zh if show.language() == "zh" else entity.name_en
    return entity.entity_id if name in ("", entity.entity_id) else f"{entity.entity_id} {name}"
