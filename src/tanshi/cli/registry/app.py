"""`tanshi registry …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

registry_app = typer.Typer(
    help="The registry's books: holdings, a holder's history, the way of a tonne.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Db = Annotated[str, typer.Option("--db", help="Database: a file name or sqlite:///file.", metavar="URL")]
Holder = Annotated[str, typer.Argument(metavar="HOLDER", help="Whose accounts, e.g. an entity's id.")]


@registry_app.command("holdings", epilog="Example: tanshi registry holdings H1 --on 2023-12-29 --db market.db")
def holdings(
    holder: Annotated[str, typer.Argument(metavar="[HOLDER]", help="Whose accounts; without it every account.")] = "",
    at: Annotated[int | None, typer.Option("--at", help="As the books stood with facts 0 to this position.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], metavar="DAY", help="As they stood at the end of a legal day."),
    ] = None,
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print what accounts hold now, or held at a position or on a day: tonnes, and cash in fen."""
    from tanshi.cli.registry.holdings import run_holdings

    raise typer.Exit(run_holdings(db, holder, at, on.date() if on else None, as_json))


@registry_app.command("history", epilog="Example: tanshi registry history H1 --db market.db")
def history(
    holder: Holder,
    instrument: Annotated[str, typer.Option("--instrument", help="Of one vintage, or CNY for cash.")] = "",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print every movement on a holder's accounts with the balance it left, the newest last."""
    from tanshi.cli.registry.history import run_history

    raise typer.Exit(run_history(db, holder, instrument, as_json))


@registry_app.command("block", epilog="Example: tanshi registry block CEA22-000000123 --db market.db")
def block(
    serial: Annotated[str, typer.Argument(metavar="SERIAL", help="A serial number: vintage, hyphen, digits.")],
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print the way of one tonne from its issue to where it is, by the rule first in, first out."""
    from tanshi.cli.registry.block import run_block

    raise typer.Exit(run_block(db, serial, as_json))
