"""`tanshi corrections …`: confirmed emissions by version, proposals to correct them, decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Actor, CommandId, Db, DryRun, Item, Json, Server

corrections_app = typer.Typer(
    help="Corrections of confirmed emissions (已核定排放量更正): versions, proposals, decisions.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@corrections_app.command("show", epilog="Example: tanshi corrections show N1 --db market.db")
def show_(
    entity: Annotated[str, typer.Argument(help="Whose confirmed emissions.")],
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Show an entity's confirmed emissions by version, and what was proposed and decided."""
    from tanshi.cli.corrections_shown import run_show

    run_show(db, entity, as_json)


@corrections_app.command("propose", epilog="Example: tanshi corrections propose found.json --db market.db --as p/1")
def propose(
    item: Item,
    db: Db = "tanshi.db",
    actor: Actor = "",
    server: Server = "",
    id: CommandId = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Propose other figures of a confirmed report, as its province."""
    _ask("mrv.propose_emission_correction", item, db, actor, server, id, dry_run, as_json)


@corrections_app.command("decide", epilog="Example: tanshi corrections decide granted.json --db market.db --as mee/1")
def decide(
    item: Item,
    db: Db = "tanshi.db",
    actor: Actor = "",
    server: Server = "",
    id: CommandId = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Decide on a proposal, as the ministry."""
    _ask("mrv.decide_emission_correction", item, db, actor, server, id, dry_run, as_json)


def _ask(kind: str, item: Path, db: str, actor: str, server: str, id: str, dry_run: bool, as_json: bool) -> None:
    from tanshi.cli.asking import Asking, ask, item_of

    raise typer.Exit(ask(Asking(server, db, actor, "", id, dry_run, as_json), kind, item_of(item)))
