"""Random messages: tonnes and money are conserved, nobody goes below zero, no trade is outside its band."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.exchange.matching.book import BUY, SELL
from tests.exchange.matching.test_book import TERMS

ACCOUNTS = "ABCD"
messages = st.lists(
    st.tuples(
        st.sampled_from(["post", "take", "cancel", "block", "confirm"]),
        st.sampled_from(ACCOUNTS),
        st.sampled_from(ACCOUNTS),
        st.sampled_from([BUY, SELL]),
        st.integers(7100, 8900),
        st.integers(-1, 3000) | st.integers(99_990, 200_000),
        st.integers(0, 30),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(messages)
def test_conservation(sequence):
    positions = [(a, "CEA22", 250_000) for a in ACCOUNTS]
    cash = dict.fromkeys(ACCOUNTS, 3 * 10**9)
    session = TERMS.session({"CEA22": 8000}, positions, cash)
    session.at(13 * 60)
    for number, (word, account, other, side, price, quantity, older) in enumerate(sequence):
        id = f"m{number}"
        match word:
            case "post":
                session.post(id, account, "CEA22", side, price, quantity)
            case "take":
                session.take(id, account, "CEA22", side, price, quantity)
            case "cancel":
                session.cancel(f"m{older}", account)
            case "block":
                session.block(id, account, other, "CEA22", side, price, quantity)
            case "confirm":
                session.confirm(f"m{older}", account)
        assert all(session.cash(a) >= 0 and session.sellable(a, "CEA22") >= 0 for a in ACCOUNTS)
    sold = {a: sum(t.quantity_t for t in session.trades if t.seller == a) for a in ACCOUNTS}
    assert all(amount <= 250_000 for amount in sold.values())  # nobody sold what it bought today
    session.close()
    assert sum(session.holding(a, "CEA22") for a in ACCOUNTS) == 4 * 250_000
    assert sum(session.cash(a) for a in ACCOUNTS) == 4 * 3 * 10**9
    for trade in session.trades:
        low, high = TERMS.band(trade.way, 8000)
        assert low <= trade.price_fen <= high
        assert trade.seller != trade.buyer
        assert (trade.quantity_t >= 100_000) == (trade.way == "block")
    quote = session.quotes["CEA22"]
    assert quote.listed_t + quote.block_t == sum(t.quantity_t for t in session.trades)
    assert quote.listed_fen + quote.block_fen == sum(t.quantity_t * t.price_fen for t in session.trades)


@given(messages)
@settings(max_examples=50, deadline=None)
def test_the_same_messages_give_the_same_state(sequence):
    def play():
        session = TERMS.session(
            {"CEA22": 8000}, [(a, "CEA22", 250_000) for a in ACCOUNTS], dict.fromkeys(ACCOUNTS, 10**9)
        )
        session.at(13 * 60)
        for number, (_, account, _, side, price, quantity, _) in enumerate(sequence):
            (session.post if number % 2 else session.take)(f"m{number}", account, "CEA22", side, price, quantity)
        return session.state_hash()

    assert play() == play()
