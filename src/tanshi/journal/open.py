"""The engine of a URL."""

from __future__ import annotations

from tanshi.core.finding import problem
from tanshi.journal.engine import Engine


def open_engine(url: str, *, write: bool = True, beside: bool = False) -> Engine:
    """Return the engine of a URL or a file name.

    `file.db`, `sqlite:///file.db`: SQLite; writing takes the file's lock, one writing process at a time.
    `beside`: another process may be that one; then `aside` writes tables that are not the journal's.
    `postgresql://user@host/database`: PostgreSQL (extra `postgres`); many processes may write.
    """
    if "://" not in url or url.startswith("sqlite:"):
        from tanshi.journal.sqlite import SQLiteEngine

        return SQLiteEngine(url.removeprefix("sqlite:///").removeprefix("sqlite:"), write=write, beside=beside)
    if url.startswith(("postgresql://", "postgres://")):
        try:
            from tanshi.journal.postgres import PostgresEngine
        except ImportError as error:
            raise problem("db.no_driver", where="postgresql", reason=str(error)) from error
        return PostgresEngine(url)
    raise problem("db.unknown_url", where=url.split("://", maxsplit=1)[0])
