"""`tanshi serve`: one process over one database."""

from __future__ import annotations

import dataclasses
import socket
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, cast

import uvicorn

from tanshi.application.identity.gate import open_gate
from tanshi.application.identity.sealing import key_file
from tanshi.application.identity.settings import Keys, read_part, read_settings
from tanshi.application.market import Market, open_market
from tanshi.application.work.daily import daily_jobs, read_daily
from tanshi.application.work.history import catch_up
from tanshi.application.work.mail import read_mail
from tanshi.core.finding import Problem, problem
from tanshi.journal.writer import system_entropy
from tanshi.server import log
from tanshi.server.app import Application, make_app
from tanshi.server.platform import Platform, ServerSettings
from tanshi.server.warming import settle, warm


def serve_market(
    db: str,
    host: str,
    port: int,
    settings: Path | None = None,
    sealing_key: Path | None = None,
    institution: str = "",
    exchange: Path | None = None,
) -> None:
    """Serve pages and API until interrupted; where another process writes, for reading only.

    `institution`: of which one the books must be, apart from the others'; "" is whatever the database says.
    `exchange`: folder of a session, or of many, in place of the settings'.
    `sealing_key`: a file that keeps one sealing key, made where there is none, in place of the settings' keys. Raises
    `Problem` for a PostgreSQL database without keys: other processes there could not open what this one seals.
    """
    platform = to_serve(_opened(db, institution), settings, sealing_key, exchange)
    market = platform.market
    try:
        platform.venue.open()
        jobs = daily_jobs(platform.gate, market, read_daily(settings), read_mail(settings))
    except BaseException:
        platform.close()
        raise
    log.set_up(cast("log.Form", platform.settings.log))
    sys.stderr.write(f"http://{host}:{port}/\n")
    app = make_app(platform)
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False,
        proxy_headers=False, server_header=False,  # `Front` knows which proxies are ours
        timeout_keep_alive=75,  # longer than a reverse proxy keeps its connections
        timeout_graceful_shutdown=10, h11_max_incomplete_event_size=64 << 10,
    )  # fmt: skip
    server = _Server(config, platform)
    Thread(target=_warm, args=(platform, app), daemon=True).start()
    if market.writer is not None:
        Thread(target=_index, args=(market,), daemon=True).start()
    jobs.start()
    try:
        server.run()
    finally:
        jobs.stop()
        platform.close()
    if not server.started:
        raise problem("server.cannot_listen", where=f"{host}:{port}")


class _Server(uvicorn.Server):
    """A server that lets go who listens to market data when it ends, so that nothing is waited for."""

    def __init__(self, config: uvicorn.Config, platform: Platform) -> None:
        super().__init__(config)
        self._platform = platform

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, streams first."""
        self._platform.venue.fan.close()
        await super().shutdown(sockets)


def _warm(platform: Platform, app: Application) -> None:
    """Read what the process keeps of the nation, beside the server; what is left the first page reads."""
    with suppress(Exception):  # the server is ending, or busy
        app.describe()
        warm(platform, app.rehearse)
        settle()


def _index(market: Market) -> None:
    """Read the index of histories on to the end of the journal, beside the server; what is left a page reads."""
    with suppress(Exception):  # the server is ending, or busy: the index goes on where it stopped
        catch_up(market.engine, market_size(market))


def market_size(market: Market) -> int:
    """Return how many facts the journal has."""
    with market.view() as view:
        return view.head().size


def to_serve(
    market: Market, settings: Path | None = None, sealing_key: Path | None = None, exchange: Path | None = None
) -> Platform:
    """Return the platform of a serving process; a market that cannot be served is closed."""
    try:
        server = read_server_settings(settings) if settings is not None else ServerSettings()
        if exchange is not None:
            server = dataclasses.replace(server, exchange=str(exchange))
        return platform_of(market, settings, server, _given_keys(market, settings, sealing_key))
    except BaseException:
        market.close()
        raise


def _given_keys(market: Market, settings: Path | None, sealing_key: Path | None) -> Keys:
    """Return the sealing keys that were given; on PostgreSQL there must be some."""
    if sealing_key is not None:
        return key_file(sealing_key, system_entropy(32))
    _, keys = read_settings(settings)
    if not keys and market.engine.dialect == "postgresql":
        raise problem("server.no_shared_keys", where=getattr(market.engine, "where", ""))
    return keys


def platform_of(
    market: Market, settings: Path | None = None, server: ServerSettings | None = None, keys: Keys = ()
) -> Platform:
    """Return the platform over a market, with its identity.

    Where no keys are given, here or in the settings, one is kept beside the database, or as long as the process lives.
    """
    identity, known = read_settings(settings)
    keys = keys or known or _kept(market)
    if server is None and settings is not None:
        server = read_server_settings(settings)
    return Platform(market, open_gate(market.engine, keys, identity), server)


def read_server_settings(path: Path) -> ServerSettings:
    """Return the part `[server]` of a settings file; `Problem` for an unknown name or a value of the wrong kind."""
    given, default = read_part(path, "server"), ServerSettings()
    values = {name: _setting(getattr(default, name, None), value, name, path) for name, value in given.items()}
    found = dataclasses.replace(default, **values)
    if found.log not in ("json", "text", "none"):
        raise problem("identity.bad_setting", where=str(path), name="log")
    return found


def _setting(default: Any, value: Any, name: str, path: Path) -> Any:
    if default is None:
        raise problem("identity.unknown_setting", where=str(path), name=f"server.{name}")
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default) or (isinstance(value, int | float) and value < 0):
        raise problem("identity.bad_setting", where=str(path), name=f"server.{name}")
    return value


def _kept(market: Market) -> Keys:
    """Return the sealing key in a file beside the database, made when first needed, or one of this process."""
    path = _beside(market)
    return (("process", system_entropy(32)),) if path is None else key_file(path, system_entropy(32))


def _beside(market: Market) -> Path | None:
    path = market.engine.url.removeprefix("sqlite:///")
    return None if market.engine.dialect != "sqlite" or path == ":memory:" else Path(path + ".keys")


def _opened(db: str, institution: str) -> Market:
    """Open a database that is there already, for writing if nobody else writes."""
    open_market(db, write=False, institution=institution).close()
    try:
        return open_market(db, institution=institution)
    except Problem as trouble:
        if trouble.findings[0].code not in ("db.locked", "db.moved"):
            raise
        sys.stderr.write("\n".join(f.line("en") for f in trouble.findings) + "\n")
        return open_market(db, write=False, institution=institution)
