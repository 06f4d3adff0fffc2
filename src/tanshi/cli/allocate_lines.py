"""`tanshi allocate FILE --sector steel`: a sector's plan on somebody's own file of lines."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from tanshi.allocation.industry import IndustryPlan, explain_line
from tanshi.allocation.lines_file import LinesAllocation, allocate_lines_file, template
from tanshi.cli import show
from tanshi.core import exact
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.finding import Problem, problem
from tanshi.core.period import Period
from tanshi.rules import Law, Node

#: Entities shown on the screen; --json has all.
_SHOWN = 10


def _plan(sector: str, name: str) -> IndustryPlan:
    """Return a sector's plan of a year, a draft where it is named so; `Problem` says what there is."""
    law, year = Law("cn"), name.removesuffix("-draft")
    entries = law.parameter("allocation.industry_method").entries
    sectors = list(dict.fromkeys(key for entry in entries for key in entry.by_key))
    if sector not in sectors:
        raise problem("allocate.unknown_sector", value=sector, known=", ".join(sectors))
    try:
        return IndustryPlan.of(law, sector, Period.named(year), drafts=name != year)
    except (ValueError, Problem):
        known = [str(entry.from_day.year) for entry in law.parameter("allocation.industry_method").entries]
        raise problem("allocate.unknown_plan", value=name, known=", ".join(dict.fromkeys(known))) from None


def run_lines(file: Path, sector: str, name: str, balance: str, why: str, as_json: bool) -> int:
    """Apply a sector's plan to the lines of a file, or show the tree of a line or entity (`why`).

    Return the exit code, 1 if rows could not be used.
    """
    fixed: Fraction | None = None
    if balance:
        try:
            fixed = decimal(balance)
        except NotADecimal:
            fixed = Fraction(0)
        if fixed <= 0:
            raise problem("allocate.bad_balance", value=balance)
    plan = _plan(sector, name)
    found = allocate_lines_file(plan, file, name, fixed)
    if why:
        show.proof(why, found.plan, why_of_lines(plan, found, why), as_json)
    elif as_json:
        show.json_document(found.as_json())
    else:
        _print(found, file)
    show.findings(found.findings)
    return 1 if found.findings else 0


def why_of_lines(plan: IndustryPlan, found: LinesAllocation, id: str) -> Node:
    """Return the tree of a line's allowance or the sum of an entity's; `Problem` if the file has neither."""
    lines = {a.line.line_id: explain_line(plan, a, found.balance, a.line.line_id) for _, a in found.lines}
    if id in lines:
        return lines[id]
    own = tuple(lines[a.line.line_id] for entity, a in found.lines if entity == id)
    if not own:
        raise problem("allocate.not_in_file", id=id, known=", ".join(list(found.by_entity())[:_SHOWN]))
    total = found.by_entity()[id][1]
    return Node("label.approved_t", total, "t", formula="sum", inputs=own, note=id)


def _print(found: LinesAllocation, file: Path) -> None:
    entities = sorted(found.by_entity().items(), key=lambda e: (e[1][1] - e[1][0], e[0]))
    rows = [(e, f"{v:,}", f"{a:,}", f"{v - a:+,}") for e, (v, a) in entities[:_SHOWN]]
    verified, approved = (sum(pair[n] for _, pair in entities) for n in (0, 1))
    every = show.word("allocate.all", count=len(entities))
    rows.append((every, f"{verified:,}", f"{approved:,}", f"{verified - approved:+,}"))
    heads = [show.word(f"allocate.{name}") for name in ("entity", "verified", "approved_own", "gap")]
    title = show.word("allocate.file_title", plan=f"{found.sector} {found.plan}", file=file.name)
    show.table(title, heads, rows)
    if found.balance is not None:
        value = exact.show(found.balance, 6)
        show.out.print(show.word("allocate.balance_value", value=value), markup=False, soft_wrap=True)
    show.out.print(show.word("allocate.gives_nothing"), markup=False, soft_wrap=True)


def write_lines_template(file: Path, sector: str, name: str) -> None:
    """Write a CSV with the columns of a sector's plan and two invented rows."""
    show.template(file, template(_plan(sector, name)))
