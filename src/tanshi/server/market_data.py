"""Market data through the API: the session that is open as it stands, past ones from their records; nobody is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from tanshi.core.finding import Problem
from tanshi.disclosure.traded import Turnover, auctions_of
from tanshi.server.platform import Visit
from tanshi.server.routing import OPEN, Param, Route, Trouble
from tanshi.server.stream import MOST, events

if TYPE_CHECKING:
    from tanshi.exchange.gateway.tape import Tape

#: Trades of one answer, and days of one of daily bars.
TRADES, DAYS = 1_000, 1_000

_MS = 10**6

_QUOTE = (
    "instrument", "previous_close_fen", "open_fen", "high_fen", "low_fen", "last_fen", "listed_t", "listed_fen",
    "block_t", "block_fen", "trades", "auction_t", "auction_fen",
)  # fmt: skip
_BAR = ("from_ms", "open_fen", "high_fen", "low_fen", "last_fen", "quantity_t", "value_fen", "trades")


def quotes_of(tape: Tape) -> list[dict[str, Any]]:
    """Return the quotes of the session: what the day came to so far; None where nothing was traded by listing."""
    found = []
    for name, quote in tape.quotes.items():
        plain = asdict(quote) | {"instrument": name, "last_fen": tape.last_fen.get(name)}
        found.append({key: plain[key] for key in _QUOTE})
    return found


def bars_of(tape: Tape, instrument: str, way: str, seconds: int) -> list[dict[str, int]]:
    """Return the bars of an instrument of the session."""
    return [asdict(bar) for bar in tape.bars.get((instrument, way, seconds), ())]


def daily_bars(visit: Visit, instrument: str, most: int = DAYS) -> list[dict[str, Any]]:
    """Return the days of an instrument from the books, the oldest first; `last_fen` is the day's close."""
    rows = visit.view.fetch(
        "SELECT day, open_fen, high_fen, low_fen, close_fen, listed_t, listed_fen, block_t, trades FROM exchange_quote"
        " WHERE instrument = ? ORDER BY day DESC LIMIT ?",
        [instrument, most],
    )
    names = (
        "day", "open_fen", "high_fen", "low_fen", "last_fen", "quantity_t", "value_fen", "block_t", "trades",
    )  # fmt: skip
    return [dict(zip(names, row, strict=True)) for row in reversed(rows)]


@lru_cache(maxsize=4)
def _tables(read: Callable[[str], bytes], digest: str) -> dict[str, Any]:
    """Return the tables of a past session by the digest of its record: it never changes."""
    from tanshi.exchange.day_files.tables import tables_of

    return tables_of(read(digest), digest)


