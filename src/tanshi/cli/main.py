"""Entry of the command line. Heavy modules are imported by the command that needs them, so --help stays fast."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from tanshi import __version__
from tanshi.cli.cases.app import cases_app
from tanshi.cli.compliance import compliance_app
from tanshi.cli.corrections import corrections_app
from tanshi.cli.draft.app import draft_app
from tanshi.cli.exchange.app import exchange_app
from tanshi.cli.factors.app import factors_app
from tanshi.cli.institutions.app import institutions_app
from tanshi.cli.registry.app import registry_app
from tanshi.cli.voluntary.app import voluntary_app
from tanshi.core.finding import Problem, problem
from tanshi.core.progress import Progress
from tanshi.journal.collector import seldom

app = typer.Typer(
    name="tanshi",
    help="China's national carbon market as running software (碳市).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
rules_app = typer.Typer(help="The law as data: show, compare, check.", no_args_is_help=True, rich_markup_mode=None)
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

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Db = Annotated[str, typer.Option("--db", help="Database: a file name or sqlite:///file.", metavar="URL")]

DEFAULT_DB = "tanshi.db"


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    seldom()
    if version:
        typer.echo(f"tanshi {__version__}")
        raise typer.Exit


@app.command(epilog="Example: tanshi year 2022 --db market.db")
def year(
    period: Annotated[
        list[str],
        typer.Argument(metavar="YEAR", help="Compliance year, e.g. 2022, or several: 2019-2020 2021 2022 2023 2024."),
    ],
    units: Annotated[
        list[Path] | None,
        typer.Option(
            "--units",
            help="Roster of real units: ours, the coal tracker's or WRI's (.csv, .csv.gz, .xlsx); may be repeated.",
        ),
    ] = None,
    db: Db = DEFAULT_DB,
    seed: Annotated[int, typer.Option("--seed", help="Seed of everything that is modelled.", min=0)] = 1,
    entities: Annotated[
        str, typer.Option("--entities", help="How units of a roster become entities: by plant or by owner.")
    ] = "plant",
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for CSV tables and the chart; default: beside the database.")
    ] = None,
    institutions: Annotated[
        str,
        typer.Option(
            "--institutions",
            help="Run authority, registry and exchange as processes of their own, on databases in this folder"
            " or at a PostgreSQL URL with {} for the institution; no result tables.",
            metavar="FOLDER",
        ),
    ] = "",
    exchange: Annotated[
        str,
        typer.Option(
            "--exchange",
            help="process: hold each session in a process of its own (extra `exchange`); the same facts.",
            metavar="process",
        ),
    ] = "",
    sessions: Annotated[
        Path | None,
        typer.Option("--sessions", help="Folder of those sessions; default: beside the database, `sessions`."),
    ] = None,
    ccer: Annotated[
        bool,
        typer.Option("--ccer", help="Part of the entities offset up to 5 % with CCER, where a text says which serves."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Run a whole compliance year of the nation and print its result tables.

    Several years run as one chain: holdings pass from one to the next, and 2021 and 2022 share their season.
    Without --units a population generated from cited aggregates is used. Operation and trading are modelled.
    """
    if exchange not in ("", "process") or (exchange and institutions):
        raise problem("year.bad_exchange", value=exchange)
    if institutions:
        from tanshi.cli.year_apart import run_apart

        raise typer.Exit(run_apart(period, units or [], institutions, seed, entities, as_json, ccer))
    from tanshi.cli.year import run_year

    held = (sessions or Path(db if "://" not in db else "").parent / "sessions") if exchange else None
    raise typer.Exit(run_year(period, units or [], db, seed, entities, out, as_json, held, ccer))


