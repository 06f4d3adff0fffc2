"""`tanshi disclose`: the tables of a period as they are published, and the files of open data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tanshi.application.lists import periods
from tanshi.application.market import Market, open_market
from tanshi.cli import show
from tanshi.core.exact import decimal
from tanshi.core.exact import show as show_exact
from tanshi.core.finding import problem
from tanshi.disclosure.bulletins import ALL
from tanshi.disclosure.charts import PICTURES, can_draw, draw
from tanshi.disclosure.gap_classes import gap_classes
from tanshi.disclosure.results import Results, results
from tanshi.disclosure.tables import Tables, tables_of, write_tables


def run_disclose(names: Sequence[str], db: str, out: Path | None, as_json: bool) -> None:
    """Print what is published of periods, and write the files if a folder is given."""
    market = open_market(db, write=False)
    try:
        asked = names or _periods(market)
        found = [read(market, name) for name in asked]
    finally:
        market.close()
    files = write_disclosure(found, out) if out else []
    if as_json:
        documents = [{"period": t.period, "position": t.position, **t.rows} for _, t in found]
        show.json_document({"periods": documents, "files": [str(f) for f in files]})
        return
    _print_periods([r for r, _ in found])
    for r, tables in found:
        _print(r, tables)
    for file in files:
        show.err.print(str(file), markup=False)


def _periods(market: Market) -> list[str]:
    with market.view() as view:
        found = [period.name for period in periods(view)]
    if not found:
        raise problem("disclose.none")
    return found


def read(market: Market, period: str) -> tuple[Results, Tables]:
    """Return a period's results and tables; `Problem` if the books do not have it."""
    known = _periods(market)
    if period not in known:
        raise problem("disclose.unknown", period=period, known=", ".join(known))
    with market.view() as view:
        found = results(view, period)
        return found, tables_of(view, market.law, found)


def write_disclosure(
    found: Sequence[tuple[Results, Tables]], folder: Path, pictures: Iterable[str] = PICTURES
) -> list[Path]:
    """Write tables, their schema and pictures of periods to a folder and return the files."""
    files = write_tables([tables for _, tables in found], folder)
    if not can_draw():
        show.err.print("未安装 tanshi[report]，不生成图表 | no chart: install tanshi[report]", markup=False)
        return files
    for r, tables in found:
        files += draw(r, tables, folder, show.language(), pictures)
    return files


def beside(db: str) -> Path:
    """Return the folder for the result files: beside a database file, or named for the database of a server."""
    if "://" in db and not db.startswith("sqlite:"):
        return Path(f"{urlsplit(db).path.strip('/') or 'tanshi'}-results")
    path = Path(db.removeprefix("sqlite:///"))
    return path.with_name(f"{path.stem}-results")


def _mt(tonnes: int) -> str:
    return f"{tonnes / 1e6:,.2f}"


def _percent(part: str | None, places: int = 2) -> str:
    return "-" if part is None else show_exact(100 * decimal(part), places)


def _heads(*columns: str) -> list[str]:
    own: tuple[str, ...] = (
        "emission_year",
        "met_entities",
        "pending_entities",
        "by_count",
        "by_tonnes",
        "gap_class",
        "way",
        "period",
    )
    own += ("share_of_entities", "share_of_verified")
    return [show.word(f"disclose.column.{c}" if c in own else f"column.{c}") for c in columns]


def _print_periods(found: Sequence[Results]) -> None:
    rows = [
        (
            r.period,
            f"{n['entities']:,}",
            f"{n['units']:,}",
            *(_mt(n[c]) for c in ("verified_t", "approved_t", "surrendered_t", "shortfall_t")),
            _percent(n["compliance_rate_by_count"]),
            _percent(n["compliance_rate"], 4),
            f"{n['traded_t']:,}",
            n["traded_cny"],
            n["mean_price"] or "-",
        )
        for r in found
        for n in (r.nation,)
    ]
    columns = ("period", "entities", "units", "verified_t", "approved_t", "surrendered_t", "shortfall_t", "by_count")
    more = ("by_tonnes", "turnover_t", "value_cny", "mean_price")
    show.table(show.word("disclose.periods"), _heads(*columns, *more), rows)


