"""What all commands share in showing: languages, JSON, problems, trees, progress.

One JSON document goes to standard output; messages and progress go to standard error. Problems are shown in
Chinese and English unless TANSHI_LANG (zh, en) asks for one.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.tree import Tree

from tanshi.core.catalogue import Language, text
from tanshi.core.finding import Finding, problem
from tanshi.core.progress import Progress
from tanshi.core.sheets import workbook_of
from tanshi.rules import Law, Node

#: Tables need room; a pipe or file has as much as it wants.
PIPE_WIDTH = 170

out = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def language() -> Language:
    """Return the language of tables and trees: TANSHI_LANG, or the locale's, or English."""
    wanted = os.environ.get("TANSHI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh" if wanted.lower().startswith("zh") else "en"


def message_languages() -> tuple[Language, ...]:
    """Return the languages problems are shown in: both, unless one is asked for."""
    wanted = os.environ.get("TANSHI_LANG", "")
    return (cast("Language", wanted),) if wanted in ("zh", "en") else ("zh", "en")


def word(code: str, **params: object) -> str:
    """Return a text of the catalogue in the language of the screen."""
    return text(code, language(), params)


def json_document(document: Any) -> None:
    """Print the one JSON document of a command."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def findings(items: Iterable[Finding], most: int = 50) -> None:
    """Print findings to standard error, each in its languages."""
    every = list(items)
    for finding in every[:most]:
        for lang in message_languages():
            err.print(finding.line(lang), markup=False)
    if len(every) > most:
        err.print(f"… {len(every) - most} more", markup=False)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> None:
    """Print a table; the first `left` columns are names, the others numbers."""
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        made.add_column(column, justify="left" if number < left else "right", no_wrap=True)
    for row in rows:
        made.add_row(*row)
    out.print(made)
    out.print()


def template(file: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows to fill in as a CSV that spreadsheets read, or a workbook where the file is named so, and say so;
    `Problem` if it cannot be written.
    """
    with _written(file):
        if file.suffix.lower() == ".xlsx":
            file.write_bytes(workbook_of([("", rows)]))
        else:
            with file.open("w", encoding="utf-8-sig", newline="") as target:
                csv.writer(target).writerows(rows)


def template_sheets(file: Path, sheets: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> None:
    """Write a workbook to fill in, of named sheets, and say so; `Problem` if it cannot be written."""
    with _written(file):
        file.write_bytes(workbook_of(sheets))


@contextmanager
def _written(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise problem("output.cannot_write", where=str(file), reason=error.strerror or str(error)) from error
    out.print(word("allocate.template_written", file=file), markup=False, soft_wrap=True)


def tree(node: Node) -> None:
    """Print the tree of a figure."""
    made = Tree(_line(node), guide_style="dim")
    _grow(made, node)
    out.print(made)


def proof(subject: str, plan: str, node: Node, as_json: bool) -> bool:
    """Show the tree of a figure of a file as `tanshi why` shows one of the books; tell whether it proves itself."""
    wrong = node.check()
    if as_json:
        document = {"subject": subject, "plan": plan, "value": node.shown, "unit": node.unit, "tree": node.as_json()}
        json_document({**document, "disagreements": wrong})
    else:
        tree(node)
    return not wrong


def _grow(at: Tree, node: Node) -> None:
    for child in node.inputs:
        _grow(at.add(_line(child)), child)


def _line(node: Node) -> str:
    lang = language()
    symbol = f"{node.symbol} = " if node.symbol else ""
    unit = "" if node.unit == "1" else _plain(node.unit)
    parts = [f"[bold]{symbol}{_grouped(node.shown)}[/bold] {unit}  {text(node.label, lang)}"]
    if node.formula:
        formula = node.formula.replace("**", "^").replace(" * ", " × ")
        parts.append(f"[cyan]= {_plain(formula)}[/cyan]")
    if node.rounding:
        parts.append(f"[dim]({node.rounding})[/dim]")
    if node.note:
        parts.append(f"[dim]{_plain(node.note)}[/dim]")
    if node.citation:
        mark = f" \\[{node.confidence}]" if node.confidence else ""
        parts.append(f"[yellow]{_plain(Law().reference(node.citation))}{mark}[/yellow]")
    if node.subject and not node.inputs:
        parts.append(f"[dim]… why {_plain(node.subject)}[/dim]")
    return "  ".join(parts)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def _grouped(shown: str) -> str:
    """Return a number with thousands separators; other text as it is."""
    whole, point, rest = shown.partition(".")
    digits = whole.lstrip("-")
    return f"{int(whole):,}{point}{rest}" if digits.isdigit() and len(digits) > 4 else shown


class Bars(Progress):
    """Progress bars with rates on standard error; silent where that is not a terminal."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def step(self, name: str, total: int) -> None:
        self._finish()
        self._task = self._bars.add_task(name, total=total, rate="")

    def advance(self, count: int = 1) -> None:
        if self._task is None:
            return
        self._bars.advance(self._task, count)
        task = self._bars.tasks[self._task]
        seconds = task.elapsed or 0
        rate = f"{task.completed / seconds:,.0f}/s" if seconds > 0.2 else ""
        self._bars.update(self._task, rate=rate)

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bars.tasks[self._task]
            self._bars.update(self._task, completed=task.total)


@contextmanager
def bars() -> Iterator[Bars]:
    """Show progress while something long runs."""
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:>12}"),
        TimeElapsedColumn(),
    )
    with RichProgress(*columns, console=err, transient=False) as shown:
        made = Bars(shown)
        yield made
        made._finish()
