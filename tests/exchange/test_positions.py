"""The opening of a session from what is handed over: units that may be sold, bars, limits, several vintages."""

import random
from dataclasses import replace
from datetime import date

import pytest

from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.positions import NO_BUY, NO_SELL, Handed, Participant, Position, Traded, opening, recent_from
from tanshi.exchange.product_class import HoldingLimit, ProductClass
from tanshi.exchange.trading_days import TradingDays
from tanshi.rules import Law

LAW = Law("cn")
DAYS = TradingDays()
TODAY = date(2026, 3, 9)  # a Monday
ALLOWANCE, OFFSET = (ProductClass.of(LAW, kind, TODAY) for kind in ("allowance", "offset"))
CLOSES = {"CEA-2024": 8000, "CEA-2025": 6000}
PARTICIPANTS = [Participant("B", "entity", 500), Participant("A", "entity", 100, NO_BUY), Participant("C", "person")]


def made(terms, positions=(), recent=(), limits=None, closes=CLOSES, allocated=None):
    handed = Handed(
        PARTICIPANTS,
        [Position(*p) for p in positions],
        [Traded(date(2026, 3, day), *rest) for day, *rest in recent],
        closes,
        allocated or {},
    )
    return opening("2026-03-09", TODAY, terms, limits or {}, DAYS, handed)


def shown(found):
    """Return balances as text: account, product, sellable, locked, limit, bars."""
    return [
        f"{found.accounts[b.account]} {found.products[b.instrument].instrument}"
        f" {b.sellable_t} {b.locked_t} {b.limit_t} {b.barred}"
        for b in found.balances
    ]


def test_each_vintage_has_its_own_close_and_band():
    found = made(ALLOWANCE)
    assert [(p.instrument, p.previous_close_fen, p.listing_high_fen) for p in found.products] == [
        ("CEA-2024", 8000, 8800),
        ("CEA-2025", 6000, 6600),
    ]
    assert found.accounts == ("A", "B", "C")
    assert found.cash_fen == (100, 500, 0)
    assert found.barred == ((0, NO_BUY),)


@pytest.mark.parametrize(
    ("terms", "held", "recent", "balance"),
    [
        (ALLOWANCE, 1500, [(6, "CEA-2024", "C", "B", 1000)], "1500 0 0 0"),  # H4: bought on Friday, free on Monday
        (OFFSET, 1500, [(6, "CEA-2024", "C", "B", 1000)], "0 1500 0 0"),
        (OFFSET, 1500, [(3, "CEA-2024", "C", "B", 1000)], "0 1500 0 0"),  # d + 4
        (OFFSET, 1500, [(2, "CEA-2024", "C", "B", 1000)], "1500 0 0 0"),  # d + 5
        (replace(OFFSET, resale_counting="between"), 1500, [(2, "CEA-2024", "C", "B", 1000)], "0 1500 0 0"),
        (replace(OFFSET, resale_scope="units"), 1500, [(6, "CEA-2024", "C", "B", 1000)], "500 1000 0 0"),
        (replace(OFFSET, resale_scope="units"), 700, [(6, "CEA-2024", "C", "B", 1000)], "0 700 0 0"),  # rest moved out
        (OFFSET, 10, [(6, "CEA-2024", "B", "C", 90)], f"10 0 0 {NO_BUY}"),  # sold: not bought again
        (OFFSET, 0, [(6, "CEA-2024", "B", "C", 90)], f"0 0 0 {NO_BUY}"),
        (OFFSET, 10, [(6, "CEA-2025", "C", "B", 90)], "10 0 0 0"),  # another product binds nothing
    ],
)
def test_what_may_be_sold_and_bought(terms, held, recent, balance):
    found = made(terms, [("B", "CEA-2024", held)] if held else [], recent)
    assert f"B CEA-2024 {balance}" in shown(found)


def test_limits_stand_on_what_is_not_held_too():
    limits = {"person": HoldingLimit(50, False), "entity": HoldingLimit(1000, True)}
    found = made(ALLOWANCE, [("C", "CEA-2025", 60)], limits=limits, allocated={("A", "CEA-2025"): 7})
    assert shown(found) == [
        "A CEA-2024 0 0 1000 0",
        "A CEA-2025 0 0 1007 0",
        "B CEA-2024 0 0 1000 0",
        "B CEA-2025 0 0 1000 0",
        "C CEA-2024 0 0 50 0",
        "C CEA-2025 60 0 50 0",
    ]


def test_what_is_not_of_the_session_is_the_callers_mistake():
    with pytest.raises(AssertionError, match="not of this session"):
        made(ALLOWANCE, [("B", "CEA-2019", 1)])
    with pytest.raises(AssertionError, match="twice"):
        made(ALLOWANCE, [("B", "CEA-2024", 1), ("B", "CEA-2024", 2)])
    assert shown(made(OFFSET, (), [(6, "CEA-2019", "Z", "B", 1)])) == []


def test_trades_are_asked_for_from_the_first_day_that_binds():
    assert recent_from(ALLOWANCE, DAYS, TODAY) == date(2026, 3, 6)
    assert recent_from(OFFSET, DAYS, TODAY) == date(2026, 3, 2)


def test_the_order_of_what_is_handed_over_changes_nothing():
    chance = random.Random(7)
    positions = [(h, i, chance.randrange(1, 999)) for h in "ABC" for i in CLOSES]
    recent = [
        (chance.randrange(2, 7), chance.choice(list(CLOSES)), *chance.sample("ABC", 2), chance.randrange(1, 99))
        for _ in range(40)
    ]
    first = made(OFFSET, positions, recent)
    chance.shuffle(positions)
    chance.shuffle(recent)
    again = made(OFFSET, positions, recent, closes=dict(reversed(CLOSES.items())))
    assert again.encode() == first.encode()
    assert Opening.decode(first.encode()) == first
    held = {(h, i): n for h, i, n in positions}
    assert {shown(first)[n].split()[0] for n in range(len(first.balances))} == set("ABC")
    assert sum(b.sellable_t + b.locked_t for b in first.balances) == sum(held.values())
    assert all(b.barred in (0, NO_BUY, NO_SELL) for b in first.balances)
