"""`tanshi retention`: until when the records of a year are kept, by which text, and how many the books hold."""

from __future__ import annotations

from datetime import date

from tanshi.application.market import open_market
from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.mrv.retention import kept_of, kept_until


def run_retention(period: str, db: str, today: date | None, as_json: bool) -> None:
    """Show until when a period's records are kept under the text of a day, today without one."""
    try:
        Period.named(period)
    except ValueError:
        raise problem("year.bad_period", value=period) from None
    market = open_market(db, write=False)
    try:
        last, text = kept_until(market.law, period, today or legal_today())
        with market.view() as view:
            counts = kept_of(view, period)
    finally:
        market.close()
    citation = market.law.reference(text.citation)
    if as_json:
        show.json_document(
            {"period": period, "kept_until": last.isoformat(), "years": text.integer, "citation": str(text.citation),
             "confidence": text.confidence, "records": counts}
        )  # fmt: skip
        return
    told = {"period": period, "day": last.isoformat(), "citation": citation, "confidence": text.confidence}
    show.out.print(show.word("retention.kept", **told), markup=False, soft_wrap=True)
    rows = [(show.word(f"list.{table}"), f"{count:,}") for table, count in counts.items()]
    show.table("", [show.word("retention.what"), show.word("retention.count")], rows, left=1)
