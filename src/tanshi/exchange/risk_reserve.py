"""The exchange's risk reserve (风险准备金): bookings by rule from its fees, its use by two persons, its balance.

A share of what the exchange was given of trade fees in a range of days is set aside, rounded once, up to the ceiling of
law; each day counts once. It is used for the exchange's losses of the grounds law names, never below zero. The bookings
are the exchange's own: the money lies in its bank account, which the registry's books do not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.exact import floor
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.exchange.outcome import DONE
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.money_tables import TradeFeeRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.rules.trace import rounded

PROVIDED, USED = "provided", "used"

_SHARE = "exchange.risk_reserve_share"

#: Whose fees they are, and days of one booking.
_BODY, _MOST_DAYS = "exchange", 366


class ReserveOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    BAD_DAYS = "exchange.reserve_bad_days"
    COUNTED = "exchange.reserve_days_counted"
    NO_RULE = "exchange.reserve_no_rule"
    NO_FEES = "exchange.reserve_no_fees"
    CEILING = "exchange.reserve_ceiling"
    NOT_POSITIVE = "exchange.reserve_not_positive"
    UNKNOWN_GROUND = "exchange.reserve_unknown_ground"
    NO_TEXT = "exchange.reserve_no_text"
    NO_EVIDENCE = "exchange.reserve_no_evidence"
    TOO_SMALL = "exchange.reserve_too_small"


@dataclass(frozen=True, slots=True)
class ProvideReserve:
    """Set aside the share of law of the fees that sessions of a range of days brought, both days included."""

    from_day: str
    until_day: str


@dataclass(frozen=True, slots=True)
class UseReserve:
    """Use the reserve for a loss of a ground law names."""

    amount_fen: int
    ground: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ReserveProvided(Fact):
    """A part of the fees was set aside: `share` of `fees_fen`, as far as the ceiling let it."""

    type: ClassVar[str] = "exchange.reserve_provided/1"
    number: int
    from_day: str
    until_day: str
    fees_fen: int
    share: str
    rounding: str
    amount_fen: int
    balance_fen: int
    citation: str


@dataclass(frozen=True, slots=True)
class ReserveUsed(Fact):
    """The reserve was used."""

    type: ClassVar[str] = "exchange.reserve_used/1"
    number: int
    amount_fen: int
    ground: str
    text: str
    evidence_sha256: str
    balance_fen: int


@table(
    "exchange_reserve",
    key=["number"],
    checks=["number > 0", "booking IN ('provided', 'used')", "amount_fen > 0", "balance_fen >= 0"],
)
@dataclass(slots=True)
class ReserveRow(Row):
    """A booking of the risk reserve, with its balance after it."""

    number: int
    booking: str
    day: str
    from_day: str
    until_day: str
    fees_fen: int
    share: str
    rounding: str
    amount_fen: int
    balance_fen: int
    ground: str
    text: str
    evidence_sha256: str
    citation: str


TABLES: tuple[type[Row], ...] = (ReserveRow,)


class ReserveCommands:
    """Judges the risk reserve under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def provide(self, request: ProvideReserve, rows: Rows, act: Act) -> Outcome:
        first, last = request.from_day, request.until_day
        if not (is_day(first) and is_day(last) and first <= last < act.day and len(_days(first, last)) <= _MOST_DAYS):
            return act.refuse(ReserveOutcome.BAD_DAYS, first=first, last=last)
        before = _bookings(rows)
        for earlier in before:
            if earlier.booking == PROVIDED and earlier.until_day >= first:
                return act.refuse(ReserveOutcome.COUNTED, number=earlier.number, until=earlier.until_day)
        law, on = self._laws.on(rows, act.day), date.fromisoformat(act.day)
        rule = law.table(_SHARE, on)
        if not (share := rule["share"].number):
            return act.refuse(ReserveOutcome.NO_RULE)
        fees = sum(f.paid_fen for day in _days(first, last) for f in rows.where(TradeFeeRow, session=day, body=_BODY))
        rounding = rule["rounding"].value
        amount = floor(rounded(share * fees, f"{rounding} 0"))
        if not amount:
            return act.refuse(ReserveOutcome.NO_FEES, first=first, last=last)
        balance = _balance(before)
        if ceiling := law.value("exchange.risk_reserve_ceiling_fen", on).integer:
            amount = min(amount, ceiling - balance)
            if amount <= 0:
                return act.refuse(ReserveOutcome.CEILING, balance=balance, ceiling=ceiling)
        act.record(
            ReserveProvided(
                len(before) + 1, first, last, fees, rule["share"].value, rounding, amount, balance + amount,
                law.reference(rule["share"].citation),
            )
        )  # fmt: skip
        return DONE

    def use(self, request: UseReserve, rows: Rows, act: Act) -> Outcome:
        if request.amount_fen <= 0:
            return act.refuse(ReserveOutcome.NOT_POSITIVE, amount=request.amount_fen)
        grounds = self._laws.on(rows, act.day).value("exchange.risk_reserve_grounds", date.fromisoformat(act.day)).value
        if request.ground not in grounds:
            return act.refuse(ReserveOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(grounds))
        if not request.text.strip():
            return act.refuse(ReserveOutcome.NO_TEXT)
        if not is_sha256(request.evidence_sha256):
            return act.refuse(ReserveOutcome.NO_EVIDENCE, sha256=request.evidence_sha256)
        before = _bookings(rows)
        left = _balance(before) - request.amount_fen
        if left < 0:
            return act.refuse(ReserveOutcome.TOO_SMALL, balance=_balance(before), asked=request.amount_fen)
        act.record(
            ReserveUsed(
                len(before) + 1, request.amount_fen, request.ground, request.text, request.evidence_sha256, left
            )
        )
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the risk reserve."""
        return (
            Handler("exchange.provide_reserve", ProvideReserve, self.provide, DONE),
            Handler("exchange.use_reserve", UseReserve, self.use, DONE),
        )


def _days(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    return [date.fromordinal(n).isoformat() for n in range(begin, end + 1)]


def _bookings(rows: Rows) -> list[ReserveRow]:
    """Return all bookings."""
    return [b for kind in (PROVIDED, USED) for b in rows.where(ReserveRow, booking=kind)]


def _balance(bookings: list[ReserveRow]) -> int:
    last = max(bookings, key=lambda b: b.number, default=None)
    return last.balance_fen if last else 0


def _provided(fact: ReserveProvided, at: At, rows: Rows) -> None:
    rows.put(
        ReserveRow(
            fact.number, PROVIDED, at.day, fact.from_day, fact.until_day, fact.fees_fen, fact.share, fact.rounding,
            fact.amount_fen, fact.balance_fen, "", "", "", fact.citation,
        )
    )  # fmt: skip


def _used(fact: ReserveUsed, at: At, rows: Rows) -> None:
    rows.put(
        ReserveRow(
            fact.number, USED, at.day, "", "", 0, "", "", fact.amount_fen, fact.balance_fen, fact.ground, fact.text,
            fact.evidence_sha256, "",
        )
    )  # fmt: skip


FACTS = (FactType(ReserveProvided, _provided), FactType(ReserveUsed, _used))
