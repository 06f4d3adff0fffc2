"""What is kept of papers that were issued. Their files are in the evidence store under their digests."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table(
    "documents_paper",
    key=["id"],
    checks=["state IN ('issued', 'withdrawn')", "serial > 0", "language IN ('zh', 'en')"],
    unique=[["code"], ["number"]],
    indexes=[["subject"], ["organisation"]],
)
@dataclass(slots=True)
class PaperRow(Row):
    """An issued paper (文书): number, what it is about, digests, and whether it stands."""

    id: str
    organisation: str
    word: str
    year: int
    serial: int
    number: str
    template: str
    version: int
    language: str
    title: str
    subject: str
    area_gb2260: str
    body_zh: str
    body_en: str
    issued_on: str
    code: str
    data_sha256: str
    pdf_sha256: str
    xlsx_sha256: str
    state: str
    withdrawn_on: str
    ground: str
    replaced_by: str


@table("documents_word", key=["word"])
@dataclass(slots=True)
class WordRow(Row):
    """A word of document numbers (机关代字) and the body that uses it: the first one that did."""

    word: str
    organisation: str


@table("documents_number", key=["word", "year"], checks=["last > 0"])
@dataclass(slots=True)
class NumberRow(Row):
    """The last document number of a word in a year."""

    word: str
    year: int
    last: int


TABLES: tuple[type[Row], ...] = (PaperRow, WordRow, NumberRow)
