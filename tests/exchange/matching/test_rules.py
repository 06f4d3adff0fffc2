"""Each rule of a session as a text table, in each form of the core."""

import pytest

from tanshi.exchange.matching.opening import Balance
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tests.exchange.matching.forms import FORMS
from tests.exchange.matching.play import PRODUCTS, Play, conserved, opening, product


@pytest.fixture(params=FORMS)
def play(request):
    """Begin a session in a form; keyword arguments as of `opening`."""

    def begin(room=64, **said):
        found = opening(**said)
        return Play(FORMS[request.param](found, room=room), found)

    return begin


def position(found, account, instrument=0):
    """(owned, sellable, locked, bought, buying, limit, claimed, held, barred) of an account."""
    number = found.opening.accounts.index(account)
    rows = {row[:2]: row[2:] for row in found.core.state().positions}
    return rows.get((number, instrument), (0,) * 9)


def cash(found, account):
    rows = {row[0]: row[1] for row in found.core.state().purses}
    return rows.get(found.opening.accounts.index(account), 0)


def test_orders_of_a_listing_agreement_rest_though_they_cross(play):
    found = play().run(
        """
        09:30 A post sell 80.00 100 #s1       -> accepted
        09:30 B post buy  81.00 100 #b1       -> accepted
        09:31 C take buy  80.00 40            -> accepted
        09:31 C take buy  80.00 40 s1         -> accepted
        09:31 C take buy  80.00 40 b1         -> order not found
        09:31 A take buy  80.00 40 s1         -> same party
        09:31 A take buy  88.00 40            -> no counterpart
        """
    )
    assert found.deals() == [("A", "C", 80.0, 40), ("A", "C", 80.0, 40)]
    assert found.core.depth(0, 1) == [(8000, 20)]
    assert found.core.depth(0, 0) == [(8100, 100)]


def test_certified_reductions_meet_by_price_then_time(play):
    found = play().run(
        """
        09:30 A post sell 80.20 100 @CCER #s1 -> accepted
        09:30 B post sell 80.10 100 @CCER #s2 -> accepted
        09:30 C post sell 80.10 100 @CCER #s3 -> accepted
        09:31 D post buy  80.15 150 @CCER #b1 -> accepted
        09:32 D post buy  80.15 100 @CCER #b2 -> accepted
        09:33 A cancel b2                     -> not your order
        09:33 D cancel b2                     -> accepted
        09:33 D cancel b2                     -> order not found
        """
    )
    assert found.deals() == [("B", "D", 80.1, 100), ("C", "D", 80.1, 50), ("C", "D", 80.1, 50)]
    assert cash(found, "D") == 10**12 - 200 * 8010
    assert [int(r["left_t"]) for r in found.replies[3:5]] == [0, 50]


def test_an_order_that_would_meet_its_own_is_refused_whole(play):
    found = play().run(
        """
        09:30 A post sell 80.00 100 @CCER     -> accepted
        09:30 B post sell 80.10 100 @CCER     -> accepted
        09:31 B post buy  80.10 100 @CCER     -> accepted
        09:32 A post sell 80.05 100 @CCER     -> accepted
        09:33 B post buy  80.10 101 @CCER     -> same party
        09:33 B post buy  80.10 100 @CCER     -> accepted
        """
    )
    assert found.deals() == [("A", "B", 80.0, 100), ("A", "B", 80.05, 100)]


def test_where_a_party_may_meet_itself_it_does(play):
    found = play(products=(product(matching="price_time", self_trade=True),)).run(
        """
        09:30 A post sell 80.00 100 #s        -> accepted
        09:31 A post buy  80.00 40            -> accepted
        09:32 A take buy  80.00 60 s          -> accepted
        """
    )
    assert found.deals() == [("A", "A", 80.0, 40), ("A", "A", 80.0, 60)]
    assert position(found, "A")[:5] == (1_000_000, 999_900, 0, 100, 0)


