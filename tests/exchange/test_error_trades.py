"""Trades made in error: who may report one, both consents, the decision before settlement."""

from tanshi.application.access import ViewRows
from tanshi.exchange.error_trades import ErrorTradeRow, void_numbers
from tanshi.exchange.tables import AnnouncementRow
from tests.exchange.day_table import opened, run


def test_a_trade_is_void_with_both_consents_before_it_is_settled(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:20
        err H1 2026-11-30 1 H1 H2 7000 -> error no session
        hand_over 2026-11-30 -> done
        open 2026-11-30 -> done
        err H1 2026-11-30 0 H1 H2 7000 -> error bad trade
        err H1 2026-11-30 1 H1 H1 7000 -> error bad trade
        err H3 2026-11-30 1 H1 H2 7000 -> error not a party
        err_silently H1 2026-11-30 1 H1 H2 7000 -> error no reason
        err_unshown H1 2026-11-30 1 H1 H2 7000 -> error no evidence
        err H1 2026-11-30 1 H1 H2 7000 -> done
        err H2 2026-11-30 1 H1 H2 7000 -> error reported
        err_by_exchange 2026-11-30 2 H1 H2 7000 -> done
        consent H3 2026-11-30 1 -> error not a party
        consent H3 2026-11-30 9 -> error not open
        decide_void 2026-11-30 1 -> error consent missing
        consent H1 2026-11-30 1 -> done
        consent H1 2026-11-30 1 -> error consented
        decide_void 2026-11-30 1 -> error consent missing
        consent H2 2026-11-30 1 -> done
        decide_silently 2026-11-30 1 -> error no reason
        decide_untitled 2026-11-30 1 -> no title
        decide_void 2026-11-30 1 -> done
        decide_void 2026-11-30 1 -> error not open
        decide_stands 2026-11-30 2 -> done
        consent H2 2026-11-30 2 -> error not open
    """)  # fmt: skip
    with market.view() as view:
        rows = ViewRows(view)
        states = [(r.number, r.state, r.reported_by) for r in rows.where(ErrorTradeRow, session="2026-11-30")]
        published = [(a.kind, a.about) for a in rows.where(AnnouncementRow, year=2026)]
        assert void_numbers(rows, "2026-11-30") == (1,)
    assert states == [(1, "void", "H1"), (2, "stands", "")]
    assert published == [("error_trade", "2026-11-30/1"), ("error_trade", "2026-11-30/2")]


def test_what_is_settled_is_the_registrys(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:20
        hand_over 2026-11-30 -> done
        open 2026-11-30 -> done
        err H1 2026-11-30 1 H1 H2 7000 -> done
        consent H1 2026-11-30 1 -> done
        consent H2 2026-11-30 1 -> done
        err H1 2026-11-30 2 H1 H2 7000 -> done
        end 2026-11-30 -> done
        take_back 2026-11-30 -> done
        hand_over 2026-12-01 -> done
        decide_void 2026-11-30 1 -> error settled
        decide_stands 2026-11-30 1 -> done
        err H1 2026-11-30 3 H1 H2 7000 -> error settled
    """)  # fmt: skip
