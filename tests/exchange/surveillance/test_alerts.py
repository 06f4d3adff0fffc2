"""Alerts as acts: who may be asked, two persons, what must be there before the end."""

from datetime import date

from tools.surveillance_made import made

from tanshi.application.access import ViewRows, scope_of
from tanshi.exchange.surveillance.alerts import AlertRow, ExplanationRow, request_of
from tanshi.exchange.surveillance.watch import watch
from tanshi.rules import Law
from tanshi.server.collections import COLLECTIONS
from tests.exchange.day_table import opened, run

CLOSED = """
    at 2026-11-30 09:20
    alert 2026-11-30 H1 a -> alert no session
    apply H1 application_form+agreement -> done
    admit H1 -> done
    hand_over 2026-11-30 -> done
    open 2026-11-30 -> done
    alert 2026-11-30 H1 a -> alert no session
    end 2026-11-30 -> done
    take_back 2026-11-30 -> done
"""


def test_an_alert_is_explained_looked_at_and_concluded(market, clock):
    run(opened(market), clock, CLOSED)
    run(market, clock, """
        alert 2026-11-30 - a -> alert nobody named
        alert_without_article 2026-11-30 H1 a -> alert no article
        alert 2026-11-30 H1 x -> alert no evidence
        alert 2026-11-30 H1+H2 a -> done
        alert 2026-11-30 H1+H2 a -> alert raised
        assign 2026-11-30 9 exchange/1 -> alert not found
        demand 2026-11-30 1 H1 -> alert not assigned
        assign 2026-11-30 1 exchange/1 -> done
        demand 2026-11-30 1 H3 -> alert not named
        demand_silently 2026-11-30 1 H1 -> alert no text
        explain H1 2026-11-30 1 -> alert not demanded
        explain H1 2026-11-30 9 -> alert not demanded
        demand 2026-11-30 1 H1 -> done
        demand 2026-11-30 1 H1 -> alert demanded
        look_second 2026-11-30 1 H1 -> alert still open
        explain H2 2026-11-30 1 -> alert not demanded
        explain_silently H1 2026-11-30 1 -> alert no text
        explain_unshown H1 2026-11-30 1 -> alert no evidence
        explain H1 2026-11-30 1 -> done
        explain H1 2026-11-30 1 -> alert explained
        conclude 2026-11-30 1 explained -> alert not looked at
        look 2026-11-30 1 H1 -> alert same person
        look_silently 2026-11-30 1 H1 -> alert no text
        look_second 2026-11-30 1 H1 -> done
        conclude 2026-11-30 1 forgotten -> alert unknown result
        conclude_silently 2026-11-30 1 explained -> alert no text
        conclude 2026-11-30 1 case -> alert no case
        conclude_case 2026-11-30 1 explained -> alert no case
        conclude 2026-11-30 1 explained -> done
        conclude 2026-11-30 1 explained -> alert concluded
        demand 2026-11-30 1 H2 -> alert concluded
    """)  # fmt: skip


def test_who_is_silent_is_looked_at_after_the_day(market, clock):
    run(opened(market), clock, CLOSED)
    run(market, clock, """
        alert 2026-11-30 H1+H2 a -> done
        assign 2026-11-30 1 exchange/2 -> done
        conclude 2026-11-30 1 unfounded -> alert not looked at
        demand 2026-11-30 1 H1 -> done
        demand 2026-11-30 1 H2 -> done
        at 2026-12-03 09:00
        look_second 2026-11-30 1 H1 -> alert still open
        at 2026-12-04 09:00
        explain H2 2026-11-30 1 -> done
        look_second 2026-11-30 1 H1 -> done
        conclude 2026-11-30 1 warned -> alert not looked at
        look_second 2026-11-30 1 H2 -> done
        conclude 2026-11-30 1 warned -> alert not warned
        warn H1 telephone -> done
        conclude 2026-11-30 1 warned -> done
    """)  # fmt: skip
    with market.view() as view:
        rows = ViewRows(view)
        (alert,) = rows.where(AlertRow, day="2026-11-30")
        asked = {e.holder: (e.due, e.answered_on, e.late) for e in rows.where(ExplanationRow, day="2026-11-30")}
    assert (alert.state, alert.result, alert.officer, alert.concluded_on) == (
        "concluded", "warned", "exchange/2", "2026-12-04"
    )  # fmt: skip
    assert asked == {"H1": ("2026-12-03", "", 0), "H2": ("2026-12-03", "2026-12-04", 1)}
    assert market.audit().ok


def test_alerts_are_for_the_exchange_and_the_ministry():
    """A participant has the explanations that are demanded of it, and no list of alerts."""
    alerts, asked = COLLECTIONS["alerts"], COLLECTIONS["explanations"]
    assert [r for r in ("nation", "exchange", "province", "registry", "entity", "participant")
            if scope_of(r, alerts.right)] == ["nation", "exchange"]  # fmt: skip
    assert (scope_of("participant", asked.right), scope_of("entity", asked.right)) == ("body", "own")
    assert asked.entity == "exchange_explanation.holder"


def test_what_a_detector_saw_is_raised_with_its_evidence():
    found = made(2, "layering", "gross")
    (alert, *_) = [a for a in watch(Law("cn"), found.tape, found.known, date(2024, 11, 14)) if a.detector == "layering"]
    request, evidence = request_of(alert)
    assert (request.day, request.detector, request.article) == ("2024-11-14", "layering", "44(4)")
    assert request_of(alert) == (request, evidence)
    assert b'"messages"' in evidence
