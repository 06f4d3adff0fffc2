"""`tanshi institutions …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from typing import Annotated

import typer

from tanshi.cli.options import Json

institutions_app = typer.Typer(
    help="Authority, registry and exchange on databases of their own: begin the books, carry the messages.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Db = Annotated[str, typer.Option("--db", help="Database of the institution, empty or new.", metavar="URL")]


@institutions_app.command(
    "begin", epilog="Example: tanshi institutions begin registry --db registry.db --actor mee/1=mee=authority"
)
def begin(
    institution: Annotated[str, typer.Argument(help="authority, registry, exchange or voluntary.")],
    db: Db,
    actor: Annotated[
        list[str] | None,
        typer.Option(
            "--actor",
            help="Who may act from the beginning: ACTOR=ORGANISATION=INSTITUTION; who delivers the authority's"
            " messages, who looks after these books. May be repeated.",
        ),
    ] = None,
) -> None:
    """Begin the books of one institution, apart from the others', on an empty database."""
    from tanshi.cli.institutions.begin import run_begin

    raise typer.Exit(run_begin(institution, db, actor or []))


@institutions_app.command(
    "carry", epilog="Example: tanshi institutions carry --from authority=https://mee… --to registry=https://registry…"
)
def carry(
    source: Annotated[str, typer.Option("--from", help="INSTITUTION=URL of the server that tells.")],
    target: Annotated[str, typer.Option("--to", help="INSTITUTION=URL of the server that is told.")],
    every: Annotated[
        int, typer.Option("--every", help="Go on, and look again after so many seconds; 0: once.", min=0)
    ] = 0,
) -> None:
    """Carry what one institution tells to another one, over HTTP; stopped anywhere, it goes on where the receiver is.

    TANSHI_FROM_KEY and TANSHI_TO_KEY are the API keys of the sending institution's people at the one and the other.
    """
    from tanshi.cli.institutions.carry import run_carry

    raise typer.Exit(run_carry(source, target, every))


@institutions_app.command("kinds", epilog="Example: tanshi institutions kinds")
def kinds(as_json: Json = False) -> None:
    """Print the kinds of messages: who tells whom what, and with which fields."""
    from tanshi.cli.institutions.kinds import print_kinds

    print_kinds(as_json)
