"""What an announced or decided penalty must keep to: its range, who is fined beside the subject, a day to correct."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act
from tanshi.supervision.outcome import CaseOutcome
from tanshi.supervision.rules import Rules

_NAME = 80


@dataclass(frozen=True, slots=True)
class PersonFine:
    """A person that is fined (直接负责的主管人员和其他直接责任人员): name, duty, amount."""

    person: str
    duty: str
    fine_fen: int


def out_of(within: tuple[int, int], amount_fen: int, article: str, act: Act) -> Outcome | None:
    """Refuse an amount outside a range of a text."""
    low, high = within
    if low <= amount_fen <= high:
        return None
    return act.refuse(
        CaseOutcome.OUT_OF_RANGE, amount=yuan(amount_fen), low=yuan(low), high=yuan(high), citation=article
    )  # fmt: skip


def no_correction_day(until: str, ordered: bool, act: Act) -> Outcome | None:
    """Refuse an order to correct without a day to come."""
    if (not until and not ordered) or (is_day(until) and until > act.day):
        return None
    return act.refuse(CaseOutcome.NO_CORRECTION_DAY, day=until[:40] or "-")


def wrong_persons(
    persons: tuple[PersonFine, ...], sum_fen: int, within: tuple[int, int], article: str, act: Act
) -> Outcome | None:
    """Refuse persons that have no name or the same, an amount outside their range, or another sum than is said."""
    for one in persons:
        if refused := out_of(within, one.fine_fen, article, act):
            return refused
    if sum_fen and not persons and (refused := out_of(within, sum_fen, article, act)):
        return refused
    names = {one.person.strip() for one in persons}
    is_named = all(0 < len(p.person.strip()) <= _NAME and 0 < len(p.duty.strip()) <= _NAME for p in persons)
    if len(names) == len(persons) and is_named and sum(p.fine_fen for p in persons) == sum_fen:
        return None
    return act.refuse(CaseOutcome.BAD_PERSONS, amount=yuan(sum_fen), count=len(persons))


def not_collective(fine_fen: int, others: bool, persons: tuple[str, ...], rules: Rules, act: Act) -> Outcome | None:
    """Refuse a larger decision that one person takes; `others`: it cuts or bars."""
    large = fine_fen >= rules.fen("collective_from_cny") or others
    least = rules.number("collective_persons")
    if not large or len({p.strip() for p in persons if p.strip()}) >= least:
        return None
    return act.refuse(
        CaseOutcome.NOT_COLLECTIVE, least=least, amount=yuan(rules.fen("collective_from_cny")),
        citation=rules.cited("collective_from_cny"),
    )  # fmt: skip
