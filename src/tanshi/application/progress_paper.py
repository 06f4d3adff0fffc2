"""The weekly report on compliance (履约进度周报) as a paper for the ministry: PDF and XLSX."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from tanshi.application.documents import Composed, IssuingBody, Paper, compose, pdf, xlsx
from tanshi.compliance.progress import Progress, Tally
from tanshi.compliance.status import STATUSES
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import decimal, floor, show
from tanshi.disclosure.tiles import area_name

TEMPLATE = "compliance_progress"

#: Forms the report is made in.
FORMS = ("pdf", "xlsx")

#: Firms that a paper names; the rest is counted.
_NAMED = 60


def progress_paper(found: Progress, language: Language, modelled: bool) -> Composed:
    """Return a report in words."""
    whole = found.nation
    named = list(found.defaulted[:_NAMED])
    more = len(found.defaulted) - len(named)
    data: dict[str, Any] = {
        "period": found.period, "day": found.day, "deadline": found.deadline,
        "modelled": text("market.modelled", language) if modelled else "",
        "firms": whole.firms, "obligation_t": whole.obligation_t, "surrendered_t": whole.surrendered_t,
        "rate": percent(whole.rate), "rate_by_count": percent(whole.rate_by_count),
        "statuses": [
            {"status": text(f"status.{s}", language), "firms": whole.by_status[s]} for s in STATUSES
        ],
        "weeks": [{"day": day, **_row(tally)} for day, tally in found.weeks],
        "provinces": [
            {"area": area_name(code, language) if code else text("status.unplaced", language), **_row(tally)}
            for code, tally in found.provinces.items()
        ],
        "defaulted": ", ".join(named) + (f" +{more}" if more else ""),
    }  # fmt: skip
    body = IssuingBody(text("status.body", "zh"), text("status.body", "en"), "")
    paper = Paper(TEMPLATE, language, body, f"{found.period} {found.day}", data, found.day)
    return replace(compose(paper), mark=f"{found.period} {found.day}")


def made(found: Progress, language: Language, form: str, modelled: bool) -> bytes:
    """Return a report as a file of one of `FORMS`."""
    paper = progress_paper(found, language, modelled)
    return pdf(paper).data if form == "pdf" else xlsx(paper)


def percent(share: str | None) -> str:
    """Return a share as percent with two decimals, rounded down so that 100.00 is all of it; – for none."""
    return "–" if share is None else show(Fraction(floor(decimal(share) * 10_000), 100), 2)


def _row(tally: Tally) -> dict[str, Any]:
    return {
        "firms": tally.firms, "met": tally.by_status["met"], "rate_by_count": percent(tally.rate_by_count),
        "obligation_t": tally.obligation_t, "surrendered_t": tally.surrendered_t, "rate": percent(tally.rate),
    }  # fmt: skip
