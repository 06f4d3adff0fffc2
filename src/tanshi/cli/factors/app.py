"""`tanshi factors …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Json

factors_app = typer.Typer(
    help="The factor database: search, history, import, what a revision changes, how old factors in use are.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Db = Annotated[str, typer.Option("--db", help="Database whose published factors count too.", metavar="URL")]
Books = Annotated[str, typer.Option("--db", help="Database: a file name or sqlite:///file.", metavar="URL")]


@factors_app.command("search", epilog="Example: tanshi factors search 燃煤 含碳 --year 2022")
def search(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words that all stand in a factor, either language.")
    ] = None,
    scope: Annotated[str, typer.Option("--scope", help="firms, regions, products or inventory.")] = "",
    region: Annotated[str, typer.Option("--region", help="cn, a province's code, or a grid, e.g. grid_north.")] = "",
    year: Annotated[int, typer.Option("--year", help="Year in which the factor is valid.")] = 0,
    superseded: Annotated[bool, typer.Option("--all", help="Also what newer values have superseded.")] = False,
    db: Db = "",
    as_json: Json = False,
) -> None:
    """Find factors by words, scope, region and year."""
    from tanshi.cli.factors.shown import run_search

    run_search(" ".join(words or []), scope, region, year, superseded, db, as_json)


@factors_app.command("show", epilog="Example: tanshi factors show accounting.power.default_carbon --key coal")
def show(
    parameter: Annotated[str, typer.Argument(help="Parameter of the factor.")],
    key: Annotated[str | None, typer.Option("--key", help="One item of it, e.g. coal.")] = None,
    db: Db = "",
    as_json: Json = False,
) -> None:
    """Show a factor's values through time, with the texts that set them and what was corrected."""
    from tanshi.cli.factors.shown import run_show

    run_show(parameter, key, db, as_json)


@factors_app.command("changed", epilog="Example: tanshi factors changed coal-2026 --db market.db")
def changed(
    factor: Annotated[str, typer.Argument(help="Id of a proposed or published factor.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the list (.xlsx, .csv, .pdf).", metavar="PATH")
    ] = None,
    db: Books = "tanshi.db",
    as_json: Json = False,
) -> None:
    """List the reports a factor changes, computed again without it and with it; the books stay as they are."""
    from tanshi.cli.factors.shown import run_changed

    run_changed(factor, db, as_json, out)


@factors_app.command("stale", epilog="Example: tanshi factors stale 2022 --db market.db")
def stale(
    year: Annotated[str, typer.Argument(help="Year whose reports count.")],
    db: Books = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print how old the factors in use are, weighted by the emission computed by each."""
    from tanshi.cli.factors.shown import run_stale

    run_stale(year, db, as_json)


@factors_app.command(
    "import", epilog="Example: tanshi factors import factors.csv --as institute/1 --db market.db --dry-run"
)
def import_file(
    file: Annotated[Path, typer.Argument(help="Table of factors (.csv, .xlsx); how tables are read: docs/factors.md.")],
    actor: Annotated[str, typer.Option("--as", help="Who proposes: an actor of the ministry or a technical body.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="How a table of your own is read (YAML).", metavar="PATH")
    ] = None,
    from_day: Annotated[str, typer.Option("--from", help="First day of validity of rows that say none.")] = "",
    to_day: Annotated[str, typer.Option("--to", help="Last day of validity of rows that say none.")] = "",
    source_year: Annotated[int, typer.Option("--source-year", help="Year of the source of rows that say none.")] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would become of each cell; change nothing.")
    ] = False,
    db: Books = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Propose the factors of a table: each cell becomes a proposal or is said why not; again, nothing changes."""
    from tanshi.cli.factors.importing import run_import

    raise typer.Exit(run_import(file, db, actor, mapping, from_day, to_day, source_year, dry_run, as_json))
