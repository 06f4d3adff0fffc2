"""`tanshi draft steps`: past benchmarks by their stated steps."""

from __future__ import annotations

from typing import Any

from tanshi.allocation.drafting.steps import BALANCE, Step, steps
from tanshi.cli import show
from tanshi.cli.draft.words import benchmark, line_name, note, percent, table
from tanshi.core import exact
from tanshi.rules import Law


def run_steps(as_json: bool) -> None:
    """Show past benchmarks computed by their stated steps beside the published ones."""
    found = steps(Law("cn"))
    if as_json:
        show.json_document({"steps": [_step_document(s) for s in found]})
        return
    heads = (
        "plan", "line", "start", "step", "computed", "published", "difference", "unrounded", "implied", "confidence",
    )  # fmt: skip
    rows = [
        (
            s.plan, line_name(s.line), _of(s), percent(s.share), benchmark(s.computed), s.published.value,
            benchmark(s.difference) if s.difference else "0", benchmark(s.chained), percent(s.implied),
            str(s.change.confidence),
        )
        for s in found
    ]  # fmt: skip
    table(show.word("draft.steps_title"), heads, rows, left=3)
    note("draft.steps_note", equal=sum(not s.difference for s in found), all=len(found))


def _of(step: Step) -> str:
    """Return what a step starts from: the value and its year, a balance value with its sign."""
    sign = "=" if step.change.value["of"] == BALANCE else ""
    return f"{step.start.value} ({sign}{step.start.from_day.year})"


def _step_document(step: Step) -> dict[str, Any]:
    return {
        "plan": step.plan,
        "line": step.line,
        "of": step.change.value["of"],
        "at": step.change.value["at"],
        "start": step.start.value,
        "step": step.change.value["change"],
        "computed": benchmark(step.computed),
        "published": step.published.value,
        "difference": benchmark(step.difference),
        "from_unrounded": benchmark(step.chained),
        "implied": exact.show(step.implied, 6),
        "confidence": str(step.change.confidence),
        "source": step.change.citation.source,
    }
