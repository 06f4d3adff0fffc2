"""Days of trading on which registry and exchange ask each other, drawn from a seed: the same acts together and apart.

Sessions are held on the real book. While one is open, holders ask for units and money back, a court freezes, orders
rest and are cancelled; some requests reach the exchange after its close. Trades are settled in turn; those that fail
are topped up, covered or let go (`failures.py`). Surrenders are made for oneself and for another and taken back.
"""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import date, time

from tanshi.exchange import commands as exchange
from tanshi.exchange import segment
from tanshi.exchange.matching.book import BUY, SELL
from tanshi.exchange.matching.release import Release
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.requests import AnswerRequest
from tanshi.journal.canonical import canonical
from tanshi.registry import commands as registry
from tanshi.registry.account_ids import trading
from tanshi.registry.bank_accounts import DecideBankAccount, FileBankAccount
from tanshi.registry.freeze import FillFreeze, Freeze, ReleaseFreeze
from tanshi.registry.reversal import ReverseSurrender, SurrenderFor
from tanshi.registry.session_request import NoteAnswer, RequestFreeze, RequestMoney, RequestReturn
from tanshi.registry.tables import CASH
from tanshi.rules import Law
from tanshi.simulation.acts import EXCHANGE, REGISTRY, command
from tanshi.simulation.workload import opening
from tests.application.institutions.failures import Failures

DAYS = (date(2023, 6, 1), date(2023, 6, 2), date(2023, 6, 5))
#: On which nothing is traded any more, and what is open of the last session ends.
LAST = date(2023, 6, 6)
HOLDERS = ("H1", "H2", "H3")
VINTAGE = "CEA22"
CLOSE_FEN = 8_000


def holder(name):
    return (f"{name}/1", name)


