"""Outcomes of the voluntary market, in the order in which they are checked."""

from __future__ import annotations

from tanshi.core.outcome import Outcome


class VoluntaryOutcome(Outcome):
    """What a request to the voluntary registry can come to."""

    DONE = "voluntary.done"
    NOT_OPEN_YET = "voluntary.not_open_yet"
    BAD_ID = "voluntary.bad_id"
    BAD_TEXT = "voluntary.bad_text"
    BAD_FILE = "voluntary.bad_file"
    BAD_DAYS = "voluntary.bad_days"
    # accounts and bodies
    UNKNOWN_KIND = "voluntary.unknown_kind"
    BARRED = "voluntary.barred"
    ACCOUNT_EXISTS = "voluntary.account_exists"
    NO_ACCOUNT = "voluntary.no_account"
    NO_SUCH_BODY = "voluntary.no_such_body"
    TOO_FEW_STAFF = "voluntary.too_few_staff"
    TOO_FEW_EXPERIENCED = "voluntary.too_few_experienced"
    DISHONEST = "voluntary.dishonest"
    NO_APPROVAL = "voluntary.no_approval"
    BODY_NOT_ADMITTED = "voluntary.body_not_admitted"
    BODY_OTHER_FIELD = "voluntary.body_other_field"
    TIED = "voluntary.tied"
    # the project
    PROJECT_EXISTS = "voluntary.project_exists"
    BANNED = "voluntary.banned"
    UNKNOWN_METHODOLOGY = "voluntary.methodology_not_found"
    METHODOLOGY_NOT_IN_FORCE = "voluntary.methodology_not_in_force"
    BEGUN_TOO_EARLY = "voluntary.begun_too_early"
    UNDER_QUOTA = "voluntary.under_quota"
    LEGAL_DUTY = "voluntary.legal_duty"
    NOT_ADDITIONAL = "voluntary.not_additional"
    OUTSIDE_SCOPE = "voluntary.outside_scope"
    BAD_CREDITING = "voluntary.bad_crediting"
    BAD_PLOT = "voluntary.bad_plot"
    PLOT_TOO_LARGE = "voluntary.plot_too_large"
    SITE_USED = "voluntary.site_used"
    # the reduction
    PROJECT_NOT_FOUND = "voluntary.project_not_found"
    PROJECT_NOT_REGISTERED = "voluntary.project_not_registered"
    SAME_BODY = "voluntary.same_body"
    TOO_EARLY = "voluntary.reduction_too_early"
    OUTSIDE_CREDITING = "voluntary.outside_crediting"
    PERIOD_USED = "voluntary.period_used"
    BAD_AMOUNTS = "voluntary.bad_amounts"
    GREEN_CERTIFICATE = "voluntary.green_certificate"
    # the steps of both
    NO_SUCH_MATTER = "voluntary.no_such_matter"
    WRONG_STEP = "voluntary.wrong_step"
    NOTICE_OVER = "voluntary.notice_over"
    NOTICE_RUNS = "voluntary.notice_runs"
    OTHER_BODY = "voluntary.other_body"
    COMMENT_UNHANDLED = "voluntary.comment_unhandled"
    MATCH_UNEXPLAINED = "voluntary.match_unexplained"
    NOT_DECLARED = "voluntary.not_declared"
    NOT_AS_VERIFIED = "voluntary.not_as_verified"
    TOO_OLD = "voluntary.too_old"
    WITHOUT_REASON = "voluntary.without_reason"
    UNKNOWN_GROUND = "voluntary.unknown_ground"
    # units
    BAD_AMOUNT = "voluntary.bad_amount"
    UNKNOWN_INSTRUMENT = "voluntary.unknown_instrument"
    SUSPENDED = "voluntary.suspended"
    EXCEEDS_HOLDING = "voluntary.exceeds_holding"
    SAME_HOLDER = "voluntary.same_holder"
    TRADE_BOOKED = "voluntary.trade_booked"
    UNKNOWN_PURPOSE = "voluntary.unknown_purpose"
    NO_OBLIGATION_NAMED = "voluntary.no_obligation_named"
    BAD_SALT = "voluntary.bad_salt"
    NOT_ALLOWED = "voluntary.not_allowed"
    ROOM_OVER = "voluntary.room_over"
    DOES_NOT_SERVE = "voluntary.does_not_serve"
    OVER_ALLOWED = "voluntary.over_allowed"
    # art. 43
    TOO_MUCH = "voluntary.more_than_issued"
    ORDER_NOT_FOUND = "voluntary.order_not_found"
    ORDER_FULFILLED = "voluntary.order_fulfilled"
    TIME_RUNS = "voluntary.time_runs"
    ALREADY_ENFORCED = "voluntary.already_enforced"
    MORE_THAN_ORDERED = "voluntary.more_than_ordered"
    # other schemes and certificates
    KNOWN_ALREADY = "voluntary.known_already"
    CERTIFICATE_USED = "voluntary.certificate_used"
    REDUCTION_COUNTED = "voluntary.reduction_counted"


DONE = VoluntaryOutcome.DONE
