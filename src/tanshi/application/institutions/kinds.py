"""Kinds of messages: which facts of an institution are told to which other, and what of them.

A kind is a published fact type of the sender, so its version is the fact's and its fields are documented there. What
is not the receiver's business is left out. A kind is `entered`, when the receiver keeps a copy of the fact in its own
journal (the directory of who may act, the register of entities, the law), or a notice by which it judges its own acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_origin, get_type_hints

from tanshi.allocation.deduction import DeductionLifted, DeductionNoted
from tanshi.allocation.instruction import Instructed
from tanshi.application.institutions.bodies import AUTHORITY, EXCHANGE, REGISTRY, VOLUNTARY
from tanshi.compliance.events import (
    ComplianceAssessed,
    ObligationCorrected,
    ObligationOpened,
    ObligationSet,
    ShortfallMadeGood,
    SurrenderNoted,
)
from tanshi.compliance.filed_offsets import FiledCounted
from tanshi.compliance.offsets import OffsetAllowed, OffsetCounted
from tanshi.compliance.reversal import ReversalNoted
from tanshi.exchange.events import SessionClosed, SessionOpened
from tanshi.exchange.incidents import IncidentClosed
from tanshi.exchange.interruptions import InterruptionReported, SessionInterrupted
from tanshi.exchange.one_way.results import AuctionEnded
from tanshi.exchange.requests import RequestAnswered
from tanshi.journal.fact import Fact
from tanshi.participants.events import (
    ActorAdmitted,
    ActorDismissed,
    DelegationEnded,
    EntitiesMerged,
    EntityChanged,
    EntityPlaced,
    EntityRegistered,
    EntityShut,
    EntitySplit,
    MandateGranted,
    MandateWithdrawn,
    MarketFounded,
    PowersDelegated,
)
from tanshi.registry.applications import HolderAdmitted
from tanshi.registry.auction_offers import AuctionFreed, AuctionSetAside
from tanshi.registry.barred import BarredNoted
from tanshi.registry.cancellation import Cancelled
from tanshi.registry.carryover import CarriedOver, CarryOverCorrected
from tanshi.registry.closing import HolderClosed
from tanshi.registry.events import (
    INSTRUCTION,
    AccountOpened,
    CashDeposited,
    CashWithdrawn,
    Issued,
    PositionsHandedOver,
    PositionsTakenBack,
    Surrendered,
    TakenBack,
    TradingFunded,
    TradingReturned,
)
from tanshi.registry.failure import (
    ClaimRecovered,
    FailedTradeSettled,
    FailedTradeVoided,
    FailureCovered,
    TradeFailed,
)
from tanshi.registry.freeze import Deducted, FreezeFilled, FreezeOrdered, FreezeReleased, FreezeRenewed
from tanshi.registry.paid_allocation import PaidAllocationBooked
from tanshi.registry.products import InstrumentListed
from tanshi.registry.recovery import RecoveryClosed, RecoveryCollected, RecoveryOrdered
from tanshi.registry.restrictions import HolderRestricted, RestrictionLifted
from tanshi.registry.reversal import SurrenderedFor, SurrenderForReversed, SurrenderReversed
from tanshi.registry.session_request import SessionAnswered, SessionRequested
from tanshi.registry.settlement_objection import SettlementObjected, SettlementObjectionDecided, TradeReversed
from tanshi.registry.succession import Succeeded
from tanshi.rulemaking.events import (
    ActAmended,
    ActDrafted,
    ActIssued,
    ActWithdrawn,
    TotalStated,
    ValuesProposed,
)
from tanshi.supervision.penalty_events import CreditNoted
from tanshi.supervision.revision_events import CreditMarked
from tanshi.voluntary.false_units import OrderEnforced
from tanshi.voluntary.sessions import SessionClosed as UnitsTraded
from tanshi.voluntary.step_facts import Issued as UnitsIssued
from tanshi.voluntary.use import SURRENDER, Used

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message between two institutions."""

    sender: str
    receiver: str
    fact: type[Fact]
    purpose: str
    tells: tuple[str, ...]  # the fields that are told
    blank: Mapping[str, Any] = field(default_factory=dict)  # what an entered copy has in the others
    entered: bool = False
    about: Callable[[Body], str] = lambda body: ""  # what the receiver finds a notice by
    counted: tuple[str, ...] = ()  # kinds whose notices about the same are numbered together, from 1
    files: tuple[str, ...] = ()  # fields that name a file that travels with the message

    @property
    def name(self) -> str:
        """The kind as messages name it: the fact type with its version."""
        return self.fact.type

    def body_of(self, data: Body) -> dict[str, Any]:
        """Return what is told of a fact."""
        return {name: data[name] for name in self.tells}

    def fits(self, body: Body) -> bool:
        """Tell whether a body has the fields of this kind, each of its type."""
        hints = get_type_hints(self.fact)
        return body.keys() == set(self.tells) and all(type(body[n]) is _kind_of(hints[n]) for n in self.tells)

    def copy_of(self, body: Body) -> Fact:
        """Return the fact that the receiver enters."""
        return self.fact(**{**self.blank, **body})

    def files_of(self, body: Body) -> tuple[str, ...]:
        """Return the names of the files that travel with a body."""
        return tuple(body[name] for name in self.files)


