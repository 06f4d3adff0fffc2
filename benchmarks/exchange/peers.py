"""Order books people would pick instead, each driven the way that is fair to it: objects and attributes it does not
need are left out, what it needs to match at all is given. They know orders and cancels; none of them looks at balances.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any, Protocol

from benchmarks.exchange.workload import Row, Workload

Rows = list[Row]


class Peer(Protocol):
    """A book that eats rows, and what it made of them: trades and tonnes, None where it does not say."""

    def eat(self, rows: Rows) -> None:
        """Carry out rows."""
        ...

    def made(self) -> tuple[int | None, int | None]:
        """Return trades and tonnes so far; not timed."""
        ...


class Bourse:
    """bourse (Rust). Without a time of its own for each message it keeps no order of time within a price."""

    def __init__(self, _work: Workload) -> None:
        import bourse

        self._book = bourse.core.OrderBook(0, 1, True)
        self._time = 0

    def eat(self, rows: Rows) -> None:
        """Carry out rows; its ids count the posts from 0, as ours do."""
        book, time = self._book, self._time
        place, cancel, set_time = book.place_order, book.cancel_order, book.set_time
        for post, buy, price, quantity, account, number in rows:
            time += 1
            set_time(time)
            if post:
                place(buy, quantity, account, price=price)
            else:
                cancel(number)
        self._time = time

    def made(self) -> tuple[int | None, int | None]:
        """Return trades and tonnes."""
        trades = self._book.get_trades()
        return len(trades), sum(trade[3] for trade in trades)


class LimitOrderBook:
    """limit-order-book (C++ by ctypes). It reports no trades; what rests is compared instead."""

    def __init__(self, work: Workload) -> None:
        from limit_order_book import LimitOrderBook as Book

        self._book = Book()
        self._work = work
        self._eaten = 0

    def eat(self, rows: Rows) -> None:
        """Carry out rows."""
        buy_, sell, cancel = self._book.limit_buy, self._book.limit_sell, self._book.cancel
        for post, buy, price, quantity, _, number in rows:
            if not post:
                cancel(number)
            elif buy:
                buy_(number, quantity, price)
            else:
                sell(number, quantity, price)
        self._eaten += len(rows)

    def made(self) -> tuple[int | None, int | None]:
        """Return no trades, and the tonnes that neither rest nor were withdrawn, by halves: each trade took two."""
        posted, withdrawn = self._work.given(self._eaten)
        return None, (posted - withdrawn - self._book.volume()) // 2


class Liquibook:
    """liquibook (C++ by SWIG): an order object for each post, kept for its cancel. Nobody listens, nothing is told."""

    def __init__(self, work: Workload) -> None:
        import liquibook

        self._make = liquibook.SimpleOrder
        self._book = liquibook.liquibook_book_OrderBook()
        self._orders: list[Any] = []
        self._work = work
        self._eaten = 0

    def eat(self, rows: Rows) -> None:
        """Carry out rows."""
        make, orders = self._make, self._orders
        add, cancel = self._book.add, self._book.cancel
        for post, buy, price, quantity, _, number in rows:
            if post:
                order = make(buy, price, quantity)
                orders.append(order)
                add(order)
            else:
                cancel(orders[number])
        self._eaten += len(rows)

    def made(self) -> tuple[int | None, int | None]:
        """Return no trades, and the tonnes that neither rest nor were withdrawn, by halves: each trade took two."""
        posted, withdrawn = self._work.given(self._eaten)
        rests = sum(
            tracker.open_qty() for side in (self._book.asks(), self._book.bids()) for _, tracker in side.items()
        )
        return None, (posted - withdrawn - rests) // 2


class OrderMatching:
    """order-matching (Python): each order placed and matched by itself, as its messages come; not its batch use."""

    def __init__(self, _work: Workload) -> None:
        from loguru import logger
        from order_matching.enums import Side, Status
        from order_matching.matching_engine import MatchingEngine
        from order_matching.order import LimitOrder
        from order_matching.orders import Orders

        logger.remove()
        self._engine = MatchingEngine(seed=1)
        self._sides, self._status = (Side.SELL, Side.BUY), Status.CANCEL
        self._order, self._orders = LimitOrder, Orders
        self._posted: list[Any] = []
        self._time = datetime(2023, 5, 4)  # noqa: DTZ001 - as it compares times
        self._trades = self._tonnes = 0

    def eat(self, rows: Rows) -> None:
        """Carry out rows."""
        for post, buy, price, quantity, account, number in rows:
            self._time += timedelta(microseconds=1)
            if post:
                order = self._order(
                    side=self._sides[buy], price=float(price), size=float(quantity), timestamp=self._time,
                    order_id=str(number), trader_id=str(account),
                )  # fmt: skip
                self._posted.append(order)
            else:
                order = self._posted[number]
                order.status = self._status
            self._engine.place(self._orders([order]))
            trades = self._engine.match(timestamp=self._time).trades
            self._trades += len(trades)
            self._tonnes += sum(int(trade.size) for trade in trades)

    def made(self) -> tuple[int | None, int | None]:
        """Return trades and tonnes."""
        return self._trades, self._tonnes


#: By the name of the package; what is not installed is left out.
PEERS: dict[str, Callable[[Workload], Peer]] = {
    name: make
    for name, module, make in (
        ("bourse", "bourse", Bourse), ("limit-order-book", "limit_order_book", LimitOrderBook),
        ("liquibook", "liquibook", Liquibook), ("order-matching", "order_matching", OrderMatching),
    )
    if find_spec(module)
}  # fmt: skip