@pytest.mark.parametrize("matching", ["price_time", "agreement"])
def test_who_dealt_one_way_today_does_not_deal_the_other(play, matching):
    """D4 art. 29: between buying and selling the same product, or selling and buying, lie trading days."""
    found = play(products=(product(matching=matching, one_way=True), PRODUCTS[1])).run(
        """
        09:30 A post sell 80.00 100 #a        -> accepted
        09:30 B post sell 80.10 100 #b        -> accepted
        09:31 B post buy  79.90 50 #bid       -> accepted
        09:32 B take buy  80.00 40            -> accepted
        09:33 B post sell 80.20 10            -> barred
        09:33 A post buy  79.00 10            -> barred
        09:33 A take buy  80.10 10            -> barred
        09:34 C take buy  80.10 100           -> accepted
        09:34 C take buy  80.10 10 b          -> no counterpart
        09:34 C take buy  80.10 10            -> no counterpart
        09:35 A post sell 80.00 10            -> accepted
        09:35 B take buy  80.00 10            -> accepted
        09:36 A take sell 79.90 20            -> accepted
        09:37 A post buy  80.00 5 @CCER       -> accepted
        09:38 B cancel b                      -> accepted
        """
    )
    assert found.deals() == [("A", "B", 80, 40), ("A", "C", 80, 60), ("A", "B", 80, 10), ("A", "B", 79.9, 20)]


def test_a_block_of_who_dealt_the_other_way_is_not_agreed(play):
    found = play(products=(product(one_way=True),)).run(
        """
        13:00 A post sell 80.00 100           -> accepted
        13:00 A offer buy 80.00 100000 B #x   -> accepted
        13:00 C take buy  80.00 100           -> accepted
        13:01 B confirm x                     -> no counterpart
        """
    )
    assert found.deals() == [("A", "C", 80, 100)]


def test_only_the_best_level_of_certified_reductions_can_be_taken(play):
    found = play().run(
        """
        09:30 A post sell 80.00 10 @CCER      -> accepted
        09:30 A post sell 80.01 10 @CCER      -> accepted
        09:31 B take buy  80.01 20 @CCER      -> accepted
        """
    )
    assert found.deals() == [("A", "B", 80.0, 10)]


def test_sizes_by_product(play):
    play(products=(product(listing_minimum_t=10, lot_t=5), product("X", listing_limit_t=50)), holding={"A": 10**6}).run(
        """
        09:30 A post sell 80.00 5             -> listing too small
        09:30 A post sell 80.00 12            -> quantity off lot
        09:30 A post sell 80.00 10 #s         -> accepted
        09:31 B take buy  80.00 5             -> accepted
        09:32 B take buy  80.00 5             -> accepted
        09:33 A post sell 80.00 50 @X         -> listing too large
        09:33 A post sell 80.00 49 @X         -> accepted
        09:33 A post sell 80.00 0  @X         -> quantity not positive
        09:33 A post hold 80.00 1  @X         -> bad side
        09:33 A post sell 80.00 1  @Y         -> instrument not traded
        09:33 Z post sell 80.00 1  @X         -> account not found
        13:33 A block sell 80.00 99995        -> block too small
        """
    )


def test_locked_units_are_owned_and_not_sold(play):
    """Bought on an earlier trading day, T+1 or T+5 not over (H4, H6)."""
    found = play(balances=(Balance(0, 0, 500, locked_t=1000),)).run(
        """
        09:30 A post sell 80.00 501           -> exceeds holding
        09:30 A post sell 80.00 500           -> accepted
        09:31 X release A 1 1                 -> rests in orders
        """
    )
    assert position(found, "A")[:3] == (1500, 0, 1000)


def test_open_orders_to_buy_count_for_the_limit(play):
    found = play(balances=(Balance(1, 0, 300, locked_t=200, limit_t=1000),)).run(
        """
        09:30 B post buy  80.00 400 #b        -> accepted
        09:30 B post buy  80.00 101           -> exceeds limit
        09:30 B post buy  80.00 100           -> accepted
        09:31 A post sell 79.00 50            -> accepted
        09:31 B take buy  79.00 1             -> exceeds limit
        09:32 B cancel b                      -> accepted
        09:32 B take buy  79.00 50            -> accepted
        13:00 B block buy 80.00 100000        -> exceeds limit
        13:01 X limit B 0                     -> accepted
        13:01 B block buy 80.00 100000        -> accepted
        13:02 X limit B -1                    -> quantity not positive
        """
    )
    assert position(found, "B")[:6] == (550, 300, 0 + 200, 50, 100_100, 0)


