"""Facts of papers, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tanshi.application.documents.paper import document_number
from tanshi.application.documents.tables import NumberRow, PaperRow, WordRow
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows


@dataclass(frozen=True, slots=True)
class PaperIssued(Fact):
    """A body issued a paper: its number, what it is about, the digests of its files, and its proof code."""

    type: ClassVar[str] = "documents.issued/1"
    id: str
    organisation: str
    word: str
    year: int
    serial: int
    template: str
    version: int
    language: str
    title: str
    subject: str
    area_gb2260: str
    body_zh: str
    body_en: str
    day: str
    salt: str
    code: str
    data_sha256: str
    pdf_sha256: str
    xlsx_sha256: str


@dataclass(frozen=True, slots=True)
class PaperWithdrawn(Fact):
    """A body withdrew a paper; `replaced_by` is the id of the one that stands instead, or ""."""

    type: ClassVar[str] = "documents.withdrawn/1"
    id: str
    ground: str
    replaced_by: str


def _issued(fact: PaperIssued, at: At, rows: Rows) -> None:
    rows.put(
        PaperRow(
            fact.id, fact.organisation, fact.word, fact.year, fact.serial,
            document_number(fact.word, fact.year, fact.serial), fact.template, fact.version, fact.language, fact.title,
            fact.subject, fact.area_gb2260, fact.body_zh, fact.body_en, fact.day, fact.code, fact.data_sha256,
            fact.pdf_sha256, fact.xlsx_sha256, "issued", "", "", "",
        )
    )  # fmt: skip
    rows.put(WordRow(fact.word, fact.organisation))
    rows.put(NumberRow(fact.word, fact.year, fact.serial))


def _withdrawn(fact: PaperWithdrawn, at: At, rows: Rows) -> None:
    paper = rows.edit(PaperRow, fact.id)
    paper.state, paper.withdrawn_on, paper.ground, paper.replaced_by = (
        "withdrawn",
        at.day,
        fact.ground,
        fact.replaced_by,
    )


FACTS = (FactType(PaperIssued, _issued), FactType(PaperWithdrawn, _withdrawn))
