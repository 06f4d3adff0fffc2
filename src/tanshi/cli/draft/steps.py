"""`tanshi draft steps`: past benchmarks by their stated steps."""

from __future__ import annotations

from tanshi.allocation.drafting.documents import benchmark, steps_document
from tanshi.allocation.drafting.steps import BALANCE, Step, steps
from tanshi.cli import show
from tanshi.cli.draft.words import line_name, note, percent, table
from tanshi.rules import Law


def run_steps(as_json: bool) -> None:
    """Show past benchmarks computed by their stated steps beside the published ones."""
    found = steps(Law("cn"))
    if as_json:
        show.json_document(steps_document(found))
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
