"""Commands of a year, its results, its market."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tanshi.cli.options import DEFAULT_DB, Db, Json
from tanshi.core.finding import problem

market_app = typer.Typer(rich_markup_mode=None)


@market_app.command(epilog="Example: tanshi year 2022 --db market.db")
def year(
    period: Annotated[
        list[str],
        typer.Argument(metavar="YEAR", help="Compliance year, e.g. 2022, or several: 2019-2020 2021 2022 2023 2024."),
    ],
    units: Annotated[
        list[Path] | None,
        typer.Option(
            "--units",
            help="Roster of real units: ours, the coal tracker's or WRI's (.csv, .csv.gz, .xlsx); may be repeated.",
        ),
    ] = None,
    db: Db = DEFAULT_DB,
    seed: Annotated[int, typer.Option("--seed", help="Seed of everything that is modelled.", min=0)] = 1,
    entities: Annotated[
        str, typer.Option("--entities", help="How units of a roster become entities: by plant or by owner.")
    ] = "plant",
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for CSV tables and the chart; default: beside the database.")
    ] = None,
    institutions: Annotated[
        str,
        typer.Option(
            "--institutions",
            help="Run authority, registry and exchange as processes of their own, on databases in this folder"
            " or at a PostgreSQL URL with {} for the institution; no result tables.",
            metavar="FOLDER",
        ),
    ] = "",
    exchange: Annotated[
        str,
        typer.Option(
            "--exchange",
            help="process: hold each session in a process of its own (extra `exchange`); the same facts.",
            metavar="process",
        ),
    ] = "",
    sessions: Annotated[
        Path | None,
        typer.Option("--sessions", help="Folder of those sessions; default: beside the database, `sessions`."),
    ] = None,
    ccer: Annotated[
        bool,
        typer.Option("--ccer", help="Part of the entities offset up to 5 % with CCER, where a text says which serves."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Run a whole compliance year of the nation and print its result tables.

    Several years run as one chain: holdings pass from one to the next, and 2021 and 2022 share their season.
    Without --units a population generated from cited aggregates is used. Operation and trading are modelled.
    """
    if exchange not in ("", "process") or (exchange and institutions):
        raise problem("year.bad_exchange", value=exchange)
    if institutions:
        from tanshi.cli.year_apart import run_apart

        raise typer.Exit(run_apart(period, units or [], institutions, seed, entities, as_json, ccer))
    from tanshi.cli.year import run_year

    held = (sessions or Path(db if "://" not in db else "").parent / "sessions") if exchange else None
    raise typer.Exit(run_year(period, units or [], db, seed, entities, out, as_json, held, ccer))


@market_app.command(epilog="Example: tanshi why approved_t/2022/37 --db market.db")
def why(
    subject: Annotated[
        str, typer.Argument(help="MEASURE/PERIOD[/WHERE], close/DAY, penalty/PERIOD/ENTITY, or PARAMETER/DAY.")
    ],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Print the tree of any figure: formula, inputs, rounding, text."""
    from tanshi.application.market import open_market
    from tanshi.application.why import why as ask
    from tanshi.application.why import why_law
    from tanshi.cli import show
    from tanshi.rules import Law

    if "." in subject.split("/", maxsplit=1)[0]:
        node, position = why_law(Law("cn"), subject), None
    else:
        market = open_market(db, write=False)
        found = ask(market, subject)
        market.close()
        node, position = found.node, found.position
    if as_json:
        document: dict[str, Any] = {"subject": subject, "value": node.shown, "unit": node.unit, "tree": node.as_json()}
        show.json_document({**document, "position": position, "disagreements": node.check()})
    else:
        show.tree(node)
    raise typer.Exit(1 if node.check() else 0)


@market_app.command(epilog="Example: tanshi timings 2022 --db market.db")
def timings(
    period: Annotated[str, typer.Argument(metavar="YEAR", help="A finished year whose year before is in the books.")],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Print a year's allowances given after it, within it and before it: who would be corrected, who hurt."""
    from tanshi.cli.timings import run_timings

    run_timings(period, db, as_json)


@market_app.command(epilog="Example: tanshi bulletin month 2023-11 --db market.db")
def bulletin(
    kind: Annotated[str, typer.Argument(help="day, week, month or year.")],
    which: Annotated[
        str, typer.Argument(help="2023-11-01, 2023-W44, 2023-11 or 2023; without it the last one with a trading day.")
    ] = "",
    db: Db = DEFAULT_DB,
    out: Annotated[Path | None, typer.Option("--out", help="File to write as well (.csv, .pdf, .xlsx).")] = None,
    as_json: Json = False,
) -> None:
    """Print the market of a day, week, month or year: prices, turnover by vintage and way, cumulated."""
    from tanshi.cli.bulletin import run_bulletin

    run_bulletin(kind, which, db, out, as_json)


@market_app.command(epilog="Example: tanshi disclose 2022 --db market.db --out public")
def disclose(
    period: Annotated[list[str] | None, typer.Argument(metavar="[YEAR]", help="Years; without one all.")] = None,
    db: Db = DEFAULT_DB,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for CSV files, their schema and charts.")] = None,
    as_json: Json = False,
) -> None:
    """Print what is published after a year: compliance, units, provinces, turnover; write it as open data."""
    from tanshi.cli.disclose import run_disclose

    run_disclose(period or [], db, out, as_json)


@market_app.command("list", epilog="Example: tanshi list 2022 --db market.db --kind covered")
def list_year(
    year: Annotated[str, typer.Argument(metavar="YEAR", help="Year or joint period of the list, e.g. 2022.")],
    db: Db = DEFAULT_DB,
    kind: Annotated[
        str, typer.Option("--kind", help="Which list: report (who must report) or covered (who is covered).")
    ] = "covered",
    as_json: Json = False,
) -> None:
    """Print who must report or who is covered in a year, on which ground, who entered and who left."""
    from tanshi.cli.list import run_list

    run_list(year, db, kind, as_json)
