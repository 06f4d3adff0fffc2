"""The difference list of a factor as a file: PDF, workbook or CSV, the same words and figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from tanshi.application.documents.library import shown
from tanshi.application.documents.paper import Composed, Part, Table, house_words
from tanshi.application.documents.typesetting import pdf
from tanshi.application.documents.workbook import xlsx
from tanshi.application.factor_changes import Changes
from tanshi.core.catalogue import Language, text

_REPORTS = ("entity", "year", "state", "booked_t", "old_t", "new_t", "difference_t")
_UNITS = ("entity", "year", "unit_id", "old_t", "new_t")


def difference_list(found: Changes, language: Language, day: str) -> Composed:
    """Return the list of reports a factor changes as a paper: the factor, sums, reports, their units."""
    row = found.factor

    def word(name: str) -> str:
        return text(f"factors.word_{name}", language)

    figures = [
        (word("factor"), f"{row.parameter} {row.key}".strip()), (word("id"), row.id),
        (word("value"), f"{row.value} {row.unit}"), (word("validity"), f"{row.from_day} – {row.to_day}"),
        (word("source"), row.source), (word("computed"), f"{found.computed:,}"),
        (word("reports"), f"{len(found.reports):,}"), (word("difference_t"), f"{found.difference_t:+,}"),
        (word("position"), str(found.position)),
    ]  # fmt: skip
    reports = [
        (r.entity, r.period, text(f"list_value.state.{r.state}", language), f"{r.booked_t:,}", f"{r.old_t:,}",
         f"{r.new_t:,}", f"{r.difference_t:,}")
        for r in found.reports
    ]  # fmt: skip
    sums = [
        f"{sum(n):,}"
        for n in zip(*((r.booked_t, r.old_t, r.new_t, r.difference_t) for r in found.reports), strict=True)
    ]
    units = [(r.entity, r.period, unit, old, new) for r in found.reports for unit, old, new in r.units]
    return Composed(
        layout="filing",
        language=language,
        title=text("factors.difference_list", language),
        addressee="",
        parts=[
            Part("figures", "", figures, numeric=[False] * len(figures)),
            Part("paragraph", text("factors.difference_lead", language)),
            Part("table", word("reports"), table=_table(_REPORTS, reports, word, ["", "", "", *sums] if sums else [])),
            Part("table", word("units"), table=_table(_UNITS, units, word, [])),
        ],
        annexes=(),
        issuing_body="",
        day=shown("day", day, language),
        iso_day=day,
        number="",
        code="",
        verify="",
        mark="",
        landscape=False,
        words=house_words(language),
    )


def _table(
    names: tuple[str, ...], rows: Sequence[Sequence[str]], word: Callable[[str], str], total: list[str]
) -> Table:
    if total:
        total[0] = word("total")
    return Table([word(n) for n in names], rows, total, [n.endswith("_t") for n in names], [0] * len(names))


def _csv(paper: Composed) -> bytes:
    """Return the reports of a list, one a row; whole numbers without separators."""
    table = next(p.table for p in paper.parts if p.table is not None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.heads)
    for row in table.rows:
        writer.writerow(c.replace(",", "") if n else c for c, n in zip(row, table.numeric, strict=True))
    return out.getvalue().encode("utf-8-sig")


#: Forms of the file by their ending, with media type and how they are made.
FORMS: Mapping[str, tuple[str, Callable[[Composed], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "csv": ("text/csv; charset=utf-8", _csv),
    "pdf": ("application/pdf", lambda paper: pdf(paper).data),
}
