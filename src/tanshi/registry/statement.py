"""A holder's day in the books (结算单): what its accounts held before and after, and everything between.

It is read from the transfers, each of which keeps the balances it left, so a statement of any past day says what one
made on that day said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tanshi.journal.engine import Reads
from tanshi.registry.asof import holding_at, position_of_day
from tanshi.registry.history import Movement, accounts_of, movements_of


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account held of an instrument before and after the day: tonnes, or fen of cash."""

    account: str
    instrument: str
    before: int
    got: int
    gave: int
    after: int


@dataclass(frozen=True, slots=True)
class StatedTrade:
    """A trade of the day's session as a party sees it; `state` is settled, or that of its failure."""

    number: int
    side: str  # sell, buy
    instrument: str
    quantity_t: int
    price_fen: int
    other: str
    state: str

    @property
    def value_fen(self) -> int:
        return self.quantity_t * self.price_fen


@dataclass(frozen=True, slots=True)
class StatedFee:
    """What a trade of the day's session is charged on a party's side; `paid_fen` as the books stand now."""

    number: int
    side: str  # sell, buy
    body: str  # exchange, registry
    fee: str
    value_fen: int
    rate: str
    rounding: str
    amount_fen: int
    paid_fen: int
    citation: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A holder's statement of a day; `position` is the last fact it rests on, -1 before the first."""

    holder: str
    day: str
    position: int
    balances: tuple[Balance, ...]
    trades: tuple[StatedTrade, ...]
    fees: tuple[StatedFee, ...]
    movements: tuple[Movement, ...]


def statement(view: Reads, holder: str, day: str) -> Statement:
    """Return a holder's statement of a legal day (ISO text); a holder without accounts has an empty one."""
    before = position_of_day(view, (date.fromisoformat(day) - timedelta(days=1)).isoformat())
    after = position_of_day(view, day)
    accounts = accounts_of(view, holder)
    moved = movements_of(view, accounts, after=before, upto=after)
    return Statement(
        holder, day, after, _balances(view, accounts, before, moved), _trades(view, holder, day),
        _fees(view, holder, day), tuple(moved),
    )  # fmt: skip


def stated_holders(view: Reads) -> list[str]:
    """Return everybody who has accounts, in order; the registry's own are not stated."""
    found = view.fetch("SELECT DISTINCT holder FROM registry_account WHERE kind <> 'system' ORDER BY holder")
    return [holder for (holder,) in found]


def _balances(view: Reads, accounts: list[str], before: int, moved: list[Movement]) -> tuple[Balance, ...]:
    """Return the balances of all that an account held before or moved; the change is the sum of the movements."""
    keys = {(m.account, m.instrument) for m in moved}
    for account in accounts:
        held = view.fetch("SELECT instrument FROM registry_holding WHERE account = ?", [account])
        keys |= {(account, instrument) for (instrument,) in held}
    found = []
    for account, instrument in sorted(keys):
        changes = [m.change for m in moved if (m.account, m.instrument) == (account, instrument)]
        was = holding_at(view, account, instrument, before)
        if was or changes:
            got, gave = sum(c for c in changes if c > 0), -sum(c for c in changes if c < 0)
            found.append(Balance(account, instrument, was, got, gave, was + got - gave))
    return tuple(found)


def _trades(view: Reads, holder: str, day: str) -> tuple[StatedTrade, ...]:
    found: dict[int, StatedTrade] = {}
    for table, state in (
        ("registry_trade", "'settled'"),
        ("registry_failure", "state"),
        ("registry_void_trade", "'void'"),
    ):
        for side, own, other in (("sell", "seller", "buyer"), ("buy", "buyer", "seller")):
            sql = (
                f"SELECT number, '{side}', instrument, quantity_t, price_fen, {other}, {state} FROM {table}"
                f" WHERE {own} = ? AND session = ?"
            )
            found |= {row[0]: StatedTrade(*row) for row in view.fetch(sql, [holder, day])}
    return tuple(found[number] for number in sorted(found))


def _fees(view: Reads, holder: str, day: str) -> tuple[StatedFee, ...]:
    names = ", ".join(StatedFee.__dataclass_fields__)
    sql = f"SELECT {names} FROM registry_trade_fee WHERE holder = ? AND session = ? ORDER BY number, side, body, fee"
    return tuple(StatedFee(*row) for row in view.fetch(sql, [holder, day]))
