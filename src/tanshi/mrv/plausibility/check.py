"""A check: a figure, the range in which it is plausible, when it is asked, from which text; read from the law's data.

`rules/cn/checks/power.yaml` holds the checks of units' months, the words by which units are told apart, and terms,
which stand for a part of a formula; `activity.yaml` those of activity data. `Catalogue.of` refuses data that do not
hold together: an unknown variable, a check without examples.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from tanshi.accounting.formula import Pair, pair, symbols_of
from tanshi.core.citation import Citation, Confidence
from tanshi.core.exact import decimal
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce

#: What a check looks at, and whose rows hold its variables.
LEVELS = {
    "month": "month",
    "months": "month",  # with the month before, or the same month of the year before
    "plant_month": "month",  # with the plant's other units
    "year": "year",
    "years": "year",  # with the year before
    "entity_year": "entity",
    "row": "row",  # of activity data
    "rows": "row",  # with the month before, or a year before
    "stream_year": "stream",
    "firm_year": "firm",
}

#: What a finding asks for, the gravest first.
SEVERITIES = ("impossible", "explain", "advice")

Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variable:
    """A figure that a formula may name."""

    name: str
    label: Label
    unit: str


@dataclass(frozen=True, slots=True)
class Example:
    """A unit's figures with which a check fails or passes."""

    day: date
    words: Mapping[str, str]
    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `value`, `least`, `most` are formulas over variables and `law` symbols, terms put in their place.

    It is asked of rows whose words are among `when`, that know all its variables, with those that it `needs` above 0,
    and on days on which a text sets its `law` symbols: `parameter[key]`, or `parameter[unit.word]` by a word of the
    unit.
    """

    code: str
    label: Label
    level: str
    severity: str
    when: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    value: str
    least: str
    most: str
    unit: str
    places: int
    law: Mapping[str, str]
    citation: Citation
    confidence: Confidence
    note: Label
    said: Mapping[str, str]  # value, least and most as the data write them
    fails: Example
    passes: Example

    @property
    def rows(self) -> str:
        """Whose rows the check reads: month, year or entity."""
        return LEVELS[self.level]

    def formulas(self) -> list[str]:
        """Return the value's formula and those of the bounds it has."""
        return [f for f in (self.value, self.least, self.most) if f]

    def variables(self) -> tuple[str, ...]:
        """Return the variables of the formulas, without the law's symbols."""
        found = [s for f in self.formulas() for s in symbols_of(f) if s not in self.law]
        return tuple(dict.fromkeys((*found, *self.needs)))


@dataclass(frozen=True)
class Catalogue:
    """The checks of a law, their variables and words."""

    law: Law
    checks: tuple[Check, ...]
    variables: Mapping[str, Mapping[str, Variable]]  # by whose rows, then by name
    words: Mapping[str, Sequence[Mapping[str, Any]]]
    terms: Mapping[str, str]
    _found: dict[tuple[str, date, str], Pair | None] = field(default_factory=dict)

    @staticmethod
    def of(law: Law) -> Catalogue:
        """Return the checks of a law; an error of its data is an `AssertionError`."""
        found = _READ.get(law.name)
        if found is None:
            found = _READ[law.name] = _Reader(law).read()
        return found

    @cached_property
    def by_code(self) -> Mapping[str, Check]:
        """The checks by their code."""
        return {c.code: c for c in self.checks}

    def of_rows(self, rows: str) -> tuple[Check, ...]:
        """Return the checks of one kind of rows: month, year or entity."""
        return tuple(c for c in self.checks if c.rows == rows)

    def number(self, parameter: str, on: date, key: str) -> Pair | None:
        """Return a law's number on a day for a key, or None where no text sets it."""
        asked = (parameter, on, key)
        if asked not in self._found:
            try:
                self._found[asked] = pair(self.law.value(parameter, on, key).number)
            except NoTextInForce:
                self._found[asked] = None
        return self._found[asked]

    def words_of(self, unit: Mapping[str, str], capacity_mw: Fraction) -> dict[str, str]:
        """Return a unit's words: what is recorded of it, and the classes that follow; "" where none fits."""
        return {**unit, **{name: _class(rows, unit, capacity_mw) for name, rows in self.words.items()}}


_READ: dict[str, Catalogue] = {}


def _class(rows: Sequence[Mapping[str, Any]], unit: Mapping[str, str], capacity_mw: Fraction) -> str:
    for row in rows:
        fits = all(unit[name] in row[name] for name in unit if name in row)
        if fits and decimal(row.get("from_mw", "0")) <= capacity_mw:
            return str(row["word"])
    return ""


