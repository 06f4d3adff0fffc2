"""What a case can carry: the offence under the text it is judged by, the range of one part, articles that compete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.compliance.liability import UNPAID, Circumstances, Liability, Range, liability, lighter_of, offences
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.money import FEN_PER_YUAN
from tanshi.rules import Law, NoTextInForce

#: By which text an act is judged: of its day, or of the day of the decision.
THEN, NOW = "then", "now"

#: What a decision can bar its subject from, and the measures of the text one of which allows it.
BARS = {
    "": (),
    "trading": ("holdings_disposed_of", "trading_suspended"),
    "testing": ("qualification_removed", "barred_from_business"),
    "reporting": ("qualification_removed", "barred_from_business"),
    "review": ("qualification_removed", "barred_from_business"),
    "voluntary": ("approval_revoked", "barred_from_business"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What an offence carries by the text it is judged by; `reading` "" where which text is lighter stays open."""

    liability: Liability
    reading: str


def offence_named(law: Law, name: str) -> str:
    """Return the parameter of an offence: `unpaid`, or the last word of a liability; "" if there is none."""
    known = {UNPAID: "unpaid", **{n: n.rpartition(".")[2] for n in offences(law) if n != UNPAID}}
    return next((parameter for parameter, short in known.items() if short == name), "")


def names(law: Law) -> list[str]:
    """Return the names of all offences."""
    return ["unpaid", *(n.rpartition(".")[2] for n in offences(law) if n != UNPAID)]


def found(law: Law, offence: str, act: date, today: date, known: Circumstances, corrected: bool, chosen: str) -> Found:
    """Return what an offence carries when it is decided today.

    `chosen`: the reading where the lighter text is open. Raises `NoTextInForce`: no text fined it on its day.
    """
    then = liability(law, offence, act, known)
    try:
        compared = lighter_of(law, offence, act, today, known, corrected)
    except NoTextInForce:
        return Found(then, THEN)
    which = {"same": THEN, "open": chosen}.get(compared.lighter, compared.lighter)
    return Found(compared.now if which == NOW else then, which if which in (THEN, NOW) else "")


def of_part(carried: Liability, part: int) -> Range:
    """Return the range of a stage, counted from 1; of what fines nothing 0."""
    if not carried.stages:
        return 0, 0
    return carried.stages[min(part, len(carried.stages)) - 1].fine


def allowed_cut(carried: Liability) -> Range:
    """Return what may be cut, from the least to the most; (0, 0) where the text cuts nothing."""
    return (0, 0) if carried.cut == "none" else carried.cut_t


def measures(carried: Liability) -> tuple[str, ...]:
    """Return all measures of a text, whatever they depend on."""
    every = [m for s in carried.stages for m in s.measures]
    return tuple(dict.fromkeys((*carried.measures, *every, *carried.measures_if_refused, *carried.measures_if_serious)))


def circumstances(said: Any, unpaid_t: int | None) -> Circumstances | None:
    """Return what a request says of an act, None if its price is no number. 0 and "": not known."""
    try:
        price = decimal(said.mean_price) * FEN_PER_YUAN if said.mean_price else None
    except NotADecimal:
        return None
    return Circumstances(
        illegal_income_fen=said.illegal_income_fen,
        unpaid_t=unpaid_t,
        mean_price_fen=price,
        value_traded_fen=said.value_traded_fen or None,
        next_allocation_t=said.next_allocation_t or None,
        unreported_t=said.unreported_t or None,
    )
