"""A trading season: who is short buys, who is long sells, day by day on the real book.

Every covered entity visits the market on a few seeded days. Long entities sell a share of what they will not
need, some only
above a price they wait for; short ones buy in parts and come every day of the last call. Large amounts go as block
agreements, the rest as listing orders. What an entity does on a day follows from the seed, the day and the books at
the day's opening, so a season that was broken off goes on as if it had not been. All of it is modelled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tanshi.exchange.book import BUY, SELL, Session
from tanshi.exchange.terms import Terms
from tanshi.simulation.chance import Chance
from tanshi.simulation.operation import MILLE, figures

_MORNING, _TAKING, _NOON, _AFTERNOON = 9 * 60 + 31, 10 * 60, 13 * 60 + 1, 14 * 60


@dataclass(slots=True)
class Trader:
    """An entity as the market meets it. Tonnes of the season's vintage; money in fen."""

    entity: str
    obligation_t: int  # expected until it is set
    coming_t: int  # allowances still expected from the authority; negative: will be taken back
    registered_t: int
    trading_t: int
    cash_fen: int
    spent_fen: int = 0  # of the money it may bring
    surrendered_t: int = 0

    @property
    def held_t(self) -> int:
        return self.registered_t + self.trading_t

    @property
    def short_t(self) -> int:
        """What it still lacks, with what is still coming."""
        return max(0, self.obligation_t - self.surrendered_t - self.held_t - self.coming_t)

    @property
    def spare_t(self) -> int:
        """What it holds and will not need."""
        owed = self.obligation_t - self.surrendered_t
        return max(0, min(self.held_t + self.coming_t - owed, self.held_t + min(0, self.coming_t)))


@dataclass(frozen=True, slots=True)
class Intent:
    """What an entity means to do on a day."""

    entity: str
    side: str
    quantity_t: int
    limit_fen: int


