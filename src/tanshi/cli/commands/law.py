"""Commands of the law as data, its dates, words and figures."""

from __future__ import annotations

from typing import Annotated

import typer

from tanshi.cli.options import (
    DEFAULT_DB,
    Db,
    JournalDb,
    Json,
    Jurisdiction,
    Language,
    asked_day,
    chosen_language,
)
from tanshi.core.finding import problem

law_app = typer.Typer(rich_markup_mode=None)
rules_app = typer.Typer(help="The law as data: show, compare, check.", no_args_is_help=True, rich_markup_mode=None)


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

    day = asked_day(on) if on else None
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


@rules_app.command("diff", epilog="Example: tanshi rules diff 2021-01-01 2022-01-01")
def rules_diff(
    before: Annotated[str, typer.Argument(help="A day.")],
    after: Annotated[str, typer.Argument(help="A later day.")],
    as_json: Json = False,
) -> None:
    """Show which values differ between two days."""
    from tanshi.cli.rules import show_diff

    show_diff(asked_day(before), asked_day(after), as_json)


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


@law_app.command(epilog="Example: tanshi timeline --as-of 2022-06-01")
def timeline(
    event: Annotated[str, typer.Argument(help="An event's id: shows what it set, before and after.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="Day: events up to it, texts in force, values held.")] = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """Show the market's dated events with their texts and the parameters they changed."""
    from tanshi.cli.texts import show_timeline

    show_timeline(event, asked_day(as_of) if as_of else None, chosen_language(language), as_json)


@law_app.command(epilog="Example: tanshi terms surrender")
def terms(
    word: Annotated[str, typer.Argument(help="A word or part of one, in Chinese or English.")] = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """Show the words of the market: both languages, a definition, the text, where the product has it."""
    from tanshi.cli.texts import show_terms

    show_terms(word, chosen_language(language), as_json)


@law_app.command(epilog="Example: tanshi figures volume_growth value_growth")
def figures(
    names: Annotated[list[str] | None, typer.Argument(help="Ids of figures, or lines of the text.")] = None,
    language: Language = "",
    as_json: Json = False,
) -> None:
    """Show every figure of the text: right reading, and whether the product holds, computes or cannot give it."""
    from tanshi.cli.texts import show_figures

    raise typer.Exit(show_figures(names or [], chosen_language(language), as_json))