def _print(r: Results, tables: Tables) -> None:
    show.out.print(show.word("disclose.title", period=r.period), style="bold")
    show.out.print(f"{show.word('label.modelled')}: {r.origin}" if r.origin else "", markup=False)
    _print_years(tables)
    _print_compliance(tables)
    _print_province_classes(tables)
    _print_gap_classes(r)
    _print_turnover(tables)


def _print_years(tables: Tables) -> None:
    rows = [
        (
            y["emission_year"],
            f"{y['units']:,}",
            f"{y['capacity_kw'] / 1e6:,.1f}",
            f"{float(y['output_mwh']) / 1e6:,.1f}",
            f"{float(y['heat_gj']) / 1e6:,.1f}",
            *(_mt(y[c]) for c in ("verified_t", "approved_t", "gap_t")),
        )
        for y in tables.rows["years"]
    ]
    columns = ("emission_year", "units", "capacity_gw", "output_twh", "heat_pj", "verified_t", "approved_t", "gap_t")
    show.table(show.word("disclose.years"), _heads(*columns), rows)


def _print_compliance(tables: Tables) -> None:
    rows = [
        (
            f"{c['area_gb2260']} {c['name_zh']} {c['name_en']}",
            *(f"{c[name]:,}" for name in ("entities", "met_entities", "short_entities", "pending_entities")),
            _percent(c["compliance_rate_by_count"]),
            *(f"{c[name]:,}" for name in ("obligation_t", "surrendered_t", "shortfall_t")),
            _percent(c["compliance_rate"], 4),
        )
        for c in tables.rows["compliance"]
    ]
    columns = ("province", "entities", "met_entities", "short_entities", "pending_entities", "by_count")
    more = ("obligation_t", "surrendered_t", "shortfall_t", "by_tonnes")
    show.table(show.word("disclose.compliance"), _heads(*columns, *more), rows)


def _print_province_classes(tables: Tables) -> None:
    rows = [
        (
            f"{p['area_gb2260']} {p['name_zh']} {p['name_en']}",
            p["unit_class"],
            f"{p['units']:,}",
            f"{p['capacity_kw'] / 1e6:,.1f}",
            *(_mt(p[c]) for c in ("verified_t", "approved_t", "gap_t")),
        )
        for p in tables.rows["province_classes"]
    ]
    columns = ("province", "unit_class", "units", "capacity_gw", "verified_t", "approved_t", "gap_t")
    show.table(show.word("disclose.province_classes"), _heads(*columns), rows, left=2)


def _print_gap_classes(r: Results) -> None:
    found = gap_classes(r.entities)
    entities, verified = sum(c.entities for c in found) or 1, sum(c.verified_t for c in found) or 1
    rows = [
        (
            c.name,
            f"{c.entities:,}",
            f"{100 * c.entities / entities:.1f}",
            _mt(c.verified_t),
            f"{100 * c.verified_t / verified:.1f}",
            _mt(c.gap_t),
        )
        for c in found
    ]
    columns = ("gap_class", "entities", "share_of_entities", "verified_t", "share_of_verified", "gap_t")
    show.table(show.word("disclose.gap_classes"), _heads(*columns), rows)


def _print_turnover(tables: Tables) -> None:
    rows: list[tuple[str, ...]] = [
        (
            show.word("bulletin.all") if row["instrument"] == ALL else row["instrument"],
            show.word(f"bulletin.{row['way']}"),
            f"{row['traded_t']:,}",
            row["value_cny"],
            row["mean_price"] or "-",
        )
        for row in tables.rows["turnover"]
    ]
    columns = ("vintage", "way", "turnover_t", "value_cny", "mean_price")
    show.table(show.word("disclose.turnover"), _heads(*columns), rows, left=2)
