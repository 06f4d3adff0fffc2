"""What no other institution is told, and why: with `kinds` every fact of every institution is in one of both.

A new type of fact is put there or here by whoever makes it; a test asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Why facts stay where they are, and which, by type without version.
STAYS: Mapping[str, tuple[str, ...]] = {
    "Work of the authority before it decides; what comes of it is told.": (
        "allocation.approved", "allocation.borrowing_granted", "allocation.corrected",
        "allocation.objected", "allocation.objection_decided", "allocation.preallocated", "allocation.relief_applied",
        "allocation.relief_decided", "allocation.round_published", "allocation.round_reported",
        "mrv.emission_confirmed", "mrv.evidence_deposited", "mrv.gases_stated", "mrv.month_recorded",
        "mrv.control_plan_decided", "mrv.control_plan_filed", "mrv.laboratory_reported", "mrv.meter_calibrated",
        "mrv.body_listed", "mrv.body_struck", "mrv.contract_noted", "mrv.practitioner_noted", "mrv.score_published",
        "mrv.month_corrected", "mrv.supervision_noted", "mrv.opening_emission_taken", "mrv.opening_output_taken",
        "mrv.report_filed", "mrv.report_verified",
        "mrv.activity_recorded", "mrv.activity_corrected", "mrv.activity_reported", "mrv.activity_verified",
        "mrv.emission_published", "mrv.emission_correction_proposed", "mrv.emission_correction_decided",
        "mrv.emission_corrected",
        "mrv.conclusion_reviewed", "mrv.documents_reviewed", "mrv.finding_answered", "mrv.finding_settled",
        "mrv.findings_issued", "mrv.site_visited", "mrv.tie_declared", "mrv.verification_amended",
        "mrv.verification_concluded", "mrv.verification_looked", "mrv.verification_objected",
        "mrv.verification_objection_decided", "mrv.verification_planned", "mrv.verification_told",
        "participants.entity_listed", "participants.list_published", "participants.listing_commented",
        "participants.listing_objected", "participants.listing_proposed", "participants.objection_decided",
        "participants.other_coverage_ended", "participants.other_coverage_noted", "participants.rows_skipped",
        "participants.sector_moved", "participants.unit_shut", "participants.units_registered",
        "rulemaking.comment_answered", "rulemaking.comment_made", "rulemaking.consent_noted",
        "rulemaking.consultation_opened", "rulemaking.factor_proposed", "rulemaking.factor_published",
        "rulemaking.factor_retired", "rulemaking.factor_reviewed", "rulemaking.factor_tested",
        "supervision.appeal_decided", "supervision.appealed", "supervision.case_filed", "supervision.clue_deposited",
        "supervision.decision_served", "supervision.doubt_checked",
        "supervision.doubt_explained", "supervision.inspected", "supervision.instalments_granted",
        "supervision.penalty_paid", "supervision.penalty_set", "supervision.step_done",
        "supervision.cancellation_announced", "supervision.cancellation_told", "supervision.decision_revised",
        "supervision.fine_written_off", "supervision.hearing_called", "supervision.hearing_concluded",
        "supervision.penalty_refunded", "supervision.person_instalments_granted", "supervision.person_paid",
        "supervision.person_served", "supervision.persons_announced", "supervision.persons_decided",
    ),
    "Books begin, or are taken over before institutions go apart.": ("registry.opened", "registry.opening_taken"),
    "Between the registry and a holder; what others must know of it is told when it is decided.": (
        "registry.account_applied", "registry.papers_asked", "registry.papers_filed", "registry.holder_refused",
        "registry.holder_change_filed", "registry.holder_change_decided", "registry.representatives_named",
        "registry.representatives_ended", "registry.restriction_objected", "registry.restriction_answered",
        "registry.disposal_reported", "registry.closing_asked", "registry.account_trusted",
        "registry.account_distrusted", "registry.carry_over_applied", "registry.carry_over_refused",
        "registry.cancellation_certified",
    ),
    "Units that are on no trading account; another holder's, or another state's, from then on.": (
        "registry.transfer_ordered", "registry.transfer_cancelled", "registry.transfer_frozen",
        "registry.transfer_released", "registry.transfer_held_up", "registry.transfer_carried_out",
        "registry.held_released", "registry.pledge_offered", "registry.pledge_withdrawn", "registry.pledged",
        "registry.pledge_release_asked", "registry.pledge_released", "registry.pledge_enforced",
    ),
    "Between the registry, a bank and a holder; money to trade with is in the positions before the open.": (
        "registry.bank_account_filed", "registry.bank_account_decided", "registry.bank_file_taken",
        "registry.bank_line_taken", "registry.money_assigned", "registry.money_returned",
        "registry.withdrawal_requested", "registry.withdrawal_ended", "registry.withdrawal_paid",
        "registry.invoice_issued", "registry.invoice_paid", "registry.invoice_credited", "registry.reserve_funded",
        "registry.day_closed", "registry.day_file_noted",
        "registry.trades_charged", "registry.trade_fees_collected",
        "voluntary.invoice_issued", "voluntary.payment_noted", "voluntary.invoice_credited",
    ),
    "A trade as the exchange recorded it; told together, when the session is settled.": (
        "registry.trade_settled", "registry.trade_left_out",
    ),
    "An offer to the registry; what it does with it is told.": ("registry.cover_offered",),
    "Of the exchange's own day and its participants; what is published is published to all.": (
        "exchange.trading_applied", "exchange.participant_admitted", "exchange.participant_refused",
        "exchange.participant_suspended", "exchange.participant_resumed", "exchange.participant_closed",
        "exchange.announced", "exchange.day_changed", "exchange.check_ticked", "exchange.check_unticked",
        "exchange.session_resumed", "exchange.participant_warned", "exchange.warning_lifted",
        "exchange.error_trade_reported", "exchange.error_trade_consented", "exchange.error_trade_decided",
        "exchange.alert_raised", "exchange.alert_assigned", "exchange.explanation_demanded",
        "exchange.explanation_given", "exchange.explanation_looked_at", "exchange.alert_concluded",
        "exchange.auction_applied", "exchange.auction_withdrawn", "exchange.auction_reviewed",
        "exchange.paid_allocation_ordered", "exchange.auction_announced", "exchange.auction_lapsed",
        "exchange.auction_called_off", "exchange.bid_asked", "exchange.bidder_decided",
        "exchange.large_holder_found", "exchange.large_holder_reported", "exchange.large_holder_looked_at",
        "exchange.reserve_provided", "exchange.reserve_used", "exchange.measures_noted",
    ),
    "Steps of projects and reductions and what they rest on; the voluntary registry publishes them to all.": (
        "voluntary.account_opened", "voluntary.body_admitted", "voluntary.body_struck", "voluntary.tie_declared",
        "voluntary.known_noted", "voluntary.design_deposited", "voluntary.commented", "voluntary.step_done",
        "voluntary.report_made", "voluntary.reduction_reported", "voluntary.certificate_noted",
        "voluntary.cancellation_ordered", "voluntary.false_cancelled", "voluntary.order_withdrawn",
    ),
    "Units that are still held, by somebody else or elsewhere; what a day came to is told at its close.": (
        "voluntary.moved", "voluntary.trade_booked", "voluntary.session_opened", "voluntary.certified",
    ),
}  # fmt: skip
