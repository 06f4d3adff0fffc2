"""What stops a holder in trading: read from the tables, or followed fact by fact, it is the same; openings have it."""

import json
from datetime import date

import pytest

from tanshi.application.access import ViewRows
from tanshi.exchange.bars import FOLLOWS, Standing, binding, may_not, standing_of
from tanshi.exchange.positions import NO_BUY, NO_SELL, Handed, Participant, opening
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.trading_days import TradingDays
from tanshi.rules import Law
from tests.exchange.day_table import opened, run

LAW, DAY = Law("cn"), date(2026, 11, 30)
BINDS = binding(LAW, DAY)
BOTH = NO_BUY | NO_SELL


def followed(view):
    """Return the standing of all by the facts alone."""
    found = {}
    for type, body in view.fetch("SELECT type, body FROM journal_fact ORDER BY position"):
        if type in FOLLOWS:
            fact = json.loads(bytes(body))["data"]
            FOLLOWS[type](found.setdefault(fact["holder"], Standing()), fact)
    return found


STEPS = (
    ("apply H1 application_form+agreement -> done", BOTH),
    ("admit H1 -> done", 0),
    ("warn H1 interview -> done", 0),
    ("warn H1 limit_trading -> done", NO_BUY),
    ("restrict H1 exchange_measure -> done", BOTH),
    ("lift H1 2 -> done", BOTH),
    ("unrestrict H1 1 -> done", 0),
    ("warn H1 limit_account -> done", BOTH),
    ("lift H1 3 -> done", 0),
    ("suspend H1 -> done", BOTH),
    ("resume H1 -> done", 0),
    ("note_barred H1 -> done", NO_BUY),
)


def test_every_act_binds_as_its_facts_do(market, clock):
    opened(market)
    clock.put_day(DAY)
    for line, bits in STEPS:
        run(market, clock, line)
        with market.view() as view:
            rows = ViewRows(view)
            assert standing_of("H1", rows) == followed(view).get("H1", Standing()), line
            assert may_not("H1", rows, BINDS) == bits, line
            assert may_not("H9", rows, BINDS) == BOTH


@pytest.mark.parametrize("step", ["interview", "limit_trading", "limit_account"])
def test_who_is_warned_opens_barred_as_the_ladder_says(market, clock, step):
    run(opened(market), clock, f"""
        at 2026-11-30 09:00
        apply H1 application_form+agreement -> done
        admit H1 -> done
        warn H1 {step} -> done
    """)  # fmt: skip
    with market.view() as view:
        bits = may_not("H1", ViewRows(view), BINDS)
    terms = ProductClass.of(LAW, "allowance", DAY)
    handed = Handed([Participant("H1", "entity", 100, bits)], [], [], {"CEA25": 8000})
    found = opening("2026-11-30", DAY, terms, {}, TradingDays(), handed)
    ladder = {"interview": (), "limit_trading": ((0, NO_BUY),), "limit_account": ((0, BOTH),)}
    assert found.barred == ladder[step]
