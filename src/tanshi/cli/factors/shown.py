"""`tanshi factors search|show|changed|stale`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.cli.rules import law_of
from tanshi.core.exact import half_up
from tanshi.core.exact import show as decimal_text
from tanshi.core.finding import problem
from tanshi.rules.factors import FactorRecord, history, scopes, search, set_of

#: Rows of a table on the screen; --json gives all.
_SHOWN = 40


def run_search(words: str, scope: str, region: str, year: int, superseded: bool, db: str, as_json: bool) -> None:
    """Print the factors that fit; `Problem` if nobody computes with that scope."""
    law = law_of("cn", db, None)
    if scope and scope not in scopes(law):
        raise problem("factors.no_scope", where=scope, known=", ".join(scopes(law)))
    found = search(law, words, scope=scope, region=region, year=year, superseded=superseded)
    _print(found, as_json, {"words": words, "scope": scope, "region": region, "year": year})


def run_show(parameter: str, key: str | None, db: str, as_json: bool) -> None:
    """Print a factor's values through time; `Problem` if it is no factor."""
    law = law_of("cn", db, None)
    if parameter not in set(law.names()) or set_of(law, parameter) is None:
        raise problem("factors.not_in_catalogue", where=parameter)
    _print(history(law, parameter, key), as_json, {"parameter": parameter, "key": key or ""})


def _print(found: Sequence[FactorRecord], as_json: bool, asked: dict[str, object]) -> None:
    if as_json:
        show.json_document({**asked, "count": len(found), "factors": [r.as_json() for r in found]})
        return
    language = show.language()
    columns = ["factor", "value", "unit", "validity", "source", "state"]
    rows = [
        (
            f"{r.name} {r.item.get(language) or r.label[language]}",
            r.value,
            r.unit,
            f"{r.from_day.year}–{r.to_day.year if r.to_day else ''}",
            f"{r.source[:24]} {r.source_year} {r.cited.confidence}",
            show.word("factors.holds" if r.holds else "factors.superseded"),
        )
        for r in found[:_SHOWN]
    ]
    title = show.word("factors.found", count=len(found))
    show.table(title, [show.word(f"factors.word_{c}") for c in columns], rows)
    if len(found) > _SHOWN:
        show.out.print(show.word("list.more", count=len(found) - _SHOWN), markup=False)


def run_changed(factor: str, db: str, as_json: bool, out: Path | None = None) -> None:
    """Print the reports a factor changes, or write them to a file; `Problem` if its ending says no form."""
    from tanshi.application.factor_papers import FORMS, difference_list
    from tanshi.application.factor_reports import changed_reports
    from tanshi.application.market import open_market

    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = changed_reports(market, view, factor, _today())
    finally:
        market.close()
    if out is not None:
        if out.suffix[1:] not in FORMS:
            raise problem("factors.bad_form", where=str(out))
        _, make = FORMS[out.suffix[1:]]
        out.write_bytes(make(difference_list(found, show.language(), _today())))
        show.err.print(show.word("factors.written", file=out), markup=False)
    if as_json:
        show.json_document(found.as_json())
        return
    columns = [show.word(f"factors.word_{c}") for c in ("entity", "year", "booked_t", "old_t", "new_t", "difference_t")]
    rows = [
        (r.entity, r.period, f"{r.booked_t:,}", f"{r.old_t:,}", f"{r.new_t:,}", f"{r.difference_t:+,}")
        for r in found.reports[:_SHOWN]
    ]
    show.table(found.factor.id, columns, rows, left=2)
    counts = {"count": len(found.reports), "computed": found.computed, "difference": f"{found.difference_t:+,}"}
    show.out.print(show.word("factors.changed", **counts), markup=False)


def run_stale(year: str, db: str, as_json: bool) -> None:
    """Print the age of the factors in use."""
    from tanshi.application.factor_reports import staleness
    from tanshi.application.market import open_market

    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = staleness(market, view, year, _today())
    finally:
        market.close()
    if as_json:
        show.json_document(found.as_json())
        return
    columns = [show.word(f"factors.word_{c}") for c in ("factor", "value", "unit", "source", "age", "emission_t")]
    rows = [
        (
            a.factor.name, str(a.factor.value), a.factor.unit, f"{a.source} ({a.source_year})", str(a.years),
            decimal_text(half_up(a.emission_t)),
        )
        for a in found.factors
    ]  # fmt: skip
    show.table(year, columns, rows, left=2)
    show.out.print(show.word("factors.stale", year=year, years=decimal_text(half_up(found.years, 2), 2)), markup=False)


def _today() -> str:
    return legal_today().isoformat()
