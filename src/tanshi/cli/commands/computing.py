"""Commands of computations that need no market, and what is computed from one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from tanshi.cli.options import DEFAULT_DB, Db, Json, asked_day, chosen_language
from tanshi.core.finding import problem

computing_app = typer.Typer(rich_markup_mode=None)


@computing_app.command(epilog="Example: tanshi prices pilots.csv.gz --market beijing")
def prices(
    file: Annotated[Path, typer.Argument(help="Daily prices of local markets (.csv, .csv.gz).")],
    market: Annotated[str, typer.Option("--market", help="One market only.")] = "",
    as_json: Json = False,
) -> None:
    """Read daily prices of local markets exactly and add them up by year; rows that cannot be are named."""
    from tanshi.cli.prices import run_prices

    raise typer.Exit(run_prices(file, market, as_json))


@computing_app.command(epilog="Example: tanshi allocate 2022 --plan draft:plan-2027 --db market.db")
def allocate(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|YEAR", help="Units (CSV, XLSX, Parquet), or a year whose confirmed output counts."
        ),
    ],
    plan: Annotated[
        str,
        typer.Option(
            "--plan", help="2019-2020 … 2024, 2025-draft, 2026-draft; over a year draft:ID, else the one in force."
        ),
    ] = "",
    db: Db = DEFAULT_DB,
    on: Annotated[str, typer.Option("--on", help="Day whose law counts; default: today.")] = "",
    as_template: Annotated[
        bool, typer.Option("--template", help="Write FILE with the plan's columns instead.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Workbook with every step as a formula (.xlsx); the notice's file.")
    ] = None,
    why_of: Annotated[str, typer.Option("--why", metavar="ID", help="Tree of a unit, line or entity of FILE.")] = "",
    notice: Annotated[
        str, typer.Option("--notice", metavar="ENTITY", help="Write an entity's notice to --out (.pdf, .xlsx).")
    ] = "",
    language: Annotated[str, typer.Option("--language", help="Of notice and template: zh or en.")] = "",
    sector: Annotated[str, typer.Option("--sector", help="Lines of steel, cement or aluminium instead.")] = "",
    balance: Annotated[str, typer.Option("--balance", help="Published balance value of the sector, t CO2/t.")] = "",
    reported: Annotated[
        bool, typer.Option("--reported", help="Of a year: go by every report that is filed, not by confirmed ones.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compute what a plan gives the units of a file, or the confirmed output of a year. Nothing is allocated."""
    from tanshi.cli.allocate import Wanted, run_allocate, run_file, run_of_books, write_template

    titles: Any = (
        chosen_language(language) if language else "en"
    )  # of a template: in Chinese only where that is asked for
    if balance and not sector:
        raise problem("allocate.balance_without_sector")
    if sector:
        from tanshi.cli.allocate_lines import run_lines, write_lines_template

        if as_template:
            write_lines_template(Path(what), sector, plan, titles)
            return
        wanted = Wanted(why_of, notice, out, chosen_language(language))
        raise typer.Exit(run_lines(Path(what), sector, plan, balance, wanted, as_json))
    wanted = Wanted(why_of, notice, out, chosen_language(language))
    if as_template:
        write_template(Path(what), plan, titles)
    elif not Path(what).suffix and not Path(what).exists():  # a year, or what was meant for one
        if wanted.is_more:
            raise typer.Exit(run_of_books(what, plan, db, wanted))
        raise typer.Exit(run_allocate(what, plan, db, asked_day(on).isoformat() if on else "", as_json, reported))
    else:
        raise typer.Exit(run_file(Path(what), plan, wanted, as_json))


