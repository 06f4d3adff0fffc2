"""`tanshi draft …`: its commands and their options; the work is in the modules of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import Json

draft_app = typer.Typer(
    help="The bench for drafting a plan: balance values, coefficients, benchmarks, impact. Nothing is allocated.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Source = Annotated[
    str,
    typer.Argument(
        metavar="FILE|YEAR",
        help="Units as `tanshi allocate` reads them (CSV, XLSX, Parquet), or a year whose confirmed output counts.",
    ),
]
Db = Annotated[str, typer.Option("--db", help="Database of the year or of draft:ID.", metavar="URL")]
Plan = Annotated[
    str, typer.Option("--plan", help="Plan whose form counts, as `tanshi allocate` names it; default: of the year.")
]
Chart = Annotated[Path | None, typer.Option("--chart", help="Picture to write (.png).", metavar="FILE")]


@draft_app.command("balance", epilog="Example: tanshi draft balance 2022 --db market.db")
def balance(source: Source, plan: Plan = "", db: Db = "tanshi.db", as_json: Json = False) -> None:
    """Print the benchmarks at which allowances equal verified emissions, beside the published balance values."""
    from tanshi.cli.draft.balance import run_balance

    raise typer.Exit(run_balance(source, plan, db, as_json))


@draft_app.command("fit", epilog="Example: tanshi draft fit 2022 --db market.db")
def fit(
    source: Source,
    plan: Plan = "",
    by_output: Annotated[bool, typer.Option("--by-output", help="Units count by their electricity, not once.")] = False,
    db: Db = "tanshi.db",
    chart: Chart = None,
    as_json: Json = False,
) -> None:
    """Fit load, heat and cooling coefficients to the units in the plan's form, with residuals."""
    from tanshi.cli.draft.fit import run_fit

    raise typer.Exit(run_fit(source, plan, by_output, db, chart, as_json))


@draft_app.command("solve", epilog="Example: tanshi draft solve 2022 --surplus=-0.5% --db market.db")
def solve(
    source: Source,
    surplus: Annotated[
        str,
        typer.Option("--surplus", help="Target: whole tonnes, or percent of verified emissions; below 0 a deficit."),
    ] = "0",
    start: Annotated[
        str, typer.Option("--from", help="Where the lines start: `plan` (its benchmarks) or `balance` (of the units).")
    ] = "plan",
    strict: Annotated[
        list[str] | None,
        typer.Option("--strict", help="LINE=NUMBER: relative cut of a line, 0 keeps it; default 1 each. Repeat."),
    ] = None,
    fixed: Annotated[
        list[str] | None, typer.Option("--start", help="LINE=VALUE: another start for a line. Repeat.")
    ] = None,
    after_relief: Annotated[
        bool, typer.Option("--after-relief", help="Meet the target after gas and 20 % relief, not before.")
    ] = False,
    plan: Plan = "",
    db: Db = "tanshi.db",
    out: Annotated[Path | None, typer.Option("--out", help="File for the draft's benchmarks (.json).")] = None,
    as_json: Json = False,
) -> None:
    """Solve benchmarks for a target surplus of the sector. Lines: I II III IV heat.coal heat.gas."""
    from tanshi.cli.draft.solve import run_solve

    raise typer.Exit(run_solve(source, surplus, start, strict or [], fixed or [], after_relief, plan, db, out, as_json))


@draft_app.command("steps", epilog="Example: tanshi draft steps")
def steps(as_json: Json = False) -> None:
    """Compute past benchmarks again by their stated steps, and print the difference from what was published."""
    from tanshi.cli.draft.steps import run_steps

    run_steps(as_json)


@draft_app.command("impact", epilog="Example: tanshi draft impact 2022 --draft 2021 --price 80 --db market.db")
def impact(
    source: Source,
    draft: Annotated[
        str, typer.Option("--draft", help="What is compared: a plan, draft:ID, or a file of `draft solve --out`.")
    ] = "",
    plan: Plan = "",
    price: Annotated[str, typer.Option("--price", help="Price in CNY/t for what the change costs.")] = "",
    db: Db = "tanshi.db",
    chart: Chart = None,
    out: Annotated[Path | None, typer.Option("--out", help="CSV with a row for each firm.")] = None,
    as_json: Json = False,
) -> None:
    """Compare a draft with the plan in force over all firms: winners, losers, provinces, classes, relief, cost."""
    from tanshi.cli.draft.impact import run_impact

    raise typer.Exit(run_impact(source, draft, plan, price, db, chart, out, as_json))


@draft_app.command("estimate", epilog="Example: tanshi draft estimate months.csv --plan 2024 --last-year before.csv")
def estimate(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|YEAR",
            help="Units' months of the running year (column month), or a row each with --months; or a year in --db.",
        ),
    ],
    plan: Annotated[
        str, typer.Option("--plan", help="Last year's plan; default: of the year before, for a file the newest.")
    ] = "",
    months: Annotated[
        int | None, typer.Option("--months", help="Months that count: 8 in September. Default: all there are.")
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option("--last-year", help="File: the same units' months of the year before.", metavar="FILE"),
    ] = None,
    entity: Annotated[str, typer.Option("--entity", help="Books: one firm only.")] = "",
    db: Annotated[str, typer.Option("--db", help="Database of the year.", metavar="URL")] = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Estimate a running year before its plan exists: emission, and allowance over steps that past plans have shown."""
    from tanshi.cli.draft.estimate import run_estimate

    raise typer.Exit(run_estimate(source, plan, months, last_year, entity, db, as_json))


@draft_app.command("path", epilog="Example: tanshi draft path 2022 --until 2035 --cut 0.03 --db market.db")
def path(
    source: Source,
    plan: Plan = "",
    until: Annotated[int, typer.Option("--until", help="Last year of the path.")] = 2035,
    cut: Annotated[str, typer.Option("--cut", help="Share of the first total by which the cap falls a year.")] = "",
    paid_from: Annotated[str, typer.Option("--paid-from", help="First year with a paid share.")] = "",
    paid_first: Annotated[str, typer.Option("--paid-first", help="Paid share of that year.")] = "",
    paid_step: Annotated[str, typer.Option("--paid-step", help="By how much it rises a year.")] = "",
    paid_most: Annotated[str, typer.Option("--paid-most", help="Where it ends.")] = "",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Compute a cap that falls year by year and a paid share sold in auctions. A scenario: no text sets either."""
    from tanshi.cli.draft.path import run_path

    given = {
        "cut": cut, "paid_from": paid_from, "paid_first": paid_first, "paid_step": paid_step, "paid_most": paid_most,
    }  # fmt: skip
    raise typer.Exit(run_path(source, plan, db, until, given, as_json))
