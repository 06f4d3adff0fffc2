"""What the registry answers."""

from __future__ import annotations

from tanshi.core.outcome import Outcome


class RegistryOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "registry.done"
    NOT_OPENED = "registry.not_opened"
    ALREADY_OPENED = "registry.already_opened"
    BAD_ID = "registry.bad_id"
    UNKNOWN_GROUND = "registry.unknown_ground"
    NOT_INSTRUCTED = "registry.not_instructed"
    ALREADY_EXECUTED = "registry.already_executed"
    NOT_AS_INSTRUCTED = "registry.not_as_instructed"
    INSTRUMENT_NOT_FOUND = "registry.instrument_not_found"
    INSTRUMENT_EXISTS = "registry.instrument_exists"
    NOT_AN_ALLOWANCE = "registry.not_an_allowance"
    NOT_FOR_THIS = "registry.not_for_this"
    NOT_VALID = "registry.not_valid"
    HOLDER_HAS_ACCOUNT = "registry.holder_has_account"
    HOLDER_APPLIED = "registry.holder_applied"
    ACCOUNT_NOT_FOUND = "registry.account_not_found"
    POSITIONS_WITH_EXCHANGE = "registry.positions_with_exchange"
    DAY_CLOSED = "registry.day_closed"
    DAY_NOT_CLOSED = "registry.day_not_closed"
    HOLDER_CLOSED = "registry.holder_closed"
    RESTRICTED = "registry.restricted"
    NOT_AN_INITIATOR = "registry.not_an_initiator"
    NOT_AN_APPROVER = "registry.not_an_approver"
    SESSION_OTHER = "registry.session_other"
    SESSION_NOT_LATER = "registry.session_not_later"
    SAME_PARTY = "registry.same_party"
    PRICE_NOT_POSITIVE = "registry.price_not_positive"
    ALREADY_SETTLED = "registry.already_settled"
    OUT_OF_ORDER = "registry.out_of_order"
    TRADES_MISSING = "registry.trades_missing"
    AMOUNT_NOT_POSITIVE = "registry.amount_not_positive"
    AMOUNT_TOO_LARGE = "registry.amount_too_large"
    PLAN_NOT_IN_FORCE = "registry.plan_not_in_force"
    ABOVE_TOTAL = "registry.above_total"
    NO_PAID_SHARE = "registry.no_paid_share"
    ABOVE_PAID_SHARE = "registry.above_paid_share"
    EXCEEDS_HOLDING = "registry.exceeds_holding"
    EXCEEDS_CASH = "registry.exceeds_cash"
    MAY_NOT_HOLD = "registry.may_not_hold"
    TOLD_BY_BANK = "registry.told_by_bank"


DONE = RegistryOutcome.DONE
