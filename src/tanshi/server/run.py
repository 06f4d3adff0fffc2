"""`tanshi serve`: one process, reading one database."""

from __future__ import annotations

import sys

import uvicorn

from tanshi.application.market import open_market
from tanshi.core.finding import problem
from tanshi.server.app import make_app


def serve_market(db: str, host: str, port: int) -> None:
    """Serve the pages until interrupted."""
    market = open_market(db, write=False)
    sys.stderr.write(f"http://{host}:{port}/\n")
    config = uvicorn.Config(make_app(market), host=host, port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    try:
        server.run()
    finally:
        market.close()
    if not server.started:
        raise problem("server.cannot_listen", where=f"{host}:{port}")