def test_bars(play):
    play(barred=((2, 2),), balances=(Balance(3, 0, 1000, barred=1),)).run(
        """
        09:30 C post sell 80.00 10            -> barred
        09:30 C post buy  80.00 10            -> accepted
        09:30 D post buy  80.00 10            -> barred
        09:30 D post buy  80.00 10 @CCER      -> accepted
        09:30 A post sell 80.00 10 #s         -> accepted
        09:31 X bar A 3                       -> accepted
        09:31 A post sell 80.00 10            -> barred
        09:31 A take sell 80.00 10            -> barred
        09:31 A cancel s                      -> accepted
        09:32 X bar A 0                       -> accepted
        09:32 X bar A 4                       -> bad side
        09:32 X bar Z 1                       -> account not found
        09:32 A take sell 80.00 10            -> accepted
        """
    )


def test_halts(play):
    play().run(
        """
        13:00 A post sell 80.00 10 #s         -> accepted
        13:00 A offer sell 80.00 100000 B #o  -> accepted
        13:01 X halt                          -> accepted
        13:01 B take buy  80.00 10            -> halted
        13:01 B confirm o                     -> halted
        13:01 B post buy  80.00 10 @CCER      -> accepted
        13:01 A cancel s                      -> accepted
        13:02 X halt @CNY                     -> accepted
        13:02 B post buy  80.00 10 @CCER      -> halted
        13:02 B post buy  80.00 10            -> halted
        13:03 X resume                        -> accepted
        13:03 B post buy  80.00 10            -> halted
        13:04 X resume @CNY                   -> accepted
        13:04 B post buy  80.00 10            -> accepted
        13:04 B confirm o                     -> accepted
        13:04 X halt @Y                       -> instrument not traded
        """
    )


def test_a_posted_block_is_negotiated(play):
    """A posts 300,000 at 81; B and C offer; A confirms C's price, what is left stays a block and B's offer stands."""
    found = play().run(
        """
        13:00 A block sell 81.00 300000 #p    -> accepted
        13:01 B offer sell 80.00 100000 p #x  -> order not found
        13:01 A offer buy  80.00 100000 p #x  -> same party
        13:01 B offer buy  79.00 100000 p #b  -> accepted
        13:01 C offer buy  80.50 150000 p #c  -> accepted
        13:02 B confirm c                     -> not your order
        13:02 A confirm p                     -> order not found
        13:02 A confirm c                     -> accepted
        13:03 C confirm c                     -> order not found
        13:03 A confirm b                     -> accepted
        13:03 A cancel p                      -> order not found
        """
    )
    assert found.deals() == [("A", "C", 80.5, 150_000), ("A", "B", 79.0, 100_000)]
    assert position(found, "A")[:2] == (750_000, 750_000)
    assert cash(found, "B") == 10**12 - 7900 * 100_000


def test_with_a_posting_its_offers_go(play):
    found = play().run(
        """
        13:00 A block buy 81.00 100000 #p     -> accepted
        13:01 B offer sell 82.00 100000 p #b  -> accepted
        13:01 C offer sell 82.00 100000 p #c  -> accepted
        13:02 C cancel c                      -> accepted
        13:02 A cancel p                      -> accepted
        13:02 A confirm b                     -> order not found
        13:02 B cancel b                      -> order not found
        """
    )
    assert position(found, "B")[:2] == (1_000_000, 1_000_000)
    assert cash(found, "A") == 10**12
    assert found.core.state().orders == ()


def test_a_block_beyond_what_the_party_that_posted_has_is_refused_and_changes_nothing(play):
    found = play(cash={"A": 81_00 * 100_000}).run(
        """
        13:00 A block buy 81.00 100000 #p     -> accepted
        13:01 B offer sell 82.00 100000 p #b  -> accepted
        13:02 A confirm b                     -> exceeds cash
        13:02 A post buy 80.00 1              -> exceeds cash
        13:03 X deposit A 10000000 7 @CNY     -> accepted
        13:03 A confirm b                     -> accepted
        13:04 A cancel p                      -> order not found
        """
    )
    assert cash(found, "A") == 0
    assert position(found, "A")[3:5] == (100_000, 0)


