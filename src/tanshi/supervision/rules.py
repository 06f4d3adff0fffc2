"""The law of case files on a day: periods, thresholds, appeals, as the parameters set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tanshi.core.money import FEN_PER_YUAN
from tanshi.core.working_days import add_working_days
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Cited, Law


@dataclass(frozen=True, slots=True)
class Rules:
    """Values of one day."""

    law: Law
    today: date

    def value(self, name: str, key: str = "") -> Cited:
        """Return a value with its citation."""
        return self.law.value(f"supervision.{name}", self.today, key)

    def number(self, name: str, key: str = "") -> int:
        """Return a whole number."""
        return self.value(name, key).integer

    def fen(self, name: str) -> int:
        """Return an amount that is written in CNY."""
        return self.number(name) * FEN_PER_YUAN

    def cited(self, name: str, key: str = "") -> str:
        """Return the text that sets a value, as people write it."""
        return self.law.reference(self.value(name, key).citation)

    def days_after(self, day: str, name: str) -> str:
        """Return the last of so many days after a day."""
        return (date.fromisoformat(day) + timedelta(days=self.number(name))).isoformat()

    def working_days_after(self, day: str, name: str) -> str:
        """Return the last of so many working days after a day."""
        return add_working_days(date.fromisoformat(day), self.number(name)).isoformat()

    def appeal(self, kind: str) -> dict[str, Any]:
        """Return the terms of an appeal: `days` or `months`, and whether it `suspends`."""
        return dict(self.value("appeal", kind).value)

    def appeal_until(self, kind: str, served_on: str) -> str:
        """Return the last day of an appeal against what was served on a day."""
        terms, served = self.appeal(kind), date.fromisoformat(served_on)
        if "days" in terms:
            return (served + timedelta(days=int(terms["days"]))).isoformat()
        return months_later(served, int(terms["months"])).isoformat()

    def limit(self, act_day: str, harm: bool) -> str:
        """Return the last day on which an act can come to light and still be taken up."""
        years = self.number("limitation_years", "harm" if harm else "plain")
        return months_later(date.fromisoformat(act_day), 12 * years).isoformat()

    def is_published(self) -> bool:
        """Tell whether a text of the day publishes the credit record."""
        entries = self.law.parameter("supervision.credit_published").entries
        return bool(self.today >= entries[0].from_day and self.value("credit_published").value == "true")


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later; where that month has none, its last."""
    years, month = divmod(day.month - 1 + months, 12)
    first_of_next = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(day.year + years, month + 1, min(day.day, last))


class Book:
    """The rules as they stand in a journal on a day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def on(self, rows: Any, day: str) -> Rules:
        """Return the rules of a legal day."""
        return Rules(self._laws.on(rows, day), date.fromisoformat(day))
