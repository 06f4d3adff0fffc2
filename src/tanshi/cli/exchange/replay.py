"""`tanshi exchange replay`: somebody's own orders on the matching core."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.core.exact import decimal
from tanshi.core.finding import problem
from tanshi.rules import Law

if TYPE_CHECKING:
    from tanshi.exchange.replay.result import Result

#: Trades and refused rows shown on the screen; --json and --out have all.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is played, and by what."""

    orders: Path
    opening: Path | None
    plain: bool
    tick: str
    on: date | None
    kind: str
    previous_close: str


def run_replay(wanted: Wanted, out: Path | None, as_json: bool) -> int:
    """Play a file; show what came of it, or write it to a folder. Return 1 if rows could not be used."""
    found = _play(wanted)
    if out is not None:
        _write(found, out)
    if as_json:
        show.json_document(found.as_json(lists=out is None))
    else:
        _show(found, wanted.orders.name)
    show.findings(found.orders.findings)
    return 1 if found.orders.findings else 0


def _play(wanted: Wanted) -> Result:
    if not find_spec("numpy"):
        raise problem("replay.needs_numpy")
    from tanshi.exchange.replay.opening_file import read_balances
    from tanshi.exchange.replay.orders_file import read_orders
    from tanshi.exchange.replay.play import law_terms, plain_terms, play

    tick, parts = _tick(wanted.tick)
    if parts != 100 and not wanted.plain:
        raise problem("replay.tick", tick=wanted.tick)
    orders = read_orders(wanted.orders, parts, timed=not wanted.plain)
    balances = read_balances(wanted.opening, parts) if wanted.opening else None
    if wanted.plain:
        terms = plain_terms(orders, tick)
    else:
        day = wanted.on or legal_today()
        close = int(decimal(wanted.previous_close) * parts) if wanted.previous_close else None
        terms = law_terms(Law("cn"), wanted.kind, day, close, tick)
    found = play(orders, terms, balances, parts)
    return found.with_findings(balances.findings) if balances else found


def _tick(text: str) -> tuple[int, int]:
    """Return a tick in parts of a CNY, and how many parts one has: a hundred, or as many as the tick needs."""
    try:
        tick = decimal(text)
    except ValueError:
        tick = Fraction(0)
    parts = 100
    while (tick * parts).denominator != 1 and parts < 10**6:
        parts *= 10
    if tick <= 0 or (tick * parts).denominator != 1:
        raise problem("replay.tick", tick=text)
    return int(tick * parts), parts


def _show(found: Result, name: str) -> None:
    from tanshi.exchange.replay.result import REJECTS, TRADES

    counts = [
        ("messages", f"{len(found.orders.messages):,}"), ("trades", f"{len(found.made):,}"),
        ("rejects", f"{len(found.refused):,}"), ("volume", f"{found.volume:,}"), ("value", found.money(found.value)),
        ("close", found.close or ""), ("state_hash", found.state.digest()),
    ]  # fmt: skip
    show.table(name, ["", ""], counts)
    for title, columns, rows in (("trades", TRADES, found.trades()), ("rejects", REJECTS, found.rejects())):
        first: list[Sequence[str]] = [[str(cell) for cell in row] for row in islice(rows, _SHOWN)]
        if first:
            show.table(title, list(columns), first)


def _write(found: Result, folder: Path) -> None:
    """Write the long lists as CSV files."""
    from tanshi.exchange.replay.result import BALANCES, BOOK, REJECTS, TRADES

    lists: tuple[tuple[str, Sequence[str], Iterable[Sequence[object]]], ...] = (
        ("trades", TRADES, found.trades()), ("rejects", REJECTS, found.rejects()), ("book", BOOK, found.book()),
        ("balances", BALANCES, found.balances()),
    )  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, columns, rows in lists:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows(rows)
    except OSError as error:
        raise problem("output.cannot_write", where=str(folder), reason=error.strerror or str(error)) from error
