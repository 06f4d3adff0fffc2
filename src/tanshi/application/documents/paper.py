"""A paper: a template filled with data, with issuing body, number, day and proof code.

`compose` turns a paper into plain lines, figures and tables. The PDF, the workbook and the page are made from those, so
all say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from tanshi.application.documents.library import Block, Template, check_data, shown, template, total_of
from tanshi.core.catalogue import Language, text
from tanshi.journal.canonical import canonical


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """Who issues: the names on the letterhead and the word of its document numbers (机关代字), e.g. 鄂环碳."""

    name_zh: str
    name_en: str
    word: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper. Without number and code it is a draft, and says so on every page.

    `data` holds text, whole numbers and lists of such rows, as `template.fields` declares; decimals are text. `site` is
    the address of the public pages, without a slash at the end.
    """

    template: str
    language: Language
    body: IssuingBody
    subject: str
    data: Mapping[str, Any]
    day: str
    number: str = ""
    code: str = ""
    site: str = ""

    def kind(self) -> Template:
        """Return the template, after checking that the data fits it."""
        found = template(self.template)
        check_data(found, self.data)
        return found

    def data_bytes(self) -> bytes:
        """Return the canonical bytes of everything the paper says except its proof code."""
        return canonical(
            {
                "body": {"en": self.body.name_en, "zh": self.body.name_zh},
                "data": _plain(self.data),
                "day": self.day,
                "language": self.language,
                "number": self.number,
                "subject": self.subject,
                "template": self.template,
                "version": template(self.template).version,
            }
        )

    def data_sha256(self) -> str:
        """Return the digest of what the paper says."""
        return sha256(self.data_bytes()).hexdigest()

    def numbered(self, number: str, day: str) -> Paper:
        """Return the paper with a number and its day."""
        return replace(self, number=number, day=day)


def document_number(word: str, year: int, serial: int) -> str:
    """Return a document number as Chinese official papers write it: 鄂环碳〔2023〕12号."""
    return f"{word}〔{year}〕{serial}号"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words: headings, cells, one total row or none; `numeric` and `shares` by column."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    total: Sequence[str]
    numeric: Sequence[bool]
    shares: Sequence[int]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a composed paper; which of the fields count says `kind` (of a `picture` the text is its SVG);
    `numeric` by figure, missing is text.
    """

    kind: str
    text: str = ""
    figures: Sequence[tuple[str, str]] = ()
    table: Table | None = None
    numeric: Sequence[bool] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper in words, in one language: what every form of it (PDF, workbook, page) is made from.

    `iso_day` dates the file; `mark` is printed across every page ("" prints nothing); `verify` is the address behind
    the QR code, "" without a code; `words` are the house's own (seal, proof code …).
    """

    layout: str
    language: Language
    title: str
    addressee: str
    parts: Sequence[Part]
    annexes: Sequence[str]
    issuing_body: str
    day: str
    iso_day: str
    number: str
    code: str
    verify: str
    mark: str
    landscape: bool
    words: Mapping[str, str]


#: Kinds of values that are words, not numbers.
_WORDED = ("text", "day")

_WORDS = ("seal", "proof", "scan", "draft", "annex", "number", "issued_by", "day")


def house_words(language: Language) -> dict[str, str]:
    """Return the words every layout uses."""
    return {word: text(f"documents.word_{word}", language) for word in _WORDS}


def compose(paper: Paper) -> Composed:
    """Return a paper in words; `Problem` if its data does not fit its template."""
    kind, language = paper.kind(), paper.language
    values = {name: shown(t, paper.data[name], language) for name, t in kind.fields.items() if t != "rows"}

    def fill(both: Mapping[Language, str]) -> str:
        return both[language].format_map(values)

    parts = [
        _part(block, kind, paper, values, fill(block.text))
        for block in kind.blocks
        if not block.only_if or paper.data[block.only_if]
    ]
    words = house_words(language)
    return Composed(
        layout=kind.layout,
        language=language,
        title=fill(kind.title),
        addressee=fill(kind.addressee),
        parts=parts,
        annexes=[fill(a) for a in kind.annexes],
        issuing_body=paper.body.name_zh if language == "zh" else paper.body.name_en,
        day=shown("day", paper.day, language),
        iso_day=paper.day,
        number=paper.number,
        code=paper.code,
        verify=f"{paper.site}/verify/{paper.code}" if paper.code else "",
        mark="" if paper.number else words["draft"],
        landscape=kind.landscape,
        words=words,
    )


def _part(block: Block, kind: Template, paper: Paper, values: Mapping[str, str], words: str) -> Part:
    language = paper.language
    if block.kind == "figures":
        figures = [(kind.labels[f][language], values[f]) for f in block.figures]
        return Part("figures", words, figures, numeric=[kind.fields[f] not in _WORDED for f in block.figures])
    if block.kind != "table":
        return Part(block.kind, words)
    rows: Sequence[Mapping[str, Any]] = paper.data[block.rows]
    columns = block.columns
    total: list[str] = []
    if block.total and rows:
        sums = {c.name: shown(c.kind, total_of(c, rows), language) for c in columns if c.name in block.total}
        total = [sums.get(c.name, "") for c in columns]
        total[0] = total[0] or text("documents.word_total", language)
    table = Table(
        heads=[c.label[language] for c in columns],
        rows=[[shown(c.kind, row[c.name], language) for c in columns] for row in rows],
        total=total,
        numeric=[c.kind not in _WORDED for c in columns],
        shares=[c.share for c in columns],
    )
    return Part("table", words, table=table)
