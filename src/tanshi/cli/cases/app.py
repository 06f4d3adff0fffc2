"""`tanshi cases …`: its commands and their options; the work is in `shown`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Actor, CommandId, Db, DryRun, Item, Json, Server

cases_app = typer.Typer(
    help="Case files: clues, steps, what comes next by when, papers, the credit record.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Today = Annotated[str, typer.Option("--today", help="As of this day; default: today.", metavar="DAY")]


@cases_app.command("list", epilog="Example: tanshi cases list --db market.db")
def list_(db: Db = "tanshi.db", as_json: Json = False) -> None:
    """List files with where each stands."""
    from tanshi.cli.cases.shown import run_list

    run_list(db, as_json)


@cases_app.command("show", epilog="Example: tanshi cases show SD-2025-001 --db market.db")
def show_(
    docket: Annotated[str, typer.Argument(help="Number of the file.")],
    db: Db = "tanshi.db",
    today: Today = "",
    as_json: Json = False,
) -> None:
    """Show a file: its steps, doubts, penalty, money, and what comes next by when."""
    from tanshi.cli.cases.shown import run_show

    run_show(db, docket, today, as_json)


@cases_app.command("paper", epilog="Example: tanshi cases paper SD-2025-001 decision --db market.db --out decision.pdf")
def paper(
    docket: Annotated[str, typer.Argument(help="Number of the file.")],
    which: Annotated[str, typer.Argument(help="notice or decision.")],
    out: Annotated[Path, typer.Option("--out", help="File to write: .pdf or .xlsx.")],
    db: Db = "tanshi.db",
) -> None:
    """Write the notice or the decision of a file."""
    from tanshi.cli.cases.shown import run_paper

    run_paper(db, docket, which, out)


@cases_app.command("credit", epilog="Example: tanshi cases credit --db market.db")
def credit(db: Db = "tanshi.db", as_json: Json = False) -> None:
    """List the credit record as it is public."""
    from tanshi.cli.cases.shown import run_credit

    run_credit(db, as_json)


@cases_app.command("act", epilog="Example: tanshi cases act deposit_clue clue.json --db market.db --as sd/1")
def act(
    kind: Annotated[str, typer.Argument(help="The command without its system: deposit_clue, inspect, file_case …")],
    item: Item,
    db: Db = "tanshi.db",
    actor: Actor = "",
    server: Server = "",
    id: CommandId = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Do a step of a file."""
    from tanshi.cli.asking import Asking, ask, item_of

    where = Asking(server, db, actor, "", id, dry_run, as_json)
    raise typer.Exit(ask(where, f"supervision.{kind}", item_of(item)))
