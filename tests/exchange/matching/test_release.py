"""What leaves an open session: how much is free, why not more, and that all trades still settle after the close."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.exchange.matching.book import BUY, SELL
from tanshi.exchange.matching.release import CASH, Release, ReleaseOutcome
from tests.exchange.matching.test_book import TERMS, _send

ACCOUNTS = "ABC"


def session():
    """A has 1,000 t, B has 100,000.00, C has both; the last close was 80.00."""
    return TERMS.session(
        {"CEA22": 8000}, [("A", "CEA22", 1_000), ("C", "CEA22", 500)], {"A": 0, "B": 10**7, "C": 10**6}
    )


def run(found, table):
    """Run lines `HH:MM message fields -> outcome`; `release N account what amount -> given, why`, `court` by force."""
    for line in filter(None, map(str.strip, table.splitlines())):
        asked, _, expected = line.partition("->")
        at, word, *fields = asked.split()
        hour, minute = at.split(":")
        found.at(int(hour) * 60 + int(minute))
        if word in ("release", "court"):
            number, account, what, amount = fields
            gave = found.release(Release(int(number), account, what, int(amount), word == "court"))
            said = f"{gave.amount} {gave.outcome.name.lower().replace('_', ' ')}"
        else:
            said = _send(found, word, fields).name.lower().replace("_", " ")
        assert said == expected.strip(), line
    return found


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            """
            09:29 release 1 A CEA22 1    -> 0 out of hours
            09:29 release 1 A CEA22 1    -> 0 out of hours
            09:30 release 2 A CEA22 300  -> 300 given
            09:30 release 2 A CEA22 300  -> 300 given
            12:00 release 3 A CEA22 800  -> 700 not there
            12:00 release 4 A CEA22 1    -> 0 not there
            12:00 release 5 A CEA21 1    -> 0 not there
            12:00 release 6 X CEA22 1    -> 0 account not found
            15:00 release 7 B CNY 1      -> 0 out of hours
            """,
            id="hours and what is there",
        ),
        pytest.param(
            """
            09:31 post o1 A sell 80.00 600   -> accepted
            09:32 release 1 A CEA22 500      -> 400 rests in orders
            09:33 cancel o1 A                -> accepted
            09:34 release 2 A CEA22 600      -> 600 given
            """,
            id="units in a listing order",
        ),
        pytest.param(
            """
            09:31 post o1 B buy 80.00 1000   -> accepted
            09:32 release 1 B CNY 9000000    -> 2000000 rests in orders
            09:33 release 2 B CNY 1          -> 0 rests in orders
            """,
            id="money in a listing order",
        ),
        pytest.param(
            """
            09:31 post o1 A sell 80.00 100   -> accepted
            09:32 take t1 B buy 80.00 100    -> accepted
            09:33 release 1 B CEA22 100      -> 0 not settled
            09:33 release 2 A CNY 800000     -> 0 not settled
            09:33 release 3 B CNY 9300000    -> 9200000 not there
            """,
            id="what was bought or earned today",
        ),
        pytest.param(
            """
            09:31 post o1 A sell 80.00 100   -> accepted
            09:32 take t1 C buy 80.00 100    -> accepted
            09:33 post o2 C sell 80.00 500   -> accepted
            09:34 take t2 B buy 80.00 500    -> accepted
            09:35 release 1 C CNY 4200000    -> 200000 not settled
            """,
            id="money that an earlier trade needs before the later one pays it",
        ),
        pytest.param(
            """
            09:29 court 1 A CEA22 300        -> 300 given
            09:31 post o1 A sell 80.00 600   -> accepted
            09:32 court 2 A CEA22 400        -> 100 rests in orders
            09:33 cancel o1 A                -> accepted
            09:34 post o2 A sell 80.00 301   -> exceeds holding
            09:34 post o2 A sell 80.00 300   -> accepted
            """,
            id="what an order gives back is not offered again once a court wants it",
        ),
        pytest.param(
            """
            09:31 post o1 A sell 80.00 600   -> accepted
            09:32 court 1 A CEA22 1000       -> 400 rests in orders
            09:33 take t1 B buy 80.00 500    -> accepted
            09:34 cancel o1 A                -> accepted
            09:35 post o2 A sell 80.00 1     -> exceeds holding
            09:36 release 2 A CEA22 1        -> 0 not there
            """,
            id="an order that stands may be taken",
        ),
    ],
)
def test_what_is_given(table):
    run(session(), table)


def test_nothing_leaves_after_the_close():
    found = session()
    found.close()
    given = found.release(Release(1, "A", "CEA22", 1))
    assert (given.amount, given.outcome) == (0, ReleaseOutcome.SESSION_CLOSED)


def test_a_block_that_waits_holds_what_its_proposer_gives():
    found = TERMS.session({"CEA22": 8000}, [("A", "CEA22", 150_000)], {"B": 10**12})
    run(
        found,
        """
        13:00 block b1 A B sell 80.00 100000 -> accepted
        13:01 release 1 A CEA22 60000        -> 50000 rests in orders
        13:02 release 2 B CNY 1              -> 1 given
        """,
    )


def test_one_number_is_one_request():
    found = session()
    found.release(Release(1, "A", "CEA22", 1))
    with pytest.raises(AssertionError):
        found.release(Release(1, "A", "CEA22", 2))


def test_what_left_is_part_of_what_the_session_came_to():
    one, other = session(), session()
    other.at(10 * 60)
    assert other.release(Release(1, "A", "CEA22", 7)).amount == 7
    assert one.state_hash() != other.state_hash()


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["post", "take", "cancel", "release", "court"]), st.sampled_from(ACCOUNTS),
        st.sampled_from([BUY, SELL]), st.integers(7_900, 8_100), st.integers(1, 700), st.integers(0, 20),
    ),
    max_size=60,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MESSAGES)
def test_whatever_leaves_every_trade_settles_in_its_turn(sequence):
    """Registry and exchange agree: with what left taken off before all trades, none of them meets an empty account."""
    positions = [(a, "CEA22", 1_000) for a in ACCOUNTS]
    found = TERMS.session({"CEA22": 8000}, positions, dict.fromkeys(ACCOUNTS, 10**7))
    found.at(13 * 60)
    books = Counter({**{(a, "CEA22"): 1_000 for a in ACCOUNTS}, **{(a, CASH): 10**7 for a in ACCOUNTS}})
    left = Counter()
    for number, (word, account, side, price, quantity, older) in enumerate(sequence, 1):
        match word:
            case "post":
                found.post(f"m{number}", account, "CEA22", side, price, quantity)
            case "take":
                found.take(f"m{number}", account, "CEA22", side, price, quantity)
            case "cancel":
                found.cancel(f"m{older}", account)
            case _:
                what = CASH if side == BUY else "CEA22"
                amount = quantity * (10_000 if side == BUY else 1)
                gave = found.release(Release(number, account, what, amount, word == "court"))
                assert (gave.amount == amount) == (gave.outcome is ReleaseOutcome.GIVEN)
                left[account, what] += gave.amount
    found.close()
    books.subtract(left)
    for trade in found.trades:
        value = trade.price_fen * trade.quantity_t
        books[trade.seller, "CEA22"] -= trade.quantity_t
        books[trade.buyer, CASH] -= value
        assert books[trade.seller, "CEA22"] >= 0
        assert books[trade.buyer, CASH] >= 0
        books[trade.buyer, "CEA22"] += trade.quantity_t
        books[trade.seller, CASH] += value
    for account in ACCOUNTS:
        assert books[account, "CEA22"] == found.holding(account, "CEA22")
        assert books[account, CASH] == found.cash(account)
