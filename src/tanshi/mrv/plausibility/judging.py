"""A check asked of one row, exactly, and what checks found: which rows are implausible, how many were asked of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache

from tanshi.accounting.formula import Compiled, Pair, compiled, pair, symbols_of
from tanshi.mrv.plausibility.check import Catalogue, Check


@dataclass(frozen=True, slots=True)
class Odd:
    """A row that a check finds implausible: its value, the range asked for, and what went into them."""

    check: Check
    entity: str
    where: str
    day: date
    value: Fraction
    least: Fraction | None
    most: Fraction | None
    inputs: Mapping[str, Fraction]


@dataclass(slots=True)
class Verdict:
    """What checks found, and how many questions they asked of each entity."""

    odd: list[Odd] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    asked_by_check: dict[str, int] = field(default_factory=dict)

    def add(self, other: Verdict) -> None:
        """Take in what other rows came to."""
        self.odd += other.odd
        for mine, theirs in ((self.asked, other.asked), (self.asked_by_check, other.asked_by_check)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count

    def by_entity(self) -> dict[str, dict[str, int]]:
        """Return for each entity how many questions were asked, and how many findings of each severity there are."""
        found = {e: {"asked": n, "impossible": 0, "explain": 0, "advice": 0} for e, n in self.asked.items()}
        for odd in self.odd:
            found[odd.entity][odd.check.severity] += 1
        return found


Judged = tuple[Fraction, Fraction | None, Fraction | None]


def judge_one(check: Check, given: Mapping[str, Pair]) -> Judged | None:
    """Return value, least and most where a row is implausible, None where it passes or a divisor is nought."""
    numbers: list[Fraction | None] = []
    for formula in (check.value, check.least, check.most):
        if not formula:
            numbers.append(None)
            continue
        symbols, function = _function(formula)
        try:
            numbers.append(Fraction(*function(*(given[s] for s in symbols))))
        except ZeroDivisionError:
            return None
    value, least, most = numbers
    assert value is not None
    within = (least is None or least <= value) and (most is None or value <= most)
    return None if within else (value, least, most)


@lru_cache(maxsize=1024)
def _function(formula: str) -> tuple[tuple[str, ...], Compiled]:
    symbols = symbols_of(formula)
    return symbols, compiled(formula, symbols)


def numbers_of(
    catalogue: Catalogue, check: Check, day: date, words: Mapping[str, str], values: Mapping[str, Fraction]
) -> dict[str, Pair] | None:
    """Return all numbers of a check for one row, the law's among them, or None where the check is not asked of it."""
    if any(words.get(w, "") not in allowed for w, allowed in check.when.items()):
        return None
    if any(name not in values for name in check.variables()) or any(values[n] <= 0 for n in check.needs):
        return None
    given = {name: pair(values[name]) for name in check.variables()}
    for symbol, said in check.law.items():
        parameter, key, word = reference(said)
        number = catalogue.number(parameter, day, words.get(word, "") if word else key)
        if number is None:
            return None
        given[symbol] = number
    return given


def reference(said: str) -> tuple[str, str, str]:
    """Return parameter, key and word of `parameter[key]` or `parameter[unit.word]`; "" for what is not said."""
    parameter, _, rest = said.partition("[")
    key = rest.removesuffix("]")
    return (parameter, "", key.removeprefix("unit.")) if key.startswith("unit.") else (parameter, key, "")