@dataclass(frozen=True, slots=True)
class Season:
    """The trading days of a season and its first reference price."""

    seed: int
    vintage: str
    days: tuple[date, ...]
    reference_fen: int

    def visits(self, entities: Sequence[str]) -> dict[date, list[str]]:
        """Return who comes on which day, as drawn at the season's start."""
        f = figures("operation")
        weights = f["season_weights"]
        late = max(0, len(self.days) - weights["late_days"])
        by_day = [weights["early"]] * late + [weights["late"]] * (len(self.days) - late)
        found: dict[date, list[str]] = {}
        for entity in entities:
            chance = Chance(self.seed, "visits", self.vintage, entity)
            drawn = {chance.pick(by_day) for _ in range(chance.between(*f["visits"]))}
            for index in drawn:
                found.setdefault(self.days[index], []).append(entity)
        return found

    def days_left(self, day: date) -> int:
        """Return how many trading days come after a day."""
        return len(self.days) - 1 - self.days.index(day)

    def intents(
        self, day: date, traders: Mapping[str, Trader], visitors: Sequence[str], previous_close_fen: int
    ) -> list[Intent]:
        """Return what everybody means to do on a day, in a seeded order."""
        left = self.days_left(day)
        last_call = left < figures("operation")["last_call_days"]
        coming = set(visitors)
        found = []
        for entity, trader in traders.items():
            if not trader.short_t and not trader.spare_t:
                continue
            chance = Chance(self.seed, "day", self.vintage, day, entity)
            intent = None
            if trader.short_t and (last_call or entity in coming):
                intent = self._to_buy(trader, chance, left, last_call, previous_close_fen)
            elif trader.spare_t and self._sells_today(chance, entity in coming, last_call):
                intent = self._to_sell(trader, chance, previous_close_fen)
            if intent is not None:
                found.append((chance.below(1 << 30), intent))
        found.sort(key=lambda pair: (pair[0], pair[1].entity))
        return [intent for _, intent in found]

    def _to_buy(
        self, trader: Trader, chance: Chance, left: int, last_call: bool, previous_close_fen: int
    ) -> Intent | None:
        f = figures("operation")
        urgency = f["urgency_permille"] * max(0, f["urgency_days"] - left) // f["urgency_days"]
        more = chance.around(*f["bid_spread_permille"]) + urgency
        limit = previous_close_fen * (MILLE + more) // MILLE
        whole = last_call or trader.short_t < f["bought_whole_below_t"]
        part = trader.short_t if whole else trader.short_t * chance.between(*f["bought_part_permille"]) // MILLE
        affordable = self.money_left(trader) // limit
        quantity = min(part, affordable)
        return Intent(trader.entity, BUY, quantity, limit) if quantity > 0 else None

    def _sells_today(self, chance: Chance, visiting: bool, last_call: bool) -> bool:
        return visiting or (last_call and chance.happens(figures("operation")["long_call_permille"]))

    def _to_sell(self, trader: Trader, chance: Chance, previous_close_fen: int) -> Intent | None:
        f = figures("operation")
        character = Chance(self.seed, "seller", self.vintage, trader.entity)
        if character.happens(f["patient_permille"]):
            waits_for = self.reference_fen * (MILLE + character.between(*f["patience_permille"])) // MILLE
            if previous_close_fen < waits_for:
                return None
        share = min(max(character.around(*f["sold_share_permille"]), 0), MILLE)
        quantity = trader.spare_t * share // MILLE
        ask = previous_close_fen * (MILLE + chance.around(*f["ask_spread_permille"])) // MILLE
        return Intent(trader.entity, SELL, quantity, ask) if quantity > 0 else None

    def money_left(self, trader: Trader) -> int:
        """Return what an entity can still spend: cash on its account, and what it may still bring, in fen."""
        return trader.cash_fen + max(0, self.budget_fen(trader) - trader.spent_fen)

    def budget_fen(self, trader: Trader) -> int:
        """Return the money an entity can bring in the season; a few lack what they need."""
        f = figures("operation")
        gap = max(0, trader.obligation_t - trader.surrendered_t - trader.registered_t - trader.coming_t)
        chance = Chance(self.seed, "funds", self.vintage, trader.entity)
        share = f["funds_permille"]
        if chance.happens(f["poor_permille"]):
            share = chance.between(*f["poor_funds_permille"])
        return int(gap * self.reference_fen * share // MILLE)


@dataclass(slots=True)
class _Order:
    """An intent on its way to the market: as a listing, or kept for a block."""

    intent: Intent
    as_block: bool = False


def trade_day(
    session: Session, season: Season, terms: Terms, day: date, intents: Sequence[Intent], previous_close_fen: int
) -> None:
    """Put a day's intents through a session: sellers post, buyers take and post, blocks at noon, the rest
    afterwards.
    """
    sells = [_Order(i) for i in intents if i.side == SELL]
    buys = [_Order(i) for i in intents if i.side == BUY]
    pairs = _blocks(sells, buys, terms)
    desk = _Desk(session, season.vintage, terms)
    session.at(_MORNING)
    for order in sells:
        if not order.as_block:
            desk.post(order.intent)
    session.at(_TAKING)
    for order in buys:
        if not order.as_block:
            desk.take_then_post(order.intent)
    session.at(_NOON)
    spread = figures("operation")["block_spread_permille"]
    chance = Chance(season.seed, "blocks", season.vintage, day)
    for seller, buyer in pairs:
        desk.block(seller, buyer, previous_close_fen * (MILLE + chance.around(*spread)) // MILLE)
    session.at(_AFTERNOON)
    for order in sells:
        desk.hit_bids(order.intent)


def _blocks(sells: Sequence[_Order], buys: Sequence[_Order], terms: Terms) -> list[tuple[Intent, Intent]]:
    """Pair the large sellers with the large buyers, largest with largest, and keep them out of the listing."""
    large = [
        sorted((o for o in side if o.intent.quantity_t >= terms.block_minimum_t), key=lambda o: -o.intent.quantity_t)
        for side in (sells, buys)
    ]
    found = []
    for seller, buyer in zip(*large, strict=False):
        seller.as_block = buyer.as_block = True
        found.append((seller.intent, buyer.intent))
    return found


class _Desk:
    """Turns intents into orders of lawful size and price."""

    def __init__(self, session: Session, vintage: str, terms: Terms) -> None:
        self._session = session
        self._vintage = vintage
        self._terms = terms
        self._orders = 0
        self._band = terms.band("listing", session.quotes[vintage].previous_close_fen)
        self._block_band = terms.band("block", session.quotes[vintage].previous_close_fen)

    def post(self, intent: Intent) -> None:
        price = self._lawful(intent.limit_fen, self._band)
        for part in self._parts(intent.quantity_t):
            self._session.post(self._id(), intent.entity, self._vintage, intent.side, price, part)

    def take_then_post(self, intent: Intent) -> None:
        price = self._lawful(intent.limit_fen, self._band)
        for part in self._parts(intent.quantity_t):
            before = self._session.holding(intent.entity, self._vintage)
            self._session.take(self._id(), intent.entity, self._vintage, BUY, price, part)
            missing = part - (self._session.holding(intent.entity, self._vintage) - before)
            if missing:
                self._session.post(self._id(), intent.entity, self._vintage, BUY, price, missing)

    def hit_bids(self, intent: Intent) -> None:
        """Sell to standing bids what is not sold yet, if they are not below what the seller asks less a little."""
        best = self._session.best(self._vintage, BUY)
        if best is None or best * MILLE < intent.limit_fen * 985:
            return
        for order in self._session.open_orders():
            if order.account == intent.entity and order.side == SELL:
                self._session.cancel(order.id, intent.entity)
        quantity = min(intent.quantity_t, self._session.sellable(intent.entity, self._vintage))
        for part in self._parts(quantity):
            self._session.take(self._id(), intent.entity, self._vintage, SELL, best, part)

    def block(self, seller: Intent, buyer: Intent, price_fen: int) -> None:
        price = self._lawful(min(price_fen, buyer.limit_fen), self._block_band)
        affordable = self._session.cash(buyer.entity) // price
        quantity = min(
            seller.quantity_t, buyer.quantity_t, affordable, self._session.sellable(seller.entity, self._vintage)
        )
        if quantity < self._terms.block_minimum_t:
            return
        order = self._id()
        self._session.block(order, seller.entity, buyer.entity, self._vintage, SELL, price, quantity)
        self._session.confirm(order, buyer.entity)

    def _parts(self, quantity_t: int) -> list[int]:
        """Return a quantity as listing orders: each below the limit."""
        largest = self._terms.listing_limit_t - self._terms.lot_t
        whole, rest = divmod(quantity_t, largest)
        return [largest] * whole + ([rest] if rest else [])

    def _lawful(self, price_fen: int, band: tuple[int, int]) -> int:
        price = min(max(price_fen, band[0]), band[1])
        return price - price % self._terms.tick_fen

    def _id(self) -> str:
        self._orders += 1
        return str(self._orders)
