"""Both forms of the core eat the same messages: equal replies, trades and states, however the messages are cut."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools.exchange_messages import Source
from tools.exchange_messages import opening as drawn_opening

from tanshi.exchange.matching.messages import MESSAGE
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.matching.records import CASH, NONE
from tests.exchange.matching.forms import FORMS
from tests.exchange.matching.play import conserved

if "ladder" not in FORMS:
    pytest.skip("Numba is not installed", allow_module_level=True)

Ladder = FORMS["ladder"]
AT = 10 * 3600 * 10**9
FOUND = drawn_opening(4, 4, tonnes=2000, fen=3_000_000)
I64 = st.sampled_from([-(2**63), -1, 0, 1, 2**62, 2**63 - 1])
U32 = st.sampled_from([0, 1, 4, NONE, 2**16 - 1, 2**16])

#: Each message: kind, side, instrument, account, client, counterparty, number step, price, quantity, ref, extra, spare.
#: A ref from -12 to -1 is one of the names given last.
DRAWN = st.tuples(
    st.sampled_from([1, 1, 1, 1, 2, 2, 3, 4, 5, 5, 6, 6, 7, 7]) | st.integers(0, 33),
    st.integers(0, 1) | st.integers(0, 4),
    st.integers(0, 3) | st.sampled_from([4, CASH, CASH - 1]),
    st.integers(0, 3) | U32,
    st.sampled_from([None, None, None, None, None, 0, 1, 2, 65535, 65536]),
    st.integers(0, 3) | U32,
    st.sampled_from([1, 1, 1, 1, 1, 1, 0, -1, 2**40]),
    st.sampled_from([995, 1000, 1001, 1005]) | st.integers(940, 1060) | I64,
    st.sampled_from([10, 20, 100, 990]) | st.integers(1, 2500) | I64,
    st.integers(-12, -1) | st.integers(0, 6) | st.sampled_from([2**32 + 1, 2**63, 2**64 - 1]),
    st.integers(980, 1020) | I64,
    st.integers(0, 2),
)  # fmt: skip


def frames(drawn, core):
    """Carry out drawn messages one by one, and return them with what was said."""
    made, replies, trades, names, numbers = [], [], [], [], {}
    for kind, side, instrument, account, client, counterparty, step, price, quantity, ref, extra, spare in drawn:
        sender = client if client is not None else 0 if kind >= 16 else 1
        number = min(max(0, numbers.get(sender, 0) + step), 2**64 - 1)
        numbers[sender] = max(number, numbers.get(sender, 0))
        found = (names[ref] if -ref <= len(names) else -ref) if ref < 0 else ref
        fields = (
            kind, side, instrument, account, sender, counterparty, number, price, quantity, found, extra, spare
        )  # fmt: skip
        made.append(np.array([fields], MESSAGE))
        said, dealt = core.lot(made[-1], AT)
        replies.append(said)
        trades.append(dealt)
        if said[0]["order"]:
            names.append(int(said[0]["order"]))
    return tuple(np.concatenate(parts) for parts in (made, replies, trades))


@settings(max_examples=120, deadline=None)
@given(st.lists(DRAWN, min_size=1, max_size=50), st.integers(1, 50), st.sampled_from([3, 40]))
def test_both_forms_say_the_same(drawn, cut, room):
    plain, ladder = Plain(FOUND, room), Ladder(FOUND, room)
    messages, replies, trades = frames(drawn, plain)
    pieces = [ladder.lot(messages[n : n + cut], AT) for n in range(0, len(messages), cut)]
    np.testing.assert_array_equal(np.concatenate([r for r, _ in pieces]), replies)
    np.testing.assert_array_equal(np.concatenate([t for _, t in pieces]), trades)
    assert ladder.state() == plain.state()
    assert ladder.state_hash() == plain.state_hash()
    for instrument in range(4):
        for side in (0, 1):
            assert ladder.depth(instrument, side) == plain.depth(instrument, side)
    entered = plain.oracle.rare.entered
    assert conserved(plain.state(), FOUND) == ([entered[i] for i in range(4)], entered[CASH])


@pytest.mark.parametrize("seed", [1, 2])
def test_long_sequences_in_lots_of_any_size(seed):
    found = drawn_opening(30, 5, tonnes=20_000, fen=10**9)
    plain, ladder, source = Plain(found, 800), Ladder(found, 800), Source(seed, found, rare=100, bad=30)
    chance = random.Random(seed)
    for _ in range(60):
        messages = source.draw(chance.choice((1, 7, 64, 200)))
        said, dealt = plain.lot(messages, AT)
        source.told(said, dealt)
        replies, trades = ladder.lot(messages, AT)
        np.testing.assert_array_equal(replies, said)
        np.testing.assert_array_equal(trades, dealt)
        state = plain.state()
        units, money = conserved(state, found)
        entered = plain.oracle.rare.entered
        assert units == [entered[i] for i in range(5)]
        assert money == entered[CASH]
        assert ladder.state() == state


def test_a_lot_with_more_trades_than_there_is_room_for_is_carried_on():
    """Room for 8 trades, a lot that makes 30: the caller sees one answer."""
    found = drawn_opening(4, 4, tonnes=2000, fen=3_000_000)
    rows = [(1, n % 2, 1, 1 + n % 2, 1, NONE, n + 1, 1000, 10, 0, 0, 0) for n in range(60)]
    messages = np.array(rows, MESSAGE)
    ladder, plain = Ladder(found, 8), Plain(found, 8)
    replies, trades = ladder.lot(messages, AT)
    said, dealt = plain.lot(messages, AT)
    assert len(trades) == 30
    np.testing.assert_array_equal(trades, dealt)
    np.testing.assert_array_equal(replies, said)
    assert ladder.state_hash() == plain.state_hash()


def test_messages_that_cannot_be_written_are_carried_out_too():
    """A lot that comes straight from a file or a socket's buffer."""
    found = drawn_opening(4, 4)
    data = np.array([(1, 1, 1, 1, 1, NONE, 1, 1000, 10, 0, 0, 0)] * 2, MESSAGE).tobytes()
    replies, _ = Ladder(found).lot(np.frombuffer(data, MESSAGE)[:1], AT)
    assert replies[0]["left_t"] == 10


