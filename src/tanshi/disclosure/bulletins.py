"""Bulletins of the market (行情快报) by day, week, month and year, as the exchange publishes them, from our own trades.

Prices, turnover by way of trading and by vintage, change against the close before, and what was traded since the
first day in the books. Tonnes and fen are whole; a mean is exact and rounded only where shown. The prices of all
vintages together are the composite quote (`disclosure.composite`), made as the law of each day says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeVar

from tanshi.core.catalogue import Language, known, text
from tanshi.core.exact import show
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.disclosure.composite import Composite, composite_on
from tanshi.disclosure.spans import Span, spans_of
from tanshi.disclosure.traded import Turnover, auctions_of, quotes_of, standing_of, turnover_of, yuan_per_t
from tanshi.exchange.tables import QuoteRow
from tanshi.journal.engine import Snapshot
from tanshi.rules import Law

T = TypeVar("T")

#: Stands for all vintages together.
ALL = "all"

_DAYS = "SELECT DISTINCT day FROM exchange_quote ORDER BY day"
_FIRST_TRADES = """
SELECT t.session, t.price_fen FROM registry_trade t JOIN (
  SELECT session, MIN(number) AS number FROM registry_trade WHERE method = 'listing' GROUP BY session
) f ON f.session = t.session AND f.number = t.number"""


@dataclass(frozen=True, slots=True)
class Line:
    """An instrument's span, or that of all vintages (`instrument` is `ALL`): prices in fen per t, turnover.

    High and low are None without listing trades; the prices before the first close are None.
    """

    instrument: str
    trading_days: int
    previous_close_fen: int | None
    open_fen: int | None
    high_fen: int | None
    low_fen: int | None
    close_fen: int | None
    turnover: Turnover
    cumulated: Turnover

    @property
    def change_fen(self) -> int | None:
        """Close less the close before the span."""
        if self.close_fen is None or self.previous_close_fen is None:
            return None
        return self.close_fen - self.previous_close_fen

    @property
    def change_percent(self) -> str | None:
        """The change in percent of the close before, two decimals."""
        if self.change_fen is None or not self.previous_close_fen:
            return None
        return show(Fraction(100 * self.change_fen, self.previous_close_fen), 2)

    def row(self) -> dict[str, Any]:
        """Return the line as files and programs get it: tonnes whole, money in CNY with two decimals."""
        t = self.turnover
        return {
            "instrument": self.instrument,
            "trading_days": self.trading_days,
            "previous_close": _shown(self.previous_close_fen),
            "open": _shown(self.open_fen),
            "high": _shown(self.high_fen),
            "low": _shown(self.low_fen),
            "close": _shown(self.close_fen),
            "change": _shown(self.change_fen),
            "change_percent": self.change_percent,
            "trades": t.trades,
            "listed_t": t.listed_t,
            "listed_cny": yuan(t.listed_fen),
            "block_t": t.block_t,
            "block_cny": yuan(t.block_fen),
            "auction_t": t.auction_t,
            "auction_cny": yuan(t.auction_fen),
            "traded_t": t.traded_t,
            "value_cny": yuan(t.value_fen),
            "mean_price": yuan_per_t(t.value_fen, t.traded_t),
            "cumulated_t": self.cumulated.traded_t,
            "cumulated_cny": yuan(self.cumulated.value_fen),
        }


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A span's bulletin: the line of all vintages, then one for each vintage that was quoted in it."""

    span: Span
    since: str  # the first trading day in the books
    days: tuple[str, ...]  # the span's trading days
    all: Line
    vintages: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.all, *self.vintages)

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines with the span they are about."""
        return [{**self._about(), **line.row()} for line in self.lines]

    def _about(self) -> dict[str, Any]:
        return {
            "kind": self.span.kind,
            "which": self.span.name,
            "first_day": self.days[0],
            "last_day": self.days[-1],
        }

    def ways(self) -> list[dict[str, Any]]:
        """Return the turnover by way of trading, all vintages, with each way's share of the tonnes in percent."""
        turnover = self.all.turnover
        return [
            {
                "way": way, "traded_t": tonnes, "value_cny": yuan(fen), "mean_price": yuan_per_t(fen, tonnes),
                "share_percent": turnover.share_percent(way),
            }
            for way, (tonnes, fen) in turnover.ways().items()
        ]  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Return the bulletin as commands and the API give it."""
        return {
            **self._about(),
            "since": self.since,
            **self.all.row(),
            "vintages": [line.row() for line in self.vintages],
            "ways": self.ways(),
        }


def sentence(found: Bulletin, language: Language) -> str:
    """Return a bulletin in a sentence."""
    line = found.all
    when = {"first": found.days[0], "last": found.days[-1], "days": len(found.days)}
    words = {
        "when": text("bulletin.when_span" if len(found.days) > 1 else "bulletin.when_day", language, when),
        "tonnes": f"{line.turnover.traded_t:,}",
        "value": _grouped(line.turnover.value_fen),
        "block": f"{line.turnover.block_t:,}",
        "auction": _auctioned(line.turnover, language),
        "closed": _closed(line, language),
        "since": found.since,
        "all_tonnes": f"{line.cumulated.traded_t:,}",
        "all_value": _grouped(line.cumulated.value_fen),
    }
    return text("bulletin.sentence", language, words)


def _auctioned(turnover: Turnover, language: Language) -> str:
    if not turnover.auction_t:
        return ""
    return text("bulletin.and_auction", language, {"tonnes": f"{turnover.auction_t:,}"})


def _closed(line: Line, language: Language) -> str:
    """Return what is said of the composite's close, "" where there is none."""
    if line.close_fen is None:
        return ""
    moved = ""
    if line.change_percent is not None:
        sign = "+" if (line.change_fen or 0) > 0 else ""
        moved = text("bulletin.moved", language, {"change": f"{sign}{line.change_percent}"})
    return text("bulletin.closed", language, {"close": _shown(line.close_fen), "moved": moved})


