"""What a session says to a message."""

from __future__ import annotations

from tanshi.core.outcome import Outcome


class ExchangeOutcome(Outcome):
    """Outcomes of a message to the session, in the order in which they are checked."""

    ACCEPTED = "exchange.accepted"
    OUT_OF_HOURS = "exchange.out_of_hours"
    ORDER_ID_EXISTS = "exchange.order_id_exists"
    ACCOUNT_NOT_FOUND = "exchange.account_not_found"
    INSTRUMENT_NOT_TRADED = "exchange.instrument_not_traded"
    BAD_SIDE = "exchange.bad_side"
    QUANTITY_NOT_POSITIVE = "exchange.quantity_not_positive"
    QUANTITY_OFF_LOT = "exchange.quantity_off_lot"
    LISTING_TOO_LARGE = "exchange.listing_too_large"
    BLOCK_TOO_SMALL = "exchange.block_too_small"
    PRICE_OFF_TICK = "exchange.price_off_tick"
    OUTSIDE_BAND = "exchange.outside_band"
    SAME_PARTY = "exchange.same_party"
    EXCEEDS_HOLDING = "exchange.exceeds_holding"
    EXCEEDS_CASH = "exchange.exceeds_cash"
    ORDER_NOT_FOUND = "exchange.order_not_found"
    NOT_YOUR_ORDER = "exchange.not_your_order"
    NOT_AT_BEST_PRICE = "exchange.not_at_best_price"
    NO_COUNTERPART = "exchange.no_counterpart"
