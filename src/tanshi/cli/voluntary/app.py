"""`tanshi voluntary …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Actor, CommandId, Db, DryRun, Item, Json, Second, Server

voluntary_app = typer.Typer(
    help="The voluntary market: methodologies, reductions, projects, units and their use.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@voluntary_app.command("methodologies", epilog="Example: tanshi voluntary methodologies")
def methodologies(as_json: Json = False) -> None:
    """List the methodologies that have a pack, and how sure their formulas are."""
    from tanshi.cli.voluntary.computing import run_methodologies

    run_methodologies(as_json)


@voluntary_app.command(
    "compute", epilog="Example: tanshi voluntary compute monitored.xlsx --methodology CCER-01-002-V01"
)
def compute(
    file: Annotated[Path, typer.Argument(help="Monitored figures: a table (CSV, XLSX) or a JSON list.")],
    methodology: Annotated[str, typer.Option("--methodology", help="Code and version; an unknown one lists all.")],
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Compute by formulas that nobody compared with the text.")
    ] = False,
    as_template: Annotated[bool, typer.Option("--template", help="Write FILE with the columns instead.")] = False,
    why_of: Annotated[str, typer.Option("--why", metavar="PROJECT", help="Tree of a project's reductions.")] = "",
    year: Annotated[int, typer.Option("--year", help="Of --why: which production year; default: the first.")] = 0,
    language: Annotated[str, typer.Option("--language", help="Of the template: zh or en.")] = "en",
    as_json: Json = False,
) -> None:
    """Compute a project's reductions by production year from monitored figures, in whole tonnes."""
    from tanshi.cli.voluntary.computing import run_compute, write_template

    if as_template:
        write_template(file, methodology, "zh" if language == "zh" else "en")
        return
    raise typer.Exit(run_compute(file, methodology, unverified, why_of, year, as_json))


@voluntary_app.command(
    "known", epilog="Example: tanshi voluntary known cdm.csv --scheme CDM --db market.db --as ncsc/1"
)
def known(
    file: Annotated[Path, typer.Argument(help="Projects another scheme registered (CSV, XLSX).")],
    scheme: Annotated[str, typer.Option("--scheme", help="The other scheme, e.g. CDM.")],
    db: Db = "tanshi.db",
    actor: Annotated[str, typer.Option("--as", help="Who notes them: an actor of the voluntary registry.")] = "",
    as_json: Json = False,
) -> None:
    """Note the projects other schemes registered, so that a project like one of them has to be explained."""
    from tanshi.cli.voluntary.books import run_known

    raise typer.Exit(run_known(file, scheme, db, actor, as_json))


@voluntary_app.command("projects", epilog="Example: tanshi voluntary projects --db market.db")
def projects(db: Db = "tanshi.db", as_json: Json = False) -> None:
    """List projects and their reductions, where each stands, and the units issued."""
    from tanshi.cli.voluntary.books import run_projects

    run_projects(db, as_json)


@voluntary_app.command("certificate", epilog="Example: tanshi voluntary certificate 1 --db market.db --out use.pdf")
def certificate(
    number: Annotated[int, typer.Argument(help="Number of the cancellation.", min=1)],
    db: Db = "tanshi.db",
    out: Annotated[Path | None, typer.Option("--out", help="File to write: .pdf or .xlsx; default: shown.")] = None,
    site: Annotated[str, typer.Option("--site", help="Where the paper's code can be asked for.")] = "",
    proof: Annotated[Path | None, typer.Option("--proof", help="File for the proof that is checked offline.")] = None,
    as_json: Json = False,
) -> None:
    """Write the certificate of a cancellation, or its offline proof, or show what it says."""
    from tanshi.cli.voluntary.books import run_certificate
    from tanshi.cli.voluntary.proving import write_proof

    if proof is not None:
        write_proof(db, number, proof)
    if proof is None or out is not None:
        run_certificate(db, number, out, site, as_json)


@voluntary_app.command("check", epilog="Example: tanshi voluntary check proof.json --root 5c0f…")
def check(
    file: Annotated[Path, typer.Argument(help="Proof of a cancellation.")],
    root: Annotated[str, typer.Option("--root", help="Root of the registry's journal as published elsewhere.")] = "",
    as_json: Json = False,
) -> None:
    """Check the proof of a cancellation, with no database and no network."""
    from tanshi.cli.voluntary.proving import run_check

    run_check(file, root, as_json)


@voluntary_app.command("project", epilog="Example: tanshi voluntary project WIND1 --db market.db")
def project(
    project: Annotated[str, typer.Argument(help="Project.")],
    db: Db = "tanshi.db",
    on: Annotated[str, typer.Option("--on", help="Day to look from; default: today.")] = "",
    as_json: Json = False,
) -> None:
    """Show where a project and its reductions stand, and who may do what next, until when."""
    from tanshi.cli.voluntary.reading import run_project

    run_project(db, project, on, as_json)


@voluntary_app.command("bulletin", epilog="Example: tanshi voluntary bulletin 2026-01-01 2026-12-31 --db market.db")
def bulletin(
    first: Annotated[str, typer.Argument(help="First day.")],
    last: Annotated[str, typer.Argument(help="Last day.")],
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Show what was registered, cancelled and traded in a span of days, by project and year."""
    from tanshi.cli.voluntary.reading import run_bulletin

    run_bulletin(db, first, last, as_json)


@voluntary_app.command("fees", epilog="Example: tanshi voluntary fees --db market.db")
def fees(db: Db = "tanshi.db", as_json: Json = False) -> None:
    """Show the fees of registry and exchange as the law has them, and the invoices to be paid."""
    from tanshi.application.fees import VOLUNTARY
    from tanshi.cli.registry.money import run_fees

    raise typer.Exit(run_fees(db, as_json, VOLUNTARY))


@voluntary_app.command("invoice", epilog="Example: tanshi voluntary invoice owner/V1 --db market.db --out invoice.pdf")
def invoice(
    invoice: Annotated[str, typer.Argument(help="Number of the invoice.")],
    out: Annotated[Path, typer.Option("--out", help="File to write: .pdf or .xlsx.")],
    db: Db = "tanshi.db",
) -> None:
    """Write an invoice as a paper."""
    from tanshi.application.fees import VOLUNTARY
    from tanshi.cli.registry.money import run_invoice

    raise typer.Exit(run_invoice(db, invoice, out, VOLUNTARY))


@voluntary_app.command("act", epilog="Example: tanshi voluntary act use item.json --db market.db --as owner/1")
def act(
    kind: Annotated[
        str, typer.Argument(help="deposit_design, comment, use …; of compliance: compliance.allow_offset …")
    ],
    item: Item,
    db: Db = "tanshi.db",
    actor: Actor = "",
    second: Second = "",
    server: Server = "",
    id: CommandId = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Carry out a command of the voluntary market."""
    from tanshi.cli.asking import Asking, ask, item_of

    where = Asking(server, db, actor, second, id, dry_run, as_json)
    raise typer.Exit(ask(where, kind if "." in kind else f"voluntary.{kind}", item_of(item)))
