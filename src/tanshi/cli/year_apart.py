"""`tanshi year --institutions`: the scenario on a process and a database for each institution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from tanshi.application.institutions.bodies import INSTITUTIONS
from tanshi.cli import show
from tanshi.cli.year import period_named, populations_of
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import problem
from tanshi.rules import Law
from tanshi.simulation.apart import Apart
from tanshi.simulation.chain import Chain


def run_apart(
    names: Sequence[str], units: Sequence[Path], where: str, seed: int, grouping: str, as_json: bool, ccer: bool = False
) -> int:
    """Run periods on institutions that are apart and print what each one's books came to; return 1 if rows of the
    roster were wrong.

    `where`: a folder for SQLite databases, or a PostgreSQL URL with `{}` for the institution.
    """
    periods = sorted({period_named(name) for name in names})
    law = Law("cn")
    populations = populations_of(law, units, periods, seed, grouping)
    clock = SimulatedClock(datetime(periods[0].first_year, 1, 1, tzinfo=UTC))
    begin = perf_counter()
    with Apart(databases(where), clock, seed, law) as apart:
        with show.bars() as bars:
            Chain(apart, clock, populations, seed, bars, ccer=ccer).run()
        apart.tell_all()
        seconds = perf_counter() - begin
        told = {pair: apart.told(*pair) for pair in apart.pairs}
        books = [(name, *apart.checkpoint(name), apart.own_hash(name), apart.audit(name).ok) for name in INSTITUTIONS]
    if as_json:
        show.json_document(
            {
                "years": [p.name for p in periods],
                "seconds": round(seconds, 3),
                "seconds_carrying": round(apart.seconds_carrying, 3),
                "institutions": {
                    name: {"journal_size": size, "journal_root": root, "own_state_hash": state, "audit": ok}
                    for name, size, root, state, ok in books
                },
                "messages": [{"from": sender, "to": to, "count": count} for (sender, to), count in told.items()],
            }
        )
    else:
        _print(books, told, seconds)
    findings = populations[periods[0]].findings
    show.findings(findings)
    return 1 if findings or not all(ok for *_, ok in books) else 0


def databases(where: str) -> dict[str, str]:
    """Return the database of each institution: files of a folder, or the databases of a URL with `{}`."""
    if "://" in where:
        if "{}" not in where:
            raise problem("institutions.one_url", where=where.split("://", maxsplit=1)[0])
        return {name: where.replace("{}", name) for name in INSTITUTIONS}
    folder = Path(where)
    folder.mkdir(parents=True, exist_ok=True)
    return {name: str(folder / f"{name}.db") for name in INSTITUTIONS}


def _print(books: Sequence[tuple[str, int, str, str, bool]], told: dict[tuple[str, str], int], seconds: float) -> None:
    columns = [show.word(f"institutions.column.{c}") for c in ("institution", "facts", "own_hash", "audit")]
    verdict = {True: show.word("institutions.clean"), False: show.word("institutions.differs")}
    rows = [(show.word(f"institutions.{name}"), f"{size:,}", state, verdict[ok]) for name, size, _, state, ok in books]
    show.table(show.word("institutions.table", seconds=f"{seconds:,.1f}"), columns, rows)
    columns = [show.word(f"institutions.column.{c}") for c in ("sender", "receiver", "messages")]
    sent = [
        (show.word(f"institutions.{sender}"), show.word(f"institutions.{to}"), f"{count:,}")
        for (sender, to), count in told.items()
    ]
    show.table(show.word("institutions.told"), columns, sent)
