"""A filled form on paper: header, rows, totals and what is wrong, set by the documents kit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tanshi.application.documents.library import separated
from tanshi.application.documents.library import shown as shown_day
from tanshi.application.documents.paper import Composed, Part, Table, house_words
from tanshi.application.forms.cell import shown
from tanshi.application.forms.definition import Field
from tanshi.application.forms.intake import Intake
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import NotADecimal, decimal

#: More columns than this are printed across the page.
_UPRIGHT = 7


def printed(
    intake: Intake, language: Language, *, filled_by: str, day: str, number: str = "", code: str = "", site: str = ""
) -> Composed:
    """Return a filled form as a paper in words, for `documents.pdf`, `png` and `xlsx`.

    `day` is an ISO day; `number` and `code` come from the receipt, if there is one.
    """
    form = intake.form

    def word(name: str) -> str:
        return text(f"forms.word_{name}", language)

    parts = [
        Part(
            "figures",
            "",
            [
                (f.heading.in_language(language), _words(f, intake.header[f.name], language))
                for f in form.header
                if f.name in intake.header
            ],
        )
    ]
    if form.table is not None:
        parts.append(Part("table", form.table.sheet.in_language(language), table=_table(intake, language)))
    if intake.findings:
        rows = [(f.where, f.message(language)) for f in intake.findings]
        heads = (word("place"), word("note"))
        parts.append(Part("table", word("findings"), table=Table(heads, rows, (), (False, False), (0, 1))))
    return Composed(
        layout="filing",
        language=language,
        title=form.title.in_language(language),
        addressee="",
        parts=[p for p in parts if p.figures or p.table],
        annexes=(),
        issuing_body=f"{word('signature')}: {filled_by}",
        day=shown_day("day", day, language),
        iso_day=day,
        number=number,
        code=code,
        verify=f"{site}/verify/{code}" if code else "",
        mark="",
        landscape=form.table is not None and len(form.table.columns) > _UPRIGHT,
        words=house_words(language),
    )


def _table(intake: Intake, language: Language) -> Table:
    form = intake.form
    assert form.table is not None
    columns = form.table.columns
    total: Sequence[str] = ()
    if intake.totals:
        total = [_separated(intake.totals.get(c.name, "")) for c in columns]
        total = [total[0] or text("forms.word_total", language), *total[1:]]
    heads = [c.heading.in_language(language) for c in columns]
    rows = [[_words(c, row.values[c.name], language, row.values) for c in columns] for row in intake.rows]
    return Table(heads, rows, total, [c.is_number for c in columns], _shares(heads, [*rows, total] if total else rows))


#: Least and most of a line a column may ask for, in letters; headings may run over three lines.
_NARROW, _WIDE, _LINES = 6, 40, 3


def _shares(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide each column should be in proportion: by its longest cell, a Chinese character being two wide."""
    found = []
    for place, head in enumerate(heads):
        longest = max((_width(row[place]) for row in rows), default=0)
        found.append(min(max(longest, _width(head) // _LINES, _NARROW), _WIDE))
    return found


def _width(words: str) -> int:
    return sum(1 if c.isascii() else 2 for c in words)


def _words(field: Field, value: object, language: Language, others: Mapping[str, Any] | None = None) -> str:
    words = shown(field, value, language=language, others=others)
    return _separated(words) if (field.is_number or field.kind == "figure") and not field.plain else words


def _separated(words: str) -> str:
    try:
        decimal(words)
    except NotADecimal:
        return words
    return separated(words)
