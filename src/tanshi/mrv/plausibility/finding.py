"""A finding of a plausibility check, in both languages: the figure, the range, what is asked for, the text."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tanshi.core.catalogue import Language, text
from tanshi.core.exact import show
from tanshi.core.finding import Finding
from tanshi.mrv.plausibility.judging import Odd


class Implausible(Finding):
    """A finding whose words are those of its check."""

    __slots__ = ("odd",)
    odd: Odd

    def __init__(self, odd: Odd) -> None:
        super().__init__(f"plausibility.{odd.check.severity}", odd.where, {}, odd.check.citation)
        object.__setattr__(self, "odd", odd)

    def message(self, language: Language = "en") -> str:
        """Return the finding's sentence, without the place."""
        check = self.odd.check
        unit = "" if check.unit == "1" else f" {check.unit}"
        shown = {"value": _shown(self.odd.value, check.places), "range": self.range(language), "unit": unit}
        return text(self.code, language, {"label": check.label[language], **shown})

    def range(self, language: Language) -> str:
        """Return the range in words."""
        odd = self.odd
        bounds = {
            n: _shown(v, odd.check.places) for n, v in (("least", odd.least), ("most", odd.most)) if v is not None
        }
        return text(f"plausibility.range_{'_'.join(bounds)}", language, bounds)

    def as_json(self) -> dict[str, object]:
        """Return the finding as the machine interface gives it."""
        odd, check = self.odd, self.odd.check
        inputs: Mapping[str, str] = {name: _shown(value, 12) for name, value in odd.inputs.items()}
        return {
            **Finding.as_json(self),
            "check": check.code,
            "severity": check.severity,
            "entity": odd.entity,
            "value": _shown(odd.value, 12),
            "least": None if odd.least is None else _shown(odd.least, 12),
            "most": None if odd.most is None else _shown(odd.most, 12),
            "unit": check.unit,
            "formula": check.value,
            "inputs": inputs,
            "confidence": str(check.confidence),
        }


def _shown(value: Fraction, places: int) -> str:
    """Return a number with at most so many decimals, without noughts at its end; small ones keep three figures."""
    if value and abs(value) < Fraction(1, 10**places):
        places = next(p for p in range(places, 60) if abs(value) * 10**p >= 100)
    said = show(value, places)
    return said.rstrip("0").rstrip(".") if "." in said else said
