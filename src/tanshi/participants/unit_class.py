"""Unit classes (机组类别) of the power plans.

A coal unit is class III if its technology or fuel makes it unconventional; otherwise class I from the limit of rated
power on and class II below it. A gas unit is class IV.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tanshi.rules import Law


def unit_class(law: Law, on: date, *, fuel: str, technology: str, coal_type: str, rated_mw: Fraction) -> str:
    """Return the class of a unit (I, II, III, IV) under the text that holds on a day.

    `fuel` is "coal" or "gas"; `technology` and `coal_type` are words of the roster ("cfb", "waste coal").
    """
    if fuel == "gas":
        return "IV"
    unconventional = law.value("participants.unconventional_coal", on).value
    if technology in unconventional["technologies"] or coal_type in unconventional["fuels"]:
        return "III"
    limit = law.value("participants.rated_power_limit", on)
    return "I" if rated_mw >= limit.number else "II"
