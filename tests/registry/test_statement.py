"""A holder's statement of a day: balances before and after, its trades, failed ones too, and all movements."""

import pytest

from tanshi.registry.statement import stated_holders, statement
from tests.registry.money_table import opened, run


@pytest.fixture
def books(market, clock):
    run(
        opened(market),
        clock,
        """
        at 2023-05-04 08:00
        issue H1 CEA22 100 -> done
        fund H1 CEA22 60 -> done
        deposit H2 300000 b/1 -> done
        hand_over 2023-05-04 -> done
        settle 2023-05-04 1 H1 H2 CEA22 20 5000 -> done
        fail 2023-05-04 2 H1 H2 CEA22 50 4000 -> done
        take_positions 2023-05-04 2 -> done
        at 2023-05-05 08:30
        fund H1 CEA22 10 -> done
        top_up 2023-05-04 2 -> done
        return H1 CEA22 0 -> amount not positive
        """,
    )
    return market


def balances(found):
    return {(b.account.split("/")[1], b.instrument): (b.before, b.got, b.gave, b.after) for b in found.balances}


def test_a_day_of_a_seller(books):
    with books.view() as view:
        found = statement(view, "H1", "2023-05-04")
    assert balances(found) == {
        ("registration", "CEA22"): (0, 100, 60, 40),
        ("trading", "CEA22"): (0, 60, 20, 40),
        ("trading", "CNY"): (0, 100_000, 0, 100_000),
    }
    assert [(t.number, t.side, t.quantity_t, t.value_fen, t.other, t.state) for t in found.trades] == [
        (1, "sell", 20, 100_000, "H2", "settled"),
        (2, "sell", 50, 200_000, "H2", "topped_up"),
    ]
    assert [(m.kind, m.change, m.balance) for m in found.movements if m.instrument == "CNY"] == [
        ("trade_payment", 100_000, 100_000)
    ]


def test_the_day_after_begins_where_the_day_before_ended(books):
    with books.view() as view:
        first, second = (statement(view, "H2", day) for day in ("2023-05-04", "2023-05-05"))
        after = statement(view, "H2", "2023-05-08")
    assert balances(first)["trading", "CNY"] == (0, 300_000, 300_000, 0)  # 200,000 are handed in for the failed trade
    assert balances(second) == {("trading", "CEA22"): (20, 50, 0, 70)}
    assert [b.before for b in second.balances] == [b.after for b in first.balances if b.after]
    assert second.trades == ()
    assert (after.movements, [b.after for b in after.balances]) == ((), [70])


def test_every_balance_of_every_holder_follows_from_its_movements(books):
    with books.view() as view:
        for holder in stated_holders(view):
            for day in ("2023-05-03", "2023-05-04", "2023-05-05"):
                found = statement(view, holder, day)
                for b in found.balances:
                    moved = [m for m in found.movements if (m.account, m.instrument) == (b.account, b.instrument)]
                    assert b.after == b.before + sum(m.change for m in moved)
                    assert not moved or moved[-1].balance == b.after


def test_who_has_no_account_has_an_empty_statement(books):
    with books.view() as view:
        found = statement(view, "nobody", "2023-05-04")
    assert (found.balances, found.trades, found.movements) == ((), (), ())
    with books.view() as view:
        assert stated_holders(view) == [f"H{n}" for n in range(1, 9)]
