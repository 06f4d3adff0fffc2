"""Classes of products as the law has them on a day: bands, closes, hours, limits."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tanshi.exchange.product_class import ProductClass, classes, holding_limits, to_tick
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce

LAW = Law("cn")
DAY = date(2026, 3, 2)
ALLOWANCE, OFFSET = (ProductClass.of(LAW, kind, DAY) for kind in ("allowance", "offset"))


@pytest.mark.parametrize(
    ("terms", "close", "listing", "block"),
    [
        (ALLOWANCE, 8000, (7200, 8800), (5600, 10400)),  # H2
        (ALLOWANCE, 4800, (4320, 5280), (3360, 6240)),  # the first day: 48.00 -> 52.80
        (OFFSET, 7002, (6302, 7702), (4901, 9103)),  # exact: 63.018, 77.022, 49.014, 91.026 yuan
        (replace(OFFSET, band_rounding="inward"), 7002, (6302, 7702), (4902, 9102)),
        (replace(OFFSET, band_rounding="inward"), 7005, (6305, 7705), (4904, 9106)),  # exact: 63.045, 77.055
    ],
)
def test_limits_of_the_bands(terms, close, listing, block):
    found = terms.product("x", close)
    assert (found.listing_low_fen, found.listing_high_fen) == listing
    assert (found.block_low_fen, found.block_high_fen) == block
    assert found.one_way == (terms.kind == "offset")  # D4 art. 29 binds the account, within the day too


@pytest.mark.parametrize(
    ("terms", "trades", "close"),
    [
        (ALLOWANCE, [(200, 8100), (300, 8250)], 8190),  # H3
        (OFFSET, [(1000, 7000), (3000, 7003)], 7002),  # 70.0225 yuan
        (OFFSET, [(1, 7000), (1, 7001)], 7001),  # a tie goes up
        (ALLOWANCE, [], 7777),
    ],
)
def test_closes_are_weighted_means(terms, trades, close):
    value, quantity = sum(t * p for t, p in trades), sum(t for t, _ in trades)
    assert terms.close(value, quantity, 7777) == close


def test_what_differs_between_the_classes():
    assert classes(LAW, DAY) == ["allowance", "offset"]
    assert (ALLOWANCE.matching, OFFSET.matching) == ("agreement", "price_time")
    assert (ALLOWANCE.resale_trading_days, OFFSET.resale_trading_days) == (1, 5)
    assert (ALLOWANCE.resale_scope, OFFSET.resale_scope) == ("units", "account")
    assert dict(ALLOWANCE.hours)["block"] == ((780, 900),)
    assert dict(OFFSET.hours)["block"] == ((570, 690), (780, 900))


def test_the_voluntary_market_has_no_terms_before_its_rules():
    with pytest.raises(NoTextInForce):
        ProductClass.of(LAW, "offset", date(2023, 11, 15))


def test_no_limit_is_known_and_an_act_can_set_one():
    limits = holding_limits(LAW, DAY)
    assert {kind: limit.of(10**6) for kind, limit in limits.items()} == dict.fromkeys(limits, 0)
    assert replace(limits["entity"], limit_t=1_000_000).of(300_000) == 1_300_000
    assert replace(limits["organisation"], limit_t=1_000_000).of(300_000) == 1_000_000


def test_a_coarser_tick():
    assert to_tick(Fraction(7005), 10, "half_up") == 7010
