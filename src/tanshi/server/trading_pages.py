"""The trading screen: quote, five levels, chart, one's own orders and trades, and the forms that send orders.

Everybody sees the market; who trades sees its account beside it. The page works without scripts; with them it is live.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tanshi.application.access import scope_of
from tanshi.core.catalogue import text
from tanshi.core.money import fen, yuan
from tanshi.exchange.matching.opening import AGREEMENT, Product
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.tables import QuoteRow
from tanshi.registry.tables import InstrumentRow
from tanshi.rules import NoTextInForce
from tanshi.server import orders, trading
from tanshi.server.console import csrf
from tanshi.server.market_data import bars_of, quotes_of
from tanshi.server.platform import Visit
from tanshi.server.routing import OPEN, SIGNED_IN, Later, Moved, Page, Param, Route, Trouble
from tanshi.server.trading_chart import chart, clock

if TYPE_CHECKING:
    from tanshi.exchange.gateway.line import Said
    from tanshi.exchange.gateway.tape import Tape

#: Trades of the market, own trades and sent orders that are shown; trading days of the chart.
_TAPE, _OWN, _SENT, _DAYS = 20, 50, 50, 250

#: What an order's answer may say on the page.
_SAID = {str(outcome) for outcome in ExchangeOutcome} | {
    "trading.not_here", "trading.not_open", "trading.key_used", "trading.too_many_operators", "trading.bad_price",
    "trading.bad_tonnes", "trading.not_known_yet", "trading.not_admitted", "trading.malformed",
    "command.not_permitted", "command.out_of_scope",
}  # fmt: skip


def _screen(visit: Visit) -> Page:
    gateway = visit.platform.venue.gateway
    if gateway is None:
        return Page("trading", {"closed": "trading.not_here", "instruments": [], "mine": None})
    with gateway.feed.tape() as tape:
        if tape is None:
            return Page("trading", {"closed": "trading.not_open", "instruments": [], "mine": None})
        market = _market(visit, tape)
    content = {**market, "closed": "" if gateway.feed.is_live else "trading.not_open", "yuan": yuan, "clock": clock}
    days = _days(visit, market["name"])
    content["drawn"] = lambda language: chart(market["name"], market["bars"], days, language)
    return Page("trading", {**content, **_own(visit), "limits": _limits(visit, market["product"])})


def _name(visit: Visit, tape: Tape) -> str:
    asked = visit.params.get("instrument", "")
    return asked if asked in tape.instruments else max(tape.instruments)


def _market(visit: Visit, tape: Tape) -> dict[str, Any]:
    """Return what everybody sees, the instrument that is looked at first."""
    name = _name(visit, tape)
    product = tape.opening.products[tape.instruments[name]]
    quotes = {q["instrument"]: q for q in quotes_of(tape)}
    return {
        "session": tape.opening.session, "name": name, "quote": quotes[name], "quotes": quotes,
        "instruments": sorted(quotes, reverse=True), "by_taking": product.matching == AGREEMENT, "product": product,
        "levels": {side: list(tape.depth[name, side]) for side in trading.SIDES},
        "tape": [t for t in tape.trades[-10 * _TAPE:] if t.instrument == name][::-1][:_TAPE],
        "bars": {seconds: bars_of(tape, name, "listing", seconds) for seconds in (60, 300)},
        "hours": [(way, [(clock(60_000 * a), clock(60_000 * b)) for a, b in parts])
                  for way, parts in tape.opening.hours if way != "move_out"],
    }  # fmt: skip


def _days(visit: Visit, instrument: str) -> list[QuoteRow]:
    names = QuoteRow.__dataclass_fields__
    rows = visit.view.fetch(
        f"SELECT {', '.join(names)} FROM exchange_quote WHERE instrument = ? ORDER BY day DESC LIMIT ?",
        [instrument, _DAYS],
    )
    return [QuoteRow(*row) for row in reversed(rows)]


def _limits(visit: Visit, product: Product) -> list[tuple[str, str, Any]]:
    """Return the limits of an order of a product: what, how much, and where it is written."""
    row = visit.rows.get(InstrumentRow, product.instrument)
    try:
        law, on = visit.platform.market.law_on(visit.today), date.fromisoformat(visit.today)
        terms = ProductClass.of(law, row.kind if row else "", on).cited
    except (NoTextInForce, KeyError):
        terms = ()
    cited = {c.parameter.rpartition(".")[2]: c for c in terms}
    listing = f"{yuan(product.listing_low_fen)} – {yuan(product.listing_high_fen)}"
    block = f"{yuan(product.block_low_fen)} – {yuan(product.block_high_fen)}"
    rows = (
        ("listing_band", listing), ("listing_order_limit_t", f"< {product.listing_limit_t:,} t"),
        ("lot_t", f"{product.lot_t:,} t"), ("tick_fen", yuan(product.tick_fen)), ("block_band", block),
        ("block_order_minimum_t", f"≥ {product.block_minimum_t:,} t"),
    )  # fmt: skip
    return [(f"trading.limit_{name}", shown, cited.get(name)) for name, shown in rows]


def _own(visit: Visit) -> dict[str, Any]:
    """Return what a trader sees of its account; `mine` None for who does not trade."""
    actor = visit.actor
    if actor is None or scope_of(actor.role, trading.TRADE) is None:
        return {"mine": None}
    shown: dict[str, Any] = {
        "mine": None,
        "csrf": csrf(visit),
        "holder": "",
        "key": trading.new_key(),
        **_answer(visit),
    }
    try:
        holder = trading.must_trade(visit)
        stand = orders.stand_of(visit, holder)
    except Trouble as wrong:
        return {**shown, "may_not": wrong.words(visit.language)}
    return {**shown, "holder": holder, "mine": _mine(visit, stand)}


def _mine(visit: Visit, stand: orders.Stand) -> dict[str, Any]:
    sent = orders.sent_of(visit, stand, _SENT)
    senders = {s["order"]: s["login"] for s in sent if s["order"] and s["act"] != "cancel"}
    resting = [{**r, "by": senders.get(r["order"], "")} for r in orders.resting_of(stand)]
    return {
        "money": orders.money_of(stand), "units": orders.units_of(stand), "trades": orders.trades_of(stand, _OWN),
        "resting": [r for r in resting if r["mine"] and r["what"] != "auction"],
        "to_me": [r for r in resting if r["to_me"]],
        "postings": [r for r in resting if r["what"] == "posting" and not r["mine"]],
        "auctions": [r for r in resting if r["what"] == "auction"],
        "sent": sent,
    }  # fmt: skip


def _answer(visit: Visit) -> dict[str, str]:
    """Return what was said to the order that was just sent, in words."""
    said, about = visit.params.get("said", ""), visit.params.get("about", "")[:120]
    if said == "exchange.accepted":
        filled, left = (visit.params.get(name, "") for name in ("filled", "left"))
        if filled.isdecimal() and left.isdecimal():
            done = {"filled": int(filled), "left": int(left)}
            return {"said": text("trading.done", visit.language, done), "said_tone": "good"}
    if said not in _SAID:
        return {}
    words = {"key": about, "holder": about, "actor": visit.caller.actor or "-", "kind": trading.TRADE}
    return {"said": text(said, visit.language, words), "said_tone": "bad"}


def _send(visit: Visit) -> Later | Moved:
    """Send the order of a form and come back to the screen with what was said to it."""
    given = {name: str(value).strip() for name, value in visit.body.items()}
    visit.body = given
    back = {"instrument": given.get("instrument", ""), "holder": given.get("holder", ""), "lang": visit.language}
    try:
        asked = trading.read(_body(given), given.get("key", ""))
        future = trading.send(visit, asked)
    except Trouble as wrong:
        return _back({**back, "holder": back["holder"] * (wrong.status != 403)}, *_shown(wrong))

    def then(said: Said | Trouble) -> Moved:
        if isinstance(said, Trouble):
            return _back(back, *_shown(said))
        return _back(back, str(said.outcome), filled=str(said.filled_t), left=str(said.left_t))

    return Later(_with_troubles(future), then)


def _with_troubles(sent: Future[Said]) -> Future[Said | Trouble]:
    """Return a future that gives the line's troubles as a result: the screen shows them where the form is."""
    found: Future[Said | Trouble] = Future()

    def done(future: Future[Said]) -> None:
        trouble = future.exception()
        if trouble is None or isinstance(trouble, Trouble):
            found.set_result(future.result() if trouble is None else trouble)
        else:
            found.set_exception(trouble)

    sent.add_done_callback(done)
    return found