def test_a_lot_of_every_second_message_is_put_together_first():
    found = drawn_opening(4, 4, tonnes=2000, fen=3_000_000)
    rows = [(1, n % 2, 1, 1 + n % 2, 1, NONE, n + 1, 1000, 10, 0, 0, 0) for n in range(20)]
    messages = np.array(rows, MESSAGE)[::2]
    replies, trades = Ladder(found).lot(messages, AT)
    said, dealt = Plain(found).lot(messages, AT)
    np.testing.assert_array_equal(replies, said)
    np.testing.assert_array_equal(trades, dealt)


def test_one_message_at_a_time_is_the_same():
    found = drawn_opening(4, 4, tonnes=2000, fen=3_000_000)
    one, lots = Ladder(found), Ladder(found)
    rows = [(1 + n % 7 // 6, n % 2, 1, n % 3, 1, NONE, n + 1, 995 + n % 11, 10, 0, 0, 0) for n in range(60)]
    replies, trades = lots.lot(np.array(rows, MESSAGE), AT)
    one.lot(np.zeros(0, MESSAGE), AT)
    said = [
        one.call(kind | side << 8 | instrument << 16 | account << 32, client, number, price, quantity, ref)
        for kind, side, instrument, account, client, _, number, price, quantity, ref, *_ in rows
    ]
    assert said == [int(r["order"]) if r["outcome"] == 0 else -int(r["outcome"]) for r in replies]
    np.testing.assert_array_equal(one.take_trades(), trades)
    assert one.state_hash() == lots.state_hash()
