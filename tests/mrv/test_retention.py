"""Until when records are kept."""

import json
import re
import sqlite3
from datetime import UTC, date, datetime

import pytest
from tools.mrv_round import hold_mrv_round

from tanshi.application.access import ACCESS
from tanshi.application.market import open_market
from tanshi.cli.retention import run_retention
from tanshi.core.clock import SimulatedClock
from tanshi.mrv.retention import kept_until
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce
from tanshi.simulation.workload import opening


@pytest.mark.parametrize(("period", "until"), [("2022", "2027-12-31"), ("2019-2020", "2025-12-31")])
def test_records_are_kept_five_years_from_the_end_of_the_year(period, until):
    last, text = kept_until(Law(), period, date(2024, 4, 1))
    assert (last.isoformat(), text.citation.instrument) == (until, "o19")
    assert kept_until(Law(), period, date(2024, 5, 1))[1].citation.place == "第十一条"


def test_before_the_first_text_nothing_is_said():
    with pytest.raises(NoTextInForce):
        kept_until(Law(), "2019", date(2020, 1, 1))


def test_nothing_of_a_year_can_be_deleted(tmp_path, capsys):
    """There is no act that deletes; the database refuses it of facts, and an audit names a row that went."""
    clock = SimulatedClock(datetime(2022, 1, 1, tzinfo=UTC))
    market = open_market(str(tmp_path / "books.db"), clock=clock)
    market.execute(opening())
    hold_mrv_round(market, clock)
    market.close()
    rights = {right for role in ACCESS.values() for right in role}
    assert not [right for right in rights if re.search("delete|erase|purge|remove", right)]
    run_retention("2023", str(tmp_path / "books.db"), date(2024, 5, 1), True)
    kept = json.loads(capsys.readouterr().out)
    assert (kept["kept_until"], kept["citation"]) == ("2028-12-31", "r775 第十一条")
    assert kept["records"] == {
        "mrv_unit_month": 1, "mrv_evidence": 1, "mrv_laboratory_report": 1, "mrv_activity": 0, "mrv_report": 0,
    }  # fmt: skip
    with sqlite3.connect(tmp_path / "books.db") as db:
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("DELETE FROM journal_fact")
        db.execute("DELETE FROM mrv_unit_month")
    market = open_market(str(tmp_path / "books.db"), write=False)
    assert {d.table for d in market.audit().differences} == {"mrv_unit_month"}
    market.close()
