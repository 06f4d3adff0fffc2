"""`tanshi gap`: where firms stand and the cheapest way to fulfil their obligation; chart and decision paper."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.application.market import open_market
from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.cli.forms import file_bytes
from tanshi.compliance.cheapest.books import keepings, last_close, last_period, positions
from tanshi.compliance.cheapest.plan import binding
from tanshi.compliance.cheapest.reading import Reader, period_of, positions_of
from tanshi.compliance.cheapest.solving import Solved, can_solve, cheapest, solver
from tanshi.compliance.cheapest.terms import Position, Terms, carrying, keeping, must_serve, offset_share
from tanshi.compliance.cheapest.told import cny, document, plain_cost, rule_source, steps
from tanshi.core.finding import Finding, problem
from tanshi.core.texts import load_yaml
from tanshi.rules import Law

#: Firms shown on the screen; --json has all.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of which period and firm, under which prices, as what."""

    period: str
    entity: str
    price: str
    assumptions: Path | None
    worst: bool
    chart: Path | None
    paper: Path | None
    on: date | None = None  # None: today


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep what a library prints past Python off the standard output."""
    sys.stdout.flush()
    kept, away = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(away, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(away)


@dataclass(frozen=True, slots=True)
class _Source:
    law: Law  # of a database with the acts of its journal
    positions: list[Position]
    findings: list[Finding]
    price_fen: int | None
    period: str
    position: int | None  # of the journal


def run_gap(file: str, asked: Asked, as_json: bool) -> int:
    """Print the cheapest plan of every firm; return the exit code, 1 where rows could not be read."""
    if not can_solve():
        raise problem("gap.no_solver")
    today = asked.on or legal_today()
    given: Any = load_yaml(file_bytes(asked.assumptions).decode("utf-8")) if asked.assumptions else {}
    if asked.price:
        given = {**given, "price_cny": asked.price} if isinstance(given, dict) else given
    reader = Reader(given or {})
    source = _source(file, asked, today, reader.net_sold_t())
    law = source.law
    terms = reader.terms(offset_share(law, today), source.price_fen)
    must_serve(law, terms, source.period)
    with _silenced():
        solver()
    with show.bars() as bars:
        bars.step(show.word("gap.solving"), len(source.positions))
        solved = []
        for one in source.positions:
            solved.append(cheapest(one, terms, worst=asked.worst))
            bars.advance()
    show.findings(source.findings)
    if asked.chart is not None:
        _chart(asked.chart, solved, terms)
    if asked.paper is not None:
        _paper(law, asked, solved, terms, source.period, today.isoformat())
    if as_json:
        show.json_document({
            "period": source.period, "worst": asked.worst, "price_cny": cny(terms.price_fen),
            "position": source.position, "cost_cny": cny(sum((s.expected for s in solved), Fraction(0))),
            "entities": [document(law, s, terms) for s in solved],
            "findings": [{"code": f.code, "where": f.where, "message": f.message("en")} for f in source.findings],
        })  # fmt: skip
    else:
        _print(law, solved, terms)
    return 1 if source.findings else 0


def _source(file: str, asked: Asked, today: date, net_sold_t: int) -> _Source:
    """Return the positions in a database, or in the result of an allocation."""
    path = Path(file)
    if path.suffix == ".json":
        try:
            result = json.loads(file_bytes(path))
        except ValueError:
            raise problem("gap.no_result", where=file) from None
        found, wrong = positions_of(result)
        law, period = Law("cn"), asked.period or period_of(result)
        limit = keeping(carrying(law, period, today), law, today, net_sold_t)
        chosen = [replace(p, keeping=limit) for p in found if asked.entity in ("", p.entity)]
        return _Source(law, _some(chosen, file, asked), wrong, None, period, None)
    market = open_market(file, write=False)
    try:
        law = market.law_on(today.isoformat())
        with market.view() as view:
            period = asked.period or last_period(view)
            if not period:
                raise problem("gap.no_obligation", where=file)
            chosen = keepings(law, view, positions(law, view, period, asked.entity), period, today, net_sold_t)
            return _Source(law, _some(chosen, file, asked), [], last_close(view), period, view.head().size)
    finally:
        market.close()


def _some(found: list[Position], file: str, asked: Asked) -> list[Position]:
    if not found:
        raise problem("gap.no_firm", where=asked.entity or file)
    return found


def _print(law: Law, solved: list[Solved], terms: Terms) -> None:
    largest = sorted(solved, key=lambda s: (-abs(s.position.gap_t), s.position.entity))
    rows = [
        (s.position.entity, f"{s.position.obligation_t:,}", f"{s.position.held_t:,}", f"{s.position.gap_t:,}",
         _steps(s, terms), cny(s.expected))
        for s in largest[:_SHOWN]
    ]  # fmt: skip
    total = sum((s.expected for s in solved), Fraction(0))
    owed, held = (sum(getattr(s.position, n) for s in solved) for n in ("obligation_t", "held_t"))
    rows.append(
        (show.word("allocate.all", count=len(solved)), f"{owed:,}", f"{held:,}", f"{owed - held:,}", "", cny(total))
    )
    heads = [show.word(f"gap.{n}") for n in ("entity", "obligation", "held", "gap", "plan", "cost")]
    show.table(show.word("gap.title", price=cny(terms.price_fen)), heads, rows)
    if len(solved) == 1:
        _one(law, solved[0], terms)


def _steps(solved: Solved, terms: Terms) -> str:
    """Return a plan in words; under several scenarios the steps of the first."""
    first = terms.scenarios[0].name
    found = [s for s in steps(solved, terms) if s["scenario"] in ("", first) and s["option"] != "use_held"]
    return ", ".join(f"{show.word('gap.' + s['option'])} {s['t']:,}" for s in found) or show.word("gap.nothing")


def _one(law: Law, solved: Solved, terms: Terms) -> None:
    rows = [
        (
            show.word(f"gap.{s['option']}") + (f" {s['name']}" if s["name"] else ""),
            s["scenario"],
            f"{s['t']:,}",
            s["cost_cny"],
        )
        for s in steps(solved, terms)
    ]
    show.table(
        solved.position.entity, [show.word(f"gap.{n}") for n in ("step", "scenario", "tonnes", "cost")], rows, left=2
    )
    for rule in binding(solved.plan, solved.position, terms):
        show.out.print(show.word(f"gap.binding_{rule}", citation=rule_source(law, solved, terms, rule)), markup=False)
    plain = plain_cost(solved.position, terms)
    show.out.print(show.word("gap.compared", plain=cny(plain), less=cny(plain - solved.expected)), markup=False)


def _chart(path: Path, solved: list[Solved], terms: Terms) -> None:
    from tanshi.cli.draft.words import must_draw, written
    from tanshi.disclosure.gap_charts import draw_plans

    must_draw(path)
    written(path, lambda: draw_plans(solved, terms, path, show.language()))


def _paper(law: Law, asked: Asked, solved: list[Solved], terms: Terms, period: str, day: str) -> None:
    from tanshi.application.gap_paper import decision_paper
    from tanshi.cli.draft.words import written

    path = asked.paper
    assert path is not None
    if len(solved) != 1:
        raise problem("gap.one_firm", where=str(path))
    data = decision_paper(law, solved[0], terms, period, day, show.language(), worst=asked.worst)
    written(path, lambda: _write(path, data))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