def column_head(column: str) -> str:
    """Return the code of the words over a column of a bulletin; `{since}` is the first day in the books."""
    own = f"bulletin.{column}"
    return own if known(own) else f"column.{column.removesuffix('_t')}"


def _grouped(fen: int) -> str:
    """Return an amount in CNY with separators in its whole part."""
    whole, _, rest = yuan(fen).partition(".")
    return f"{int(whole):,}.{rest}"


def _shown(fen: int | None) -> str | None:
    return None if fen is None else yuan(fen)


def trading_days(view: Snapshot) -> list[str]:
    """Return all trading days in the books, oldest first."""
    return [str(day) for (day,) in view.fetch(_DAYS)]


def bulletin(view: Snapshot, law: Law, span: Span) -> Bulletin:
    """Return the bulletin of a span; `Problem` if the books have no trading day in it."""
    book = Quotes.read(view, law)
    if not any(span.holds(day) for day in book.days):
        raise problem("bulletin.no_day", which=span.name)
    return book.bulletin(span)


def bulletins_of(view: Snapshot, law: Law, days: Iterable[str]) -> list[Bulletin]:
    """Return the bulletins of every day, week, month and year that hold one of these trading days."""
    book = Quotes.read(view, law)
    return [book.bulletin(span) for span in spans_of(days)]


