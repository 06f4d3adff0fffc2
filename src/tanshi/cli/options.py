"""Options that commands share, and how a day and a language are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from tanshi.core.finding import problem

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Db = Annotated[str, typer.Option("--db", help="Database: a file name or sqlite:///file.", metavar="URL")]
DEFAULT_DB = "tanshi.db"
Jurisdiction = Annotated[str, typer.Option("--jurisdiction", help="Market whose law it is: a folder of rules/.")]
JournalDb = Annotated[str, typer.Option("--db", help="Database whose journal's acts count too.", metavar="URL")]
Language = Annotated[str, typer.Option("--language", help="zh or en; else as TANSHI_LANG or the locale says.")]

# of a command that is sent

Item = Annotated[Path, typer.Argument(help="JSON file with the command's values.")]
Actor = Annotated[str, typer.Option("--as", help="Who asks, with --db: an actor, e.g. H1/1.", metavar="ACTOR")]
Second = Annotated[
    str, typer.Option("--second", help="Who confirms, with --db: another person of that body.", metavar="ACTOR")
]
Server = Annotated[
    str, typer.Option("--server", help="Server in place of --db; the API key stands in TANSHI_KEY.", metavar="URL")
]
CommandId = Annotated[str, typer.Option("--id", help="The command's own id, to send it again safely.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Judge on the books as they are and change nothing.")]


def chosen_language(asked: str) -> Any:
    """Return the language asked for, or the screen's."""
    from tanshi.cli import show

    if asked and asked not in ("zh", "en"):
        raise typer.BadParameter("zh or en", param_hint="--language")
    return asked or show.language()


def asked_day(value: str) -> date:
    """Return the day that was asked for; `Problem` says how one is written."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise problem("rules.bad_day", value=value) from None
