"""`tanshi year`: run the scenario, print the tables, write the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tanshi.application.market import Market, open_market
from tanshi.application.places import note_places
from tanshi.cli import show
from tanshi.cli.deviation import deviation_rows, print_deviation
from tanshi.cli.disclose import beside, read, write_disclosure
from tanshi.compliance.eligibility import has_text
from tanshi.core.citation import Citation
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.disclosure.results import Results
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.roster import Roster, read_roster
from tanshi.rules import Law
from tanshi.simulation.chain import Chain
from tanshi.simulation.desk import Opens, in_process
from tanshi.simulation.population import GROUPINGS, Population, from_roster, generated, together

#: Periods the scenario can run.
RUNNABLE = ("2019-2020", "2021", "2022", "2023", "2024")


def run_year(
    names: Sequence[str],
    units: Sequence[Path],
    db: str,
    seed: int,
    grouping: str,
    out: Path | None,
    as_json: bool,
    sessions: Path | None = None,
    ccer: bool = False,
) -> int:
    """Run one period or several; return 0, or 1 if rows of the roster were wrong.

    `sessions`: folder of sessions that are held in processes of their own; None: in this process. `ccer`: part of the
    obligations is offset with reductions of filed projects.
    """
    periods = sorted({period_named(name) for name in names})
    law = Law("cn")
    rosters = _rosters(units)
    populations = _populations(law, rosters, periods, seed, grouping)
    clock = SimulatedClock(datetime(periods[0].first_year, 1, 1, tzinfo=UTC))
    market = open_market(db, law=law, clock=clock, entropy=seeded_entropy(str(seed)))
    try:
        with show.bars() as bars, _held(market, sessions) as opens:
            scenario = Chain(market, clock, populations, seed, bars, opens, ccer)
            scenario.run()
        for roster in rosters:
            note_places(market.engine, roster.units, roster.name)
        found = [read(market, period.name) for period in periods]
        years = [
            ({**_document(market, r, populations[period], scenario.seconds), "ccer": ccer}, r)
            for period, (r, _) in zip(periods, found, strict=True)
        ]
        files = write_disclosure(found, out or beside(db), ["year"])
    finally:
        market.close()
    if as_json:
        show.json_document({**_joined([document for document, _ in years]), "files": [str(f) for f in files]})
    else:
        for document, r in years:
            _print(r, document)
        for file in files:
            show.err.print(str(file), markup=False)
    findings = populations[periods[0]].findings  # of the file, the same for every period
    show.findings(findings)
    return 1 if findings else 0


@contextmanager
def _held(market: Market, sessions: Path | None) -> Iterator[Opens]:
    """Yield how sessions are opened: in this process, or in processes of their own in a folder."""
    if sessions is None:
        yield in_process
        return
    from tanshi.simulation.served import Hall

    with closing(Hall(sessions, market)) as hall:
        yield hall.open


def _joined(years: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the document of a run: the last period's, with all of them under `years` if there are several."""
    return years[-1] if len(years) == 1 else {**years[-1], "years": years}


def period_named(name: str) -> Period:
    """Return a period the scenario can run; `Problem` for any other."""
    try:
        period = Period.named(name)
    except ValueError:
        raise problem("year.bad_period", value=name) from None
    if period.name not in RUNNABLE:
        raise problem("year.no_plan", period=name, known=", ".join(RUNNABLE))
    return period


def populations_of(
    law: Law, units: Sequence[Path], periods: Sequence[Period], seed: int, grouping: str
) -> dict[Period, Population]:
    """Return the population of each period, from rosters of units or from cited aggregates."""
    return _populations(law, _rosters(units), periods, seed, grouping)


def _rosters(units: Sequence[Path]) -> list[Roster]:
    rosters = [read_roster(path) for path in units]
    for roster in rosters:
        show.err.print(f"机组名录 | roster: {roster.name} ({roster.layout}, {len(roster.units)} rows)", markup=False)
    return rosters


def _populations(
    law: Law, rosters: Sequence[Roster], periods: Sequence[Period], seed: int, grouping: str
) -> dict[Period, Population]:
    if grouping not in GROUPINGS:
        raise problem("year.bad_grouping", value=grouping, known=", ".join(GROUPINGS))
    if not rosters:
        show.err.print("人口：由公开汇总数据生成 | population: generated from cited aggregates", markup=False)
        return {period: generated(law, period, seed) for period in periods}
    return {p: together([from_roster(law, r, p, seed, grouping) for r in rosters]) for p in periods}


def _document(market: Market, found: Results, population: Population, seconds: dict[str, float]) -> dict[str, Any]:
    size, root = market.checkpoint()
    with market.view() as view:
        over = deviation_rows(view, Period.named(found.period))
    return {
        "year": found.period,
        **found.nation,
        "modelled": True,
        "population": population.origin,
        "state_hash": market.state_hash(),
        "journal_size": size,
        "journal_root": root,
        "position": found.position,
        "seconds": {step: round(taken, 3) for step, taken in seconds.items()},
        "provinces": found.provinces,
        "classes": found.classes,
        "market": found.months,
        "vintages": found.vintages,
        "penalties": found.penalties,
        "deviation": over,
        "findings": [f.as_json() for f in population.findings],
    }


