"""`tanshi exchange …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Json

exchange_app = typer.Typer(
    help="The exchange: a session as a process of its own, its record; orders of a file played.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the session, one for each.")]


@exchange_app.command("open", epilog="Example: tanshi exchange open session --opening opening.json")
def open_(
    folder: Folder,
    opening: Annotated[Path, typer.Option("--opening", help="Opening of the session, JSON.")],
    parameters: Annotated[
        str, typer.Option("--parameters", help="SHA-256 of the parameters the opening was made from.")
    ] = "00" * 32,
    as_json: Json = False,
) -> None:
    """Make the folder of a session with an empty record. Again with the same opening: nothing changes."""
    from tanshi.cli.exchange.session import open_session

    open_session(folder, opening, parameters, as_json)


@exchange_app.command("serve", epilog="Example: tanshi exchange serve session --db market.db")
def serve(
    folder: Folder,
    db: Annotated[
        str, typer.Option("--db", help="Database whose epoch says who owns the exchange.", metavar="URL")
    ] = "",
    port: Annotated[
        int | None, typer.Option("--port", help="Listen to clients on this port of the loopback as well.")
    ] = None,
    core: Annotated[str, typer.Option("--core", help="plain or compiled; default: compiled, if installed.")] = "",
    metrics_s: Annotated[float, typer.Option("--metrics", help="Seconds between two lines of figures.")] = 60.0,
) -> None:
    """Serve a session on the sockets of its folder until it is closed, then seal its record.

    Standard output has a line of JSON when it listens and one at its end; standard error a line of figures now and
    then. SIGTERM ends it; the next start goes on where it was.
    """
    from tanshi.cli.exchange.session import serve_session

    serve_session(folder, db, port, core, metrics_s)


@exchange_app.command("record", epilog="Example: tanshi exchange record session/segment")
def record(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A session's record.")],
    core: Annotated[str, typer.Option("--core", help="plain or compiled; default: compiled, if installed.")] = "",
    as_json: Json = False,
) -> None:
    """Read a session's record, carry it out again and print what it came to. Exit code 1 if it is not sealed."""
    from tanshi.cli.exchange.session import read_record

    raise typer.Exit(read_record(file, core, as_json))


