"""Trades that are void: left out of the settlement under their own number, and both books say so."""

from datetime import time

import pytest

from tanshi.application.reconciliation import _with_exchange
from tanshi.application.second_check import second_check
from tanshi.disclosure.bulletins import bulletin
from tanshi.disclosure.spans import Span
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.error_trades import ConsentErrorTrade, DecideErrorTrade, ReportErrorTrade
from tanshi.exchange.matching.messages import BUY, SELL, Kind, message
from tanshi.exchange.process.cores import PLAIN
from tanshi.registry.commands import SettleTrade
from tanshi.registry.statement import statement
from tanshi.registry.tables import CASH
from tanshi.simulation.acts import EXCHANGE, command
from tests.application.test_session_books import DAYS, VINTAGE, funded, holdings, must, served, weighted
from tests.application.test_session_carrier import DAY, SHA, begun, carried
from tests.exchange.orders import posts

__all__ = ["funded"]

DECIDED = "exchange.error_trade_decided/1"


def trade(folder, market=None, opening=None):
    """H1 sells 10 at 8000 to H2, 20 at 8001 to H3, 30 at 8002 to H2; `market`: what the journal says is carried."""
    with served(folder, 1):
        client = Client(of_folder(folder, 1), 1)
        client.ask(posts(0, [(0, SELL, 8000, 10), (1, BUY, 8000, 10), (0, SELL, 8001, 20), (2, BUY, 8001, 20)]))
        client.ask(posts(0, [(0, SELL, 8002, 30), (1, BUY, 8002, 30)]))
        refused = ()
        if market is not None:
            decide(market, 2)
            refused = carried(market, folder, opening).refused
        operator = Client(of_folder(folder, 0), 0)
        operator.ask(message(Kind.CLOSE))
        for one in (client, operator):
            one.close()
    return refused


def decide(market, number, seller="H1", buyer="H3", price_fen=8001, tonnes=20, session=DAY):
    """Decide a trade void, both having consented."""
    reported = ReportErrorTrade("", session, number, VINTAGE, seller, buyer, price_fen, tonnes, "typed wrong", SHA)
    must(market, command(f"e{number}", EXCHANGE, "exchange.report_error_trade", reported))
    for party in (seller, buyer):
        consent = ConsentErrorTrade(party, session, number)
        must(market, command(f"e{number}{party}", (f"{party}/1", party), "exchange.consent_error_trade", consent))
    return must(market, command(f"d{number}", EXCHANGE, "exchange.decide_error_trade", decision(number, session)))


def decision(number, session=DAY):
    return DecideErrorTrade(session, number, True, "both consent", "公告", "Notice", SHA)


def differences(market):
    with market.view() as view:
        return [(d.kind, d.subject, d.registry, d.other) for d in _with_exchange(view, market.evidence, DAY)[1]]


@pytest.mark.parametrize("within", [True, False], ids=["told to the session", "decided after the close"])
def test_a_void_trade_is_left_out_under_its_number(funded, clock, tmp_path, within):
    folder = tmp_path / "s"
    books, opening = begun(funded, clock, folder)
    assert trade(folder, funded if within else None, opening) == ()
    clock.put_day(DAYS[0], time(15, 30))
    played = books.end(weighted, PLAIN)
    assert (len(played.trades), played.void) == (3, {2} if within else set())
    if not within:
        decide(funded, 2)
    assert books.settle() == 3
    assert holdings(funded)["H3", VINTAGE] == 2_000
    assert holdings(funded)["H3", CASH] == 20_000_000
    assert holdings(funded)["H1", VINTAGE] == 1_960
    with funded.view() as view:
        settled = view.fetch("SELECT number FROM registry_trade ORDER BY number")
        ((number, by),) = view.fetch("SELECT number, decision FROM registry_void_trade")
        ((sha,),) = view.fetch("SELECT segment FROM exchange_session")
        ((listed, trades),) = view.fetch("SELECT listed_t, trades FROM exchange_quote")
        states = [(t.number, t.state) for t in statement(view, "H1", DAY).trades]
        said = bulletin(view, funded.law, Span.named("day", DAY)).all
        facts = dict(view.fetch("SELECT position, type FROM journal_fact"))
    assert (settled, number) == ([(1,), (3,)], 2)
    type, _, position = by.partition("@")
    assert facts[int(position)] == type == DECIDED
    assert sha
    assert (listed, trades) == ((40, 2) if within else (60, 3))
    assert states == [(1, "settled"), (2, "void"), (3, "settled")]
    assert (said.turnover.ways()["listing"], said.turnover.trades) == ((40, 320_060), 2), "what is void counts nowhere"
    assert (said.high_fen, said.low_fen) == (8002, 8000)
    assert differences(funded) == []
    assert funded.audit().ok
    assert second_check(funded.engine).ok


