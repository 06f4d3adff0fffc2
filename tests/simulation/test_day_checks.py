from datetime import date

from tanshi.exchange.checklists import CLOSING, OPENING
from tanshi.rules import Law
from tanshi.simulation.day_checks import ticks


def test_what_is_asked_of_persons_is_ticked_and_nothing_before_it_was_asked_for():
    law = Law("cn")
    assert ticks(law, date(2026, 11, 30), OPENING, "a" * 64) == []
    found = {which: ticks(law, date(2026, 12, 1), which, "a" * 64) for which in (OPENING, CLOSING)}
    assert [c.items[0]["item"] for c in found[OPENING]] == [
        "balances_equal", "epoch_taken", "terms_checked", "channels_tested",
    ]  # fmt: skip
    assert [c.items[0]["item"] for c in found[CLOSING]] == ["balances_reconciled", "bulletin_made"]
    assert len({c.id for group in found.values() for c in group}) == 6
