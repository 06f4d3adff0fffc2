"""What was traded: the turnover of every instrument and day by way of trading, as bulletins and disclosure count it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tanshi.core.exact import show
from tanshi.exchange.tables import QuoteRow
from tanshi.journal.engine import Snapshot

_AUCTIONS = """
SELECT session, instrument, COUNT(*), SUM(quantity_t), SUM(price_fen * quantity_t) FROM registry_trade
WHERE method = 'auction'{of_day} GROUP BY session, instrument"""

#: What stands of the sessions in which a trade is void: settled or failed, by way. Their quotes have what was known at
#: the close.
_WITHOUT_VOID = """
SELECT session, instrument, method, COUNT(*), SUM(quantity_t), SUM(price_fen * quantity_t) FROM (
  SELECT session, number, method, instrument, price_fen, quantity_t FROM registry_trade UNION
  SELECT session, number, method, instrument, price_fen, quantity_t FROM registry_failure
) t WHERE method <> 'auction' AND session IN (SELECT session FROM registry_void_trade)
GROUP BY session, instrument, method"""

#: Instruments with a void trade, of sessions that are settled whole: each of their trades is delivered, failed or void.
_VOID = """
SELECT DISTINCT v.session, v.instrument FROM registry_void_trade v JOIN exchange_session s ON s.day = v.session JOIN (
  SELECT session, COUNT(*) AS number FROM (
    SELECT session, number FROM registry_trade UNION SELECT session, number FROM registry_failure UNION
    SELECT session, number FROM registry_void_trade
  ) u WHERE session IN (SELECT session FROM registry_void_trade) GROUP BY session
) t ON t.session = v.session AND t.number >= s.trades"""


@dataclass(frozen=True, slots=True)
class Turnover:
    """What was traded: whole tonnes and fen."""

    listed_t: int = 0
    listed_fen: int = 0
    block_t: int = 0
    block_fen: int = 0
    trades: int = 0
    auction_t: int = 0
    auction_fen: int = 0

    def __add__(self, other: Turnover) -> Turnover:
        return Turnover(
            self.listed_t + other.listed_t,
            self.listed_fen + other.listed_fen,
            self.block_t + other.block_t,
            self.block_fen + other.block_fen,
            self.trades + other.trades,
            self.auction_t + other.auction_t,
            self.auction_fen + other.auction_fen,
        )

    @property
    def traded_t(self) -> int:
        return self.listed_t + self.block_t + self.auction_t

    @property
    def value_fen(self) -> int:
        return self.listed_fen + self.block_fen + self.auction_fen

    def ways(self) -> dict[str, tuple[int, int]]:
        """Return tonnes and fen by way of trading; one-way auctions only where there were any."""
        found = {"listing": (self.listed_t, self.listed_fen), "block": (self.block_t, self.block_fen)}
        return found | ({"auction": (self.auction_t, self.auction_fen)} if self.auction_t else {})

    def share_percent(self, way: str) -> str | None:
        """Return a way's share of the tonnes traded, in percent with two decimals; None where nothing was."""
        tonnes, _ = self.ways().get(way, (0, 0))
        return show(Fraction(100 * tonnes, self.traded_t), 2) if self.traded_t else None


def turnovers(view: Snapshot, after: str, until: str) -> dict[tuple[str, str], Turnover]:
    """Return the turnover of each instrument on each day after one up to another, as bulletins count it."""
    auctions, standing = auctions_of(view), standing_of(view)
    return {
        (q.day, q.instrument): turnover_of(q, auctions, standing) for q in quotes_of(view) if after < q.day <= until
    }


def quotes_of(view: Snapshot) -> list[QuoteRow]:
    """Return the quotes of all days and instruments, in order."""
    sql = f"SELECT {', '.join(QuoteRow.__dataclass_fields__)} FROM exchange_quote ORDER BY day, instrument"
    return [QuoteRow(*row) for row in view.fetch(sql)]


def auctions_of(view: Snapshot, day: str = "") -> dict[tuple[str, str], Turnover]:
    """Return the turnover of one-way auctions by day and instrument, of all days or of one."""
    sql = _AUCTIONS.format(of_day=" AND session = ?" if day else "")
    return {
        (session, instrument): Turnover(trades=int(count), auction_t=int(tonnes), auction_fen=int(fen))
        for session, instrument, count, tonnes, fen in view.fetch(sql, [day] if day else [])
    }


def standing_of(view: Snapshot) -> dict[tuple[str, str], Turnover]:
    """Return the turnover without void trades by day and instrument, of those that have one; auctions apart.

    A trade that was found void after the close is still in the day's quote, and stays in its prices.
    """
    found = {(day, instrument): Turnover() for day, instrument in view.fetch(_VOID)}
    for day, instrument, way, count, tonnes, fen in view.fetch(_WITHOUT_VOID) if found else ():
        if (day, instrument) in found:
            ways = {f"{_SHORT[way]}_t": int(tonnes), f"{_SHORT[way]}_fen": int(fen)}
            found[day, instrument] += Turnover(trades=int(count), **ways)
    return found


#: How ways are called in a turnover.
_SHORT = {"listing": "listed", "block": "block"}


def turnover_of(
    q: QuoteRow, auctions: Mapping[tuple[str, str], Turnover], standing: Mapping[tuple[str, str], Turnover]
) -> Turnover:
    """Return an instrument's turnover of a day, one-way auctions among it, void trades not."""
    quoted = Turnover(q.listed_t, q.listed_fen, q.block_t, q.block_fen, q.trades)
    quoted = standing.get((q.day, q.instrument), quoted)
    return quoted + auctions.get((q.day, q.instrument), Turnover())


def yuan_per_t(value_fen: int, tonnes: int) -> str | None:
    """Return a mean price in CNY with two decimals, or None without trades."""
    return show(Fraction(value_fen, 100 * tonnes), 2) if tonnes else None
