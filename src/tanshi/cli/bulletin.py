"""`tanshi bulletin` and `tanshi exchange bulletin`: the market of a day, week, month or year, printed, as a file,
published.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from tanshi.application.bulletin_papers import FORMS, is_modelled, made, publish
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.cli.exchange.sending import sender
from tanshi.core.finding import problem
from tanshi.disclosure import open_data
from tanshi.disclosure.bulletins import ALL, Bulletin, bulletin, column_head, sentence, trading_days
from tanshi.disclosure.spans import Kind, Span, kind_named
from tanshi.rules import Law

_PRICES = ("trading_days", "previous_close", "open", "high", "low", "close", "change", "change_percent")
_TURNOVER = ("trades", "listed_t", "block_t", "auction_t", "value_cny", "mean_price", "cumulated_t", "cumulated_cny")


def run_bulletin(kind: str, which: str, db: str, out: Path | None, as_json: bool) -> None:
    """Print a bulletin, or write it to a file (.csv, .pdf, .xlsx); `Problem` if the books have no trading day in it."""
    asked = kind_named(kind)
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = bulletin(view, market.law, _span(asked, which, trading_days(view)))
            position, modelled = view.head().size, is_modelled(view)
    finally:
        market.close()
    if out:
        _write(market.law, found, modelled, out)
    if as_json:
        show.json_document({**found.as_json(), "position": position})
    else:
        _print(found)


def run_publish(kind: str, which: str, db: str, actor: str, as_json: bool) -> None:
    """Publish a bulletin as an announcement, once; `Problem`: its span is not over, or who asks may not."""
    asked = kind_named(kind)
    if not actor:
        raise problem("registry_cli.who", where=db)
    market = open_market(db)
    try:
        with market.view() as view:
            span = _span(asked, which, trading_days(view))
        found = publish(market, sender(market, actor), span)
    finally:
        market.close()
    if as_json:
        show.json_document({**asdict(found), "which": span.name})
        return
    said = show.word(
        "bulletin.published", number=found.number, year=found.year, which=span.name, digest=found.text_sha256
    )
    show.out.print(said, markup=False, soft_wrap=True)


def _span(kind: Kind, which: str, days: list[str]) -> Span:
    """Return the span asked for, or the one of the last trading day."""
    if which:
        return Span.named(kind, which)
    if not days:
        raise problem("bulletin.none")
    return Span.around(kind, days[-1])


def _write(law: Law, found: Bulletin, modelled: bool, out: Path) -> None:
    form = out.suffix.removeprefix(".").lower()
    if form not in ("csv", *FORMS):
        raise problem("bulletin.bad_form", where=str(out), form=form or "-", known=", ".join(("csv", *FORMS)))
    if form == "csv":
        data = open_data.tables()["bulletins"].csv(found.rows())
    else:
        data = made(law, found, show.language(), form, modelled)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise problem("output.cannot_write", where=str(out), reason=error.strerror or str(error)) from error


def _print(found: Bulletin) -> None:
    rows = [line.row() for line in found.lines]
    title = show.word("bulletin.title", which=found.span.name)
    for name, columns in (("prices", _PRICES), ("turnover", _TURNOVER)):
        cells = [(_instrument(row["instrument"]), *(_cell(row[column]) for column in columns)) for row in rows]
        heads = [show.word(column_head(c), since=found.since) for c in ("vintage", *columns)]
        show.table(f"{title} · {show.word(f'bulletin.{name}')}", heads, cells)
    ways = [
        (
            show.word(f"bulletin.{w['way']}"),
            *(_cell(w[c]) for c in ("traded_t", "value_cny", "mean_price", "share_percent")),
        )
        for w in found.ways()
    ]
    heads = [
        show.word(c)
        for c in ("bulletin.way", "column.turnover_t", "column.value_cny", "column.mean_price", "bulletin.share")
    ]
    show.table(show.word("bulletin.ways"), heads, ways)
    show.out.print(sentence(found, show.language()), markup=False, soft_wrap=True)


def _instrument(name: str) -> str:
    return show.word("bulletin.all") if name == ALL else name


def _cell(value: int | str | None) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else value