def _body(given: dict[str, str]) -> dict[str, Any]:
    """Return what a form asks as a program would; prices are entered in CNY."""
    act = given.get("act", "")
    body: dict[str, Any] = {name: given[name] for name in trading.ACTS.get(act, ()) if given.get(name)}
    if "price_fen" in trading.ACTS.get(act, ()):
        try:
            body["price_fen"] = fen(given.get("price", "").replace(",", "").replace("\uff0c", ""))
        except ValueError:
            raise Trouble(400, "trading.bad_price") from None
        tonnes = given.get("quantity_t", "").replace(",", "").replace("\uff0c", "")
        if not tonnes.isascii() or not tonnes.isdecimal() or len(tonnes) > 15:
            raise Trouble(400, "trading.bad_tonnes")
        body["quantity_t"] = int(tonnes)
    if (auction := given.get("auction", "")).isdecimal():
        body["auction"] = int(auction[:18])
    return {**body, "act": act}


def _shown(wrong: Trouble) -> tuple[str, str]:
    """Return the outcome of a trouble as the screen says it, and what it is about."""
    about = str(wrong.details.get("key") or wrong.details.get("holder") or "")
    return (wrong.code if wrong.code in _SAID else "trading.malformed"), about


def _back(to: dict[str, str], said: str, about: str = "", **more: str) -> Moved:
    asked = {k: v for k, v in {**to, "said": said, "about": about, **more}.items() if v}
    return Moved(f"/trading?{urlencode(asked)}#order")


