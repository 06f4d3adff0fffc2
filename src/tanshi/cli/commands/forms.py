"""Commands of forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanshi.cli.options import DEFAULT_DB, Db, Json

forms_app = typer.Typer(help="Forms: templates, checks, filing.", no_args_is_help=True, rich_markup_mode=None)


FormName = Annotated[str, typer.Argument(metavar="FORM", help="Form, as `tanshi forms list` names it.")]


Filled = Annotated[Path, typer.Argument(metavar="FILE", help="Filled workbook (.xlsx) or CSV.")]


Entity = Annotated[str, typer.Option("--entity", help="Entity the form is filled in for.")]


KnownIn = Annotated[str, typer.Option("--db", help="Database that knows the entity's units.", metavar="URL")]


@forms_app.command("list", epilog="Example: tanshi forms list")
def forms_list(as_json: Json = False) -> None:
    """List the forms with what they become and who fills them in."""
    from tanshi.cli.forms import list_forms

    list_forms(as_json)


@forms_app.command("template", epilog="Example: tanshi forms template power-month --out months.xlsx")
def forms_template(
    form: FormName,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; default: FORM.xlsx.")] = None,
    language: Annotated[str, typer.Option("--lang", help="Language of sheets and help: zh or en.")] = "",
    db: KnownIn = "",
    entity: Entity = "",
    period: Annotated[str, typer.Option("--period", help="Period whose open months are filled in.")] = "",
) -> None:
    """Write a form's workbook; with --db and --entity, what is known is filled in."""
    from tanshi.cli.forms import write_template

    write_template(form, out, language, db, entity, period)


@forms_app.command("check", epilog="Example: tanshi forms check power-month months.xlsx")
def forms_check(form: FormName, file: Filled, db: KnownIn = "", entity: Entity = "", as_json: Json = False) -> None:
    """Check a filled form, each finding with its cell; nothing is sent. Exit code 1 if something is wrong."""
    from tanshi.cli.forms import check

    raise typer.Exit(check(form, file, db, entity, as_json))


@forms_app.command("send", epilog="Example: tanshi forms send power-month months.xlsx --server https://…")
def forms_send(
    form: FormName,
    file: Filled,
    server: Annotated[str, typer.Option("--server", help="Server; the API key stands in TANSHI_KEY.")] = "",
    db: Annotated[str, typer.Option("--db", help="Database on this machine, with --actor.", metavar="URL")] = "",
    actor: Annotated[str, typer.Option("--actor", help="Actor to act as, with --db.")] = "",
    entity: Entity = "",
    as_json: Json = False,
) -> None:
    """Hand a filled form in; good rows are taken, the others told. Sending the same file again changes nothing."""
    from tanshi.cli.forms import send

    raise typer.Exit(send(form, file, server, db, actor, entity, as_json))


@forms_app.command("confirm", epilog="Example: tanshi forms confirm E1 2022 --db plant.db --actor province/37/1")
def forms_confirm(
    entity: Annotated[str, typer.Argument(help="Entity whose verified report is confirmed.")],
    period: Annotated[str, typer.Argument(help="Year of the report.")],
    actor: Annotated[str, typer.Option("--actor", help="Actor of the entity's province, e.g. province/37/1.")],
    db: Db = DEFAULT_DB,
) -> None:
    """Confirm a verified report in trial books of one's own; elsewhere a province does so on the report's page."""
    from tanshi.cli.forms import confirm

    raise typer.Exit(confirm(entity, period, db, actor))


@forms_app.command("publish", epilog="Example: tanshi forms publish E1 2022 --db plant.db --actor entity/E1/1")
def forms_publish(
    entity: Annotated[str, typer.Argument(help="Entity whose confirmed report is made public.")],
    period: Annotated[str, typer.Argument(help="Year of the report.")],
    actor: Annotated[str, typer.Option("--actor", help="Actor of the entity, e.g. entity/E1/1.")],
    db: Db = DEFAULT_DB,
    out: Annotated[Path | None, typer.Option("--out", help="File to write as well (.pdf, .xlsx).")] = None,
) -> None:
    """Make public what the law orders of a confirmed report: emissions by source, facilities, method."""
    from tanshi.cli.forms import publish

    raise typer.Exit(publish(entity, period, db, actor, out))