class Days:
    """Plays the days on a stage: `do(command)` returns the answer, `rows(institution, sql)`, `at(day, time)`."""

    def __init__(self, stage, seed):
        self._stage = stage
        self._chance = random.Random(seed)
        self._sent = 0
        self._terms = ProductClass.of(Law("cn"), "allowance", DAYS[0])
        self._failures = Failures(self._do, lambda sql: stage.rows("registry", sql), self._chance, HOLDERS)

    def play(self):
        for sent in opening():
            self._stage.do(sent)
        self._begin()
        for day in (*DAYS, LAST):
            self._stage.begin_day(day)
            self._stage.at(day, time(9, 5))
            self._failures.in_the_morning()
            if day != LAST:
                self._day(day)
        self._stage.end()

    def _do(self, who, kind, *requests, may_refuse=False):
        self._sent += 1
        answer = self._stage.do(command(f"day/{self._sent}", who, kind, *requests))
        assert answer.done or may_refuse, f"{kind} {requests}: {answer.message('en')}"
        return answer

    def _begin(self):
        for name in HOLDERS:
            self._do(REGISTRY, "registry.issue", registry.Issue(name, VINTAGE, 5_000, "order", "p"))
            self._do(
                holder(name), "registry.file_bank_account", FileBankAccount(name, "ICBC", "6222020200112233", name)
            )
            self._do(REGISTRY, "registry.decide_bank_account", DecideBankAccount(name, True, ""))
            self._do(REGISTRY, "registry.deposit_cash", registry.DepositCash(name, 20_000_000, f"d/{name}"))
            self._do(holder(name), "registry.fund_trading", registry.FundTrading(name, VINTAGE, 2_000))

    # a day

    def _day(self, day):
        name = day.isoformat()
        held = self._stage.rows("registry", "SELECT account, instrument, amount FROM registry_holding")
        mine = {trading(h): h for h in HOLDERS}
        positions = sorted((mine[a], i, n) for a, i, n in held if a in mine and i != CASH and n)
        cash = {mine[a]: n for a, i, n in held if a in mine and i == CASH}
        digest = self._stage.keep("registry", canonical({"positions": positions, "cash": dict(sorted(cash.items()))}))
        if self._chance.random() < 0.8:
            self._failures.take_before_the_open(positions, cash)
        self._do(EXCHANGE, "registry.hand_over_positions", registry.HandOverPositions(name, digest))
        closes = (exchange.PreviousClose(VINTAGE, CLOSE_FEN),)
        self._do(EXCHANGE, "exchange.open_session", exchange.OpenSession(name, digest, closes))
        session = self._terms.session({VINTAGE: CLOSE_FEN}, positions, cash)
        asked = []
        for minute in range(10 * 60, 11 * 60, 5):
            self._stage.at(day, time(minute // 60, minute % 60))
            session.at(minute)
            self._orders(session, minute)
            if self._chance.random() < 0.5 and (number := self._ask(len(asked) + 1)):
                asked.append(number)
            if self._chance.random() < 0.6:
                self._answer(name, session, asked)
        self._stage.at(day, time(15))
        self._close(name, session)
        self._answer(name, session, asked)
        self._settle(name, session)
        self._failures.in_the_afternoon()
        self._after()

    def _orders(self, session, minute):
        for n in range(3):
            account, side = self._chance.choice(HOLDERS), self._chance.choice((BUY, SELL))
            price, quantity = self._chance.randint(7_900, 8_100), self._chance.randint(1, 900)
            id = f"{minute}/{n}"
            word = self._chance.choice(("post", "post", "take", "take", "cancel"))
            if word == "cancel":
                session.cancel(f"{minute - 5}/{n}", account)
            else:
                getattr(session, word)(id, account, VINTAGE, side, price, quantity)

    def _ask(self, number):
        """Ask the session for something; return what was asked, or None if it was refused."""
        name, what = self._chance.choice(HOLDERS), self._chance.random()
        if what < 0.4:
            amount = self._chance.randint(1, 1_500)
            answer = self._do(
                holder(name), "registry.request_return", RequestReturn(name, VINTAGE, amount), may_refuse=True
            )
            return answer.done and (number, name, VINTAGE, amount, False)
        if what < 0.7:
            amount = self._chance.randint(1, 15_000_000)
            answer = self._do(holder(name), "registry.request_money", RequestMoney(name, amount), may_refuse=True)
            return answer.done and (number, name, CASH, amount, False)
        amount = self._chance.randint(1, 1_500)
        order = Freeze(name, "trading", VINTAGE, amount, "court", "p", "2023-12-31")
        self._do(REGISTRY, "registry.freeze", order)
        last = self._stage.rows("registry", f"SELECT max(number) FROM registry_freeze WHERE holder = '{name}'")[0][0]
        answer = self._do(REGISTRY, "registry.request_freeze", RequestFreeze(name, last), may_refuse=True)
        return answer.done and (number, name, VINTAGE, amount, True)

    def _answer(self, day, session, asked):
        """Let the exchange answer what it was asked, in order; the registry notes it, now and then later."""
        known = self._stage.rows("exchange", f"SELECT count(*) FROM exchange_request WHERE day = '{day}'")[0][0]
        for number, name, instrument, amount, by_force in asked[known:]:
            gave = session.release(Release(number, name, instrument, amount, by_force))
            reason = "" if gave.amount == amount else str(gave.outcome)
            self._do(
                EXCHANGE, "exchange.answer_request",
                AnswerRequest(day, number, name, instrument, amount, gave.amount, reason),
            )  # fmt: skip
            if self._chance.random() < 0.5:
                self._note(day)

    def _note(self, day):
        for number, given, reason in self._stage.rows(
            "exchange", f"SELECT number, given, reason FROM exchange_request WHERE day = '{day}' ORDER BY number"
        ):
            open_ = self._stage.rows(
                "registry",
                f"SELECT 1 FROM registry_session_request WHERE session = '{day}' AND number = {number}"
                " AND state = 'asked'",
            )
            if open_:
                note = NoteAnswer(day, number, given, reason)
                self._do(EXCHANGE, "registry.note_request_answer", note)

    # after the close

    def _close(self, day, session):
        closes = self._terms.closes(session.close())
        record = self._stage.keep("exchange", segment.write(day, session.trades))
        quotes = tuple(
            exchange.DayQuote(
                **{
                    **q.booked(),
                    "instrument": n,
                    "close_fen": closes[n],
                    "open_fen": q.open_fen or q.previous_close_fen,
                }
            )
            for n, q in session.quotes.items()
        )
        closed = exchange.CloseSession(day, len(session.trades), record, session.state_hash(), quotes)
        self._do(EXCHANGE, "exchange.close_session", closed)
        self._record = record

    def _settle(self, day, session):
        for t in session.trades:
            trade = registry.SettleTrade(
                day, t.number, t.way, t.instrument, t.seller, t.buyer, t.price_fen, t.quantity_t
            )
            if not self._do(EXCHANGE, "registry.settle_trade", trade, may_refuse=True).done:
                self._failures.note(asdict(trade))
        back = registry.TakeBackPositions(day, len(session.trades), self._record)
        answer = self._do(EXCHANGE, "registry.take_back_positions", back, may_refuse=True)
        self._note(day)
        if not answer.done:
            assert str(answer.outcome) == "registry.session_requests_unanswered", answer
            self._do(EXCHANGE, "registry.take_back_positions", back)

    def _after(self):
        waiting = self._stage.rows(
            "registry", "SELECT holder, number FROM registry_freeze WHERE frozen_t < amount_t ORDER BY holder, number"
        )
        for name, number in waiting:
            if not self._do(REGISTRY, "registry.fill_freeze", FillFreeze(name, number), may_refuse=True).done:
                self._do(REGISTRY, "registry.release_freeze", ReleaseFreeze(name, number, 1, "p"), may_refuse=True)
        name, other = self._chance.sample(HOLDERS, 2)
        amount = self._chance.randint(2, 300)
        self._do(holder(name), "registry.surrender", registry.Surrender(name, VINTAGE, amount, "2022"))
        self._do(holder(name), "registry.surrender_for", SurrenderFor(name, other, VINTAGE, amount, "2022", "c"))
        last = self._stage.rows("registry", "SELECT max(number) FROM registry_transfer")[0][0]
        for transfer in (last, last - 1):
            back = ReverseSurrender(name, transfer, amount // 2, "typed twice")
            self._do(holder(name), "registry.reverse_surrender", back)