def _kind_of(hint: Any) -> type:
    return get_origin(hint) or hint  # type: ignore[no-any-return]


def _entered(
    fact: type[Fact], purpose: str, to: tuple[str, ...] = (REGISTRY, EXCHANGE, VOLUNTARY), **blank: Any
) -> list[Kind]:
    """Return the kind for those who keep copies of it: all others, or some of them."""
    tells = tuple(f.name for f in fields(fact) if f.name not in blank)  # type: ignore[arg-type]
    return [Kind(AUTHORITY, receiver, fact, purpose, tells, blank, entered=True) for receiver in to]


def _notice(
    sender: str, receiver: str, fact: type[Fact], purpose: str, tells: str, about: str = "", **more: Any
) -> Kind:
    """Return the kind of a notice that is found by one of its fields."""
    found = more.pop("found", (lambda body: str(body[about])) if about else (lambda body: ""))
    return Kind(sender, receiver, fact, purpose, tuple(tells.split()), about=found, **more)


def _instruction(body: Body) -> str:
    """Find what was carried out by its instruction; an act on another ground names a paper."""
    return body["instruction"] if body["instruction"].startswith(INSTRUCTION) else ""


def _numbered(body: Body) -> str:
    """Find a freeze, a recovery or a carry-over by its holder and number."""
    return f"{body['holder']}/{body['number']}"


#: What counts for an entity's obligation of a period, numbered together: its own surrenders and those made for it.
SURRENDERS = (Surrendered.type, SurrenderedFor.type)
#: The same of those that were taken back.
REVERSALS = (SurrenderReversed.type, SurrenderForReversed.type)


def request_about(session: str, number: int) -> str:
    """Return what a request to a session, and its answer, are found by."""
    return f"{session}/{number}"


def offer_about(holder: str, auction: int) -> str:
    """Return what messages about an offer set aside for an auction are found by."""
    return f"{holder}/{auction}"


def obligation_about(entity: str, period: str) -> str:
    """Return what messages about an entity's obligation of a period are found by."""
    return f"{entity}/{period}"


def _offset(body: Body) -> str:
    """Find a cancellation by the obligation it stands for; one for something else is not looked for."""
    return obligation_about(body["beneficiary"], body["period"]) if body["purpose"] == SURRENDER else ""


def _offer(body: Body) -> str:
    return offer_about(body["holder"], body["auction"])


def _trade(body: Body) -> str:
    """Find a trade by its session and number."""
    return f"{body['session']}/{body['number']}"


def _objection(body: Body) -> str:
    """Find an objection to a settlement by its holder and day."""
    return f"{body['holder']}/{body['day']}"