@computing_app.command(epilog="Example: tanshi emissions records.csv --sector power")
def emissions(
    file: Annotated[Path, typer.Argument(help="Activity data (CSV, XLSX): one table, or a sheet for each stream.")],
    sector: Annotated[str, typer.Option("--sector", help="power, steel, cement …; an unknown one lists all.")],
    year: Annotated[int, typer.Option("--year", help="Emission year of rows that name none, and of --template.")] = 0,
    as_template: Annotated[bool, typer.Option("--template", help="Write FILE with the columns instead.")] = False,
    why_of: Annotated[str, typer.Option("--why", metavar="ENTITY", help="Tree of an entity's total.")] = "",
    total: Annotated[str, typer.Option("--total", help="Of --why: which total; default: the guide's first.")] = "",
    uncertainty: Annotated[bool, typer.Option("--uncertainty", help="Say how sure the totals are.")] = False,
    language: Annotated[str, typer.Option("--language", help="Of the template: zh or en.")] = "",
    record: Annotated[str, typer.Option("--record", metavar="DB", help="Record the good rows in this database.")] = "",
    actor: Annotated[str, typer.Option("--actor", help="Of --record: who records, for its own entity.")] = "",
    as_json: Json = False,
) -> None:
    """Compute the emissions of firms from activity data by their sector's guide, at unit, line and entity level."""
    from tanshi.cli.emissions import run_emissions, write_template

    if as_template:
        write_template(file, sector, year, chosen_language(language) if language else "en")
        return
    if record:
        from tanshi.cli.forms import record_activity

        raise typer.Exit(record_activity(file, sector, record, actor, as_json))
    raise typer.Exit(run_emissions(file, sector, year, why_of, total, uncertainty, as_json))


@computing_app.command(epilog="Example: tanshi plausibility --db market.db --year 2022")
def plausibility(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Months of units, as the form power-month has them, or activity data; without it the database."
        ),
    ] = None,
    sector: Annotated[str, typer.Option("--sector", help="FILE is activity data of this sector's guide.")] = "",
    db: Annotated[
        str, typer.Option("--db", help="Database; with FILE, the one that knows its units.", metavar="URL")
    ] = "",
    year: Annotated[int, typer.Option("--year", help="Year of the months that are looked at in a database.")] = 0,
    entity: Annotated[str, typer.Option("--entity", help="Of one entity; with FILE, whose months they are.")] = "",
    area: Annotated[str, typer.Option("--area", help="Of the entities of a province, e.g. 37, or a city.")] = "",
    severity: Annotated[str, typer.Option("--severity", help="Only impossible, explain, or advice.")] = "",
    checks: Annotated[bool, typer.Option("--checks", help="List the checks instead.")] = False,
    fuel: Annotated[str, typer.Option("--fuel", help="Of the units of FILE without --db: coal or gas.")] = "coal",
    coal: Annotated[str, typer.Option("--coal", help="Likewise: bituminous, anthracite, lignite …")] = "",
    technology: Annotated[str, typer.Option("--technology", help="Likewise: subcritical, supercritical …")] = "",
    capacity_mw: Annotated[int, typer.Option("--capacity-mw", help="Likewise, of each unit.", min=0)] = 0,
    chp: Annotated[bool, typer.Option("--chp", help="Likewise: they supply heat.")] = False,
    as_json: Json = False,
) -> None:
    """Check monitored figures for plausibility: energy balance, coal rate, carbon, copied values, sums; exit code 1 if
    something cannot be.
    """
    from tanshi.cli.plausibility import Asked, run_activity, run_books, run_checks, run_file
    from tanshi.mrv.plausibility.records import Unit

    if checks:
        raise typer.Exit(run_checks(as_json))
    unit = Unit("", "", fuel, technology, coal, capacity_mw * 1000, chp, False)
    asked = Asked(db, year, entity, area, severity, unit)
    if file is not None and sector:
        raise typer.Exit(run_activity(file, sector, asked, as_json))
    if file is not None:
        raise typer.Exit(run_file(file, asked, as_json))
    if not year:
        raise typer.BadParameter("give --year, or a file of months", param_hint="--year")
    raise typer.Exit(run_books(replace(asked, db=db or DEFAULT_DB), as_json))


