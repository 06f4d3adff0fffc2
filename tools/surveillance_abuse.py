"""Abuse to plant in a made session: one function a kind, named as the detector that should find it.

Each takes the market and how strong it shall be, says what is to happen when, and returns accounts and instrument.
"""

from __future__ import annotations

from collections.abc import Callable

from tanshi.exchange.matching.records import BUY, SELL
from tanshi.exchange.surveillance.reading import Deal
from tanshi.exchange.surveillance.relations import Relation
from tools.surveillance_made import (
    ABUSERS,
    AFTER_S,
    CLOSE_FEN,
    EARLIER,
    END_S,
    INSTRUMENTS,
    NOON_S,
    OPEN_S,
    TRADERS,
    Market,
)

Place = tuple[tuple[str, ...], int]

_ONE, _OTHER = ABUSERS
_MAIN = 0


def related_trades(market: Market, strength: float) -> Place:
    """Two accounts of one controller trade with each other."""
    market.relations.append(Relation("controller", ABUSERS))
    for second in _times(market, _many(market, 7, strength)):
        seller, buyer = market.chance.sample(ABUSERS, 2)
        _meet(market, second, seller, buyer, size_t=market.chance.uniform(800, 3000))
    return ABUSERS, _MAIN


def reverse_trades(market: Market, strength: float) -> Place:
    """Two accounts nobody relates trade there and back, today and on days before."""
    for turn, second in enumerate(_times(market, _many(market, 8, strength))):
        seller, buyer = ABUSERS if turn % 2 else ABUSERS[::-1]
        _meet(market, second, seller, buyer, size_t=market.chance.uniform(2000, 6000))
    for name in EARLIER[-2:]:
        for n in range(_many(market, 3, strength)):
            seller, buyer = ABUSERS if n % 2 else ABUSERS[::-1]
            price, size = CLOSE_FEN + market.chance.randint(-60, 60), market.chance.randint(20, 60) * 100
            market.deals_before[name].append(Deal(1000 + n, "listing", INSTRUMENTS[_MAIN], seller, buyer, price, size))
    return ABUSERS, _MAIN


def self_trade_attempts(market: Market, strength: float) -> Place:
    """An account names its own order again and again."""
    for second in _times(market, _many(market, 9, strength)):

        def act() -> None:
            price = market.inside(_MAIN, SELL)
            order = market.post(_ONE, _MAIN, SELL, price, 500)
            market.take(_ONE, _MAIN, BUY, price, 500, order)
            market.cancel(_ONE, order)

        market.at(second, act)
    return (_ONE,), _MAIN


def frequent_cancels(market: Market, strength: float) -> Place:
    """An account posts on one side and withdraws within a minute, all day."""
    for second in _times(market, _many(market, 45, strength)):
        _lure(market, second, BUY, [(0.004, market.chance.uniform(1500, 5000))], market.chance.uniform(5, 60))
    return (_ONE,), _MAIN


def spoofing(market: Market, strength: float) -> Place:
    """A large order on one side, a trade of one's own on the other, and the large order is gone."""
    for second in _times(market, _many(market, 4, strength), apart_s=400):
        large = market.chance.uniform(15_000, 40_000) * min(strength, 1.5)
        _lure(market, second, BUY, [(0.003, large)], market.chance.uniform(40, 100), trade_t=1200)
    return (_ONE,), _MAIN


def layering(market: Market, strength: float) -> Place:
    """Orders at several prices on one side, a trade of one's own on the other, and the orders are gone."""
    for second in _times(market, _many(market, 4, strength), apart_s=400):
        layers = [(0.002 * n, market.chance.uniform(1000, 2500)) for n in range(2, 4 + _many(market, 3, strength))]
        _lure(market, second, BUY, layers, market.chance.uniform(40, 100), trade_t=1200)
    return (_ONE,), _MAIN


def marking_close(market: Market, strength: float) -> Place:
    """In the last minutes an account buys up what others left far above the market."""
    market.at(AFTER_S + 60, lambda: _leave_above(market, strength))
    for _ in range(_many(market, 14, strength)):
        second = market.chance.uniform(END_S - 540, END_S - 10)
        market.at(second, lambda: _take_all(market, 0.075, market.chance.uniform(5000, 12_000)))
    return (_ONE,), _MAIN


def concentration(market: Market, strength: float) -> Place:
    """An account buys most of what the day has to sell."""
    for second in _times(market, _many(market, 90, strength)):
        _meet(market, second, market.chance.choice(TRADERS), _ONE, size_t=market.chance.uniform(2000, 7000))
    return (_ONE,), _MAIN


def band_hitting(market: Market, strength: float) -> Place:
    """An account bids the highest price there may be, much and again."""
    for second in _times(market, _many(market, 7, strength)):
        size = market.chance.uniform(5000, 15_000)
        market.at(second, lambda t=size: market.post(_ONE, _MAIN, BUY, CLOSE_FEN * 1.1, t))  # type: ignore[misc]
    return (_ONE,), _MAIN


