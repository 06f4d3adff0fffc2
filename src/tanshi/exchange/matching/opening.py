"""Everything a session begins with. Amounts are tonnes and fen, prices fen per tonne, times minutes after midnight."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from tanshi.journal.canonical import canonical, parse

#: How orders of a listing meet: by taking what is posted, or by price and time as they come.
AGREEMENT, PRICE_TIME = "agreement", "price_time"


#: Way of trading and its times of the day, in minutes after midnight, the last excluded.
Times = tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """An instrument and the terms it is traded by; the limits of bands are rounded already, both included."""

    instrument: str
    matching: str
    previous_close_fen: int
    listing_low_fen: int
    listing_high_fen: int
    block_low_fen: int
    block_high_fen: int
    tick_fen: int
    lot_t: int
    listing_minimum_t: int
    listing_limit_t: int  # below this
    block_minimum_t: int
    levels: int  # that a take sees
    self_trade: bool = False  # whether a party may meet itself
    one_way: bool = False  # whether who bought today may not sell, and who sold not buy


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account has of an instrument: may sell, holds and may not sell yet, may hold at most (0: no limit).

    `barred`: bits of what it may not do with this instrument alone: 1 buy, 2 sell (it sold or bought it too lately).
    """

    account: int
    instrument: int
    sellable_t: int
    locked_t: int = 0
    limit_t: int = 0
    barred: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening of a session. `hours`: way of trading (`listing`, `block`, `auction`, `move_out`) and its times, the
    last minute of each excluded. `cash_fen`: by account. An account that may not trade has bits in `barred`: 1 buy, 2
    sell.
    """

    session: str
    accounts: tuple[str, ...]
    products: tuple[Product, ...]
    balances: tuple[Balance, ...]
    cash_fen: tuple[int, ...]
    hours: Times
    barred: tuple[tuple[int, int], ...] = ()

    def encode(self) -> bytes:
        """Return the opening as canonical JSON."""
        made = asdict(self)
        for product in made["products"]:
            if not product["one_way"]:  # as openings were before there was such a rule
                del product["one_way"]
        return canonical(made)

    @staticmethod
    def decode(data: bytes) -> Opening:
        """Return the opening that was encoded."""
        found: dict[str, Any] = parse(data)
        return Opening(
            session=found["session"],
            accounts=tuple(found["accounts"]),
            products=tuple(Product(**p) for p in found["products"]),
            balances=tuple(Balance(**b) for b in found["balances"]),
            cash_fen=tuple(found["cash_fen"]),
            hours=tuple((way, tuple((a, b) for a, b in times)) for way, times in found["hours"]),
            barred=tuple((a, b) for a, b in found["barred"]),
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the encoded opening."""
        return sha256(self.encode()).hexdigest()