def _past(visit: Visit, day: str) -> dict[str, Any]:
    """Return the tables of a closed day. Raises `Trouble`: there is no such day, or only its trades are kept."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Trouble(
            400, "http.bad_parameter", details={"name": "day", "value": day[:40], "reason": "2023-12-29"}
        ) from None
    found = visit.view.fetch("SELECT segment FROM exchange_session WHERE day = ? AND state = 'closed'", [day])
    if not found:
        raise Trouble(404, "exchange.day_not_closed", details={"day": day})
    read = visit.platform.market.evidence_for("exchange.close_session").read
    if not (find_spec("numpy") and find_spec("google_crc32c")) or not read(found[0][0]).startswith(b"TANSHIXS"):
        raise Trouble(404, "exchange.trades_alone", details={"day": day})
    try:
        return _tables(read, found[0][0])
    except Problem as wrong:
        raise Trouble(404, wrong.findings[0].code, findings=wrong.findings) from None


def _with_tape(visit: Visit, day: str, make: Callable[[Tape], Any]) -> tuple[bool, Any]:
    """Return whether a day ("" the one that is open) is on the tape, and what is made of it then."""
    gateway = visit.platform.venue.gateway
    if gateway is not None:
        with gateway.feed.tape() as tape:
            if tape is not None and day in ("", tape.opening.session):
                return True, make(tape)
    if not day:
        raise Trouble(404, "trading.not_open" if gateway else "trading.not_here")
    return False, None


def _session(visit: Visit) -> Any:
    gateway = visit.platform.venue.gateway

    def made(tape: Tape) -> Any:
        assert gateway is not None
        return {
            "session": tape.opening.session,
            "open": gateway.feed.is_live,
            "products": [asdict(p) for p in tape.opening.products],
            "hours": {way: [list(part) for part in parts] for way, parts in tape.opening.hours},
            "trades": len(tape.trades),
        }

    return _with_tape(visit, "", made)[1]


def _quotes(visit: Visit) -> Any:
    day = visit.params.get("day", "")
    here, found = _with_tape(visit, day, lambda tape: {"session": tape.opening.session, "quotes": quotes_of(tape)})
    if here:
        return found
    rows = visit.view.fetch(
        "SELECT instrument, previous_close_fen, open_fen, high_fen, low_fen, close_fen, listed_t, listed_fen, block_t,"
        " block_fen, trades FROM exchange_quote WHERE day = ? ORDER BY instrument",
        [day],
    )
    auctions = auctions_of(visit.view, day)
    found = []
    for name, *values in rows:
        apart = auctions.get((day, name), Turnover())
        counted = (*values[:-1], values[-1] + apart.trades, apart.auction_t, apart.auction_fen)
        found.append(dict(zip(_QUOTE, (name, *counted), strict=True)))
    return {"session": day, "quotes": found}


def _depth(visit: Visit) -> Any:
    def made(tape: Tape) -> Any:
        sides = [
            {"instrument": name, "side": side, "levels": [{"price_fen": p, "quantity_t": q} for p, q in levels]}
            for (name, side), levels in tape.depth.items()
        ]
        return {"session": tape.opening.session, "sides": sides}

    return _with_tape(visit, "", made)[1]


def _trades(visit: Visit) -> Any:
    day, wanted = visit.params.get("day", ""), visit.params.get("instrument", "")
    after, most = int(visit.params.get("after", "0")), int(visit.params.get("limit", TRADES))

    def cut(session: str, every: Iterator[dict[str, Any]]) -> Any:
        found = [t for t in every if t["number"] > after and wanted in ("", t["instrument"])][:most]
        return {"session": session, "trades": found, "after": found[-1]["number"] if found else after}

    here, found = _with_tape(
        visit, day, lambda tape: cut(tape.opening.session, (asdict(t) for t in tape.trades[after:]))
    )
    return found if here else cut(day, map(_plain_trade, _past(visit, day)["trades"]))


def _plain_trade(row: tuple[Any, ...]) -> dict[str, Any]:
    _, number, time_ns, instrument, way, side, price_fen, quantity_t, _ = row
    return {
        "number": number, "time_ms": time_ns // _MS, "instrument": instrument, "way": way, "taker_side": side,
        "price_fen": price_fen, "quantity_t": quantity_t,
    }  # fmt: skip


def _bars(visit: Visit) -> Any:
    instrument, way = visit.params.get("instrument", ""), visit.params.get("way", "listing")
    seconds, day = int(visit.params.get("seconds", "60")), visit.params.get("day", "")
    if seconds == 0:
        bars = [{"from_ms": 0, **bar} for bar in daily_bars(visit, instrument)]
        return {"session": "", "instrument": instrument, "seconds": 0, "bars": bars}
    here, found = _with_tape(visit, day, lambda tape: (tape.opening.session, bars_of(tape, instrument, way, seconds)))
    if not here:
        rows = [r for r in _past(visit, day)["bars"] if (r[1], r[2], r[3]) == (instrument, way, seconds)]
        found = day, [dict(zip(_BAR, (r[4] // _MS, *r[5:]), strict=True)) for r in rows]
    return {"session": found[0], "instrument": instrument, "seconds": seconds, "bars": found[1]}


def _stream(visit: Visit) -> StreamingResponse:
    """Begin to tell what is new; what was missed since `Last-Event-ID`, or `after`, comes first."""
    venue = visit.platform.venue
    if venue.gateway is None:
        raise Trouble(404, "trading.not_here")
    if venue.fan.listeners >= MOST:
        raise Trouble(503, "trading.too_many_listeners", headers={"Retry-After": "30"})
    last = visit.last_event or visit.params.get("after", "")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events(venue.gateway.feed, venue.fan, last), 200, headers, "text/event-stream")


_TEXT, _WHOLE, _FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
_PRICE = {"anyOf": [_WHOLE, {"type": "null"}]}


def _object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": {**properties, **more}}


def _list(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties, **more)}


_QUOTES = _list(
    {
        **dict.fromkeys(_QUOTE, _WHOLE), "instrument": _TEXT,
        **dict.fromkeys(("open_fen", "high_fen", "low_fen", "last_fen"), _PRICE),
    }
)  # fmt: skip
_SIDES = _list(
    {"instrument": _TEXT, "side": _TEXT, "levels": _list(dict.fromkeys(("price_fen", "quantity_t"), _WHOLE))}
)
_TRADED = _list(
    {
        **dict.fromkeys(("number", "time_ms", "price_fen", "quantity_t"), _WHOLE),
        **dict.fromkeys(("instrument", "way", "taker_side"), _TEXT),
    }
)
_BARS = _list(
    {**dict.fromkeys(_BAR, _WHOLE), **dict.fromkeys(("high_fen", "low_fen"), _PRICE)}, day=_TEXT, block_t=_WHOLE
)
_DAY = Param("day", "A closed session; left out, the one that is open.", example="2023-12-29")
_INSTRUMENT = Param("instrument", "Only of this instrument.", example="CEA22")
_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))

ROUTES = [
    Route(
        "GET", "/api/v1/market/session", OPEN, _session, "The session that is open: products with their limits, hours.",
        params=(_LANG,),
        answer=_object(
            {"session": _TEXT, "open": _FLAG, "products": {"type": "array", "items": {"type": "object"}},
             "hours": {"type": "object"}, "trades": _WHOLE}
        ),
        tag="market", operation="market_session",
    ),
    Route(
        "GET", "/api/v1/market/quotes", OPEN, _quotes, "Prices and turnover of each instrument.", params=(_DAY, _LANG),
        answer=_object({"session": _TEXT, "quotes": _QUOTES}), tag="market", operation="market_quotes",
    ),
    Route(
        "GET", "/api/v1/market/depth", OPEN, _depth, "The five best levels of each side, as they are.", params=(_LANG,),
        answer=_object({"session": _TEXT, "sides": _SIDES}), tag="market", operation="market_depth",
    ),
    Route(
        "GET", "/api/v1/market/trades", OPEN, _trades, "Trades of a session without names.",
        params=(
            _DAY, _INSTRUMENT, Param("after", "Trades behind this number.", kind="integer", least=0, most=10**15),
            Param("limit", f"Trades, at most {TRADES:,}.", kind="integer", least=1, most=TRADES), _LANG,
        ),
        answer=_object({"session": _TEXT, "trades": _TRADED, "after": _WHOLE}), tag="market", operation="market_trades",
    ),
    Route(
        "GET", "/api/v1/market/bars", OPEN, _bars, "Bars of an instrument: 1 or 5 minutes of a session, or days.",
        params=(
            Param("instrument", "Instrument.", example="CEA22"), _DAY,
            Param("seconds", "60, 300, or 0 for days.", choices=("60", "300", "0"), example="60"),
            Param("way", "Way of trading.", choices=("listing", "block", "auction"), example="listing"), _LANG,
        ),
        answer=_object({"session": _TEXT, "instrument": _TEXT, "seconds": _WHOLE, "bars": _BARS}), tag="market",
        operation="market_bars",
    ),
    Route(
        "GET", "/market/stream", OPEN, _stream, "What is new in the session, as server-sent events.",
        params=(Param("after", "Id of the last event that was seen; `Last-Event-ID` does the same."), _LANG),
        tag="market", media=("text/event-stream",),
    ),
]  # fmt: skip