@exchange_app.command("replay", epilog="Example: tanshi exchange replay orders.csv --plain --json")
def replay(
    orders: Annotated[
        Path,
        typer.Argument(
            metavar="ORDERS",
            help="CSV: seq, time, type (new take cancel), order_id, account, side, price, qty[, ref_order_id].",
        ),
    ],
    opening: Annotated[
        Path | None,
        typer.Option("--opening", help="CSV: account, cash, holding. Without it nobody is short of anything."),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Price, then time; no band, hours, lot or size.")] = False,
    tick: Annotated[str, typer.Option("--tick", help="Smallest step of prices, in CNY.")] = "0.01",
    on: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Day whose rules hold; default: today.")
    ] = None,
    product: Annotated[str, typer.Option("--product", help="allowance or offset.")] = "allowance",
    previous_close: Annotated[
        str, typer.Option("--previous-close", help="CNY around which the bands are; default: the last year's end.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for trades, rejects, book and balances as CSV.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a file of orders on the matching core: trades, refused orders, what rests, balances, a hash of it all.

    Rows that cannot be read are reported with their line and left out; exit code 1 then. With NumPy and Numba
    installed a million orders take seconds.
    """
    from tanshi.cli.exchange.replay import Wanted, run_replay

    wanted = Wanted(orders, opening, plain, tick, on.date() if on else None, product, previous_close)
    raise typer.Exit(run_replay(wanted, out, as_json))


Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DAY", help="Day of the session.")]
In = Annotated[Path, typer.Option("--folder", help="Folder of the session.", metavar="FOLDER")]
By = Annotated[str, typer.Option("--as", help="Who acts: an actor of the exchange.", metavar="ACTOR")]
Second = Annotated[str, typer.Option("--second", help="Who confirms what needs two persons.", metavar="ACTOR")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Db = Annotated[str, typer.Option("--db", help="Database of the books.", metavar="URL")]


@exchange_app.command("begin", epilog="Example: tanshi exchange begin 2026-11-23 --as exchange/1 --db market.db")
def begin(
    day: Day,
    folder: In = Path("session"),
    db: Db = "tanshi.db",
    actor: By = "",
    second: Second = "",
    product: Annotated[str, typer.Option("--product", help="Kind of products: allowance or offset.")] = "allowance",
    opening: Annotated[
        Path | None, typer.Option("--opening", help="Opening of the session, JSON; default: made from the books.")
    ] = None,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """Open a day's session: the opening from the books, accounts to the exchange, the folder for its process.

    Broken off, it is done again; what was done stays. Then: tanshi exchange serve, and carry beside it.
    """
    from tanshi.cli.exchange.day import Asked, Who, begin_day

    begin_day(Asked(db, day.date(), folder, Who(actor, second), dry_run, as_json), product, opening)


@exchange_app.command("carry", epilog="Example: tanshi exchange carry session --db market.db --as exchange/1 --every 1")
def carry(
    folder: Folder,
    db: Db = "tanshi.db",
    actor: By = "",
    second: Second = "",
    server: Annotated[
        str,
        typer.Option(
            "--server",
            help="Server that takes the answers; the API key stands in TANSHI_KEY. The database is read alone.",
        ),
    ] = "",
    every: Annotated[
        float, typer.Option("--every", help="Go on until the session ends, looking again after so many seconds.", min=0)
    ] = 0.0,
    as_json: Json = False,
) -> None:
    """Carry what the journal says to a session's process: halts, bars, requests, voids; its answers into the books.

    Killed anywhere, the next one goes on: everything is done once. Exit code 1 if the session did not carry out some.
    """
    from tanshi.cli.exchange.day import Who
    from tanshi.cli.exchange.day import carry as carried

    raise typer.Exit(carried(db, folder, Who(actor, second), server, every, as_json))


@exchange_app.command("end", epilog="Example: tanshi exchange end 2026-11-23 --as exchange/1 --db market.db")
def end(
    day: Day,
    folder: In = Path("session"),
    db: Db = "tanshi.db",
    actor: By = "",
    second: Second = "",
    core: Annotated[str, typer.Option("--core", help="plain or compiled; default: compiled, if installed.")] = "",
    patience_s: Annotated[float, typer.Option("--patience", help="Seconds the process is waited for.")] = 60.0,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """End a day's session once its hours are over or it was called off: carry what is left, seal it, close it."""
    from tanshi.cli.exchange.day import Asked, Who, end_day

    end_day(Asked(db, day.date(), folder, Who(actor, second), dry_run, as_json), core, patience_s)


@exchange_app.command(
    "settle", epilog="Example: tanshi exchange settle 2026-11-23 --as exchange/1 --second exchange/2 --db market.db"
)
def settle(
    day: Day,
    folder: In = Path("session"),
    db: Db = "tanshi.db",
    actor: By = "",
    second: Second = "",
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """Settle a day's closed session from its record, void trades left out, and give the accounts back."""
    from tanshi.cli.exchange.day import Asked, Who, settle_day

    settle_day(Asked(db, day.date(), folder, Who(actor, second), dry_run, as_json))


@exchange_app.command("watch", epilog="Example: tanshi exchange watch session/segment")
def watch(
    source: Annotated[
        str, typer.Argument(metavar="SEGMENT|DAY", help="A session's record or folder; with --db a day.")
    ],
    db: Annotated[str, typer.Option("--db", help="Database that has the day's record.", metavar="URL")] = "",
    known: Annotated[
        Path | None, typer.Option("--known", help="JSON: relations of accounts, times of disclosures.")
    ] = None,
    actor: Annotated[
        str, typer.Option("--raise-as", help="Raise them in the database as this actor of the exchange, each once.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Print what in a session a person should look at: abnormal trading, with its evidence. Exit code 1 if any.

    Of a day in a database it knows who belongs together there and what was announced; --known stands beside it.
    """
    from tanshi.cli.exchange.record_uses import watch_source

    raise typer.Exit(watch_source(source, db, known, as_json, actor))


@exchange_app.command("data", epilog="Example: tanshi exchange data session/segment --out data")
def data(
    source: Annotated[
        str, typer.Argument(metavar="SEGMENT|DAY", help="A session's record or folder; with --db a day.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the files.", metavar="DIR")],
    db: Annotated[str, typer.Option("--db", help="Database that has the day's record.", metavar="URL")] = "",
    form: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    as_json: Json = False,
) -> None:
    """Write a day's market data: trades, bars of 1 and 5 minutes and the day, depth each minute. No names in it."""
    from tanshi.cli.exchange.record_uses import data_of

    data_of(source, db, out, form, as_json)


@exchange_app.command("bulletin", epilog="Example: tanshi exchange bulletin week 2024-W52 --db market.db")
def bulletin(
    kind: Annotated[str, typer.Argument(help="day, week, month or year.")],
    which: Annotated[
        str, typer.Argument(help="2024-12-31, 2024-W52, 2024-12 or 2024; without it the last one with a trading day.")
    ] = "",
    db: Annotated[str, typer.Option("--db", help="Database that has the trades.", metavar="URL")] = "tanshi.db",
    out: Annotated[Path | None, typer.Option("--out", help="File to write as well (.csv, .pdf, .xlsx).")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Announce it, with the next number of the year.")] = False,
    actor: Annotated[str, typer.Option("--as", help="Who publishes it: an actor of the exchange.")] = "",
    as_json: Json = False,
) -> None:
    """Print or write the market of a day, week, month or year, or publish it as a numbered announcement, once."""
    from tanshi.cli.bulletin import run_bulletin, run_publish

    if publish:
        run_publish(kind, which, db, actor, as_json)
    else:
        run_bulletin(kind, which, db, out, as_json)


@exchange_app.command("auctions", epilog="Example: tanshi exchange auctions 1 --db market.db")
def auctions(
    number: Annotated[int, typer.Argument(metavar="[NUMBER]", help="Number of one auction.", min=0)] = 0,
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print the one-way auctions of a database, or one of them with its ranked bids after the end."""
    from tanshi.cli.exchange.auctions import show_auctions

    show_auctions(db, number, as_json)


@exchange_app.command("large-holders", epilog="Example: tanshi exchange large-holders --db market.db --as exchange/1")
def large_holders(
    db: Db = "tanshi.db",
    actor: Annotated[str, typer.Option("--as", help="Who finds them: an actor of the exchange.")] = "",
    as_json: Json = False,
) -> None:
    """Print who has reached the standard of large holders' reports. Exit code 1 if some are not found.

    With --as those are found, each once: their reports are due from then on.
    """
    from tanshi.cli.exchange.large_holders import sweep

    raise typer.Exit(1 if sweep(db, actor, as_json) else 0)
