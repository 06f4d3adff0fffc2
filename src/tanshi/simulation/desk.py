"""The trading days of a scenario: positions to the exchange, session, settlement, surrender.

Everything is decided from the books as they are at the day's opening. Between institutions go only messages that can be
derived again from what is recorded: positions, the session's record, the surrenders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from tanshi.application.session_fees import KIND as CHARGE
from tanshi.application.session_fees import charges
from tanshi.compliance import commands as compliance
from tanshi.core.working_days import previous_trading_day
from tanshi.exchange import commands as exchange
from tanshi.exchange import segment
from tanshi.exchange.checklists import CLOSING, OPENING
from tanshi.exchange.matching.book import BUY, SELL, Session, Trade
from tanshi.exchange.product_class import ProductClass
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Command
from tanshi.registry import commands as registry
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.tables import CASH
from tanshi.simulation.acts import EXCHANGE, REGISTRY, Acts, command, entity
from tanshi.simulation.chance import Chance
from tanshi.simulation.day_checks import ticks
from tanshi.simulation.operation import MILLE, figures
from tanshi.simulation.season import Intent, Season, Trader, trade_day
from tanshi.simulation.session_asks import SessionAsks, Wanted

#: Surrenders are made once the market has closed and settled.
_AFTER_MARKET = time(16)

#: (allocation, obligation) an entity expects before its amount is approved.
Estimates = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Due:
    """A period whose obligation falls due in the season: who has one, and what they expect before it is set."""

    period: str
    entities: Sequence[str]
    estimates: Callable[[], Estimates]


@dataclass(slots=True)
class _Claim:
    """What a period means to an entity."""

    owed_t: int
    coming_t: int
    is_set: bool  # the obligation stands, so it can be surrendered for


#: What an entity owes of each period that falls due, the oldest first.
_Owed = Sequence[tuple[str, _Claim]]


class Opens(Protocol):
    """How the session of a day is opened."""

    def __call__(
        self,
        day: date,
        terms: ProductClass,
        closes: Mapping[str, int],
        positions: Sequence[tuple[str, str, int]],
        cash: Mapping[str, int],
    ) -> Session: ...


def in_process(
    day: date,
    terms: ProductClass,
    closes: Mapping[str, int],
    positions: Sequence[tuple[str, str, int]],
    cash: Mapping[str, int],
) -> Session:
    """Open a session in the scenario's own process."""
    return terms.session(closes, positions, cash)


