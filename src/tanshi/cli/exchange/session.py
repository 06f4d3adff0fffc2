"""`tanshi exchange open`, `serve` and `record`."""

from __future__ import annotations

import json
import mmap
import sys
from contextlib import ExitStack, suppress
from dataclasses import asdict
from hashlib import file_digest
from pathlib import Path

from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.process.cores import VERSION, make_core
from tanshi.exchange.process.journaled import found
from tanshi.exchange.process.run import Started
from tanshi.exchange.process.run import serve as serve_folder
from tanshi.exchange.process.server import Limits
from tanshi.exchange.segments.reader import Reader, Stopped


def open_session(folder: Path, opening: Path, parameters: str, as_json: bool) -> None:
    """Make a session's folder. Raises `Problem`: the opening cannot be read, or the folder has another."""
    try:
        read = Opening.decode(opening.read_bytes())
    except FileNotFoundError:
        raise problem("input.not_found", where=str(opening)) from None
    except (ValueError, KeyError, TypeError) as trouble:
        raise problem("exchange.bad_opening", where=str(opening), reason=str(trouble)) from None
    try:
        found(folder, read, parameters, VERSION, 0)
    except FileExistsError:
        raise problem("exchange.other_opening", where=str(folder)) from None
    _print({"folder": str(folder), "session": read.session, "opening": read.digest}, as_json)


def serve_session(folder: Path, db: str, port: int | None, core: str, metrics_s: float) -> None:
    """Serve a session. Raises `Problem`."""
    from tanshi.application.market import open_market
    from tanshi.journal.open import open_engine

    with ExitStack() as closing:
        engine = None
        if db:
            open_market(db, write=False).close()  # says what is wrong with it
            engine = open_engine(db, beside=True)
            closing.callback(engine.close)
        sealed = serve_folder(
            folder, form=core, engine=engine, port=port, started=_ready, told=_figures,
            limits=Limits(metrics_s=metrics_s),
        )  # fmt: skip
    _line({"closed": sealed is not None} | (asdict(sealed) if sealed else {}))


def read_record(file: Path, core: str, as_json: bool) -> int:
    """Print what a record holds and what its session came to; 0 if it ends whole."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        reader = Reader(data)
        if reader.header is None:
            raise problem("segment.no_header", where=str(file))
        session = make_core(core)(Opening.decode(reader.header.opening))
        lots = 0
        for lot in reader:
            session.lot(lot.messages, lot.time_ns)
            lots += 1
        whole = reader.stopped is Stopped.END and reader.at == len(data)
        document = {
            "session": Opening.decode(reader.header.opening).session,
            "core": reader.header.core,
            "parameters": reader.header.parameters,
            "lots": lots,
            "messages": reader.sequence,
            "trades": session.trades,
            "state_hash": session.state_hash(),
            "epoch": reader.epoch,
            "bytes": reader.at,
            "stopped": str(reader.stopped),
            "sealed": whole,
            "segment_sha256": file_digest(opened, "sha256").hexdigest() if whole else "",
        }
    _print(document, as_json)
    return 0 if whole else 1


def _print(document: dict[str, object], as_json: bool) -> None:
    if as_json:
        show.json_document(document)
        return
    width = max(map(len, document))
    sys.stdout.write("".join(f"{name:<{width}}  {value}\n" for name, value in document.items()))


def _ready(started: Started) -> None:
    _line({"ready": True} | asdict(started))


def _line(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def _figures(line: str) -> None:
    with suppress(OSError):  # nobody reads them any more: the session goes on
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
