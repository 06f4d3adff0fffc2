"""Facts of openings and their projection; balances, emissions and obligations are facts of their own systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.application.opening.tables import (
    OpeningCaseRow,
    OpeningFreezeRow,
    OpeningRow,
    OpeningSheetRow,
    OpeningTotalRow,
)
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows


@dataclass(frozen=True, slots=True)
class OpeningSigned(Fact):
    """Two persons signed a file: its digest, its totals, and the digest of the first of its parts."""

    type: ClassVar[str] = "opening.signed/1"
    opening: str
    name: str
    parts: int
    first: str
    sheets: list[dict[str, Any]]
    totals: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PartTaken(Fact):
    """A part of a signed file was taken over; `due` is the digest of the next one, "" after the last."""

    type: ClassVar[str] = "opening.part_taken/1"
    opening: str
    number: int
    due: str


@dataclass(frozen=True, slots=True)
class FreezesTaken(Fact):
    """Freezes ordered before these books were taken over."""

    type: ClassVar[str] = "opening.freezes_taken/1"
    opening: str
    freezes: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CasesTaken(Fact):
    """Cases that were open before these books were taken over."""

    type: ClassVar[str] = "opening.cases_taken/1"
    opening: str
    cases: list[dict[str, Any]]


def _signed(fact: OpeningSigned, at: At, rows: Rows) -> None:
    rows.put(OpeningRow(fact.opening, fact.name, fact.parts, 0, fact.first, "open", at.day))
    for sheet in fact.sheets:
        rows.put(OpeningSheetRow(opening=fact.opening, **sheet))
    for total in fact.totals:
        rows.put(OpeningTotalRow(opening=fact.opening, **total))


def _part(fact: PartTaken, at: At, rows: Rows) -> None:
    row = rows.edit(OpeningRow, fact.opening)
    row.taken, row.due = fact.number, fact.due
    row.state = "open" if fact.due else "closed"


def _freezes(fact: FreezesTaken, at: At, rows: Rows) -> None:
    for freeze in fact.freezes:
        rows.put(OpeningFreezeRow(opening=fact.opening, **freeze))


def _cases(fact: CasesTaken, at: At, rows: Rows) -> None:
    for case in fact.cases:
        rows.put(OpeningCaseRow(opening=fact.opening, **case))


FACTS = (
    FactType(OpeningSigned, _signed),
    FactType(PartTaken, _part),
    FactType(FreezesTaken, _freezes),
    FactType(CasesTaken, _cases),
)
