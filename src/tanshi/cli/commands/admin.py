"""Commands of logins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import DEFAULT_DB, Db, Json

admin_app = typer.Typer(help="Logins, from the machine itself.", no_args_is_help=True, rich_markup_mode=None)


@admin_app.command("invite", epilog="Example: tanshi admin invite registrar --actor registry/1 --db market.db")
def admin_invite(
    login: Annotated[str, typer.Argument(help="Login to be made: what the person will type to sign in, e.g. wang.li.")],
    actor: Annotated[
        list[str] | None,
        typer.Option("--actor", help="Actor it may act as (`tanshi admin actors` lists them); several times."),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="No administrator: it only acts, and for a plant needs no second factor.")
    ] = False,
    site: Annotated[
        str, typer.Option("--site", help="Address of the server; default: that of the settings, or of `tanshi serve`.")
    ] = "",
    db: Db = DEFAULT_DB,
    settings: Annotated[Path | None, typer.Option("--settings", help="TOML file with the part [identity].")] = None,
    as_json: Json = False,
) -> None:
    """Invite an administrator, or with --plain a login that only acts: prints where its password is set, once."""
    from tanshi.cli.admin import Invited, run_invite

    raise typer.Exit(run_invite(Invited(login, tuple(actor or ()), plain, site), db, settings, as_json))


@admin_app.command("actors", epilog="Example: tanshi admin actors province/ --db market.db")
def admin_actors(
    begins: Annotated[str, typer.Argument(metavar="BEGINS", help="How the ids of the actors shown begin.")] = "",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """List the actors a login can be invited for, with the logins they have."""
    from tanshi.cli.admin import list_actors

    list_actors(begins, db, as_json)
