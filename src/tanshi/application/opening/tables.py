"""What is kept of openings: the signed files with their totals, and what no system has a place for yet."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table("opening_file", key=["id"], checks=["state IN ('open', 'closed')", "taken >= 0", "taken <= parts"])
@dataclass(slots=True)
class OpeningRow(Row):
    """A signed file, named by its SHA-256. `due`: the digest of the part that comes next, "" after the last one."""

    id: str
    name: str
    parts: int
    taken: int
    due: str
    state: str
    signed_on: str


@table("opening_sheet", key=["sheet"], checks=["lines > 0"])
@dataclass(slots=True)
class OpeningSheetRow(Row):
    """A sheet is taken over once in the life of these books; `lines` is how many rows it had."""

    sheet: str
    opening: str
    lines: int


@table("opening_total", key=["opening", "sheet", "about", "measure"])
@dataclass(slots=True)
class OpeningTotalRow(Row):
    """A control total that was signed, as decimal text; `about` is the instrument, year or period it is of."""

    opening: str
    sheet: str
    about: str
    measure: str
    total: str


@table("opening_freeze", key=["holder", "instrument", "document"], checks=["amount > 0"])
@dataclass(slots=True)
class OpeningFreezeRow(Row):
    """A freeze (冻结) ordered before these books: whole tonnes, or fen of cash, that a holder may not move."""

    holder: str
    instrument: str
    document: str
    amount: int
    ground: str
    opening: str


@table("opening_case", key=["entity", "ground", "document"])
@dataclass(slots=True)
class OpeningCaseRow(Row):
    """A case (案件) that was open when these books began, and how far it was."""

    entity: str
    ground: str
    document: str
    stage: str
    opening: str


TABLES: tuple[type[Row], ...] = (OpeningRow, OpeningSheetRow, OpeningTotalRow, OpeningFreezeRow, OpeningCaseRow)
