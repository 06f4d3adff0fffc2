"""From a monitoring workbook to a certificate that offsets a power firm, through the library, on both engines."""

from datetime import date

import pytest
from tools.offset_round import FIRM, OWED_T, PERIOD, ROOM_T, assess, hold_offset_round

from tanshi.application import voluntary_certificates as certificates
from tanshi.application.second_check import second_check
from tanshi.compliance.offsets import OffsetRow
from tanshi.compliance.tables import ObligationRow, PenaltyRow
from tanshi.journal.table import read_rows
from tanshi.simulation.workload import opening
from tanshi.voluntary.unit_tables import InstrumentRow, TradeRow


@pytest.fixture
def gone(market, clock, tmp_path):
    clock.put_day(date(2026, 1, 4))
    market.execute(opening())
    return market, clock, hold_offset_round(market, clock, tmp_path)


def test_a_reduction_meets_an_obligation(gone):
    market, clock, issued_t = gone
    assess(market, clock)
    # (1,203,450.5 - 812.25) MWh x (0.5 x 0.7921 + 0.5 x 0.2854) t/MWh = 647,936.4 t by hand
    assert issued_t == int((1_203_450.5 - 812.25) * (0.7921 + 0.2854) / 2)
    with market.view() as view:
        (product,) = read_rows(view, InstrumentRow)
        (trade,) = read_rows(view, TradeRow)
        (counted,) = read_rows(view, OffsetRow)
        (obligation,) = read_rows(view, ObligationRow, entity=FIRM, period=PERIOD)
        use = certificates.use_by_number(view, counted.use)
        told = certificates.told(view, use, "zh")
        assert read_rows(view, PenaltyRow) == []
    assert (product.issued_t, product.used_t) == (issued_t, ROOM_T)
    assert (trade.buyer, trade.amount_t) == (FIRM, ROOM_T)
    assert (obligation.surrendered_t, obligation.state) == (OWED_T, "met")
    assert (told["says"]["amount_t"], told["says"]["period"]) == (ROOM_T, PERIOD)
    assert told["ranges"] == ["CCER-WIND1-2024-000000001 – CCER-WIND1-2024-000002000"]
    assert market.audit().ok
    check = second_check(market.engine)
    assert check.ok, check.differences