@app.command(epilog="Example: tanshi why approved_t/2022/37 --db market.db")
def why(
    subject: Annotated[
        str, typer.Argument(help="MEASURE/PERIOD[/WHERE], close/DAY, penalty/PERIOD/ENTITY, or PARAMETER/DAY.")
    ],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Print the tree of any figure: formula, inputs, rounding, text."""
    from tanshi.application.market import open_market
    from tanshi.application.why import why as ask
    from tanshi.application.why import why_law
    from tanshi.cli import show
    from tanshi.rules import Law

    if "." in subject.split("/", maxsplit=1)[0]:
        node, position = why_law(Law("cn"), subject), None
    else:
        market = open_market(db, write=False)
        found = ask(market, subject)
        market.close()
        node, position = found.node, found.position
    if as_json:
        document: dict[str, Any] = {"subject": subject, "value": node.shown, "unit": node.unit, "tree": node.as_json()}
        show.json_document({**document, "position": position, "disagreements": node.check()})
    else:
        show.tree(node)
    raise typer.Exit(1 if node.check() else 0)


@app.command(epilog="Example: tanshi timings 2022 --db market.db")
def timings(
    period: Annotated[str, typer.Argument(metavar="YEAR", help="A finished year whose year before is in the books.")],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Print a year's allowances given after it, within it and before it: who would be corrected, who hurt."""
    from tanshi.cli.timings import run_timings

    run_timings(period, db, as_json)


@app.command(epilog="Example: tanshi bulletin month 2023-11 --db market.db")
def bulletin(
    kind: Annotated[str, typer.Argument(help="day, week, month or year.")],
    which: Annotated[
        str, typer.Argument(help="2023-11-01, 2023-W44, 2023-11 or 2023; without it the last one with a trading day.")
    ] = "",
    db: Db = DEFAULT_DB,
    out: Annotated[Path | None, typer.Option("--out", help="File to write as well (.csv, .pdf, .xlsx).")] = None,
    as_json: Json = False,
) -> None:
    """Print the market of a day, week, month or year: prices, turnover by vintage and way, cumulated."""
    from tanshi.cli.bulletin import run_bulletin

    run_bulletin(kind, which, db, out, as_json)


@app.command(epilog="Example: tanshi disclose 2022 --db market.db --out public")
def disclose(
    period: Annotated[list[str] | None, typer.Argument(metavar="[YEAR]", help="Years; without one all.")] = None,
    db: Db = DEFAULT_DB,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for CSV files, their schema and charts.")] = None,
    as_json: Json = False,
) -> None:
    """Print what is published after a year: compliance, units, provinces, turnover; write it as open data."""
    from tanshi.cli.disclose import run_disclose

    run_disclose(period or [], db, out, as_json)


@app.command("list", epilog="Example: tanshi list 2022 --db market.db --kind covered")
def list_year(
    year: Annotated[str, typer.Argument(metavar="YEAR", help="Year or joint period of the list, e.g. 2022.")],
    db: Db = DEFAULT_DB,
    kind: Annotated[
        str, typer.Option("--kind", help="Which list: report (who must report) or covered (who is covered).")
    ] = "covered",
    as_json: Json = False,
) -> None:
    """Print who must report or who is covered in a year, on which ground, who entered and who left."""
    from tanshi.cli.list import run_list

    run_list(year, db, kind, as_json)


@app.command(epilog="Example: tanshi audit --db market.db")
def audit(
    db: Db = DEFAULT_DB,
    in_sql: Annotated[
        bool, typer.Option("--sql", help="Do not rebuild: let the database itself reckon everything again.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Rebuild the database from its facts into a fresh file and compare."""
    from tanshi.cli.audit import run_audit, run_second_check

    raise typer.Exit(run_second_check(db, as_json) if in_sql else run_audit(db, as_json))


Witness = Annotated[
    Path | None,
    typer.Option("--witness", help="File of published checkpoints the journal must continue.", metavar="FILE"),
]


BackupKey = Annotated[
    Path | None,
    typer.Option(
        "--key", help="File with the key of logins, drafts and the like: 32 bytes, base64. Or TANSHI_BACKUP_KEY."
    ),
]


@app.command(epilog="Example: tanshi backup market.backup --db market.db")
def backup(
    file: Annotated[Path, typer.Argument(help="Backup file to write.")],
    db: Db = DEFAULT_DB,
    key: BackupKey = None,
    as_json: Json = False,
) -> None:
    """Write all facts and evidence to one file, from which any database can be made again; with a key logins too."""
    from tanshi.application import moving
    from tanshi.application.operational import read_key
    from tanshi.cli.moving import run_moving

    secret = read_key(key)

    def work(bars: Progress) -> moving.Moved:
        return moving.backup(db, file, bars, secret)

    raise typer.Exit(run_moving(work, "backup.done", as_json, "backup.operational", where=file))


@app.command(epilog="Example: tanshi restore market.backup --db restored.db")
def restore(
    file: Annotated[Path, typer.Argument(help="Backup file to read.")],
    db: Db = DEFAULT_DB,
    witness: Witness = None,
    key: BackupKey = None,
    as_json: Json = False,
) -> None:
    """Make a database from a backup: facts are checked, tables rebuilt, root and state hash compared."""
    from tanshi.application import moving
    from tanshi.application.operational import read_key
    from tanshi.cli.moving import run_moving

    secret = read_key(key)

    def work(bars: Progress) -> moving.Moved:
        return moving.restore_backup(file, db, witness, bars, secret)

    raise typer.Exit(run_moving(work, "restore.done", as_json, "restore.operational", where=db))


@app.command(epilog="Example: tanshi move market.db moved.db")
def move(
    source: Annotated[str, typer.Argument(help="Database to move.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="Empty database to move to.", metavar="TO")],
    witness: Witness = None,
    as_json: Json = False,
) -> None:
    """Move a market to another database, SQLite to PostgreSQL or back; the old one takes no more acts."""
    from tanshi.application import moving
    from tanshi.cli.moving import run_moving

    def work(bars: Progress) -> moving.Moved:
        return moving.move(source, target, witness, bars)

    raise typer.Exit(run_moving(work, "move.done", as_json, "move.operational", where=target))


@app.command(epilog="Example: tanshi upgrade --db old.db")
def upgrade(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Bring a database of an older version to this one's schema; its facts do not change."""
    from tanshi.application import moving
    from tanshi.cli.moving import run_moving

    raise typer.Exit(run_moving(lambda bars: moving.upgrade(db, bars), "upgrade.done", as_json, where=db))


@app.command(epilog="Example: tanshi serve --db market.db --port 8321")
def serve(
    db: Db = DEFAULT_DB,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8321,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML file with the part [identity]; docs/operating.md.")
    ] = None,
    sealing_key: Annotated[
        Path | None,
        typer.Option(
            "--sealing-key", help="File that keeps the sealing key, made if missing: one process, development."
        ),
    ] = None,
    institution: Annotated[
        str,
        typer.Option(
            "--institution",
            help="Serve the books of one institution only: authority, registry or exchange; default: what the database"
            " says, and one that is shared is of all.",
        ),
    ] = "all",
    exchange: Annotated[
        Path | None,
        typer.Option("--exchange", help="Folder of a trading session, or of many: orders and market data go there."),
    ] = None,
) -> None:
    """Serve pages and API over a database: results, lists, commands, sign-in, the administrator's console."""
    from tanshi.server.run import serve_market

    serve_market(db, host, port, settings, sealing_key, "" if institution == "all" else institution, exchange)


forms_app = typer.Typer(help="Forms: templates, checks, filing.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(forms_app, name="forms")

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


opening_app = typer.Typer(
    help="Openings: what new books take over, signed by two.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(opening_app, name="opening")

OpeningFile = Annotated[Path, typer.Argument(metavar="FILE", help="Workbook (.xlsx) or folder of CSV files.")]
Signer = Annotated[str, typer.Option("--actor", help="Actor who signs, e.g. mee/1.")]


@opening_app.command("template", epilog="Example: tanshi opening template opening.xlsx")
def opening_template(file: OpeningFile) -> None:
    """Write empty opening sheets with their headings and what goes into each column."""
    from tanshi.cli.opening import write_template

    write_template(file)


@opening_app.command("export", epilog="Example: tanshi opening export opening.xlsx --db market.db")
def opening_export(
    file: OpeningFile,
    db: Db = DEFAULT_DB,
    position: Annotated[int | None, typer.Option("--position", help="Position of the journal; default: now.")] = None,
    as_json: Json = False,
) -> None:
    """Write what a market holds, verified and is owed as the opening sheets of another one."""
    from tanshi.cli.opening import export

    export(file, db, position, as_json)


@opening_app.command("prepare", epilog="Example: tanshi opening prepare 2023 --before 2022 --db new.db")
def opening_prepare(
    period: Annotated[str, typer.Argument(metavar="YEAR", help="Compliance year that will run on the opening.")],
    before: Annotated[
        list[str] | None, typer.Option("--before", help="Earlier year whose entities are registered too; several.")
    ] = None,
    units: Annotated[Path | None, typer.Option("--units", help="Roster of real units, as for `tanshi year`.")] = None,
    firms: Annotated[
        Path | None,
        typer.Option("--firms", help="Firms without generating units: id, name, province, GB/T 4754 code."),
    ] = None,
    db: Db = DEFAULT_DB,
    seed: Annotated[int, typer.Option("--seed", help="Seed of everything that is modelled.", min=0)] = 1,
    entities: Annotated[str, typer.Option("--entities", help="By plant or by owner.")] = "plant",
) -> None:
    """Found a modelled market and register its entities, so that an opening can be signed before the year runs."""
    from tanshi.cli.opening import prepare

    prepare(period, before or [], units, firms, db, seed, entities)


@opening_app.command("check", epilog="Example: tanshi opening check opening.xlsx --db new.db")
def opening_check(file: OpeningFile, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Check opening sheets, each finding with its cell, and reckon their totals. Exit code 1 if something is wrong."""
    from tanshi.cli.opening import check

    raise typer.Exit(check(file, db, as_json))


@opening_app.command("propose", epilog="Example: tanshi opening propose opening.xlsx --db new.db --actor mee/1")
def opening_propose(file: OpeningFile, actor: Signer, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Put the first signature under a file: it is kept, and waits for a second person."""
    from tanshi.cli.opening import propose

    propose(file, db, actor, as_json)


@opening_app.command("sign", epilog="Example: tanshi opening sign opening.xlsx --db new.db --actor mee/2")
def opening_sign(file: OpeningFile, actor: Signer, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Put the second signature under a file and take it over; run again, it goes on where it was broken off."""
    from tanshi.cli.opening import sign

    sign(file, db, actor, as_json)


@app.command(epilog="Example: tanshi remind --db market.db --settings tanshi.toml")
def remind(
    db: Db = DEFAULT_DB,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML file with the parts [identity] and [mail].")
    ] = None,
    as_json: Json = False,
) -> None:
    """Remind people of their tasks, on the platform and by mail; nobody twice of the same. Run it every morning."""
    from tanshi.cli.work import run_remind

    raise typer.Exit(run_remind(db, settings, as_json))


@app.command(epilog="Example: tanshi look 2022/37 --db market.db")
def look(
    place: Annotated[
        str, typer.Argument(help="PERIOD[/PROVINCE|ENTITY|UNIT[/MONTH[/NUMBER]]], or the SHA-256 of a deposited file.")
    ],
    db: Db = DEFAULT_DB,
    reason: Annotated[str, typer.Option("--reason", help="Show what is secret; the look is written down.")] = "",
    as_json: Json = False,
) -> None:
    """Look through from nation to meter reading: the way to a place and what is under it, to the hash of a file."""
    from tanshi.cli.work import run_look

    raise typer.Exit(run_look(place, db, reason, as_json))


@app.command(epilog="Example: tanshi retention 2022 --db market.db")
def retention(
    period: Annotated[str, typer.Argument(metavar="YEAR", help="Year whose records are asked about.")],
    db: Db = DEFAULT_DB,
    on: Annotated[str, typer.Option("--on", help="Day whose text is asked, e.g. 2024-05-01; default: today.")] = "",
    as_json: Json = False,
) -> None:
    """Show until when the records behind a year's reports are kept, by which text, and how many there are."""
    from tanshi.cli.retention import run_retention

    run_retention(period, db, _day(on) if on else None, as_json)


admin_app = typer.Typer(help="Logins, from the machine itself.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(admin_app, name="admin")


@admin_app.command("invite", epilog="Example: tanshi admin invite registrar --actor registry/1 --db market.db")
def admin_invite(
    login: Annotated[str, typer.Argument(help="Login to be made: what the person will type to sign in, e.g. wang.li.")],
    actor: Annotated[
        list[str] | None,
        typer.Option("--actor", help="Actor it may act as (`tanshi admin actors` lists them); several times."),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="No administrator: it only acts, and for a plant needs no second factor.")
    ] = False,
    site: Annotated[
        str, typer.Option("--site", help="Address of the server; default: that of the settings, or of `tanshi serve`.")
    ] = "",
    db: Db = DEFAULT_DB,
    settings: Annotated[Path | None, typer.Option("--settings", help="TOML file with the part [identity].")] = None,
    as_json: Json = False,
) -> None:
    """Invite an administrator, or with --plain a login that only acts: prints where its password is set, once."""
    from tanshi.cli.admin import Invited, run_invite

    raise typer.Exit(run_invite(Invited(login, tuple(actor or ()), plain, site), db, settings, as_json))


@admin_app.command("actors", epilog="Example: tanshi admin actors province/ --db market.db")
def admin_actors(
    begins: Annotated[str, typer.Argument(metavar="BEGINS", help="How the ids of the actors shown begin.")] = "",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """List the actors a login can be invited for, with the logins they have."""
    from tanshi.cli.admin import list_actors

    list_actors(begins, db, as_json)


@app.command(epilog="Example: tanshi prices pilots.csv.gz --market beijing")
def prices(
    file: Annotated[Path, typer.Argument(help="Daily prices of local markets (.csv, .csv.gz).")],
    market: Annotated[str, typer.Option("--market", help="One market only.")] = "",
    as_json: Json = False,
) -> None:
    """Read daily prices of local markets exactly and add them up by year; rows that cannot be are named."""
    from tanshi.cli.prices import run_prices

    raise typer.Exit(run_prices(file, market, as_json))


Jurisdiction = Annotated[str, typer.Option("--jurisdiction", help="Market whose law it is: a folder of rules/.")]
JournalDb = Annotated[str, typer.Option("--db", help="Database whose journal's acts count too.", metavar="URL")]


@rules_app.command("show", epilog="Example: tanshi rules show allocation.electricity_benchmark --on 2022-01-01")
def rules_show(
    name: Annotated[str, typer.Argument(help="Parameter or instrument; without it all are listed.")] = "",
    on: Annotated[str, typer.Option("--on", help="Day on which to read the parameter.")] = "",
    db: JournalDb = "",
    draft: Annotated[str, typer.Option("--draft", help="Draft of the journal to read with the law.")] = "",
    jurisdiction: Jurisdiction = "cn",
    as_json: Json = False,
) -> None:
    """Show a parameter with all its values, texts and confidence; with --db also the acts of a journal."""
    from tanshi.cli.rules import law_of, show_rules

    day = _day(on) if on else None
    if draft and not db:
        raise problem("rules.draft_needs_db")
    show_rules(name, day, law_of(jurisdiction, db, None if draft else day, draft), as_json, drafts=bool(draft))


@rules_app.command("conflicts", epilog="Example: tanshi rules conflicts --all")
def rules_conflicts(
    db: JournalDb = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts of the shipped texts too.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Also texts that say the same.")] = False,
    jurisdiction: Jurisdiction = "cn",
    as_json: Json = False,
) -> None:
    """List values that several texts set for the same days: which prevails, and why."""
    from tanshi.cli.rules import law_of, show_conflicts

    show_conflicts(law_of(jurisdiction, db, None), drafts, every, as_json)


@rules_app.command("acts", epilog="Example: tanshi rules acts --db market.db")
def rules_acts(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the acts of a journal with their states, and the totals plans state."""
    from tanshi.cli.rules import show_acts

    show_acts(db, as_json)


@app.command(epilog="Example: tanshi allocate 2022 --plan draft:plan-2027 --db market.db")
def allocate(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|YEAR", help="Units (CSV, XLSX, Parquet), or a year whose confirmed output counts."
        ),
    ],
    plan: Annotated[
        str,
        typer.Option(
            "--plan", help="2019-2020 … 2024, 2025-draft, 2026-draft; over a year draft:ID, else the one in force."
        ),
    ] = "",
    db: Db = DEFAULT_DB,
    on: Annotated[str, typer.Option("--on", help="Day whose law counts; default: today.")] = "",
    as_template: Annotated[
        bool, typer.Option("--template", help="Write FILE with the plan's columns instead.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Workbook with every step as a formula (.xlsx); the notice's file.")
    ] = None,
    why_of: Annotated[str, typer.Option("--why", metavar="ID", help="Tree of a unit, line or entity of FILE.")] = "",
    notice: Annotated[
        str, typer.Option("--notice", metavar="ENTITY", help="Write an entity's notice to --out (.pdf, .xlsx).")
    ] = "",
    language: Annotated[str, typer.Option("--language", help="Of notice and template: zh or en.")] = "",
    sector: Annotated[str, typer.Option("--sector", help="Lines of steel, cement or aluminium instead.")] = "",
    balance: Annotated[str, typer.Option("--balance", help="Published balance value of the sector, t CO2/t.")] = "",
    reported: Annotated[
        bool, typer.Option("--reported", help="Of a year: go by every report that is filed, not by confirmed ones.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compute what a plan gives the units of a file, or the confirmed output of a year. Nothing is allocated."""
    from tanshi.cli.allocate import Wanted, run_allocate, run_file, run_of_books, write_template

    titles: Any = _language(language) if language else "en"  # of a template: in Chinese only where that is asked for
    if balance and not sector:
        raise problem("allocate.balance_without_sector")
    if sector:
        from tanshi.cli.allocate_lines import run_lines, write_lines_template

        if as_template:
            write_lines_template(Path(what), sector, plan, titles)
            return
        wanted = Wanted(why_of, notice, out, _language(language))
        raise typer.Exit(run_lines(Path(what), sector, plan, balance, wanted, as_json))
    wanted = Wanted(why_of, notice, out, _language(language))
    if as_template:
        write_template(Path(what), plan, titles)
    elif not Path(what).suffix and not Path(what).exists():  # a year, or what was meant for one
        if wanted.is_more:
            raise typer.Exit(run_of_books(what, plan, db, wanted))
        raise typer.Exit(run_allocate(what, plan, db, _day(on).isoformat() if on else "", as_json, reported))
    else:
        raise typer.Exit(run_file(Path(what), plan, wanted, as_json))


@app.command(epilog="Example: tanshi emissions records.csv --sector power")
def emissions(
    file: Annotated[Path, typer.Argument(help="Activity data (CSV, XLSX): one table, or a sheet for each stream.")],
    sector: Annotated[str, typer.Option("--sector", help="power, steel, cement …; an unknown one lists all.")],
    year: Annotated[int, typer.Option("--year", help="Emission year of rows that name none, and of --template.")] = 0,
    as_template: Annotated[bool, typer.Option("--template", help="Write FILE with the columns instead.")] = False,
    why_of: Annotated[str, typer.Option("--why", metavar="ENTITY", help="Tree of an entity's total.")] = "",
    total: Annotated[str, typer.Option("--total", help="Of --why: which total; default: the guide's first.")] = "",
    uncertainty: Annotated[bool, typer.Option("--uncertainty", help="Say how sure the totals are.")] = False,
    language: Annotated[str, typer.Option("--language", help="Of the template: zh or en.")] = "",
    record: Annotated[str, typer.Option("--record", metavar="DB", help="Record the good rows in this database.")] = "",
    actor: Annotated[str, typer.Option("--actor", help="Of --record: who records, for its own entity.")] = "",
    as_json: Json = False,
) -> None:
    """Compute the emissions of firms from activity data by their sector's guide, at unit, line and entity level."""
    from tanshi.cli.emissions import run_emissions, write_template

    if as_template:
        write_template(file, sector, year, _language(language) if language else "en")
        return
    if record:
        from tanshi.cli.forms import record_activity

        raise typer.Exit(record_activity(file, sector, record, actor, as_json))
    raise typer.Exit(run_emissions(file, sector, year, why_of, total, uncertainty, as_json))


@app.command(epilog="Example: tanshi plausibility --db market.db --year 2022")
def plausibility(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Months of units, as the form power-month has them, or activity data; without it the database."
        ),
    ] = None,
    sector: Annotated[str, typer.Option("--sector", help="FILE is activity data of this sector's guide.")] = "",
    db: Annotated[
        str, typer.Option("--db", help="Database; with FILE, the one that knows its units.", metavar="URL")
    ] = "",
    year: Annotated[int, typer.Option("--year", help="Year of the months that are looked at in a database.")] = 0,
    entity: Annotated[str, typer.Option("--entity", help="Of one entity; with FILE, whose months they are.")] = "",
    area: Annotated[str, typer.Option("--area", help="Of the entities of a province, e.g. 37, or a city.")] = "",
    severity: Annotated[str, typer.Option("--severity", help="Only impossible, explain, or advice.")] = "",
    checks: Annotated[bool, typer.Option("--checks", help="List the checks instead.")] = False,
    fuel: Annotated[str, typer.Option("--fuel", help="Of the units of FILE without --db: coal or gas.")] = "coal",
    coal: Annotated[str, typer.Option("--coal", help="Likewise: bituminous, anthracite, lignite …")] = "",
    technology: Annotated[str, typer.Option("--technology", help="Likewise: subcritical, supercritical …")] = "",
    capacity_mw: Annotated[int, typer.Option("--capacity-mw", help="Likewise, of each unit.", min=0)] = 0,
    chp: Annotated[bool, typer.Option("--chp", help="Likewise: they supply heat.")] = False,
    as_json: Json = False,
) -> None:
    """Check monitored figures for plausibility: energy balance, coal rate, carbon, copied values, sums; exit code 1 if
    something cannot be.
    """
    from tanshi.cli.plausibility import Asked, run_activity, run_books, run_checks, run_file
    from tanshi.mrv.plausibility.records import Unit

    if checks:
        raise typer.Exit(run_checks(as_json))
    unit = Unit("", "", fuel, technology, coal, capacity_mw * 1000, chp, False)
    asked = Asked(db, year, entity, area, severity, unit)
    if file is not None and sector:
        raise typer.Exit(run_activity(file, sector, asked, as_json))
    if file is not None:
        raise typer.Exit(run_file(file, asked, as_json))
    if not year:
        raise typer.BadParameter("give --year, or a file of months", param_hint="--year")
    raise typer.Exit(run_books(replace(asked, db=db or DEFAULT_DB), as_json))


@app.command(epilog="Example: tanshi report T13-02 2022 --db market.db --out report.pdf")
def report(
    entity: Annotated[str, typer.Argument(help="Whose report; with --file, whose months they are.")] = "",
    period: Annotated[str, typer.Argument(help="Year of the report.")] = "",
    file: Annotated[
        Path | None, typer.Option("--file", help="Months of units, as the form power-month has them.", metavar="PATH")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="File to write (.pdf, .xlsx).", metavar="PATH")] = Path(
        "report.pdf"
    ),
    db: Annotated[
        str, typer.Option("--db", help="Database; with --file, the one that knows its units.", metavar="URL")
    ] = "",
    fuel: Annotated[str, typer.Option("--fuel", help="Of the units of --file without --db: coal or gas.")] = "coal",
    capacity_mw: Annotated[int, typer.Option("--capacity-mw", help="Likewise, of each unit.", min=0)] = 0,
    chp: Annotated[bool, typer.Option("--chp", help="Likewise: they supply heat.")] = False,
) -> None:
    """Write a power plant's annual report with the guide's tables, from the books or from a file of months."""
    from tanshi.cli.power_report import run_file, run_report
    from tanshi.mrv.plausibility.records import Unit

    if file is not None:
        unit = Unit("", "", fuel, "", "", capacity_mw * 1000, chp, False)
        raise typer.Exit(run_file(file, db, entity, unit, out))
    if not entity or not period:
        raise typer.BadParameter("give ENTITY and PERIOD, or --file", param_hint="ENTITY PERIOD")
    raise typer.Exit(run_report(db or DEFAULT_DB, entity, period, out))


@app.command(epilog="Example: tanshi meters hours.parquet --db market.db --chart hours.svg")
def meters(
    file: Annotated[Path, typer.Argument(help="Hourly CO2 of units: unit, hour, co2_t, state (.csv, .parquet).")],
    db: Annotated[str, typer.Option("--db", help="Database with the months to compare with.", metavar="URL")] = "",
    chart: Annotated[Path | None, typer.Option("--chart", help="Draw it (.png, .svg, .pdf).", metavar="PATH")] = None,
    as_json: Json = False,
) -> None:
    """Fill the gaps of hourly CO2 by the rule and compare it with the months; exit code 1 beyond the tolerance."""
    from tanshi.cli.meters import run_meters

    raise typer.Exit(run_meters(file, db, chart, as_json))


@app.command(epilog="Example: tanshi classify units.csv --plan 2023")
def classify(
    file: Annotated[Path, typer.Argument(help="Units with rated power and the year's heat by fuel (CSV, XLSX).")],
    plan: Annotated[str, typer.Option("--plan", help="2019-2020 … 2024, 2025-draft, 2026-draft.")] = "",
    as_template: Annotated[bool, typer.Option("--template", help="Write FILE with the columns instead.")] = False,
    as_json: Json = False,
) -> None:
    """Classify units by a plan's tests: class I to IV, left out, or given what was verified; merged units together."""
    from tanshi.cli.classify import run_classify

    raise typer.Exit(run_classify(file, plan, as_template, as_json))


@app.command(epilog="Example: tanshi gap market.db --price 95.00")
def gap(
    file: Annotated[str, typer.Argument(help="Result of `tanshi allocate --json` (.json), or a database.")],
    period: Annotated[str, typer.Option("--period", help="Of a database; default: the newest with obligations.")] = "",
    entity: Annotated[str, typer.Option("--entity", help="One firm.")] = "",
    price: Annotated[str, typer.Option("--price", help="Of allowances today, CNY/t; default: the last close.")] = "",
    assumptions: Annotated[
        Path | None, typer.Option("--assumptions", help="Prices, scenarios, credits, measures (YAML; docs/gap.md).")
    ] = None,
    worst: Annotated[bool, typer.Option("--worst", help="Least cost under the worst scenario, not expected.")] = False,
    chart: Annotated[Path | None, typer.Option("--chart", help="Draw the plans as PNG.")] = None,
    paper: Annotated[Path | None, typer.Option("--paper", help="Write a firm's decision paper as PDF.")] = None,
    on: Annotated[str, typer.Option("--on", help="Day whose law counts; default: today.")] = "",
    as_json: Json = False,
) -> None:
    """Find the cheapest way to fulfil obligations: buy now or later, CCER, borrow, carry over, save emissions, sell."""
    from tanshi.cli.gap import Asked, run_gap

    raise typer.Exit(
        run_gap(file, Asked(period, entity, price, assumptions, worst, chart, paper, _day(on) if on else None), as_json)
    )


@app.command(epilog="Example: tanshi penalty --article 24 --on 2025-01-01 --short-t 865300 --mean-price 98.00")
def penalty(
    article: Annotated[str, typer.Option("--article", help="Article, or article and paragraph: 24, 23.1, 1226.2.")],
    on: Annotated[str, typer.Option("--on", help="Day of the act; of an act that goes on, its end.")],
    instrument: Annotated[str, typer.Option("--instrument", help="Its text, by id, number or title.")] = "",
    offence: Annotated[str, typer.Option("--offence", help="Which act, where an article fines several.")] = "",
    illegal_income: Annotated[str, typer.Option("--illegal-income", help="In CNY; none if not given.")] = "",
    short_t: Annotated[int | None, typer.Option("--short-t", help="Tonnes not surrendered.", min=0)] = None,
    mean_price: Annotated[
        str, typer.Option("--mean-price", help="Mean price of the month before the deadline, CNY/t.")
    ] = "",
    value: Annotated[str, typer.Option("--value", help="Value traded by who is barred, in CNY.")] = "",
    next_allocation_t: Annotated[
        int | None, typer.Option("--next-allocation-t", help="Next year's allowances, in t.", min=0)
    ] = None,
    unreported_t: Annotated[
        int | None, typer.Option("--unreported-t", help="Emissions kept silent or reported falsely, in t.", min=0)
    ] = None,
    decided_on: Annotated[str, typer.Option("--decided-on", help="Day of the decision: the lighter text.")] = "",
    corrected: Annotated[bool, typer.Option("--corrected", help="It was mended in the time the order set.")] = False,
    as_json: Json = False,
) -> None:
    """Compute what an act carries on a day (法律责任): fines of entity and persons, what is taken, cuts, measures."""
    from tanshi.cli.penalty import Asked, circumstances, run_penalty

    asked = Asked(article, _day(on), instrument, offence, _day(decided_on) if decided_on else None, corrected)
    known = circumstances(illegal_income, short_t, mean_price, value, next_allocation_t, unreported_t)
    raise typer.Exit(run_penalty(asked, known, as_json))


@app.command(epilog="Example: tanshi carryover --db market.db")
def carryover(
    db: Db = DEFAULT_DB,
    on: Annotated[str, typer.Option("--on", help="Day whose terms count; default: the newest.")] = "",
    as_json: Json = False,
) -> None:
    """Compute what every holder of old vintages may carry over into the later one (结转)."""
    from tanshi.cli.carryover import run_carryover

    raise typer.Exit(run_carryover(db, _day(on) if on else None, as_json))


@app.command(epilog="Example: tanshi places gcpt.xlsx --db market.db")
def places(
    units: Annotated[Path, typer.Argument(metavar="FILE", help="Roster of generating units with coordinates.")],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Write where units stand, for the map; places are no facts and change no hash."""
    from tanshi.cli.places import run_places

    raise typer.Exit(run_places(units, db, as_json))


@rules_app.command("diff", epilog="Example: tanshi rules diff 2021-01-01 2022-01-01")
def rules_diff(
    before: Annotated[str, typer.Argument(help="A day.")],
    after: Annotated[str, typer.Argument(help="A later day.")],
    as_json: Json = False,
) -> None:
    """Show which values differ between two days."""
    from tanshi.cli.rules import show_diff

    show_diff(_day(before), _day(after), as_json)


@rules_app.command("rounding", epilog="Example: tanshi rules rounding --plan 2022")
def rules_rounding(
    plan: Annotated[str, typer.Option("--plan", help="One plan: 2019-2020 … 2026-draft; default: all.")] = "",
    as_json: Json = False,
) -> None:
    """List how each plan rounds each step, and how well that is known."""
    from tanshi.cli.rules import show_rounding

    show_rounding(plan, as_json)


@rules_app.command("check", epilog="Example: tanshi rules check --today")
def rules_check(
    today: Annotated[bool, typer.Option("--today", help="Also say which parameters no text covers today.")] = False,
    jurisdiction: Jurisdiction = "cn",
    as_json: Json = False,
) -> None:
    """Check that every value is cited, dated, in a known unit and labelled in both languages."""
    from tanshi.cli.rules import show_check

    raise typer.Exit(show_check(today, jurisdiction, as_json))


Language_ = Annotated[str, typer.Option("--language", help="zh or en; else as TANSHI_LANG or the locale says.")]


@app.command(epilog="Example: tanshi timeline --as-of 2022-06-01")
def timeline(
    event: Annotated[str, typer.Argument(help="An event's id: shows what it set, before and after.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="Day: events up to it, texts in force, values held.")] = "",
    language: Language_ = "",
    as_json: Json = False,
) -> None:
    """Show the market's dated events with their texts and the parameters they changed."""
    from tanshi.cli.texts import show_timeline

    show_timeline(event, _day(as_of) if as_of else None, _language(language), as_json)


@app.command(epilog="Example: tanshi terms surrender")
def terms(
    word: Annotated[str, typer.Argument(help="A word or part of one, in Chinese or English.")] = "",
    language: Language_ = "",
    as_json: Json = False,
) -> None:
    """Show the words of the market: both languages, a definition, the text, where the product has it."""
    from tanshi.cli.texts import show_terms

    show_terms(word, _language(language), as_json)


@app.command(epilog="Example: tanshi figures volume_growth value_growth")
def figures(
    names: Annotated[list[str] | None, typer.Argument(help="Ids of figures, or lines of the text.")] = None,
    language: Language_ = "",
    as_json: Json = False,
) -> None:
    """Show every figure of the text: right reading, and whether the product holds, computes or cannot give it."""
    from tanshi.cli.texts import show_figures

    raise typer.Exit(show_figures(names or [], _language(language), as_json))


def _language(asked: str) -> Any:
    """Return the language asked for, or the screen's."""
    from tanshi.cli import show

    if asked and asked not in ("zh", "en"):
        raise typer.BadParameter("zh or en", param_hint="--language")
    return asked or show.language()


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise problem("rules.bad_day", value=value) from None


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
