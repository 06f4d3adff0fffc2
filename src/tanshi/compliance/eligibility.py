"""Which voluntary reductions (CCER) may offset an obligation (抵销), and how many.

Judged in this order: not from a project the market covers, of the kinds the text for the year of the emissions names,
and not beyond the share of what is due. A year no text covers is refused, since nobody may guess what counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.core.exact import floor
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce

_ELIGIBLE, _SHARE = "compliance.ccer_eligible", "compliance.ccer_share"


class OffsetOutcome(Outcome):
    """Outcomes, in the order in which they are checked; `offset.done`: nothing speaks against it."""

    DONE = "offset.done"
    COVERED_PROJECT = "offset.covered_project"
    NO_TEXT = "offset.no_text"
    FILED_TOO_LATE = "offset.filed_too_late"
    FILED_NO_MORE = "offset.filed_no_more"
    NOT_REGISTERED = "offset.not_registered"
    NOT_WHOLE = "offset.not_whole"
    OVER_SHARE = "offset.over_share"


@dataclass(frozen=True, slots=True)
class Credit:
    """What is known of reductions: `registered_on` under Order 31, or "" for those of a project filed before it."""

    registered_on: str
    covered: bool = False  # their project's emissions are covered by the market


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of an offset: the outcome, and what its words need."""

    outcome: OffsetOutcome
    details: Mapping[str, Any]

    @property
    def ok(self) -> bool:
        return self.outcome is OffsetOutcome.DONE


def judge(law: Law, period: str, credit: Credit, day: str) -> Judged:
    """Return whether reductions of a kind may be used on a day for a period's obligation."""
    share = law.value(_SHARE, date.fromisoformat(day))
    if credit.covered:
        return Judged(OffsetOutcome.COVERED_PROJECT, {"citation": law.reference(share.citation)})
    if not has_text(law, period):
        return Judged(OffsetOutcome.NO_TEXT, {"period": period})
    cited = law.value(_ELIGIBLE, Period.named(period).last_day)
    said = {"period": period, "citation": law.reference(cited.citation)}
    until, after = cited.value["filed"], cited.value["registered_after"]
    if credit.registered_on:
        if not after or credit.registered_on <= after:
            return Judged(OffsetOutcome.NOT_REGISTERED, {**said, "day": credit.registered_on, "after": after or "–"})
    elif not until:
        return Judged(OffsetOutcome.FILED_NO_MORE, said)
    elif day > until:
        return Judged(OffsetOutcome.FILED_TOO_LATE, {**said, "day": day, "until": until})
    return Judged(OffsetOutcome.DONE, said)


def has_text(law: Law, period: str) -> bool:
    """Tell whether a text says which reductions serve for a period's obligation."""
    try:
        law.value(_ELIGIBLE, Period.named(period).last_day)
    except NoTextInForce:
        return False
    return True


def served_after(law: Law, period: str, day: str) -> tuple[str, Judged]:
    """Return after which day reductions must have been registered to serve, and whether any that are now may."""
    judged = judge(law, period, Credit(day), day)
    if not judged.ok:
        return "", judged
    return str(law.value(_ELIGIBLE, Period.named(period).last_day).value["registered_after"]), judged


def most_t(law: Law, due_t: int, day: str) -> int:
    """Return how many tonnes of an amount due may be offset: the share of the day, in whole tonnes, rounded down."""
    return floor(due_t * law.value(_SHARE, date.fromisoformat(day)).number)


def judge_amount(law: Law, due_t: int, offset_t: int, amount_t: int, day: str) -> Judged:
    """Return whether so many tonnes more may be offset, with `offset_t` before them."""
    if amount_t <= 0:
        return Judged(OffsetOutcome.NOT_WHOLE, {"amount": amount_t})
    most = most_t(law, due_t, day)
    if offset_t + amount_t > most:
        cited = law.value(_SHARE, date.fromisoformat(day))
        left = max(0, most - offset_t)
        said = {"asked": amount_t, "left": left, "most": most, "due": due_t, "citation": law.reference(cited.citation)}
        return Judged(OffsetOutcome.OVER_SHARE, said)
    return Judged(OffsetOutcome.DONE, {"left": most - offset_t - amount_t})
