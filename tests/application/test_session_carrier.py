"""What the journal says during a session reaches its process once, in its order; answers come back into the books."""

from datetime import time, timedelta

import pytest

from tanshi.application.reconciliation import _with_exchange
from tanshi.application.session_books import SessionBooks
from tanshi.application.session_carrier import Carrier
from tanshi.core.finding import Problem
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.instructions import SHIFT
from tanshi.exchange.interruptions import CallOffSession, HaltSession, ResumeSession
from tanshi.exchange.matching.messages import BUY, CODES, SELL, Kind, message
from tanshi.exchange.process.cores import PLAIN
from tanshi.exchange.process.journaled import segment_of
from tanshi.exchange.segments.writer import lots_of
from tanshi.registry.freeze import Freeze
from tanshi.registry.restrictions import LiftRestriction, RestrictHolder
from tanshi.registry.session_request import RequestFreeze, RequestReturn
from tanshi.simulation.acts import EXCHANGE, REGISTRY, command
from tests.application.test_session_books import (
    DAYS,
    STEP,
    VINTAGE,
    Broken,
    funded,
    holdings,
    must,
    opening_of,
    sender,
    served,
    weighted,
)  # fmt: skip
from tests.exchange.orders import posts

__all__ = ["funded"]
DAY, SHA = DAYS[0].isoformat(), "a" * 64
H1 = ("H1/1", "H1")


def asked(number, who, kind, item):
    return command(f"asked/{number}", who, kind, item)


def freeze(market):
    until = (DAYS[0] + timedelta(days=30)).isoformat()
    order = Freeze("H3", "trading", VINTAGE, 1_500, "court", "p/1", until)
    must(market, asked("f", REGISTRY, "registry.freeze", order))
    must(market, asked("rf", REGISTRY, "registry.request_freeze", RequestFreeze("H3", 1)))


def halt(market, number=1):
    must(market, asked(f"h{number}", EXCHANGE, "exchange.halt_session", HaltSession(DAY, "", "accident", "why", SHA)))


def go_on(market, number=1):
    must(market, asked(f"g{number}", EXCHANGE, "exchange.resume_session", ResumeSession(DAY, number, "mended")))


def take_out(market, name, tonnes):
    must(
        market, asked(f"r{name}", (f"{name}/1", name), "registry.request_return", RequestReturn(name, VINTAGE, tonnes))
    )


def restrict(market, lift=False):
    act = LiftRestriction("H2", 1, "over") if lift else RestrictHolder("H2", "exchange_measure", "why")
    must(market, asked(f"l{lift}", REGISTRY, f"registry.{'lift_restriction' if lift else 'restrict_holder'}", act))


def begun(market, clock, folder, send=None):
    opening = opening_of(market, DAYS[0])
    clock.put_day(DAYS[0], time(9, 20))
    books = SessionBooks(market, send or sender(market), folder, opening)
    books.begin("00" * 32, STEP)
    return books, opening


def carried(market, folder, opening, send=None):
    """Carry with a carrier that knows nothing of what was carried before."""
    carrier = Carrier(market, send or sender(market), folder, opening, 10.0)
    try:
        return carrier.carry()
    finally:
        carrier.close()


def told(folder):
    """Return what the record has of the exchange's own messages: position of the fact, kind."""
    found = []
    for lot in lots_of(segment_of(folder).read_bytes()):
        found += [(int(m["number"] >> SHIFT) - 1, Kind(int(m["kind"])).name) for m in lot.messages if m["client"] == 0]
    return found


def answers(market):
    with market.view() as view:
        ours = view.fetch("SELECT number, holder, given, reason FROM exchange_request ORDER BY number")
        noted = view.fetch("SELECT number, holder, given, reason FROM registry_session_request ORDER BY number")
    assert ours == noted
    return ours


def outcome(reply):
    return next(o.name for o, code in CODES.items() if code == reply["outcome"])