C3_1 = """
    09:30 X auction 1 A sell 120000 86.00 94.60 {mode} -> accepted
    09:30 X auction 1 A sell 120000 86.00 94.60 {mode} -> auction exists
    09:31 B bid buy 88.00 60000 1            -> accepted
    09:31 C bid buy 86.50 50000 1            -> accepted
    09:32 D bid buy 86.50 40000 1            -> accepted
    09:32 B bid buy 85.99 80000 1            -> outside band
    09:32 B bid buy 94.61 80000 1            -> outside band
    09:32 B bid buy 90.00 80000 2            -> auction not found
    09:32 B bid sell 90.00 80000 1           -> bad side
    09:32 A bid buy 90.00 80000 1            -> same party
    09:33 D bid buy 86.00 80000 1 #low       -> accepted
    09:40 X end 1                            -> accepted
    09:40 X end 1                            -> auction not found
    09:41 D cancel low                       -> order not found
"""


@pytest.mark.parametrize(
    ("mode", "prices", "value"),
    [("uniform", [86.5, 86.5, 86.5], 1_038_000_000), ("as_bid", [88.0, 86.5, 86.5], 1_047_000_000)],
)
def test_an_auction_fills_by_price_then_time(play, mode, prices, value):
    """C3-1: 120,000 t on offer go 60,000 / 50,000 / 10,000 / 0; uniform 10,380,000.00, pay as bid 10,470,000.00."""
    found = play().run(C3_1.format(mode=mode))
    assert found.deals() == [
        ("A", who, price, part)
        for who, price, part in zip("BCD", prices, (60_000, 50_000, 10_000), strict=True)
    ]  # fmt: skip
    assert cash(found, "A") == 10**12 + value
    assert sum(cash(found, name) for name in "ABCD") == 4 * 10**12
    assert int(found.replies[11]["value_fen"]) == value
    assert all(t[3] == 2 for t in found.trades)


def test_a_buyers_auction_is_the_mirror(play):
    found = play().run(
        """
        09:30 X auction 5 A buy 100 86.00 70.00 -> accepted
        09:31 B bid sell 80.00 60 5             -> accepted
        09:31 C bid sell 75.00 50 5             -> accepted
        09:31 D bid sell 80.00 60 5             -> accepted
        09:31 D bid sell 86.01 60 5             -> outside band
        09:32 X end 5                           -> accepted
        """
    )
    assert found.deals() == [("C", "A", 80.0, 50), ("B", "A", 80.0, 50)]
    assert cash(found, "A") == 10**12 - 800_000
    assert position(found, "D")[:2] == (1_000_000, 1_000_000)


def test_an_auction_is_counted_apart_from_blocks(play):
    found = play().run(
        """
        09:30 X auction 5 A buy 100 86.00 70.00 -> accepted
        09:31 C bid sell 75.00 50 5             -> accepted
        09:32 X end 5                           -> accepted
        """
    )
    traded, auctioned = found.core.state().quotes[0][5:10], found.core.state().quotes[0][10:]
    assert (traded, auctioned) == ((0, 0, 0, 0, 1), (50, 375_000))


def test_an_auction_for_the_admitted(play):
    """Who is not admitted bids nothing, who is no more than its cap in all; what it withdraws it may bid again."""
    found = play().run(
        """
        09:30 X admit B 1                               -> auction not found
        09:30 X auction 1 A sell 1000 80.00 90.00 admitted -> accepted
        09:30 B bid buy 85.00 100 1                     -> not admitted to auction
        09:31 X admit B 1 300                           -> accepted
        09:31 X admit C 1                               -> accepted
        09:31 X admit 9 1                               -> account not found
        09:31 X admit C 1 -1                            -> quantity not positive
        09:31 B admit C 1                               -> exchange only
        09:32 B bid buy 85.00 200 1 #first              -> accepted
        09:32 B bid buy 86.00 101 1                     -> above auction cap
        09:32 B cancel first                            -> accepted
        09:32 B bid buy 86.00 300 1                     -> accepted
        09:33 C bid buy 84.00 5000 1                    -> accepted
        09:33 D bid buy 90.00 10 1                      -> not admitted to auction
        09:40 X end 1                                   -> accepted
        """
    )
    assert found.deals() == [("A", "B", 84.0, 300), ("A", "C", 84.0, 700)]


