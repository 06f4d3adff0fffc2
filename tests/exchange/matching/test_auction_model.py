"""Random auctions beside a plain model of the rule: price, then time, until what is asked for is used up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.exchange.matching.messages import CODES, Kind, message
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tests.exchange.matching.forms import FORMS
from tests.exchange.matching.play import opening

BIDDERS, LOW, HIGH = 5, 7740, 9460
NOON = 12 * 3600 * 10**9

bids = st.lists(st.tuples(st.integers(1, BIDDERS), st.integers(LOW, LOW + 6), st.integers(1, 60)), max_size=25)


def modelled(selling, quantity, uniform, asked):
    """Trades as (bidder, price, tonnes) by the rule, written down once more."""
    ranked = sorted(asked, key=lambda bid: -bid[1] if selling else bid[1])  # equal prices stay in the order of time
    found, left = [], quantity
    for who, price, wanted in ranked:
        part = min(wanted, left)
        if part:
            found.append((who, price, part))
            left -= part
    last = found[-1][1] if found else 0
    return [(who, last if uniform else price, part) for who, price, part in found]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(st.booleans(), st.booleans(), st.integers(1, 400), bids)
def test_an_auction_deals_as_the_plain_model(form, selling, uniform, quantity, asked):
    """Trades are those of the model; units and money are conserved, and what is not dealt is free again."""
    accounts = "ABCDEF"
    core = FORMS[form](
        opening(holding=dict.fromkeys(accounts, 1_000), cash=dict.fromkeys(accounts, 10**9), accounts=accounts)
    )
    reserve, limit = (LOW, HIGH) if selling else (HIGH, LOW)
    frames = [
        message(
            Kind.AUCTION_OPEN, side=int(selling), account=0, quantity=quantity, price_fen=reserve, extra=limit, ref=1,
            spare=int(not uniform), number=1,
        )
    ]  # fmt: skip
    frames += [
        message(
            Kind.BID, side=int(not selling), account=who, price_fen=price, quantity=wanted, ref=1, client=1, number=n,
        )
        for n, (who, price, wanted) in enumerate(asked, 1)
    ]  # fmt: skip
    frames.append(message(Kind.AUCTION_CLOSE, ref=1, number=2))
    replies, trades = core.lot(np.concatenate(frames), NOON)
    accepted = CODES[ExchangeOutcome.ACCEPTED]
    taken = [bid for bid, said in zip(asked, replies[1:-1], strict=True) if said["outcome"] == accepted]
    bidder, asking = ("buyer", "seller") if selling else ("seller", "buyer")
    assert all(trades[asking] == 0)
    found = [(int(t[bidder]), int(t["price_fen"]), int(t["quantity_t"])) for t in trades]
    assert found == modelled(selling, quantity, uniform, taken)
    state = core.state()
    assert sum(row[1] for row in state.purses) == len(accounts) * 10**9
    assert sum(row[2] for row in state.positions if row[1] == 0) == len(accounts) * 1_000
    assert all(row[6] == 0 for row in state.positions)  # nobody is buying any more
    assert state.orders == ()
