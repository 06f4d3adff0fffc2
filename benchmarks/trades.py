"""Books with many holders in an open session, and trades to settle: what the benchmarks of settlement work on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any

from tanshi.application.market import Market, open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.collector import seldom
from tanshi.journal.command import Command
from tanshi.simulation.workload import CONFIRMS, EXCHANGE, MINISTRY, REGISTRY, opening

SESSION = "2023-06-01"
INSTRUMENT = "CEA22"

#: As many holders as the nation has covered entities.
HOLDERS = tuple(f"E{n:05d}" for n in range(2_257))

#: Entries on accounts of one trade: units and money leave one account and come to another.
POSTINGS = 4

_AT_ONCE = 500


def in_session(url: str) -> Market:
    """Open new books whose holders have units and money on their trading accounts, handed over to the exchange."""
    seldom()  # as every process of `tanshi` does
    market = open_market(url, clock=SimulatedClock(datetime(2023, 6, 1, tzinfo=UTC)))
    commands = opening()
    for number, start in enumerate(range(0, len(HOLDERS), _AT_ONCE)):
        part = HOLDERS[start : start + _AT_ONCE]
        issued = {"instrument": INSTRUMENT, "amount_t": 10**10, "ground": "order", "instruction": "paper"}
        money = {"amount_fen": 10**12, "reference": "bank"}
        commands += [
            _of(REGISTRY, f"account/{number}", "registry.open_account", [{"holder": h} for h in part]),
            _of(REGISTRY, f"issue/{number}", "registry.issue", [{"holder": h, **issued} for h in part], CONFIRMS),
            _of(REGISTRY, f"money/{number}", "registry.deposit_cash", [{"holder": h, **money} for h in part], CONFIRMS),
        ]
    for holder in HOLDERS:
        entity = {
            "entity": holder, "name_zh": holder, "name_en": holder, "area_gb2260": "37", "sector_gbt4754": "4411",
            "source": "benchmark", "units": [],
        }  # fmt: skip
        actor = {"actor": f"{holder}/1", "organisation": holder, "role": "entity", "entity": holder}
        funded = {"holder": holder, "instrument": INSTRUMENT, "amount_t": 9 * 10**9}
        commands += [
            _of(MINISTRY, f"entity/{holder}", "participants.register_entity", [entity]),
            _of(MINISTRY, f"actor/{holder}", "participants.admit_actor", [actor]),
            _of((f"{holder}/1", holder), f"fund/{holder}", "registry.fund_trading", [funded]),
        ]
    handed = {"session": SESSION, "digest": "benchmark"}
    commands.append(_of(EXCHANGE, "hand", "registry.hand_over_positions", [handed]))
    for answer in market.execute(commands):
        assert answer.done, answer
    return market


def trades(seed: int, first: int = 1) -> Iterator[dict[str, Any]]:
    """Yield trades between holders drawn from a seed, numbered from `first`."""
    chance, number = Random(seed), first
    while True:
        seller, buyer = chance.sample(HOLDERS, 2)
        yield {
            "session": SESSION, "number": number, "method": "listing", "instrument": INSTRUMENT, "seller": seller,
            "buyer": buyer, "price_fen": chance.randint(5_000, 9_000), "quantity_t": chance.randint(1, 2_000),
        }  # fmt: skip
        number += 1


def batches(seed: int, size: int) -> Iterator[Command]:
    """Yield commands that settle `size` trades each, in order."""
    source = trades(seed)
    for number in range(10**9):
        yield _of(
            EXCHANGE, f"settle/{size}/{number:07d}", "registry.settle_trade", list(islice(source, size)), "exchange/2"
        )


def _of(who: tuple[str, str], id: str, kind: str, items: list[dict[str, Any]], second: str = "") -> Command:
    return Command(id, who[1], who[0], kind, items, second)
