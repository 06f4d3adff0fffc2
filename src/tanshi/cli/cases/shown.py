"""`tanshi cases list`, `show`, `paper`, `credit`: what the books hold of case files, printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

from tanshi.application.case_files import CaseFile, case_file, case_list
from tanshi.application.case_papers import case_paper, offence_words, reference
from tanshi.application.documents import pdf, xlsx
from tanshi.application.market import open_market
from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.rules import Law
from tanshi.supervision.revision_tables import CreditMarkRow
from tanshi.supervision.tables import DECISION, CreditRow, PenaltyRow


@contextmanager
def _view(db: str) -> Iterator[tuple[Reads, Law]]:
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            yield view, market.law
    finally:
        market.close()


def _day(asked: str) -> str:
    """Return the day that is asked for, today by default. Raises `Problem`: it is no day."""
    try:
        return date.fromisoformat(asked).isoformat() if asked else legal_today().isoformat()
    except ValueError:
        raise problem("rules.bad_day", value=asked) from None


def run_list(db: str, as_json: bool) -> None:
    """Print all files with where each stands."""
    with _view(db) as (view, _):
        found = case_list(view)
    if as_json:
        show.json_document({"cases": [{**asdict(case), "state": state} for case, state in found]})
        return
    names = ("docket", "subject", "source", "about", "state")
    heads = [show.word(f"list_column.{n}" if n != "about" else "list_column.cases.about") for n in names]
    rows = [
        (c.docket, c.subject, show.word(f"cases.source_{c.source}"), c.about, show.word(f"cases.step_{state}"))
        for c, state in found
    ]
    show.table(show.word("cases.title"), heads, rows, left=5)


def run_show(db: str, docket: str, today: str, as_json: bool) -> None:
    """Print a file."""
    with _view(db) as (view, law):
        found = case_file(view, law, docket, _day(today))
        offence = offence_words(law, found.filed.offence, show.language()) if found.filed else ""
        named = {p.stage: reference(law, p, show.language()) for p in (found.notice, found.decision) if p}
    if as_json:
        show.json_document(found.as_json())
        return
    state = show.word(f"cases.step_{found.state}")
    show.out.print(f"{docket} · {found.case.subject} · {state}", markup=False, soft_wrap=True)
    if found.filed:
        show.out.print(f"{offence}, {found.filed.act_day}", markup=False, soft_wrap=True)
    for set_ in (found.notice, found.decision):
        if set_:
            _penalty(set_, named[set_.stage])
    _steps(found)
    _persons(found)
    for r in found.revisions:
        show.out.print(
            f"{r.revised_on} {show.word(f'cases.cause_{r.cause}')}: {show.word(f'cases.appeal_{r.result}')},"
            f" {yuan(r.fine_before_fen)} → {yuan(r.fine_fen)} CNY, {r.cut_before_t:,} → {r.cut_t:,} t",
            markup=False, soft_wrap=True,
        )  # fmt: skip
    if found.owed:
        lines = [
            (show.word("list_column.fine_fen"), yuan(found.owed.fine_fen)),
            (show.word("cases.surcharge"), yuan(found.owed.surcharge_fen)),
            (show.word("cases.paid"), yuan(found.owed.paid_fen)),
            (show.word("cases.unpaid_left"), yuan(found.owed.left_fen)),
        ]
        show.table(show.word("cases.owed"), ["", "CNY"], lines, left=1)
    if found.tasks:
        rows = [(show.word(f"act.{t.kind}"), t.due or "–", "–" if t.left is None else str(t.left)) for t in found.tasks]
        heads = [show.word("cases.next"), show.word("list_column.due"), show.word("cases.days")]
        show.table(show.word("cases.next"), heads, rows, left=2)


def _persons(found: CaseFile) -> None:
    """Print who is fined beside the subject: amount, last day to pay, what is left."""
    if not found.persons:
        return
    heads = [show.word(n) for n in ("list_column.person", "cases.person_duty", "list_column.notice_fen",
                                    "list_column.fine_fen", "list_column.pay_until", "cases.unpaid_left")]  # fmt: skip
    rows = []
    for one in found.persons:
        until = next((s.until for s in one.services if s.paper == DECISION), "–")
        left = yuan(one.owed.left_fen) if one.owed else "–"
        rows.append(
            (one.fine.person, one.fine.duty, yuan(one.fine.notice_fen), yuan(one.fine.fine_fen), until, left)
        )  # fmt: skip
    show.table(show.word("cases.persons"), heads, rows, left=2)


def _penalty(set_: PenaltyRow, named: str) -> None:
    cut = f", {show.word('list_column.cut_t')} {set_.cut_t:,} ({set_.from_period})" if set_.cut_t else ""
    show.out.print(
        f"{show.word(f'cases.paper_{set_.stage}')} {set_.set_on}: {yuan(set_.fine_fen)} CNY"
        f" ({yuan(set_.low_fen)} – {yuan(set_.high_fen)}, {named}){cut}",
        markup=False, soft_wrap=True,
    )  # fmt: skip


def _steps(found: CaseFile) -> None:
    heads = [show.word(n) for n in ("list_column.number", "cases.word_step", "list_column.done_on",
                                    "list_column.actor", "list_column.due")]  # fmt: skip
    rows = [(str(s.number), show.word(f"cases.step_{s.step}"), s.done_on, s.actor, s.due or "–") for s in found.steps]
    show.table(show.word("cases.steps"), heads, rows, left=5)


def run_paper(db: str, docket: str, which: str, out: Path) -> None:
    """Write a paper of a file."""
    form = out.suffix.removeprefix(".")
    if form not in ("pdf", "xlsx"):
        raise problem("statement.bad_form", where="--out", form=form or "–", known="pdf, xlsx")
    with _view(db) as (view, law):
        composed = case_paper(view, law, docket, which, show.language())
    try:
        out.write_bytes(pdf(composed).data if form == "pdf" else xlsx(composed))
    except OSError as error:
        raise problem("output.cannot_write", where=str(out), reason=error.strerror or str(error)) from error


def run_credit(db: str, as_json: bool) -> None:
    """Print the public credit record."""
    with _view(db) as (view, law):
        found = [row for row in read_rows(view, CreditRow) if row.published]
        marks = {m.docket: m for m in read_rows(view, CreditMarkRow)}
        words = [offence_words(law, row.offence, show.language()) for row in found]
    if as_json:
        said = [{**asdict(row), "mark": asdict(marks[row.docket]) if row.docket in marks else None} for row in found]
        show.json_document({"credit": said})
        return
    heads = [show.word(f"list_column.{n}") for n in ("docket", "subject", "offence", "noted_on", "fine_fen")]
    heads.append(show.word("list.credit_marks_short"))
    rows = [
        (
            row.docket,
            row.subject,
            word,
            row.noted_on,
            yuan(row.fine_fen),
            show.word(f"cases.appeal_{marks[row.docket].result}") if row.docket in marks else "–",
        )
        for row, word in zip(found, words, strict=True)
    ]
    show.table(show.word("list.credit_record"), heads, rows, left=4)