def _parts(visit: Visit) -> Page:
    """Show the account's part of the screen alone, for a page that is there already."""
    gateway = trading.gateway_of(visit, 404)
    with gateway.feed.tape() as tape:
        if tape is None:
            raise Trouble(404, "trading.not_open")
        name = _name(visit, tape)
    return Page("trading_own", {"name": name, "yuan": yuan, "clock": clock, **_own(visit)})


def _figure(visit: Visit) -> Any:
    """Return the data of the chart, for a page that is there already."""
    gateway = trading.gateway_of(visit, 404)
    with gateway.feed.tape() as tape:
        if tape is None:
            raise Trouble(404, "trading.not_open")
        market = _market(visit, tape)
    return chart(market["name"], market["bars"], _days(visit, market["name"]), visit.language).data


def links(visit: Visit) -> Sequence[tuple[str, str]]:
    """Return the way to the screen that every page has where the exchange is."""
    return [("/trading", "trading.nav")] if visit.platform.venue.is_here else []


_INSTRUMENT = Param("instrument", "Instrument; left out, the newest.", example="CEA22")
_HOLDER = Param("holder", "Whose account; left out, the caller's own.", example="H1")

ROUTES = [
    Route("GET", "/trading", OPEN, _screen, "The trading screen.", params=(_INSTRUMENT, _HOLDER)),
    Route("GET", "/trading/own", SIGNED_IN, _parts, "The account's part of it.", params=(_INSTRUMENT, _HOLDER)),
    Route("GET", "/trading/chart", OPEN, _figure, "The data of its chart.", params=(_INSTRUMENT,)),
    Route("POST", "/trading/order", SIGNED_IN, _send, "Send an order from its form.", takes="form"),
]
