"""What a session is told by facts: each as one message, in their order, numbered by their positions."""

import pytest

from tanshi.exchange.instructions import SHIFT, Instructions
from tanshi.exchange.matching.messages import CASH, NONE, Kind
from tanshi.exchange.matching.opening import Opening
from tests.exchange.orders import an_opening

DAY = "2026-11-23"
BINDS = {"barred": ["buy"], "exchange_measure": ["buy", "sell"], "inquiry": []}

FIELDS = ("account", "instrument", "side", "quantity", "ref")

HANDED = ("registry.positions_handed_over/1", {"session": DAY, "digest": "d"})
OPENED = ("exchange.session_opened/1", {"day": DAY})
CLOSED = ("exchange.session_closed/1", {"day": DAY})


def interrupted(number, instrument="", kind="halt", day=DAY):
    return "exchange.session_interrupted/1", {"day": day, "number": number, "kind": kind, "instrument": instrument}


def resumed(number):
    return "exchange.session_resumed/1", {"day": DAY, "number": number}


def requested(number, holder, instrument, amount, what="return", session=DAY):
    return "registry.session_requested/1", {
        "session": session, "number": number, "what": what, "holder": holder, "instrument": instrument,
        "amount": amount,
    }  # fmt: skip


def of(type, **data):
    return type, data


def deposited(holder, fen):
    return of("registry.cash_deposited/1", account=f"{holder}/trading", amount_fen=fen)


def funded(holder, instrument, tonnes):
    return of("registry.trading_funded/1", trading=f"{holder}/trading", instrument=instrument, amount_t=tonnes)


def told(*facts, opening=None):
    """Return the messages facts lead to, as text: number of the fact, kind, and what it is about."""
    follows = Instructions(opening or an_opening(), BINDS)
    found = []
    for position, (type, fact) in enumerate(facts):
        for one in follows.follow(position, type, fact):
            f = one.frame[0]
            assert one.number == f["number"]
            words = [f"{(one.number >> SHIFT) - 1}", Kind(int(f["kind"])).name]
            words += [
                f"{name}={int(f[name])}" for name in ("account", "instrument", "side", "quantity", "ref") if f[name]
            ]
            found.append(" ".join(words))
    return found


def test_halts_are_ended_by_their_number():
    assert told(
        HANDED, OPENED, interrupted(1, "CEA25"), interrupted(2), resumed(1), resumed(2), interrupted(3, "CEA19"),
        interrupted(4, day="2026-11-20"), interrupted(5, kind="call_off"), CLOSED, interrupted(6),
    ) == [
        "2 HALT", f"3 HALT instrument={CASH}", "4 RESUME", f"5 RESUME instrument={CASH}", "8 CLOSE",
    ]  # fmt: skip


def test_requests_are_told_from_the_handing_over_and_even_after_the_close():
    assert told(
        requested(1, "A1", "CEA25", 9, session="2026-11-20"), HANDED, requested(1, "A1", "CEA25", 10), OPENED,
        requested(2, "A2", "CNY", 500, "money"), requested(3, "A3", "CEA25", 7, "freeze"),
        requested(4, "X", "CEA19", 1), CLOSED, requested(5, "A1", "CEA25", 10),
    ) == [
        "2 RELEASE account=1 quantity=10 ref=1",
        f"4 RELEASE account=2 instrument={CASH} quantity=500 ref=2",
        "5 RELEASE account=3 side=1 quantity=7 ref=3",
        f"6 RELEASE account={NONE} instrument={CASH - 1} quantity=1 ref=4",
        "8 RELEASE account=1 quantity=10 ref=5",
    ]  # fmt: skip


def test_bars_are_what_all_that_stands_stops_together():
    admitted = of("exchange.participant_admitted/1", holder="A1", number=1, sides="buy sell")
    assert told(
        admitted, HANDED, OPENED,
        of("exchange.participant_warned/1", holder="A1", number=1, stops="buy"),
        of("registry.holder_restricted/1", holder="A1", number=1, ground="inquiry"),
        of("registry.holder_restricted/1", holder="A1", number=2, ground="exchange_measure"),
        of("exchange.warning_lifted/1", holder="A1", number=1),
        of("registry.restriction_lifted/1", holder="A1", number=2),
        of("exchange.participant_suspended/1", holder="A1"),
        of("exchange.participant_resumed/1", holder="A1"),
        of("exchange.participant_warned/1", holder="X", number=1, stops="buy"),
        of("registry.holder_restricted/1", holder="A2", number=1, ground="barred"),
    ) == [
        "3 BAR account=1 side=1", "4 BAR account=1 side=1", "5 BAR account=1 side=3", "6 BAR account=1 side=3",
        "7 BAR account=1", "8 BAR account=1 side=3", "9 BAR account=1", "11 BAR account=2 side=1",
    ]  # fmt: skip


def test_what_the_opening_did_not_know_is_told_when_the_session_opens():
    warned = of("exchange.participant_warned/1", holder="A0", number=1, stops="buy")
    admitted = of("exchange.participant_admitted/1", holder="A0", number=1, sides="buy sell")
    opening = an_opening()
    assert told(admitted, HANDED, warned, OPENED, opening=opening) == ["3 BAR side=1"]
    knows = Opening(
        DAY, opening.accounts, opening.products, opening.balances, opening.cash_fen, opening.hours, ((0, 1), (3, 2))
    )
    assert told(admitted, HANDED, warned, OPENED, opening=knows) == []


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        (deposited("A1", 5), f"2 DEPOSIT account=1 instrument={CASH} quantity=5 ref=3"),
        (funded("A2", "CEA25", 6), "2 DEPOSIT account=2 quantity=6 ref=3"),
        (funded("A2", "CEA19", 6), None),
        (deposited("X", 5), None),
        (of("exchange.error_trade_decided/1", session=DAY, number=7, void=True), "3 VOID account=1 quantity=5 ref=7"),
        (of("exchange.error_trade_decided/1", session=DAY, number=7, void=False), None),
        (of("exchange.error_trade_decided/1", session="2026-11-20", number=7, void=True), None),
    ],
)  # fmt: skip
def test_other_facts(fact, message):
    error = of("exchange.error_trade_reported/1", session=DAY, number=7, seller="A1", buyer="A2", instrument="CEA25",
               price_fen=8000, quantity_t=5)  # fmt: skip
    before = [error] if "error_trade" in fact[0] else []
    assert told(HANDED, OPENED, *before, fact) == ([message] if message else [])
    assert told(*before, fact, HANDED, OPENED) == []
