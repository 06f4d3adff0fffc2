"""What detectors hold their figures against: dated parameters, each a choice of ours with what it leans on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tanshi.rules import Cited, Law


@dataclass(frozen=True, slots=True)
class Limits:
    """Figures of one detector on a day. They sift and decide nothing, so they are floats."""

    detector: str
    article: str
    cited: Mapping[str, Cited]

    @staticmethod
    def of(law: Law, detector: str, day: date) -> Limits:
        """Return a detector's figures; raises `NoTextInForce` before the market began."""
        found = law.table(f"exchange.surveillance_{detector}", day)
        article = found.pop("article")
        return Limits(detector, article.value, found)

    def __getitem__(self, name: str) -> float:
        """Return a figure."""
        return float(self.cited[name].number)

    def count(self, name: str) -> int:
        """Return a figure that is a whole number."""
        return self.cited[name].integer

    def texts(self) -> dict[str, str]:
        """Return all figures as they stand in the parameter."""
        return {name: cited.value for name, cited in self.cited.items()}