class _Reader:
    def __init__(self, law: Law) -> None:
        self._law = law
        self._about: Mapping[str, Any] = law.document("checks/power.yaml")
        self._terms = self._expanded(self._about["terms"])

    def read(self) -> Catalogue:
        named = self._law.document("checks/variables.yaml")
        variables = {
            rows: {n: Variable(n, {"zh": v["zh"], "en": v["en"]}, v["unit"]) for n, v in _prefixed(of).items()}
            for rows, of in named.items()
        }
        rows = (*self._about["checks"], *self._law.document("checks/activity.yaml")["checks"])
        checks = tuple(self._check(row) for row in rows)
        assert len({c.code for c in checks}) == len(checks), "two checks have one code"
        for check in checks:
            self._sound(check, variables[check.rows])
        terms = {name: ast.unparse(tree) for name, tree in self._terms.items()}
        return Catalogue(self._law, checks, variables, self._about["words"], terms)

    def _expanded(self, said: Mapping[str, Any]) -> dict[str, ast.expr]:
        """Return terms as trees; a term may use those above it."""
        found: dict[str, ast.expr] = {}
        for name, row in said.items():
            found[name] = _put_in(ast.parse(row["formula"], mode="eval").body, found)
        return found

    def _formula(self, said: str) -> str:
        return ast.unparse(_put_in(ast.parse(said, mode="eval").body, self._terms)) if said else ""

    def _check(self, row: Mapping[str, Any]) -> Check:
        cite = row["cite"]
        said = {name: row.get(name, "") for name in ("value", "least", "most")}
        given = row.get("given", {})
        return Check(
            code=row["code"],
            label=row["label"],
            level=row["level"],
            severity=row["severity"],
            when={word: (allowed,) if isinstance(allowed, str) else tuple(allowed)
                  for word, allowed in row.get("when", {}).items()},
            needs=tuple(row.get("needs", ())),
            value=self._formula(said["value"]),
            least=self._formula(said["least"]),
            most=self._formula(said["most"]),
            unit=row["unit"],
            places=int(row.get("places", "2")),
            law=row.get("law", {}),
            citation=Citation(cite["instrument"], cite.get("place", ""), cite.get("source", "")),
            confidence=Confidence(row["confidence"]),
            note=row.get("note", {}),
            said=said,
            fails=self._example({**given, **row["fails"]}),
            passes=self._example({**given, **row["passes"]}),
        )  # fmt: skip

    def _example(self, said: Mapping[str, str]) -> Example:
        """Read an example: `day` (default 2022-12-31), words, and all else as numbers."""
        words = {n: v for n, v in said.items() if n in self._about["words"] or n in WORDS}
        values = {n: decimal(v) for n, v in said.items() if n not in words and n != "day"}
        return Example(date.fromisoformat(said.get("day", "2022-12-31")), words, values)

    def _sound(self, check: Check, variables: Mapping[str, Variable]) -> None:
        where = f"check {check.code}"
        assert check.severity in SEVERITIES, f"{where}: severity {check.severity}"
        assert check.least or check.most, f"{where} has no bound"
        assert set(check.when) <= {*self._about["words"], *WORDS}, f"{where}: unknown word in {list(check.when)}"
        unknown = set(check.variables()) - set(variables)
        assert not unknown, f"{where}: nothing gives {sorted(unknown)}"
        unused = set(check.law) - {s for f in check.formulas() for s in symbols_of(f)}
        assert not unused, f"{where}: {sorted(unused)} is used nowhere"
        assert check.citation.instrument in self._law.instruments(), f"{where} cites {check.citation.instrument}"
        for language in ("zh", "en"):
            assert check.label.get(language), f"{where} has no {language} label"


#: What is recorded of a unit and can be asked for.
OF_UNITS = ("burns", "coal", "technology", "chp", "captive", "cooling")

#: What is known of a row of activity data and can be asked for; `per`: in which its quantity is told.
_OF_ROWS = ("sector", "stream", "source", "per")

WORDS = (*OF_UNITS, *_OF_ROWS)


def _prefixed(of: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables of rows with those that stand for another month, year or the plant."""
    found = dict(of["variables"])
    for prefix, words in of.get("prefixes", {}).items():
        for name in words["of"]:
            base = of["variables"][name]
            found[f"{prefix}{name}"] = {
                "zh": f"{words['zh']}{base['zh']}", "en": f"{base['en']}, {words['en']}", "unit": base["unit"],
            }  # fmt: skip
    return found


class _PutIn(ast.NodeTransformer):
    def __init__(self, terms: Mapping[str, ast.expr]) -> None:
        self._terms = terms

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._terms.get(node.id, node)


def _put_in(tree: ast.expr, terms: Mapping[str, ast.expr]) -> ast.expr:
    found = _PutIn(terms).visit(tree)
    assert isinstance(found, ast.expr)
    return found
