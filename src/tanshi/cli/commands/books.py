"""Commands of a database: audit, backup, restore, move, upgrade, serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import DEFAULT_DB, Db, Json
from tanshi.core.progress import Progress

books_app = typer.Typer(rich_markup_mode=None)


@books_app.command(epilog="Example: tanshi audit --db market.db")
def audit(
    db: Db = DEFAULT_DB,
    in_sql: Annotated[
        bool, typer.Option("--sql", help="Do not rebuild: let the database itself reckon everything again.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Rebuild the database from its facts into a fresh file and compare."""
    from tanshi.cli.audit import run_audit, run_second_check

    raise typer.Exit(run_second_check(db, as_json) if in_sql else run_audit(db, as_json))


Witness = Annotated[
    Path | None,
    typer.Option("--witness", help="File of published checkpoints the journal must continue.", metavar="FILE"),
]


BackupKey = Annotated[
    Path | None,
    typer.Option(
        "--key", help="File with the key of logins, drafts and the like: 32 bytes, base64. Or TANSHI_BACKUP_KEY."
    ),
]


@books_app.command(epilog="Example: tanshi backup market.backup --db market.db")
def backup(
    file: Annotated[Path, typer.Argument(help="Backup file to write.")],
    db: Db = DEFAULT_DB,
    key: BackupKey = None,
    as_json: Json = False,
) -> None:
    """Write all facts and evidence to one file, from which any database can be made again; with a key logins too."""
    from tanshi.application import moving
    from tanshi.application.operational import read_key
    from tanshi.cli.moving import run_moving

    secret = read_key(key)

    def work(bars: Progress) -> moving.Moved:
        return moving.backup(db, file, bars, secret)

    raise typer.Exit(run_moving(work, "backup.done", as_json, "backup.operational", where=file))


@books_app.command(epilog="Example: tanshi restore market.backup --db restored.db")
def restore(
    file: Annotated[Path, typer.Argument(help="Backup file to read.")],
    db: Db = DEFAULT_DB,
    witness: Witness = None,
    key: BackupKey = None,
    as_json: Json = False,
) -> None:
    """Make a database from a backup: facts are checked, tables rebuilt, root and state hash compared."""
    from tanshi.application import moving
    from tanshi.application.operational import read_key
    from tanshi.cli.moving import run_moving

    secret = read_key(key)

    def work(bars: Progress) -> moving.Moved:
        return moving.restore_backup(file, db, witness, bars, secret)

    raise typer.Exit(run_moving(work, "restore.done", as_json, "restore.operational", where=db))


@books_app.command(epilog="Example: tanshi move market.db moved.db")
def move(
    source: Annotated[str, typer.Argument(help="Database to move.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="Empty database to move to.", metavar="TO")],
    witness: Witness = None,
    as_json: Json = False,
) -> None:
    """Move a market to another database, SQLite to PostgreSQL or back; the old one takes no more acts."""
    from tanshi.application import moving
    from tanshi.cli.moving import run_moving

    def work(bars: Progress) -> moving.Moved:
        return moving.move(source, target, witness, bars)

    raise typer.Exit(run_moving(work, "move.done", as_json, "move.operational", where=target))


@books_app.command(epilog="Example: tanshi upgrade --db old.db")
def upgrade(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Bring a database of an older version to this one's schema; its facts do not change."""
    from tanshi.application import moving
    from tanshi.cli.moving import run_moving

    raise typer.Exit(run_moving(lambda bars: moving.upgrade(db, bars), "upgrade.done", as_json, where=db))


@books_app.command(epilog="Example: tanshi serve --db market.db --port 8321")
def serve(
    db: Db = DEFAULT_DB,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8321,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML file with the part [identity]; docs/operating.md.")
    ] = None,
    sealing_key: Annotated[
        Path | None,
        typer.Option(
            "--sealing-key", help="File that keeps the sealing key, made if missing: one process, development."
        ),
    ] = None,
    institution: Annotated[
        str,
        typer.Option(
            "--institution",
            help="Serve the books of one institution only: authority, registry or exchange; default: what the database"
            " says, and one that is shared is of all.",
        ),
    ] = "all",
    exchange: Annotated[
        Path | None,
        typer.Option("--exchange", help="Folder of a trading session, or of many: orders and market data go there."),
    ] = None,
) -> None:
    """Serve pages and API over a database: results, lists, commands, sign-in, the administrator's console."""
    from tanshi.server.run import serve_market

    serve_market(db, host, port, settings, sealing_key, "" if institution == "all" else institution, exchange)
