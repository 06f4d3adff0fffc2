"""Entry of the command line. Heavy modules are imported by the command that needs them, so --help stays fast."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tanshi import __version__
from tanshi.cli.cases.app import cases_app
from tanshi.cli.commands.admin import admin_app
from tanshi.cli.commands.books import books_app
from tanshi.cli.commands.computing import computing_app
from tanshi.cli.commands.forms import forms_app
from tanshi.cli.commands.law import law_app, rules_app
from tanshi.cli.commands.market import market_app
from tanshi.cli.commands.opening import opening_app
from tanshi.cli.commands.work import work_app
from tanshi.cli.compliance import compliance_app
from tanshi.cli.corrections import corrections_app
from tanshi.cli.draft.app import draft_app
from tanshi.cli.exchange.app import exchange_app
from tanshi.cli.factors.app import factors_app
from tanshi.cli.institutions.app import institutions_app
from tanshi.cli.registry.app import registry_app
from tanshi.cli.voluntary.app import voluntary_app
from tanshi.core.finding import Problem
from tanshi.journal.collector import seldom

app = typer.Typer(
    name="tanshi",
    help="China's national carbon market as running software (碳市).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)

for together in (market_app, books_app, work_app, computing_app, law_app):
    app.add_typer(together)
app.add_typer(rules_app, name="rules")
app.add_typer(draft_app, name="draft")
app.add_typer(factors_app, name="factors")
app.add_typer(institutions_app, name="institutions")
app.add_typer(registry_app, name="registry")
app.add_typer(exchange_app, name="exchange")
app.add_typer(voluntary_app, name="voluntary")
app.add_typer(cases_app, name="cases")
app.add_typer(compliance_app, name="compliance")
app.add_typer(corrections_app, name="corrections")
app.add_typer(forms_app, name="forms")
app.add_typer(opening_app, name="opening")
app.add_typer(admin_app, name="admin")


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    seldom()
    if version:
        typer.echo(f"tanshi {__version__}")
        raise typer.Exit


def run(arguments: list[str] | None = None) -> None:
    """Run the command line; problems are shown with what to do, and end with their exit code."""
    try:
        app(arguments, standalone_mode=True)
    except Problem as trouble:
        from tanshi.cli import show

        show.findings(trouble.findings)
        sys.exit(trouble.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        sys.stderr.write("\n已中止；再次运行同一命令可继续。\nStopped; the same command goes on where it was.\n")
        sys.exit(130)
