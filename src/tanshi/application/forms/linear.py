"""Conditions of forms: comparisons of sums of columns, such as `own_use <= generation + purchased` or
`sum(fuel) == total`.

A condition is data written by whoever designs the form, so only sums, differences and fixed multiples are read. It is
judged exactly, in whole numbers.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from tanshi.core.exact import NotADecimal, decimal

_COMPARE: Mapping[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.LtE: operator.le,
    ast.Lt: operator.lt,
    ast.GtE: operator.ge,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
}

_Sum = dict[str, Fraction]
_ONE = ""  # the name of the constant part


class NotACondition(ValueError):
    """The text is not a comparison of sums."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition over named numbers; a name is a column, `sum(column)` or `count()`."""

    text: str
    names: tuple[str, ...]
    _terms: tuple[tuple[str, Fraction], ...]
    _constant: Fraction
    _compare: Callable[[int, int], bool]

    @staticmethod
    def of(text: str) -> Condition:
        """Return the condition a text stands for."""
        try:
            body = ast.parse(text, mode="eval").body
        except SyntaxError as error:
            raise NotACondition(f"{text!r}: {error.msg}") from None
        if not isinstance(body, ast.Compare) or len(body.ops) != 1 or type(body.ops[0]) not in _COMPARE:
            raise NotACondition(f"{text!r} does not compare two sums by <=, <, >=, > or ==")
        terms = _minus(_sum(body.left, text), _sum(body.comparators[0], text))
        constant = terms.pop(_ONE, Fraction(0))
        return Condition(text, tuple(sorted(terms)), tuple(terms.items()), constant, _COMPARE[type(body.ops[0])])

    def judge(self, places: Mapping[str, int]) -> Callable[[Mapping[str, int]], bool]:
        """Return the judge over whole numbers, each being its value times ten to the power of its `places`."""
        factors = {name: factor / 10 ** places[name] for name, factor in self._terms}
        scale = lcm(self._constant.denominator, *(f.denominator for f in factors.values()))
        whole = [(name, (f * scale).numerator) for name, f in factors.items()]
        constant = (self._constant * scale).numerator
        compare = self._compare

        def holds(values: Mapping[str, int]) -> bool:
            return compare(sum(factor * values[name] for name, factor in whole) + constant, 0)

        return holds


def _sum(node: ast.expr, text: str) -> _Sum:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _minus(_sum(left, text), _times(_sum(right, text), Fraction(-1)))
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _minus(_sum(left, text), _sum(right, text))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _product(_sum(left, text), _sum(right, text), text)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _times(_sum(inner, text), Fraction(-1))
        case ast.Constant():
            return {_ONE: _number(node, text)}
        case ast.Name(id=name):
            return {name: Fraction(1)}
        case ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id=name)], keywords=[]):
            return {f"sum({name})": Fraction(1)}
        case ast.Call(func=ast.Name(id="count"), args=[], keywords=[]):
            return {"count()": Fraction(1)}
    raise NotACondition(f"{text!r}: only sums, differences and multiples of columns")


def _number(node: ast.expr, text: str) -> Fraction:
    try:
        return decimal(ast.get_source_segment(text, node) or "")  # as written: 1.1 is not the float 1.1
    except NotADecimal as error:
        raise NotACondition(f"{text!r}: {error}") from None


def _minus(left: _Sum, right: _Sum) -> _Sum:
    return {name: left.get(name, Fraction(0)) - right.get(name, Fraction(0)) for name in {**left, **right}}


def _times(terms: _Sum, factor: Fraction) -> _Sum:
    return {name: value * factor for name, value in terms.items()}


def _product(left: _Sum, right: _Sum, text: str) -> _Sum:
    if set(left) <= {_ONE}:
        return _times(right, left.get(_ONE, Fraction(0)))
    if set(right) <= {_ONE}:
        return _times(left, right.get(_ONE, Fraction(0)))
    raise NotACondition(f"{text!r}: a product of two columns")
