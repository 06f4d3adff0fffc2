"""Tasks about holders: carry-overs that the registry decides, recoveries that it collects and the holder brings."""

import pytest

from tanshi.application.access import ViewRows
from tanshi.application.holders import waiting
from tanshi.application.work.tasks import Desk
from tanshi.journal.table import read_rows
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tests.registry import test_carryover, test_recovery
from tests.registry.money_table import ON_SQLITE, opened


@pytest.fixture
def books(market, monkeypatch):
    """Open the books, and let tables have the words of carry-overs and of recoveries."""
    monkeypatch.setattr(test_carryover, "ACTS", {**test_carryover.ACTS, **test_recovery.ACTS})
    return opened(market)


def of_holders(market, actor, today):
    """Return the groups of tasks about holders that somebody has: kind to due day, working day, days left, holders."""
    with market.view() as view:
        (who,) = read_rows(view, ActorRow, id=actor)
        groups = Desk(view, ViewRows(view), Law("cn"), who, today).groups()
    return {
        g.kind.id: (str(g.deadline.due), str(g.deadline.do_by), g.deadline.left, [t.entity for t in g.first])
        for g in groups
        if g.kind.id.startswith("account_")
    }


@ON_SQLITE
def test_applications_for_a_carry_over_wait_for_the_registry_until_the_day_of_their_batch(books, clock):
    test_carryover.run(
        books,
        clock,
        """
        at 2024-03-01
        issue H1 CEA22 12000 -> done
        at 2026-02-02
        list  CEA25          -> done
        apply H1 CEA22 6000  -> done
        apply H1 CEA22 1000  -> done
        """,
    )
    assert of_holders(books, "registry/1", "2026-03-25") == {
        "account_carry_over": ("2026-03-27", "2026-03-27", 2, ["H1"]),
    }
    assert of_holders(books, "H1/1", "2026-03-25") == {}
    test_carryover.run(books, clock, "carry H1 1 -> done")
    assert of_holders(books, "registry/1", "2026-03-31")["account_carry_over"][2] == -2
    test_carryover.run(books, clock, "refuse H1 2 -> done\nat 2026-06-10\napply H1 CEA22 1000 -> done")
    assert of_holders(books, "registry/1", "2026-06-10")["account_carry_over"][0] == "2026-06-26"
    test_carryover.run(books, clock, "refuse H1 3 -> done")
    assert of_holders(books, "registry/1", "2026-06-10") == {}


def test_what_is_to_be_recovered_is_a_task_of_the_registry_and_of_who_owes_it(books, clock):
    """Ten working days after Monday 25 September 2023: three before the holiday, then those from Saturday 7 October,
    which was worked, to Friday 13 October.
    """
    test_carryover.run(
        books,
        clock,
        """
        at 2023-09-25
        recover H1 CEA22 60 -> done
        at 2023-09-26
        recover H1 CEA22 5  -> done
        recover H2 CEA22 7  -> done
        """,
    )
    due = ("2023-10-13", "2023-10-13")
    assert of_holders(books, "registry/1", "2023-10-12") == {"account_recovery": (*due, 1, ["H1", "H2"])}
    assert of_holders(books, "H1/1", "2023-10-12") == {"account_owed": (*due, 1, ["H1"])}
    assert of_holders(books, "H3/1", "2023-10-12") == {}
    with books.view() as view:
        assert [(w.matter, w.holder, w.number, w.due) for w in waiting(view, "2023-10-12")] == [
            ("recovery", "H1", 1, "2023-10-13"), ("recovery", "H2", 1, "2023-10-16"),
        ]  # fmt: skip
    test_carryover.run(books, clock, "issue H1 CEA22 65 -> done\ncollect H1 1 CEA22 60 -> done")
    assert of_holders(books, "H1/1", "2023-10-12")["account_owed"][0] == "2023-10-16"
    test_carryover.run(books, clock, "collect H1 2 CEA22 5 -> done")
    assert of_holders(books, "H1/1", "2023-10-12") == {}
