"""A methodology (方法学): where it fits, what is monitored, and what reductions follow, from which text.

Methodologies are law data (`rules/cn/methodologies`), one file for each code with its version; a new one needs no code.
Formulas are those of `rules.trace`. Terms are sums over rows of the streams that carry their name; a term without rows
is 0. A pack whose formulas nobody read is `unverified` and says so wherever it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.accounting.formula import symbols_of
from tanshi.core.citation import Citation, Confidence
from tanshi.core.exact import decimal
from tanshi.core.finding import problem
from tanshi.rules import Law
from tanshi.rules.trace import Node, evaluate
from tanshi.rules.trace import law as law_node

Label = Mapping[str, str]

#: How a condition's formula compares with 0.
_MET = {"zero": lambda v: v == 0, "above": lambda v: v > 0, "at_least": lambda v: v >= 0}

_FOLDER = "methodologies"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a project or a row gives; `fill`: a number or parameter for rows without it, "" if they must."""

    name: str
    label: Label
    unit: str
    places: int
    less: bool  # may be below 0
    fill: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so: the formula's value `zero`, `above` 0 or `at_least` 0."""

    code: str
    label: Label
    formula: str
    must: str

    def met(self, values: Mapping[str, Fraction]) -> bool:
        """Tell whether it is so; raises `KeyError` if a figure is missing."""
        leaves = tuple(Node("label.said", values[name], symbol=name) for name in symbols_of(self.formula))
        return bool(_MET[self.must](evaluate(self.formula, leaves)))


@dataclass(frozen=True, slots=True)
class Step:
    """A figure computed on the way."""

    symbol: str
    label: Label
    unit: str
    formula: str


@dataclass(frozen=True, slots=True)
class Stream:
    """What rows of one kind give, and the amount each adds to a term."""

    code: str
    label: Label
    term: str
    unit: str
    inputs: Mapping[str, Figure]
    needs: tuple[str, ...]
    checks: tuple[Condition, ...]
    steps: tuple[Step, ...]
    formula: str
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True)
class Methodology:
    """A methodology of one version."""

    code: str
    field: str
    title: Label
    in_force: str
    citation: Citation
    confidence: Confidence
    unverified: bool
    least_years: int  # of crediting; 0 if the text sets none
    most_years: int
    additionality: str  # exempt, or by proof
    gases: tuple[str, ...]
    scope: tuple[Condition, ...]
    project: Mapping[str, Figure]
    streams: Mapping[str, Stream]
    result: str  # formula over terms
    result_unit: str
    result_note: str
    fill: Mapping[str, Node]  # symbols that a text gives, by name
    examples: tuple[Mapping[str, Any], ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms of the result, in their order."""
        return tuple(s for s in symbols_of(self.result) if s not in self.fill)

    def outside(self, figures: Mapping[str, Fraction]) -> list[Condition]:
        """Return the conditions of the scope that a project's figures do not meet; what is not given is not met."""
        return [c for c in self.scope if not _known(c, figures) or not c.met(figures)]

    def as_json(self) -> dict[str, Any]:
        """Return what the methodology is, as the machine interface gives it."""
        return {
            "code": self.code, "field": self.field, "title": self.title["en"], "title_zh": self.title["zh"],
            "in_force": self.in_force, "citation": str(self.citation), "source": self.citation.source,
            "confidence": str(self.confidence), "unverified": self.unverified,
            "crediting_years": [self.least_years, self.most_years], "additionality": self.additionality,
            "gases": list(self.gases), "scope": [c.label["en"] for c in self.scope], "formula": self.result,
        }  # fmt: skip


def _known(condition: Condition, figures: Mapping[str, Fraction]) -> bool:
    return all(name in figures for name in symbols_of(condition.formula))


def codes(law: Law) -> list[str]:
    """Return the codes of all methodologies that have a pack."""
    return [name.upper() for name in law.document(f"{_FOLDER}/index.yaml")]


def methodology(law: Law, code: str) -> Methodology:
    """Return a methodology; `Problem` names the known ones."""
    known = codes(law)
    if code.upper() not in known:
        raise problem("voluntary.unknown_methodology", value=code, known=", ".join(known))
    return _of(law, law.document(f"{_FOLDER}/{code.lower()}.yaml"))


def _of(law: Law, said: Mapping[str, Any]) -> Methodology:
    on = date.fromisoformat(said["in_force"])
    crediting, result = said["crediting"], said["result"]
    found = Methodology(
        code=said["code"],
        field=said["field"],
        title=said["title"],
        in_force=said["in_force"],
        citation=Citation(**said["cite"]),
        confidence=Confidence(said["confidence"]),
        unverified=said.get("unverified") == "true",
        least_years=int(crediting.get("least_years", "0")),
        most_years=int(crediting["most_years"]),
        additionality=said["additionality"]["by"],
        gases=tuple(said["gases"]),
        scope=tuple(_condition(c) for c in said["scope"]),
        project=_figures(said["project"]),
        streams={code: _stream(code, body) for code, body in said["streams"].items()},
        result=result["formula"],
        result_unit=result["unit"],
        result_note=result.get("note", ""),
        fill={symbol: filled(law, text, symbol, on) for symbol, text in result.get("fill", {}).items()},
        examples=tuple(said["examples"]),
    )
    _check(found)
    return found


def _figures(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Figure]:
    return {
        name: Figure(name, b["label"], b["unit"], int(b["places"]), b.get("less") == "true", b.get("fill", ""))
        for name, b in said.items()
    }


def _condition(said: Mapping[str, Any]) -> Condition:
    return Condition(said.get("code", ""), said["label"], said["formula"], said["must"])


def _stream(code: str, said: Mapping[str, Any]) -> Stream:
    return Stream(
        code, said["label"], said["term"], said["unit"], _figures(said["inputs"]), tuple(said["needs"]),
        tuple(_condition(c) for c in said.get("checks", ())), tuple(Step(**s) for s in said.get("steps", ())),
        said["formula"], Confidence(said["confidence"]), said.get("note", ""),
    )  # fmt: skip


def filled(law: Law, reference: str, symbol: str, on: date) -> Node:
    """Return what a text gives for a symbol: a number, or `parameter[key]` as it stands on a day."""
    if reference[0].isdigit():
        return Node("label.said", decimal(reference), symbol=symbol)
    name, _, key = reference.partition("[")
    cited = law.value(name, on, key.removesuffix("]"))
    match cited.value:
        case [over, under]:
            return law_node(cited, "label.factor", symbol, decimal(over) / decimal(under))
        case {"potential": potential}:
            return law_node(cited, "label.factor", symbol, decimal(potential))
    return law_node(cited, "label.factor", symbol)


def _check(found: Methodology) -> None:
    """Assert that nothing in the data asks for a figure that nobody gives."""
    for condition in found.scope:
        _all_known(condition.formula, found.project, found.code)
    terms = {s.term for s in found.streams.values()}
    _all_known(found.result, {*terms, *found.fill}, found.code)
    for stream in found.streams.values():
        known: set[str] = set(stream.inputs)
        for condition in stream.checks:
            _all_known(condition.formula, known, found.code)
        for step in stream.steps:
            _all_known(step.formula, known, found.code)
            known.add(step.symbol)
        _all_known(stream.formula, known, found.code)


def _all_known(formula: str, names: Sequence[str] | Mapping[str, Any] | set[str], code: str) -> None:
    missing = [name for name in symbols_of(formula) if name not in names]
    assert not missing, f"{code}: nothing gives {missing} in {formula!r}"