def test_an_auction_called_off_fills_nothing(play):
    found = play().run(
        """
        09:30 X auction 1 A sell 1000 80.00 90.00 -> accepted
        09:30 X admit B 1                         -> auction not found
        09:31 B bid buy 85.00 200 1               -> accepted
        09:32 X uncall 1                          -> accepted
        09:32 X end 1                             -> auction not found
        09:33 B bid buy 85.00 200 1               -> auction not found
        """
    )
    assert found.deals() == []
    assert [cash(found, name) for name in "AB"] == [10**12] * 2
    assert position(found, "A")[:2] == (1_000_000, 1_000_000)


def test_terms_of_an_auction(play):
    play(products=(product(tick_fen=10, lot_t=10), PRODUCTS[1])).run(
        """
        09:30 X auction 1 A sell 100 80.00 79.00         -> outside band
        09:30 X auction 1 A sell 100 80.05 81.00         -> price off tick
        09:30 X auction 1 A sell 105 80.00 81.00         -> quantity off lot
        09:30 X auction 1 A sell 0 80.00 81.00           -> quantity not positive
        09:30 X auction 1 A sell 100 80.00 81.00 dutch   -> mode unknown
        09:30 X auction 1 A sell 2000000 80.00 81.00     -> exceeds holding
        09:30 X auction 1 A sell 100 80.00 81.00         -> accepted
        09:31 B bid buy 80.00 10 1 @CCER                 -> instrument not traded
        09:31 B bid buy 80.05 10 1                       -> price off tick
        09:31 B bid buy 80.00 15 1                       -> quantity off lot
        09:31 B bid buy 80.00 10 1 #b                    -> accepted
        09:32 B cancel b                                 -> accepted
        15:00 B bid buy 80.00 10 1                       -> out of hours
        15:01 X end 1                                    -> accepted
        """
    )


def test_a_trade_is_moved_back_if_both_still_have_it(play):
    found = play(cash={"A": 0, "C": 0}).run(
        """
        09:30 A post sell 80.00 100              -> accepted
        09:31 B take buy  80.00 100              -> accepted
        09:32 X void 2                           -> trade not found
        09:32 X void 1                           -> accepted
        09:32 X void 1                           -> trade void
        09:33 C post sell 80.00 100              -> accepted
        09:33 B take buy  80.00 100              -> accepted
        09:34 C post buy  80.00 100              -> accepted
        09:34 X void 2                           -> exceeds cash
        """
    )
    assert cash(found, "A") == 0
    assert position(found, "A")[:2] == (1_000_000, 1_000_000)
    assert position(found, "B")[3] == 100
    quote = found.core.state().quotes[0]
    assert quote[2:5] == (8000, 8000, 8000)
    assert (quote[5], quote[6], quote[9]) == (100, 800_000, 1)


def test_what_is_not_there_is_not_moved_back(play):
    found = play().run(
        """
        09:30 A post sell 80.00 100              -> accepted
        09:31 B take buy  80.00 100              -> accepted
        """
    )
    found.trades[0] = (*found.trades[0][:9], 101, *found.trades[0][10:])
    found.run("09:32 X void 1                    -> exceeds holding")


def test_units_and_money_enter_once(play):
    found = play(holding={"A": 0}, cash={"B": 0}).run(
        """
        09:30 A post sell 80.00 10               -> exceeds holding
        09:31 X deposit A 10 100                 -> accepted
        09:31 X deposit A 10 100                 -> exists
        09:31 X deposit A 10 99                  -> exists
        09:31 X deposit A 0 101                  -> quantity not positive
        09:31 X deposit Z 1 101                  -> account not found
        09:31 X deposit A 1 101 @Y               -> instrument not traded
        09:31 X deposit A 1152921504606846975 101 -> amount too large
        09:32 A post sell 80.00 10               -> accepted
        09:33 X deposit B 80000 102 @CNY         -> accepted
        09:34 B take buy 80.00 10                -> accepted
        09:35 X release B 1 1 @CNY               -> not there
        09:35 X release B 1 1 @CNY               -> exists
        09:35 X release A 80000 2 @CNY           -> accepted
        """
    )
    assert int(found.replies[-1]["value_fen"]) == 80_000


