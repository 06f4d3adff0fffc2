"""`tanshi registry statement`, `reconcile`, `payments` and `day`: the operator's day over the books, read only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path

from tanshi.application import statements
from tanshi.application.market import Market, open_market
from tanshi.application.practice import process_clock
from tanshi.application.reconciliation import booked
from tanshi.application.reconciliation import reconcile as reconciled
from tanshi.application.registry_day import Item, registry_day
from tanshi.cli import show
from tanshi.core.clock import instant
from tanshi.core.finding import problem
from tanshi.journal.engine import Snapshot
from tanshi.registry.bank_file import OUT, read, write
from tanshi.registry.statement import statement


@contextmanager
def _books(db: str) -> Iterator[tuple[Market, Snapshot]]:
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            yield market, view
    finally:
        market.close()


def run_statement(db: str, holder: str, day: date, out: Path | None, form: str, as_json: bool) -> int:
    """Print or write statements; return the exit code."""
    with _books(db) as (market, view):
        if not holder:
            return _all(market, view, day, out, form)
        if not view.fetch("SELECT 1 FROM registry_account WHERE holder = ? LIMIT 1", [holder]):
            raise problem("registry_cli.no_holder", where=holder, holder=holder)
        if out is not None:
            _form(out.suffix.removeprefix("."))
            out.write_bytes(
                statements.made(
                    market.law, view, holder, day.isoformat(), show.language(), out.suffix.removeprefix(".")
                )
            )
            return 0
        found = statement(view, holder, day.isoformat())
    if as_json:
        show.json_document(asdict(found))
        return 0
    names = ("before", "got", "gave", "after")
    heads = [show.word(f"registry_cli.{n}") for n in ("account", "instrument")]
    rows = [(b.account, b.instrument, *(f"{getattr(b, n):,}" for n in names)) for b in found.balances]
    title = show.word("statement.title", holder=holder, day=found.day, position=found.position)
    show.table(title, [*heads, *(show.word(f"statement.{n}") for n in names)], rows, left=2)
    return 0


def _all(market: Market, view: Snapshot, day: date, out: Path | None, form: str) -> int:
    if out is None:
        raise problem("statement.needs_out", where="--out")
    _form(form)
    with show.bars() as bars:
        made = list(statements.write_all(market.law, view, day.isoformat(), out, show.language(), form, bars))
    index = "".join(f"{digest}  {file.name}\n" for _, file, digest in made)
    (out / f"{day}-SHA256SUMS").write_text(index, "utf-8")
    show.err.print(show.word("statement.done", count=len(made), day=day, folder=out))
    return 0


def _form(form: str) -> None:
    if form not in statements.FORMS:
        raise problem("statement.bad_form", where="--out", form=form or "–", known=", ".join(statements.FORMS))


def run_reconcile(db: str, day: date, bank: Path | None, as_json: bool) -> int:
    """Print where the three books differ; return 1 if they do."""
    lines, digest = None, ""
    if bank is not None:
        try:
            given = read(bank.read_bytes(), day.isoformat())
        except OSError as error:
            raise problem("input.not_found", where=str(bank)) from error
        if given.findings:
            show.findings(given.findings)
            return 1
        lines, digest = given.lines, given.digest
    with _books(db) as (market, view):
        found = reconciled(view, market.evidence, day.isoformat(), lines, digest)
    if as_json:
        show.json_document(found.as_json())
    elif not found.differences:
        show.err.print(show.word("reconcile.agree", day=day, trades=found.trades, moves=found.moves))
    else:
        heads = [show.word(f"reconcile.{n}") for n in ("kind", "subject", "holder", "registry", "other")]
        rows = [(show.word(f"reconcile.{d.kind}"), d.subject, d.holder, d.registry, d.other) for d in found.differences]
        show.table(show.word("reconcile.title", day=day, count=len(rows)), heads, rows, left=5)
    return int(bool(found.differences))


def run_payments(db: str, day: date, out: Path) -> int:
    """Write the day's withdrawals; return the exit code."""
    with _books(db) as (_, view):
        data = write([line for line in booked(view, day.isoformat()) if line.direction == OUT], day.isoformat())
    out.write_bytes(data)
    show.err.print(f"{sha256(data).hexdigest()}  {out}")
    return 0


def run_day(db: str, day: date, as_json: bool) -> int:
    """Print the day's checklists; return 1 if something is open."""
    with _books(db) as (market, view):
        found = registry_day(market.law, view, market.evidence, day.isoformat(), instant(process_clock().now()))
    if as_json:
        show.json_document(asdict(found))
        return int(not found.ok)
    for part, items in (("open", found.opening), ("close", found.closing)):
        show.table(show.word(f"day.{part}"), [show.word(f"day.{n}") for n in ("item", "state", "detail")],
                   [_shown(i) for i in items], left=3)  # fmt: skip
    return int(not found.ok)


def _shown(item: Item) -> tuple[str, str, str]:
    state = "day.ok" if item.ok else "day.not_ok" if item.asked else "day.not_asked"
    return item.words(show.language()), show.word(state), item.detail