def test_until_all_is_settled_the_quote_says_what_was_traded(funded, clock, tmp_path):
    """Two of three trades are in the books, one of them void: the bulletin does not show the other one alone."""
    folder = tmp_path / "s"
    books, _ = begun(funded, clock, folder)
    trade(folder)
    clock.put_day(DAYS[0], time(15, 30))
    played = books.end(weighted, PLAIN)
    decide(funded, 2)
    with funded.view() as view:
        ((position,),) = view.fetch("SELECT MAX(position) FROM journal_fact WHERE type = ?", [DECIDED])
    void = {2: f"{DECIDED}@{position}"}
    for t in played.named():
        of = (t.way, t.instrument, t.seller, t.buyer, t.price_fen, t.quantity_t, void.get(t.number, ""))
        told = SettleTrade(DAY, t.number, *of)
        must(funded, command(f"s{t.number}", EXCHANGE, "registry.settle_trade", told))
        with funded.view() as view:
            said = bulletin(view, funded.law, Span.named("day", DAY)).all.turnover
        assert (said.listed_t, said.trades) == ((60, 3) if t.number < 3 else (40, 2))


def test_a_decision_on_another_trade_than_the_record_has_voids_nothing(funded, clock, tmp_path):
    folder = tmp_path / "s"
    books, opening = begun(funded, clock, folder)
    with served(folder, 1):
        client = Client(of_folder(folder, 1), 1)
        client.ask(posts(0, [(0, SELL, 8000, 10), (1, BUY, 8000, 10)]))
        decide(funded, 1, buyer="H3")
        (refused,) = carried(funded, folder, opening).refused
        assert refused.params == {"kind": "VOID", "outcome": "exchange.trade_not_found"}
        operator = Client(of_folder(folder, 0), 0)
        operator.ask(message(Kind.CLOSE))
        client.close()
        operator.close()
    clock.put_day(DAYS[0], time(15, 30))
    books.end(weighted, PLAIN)
    books.settle()
    assert differences(funded) == [("void", f"{DAY}/1", "settled", "void")]
    assert holdings(funded)["H2", VINTAGE] == 2_010


def test_what_is_void_stands_once_the_settlement_has_begun(funded, clock, tmp_path):
    folder = tmp_path / "s"
    books, _ = begun(funded, clock, folder)
    trade(folder)
    clock.put_day(DAYS[0], time(15, 30))
    books.end(weighted, PLAIN)
    reported = ReportErrorTrade("", DAY, 3, VINTAGE, "H1", "H2", 8002, 30, "typed wrong", SHA)
    must(funded, command("e3", EXCHANGE, "exchange.report_error_trade", reported))
    for party in ("H1", "H2"):
        consent = ConsentErrorTrade(party, DAY, 3)
        must(funded, command(f"e3{party}", (f"{party}/1", party), "exchange.consent_error_trade", consent))
    sent, real = [], books._send

    def broken(id, kind, items):
        if sent:
            raise KeyboardInterrupt
        sent.append(id)
        return real(id, kind, items)

    books._send = broken
    with pytest.raises(KeyboardInterrupt):
        books.settle()
    (answer,) = funded.execute([command("d3", EXCHANGE, "exchange.decide_error_trade", decision(3))])
    assert str(answer.outcome) == "exchange.error_settled"
    books._send = real
    books.settle()
    assert differences(funded) == []
