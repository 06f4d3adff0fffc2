"""Who may ask and see what: one table of role x right x scope. What is not in it is refused.

A right is a command kind, or `see.…` for what pages and API show. Scopes:
`nation` any subject; `area` subjects of the actor's province, or entities its province placed in the actor's city;
`own` the actor's own entity; `group` entities that gave the actor's body a mandate; `body` what belongs to the actor's
own body (laboratory, verifier, registry, exchange); `public` anybody, signed in or not.

The same function judges before the queue, so that nobody waits for a refusal, and again under the journal's lock, with
the actor, mandate and delegation as they are then. What needs four eyes (双人复核) is refused without a second actor of
the same body who may ask it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Command, CommandOutcome, Concern
from tanshi.participants.areas import PROVINCE
from tanshi.participants.powers import stands
from tanshi.participants.tables import ActorRow, DelegationRow, EntityCityRow, MandateRow

if TYPE_CHECKING:
    from tanshi.journal.engine import Reads
    from tanshi.journal.table import Key, R

#: The commands nobody needs a mandate for: they work on a journal in which nobody has one yet.
FOUNDING = "participants.found"
BEGINNING = (FOUNDING, "institutions.begin")

#: Rights to what is no command of the books: messages to the session that is open.
MESSAGES = ("exchange.trade",)

SCOPES = ("nation", "area", "own", "group", "body", "public")

#: What everybody may see without signing in: what the ministry publishes.
PUBLIC = {"see.results": "public", "see.law": "public", "see.paper": "public", "see.form": "public"}

_OWN_POWERS = {"participants.delegate": "nation", "participants.end_delegation": "nation"}

#: The operator's acts on failed trades, money and its day.
_MONEY = (
    "registry.settle_failed_trade",
    "registry.cover_failure",
    "registry.recover_claim",
    "registry.void_failed_trade",
    "registry.fund_reserve",
    "registry.decide_settlement_objection",
    "registry.reverse_trade",
    "registry.refuse_withdrawal",
    "registry.pay_withdrawal",
    "registry.close_day",
    "registry.note_day_file",
    "registry.take_bank_file",
    "registry.assign_money",
    "registry.return_money",
    "registry.issue_invoice",
    "registry.credit_invoice",
    "registry.collect_trade_fees",
)

#: What a holder does about its money.
_OWN_MONEY = (
    "registry.request_withdrawal",
    "registry.request_money",
    "registry.cancel_withdrawal",
    "registry.pay_invoice",
)

_OFFICIALS = {
    "see.entity": "nation",
    "see.records": "nation",
    "see.holdings": "nation",
    "see.units": "nation",
    "see.trading": "nation",
    "see.journal": "nation",
    "see.drafting": "nation",
    "see.tasks": "body",
}

#: Papers a body may issue; each template says which roles.
_PAPERS = ("documents.issue", "documents.withdraw")

#: What changes about entities that are registered.
_CHANGES = (
    "participants.register_units",
    "participants.shut_unit",
    "participants.change_entity",
    "participants.merge_entities",
    "participants.split_entity",
    "participants.shut_entity",
    "participants.place_entity",
)

#: The province's round of the yearly list.
_LIST = ("participants.propose_listing", "participants.publish_list", "participants.decide_objection")

#: The province's round of allocation.
_ALLOCATION = (
    "allocation.preallocate",
    "allocation.approve",
    "allocation.instruct",
    "allocation.correct",
    "allocation.note_deduction",
    "allocation.decide_objection",
    "allocation.grant_borrowing",
    "allocation.refuse_relief",
    "allocation.report_round",
    "allocation.publish_round",
)

_AREA = {
    **dict.fromkeys(_PAPERS, "area"),
    **dict.fromkeys(_CHANGES, "area"),
    **dict.fromkeys(_LIST, "area"),
    "participants.register_entity": "area",
    "participants.list_entity": "area",
    "participants.grant_mandate": "area",
    "participants.withdraw_mandate": "area",
    "see.entity": "area",
    "see.records": "area",
    "see.secrets": "area",
    "see.reviews": "area",
    "see.drafting": "area",
    "see.tasks": "body",
}

_COMPANY = (
    "documents.issue",
    "documents.withdraw",
    "participants.object_listing",
    "allocation.object",
    "allocation.apply_relief",
    "compliance.allow_offset",
    "mrv.record_month",
    "mrv.deposit_evidence",
    "mrv.report_gases",
    "mrv.file_report",
    "mrv.file_control_plan",
    "mrv.note_calibration",
    "mrv.correct_month",
    "mrv.correct_activity",
    "mrv.record_activity",
    "mrv.answer_finding",
    "mrv.object_verification",
    "mrv.publish_emission",
    "registry.fund_trading",
    "registry.return_from_trading",
    "registry.request_return",
    "registry.surrender",
    "registry.offer_cover",
    "registry.leave_failed_trade",
    "registry.object_settlement",
    "see.entity",
    "see.records",
    "see.secrets",
    "see.holdings",
    "see.trading",
)

#: What a holder's representatives do about transfers to others.
_TRANSFERS = (
    "registry.order_transfer",
    "registry.cancel_transfer",
    "registry.freeze_transfer",
    "registry.trust_account",
    "registry.distrust_account",
)

#: What the registry's clerks do about them.
_OVER_TRANSFERS = ("registry.freeze_transfer", "registry.release_transfer", "registry.carry_out_transfer")

#: What a holder gives up or ties by its own will, and what it agrees to as a creditor.
_HOLDINGS = (
    "registry.cancel",
    "registry.certify_cancellation",
    "registry.reverse_surrender",
    "registry.surrender_for",
    "registry.offer_pledge",
    "registry.withdraw_pledge",
    "registry.accept_pledge",
    "registry.ask_pledge_release",
    "registry.release_pledge",
    "registry.apply_carry_over",
)

#: What the registry carries out by the papers of courts and other organs, or of parties that agreed.
_FREEZES = (
    "registry.freeze",
    "registry.fill_freeze",
    "registry.renew_freeze",
    "registry.release_freeze",
    "registry.end_freeze",
    "registry.deduct",
    "registry.enforce_pledge",
)

#: What the registry carries out, or sets right, of what becomes of holdings by law.
_BY_LAW = (
    "registry.carry_over",
    "registry.refuse_carry_over",
    "registry.correct_carry_over",
    "registry.succeed",
    "registry.order_recovery",
    "registry.collect_recovery",
    "registry.close_recovery",
)

#: What the registry asks of an open session, for an organ.
_IN_SESSION = ("registry.request_freeze",)

#: What a province does with the account of differentiated issue.
_HELD = ("registry.surrender_for", "registry.release_held")

#: What a holder of an account does about it, and who wants one.
_HOLDER = (
    "registry.apply_account",
    "registry.file_papers",
    "registry.change_holder",
    "registry.name_representatives",
    "registry.end_representatives",
    "registry.object_restriction",
    "registry.report_disposal",
    "registry.ask_closing",
    "registry.file_bank_account",
    "exchange.apply_trading",
    "exchange.report_error_trade",
    "exchange.consent_error_trade",
    "exchange.explain",
    "exchange.trade",
    "exchange.file_large_holder",
    "see.explanations",
    "exchange.apply_auction",
    "exchange.withdraw_auction",
    "exchange.ask_to_bid",
    "registry.set_aside_for_auction",
)

#: What an authority does about a paid allocation, from an account of its own body.
_PAID_ALLOCATION = (
    "exchange.apply_trading",
    "exchange.order_paid_allocation",
    "exchange.withdraw_auction",
    "exchange.report_error_trade",
    "exchange.consent_error_trade",
    "registry.set_aside_for_auction",
)

#: What the registry does about holders.
_OVER_HOLDERS = (
    "registry.ask_papers",
    "registry.admit_holder",
    "registry.refuse_holder",
    "registry.bring_holder",
    "registry.decide_holder_change",
    "registry.name_representatives",
    "registry.end_representatives",
    "registry.restrict_holder",
    "registry.lift_restriction",
    "registry.answer_restriction_objection",
    "registry.note_barred",
    "registry.close_holder",
    "registry.decide_bank_account",
)

#: What the law's maker does, and what everybody who is admitted may say to it.
_RULEMAKING = (
    "rulemaking.draft",
    "rulemaking.amend",
    "rulemaking.consult",
    "rulemaking.answer",
    "rulemaking.note_consent",
    "rulemaking.issue",
    "rulemaking.withdraw",
    "rulemaking.state_total",
    "participants.move_sector",
)
_COMMENTS = {"rulemaking.comment": "nation", "voluntary.comment": "nation"}

#: What owners of voluntary projects and holders of their units do.
_VOLUNTARY = (
    "voluntary.deposit_design",
    "voluntary.report_reduction",
    "voluntary.apply",
    "voluntary.withdraw",
    "voluntary.move_in",
    "voluntary.move_out",
    "voluntary.use",
    "voluntary.certify",
    "voluntary.cancel_false",
    "see.units",
)

#: What the voluntary registry does; of it what one person alone cannot do.
_VOLUNTARY_TWO = (
    "voluntary.decide",
    "voluntary.cancel_project",
    "voluntary.transfer",
    "voluntary.freeze",
    "voluntary.release",
    "voluntary.enforce_order",
)
#: What both bodies of the voluntary market do about their fees.
_VOLUNTARY_FEES = (
    "voluntary.issue_invoice",
    "voluntary.note_payment",
    "voluntary.credit_invoice",
)
_VOLUNTARY_REGISTRY = (
    *_VOLUNTARY_TWO,
    "voluntary.open_account",
    "voluntary.note_known",
    "voluntary.note_certificate",
)

#: The steps of a body that verifies.
_VERIFICATION = (
    "mrv.declare_tie",
    "mrv.plan_verification",
    "mrv.review_documents",
    "mrv.visit_site",
    "mrv.issue_findings",
    "mrv.settle_finding",
    "mrv.review_conclusion",
    "mrv.conclude_verification",
)

#: What the ministry does about factors; technical bodies propose and test them.
_FACTORS = (
    "rulemaking.propose_factor",
    "rulemaking.review_factor",
    "rulemaking.publish_factors",
    "rulemaking.retire_factor",
)
_PROPOSES = {"rulemaking.propose_factor": "nation", "see.factors": "nation"}
_TESTS = {**_PROPOSES, "rulemaking.test_factor": "nation"}

#: Case files: who looks into breaches, who decides on them, and what those they are about may do.
_CLUES = ("supervision.deposit_clue", "supervision.inspect", "supervision.explain_doubt", "supervision.check_doubt")
_CASES = (
    *_CLUES,
    "supervision.dismiss_clue",
    "supervision.file_case",
    "supervision.give_notice",
    "supervision.serve_paper",
    "supervision.call_hearing",
    "supervision.hold_hearing",
    "supervision.decide_case",
    "supervision.grant_instalments",
    "supervision.note_payment",
    "supervision.note_refund",
    "supervision.write_off_fine",
    "supervision.note_refusal",
    "supervision.verify_correction",
    "supervision.close_case",
    "supervision.note_appeal_result",
    "supervision.revise_decision",
    "see.cases",
)
_OWN_CASES = (
    "supervision.explain_doubt",
    "supervision.state_case",
    "supervision.report_correction",
    "supervision.appeal",
    "see.own_cases",
)

#: What is taken over when the books begin.
_OPENING = ("opening.sign", "opening.take")

#: Who is covered by another market.
_OTHER_MARKETS = ("participants.note_other_coverage", "participants.end_other_coverage")

#: Messages between institutions that are apart: what this one tells, and what it is told.
_MESSAGES = {"institutions.receive": "nation", "see.messages": "nation"}

#: What the exchange's clerks do of a day.
_EXCHANGE_DAY = (
    "exchange.announce",
    "exchange.call_off_day",
    "exchange.open_day",
    "exchange.tick_check",
    "exchange.untick_check",
    "exchange.halt_session",
    "exchange.resume_session",
    "exchange.call_off_session",
    "exchange.report_interruption",
    "exchange.note_measures",
    "exchange.close_incident",
    "exchange.provide_reserve",
    "exchange.use_reserve",
    "exchange.report_error_trade",
    "exchange.decide_error_trade",
)

#: What they do about who trades.
_OVER_PARTICIPANTS = (
    "exchange.admit_participant",
    "exchange.refuse_participant",
    "exchange.suspend_participant",
    "exchange.resume_participant",
    "exchange.close_participant",
    "exchange.warn_participant",
    "exchange.lift_warning",
    "exchange.raise_alert",
    "exchange.assign_alert",
    "exchange.demand_explanation",
    "exchange.look_at_explanation",
    "exchange.conclude_alert",
    "exchange.find_large_holder",
    "exchange.look_at_large_holder",
)

#: What they do about one-way auctions; the last is carried out in the registry's books.
_AUCTIONS = (
    "exchange.review_auction",
    "exchange.announce_auction",
    "exchange.lapse_auction",
    "exchange.call_off_auction",
    "exchange.decide_bidder",
    "exchange.record_auction_result",
    "registry.free_from_auction",
)

#: What of it one person alone cannot do.
_EXCHANGE_TWO = (
    "exchange.announce_auction",
    "exchange.call_off_auction",
    "exchange.record_auction_result",
    "exchange.order_paid_allocation",
    "exchange.call_off_day",
    "exchange.open_day",
    "exchange.halt_session",
    "exchange.resume_session",
    "exchange.call_off_session",
    "exchange.admit_participant",
    "exchange.suspend_participant",
    "exchange.resume_participant",
    "exchange.close_participant",
    "exchange.lift_warning",
    "exchange.decide_error_trade",
    "exchange.conclude_alert",
    "exchange.use_reserve",
)

_BY_ROLE: Mapping[str, Mapping[str, str]] = {
    "nation": {
        **_MESSAGES,
        **dict.fromkeys((*_RULEMAKING, *_FACTORS, *_OTHER_MARKETS), "nation"),
        "see.factors": "nation",
        **dict.fromkeys(_OPENING, "nation"),
        **dict.fromkeys(_CASES, "nation"),
        "participants.admit_actor": "nation",
        "participants.dismiss_actor": "nation",
        **dict.fromkeys(_CHANGES, "nation"),
        **dict.fromkeys(_LIST, "nation"),
        "participants.register_entity": "nation",
        "participants.list_entity": "nation",
        "participants.skip_rows": "nation",
        "participants.grant_mandate": "nation",
        "participants.withdraw_mandate": "nation",
        "mrv.take_opening_emission": "nation",
        "mrv.take_opening_output": "nation",
        "mrv.list_body": "nation",
        "mrv.strike_body": "nation",
        "mrv.publish_score": "nation",
        "mrv.look_at_verification": "nation",
        "mrv.decide_emission_correction": "nation",
        "voluntary.admit_body": "nation",
        "voluntary.strike_body": "nation",
        "voluntary.order_cancellation": "nation",
        "allocation.grant_hardship": "nation",
        "allocation.refuse_relief": "nation",
        **dict.fromkeys(_PAID_ALLOCATION, "body"),
        "run.open": "nation",
        "run.close": "nation",
        "see.console": "nation",
        "see.alerts": "nation",
        "see.explanations": "nation",
        "see.secrets": "nation",
        "see.reviews": "nation",
        **dict.fromkeys(_PAPERS, "nation"),
        **_OFFICIALS,
    },
    "province": {
        **_AREA,
        **_PROPOSES,
        **dict.fromkeys(_OTHER_MARKETS, "area"),
        **dict.fromkeys(_CASES, "area"),
        "participants.admit_actor": "area",
        "mrv.take_opening_emission": "area",
        "mrv.take_opening_output": "area",
        "mrv.confirm_emission": "area",
        "mrv.decide_control_plan": "area",
        "mrv.note_supervision": "area",
        "mrv.look_at_verification": "area",
        "mrv.tell_result": "area",
        "mrv.decide_verification_objection": "area",
        "mrv.propose_emission_correction": "area",
        **dict.fromkeys(_ALLOCATION, "area"),
        **dict.fromkeys(_HELD, "area"),
        **dict.fromkeys(_PAID_ALLOCATION, "body"),
        "compliance.set_obligation": "area",
        "compliance.assess": "area",
        "compliance.count_filed": "area",
        "compliance.correct_obligation": "area",
        "voluntary.order_cancellation": "area",
    },
    "city": {
        **dict.fromkeys((*_CLUES, "see.cases"), "area"),
        "participants.comment_listing": "area",
        "mrv.note_supervision": "area",
        "mrv.look_at_verification": "area",
        "see.entity": "area",
        "see.records": "area",
        "see.secrets": "area",
        "see.reviews": "area",
        "see.tasks": "body",
    },
    "entity": {
        **dict.fromkeys(_OWN_CASES, "own"),
        **dict.fromkeys((*_COMPANY, *_TRANSFERS, *_HOLDER, *_HOLDINGS, *_OWN_MONEY, *_VOLUNTARY), "own"),
        "participants.grant_mandate": "own",
        "participants.withdraw_mandate": "own",
        "see.tasks": "body",
    },
    "group": {
        **dict.fromkeys(_OWN_CASES, "group"),
        **dict.fromkeys((*_COMPANY, *_TRANSFERS, *_HOLDER, *_HOLDINGS, *_OWN_MONEY, *_VOLUNTARY), "group"),
        "see.tasks": "body",
    },
    "participant": {
        **dict.fromkeys(_OWN_CASES, "body"),
        **dict.fromkeys((*_HOLDER, *_TRANSFERS, *_HOLDINGS, *_OWN_MONEY, *_VOLUNTARY), "body"),
        "registry.fund_trading": "body",
        "registry.return_from_trading": "body",
        "registry.request_return": "body",
        "registry.surrender": "body",
        "see.holdings": "body",
        "see.trading": "body",
        "see.tasks": "body",
    },
    "verifier": {
        **dict.fromkeys(_OWN_CASES, "body"),
        **_TESTS,
        **dict.fromkeys(_PAPERS, "nation"),
        "mrv.verify_report": "nation",
        "mrv.note_practitioner": "body",
        "mrv.note_contract": "body",
        **dict.fromkeys(_VERIFICATION, "body"),
        "voluntary.declare_tie": "body",
        "voluntary.conclude": "body",
        "mrv.verify_gases": "nation",
        "see.entity": "nation",
        "see.secrets": "nation",
        "see.records": "nation",
        "see.tasks": "body",
    },
    "laboratory": {
        **dict.fromkeys(_OWN_CASES, "body"),
        **_TESTS,
        "mrv.deposit_evidence": "body",
        "mrv.deposit_laboratory_report": "body",
        "mrv.note_practitioner": "body",
        "see.tasks": "body",
    },
    "registry": {
        **_MESSAGES,
        **dict.fromkeys(_OVER_HOLDERS, "nation"),
        **dict.fromkeys(_OVER_TRANSFERS, "nation"),
        **dict.fromkeys(_FREEZES, "nation"),
        **dict.fromkeys(_BY_LAW, "nation"),
        **dict.fromkeys(_IN_SESSION, "nation"),
        "registry.reverse_surrender": "nation",
        "registry.certify_cancellation": "nation",
        "compliance.note_reversal": "nation",
        "registry.open": "nation",
        "registry.list_instrument": "nation",
        "registry.open_account": "nation",
        "registry.issue": "nation",
        "registry.take_back": "nation",
        "registry.deposit_cash": "nation",
        "registry.withdraw_cash": "nation",
        **dict.fromkeys(_MONEY, "nation"),
        "registry.book_paid_allocation": "nation",
        "compliance.note_surrender": "nation",
        **dict.fromkeys(_PAPERS, "nation"),
        "run.open": "nation",
        "run.close": "nation",
        "see.entity": "nation",
        "see.holdings": "nation",
        "see.tasks": "body",
    },
    "voluntary": {
        **_MESSAGES,
        **dict.fromkeys(_VOLUNTARY_REGISTRY, "nation"),
        **dict.fromkeys(_VOLUNTARY_FEES, "nation"),
        "compliance.count_offset": "nation",
        "see.units": "nation",
        "see.tasks": "body",
    },
    "voluntary_exchange": {
        **dict.fromkeys(_VOLUNTARY_FEES, "nation"),
        "voluntary.open_session": "nation",
        "voluntary.close_session": "nation",
        "voluntary.book_trade": "nation",
        "voluntary.move_out": "nation",
        "see.units": "nation",
        "see.tasks": "body",
    },
    "exchange": {
        **_MESSAGES,
        "supervision.deposit_clue": "nation",
        "exchange.open_session": "nation",
        **dict.fromkeys(_PAPERS, "nation"),
        "exchange.close_session": "nation",
        "exchange.answer_request": "nation",
        **dict.fromkeys(_EXCHANGE_DAY, "nation"),
        **dict.fromkeys(_OVER_PARTICIPANTS, "nation"),
        **dict.fromkeys(_AUCTIONS, "nation"),
        "registry.note_request_answer": "nation",
        "registry.hand_over_positions": "nation",
        "registry.settle_trade": "nation",
        "registry.fail_trade": "nation",
        "registry.charge_trades": "nation",
        "registry.take_back_positions": "nation",
        "run.open": "nation",
        "run.close": "nation",
        "see.trading": "nation",
        "see.alerts": "nation",
        "see.explanations": "nation",
        "see.tasks": "body",
    },
}

ACCESS: Mapping[str, Mapping[str, str]] = {role: {**_COMMENTS, **rights} for role, rights in _BY_ROLE.items()}

#: What one person alone cannot do; of some of it only from an amount on, which is law data (`second_person`).
FOUR_EYES = frozenset(
    {
        *_FREEZES,
        *_IN_SESSION,
        *_HELD,
        *_BY_LAW,
        *_EXCHANGE_TWO,
        *_VOLUNTARY_TWO,
        *_VOLUNTARY_FEES,
        "voluntary.order_cancellation",
        "registry.apply_carry_over",
        "registry.cancel",
        "registry.reverse_surrender",
        "registry.offer_pledge",
        "registry.release_pledge",
        "allocation.instruct",
        "allocation.correct",
        "allocation.grant_hardship",
        "registry.issue",
        "registry.book_paid_allocation",
        "registry.take_back",
        "registry.deposit_cash",
        "registry.withdraw_cash",
        "registry.name_representatives",
        "registry.end_representatives",
        "registry.lift_restriction",
        "registry.answer_restriction_objection",
        "registry.close_holder",
        "registry.surrender",
        "registry.order_transfer",
        "registry.release_transfer",
        "registry.trust_account",
        "registry.file_bank_account",
        "registry.settle_trade",
        "participants.grant_mandate",
        "registry.fail_trade",
        "registry.offer_cover",
        "registry.leave_failed_trade",
        "registry.reverse_trade",
        "registry.request_withdrawal",
        "registry.request_money",
        "registry.pay_withdrawal",
        "registry.close_day",
        "registry.take_bank_file",
        "registry.assign_money",
        "registry.return_money",
        "registry.issue_invoice",
        "registry.pay_invoice",
        "registry.credit_invoice",
        "registry.cover_failure",
        "registry.recover_claim",
        "registry.void_failed_trade",
        "registry.fund_reserve",
        "rulemaking.issue",
        "rulemaking.publish_factors",
        "rulemaking.state_total",
        "opening.sign",
    }
)


class Known(Protocol):
    """Where actors, mandates and delegations are found: the writer's rows, or a reader's snapshot."""

    def get(self, kind: type[R], key: Key) -> R | None: ...

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


@cache
def _by_key(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    """Return the statement that reads a row by its key."""
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in key)}"


class ViewRows:
    """Rows of a snapshot, as the access check reads them outside the lock."""

    def __init__(self, view: Reads) -> None:
        self._view = view

    def get(self, kind: type[R], key: Key) -> R | None:
        spec = kind.__table__
        found = self._view.fetch(
            _by_key(spec.name, spec.column_names, spec.key), [key] if len(spec.key) == 1 else list(key)
        )
        return cast("R", spec.make(*found[0])) if found else None

    def where(self, kind: type[R], **equals: int | str) -> list[R]:
        spec = kind.__table__
        sql = spec.select_sql(" AND ".join(f"{name} = ?" for name in equals))
        return [cast("R", spec.make(*row)) for row in self._view.fetch(sql, list(equals.values()))]


def rights_of(role: str) -> Mapping[str, str]:
    """Return the rights of a role with their scopes, its own powers and the public ones among them."""
    return {**PUBLIC, **_OWN_POWERS, **ACCESS[role]} if role in ACCESS else PUBLIC


def scope_of(role: str, right: str) -> str | None:
    """Return the scope in which a role has one right, or None."""
    places = (ACCESS[role], _OWN_POWERS, PUBLIC) if role in ACCESS else (PUBLIC,)
    return next((rights[right] for rights in places if right in rights), None)


#: Whether a command of four eyes needs its second person: kind, items, rows, legal day.
Asks = Callable[[str, Sequence[Mapping[str, Any]], Known, str], bool]


def _always(kind: str, items: Sequence[Mapping[str, Any]], rows: Known, on: str) -> bool:
    return True


def authorize(
    command: Command, concerns: Sequence[Concern], rows: Known, on: str, asks: Asks = _always
) -> Outcome | None:
    """Return why a command is not permitted on a legal day, or None.

    `asks` tells of a kind of four eyes whether this command needs the second person.
    """
    if command.kind in BEGINNING:
        return None
    refused = judge(command.actor, command.organisation, command.kind, concerns, rows, on)
    if refused is not None or command.kind not in FOUR_EYES:
        return refused
    if not command.second and not asks(command.kind, command.items, rows, on):
        return None
    return _second(command, concerns, rows, on)


def judge(
    actor_id: str, organisation: str, right: str, concerns: Sequence[Concern], rows: Known, on: str
) -> Outcome | None:
    """Return why an actor has not a right over all these subjects on a legal day, or None."""
    actor = rows.get(ActorRow, actor_id)
    if actor is None or not actor.active:
        return CommandOutcome.ACTOR_NOT_FOUND
    if actor.organisation != organisation:
        return CommandOutcome.ACTOR_OF_OTHER_ORGANISATION
    own = _has(actor, right, concerns, rows, on)
    if own is None or right in _OWN_POWERS:
        return own
    for given in rows.where(DelegationRow, taker=actor.id):
        if stands(given.from_day, given.until_day, on) and covers(given.kinds, right):
            giver = rows.get(ActorRow, given.giver)
            if giver is not None and giver.active and _has(giver, right, concerns, rows, on) is None:
                return None
    return own


def _second(command: Command, concerns: Sequence[Concern], rows: Known, on: str) -> Outcome | None:
    if not command.second:
        return CommandOutcome.SECOND_MISSING
    if command.second == command.actor:
        return CommandOutcome.SECOND_IS_FIRST
    if judge(command.second, command.organisation, command.kind, concerns, rows, on) is not None:
        return CommandOutcome.SECOND_NOT_PERMITTED
    return None


def _has(actor: ActorRow, right: str, concerns: Sequence[Concern], rows: Known, on: str) -> Outcome | None:
    scope = scope_of(actor.role, right)
    if scope is None:
        return CommandOutcome.NOT_PERMITTED
    if not all(_within(scope, actor, concern, rows, on) for concern in concerns):
        return CommandOutcome.OUT_OF_SCOPE
    return None


def _within(scope: str, actor: ActorRow, concern: Concern, rows: Known, on: str) -> bool:
    match scope:
        case "nation" | "public":
            return True
        case "area":
            return actor.area_gb2260 != "" and _in_area(actor.area_gb2260, concern, rows)
        case "own":
            return actor.entity != "" and concern.entity == actor.entity
        case "body":
            return concern.organisation == actor.organisation
        case "group":
            mandate = rows.get(MandateRow, (actor.organisation, concern.entity)) if concern.entity else None
            return mandate is not None and stands(mandate.from_day, mandate.until_day, on)
    raise AssertionError(scope)


def _in_area(area: str, concern: Concern, rows: Known) -> bool:
    """Tell whether a subject is of a province or city; entities know their province, and their city by placement."""
    if len(area) > PROVINCE and concern.entity:
        placed = rows.get(EntityCityRow, concern.entity)
        return placed is not None and placed.city_gb2260 == area
    return concern.area.startswith(area)


def in_area_sql(area: str, entity: str, mark: str = "?") -> str:
    """Return the same for many rows: a condition on the SQL expression of an entity's id; `mark` stands for the area.

    Of an actor whose area is the nation ("") there are none.
    """
    if len(area) > PROVINCE:
        return f"{entity} IN (SELECT entity FROM participants_entity_city WHERE city_gb2260 = {mark})"
    return f"{entity} IN (SELECT id FROM participants_entity WHERE area_gb2260 = {mark})"


def covers(kinds: str, right: str) -> bool:
    """Tell whether a delegation's kinds name a right; `mrv.*` names all of a system."""
    names = kinds.split()
    return right in names or right.partition(".")[0] + ".*" in names
