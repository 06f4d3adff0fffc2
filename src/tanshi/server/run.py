"""`tanshi serve`: one process over one database."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from tanshi.application.identity.gate import open_gate
from tanshi.application.identity.sealing import key_file
from tanshi.application.identity.settings import Keys, Settings, read_settings
from tanshi.application.market import Market, open_market
from tanshi.core.finding import Problem, problem
from tanshi.journal.writer import system_entropy
from tanshi.server.app import make_app
from tanshi.server.platform import Platform, ServerSettings


def serve_market(db: str, host: str, port: int, settings: Path | None = None) -> None:
    """Serve pages and API until interrupted; where another process writes, for reading only."""
    market = _opened(db)
    platform = platform_of(market, settings)
    sys.stderr.write(f"http://{host}:{port}/\n")
    config = uvicorn.Config(make_app(platform), host=host, port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    try:
        server.run()
    finally:
        platform.close()
    if not server.started:
        raise problem("server.cannot_listen", where=f"{host}:{port}")


def platform_of(market: Market, settings: Path | None = None, server: ServerSettings | None = None) -> Platform:
    """Return the platform over a market, with its identity; keys are kept beside the database where none are given."""
    identity, keys = read_settings(settings) if settings or not _beside(market) else _kept(market)
    if not keys:
        _, keys = _kept(market)
    return Platform(market, open_gate(market.engine, keys, identity), server)


def _kept(market: Market) -> tuple[Settings, Keys]:
    """Return the default settings, with the sealing key in a file beside the database, made when first needed."""
    identity, keys = read_settings(None)
    if keys:
        return identity, keys
    path = _beside(market)
    if path is None:
        return identity, (("process", system_entropy(32)),)
    return identity, key_file(path, system_entropy(32))


def _beside(market: Market) -> Path | None:
    path = market.engine.url.removeprefix("sqlite:///")
    return None if market.engine.dialect != "sqlite" or path == ":memory:" else Path(path + ".keys")


def _opened(db: str) -> Market:
    """Open a database that is there already, for writing if nobody else writes."""
    open_market(db, write=False).close()
    try:
        return open_market(db)
    except Problem as trouble:
        if trouble.findings[0].code not in ("db.locked", "db.moved"):
            raise
        sys.stderr.write("\n".join(f.line("en") for f in trouble.findings) + "\n")
        return open_market(db, write=False)
