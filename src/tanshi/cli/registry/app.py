"""`tanshi registry …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Db, Json
from tanshi.cli.registry.transfer_app import transfer_app

registry_app = typer.Typer(
    help="The registry's books: holdings, a holder's history, the way of a tonne.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

registry_app.add_typer(transfer_app, name="transfer")

Holder = Annotated[str, typer.Argument(metavar="HOLDER", help="Whose accounts, e.g. an entity's id.")]


@registry_app.command("holdings", epilog="Example: tanshi registry holdings H1 --on 2023-12-29 --db market.db")
def holdings(
    holder: Annotated[str, typer.Argument(metavar="[HOLDER]", help="Whose accounts; without it every account.")] = "",
    at: Annotated[int | None, typer.Option("--at", help="As the books stood with facts 0 to this position.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], metavar="DAY", help="As they stood at the end of a legal day."),
    ] = None,
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print what accounts hold now, or held at a position or on a day: tonnes, and cash in fen."""
    from tanshi.cli.registry.holdings import run_holdings

    raise typer.Exit(run_holdings(db, holder, at, on.date() if on else None, as_json))


@registry_app.command("history", epilog="Example: tanshi registry history H1 --db market.db")
def history(
    holder: Holder,
    instrument: Annotated[str, typer.Option("--instrument", help="Of one vintage, or CNY for cash.")] = "",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print every movement on a holder's accounts with the balance it left, the newest last."""
    from tanshi.cli.registry.history import run_history

    raise typer.Exit(run_history(db, holder, instrument, as_json))


@registry_app.command("block", epilog="Example: tanshi registry block CEA22-000000123 --db market.db")
def block(
    serial: Annotated[str, typer.Argument(metavar="SERIAL", help="A serial number: vintage, hyphen, digits.")],
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print the way of one tonne from its issue to where it is, by the rule first in, first out."""
    from tanshi.cli.registry.block import run_block

    raise typer.Exit(run_block(db, serial, as_json))


@registry_app.command("certificate", epilog="Example: tanshi registry certificate 17 --out certificate.pdf")
def certificate(
    transfer: Annotated[int, typer.Argument(help="Number of the transfer that cancelled, as histories show it.")],
    out: Annotated[Path | None, typer.Option("--out", help="File to write (.pdf, .xlsx).", metavar="PATH")] = None,
    actor: Annotated[
        str, typer.Option("--as", help="Who has it made if there is none: the holder's or the registry's actor.")
    ] = "",
    site: Annotated[str, typer.Option("--site", help="Address of the public pages, for the code to scan.")] = "",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Write the certificate of a voluntary cancellation, with serial numbers and proof code; or print what it says."""
    from tanshi.cli.registry.certificate import run_certificate

    raise typer.Exit(run_certificate(db, transfer, out, actor, site, as_json))


Day = Annotated[datetime, typer.Option("--day", formats=["%Y-%m-%d"], metavar="DAY", help="The legal day.")]


@registry_app.command("statement", epilog="Example: tanshi registry statement H1 --day 2023-12-29 --out H1.pdf")
def statement(
    day: Day,
    holder: Annotated[
        str,
        typer.Argument(metavar="[HOLDER]", help="Whose statement; without it everybody's, into the folder of --out."),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write (.pdf, .xlsx), or the folder for all.", metavar="PATH")
    ] = None,
    form: Annotated[str, typer.Option("--form", help="Form of all holders' statements: pdf or xlsx.")] = "xlsx",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print a holder's settlement statement of a day, or write it; of all holders what is not in the folder yet."""
    from tanshi.cli.registry.settlement import run_statement

    raise typer.Exit(run_statement(db, holder, day.date(), out, form, as_json))


@registry_app.command("reconcile", epilog="Example: tanshi registry reconcile --day 2023-12-29 --bank bank.csv")
def reconcile(
    day: Day,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="The bank's file of the day (CSV).", metavar="FILE")
    ] = None,
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Compare the registry's books with the exchange's record and the bank's file; exits with 1 if they differ."""
    from tanshi.cli.registry.settlement import run_reconcile

    raise typer.Exit(run_reconcile(db, day.date(), bank, as_json))


@registry_app.command("payments", epilog="Example: tanshi registry payments --day 2023-12-29 --out payments.csv")
def payments(
    day: Day,
    out: Annotated[Path, typer.Option("--out", help="CSV file to write.", metavar="FILE")],
    db: Db = "tanshi.db",
) -> None:
    """Write the day's withdrawals as the file the bank pays from, with totals; its SHA-256 is printed."""
    from tanshi.cli.registry.settlement import run_payments

    raise typer.Exit(run_payments(db, day.date(), out))


@registry_app.command("day", epilog="Example: tanshi registry day --day 2023-12-29 --db market.db")
def day_(day: Day, db: Db = "tanshi.db", as_json: Json = False) -> None:
    """Print what must be so before trading opens and before the day is closed; exits with 1 if something is open."""
    from tanshi.cli.registry.settlement import run_day

    raise typer.Exit(run_day(db, day.date(), as_json))


@registry_app.command("bank", epilog="Example: tanshi registry bank bank.csv --day 2023-12-29 --db market.db")
def bank(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bank's file of the day (CSV).")],
    day: Day,
    actor: Annotated[str, typer.Option("--as", help="Who takes it in; left out, it is only read.")] = "",
    second: Annotated[str, typer.Option("--second", help="Who confirms it, another person of the same body.")] = "",
    db: Db = "tanshi.db",
) -> None:
    """Take the bank's file in, whole: credits, confirmations, unidentified money; exits with 1 if it is unusable."""
    from tanshi.cli.registry.money import run_bank

    raise typer.Exit(run_bank(db, file, day.date(), actor, second))


@registry_app.command("fees", epilog="Example: tanshi registry fees --db market.db")
def fees(db: Db = "tanshi.db", as_json: Json = False) -> None:
    """Print the table of fees as it is today, and the invoices that are not paid."""
    from tanshi.cli.registry.money import run_fees

    raise typer.Exit(run_fees(db, as_json))


@registry_app.command("invoice", epilog="Example: tanshi registry invoice H1/I1 --out invoice.pdf --db market.db")
def invoice(
    number: Annotated[str, typer.Argument(metavar="INVOICE", help="Number of an invoice, as lists show it.")],
    out: Annotated[Path, typer.Option("--out", help="File to write (.pdf, .xlsx).", metavar="PATH")],
    db: Db = "tanshi.db",
) -> None:
    """Write an invoice for fees as a paper."""
    from tanshi.cli.registry.money import run_invoice

    raise typer.Exit(run_invoice(db, number, out))
