"""What people write when they ask the bench something: a target, numbers of lines, a price. All else is refused."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tanshi.core.exact import NotADecimal, decimal, half_up, scaled
from tanshi.core.finding import problem
from tanshi.core.money import fen

#: Digits of a number beyond which nobody means it.
_LONGEST = 40


def target_t(text: str, verified_t: int) -> int:
    """Return a target in whole tonnes; percent are of verified emissions, rounded half-up."""
    try:
        if len(text) > _LONGEST:
            raise NotADecimal(text)
        if text.endswith("%"):
            return scaled(half_up(decimal(text[:-1].strip()) * verified_t / 100), 0)
        value = decimal(text.replace(",", ""))
    except NotADecimal:
        raise problem("draft.bad_target", value=text[:_LONGEST]) from None
    if value.denominator != 1:
        raise problem("draft.bad_target", value=text)
    return int(value)


def pairs(texts: Sequence[str], lines: Sequence[str], *, above: int) -> dict[str, Fraction]:
    """Return what is said of lines as LINE=NUMBER; a number must be above the bound."""
    found = {}
    for text in texts:
        line, _, number = text.partition("=")
        try:
            if line not in lines or len(number) > _LONGEST:
                raise NotADecimal(text)
            found[line] = decimal(number)
            if found[line] <= above:
                raise NotADecimal(text)
        except NotADecimal:
            raise problem("draft.bad_pair", value=text[: 2 * _LONGEST], lines=" ".join(lines)) from None
    return found


def price_fen(text: str) -> int | None:
    """Return a price in fen, None of a blank."""
    if not text:
        return None
    try:
        found = fen(text)
    except ValueError:
        raise problem("draft.bad_price", value=text[:_LONGEST]) from None
    if not 0 <= found < 10**12:
        raise problem("draft.bad_price", value=text[:_LONGEST])
    return found
