"""`tanshi opening template|check|prepare|propose|sign|export`: what a market takes over when its books begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from os import urandom
from pathlib import Path
from typing import TYPE_CHECKING

from tanshi.application.market import Market, open_market
from tanshi.application.opening import taking
from tanshi.application.opening.commands import SHEETS
from tanshi.application.opening.export import rows_of
from tanshi.application.opening.sheets import write_sheets
from tanshi.application.practice import process_clock
from tanshi.cli import show
from tanshi.cli.year import period_named
from tanshi.core.clock import PracticeClock, SimulatedClock, moment
from tanshi.core.period import Period
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.firms_file import read_firms
from tanshi.participants.roster import read_roster
from tanshi.rules import Law
from tanshi.simulation.opening import prepare as enter
from tanshi.simulation.population import Population, from_firms, from_roster, generated, together

if TYPE_CHECKING:
    from tanshi.application.identity.caller import Caller
    from tanshi.application.identity.gate import Gate


def write_template(file: Path) -> None:
    """Write empty sheets: a workbook, or a folder of CSV files."""
    write_sheets(file, {}, show.language())
    show.out.print(show.word("opening.written", file=file, rows=0), markup=False)


def export(file: Path, db: str, position: int | None, as_json: bool) -> None:
    """Write what a market holds as the opening sheets of another."""
    market = open_market(db, write=False)
    try:
        rows = rows_of(market, position)
    finally:
        market.close()
    write_sheets(file, rows, show.language())
    counts = {sheet: len(rows[sheet]) for sheet in SHEETS}
    if as_json:
        show.json_document({"file": str(file), "rows": counts})
    else:
        show.out.print(show.word("opening.written", file=file, rows=sum(counts.values())), markup=False)


def check(file: Path, db: str, as_json: bool) -> int:
    """Show what a file comes to and what is wrong with it. Return 1 if something is wrong."""
    market = open_market(db, write=False)
    try:
        found = taking.check(market, file)
    finally:
        market.close()
    if as_json:
        show.json_document(_document(found))
    else:
        for finding in (*found.findings, *found.sheets.remarks):
            show.out.print(finding.line(show.language()), markup=False, soft_wrap=True)
        rows = [(t.sheet, t.about, t.measure, t.total) for t in found.signing.totals]
        show.table("", [show.word(f"opening.word_{w}") for w in ("sheet", "about", "measure", "total")], rows, left=3)
        counts = {"rows": sum(s.lines for s in found.signing.sheets), "wrong": len(found.findings)}
        show.out.print(show.word("opening.checked", digest=found.sheets.digest, **counts), markup=False)
    return 0 if found.is_clean else 1


def _document(found: taking.Checked) -> dict[str, object]:
    return {
        "file": found.sheets.name,
        "sha256": found.sheets.digest,
        "rows": {s.sheet: s.lines for s in found.signing.sheets},
        "totals": [
            {"sheet": t.sheet, "about": t.about, "measure": t.measure, "total": t.total} for t in found.signing.totals
        ],
        "findings": [f.as_json() for f in found.findings],
        "remarks": [f.as_json() for f in found.sheets.remarks],
    }


def propose(file: Path, db: str, actor: str, as_json: bool) -> None:
    """Put the first signature under a file."""
    with _signing(db, actor) as (market, gate, caller):
        found = taking.propose(market, gate, caller, file)
    if as_json:
        show.json_document({"sha256": found.opening, "proposal": found.proposal, "actor": found.actor})
    else:
        show.out.print(show.word("opening.proposed", actor=actor, proposal=found.proposal), markup=False)


def sign(file: Path, db: str, actor: str, as_json: bool) -> None:
    """Put the second signature under a file, and take it over."""
    with _signing(db, actor) as (market, gate, caller), show.bars() as bars:
        found = taking.sign(market, gate, caller, file, bars)
    if as_json:
        show.json_document({"sha256": found.opening, "parts": found.parts, "exists": found.exists, "actor": actor})
    else:
        code = "opening.signed_before" if found.exists else "opening.signed_now"
        show.out.print(show.word(code, actor=actor, parts=found.parts), markup=False)


@contextmanager
def _signing(db: str, actor: str) -> Iterator[tuple[Market, Gate, Caller]]:
    """Open a market for somebody who works on the machine itself and acts as an actor.

    Modelled books go on at their own time: the computer's would put everything modelled after it into the past.
    """
    from tanshi.application.identity.caller import Caller
    from tanshi.application.identity.gate import open_gate
    from tanshi.application.identity.settings import Settings

    read = open_market(db, write=False)
    with read.view() as view:
        modelled = view.fetch("SELECT 1 FROM participants_market WHERE origin <> ''")
        recorded = view.head().recorded_at
    read.close()
    clock = process_clock()
    if modelled and not isinstance(clock, PracticeClock):
        clock = SimulatedClock(moment(recorded))
    market = open_market(db, clock=clock)
    try:
        gate = open_gate(market.engine, (("console", urandom(32)),), Settings(), clock)  # nothing is sealed here
        yield market, gate, Caller(f"console {actor}", actor, "console", None, "", "", "")
    finally:
        market.close()


#: A laboratory of books that are modelled.
_LABORATORY = Command(
    "admit/laboratory/01/1", "mee", "mee/1", "participants.admit_actor",
    [{"actor": "laboratory/01/1", "organisation": "laboratory/01", "role": "laboratory"}],
)  # fmt: skip


def prepare(
    name: str, before: Sequence[str], units: Path | None, firms: Path | None, db: str, seed: int, grouping: str
) -> None:
    """Found a modelled market and register whom an opening speaks of, up to the point where it is signed.

    With firms and no roster nobody else is registered.
    """
    period, earlier = period_named(name), [period_named(n) for n in before]
    law = Law("cn")
    roster = None if units is None else read_roster(units)
    listed = None if firms is None else from_firms(read_firms(firms))

    def population(of: Period) -> Population:
        if roster is None:
            return listed or generated(law, of, seed)
        found = from_roster(law, roster, of, seed, grouping)
        return together([found] if listed is None else [found, listed])

    clock = SimulatedClock(datetime(period.first_year, 1, 1, tzinfo=UTC))
    market = open_market(db, law=law, clock=clock, entropy=seeded_entropy(str(seed)))
    try:
        enter(market, clock, period, population(period), [population(p) for p in earlier], seed)
        if listed is not None:  # firms without units may have streams tested
            market.execute([_LABORATORY])
        with market.view() as view:
            ((entities,),) = view.fetch("SELECT COUNT(*) FROM participants_entity")
    finally:
        market.close()
    show.findings(listed.findings if listed else ())
    show.out.print(show.word("opening.prepared", entities=f"{entities:,}", period=name), markup=False)
