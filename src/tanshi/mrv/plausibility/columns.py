"""Rows as columns of whole numbers: a variable is a numerator of each row over one denominator, known or not.

The decision on a row is exact. `estimate` gives a formula over many rows as floats together with a bound of their
error, so that the exact arithmetic is asked only about the rows that do not pass clearly.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanshi.accounting.formula import Pair

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: A result of floats is off by less than this part of the size of what went into it: formulas have some dozens of
#: operations, each off by less than 1.2e-16.
_OFF = 1e-12


@dataclass(frozen=True, slots=True)
class Column:
    """A variable: `numerators / denominator`, `known` None where every row knows it."""

    numerators: Whole
    denominator: int = 1
    known: Flags | None = None

    def at(self, row: int) -> Pair:
        """Return a row's value."""
        return int(self.numerators[row]), self.denominator

    def floats(self, rows: Any) -> Floats:
        """Return the values of some rows as floats."""
        found: Floats = self.numerators[rows] / self.denominator
        return found


@dataclass(slots=True)
class Frame:
    """Rows of one kind: who they are of, their day, words and variables.

    `words`: a code for each row and what the codes stand for; `entity` and `day` are codes too.
    """

    where: Sequence[str]
    entities: Sequence[str]
    entity: Whole
    days: Sequence[date]
    day: Whole
    words: Mapping[str, tuple[Whole, Sequence[str]]]
    columns: dict[str, Column] = field(default_factory=dict)
    asked: Flags | None = None  # rows that are looked at; the others are there to be compared with

    def __len__(self) -> int:
        return len(self.entity)


@lru_cache(maxsize=1024)
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def estimate(formula: str, values: Mapping[str, Floats | float]) -> tuple[Floats, Floats]:
    """Return a formula's values and the bound of their error; not finite where a divisor may be nought."""
    with np.errstate(all="ignore"):
        value, size = _estimate(_tree(formula), values)
    return np.asarray(value, dtype=np.float64), np.asarray(size, dtype=np.float64) * _OFF


def _estimate(tree: ast.expr, values: Mapping[str, Floats | float]) -> tuple[Any, Any]:
    """Return value and size: the sum of the amounts of all that was added on the way."""
    match tree:
        case ast.Constant(value=int() as number):
            return float(number), float(abs(number))
        case ast.Name(id=name):
            return values[name], np.abs(values[name])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value, size = _estimate(operand, values)
            return -value, size
        case ast.BinOp(left=left, op=op, right=right):
            return _operated(op, *_estimate(left, values), *_estimate(right, values))
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=args):
            parts = [_estimate(a, values) for a in args]
            chosen, size = parts[0]
            for value, other in parts[1:]:
                chosen = (np.minimum if name == "min" else np.maximum)(chosen, value)
                size = np.maximum(size, other)
            return chosen, size
    raise AssertionError(f"a formula may not contain {ast.unparse(tree)}")


def _operated(op: ast.operator, a: Any, a_size: Any, b: Any, b_size: Any) -> tuple[Any, Any]:
    match op:
        case ast.Add():
            return a + b, a_size + b_size
        case ast.Sub():
            return a - b, a_size + b_size
        case ast.Mult():
            return a * b, a_size * b_size
    divisor = np.where(np.abs(b) > 2 * _OFF * b_size, b, np.nan)
    amount = np.abs(divisor)
    return a / divisor, 2 * (a_size / amount + np.abs(a) * b_size / (amount * amount))
