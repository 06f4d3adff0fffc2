"""The report on an interruption: reported, measures, its end, the closing report in its days."""

from pathlib import Path

import pytest

from tanshi.application.access import ViewRows
from tanshi.application.second_check import second_check
from tanshi.application.work.tasks import Desk
from tanshi.exchange.incidents import IncidentOutcome
from tanshi.participants.tables import ActorRow
from tests.exchange.day_table import opened, run


def test_an_interruption_is_closed_after_notice_measures_and_end(market, clock):
    """2026-11-30 is a Monday; five working days after it is 2026-12-07."""
    run(opened(market), clock, """
        at 2026-11-30 09:20
        hand_over 2026-11-30 -> done
        open 2026-11-30 -> done
        measures 2026-11-30 1 -> interruption not found
        halt 2026-11-30 technical_fault -> done
        measures_silently 2026-11-30 1 -> incident no text
        measures_unshown 2026-11-30 1 -> incident no evidence
        close_incident 2026-11-30 1 -> incident not reported
        report 2026-11-30 1 -> done
        close_incident 2026-11-30 1 -> incident no measures
        measures 2026-11-30 1 -> done
        close_incident 2026-11-30 1 -> incident not ended
        go_on 2026-11-30 1 -> done
        measures 2026-11-30 1 -> done
        call_off 2026-11-30 accident -> done
        report 2026-11-30 2 -> done
        measures 2026-11-30 2 -> done
        close_incident 2026-11-30 2 -> incident not ended
        at 2026-12-07 17:00
        close_incident 2026-11-30 1 -> done
        measures 2026-11-30 1 -> incident closed
        close_incident 2026-11-30 1 -> incident closed
        end 2026-11-30 -> done
        at 2026-12-08 09:00
        close_incident 2026-11-30 2 -> done
    """)  # fmt: skip
    with market.view() as view:
        rows = view.fetch(
            "SELECT number, step, kind, noted_on, due, late FROM exchange_incident_step ORDER BY number, step"
        )
    assert rows == [
        (1, 1, "measures", "2026-11-30", "", 0), (1, 2, "measures", "2026-11-30", "", 0),
        (1, 3, "closing", "2026-12-07", "2026-12-07", 0), (2, 1, "measures", "2026-11-30", "", 0),
        (2, 2, "closing", "2026-12-08", "2026-12-07", 1),
    ]  # fmt: skip
    assert [d for d in second_check(market.engine).differences if d.table != "journal_evidence"] == []
    assert market.audit().ok


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_what_is_to_be_told_about_an_interruption_is_a_task_of_the_exchange(market, clock):
    """The first notice at once; the closing report in five working days after 2026-11-30: by 2026-12-07."""
    run(opened(market), clock, """
        at 2026-11-30 09:20
        hand_over 2026-11-30 -> done
        open 2026-11-30 -> done
        halt 2026-11-30 technical_fault -> done
    """)  # fmt: skip

    def tasks(today):
        with market.view() as view:
            desk = Desk(view, ViewRows(view), market.law, ViewRows(view).get(ActorRow, "exchange/1"), today)
            return [(g.kind.id, g.first[0].entity, str(g.deadline.due), g.deadline.stage) for g in desk.groups()]

    (told,) = tasks("2026-11-30")
    assert told[:2] == ("interruption_to_report", "2026-11-30/1")
    assert tasks("2026-12-09")[0][3] == "overdue"
    run(market, clock, "report 2026-11-30 1 -> done\nmeasures 2026-11-30 1 -> done")
    assert tasks("2026-12-09") == [], "it has not ended"
    run(market, clock, "go_on 2026-11-30 1 -> done")
    assert tasks("2026-12-07") == [("incident_to_close", "2026-11-30/1", "2026-12-07", "due")]
    assert tasks("2026-12-08") == [("incident_to_close", "2026-11-30/1", "2026-12-07", "overdue")]
    run(market, clock, "close_incident 2026-11-30 1 -> done")
    assert tasks("2026-12-08") == []


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in IncidentOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
