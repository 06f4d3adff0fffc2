"""`tanshi list`: who must report or is covered in a year, who entered, who left, and on which ground."""

from __future__ import annotations

from collections.abc import Sequence

from tanshi.application.lists import KINDS, Listed, ground_words, text_of, year_list
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.participants.areas import areas
from tanshi.rules import Law

#: Rows of each table on the screen; --json gives all.
_SHOWN = 20


def run_list(year: str, db: str, kind: str, as_json: bool) -> None:
    """Print a list; `Problem` if there is none of that year."""
    if kind not in KINDS:
        raise problem("list.bad_kind", where=kind, kind=kind)
    market = open_market(db, write=False)
    law = market.law
    try:
        with market.view() as view:
            found = year_list(view, year, kind)
    finally:
        market.close()
    if as_json:
        show.json_document(found.as_json())
        return
    previous = found.previous or show.word("list.first")
    _table(law, show.word(f"list.title_{kind}", year=found.period), found.entities, "list.column.since")
    if found.previous:
        _table(law, show.word("list.entered", previous=previous), found.entered, "list.column.since")
        _table(law, show.word("list.left", previous=previous), found.left, "list.column.last")
    counts = {"count": len(found.entities), "before": found.size_before, "entered": len(found.entered)}
    show.out.print(show.word("list.summary", previous=previous, left=len(found.left), **counts), markup=False)


def _table(law: Law, title: str, rows: Sequence[Listed], since: str) -> None:
    columns = ["entity", "area", "sector", "since", "ground", "citation", "emission_t"]
    heads = [show.word(since if c == "since" else f"list.column.{c}") for c in columns]
    language = show.language()
    shown = [
        (
            f"{e.entity_id} {(e.name_zh if language == 'zh' else e.name_en) or e.name}",
            areas()[e.area_gb2260].zh if language == "zh" else areas()[e.area_gb2260].en,
            e.sector,
            e.since,
            ground_words(e.ground, language),
            text_of(law, e.citation),
            f"{e.emission_t:,}",
        )
        for e in rows[:_SHOWN]
    ]
    show.table(f"{title} ({len(rows):,})", heads, shown, left=6)
    if len(rows) > _SHOWN:
        show.out.print(show.word("list.more", count=len(rows) - _SHOWN), markup=False)
        show.out.print()
