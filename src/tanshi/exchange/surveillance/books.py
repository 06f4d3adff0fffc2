"""A day to watch from the books: its record from the evidence, or its settled trades where no segment is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tanshi.core.finding import problem
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.segments.layout import MAGIC
from tanshi.exchange.surveillance.reading import Deal, played, tape_of, tape_of_deals, with_earlier
from tanshi.exchange.surveillance.tape import Tape
from tanshi.journal.engine import Reads
from tanshi.rules import Law

#: How many sessions before the watched one detectors are given.
_BACK = "exchange.surveillance_sessions_back"

_TRADES = "SELECT session, number, method, instrument, seller, buyer, price_fen, quantity_t FROM registry_trade"


def record_of(view: Reads, read: Callable[[str], bytes], day: str) -> bytes | None:
    """Return the segment of a closed day, or None if its record has trades alone. Raises `Problem`: no such day."""
    found = view.fetch("SELECT segment FROM exchange_session WHERE day = ? AND state = 'closed'", [day])
    if not found:
        raise problem("exchange.day_not_closed", day=day)
    data = read(found[0][0])
    return data if data.startswith(MAGIC) else None


def tape_of_day(view: Reads, read: Callable[[str], bytes], law: Law, day: str) -> Tape:
    """Return the tape of a closed day with the sessions before it. Raises `Problem`: there is no such day."""
    data = record_of(view, read, day)
    tape = tape_of(played(data, where=day)) if data is not None else tape_of_deals(*_settled(view, law, day))
    back = law.value(_BACK, date.fromisoformat(day)).integer
    first = view.fetch("SELECT day FROM exchange_session WHERE day < ? ORDER BY day DESC LIMIT ?", [day, back])
    earlier: dict[str, list[Deal]] = {name: [] for (name,) in first}
    if earlier:
        since = min(earlier)
        rows = view.fetch(f"{_TRADES} WHERE session >= ? AND session < ? ORDER BY session, number", [since, day])
        for session, *fields in rows:
            earlier[session].append(Deal(*fields))
    return with_earlier(tape, earlier)


def _settled(view: Reads, law: Law, day: str) -> tuple[Opening, list[Deal]]:
    """Return a day's settled trades, and an opening with its products."""
    quotes = view.fetch(
        "SELECT q.instrument, q.previous_close_fen, i.kind FROM exchange_quote q"
        " JOIN registry_instrument i ON i.id = q.instrument WHERE q.day = ? ORDER BY q.instrument",
        [day],
    )
    on = date.fromisoformat(day)
    terms = {kind: ProductClass.of(law, kind, on) for kind in {kind for _, _, kind in quotes}}
    products = tuple(terms[kind].product(name, fen) for name, fen, kind in quotes)
    hours = next(iter(terms.values())).hours if terms else ()
    deals = [Deal(*fields) for _, *fields in view.fetch(f"{_TRADES} WHERE session = ? ORDER BY number", [day])]
    return Opening(day, (), products, (), (), hours), deals
