"""`tanshi bulletin`: the market of a day, week, month or year."""

from __future__ import annotations

from pathlib import Path

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.disclosure import open_data
from tanshi.disclosure.bulletins import ALL, Bulletin, bulletin, column_head, sentence, trading_days
from tanshi.disclosure.spans import Kind, Span, kind_named

_PRICES = ("trading_days", "previous_close", "open", "high", "low", "close", "change", "change_percent")
_TURNOVER = ("trades", "listed_t", "block_t", "value_cny", "mean_price", "cumulated_t", "cumulated_cny")


def run_bulletin(kind: str, which: str, db: str, out: Path | None, as_json: bool) -> None:
    """Print a bulletin, or write it to a CSV file; `Problem` if the books have no trading day in it."""
    asked = kind_named(kind)
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = bulletin(view, _span(asked, which, trading_days(view)))
            position = view.head().size
    finally:
        market.close()
    if out:
        _write(found, out)
    if as_json:
        show.json_document({**found.as_json(), "position": position})
    else:
        _print(found)


def _span(kind: Kind, which: str, days: list[str]) -> Span:
    """Return the span asked for, or the one of the last trading day."""
    if which:
        return Span.named(kind, which)
    if not days:
        raise problem("bulletin.none")
    return Span.around(kind, days[-1])


def _write(found: Bulletin, out: Path) -> None:
    try:
        out.write_bytes(open_data.tables()["bulletins"].csv(found.rows()))
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
