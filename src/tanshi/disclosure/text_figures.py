"""Every figure of the texts the product was ordered with: its right reading, and what the product has of it.

The texts came without punctuation and decimal points (`44 亿吨` is 4.4亿). Each figure keeps how it was printed, the
points put back, a machine value, and one of four answers: the law or the timeline holds it, a formula computes it, the
yearly run models something of the kind for its own nation, or it cannot be given, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib import resources
from typing import Any, Literal

from tanshi.core.catalogue import Language
from tanshi.core.exact import NotADecimal, decimal, show
from tanshi.core.texts import load_yaml
from tanshi.rules import Law, Node
from tanshi.rules.timeline import events
from tanshi.rules.trace import evaluate, rounded

Kind = Literal["holds", "computes", "models", "cannot"]
KINDS: tuple[Kind, ...] = ("holds", "computes", "models", "cannot")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product has of a figure. `agrees` is None where it gives no value to compare."""

    kind: Kind
    how: str  # parameter, event, formula or command
    value: str
    agrees: bool | None
    why_not: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextFigure:
    """A figure of the texts."""

    id: str
    lines: str
    printed: str  # "" where it is ours, derived to check a reading
    restored: str
    value: str
    unit: str
    confidence: str
    reading: Mapping[str, str]
    answer: Answer

    def as_json(self) -> dict[str, Any]:
        """Return the figure as commands and the API give it."""
        return {
            "id": self.id,
            "lines": [int(line) for line in self.lines.split(",")],
            "printed": self.printed,
            "restored": self.restored,
            "reading": self.reading["en"],
            "reading_zh": self.reading["zh"],
            "value": self.value,
            "unit": self.unit,
            "confidence": self.confidence,
            "answer": self.answer.kind,
            "how": self.answer.how,
            "product_value": self.answer.value,
            "agrees": self.answer.agrees,
            "why_not": self.answer.why_not.get("en", ""),
            "why_not_zh": self.answer.why_not.get("zh", ""),
        }

    def answer_words(self, language: Language) -> str:
        """Return the answer's ground: where it is held, how it is computed, or why it cannot be given."""
        return self.answer.why_not[language] if self.answer.kind == "cannot" else self.answer.how


def document() -> Any:
    """Return the file of figures and of the records they are checked with."""
    return load_yaml((resources.files("tanshi.disclosure") / "text_figures.yaml").read_text("utf-8"))


def text_figures(law: Law) -> list[TextFigure]:
    """Return all figures with the product's answer, computed now."""
    sheet = _Sheet(law, document())
    return [sheet.figure(row) for row in sheet.rows.values()]


class _Sheet:
    """The file, and where its formulas find what they name."""

    def __init__(self, law: Law, document: Mapping[str, Any]) -> None:
        self.law = law
        self.rows: dict[str, Mapping[str, Any]] = {row["id"]: row for row in document["figures"]}
        self._records: Mapping[str, Mapping[str, str]] = document["records"]
        self._days = {event.id: event for event in events(law)}

    def figure(self, row: Mapping[str, Any]) -> TextFigure:
        return TextFigure(
            id=row["id"],
            lines=row["lines"],
            printed=row["printed"],
            restored=row["restored"],
            value=row["value"],
            unit=row["unit"],
            confidence=row["confidence"],
            reading=row["reading"],
            answer=self._answer(row),
        )

    def _answer(self, row: Mapping[str, Any]) -> Answer:
        (kind,) = [k for k in KINDS if k in row]
        ground = row[kind]
        if kind == "cannot":
            return Answer(kind, "", "", None, ground)
        if kind == "models":
            return Answer(kind, f"{ground['command']} → {ground['field']}", "", None, {})
        if kind == "holds":
            value, how = self._held(ground), self._where(ground)
        else:
            value, how = self._computed(ground), self._formula(ground)
        return Answer(kind, how, value, _agrees(value, row["value"], row.get("within", "0")), {})

    def _held(self, source: Mapping[str, str]) -> str:
        """Return a value of the law, a day of the timeline, or a field of an instrument."""
        if "event" in source:
            return self._days[source["event"]].shown_day
        if "instrument" in source:
            shown = str(getattr(self.law.instruments()[source["instrument"]], source["field"]))
            return shown.removeprefix(source.get("prefix", ""))
        found = self.law.value(source["parameter"], date.fromisoformat(source["on"]), source.get("key", "")).value
        if "part" in source:
            found = found[source["part"]]
        return str(len(found)) if "count" in source else str(found)

    def _where(self, source: Mapping[str, str]) -> str:
        if "event" in source:
            return f"timeline {source['event']}"
        if "instrument" in source:
            return f"instruments {source['instrument']} {source['field']}"
        key = f"[{source['key']}]" if "key" in source else ""
        part = f" {source['part']}" if "part" in source else ""
        return f"{source['parameter']}{key}/{source['on']}{part}"

    def _input(self, source: Mapping[str, str]) -> Fraction:
        if "figure" in source:
            return decimal(self.rows[source["figure"]]["value"])
        if "record" in source:
            return decimal(self._records[source["record"]]["value"])
        if "event" in source:
            return Fraction(self._days[source["event"]].first_day.toordinal())
        return decimal(self._held(source))

    def _computed(self, ground: Mapping[str, Any]) -> str:
        inputs = tuple(Node("", self._input(source), symbol=name) for name, source in ground["inputs"].items())
        found = rounded(evaluate(ground["formula"], inputs), ground.get("rounding", ""))
        return show(found)

    def _formula(self, ground: Mapping[str, Any]) -> str:
        named = [f"{name} = {self._named(source)}" for name, source in ground["inputs"].items()]
        return f"{ground['formula']}; {', '.join(named)}"

    def _named(self, source: Mapping[str, str]) -> str:
        if "figure" in source:
            return source["figure"]
        return f"record {source['record']}" if "record" in source else self._where(source)


def _agrees(found: str, printed: str, within: str) -> bool:
    """Tell whether the product's value is what the text says; a month agrees with any day in it."""
    try:
        return abs(decimal(found) - decimal(printed)) <= decimal(within)
    except NotADecimal:
        return found.startswith(printed)
