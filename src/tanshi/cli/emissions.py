"""`tanshi emissions`: a sector's guide on somebody's own file of activity data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tanshi.accounting.columns import template_rows, template_sheets
from tanshi.accounting.guide import Guide
from tanshi.accounting.report import Report, report_of
from tanshi.accounting.totals import EntityYear
from tanshi.accounting.uncertainty import Spread, spread_of
from tanshi.application.practice import process_clock
from tanshi.cli import show
from tanshi.core import exact
from tanshi.core.catalogue import Language
from tanshi.rules import Law

#: Entities shown on the screen; --json has all.
_SHOWN = 10


def run_emissions(file: Path, sector: str, year: int, why: str, total: str, with_spread: bool, as_json: bool) -> int:
    """Compute a file's emissions and show them, or the tree of one entity; 1 if some rows do not count."""
    law = Law("cn")
    found = report_of(law, sector, file, year)
    if why:
        guide = next(iter(found.guides.values()))
        proved = show.proof(why, guide.sector, found.why(why, year, total), as_json)
        show.findings(found.findings)
        return 0 if proved and not found.findings else 1
    spreads = spread_of(found) if with_spread else {}
    if as_json:
        show.json_document(_with_spreads(found, spreads))
    else:
        _print(found, file, spreads)
    show.findings((*found.findings, *found.read.remarks))
    return 1 if found.findings else 0


def _with_spreads(found: Report, spreads: dict[tuple[str, int], Spread]) -> dict[str, object]:
    document = found.as_json()
    for entity in document["entities"]:
        if (spread := spreads.get((entity["entity_id"], entity["year"]))) is not None:
            entity["uncertainty"] = spread.as_json()
    return document


def _print(found: Report, file: Path, spreads: dict[tuple[str, int], Spread]) -> None:
    guides = sorted(found.guides.items())
    lang = show.language()
    title = show.word("emissions.title", sector=guides[-1][1].label[lang], file=file.name)
    totals = {t.code: t.label[lang] for _, guide in guides for t in guide.totals}
    heads = [show.word("emissions.entity"), show.word("emissions.year"), *totals.values()]
    shown = found.entities[:_SHOWN]
    rows = []
    for entity in shown:
        sums = [f"{entity.totals[t]:,}" if t in entity.totals else "" for t in totals]
        if (spread := spreads.get((entity.entity, entity.year))) is not None:
            sums[0] += f" ± {spread.percent:.1f} %"
        rows.append((entity.entity, str(entity.year), *sums))
    show.table(title, heads, rows, left=2)
    if len(found.entities) > _SHOWN:
        show.out.print(show.word("emissions.more", count=len(found.entities) - _SHOWN), markup=False, soft_wrap=True)
    heads = [show.word(f"emissions.{name}") for name in ("entity", "year", "source", "emission")]
    show.table(show.word("emissions.by_source"), heads, _of_sources(found, shown, lang), left=3)
    if parts := list(_of_parts(found, shown, lang)):
        heads = [show.word(f"emissions.{name}") for name in ("entity", "year", "part", "source", "emission")]
        show.table(show.word("emissions.by_part"), heads, parts, left=4)
    if figures := list(_figures(found, shown, lang)):
        heads = [show.word(f"emissions.{name}") for name in ("entity", "year", "part", "figure", "value")]
        show.table(show.word("emissions.figures"), heads, figures, left=4)
    for year, guide in guides:
        told = show.word("emissions.by_guide", year=year, guide=guide.law.reference(guide.citation))
        show.out.print(f"{told} ({guide.confidence})", markup=False, soft_wrap=True)


def _of_sources(found: Report, shown: Sequence[EntityYear], lang: Language) -> Iterator[tuple[str, str, str, str]]:
    for entity in shown:
        guide = found.guides[entity.year]
        for code, value in entity.sources.items():
            said = exact.show(value, guide.source_places)
            yield entity.entity, str(entity.year), guide.sources[code].label[lang], said


def _of_parts(found: Report, shown: Sequence[EntityYear], lang: Language) -> Iterator[tuple[str, ...]]:
    """Yield the sources of each line and unit."""
    for entity in shown:
        guide = found.guides[entity.year]
        for part in entity.parts:
            for code, value in part.sources.items() if part.part else ():
                said = exact.show(value, guide.source_places)
                yield entity.entity, str(entity.year), part.part, guide.sources[code].label[lang], said


def _figures(found: Report, shown: Sequence[EntityYear], lang: Language) -> Iterator[tuple[str, ...]]:
    """Yield ratios and intensities of the firm, its lines and units: heat-supply ratios, load, emission of output."""
    for entity in shown:
        known = {f.code: f for f in found.guides[entity.year].figures}
        for part, figures in (("", entity.figures), *((p.part, p.figures) for p in entity.parts if p.part)):
            for code, value in figures.items():
                unit = "" if known[code].unit == "1" else f" {known[code].unit}"
                label = f"{known[code].label[lang]} ({known[code].confidence})"
                yield entity.entity, str(entity.year), part, label, f"{exact.show(value)}{unit}"


def write_template(file: Path, sector: str, year: int, language: Language) -> None:
    """Write a file to fill in: a workbook with a sheet for each stream, or one table."""
    law = Law("cn")
    first = Guide.every(law, sector)[-1].year
    guide = Guide.of(law, sector, year or max(first, process_clock().now().year - 1))  # the year that is reported next
    if file.suffix.lower() == ".xlsx":
        show.template_sheets(file, template_sheets(guide, language))
    else:
        show.template(file, template_rows(guide, language))