def test_a_session_hears_what_the_journal_says(funded, clock, tmp_path):
    folder = tmp_path / "s"
    books, opening = begun(funded, clock, folder)
    with served(folder, 1):
        one, two = Client(of_folder(folder, 1), 1), Client(of_folder(folder, 2), 2)
        one.ask(posts(0, [(0, SELL, 8000, 300), (2, SELL, 8000, 1_000)]))
        assert carried(funded, folder, opening).messages == 0
        halt(funded)
        freeze(funded)
        assert carried(funded, folder, opening).messages == 2
        (said,) = two.ask(posts(0, [(1, BUY, 8000, 10)]))
        assert outcome(said) == "HALTED"
        go_on(funded)
        restrict(funded)
        take_out(funded, "H1", 1_900)
        carrier = Carrier(funded, sender(funded), folder, opening, 10.0)
        assert carrier.carry().messages == 5
        assert carrier.carry().messages == 0
        (said,) = two.ask(posts(0, [(1, BUY, 8000, 10)]))
        assert outcome(said) == "BARRED"
        restrict(funded, lift=True)
        assert carrier.carry().messages == 1
        (said,) = two.ask(posts(0, [(1, BUY, 8000, 310)]))
        assert (outcome(said), said["filled_t"]) == ("ACCEPTED", 310)
        carrier.close()
        operator = Client(of_folder(folder, 0), 0)
        operator.ask(message(Kind.CLOSE))
        for client in (one, two, operator):
            client.close()
    must_be = [(1, "H3", 1_000, "release.rests_in_orders"), (2, "H1", 1_700, "release.rests_in_orders")]
    assert answers(funded) == must_be
    clock.put_day(DAYS[0], time(15, 30))
    take_out(funded, "H2", 5)
    books.end(weighted, PLAIN)
    books.settle()
    assert answers(funded) == [*must_be, (3, "H2", 0, "release.session_closed")]
    assert [kind for _, kind in told(folder)] == ["HALT", "RELEASE", "RESUME", "BAR", "RELEASE", "BAR", "CLOSE"]
    assert holdings(funded)["H1", VINTAGE] == 2_000 - 1_700 - 300
    with funded.view() as view:
        assert _with_exchange(view, funded.evidence, DAY)[1] == []
        frozen = view.fetch(
            "SELECT amount FROM registry_holding WHERE account = 'H3/frozen' AND instrument = ?", [VINTAGE]
        )
    assert frozen == [(1_000,)]
    assert funded.audit().ok


def test_broken_off_anywhere_it_goes_on_where_it_was(funded, clock, tmp_path):
    folder = tmp_path / "s"
    books, opening = begun(funded, clock, folder)
    moments = iter(range(100))

    def pushed():
        """Carry until it is through, broken off once more each time; the process too is another one each time."""
        for moment in moments:
            with served(folder, 1):
                try:
                    carried(funded, folder, opening, sender(funded, moment))
                    return
                except Broken:
                    continue

    halt(funded)
    take_out(funded, "H1", 100)
    pushed()
    moments = iter(range(100))
    go_on(funded)
    take_out(funded, "H2", 2_000)
    freeze(funded)
    pushed()
    must(funded, asked("c", EXCHANGE, "exchange.call_off_session", CallOffSession(DAY, "accident", "why", SHA)))
    take_out(funded, "H3", 100)
    with served(folder, 1):
        carried(funded, folder, opening)
    assert carried(funded, folder, opening).refused == ()
    clock.put_day(DAYS[0], time(15, 30))
    books.end(weighted, PLAIN)
    books.settle()
    assert answers(funded) == [
        (1, "H1", 100, ""),
        (2, "H2", 2_000, ""),
        (3, "H3", 1_500, ""),
        (4, "H3", 0, "release.session_closed"),
    ]
    kinds = told(folder)
    assert [kind for _, kind in kinds] == ["HALT", "RELEASE", "RESUME", "RELEASE", "RELEASE", "CLOSE", "RELEASE"]
    assert kinds == sorted(kinds)
    assert funded.audit().ok


def test_what_is_not_carried_out_is_said(funded, clock, tmp_path):
    folder = tmp_path / "s"
    _, opening = begun(funded, clock, folder)
    with served(folder, 1):
        operator = Client(of_folder(folder, 0), 0)
        operator.ask(message(Kind.CLOSE))
        operator.close()
    halt(funded)
    carrying = carried(funded, folder, opening)
    assert [(f.code, f.params) for f in carrying.refused] == [
        ("exchange.not_carried_out", {"kind": "HALT", "outcome": "exchange.session_closed"})
    ]


def test_a_process_that_is_away_keeps_nothing_from_being_carried_later(funded, clock, tmp_path):
    folder = tmp_path / "s"
    _, opening = begun(funded, clock, folder)
    halt(funded)
    carrier = Carrier(funded, sender(funded), folder, opening, 0.05)
    with pytest.raises(Problem) as caught:
        carrier.carry()
    assert caught.value.findings[0].code == "exchange.not_reached"
    with served(folder, 1):
        assert carrier.carry().messages == 1
        carrier.close()


def test_hand_made_messages_do_not_stand_in_for_an_instruction(funded, clock, tmp_path):
    folder = tmp_path / "s"
    _, opening = begun(funded, clock, folder)
    with funded.view() as view:
        next_position = view.head().size
    with served(folder, 1):
        operator = Client(of_folder(folder, 0), 0)
        forged = message(Kind.TICK, client=0, number=next_position + 1 << SHIFT)
        operator.replies(operator.send_numbered(forged))
        operator.close()
        halt(funded)
        with pytest.raises(Problem) as caught:
            carried(funded, folder, opening)
    assert caught.value.findings[0].code == "exchange.other_instruction"
