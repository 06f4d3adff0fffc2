"""A trading season: who is short buys, who is long sells, day by day on the real book.

A season serves the obligations that fall due together. Every covered entity visits the market on a few seeded days.
Long entities sell a share of what they will not need, the oldest vintage first, some only above a price they wait for;
short ones buy in parts, where it is cheapest among the vintages that count, and come every day of the last call. Large
amounts go as block agreements, the rest as listing orders. What an entity does on a day follows from the seed, the day
and the books at the day's opening, so a season that was broken off goes on as if it had not been. All of it is
modelled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tanshi.exchange.matching.book import BUY, SELL, Session
from tanshi.exchange.product_class import ProductClass
from tanshi.simulation.chance import Chance
from tanshi.simulation.operation import MILLE, figures

_MORNING, _TAKING, _NOON, _AFTERNOON = 9 * 60 + 31, 10 * 60, 13 * 60 + 1, 14 * 60


@dataclass(slots=True)
class Trader:
    """An entity as the market meets it. Tonnes by vintage; money in fen."""

    entity: str
    owed_t: int = 0  # of all obligations of the season, expected until they are set, less what was surrendered
    coming_t: int = 0  # allowances still expected from the authority; negative: will be taken back
    registered: dict[str, int] = field(default_factory=dict)
    trading: dict[str, int] = field(default_factory=dict)
    cash_fen: int = 0
    spent_fen: int = 0  # of the money it may bring

    @property
    def held_t(self) -> int:
        return sum(self.registered.values()) + sum(self.trading.values())

    @property
    def short_t(self) -> int:
        """What it still lacks, with what is still coming."""
        return max(0, self.owed_t - self.held_t - self.coming_t)

    @property
    def spare_t(self) -> int:
        """What it holds and will not need."""
        held = self.held_t
        return max(0, min(held + self.coming_t - self.owed_t, held + min(0, self.coming_t)))

    def of(self, vintage: str) -> int:
        """Return what it holds of a vintage."""
        return self.registered.get(vintage, 0) + self.trading.get(vintage, 0)


@dataclass(frozen=True, slots=True)
class Intent:
    """What an entity means to do on a day. A sale names its vintage; a purchase takes the cheapest one."""

    entity: str
    side: str
    vintage: str
    quantity_t: int
    more_permille: int  # above (or below) a vintage's previous close the entity goes


@dataclass(frozen=True, slots=True)
class Season:
    """The trading days of a season, the vintages that count in it (oldest first), its first reference price."""

    seed: int
    name: str
    vintages: tuple[str, ...]
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
            chance = Chance(self.seed, "visits", self.name, entity)
            drawn = {chance.pick(by_day) for _ in range(chance.between(*f["visits"]))}
            for index in drawn:
                found.setdefault(self.days[index], []).append(entity)
        return found

    def days_left(self, day: date) -> int:
        """Return how many trading days come after a day."""
        return len(self.days) - 1 - self.days.index(day)

    def intents(
        self,
        day: date,
        traders: Mapping[str, Trader],
        visitors: Sequence[str],
        closes: Mapping[str, int],
    ) -> list[Intent]:
        """Return what everybody means to do on a day, in a seeded order. `closes`: previous closes in fen."""
        left = self.days_left(day)
        last_call = left < figures("operation")["last_call_days"]
        coming = set(visitors)
        found: list[tuple[int, Intent]] = []
        for entity in traders if last_call else visitors:
            trader = traders[entity]
            short, spare = trader.short_t, trader.spare_t
            if not short and not spare:
                continue
            chance = Chance(self.seed, "day", self.name, day, entity)
            meant: Sequence[Intent] = ()
            if short:
                meant = self._to_buy(trader, chance, left, last_call, closes)
            elif self._sells_today(chance, entity in coming, last_call):
                meant = self._to_sell(trader, chance, closes)
            found += [(chance.below(1 << 30), intent) for intent in meant]
        found.sort(key=lambda pair: (pair[0], pair[1].entity, pair[1].vintage))
        return [intent for _, intent in found]

    def _to_buy(
        self, trader: Trader, chance: Chance, left: int, last_call: bool, closes: Mapping[str, int]
    ) -> list[Intent]:
        f = figures("operation")
        urgency = f["urgency_permille"] * max(0, f["urgency_days"] - left) // f["urgency_days"]
        more = chance.around(*f["bid_spread_permille"]) + urgency
        whole = last_call or trader.short_t < f["bought_whole_below_t"]
        part = trader.short_t if whole else trader.short_t * chance.between(*f["bought_part_permille"]) // MILLE
        quantity = min(part, self.money_left(trader) // self.limit_fen(more, closes))
        return [Intent(trader.entity, BUY, "", quantity, more)] if quantity > 0 else []

    def limit_fen(self, more_permille: int, closes: Mapping[str, int]) -> int:
        """Return the most a buyer gives for a tonne of any vintage."""
        return max(closes.values()) * (MILLE + more_permille) // MILLE

    def _sells_today(self, chance: Chance, visiting: bool, last_call: bool) -> bool:
        return visiting or (last_call and chance.happens(figures("operation")["long_call_permille"]))

    def _to_sell(self, trader: Trader, chance: Chance, closes: Mapping[str, int]) -> list[Intent]:
        f = figures("operation")
        character = Chance(self.seed, "seller", self.name, trader.entity)
        if character.happens(f["patient_permille"]):
            waits_for = self.reference_fen * (MILLE + character.between(*f["patience_permille"])) // MILLE
            if max(closes.values()) < waits_for:
                return []
        share = min(max(character.around(*f["sold_share_permille"]), 0), MILLE)
        left = trader.spare_t * share // MILLE
        more = chance.around(*f["ask_spread_permille"])
        found = []
        for vintage in self.vintages:
            if (quantity := min(left, trader.of(vintage))) > 0:
                found.append(Intent(trader.entity, SELL, vintage, quantity, more))
                left -= quantity
        return found

    def money_left(self, trader: Trader) -> int:
        """Return what an entity can still spend: cash on its account, and what it may still bring, in fen."""
        return trader.cash_fen + max(0, self.budget_fen(trader) - trader.spent_fen)

    def budget_fen(self, trader: Trader) -> int:
        """Return the money an entity can bring in the season; a few lack what they need."""
        f = figures("operation")
        gap = max(0, trader.owed_t - sum(trader.registered.values()) - trader.coming_t)
        chance = Chance(self.seed, "funds", self.name, trader.entity)
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
    session: Session,
    season: Season,
    terms: ProductClass,
    day: date,
    intents: Sequence[Intent],
    closes: Mapping[str, int],
) -> None:
    """Put a day's intents through a session: sellers post, buyers take and post, blocks at noon, the rest
    afterwards.
    """
    sells = [_Order(i) for i in intents if i.side == SELL]
    buys = [_Order(i) for i in intents if i.side == BUY]
    pairs = _blocks(sells, buys, terms)
    desk = _Desk(session, season, terms, closes)
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
    chance = Chance(season.seed, "blocks", season.name, day)
    for seller, buyer in pairs:
        desk.block(seller, buyer, chance.around(*spread))
    session.at(_AFTERNOON)
    for order in sells:
        desk.hit_bids(order.intent)


def _blocks(sells: Sequence[_Order], buys: Sequence[_Order], terms: ProductClass) -> list[tuple[Intent, Intent]]:
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

    def __init__(self, session: Session, season: Season, terms: ProductClass, closes: Mapping[str, int]) -> None:
        self._session = session
        self._vintages = season.vintages
        self._terms = terms
        self._closes = closes
        self._orders = 0
        self._band = {v: terms.band("listing", closes[v]) for v in self._vintages}
        self._block_band = {v: terms.band("block", closes[v]) for v in self._vintages}
        self._posted: dict[tuple[str, str], list[str]] = {}  # sell orders by account and vintage

    def post(self, intent: Intent) -> None:
        price = self._price(intent.vintage, intent.more_permille)
        for part in self._parts(intent.quantity_t):
            order = self._id()
            self._session.post(order, intent.entity, intent.vintage, SELL, price, part)
            self._posted.setdefault((intent.entity, intent.vintage), []).append(order)

    def take_then_post(self, intent: Intent) -> None:
        """Buy where it is cheapest as long as something is offered, then bid for the rest in the newest vintage."""
        left = intent.quantity_t
        for vintage in self._cheapest():
            left -= self._take(intent, vintage, left)
            if not left:
                return
        newest = self._vintages[-1]
        for part in self._parts(left):
            self._session.post(self._id(), intent.entity, newest, BUY, self._price(newest, intent.more_permille), part)

    def _cheapest(self) -> list[str]:
        """Return the vintages somebody offers, by their best price, the older one first at the same price."""
        if len(self._vintages) == 1:
            return list(self._vintages)
        offered = [(best, v) for v in self._vintages if (best := self._session.best(v, SELL)) is not None]
        return [v for _, v in sorted(offered, key=lambda pair: pair[0])]

    def _take(self, intent: Intent, vintage: str, quantity_t: int) -> int:
        """Take from the offers of a vintage and return what was bought."""
        price = self._price(vintage, intent.more_permille)
        before = self._session.holding(intent.entity, vintage)
        for part in self._parts(quantity_t):
            self._session.take(self._id(), intent.entity, vintage, BUY, price, part)
        return self._session.holding(intent.entity, vintage) - before

    def hit_bids(self, intent: Intent) -> None:
        """Sell to standing bids what is not sold yet, if they are not below what the seller asks less a little."""
        vintage = intent.vintage
        best = self._session.best(vintage, BUY)
        if best is None or best * MILLE * MILLE < self._closes[vintage] * (MILLE + intent.more_permille) * 985:
            return
        for order in self._posted.pop((intent.entity, vintage), ()):
            self._session.cancel(order, intent.entity)
        quantity = min(intent.quantity_t, self._session.sellable(intent.entity, vintage))
        for part in self._parts(quantity):
            self._session.take(self._id(), intent.entity, vintage, SELL, best, part)

    def block(self, seller: Intent, buyer: Intent, more_permille: int) -> None:
        vintage = seller.vintage
        price = self._lawful(
            self._closes[vintage] * (MILLE + min(more_permille, buyer.more_permille)) // MILLE,
            self._block_band[vintage],
        )
        affordable = self._session.cash(buyer.entity) // price
        quantity = min(seller.quantity_t, buyer.quantity_t, affordable, self._session.sellable(seller.entity, vintage))
        if quantity < self._terms.block_minimum_t:
            return
        order = self._id()
        self._session.block(order, seller.entity, buyer.entity, vintage, SELL, price, quantity)
        self._session.confirm(order, buyer.entity)

    def _parts(self, quantity_t: int) -> list[int]:
        """Return a quantity as listing orders: each below the limit."""
        largest = self._terms.listing_limit_t - self._terms.lot_t
        whole, rest = divmod(quantity_t, largest)
        return [largest] * whole + ([rest] if rest else [])

    def _price(self, vintage: str, more_permille: int) -> int:
        return self._lawful(self._closes[vintage] * (MILLE + more_permille) // MILLE, self._band[vintage])

    def _lawful(self, price_fen: int, band: tuple[int, int]) -> int:
        price = min(max(price_fen, band[0]), band[1])
        return price - price % self._terms.tick_fen

    def _id(self) -> str:
        self._orders += 1
        return str(self._orders)
