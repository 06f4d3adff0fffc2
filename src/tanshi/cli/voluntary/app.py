"""`tanshi voluntary …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

voluntary_app = typer.Typer(
    help="The voluntary market: methodologies, reductions, projects, units and their use.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]


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