def _print(found: Results, document: dict[str, Any]) -> None:
    _print_nation(found, document)
    print_deviation(document["deviation"])
    _print_provinces(found)
    _print_classes(found)
    _print_market(found)
    if len(found.vintages) > 1:
        _print_vintages(found)
    if found.penalties:
        _print_penalties(found)


def _print_nation(found: Results, document: dict[str, Any]) -> None:
    nation = found.nation
    rows = [(show.word("label.modelled"), found.origin)]
    for name in ("entities", "units", "skipped_rows"):
        rows.append((show.word(f"label.{name}"), f"{nation[name]:,}"))
    for name in ("verified_t", "preallocated_t", "approved_t", "obligation_t", "surrendered_t", "shortfall_t"):
        rows.append((show.word(f"label.{name}"), f"{nation[name]:,} t"))
    rows.append((show.word("label.relieved_entities"), f"{nation['relieved_entities']:,}"))
    if nation["borrowed_t"]:
        rows.append((show.word("label.borrowing_entities"), f"{nation['borrowing_entities']:,}"))
        rows.append((show.word("label.borrowed_t"), f"{nation['borrowed_t']:,} t"))
    if document["ccer"]:
        rows.append((show.word("label.offset_t"), f"{nation['ccer_t']:,} t"))
        if not has_text(Law("cn"), found.period):
            rows.append((show.word("label.offset_none"), found.period))
    rows.append((show.word("label.short_entities"), f"{nation['short_entities']:,}"))
    rows.append((show.word("label.traded"), f"{nation['traded_t']:,} t"))
    rows.append((show.word("label.value_cny"), f"{nation['traded_cny']}"))
    rows.append((show.word("label.mean_price"), f"{nation['mean_price']}"))
    rows.append((show.word("label.close"), f"{nation['close']} CNY/t"))
    for name in ("participation", "compliance_rate", "compliance_rate_by_count"):
        rows.append((show.word(f"label.{name}"), str(nation[name])))
    rows.append((show.word("label.journal"), f"{document['journal_size']:,}  {document['journal_root']}"))
    rows.append((show.word("label.state_hash"), document["state_hash"]))
    show.table(show.word("table.nation", period=found.period), ["", ""], rows, left=2)


def _mt(tonnes: int) -> str:
    return f"{tonnes / 1e6:,.2f}"


def _print_provinces(found: Results) -> None:
    columns = [
        "province",
        "entities",
        "verified_t",
        "approved_t",
        "gap_t",
        "surrendered_t",
        "shortfall_t",
        "short_entities",
    ]
    rows = [
        (
            f"{p['area_gb2260']} {p['name_zh']} {p['name_en']}",
            str(p["entities"]),
            *(_mt(p[c]) for c in ("verified_t", "approved_t", "gap_t", "surrendered_t", "shortfall_t")),
            str(p["short_entities"]),
        )
        for p in found.provinces
    ]
    show.table(show.word("table.provinces"), [show.word(f"column.{c}") for c in columns], rows)


def _print_classes(found: Results) -> None:
    columns = ["unit_class", "units", "capacity_gw", "output_twh", "heat_pj", "verified_t", "approved_t", "gap_t"]
    rows = [
        (
            c["unit_class"],
            str(c["units"]),
            f"{c['capacity_kw'] / 1e6:,.1f}",
            f"{float(c['output_mwh']) / 1e6:,.1f}",
            f"{float(c['heat_gj']) / 1e6:,.1f}",
            *(_mt(c[name]) for name in ("verified_t", "approved_t", "gap_t")),
        )
        for c in found.classes
    ]
    show.table(show.word("table.classes"), [show.word(f"column.{c}") for c in columns], rows)


def _print_market(found: Results) -> None:
    columns = ["month", "trading_days", "trades", "listed", "block", "value_cny", "mean_price", "high", "low", "close"]
    rows = [
        (
            m["month"],
            str(m["trading_days"]),
            str(m["trades"]),
            f"{m['listed_t']:,}",
            f"{m['block_t']:,}",
            m["value_cny"],
            *(m[name] or "-" for name in ("mean_price", "high", "low", "close")),
        )
        for m in found.months
    ]
    show.table(show.word("table.market"), [show.word(f"column.{c}") for c in columns], rows)


def _print_vintages(found: Results) -> None:
    rows = [
        (v["instrument"], f"{v['traded_t']:,}", v["value_cny"], v["mean_price"] or "-", v["close"])
        for v in found.vintages
    ]
    columns = ("vintage", "turnover_t", "value_cny", "mean_price", "close")
    show.table(show.word("table.vintages"), [show.word(f"column.{c}") for c in columns], rows)


def _print_penalties(found: Results) -> None:
    largest = sorted(found.penalties, key=lambda p: -p["shortfall_t"])[:5]
    names = {e["entity_id"]: f"{e['name_zh']} {e['name_en']}" for e in found.entities}
    rows = [
        (
            p["entity_id"],
            names[p["entity_id"]],
            f"{p['shortfall_t']:,} t",
            Law("cn").reference(Citation(p["instrument"], p["article"])),
            f"{p['min_cny']} - {p['max_cny']}",
        )
        for p in largest
    ]
    columns = ["", "", show.word("label.shortfall_t"), "", show.word("label.fine")]
    show.table(show.word("table.penalties"), columns, rows, left=2)
