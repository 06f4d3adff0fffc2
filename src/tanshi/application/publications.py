"""What an entity published of its report, in words: for the page, and as a paper (PDF, workbook)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tanshi.accounting.guide import Guide
from tanshi.application.documents.library import separated
from tanshi.application.documents.library import shown as shown_day
from tanshi.application.documents.paper import Composed, Part, Table, house_words
from tanshi.core.catalogue import Language, known, text
from tanshi.core.citation import Citation
from tanshi.core.exact import show
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.mrv.publication import FACILITY, METHOD, SOURCE, PublicationRow, PublishedItemRow
from tanshi.mrv.verification.figures import POWER
from tanshi.participants.tables import EntityRow
from tanshi.rules import Law

#: A section: its title's word, its columns' words, how many of them are words, and its rows.
Section = tuple[str, tuple[str, ...], int, list[tuple[str, ...]]]

_NONE = "–"


class Publication:
    """One publication of an entity's year in one language."""

    def __init__(self, law: Law, view: Reads, row: PublicationRow, language: Language) -> None:
        self.row, self._law, self._language = row, law, language
        self._items = items(view, row)
        self._guide = Guide.of(law, row.sector, int(row.period))
        (entity,) = read_rows(view, EntityRow, id=row.entity)
        names = (entity.name_zh, entity.name_en) if language == "zh" else (entity.name_en, entity.name_zh)
        self.name = names[0] or names[1] or entity.id

    def title(self) -> str:
        return self._word("title", name=self.name, period=self.row.period)

    def figures(self) -> list[tuple[str, str]]:
        """Return what is said of the publication as a whole."""
        row = self.row
        return [
            (self._word("emission"), separated(str(row.verified_t))),
            (self._word("guide"), self._cited(row.guide)), (self._word("basis"), self._cited(row.basis)),
            (self._word("day"), row.published_on + (f" ({self._word('late')})" if row.late else "")),
            (self._word("due"), row.due), (self._word("version"), str(row.number)),
        ]  # fmt: skip

    def sections(self) -> list[Section]:
        """Return emissions, facilities and methods; what there is none of is left out."""
        found: list[Section] = [
            ("sources", ("part", "source", "tonnes"), 2, [self._source(i) for i in self._of(SOURCE)]),
            ("facilities", ("part", "what", "capacity"), 2, [self._facility(i) for i in self._of(FACILITY)]),
            ("methods", ("part", "stream", "way", "records"), 3, [self._method(i) for i in self._of(METHOD)]),
        ]
        return [section for section in found if section[3]]

    def paper(self) -> Composed:
        """Return the publication as a paper."""
        parts = [Part("figures", "", self.figures())]
        for title, columns, words, rows in self.sections():
            numeric = [n >= words for n in range(len(columns))]
            table = Table([self._word(c) for c in columns], rows, (), numeric, [0] * len(columns))
            parts += [Part("heading", self._word(title)), Part("table", "", table=table)]
        return Composed(
            layout="filing", language=self._language, title=self.title(), addressee="", parts=parts, annexes=(),
            issuing_body=self.name, day=shown_day("day", self.row.published_on, self._language),
            iso_day=self.row.published_on, number=f"{self.row.entity} {self.row.period}/{self.row.number}", code="",
            verify="", mark="", landscape=False, words=house_words(self._language),
        )  # fmt: skip

    def _of(self, kind: str) -> list[PublishedItemRow]:
        return [i for i in self._items if i.kind == kind]

    def _part(self, item: PublishedItemRow) -> str:
        return item.part or self._word("firm")

    def _source(self, item: PublishedItemRow) -> tuple[str, ...]:
        gas = item.name.removeprefix("gas_")
        named = self._guide.sources.get(item.name)
        label = named.label[self._language] if named else self._word("gas", gas=gas)
        return self._part(item), label, separated(item.value)

    def _facility(self, item: PublishedItemRow) -> tuple[str, ...]:
        if self.row.sector == POWER and "/" in item.name:
            kinds = zip(("fuel", "technology"), item.name.split("/", 1), strict=True)
            words = " ".join(self._said(kind, value) for kind, value in kinds)
            return item.part, words, show(Fraction(int(item.value), 1000))
        return item.part, self._word(f"level_{item.name}"), item.value or _NONE

    def _method(self, item: PublishedItemRow) -> tuple[str, ...]:
        stream = self._guide.streams.get(item.name)
        ways = {} if stream is None else {w.name: w.label[self._language] for w in stream.method.ways}
        if stream is None or item.value not in ways:
            return self._part(item), self._said("fuel", item.name), self._word(f"way_{item.value}"), str(item.records)
        return self._part(item), stream.label[self._language], ways[item.value], str(item.records)

    def _word(self, word: str, /, **params: object) -> str:
        return text(f"publication.{word}", self._language, params)

    def _said(self, kind: str, value: str) -> str:
        code = f"list_value.{kind}.{value}"
        return text(code, self._language) if known(code) else value

    def _cited(self, said: str) -> str:
        instrument, _, place = said.partition(" ")
        return self._law.reference(Citation(instrument, place))


def items(view: Reads, row: PublicationRow) -> list[PublishedItemRow]:
    """Return what a publication says, in its order."""
    found = read_rows(view, PublishedItemRow, entity=row.entity, period=row.period, number=row.number)
    return sorted(found, key=lambda i: i.place)


def publications(view: Reads, entity: str = "", period: str = "") -> list[PublicationRow]:
    """Return publications, the newest year first, of an entity and year where these are given."""
    asked = {name: value for name, value in (("entity", entity), ("period", period)) if value}
    found = sorted(read_rows(view, PublicationRow, **asked), key=lambda r: (r.entity, -r.number))
    return sorted(found, key=lambda r: r.period, reverse=True)


def publication(law: Law, view: Reads, entity: str, period: str, language: Language, number: int = 0) -> Publication:
    """Return a publication, the last one without a number; `Problem` if there is none."""
    rows: Sequence[PublicationRow] = publications(view, entity, period)
    row = next((r for r in rows if number in (0, r.number)), None)
    if row is None:
        raise problem("publication.not_there", where=f"{entity} {period}")
    return Publication(law, view, row, language)
