"""The trading days of a scenario: positions to the exchange, session, settlement, surrender.

Everything is decided from the books as they are at the day's opening. Between institutions go only messages that can be
derived again from what is recorded: positions, the session's record, the surrenders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, time
from hashlib import sha256

from tanshi.compliance import commands as compliance
from tanshi.exchange import commands as exchange
from tanshi.exchange import segment
from tanshi.exchange.book import BUY, SELL, Session, Trade
from tanshi.exchange.terms import Terms
from tanshi.journal.command import Command
from tanshi.registry import commands as registry
from tanshi.registry.tables import CASH
from tanshi.simulation.acts import EXCHANGE, REGISTRY, Acts, command, entity
from tanshi.simulation.chance import Chance
from tanshi.simulation.operation import figures
from tanshi.simulation.season import Intent, Season, Trader, trade_day

#: (allocation, obligation) an entity expects before its amount is approved.
Estimates = Mapping[str, tuple[int, int]]


class _Books:
    """The registry's balances as of a transfer, by account; what came in as money and went out as surrender."""

    def __init__(self) -> None:
        self.seen = 0
        self.held: Counter[tuple[str, str]] = Counter()
        self.brought: Counter[str] = Counter()
        self.surrendered: Counter[str] = Counter()


class Desk:
    """The trading days of one season."""

    def __init__(
        self,
        acts: Acts,
        season: Season,
        period: str,
        entities: Sequence[str],
        estimates: Callable[[], Estimates],
    ) -> None:
        self._acts = acts
        self._market = acts.market
        self._season = season
        self._vintage = season.vintage
        self._period = period
        self._entities = entities
        self._estimates = estimates
        self._expected: Estimates | None = None
        self._visits = season.visits(entities)
        self._books = _Books()
        self._accounts = {e: (registry.registration(e), registry.trading(e)) for e in entities}

    def trade(self, day: date) -> None:
        """Open a session, trade, close, settle; what was done before is not done again."""
        state = self._state(day)
        if state == "settled":
            return
        if state == "none":
            self._hold_session(day)
        self._acts.at(day, time(15, 30))
        self._settle(day)

    def _hold_session(self, day: date) -> None:
        self._acts.at(day, time(9, 15))
        close = self._previous_close(day)
        terms = Terms.of(self._market.law, day)
        traders = self._traders()
        intents = self._season.intents(day, traders, self._visits.get(day, []), close)
        self._fund(day, intents, traders)
        positions = [(t.entity, self._vintage, t.trading_t) for t in traders.values() if t.trading_t]
        cash = {t.entity: t.cash_fen for t in traders.values()}
        self._open(day, positions, cash, close)
        session = Session(terms, {self._vintage: close}, positions, cash)
        trade_day(session, self._season, terms, day, intents, close)
        self._acts.at(day, time(15))
        self._close(day, session)

    def _state(self, day: date) -> str:
        """Return how far a day got: none; closed (trades made, not all settled); settled."""
        with self._market.view() as view:
            session = view.fetch("SELECT state FROM exchange_session WHERE day = ?", [day.isoformat()])
            book = view.fetch("SELECT session, state FROM registry_book")
        if not session or session[0][0] == "open":
            return "none"
        last, state = book[0]
        return "closed" if last == day.isoformat() and state == "open" else "settled"

    def _previous_close(self, day: date) -> int:
        with self._market.view() as view:
            found = view.fetch(
                "SELECT close_fen FROM exchange_quote WHERE instrument = ? AND day < ? ORDER BY day DESC LIMIT 1",
                [self._vintage, day.isoformat()],
            )
        return int(found[0][0]) if found else self._season.reference_fen

    def _follow(self) -> None:
        """Bring the balances up to date from the registry's transfers since the last look."""
        sql = (
            "SELECT number, kind, debit, credit, instrument, amount, reference FROM registry_transfer"
            " WHERE number > ? ORDER BY number"
        )
        with self._market.view() as view:
            for number, kind, debit, credit, instrument, amount, reference in view.fetch(sql, [self._books.seen]):
                self._books.seen = number
                if kind == "surrender" and reference == self._period:
                    self._books.surrendered[debit] += amount
                if kind == "cash_deposit":
                    self._books.brought[credit] += amount
                self._books.held[debit, instrument] -= amount
                self._books.held[credit, instrument] += amount

    def _traders(self) -> dict[str, Trader]:
        """Return the traders as the books have them now."""
        self._follow()
        books = self._books
        with self._market.view() as view:
            known = {
                row[0]: row[1:]
                for row in view.fetch(
                    "SELECT entity, preallocated_t, approved_t, obligation_t FROM allocation_entity WHERE period = ?",
                    [self._period],
                )
            }
            up = view.fetch(
                "SELECT 1 FROM journal_run WHERE id = ? AND state = 'closed'", [settle_up_run(self._period)]
            )
        found = {}
        for name in self._entities:
            before, approved, obligation = known.get(name, (0, None, None))
            if approved is None:
                approved, obligation = self._expectation(name)
            registered, trading = self._accounts[name]
            found[name] = Trader(
                entity=name,
                obligation_t=obligation,
                coming_t=0 if up else approved - before,
                registered_t=books.held[registered, self._vintage],
                trading_t=books.held[trading, self._vintage],
                cash_fen=books.held[trading, CASH],
                spent_fen=books.brought[trading],
                surrendered_t=books.surrendered[registered],
            )
        return found

    def _expectation(self, name: str) -> tuple[int, int]:
        if self._expected is None:
            self._expected = self._estimates()
        return self._expected[name]

    def _fund(self, day: date, intents: Sequence[Intent], traders: Mapping[str, Trader]) -> None:
        """Move what is to be sold to the trading account, bring money for what is to be bought."""
        commands = []
        for intent in intents:
            trader = traders[intent.entity]
            if intent.side == SELL:
                amount = min(intent.quantity_t - trader.trading_t, trader.registered_t)
                if amount > 0:
                    fund = registry.FundTrading(intent.entity, self._vintage, amount)
                    commands.append(
                        command(f"fund/{day}/{intent.entity}", entity(intent.entity), "registry.fund_trading", fund)
                    )
                    trader.registered_t -= amount
                    trader.trading_t += amount
            missing = intent.quantity_t * intent.limit_fen - trader.cash_fen
            if intent.side == BUY and missing > 0:
                deposit = registry.DepositCash(intent.entity, missing, f"bank/{day}/{intent.entity}")
                commands.append(command(f"deposit/{day}/{intent.entity}", REGISTRY, "registry.deposit_cash", deposit))
                trader.cash_fen += missing
        self._acts.send(commands, counted=False)

    def _open(self, day: date, positions: Sequence[tuple[str, str, int]], cash: Mapping[str, int], close: int) -> None:
        digest = sha256(repr((sorted(positions), sorted(cash.items()))).encode()).hexdigest()
        handed = registry.HandOverPositions(day.isoformat(), digest)
        opened = exchange.OpenSession(day.isoformat(), digest, (exchange.PreviousClose(self._vintage, close),))
        self._acts.send(
            [
                command(f"positions/{day}", EXCHANGE, "registry.hand_over_positions", handed),
                command(f"session/{day}/open", EXCHANGE, "exchange.open_session", opened),
            ],
            counted=False,
        )

    def _close(self, day: date, session: Session) -> None:
        closes = session.close()
        record = self._market.evidence.keep(segment.write(day.isoformat(), session.trades))
        quotes = []
        for name, quote in session.quotes.items():
            found = {**asdict(quote), "instrument": name, "close_fen": closes[name]}
            if quote.open_fen is None:
                found["open_fen"] = quote.previous_close_fen
            quotes.append(exchange.DayQuote(**found))
        closed = exchange.CloseSession(
            day.isoformat(), len(session.trades), record, session.state_hash(), tuple(quotes)
        )
        self._acts.send([command(f"session/{day}/close", EXCHANGE, "exchange.close_session", closed)], counted=False)

    def _settle(self, day: date) -> None:
        """Settle a closed session from its record: in chunks, then take the positions back."""
        with self._market.view() as view:
            ((trades, record),) = view.fetch(
                "SELECT trades, segment FROM exchange_session WHERE day = ?", [day.isoformat()]
            )

        def planned() -> list[registry.SettleTrade]:
            _, made = segment.read(self._market.evidence.read(record))
            return [_settlement(day, t) for t in made]

        if trades:
            self._acts.bulk(f"settle/{day}", EXCHANGE, "registry.settle_trade", planned, counted=False)
        back = registry.TakeBackPositions(day.isoformat(), trades, record)
        self._acts.send([command(f"settle/{day}/end", EXCHANGE, "registry.take_back_positions", back)], counted=False)

    def surrender(self, day: date) -> None:
        """Let entities that hold enough surrender on their day, and everybody else on the last one."""
        window = figures("operation")["surrender_days"]
        left = self._season.days_left(day)
        if left >= window:
            return
        self._acts.at(day, time(16))
        commands: list[Command] = []
        for name, trader in self._traders().items():
            owed = trader.obligation_t - trader.surrendered_t
            if owed <= 0 or trader.held_t <= 0:
                continue
            drawn = Chance(self._season.seed, "surrender", self._vintage, name).below(window)
            if left == 0 or (drawn >= left and trader.held_t >= owed):
                commands += self._surrender(day, trader, min(owed, trader.held_t))
        self._acts.send(commands, counted=False)
        self._note_surrenders()

    def _surrender(self, day: date, trader: Trader, amount: int) -> list[Command]:
        name, commands = trader.entity, []
        if amount > trader.registered_t:
            back = registry.ReturnFromTrading(name, self._vintage, amount - trader.registered_t)
            commands.append(command(f"return/{day}/{name}", entity(name), "registry.return_from_trading", back))
        given = registry.Surrender(name, self._vintage, amount, self._period)
        commands.append(command(f"surrender/{day}/{name}", entity(name), "registry.surrender", given))
        return commands

    def _note_surrenders(self) -> None:
        """Send the registry's messages about surrenders to the authority, those it has not noted yet."""
        with self._market.view() as view:
            rows = view.fetch(
                "SELECT debit, instrument, amount, day FROM registry_transfer"
                " WHERE kind = 'surrender' AND reference = ? ORDER BY number",
                [self._period],
            )
            noted = set(view.fetch("SELECT entity, number FROM compliance_surrender WHERE period = ?", [self._period]))
        numbers: dict[str, int] = {}
        commands = []
        for account, instrument, amount, on in rows:
            name = account.removesuffix("/registration")
            numbers[name] = numbers.get(name, 0) + 1
            if (name, numbers[name]) not in noted:
                note = compliance.NoteSurrender(name, self._period, numbers[name], instrument, amount, on)
                id = f"noted/{self._period}/{name}/{numbers[name]}"
                commands.append(command(id, REGISTRY, "compliance.note_surrender", note))
        self._acts.send(commands, counted=False)


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
