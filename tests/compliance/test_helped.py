"""What others surrendered for a firm, and voluntary reductions, in the status of a firm."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tools.compliance_round import Emitted, approved, emitting

from tanshi.application import moving
from tanshi.application.market import open_market
from tanshi.application.standings import last_day, lines, obligations, one
from tanshi.core.clock import SimulatedClock
from tanshi.core.progress import Progress
from tanshi.simulation.workload import opening

OFFSET = Path(__file__).parent.parent / "data" / "corpus" / "2026-11-offset" / "offset.backup"


@pytest.fixture
def province():
    market = open_market(":memory:", clock=SimulatedClock(datetime(2023, 8, 1, 2, tzinfo=UTC)))
    market.execute(opening())
    with emitting(Emitted(1_000)):
        made = approved(market)
    made.must("round", "compliance.set_obligation", made.of("N1"))
    yield made
    market.close()


def test_help_of_another_firm_and_of_the_province_shows_and_what_is_taken_back_does_not(province):
    made = province
    for holder in ("N2", "province/62"):
        if holder != "N2":
            made.must("registry", "registry.open_account", {"holder": holder})
        issued = {"holder": holder, "instrument": "CEA22", "amount_t": 500, "ground": "order"}
        made.must("registry", "registry.issue", {**issued, "instruction": f"paper {holder}"})
    helping = {"entity": "N1", "instrument": "CEA22", "period": "2022", "consent": "协议1"}
    made.must("N2", "registry.surrender_for", {**helping, "holder": "N2", "amount_t": 300})
    made.must("round", "registry.surrender_for", {**helping, "holder": "province/62", "amount_t": 200})
    note = {"instrument": "CEA22", "surrendered_on": "2023-08-01"}
    for number, amount in ((1, 300), (2, 200)):
        made.must("registry", "compliance.note_surrender", made.of("N1", number=number, amount_t=amount, **note))
    line = status(made)
    assert (line.standing.surrendered_t, line.helped.firms_t, line.helped.province_t) == (500, 300, 200)
    assert line.as_json()["by_others_t"] == 300
    with made.market.view() as view:
        ((transfer,),) = view.fetch("SELECT transfer FROM registry_surrender_for ORDER BY transfer LIMIT 1")
    back = {"holder": "N2", "transfer": transfer, "amount_t": 100, "reason": "多缴"}
    made.must("N2", "registry.reverse_surrender", back)
    reversed_ = {"number": 1, "surrender": 1, "amount_t": 100, "reversed_on": "2023-08-01"}
    made.must("registry", "compliance.note_reversal", made.of("N1", **reversed_))
    line = status(made)
    assert (line.standing.surrendered_t, line.helped.firms_t) == (400, 200)


def status(made):
    with made.market.view() as view:
        return one(made.market.law, view, "2022", "N1", "2023-08-01")


def test_reductions_that_were_counted_show_as_such(tmp_path):
    """The sample of a firm that offset a part of what it owes."""
    moving.restore_backup(OFFSET, str(tmp_path / "o.db"), None, Progress())
    market = open_market(str(tmp_path / "o.db"), write=False)
    with market.view() as view:
        counted = view.fetch("SELECT entity, period, SUM(amount_t) FROM compliance_offset GROUP BY entity, period")
        assert counted
        for entity, period, tonnes in counted:
            found = {
                line.standing.entity: line.standing
                for line in lines(market.law, view, obligations(market.law, view, period), last_day(view))
            }
            assert found[entity].by_kind["offset"] == tonnes
            ((given,),) = view.fetch(
                "SELECT surrendered_t FROM compliance_obligation WHERE entity = ? AND period = ?", [entity, period]
            )
            assert found[entity].surrendered_t == given
    market.close()
