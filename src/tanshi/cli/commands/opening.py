"""Commands of openings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import DEFAULT_DB, Db, Json

opening_app = typer.Typer(
    help="Openings: what new books take over, signed by two.", no_args_is_help=True, rich_markup_mode=None
)


OpeningFile = Annotated[Path, typer.Argument(metavar="FILE", help="Workbook (.xlsx) or folder of CSV files.")]


Signer = Annotated[str, typer.Option("--actor", help="Actor who signs, e.g. mee/1.")]


@opening_app.command("template", epilog="Example: tanshi opening template opening.xlsx")
def opening_template(file: OpeningFile) -> None:
    """Write empty opening sheets with their headings and what goes into each column."""
    from tanshi.cli.opening import write_template

    write_template(file)


@opening_app.command("export", epilog="Example: tanshi opening export opening.xlsx --db market.db")
def opening_export(
    file: OpeningFile,
    db: Db = DEFAULT_DB,
    position: Annotated[int | None, typer.Option("--position", help="Position of the journal; default: now.")] = None,
    as_json: Json = False,
) -> None:
    """Write what a market holds, verified and is owed as the opening sheets of another one."""
    from tanshi.cli.opening import export

    export(file, db, position, as_json)


@opening_app.command("prepare", epilog="Example: tanshi opening prepare 2023 --before 2022 --db new.db")
def opening_prepare(
    period: Annotated[str, typer.Argument(metavar="YEAR", help="Compliance year that will run on the opening.")],
    before: Annotated[
        list[str] | None, typer.Option("--before", help="Earlier year whose entities are registered too; several.")
    ] = None,
    units: Annotated[Path | None, typer.Option("--units", help="Roster of real units, as for `tanshi year`.")] = None,
    firms: Annotated[
        Path | None,
        typer.Option("--firms", help="Firms without generating units: id, name, province, GB/T 4754 code."),
    ] = None,
    db: Db = DEFAULT_DB,
    seed: Annotated[int, typer.Option("--seed", help="Seed of everything that is modelled.", min=0)] = 1,
    entities: Annotated[str, typer.Option("--entities", help="By plant or by owner.")] = "plant",
) -> None:
    """Found a modelled market and register its entities, so that an opening can be signed before the year runs."""
    from tanshi.cli.opening import prepare

    prepare(period, before or [], units, firms, db, seed, entities)


@opening_app.command("check", epilog="Example: tanshi opening check opening.xlsx --db new.db")
def opening_check(file: OpeningFile, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Check opening sheets, each finding with its cell, and reckon their totals. Exit code 1 if something is wrong."""
    from tanshi.cli.opening import check

    raise typer.Exit(check(file, db, as_json))


@opening_app.command("propose", epilog="Example: tanshi opening propose opening.xlsx --db new.db --actor mee/1")
def opening_propose(file: OpeningFile, actor: Signer, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Put the first signature under a file: it is kept, and waits for a second person."""
    from tanshi.cli.opening import propose

    propose(file, db, actor, as_json)


@opening_app.command("sign", epilog="Example: tanshi opening sign opening.xlsx --db new.db --actor mee/2")
def opening_sign(file: OpeningFile, actor: Signer, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Put the second signature under a file and take it over; run again, it goes on where it was broken off."""
    from tanshi.cli.opening import sign

    sign(file, db, actor, as_json)
