"""What may be asked about papers: to issue one that is made, and to withdraw one.

A paper is made before it is issued, because making it takes longer than the journal may be held; so the request says
which number the paper bears, and under the lock it is refused unless that number is the next one. Numbers of a word
and year therefore have no gaps and no doubles, whoever else issues at the same time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tanshi.application.documents.events import PaperIssued, PaperWithdrawn
from tanshi.application.documents.library import templates
from tanshi.application.documents.paper import document_number
from tanshi.application.documents.proof_code import proof_code
from tanshi.application.documents.tables import NumberRow, PaperRow, WordRow
from tanshi.core.catalogue import LANGUAGES
from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import ActorRow, EntityRow

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_SALT = re.compile(r"([0-9a-f]{2}){16,32}\Z")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}\Z")


class DocumentsOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "documents.done"
    BAD_ID = "documents.bad_id"
    TEMPLATE_NOT_FOUND = "documents.template_not_found"
    NOT_ISSUER = "documents.not_issuer"
    BAD_RECORD = "documents.bad_record"
    ALREADY_ISSUED = "documents.already_issued"
    DAY_NOT_TODAY = "documents.day_not_today"
    WORD_OF_OTHER_BODY = "documents.word_of_other_body"
    NUMBER_NOT_NEXT = "documents.number_not_next"
    CODE_WRONG = "documents.code_wrong"
    NOT_FOUND = "documents.not_found"
    OF_OTHER_BODY = "documents.of_other_body"
    ALREADY_WITHDRAWN = "documents.already_withdrawn"
    NO_GROUND = "documents.no_ground"
    REPLACEMENT_NOT_FOUND = "documents.replacement_not_found"


@dataclass(frozen=True, slots=True)
class IssuePaper:
    """Issue a paper that is made and stored: its number is `word`〔year of `day`〕`serial`号.

    `subject` is an entity's id, or "" with `area_gb2260` of a province or "" for the nation. The code follows from
    salt, number and data digest (`proof_code`).
    """

    id: str
    word: str
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
class WithdrawPaper:
    """Withdraw a paper, saying why; `replaced_by` is the id of the paper that stands instead, or ""."""

    id: str
    ground: str
    replaced_by: str


def _issue(request: IssuePaper, rows: Rows, act: Act) -> Outcome:
    if not is_id(request.id):
        return act.refuse(DocumentsOutcome.BAD_ID, id=request.id)
    kind = templates().get(request.template)
    if kind is None or kind.version != request.version:
        return act.refuse(DocumentsOutcome.TEMPLATE_NOT_FOUND, template=request.template, version=request.version)
    role = rows.need(ActorRow, act.command.actor).role
    if role not in kind.issuers:
        return act.refuse(
            DocumentsOutcome.NOT_ISSUER, role=role, template=request.template, issuers=", ".join(kind.issuers)
        )
    if wrong := _wrong_field(request):
        return act.refuse(DocumentsOutcome.BAD_RECORD, field=wrong)
    if (earlier := rows.get(PaperRow, request.id)) is not None:
        return act.refuse(DocumentsOutcome.ALREADY_ISSUED, id=request.id, number=earlier.number)
    if request.day != act.day:
        return act.refuse(DocumentsOutcome.DAY_NOT_TODAY, day=request.day, today=act.day)
    year = int(act.day[:4])
    owner = rows.get(WordRow, request.word)
    if owner is not None and owner.organisation != act.command.organisation:
        return act.refuse(DocumentsOutcome.WORD_OF_OTHER_BODY, word=request.word)
    number = document_number(request.word, year, request.serial)
    if request.serial != (following := next_serial(rows.get(NumberRow, (request.word, year)))):
        return act.refuse(
            DocumentsOutcome.NUMBER_NOT_NEXT, number=number, next=document_number(request.word, year, following)
        )
    if request.code != proof_code(request.salt, number, request.data_sha256):
        return act.refuse(DocumentsOutcome.CODE_WRONG)
    act.record(
        PaperIssued(
            request.id, act.command.organisation, request.word, year, request.serial, request.template, request.version,
            request.language, request.title, request.subject, request.area_gb2260, request.body_zh, request.body_en,
            request.day, request.salt, request.code, request.data_sha256, request.pdf_sha256, request.xlsx_sha256,
        )
    )  # fmt: skip
    return DocumentsOutcome.DONE


def _wrong_field(request: IssuePaper) -> str:
    """Return the first field that cannot be recorded, or ""."""
    if request.language not in LANGUAGES:
        return "language"
    if not _WORD.match(request.word):
        return "word"
    if not _SALT.match(request.salt):
        return "salt"
    if not request.title or not request.body_zh:
        return "title" if not request.title else "body_zh"
    for name in ("data_sha256", "pdf_sha256", "xlsx_sha256"):
        if not _DIGEST.match(getattr(request, name)):
            return name
    return ""


def next_serial(row: NumberRow | None) -> int:
    """Return the serial number after the last one of a word in a year."""
    return 1 if row is None else row.last + 1


def _withdraw(request: WithdrawPaper, rows: Rows, act: Act) -> Outcome:
    paper = rows.get(PaperRow, request.id)
    if paper is None:
        return act.refuse(DocumentsOutcome.NOT_FOUND, id=request.id)
    if paper.organisation != act.command.organisation:
        return act.refuse(DocumentsOutcome.OF_OTHER_BODY, id=request.id)
    if paper.state == "withdrawn":
        return act.refuse(DocumentsOutcome.ALREADY_WITHDRAWN, id=request.id)
    if not request.ground.strip():
        return act.refuse(DocumentsOutcome.NO_GROUND)
    if request.replaced_by:
        other = rows.get(PaperRow, request.replaced_by)
        if other is None or other.id == paper.id or other.state == "withdrawn":
            return act.refuse(DocumentsOutcome.REPLACEMENT_NOT_FOUND, id=request.replaced_by)
    act.record(PaperWithdrawn(request.id, request.ground, request.replaced_by))
    return DocumentsOutcome.DONE


def _whose(request: IssuePaper, rows: Rows) -> Concern:
    return concern_of(request.subject, rows) if request.subject else Concern("", request.area_gb2260)


def _whose_paper(request: WithdrawPaper, rows: Rows) -> Concern:
    paper = rows.get(PaperRow, request.id)
    if paper is None:
        return Concern()
    return concern_of(paper.subject, rows) if paper.subject else Concern("", paper.area_gb2260)


HANDLERS = (
    Handler(
        "documents.issue",
        IssuePaper,
        _issue,
        DocumentsOutcome.DONE,
        touch=lambda r: [
            (PaperRow, r.id), (WordRow, r.word), (NumberRow, (r.word, _year(r.day))), (EntityRow, r.subject),
        ],
        concern=_whose,
    ),
    Handler(
        "documents.withdraw",
        WithdrawPaper,
        _withdraw,
        DocumentsOutcome.DONE,
        touch=lambda r: [(PaperRow, r.id), *([(PaperRow, r.replaced_by)] if r.replaced_by else [])],
        concern=_whose_paper,
    ),
)  # fmt: skip


def _year(day: str) -> int:
    """Return the year a day's text begins with, or 0; the judge refuses a day that is not today's."""
    return int(day[:4]) if day[:4].isascii() and day[:4].isdigit() else 0
