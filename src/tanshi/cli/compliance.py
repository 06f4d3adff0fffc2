"""`tanshi compliance …`: where firms stand on a day, and how far the nation is week by week."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Db, Json

compliance_app = typer.Typer(
    help="Where firms stand with what they owe, and how far compliance is (清缴履约).",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Period = Annotated[str, typer.Option("--period", help="Default: the newest with obligations.")]
On = Annotated[str, typer.Option("--on", help="Day; default: the last day the books have.", metavar="DAY")]


@compliance_app.command("status", epilog="Example: tanshi compliance status --db market.db --on 2023-12-01")
def status(
    firm: Annotated[str, typer.Option("--firm", help="One firm, with what happened.")] = "",
    on: On = "",
    period: Period = "",
    only: Annotated[str, typer.Option("--status", help="Firms of a status: open, late, defaulted …")] = "",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Show where firms stand with their obligation on a day, why, and what to do next."""
    from tanshi.cli.compliance_shown import run_status

    run_status(db, firm, on, period, only, as_json)


@compliance_app.command("progress", epilog="Example: tanshi compliance progress --db market.db --period 2022")
def progress(
    on: On = "",
    period: Period = "",
    chart: Annotated[Path | None, typer.Option("--chart", help="Draw the weeks as PNG.")] = None,
    paper: Annotated[Path | None, typer.Option("--paper", help="Write the report as PDF or XLSX.")] = None,
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Show compliance by count and tonnes, week by week: nation, provinces, sectors."""
    from tanshi.cli.compliance_shown import run_progress

    run_progress(db, on, period, chart, paper, as_json)


@compliance_app.command("group", epilog="Example: tanshi compliance group H --db market.db")
def group(
    organisation: Annotated[str, typer.Argument(help="The group's body, which holds mandates of its firms.")],
    on: On = "",
    period: Period = "",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Show the firms of a group together: what each has too much or too little of."""
    from tanshi.cli.compliance_shown import run_group

    run_group(db, organisation, on, period, as_json)
