"""A day of the exchange's clerks on the books: trades written down by hand, its quotes, its record, its settlement."""

from __future__ import annotations

from datetime import date, time

from tanshi.application.access import FOUR_EYES
from tanshi.exchange import commands as exchange
from tanshi.exchange import segment
from tanshi.exchange.matching.book import Trade
from tanshi.journal.command import Command
from tanshi.registry import commands as registry
from tanshi.simulation.acts import command
from tanshi.simulation.workload import opening

BODY, WHO = "exchange", "exchange/1"
EXCHANGE = (WHO, BODY)
REGISTRY = ("registry/1", "registry")
HOLDERS = ("H1", "H2", "H3")


def sender(market):
    """Return how the exchange sends its commands."""

    def send(id, kind, items):
        second = "exchange/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(id, BODY, WHO, kind, list(items), second)])
        return answer

    return send


def must(market, *commands):
    for sent in commands:
        (answer,) = market.execute([sent])
        assert answer.done, answer.message("en")


def funded(market, clock, day, vintages=("CEA22",), cash_fen=100_000_000_000, each_t=2_000_000):
    """Open the books for H1 to H8; H1 to H3 have tonnes and money to trade with."""
    clock.put_day(date.fromisoformat(day), time(8))
    must(market, *opening())
    for body in ("exchange", "registry"):
        item = {"actor": f"{body}/2", "organisation": body, "role": body, "entity": ""}
        market.execute([Command(f"second/{body}", "mee", "mee/1", "participants.admit_actor", [item])])
    for name in HOLDERS:
        bring = registry.DepositCash(name, cash_fen, f"d/{name}")
        must(market, command(f"cash/{name}", REGISTRY, "registry.deposit_cash", bring))
        for vintage in vintages:
            given = registry.Issue(name, vintage, each_t, "order", "p")
            fund = registry.FundTrading(name, vintage, each_t)
            must(
                market,
                command(f"issue/{name}/{vintage}", REGISTRY, "registry.issue", given),
                command(f"fund/{name}/{vintage}", (f"{name}/1", name), "registry.fund_trading", fund),
            )
    return market


def trades_of(table):
    """Return the trades of a table: way, vintage, seller, buyer, tonnes, fen per tonne."""
    rows = [line.split() for line in table.strip().splitlines()]
    return [
        Trade(n, way, vintage, seller, buyer, int(fen), int(tonnes), f"s{n}", f"b{n}")
        for n, (way, vintage, seller, buyer, tonnes, fen) in enumerate(rows, 1)
    ]


def session(market, clock, day, table, closes, settled=True):
    """Hold a session of these trades; `closes` are the closes before. Returns its trades."""
    made, on = trades_of(table), date.fromisoformat(day)
    clock.put_day(on, time(9))
    previous = tuple(exchange.PreviousClose(*pair) for pair in closes.items())
    handed = registry.HandOverPositions(day, "d" * 64)
    opened = exchange.OpenSession(day, "d" * 64, previous)
    must(
        market,
        command(f"p/{day}", EXCHANGE, "registry.hand_over_positions", handed),
        command(f"o/{day}", EXCHANGE, "exchange.open_session", opened),
    )
    clock.put_day(on, time(15, 10))
    record = market.evidence.keep(segment.write(day, made))
    closed = exchange.CloseSession(day, len(made), record, "e" * 64, tuple(quotes(made, closes)))
    must(market, command(f"c/{day}", EXCHANGE, "exchange.close_session", closed))
    if settled:
        settle(market, day, made)
        take_back(market, day, made, record)
    return made


def settle(market, day, made):
    for t in made:
        fields = (t.number, t.way, t.instrument, t.seller, t.buyer, t.price_fen, t.quantity_t)
        settled = registry.SettleTrade(day, *fields)
        must(market, command(f"s/{day}/{t.number}", EXCHANGE, "registry.settle_trade", settled))


def take_back(market, day, made, record="e" * 64):
    back = registry.TakeBackPositions(day, len(made), record)
    must(market, command(f"b/{day}", EXCHANGE, "registry.take_back_positions", back))


def quotes(made, closes):
    """Yield what each vintage's day came to: by hand, not by the code that is tried."""
    for vintage, previous in closes.items():
        listed = [t for t in made if (t.instrument, t.way) == (vintage, "listing")]
        block = [t for t in made if (t.instrument, t.way) == (vintage, "block")]
        tonnes, fen = sum(t.quantity_t for t in listed), sum(t.quantity_t * t.price_fen for t in listed)
        prices = [t.price_fen for t in listed]
        close = (2 * fen + tonnes) // (2 * tonnes) if tonnes else previous
        yield exchange.DayQuote(
            vintage, previous, prices[0] if prices else previous, max(prices, default=None), min(prices, default=None),
            close, tonnes, fen, sum(t.quantity_t for t in block), sum(t.quantity_t * t.price_fen for t in block),
            len(listed) + len(block),
        )  # fmt: skip
