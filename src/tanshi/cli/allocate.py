"""`tanshi allocate`: a plan on somebody's own file of units, or tried on what the books have confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.allocation import large_file
from tanshi.allocation.from_file import FileAllocation, OfEntity, allocate_units, newest_plan, plan_named, template
from tanshi.allocation.power import PowerPlan
from tanshi.allocation.units_file import FileUnit, UnitsFile, read_units
from tanshi.application.documents import Composed, IssuingBody, Paper, compose, pdf, xlsx
from tanshi.application.documents.drafting import About, drafted
from tanshi.application.drafting import confirmed
from tanshi.application.market import open_market
from tanshi.application.practice import legal_today
from tanshi.application.trial import Tried, try_plan
from tanshi.application.workings import own_notice, unit_lines, why_of_file, workbook
from tanshi.cli import show
from tanshi.core import exact
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.table import read_rows
from tanshi.participants.tables import EntityRow
from tanshi.rules import Law

#: Entities shown on the screen; --json has all.
_SHOWN = 10


def run_allocate(period: str, plan: str, db: str, day: str, as_json: bool, reported: bool = False) -> int:
    """Try a plan on what is confirmed and show what it would give; return the exit code."""
    try:
        named = Period.named(period)
    except ValueError:
        raise problem("year.bad_period", value=period) from None
    market = open_market(db, write=False)
    try:
        trial = try_plan(market, named, plan, day or legal_today().isoformat(), reported=reported)
    finally:
        market.close()
    if as_json:
        show.json_document(asdict(trial))
        return 0
    changed = sorted(trial.entities, key=lambda t: (-abs(t.tried_t - (t.approved_t or 0)), t.entity))
    rows = [_row(t) for t in changed[:_SHOWN]]
    total = Tried(
        show.word("allocate.all", count=len(trial.entities)),
        sum(t.verified_t for t in trial.entities),
        sum(t.approved_t or 0 for t in trial.entities),
        sum(t.tried_t for t in trial.entities),
        sum(t.obligation_t for t in trial.entities),
    )
    emission = "reported" if reported else "verified"
    columns = [show.word(f"allocate.{name}") for name in ("entity", emission, "approved", "tried", "change")]
    show.table(f"{trial.plan} → {trial.period}  ({trial.law})", columns, [*rows, _row(total)])
    show.out.print(show.word("allocate.gives_nothing"), markup=False, soft_wrap=True)
    return 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a file beside its figures: the tree of a unit or entity, a notice, a file to write it to."""

    why: str = ""
    notice: str = ""
    out: Path | None = None
    language: Language = "zh"

    @property
    def is_more(self) -> bool:
        """Whether more is wanted than the figures."""
        return bool(self.why or self.notice or self.out)


def run_file(file: Path, name: str, wanted: Wanted, as_json: bool) -> int:
    """Apply a plan to the units of a file; return the exit code, 1 if rows could not be used."""
    law = Law("cn")
    name = name or newest_plan(law)
    if not as_json and not wanted.is_more and large_file.rows_in(file) >= large_file.MANY:
        return _run_large(law, file, name)
    plan = plan_named(law, name)
    units = read_units(file, plan)
    found = allocate_units(law, plan, units, name)
    if wanted.why:
        return _why(law, plan, units, found, wanted.why, as_json)
    if wanted.notice:
        lines, day = unit_lines(units.units, found), legal_today().isoformat()
        paper = own_notice(law, plan, lines, found, wanted.notice, file.name, day, wanted.language)
        write_paper(wanted.out, paper)
    elif wanted.out is not None:
        write(wanted.out, ".xlsx", lambda _: workbook(law, plan, units, found))
    if as_json:
        show.json_document(found.as_json())
    else:
        _print_file(found, file)
        if wanted.out is not None:
            show.out.print(show.word("allocate.written", file=wanted.out), markup=False, soft_wrap=True)
    show.findings(found.findings)
    return 1 if found.findings else 0


def _run_large(law: Law, file: Path, plan: str) -> int:
    """Apply a plan to a file that is better read in parts; what is shown is the same."""
    with show.bars() as progress:
        found = large_file.allocate_large(law, file, plan, progress)
    _print_file(found, file)
    show.findings(found.findings)
    return 1 if found.findings else 0


def _why(law: Law, plan: PowerPlan, units: UnitsFile, found: FileAllocation, id: str, as_json: bool) -> int:
    """Print the tree of a unit or an entity, as `tanshi why` does; return 1 if it does not prove itself."""
    proved = show.proof(id, found.plan, why_of_file(law, plan, unit_lines(units.units, found), found, id), as_json)
    show.findings(found.findings)
    return 0 if proved and not found.findings else 1


def write(file: Path, known: str, made: Callable[[str], bytes]) -> None:
    """Write what is made for a file's suffix; `known` are those there are."""
    suffix = file.suffix.lower()
    if suffix not in known.split():
        raise problem("allocate.bad_out", file=file, known=known)
    try:
        file.write_bytes(made(suffix))
    except OSError as error:
        raise problem("output.cannot_write", where=str(file), reason=error.strerror or str(error)) from error


