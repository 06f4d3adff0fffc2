"""Large holders' reports: found, filed, late, looked at; a task of the holder while one is due."""

import pytest

from tanshi.application.access import ViewRows
from tanshi.application.holders import waiting
from tanshi.application.second_check import second_check
from tanshi.exchange.checklists import CLOSING, left
from tanshi.exchange.large_holders import LargeHolderOutcome, large_holders
from tanshi.journal.command import Command
from tanshi.rulemaking.law import LawBook
from tests.exchange.day_table import opened, run
from tests.rulemaking import acts

LIMITS = {
    "entity": {"limit_t": "1000", "plus_allowance": "false", "article": "trial"},
    "organisation": {"limit_t": "0", "plus_allowance": "false", "article": "trial"},
}
ADMITTED = """
    at 2026-11-26 09:00
    apply H1 application_form+agreement -> done
    admit H1 -> done
"""


@pytest.fixture
def books(market, clock):
    """Limits of no text: 1,000 t, to be reported from 80 %; H1 is admitted and holds 799 t."""
    opened(market)
    values = {"exchange.holding_limits": {"by": LIMITS}, "exchange.large_holder_share": {"value": "0.8"}}
    acts.set_values(market, clock, "2026-11-25", values)
    run(market, clock, ADMITTED + "\n    issue H1 CEA22 799 -> done\n    fund H1 CEA22 500 -> done")
    return market


def test_a_large_holder_reports_in_the_trading_days_of_law_and_again_when_it_holds_more(books, clock):
    """2026-11-27 is a Friday; the report is due on the next trading day, the Monday."""
    run(books, clock, """
        at 2026-11-27 16:00
        find H9 CEA22 -> large holder no participant
        find H1 CEA99 -> large holder unknown product
        find H1 CEA22 -> large holder below
        issue H1 CEA22 1 -> done
        file H1 CEA22 1 -> large holder not found
        find H1 CEA22 -> done
        find H1 CEA22 -> large holder under way
        look_at H1 CEA22 1 -> large holder still open
        at 2026-11-30 17:00
        file_silently H1 CEA22 1 -> large holder no text
        file_empty H1 CEA22 1 -> large holder no report
        file H1 CEA22 1 -> done
        file H1 CEA22 1 -> large holder filed
        find H1 CEA22 -> large holder under way
        look_at_silently H1 CEA22 1 -> large holder no text
        look_at H1 CEA22 2 -> large holder not found
        look_at H1 CEA22 1 -> done
        look_at H1 CEA22 1 -> large holder looked at
        find H1 CEA22 -> large holder not more
        issue H1 CEA22 50 -> done
        find H1 CEA22 -> done
        at 2026-12-02 09:00
        file H1 CEA22 2 -> done
        issue H1 CEA22 50 -> done
        look_at H1 CEA22 2 -> done
        find H1 CEA22 -> done
        at 2026-12-04 09:00
        look_at H1 CEA22 3 -> done
    """)  # fmt: skip
    with books.view() as view:
        rows = view.fetch(
            "SELECT number, held_t, limit_t, share, found_on, due, state, late FROM exchange_large_holder"
        )
    assert sorted(rows) == [
        (1, 800, 1000, "0.8", "2026-11-27", "2026-11-30", "looked_at", 0),
        (2, 850, 1000, "0.8", "2026-11-30", "2026-12-01", "looked_at", 1),
        (3, 900, 1000, "0.8", "2026-12-02", "2026-12-03", "looked_at", 0),
    ]
    assert (books.audit().ok, second_check(books.engine).ok) == (True, True)


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_a_report_that_is_due_waits_for_its_holder_and_is_late_after_its_day(books, clock):
    run(books, clock, "issue H1 CEA22 1 -> done\nfind H1 CEA22 -> done")
    with books.view() as view:
        (found,) = [w for w in waiting(view, "2026-11-27", "H1") if w.matter == "large_holder"]
    assert (found.due, found.is_late("2026-11-27"), found.is_late("2026-11-28")) == ("2026-11-27", False, True)
    run(books, clock, "file H1 CEA22 1 -> done")
    with books.view() as view:
        assert [w for w in waiting(view, "2026-11-27", "H1") if w.matter == "large_holder"] == []


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_the_sweep_tells_who_is_to_be_found(books, clock):
    """What is set aside for an auction is held as well; a report under way is not asked for again."""

    def in_force(view):
        return LawBook(books.law).on(ViewRows(view), "2026-12-01")

    def told():
        with books.view() as view:
            rows = ViewRows(view)
            found = large_holders(LawBook(books.law).on(rows, "2026-11-27"), rows, "2026-11-27")
        return [(x.holder, x.instrument, x.held_t, x.limit_t, x.last.number if x.last else 0, x.is_due) for x in found]

    run(books, clock, "at 2026-11-27 16:00")
    assert told() == []
    run(books, clock, "issue H1 CEA22 1 -> done\nissue H2 CEA22 5000 -> done")
    aside = {"holder": "H1", "auction": 1, "instrument": "CEA22", "amount": 200}
    (answer,) = books.execute([Command("aside", "H1", "H1/1", "registry.set_aside_for_auction", [aside])])
    assert answer.done, answer.message()
    assert told() == [("H1", "CEA22", 800, 1000, 0, True)], "H2 is no participant"
    with books.view() as view:
        assert "large_holders_found" in left(in_force(view), ViewRows(view), "2026-12-01", CLOSING)
    run(books, clock, "find H1 CEA22 -> done")
    assert told() == [("H1", "CEA22", 800, 1000, 1, False)]
    with books.view() as view:
        assert "large_holders_found" not in left(in_force(view), ViewRows(view), "2026-12-01", CLOSING)
    run(books, clock, "file H1 CEA22 1 -> done\nlook_at H1 CEA22 1 -> done")
    assert told() == [("H1", "CEA22", 800, 1000, 1, False)]
    run(books, clock, "issue H1 CEA22 1 -> done")
    assert told() == [("H1", "CEA22", 801, 1000, 1, True)]


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_without_a_standard_nobody_reports(market, clock):
    run(opened(market), clock, ADMITTED + "\n    find H1 CEA22 -> large holder no standard")


def test_every_outcome_stands_in_a_table():
    from pathlib import Path

    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in LargeHolderOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