@computing_app.command(epilog="Example: tanshi report T13-02 2022 --db market.db --out report.pdf")
def report(
    entity: Annotated[str, typer.Argument(help="Whose report; with --file, whose months they are.")] = "",
    period: Annotated[str, typer.Argument(help="Year of the report.")] = "",
    file: Annotated[
        Path | None, typer.Option("--file", help="Months of units, as the form power-month has them.", metavar="PATH")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="File to write (.pdf, .xlsx).", metavar="PATH")] = Path(
        "report.pdf"
    ),
    db: Annotated[
        str, typer.Option("--db", help="Database; with --file, the one that knows its units.", metavar="URL")
    ] = "",
    fuel: Annotated[str, typer.Option("--fuel", help="Of the units of --file without --db: coal or gas.")] = "coal",
    capacity_mw: Annotated[int, typer.Option("--capacity-mw", help="Likewise, of each unit.", min=0)] = 0,
    chp: Annotated[bool, typer.Option("--chp", help="Likewise: they supply heat.")] = False,
) -> None:
    """Write a power plant's annual report with the guide's tables, from the books or from a file of months."""
    from tanshi.cli.power_report import run_file, run_report
    from tanshi.mrv.plausibility.records import Unit

    if file is not None:
        unit = Unit("", "", fuel, "", "", capacity_mw * 1000, chp, False)
        raise typer.Exit(run_file(file, db, entity, unit, out))
    if not entity or not period:
        raise typer.BadParameter("give ENTITY and PERIOD, or --file", param_hint="ENTITY PERIOD")
    raise typer.Exit(run_report(db or DEFAULT_DB, entity, period, out))


@computing_app.command(epilog="Example: tanshi meters hours.parquet --db market.db --chart hours.svg")
def meters(
    file: Annotated[Path, typer.Argument(help="Hourly CO2 of units: unit, hour, co2_t, state (.csv, .parquet).")],
    db: Annotated[str, typer.Option("--db", help="Database with the months to compare with.", metavar="URL")] = "",
    chart: Annotated[Path | None, typer.Option("--chart", help="Draw it (.png, .svg, .pdf).", metavar="PATH")] = None,
    as_json: Json = False,
) -> None:
    """Fill the gaps of hourly CO2 by the rule and compare it with the months; exit code 1 beyond the tolerance."""
    from tanshi.cli.meters import run_meters

    raise typer.Exit(run_meters(file, db, chart, as_json))


@computing_app.command(epilog="Example: tanshi classify units.csv --plan 2023")
def classify(
    file: Annotated[Path, typer.Argument(help="Units with rated power and the year's heat by fuel (CSV, XLSX).")],
    plan: Annotated[str, typer.Option("--plan", help="2019-2020 … 2024, 2025-draft, 2026-draft.")] = "",
    as_template: Annotated[bool, typer.Option("--template", help="Write FILE with the columns instead.")] = False,
    as_json: Json = False,
) -> None:
    """Classify units by a plan's tests: class I to IV, left out, or given what was verified; merged units together."""
    from tanshi.cli.classify import run_classify

    raise typer.Exit(run_classify(file, plan, as_template, as_json))


