"""Spans of a bulletin (快报): a day, a week from Monday to Sunday, a month, a calendar year.

A span has one written form: `2022-09-14`, `2022-W37` (ISO 8601), `2022-09`, `2022`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from tanshi.core.finding import problem

Kind = Literal["day", "week", "month", "year"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_FORMS: dict[Kind, tuple[str, re.Pattern[str]]] = {
    "day": ("2022-09-14", re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")),
    "week": ("2022-W37", re.compile(r"([0-9]{4})-W([0-9]{2})\Z")),
    "month": ("2022-09", re.compile(r"([0-9]{4})-([0-9]{2})\Z")),
    "year": ("2022", re.compile(r"([0-9]{4})\Z")),
}


def kind_named(name: str) -> Kind:
    """Return the kind of that name; `Problem` for any other."""
    if name not in KINDS:
        raise problem("bulletin.bad_kind", value=name[:40], known=", ".join(KINDS))
    return name


@dataclass(frozen=True, slots=True)
class Span:
    """Calendar days, both ends included, as ISO text."""

    kind: Kind
    name: str
    first: str
    last: str

    @staticmethod
    def named(kind: Kind, name: str) -> Span:
        """Return the span of that written form; `Problem` says what the form looks like."""
        example, form = _FORMS[kind]
        found = form.match(name)
        try:
            if not found:
                raise ValueError
            return Span._from(kind, name, *(int(part) for part in found.groups()))
        except (ValueError, OverflowError):
            raise problem("bulletin.bad_span", kind=kind, value=name[:40], example=example) from None

    @staticmethod
    def _from(kind: Kind, name: str, year: int, part: int = 1, day: int = 1) -> Span:
        if kind == "day":
            first = last = date(year, part, day)
        elif kind == "week":
            first = date.fromisocalendar(year, part, 1)
            last = first + timedelta(days=6)
        elif kind == "month":
            first = date(year, part, 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        else:
            first, last = date(year, 1, 1), date(year, 12, 31)
        return Span(kind, name, first.isoformat(), last.isoformat())

    @staticmethod
    def around(kind: Kind, day: str) -> Span:
        """Return the span of a kind that holds a day."""
        calendar = date.fromisoformat(day).isocalendar()
        name = {"day": day, "week": f"{calendar.year:04d}-W{calendar.week:02d}", "month": day[:7], "year": day[:4]}
        return Span.named(kind, name[kind])

    def holds(self, day: str) -> bool:
        """Tell whether a day is in the span."""
        return self.first <= day <= self.last


def spans_of(days: Iterable[str]) -> list[Span]:
    """Return every span of every kind that holds one of the days, by kind and in order of time."""
    every = sorted(set(days))
    return [span for kind in KINDS for span in dict.fromkeys(Span.around(kind, day) for day in every)]
