"""`tanshi timeline`, `tanshi terms`, `tanshi figures`: the text the product was ordered with, small and checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from tanshi.cli import show
from tanshi.cli.rules import words
from tanshi.core.catalogue import Language, text
from tanshi.core.citation import Citation
from tanshi.core.finding import problem
from tanshi.disclosure.text_figures import TextFigure, text_figures
from tanshi.rules import Cited, Law
from tanshi.rules.terms import matching
from tanshi.rules.timeline import Event, as_json, changes, events, held_on, texts_on

#: Cells of a column; a table of the law in a value may be longer.
WIDEST = 46


def show_timeline(name: str, as_of: date | None, language: Language, as_json_: bool) -> None:
    """Show all events, one event with what it set, or what holds on a day."""
    law = Law("cn")
    found = events(law)
    if name:
        found = [event for event in found if event.id == name]
        if not found:
            raise problem("timeline.no_event", name=name)
    if as_of is not None:
        found = [event for event in found if event.first_day <= as_of]
    if as_json_:
        document = {"as_of": as_of.isoformat() if as_of else None, "events": [as_json(law, event) for event in found]}
        if as_of is not None:
            document["texts"] = [text_of(i) for i in texts_on(law, as_of)]
            document["values"] = [held.as_json() for held in held_on(law, as_of)]
        show.json_document(document)
        return
    _events(law, found, as_of, language)
    if name:
        for event in found:
            _changes(law, event, language)
    if as_of is not None:
        _in_force(law, as_of, language)
        _held(law, as_of, language)


def text_of(instrument: object) -> dict[str, str]:
    """Return a text in force as the commands and the API give it."""
    names = ("id", "title_zh", "title_en", "number", "issuer", "rank", "issued", "in_force", "confidence")
    return {name: getattr(instrument, name) for name in names}


def _events(law: Law, found: Sequence[Event], as_of: date | None, language: Language) -> None:
    day = as_of.isoformat() if as_of else ""
    title = text("timeline.until", language, {"day": day}) if as_of else text("timeline.title", language)
    rows = [
        (
            event.shown_day,
            event.title[language],
            law.reference(Citation(event.instrument)) if event.instrument else "",
            event.confidence,
            str(len(changes(law, event)) or ""),
            event.id,
        )
        for event in found
    ]
    heads = [text(f"timeline.{c}", language) for c in ("day", "event", "text", "confidence", "sets")]
    show.table(title, [*heads, "id"], rows, left=4)
    if len(found) == 1:
        show.out.print(found[0].what[language], markup=False)
        show.out.print(f"[{found[0].source}]\n", markup=False)


def _changes(law: Law, event: Event, language: Language) -> None:
    found = changes(law, event)
    if not found:
        return
    heads = [text(c, language) for c in ("label.parameter", "web.from", "timeline.before", "web.value")]
    rows = [
        (c.cited.name, c.cited.from_day.isoformat(), words(c.before) or "–", f"{words(c.cited.value)} {_unit(c.cited)}")
        for c in found
    ]
    _lines(text("timeline.sets", language), heads, rows)


def _unit(cited: Cited) -> str:
    return "" if cited.unit == "1" else cited.unit


def _lines(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; what is longer than its column moves the rest of its line, and nothing is cut."""
    every = [heads, *rows]
    widths = [min(WIDEST, max(cell_len(row[n]) for row in every)) for n in range(len(heads))]
    show.out.print(title, style="bold", markup=False)
    for row in every:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        show.out.print("  ".join(cells).rstrip(), markup=False, soft_wrap=True)
    show.out.print()


def _in_force(law: Law, day: date, language: Language) -> None:
    rows = [
        (text(f"rank.{i.rank.replace(' ', '_')}", language), i.in_force, i.number,
         i.title_zh if language == "zh" else i.title_en)
        for i in texts_on(law, day)
    ]  # fmt: skip
    heads = [text(f"timeline.{c}", language) for c in ("rank", "since", "number", "title_of_text")]
    show.table(text("timeline.in_force", language, {"day": day}), heads, rows, left=4)


def _held(law: Law, day: date, language: Language) -> None:
    rows = []
    for held in held_on(law, day):
        later = "" if held.known_then else f" ({text('timeline.later', language, {'day': held.issued})})"
        reference = law.reference(held.cited.citation)
        rows.append((held.cited.name, reference + later, f"{words(held.cited.value)} {_unit(held.cited)}"))
    heads = [text(c, language) for c in ("label.parameter", "web.text", "web.value")]
    _lines(text("timeline.held", language, {"day": day}), heads, rows)


def show_terms(word: str, language: Language, as_json: bool) -> None:
    """Show all words, or those that hold one."""
    law = Law("cn")
    found = matching(law, word)
    if not found:
        raise problem("terms.none", word=word)
    if as_json:
        show.json_document({"terms": [term.as_json(law) for term in found]})
        return
    other: Language = "en" if language == "zh" else "zh"
    for term in found:
        cited = law.reference(term.citation) if term.citation else ""
        where = f"tanshi {term.command}" if term.command else term.module and f"tanshi.{term.module}"
        show.out.print(f"{term.name(language)}  {term.name(other)}", style="bold", markup=False)
        show.out.print(f"  {term.definition(language)}", markup=False, soft_wrap=True)
        show.out.print("  " + " · ".join(part for part in (cited, where) if part), style="dim", markup=False)


def show_figures(names: Sequence[str], language: Language, as_json: bool) -> int:
    """Show all figures of the texts, those of a line, or some by name; exit code 1 if one does not agree."""
    every = text_figures(Law("cn"))
    found = [f for f in every if not names or f.id in names or set(f.lines.split(",")) & set(names)]
    known = {f.id for f in every} | {line for f in every for line in f.lines.split(",")}
    for name in names:
        if name not in known:
            raise problem("figures.none", name=name)
    if as_json:
        show.json_document({"figures": [figure.as_json() for figure in found]})
    else:
        for figure in found:
            _figure(figure, language)
    return 1 if any(figure.answer.agrees is False for figure in found) else 0


def _figure(figure: TextFigure, language: Language) -> None:
    unit = "" if figure.unit in ("1", "day", "year", "count") else f" {figure.unit}"
    printed = f"{figure.printed} → " if figure.printed else ""
    line = f"L{figure.lines}  {printed}{figure.value}{unit}  ({figure.id})"
    show.out.print(line, style="bold", markup=False, soft_wrap=True)
    show.out.print(f"  {figure.reading[language]}", markup=False, soft_wrap=True)
    answer = text(f"figures.{figure.answer.kind}", language)
    value = f" {figure.answer.value}" if figure.answer.value else ""
    differs = "  ≠" if figure.answer.agrees is False else ""
    ground = f"  {answer}{value}{differs}: {figure.answer_words(language)}"
    show.out.print(ground, style="dim", markup=False, soft_wrap=True)