def counted_about(entity: str, period: str, number: int) -> str:
    """Return what the notice of a surrender, or reversal, for an entity's period is found by; numbered from 1."""
    return f"{entity}/{period}/{number}"


_DIRECTORY = [
    *_entered(MarketFounded, "Which market it is."),
    *_entered(ActorAdmitted, "Somebody may act for an organisation."),
    *_entered(ActorDismissed, "Somebody may no longer act."),
    *_entered(MandateGranted, "A group may act for an entity."),
    *_entered(MandateWithdrawn, "A group's mandate has a last day."),
    *_entered(PowersDelegated, "An actor lets a colleague act in its place."),
    *_entered(DelegationEnded, "A delegation has a last day."),
    *_entered(EntityRegistered, "An entity that may hold and trade.", units=[]),
    *_entered(EntityChanged, "An entity's name, credit code or owner."),
    *_entered(EntityPlaced, "The city of an entity."),
    *_entered(EntitiesMerged, "Entities went into another one, which takes their rights and duties.", units=[]),
    *_entered(EntitySplit, "An entity's rights and duties went to several.", units=[]),
    *_entered(EntityShut, "An entity is shut.", units=[]),
]

_LAW = [
    *_entered(ActDrafted, "An act and the vintages it is the plan of; a draft gives nothing."),
    *_entered(ActAmended, "A draft's other text."),
    *_entered(ValuesProposed, "What a version of an act sets of a parameter."),
    *_entered(ActIssued, "An act is issued: from when it is in force, and for which vintages."),
    *_entered(ActWithdrawn, "An act is withdrawn, with its last day."),
    *_entered(TotalStated, "The total of a vintage that its plan states."),
]

_OBLIGATIONS = [
    *_entered(ObligationSet, "What an entity must surrender, and until when.", (REGISTRY,)),
    *_entered(ObligationOpened, "An obligation of earlier books that is still open.", (REGISTRY,)),
    *_entered(ObligationCorrected, "The obligation follows a corrected allocation; it is open again.", (REGISTRY,)),
    *_entered(SurrenderNoted, "A surrender counts for the obligation.", (REGISTRY,)),
    *_entered(ReversalNoted, "A surrender that was taken back counts no more.", (REGISTRY,)),
    *_entered(ShortfallMadeGood, "A surrender after the assessment makes good a shortfall.", (REGISTRY,)),
    *_entered(OffsetCounted, "Cancelled voluntary units count for the obligation.", (REGISTRY,)),
    *_entered(FiledCounted, "Cancelled reductions of a filed project count for the obligation.", (REGISTRY,)),
    *_entered(ComplianceAssessed, "The obligation is met, or short.", (REGISTRY,), penalties=[]),
]


def _of_trades(receiver: str) -> list[Kind]:
    """Return the kinds that tell what became of single trades that were not settled, or not for good."""
    return [
        _notice(
            REGISTRY, receiver, TradeFailed, "A trade could not be settled: who lacks what, until when.",
            "session number instrument seller buyer price_fen quantity_t failing missing_t missing_fen until",
            found=_trade,
        ),
        _notice(REGISTRY, receiver, FailedTradeSettled, "What was missing came.", "session number late", found=_trade),
        _notice(
            REGISTRY, receiver, FailureCovered, "The reserve or the operator stood in for a defaulter.",
            "session number source defaulter instrument due_fen held_t", found=_trade,
        ),
        _notice(
            REGISTRY, receiver, ClaimRecovered, "A defaulter paid for its trade, all or part of it.",
            "session number amount_fen released_t", found=_trade,
        ),
        _notice(REGISTRY, receiver, FailedTradeVoided, "A failed trade was let go.", "session number", found=_trade),
        _notice(
            REGISTRY, receiver, SettlementObjected, "A participant objected to its settlement of a day.",
            "holder day reason", found=_objection,
        ),
        _notice(
            REGISTRY, receiver, SettlementObjectionDecided, "The objection was decided; upheld, trades may go back.",
            "holder day upheld", found=_objection,
        ),
        _notice(
            REGISTRY, receiver, TradeReversed, "A settled trade was moved back.", "session number holder", found=_trade,
        ),
        _notice(
            REGISTRY, receiver, BarredNoted, "A holder may no longer buy, and is to have sold by a day.",
            "holder ground sell_by", "holder",
        ),
        _notice(
            REGISTRY, receiver, Succeeded, "What a holder had went to its successors.", "holder ground", "holder",
        ),
    ]  # fmt: skip


