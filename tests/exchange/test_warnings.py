"""The ladder of warnings: rising steps, what they stop, and how they end."""

from tanshi.application.access import ViewRows
from tanshi.exchange.bars import may_not
from tanshi.exchange.positions import NO_BUY, NO_SELL
from tests.exchange.day_table import opened, run


def bits(market, holder):
    with market.view() as view:
        return may_not(holder, ViewRows(view), {})


def test_steps_rise_and_end(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:00
        warn H1 telephone -> warning no participant
        apply H1 application_form+agreement -> done
        warn H1 telephone -> warning no participant
        admit H1 -> done
        warn H1 frown -> unknown warning
        warn_without_article H1 telephone -> warning no article
        warn_silently H1 telephone -> warning no text
        warn_unshown H1 telephone -> warning no evidence
        warn H1 interview -> done
        warn H1 telephone -> warning below
        warn H1 interview -> done
        lift H1 7 -> warning not standing
        lift_silently H1 1 -> warning no text
    """)  # fmt: skip
    assert bits(market, "H1") == 0
    run(market, clock, "warn H1 limit_trading -> done")
    assert bits(market, "H1") == NO_BUY
    run(market, clock, "warn H1 limit_account -> done")
    assert bits(market, "H1") == NO_BUY | NO_SELL
    run(
        market,
        clock,
        """
        lift H1 4 -> done
        lift H1 4 -> warning not standing
    """,
    )
    assert bits(market, "H1") == NO_BUY
    run(
        market,
        clock,
        """
        lift H1 3 -> done
        lift H1 2 -> done
        lift H1 1 -> done
        warn H1 telephone -> done
    """,
    )
    assert bits(market, "H1") == 0
