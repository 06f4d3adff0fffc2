"""How the commands of the bench write tables, notes, files and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from tanshi.cli import show
from tanshi.cli.draft.source import Source
from tanshi.core import exact
from tanshi.core.exact import half_up
from tanshi.core.finding import Finding, problem

#: Firms shown on the screen; --json and --out have all.
SHOWN = 10


def note(code: str, **params: object) -> None:
    """Print a sentence of the catalogue."""
    show.out.print(show.word(code, **params), markup=False, soft_wrap=True)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    left: int = 1,
    named: Mapping[str, str] | None = None,
) -> None:
    """Print a table whose columns the catalogue names; `named` fills their placeholders."""
    show.table(title, [show.word(f"draft.column.{c}", **(named or {})) for c in columns], rows, left)


def done(findings: Sequence[Finding]) -> int:
    """Print what was wrong and return the exit code."""
    show.findings(findings)
    return 1 if findings else 0


def origin(source: Source) -> None:
    """Print which units a command works on."""
    observed = source.observed
    verified = mt(sum(e.verified_t for e in observed.entities.values()))
    units, entities = f"{len(observed.units):,}", f"{len(observed.entities):,}"
    note("draft.origin", units=units, entities=entities, verified=verified, origin=observed.origin)
    show.out.print()


def line_name(name: str) -> str:
    """Return the name of a line of the table of benchmarks."""
    return show.word(f"draft.line.{name}")


def percent(share: Fraction | None, places: int = 2) -> str:
    """Return a share as percent, with its sign."""
    if share is None:
        return ""
    rounded = half_up(100 * share, places)
    return f"{'+' if rounded > 0 else ''}{exact.show(rounded, places)}"


def mt(tonnes: int | Fraction, *, signed: bool = False) -> str:
    """Return tonnes in millions."""
    shown = float(tonnes) / 1e6
    return f"{shown:+,.2f}" if signed else f"{shown:,.2f}"


def written(path: Path, write: Callable[[], None]) -> None:
    """Write a file and say so; `Problem` if it cannot be written."""
    try:
        write()
    except OSError as error:
        raise problem("output.cannot_write", where=str(path), reason=error.strerror or str(error)) from error
    show.err.print(str(path), markup=False)


def must_draw(chart: Path | None) -> None:
    """Refuse a picture that cannot be drawn here, before anything is computed."""
    if chart is None:
        return
    from tanshi.disclosure.charts import can_draw

    if not can_draw():
        raise problem("draft.no_charts", where=str(chart))
