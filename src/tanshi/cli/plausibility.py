"""`tanshi plausibility`: checks of monitored figures over a database or a file of months, and the list of checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tanshi.accounting.activity import Activity
from tanshi.accounting.activity_file import read_activity
from tanshi.application.access import ViewRows
from tanshi.application.forms import Context, form, take
from tanshi.application.forms.plausible import months_in, records_in
from tanshi.application.market import open_market
from tanshi.application.plausible import of_area, of_entity
from tanshi.cli import show
from tanshi.cli.forms import file_bytes
from tanshi.core.finding import Finding, problem
from tanshi.mrv.plausibility.activity import review_activity
from tanshi.mrv.plausibility.check import SEVERITIES, Catalogue
from tanshi.mrv.plausibility.finding import Implausible
from tanshi.mrv.plausibility.judging import Verdict
from tanshi.mrv.plausibility.records import Unit
from tanshi.mrv.plausibility.review import review
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow
from tanshi.rules import Law

#: Findings shown on the screen; --json has all.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at. `unit`: what a file's units are where no database knows them."""

    db: str
    year: int
    entity: str
    area: str
    severity: str
    unit: Unit


def run_checks(as_json: bool) -> int:
    """List the checks with their range and text."""
    catalogue = Catalogue.of(Law("cn"))
    if as_json:
        show.json_document([
            {"check": c.code, "label": c.label["en"], "label_zh": c.label["zh"], "level": c.level,
             "severity": c.severity, "when": {w: list(v) for w, v in c.when.items()}, "value": c.value,
             "least": c.least, "most": c.most, "unit": c.unit, "law": dict(c.law),
             "citation": catalogue.law.reference(c.citation), "source": c.citation.source,
             "confidence": str(c.confidence)}
            for c in catalogue.checks
        ])  # fmt: skip
        return 0
    language = show.language()
    rows = [
        (c.code, c.label[language], show.word(f"plausibility.level_{c.level}"), _severity(c.severity),
         catalogue.law.reference(c.citation))
        for c in catalogue.checks
    ]  # fmt: skip
    show.table(show.word("plausibility.checks", count=len(rows)), [show.word(f"plausibility.column_{c}") for c in (
        "check", "figure", "level", "severity", "text")], rows, left=5)  # fmt: skip
    return 0


def run_file(file: Path, asked: Asked, as_json: bool) -> int:
    """Check a file of months (the form power-month); 1 if something cannot be."""
    law = Law("cn")
    data = file_bytes(file)
    settled = {"entity": asked.entity} if asked.entity else {}
    context = Context(asked.entity, {}, settled)
    intake = take(form("power-month"), data, context, name=file.name, digest=sha256(data).hexdigest())
    show.findings(intake.findings)
    if asked.db:
        market = open_market(asked.db, write=False)
        try:
            with market.view() as view:
                records = records_in(intake, (), ViewRows(view))
        finally:
            market.close()
    else:
        entity = str(intake.requests[0].item["entity"]) if intake.requests else ""
        units = [_told(asked.unit, unit, entity) for unit in dict.fromkeys(u for u, _, _ in months_in(intake))]
        records = records_in(intake, units)
    verdict = Verdict()
    for year in records:
        verdict.add(review(law, year))
    return _show(law, verdict, [r.year for r in records], asked, as_json) or (1 if intake.findings else 0)


def run_activity(file: Path, sector: str, asked: Asked, as_json: bool) -> int:
    """Check a file of activity data of a sector, each year beside the one before it; 1 if something cannot be."""
    law = Law("cn")
    read = read_activity(law, sector, file)
    show.findings(read.findings)
    by_entity: dict[tuple[str, int], list[Activity]] = {}
    for year, rows in read.rows.items():
        for row in rows:
            by_entity.setdefault((row.entity, year), []).append(row)
    verdict = Verdict()
    for (entity, year), rows in sorted(by_entity.items()):
        if asked.year in (0, year):
            verdict.add(review_activity(law, sector, rows, by_entity.get((entity, year - 1), [])))
    return _show(law, verdict, sorted(read.rows), asked, as_json) or (1 if read.findings else 0)


