"""Tasks and reminders about obligations: who has them, from when, and when they are gone."""

import dataclasses
from datetime import UTC, date, datetime

import pytest
from tools.compliance_round import Emitted, approved, emitting

from tanshi.application.access import ViewRows
from tanshi.application.work.deadlines import Deadline
from tanshi.application.work.reminders import days_of, stage_of
from tanshi.application.work.tasks import KINDS, Desk
from tanshi.core.clock import SimulatedClock, legal_day
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tanshi.simulation.workload import opening
from tests.act_table import run
from tests.compliance.test_correction import ask

ABOUT = ("surrender_due", "surrender_deferred", "obligation_to_correct", "compliance_to_assess", "shortfall")


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2023, 8, 1, 2, tzinfo=UTC))


@pytest.fixture
def province(market):
    """N1 with an approved allocation, on both engines in turn."""
    market.execute(opening())
    with emitting(found := Emitted(1_000)):
        made = approved(market)
        made.found = found
        yield made


def tasks(province, clock, actor):
    """Return {kind: (tonnes, due day)} of somebody's tasks about obligations."""
    with province.market.view() as view:
        rows = ViewRows(view)
        groups = Desk(view, rows, Law("cn"), rows.get(ActorRow, actor), legal_day(clock.now()).isoformat()).groups()
    return {
        g.kind.id: (g.first[0].amount_t, g.deadline.due.isoformat() if g.deadline.due else "")
        for g in groups
        if g.kind.id in ABOUT
    }


def test_tasks_come_and_go_with_the_obligation(province, clock):
    act = ask(province)
    run("set -> done\n surrender 1 600 2023-08-01 -> done", clock, act)
    assert tasks(province, clock, "N1/1") == {"surrender_due": (400, "2023-12-31")}
    run("emitted 900 -> done", clock, act)
    assert tasks(province, clock, "round/1") == {"obligation_to_correct": (1000, "")}
    run("correct -> done\n at 2024-01-02 09:00", clock, act)
    assert tasks(province, clock, "round/1") == {"compliance_to_assess": (300, "")}
    run("assess -> done\n surrender 2 100 2024-01-02 -> done", clock, act)
    assert tasks(province, clock, "N1/1") == {"shortfall": (200, "")}
    run("surrender 3 200 2024-01-02 -> done", clock, act)
    assert tasks(province, clock, "N1/1") == {}
    run("emitted 1200 -> done\n correct -> done", clock, act)
    assert tasks(province, clock, "N1/1") == {"surrender_deferred": (300, "2024-01-30")}


@pytest.mark.parametrize(
    ("left", "stage"),
    [(61, "open"), (60, "due/60"), (21, "due/60"), (20, "due/20"), (10, "due/10"), (5, "due/5"), (1, "due/1"),
     (0, "due/1"), (-1, "overdue")],
)  # fmt: skip
def test_a_firm_is_reminded_on_the_days_a_parameter_names(left, stage):
    days = days_of(KINDS["surrender_due"], Law("cn"), "2023-10-01", (3,))
    assert stage_of(Deadline(date(2023, 12, 31), date(2023, 12, 29), left), days) == stage


def test_other_tasks_keep_the_days_of_the_mail_settings():
    plain = dataclasses.replace(KINDS["surrender_due"], remind="")
    assert days_of(plain, Law("cn"), "2023-10-01", (3,)) == (3,)