def write_paper(out: Path | None, paper: Composed) -> None:
    """Write a paper as PDF or workbook, and say which of its characters could not be printed."""
    if out is None:
        raise problem("allocate.notice_needs_out")

    def made(suffix: str) -> bytes:
        if suffix == ".xlsx":
            return xlsx(paper)
        printed = pdf(paper)
        show.findings(printed.findings)
        return printed.data

    write(out, ".pdf .xlsx", made)


def run_of_books(period: str, plan: str, db: str, wanted: Wanted) -> int:
    """Write the notice of an entity or the workings of a year from the books; a tree is asked for with `tanshi why`."""
    if wanted.why:
        raise problem("allocate.why_of_books", id=wanted.why, period=period)
    if wanted.notice:
        return run_draft_notice(period, wanted.notice, db, wanted.out, wanted.language)
    assert wanted.out is not None
    return run_year_workings(period, plan, db, wanted.out)


def run_year_workings(period: str, name: str, db: str, out: Path) -> int:
    """Write the workings of a year's confirmed units from the books; return the exit code."""
    try:
        named = Period.named(period)
    except ValueError:
        raise problem("year.bad_period", value=period) from None
    market = open_market(db, write=False)
    try:
        law = market.law_on(legal_today().isoformat())
        observed = confirmed(market, named)
    finally:
        market.close()
    name = name or law.value("allocation.plans", named.first_day).value["name"]
    plan = plan_named(law, name)
    rows = (FileUnit(u.entity_id, u.output, u.verified_t, year=_year(u.where), where=u.where) for u in observed.units)
    units = UnitsFile(tuple(rows), ())
    found = allocate_units(law, plan, units, name)
    write(out, ".xlsx", lambda _: workbook(law, plan, units, found))
    show.out.print(show.word("allocate.written", file=out), markup=False, soft_wrap=True)
    return 0


def _year(where: str) -> str:
    """Return the year of a row of the books, named UNIT/YEAR."""
    return where.rpartition("/")[2]


def run_draft_notice(period: str, entity: str, db: str, out: Path | None, language: Language) -> int:
    """Write the notice of what an entity was given last, as a draft, from the books; return the exit code."""
    today = legal_today()
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            row = next(iter(read_rows(view, EntityRow, id=entity)), None)
            about = None if row is None else About(view, market.law, row, period, language, today.isoformat())
            name, data = ("", None) if about is None else _said(about)
    finally:
        market.close()
    if data is None:
        raise problem("allocate.nothing_given", id=entity, period=period)
    nobody = IssuingBody(text("documents.word_draft", "zh"), text("documents.word_draft", "en"), "")
    write_paper(out, compose(Paper(name, language, nobody, entity, data, today.isoformat())))
    show.out.print(show.word("allocate.written", file=out), markup=False, soft_wrap=True)
    return 0


def _said(about: About) -> tuple[str, dict[str, Any] | None]:
    """Return the notice the books hold of an entity's period and its data: of the approval, or of the advance."""
    for name in ("approval_notice", "preallocation_notice"):
        if (data := drafted(name, about)) is not None:
            return name, data
    return "", None


def write_template(file: Path, plan: str, language: Language) -> None:
    """Write a file with the columns of a plan and invented rows."""
    law = Law("cn")
    rows = template(plan_named(law, plan or newest_plan(law)), language)
    show.template(file, rows)


_OF_ENTITY = (
    "entity",
    "verified",
    "initial",
    "relief",
    "approved_own",
    "obligation",
    "gap",
    "gap_rate",
    "borrow_limit",
)


def _print_file(found: FileAllocation, file: Path) -> None:
    shown = sorted(found.entities, key=lambda e: (-e.found.gap_t, e.entity_id))[:_SHOWN]
    rows = [_of_entity(e) for e in shown]
    every = [e.found for e in found.entities]
    sums = [sum(getattr(f, n) for f in every) for n in ("verified_t", "initial_t", "relief_t", "approved_t")]
    owed, gap = sum(f.obligation_t for f in every), sum(f.gap_t for f in every)
    total = [f"{n:,}" for n in (*sums, owed, gap)]
    rate = exact.show(Fraction(gap, sums[0]), 4) if sums[0] else ""
    borrowed = f"{sum(e.borrow_limit_t for e in found.entities):,}"
    rows.append((show.word("allocate.all", count=len(every)), *total, rate, borrowed))
    heads = [show.word(f"allocate.{name}") for name in _OF_ENTITY]
    show.table(show.word("allocate.file_title", plan=found.plan, file=file.name), heads, rows)
    show.out.print(show.word("allocate.gives_nothing"), markup=False, soft_wrap=True)


def _of_entity(of: OfEntity) -> tuple[str, ...]:
    f = of.found
    amounts = (f.verified_t, f.initial_t, f.relief_t, f.approved_t, f.obligation_t, f.gap_t)
    return of.entity_id, *(f"{a:,}" for a in amounts), exact.show(f.gap_rate, 4), f"{of.borrow_limit_t:,}"


def _row(tried: Tried) -> tuple[str, ...]:
    before = tried.approved_t
    change = "" if before is None else f"{tried.tried_t - before:+,}"
    return tried.entity, f"{tried.verified_t:,}", "" if before is None else f"{before:,}", f"{tried.tried_t:,}", change
