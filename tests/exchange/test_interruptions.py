"""Halts, resumption, a session that is called off, and the reports on them."""

from tanshi.application.access import ViewRows
from tanshi.exchange.interruptions import InterruptionRow
from tests.exchange.day_table import opened, run


def test_a_session_is_halted_resumed_and_called_off(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:20
        halt 2026-11-30 accident -> not open
        go_on 2026-11-30 1 -> not open
        open 2026-11-30 -> done
        halt 2026-11-30 bad_mood -> unknown ground of halt
        halt_one 2026-11-30 CEA99 -> halt unknown instrument
        halt_silently 2026-11-30 accident -> halt no text
        halt_unshown 2026-11-30 accident -> halt no evidence
        halt_one 2026-11-30 CEA22 -> done
        halt_one 2026-11-30 CEA22 -> halted already
        halt 2026-11-30 force_majeure -> done
        halt 2026-11-30 accident -> halted already
        halt_one 2026-11-30 CEA22 -> halted already
        go_on 2026-11-30 3 -> interruption not found
        go_on_silently 2026-11-30 2 -> halt no text
        go_on 2026-11-30 2 -> done
        go_on 2026-11-30 2 -> not halted
        go_on 2026-11-30 1 -> done
        halt_one 2026-11-30 CEA22 -> done
        call_off 2026-11-30 technical_fault -> done
        call_off 2026-11-30 technical_fault -> session called off
        halt 2026-11-30 accident -> session called off
        go_on 2026-11-30 4 -> not halted
        report 2026-11-30 9 -> interruption not found
        report_empty 2026-11-30 4 -> halt no evidence
        report 2026-11-30 4 -> done
        report 2026-11-30 4 -> interruption reported
        end 2026-11-30 -> done
        halt 2026-11-30 accident -> not open
        at 2026-12-02 09:00
        report 2026-11-30 1 -> done
    """)  # fmt: skip
    with market.view() as view:
        found = ViewRows(view).where(InterruptionRow, day="2026-11-30")
    assert [(r.number, r.kind, r.instrument, r.state, r.report_due, r.late) for r in found] == [
        (1, "halt", "CEA22", "resumed", "2026-12-01", 1),
        (2, "halt", "", "resumed", "2026-12-01", 0),
        (3, "halt", "CEA22", "standing", "2026-12-01", 0),
        (4, "call_off", "", "standing", "2026-12-01", 0),
    ]
