"""An alert: something in a session that a person should look at, with what led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tanshi.core.catalogue import LANGUAGES, Language, text


@dataclass(frozen=True, slots=True)
class Alert:
    """What a detector found. An alert is a question, not a finding of guilt.

    `messages` and `trades` are numbers within the session; `earlier` names trades of sessions before as (session,
    number). `from_ns`, `to_ns`: window of time, nanoseconds since midnight in China, -1 where the record has no times.
    `figures` are what led to it, `limits` what they were held against, `article` the rule served.
    """

    detector: str
    session: str
    instrument: str
    accounts: tuple[str, ...]
    from_ns: int
    to_ns: int
    messages: tuple[int, ...]
    trades: tuple[int, ...]
    figures: Mapping[str, int | float]
    limits: Mapping[str, str]
    article: str
    earlier: tuple[tuple[str, int], ...] = ()

    def words(self, language: Language) -> str:
        """Return what was found as a sentence."""
        shown = {name: _shown(figure) for name, figure in self.figures.items()}
        who = ("、" if language == "zh" else ", ").join(self.accounts)
        filled = {**shown, "who": who, "instrument": self.instrument}
        return text(f"surveillance.{self.detector}_found", language, filled)

    def as_json(self) -> dict[str, Any]:
        """Return the alert as a JSON object, its words included."""
        return asdict(self) | {"words": {language: self.words(language) for language in LANGUAGES}}


def _shown(figure: float) -> str:
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.4g}"
