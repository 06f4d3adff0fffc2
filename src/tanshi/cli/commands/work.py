"""Commands of tasks and records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import DEFAULT_DB, Actor, CommandId, Db, DryRun, Item, Json, Second, Server, asked_day

work_app = typer.Typer(rich_markup_mode=None)


@work_app.command(epilog="Example: tanshi remind --db market.db --settings tanshi.toml")
def remind(
    db: Db = DEFAULT_DB,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML file with the parts [identity] and [mail].")
    ] = None,
    as_json: Json = False,
) -> None:
    """Remind people of their tasks, on the platform and by mail; nobody twice of the same. Run it every morning."""
    from tanshi.cli.work import run_remind

    raise typer.Exit(run_remind(db, settings, as_json))


@work_app.command(epilog="Example: tanshi act allocation.preallocate item.json --db market.db --as sd/1")
def act(
    kind: Annotated[str, typer.Argument(help="The command with its system, as the API names it.")],
    item: Item,
    db: Db = DEFAULT_DB,
    actor: Actor = "",
    second: Second = "",
    server: Server = "",
    id: CommandId = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Carry out any command the API has."""
    from tanshi.cli.asking import Asking, ask, item_of

    raise typer.Exit(ask(Asking(server, db, actor, second, id, dry_run, as_json), kind, item_of(item)))


@work_app.command(epilog="Example: tanshi look 2022/37 --db market.db")
def look(
    place: Annotated[
        str, typer.Argument(help="PERIOD[/PROVINCE|ENTITY|UNIT[/MONTH[/NUMBER]]], or the SHA-256 of a deposited file.")
    ],
    db: Db = DEFAULT_DB,
    reason: Annotated[str, typer.Option("--reason", help="Show what is secret; the look is written down.")] = "",
    as_json: Json = False,
) -> None:
    """Look through from nation to meter reading: the way to a place and what is under it, to the hash of a file."""
    from tanshi.cli.work import run_look

    raise typer.Exit(run_look(place, db, reason, as_json))


@work_app.command(epilog="Example: tanshi retention 2022 --db market.db")
def retention(
    period: Annotated[str, typer.Argument(metavar="YEAR", help="Year whose records are asked about.")],
    db: Db = DEFAULT_DB,
    on: Annotated[str, typer.Option("--on", help="Day whose text is asked, e.g. 2024-05-01; default: today.")] = "",
    as_json: Json = False,
) -> None:
    """Show until when the records behind a year's reports are kept, by which text, and how many there are."""
    from tanshi.cli.retention import run_retention

    run_retention(period, db, asked_day(on) if on else None, as_json)
