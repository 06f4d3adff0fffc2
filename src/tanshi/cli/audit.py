"""`tanshi audit`: by rebuilding, or with --sql by the second check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict

from tanshi.application.market import meta_of, open_market, witness_of
from tanshi.application.second_check import SecondCheck, second_check
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.journal.engine import Engine
from tanshi.journal.open import open_engine


def run_audit(db: str, as_json: bool) -> int:
    """Audit a database, show what was found, return the exit code: 0 clean, 1 differences."""
    market = open_market(db, write=False)
    with show.bars() as bars:
        found = market.audit(bars)
    market.close()
    if as_json:
        show.json_document(
            {
                "ok": found.ok,
                "facts": found.facts,
                "root": found.root,
                "state_hash": found.state_hash,
                "differences": [asdict(d) for d in found.differences],
                "more_differences": found.more,
            }
        )
        return 0 if found.ok else 1
    for d in found.differences:
        show.out.print(f"{d.table} {d.key}: expected {d.expected}, found {d.found}", markup=False, soft_wrap=True)
    if found.more:
        show.out.print(f"… {found.more} more differences")
    verdict = "ok: no difference" if found.ok else f"{len(found.differences) + found.more} differences"
    show.out.print(f"{found.facts:,} facts, {verdict}", markup=False)
    show.out.print(f"root {found.root}\nstate {found.state_hash}", markup=False, soft_wrap=True)
    return 0 if found.ok else 1


def run_second_check(db: str, as_json: bool) -> int:
    """Check a database in SQL, show what was found, return the exit code: 0 clean, 1 differences."""
    witness = witness_of(None)
    with _opened(db) as engine, show.bars() as bars:
        published = witness.read() if witness else {}
        language = "en" if as_json else show.language()
        found = second_check(engine, published=published, language=language, progress=bars)
    if as_json:
        show.json_document(
            {
                "ok": found.ok,
                "facts": found.facts,
                "root": found.root,
                "instruments": [asdict(i) for i in found.instruments],
                "differences": [asdict(d) for d in found.differences],
                "more_differences": found.more,
            }
        )
    else:
        _show_second_check(found)
    return 0 if found.ok else 1


def _show_second_check(found: SecondCheck) -> None:
    for d in found.differences:
        show.out.print(show.word("check.difference", **asdict(d)), markup=False, soft_wrap=True)
    if found.more:
        show.out.print(show.word("check.more", count=found.more), markup=False)
    columns = (
        "instrument", "unit", "issued", "recovered", "surrendered", "held_registration", "held_trading",
        "cancelled",
        *(["carried_over"] if any(i.carried_over for i in found.instruments) else []),
    )  # fmt: skip
    rows = [[i.instrument, i.unit, *(f"{getattr(i, name):,}" for name in columns[2:])] for i in found.instruments]
    if rows:
        show.table(show.word("check.instruments"), [show.word(f"check.{name}") for name in columns], rows, left=2)
    verdict = "check.clean" if found.ok else "check.differences"
    count = len(found.differences) + found.more
    show.out.print(show.word(verdict, facts=f"{found.facts:,}", count=f"{count:,}"), markup=False)
    show.out.print(f"root {found.root}", markup=False, soft_wrap=True)


@contextmanager
def _opened(db: str) -> Iterator[Engine]:
    """Open a database for reading only, whatever its tables hold; refuses what is not ours."""
    engine = open_engine(db, write=False)
    try:
        if engine.is_empty():
            raise problem("db.empty", where=engine.url)
        with engine.snapshot() as view, suppress(KeyError, ValueError):  # what it says of itself is checked as well
            meta_of(view, engine.url)
        yield engine
    finally:
        engine.close()