class Desk:
    """The trading days of one season. `opens`: how its sessions are opened."""

    def __init__(self, acts: Acts, season: Season, dues: Sequence[Due], opens: Opens) -> None:
        self._acts = acts
        self._opens = opens
        self._market = acts.market
        self._season = season
        self._dues = dues
        self._expected: dict[str, Estimates] = {}
        self._entities = sorted({e for due in dues for e in due.entities})
        self._visits = season.visits(self._entities)
        self._asks = SessionAsks(acts)
        self._claimed: dict[tuple[str, str], _Claim] = {}  # as of the last look
        self._seen = 0  # the last transfer taken in
        self._surrendered: Counter[tuple[str, str]] = Counter()  # by account and period
        self._traders = {e: Trader(e) for e in self._entities}
        self._holders = {
            account: (trader, held)
            for e, trader in self._traders.items()
            for account, held in ((registration(e), trader.registered), (trading(e), trader.trading))
        }

    # the day

    def trade(self, day: date) -> None:
        """Open a session, trade, close, settle, close the day; what was done before is not done again."""
        state = self._state(day)
        if state == "settled":
            return
        if state == "none":
            self._hold_session(day)
        self._acts.at(day, time(15, 30))
        self._settle(day)

    def _hold_session(self, day: date) -> None:
        self._acts.at(day, time(9, 15))
        self._close_before(day)
        closes = self._previous_closes(day)
        terms = ProductClass.of(self._market.law, "allowance", day)
        self._asks.release(day)
        self._look()
        intents = self._season.intents(day, self._traders, self._visits.get(day, []), closes)
        self._fund(day, intents, closes)
        positions = [
            (t.entity, vintage, tonnes)
            for t in self._traders.values()
            for vintage, tonnes in sorted(t.trading.items())
            if tonnes
        ]
        cash = {t.entity: t.cash_fen for t in self._traders.values()}
        self._open(day, positions, cash, closes)
        session = self._opens(day, terms, closes, positions, cash)
        trade_day(session, self._season, terms, day, intents, closes)
        self._asks.ask(day, session, self._wanted(day, {i.entity for i in intents}))
        self._acts.at(day, time(15))
        self._close(day, session, terms)

    def _state(self, day: date) -> str:
        """Return how far a day got: none; closed (trades made, the day is not closed); settled."""
        with self._market.view() as view:
            session = view.fetch("SELECT state FROM exchange_session WHERE day = ?", [day.isoformat()])
            ((closed_day,),) = view.fetch("SELECT closed_day FROM registry_book")
        if not session or session[0][0] == "open":
            return "none"
        return "closed" if closed_day < day.isoformat() else "settled"

    def _previous_closes(self, day: date) -> dict[str, int]:
        """Return each vintage's previous close; a vintage that was never quoted starts where the one before it stands.

        The first of all starts from the season's reference.
        """
        found: dict[str, int] = {}
        latest = self._season.reference_fen
        sql = "SELECT close_fen FROM exchange_quote WHERE instrument = ? AND day < ? ORDER BY day DESC LIMIT 1"
        with self._market.view() as view:
            for vintage in self._season.vintages:
                known = view.fetch(sql, [vintage, day.isoformat()])
                latest = int(known[0][0]) if known else latest
                found[vintage] = latest
        return found

    # the books

    def _look(self) -> None:
        """Bring the traders up to date: holdings and money from the transfers, claims from what was decided."""
        self._follow()
        claims = self._claimed = self._claims()
        for name, trader in self._traders.items():
            of_entity = [c for due in self._dues if (c := claims.get((name, due.period))) is not None]
            trader.owed_t = sum(c.owed_t for c in of_entity)
            trader.coming_t = sum(c.coming_t for c in of_entity)

    def _follow(self) -> None:
        """Take in the registry's transfers since the last look."""
        sql = (
            "SELECT number, day, kind, debit, credit, instrument, amount, reference FROM registry_transfer"
            " WHERE number > ? ORDER BY number"
        )
        vintages, begin = set(self._season.vintages), self._season.days[0].isoformat()
        with self._market.view() as view:
            for number, day, kind, debit, credit, instrument, amount, reference in view.fetch(sql, [self._seen]):
                self._seen = number
                if kind == "surrender":
                    self._surrendered[debit, reference] += amount
                if kind == "cash_deposit" and day >= begin and credit in self._holders:
                    self._holders[credit][0].spent_fen += amount
                for account, change in ((debit, -amount), (credit, amount)):
                    if (holder := self._holders.get(account)) is None:
                        continue
                    trader, held = holder
                    if instrument == CASH:
                        trader.cash_fen += change
                    elif instrument in vintages:
                        held[instrument] = held.get(instrument, 0) + change

    def _claims(self) -> dict[tuple[str, str], _Claim]:
        """Return what each period means to each entity: as decided, or as the entity expects it."""
        found: dict[tuple[str, str], _Claim] = {}
        with self._market.view() as view:
            for due in self._dues:
                known = {
                    row[0]: row[1:]
                    for row in view.fetch(
                        "SELECT entity, preallocated_t, approved_t, obligation_t FROM allocation_entity"
                        " WHERE period = ?",
                        [due.period],
                    )
                }
                up = view.fetch(
                    "SELECT 1 FROM journal_run WHERE id = ? AND state = 'closed'", [settle_up_run(due.period)]
                )
                sql = "SELECT entity, SUM(amount_t) FROM compliance_filed_offset WHERE period = ? GROUP BY entity"
                offset = {e: int(t) for e, t in view.fetch(sql, [due.period])}
                for name in due.entities:
                    before, approved, obligation = known.get(name, (0, None, None))
                    is_set = approved is not None
                    if approved is None:
                        approved, obligation = self._expectation(due)[name]
                    owed = obligation - self._surrendered[registration(name), due.period] - offset.get(name, 0)
                    found[name, due.period] = _Claim(owed, 0 if up else approved - before, is_set)
        return found

    def _expectation(self, due: Due) -> Estimates:
        if due.period not in self._expected:
            self._expected[due.period] = due.estimates()
        return self._expected[due.period]

    # the session

    def _fund(self, day: date, intents: Sequence[Intent], closes: Mapping[str, int]) -> None:
        """Move what is to be sold to the trading account, bring money for what is to be bought."""
        commands = []
        for intent in intents:
            trader = self._traders[intent.entity]
            who = entity(intent.entity)
            if intent.side == SELL:
                vintage = intent.vintage
                amount = min(intent.quantity_t - trader.trading.get(vintage, 0), trader.registered.get(vintage, 0))
                if amount > 0:
                    fund = registry.FundTrading(intent.entity, vintage, amount)
                    commands.append(
                        command(f"fund/{day}/{intent.entity}/{vintage}", who, "registry.fund_trading", fund)
                    )
            missing = intent.quantity_t * self._season.limit_fen(intent.more_permille, closes) - trader.cash_fen
            if intent.side == BUY and missing > 0:
                deposit = registry.DepositCash(intent.entity, missing, f"bank/{day}/{intent.entity}")
                commands.append(command(f"deposit/{day}/{intent.entity}", REGISTRY, "registry.deposit_cash", deposit))
        self._acts.send(commands)
        self._follow()

    def _open(
        self, day: date, positions: Sequence[tuple[str, str, int]], cash: Mapping[str, int], closes: Mapping[str, int]
    ) -> None:
        kept = canonical({"cash": dict(sorted(cash.items())), "positions": sorted(positions)})
        digest = self._market.evidence_for("registry.hand_over_positions").keep(kept)
        handed = registry.HandOverPositions(day.isoformat(), digest)
        previous = tuple(exchange.PreviousClose(vintage, close) for vintage, close in closes.items())
        opened = exchange.OpenSession(day.isoformat(), digest, previous)
        self._acts.send(
            [
                command(f"positions/{day}", EXCHANGE, "registry.hand_over_positions", handed),
                *ticks(self._market.law, day, OPENING, digest),
                command(f"session/{day}/open", EXCHANGE, "exchange.open_session", opened),
            ]
        )

    def _close(self, day: date, session: Session, terms: ProductClass) -> None:
        closes = terms.closes(session.close())
        record = self._market.evidence_for("exchange.close_session").keep(
            segment.write(day.isoformat(), session.trades)
        )
        quotes = []
        for name, quote in session.quotes.items():
            found = {**quote.booked(), "instrument": name, "close_fen": closes[name]}
            if quote.open_fen is None:
                found["open_fen"] = quote.previous_close_fen
            quotes.append(exchange.DayQuote(**found))
        closed = exchange.CloseSession(
            day.isoformat(), len(session.trades), record, session.state_hash(), tuple(quotes)
        )
        self._acts.send([command(f"session/{day}/close", EXCHANGE, "exchange.close_session", closed)])

    def _settle(self, day: date) -> None:
        """Settle a closed session from its record: in chunks, then take the positions back, and close the day."""
        with self._market.view() as view:
            ((trades, record),) = view.fetch(
                "SELECT trades, segment FROM exchange_session WHERE day = ?", [day.isoformat()]
            )

        def planned() -> list[registry.SettleTrade]:
            found = segment.read(self._market.evidence_for("registry.settle_trade").read(record))
            return [_settlement(day, t) for t in found.trades]

        if trades:
            self._acts.bulk(f"settle/{day}", EXCHANGE, "registry.settle_trade", planned)
        with self._market.view() as view:
            charged = charges(view, self._market.law, day.isoformat())
        self._acts.send([command(id, EXCHANGE, CHARGE, request) for id, request in charged])
        self._asks.note(day)
        back = registry.TakeBackPositions(day.isoformat(), trades, record)
        self._acts.send(
            [
                command(f"settle/{day}/end", EXCHANGE, "registry.take_back_positions", back),
                *ticks(self._market.law, day, CLOSING, record),
            ]
        )
        self._close_day(day)

    def _close_day(self, day: date) -> None:
        closing = registry.CloseDay(day.isoformat())
        self._acts.send([command(f"closing/{day}", REGISTRY, "registry.close_day", closing)])

    def _close_before(self, day: date) -> None:
        """Close the trading day before if it had no session, as between two seasons; the first day of all has none."""
        before = previous_trading_day(day)
        with self._market.view() as view:
            ((closed_day,),) = view.fetch("SELECT closed_day FROM registry_book")
        if "" < closed_day < before.isoformat():
            self._close_day(before)

    # surrender

    def surrender(self, day: date) -> None:
        """Let entities that hold enough surrender on their day, and everybody else on the last one.

        A day the books have left behind is over: who goes on after a break must not decide about it on later holdings.
        """
        if not self._is_time(day) or self._acts.is_past(day, _AFTER_MARKET):
            return
        self._acts.at(day, _AFTER_MARKET)
        self._follow()
        commands: list[Command] = []
        for trader, owed in self._surrendering(day, self._claims()):
            commands += self._surrender(day, trader, owed)
        self._acts.send(commands)
        self._note_surrenders()

    def _is_time(self, day: date) -> bool:
        window: int = figures("operation")["surrender_days"]
        return self._season.days_left(day) < window

    def _surrendering(self, day: date, claims: Mapping[tuple[str, str], _Claim]) -> Iterator[tuple[Trader, _Owed]]:
        """Yield who surrenders on a day, as things stand, with what it owes of each period."""
        window, left = figures("operation")["surrender_days"], self._season.days_left(day)
        for name, trader in self._traders.items():
            of_entity = [(due.period, claims[name, due.period]) for due in self._dues if (name, due.period) in claims]
            owed = sum(max(0, c.owed_t) for _, c in of_entity)
            held = trader.held_t
            if owed <= 0 or held <= 0 or not all(c.is_set for _, c in of_entity):
                continue
            drawn = Chance(self._season.seed, "surrender", self._season.name, name).below(window)
            if left == 0 or (drawn >= left and held >= owed):
                yield trader, of_entity

    def _surrender(self, day: date, trader: Trader, owed: _Owed) -> list[Command]:
        """Return the commands that surrender what is held."""
        name, parts, commands = trader.entity, self._parts(trader, owed), []
        for vintage, missing in _on_trading(trader, parts):
            request = registry.ReturnFromTrading(name, vintage, missing)
            id = f"return/{day}/{name}/{vintage}"
            commands.append(command(id, entity(name), "registry.return_from_trading", request))
        for period, vintage, amount in parts:
            given = registry.Surrender(name, vintage, amount, period)
            id = f"surrender/{day}/{name}/{period}/{vintage}"
            commands.append(command(id, entity(name), "registry.surrender", given))
        return commands

    def _parts(self, trader: Trader, owed: _Owed) -> list[tuple[str, str, int]]:
        """Return what is surrendered, as (period, vintage, tonnes): the oldest obligation and vintage first."""
        held = {v: trader.of(v) for v in self._season.vintages}
        found = []
        for period, claim in owed:
            left = max(0, claim.owed_t)
            for vintage in self._season.vintages:
                if (amount := min(left, held[vintage])) > 0:
                    left -= amount
                    held[vintage] -= amount
                    found.append((period, vintage, amount))
        return found

    # out of the open session

    def _wanted(self, day: date, trading: AbstractSet[str]) -> list[Wanted]:
        """Return what is to leave an open session: of those who surrender that evening and do not trade, now and then.

        Before the time of surrenders an organ now and then freezes a part of what somebody has who does not trade.
        """
        seed, name, f = self._season.seed, self._season.name, figures("operation")
        if not self._is_time(day):
            return (
                self._to_freeze(day, trading) if Chance(seed, "freeze", name, day).happens(f["freeze_permille"]) else []
            )
        return [
            Wanted(trader.entity, vintage, amount)
            for trader, owed in self._surrendering(day, self._claimed)
            if trader.entity not in trading
            and Chance(seed, "asks", name, trader.entity).happens(f["asks_session_permille"])
            for vintage, amount in _on_trading(trader, self._parts(trader, owed))
        ]

    def _to_freeze(self, day: date, trading: AbstractSet[str]) -> list[Wanted]:
        """Return a part of one vintage on the trading account of somebody who does not trade."""
        chance = Chance(self._season.seed, "frozen", self._season.name, day)
        held = [
            (trader.entity, vintage, amount)
            for trader in self._traders.values()
            if trader.entity not in trading
            for vintage, amount in sorted(trader.trading.items())
            if amount > 0
        ]
        if not held:
            return []
        name, vintage, amount = held[chance.below(len(held))]
        part = max(1, amount * chance.between(*figures("operation")["frozen_part_permille"]) // MILLE)
        return [Wanted(name, vintage, part, by_force=True)]

    def _note_surrenders(self) -> None:
        """Send the registry's messages about surrenders to the authority, those it has not noted yet."""
        commands = []
        for due in self._dues:
            with self._market.view() as view:
                rows = view.fetch(
                    "SELECT debit, instrument, amount, day FROM registry_transfer"
                    " WHERE kind = 'surrender' AND reference = ? ORDER BY number",
                    [due.period],
                )
                noted = set(
                    view.fetch("SELECT entity, number FROM compliance_surrender WHERE period = ?", [due.period])
                )
            numbers: dict[str, int] = {}
            for account, instrument, amount, on in rows:
                name = account.removesuffix("/registration")
                numbers[name] = numbers.get(name, 0) + 1
                if (name, numbers[name]) not in noted:
                    note = compliance.NoteSurrender(name, due.period, numbers[name], instrument, amount, on)
                    id = f"noted/{due.period}/{name}/{numbers[name]}"
                    commands.append(command(id, REGISTRY, "compliance.note_surrender", note))
        self._acts.send(commands)


def _on_trading(trader: Trader, parts: Sequence[tuple[str, str, int]]) -> list[tuple[str, int]]:
    """Return what of a surrender stands on the trading account, by vintage."""
    needed: Counter[str] = Counter()
    for _, vintage, amount in parts:
        needed[vintage] += amount
    return [(v, less) for v, n in needed.items() if (less := n - trader.registered.get(v, 0)) > 0]


def settle_up_run(period: str) -> str:
    """Return the id of the run that issues what was approved beyond the advance."""
    return f"settle_up/{period}/issue"


def _settlement(day: date, trade: Trade) -> registry.SettleTrade:
    return registry.SettleTrade(
        session=day.isoformat(),
        number=trade.number,
        method=trade.way,
        instrument=trade.instrument,
        seller=trade.seller,
        buyer=trade.buyer,
        price_fen=trade.price_fen,
        quantity_t=trade.quantity_t,
    )
