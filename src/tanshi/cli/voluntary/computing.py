"""`tanshi voluntary methodologies` and `compute`: packs, and what somebody's monitored figures come to."""

from __future__ import annotations

import json
from pathlib import Path

from tanshi.cli import show
from tanshi.core import exact
from tanshi.core.catalogue import Language
from tanshi.rules import Law
from tanshi.voluntary.methodology import Methodology, codes, methodology
from tanshi.voluntary.monitoring_file import template_rows
from tanshi.voluntary.reduction import Computed
from tanshi.voluntary.reduction import compute as reductions


def run_methodologies(as_json: bool) -> None:
    """Print the methodologies that have a pack."""
    law = Law("cn")
    packs = [methodology(law, code) for code in codes(law)]
    if as_json:
        show.json_document({"methodologies": [pack.as_json() for pack in packs]})
        return
    heads = [show.word(f"voluntary.{n}") for n in ("code", "name", "in_force", "crediting", "additionality")]
    rows = [
        (pack.code, pack.title[show.language()], pack.in_force, _years(pack), _additional(pack), _sure(pack))
        for pack in packs
    ]
    show.table(show.word("voluntary.methodologies"), [*heads, show.word("voluntary.confidence")], rows, left=6)


def _years(pack: Methodology) -> str:
    return f"{pack.least_years or ''}–{pack.most_years}" if pack.least_years else f"≤ {pack.most_years}"


def _additional(pack: Methodology) -> str:
    return show.word(f"voluntary.{pack.additionality}")


def _sure(pack: Methodology) -> str:
    confidence = str(pack.confidence)
    return show.word("voluntary.not_verified", confidence=confidence) if pack.unverified else confidence


def run_compute(file: Path, code: str, unverified: bool, why: str, year: int, as_json: bool) -> int:
    """Compute a file's reductions and show them, or the tree of one project's; 1 if some rows do not count."""
    found = reductions(Law("cn"), file, code, unverified)
    if why:
        proved = show.proof(why, found.methodology.code, found.why(why, year), as_json)
        show.findings(found.findings)
        return 0 if proved and not found.findings else 1
    if as_json:
        show.json_document(found.as_json())
    else:
        _print(found)
    show.findings(found.findings)
    return 1 if found.findings else 0


def _print(found: Computed) -> None:
    pack = found.methodology
    terms = list(pack.terms)
    heads = [show.word("voluntary.project"), show.word("voluntary.year"), *terms, show.word("voluntary.reduction")]
    rows = [
        (y.project, str(y.year), *(exact.show(y.terms[t], 2) for t in terms), f"{y.reduction_t:,}") for y in found.years
    ]
    show.table(
        show.word("voluntary.title", methodology=pack.code, title=pack.title[show.language()]), heads, rows, left=2
    )
    told = show.word("voluntary.by_text", text=str(pack.citation), confidence=_sure(pack))
    show.out.print(told, markup=False, soft_wrap=True)


def write_template(file: Path, code: str, language: Language) -> None:
    """Write a file to fill in: a table (CSV, XLSX), or a JSON list."""
    rows = template_rows(methodology(Law("cn"), code), language)
    if file.suffix.lower() == ".json":
        said = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        file.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    else:
        show.template(file, rows)