def odd_blocks(market: Market, strength: float) -> Place:
    """A block far below listing."""
    below = min(0.2 * (0.6 + strength * 0.4) * market.chance.uniform(0.9, 1.1), 0.3)
    market.at(
        market.chance.uniform(AFTER_S, END_S),
        lambda: market.block(_ONE, _OTHER, _MAIN, CLOSE_FEN * (1 - below), 150_000),
    )
    return ABUSERS, _MAIN


def dense_orders(market: Market, strength: float) -> Place:
    """A burst of orders of one side."""
    begin = market.chance.uniform(OPEN_S, NOON_S - 60)
    for _ in range(_many(market, 32, strength)):
        away = market.chance.uniform(0.002, 0.01)
        market.at(
            begin + market.chance.uniform(0, 50),
            lambda a=away: market.post(_ONE, _MAIN, SELL, market.mid[_MAIN] * (1 + a), 300),  # type: ignore[misc]
        )
    return (_ONE,), _MAIN


def far_orders(market: Market, strength: float) -> Place:
    """Large bids far below the market."""
    for second in _times(market, _many(market, 6, strength)):
        size, away = market.chance.uniform(15_000, 40_000), market.chance.uniform(0.065, 0.09)
        market.at(
            second,
            lambda t=size, a=away: market.post(_ONE, _MAIN, BUY, market.mid[_MAIN] * (1 - a), t),  # type: ignore[misc]
        )
    return (_ONE,), _MAIN


def losing_trades(market: Market, strength: float) -> Place:
    """An account buys dear and sells cheap, to whoever is there."""
    for turn, second in enumerate(_times(market, _many(market, 14, strength))):
        side = BUY if turn % 2 else SELL
        price = 1 + (0.03 if side == BUY else -0.03)
        size = market.chance.uniform(600, 1500)

        def act(side: int = side, price: float = price, size: float = size) -> None:
            order = market.post(_ONE, _MAIN, side, market.mid[_MAIN] * price, size)
            market.take(market.chance.choice(TRADERS), _MAIN, 1 - side, market.mid[_MAIN] * price, size, order)

        market.at(second, act)
    return (_ONE,), _MAIN


def before_disclosure(market: Market, strength: float) -> Place:
    """An account that seldom trades buys much before the disclosure at two."""
    for second in _times(market, _many(market, 18, strength), last_s=14 * 3600):
        _meet(market, second, market.chance.choice(TRADERS), _ONE, size_t=market.chance.uniform(3000, 8000))
    return (_ONE,), _MAIN


def _many(market: Market, usually: int, strength: float) -> int:
    return max(1, round(usually * strength * market.chance.uniform(0.85, 1.15)))


def _times(market: Market, count: int, apart_s: float = 0, last_s: float = END_S) -> list[float]:
    """Return seconds within listing hours, sorted, so far apart."""
    open_s = [s for s in range(OPEN_S, int(last_s) - 130, max(int(apart_s), 10)) if not NOON_S - 130 <= s < AFTER_S]
    return sorted(s + market.chance.random() for s in market.chance.sample(open_s, min(count, len(open_s))))


def _meet(market: Market, second: float, seller: str, buyer: str, size_t: float) -> None:
    """Let one post within the spread and the other take just that."""

    def act() -> None:
        price = market.inside(_MAIN, SELL)
        order = market.post(seller, _MAIN, SELL, price, size_t)
        market.take(buyer, _MAIN, BUY, price, size_t, order)

    market.at(second, act)


def _lure(
    market: Market, second: float, side: int, layers: list[tuple[float, float]], life_s: float, trade_t: float = 0
) -> None:
    """Post orders of one side, trade on the other meanwhile, and withdraw them all."""

    def act() -> None:
        way = -1 if side == BUY else 1
        orders = [market.post(_ONE, _MAIN, side, market.mid[_MAIN] * (1 + way * (0.004 + a)), t) for a, t in layers]
        if trade_t:
            market.at(
                market.now_s + life_s / 2,
                lambda: market.take(_ONE, _MAIN, 1 - side, market.best(_MAIN, side), trade_t),
            )
        for order in filter(None, orders):
            market.at(market.now_s + life_s, lambda o=order: market.cancel(_ONE, o))  # type: ignore[misc]

    market.at(second, act)


def _leave_above(market: Market, strength: float) -> None:
    for who in market.chance.sample(TRADERS, 12):
        away = market.chance.uniform(0.03, 0.08)
        market.post(who, _MAIN, SELL, market.mid[_MAIN] * (1 + away), market.chance.uniform(6000, 14_000) * strength)


def _take_all(market: Market, above: float, size_t: float) -> None:
    market.take(_ONE, _MAIN, BUY, market.mid[_MAIN] * (1 + above), size_t)


ABUSES: dict[str, Callable[[Market, float], Place]] = {
    plant.__name__: plant
    for plant in (
        before_disclosure, related_trades, reverse_trades, self_trade_attempts, dense_orders, far_orders, band_hitting,
        marking_close, odd_blocks, concentration, frequent_cancels, spoofing, layering, losing_trades,
    )
}  # fmt: skip