@dataclass(frozen=True, slots=True)
class Quotes:
    """All days of all vintages, and the composite of each day."""

    days: list[str]
    lines: Mapping[str, list[tuple[str, Line]]]  # by instrument, ALL among them: one line a trading day

    @staticmethod
    def read(view: Snapshot, law: Law) -> Quotes:
        """Read what the exchange's books have; `law` says how the composite of each day is made."""
        first = dict(view.fetch(_FIRST_TRADES))
        return Quotes.of(quotes_of(view), law, first, auctions_of(view), standing_of(view))

    @staticmethod
    def of(
        quotes: Sequence[QuoteRow],
        law: Law,
        first_fen: Mapping[str, int],
        auctions: Mapping[tuple[str, str], Turnover] = MappingProxyType({}),
        standing: Mapping[tuple[str, str], Turnover] = MappingProxyType({}),
    ) -> Quotes:
        """Return the days of quotes in order; `first_fen` is the price of each day's first listing trade, `auctions`
        the turnover of one-way auctions by day and instrument, which quotes do not have, `standing` the turnover that
        takes the place of a quote's where a trade is void.
        """
        lines: dict[str, list[tuple[str, Line]]] = {ALL: []}
        days = []
        for day, group in groupby(quotes, key=lambda q: q.day):
            rows = list(group)
            days.append(day)
            for q in rows:
                _append(lines.setdefault(q.instrument, []), day, _line(q, turnover_of(q, auctions, standing)))
            before = lines[ALL][-1][1].close_fen if lines[ALL] else _only(q.previous_close_fen for q in rows)
            turnover = sum((turnover_of(q, auctions, standing) for q in rows), start=Turnover())
            _append(lines[ALL], day, _all(rows, turnover, composite_on(law, day), before, first_fen.get(day)))
        return Quotes(days, lines)

    def bulletin(self, span: Span) -> Bulletin:
        """Return the bulletin of a span that holds a trading day."""
        days = tuple(day for day in self.days if span.holds(day))
        found = {name: [line for day, line in lines if span.holds(day)] for name, lines in self.lines.items()}
        vintages = tuple(_spanned(lines) for name, lines in sorted(found.items()) if lines and name != ALL)
        return Bulletin(span, self.days[0], days, _spanned(found[ALL]), vintages)


def _append(lines: list[tuple[str, Line]], day: str, line: Callable[[Turnover], Line]) -> None:
    """Add a day's line with what was traded up to its end."""
    lines.append((day, line(lines[-1][1].cumulated if lines else Turnover())))


def _line(q: QuoteRow, turnover: Turnover) -> Callable[[Turnover], Line]:
    prices = (q.previous_close_fen, q.open_fen, q.high_fen, q.low_fen, q.close_fen)
    return lambda before: Line(q.instrument, 1, *prices, turnover, before + turnover)


def _all(
    rows: Sequence[QuoteRow], turnover: Turnover, composite: Composite | None, before_fen: int | None,
    first_fen: int | None,
) -> Callable[[Turnover], Line]:  # fmt: skip
    """Return a day of all vintages; where no text makes a composite, its prices are those of the only vintage."""
    if composite is None:
        if (q := _only(rows)) is not None:
            return lambda before: replace(_line(q, turnover)(before), instrument=ALL)
        return lambda before: Line(ALL, 1, None, None, None, None, None, turnover, before + turnover)
    highs = [q.high_fen for q in rows if q.high_fen is not None]
    lows = [q.low_fen for q in rows if q.low_fen is not None]
    opening = composite.open_fen(first_fen, before_fen)
    close = composite.close_fen(sum(q.listed_t for q in rows), sum(q.listed_fen for q in rows), before_fen)
    high, low = max(highs, default=None), min(lows, default=None)
    return lambda before: Line(ALL, 1, before_fen, opening, high, low, close, turnover, before + turnover)


def _only(values: Iterable[T]) -> T | None:
    """Return the one value there is, or None where there are several."""
    found = list(values)
    return found[0] if len(found) == 1 else None


def _spanned(lines: Sequence[Line]) -> Line:
    """Return one line for several days: first open, highest, lowest, last close."""
    highs = [line.high_fen for line in lines if line.high_fen is not None]
    lows = [line.low_fen for line in lines if line.low_fen is not None]
    return Line(
        instrument=lines[0].instrument,
        trading_days=len(lines),
        previous_close_fen=lines[0].previous_close_fen,
        open_fen=lines[0].open_fen,
        high_fen=max(highs, default=None),
        low_fen=min(lows, default=None),
        close_fen=lines[-1].close_fen,
        turnover=sum((line.turnover for line in lines), start=Turnover()),
        cumulated=lines[-1].cumulated,
    )
