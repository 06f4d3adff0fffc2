"""What the exchange says to acts on one-way auctions."""

from __future__ import annotations

from tanshi.core.outcome import Outcome


class AuctionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NOT_ADMITTED = "exchange.auction_not_admitted"
    PAID_CLOSED = "exchange.paid_allocation_closed"
    NOT_AUTHORITYS = "exchange.paid_allocation_not_authoritys"
    NOT_AUCTIONED = "exchange.auction_not_of_product"
    BAD_SIDE = "exchange.auction_bad_side"
    BAD_QUANTITY = "exchange.auction_bad_quantity"
    TOO_SMALL = "exchange.auction_too_small"
    ABOVE_PAID_SHARE = "exchange.above_paid_share"
    UNKNOWN_MODE = "exchange.auction_unknown_mode"
    UNKNOWN_RESERVE = "exchange.auction_unknown_reserve"
    UNKNOWN_UNSOLD = "exchange.auction_unknown_unsold"
    NO_TRADING_DAY = "exchange.auction_no_trading_day"
    TOO_LATE = "exchange.auction_too_late"
    ONE_A_DAY = "exchange.paid_allocation_one_a_day"
    BAD_PAPERS = "exchange.auction_bad_papers"
    NO_AUCTION = "exchange.auction_unknown"
    NOT_IN_STATE = "exchange.auction_not_in_state"
    NO_REASON = "exchange.auction_no_reason"
    BAD_HOURS = "exchange.auction_bad_hours"
    NOT_FUNDED = "exchange.auction_not_funded"
    IS_FUNDED = "exchange.auction_is_funded"
    FUNDING_TIME = "exchange.auction_funding_time"
    UNKNOWN_GROUND = "exchange.auction_unknown_ground"
    OWN_AUCTION = "exchange.auction_own"
    KIND_MAY_NOT_BID = "exchange.auction_kind_may_not_bid"
    BIDDERS_CLOSED = "exchange.auction_bidders_closed"
    ASKED_ALREADY = "exchange.auction_asked_already"
    NO_BIDDER = "exchange.auction_no_bidder"
    BIDDING_BEGAN = "exchange.auction_bidding_began"
    DEPOSIT_MISSING = "exchange.auction_deposit_missing"
    SESSION_GOES_ON = "exchange.auction_session_goes_on"
    BAD_RESULT = "exchange.auction_bad_result"
