"""A session of one product in which all may trade all day, and orders in it: where it is the process that is tried."""

import numpy as np

from tanshi.exchange.matching.messages import MESSAGE, NONE, Kind
from tanshi.exchange.matching.opening import Balance, Opening, Product


def an_opening(accounts=4, tonnes=1_000_000, fen=10**12, session="2026-11-23"):
    """Every account has units and money."""
    product = Product("CEA25", "price_time", 8000, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5)
    return Opening(
        session,
        tuple(f"A{n}" for n in range(accounts)),
        (product,),
        tuple(Balance(n, 0, tonnes) for n in range(accounts)),
        (fen,) * accounts,
        tuple((way, ((0, 1440),)) for way in ("auction", "block", "listing", "move_out")),
    )


def posts(first, orders, client=1):
    """Messages of a client, numbered from `first`: (account, side, price, quantity) each."""
    made = np.zeros(len(orders), MESSAGE)
    made["kind"], made["client"], made["counterparty"] = Kind.POST, client, NONE
    made["number"] = np.arange(first, first + len(orders))
    for field, place in (("account", 0), ("side", 1), ("price_fen", 2), ("quantity", 3)):
        made[field] = [order[place] for order in orders]
    return made


def random_posts(chance, first, size, client=1, accounts=4):
    """Messages that meet now and then; `chance`: `random.Random`."""
    return posts(
        first,
        [
            (chance.randrange(accounts), chance.randrange(2), 8000 + chance.randint(-20, 20), chance.randint(1, 50))
            for _ in range(size)
        ],
        client,
    )
