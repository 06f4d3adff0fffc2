"""Which figures of source streams a control plan can name, and those it must.

A figure is named as `stream.figure` (fuel.c_ar) of the guide that goes with the entity's GB/T 4754 code; its `unit` is
a line or unit of the guide's rows, "" the firm.
"""

from __future__ import annotations

from collections.abc import Collection

from tanshi.accounting.guide import Guide
from tanshi.core.finding import Problem
from tanshi.participants.sector_codes import sector_code
from tanshi.rules import Law

_PART = 96


def guide_of_code(law: Law, sector_gbt4754: str, year: int) -> Guide | None:
    """Return the guide of an entity's code and year, None where the table of codes or the law has none."""
    code = sector_code(sector_gbt4754)
    if code is None:
        return None
    try:
        return Guide.of(law, code.guide, year)
    except Problem:
        return None


def can_be_planned(guide: Guide | None, unit: str, field: str) -> bool:
    """Tell whether a plan may name a figure of a stream: one the guide asks for, of a part that can be."""
    if guide is None or len(unit) > _PART:
        return False
    stream, _, figure = field.partition(".")
    return stream in guide.streams and figure in guide.streams[stream].method.inputs


def lacking(guide: Guide, planned: Collection[tuple[str, str]]) -> tuple[str, str] | None:
    """Return part and figure of the first planned stream whose amount the plan does not say; None if all do."""
    for unit, field in sorted(planned):
        code = field.partition(".")[0]
        if code in guide.streams:
            amount = next(iter(guide.streams[code].method.inputs))
            if (unit, f"{code}.{amount}") not in planned:
                return unit, f"{code}.{amount}"
    return None
