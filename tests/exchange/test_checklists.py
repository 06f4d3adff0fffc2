"""The lists of a day: what the system sees, what persons tick, and that nothing opens before all is done."""

from tanshi.application.access import ViewRows
from tanshi.exchange.checklists import CLOSING, OPENING, left, standing
from tests.exchange.day_table import opened, run
from tests.registry.money_table import ON_SQLITE

ALL = ("balances_equal", "epoch_taken", "terms_checked", "channels_tested")


def undone(market, day, list):
    with market.view() as view:
        return left(market.law, ViewRows(view), day, list)


def test_a_session_opens_when_nothing_is_left(market, clock):
    run(opened(market), clock, """
        at 2026-12-01 08:30
        open 2026-12-01 -> opening incomplete
        tick 2026-12-02 opening epoch_taken -> check bad day
        tick 2026-12-01 opening coffee -> check unknown item
        tick 2026-12-01 closing epoch_taken -> check unknown item
        tick 2026-11-30 opening epoch_taken -> check unknown item
        tick 2026-12-01 opening positions_taken -> check of system
        tick_unshown 2026-12-01 opening epoch_taken -> check no evidence
        tick 2026-12-01 opening epoch_taken -> done
        tick 2026-12-01 opening epoch_taken -> check ticked
        untick 2026-12-01 opening terms_checked -> check not ticked
        tick 2026-12-01 opening balances_equal -> done
        untick_silently 2026-12-01 opening balances_equal -> check no reason
        untick 2026-12-01 opening balances_equal -> done
        untick 2026-12-01 opening balances_equal -> check not ticked
        tick 2026-12-01 opening terms_checked -> done
        tick 2026-12-01 opening channels_tested -> done
        open 2026-12-01 -> opening incomplete
    """)  # fmt: skip
    assert undone(market, "2026-12-01", OPENING) == ("positions_taken", "balances_equal")
    run(market, clock, """
        tick 2026-12-01 opening balances_equal -> done
        hand_over 2026-12-01 -> done
        open 2026-12-01 -> done
        untick 2026-12-01 opening balances_equal -> check day went on
    """)  # fmt: skip


@ON_SQLITE
def test_the_next_day_waits_for_the_closing_list_of_the_day_before(market, clock):
    ticks = "\n".join(f"tick 2026-12-01 opening {item} -> done" for item in ALL)
    run(opened(market), clock, f"""
        at 2026-12-01 08:30
        hand_over 2026-12-01 -> done
        {ticks}
        open 2026-12-01 -> done
    """)  # fmt: skip
    assert undone(market, "2026-12-01", CLOSING) == (
        "session_closed", "record_sealed", "settlement_closed", "balances_reconciled", "bulletin_made",
    )  # fmt: skip
    run(market, clock, """
        end 2026-12-01 -> done
        take_back 2026-12-01 -> done
        tick 2026-12-01 closing balances_reconciled -> done
        at 2026-12-02 08:30
        hand_over 2026-12-02 -> done
    """)  # fmt: skip
    assert undone(market, "2026-12-01", CLOSING) == ("bulletin_made",)
    assert undone(market, "2026-12-02", OPENING)[0] == "day_before_closed"
    run(market, clock, "tick 2026-12-01 closing bulletin_made -> done")
    assert undone(market, "2026-12-02", OPENING) == ALL
    with market.view() as view:
        ticked = [s for s in standing(market.law, ViewRows(view), "2026-12-01", CLOSING) if s.actor]
    assert [(s.item.code, s.actor) for s in ticked] == [
        ("balances_reconciled", "exchange/1"),
        ("bulletin_made", "exchange/1"),
    ]


@ON_SQLITE
def test_before_the_list_was_made_nothing_is_asked(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 08:30
        open 2026-11-30 -> done
    """)  # fmt: skip
