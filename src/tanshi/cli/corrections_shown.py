"""What `tanshi corrections show` reads and prints."""

from __future__ import annotations

from tanshi.application.access import ViewRows
from tanshi.application.corrected_emissions import CorrectedYear, corrected_years
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.participants.tables import EntityRow


def run_show(db: str, entity: str, as_json: bool) -> None:
    """Print an entity's confirmed years; `Problem` if there is no such entity."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            rows = ViewRows(view)
            if rows.get(EntityRow, entity) is None:
                raise problem("mrv.entity_not_found", where=entity, entity=entity)
            years = corrected_years(rows, market.law, entity)
            position = view.head().size
    finally:
        market.close()
    if as_json:
        show.json_document({"entity": entity, "years": [y.as_json() for y in years], "position": position})
        return
    for year in years:
        _year(year)
    if not years:
        show.out.print(show.word("emission_correction.none"), markup=False)


def _year(year: CorrectedYear) -> None:
    def told(code: str, **said: object) -> None:
        show.out.print(show.word(f"emission_correction.{code}", **said), markup=False, soft_wrap=True)

    report = year.report
    show.out.print(f"{report.entity} {report.period}", markup=False)
    for v in year.versions:
        show.out.print(f"  {v.number}  {v.verified_t:>15,} t  {v.since}", markup=False)
    for row, changes in year.corrections:
        source, state = (
            show.word(f"list_value.source.{row.source}"),
            show.word(f"emission_correction.state_{row.state}"),
        )
        show.out.print(f"{row.number} · {source} {row.reference} · {state}: {row.reason}", markup=False, soft_wrap=True)
        told("came_to" if row.state == "made" else "comes_to", before=f"{row.before_t:,}", after=f"{row.after_t:,}")
        told("proposed", authority=row.proposed_by, day=row.proposed_on, until=row.decide_until)
        if row.decided_on:
            told("decided", authority=row.decided_by, day=row.decided_on)
        for c in changes:
            figure = year.figures.get(c.field)
            before, after = (figure.shown(c.before), figure.shown(c.after)) if figure else (c.before, c.after)
            show.out.print(f"    {c.unit} {c.month} {c.field}: {before} -> {after}", markup=False, soft_wrap=True)
    if year.behind:
        told("behind", day=year.behind)
    if year.surplus_t:
        told("surplus", amount=f"{year.surplus_t:,}")
