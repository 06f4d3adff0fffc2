"""`tanshi allocate FILE --sector steel`: a sector's plan on somebody's own file of lines."""

from __future__ import annotations

from pathlib import Path

from tanshi.allocation.lines_file import (
    LinesAllocation,
    allocate_lines_file,
    published_balance,
    sector_plan,
    template,
)
from tanshi.application.practice import legal_today
from tanshi.application.workings import lines_notice, lines_workbook, why_of_lines
from tanshi.cli import show
from tanshi.cli.allocate import Wanted, write, write_paper
from tanshi.core import exact
from tanshi.core.catalogue import Language
from tanshi.rules import Law

#: Entities shown on the screen; --json has all.
_SHOWN = 10


def run_lines(file: Path, sector: str, name: str, balance: str, wanted: Wanted, as_json: bool) -> int:
    """Apply a sector's plan to the lines of a file; show its figures or a tree, write workings or a notice.

    Return the exit code, 1 if rows could not be used.
    """
    law = Law("cn")
    plan = sector_plan(law, sector, name)
    found = allocate_lines_file(plan, file, name or plan.period.name, published_balance(balance))
    if wanted.why:
        proved = show.proof(wanted.why, found.plan, why_of_lines(plan, found, wanted.why), as_json)
        show.findings(found.findings)
        return 0 if proved and not found.findings else 1
    if wanted.notice:
        day = legal_today().isoformat()
        write_paper(wanted.out, lines_notice(law, plan, found, wanted.notice, file.name, day, wanted.language))
    elif wanted.out is not None:
        write(wanted.out, ".xlsx", lambda _: lines_workbook(law, plan, found))
    if as_json:
        show.json_document(found.as_json())
    else:
        _print(found, file)
        if wanted.out is not None:
            show.out.print(show.word("allocate.written", file=wanted.out), markup=False, soft_wrap=True)
    show.findings(found.findings)
    return 1 if found.findings else 0


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


def write_lines_template(file: Path, sector: str, name: str, language: Language) -> None:
    """Write a file with the columns of a sector's plan and two invented rows."""
    show.template(file, template(sector_plan(Law("cn"), sector, name), language))