KINDS: tuple[Kind, ...] = (
    *_DIRECTORY,
    *_LAW,
    *_OBLIGATIONS,
    _notice(
        AUTHORITY, REGISTRY, Instructed, "What is to be put on an account, or taken back below zero.",
        "id entity period stage vintage holder amount_t", "id",
    ),
    _notice(
        AUTHORITY, REGISTRY, DeductionNoted, "What is to be withheld from an entity's next allowances.",
        "entity number kind from_period amount_t", found=lambda body: f"{body['entity']}/{body['number']}",
    ),
    _notice(
        AUTHORITY, REGISTRY, DeductionLifted, "So much of a deduction stands no more; what it withheld is instructed.",
        "entity number lift amount_t", found=lambda body: f"{body['entity']}/{body['number']}/{body['lift']}",
    ),
    *(
        _notice(
            AUTHORITY, receiver, CreditNoted, "A penalty was served; `bar` is what its subject is barred from, if any.",
            "docket subject instrument article bar", "subject",
        )
        for receiver in (REGISTRY, EXCHANGE, VOLUNTARY)
    ),
    *(
        _notice(
            AUTHORITY, receiver, CreditMarked, "A penalty was changed or annulled; without `bar` it bars no more.",
            "docket subject result bar", "subject",
        )
        for receiver in (REGISTRY, EXCHANGE, VOLUNTARY)
    ),
    _notice(
        REGISTRY, AUTHORITY, RecoveryOrdered, "What could not be taken back is to be brought by a day.",
        "holder number instrument amount_t instruction due", found=_numbered,
    ),
    _notice(
        REGISTRY, AUTHORITY, RecoveryCollected, "Tonnes were taken for a recovery.",
        "holder number instrument amount_t left_t", found=_numbered,
    ),
    _notice(
        REGISTRY, AUTHORITY, RecoveryClosed, "A recovery ended without the rest of its tonnes.",
        "holder number left_t ground deduction", found=_numbered,
    ),
    _notice(
        REGISTRY, AUTHORITY, Issued, "An instruction was carried out.",
        "account instrument amount_t ground instruction", found=_instruction,
    ),
    _notice(
        REGISTRY, AUTHORITY, TakenBack, "An instruction to take back was carried out, as far as there was something.",
        "account instrument amount_t ground instruction", found=_instruction,
    ),
    _notice(
        REGISTRY, AUTHORITY, Surrendered, "Allowances were surrendered for a period's obligation.",
        "holder instrument amount_t period", found=lambda body: f"{body['holder']}/{body['period']}",
        counted=SURRENDERS,
    ),
    _notice(
        REGISTRY, AUTHORITY, SurrenderedFor, "A holder surrendered for another entity's obligation.",
        "holder entity instrument amount_t period", found=lambda body: f"{body['entity']}/{body['period']}",
        counted=SURRENDERS,
    ),
    _notice(
        REGISTRY, AUTHORITY, SurrenderReversed, "A surrender was taken back, all or part of it.",
        "holder transfer instrument amount_t period", found=lambda body: f"{body['holder']}/{body['period']}",
        counted=REVERSALS,
    ),
    _notice(
        REGISTRY, AUTHORITY, SurrenderForReversed, "A surrender for another entity was taken back, all or part of it.",
        "holder entity transfer instrument amount_t period",
        found=lambda body: f"{body['entity']}/{body['period']}", counted=REVERSALS,
    ),
    _notice(
        REGISTRY, AUTHORITY, Cancelled, "A holder cancelled allowances of its own will.", "holder instrument amount_t",
    ),
    _notice(
        REGISTRY, AUTHORITY, CarriedOver, "Allowances of one vintage became those of a later one.",
        "holder number instrument carried_into amount_t", found=_numbered,
    ),
    _notice(
        REGISTRY, AUTHORITY, CarryOverCorrected, "A carry-over was undone, all or part of it.",
        "holder number instrument carried_into amount_t", found=_numbered,
    ),
    *_of_trades(AUTHORITY),
    *_of_trades(EXCHANGE),
    _notice(
        REGISTRY, EXCHANGE, InstrumentListed, "What may be held and traded, by which act.",
        "instrument kind unit approved_by valid_from valid_until", "instrument",
    ),
    _notice(REGISTRY, EXCHANGE, AccountOpened, "Who has a trading account.", "holder trading", "holder"),
    _notice(REGISTRY, EXCHANGE, HolderAdmitted, "A holder's account is open.", "holder kind trading", "holder"),
    _notice(
        REGISTRY, EXCHANGE, HolderRestricted, "A holder may not do what `stopped` names.", "holder stopped", "holder",
    ),
    _notice(
        REGISTRY, EXCHANGE, RestrictionLifted, "A restriction ended; `stopped` is what is stopped still.",
        "holder stopped", "holder",
    ),
    _notice(REGISTRY, EXCHANGE, HolderClosed, "A holder's account is closed.", "holder", "holder"),
    _notice(
        REGISTRY, EXCHANGE, FreezeOrdered, "An organ ordered a freeze; what is with the exchange is not to be sold.",
        "holder number account instrument amount_t frozen_t until_day", found=_numbered,
    ),
    _notice(
        REGISTRY, EXCHANGE, FreezeFilled, "What a freeze waited for is frozen.",
        "holder number account instrument amount_t", found=_numbered,
    ),
    _notice(
        REGISTRY, EXCHANGE, FreezeReleased, "A freeze was lessened or ended.",
        "holder number account instrument amount_t returned_t", found=_numbered,
    ),
    _notice(
        REGISTRY, EXCHANGE, FreezeRenewed, "A freeze stands until a later day.", "holder number until_day",
        found=_numbered,
    ),
    _notice(
        REGISTRY, EXCHANGE, Deducted, "Frozen units were taken away by force.", "holder number instrument amount_t",
        found=_numbered,
    ),
    _notice(
        REGISTRY, EXCHANGE, SessionRequested, "Units or money are to leave the open session; to be answered once.",
        "session number what holder account instrument amount",
        found=lambda body: request_about(body["session"], body["number"]),
    ),
    _notice(
        REGISTRY, EXCHANGE, SessionAnswered, "What the session gave was carried out, as far as it still could.",
        "session number given moved", found=lambda body: request_about(body["session"], body["number"]),
    ),
    _notice(
        REGISTRY, EXCHANGE, TradingFunded, "Allowances stand on the trading account, to be sold.",
        "trading instrument amount_t",
    ),
    _notice(
        REGISTRY, EXCHANGE, TradingReturned, "Allowances left the trading account.", "trading instrument amount_t",
    ),
    _notice(REGISTRY, EXCHANGE, CashDeposited, "Money stands on the trading account.", "account amount_fen"),
    _notice(REGISTRY, EXCHANGE, CashWithdrawn, "Money left the trading account.", "account amount_fen"),
    _notice(
        REGISTRY, EXCHANGE, PositionsHandedOver, "All positions before the open; `digest` names the file of them.",
        "session digest", "session", files=("digest",),
    ),
    _notice(
        REGISTRY, EXCHANGE, PositionsTakenBack, "The session is settled: allowances and money of so many trades moved.",
        "session trades segment", "session",
    ),
    _notice(
        EXCHANGE, REGISTRY, RequestAnswered, "So much of what was asked left the session, and why not all of it.",
        "day number holder instrument amount given reason",
        found=lambda body: request_about(body["day"], body["number"]),
    ),
    _notice(EXCHANGE, REGISTRY, SessionOpened, "A session began on positions of this digest.", "day positions", "day"),
    _notice(
        EXCHANGE, REGISTRY, SessionClosed,
        "A session ended; `segment` names the file of its trades, with which allowances and money are to move.",
        "day trades segment state_hash", "day", files=("segment",),
    ),
    _notice(
        REGISTRY, EXCHANGE, AuctionSetAside, "Units or money stand aside for an auction; `total` is all of it.",
        "holder auction instrument amount total", found=_offer,
    ),
    _notice(
        REGISTRY, EXCHANGE, AuctionFreed, "What was set aside for an auction moved on.",
        "holder auction target instrument amount", found=_offer,
    ),
    _notice(
        REGISTRY, AUTHORITY, PaidAllocationBooked, "The proceeds of a paid allocation, and what was not sold.",
        "holder auction session instrument trades sold_t revenue_fen unsold_t unsold",
        found=lambda body: str(body["auction"]),
    ),
    _notice(
        EXCHANGE, REGISTRY, AuctionEnded, "What an auction came to; its trades are those of the session.",
        "number holder instrument session state sold_t value_fen unsold", found=lambda body: str(body["number"]),
    ),
    _notice(
        EXCHANGE, AUTHORITY, AuctionEnded, "What an auction came to.",
        "number holder instrument session state bids bidders demand_t sold_t value_fen low_fen high_fen",
        found=lambda body: str(body["number"]),
    ),
    _notice(EXCHANGE, AUTHORITY, SessionClosed, "Prices and turnover of a day.", "day trades quotes", "day"),
    _notice(
        EXCHANGE, AUTHORITY, SessionInterrupted, "A session was halted or called off, and why.",
        "day number kind instrument ground text", found=lambda body: request_about(body["day"], body["number"]),
    ),
    _notice(
        EXCHANGE, AUTHORITY, InterruptionReported, "The report on a halt, or on a session that was called off.",
        "day number report_sha256 late", found=lambda body: request_about(body["day"], body["number"]),
    ),
    _notice(
        EXCHANGE, AUTHORITY, IncidentClosed, "The closing report on an interruption: what was done, and its end.",
        "day number text evidence_sha256 late", found=lambda body: request_about(body["day"], body["number"]),
    ),
    _notice(
        AUTHORITY, VOLUNTARY, OffsetAllowed, "So much of an obligation may be offset, with which units, until when.",
        "entity period total_t registered_after until",
        found=lambda body: obligation_about(body["entity"], body["period"]),
    ),
    _notice(
        AUTHORITY, VOLUNTARY, OffsetCounted, "A cancellation counts for the obligation.",
        "entity period number use amount_t", "use",
    ),
    _notice(
        VOLUNTARY, AUTHORITY, Used, "Units were cancelled: whose, which serials, for whom and what for.",
        "number holder instrument amount_t first_serial last_serial purpose beneficiary period",
        found=_offset, counted=(Used.type,),
    ),
    _notice(
        VOLUNTARY, AUTHORITY, UnitsIssued, "Reductions were registered as units.", "project reduction holder units",
        found=lambda body: f"{body['project']}/{body['reduction']}",
    ),
    _notice(
        VOLUNTARY, AUTHORITY, UnitsTraded, "Quantities, values and base prices of a day.", "session trades quotes",
        "session",
    ),
    _notice(
        VOLUNTARY, AUTHORITY, OrderEnforced, "An order on false units was enforced; so much was not to be found.",
        "project order_number missing_t", found=lambda body: f"{body['project']}/{body['order_number']}",
    ),
)  # fmt: skip


def kinds_of(sender: str, receiver: str) -> dict[str, Kind]:
    """Return the kinds of messages from one institution to another, by name."""
    return {kind.name: kind for kind in KINDS if (kind.sender, kind.receiver) == (sender, receiver)}


#: Who tells whom anything at all.
PAIRS = tuple(dict.fromkeys((kind.sender, kind.receiver) for kind in KINDS))