def test_what_a_court_wants_of_an_order_is_held_when_the_order_gives_it_back(play):
    found = play(holding={"A": 100}).run(
        """
        09:30 A post sell 80.00 60 #s            -> accepted
        09:31 X court A 70 1                     -> rests in orders
        09:32 A cancel s                         -> accepted
        09:33 A post sell 80.00 31               -> exceeds holding
        09:33 A post sell 80.00 30               -> accepted
        09:34 B take buy 80.00 30                -> accepted
        09:35 X release B 1000001 2              -> not settled
        09:36 X release A 1 3                    -> not there
        15:36 X release A 1 4                    -> out of hours
        """
    )
    assert position(found, "A") == (30, 0, 0, 0, 0, 0, 0, 30, 0)


def test_sent_twice_done_once(play):
    found = play().run(
        """
        09:30 A post sell 80.00 10 n=5           -> accepted
        09:30 A post sell 80.00 10 n=5           -> exists
        09:30 A post sell 80.00 10 n=4           -> exists
        09:30 A post sell 80.00 10 n=5 client=2  -> accepted
        09:30 A post sell 80.00 10 n=0 client=3  -> exists
        09:30 A post sell 99.00 10 n=18446744073709551615 -> outside band
        09:30 A post sell 80.00 10 n=18446744073709551614 -> exists
        09:30 A post sell 80.00 10 n=1 client=65536 -> client not found
        09:30 A halt                    client=2 -> exchange only
        09:30 A kind 0                  client=2 -> kind unknown
        09:30 A kind 12                 client=2 -> kind unknown
        09:30 X kind 29                          -> kind unknown
        09:30 X tick                             -> accepted
        """
    )
    assert found.core.sequence == 13


def test_room_is_bounded(play):
    found = play(room=2).run(
        """
        13:30 A post sell 80.00 10 #s            -> accepted
        13:30 A offer sell 80.00 100000 B #o     -> accepted
        13:30 A post sell 80.00 10               -> book full
        13:30 B post buy  80.00 10 @CCER         -> book full
        13:30 A block sell 80.00 100000          -> book full
        13:30 X auction 1 A sell 100 80.00 81.00 -> accepted
        13:30 B bid buy 80.00 10 1               -> book full
        13:31 B confirm o                        -> accepted
        13:31 A post sell 80.00 10 #t            -> accepted
        """
    )
    assert found.labels["t"] == found.labels["o"] + (1 << 32)


def test_the_end_voids_what_rests(play):
    found = play().run(
        """
        13:30 A post sell 80.00 10               -> accepted
        13:30 A block buy 80.00 100000 #p        -> accepted
        13:30 B offer sell 80.00 100000 p        -> accepted
        13:30 X auction 1 C sell 100 80.00 81.00 -> accepted
        13:30 B bid buy 80.00 10 1 #b            -> accepted
        15:00 X close                            -> accepted
        15:00 X close                            -> session closed
        15:00 X release A 1 1                    -> session closed
        15:00 B cancel b                         -> session closed
        """
    )
    state = found.core.state()
    assert state.orders == ()
    assert conserved(state, found.opening) == ([4_000_000, 4_000_000], 4 * 10**12)
    assert all(row[2] == row[3] for row in state.positions)
    assert all(row[1] == 10**12 for row in state.purses)


def test_every_outcome_appears_in_a_table():
    from pathlib import Path

    here = Path(__file__).parent
    text = "\n".join((here / name).read_text("utf-8") for name in ("test_rules.py", "test_book.py"))
    words = {o: o.value.split(".")[1].replace("_", " ") for o in ExchangeOutcome}
    missing = [o.name for o, w in words.items() if f"-> {w}\n" not in text and f"ExchangeOutcome.{o.name}" not in text]
    assert missing == []