@computing_app.command(epilog="Example: tanshi gap market.db --price 95.00")
def gap(
    file: Annotated[str, typer.Argument(help="Result of `tanshi allocate --json` (.json), or a database.")],
    period: Annotated[str, typer.Option("--period", help="Of a database; default: the newest with obligations.")] = "",
    entity: Annotated[str, typer.Option("--entity", help="One firm.")] = "",
    price: Annotated[str, typer.Option("--price", help="Of allowances today, CNY/t; default: the last close.")] = "",
    assumptions: Annotated[
        Path | None, typer.Option("--assumptions", help="Prices, scenarios, credits, measures (YAML; docs/gap.md).")
    ] = None,
    worst: Annotated[bool, typer.Option("--worst", help="Least cost under the worst scenario, not expected.")] = False,
    chart: Annotated[Path | None, typer.Option("--chart", help="Draw the plans as PNG.")] = None,
    paper: Annotated[Path | None, typer.Option("--paper", help="Write a firm's decision paper as PDF.")] = None,
    on: Annotated[str, typer.Option("--on", help="Day whose law counts; default: today.")] = "",
    as_json: Json = False,
) -> None:
    """Find the cheapest way to fulfil obligations: buy now or later, CCER, borrow, carry over, save emissions, sell."""
    from tanshi.cli.gap import Asked, run_gap

    raise typer.Exit(
        run_gap(
            file, Asked(period, entity, price, assumptions, worst, chart, paper, asked_day(on) if on else None), as_json
        )
    )


@computing_app.command(
    epilog="Example: tanshi penalty --article 24 --on 2025-01-01 --short-t 865300 --mean-price 98.00"
)
def penalty(
    article: Annotated[str, typer.Option("--article", help="Article, or article and paragraph: 24, 23.1, 1226.2.")],
    on: Annotated[str, typer.Option("--on", help="Day of the act; of an act that goes on, its end.")],
    instrument: Annotated[str, typer.Option("--instrument", help="Its text, by id, number or title.")] = "",
    offence: Annotated[str, typer.Option("--offence", help="Which act, where an article fines several.")] = "",
    illegal_income: Annotated[str, typer.Option("--illegal-income", help="In CNY; none if not given.")] = "",
    short_t: Annotated[int | None, typer.Option("--short-t", help="Tonnes not surrendered.", min=0)] = None,
    mean_price: Annotated[
        str, typer.Option("--mean-price", help="Mean price of the month before the deadline, CNY/t.")
    ] = "",
    value: Annotated[str, typer.Option("--value", help="Value traded by who is barred, in CNY.")] = "",
    next_allocation_t: Annotated[
        int | None, typer.Option("--next-allocation-t", help="Next year's allowances, in t.", min=0)
    ] = None,
    unreported_t: Annotated[
        int | None, typer.Option("--unreported-t", help="Emissions kept silent or reported falsely, in t.", min=0)
    ] = None,
    decided_on: Annotated[str, typer.Option("--decided-on", help="Day of the decision: the lighter text.")] = "",
    corrected: Annotated[bool, typer.Option("--corrected", help="It was mended in the time the order set.")] = False,
    as_json: Json = False,
) -> None:
    """Compute what an act carries on a day (法律责任): fines of entity and persons, what is taken, cuts, measures."""
    from tanshi.cli.penalty import Asked, circumstances, run_penalty

    asked = Asked(article, asked_day(on), instrument, offence, asked_day(decided_on) if decided_on else None, corrected)
    known = circumstances(illegal_income, short_t, mean_price, value, next_allocation_t, unreported_t)
    raise typer.Exit(run_penalty(asked, known, as_json))


@computing_app.command(epilog="Example: tanshi carryover --db market.db")
def carryover(
    db: Db = DEFAULT_DB,
    on: Annotated[str, typer.Option("--on", help="Day whose terms count; default: the newest.")] = "",
    as_json: Json = False,
) -> None:
    """Compute what every holder of old vintages may carry over into the later one (结转)."""
    from tanshi.cli.carryover import run_carryover

    raise typer.Exit(run_carryover(db, asked_day(on) if on else None, as_json))


@computing_app.command(epilog="Example: tanshi places gcpt.xlsx --db market.db")
def places(
    units: Annotated[Path, typer.Argument(metavar="FILE", help="Roster of generating units with coordinates.")],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Write where units stand, for the map; places are no facts and change no hash."""
    from tanshi.cli.places import run_places

    raise typer.Exit(run_places(units, db, as_json))