def run_books(asked: Asked, as_json: bool) -> int:
    """Check a year of a database; 1 if something cannot be."""
    if asked.area and asked.area[:2] not in areas():
        raise problem("plausibility.unknown_area", where=asked.area, area=asked.area)
    market = open_market(asked.db, write=False)
    try:
        with market.view() as view:
            rows = ViewRows(view)
            if asked.entity and rows.get(EntityRow, asked.entity) is None:
                raise problem("plausibility.unknown_entity", where=asked.entity, entity=asked.entity)
            if asked.entity:
                verdict = of_entity(market.law, rows, asked.entity, asked.year)
            else:
                verdict = of_area(market.law, view, asked.area, asked.year)
        return _show(market.law, verdict, [asked.year], asked, as_json)
    finally:
        market.close()


def _told(like: Unit, unit: str, entity: str) -> Unit:
    return Unit(
        unit, entity, like.fuel, like.technology, like.coal, like.capacity_kw, like.chp, like.captive, like.cooling
    )


def _show(law: Law, verdict: Verdict, years: Sequence[int], asked: Asked, as_json: bool) -> int:
    if asked.severity and asked.severity not in SEVERITIES:
        raise problem("plausibility.unknown_severity", where=asked.severity, known=", ".join(SEVERITIES))
    odd = [o for o in verdict.odd if not asked.severity or o.check.severity == asked.severity]
    found = [Implausible(o) for o in odd]
    if as_json:
        show.json_document({
            "years": list(years),
            "asked": sum(verdict.asked.values()),
            "entities": [{"entity": e, **counts} for e, counts in sorted(verdict.by_entity().items())],
            "checks": [{"check": c, "asked": n, "found": sum(o.check.code == c for o in odd)}
                       for c, n in sorted(verdict.asked_by_check.items())],
            "findings": [f.as_json() for f in found],
        })  # fmt: skip
    else:
        _print(law, verdict, found)
    return 1 if any(o.check.severity == "impossible" for o in odd) else 0


def _print(law: Law, verdict: Verdict, found: Sequence[Implausible]) -> None:
    language = show.language()
    counts = Counter(f.odd.check.code for f in found)
    by_code = {f.odd.check.code: f.odd.check for f in found}
    order = sorted(counts, key=lambda c: (SEVERITIES.index(by_code[c].severity), -counts[c], c))
    rows = [
        (c, by_code[c].label[language], _severity(by_code[c].severity), law.reference(by_code[c].citation),
         f"{counts[c]:,}", f"{verdict.asked_by_check[c]:,}")
        for c in order
    ]  # fmt: skip
    if rows:
        heads = [show.word(f"plausibility.column_{c}")
                 for c in ("check", "figure", "severity", "text", "found", "asked")]  # fmt: skip
        show.table(show.word("plausibility.title"), heads, rows, left=4)
    ranked = sorted(found, key=lambda f: SEVERITIES.index(f.odd.check.severity))
    for finding in ranked[:_SHOWN]:
        show.out.print(_line(law, finding), markup=False, soft_wrap=True)
    if len(found) > _SHOWN:
        show.out.print(show.word("plausibility.more", count=f"{len(found) - _SHOWN:,}"), markup=False)
    entities = verdict.by_entity()
    told = {
        "asked": f"{sum(verdict.asked.values()):,}", "entities": f"{len(entities):,}",
        **{s: f"{sum(e[s] for e in entities.values()):,}" for s in SEVERITIES},
        "clean": f"{sum(not e['impossible'] and not e['explain'] for e in entities.values()):,}",
    }  # fmt: skip
    show.out.print(show.word("plausibility.summary", **told), markup=False, soft_wrap=True)


def _line(law: Law, finding: Finding) -> str:
    assert finding.citation is not None
    return f"{finding.where}: {finding.message(show.language())} [{law.reference(finding.citation)}]"


def _severity(name: str) -> str:
    return show.word(f"plausibility.severity_{name}")
